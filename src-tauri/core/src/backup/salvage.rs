//! What can still be read of a backup that lacks a part for good, brought into a new vault.
//!
//! A page in a part that does not come is left empty; SQLite refuses whatever leads to it. Tables are read row by
//! row around such places, in the shape the backup itself has, into a database that is brought up to date like
//! that of any other restore. What hung on a lost row is let go of where it may be, and dropped where not, so
//! that the new vault is whole by its own rules. What is missing is counted by what the backup said it held.

use std::path::PathBuf;

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};
use rustic_core::repofile::{BlobType, SnapshotFile};
use rustic_core::{BlobId, DataId};
use serde::{Deserialize, Serialize};

use super::files::bring;
use super::keys::name_of;
use super::model::Manifest;
use super::pages::{Image, PageWriter};
use super::restore::{Found, NewVault, Restored, made_newer};
use super::session::Session;
use super::source::PAGES;
use super::verify::{Indexed, find};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::crypto::RecoveryKey;
use crate::vault::{Opens, Vault, Wreck, newest_schema};

/// Bytes of a part that does not come, written at a time.
const PIECE: usize = 256 << 10;
/// So many rows are looked for one by one where a page is missing; beyond that in longer and longer steps.
const NEAR: i64 = 100_000;
/// So many rows are told of at a time.
const TOLD: u64 = 1_000;
/// The customers, by the table they stand in.
const CUSTOMERS: &str = "unit";

/// What did not come back of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct TableLoss {
    /// What the table is called.
    pub table: String,
    /// Its rows in the new vault.
    pub came: u64,
    /// Those that are not there.
    pub lost: u64,
}

/// What a vault lacks that came out of a damaged backup.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct Losses {
    /// The tables that lack rows, the worst first.
    pub tables: Vec<TableLoss>,
    /// Rows in all of them.
    pub rows: u64,
    /// Of these, customers.
    pub customers: u64,
    /// Rows that could be read and were dropped, for they cannot be without one that was lost.
    pub dropped: u64,
    /// Rows that pointed at one that was lost, and point at nothing now.
    pub unlinked: u64,
}

/// A vault made of what could be read.
#[derive(Debug)]
pub struct Salvaged {
    /// It, open.
    pub restored: Restored,
    /// What it lacks.
    pub losses: Losses,
}

impl Found {
    /// Makes a vault out of what can still be read of a backup, and opens it.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when too little came to tell even which tables there are; else as [`Found::restore`].
    pub fn salvage(&self, id: &str, new: &NewVault<'_>, report: &Report) -> Result<Salvaged> {
        let snapshot = self.snapshot(id)?;
        let said = &snapshot.manifest;
        if said.format > Manifest::FORMAT || said.schema > newest_schema() {
            return Err(made_newer(&said.made_by));
        }
        self.make_sure_of_room(snapshot, new.folder, "error.restore_no_room", report)?;
        let recovery = new.recovery.cloned().map_or_else(RecoveryKey::make, Ok)?;
        let keys = self.renewed(new, &recovery)?;
        let mut session = Session::begin_reading(&self.medium, &self.home, report)?;
        let opened = session.open(&self.keys.credentials()?)?;
        let (indexed, file) = find(&mut session, opened, &snapshot.id)?;
        let wreck = Wreck::make(&aside(new), |sql| {
            fill(sql, &session, (&indexed, &file), said, report)
        })?;
        let opens = Opens::Anew {
            passphrase: new.passphrase,
            recovery: &recovery,
            proved: new.recovery.is_some(),
            cost: new.cost,
        };
        let (mut losses, mut lost) = (Losses::default(), Vec::new());
        let vault = Vault::create_from(
            new.folder,
            opens,
            new.clock.clone(),
            |sql| {
                losses = copy(&wreck.read()?, sql, said, report)?;
                Ok(())
            },
            |_, ()| Ok(()),
            |tx, dir| {
                lost = bring(&session, (&indexed, &file), tx, dir, report)?;
                Ok(())
            },
        )?;
        Ok(Salvaged {
            restored: Restored {
                vault,
                recovery,
                keys,
                lost,
            },
            losses,
        })
    }
}

