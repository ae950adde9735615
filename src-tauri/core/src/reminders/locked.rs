//! What is known of reminders while the vault is locked: when something speaks, and of how many things.

use std::collections::{BTreeSet, HashMap};

use rusqlite::params;

use super::arming::Ground;
use super::leads::STEPS;
use super::model::{DIGEST, TASK, Unnamed};
use super::steps;
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::Read;

/// So long after the lock what goes on is remembered step by step: longer than the longest holidays.
const STEPS_MS: i64 = 10 * 86_400_000;
/// So many steps at most: nobody who is reminded of so much reads it, and memory is finite.
const MOST_STEPS: usize = 20_000;

/// A reminder that waits: when it speaks, of what, in which slot, and of a rule the day it speaks of.
type Waits = (Timestamp, (String, Id), i32, Option<String>);

/// When the next reminders speak, soonest first: all that is kept in memory while the vault is locked, so
/// that something can be said without names. What goes on until it is done speaks at each of its steps,
/// for nobody arms the next one meanwhile. What stands on the screen bears the first numbers.
///
/// # Errors
/// When the database fails.
pub fn coming(read: &Read<'_>, limit: u32, standing: &[(String, Id)]) -> Result<Vec<Unnamed>> {
    let ground = Ground::of(read)?;
    let (now, zone) = (read.now(), read.zone());
    let mut find = read.sql().prepare_cached(
        "SELECT fire_at, source, record, slot, about FROM reminder
         WHERE state = 'waiting' AND source <> ? ORDER BY fire_at LIMIT ?",
    )?;
    let waiting: Vec<Waits> = find
        .query_map(params![DIGEST, limit], |row| {
            Ok((
                row.get(0)?,
                (row.get(1)?, row.get(2)?),
                row.get(3)?,
                row.get(4)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut things: HashMap<(String, Id), u32> = standing.iter().cloned().zip(0..).collect();
    let first = u32::try_from(standing.len()).unwrap_or(u32::MAX);
    // What is held back now is told when the quiet ends.
    let told = |at: Timestamp| {
        let free = ground.manner.speaks_from(at.max(now), zone, &ground.days);
        if free <= now { at } else { free }
    };
    let (mut rows, mut steps) = (Vec::new(), BTreeSet::new());
    let mut until = now.plus_ms(STEPS_MS);
    for ((at, of, slot, about), n) in waiting.into_iter().zip(first..) {
        let later = if of.0 == TASK && STEPS.contains(&slot) {
            let waits = (at, about.as_deref());
            steps::later(read, (of.1, slot), waits, &ground, until)?
        } else {
            Vec::new()
        };
        let thing = *things.entry(of).or_insert(n);
        let row = Unnamed {
            at: told(at),
            thing,
        };
        rows.push(row);
        // Those that quiet holds back are one at its end.
        let later = later.into_iter().filter(|at| *at > now).map(told);
        steps.extend(
            later
                .filter(|at| *at > row.at)
                .map(|at| Unnamed { at, thing }),
        );
        // What lies beyond those there is room for is not even asked for: the lock waits for this.
        while steps.len() > MOST_STEPS
            && let Some(beyond) = steps.pop_last()
        {
            until = until.min(beyond.at);
        }
    }
    rows.extend(steps);
    rows.sort_by_key(|one| one.at);
    Ok(rows)
}
