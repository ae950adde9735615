//! A drive that is full, read-only, missing, or pulled at any moment.

use std::sync::Arc;

use rustix::io::Errno;

use chrono::NaiveDate;

use super::fixture::{
    Fault, Faulty, House, copy, counted, disk, files, image_of, keys, restore_on,
};
use crate::backup::medium::Medium;
use crate::backup::restore::Found;
use crate::backup::verify::read_back;
use crate::backup::{Part, Policy, Reach};
use crate::base::{Kind, Report};

const EIO: i32 = Errno::IO.raw_os_error();
const ROFS: i32 = Errno::ROFS.raw_os_error();
const NOTTY: i32 = Errno::NOTTY.raw_os_error();

/// A house whose drive holds one backup, and a copy of the drive to go back to.
pub(super) struct Before {
    pub(super) house: House,
    first: String,
    hash: blake3::Hash,
}

impl Before {
    pub(super) fn one_backup() -> Self {
        let house = House::with(40);
        let first = house.back_up().snapshot.id;
        let hash = blake3::hash(&house.image());
        copy(&house.drive(), &house.room.path().join("kept"));
        house.next_day();
        house.write(0..40, "second");
        Self { house, first, hash }
    }
    /// Puts the drive back to where it was.
    pub(super) fn again(&self) {
        std::fs::remove_dir_all(self.house.drive()).unwrap();
        copy(&self.house.room.path().join("kept"), &self.house.drive());
    }
    /// The first backup is listed and every page of it is there, whatever happened since.
    pub(super) fn first_is_whole(&self, when: &str) {
        let found = Found::with_keys(&disk(), &self.house.home(), keys(), &Report::silent());
        let found = found.unwrap_or_else(|error| panic!("{when}: {error}"));
        let first = found.snapshots().iter().find(|s| s.id == self.first);
        let first = first.unwrap_or_else(|| panic!("{when}: not listed"));
        assert!(first.verified_at.is_some(), "{when}: no longer verified");
        let home = self.house.home();
        let hash = read_back(&disk(), &home, &keys(), first, &Report::silent());
        let hash = hash.unwrap_or_else(|error| panic!("{when}: {error}"));
        assert_eq!(hash, self.hash, "{when}");
    }
    /// On the drive as it is now, the next backup succeeds and everything is in order.
    pub(super) fn next_is_whole(&self, when: &str) {
        let next = self.house.back_up_on(&disk());
        let next = next.unwrap_or_else(|error| panic!("{when}: {error}"));
        assert!(next.snapshot.verified_at.is_some());
        self.house
            .target()
            .check(Part::ALL, &Report::silent())
            .unwrap_or_else(|e| panic!("{when}: {e}"));
        let drafts = files(&self.house.drive());
        let drafts: Vec<_> = drafts
            .iter()
            .filter(|file| file.to_string_lossy().contains("-tmp-"))
            .collect();
        assert!(drafts.is_empty(), "{when}: {drafts:?}");
    }
}

pub(super) fn medium(faulty: &Arc<Faulty>) -> Arc<dyn Medium> {
    faulty.clone()
}

/// The numbers of calls at which to fail: all that change something or list, and every ninth of
/// the reads, of which there is one for each chunk.
fn moments(before: &Before) -> Vec<usize> {
    let counting = Faulty::new(Fault::None);
    before.house.back_up_on(&medium(&counting)).unwrap();
    before.again();
    let log = counting.log.lock().unwrap();
    let reads = ["read ", "part "];
    let chosen = log.iter().enumerate().filter(|(number, call)| {
        number % 9 == 0 || !reads.iter().any(|read| call.starts_with(read))
    });
    let chosen: Vec<_> = chosen.map(|(number, _)| number).collect();
    assert!(chosen.len() > 60, "{} of {}", chosen.len(), log.len());
    chosen
}

