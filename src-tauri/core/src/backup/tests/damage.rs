//! A drive that lies, forgets, or was left in the middle of something.

use std::path::{Path, PathBuf};

use super::fixture::{House, back_up, copy, disk, files, image_of, keys, restore};
use crate::backup::restore::Found;
use crate::backup::verify::read_back;
use crate::backup::{Part, Policy, Target};
use crate::base::{Error, Kind, Report};

fn kept(house: &House) -> PathBuf {
    house.room.path().join("kept")
}
fn keep(house: &House) {
    copy(&house.drive(), &kept(house));
}
fn again(house: &House) {
    std::fs::remove_dir_all(house.drive()).unwrap();
    copy(&kept(house), &house.drive());
}

fn flip(file: &Path, at: usize) {
    let mut content = std::fs::read(file).unwrap();
    let at = at % content.len();
    content[at] ^= 0x40;
    std::fs::write(file, content).unwrap();
}

fn check(house: &House) -> Result<(), Error> {
    house
        .target_on(&disk())?
        .check(Part::ALL, &Report::silent())
}

fn clear_out(target: &Target) -> Result<crate::backup::Cleared, Error> {
    let today = "2026-11-30".parse().unwrap();
    target.clear_out(
        Policy {
            daily: 1,
            weekly: 0,
            monthly: 0,
            yearly: 0,
            most_bytes: None,
        },
        today,
        &Report::silent(),
    )
}

/// Every backup that reads back at all reads back as one of these.
fn never_wrong(house: &House, images: &[blake3::Hash], when: &str) {
    let Ok(found) = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()) else {
        return;
    };
    for snapshot in found.snapshots() {
        match read_back(&disk(), &house.home(), &keys(), snapshot, &Report::silent()) {
            Ok(hash) => assert!(images.contains(&hash), "{when}: silently wrong"),
            Err(error) => assert_eq!(error.kind(), Kind::Damaged, "{when}: {error}"),
        }
    }
}

/// Without writing to the drive: what is lost of the index stands in the packs as well.
fn readable_as_it_is(house: &House, image: &blake3::Hash, when: &str) {
    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
    let snapshot = &found.snapshots()[0];
    let hash = read_back(&disk(), &house.home(), &keys(), snapshot, &Report::silent());
    assert_eq!(
        hash.unwrap_or_else(|error| panic!("{when}: {error}")),
        *image
    );
}

#[test]
fn one_flipped_bit_in_any_file_is_found_and_the_next_backup_heals_it() {
    let house = House::with(30);
    house.back_up();
    let image = blake3::hash(&house.image());
    keep(&house);
    let all = files(&house.repository());
    assert!(all.len() > 6, "{all:?}");
    for (turn, file) in all.iter().enumerate() {
        let size = usize::try_from(file.metadata().unwrap().len()).unwrap();
        for at in [turn * 7, size / 2, size - 1] {
            let when = format!("{} at {at} of {size}", file.display());
            flip(file, at);
            never_wrong(&house, &[image], &when);
            if file.starts_with(house.repository().join("index")) {
                readable_as_it_is(&house, &image, &when);
            }
            let kind = file.strip_prefix(house.repository()).unwrap();
            let expected = match kind.components().next().unwrap().as_os_str().to_str() {
                // There are copies, or it can be made anew from the packs: mended on the spot.
                Some("config" | "keys" | "index") => None,
                Some("snapshots") => Some("error.backup_snapshots_missing"),
                _ => Some("error.backup_damaged_parts"),
            };
            let found = check(&house).err();
            assert_eq!(found.map(|error| error.key()), expected, "{when}");
            house.target().accept_missing(&Report::silent()).unwrap();
            let next = house.back_up_on(&disk());
            let next = next.unwrap_or_else(|error| panic!("{when}: {error}"));
            assert!(next.snapshot.verified_at.is_some(), "{when}");
            check(&house).unwrap_or_else(|error| panic!("{when}: {error}"));
            again(&house);
        }
    }
}

