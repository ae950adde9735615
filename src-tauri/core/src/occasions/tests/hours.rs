//! A reply that is promised for an hour: told around it, late from then on, by whichever clocks.

use super::{between, edit, ledger, raw, shown};
use crate::base::{Clock as _, FixedClock, Id, Timestamp, WallTime};
use crate::records::Record;
use crate::records::value::{Value, Wall};
use crate::reminders::model::{Lateness, Snooze};
use crate::session::Session;
use crate::session::tests::make;

const HOUR: i64 = 3_600_000;

fn complaint(session: &Session, firm: Id, by: Value) -> Record {
    let values = [
        ("unit", Value::to(firm)),
        ("name", Value::text("漏水")),
        ("received_on", raw("2026-11-20")),
        ("promised_by", by),
    ];
    make(session, "complaint", values)
}

fn at(text: &str) -> Timestamp {
    let wall = WallTime::from_stored(text, "Asia/Shanghai").unwrap();
    wall.instant(chrono::NaiveTime::MIN)
}

/// What is said of complaints up to then, each half an hour: when, in which words, and whether by itself.
fn told(session: &Session, clock: &FixedClock, until: &str) -> Vec<(String, String, bool)> {
    let mut told = Vec::new();
    while clock.now() < at(until) {
        clock.advance(HOUR / 2);
        session.sweep_occasions().unwrap();
        let here = clock.now().utc().with_timezone(&chrono_tz::Asia::Shanghai);
        for due in session.fire_due().unwrap() {
            if due.key.source == "complaint_reply" {
                let why = due.why.unwrap().key;
                let form = why.rsplit('.').next().unwrap().to_owned();
                told.push((here.format("%d %H:%M").to_string(), form, !due.of_day));
            }
        }
    }
    told
}

fn said(of: &[(String, String, bool)]) -> Vec<(&str, &str, bool)> {
    let of = of.iter();
    of.map(|(at, form, alone)| (at.as_str(), form.as_str(), *alone))
        .collect()
}

#[test]
fn it_is_told_an_hour_ahead_at_its_hour_and_an_hour_late() {
    let (session, clock, firm) = ledger();
    complaint(&session, firm, raw("2026-11-24 16:00"));
    assert_eq!(
        said(&told(&session, &clock, "2026-11-26T00:00")),
        [
            ("23 09:00", "left_hour", false),
            ("24 15:00", "today_hour", true),
            ("24 16:00", "today_hour", true),
            ("24 17:00", "late_hour", true),
            ("25 09:00", "late", false),
        ]
    );
}

#[test]
fn a_whole_day_that_is_given_an_hour_after_its_morning_speaks_at_that_hour() {
    let (session, clock, firm) = ledger();
    let of = complaint(&session, firm, raw("2026-11-23"));
    assert_eq!(
        said(&told(&session, &clock, "2026-11-23T10:00")),
        [("23 09:00", "today", false)]
    );
    edit(
        &session,
        "complaint",
        of.id,
        "promised_by",
        raw("2026-11-23 14:00"),
    );
    assert_eq!(
        said(&told(&session, &clock, "2026-11-23T14:30")),
        [
            ("23 13:00", "today_hour", true),
            ("23 14:00", "today_hour", true)
        ]
    );
}

#[test]
fn it_is_late_from_its_hour_on_until_it_is_answered() {
    let (session, clock, firm) = ledger();
    let of = complaint(&session, firm, raw("2026-11-22 16:00"));
    let line = || {
        let line = shown(&session).remove(0);
        (line.lateness, line.late_days, line.by)
    };
    let by = Some(at("2026-11-22T16:00").0);
    clock.set(at("2026-11-22T16:00"));
    assert_eq!(line(), (Lateness::Today, 0, by));
    clock.advance(60_000);
    assert_eq!(line(), (Lateness::Overdue, 0, by));
    assert_eq!(session.occasions().unwrap().overdue, 1);
    assert_eq!(session.digest().unwrap().overdue, 1);
    let why = shown(&session).remove(0).why;
    assert_eq!(
        (&*why.key, &*why.values["at"]),
        ("occasion.complaint_reply.late_hour", "16:00")
    );
    session
        .put_off_occasion("complaint_reply", of.id, "2026-11-22", &Snooze::Tomorrow)
        .unwrap();
    assert_eq!(
        line(),
        (Lateness::Week, 0, None),
        "put off, it has another time"
    );
    session.unsettle_occasion("complaint_reply", of.id).unwrap();
    session
        .occasion_done("complaint_reply", of.id, "2026-11-22")
        .unwrap();
    assert_eq!(shown(&session), []);
}

