//! What may have changed, asked once after a conversation: of those spoken with by what they are reached
//! and what they are, of the customer how it stands, what comes next and what has grown old.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::ages;
use super::rules::Rules;
use crate::base::{Change, ChangeKind, Id, Result};
use crate::records::value::Ref;
use crate::records::{Catalog, Record, rows};
use crate::settings;
use crate::units::office::in_office;
use crate::vault::{Read, Write};

/// Where it is kept that nothing is to be asked.
const SILENT: &str = "quality.ask_nothing";
/// So many people are asked after, and so many values that grew old.
const PEOPLE: usize = 2;
const STALE: usize = 3;

/// A field that may have changed.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct LikelyChange {
    /// The record it is of.
    pub record: Record,
    /// What that is called.
    pub about: Ref,
    /// The field's key.
    pub field: String,
}

/// Whether it is asked after a conversation what has changed.
///
/// # Errors
/// When the database fails.
pub fn asks(read: &Read<'_>) -> Result<bool> {
    Ok(settings::get_lossy::<bool>(read, SILENT)? != Some(true))
}

/// Says whether it is asked.
///
/// # Errors
/// When the database fails.
pub fn set_asks(tx: &mut Write<'_>, asks: bool) -> Result<()> {
    settings::set(tx, SILENT, &!asks)?;
    // No record, but what shows the choice is to hear of it.
    tx.record(Change {
        entity: "ask_changes".to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}

/// The few fields that most likely changed, after a conversation at `unit` with `people`; none where
/// the user wants to be asked nothing.
///
/// # Errors
/// When the database fails.
pub fn likely(
    read: &Read<'_>,
    catalog: &Catalog,
    unit: Id,
    people: &[Id],
) -> Result<Vec<LikelyChange>> {
    let mut all = Vec::new();
    if !asks(read)? {
        return Ok(all);
    }
    for person in people.iter().take(PEOPLE) {
        of_person(read, catalog, unit, *person, &mut all)?;
    }
    let Some(record) = living(read, catalog, "unit", unit)? else {
        return Ok(all);
    };
    let mut fields = vec!["status".to_owned()];
    let mut marks = ages::marks(read, catalog, &Rules::read(read)?, &record)?;
    marks.retain(|mark| mark.stale && mark.field != "status");
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.age));
    fields.extend(marks.into_iter().map(|mark| mark.field).take(STALE));
    add(catalog, &record, fields, &mut all)?;
    if let Some(task) = next_task(read, unit)?
        && let Some(task) = living(read, catalog, "task", task)?
    {
        add(catalog, &task, ["due".to_owned()], &mut all)?;
    }
    Ok(all)
}

fn of_person(
    read: &Read<'_>,
    catalog: &Catalog,
    unit: Id,
    person: Id,
    all: &mut Vec<LikelyChange>,
) -> Result<()> {
    let Some(record) = living(read, catalog, "contact", person)? else {
        return Ok(());
    };
    let post: Option<Id> = read
        .sql()
        .prepare_cached(concat!(
            "SELECT id FROM post p WHERE contact = ?1 AND unit = ?2 AND deleted_at IS NULL AND ",
            in_office!("p", "?3"),
            " ORDER BY is_primary DESC, n LIMIT 1"
        ))?
        .query_row(params![person, unit, read.today().to_string()], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(post) = post
        && let Some(post) = living(read, catalog, "post", post)?
    {
        let about = ages::named(catalog, &record)?;
        all.push(LikelyChange {
            record: post,
            about,
            field: "title".to_owned(),
        });
    }
    let reached = ["phones", "emails"].map(str::to_owned);
    add(catalog, &record, reached, all)
}

fn living(read: &Read<'_>, catalog: &Catalog, entity: &str, id: Id) -> Result<Option<Record>> {
    let found = rows::find(read, catalog, catalog.entity(entity)?, id)?;
    Ok(found.filter(|record| !record.deleted))
}

fn add(
    catalog: &Catalog,
    record: &Record,
    fields: impl IntoIterator<Item = String>,
    all: &mut Vec<LikelyChange>,
) -> Result<()> {
    let entity = catalog.entity(&record.entity)?;
    let kind = record.get("kind").as_text();
    for field in fields {
        if !entity.field(&field)?.is_of(kind) {
            continue;
        }
        all.push(LikelyChange {
            record: record.clone(),
            about: ages::named(catalog, record)?,
            field,
        });
    }
    Ok(())
}

/// What is to be done next for a unit, by a day.
fn next_task(read: &Read<'_>, unit: Id) -> Result<Option<Id>> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT id FROM task WHERE unit = ? AND state = 'open' AND due IS NOT NULL
               AND deleted_at IS NULL ORDER BY due, n LIMIT 1",
        )?
        .query_row([unit], |row| row.get(0))
        .optional()?)
}
