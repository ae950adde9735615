//! Search: an index beside the vault, in a database of its own that can be thrown away and filled
//! again at any time. It holds nothing that is not in the vault, is left out of backups, and knows
//! no entity: whoever feeds it says what a record is found by.
//!
//! How it finds a name by any part of it: every Han character and every pair of neighbours is a
//! word of the index, and so is every end of the name's spelling that begins at a syllable. A
//! query is then one prefix (`hwjs`, `weiji`) or a few exact words, never a scan.

mod find;
mod model;
mod query;
mod snippet;
mod store;
mod tokens;

#[cfg(test)]
mod tests;

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub use model::{Doc, Hit, Matched};

use crate::base::{Error, Id, Kind, Report, Result};
use crate::vault::{Beside, Vault, check_shape};
use query::Ask;
use store::Rows;

/// The index's file in the vault's folder, without its ending.
const NAME: &str = "search";

/// The index of one open vault. One thread writes, another may search meanwhile.
pub struct SearchIndex {
    place: Beside,
    vault: Id,
    writer: Mutex<Option<Connection>>,
    /// Empty in memory, where the writer searches as well.
    reader: Mutex<Option<Connection>>,
}

impl SearchIndex {
    /// Opens the index of `vault`. One that is missing, damaged, of another version or of another
    /// vault is replaced by an empty one, whose [`SearchIndex::seq`] is `None`: fill it by
    /// [`SearchIndex::rebuild`]. Where the folder cannot be written it lives in memory.
    ///
    /// # Errors
    /// Only when even memory refuses.
    pub fn open(vault: &Vault) -> Result<Self> {
        let mut index = Self {
            place: vault.beside(NAME),
            vault: vault.id(),
            writer: Mutex::default(),
            reader: Mutex::default(),
        };
        if index.connect().is_err() && index.reset().is_err() {
            index.place = index.place.in_memory();
            index.connect()?;
        }
        Ok(index)
    }

