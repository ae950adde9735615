//! The day in one note, at its morning hour: how much of what there is today. It is a reminder like
//! any other, so that it too comes once and is not lost.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::firing;
use super::manner::Manner;
use super::model::{DIGEST, TASK};
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::{Read, Write};

/// A row further ahead than this was armed by a clock that ran ahead.
const A_DAY_MS: i64 = 36 * 3_600_000;

/// How much of one kind there is today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Share {
    /// `task`, or the key of what reminds by itself.
    pub source: String,
    /// The kind of task, by code; empty where none is said.
    pub kind: String,
    /// That many.
    pub count: u32,
}

/// What a day brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Digest {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// What there is, the most of a kind first.
    pub shares: Vec<Share>,
    /// Open tasks that are late.
    pub overdue: u32,
}

fn nobody() -> Id {
    Id::from_bytes([0; 16])
}

fn known(read: &Read<'_>) -> Result<Option<(Timestamp, bool)>> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT fire_at, state = 'waiting' FROM reminder
             WHERE source = ? AND record = ? AND slot = 0",
        )?
        .query_row(params![DIGEST, nobody()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// What is to be done so that the digest is armed as it should be.
enum Arm {
    Nothing,
    Rest,
    For(NaiveDate, Timestamp),
}

fn missing(read: &Read<'_>) -> Result<Arm> {
    let manner = Manner::of(read)?;
    let next = manner.next_morning(read.now(), read.zone());
    Ok(match known(read)? {
        Some((_, true)) if !manner.digest => Arm::Rest,
        _ if !manner.digest => Arm::Nothing,
        // One that is due waits to be told, whenever its morning was.
        Some((at, true)) if at <= read.now() => Arm::Nothing,
        Some((at, true)) if at == next.1 || at < next.1 && at.0 > next.1.0 - A_DAY_MS => {
            Arm::Nothing
        }
        _ => Arm::For(next.0, next.1),
    })
}

pub(super) fn is_behind(read: &Read<'_>) -> Result<bool> {
    Ok(!matches!(missing(read)?, Arm::Nothing))
}

pub(super) fn arm(tx: &mut Write<'_>) -> Result<()> {
    let (about, at) = match missing(tx)? {
        Arm::Nothing => return Ok(()),
        Arm::Rest => (None, None),
        Arm::For(about, at) => (Some(about), Some(at)),
    };
    firing::keep(tx, DIGEST, nobody(), 0, at, about)
}

/// What this day brings.
///
/// # Errors
/// When the database fails.
pub fn of_today(read: &Read<'_>) -> Result<Digest> {
    let day = read.today();
    let (this, next) = (day.to_string(), (day + chrono::Days::new(1)).to_string());
    let mut shares: Vec<Share> = read
        .sql()
        .prepare_cached(
            "SELECT ?1, coalesce(kind, ''), count(*) AS many FROM task
             WHERE state = 'open' AND deleted_at IS NULL AND due >= ?2 AND due < ?3
             GROUP BY 2
             UNION ALL
             SELECT source, '', count(DISTINCT record) FROM reminder
             WHERE about = ?2 AND source <> ?1 AND source <> ?4 AND settled IS NOT about
             GROUP BY source",
        )?
        .query_map(params![TASK, this, next, DIGEST], |row| {
            Ok(Share {
                source: row.get(0)?,
                kind: row.get(1)?,
                count: row.get(2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    shares.sort_by_key(|one| std::cmp::Reverse(one.count));
    let overdue = read
        .sql()
        .prepare_cached(
            "SELECT count(*) FROM task WHERE state = 'open' AND deleted_at IS NULL AND due < ?",
        )?
        .query_row([&this], |row| row.get(0))?;
    Ok(Digest {
        date: this,
        shares,
        overdue,
    })
}
