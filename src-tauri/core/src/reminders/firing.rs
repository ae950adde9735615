//! When reminders speak up: kept by whoever knows the record they speak of, marked as fired in the
//! same transaction that hands them out, and as told once the desktop has shown them, so that none
//! is lost and none comes twice.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::arming::Ground;
use super::leads::{AGAIN, OVERDUE, ROUND};
use super::manner::Manner;
use super::model::{DIGEST, Due, Key, Moment, TASK};
use super::steps;
use super::workdays;
use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id, Timestamp, WallTime};
use crate::records::value::Ref;
use crate::vault::{Read, Write};

/// Keeps the reminder `slot` that `source` has of `record` in step: it speaks at `fire_at`, or not at
/// all. `about` is the day it is about. What the user settled for that day keeps silent, and what
/// was put off stays so; what has spoken for a time does not speak for it again.
///
/// # Errors
/// When the database fails.
pub fn keep(
    tx: &mut Write<'_>,
    source: &str,
    record: Id,
    slot: i32,
    fire_at: Option<Timestamp>,
    about: Option<NaiveDate>,
) -> Result<()> {
    let Some(fire_at) = fire_at else {
        return rest(tx, source, record, slot);
    };
    let about = about.map(|day| day.to_string());
    let known = Known::of(tx, source, record, slot)?;
    let put_off = known
        .as_ref()
        .filter(|known| known.about == about)
        .and_then(|known| known.put_off);
    let fire_at = put_off.unwrap_or(fire_at);
    let settled = match &about {
        Some(about) => is_settled(tx, source, record, about)?,
        None => false,
    };
    let state = if settled {
        "resting"
    } else if spoken(known.as_ref(), fire_at, tx.now()) {
        "fired"
    } else {
        "waiting"
    };
    let spoken_for = known.and_then(|known| known.spoken_for);
    write(
        tx,
        (source, record, slot),
        fire_at,
        state,
        spoken_for,
        about.as_deref(),
    )
}

/// What is known of a reminder.
pub(super) struct Known {
    pub is_fired: bool,
    pub is_waiting: bool,
    /// It was handed out, and not only passed over.
    pub was_heard: bool,
    pub fire_at: Timestamp,
    pub spoken_for: Option<Timestamp>,
    pub about: Option<String>,
    /// The day it does not come for any more.
    pub settled: Option<String>,
    pub put_off: Option<Timestamp>,
}

impl Known {
    pub(super) fn of(read: &Read<'_>, source: &str, record: Id, slot: i32) -> Result<Option<Self>> {
        let known = read
            .sql()
            .prepare_cached(
                "SELECT fire_at, spoken_for, about, put_off, state = 'fired', state = 'waiting', settled,
                   fired_at IS NOT NULL
                 FROM reminder
                 WHERE source = ? AND record = ? AND slot = ?",
            )?
            .query_row(params![source, record, slot], Self::from_row)
            .optional()?;
        Ok(known)
    }

    /// Whether a task's reminder is kept as it would be written.
    pub(super) fn is(
        &self,
        fire_at: Timestamp,
        state: &str,
        spoken_for: Option<Timestamp>,
        about: Option<&str>,
    ) -> bool {
        let is_state = match state {
            "fired" => self.is_fired,
            "waiting" => self.is_waiting,
            _ => false,
        };
        is_state
            && self.fire_at == fire_at
            && self.spoken_for == spoken_for
            && self.about.as_deref() == about
    }

    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            fire_at: row.get(0)?,
            spoken_for: row.get(1)?,
            about: row.get(2)?,
            put_off: row.get(3)?,
            is_fired: row.get(4)?,
            is_waiting: row.get(5)?,
            settled: row.get(6)?,
            was_heard: row.get(7)?,
        })
    }
}

/// Whether it has spoken for `fire_at`. Equal before all else: a clock set back does not make it speak
/// again.
pub(super) fn spoken(known: Option<&Known>, fire_at: Timestamp, now: Timestamp) -> bool {
    known
        .and_then(|known| known.spoken_for)
        .is_some_and(|at| at == fire_at || (fire_at < at && fire_at <= now))
}

