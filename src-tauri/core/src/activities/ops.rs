//! The verbs of conversations: log one with its next step; tell what happened at a unit.

use std::ops::Range;

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::base::Id;
use crate::base::error::Result;
use crate::records::journal;
use crate::records::value::{Ref, Value, Wall, from_columns};
use crate::records::{Batch, Catalog, Record, rows};
use crate::vault::{Read, Write};

/// A conversation as it is logged, with what was agreed to do next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct LogTouch {
    /// With which unit.
    pub unit: Id,
    /// Its kind, by code of `activity_kind`.
    pub kind: String,
    /// When it took place, ms UTC; now where nothing is said.
    pub at: Option<i64>,
    /// With whom.
    pub contacts: Vec<Id>,
    /// What was said.
    pub content: String,
    /// How it went, by code of `activity_result`.
    pub result: Option<String>,
    /// How long, minutes.
    pub duration_min: Option<i32>,
    /// How confidential it is, by code of `label`; open where nothing is said.
    pub label: Option<String>,
    /// What must happen next.
    pub next_step: Option<NextStep>,
}

/// What must happen next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct NextStep {
    /// What is to be done.
    pub title: String,
    /// By when; some day where nothing is said.
    pub due: Option<Wall>,
    /// Whether to speak up.
    pub remind: bool,
}

/// Logs a conversation and its next step, one step of undo; the ids of what it made.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when something is refused; nothing is written then.
pub fn log(tx: &mut Write<'_>, catalog: &Catalog, touch: &LogTouch) -> Result<Vec<(String, Id)>> {
    let now = tx.now();
    let mut batch = Batch::begin(tx, catalog, "op.touch_logged")?;
    let activity = Id::at(now);
    let refs = touch
        .contacts
        .iter()
        .map(|id| Ref {
            id: *id,
            label: String::new(),
        })
        .collect();
    let step = touch.next_step.as_ref().map(|_| Id::at(now));
    let values = [
        ("unit", Value::to(touch.unit)),
        ("kind", Value::choice(&touch.kind)),
        ("at", Value::Instant(touch.at.unwrap_or(now.0))),
        (
            "contacts",
            if touch.contacts.is_empty() {
                Value::Null
            } else {
                Value::Refs(refs)
            },
        ),
        ("content", Value::text(&touch.content)),
        (
            "result",
            touch.result.as_ref().map_or(Value::Null, Value::choice),
        ),
        (
            "duration_min",
            touch
                .duration_min
                .map_or(Value::Null, |min| Value::Number(min.into())),
        ),
        (
            "label",
            Value::choice(touch.label.as_deref().unwrap_or("open")),
        ),
        ("next_step", step.map_or(Value::Null, Value::to)),
    ];
    batch.create("activity", Some(activity), values)?;
    let mut made = vec![("activity".to_owned(), activity)];
    if let Some(next) = &touch.next_step {
        let values = [
            ("title", Value::text(&next.title)),
            ("unit", Value::to(touch.unit)),
            (
                "contact",
                touch
                    .contacts
                    .first()
                    .map_or(Value::Null, |id| Value::to(*id)),
            ),
            ("due", next.due.clone().map_or(Value::Null, Value::Wall)),
            ("remind", Value::Bool(next.remind)),
            ("activity", Value::to(activity)),
        ];
        made.push(("task".to_owned(), batch.create("task", step, values)?));
    }
    Ok(made)
}

/// One thing that happened at a unit.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimelineItem {
    /// A conversation.
    Activity {
        /// The activity.
        record: Record,
        /// When, ms UTC.
        at: i64,
    },
    /// A field of the unit got another value.
    Change {
        /// When, ms UTC.
        at: i64,
        /// The field's key.
        field: String,
        /// What it held.
        from: Value,
        /// What it holds since.
        to: Value,
        /// The message key of the step.
        op: String,
    },
    /// A task was done.
    TaskDone {
        /// The task.
        record: Record,
        /// When, ms UTC.
        at: i64,
    },
}

impl TimelineItem {
    fn at(&self) -> i64 {
        match self {
            Self::Activity { at, .. } | Self::Change { at, .. } | Self::TaskDone { at, .. } => *at,
        }
    }
}

/// A part of a unit's timeline, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Timeline {
    /// What happened.
    pub items: Vec<TimelineItem>,
    /// Ask again with this as `before` for what happened earlier; none when that is all.
    pub more: Option<i64>,
}

/// Holds for an activity that concerns the unit `?1`, as its own or as one of several.
pub const AT_UNIT: &str =
    "(unit = ?1 OR id IN (SELECT activity FROM activity_unit WHERE unit = ?1))";