#[test]
fn pulled_at_any_call_the_older_backup_stays_and_the_next_one_succeeds() {
    let before = Before::one_backup();
    let mut finished = 0;
    for number in moments(&before) {
        let when = format!("pulled at call {number}");
        let faulty = Faulty::new(Fault::From(number, EIO));
        match before.house.back_up_on(&medium(&faulty)) {
            Err(error) => {
                assert_eq!(error.kind(), Kind::Unavailable, "{when}: {error}");
                assert!(
                    matches!(
                        error.key(),
                        "error.backup_drive_failed" | "error.backup_drive_missing"
                    ),
                    "{when}: {error}"
                );
            }
            Ok(_) => finished += 1,
        }
        before.first_is_whole(&when);
        if number % 8 == 0 {
            before.next_is_whole(&when);
        }
        before.again();
    }
    // After the last write two calls are left that nothing hangs on: the cache is told to forget what was
    // written, and the lock is let go.
    assert!(
        finished <= 2,
        "{finished} runs called themselves done on a dead drive"
    );
}

#[test]
fn one_failed_call_anywhere_makes_no_backup_that_lacks_something() {
    let before = Before::one_backup();
    let image = blake3::hash(&before.house.image());
    for number in moments(&before) {
        let when = format!("call {number} failed once");
        let faulty = Faulty::new(Fault::At(number, EIO));
        // Some reads are second looks that something else makes up for.
        let done = before.house.back_up_on(&medium(&faulty)).is_ok();
        before.first_is_whole(&when);
        let found =
            Found::with_keys(&disk(), &before.house.home(), keys(), &Report::silent()).unwrap();
        for snapshot in found.snapshots() {
            let whole = read_back(
                &disk(),
                &before.house.home(),
                &keys(),
                snapshot,
                &Report::silent(),
            );
            let whole = whole.unwrap_or_else(|error| panic!("{when}: {error}"));
            assert!(whole == image || whole == before.hash, "{when}");
        }
        let second = &found.snapshots()[0];
        assert!(
            !done || (second.verified_at.is_some() && second.id != before.first),
            "{when}"
        );
        before.again();
    }
}

#[test]
fn a_full_drive_says_so_and_loses_nothing() {
    let before = Before::one_backup();
    let counting = Faulty::new(Fault::None);
    let whole = before
        .house
        .back_up_on(&medium(&counting))
        .unwrap()
        .bytes_written;
    before.again();
    // Never quite enough: two backups of one vault differ by some bytes.
    for room in (0..12).map(|part| whole * part / 12) {
        let when = format!("room for {room} of {whole} bytes");
        let faulty = Faulty::new(Fault::Full(room));
        let full = before.house.back_up_on(&medium(&faulty)).unwrap_err();
        assert_eq!(full.kind(), Kind::NoSpace, "{when}: {full}");
        assert_eq!(full.key(), "error.backup_drive_full");
        before.first_is_whole(&when);
        before.next_is_whole(&when);
        before.again();
    }
}

#[test]
fn what_was_written_before_the_drive_was_full_is_not_written_again() {
    let house = House::with(1000);
    let faulty = Faulty::new(Fault::Full(400 << 10));
    house.back_up_on(&medium(&faulty)).unwrap_err();
    let packs = files(&house.repository().join("data"));
    assert!(!packs.is_empty());
    let kept: u64 = packs
        .iter()
        .map(|pack| pack.metadata().unwrap().len())
        .sum();
    assert!(kept > 200 << 10, "{kept}");
    let finished = house.back_up();
    let all: u64 = files(&house.repository())
        .iter()
        .map(|file| file.metadata().unwrap().len())
        .sum();
    assert!(
        finished.bytes_written < all - kept + (64 << 10),
        "{finished:?}, kept {kept} of {all}"
    );
}

#[test]
fn a_read_only_drive_takes_no_backup_but_gives_one_back() {
    let before = Before::one_backup();
    let faulty = Faulty::new(Fault::Writes(ROFS));
    let refused = before.house.back_up_on(&medium(&faulty)).unwrap_err();
    assert_eq!(refused.kind(), Kind::Unavailable);
    assert_eq!(refused.key(), "error.backup_drive_readonly");
    let vault = restore_on(
        &medium(&faulty),
        &before.house,
        &before.first,
        "back.steward",
    )
    .unwrap();
    assert_eq!(image_of(&vault).len() % 4096, 0);
    vault.check(true).unwrap();
}

