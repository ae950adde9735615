//! How well a unit is known, and when what is known of a record is to be verified: columns the core
//! keeps, filled in before the commit, so that tables sort and filter by them. What bears on them
//! spans units, people and business, which do not know each other: hence up here and not in a domain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::known::known_sql;
use super::policy::{self, ASPECTS, Aspect, DAY, TOUCH_DAYS};
use super::rules::{self, Rules};
use crate::base::{Change, ChangeKind, Error, Id, Result};
use crate::fields::{Kinds, limit::FIELD_LIMIT};
use crate::records::Catalog;
use crate::records::catalog::EntityDef;
use crate::records::query::quoted;
use crate::settings::{self, modules::HIDDEN_MODULE};
use crate::vault::{Hook, Read, Write, array};

/// So many records are brought up to date by one statement.
const AT_ONCE: usize = 4096;

/// Brings coverage and staleness up to date.
pub struct KeepCoverage(pub Arc<Kinds>);

impl Hook for KeepCoverage {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let stale = stale(tx, &self.0)?;
        if stale.is_empty() {
            return Ok(());
        }
        let catalog = self.0.within(tx);
        let rules = Rules::read(tx)?;
        for (entity, ids) in stale {
            let sql = renewal(catalog.entity(entity)?, &rules);
            renew(tx, entity, &sql, &ids)?;
        }
        Ok(())
    }
}

#[cfg(test)]
thread_local! {
    /// How many statements filled columns in, for tests that hold what a write costs.
    pub(super) static RENEWALS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// Whose columns are needed anew.
type Stale = BTreeMap<&'static str, BTreeSet<Id>>;

fn stale(tx: &Write<'_>, kinds: &Kinds) -> Result<Stale> {
    let mut stale = Stale::new();
    let mut made: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    let mut edited: BTreeMap<&'static str, Vec<Id>> = BTreeMap::new();
    let (mut defined, mut weighed) = (Vec::new(), false);
    for change in tx.changes() {
        let ageing = rules::AGEING.iter().find(|one| **one == change.entity);
        match (change.kind, ageing) {
            (ChangeKind::Created, Some(entity)) => {
                stale.entry(entity).or_default().insert(change.id);
            }
            (ChangeKind::Created, None) => {
                made.entry(&change.entity).or_default().push(change.id);
            }
            (ChangeKind::Updated, Some(entity)) => {
                edited.entry(entity).or_default().push(change.id);
            }
            _ => {}
        }
        if change.entity == "field_def" {
            defined.push(change.id);
        }
        let weighs = ["aspect_weight", HIDDEN_MODULE.key, FIELD_LIMIT.key];
        weighed |= weighs.contains(&change.entity.as_str());
    }
    if weighed {
        rules::all_stale(tx, "unit")?;
    }
    if !defined.is_empty() {
        for entity in rules::redefined(tx, tx.seq(), &defined)? {
            rules::all_stale(tx, &entity)?;
        }
    }
    for (entity, sql) in MADE {
        if let Some(ids) = made.get(entity) {
            tx.sql().prepare_cached(sql)?.execute([array(ids)])?;
        }
    }
    noted(tx, &mut stale)?;
    own_too(tx, kinds, &edited, &mut stale)?;
    Ok(stale)
}

/// Upon whom a new record of a kind bears. A unit that has no coverage yet is new itself, and is
/// asked for anyway.
const MADE: [(&str, &str); 7] = [
    (
        "provenance",
        "INSERT OR IGNORE INTO quality_stale
         SELECT p.of_entity, p.\"of\" FROM rarray(?1) AS m JOIN provenance p ON p.id = m.value
         WHERE p.of_entity IN ('unit', 'contact')
         UNION SELECT 'unit', o.unit FROM rarray(?1) AS m JOIN provenance p ON p.id = m.value
         JOIN post o ON o.contact = p.\"of\" WHERE p.certainty = 'doubtful'",
    ),
    (
        "stance",
        "INSERT OR IGNORE INTO quality_stale
         SELECT 'unit', s.unit FROM rarray(?1) AS m JOIN stance s ON s.id = m.value
         WHERE s.unit IS NOT NULL
         UNION SELECT 'unit', p.unit FROM rarray(?1) AS m JOIN stance s ON s.id = m.value
         JOIN post p ON p.contact = s.contact
         UNION SELECT 'unit', t.unit FROM rarray(?1) AS m JOIN stance s ON s.id = m.value
         JOIN seat t ON t.id = s.seat",
    ),
    (
        "post",
        "INSERT OR IGNORE INTO quality_stale
         SELECT 'unit', p.unit FROM rarray(?1) AS m JOIN post p ON p.id = m.value
         JOIN unit u ON u.id = p.unit WHERE u.coverage IS NOT NULL
         UNION SELECT 'unit', s.unit FROM rarray(?1) AS m JOIN post p ON p.id = m.value
         JOIN stance s ON s.contact = p.contact WHERE s.unit IS NOT NULL",
    ),
    (
        "cooperation",
        "INSERT OR IGNORE INTO quality_stale
         SELECT 'unit', c.unit FROM rarray(?1) AS m JOIN cooperation c ON c.id = m.value
         JOIN unit u ON u.id = c.unit WHERE u.coverage IS NOT NULL",
    ),
    (
        "contract",
        "INSERT OR IGNORE INTO quality_stale
         SELECT 'unit', c.unit FROM rarray(?1) AS m JOIN contract c ON c.id = m.value",
    ),
    (
        "official_id",
        "INSERT OR IGNORE INTO quality_stale
         SELECT 'unit', o.unit FROM rarray(?1) AS m JOIN official_id o ON o.id = m.value",
    ),
    (
        "address",
        "INSERT OR IGNORE INTO quality_stale
         SELECT 'unit', a.unit FROM rarray(?1) AS m JOIN address a ON a.id = m.value
         WHERE a.unit IS NOT NULL",
    ),
];

/// Takes what the triggers noted.
fn noted(tx: &Write<'_>, stale: &mut Stale) -> Result<()> {
    let mut any = false;
    let mut find = tx
        .sql()
        .prepare_cached("SELECT entity, id FROM quality_stale")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        any = true;
        let of: String = row.get(0)?;
        if let Some(entity) = rules::AGEING.iter().find(|one| **one == of) {
            stale.entry(entity).or_default().insert(row.get(1)?);
        }
    }
    drop(rows);
    if any {
        tx.sql()
            .prepare_cached("DELETE FROM quality_stale")?
            .execute([])?;
    }
    Ok(())
}

