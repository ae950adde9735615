//! The columns of the sheets this program writes, so that it can read them again: one sheet an
//! entity, headed by the names of its fields, and last the number by which a record is known.

use super::model::{self, ImportTarget};
use super::store;
use crate::base::words::compact;
use crate::base::{Money, Result};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::labels::{self, Language};
use crate::records::{Catalog, FieldKind};
use crate::vault::Read;

/// Entities that always have a sheet of their own, in order: those a ledger of customers holds.
const SHEETS: [&str; 5] = ["unit", "contact", "cooperation", "activity", "task"];

/// Every kind of record there is something of, for whoever leaves takes everything along; those of
/// [`SHEETS`] first, and in any case.
///
/// # Errors
/// When the database fails.
pub(super) fn sheets(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<&'static EntityDef>> {
    let mut sheets = SHEETS
        .iter()
        .map(|entity| catalog.entity(entity))
        .collect::<Result<Vec<_>>>()?;
    for entity in catalog.entities() {
        if !SHEETS.contains(&entity.key) && store::count(read, entity)? > 0 {
            sheets.push(entity);
        }
    }
    Ok(sheets)
}

/// Where a column's cells come from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// A field of the record.
    Own(&'static FieldDef),
    /// The name of the unit it belongs to.
    Unit,
    /// The name of that unit's parent, which tells units of one name apart.
    UnitParent,
    /// A field of the person's post.
    Post(&'static FieldDef),
    /// The record that a file is on.
    FileOn,
    /// Where in the export a file is.
    FilePlace,
    /// The number by which the record is known again.
    Id,
}

/// A column of a sheet.
#[derive(Debug, Clone)]
pub(super) struct SheetColumn {
    /// The entity and field that name it.
    pub(super) label: (&'static str, &'static str),
    /// The field it goes to when it is read; none where only people read it.
    pub(super) target: Option<String>,
    /// Where its cells come from.
    pub(super) source: Source,
}

impl SheetColumn {
    /// Its heading.
    pub(super) fn head(&self, catalog: &Catalog, language: Language) -> String {
        match self.source {
            Source::Id => labels::message(language, "record.id", &[]),
            Source::FileOn => labels::message(language, "export.file_on", &[]),
            Source::FilePlace => labels::message(language, "export.file_place", &[]),
            _ => catalog.field_label(language, self.label.0, self.label.1),
        }
    }
    fn is_headed(&self, catalog: &Catalog, head: &str) -> bool {
        LANGUAGES
            .iter()
            .any(|language| compact(&self.head(catalog, *language)) == head)
    }
    /// Where it goes when the sheet is read as records of its own kind alone.
    fn of_its_kind(&self, entity: &EntityDef) -> Option<String> {
        match self.source {
            Source::Own(field) if field.computed => None,
            Source::Own(field) => Some(format!("{}.{}", entity.key, field.key)),
            Source::Unit if entity.field("unit").is_ok_and(|unit| unit.computed) => None,
            Source::Unit => Some(format!("{}.unit", entity.key)),
            Source::UnitParent => self.target.clone(),
            Source::Id => Some(format!("{}.{ID}", entity.key)),
            Source::Post(_) | Source::FileOn | Source::FilePlace => None,
        }
    }
}

/// The field, as it were, that a record's number goes to.
pub(super) const ID: &str = "id";

/// The columns of an entity's sheet.
pub(super) fn of(catalog: &Catalog, entity: &'static EntityDef) -> Vec<SheetColumn> {
    let mut columns = Vec::new();
    let own = |field: &'static FieldDef| SheetColumn {
        label: (entity.key, field.key),
        target: target(entity, field),
        source: Source::Own(field),
    };
    let id = SheetColumn {
        label: (entity.key, ID),
        target: None,
        source: Source::Id,
    };
    if entity.key == "unit" {
        columns.extend(entity.fields.iter().map(own));
        columns.push(id);
        return columns;
    }
    let unit = SheetColumn {
        label: (entity.key, "unit"),
        target: Some("unit.legal_name".to_owned()),
        source: Source::Unit,
    };
    let parent = SheetColumn {
        label: ("unit", "parent"),
        target: Some("unit.parent".to_owned()),
        source: Source::UnitParent,
    };
    // A person's title stands with the post that it comes from.
    let of_post = |field: &FieldDef| entity.key == "contact" && field.key == "title";
    let kept = |field: &&FieldDef| field.key != "unit" && !of_post(field);
    let mut fields = entity.fields.iter().filter(kept).map(own);
    columns.extend(fields.next());
    if entity.field("unit").is_ok() {
        columns.extend([unit, parent]);
    }
    columns.extend(fields);
    if catalog.is_on_any(entity) {
        columns.extend(
            [Source::FileOn, Source::FilePlace].map(|source| SheetColumn {
                label: (entity.key, entity.title),
                target: None,
                source,
            }),
        );
    }
    if entity.key == "contact"
        && let Ok(post) = catalog.entity("post")
    {
        let of_post = post
            .fields
            .iter()
            .filter(|field| !field.computed && field.target.is_none());
        columns.extend(of_post.map(|field| SheetColumn {
            label: ("post", field.key),
            target: Some(format!("post.{}", field.key)),
            source: Source::Post(field),
        }));
    }
    columns.push(id);
    columns
}

