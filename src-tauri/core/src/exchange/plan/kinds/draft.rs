//! What a sheet of one kind says, a record a row: its values, and the names by which it refers to
//! other records. Knows the file alone, not what the vault holds.

use std::collections::HashMap;

use super::names::{Name, Under};
use super::{Ingredients, called, country};
use crate::base::words::{clean_line, compact};
use crate::base::{Error, Id, Money, Report, Result, Timestamp, careless};
use crate::exchange::columns::ID;
use crate::exchange::layout::{self, ColumnGuess, Place};
use crate::exchange::model::{IN, OUT};
use crate::exchange::plan::cells::{self, Column, Reading};
use crate::exchange::plan::notes::Notes;
use crate::exchange::sheet::{Cell, Workbook};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::choices;
use crate::records::labels::{self, Language};
use crate::records::parse::Ground;
use crate::records::value::Value;
use crate::records::{Catalog, FieldKind as K, Warning};
use crate::vault::Read;

/// Where a column's cells go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    /// Into the column's field.
    Field,
    /// They are the record's number.
    Id,
    /// They name the unit above the record's unit.
    Parent,
    /// Into the amount, as what came in.
    In,
    /// Into the amount, as what went out.
    Out,
}

/// A sheet of one kind.
pub(super) struct Part {
    pub(super) entity: &'static EntityDef,
    columns: Vec<(Goes, Column)>,
    /// This program wrote it, records' numbers and all: each cell says just what it says.
    pub(super) ours: bool,
}

impl Part {
    /// The sheet as the user left its columns.
    ///
    /// # Errors
    /// When a target is unknown, two columns go to one, or one that every record needs is missing.
    pub(super) fn of(
        catalog: &Catalog,
        language: Language,
        kind: &str,
        guesses: &[ColumnGuess],
    ) -> Result<Self> {
        let entity = catalog.entity(kind)?;
        let mut columns: Vec<(Goes, Column)> = Vec::new();
        let mut met: Vec<&str> = Vec::new();
        for guess in guesses {
            let Some(key) = guess.target.as_deref() else {
                continue;
            };
            if met.contains(&key) {
                return Err(
                    Error::invalid(key, "error.import_target_twice").with("head", &guess.header)
                );
            }
            met.push(key);
            let (of, field) = key.split_once('.').unwrap_or((key, ""));
            let goes = match (of == kind, field) {
                (true, ID) => Goes::Id,
                (true, IN) => Goes::In,
                (true, OUT) => Goes::Out,
                (true, _) => Goes::Field,
                (false, "parent") if of == "unit" => Goes::Parent,
                // What belongs to another kind of record is not this one's.
                _ => continue,
            };
            let read_as = match goes {
                Goes::Id => format!("{kind}.{}", entity.title),
                Goes::In | Goes::Out => format!("{kind}.amount"),
                _ => key.to_owned(),
            };
            let guess = ColumnGuess {
                target: Some(read_as),
                ..guess.clone()
            };
            columns.extend(Column::of(catalog, &guess)?.map(|column| (goes, column)));
        }
        let part = Self {
            entity,
            ours: columns.iter().any(|(goes, _)| *goes == Goes::Id),
            columns,
        };
        part.holds_what_it_needs(catalog, language)?;
        Ok(part)
    }

    /// A sheet of the wrong kind shows by the columns it lacks. Where records are known again by a
    /// number, the other columns may be few.
    fn holds_what_it_needs(&self, catalog: &Catalog, language: Language) -> Result<()> {
        let has = |key: &str| {
            let mut fields = self.columns.iter().filter(|(goes, _)| *goes == Goes::Field);
            fields.any(|(_, column)| column.field.key == key)
        };
        let counted = self.counts_in_and_out();
        let unique = self.entity.fields.iter().find(|field| field.unique);
        if self.ours || unique.is_some_and(|field| has(field.key)) {
            return Ok(());
        }
        let missing = layout::needed(self.entity)
            .find(|key| !(has(key) || counted && matches!(*key, "amount" | "item")));
        match missing {
            None => Ok(()),
            Some(key) => Err(Error::invalid(
                format!("{}.{key}", self.entity.key),
                "error.import_kind_lacks",
            )
            .with("kind", called(language, self.entity.key))
            .with("field", catalog.field_label(language, self.entity.key, key))),
        }
    }

