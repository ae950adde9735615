//! Reminders over a vault in memory and a clock that moves only when told to.

mod ahead;
mod clocks;
mod rounds;
mod same_day;
mod simulation;

use std::sync::Arc;

use chrono::{TimeZone, Utc};

use super::firing;
use super::manner::{Manner, PauseFor};
use super::model::{DIGEST, Due, Key, Lateness, Snooze, TASK};
use crate::base::{Clock as _, FixedClock, Id, Kind, Timestamp, WallTime, Workdays};
use crate::records::value::{Value, Wall};
use crate::records::{ChangeSet, RecordChange};
use crate::session::Session;
use crate::vault::Write;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// A session at 10:00 in Shanghai on Monday the 2nd of March 2026.
struct Desk {
    session: Session,
    clock: Arc<FixedClock>,
}

impl Desk {
    fn at_ten() -> Self {
        let clock = Arc::new(FixedClock::at(
            Utc.with_ymd_and_hms(2026, 3, 2, 2, 0, 0).unwrap(),
        ));
        let session = Session::in_memory(clock.clone()).unwrap();
        Self { session, clock }
    }

    fn create(&self, entity: &str, values: impl IntoIterator<Item = (&'static str, Value)>) -> Id {
        let set = ChangeSet::create("op.create", entity, values);
        self.session.apply(&set).unwrap().records[0].id
    }

    fn task(&self, at: &str) -> Id {
        self.create("task", [("title", Value::text("Ring")), ("due", due(at))])
    }

    fn set(&self, task: Id, field: &'static str, value: Value) {
        let rev = self.session.record("task", task).unwrap().rev;
        let set = ChangeSet::update("op.edit", "task", task, rev, [(field, value)]);
        self.session.apply(&set).unwrap();
    }

    fn bin(&self, entity: &str, id: Id) {
        let rev = self.session.record(entity, id).unwrap().rev;
        let entity = entity.to_owned();
        let set = ChangeSet {
            label: "op.delete".into(),
            changes: vec![RecordChange::Delete { entity, id, rev }],
        };
        self.session.apply(&set).unwrap();
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn undo(&self) {
        self.session.undo().unwrap();
    }

    fn redo(&self) {
        self.session.redo().unwrap();
    }

    /// Fires what is due, the day's digest apart.
    fn fired(&self) -> Vec<Due> {
        let mut fired = self.session.fire_due().unwrap();
        fired.retain(|due| due.key.source != DIGEST);
        fired
    }

    /// Without the louder word about what stays overdue.
    fn quieter(&self) {
        let manner = Manner {
            overdue_days: 0,
            ..Manner::default()
        };
        self.session.set_manner(&manner).unwrap();
    }

    /// Fires what is due and says how late it is, in whole seconds.
    fn late(&self) -> Vec<i64> {
        self.fired()
            .iter()
            .map(|due| due.late_ms / SECOND)
            .collect()
    }
}

fn at(text: &str) -> Timestamp {
    let wall = WallTime::parse(text, chrono_tz::Asia::Shanghai).unwrap();
    wall.instant(super::model::MORNING)
}

fn key(task: Id) -> Key {
    Key {
        source: TASK.to_owned(),
        record: task,
        slot: 0,
    }
}

fn due(at: &str) -> Value {
    Value::Wall(Wall {
        at: at.into(),
        zone: "Asia/Shanghai".into(),
    })
}

#[test]
fn armed_it_speaks_at_its_leads_and_at_its_minute_and_once_for_each() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    let leads = |codes: &[&str]| Value::Choices(codes.iter().map(ToString::to_string).collect());
    desk.set(task, "leads", leads(&["m10", "m5", "d3"]));
    desk.clock.advance(20 * MINUTE - 1);
    assert!(
        desk.late().is_empty(),
        "a millisecond early, and three days before is gone"
    );
    desk.clock.advance(1);
    assert_eq!(desk.late(), [0]);
    desk.set(task, "leads", leads(&["m10"]));
    desk.clock.advance(5 * MINUTE);
    assert!(desk.late().is_empty(), "a lead taken away keeps silent");
    desk.undo();
    assert_eq!(desk.late(), [0], "and brought back it does not");
    desk.clock.advance(5 * MINUTE);
    assert_eq!(desk.late(), [0], "the moment itself");
    desk.set(task, "title", Value::text("Ring again"));
    desk.set(task, "remind", Value::Bool(false));
    desk.set(task, "remind", Value::Bool(true));
    assert!(
        desk.late().is_empty(),
        "an edit beside its time does not wake it"
    );
    desk.set(task, "due", due("2026-03-02T10:45"));
    desk.clock.advance(15 * MINUTE);
    assert_eq!(
        desk.late(),
        [0],
        "another time is another reminder, said once"
    );
}

#[test]
fn what_is_written_with_a_time_in_the_past_keeps_silent() {
    let desk = Desk::at_ten();
    let old = desk.task("2026-02-20T09:00");
    let task = desk.task("2026-03-02T11:00");
    desk.set(task, "due", due("2026-03-01T11:00"));
    assert!(desk.late().is_empty());
    desk.session.task_done(old, None).unwrap();
    desk.undo();
    desk.undo();
    desk.redo();
    assert!(desk.late().is_empty(), "nor when it is brought back");
    desk.undo();
    desk.clock.advance(HOUR);
    assert_eq!(desk.late(), [0], "only the time it was given first");
}

#[test]
fn done_and_undone_past_its_time_it_speaks_late() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.session.task_done(task, None).unwrap();
    assert_eq!(desk.session.next_wake().unwrap(), None);
    desk.clock.advance(35 * MINUTE);
    assert!(desk.late().is_empty());
    desk.undo();
    assert_eq!(desk.late(), [300], "not done after all: it is due");
    desk.redo();
    desk.undo();
    assert!(desk.late().is_empty());
}

