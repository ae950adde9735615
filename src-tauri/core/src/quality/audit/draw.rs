//! The values that take part in a draw: of customers, of people who are in office, and of their posts.

use super::here::still_here;
use super::policy::{Draw, Drawn, FIELDS, Lot};
use crate::base::{Id, Result};
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
pub(super) fn sample(read: &Read<'_>, seed: u64, size: u16, confidential: bool) -> Result<Sample> {
    let mut draw = Draw::of(seed, size);
    let (mut drawn_from, mut left_out) = (0_u32, 0_u32);
    let today = read.today().to_string();
    for (entity, from) in FROM {
        let fields: Vec<Drawn> = FIELDS
            .into_iter()
            .filter(|one| one.entity == entity)
            .collect();
        let held = fields
            .iter()
            .map(|one| format!("r.{} IS NOT NULL", quoted(one.field)));
        let asked: Vec<String> = [SECRET.to_owned()].into_iter().chain(held).collect();
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
