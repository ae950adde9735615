//! The verbs of conversations: log one with its next step; tell what happened at a unit.

use rusqlite::params;
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
    /// What must happen next.
    pub next_step: Option<NextStep>,
}

/// What must happen next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct NextStep {
    /// What is to be done.
    pub title: String,
    /// By when.
    pub due: Wall,
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
            ("due", Value::Wall(next.due.clone())),
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

/// What happened at a unit before `before` (ms UTC), newest first, about `limit` items.
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
    let before = before.unwrap_or(i64::MAX);
    let limit = limit.clamp(1, 200);
    let mut items = Vec::new();
    for record in rows::list(
        read,
        catalog,
        catalog.entity("activity")?,
        "unit = ? AND at < ? ORDER BY at DESC",
        params![unit, before],
        limit,
    )? {
        if let Value::Instant(at) = *record.get("at") {
            items.push(TimelineItem::Activity { record, at });
        }
    }
    for record in rows::list(
        read,
        catalog,
        catalog.entity("task")?,
        "unit = ? AND done_at < ? ORDER BY done_at DESC",
        params![unit, before],
        limit,
    )? {
        if let Value::Instant(at) = *record.get("done_at") {
            items.push(TimelineItem::TaskDone { record, at });
        }
    }
    items.extend(changes(read, catalog, unit, before, limit)?);
    items.sort_by_key(|item| std::cmp::Reverse(item.at()));
    let full = items.len() > limit as usize;
    // Never part items of one instant: the next page begins strictly before the last one's.
    if full {
        let last = items.get(limit as usize - 1).map_or(0, TimelineItem::at);
        items.retain(|item| item.at() >= last);
    }
    let more = if full {
        items.last().map(TimelineItem::at)
    } else {
        None
    };
    Ok(Timeline { items, more })
}

fn changes(
    read: &Read<'_>,
    catalog: &Catalog,
    unit: Id,
    before: i64,
    limit: u32,
) -> Result<Vec<TimelineItem>> {
    let entity = catalog.entity("unit")?;
    let mut labels = rows::Labels::new(read, catalog);
    let mut items = Vec::new();
    for edit in journal::edits(read, unit, before, limit)? {
        let second = |name: &str| {
            edit.columns
                .iter()
                .find(|(column, ..)| column == name)
                .map(|(_, was, is)| (was.clone(), is.clone()))
        };
        for (column, was, is) in &edit.columns {
            let Ok(field) = entity.field(column) else {
                continue;
            };
            if field.computed {
                continue;
            }
            // A currency or zone that stayed the same is not in the journal: it is the record's.
            let pair = match field.kind.second_column() {
                Some(suffix) => {
                    let name = format!("{column}{suffix}");
                    second(&name).map_or_else(
                        || {
                            rows::column(read, entity, &name, unit)
                                .map(|now| (Some(now.clone()), Some(now)))
                        },
                        |(was, is)| Ok((Some(was), Some(is))),
                    )?
                }
                None => (None, None),
            };
            let mut from = from_columns(field.kind, was.clone(), pair.0)?;
            let mut to = from_columns(field.kind, is.clone(), pair.1)?;
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
