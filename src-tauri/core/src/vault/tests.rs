//! The vault as the rooms above it use it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::base::{Change, ChangeKind, FixedClock, Timestamp};
use crate::crypto::{KdfCost, RecoveryKey, Secret};

mod exchange;
mod migrate;
mod open;
mod rekey;
mod restore;

const PASSPHRASE: &str = "three grey herons by the weir";

fn clock() -> Arc<dyn Clock> {
    Arc::new(FixedClock::at(Timestamp(1_795_305_600_000).utc()))
}

fn secret() -> Secret {
    Secret::new(PASSPHRASE)
}

fn passphrase() -> Unlock {
    Unlock::Passphrase(secret())
}

fn create(dir: &Path) -> (Vault, RecoveryKey) {
    Vault::create(dir, &secret(), KdfCost::for_tests(), clock()).unwrap()
}

fn set(vault: &Vault, key: &str, value: &str) -> Result<()> {
    vault.write("settings.set", |tx| {
        tx.sql().execute(
            "INSERT OR REPLACE INTO setting VALUES (?1, ?2)",
            [key, value],
        )?;
        Ok(())
    })
}

fn get(vault: &Vault, key: &str) -> Option<String> {
    use rusqlite::OptionalExtension as _;
    vault
        .read(|r| {
            let sql = "SELECT value FROM setting WHERE key = ?1";
            Ok(r.sql().query_row(sql, [key], |row| row.get(0)).optional()?)
        })
        .unwrap()
}

fn seq(vault: &Vault) -> i64 {
    let read = |r: &Read<'_>| r.commit_seq();
    vault.read(read).unwrap()
}

#[test]
fn what_was_written_is_there_after_unlocking() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    let (vault, recovery) = create(&dir);
    let id = vault.id();
    set(&vault, "a", "1").unwrap();
    drop(vault);
    let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    assert_eq!((get(&vault, "a").as_deref(), vault.id()), (Some("1"), id));
    drop(vault);
    let typed = Secret::new(recovery.as_text().to_lowercase());
    let vault = Vault::unlock(&dir, &Unlock::Recovery(typed), clock()).unwrap();
    assert_eq!(get(&vault, "a").as_deref(), Some("1"));
}

#[test]
fn a_write_counts_runs_hooks_and_is_told_once_committed() {
    struct Journal;
    impl Hook for Journal {
        fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
            let line = format!("{op} {} {}", tx.seq(), tx.changes().len());
            tx.sql()
                .execute("INSERT INTO setting VALUES ('journal', ?1)", [line])?;
            Ok(())
        }
    }
    let mut vault = Vault::in_memory(clock()).unwrap();
    vault.add_hook(Box::new(Journal));
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    vault.listen(move |changed| heard.lock().unwrap().push(changed.clone()));
    let id = Id::at(Timestamp(1));
    let change = Change {
        entity: "unit".into(),
        id,
        kind: ChangeKind::Created,
    };
    vault
        .write("units.add", |tx| {
            tx.record(change.clone());
            Ok(())
        })
        .unwrap();
    assert_eq!(seq(&vault), 1);
    assert_eq!(get(&vault, "journal").as_deref(), Some("units.add 1 1"));
    let changed = Changed {
        seq: 1,
        op: "units.add".into(),
        changes: vec![change],
    };
    assert_eq!(*told.lock().unwrap(), [changed]);
}

