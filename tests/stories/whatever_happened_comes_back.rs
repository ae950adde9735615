//! "A verified backup brings everything back, whatever happened before it."

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use steward_core::backup::{Found, Looked, Opener, Policy, Schedule, drill};
use steward_core::base::{Clock, Id, Report};
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, Record, RecordChange};
use steward_core::session::{Rhythm, Session};
use steward_tests::dice::Dice;
use steward_tests::drive::{found, found_by_keys, restore};
use steward_tests::ledger;
use steward_tests::scene::{Scene, attach, change, contents, create, letters, passphrase, picture};

/// Every field of every living record, and every byte of every file on one.
#[derive(PartialEq, Debug)]
struct All {
    records: BTreeMap<(String, Id), BTreeMap<String, Value>>,
    files: BTreeMap<Id, Vec<u8>>,
}

impl All {
    fn of(session: &Session) -> Self {
        Self {
            records: picture(session),
            files: contents(session),
        }
    }
}

const DAY_MS: i64 = 86_400_000;
/// None, less than a chunk is sealed of, exactly one, and more.
const LENGTHS: [usize; 4] = [0, 900, 64 << 10, 70_000];

/// Histories that share a vault and a drive.
const TOGETHER: usize = 10;

/// So many histories; `./dev torture` asks for ten tenths of five hundred.
fn histories() -> usize {
    let tenths = std::env::var("STEWARD_FAULT_TENTHS").ok();
    50 * tenths.and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Restored as by a stranger to the vault, who knows the passphrase only.
fn by_passphrase(scene: &Scene, drive: &Path, id: &str) -> All {
    let passphrase = passphrase();
    let found = found(drive, Opener::Passphrase(&passphrase)).unwrap();
    let there = scene.place("there");
    let made = restore(&found, id, &there, &passphrase, scene.clock.clone()).unwrap();
    let session = Session::over(made.vault).unwrap();
    let back = All::of(&session);
    drop(session);
    std::fs::remove_dir_all(there).unwrap();
    back
}

/// Restored by way of a drill, which costs none of the time that wrapping new keys does.
fn by_drill(scene: &Scene, found: &Found, id: &str) -> All {
    let clock: Arc<dyn Clock> = scene.clock.clone();
    let mut back = None;
    let look = |vault, _: &Report| {
        back = Some(All::of(&Session::over(vault)?));
        Ok(Looked::default())
    };
    drill(
        found,
        id,
        (&scene.place("hidden"), &clock),
        look,
        &Report::silent(),
    )
    .unwrap();
    back.unwrap()
}

/// One step a user might take; what the core refuses is not done.
fn step(session: &Session, dice: &mut Dice, n: usize) {
    let units = session.records("unit", 10_000).unwrap();
    if units.is_empty() || dice.below(4) == 0 {
        let name = ledger::unit(n).remove("legal_name").unwrap();
        let _ = create(session, "unit", [("legal_name", name)]);
        return;
    }
    let unit = &units[dice.below(units.len())];
    let other = &units[dice.below(units.len())];
    match dice.below(16) {
        1 => drop(change(session, unit, "level", Value::choice("a"))),
        2 => drop(change(session, unit, "parent", Value::to(other.id))),
        3 => {
            let called = [("full_name", Value::text(format!("王{n}")))];
            let person = create(session, "contact", called);
            let post = [
                ("contact", Value::to(person.id)),
                ("unit", Value::to(unit.id)),
            ];
            drop(session.apply(&ChangeSet::create("op.create", "post", post)));
        }
        4 => {
            let asked = [
                ("title", Value::text(format!("回访{n}"))),
                ("unit", Value::to(unit.id)),
            ];
            drop(session.apply(&ChangeSet::create("op.create", "task", asked)));
        }
        5 => bin(session, unit),
        6 => drop(session.redo()),
        7 => drop(session.undo()),
        8..=11 => file_step(session, dice, unit.id),
        _ => drop(change(
            session,
            unit,
            "owner",
            Value::text(format!("第{n}人")),
        )),
    }
}

/// One thing a user might do about a file.
fn file_step(session: &Session, dice: &mut Dice, of: Id) {
    let files = session.records("attachment", 10_000).unwrap();
    let seed = dice.below(1 << 20);
    if files.is_empty() || dice.below(2) == 0 {
        let content = letters(seed, LENGTHS[dice.below(LENGTHS.len())]);
        drop(attach(session, of, &format!("合同 {seed}.bin"), &content));
        return;
    }
    let file = &files[dice.below(files.len())];
    match dice.below(4) {
        0 => bin(session, file),
        // What no record and no step of undo needs any more goes; of the rest nothing.
        1 => session.sweep_attachments().map(drop).unwrap(),
        _ => drop(change(
            session,
            file,
            "name",
            Value::text(format!("改名 {seed}.bin")),
        )),
    }
}

fn bin(session: &Session, record: &Record) {
    let gone = RecordChange::Delete {
        entity: record.entity.clone(),
        id: record.id,
        rev: record.rev,
    };
    drop(session.apply(&ChangeSet {
        label: "op.delete".to_owned(),
        changes: vec![gone],
    }));
}

/// A drive that keeps every backup of these days.
fn connected(session: &Session, drive: &Path) {
    std::fs::create_dir_all(drive).unwrap();
    let connected = session.connect_backup(drive, &passphrase(), &Report::silent());
    let keep = Policy {
        daily: 100,
        ..Policy::default()
    };
    let rhythm = Rhythm {
        schedule: Schedule::Off,
        at: "18:00",
        keep,
        patience_days: 1,
    };
    session
        .schedule_backup(connected.unwrap().id, rhythm)
        .unwrap();
}

#[test]
fn record_by_record() {
    let mut dice = Dice::of(0x1157);
    let (mut n_compared, mut n_files) = (0, 0);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..histories().div_ceil(TOGETHER) {
        let (scene, session) = Scene::set();
        let drive = scene.place("drive");
        connected(&session, &drive);
        let mut pictures = Vec::new();
        for _ in 0..TOGETHER {
            for n in 0..3 + dice.below(12) {
                step(&session, &mut dice, n);
            }
            scene.clock.advance(DAY_MS);
            let made = session.back_up(&Report::silent()).unwrap();
            pictures.push((made.snapshot.id, All::of(&session)));
        }
        let found = found_by_keys(&session, &drive).unwrap();
        drop(session);
        for (n, (id, before)) in pictures.into_iter().enumerate() {
            let back = if n == 0 {
                by_passphrase(&scene, &drive, &id)
            } else {
                by_drill(&scene, &found, &id)
            };
            assert_eq!(back.records, before.records);
            let same = back.files == before.files;
            assert!(same, "a file is missing, or not what it was");
            n_compared += 1;
            n_files += back.files.len();
            for (kind, _) in back.records.into_keys() {
                *seen.entry(kind).or_default() += 1;
            }
        }
    }
    let n_records: usize = seen.values().sum();
    println!("{n_compared} histories came back, {n_records} records compared and {n_files} files");
    // A step that the core refuses every time proves nothing.
    for kind in ["unit", "contact", "post", "task", "attachment"] {
        assert!(seen.contains_key(kind), "no history had a {kind}");
    }
}
