//! The reminders that are kept of what reminds by itself: none lost, none of what is past.

use super::{DAY, day, edit, instalment, ledger, raw, shown, wait};
use crate::base::Timestamp;
use crate::records::value::Value;
use crate::reminders::model::Snooze;
use crate::session::Session;
use crate::session::tests::make;

/// What speaks now: source and what of it.
fn spoken(session: &Session) -> Vec<(String, String)> {
    session.sweep_occasions().unwrap();
    let due = session.fire_due().unwrap().into_iter();
    due.map(|due| (due.key.source, due.title)).collect()
}

#[test]
fn what_speaks_ninety_days_before_its_day_is_not_seen_too_late() {
    let (session, clock, firm) = ledger();
    let rival = make(&session, "competitor", [("name", Value::text("恒拓"))]);
    let view = [
        ("unit", Value::to(firm)),
        ("competitor", Value::to(rival.id)),
        ("contract_end_on", raw("2027-03-01")),
    ];
    make(&session, "competitor_view", view);
    let mut days = Vec::new();
    // Opened each day from the 22nd of November on; the 1st of December is ninety days before.
    for since in 0..75 {
        if spoken(&session)
            .iter()
            .any(|(source, _)| source == "competitor_end")
        {
            days.push(since);
        }
        wait(&clock, 1);
    }
    assert_eq!(days, [9, 69]);
}

#[test]
fn what_comes_to_be_of_today_after_the_morning_hour_is_heard_of_today_and_once() {
    use crate::base::Clock as _;
    let (session, clock, firm) = ledger();
    session.renew_reminders().unwrap();
    session.sweep_occasions().unwrap();
    let promise = |due| {
        let values = [
            ("unit", Value::to(firm)),
            ("text", Value::text("给出报价")),
            ("due_on", raw(due)),
        ];
        make(&session, "promise", values)
    };
    let today = promise("2026-11-22");
    let moved = promise("2026-11-20");
    session.sweep_occasions().unwrap();
    edit(&session, "promise", moved.id, "due_on", raw("2026-11-22"));
    // Each quarter of an hour of this day and half of the next.
    let mut heard = Vec::new();
    for quarter in 0..4 * 36 {
        session.sweep_occasions().unwrap();
        for due in session.fire_due().unwrap() {
            if due.key.source.starts_with("promise") {
                heard.push((quarter, due.key.record, due.key.slot));
            }
        }
        if quarter == 8 {
            edit(
                &session,
                "promise",
                today.id,
                "text",
                Value::text("给出新报价"),
            );
        }
        clock.set(Timestamp(clock.now().0 + DAY / 96));
    }
    let of_day: Vec<_> = heard.iter().filter(|(.., slot)| *slot == 0).collect();
    assert_eq!(of_day.len(), 2, "{heard:?}");
    assert!(of_day.iter().all(|(quarter, ..)| *quarter < 9), "{heard:?}");
}

#[test]
fn what_was_put_off_and_then_given_another_day_speaks_on_that() {
    let (session, clock, firm) = ledger();
    let promise = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", raw("2026-11-10")),
    ];
    let promise = make(&session, "promise", promise);
    session.sweep_occasions().unwrap();
    let line = shown(&session).remove(0);
    session
        .put_off_occasion(&line.source, line.record, &line.about, &Snooze::Tomorrow)
        .unwrap();
    edit(&session, "promise", promise.id, "due_on", raw("2026-11-28"));
    session.sweep_occasions().unwrap();
    wait(&clock, 1);
    assert_eq!(spoken(&session), [], "it is no longer about that");
    wait(&clock, 5);
    assert_eq!(spoken(&session).len(), 1);
}

#[test]
fn putting_off_taken_back_gives_back_what_was_to_speak_meanwhile() {
    let (session, clock, firm) = ledger();
    let promise = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", raw("2026-11-24")),
    ];
    make(&session, "promise", promise);
    session.sweep_occasions().unwrap();
    // The day before it speaks; then it is put off to the morning of its own day.
    wait(&clock, 1);
    assert_eq!(spoken(&session).len(), 1);
    let line = shown(&session).remove(0);
    session
        .put_off_occasion(&line.source, line.record, &line.about, &Snooze::Tomorrow)
        .unwrap();
    session
        .unsettle_occasion(&line.source, line.record)
        .unwrap();
    wait(&clock, 1);
    assert_eq!(spoken(&session).len(), 1);
}

