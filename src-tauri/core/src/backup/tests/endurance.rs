//! The long runs: every call of a backup fails, every byte of a backup is flipped. An everyday run
//! takes every tenth of them; `STEWARD_FAULT_TENTHS=10`, as `./dev torture` sets it, all.

use std::collections::BTreeMap;
use std::path::Path;

use rustix::io::Errno;

use super::faults::{Before, medium};
use super::fixture::{Fault, Faulty, House, copy, disk, files, keys, restore_on};
use crate::backup::restore::Found;
use crate::backup::verify::read_back;
use crate::backup::{Looked, Part, digest, drill};
use crate::base::{Cancel, Error, Kind, Report};
use crate::vault::Vault;

/// How much of it is run, in tenths.
fn tenths() -> usize {
    let tenths = std::env::var("STEWARD_FAULT_TENTHS").ok();
    tenths.and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Whether the call of this number is among those of this run.
fn taken(number: usize) -> bool {
    // Not every tenth in a row: calls come in patterns of even length.
    (number * 7 + number / 10) % 10 < tenths()
}

/// Of how many bytes one is flipped for the check, and one for the drill: a restore for each byte
/// takes hours.
fn strides() -> (usize, usize) {
    if tenths() >= 10 { (1, 10) } else { (401, 1203) }
}

/// Every backup that is listed as verified is there to its last byte.
fn verified_are_whole(house: &House, images: &[blake3::Hash], when: &str) {
    let found = Found::with_keys(&disk(), &house.home(), keys());
    let found = found.unwrap_or_else(|error| panic!("{when}: {error}"));
    for snapshot in found.snapshots() {
        let whole = read_back(&disk(), &house.home(), &keys(), snapshot, &Report::silent());
        match whole {
            Ok(hash) => assert!(images.contains(&hash), "{when}: silently wrong"),
            Err(error) => assert!(snapshot.verified_at.is_none(), "{when}: {error}"),
        }
    }
}

#[test]
fn whichever_call_of_a_backup_fails_and_however_no_backup_is_lost() {
    let before = Before::one_backup();
    let counting = Faulty::new(Fault::None);
    let first = {
        let found = Found::with_keys(&disk(), &before.house.home(), keys()).unwrap();
        let only = &found.snapshots()[0];
        read_back(
            &disk(),
            &before.house.home(),
            &keys(),
            only,
            &Report::silent(),
        )
        .unwrap()
    };
    let images = [first, blake3::hash(&before.house.image())];
    before.house.back_up_on(&medium(&counting)).unwrap();
    before.again();
    let log = counting.log.lock().unwrap();
    let n_calls = log.len();
    // Room runs out where something is written; a drive breaks anywhere.
    let reads = ["read ", "part ", "list "];
    let writes = |number: &usize| !reads.iter().any(|read| log[*number].starts_with(read));
    let (mut n_runs, mut n_done, mut n_next) = (0, 0, 0);
    for errno in [Errno::NOSPC, Errno::IO] {
        for from in [false, true] {
            let moments = (0..n_calls)
                .filter(|number| taken(*number) && (errno == Errno::IO || writes(number)));
            for number in moments {
                let call = &log[number];
                let when = format!("{errno} at {call}, call {number}, from then on: {from}");
                let fault = if from {
                    Fault::From(number, errno.raw_os_error())
                } else {
                    Fault::At(number, errno.raw_os_error())
                };
                match before.house.back_up_on(&medium(&Faulty::new(fault))) {
                    Ok(_) => n_done += 1,
                    Err(error) => assert!(
                        matches!(error.kind(), Kind::NoSpace | Kind::Unavailable),
                        "{when}: {error}"
                    ),
                }
                verified_are_whole(&before.house, &images, &when);
                if number % 8 == 0 {
                    before.next_is_whole(&when);
                    n_next += 1;
                }
                before.again();
                n_runs += 1;
            }
        }
    }
    println!(
        "{n_calls} calls; {n_runs} failed, {n_done} of them made up for; {n_next} next backups"
    );
    assert!(n_runs * 6 > n_calls, "{n_runs} of {n_calls}");
}

#[test]
fn whichever_call_of_a_restore_fails_leaves_nothing_and_the_next_succeeds() {
    let before = Before::one_backup();
    let house = &before.house;
    let id = {
        let found = Found::with_keys(&disk(), &house.home(), keys()).unwrap();
        found.snapshots()[0].id.clone()
    };
    let counting = Faulty::new(Fault::None);
    drop(restore_on(&medium(&counting), house, &id, "counted").unwrap());
    let n_calls = counting.log.lock().unwrap().len();
    let there = house.room.path().join("back");
    let mut n_runs = 0;
    for errno in [Errno::NOSPC, Errno::IO] {
        for from in [false, true] {
            for number in (0..n_calls).filter(|number| taken(*number)) {
                let fault = if from {
                    Fault::From(number, errno.raw_os_error())
                } else {
                    Fault::At(number, errno.raw_os_error())
                };
                match restore_on(&medium(&Faulty::new(fault)), house, &id, "back") {
                    // A second look made up for it.
                    Ok(vault) => {
                        vault.check(true).unwrap();
                        drop(vault);
                        std::fs::remove_dir_all(&there).unwrap();
                    }
                    Err(error) => {
                        assert!(!there.exists(), "{errno} at call {number}: {error}");
                    }
                }
                n_runs += 1;
            }
        }
    }
    drop(restore_on(&disk(), house, &id, "back").unwrap());
    println!("{n_calls} calls; {n_runs} failed");
    assert!(n_runs * 3 > n_calls);
}

#[test]
fn whatever_a_restore_reads_wrong_it_gives_back_what_was_or_nothing() {
    let before = Before::one_backup();
    let house = &before.house;
    let found = Found::with_keys(&disk(), &house.home(), keys()).unwrap();
    let id = &found.snapshots()[0].id;
    let counting = Faulty::new(Fault::None);
    let right = restore_on(&medium(&counting), house, id, "counted").unwrap();
    let content = |vault: &Vault| {
        let digests = vault.read(|read| digest::of(read.sql(), &Cancel::default()));
        digests.unwrap()
    };
    let right = content(&right);
    let log = counting.log.lock().unwrap();
    let there = house.room.path().join("back");
    let (mut n_runs, mut n_refused) = (0, 0);
    for number in (0..log.len()).filter(|number| taken(*number)) {
        let when = format!("{} garbled, call {number}", log[number]);
        let faulty = Faulty::new(Fault::Garbled(number));
        match restore_on(&medium(&faulty), house, id, "back") {
            // Not read at all, or read once more.
            Ok(vault) => {
                assert!(content(&vault) == right, "{when}");
                drop(vault);
                std::fs::remove_dir_all(&there).unwrap();
            }
            Err(error) => {
                let told = [Kind::Damaged, Kind::WrongSecret, Kind::NotFound];
                assert!(told.contains(&error.kind()), "{when}: {error}");
                assert!(!there.exists(), "{when}: {error}");
                n_refused += 1;
            }
        }
        n_runs += 1;
    }
    println!("{} calls; {n_runs} garbled, {n_refused} refused", log.len());
    assert!(n_refused * 2 > n_runs, "{n_refused} of {n_runs}");
    drop(restore_on(&disk(), house, id, "back").unwrap());
}

/// What was done about a flipped byte.
#[derive(Debug, Default, Clone, Copy)]
struct Flips {
    bytes: usize,
    /// The reading through says it, or the file is as it was again.
    by_check: usize,
    mended: usize,
    /// So many were drilled as well, and the drill failed over so many.
    drilled: usize,
    by_drill: usize,
    /// Neither says anything: what is restored is right.
    by_neither: usize,
}

fn part_of(file: &Path, home: &Path) -> String {
    let inner = file.strip_prefix(home).unwrap_or(file);
    let mut steps = inner
        .components()
        .map(|step| step.as_os_str().to_string_lossy());
    let first = steps.next().unwrap_or_default();
    match steps.next() {
        Some(second) => format!("{first}/{second}"),
        None => first.into_owned(),
    }
}

#[test]
fn every_flipped_byte_is_seen_by_the_check_and_the_drill_or_does_no_harm() {
    let house = House::with(0);
    house.back_up();
    let kept = house.room.path().join("kept");
    copy(&house.drive(), &kept);
    let (home, hidden) = (house.home(), house.room.path().join("hidden"));
    let mut parts: BTreeMap<String, Flips> = BTreeMap::new();
    let mut n_unnoticed_by_listing = 0;
    let mut unseen = std::collections::BTreeSet::new();
    let (to_check, to_drill) = strides();
    let mut number = 0_usize;
    for file in files(&home) {
        let good = std::fs::read(&file).unwrap();
        for at in 0..good.len() {
            number += 1;
            if !number.is_multiple_of(to_check) {
                continue;
            }
            let mut bad = good.clone();
            bad[at] ^= 1 << (number % 8);
            std::fs::write(&file, &bad).unwrap();
            let flips = parts.entry(part_of(&file, &home)).or_default();
            flips.bytes += 1;
            // The drill first: it writes nothing.
            let found = Found::with_keys(&disk(), &home, keys());
            let listed = found
                .as_ref()
                .is_ok_and(|found| found.snapshots().len() == 1);
            n_unnoticed_by_listing += usize::from(listed);
            let drilled = number.is_multiple_of(to_drill).then(|| {
                let found = found?;
                let newest = found.snapshots().first().map(|newest| newest.id.clone());
                let gone = || Error::new(Kind::Damaged, "error.backup_damaged");
                let newest = newest.ok_or_else(gone)?;
                let place = (hidden.as_path(), &house.clock());
                let look = |_: Vault, _: &Report| Ok(Looked::default());
                drill(&found, &newest, place, look, &Report::silent())
            });
            let checked = house
                .target_on(&disk())
                .and_then(|target| target.check(Part::ALL, &Report::silent()));
            // An index is made anew under another name out of what the packs say of themselves.
            let mended = std::fs::read(&file).map_or(true, |now| now == good);
            flips.by_check += usize::from(checked.is_err());
            flips.mended += usize::from(checked.is_ok() && mended);
            let unnoticed = checked.is_ok() && !mended;
            if let Some(drilled) = drilled {
                flips.drilled += 1;
                flips.by_drill += usize::from(drilled.is_err());
                flips.by_neither += usize::from(drilled.is_ok() && unnoticed);
            }
            assert!(
                !unnoticed || !file.starts_with(house.repository()),
                "byte {at} of {}",
                file.display()
            );
            if unnoticed {
                unseen.insert(format!("{} {at}", part_of(&file, &home)));
            }
            if checked.is_err() || unnoticed || !file.exists() {
                std::fs::remove_dir_all(house.drive()).unwrap();
                copy(&kept, &house.drive());
            }
        }
    }
    for (part, flips) in &parts {
        println!("{part}: {flips:?}");
    }
    // A control: that a backup is listed proves nothing of what is in it.
    let n_flips: usize = parts.values().map(|flips| flips.bytes).sum();
    println!("{number} bytes, not seen by the check: {unseen:?}");
    println!("{n_flips} flips; {n_unnoticed_by_listing} of them no listing notices");
    assert!(n_unnoticed_by_listing * 4 > n_flips);
}
