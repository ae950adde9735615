//! A vault in a folder of its own, and the time at which a story begins.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use steward_core::base::{FixedClock, Id, Report, Result};
use steward_core::crypto::{KdfCost, RecoveryKey, Secret};
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, Record};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use tempfile::TempDir;

/// What opens every vault made here.
pub const PASSPHRASE: &str = "seven slow herons cross the canal";

/// A vault on disk that is gone when this is dropped.
pub struct Scene {
    /// Stands still until it is moved.
    pub clock: Arc<FixedClock>,
    /// Opens the vault when the passphrase is forgotten.
    pub recovery: RecoveryKey,
    folder: TempDir,
}

/// Monday the 2nd of March 2026, ten in the morning in Shanghai.
#[must_use]
pub fn monday() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-02T10:00:00+08:00")
        .unwrap()
        .into()
}

/// The passphrase as it is typed.
#[must_use]
pub fn passphrase() -> Secret {
    Secret::new(PASSPHRASE)
}

impl Scene {
    /// A new, empty vault, unlocked.
    #[must_use]
    pub fn set() -> (Self, Session) {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at(monday()));
        let (session, recovery) = Session::create(
            &folder.path().join("Mine.steward"),
            &passphrase(),
            KdfCost::for_tests(),
            clock.clone(),
        )
        .unwrap();
        let scene = Self {
            clock,
            recovery,
            folder,
        };
        (scene, session)
    }

    /// The vault's folder.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.place("Mine.steward")
    }

    /// A place beside the vault.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens the vault again.
    #[must_use]
    pub fn unlock(&self) -> Session {
        let key = Unlock::Passphrase(passphrase());
        Session::unlock(&self.vault(), &key, self.clock.clone()).unwrap()
    }
}

/// Makes one record of `entity`.
#[must_use]
pub fn create(
    session: &Session,
    entity: &str,
    values: impl IntoIterator<Item = (&'static str, Value)>,
) -> Record {
    let set = ChangeSet::create("op.create", entity, values);
    session.apply(&set).unwrap().records.remove(0)
}

/// Gives one field of a record another value.
///
/// # Errors
/// What the core refuses.
pub fn change(
    session: &Session,
    record: &Record,
    field: &'static str,
    value: Value,
) -> Result<Record> {
    let Record {
        entity, id, rev, ..
    } = record;
    let set = ChangeSet::update("op.update", entity, *id, *rev, [(field, value)]);
    Ok(session.apply(&set)?.records.remove(0))
}

/// A company named `name`.
#[must_use]
pub fn company(session: &Session, name: &str) -> Record {
    create(session, "unit", [("legal_name", Value::text(name))])
}

/// Everything a user could see of the living records: their fields, by kind and id.
#[must_use]
pub fn picture(session: &Session) -> BTreeMap<(String, Id), BTreeMap<String, Value>> {
    let mut picture = BTreeMap::new();
    for entity in session.catalog().entities() {
        for record in session.records(entity.key, 1_000_000).unwrap() {
            picture.insert((record.entity, record.id), record.values);
        }
    }
    picture
}

/// What the files on living records hold.
#[must_use]
pub fn contents(session: &Session) -> BTreeMap<Id, Vec<u8>> {
    let files = session.records("attachment", 1_000_000).unwrap();
    let held = files.into_iter().map(|file| {
        let (mut opened, ..) = session.open_attachment(file.id).unwrap();
        (file.id, opened.read_at(0, u64::MAX).unwrap())
    });
    held.collect()
}

/// So many bytes that follow from `seed`; where there is room for it, no two seeds give the same.
#[must_use]
pub fn letters(seed: usize, len: usize) -> Vec<u8> {
    let mut bytes = format!("{seed}\n").into_bytes();
    bytes.extend((bytes.len()..len).map(|at| u8::try_from((at * (seed + 1)) % 251).unwrap()));
    bytes.truncate(len);
    bytes
}

/// Puts a file called `name` that holds `content` on a unit.
///
/// # Errors
/// What the core refuses.
pub fn attach(session: &Session, of: Id, name: &str, content: &[u8]) -> Result<Record> {
    let room = TempDir::new().unwrap();
    let path = room.path().join(name);
    std::fs::write(&path, content).unwrap();
    let done = session.attach("unit", of, &[path], &Report::silent())?;
    Ok(done.records.into_iter().next().unwrap())
}
