//! The vault: a folder with two copies of a key file and one encrypted database. Making one,
//! opening it, and the one gate through which it is read and written. Knows no domain.

mod before;
mod beside;
mod connection;
mod exchange;
mod folder;
mod gate;
mod keyring;
mod migrations;
mod open;
mod pool;
mod reading;
mod rekey;
mod wreck;

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

pub use beside::Beside;
pub(crate) use connection::{array, scratch};
pub use exchange::{Exchange, Incoming, Settled};
pub(crate) use folder::{create_private, create_private_folder, sync_folder};
pub use gate::{Hook, Read, Write};
pub use keyring::Unlock;
pub(crate) use migrations::newest as newest_schema;
#[cfg(test)]
pub(crate) use migrations::older;
pub use open::Latch;
pub(crate) use open::{Opens, Prover};
pub(crate) use reading::check_shape;
pub use rekey::NewKeys;
pub(crate) use wreck::Wreck;

use crate::base::{Changed, Clock, Error, Id, Kind, Result};
use crate::crypto::{Key, derive_key};
use folder::Lock;
use gate::Listener;
use pool::{Readers, hold};

/// Rows changed by a write that leaves the writer's cache full of pages nobody asks for again.
const LARGE: u64 = 10_000;

/// One unlocked vault. Dropping it locks it: the write-ahead log is folded in, the connections
/// are closed, the keys wiped, and other programs may open it.
pub struct Vault {
    id: Id,
    dir: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    hooks: Vec<Box<dyn Hook>>,
    listeners: Mutex<Vec<Listener>>,
    writer: Mutex<Connection>,
    /// `None` in memory, where the writer reads as well.
    readers: Option<Readers>,
    /// The medium failed while a write was made to last; what it holds is not known until the
    /// vault is opened anew.
    broken: AtomicBool,
    /// The vault lies under another key now; this is its past.
    moved: AtomicBool,
    /// As the key file says.
    recovery_proved: AtomicBool,
    key: Key,
    serial: u64,
    /// Let go of last.
    lock: Option<Lock>,
}

/// The parts an opened vault is put together from.
struct Opened {
    id: Id,
    dir: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    writer: Connection,
    readers: Option<Readers>,
    key: Key,
    recovery_proved: bool,
    lock: Option<Lock>,
}

impl Vault {
    fn assemble(parts: Opened) -> Self {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        Self {
            id: parts.id,
            dir: parts.dir,
            clock: parts.clock,
            hooks: Vec::new(),
            listeners: Mutex::default(),
            writer: Mutex::new(parts.writer),
            readers: parts.readers,
            broken: AtomicBool::new(false),
            moved: AtomicBool::new(false),
            recovery_proved: AtomicBool::new(parts.recovery_proved),
            key: parts.key,
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            lock: parts.lock,
        }
    }

