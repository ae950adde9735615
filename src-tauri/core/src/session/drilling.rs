//! Proving that the newest backup would restore. The drill itself is the backup room's; where it
//! takes place, of which backup, when by itself, and what is kept of it is said here.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Session;
use super::targets::{first_with_backups, not_chosen, plans_in};
use crate::attachments as attachments_room;
use crate::backup::certificate::{self, Certificate, DrillEntry, Run};
use crate::backup::cloud::is_out_of_reach;
use crate::backup::hidden::sweep;
use crate::backup::rhythm::{Before, DrillRhythm};
use crate::backup::{Drilled, Looked, Plan, SnapshotInfo, drill};
use crate::base::{Error, Kind, Report, Result, Timestamp};
use crate::records::rows;
use crate::settings;
use crate::vault::{Read, Vault};

/// Within the vault's folder: on a disk with room for it, and gone with it.
const HIDDEN: &str = ".drill";
/// Beside the plan of backups.
const DRILLS: &str = "backup.drills";
/// Of every kind of record so many are opened: the oldest, the newest, and such as lie between.
const SAMPLE: u32 = 12;

/// How often drills run by themselves, and when one was last begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Kept {
    rhythm: DrillRhythm,
    tried_at: Option<Timestamp>,
}

/// How the proofs of the backup stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proofs {
    /// How often a drill runs by itself.
    pub rhythm: DrillRhythm,
    /// When one passed last, of the folder that backups go to now.
    pub proved_at: Option<Timestamp>,
    /// When the next one begins by itself, if the drive is there.
    pub next_at: Option<Timestamp>,
    /// Since when one has been owed for so long that the user is to hear of it.
    pub overdue_since: Option<Timestamp>,
}

impl Session {
    /// Restores the newest verified backup of the chosen folder where nobody sees it, compares it
    /// with what it says of itself, opens records and files of it, and removes it. The vault is
    /// worked in meanwhile; the drive is only read. What came of it is noted with a certificate,
    /// whichever way it went; that it was stopped, or could not begin, is no outcome.
    ///
    /// # Errors
    /// [`Kind::NotFound`] before a folder was chosen or a backup made; else see [`drill()`].
    pub fn drill_backup(&self, by_itself: bool, report: &Report) -> Result<Drilled> {
        let vault = self.vault();
        let begun = vault.clock().now();
        // First of all: a drill that takes the program with it is not begun again at once.
        vault.write("settings.set", |tx| {
            let kept = Kept {
                tried_at: Some(begun),
                ..kept_in(tx)?
            };
            settings::set(tx, DRILLS, &kept)
        })?;
        let mut of = None;
        let done = self.drill_newest(&mut of, report);
        let run = Run {
            vault: vault.id(),
            vault_name: self.whose().name,
            by_itself,
            begun,
            ended: vault.clock().now(),
        };
        let certificate = match &done {
            Ok(done) => Certificate::of(&run, done),
            Err(error) if is_outcome(error, of.is_some()) => {
                Certificate::failed(&run, of.map(of_backup), error.to_wire())
            }
            Err(_) => return done,
        };
        let kept = vault.write("backup.drill", |tx| certificate::keep(tx, &certificate));
        // What went wrong with the backup is told first.
        let done = done?;
        kept.map(|()| done)
    }

    /// The drills so far, newest first, at most `limit`; each says whether its certificate was
    /// altered.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drills(&self, limit: u32) -> Result<Vec<DrillEntry>> {
        self.vault().read(|read| certificate::entries(read, limit))
    }

    /// How the proofs of the backup stand.
    ///
    /// # Errors
    /// When the database fails.
    pub fn proofs(&self) -> Result<Proofs> {
        self.vault().read(proofs_in)
    }

    /// Sets how often a drill runs by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_drill_rhythm(&self, rhythm: DrillRhythm) -> Result<()> {
        self.vault().write("settings.set", |tx| {
            let kept = Kept {
                rhythm,
                ..kept_in(tx)?
            };
            settings::set(tx, DRILLS, &kept)
        })
    }

    fn drill_newest(&self, of: &mut Option<SnapshotInfo>, report: &Report) -> Result<Drilled> {
        let mut away = Err(not_chosen());
        for plan in self.places_to_read()? {
            match self.drill_at(&plan, of, report) {
                // Another place may be reached.
                Err(error) if is_out_of_reach(&error) => away = Err(error),
                done => return done,
            }
        }
        away
    }

    fn drill_at(
        &self,
        plan: &Plan,
        of: &mut Option<SnapshotInfo>,
        report: &Report,
    ) -> Result<Drilled> {
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let vault = self.vault();
        let newest = |snapshots: &[SnapshotInfo]| {
            let verified = snapshots.iter().find(|one| one.verified_at.is_some());
            verified.cloned()
        };
        // As far as is known before the drive is asked.
        *of = newest(&plan.known);
        let found = plan.reach().found(&plan.folder, vault.id(), keys, report)?;
        *of = newest(found.snapshots());
        let none = || Error::new(Kind::NotFound, "error.drill_none");
        let id = of.as_ref().map(|one| one.id.clone()).ok_or_else(none)?;
        let hidden = hidden_beside(vault).ok_or_else(not_chosen)?;
        drill(&found, &id, (&hidden, vault.clock()), look_inside, report)
    }
}

