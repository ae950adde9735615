//! What reminds by itself, over an invented ledger and a clock that stands still.

mod ended;
mod hours;
mod kept;
mod person;
mod reads;
mod year;

use std::sync::Arc;

use chrono::NaiveDate;

use super::model::{Occasion, OccasionLine, SourceSaid};
use crate::base::written as amount;
use crate::base::{Currency, FixedClock, Id, Money, Timestamp};
use crate::records::value::Value;
use crate::records::{ChangeSet, Record};
use crate::reminders::model::{Lateness, Snooze};
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

const DAY: i64 = 86_400_000;

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The session's clock stands on 2026-11-22.
fn ledger() -> (Session, Arc<FixedClock>, Id) {
    let (session, clock) = session();
    let firm = unit(&session, "华衡检测", None);
    (session, clock, firm)
}

fn between(session: &Session, from: &str, to: &str) -> Vec<Occasion> {
    session.occasions_between(day(from), day(to)).unwrap()
}

fn keys(session: &Session, from: &str, to: &str) -> Vec<(String, String)> {
    between(session, from, to)
        .into_iter()
        .map(|one| (one.on.to_string(), one.why.key))
        .collect()
}

fn shown(session: &Session) -> Vec<OccasionLine> {
    session.occasions().unwrap().lines
}

/// Changes a field of a record.
fn edit(session: &Session, entity: &str, id: Id, field: &'static str, value: Value) {
    change(session, &session.record(entity, id).unwrap(), field, value);
}

fn wait(clock: &FixedClock, days: i64) {
    use crate::base::Clock as _;
    clock.set(Timestamp(clock.now().0 + days * DAY));
}

fn instalment(session: &Session, firm: Id, due: &str) -> (Record, Record) {
    let contract = make(
        session,
        "contract",
        [
            ("name", Value::text("产线采购合同")),
            ("unit", Value::to(firm)),
            ("amount", raw("400000")),
            ("state", Value::choice("running")),
        ],
    );
    let part = make(
        session,
        "instalment",
        [
            ("contract", Value::to(contract.id)),
            ("name", Value::text("到货款")),
            ("due_on", raw(due)),
            ("share", raw("30")),
            ("amount", raw("120000")),
        ],
    );
    (contract, part)
}

fn issue(session: &Session, project: Id, due: &str) -> Record {
    let values = [
        ("project", Value::to(project)),
        ("name", Value::text("机柜缺电")),
        ("due_on", raw(due)),
    ];
    make(session, "project_issue", values)
}

fn goal(session: &Session, firm: Id, due: &str) -> Record {
    let plan = [
        ("unit", Value::to(firm)),
        ("name", Value::text("规划")),
        ("year", Value::Number(2026)),
    ];
    let plan = make(session, "account_plan", plan);
    let values = [
        ("plan", Value::to(plan.id)),
        ("name", Value::text("进短名单")),
        ("due_on", raw(due)),
    ];
    make(session, "goal", values)
}

#[test]
fn an_instalment_says_how_much_of_what_and_paying_makes_it_go() {
    let (session, clock, firm) = ledger();
    let (contract, part) = instalment(&session, firm, "2026-11-24");
    let lines = shown(&session);
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(line.source, "instalment_due");
    assert_eq!(line.lateness, Lateness::Week);
    assert_eq!(line.why.key, "occasion.instalment.left");
    assert_eq!(line.why.values["amount"], "¥120,000");
    assert_eq!(line.why.values["number"], "30");
    assert_eq!(line.why.values["text"], "产线采购合同");
    assert_eq!(line.why.values["days"], "2");
    // On the day, and then each week.
    wait(&clock, 2);
    let lines = shown(&session);
    assert_eq!(lines[0].why.key, "occasion.instalment.today");
    assert_eq!(lines.len(), 1, "what falls due today is not late as well");
    wait(&clock, 10);
    let line = &shown(&session)[0];
    assert_eq!(line.why.key, "occasion.instalment.late");
    assert_eq!((line.late_days, line.about.as_str()), (10, "2026-12-01"));
    let weeks = keys(&session, "2026-12-01", "2026-12-20");
    let overdue: Vec<&str> = weeks.iter().map(|(on, _)| on.as_str()).collect();
    assert_eq!(overdue, ["2026-12-01", "2026-12-08", "2026-12-15"]);
    let payment = make(
        &session,
        "payment",
        [
            ("unit", Value::to(firm)),
            ("contract", Value::to(contract.id)),
            ("received_on", raw("2026-12-03")),
            ("amount", raw("120000")),
        ],
    );
    make(
        &session,
        "allocation",
        [
            ("payment", Value::to(payment.id)),
            ("instalment", Value::to(part.id)),
            ("amount", raw("120000")),
        ],
    );
    assert_eq!(shown(&session), []);
}

