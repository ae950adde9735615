//! What can still be read of a backup that lacks a part for good, brought into a new vault.
//!
//! A page in a part that does not come is filled with what no page, no link between pages and no text can be. Tables are read row by
//! row around such places, in the shape the backup itself has, into a database that is brought up to date like
//! that of any other restore. What hung on a lost row is let go of where it may be, and dropped where not, so
//! that the new vault is whole by its own rules. What is missing is counted by what the backup said it held.

mod rows;

use std::cell::RefCell;

use rusqlite::Connection;
use rustic_core::repofile::{BlobType, SnapshotFile};
use rustic_core::{BlobId, DataId};
use serde::{Deserialize, Serialize};

use self::rows::{Copying, LOST, quoted};
use super::files::bring;
use super::keys::name_of;
use super::model::Manifest;
use super::pages::{Image, PageWriter};
use super::restore::{Found, NewVault, Restored, made_newer};
use super::session::Session;
use super::source::PAGES;
use super::verify::{Indexed, find};
use crate::base::{Error, Kind, Report, Result};
use crate::crypto::RecoveryKey;
use crate::vault::{Opens, Prover, Vault, Wreck, newest_schema, quick_check};

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
    /// Tables of which more may be missing than is counted: reading them broke off somewhere.
    pub incomplete: Vec<String>,
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
        let wreck = Wreck::beside(new.folder, |sql| {
            fill(sql, &session, (&indexed, &file), said, report)
        })?;
        let opens = Opens::Anew {
            passphrase: new.passphrase,
            recovery: &recovery,
            proved: new.recovery.is_some(),
            cost: new.cost,
        };
        let (losses, mut lost) = (RefCell::default(), Vec::new());
        let vault = Vault::create_from(
            new.folder,
            opens,
            new.clock.clone(),
            |sql| {
                losses.replace(copy(&wreck.read()?, sql, said, report)?);
                Ok(())
            },
            // Written by SQLite itself, row by row: its shape is all there is to prove.
            |sql, (), prover| match prover {
                Prover::First => quick_check(sql),
                Prover::Second => Ok(()),
            },
            |tx, dir| {
                // In the newest shape, whichever the backup has.
                let losses: &Losses = &losses.borrow();
                if losses.rows > 0 || !losses.incomplete.is_empty() {
                    tx.sql().execute_batch(RECKONED_ANEW)?;
                }
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
            losses: losses.into_inner(),
        })
    }
}

/// Writes the pages that come. One of which any byte does not come is wholly lost.
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
        used: image.page_size.saturating_sub(image.reserved.into()) as usize,
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
    /// Bytes of a page before its reserved end.
    used: usize,
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
                    self.page
                        .iter_mut()
                        .take(self.used)
                        .for_each(|byte| *byte = LOST);
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
    let mut losses = Losses::default();
    let mut done = 0;
    let total: u64 = manifest.digests.values().map(|table| table.rows).sum();
    for table in &tables {
        let whole = Copying {
            from,
            to,
            table: &quoted(&table.name),
            report,
            done: &mut done,
            total: Some(total).filter(|total| *total > 0),
        }
        .copy()?;
        if !whole {
            losses.incomplete.push(table.name.clone());
        }
    }
    found_again(to, manifest)?;
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    mend_links(to, &names, &mut losses)?;
    for other in shape.iter().filter(|one| one.kind != "table") {
        to.execute_batch(&other.sql)?;
    }
    to.pragma_update(None, "user_version", manifest.schema)?;
    count(to, &names, manifest, &mut losses)?;
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
        let rows = |of: &str| -> Result<u64> {
            let asked = format!("SELECT count(*) FROM {}{of}", quoted(table));
            let rows: i64 = sql.query_row(&asked, [], |row| row.get(0))?;
            Ok(rows.unsigned_abs())
        };
        // An older backup says of its records only, and not of those in the bin.
        let (came, said) = match manifest.digests.get(*table) {
            Some(said) => (rows("")?, Some(said.rows)),
            None => match manifest.counts.get(*table) {
                Some(said) => (rows(" WHERE deleted_at IS NULL")?, Some(*said)),
                None => (rows("")?, None),
            },
        };
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