#[test]
fn a_folder_that_vanished_is_missing_not_empty() {
    let before = Before::one_backup();
    let target = before.house.target();
    let drive = before.house.drive();
    std::fs::rename(&drive, drive.with_file_name("away")).unwrap();
    let report = Report::silent();
    let missing = super::fixture::back_up(&target, &before.house.vault, &report).unwrap_err();
    assert_eq!(
        (missing.kind(), missing.key()),
        (Kind::Unavailable, "error.backup_drive_missing")
    );
    let missing = target.snapshots(&report).unwrap_err();
    assert_eq!(missing.kind(), Kind::Unavailable);
    drop(target);
    let missing = before.house.target_on(&disk()).unwrap_err();
    assert_eq!(missing.kind(), Kind::Unavailable);
    assert!(!drive.exists(), "nothing may be made where the drive was");
}

#[test]
fn a_file_system_that_cannot_carry_is_put_up_with_and_said() {
    let house = House::with(5);
    let faulty = Faulty::new(Fault::Sync(NOTTY));
    let finished = house.back_up_on(&medium(&faulty)).unwrap();
    assert!(finished.unsynced);
    assert!(!house.back_up().unsynced);
}

#[test]
fn a_failure_to_carry_is_a_failure() {
    let before = Before::one_backup();
    let faulty = Faulty::new(Fault::Sync(EIO));
    let failed = before.house.back_up_on(&medium(&faulty)).unwrap_err();
    assert_eq!(failed.key(), "error.backup_drive_failed");
    before.first_is_whole("after a failed sync");
}

#[test]
fn each_file_is_written_renamed_carried_again_and_then_its_folder() {
    let before = Before::one_backup();
    let faulty = Faulty::new(Fault::None);
    before.house.back_up_on(&medium(&faulty)).unwrap();
    let log = faulty.log.lock().unwrap();
    let changes: Vec<&str> = log
        .iter()
        .map(String::as_str)
        .filter(|call| {
            ["write", "rename", "sync"]
                .iter()
                .any(|name| call.starts_with(name))
                && !call.ends_with("Steward Backup")
        })
        .collect();
    let mut snapshots = 0;
    for (at, call) in changes.iter().enumerate() {
        let Some(name) = call.strip_prefix("write ") else {
            continue;
        };
        let Some(last) = name.strip_suffix("-tmp-") else {
            // A torn lock is known by its name.
            assert_eq!(changes[at + 1], format!("sync {name}"));
            assert_eq!(changes[at + 2], "sync folder locks");
            continue;
        };
        assert_eq!(changes[at + 1], format!("rename {last}"));
        assert_eq!(changes[at + 2], format!("sync {last}"));
        assert!(
            changes[at + 3].starts_with("sync folder "),
            "{}",
            changes[at + 3]
        );
        snapshots += usize::from(changes[at + 3] == "sync folder snapshots");
    }
    assert_eq!(snapshots, 1);
    // The snapshot comes after all it refers to.
    let last = |folder: &str| {
        let call = format!("sync folder {folder}");
        changes.iter().rposition(|at| *at == call).unwrap()
    };
    assert!(last("index") < last("snapshots"));
}

#[test]
fn a_drive_nearly_full_is_refused_before_anything_is_written() {
    let before = Before::one_backup();
    let faulty = Faulty::new(Fault::Free(1 << 20));
    let refused = before.house.back_up_on(&medium(&faulty)).unwrap_err();
    assert_eq!(refused.kind(), Kind::NoSpace);
    let log = faulty.log.lock().unwrap();
    assert!(!log.iter().any(|call| call == "sync folder snapshots"));
}

