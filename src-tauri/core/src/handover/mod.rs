//! Work that goes from one person to another: of ours, with all they look after; of a customer's, with
//! their posts and what was agreed with them. A plan that counts, then one transaction, one step of undo
//! and a line in the timeline of every unit it is about.

pub mod duties;
pub mod ours;
pub mod theirs;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::base::{Error, Id, Kind, Result};
use crate::records::labels::{self, Language};
use crate::records::secrecy::condition;
use crate::records::value::{Ref, Value};
use crate::records::{Batch, Catalog};
use crate::vault::Read;

/// So many of what is open are named, and so many of each kind of record.
const NAMED: usize = 5;

/// What is still open at some units, or with somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct OpenPoints {
    /// Tasks to be done.
    pub tasks: u32,
    /// Promises to be kept.
    pub promises: u32,
    /// What some of them are called, what is due first before the others.
    pub titles: Vec<String>,
    /// One of these is confidential, or came up in a conversation that is.
    #[serde(skip)]
    secret: bool,
}

impl OpenPoints {
    fn is_empty(&self) -> bool {
        self.tasks + self.promises == 0
    }

    /// In words: `task 3, promise 1: …`.
    fn told(&self, language: Language) -> String {
        if self.is_empty() {
            return labels::message(language, "record.nothing_open", &[]);
        }
        let count = |entity: &str, n: u32| {
            let name = labels::message(language, &format!("entity.{entity}"), &[]);
            (n > 0).then(|| format!("{name} {n}"))
        };
        let counts: Vec<String> = [count("task", self.tasks), count("promise", self.promises)]
            .into_iter()
            .flatten()
            .collect();
        let more = usize::try_from(self.tasks + self.promises).unwrap_or(usize::MAX);
        let mut titles = self.titles.join("; ");
        if more > self.titles.len() {
            titles.push_str(" …");
        }
        labels::message(
            language,
            "record.open_points",
            &[("counts", &counts.join(", ")), ("titles", &titles)],
        )
    }
}

/// What a record that is open is called, and what it is of.
struct Open {
    entity: &'static str,
    id: Id,
    unit: Option<Id>,
    contact: Option<Id>,
    title: String,
    secret: bool,
}

/// All that is open, what is due first before the others.
fn open(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<Open>> {
    let mut all = Vec::new();
    let secret = |entity, alias| Ok::<_, Error>(condition(catalog, catalog.entity(entity)?, alias));
    let tasks = format!(
        "SELECT t.id, t.unit, t.contact, t.title, {} FROM task t
         WHERE t.deleted_at IS NULL AND t.state = 'open' ORDER BY t.due IS NULL, t.due, t.n",
        secret("task", "t")?
    );
    let promises = format!(
        "SELECT p.id, p.unit, p.contact, p.text, {} FROM promise p
         WHERE p.deleted_at IS NULL AND p.state = 'open' ORDER BY p.due_on IS NULL, p.due_on, p.n",
        secret("promise", "p")?
    );
    for (entity, sql) in [("task", tasks.as_str()), ("promise", promises.as_str())] {
        let mut find = read.sql().prepare_cached(sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            all.push(Open {
                entity,
                id: row.get(0)?,
                unit: row.get(1)?,
                contact: row.get(2)?,
                title: row.get(3)?,
                secret: row.get(4)?,
            });
        }
    }
    Ok(all)
}

fn points<'o>(open: impl IntoIterator<Item = &'o Open>) -> OpenPoints {
    let mut points = OpenPoints::default();
    for one in open {
        if one.entity == "task" {
            points.tasks += 1;
        } else {
            points.promises += 1;
        }
        if points.titles.len() < NAMED {
            points.titles.push(one.title.clone());
            points.secret |= one.secret;
        }
    }
    points
}

/// Refuses to carry out a plan that was made of another moment.
fn hold_moment(read: &Read<'_>, moment: i64) -> Result<()> {
    if read.commit_seq()? == moment {
        return Ok(());
    }
    Err(Error::new(Kind::Conflict, "error.plan_stale"))
}

/// Writes a note into the timeline of a unit, as confidential as what it names.
fn note(
    batch: &mut Batch<'_, '_>,
    unit: Id,
    contacts: &[Id],
    ours: &[&str],
    (text, secret): (&str, bool),
) -> Result<()> {
    let at = batch.tx().now().0;
    let of = |id: &Id| Ref {
        id: *id,
        label: String::new(),
    };
    let contacts = match contacts {
        [] => Value::Null,
        all => Value::Refs(all.iter().map(of).collect()),
    };
    let ours: Vec<String> = ours.iter().map(|name| (*name).to_owned()).collect();
    let values = [
        ("unit", Value::to(unit)),
        ("kind", Value::choice("note")),
        ("at", Value::Instant(at)),
        ("contacts", contacts),
        (
            "our_people",
            if ours.is_empty() {
                Value::Null
            } else {
                Value::Texts(ours)
            },
        ),
        ("content", Value::text(text)),
        (
            "label",
            Value::choice(if secret { "confidential" } else { "open" }),
        ),
    ];
    batch.create("activity", None, values)?;
    Ok(())
}

/// The day it is where the user lives.
fn today(read: &Read<'_>) -> String {
    read.now()
        .utc()
        .with_timezone(&read.zone())
        .date_naive()
        .to_string()
}

/// What follows a sentence: the user's own words on it.
fn with_note(text: String, note: &str) -> String {
    match note.trim() {
        "" => text,
        note => format!("{text}\n{note}"),
    }
}
