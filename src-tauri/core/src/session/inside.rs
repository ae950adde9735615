//! Looking inside a backup without restoring it, and bringing back out of it what is missing. How a
//! backup is opened is its room's; how two vaults compare, and what comes back, is told in history.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::finding::former_list;
use super::targets::not_chosen;
use super::{Applied, Session};
use crate::attachments::{Files, ops as file_ops, over};
use crate::backup::files as backup_files;
use crate::backup::hidden::sweep;
use crate::backup::{Inside, Lost, Manifest, SnapshotInfo};
use crate::base::{Cancel, Id, Report, Result, Timestamp};
use crate::fields;
use crate::history::former::{
    Bring, Differences, FormerAsked, FormerKind, FormerList, FormerPage, FormerRecord, Wanted,
    bring, list as former_lists, look,
};
use crate::records::catalog::EntityDef;
use crate::records::journal;
use crate::settings;
use crate::vault::{Read, Vault, Write};

/// Within the vault's folder: on a disk with room for it, and gone with it.
const HIDDEN: &str = ".inside";

/// What a restored vault says of where it came from, until it makes backups of its own.
pub(super) const RESTORED: &str = "backup.restored_from";

/// The files that the backup did not give back which this vault came out of, until the user has read it.
const LOST: &str = "backup.restored_without";

/// Which backup a vault was restored from, and how it stood against the living one then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoredFrom {
    /// When the backup was made.
    pub made_at: Timestamp,
    /// When it was restored.
    pub restored_at: Timestamp,
    /// How many steps the living vault had made since; nothing where none was open.
    pub steps_since: Option<u32>,
}

/// A backup that is looked at, and how it stands against the vault it was made of.
#[derive(Debug)]
pub struct Former {
    inside: Inside,
    lists: Lists,
    differences: Mutex<Differences>,
}

/// The lists of then that were asked for, by kind: they change no more.
#[derive(Debug, Default)]
pub(super) struct Lists(Mutex<HashMap<&'static str, Arc<FormerList>>>);

impl Lists {
    /// The list of one kind, which `session` finds by what it knows it by.
    pub(super) fn of(
        &self,
        session: &Session,
        then: &Vault,
        entity: &'static EntityDef,
    ) -> Result<Arc<FormerList>> {
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = held().get(entity.key) {
            return Ok(list.clone());
        }
        let list = then.read(|then| former_list(session, then, entity, &Cancel::default()))?;
        let list = Arc::new(list);
        held().insert(entity.key, list.clone());
        Ok(list)
    }
}

/// What a file of then is called, if it is there to be opened.
pub(super) fn file_of(then: &Vault, id: Id) -> Result<String> {
    let (_, name, _) = then.read(|read| file_ops::open(read, &files_of(then), id))?;
    Ok(name)
}

/// Writes a file of then, no longer encrypted, to where the user said.
pub(super) fn save_file(
    then: &Vault,
    (id, to, over): (Id, &Path, bool),
    report: &Report,
) -> Result<()> {
    file_ops::save(then, &files_of(then), id, to, over, report)
}

fn files_of(then: &Vault) -> Files {
    Files::beside(then.dir().unwrap_or(Path::new("")))
}

impl Former {
    /// Which backup it is.
    #[must_use]
    pub fn snapshot(&self) -> &SnapshotInfo {
        self.inside.snapshot()
    }

    /// The vault as it was. Only to be read.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        self.inside.vault()
    }

    /// What the file of an attachment of then is called, if it is there to be opened.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`]; [`crate::base::Kind::Damaged`] when the backup has not got it.
    pub fn file_name(&self, id: Id) -> Result<String> {
        file_of(self.vault(), id)
    }

    /// Writes it, no longer encrypted, to where the user said.
    ///
    /// # Errors
    /// As [`Session::save_attachment`].
    pub fn save_file(&self, id: Id, to: &Path, over: bool, report: &Report) -> Result<()> {
        save_file(self.vault(), (id, to, over), report)
    }
}

