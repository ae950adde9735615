//! Days a series leaves out, days named beside it, and occurrences that were moved.

use super::Fate;
use super::tests::{HERE, at, due, event, fates, file, plan, take, task};
use crate::exchange::ics::{Tells, calendar};
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{change, make, session};

fn out(session: &Session) -> String {
    let made = session
        .vault()
        .read(|read| calendar(read, &session.catalog(), (Tells::Titles, "Busy"), &[]));
    made.unwrap().0.replace("\r\n ", "")
}

#[test]
fn days_that_a_series_leaves_out_never_come_and_go_out_again() {
    let (session, _) = session();
    let text = event(
        "UID:s\nSUMMARY:Stand-up\nDTSTART;TZID=Asia/Shanghai:20261123T090000\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Asia/Shanghai:20261124T090000,20261126T090000\nEXDATE:20261123T010000Z",
    );
    let row = plan(&session, &text).rows.remove(0);
    assert!(row.notes.is_empty(), "{:?}", row.notes);
    assert_eq!(row.due.as_deref(), Some("2026-11-25T09:00"));
    assert_eq!(row.repeat, "FREQ=DAILY;COUNT=3;EXCEPT=20261126");
    take(&session, &text);
    assert_eq!(fates(&plan(&session, &text)), [Fate::Same]);
    let ours = out(&session);
    for line in [
        "RRULE:FREQ=DAILY;COUNT=3\r\n",
        "EXDATE;TZID=Asia/Shanghai:20261126T090000\r\n",
    ] {
        assert!(ours.contains(line), "{ours}");
    }
    assert_eq!(fates(&plan(&session, &ours)), [Fate::Same]);
    session.task_done(task(&session).id, None).unwrap();
    assert_eq!(at(&task(&session)), format!("2026-11-27T09:00 {HERE}"));
    assert_eq!(fates(&plan(&session, &text)), [Fate::Same]);
}

#[test]
fn a_series_begins_with_what_is_still_to_come() {
    // It is half past ten.
    let (session, _) = session();
    for (at, rule, due) in [
        ("20261122T090000", "FREQ=DAILY", "2026-11-23T09:00"),
        ("20261101T090000", "FREQ=WEEKLY", "2026-11-29T09:00"),
        ("20261122T110000", "FREQ=DAILY", "2026-11-22T11:00"),
        ("20261101T110000", "FREQ=WEEKLY", "2026-11-22T11:00"),
    ] {
        let text = event(&format!(
            "UID:s\nSUMMARY:Stand-up\nDTSTART;TZID=Asia/Shanghai:{at}\nRRULE:{rule}"
        ));
        let row = plan(&session, &text).rows.remove(0);
        assert_eq!(row.due.as_deref(), Some(due), "{at} {rule}");
    }
}

#[test]
fn a_moved_occurrence_is_a_task_by_itself_and_the_series_leaves_its_day_out() {
    let (session, _) = session();
    let master =
        "UID:w\nSUMMARY:Weekly\nDTSTART;TZID=Asia/Shanghai:20261123T090000\nRRULE:FREQ=WEEKLY";
    let moved = "UID:w\nSUMMARY:Weekly\nRECURRENCE-ID;TZID=Asia/Shanghai:20261130T090000\nDTSTART;TZID=Asia/Shanghai:20261201T150000\nDURATION:PT20M";
    let off = "UID:w\nSUMMARY:Weekly\nRECURRENCE-ID:20261207T010000Z\nDTSTART;TZID=Asia/Shanghai:20261207T090000\nSTATUS:CANCELLED";
    let text = file(&[("VEVENT", moved), ("VEVENT", off), ("VEVENT", master)]);
    let seen = plan(&session, &text);
    assert_eq!(fates(&seen), [Fate::New, Fate::Refused, Fate::New]);
    assert_eq!(seen.rows[0].due.as_deref(), Some("2026-12-01T15:00"));
    assert_eq!(seen.rows[1].why, "cancelled");
    assert_eq!(seen.rows[2].repeat, "FREQ=WEEKLY;EXCEPT=20261130,20261207");
    assert_eq!(take(&session, &text), 2);
    assert_eq!(fates(&plan(&session, &text))[0], Fate::Same);
    assert_eq!(fates(&plan(&session, &text))[2], Fate::Same);
    // Both go out, and are known again.
    let ours = out(&session);
    assert_eq!(fates(&plan(&session, &ours)), [Fate::Same, Fate::Same]);
    // One occurrence alone says nothing of the days of a series that is here.
    let alone = event(&moved.replace("20261130", "20261214"));
    assert_eq!(plan(&session, &alone).rows[0].why, "of_another");
    // Of a series nobody has, it is what it is.
    let invited = event(&moved.replace("UID:w", "UID:x"));
    assert_eq!(fates(&plan(&session, &invited)), [Fate::New]);
}

#[test]
fn days_named_beside_a_rule_become_tasks_that_are_known_again() {
    let (session, _) = session();
    let text = event(
        "UID:r\nSUMMARY:Review\nDTSTART:20261123T090000\nDTEND:20261123T093000\nRDATE:20261125T100000,20261101T090000\nRDATE;VALUE=PERIOD:20261127T100000/PT1H",
    );
    let seen = plan(&session, &text);
    let days: Vec<&str> = seen
        .rows
        .iter()
        .filter_map(|row| row.due.as_deref())
        .collect();
    assert_eq!(
        days,
        ["2026-11-23T09:00", "2026-11-25T10:00", "2026-11-27T10:00"],
        "what has passed is left out"
    );
    assert_eq!(take(&session, &text), 3);
    assert_eq!(task(&session).get("minutes"), &Value::Number(30));
    assert_eq!(fates(&plan(&session, &text)), [Fate::Same; 3]);
    let many: Vec<String> = (0..70)
        .map(|n| {
            format!(
                "{}T090000",
                chrono::NaiveDate::from_ymd_opt(2026, 12, 1)
                    .unwrap()
                    .checked_add_days(chrono::Days::new(n))
                    .unwrap()
                    .format("%Y%m%d")
            )
        })
        .collect();
    let text = event(&format!(
        "UID:m\nSUMMARY:x\nDTSTART:20261123T090000\nRDATE:{}",
        many.join(",")
    ));
    let seen = plan(&session, &text);
    assert_eq!(seen.rows.len(), 61);
    assert_eq!(seen.rows[0].notes[0].key, "named_days");
}

