//! Making a vault, opening one, and changing what it is opened with.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, InterruptHandle};

use super::before;
use super::connection::{self, DbKey, Role};
use super::folder::{DATABASE, Lock, Staging, create_private, database};
use super::gate::{Tx, Write, write_first};
use super::keyring::copies::{self, Opening};
use super::keyring::{Keyring, Unlock};
use super::migrations::{self, Birth};
use super::pool::Readers;
use super::rekey;
use super::{Opened, Vault, exchange, quick_check, says_nothing};
use crate::base::{Clock, Error, Id, Kind, Result};
use crate::crypto::strength::require_enough;
use crate::crypto::{KdfCost, Key, RecoveryKey, Secret, derive_key, make_key};

/// What a vault that is being made opens with.
#[derive(Clone, Copy)]
pub(crate) enum Opens<'s> {
    /// A key of its own.
    Anew {
        passphrase: &'s Secret,
        recovery: &'s RecoveryKey,
        /// Whether the user has that already.
        proved: bool,
        cost: KdfCost,
    },
    /// Whatever opens this vault, whose place it is to take.
    As(&'s Vault),
}

/// What opens a vault again without its secret, as long as it is under the same key; wiped when
/// dropped.
#[derive(Clone)]
pub struct Latch(Key);

impl std::fmt::Debug for Latch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Latch").finish_non_exhaustive()
    }
}

impl Vault {
    /// Makes an empty vault in `dir`, which must be new or empty, and opens it. The recovery key
    /// is shown to the user once; without it and the passphrase nobody opens the vault again.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for a folder that holds something or a passphrase that is easy to guess;
    /// [`Kind::NoSpace`], [`Kind::Unavailable`]. Nothing is left behind then.
    pub fn create(
        dir: &Path,
        passphrase: &Secret,
        cost: KdfCost,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, RecoveryKey)> {
        Self::create_with(dir, passphrase, cost, clock, |_, _| Ok(()))
    }

