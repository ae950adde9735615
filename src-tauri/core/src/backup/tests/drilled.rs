//! A drill passes over a backup that would restore, and over no other.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::io::Errno;

use super::fixture::{Fault, Faulty, House, NOW, counted, disk, files, keys, new_vault, secret};
use crate::backup::digest;
use crate::backup::drill::{compare, newest_verified};
use crate::backup::hidden::sweep;
use crate::backup::medium::Medium;
use crate::backup::restore::{Found, RESERVE};
use crate::backup::{
    ComparedBy, Digests, Drilled, Extra, Inside, Looked, Manifest, Reach, SnapshotInfo, drill,
};
use crate::base::{Cancel, Id, Kind, Report, Result, Timestamp};
use crate::vault::Vault;

const EIO: i32 = Errno::IO.raw_os_error();

fn hidden(house: &House) -> PathBuf {
    house.room.path().join("Anna.steward/.drill")
}

fn drilled_on(house: &House, medium: &Arc<dyn Medium>, report: &Report) -> Result<Drilled> {
    let found = Found::with_keys(medium, &house.home(), keys(), &Report::silent())?;
    let newest = found.snapshots()[0].id.clone();
    let place = hidden(house);
    let look = |_: Vault, _: &Report| Ok(Looked::default());
    let done = drill(&found, &newest, (&place, &house.clock()), look, report);
    assert!(!hidden(house).exists(), "something was left behind");
    done
}

fn drilled(house: &House) -> Result<Drilled> {
    drilled_on(house, &disk(), &Report::silent())
}

/// The bytes of a pack before its head: what is stored in it.
fn body(pack: &[u8]) -> usize {
    let tail = pack.last_chunk::<4>().unwrap();
    pack.len() - 4 - usize::try_from(u32::from_le_bytes(*tail)).unwrap()
}

fn packs(house: &House) -> Vec<PathBuf> {
    files(&house.repository().join("data"))
}

/// What the living vault holds now.
fn rows(house: &House) -> Digests {
    let rows = house
        .vault
        .read(|read| digest::of(read.sql(), &Cancel::default()));
    rows.unwrap()
}

#[test]
fn a_backup_that_would_restore_passes_row_by_row_and_nothing_is_left() {
    let house = House::with(200);
    let was = rows(&house);
    let made = house.back_up();
    let before: Vec<_> = files(&house.drive())
        .into_iter()
        .map(|file| (std::fs::read(&file).unwrap(), file))
        .collect();
    // What a drill left behind that was killed does not stand in the way of the next.
    std::fs::create_dir_all(hidden(&house).join("Drill.steward")).unwrap();
    std::fs::write(hidden(&house).join("Drill.steward/vault.db"), b"half").unwrap();
    house.write(3..9, "since then");
    let done = drilled(&house).unwrap();
    assert_eq!(done.snapshot.id, made.snapshot.id);
    assert_eq!(done.by, ComparedBy::Contents);
    // Each row as it was, though the backup itself hashed its pages and only counted rows.
    assert_eq!(done.digests, was);
    let said = &made.snapshot.manifest.digests;
    assert!(said.values().all(|table| table.hash.is_none()));
    assert!(
        was.iter()
            .all(|(table, held)| said[table].rows == held.rows)
    );
    assert_eq!(done.digests["setting"].rows, 200);
    assert!(done.tables > 10 && done.rows >= 200, "{done:?}");
    let after = before
        .iter()
        .all(|(was, file)| std::fs::read(file).unwrap() == *was);
    assert!(after, "the drive was written to");
}

#[test]
fn one_flipped_bit_anywhere_in_what_is_stored_fails_it() {
    let house = House::with(60);
    house.back_up();
    let mut n_places = 0;
    for pack in packs(&house) {
        let whole = std::fs::read(&pack).unwrap();
        let body = body(&whole);
        for part in 0..20 {
            let at = (body - 1) * part / 19;
            let mut damaged = whole.clone();
            damaged[at] ^= 0x40;
            std::fs::write(&pack, damaged).unwrap();
            let error = drilled(&house).expect_err("passed a damaged backup");
            assert_eq!(error.kind(), Kind::Damaged, "{} at {at}", pack.display());
            n_places += 1;
        }
        std::fs::write(&pack, whole).unwrap();
    }
    assert!(n_places >= 30, "{n_places}");
    drilled(&house).unwrap();
}

