//! A unit with all that belongs to it, as the drawer shows it.

use rusqlite::params;
use serde::Serialize;

use crate::activities::ops as activities;
use crate::base::{Id, Result};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, Record, rows};
use crate::reminders::model::TaskLine;
use crate::reminders::ops as reminders;
use crate::units::office::in_office;
use crate::units::tree;
use crate::vault::Read;

/// Somebody at a unit, with the post they hold there.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Person {
    /// The person.
    pub contact: Record,
    /// What they are there.
    pub post: Option<Record>,
}

/// A unit with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct UnitSheet {
    /// The unit.
    pub record: Record,
    /// The units above it, the root first.
    pub path: Vec<Ref>,
    /// Its people, those in office first.
    pub people: Vec<Person>,
    /// The business done with it, the latest first.
    pub cooperations: Vec<Record>,
    /// What is due next.
    pub next_task: Option<TaskLine>,
    /// Everything still to be done here.
    pub open_tasks: Vec<TaskLine>,
    /// Units that report to it.
    pub children: u32,
    /// Conversations with it.
    pub activities: u32,
}

/// More than this many people or pieces of business at one unit are for the table to show.
const MOST: u32 = 200;

pub(super) fn unit(read: &Read<'_>, catalog: &Catalog, id: Id) -> Result<UnitSheet> {
    let mut record = rows::get(read, catalog, catalog.entity("unit")?, id)?;
    record.values.extend(tree::several(read, id)?);
    let path = tree::path(read, id)?
        .into_iter()
        .map(|(id, label)| Ref { id, label })
        .collect();
    let posts = rows::list(
        read,
        catalog,
        catalog.entity("post")?,
        concat!(
            "unit = ?1 ORDER BY ",
            in_office!("post", "?2"),
            " DESC, is_primary DESC, n"
        ),
        params![id, read.today().to_string()],
        MOST,
    )?;
    let mut people = Vec::new();
    for post in posts {
        let Some(contact) = post.get("contact").as_ref_id() else {
            continue;
        };
        if let Some(contact) = rows::find(read, catalog, catalog.entity("contact")?, contact)? {
            people.push(Person {
                contact,
                post: Some(post),
            });
        }
    }
    let cooperations = rows::list(
        read,
        catalog,
        catalog.entity("cooperation")?,
        "unit = ? ORDER BY \"start\" IS NULL, \"start\" DESC, n DESC",
        params![id],
        MOST,
    )?;
    let open_tasks = reminders::of_unit(read, id)?;
    let children = match record.get("children") {
        Value::Number(n) => u32::try_from(*n).unwrap_or_default(),
        _ => 0,
    };
    let activities = read
        .sql()
        .prepare_cached(&format!(
            "SELECT count(*) FROM activity WHERE deleted_at IS NULL AND {}",
            activities::AT_UNIT
        ))?
        .query_row([id], |row| row.get(0))?;
    Ok(UnitSheet {
        record,
        path,
        people,
        cooperations,
        next_task: open_tasks.first().cloned(),
        open_tasks,
        children,
        activities,
    })
}
