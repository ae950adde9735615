//! The one linear history of the database's shape, and the walk along it. `user_version` is the
//! number of the last step taken; each step is one transaction.

use rusqlite::Connection;

use crate::base::{Error, Id, Kind, Result, Timestamp};

/// One step: an SQL file whose opening comment says what, why, and whether older programs may
/// still open the result.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

/// Names one file of `core/migrations`.
macro_rules! step {
    ($name:literal) => {
        Migration {
            name: $name,
            sql: include_str!(concat!("../../migrations/", $name, ".sql")),
        }
    };
}

/// All steps, oldest first; a step's number is its place, counted from 1. Append only: a step
/// that has been released never changes.
pub(crate) const MIGRATIONS: &[Migration] = &[
    step!("0001_base"),
    step!("0002_records"),
    step!("0003_model"),
    step!("0004_history"),
    step!("0005_custom"),
    step!("0006_attachments"),
    step!("0007_quality"),
];

/// The words that let older programs open what a step made.
const HARMLESS: &str = "-- Older programs may still open it: yes";

/// What is written into `meta` when the database is born.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Birth {
    pub(crate) vault_id: Id,
    pub(crate) at: Timestamp,
}

/// The newest `user_version` this program knows.
pub(crate) fn newest() -> i64 {
    i64::try_from(known().len()).unwrap_or(i64::MAX)
}

fn known() -> &'static [Migration] {
    #[cfg(test)]
    return older::known();
    #[cfg(not(test))]
    MIGRATIONS
}

/// Refuses a database of a newer program. Reads only.
pub(crate) fn refuse_newer(conn: &Connection) -> Result<i64> {
    refuse_newer_than(conn, newest())
}

fn refuse_newer_than(conn: &Connection, newest: i64) -> Result<i64> {
    let version = user_version(conn)?;
    let needed = if version == 0 {
        0
    } else {
        conn.query_row("SELECT min_reader FROM meta", [], |row| {
            row.get::<_, i64>(0)
        })?
    };
    if version > newest || needed > newest {
        return Err(Error::new(Kind::NewerVersion, "error.vault_newer"));
    }
    Ok(version)
}

/// Whether steps are still to be taken with a database that holds something.
pub(crate) fn is_older(conn: &Connection) -> Result<bool> {
    let stands = refuse_newer(conn)?;
    Ok(0 < stands && stands < newest())
}

/// Walks from where the database stands to the newest step. `birth` fills `meta` of a database
/// that has no steps yet.
pub(crate) fn migrate(conn: &Connection, birth: Birth) -> Result<()> {
    walk(conn, birth, known())
}

pub(crate) fn walk(conn: &Connection, birth: Birth, steps: &[Migration]) -> Result<()> {
    let newest = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let stands = refuse_newer_than(conn, newest)?;
    for (number, step) in (1_i64..).zip(steps) {
        if number <= stands {
            continue;
        }
        let tx =
            rusqlite::Transaction::new_unchecked(conn, rusqlite::TransactionBehavior::Immediate)?;
        tx.execute_batch(step.sql)
            .map_err(|e| Error::internal(format!("migration {}: {e}", step.name)))?;
        if number == 1 {
            tx.execute(
                "INSERT INTO meta (one, vault_id, format, min_reader, created_at)
                 VALUES (1, ?1, 1, 1, ?2)",
                (birth.vault_id, birth.at),
            )?;
        }
        if !step.sql.contains(HARMLESS) {
            tx.execute("UPDATE meta SET min_reader = ?1", [number])?;
        }
        tx.pragma_update(None, "user_version", number)?;
        tx.commit()?;
    }
    Ok(())
}

fn user_version(conn: &Connection) -> Result<i64> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Programs of the past, for tests.
#[cfg(test)]
pub(crate) mod older {
    use std::cell::Cell;

    use super::{MIGRATIONS, Migration};

    thread_local! {
        static STEPS: Cell<usize> = const { Cell::new(MIGRATIONS.len()) };
    }

    pub(super) fn known() -> &'static [Migration] {
        &MIGRATIONS[..STEPS.get()]
    }

    /// Runs `work` as a program would that knew only so many of the steps.
    pub(crate) fn program<T>(steps: usize, work: impl FnOnce() -> T) -> T {
        struct Again(usize);
        impl Drop for Again {
            fn drop(&mut self) {
                STEPS.set(self.0);
            }
        }
        let _again = Again(STEPS.replace(steps));
        work()
    }
}
