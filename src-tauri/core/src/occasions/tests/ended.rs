//! What is over reminds no longer, what is done is written down as done, and the morning counts what
//! Today shows.

use super::{day, edit, goal, instalment, issue, keys, ledger, raw, shown, wait};
use crate::base::{Clock as _, FixedClock, Id, WallTime};
use crate::occasions::dated;
use crate::records::Record;
use crate::records::value::Value;
use crate::reminders::manner::{Manner, QuietHours};
use crate::reminders::model::{Lateness, Snooze};
use crate::session::Session;
use crate::session::tests::make;

fn promise(session: &Session, firm: Id, due: &str) -> Record {
    let values = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", raw(due)),
    ];
    make(session, "promise", values)
}

fn milestone(session: &Session, firm: Id, due: &str) -> (Record, Record) {
    let project = [("name", Value::text("一期")), ("unit", Value::to(firm))];
    let project = make(session, "project", project);
    let values = [
        ("project", Value::to(project.id)),
        ("name", Value::text("终验")),
        ("due_on", raw(due)),
    ];
    (project, make(session, "milestone", values))
}

fn said(session: &Session, of: &Record, field: &str) -> String {
    let record = session.record(&of.entity, of.id).unwrap();
    match record.get(field) {
        Value::Null => String::new(),
        value => value.as_text().unwrap_or_default().to_owned(),
    }
}

#[test]
fn done_is_written_where_the_record_can_say_it_and_is_one_step_of_undo() {
    let (session, _, firm) = ledger();
    let promise = promise(&session, firm, "2026-11-20");
    let (project, milestone) = milestone(&session, firm, "2026-11-21");
    let issue = issue(&session, project.id, "2026-11-21");
    let goal = goal(&session, firm, "2026-11-22");
    let complaint = [
        ("unit", Value::to(firm)),
        ("name", Value::text("夜间无人接听")),
        ("received_on", raw("2026-11-18")),
        ("promised_by", raw("2026-11-22")),
    ];
    let complaint = make(&session, "complaint", complaint);
    for (source, of, field, was, now, step) in [
        (
            "promise_ours",
            &promise,
            "state",
            "open",
            "kept",
            "op.promise_kept",
        ),
        (
            "milestone",
            &milestone,
            "done_on",
            "",
            "2026-11-22",
            "op.milestone_done",
        ),
        (
            "project_issue",
            &issue,
            "closed_on",
            "",
            "2026-11-22",
            "op.project_issue_closed",
        ),
        (
            "goal",
            &goal,
            "done_on",
            "",
            "2026-11-22",
            "op.goal_reached",
        ),
        (
            "complaint_reply",
            &complaint,
            "state",
            "open",
            "answered",
            "op.complaint_answered",
        ),
    ] {
        let line = || {
            shown(&session)
                .into_iter()
                .find(|line| line.source == source)
        };
        let one = line().unwrap();
        assert!(one.ends, "{source}");
        let applied = session
            .occasion_done(source, one.record, &one.about)
            .unwrap()
            .unwrap();
        assert_eq!(applied.records[0].id, of.id);
        assert_eq!(said(&session, of, field), now, "{source}");
        assert_eq!(line(), None, "{source}");
        let last = session.history_state().unwrap().undo;
        assert_eq!(last.as_deref(), Some(step));
        session.undo().unwrap();
        assert_eq!(said(&session, of, field), was, "{source}");
        assert!(line().is_some(), "{source} is open again and reminds again");
    }
    assert_eq!(said(&session, &promise, "kept_on"), "");
}

#[test]
fn done_on_a_note_says_so_in_the_record_and_an_old_note_brings_nothing_back() {
    let (session, _, firm) = ledger();
    let promise = promise(&session, firm, "2026-11-22");
    session.sweep_occasions().unwrap();
    session
        .reminder_settled("promise_ours", promise.id)
        .unwrap();
    assert_eq!(said(&session, &promise, "state"), "kept");
    assert_eq!(said(&session, &promise, "kept_on"), "2026-11-22");
    edit(
        &session,
        "promise",
        promise.id,
        "state",
        Value::choice("broken"),
    );
    session
        .reminder_settled("promise_ours", promise.id)
        .unwrap();
    assert_eq!(said(&session, &promise, "state"), "broken");
}