/// Opens the restored vault as a user's would be: records of every kind by the engine that shows
/// them, and every attachment whole.
fn look_inside(vault: Vault, report: &Report) -> Result<Looked> {
    let session = Session::over(vault)?;
    let mut looked = Looked::default();
    let kinds = session.catalog();
    session.vault().read(|read| {
        for entity in kinds.entities() {
            report.cancel.check()?;
            let (least, most, there): (i64, i64, i64) = read.sql().query_row(
                &format!(
                    "SELECT coalesce(min(n), 0), coalesce(max(n), 0), count(*)
                     FROM \"{}\" WHERE deleted_at IS NULL",
                    entity.key
                ),
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
            looked.records += there.unsigned_abs();
            let steps = i64::from(SAMPLE - 1);
            let mut seen = BTreeSet::new();
            for step in 0..=steps {
                let from = least + (most - least) * step / steps;
                let found = rows::list(read, &kinds, entity, "n >= ? ORDER BY n", &[&from], 1)?;
                seen.extend(found.iter().map(|record| record.id));
            }
            looked.opened += seen.len() as u64;
        }
        Ok(())
    })?;
    let wrong = attachments_room::ops::check(session.vault(), &session.files, report)?;
    if let Some(wrong) = wrong.first() {
        let key = if wrong.missing {
            "error.attachment_missing"
        } else {
            "error.attachment_damaged"
        };
        return Err(Error::new(Kind::Damaged, key).with("name", &wrong.name));
    }
    looked.files = session.vault().read(attachments_room::store::living)?.len() as u64;
    Ok(looked)
}

/// How the proofs of the backup stand.
pub(super) fn proofs_in(read: &Read<'_>) -> Result<Proofs> {
    let kept = kept_in(read)?;
    let plans = plans_in(read)?;
    let plan = first_with_backups(&plans, read.now());
    let proved = certificate::proved_at(read)?;
    // Before there is a backup there is nothing to prove.
    let Some(plan) = plan.filter(|plan| plan.last_ok_at.is_some()) else {
        return Ok(Proofs {
            rhythm: kept.rhythm,
            proved_at: None,
            next_at: None,
            overdue_since: None,
        });
    };
    let before = Before {
        since: plan.since,
        proved,
        tried: kept.tried_at,
    };
    let now = read.now();
    Ok(Proofs {
        rhythm: kept.rhythm,
        proved_at: before.proof(now),
        next_at: kept.rhythm.begin_at(before, now),
        overdue_since: kept.rhythm.overdue_since(before, now),
    })
}

fn kept_in(read: &Read<'_>) -> Result<Kept> {
    Ok(settings::get(read, DRILLS)?.unwrap_or_default())
}

/// Whether an error says something of the backup, or of whether it could be restored here. That there
/// is none says so only where one was known.
fn is_outcome(error: &Error, known: bool) -> bool {
    match error.kind() {
        Kind::Cancelled | Kind::InUse | Kind::Locked => false,
        // The network or the storage was away, as a drive may be.
        _ if is_out_of_reach(error) => false,
        Kind::NotFound => known,
        _ => true,
    }
}

fn of_backup(snapshot: SnapshotInfo) -> (String, Timestamp) {
    (snapshot.id, snapshot.manifest.made_at)
}

/// Removes what is left of a drill that the program did not survive. That it cannot be removed is no
/// reason to keep the vault closed: the next drill says so.
pub(super) fn sweep_beside(vault: &Vault) {
    if let Some(hidden) = hidden_beside(vault) {
        let _ = sweep(&hidden);
    }
}

/// Where a drill restores to. A vault in memory has no such place.
fn hidden_beside(vault: &Vault) -> Option<PathBuf> {
    vault.dir().map(|dir| dir.join(HIDDEN))
}
