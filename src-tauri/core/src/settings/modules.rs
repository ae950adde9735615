//! Parts of the record that somebody does not use: out of sight, with everything in them kept, exported
//! and backed up as before, and back at once. What is hidden is a record of the engine, so that hiding is
//! a step of undo and travels with the vault.

use serde::Serialize;

use crate::base::error::{Error, Result};
use crate::base::{Id, words};
use crate::records::catalog::{EntityDef, FieldDef as F};
use crate::records::query::quoted;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A module that is out of sight.
pub static HIDDEN_MODULE: EntityDef = EntityDef {
    key: "hidden_module",
    title: "module",
    title_sort: "module",
    fields: &[
        F::new("module", K::Text).required().max(40),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// A part of the record that can be put out of sight. Its name is the message `module.<key>`.
#[derive(Debug, Clone, Copy)]
pub struct Module {
    /// Its key.
    pub key: &'static str,
    /// The kinds of record that it is.
    pub entities: &'static [&'static str],
    /// Fields of other kinds that speak of it without pointing at it, by entity and key.
    pub fields: &'static [(&'static str, &'static str)],
    /// What it adds to how well a unit is known.
    pub aspects: &'static [&'static str],
}

const fn of(key: &'static str, entities: &'static [&'static str]) -> Module {
    Module {
        key,
        entities,
        fields: &[],
        aspects: &[],
    }
}

/// All of them, in the order in which they are offered. What everything else stands on is none: customers,
/// people and their posts, cooperations, conversations and tasks, and what says who somebody is. Nor are
/// rhythms: whoever has one is not called silent, and would be spoken of by nothing.
pub static MODULES: [Module; 18] = [
    of("opportunities", &["opportunity"]),
    Module {
        aspects: &["contract"],
        ..of(
            "contracts",
            &[
                "contract",
                "instalment",
                "payment",
                "allocation",
                "invoice",
                "cost",
            ],
        )
    },
    of("products", &["product", "category", "transaction"]),
    of("projects", &["project", "milestone", "project_issue"]),
    of("account_plans", &["account_plan", "goal"]),
    of("needs", &["need", "preference"]),
    Module {
        fields: &[("unit", "open_complaints"), ("unit", "open_complaints_all")],
        ..of("complaints", &["complaint", "complaint_step"])
    },
    Module {
        fields: &[("cooperation", "feedback")],
        ..of("feedback", &["feedback", "suggestion"])
    },
    Module {
        fields: &[("cooperation", "satisfaction")],
        ..of("satisfaction", &["satisfaction"])
    },
    of("competitors", &["competitor", "competitor_view"]),
    of("strategy", &["strategy_note"]),
    of("promises", &["promise"]),
    Module {
        aspects: &["decider"],
        ..of("decisions", &["seat", "stance", "influence"])
    },
    of("relations", &["unit_link", "unit_relation"]),
    of("bank_accounts", &["bank_account"]),
    Module {
        fields: &[
            ("task", "checklist_on"),
            ("task", "checklist_start"),
            ("task", "checklist_unit"),
        ],
        ..of("checklists", &["checklist", "checklist_item"])
    },
    of("files", &["attachment"]),
    of("lessons", &["lesson", "precedent"]),
];

/// What is out of sight.
#[derive(Debug, Clone, Default)]
pub struct Hidden(Vec<&'static Module>);

impl Hidden {
    /// As it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn read(read: &Read<'_>) -> Result<Self> {
        let mut find = read
            .sql()
            .prepare_cached("SELECT DISTINCT module FROM hidden_module WHERE deleted_at IS NULL")?;
        let found = find
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        // A module that only a newer program knows hides nothing here.
        let is = |module: &&Module| found.iter().any(|key| key == module.key);
        Ok(Self(MODULES.iter().filter(is).collect()))
    }
    /// The keys of the modules, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|module| module.key)
    }
    /// The kinds of record that are.
    pub fn entities(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().flat_map(|module| module.entities).copied()
    }
    /// Whether a module is.
    #[must_use]
    pub fn module(&self, key: &str) -> bool {
        self.0.iter().any(|module| module.key == key)
    }
    /// Whether a kind of record is.
    #[must_use]
    pub fn entity(&self, key: &str) -> bool {
        self.0.iter().any(|module| module.entities.contains(&key))
    }
    /// Whether a field is, being of such a kind, pointing at one or speaking of one. What a record cannot
    /// be without stays, or nobody could make one.
    #[must_use]
    pub fn field(&self, entity: &EntityDef, field: &F) -> bool {
        self.entity(entity.key)
            || (!field.required && field.target.is_some_and(|target| self.entity(target)))
            || self
                .0
                .iter()
                .any(|module| module.fields.contains(&(entity.key, field.key)))
    }
    /// Whether an aspect of coverage is.
    #[must_use]
    pub fn aspect(&self, key: &str) -> bool {
        self.0.iter().any(|module| module.aspects.contains(&key))
    }
}