#[test]
fn done_and_undone_after_it_spoke_it_keeps_silent() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.late(), [0]);
    desk.clock.advance(20 * SECOND);
    desk.session.task_done(task, None).unwrap();
    desk.clock.advance(20 * SECOND);
    desk.undo();
    assert!(desk.late().is_empty());
    desk.set(task, "state", Value::choice("dropped"));
    desk.set(task, "state", Value::choice("open"));
    assert!(desk.late().is_empty(), "reopened by hand, likewise");
}

#[test]
fn put_off_and_undone_it_speaks_once_for_each_time() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.late(), [0]);
    desk.clock.advance(10 * SECOND);
    desk.session.task_snooze(task, None, &Snooze::Hour).unwrap();
    desk.clock.advance(10 * SECOND);
    desk.undo();
    assert!(desk.late().is_empty(), "it has spoken for half past ten");
    desk.redo();
    desk.clock.advance(HOUR);
    assert_eq!(desk.late(), [20], "and now for half past eleven");
    desk.undo();
    assert!(desk.late().is_empty());
}

#[test]
fn put_off_before_its_time_and_undone_after_it_is_not_lost() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.session
        .task_snooze(task, None, &Snooze::Tomorrow)
        .unwrap();
    desk.clock.advance(35 * MINUTE);
    assert!(desk.late().is_empty());
    desk.undo();
    assert_eq!(desk.late(), [300]);
}

#[test]
fn put_off_by_days_it_keeps_the_leads_that_still_lie_ahead() {
    let desk = Desk::at_ten();
    let leads = |task| {
        let task = desk.session.record("task", task).unwrap();
        match task.get("leads") {
            Value::Choices(codes) => codes.join(" "),
            _ => String::new(),
        }
    };
    let until = Snooze::Until(Wall {
        at: "2026-03-12T10:30".into(),
        zone: "Asia/Shanghai".into(),
    });
    for (how, kept) in [
        (Snooze::Hour, ""),
        (Snooze::Tomorrow, "m30"),
        (until, "m30 d1 w5"),
    ] {
        let task = desk.task("2026-03-02T10:30");
        let codes = ["m30", "d1", "w5", "d14"].map(str::to_owned);
        desk.set(task, "leads", Value::Choices(codes.to_vec()));
        desk.session.task_snooze(task, None, &how).unwrap();
        assert_eq!(leads(task), kept, "{how:?}");
    }
    desk.quieter();
    desk.clock.set(at("2026-03-03T09:59"));
    desk.fired();
    desk.clock.advance(MINUTE);
    assert_eq!(desk.late(), [0], "half an hour before, the day after");
}

