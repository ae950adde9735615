//! The columns of the sheets this program writes, so that it can read them again: one sheet an
//! entity, headed by the names of its fields.

use crate::base::words::compact;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::labels::{self, Language};
use crate::records::{Catalog, FieldKind};

/// Entities that have a sheet of their own, in order; posts stand beside their people.
pub(super) const SHEETS: [&str; 5] = ["unit", "contact", "cooperation", "activity", "task"];

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

/// The columns of an entity's sheet.
pub(super) fn of(catalog: &Catalog, entity: &'static EntityDef) -> Vec<SheetColumn> {
    let mut columns = Vec::new();
    let own = |field: &'static FieldDef| SheetColumn {
        label: (entity.key, field.key),
        target: target(entity, field),
        source: Source::Own(field),
    };
    if entity.key == "unit" {
        let kept = |field: &&FieldDef| !field.computed || field.key == "group";
        columns.extend(entity.fields.iter().filter(kept).map(own));
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
    let kept = |field: &&FieldDef| !field.computed && field.key != "unit";
    let mut fields = entity.fields.iter().filter(kept).map(own);
    columns.extend(fields.next());
    columns.extend([unit, parent]);
    columns.extend(fields);
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
    columns
}

fn target(entity: &EntityDef, field: &FieldDef) -> Option<String> {
    let plain = !matches!(field.kind, FieldKind::Ref | FieldKind::Refs);
    match (entity.key, field.key) {
        ("task", "contact") => Some("contact.full_name".to_owned()),
        ("unit", "parent" | "group") | ("activity", "contacts") => {
            Some(format!("{}.{}", entity.key, field.key))
        }
        (entity, field) => plain.then(|| format!("{entity}.{field}")),
    }
}

/// The targets of a sheet's columns, if it is one this program wrote: named as an entity and
/// headed by nothing but that entity's fields, in either language.
pub(super) fn recognise(
    catalog: &Catalog,
    sheet: &str,
    heads: &[&str],
) -> Option<Vec<Option<String>>> {
    let languages = [Language::Zh, Language::En];
    let sheet = compact(sheet);
    let entity = SHEETS.iter().find(|entity| {
        let key = format!("entity.{entity}");
        languages
            .iter()
            .any(|language| compact(&labels::message(*language, &key, &[])) == sheet)
    })?;
    let columns = of(catalog, catalog.entity(entity).ok()?);
    let meant = heads.iter().map(|head| {
        let head = compact(head);
        let named = |column: &&SheetColumn| {
            let (entity, field) = column.label;
            languages
                .iter()
                .any(|language| compact(&labels::field(*language, entity, field)) == head)
        };
        columns
            .iter()
            .find(named)
            .map(|column| column.target.clone())
    });
    // One foreign heading, and it is somebody's own sheet of that name.
    meant.collect()
}
