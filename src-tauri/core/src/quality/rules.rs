//! What is expected of each field: how long its value is taken to be true, how much it matters, and
//! whether a second person looks at each change. The catalog says so first, then the user: of a field
//! of their own in its definition, of the program's in a setting.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::weights::Weights;
use crate::base::{Change, ChangeKind, Currency, Error, Id, Money, Result, entry};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::value::FieldKind;
use crate::settings::{self, modules::Hidden};
use crate::vault::{Read, Write};

/// Kinds of record whose fields grow old.
pub const AGEING: [&str; 2] = ["unit", "contact"];

/// Where what the user says of the program's fields is kept.
const SETTING: &str = "quality.fields";

/// What the user says of one field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    /// Days; 0 is for good, nothing is as the catalog has it.
    days: Option<u32>,
    #[serde(default)]
    check: bool,
    /// Nothing is as the catalog has it.
    #[serde(default)]
    confirm: Option<bool>,
}

/// What is expected of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FieldRule {
    /// The entity's key.
    pub entity: String,
    /// The field's key.
    pub field: String,
    /// For how many days its value is taken to be true; nothing for one that does not grow old.
    pub stale_after: Option<u32>,
    /// What the catalog says of that.
    pub usual: Option<u32>,
    /// How much it matters to know it, 0 to 5; of the user's own fields.
    pub importance: u8,
    /// A second person looks at each change.
    pub check: bool,
    /// Whoever types it is asked to look at its parts once more; nothing where it has none to look at.
    pub confirm: Option<bool>,
    /// One of the user's own.
    pub own: bool,
    /// Its records grow old at all.
    pub ages: bool,
}

/// Every rule there is.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    said: BTreeMap<String, Said>,
    /// Of the user's own fields: days, and how much they matter.
    own: BTreeMap<String, (Option<u32>, u8)>,
    /// What counts how much, where the user says otherwise.
    pub(super) weights: Weights,
    /// What is out of sight is expected of nobody.
    pub(super) hidden: Hidden,
}

fn name(entity: &str, field: &str) -> String {
    format!("{entity}.{field}")
}