/// The columns the triggers watch.
const WATCHED: [(&str, &[&str]); 2] = [
    (
        "unit",
        &[
            "uscc",
            "legal_rep",
            "address",
            "phones",
            "emails",
            "website",
            "level",
            "status",
        ],
    ),
    ("contact", &["phones", "emails", "wechat"]),
];

/// Adds the edited records of which a column changed that bears on theirs and has no trigger: one
/// the user made, or has grow old. Asks nothing where there is no such column.
fn own_too(
    tx: &Write<'_>,
    kinds: &Kinds,
    edited: &BTreeMap<&'static str, Vec<Id>>,
    stale: &mut Stale,
) -> Result<()> {
    if edited.is_empty() {
        return Ok(());
    }
    let rules = Rules::read(tx)?;
    let catalog = kinds.within(tx);
    for (entity, watched) in WATCHED {
        let Some(ids) = edited.get(entity) else {
            continue;
        };
        // What is new, or noted by a trigger, is looked at anyway.
        let known = stale.get(entity);
        let ids = ids.iter().copied();
        let ids: Vec<Id> = ids
            .filter(|id| !known.is_some_and(|known| known.contains(id)))
            .collect();
        if ids.is_empty() {
            continue;
        }
        let def = catalog.entity(entity)?;
        let mut also: Vec<&str> = rules
            .ageing(def)
            .into_iter()
            .map(|(field, _)| field.key)
            .collect();
        also.extend(rules.mattering(def).into_iter().map(|(field, _)| field.key));
        also.retain(|key| !watched.contains(key));
        if also.is_empty() {
            continue;
        }
        let also = serde_json::to_string(&also).map_err(Error::internal)?;
        let mut find = tx.sql().prepare_cached(
            "SELECT r.value FROM rarray(?1) AS r WHERE EXISTS (
               -- By the record, not by the step: a step may hold a hundred thousand entries.
               SELECT 1 FROM journal_entry e, json_each(e.before) k
               WHERE e.id = r.value AND +e.seq = ?2 AND e.act <> 'create'
                 AND k.key IN (SELECT value FROM json_each(?3)))",
        )?;
        let found = find.query_map(params![array(&ids), tx.seq(), also], |row| row.get(0))?;
        for id in found {
            stale.entry(entity).or_default().insert(id?);
        }
    }
    Ok(())
}

