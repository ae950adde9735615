//! The calendar file over a vault in memory.

use super::{Tells, calendar};
use crate::records::value::{Value, Wall};
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

fn due(at: &str, zone: &str) -> Value {
    Value::Wall(Wall {
        at: at.into(),
        zone: zone.into(),
    })
}

fn file(session: &Session, tells: Tells) -> String {
    let made = session
        .vault()
        .read(|read| calendar(read, &session.catalog(), (tells, "Busy"), &[]));
    made.unwrap().0
}

/// The file with its folded lines made whole.
fn whole(session: &Session, tells: Tells) -> Vec<String> {
    let text = file(session, tells).replace("\r\n ", "");
    text.lines().map(str::to_owned).collect()
}

fn line<'a>(lines: &'a [String], start: &str) -> &'a str {
    let found = lines.iter().find(|line| line.starts_with(start));
    found.map_or("", String::as_str)
}

const HERE: &str = "Asia/Shanghai";

#[test]
fn a_task_with_a_time_is_an_event_in_its_zone_with_its_alarm() {
    let (session, _) = session();
    let of = unit(&session, "Hengda, Ltd; Shanghai", None);
    let task = make(
        &session,
        "task",
        [
            ("title", Value::text("Call")),
            ("due", due("2026-11-27T14:00", HERE)),
            ("unit", Value::to(of)),
            ("leads", Value::Choices(vec!["m10".into()])),
        ],
    );
    let lines = whole(&session, Tells::Names);
    assert_eq!(line(&lines, "UID"), format!("UID:{}@steward", task.id));
    assert_eq!(
        line(&lines, "SUMMARY"),
        "SUMMARY:Call (Hengda\\, Ltd\\; Shanghai)"
    );
    assert!(lines.contains(&"DTSTART;TZID=Asia/Shanghai:20261127T140000".to_owned()));
    assert_eq!(line(&lines, "TRIGGER"), "TRIGGER:-PT10M");
    assert_eq!(line(&lines, "TZID"), "TZID:Asia/Shanghai");
    assert_eq!(line(&lines, "TZOFFSETTO"), "TZOFFSETTO:+0800");
    assert_eq!(
        lines
            .iter()
            .filter(|line| *line == "BEGIN:STANDARD")
            .count(),
        1
    );
}

#[test]
fn what_keeps_its_clock_time_wherever_one_is_names_no_zone() {
    let (session, _) = session();
    make(
        &session,
        "task",
        [
            ("title", Value::text("Stand up")),
            ("due", due("2026-11-27T09:30", HERE)),
            ("zone_policy", Value::choice("floating")),
            ("repeat", Value::text("FREQ=WEEKLY;UNTIL=20261225")),
        ],
    );
    let lines = whole(&session, Tells::Titles);
    assert_eq!(line(&lines, "DTSTART"), "DTSTART:20261127T093000");
    assert_eq!(
        line(&lines, "RRULE"),
        "RRULE:FREQ=WEEKLY;UNTIL=20261225T093000"
    );
    assert!(!lines.iter().any(|line| line.contains("TZID")), "{lines:?}");
}

#[test]
fn a_whole_day_is_a_date_and_without_a_day_it_is_something_to_do() {
    let (session, _) = session();
    make(
        &session,
        "task",
        [
            ("title", Value::text("Day")),
            ("due", due("2026-11-27", HERE)),
        ],
    );
    make(&session, "task", [("title", Value::text("Some day"))]);
    let lines = whole(&session, Tells::Titles);
    assert_eq!(line(&lines, "DTSTART"), "DTSTART;VALUE=DATE:20261127");
    assert_eq!(line(&lines, "TRIGGER"), "TRIGGER:PT540M");
    assert!(lines.contains(&"BEGIN:VTODO".to_owned()));
    assert!(line(&lines, "BEGIN:VTIMEZONE").is_empty());
}