#[test]
fn binned_it_is_silent_and_brought_back_it_speaks_once() {
    let desk = Desk::at_ten();
    let unit = desk.create("unit", [("legal_name", Value::text("Acme"))]);
    let values = [
        ("title", Value::text("Visit")),
        ("unit", Value::to(unit)),
        ("due", due("2026-03-02T10:30")),
    ];
    desk.create("task", values);
    desk.bin("unit", unit);
    desk.clock.advance(40 * MINUTE);
    assert!(desk.late().is_empty(), "its customer took it along");
    desk.undo();
    assert_eq!(desk.late(), [600]);
    desk.redo();
    desk.undo();
    assert!(desk.late().is_empty());
}

#[test]
fn unmade_and_made_again_it_speaks_once() {
    let desk = Desk::at_ten();
    desk.task("2026-03-02T10:30");
    desk.undo();
    desk.clock.advance(35 * MINUTE);
    assert!(desk.late().is_empty());
    desk.redo();
    assert_eq!(desk.late(), [300]);
    desk.undo();
    desk.redo();
    assert!(desk.late().is_empty());
}

#[test]
fn neither_a_clock_set_back_nor_an_edit_then_makes_it_speak_again() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.clock.advance(40 * MINUTE);
    assert_eq!(desk.late(), [600]);
    desk.clock.advance(-35 * MINUTE);
    desk.session.task_done(task, None).unwrap();
    desk.undo();
    desk.set(task, "title", Value::text("Ring, really"));
    desk.clock.advance(40 * MINUTE);
    assert!(desk.late().is_empty());
}

#[test]
fn a_clock_that_ran_ahead_does_not_take_the_next_time_away() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-03T10:30");
    desk.clock.advance(72 * HOUR);
    assert_eq!(desk.fired().len(), 1);
    desk.clock.advance(-72 * HOUR);
    desk.set(task, "due", due("2026-03-02T10:30"));
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.late(), [0]);
}

#[test]
fn what_was_missed_comes_longest_overdue_first_and_says_how_late() {
    let desk = Desk::at_ten();
    desk.task("2026-03-02T10:30");
    desk.task("2026-03-02T10:15");
    desk.task("2026-03-05");
    let coming = desk.session.coming_reminders(2, &[]).unwrap();
    let ten = desk.now();
    assert_eq!(
        coming.iter().map(|one| one.at).collect::<Vec<_>>(),
        [ten.plus_ms(15 * MINUTE), ten.plus_ms(30 * MINUTE)]
    );
    desk.clock.advance(HOUR);
    assert_eq!(desk.late(), [2700, 1800]);
    desk.quieter();
    desk.clock.set(Timestamp::of(
        Utc.with_ymd_and_hms(2026, 3, 5, 1, 0, 0).unwrap(),
    ));
    assert_eq!(desk.late(), [0], "a day without an hour speaks at nine");
}

#[test]
fn what_was_never_told_is_told_later_and_then_no_more() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    let other = desk.task("2026-03-02T10:30");
    assert!(
        desk.session.untold().unwrap().is_empty(),
        "nothing is due yet"
    );
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.fired().len(), 2);
    desk.session.reminders_told(&[key(other)]).unwrap();
    desk.clock.advance(-HOUR);
    let untold = desk.session.untold().unwrap();
    assert_eq!(
        untold.iter().map(|due| due.key.record).collect::<Vec<_>>(),
        [task]
    );
    desk.session.task_done(task, None).unwrap();
    assert!(
        desk.session.untold().unwrap().is_empty(),
        "settled meanwhile"
    );
    desk.undo();
    desk.clock.advance(2 * HOUR);
    assert_eq!(desk.session.untold().unwrap()[0].late_ms, HOUR);
    desk.session.reminders_told(&[key(task)]).unwrap();
    assert!(desk.session.untold().unwrap().is_empty());
    let missed = || {
        let tasks = desk.session.today().unwrap().tasks;
        tasks
            .iter()
            .filter(|task| task.missed.is_some())
            .map(|task| task.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(missed(), [task], "told an hour late is late");
    desk.session.reminders_seen(TASK, &[other]).unwrap();
    assert_eq!(missed(), [task], "another was seen");
    desk.session.reminders_seen(TASK, &[task]).unwrap();
    assert!(missed().is_empty());
}

#[test]
fn a_reminder_stands_until_its_task_is_settled_or_put_off() {
    let desk = Desk::at_ten();
    let tasks = [desk.task("2026-03-02T10:30"), desk.task("2026-03-02T10:30")];
    let stand = || desk.session.any_reminder_stands(&tasks.map(key)).unwrap();
    assert!(!stand(), "nothing was said yet");
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.fired().len(), 2);
    assert!(stand());
    desk.session.task_done(tasks[0], None).unwrap();
    assert!(stand(), "one of two is still to be done");
    desk.session
        .task_snooze(tasks[1], None, &Snooze::Hour)
        .unwrap();
    assert!(!stand());
}

