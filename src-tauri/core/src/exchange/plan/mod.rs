//! From rows to a plan the user reads first: what would be made, what would change, what is
//! known already, what needs a look and what is left out. Writes nothing.

mod above;
mod cells;
mod changes;
mod drafts;
mod fates;
mod fields;
mod fold;
mod kinds;
mod known;
mod merge;
mod notes;
mod resolve;
mod row;
mod show;
mod standing;
mod unreasoned;
mod wanted;
mod works;

use std::collections::{BTreeMap, HashMap, HashSet};

use self::drafts::Drafts;
use self::fates::{Decision, Fate};
use self::fold::Folding;
use self::known::Known;
use self::resolve::Resolved;
use self::unreasoned::Reasoned;
use super::layout::{ImportLayout, Place};
use super::model::{ImportPlan, ImportRow, RowState};
use super::sheet::Workbook;
use crate::base::{Error, Id, Kind, Report, Result};
use crate::records::labels::Language;
use crate::records::{Catalog, Warning, trail};
use crate::vault::Read;

pub(super) use self::kinds::KindPlan;
pub(super) use self::works::Work;

/// A plan, of a ledger or of records of one kind a row.
pub(super) enum Planned {
    /// Rows hold a customer with people, business, tasks and conversations.
    Ledger(Box<Plan>),
    /// Each row is a record.
    Kinds(Box<KindPlan>),
}

impl Planned {
    /// Makes the plan for a layout.
    ///
    /// # Errors
    /// As [`Plan::make`] and [`KindPlan::make`].
    pub(super) fn make(
        from: &Ingredients<'_>,
        read: &Read<'_>,
        layout: ImportLayout,
    ) -> Result<Self> {
        if layout.kind.is_none() && layout.parts.is_empty() {
            return Ok(Self::Ledger(Box::new(Plan::make(from, read, layout)?)));
        }
        Ok(Self::Kinds(Box::new(KindPlan::make(from, read, layout)?)))
    }
    /// The plan made anew, with the choices the user has made so far.
    ///
    /// # Errors
    /// As [`Planned::make`].
    pub(super) fn again(self, from: &Ingredients<'_>, read: &Read<'_>) -> Result<Self> {
        Ok(match self {
            Self::Ledger(plan) => Self::Ledger(Box::new(plan.again(from, read)?)),
            Self::Kinds(plan) => Self::Kinds(Box::new(plan.again(from, read)?)),
        })
    }
    /// The plan in numbers.
    pub(super) fn summary(&self, session: u32) -> ImportPlan {
        match self {
            Self::Ledger(plan) => plan.summary(session, self.unreasoned()),
            Self::Kinds(plan) => plan.summary(session, self.unreasoned()),
        }
    }
    /// Customers whose class is said without saying why.
    pub(super) fn unreasoned(&self) -> u32 {
        let reasoned = match self {
            Self::Ledger(plan) => plan.reasoned.as_ref(),
            Self::Kinds(plan) => plan.reasoned(),
        };
        let Some(reasoned) = reasoned else { return 0 };
        let mut count = 0;
        let counted = self.works(|work| {
            count += u32::from(reasoned.lacks(&work));
            Ok(())
        });
        debug_assert!(counted.is_ok(), "counting refuses nothing");
        count
    }
    /// Rows in a state, or all.
    pub(super) fn rows(&self, state: Option<RowState>, from: u32, count: u32) -> Vec<ImportRow> {
        match self {
            Self::Ledger(plan) => plan.rows(state, from, count),
            Self::Kinds(plan) => plan.rows(state, from, count),
        }
    }
    /// New records by entity, and changed ones.
    pub(super) fn records(&self) -> BTreeMap<String, u32> {
        match self {
            Self::Ledger(plan) => plan.records(),
            Self::Kinds(plan) => plan.records(),
        }
    }
    /// The step after which the plan was made.
    pub(super) fn step(&self) -> i64 {
        match self {
            Self::Ledger(plan) => plan.step(),
            Self::Kinds(plan) => plan.step(),
        }
    }
    /// How the sheet is read.
    pub(super) fn layout(&self) -> &ImportLayout {
        match self {
            Self::Ledger(plan) => plan.layout(),
            Self::Kinds(plan) => plan.layout(),
        }
    }
    /// The rows that are left out, with the reasons.
    pub(super) fn left_out(&self) -> Vec<(Place, Vec<Warning>)> {
        match self {
            Self::Ledger(plan) => plan.left_out(),
            Self::Kinds(plan) => plan.left_out(),
        }
    }
    /// Calls `each` with all that is to be written.
    ///
    /// # Errors
    /// What `each` returns.
    pub(super) fn works(&self, each: impl FnMut(Work) -> Result<()>) -> Result<()> {
        match self {
            Self::Ledger(plan) => plan.works(each),
            Self::Kinds(plan) => plan.works(each),
        }
    }
}