/// Beside the new vault, where there is room for it.
fn aside(new: &NewVault<'_>) -> PathBuf {
    let name = new.folder.file_name().unwrap_or_default();
    let mark = Id::at(new.clock.now());
    new.folder
        .with_file_name(format!(".{}-salvage-{mark}", name.to_string_lossy()))
}

/// Writes the pages that come. A page of which any byte does not come is left empty.
fn fill(
    sql: &Connection,
    session: &Session,
    (indexed, file): (&Indexed, &SnapshotFile),
    manifest: &Manifest,
    report: &Report,
) -> Result<()> {
    let image = Image {
        page_size: manifest.page_size,
        reserved: manifest.reserved,
        pages: manifest.pages,
    };
    let node = session.run(|| indexed.node_from_snapshot_and_path(file, PAGES))?;
    let parts: Vec<_> = node.content.into_iter().flatten().collect();
    let length = |part: &DataId| {
        let entry = session.run(|| indexed.get_index_entry(part));
        entry.map(|entry| u64::from(entry.data_length()))
    };
    let mut lengths = Vec::with_capacity(parts.len());
    for part in &parts {
        match length(part) {
            Ok(length) => lengths.push(Some(length)),
            Err(error) if error.kind() == Kind::Damaged => {
                session.latch().forget();
                lengths.push(None);
            }
            Err(error) => return Err(error),
        }
    }
    let known: u64 = lengths.iter().flatten().sum();
    let mut unknown = lengths.iter().filter(|length| length.is_none());
    // Of one alone it follows from the rest; of several nobody knows where they meet.
    let rest = match (unknown.next(), unknown.next()) {
        (Some(_), None) => image.bytes().checked_sub(known),
        (None, _) if known == image.bytes() => Some(0),
        _ => None,
    };
    let damaged = || Error::new(Kind::Damaged, "error.salvage_nothing");
    let rest = rest.ok_or_else(damaged)?;
    let mut pages = Pages {
        writer: PageWriter::new(sql, image, |done| {
            report.step("progress.salvage_pages", done, Some(image.bytes()))
        })?,
        size: image.page_size as usize,
        page: Vec::with_capacity(image.page_size as usize),
        torn: false,
    };
    for (part, length) in parts.iter().zip(lengths) {
        report.cancel.check()?;
        match read(session, indexed, part, length)? {
            Some(bytes) => pages.take(&bytes, false)?,
            None => pages.skip(length.unwrap_or(rest))?,
        }
    }
    match pages.writer.finish() {
        Err(error) if error.kind() == Kind::Damaged => Err(damaged().caused_by(error)),
        done => done.map(drop),
    }
}

