//! Feeds the search index from the records, and says whether it can be asked.
//!
//! The index follows the journal: it knows the commit it is up to, and takes in what was touched
//! since. Little is taken in before answering; much (a fresh index, a large import and its undoing,
//! a unit renamed that has thousands of conversations) is left to [`Session::refresh_search`],
//! which the shell runs on a thread of its own as long as [`Session::search_lags`].

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, TryLockError};

use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;

use super::Session;
use crate::base::{Cancel, Dated, Id, Report, Result, Timestamp};
use crate::fields::catalog::FIELD_DEF;
use crate::history::former::{FormerList, Sought};
use crate::records::catalog::{EntityDef, FieldDef, OF, Searched};
use crate::records::query::{Found, Query, quoted};
use crate::records::rows::{Labels, read_values, select_list};
use crate::records::value::{FieldKind, Ref, Value, id_of};
use crate::records::{Catalog, journal};
use crate::search::{Doc, Matched};
use crate::vault::{Read, array};

/// More touched records than this are not taken in while somebody waits for an answer.
const FEW: usize = 200;

/// So many are read and written at a time; between two pages it can be stopped.
const PAGE: usize = 500;

impl Session {
    /// Whether [`Session::refresh_search`] has more to do than a person would wait for.
    ///
    /// # Errors
    /// When the index or the vault cannot be read.
    pub fn search_lags(&self) -> Result<bool> {
        match self.search.seq()? {
            Some(seq) => self
                .vault
                .read(|read| Ok(stale(read, &self.catalog(), seq, FEW)?.is_none())),
            None => Ok(true),
        }
    }

    /// Brings the search index up to date, however much that is; stops when asked to.
    ///
    /// # Errors
    /// [`crate::base::Kind::Cancelled`]; or when the vault cannot be read or the index written.
    pub fn refresh_search(&self, report: &Report) -> Result<()> {
        let _alone = self
            .following
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(seq) = self.search.seq()? {
            let stale = self
                .vault
                .read(|read| stale(read, &self.catalog(), seq, usize::MAX))?;
            return match stale {
                Some(stale) => self.take_in(seq, &stale, report),
                None => Ok(()),
            };
        }
        self.vault.read(|read| {
            let catalog = self.catalog();
            let entities = catalog.entities().iter();
            let sources: Vec<Source<'_>> = entities
                .filter_map(|entity| Source::of(self, entity))
                .collect();
            let docs = sources.iter().flat_map(|source| source.pages(read));
            self.search.rebuild(docs, read.commit_seq()?, report)
        })
    }

    /// What a table's search finds; nothing where no index is ready to be asked.
    pub(super) fn found_in(&self, query: &Query) -> Result<Option<Found>> {
        self.named_by(&query.entity, query.search.as_deref().unwrap_or_default())
    }

    /// All records of `entity` that `text` names; nothing where no index is ready to be asked.
    pub(super) fn named_by(&self, entity: &str, text: &str) -> Result<Option<Found>> {
        let text = text.trim();
        if text.is_empty() || !self.is_named(entity)? || !self.knows_all()? {
            return Ok(None);
        }
        Ok(self.search.names_in(entity, text)?.map(Found::of))
    }

    /// The records of `entity` one might mean by `text`, the best first; nothing where no index is
    /// ready to be asked.
    pub(super) fn options_found(
        &self,
        entity: &str,
        text: &str,
        limit: u32,
    ) -> Result<Option<Vec<Ref>>> {
        if text.trim().is_empty() || !self.is_named(entity)? || !self.knows_all()? {
            return Ok(None);
        }
        // What stands in a note is found as well, and is no name.
        let found = self
            .search
            .search_in(Some(entity), text, limit as usize * 2)?
            .into_iter()
            .filter(|hit| hit.matched != Matched::Text)
            .take(limit as usize)
            .map(|hit| Ref {
                id: hit.id,
                label: hit.title,
            });
        Ok(Some(found.collect()))
    }

    /// Whether the index finds the records of `entity` by what they are called.
    fn is_named(&self, entity: &str) -> Result<bool> {
        Ok(is_called(self.catalog().entity(entity)?))
    }

    /// As [`Session::knows_all`], but who takes in the little that is left is waited for: nothing tells
    /// when that is done, as the end of a long filling is told.
    pub(super) fn knows_all_soon(&self) -> Result<bool> {
        if self.knows_all()? {
            return Ok(true);
        }
        if self.search_lags()? {
            return Ok(false);
        }
        drop(self.following.lock());
        self.knows_all()
    }