/// A plan with all it was made from, so that the user's choices can change it.
pub(super) struct Plan {
    layout: ImportLayout,
    drafts: Drafts,
    known: Known,
    resolved: Resolved,
    decisions: HashMap<usize, Decision>,
    skipped: HashSet<usize>,
    /// Units made one because both are one of the vault, by their first rows.
    met: Vec<(usize, usize)>,
    /// Each row's number as the user sees it, ascending.
    numbers: Vec<u32>,
    /// Who says why of a class, where the file says one.
    reasoned: Option<Reasoned>,
    /// The step after which the vault looked as the plan takes it to look.
    step: i64,
}

/// What a plan is made from.
pub(super) struct Ingredients<'a> {
    /// The file.
    pub(super) book: &'a Workbook,
    /// The kinds of record.
    pub(super) catalog: &'a Catalog,
    /// The user's language, for what has no words of its own.
    pub(super) language: Language,
    /// Hears of progress.
    pub(super) report: &'a Report,
}

impl Plan {
    /// Makes the plan for a layout.
    ///
    /// # Errors
    /// When no column names anything, a target is unknown, or the user stops it.
    pub(super) fn make(
        from: &Ingredients<'_>,
        read: &Read<'_>,
        layout: ImportLayout,
    ) -> Result<Self> {
        let empty = Self {
            layout,
            drafts: Drafts::default(),
            known: Known::default(),
            resolved: Resolved::default(),
            decisions: HashMap::new(),
            skipped: HashSet::new(),
            met: Vec::new(),
            numbers: Vec::new(),
            reasoned: None,
            step: 0,
        };
        empty.again(from, read)
    }

    /// The plan made anew, with the choices the user has made so far.
    ///
    /// # Errors
    /// As [`Plan::make`].
    pub(super) fn again(mut self, from: &Ingredients<'_>, read: &Read<'_>) -> Result<Self> {
        let folding = Folding {
            book: from.book,
            layout: &self.layout,
            catalog: from.catalog,
            read,
            language: from.language,
            report: from.report,
        };
        let merged = self
            .decisions
            .iter()
            .filter_map(|(row, decision)| match decision {
                Decision::Merge(into) => Some((*row, *into)),
                _ => None,
            });
        let mut merges: Vec<_> = merged.collect();
        merges.sort_unstable();
        self.known = Known::units(read, from.catalog)?;
        self.drafts = folding.drafts(&merges)?;
        from.report.step("progress.import_compare", 0, None)?;
        // Two units of the file that are one of the vault are one: each alone would write over
        // what the other brings.
        self.met.clear();
        loop {
            let (known, skipped) = (&self.known, &self.skipped);
            let fates = fates::decide(&self.drafts, known, &self.decisions, skipped);
            let met = fates::meeting(&self.drafts, &fates, skipped);
            if met.is_empty() {
                break;
            }
            merges.extend(&met);
            self.met.extend(met);
            self.drafts = folding.drafts(&merges)?;
        }
        self.numbers = numbers(from.book, &self.drafts);
        // Whatever a unit may turn out to be is loaded, so that a choice needs no second look.
        let none = HashSet::new();
        let fates = fates::decide(&self.drafts, &self.known, &HashMap::new(), &none);
        let mut about: HashSet<Id> = HashSet::new();
        for fate in &fates {
            about.extend(fate.candidates.iter().map(|one| one.id));
            if let Fate::Same(id) = fate.fate {
                about.insert(id);
            }
        }
        about.extend(
            self.decisions
                .values()
                .filter_map(|decision| match decision {
                    Decision::Same(id) => Some(*id),
                    _ => None,
                }),
        );
        let wanted: HashSet<String> = self
            .layout
            .columns
            .iter()
            .filter_map(|column| column.target.clone())
            .collect();
        self.reasoned = wanted
            .contains("unit.size_override")
            .then(|| Reasoned::load(read, from.catalog))
            .transpose()?;
        let alone = self
            .drafts
            .rows
            .iter()
            .any(|row| row.unit.is_none() && !row.refused);
        self.known
            .load(read, from.catalog, &about, alone, &wanted)?;
        self.step = trail::newest(read)?;
        self.resolve(from.catalog)?;
        Ok(self)
    }

    fn resolve(&mut self, catalog: &Catalog) -> Result<()> {
        self.resolved = resolve::resolve(
            &self.drafts,
            &self.known,
            catalog,
            &self.decisions,
            &self.skipped,
        )?;
        Ok(())
    }

