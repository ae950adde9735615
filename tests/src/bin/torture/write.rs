//! Edits one by one: each that was acknowledged is there, and at most one more, whole.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use steward_core::base::{FixedClock, Id};
use steward_core::crypto::KdfCost;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::dice::Dice;
use steward_tests::ledger;
use steward_tests::scene::{change, monday, passphrase};

use crate::hunt::{Counts, Job, patiently, say};

pub(crate) const JOB: Job = Job {
    name: "write",
    prepare,
    child,
    inspect,
    last: None,
};

/// The control: a program that says that an edit is made to last before it is. A run that finds
/// nothing wrong with it would find nothing at all.
pub(crate) const CONTROL: Job = Job {
    name: "control",
    prepare,
    child: |folder, seed| work(folder, seed, true),
    inspect,
    last: None,
};

const UNITS: usize = 60;
const EDITS: usize = 60;

fn vault(folder: &Path) -> std::path::PathBuf {
    folder.join("Mine.steward")
}

/// Stands still, an hour later for each child, so that no two backups are of one moment.
pub(crate) fn clock(seed: u64) -> Arc<FixedClock> {
    let clock = FixedClock::at(monday());
    clock.advance((i64::try_from(seed).unwrap() + 1) * 3_600_000);
    Arc::new(clock)
}

/// A vault in `folder` with the first `units` units.
pub(crate) fn make_vault(folder: &Path, units: usize) -> Session {
    let cost = KdfCost::for_tests();
    let (session, _) = Session::create(
        &vault(folder),
        &passphrase(),
        cost,
        Arc::new(FixedClock::at(monday())),
    )
    .unwrap();
    ledger::fill(&session, units, units);
    session
}

/// Opens the vault in `folder`, whatever the last child left there.
pub(crate) fn open(folder: &Path, seed: u64) -> Result<Session, String> {
    let key = Unlock::Passphrase(passphrase());
    patiently(|| Session::unlock(&vault(folder), &key, clock(seed)))
        .map_err(|e| format!("does not open: {e}"))
}

fn prepare(folder: &Path) {
    drop(make_vault(folder, UNITS));
}

/// The edit number `n` of a child: which unit, and its new owner.
fn edit(seed: u64, n: usize, dice: &mut Dice, units: &[Id]) -> (Id, String) {
    (units[dice.below(units.len())], format!("{seed}-{n}"))
}

fn units(session: &Session) -> Vec<Id> {
    let units = session.records("unit", 1_000_000).unwrap();
    units.into_iter().map(|unit| unit.id).collect()
}

/// Number of the last commit.
pub(crate) fn commits(session: &Session) -> i64 {
    session.vault().read(|read| read.commit_seq()).unwrap()
}

fn child(folder: &Path, seed: u64) {
    work(folder, seed, false);
}

fn work(folder: &Path, seed: u64, too_early: bool) {
    let session = open(folder, seed).unwrap();
    let units = units(&session);
    let mut dice = Dice::of(seed);
    say("begun");
    say(&format!("{}", commits(&session)));
    for n in 0..EDITS {
        let (unit, owner) = edit(seed, n, &mut dice, &units);
        let record = session.record("unit", unit).unwrap();
        if too_early {
            say(&format!("{}", commits(&session) + 1));
        }
        change(&session, &record, "owner", Value::text(owner)).unwrap();
        if !too_early {
            say(&format!("{}", commits(&session)));
        }
    }
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let session = open(folder, seed)?;
    session
        .vault()
        .check(true)
        .map_err(|e| format!("not whole: {e}"))?;
    let Some((first, acknowledged)) = said.split_first() else {
        return Ok(vec![("vaults whole", 1)]);
    };
    let begun: i64 = first.parse().unwrap();
    let done = usize::try_from(commits(&session) - begun).unwrap();
    let said = acknowledged.len();
    if done != said && done != said + 1 {
        return Err(format!("{said} edits acknowledged, {done} there"));
    }
    // What the vault must hold now: the edits in order, the last word on each unit.
    let units = units(&session);
    let mut dice = Dice::of(seed);
    let expected: HashMap<Id, String> = (0..done)
        .map(|n| edit(seed, n, &mut dice, &units))
        .collect();
    for (unit, owner) in expected {
        let there = session.record("unit", unit).unwrap();
        if there.get("owner") != &Value::text(&owner) {
            return Err(format!("{owner} is lost: {:?}", there.get("owner")));
        }
    }
    Ok(vec![
        ("acknowledged edits all there", said),
        ("vaults whole", 1),
    ])
}
