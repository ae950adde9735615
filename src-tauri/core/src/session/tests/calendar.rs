//! Working days as the user knows them: the shipped table, their own lines, their weekend.

use super::{bin, make, session};
use crate::base::Id;
use crate::base::calendar::Known;
use crate::base::error::Kind;
use crate::records::value::{Value, Wall};
use crate::reminders::model::Snooze;
use crate::session::Session;

fn wall(at: &str) -> Value {
    Value::Wall(Wall {
        at: at.into(),
        zone: "Asia/Shanghai".into(),
    })
}

fn worked(session: &Session, day: &str) -> bool {
    session.workdays().unwrap().is_worked(day.parse().unwrap())
}

fn line(
    session: &Session,
    name: &str,
    span: (&str, Option<&str>),
    worked: bool,
) -> crate::base::Id {
    let last = span.1.map_or(Value::Null, |last| Value::Date(last.into()));
    let values = [
        ("name", Value::text(name)),
        ("first", Value::Date(span.0.into())),
        ("last", last),
        ("worked", Value::Bool(worked)),
    ];
    make(session, "holiday", values).id
}

#[test]
fn the_users_own_days_go_before_the_shipped_ones_and_undo_takes_them_back() {
    let (session, _) = session();
    // Not announced when this was shipped: only what is off by law is known.
    assert!(!worked(&session, "2027-02-08") && worked(&session, "2027-02-09"));
    let spring = line(&session, "春节", ("2027-02-05", Some("2027-02-11")), false);
    line(&session, "春节", ("2027-02-13", None), true);
    assert!(!worked(&session, "2027-02-09"));
    assert!(worked(&session, "2027-02-13"));
    bin(&session, "holiday", &[spring]);
    assert!(worked(&session, "2027-02-09"));
    session.undo().unwrap();
    assert!(!worked(&session, "2027-02-09"));
    // Whoever wrote the last day first meant the same span; an announced day is overruled.
    line(&session, "加班", ("2026-12-27", Some("2026-12-26")), true);
    assert!(worked(&session, "2026-12-26") && worked(&session, "2026-12-27"));
}

#[test]
fn a_day_is_turned_and_turned_back() {
    let (session, _) = session();
    session.turn_workday("2026-12-24", "休息").unwrap();
    assert!(!worked(&session, "2026-12-24"));
    let year = session.work_year(2026).unwrap();
    assert_eq!(year.days.len(), 365);
    assert_eq!(year.known, Known::Announced);
    assert_eq!(year.country.as_deref(), Some("CN"));
    let own: Vec<_> = year.days.iter().filter(|day| day.own).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].name.as_deref(), Some("休息"));
    session.turn_workday("2026-12-24", "休息").unwrap();
    assert!(worked(&session, "2026-12-24"));
    assert!(
        session.records("holiday", 9).unwrap().is_empty(),
        "no line is left"
    );
    // One day of a longer span of one's own.
    line(&session, "年假", ("2026-12-28", Some("2026-12-31")), false);
    session.turn_workday("2026-12-29", "上班").unwrap();
    assert!(worked(&session, "2026-12-29") && !worked(&session, "2026-12-28"));
    session.undo().unwrap();
    assert!(!worked(&session, "2026-12-29"));
    session.turn_workday("2030-12-24", "休息").unwrap();
    assert_eq!(session.work_year(2030).unwrap().known, Known::Nothing);
    assert_eq!(session.work_year(2027).unwrap().known, Known::Statutory);
    assert_eq!(session.work_year(9).unwrap_err().kind(), Kind::Invalid);
}

#[test]
fn the_weekend_is_the_users() {
    let (session, _) = session();
    assert_eq!(session.work_year(2026).unwrap().weekend, [6, 7]);
    session.set_weekend(&[5, 6]).unwrap();
    assert_eq!(session.work_year(2026).unwrap().weekend, [5, 6]);
    assert!(!worked(&session, "2026-11-27") && worked(&session, "2026-11-29"));
    // What was announced stands.
    assert!(!worked(&session, "2026-10-04"));
    for wrong in [&[1, 2, 3, 4, 5, 6, 7][..], &[8], &[1, 1]] {
        assert_eq!(
            session.set_weekend(wrong).unwrap_err().kind(),
            Kind::Invalid
        );
    }
    session.set_weekend(&[]).unwrap();
    assert!(worked(&session, "2026-11-28"));
}