#[test]
fn rules_it_can_say_are_said_and_others_are_named_day_by_day() {
    let (session, _) = session();
    let again = |title: &str, at: &str, rule: &str| {
        make(
            &session,
            "task",
            [
                ("title", Value::text(title)),
                ("due", due(at, HERE)),
                ("repeat", Value::text(rule)),
            ],
        )
    };
    again("W", "2026-11-27T14:00", "FREQ=WEEKLY;UNTIL=20261231");
    let lines = whole(&session, Tells::Titles);
    let rule = line(&lines, "RRULE");
    assert!(rule.contains("FREQ=WEEKLY"), "{rule}");
    assert!(rule.contains("UNTIL=20261231T060000Z"), "{rule}");
    again("M", "2026-11-30", "FREQ=MONTHLY;WORKDAY=-1");
    let lines = whole(&session, Tells::Titles);
    let days = line(&lines, "RDATE");
    assert!(days.starts_with("RDATE;VALUE=DATE:20261231,"), "{days}");
    assert_eq!(days.split(',').count(), 23, "to November in two years");
}

#[test]
fn clocks_that_change_are_described_change_by_change() {
    let (session, _) = session();
    make(
        &session,
        "task",
        [
            ("title", Value::text("Call")),
            ("due", due("2026-11-27T14:00", "Europe/Berlin")),
        ],
    );
    let lines = whole(&session, Tells::Titles);
    // Last Sunday of March 2027, two o'clock by the clocks of before.
    let summer = lines
        .iter()
        .position(|line| line == "DTSTART:20270328T020000");
    let at = summer.unwrap();
    assert_eq!(lines[at - 1], "BEGIN:DAYLIGHT");
    assert_eq!(lines[at + 1], "TZOFFSETFROM:+0100");
    assert_eq!(lines[at + 2], "TZOFFSETTO:+0200");
}

#[test]
fn it_tells_no_more_than_was_asked_and_of_the_confidential_nothing() {
    let (session, _) = session();
    let of = unit(&session, "Hengda", None);
    for (title, confidential) in [("Open", false), ("Secret", true)] {
        make(
            &session,
            "task",
            [
                ("title", Value::text(title)),
                ("due", due("2026-11-27T14:00", HERE)),
                ("unit", Value::to(of)),
                ("note", Value::text("noted")),
                ("confidential", Value::Bool(confidential)),
            ],
        );
    }
    let all = file(&session, Tells::Names);
    assert!(all.contains("Open (Hengda)") && all.contains("noted"));
    assert!(!all.contains("Secret"));
    // In the summary and in the alarm of the one that is told.
    assert_eq!(all.matches("Hengda").count(), 2);
    let titles = file(&session, Tells::Titles);
    assert!(titles.contains("Open") && !titles.contains("Hengda") && !titles.contains("noted"));
    let times = file(&session, Tells::Times);
    assert!(!times.contains("Open"));
    assert_eq!(times.matches("SUMMARY:Busy").count(), 2);
    // And so is what came up in a conversation that is.
    let talk = [
        ("unit", Value::to(of)),
        ("content", Value::text("x")),
        ("kind", Value::choice("call")),
        ("at", Value::Raw("2026-11-20 09:00".into())),
        ("label", Value::choice("confidential")),
    ];
    let talk = make(&session, "activity", talk).id;
    let step = [
        ("title", Value::text("Takeover")),
        ("due", due("2026-11-28T14:00", HERE)),
        ("activity", Value::to(talk)),
    ];
    make(&session, "task", step);
    assert!(!file(&session, Tells::Names).contains("Takeover"));
    // A customer that is confidential as a whole is, too.
    let record = session.record("unit", of).unwrap();
    change(&session, &record, "label", Value::choice("confidential"));
    let all = file(&session, Tells::Names);
    assert!(!all.contains("Hengda") && !all.contains("noted"));
}

#[test]
fn long_lines_are_folded_between_letters() {
    let (session, _) = session();
    let title = "给华东大区所有客户寄送年度框架合同补充协议并确认收讫".repeat(4);
    make(&session, "task", [("title", Value::text(&title))]);
    let text = file(&session, Tells::Titles);
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    assert!(text.replace("\r\n ", "").contains(&title));
}