#[test]
fn what_is_settled_is_neither_put_off_nor_done_again() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.session.task_done(task, None).unwrap();
    let done_at = desk
        .session
        .record("task", task)
        .unwrap()
        .get("done_at")
        .clone();
    desk.clock.advance(HOUR);
    let put_off = desk.session.task_snooze(task, None, &Snooze::Hour);
    assert_eq!(put_off.unwrap_err().kind(), Kind::Conflict);
    let again = desk.session.task_done(task, None);
    assert_eq!(again.unwrap_err().to_wire().key, "error.task_not_open");
    let kept = desk.session.record("task", task).unwrap();
    assert_eq!(kept.get("done_at"), &done_at);
    desk.undo();
    desk.bin("task", task);
    let gone = desk.session.task_snooze(task, None, &Snooze::Hour);
    assert_eq!(gone.unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn nothing_confidential_may_be_shown() {
    let desk = Desk::at_ten();
    let secret = || ("label", Value::choice("confidential"));
    let unit = desk.create("unit", [("legal_name", Value::text("Acme")), secret()]);
    let contact = desk.create("contact", [("full_name", Value::text("Li Na")), secret()]);
    let about = |field, value| {
        let values = [
            ("title", Value::text("x")),
            ("due", due("2026-03-02T10:30")),
            (field, value),
        ];
        desk.create("task", values);
    };
    about("unit", Value::to(unit));
    about("contact", Value::to(contact));
    about("confidential", Value::Bool(true));
    let talk = desk.create(
        "activity",
        [
            (
                "unit",
                Value::to(desk.create("unit", [("legal_name", Value::text("Borealis"))])),
            ),
            ("content", Value::text("x")),
            ("kind", Value::choice("call")),
            ("at", Value::Raw("2026-03-01 09:00".into())),
            secret(),
        ],
    );
    about("activity", Value::to(talk));
    let of = desk.session.record("activity", talk).unwrap();
    let promise = [
        ("unit", of.get("unit").clone()),
        ("text", Value::text("x")),
        ("activity", Value::to(talk)),
    ];
    let promise = desk.create("promise", promise);
    about("promise", Value::to(promise));
    about("priority", Value::choice("1"));
    desk.clock.advance(30 * MINUTE);
    let told: Vec<bool> = desk.fired().iter().map(|due| due.confidential).collect();
    assert_eq!(told.iter().filter(|secret| **secret).count(), 5, "{told:?}");
}

#[test]
fn a_thousand_late_ones_do_not_hide_today() {
    let desk = Desk::at_ten();
    let late = (0..1_200).map(|n| RecordChange::Create {
        entity: "task".into(),
        id: None,
        asked: false,
        values: [
            ("title".to_owned(), Value::text(format!("Late {n}"))),
            ("due".to_owned(), due("2026-02-20T09:00")),
        ]
        .into(),
    });
    let set = ChangeSet {
        label: "op.create".into(),
        changes: late.collect(),
    };
    desk.session.apply(&set).unwrap();
    for at in ["2026-03-02", "2026-03-02T23:59", "2026-03-09", "2026-03-10"] {
        desk.task(at);
    }
    desk.create("task", [("title", Value::text("Some day"))]);
    let today = desk.session.today().unwrap();
    let counts = today.counts;
    assert_eq!(
        (counts.open, counts.overdue, counts.today),
        (1_205, 1_200, 2)
    );
    let listed = |which| {
        today
            .tasks
            .iter()
            .filter(|task| task.lateness == which)
            .count()
    };
    let parts = [
        Lateness::Overdue,
        Lateness::Today,
        Lateness::Week,
        Lateness::Later,
        Lateness::Someday,
    ];
    assert_eq!(parts.map(listed), [500, 2, 1, 1, 1]);
    assert!(today.tasks.is_sorted_by_key(|task| task.lateness));
}

#[test]
fn the_next_working_day_minds_holidays_and_the_days_worked_for_them() {
    use super::model::put_off;
    let put_off = |now: (u32, u32), zone: chrono_tz::Tz| {
        let now = Utc.with_ymd_and_hms(2026, now.0, now.1, 2, 0, 0).unwrap();
        let now = Timestamp(now.timestamp_millis());
        put_off(&Snooze::NextWorkday, None, now, zone, &Workdays::here(zone)).at
    };
    let (china, france) = (chrono_tz::Asia::Shanghai, chrono_tz::Europe::Paris);
    assert_eq!(put_off((9, 30), china), "2026-10-08T09:00");
    assert_eq!(put_off((10, 9), china), "2026-10-10T09:00");
    assert_eq!(put_off((9, 30), france), "2026-10-01T09:00");
}

#[test]
fn what_reminds_by_itself_is_kept_settled_and_put_off() {
    let (desk, record) = (Desk::at_ten(), Id::at(Timestamp(7)));
    let keep = |slot, at: i64, about: &str| {
        let (at, about) = (desk.now().plus_ms(at), about.parse().unwrap());
        let write =
            |tx: &mut Write<'_>| firing::keep(tx, "birthday", record, slot, Some(at), Some(about));
        desk.session
            .vault()
            .write("occasions.sweep", write)
            .unwrap();
    };
    let spoke = || {
        let fired = desk.fired();
        let spoke = fired
            .iter()
            .map(|due| (due.key.slot, due.about.unwrap().to_string()));
        spoke.collect::<Vec<_>>()
    };
    let said = |slot, about: &str| vec![(slot, about.to_owned())];
    keep(0, 3 * HOUR, "2026-03-02");
    keep(1, -HOUR, "2026-03-02");
    assert_eq!(
        spoke(),
        said(1, "2026-03-02"),
        "late, for what is swept is meant"
    );
    keep(1, -HOUR, "2026-03-02");
    assert!(spoke().is_empty(), "swept again it keeps silent");

    let until = desk.now().plus_ms(4 * HOUR);
    let put_off = |tx: &mut Write<'_>| firing::put_off(tx, "birthday", record, until, None);
    desk.session
        .vault()
        .write("occasions.put_off", put_off)
        .unwrap();
    keep(1, -HOUR, "2026-03-02");
    desk.clock.advance(3 * HOUR);
    keep(0, 0, "2026-03-02");
    assert!(
        spoke().is_empty(),
        "the moment itself was put off along with it"
    );
    desk.clock.advance(HOUR);
    assert_eq!(spoke(), said(1, "2026-03-02"));

    let day = "2026-03-02".parse().unwrap();
    let settle = |tx: &mut Write<'_>| firing::settle(tx, "birthday", record, day);
    desk.session
        .vault()
        .write("occasions.settle", settle)
        .unwrap();
    keep(0, HOUR, "2026-03-02");
    keep(2, HOUR, "2026-03-02");
    desk.clock.advance(2 * HOUR);
    assert!(
        spoke().is_empty(),
        "settled for that day, with whatever lead"
    );
    keep(0, HOUR, "2027-03-02");
    desk.clock.advance(HOUR);
    assert_eq!(
        spoke(),
        said(0, "2027-03-02"),
        "another year is another day"
    );
}

#[test]
fn open_and_overdue_it_is_said_once_more_and_louder() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.clock.advance(30 * MINUTE);
    assert!(!desk.fired()[0].is_overdue());
    desk.clock.set(at("2026-03-05T09:00"));
    let louder = desk.fired();
    assert!(louder.len() == 1 && louder[0].is_overdue(), "{louder:?}");
    desk.clock.advance(72 * HOUR);
    assert!(desk.late().is_empty());
    desk.set(task, "due", due("2026-03-09T10:30"));
    desk.quieter();
    desk.clock.set(at("2026-03-20T10:30"));
    let last = desk.fired();
    let slots: Vec<i32> = last
        .iter()
        .map(|due| due.key.slot)
        .filter(|slot| *slot == 0)
        .collect();
    assert_eq!(slots, [0], "the user wants no louder word");
}