/// What happened at a unit before `before` (ms UTC), newest first: `limit` items, and all others
/// of the last one's instant, for the next page begins before it.
///
/// # Errors
/// When the database fails.
pub fn timeline(
    read: &Read<'_>,
    catalog: &Catalog,
    unit: Id,
    before: Option<i64>,
    limit: u32,
) -> Result<Timeline> {
    let (times, more) = page(read, unit, before.unwrap_or(i64::MAX), limit.clamp(1, 200))?;
    let bound = params![unit, times.start, times.end];
    let mut items = Vec::new();
    for record in rows::list(
        read,
        catalog,
        catalog.entity("activity")?,
        &format!("{AT_UNIT} AND at >= ?2 AND at < ?3 ORDER BY at DESC, n DESC"),
        bound,
        u32::MAX,
    )? {
        if let Value::Instant(at) = *record.get("at") {
            items.push(TimelineItem::Activity { record, at });
        }
    }
    for record in rows::list(
        read,
        catalog,
        catalog.entity("task")?,
        "unit = ?1 AND done_at >= ?2 AND done_at < ?3 ORDER BY done_at DESC, n DESC",
        bound,
        u32::MAX,
    )? {
        if let Value::Instant(at) = *record.get("done_at") {
            items.push(TimelineItem::TaskDone { record, at });
        }
    }
    items.extend(changes(read, catalog, unit, &times)?);
    items.extend(classes(read, unit, &times)?);
    items.sort_by_key(|item| std::cmp::Reverse(item.at()));
    Ok(Timeline { items, more })
}

/// The times of a page that ends before `before`, and where the next one does if there is one.
fn page(read: &Read<'_>, unit: Id, before: i64, limit: u32) -> Result<(Range<i64>, Option<i64>)> {
    let mut find = read.sql().prepare_cached(&format!(
        "WITH happened(at) AS (
           SELECT at FROM activity WHERE deleted_at IS NULL AND {AT_UNIT}
           UNION ALL
           SELECT done_at FROM task WHERE deleted_at IS NULL AND unit = ?1
           UNION ALL
           SELECT j.at FROM journal_entry e JOIN journal j USING (seq)
           WHERE e.id = ?1 AND e.act <> 'create' AND e.act = 'update'
           UNION ALL
           SELECT at FROM size_change WHERE unit = ?1),
         last(at) AS (
           SELECT at FROM happened WHERE at < ?2 ORDER BY at DESC LIMIT 1 OFFSET ?3)
         SELECT at, EXISTS (SELECT 1 FROM happened WHERE at < last.at) FROM last"
    ))?;
    let last: Option<(i64, bool)> = find
        .query_row(params![unit, before, limit - 1], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(match last {
        Some((at, more)) => (at..before, more.then_some(at)),
        None => (i64::MIN..before, None),
    })
}

/// What the rules of class made of it: no journal tells of that, for no person did it.
fn classes(read: &Read<'_>, unit: Id, times: &Range<i64>) -> Result<Vec<TimelineItem>> {
    let mut find = read.sql().prepare_cached(
        "SELECT at, was, became FROM size_change WHERE unit = ?1 AND at >= ?2 AND at < ?3
         ORDER BY n DESC",
    )?;
    let class = |code: Option<String>| code.map_or(Value::Null, Value::choice);
    let told = find.query_map(params![unit, times.start, times.end], |row| {
        Ok(TimelineItem::Change {
            at: row.get(0)?,
            field: "size_class".to_owned(),
            from: class(row.get(1)?),
            to: class(row.get(2)?),
            op: "op.size_by_rule".to_owned(),
        })
    })?;
    Ok(told.collect::<rusqlite::Result<_>>()?)
}

fn changes(
    read: &Read<'_>,
    catalog: &Catalog,
    unit: Id,
    times: &Range<i64>,
) -> Result<Vec<TimelineItem>> {
    let entity = catalog.entity("unit")?;
    let mut labels = rows::Labels::new(read, catalog);
    let mut items = Vec::new();
    for edit in journal::edits(read, unit, times)? {
        for (column, was, is) in &edit.columns {
            let Ok(field) = entity.field(column) else {
                continue;
            };
            if field.computed {
                continue;
            }
            let (was_second, is_second) = match field.kind.second_column() {
                Some(suffix) => {
                    let name = format!("{column}{suffix}");
                    let second = edit.columns.iter().find(|(column, ..)| *column == name);
                    second.map(|(_, was, is)| (was.clone(), is.clone()))
                }
                None => None,
            }
            .unzip();
            // What an older program wrote in another way can no longer be told; the rest can.
            let (Ok(mut from), Ok(mut to)) = (
                from_columns(field.kind, was.clone(), was_second),
                from_columns(field.kind, is.clone(), is_second),
            ) else {
                continue;
            };
            labels.fill(field, &mut from)?;
            labels.fill(field, &mut to)?;
            items.push(TimelineItem::Change {
                at: edit.at,
                field: field.key.to_owned(),
                from,
                to,
                op: edit.op.clone(),
            });
        }
    }
    Ok(items)
}
