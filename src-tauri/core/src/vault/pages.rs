//! The database as a stream of decrypted pages, in memory only, and a fresh database made of such
//! a stream. A stream is a valid plain `SQLite` file; backups are made of it.

use rusqlite::Connection;

use super::gate::Read;
use crate::base::{Error, Kind, Result};

/// Where page 1 says how many bytes at the end of each page are not `SQLite`'s.
const RESERVED_AT: usize = 20;

/// How large the stream of a snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Pages, numbered from 1.
    pub(crate) pages: u32,
    /// Bytes of each.
    pub(crate) page_size: u32,
}

/// The extent of the snapshot's stream.
pub(crate) fn extent(read: &Read<'_>) -> Result<Extent> {
    let conn = read.sql();
    let pages = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    Ok(Extent {
        pages,
        page_size: page_size(conn)?,
    })
}

/// `SQLCipher` answers this in words.
fn page_size(conn: &Connection) -> Result<u32> {
    let said: String = conn.pragma_query_value(None, "cipher_page_size", |row| row.get(0))?;
    said.parse().map_err(Error::internal)
}

/// Hands every page of the snapshot to `sink`, in order, with its number. What the encryption
/// keeps at the end of each page is zeroed: the same data gives the same stream.
pub(crate) fn stream(
    read: &Read<'_>,
    mut sink: impl FnMut(u32, &[u8]) -> Result<()>,
) -> Result<Extent> {
    let sql = "SELECT pgno, data FROM sqlite_dbpage('main') ORDER BY pgno";
    let mut asked = read.sql().prepare(sql)?;
    let mut rows = asked.query([])?;
    let mut page = zeroize::Zeroizing::new(Vec::new());
    let mut reserved = None;
    let mut extent = Extent {
        pages: 0,
        page_size: 0,
    };
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(0)?;
        page.clear();
        page.extend_from_slice(row.get_ref(1)?.as_blob().map_err(Error::internal)?);
        let reserved =
            *reserved.get_or_insert_with(|| page.get(RESERVED_AT).copied().unwrap_or_default());
        let kept = page.len().saturating_sub(usize::from(reserved));
        page.get_mut(kept..).unwrap_or_default().fill(0);
        sink(number, &page)?;
        extent = Extent {
            pages: number,
            page_size: u32::try_from(page.len()).map_err(Error::internal)?,
        };
    }
    Ok(extent)
}

/// Writes pages into the fresh database that [`Vault::create_from`](super::Vault::create_from)
/// lends.
pub(crate) struct Filler<'c> {
    put: rusqlite::Statement<'c>,
    page_size: usize,
}

impl<'c> Filler<'c> {
    /// For pages of `page_size` bytes, which must be the size of the fresh database's own.
    ///
    /// # Errors
    /// [`Kind::Damaged`] for any other size.
    pub(crate) fn new(conn: &'c Connection, page_size: u32) -> Result<Self> {
        let own = self::page_size(conn)?;
        if own != page_size {
            return Err(Error::new(Kind::Damaged, "error.database_damaged")
                .caused_by(format!("pages of {page_size} bytes, expected {own}")));
        }
        let put =
            conn.prepare("INSERT INTO sqlite_dbpage (pgno, data, schema) VALUES (?1, ?2, 'main')")?;
        Ok(Self {
            put,
            page_size: usize::try_from(own).map_err(Error::internal)?,
        })
    }
    /// Puts page `number`, counted from 1.
    ///
    /// # Errors
    /// [`Kind::Damaged`] for a page of another size; what the medium refuses.
    pub(crate) fn put(&mut self, number: u32, page: &[u8]) -> Result<()> {
        if page.len() != self.page_size {
            return Err(Error::new(Kind::Damaged, "error.database_damaged")
                .caused_by(format!("page {number} has {} bytes", page.len())));
        }
        self.put.execute((number, page))?;
        Ok(())
    }
}
