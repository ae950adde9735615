//! Edits while a backup is made, for the power to be cut under both: each edit that was acknowledged
//! is there, each backup that was reported restores, and the next one is made at once.

use std::collections::HashMap;
use std::path::Path;

use steward_core::backup::{Found, SnapshotInfo};
use steward_core::base::{FixedClock, Id, Report};
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::dice::Dice;
use steward_tests::drive::found_by_keys;
use steward_tests::scene::{change, monday, passphrase};

use crate::backup::{drilled, restore_all};
use crate::hunt::{Counts, Job, patiently, say};
use crate::write::{make_vault, open};

pub(crate) const JOB: Job = Job {
    name: "power",
    prepare,
    child,
    inspect,
    last: Some(restore_all),
};

const UNITS: usize = 60;
const EDITS: usize = 100;

fn prepare(folder: &Path) {
    let session = make_vault(folder, UNITS);
    let drive = folder.join("drive");
    std::fs::create_dir_all(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    session.back_up(&Report::silent()).unwrap();
}

fn units(session: &Session) -> Vec<Id> {
    let units = session.records("unit", 1_000_000).unwrap();
    let mut units: Vec<Id> = units.into_iter().map(|unit| unit.id).collect();
    units.sort();
    units
}

/// The edits of a child in their order: which unit, and its new owner.
fn edits(seed: u64, units: &[Id]) -> impl Iterator<Item = (Id, String)> {
    let mut dice = Dice::of(seed);
    (0..EDITS).map(move |n| (units[dice.below(units.len())], format!("{seed}-{n}")))
}

fn child(folder: &Path, seed: u64) {
    let session = open(folder, seed).unwrap();
    let units = units(&session);
    say("begun");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for (unit, owner) in edits(seed, &units) {
                let record = session.record("unit", unit).unwrap();
                change(&session, &record, "owner", Value::text(owner)).unwrap();
                say("edit");
            }
        });
        let finished = session.back_up(&Report::silent()).unwrap();
        say(&finished.snapshot.id);
    });
}

/// How many of a child's edits a vault holds: all up to one of them, in their order.
fn held(session: &Session, seed: u64) -> Result<usize, String> {
    let units = units(session);
    let owner = |unit: Id| session.record("unit", unit).unwrap().get("owner").clone();
    let now: HashMap<Id, Value> = units.iter().map(|unit| (*unit, owner(*unit))).collect();
    let all: Vec<(Id, String)> = edits(seed, &units).collect();
    let last = all
        .iter()
        .rposition(|(unit, owner)| now[unit] == Value::text(owner));
    let done = last.map_or(0, |last| last + 1);
    let expected: HashMap<Id, &String> = all[..done].iter().map(|(u, owner)| (*u, owner)).collect();
    for (unit, owner) in expected {
        if now[&unit] != Value::text(owner) {
            return Err(format!(
                "{done} edits are there, but instead of {owner} {:?}",
                now[&unit]
            ));
        }
    }
    Ok(done)
}

fn verified(found: &Found) -> Vec<&SnapshotInfo> {
    let all = found.snapshots().iter();
    all.filter(|one| one.verified_at.is_some()).collect()
}

/// Half an hour after the child.
fn open_later(folder: &Path, seed: u64) -> Result<Session, String> {
    let clock = FixedClock::at(monday());
    clock.advance((i64::try_from(seed).unwrap() + 1) * 3_600_000 + 1_800_000);
    let key = Unlock::Passphrase(passphrase());
    let clock = std::sync::Arc::new(clock);
    patiently(|| Session::unlock(&folder.join("Mine.steward"), &key, clock.clone()))
        .map_err(|e| format!("does not open: {e}"))
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let session = open_later(folder, seed)?;
    session
        .vault()
        .check(true)
        .map_err(|e| format!("not whole: {e}"))?;
    let (acknowledged, reported): (Vec<&String>, Vec<&String>) =
        said.iter().partition(|line| *line == "edit");
    let done = held(&session, seed)?;
    if done < acknowledged.len() {
        return Err(format!(
            "{} edits acknowledged, {done} there",
            acknowledged.len()
        ));
    }
    let found = found_by_keys(&session, &folder.join("drive"))
        .map_err(|e| format!("the drive does not open: {e}"))?;
    let verified = verified(&found);
    let (newest, older) = verified.split_first().ok_or("no verified backup is left")?;
    if let Some(id) = reported.first()
        && newest.id != **id
    {
        return Err(format!(
            "{id} was reported and is not the newest verified one"
        ));
    }
    drilled(folder, &found, &newest.id, |back| held(back, seed))??;
    let mut restored = 1;
    if !older.is_empty() {
        let other = older[Dice::of(seed).below(older.len())];
        drilled(folder, &found, &other.id, |_| ())?;
        restored += 1;
    }
    let n_listed = found.snapshots().len();
    drop(found);
    patiently(|| session.back_up(&Report::silent()))
        .map_err(|e| format!("the next backup is not made: {e}"))?;
    let plan = session.backup_plan().map_err(|e| e.to_string())?;
    let damage = plan.and_then(|plan| plan.older_error);
    Ok(vec![
        ("acknowledged edits all there", acknowledged.len()),
        ("backups on the drive", n_listed),
        ("restored whole", restored),
        ("reported", reported.len()),
        ("next backups made", 1),
        ("of them told of damage", usize::from(damage.is_some())),
    ])
}
