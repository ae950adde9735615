//! Proving that the newest backup would restore. The drill itself is the backup room's; where it
//! takes place, of which backup, when by itself, and what is kept of it is said here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Session;
use super::targets::{not_chosen, plans_in};
use crate::attachments as attachments_room;
use crate::backup::certificate::{self, Certificate, DrillEntry, Run};
use crate::backup::files::known_lost;
use crate::backup::hidden::sweep;
use crate::backup::rhythm::{Before, DrillRhythm};
use crate::backup::{Drilled, Looked, Lost, Plan, SnapshotInfo, drill};
use crate::base::{Error, Id, Kind, Report, Result, Timestamp, WireError};
use crate::records::rows;
use crate::settings;
use crate::vault::{Read, Vault};

/// Within the vault's folder: on a disk with room for it, and gone with it.
const HIDDEN: &str = ".drill";
/// Beside the plan of backups.
const DRILLS: &str = "backup.drills";
/// Of every kind of record so many are opened: the oldest, the newest, and such as lie between.
const SAMPLE: u32 = 12;

/// How often drills run by themselves, when one was last begun at each place, and why it could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Kept {
    rhythm: DrillRhythm,
    #[serde(default)]
    tried: BTreeMap<String, Timestamp>,
    #[serde(default)]
    hindrance: Option<WireError>,
}

/// How the proof of the backups at one place stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceProof {
    /// Which place.
    pub target: Id,
    /// What the user calls it.
    pub name: String,
    /// When a drill passed there last.
    pub proved_at: Option<Timestamp>,
    /// When the next one there begins by itself, if the drive is there.
    pub next_at: Option<Timestamp>,
    /// Since when one has been owed for so long that the user is to hear of it.
    pub overdue_since: Option<Timestamp>,
}

/// How the proofs of the backups stand: each place needs its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proofs {
    /// How often a drill runs by itself.
    pub rhythm: DrillRhythm,
    /// The places that hold good backups and are not paused; where all are, those.
    pub places: Vec<PlaceProof>,
    /// Why the last drill could not be done, where it says nothing of the backup.
    pub hindrance: Option<WireError>,
}

impl Proofs {
    /// Since when no place has been without a proof: of the last ones at each, the oldest. None where none
    /// passed anywhere.
    #[must_use]
    pub fn proved_at(&self) -> Option<Timestamp> {
        self.places.iter().filter_map(|place| place.proved_at).min()
    }

    /// When the next drill begins by itself, if its drive is there.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        self.places.iter().filter_map(|place| place.next_at).min()
    }

    /// Since when one has been owed for so long that the user is to hear of it.
    #[must_use]
    pub fn overdue_since(&self) -> Option<Timestamp> {
        let owed = self.places.iter().filter_map(|place| place.overdue_since);
        owed.min()
    }

    /// The places whose backups never were proved to restore.
    pub fn unproved(&self) -> impl Iterator<Item = &PlaceProof> {
        let places = self.places.iter();
        places.filter(|place| place.proved_at.is_none())
    }
}

/// What a drill came to, as far as it came.
#[derive(Default)]
struct Of {
    place: Option<(Id, String)>,
    backup: Option<SnapshotInfo>,
}

impl Session {
    /// Restores the newest verified backup of the place that was proved longest ago where nobody sees it,
    /// compares it with what it says of itself, opens records and files of it, and removes it. The vault is
    /// worked in meanwhile; the drive is only read, until it is found that the backup does not restore: that
    /// is written down there. What came of it is noted with a certificate, whichever way it went; that it was
    /// stopped, or could not be done, is no outcome.
    ///
    /// # Errors
    /// [`Kind::NotFound`] before a folder was chosen or a backup made; else see [`drill()`].
    pub fn drill_backup(&self, by_itself: bool, report: &Report) -> Result<Drilled> {
        self.drill_backup_at(None, by_itself, report)
    }

