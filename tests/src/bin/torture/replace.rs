//! A version put in the place of the living vault: killed, both are whole, one of them at the place, once
//! what was noted is settled as a start of the program does. And the two alone that change places, over
//! and over: a blow falls seldom into the one moment that this takes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use steward_core::base::Report;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_core::vault::{Exchange, Settled, Unlock};
use steward_tests::scene::{change, passphrase};

use crate::hunt::{Counts, Job, say};
use crate::write::{clock, make_vault, open};

pub(crate) const JOB: Job = Job {
    name: "replace",
    prepare,
    child,
    inspect,
    last: None,
};

pub(crate) const EXCHANGE: Job = Job {
    name: "exchange",
    prepare: |folder| {
        prepare(folder);
        put_in_place(folder, 0, || {});
    },
    child: back_and_forth,
    inspect: inspect_exchanges,
    last: None,
};

const UNITS: usize = 300;
/// More than a child lives to do.
const TIMES: usize = 60;

fn place(folder: &Path) -> PathBuf {
    folder.join("Mine.steward")
}

fn note(folder: &Path) -> PathBuf {
    folder.join("note")
}

fn prepare(folder: &Path) {
    let drive = folder.join("drive");
    fs::create_dir(&drive).unwrap();
    let session = make_vault(folder, UNITS);
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    session.back_up(&Report::silent()).unwrap();
    let first = session.records("unit", 1).unwrap().remove(0);
    change(&session, &first, "owner", Value::text("living")).unwrap();
}

/// As the program does: noted first, whole or not at all.
fn perform(folder: &Path, exchange: &Exchange) {
    let fresh = folder.join("note.new");
    let out = File::create(&fresh).unwrap();
    serde_json::to_writer(&out, exchange).unwrap();
    out.sync_all().unwrap();
    fs::rename(&fresh, note(folder)).unwrap();
    exchange.perform().unwrap();
}

fn child(folder: &Path, seed: u64) {
    put_in_place(folder, seed, || say("begun"));
    say("replaced");
}

fn put_in_place(folder: &Path, seed: u64, begin: impl FnOnce()) {
    let session = open(folder, seed).unwrap();
    let plan = session.backup_plan().unwrap().unwrap();
    let id = plan.known[0].id.clone();
    begin();
    let ready = session
        .restore_beside(&plan.folder, &id, &Report::silent())
        .unwrap();
    let exchange = ready.exchange(&place(folder), "Mine before").unwrap();
    drop(session);
    perform(folder, &exchange);
    drop(ready);
}

fn back_and_forth(folder: &Path, _seed: u64) {
    say("begun");
    for _ in 0..TIMES {
        let beside = aside(folder).remove(0);
        let called = match beside.file_stem().and_then(|name| name.to_str()) {
            Some("Mine before") => "Mine version",
            _ => "Mine before",
        };
        let exchange = Exchange::plan(&place(folder), &beside, called).unwrap();
        perform(folder, &exchange);
        say("changed");
    }
}

/// The vaults beside the one at the place, in the open.
fn aside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let vaults = entries.map(|entry| entry.unwrap().path()).filter(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.ends_with(".steward") && !name.starts_with('.') && *path != place(folder)
    });
    vaults.collect()
}

/// What a start of the program makes of a note; nothing where there is none.
fn settled(folder: &Path) -> Result<Option<Settled>, String> {
    let Ok(text) = fs::read_to_string(note(folder)) else {
        return Ok(None);
    };
    let exchange: Exchange =
        serde_json::from_str(&text).map_err(|e| format!("half a note: {e}"))?;
    let settled = exchange
        .settle()
        .map_err(|e| format!("is not settled: {e}"))?;
    fs::remove_file(note(folder)).unwrap();
    Ok(Some(settled))
}

/// Which of the two a vault is; it opens and is whole.
fn which(vault: &Path, seed: u64) -> Result<&'static str, String> {
    let about = |e| format!("{}: {e}", vault.display());
    let key = Unlock::Passphrase(passphrase());
    let session = Session::unlock(vault, &key, clock(seed)).map_err(about)?;
    session.vault().check(true).map_err(about)?;
    let units = session.records("unit", 1_000_000).map_err(about)?;
    if units.len() != UNITS {
        return Err(format!("{} holds {} units", vault.display(), units.len()));
    }
    let living = units[0].get("owner") == &Value::text("living");
    Ok(if living { "living" } else { "version" })
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let settled = settled(folder)?;
    let done = settled == Some(Settled::Finished);
    if !said.is_empty() && !done {
        return Err("reported, but the vault is the former one".to_owned());
    }
    let place = place(folder);
    let is = which(&place, seed)?;
    let beside = aside(folder);
    let expected = if done { ("version", 1) } else { ("living", 0) };
    if (is, beside.len()) != expected {
        return Err(format!("{is} at the place, {} beside", beside.len()));
    }
    if let Some(beside) = beside.first() {
        if which(beside, seed)? != "living" {
            return Err("the former one is lost".to_owned());
        }
        fs::remove_dir_all(&place).unwrap();
        fs::rename(beside, &place).unwrap();
    }
    let _ = fs::remove_file(folder.join("note.new"));
    let left: BTreeSet<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    if left.len() != 2 {
        return Err(format!("left in the folder: {left:?}"));
    }
    Ok(vec![
        ("put in place", usize::from(done)),
        ("reported", said.len()),
        (
            "cut with a note",
            usize::from(settled.is_some() && said.is_empty()),
        ),
    ])
}

fn inspect_exchanges(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let cut = settled(folder)?;
    let _ = fs::remove_file(folder.join("note.new"));
    let beside = aside(folder);
    let [beside] = &beside[..] else {
        return Err(format!("{beside:?} beside the place"));
    };
    let two = BTreeSet::from([which(&place(folder), seed)?, which(beside, seed)?]);
    if two.len() != 2 {
        return Err(format!("only {two:?} are left"));
    }
    Ok(vec![
        ("exchanges", said.len()),
        ("taken back", usize::from(cut == Some(Settled::TakenBack))),
        ("finished", usize::from(cut == Some(Settled::Finished))),
    ])
}
