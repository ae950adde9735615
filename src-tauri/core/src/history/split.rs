//! One unit made two: chosen people, business, conversations and children go to a new unit, in one
//! step.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::pointing::{self, Way};
use super::story::Names;
use super::{hold_moment, net};
use crate::base::{Error, Id, Kind, Result};
use crate::records::value::{Ref, Value};
use crate::records::{Batch, Catalog, rows};
use crate::vault::{Read, Write};

/// So many of each kind can be chosen one by one; all together always can.
const LISTED: usize = 500;

/// The records of one kind that are at a unit.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SplitGroup {
    /// The entity's key.
    pub entity: String,
    /// The field that points at the unit.
    pub field: String,
    /// How many there are.
    pub count: u32,
    /// The first of them.
    pub records: Vec<Ref>,
}

/// What can go to the new unit.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SplitPlan {
    /// The unit.
    pub unit: Ref,
    /// The moment the plan was made at; hand it back.
    pub moment: i64,
    /// What is at it, by kind.
    pub groups: Vec<SplitGroup>,
}

/// What of one kind goes to the new unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SplitPart {
    /// The entity's key.
    pub entity: String,
    /// The field that points at the unit.
    pub field: String,
    /// All of them.
    pub all: bool,
    /// These of them.
    pub ids: Vec<Id>,
}

/// What the user decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SplitOrder {
    /// The unit.
    pub unit: Id,
    /// The moment the plan was made at.
    pub moment: i64,
    /// What the new unit is called.
    pub name: String,
    /// It stands under the old one; otherwise beside it.
    pub under: bool,
    /// What goes to it.
    pub parts: Vec<SplitPart>,
}

/// What is at a unit and could go to another.
///
/// # Errors
/// [`Kind::NotFound`] when there is no such unit.
pub fn plan(read: &Read<'_>, catalog: &Catalog, unit: Id) -> Result<SplitPlan> {
    living(read, catalog, unit)?;
    let by_field = pointing::by_field(read, catalog, "unit", unit)?;
    let mut names = Names::now(read, catalog);
    let mut groups = Vec::new();
    for (entity, way) in pointing::ways_to(catalog, "unit") {
        let Some(ids) = by_field.get(&(entity.key, way.column())) else {
            continue;
        };
        let mut records = Vec::new();
        for id in ids.iter().take(LISTED) {
            let label = label(read, catalog, &mut names, entity.key, *id)?;
            records.push(Ref { id: *id, label });
        }
        groups.push(SplitGroup {
            entity: entity.key.to_owned(),
            field: way.column().to_owned(),
            count: u32::try_from(ids.len()).unwrap_or(u32::MAX),
            records,
        });
    }
    Ok(SplitPlan {
        unit: Ref {
            id: unit,
            label: names.of("unit", unit)?,
        },
        moment: read.commit_seq()?,
        groups,
    })
}

/// What a record is called; a post by its person.
fn label(
    read: &Read<'_>,
    catalog: &Catalog,
    names: &mut Names<'_>,
    entity: &str,
    id: Id,
) -> Result<String> {
    let own = names.of(entity, id)?;
    if entity != "post" {
        return Ok(own.lines().next().unwrap_or_default().to_owned());
    }
    let post = rows::get(read, catalog, catalog.entity("post")?, id)?;
    let person = match post.get("contact") {
        Value::Ref(to) => to.label.clone(),
        _ => String::new(),
    };
    Ok(if own.is_empty() {
        person
    } else {
        format!("{person} · {own}")
    })
}

fn living(read: &Read<'_>, catalog: &Catalog, unit: Id) -> Result<()> {
    match pointing::binned(read, catalog.entity("unit")?, unit)? {
        Some(false) => Ok(()),
        _ => Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "unit")),
    }
}

/// Makes the new unit and turns what was chosen to it; the new unit.
///
/// # Errors
/// [`Kind::Conflict`] when the vault has changed since the plan was made, [`Kind::Invalid`] when a
/// value is refused.
pub fn perform(tx: &mut Write<'_>, catalog: &Catalog, order: &SplitOrder) -> Result<Id> {
    hold_moment(tx, order.moment)?;
    living(tx, catalog, order.unit)?;
    let unit = catalog.entity("unit")?;
    let old = rows::get(tx, catalog, unit, order.unit)?;
    let by_field = pointing::by_field(tx, catalog, "unit", order.unit)?;
    let mut batch = Batch::begin(tx, catalog, "op.split")?.with_retired();
    let up = if order.under {
        Value::to(order.unit)
    } else {
        old.get("parent").clone()
    };
    let like = |key: &'static str| (key, old.get(key).clone());
    let values = [
        ("legal_name", Value::Raw(order.name.clone())),
        ("parent", up),
        like("kind"),
        like("status"),
        like("level"),
        like("industry"),
        like("owner"),
        like("label"),
    ];
    let made = batch.create("unit", None, values)?;
    for part in &order.parts {
        let chosen: HashSet<Id> = part.ids.iter().copied().collect();
        let Some((entity, way)) = pointing::ways_to(catalog, "unit")
            .find(|(entity, way)| entity.key == part.entity && way.column() == part.field)
        else {
            return Err(
                Error::new(Kind::NotFound, "error.no_such_field").with("field", &part.field)
            );
        };
        let ids = by_field.get(&(entity.key, way.column()));
        for id in ids.into_iter().flatten() {
            if !(part.all || chosen.contains(id)) || *id == made {
                continue;
            }
            // A parent of both does not come to stand below the new one.
            if matches!(way, Way::Field(field) if net::is_up(entity, field)) && *id == order.unit {
                continue;
            }
            pointing::turn(&mut batch, (entity, way), *id, order.unit, made)?;
        }
    }
    Ok(made)
}