#[test]
fn files_left_empty_by_a_pulled_plug_are_found_and_healed() {
    let house = House::with(30);
    house.back_up();
    let image = blake3::hash(&house.image());
    keep(&house);
    for file in files(&house.repository()) {
        let when = file.display().to_string();
        std::fs::write(&file, b"").unwrap();
        never_wrong(&house, &[image], &when);
        let next = house.back_up_on(&disk());
        let next = next.unwrap_or_else(|error| panic!("{when}: {error}"));
        assert!(next.snapshot.verified_at.is_some(), "{when}");
        house.target().accept_missing(&Report::silent()).unwrap();
        check(&house).unwrap_or_else(|error| panic!("{when}: {error}"));
        again(&house);
    }
}

#[test]
fn our_own_small_files_may_be_damaged_or_gone() {
    let house = House::with(10);
    let first = house.back_up().snapshot.id;
    keep(&house);
    let home = house.home();
    for file in [
        "ledger.json",
        "ledger-copy.json",
        "steward-backup.json",
        "README-FIRST.txt",
        "lock",
    ] {
        for content in [&b""[..], b"{\"format\":", b"nonsense"] {
            std::fs::write(home.join(file), content).unwrap();
            house.back_up();
            again(&house);
        }
        std::fs::remove_file(home.join(file)).unwrap();
        restore(&house, &first, &format!("{file}.steward")).unwrap();
        house.back_up();
        again(&house);
    }
}

#[test]
fn nobody_else_can_call_a_backup_verified() {
    let house = House::with(3);
    house.back_up();
    let ledger = house.home().join("ledger.json");
    let text = std::fs::read_to_string(&ledger).unwrap();
    let verified = house.target().snapshots(&Report::silent()).unwrap()[0]
        .verified_at
        .unwrap();
    let forged = text.replace(&verified.0.to_string(), &(verified.0 + 1).to_string());
    assert_ne!(text, forged);
    std::fs::write(&ledger, &forged).unwrap();
    let listed = house.target().snapshots(&Report::silent()).unwrap();
    assert_eq!(
        listed[0].verified_at,
        Some(verified),
        "the copy's word stands"
    );
    std::fs::write(house.home().join("ledger-copy.json"), forged).unwrap();
    let listed = house.target().snapshots(&Report::silent()).unwrap();
    assert_eq!(listed[0].verified_at, None);
}

#[test]
fn the_copies_of_the_keys_open_a_drive_that_has_lost_them() {
    let house = House::with(10);
    let first = house.back_up().snapshot.id;
    std::fs::remove_file(house.repository().join("config")).unwrap();
    for key in files(&house.repository().join("keys")) {
        std::fs::write(key, b"").unwrap();
    }
    let before = files(&house.drive());
    restore(&house, &first, "back.steward").unwrap();
    assert_eq!(
        files(&house.drive()),
        before,
        "restoring writes nothing to the drive"
    );
    house.back_up();
    assert_eq!(files(&house.repository().join("keys")).len(), 2);
    assert!(house.repository().join("config").exists());
}

#[test]
fn lost_packs_are_told_and_the_broken_backups_can_be_set_aside() {
    let house = House::with(200);
    let first = house.back_up().snapshot.id;
    house.next_day();
    house.write(0..200, "second");
    for pack in files(&house.repository().join("data")) {
        std::fs::remove_file(pack).unwrap();
    }
    let broken = check(&house).unwrap_err();
    assert_eq!(
        (broken.kind(), broken.key()),
        (Kind::Damaged, "error.backup_broken")
    );
    // The next one writes anew what it needs; what only the first one needs is gone.
    let second = house.back_up().snapshot.id;
    let target = house.target();
    assert_eq!(
        target
            .check(Part::ALL, &Report::silent())
            .unwrap_err()
            .key(),
        "error.backup_broken"
    );
    let listed = target.snapshots(&Report::silent()).unwrap();
    assert_eq!(listed[1].verified_at, None);
    assert!(listed[0].verified_at.is_some());
    let aside = target.set_broken_aside(&Report::silent()).unwrap();
    assert_eq!(aside, std::slice::from_ref(&first));
    target.check(Part::ALL, &Report::silent()).unwrap();
    let listed = target.snapshots(&Report::silent()).unwrap();
    assert_eq!(listed.iter().map(|s| &s.id).collect::<Vec<_>>(), [&second]);
    assert!(
        house
            .home()
            .join("quarantine")
            .join(format!("snapshots-{first}"))
            .exists()
    );
    clear_out(&target).unwrap();
}