#[test]
fn what_was_put_off_before_anything_was_said_of_it_outlives_a_change_of_the_record() {
    let (session, clock, firm) = ledger();
    // Its words ahead have gone by when it is written, and its own day has none.
    let contract = [
        ("name", Value::text("年度维保")),
        ("unit", Value::to(firm)),
        ("state", Value::choice("running")),
        ("end", raw("2026-11-25")),
    ];
    let contract = make(&session, "contract", contract);
    session.sweep_occasions().unwrap();
    assert_eq!(spoken(&session), []);
    let line = shown(&session).remove(0);
    assert_eq!(line.source, "contract_end");
    session
        .put_off_occasion(&line.source, line.record, &line.about, &Snooze::Tomorrow)
        .unwrap();
    edit(
        &session,
        "contract",
        contract.id,
        "name",
        Value::text("维保"),
    );
    session.sweep_occasions().unwrap();
    wait(&clock, 1);
    assert_eq!(spoken(&session).len(), 1);
    wait(&clock, 1);
    assert_eq!(spoken(&session).len(), 0, "once");
}

#[test]
fn what_is_settled_or_kept_is_counted_no_more_by_the_morning() {
    let (session, clock, firm) = ledger();
    let (_, part) = instalment(&session, firm, "2026-11-23");
    session.sweep_occasions().unwrap();
    wait(&clock, 1);
    session.sweep_occasions().unwrap();
    let count = || -> u32 {
        let digest = session.digest().unwrap();
        digest.shares.iter().map(|share| share.count).sum()
    };
    assert_eq!(count(), 1);
    edit(&session, "instalment", part.id, "due_on", raw("2026-12-20"));
    session.sweep_occasions().unwrap();
    assert_eq!(count(), 0);
}

#[test]
fn the_settled_are_no_longer_in_the_agenda() {
    let (session, _, firm) = ledger();
    let promise = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", raw("2026-11-24")),
    ];
    let promise = make(&session, "promise", promise);
    let agenda = || {
        let days = session.agenda_beside(day("2026-11-24"), day("2026-11-24"));
        days.unwrap().len()
    };
    assert_eq!(agenda(), 1);
    session
        .settle_occasion("promise_ours", promise.id, "2026-11-24")
        .unwrap();
    assert_eq!(agenda(), 0);
}

#[test]
fn many_late_ones_hide_neither_their_number_nor_what_is_due_today() {
    let (session, _, firm) = ledger();
    for (text, due, many) in [("旧", "2026-11-01", 520), ("新", "2026-11-22", 3)] {
        for at in 0..many {
            let values = [
                ("unit", Value::to(firm)),
                ("text", Value::Text(format!("{text}{at}"))),
                ("due_on", raw(due)),
            ];
            make(&session, "promise", values);
        }
    }
    let standing = session.occasions().unwrap();
    assert_eq!((standing.overdue, standing.today), (520, 3));
    assert_eq!(standing.lines.len(), 503);
}

#[test]
fn what_is_written_just_after_a_clock_was_set_back_speaks() {
    let (session, clock, firm) = ledger();
    session.sweep_occasions().unwrap();
    wait(&clock, 40);
    session.sweep_occasions().unwrap();
    wait(&clock, -40);
    let promise = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", raw("2026-11-25")),
    ];
    make(&session, "promise", promise);
    // A day before it, on the day, and a day late.
    let spoke = (0..5).map(|_| {
        let said = spoken(&session).len();
        wait(&clock, 1);
        said
    });
    assert_eq!(spoke.collect::<Vec<_>>(), [0, 0, 1, 1, 1]);
}

#[test]
fn a_milestone_that_is_moved_takes_its_reminders_along() {
    let (session, clock, firm) = ledger();
    let project = [("unit", Value::to(firm)), ("name", Value::text("智慧园区"))];
    let project = make(&session, "project", project);
    let milestone = [
        ("project", Value::to(project.id)),
        ("name", Value::text("上线")),
        ("due_on", raw("2026-12-01")),
    ];
    let milestone = make(&session, "milestone", milestone);
    session.sweep_occasions().unwrap();
    // Three days before it and on its day, which is moved on the 27th of November.
    let mut days = Vec::new();
    for since in 0..40 {
        if since == 5 {
            edit(
                &session,
                "milestone",
                milestone.id,
                "due_on",
                raw("2026-12-11"),
            );
        }
        days.extend(spoken(&session).iter().map(|_| since));
        wait(&clock, 1);
    }
    assert_eq!(days, [16, 19, 20, 22, 24, 26]);
}

