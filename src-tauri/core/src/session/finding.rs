//! Feeds the search index from the records, and asks it.
//!
//! The index follows the journal: it knows the commit it is up to, and takes in what was touched
//! since. Little is taken in before answering; much (a fresh index, a large import) is left to
//! [`Session::refresh_search`], which the shell runs on a thread of its own.

use std::collections::HashSet;

use serde::Serialize;

use super::Session;
use crate::base::{Id, Report, Result, Timestamp};
use crate::records::catalog::{EntityDef, FieldDef, Searched};
use crate::records::journal;
use crate::records::query::quoted;
use crate::records::rows::{Labels, read_values, select_list};
use crate::records::value::{FieldKind, Ref, Value};
use crate::search::{Doc, Matched};
use crate::vault::Read;

/// More touched records than this are not taken in while somebody waits for an answer.
const FEW: usize = 200;

/// A record found.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Hit {
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// The unit it belongs to.
    pub unit: Option<Ref>,
    /// What it is called; empty for a conversation.
    pub title: String,
    /// What matched, where the title does not show it.
    pub detail: String,
    /// By what it was found.
    pub matched: Matched,
    /// When it took place or was last changed, ms UTC.
    pub at: Option<i64>,
}

impl Session {
    /// What `text` finds among all records, the best first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Hit>> {
        match self.search.seq()? {
            Some(_) => self.catch_up(Some(FEW))?,
            None if self.is_small()? => self.refresh_search(&Report::silent())?,
            None => {}
        }
        let found = self.search.search(text, limit.min(200) as usize)?;
        Ok(found
            .into_iter()
            .map(|hit| Hit {
                entity: hit.entity,
                id: hit.id,
                unit: hit.unit.map(|id| Ref {
                    id,
                    label: hit.about,
                }),
                title: hit.title,
                detail: hit.detail,
                matched: hit.matched,
                at: hit.at.map(|at| at.0),
            })
            .collect())
    }

    /// Brings the search index up to date, however much that is; stops when asked to.
    ///
    /// # Errors
    /// [`crate::base::Kind::Cancelled`]; or when the vault cannot be read or the index written.
    pub fn refresh_search(&self, report: &Report) -> Result<()> {
        if self.search.seq()?.is_some() {
            return self.catch_up(None);
        }
        self.vault.read(|read| {
            let entities = self.catalog.entities().iter();
            let sources: Vec<Source<'_>> = entities
                .filter_map(|entity| Source::of(self, entity))
                .collect();
            let docs = sources.iter().flat_map(|source| source.pages(read));
            self.search.rebuild(docs, read.commit_seq()?, report)
        })
    }

    /// Whether the whole vault is indexed before a person would notice.
    fn is_small(&self) -> Result<bool> {
        self.vault.read(|read| {
            let rows: i64 = read.sql().query_row(
                "SELECT (SELECT coalesce(max(n), 0) FROM unit)
                      + (SELECT coalesce(max(n), 0) FROM activity)",
                [],
                |row| row.get(0),
            )?;
            Ok(rows < 2_000)
        })
    }

    /// Takes in what was touched since; leaves it where that is more than `most`.
    fn catch_up(&self, most: Option<usize>) -> Result<()> {
        let Some(seq) = self.search.seq()? else {
            return Ok(());
        };
        let news = self.vault.read(|read| {
            if read.commit_seq()? == seq {
                return Ok(None);
            }
            let (touched, upto) = journal::touched_since(read, seq)?;
            if most.is_some_and(|most| touched.len() > most) {
                return Ok(None);
            }
            let mut docs = Vec::new();
            let mut gone = Vec::new();
            for (entity, id) in Self::also_touched(read, touched)? {
                let Some(source) = Source::of(self, self.catalog.entity(&entity)?) else {
                    continue;
                };
                match source.one(read, id)? {
                    Some(doc) => docs.push(doc),
                    None => gone.push(id),
                }
            }
            Ok(Some((docs, gone, upto)))
        })?;
        match news {
            Some((docs, gone, upto)) => self.search.apply(&docs, &gone, upto),
            None => Ok(()),
        }
    }

    /// With a post its person, and with a unit its people: they are shown with its name.
    fn also_touched(read: &Read<'_>, touched: Vec<(String, Id)>) -> Result<HashSet<(String, Id)>> {
        let mut all: HashSet<(String, Id)> = HashSet::new();
        for (entity, id) in touched {
            let people = match entity.as_str() {
                "post" => "SELECT contact FROM post WHERE id = ?",
                "unit" => "SELECT id FROM contact WHERE unit = ?",
                _ => "",
            };
            if !people.is_empty() {
                let mut find = read.sql().prepare_cached(people)?;
                let found = find
                    .query_map([id], |row| row.get(0))?
                    .collect::<rusqlite::Result<Vec<Id>>>()?;
                all.extend(found.into_iter().map(|id| ("contact".to_owned(), id)));
            }
            all.insert((entity, id));
        }
        Ok(all)
    }
}