    /// Whether its amounts stand in two columns.
    fn counts_in_and_out(&self) -> bool {
        let is = |goes: &Goes| matches!(goes, Goes::In | Goes::Out);
        self.columns.iter().any(|(goes, _)| is(goes))
    }

    /// The fields its columns go to.
    pub(super) fn fields(&self) -> Vec<&'static FieldDef> {
        let mut fields: Vec<&'static FieldDef> = Vec::new();
        for (goes, column) in &self.columns {
            let goes = matches!(goes, Goes::Field | Goes::In | Goes::Out);
            if goes && !fields.iter().any(|known| known.key == column.field.key) {
                fields.push(column.field);
            }
        }
        fields
    }
}

/// A row of the file.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) part: usize,
    /// Its number, where the file says one.
    pub(super) said: Option<Id>,
    /// Its id, should it be made.
    pub(super) id: Id,
    pub(super) values: Vec<(&'static FieldDef, Value)>,
    /// The field of which its cells say nothing, and which the sheet or the vault lends it: what is kept of it in
    /// a record that is there stays.
    pub(super) lent: Option<&'static str>,
    /// The names by which it refers to others, by their place among all names.
    pub(super) refs: Vec<(&'static FieldDef, Vec<usize>)>,
    /// What no field could take.
    pub(super) notes: Notes,
    pub(super) reasons: Vec<Warning>,
    pub(super) doubtful: bool,
    pub(super) refused: bool,
    pub(super) title: String,
}

impl Row {
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        let found = self.values.iter().find(|(field, _)| field.key == key);
        found.map(|(_, value)| value)
    }
    fn refuse(&mut self, why: Warning) {
        self.refused = true;
        self.reasons.push(why);
    }
}

/// Reads sheets, and gathers the names they refer by.
pub(super) struct Reader<'a> {
    book: &'a Workbook,
    catalog: &'a Catalog,
    read: &'a Read<'a>,
    language: Language,
    report: &'a Report,
    now: Timestamp,
    pub(super) names: Vec<Name>,
    places: HashMap<String, usize>,
}

