//! What a drill finds in a backup that is whole by itself and yet not all there.

use std::path::PathBuf;

use super::keeping::{Home, secret};
use super::{clock, make};
use crate::backup::{Lost, NewVault, Opener, Reach};
use crate::base::{Kind, Report, Timestamp};
use crate::crypto::{KdfCost, Secret};
use crate::records::value::Value;
use crate::session::Session;
use crate::vault::Read;

#[test]
fn attachments_that_are_not_in_the_backup_fail_it() {
    let room = tempfile::tempdir().unwrap();
    let passphrase = Secret::new("three grey herons by the weir");
    let (session, _) = Session::create(
        &room.path().join("Anna.steward"),
        &passphrase,
        KdfCost::for_tests(),
        clock(),
    )
    .unwrap();
    let unit = make(&session, "unit", [("legal_name", Value::text("Harbour"))]);
    let file = room.path().join("offer.txt");
    std::fs::write(&file, "an offer").unwrap();
    let report = Report::silent();
    session.attach("unit", unit.id, &[file], &report).unwrap();
    let drive = room.path().join("drive");
    std::fs::create_dir(&drive).unwrap();
    let plan = session
        .connect_backup(&drive, &passphrase, &report)
        .unwrap();
    let keys = session.backup_keys().unwrap().unwrap();
    let (whose, vault) = (session.whose().unwrap(), session.vault());
    Reach::disk()
        .open(&plan.folder, &whose, &keys, vault.clock(), &report)
        .unwrap()
        .backup(
            vault,
            |read| session.counts_in(read),
            |_| Ok(Vec::new()),
            &report,
        )
        .unwrap();

    let error = session.drill_backup(false, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Damaged);
    assert_eq!(error.to_wire().values["name"], "offer.txt");
    let kept = session.drills(1).unwrap().remove(0);
    assert!(kept.genuine && !kept.passed);
}

/// The packs of a drive.
fn packs(home: &Home) -> Vec<PathBuf> {
    home.below("repository/data")
}

/// Another bit in the largest pack, which keeps its size.
fn damage_largest(home: &Home) {
    let packs = packs(home).into_iter();
    let pack = packs.max_by_key(|pack| pack.metadata().unwrap().len());
    let pack = pack.unwrap();
    let mut content = std::fs::read(&pack).unwrap();
    let middle = content.len() / 3;
    content[middle] ^= 1;
    std::fs::write(&pack, content).unwrap();
}

#[test]
fn a_backup_that_failed_a_drill_is_not_verified_and_nothing_counts_on_it() {
    let home = Home::connected();
    let report = Report::silent();
    let id = home.back_up().known[0].id.clone();
    damage_largest(&home);
    let error = home.session.drill_backup(false, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Damaged);
    let known = home.plan().known;
    assert_eq!(
        (known[0].id.as_str(), known[0].verified_at),
        (id.as_str(), None)
    );
    // The place knows it too, for whoever else backs up there.
    let keys = home.session.backup_keys().unwrap().unwrap();
    let vault = home.session.vault().id();
    let listed = Reach::disk().listed(&home.drive(), vault, &keys, &report);
    assert_eq!(listed.unwrap()[0].verified_at, None);
    assert!(home.plan().doubted.is_empty());
    // Whatever part of the drive is whose turn: the next one is whole.
    let next = home.back_up();
    assert!(next.known[0].verified_at.is_some());
    home.session.drill_backup(false, &report).unwrap();
}

#[test]
fn a_place_that_takes_no_word_of_it_hears_it_before_the_next_backup() {
    let home = Home::connected();
    let report = Report::silent();
    let id = home.back_up().known[0].id.clone();
    let target = home.plan().id;
    std::fs::rename(home.drive(), home.room.path().join("drawer")).unwrap();
    home.session.disprove(target, &id, &report).unwrap();
    assert_eq!(home.plan().doubted, std::slice::from_ref(&id));
    assert_eq!(home.plan().last_ok_at, None);
    std::fs::rename(home.room.path().join("drawer"), home.drive()).unwrap();
    let plan = home.back_up();
    assert!(plan.doubted.is_empty());
    let old = plan.known.iter().find(|one| one.id == id).unwrap();
    assert_eq!(old.verified_at, None);
}

#[test]
fn a_drive_that_is_not_there_is_no_drill_that_failed() {
    let home = Home::connected();
    home.back_up();
    let report = Report::silent();
    std::fs::rename(home.drive(), home.room.path().join("drawer")).unwrap();
    let error = home.session.drill_backup(true, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
    assert_eq!(home.session.drills(9).unwrap(), []);
    // Why it could not be done is said until one can.
    let hindrance = || home.session.proofs().unwrap().hindrance;
    assert_eq!(hindrance().unwrap(), error.to_wire());
    std::fs::rename(home.room.path().join("drawer"), home.drive()).unwrap();
    home.session.drill_backup(true, &report).unwrap();
    assert_eq!(hindrance(), None);
}

#[test]
fn a_drill_that_gave_way_is_due_again_at_once() {
    let home = Home::connected();
    home.back_up();
    home.clock.advance(40 * 86_400_000);
    home.session.back_up(&Report::silent()).unwrap();
    let next = || home.session.proofs().unwrap().next_at().unwrap();
    assert!(next().0 <= home.clock_now());
    let report = super::keeping::stopping_at("progress.drill_check");
    let stopped = home.session.drill_backup(true, &report).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Cancelled);
    assert!(
        next().0 > home.clock_now(),
        "who stopped it wants rest from it"
    );
    home.session.take_up_drill().unwrap();
    assert!(next().0 <= home.clock_now());
}