#[test]
fn repeated_until_done_it_speaks_in_steps_and_stands_in_between() {
    let desk = Desk::at_ten();
    let task = desk.task("2026-03-02T10:30");
    desk.set(task, "again", Value::choice("m30"));
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.late(), [0]);
    desk.clock.advance(30 * MINUTE);
    let fired = desk.fired();
    assert_eq!(fired.len(), 1);
    let keys = [fired[0].key.clone()];
    assert!(desk.session.any_reminder_stands(&keys).unwrap());
    assert_eq!(
        desk.session.untold().unwrap().len(),
        2,
        "the moment and its step"
    );
    desk.session.reminders_told(&keys).unwrap();
    assert_eq!(desk.session.untold().unwrap().len(), 1);
    desk.clock.advance(3 * HOUR + 10 * MINUTE);
    assert_eq!(
        desk.fired().len(),
        1,
        "slept through six steps, it speaks once"
    );
    desk.clock.advance(20 * MINUTE);
    assert_eq!(desk.late(), [0], "and then in step again");
    desk.session.task_done(task, None).unwrap();
    desk.clock.advance(HOUR);
    assert!(desk.late().is_empty());
    assert!(!desk.session.any_reminder_stands(&keys).unwrap());
    desk.undo();
    assert!(
        desk.late().is_empty(),
        "steps that went by are not made up for"
    );
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.fired().len(), 1);
}

