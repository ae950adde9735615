//! Sheets whose rows are records of one kind each, planned: what would be made, what would change,
//! what is known already, what needs a look and what is left out. A sheet alone, or all sheets of a
//! workbook that this program wrote. Writes nothing.

mod beside;
pub(super) mod bounds;
mod country;
mod draft;
mod held;
mod names;
mod show;
mod works;

use std::collections::{BTreeMap, HashMap, HashSet};

use self::draft::{Part, Reader, Row};
use self::held::{Fate, Settled};
use self::names::{Meant, Name, Pick};
use super::Ingredients;
use super::unreasoned::Reasoned;
use crate::base::{Error, Id, Kind, Result, Timestamp};
use crate::exchange::layout::{self, ImportLayout, ImportPart, Place};
use crate::exchange::model::{ImportPlan, RowState};
use crate::exchange::sheet::Workbook;
use crate::records::labels::{self, Language};
use crate::records::{Catalog, trail};
use crate::vault::Read;

/// What the user said of a row that may be one of several records, or one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Same(Id),
    New,
}

/// A plan with all it was made from, so that the user's choices can change it.
pub(in crate::exchange) struct KindPlan {
    layout: ImportLayout,
    parts: Vec<Part>,
    rows: Vec<Row>,
    names: Vec<Name>,
    /// What the user said a name means, by the name.
    picks: HashMap<String, Pick>,
    said: HashMap<usize, Said>,
    skipped: HashSet<usize>,
    /// In which country days hold of which the file says none, where the user said.
    country: Option<String>,
    /// Each row's number as the user sees it, ascending.
    numbers: Vec<u32>,
    settled: Settled,
    /// Who says why of a class, where there are units among the rows.
    reasoned: Option<Reasoned>,
    /// The step after which the vault looked as the plan takes it to look.
    step: i64,
    now: Timestamp,
    language: Language,
}

impl KindPlan {
    /// Makes the plan for a layout of one kind, or of a whole workbook.
    ///
    /// # Errors
    /// When a column that every record needs is missing, a target is unknown, or the user stops it.
    pub(in crate::exchange) fn make(
        from: &Ingredients<'_>,
        read: &Read<'_>,
        layout: ImportLayout,
    ) -> Result<Self> {
        let empty = Self {
            layout,
            parts: Vec::new(),
            rows: Vec::new(),
            names: Vec::new(),
            picks: HashMap::new(),
            said: HashMap::new(),
            skipped: HashSet::new(),
            country: None,
            numbers: Vec::new(),
            settled: Settled::default(),
            reasoned: None,
            step: 0,
            now: read.now(),
            language: from.language,
        };
        empty.again(from, read)
    }

    /// The plan made anew, with the choices the user has made so far.
    ///
    /// # Errors
    /// As [`KindPlan::make`].
    pub(in crate::exchange) fn again(
        mut self,
        from: &Ingredients<'_>,
        read: &Read<'_>,
    ) -> Result<Self> {
        self.parts.clear();
        self.rows.clear();
        let mut reader = Reader::new(from, read);
        for (part, places) in parts(from, &self.layout)? {
            reader.part(self.parts.len(), &part, &places, &mut self.rows)?;
            self.parts.push(part);
        }
        if let Some(code) = &self.country {
            country::choose(&mut self.rows, code);
        }
        self.names = reader.names;
        self.numbers = numbers(from.book, &self.rows);
        from.report.step("progress.import_compare", 0, None)?;
        let of_units = self.parts.iter().any(|part| part.entity.key == "unit");
        self.reasoned = of_units
            .then(|| Reasoned::load(read, from.catalog))
            .transpose()?;
        self.step = trail::newest(read)?;
        self.settle(from.catalog, read)?;
        Ok(self)
    }

