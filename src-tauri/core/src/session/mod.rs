//! An unlocked vault with all its rooms put together: the core's public face.
//!
//! Composition only: it installs the domains' hooks, hands each verb to its room, and holds what
//! spans several rooms (a unit's sheet, what goes with a record into the bin, feeding the search
//! index). Rules and SQL of a single room stay there.

pub mod agenda;
mod anew;
mod apart;
mod asking;
mod attachments;
mod auditing;
mod briefing;
mod calendar;
pub mod calendar_files;
mod cascade;
mod checking;
mod checklists;
mod decisions;
mod descent;
mod drilling;
mod export;
mod fields;
mod finding;
mod following;
mod form_drafts;
mod founding;
mod grading;
mod handover;
mod history;
mod inside;
mod keeping;
mod lessons;
mod lists;
mod mail;
mod modules;
mod money;
mod near;
mod note_drafts;
mod occasions;
mod opening;
mod paper;
mod parcel;
mod quality;
mod quality_duplicates;
mod quick;
mod rekeying;
mod related;
mod reminders;
mod replacing;
mod rounds;
mod salvaging;
mod sample;
mod sheet;
mod signature;
mod table;
mod tags;
mod targets;
mod templates;
mod urging;
mod views;
mod voices;
mod whitespace;
mod who_decides;
mod worth;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::Serialize;

use crate::activities as activities_room;
use crate::activities::lately::{LateTalk, lately};
use crate::activities::ops::{self as activities, LogTouch, Timeline};
use crate::attachments as attachments_room;
use crate::base::{Changed, Clock, Id, Report, Result};
use crate::business;
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::fields::{self as own_fields, KeepKinds, Kinds};
use crate::grading::keep::KeepGrades;
use crate::lessons as lessons_room;
use crate::people;
use crate::quality as quality_room;
use crate::quality::duplicates as duplicates_room;
use crate::records::above::HoldAbove;
use crate::records::journal::{self, HistoryState};
use crate::records::{Catalog, ChangeSet, Mirror, Record, RecordChange, rows};
use crate::reminders as reminders_room;
use crate::reminders::arming::KeepReminders;
use crate::reminders::{load, series, whose};
use crate::search::SearchIndex;
use crate::settings;
use crate::units;
use crate::units::tree::{self, TreeBranch};
use crate::vault::{Latch, Read, Unlock, Vault, Write};
use crate::voice::{self, scores::HoldScores};

pub use apart::Apart;
pub use asking::{Among, Hit, Hits};
pub use calendar::RepeatTrial;
pub use checking::Checked;
pub use decisions::Decisions;
pub use drilling::{PlaceProof, Proofs};
pub use inside::{Former, RestoredFrom};
pub use lists::{CatalogInfo, ListInfo};
pub use near::NearOptions;
pub use opening::OlderSecrets;
pub use paper::Paper;
pub use rekeying::Backups;
pub use reminders::TaskDone;
pub use replacing::Replacement;
pub use rounds::Round;
pub use sheet::{Person, UnitSheet};
pub use signature::SignatureDraft;
pub use table::{Band, Paste, PasteCell, PastePlan, TextColumn};
pub use targets::Rhythm;
pub use templates::template_of;
pub use views::NamedView;
pub use whitespace::GridBy;

