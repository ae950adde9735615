//! Two computers at one place: whoever comes second is refused, whoever slept too long writes nothing more, and
//! what restic lays down is heeded as restic heeds ours.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::fixture::{House, PASSPHRASE, back_up, disk, keys, new_vault, secret};
use super::storage::{Fault, Server};
use crate::backup::keys::name_of;
use crate::backup::lock::{Said, laid_by};
use crate::backup::verify::read_back;
use crate::backup::{Finished, Part, Policy};
use crate::base::{Clock as _, Kind, Report, Result};

/// Keeps the newest of all.
const ONE: Policy = Policy {
    daily: 1,
    weekly: 0,
    monthly: 0,
    yearly: 0,
    most_bytes: None,
};

fn today() -> NaiveDate {
    "2026-11-26".parse().unwrap()
}

/// Storage with two backups, the older of which may go, of a vault that is again as it was in that one:
/// the next backup refers to what clearing out would take away.
fn as_before(server: &Server) -> House {
    let house = House::with(300);
    server.back_up(&house).unwrap();
    for word in ["second", "first"] {
        house.next_day();
        house.write(0..300, word);
        if word == "second" {
            server.back_up(&house).unwrap();
        }
    }
    house
}

/// Backs up, and has `other` done as soon as the first part of it is written.
fn meanwhile(
    server: &Server,
    house: &House,
    other: impl FnOnce() + Send + 'static,
) -> Result<Finished> {
    let other = Mutex::new(Some(other));
    let report = Report::to(crate::base::Cancel::default(), move |told| {
        if told.phase == "progress.backup_write"
            && let Some(other) = other.lock().unwrap().take()
        {
            other();
        }
    });
    back_up(&server.target(house)?, &house.vault, &report)
}

/// What another computer does, with the vault's keys and nothing else in common.
fn clears_out(server: &Server, house: &House) -> impl Fn() -> Result<()> + Send + use<> {
    let (cloud, whose, clock) = (server.cloud(), house.whose(), house.clock());
    move || {
        let reach = crate::backup::Reach::cloud(&cloud);
        let report = Report::silent();
        let target = reach.open(&cloud.folder(), &whose, &keys(), &clock, &report)?;
        target.clear_out(ONE, today(), &report).map(drop)
    }
}

/// Every backup that is listed is there to its last byte, and nothing is missing or lies about.
fn all_is_whole(server: &Server, house: &House) -> usize {
    let target = server.target(house).unwrap();
    target.check(Part::ALL, &Report::silent()).unwrap();
    let report = Report::silent();
    let snapshots = target.snapshots(&report).unwrap();
    for snapshot in &snapshots {
        let home = target.home().to_owned();
        read_back(&target.medium, &home, &keys(), snapshot, &report).unwrap();
    }
    drop(target);
    assert_eq!(locks(server), 0);
    snapshots.len()
}

fn locks(server: &Server) -> usize {
    let stock = server.stock.lock().unwrap();
    let locks = stock.keys().filter(|path| path.contains("/locks/"));
    locks.filter(|path| !path.ends_with('/')).count()
}

#[test]
fn while_one_computer_backs_up_another_clears_nothing_away() {
    for server in Server::each() {
        let house = as_before(&server);
        let told = Arc::new(Mutex::new(None));
        let (clears, tell) = (clears_out(&server, &house), told.clone());
        let done = meanwhile(&server, &house, move || {
            *tell.lock().unwrap() = Some(clears());
        });
        let refused = told.lock().unwrap().take().unwrap().unwrap_err();
        assert_eq!(
            (refused.kind(), refused.key()),
            (Kind::InUse, "error.backup_in_use")
        );
        assert!(done.unwrap().snapshot.verified_at.is_some());
        assert_eq!(all_is_whole(&server, &house), 3);
        // Once it is done, the other one's turn comes.
        clears_out(&server, &house)().unwrap();
        assert_eq!(all_is_whole(&server, &house), 1);
        assert_eq!(server.rows_restored(&house, "again"), 300);
    }
}