    /// Takes in what little was touched since, and says whether the index now knows everything.
    pub(super) fn knows_all(&self) -> Result<bool> {
        if self.search.seq()?.is_none() && self.is_small()? {
            self.refresh_search(&Report::silent())?;
        }
        // Whoever brings it up to date is not waited for.
        let _alone = match self.following.try_lock() {
            Ok(alone) => alone,
            Err(TryLockError::Poisoned(dead)) => dead.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(false),
        };
        let Some(seq) = self.search.seq()? else {
            return Ok(false);
        };
        match self
            .vault
            .read(|read| stale(read, &self.catalog(), seq, FEW))?
        {
            Some(stale) => self.take_in(seq, &stale, &Report::silent()).map(|()| true),
            None => Ok(false),
        }
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

    /// Takes records in as they are now, a page at a time. The index is up to `seq` until the last
    /// is in: whoever is stopped halfway begins there again.
    fn take_in(&self, seq: i64, stale: &Stale, report: &Report) -> Result<()> {
        if stale.upto == seq {
            return Ok(());
        }
        let total = u64::try_from(stale.records.len()).ok();
        let mut done = 0;
        for page in stale.records.chunks(PAGE) {
            report.step("progress.search", done, total)?;
            let mut docs = Vec::new();
            let mut gone = Vec::new();
            self.vault.read(|read| {
                for (entity, id) in page {
                    let Some(source) = Source::of(self, self.catalog().entity(entity)?) else {
                        continue;
                    };
                    match source.one(read, *id)? {
                        Some(doc) => docs.push(doc),
                        None => gone.push(*id),
                    }
                }
                Ok(())
            })?;
            self.search.apply(&docs, &gone, seq)?;
            done += u64::try_from(page.len()).unwrap_or_default();
        }
        self.search.apply(&[], &[], stale.upto)
    }
}

/// The records of one kind of a vault of then, each with what it would be found by today.
pub(super) fn former_list(
    session: &Session,
    then: &Read<'_>,
    entity: &'static EntityDef,
    cancel: &Cancel,
) -> Result<FormerList> {
    let mut known: HashMap<Id, Sought> = HashMap::new();
    if let Some(source) = Source::within(session, entity, then)? {
        for doc in source.pages(then) {
            if known.len().is_multiple_of(PAGE) {
                cancel.check()?;
            }
            let doc = doc?;
            known.insert(doc.id, sought_by(doc));
        }
    }
    let catalog = session.catalog();
    let mut labels = Labels::new(then, &catalog);
    let sought = |id| {
        let mut sought = known.remove(&id).unwrap_or_default();
        if sought.title.is_empty() {
            sought.title = labels.of(entity.key, id)?;
        }
        Ok(sought)
    };
    FormerList::read(then, entity, sought, cancel)
}

fn sought_by(doc: Doc) -> Sought {
    let mut texts = doc.codes;
    texts.extend(doc.texts);
    Sought {
        title: doc.title,
        about: doc.about,
        names: doc.aliases,
        texts,
        phones: doc.phones,
    }
}

/// Whether the records of `entity` have a name that is searched.
pub(super) fn is_called(entity: &EntityDef) -> bool {
    let named = |field: &FieldDef| field.key == entity.title && field.searched != Searched::No;
    entity.fields.iter().any(named)
}

pub(super) fn is_living(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<bool> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT 1 FROM {} WHERE id = ? AND deleted_at IS NULL",
        quoted(entity.key)
    ))?;
    Ok(find.exists([id])?)
}

/// What the index holds as it no longer is.
struct Stale {
    records: Vec<(String, Id)>,
    /// The commit it is up to without them.
    upto: i64,
}

/// What changed for search since the write `seq`; nothing where that is more than `most`.
fn stale(read: &Read<'_>, catalog: &Catalog, seq: i64, most: usize) -> Result<Option<Stale>> {
    if read.commit_seq()? == seq {
        return Ok(Some(Stale {
            records: Vec::new(),
            upto: seq,
        }));
    }
    let (mut records, upto) = journal::touched_since(read, seq, most.saturating_add(1))?;
    if records.len() > most {
        return Ok(None);
    }
    records.extend(also_stale(read, catalog, seq, &records, most)?);
    let mut seen = HashSet::new();
    records.retain(|record| seen.insert(record.clone()));
    Ok((records.len() <= most).then_some(Stale { records, upto }))
}

