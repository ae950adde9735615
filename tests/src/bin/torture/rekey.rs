//! The whole vault put under a new key and a new passphrase, two taking turns: killed, it leaves the vault
//! under the old key or the new one, whole, and nothing of the other, so that exactly one of the two opens it;
//! reported, that is the new one, and the new recovery key opens it too.

use std::path::Path;

use steward_core::base::{Kind, Report};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::records::value::Value;
use steward_core::session::{Backups, Session};
use steward_core::vault::Unlock;
use steward_tests::scene::{change, passphrase};

use crate::hunt::{Counts, Job, patiently, say};
use crate::write::{clock, make_vault};

pub(crate) const JOB: Job = Job {
    name: "rekey",
    prepare,
    child,
    inspect,
    last: None,
};

const UNITS: usize = 400;
/// Which passphrase was reported.
const FIRST: &str = "first";
const OTHER: &str = "other";

fn prepare(folder: &Path) {
    drop(make_vault(folder, UNITS));
}

fn child(folder: &Path, seed: u64) {
    let (session, other) = either(folder, seed).unwrap();
    let first = session.records("unit", 1).unwrap().remove(0);
    change(&session, &first, "owner", Value::text(format!("{seed}"))).unwrap();
    say("begun");
    let (key, fresh) = (Unlock::Passphrase(turn(!other)), turn(other));
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
    say(if other { OTHER } else { FIRST });
}

/// The passphrases in turn.
fn turn(other: bool) -> Secret {
    if other {
        Secret::new("seven late swans on the mere")
    } else {
        passphrase()
    }
}

/// Opens the vault with the one of the two that opens it, and says whether the other one is next.
fn either(folder: &Path, seed: u64) -> Result<(Session, bool), String> {
    let vault = folder.join("Mine.steward");
    let unlock = |other| {
        let key = Unlock::Passphrase(turn(other));
        patiently(|| match Session::unlock(&vault, &key, clock(seed)) {
            Err(error) if error.kind() == Kind::WrongSecret => Ok(None),
            session => session.map(Some),
        })
        .map_err(|e| format!("it does not open: {e}"))
    };
    // One at a time: an open vault is locked.
    let first = unlock(false)?.map(drop).is_some();
    match (first, unlock(true)?) {
        (false, Some(session)) => Ok((session, false)),
        (true, None) => {
            let session = unlock(false)?.ok_or("it opens no more")?;
            Ok((session, true))
        }
        (true, Some(_)) => Err("both passphrases open it".to_owned()),
        (false, None) => Err("neither passphrase opens it".to_owned()),
    }
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
    let (session, next) = either(folder, seed)?;
    if let Some(by) = said.get(1)
        && (by == OTHER) == next
    {
        return Err("reported, but the new passphrase does not open it".to_owned());
    }
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
        ("reported", usize::from(!said.is_empty())),
        ("cut while there were two databases", usize::from(two)),
    ])
}