#[test]
fn a_computer_that_slept_while_another_worked_writes_nothing_more() {
    for server in Server::each() {
        let house = as_before(&server);
        let (clears, clock) = (clears_out(&server, &house), house.clock.clone());
        let told = Arc::new(Mutex::new(None));
        let tell = told.clone();
        let slept = meanwhile(&server, &house, move || {
            clock.advance(31 * 60_000);
            *tell.lock().unwrap() = Some(clears());
        });
        told.lock().unwrap().take().unwrap().unwrap();
        assert_eq!(slept.unwrap_err().key(), "error.backup_overtaken");
        // The other one kept the newest of two; what was half written refers to nothing.
        assert_eq!(all_is_whole(&server, &house), 1);
        server.back_up(&house).unwrap();
        assert_eq!(all_is_whole(&server, &house), 2);
        assert_eq!(server.rows_restored(&house, "again"), 300);
    }
}

#[test]
fn what_was_marked_to_go_and_is_needed_after_all_counts_again() {
    let house = House::with(300);
    let first = house.back_up().snapshot;
    let file = house.repository().join("snapshots").join(&first.id);
    let kept = std::fs::read(&file).unwrap();
    house.next_day();
    house.write(0..300, "second");
    house.back_up();
    let report = Report::silent();
    let cleared = house.target().clear_out(ONE, today(), &report).unwrap();
    assert!(cleared.bytes_marked > 0 && !file.exists());
    // As a computer would have written it down that had been looking at the packs before.
    std::fs::write(&file, kept).unwrap();
    house.target().check(Part::ALL, &report).unwrap();
    let found = house.target().snapshots(&report).unwrap();
    assert_eq!(found.len(), 2);
    for snapshot in &found {
        read_back(&disk(), &house.home(), &keys(), snapshot, &report).unwrap();
    }
}

/// A lock as somebody else makes it: its name and what stands in it.
fn made(house: &House, minutes: i64, change: impl FnOnce(&mut Said)) -> (String, Vec<u8>) {
    let mut said = Said {
        time: house.clock().now().utc() - Duration::minutes(minutes),
        exclusive: false,
        hostname: "another computer".to_owned(),
        username: "lin".to_owned(),
        pid: 7,
    };
    change(&mut said);
    let text = serde_json::to_vec(&said).unwrap();
    let sealed = keys().repository_key().unwrap().seal(&text).unwrap();
    (name_of(&sealed), sealed)
}

/// Lays it down; returns the file.
fn lay(house: &House, minutes: i64, change: impl FnOnce(&mut Said)) -> PathBuf {
    let (name, sealed) = made(house, minutes, change);
    lay_as(house, &name, &sealed)
}

/// The same in storage where somebody backed up already; returns its path there.
fn lay_in(server: &Server, house: &House, change: impl FnOnce(&mut Said)) -> String {
    let (name, sealed) = made(house, 1, change);
    let mut stock = server.stock.lock().unwrap();
    let config = stock.keys().find(|at| at.ends_with("/repository/config"));
    let repository = config.unwrap().trim_end_matches("config").to_owned();
    let file = format!("{repository}locks/{name}");
    stock.insert(file.clone(), sealed);
    file
}

fn here() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// The number of a program that ran here.
fn dead_pid() -> u32 {
    let mut dead = Command::new("true").spawn().unwrap();
    let pid = dead.id();
    dead.wait().unwrap();
    pid
}

/// As Steward says it that was started another time, or on another computer.
const ANOTHER_START: &str = "steward 0123456789abcdef";

fn lay_as(house: &House, name: &str, content: &[u8]) -> PathBuf {
    let folder = house.repository().join("locks");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, content).unwrap();
    file
}

/// How somebody else's lock is another one.
type Change = Box<dyn FnOnce(&mut Said)>;