impl Session {
    /// Opens a backup on a place to be looked at, and compares it with the vault.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] where there is no such place or no such backup;
    /// else see [`Inside::open`].
    pub fn look_inside(&self, target: Id, id: &str, report: &Report) -> Result<Former> {
        let plan = self.plan_of(target)?;
        let folder = self.found(&plan)?;
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let found = plan.reach().found(&folder, self.vault.id(), keys, report)?;
        let hidden = hidden_beside(&self.vault).ok_or_else(not_chosen)?;
        let inside = Inside::open(&found, id, &hidden, self.vault.clock(), report)?;
        report.step("progress.inside_compare", 0, None)?;
        let differences = self.vault.read(|now| {
            let catalog = fields::with_retired(now, &self.catalog())?;
            inside
                .vault()
                .read(|then| Differences::find(then, now, &catalog, &report.cancel))
        })?;
        Ok(Former {
            inside,
            lists: Lists::default(),
            differences: Mutex::new(differences),
        })
    }

    /// A part of the list of one kind of record as it was.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] for a kind nobody knows; when the database fails.
    pub fn former_list(&self, former: &Former, asked: &FormerAsked) -> Result<FormerPage> {
        let entity = self.catalog().entity(&asked.entity)?;
        let list = former.lists.of(self, former.vault(), entity)?;
        let mut page = self.compared(former, |differences| Ok(list.page(asked, differences)))?;
        let catalog = self.catalog();
        former
            .vault()
            .read(|then| page.fill(then, &catalog, entity))?;
        Ok(page)
    }

    /// The kinds of record of which a backup holds any, also those the user has put out of sight since.
    ///
    /// # Errors
    /// When the database fails.
    pub fn former_kinds(&self, former: &Former) -> Result<Vec<FormerKind>> {
        let catalog = self.catalog();
        former
            .vault()
            .read(|then| former_lists::kinds(then, &catalog))
    }

    /// A record as it was, beside what it is, with as many of those that belonged to it as are asked for.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when it was not there; when a database fails.
    pub fn former_record(
        &self,
        former: &Former,
        entity: &str,
        id: Id,
        most: u32,
    ) -> Result<FormerRecord> {
        let entity = self.catalog().entity(entity)?;
        self.compared(former, |differences| {
            self.vault.read(|now| {
                let catalog = fields::with_retired(now, &self.catalog())?;
                former
                    .vault()
                    .read(|then| look::record(then, now, &catalog, differences, (entity, id), most))
            })
        })
    }

    /// Has `ask` know how everything stands by now.
    fn compared<T>(
        &self,
        former: &Former,
        ask: impl FnOnce(&Differences) -> Result<T>,
    ) -> Result<T> {
        let held = former.differences.lock();
        let mut differences = held.unwrap_or_else(PoisonError::into_inner);
        self.vault.read(|now| {
            let catalog = fields::with_retired(now, &self.catalog())?;
            former
                .vault()
                .read(|then| differences.follow(then, now, &catalog, &Cancel::default()))
        })?;
        ask(&differences)
    }

    /// What bringing something back out of the vault `then` would do.
    ///
    /// # Errors
    /// See [`bring::plan`].
    pub fn bring_plan(&self, then: &Vault, wanted: &Wanted) -> Result<Bring> {
        self.vault.read(|now| {
            let catalog = fields::with_retired(now, &self.catalog())?;
            then.read(|read| {
                let at_hand = at_hand((then, read), now)?;
                bring::plan(read, now, &catalog, wanted, &at_hand)
            })
        })
    }

    /// Brings it back as the plan made at `moment` said, with the files that were on it: one step of undo.
    /// Stopped before that step has ended, nothing has come.
    ///
    /// # Errors
    /// [`crate::base::Kind::Cancelled`]; see [`bring::perform`] and [`over::take`].
    pub fn bring_back(
        &self,
        then: &Vault,
        (wanted, moment): (&Wanted, i64),
        report: &Report,
    ) -> Result<Applied> {
        report.step("progress.bring_records", 0, None)?;
        then.read(|read| {
            let (catalog, at_hand, files) = self.vault.read(|now| {
                let catalog = fields::with_retired(now, &self.catalog())?;
                let at_hand = at_hand((then, read), now)?;
                let files = bring::files(read, now, &catalog, wanted, &at_hand)?;
                Ok((catalog, at_hand, files))
            })?;
            let from = files_of(then);
            let come = over::take(read, (&from, &self.files), &files, report)?;
            let written = report
                .step("progress.bring_records", 0, None)
                .and_then(|()| {
                    self.written("history.bring_back", |tx| {
                        come.settle_in(tx)?;
                        let asked = (wanted, moment);
                        bring::perform(read, tx, &catalog, asked, (&at_hand, report))
                    })
                });
            come.settle(&self.vault);
            written
        })
    }

