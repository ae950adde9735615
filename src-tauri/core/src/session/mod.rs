//! An unlocked vault with all its rooms put together: the core's public face.
//!
//! Composition only: it installs the domains' hooks, hands each verb to its room, and holds what
//! spans several rooms (a unit's sheet, what goes with a record into the bin, feeding the search
//! index). Rules and SQL of a single room stay there.

mod cascade;
mod sheet;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::activities as activities_room;
use crate::activities::ops::{self as activities, LogTouch, Timeline};
use crate::base::{Changed, Clock, Id, Result, Timestamp};
use crate::business;
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::people;
use crate::records::catalog::EntityInfo;
use crate::records::journal::{self, HistoryState};
use crate::records::labels::Language;
use crate::records::parse::{self, Ground};
use crate::records::value::{Ref, Value};
use crate::records::view::{self, Line, Totals};
use crate::records::{Catalog, ChangeSet, Query, Record, RecordChange, View, Warning, rows};
use crate::reminders as reminders_room;
use crate::reminders::firing;
use crate::reminders::model::{Due, Snooze, TaskLine, Today};
use crate::reminders::ops as reminders;
use crate::units;
use crate::units::tree::{self, TreeNode};
use crate::vault::{Read, Unlock, Vault, Write};

pub use sheet::{Person, UnitSheet};

/// Every kind of record of the product.
#[must_use]
pub fn catalog() -> Catalog {
    Catalog::of(
        [
            &units::catalog::UNIT,
            &people::catalog::CONTACT,
            &people::catalog::POST,
            &business::catalog::COOPERATION,
            &activities_room::catalog::ACTIVITY,
            &reminders_room::catalog::TASK,
        ],
        [
            units::catalog::LISTS,
            people::catalog::LISTS,
            business::catalog::LISTS,
            activities_room::catalog::LISTS,
            reminders_room::catalog::LISTS,
        ]
        .into_iter()
        .flatten()
        .copied(),
    )
}

/// A choice as the window sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Choice {
    /// The list's key.
    pub list: String,
    /// The choice's code.
    pub code: String,
    /// What the user calls it; none where the message `choice.<list>.<code>` does.
    pub label: Option<String>,
    /// A colour, `#rrggbb`.
    pub colour: Option<String>,
    /// Its place in the list.
    pub seq: i32,
    /// No longer offered.
    pub retired: bool,
}

/// The catalog as the window sees it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct CatalogInfo {
    /// Every entity.
    pub entities: Vec<EntityInfo>,
    /// Every choice of every list, in order.
    pub choices: Vec<Choice>,
}

/// What a set of changes came to.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Applied {
    /// The records as they stand now, in the order of the changes.
    pub records: Vec<Record>,
    /// The write's number.
    #[specta(type = f64)]
    pub seq: i64,
}

/// Text for a rectangle of cells.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct Paste {
    /// The entity's key.
    pub entity: String,
    /// The rows it falls on.
    pub rows: Vec<PasteRow>,
    /// The fields it falls on.
    pub columns: Vec<String>,
    /// What was pasted, row by row.
    pub text: Vec<Vec<String>>,
}

/// A row that a paste falls on.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
pub struct PasteRow {
    /// The record.
    pub id: Id,
    /// Its revision.
    pub rev: i32,
}

/// What becomes of one pasted cell.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PasteCell {
    /// Its row in the paste.
    pub row: u32,
    /// Its column in the paste.
    pub column: u32,
    /// What it would hold.
    pub value: Option<Value>,
    /// Why it is refused.
    pub refused: Option<Warning>,
}

/// What a paste would do.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PastePlan {
    /// Every cell.
    pub cells: Vec<PasteCell>,
    /// How many would be taken.
    pub accepted: u32,
    /// How many are refused.
    pub refused: u32,
}

