//! Reading all of an open vault through, while it is worked in: what lies on a medium for years may rot
//! where nobody looks.

use rusqlite::{Connection, ffi};

use super::connection::{Role, open};
use super::gate::Tx;
use super::{Vault, database_damaged};
use crate::base::{Error, Kind, Report, Result};

/// Pages between two looks at whether to stop.
const PAGES: u64 = 256;

impl Vault {
    /// Reads every page once and holds it to its seal, then all of them to their shape. Nobody waits for it: it has
    /// a connection of its own, which remembers nothing, and one snapshot for each.
    ///
    /// # Errors
    /// [`Kind::Damaged`] where a seal is broken, the disk does not give a page back or the shape is broken;
    /// nothing is changed or repaired. [`Kind::Cancelled`].
    pub fn read_through(&self, report: &Report) -> Result<()> {
        let Some(readers) = &self.readers else {
            return Ok(());
        };
        self.refuse_broken()?;
        let (path, key) = readers.place();
        let mut conn = open(path, key, Role::Probe)?;
        each_page(&conn, report).map_err(|error| {
            if is_lost(&error) {
                return Error::new(Kind::Damaged, "error.database_damaged").caused_by(error);
            }
            error
        })?;
        says_it_is_whole(&mut conn, "PRAGMA quick_check(1)", report)
    }
}

/// Whether an error says that a page is lost: its seal is broken, which comes as an error of no kind, or the
/// disk does not give it back. That the database was busy, or memory ran out, says nothing of any page.
fn is_lost(error: &Error) -> bool {
    let source = std::error::Error::source(error);
    let Some(rusqlite::Error::SqliteFailure(said, _)) =
        source.and_then(|source| source.downcast_ref())
    else {
        return false;
    };
    matches!(
        said.extended_code,
        ffi::SQLITE_ERROR
            | ffi::SQLITE_IOERR
            | ffi::SQLITE_IOERR_READ
            | ffi::SQLITE_IOERR_SHORT_READ
            | ffi::SQLITE_IOERR_FSTAT
            | ffi::SQLITE_IOERR_CORRUPTFS
            | ffi::SQLITE_IOERR_DATA
    )
}

fn each_page(conn: &Connection, report: &Report) -> Result<()> {
    let _snapshot = Tx::begin(conn, "BEGIN")?;
    let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let pages = u64::try_from(pages).map_err(Error::internal)?;
    let mut ask = conn.prepare("SELECT length(data) FROM sqlite_dbpage('main')")?;
    let mut rows = ask.query([])?;
    let mut seen: u64 = 0;
    while rows.next()?.is_some() {
        if seen.is_multiple_of(PAGES) {
            report.step("progress.check", seen, Some(pages))?;
        }
        seen += 1;
    }
    if seen == pages {
        Ok(())
    } else {
        Err(database_damaged("pages are missing"))
    }
}

/// Checks the shape of what a connection holds, its full-text tables included; stops when asked to.
///
/// # Errors
/// [`Kind::Damaged`]; [`Kind::Cancelled`].
pub(crate) fn check_shape(conn: &mut Connection, report: &Report) -> Result<()> {
    says_it_is_whole(conn, "PRAGMA integrity_check(1)", report)
}

fn says_it_is_whole(conn: &mut Connection, question: &str, report: &Report) -> Result<()> {
    const STEPS: i32 = 10_000;
    let cancel = report.cancel.clone();
    conn.progress_handler(STEPS, Some(move || cancel.is_cancelled()))?;
    let said = conn.query_row(question, [], |row| row.get::<_, String>(0));
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(database_damaged(&said)),
        Err(_) if report.cancel.is_cancelled() => {
            Err(Error::new(Kind::Cancelled, "error.cancelled"))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_says_is_damage() {
        let told =
            |code: i32| Error::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        for code in [
            ffi::SQLITE_ERROR,
            ffi::SQLITE_IOERR,
            ffi::SQLITE_IOERR_READ,
            ffi::SQLITE_IOERR_SHORT_READ,
            ffi::SQLITE_IOERR_DATA,
        ] {
            assert!(is_lost(&told(code)), "{code}");
        }
        for code in [
            ffi::SQLITE_BUSY,
            ffi::SQLITE_LOCKED,
            ffi::SQLITE_NOMEM,
            ffi::SQLITE_IOERR_NOMEM,
            ffi::SQLITE_IOERR_LOCK,
            ffi::SQLITE_INTERRUPT,
            ffi::SQLITE_CANTOPEN,
        ] {
            assert!(!is_lost(&told(code)), "{code}");
        }
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB] {
            assert_eq!(told(code).kind(), Kind::Damaged, "by itself");
        }
        assert!(!is_lost(&Error::internal("of no database")));
    }
}