#[test]
fn putting_off_and_repeating_go_by_them() {
    let (session, _) = session();
    let today = today(&session);
    let next = session.workdays().unwrap().next(today);
    line(&session, "团建", (&next.to_string(), None), false);
    let after = session.workdays().unwrap().next(today);
    assert!(after > next);
    let due = Value::Wall(Wall {
        at: "2026-11-30".into(),
        zone: "Asia/Shanghai".into(),
    });
    let task = make(
        &session,
        "task",
        [
            ("title", Value::text("催款")),
            ("due", due),
            ("repeat", Value::Raw("每月最后一个工作日".into())),
        ],
    );
    session
        .task_snooze(task.id, None, &Snooze::NextWorkday)
        .unwrap();
    let put = session.record("task", task.id).unwrap();
    let Value::Wall(put) = put.get("due") else {
        unreachable!()
    };
    assert_eq!(put.at[..10], after.to_string());
    line(&session, "休", ("2026-12-31", None), false);
    let done = session.task_done(task.id, None).unwrap();
    assert_eq!(done.next.unwrap().due.at[..10], *"2026-12-30");
}

fn today(session: &Session) -> chrono::NaiveDate {
    session.vault().read(|read| Ok(read.today())).unwrap()
}

#[test]
fn a_rule_is_tried_before_it_is_kept() {
    let (session, _) = session();
    let trial = session
        .try_repeat("每月最后一个工作日", Some("2026-11-25"))
        .unwrap();
    assert_eq!(trial.rule, "FREQ=MONTHLY;WORKDAY=-1");
    assert_eq!(trial.days, ["2026-11-30", "2026-12-31", "2027-01-29"]);
    let lunar = session
        .try_repeat("农历八月十五", Some("2026-11-25"))
        .unwrap();
    assert_eq!(lunar.days, ["2027-09-15", "2028-10-03", "2029-09-22"]);
    // What is due before its rule's day goes on in the months of the rule.
    let rule = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1;SHIFT=-2";
    let quarter = session.try_repeat(rule, Some("2026-12-30")).unwrap();
    assert_eq!(quarter.days, ["2026-12-30", "2027-03-30", "2027-06-29"]);
    let error = session.try_repeat("有空的时候", None).unwrap_err();
    assert_eq!(error.key(), "error.repeat_unreadable");
}

#[test]
fn a_day_off_that_is_said_moves_what_speaks_working_days_before() {
    let (session, clock) = session();
    make(
        &session,
        "task",
        [
            ("title", Value::text("续约")),
            ("state", Value::choice("open")),
            ("remind", Value::Bool(true)),
            (
                "due",
                Value::Wall(Wall {
                    at: "2026-12-28".into(),
                    zone: "Asia/Shanghai".into(),
                }),
            ),
            ("leads", Value::Choices(vec!["w1".into()])),
        ],
    );
    let zone = crate::base::Clock::zone(&*clock);
    let speaks = || {
        let coming = session.coming_reminders(50, &[]).unwrap();
        let days = coming
            .into_iter()
            .map(|one| one.at.utc().with_timezone(&zone).date_naive().to_string());
        days.filter(|day| day.starts_with("2026-12-2"))
            .collect::<Vec<_>>()
    };
    assert_eq!(speaks()[0], "2026-12-25");
    let off = line(&session, "圣诞", ("2026-12-25", None), false);
    assert_eq!(speaks()[0], "2026-12-24", "with the same step");
    bin(&session, "holiday", &[off]);
    assert_eq!(speaks()[0], "2026-12-25");
    session.undo().unwrap();
    assert_eq!(speaks()[0], "2026-12-24");
    session.turn_workday("2026-12-24", "休息").unwrap();
    assert_eq!(speaks()[0], "2026-12-23");
    session.set_weekend(&[3, 4]).unwrap();
    assert_eq!(speaks()[0], "2026-12-27", "Sunday is worked then");
}

#[test]
fn what_was_planned_on_a_day_off_is_planned_anew_with_the_next_sweep() {
    let (session, clock) = session();
    let firm = super::unit(&session, "华为", None);
    make(
        &session,
        "rhythm",
        [
            ("name", Value::text("每月")),
            ("unit", Value::to(firm)),
            ("ideal_days", Value::Raw("30".into())),
            ("latest_days", Value::Raw("45".into())),
            ("spread", Value::Bool(false)),
        ],
    );
    make(
        &session,
        "activity",
        [
            ("unit", Value::to(firm)),
            ("at", Value::Instant(crate::base::Clock::now(&*clock).0)),
            ("kind", Value::choice("call")),
            ("content", Value::text("谈了进度")),
        ],
    );
    session.sweep_occasions().unwrap();
    let planned = || {
        let day = |day: &str| day.parse().unwrap();
        let all = session
            .occasions_between(day("2026-11-01"), day("2027-12-31"))
            .unwrap();
        let one = all.into_iter().find(|one| one.source == "rhythm").unwrap();
        one.on.to_string()
    };
    let was = planned();
    let off = line(&session, "休息", (&was, None), false);
    session.sweep_occasions().unwrap();
    let moved = planned();
    assert_ne!(moved, was);
    assert!(worked(&session, &moved));
    // A weekend is a setting, and no line of the journal.
    bin(&session, "holiday", &[off]);
    let weekday = chrono::Datelike::weekday(&moved.parse::<chrono::NaiveDate>().unwrap());
    let rest = u8::try_from(weekday.number_from_monday()).unwrap();
    session.set_weekend(&[rest]).unwrap();
    session.sweep_occasions().unwrap();
    assert_ne!(planned(), moved);
}

