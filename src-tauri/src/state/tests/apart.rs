//! A backup that is looked at with no vault open, and one that is told of when none is open any more.

use std::path::Path;
use std::sync::Arc;

use steward_core::backup::{Found, Opener, Reach};
use steward_core::base::{Clock, Kind, Report};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::session::{Apart, Session};

use super::{clock, opened, places};
use crate::state::{Shell, Slot, door};

/// A backup of a vault in `room`.
fn backed_up(room: &Path) -> Found {
    let (drive, report) = (room.join("drive"), Report::silent());
    let secret = Secret::new("three grey herons by the weir");
    if !drive.exists() {
        std::fs::create_dir(&drive).unwrap();
        let folder = room.join("Anna.steward");
        let made = Session::create(&folder, &secret, KdfCost::for_tests(), clock());
        let session = made.unwrap().0;
        session.connect_backup(&drive, &secret, &report).unwrap();
        session.back_up(&report).unwrap();
    }
    let found = Reach::disk().look(&drive, Opener::Passphrase(&secret), &report);
    found.unwrap().remove(0)
}

/// The same, opened to be looked at apart.
fn looked_at(room: &Path, shell: &Shell) -> Apart {
    let (found, report) = (backed_up(room), Report::silent());
    let (id, clock) = (found.snapshots()[0].id.clone(), clock() as Arc<dyn Clock>);
    Apart::open(&found, &id, &shell.places.looked_at, &clock, &report).unwrap()
}

#[test]
fn a_backup_that_is_looked_at_locks_itself_and_ends_with_whatever_locks_or_opens() {
    let room = tempfile::tempdir().unwrap();
    let shell = Shell::new(places(room.path(), room.path()));
    let there = || shell.places.looked_at.exists();
    let apart = looked_at(room.path(), &shell);
    assert_eq!(door::idle_left(&shell), None);
    shell.apart.keep(shell.apart.begin(), apart).unwrap();
    shell.touch();
    assert!(door::idle_left(&shell).is_some_and(|left| left > 0));
    assert!(there());
    drop(shell.leave());
    assert!(!shell.apart.is_open() && !there());

    let begun = shell.apart.begin();
    let late = looked_at(room.path(), &shell);
    drop(shell.leave());
    let refused = shell.apart.keep(begun, late).unwrap_err();
    assert_eq!(refused.kind(), Kind::Cancelled);
    assert!(!shell.apart.is_open() && !there());

    let apart = looked_at(room.path(), &shell);
    shell.apart.keep(shell.apart.begin(), apart).unwrap();
    drop(shell.put(shell.turn(), opened()).unwrap());
    assert!(!shell.apart.is_open() && !there());
}

#[test]
fn what_a_killed_program_left_of_a_look_goes_with_the_next_start() {
    let room = tempfile::tempdir().unwrap();
    let places = || places(room.path(), room.path());
    std::fs::create_dir_all(places().looked_at.join("x").join("Hidden.steward")).unwrap();
    drop(Shell::new(places()));
    assert!(!places().looked_at.exists());
}

#[test]
fn nothing_is_looked_at_apart_while_a_vault_is_open() {
    let room = tempfile::tempdir().unwrap();
    let shell = Shell::new(places(room.path(), room.path()));
    let begun = shell.begin_apart().unwrap();
    let apart = looked_at(room.path(), &shell);
    drop(shell.put(shell.turn(), opened()).unwrap());
    let refused = shell.begin_apart().unwrap_err();
    assert_eq!(refused.kind(), Kind::InUse);
    assert_eq!(refused.to_wire().key, "error.apart_beside");
    let late = shell.keep_apart(begun, apart).unwrap_err();
    assert_eq!(late.kind(), Kind::InUse);
    assert!(!shell.apart.is_open() && !shell.places.looked_at.exists());
}

#[test]
fn who_locks_hears_whether_a_backup_was_looked_at() {
    let room = tempfile::tempdir().unwrap();
    let shell = Shell::new(places(room.path(), room.path()));
    assert!(!shell.leave().1);
    let begun = shell.begin_apart().unwrap();
    shell
        .keep_apart(begun, looked_at(room.path(), &shell))
        .unwrap();
    assert!(shell.leave().1 && !shell.leave().1);
}

#[test]
fn how_far_a_backup_lags_is_not_known_once_no_vault_is_open() {
    let room = tempfile::tempdir().unwrap();
    let found = backed_up(room.path());
    let backup = &found.snapshots()[0].manifest;
    assert_eq!(Slot::None.steps_since(backup), None);
    let folder = room.path().join("Anna.steward");
    assert_eq!(Slot::Closed(folder).steps_since(backup), None);
}