#[test]
fn what_only_can_be_seen_is_seen_and_no_step() {
    let (session, _, firm) = ledger();
    let (_, part) = instalment(&session, firm, "2026-11-22");
    let line = shown(&session).remove(0);
    assert!(!line.ends);
    let done = session.occasion_done(&line.source, part.id, &line.about);
    assert_eq!(done.unwrap(), None);
    assert_eq!(shown(&session), []);
    // Made a task of, a promise is no longer told, and is not kept by that.
    let promise = promise(&session, firm, "2026-11-22");
    session
        .settle_occasion("promise_ours", promise.id, "2026-11-22")
        .unwrap();
    assert_eq!(said(&session, &promise, "state"), "open");
    assert_eq!(shown(&session), []);
}

#[test]
fn what_is_over_or_was_never_agreed_reminds_of_nothing() {
    let (session, _, firm) = ledger();
    let (project, _) = milestone(&session, firm, "2026-11-25");
    let (contract, _) = instalment(&session, firm, "2026-11-25");
    let count = || keys(&session, "2026-11-22", "2026-11-30").len();
    let both = count();
    assert_eq!(both, 3, "the instalment is due, and late from then on");
    for stage in ["paused", "cancelled", "done"] {
        edit(
            &session,
            "project",
            project.id,
            "stage",
            Value::choice(stage),
        );
        assert_eq!(count(), both - 1, "{stage}");
    }
    edit(
        &session,
        "project",
        project.id,
        "stage",
        Value::choice("executing"),
    );
    assert_eq!(count(), both);
    for state in ["draft", "ended"] {
        edit(
            &session,
            "contract",
            contract.id,
            "state",
            Value::choice(state),
        );
        assert_eq!(count(), 1, "{state}");
    }
    // What is kept back until all is delivered falls due after it.
    edit(
        &session,
        "contract",
        contract.id,
        "state",
        Value::choice("done"),
    );
    assert_eq!(count(), both);
}

#[test]
fn nobody_is_greeted_at_a_customer_that_is_blocked() {
    let (session, _, firm) = ledger();
    let contact = [
        ("full_name", Value::text("张伟")),
        ("birthday", raw("1980-11-25")),
        ("lunar_birthday", raw("10-20")),
    ];
    let contact = make(&session, "contact", contact);
    let post = [
        ("contact", Value::to(contact.id)),
        ("unit", Value::to(firm)),
    ];
    make(&session, "post", post);
    let count = || keys(&session, "2026-11-22", "2026-12-10").len();
    assert_eq!(count(), 2);
    edit(&session, "unit", firm, "status", Value::choice("blocked"));
    assert_eq!(count(), 0);
}

#[test]
fn the_morning_counts_what_today_shows() {
    let (session, clock, firm) = ledger();
    let late = promise(&session, firm, "2026-11-10");
    promise(&session, firm, "2026-11-12");
    let due = promise(&session, firm, "2026-11-22");
    session.sweep_occasions().unwrap();
    let counted = || {
        let digest = session.digest().unwrap();
        let today: u32 = digest.shares.iter().map(|share| share.count).sum();
        (digest.overdue, today)
    };
    let listed = || {
        let lines = shown(&session);
        let of = |lateness| {
            lines
                .iter()
                .filter(|line| line.lateness == lateness)
                .count()
        };
        let count = |lateness| u32::try_from(of(lateness)).unwrap();
        (count(Lateness::Overdue), count(Lateness::Today))
    };
    assert_eq!(counted(), (2, 1));
    assert_eq!(counted(), listed());
    let put_off = |record, about: &str, until: &Snooze| {
        session
            .put_off_occasion("promise_ours", record, about, until)
            .unwrap();
    };
    put_off(due.id, "2026-11-22", &Snooze::Tomorrow);
    assert_eq!(counted(), (2, 0), "it is tomorrow's");
    put_off(late.id, "2026-11-10", &Snooze::Hour);
    assert_eq!(counted(), (1, 1), "it is to be seen to today");
    assert_eq!(counted(), listed());
    wait(&clock, 1);
    assert_eq!(counted(), listed());
}

