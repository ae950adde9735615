//! What a read and a write hold while they run, and who is asked and told about a write.

use std::cell::Cell;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::Vault;
use crate::base::{Change, ChangeKind, Changed, Clock, Error, Id, Result, Timestamp};

/// One snapshot of the vault, at one fixed instant.
pub struct Read<'c> {
    conn: &'c Connection,
    now: Timestamp,
    zone: chrono_tz::Tz,
    seen: Cell<Option<i64>>,
}

impl<'c> Read<'c> {
    pub(super) fn new(conn: &'c Connection, now: Timestamp, zone: chrono_tz::Tz) -> Self {
        Self {
            conn,
            now,
            zone,
            seen: Cell::new(None),
        }
    }
    /// The instant of this transaction; it does not move while it lasts.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }
    /// The zone the user lives in.
    #[must_use]
    pub fn zone(&self) -> chrono_tz::Tz {
        self.zone
    }
    /// The day it is where the user lives.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now.utc().with_timezone(&self.zone).date_naive()
    }
    /// How many writes this snapshot has seen; within a write, those before it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn commit_seq(&self) -> Result<i64> {
        if let Some(seen) = self.seen.get() {
            return Ok(seen);
        }
        let seen = self
            .conn
            .prepare_cached(
                "SELECT max(commit_seq, coalesce((SELECT max(seq) FROM journal), 0)) FROM meta",
            )?
            .query_row([], |row| row.get(0))?;
        self.seen.set(Some(seen));
        Ok(seen)
    }
    /// The connection, inside its transaction. Never begin, commit or roll back on it.
    pub(crate) fn sql(&self) -> &'c Connection {
        self.conn
    }
}

/// One write under way. Lends itself as a [`Read`] that sees what it has written so far.
pub struct Write<'c> {
    read: Read<'c>,
    seq: i64,
    changes: Vec<Change>,
    /// Of each change, which columns became others; nothing where that is not known, or all did.
    columns: Vec<Option<Vec<String>>>,
    journalled: bool,
}

impl<'c> Write<'c> {
    pub(super) fn new(read: Read<'c>, seq: i64) -> Self {
        Self {
            read,
            seq,
            changes: Vec::new(),
            columns: Vec::new(),
            journalled: false,
        }
    }
    /// Says that this write's number stands in the journal. It need not be noted anywhere else
    /// then: that would be one more page to encrypt and write with each edit.
    pub(crate) fn note_journalled(&mut self) {
        self.journalled = true;
    }
    /// Notes what befell a record, for the hooks and the listeners.
    pub fn record(&mut self, change: Change) {
        self.changes.push(change);
        self.columns.push(None);
    }
    /// The same of an edit that changed these columns and no others.
    pub fn record_edit(&mut self, change: Change, columns: Vec<String>) {
        self.changes.push(change);
        self.columns.push(Some(columns));
    }
    /// The records of `entity` whose `column` may have become another, in the order they were
    /// touched: those that came, those that went, and those that were edited there. Looking after
    /// what nobody touched would cost an edit more than the edit itself.
    pub fn touched<'w>(
        &'w self,
        entity: &'w str,
        column: &'w str,
    ) -> impl Iterator<Item = Id> + 'w {
        let there = move |columns: &Option<Vec<String>>| {
            let columns = columns.as_deref();
            columns.is_none_or(|columns| columns.iter().any(|known| known == column))
        };
        let changes = self.changes.iter().zip(&self.columns);
        changes
            .filter(move |(change, columns)| change.entity == entity && there(columns))
            .map(|(change, _)| change.id)
    }
    /// The records of `entity` in whose `column` this write typed another value, in that order: what
    /// came and what was merely reckoned anew is not among them.
    pub fn edited<'w>(&'w self, entity: &'w str, column: &'w str) -> impl Iterator<Item = Id> + 'w {
        let there = move |columns: &Option<Vec<String>>| {
            let mut columns = columns.iter().flatten();
            columns.any(|known| known == column)
        };
        let changes = self.changes.iter().zip(&self.columns);
        changes
            .filter(move |(change, columns)| change.entity == entity && there(columns))
            .map(|(change, _)| change.id)
    }
    /// The records of `entity` that this write made or brought back, in that order.
    #[must_use]
    pub fn made(&self, entity: &str) -> Vec<Id> {
        let made = self
            .changes
            .iter()
            .filter(|change| change.kind == ChangeKind::Created && change.entity == entity);
        made.map(|change| change.id).collect()
    }
    /// What was noted so far, in order.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
    /// The `commit_seq` this write has once it is committed.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }
    pub(super) fn into_changes(self) -> Vec<Change> {
        self.changes
    }
}