fn target(entity: &EntityDef, field: &FieldDef) -> Option<String> {
    let plain = !matches!(field.kind, FieldKind::Ref | FieldKind::Refs);
    match (entity.key, field.key) {
        ("task", "contact") => Some("contact.full_name".to_owned()),
        ("unit", "parent" | "group") | ("activity", "contacts") => {
            Some(format!("{}.{}", entity.key, field.key))
        }
        // What the core keeps itself is there to be read, not to be brought back.
        _ if field.computed => None,
        (entity, field) => plain.then(|| format!("{entity}.{field}")),
    }
}

const LANGUAGES: [Language; 2] = [Language::Zh, Language::En];

/// The heading of a column among the rows to be repaired: the field as the window names it, and
/// the unit of its amounts. [`recognise`] knows it again.
pub(super) fn head_of(
    catalog: &Catalog,
    language: Language,
    target: &str,
    unit_scale: Option<&str>,
) -> String {
    let unit = unit_scale.and_then(unit_in_words);
    let unit = unit.map_or(String::new(), |unit| format!("（{unit}）"));
    format!("{}{unit}", told(catalog, language, target))
}

/// The same among records of one kind, where a field's name says all; none for what only a bank has.
pub(super) fn head_of_kind(
    catalog: &Catalog,
    language: Language,
    target: &str,
    unit_scale: Option<&str>,
) -> Option<String> {
    let (entity, field) = target.split_once('.')?;
    if field == ID {
        return Some(labels::message(language, "record.id", &[]));
    }
    catalog.entity(entity).ok()?.field(field).ok()?;
    let unit = unit_scale.and_then(unit_in_words);
    let unit = unit.map_or(String::new(), |unit| format!("（{unit}）"));
    Some(format!(
        "{}{unit}",
        catalog.field_label(language, entity, field)
    ))
}

/// The heading of a column that goes to no field: its own, unless that means a field here.
pub(super) fn head_of_none(catalog: &Catalog, own: &str, letters: &str) -> String {
    match target_of(catalog, own) {
        Some(_) => format!("{own} [{letters}]"),
        None => own.to_owned(),
    }
}

/// A field's name; with its entity's, where another entity has one of that name.
fn told(catalog: &Catalog, language: Language, target: &str) -> String {
    let split = |target: &str| {
        let (entity, field) = target.split_once('.').unwrap_or((target, ""));
        (
            entity.to_owned(),
            catalog.field_label(language, entity, field),
        )
    };
    let (entity, label) = split(target);
    let others = model::targets(catalog).into_iter();
    let shared = others.filter(|other| split(&other.key).1 == label).count() > 1;
    if entity == "unit" || !shared {
        return label;
    }
    let entity = labels::message(language, &format!("entity.{entity}"), &[]);
    format!("{entity} · {label}")
}

/// The field that such a heading names.
fn target_of(catalog: &Catalog, head: &str) -> Option<String> {
    let bare = head.rsplit_once('（').map(|(bare, _)| bare);
    let bare = bare.filter(|_| Money::unit_in_head(head).is_some());
    let heads = [Some(head), bare].map(|head| head.map(compact));
    let mut targets = model::targets(catalog).into_iter();
    let is = |target: &ImportTarget| {
        LANGUAGES
            .iter()
            .any(|language| heads.contains(&Some(compact(&told(catalog, *language, &target.key)))))
    };
    targets.find(is).map(|target| target.key)
}

/// A unit of amounts as a heading says it: `10000 USD` is 万USD.
fn unit_in_words(scale: &str) -> Option<String> {
    const TIMES: [&str; 13] = [
        "", "十", "百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿", "千亿", "万亿",
    ];
    let (scale, currency) = scale.split_once(' ').unwrap_or((scale, "元"));
    let times = TIMES.get(scale.len().checked_sub(1)?)?;
    (!times.is_empty() || currency != "元").then(|| format!("{times}{currency}"))
}

