//! A score lies on its scale.

use rusqlite::OptionalExtension;

use crate::base::Id;
use crate::base::error::{Error, Result};
use crate::vault::{Hook, Write};

/// The least and the most of a scale; of one of the user's own nothing is known.
fn bounds(scale: &str) -> Option<(i64, i64)> {
    match scale {
        "five" => Some((1, 5)),
        "ten" | "nps" => Some((0, 10)),
        _ => None,
    }
}

/// Why a score cannot stand on its scale.
#[must_use]
pub fn beyond(scale: &str, score: i64) -> Option<Error> {
    let (least, most) = bounds(scale)?;
    (!(least..=most).contains(&score)).then(|| {
        Error::invalid("satisfaction.score", "error.score_beyond_scale")
            .with("score", score)
            .with("least", least)
            .with("most", most)
    })
}

/// Refuses a score that is beyond its scale.
pub struct HoldScores;

impl Hook for HoldScores {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let touched: Vec<Id> = ["score", "scale"]
            .into_iter()
            .flat_map(|field| tx.touched("satisfaction", field))
            .collect();
        for id in touched {
            let found: Option<(String, i64)> = tx
                .sql()
                .prepare_cached(
                    "SELECT scale, score FROM satisfaction WHERE id = ?1 AND deleted_at IS NULL",
                )?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((scale, score)) = found else {
                continue;
            };
            if let Some(why) = beyond(&scale, score) {
                return Err(why);
            }
        }
        Ok(())
    }
}