impl Rules {
    /// As they stand.
    ///
    /// # Errors
    /// When the database fails.
    pub fn read(read: &Read<'_>) -> Result<Self> {
        let said = settings::get_lossy(read, SETTING)?.unwrap_or_default();
        let mut find = read.sql().prepare_cached(
            "SELECT entity, key, stale_after_days, importance FROM field_def
             WHERE deleted_at IS NULL AND retired = 0",
        )?;
        let mut rows = find.query([])?;
        let mut own = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let of = name(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?);
            own.insert(of, (row.get(2)?, row.get(3)?));
        }
        Ok(Self {
            said,
            own,
            weights: Weights::read(read)?,
            hidden: Hidden::read(read)?,
        })
    }

    /// Tells another vault what the user says of the program's fields.
    pub(super) fn carry(read: &Read<'_>, tx: &mut Write<'_>) -> Result<()> {
        match settings::get::<BTreeMap<String, Said>>(read, SETTING)? {
            Some(said) => settings::set(tx, SETTING, &said),
            None => Ok(()),
        }
    }

    /// What is expected of a field.
    #[must_use]
    pub fn of(&self, entity: &EntityDef, field: &FieldDef) -> FieldRule {
        let key = name(entity.key, field.key);
        let said = self.said.get(&key).copied().unwrap_or_default();
        let own = self.own.get(&key);
        let built_in = (field.stale_after > 0).then(|| u32::from(field.stale_after));
        let usual = own.map_or(built_in, |(days, _)| *days);
        let ages =
            AGEING.contains(&entity.key) && !field.computed && !self.hidden.field(entity, field);
        let days = if own.is_some() {
            usual
        } else {
            said.days.or(usual)
        };
        FieldRule {
            entity: entity.key.to_owned(),
            field: field.key.to_owned(),
            stale_after: days.filter(|days| *days > 0 && ages),
            usual,
            importance: own.map_or(0, |(_, importance)| *importance),
            check: said.check && !field.computed,
            confirm: has_parts(entity, field).then_some(said.confirm.unwrap_or(field.confirmed)),
            own: own.is_some(),
            ages,
        }
    }

    /// What is expected of each typed field of an entity.
    #[must_use]
    pub fn all(&self, entity: &EntityDef) -> Vec<FieldRule> {
        let typed = entity.fields.iter().filter(|field| !field.computed);
        typed.map(|field| self.of(entity, field)).collect()
    }

    /// The fields of an entity that grow old, with their days.
    #[must_use]
    pub fn ageing(&self, entity: &EntityDef) -> Vec<(&'static FieldDef, u32)> {
        let rule = |field: &'static FieldDef| Some((field, self.of(entity, field).stale_after?));
        entity.fields.iter().filter_map(rule).collect()
    }

    /// The user's own fields of an entity that matter, each with how much. One that must hold something
    /// matters a little whatever the user says, for a record may have been made without it.
    #[must_use]
    pub fn mattering(&self, entity: &EntityDef) -> Vec<(&'static FieldDef, u8)> {
        let fields = entity.fields.iter().filter_map(|field| {
            let (_, importance) = self.own.get(&name(entity.key, field.key))?;
            let weight = (*importance).max(u8::from(field.required));
            let asked = weight > 0 && !field.computed && !self.hidden.field(entity, field);
            asked.then_some((field, weight))
        });
        fields.collect()
    }

    /// The fields whose changes a second person looks at, by entity.
    #[must_use]
    pub fn checked(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, said) in &self.said {
            if let (true, Some((entity, field))) = (said.check, name.split_once('.')) {
                all.entry(entity).or_default().push(field);
            }
        }
        all
    }
}

/// What the user says of one of the program's fields: days (0 for good, nothing as usual), and
/// whether a second person looks at each change. Of a field of their own only the latter; the days
/// are part of its definition.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is none such.
pub fn set(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    entity: &str,
    field: &str,
    (days, check): (Option<u32>, bool),
) -> Result<()> {
    let def = catalog.entity(entity)?;
    let described = def.field(field)?;
    if described.computed {
        return Err(Error::invalid(name(entity, field), "error.computed_field"));
    }
    let rules = Rules::read(tx)?;
    let before = rules.of(def, described);
    let one = Said {
        days: days.filter(|days| Some(*days) != before.usual && !before.own),
        check,
        ..rules
            .said
            .get(&name(entity, field))
            .copied()
            .unwrap_or_default()
    };
    keep(tx, rules.said, name(entity, field), one)?;
    let after = Rules::read(tx)?.of(def, described);
    if after.stale_after != before.stale_after {
        all_stale(tx, entity)?;
    }
    Ok(())
}