#[test]
fn a_complaint_says_how_long_there_is_and_stays_on_top_until_it_is_closed() {
    let (session, clock, firm) = ledger();
    let complaint = |name: &str, by: &str| {
        let complaint = [
            ("unit", Value::to(firm)),
            ("name", Value::text(name)),
            ("received_on", raw("2026-11-20")),
            ("promised_by", raw(by)),
        ];
        make(&session, "complaint", complaint)
    };
    let late = complaint("漏水", "2026-11-25");
    let why = |n: usize| {
        let why = &shown(&session)[n].why;
        (why.key.clone(), why.values.get("days").cloned())
    };
    let left = ("occasion.complaint_reply.left".to_owned(), Some("3".into()));
    assert_eq!(why(0), left);
    wait(&clock, 300);
    complaint("噪音", "2027-09-18");
    let top = &shown(&session)[0];
    assert_eq!((top.record, top.late_days), (late.id, 297));
    edit(
        &session,
        "complaint",
        late.id,
        "state",
        Value::choice("answered"),
    );
    assert_ne!(shown(&session)[0].record, late.id);
}

#[test]
fn what_somebody_waits_for_is_said_again_when_it_is_late_until_it_is_done() {
    let (session, clock, firm) = ledger();
    let project = [("name", Value::text("产线")), ("unit", Value::to(firm))];
    let project = make(&session, "project", project).id;
    let due = || raw("2026-11-24");
    let promised = |by: &str| {
        [
            ("unit", Value::to(firm)),
            ("text", Value::text("报价")),
            ("by", Value::choice(by)),
            ("due_on", due()),
        ]
    };
    let ours = make(&session, "promise", promised("us")).id;
    make(&session, "promise", promised("them"));
    let complaint = [
        ("unit", Value::to(firm)),
        ("name", Value::text("测错了")),
        ("received_on", raw("2026-11-20")),
        ("promised_by", due()),
    ];
    make(&session, "complaint", complaint);
    let step = [
        ("project", Value::to(project)),
        ("name", Value::text("到货")),
        ("due_on", due()),
    ];
    make(&session, "milestone", step);
    let mut late: Vec<(i64, String, String)> = Vec::new();
    for since in 0..14 {
        session.sweep_occasions().unwrap();
        for due in session.fire_due().unwrap() {
            if let Some(why) = due.why.filter(|why| why.key.ends_with(".late")) {
                late.push((since - 2, due.key.source, why.values["days"].clone()));
            }
        }
        if since == 6 {
            let kept = Value::choice("kept");
            edit(&session, "promise", ours, "state", kept);
        }
        wait(&clock, 1);
    }
    let of = |source: &str| {
        let said = late.iter().filter(|(_, of, _)| of == source);
        said.map(|(day, _, days)| {
            assert_eq!(*days, day.to_string(), "how late it says it is");
            *day
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(of("complaint_reply"), [1, 3, 5, 7]);
    assert_eq!(of("promise_theirs"), [1, 3, 5, 7]);
    assert_eq!(of("milestone"), [1, 3, 5, 7]);
    assert_eq!(of("promise_ours"), [1, 3], "kept, it is said no more");
}

#[test]
fn a_promise_of_today_that_was_kept_by_mistake_and_is_open_again_is_heard_of_today() {
    use crate::base::Clock as _;
    let (session, clock, firm) = ledger();
    session.renew_reminders().unwrap();
    session.sweep_occasions().unwrap();
    let values = [
        ("unit", Value::to(firm)),
        ("text", Value::text("给出报价")),
        ("due_on", raw("2026-11-22")),
    ];
    let promise = make(&session, "promise", values);
    session.sweep_occasions().unwrap();
    let minutes = |minutes: i64| clock.set(clock.now().plus_ms(minutes * 60_000));
    minutes(30);
    edit(
        &session,
        "promise",
        promise.id,
        "state",
        Value::choice("kept"),
    );
    session.sweep_occasions().unwrap();
    minutes(120);
    assert!(
        spoken(&session)
            .iter()
            .all(|(source, _)| !source.starts_with("promise"))
    );
    edit(
        &session,
        "promise",
        promise.id,
        "state",
        Value::choice("open"),
    );
    let mut heard = 0;
    for _ in 0..4 * 9 {
        let said = spoken(&session);
        heard += said
            .iter()
            .filter(|(source, _)| source.starts_with("promise"))
            .count();
        minutes(15);
    }
    assert_eq!(heard, 1);
}