/// A part of the pages as it was backed up; nothing where it does not come.
fn read(
    session: &Session,
    indexed: &Indexed,
    part: &DataId,
    length: Option<u64>,
) -> Result<Option<Vec<u8>>> {
    let id = BlobId::from(**part);
    match session.run(|| indexed.get_blob_cached(&id, BlobType::Data)) {
        Ok(bytes) => {
            let right = length == Some(bytes.len() as u64) && name_of(&bytes) == *part.to_hex();
            Ok(right.then(|| bytes.to_vec()))
        }
        Err(error) if error.kind() == Kind::Damaged => {
            session.latch().forget();
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Bytes on their way to become pages, some of which did not come.
struct Pages<'c> {
    writer: PageWriter<'c>,
    size: usize,
    page: Vec<u8>,
    torn: bool,
}

impl Pages<'_> {
    fn take(&mut self, mut bytes: &[u8], torn: bool) -> Result<()> {
        while !bytes.is_empty() {
            let wanted = self.size - self.page.len();
            let (now, later) = bytes.split_at(wanted.min(bytes.len()));
            self.page.extend_from_slice(now);
            self.torn |= torn;
            bytes = later;
            if self.page.len() == self.size {
                if self.torn {
                    self.page.fill(0);
                }
                self.writer.take(&self.page)?;
                self.page.clear();
                self.torn = false;
            }
        }
        Ok(())
    }

    fn skip(&mut self, mut length: u64) -> Result<()> {
        let empty = vec![0; PIECE];
        while length > 0 {
            let now = usize::try_from(length).unwrap_or(PIECE).min(PIECE);
            self.take(empty.get(..now).unwrap_or(&empty), true)?;
            length -= now as u64;
        }
        Ok(())
    }
}

/// One line of what a database says of its own shape.
struct Shape {
    kind: String,
    name: String,
    sql: String,
}

/// Copies what can be read `from` a wreck into an empty database, in the same shape.
fn copy(
    from: &Connection,
    to: &Connection,
    manifest: &Manifest,
    report: &Report,
) -> Result<Losses> {
    // What is copied first may point at what comes later.
    to.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let shape = shape_of(from)?;
    let tables: Vec<&Shape> = shape.iter().filter(|one| one.kind == "table").collect();
    for table in &tables {
        to.execute_batch(&table.sql)?;
    }
    let mut done = 0;
    let total: u64 = manifest.digests.values().map(|table| table.rows).sum();
    for table in &tables {
        Copying {
            from,
            to,
            table: &quoted(&table.name),
            report,
            done: &mut done,
            total: Some(total).filter(|total| *total > 0),
        }
        .copy()?;
    }
    found_again(to, manifest)?;
    let mut losses = Losses::default();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    mend_links(to, &names, &mut losses)?;
    for other in shape.iter().filter(|one| one.kind != "table") {
        to.execute_batch(&other.sql)?;
    }
    to.pragma_update(None, "user_version", manifest.schema)?;
    count(to, &names, manifest, &mut losses)?;
    if losses.rows > 0 && manifest.schema == newest_schema() {
        to.execute_batch(RECKONED_ANEW)?;
    }
    Ok(losses)
}

fn shape_of(from: &Connection) -> Result<Vec<Shape>> {
    let asked = from.prepare(
        "SELECT type, name, sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY rowid",
    );
    let lines = asked.and_then(|mut asked| {
        let lines = asked.query_map([], |row| {
            Ok(Shape {
                kind: row.get(0)?,
                name: row.get(1)?,
                sql: row.get(2)?,
            })
        })?;
        lines.collect::<rusqlite::Result<Vec<_>>>()
    });
    lines.map_err(|error| Error::new(Kind::Damaged, "error.salvage_nothing").caused_by(error))
}

/// What was worked out of rows that are not all there any more.
const RECKONED_ANEW: &str = r#"
    DELETE FROM unit_tree;
    WITH RECURSIVE up (descendant, ancestor, parent) AS (
      SELECT n, n, parent FROM unit
      UNION SELECT up.descendant, unit.n, unit.parent FROM up JOIN unit ON unit.id = up.parent
    )
    INSERT INTO unit_tree (ancestor, descendant) SELECT ancestor, descendant FROM up;
    UPDATE unit SET "group" = (
      SELECT root.id FROM unit_tree JOIN unit AS root ON root.n = ancestor
      WHERE descendant = unit.n AND root.parent IS NULL
    );
    UPDATE activity SET units = units, contacts = contacts;
    UPDATE product SET competitors = competitors;
    UPDATE opportunity SET competitors = competitors;
    INSERT OR IGNORE INTO unit_stale SELECT id FROM unit;
"#;

/// What names the vault itself, from what the backup says of it.
fn found_again(to: &Connection, manifest: &Manifest) -> Result<()> {
    to.execute(
        "INSERT OR IGNORE INTO meta (one, vault_id, format, min_reader, commit_seq, created_at)
         VALUES (1, ?1, 1, ?2, ?3, ?4)",
        (
            manifest.vault.id,
            manifest.schema,
            manifest.commit_seq,
            manifest.made_at,
        ),
    )?;
    Ok(())
}

/// Copies one table.
struct Copying<'c> {
    from: &'c Connection,
    to: &'c Connection,
    /// In quotes.
    table: &'c str,
    report: &'c Report,
    done: &'c mut u64,
    total: Option<u64>,
}