#[test]
fn a_lock_left_behind_goes_by_the_rules_of_restic() {
    let house = House::with(3);
    house.back_up();
    let as_is = || -> Change { Box::new(|_| {}) };
    let by = |username: &str, pid: u32| -> Change {
        let username = username.to_owned();
        Box::new(move |said| {
            (said.hostname, said.username, said.pid) = (here(), username, pid);
        })
    };
    let elsewhere: Change = Box::new(|said| said.username = ANOTHER_START.to_owned());
    for (what, minutes, change, held) in [
        ("not renewed for half an hour", 31, as_is(), false),
        ("renewed lately", 29, as_is(), true),
        ("by a clock that is ahead", -120, as_is(), true),
        ("by a clock out of all bounds", -25 * 60, as_is(), false),
        // Nobody holds the file system's lock: the power was cut, and the number is another's by now.
        ("of ours before a start", 1, by(ANOTHER_START, 1), false),
        ("of a run of ours", 1, by(&laid_by().unwrap(), 1), false),
        ("of ours on another computer", 1, elsewhere, true),
        // Restic heeds no lock of the file system.
        ("of restic that runs here", 1, by("lin", 1), true),
        ("of restic, who knows where", 1, by("lin", dead_pid()), true),
        ("of restic, long ago", 31, by("lin", 1), false),
    ] {
        let file = lay(&house, minutes, change);
        let opened = house.target_on(&disk());
        assert_eq!(opened.is_err(), held, "{what}");
        if let Err(error) = opened {
            assert_eq!(error.key(), "error.backup_in_use", "{what}");
        }
        assert_eq!(file.exists(), held, "{what}");
        let _ = std::fs::remove_file(file);
    }
    // Torn, it is known by its name; of other keys, it is nobody's business.
    let torn = lay_as(&house, &name_of(b"whole"), b"who");
    let sealed = crate::crypto::RepositoryKey::from_parts(&[1; 32], &[2; 16], &[3; 16]);
    let sealed = sealed.unwrap().seal(b"{}").unwrap();
    let foreign = lay_as(&house, &name_of(&sealed), &sealed);
    house.back_up();
    assert!(!torn.exists() && foreign.exists());
}

#[test]
fn the_number_of_a_program_counts_where_it_was_given_only() {
    for server in Server::each() {
        let house = House::with(3);
        server.back_up(&house).unwrap();
        let (ours, own, dead) = (laid_by().unwrap(), std::process::id(), dead_pid());
        let ours = ours.as_str();
        for (what, username, pid, held) in [
            ("of a program of ours that ended", ours, dead, false),
            ("of a run of ours that broke off", ours, own, false),
            ("of one of ours that runs", ours, 1, true),
            (
                "of another computer of this name",
                ANOTHER_START,
                dead,
                true,
            ),
            ("of one there with our number", ANOTHER_START, own, true),
            ("of restic there", "lin", dead, true),
        ] {
            let username = username.to_owned();
            let file = lay_in(&server, &house, |said| {
                (said.hostname, said.username, said.pid) = (here(), username, pid);
            });
            let opened = server.target(&house);
            assert_eq!(opened.is_err(), held, "{what}");
            if let Err(error) = opened {
                assert_eq!(error.key(), "error.backup_in_use", "{what}");
            }
            let left = server.stock.lock().unwrap().remove(&file);
            assert_eq!(left.is_some(), held, "{what}");
        }
    }
}

#[test]
fn storage_that_lets_nothing_be_taken_away_is_backed_up_to_again() {
    for server in Server::each() {
        let house = House::with(30);
        server.fail("DELETE", Fault::Status(403), usize::MAX);
        for run in 1..=3 {
            server.back_up(&house).unwrap();
            assert_eq!(locks(&server), run);
            house.write(0..10, &format!("after {run}"));
            house.clock.advance(60_000);
        }
        // Who holds it is heeded there as well.
        let other = lay_in(&server, &house, |_| {});
        let refused = server.target(&house).unwrap_err();
        assert_eq!(refused.key(), "error.backup_in_use");
        server.stock.lock().unwrap().remove(&other);
        server.heal();
        assert_eq!(all_is_whole(&server, &house), 3);
    }
}

#[test]
fn a_computer_that_slept_looks_whether_another_came_before_it_goes_on() {
    let house = House::with(3);
    house.back_up();
    let (report, folder) = (Report::silent(), house.repository().join("locks"));
    let target = house.target();
    house.clock.advance(31 * 60_000);
    target.snapshots(&report).unwrap();
    house.clock.advance(31 * 60_000);
    // Its own lies there yet: who came could not take it away.
    let other = lay(&house, 1, |_| {});
    for _ in 0..2 {
        let refused = target.snapshots(&report).unwrap_err();
        assert_eq!(refused.key(), "error.backup_overtaken");
    }
    drop(target);
    let left = std::fs::read_dir(folder).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [other]);
}

#[test]
fn a_lock_that_went_with_its_folder_is_lost_and_a_drive_that_went_is_missing() {
    let house = House::with(3);
    house.back_up();
    let report = Report::silent();
    let target = house.target();
    std::fs::remove_dir_all(house.repository().join("locks")).unwrap();
    house.clock.advance(6 * 60_000);
    let refused = target.snapshots(&report).unwrap_err();
    assert_eq!(refused.key(), "error.backup_overtaken");
    drop(target);
    let target = house.target();
    std::fs::rename(house.drive(), house.room.path().join("pulled")).unwrap();
    house.clock.advance(6 * 60_000);
    let refused = target.snapshots(&report).unwrap_err();
    assert_eq!(refused.key(), "error.backup_drive_missing");
}