    /// The vault's commit the index is up to; `None` while it must be rebuilt.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn seq(&self) -> Result<Option<i64>> {
        self.mending(|| self.writing(|conn| store::seq(conn)))
    }

    /// Takes in what a commit changed: `docs` as they are now, `removed` gone. Says nothing to an
    /// index that must be rebuilt, for the rebuilding will bring it all.
    ///
    /// # Errors
    /// When the index cannot be written; it is then emptied, to be rebuilt.
    pub fn apply(&self, docs: &[Doc], removed: &[Id], seq: i64) -> Result<()> {
        self.mending(|| {
            self.writing(|conn| {
                let tx = conn.transaction()?;
                if store::seq(&tx)?.is_none() {
                    return Ok(());
                }
                let mut rows = Rows::default();
                for id in removed {
                    rows.remove(&tx, id)?;
                }
                rows.put(&tx, docs)?;
                store::set_seq(&tx, Some(seq))?;
                Ok(tx.commit()?)
            })
        })
    }

    /// Empties the index and fills it with `docs`, the state of commit `seq`; searches meanwhile
    /// find what is already in. Stopped halfway it stays unusable until rebuilt.
    ///
    /// # Errors
    /// [`Kind::Cancelled`], what `docs` yields, and when the index cannot be written.
    pub fn rebuild(
        &self,
        docs: impl IntoIterator<Item = Result<Doc>>,
        seq: i64,
        report: &Report,
    ) -> Result<()> {
        self.reset()?;
        self.writing(|conn| store::set_bulk(conn, true))?;
        let mut rows = Rows::default();
        let mut docs = docs.into_iter();
        let mut done = 0;
        loop {
            report.step("progress.search", done, None)?;
            let batch: Vec<Doc> = docs.by_ref().take(store::BATCH).collect::<Result<_>>()?;
            if batch.is_empty() {
                break;
            }
            self.writing(|conn| {
                let tx = conn.transaction()?;
                rows.put(&tx, &batch)?;
                Ok(tx.commit()?)
            })?;
            done += u64::try_from(batch.len()).unwrap_or_default();
        }
        self.writing(|conn| {
            store::set_bulk(conn, false)?;
            store::set_seq(conn, Some(seq))
        })
    }

    /// What `text` finds, the best first, at most `limit`: by exact name, start of a name, part
    /// of a name, pinyin, initials, telephone number, code, then in notes, the newest first.
    ///
    /// # Errors
    /// When the index cannot be read. A damaged one finds nothing and is emptied, to be rebuilt.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        self.search_in(None, text, limit)
    }

    /// As [`SearchIndex::search`], among one entity only.
    ///
    /// # Errors
    /// As [`SearchIndex::search`].
    pub fn search_in(&self, entity: Option<&str>, text: &str, limit: usize) -> Result<Vec<Hit>> {
        let ask = Ask::new(text);
        self.mending(|| self.reading(|conn| find::find(conn, &ask, entity, limit)))
    }

    /// Every record of `entity` that `text` finds by a name, a code or a number, in no order;
    /// nothing where nothing can be asked: the text has no letter, or the index is damaged and now
    /// to be rebuilt.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn names_in(&self, entity: &str, text: &str) -> Result<Option<Vec<Id>>> {
        let ask = Ask::new(text);
        if ask.whole.is_empty() {
            return Ok(None);
        }
        self.mending(|| self.reading(|conn| find::names(conn, &ask, entity).map(Some)))
    }

    /// Looks whether the index is whole, while it is searched and written. One that is not is emptied, to
    /// be rebuilt.
    ///
    /// # Errors
    /// [`Kind::Cancelled`], and when the index cannot be opened.
    pub fn check(&self, report: &Report) -> Result<()> {
        if !self.place.is_file() {
            return Ok(());
        }
        self.mending(|| check_shape(&mut self.place.open()?, report))
    }

    /// A connection to write by and, where the index is a file, one to read by meanwhile.
    fn connected(&self) -> Result<(Connection, Option<Connection>)> {
        let writer = self.place.open()?;
        store::set_up(&writer, self.vault)?;
        if !self.place.is_file() {
            return Ok((writer, None));
        }
        let reader = self.place.open()?;
        reader.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -32768;")?;
        Ok((writer, Some(reader)))
    }

    fn connect(&self) -> Result<()> {
        let (writer, reader) = self.connected()?;
        *hold(&self.writer) = Some(writer);
        *hold(&self.reader) = reader;
        Ok(())
    }

    /// Throws the index away and begins an empty one. Only what the vault holds is thrown away.
    /// Whoever asks meanwhile waits: in between there is nothing to ask.
    fn reset(&self) -> Result<()> {
        let (mut writer, mut reader) = (hold(&self.writer), hold(&self.reader));
        (*writer, *reader) = (None, None);
        self.place.discard()?;
        let fresh = self.connected()?;
        (*writer, *reader) = (Some(fresh.0), fresh.1);
        Ok(())
    }

    /// Runs `work`; where the index turns out damaged, it is emptied and nothing is found.
    fn mending<T: Default>(&self, work: impl Fn() -> Result<T>) -> Result<T> {
        match work() {
            Err(error) if error.kind() == Kind::Damaged => self.reset().map(|()| T::default()),
            other => other,
        }
    }

    fn writing<T>(&self, f: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut writer = hold(&self.writer);
        f(writer.as_mut().ok_or_else(closed)?)
    }

    fn reading<T>(&self, f: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut reader = hold(&self.reader);
        if let Some(conn) = reader.as_mut() {
            return f(conn);
        }
        drop(reader);
        self.writing(f)
    }
}

/// Takes a lock whatever befell its last holder: a transaction rolls itself back.
fn hold<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reset failed halfway: nothing is found until the vault is opened anew.
fn closed() -> Error {
    Error::new(Kind::Unavailable, "error.search_unavailable")
}
