//! What a read and a write hold while they run, and who is asked and told about a write.

use chrono::NaiveDate;
use rusqlite::Connection;

use super::Vault;
use crate::base::{Change, Changed, Clock, Result, Timestamp};

/// One snapshot of the vault, at one fixed instant.
pub struct Read<'c> {
    conn: &'c Connection,
    now: Timestamp,
    zone: chrono_tz::Tz,
}

impl<'c> Read<'c> {
    pub(super) fn new(conn: &'c Connection, now: Timestamp, zone: chrono_tz::Tz) -> Self {
        Self { conn, now, zone }
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
    /// How many writes this snapshot has seen.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn commit_seq(&self) -> Result<i64> {
        Ok(self
            .conn
            .query_row("SELECT commit_seq FROM meta", [], |row| row.get(0))?)
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
}

impl<'c> Write<'c> {
    pub(super) fn new(read: Read<'c>, seq: i64) -> Self {
        Self {
            read,
            seq,
            changes: Vec::new(),
        }
    }
    /// Notes what befell a record, for the hooks and the listeners.
    pub fn record(&mut self, change: Change) {
        self.changes.push(change);
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
        conn.execute_batch(how)?;
        Ok(Self { conn })
    }
    pub(super) fn commit(self) -> rusqlite::Result<()> {
        self.conn.execute_batch("COMMIT")
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
            let answer = f(&Read::new(conn, now, zone))?;
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
        let (answer, changed) = self.write_quietly(op, f)?;
        for listener in self.listeners() {
            listener(&changed);
        }
        Ok(answer)
    }

    fn write_quietly<T>(
        &self,
        op: &str,
        f: impl FnOnce(&mut Write<'_>) -> Result<T>,
    ) -> Result<(T, Changed)> {
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
            conn.execute("UPDATE meta SET commit_seq = ?1", [seq])?;
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