    /// The vault's own id; the same in all its backups.
    #[must_use]
    pub fn id(&self) -> Id {
        self.id
    }
    /// Its folder; none in memory.
    #[must_use]
    pub fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }
    /// Takes away the copy from before a newer program changed its shape, if there is one.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn forget_before_update(&self) -> Result<()> {
        self.dir.as_deref().map_or(Ok(()), before::forget)
    }
    /// The clock it was opened with.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }
    /// Adds what runs inside every write; in the order added.
    pub fn add_hook(&mut self, hook: Box<dyn Hook>) {
        self.hooks.push(hook);
    }
    /// Has `f` told of every write once it is committed, on the thread that wrote. `f` may read
    /// and write the vault itself.
    pub fn listen(&self, f: impl Fn(&Changed) + Send + Sync + 'static) {
        hold(&self.listeners).push(Arc::new(f));
    }
    /// The key for `label` (`search`, …), derived from the vault key: the same as long as the
    /// vault lives, unrelated for two labels.
    #[must_use]
    pub fn derived_key(&self, label: &str) -> Key {
        // Expanding 32 bytes cannot fail; a key of zeros would open nothing.
        derive_key(&self.key, &[b"steward/1/derived/", label.as_bytes()]).unwrap_or_default()
    }

    /// Checks the database. Quickly: the shape of its pages. Deeply: every page's seal, every
    /// index and every reference; nobody writes meanwhile.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when it is not whole; nothing is changed or repaired.
    pub fn check(&self, deep: bool) -> Result<()> {
        if !deep {
            return self.read(|r| quick_check(r.sql()));
        }
        let _inside = self.enter()?;
        // The log must be folded in first: until then the pages' seals do not agree with it.
        let conn = loop {
            let conn = hold(&self.writer);
            self.refuse_broken()?;
            if self.fold_in(&conn)? {
                break conn;
            }
            drop(conn);
            self.readers.iter().for_each(Readers::wait_idle);
        };
        if self.dir.is_some() {
            says_nothing(&conn, "PRAGMA cipher_integrity_check")?;
        }
        says_ok(&conn, "PRAGMA integrity_check")?;
        says_nothing(&conn, "PRAGMA foreign_key_check")
    }

    /// Folds the write-ahead log into the database and empties it; while somebody reads, as far
    /// as it can be without waiting for them.
    ///
    /// # Errors
    /// When the medium refuses.
    pub fn checkpoint(&self) -> Result<()> {
        let _inside = self.enter()?;
        self.with_writer(|conn| self.fold_in(conn).map(|_| ()))
    }

    /// Whether all of the log could be folded in.
    fn fold_in(&self, conn: &Connection) -> Result<bool> {
        let Some(readers) = &self.readers else {
            return Ok(true);
        };
        let pause = readers.try_pause();
        let how = if pause.is_some() {
            "TRUNCATE"
        } else {
            "PASSIVE"
        };
        conn.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |_| Ok(()))?;
        Ok(pause.is_some())
    }

    fn with_writer<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let conn = hold(&self.writer);
        self.refuse_broken()?;
        let before = conn.total_changes();
        let answer = f(&conn);
        if conn.total_changes().saturating_sub(before) > LARGE {
            // Its pages are on the disk, and the next write is most likely an edit that needs few.
            // Memory that is not given back is no failure of a write that is done.
            let _ = conn.release_memory();
        }
        answer
    }

    fn with_reader<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.refuse_broken()?;
        if let Some(readers) = &self.readers {
            let lent = readers.lend()?;
            return f(lent.conn()?);
        }
        // In memory there is one connection for all. Not made read-only for the time: that pragma has every
        // statement it knows prepared anew. The gate sees to it.
        self.with_writer(f)
    }

    fn listeners(&self) -> Vec<Listener> {
        hold(&self.listeners).clone()
    }

    /// Notes that this thread is inside the gate; refuses to go in twice, which would wait for
    /// itself for ever.
    fn enter(&self) -> Result<Inside> {
        INSIDE.with_borrow_mut(|inside| {
            if inside.contains(&self.serial) {
                return Err(Error::internal(
                    "a read or write inside another of the same vault",
                ));
            }
            inside.push(self.serial);
            Ok(Inside(self.serial))
        })
    }

    /// A commit that failed because the medium did: what is on it is unknown, and asking it again
    /// may lie. Nothing goes through the gate until the vault is opened anew.
    fn note_failed_commit(&self, e: rusqlite::Error) -> Error {
        if e.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure) {
            self.broken.store(true, Ordering::SeqCst);
        }
        e.into()
    }

    fn refuse_broken(&self) -> Result<()> {
        if self.moved.load(Ordering::SeqCst) {
            // Nothing is wrong with the disk: what waited is to be done again in the vault as it is now.
            return Err(Error::new(Kind::Locked, "error.vault_rekeyed"));
        }
        if self.broken.load(Ordering::SeqCst) {
            return Err(Error::new(Kind::Unavailable, "error.vault_reopen"));
        }
        Ok(())
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        if let Some(readers) = &self.readers {
            readers.close();
            if self.broken.load(Ordering::SeqCst) {
                self.lock.iter_mut().for_each(Lock::leave_mark);
            } else if !self.moved.load(Ordering::SeqCst) {
                let _ = hold(&self.writer).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

thread_local! {
    /// The vaults whose gate this thread is inside of.
    static INSIDE: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

struct Inside(u64);

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.with_borrow_mut(|inside| inside.retain(|serial| *serial != self.0));
    }
}

/// Checks the shape of the pages.
pub(crate) fn quick_check(conn: &Connection) -> Result<()> {
    says_ok(conn, "PRAGMA quick_check(1)")
}

fn says_ok(conn: &Connection, question: &str) -> Result<()> {
    let answer: String = conn.query_row(question, [], |row| row.get(0))?;
    if answer == "ok" {
        Ok(())
    } else {
        Err(database_damaged(&answer))
    }
}

fn says_nothing(conn: &Connection, question: &str) -> Result<()> {
    let mut asked = conn.prepare(question)?;
    let mut rows = asked.query([])?;
    match rows.next()? {
        None => Ok(()),
        Some(row) => {
            let first = row.get_ref(0)?.as_str().unwrap_or_default().to_owned();
            Err(database_damaged(&first))
        }
    }
}

fn database_damaged(what: &str) -> Error {
    Error::new(Kind::Damaged, "error.database_damaged").caused_by(what.to_owned())
}
