//! The whole vault put under a new key: killed, it leaves the vault under the old key or the new
//! one, whole, and nothing of the other; reported, the new recovery key opens it.

use std::path::Path;

use steward_core::base::Report;
use steward_core::crypto::{KdfCost, Secret};
use steward_core::records::value::Value;
use steward_core::session::{Backups, Session};
use steward_core::vault::Unlock;
use steward_tests::scene::{change, passphrase};

use crate::hunt::{Counts, Job, say};
use crate::write::{clock, make_vault, open};

pub(crate) const JOB: Job = Job {
    name: "rekey",
    prepare,
    child,
    inspect,
    last: None,
};

const UNITS: usize = 400;

fn prepare(folder: &Path) {
    drop(make_vault(folder, UNITS));
}

fn child(folder: &Path, seed: u64) {
    let session = open(folder, seed).unwrap();
    let first = session.records("unit", 1).unwrap().remove(0);
    change(&session, &first, "owner", Value::text(format!("{seed}"))).unwrap();
    say("begun");
    let (key, fresh) = (Unlock::Passphrase(passphrase()), passphrase());
    let recovery = session
        .rekey(
            &key,
            &fresh,
            KdfCost::for_tests(),
            Backups::GoOn,
            &Report::silent(),
        )
        .unwrap();
    say(&recovery.as_text());
}

fn databases(vault: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(vault).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            name == "rekey"
                || name.starts_with("vault")
                    && Path::new(name).extension().is_some_and(|end| end == "db")
        })
        .collect()
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let vault = folder.join("Mine.steward");
    let two = databases(&vault).len() > 1;
    if let Some(recovery) = said.first() {
        let key = Unlock::Recovery(Secret::new(recovery.as_str()));
        Session::unlock(&vault, &key, clock(seed))
            .map(drop)
            .map_err(|e| format!("reported, but the new recovery key does not open it: {e}"))?;
    }
    let session = open(folder, seed)?;
    session
        .vault()
        .check(true)
        .map_err(|e| format!("not whole: {e}"))?;
    let units = session.records("unit", 1_000_000).unwrap();
    if units.len() != UNITS || units[0].get("owner") != &Value::text(format!("{seed}")) {
        return Err("it holds something else".to_owned());
    }
    drop(session);
    let left = databases(&vault);
    if left.len() != 1 {
        return Err(format!("left in the folder: {left:?}"));
    }
    Ok(vec![
        ("vaults whole", 1),
        ("reported", said.len()),
        ("cut while there were two databases", usize::from(two)),
    ])
}