#[test]
fn what_is_settled_comes_again_only_for_another_day() {
    let (session, clock, firm) = ledger();
    let (_, part) = instalment(&session, firm, "2026-11-20");
    let about = shown(&session)[0].about.clone();
    session
        .settle_occasion("instalment_overdue", part.id, &about)
        .unwrap();
    assert_eq!(shown(&session), []);
    session
        .unsettle_occasion("instalment_overdue", part.id)
        .unwrap();
    assert_eq!(shown(&session).len(), 1);
    session
        .settle_occasion("instalment_overdue", part.id, &about)
        .unwrap();
    wait(&clock, 5);
    assert_eq!(shown(&session)[0].about, "2026-11-27");
}

/// What waits for something has no day: it is asked about after a fortnight, and once it has one by that day alone.
#[test]
fn a_promise_without_a_day_is_not_lost() {
    let (session, clock, firm) = ledger();
    let promise = make(
        &session,
        "promise",
        [
            ("unit", Value::to(firm)),
            (
                "text",
                Value::text("We'll send the quote once they confirm"),
            ),
        ],
    );
    session.sweep_occasions().unwrap();
    wait(&clock, 13);
    assert!(session.fire_due().unwrap().is_empty());
    wait(&clock, 1);
    session.sweep_occasions().unwrap();
    let due = session.fire_due().unwrap();
    let why = due[0].why.clone().unwrap();
    assert_eq!(
        (due.len(), why.key.as_str()),
        (1, "occasion.promise_waiting")
    );
    assert_eq!(
        (
            &*why.values["text"],
            &*why.values["other"],
            &*why.values["days"]
        ),
        ("us", "2026-11-22", "14")
    );
    let line = shown(&session).remove(0);
    assert!(line.ends, "it can be said to be kept where it stands");
    // A day of its own is what it is reminded of by from then on.
    edit(&session, "promise", promise.id, "due_on", raw("2026-12-20"));
    let sources = |from: &str| {
        let found = between(&session, from, "2027-02-01").into_iter();
        let sources = found.map(|one| one.source);
        sources
            .filter(|source| source.starts_with("promise"))
            .collect::<Vec<_>>()
    };
    assert_eq!(sources("2026-11-22"), ["promise_ours"]);
    edit(&session, "promise", promise.id, "due_on", Value::Null);
    assert_eq!(sources("2026-11-22"), ["promise_waiting"]);
    session
        .occasion_done("promise_waiting", promise.id, "2026-12-06")
        .unwrap();
    assert_eq!(sources("2026-11-22"), [""; 0]);
    let kept = session.record("promise", promise.id).unwrap();
    assert_eq!(kept.get("state"), &Value::choice("kept"));
}

#[test]
fn what_is_put_off_stands_on_that_day_and_speaks_then() {
    let (session, clock, firm) = ledger();
    make(
        &session,
        "promise",
        [
            ("unit", Value::to(firm)),
            ("text", Value::text("给出报价")),
            ("due_on", raw("2026-11-10")),
        ],
    );
    session.sweep_occasions().unwrap();
    let line = shown(&session).remove(0);
    assert_eq!(line.lateness, Lateness::Overdue);
    session
        .put_off_occasion(&line.source, line.record, &line.about, &Snooze::Tomorrow)
        .unwrap();
    let line = shown(&session).remove(0);
    assert_eq!(
        (line.on.as_str(), line.lateness),
        ("2026-11-23", Lateness::Week)
    );
    session.sweep_occasions().unwrap();
    assert!(session.fire_due().unwrap().is_empty());
    wait(&clock, 1);
    let due = session.fire_due().unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].title, "给出报价");
    assert_eq!(
        due[0].why.as_ref().unwrap().key,
        "occasion.promise_ours.late"
    );
}

#[test]
fn promises_of_both_sides_have_words_of_their_own_and_theirs_wait_for_others() {
    let (session, _, firm) = ledger();
    for by in ["us", "them"] {
        make(
            &session,
            "promise",
            [
                ("unit", Value::to(firm)),
                ("by", Value::choice(by)),
                ("text", Value::text("寄回合同")),
                ("due_on", raw("2026-11-22")),
            ],
        );
    }
    let lines = shown(&session);
    let told: Vec<(&str, bool)> = lines
        .iter()
        .map(|line| (line.why.key.as_str(), line.waits))
        .collect();
    assert_eq!(
        told,
        [
            ("occasion.promise_ours.today", false),
            ("occasion.promise_theirs.today", true)
        ]
    );
    assert_eq!(session.round().unwrap().waiting, 1);
    // Kept, it is over.
    edit(
        &session,
        "promise",
        lines[0].record,
        "state",
        Value::choice("kept"),
    );
    assert_eq!(shown(&session).len(), 1);
}