#[test]
fn days_announced_later_move_what_a_rule_of_working_days_put_there() {
    let (session, _) = session();
    let task = |rule: &str, at: &str| {
        let values = [
            ("title", Value::text(rule)),
            ("due", wall(at)),
            ("repeat", Value::text(rule)),
        ];
        make(&session, "task", values).id
    };
    let due = |id: Id| match session.record("task", id).unwrap().get("due") {
        Value::Wall(wall) => wall.at.clone(),
        other => format!("{other:?}"),
    };
    // The new year's day is a Monday, and nobody has said yet that it is off.
    let first = task("FREQ=MONTHLY;WORKDAY=1", "2029-01-01T09:00");
    let shifted = task("FREQ=MONTHLY;BYMONTHDAY=1;SHIFT=NEXT", "2029-01-01");
    let each = task("FREQ=DAILY;WORKDAY=EACH", "2029-01-01");
    let moved = task("FREQ=MONTHLY;WORKDAY=1", "2029-01-01");
    let rev = session.record("task", moved).unwrap().rev;
    let set = crate::records::ChangeSet::update(
        "op.edit",
        "task",
        moved,
        rev,
        [("due", wall("2029-01-02"))],
    );
    session.apply(&set).unwrap();
    let plain = task("FREQ=MONTHLY;BYMONTHDAY=1", "2029-01-01");
    line(&session, "元旦", ("2029-01-01", Some("2029-01-03")), false);
    assert_eq!(due(first), "2029-01-04T09:00");
    assert_eq!(due(shifted), "2029-01-04");
    assert_eq!(due(each), "2029-01-04");
    assert_eq!(due(moved), "2029-01-02", "its user put it there");
    assert_eq!(due(plain), "2029-01-01", "its rule asks for no working day");
    let series = session.record("task", first).unwrap();
    assert_eq!(series.get("series_on"), &Value::Date("2029-01-04".into()));
    session.undo().unwrap();
    assert_eq!(due(first), "2029-01-01T09:00", "one step takes both back");
    session.redo().unwrap();
    assert_eq!(due(first), "2029-01-04T09:00");
}

#[test]
fn a_line_of_days_off_that_is_mended_or_taken_back_takes_along_what_it_had_moved() {
    let (session, _) = session();
    let task = |rule: &str| {
        let values = [
            ("title", Value::text(rule)),
            ("due", wall("2027-01-06")),
            ("repeat", Value::text(rule)),
        ];
        make(&session, "task", values).id
    };
    let due = |id: Id| match session.record("task", id).unwrap().get("due") {
        Value::Wall(wall) => wall.at.clone(),
        other => format!("{other:?}"),
    };
    let shifted = task("FREQ=MONTHLY;BYMONTHDAY=6;SHIFT=NEXT");
    let off = line(&session, "休息", ("2027-01-06", Some("2027-01-07")), false);
    assert_eq!(due(shifted), "2027-01-08");
    // Made meanwhile, where the line has it.
    let counted = make(
        &session,
        "task",
        [
            ("title", Value::text("每月第三个工作日")),
            ("due", wall("2027-01-08")),
            ("repeat", Value::text("FREQ=MONTHLY;WORKDAY=3")),
        ],
    );
    let edit = |field: &'static str, value: Value| {
        let record = session.record("holiday", off).unwrap();
        super::change(&session, &record, field, value);
    };
    edit("last", Value::Date("2027-01-08".into()));
    assert_eq!(due(shifted), "2027-01-11", "the next working day after it");
    assert_eq!(due(counted.id), "2027-01-11");
    edit("last", Value::Null);
    assert_eq!(due(shifted), "2027-01-07");
    assert_eq!(due(counted.id), "2027-01-07");
    bin(&session, "holiday", &[off]);
    assert_eq!(due(shifted), "2027-01-06");
    assert_eq!(due(counted.id), "2027-01-06");
    session.undo().unwrap();
    assert_eq!(due(shifted), "2027-01-07", "the line is back");
    session.redo().unwrap();
    assert_eq!(due(shifted), "2027-01-06");
    // A Wednesday at rest is a day off like any other.
    session.set_weekend(&[3, 4]).unwrap();
    assert_eq!(due(shifted), "2027-01-08");
    session.set_weekend(&[6, 7]).unwrap();
    assert_eq!(due(shifted), "2027-01-06");
}