fn renew(tx: &mut Write<'_>, entity: &'static str, sql: &str, ids: &BTreeSet<Id>) -> Result<()> {
    let told: BTreeSet<Id> = tx
        .changes()
        .iter()
        .filter(|change| change.entity == entity)
        .map(|change| change.id)
        .collect();
    let ids: Vec<Id> = ids.iter().copied().collect();
    let (now, today) = (tx.now().0, tx.today().to_string());
    for some in ids.chunks(AT_ONCE) {
        #[cfg(test)]
        RENEWALS.with(|n| n.set(n.get() + 1));
        let mut renew = tx.sql().prepare_cached(sql)?;
        // Only coverage asks what time it is, and what day.
        match renew.parameter_count() {
            1 => renew.execute([array(some)])?,
            2 => renew.execute(params![array(some), now])?,
            _ => renew.execute(params![array(some), now, today])?,
        };
    }
    for id in ids.into_iter().filter(|id| !told.contains(id)) {
        tx.record(Change {
            entity: entity.to_owned(),
            id,
            kind: ChangeKind::Updated,
        });
    }
    Ok(())
}

/// The statement that fills the columns of the records in `?1`, at the instant `?2` of the day `?3`.
fn renewal(entity: &EntityDef, rules: &Rules) -> String {
    let due = dues_sql(entity, rules);
    if entity.key != "unit" {
        let table = quoted(entity.key);
        return format!(
            "UPDATE OR FAIL {table} SET stale_at = {due} ->> 0 WHERE id IN (SELECT value FROM rarray(?1))"
        );
    }
    let aspects = aspects(entity, rules);
    let (mut got, mut asked) = (String::from("0"), String::from("0"));
    for (at, aspect) in aspects.iter().enumerate() {
        let _ = write!(got, " + {0} * coalesce(a{at}, 0)", aspect.weight);
        let _ = write!(asked, " + {0} * (a{at} IS NOT NULL)", aspect.weight);
    }
    // In three steps, so that each thing is asked for once.
    format!(
        "UPDATE OR FAIL unit SET (coverage, coverage_until, stale_at, stale_count) = (
           SELECT CASE WHEN asked = 0 THEN 0 ELSE (100 * got + asked / 2) / asked END, until,
             dues ->> 0, dues ->> 1
           FROM (SELECT {got} AS got, {asked} AS asked, dues,
                   min(coalesce(dues ->> 2, {NEVER}),
                       CASE WHEN cold > ?2 THEN cold ELSE {NEVER} END) AS until
                 FROM ({})))
         WHERE id IN (SELECT value FROM rarray(?1))",
        facts_sql(&aspects, &due)
    )
}

/// The end of time.
const NEVER: i64 = i64::MAX;

/// One row of what is known of the unit of the statement around it: `a0`, `a1`, … true, false, or
/// null where it is not asked; `dues`, as [`dues_sql`] has it; `cold`, when the last
/// conversation is too long ago.
fn facts_sql(aspects: &[Asked], dues: &str) -> String {
    let mut columns = String::new();
    for (at, aspect) in aspects.iter().enumerate() {
        let sql = if aspect.key == "fresh" {
            "NULL"
        } else {
            &aspect.sql
        };
        let _ = write!(columns, "{sql} AS b{at}, ");
    }
    let _ = write!(
        columns,
        "{dues} AS dues, unit.last_touch + {} AS cold",
        TOUCH_DAYS * DAY
    );
    let mut settled = String::new();
    for (at, aspect) in aspects.iter().enumerate() {
        let _ = match aspect.key.as_str() {
            // What nobody fills in does not grow old.
            "fresh" => write!(settled, "dues ->> 0 > ?2 AS a{at}, "),
            "touch" => write!(settled, "coalesce(cold > ?2, 0) AS a{at}, "),
            _ => write!(settled, "b{at} AS a{at}, "),
        };
    }
    // The inner one has no FROM, so that SQLite does not fold it into the outer and ask twice.
    format!("SELECT {settled} dues, cold FROM (SELECT {columns})")
}

/// An aspect, and how the database knows.
struct Asked {
    key: String,
    /// What it counts for the unit, as an expression.
    weight: String,
    /// The user's own field it is about.
    own: Option<&'static str>,
    sql: String,
}

fn aspects(entity: &EntityDef, rules: &Rules) -> Vec<Asked> {
    let of_kinds = |kinds: &[&str], sql: String| {
        if kinds.is_empty() {
            return sql;
        }
        format!(
            "CASE WHEN {} THEN {sql} END",
            rules::is_one_of("unit", kinds)
        )
    };
    let mut all: Vec<Asked> = ASPECTS
        .iter()
        .map(|aspect| Asked {
            key: aspect.key.to_owned(),
            weight: weight_sql(aspect, rules),
            own: None,
            sql: match asked_of(aspect, entity) {
                Some(kinds) => of_kinds(&kinds, known_sql(aspect.key).to_owned()),
                None => "NULL".to_owned(),
            },
        })
        .collect();
    for (field, importance) in rules.mattering(entity) {
        all.push(Asked {
            key: field.key.to_owned(),
            weight: importance.to_string(),
            own: Some(field.key),
            sql: of_kinds(
                field.kinds,
                format!("unit.{} IS NOT NULL", quoted(field.key)),
            ),
        });
    }
    all
}