#[test]
fn every_dated_record_brings_its_day() {
    let (session, _, firm) = ledger();
    let contract = [
        ("name", Value::text("年度维保")),
        ("unit", Value::to(firm)),
        ("state", Value::choice("running")),
        ("end", raw("2027-01-20")),
        ("renewal_notice_days", raw("45")),
    ];
    make(&session, "contract", contract);
    let project = make(
        &session,
        "project",
        [("name", Value::text("一期")), ("unit", Value::to(firm))],
    );
    let milestone = [
        ("project", Value::to(project.id)),
        ("name", Value::text("终验")),
        ("due_on", raw("2026-12-01")),
    ];
    let milestone = make(&session, "milestone", milestone);
    issue(&session, project.id, "2026-12-02");
    goal(&session, firm, "2026-12-10");
    let rival = make(&session, "competitor", [("name", Value::text("恒拓"))]);
    let view = [
        ("unit", Value::to(firm)),
        ("competitor", Value::to(rival.id)),
        ("contract_end_on", raw("2026-12-31")),
    ];
    make(&session, "competitor_view", view);
    let complaint = [
        ("unit", Value::to(firm)),
        ("name", Value::text("夜间无人接听")),
        ("received_on", raw("2026-11-20")),
        ("promised_by", raw("2026-11-25")),
    ];
    let complaint = make(&session, "complaint", complaint);
    let all = keys(&session, "2026-11-22", "2027-01-20");
    let expected = [
        ("2026-11-25", "occasion.complaint_reply.left"),
        ("2026-12-01", "occasion.milestone.left"),
        ("2026-12-02", "occasion.project_issue.left"),
        ("2026-12-06", "occasion.renewal_notice.left"),
        ("2026-12-10", "occasion.goal.left"),
        ("2026-12-31", "occasion.competitor_end.left"),
        ("2027-01-20", "occasion.contract_end.left"),
    ];
    let all: Vec<(&str, &str)> = all
        .iter()
        .map(|(on, key)| (on.as_str(), key.as_str()))
        .collect();
    assert_eq!(all, expected);
    edit(
        &session,
        "milestone",
        milestone.id,
        "done_on",
        raw("2026-11-22"),
    );
    edit(
        &session,
        "complaint",
        complaint.id,
        "state",
        Value::choice("answered"),
    );
    assert_eq!(keys(&session, "2026-11-22", "2027-01-20").len(), 5);
    // Of work that rests no problem is to be solved.
    edit(
        &session,
        "project",
        project.id,
        "stage",
        Value::choice("paused"),
    );
    assert_eq!(keys(&session, "2026-11-22", "2027-01-20").len(), 4);
    // With the unit goes what it brings.
    bin(&session, "unit", &[firm]);
    assert_eq!(keys(&session, "2026-11-22", "2027-01-20"), []);
}

#[test]
fn birthdays_come_by_both_calendars_and_on_the_28th_where_there_is_no_29th() {
    let (session, _, _) = ledger();
    for (name, birthday, lunar) in [
        ("张伟", Some("1980-02-29"), None),
        ("王芳", Some("--12-31"), None),
        ("李静", Some("1975-05"), None),
        ("陈明", None, Some("01-01")),
    ] {
        let text = |text: Option<&str>| text.map_or(Value::Null, raw);
        make(
            &session,
            "contact",
            [
                ("full_name", Value::text(name)),
                ("birthday", text(birthday)),
                ("lunar_birthday", text(lunar)),
            ],
        );
    }
    let told: Vec<(String, String)> = between(&session, "2026-12-20", "2027-03-05")
        .into_iter()
        .filter(|one| one.source != "silence")
        .map(|one| (one.on.to_string(), one.title))
        .collect();
    let expected = [
        ("2026-12-31", "王芳"),
        ("2027-02-06", "陈明"),
        ("2027-02-28", "张伟"),
    ];
    let told: Vec<(&str, &str)> = told
        .iter()
        .map(|(on, who)| (on.as_str(), who.as_str()))
        .collect();
    assert_eq!(told, expected);
    let years = between(&session, "2027-02-28", "2027-02-28");
    assert_eq!(years[0].why.values["years"], "47");
}