#[test]
fn each_place_is_proved_in_turn_and_none_by_another() {
    let home = Home::connected();
    let report = Report::silent();
    home.connect("second").unwrap();
    home.session.back_up(&report).unwrap();
    let of = || -> Vec<String> {
        let proofs = home.session.proofs().unwrap();
        proofs.unproved().map(|place| place.name.clone()).collect()
    };
    assert_eq!(of(), ["drive", "second"]);
    home.session.drill_backup(true, &report).unwrap();
    let left = of();
    assert_eq!(left.len(), 1, "{left:?}");
    let newest = || {
        let entry = home.session.drills(1).unwrap().remove(0);
        entry.certificate.unwrap()
    };
    let said = newest();
    assert_ne!(said.place_name.as_deref(), Some(left[0].as_str()));
    let proofs = home.session.proofs().unwrap();
    assert!(proofs.proved_at().is_some());
    assert!(proofs.next_at().is_some(), "the other one is still owed");
    home.clock.advance(86_400_000);
    home.session.drill_backup(true, &report).unwrap();
    assert_eq!(of(), Vec::<String>::new());
    assert_ne!(newest().place, said.place);
}

#[test]
fn a_place_that_fails_again_and_again_keeps_no_other_from_its_turn() {
    let home = Home::connected();
    let report = Report::silent();
    home.connect("second").unwrap();
    home.session.back_up(&report).unwrap();
    for snapshot in home.below("repository/snapshots") {
        std::fs::remove_file(snapshot).unwrap();
    }
    let error = home.session.drill_backup(true, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound, "{error}");
    let owed = |home: &Home| {
        let places = home.session.proofs().unwrap().places.into_iter();
        let now = Timestamp(home.clock_now());
        places
            .filter(|place| place.next_at.is_some_and(|at| at <= now))
            .map(|place| place.name)
            .collect::<Vec<_>>()
    };
    home.clock.advance(86_400_000);
    assert_eq!(owed(&home), ["drive", "second"]);
    home.session.drill_backup(true, &report).unwrap();
    assert_eq!(owed(&home), ["drive"]);
    // Where one was named, that one it is.
    let second = home.session.backup_plans().unwrap().remove(1);
    let drilled = |target| home.session.drill_backup_at(Some(target), false, &report);
    drilled(second.id).unwrap();
    assert!(drilled(home.session.backup_plans().unwrap()[0].id).is_err());
}

/// A vault with a file on a record.
fn with_file() -> Home {
    let home = Home::connected();
    let unit = make(
        &home.session,
        "unit",
        [("legal_name", Value::text("Harbour"))],
    );
    let file = home.room.path().join("offer.txt");
    std::fs::write(&file, "an offer".repeat(40_000)).unwrap();
    let report = Report::silent();
    let attached = home.session.attach("unit", unit.id, &[file], &report);
    attached.unwrap();
    home
}

/// Restores the newest backup as on another machine.
fn restored(home: &Home) -> (Vec<Lost>, Session) {
    let (secret, report) = (secret(), Report::silent());
    let found = Reach::disk().look(&home.drive(), Opener::Passphrase(&secret), &report);
    let found = found.unwrap().remove(0);
    let new = NewVault {
        folder: &home.room.path().join("New.steward"),
        passphrase: &secret,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: home.clock.clone(),
    };
    let newest = found.snapshots()[0].id.clone();
    let restored = found.restore(&newest, &new, &report).unwrap();
    let lost = restored.lost.clone();
    (lost, Session::over_restored(restored).unwrap().0)
}

fn all_but_the_file_comes_back(home: &Home, missing: bool) {
    let (lost, session) = restored(home);
    let name = "offer.txt".to_owned();
    let told: Vec<_> = lost.iter().map(|one| (&one.name, one.missing)).collect();
    assert_eq!(told, [(&name, missing)]);
    let units = |session: &Session| session.records("unit", 9).unwrap().len();
    assert_eq!(units(&session), units(&home.session));
    assert_eq!(session.restored_without().unwrap(), [name]);
    session.restored_without_told().unwrap();
    assert_eq!(session.restored_without().unwrap(), Vec::<String>::new());
    // What is only looked at opens as well.
    let (plan, report) = (home.plan(), Report::silent());
    let newest = plan.known[0].id.clone();
    home.session.look_inside(plan.id, &newest, &report).unwrap();
    // And so does one that takes the living one's place.
    let beside = home.session.restore_beside(&home.drive(), &newest, &report);
    beside.unwrap();
}

#[test]
fn a_file_that_is_not_in_the_backup_costs_no_record() {
    let home = with_file();
    let keys = home.session.backup_keys().unwrap().unwrap();
    let (whose, vault, report) = (
        home.session.whose().unwrap(),
        home.session.vault(),
        Report::silent(),
    );
    let place = Reach::disk().open(&home.drive(), &whose, &keys, vault.clock(), &report);
    let count = |read: &Read<'_>| home.session.counts_in(read);
    let made = place
        .unwrap()
        .backup(vault, count, |_| Ok(Vec::new()), &report);
    let snapshot = made.unwrap().snapshot;
    home.session
        .note(home.plan().id, |plan| plan.found(vec![snapshot]))
        .unwrap();
    all_but_the_file_comes_back(&home, true);
    let error = home.session.drill_backup(false, &report).unwrap_err();
    assert_eq!(error.key(), "error.backup_file_missing");
}

#[test]
fn a_file_that_is_damaged_in_the_backup_costs_no_record() {
    let home = with_file();
    let report = Report::silent();
    home.session.back_up(&report).unwrap();
    damage_largest(&home);
    all_but_the_file_comes_back(&home, false);
    let error = home.session.drill_backup(false, &report).unwrap_err();
    assert_eq!(error.key(), "error.backup_file_damaged");
}
