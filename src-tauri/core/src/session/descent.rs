//! Which of the vaults of its id a vault is, and how it stands against the backups of its own that lie at its
//! places: it may have been put back from an older copy, or be a copy that goes its own way on another
//! computer.

use std::collections::BTreeSet;

use super::Session;
use super::targets::be_of;
use crate::backup::plan::Ahead;
use crate::backup::{Lineage, Manifest, Plan, SnapshotInfo, Whose, computer};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::records::journal;
use crate::settings;
use crate::vault::{Read, Write};

/// Which of the vaults of its id this one is.
const LINEAGE: &str = "backup.lineage";

impl Session {
    /// Has the vault be the one of this computer: a folder that was copied to another one goes its own way
    /// from there, and its backups must not take the place of the others'.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when it cannot be told which vault it was.
    pub(super) fn be_here(&self) -> Result<()> {
        self.be_on(&computer())
    }

    /// The same of the computer `here`.
    pub(super) fn be_on(&self, here: &str) -> Result<()> {
        let now = self.vault.clock().now();
        let next = self.vault.read(|read| {
            let seq = read.commit_seq()?;
            Ok(lineage_in(read)?.and_then(|lineage| lineage.on(here, now, seq)))
        })?;
        let Some(next) = next else {
            return Ok(());
        };
        self.vault.write("settings.set", |tx| {
            let was = lineage_in(tx)?.map(|lineage| lineage.id);
            settings::set(tx, LINEAGE, &next)?;
            match was {
                Some(was) if was == next.id => Ok(()),
                _ => be_of(tx, next.id),
            }
        })
    }

    /// Whose backups they are. A vault is called as its folder.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when it cannot be told which vault of its id it is: as another one it would begin
    /// beside its own backups.
    pub(super) fn whose(&self) -> Result<Whose> {
        let lineage = self.vault.read(lineage_in)?;
        Ok(self.whose_of(lineage.map(|lineage| lineage.id)))
    }

    pub(super) fn whose_of(&self, instance: Option<Id>) -> Whose {
        let folder = self.vault.dir().and_then(std::path::Path::file_stem);
        Whose {
            id: self.vault.id(),
            name: folder.unwrap_or_default().to_string_lossy().into_owned(),
            instance,
        }
    }

    /// Holds the vault to the backups of its own at the places that are `here`, without writing there: a vault
    /// that was put back from an older copy knows nothing of what it made later. Places behind a network
    /// are not asked for it.
    ///
    /// # Errors
    /// When the database fails, or [`Kind::Cancelled`]. A place that cannot be read says nothing.
    pub fn compare_with_places(&self, here: &[Plan], report: &Report) -> Result<()> {
        for plan in here.iter().filter(|plan| plan.cloud.is_none()) {
            report.cancel.check()?;
            if let Ok(known) = self.listed_in(plan, report) {
                self.notice_ahead(plan.id, &known)?;
            }
        }
        Ok(())
    }

    /// Notes which backup of this very vault holds more than it does.
    pub(super) fn notice_ahead(&self, target: Id, known: &[SnapshotInfo]) -> Result<()> {
        let plan = self.plan_of(target)?;
        let Some(stands) = self.vault.read(|read| stands(read, known))? else {
            return Ok(());
        };
        let held = |ahead: &Ahead| stands.held.contains(&ahead.id);
        let is_news = |one: &&Ahead| plan.ahead.iter().all(|ahead| ahead.id != one.id);
        let ahead = stands.ahead.as_ref().filter(is_news);
        if ahead.is_none() && !plan.ahead.iter().any(held) {
            return Ok(());
        }
        self.note(target, |plan| {
            plan.ahead.retain(|ahead| !held(ahead));
            plan.ahead.extend(ahead.cloned());
        })
    }

    /// Those of the backups at a place of which this vault holds every write: to it they are no newer state,
    /// whoever held on to them as to one.
    pub(super) fn held_of(&self, known: &[SnapshotInfo]) -> Result<BTreeSet<String>> {
        let stands = self.vault.read(|read| stands(read, known))?;
        Ok(stands.map(|stands| stands.held).unwrap_or_default())
    }