    /// As [`Vault::create`], with what `first` writes into the database while passphrase and
    /// recovery key are both at hand, before the folder has its name: a cut leaves both or none.
    ///
    /// # Errors
    /// As [`Vault::create`]; what `first` returns.
    pub(crate) fn create_with(
        dir: &Path,
        passphrase: &Secret,
        cost: KdfCost,
        clock: Arc<dyn Clock>,
        first: impl FnOnce(&mut Write<'_>, &RecoveryKey) -> Result<()>,
    ) -> Result<(Self, RecoveryKey)> {
        let recovery = RecoveryKey::make()?;
        let opens = Opens::Anew {
            passphrase,
            recovery: &recovery,
            proved: false,
            cost,
        };
        let first = |tx: &mut Write<'_>, _: &Path| first(tx, &recovery);
        let vault = Self::build(dir, opens, clock, |_| Ok(()), first)?;
        Ok((vault, recovery))
    }

    /// Makes a vault in `dir`, which must be new or empty, out of the pages `fill` writes into a
    /// freshly keyed database through `sqlite_dbpage`, inside one transaction that is already
    /// begun. The result is checked by `proof`, of which two halves run at once; it is given what `fill` returned and
    /// must read every page: each was sealed by ourselves a moment ago, and that it can be read back proves the medium.
    /// It is brought to the newest shape, `beside` puts what its rows need into the
    /// folder before that has its name, and it is opened.
    ///
    /// # Errors
    /// As [`Vault::create`]; what `fill`, `proof` and `beside` return; [`Kind::Damaged`] when the pages are no
    /// vault at all; [`Kind::NewerVersion`]. Nothing is left behind then.
    pub(crate) fn create_from<T: Sync>(
        dir: &Path,
        opens: Opens<'_>,
        clock: Arc<dyn Clock>,
        fill: impl FnOnce(&Connection) -> Result<T>,
        proof: impl Fn(&Connection, &T, Prover) -> Result<()> + Sync,
        beside: impl FnOnce(&mut Write<'_>, &Path) -> Result<()>,
    ) -> Result<Self> {
        let filled = |db: &NewDb<'_>| {
            let conn = connection::open(db.path, db.key, Role::Fill)?;
            let tx = Tx::begin(&conn, "BEGIN IMMEDIATE")?;
            let given = fill(&conn)?;
            tx.commit()?;
            close(conn)?;
            check_filled(db, |conn, prover| proof(conn, &given, prover))
        };
        Self::build(dir, opens, clock, filled, beside)
    }

    fn build(
        dir: &Path,
        opens: Opens<'_>,
        clock: Arc<dyn Clock>,
        fill: impl FnOnce(&NewDb<'_>) -> Result<()>,
        first: impl FnOnce(&mut Write<'_>, &Path) -> Result<()>,
    ) -> Result<Self> {
        let now = clock.now();
        let (mut keyring, vault_key) = match opens {
            Opens::Anew { passphrase, .. } => {
                require_enough(passphrase)?;
                (Keyring::make(Id::at(now), now)?, make_key()?)
            }
            Opens::As(living) => {
                let keyring = copies::open_with(living.keyring_dir()?, &living.key)?.keyring;
                (keyring.for_another_database()?, living.key.clone())
            }
        };
        let staging = Staging::begin(dir)?;
        let key = db_key(&keyring, &vault_key)?;
        let path = staging.path().join(DATABASE);
        create_private(&path)?;
        fill(&NewDb {
            path: &path,
            key: &key,
        })?;
        let writer = connection::open(&path, &key, Role::Writer)?;
        migrations::migrate(
            &writer,
            Birth {
                vault_id: keyring.vault_id,
                at: now,
            },
        )?;
        let vault_id = vault_id(&writer)?;
        if matches!(opens, Opens::As(_)) && keyring.vault_id != vault_id {
            return Err(another());
        }
        keyring.vault_id = vault_id;
        write_first(&writer, &*clock, |tx| first(tx, staging.path()))?;
        writer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        close(writer)?;
        File::options().write(true).open(&path)?.sync_all()?;
        if let Opens::Anew {
            passphrase,
            recovery,
            proved,
            cost,
        } = opens
        {
            keyring.set_passphrase(&vault_key, passphrase, cost, now)?;
            keyring.set_recovery(&vault_key, recovery, now)?;
            keyring.recovery_proved = proved;
        }
        copies::save(staging.path(), &keyring, &vault_key)?;
        let dir = staging.finish()?;
        let lock = Lock::take(&dir)?;
        let opening = Opening {
            keyring,
            key: vault_key,
            apart: false,
        };
        Self::open_keyed(&dir, opening, lock, clock)
    }

    /// Opens the vault in `dir`.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when `dir` is no vault, [`Kind::InUse`], [`Kind::WrongSecret`],
    /// [`Kind::Damaged`], and [`Kind::NewerVersion`], which leaves every byte as it is.
    pub fn unlock(dir: &Path, unlock: &Unlock, clock: Arc<dyn Clock>) -> Result<Self> {
        copies::look(dir)?;
        let lock = Lock::take(dir)?;
        let opening = copies::open(dir, unlock)?;
        exchange::sweep_beside(dir);
        Self::open_keyed(dir, opening, lock, clock)
    }

    /// What opens this vault again once it is closed.
    #[must_use]
    pub fn latch(&self) -> Latch {
        Latch(self.key.clone())
    }

    /// As [`Vault::unlock`], without its secret.
    ///
    /// # Errors
    /// As [`Vault::unlock`]; [`Kind::WrongSecret`] when it is under another key.
    pub fn reopen(dir: &Path, latch: &Latch, clock: Arc<dyn Clock>) -> Result<Self> {
        copies::look(dir)?;
        let lock = Lock::take(dir)?;
        let opening = copies::open_with(dir, &latch.0)?;
        Self::open_keyed(dir, opening, lock, clock)
    }

    /// Refuses what is no vault `id`, or is open somewhere, in whose place that one is to be put. Where
    /// its key files cannot be read, nothing speaks against it.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when the vault in `place` is another one, [`Kind::InUse`].
    pub fn expect_at(place: &Path, id: Id) -> Result<()> {
        Lock::take(place)?;
        match copies::said_id(place) {
            Ok(there) if there != id => Err(another()),
            _ => Ok(()),
        }
    }

    fn open_keyed(
        dir: &Path,
        opening: Opening,
        mut lock: Lock,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let Opening {
            keyring,
            key: vault_key,
            apart,
        } = opening;
        let path = dir.join(database(keyring.db_epoch));
        if std::fs::metadata(&path).map_or(0, |found| found.len()) <= 1 {
            // An empty file would become an empty vault: say that it is missing instead. SQLite
            // takes one of a single byte for empty, too.
            return Err(
                Error::new(Kind::Damaged, "error.database_missing").with("path", path.display())
            );
        }
        let key = db_key(&keyring, &vault_key)?;
        probe(&path, &key, lock.was_left_open())?;
        let mut writer = connection::open(&path, &key, Role::Writer)?;
        if migrations::is_older(&writer)? {
            before::keep(dir, &path, writer)?;
            writer = connection::open(&path, &key, Role::Writer)?;
        }
        migrations::migrate(
            &writer,
            Birth {
                vault_id: keyring.vault_id,
                at: clock.now(),
            },
        )?;
        let _ = before::settle(dir, &database(keyring.db_epoch));
        if apart {
            // That it cannot (a read-only medium) is no reason not to open the vault.
            let _ = copies::save(dir, &keyring, &vault_key);
        }
        // That leftovers cannot be cleared away is none either: they are looked for each time.
        let _ = rekey::settle(dir, &keyring, &vault_key);
        lock.mark_open();
        Ok(Self::assemble(Opened {
            id: vault_id(&writer)?,
            dir: Some(dir.to_owned()),
            clock,
            writer,
            readers: Some(Readers::new(path, key)),
            key: vault_key,
            recovery_proved: keyring.recovery_proved,
            lock: Some(lock),
        }))
    }

    /// A vault that lives in memory and dies with its value: for tests. One connection; a reader
    /// waits for the writer.
    ///
    /// # Errors
    /// When the migrations do not run.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Result<Self> {
        let key = make_key()?;
        let db = DbKey {
            key: derive_key(&key, &[b"steward/1/db-key"])?,
            salt: None,
        };
        let writer = connection::open_in_memory(&db)?;
        let now = clock.now();
        migrations::migrate(
            &writer,
            Birth {
                vault_id: Id::at(now),
                at: now,
            },
        )?;
        let id = vault_id(&writer)?;
        let parts = Opened {
            id,
            dir: None,
            clock,
            writer,
            readers: None,
            key,
            recovery_proved: true,
            lock: None,
        };
        Ok(Self::assemble(parts))
    }

    /// Whether `key` opens this vault; takes as long as opening it.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when it does not, [`Kind::Invalid`] when it cannot be a key at all.
    pub fn check_key(&self, key: &Unlock) -> Result<()> {
        copies::open(self.keyring_dir()?, key).map(drop)
    }

    /// Has `new` open the vault instead of `old`. The recovery key stays, and no data is
    /// rewritten. Older backups keep the passphrase of their day.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when `old` does not fit, [`Kind::Invalid`] when `new` is easy to
    /// guess; the vault opens as before then.
    pub fn change_passphrase(&self, old: &Secret, new: &Secret, cost: KdfCost) -> Result<()> {
        self.set_passphrase(&Unlock::Passphrase(old.clone()), new, cost)
    }

    /// As [`Self::change_passphrase`], for whoever proves with `key` that the vault is theirs: the
    /// recovery key does where the passphrase is forgotten.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when `key` does not fit, [`Kind::Invalid`] when it cannot be a key or
    /// `new` is easy to guess; the vault opens as before then.
    pub fn set_passphrase(&self, key: &Unlock, new: &Secret, cost: KdfCost) -> Result<()> {
        require_enough(new)?;
        let now = self.clock.now();
        self.change_keyring(key, |keyring, key| {
            keyring.set_passphrase(key, new, cost, now)
        })
    }

    /// Has `recovery` open the vault, which has still to be proved; the old recovery key opens it no
    /// more.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when `passphrase` does not fit; the vault opens as before then.
    pub fn set_recovery_key(&self, passphrase: &Secret, recovery: &RecoveryKey) -> Result<()> {
        let now = self.clock.now();
        self.change_keyring(&Unlock::Passphrase(passphrase.clone()), |keyring, key| {
            keyring.set_recovery(key, recovery, now)
        })
    }

    /// Whether the recovery key was shown since it was made. One that was not may be lost already.
    #[must_use]
    pub fn recovery_is_proved(&self) -> bool {
        self.recovery_proved.load(Ordering::SeqCst)
    }

    /// Notes that whoever types the recovery key has it; asked no more.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when it is another key, [`Kind::Invalid`] when it cannot be one.
    pub fn prove_recovery(&self, typed: &Secret) -> Result<()> {
        self.change_keyring(&Unlock::Recovery(typed.clone()), |keyring, _| {
            keyring.recovery_proved = true;
            Ok(())
        })
    }

    fn keyring_dir(&self) -> Result<&Path> {
        self.dir()
            .ok_or_else(|| Error::internal("a vault in memory has no keyring"))
    }

    fn change_keyring(
        &self,
        proof: &Unlock,
        change: impl FnOnce(&mut Keyring, &Key) -> Result<()>,
    ) -> Result<()> {
        let dir = self.keyring_dir()?;
        let _inside = self.enter()?;
        // Holding the writer, no two changes run at the same time.
        self.with_writer(|_| {
            let Opening {
                mut keyring, key, ..
            } = copies::open(dir, proof)?;
            change(&mut keyring, &key)?;
            match copies::save(dir, &keyring, &key) {
                Err(error) if !copies::counts(dir, &keyring, &key) => return Err(error),
                // In force, with a copy missing or not sure to last: the next unlock saves both.
                Ok(()) | Err(_) => {}
            }
            before::follow(dir, &keyring, &key);
            self.recovery_proved
                .store(keyring.recovery_proved, Ordering::SeqCst);
            Ok(())
        })
    }
}

/// A database file under way.
pub(super) struct NewDb<'a> {
    pub(super) path: &'a Path,
    pub(super) key: &'a DbKey,
}

/// Has a database that was filled proved by two at once, each with a processor and a connection of its own.
/// Where one finds it wanting, the other's long questions are broken off.
pub(super) fn check_filled(
    db: &NewDb<'_>,
    proof: impl Fn(&Connection, Prover) -> Result<()> + Sync,
) -> Result<()> {
    let conn = connection::open(db.path, db.key, Role::Probe)?;
    let version = migrations::refuse_newer(&conn)?;
    if version == 0 {
        return Err(Error::new(Kind::Damaged, "error.database_damaged")
            .caused_by("the pages hold no vault"));
    }
    let beside = connection::open(db.path, db.key, Role::Probe)?;
    let (here, there) = (conn.get_interrupt_handle(), beside.get_interrupt_handle());
    // What is interrupted fails as well, and later: the first to fail says why.
    let failed = Mutex::new(None);
    let prove = |conn: Connection, prover, other: &InterruptHandle| {
        let proved = proof(&conn, prover).and_then(|()| close(conn));
        if let Err(error) = proved {
            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
            other.interrupt();
        }
    };
    std::thread::scope(|scope| {
        let proving = scope.spawn(|| prove(beside, Prover::Second, &here));
        prove(conn, Prover::First, &there);
        proving
            .join()
            .map_err(|_| Error::internal("the proof of a database panicked"))
    })?;
    let failed = failed.into_inner();
    failed
        .unwrap_or_else(PoisonError::into_inner)
        .map_or(Ok(()), Err)
}

/// One of the two that prove a filled database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prover {
    First,
    Second,
}