#[test]
fn a_write_that_fails_or_panics_changes_nothing_and_the_vault_goes_on() {
    let vault = Vault::in_memory(clock()).unwrap();
    let told = Arc::new(AtomicUsize::new(0));
    let heard = told.clone();
    vault.listen(move |_| {
        heard.fetch_add(1, Ordering::SeqCst);
    });
    let failed = vault.write("x.y", |tx| -> Result<()> {
        tx.sql()
            .execute("INSERT INTO setting VALUES ('a', '1')", [])?;
        Err(Error::new(Kind::Invalid, "error.internal"))
    });
    assert_eq!(failed.unwrap_err().kind(), Kind::Invalid);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        vault.write("x.y", |tx| -> Result<()> {
            tx.sql()
                .execute("INSERT INTO setting VALUES ('a', '1')", [])?;
            panic!("a test's panic")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(get(&vault, "a"), None);
    assert_eq!(seq(&vault), 0);
    assert_eq!(told.load(Ordering::SeqCst), 0);
    set(&vault, "a", "2").unwrap();
    assert_eq!(get(&vault, "a").as_deref(), Some("2"));
}

#[test]
fn a_read_sees_one_moment_while_others_write() {
    let home = tempfile::tempdir().unwrap();
    let (vault, _) = create(&home.path().join("a.steward"));
    set(&vault, "a", "1").unwrap();
    let value = |r: &Read<'_>| -> Result<String> {
        Ok(r.sql()
            .query_row("SELECT value FROM setting", [], |row| row.get(0))?)
    };
    vault
        .read(|r| {
            let before = (value(r)?, r.commit_seq()?);
            std::thread::scope(|threads| {
                threads
                    .spawn(|| set(&vault, "a", "2").unwrap())
                    .join()
                    .unwrap();
            });
            assert_eq!((value(r)?, r.commit_seq()?), before);
            Ok(())
        })
        .unwrap();
    assert_eq!(get(&vault, "a").as_deref(), Some("2"));
}

#[test]
fn a_write_sees_itself_and_counts_on_from_there() {
    let vault = Vault::in_memory(clock()).unwrap();
    let now = vault
        .write("x.y", |tx| {
            assert_eq!((tx.seq(), tx.commit_seq()?), (1, 0));
            tx.sql()
                .execute("INSERT INTO setting VALUES ('a', '1')", [])?;
            let seen: i64 = tx
                .sql()
                .query_row("SELECT count(*) FROM setting", [], |r| r.get(0))?;
            assert_eq!(seen, 1);
            Ok(tx.now())
        })
        .unwrap();
    assert_eq!(now, Timestamp(1_795_305_600_000));
    assert_eq!(
        vault.read(|r| Ok((r.commit_seq()?, r.zone()))).unwrap(),
        (1, chrono_tz::Asia::Shanghai)
    );
}

#[test]
fn hooks_learn_which_records_may_hold_another_value_in_a_column() {
    let vault = Vault::in_memory(clock()).unwrap();
    let change = |entity: &str, n: u8, kind| Change {
        entity: entity.to_owned(),
        id: Id::from_bytes([n; 16]),
        kind,
    };
    vault
        .write("x.y", |tx| {
            tx.record(change("unit", 1, ChangeKind::Created));
            let edits = [
                ("unit", 2, "owner"),
                ("unit", 3, "parent"),
                ("task", 4, "parent"),
            ];
            for (entity, n, column) in edits {
                let change = change(entity, n, ChangeKind::Updated);
                tx.record_edit(change, vec![column.to_owned()]);
            }
            tx.record(change("unit", 5, ChangeKind::Updated));
            let touched: Vec<Id> = tx.touched("unit", "parent").collect();
            assert_eq!(touched, [1, 3, 5].map(|n| Id::from_bytes([n; 16])));
            let edited: Vec<Id> = tx.edited("unit", "parent").collect();
            assert_eq!(edited, [Id::from_bytes([3; 16])]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_became_of_a_write_is_seen_before_it_is_committed() {
    struct Marks;
    impl Hook for Marks {
        fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
            tx.sql()
                .execute("INSERT INTO setting VALUES ('hook', 'was here')", [])?;
            Ok(())
        }
    }
    let mut vault = Vault::in_memory(clock()).unwrap();
    vault.add_hook(Box::new(Marks));
    let seen: String = vault
        .write_and_see(
            "x.y",
            |_| Ok("hook"),
            |read, key| {
                let sql = "SELECT value FROM setting WHERE key = ?1";
                Ok(read.sql().query_row(sql, [key], |row| row.get(0))?)
            },
        )
        .unwrap();
    assert_eq!(seen, "was here");
    let refused = vault.write_and_see(
        "x.z",
        |tx| Ok(tx.sql().execute("DELETE FROM setting", [])?),
        |_, _| Err::<(), _>(Error::new(Kind::Invalid, "error.required")),
    );
    assert_eq!(refused.unwrap_err().kind(), Kind::Invalid);
    assert_eq!(get(&vault, "hook").as_deref(), Some("was here"));
    assert_eq!(seq(&vault), 1);
}

#[test]
fn the_gate_is_not_gone_through_twice_at_once() {
    let vault = Vault::in_memory(clock()).unwrap();
    let other = Vault::in_memory(clock()).unwrap();
    let inner = vault.write("x.y", |_| {
        assert!(other.read(|_| Ok(())).is_ok());
        vault.read(|_| Ok(()))
    });
    assert_eq!(inner.unwrap_err().kind(), Kind::Internal);
    assert!(vault.read(|_| set(&vault, "a", "1")).is_err());
    assert!(vault.read(|_| vault.checkpoint()).is_err());
    set(&vault, "a", "1").unwrap();
}

#[test]
fn who_only_reads_cannot_write() {
    let home = tempfile::tempdir().unwrap();
    let on_disk = create(&home.path().join("a.steward")).0;
    for vault in [Vault::in_memory(clock()).unwrap(), on_disk] {
        let refused = vault.read(|r| {
            r.sql()
                .execute("INSERT INTO setting VALUES ('a', '1')", [])?;
            Ok(())
        });
        assert!(refused.is_err());
        set(&vault, "b", "1").unwrap();
        assert_eq!(
            (get(&vault, "a"), get(&vault, "b")),
            (None, Some("1".into()))
        );
    }
}

/// In a process that opened none before: the first ones come all at once.
#[test]
fn the_first_vaults_of_a_process_can_be_opened_side_by_side() {
    let start = std::sync::Barrier::new(8);
    std::thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                start.wait();
                Vault::in_memory(clock()).unwrap();
            });
        }
    });
}