/// How the records of one entity become what is searched.
struct Source<'s> {
    session: &'s Session,
    entity: &'static EntityDef,
    fields: Vec<&'static FieldDef>,
}

impl<'s> Source<'s> {
    /// Nothing for an entity of which nothing is searched.
    fn of(session: &'s Session, entity: &'static EntityDef) -> Option<Self> {
        let searched = |field: &FieldDef| field.searched != Searched::No;
        if !entity.fields.iter().any(searched) {
            return None;
        }
        let also = ["unit", "at", "updated_at", entity.title];
        let fields = entity
            .fields
            .iter()
            .filter(|field| searched(field) || also.contains(&field.key))
            .collect();
        Some(Self {
            session,
            entity,
            fields,
        })
    }

    fn select(&self, condition: &str) -> String {
        format!(
            "SELECT id, n, {} FROM {} WHERE deleted_at IS NULL AND {condition}",
            select_list(self.fields.iter().copied()),
            quoted(self.entity.key)
        )
    }

    fn one(&self, read: &Read<'_>, id: Id) -> Result<Option<Doc>> {
        let mut labels = Labels::new(read, self.session.catalog());
        let mut find = read.sql().prepare_cached(&self.select("id = ?"))?;
        let mut rows = find.query([id])?;
        match rows.next()? {
            Some(row) => self.doc(row, &mut labels).map(Some),
            None => Ok(None),
        }
    }

    fn pages<'r>(&'r self, read: &'r Read<'r>) -> Pages<'r, 's> {
        Pages {
            read,
            source: self,
            after: 0,
            page: Vec::new().into_iter(),
        }
    }

    fn doc(&self, row: &rusqlite::Row<'_>, labels: &mut Labels<'_>) -> Result<Doc> {
        let mut doc = Doc {
            entity: self.entity.key.to_owned(),
            id: row.get(0)?,
            unit: None,
            title: String::new(),
            about: String::new(),
            aliases: Vec::new(),
            codes: Vec::new(),
            phones: Vec::new(),
            texts: Vec::new(),
            at: None,
        };
        let values = read_values(row, 2, self.fields.iter().copied())?;
        for (field, value) in self.fields.iter().zip(values) {
            match (field.key, &value) {
                (_, Value::Null) => continue,
                ("unit", Value::Ref(to)) => {
                    doc.about = labels.of("unit", to.id)?;
                    doc.unit = Some(to.id);
                    continue;
                }
                ("at", Value::Instant(at)) => doc.at = Some(Timestamp(*at)),
                ("updated_at", Value::Instant(at)) => doc.at = doc.at.or(Some(Timestamp(*at))),
                _ => {}
            }
            if field.key == self.entity.title && field.kind == FieldKind::Text {
                doc.title = value.as_text().unwrap_or_default().to_owned();
                continue;
            }
            let mut texts: Vec<String> = match value {
                Value::Texts(list) => list,
                Value::Phones(list) => {
                    doc.phones.extend(list.into_iter().map(|phone| phone.raw));
                    continue;
                }
                other => other.as_text().map(str::to_owned).into_iter().collect(),
            };
            match field.searched {
                Searched::Name => doc.aliases.append(&mut texts),
                Searched::Code => doc.codes.append(&mut texts),
                Searched::Text => doc.texts.append(&mut texts),
                Searched::No => {}
            }
        }
        Ok(doc)
    }
}

/// The records of one entity, a few hundred at a time.
struct Pages<'r, 's> {
    read: &'r Read<'r>,
    source: &'r Source<'s>,
    after: i64,
    page: std::vec::IntoIter<Doc>,
}

impl Pages<'_, '_> {
    fn turn(&mut self) -> Result<()> {
        let mut labels = Labels::new(self.read, self.source.session.catalog());
        let mut find = self
            .read
            .sql()
            .prepare_cached(&self.source.select("n > ? ORDER BY n LIMIT 500"))?;
        let mut rows = find.query([self.after])?;
        let mut page = Vec::new();
        while let Some(row) = rows.next()? {
            self.after = row.get(1)?;
            page.push(self.source.doc(row, &mut labels)?);
        }
        self.page = page.into_iter();
        Ok(())
    }
}

impl Iterator for Pages<'_, '_> {
    type Item = Result<Doc>;
    fn next(&mut self) -> Option<Result<Doc>> {
        if let Some(doc) = self.page.next() {
            return Some(Ok(doc));
        }
        if let Err(e) = self.turn() {
            self.after = i64::MAX;
            return Some(Err(e));
        }
        self.page.next().map(Ok)
    }
}