/// The proof of a database whose pages nobody knows beforehand: their shape and the seal of each.
pub(super) fn whole_and_sealed(conn: &Connection, prover: Prover) -> Result<()> {
    match prover {
        Prover::First => quick_check(conn),
        Prover::Second => says_nothing(conn, "PRAGMA cipher_integrity_check"),
    }
}

/// Refuses the database of a newer program, and one that was `left_open` and is not whole: after a
/// kill or a power cut every page is looked at once. Leaves the folder as it is: of the two files
/// `SQLite` puts beside a database it reads, those that were not there go again.
fn probe(path: &Path, key: &DbKey, left_open: bool) -> Result<()> {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let (log, index) = (beside("-wal"), beside("-shm"));
    let (had_log, had_index) = (log.exists(), index.exists());
    let conn = connection::open(path, key, Role::Probe)?;
    let known = migrations::refuse_newer(&conn).and_then(|_| {
        if left_open {
            quick_check(&conn)?;
        }
        Ok(())
    });
    close(conn)?;
    if !had_log && std::fs::metadata(&log).is_ok_and(|log| log.len() == 0) {
        std::fs::remove_file(log)?;
    }
    if !had_index && index.exists() {
        std::fs::remove_file(index)?;
    }
    known
}

pub(super) fn db_key(keyring: &Keyring, vault_key: &Key) -> Result<DbKey> {
    let key = derive_key(vault_key, &[b"steward/1/db-key"])?;
    Ok(DbKey {
        key,
        salt: Some(keyring.db_salt),
    })
}

fn vault_id(conn: &Connection) -> Result<Id> {
    Ok(conn.query_row("SELECT vault_id FROM meta", [], |row| row.get(0))?)
}

pub(super) fn close(conn: Connection) -> Result<()> {
    conn.close().map_err(|(_, e)| e.into())
}

fn another() -> Error {
    Error::invalid("path", "error.exchange_another_vault")
}