/// An unlocked vault with all its rooms.
pub struct Session {
    vault: Vault,
    catalog: Catalog,
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
        Ok((Self::over(vault), recovery))
    }

    /// Opens the vault in `dir`.
    ///
    /// # Errors
    /// See [`Vault::unlock`].
    pub fn unlock(dir: &Path, key: &Unlock, clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self::over(Vault::unlock(dir, key, clock)?))
    }

    /// A vault in memory, for tests and measurements.
    ///
    /// # Errors
    /// When the database fails.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self::over(Vault::in_memory(clock)?))
    }

    /// Puts the rooms over an open vault.
    #[must_use]
    pub fn over(mut vault: Vault) -> Self {
        // In this order: what a unit's roll-ups count depends on where it stands.
        vault.add_hook(Box::new(tree::KeepTree));
        vault.add_hook(Box::new(units::rollup::KeepRollups));
        vault.add_hook(Box::new(firing::KeepReminders));
        Self {
            vault,
            catalog: catalog(),
        }
    }

    /// The vault beneath.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The kinds of record.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Hears of every committed write.
    pub fn listen(&self, hear: impl Fn(&Changed) + Send + Sync + 'static) {
        self.vault.listen(hear);
    }

    /// The catalog as the window sees it, the user's own choices included.
    ///
    /// # Errors
    /// When the database fails.
    pub fn catalog_info(&self) -> Result<CatalogInfo> {
        let entities = self
            .catalog
            .entities()
            .iter()
            .map(|entity| entity.info())
            .collect();
        let mut choices: Vec<Choice> = Vec::new();
        for list in self.catalog.lists() {
            for (seq, code) in list.codes.iter().enumerate() {
                choices.push(Choice {
                    list: list.key.to_owned(),
                    code: (*code).to_owned(),
                    label: None,
                    colour: None,
                    seq: i32::try_from(seq).unwrap_or(i32::MAX),
                    retired: false,
                });
            }
        }
        let own = self.vault.read(|read| {
            let mut find = read.sql().prepare_cached(
                "SELECT list, code, label, colour, seq, retired FROM choice ORDER BY list, seq",
            )?;
            let own = find
                .query_map([], |row| {
                    Ok(Choice {
                        list: row.get(0)?,
                        code: row.get(1)?,
                        label: row.get(2)?,
                        colour: row.get(3)?,
                        seq: row.get(4)?,
                        retired: row.get(5)?,
                    })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(own)
        })?;
        for choice in own {
            choices.retain(|known| known.list != choice.list || known.code != choice.code);
            choices.push(choice);
        }
        Ok(CatalogInfo { entities, choices })
    }

    /// Answers a query; keep the view to ask for its lines.
    ///
    /// # Errors
    /// See [`View::open`].
    pub fn view(&self, query: Query) -> Result<View> {
        self.vault
            .read(|read| View::open(read, &self.catalog, query))
    }

    /// The lines `from..from + count` of a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_lines(&self, view: &View, from: u32, count: u32) -> Result<Vec<Line>> {
        self.vault
            .read(|read| view.lines(read, &self.catalog, from, count))
    }

    /// The sums of a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_totals(&self, view: &View) -> Result<Totals> {
        self.vault.read(|read| view.totals(read, &self.catalog))
    }

    /// The line of a record in a view.
    ///
    /// # Errors
    /// When the database fails.
    pub fn view_find(&self, view: &View, id: Id) -> Result<Option<u32>> {
        self.vault.read(|read| view.find(read, id))
    }

    /// A record by its id.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is none.
    pub fn record(&self, entity: &str, id: Id) -> Result<Record> {
        let entity = self.catalog.entity(entity)?;
        self.vault
            .read(|read| rows::get(read, &self.catalog, entity, id))
    }

    /// The living records of an entity, in the order they were made, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn records(&self, entity: &str, limit: u32) -> Result<Vec<Record>> {
        let entity = self.catalog.entity(entity)?;
        self.vault
            .read(|read| rows::list(read, &self.catalog, entity, "1 ORDER BY n", &[], limit))
    }

    /// Applies changes: all of them or none, one step of undo.
    ///
    /// # Errors
    /// See [`crate::records::engine::apply`].
    pub fn apply(&self, set: &ChangeSet) -> Result<Applied> {
        self.written("records.apply", |tx| cascade::apply(tx, &self.catalog, set))
    }

    fn written(
        &self,
        op: &str,
        body: impl FnOnce(&mut Write<'_>) -> Result<Vec<(String, Id)>>,
    ) -> Result<Applied> {
        let (touched, seq) = self.vault.write(op, |tx| Ok((body(tx)?, tx.seq())))?;
        let records = self.vault.read(|read| {
            let mut records = Vec::new();
            for (entity, id) in &touched {
                records.extend(rows::find(
                    read,
                    &self.catalog,
                    self.catalog.entity(entity)?,
                    *id,
                )?);
            }
            Ok(records)
        })?;
        Ok(Applied { records, seq })
    }

    /// What a paste would do, cell by cell; nothing is written.
    ///
    /// # Errors
    /// When a field is unknown.
    pub fn paste_plan(&self, paste: &Paste) -> Result<PastePlan> {
        let entity = self.catalog.entity(&paste.entity)?;
        let fields = paste
            .columns
            .iter()
            .map(|key| entity.field(key))
            .collect::<Result<Vec<_>>>()?;
        self.vault.read(|read| {
            let ground = Ground {
                read: Some(read),
                catalog: &self.catalog,
            };
            let mut plan = PastePlan {
                cells: Vec::new(),
                accepted: 0,
                refused: 0,
            };
            for (row, texts) in (0_u32..).zip(paste.text.iter().take(paste.rows.len())) {
                for (column, (text, field)) in (0_u32..).zip(texts.iter().zip(&fields)) {
                    let read = if field.computed {
                        Err(crate::base::Error::invalid(
                            format!("{}.{}", entity.key, field.key),
                            "error.computed_field",
                        ))
                    } else {
                        parse::value(&ground, entity, field, Value::Raw(text.clone()))
                    };
                    let (value, refused) = match read {
                        Ok(value) => (Some(value), None),
                        Err(e) => (None, Some(Warning::of(&e))),
                    };
                    plan.accepted += u32::from(refused.is_none());
                    plan.refused += u32::from(refused.is_some());
                    plan.cells.push(PasteCell {
                        row,
                        column,
                        value,
                        refused,
                    });
                }
            }
            Ok(plan)
        })
    }

    /// Records one might point at, by a part of their name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ref_options(&self, entity: &str, text: &str, limit: u32) -> Result<Vec<Ref>> {
        self.vault
            .read(|read| view::options(read, &self.catalog, entity, text, limit.min(100)))
    }

    /// Takes back the latest step; says which, and what is next.
    ///
    /// # Errors
    /// When the database fails.
    pub fn undo(&self) -> Result<HistoryState> {
        self.vault
            .write("records.undo", |tx| journal::undo(tx, &self.catalog))?;
        self.history_state()
    }

    /// Brings again the step taken back last.
    ///
    /// # Errors
    /// When the database fails.
    pub fn redo(&self) -> Result<HistoryState> {
        self.vault
            .write("records.redo", |tx| journal::redo(tx, &self.catalog))?;
        self.history_state()
    }

    /// What can be undone and redone next.
    ///
    /// # Errors
    /// When the database fails.
    pub fn history_state(&self) -> Result<HistoryState> {
        self.vault.read(journal::state)
    }

    /// The units that report to `parent`, or the roots.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tree_children(&self, parent: Option<Id>) -> Result<Vec<TreeNode>> {
        self.vault.read(|read| tree::children(read, parent))
    }

    /// A unit with all that belongs to it.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is none.
    pub fn unit_sheet(&self, id: Id) -> Result<UnitSheet> {
        self.vault.read(|read| sheet::unit(read, &self.catalog, id))
    }

    /// What happened at a unit, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn timeline(&self, unit: Id, before: Option<i64>, limit: u32) -> Result<Timeline> {
        self.vault
            .read(|read| activities::timeline(read, &self.catalog, unit, before, limit))
    }

    /// Logs a conversation with its next step.
    ///
    /// # Errors
    /// See [`activities::log`].
    pub fn log_touch(&self, touch: &LogTouch) -> Result<Applied> {
        self.written("activities.log", |tx| {
            activities::log(tx, &self.catalog, touch)
        })
    }

    /// The day's list.
    ///
    /// # Errors
    /// When the database fails.
    pub fn today(&self) -> Result<Today> {
        self.vault.read(reminders::today)
    }

    /// The open tasks of a unit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unit_tasks(&self, unit: Id) -> Result<Vec<TaskLine>> {
        self.vault.read(|read| reminders::of_unit(read, unit))
    }

    /// Marks a task as done.
    ///
    /// # Errors
    /// See [`reminders::done`].
    pub fn task_done(&self, task: Id, rev: Option<i32>) -> Result<Applied> {
        self.written("reminders.done", |tx| {
            reminders::done(tx, &self.catalog, task, rev)?;
            Ok(vec![("task".to_owned(), task)])
        })
    }

    /// Puts a task off.
    ///
    /// # Errors
    /// See [`reminders::snooze`].
    pub fn task_snooze(&self, task: Id, rev: Option<i32>, snooze: &Snooze) -> Result<Applied> {
        self.written("reminders.snooze", |tx| {
            reminders::snooze(tx, &self.catalog, task, rev, snooze)?;
            Ok(vec![("task".to_owned(), task)])
        })
    }

    /// Notes that the user has seen what came late.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reminders_seen(&self) -> Result<()> {
        self.vault.write("reminders.seen", reminders::seen)
    }

    /// When the next reminder is due.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_wake(&self) -> Result<Option<Timestamp>> {
        self.vault.read(firing::next_wake)
    }

    /// The times of the next reminders, to be kept while locked.
    ///
    /// # Errors
    /// When the database fails.
    pub fn coming_reminders(&self, limit: u32) -> Result<Vec<Timestamp>> {
        self.vault.read(|read| firing::coming(read, limit))
    }

    /// Hands out the reminders that are due, each exactly once.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fire_due(&self) -> Result<Vec<Due>> {
        if !self.vault.read(firing::any_due)? {
            return Ok(Vec::new());
        }
        self.vault.write("reminders.fire", firing::fire_due)
    }

    /// Puts the invented sample records into this vault.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fill_sample(&self, language: Language) -> Result<()> {
        self.vault.write("sample.fill", |tx| {
            crate::sample::fill(tx, &self.catalog, language)
        })
    }

    /// A setting of this vault.
    ///
    /// # Errors
    /// When the database fails.
    pub fn setting<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        self.vault.read(|read| crate::settings::get(read, key))
    }

    /// Sets a setting of this vault.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        self.vault
            .write("settings.set", |tx| crate::settings::set(tx, key, value))
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
        for entity in self.catalog.entities() {
            let count: i64 = read.sql().query_row(
                &format!(
                    "SELECT count(*) FROM \"{}\" WHERE deleted_at IS NULL",
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