/// The kinds of unit an aspect is asked of, every one where none is named: those that have the field it is about.
/// Nothing where it is asked of nobody.
pub(super) fn asked_of(aspect: &Aspect, entity: &EntityDef) -> Option<Vec<&'static str>> {
    let field = aspect.field().and_then(|key| entity.field(key).ok());
    let has = field.map_or(&[][..], |field| field.kinds);
    if has.is_empty() {
        return Some(aspect.kinds.to_vec());
    }
    let asked = |kind: &&str| aspect.kinds.is_empty() || aspect.kinds.contains(kind);
    let kinds: Vec<&str> = has.iter().copied().filter(asked).collect();
    (!kinds.is_empty()).then_some(kinds)
}

/// What an aspect counts for the unit of the statement around.
fn weight_sql(aspect: &Aspect, rules: &Rules) -> String {
    if rules.hidden.aspect(aspect.key) {
        return "0".to_owned();
    }
    let all = rules.weights.of(aspect.key, aspect.weight);
    let mut kinds = String::new();
    for (kind, weight) in rules.weights.by_kind(aspect.key) {
        let _ = write!(kinds, "WHEN {} THEN {weight} ", text(kind));
    }
    if kinds.is_empty() {
        all.to_string()
    } else {
        format!("(CASE unit.kind {kinds}ELSE {all} END)")
    }
}

/// A text within a statement. Keys and kinds only, never what a record holds.
fn text(word: &str) -> String {
    format!("'{}'", word.replace('\'', "''"))
}

/// When the filled fields of the record of the statement around are to be verified, as an array: when
/// the first of them is; how many are so at the instant `?2`; when the next one after it is. A record
/// that was never edited and of which nobody said anything is as old as it is: no journal is looked at
/// then, and an import goes that way. Of a contact only the first is asked.
fn dues_sql(entity: &EntityDef, rules: &Rules) -> String {
    let ageing = rules.ageing(entity);
    let table = quoted(entity.key);
    let counts = entity.key == "unit";
    if ageing.is_empty() {
        return "json_array(NULL, 0, NULL)".to_owned();
    }
    let (mut least, mut listed) = (Vec::new(), Vec::new());
    let (mut count, mut next) = (Vec::new(), Vec::new());
    for (field, days) in ageing {
        let column = rules::column_of(entity, field);
        let ms = i64::from(days) * DAY;
        least.push(format!(
            "CASE WHEN {column} IS NOT NULL THEN {ms} ELSE {NEVER} END"
        ));
        count.push(format!(
            "({column} IS NOT NULL AND {table}.created_at + {ms} <= ?2)"
        ));
        next.push(format!(
            "CASE WHEN {column} IS NOT NULL AND {table}.created_at + {ms} > ?2 THEN {ms} ELSE {NEVER} END"
        ));
        listed.push(format!(
            "SELECT {} AS field, {ms} AS ms WHERE {column} IS NOT NULL",
            text(field.key)
        ));
    }
    let first = |mut all: Vec<String>| {
        // One more, for min() of a single value would be a sum over rows.
        all.push(NEVER.to_string());
        let all = all.join(", ");
        format!("{table}.created_at + nullif(min({all}), {NEVER})")
    };
    let (fresh, said) = if counts {
        (
            format!(", {}, {}", count.join(" + "), first(next)),
            ", count(CASE WHEN at <= ?2 THEN 1 END), min(CASE WHEN at > ?2 THEN at END)",
        )
    } else {
        (String::new(), "")
    };
    format!(
        "(CASE WHEN {table}.rev = 1
           AND NOT EXISTS (SELECT 1 FROM provenance WHERE \"of\" = {table}.id)
         THEN json_array({}{fresh})
         ELSE (
           SELECT json_array(min(at){said}) FROM (
           SELECT w.ms + max(coalesce(p.verified, 0),
                             coalesce(p.entered, max({table}.created_at, coalesce(c.at, 0)))) AS at
           FROM ({}) w
           LEFT JOIN (
             SELECT field, max(verified_at) AS verified, max(entered_at) AS entered FROM provenance
             WHERE \"of\" = {table}.id AND deleted_at IS NULL GROUP BY field) p ON p.field = w.field
           LEFT JOIN (
             SELECT k.key AS field, max(j.at) AS at
             FROM journal_entry e JOIN journal j ON j.seq = e.seq, json_each(e.before) k
             WHERE e.id = {table}.id AND e.act <> 'create' AND e.act = 'update' AND j.state = 'done'
             GROUP BY k.key) c ON c.field = w.field))
         END)",
        first(least),
        listed.join(" UNION ALL ")
    )
}

/// One thing that is known of a unit, or is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Point {
    /// The aspect: the message `coverage.<key>`; of a field of the user's own its key.
    pub key: String,
    /// A field of the user's own.
    pub own: bool,
    /// Had, missing, or not asked of such a unit.
    pub had: Option<bool>,
    /// What it counts, in points of a hundred.
    pub points: i64,
}

