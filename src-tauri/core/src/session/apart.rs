//! A backup looked at by who has no vault open: on a new computer, with nothing but the drive and what opens
//! it. It stands against no vault of today, so nothing is said of what has become of its records, and nothing
//! is brought back.

use std::path::Path;
use std::sync::Arc;

use super::inside::{Lists, file_of, save_file};
use super::{CatalogInfo, Session};
use crate::backup::hidden::{Hidden, sweep};
use crate::backup::{Found, Inside, SnapshotInfo};
use crate::base::{Clock, Id, Report, Result};
use crate::fields;
use crate::history::former::{
    Differences, FormerAsked, FormerKind, FormerPage, FormerRecord, list as former_lists, look,
};

/// A backup as an open vault with all its rooms, under a key that is kept nowhere. Dropping it closes the vault
/// and removes what stood on the disk.
pub struct Apart {
    // Before the place it stands in.
    session: Session,
    snapshot: SnapshotInfo,
    lists: Lists,
    _hidden: Hidden,
}

impl std::fmt::Debug for Apart {
    /// Names nothing that is inside.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Apart").finish_non_exhaustive()
    }
}

impl Apart {
    /// Restores backup `id` of `found` into a place of its own within `hidden` and opens it. Nothing is
    /// written to the drive.
    ///
    /// # Errors
    /// See [`Inside::open`]. Nothing is left behind then.
    pub fn open(
        found: &Found,
        id: &str,
        hidden: &Path,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Self> {
        let (vault, snapshot, place) = Inside::open(found, id, hidden, clock, report)?.into_parts();
        Ok(Self {
            session: Session::over(vault)?,
            snapshot,
            lists: Lists::default(),
            _hidden: place,
        })
    }

    /// Removes what is left in `hidden` of a look that the program did not survive.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn sweep(hidden: &Path) -> Result<()> {
        sweep(hidden)
    }

    /// Which backup it is.
    #[must_use]
    pub fn snapshot(&self) -> &SnapshotInfo {
        &self.snapshot
    }

    /// Every kind of record it knew, the user's own fields and choices among them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn catalog(&self) -> Result<CatalogInfo> {
        self.session.catalog_info()
    }

    /// The kinds of record of which it holds any.
    ///
    /// # Errors
    /// When the database fails.
    pub fn kinds(&self) -> Result<Vec<FormerKind>> {
        let catalog = self.session.catalog();
        let vault = self.session.vault();
        vault.read(|then| former_lists::kinds(then, &catalog))
    }

    /// A part of the list of one kind of record.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] for a kind nobody knows; when the database fails.
    pub fn list(&self, asked: &FormerAsked) -> Result<FormerPage> {
        let (catalog, vault) = (self.session.catalog(), self.session.vault());
        let entity = catalog.entity(&asked.entity)?;
        let list = self.lists.of(&self.session, vault, entity)?;
        let mut page = list.page(asked, &Differences::default());
        vault.read(|then| page.fill(then, &catalog, entity))?;
        Ok(page)
    }

    /// A record with as many of those that belonged to it as are asked for.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when it was not there; when the database fails.
    pub fn record(&self, entity: &str, id: Id, most: u32) -> Result<FormerRecord> {
        let entity = self.session.catalog().entity(entity)?;
        self.session.vault().read(|then| {
            let catalog = fields::with_retired(then, &self.session.catalog())?;
            let none = Differences::default();
            look::record(then, then, &catalog, &none, (entity, id), most)
        })
    }

    /// What the file of an attachment is called, if it is there to be opened.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`]; [`crate::base::Kind::Damaged`] when the backup has not got it.
    pub fn file_name(&self, id: Id) -> Result<String> {
        file_of(self.session.vault(), id)
    }

    /// Writes it, no longer encrypted, to where the user said.
    ///
    /// # Errors
    /// As [`Session::save_attachment`].
    pub fn save_file(&self, id: Id, to: &Path, over: bool, report: &Report) -> Result<()> {
        save_file(self.session.vault(), (id, to, over), report)
    }
}
