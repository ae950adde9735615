//! The records of an entity as rows of cells, whatever file they go into.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::files::Places;
use super::secret::LeftOut;
use crate::base::{Currency, Dated, Error, Id, Result, Timestamp, words};
use crate::exchange::columns::{self, SheetColumn, Source};
use crate::exchange::{marks, store};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::labels::{self, Language};
use crate::records::plain;
use crate::records::value::{Value, Wall};
use crate::vault::Read;

/// A cell to be written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::exchange) enum Cell {
    /// Nothing.
    Empty,
    /// Text; whatever it begins with, it stays text.
    Text(String),
    /// A number with so many decimals, exact in that many.
    Number(f64, u32),
    /// A day.
    Date(NaiveDate),
    /// A day and time.
    Moment(NaiveDateTime),
}

/// An entity's sheet.
pub(super) struct Table<'p> {
    /// Its name in the user's language.
    pub(super) name: String,
    /// The headings.
    pub(super) heads: Vec<String>,
    /// Widths of the columns, in characters.
    pub(super) widths: Vec<f64>,
    /// Rows there will be at least.
    pub(super) count: u64,
    entity: &'static EntityDef,
    columns: Vec<SheetColumn>,
    language: Language,
    /// Units by their names, told apart by the unit above where that stands beside them.
    units: HashMap<Id, String>,
    /// What is written where a record is referred to.
    referred: HashMap<Id, String>,
    parents: HashMap<Id, Id>,
    posts: HashMap<Id, Vec<Post>>,
    choices: HashMap<(String, String), String>,
    places: Option<&'p Places>,
    out: &'p LeftOut,
}

struct Post {
    unit: Option<Id>,
    values: Vec<Value>,
}