impl Copying<'_> {
    fn copy(mut self) -> Result<()> {
        let columns = names(
            self.from,
            "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0",
            self.table,
        )?;
        let keys = names(
            self.from,
            "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
            self.table,
        )?;
        let by_row = self
            .from
            .prepare(&format!("SELECT _rowid_ FROM {} LIMIT 0", self.table));
        if by_row.is_ok() {
            return self.by_row(&columns);
        }
        let all = columns.join(", ");
        let select = format!("SELECT {all} FROM {} NOT INDEXED", self.table);
        let back: Vec<String> = keys.iter().map(|key| format!("{key} DESC")).collect();
        // From its beginning, and where that breaks off, from its end.
        if !self.take(&format!("{select} ORDER BY {}", keys.join(", ")), &columns)? {
            self.take(&format!("{select} ORDER BY {}", back.join(", ")), &columns)?;
        }
        Ok(())
    }

    /// Copies the rows of a statement as far as they can be read; whether that was all.
    fn take(&mut self, select: &str, columns: &[String]) -> Result<bool> {
        let insert = self.insert(columns);
        let mut insert = self.to.prepare(&insert)?;
        let Some(mut asked) = readable(self.from.prepare(select))? else {
            return Ok(false);
        };
        let Some(mut rows) = readable(asked.query([]))? else {
            return Ok(false);
        };
        loop {
            let row = match readable(rows.next())? {
                None => return Ok(false),
                Some(None) => return Ok(true),
                Some(Some(row)) => row,
            };
            let values = (0..columns.len()).map(|at| row.get::<_, Value>(at));
            let values = values.collect::<rusqlite::Result<Vec<_>>>()?;
            insert.execute(params_from_iter(values))?;
            self.step()?;
        }
    }

    fn insert(&self, columns: &[String]) -> String {
        let blanks = vec!["?"; columns.len()].join(", ");
        let table = self.table;
        format!(
            "INSERT OR IGNORE INTO {table} ({}) VALUES ({blanks})",
            columns.join(", ")
        )
    }

    fn by_row(&mut self, columns: &[String]) -> Result<()> {
        let all = columns.join(", ");
        let select = format!(
            "SELECT _rowid_, {all} FROM {} NOT INDEXED WHERE _rowid_ >= ?1 ORDER BY _rowid_",
            self.table
        );
        let insert = self.insert(columns);
        let mut insert = self.to.prepare(&insert)?;
        let Some(mut asked) = readable(self.from.prepare(&select))? else {
            return Ok(());
        };
        let mut next = Some(i64::MIN);
        while let Some(from) = next {
            let mut last = None;
            let mut rows = asked.query([from])?;
            let whole = loop {
                let row = match readable(rows.next())? {
                    None => break false,
                    Some(None) => break true,
                    Some(Some(row)) => row,
                };
                last = Some(row.get::<_, i64>(0)?);
                let values = (1..=columns.len()).map(|at| row.get::<_, Value>(at));
                let values = values.collect::<rusqlite::Result<Vec<_>>>()?;
                insert.execute(params_from_iter(values))?;
                self.step()?;
            };
            drop(rows);
            next = if whole {
                None
            } else {
                self.beyond(&select, last.map_or(from, |last| last.saturating_add(1)))?
            };
        }
        Ok(())
    }

    /// From which row on it can be read again, at `from` or after; nothing where that is nowhere.
    fn beyond(&self, select: &str, from: i64) -> Result<Option<i64>> {
        let mut probe = self.from.prepare(&format!("{select} LIMIT 1"))?;
        // Rows are numbered from one.
        let (mut at, mut step) = (from.max(0), 1_i64);
        loop {
            self.report.cancel.check()?;
            let mut rows = probe.query([at])?;
            if readable(rows.next())?.is_some() {
                return Ok(Some(at));
            }
            drop(rows);
            if at - from.max(0) > NEAR {
                step = step.saturating_mul(2);
            }
            let Some(further) = at.checked_add(step) else {
                return Ok(None);
            };
            at = further;
        }
    }

    fn step(&mut self) -> Result<()> {
        *self.done += 1;
        if self.done.is_multiple_of(TOLD) {
            let report = self.report;
            report.step("progress.salvage_rows", *self.done, self.total)?;
        }
        Ok(())
    }
}

