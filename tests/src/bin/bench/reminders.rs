//! Reminders: 100,000 open ones in a vault of 100,000 units, the next wake among them, what reminds by
//! itself, what a turn of the scheduler costs, what was missed while the program was off, and how often
//! an idle scheduler wakes. In a vault on the disk, opened anew where the program starts.

use std::sync::Arc;

use steward_core::base::{Clock as _, FixedClock, Id, Timestamp};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::records::value::{Value, Wall};
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::dice::Dice;
use steward_tests::ledger;
use steward_tests::scene::{PASSPHRASE, monday, passphrase};

use crate::sheet::{Sheet, median, timed};
use crate::stand::beside_the_build;

const OPEN: usize = 100_000;
const UNITS: usize = 100_000;
const STEP: usize = 2_000;
/// So many came due while the program was off.
const MISSED: usize = 1_000;
/// The scheduler sleeps no longer than a minute, and no shorter than until the next reminder.
const HOUR_MS: i64 = 3_600_000;
const TURN_MS: i64 = 60_000;

fn create(session: &Session, changes: Vec<RecordChange>) {
    let set = ChangeSet {
        label: "op.create".into(),
        changes,
    };
    session.apply(&set).unwrap();
}

fn task(n: usize, at: String) -> RecordChange {
    let values = [
        ("title", Value::text(format!("回访 {n}"))),
        ("state", Value::choice("open")),
        ("remind", Value::Bool(true)),
        (
            "due",
            Value::Wall(Wall {
                at,
                zone: "Asia/Shanghai".into(),
            }),
        ),
    ];
    RecordChange::Create {
        entity: "task".into(),
        id: None,
        asked: false,
        values: values
            .into_iter()
            .map(|(field, value)| (field.to_owned(), value))
            .collect(),
    }
}

/// The processor time of this thread, where the system tells it.
fn processor_ms() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let ns: f64 = told.split_whitespace().next()?.parse().ok()?;
    Some(ns / 1e6)
}

/// All that a turn of the scheduler asks of an open vault, in its order; when it wakes next.
fn turn(session: &Session) -> Option<Timestamp> {
    session.renew_reminders().unwrap();
    session.sweep_occasions().unwrap();
    session.fire_due().unwrap();
    session.renew_reminders().unwrap();
    session.renew_day().unwrap();
    session.renew_coverage().unwrap();
    let next = session.round().unwrap().next;
    session.backup_plan().unwrap();
    session.proofs().unwrap();
    next
}

pub(crate) fn measure(sheet: &mut Sheet) {
    println!("\nreminders: {OPEN} open tasks, {UNITS} units");
    let clock = Arc::new(FixedClock::at(monday()));
    let place = beside_the_build();
    let folder = place.path().join("Mine.steward");
    let cost = KdfCost::for_tests();
    let (session, _) = Session::create(&folder, &passphrase(), cost, clock.clone()).unwrap();
    let units = units(&session);
    let first = clock.now().utc().with_timezone(&clock.zone()).naive_local();
    let mut dice = Dice::of(7);
    for from in (0..OPEN).step_by(STEP) {
        let tasks = (from..from + STEP).map(|n| {
            // The first come within a day, the others within two years.
            let minutes = if n < MISSED {
                1 + n % 1_400
            } else {
                3_000 + dice.below(1_000_000)
            };
            let minutes = chrono::TimeDelta::minutes(i64::try_from(minutes).unwrap());
            task(n, (first + minutes).format("%Y-%m-%dT%H:%M").to_string())
        });
        create(&session, tasks.collect());
    }
    session.renew_reminders().unwrap();
    sweeps(sheet, &session);
    let wakes = (0..101).map(|_| timed(|| session.next_wake().unwrap()).0);
    sheet.at_most(
        "reminders: the next wake, median",
        median(wakes.collect()),
        5.0,
        "ms",
    );
    turns(sheet, &session, units);

    // A day off, then the start of the program: what was missed is told once.
    drop(session);
    clock.advance(24 * HOUR_MS);
    let key = Unlock::Passphrase(Secret::new(PASSPHRASE));
    let session = Session::unlock(&folder, &key, clock.clone()).unwrap();
    let (caught, due) = timed(|| {
        session.renew_reminders().unwrap();
        session.sweep_occasions().unwrap();
        let untold = session.untold().unwrap();
        let fired = session.fire_due().unwrap();
        session.next_wake().unwrap();
        untold.len() + fired.len()
    });
    assert!(due >= MISSED, "{due}");
    sheet.at_most(
        "reminders: at the start, caught up with 1,000 missed",
        caught,
        300.0,
        "ms",
    );
    idle(sheet, &session, &clock);
}