#[test]
fn nothing_is_cleared_out_while_known_backups_are_missing() {
    let house = House::with(30);
    let first = house.back_up().snapshot.id;
    house.next_day();
    house.write(0..30, "second");
    house.back_up();
    let snapshot = house.repository().join("snapshots").join(&first);
    std::fs::remove_file(snapshot).unwrap();
    let target = house.target();
    let before = files(&house.repository());
    let refused = clear_out(&target).unwrap_err();
    assert_eq!(refused.key(), "error.backup_snapshots_missing");
    assert_eq!(files(&house.repository()), before);
    assert_eq!(target.missing(&Report::silent()).unwrap(), [first]);
    target.accept_missing(&Report::silent()).unwrap();
    clear_out(&target).unwrap();
}

#[test]
fn a_folder_of_snapshots_that_is_gone_is_damage_not_an_empty_list() {
    let house = House::with(30);
    house.back_up();
    let target = house.target();
    let packs = files(&house.repository().join("data"));
    let snapshots = house.repository().join("snapshots");
    std::fs::rename(&snapshots, house.repository().join("elsewhere")).unwrap();
    let report = Report::silent();
    assert_eq!(target.snapshots(&report).unwrap_err().kind(), Kind::Damaged);
    assert_eq!(clear_out(&target).unwrap_err().kind(), Kind::Damaged);
    assert_eq!(
        back_up(&target, &house.vault, &report).unwrap_err().kind(),
        Kind::Damaged
    );
    drop(target);
    assert_eq!(house.target_on(&disk()).unwrap_err().kind(), Kind::Damaged);
    assert_eq!(files(&house.repository().join("data")), packs);
    assert!(!snapshots.exists());
}

#[test]
fn a_repository_that_has_lost_its_configuration_and_all_copies_is_not_made_anew() {
    let house = House::with(30);
    house.back_up();
    std::fs::remove_file(house.repository().join("config")).unwrap();
    std::fs::remove_dir_all(house.home().join("key-copies")).unwrap();
    let packs = files(&house.repository().join("data"));
    assert_eq!(house.target_on(&disk()).unwrap_err().kind(), Kind::Damaged);
    assert_eq!(files(&house.repository().join("data")), packs);
    assert!(!house.repository().join("config").exists());
}

#[test]
fn what_a_killed_run_left_is_used_and_its_drafts_are_removed() {
    let house = House::with(300);
    house.back_up();
    house.next_day();
    house.write(0..300, "second");
    keep(&house);
    let whole = house.back_up().bytes_written;
    let (image, packs) = (house.image(), files(&house.repository().join("data")));
    // As after a kill: the packs are there, nothing yet refers to them, one file is half written.
    let fresh: Vec<_> = packs
        .iter()
        .map(|pack| (pack.clone(), std::fs::read(pack).unwrap()))
        .collect();
    again(&house);
    for (pack, content) in fresh {
        std::fs::create_dir_all(pack.parent().unwrap()).unwrap();
        std::fs::write(pack, content).unwrap();
    }
    let draft = house.repository().join("data").join("00");
    std::fs::create_dir_all(&draft).unwrap();
    let copies = house.home().join("key-copies");
    for folder in [draft, copies] {
        std::fs::write(folder.join(format!("{}-tmp-", "0".repeat(64))), b"half").unwrap();
    }
    let resumed = house.back_up();
    assert!(
        resumed.bytes_written * 3 < whole,
        "{resumed:?}, whole {whole}"
    );
    assert!(
        !files(&house.home())
            .iter()
            .any(|file| file.to_string_lossy().contains("-tmp-"))
    );
    check(&house).unwrap();
    let back = restore(&house, &resumed.snapshot.id, "back.steward").unwrap();
    assert_eq!(image_of(&back)[4096..], image[4096..]);
}