/// Four backups of four days, and how many stay.
fn four_backups() -> (House, Policy, NaiveDate) {
    let house = House::with(60);
    for turn in 0..4 {
        house.write(turn * 15..turn * 15 + 15, &format!("turn {turn}"));
        house.back_up();
        house.next_day();
    }
    let policy = Policy {
        daily: 2,
        weekly: 0,
        monthly: 0,
        yearly: 0,
        most_bytes: None,
    };
    let today = "2026-11-26".parse().unwrap();
    (house, policy, today)
}

/// The same, of a vault in which each pack lost some of its content.
fn much_rewritten() -> (House, Policy, NaiveDate) {
    let house = House::with(800);
    for turn in 0..4 {
        house.back_up();
        house.next_day();
        for row in (turn..800).step_by(8) {
            house.write(row..row + 1, &format!("turn {turn}"));
        }
    }
    let policy = Policy {
        daily: 1,
        weekly: 0,
        monthly: 0,
        yearly: 0,
        most_bytes: None,
    };
    (house, policy, "2026-11-26".parse().unwrap())
}

#[test]
fn a_drive_without_room_is_cleared_out_and_tried_once_more() {
    let (house, policy, today) = four_backups();
    let report = Report::silent();
    let run = |fault| {
        let faulty = Faulty::new(fault);
        let target = house.target_on(&medium(&faulty)).unwrap();
        target.backup_making_room(
            &house.vault,
            counted,
            |_| Ok(Vec::new()),
            (policy, today),
            &report,
        )
    };
    let listed = || house.target().snapshots(&report).unwrap().len();
    // It stays full: what may go is gone from the list and marked, and given back a day later.
    assert_eq!(run(Fault::Free(1 << 20)).unwrap_err().kind(), Kind::NoSpace);
    assert_eq!(listed(), 2);
    house.write(0..15, "more");
    house.back_up();
    assert_eq!(listed(), 3);
    let finished = run(Fault::Cramped(1 << 20)).unwrap();
    assert!(finished.snapshot.verified_at.is_some());
    assert_eq!(listed(), 3);
    house.target().check(Part::ALL, &report).unwrap();
}

#[test]
fn a_drive_full_to_the_last_byte_keeps_room_to_be_cleared_out() {
    let before = Before::one_backup();
    let packs = |house: &House| files(&house.repository().join("data"));
    let old = packs(&before.house);
    before.house.write(0..600, "third");
    let faulty = Faulty::new(Fault::Full(300 << 10));
    before.house.back_up_on(&medium(&faulty)).unwrap_err();
    let log = faulty.log.lock().unwrap();
    let removed = |call: &&String| call.starts_with("remove ") && !call.ends_with("-tmp-");
    // Two packs, and at the end the lock.
    assert_eq!(log.iter().filter(removed).count(), 3);
    let now = packs(&before.house);
    assert!(old.iter().all(|pack| now.contains(pack)) && now.len() > old.len());
    before.next_is_whole("after it was full");
}

#[test]
fn what_clearing_out_writes_anew_is_read_back_before_the_old_goes() {
    let (house, policy, today) = much_rewritten();
    let faulty = Faulty::new(Fault::None);
    let target = house.target_on(&medium(&faulty)).unwrap();
    let report = Report::silent();
    let before = files(&house.repository().join("data"));
    faulty.set(Fault::Lies);
    let told = target.clear_out(policy, today, &report).unwrap_err();
    assert_eq!(told.key(), "error.backup_damaged_parts");
    faulty.set(Fault::None);
    let after = files(&house.repository().join("data"));
    assert_eq!(
        after, before,
        "what it could not keep is set aside, and nothing else is gone"
    );
    assert!(!files(&house.home().join("quarantine")).is_empty());
    target.check(Part::ALL, &report).unwrap();
    for snapshot in target.snapshots(&report).unwrap() {
        let hash = read_back(&disk(), &house.home(), &keys(), &snapshot, &report);
        hash.unwrap_or_else(|error| panic!("{error}"));
    }
    target.clear_out(policy, today, &report).unwrap();
    target.check(Part::ALL, &report).unwrap();
}

