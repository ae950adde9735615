//! Quick entry: a line read with what the vault knows, and the promises of a conversation.

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use rusqlite::{Row, params};

use super::Session;
use super::finding::is_living;
use crate::base::{Id, Result, Timestamp, words};
use crate::quick::promises::{self, Heard};
use crate::quick::time::Now;
use crate::quick::{self, Draft, Ledger, NamedPerson, NamedUnit, Surname};
use crate::records::value::Ref;
use crate::search::Matched;
use crate::vault::Read;

/// So many people or units are looked at for one name.
const LOOKED_AT: usize = 20;

/// A line longer than this is a letter.
const LONGEST: usize = 500;

const PEOPLE: &str = "
    SELECT c.id, c.full_name, coalesce(c.title, ''), coalesce(c.form_of_address, ''),
           u.id, u.legal_name,
           EXISTS (SELECT 1 FROM unit a JOIN unit_tree t ON t.ancestor = a.n
                   WHERE a.id = ?2 AND t.descendant = u.n)
    FROM contact c LEFT JOIN unit u ON u.id = c.unit";

impl Session {
    /// What a line of quick entry says, for consent. Nothing is written.
    ///
    /// # Errors
    /// When the vault or its index cannot be read.
    pub fn quick_draft(&self, line: &str) -> Result<Draft> {
        let line: String = words::clean_line(line).chars().take(LONGEST).collect();
        let (at, zone) = self.here(None);
        let days = self.workdays()?;
        let now = Now { at, days: &days };
        quick::draft(&line, &now, zone.name(), &Asked { session: self })
    }

    /// What the clocks here showed at an instant, now where none is said.
    fn here(&self, at: Option<Timestamp>) -> (NaiveDateTime, Tz) {
        let clock = self.vault.clock();
        let zone = clock.zone();
        let at = at.unwrap_or_else(|| clock.now());
        (at.utc().with_timezone(&zone).naive_local(), zone)
    }

    /// The promises heard in what was written down of a conversation that took place `at`, in
    /// milliseconds, now where nothing is said: last Friday's 明天 was a Saturday.
    ///
    /// # Errors
    /// When the database fails.
    pub fn promises_heard(&self, text: &str, at: Option<i64>) -> Result<Vec<Heard>> {
        let (at, _) = self.here(at.map(Timestamp));
        let days = self.workdays()?;
        Ok(promises::heard(text, &Now { at, days: &days }))
    }
}

/// The vault, asked for names.
pub(super) struct Asked<'s> {
    pub(super) session: &'s Session,
}

impl Asked<'_> {
    fn found(&self, entity: &str, text: &str) -> Result<Vec<(Ref, Matched)>> {
        if !self.session.knows_all()? {
            return Ok(Vec::new());
        }
        let hits = self
            .session
            .search
            .search_in(Some(entity), text, LOOKED_AT)?;
        let catalog = self.session.catalog();
        let def = catalog.entity(entity)?;
        let is_name = |matched: Matched| match matched {
            Matched::Exact | Matched::Prefix => true,
            Matched::Part => text.chars().any(words::is_han) || text.len() >= 3,
            // Two letters are the initials of half the ledger.
            Matched::Pinyin | Matched::Initials => text.len() >= 3,
            Matched::Phone | Matched::Code | Matched::Text => false,
        };
        self.session.vault.read(|read| {
            let mut living = Vec::new();
            for hit in hits.into_iter().filter(|hit| is_name(hit.matched)) {
                if is_living(read, def, hit.id)? {
                    let label = hit.title;
                    living.push((Ref { id: hit.id, label }, hit.matched));
                }
            }
            Ok(living)
        })
    }

    fn people_of(&self, ids: &[Id], at: Option<Id>) -> Result<Vec<NamedPerson>> {
        self.session.vault.read(|read| {
            let mut people = Vec::new();
            for id in ids {
                people.extend(listed(read, "WHERE c.id = ?1", id, at)?);
            }
            Ok(people)
        })
    }
}