fn is_settled(read: &Read<'_>, source: &str, record: Id, about: &str) -> Result<bool> {
    // Said of the record's day, whichever of its leads it was said to.
    let settled = read
        .sql()
        .prepare_cached("SELECT 1 FROM reminder WHERE source = ? AND record = ? AND settled = ?")?
        .exists(params![source, record, about])?;
    Ok(settled)
}

pub(super) fn rest(tx: &mut Write<'_>, source: &str, record: Id, slot: i32) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET state = 'resting'
             WHERE source = ? AND record = ? AND slot = ? AND state <> 'resting'",
        )?
        .execute(params![source, record, slot])?;
    Ok(())
}

pub(super) fn write(
    tx: &mut Write<'_>,
    (source, record, slot): (&str, Id, i32),
    fire_at: Timestamp,
    state: &str,
    spoken_for: Option<Timestamp>,
    about: Option<&str>,
) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "INSERT INTO reminder (source, record, slot, fire_at, state, spoken_for, about)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (source, record, slot) DO UPDATE SET
               fire_at = ?4, state = ?5, spoken_for = ?6, about = ?7,
               fired_at = iif(fire_at = ?4, fired_at, NULL),
               told_at = iif(fire_at = ?4, told_at, NULL),
               seen_at = iif(fire_at = ?4, seen_at, NULL),
               put_off = iif(about IS ?7 AND (?1 <> 'task' OR put_off = ?4), put_off, NULL)
             WHERE fire_at <> ?4 OR state <> ?5 OR spoken_for IS NOT ?6 OR about IS NOT ?7",
        )?
        .execute(params![
            source, record, slot, fire_at, state, spoken_for, about
        ])?;
    Ok(())
}

/// Notes that the user settled what `source` says of `record` about this day: it does not come again
/// for that day, with whatever lead.
///
/// # Errors
/// When the database fails.
pub fn settle(tx: &mut Write<'_>, source: &str, record: Id, about: NaiveDate) -> Result<()> {
    let about = about.to_string();
    // The moment itself may not be kept yet where only a lead has spoken.
    tx.sql()
        .prepare_cached(
            "INSERT INTO reminder (source, record, slot, fire_at, state, about)
             VALUES (?1, ?2, 0, ?3, 'resting', ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![source, record, tx.now(), about])?;
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET settled = ?3, state = iif(about IS ?3, 'resting', state)
             WHERE source = ?1 AND record = ?2",
        )?
        .execute(params![source, record, about])?;
    told_of(tx, source, record);
    Ok(())
}

/// Takes back that a day was settled or put off; whoever keeps the reminders keeps these anew. What
/// was silenced with it, and whose time has not come, speaks after all.
///
/// # Errors
/// When the database fails.
pub fn unsettle(tx: &mut Write<'_>, source: &str, record: Id) -> Result<()> {
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET settled = NULL, put_off = NULL WHERE source = ? AND record = ?",
        )?
        .execute(params![source, record])?;
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET state = 'waiting', spoken_for = NULL
             WHERE source = ? AND record = ? AND state = 'fired' AND fired_at IS NULL AND fire_at > ?",
        )?
        .execute(params![source, record, tx.now()])?;
    told_of(tx, source, record);
    Ok(())
}

