//! The connections of an open vault: one that writes, up to three that read.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::connection::{DbKey, Role, open};
use crate::base::{Error, Kind, Result};

/// How many snapshots can be read at the same time.
const READERS: usize = 3;

/// Takes a lock whatever befell its last holder: a transaction rolls itself back, so that a panic
/// leaves nothing half done behind a lock.
pub(super) fn hold<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Readers of a database on disk, opened when first needed.
pub(super) struct Readers {
    path: PathBuf,
    key: DbKey,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    free: Vec<Connection>,
    lent: usize,
    /// Nobody may begin to read.
    paused: bool,
}

impl Readers {
    pub(super) fn new(path: PathBuf, key: DbKey) -> Self {
        Self {
            path,
            key,
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// Which file they read, and what opens it.
    pub(super) fn place(&self) -> (&Path, &DbKey) {
        (&self.path, &self.key)
    }

    /// Lends a reader, waiting for one if all are lent.
    pub(super) fn lend(&self) -> Result<Lent<'_>> {
        let mut state = hold(&self.state);
        while state.lent >= READERS || state.paused {
            state = self
                .freed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.lent += 1;
        let free = state.free.pop();
        drop(state);
        let mut lent = Lent {
            readers: self,
            conn: free,
        };
        if lent.conn.is_none() {
            lent.conn = Some(open(&self.path, &self.key, Role::Reader)?);
        }
        Ok(lent)
    }

    /// Keeps new readers waiting until dropped, if nobody reads just now. Never waits itself: a
    /// backup may read for minutes.
    pub(super) fn try_pause(&self) -> Option<Pause<'_>> {
        let mut state = hold(&self.state);
        if state.lent > 0 || state.paused {
            return None;
        }
        state.paused = true;
        Some(Pause(self))
    }

    /// Waits for a moment in which nobody reads; it may be over when this returns.
    pub(super) fn wait_idle(&self) {
        let mut state = hold(&self.state);
        while state.lent > 0 || state.paused {
            state = self
                .freed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Closes every reader that is not lent.
    pub(super) fn close(&self) {
        hold(&self.state).free.clear();
    }
}

/// Nobody reads while this lives.
pub(super) struct Pause<'r>(&'r Readers);

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        hold(&self.0.state).paused = false;
        self.0.freed.notify_all();
    }
}

/// A lent reader; goes back when dropped.
pub(super) struct Lent<'r> {
    readers: &'r Readers,
    conn: Option<Connection>,
}

impl Lent<'_> {
    pub(super) fn conn(&self) -> Result<&Connection> {
        self.conn
            .as_ref()
            .ok_or_else(|| Error::new(Kind::Locked, "error.locked"))
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = hold(&self.readers.state);
        state.lent = state.lent.saturating_sub(1);
        // One that is stuck in a transaction is not fit to be lent again.
        state
            .free
            .extend(self.conn.take().filter(Connection::is_autocommit));
        drop(state);
        self.readers.freed.notify_all();
    }
}
