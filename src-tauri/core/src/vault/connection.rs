//! How a database of ours is opened: keyed, durable, hardened, in this order. Nothing else in the
//! core opens a database.

use std::fmt::Write as _;
use std::path::Path;
use std::rc::Rc;
use std::sync::Once;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::limits::Limit;
use rusqlite::types::Value;
use rusqlite::vtab::array::Array;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::base::{Id, Result, WallTime, digits_of, words};
use crate::crypto::Key;

/// `STWD`: marks the (encrypted) header as ours.
pub(crate) const APPLICATION_ID: i32 = 0x5354_5744;

/// The raw key of a database and the salt of its first page.
#[derive(Clone)]
pub(crate) struct DbKey {
    pub(crate) key: Key,
    /// Where `None`, SQLCipher draws one and keeps it in the file's first sixteen bytes; where
    /// given, damage to those bytes does not matter.
    pub(crate) salt: Option<[u8; 16]>,
}

/// The first connection of the process is opened by nobody beside: SQLite says that it is ready before
/// SQLCipher is, and whoever comes between the two has a right key refused.
static READY: Once = Once::new();

fn make_ready() {
    // Where this fails, so does what comes after it, and says why.
    READY.call_once(|| drop(Connection::open_in_memory()));
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The one that writes.
    Writer,
    /// One of the pool; cannot write.
    Reader,
    /// Looks at the version without changing a byte.
    Probe,
    /// Fills a fresh file with raw pages on restore: no journal, for nobody trusts the file until
    /// it has been checked and moved into place.
    Fill,
}

/// Opens the database at `path`; the file must exist (an empty one becomes a new database).
pub(crate) fn open(path: &Path, key: &DbKey, role: Role) -> Result<Connection> {
    make_ready();
    let mode = match role {
        Role::Probe => OpenFlags::SQLITE_OPEN_READ_ONLY,
        _ => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let conn = Connection::open_with_flags(
        path,
        mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE,
    )?;
    set_up(&conn, key, role)?;
    Ok(conn)
}

/// A database that lives in memory only, and dies with its connection.
pub(crate) fn open_in_memory(key: &DbKey) -> Result<Connection> {
    make_ready();
    let conn = Connection::open_in_memory_with_flags(
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE,
    )?;
    set_up(&conn, key, Role::Writer)?;
    Ok(conn)
}

/// A table for looking things up in memory, wiped when it is closed. It has no key, for it never
/// touches a disk.
pub(crate) fn scratch() -> Result<Connection> {
    make_ready();
    let conn = Connection::open_in_memory()?;
    // Large pages waste less at their ends and in the bookkeeping of each: a fifth of a copy of records.
    conn.execute_batch(
        "PRAGMA page_size = 16384; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )?;
    conn.set_prepared_statement_cache_capacity(64);
    speak_pinyin(&conn)?;
    count_digits(&conn)?;
    Ok(conn)
}

/// Ids to be bound as one value and read with `rarray(?)`: a question about all of them is one
/// statement, and one statement costs the same whatever it is asked about.
pub(crate) fn array<'i>(ids: impl IntoIterator<Item = &'i Id>) -> Array {
    Rc::new(
        ids.into_iter()
            .map(|id| Value::Blob(id.bytes().to_vec()))
            .collect(),
    )
}

fn set_up(conn: &Connection, key: &DbKey, role: Role) -> Result<()> {
    // Before the key: nothing on stderr, and every page SQLite frees is wiped.
    conn.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA cipher_memory_security = ON;")?;
    conn.execute_batch(&key_pragma(key))?;
    // After the key, which makes ready for a seal of SHA-512: the room that takes at a page's end stays
    // (see `the_seal_of_a_page`), and processors reckon this one two or three times as fast.
    conn.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256;")?;
    // The first read proves the key.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    conn.execute_batch(
        "PRAGMA synchronous = EXTRA;
         PRAGMA busy_timeout = 5000;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA recursive_triggers = ON;",
    )?;
    match role {
        Role::Writer => {
            // EXTRA came first: a rollback journal left over from this switch must not come back.
            conn.execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA wal_autocheckpoint = 256;
                 PRAGMA journal_size_limit = 16777216;
                 PRAGMA cache_size = -65536;",
            )?;
            stamp(conn)?;
        }
        Role::Reader => conn.execute_batch(
            // Enough for the inner pages of every index. What a reader scans or picks rows from is
            // larger than any cache worth its memory, and there are several readers.
            "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -8192;",
        )?,
        Role::Probe => {
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        }
        Role::Fill => {
            conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA cache_size = -8192;")?;
        }
    }
    if role != Role::Fill {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    }
    rusqlite::vtab::array::load_module(conn)?;
    // The record engine asks a few hundred different questions, again and again.
    conn.set_prepared_statement_cache_capacity(256);
    speak_pinyin(conn)?;
    count_digits(conn)?;
    tell_time(conn)?;
    lower_limits(conn)
}

/// `pinyin_key(text)`: sorts Chinese text as its readers expect.
fn speak_pinyin(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        // It may stand in an index: it looks at nothing but the text.
        | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("pinyin_key", 1, flags, |args| {
        Ok(args
            .get::<Option<String>>(0)?
            .map(|text| words::pinyin_key(&text)))
    })?;
    Ok(())
}

/// `digits_of(text)`: what two spellings of one telephone number have in common.
fn count_digits(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("digits_of", 1, flags, |args| {
        Ok(args.get::<Option<String>>(0)?.map(|text| digits_of(&text)))
    })?;
    Ok(())
}

/// `wall_instant(at, zone)`: when clocks of different zones show what they do, in milliseconds; a whole day
/// is its first moment. What says no time comes last.
fn tell_time(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("wall_instant", 2, flags, |args| {
        let (at, zone): (Option<String>, Option<String>) = (args.get(0)?, args.get(1)?);
        Ok(at.map(|at| WallTime::instant_stored(&at, zone.as_deref())))
    })?;
    Ok(())
}

/// Marks a new file as ours; says nothing to one that has the mark already.
fn stamp(conn: &Connection) -> Result<()> {
    let mark: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if mark != APPLICATION_ID {
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(())
}

fn lower_limits(conn: &Connection) -> Result<()> {
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
        (Limit::SQLITE_LIMIT_COLUMN, 1000),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 500),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 100),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 4096),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 50),
        // VACUUM attaches one.
        (Limit::SQLITE_LIMIT_ATTACHED, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        conn.set_limit(limit, value)?;
    }
    Ok(())
}

/// The key as SQLCipher takes it raw: `x'<64 hex digits><32 of the salt>'`, in wiped memory.
fn key_pragma(key: &DbKey) -> Zeroizing<String> {
    let mut sql = Zeroizing::new(String::with_capacity(128));
    sql.push_str("PRAGMA key = \"x'");
    for byte in key.key.iter().chain(key.salt.iter().flatten()) {
        let _ = write!(sql, "{byte:02x}");
    }
    sql.push_str("'\";");
    sql
}
