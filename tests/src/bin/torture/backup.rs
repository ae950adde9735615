//! Backups to a drive, older ones cleared out on the way: each that counts as verified can be
//! restored whole, and the next one succeeds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use steward_core::backup::{Found, Looked, Opener, SnapshotInfo, drill};
use steward_core::base::{Clock, Id, Report};
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use steward_tests::dice::Dice;
use steward_tests::drive::{found, found_by_keys, restore};
use steward_tests::scene::{attach, change, contents, letters, passphrase};

use crate::hunt::{Counts, Job, patiently, say};
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
/// Files on records: with each child one comes, and beyond so many the oldest goes.
const FILES: usize = 4;
/// Long enough for a pack of its own to be cut in.
const FILE: usize = 300_000;
/// All that is on the drive is restored after each so many blows; otherwise the newest and one more.
const ALL_AFTER: u64 = 50;

fn prepare(folder: &Path) {
    let session = make_vault(folder, UNITS);
    put_file(&session, 0);
    let drive = folder.join("drive");
    std::fs::create_dir(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    session.back_up(&Report::silent()).unwrap();
}

/// Puts a file of its own on a unit, and the oldest of too many in the bin.
fn put_file(session: &Session, seed: u64) {
    let unit = session.records("unit", 1).unwrap().remove(0).id;
    let content = letters(usize::try_from(seed % 1_000_003).unwrap(), FILE);
    attach(session, unit, &format!("{seed}.bin"), &content).unwrap();
    let mut files = session.records("attachment", 1_000).unwrap();
    files.sort_by_key(|file| file.id);
    for gone in files.iter().rev().skip(FILES) {
        let change = RecordChange::Delete {
            entity: gone.entity.clone(),
            id: gone.id,
            rev: gone.rev,
        };
        let set = ChangeSet {
            label: "op.delete".to_owned(),
            changes: vec![change],
        };
        session.apply(&set).unwrap();
    }
}

fn child(folder: &Path, seed: u64) {
    let session = open(folder, seed).unwrap();
    put_file(&session, seed);
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

/// Whose the units are, and what the files on them hold.
type Held = (Vec<(Id, Value)>, BTreeMap<Id, Vec<u8>>);

fn held(session: &Session) -> Held {
    let units = session.records("unit", 1_000_000).unwrap();
    let owners = units.iter();
    let owners = owners.map(|unit| (unit.id, unit.get("owner").clone()));
    (owners.collect(), contents(session))
}

fn verified(found: &Found) -> Vec<&SnapshotInfo> {
    let all = found.snapshots().iter();
    all.filter(|one| one.verified_at.is_some()).collect()
}

/// Restores a backup beside the vault, by way of a drill, which holds every row to what the backup
/// says it holds; has a look at what came out.
pub(crate) fn drilled<T>(
    folder: &Path,
    found: &Found,
    id: &str,
    look: impl Fn(&Session) -> T,
) -> Result<T, String> {
    let (clock, hidden): (Arc<dyn Clock>, _) = (clock(0), folder.join("hidden"));
    let seen = patiently(|| {
        let mut seen = None;
        let open = |vault, _: &Report| {
            seen = Some(look(&Session::over(vault)?));
            Ok(Looked::default())
        };
        drill(found, id, (&hidden, &clock), open, &Report::silent())?;
        Ok(seen)
    });
    let seen = seen.map_err(|e| format!("the verified backup {id} cannot be restored: {e}"))?;
    seen.ok_or_else(|| format!("{id} was not looked at"))
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let session = open(folder, seed)?;
    let found = found_by_keys(&session, &folder.join("drive"))
        .map_err(|e| format!("the drive does not open: {e}"))?;
    let verified = verified(&found);
    let (newest, older) = verified.split_first().ok_or("no verified backup is left")?;
    if let Some(id) = said.first()
        && &newest.id != id
    {
        return Err(format!(
            "{id} was reported and is not the newest verified one"
        ));
    }
    let back = drilled(folder, &found, &newest.id, held)?;
    if back.1.is_empty() {
        return Err("no file on a record came back".to_owned());
    }
    if !said.is_empty() && back != held(&session) {
        return Err("the restored vault holds something else".to_owned());
    }
    let mut others = older.iter().collect::<Vec<_>>();
    if !seed.is_multiple_of(ALL_AFTER) && !others.is_empty() {
        others = vec![others[Dice::of(seed).below(others.len())]];
    }
    for other in &others {
        // Each file is read to its end, where every piece of it is held to its seal.
        drilled(folder, &found, &other.id, |session| contents(session).len())?;
    }
    Ok(vec![
        ("files compared", back.1.len()),
        ("backups on the drive", found.snapshots().len()),
        ("restored whole", 1 + others.len()),
        ("reported", said.len()),
    ])
}

/// All that is on the drive is restored; the newest and the oldest as by a stranger to the vault, who
/// knows nothing but the passphrase: that costs a second of wrapping keys each.
pub(crate) fn restore_all(folder: &Path) -> Result<Counts, String> {
    let (passphrase, new) = (passphrase(), folder.join("restored"));
    let found = found(&folder.join("drive"), Opener::Passphrase(&passphrase))
        .map_err(|e| format!("the drive does not open: {e}"))?;
    let verified = verified(&found);
    for one in &verified {
        drilled(folder, &found, &one.id, |session| contents(session).len())?;
    }
    let ends = verified.first().into_iter().chain(verified.last());
    for one in ends {
        let made = restore(&found, &one.id, &new, &passphrase, clock(0))
            .map_err(|e| format!("the verified backup {} cannot be restored: {e}", one.id))?;
        made.vault
            .check(true)
            .map_err(|e| format!("{} is restored, but not whole: {e}", one.id))?;
        drop(made);
        std::fs::remove_dir_all(&new).unwrap();
    }
    Ok(vec![
        ("restored whole", verified.len()),
        ("restored by the passphrase", 2),
    ])
}