#[test]
fn a_pack_that_is_gone_cut_or_empty_fails_it() {
    let house = House::with(60);
    house.back_up();
    for pack in packs(&house) {
        let whole = std::fs::read(&pack).unwrap();
        std::fs::remove_file(&pack).unwrap();
        assert_eq!(drilled(&house).unwrap_err().kind(), Kind::Damaged);
        for left in [0, 1, body(&whole) / 2] {
            std::fs::write(&pack, &whole[..left]).unwrap();
            let error = drilled(&house).expect_err("passed a cut backup");
            assert_eq!(error.kind(), Kind::Damaged, "{left} bytes left");
        }
        std::fs::write(&pack, whole).unwrap();
    }
}

#[test]
fn a_drive_pulled_at_any_moment_is_named_as_that() {
    let house = House::with(60);
    house.back_up();
    let calls = Faulty::new(Fault::None);
    let medium: Arc<dyn Medium> = calls.clone();
    drilled_on(&house, &medium, &Report::silent()).unwrap();
    let n_calls = calls.log.lock().unwrap().len();
    for part in 0..12 {
        let from = (n_calls - 1) * part / 11;
        let medium: Arc<dyn Medium> = Faulty::new(Fault::From(from, EIO));
        let error = drilled_on(&house, &medium, &Report::silent());
        let error = error.expect_err("passed a drive that was gone");
        assert_eq!(error.kind(), Kind::Unavailable, "from call {from}: {error}");
    }
}

#[test]
fn stopping_it_proves_nothing_and_leaves_nothing() {
    let house = House::with(60);
    house.back_up();
    let cancel = Cancel::default();
    cancel.cancel();
    let report = Report::to(cancel, |_| {});
    let error = drilled_on(&house, &disk(), &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    drilled(&house).unwrap();
}

#[test]
fn a_disk_without_room_for_it_is_not_filled() {
    let house = House::with(60);
    let made = house.back_up();
    let needed = made.snapshot.manifest.bytes() * 2 + RESERVE;
    let cramped: Arc<dyn Medium> = Faulty::new(Fault::Free(needed - 1));
    let error = drilled_on(&house, &cramped, &Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::NoSpace);
    assert_eq!(error.key(), "error.drill_no_room");
    let (report, hidden) = (Report::silent(), house.room.path().join("hidden"));
    let found = Found::with_keys(&cramped, &house.home(), keys(), &report).unwrap();
    let look = Inside::open(&found, &made.snapshot.id, &hidden, &house.clock(), &report);
    assert_eq!(look.unwrap_err().key(), "error.look_no_room");
    assert!(!hidden.exists());
    let roomy: Arc<dyn Medium> = Faulty::new(Fault::Free(needed));
    drilled_on(&house, &roomy, &Report::silent()).unwrap();
}

#[test]
fn a_disk_that_fills_up_meanwhile_is_named_and_left_as_it_was() {
    let house = House::with(60);
    house.back_up();
    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
    let (newest, place) = (found.snapshots()[0].id.clone(), hidden(&house));
    let full = |vault: Vault, _: &Report| {
        let most = "PRAGMA max_page_count = 1";
        vault.write("test", |tx| Ok(tx.sql().query_row(most, [], |_| Ok(()))?))?;
        vault.write("test", |tx| {
            let grow = "CREATE TABLE grown AS SELECT zeroblob(9000000) AS all_of_it";
            Ok(tx.sql().execute_batch(grow)?)
        })?;
        Ok(Looked::default())
    };
    let report = Report::silent();
    let error = drill(&found, &newest, (&place, &house.clock()), full, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::NoSpace);
    assert!(!place.exists());
}

#[test]
fn the_drive_is_not_backed_up_to_meanwhile_and_a_drive_being_backed_up_to_is_not_drilled() {
    let house = House::with(20);
    house.back_up();
    let backing_up = house.target();
    let error = drilled(&house).unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::InUse, "error.backup_in_use")
    );
    drop(backing_up);
    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
    let (newest, place) = (found.snapshots()[0].id.clone(), hidden(&house));
    let look = |_: Vault, _: &Report| {
        let error = house.target_on(&disk()).expect_err("backed up meanwhile");
        assert_eq!(error.kind(), Kind::InUse);
        Ok(Looked::default())
    };
    let report = Report::silent();
    drill(&found, &newest, (&place, &house.clock()), look, &report).unwrap();
    house.target();
}