fn keep(
    tx: &mut Write<'_>,
    mut said: BTreeMap<String, Said>,
    field: String,
    one: Said,
) -> Result<()> {
    if one == Said::default() {
        said.remove(&field);
    } else {
        said.insert(field, one);
    }
    settings::replace(tx, SETTING, &said)?;
    // No record, but what shows rules and marks is to hear of it.
    tx.record(Change {
        entity: "field_rule".to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}

/// Says whether whoever types a field is asked to look at its parts once more.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is no such field.
pub fn set_confirm(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    entity: &str,
    field: &str,
    confirm: bool,
) -> Result<()> {
    let described = catalog.entity(entity)?.field(field)?;
    let said = Rules::read(tx)?.said;
    let one = Said {
        confirm: (confirm != described.confirmed).then_some(confirm),
        ..said.get(&name(entity, field)).copied().unwrap_or_default()
    };
    keep(tx, said, name(entity, field), one)
}

/// The account of a unit: a text, of which only its name says what it is.
const ACCOUNT: (&str, &str) = ("bank_account", "number");

/// Whether a field's value can be taken apart.
fn has_parts(entity: &EntityDef, field: &FieldDef) -> bool {
    let kinds = [FieldKind::OfficialId, FieldKind::Money, FieldKind::Phones];
    !field.computed && ((entity.key, field.key) == ACCOUNT || kinds.contains(&field.kind))
}

/// What is seen in a text that was typed for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct EntryCheck {
    /// Its parts; none where nothing is to be looked at.
    pub parts: Vec<entry::Part>,
    /// Whoever typed it is asked to look at them once more.
    pub confirm: bool,
}

/// What is seen in a text that was typed for a field. Refuses nothing: what cannot be read has no parts, and is
/// refused where it is kept.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is no such field.
pub fn seen(
    read: &Read<'_>,
    catalog: &Catalog,
    (entity, field): (&str, &str),
    text: &str,
    power: u32,
) -> Result<EntryCheck> {
    let def = catalog.entity(entity)?;
    let field = def.field(field)?;
    let parts = match field.kind {
        _ if text.trim().is_empty() || !has_parts(def, field) => Vec::new(),
        FieldKind::OfficialId => entry::of_official_id(text),
        FieldKind::Phones => entry::of_phones(text),
        FieldKind::Money => Money::parse_under(text, Currency::CNY, power)
            .map_or_else(|_| Vec::new(), entry::of_amount),
        _ => entry::of_account(text),
    };
    let asked = Rules::read(read)?.of(def, field).confirm == Some(true);
    Ok(EntryCheck {
        confirm: asked && !parts.is_empty(),
        parts,
    })
}

/// A field's column for a statement over its table; nothing where it is of a unit whose kind does not have it.
pub(super) fn column_of(entity: &EntityDef, field: &FieldDef) -> String {
    let column = format!("{}.{}", quoted(entity.key), quoted(field.key));
    if field.kinds.is_empty() || entity.key != "unit" {
        return column;
    }
    let of = is_one_of(entity.key, field.kinds);
    format!("(CASE WHEN {of} THEN {column} END)")
}

/// Whether the unit that a statement knows by that name is of one of these kinds. Keys only, never what a record holds.
pub(super) fn is_one_of(unit: &str, kinds: &[&str]) -> String {
    let kinds = kinds
        .iter()
        .map(|kind| format!("'{}'", kind.replace('\'', "''")));
    format!("{unit}.kind IN ({})", kinds.collect::<Vec<_>>().join(", "))
}

/// Has the computed columns of every record of an entity made anew.
pub(super) fn all_stale(tx: &Write<'_>, entity: &str) -> Result<()> {
    let sql = match entity {
        "unit" => "INSERT OR IGNORE INTO quality_stale SELECT 'unit', id FROM unit",
        "contact" => "INSERT OR IGNORE INTO quality_stale SELECT 'contact', id FROM contact",
        _ => return Ok(()),
    };
    tx.sql().execute(sql, [])?;
    Ok(())
}

/// Of which ageing entities a definition that this write touched says, or said, how a field ages or
/// how much it matters.
pub(super) fn redefined(read: &Read<'_>, seq: i64, defined: &[Id]) -> Result<Vec<String>> {
    let mut find = read.sql().prepare_cached(
        "SELECT DISTINCT f.entity FROM rarray(?1) AS d JOIN field_def f ON f.id = d.value
         LEFT JOIN journal_entry e ON e.id = f.id AND +e.seq = ?2 AND e.act <> 'create'
         WHERE f.stale_after_days IS NOT NULL OR f.importance > 0 OR f.required = 1
            OR coalesce(json_extract(e.before, '$.stale_after_days'), 0) > 0
            OR coalesce(json_extract(e.before, '$.importance'), 0) > 0
            OR coalesce(json_extract(e.before, '$.required'), 0) > 0",
    )?;
    let rows = find.query_map(
        rusqlite::params![crate::vault::array(defined), seq],
        |row| row.get(0),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
