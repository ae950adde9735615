//! The long runs: every call of a backup fails, every byte of a backup is flipped. An everyday run
//! takes every tenth of them; `STEWARD_FAULT_TENTHS=10`, as `./dev torture` sets it, all.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use rustic_core::{FileType, LsOptions};
use rustix::io::Errno;

use super::faults::{Before, medium};
use super::fixture::{Fault, Faulty, House, disk, keys, restore_on};
use super::stick::{Stick, Tree};
use crate::backup::medium::Medium;
use crate::backup::restore::Found;
use crate::backup::session::Session;
use crate::backup::verify::{find, read_back};
use crate::backup::{Looked, Part, digest, drill};
use crate::base::{Cancel, Error, Kind, Report};
use crate::vault::Vault;

/// How much of it is run, in tenths.
pub(super) fn tenths() -> usize {
    let tenths = std::env::var("STEWARD_FAULT_TENTHS").ok();
    tenths.and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Whether the call of this number is among those of this run.
fn taken(number: usize) -> bool {
    // Not every tenth in a row: calls come in patterns of even length.
    (number * 7 + number / 10) % 10 < tenths()
}

/// Of how many bytes one is flipped.
fn stride() -> usize {
    if tenths() >= 10 { 1 } else { 10 }
}
/// Of how many flips one is drilled as well: a restore each takes long where nothing is optimised. Where
/// no drill reads, a tenth is enough to see that it does not.
fn drill_stride(part: &str) -> usize {
    if tenths() >= 10 && DRILLED.contains(&part) {
        1
    } else {
        10
    }
}
/// What a drill reads.
const DRILLED: [&str; 4] = [
    "repository/config",
    "repository/data",
    "repository/index",
    "repository/snapshots",
];
/// What a vault is opened, backed up and restored by.
const NEEDED: [&str; 6] = [
    "attachment",
    "journal",
    "journal_entry",
    "meta",
    "setting",
    "stored_file",
];

/// Every backup that is listed as verified is there to its last byte.
fn verified_are_whole(house: &House, images: &[blake3::Hash], when: &str) {
    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent());
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
        let found =
            Found::with_keys(&disk(), &before.house.home(), keys(), &Report::silent()).unwrap();
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
        let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
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
    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
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
    let (mut n_runs, mut n_parts, mut n_refused) = (0, 0, 0);
    // Packs are read in few calls: all of those.
    let of_pack = |number: usize| log[number].starts_with("part ");
    let wanted = |number: &usize| taken(*number) || of_pack(*number);
    for number in (0..log.len()).filter(wanted) {
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
                // A backup that could not be read when the drive was looked over, and can now, is the drive's fault.
                let told = [
                    Kind::Damaged,
                    Kind::WrongSecret,
                    Kind::NotFound,
                    Kind::Unavailable,
                ];
                assert!(told.contains(&error.kind()), "{when}: {error}");
                assert!(!there.exists(), "{when}: {error}");
                n_refused += 1;
            }
        }
        n_runs += 1;
        n_parts += usize::from(of_pack(number));
    }
    println!("{} calls; {n_runs} garbled, {n_refused} refused", log.len());
    // What is no pack is read once more where it came garbled.
    assert!(
        n_parts > 2 && n_refused * 2 > n_parts,
        "{n_refused} of {n_parts}"
    );
    drop(restore_on(&disk(), house, id, "back").unwrap());
}

/// What was done about flipped bytes.
#[derive(Debug, Default, Clone, Copy)]
struct Flips {
    bytes: usize,
    /// The reading through says it, or the file is as it was again.
    by_check: usize,
    mended: usize,
    /// So many were drilled as well: the drill failed over it, or all came back as it was.
    drilled: usize,
    by_drill: usize,
    came_back: usize,
    /// Of those, so many in what the backup refers to.
    needed: usize,
    /// The backup was listed as if nothing were wrong.
    listed: usize,
}