#[test]
fn more_readers_than_connections_wait_their_turn() {
    let home = tempfile::tempdir().unwrap();
    let (vault, _) = create(&home.path().join("a.steward"));
    let reads = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for n in 0..12 {
            let (vault, reads) = (&vault, &reads);
            threads.spawn(move || {
                for round in 0..20 {
                    if n == 0 && round % 5 == 0 {
                        vault.check(true).unwrap();
                    }
                    if n == 1 {
                        set(vault, "a", &round.to_string()).unwrap();
                    }
                    get(vault, "a");
                    reads.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(reads.load(Ordering::SeqCst), 240);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        vault.read(|_| -> Result<()> { panic!("a test's panic") })
    }));
    assert!(panicked.is_err());
    assert_eq!(get(&vault, "a").as_deref(), Some("19"));
    vault.checkpoint().unwrap();
}

#[test]
fn a_long_read_holds_up_neither_writes_nor_checkpoints_and_a_deep_check_waits_for_it() {
    let home = tempfile::tempdir().unwrap();
    let (vault, _) = create(&home.path().join("a.steward"));
    let checked = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        vault
            .read(|r| {
                r.commit_seq()?;
                threads.spawn(|| {
                    vault.check(true).unwrap();
                    checked.store(true, Ordering::SeqCst);
                });
                let meanwhile = threads.spawn(|| {
                    set(&vault, "a", "1").unwrap();
                    vault.checkpoint().unwrap();
                    get(&vault, "a")
                });
                assert_eq!(meanwhile.join().unwrap().as_deref(), Some("1"));
                assert!(!checked.load(Ordering::SeqCst));
                Ok(())
            })
            .unwrap();
    });
    assert!(checked.load(Ordering::SeqCst));
}

#[test]
fn who_is_told_of_a_write_may_write() {
    let vault = Arc::new(Vault::in_memory(clock()).unwrap());
    let weak = Arc::downgrade(&vault);
    vault.listen(move |changed| {
        if changed.op == "settings.set" && changed.seq < 3 {
            set(&weak.upgrade().unwrap(), "seen", &changed.seq.to_string()).unwrap();
        }
    });
    set(&vault, "a", "1").unwrap();
    assert_eq!(get(&vault, "seen").as_deref(), Some("2"));
    assert_eq!(seq(&vault), 3);
}

#[test]
fn a_hook_that_fails_undoes_the_write() {
    struct Refuse;
    impl Hook for Refuse {
        fn before_commit(&self, _: &mut Write<'_>, _: &str) -> Result<()> {
            Err(Error::new(Kind::Conflict, "error.internal"))
        }
    }
    let mut vault = Vault::in_memory(clock()).unwrap();
    vault.add_hook(Box::new(Refuse));
    assert_eq!(set(&vault, "a", "1").unwrap_err().kind(), Kind::Conflict);
    assert_eq!((get(&vault, "a"), seq(&vault)), (None, 0));
}

#[test]
fn after_the_medium_failed_a_commit_nothing_is_trusted_until_opened_anew() {
    let vault = Vault::in_memory(clock()).unwrap();
    let failed = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
    let full = vault.note_failed_commit(failed(rusqlite::ffi::SQLITE_FULL));
    assert_eq!(full.kind(), Kind::NoSpace);
    set(&vault, "a", "1").unwrap();
    let _ = vault.note_failed_commit(failed(rusqlite::ffi::SQLITE_IOERR_FSYNC));
    assert_eq!(
        set(&vault, "a", "2").unwrap_err().key(),
        "error.vault_reopen"
    );
    assert!(vault.read(|_| Ok(())).is_err());
}

#[test]
fn derived_keys_are_the_same_again_and_unrelated() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, _) = create(&dir);
    let search = vault.derived_key("search");
    assert_ne!(search, vault.derived_key("drive"));
    assert_ne!(*search, [0; 32]);
    drop(vault);
    let again = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    assert_eq!(again.derived_key("search"), search);
}