/// A row's cells on their way to becoming a row.
#[derive(Default)]
struct Loose {
    refs: Vec<(&'static FieldDef, Vec<String>)>,
    parent: Option<String>,
    came: Option<Money>,
    went: Option<Money>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(from: &Ingredients<'a>, read: &'a Read<'a>) -> Self {
        Self {
            book: from.book,
            catalog: from.catalog,
            read,
            language: from.language,
            report: from.report,
            now: read.now(),
            names: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Reads a sheet's records.
    pub(super) fn part(
        &mut self,
        at: usize,
        part: &Part,
        places: &[Place],
        rows: &mut Vec<Row>,
    ) -> Result<()> {
        let mut second: Option<u32> = None;
        for (done, place) in (0_u64..).zip(places) {
            if done % 500 == 0 {
                let all = u64::try_from(places.len()).ok();
                self.report.step("progress.import_plan", done, all)?;
            }
            let sheet = self.book.sheets.get(place.sheet as usize);
            let cells = sheet.and_then(|sheet| sheet.rows.get(place.row as usize));
            let cells = cells.map_or(&[][..], Vec::as_slice);
            let mut row = self.row(at, part, *place, cells);
            if !part.ours || row.said.is_none() {
                let first = places.first().unwrap_or(place).row;
                country::settle(self.book, self.read, (part.entity, first), &mut row);
            }
            // Another table below the first has columns of its own.
            if second.is_none() && !part.ours && heads_another(cells) {
                second = Some(place.row + 1);
            }
            if let Some(from) = second {
                row.reasons.clear();
                row.refuse(
                    Warning::new("", "warning.import_second_table").with("row", &from.to_string()),
                );
            }
            rows.push(row);
        }
        Ok(())
    }

    fn row(&mut self, at: usize, part: &Part, place: Place, cells: &[Cell]) -> Row {
        let mut row = Row {
            place,
            part: at,
            said: None,
            id: Id::at(self.now),
            values: Vec::new(),
            lent: None,
            refs: Vec::new(),
            notes: Notes::default(),
            reasons: Vec::new(),
            doubtful: false,
            refused: false,
            title: String::new(),
        };
        let mut loose = Loose::default();
        for (goes, column) in &part.columns {
            let Some(cell) = cells.get(column.at).filter(|cell| !cell.is_blank()) else {
                continue;
            };
            self.cell(part, *goes, column, cell, &mut row, &mut loose);
        }
        self.amounts(part, &loose, &mut row);
        row.title = titled(part.entity, &row, &loose);
        self.refer(loose, &mut row);
        row
    }

    fn cell(
        &self,
        part: &Part,
        goes: Goes,
        column: &Column,
        cell: &Cell,
        row: &mut Row,
        loose: &mut Loose,
    ) {
        let text = cells::plain(cell);
        match (goes, column.field.kind) {
            (Goes::Id, _) => row.said = text.parse().ok(),
            (Goes::Parent, _) => loose.parent = Some(clean_line(&text)),
            (_, _) if !part.ours && self.is_absent(column, cell) => {}
            (_, K::Ref) => {
                let name = if part.ours { text } else { clean_line(&text) };
                loose.refs.push((column.field, vec![name]));
            }
            (_, K::Refs) => {
                let names = several(cell, part.ours, column.field.target == Some("unit"));
                loose.refs.push((column.field, names));
            }
            _ if country::is_said(part.entity, column.field) => match country::read(&text) {
                Ok(code) => row.values.push((column.field, code)),
                Err(why) => row.refuse(why),
            },
            _ => {
                let ground = Ground {
                    read: Some(self.read),
                    catalog: self.catalog,
                };
                let reading = self
                    .listed(column, cell)
                    .unwrap_or_else(|| cells::read(&ground, column, cell, &text));
                let value = self.keep(part, column, reading, row);
                match (goes, value) {
                    (Goes::In, Some(Value::Money(sum))) => loose.came = Some(sum),
                    (Goes::Out, Some(Value::Money(sum))) => loose.went = Some(sum),
                    (_, Some(value)) => row.values.push((column.field, value)),
                    (_, None) => {}
                }
            }
        }
    }

    /// Whether a cell says there is nothing, in a field where that is no value.
    fn is_absent(&self, column: &Column, cell: &Cell) -> bool {
        if !cells::is_absent(cell) || column.field.kind == K::Bool {
            return false;
        }
        let list = column.field.choices.unwrap_or_default();
        let known = choices::code_of(self.read, self.catalog, list, &cells::plain(cell));
        !matches!(known, Ok(Some(_)))
    }

    /// Choices a line each, where one of them has a sign in its name that else parts them.
    fn listed(&self, column: &Column, cell: &Cell) -> Option<Reading> {
        let Cell::Text(whole) = cell else { return None };
        if column.field.kind != K::Choices || !whole.contains('\n') {
            return None;
        }
        let list = column.field.choices.unwrap_or_default();
        let lines = whole.lines().map(str::trim).filter(|line| !line.is_empty());
        let codes: Option<Vec<String>> = lines
            .map(|line| {
                let code = choices::code_of(self.read, self.catalog, list, line);
                code.ok().flatten()
            })
            .collect();
        Some(match codes {
            Some(codes) => Reading {
                value: Some(Value::Choices(codes)),
                ..Reading::default()
            },
            None => Reading::doubtful(
                whole,
                Warning::new(&column.key, "warning.import_no_such_choice").with("text", whole),
            ),
        })
    }

    /// Notes what a cell came to beside its value.
    fn keep(&self, part: &Part, column: &Column, reading: Reading, row: &mut Row) -> Option<Value> {
        let signed = part.ours || matches!(part.entity.key, "transaction" | "payment" | "cost");
        if let Some(doubt) = reading.doubt {
            let usual = signed && doubt.key == "warning.import_negative";
            if !usual {
                row.doubtful = true;
                row.reasons.push(doubt);
            }
        }
        // What we wrote out ourselves was looked at when it was typed.
        let careless = reading
            .notices
            .into_iter()
            .filter(|one| careless::is_doubt(&one.key));
        for doubt in careless.filter(|_| !part.ours) {
            row.doubtful = true;
            row.reasons.push(doubt);
        }
        if let Some(kept) = &reading.kept {
            let head = &column.head;
            row.notes.add(&cells::note_line(self.language, head, kept));
        }
        reading.value
    }

    /// The amount out of what came in and what went out, as a bank has them.
    fn amounts(&self, part: &Part, loose: &Loose, row: &mut Row) {
        if !part.counts_in_and_out() || row.value("amount").is_some() {
            return;
        }
        let Ok(field) = part.entity.field("amount") else {
            return;
        };
        let told = |sum: Option<Money>| sum.filter(|sum| sum.minor != 0);
        let key = format!("{}.amount", part.entity.key);
        let (sum, word) = match (told(loose.came), told(loose.went)) {
            (Some(came), None) => (came, "record.money_in"),
            (None, Some(_)) if part.entity.key == "payment" => {
                return row.refuse(Warning::new(key, "warning.import_money_out"));
            }
            // Some banks write what went out with its sign already.
            (None, Some(went)) => (
                Money::new(-went.minor.abs(), went.currency),
                "record.money_out",
            ),
            (Some(_), Some(_)) => {
                return row.refuse(Warning::new(key, "warning.import_in_and_out"));
            }
            (None, None) => return row.refuse(Warning::new(key, "warning.import_no_amount")),
        };
        row.values.push((field, Value::Money(sum)));
        if let Ok(item) = part.entity.field("item")
            && row.value("item").is_none()
        {
            let text = labels::message(self.language, word, &[]);
            row.values.push((item, Value::text(text)));
        }
    }

    /// Puts the names a row refers by among those of the file.
    fn refer(&mut self, loose: Loose, row: &mut Row) {
        let mut refs = loose.refs;
        // Its unit first: it tells people and contracts of one name apart.
        refs.sort_by_key(|(field, _)| field.key != "unit");
        let mut unit = None;
        for (field, texts) in refs {
            let Some(Ok(target)) = field.target.map(|target| self.catalog.entity(target)) else {
                continue;
            };
            let mut names = Vec::with_capacity(texts.len());
            for text in texts {
                let under = match (target.key, &loose.parent, unit) {
                    ("unit", Some(parent), _) if field.key == "unit" => {
                        Under::Parent(parent.clone())
                    }
                    ("unit", ..) => Under::Nothing,
                    (_, _, Some(unit)) => Under::Unit(unit),
                    _ => Under::Nothing,
                };
                names.push(self.name(target, text, under));
            }
            if field.key == "unit" {
                unit = names.first().copied();
            }
            row.refs.push((field, names));
        }
    }

    fn name(&mut self, target: &'static EntityDef, text: String, under: Under) -> usize {
        let beside = match &under {
            Under::Nothing => String::new(),
            Under::Parent(parent) => compact(parent),
            Under::Unit(unit) => unit.to_string(),
        };
        // By the whole text: compacting drops the signs that tell marks and paths apart.
        let key = format!("{}\0{}\0{beside}", target.key, text.trim());
        *self.places.entry(key.clone()).or_insert_with(|| {
            self.names.push(Name {
                target,
                text,
                under,
                key,
            });
            self.names.len() - 1
        })
    }
}

/// What to call a row.
fn titled(entity: &EntityDef, row: &Row, loose: &Loose) -> String {
    let text = row.value(entity.title).and_then(Value::as_text);
    let own = text.filter(|text| !text.is_empty()).map(clean_line);
    let other = || {
        loose
            .refs
            .iter()
            .flat_map(|(_, names)| names)
            .next()
            .cloned()
    };
    let title = own.or_else(other).unwrap_or_default();
    title.chars().take(120).collect()
}

/// The names in one cell: a line each where one has a sign in it that else parts them.
fn several(cell: &Cell, ours: bool, units: bool) -> Vec<String> {
    let whole = cell.text();
    let split: Vec<&str> = if whole.contains('\n') {
        whole.lines().collect()
    } else if ours {
        whole.split("; ").collect()
    } else {
        // `Acme, Inc.` is one.
        let parts = |c: char| "、;；|，".contains(c) || c == ',' && !units;
        whole.split(parts).collect()
    };
    let names = split.into_iter().map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a row is the heading of another table: words that head columns, and nothing else.
fn heads_another(row: &[Cell]) -> bool {
    let filled = row.iter().filter(|cell| !cell.is_blank());
    let (mut count, mut texts) = (0, true);
    for cell in filled {
        count += 1;
        texts &= matches!(cell, Cell::Text(_));
    }
    texts && count >= 3 && layout::heads_of_kinds(row) * 10 >= count * 7
}
