//! Backups against Debian's restic on the same data as a plain file: the first, and the second
//! after 1 % of the records were edited at random. Writing is held against writing; reading back,
//! which ours always does, against restic's check of all data. Each run is a process of its own, so that its
//! peak memory is its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use steward_core::base::{Cancel, Report};
use steward_core::crypto::Secret;
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::dice::Dice;
use steward_tests::drive::{back_up, back_up_told, connect_drive};
use steward_tests::scene::{PASSPHRASE, passphrase};

use crate::child::{self, Run, peak};
use crate::sheet::{Sheet, median, timed};
use crate::stand::{ACTIVITIES, Stand, UNITS, clock, size};

const ROUNDS: usize = 3;

/// Backs the vault up to a drive; says how long writing it took, how long that and reading it back
/// took, and its peak memory.
pub(crate) fn child(args: &[String]) {
    let key = Unlock::Passphrase(Secret::new(PASSPHRASE));
    let session = Session::unlock(Path::new(&args[0]), &key, clock()).unwrap();
    let start = Instant::now();
    let written = Arc::new(OnceLock::new());
    let seen = written.clone();
    let report = Report::to(Cancel::default(), move |step| {
        if step.phase == "progress.backup_verify" {
            seen.get_or_init(|| start.elapsed());
        }
    });
    let (took, _) = timed(|| back_up_told(&session, Path::new(&args[1]), &report).unwrap());
    let written = written.get().map_or(took, |at| at.as_secs_f64() * 1e3);
    child::tell_in_two(written, took);
}

/// Edits one record in a hundred of the vault that is measured, for whoever looks at one backup alone.
pub(crate) fn child_edits(args: &[String]) {
    let key = Unlock::Passphrase(Secret::new(PASSPHRASE));
    let session = Session::unlock(Path::new(&args[0]), &key, clock()).unwrap();
    edit_share(&session, (UNITS, ACTIVITIES), 10, 0);
}

fn ours(stand: &Stand, drive: &Path) -> Run {
    child::run("backup", &[&stand.vault(), drive])
}

pub(crate) fn restic(repository: &Path, args: &[&str]) -> Command {
    let mut restic = Command::new("restic");
    restic
        .args(["--no-cache", "--quiet", "-r"])
        .arg(repository)
        .args(args)
        .env("RESTIC_PASSWORD", PASSPHRASE);
    restic
}

fn theirs(repository: &Path, file: &Path) -> Run {
    let mut command = restic(repository, &["backup"]);
    let (took, peak) = timed(|| watched(command.arg(file)));
    Run {
        took,
        peak,
        written: took,
    }
}

/// Runs a command to its end and gives its peak memory.
pub(crate) fn watched(command: &mut Command) -> f64 {
    let mut child = command.spawn().unwrap();
    let process = child.id().to_string();
    let (done, wait) = channel::<()>();
    let watch = std::thread::spawn(move || {
        let mut most = 0.0_f64;
        while wait.recv_timeout(Duration::from_millis(5)) == Err(RecvTimeoutError::Timeout) {
            most = peak(&process).map_or(most, |now| most.max(now));
        }
        most
    });
    let ended = child.wait().unwrap();
    drop(done);
    assert!(ended.success(), "{command:?}");
    watch.join().unwrap()
}

/// The folder that restic calls a repository, below `folder`.
fn repository(folder: &Path) -> PathBuf {
    let mut look_in = vec![folder.to_owned()];
    while let Some(folder) = look_in.pop() {
        if folder.join("config").is_file() {
            return folder;
        }
        let entries = std::fs::read_dir(folder).unwrap();
        look_in.extend(
            entries
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_dir()),
        );
    }
    unreachable!("no repository");
}

/// What the vault holds, as a plain SQLite file: taken out of a backup by restic.
pub(crate) fn plain_copy(stand: &Stand) -> PathBuf {
    let file = stand.place("vault.sqlite");
    copy_out(stand.open(), &stand.place("copy-drive"), &file);
    file
}

/// The same of any vault, by way of a drive that is gone afterwards.
pub(crate) fn copy_out(session: Session, drive: &Path, file: &Path) {
    connect_drive(&session, drive, &passphrase());
    back_up(&session, drive).unwrap();
    drop(session);
    take_out(drive, file);
    std::fs::remove_dir_all(drive).unwrap();
}

fn take_out(drive: &Path, file: &Path) {
    let out = std::fs::File::create(file).unwrap();
    let mut dump = restic(&repository(drive), &["dump", "latest", "/vault.sqlite"]);
    assert!(
        dump.stdout(out).status().unwrap().success(),
        "restic takes it out"
    );
}

