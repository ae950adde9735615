//! Goes through the rows of the sheet and folds them into drafts. Decides where each value lives,
//! and that nothing a cell says is lost.

use chrono::{NaiveTime, Timelike};

use super::cells::{self, Column, Reading};
use super::drafts::{DEAL, Drafts, ENTITIES, Named, PERSON, Row, TALK, TASK, sound_code};
use super::fields::{Set, set};
use super::notes::Notes;
use super::row::{Cells, NAME, is_name};
use crate::base::words::{clean_line, compact, is_han, split_list};
use crate::base::{Error, Id, Kind, Report, Result, WallTime};
use crate::exchange::layout::{self, ImportLayout, Place, WORDS};
use crate::exchange::sheet::{FileKind, Workbook};
use crate::records::catalog::FieldDef;
use crate::records::choices;
use crate::records::labels::{self, Language};
use crate::records::value::Value;
use crate::records::{Catalog, Warning};
use crate::vault::Read;

/// What folding goes by.
pub(super) struct Folding<'a> {
    pub(super) book: &'a Workbook,
    pub(super) layout: &'a ImportLayout,
    pub(super) catalog: &'a Catalog,
    pub(super) read: &'a Read<'a>,
    pub(super) language: Language,
    pub(super) report: &'a Report,
}

