//! Backups to a drive, older ones cleared out on the way: each that counts as verified can be
//! restored whole, and the next one succeeds.

use std::path::Path;

use steward_core::backup::{Found, Opener, SnapshotInfo};
use steward_core::base::{Id, Report};
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_tests::drive::{found, restore};
use steward_tests::scene::{change, passphrase};

use crate::hunt::{Counts, Job, say};
use crate::write::{clock, make_vault, open};

pub(crate) const JOB: Job = Job {
    name: "backup",
    prepare,
    child,
    inspect,
    last: Some(restore_all),
};

const UNITS: usize = 400;
const TOUCHED: usize = 40;
/// All that is on the drive is restored after each so many blows.
const ALL_AFTER: u64 = 5;

fn prepare(folder: &Path) {
    let session = make_vault(folder, UNITS);
    let drive = folder.join("drive");
    std::fs::create_dir(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    session.back_up(&Report::silent()).unwrap();
}

fn child(folder: &Path, seed: u64) {
    let session = open(folder, seed).unwrap();
    for unit in session
        .records("unit", 1_000_000)
        .unwrap()
        .iter()
        .take(TOUCHED)
    {
        change(&session, unit, "owner", Value::text(format!("{seed}"))).unwrap();
    }
    say("begun");
    let finished = session.back_up(&Report::silent()).unwrap();
    say(&finished.snapshot.id);
}

fn owners(session: &Session) -> Vec<(Id, Value)> {
    let units = session.records("unit", 1_000_000).unwrap();
    units
        .iter()
        .map(|unit| (unit.id, unit.get("owner").clone()))
        .collect()
}

fn on_the_drive(folder: &Path) -> Result<Found, String> {
    let passphrase = passphrase();
    found(&folder.join("drive"), Opener::Passphrase(&passphrase))
        .map_err(|e| format!("the drive does not open: {e}"))
}

fn verified(found: &Found) -> Vec<&SnapshotInfo> {
    let all = found.snapshots().iter();
    all.filter(|one| one.verified_at.is_some()).collect()
}

/// Restores a backup, has a look at what came out, and removes it.
fn restored<T>(
    folder: &Path,
    found: &Found,
    id: &str,
    look: impl FnOnce(&Session) -> T,
) -> Result<T, String> {
    let new = folder.join("restored");
    let made = restore(found, id, &new, &passphrase(), clock(0))
        .map_err(|e| format!("the verified backup {id} cannot be restored: {e}"))?;
    let session = Session::over(made.vault).unwrap();
    session
        .vault()
        .check(true)
        .map_err(|e| format!("{id} is restored, but not whole: {e}"))?;
    let seen = look(&session);
    drop(session);
    std::fs::remove_dir_all(&new).unwrap();
    Ok(seen)
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let found = on_the_drive(folder)?;
    let verified = verified(&found);
    let newest = verified.first().ok_or("no verified backup is left")?;
    if let Some(id) = said.first()
        && &newest.id != id
    {
        return Err(format!(
            "{id} was reported and is not the newest verified one"
        ));
    }
    let session = open(folder, seed)?;
    let back = restored(folder, &found, &newest.id, owners)?;
    if !said.is_empty() && back != owners(&session) {
        return Err("the restored vault holds something else".to_owned());
    }
    let mut counts = vec![
        ("backups on the drive", found.snapshots().len()),
        ("restored whole", 1),
        ("reported", said.len()),
    ];
    if seed.is_multiple_of(ALL_AFTER) {
        counts.extend(restore_all(folder)?);
    }
    Ok(counts)
}

fn restore_all(folder: &Path) -> Result<Counts, String> {
    let found = on_the_drive(folder)?;
    let verified = verified(&found);
    for one in &verified {
        restored(folder, &found, &one.id, |_| ())?;
    }
    Ok(vec![("restored whole", verified.len())])
}
