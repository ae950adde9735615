//! Keeps the class and the level of units up with what is written, and with the days that pass.

use std::collections::BTreeSet;

use super::class::Renewed;
use super::rules::Rules;
use super::{activity, amounts, class};
use crate::base::{Error, Id, Result, Timestamp};
use crate::settings;
use crate::vault::{Hook, Read, Write, array};

/// Brings class and level of units up to date.
pub struct KeepGrades;

/// What bears on them.
const BEARS: [&str; 6] = [
    "activity",
    "transaction",
    "payment",
    "contract",
    "cooperation",
    "fx_rate",
];

/// The write in which somebody types. What a sheet brings is taken as it is: there is nobody to ask.
const BY_HAND: &str = "records.apply";

/// Refuses a class that somebody says and gives no reason for, wherever they type it. Only what is typed
/// is asked about: a class that a sheet brought stays, and is in nobody's way who logs a call.
fn hold_reason(tx: &Write<'_>) -> Result<()> {
    let mut units = tx.made("unit");
    units.extend(tx.edited("unit", "size_override"));
    units.extend(tx.edited("unit", "size_reason"));
    if units.is_empty() {
        return Ok(());
    }
    let bare = tx
        .sql()
        .prepare_cached(
            "SELECT 1 FROM rarray(?1) AS m JOIN unit u ON u.id = m.value
             WHERE u.size_override IS NOT NULL AND coalesce(u.size_reason, '') = ''
               AND u.deleted_at IS NULL",
        )?
        .exists([array(&units)])?;
    if bare {
        return Err(Error::invalid("unit.size_reason", "error.class_reason"));
    }
    Ok(())
}

impl Hook for KeepGrades {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        let said: Vec<Id> = tx.touched("unit", "size_override").collect();
        if op == BY_HAND {
            hold_reason(tx)?;
        }
        if !said.is_empty() {
            class::say(tx, &said)?;
        }
        let bears = |entity: &str| BEARS.contains(&entity);
        let moved: BTreeSet<Id> = tx.touched("unit", "parent").collect();
        if moved.is_empty() && !tx.changes().iter().any(|change| bears(&change.entity)) {
            return Ok(());
        }
        let mut stale = taken(tx, "grade_level_stale")?;
        for entity in BEARS {
            if entity != "fx_rate" {
                borne_upon(tx, entity, &mut stale)?;
            }
        }
        if !stale.is_empty() {
            activity::renew(tx, &stale)?;
        }
        let mut stale = taken(tx, "grade_class_stale")?;
        let Some(rules) = Rules::in_force(tx)? else {
            return Ok(());
        };
        let table = amounts::table(rules.basis);
        borne_upon(tx, table, &mut stale)?;
        if tx.changes().iter().any(|change| change.entity == "fx_rate") {
            // A contract that was terminated stands for what came in, in whatever currency that was.
            let foreign = match table {
                "contract" => "amount_currency <> ?1 OR received_currency <> ?1",
                _ => "amount_currency <> ?1",
            };
            let mut find = tx.sql().prepare(&format!(
                "SELECT DISTINCT unit FROM {table} WHERE {foreign}"
            ))?;
            let foreign = find.query_map([rules.currency.code()], |row| row.get(0))?;
            for unit in foreign {
                stale.insert(unit?);
            }
        }
        let new = tx.made("unit").into_iter().collect();
        let of = Renewed { stale, moved, new };
        class::renew(tx, &rules, &of).map(|_| ())
    }
}

/// Adds the units upon whom the new records of a kind bear; what changed or went is noted by triggers.
fn borne_upon(tx: &Write<'_>, entity: &str, stale: &mut BTreeSet<Id>) -> Result<()> {
    let made = tx.made(entity);
    if made.is_empty() {
        return Ok(());
    }
    let also = match entity {
        "activity" => {
            "UNION SELECT o.unit FROM rarray(?1) AS m CROSS JOIN activity_unit o ON o.activity = m.value"
        }
        // Business that has a contract is told by that.
        "contract" => {
            "UNION SELECT c.unit FROM rarray(?1) AS m CROSS JOIN contract k ON k.id = m.value
             JOIN cooperation c ON c.id = k.cooperation"
        }
        _ => "",
    };
    let mut find = tx.sql().prepare_cached(&format!(
        "SELECT x.unit FROM rarray(?1) AS m CROSS JOIN \"{entity}\" x ON x.id = m.value {also}"
    ))?;
    let mut rows = find.query([array(&made)])?;
    while let Some(row) = rows.next()? {
        stale.insert(row.get(0)?);
    }
    Ok(())
}

/// Takes what the triggers noted.
fn taken(tx: &Write<'_>, table: &str) -> Result<BTreeSet<Id>> {
    let ids = tx
        .sql()
        .prepare_cached(&format!("SELECT unit FROM {table}"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<BTreeSet<Id>>>()?;
    if !ids.is_empty() {
        tx.sql()
            .prepare_cached(&format!("DELETE FROM {table}"))?
            .execute([])?;
    }
    Ok(ids)
}

/// Where the day is kept on which time was last taken into account.
const TODAY: &str = "grading.day";

/// Whether another day has come since time was last taken into account.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>) -> Result<bool> {
    let kept: Option<String> = settings::get_lossy(read, TODAY)?;
    Ok(kept != Some(read.today().to_string()))
}

/// Brings up to date what time alone has made another; all of it where the clock was set back. Says
/// whether a unit is of another class now.
///
/// # Errors
/// When the database fails.
pub fn today(tx: &mut Write<'_>) -> Result<bool> {
    let day = tx.today().to_string();
    let kept: Option<String> = settings::get_lossy(tx, TODAY)?;
    let all = kept.is_none_or(|kept| kept > day);
    let over = |sql: &str| {
        tx.sql()
            .prepare(sql)?
            .query_map(rusqlite::params![day, all], |row| row.get(0))?
            .collect::<rusqlite::Result<BTreeSet<Id>>>()
    };
    let quiet = over("SELECT id FROM unit WHERE ?2 OR activity_until <= ?1")?;
    let poorer = over("SELECT unit FROM size_sum WHERE until IS NOT NULL AND (?2 OR until <= ?1)")?;
    activity::renew(tx, &quiet)?;
    let told = match Rules::in_force(tx)? {
        Some(rules) if !poorer.is_empty() => {
            let of = Renewed {
                stale: poorer,
                ..Renewed::default()
            };
            class::renew(tx, &rules, &of)?
        }
        _ => false,
    };
    settings::set(tx, TODAY, &day)?;
    Ok(told)
}

/// Carries into a vault of the past what classes go by and no journal knows: how they were told to have
/// changed by then, and the rules. Those are today's, for a setting is no step: what they would have made
/// of a customer that day is at least explained by what is beside it. What the rows came with is of today
/// and goes; the hook finds it anew, as of the day on which the clock of that vault stands.
///
/// # Errors
/// When either database fails.
pub fn carry(read: &Read<'_>, tx: &mut Write<'_>, at: Timestamp) -> Result<()> {
    if let Some(rules) = Rules::kept(read)? {
        rules.keep(tx)?;
    }
    tx.sql().execute(
        "UPDATE unit SET size_by_rule = NULL, size_class = size_override, activity_level = 'none',
           activity_until = NULL
         WHERE size_by_rule IS NOT NULL OR size_class IS NOT size_override
           OR activity_level <> 'none' OR activity_until IS NOT NULL",
        [],
    )?;
    class::carry(read, tx, at)
}