/// What a statement answers; nothing where it came upon a page that is not there.
fn readable<T>(asked: rusqlite::Result<T>) -> Result<Option<T>> {
    match asked {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn names(sql: &Connection, query: &str, table: &str) -> Result<Vec<String>> {
    let table = table.trim_matches('"');
    let mut asked = sql.prepare(query)?;
    let names = asked.query_map([table], |row| row.get::<_, String>(0))?;
    Ok(names
        .map(|name| name.map(|name| quoted(&name)))
        .collect::<rusqlite::Result<_>>()?)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Lets go of what points at rows that are not there, again and again: what is dropped may have been pointed at.
fn mend_links(sql: &Connection, tables: &[&str], losses: &mut Losses) -> Result<()> {
    let mut links = Vec::new();
    for table in tables {
        let mut asked = sql.prepare(
            "SELECT link.\"from\", link.\"table\", coalesce(link.\"to\", 'id'), own.\"notnull\"
             FROM pragma_foreign_key_list(?1) AS link
             JOIN pragma_table_info(?1) AS own ON own.name = link.\"from\"",
        )?;
        let found = asked.query_map([table], |row| {
            let text = |at: usize| row.get::<_, String>(at).map(|name| quoted(&name));
            Ok((text(0)?, text(1)?, text(2)?, row.get::<_, bool>(3)?))
        })?;
        for link in found {
            links.push((quoted(table), link?));
        }
    }
    loop {
        let mut changed = 0;
        for (table, (column, other, key, needed)) in &links {
            let astray = format!(
                "{table}.{column} IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM {other} AS other WHERE other.{key} = {table}.{column})"
            );
            let (change, counted) = if *needed {
                (
                    format!("DELETE FROM {table} WHERE {astray}"),
                    &mut losses.dropped,
                )
            } else {
                let let_go = format!("UPDATE {table} SET {column} = NULL WHERE {astray}");
                (let_go, &mut losses.unlinked)
            };
            let rows = sql.execute(&change, [])? as u64;
            *counted += rows;
            changed += rows;
        }
        if changed == 0 {
            return Ok(());
        }
    }
}

fn count(
    sql: &Connection,
    tables: &[&str],
    manifest: &Manifest,
    losses: &mut Losses,
) -> Result<()> {
    for table in tables {
        let came: i64 = sql.query_row(
            &format!("SELECT count(*) FROM {}", quoted(table)),
            [],
            |row| row.get(0),
        )?;
        let came = came.unsigned_abs();
        let said = manifest.digests.get(*table).map(|said| said.rows);
        let said = said.or_else(|| manifest.counts.get(*table).copied());
        let lost = said.unwrap_or(came).saturating_sub(came);
        if lost > 0 {
            losses.rows += lost;
            if *table == CUSTOMERS {
                losses.customers = lost;
            }
            let table = (*table).to_owned();
            losses.tables.push(TableLoss { table, came, lost });
        }
    }
    losses
        .tables
        .sort_by_key(|loss| std::cmp::Reverse(loss.lost));
    Ok(())
}
