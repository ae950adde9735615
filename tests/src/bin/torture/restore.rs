//! A restore into a new folder: killed, it leaves the drive as it was and either nothing or a
//! whole vault; tried again in the same place, it succeeds.

use std::path::Path;
use std::sync::Once;

use steward_core::base::{Cancel, Kind, Report};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::drive::{found_by_keys, restore_told};
use steward_tests::scene::{attach, contents, letters, passphrase};

use crate::hunt::{Counts, Job, patiently, say};
use crate::write::{clock, make_vault, open};

pub(crate) const JOB: Job = Job {
    name: "restore",
    prepare,
    child,
    inspect,
    last: None,
};

const UNITS: usize = 600;
/// Files on records, and how long each is.
const FILES: usize = 3;
const FILE: usize = 200_000;
/// Tried again at once after each so many blows. The next child tries in the same place anyhow.
const AGAIN_AFTER: u64 = 5;

fn prepare(folder: &Path) {
    let session = make_vault(folder, UNITS);
    let unit = session.records("unit", 1).unwrap().remove(0).id;
    for n in 0..FILES {
        attach(&session, unit, &format!("{n}.bin"), &letters(n, FILE)).unwrap();
    }
    let (drive, report) = (folder.join("drive"), Report::silent());
    std::fs::create_dir(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &report)
        .unwrap();
    session.back_up(&report).unwrap();
}

/// Says when the keys are made and pages begin to come: the blow is to fall on those.
fn try_restore(folder: &Path, begin: fn()) -> steward_core::base::Result<Session> {
    let drive = folder.join("drive");
    let found = found_by_keys(&open(folder, 0).unwrap(), &drive)?;
    let newest = &found.snapshots()[0].id;
    let new = folder.join("New.steward");
    let once = Once::new();
    let report = Report::to(Cancel::default(), move |_| once.call_once(begin));
    let restored = restore_told(&found, newest, &new, (&passphrase(), clock(0)), &report)?;
    Session::over_restored(restored).map(|(session, _)| session)
}

fn child(folder: &Path, _seed: u64) {
    let restored = try_restore(folder, || say("begun")).unwrap();
    drop(restored);
    say("restored");
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let new = folder.join("New.steward");
    let mut counts = Counts::new();
    let whole =
        match patiently(|| Session::unlock(&new, &Unlock::Passphrase(passphrase()), clock(seed))) {
            Ok(session) => session,
            Err(e) if !said.is_empty() => return Err(format!("reported, but does not open: {e}")),
            Err(e) if e.kind() == Kind::NotFound => {
                counts.push(("left nothing", 1));
                // What it had begun is hidden beside, until the next one sweeps it.
                if !seed.is_multiple_of(AGAIN_AFTER) {
                    return Ok(counts);
                }
                counts.push(("tried again at once", 1));
                try_restore(folder, || {})
                    .map_err(|e| format!("does not succeed when tried again: {e}"))?
            }
            Err(e) => return Err(format!("half a vault is left: {e}")),
        };
    counts.push(("vaults whole", 1));
    whole
        .vault()
        .check(true)
        .map_err(|e| format!("not whole: {e}"))?;
    let living = open(folder, seed)?;
    let counts_of = |session: &Session| session.counts().map_err(|e| e.to_string());
    if counts_of(&whole)? != counts_of(&living)? || contents(&whole) != contents(&living) {
        return Err("the restored vault holds something else".to_owned());
    }
    drop(living);
    drop(whole);
    std::fs::remove_dir_all(&new).unwrap();
    let beside = std::fs::read_dir(folder).unwrap().count();
    if beside != 2 {
        return Err(format!(
            "{beside} things in the folder instead of vault and drive"
        ));
    }
    Ok(counts)
}
