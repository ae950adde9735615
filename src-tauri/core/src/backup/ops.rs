//! Backing up: stream, store, read back.
//!
//! A backup is done when it was read back from the drive and found equal to what was read out of
//! the vault; until then it is not reported and not counted on.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;

use chrono::NaiveDate;
use rustic_core::jiff;
use rustic_core::repofile::SnapshotFile;
use rustic_core::{BackupOptions, FileType, Id, ParentOptions, SnapshotOptions};

use super::digest;
use super::files::{self, Expected};
use super::ledger::Ledger;
use super::lineage::computer_name;
use super::model::{Counts, Finished, LastStep, Manifest, Part, Policy, SnapshotInfo};
use super::pages::{Image, read_out};
use super::session::{Opened, Session, describe};
use super::source::{Extra, PAGES, Source};
use super::target::Target;
use super::verify::{Trusted, find_damaged_packs, read_back, read_back_new};
use crate::attachments::files::place;
use crate::base::{Error, Kind, Report, Result, Timestamp};
use crate::records::journal;
use crate::vault::{Read, Vault};

/// Room a drive must have beside what the backup itself needs.
const HEADROOM: u64 = 16 << 20;
/// Packs taken back from a drive that became full: enough to work in, little to write again.
const TAKEN_BACK: usize = 2;

/// What a backup is read back against.
struct Expectation<'b> {
    /// The stream that went to the engine.
    hash: &'b blake3::Hash,
    /// The files beside it.
    files: &'b [Expected],
    /// What was read back before, if there is anything.
    trusted: Option<Trusted<'b>>,
}