impl Folding<'_> {
    /// Reads every row. `merges` are units, by their first rows, that turned out to be one.
    ///
    /// # Errors
    /// When no column names anything, a target is unknown, or the user stops it.
    pub(super) fn drafts(&self, merges: &[(usize, usize)]) -> Result<Drafts> {
        let columns = self.columns()?;
        let mapped = |key: &str| columns.iter().any(|column| column.key == key);
        // Where no column names the unit itself, its group or parent may be the unit.
        let name_key = ["unit.legal_name", "unit.group", "unit.parent"]
            .into_iter()
            .find(|k| mapped(k));
        let alone =
            name_key.is_none() || matches!(self.book.kind, FileKind::VCard | FileKind::Calendar);
        if name_key.is_none() && !mapped("contact.full_name") && !mapped("task.title") {
            return Err(Error::new(Kind::Invalid, "error.import_no_name_column"));
        }
        let places = self.places()?;
        let mut drafts = Drafts::default();
        for (at, place) in places.iter().enumerate() {
            if at % 500 == 0 {
                self.report
                    .step("progress.import_plan", at as u64, Some(places.len() as u64))?;
            }
            let row = self.book.sheets.get(place.sheet as usize);
            let cells = row.and_then(|sheet| sheet.rows.get(place.row as usize));
            let mut row = Row {
                place: Some(*place),
                ..Row::default()
            };
            let name_key = name_key.unwrap_or_default();
            let cells = cells.map_or(&[][..], Vec::as_slice);
            let mut cells = self.cells(&columns, cells, name_key, &mut row);
            self.stray_quote(&columns, *place, name_key, &mut row);
            self.row(&mut drafts, &mut cells, &mut row, at, name_key, alone);
            drafts.rows.push(row);
        }
        self.merge(&mut drafts, merges);
        self.tree(&mut drafts);
        drafts.look_for_alike();
        drafts.finish();
        Ok(drafts)
    }

    /// A quote that never closes may have run over what was meant to be several cells or rows.
    fn stray_quote(&self, columns: &[Column], place: Place, name_key: &str, row: &mut Row) {
        let strays = &self.book.stray_quotes;
        let Ok(at) = strays.binary_search_by_key(&(place.row as usize), |stray| stray.row) else {
            return;
        };
        let column = strays.get(at).map(|stray| stray.column);
        let column = columns.iter().find(|known| Some(known.at) == column);
        let key = column.map_or(name_key, |column| &column.key);
        row.doubt(Warning::new(key, "warning.import_stray_quote"));
    }

    fn columns(&self) -> Result<Vec<Column>> {
        let mut columns: Vec<Column> = Vec::new();
        for guess in &self.layout.columns {
            let Some(column) = Column::of(self.catalog, guess)? else {
                continue;
            };
            if columns.iter().any(|known| known.key == column.key) {
                return Err(Error::invalid(column.key, "error.import_target_twice")
                    .with("head", column.head));
            }
            columns.push(column);
        }
        Ok(columns)
    }

    fn places(&self) -> Result<Vec<Place>> {
        let guessed = layout::guessed_header(self.book, self.catalog, self.layout.sheet)?;
        let set = (guessed != self.layout.header_row).then_some(self.layout.header_row);
        layout::places(self.book, self.layout.sheet, self.layout.header_row, set)
    }

    fn row(
        &self,
        drafts: &mut Drafts,
        cells: &mut Cells<'_>,
        row: &mut Row,
        at: usize,
        name_key: &str,
        alone: bool,
    ) {
        let named = Named {
            name: cells.text(name_key).unwrap_or_default(),
            code: cells.text("unit.uscc").and_then(|text| sound_code(&text)),
            group: cells
                .text("unit.group")
                .filter(|_| name_key != "unit.group"),
            parent: cells
                .text("unit.parent")
                .filter(|_| name_key != "unit.parent"),
            kind: cells.text("unit.kind"),
            own_code: cells.text("unit.code"),
        };
        row.title.clone_from(&named.name);
        let long = named.name.chars().count() > NAME;
        if WORDS.is("total", &named.name) && (named.name.chars().any(is_han) || cells.few_words()) {
            row.refused = true;
            row.reasons
                .push(Warning::new(name_key, "warning.import_sum_row"));
            return;
        }
        if named.name.is_empty() || long {
            let person = cells
                .text("contact.full_name")
                .or_else(|| cells.text("task.title"));
            row.title = person.clone().unwrap_or_default();
            if !alone || long || person.is_none() {
                row.refused = true;
                row.title = row.title.chars().take(NAME).collect();
                let key = if long {
                    "warning.import_name_too_long"
                } else {
                    "warning.import_no_name"
                };
                row.reasons.push(Warning::new("unit.legal_name", key));
                return;
            }
        } else {
            let unit = drafts.unit(&named, self.id(), row, at);
            row.unit = Some(unit);
            row.first = drafts.units.get(unit).and_then(|unit| unit.row);
            self.unit_fields(drafts, unit, cells, row);
        }
        self.parts(drafts, cells, row);
        self.keep(drafts, cells, row);
    }

    /// The customer's code of the user's own books: one unit has it. Another one that claims it
    /// keeps it in its note, and the user says whether the two are one.
    fn own_code(&self, drafts: &mut Drafts, at: usize, cells: &mut Cells<'_>, row: &mut Row) {
        let said = cells
            .readings
            .iter_mut()
            .find(|(column, ..)| column.key == "unit.code");
        let Some((column, reading, text)) = said else {
            return;
        };
        let Some(code) = reading.value.as_ref().and_then(Value::as_text) else {
            return;
        };
        let line = cells::note_line(self.language, &column.head, text);
        let Some(holder) = drafts.claim(code, at, &line) else {
            return;
        };
        reading.value = None;
        reading.kept = Some(text.clone());
        let reason = Warning::new(&column.key, "warning.import_own_code_twice");
        row.doubt(reason.with("text", text).with("name", &holder));
    }

    /// Puts a row's values into its unit.
    fn unit_fields(&self, drafts: &mut Drafts, at: usize, cells: &mut Cells<'_>, row: &mut Row) {
        let owned = cells.has_deal();
        self.own_code(drafts, at, cells, row);
        let Some(unit) = drafts.units.get_mut(at) else {
            return;
        };
        for (column, reading, text) in &mut cells.readings {
            if column.entity.key != "unit" || is_name(&column.key) {
                continue;
            }
            let Some(value) = reading.value.take() else {
                continue;
            };
            if column.field.key == "description" {
                row.adds[0] |= unit.notes.add(text);
                continue;
            }
            if column.field.key == "kind" && !unit.kind_said {
                unit.fields.retain(|(field, _)| field.key != "kind");
                unit.kind_said = true;
            }
            let owner = (column.key == "unit.owner").then(|| value.clone());
            match set(&mut unit.fields, column.field, value) {
                Set::Added => {
                    row.adds[0] = true;
                    row.heed(&mut reading.notices);
                }
                Set::Same => {}
                Set::Full => full(column, reading, text, row),
                // Who looks after it may differ from business to business, and is kept there.
                Set::Differs(_) if column.field.key == "owner" && owned => {}
                Set::Differs(kept) => {
                    let kept = self.shown(column.field, &kept);
                    let reason = Warning::new(&column.key, "warning.import_differs");
                    row.doubt(reason.with("kept", &kept).with("text", text));
                    reading.kept = Some(text.clone());
                }
            }
            reading.value = owner;
        }
    }

    /// The person, business, task and conversation of a row.
    fn parts(&self, drafts: &mut Drafts, cells: &mut Cells<'_>, row: &mut Row) {
        let unit = row.unit;
        if let Some(name) = cells.text("contact.full_name") {
            let key = drafts.person_key(unit, compact(&name), cells, row);
            let person = drafts.part(PERSON, unit, key, self.ids(), row);
            if let Some(part) = drafts.parts[PERSON].get_mut(person) {
                part.beside = false;
            }
            self.fill(drafts, PERSON, cells, row, &[]);
        } else if unit.is_some() {
            without_name(drafts, cells, row);
        }
        let owner = cells.take("unit.owner");
        if unit.is_some() && cells.has_deal() {
            let name = cells.text("cooperation.name");
            let name = name.unwrap_or_else(|| self.say("entity.cooperation"));
            let start = cells.text("cooperation.start").unwrap_or_default();
            let key = format!("{}\n{start}", compact(&name));
            drafts.part(DEAL, unit, key, self.ids(), row);
            let owner = owner.map(|owner| ("owner", owner));
            let extra: Vec<_> = [("name", Value::text(name))]
                .into_iter()
                .chain(owner)
                .collect();
            self.fill(drafts, DEAL, cells, row, &extra);
        }
        let titled = cells.text("task.title");
        if titled.is_some() || cells.has("task.due") {
            let due = cells.text("task.due").unwrap_or_default();
            let title = titled.unwrap_or_else(|| self.say("record.next_contact"));
            let key = format!("{due}\n{}", compact(&title));
            drafts.part(TASK, unit, key, self.ids(), row);
            let mut extra = vec![("title", Value::text(title))];
            if self.is_past(cells.value("task.due")) {
                // Nobody wants to be reminded today of what a sheet says was due last spring.
                extra.push(("remind", Value::Bool(false)));
            }
            self.fill(drafts, TASK, cells, row, &extra);
        }
        if unit.is_some() && cells.has("activity.at") {
            let said = cells.text("activity.content");
            let said = said.unwrap_or_else(|| self.say("record.imported_talk"));
            let when = cells.text("activity.at").unwrap_or_default();
            let key = format!("{when}\n{}", compact(&said));
            let talk = drafts.part(TALK, unit, key, self.ids(), row);
            self.people(drafts, talk, cells, row);
            self.fill(drafts, TALK, cells, row, &[("content", Value::text(said))]);
        }
        let person = row.parts[PERSON];
        for sort in [TASK, TALK] {
            let part = row.parts.get(sort).copied().flatten();
            let part = part.and_then(|at| drafts.parts.get_mut(sort)?.get_mut(at));
            if let (Some(part), Some(person)) = (part, person)
                && !part.people.contains(&person)
            {
                part.people.push(person);
            }
        }
    }

    /// The people a conversation names in a column of their own; those the unit has.
    fn people(&self, drafts: &mut Drafts, talk: usize, cells: &mut Cells<'_>, row: &mut Row) {
        let unit = row.unit;
        let named = cells
            .readings
            .iter_mut()
            .find(|(column, ..)| column.key == "activity.contacts");
        let Some((column, reading, text)) = named else {
            return;
        };
        if reading.value.take().is_none() {
            return;
        }
        // No person's name has these signs in it, wherever a foreign cell ends its lines.
        let names = split_list(text).flat_map(|one| one.split(['、', '，', '；']));
        let Ok(field) = self
            .catalog
            .entity("contact")
            .and_then(|contact| contact.field("full_name"))
        else {
            return;
        };
        for name in names.map(clean_line).filter(|name| !name.is_empty()) {
            if name.chars().count() > field.max_len as usize {
                let max = field.max_len.to_string();
                row.doubt(Warning::new(&column.key, "error.too_long").with("max", &max));
                reading.kept = Some(text.clone());
                continue;
            }
            let mut quiet = Row::default();
            let person = drafts.part(PERSON, unit, compact(&name), self.ids(), &mut quiet);
            if quiet.adds[PERSON + 1]
                && let Some(part) = drafts.parts[PERSON].get_mut(person)
            {
                part.fields.push((field, Value::text(name)));
                part.beside = true;
                row.adds[PERSON + 1] = true;
                if row.parts[PERSON].is_none() {
                    row.parts[PERSON] = Some(person);
                }
            }
            if let Some(part) = drafts.parts[TALK].get_mut(talk)
                && !part.people.contains(&person)
            {
                part.people.push(person);
            }
        }
    }

    /// Puts a row's values into one of its parts, and `extra` where the row says nothing itself.
    fn fill(
        &self,
        drafts: &mut Drafts,
        sort: usize,
        cells: &mut Cells<'_>,
        row: &mut Row,
        extra: &[(&str, Value)],
    ) {
        let entity = ENTITIES.get(sort).copied().unwrap_or_default();
        let at = row.parts.get(sort).copied().flatten();
        let Some(part) = at.and_then(|at| drafts.parts.get_mut(sort)?.get_mut(at)) else {
            return;
        };
        let mut added = false;
        for (column, reading, text) in &mut cells.readings {
            let of_post = sort == PERSON && column.entity.key == "post";
            if column.entity.key != entity && !of_post {
                continue;
            }
            let Some(value) = reading.value.take() else {
                continue;
            };
            if column.field.key == "note" {
                added |= part.notes.add(text);
                continue;
            }
            let fields = if of_post {
                &mut part.post
            } else {
                &mut part.fields
            };
            match set(fields, column.field, value) {
                Set::Added => {
                    added = true;
                    row.heed(&mut reading.notices);
                }
                Set::Same => {}
                Set::Full => full(column, reading, text, row),
                Set::Differs(kept) => {
                    let kept = self.shown(column.field, &kept);
                    let reason = Warning::new(&column.key, "warning.import_differs");
                    row.doubt(reason.with("kept", &kept).with("text", text));
                    reading.kept = Some(text.clone());
                }
            }
        }
        for (key, value) in extra {
            let field = self
                .catalog
                .entity(entity)
                .and_then(|entity| entity.field(key));
            let Ok(field) = field else { continue };
            // Who looks after the unit is said of its business too; the rest only serves a new
            // record that would have nothing to be called by.
            let fields = if *key == "owner" {
                &mut part.fields
            } else {
                &mut part.extra
            };
            if !fields.iter().any(|(known, _)| known.key == *key) {
                fields.push((field, value.clone()));
            }
        }
        if let Some(adds) = row.adds.get_mut(sort + 1) {
            *adds |= added;
        }
    }

    /// Keeps in a note what found no place of its own: beside the record it is about where the row
    /// has one, else with the unit.
    fn keep(&self, drafts: &mut Drafts, cells: &mut Cells<'_>, row: &mut Row) {
        for (column, reading, text) in &mut cells.readings {
            let left = reading.value.take().filter(|_| !is_name(&column.key));
            let left = left.map(|_| text.clone());
            let Some(text) = reading.kept.take().or(left) else {
                continue;
            };
            let line = cells::note_line(self.language, &column.head, &text);
            let about = match column.entity.key {
                "contact" | "post" => Some(PERSON),
                "cooperation" => Some(DEAL),
                "task" => Some(TASK),
                _ => None,
            };
            let of = |sort: usize| row.parts.get(sort).copied().flatten().map(|at| (sort, at));
            let own = about.and_then(of);
            let nobody = row
                .unit
                .is_none()
                .then(|| of(PERSON).or(of(TASK)))
                .flatten();
            let (place, adds): (Option<&mut Notes>, usize) = match own.or(nobody) {
                Some((sort, at)) => {
                    let part = drafts
                        .parts
                        .get_mut(sort)
                        .and_then(|parts| parts.get_mut(at));
                    (part.map(|part| &mut part.notes), sort + 1)
                }
                None => {
                    let unit = row.unit.and_then(|at| drafts.units.get_mut(at));
                    (unit.map(|unit| &mut unit.notes), 0)
                }
            };
            let grew = place.is_some_and(|notes| notes.add(&line));
            if let Some(adds) = row.adds.get_mut(adds) {
                *adds |= grew;
            }
        }
    }

    fn is_past(&self, due: Option<&Value>) -> bool {
        let now = self
            .read
            .now()
            .utc()
            .with_timezone(&self.read.zone())
            .naive_local();
        match due {
            Some(Value::Wall(wall)) => {
                WallTime::from_stored(&wall.at, &wall.zone).is_ok_and(|wall| {
                    let end = NaiveTime::from_hms_opt(23, 59, 0).unwrap_or_default();
                    wall.date.and_time(wall.time.unwrap_or(end)) < now.with_second(0).unwrap_or(now)
                })
            }
            _ => false,
        }
    }

    fn ids(&self) -> [Id; 2] {
        [self.id(), self.id()]
    }

    /// A fresh id.
    pub(super) fn id(&self) -> Id {
        Id::at(self.read.now())
    }

    fn say(&self, key: &str) -> String {
        labels::message(self.language, key, &[])
    }

    pub(super) fn shown(&self, field: &FieldDef, value: &Value) -> String {
        match value {
            Value::Choice(code) => {
                let list = field.choices.unwrap_or_default();
                choices::word(self.read, self.language, list, code).unwrap_or_else(|_| code.clone())
            }
            Value::Money(money) => money.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Wall(wall) => wall.at.clone(),
            value => value.as_text().unwrap_or_default().to_owned(),
        }
    }
}

