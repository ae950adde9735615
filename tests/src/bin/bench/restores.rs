//! Backups on the way back, and over a month: restoring and reading all of it through against restic,
//! and borg where that is installed, on the same data as a plain file; what thirty daily versions take;
//! and what the user's edits cost meanwhile.
//!
//! `STEWARD_BENCH_UNITS` makes the vault smaller or larger than 100,000 units.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use steward_core::backup::Opener;
use steward_core::crypto::Secret;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::dice::Dice;
use steward_tests::drive::{back_up, connect_drive, found, restore, verify};
use steward_tests::scene::{PASSPHRASE, change, passphrase};

use crate::backups::{edit_share, plain_copy, restic, watched};
use crate::child;
use crate::sheet::{Sheet, median, timed};
use crate::stand::{Stand, UNITS, clock, size};

const ROUNDS: usize = 3;
const DAYS: usize = 30;
const EDITS: usize = 300;

/// Restores the newest backup on a drive into a new folder.
pub(crate) fn child_restore(args: &[String]) {
    let passphrase = passphrase();
    let (took, restored) = timed(|| {
        let found = found(Path::new(&args[0]), Opener::Passphrase(&passphrase)).unwrap();
        let newest = &found.snapshots()[0].id;
        restore(&found, newest, Path::new(&args[1]), &passphrase, clock()).unwrap()
    });
    drop(restored);
    child::tell(took);
}

/// Reads all backups on a drive through.
pub(crate) fn child_verify(args: &[String]) {
    let key = Unlock::Passphrase(Secret::new(PASSPHRASE));
    let session = Session::unlock(Path::new(&args[0]), &key, clock()).unwrap();
    let (took, ()) = timed(|| verify(&session, Path::new(&args[1])).unwrap());
    child::tell(took);
}

fn borg(repository: &Path, words: &[&str]) -> Command {
    let mut borg = Command::new("borg");
    borg.args(words)
        .env("BORG_PASSPHRASE", PASSPHRASE)
        .env("BORG_REPO", repository)
        .env("BORG_BASE_DIR", repository.with_extension("home"))
        .env("BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK", "yes");
    borg
}

/// Milliseconds that a command takes, and its peak memory.
fn took(command: &mut Command) -> (f64, f64) {
    timed(|| watched(command))
}

fn fresh(folder: PathBuf) -> PathBuf {
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    folder
}

pub(crate) fn measure(sheet: &mut Sheet) {
    let asked = std::env::var("STEWARD_BENCH_UNITS").ok();
    let units = asked.and_then(|n| n.parse().ok()).unwrap_or(UNITS);
    let sizes = (units, units * 3);
    let stand = Stand::sized(sizes.0, sizes.1);
    let plain = plain_copy(&stand);
    let drive = stand.place("drive");
    connect_drive(&stand.open(), &drive, &passphrase());
    back_up(&stand.open(), &drive).unwrap();
    against_others(&stand, sheet, (&drive, &plain));
    month(&stand, sheet, sizes, &drive);
    edits_meanwhile(&stand, sheet, &drive);
}

