//! How much each thing known of a customer counts, where the user says otherwise than `policy.rs` does:
//! for all units, or for those of one kind. A record of the engine, so that saying it is a step of undo.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::coverage::asked_of;
use super::policy::ASPECTS;
use crate::base::{Error, Id, Result};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::settings::modules::Hidden;
use crate::vault::{Read, Write};

/// Nothing counts for more.
pub const MOST: u16 = 100;

/// What the user says, by aspect and kind of unit; of all units where no kind is named.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights(BTreeMap<(String, Option<String>), u16>);

impl Weights {
    pub(super) fn read(read: &Read<'_>) -> Result<Self> {
        let mut find = read.sql().prepare_cached(
            "SELECT aspect, kind, weight FROM aspect_weight WHERE deleted_at IS NULL",
        )?;
        let found = find.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
        Ok(Self(found.collect::<rusqlite::Result<_>>()?))
    }

    /// What an aspect counts for all units that have no weight of their own.
    pub(super) fn of(&self, aspect: &str, usual: u16) -> u16 {
        let said = self.0.get(&(aspect.to_owned(), None));
        said.copied().unwrap_or(usual)
    }

    /// The kinds of unit for which it counts otherwise.
    pub(super) fn by_kind<'w>(
        &'w self,
        aspect: &'w str,
    ) -> impl Iterator<Item = (&'w str, u16)> + 'w {
        let of = move |((of, _), _): &(&(String, Option<String>), &u16)| of == aspect;
        let kinds = self.0.iter().filter(of);
        kinds.filter_map(|((_, kind), weight)| Some((kind.as_deref()?, *weight)))
    }
}

/// What an aspect counts for units of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct KindWeight {
    /// The kind, by code.
    pub kind: String,
    /// What it counts.
    pub weight: u16,
}

/// What an aspect counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct AspectWeight {
    /// The aspect: the message `coverage.<aspect>`.
    pub aspect: String,
    /// The kinds of unit it is asked of; every one where none is named.
    pub kinds: Vec<String>,
    /// What it counts where nobody says otherwise.
    pub usual: u16,
    /// What it counts for all units.
    pub weight: u16,
    /// Where it counts otherwise.
    pub by_kind: Vec<KindWeight>,
}

/// What each aspect counts; those of what is out of sight are not asked.
///
/// # Errors
/// When the database fails.
pub fn all(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<AspectWeight>> {
    let unit = catalog.entity("unit")?;
    let weights = Weights::read(read)?;
    let hidden = Hidden::read(read)?;
    let asked = ASPECTS.iter().filter(|aspect| !hidden.aspect(aspect.key));
    let asked = asked.filter_map(|aspect| Some((aspect, asked_of(aspect, unit)?)));
    let told = asked.map(|(aspect, kinds)| AspectWeight {
        aspect: aspect.key.to_owned(),
        kinds: kinds.into_iter().map(str::to_owned).collect(),
        usual: aspect.weight,
        weight: weights.of(aspect.key, aspect.weight),
        by_kind: weights
            .by_kind(aspect.key)
            .map(|(kind, weight)| KindWeight {
                kind: kind.to_owned(),
                weight,
            })
            .collect(),
    });
    Ok(told.collect())
}

/// Says what an aspect counts: for all units, or for those of one kind; as it is usual where no weight is
/// said, which for one kind is as for all.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when there is no such aspect, no such kind that is asked for it, or
/// nothing may count for so much.
pub fn set(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    aspect: &str,
    kind: Option<&str>,
    weight: Option<u16>,
) -> Result<()> {
    let of = ASPECTS.iter().find(|one| one.key == aspect);
    let unit = catalog.entity("unit")?;
    let asked = |kind: &str| {
        let kinds = of.and_then(|of| asked_of(of, unit));
        catalog.codes("unit_kind").contains(&kind)
            && kinds.is_some_and(|kinds| kinds.is_empty() || kinds.contains(&kind))
    };
    let Some(of) = of.filter(|_| kind.is_none_or(asked)) else {
        return Err(Error::invalid(
            "aspect_weight.aspect",
            "error.no_such_aspect",
        ));
    };
    if weight.is_some_and(|weight| weight > MOST) {
        let refused = Error::invalid("aspect_weight.weight", "error.weight_range");
        return Err(refused.with("most", MOST));
    }
    // What is as usual needs no word; for one kind it may be meant to stay, whatever the others count.
    let weight = weight.filter(|weight| kind.is_some() || *weight != of.weight);
    let row: Option<Id> = tx
        .sql()
        .prepare_cached(
            "SELECT id FROM aspect_weight WHERE aspect = ? AND kind IS ? AND deleted_at IS NULL",
        )?
        .query_row(params![aspect, kind], |row| row.get(0))
        .optional()?;
    if row.is_none() && weight.is_none() {
        return Ok(());
    }
    let mut batch = Batch::begin(tx, catalog, "op.coverage_weight")?;
    let number = |weight: u16| Value::Number(weight.into());
    match (row, weight) {
        (Some(row), None) => batch.delete("aspect_weight", row),
        (None, None) => Ok(()),
        (Some(row), Some(weight)) => batch
            .update("aspect_weight", row, None, [("weight", number(weight))])
            .map(|_| ()),
        (None, Some(weight)) => {
            let values = [
                ("aspect", Value::text(aspect)),
                ("kind", kind.map_or(Value::Null, Value::text)),
                ("weight", number(weight)),
            ];
            batch.create("aspect_weight", None, values).map(|_| ())
        }
    }
}

/// Everything counts as usual again, in one step.
///
/// # Errors
/// When the database fails.
pub fn reset(tx: &mut Write<'_>, catalog: &Catalog) -> Result<()> {
    let rows: Vec<Id> = tx
        .sql()
        .prepare_cached("SELECT id FROM aspect_weight WHERE deleted_at IS NULL ORDER BY n")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut batch = Batch::begin(tx, catalog, "op.coverage_weights_usual")?;
    rows.into_iter()
        .try_for_each(|row| batch.delete("aspect_weight", row))
}