impl<'c> std::ops::Deref for Write<'c> {
    type Target = Read<'c>;
    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

/// Runs inside every write, after its work and before its commit: the journal, search shadows.
pub trait Hook: Send + Sync {
    /// Does its part of the write `op`.
    ///
    /// # Errors
    /// An error undoes the whole write.
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()>;
}

pub(super) type Listener = std::sync::Arc<dyn Fn(&Changed) + Send + Sync>;

/// Rolls back what is still open when dropped: after an error, and while a panic unwinds.
pub(super) struct Tx<'c> {
    conn: &'c Connection,
}

impl<'c> Tx<'c> {
    pub(super) fn begin(conn: &'c Connection, how: &str) -> Result<Self> {
        conn.prepare_cached(how)?.execute([])?;
        Ok(Self { conn })
    }
    pub(super) fn commit(self) -> rusqlite::Result<()> {
        self.conn.prepare_cached("COMMIT")?.execute([]).map(drop)
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}

/// Writes into a vault that has no name yet. It counts as no commit, and nobody hears of it.
pub(super) fn write_first(
    conn: &Connection,
    clock: &dyn Clock,
    f: impl FnOnce(&mut Write<'_>) -> Result<()>,
) -> Result<()> {
    let tx = Tx::begin(conn, "BEGIN IMMEDIATE")?;
    f(&mut Write::new(
        Read::new(conn, clock.now(), clock.zone()),
        0,
    ))?;
    Ok(tx.commit()?)
}

impl Vault {
    /// Reads a snapshot: what `f` sees does not change while it runs, whatever is written
    /// meanwhile. Must not be called from within another read or write of the same vault.
    ///
    /// # Errors
    /// What `f` returns, or when the vault cannot be read.
    pub fn read<T>(&self, f: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        let _inside = self.enter()?;
        let (now, zone) = (self.clock.now(), self.clock.zone());
        self.with_reader(|conn| {
            let tx = Tx::begin(conn, "BEGIN DEFERRED")?;
            let before = conn.total_changes();
            let answer = f(&Read::new(conn, now, zone))?;
            if conn.total_changes() != before {
                return Err(Error::internal("a read that writes"));
            }
            tx.commit()?;
            Ok(answer)
        })
    }

    /// Writes: all of what `f` and the hooks do, or nothing. `op` names the write, `room.verb`.
    /// Listeners hear of it once it is on the disk, on this thread, before this returns.
    ///
    /// # Errors
    /// What `f` or a hook returns, or when the vault cannot be written; nothing is changed then.
    pub fn write<T>(&self, op: &str, f: impl FnOnce(&mut Write<'_>) -> Result<T>) -> Result<T> {
        self.write_and_see(op, f, |_, answer| Ok(answer))
    }

    /// Writes as [`Vault::write`] does, and asks `see` what has become of it: all that the hooks
    /// did is there, and what was just written is at hand, while a reader would have to fetch and
    /// decrypt every page of it anew.
    ///
    /// # Errors
    /// What `f`, a hook or `see` returns, or when the vault cannot be written; nothing is changed
    /// then.
    pub fn write_and_see<T, U>(
        &self,
        op: &str,
        f: impl FnOnce(&mut Write<'_>) -> Result<T>,
        see: impl FnOnce(&Write<'_>, T) -> Result<U>,
    ) -> Result<U> {
        let (answer, changed) = self.write_quietly(op, f, see)?;
        for listener in self.listeners() {
            listener(&changed);
        }
        Ok(answer)
    }

    fn write_quietly<T, U>(
        &self,
        op: &str,
        f: impl FnOnce(&mut Write<'_>) -> Result<T>,
        see: impl FnOnce(&Write<'_>, T) -> Result<U>,
    ) -> Result<(U, Changed)> {
        let _inside = self.enter()?;
        let (now, zone) = (self.clock.now(), self.clock.zone());
        self.with_writer(|conn| {
            let tx = Tx::begin(conn, "BEGIN IMMEDIATE")?;
            let read = Read::new(conn, now, zone);
            let seq = read.commit_seq()?.saturating_add(1);
            let mut write = Write::new(read, seq);
            let answer = f(&mut write)?;
            for hook in &self.hooks {
                hook.before_commit(&mut write, op)?;
            }
            let answer = see(&write, answer)?;
            if !write.journalled {
                conn.prepare_cached("UPDATE meta SET commit_seq = ?1")?
                    .execute([seq])?;
            }
            tx.commit().map_err(|e| self.note_failed_commit(e))?;
            Ok((
                answer,
                Changed {
                    seq,
                    op: op.to_owned(),
                    changes: write.into_changes(),
                },
            ))
        })
    }
}