#[test]
fn a_lock_is_renewed_as_long_as_the_work_goes_on() {
    let house = House::with(3);
    house.back_up();
    let folder = house.repository().join("locks");
    let laid = || {
        let names = std::fs::read_dir(&folder).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name());
        names.collect::<Vec<_>>()
    };
    let target = house.target();
    let first = laid();
    assert_eq!(first.len(), 1);
    target.snapshots(&Report::silent()).unwrap();
    assert_eq!(laid(), first);
    house.clock.advance(6 * 60_000);
    target.snapshots(&Report::silent()).unwrap();
    let second = laid();
    assert!(second.len() == 1 && second != first);
    drop(target);
    assert!(laid().is_empty());
}

#[test]
fn restic_heeds_our_lock_and_we_heed_restics() {
    if Command::new("restic").arg("version").output().is_err() {
        eprintln!("left out: restic not installed");
        return;
    }
    let house = House::with(3);
    house.back_up();
    let restic = |arguments: &[&str]| {
        let mut restic = Command::new("restic");
        restic
            .args(["--no-cache", "-r", "repository"])
            .args(arguments);
        restic
            .env("RESTIC_PASSWORD", PASSPHRASE)
            .current_dir(house.home());
        restic
    };
    let target = house.target();
    for work in [["prune"].as_slice(), &["backup", "repository/config"]] {
        let refused = restic(work).output().unwrap();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success(), "{work:?}");
        assert!(said.contains("already locked"), "{said}");
    }
    drop(target);
    assert!(restic(&["prune"]).output().unwrap().status.success());

    // It holds the repository for as long as it waits for what is to be backed up.
    let mut waiting = restic(&["backup", "--stdin"]);
    waiting.stdin(std::process::Stdio::piped());
    waiting.stdout(std::process::Stdio::null());
    let mut waiting = waiting.spawn().unwrap();
    let folder = house.repository().join("locks");
    let laid = || {
        let mut names = std::fs::read_dir(&folder).unwrap();
        names.any(|entry| entry.unwrap().file_name().len() == 64)
    };
    while !laid() {
        assert!(waiting.try_wait().unwrap().is_none(), "restic ended");
        std::thread::yield_now();
    }
    // Its clock is the real one, ours stands still: as if it were now.
    let now: DateTime<Utc> = std::fs::metadata(&folder)
        .unwrap()
        .modified()
        .unwrap()
        .into();
    let apart = now.timestamp_millis() - house.clock().now().0;
    house.clock.advance(apart);
    let refused = house.target_on(&disk()).unwrap_err();
    assert_eq!(refused.key(), "error.backup_in_use");
    std::io::Write::write_all(&mut waiting.stdin.take().unwrap(), b"x").unwrap();
    assert!(waiting.wait().unwrap().success());
    house.back_up();
}

#[test]
fn a_restore_under_way_loses_nothing_to_whoever_clears_out_elsewhere() {
    for server in Server::each() {
        let house = as_before(&server);
        let (cloud, passphrase) = (server.cloud(), secret());
        let reach = crate::backup::Reach::cloud(&cloud);
        let found = reach.found(&cloud.folder(), house.vault.id(), keys(), &Report::silent());
        let found = found.unwrap();
        // The older one, of which nothing is to stay.
        let old = found.snapshots()[1].id.clone();
        let clears = clears_out(&server, &house);
        let (began, seen) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (count, told) = (began.clone(), seen.clone());
        let report = Report::to(crate::base::Cancel::default(), move |step| {
            if step.phase != "progress.restore_pages" {
                return;
            }
            let mut times = count.lock().unwrap();
            if *times < 2 {
                *times += 1;
                told.lock()
                    .unwrap()
                    .push(clears().map_err(|error| error.key()));
            }
        });
        let folder = house.room.path().join("meanwhile.steward");
        let restored = found.restore(&old, &new_vault(&house, &folder, &passphrase), &report);
        let restored = restored.unwrap();
        assert!(restored.lost.is_empty());
        assert_eq!(
            *seen.lock().unwrap(),
            [Ok(()), Ok(())],
            "nobody waits for it"
        );
        assert_eq!(all_is_whole(&server, &house), 1, "it is cleared out");
        restored.vault.check(true).unwrap();
    }
}