/// A task pinned to other clocks than those here.
fn pinned(session: &Session, at: &str, zone: &str, also: (&'static str, Value)) -> Id {
    let due = Value::Wall(Wall {
        at: at.into(),
        zone: zone.into(),
    });
    let title = ("title", Value::text("Call"));
    make(session, "task", [title, ("due", due), also]).id
}

/// The day of the one that follows it, which is no more then: one that stands already is not made again.
fn then(session: &Session, task: Id) -> String {
    let next = session.task_done(task, None).unwrap().next.unwrap();
    bin(session, "task", &[next.task]);
    next.due.at[..10].to_owned()
}

#[test]
fn a_table_of_ones_own_country_rests_and_works_nobody_elses_days() {
    let (session, _) = session();
    let here = line(
        &session,
        "国庆节",
        ("2027-10-01", Some("2027-10-07")),
        false,
    );
    line(&session, "国庆节", ("2027-10-09", None), true);
    let line_here = session.record("holiday", here).unwrap();
    assert_eq!(line_here.get("country"), &Value::text("CN"), "where one is");
    let each = || ("repeat", Value::text("FREQ=DAILY;WORKDAY=EACH"));
    let berlin = |at: &str| pinned(&session, at, "Europe/Berlin", each());
    assert_eq!(then(&session, berlin("2027-09-30")), "2027-10-01");
    assert_eq!(then(&session, berlin("2027-10-08")), "2027-10-11");
    let shanghai = pinned(&session, "2027-09-30", "Asia/Shanghai", each());
    assert_eq!(then(&session, shanghai), "2027-10-08");
    let leads = || ("leads", Value::Choices(vec!["w2".into()]));
    let speaks = |zone: &str| {
        let task = pinned(&session, "2027-10-07T18:00", zone, leads());
        let coming = session.coming_reminders(50, &[]).unwrap();
        let zone: chrono_tz::Tz = zone.parse().unwrap();
        let first = coming
            .iter()
            .map(|one| one.at.utc().with_timezone(&zone).date_naive())
            .find(|day| day.to_string().starts_with("2027-"));
        bin(&session, "task", &[task]);
        first.unwrap().to_string()
    };
    assert_eq!(speaks("Europe/Berlin"), "2027-10-05");
    assert_eq!(speaks("Asia/Shanghai"), "2027-09-29");
    // What is said of another country, and of all of them.
    let off = |country: &str| {
        let values = [
            ("name", Value::text("Off")),
            ("first", Value::Date("2027-11-03".into())),
            ("country", Value::text(country)),
        ];
        session.apply(&crate::records::ChangeSet::create(
            "op.create",
            "holiday",
            values,
        ))
    };
    let there = off("DE").unwrap().records[0].id;
    assert_eq!(then(&session, berlin("2027-11-02")), "2027-11-04");
    assert!(worked(&session, "2027-11-03"));
    bin(&session, "holiday", &[there]);
    off("*").unwrap();
    assert_eq!(then(&session, berlin("2027-11-02")), "2027-11-04");
    assert!(!worked(&session, "2027-11-03"));
    assert_eq!(off("XX").unwrap_err().key(), "error.country");
    // Turned here it stays off everywhere else, and is turned back by the line that said so.
    session.turn_workday("2027-11-03", "上班").unwrap();
    assert!(worked(&session, "2027-11-03"));
    assert_eq!(then(&session, berlin("2027-11-02")), "2027-11-04");
    session.turn_workday("2027-11-03", "上班").unwrap();
    assert!(!worked(&session, "2027-11-03"));
}

#[test]
fn the_days_of_rest_that_are_set_are_those_of_ones_own_country() {
    let (session, clock) = session();
    let riyadh = || {
        let each = ("repeat", Value::text("FREQ=DAILY;WORKDAY=EACH"));
        pinned(&session, "2027-11-04", "Asia/Riyadh", each)
    };
    assert_eq!(then(&session, riyadh()), "2027-11-07", "Thursday, Sunday");
    session.set_weekend(&[7]).unwrap();
    assert!(worked(&session, "2027-11-06"), "a Saturday here");
    assert_eq!(then(&session, riyadh()), "2027-11-07");
    // It goes along to none: who travels rests as they do there, and finds the own at home.
    clock.travel(chrono_tz::Asia::Riyadh);
    assert_eq!(session.work_year(2027).unwrap().weekend, [5, 6]);
    clock.travel(chrono_tz::Asia::Urumqi);
    assert_eq!(session.work_year(2027).unwrap().weekend, [7]);
}