impl Target {
    /// As [`Target::backup`]; where the drive has no room for it, clears out what `policy` lets go
    /// on `today` and tries once more. What is only marked now is given back a day later, so a
    /// drive that stays full recovers by the tries of the next days.
    ///
    /// # Errors
    /// As [`Target::backup`].
    pub fn backup_making_room(
        &self,
        vault: &Vault,
        counts: impl Fn(&Read<'_>) -> Result<Counts>,
        extras: impl Fn(&Read<'_>) -> Result<Vec<Extra>>,
        (policy, today): (Policy, NaiveDate),
        report: &Report,
    ) -> Result<Finished> {
        match self.backup(vault, &counts, &extras, report) {
            Err(full) if full.kind() == Kind::NoSpace => {
                match self.clear_out(policy, today, report) {
                    // Damage stands in the way of all room to come: the user has to say what of it.
                    Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::Damaged) => {
                        return Err(error);
                    }
                    Err(_) => return Err(full),
                    Ok(_) => {}
                }
                self.backup(vault, &counts, &extras, report)
            }
            done => done,
        }
    }

    /// Backs the vault up and reads the backup back. `counts`, and `extras` for the files beside the
    /// database, are asked in the same read transaction the pages come from.
    ///
    /// # Errors
    /// [`Kind::NoSpace`], [`Kind::Unavailable`] (drive gone, read-only), [`Kind::Cancelled`],
    /// [`Kind::Damaged`] (the drive does not give back what was written to it). Older backups are
    /// untouched in every case.
    pub fn backup(
        &self,
        vault: &Vault,
        counts: impl FnOnce(&Read<'_>) -> Result<Counts>,
        extras: impl FnOnce(&Read<'_>) -> Result<Vec<Extra>>,
        report: &Report,
    ) -> Result<Finished> {
        report.step("progress.backup_prepare", 0, None)?;
        let session = Session::begin(&self.medium, &self.home, report)?;
        let doubted = self.prove_all(&session, report)?.is_some();
        let opened = self.ready(&session)?;
        let mut ledger = Ledger::read(session.drive(), &self.keys)?;

        let earlier = session.snapshots(&opened, &ledger)?;
        let first = earlier.is_empty();
        let mut earlier = earlier.into_iter().filter(|one| one.verified_at.is_some());
        // Where something was in doubt, nothing but what was just read is counted on.
        let earlier = earlier.next().filter(|_| !doubted).map(|one| one.id);
        let mut expected = Vec::new();
        let packs = session.files().listed(FileType::Pack)?;
        let packs: HashSet<Id> = packs.into_iter().map(|(id, _)| id).collect();
        let archived = vault.read(|read| {
            let image = Image::of(read.sql())?;
            let extras = extras(read)?;
            expected.extend(extras.iter().map(Expected::of));
            self.check_room(&session, image, &extras, first)?;
            self.archive(&session, opened, read, image, (counts, extras))
        });
        if matches!(&archived, Err(error) if error.kind() == Kind::NoSpace) {
            take_back(&session, &packs)?;
        }
        let (file, hash) = archived?;
        let mut snapshot = describe(&file, &ledger)
            .ok_or_else(|| Error::internal("a snapshot of ours that we cannot read"))?;
        ledger.add(&snapshot.id, snapshot.manifest.made_at);
        ledger.write(session.drive(), &self.keys)?;

        let earlier = earlier.as_deref();
        let expected = Expectation {
            hash: &hash,
            files: &expected,
            trusted: earlier.map(|earlier| Trusted {
                earlier,
                packs: &packs,
            }),
        };
        self.verify(&session, &mut ledger, &snapshot, &expected, report)?;
        let now = self.clock.now();
        ledger.verified(&snapshot.id, now);
        ledger.write(session.drive(), &self.keys)?;
        snapshot.verified_at = Some(now);
        Ok(Finished {
            snapshot,
            bytes_written: session.drive().written(),
            unsynced: session.drive().unsynced(),
            quarantined: self.n_aside + session.quarantined(),
        })
    }

    fn check_room(
        &self,
        session: &Session,
        image: Image,
        extras: &[Extra],
        first: bool,
    ) -> Result<()> {
        let files: u64 = extras.iter().map(|extra| extra.size).sum();
        let need = least_room(first, image.bytes(), files);
        match session.drive().free() {
            Some(free) if free < need => Err(Error::new(Kind::NoSpace, "error.backup_drive_full")
                .with("folder", self.home.display())),
            _ => Ok(()),
        }
    }

    /// Streams the pages into the engine. The vault is read on this thread, the engine runs on
    /// another, and begins by reading its index while this one counts; the stream between them holds a
    /// megabyte.
    fn archive(
        &self,
        session: &Session,
        opened: Opened,
        read: &Read<'_>,
        image: Image,
        (counts, extras): (impl FnOnce(&Read<'_>) -> Result<Counts>, Vec<Extra>),
    ) -> Result<(SnapshotFile, blake3::Hash)> {
        let report = session.drive().report();
        let latch = session.latch();
        std::thread::scope(|scope| {
            let (hand_over, handed) = sync_channel::<(Source, SnapshotFile)>(1);
            let engine = scope.spawn(move || {
                // Never a parent: the engine would compare times, not contents, and store
                // nothing where they agree.
                let parents = ParentOptions::default().force(true);
                let options = BackupOptions::default().parent_opts(parents);
                session.run(|| {
                    let indexed = opened.to_indexed_ids()?;
                    // Nothing comes where the vault could not be read; the other side says why.
                    let Ok((source, snapshot)) = handed.recv() else {
                        return Ok(None);
                    };
                    let pages = [PathBuf::from(PAGES)];
                    indexed
                        .archive(&options, &source, snapshot, &pages)
                        .map(Some)
                })
            });
            let manifest = self.manifest(session, read, image, counts, &extras)?;
            let description = serde_json::to_string(&manifest).map_err(Error::internal)?;
            let readable = serde_json::to_string_pretty(&manifest).map_err(Error::internal)?;
            let (source, mut feed) =
                Source::new(readable, manifest.made_at, image.bytes(), extras, latch)?;
            // Where it is not taken, the engine failed already and says so.
            let _ = hand_over.send((source, new_snapshot(manifest.made_at, description)?));
            let mut done = 0;
            let outcome = read_out(read.sql(), image, |pages| {
                done += pages.len() as u64;
                report.step("progress.backup_copy", done, Some(image.bytes()))?;
                Ok(feed.give(pages))
            });
            let hash = match outcome {
                Ok(()) => Some(feed.end()),
                Err(error) => {
                    latch.trip(error);
                    drop(feed);
                    None
                }
            };
            session.drive().tell_writes(true);
            let archived = engine.join();
            session.drive().tell_writes(false);
            let archived = archived.map_err(|_| Error::internal("the engine panicked"))??;
            let archived = archived.ok_or_else(|| Error::internal("nothing was archived"))?;
            let hash = hash.ok_or_else(|| Error::internal("a snapshot without its stream"))?;
            Ok((archived, hash))
        })
    }

    /// What a backup of what `read` sees says of itself.
    fn manifest(
        &self,
        session: &Session,
        read: &Read<'_>,
        image: Image,
        counts: impl FnOnce(&Read<'_>) -> Result<Counts>,
        extras: &[Extra],
    ) -> Result<Manifest> {
        let mut lost = files::known_lost(read)?;
        lost.retain(|id, _| {
            let place = place(*id);
            extras.iter().all(|extra| extra.name != place)
        });
        let mut lost: Vec<String> = lost.into_values().collect();
        lost.sort();
        let files_bytes = extras.iter().map(|extra| extra.size).sum();
        Ok(Manifest {
            computer: computer_name(),
            counts: counts(read)?,
            digests: digest::counted(read.sql(), &session.drive().report().cancel)?,
            files_bytes: Some(files_bytes),
            lost,
            last_step: journal::last_step(read)?.map(|(seq, mark)| LastStep { seq, mark }),
            ..Manifest::of(read, &self.whose, image)?
        })
    }

    /// Reads the backup back through nothing but the drive: all of it the first time, later what
    /// this run brought. If the drive gives back something
    /// else, its damaged packs are set aside, so that the next backup writes their content anew,
    /// and older backups that lack them now no longer count as verified.
    fn verify(
        &self,
        written: &Session,
        ledger: &mut Ledger,
        snapshot: &SnapshotInfo,
        expected: &Expectation<'_>,
        report: &Report,
    ) -> Result<()> {
        for kind in [FileType::Snapshot, FileType::Index] {
            for (id, _) in written.files().listed(kind)? {
                let file = written.files().file(kind, &id);
                written.drive().medium().forget(&file);
            }
        }
        match self.compare(snapshot, expected, report) {
            Err(error) if error.kind() == Kind::Damaged => {
                let damaged = find_damaged_packs(written, Part::ALL, report)?;
                // All of it is as it should be: then it only came garbled over the cable.
                if damaged.is_empty() {
                    match self.compare(snapshot, expected, report) {
                        Err(error) if error.kind() == Kind::Damaged => {}
                        other => return other,
                    }
                }
                let opened = self.set_aside(written, &damaged)?;
                self.note_broken(written, &opened, ledger)?;
                Err(self.not_verified().caused_by(error))
            }
            other => other,
        }
    }

    /// Reads a backup back and compares it with what was given to the drive.
    fn compare(
        &self,
        snapshot: &SnapshotInfo,
        expected: &Expectation<'_>,
        report: &Report,
    ) -> Result<()> {
        let drive = (&self.medium, self.home.as_path(), &self.keys);
        match &expected.trusted {
            Some(trusted) => read_back_new(drive, (snapshot, expected.hash), trusted, report)?,
            None => {
                let found = read_back(drive.0, drive.1, drive.2, snapshot, report)?;
                if found != *expected.hash {
                    return Err(self.not_verified());
                }
            }
        }
        let trusted = expected.trusted.as_ref();
        files::read_back(drive, snapshot, trusted, expected.files, report)
    }

    fn not_verified(&self) -> Error {
        Error::new(Kind::Damaged, "error.backup_not_verified").with("folder", self.home.display())
    }
}

/// Room without which a backup is not begun. The first brings all there is, and sealed files do not get
/// smaller. What a later one brings is known to nobody before it is made: mostly next to nothing, and a drive
/// that becomes full under way is put up with.
fn least_room(first: bool, image: u64, files: u64) -> u64 {
    let all = if first { image / 3 + files } else { 0 };
    all + HEADROOM
}

/// A drive that is full to the last byte takes not even the small files that clearing out writes.
/// Of what this run brought, which no backup refers to, a little goes again; the rest waits to be
/// used by the next one.
fn take_back(session: &Session, before: &HashSet<Id>) -> Result<()> {
    let packs = session.files().listed(FileType::Pack)?;
    let fresh = packs.iter().filter(|(id, _)| !before.contains(id));
    for (id, _) in fresh.take(TAKEN_BACK) {
        let file = session.files().file(FileType::Pack, id);
        session.drive().remove(&file)?;
    }
    Ok(())
}

/// The engine's record of a backup, without this computer's name or command line in it.
fn new_snapshot(made_at: Timestamp, description: String) -> Result<SnapshotFile> {
    let time = jiff::Timestamp::from_millisecond(made_at.0)
        .map_err(Error::internal)?
        .to_zoned(jiff::tz::TimeZone::UTC);
    SnapshotOptions::default()
        .time(time)
        .host("steward".to_owned())
        .command(String::new())
        .description(description)
        .to_snapshot()
        .map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_backup_is_begun_wherever_there_is_room_to_work_in() {
        let (image, files) = (2 << 30, 1 << 30);
        assert!(least_room(false, image, files) < 120 << 20);
        assert!(least_room(true, image, files) > files + (600 << 20));
    }
}