    /// Takes the user's choice for some rows: `same:<id>`, `new`, `skip`, or nothing to take it
    /// back. Says whether the plan has to be made anew.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when the choice is not understood, [`Kind::NotFound`] when there is no
    /// such unit.
    pub(super) fn decide(&mut self, catalog: &Catalog, rows: &[u32], choice: &str) -> Result<bool> {
        let bad = || Error::invalid("decision", "error.import_decision").with("text", choice);
        let target = match choice.split_once(':') {
            Some(("same", id)) => Some(id.parse::<Id>().map_err(|_| bad())?),
            None if matches!(choice, "new" | "skip" | "") => None,
            _ => return Err(bad()),
        };
        let mut anew = false;
        for number in rows {
            let Ok(at) = self.numbers.binary_search(number) else {
                continue;
            };
            let row = self.drafts.rows.get(at);
            let (unit, first) = row.map_or((None, None), |row| (row.unit, row.first));
            let merged = |(from, into): &(usize, usize)| {
                let now = unit.and_then(|unit| self.drafts.units.get(unit)?.row);
                first == Some(*from) || now == Some(*into)
            };
            anew |= self.met.iter().any(merged);
            if choice == "skip" {
                self.skipped.insert(at);
                continue;
            }
            self.skipped.remove(&at);
            let Some(first) = first else { continue };
            let before = self.decisions.get(&first).copied();
            let decision = match target {
                Some(id) if self.known.by_id.contains_key(&id) => Some(Decision::Same(id)),
                Some(id) => {
                    let other = self
                        .drafts
                        .units
                        .iter()
                        .find(|unit| unit.id == id && !unit.gone);
                    let row = other.and_then(|unit| unit.row).filter(|row| *row != first);
                    let row = row.ok_or_else(|| {
                        Error::new(Kind::NotFound, "error.record_gone").with("entity", "unit")
                    })?;
                    Some(Decision::Merge(row))
                }
                None if choice == "new" => Some(Decision::New),
                None => None,
            };
            anew |= matches!(before, Some(Decision::Merge(_)))
                || matches!(decision, Some(Decision::Merge(_)));
            match decision {
                Some(decision) => self.decisions.insert(first, decision),
                None => self.decisions.remove(&first),
            };
        }
        if !anew {
            self.resolve(catalog)?;
            let met = fates::meeting(&self.drafts, &self.resolved.units, &self.skipped);
            anew = !met.is_empty();
        }
        Ok(anew)
    }

    /// The plan in numbers.
    fn summary(&self, session: u32, unreasoned: u32) -> ImportPlan {
        let mut counts: BTreeMap<RowState, u32> =
            RowState::ALL.into_iter().map(|state| (state, 0)).collect();
        for state in &self.resolved.states {
            *counts.entry(*state).or_default() += 1;
        }
        ImportPlan {
            session,
            counts,
            records: self.records(),
            country: None,
            unreasoned,
        }
    }

    /// New records by entity, and changed ones as `<entity>.changed`.
    pub(super) fn records(&self) -> BTreeMap<String, u32> {
        let mut records: BTreeMap<String, u32> = BTreeMap::new();
        let mut add = |key: &str| *records.entry(key.to_owned()).or_default() += 1;
        for (at, fate) in self.resolved.units.iter().enumerate() {
            if self.resolved.used.get(at) != Some(&true) {
                continue;
            }
            let changes = self
                .resolved
                .changes
                .get(at)
                .is_some_and(|changes| !changes.is_empty());
            let moved = self.resolved.parents.get(at).is_some_and(Option::is_some);
            match fate.fate {
                Fate::New => add("unit"),
                Fate::Same(_) if changes || moved => add("unit.changed"),
                _ => {}
            }
        }
        for (fates, entity) in self.resolved.parts.iter().zip(drafts::ENTITIES) {
            for fate in fates.iter().filter(|fate| fate.used) {
                let post = fate
                    .post
                    .as_ref()
                    .is_some_and(|(_, changes)| !changes.is_empty());
                if fate.new {
                    add(entity);
                } else if !fate.changes.is_empty() || post || !fate.people.is_empty() {
                    add(&format!("{entity}.changed"));
                }
            }
        }
        records
    }

    /// The step after which the plan was made.
    pub(super) fn step(&self) -> i64 {
        self.step
    }
}

/// What the user calls the rows: their numbers in the file, counted on where several sheets are
/// taken together.
fn numbers(book: &Workbook, drafts: &Drafts) -> Vec<u32> {
    let mut before: HashMap<u32, u32> = HashMap::new();
    let mut sum = 0_u32;
    for place in drafts.rows.iter().filter_map(|row| row.place) {
        before.entry(place.sheet).or_insert_with(|| {
            let here = sum;
            let rows = book
                .sheets
                .get(place.sheet as usize)
                .map_or(0, |sheet| sheet.rows.len());
            sum = sum.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
            here
        });
    }
    let number = |row: &drafts::Row| {
        let place = row.place?;
        Some(
            before
                .get(&place.sheet)?
                .saturating_add(place.row)
                .saturating_add(1),
        )
    };
    drafts.rows.iter().filter_map(number).collect()
}
