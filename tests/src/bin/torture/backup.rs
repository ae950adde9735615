//! Backups to a drive: each that was reported can be restored whole, and the next one succeeds.

use std::path::Path;

use steward_core::backup::Opener;
use steward_core::base::Id;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_tests::drive::{back_up, connect_drive, found, restore};
use steward_tests::scene::{change, passphrase};

use crate::hunt::{Counts, Job, say};
use crate::write::{make_vault, open};

pub(crate) const JOB: Job = Job {
    name: "backup",
    prepare,
    child,
    inspect,
};

const UNITS: usize = 400;
const TOUCHED: usize = 40;

fn prepare(folder: &Path) {
    let session = make_vault(folder, UNITS);
    connect_drive(&session, &folder.join("drive"), &passphrase());
    back_up(&session, &folder.join("drive")).unwrap();
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
    let finished = back_up(&session, &folder.join("drive")).unwrap();
    say(&finished.snapshot.id);
}

fn owners(session: &Session) -> Vec<(Id, Value)> {
    let units = session.records("unit", 1_000_000).unwrap();
    units
        .iter()
        .map(|unit| (unit.id, unit.get("owner").clone()))
        .collect()
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let passphrase = passphrase();
    let found = found(&folder.join("drive"), Opener::Passphrase(&passphrase))
        .map_err(|e| format!("the drive does not open: {e}"))?;
    let verified: Vec<_> = found
        .snapshots()
        .iter()
        .filter(|s| s.verified_at.is_some())
        .collect();
    let newest = verified.first().ok_or("no verified backup is left")?;
    if let Some(id) = said.first()
        && &newest.id != id
    {
        return Err(format!(
            "{id} was reported and is not the newest verified one"
        ));
    }
    let session = open(folder, seed)?;
    let new = folder.join(format!("restored-{seed}"));
    let restored = restore(
        &found,
        &newest.id,
        &new,
        &passphrase,
        session.vault().clock().clone(),
    )
    .map_err(|e| format!("the newest verified backup cannot be restored: {e}"))?;
    let restored = Session::over(restored.vault).unwrap();
    restored
        .vault()
        .check(true)
        .map_err(|e| format!("restored, but not whole: {e}"))?;
    if !said.is_empty() && owners(&restored) != owners(&session) {
        return Err("the restored vault holds something else".to_owned());
    }
    drop(restored);
    std::fs::remove_dir_all(&new).unwrap();
    Ok(vec![
        ("backups on the drive", found.snapshots().len()),
        ("restored whole", 1),
        ("reported", said.len()),
    ])
}