    /// Puts the rows beside what the vault holds.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::exchange) fn settle(&mut self, catalog: &Catalog, read: &Read<'_>) -> Result<()> {
        self.settled = held::settle(self, catalog, read)?;
        Ok(())
    }

    /// Takes the user's choice for some rows: `same:<id>`, `new`, `skip`, or nothing to take it
    /// back; and, for all that ask it, `country:` with a code or a name. Says whether the plan is to be
    /// settled anew behind it.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when the choice is not understood.
    pub(in crate::exchange) fn decide(&mut self, rows: &[u32], choice: &str) -> Result<bool> {
        if let Some(said) = choice.strip_prefix("country:") {
            let code = country::code(said).ok_or_else(|| {
                Error::invalid("country", "error.import_country").with("text", said.trim())
            })?;
            country::choose(&mut self.rows, code);
            self.country = Some(code.to_owned());
            return Ok(true);
        }
        let bad = || Error::invalid("decision", "error.import_decision").with("text", choice);
        let target = match choice.split_once(':') {
            Some(("same", id)) => Some(id.parse::<Id>().map_err(|_| bad())?),
            None if matches!(choice, "new" | "skip" | "") => None,
            _ => return Err(bad()),
        };
        for number in rows {
            let Ok(at) = self.numbers.binary_search(number) else {
                continue;
            };
            if choice == "skip" {
                self.skipped.insert(at);
                continue;
            }
            self.skipped.remove(&at);
            match (self.asked(at), target) {
                (Some(name), Some(id)) => {
                    self.pick(name, Some(Pick::Same(id)));
                }
                (Some(_), None) if choice == "new" => {
                    // All that the row names and is not there.
                    for name in self.named_by(at) {
                        let open = self.settled.named.meant.get(name);
                        let open = open.is_some_and(|meant| matches!(meant, Meant::Open(_)));
                        let picked = self.names.get(name).is_some_and(|name| {
                            name.is_made_by_name() && self.picks.contains_key(&name.key)
                        });
                        let made = self.names.get(name).is_some_and(Name::is_made_by_name);
                        if made && (open || picked) {
                            self.pick(name, Some(Pick::New(Id::at(self.now))));
                        }
                    }
                }
                (Some(name), None) => self.pick(name, None),
                (None, Some(id)) => {
                    self.said.insert(at, Said::Same(id));
                }
                (None, None) if choice == "new" => {
                    self.said.insert(at, Said::New);
                }
                (None, None) => {
                    self.said.remove(&at);
                    for name in self.named_by(at) {
                        self.pick(name, None);
                    }
                }
            }
        }
        Ok(!rows.is_empty())
    }

    /// The country in which new days hold of which the file says none.
    fn country(&self) -> Option<String> {
        let rows = self.rows.iter().zip(&self.settled.fates);
        let mut new = rows.filter(|(row, fate)| !fate.there && !row.refused);
        new.find_map(|(row, _)| country::asked(row).map(str::to_owned))
    }

    fn pick(&mut self, name: usize, pick: Option<Pick>) {
        let Some(key) = self.names.get(name).map(|name| name.key.clone()) else {
            return;
        };
        match pick {
            // Chosen as new for a row before this one: it is the same new unit.
            Some(Pick::New(_)) if matches!(self.picks.get(&key), Some(Pick::New(_))) => {}
            Some(pick) => {
                self.picks.insert(key, pick);
            }
            None => {
                self.picks.remove(&key);
            }
        }
    }

    /// The names a row refers by.
    fn named_by(&self, at: usize) -> Vec<usize> {
        let refs = self.rows.get(at).map_or(&[][..], |row| &row.refs);
        refs.iter().flat_map(|(_, names)| names.clone()).collect()
    }

    /// The name a row waits for, or the last that was picked for it.
    fn asked(&self, at: usize) -> Option<usize> {
        let open = self.settled.fates.get(at).and_then(|fate| fate.open);
        open.or_else(|| {
            let picked = |name: &usize| {
                let key = self.names.get(*name).map(|name| &name.key);
                key.is_some_and(|key| self.picks.contains_key(key))
            };
            self.named_by(at).into_iter().rfind(picked)
        })
    }

    /// Whether a row is carried out.
    fn performs(&self, at: usize) -> bool {
        self.settled
            .fates
            .get(at)
            .is_some_and(|fate| fate.is_ready() && !self.skipped.contains(&at))
    }

    fn fate(&self, at: usize) -> Option<&Fate> {
        self.settled.fates.get(at)
    }

    /// The plan in numbers.
    pub(in crate::exchange) fn summary(&self, session: u32, unreasoned: u32) -> ImportPlan {
        let mut counts: BTreeMap<RowState, u32> =
            RowState::ALL.into_iter().map(|state| (state, 0)).collect();
        for at in 0..self.rows.len() {
            *counts.entry(self.state(at)).or_default() += 1;
        }
        ImportPlan {
            session,
            counts,
            records: self.records(),
            country: self.country(),
            unreasoned,
        }
    }

    /// New records by entity, and changed ones as `<entity>.changed`.
    pub(in crate::exchange) fn records(&self) -> BTreeMap<String, u32> {
        let mut records: BTreeMap<String, u32> = BTreeMap::new();
        let mut add = |key: &str| *records.entry(key.to_owned()).or_default() += 1;
        self.made_by_name()
            .iter()
            .filter_map(|(at, _)| self.names.get(*at))
            .for_each(|name| add(name.target.key));
        for (at, row) in self.rows.iter().enumerate() {
            let Some((fate, part)) = self.fate(at).zip(self.parts.get(row.part)) else {
                continue;
            };
            if !self.performs(at) || fate.repeats {
                continue;
            }
            if fate.there && !fate.changes.is_empty() {
                add(&format!("{}.changed", part.entity.key));
            } else if !fate.there {
                add(part.entity.key);
            }
        }
        records
    }

    /// Who says why of a class.
    pub(in crate::exchange::plan) fn reasoned(&self) -> Option<&Reasoned> {
        self.reasoned.as_ref()
    }

    /// The step after which the plan was made.
    pub(in crate::exchange) fn step(&self) -> i64 {
        self.step
    }

    /// How the sheet is read.
    pub(in crate::exchange) fn layout(&self) -> &ImportLayout {
        &self.layout
    }
}