#[test]
fn what_was_written_anew_and_never_read_back_is_read_before_anything_else() {
    let (house, policy, today) = much_rewritten();
    let (target, report) = (house.target(), Report::silent());
    let before = files(&house.repository().join("data"));
    target.clear_out(policy, today, &report).unwrap();
    let mut fresh = files(&house.repository().join("data"));
    fresh.retain(|pack| !before.contains(pack));
    // As if the plug had been pulled while they were read back.
    assert!(!fresh.is_empty());
    for pack in fresh {
        std::fs::write(pack, b"torn").unwrap();
    }
    std::fs::write(house.home().join("unproved"), b"").unwrap();
    let told = target.check(
        Part {
            number: 0,
            of: u32::MAX,
        },
        &report,
    );
    assert_eq!(told.unwrap_err().key(), "error.backup_damaged_parts");
    assert!(!house.home().join("unproved").exists());
    target.check(Part::ALL, &report).unwrap();
}

#[test]
fn an_empty_folder_where_the_drive_was_is_a_drive_that_is_not_there() {
    let before = Before::one_backup();
    let house = &before.house;
    std::fs::remove_dir_all(house.drive()).unwrap();
    std::fs::create_dir(house.drive()).unwrap();
    let report = Report::silent();
    let (whose, clock) = (house.whose(), house.clock());
    let missing = Reach::disk()
        .open(&house.drive(), &whose, &keys(), &clock, &report)
        .unwrap_err();
    assert_eq!(
        (missing.kind(), missing.key()),
        (Kind::Unavailable, "error.backup_drive_missing")
    );
    assert_eq!(std::fs::read_dir(house.drive()).unwrap().count(), 0);
}

/// How many parts of packs were read in a run.
fn parts_read(faulty: &Faulty) -> usize {
    std::mem::take(&mut *faulty.in_parts.lock().unwrap())
}

#[test]
fn a_later_backup_reads_back_what_it_brought_and_no_more() {
    let house = House::with(300);
    let faulty = Faulty::new(Fault::None);
    house.back_up_on(&medium(&faulty)).unwrap();
    let first = parts_read(&faulty);
    house.next_day();
    house.write(10..13, "second");
    let second = house.back_up_on(&medium(&faulty)).unwrap();
    let later = parts_read(&faulty);
    assert!(second.snapshot.verified_at.is_some());
    assert!(later > 0 && later * 3 < first, "{later} of {first}");
}

#[test]
fn a_drive_that_lies_about_a_later_backup_is_found_out() {
    let before = Before::one_backup();
    let faulty = Faulty::new(Fault::Lies);
    let error = before.house.back_up_on(&medium(&faulty)).unwrap_err();
    assert_eq!(error.key(), "error.backup_not_verified");
    before.first_is_whole("after the lie");
    before.next_is_whole("after the lie");
}

#[test]
fn what_a_broken_off_run_left_is_read_back_by_the_run_that_uses_it() {
    let before = Before::one_backup();
    // The engine's threads make a run a few calls longer or shorter: the last call that this one
    // comes to as well.
    let broke = moments(&before).into_iter().rev().find(|last| {
        let pulled = Faulty::new(Fault::From(*last, EIO));
        let broke = before.house.back_up_on(&medium(&pulled)).is_err();
        if !broke {
            before.again();
        }
        broke
    });
    assert!(broke.is_some());
    // All that it wrote stands there and is known to the index; none of it was called verified.
    let kept = before.house.room.path().join("kept");
    let mut spoilt = 0;
    for file in files(&before.house.repository().join("data")) {
        let old = kept.join(file.strip_prefix(before.house.drive()).unwrap());
        if !old.exists() {
            let mut content = std::fs::read(&file).unwrap();
            content[0] ^= 1;
            std::fs::write(&file, content).unwrap();
            spoilt += 1;
        }
    }
    assert!(spoilt > 0);
    let error = before.house.back_up_on(&disk()).unwrap_err();
    assert_eq!(error.key(), "error.backup_not_verified");
    before.first_is_whole("after the broken run");
    before.next_is_whole("after the broken run");
}
