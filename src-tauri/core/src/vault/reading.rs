//! Reading all of an open vault through, while it is worked in: what lies on a medium for years may rot
//! where nobody looks.

use rusqlite::Connection;

use super::connection::{Role, open};
use super::gate::Tx;
use super::{Vault, database_damaged};
use crate::base::{Error, Kind, Report, Result};

/// Pages between two looks at whether to stop.
const PAGES: u64 = 256;

impl Vault {
    /// Reads every page once and holds it to its seal. Nobody waits for it: it has a connection of its own,
    /// which remembers nothing, and one snapshot.
    ///
    /// # Errors
    /// [`Kind::Damaged`] where a seal is broken; nothing is changed or repaired. [`Kind::Cancelled`].
    pub fn read_through(&self, report: &Report) -> Result<()> {
        let Some(readers) = &self.readers else {
            return Ok(());
        };
        self.refuse_broken()?;
        let (path, key) = readers.place();
        let conn = open(path, key, Role::Probe)?;
        each_page(&conn, report)
    }
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
    const STEPS: i32 = 10_000;
    let cancel = report.cancel.clone();
    conn.progress_handler(STEPS, Some(move || cancel.is_cancelled()))?;
    let said = conn.query_row("PRAGMA integrity_check(1)", [], |row| {
        row.get::<_, String>(0)
    });
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(database_damaged(&said)),
        Err(_) if report.cancel.is_cancelled() => {
            Err(Error::new(Kind::Cancelled, "error.cancelled"))
        }
        Err(error) => Err(error.into()),
    }
}