/// A module, and what there is of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ModuleState {
    /// Its key: the message `module.<key>`.
    pub key: String,
    /// It is out of sight.
    pub hidden: bool,
    /// The kinds of record that it is.
    pub entities: Vec<String>,
    /// So many records it holds, hidden or not.
    pub records: u32,
}

/// Every module, and what there is of it.
///
/// # Errors
/// When the database fails.
pub fn all(read: &Read<'_>) -> Result<Vec<ModuleState>> {
    let hidden = Hidden::read(read)?;
    let count = |entity: &&str| -> Result<u32> {
        let sql = format!(
            "SELECT count(*) FROM {} WHERE deleted_at IS NULL",
            quoted(entity)
        );
        Ok(read.sql().query_row(&sql, [], |row| row.get(0))?)
    };
    let state = |module: &Module| {
        let counts: Vec<u32> = module.entities.iter().map(count).collect::<Result<_>>()?;
        Ok(ModuleState {
            key: module.key.to_owned(),
            hidden: hidden.module(module.key),
            entities: module
                .entities
                .iter()
                .map(|key| (*key).to_owned())
                .collect(),
            records: counts.into_iter().fold(0, u32::saturating_add),
        })
    };
    MODULES.iter().map(state).collect()
}

/// Puts a module out of sight, or back into it.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when there is no such module.
pub fn hide(tx: &mut Write<'_>, catalog: &Catalog, module: &str, hidden: bool) -> Result<()> {
    let op = if hidden {
        "op.module_hide"
    } else {
        "op.module_show"
    };
    hide_in(&mut Batch::begin(tx, catalog, op)?, module, hidden)
}

/// As [`hide`], as part of a larger step.
///
/// # Errors
/// As [`hide`].
pub fn hide_in(batch: &mut Batch<'_, '_>, module: &str, hidden: bool) -> Result<()> {
    let module = known(module)?;
    // One that a step brought back may stand beside one that was made since.
    let rows = batch
        .tx()
        .sql()
        .prepare_cached("SELECT id FROM hidden_module WHERE module = ? AND deleted_at IS NULL")?
        .query_map([module.key], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Id>>>()?;
    if hidden {
        if rows.is_empty() {
            let value = ("module", Value::text(module.key));
            batch.create(HIDDEN_MODULE.key, None, [value])?;
        }
    } else {
        for row in rows {
            batch.delete(HIDDEN_MODULE.key, row)?;
        }
    }
    Ok(())
}

/// Whether there is such a module.
#[must_use]
pub fn is_one(key: &str) -> bool {
    MODULES.iter().any(|module| module.key == key)
}

fn known(module: &str) -> Result<&'static Module> {
    let refused = || Error::invalid("hidden_module.module", "error.no_such_module");
    let found = MODULES.iter().find(|one| one.key == module);
    found.ok_or_else(|| refused().with("text", words::clean_line(module)))
}
