//! The vault as the rooms above it use it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::base::{Change, ChangeKind, FixedClock, Timestamp};
use crate::crypto::{KdfCost, RecoveryKey, Secret};

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
    assert_eq!(vault.read(|r| r.commit_seq()).unwrap(), 1);
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
    assert_eq!(vault.read(|r| r.commit_seq()).unwrap(), 0);
    assert_eq!(told.load(Ordering::SeqCst), 0);
    set(&vault, "a", "2").unwrap();
    assert_eq!(get(&vault, "a").as_deref(), Some("2"));
}