/// With a post its people, before and after, with a unit that was renamed all that is found by its name,
/// and with a field that was defined anew, retired or brought back all that hold something in it.
fn also_stale(
    read: &Read<'_>,
    catalog: &Catalog,
    seq: i64,
    touched: &[(String, Id)],
    most: usize,
) -> Result<Vec<(String, Id)>> {
    let mut also = Vec::new();
    let mut person = read
        .sql()
        .prepare_cached("SELECT contact FROM post WHERE id = ?")?;
    for (_, id) in touched.iter().filter(|(entity, _)| entity == "post") {
        let found = person.query_row([id], |row| row.get(0)).optional()?;
        also.extend(found.map(|id| ("contact".to_owned(), id)));
    }
    for (_, was) in journal::held_before(read, seq, "post", "contact")? {
        if let Sql::Blob(id) = was {
            also.push(("contact".to_owned(), id_of(&id)?));
        }
    }
    for (unit, _) in journal::held_before(read, seq, "unit", "legal_name")? {
        for entity in catalog.entities() {
            // Those that are found by the unit they are of.
            let by_unit = |field: &FieldDef| field.key == "unit" && field.target == Some("unit");
            let is_found = |field: &FieldDef| field.searched != Searched::No;
            if !entity.fields.iter().any(by_unit) || !entity.fields.iter().any(is_found) {
                continue;
            }
            let mut find = read.sql().prepare_cached(&format!(
                "SELECT id FROM {} WHERE unit = ?",
                quoted(entity.key)
            ))?;
            let found = find
                .query_map([unit], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<Id>>>()?;
            also.extend(found.into_iter().map(|id| (entity.key.to_owned(), id)));
        }
        if also.len() > most {
            break;
        }
    }
    redefined(read, catalog, touched, most, &mut also)?;
    also.extend(lying_on(read, catalog, touched.iter().chain(&also))?);
    Ok(also)
}

/// The records that hold something in a field whose definition is another now: whether it is searched may be
/// as well, and what it held was written by no step since.
fn redefined(
    read: &Read<'_>,
    catalog: &Catalog,
    touched: &[(String, Id)],
    most: usize,
    also: &mut Vec<(String, Id)>,
) -> Result<()> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT entity, key FROM field_def WHERE id = ?")?;
    for (_, id) in touched.iter().filter(|(entity, _)| entity == FIELD_DEF.key) {
        let own: Option<(String, String)> = find
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((entity, key)) = own else { continue };
        let entity = catalog.entity(&entity)?;
        let left = most.saturating_add(1).saturating_sub(also.len());
        let mut holding = read.sql().prepare_cached(&format!(
            "SELECT id FROM {} WHERE {} IS NOT NULL AND deleted_at IS NULL LIMIT ?",
            quoted(entity.key),
            quoted(&key)
        ))?;
        let found =
            holding.query_map([i64::try_from(left).unwrap_or(i64::MAX)], |row| row.get(0))?;
        for id in found {
            also.push((entity.key.to_owned(), id?));
        }
    }
    Ok(())
}

/// What belongs to some of these, whatever kind they are, is found by the unit they are of.
fn lying_on<'r>(
    read: &Read<'_>,
    catalog: &Catalog,
    records: impl Iterator<Item = &'r (String, Id)>,
) -> Result<Vec<(String, Id)>> {
    let on: Vec<Id> = records
        .filter(|(entity, _)| entity != "unit")
        .map(|(_, id)| *id)
        .collect();
    let mut lying = Vec::new();
    for entity in catalog.on_any("") {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT id FROM {} WHERE {} IN (SELECT value FROM rarray(?))",
            quoted(entity.key),
            quoted(OF)
        ))?;
        for id in find.query_map([array(&on)], |row| row.get(0))? {
            lying.push((entity.key.to_owned(), id?));
        }
    }
    Ok(lying)
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

    /// As far as a vault of then has the columns: fields of the user's own came and went.
    fn within(
        session: &'s Session,
        entity: &'static EntityDef,
        then: &Read<'_>,
    ) -> Result<Option<Self>> {
        let mut names = then
            .sql()
            .prepare_cached("SELECT name FROM pragma_table_info(?)")?;
        let known: HashSet<String> = names
            .query_map([entity.key], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self::of(session, entity).map(|mut source| {
            source.fields.retain(|field| known.contains(field.key));
            source
        }))
    }

    fn select(&self, condition: &str) -> String {
        format!(
            "SELECT id, n, {} FROM {} WHERE deleted_at IS NULL AND {condition}",
            select_list(self.fields.iter().copied()),
            quoted(self.entity.key)
        )
    }

    fn one(&self, read: &Read<'_>, id: Id) -> Result<Option<Doc>> {
        let catalog = self.session.catalog();
        let mut labels = Labels::new(read, &catalog);
        let mut find = read.sql().prepare_cached(&self.select("id = ?"))?;
        let mut rows = find.query([id])?;
        match rows.next()? {
            Some(row) => self.doc(read, row, &mut labels).map(Some),
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

    fn doc(
        &self,
        read: &Read<'_>,
        row: &rusqlite::Row<'_>,
        labels: &mut Labels<'_>,
    ) -> Result<Doc> {
        let mut doc = Doc::blank(self.entity.key, row.get(0)?);
        if self.entity.key == "contact" {
            doc.phones = work_phones(read, doc.id)?;
        }
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
                Value::Dated(list) => Dated::texts(list),
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

/// The numbers somebody is reached under at work: kept with their posts, found with the person.
fn work_phones(read: &Read<'_>, contact: Id) -> Result<Vec<String>> {
    let mut find = read.sql().prepare_cached(
        "SELECT phone.value ->> 'raw' FROM post, json_each(post.work_phone) AS phone
         WHERE post.contact = ? AND post.deleted_at IS NULL ORDER BY post.n",
    )?;
    let phones = find
        .query_map([contact], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(phones)
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
        let catalog = self.source.session.catalog();
        let mut labels = Labels::new(self.read, &catalog);
        let mut find = self
            .read
            .sql()
            .prepare_cached(&self.source.select("n > ? ORDER BY n LIMIT 500"))?;
        let mut rows = find.query([self.after])?;
        let mut page = Vec::new();
        while let Some(row) = rows.next()? {
            self.after = row.get(1)?;
            page.push(self.source.doc(self.read, row, &mut labels)?);
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