/// A list that is full takes no more: what there is no room for is kept in a note.
fn full(column: &Column, reading: &mut Reading, text: &str, row: &mut Row) {
    row.doubt(Warning::new(&column.key, "warning.import_list_full"));
    reading.kept = Some(text.to_owned());
}

/// A telephone or address without a name belongs to the unit; whatever else is said of nobody is
/// kept in the unit's note.
fn without_name(drafts: &mut Drafts, cells: &mut Cells<'_>, row: &mut Row) {
    let Some(unit) = row.unit.and_then(|at| drafts.units.get_mut(at)) else {
        return;
    };
    let mut moved = false;
    for (column, reading, text) in &mut cells.readings {
        if !matches!(column.entity.key, "contact" | "post") {
            continue;
        }
        let Some(value) = reading.value.take() else {
            continue;
        };
        moved = true;
        let home = match column.key.as_str() {
            "contact.phones" | "post.work_phone" => Some("phones"),
            "contact.emails" => Some("emails"),
            _ => None,
        };
        let home = home.and_then(|key| crate::units::catalog::UNIT.field(key).ok());
        match home {
            Some(field) => row.adds[0] |= matches!(set(&mut unit.fields, field, value), Set::Added),
            None => reading.kept = Some(text.clone()),
        }
    }
    if moved {
        row.doubt(Warning::new(
            "contact.full_name",
            "warning.import_no_person",
        ));
    }
}
