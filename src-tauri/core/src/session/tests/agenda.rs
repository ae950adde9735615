//! The agenda day by day, and several tasks moved together.

use super::{make, session, unit};
use crate::base::{Id, Kind};
use crate::records::Record;
use crate::records::value::{Value, Wall};
use crate::reminders::agenda::{Agenda, LONGEST};
use crate::reminders::moving::{MoveTo, TaskAt};
use crate::session::Session;

fn due(at: &str) -> Value {
    Value::Wall(Wall {
        at: at.into(),
        zone: "Asia/Shanghai".into(),
    })
}

fn task(session: &Session, title: &str, at: &str) -> Record {
    make(
        session,
        "task",
        [("title", Value::text(title)), ("due", due(at))],
    )
}

fn at(record: &Record) -> TaskAt {
    TaskAt {
        id: record.id,
        rev: record.rev,
    }
}

fn agenda(session: &Session, from: &str, to: &str) -> Agenda {
    session
        .agenda(from.parse().unwrap(), to.parse().unwrap())
        .unwrap()
}

fn day_of(session: &Session, id: Id) -> String {
    match session.record("task", id).unwrap().get("due") {
        Value::Wall(wall) => wall.at.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_week_lists_its_days_the_whole_days_first_then_by_time() {
    let (session, _) = session();
    let of = unit(&session, "Hengda", None);
    task(&session, "At ten", "2026-11-27T10:00");
    task(&session, "All day", "2026-11-27");
    task(&session, "Before", "2026-11-22");
    task(&session, "After", "2026-11-30");
    let done = task(&session, "Done", "2026-11-27T09:00");
    session.task_done(done.id, None).unwrap();
    make(
        &session,
        "task",
        [
            ("title", Value::text("At eight")),
            ("due", due("2026-11-27T08:00")),
            ("unit", Value::to(of)),
        ],
    );
    let week = agenda(&session, "2026-11-23", "2026-11-29");
    assert_eq!(week.today, "2026-11-22");
    assert_eq!(week.days.len(), 7);
    let friday = &week.days[4];
    let titles: Vec<_> = friday
        .items
        .iter()
        .map(|item| (item.title.as_str(), item.time.as_deref()))
        .collect();
    assert_eq!(
        titles,
        [
            ("All day", None),
            ("At eight", Some("08:00")),
            ("At ten", Some("10:00"))
        ]
    );
    assert_eq!(friday.load, 3);
    assert_eq!(friday.items[1].unit.as_ref().unwrap().label, "Hengda");
    assert!(friday.worked && !week.days[5].worked);
    assert!(week.days.iter().filter(|day| day.load > 0).count() == 1);
}

#[test]
fn holidays_make_up_days_and_the_lunar_day_stand_at_each_day() {
    let (session, _) = session();
    let week = agenda(&session, "2026-02-14", "2026-02-18");
    let [makeup, .., second] = &week.days[..] else {
        panic!()
    };
    assert!(makeup.worked, "a Saturday worked before the holiday");
    assert!(!second.worked && second.holiday.is_some());
    let new_year = week.days[3].lunar.unwrap();
    assert_eq!((new_year.month, new_year.day), (1, 1));
}

#[test]
fn a_task_that_repeats_shows_where_it_will_come_again() {
    let (session, _) = session();
    let weekly = make(
        &session,
        "task",
        [
            ("title", Value::text("Weekly call")),
            ("due", due("2026-11-24T09:30")),
            ("repeat", Value::text("FREQ=WEEKLY")),
        ],
    );
    let month = agenda(&session, "2026-11-01", "2026-12-12");
    let shown: Vec<_> = month
        .days
        .iter()
        .flat_map(|day| {
            day.items
                .iter()
                .map(|item| (&day.date[5..], item.ghost, day.load))
        })
        .collect();
    assert_eq!(
        shown,
        [("11-24", false, 1), ("12-01", true, 0), ("12-08", true, 0)]
    );
    // Moved by a day, it still comes again by its rule.
    session
        .tasks_move(&[at(&weekly)], &MoveTo::Days(1))
        .unwrap();
    let month = agenda(&session, "2026-11-23", "2026-12-05");
    let with: Vec<_> = month
        .days
        .iter()
        .filter(|day| !day.items.is_empty())
        .map(|day| day.date.as_str())
        .collect();
    assert_eq!(with, ["2026-11-25", "2026-12-01"]);
}

#[test]
fn a_span_turned_round_or_too_long_is_refused() {
    let (session, _) = session();
    let first = "2026-11-01".parse().unwrap();
    for days in [-1, LONGEST] {
        let refused = session.agenda(first, first + chrono::TimeDelta::days(days));
        assert_eq!(refused.unwrap_err().key(), "error.agenda_span");
    }
}

#[test]
fn a_days_tasks_move_to_next_week_in_one_step_and_back() {
    let (session, _) = session();
    let call = task(&session, "Call", "2026-11-27T14:00");
    let visit = task(&session, "Visit", "2026-11-27");
    let both = [at(&call), at(&visit)];
    let plan = session.tasks_move_plan(&both, &MoveTo::Days(7)).unwrap();
    assert_eq!(plan.moved.len(), 2);
    assert!(plan.stays.is_empty());
    assert_eq!(
        day_of(&session, call.id),
        "2026-11-27T14:00",
        "only planned"
    );
    let moved = session.tasks_move(&both, &MoveTo::Days(7)).unwrap();
    assert_eq!(moved.records.len(), 2);
    assert_eq!(day_of(&session, call.id), "2026-12-04T14:00");
    assert_eq!(day_of(&session, visit.id), "2026-12-04");
    session.undo().unwrap();
    assert_eq!(day_of(&session, call.id), "2026-11-27T14:00");
    assert_eq!(day_of(&session, visit.id), "2026-11-27");
}

#[test]
fn to_the_next_working_day_or_to_a_day_of_ones_own() {
    let (session, _) = session();
    let friday = task(&session, "Call", "2026-11-27T14:00");
    let late = task(&session, "Late", "2026-11-10");
    let both = [at(&friday), at(&late)];
    session.tasks_move(&both, &MoveTo::NextWorkday).unwrap();
    assert_eq!(day_of(&session, friday.id), "2026-11-30T14:00");
    assert_eq!(day_of(&session, late.id), "2026-11-23", "after today");
    let some_day = make(&session, "task", [("title", Value::text("Some day"))]);
    let shift = session
        .tasks_move_plan(&[at(&some_day)], &MoveTo::Days(1))
        .unwrap();
    assert_eq!(shift.stays[0].why, "error.move_no_day");
    let to = MoveTo::Day("2026-11-28".into());
    let plan = session.tasks_move_plan(&[at(&some_day)], &to).unwrap();
    assert!(plan.moved[0].rests, "a Saturday");
    session.tasks_move(&[at(&some_day)], &to).unwrap();
    assert_eq!(day_of(&session, some_day.id), "2026-11-28");
}

#[test]
fn what_changed_meanwhile_is_named_and_nothing_moves() {
    let (session, _) = session();
    let call = task(&session, "Call", "2026-11-27T14:00");
    let visit = task(&session, "Visit", "2026-11-27");
    let done = task(&session, "Done", "2026-11-27");
    session.task_done(done.id, None).unwrap();
    let old = TaskAt {
        id: visit.id,
        rev: visit.rev + 1,
    };
    let all = [at(&call), old, at(&done)];
    let plan = session.tasks_move_plan(&all, &MoveTo::Days(7)).unwrap();
    let why: Vec<_> = plan
        .stays
        .iter()
        .map(|task| (task.title.as_str(), task.why.as_str()))
        .collect();
    assert_eq!(
        why,
        [
            ("Visit", "error.move_changed"),
            ("Done", "error.move_not_open")
        ]
    );
    let refused = session.tasks_move(&all, &MoveTo::Days(7)).unwrap_err();
    assert_eq!(
        (refused.kind(), refused.key()),
        (Kind::Conflict, "error.move_changed")
    );
    assert_eq!(day_of(&session, call.id), "2026-11-27T14:00");
}

#[test]
fn a_full_day_says_how_many_there_are_and_lists_no_more_than_one_can_read() {
    let (session, _) = session();
    for n in 0..130 {
        task(&session, &format!("Call {n}"), "2026-11-27");
    }
    let day = &agenda(&session, "2026-11-27", "2026-11-27").days[0];
    assert_eq!((day.load, day.items.len()), (130, 100));
}

#[test]
fn what_reminds_by_itself_stands_on_its_day_once() {
    let (session, _) = session();
    let at = unit(&session, "甲", None);
    let contract = [
        ("name", Value::text("框架")),
        ("unit", Value::to(at)),
        ("state", Value::choice("running")),
    ];
    let contract = make(&session, "contract", contract).id;
    let part = [
        ("contract", Value::to(contract)),
        ("name", Value::text("验收款")),
        ("due_on", Value::Date("2026-11-29".into())),
        ("amount", Value::Raw("41万".into())),
    ];
    let part = make(&session, "instalment", part).id;
    let day = "2026-11-29".parse().unwrap();
    let beside = session.agenda_beside(day, day).unwrap();
    let [only] = beside.as_slice() else {
        panic!("{beside:?}");
    };
    let records: Vec<_> = only.lines.iter().map(|line| line.record).collect();
    assert_eq!((only.all, records), (1, vec![part]));
    assert!(session.agenda_beside(day, day.pred_opt().unwrap()).is_err());
}

#[test]
fn to_a_time_of_a_day_and_to_the_whole_of_it() {
    let (session, _) = session();
    let call = task(&session, "Call", "2026-11-27T14:00");
    let day = task(&session, "Day", "2026-11-27");
    let to = MoveTo::At("2026-11-28T09:15".into());
    session.tasks_move(&[at(&call), at(&day)], &to).unwrap();
    assert_eq!(day_of(&session, call.id), "2026-11-28T09:15");
    assert_eq!(day_of(&session, day.id), "2026-11-28T09:15");
    session.undo().unwrap();
    assert_eq!(day_of(&session, day.id), "2026-11-27");
    let call = session.record("task", call.id).unwrap();
    let to = MoveTo::WholeDay("2026-11-29".into());
    session.tasks_move(&[at(&call)], &to).unwrap();
    assert_eq!(day_of(&session, call.id), "2026-11-29");
}

#[test]
fn a_day_says_how_long_its_tasks_take_as_said_or_as_usual() {
    let (session, _) = session();
    for (kind, minutes) in [("call", None), ("visit", Some(45)), ("other", None)] {
        let mut values = vec![
            ("title", Value::text(kind)),
            ("due", due("2026-11-27")),
            ("kind", Value::Choice(kind.into())),
        ];
        values.extend(minutes.map(|minutes| ("minutes", Value::Number(minutes))));
        let set = crate::records::ChangeSet::create("op.create", "task", values);
        session.apply(&set).unwrap();
    }
    let day = agenda(&session, "2026-11-27", "2026-11-27").days.remove(0);
    let each: Vec<_> = day
        .items
        .iter()
        .map(|one| (one.minutes, one.estimated))
        .collect();
    assert_eq!(each, [(15, true), (45, false), (30, true)]);
    assert_eq!(day.minutes, 90);
    for odd in [0, 1441] {
        let values = [("title", Value::text("x")), ("minutes", Value::Number(odd))];
        let set = crate::records::ChangeSet::create("op.create", "task", values);
        assert_eq!(session.apply(&set).unwrap_err().key(), "error.task_minutes");
    }
}

#[test]
fn what_goes_by_other_clocks_is_of_the_day_it_has_here_everywhere() {
    // Here it is the 22nd of November; what is at 23:00 in New York is at noon here, a day later.
    let (session, _) = session();
    let task = |title: &'static str, at: &str, policy: &str| {
        let due = Wall {
            at: at.into(),
            zone: "America/New_York".into(),
        };
        make(
            &session,
            "task",
            [
                ("title", Value::text(title)),
                ("due", Value::Wall(due)),
                ("kind", Value::choice("call")),
                ("zone_policy", Value::choice(policy)),
            ],
        )
    };
    task("Late", "2026-11-20T23:00", "pinned");
    task("Now", "2026-11-21T23:00", "pinned");
    let tomorrow = task("Tomorrow", "2026-11-22T23:00", "pinned");
    task("Wherever one is", "2026-11-22T23:00", "floating");
    task("All day", "2026-11-22", "pinned");
    let agenda = agenda(&session, "2026-11-21", "2026-11-23");
    let listed: Vec<Vec<(&str, Option<&str>)>> = agenda
        .days
        .iter()
        .map(|day| {
            assert_eq!(day.load as usize, day.items.len());
            assert_eq!(day.minutes, day.load * 15);
            let items = day.items.iter();
            items
                .map(|item| (item.title.as_str(), item.time.as_deref()))
                .collect()
        })
        .collect();
    assert_eq!(
        listed,
        [
            vec![("Late", Some("12:00"))],
            vec![
                ("All day", None),
                ("Now", Some("12:00")),
                ("Wherever one is", Some("23:00"))
            ],
            vec![("Tomorrow", Some("12:00"))],
        ]
    );
    let counts = session.today().unwrap().counts;
    assert_eq!((counts.today, counts.overdue), (3, 1));
    let digest = session.digest().unwrap();
    let shares: Vec<_> = digest.shares.iter().map(|one| one.count).collect();
    assert_eq!((shares, digest.overdue), (vec![3], 1));
    // Moved, it is meant as it is shown.
    let to = MoveTo::At("2026-11-25T10:00".into());
    let plan = session.tasks_move_plan(&[at(&tomorrow)], &to).unwrap();
    assert_eq!(plan.moved[0].to, "2026-11-25");
    session.tasks_move(&[at(&tomorrow)], &to).unwrap();
    assert_eq!(day_of(&session, tomorrow.id), "2026-11-24T21:00");
    let moved = session.record("task", tomorrow.id).unwrap();
    let to = MoveTo::Day("2026-11-27".into());
    session.tasks_move(&[at(&moved)], &to).unwrap();
    assert_eq!(day_of(&session, tomorrow.id), "2026-11-26T21:00");
}

#[test]
fn what_comes_again_by_other_clocks_comes_on_the_day_it_has_here() {
    let (session, _) = session();
    let due = Wall {
        at: "2026-11-20T23:00".into(),
        zone: "America/New_York".into(),
    };
    let rule = Value::text("FREQ=WEEKLY;BYDAY=FR");
    make(
        &session,
        "task",
        [
            ("title", Value::text("Call")),
            ("due", Value::Wall(due)),
            ("repeat", rule),
        ],
    );
    let agenda = agenda(&session, "2026-11-28", "2026-12-04");
    let again: Vec<_> = agenda
        .days
        .iter()
        .flat_map(|day| day.items.iter().map(|item| (&*day.date, item.time.clone())))
        .collect();
    assert_eq!(again, [("2026-11-28", Some("12:00".to_owned()))]);
}

/// Which days a series comes on in a span, with whether each is still to be made.
fn days_of(session: &Session, id: Id, from: &str, to: &str) -> Vec<(String, bool)> {
    let days = agenda(session, from, to).days;
    let of = |day: &crate::reminders::agenda::AgendaDay| {
        let items = day.items.iter().filter(|item| item.id == id);
        items
            .map(|item| (day.date[5..].to_owned(), item.ghost))
            .collect::<Vec<_>>()
    };
    days.iter().flat_map(of).collect()
}

fn weekly(session: &Session, values: &[(&'static str, Value)]) -> Record {
    let given = [
        ("title", Value::text("Report")),
        ("due", due("2026-11-23T10:00")),
        ("repeat", Value::text("FREQ=WEEKLY")),
        ("leads", Value::Choices(vec!["m30".into()])),
        ("note", Value::text("As agreed")),
    ];
    let set = crate::records::ChangeSet::create(
        "op.create",
        "task",
        given.into_iter().chain(values.iter().cloned()),
    );
    session.apply(&set).unwrap().records.remove(0)
}

#[test]
fn one_occurrence_is_moved_and_the_series_stays_in_one_step_of_undo() {
    let (session, _) = session();
    let series = weekly(&session, &[]);
    let span = ("2026-11-23", "2026-12-20");
    let ghosts = |days: &[&str]| {
        let first = ("11-23".to_owned(), false);
        let rest = days.iter().map(|day| ((*day).to_owned(), true));
        [first].into_iter().chain(rest).collect::<Vec<_>>()
    };
    let all = ghosts(&["11-30", "12-07", "12-14"]);
    assert_eq!(days_of(&session, series.id, span.0, span.1), all);
    let to = MoveTo::At("2026-12-09T15:30".into());
    let moved = session
        .occurrence_move(at(&series), "2026-12-07".parse().unwrap(), &to)
        .unwrap();
    let made = moved.records[1].id;
    assert_eq!(day_of(&session, made), "2026-12-09T15:30");
    let one = session.record("task", made).unwrap();
    assert_eq!(one.get("repeat"), &Value::Null);
    assert_eq!(one.get("note"), &Value::text("As agreed"));
    assert_eq!(one.get("leads"), &Value::Choices(vec!["m30".into()]));
    assert_eq!(
        days_of(&session, series.id, span.0, span.1),
        ghosts(&["11-30", "12-14"])
    );
    // What it does not come on any more cannot be moved once more, nor by who saw it as it was.
    let again = session.record("task", series.id).unwrap();
    let gone = session.occurrence_move(at(&again), "2026-12-07".parse().unwrap(), &to);
    assert_eq!(gone.unwrap_err().to_wire().key, "error.occurrence_gone");
    let stale = session.occurrence_skip(at(&series), "2026-12-14".parse().unwrap());
    assert_eq!(stale.unwrap_err().kind(), Kind::Conflict);
    session.undo().unwrap();
    assert_eq!(days_of(&session, series.id, span.0, span.1), all);
    assert!(
        agenda(&session, "2026-12-09", "2026-12-09").days[0]
            .items
            .is_empty()
    );
}

#[test]
fn an_occurrence_left_out_never_comes_even_where_this_one_was_put_elsewhere() {
    let (session, _) = session();
    let series = weekly(&session, &[]);
    // This one on Thursday: the rule goes on by its Mondays.
    let to = MoveTo::Day("2026-11-26".into());
    session.tasks_move(&[at(&series)], &to).unwrap();
    let series = session.record("task", series.id).unwrap();
    session
        .occurrence_skip(at(&series), "2026-11-30".parse().unwrap())
        .unwrap();
    let (from, upto) = ("2026-11-23", "2026-12-13");
    assert_eq!(
        days_of(&session, series.id, from, upto),
        [("11-26".to_owned(), false), ("12-07".to_owned(), true)]
    );
    let next = session.task_done(series.id, None).unwrap().next.unwrap();
    assert_eq!(day_of(&session, next.task), "2026-12-07T10:00");
}

#[test]
fn what_is_typed_over_a_time_of_another_place_is_by_the_clocks_of_that_place() {
    let (session, _) = session();
    let wall = |at: &str| {
        Value::Wall(Wall {
            at: at.into(),
            zone: "America/New_York".into(),
        })
    };
    let values = [
        ("title", Value::text("Ring")),
        ("due", wall("2026-11-23T09:00")),
    ];
    let task = make(&session, "task", values);
    let typed = Value::Raw("2026-11-24 10:30".into());
    super::change(&session, &task, "due", typed);
    let task = session.record("task", task.id).unwrap();
    assert_eq!(task.get("due"), &wall("2026-11-24T10:30"));
    let line = &session.today().unwrap().tasks[0];
    assert_eq!(line.zone.as_deref(), Some("America/New_York"));
    let shown = agenda(&session, "2026-11-24", "2026-11-24").days[0].items[0].clone();
    assert_eq!(shown.time.as_deref(), Some("23:30"));
    assert_eq!(shown.zone.as_deref(), Some("America/New_York"));
}

#[test]
fn words_over_a_time_of_another_place_are_reckoned_there_and_days_and_travellers_are_of_here() {
    let (session, _) = session();
    let wall = |at: &str, zone: &str| {
        Value::Wall(Wall {
            at: at.into(),
            zone: zone.into(),
        })
    };
    // 21:30 of the day before in New York.
    let (there, here) = ("America/New_York", "Asia/Shanghai");
    for (was, policy, typed, is) in [
        (
            "2026-11-23T09:00",
            "pinned",
            "两小时后",
            wall("2026-11-21T23:30", there),
        ),
        (
            "2026-11-23T09:00",
            "pinned",
            "tomorrow 10am",
            wall("2026-11-22T10:00", there),
        ),
        (
            "2026-11-23T09:00",
            "floating",
            "两小时后",
            wall("2026-11-22T12:30", here),
        ),
        (
            "2026-11-23",
            "pinned",
            "2026-11-24 10:30",
            wall("2026-11-24T10:30", here),
        ),
    ] {
        let values = [
            ("title", Value::text("Ring")),
            ("zone_policy", Value::choice(policy)),
            ("due", wall(was, there)),
        ];
        let task = make(&session, "task", values);
        super::change(&session, &task, "due", Value::Raw(typed.into()));
        let task = session.record("task", task.id).unwrap();
        assert_eq!(task.get("due"), &is, "{was} {policy} {typed}");
    }
}

#[test]
fn a_time_may_be_said_in_words_where_it_is_typed_and_what_is_meant_two_ways_is_asked() {
    let (session, _) = session();
    let typed = |said: &str| {
        let values = [
            ("title", Value::text("Ring")),
            ("due", Value::Raw(said.into())),
        ];
        session.apply(&crate::records::ChangeSet::create(
            "op.create",
            "task",
            values,
        ))
    };
    for (said, at) in [
        ("下周三上午", "2026-11-25T09:00"),
        ("tomorrow 10am", "2026-11-23T10:00"),
        ("三天后", "2026-11-25"),
    ] {
        let made = typed(said).unwrap().records.remove(0);
        assert_eq!(day_of(&session, made.id), at, "{said}");
    }
    let asked = typed("明天8点").unwrap_err().to_wire();
    assert_eq!(asked.key, "error.which_of_times");
    assert!(
        asked.values["choices"].contains("2026-11-23 08:00"),
        "{asked:?}"
    );
    for none in ["明天给华为打电话", "每周一", "soon"] {
        assert_ne!(
            typed(none).unwrap_err().to_wire().key,
            "error.which_of_times"
        );
    }
}