#[test]
fn by_the_clocks_of_another_place_it_is_of_the_day_it_is_here() {
    for (wall, zone, day) in [
        ("2026-11-24T20:00", "America/New_York", "2026-11-25"),
        ("2026-11-26T00:30", "Asia/Tokyo", "2026-11-25"),
        ("2026-11-25T23:59", "Asia/Shanghai", "2026-11-25"),
    ] {
        let (session, _, firm) = ledger();
        let wall = Wall {
            at: wall.into(),
            zone: zone.into(),
        };
        complaint(&session, firm, Value::Wall(wall));
        let days = |from: &str, to: &str| {
            let found = between(&session, from, to).into_iter();
            let days = found.map(|one| one.on.to_string());
            days.collect::<Vec<_>>()
        };
        assert_eq!(days(day, day), [day], "{zone}");
        assert_eq!(days("2026-11-22", "2026-11-24"), [""; 0], "{zone}");
        assert_eq!(days("2026-11-26", "2026-12-24"), [""; 0], "{zone}");
    }
}

#[test]
fn between_the_ends_of_the_world_a_day_is_two_days_off() {
    let (west, east) = (
        chrono_tz::Pacific::Pago_Pago,
        chrono_tz::Pacific::Kiritimati,
    );
    for (here, wall, there, day) in [
        (west, "2026-11-26T00:30", east, "2026-11-24"),
        (east, "2026-11-24T23:30", west, "2026-11-26"),
    ] {
        let (session, clock, firm) = ledger();
        clock.travel(here);
        let wall = Wall {
            at: wall.into(),
            zone: there.name().into(),
        };
        complaint(&session, firm, Value::Wall(wall));
        let found = between(&session, day, day).into_iter();
        let days: Vec<String> = found.map(|one| one.on.to_string()).collect();
        assert_eq!(days, [day], "{there}");
    }
}

#[test]
fn put_off_and_promised_for_a_later_hour_it_speaks_at_that_one() {
    let (session, clock, firm) = ledger();
    let of = complaint(&session, firm, raw("2026-11-24 16:00"));
    told(&session, &clock, "2026-11-24T16:00");
    session
        .reminder_put_off("complaint_reply", of.id, &Snooze::Hour)
        .unwrap();
    let again = told(&session, &clock, "2026-11-24T17:30");
    assert_eq!(said(&again), [("24 17:00", "late_hour", true)]);
    edit(
        &session,
        "complaint",
        of.id,
        "promised_by",
        raw("2026-11-24 20:00"),
    );
    assert_eq!(
        said(&told(&session, &clock, "2026-11-25T00:00")),
        [
            ("24 19:00", "today_hour", true),
            ("24 20:00", "today_hour", true),
            ("24 21:00", "late_hour", true),
        ]
    );
}

#[test]
fn put_off_before_its_hour_it_speaks_at_that_hour_too() {
    let (session, clock, firm) = ledger();
    let of = complaint(&session, firm, raw("2026-11-24 16:00"));
    told(&session, &clock, "2026-11-24T10:00");
    let put_off = |about: &str| {
        session
            .put_off_occasion("complaint_reply", of.id, about, &Snooze::Hour)
            .unwrap();
    };
    put_off("2026-11-24");
    assert_eq!(
        said(&told(&session, &clock, "2026-11-24T18:00")),
        [
            ("24 11:00", "today_hour", false),
            ("24 15:00", "today_hour", true),
            ("24 16:00", "today_hour", true),
            ("24 17:00", "late_hour", true),
        ]
    );
}

#[test]
fn a_putting_off_before_anything_was_said_that_is_taken_back_says_nothing() {
    let (session, clock, firm) = ledger();
    let of = complaint(&session, firm, raw("2026-11-22 16:00"));
    session.sweep_occasions().unwrap();
    session
        .put_off_occasion("complaint_reply", of.id, "2026-11-22", &Snooze::Hour)
        .unwrap();
    session.unsettle_occasion("complaint_reply", of.id).unwrap();
    let told = told(&session, &clock, "2026-11-22T17:00");
    let hours: Vec<_> = said(&told).into_iter().map(|one| one.0).collect();
    assert_eq!(hours, ["22 15:00", "22 16:00", "22 17:00"]);
}