/// The sheets with the places of their records.
fn parts(from: &Ingredients<'_>, layout: &ImportLayout) -> Result<Vec<(Part, Vec<Place>)>> {
    if let Some(kind) = &layout.kind {
        let guessed = layout::guessed_header(from.book, from.catalog, layout.sheet)?;
        let set = (layout.header_row != guessed).then_some(layout.header_row);
        let places = layout::places(from.book, layout.sheet, layout.header_row, set)?;
        let part = Part::of(from.catalog, from.language, kind, &layout.columns)?;
        return Ok(vec![(part, places)]);
    }
    let mut parts = Vec::new();
    for of in &layout.parts {
        let Some(kind) = &of.kind else { continue };
        let columns = layout::columns_of_part(from.book, from.catalog, of)?;
        let part = Part::of(from.catalog, from.language, kind, &columns)?;
        parts.push((part, rows_below(from.book, of)));
    }
    if parts.is_empty() {
        return Err(Error::new(Kind::Invalid, "error.import_no_part"));
    }
    Ok(parts)
}

/// Every row below the heading that holds something: in a sheet this program wrote none is a sum.
fn rows_below(book: &Workbook, part: &ImportPart) -> Vec<Place> {
    let sheet = book.sheets.get(part.sheet as usize);
    let rows = sheet.map_or(&[][..], |sheet| &sheet.rows);
    rows.iter()
        .zip(0_u32..)
        .skip(1)
        .filter(|(row, _)| !row.iter().all(crate::exchange::sheet::Cell::is_blank))
        .map(|(_, row)| Place {
            sheet: part.sheet,
            row,
        })
        .collect()
}

/// What the user calls the rows: their numbers in the file, counted on over several sheets.
fn numbers(book: &Workbook, rows: &[Row]) -> Vec<u32> {
    let mut before: HashMap<u32, u32> = HashMap::new();
    let mut sum = 0_u32;
    let mut numbers = Vec::with_capacity(rows.len());
    for place in rows.iter().map(|row| row.place) {
        let start = *before.entry(place.sheet).or_insert_with(|| {
            let here = sum;
            let sheet = book.sheets.get(place.sheet as usize);
            let rows = sheet.map_or(0, |sheet| sheet.rows.len());
            sum = sum.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
            here
        });
        numbers.push(start.saturating_add(place.row).saturating_add(1));
    }
    numbers
}

/// What a kind of record is called.
fn called(language: Language, entity: &str) -> String {
    labels::message(language, &format!("entity.{entity}"), &[])
}