/// Puts off what `source` says of `record` until then: what has spoken last speaks again, of the day `about`
/// where one is said, and what would speak before that keeps silent.
///
/// # Errors
/// When the database fails.
pub fn put_off(
    tx: &mut Write<'_>,
    source: &str,
    record: Id,
    until: Timestamp,
    about: Option<NaiveDate>,
) -> Result<()> {
    let speaks: Option<i32> = tx
        .sql()
        .prepare_cached(
            "SELECT slot FROM reminder WHERE source = ? AND record = ? AND state <> 'resting'
             ORDER BY state = 'fired' DESC, iif(state = 'fired', -fire_at, fire_at), slot LIMIT 1",
        )?
        .query_row(params![source, record], |row| row.get(0))
        .optional()?;
    let Some(slot) = speaks else {
        return Ok(());
    };
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET state = 'fired',
               spoken_for = max(fire_at, coalesce(spoken_for, fire_at))
             WHERE source = ? AND record = ? AND slot <> ? AND state = 'waiting' AND fire_at <= ?",
        )?
        .execute(params![source, record, slot, until])?;
    tx.sql()
        .prepare_cached(
            "UPDATE reminder SET state = 'waiting', fire_at = ?4, put_off = ?4,
               fired_at = NULL, told_at = NULL, seen_at = NULL, about = coalesce(?5, about)
             WHERE source = ?1 AND record = ?2 AND slot = ?3",
        )?
        .execute(params![
            source,
            record,
            slot,
            until,
            // What has spoken last may have spoken of a day that it no longer has.
            about.map(|day| day.to_string())
        ])?;
    told_of(tx, source, record);
    Ok(())
}

/// Whether any of the reminders that `source` has of `record` has spoken, or would until then: that is the one to put
/// off. Nothing where none is awake.
///
/// # Errors
/// When the database fails.
pub fn to_put_off(
    read: &Read<'_>,
    source: &str,
    record: Id,
    until: Timestamp,
) -> Result<Option<bool>> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT max(state = 'fired' OR fire_at <= ?3) FROM reminder
             WHERE source = ?1 AND record = ?2 AND state <> 'resting'",
        )?
        .query_row(params![source, record, until], |row| row.get(0))?)
}

/// The day that `source` last spoke of a record about.
///
/// # Errors
/// When the database fails.
pub fn spoke_about(read: &Read<'_>, source: &str, record: Id) -> Result<Option<NaiveDate>> {
    let about: Option<Option<String>> = read
        .sql()
        .prepare_cached(
            "SELECT about FROM reminder WHERE source = ? AND record = ?
             ORDER BY fired_at DESC LIMIT 1",
        )?
        .query_row(params![source, record], |row| row.get(0))
        .optional()?;
    Ok(about.flatten().and_then(|day| day.parse().ok()))
}

/// The lists that show it are read anew.
pub(super) fn told_of(tx: &mut Write<'_>, source: &str, record: Id) {
    if source == DIGEST {
        return;
    }
    let entity = if source == TASK { TASK } else { "reminder" };
    let change = Change {
        entity: entity.to_owned(),
        id: record,
        kind: ChangeKind::Updated,
    };
    // Nothing of the record itself is another: its rule, say, is not said anew.
    tx.record_edit(change, Vec::new());
}

/// When the next reminder speaks; never while the user wants quiet.
///
/// # Errors
/// When the database fails.
pub fn next_wake(read: &Read<'_>) -> Result<Option<Timestamp>> {
    let next: Option<Timestamp> = read
        .sql()
        .prepare_cached("SELECT min(fire_at) FROM reminder WHERE state = 'waiting'")?
        .query_row([], |row| row.get(0))?;
    let Some(next) = next else {
        return Ok(None);
    };
    let manner = Manner::of(read)?;
    let (now, zone) = (read.now(), read.zone());
    let free = manner.speaks_from(next.max(now), zone, &workdays::of(read, zone)?);
    Ok(Some(if free <= now { next } else { free }))
}

/// The next few things that speak by time, of what waits; each once, by what it says first.
///
/// # Errors
/// When the database fails.
pub fn next_few(read: &Read<'_>, limit: u32) -> Result<Vec<Due>> {
    find(
        read,
        "(r.source, r.record, r.slot) IN (SELECT w.source, w.record, w.slot FROM reminder w
           WHERE w.state = 'waiting' AND w.source <> 'digest' AND w.slot >= 0
             AND NOT EXISTS (SELECT 1 FROM reminder e
               WHERE e.source = w.source AND e.record = w.record AND e.state = 'waiting' AND e.slot >= 0
                 AND (e.fire_at, e.slot) < (w.fire_at, w.slot))
           ORDER BY w.fire_at LIMIT ?)",
        &[&limit],
    )
}

