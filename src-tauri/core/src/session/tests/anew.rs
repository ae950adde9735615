//! A place whose backups cannot be opened any more, begun anew where it stands.

use std::path::{Path, PathBuf};

use super::keeping::{Home, files};
use crate::base::{Kind, Report};

/// Nothing opens the repository at the drive any more, though all that was backed up lies there.
fn break_place(home: &Home) {
    std::fs::remove_file(home.below("repository")[0].parent().unwrap().join("config")).unwrap();
    for copy in home.below("key-copies") {
        std::fs::remove_file(copy).unwrap();
    }
}

fn aside(home: &Home) -> Vec<PathBuf> {
    let within = std::fs::read_dir(home.drive().join("Steward Backup")).unwrap();
    let folders = within.map(|entry| entry.unwrap().path());
    folders
        .filter(|path| path.to_string_lossy().contains(" damaged "))
        .collect()
}

fn packs(home: &Path) -> usize {
    files(&home.join("repository").join("data")).len()
}

#[test]
fn a_damaged_only_place_is_begun_anew_in_one_step_and_what_lay_there_stays_until_that_is_proved() {
    let home = Home::connected();
    let before = home.back_up();
    break_place(&home);
    let damaged = home.session.back_up(&Report::silent()).unwrap_err();
    assert_eq!(damaged.kind(), Kind::Damaged, "{damaged:?}");
    home.session
        .begin_place_anew(before.id, &Report::silent())
        .unwrap();
    let plan = home.plan();
    assert_eq!(
        (plan.id, &plan.name, &plan.at),
        (before.id, &before.name, &before.at)
    );
    assert!(plan.last_error.is_none() && plan.known.is_empty() && plan.last_ok_at.is_none());
    let [lies] = &aside(&home)[..] else {
        panic!("one is kept")
    };
    assert!(packs(lies) > 0, "with all that was in it");
    assert_eq!(plan.aside[0].folder, *lies);

    // It goes on as if it were new, and as the very place it was.
    let made = home.back_up();
    assert_eq!((made.known.len(), made.id), (1, before.id));
    let early = home.session.remove_aside(before.id).unwrap_err();
    assert_eq!(early.key(), "error.backup_aside_unproved");
    assert_eq!(aside(&home).len(), 1);
    home.session.drill_backup(false, &Report::silent()).unwrap();
    home.session.remove_aside(before.id).unwrap();
    assert!(aside(&home).is_empty() && home.plan().aside.is_empty());
    assert_eq!(home.back_up().known.len(), 2);
}

#[test]
fn a_place_that_still_opens_is_not_begun_anew() {
    let home = Home::connected();
    let plan = home.back_up();
    let refused = home.session.begin_place_anew(plan.id, &Report::silent());
    assert_eq!(refused.unwrap_err().key(), "error.backup_place_whole");
    assert!(aside(&home).is_empty());
    assert_eq!(home.back_up().known.len(), 2);
}