    /// The user has read that a place holds a newer state of this vault. It stays there all the same.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place.
    pub fn ahead_told(&self, target: Id) -> Result<()> {
        self.change(target, |plan| {
            for ahead in &mut plan.ahead {
                ahead.told = true;
            }
            Ok(())
        })
    }

    /// Whether a backup is of this vault as it once stood.
    pub(super) fn is_of_own_past(read: &Read<'_>) -> impl Fn(&Manifest) -> Result<bool> {
        let lineage = lineage_in(read);
        move |manifest| match &lineage {
            Ok(Some(lineage)) => Ok(lineage.holds(manifest) && came_through(read, manifest)?),
            Ok(None) => Ok(manifest.vault.instance.is_none()),
            Err(_) => Ok(false),
        }
    }
}

/// How a vault stands to the backups at a place.
struct Stands {
    /// Those of which it holds every write.
    held: BTreeSet<String>,
    /// The one of its own with most writes in it, of those that hold some it lacks.
    ahead: Option<Ahead>,
}

/// How the vault stands to `known`; nothing where it has no place yet.
fn stands(read: &Read<'_>, known: &[SnapshotInfo]) -> Result<Option<Stands>> {
    let (Some(lineage), seq) = (lineage_in(read)?, read.commit_seq()?) else {
        return Ok(None);
    };
    let mut held = BTreeSet::new();
    let mut ahead: Option<&SnapshotInfo> = None;
    // Up to where it and what it lacks are the same, as far as the backups tell.
    let mut common = 0;
    for one in known {
        let manifest = &one.manifest;
        let within = manifest.commit_seq <= seq && came_through(read, manifest)?;
        let own = manifest.vault.instance == Some(lineage.id);
        if within && lineage.holds(manifest) {
            held.insert(one.id.clone());
            if own {
                common = common.max(manifest.commit_seq);
            }
        } else if own && ahead.is_none_or(|most| most.manifest.commit_seq < manifest.commit_seq) {
            ahead = Some(one);
        }
    }
    let ahead = ahead.map(|one| {
        let writes = one.manifest.commit_seq;
        // What it made itself since is not what it lacks.
        let from = if writes > seq { seq } else { common };
        Ahead {
            id: one.id.clone(),
            made_at: one.manifest.made_at,
            changes: writes - from,
            told: false,
        }
    });
    Ok(Some(Stands { held, ahead }))
}

/// Whether the vault made the last step that a backup holds. One that does not say is believed.
fn came_through(read: &Read<'_>, manifest: &Manifest) -> Result<bool> {
    Ok(match &manifest.last_step {
        Some(last) => journal::mark_of(read, last.seq)?.as_ref() == Some(&last.mark),
        None => true,
    })
}

/// The backups at a place that are never cleared out.
pub(super) fn kept(plan: &Plan) -> BTreeSet<String> {
    plan.ahead.iter().map(|ahead| ahead.id.clone()).collect()
}

pub(super) fn lineage_in(read: &Read<'_>) -> Result<Option<Lineage>> {
    settings::get(read, LINEAGE).map_err(|error| match error.kind() {
        Kind::Damaged => Error::new(Kind::Damaged, "error.backup_lineage_damaged").caused_by(error),
        _ => error,
    })
}

/// The same for whoever makes the vault another one: of one that cannot be read nothing is handed on.
pub(super) fn former_lineage(read: &Read<'_>) -> Result<Option<Lineage>> {
    match lineage_in(read) {
        Err(error) if error.kind() == Kind::Damaged => Ok(None),
        lineage => lineage,
    }
}

/// Has the vault be one of its own from now on, which came out of `former`; what its backups say they are of.
pub(super) fn begin_lineage(tx: &mut Write<'_>, former: Option<Lineage>) -> Result<Id> {
    let (now, seq) = (tx.now(), tx.commit_seq()?);
    let lineage = Lineage::begun(now, former, seq);
    let lineage = lineage.on(&computer(), now, seq).unwrap_or(lineage);
    settings::set(tx, LINEAGE, &lineage)?;
    Ok(lineage.id)
}