#[test]
fn a_table_that_is_not_what_it_was_is_named() {
    let house = House::with(20);
    house.back_up();
    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
    let counted = &found.snapshots()[0].manifest;
    let now = rows(&house);
    // A program that hashed every row of what it backed up is held to that.
    let mut hashed = counted.clone();
    hashed.digests.clone_from(&now);
    let said = &hashed;
    for said in [counted, said] {
        let by = compare(said, &now, said.schema).unwrap();
        assert_eq!(by, ComparedBy::Contents);
    }
    let mut fewer = now.clone();
    fewer.get_mut("setting").unwrap().rows -= 1;
    let refused = compare(counted, &fewer, counted.schema).unwrap_err();
    assert_eq!(refused.to_wire().values["table"], "setting");

    let differs = |change: &dyn Fn(&mut Digests), schema| {
        let mut now = now.clone();
        change(&mut now);
        compare(said, &now, schema).map_err(|error| error.to_wire().values["table"].clone())
    };
    let rehashed = |now: &mut Digests| now.get_mut("setting").unwrap().hash = None;
    let lost = |now: &mut Digests| now.get_mut("setting").unwrap().rows -= 1;
    let gone = |now: &mut Digests| drop(now.remove("setting"));
    let setting = Err("setting".to_owned());
    for change in [&rehashed as &dyn Fn(&mut Digests), &lost, &gone] {
        assert_eq!(differs(change, said.schema), setting);
    }
    // Brought to a newer shape, only what is there can be counted.
    let newer = said.schema + 1;
    assert_eq!(differs(&rehashed, newer), Ok(ComparedBy::Counts));
    assert_eq!(differs(&lost, newer), setting);
    assert_eq!(differs(&gone, newer), setting);
    // One that says only how many there are is held to that, and one that says nothing to nothing.
    let mut silent = said.clone();
    silent.digests.clear();
    let by = |said: &Manifest| compare(said, &now, said.schema).map_err(|error| error.key());
    assert_eq!(by(&silent), Ok(ComparedBy::Counts));
    *silent.counts.get_mut("setting").unwrap() += 1;
    assert_eq!(by(&silent), Err("error.drill_differs"));
    silent.counts.clear();
    assert_eq!(by(&silent), Ok(ComparedBy::Nothing));
}

#[test]
fn the_files_on_records_need_room_too() {
    let house = House::with(5);
    let extra = Extra {
        name: "ab/cd".to_owned(),
        size: 3_000_000,
        seal: None,
        reader: Box::new(std::io::repeat(b'x').take(3_000_000)),
    };
    let report = Report::silent();
    let made = house
        .target()
        .backup(&house.vault, counted, |_| Ok(vec![extra]), &report)
        .unwrap();
    let pages = made.snapshot.manifest.bytes() * 2;
    let cramped: Arc<dyn Medium> = Faulty::new(Fault::Free(pages + RESERVE + 2_999_999));
    let mut found = Found::with_keys(&cramped, &house.home(), keys(), &Report::silent()).unwrap();
    let folder = house.room.path().join("new");
    let secret = secret();
    for said in [Some(3_000_000), None] {
        found.pretend(|all| all[0].manifest.files_bytes = said);
        let new = new_vault(&house, &folder, &secret);
        let error = found.restore(&made.snapshot.id, &new, &report).unwrap_err();
        assert_eq!(error.key(), "error.restore_no_room", "{said:?}");
        assert!(!folder.exists());
    }
}

#[test]
fn what_is_tested_is_what_holds_most_and_not_what_a_wrong_clock_dated() {
    let now = Timestamp(NOW);
    let one = |number: i64, at: i64, seq: i64| {
        let mut one = super::retained::snapshot(number, at, true);
        one.manifest.commit_seq = seq;
        one
    };
    let year = 365 * 86_400_000;
    let ahead = one(1, NOW + year, 50);
    let (old, new) = (one(2, NOW - year, 10), one(3, NOW, 90));
    let all = [ahead.clone(), new.clone(), old.clone()];
    let picked = |all: &[SnapshotInfo]| newest_verified(all, None, now).map(|one| one.id.clone());
    assert_eq!(picked(&all), Some(new.id.clone()));
    // Even where it holds most: that there is one of today proves that it is not.
    let mut most = ahead.clone();
    most.manifest.commit_seq = 1_000;
    assert_eq!(picked(&[most.clone(), old.clone()]), Some(old.id.clone()));
    assert_eq!(picked(std::slice::from_ref(&most)), Some(most.id));
    // Another vault's is not taken while there is one of its own.
    let mut other = one(4, NOW, 900);
    other.manifest.vault.instance = Some(Id::from_bytes([3; 16]));
    assert_eq!(picked(&[other.clone(), old.clone()]), Some(old.id));
    assert_eq!(picked(std::slice::from_ref(&other)), Some(other.id));
}

#[test]
fn sweeping_a_place_where_nothing_is_does_nothing() {
    sweep(Path::new("/nowhere/at/all")).unwrap();
}

#[test]
fn opening_a_place_to_read_from_can_be_stopped() {
    let house = House::with(5);
    house.back_up();
    let cancel = Cancel::default();
    cancel.cancel();
    let report = Report::to(cancel, |_| {});
    let vault = house.vault.id();
    let stopped = Reach::disk().found(&house.drive(), vault, keys(), &report);
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
}