fn listed(
    read: &Read<'_>,
    which: &str,
    by: &dyn rusqlite::ToSql,
    at: Option<Id>,
) -> Result<Vec<NamedPerson>> {
    let sql =
        format!("{PEOPLE} {which} AND c.deleted_at IS NULL AND c.\"left\" = 0 LIMIT {LOOKED_AT}");
    let mut find = read.sql().prepare_cached(&sql)?;
    let found = find.query_map(params![by, at], person)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn person(row: &Row<'_>) -> rusqlite::Result<NamedPerson> {
    let unit: Option<Id> = row.get(4)?;
    let label: Option<String> = row.get(5)?;
    Ok(NamedPerson {
        contact: Ref {
            id: row.get(0)?,
            label: row.get(1)?,
        },
        title: row.get(2)?,
        address: row.get(3)?,
        unit: unit.zip(label).map(|(id, label)| Ref { id, label }),
        is_there: row.get(6)?,
    })
}

impl Ledger for Asked<'_> {
    fn units(&self, text: &str) -> Result<Vec<NamedUnit>> {
        let found = self.found("unit", text)?;
        let asked = words::compact(text);
        self.session.vault.read(|read| {
            let mut names = read.sql().prepare_cached(
                "SELECT coalesce(short_name, ''), coalesce(aliases, '[]') FROM unit WHERE id = ?",
            )?;
            let mut units = Vec::with_capacity(found.len());
            for (unit, matched) in found {
                let (short, aliases): (String, String) =
                    names.query_row([unit.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
                let aliases: Vec<String> = serde_json::from_str(&aliases).unwrap_or_default();
                let mut called = aliases.iter().chain([&short]);
                let is = |name: &String| {
                    words::compact(name) == asked
                        || matches!(matched, Matched::Pinyin | Matched::Initials)
                            && words::pinyin_forms(name)
                                .iter()
                                .any(|form| form.full() == asked || form.short() == asked)
                };
                units.push(NamedUnit {
                    unit,
                    is_whole: matched == Matched::Exact || called.any(is),
                    is_start: matches!(matched, Matched::Exact | Matched::Prefix),
                });
            }
            Ok(units)
        })
    }

    fn people(&self, text: &str, at: Option<Id>) -> Result<Vec<NamedPerson>> {
        let found = self.found("contact", text)?;
        let exact = found.iter().any(|(_, matched)| *matched == Matched::Exact);
        let ids: Vec<Id> = found
            .iter()
            .filter(|(_, matched)| !exact || *matched == Matched::Exact)
            .filter(|(_, matched)| *matched != Matched::Part && *matched != Matched::Initials)
            .map(|(contact, _)| contact.id)
            .collect();
        let mut people = self.people_of(&ids, at)?;
        people.retain(|person| is_whole(&person.contact.label, text));
        Ok(people)
    }

    fn of_surname(&self, surname: &Surname, at: Option<Id>) -> Result<Vec<NamedPerson>> {
        match (surname, at) {
            (Surname::Han(name), Some(at)) => self.session.vault.read(|read| {
                let below = "JOIN unit_tree b ON b.descendant = u.n
                             JOIN unit top ON top.n = b.ancestor AND top.id = ?2
                             WHERE c.full_name LIKE ?1";
                listed(read, below, &format!("{name}%"), Some(at))
            }),
            (Surname::Han(name), None) => self.session.vault.read(|read| {
                // The names of one surname lie together in the order of their sound.
                let key = words::pinyin_key(name);
                let key = key.split('\u{1}').next().unwrap_or_default();
                let sql = format!(
                    "{PEOPLE} WHERE c.name_key >= ?1 AND c.name_key < ?3 AND c.full_name LIKE ?4
                     AND c.deleted_at IS NULL AND c.\"left\" = 0 LIMIT {LOOKED_AT}"
                );
                let mut find = read.sql().prepare_cached(&sql)?;
                let none: Option<Id> = None;
                let upto = format!("{key}{}", char::MAX);
                let found = find.query_map(params![key, none, upto, format!("{name}%")], person)?;
                Ok(found.collect::<rusqlite::Result<_>>()?)
            }),
            (Surname::Latin(name), at) => {
                let found = self.found("contact", name)?;
                let ids: Vec<Id> = found.iter().map(|(contact, _)| contact.id).collect();
                let mut people = self.people_of(&ids, at)?;
                people.retain(|person| bears(&person.contact.label, name));
                if at.is_some() {
                    people.retain(|person| person.is_there);
                }
                Ok(people)
            }
        }
    }
}

/// Whether all words of a Latin text are words of a name: Li is not Liqun. Of a Chinese name anything that
/// was found by its sound is.
fn is_whole(full_name: &str, text: &str) -> bool {
    let has = |word: &str| {
        full_name
            .split_whitespace()
            .any(|own| own.eq_ignore_ascii_case(word))
    };
    full_name.chars().any(words::is_han) || text.split_whitespace().all(has)
}

/// Whether somebody's surname is `name`: spelled so, or sounding so.
fn bears(full_name: &str, name: &str) -> bool {
    if full_name.chars().any(words::is_han) {
        return words::pinyin_forms(full_name)
            .iter()
            .any(|form| form.syllables.first().is_some_and(|first| first == name));
    }
    words::fold(full_name).split(' ').any(|word| word == name)
}