#[test]
fn put_off_before_anything_was_said_of_it_it_speaks_around_its_hour_too() {
    let (session, clock, firm) = ledger();
    let of = complaint(&session, firm, raw("2026-11-22 16:00"));
    session.sweep_occasions().unwrap();
    session
        .put_off_occasion("complaint_reply", of.id, "2026-11-22", &Snooze::Hour)
        .unwrap();
    edit(
        &session,
        "complaint",
        of.id,
        "name",
        Value::text("漏水严重"),
    );
    assert_eq!(
        said(&told(&session, &clock, "2026-11-22T18:00")),
        [
            ("22 11:30", "today_hour", true),
            ("22 15:00", "today_hour", true),
            ("22 16:00", "today_hour", true),
            ("22 17:00", "late_hour", true),
        ]
    );
}

#[test]
fn promised_for_a_later_hour_while_it_is_put_off_it_speaks_at_both() {
    let (session, clock, firm) = ledger();
    let of = complaint(&session, firm, raw("2026-11-24 16:00"));
    told(&session, &clock, "2026-11-24T16:00");
    session
        .reminder_put_off("complaint_reply", of.id, &Snooze::Hour)
        .unwrap();
    told(&session, &clock, "2026-11-24T16:30");
    edit(
        &session,
        "complaint",
        of.id,
        "promised_by",
        raw("2026-11-24 20:00"),
    );
    session.sweep_occasions().unwrap();
    edit(
        &session,
        "complaint",
        of.id,
        "name",
        Value::text("漏水严重"),
    );
    assert_eq!(
        said(&told(&session, &clock, "2026-11-25T00:00")),
        [
            ("24 17:00", "today_hour", true),
            ("24 19:00", "today_hour", true),
            ("24 20:00", "today_hour", true),
            ("24 21:00", "late_hour", true),
        ]
    );
}

#[test]
fn what_is_promised_within_the_hour_is_not_told_at_once() {
    let (session, clock, firm) = ledger();
    session.sweep_occasions().unwrap();
    let of = complaint(&session, firm, raw("in 1 hour"));
    assert_eq!(
        said(&told(&session, &clock, "2026-11-22T13:00")),
        [
            ("22 11:30", "today_hour", true),
            ("22 12:30", "late_hour", true)
        ]
    );
    edit(
        &session,
        "complaint",
        of.id,
        "promised_by",
        raw("in 1 hour"),
    );
    assert_eq!(
        said(&told(&session, &clock, "2026-11-22T15:00")),
        [
            ("22 14:00", "today_hour", true),
            ("22 15:00", "late_hour", true)
        ]
    );
}

#[test]
fn a_moment_after_its_hour_it_is_that_hour_still() {
    let (session, clock, firm) = ledger();
    complaint(&session, firm, raw("2026-11-24 16:00"));
    told(&session, &clock, "2026-11-24T15:30");
    clock.set(at("2026-11-24T16:00").plus_ms(5));
    session.sweep_occasions().unwrap();
    let due = session.fire_due().unwrap();
    let why = due[0].why.as_ref().map(|why| why.key.as_str());
    assert_eq!(why, Some("occasion.complaint_reply.today_hour"));
}

#[test]
fn of_what_speaks_around_its_hour_next_one_line_is_told() {
    let (session, clock, firm) = ledger();
    complaint(&session, firm, raw("2026-11-24 16:00"));
    told(&session, &clock, "2026-11-24T12:00");
    let few = session.round().unwrap().few.into_iter();
    let mine = few.filter(|due| due.key.source == "complaint_reply");
    let times: Vec<Timestamp> = mine.map(|due| due.at).collect();
    assert_eq!(times, [at("2026-11-24T15:00")]);
}

#[test]
fn what_was_due_while_the_program_was_off_is_told_once() {
    let (session, clock, firm) = ledger();
    complaint(&session, firm, raw("2026-11-24 16:00"));
    session.sweep_occasions().unwrap();
    clock.set(at("2026-11-24T20:29"));
    let told = told(&session, &clock, "2026-11-24T23:00");
    assert_eq!(said(&told), [("24 20:59", "late_hour", true)]);
}

#[test]
fn an_answer_is_promised_in_so_many_hours_as_it_is_said() {
    let (session, _, firm) = ledger();
    for typed in ["in 4 hours", "4小时后", "今天下午2点半"] {
        let of = complaint(&session, firm, raw(typed));
        let at = Wall {
            at: "2026-11-22T14:30".into(),
            zone: "Asia/Shanghai".into(),
        };
        assert_eq!(of.get("promised_by"), &Value::Wall(at), "{typed}");
    }
}