#[test]
fn no_birthday_is_kept_of_who_is_to_be_left_alone_up_to_the_last_day_of_it() {
    let (session, _, _) = ledger();
    for (name, why, until) in [
        ("张伟", Some("已书面拒绝"), None),
        ("王芳", Some("产假"), Some("2027-02-01")),
        ("李静", None, Some("2027-02-02")),
        ("陈明", None, None),
    ] {
        let text = |text: Option<&str>| text.map_or(Value::Null, raw);
        make(
            &session,
            "contact",
            [
                ("full_name", Value::text(name)),
                ("birthday", raw("--02-02")),
                ("do_not_contact", text(why)),
                ("do_not_contact_until", text(until)),
            ],
        );
    }
    let told = |from, to| -> Vec<String> {
        let mut told: Vec<String> = between(&session, from, to)
            .into_iter()
            .map(|one| one.title)
            .collect();
        told.sort();
        told
    };
    assert_eq!(told("2027-02-02", "2027-02-02"), ["王芳", "陈明"]);
    assert_eq!(told("2028-02-02", "2028-02-02"), ["李静", "王芳", "陈明"]);
}

#[test]
fn a_source_that_is_off_says_nothing_and_its_leads_are_kept() {
    let (session, clock, firm) = ledger();
    instalment(&session, firm, "2026-12-10");
    session.sweep_occasions().unwrap();
    // The 3rd and the 9th, 9:00; then the day itself.
    wait(&clock, 10);
    assert!(session.fire_due().unwrap().is_empty());
    wait(&clock, 1);
    assert_eq!(session.fire_due().unwrap().len(), 1);
    let said = SourceSaid {
        on: true,
        leads: Some(vec![2]),
        after: None,
    };
    session
        .set_occasion_source("instalment_due", &said)
        .unwrap();
    session.sweep_occasions().unwrap();
    wait(&clock, 4);
    assert!(session.fire_due().unwrap().is_empty());
    wait(&clock, 1);
    let due = session.fire_due().unwrap();
    assert_eq!((due.len(), due[0].key.slot), (1, 2));
    let off = SourceSaid {
        on: false,
        leads: None,
        after: None,
    };
    session
        .set_occasion_source("instalment_overdue", &off)
        .unwrap();
    session.sweep_occasions().unwrap();
    wait(&clock, 5);
    session.sweep_occasions().unwrap();
    assert!(session.fire_due().unwrap().is_empty());
    assert_eq!(shown(&session), []);
    let states = session.occasion_sources().unwrap();
    let state = states
        .iter()
        .find(|one| one.key == "instalment_overdue")
        .unwrap();
    assert!(!state.on && state.coming > 0);
    let wrong = SourceSaid {
        on: true,
        leads: Some(vec![]),
        after: None,
    };
    let error = session.set_occasion_source("birthday", &wrong).unwrap_err();
    assert_eq!(error.to_wire().key, "error.leads");
}

#[test]
fn what_came_while_the_program_was_off_is_told_late_and_not_lost() {
    let (session, clock, firm) = ledger();
    let promise = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", raw("2027-01-15")),
    ];
    make(&session, "promise", promise);
    // Beyond what is looked ahead.
    session.sweep_occasions().unwrap();
    wait(&clock, 60);
    session.sweep_occasions().unwrap();
    let mut due = session.fire_due().unwrap();
    due.retain(|one| one.key.source == "promise_ours");
    assert_eq!(due.len(), 1, "of one record, once");
    assert!(due.iter().all(|one| one.late_ms > 5 * DAY));
    assert!(session.fire_due().unwrap().is_empty());
}

