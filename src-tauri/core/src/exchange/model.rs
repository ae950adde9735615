//! What crosses to the window about an import: the file, its rows, what each would become.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns;
use super::layout::SheetInfo;
use crate::records::catalog::EntityDef;
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, FieldKind, Warning};

/// A file that was opened.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ImportOpened {
    /// The number by which the window calls it.
    pub session: u32,
    /// Its name, without the folder.
    pub file_name: String,
    /// The text encoding, where there was one to find out.
    pub encoding: Option<String>,
    /// Its sheets; sheets with the same columns are offered together as one more, after the last.
    pub sheets: Vec<SheetInfo>,
    /// The sheet to begin with.
    pub sheet: u32,
    /// The number that stands for the whole workbook, where this program wrote all of it.
    pub whole: Option<u32>,
    /// The kinds of record a sheet may hold other than a ledger of customers.
    pub kinds: Vec<String>,
}

/// A field that a column can go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ImportTarget {
    /// `entity.field`.
    pub key: String,
    /// The entity's key.
    pub entity: String,
    /// The field's key.
    pub field: String,
}

/// What becomes of a row.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// Makes at least one record.
    New,
    /// Makes none, but changes one that is there.
    Changed,
    /// Says what is known already.
    Same,
    /// Needs a look: a cell that could not be read (its text is kept in a note), or a name that
    /// looks like another.
    Doubtful,
    /// Left out, and why.
    Refused,
}

impl RowState {
    /// Every state, in the order they are shown.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Changed,
        Self::Same,
        Self::Doubtful,
        Self::Refused,
    ];
}

/// One value that would change.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Difference {
    /// `entity.field`.
    pub field: String,
    /// What is there now.
    pub from: Value,
    /// What it would become.
    pub to: Value,
}

/// A row of the file and what becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ImportRow {
    /// Its number in the file, from one; with several sheets taken together, counted on.
    pub row: u32,
    /// What becomes of it.
    pub state: RowState,
    /// What to call it: the unit's name.
    pub title: String,
    /// Why it is doubtful or refused, and what else is worth knowing.
    pub reasons: Vec<Warning>,
    /// What changes in records that are there.
    pub differences: Vec<Difference>,
    /// Units it might be the same as.
    pub candidates: Vec<Ref>,
    /// `same:<id>`, `new` or `skip`; empty while the user has still to choose.
    pub decision: String,
    /// Whether the user said so, and can take it back.
    pub decided: bool,
    /// The unit above its own is undecided, or left out: until that is settled, `new` changes nothing.
    pub waits: bool,
}

/// How the rows of a plan cross to the window: a map that lacks no key.
#[derive(Debug, specta::Type)]
#[expect(dead_code, reason = "names the shape for the window only")]
struct WireCounts {
    new: u32,
    changed: u32,
    same: u32,
    doubtful: u32,
    refused: u32,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ImportPlan {
    /// The number of the import.
    pub session: u32,
    /// Rows by what becomes of them; every state is there.
    #[specta(type = WireCounts)]
    pub counts: BTreeMap<RowState, u32>,
    /// New records by entity, and changed ones as `<entity>.changed`.
    pub records: BTreeMap<String, u32>,
    /// The country in which new holidays will count of which the file says none; nothing where there are none.
    pub country: Option<String>,
    /// Customers whose class the file says without saying why; it stands above the rules all the same.
    pub unreasoned: u32,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ImportDone {
    /// The write's number.
    pub seq: i64,
    /// New records by entity, and changed ones as `<entity>.changed`.
    pub counts: BTreeMap<String, u32>,
    /// Rows that were left out; they can be saved as a sheet to repair.
    pub refused: u32,
    /// Customers whose class came in without its reason.
    pub unreasoned: u32,
}

/// What a ledger of customers holds side by side: customers, their people, business, tasks and
/// conversations.
const LEDGER: [&str; 6] = ["unit", "contact", "post", "cooperation", "activity", "task"];

/// The kinds of record that have sheets of their own instead, a record a row.
pub(super) fn kinds(catalog: &Catalog) -> impl Iterator<Item = &'static EntityDef> {
    let entities = catalog.entities().iter().copied();
    entities.filter(|entity| entity.made_by_hand() && !LEDGER.contains(&entity.key))
}

/// The columns, as it were, of a bank: what came in and what went out.
pub(super) const IN: &str = "in";
pub(super) const OUT: &str = "out";

/// Whether the amounts of a kind may stand in two columns, as a bank has them.
pub(super) fn has_in_and_out(entity: &EntityDef) -> bool {
    matches!(entity.key, "transaction" | "payment")
}

/// Every field a column can go to, in a ledger or in a sheet of one kind.
#[must_use]
pub fn all_targets(catalog: &Catalog) -> Vec<ImportTarget> {
    let mut targets = targets(catalog);
    targets.extend(targets_of_kinds(catalog));
    targets
}

/// Every field a column of a sheet of one kind can go to.
fn targets_of_kinds(catalog: &Catalog) -> Vec<ImportTarget> {
    let mut targets = Vec::new();
    for entity in kinds(catalog) {
        let target = |entity: &str, field: &str| ImportTarget {
            key: format!("{entity}.{field}"),
            entity: entity.to_owned(),
            field: field.to_owned(),
        };
        let typed = entity.fields.iter().filter(|field| !field.computed);
        targets.extend(typed.map(|field| target(entity.key, field.key)));
        if has_in_and_out(entity) {
            targets.extend([IN, OUT].map(|column| target(entity.key, column)));
        }
        targets.push(target(entity.key, columns::ID));
    }
    targets
}

/// Every field a column of a ledger can go to: what a person can type, and the two columns that
/// build the tree. References to the row's own unit and person come of themselves.
#[must_use]
pub fn targets(catalog: &Catalog) -> Vec<ImportTarget> {
    let mut targets = Vec::new();
    let in_a_ledger = catalog
        .entities()
        .iter()
        .filter(|entity| LEDGER.contains(&entity.key));
    for entity in in_a_ledger {
        for field in entity.fields {
            let of_tree = matches!(
                (entity.key, field.key),
                ("unit", "parent" | "group") | ("activity", "contacts")
            );
            let typed = !field.computed && !matches!(field.kind, FieldKind::Ref | FieldKind::Refs);
            if typed || of_tree {
                targets.push(ImportTarget {
                    key: format!("{}.{}", entity.key, field.key),
                    entity: entity.key.to_owned(),
                    field: field.key.to_owned(),
                });
            }
        }
    }
    targets
}
