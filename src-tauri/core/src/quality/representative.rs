//! Who represents a firm before the law. When that becomes somebody else, powers of attorney, seals and
//! signatures may hold no longer: a task to verify the firm anew is made in the same step.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::params;
use rusqlite::types::Value as Sql;

use crate::base::words::{clean_line, fold, is_han};
use crate::base::{Id, Result};
use crate::records::labels::{Language, message};
use crate::records::trail;
use crate::records::value::{Value, Wall};
use crate::records::{Batch, Catalog};
use crate::reminders::workdays;
use crate::vault::{Hook, Read, Write, array};

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
        let made: HashSet<Id> = tx.made("unit").into_iter().collect();
        units.retain(|unit| !made.contains(unit));
        units.sort_unstable();
        units.dedup();
        let mut changed = changed(tx, &self.0, &units)?;
        if changed.is_empty() {
            return Ok(());
        }
        let asked = asked(tx, &changed)?;
        changed.retain(|change| !asked.contains(&change.unit));
        ask(tx, &self.0, &changed)
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
#[derive(Clone)]
struct Represented {
    typed: Option<String>,
    contact: Option<Id>,
}

impl Represented {
    fn name<'n>(&'n self, people: &'n HashMap<Id, String>) -> Option<&'n String> {
        let bearer = self.contact.and_then(|contact| people.get(&contact));
        bearer.or(self.typed.as_ref())
    }
}

/// A firm whose representative was written, before this write and by now.
struct Firm {
    id: Id,
    name: String,
    was: Represented,
    now: Represented,
}

/// The firms among `units` that were represented by somebody else before this write. The first name a
/// firm is given, and one that only goes, is no change; nor is a name that becomes a link to its bearer.
fn changed(tx: &Write<'_>, catalog: &Catalog, units: &[Id]) -> Result<Vec<Changed>> {
    let firms = firms(tx, catalog, units)?;
    let links = |firm: &Firm| [firm.was.contact, firm.now.contact];
    let linked: BTreeSet<Id> = firms.iter().flat_map(links).flatten().collect();
    let people = names(tx, &linked)?;
    let mut all = Vec::new();
    for firm in firms {
        if let (Some(from), Some(to)) = (firm.was.name(&people), firm.now.name(&people))
            && fold(from) != fold(to)
        {
            all.push(Changed {
                unit: firm.id,
                from: from.clone(),
                to: to.clone(),
                name: firm.name,
            });
        }
    }
    Ok(all)
}

fn firms(tx: &Write<'_>, catalog: &Catalog, units: &[Id]) -> Result<Vec<Firm>> {
    let entity = catalog.entity("unit")?;
    let (typed, link) = (
        entity.field("legal_rep")?,
        entity.field("legal_rep_contact")?,
    );
    let found = trail::found_by(tx, units)?;
    let mut find = tx.sql().prepare_cached(
        "SELECT u.id, u.legal_name, u.legal_rep, u.legal_rep_contact
         FROM rarray(?1) AS r CROSS JOIN unit u ON u.id = r.value WHERE u.deleted_at IS NULL",
    )?;
    let mut rows = find.query([array(units)])?;
    let mut firms = Vec::new();
    while let Some(row) = rows.next()? {
        let id: Id = row.get(0)?;
        let Some(before) = found.get(&id) else {
            continue;
        };
        let now = Represented {
            typed: row.get(2)?,
            contact: row.get(3)?,
        };
        let mut was = now.clone();
        if before.contains_key(typed.key) {
            was.typed = trail::value_in(typed, before)?.as_text().map(str::to_owned);
        }
        if before.contains_key(link.key) {
            was.contact = match trail::value_in(link, before)? {
                Value::Ref(to) => Some(to.id),
                _ => None,
            };
        }
        firms.push(Firm {
            id,
            name: row.get(1)?,
            was,
            now,
        });
    }
    Ok(firms)
}

fn names(read: &Read<'_>, people: &BTreeSet<Id>) -> Result<HashMap<Id, String>> {
    let mut find = read.sql().prepare_cached(
        "SELECT c.id, c.full_name FROM rarray(?1) AS r CROSS JOIN contact c ON c.id = r.value",
    )?;
    let named = find.query_map([array(people)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(named.collect::<rusqlite::Result<_>>()?)
}

/// The firms for which the task is open still.
fn asked(read: &Read<'_>, changed: &[Changed]) -> Result<HashSet<Id>> {
    let mut find = read.sql().prepare_cached(
        "SELECT t.unit FROM rarray(?1) AS r CROSS JOIN task t ON t.unit = r.value
         WHERE t.state = 'open' AND t.cause = ?2 AND t.deleted_at IS NULL",
    )?;
    let units = array(changed.iter().map(|change| &change.unit));
    let open = find.query_map(params![units, CAUSE], |row| row.get(0))?;
    Ok(open.collect::<rusqlite::Result<_>>()?)
}

fn ask(tx: &mut Write<'_>, catalog: &Catalog, changed: &[Changed]) -> Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let zone = tx.zone();
    let due = Wall {
        at: workdays::of(tx, zone)?
            .forward(tx.today(), DAYS)
            .to_string(),
        zone: zone.name().to_owned(),
    };
    let mut batch = Batch::go_on(tx, catalog, "op.edit")?;
    for change in changed {
        let (title, note) = words(change);
        let values = [
            ("title", Value::text(title)),
            ("unit", Value::to(change.unit)),
            ("due", Value::Wall(due.clone())),
            ("note", Value::text(note)),
        ];
        let kept = [("cause", Sql::Text(CAUSE.to_owned()))];
        batch.create_kept("task", None, values, kept)?;
    }
    Ok(())
}

/// What the task is called and says.
fn words(change: &Changed) -> (String, String) {
    // A write has no language of its own; the firm's name tells in which one it is spoken of.
    let language = if change.name.contains(is_han) {
        Language::Zh
    } else {
        Language::En
    };
    let name: String = change.name.chars().take(200).collect();
    let title = message(language, "record.verify_anew", &[("name", &name)]);
    let blanks = [("from", change.from.as_str()), ("to", change.to.as_str())];
    let note = message(language, "record.verify_anew_note", &blanks);
    (clean_line(&title), note)
}
