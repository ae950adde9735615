//! The values that take part in a draw: of customers, of people who are in office, and of their posts.

use super::super::rules::is_one_of;
use super::here::still_here;
use super::policy::{Draw, Drawn, FIELDS, Lot};
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::catalog::EntityDef;
use crate::records::query::quoted;
use crate::units::office::in_office;
use crate::vault::Read;

/// What was drawn, and out of how many.
#[derive(Debug)]
pub(super) struct Sample {
    pub lots: Vec<Lot>,
    /// So many values took part.
    pub drawn_from: u32,
    /// So many did not, being confidential.
    pub left_out: u32,
}

/// Draws `size` values; confidential ones take part only where that is said.
pub(super) fn sample(
    read: &Read<'_>,
    catalog: &Catalog,
    seed: u64,
    (size, confidential): (u16, bool),
) -> Result<Sample> {
    let mut draw = Draw::of(seed, size);
    let (mut drawn_from, mut left_out) = (0_u32, 0_u32);
    let today = read.today().to_string();
    for (entity, from) in FROM {
        let fields: Vec<Drawn> = FIELDS
            .into_iter()
            .filter(|one| one.entity == entity)
            .collect();
        let def = catalog.entity(entity)?;
        let mut asked = vec![SECRET.to_owned()];
        for one in &fields {
            asked.push(held(def, one.field)?);
        }
        let mut find = read
            .sql()
            .prepare(&format!("SELECT r.id, {} {from}", asked.join(", ")))?;
        // Only of people and posts it has to be asked what day it is.
        let mut rows = match find.parameter_count() {
            0 => find.query([])?,
            _ => find.query([&today])?,
        };
        while let Some(row) = rows.next()? {
            let (id, secret): (Id, bool) = (row.get(0)?, row.get(1)?);
            for (at, of) in fields.iter().enumerate() {
                if !row.get::<_, bool>(at + 2)? {
                    continue;
                }
                if secret && !confidential {
                    left_out = left_out.saturating_add(1);
                } else {
                    drawn_from = drawn_from.saturating_add(1);
                    draw.enter(id, *of);
                }
            }
        }
    }
    Ok(Sample {
        lots: draw.done(),
        drawn_from,
        left_out,
    })
}

/// Whether a record holds something in a field that somebody can look at: a unit whose kind does not have the field
/// keeps what it holds, unseen.
fn held(entity: &EntityDef, field: &str) -> Result<String> {
    let field = entity.field(field)?;
    let held = format!("r.{} IS NOT NULL", quoted(field.key));
    if field.kinds.is_empty() || entity.key != "unit" {
        return Ok(held);
    }
    let of = is_one_of("r", field.kinds);
    Ok(format!("coalesce({held} AND {of}, 0)"))
}

/// A record is confidential, or whom it belongs to is.
const SECRET: &str =
    "coalesce(u.label = 'confidential', 0) OR coalesce(c.label = 'confidential', 0)";

/// Where the values of each entity are; the unit is `u` and the contact `c`.
const FROM: [(&str, &str); 3] = [
    (
        "unit",
        "FROM unit r JOIN unit u ON u.id = r.id LEFT JOIN contact c ON 0 WHERE r.deleted_at IS NULL",
    ),
    (
        "contact",
        concat!(
            "FROM contact r JOIN contact c ON c.id = r.id LEFT JOIN unit u ON u.id = r.unit
         WHERE r.deleted_at IS NULL AND ",
            still_here!("r", "?1")
        ),
    ),
    (
        "post",
        concat!(
            "FROM post r JOIN contact c ON c.id = r.contact JOIN unit u ON u.id = r.unit
             WHERE r.deleted_at IS NULL AND c.deleted_at IS NULL AND c.\"left\" = 0
               AND u.deleted_at IS NULL AND ",
            in_office!("r", "?1")
        ),
    ),
];