#[test]
fn a_rhythm_follows_the_last_talk_that_counts_and_the_most_particular_wins() {
    let (session, clock, firm) = ledger();
    let rhythm = |name: &str,
                  ideal: &str,
                  latest: &str,
                  whom: (&'static str, Value),
                  kinds: Option<&str>| {
        make(
            &session,
            "rhythm",
            [
                ("name", Value::text(name)),
                ("ideal_days", raw(ideal)),
                ("latest_days", raw(latest)),
                whom,
                ("kinds", kinds.map_or(Value::Null, raw)),
                ("spread", Value::Bool(false)),
            ],
        )
    };
    edit(&session, "unit", firm, "level", Value::choice("a"));
    rhythm("A 级", "30", "45", ("level", Value::choice("a")), None);
    let talk = |kind: &str| {
        use crate::base::Clock as _;
        make(
            &session,
            "activity",
            [
                ("unit", Value::to(firm)),
                ("at", Value::Instant(clock.now().0)),
                ("kind", Value::choice(kind)),
                ("content", Value::text("谈了进度")),
            ],
        )
    };
    talk("call");
    session.sweep_occasions().unwrap();
    let next = |session: &Session| {
        between(session, "2026-11-01", "2027-12-31")
            .into_iter()
            .filter(|one| one.source == "rhythm")
            .map(|one| one.on.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(next(&session), ["2026-12-22"]);
    // Any talk starts it anew.
    wait(&clock, 3);
    let second = talk("wechat");
    session.sweep_occasions().unwrap();
    assert_eq!(next(&session), ["2026-12-25"]);
    // Its own rhythm, which a message does not keep.
    rhythm(
        "本单位",
        "10",
        "20",
        ("unit", Value::to(firm)),
        Some("call; visit"),
    );
    session.sweep_occasions().unwrap();
    assert_eq!(next(&session), ["2026-12-02"]);
    wait(&clock, 1);
    talk("visit");
    session.sweep_occasions().unwrap();
    assert_eq!(next(&session), ["2026-12-07"], "the 6th is a Sunday");
    bin(&session, "activity", &[second.id]);
    session.undo().unwrap();
    session.sweep_occasions().unwrap();
    assert_eq!(next(&session), ["2026-12-07"]);
    assert!(
        !session.sweep_occasions().unwrap(),
        "nothing changed, nothing is done"
    );
}

#[test]
fn silence_is_told_of_whoever_has_no_rhythm() {
    let (session, clock, firm) = ledger();
    make(
        &session,
        "activity",
        [
            ("unit", Value::to(firm)),
            ("at", {
                use crate::base::Clock as _;
                Value::Instant(clock.now().0)
            }),
            ("kind", Value::choice("call")),
            ("content", Value::text("谈了进度")),
        ],
    );
    wait(&clock, 59);
    assert_eq!(shown(&session)[0].lateness, Lateness::Week);
    wait(&clock, 1);
    let line = shown(&session).remove(0);
    assert_eq!(
        (line.source.as_str(), line.lateness),
        ("silence", Lateness::Today)
    );
    assert_eq!(line.why.values["days"], "60");
    assert!(line.talk);
}

#[test]
fn a_ledger_that_was_read_in_asks_for_its_contacts_one_day_after_the_other() {
    let (session, _, _) = ledger();
    let level = [
        ("name", Value::text("A 级")),
        ("level", Value::choice("a")),
        ("ideal_days", raw("30")),
        ("latest_days", raw("45")),
    ];
    make(&session, "rhythm", level);
    let mut set = ChangeSet::create("op.create", "unit", [("legal_name", Value::text("零"))]);
    set.changes.clear();
    for n in 0..200 {
        let one = ChangeSet::create(
            "op.create",
            "unit",
            [
                ("legal_name", Value::Text(format!("第{n}家"))),
                ("level", Value::choice("a")),
            ],
        );
        set.changes.extend(one.changes);
    }
    session.apply(&set).unwrap();
    session.sweep_occasions().unwrap();
    let mut per: std::collections::BTreeMap<NaiveDate, u32> = std::collections::BTreeMap::new();
    let all = between(&session, "2026-11-22", "2027-01-31").into_iter();
    for one in all.filter(|one| one.source == "rhythm") {
        *per.entry(one.on).or_default() += 1;
    }
    assert_eq!(per.values().sum::<u32>(), 200);
    assert!(per.values().all(|many| *many <= 11), "{per:?}");
}

#[test]
fn amounts_are_written_as_a_person_writes_them() {
    let yuan = |minor| Money {
        minor,
        currency: Currency::CNY,
    };
    assert_eq!(amount(yuan(12_000_000)), "¥120,000");
    assert_eq!(amount(yuan(123_450)), "¥1,234.50");
    assert_eq!(amount(yuan(-99)), "-¥0.99");
    assert_eq!(
        amount(Money::parse("USD 1250.50", Currency::CNY).unwrap()),
        "USD 1,250.50"
    );
}

#[test]
fn the_sample_has_an_occasion_of_each_kind_that_a_new_vault_can_have() {
    let (session, clock) = session();
    session
        .fill_sample(crate::records::labels::Language::Zh)
        .unwrap();
    wait(&clock, 0);
    session.sweep_occasions().unwrap();
    let states = session.occasion_sources().unwrap();
    for state in states {
        // Nothing is old yet, no backup is planned, the key was made today, no rules class anyone, and each
        // promise has its day.
        let later = matches!(
            state.key.as_str(),
            "size_class"
                | "stale"
                | "backup_overdue"
                | "drill_overdue"
                | "recovery_asked"
                | "promise_waiting"
        );
        assert!(later || state.coming > 0, "{}", state.key);
    }
}
