//! Who represents a firm before the law. When that becomes somebody else, powers of attorney, seals and
//! signatures may hold no longer: a task to verify the firm anew is made in the same step.

use std::collections::HashSet;

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};

use crate::base::words::{clean_line, fold, is_han};
use crate::base::{Change, ChangeKind, Id, Result};
use crate::records::labels::{Language, message};
use crate::records::trail::{self, Of};
use crate::records::value::{Value, Wall};
use crate::records::{Batch, Catalog};
use crate::reminders::workdays;
use crate::vault::{Hook, Read, Write};

/// What the task says it was made for; while one is open no other is made.
const CAUSE: &str = "legal_rep";
/// So many working days are left for it.
const DAYS: u32 = 5;

/// Asks for a firm to be verified anew once somebody else represents it.
pub struct AskAnew(Catalog);

impl AskAnew {
    /// Over the tasks of this catalog.
    #[must_use]
    pub fn of(catalog: Catalog) -> Self {
        Self(catalog)
    }
}

impl Hook for AskAnew {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        let again = trail::BRINGS_BACK.contains(&op) || op.starts_with("history.");
        if again || op == "sample.fill" {
            return Ok(());
        }
        let mut units: Vec<Id> = tx.touched("unit", "legal_rep").collect();
        units.extend(tx.touched("unit", "legal_rep_contact"));
        if units.is_empty() {
            return Ok(());
        }
        let came = |change: &&Change| change.kind == ChangeKind::Created;
        let made: HashSet<Id> = tx.changes().iter().filter(came).map(|one| one.id).collect();
        units.retain(|unit| !made.contains(unit));
        units.sort_unstable();
        units.dedup();
        for change in changed(tx, &self.0, &units)? {
            if !is_asked(tx, change.unit)? {
                ask(tx, &self.0, &change)?;
            }
        }
        Ok(())
    }
}

/// A firm that somebody else represents since this write.
struct Changed {
    unit: Id,
    name: String,
    from: String,
    to: String,
}

/// Who represents a firm: the person it points at, else the name that was typed.
struct Represented {
    typed: Option<String>,
    contact: Option<Id>,
}

impl Represented {
    fn name(&self, read: &Read<'_>) -> Result<Option<String>> {
        let Some(contact) = self.contact else {
            return Ok(self.typed.clone());
        };
        let mut find = read
            .sql()
            .prepare_cached("SELECT full_name FROM contact WHERE id = ?")?;
        let named: Option<String> = find.query_row([contact], |row| row.get(0)).optional()?;
        Ok(named.or_else(|| self.typed.clone()))
    }
}

/// The firms among `units` that were represented by somebody else before this write. The first name a
/// firm is given, and one that only goes, is no change; nor is a name that becomes a link to its bearer.
fn changed(tx: &Write<'_>, catalog: &Catalog, units: &[Id]) -> Result<Vec<Changed>> {
    let entity = catalog.entity("unit")?;
    let (typed, link) = (
        entity.field("legal_rep")?,
        entity.field("legal_rep_contact")?,
    );
    let mut all = Vec::new();
    for unit in units {
        let now = tx
            .sql()
            .prepare_cached(
                "SELECT legal_name, legal_rep, legal_rep_contact FROM unit
                 WHERE id = ? AND deleted_at IS NULL",
            )?
            .query_row([unit], |row| {
                let represented = Represented {
                    typed: row.get(1)?,
                    contact: row.get(2)?,
                };
                Ok((row.get::<_, String>(0)?, represented))
            })
            .optional()?;
        let Some((name, now)) = now else { continue };
        let mut was = Represented {
            typed: now.typed.clone(),
            contact: now.contact,
        };
        // The latest first: what the first edit of the write found stands in the end.
        for mark in trail::marks(tx, Of::RecordSince(*unit, tx.seq() - 1))? {
            let cells: trail::Cells = mark.before.into_iter().collect();
            if cells.contains_key(typed.key) {
                was.typed = trail::value_in(typed, &cells)?.as_text().map(str::to_owned);
            }
            if cells.contains_key(link.key) {
                was.contact = match trail::value_in(link, &cells)? {
                    Value::Ref(to) => Some(to.id),
                    _ => None,
                };
            }
        }
        if let (Some(from), Some(to)) = (was.name(tx)?, now.name(tx)?)
            && fold(&from) != fold(&to)
        {
            all.push(Changed {
                unit: *unit,
                name,
                from,
                to,
            });
        }
    }
    Ok(all)
}

fn is_asked(read: &Read<'_>, unit: Id) -> Result<bool> {
    Ok(read
        .sql()
        .prepare_cached(
            "SELECT 1 FROM task WHERE unit = ? AND state = 'open' AND cause = ?
               AND deleted_at IS NULL",
        )?
        .exists(params![unit, CAUSE])?)
}

fn ask(tx: &mut Write<'_>, catalog: &Catalog, change: &Changed) -> Result<()> {
    // A write has no language of its own; the firm's name tells in which one it is spoken of.
    let language = if change.name.contains(is_han) {
        Language::Zh
    } else {
        Language::En
    };
    let zone = tx.zone();
    let due = workdays::of(tx, zone)?.forward(tx.today(), DAYS);
    let name: String = change.name.chars().take(200).collect();
    let title = message(language, "record.verify_anew", &[("name", &name)]);
    let blanks = [("from", change.from.as_str()), ("to", change.to.as_str())];
    let note = message(language, "record.verify_anew_note", &blanks);
    let due = Wall {
        at: due.to_string(),
        zone: zone.name().to_owned(),
    };
    let values = [
        ("title", Value::text(clean_line(&title))),
        ("unit", Value::to(change.unit)),
        ("due", Value::Wall(due)),
        ("note", Value::text(note)),
    ];
    let kept = [("cause", Sql::Text(CAUSE.to_owned()))];
    let mut batch = Batch::go_on(tx, catalog, "op.edit")?;
    batch.create_kept("task", None, values, kept).map(|_| ())
}