#[test]
fn in_quiet_nothing_speaks_and_at_its_end_all_does() {
    let desk = Desk::at_ten();
    desk.task("2026-03-02T10:30");
    desk.task("2026-03-02T10:45");
    let until = desk.session.pause_reminders(PauseFor::Hour).unwrap();
    assert_eq!(until, Some(at("2026-03-02T11:00")));
    desk.clock.advance(50 * MINUTE);
    assert!(desk.late().is_empty());
    assert_eq!(
        desk.session.next_wake().unwrap(),
        until,
        "it sleeps until the end"
    );
    assert_eq!(
        [0, 1].map(|n| desk.session.coming_reminders(5, &[]).unwrap()[n].at),
        [until.unwrap(); 2],
        "locked, it speaks no earlier"
    );
    desk.clock.advance(10 * MINUTE);
    assert_eq!(desk.late(), [0, 0], "held, not lost, and not late by it");
    desk.task("2026-03-02T11:30");
    desk.session.pause_reminders(PauseFor::Tomorrow).unwrap();
    desk.clock.advance(30 * MINUTE);
    assert!(desk.late().is_empty());
    desk.session.pause_reminders(PauseFor::End).unwrap();
    assert_eq!(desk.late(), [0]);
}

#[test]
fn a_floating_task_keeps_its_wall_time_where_the_laptop_is_and_a_pinned_one_its_instant() {
    use chrono_tz::{Asia::Tokyo, Europe::Paris};
    let desk = Desk::at_ten();
    let floats = |at: &str| {
        let task = desk.task(at);
        desk.set(task, "zone_policy", Value::choice("floating"));
        task
    };
    desk.session.renew_reminders().unwrap();
    let (noon, _pinned) = (floats("2026-03-02T12:00"), desk.task("2026-03-02T13:00"));
    let half_past_ten = floats("2026-03-02T10:30");
    desk.clock.advance(30 * MINUTE);
    assert_eq!(desk.fired()[0].key.record, half_past_ten);
    desk.clock.travel(Paris);
    assert!(desk.session.renew_reminders().unwrap());
    assert!(!desk.session.renew_reminders().unwrap(), "once");
    desk.clock.advance(150 * MINUTE);
    assert_eq!(desk.late(), [0], "13:00 in Shanghai, as it was");
    desk.clock.advance(5 * HOUR + 30 * MINUTE);
    assert!(desk.late().is_empty(), "10:30 in Paris: it has spoken");
    desk.set(half_past_ten, "title", Value::text("Ring, really"));
    assert!(desk.late().is_empty());
    desk.clock.advance(30 * MINUTE);
    desk.clock.travel(Tokyo);
    desk.session.renew_reminders().unwrap();
    let late = desk.fired();
    assert_eq!(
        late[0].key.record, noon,
        "in Tokyo its noon is gone: it speaks late, at once"
    );
}