impl<'p> Table<'p> {
    /// Gets ready to write the sheet of `entity`; `places` says where files are, `out` who is not named.
    pub(super) fn of(
        read: &Read<'_>,
        catalog: &Catalog,
        language: Language,
        entity: &'static EntityDef,
        (places, out): (Option<&'p Places>, &'p LeftOut),
    ) -> Result<Self> {
        let columns = columns::of(catalog, entity);
        let head = |column: &SheetColumn| column.head(catalog, language);
        let width = |column: &SheetColumn| match column.source {
            Source::Own(field) | Source::Post(field) => f64::from(field.width) / 8.0,
            Source::Unit | Source::UnitParent | Source::FileOn => 28.0,
            Source::FilePlace => 60.0,
            Source::Id => 12.0,
        };
        // Who stays here is not named where others point at them.
        let titles = |key: &str| {
            let mut titles = store::titles(read, catalog.entity(key)?)?;
            titles.retain(|id, _| !out.has(id));
            Ok::<_, Error>(titles)
        };
        let mut referred = HashMap::new();
        let mut targets: Vec<&str> = entity
            .fields
            .iter()
            .filter(|field| !field.computed || field.key == "group")
            .filter_map(|field| field.target)
            .collect();
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            referred.extend(marks::labels(titles(target)?));
        }
        let parents = store::parents(read)?;
        Ok(Self {
            name: labels::message(language, &format!("entity.{}", entity.key), &[]),
            heads: columns.iter().map(head).collect(),
            widths: columns.iter().map(width).collect(),
            count: store::count(read, entity)?,
            entity,
            language,
            units: beside_parents(titles("unit")?, &parents),
            referred,
            parents,
            posts: if entity.key == "contact" {
                posts(read, catalog, &columns, out)?
            } else {
                HashMap::new()
            },
            choices: store::own_choices(read)?,
            places,
            out,
            columns,
        })
    }

    /// Calls `each` with every row.
    pub(super) fn rows(
        &self,
        read: &Read<'_>,
        mut each: impl FnMut(Vec<Cell>) -> Result<()>,
    ) -> Result<()> {
        let mut fields: Vec<&'static FieldDef> = Vec::new();
        for column in &self.columns {
            if let Source::Own(field) = column.source {
                fields.push(field);
            }
        }
        let unit_field = self.entity.fields.iter().find(|field| field.key == "unit");
        fields.extend(unit_field);
        store::each(read, self.entity, &fields, |id, _, mut values| {
            if self.out.has(&id) {
                return Ok(());
            }
            let unit = if unit_field.is_some() {
                values.pop()
            } else {
                None
            };
            let unit = unit.and_then(|unit| unit.as_ref_id());
            let Some(posts) = self.posts.get(&id) else {
                return each(self.row(read, id, &values, unit, None));
            };
            posts
                .iter()
                .try_for_each(|post| each(self.row(read, id, &values, post.unit, Some(post))))
        })
    }

    fn row(
        &self,
        read: &Read<'_>,
        id: Id,
        values: &[Value],
        unit: Option<Id>,
        post: Option<&Post>,
    ) -> Vec<Cell> {
        let title = |id: Option<Id>| {
            let name = id
                .and_then(|id| self.units.get(&id))
                .filter(|name| !name.is_empty());
            name.map_or(Cell::Empty, |name| Cell::Text(name.clone()))
        };
        let (on, place) = self.places.and_then(|places| places.of(id)).unzip();
        let said =
            |text: Option<&str>| text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()));
        let mut own = values.iter();
        let mut of_post = post.map_or(&[][..], |post| &post.values).iter();
        let mut row = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            row.push(match column.source {
                Source::Own(field) => own
                    .next()
                    .filter(|_| !self.out.blanks(&id, field.key))
                    .map_or(Cell::Empty, |v| self.cell(read, field, v)),
                Source::Post(field) => of_post
                    .next()
                    .map_or(Cell::Empty, |v| self.cell(read, field, v)),
                Source::Unit => title(unit),
                Source::UnitParent => title(unit.and_then(|unit| self.parents.get(&unit).copied())),
                Source::FileOn => said(on),
                Source::FilePlace => said(place),
                Source::Id => Cell::Text(id.to_string()),
            });
        }
        row
    }

    fn cell(&self, read: &Read<'_>, field: &FieldDef, value: &Value) -> Cell {
        let text = |text: String| {
            if text.is_empty() {
                Cell::Empty
            } else {
                Cell::Text(text)
            }
        };
        let name_of = |id: &Id| self.referred.get(id).cloned().unwrap_or_default();
        match value {
            Value::Null => Cell::Empty,
            Value::Text(v) | Value::Raw(v) => text(v.clone()),
            Value::Choice(code) => text(self.choice(field, code)),
            Value::Choices(codes) => {
                text(listed(codes.iter().map(|code| self.choice(field, code))))
            }
            #[expect(clippy::cast_precision_loss, reason = "counts and minutes are small")]
            Value::Number(number) => Cell::Number(*number as f64, 0),
            Value::Money(money) => amount(*money),
            Value::Decimal(number) => decimal(number),
            Value::Percent(points) => text(plain::percent(*points)),
            Value::Date(day) | Value::Fuzzy(day) => {
                date(day).map_or_else(|| text(day.clone()), Cell::Date)
            }
            Value::Wall(wall) => {
                // An hour by the clocks of elsewhere says which: those of here are meant where nothing is said.
                let here = wall.at.len() <= 10 || wall.zone == read.zone().name();
                let at = moment(&wall.at).filter(|_| here);
                at.unwrap_or_else(|| text(by_clocks(wall, here)))
            }
            Value::Instant(ms) => {
                let local = Timestamp(*ms)
                    .utc()
                    .with_timezone(&read.zone())
                    .naive_local();
                Cell::Moment(local)
            }
            Value::Bool(yes) => {
                let key = if *yes { "record.yes" } else { "record.no" };
                text(labels::message(self.language, key, &[]))
            }
            Value::Texts(list) => text(listed(list.iter().cloned())),
            Value::Dated(list) => text(listed(list.iter().map(Dated::to_string))),
            Value::Phones(list) => text(listed(list.iter().map(|phone| phone.raw.clone()))),
            Value::Fault(why) => text(labels::message(self.language, why, &[])),
            Value::Ref(to) => text(name_of(&to.id)),
            Value::Refs(list) => text(listed(list.iter().map(|to| name_of(&to.id)))),
        }
    }

    fn choice(&self, field: &FieldDef, code: &str) -> String {
        let list = field.choices.unwrap_or_default();
        let own = self.choices.get(&(list.to_owned(), code.to_owned()));
        own.cloned()
            .unwrap_or_else(|| labels::choice(self.language, list, code))
    }
}