impl std::ops::AddAssign for Flips {
    fn add_assign(&mut self, more: Self) {
        self.bytes += more.bytes;
        self.by_check += more.by_check;
        self.mended += more.mended;
        self.drilled += more.drilled;
        self.by_drill += more.by_drill;
        self.came_back += more.came_back;
        self.needed += more.needed;
        self.listed += more.listed;
    }
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

/// Takes every table from a vault that it can be without. The backup of it is as any other, only that no
/// byte of it says what another says as well: it is of what a repository holds that each is tried.
fn shrink(house: &House) {
    let gone = |kind: &str| -> Vec<String> {
        let names = house.vault.read(|read| {
            let ask = "SELECT name FROM sqlite_schema WHERE type = ?1 AND name NOT LIKE 'sqlite_%'";
            let mut ask = read.sql().prepare(ask)?;
            let names = ask.query_map([kind], |row| row.get(0))?;
            Ok(names.collect::<rusqlite::Result<Vec<String>>>()?)
        });
        let mut names = names.unwrap();
        names.retain(|name| !NEEDED.contains(&name.as_str()));
        names
    };
    let drops: String = ["trigger", "view", "table"]
        .iter()
        .flat_map(|kind| {
            let names = gone(kind).into_iter();
            names.map(move |name| format!("DROP {kind} \"{name}\";"))
        })
        .collect();
    let alone = format!(
        "COMMIT; PRAGMA foreign_keys = OFF; {drops} VACUUM; PRAGMA foreign_keys = ON;
         BEGIN IMMEDIATE"
    );
    let shrunk = house
        .vault
        .write("settings.set", |tx| Ok(tx.sql().execute_batch(&alone)?));
    shrunk.unwrap();
}

/// A stick with one small backup, to flip bytes of.
struct Small {
    house: House,
    tree: Tree,
    files: Vec<(PathBuf, Bytes)>,
    /// What the backup refers to of each pack.
    needed: BTreeMap<PathBuf, Vec<Range<usize>>>,
}

/// Where in the packs the parts stand that the only backup on a stick refers to: its folders' lists, and what
/// its files are made of. Beside them a pack holds what it says of itself, which stands in the index as well.
fn needed(medium: &Arc<dyn Medium>, home: &Path) -> BTreeMap<PathBuf, Vec<Range<usize>>> {
    let report = Report::silent();
    let found = Found::with_keys(medium, home, keys(), &report).unwrap();
    let mut session = Session::begin_reading(medium, home, &report).unwrap();
    let opened = session.open(&keys().credentials().unwrap()).unwrap();
    let only = &found.snapshots()[0].id;
    let (indexed, file) = find(&mut session, opened, only).unwrap();
    let root = indexed.node_from_snapshot_and_path(&file, "").unwrap();
    let mut parts = vec![indexed.get_index_entry(&file.tree).unwrap()];
    for entry in indexed.ls(&root, &LsOptions::default()).unwrap() {
        let (_, node) = entry.unwrap();
        parts.extend(
            node.subtree
                .map(|tree| indexed.get_index_entry(&tree).unwrap()),
        );
        let content = node.content.iter().flatten();
        parts.extend(content.map(|part| indexed.get_index_entry(part).unwrap()));
    }
    let mut needed: BTreeMap<PathBuf, Vec<Range<usize>>> = BTreeMap::new();
    for part in parts {
        let pack = session.files().file(FileType::Pack, &part.pack);
        let [from, length] = [part.location.offset, part.location.length];
        let [from, length] = [from, length].map(|n| usize::try_from(n).unwrap());
        needed.entry(pack).or_default().push(from..from + length);
    }
    needed
}

impl Small {
    fn backed_up() -> Self {
        let house = House::with(2);
        shrink(&house);
        let stick = Stick::empty(&house.drive());
        house.back_up_on(&stick.medium()).unwrap();
        let (tree, home) = (stick.tree(), house.home());
        let files = tree
            .iter()
            .filter(|(name, _)| name.starts_with(&home))
            .filter_map(|(name, content)| Some((name.clone(), content.clone()?)));
        Self {
            needed: needed(&stick.medium(), &home),
            files: files.collect(),
            house,
            tree,
        }
    }