/// When the next of what was put off is so no longer.
///
/// # Errors
/// When the database fails.
pub fn next_put_off(read: &Read<'_>) -> Result<Option<Timestamp>> {
    Ok(read
        .sql()
        .prepare_cached("SELECT min(put_off) FROM reminder WHERE put_off > ?")?
        .query_row([read.now()], |row| row.get(0))?)
}

/// Whether any reminder is due now and may speak: a look that writes nothing.
///
/// # Errors
/// When the database fails.
pub fn any_due(read: &Read<'_>) -> Result<bool> {
    Ok(next_wake(read)?.is_some_and(|at| at <= read.now()))
}

/// Hands out every reminder that is due, the longest overdue first, and marks them as fired. While
/// the user wants quiet none is, and all wait for its end.
///
/// # Errors
/// When the database fails; none is marked then.
pub fn fire_due(tx: &mut Write<'_>) -> Result<Vec<Due>> {
    if !any_due(tx)? {
        return Ok(Vec::new());
    }
    let now = tx.now();
    steps::pass_over(tx)?;
    let mut due = find(tx, "r.state = 'waiting' AND r.fire_at <= ?", &[&now])?;
    steps::go_on(tx)?;
    tx.sql()
        .prepare_cached(
            // A day is told at whatever instant: by a clock that ran ahead its morning is not spoken for.
            // A word of a task that was put off goes on being that of its own time.
            "UPDATE reminder SET state = 'fired', fired_at = ?1,
               spoken_for = CASE WHEN source = ?2 THEN ?1
                 WHEN source = ?3 AND put_off = fire_at THEN coalesce(spoken_for, fire_at)
                 WHEN source = ?3 THEN fire_at
                 ELSE max(fire_at, coalesce(spoken_for, fire_at)) END
             WHERE state = 'waiting' AND fire_at <= ?1",
        )?
        .execute(params![now, DIGEST, TASK])?;
    // Of several that speak of one thing at once, the one that says most: nobody is told of it twice.
    let mut says_most: HashMap<(String, Id), (i32, i32)> = HashMap::new();
    for Due { key, .. } in &due {
        let of = (key.source.clone(), key.record);
        let rank = (rank(key.slot), key.slot);
        let most = says_most.entry(of).or_insert(rank);
        *most = rank.min(*most);
    }
    let mut implied = Vec::new();
    due.retain(|Due { key, .. }| {
        let most = says_most.get(&(key.source.clone(), key.record));
        let keeps = most.is_none_or(|most| most.1 == key.slot);
        if !keeps {
            implied.push(key.clone());
        }
        keeps
    });
    for Key {
        source,
        record,
        slot,
    } in implied
    {
        tx.sql()
            .prepare_cached(
                "UPDATE reminder SET fired_at = NULL WHERE source = ? AND record = ? AND slot = ?",
            )?
            .execute(params![source, record, slot])?;
    }
    Ok(due)
}

/// The moment itself says most, then that its rule came round once more, that it is overdue, then its
/// repetition, then the shortest lead.
fn rank(slot: i32) -> i32 {
    match slot {
        0 => 0,
        ROUND => 1,
        OVERDUE => 2,
        AGAIN => 3,
        _ => 4,
    }
}

/// Reminders that fired and that nobody was told of, because the program ended in between or the
/// desktop would not show them: the longest overdue first.
///
/// # Errors
/// When the database fails.
pub fn untold(read: &Read<'_>) -> Result<Vec<Due>> {
    let untold =
        "(r.state = 'fired' OR r.state = 'waiting') AND r.fired_at IS NOT NULL AND r.told_at IS NULL
         AND r.seen_at IS NULL";
    find(read, untold, &[])
}

/// Notes that the desktop has shown these.
///
/// # Errors
/// When the database fails.
pub fn told(tx: &mut Write<'_>, reminders: &[Key]) -> Result<()> {
    let now = tx.now();
    for Key {
        source,
        record,
        slot,
    } in reminders
    {
        let noted = tx
            .sql()
            .prepare_cached(
                "UPDATE reminder SET told_at = ?1 WHERE source = ?2 AND record = ?3 AND slot = ?4
                 AND fired_at IS NOT NULL AND told_at IS NULL",
            )?
            .execute(params![now, source, record, slot])?;
        if noted > 0 {
            told_of(tx, source, *record);
        }
    }
    Ok(())
}