/// The targets of the rows an import left out, saved by this program to be repaired.
fn left_out(catalog: &Catalog, sheet: &str, heads: &[&str]) -> Option<Vec<Option<String>>> {
    let is = |key: &str, text: &str| {
        LANGUAGES
            .iter()
            .any(|language| compact(&labels::message(*language, key, &[])) == compact(text))
    };
    let reason = heads.iter().any(|head| is("record.import_reason", head));
    if !reason || !is("record.import_left_out", sheet) {
        return None;
    }
    let mut meant: Vec<Option<String>> = Vec::new();
    for head in heads {
        let target = target_of(catalog, head);
        meant.push(target.filter(|target| !meant.contains(&Some(target.clone()))));
    }
    Some(meant)
}

/// The targets of a sheet's columns, if it is one this program wrote: rows to be repaired, or a
/// sheet named as an entity and headed by nothing but that entity's fields, in either language.
pub(super) fn recognise(
    catalog: &Catalog,
    sheet: &str,
    heads: &[&str],
) -> Option<Vec<Option<String>>> {
    if let Some(meant) = left_out(catalog, sheet, heads) {
        return Some(meant);
    }
    let sheet = compact(sheet);
    let entity = SHEETS.iter().find(|entity| {
        let key = format!("entity.{entity}");
        LANGUAGES
            .iter()
            .any(|language| compact(&labels::message(*language, &key, &[])) == sheet)
    })?;
    let columns = of(catalog, catalog.entity(entity).ok()?);
    let meant = heads.iter().map(|head| {
        let head = compact(head);
        let named = columns
            .iter()
            .find(|column| column.is_headed(catalog, &head));
        named.map(|column| column.target.clone())
    });
    // One foreign heading, and it is somebody's own sheet of that name.
    meant.collect()
}

/// A sheet this program wrote, as records of one kind.
#[derive(Debug, Clone)]
pub(super) struct Ours {
    /// The kind.
    pub(super) entity: &'static EntityDef,
    /// Where each column goes.
    pub(super) targets: Vec<Option<String>>,
    /// Whether its records bear their numbers, by which they are known again for certain.
    pub(super) numbered: bool,
}

/// Whether a heading is one of those that an entity's sheet is written with.
pub(super) fn is_ours(catalog: &Catalog, entity: &'static EntityDef, head: &str) -> bool {
    let head = compact(head);
    head.is_empty()
        || of(catalog, entity)
            .iter()
            .any(|column| column.is_headed(catalog, &head))
}

/// The longest name a workbook takes for a sheet.
pub(super) const SHEET_NAME: usize = 31;

/// The name of an entity's sheet; of the rows to be repaired, what goes before it.
pub(super) fn sheet_name(language: Language, entity: &str, left_out: bool) -> String {
    let name = labels::message(language, &format!("entity.{entity}"), &[]);
    let name = if left_out {
        let left = labels::message(language, "record.import_left_out", &[]);
        format!("{left} · {name}")
    } else {
        name
    };
    name.chars().take(SHEET_NAME).collect()
}

/// What a sheet is, if this program wrote it: named as a kind of record and headed by its fields.
/// Where the records bear their numbers, further columns are somebody's own and left out.
pub(super) fn ours(catalog: &Catalog, sheet: &str, heads: &[&str]) -> Option<Ours> {
    let sheet = compact(sheet);
    let named = |entity: &&&EntityDef| {
        LANGUAGES.iter().any(|language| {
            [false, true]
                .iter()
                .any(|left| compact(&sheet_name(*language, entity.key, *left)) == sheet)
        })
    };
    let entity = *catalog.entities().iter().find(named)?;
    let columns = of(catalog, entity);
    let mut taken = vec![false; columns.len()];
    let mut foreign = false;
    let mut targets = Vec::with_capacity(heads.len());
    for head in heads {
        let head = compact(head);
        let mut places = columns.iter().enumerate();
        // Two fields of one name come in the order in which they were written.
        let at = places.find(|(at, column)| {
            taken.get(*at) == Some(&false) && column.is_headed(catalog, &head)
        });
        let reason = LANGUAGES.iter().any(|language| {
            compact(&labels::message(*language, "record.import_reason", &[])) == head
        });
        match at {
            Some((at, column)) => {
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
                targets.push(column.of_its_kind(entity));
            }
            None => {
                foreign |= !head.is_empty() && !reason;
                targets.push(None);
            }
        }
    }
    let numbered = columns
        .iter()
        .zip(&taken)
        .any(|(column, taken)| *taken && matches!(column.source, Source::Id));
    (numbered || !foreign && targets.iter().any(Option::is_some)).then_some(Ours {
        entity,
        targets,
        numbered,
    })
}