    /// The same of the place `target`, where one is named.
    ///
    /// # Errors
    /// As [`Session::drill_backup`].
    pub fn drill_backup_at(
        &self,
        target: Option<Id>,
        by_itself: bool,
        report: &Report,
    ) -> Result<Drilled> {
        let vault = self.vault();
        let begun = vault.clock().now();
        self.keep_drills(|kept| kept.hindrance = None)?;
        let mut of = Of::default();
        let done = match target {
            Some(target) => self.drill_one(&self.plan_of(target)?, &mut of, report),
            None => self.drill_newest(by_itself, &mut of, report),
        };
        if let Err(error) = &done
            && drill::could_not_be_done(error)
        {
            // What kept it is told first, whether it could be noted or not.
            let _ = self.keep_drills(|kept| kept.hindrance = Some(error.to_wire()));
        }
        let run = Run {
            vault: vault.id(),
            vault_name: self.whose_of(None).name,
            by_itself,
            begun,
            ended: vault.clock().now(),
            place: of.place.clone(),
        };
        if let (Err(error), Some((target, _)), Some(backup)) = (&done, &of.place, &of.backup)
            && error.kind() == Kind::Damaged
        {
            // The plan doubts it already. Told at the place or not, what was found is certified.
            let _ = self.disprove(*target, &backup.id, report);
        }
        let certificate = match &done {
            Ok(done) => Certificate::of(&run, done),
            Err(error) if is_outcome(error, of.backup.is_some()) => {
                Certificate::failed(&run, of.backup.map(of_backup), error.to_wire())
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

    /// The drill of this number.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there was none; when the database fails.
    pub fn drill(&self, n: i64) -> Result<DrillEntry> {
        let found = self.vault().read(|read| certificate::numbered(read, n))?;
        found.ok_or_else(|| Error::new(Kind::NotFound, "error.record_gone"))
    }

    /// Which backups a drill restored.
    ///
    /// # Errors
    /// When the database fails.
    pub fn proven_backups(&self) -> Result<BTreeSet<String>> {
        self.vault().read(certificate::proven)
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
        self.keep_drills(|kept| kept.rhythm = rhythm)
    }

    /// Lets the clock begin one again at once: the last gave way before it could end.
    ///
    /// # Errors
    /// When the database fails.
    pub fn take_up_drill(&self) -> Result<()> {
        self.keep_drills(|kept| {
            let last = kept.tried.iter().max_by_key(|(_, at)| **at);
            if let Some(place) = last.map(|(place, _)| place.clone()) {
                kept.tried.remove(&place);
            }
        })
    }

    fn keep_drills(&self, change: impl FnOnce(&mut Kept)) -> Result<()> {
        self.vault().write("settings.set", |tx| {
            let mut kept = kept_in(tx)?;
            change(&mut kept);
            settings::set(tx, DRILLS, &kept)
        })
    }

    fn drill_newest(&self, by_itself: bool, of: &mut Of, report: &Report) -> Result<Drilled> {
        let (proved, kept) = self
            .vault()
            .read(|read| Ok((certificate::proved_at(read)?, kept_in(read)?)))?;
        let now = self.vault().clock().now();
        let owed = self.proofs()?.places.into_iter();
        let owed: BTreeSet<Id> = owed
            .filter(|place| place.next_at.is_some_and(|at| at <= now))
            .map(|place| place.target)
            .collect();
        let mut places = self.places_to_read()?;
        // In turn: first where none was begun yet, then where the last one is longest ago, whatever came of
        // it. One place that fails again and again keeps no other from its turn.
        places.sort_by_key(|plan| {
            let id = plan.id.to_string();
            let last = proved.get(&id).max(kept.tried.get(&id)).copied();
            (plan.paused, by_itself && !owed.contains(&plan.id), last)
        });
        let mut away = Err(not_chosen());
        for plan in places {
            match self.drill_one(&plan, of, report) {
                // Another place may be reached.
                Err(error) if is_away(&error) => away = Err(error),
                done => return done,
            }
        }
        away
    }

    fn drill_one(&self, plan: &Plan, of: &mut Of, report: &Report) -> Result<Drilled> {
        let (place, now) = (plan.id.to_string(), self.vault().clock().now());
        // First of all: a drill that takes the program with it is not begun again at once.
        self.keep_drills(|kept| {
            kept.tried.insert(place, now);
        })?;
        self.drill_at(plan, of, report)
    }

    fn drill_at(&self, plan: &Plan, of: &mut Of, report: &Report) -> Result<Drilled> {
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let vault = self.vault();
        let now = vault.clock().now();
        let newest = |snapshots: &[SnapshotInfo]| {
            drill::newest_verified(snapshots, plan.lineage, now).cloned()
        };
        // As far as is known before the drive is asked.
        *of = Of {
            place: Some((plan.id, plan.name.clone())),
            backup: newest(&plan.known),
        };
        let found = plan.reach().found(&plan.folder, vault.id(), keys, report)?;
        let mut there = found.snapshots().to_vec();
        there.retain(|one| !plan.doubted.contains(&one.id));
        of.backup = newest(&there);
        let none = || Error::new(Kind::NotFound, "error.drill_none");
        let id = of.backup.as_ref().map(|one| one.id.clone());
        let id = id.ok_or_else(none)?;
        let hidden = hidden_beside(vault).ok_or_else(not_chosen)?;
        drill::drill(&found, &id, (&hidden, vault.clock()), look_inside, report)
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
    let (living, lost) = session.vault().read(|read| {
        let living = attachments_room::store::living(read)?;
        Ok((living, known_lost(read)?))
    })?;
    let file_of = |id: Id| living.iter().find(|one| one.id == id);
    for wrong in wrong {
        let Some(one) = file_of(wrong.id).filter(|one| !lost.contains_key(&one.stored.id)) else {
            continue;
        };
        let lost = Lost {
            file: one.stored.id,
            name: wrong.name,
            missing: wrong.missing,
        };
        return Err(lost.error());
    }
    let there = living.iter();
    let there = there.filter(|one| !lost.contains_key(&one.stored.id));
    looked.files = there.count() as u64;
    Ok(looked)
}

/// How the proofs of the backups stand.
pub(super) fn proofs_in(read: &Read<'_>) -> Result<Proofs> {
    let kept = kept_in(read)?;
    let (proved, now) = (certificate::proved_at(read)?, read.now());
    let mut plans = plans_in(read)?;
    // Before there is a backup there is nothing to prove.
    plans.retain(|plan| plan.last_good(now).is_some());
    if plans.iter().any(|plan| !plan.paused) {
        plans.retain(|plan| !plan.paused);
    }
    let places = plans.into_iter().map(|plan| {
        let before = Before {
            since: plan.since,
            proved: proved.get(&plan.id.to_string()).copied(),
            tried: kept.tried.get(&plan.id.to_string()).copied(),
        };
        PlaceProof {
            target: plan.id,
            name: plan.name,
            proved_at: before.proof(now),
            next_at: kept.rhythm.begin_at(before, now),
            overdue_since: kept.rhythm.overdue_since(before, now),
        }
    });
    Ok(Proofs {
        rhythm: kept.rhythm,
        places: places.collect(),
        hindrance: kept.hindrance,
    })
}

/// Whether a place is not there, so that another one may be asked.
fn is_away(error: &Error) -> bool {
    error.kind() != Kind::NoSpace && drill::could_not_be_done(error)
}

fn kept_in(read: &Read<'_>) -> Result<Kept> {
    Ok(settings::get(read, DRILLS)?.unwrap_or_default())
}

/// Whether an error says something of the backup, or of whether it could be restored here. That there
/// is none says so only where one was known.
fn is_outcome(error: &Error, known: bool) -> bool {
    match error.kind() {
        Kind::Cancelled | Kind::InUse | Kind::Locked => false,
        _ if drill::could_not_be_done(error) => false,
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