#[test]
fn put_off_after_it_was_moved_it_speaks_of_the_day_it_has_now() {
    let (session, clock, firm) = ledger();
    let one = promise(&session, firm, "2026-11-22");
    session.sweep_occasions().unwrap();
    wait_hours(&clock, 12);
    session.sweep_occasions().unwrap();
    session.fire_due().unwrap();
    edit(&session, "promise", one.id, "due_on", raw("2026-11-20"));
    session.sweep_occasions().unwrap();
    session
        .put_off_occasion("promise_ours", one.id, "2026-11-20", &Snooze::Hour)
        .unwrap();
    session.sweep_occasions().unwrap();
    wait_hours(&clock, 1);
    session.sweep_occasions().unwrap();
    let due = session.fire_due().unwrap();
    let of: Vec<_> = due.iter().filter(|due| due.key.record == one.id).collect();
    assert_eq!(of.len(), 1);
    let why = of[0].why.as_ref().expect("it says what it is about");
    assert_eq!(why.key, "occasion.promise_ours.late");
}

fn wait_hours(clock: &FixedClock, hours: i64) {
    clock.advance(hours * 3_600_000);
}

#[test]
fn silence_is_told_of_whoever_was_never_spoken_to_since_they_were_entered() {
    let (session, clock, firm) = ledger();
    // What belongs to a customer is not asked after by itself.
    let site = [
        ("legal_name", Value::text("东厂区")),
        ("kind", Value::choice("site")),
        ("parent", Value::to(firm)),
    ];
    make(&session, "unit", site);
    wait(&clock, 59);
    assert_eq!(shown(&session).len(), 1);
    assert_eq!(shown(&session)[0].lateness, Lateness::Week);
    wait(&clock, 1);
    let line = shown(&session).remove(0);
    assert_eq!((line.source.as_str(), line.record), ("silence", firm));
    assert_eq!(line.why.key, "occasion.silence.never");
    assert_eq!(line.why.values["days"], "60");
    let talk = [
        ("unit", Value::to(firm)),
        ("at", Value::Instant(clock.now().0)),
        ("kind", Value::choice("call")),
        ("content", Value::text("谈了进度")),
    ];
    make(&session, "activity", talk);
    assert_eq!(shown(&session), []);
}

#[test]
fn a_day_of_the_chinese_calendar_is_said_by_month_and_day() {
    let (session, _, _) = ledger();
    let contact = [
        ("full_name", Value::text("陈明")),
        ("lunar_birthday", raw("L06-01")),
    ];
    make(&session, "contact", contact);
    let all = session
        .occasions_between(day("2027-06-01"), day("2027-08-30"))
        .unwrap();
    let said = &all[0].why.values;
    let said = [&said["month"], &said["day"], &said["leap"]];
    assert_eq!(said, ["6", "1", "yes"]);
}

#[test]
fn what_quiet_hours_held_back_was_not_missed() {
    for (until, missed) in [(None, Some(180)), (Some(12 * 60), None)] {
        let (session, clock, firm) = ledger();
        let quiet = until.map(|to| QuietHours { from: 0, to });
        let manner = Manner {
            quiet,
            ..Manner::default()
        };
        session.set_manner(&manner).unwrap();
        instalment(&session, firm, "2026-11-30");
        session.sweep_occasions().unwrap();
        let noon = "2026-11-29T12:00";
        let noon = WallTime::from_stored(noon, "Asia/Shanghai").unwrap();
        clock.set(noon.instant(chrono::NaiveTime::MIN));
        let told = session.fire_due().unwrap().into_iter().map(|due| due.key);
        session.reminders_told(&told.collect::<Vec<_>>()).unwrap();
        let line = shown(&session).remove(0);
        assert_eq!(
            (line.source.as_str(), line.missed),
            ("instalment_due", missed)
        );
    }
}

/// A calendar holds so many at most.
#[test]
fn what_comes_is_told_before_what_is_late_and_the_nearer_before_the_further() {
    let (session, _, firm) = ledger();
    for due in [
        "2026-02-01",
        "2026-03-01",
        "2026-11-20",
        "2026-12-24",
        "2027-01-05",
    ] {
        promise(&session, firm, due);
    }
    let days = |most: usize| -> Vec<String> {
        let told = session.vault().read(|read| dated::within(read, most));
        let told = told.unwrap().into_iter();
        told.map(|(_, one)| one.on.to_string()).collect()
    };
    assert_eq!(days(2), ["2026-12-24", "2027-01-05"]);
    assert_eq!(days(3), ["2026-11-20", "2026-12-24", "2027-01-05"]);
    assert_eq!(days(9).len(), 5);
}