/// Several values in one cell.
fn listed(values: impl Iterator<Item = String>) -> String {
    words::join_list(values, "; ")
}

/// Units as they are told apart where the unit above stands beside them.
fn beside_parents(titles: HashMap<Id, String>, parents: &HashMap<Id, Id>) -> HashMap<Id, String> {
    let mut count: HashMap<(&str, Option<&Id>), u32> = HashMap::new();
    for (id, title) in &titles {
        *count.entry((title, parents.get(id))).or_default() += 1;
    }
    let shared: Vec<Id> = titles
        .iter()
        .filter(|(id, title)| count.get(&(title.as_str(), parents.get(id))) > Some(&1))
        .map(|(id, _)| *id)
        .collect();
    let mut titles = titles;
    for id in shared {
        if let Some(title) = titles.get_mut(&id) {
            title.push_str(" #");
            title.push_str(&marks::of(id));
        }
    }
    titles
}

/// Amounts in yuan are numbers; in another currency they are text that names it, for a sum over
/// both would be wrong.
fn amount(money: crate::base::Money) -> Cell {
    const EXACT: u64 = 1 << 53;
    if money.currency != Currency::CNY || money.minor.unsigned_abs() > EXACT {
        return Cell::Text(money.to_string());
    }
    let plain = money.format_plain();
    plain.parse().map_or(Cell::Text(plain), |number| {
        Cell::Number(number, money.currency.exponent())
    })
}

/// A number where a spreadsheet holds it exactly, text otherwise.
fn decimal(number: &str) -> Cell {
    const EXACT: usize = 15;
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let places = number.split_once('.').map_or(0, |(_, part)| part.len());
    match (number.parse(), u32::try_from(places)) {
        (Ok(value), Ok(places)) if digits <= EXACT => Cell::Number(value, places),
        _ => Cell::Text(number.to_owned()),
    }
}

/// A whole day that a spreadsheet can hold.
fn date(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && day >= NaiveDate::from_ymd_opt(1900, 3, 1)?).then_some(day)
}

fn moment(at: &str) -> Option<Cell> {
    if let Some(day) = date(at) {
        return Some(Cell::Date(day));
    }
    NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M")
        .ok()
        .map(Cell::Moment)
}

/// A time as text, with the place whose clocks it goes by where those are not the ones of here.
fn by_clocks(wall: &Wall, here: bool) -> String {
    let at = wall.at.replace('T', " ");
    if here {
        at
    } else {
        format!("{at} {}", wall.zone)
    }
}

/// The living posts of each person.
fn posts(
    read: &Read<'_>,
    catalog: &Catalog,
    columns: &[SheetColumn],
    out: &LeftOut,
) -> Result<HashMap<Id, Vec<Post>>> {
    let post = catalog.entity("post")?;
    let mut fields = vec![post.field("contact")?, post.field("unit")?];
    for column in columns {
        if let Source::Post(field) = column.source {
            fields.push(field);
        }
    }
    let mut posts: HashMap<Id, Vec<Post>> = HashMap::new();
    store::each(read, post, &fields, |id, _, values| {
        if out.has(&id) {
            return Ok(());
        }
        let mut values = values.into_iter();
        let contact = values.next().and_then(|value| value.as_ref_id());
        let unit = values.next().and_then(|value| value.as_ref_id());
        if let Some(contact) = contact {
            posts.entry(contact).or_default().push(Post {
                unit,
                values: values.collect(),
            });
        }
        Ok(())
    })?;
    Ok(posts)
}
