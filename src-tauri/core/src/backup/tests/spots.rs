//! A drive of which one spot has gone bad: all the rest of it answers.

use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::faults::medium;
use super::fixture::{Fault, Faulty, House, counted, disk, files, keys, noise};
use crate::backup::files::read_back;
use crate::backup::{Extra, Part, SnapshotInfo};
use crate::base::{Kind, Report};

const EIO: i32 = Errno::IO.raw_os_error();

fn name(file: &Path) -> &'static str {
    let name = file.file_name().unwrap().to_str().unwrap();
    name.to_owned().leak()
}

fn one_bad(file: &Path) -> std::sync::Arc<Faulty> {
    Faulty::new(Fault::File(name(file), EIO))
}

fn set_aside(house: &House, file: &Path) -> bool {
    let aside = files(&house.home().join("quarantine"));
    aside
        .iter()
        .any(|one| one.to_str().unwrap().ends_with(name(file)))
}

fn verified(snapshots: &[SnapshotInfo], id: &str) -> bool {
    let mut all = snapshots.iter();
    all.any(|one| one.id == id && one.verified_at.is_some())
}

#[test]
fn a_pack_that_cannot_be_read_is_damaged_and_what_needs_it_is_no_longer_verified() {
    let house = House::with(60);
    let first = house.back_up().snapshot.id;
    house.next_day();
    let report = Report::silent();
    let mut broke = 0;
    for pack in files(&house.repository().join("data")) {
        let bad = one_bad(&pack);
        let target = house.target_on(&medium(&bad)).unwrap();
        let told = target.check(Part::ALL, &report).unwrap_err();
        assert_eq!(told.key(), "error.backup_damaged_parts");
        assert!(set_aside(&house, &pack));
        broke += usize::from(!verified(&target.snapshots(&report).unwrap(), &first));
    }
    assert!(
        broke > 0,
        "the backup that lost its packs still counts as verified"
    );
    // What is lost of it is written anew by the next one.
    let next = house.back_up().snapshot.id;
    assert!(verified(&house.target().snapshots(&report).unwrap(), &next));
}

#[test]
fn no_single_file_that_cannot_be_read_stands_in_the_way_of_the_next_backup() {
    let house = House::with(30);
    house.back_up();
    house.next_day();
    let whole = house.room.path().join("kept");
    super::fixture::copy(&house.drive(), &whole);
    let all = files(&house.drive());
    let data = |file: &Path| file.components().any(|part| part.as_os_str() == "data");
    let all: Vec<_> = all.iter().filter(|file| !data(file)).collect();
    assert!(all.len() > 10, "{all:?}");
    for file in all {
        let bad = one_bad(file);
        let made = house.back_up_on(&medium(&bad));
        let made = made.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(made.snapshot.verified_at.is_some(), "{}", file.display());
        std::fs::remove_dir_all(house.drive()).unwrap();
        super::fixture::copy(&whole, &house.drive());
    }
}

#[test]
fn a_snapshot_or_index_that_cannot_be_read_is_set_aside_and_told() {
    let house = House::with(30);
    house.back_up();
    house.next_day();
    for kind in ["snapshots", "index"] {
        let file = files(&house.repository().join(kind)).remove(0);
        let made = house.back_up_on(&medium(&one_bad(&file))).unwrap();
        assert_eq!(made.quarantined, 1, "{kind}");
        assert!(set_aside(&house, &file), "{kind}");
    }
}

#[test]
fn one_read_that_fails_once_is_no_damage() {
    let house = House::with(30);
    house.back_up();
    let calls = Faulty::new(Fault::None);
    let report = Report::silent();
    let check = |faulty: &std::sync::Arc<Faulty>| {
        let target = house.target_on(&medium(faulty))?;
        target.check(Part::ALL, &report)
    };
    check(&calls).unwrap();
    let log = calls.log.lock().unwrap().clone();
    let pack = files(&house.repository().join("data")).remove(0);
    let read = format!("read {}", name(&pack));
    let at = log.iter().position(|call| *call == read).unwrap();
    check(&Faulty::new(Fault::At(at, EIO))).unwrap();
    assert!(!house.home().join("quarantine").exists());
}

fn extra() -> Extra {
    let content: Vec<u8> = (0..200)
        .flat_map(|n| noise(&format!("{n}")).into_bytes())
        .collect();
    Extra {
        name: "ab".to_owned(),
        size: content.len() as u64,
        seal: None,
        reader: Box::new(std::io::Cursor::new(content)),
    }
}

fn with_extra(house: &House, bad: &std::sync::Arc<Faulty>) -> SnapshotInfo {
    let target = house.target_on(&medium(bad)).unwrap();
    let made = target.backup(
        &house.vault,
        counted,
        |_| Ok(vec![extra()]),
        &Report::silent(),
    );
    made.unwrap().snapshot
}

#[test]
fn a_file_that_is_written_anew_is_read_back_though_an_earlier_backup_held_it() {
    let house = House::with(30);
    let data = || files(&house.repository().join("data"));
    house.back_up();
    let before = data();
    let calls = Faulty::new(Fault::None);
    with_extra(&house, &calls);
    let large = |pack: &&PathBuf| !before.contains(pack) && pack.metadata().unwrap().len() > 20_000;
    let lost: Vec<PathBuf> = data().iter().filter(large).cloned().collect();
    assert!(!lost.is_empty());
    for pack in &lost {
        std::fs::remove_file(pack).unwrap();
    }
    house.next_day();
    let left = data();
    let calls = Faulty::new(Fault::None);
    with_extra(&house, &calls);
    let log = calls.log.lock().unwrap().clone();
    let fresh = data().into_iter().filter(|pack| !left.contains(pack));
    let fresh: Vec<_> = fresh
        .filter(|pack| pack.metadata().unwrap().len() > 20_000)
        .collect();
    assert!(!fresh.is_empty());
    for pack in fresh {
        assert!(
            log.contains(&format!("part {}", name(&pack))),
            "{}",
            pack.display()
        );
    }
}

#[test]
fn the_manifest_beside_the_pages_is_read_back_as_well() {
    let house = House::with(5);
    let mut made = house.back_up().snapshot;
    let home = house.home();
    let disk = disk();
    let (keys, report) = (keys(), Report::silent());
    let drive = (&disk, home.as_path(), &keys);
    read_back(drive, &made, None, &[], &report).unwrap();
    made.manifest.commit_seq += 1;
    let told = read_back(drive, &made, None, &[], &report).unwrap_err();
    assert_eq!(told.kind(), Kind::Damaged);
}

#[test]
fn all_that_a_run_wrote_is_read_from_the_medium_and_not_from_memory() {
    let house = House::with(30);
    house.back_up();
    house.next_day();
    house.write(0..9, "second");
    let there = files(&house.repository());
    let calls = Faulty::new(Fault::None);
    house.back_up_on(&medium(&calls)).unwrap();
    let forgotten = calls.forgotten.lock().unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for file in files(&house.repository()) {
        if !there.contains(&file) {
            assert!(
                forgotten.iter().any(|one| one == name(&file)),
                "{}",
                file.display()
            );
            kinds.insert(file.components().rev().nth(1).unwrap().as_os_str().len());
        }
    }
    assert!(kinds.len() > 2, "packs, index and snapshot: {kinds:?}");
    assert!(forgotten.iter().any(|one| one == "ledger.json"));
}

#[test]
fn a_share_without_a_service_for_locks_is_put_up_with() {
    let house = House::with(5);
    let without = Faulty::new(Fault::Lock(Errno::NOLCK.raw_os_error()));
    house.back_up_on(&medium(&without)).unwrap();
}