    /// Keeps which backup this vault was restored from.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_restored_from(&self, from: RestoredFrom) -> Result<()> {
        self.set_setting(RESTORED, &from)
    }

    /// Which backup this vault was restored from, until a folder for its own is chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn restored_from(&self) -> Result<Option<RestoredFrom>> {
        Ok(match self.backup_plan()? {
            Some(_) => None,
            None => self.setting(RESTORED)?,
        })
    }

    /// What the files on records are called that the backup did not give back which this vault came out of.
    ///
    /// # Errors
    /// When the database fails.
    pub fn restored_without(&self) -> Result<Vec<String>> {
        Ok(self.setting(LOST)?.unwrap_or_default())
    }

    /// The user has read of them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn restored_without_told(&self) -> Result<()> {
        self.vault.write("settings.set", |tx| say_lost(tx, &[]))
    }

    /// When this vault last came out of a backup, if it ever did.
    ///
    /// # Errors
    /// When the database fails.
    pub fn restored_at(&self) -> Result<Option<Timestamp>> {
        let from: Option<RestoredFrom> = self.setting(RESTORED)?;
        Ok(from.map(|from| from.restored_at))
    }

    /// How many steps the vault has made since each of these backups; nothing for one that is not of its
    /// own past, or to which it never came, for then it is itself the older one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn steps_since(&self, backups: &[&Manifest]) -> Result<Vec<Option<u32>>> {
        self.vault.read(|read| Self::steps_since_in(read, backups))
    }

    pub(super) fn steps_since_in(
        read: &Read<'_>,
        backups: &[&Manifest],
    ) -> Result<Vec<Option<u32>>> {
        let own = Self::is_of_own_past(read);
        let seqs: Vec<i64> = backups.iter().map(|manifest| manifest.commit_seq).collect();
        let since = journal::steps_since(read, &seqs)?.into_iter();
        let since = since.zip(backups);
        since
            .map(|(since, manifest)| Ok(if own(manifest)? { since } else { None }))
            .collect()
    }
}

/// The files of then that could come. A vault in memory has none.
fn at_hand((then, read): (&Vault, &Read<'_>), now: &Read<'_>) -> Result<BTreeSet<Id>> {
    match then.dir() {
        Some(dir) => over::at_hand(read, now, &Files::beside(dir)),
        None => Ok(BTreeSet::new()),
    }
}

/// Keeps which files a vault came out of a backup without.
pub(super) fn note_lost(tx: &mut Write<'_>, lost: &[Lost]) -> Result<()> {
    backup_files::note_lost(tx, lost)?;
    say_lost(tx, lost)
}

fn say_lost(tx: &mut Write<'_>, lost: &[Lost]) -> Result<()> {
    if lost.is_empty() && settings::get::<Vec<String>>(tx, LOST)?.is_none() {
        return Ok(());
    }
    let names: Vec<&str> = lost.iter().map(|one| one.name.as_str()).collect();
    settings::set(tx, LOST, &names)
}

/// Removes what is left of a backup that was looked at when the program died. That it cannot be
/// removed is no reason to keep the vault closed: the next look says so.
pub(super) fn sweep_beside(vault: &Vault) {
    if let Some(hidden) = hidden_beside(vault) {
        let _ = sweep(&hidden);
    }
}

/// Where a backup is opened. A vault in memory has no such place.
fn hidden_beside(vault: &Vault) -> Option<PathBuf> {
    vault.dir().map(|dir| dir.join(HIDDEN))
}