#[test]
fn the_day_is_told_once_each_morning() {
    let desk = Desk::at_ten();
    let digests = || {
        let fired = desk.session.fire_due().unwrap();
        let told: Vec<Key> = fired.iter().map(|due| due.key.clone()).collect();
        desk.session.reminders_told(&told).unwrap();
        desk.session.renew_reminders().unwrap();
        fired.iter().filter(|due| due.key.source == DIGEST).count()
    };
    desk.session.renew_reminders().unwrap();
    assert_eq!(digests(), 0);
    for (title, at, kind) in [
        ("a", "2026-03-03", "call"),
        ("b", "2026-03-03T15:00", "call"),
        ("c", "2026-03-03T16:00", "visit"),
        ("d", "2026-03-02T18:00", "call"),
    ] {
        let values = [
            ("title", Value::text(title)),
            ("due", due(at)),
            ("kind", Value::choice(kind)),
        ];
        desk.create("task", values);
    }
    desk.clock.set(at("2026-03-03T09:00"));
    assert_eq!(digests(), 1);
    assert_eq!(digests(), 0);
    let digest = desk.session.digest().unwrap();
    let shares: Vec<(&str, u32)> = digest.shares.iter().map(|s| (&*s.kind, s.count)).collect();
    assert_eq!(
        (shares, digest.overdue),
        (vec![("call", 2), ("visit", 1)], 1)
    );
    desk.clock.set(at("2026-03-06T14:00"));
    assert_eq!(digests(), 1, "three mornings asleep are one note");
    assert_eq!(digests(), 0);
    desk.clock.set(at("2026-03-07T09:00"));
    assert_eq!(digests(), 1);
    desk.clock.set(at("2022-03-07T08:00"));
    desk.session.renew_reminders().unwrap();
    desk.clock.set(at("2022-03-07T09:00"));
    assert_eq!(
        digests(),
        1,
        "a clock set back does not silence it for years"
    );
    // Off over days, told late in the morning of another: not once more at its hour.
    desk.clock.set(at("2022-03-10T08:30"));
    assert_eq!(digests(), 1);
    desk.clock.set(at("2022-03-10T09:00"));
    assert_eq!(digests(), 0);
    // At another hour from now on, and once a day still.
    desk.clock.set(at("2022-03-11T08:00"));
    let hour = |hour: u16| {
        let mut manner = desk.session.manner().unwrap();
        manner.morning = hour * 60;
        desk.session.set_manner(&manner).unwrap();
    };
    hour(10);
    desk.clock.set(at("2022-03-11T09:00"));
    assert_eq!(digests(), 0);
    desk.clock.set(at("2022-03-11T10:00"));
    assert_eq!(digests(), 1);
    hour(11);
    desk.clock.set(at("2022-03-11T11:00"));
    assert_eq!(digests(), 0);
}

#[test]
fn a_morning_the_desktop_did_not_take_is_owed_that_day() {
    let desk = Desk::at_ten();
    let untold = || {
        desk.session.renew_reminders().unwrap();
        let untold = desk.session.untold().unwrap();
        untold.iter().filter(|due| due.key.source == DIGEST).count()
    };
    assert_eq!(untold(), 0);
    desk.clock.set(at("2026-03-03T09:00"));
    assert_eq!(desk.session.fire_due().unwrap().len(), 1);
    assert_eq!(untold(), 1);
    // The next day has its own.
    desk.clock.set(at("2026-03-04T08:00"));
    assert_eq!(untold(), 0);
    desk.clock.set(at("2026-03-04T09:00"));
    assert_eq!(desk.session.fire_due().unwrap().len(), 1);
}