/// Edits one record in a hundred, anywhere.
fn edit_some(stand: &Stand, round: usize) {
    edit_share(&stand.open(), (UNITS, ACTIVITIES), 10, round);
}

/// Edits so many records in a thousand of that many units and conversations, anywhere.
pub(crate) fn edit_share(
    session: &Session,
    (units, activities): (usize, usize),
    per_mille: usize,
    round: usize,
) {
    let mut dice = Dice::of(round as u64 + 99);
    for (entity, all, field) in [
        ("unit", units, "description"),
        ("activity", activities, "content"),
    ] {
        let records = session
            .records(entity, u32::try_from(all).unwrap())
            .unwrap();
        let mut chosen = std::collections::BTreeSet::new();
        while chosen.len() < all * per_mille / 1000 {
            chosen.insert(dice.below(records.len()));
        }
        let changes = chosen.into_iter().map(|n| RecordChange::Update {
            entity: entity.to_owned(),
            id: records[n].id,
            rev: records[n].rev,
            values: [(
                field.to_owned(),
                Value::text(format!("第{round}轮：{}", dice.roll())),
            )]
            .into(),
        });
        let changes: Vec<_> = changes.collect();
        for step in changes.chunks(100) {
            let set = ChangeSet {
                label: "op.update".to_owned(),
                changes: step.to_vec(),
            };
            session.apply(&set).unwrap();
        }
    }
}

pub(crate) fn measure(stand: &Stand, sheet: &mut Sheet) {
    let plain = plain_copy(stand);
    sheet.note(
        "the same data as a plain file",
        size(&plain) as f64 / 1e6,
        "MB",
    );
    let mut first = (Vec::new(), Vec::new());
    let mut second = (Vec::new(), Vec::new());
    let mut proved = (Vec::new(), Vec::new());
    let mut later = Vec::new();
    let mut added = (Vec::new(), Vec::new());
    let (mut share, mut peaks, mut their_peaks) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (drive, their_drive) = (stand.place("drive"), stand.place("restic"));
        connect_drive(&stand.open(), &drive, &passphrase());
        assert!(
            restic(&their_drive, &["init"]).status().unwrap().success(),
            "restic init"
        );

        let (a, b) = (ours(stand, &drive), theirs(&their_drive, &plain));
        let full = size(&drive) as f64;
        let (read, _) = timed(|| watched(&mut restic(&their_drive, &["check", "--read-data"])));
        proved.0.push(a.took);
        proved.1.push(b.took + read);
        if round == 0 {
            sheet.note("first backup on the drive: ours", full / 1e6, "MB");
            sheet.note(
                "first backup on the drive: restic",
                size(&their_drive) as f64 / 1e6,
                "MB",
            );
        }
        let their_full = size(&their_drive) as f64;
        edit_some(stand, round);
        let c = ours(stand, &drive);
        added.0.push((size(&drive) as f64 - full) / 1e6);
        share.push((size(&drive) as f64 - full) / full * 100.0);
        take_out(&drive, &plain);
        let d = theirs(&their_drive, &plain);
        added.1.push((size(&their_drive) as f64 - their_full) / 1e6);

        peaks.extend([a.peak, c.peak]);
        their_peaks.extend([b.peak, d.peak]);
        first.0.push(a.written);
        first.1.push(b.took);
        second.0.push(c.written);
        second.1.push(d.took);
        later.push(c.took);
        std::fs::remove_dir_all(drive).unwrap();
        std::fs::remove_dir_all(their_drive).unwrap();
    }
    sheet.against(
        "first backup, written",
        median(first.0),
        median(first.1),
        1.2,
        "ms",
    );
    sheet.against(
        "first backup, written and read back",
        median(proved.0),
        median(proved.1),
        1.2,
        "ms",
    );
    sheet.note("second backup, written and read back", median(later), "ms");
    sheet.against(
        "second backup after 1 % edits, written",
        median(second.0),
        median(second.1),
        0.5,
        "ms",
    );
    sheet.against(
        "second backup after 1 % edits, bytes",
        median(added.0),
        median(added.1),
        0.2,
        "MB",
    );
    sheet.at_most(
        "second backup, of the first's bytes",
        median(share),
        5.0,
        "%",
    );
    sheet.note(
        "peak memory of restic",
        their_peaks.into_iter().fold(0.0, f64::max),
        "MB",
    );
    sheet.at_most(
        "peak memory of a backup",
        peaks.into_iter().fold(0.0, f64::max),
        200.0,
        "MB",
    );
}