/// Every kind of record of the product.
#[must_use]
pub fn catalog() -> Catalog {
    Catalog::of(
        [
            &[
                &units::catalog::UNIT,
                &people::catalog::CONTACT,
                &people::catalog::POST,
                &business::catalog::COOPERATION,
                &activities_room::catalog::ACTIVITY,
                &reminders_room::catalog::TASK,
                &attachments_room::catalog::ATTACHMENT,
            ],
            units::holdings::ENTITIES,
            people::standing::ENTITIES,
            business::offers::ENTITIES,
            business::contracts::ENTITIES,
            business::projects::ENTITIES,
            voice::catalog::ENTITIES,
            activities_room::promises::ENTITIES,
            reminders_room::rhythms::ENTITIES,
            &[&reminders_room::workdays::HOLIDAY],
            lessons_room::catalog::ENTITIES,
        ]
        .into_iter()
        .flatten()
        .copied(),
        [
            units::catalog::LISTS,
            people::catalog::LISTS,
            business::catalog::LISTS,
            activities_room::catalog::LISTS,
            reminders_room::catalog::LISTS,
            units::holdings::LISTS,
            people::standing::LISTS,
            business::offers::LISTS,
            business::contracts::LISTS,
            business::projects::LISTS,
            voice::catalog::LISTS,
            activities_room::promises::LISTS,
            quality_room::catalog::LISTS,
            lessons_room::catalog::LISTS,
        ]
        .into_iter()
        .flatten()
        .copied(),
    )
    .and_quietly(&settings::catalog::CHOICE)
    .and_quietly(&crate::history::catalog::MERGE_EVENT)
    .and_quietly(&crate::history::catalog::TAKEN_BACK)
    .and_quietly(&duplicates_room::catalog::DISTINCT_PAIR)
    .and_quietly(&own_fields::catalog::FIELD_DEF)
    .and_quietly(&own_fields::catalog::NUMBERING)
    .and_quietly(&own_fields::limit::FIELD_LIMIT)
    .and_quietly(&quality_room::catalog::PROVENANCE)
    .and_quietly(&quality_room::catalog::ASPECT_WEIGHT)
    .and_quietly(&quality_room::catalog::AUDIT_RUN)
    .and_quietly(&quality_room::catalog::AUDIT_ITEM)
    .and_quietly(&settings::modules::HIDDEN_MODULE)
    .and_quietly(&settings::views::SAVED_VIEW)
    .with_on_any([attachments_room::catalog::ATTACHMENT.key])
    // A state of one's own would make a task neither open nor done; how an instalment stands and how
    // alive a tie is are reckoned, and when a task speaks is read from the codes.
    .with_fixed([
        "task_state",
        business::contracts::STANDING,
        business::contracts::OFFSET,
        "activity_level",
        "lead",
        "again",
        "zone_policy",
        lessons_room::catalog::ANSWER,
    ])
    .with_open("lead", reminders_room::leads::Lead::is_code)
}

/// What a set of changes came to.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Applied {
    /// The records as they stand now, in the order of the changes.
    pub records: Vec<Record>,
    /// The write's number.
    pub seq: i64,
}

/// An unlocked vault with all its rooms.
///
/// The vault is dropped last, and with it its lock: nobody opens the folder while the index beside
/// it is still being closed.
pub struct Session {
    kinds: Arc<Kinds>,
    mirror: Arc<Mirror>,
    search: SearchIndex,
    /// Held by the one thread that brings the search index up to date.
    following: Mutex<()>,
    files: attachments_room::Files,
    sweeps: duplicates_room::Sweeps,
    sweeping: Mutex<occasions::Sweeping>,
    counted: occasions::Counted,
    seen: targets::Seen,
    rounds: Mutex<rounds::Rounds>,
    looked: checking::Looked,
    vault: Vault,
}

impl Session {
    /// Makes a vault in the new or empty folder `dir`.
    ///
    /// # Errors
    /// See [`Vault::create`].
    pub fn create(
        dir: &Path,
        passphrase: &Secret,
        cost: KdfCost,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, RecoveryKey)> {
        let (vault, recovery) = Vault::create(dir, passphrase, cost, clock)?;
        Ok((Self::over(vault)?, recovery))
    }

    /// Opens the vault in `dir`.
    ///
    /// # Errors
    /// See [`Vault::unlock`].
    pub fn unlock(dir: &Path, key: &Unlock, clock: Arc<dyn Clock>) -> Result<Self> {
        let session = Self::over(Vault::unlock(dir, key, clock)?)?;
        session.settle_backup_keys(key)?;
        // What cannot be told is told by the next backup, and keeps no vault closed.
        let _ = session.be_here();
        Ok(session)
    }

    /// Opens the vault in `dir` again, which was closed a moment ago.
    ///
    /// # Errors
    /// See [`Vault::reopen`].
    pub fn reopen(dir: &Path, latch: &Latch, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::over(Vault::reopen(dir, latch, clock)?)
    }