#[test]
fn a_series_whose_coming_one_was_moved_goes_out_whole_and_comes_back_the_same() {
    let (session, _) = crate::session::tests::session();
    let values = [
        ("title", Value::text("Weekly")),
        ("due", due("2026-11-23T09:00")),
        ("repeat", Value::text("FREQ=WEEKLY")),
    ];
    let made = make(&session, "task", values);
    change(&session, &made, "due", due("2026-11-25T09:00"));
    let ours = out(&session);
    for line in [
        "DTSTART;TZID=Asia/Shanghai:20261123T090000\r\n",
        "RRULE:FREQ=WEEKLY\r\n",
        "RECURRENCE-ID;TZID=Asia/Shanghai:20261123T090000\r\n",
        "DTSTART;TZID=Asia/Shanghai:20261125T090000\r\n",
    ] {
        assert!(ours.contains(line), "{line} in {ours}");
    }
    assert!(!ours.contains("RDATE"), "{ours}");
    assert_eq!(fates(&plan(&session, &ours)), [Fate::Same, Fate::Same]);
    let (elsewhere, _) = crate::session::tests::session();
    assert_eq!(take(&elsewhere, &ours), 2);
    let again = out(&elsewhere);
    assert!(
        again.contains("DTSTART;TZID=Asia/Shanghai:20261130T090000"),
        "{again}"
    );
    assert!(
        again.contains("DTSTART;TZID=Asia/Shanghai:20261125T090000"),
        "{again}"
    );
}

#[test]
fn a_lead_in_working_days_goes_out_for_one_day_of_a_series_and_stays_when_it_comes_back() {
    let (session, _) = session();
    let made = make(
        &session,
        "task",
        [
            ("title", Value::text("Report")),
            ("due", due("2026-11-27T09:00")),
            ("repeat", Value::text("FREQ=WEEKLY;BYDAY=FR")),
            ("leads", Value::Choices(vec!["h1".into(), "w5".into()])),
        ],
    );
    let triggers = |file: &str| {
        let lines = file.lines().filter(|line| line.starts_with("TRIGGER"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    // Five working days before are seven days here and may be nine or more elsewhere.
    let ours = out(&session);
    let said = [
        "TRIGGER:-PT60M",
        "TRIGGER:PT0M",
        "TRIGGER;VALUE=DATE-TIME:20261120T010000Z",
    ];
    assert_eq!(triggers(&ours), said);
    assert_eq!(fates(&plan(&session, &ours)), [Fate::Same]);
    let without = ours.replacen(
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Report\r\nTRIGGER;VALUE=DATE-TIME:20261120T010000Z\r\nEND:VALARM\r\n",
        "",
        1,
    );
    assert_eq!(triggers(&without), said[..2]);
    assert_eq!(fates(&plan(&session, &without)), [Fate::Same]);
    let later = without.replace("TRIGGER:-PT60M", "TRIGGER:-PT120M");
    assert_eq!(take(&session, &later), 1);
    let leads = session
        .record("task", made.id)
        .unwrap()
        .get("leads")
        .clone();
    assert_eq!(leads, Value::Choices(vec!["h2".into(), "w5".into()]));
    // What comes once is as long before its day as it is.
    change(&session, &made, "repeat", Value::Null);
    let said = ["TRIGGER:-P7D", "TRIGGER:-PT120M", "TRIGGER:PT0M"];
    assert_eq!(triggers(&out(&session)), said);
}

#[test]
fn a_morning_days_before_is_of_the_calendar_in_a_series_over_a_change_of_clocks() {
    let (session, _) = session();
    let berlin = Value::Wall(crate::records::value::Wall {
        at: "2027-03-25T14:30".into(),
        zone: "Europe/Berlin".into(),
    });
    make(
        &session,
        "task",
        [
            ("title", Value::text("Report")),
            ("due", berlin),
            ("repeat", Value::text("FREQ=WEEKLY;BYDAY=TH")),
            ("leads", Value::Choices(vec!["d3".into(), "h2".into()])),
        ],
    );
    // Clocks go forward on 28 March: three mornings before 1 April are an hour fewer than before the first.
    let ours = out(&session);
    let lines = ours.lines().filter(|line| line.starts_with("TRIGGER"));
    let said: Vec<&str> = lines.collect();
    assert_eq!(
        said,
        ["TRIGGER:-P3DT5H30M", "TRIGGER:-PT120M", "TRIGGER:PT0M"]
    );
    assert_eq!(fates(&plan(&session, &ours)), [Fate::Same]);
    // The same series, read when its first day is gone.
    let later = ours
        .replace("20270325T143000", "20270318T143000")
        .replace("@steward", "@elsewhere");
    assert_eq!(take(&session, &later), 1);
    let taken = session.records("task", 9).unwrap();
    for task in &taken {
        assert_eq!(
            task.get("leads"),
            &Value::Choices(vec!["d3".into(), "h2".into()])
        );
    }
}