/// How well a unit is known, to the point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Coverage {
    /// 0 to 100: the points of what is had.
    pub score: i64,
    /// Every aspect.
    pub points: Vec<Point>,
}

/// How well a unit is known, with the reasons; nothing for one that is not there.
///
/// # Errors
/// When the database fails.
pub fn explain(read: &Read<'_>, catalog: &Catalog, unit: Id) -> Result<Option<Coverage>> {
    let entity = catalog.entity("unit")?;
    let rules = Rules::read(read)?;
    let aspects = aspects(entity, &rules);
    let had = (0..aspects.len()).map(|at| format!("a{at}"));
    let weights = aspects.iter().map(|aspect| aspect.weight.clone());
    let columns: Vec<String> = had.chain(weights).collect();
    let known: Option<String> = read
        .sql()
        .prepare_cached(&format!(
            "SELECT (SELECT json_array({}) FROM ({})) FROM unit WHERE id = ?1",
            columns.join(", "),
            facts_sql(&aspects, "json_array(unit.stale_at)")
        ))?
        .query_row(
            params![unit, read.now().0, read.today().to_string()],
            |row| row.get(0),
        )
        .optional()?;
    let Some(known) = known else {
        return Ok(None);
    };
    let known: Vec<Option<u16>> = serde_json::from_str(&known).map_err(Error::internal)?;
    let (had, weights) = known.split_at_checked(aspects.len()).unwrap_or_default();
    let states: Vec<(u16, Option<bool>)> = weights
        .iter()
        .zip(had)
        // What counts for nothing is not asked.
        .map(|(weight, had)| (weight.unwrap_or_default(), had.map(|had| had > 0)))
        .map(|(weight, had)| (weight, had.filter(|_| weight > 0)))
        .collect();
    let points = policy::points(&states);
    Ok(Some(Coverage {
        score: policy::score(&states),
        points: aspects
            .into_iter()
            .zip(states.iter().zip(points))
            .map(|(aspect, ((_, had), points))| Point {
                key: aspect.key,
                own: aspect.own.is_some(),
                had: *had,
                points,
            })
            .collect(),
    }))
}

/// Where the day is kept on which time was last taken into account.
const TODAY: &str = "quality.day";

/// Whether another day has come since coverage was last looked at for what time alone does to it.
///
/// # Errors
/// When the database fails.
pub fn is_behind(read: &Read<'_>) -> Result<bool> {
    let kept: Option<String> = settings::get_lossy(read, TODAY)?;
    Ok(kept != Some(read.today().to_string()))
}

/// Brings up to date what time alone has made another; all of it where the clock was set back.
///
/// # Errors
/// When the database fails.
pub fn today(tx: &mut Write<'_>) -> Result<()> {
    let day = tx.today().to_string();
    let kept: Option<String> = settings::get_lossy(tx, TODAY)?;
    let back = kept.as_ref().is_none_or(|kept| *kept > day);
    tx.sql().execute(
        "INSERT OR IGNORE INTO quality_stale SELECT 'unit', id FROM unit
         WHERE coverage IS NOT NULL AND deleted_at IS NULL AND (?2 OR coverage_until <= ?1)",
        params![tx.now(), back],
    )?;
    // Whose post is over by now is known there no more, and decides nothing elsewhere from there.
    tx.sql().execute(
        "INSERT OR IGNORE INTO quality_stale SELECT 'unit', u.id FROM (
           SELECT p.unit AS bears FROM post p WHERE p.\"end\" >= ?1 AND p.\"end\" < ?2
           UNION SELECT s.unit FROM post p JOIN stance s ON s.contact = p.contact
           WHERE p.\"end\" >= ?1 AND p.\"end\" < ?2)
         JOIN unit u ON u.id = bears AND u.coverage IS NOT NULL AND u.deleted_at IS NULL",
        [kept.unwrap_or_default(), day.clone()],
    )?;
    settings::set(tx, TODAY, &day)
}
