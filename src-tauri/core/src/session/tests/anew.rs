//! A place whose backups cannot be opened any more, begun anew where it stands.

use std::path::{Path, PathBuf};

use super::keeping::{Home, files, stopping_at};
use crate::backup::{Whereabouts, aside_of};
use crate::base::{Kind, Report};

/// Nothing opens the repository at the drive any more, though all that was backed up lies there.
fn break_place(home: &Home) {
    std::fs::remove_file(place(home).join("repository").join("config")).unwrap();
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
    let early = home
        .session
        .remove_aside(before.id, &Report::silent())
        .unwrap_err();
    assert_eq!(early.key(), "error.backup_aside_unproved");
    assert_eq!(aside(&home).len(), 1);
    home.session.drill_backup(false, &Report::silent()).unwrap();
    // Whoever stops it finds it named as before.
    let stopped = stopping_at("progress.backup_clear");
    let stopped = home.session.remove_aside(before.id, &stopped).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Cancelled);
    assert!(aside(&home).len() == 1 && home.plan().aside.len() == 1);
    home.session
        .remove_aside(before.id, &Report::silent())
        .unwrap();
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

/// The folder of the vault's backups.
fn place(home: &Home) -> PathBuf {
    let id = home.session.vault().id().to_string();
    home.drive().join("Steward Backup").join(id)
}

#[test]
fn a_whole_place_under_other_keys_is_not_taken_for_a_damaged_one() {
    let (home, other) = (Home::connected(), Home::connected());
    let plan = home.back_up();
    other.back_up();
    let (own, foreign) = (place(&home), place(&other));
    for what in [
        "repository",
        "key-copies",
        "ledger.json",
        "ledger-copy.json",
    ] {
        let (to, from) = (own.join(what), foreign.join(what));
        if to.is_dir() {
            std::fs::remove_dir_all(&to).unwrap();
        }
        std::fs::rename(from, to).unwrap();
    }
    let refused = home.session.begin_place_anew(plan.id, &Report::silent());
    assert_eq!(refused.unwrap_err().key(), "error.backup_other_keys");
    assert!(aside(&home).is_empty() && own.is_dir() && home.plan().aside.is_empty());
}

#[test]
fn a_place_of_ours_whose_configuration_is_garbled_is_a_damaged_one() {
    let home = Home::connected();
    let plan = home.back_up();
    break_place(&home);
    std::fs::write(place(&home).join("repository").join("config"), [7; 200]).unwrap();
    home.session
        .begin_place_anew(plan.id, &Report::silent())
        .unwrap();
    assert_eq!(aside(&home).len(), 1);
}

#[test]
fn one_that_somebody_works_in_stays_and_so_does_its_plan() {
    let home = Home::connected();
    let plan = home.back_up();
    break_place(&home);
    let file = std::fs::File::create(place(&home).join("lock")).unwrap();
    file.lock().unwrap();
    let refused = home.session.begin_place_anew(plan.id, &Report::silent());
    assert_eq!(refused.unwrap_err().kind(), Kind::InUse);
    assert!(aside(&home).is_empty());
    assert_eq!(home.plan(), plan);
}

#[test]
fn what_was_put_aside_when_power_failed_is_the_place_as_it_was() {
    let home = Home::connected();
    let plan = home.back_up();
    break_place(&home);
    // It stopped right after the folder was moved.
    let own = place(&home);
    let lies = aside_of(&own, home.session.vault().id(), "2026-01-01 000000");
    std::fs::rename(&own, &lies).unwrap();
    let here = || home.session.backup_sightings().unwrap().remove(0).standing;
    assert_eq!(here(), Whereabouts::Here);
    let damaged = home.session.back_up(&Report::silent()).unwrap_err();
    assert_eq!(damaged.kind(), Kind::Damaged, "{damaged:?}");
    home.session
        .begin_place_anew(plan.id, &Report::silent())
        .unwrap();
    assert!(aside(&home).len() == 1 && home.plan().aside.len() == 1);
    assert_eq!(here(), Whereabouts::Here);
    assert_eq!(home.back_up().known.len(), 1);
}
