//! "A verified backup brings everything back, whatever happened before it."

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use steward_core::backup::{Found, Looked, Opener, drill};
use steward_core::base::{Clock, Id, Report};
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use steward_tests::dice::Dice;
use steward_tests::drive::{back_up, connect_drive, found, found_by_keys, restore};
use steward_tests::ledger;
use steward_tests::scene::{Scene, change, create, passphrase, picture};

type Picture = BTreeMap<(String, Id), BTreeMap<String, Value>>;

/// Histories that share a vault and a drive.
const TOGETHER: usize = 10;

/// So many histories; `./dev torture` asks for ten tenths of five hundred.
fn histories() -> usize {
    let tenths = std::env::var("STEWARD_FAULT_TENTHS").ok();
    50 * tenths.and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Restored as by a stranger to the vault, who knows the passphrase only.
fn by_passphrase(scene: &Scene, drive: &Path, id: &str) -> Picture {
    let passphrase = passphrase();
    let found = found(drive, Opener::Passphrase(&passphrase)).unwrap();
    let there = scene.place("there");
    let made = restore(&found, id, &there, &passphrase, scene.clock.clone()).unwrap();
    let session = Session::over(made.vault).unwrap();
    let back = picture(&session);
    drop(session);
    std::fs::remove_dir_all(there).unwrap();
    back
}

/// Restored by way of a drill, which costs none of the time that wrapping new keys does.
fn by_drill(scene: &Scene, found: &Found, id: &str) -> Picture {
    let clock: Arc<dyn Clock> = scene.clock.clone();
    let mut back = None;
    let look = |vault, _: &Report| {
        back = Some(picture(&Session::over(vault)?));
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
    match dice.below(10) {
        1 => drop(change(session, unit, "level", Value::choice("a"))),
        2 => drop(change(session, unit, "parent", Value::to(other.id))),
        3 => {
            let called = [
                ("name", Value::text(format!("王{n}"))),
                ("unit", Value::to(unit.id)),
            ];
            drop(session.apply(&ChangeSet::create("op.create", "contact", called)));
        }
        4 => {
            let asked = [
                ("title", Value::text(format!("回访{n}"))),
                ("unit", Value::to(unit.id)),
            ];
            drop(session.apply(&ChangeSet::create("op.create", "task", asked)));
        }
        5 => {
            let gone = RecordChange::Delete {
                entity: unit.entity.clone(),
                id: unit.id,
                rev: unit.rev,
            };
            drop(session.apply(&ChangeSet {
                label: "op.delete".to_owned(),
                changes: vec![gone],
            }));
        }
        6 => drop(session.redo()),
        7 => drop(session.undo()),
        _ => drop(change(
            session,
            unit,
            "owner",
            Value::text(format!("第{n}人")),
        )),
    }
}

#[test]
fn record_by_record() {
    let mut dice = Dice::of(0x1157);
    let (mut n_compared, mut n_records) = (0, 0);
    for _ in 0..histories().div_ceil(TOGETHER) {
        let (scene, session) = Scene::set();
        let drive = scene.place("drive");
        connect_drive(&session, &drive, &passphrase());
        let mut pictures = Vec::new();
        for _ in 0..TOGETHER {
            for n in 0..3 + dice.below(12) {
                step(&session, &mut dice, n);
            }
            scene.clock.advance(3_600_000);
            let made = back_up(&session, &drive).unwrap();
            pictures.push((made.snapshot.id, picture(&session)));
        }
        let found = found_by_keys(&session, &drive).unwrap();
        drop(session);
        for (n, (id, before)) in pictures.into_iter().enumerate() {
            let back = if n == 0 {
                by_passphrase(&scene, &drive, &id)
            } else {
                by_drill(&scene, &found, &id)
            };
            assert_eq!(back, before);
            n_compared += 1;
            n_records += back.len();
        }
    }
    println!("{n_compared} histories came back, {n_records} records compared");
}