    /// Flips a bit of the byte number `number`, which is the one `at` in a file.
    fn flip(&self, (file, good): (&PathBuf, &Bytes), at: usize, number: usize) -> Flips {
        let mut bad = good.to_vec();
        bad[at] ^= 1 << (number % 8);
        let mut tree = self.tree.clone();
        tree.insert(file.clone(), Some(bad.into()));
        let stick = Stick::of(tree);
        let mut flips = Flips {
            bytes: 1,
            ..Flips::default()
        };
        // The drill first: it writes nothing.
        let found = Found::with_keys(
            &stick.medium(),
            &self.house.home(),
            keys(),
            &Report::silent(),
        );
        let listed = found
            .as_ref()
            .is_ok_and(|found| found.snapshots().len() == 1);
        flips.listed = usize::from(listed);
        let part = part_of(file, &self.house.home());
        if (number / stride()).is_multiple_of(drill_stride(&part)) {
            let drilled = self.drilled(found, number);
            // One that passes was not deceived: the backup refers to nothing there.
            let of = self.needed.get(file).into_iter().flatten();
            let harmed = of.into_iter().any(|range| range.contains(&at));
            assert!(
                !harmed || drilled.is_err(),
                "passed without byte {at} of {}",
                file.display()
            );
            flips.drilled = 1;
            flips.needed = usize::from(harmed);
            flips.by_drill = usize::from(drilled.is_err());
            flips.came_back = usize::from(drilled.is_ok());
        }
        let checked = self
            .house
            .target_on(&stick.medium())
            .and_then(|target| target.check(Part::ALL, &Report::silent()));
        // An index is made anew under another name out of what the packs say of themselves.
        let now = stick.tree().get(file).cloned().flatten();
        let mended = now.is_none_or(|now| now == *good);
        flips.by_check = usize::from(checked.is_err());
        flips.mended = usize::from(checked.is_ok() && mended);
        let seen = checked.is_err() || mended;
        assert!(seen, "byte {at} of {}", file.display());
        flips
    }

    fn drilled(&self, found: crate::base::Result<Found>, number: usize) -> crate::base::Result<()> {
        let found = found?;
        let newest = found.snapshots().first().map(|newest| newest.id.clone());
        let newest = newest.ok_or_else(|| Error::new(Kind::Damaged, "error.backup_damaged"))?;
        let hidden = self.house.room.path().join(format!("hidden-{number}"));
        let look = |_: Vault, _: &Report| Ok(Looked::default());
        drill(
            &found,
            &newest,
            (&hidden, &self.house.clock()),
            look,
            &Report::silent(),
        )
        .map(drop)
    }
}

#[test]
fn every_flipped_byte_is_seen_by_the_check_and_the_drill_or_does_no_harm() {
    let small = Small::backed_up();
    let home = small.house.home();
    let places: Vec<(&PathBuf, &Bytes, usize)> = small
        .files
        .iter()
        .flat_map(|(file, good)| (0..good.len()).map(move |at| (file, good, at)))
        .collect();
    let taken: Vec<usize> = (0..places.len()).step_by(stride()).collect();
    // Two side by side.
    let lanes = taken.chunks(taken.len().div_ceil(2));
    let parts: BTreeMap<String, Flips> = std::thread::scope(|scope| {
        let lanes: Vec<_> = lanes
            .map(|lane| {
                let (small, places, home) = (&small, &places, &home);
                scope.spawn(move || {
                    let mut parts: BTreeMap<String, Flips> = BTreeMap::new();
                    for number in lane {
                        let (file, good, at) = places[*number];
                        let flips = small.flip((file, good), at, *number);
                        *parts.entry(part_of(file, home)).or_default() += flips;
                    }
                    parts
                })
            })
            .collect();
        let mut all: BTreeMap<String, Flips> = BTreeMap::new();
        for (part, flips) in lanes.into_iter().flat_map(|lane| lane.join().unwrap()) {
            *all.entry(part).or_default() += flips;
        }
        all
    });
    let mut sum = Flips::default();
    for (part, flips) in &parts {
        println!("{part}: {flips:?}");
        sum += *flips;
    }
    println!("{} bytes; {sum:?}", places.len());
    let own: BTreeSet<&String> = parts.keys().filter(|part| part.contains('/')).collect();
    assert!(own.len() > 4, "{own:?}");
    // A control: that a backup is listed proves nothing of what is in it.
    assert!(sum.listed * 4 > sum.bytes);
    // Where it came back, it was mended from a copy, or the check alone reads that place.
    let (listing, packs) = (parts["repository/snapshots"], parts["repository/data"]);
    assert!(listing.drilled > 0 && listing.by_drill == listing.drilled);
    // Each of them failed the drill, and there were some.
    assert!(packs.needed * 4 > packs.drilled, "{packs:?}");
}