/// What an idle scheduler does within an hour: it sleeps until the next thing, at most a minute.
fn idle(sheet: &mut Sheet, session: &Session, clock: &FixedClock) {
    turn(session);
    let (begin, mut wakes) = (clock.now(), 0_u32);
    let before = processor_ms();
    while clock.now().0 - begin.0 < HOUR_MS {
        let next = turn(session);
        let wait = next.map_or(TURN_MS, |at| at.0 - clock.now().0);
        clock.advance(wait.clamp(50, TURN_MS));
        wakes += 1;
    }
    sheet.at_most("reminders: wakes in an idle hour", wakes.into(), 60.0, "");
    if let (Some(before), Some(after)) = (before, processor_ms()) {
        let used = after - before;
        sheet.at_most(
            "reminders: processor time of an idle hour",
            used,
            100.0,
            "ms",
        );
    }
}

/// A turn in which nothing is due, and one after something was written.
fn turns(sheet: &mut Sheet, session: &Session, unit: Id) {
    turn(session);
    let idle = (0..101).map(|_| timed(|| turn(session)).0);
    sheet.at_most(
        "reminders: an idle turn with all sources, median",
        median(idle.collect()),
        5.0,
        "ms",
    );
    let after = (0..21).map(|n| {
        let rev = session.record("unit", unit).unwrap().rev;
        let name = [("short_name", Value::text(format!("甲 {n}")))];
        let set = ChangeSet::update("op.edit", "unit", unit, rev, name);
        session.apply(&set).unwrap();
        timed(|| turn(session)).0
    });
    sheet.at_most(
        "reminders: a turn after an edit, median",
        median(after.collect()),
        100.0,
        "ms",
    );
}

/// The units; a fourth of them is to be contacted by a rhythm, each on a day of its own.
fn units(session: &Session) -> Id {
    let mut one = None;
    for from in (0..UNITS).step_by(STEP) {
        let units = (from..from + STEP).map(|n| RecordChange::Create {
            entity: "unit".into(),
            id: None,
            asked: false,
            values: ledger::unit(n),
        });
        let set = ChangeSet {
            label: "op.create".into(),
            changes: units.collect(),
        };
        one = session.apply(&set).unwrap().records.pop();
    }
    let rhythm = [
        ("name", Value::text("A 级")),
        ("level", Value::choice("a")),
        ("ideal_days", Value::Raw("30".into())),
        ("latest_days", Value::Raw("45".into())),
        ("spread", Value::Bool(true)),
    ];
    let set = ChangeSet::create("op.create", "rhythm", rhythm);
    session.apply(&set).unwrap();
    one.unwrap().id
}

/// What reminds by itself, found at every unit.
fn sweeps(sheet: &mut Sheet, session: &Session) {
    let (whole, _) = timed(|| session.sweep_occasions().unwrap());
    sheet.note("occasions: the first sweep of 100,000 units", whole, "ms");
    let again = (0..21).map(|_| timed(|| session.sweep_occasions().unwrap()).0);
    sheet.at_most(
        "occasions: a sweep with nothing new, median",
        median(again.collect()),
        20.0,
        "ms",
    );
}