fn against_others(stand: &Stand, sheet: &mut Sheet, (drive, plain): (&Path, &Path)) {
    let their_drive = stand.place("restic");
    watched(&mut restic(&their_drive, &["init"]));
    watched(restic(&their_drive, &["backup"]).arg(plain));
    let borgs = stand.place("borg");
    let has_borg = Command::new("borg").arg("--version").output().is_ok();
    if has_borg {
        watched(&mut borg(&borgs, &["init", "-e", "repokey"]));
        watched(borg(&borgs, &["create", "-C", "zstd,3", "::one"]).arg(plain));
    } else {
        println!("borg is not installed: held against restic alone");
    }
    let mut restored = (Vec::new(), Vec::new(), Vec::new());
    let mut verified = (Vec::new(), Vec::new(), Vec::new());
    let (mut peak, mut their_peak) = (0.0_f64, 0.0_f64);
    for _ in 0..ROUNDS {
        let ours = child::run("restore", &[drive, &fresh(stand.place("Back.steward"))]);
        restored.0.push(ours.took);
        peak = peak.max(ours.peak);
        let out = fresh(stand.place("restic-out"));
        let (theirs, held) =
            took(restic(&their_drive, &["restore", "latest", "--target"]).arg(&out));
        restored.1.push(theirs);
        their_peak = their_peak.max(held);
        verified
            .0
            .push(child::run("verify", &[&stand.vault(), drive]).took);
        verified
            .1
            .push(took(&mut restic(&their_drive, &["check", "--read-data"])).0);
        if has_borg {
            let out = fresh(stand.place("borg-out"));
            std::fs::create_dir(&out).unwrap();
            restored
                .2
                .push(took(borg(&borgs, &["extract", "::one"]).current_dir(&out)).0);
            verified
                .2
                .push(took(&mut borg(&borgs, &["check", "--verify-data"])).0);
        }
    }
    let (ours, theirs) = (median(restored.0), median(restored.1));
    sheet.against("restored, against restic", ours, theirs, 1.2, "ms");
    let (all, their_all) = (median(verified.0), median(verified.1));
    sheet.against("read through, against restic", all, their_all, 1.0, "ms");
    if has_borg {
        sheet.against(
            "restored, against borg",
            ours,
            median(restored.2),
            1.2,
            "ms",
        );
        sheet.against(
            "read through, against borg",
            all,
            median(verified.2),
            1.0,
            "ms",
        );
    }
    sheet.note("peak memory of restic, restoring", their_peak, "MB");
    sheet.at_most("peak memory of a restore", peak, 200.0, "MB");
}

/// A backup a day, after some of the records were edited.
fn month(stand: &Stand, sheet: &mut Sheet, sizes: (usize, usize), drive: &Path) {
    let first = size(drive) as f64;
    for day in 1..=DAYS {
        edit_share(&stand.open(), sizes, 3, day);
        back_up(&stand.open(), drive).unwrap();
    }
    sheet.note("the first version on the drive", first / 1e6, "MB");
    sheet.at_most(
        "thirty daily versions at 0.3 % changed, against one",
        size(drive) as f64 / first,
        1.5,
        "x",
    );
}

/// One cell edit after the other, alone and while a backup or a restore is under way.
fn edits_meanwhile(stand: &Stand, sheet: &mut Sheet, drive: &Path) {
    let session = stand.open();
    let units = session.records("unit", 2_000).unwrap();
    let mut dice = Dice::of(11);
    let mut edit = |n: usize| {
        let unit = session
            .record("unit", units[dice.below(units.len())].id)
            .unwrap();
        let (took, done) =
            timed(|| change(&session, &unit, "owner", Value::text(format!("第{n}人"))));
        done.unwrap();
        took
    };
    let (mut alone, mut backing, mut restoring) = (Vec::new(), Vec::new(), Vec::new());
    alone.extend((0..EDITS).map(&mut edit));
    let passphrase = passphrase();
    for (what, into) in [("backup", &mut backing), ("restore", &mut restoring)] {
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let work = scope.spawn(|| {
                if what == "backup" {
                    back_up(&session, drive).unwrap();
                } else {
                    let found = found(drive, Opener::Passphrase(&passphrase)).unwrap();
                    let newest = &found.snapshots()[0].id;
                    let folder = fresh(stand.place("Meanwhile.steward"));
                    drop(restore(&found, newest, &folder, &passphrase, clock()).unwrap());
                }
                done.store(true, Ordering::SeqCst);
            });
            while !done.load(Ordering::SeqCst) {
                into.push(edit(into.len()));
            }
            work.join().unwrap();
        });
    }
    alone.extend((0..EDITS).map(&mut edit));
    let alone = median(alone);
    for (what, took) in [("a backup", backing), ("a restore", restoring)] {
        sheet.note(
            &format!("edits while {what} is made"),
            took.len() as f64,
            "",
        );
        sheet.against(
            &format!("one cell edit while {what} is made"),
            median(took),
            alone,
            1.5,
            "ms",
        );
    }
}