/// Notes that the user has seen in the window that what `source` says of these records came late.
///
/// # Errors
/// When the database fails.
pub fn seen(tx: &mut Write<'_>, source: &str, records: &[Id]) -> Result<()> {
    let now = tx.now();
    for record in records {
        let noted = tx
            .sql()
            .prepare_cached(
                "UPDATE reminder SET seen_at = ?1 WHERE source = ?2 AND record = ?3
                 AND fired_at IS NOT NULL AND seen_at IS NULL",
            )?
            .execute(params![now, source, record])?;
        if noted > 0 {
            told_of(tx, source, *record);
        }
    }
    Ok(())
}

/// Whether any of these is still as it said: open, and not put off.
///
/// # Errors
/// When the database fails.
pub fn any_stands(read: &Read<'_>, reminders: &[Key]) -> Result<bool> {
    let mut find = read.sql().prepare_cached(
        // What goes on waits for its next step while its last one stands.
        "SELECT 1 FROM reminder WHERE source = ?1 AND record = ?2 AND slot = ?3
         AND (state = 'fired' OR slot IN (?4, ?5) AND state = 'waiting' AND fired_at IS NOT NULL)",
    )?;
    for reminder in reminders {
        if find.exists(params![
            reminder.source,
            reminder.record,
            reminder.slot,
            AGAIN,
            ROUND
        ])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The reminders for which `condition` holds.
fn find(read: &Read<'_>, condition: &str, bound: &[&dyn ToSql]) -> Result<Vec<Due>> {
    let (now, zone) = (read.now(), read.zone());
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT r.source, r.record, r.slot, r.about, r.fire_at, coalesce(t.title, ''),
           u.id, u.legal_name, c.id, c.full_name, coalesce(length(t.due) = 10, 1), t.due,
           iif(t.zone_policy = 'floating', NULL, t.due_zone)
         FROM reminder r LEFT JOIN task t ON r.source = '{TASK}' AND t.id = r.record
         LEFT JOIN unit u ON u.id = t.unit LEFT JOIN contact c ON c.id = t.contact
         WHERE {condition} ORDER BY r.fire_at, r.source, r.record, r.slot"
    ))?;
    let mut due: Vec<Due> = find
        .query_map(bound, |row| from_row(row, now, zone))?
        .collect::<rusqlite::Result<_>>()?;
    if due.iter().any(|one| one.late_ms > 0) {
        let ground = Ground::of(read)?;
        for one in due.iter_mut().filter(|one| one.late_ms > 0) {
            one.late_ms = ground.late_ms(zone, one.at, now).max(0);
        }
    }
    Ok(due)
}

fn from_row(row: &Row<'_>, now: Timestamp, zone: Tz) -> rusqlite::Result<Due> {
    let named = |id: Option<Id>, label: Option<String>| {
        id.map(|id| Ref {
            id,
            label: label.unwrap_or_default(),
        })
    };
    let key = Key {
        source: row.get(0)?,
        record: row.get(1)?,
        slot: row.get(2)?,
    };
    let entity = if key.source == TASK { TASK } else { "" };
    let (due, of_zone): (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
    let of_zone = of_zone.and_then(|name| name.parse().ok()).unwrap_or(zone);
    let moment = due
        .and_then(|due| WallTime::parse(&due, of_zone).ok())
        .map(|due| Moment::seen_from(due, zone, now));
    Ok(Due {
        key,
        about: row
            .get::<_, Option<String>>(3)?
            .and_then(|day| day.parse().ok()),
        entity: entity.to_owned(),
        at: row.get(4)?,
        late_ms: now.0 - row.get::<_, i64>(4)?,
        title: row.get(5)?,
        // Until whoever knows the kinds of record has said otherwise.
        confidential: true,
        unit: named(row.get(6)?, row.get(7)?),
        contact: named(row.get(8)?, row.get(9)?),
        of_day: row.get(10)?,
        moment,
        why: None,
    })
}