    /// A vault in memory, for tests and measurements.
    ///
    /// # Errors
    /// When the database fails.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Result<Self> {
        Self::over(Vault::in_memory(clock)?)
    }

    /// Puts the rooms over an open vault.
    ///
    /// # Errors
    /// When there is no memory left for the search index.
    pub fn over(mut vault: Vault) -> Result<Self> {
        drilling::sweep_beside(&vault);
        inside::sweep_beside(&vault);
        // First, for the task it makes counts and speaks like any other.
        vault.add_hook(Box::new(quality_room::representative::AskAnew::of(
            catalog(),
        )));
        vault.add_hook(Box::new(whose::KeepWhose::of(&catalog())));
        // In this order: what a unit's roll-ups count depends on where it stands.
        vault.add_hook(Box::new(tree::KeepTree));
        vault.add_hook(Box::new(HoldAbove::of(&catalog())));
        vault.add_hook(Box::new(units::control::HoldControl));
        vault.add_hook(Box::new(people::standing::HoldWhose));
        vault.add_hook(Box::new(HoldScores));
        vault.add_hook(Box::new(units::rollup::KeepRollups));
        vault.add_hook(Box::new(business::rollup::KeepMoney(|read| {
            reminders_room::workdays::of(read, read.zone())
        })));
        vault.add_hook(Box::new(business::worth::KeepWorth));
        vault.add_hook(Box::new(business::lines::KeepLines));
        vault.add_hook(Box::new(business::amend::HoldLocked));
        vault.add_hook(Box::new(business::stages::KeepStages));
        vault.add_hook(Box::new(lessons_room::keep::KeepSold));
        vault.add_hook(Box::new(attachments_room::KeepUnits::of(&catalog())));
        vault.add_hook(Box::new(attachments_room::KeepPhotos(catalog())));
        vault.add_hook(Box::new(activities_room::backdated::KeepBackdated));
        vault.add_hook(Box::new(series::KeepSeries::of(catalog())));
        vault.add_hook(Box::new(load::HoldMinutes));
        vault.add_hook(Box::new(reminders_room::workdays::HoldCountries));
        vault.add_hook(Box::new(KeepReminders));
        vault.add_hook(Box::new(form_drafts::FollowMerges));
        vault.add_hook(Box::new(own_fields::numbering::KeepNumbers));
        // Last, for formulas may ask for all that the others keep.
        let kinds = Arc::new(Kinds::new(catalog()));
        vault.read(|read| kinds.read(read))?;
        vault.add_hook(Box::new(KeepKinds(Arc::clone(&kinds))));
        // Before formulas, which may ask for the columns they keep.
        vault.add_hook(Box::new(quality_room::lapse::KeepProvenance(Arc::clone(
            &kinds,
        ))));
        vault.add_hook(Box::new(quality_room::doubts::KeepDoubts(Arc::clone(
            &kinds,
        ))));
        vault.add_hook(Box::new(quality_room::coverage::KeepCoverage(Arc::clone(
            &kinds,
        ))));
        vault.add_hook(Box::new(quality_room::cycles::list::KeepGround));
        vault.add_hook(Box::new(KeepGrades));
        vault.add_hook(Box::new(own_fields::renew::KeepFormulas(Arc::clone(
            &kinds,
        ))));
        let teller = Arc::clone(&kinds);
        vault.listen(move |changed| teller.note(changed));
        let mirror = Arc::new(Mirror::default());
        let follower = Arc::clone(&mirror);
        vault.listen(move |changed| follower.note(changed));
        let search = SearchIndex::open(&vault)?;
        let files = attachments_room::Files::of(&vault)?;
        // That a folder cannot be swept is no reason to keep the vault closed.
        let _ = attachments_room::ops::sweep(&vault, &files);
        Ok(Self {
            vault,
            kinds,
            mirror,
            search,
            following: Mutex::default(),
            files,
            sweeps: duplicates_room::Sweeps::default(),
            sweeping: Mutex::default(),
            counted: occasions::Counted::default(),
            seen: targets::Seen::default(),
            rounds: Mutex::default(),
            looked: checking::Looked::default(),
        })
    }

    /// The vault beneath.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The kinds of record, with the user's own fields as they stand now.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.kinds.now()
    }

    /// Hears of every committed write.
    pub fn listen(&self, hear: impl Fn(&Changed) + Send + Sync + 'static) {
        self.vault.listen(hear);
    }

    /// A record by its id.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is none.
    pub fn record(&self, entity: &str, id: Id) -> Result<Record> {
        let entity = self.catalog().entity(entity)?;
        self.vault
            .read(|read| rows::get(read, &self.catalog(), entity, id))
    }

    /// The living records of an entity, in the order they were made, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn records(&self, entity: &str, limit: u32) -> Result<Vec<Record>> {
        let entity = self.catalog().entity(entity)?;
        self.vault
            .read(|read| rows::list(read, &self.catalog(), entity, "1 ORDER BY n", &[], limit))
    }

    /// Applies changes: all of them or none, one step of undo.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when a value is refused, [`crate::base::Kind::Conflict`] when a
    /// record changed since the caller read it, [`crate::base::Kind::NotFound`] when it is gone.
    pub fn apply(&self, set: &ChangeSet) -> Result<Applied> {
        self.written("records.apply", |tx| {
            cascade::apply(tx, &self.catalog(), set)
        })
    }

    fn written(
        &self,
        op: &str,
        body: impl FnOnce(&mut Write<'_>) -> Result<Vec<(String, Id)>>,
    ) -> Result<Applied> {
        let write = |tx: &mut Write<'_>| Ok((body(tx)?, tx.seq()));
        self.vault.write_and_see(op, write, |tx, (touched, seq)| {
            let catalog = self.kinds.within(tx);
            let mut records = Vec::new();
            for (entity, id) in &touched {
                records.extend(rows::find(tx, &catalog, catalog.entity(entity)?, *id)?);
            }
            Ok(Applied { records, seq })
        })
    }

    /// Takes back the latest step; says which, and what is next.
    ///
    /// # Errors
    /// When the database fails.
    pub fn undo(&self) -> Result<HistoryState> {
        self.undo_told(&Report::silent())
    }

    /// The same, with a word on how far it is where that takes long; stopped, nothing is taken back.
    ///
    /// # Errors
    /// When the database fails; [`crate::base::Kind::Cancelled`].
    pub fn undo_told(&self, report: &Report) -> Result<HistoryState> {
        self.vault.write("records.undo", |tx| {
            journal::undo(tx, &self.catalog(), report)?;
            form_drafts::forget_of_gone(tx, &self.catalog())
        })?;
        self.history_state()
    }

    /// Brings again the step taken back last.
    ///
    /// # Errors
    /// When the database fails.
    pub fn redo(&self) -> Result<HistoryState> {
        self.redo_told(&Report::silent())
    }

    /// The same, as [`Self::undo_told`].
    ///
    /// # Errors
    /// As there.
    pub fn redo_told(&self, report: &Report) -> Result<HistoryState> {
        self.vault.write("records.redo", |tx| {
            journal::redo(tx, &self.catalog(), report)
        })?;
        self.history_state()
    }

    /// Whether the next undo, or redo, takes long.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_long_step(&self, redo: bool) -> Result<bool> {
        self.vault.read(|read| journal::is_long(read, redo))
    }

    /// What can be undone and redone next.
    ///
    /// # Errors
    /// When the database fails.
    pub fn history_state(&self) -> Result<HistoryState> {
        self.vault.read(journal::state)
    }

    /// Of the units that report to `parent`, or of the roots, the ones `from..from + count`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tree_branch(&self, parent: Option<Id>, from: u32, count: u32) -> Result<TreeBranch> {
        self.vault
            .read(|read| tree::branch(read, parent, from, count))
    }

    /// All of them.
    #[cfg(test)]
    pub(crate) fn tree_children(&self, parent: Option<Id>) -> Result<Vec<tree::TreeNode>> {
        Ok(self.tree_branch(parent, 0, u32::MAX)?.nodes)
    }

    /// A unit with all that belongs to it.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is none.
    pub fn unit_sheet(&self, id: Id) -> Result<UnitSheet> {
        self.vault
            .read(|read| sheet::unit(read, &self.catalog(), id))
    }

    /// What happened at a unit, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn timeline(&self, unit: Id, before: Option<i64>, limit: u32) -> Result<Timeline> {
        self.vault
            .read(|read| activities::timeline(read, &self.catalog(), unit, before, limit))
    }

    /// The last conversations with a unit, in few words.
    ///
    /// # Errors
    /// When the database fails.
    pub fn late_talks(&self, unit: Id) -> Result<Vec<LateTalk>> {
        self.vault.read(|read| lately(read, &self.catalog(), unit))
    }

    /// Logs a conversation with its next step.
    ///
    /// # Errors
    /// See [`activities::log`].
    pub fn log_touch(&self, touch: &LogTouch) -> Result<Applied> {
        self.written("activities.log", |tx| {
            activities::log(tx, &self.catalog(), touch)
        })
    }

    /// A setting of this vault.
    ///
    /// # Errors
    /// When the database fails.
    pub fn setting<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        self.vault.read(|read| settings::get(read, key))
    }

    /// Sets a setting of this vault.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        self.vault
            .write("settings.set", |tx| settings::set(tx, key, value))
    }

    /// How many living records there are of each entity.
    ///
    /// # Errors
    /// When the database fails.
    pub fn counts(&self) -> Result<BTreeMap<String, u64>> {
        self.vault.read(|read| self.counts_in(read))
    }

    fn counts_in(&self, read: &Read<'_>) -> Result<BTreeMap<String, u64>> {
        let mut counts = BTreeMap::new();
        for entity in self.catalog().entities() {
            // All of them are counted by whatever holds them closest, and those in the bin by the index of it
            // that every large kind has: asking each whether it is there would read the whole vault.
            let count: i64 = read.sql().query_row(
                &format!(
                    "SELECT (SELECT count(*) FROM \"{0}\")
                          - (SELECT count(*) FROM \"{0}\" WHERE deleted_at IS NOT NULL)",
                    entity.key
                ),
                [],
                |row| row.get(0),
            )?;
            counts.insert(entity.key.to_owned(), count.try_into().unwrap_or_default());
        }
        Ok(counts)
    }
}

/// One change, as a set.
#[must_use]
pub fn one(label: &str, change: RecordChange) -> ChangeSet {
    ChangeSet {
        label: label.to_owned(),
        changes: vec![change],
    }
}
