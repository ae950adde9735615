//! A backup put in the place of the living vault.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::keeping::{Home, secret};
use super::{clock, unit};
use crate::base::{Cancel, Kind, Report};
use crate::session::Session;
use crate::vault::{Exchange, Settled, Unlock};

fn place(home: &Home) -> PathBuf {
    home.room.path().join("Anna.steward")
}

fn key() -> Unlock {
    Unlock::Passphrase(secret())
}

fn open(folder: &std::path::Path) -> Session {
    Session::unlock(folder, &key(), clock()).unwrap()
}

fn units(session: &Session) -> usize {
    session.records("unit", 100).unwrap().len()
}

/// What lies beside the vault, by name; what is hidden as well.
fn beside(home: &Home) -> Vec<String> {
    let entries = fs::read_dir(home.room.path()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Closes the vault and gives the rest of its home.
fn closed(home: Home) -> (tempfile::TempDir, Session) {
    let Home { room, session, .. } = home;
    (room, Arc::into_inner(session).unwrap())
}

#[test]
fn a_version_takes_the_place_and_goes_on_as_the_vault() {
    let home = Home::connected();
    let first = home.back_up().known[0].id.clone();
    let (folder, drive) = (place(&home), home.drive());
    unit(&home.session, "since", None);
    home.session.back_up(&Report::silent()).unwrap();
    let plan = home.plan();
    let ready = home
        .session
        .restore_beside(&drive, &first, &Report::silent())
        .unwrap();
    assert_eq!(ready.from().made_at, plan.known[1].manifest.made_at);
    assert!(ready.from().steps_since.unwrap() >= 1);
    // It is worked in meanwhile.
    unit(&home.session, "last", None);
    assert_eq!(units(&home.session), 4);
    let exchange = ready.exchange(&folder, "Anna before").unwrap();
    let (room, session) = closed(home);
    let latch = session.vault().latch();
    drop(session);
    exchange.perform().unwrap();
    drop(ready);

    let names = |room: &tempfile::TempDir| {
        let entries = fs::read_dir(room.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<std::collections::BTreeSet<_>>()
    };
    let stand = ["Anna before.steward", "Anna.steward", "drive"];
    assert_eq!(names(&room), stand.map(str::to_owned).into());
    // No secret is asked for, and the backups go on: same folder, same keys, same rhythm.
    let session = Session::reopen(&folder, &latch, clock()).unwrap();
    assert_eq!(units(&session), 2);
    let mut on = session.backup_plan().unwrap().unwrap();
    assert_eq!(on.last_ok_at, None, "none of them is of what it is now");
    on.be_of(plan.lineage);
    assert_eq!(on, plan);
    let known = session.backup_plan().unwrap().unwrap().known;
    session.back_up(&Report::silent()).unwrap();
    assert_eq!(
        session.backup_plan().unwrap().unwrap().known.len(),
        known.len() + 1
    );
    session.drill_backup(false, &Report::silent()).unwrap();
    session.vault().check(true).unwrap();
    drop(session);

    // The way back, and again.
    let back = Exchange::plan(&folder, &exchange.aside, "Anna version").unwrap();
    back.perform().unwrap();
    assert_eq!(units(&open(&folder)), 4);
    assert_eq!(units(&open(&back.aside)), 2);
    Exchange::plan(&folder, &back.aside, "Anna before")
        .unwrap()
        .perform()
        .unwrap();
    assert_eq!(units(&open(&folder)), 2);
    assert_eq!(names(&room), stand.map(str::to_owned).into());
}

#[test]
fn whatever_stops_it_leaves_the_vault_and_nothing_beside() {
    let home = Home::connected();
    let id = home.back_up().known[0].id.clone();
    let before = beside(&home);
    let mut stops = 0;
    loop {
        let cancel = Cancel::default();
        let (flag, seen) = (cancel.clone(), std::sync::Mutex::new(0));
        let report = Report::to(cancel, move |_| {
            let mut seen = seen.lock().unwrap();
            if *seen == stops {
                flag.cancel();
            }
            *seen += 1;
        });
        match home.session.restore_beside(&home.drive(), &id, &report) {
            Ok(_) => break,
            Err(error) => assert_eq!(error.kind(), Kind::Cancelled, "step {stops}"),
        }
        assert_eq!(beside(&home), before, "step {stops}");
        stops += 1;
    }
    assert!(stops >= 3, "{stops}");
    assert_eq!(beside(&home), before, "not wanted after all");
    assert_eq!(units(&home.session), 2);
}

#[test]
fn a_drive_that_goes_meanwhile_leaves_the_vault_as_it_was() {
    let home = Home::connected();
    let id = home.back_up().known[0].id.clone();
    let (drive, away) = (home.drive(), home.room.path().join("away"));
    let before = beside(&home);
    for pulled_at in 0..4 {
        let (from, to) = (drive.clone(), away.clone());
        let seen = std::sync::Mutex::new(0);
        let report = Report::to(Cancel::default(), move |_| {
            let mut seen = seen.lock().unwrap();
            if *seen == pulled_at {
                fs::rename(&from, &to).unwrap();
            }
            *seen += 1;
        });
        let done = home.session.restore_beside(&drive, &id, &report);
        if away.exists() {
            fs::rename(&away, &drive).unwrap();
        }
        match done {
            // All of it had been read.
            Ok(ready) => drop(ready),
            Err(error) => assert!(
                matches!(error.kind(), Kind::Unavailable | Kind::Damaged),
                "step {pulled_at}: {error}"
            ),
        }
        assert_eq!(beside(&home), before, "step {pulled_at}");
    }
    assert_eq!(units(&home.session), 2);
    drop(
        home.session
            .restore_beside(&drive, &id, &Report::silent())
            .unwrap(),
    );
}

#[test]
fn a_version_that_is_damaged_is_not_put_in_place() {
    let home = Home::connected();
    let id = home.back_up().known[0].id.clone();
    for pack in home.below("repository/data") {
        let mut bytes = fs::read(&pack).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&pack, bytes).unwrap();
    }
    let before = beside(&home);
    let refused = home
        .session
        .restore_beside(&home.drive(), &id, &Report::silent());
    assert_eq!(refused.unwrap_err().kind(), Kind::Damaged);
    assert_eq!(beside(&home), before);
    assert_eq!(units(&home.session), 2);
}

#[test]
fn a_kill_before_the_exchange_leaves_a_hidden_place_that_is_swept() {
    let home = Home::connected();
    let id = home.back_up().known[0].id.clone();
    let (folder, drive) = (place(&home), home.drive());
    let ready = home
        .session
        .restore_beside(&drive, &id, &Report::silent())
        .unwrap();
    let exchange = ready.exchange(&folder, "Anna before").unwrap();
    // As a kill leaves it: nobody holds it any more, and nobody has removed it.
    let hidden = exchange.incoming.parent().unwrap().to_owned();
    let kept = home.room.path().join("kept");
    fs::rename(&hidden, &kept).unwrap();
    drop(ready);
    fs::rename(&kept, &hidden).unwrap();
    let (_room, session) = closed(home);
    drop(session);
    assert_eq!(exchange.settle().unwrap(), Settled::TakenBack);
    assert_eq!(units(&open(&folder)), 2);
    assert!(!hidden.exists() && !exchange.aside.exists());
}
