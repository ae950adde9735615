//! Making and opening: what is refused, what is left untouched, what is on the disk.

use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::vault::connection::{self, DbKey, Role};
use crate::vault::migrations;

/// Every file of the folder with its bytes.
pub(super) fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let named = |entry: fs::DirEntry| {
        (
            entry.file_name().into_string().unwrap(),
            fs::read(entry.path()).unwrap(),
        )
    };
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| named(entry.unwrap()))
        .collect()
}

/// The folder as a kill leaves it: the log not folded in, the lock free.
pub(super) fn killed(vault: &Vault, to: &Path) {
    fs::create_dir(to).unwrap();
    for (name, bytes) in tree(vault.dir().unwrap()) {
        if !name.ends_with("-shm") {
            fs::write(to.join(name), bytes).unwrap();
        }
    }
}

pub(super) fn unlock(dir: &Path) -> Result<Vault> {
    Vault::unlock(dir, &passphrase(), clock())
}

fn holds(dir: &Path, marker: &[u8]) -> Vec<String> {
    let found = |bytes: &Vec<u8>| bytes.windows(marker.len()).any(|window| window == marker);
    tree(dir)
        .into_iter()
        .filter(|(_, bytes)| found(bytes))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn the_library_is_compiled_as_the_build_flags_say() {
    let vault = Vault::in_memory(clock()).unwrap();
    let options: Vec<String> = vault
        .read(|r| {
            let mut asked = r.sql().prepare("PRAGMA compile_options")?;
            let rows = asked.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    for wanted in [
        "TEMP_STORE=3",
        "DQS=0",
        "DEFAULT_SYNCHRONOUS=3",
        "DEFAULT_WAL_SYNCHRONOUS=3",
        "MAX_ATTACHED=2",
        "ENABLE_DBPAGE_VTAB",
        "HAS_CODEC",
    ] {
        assert!(
            options.iter().any(|option| option == wanted),
            "{wanted} not in {options:?}"
        );
    }
}

/// What a database of ours looks like on the disk: another seal would not open it, and with less room at
/// its end a page would not be where backups are cut into chunks, 64 zeros in a row.
#[test]
fn the_seal_of_a_page() {
    let home = tempfile::tempdir().unwrap();
    let (vault, _) = create(&home.path().join("a.steward"));
    vault
        .read(|r| {
            let told = |what: &str| {
                r.sql()
                    .query_row(&format!("PRAGMA {what}"), [], |row| row.get::<_, String>(0))
            };
            assert_eq!(told("cipher_hmac_algorithm")?, "HMAC_SHA256");
            assert_eq!(told("cipher_use_hmac")?, "1");
            let first: Vec<u8> = r.sql().query_row(
                "SELECT data FROM sqlite_dbpage('main') WHERE pgno = 1",
                [],
                |row| row.get(0),
            )?;
            assert_eq!(first[20], 80);
            Ok(())
        })
        .unwrap();
}

#[test]
fn connections_are_durable_and_hardened() {
    let home = tempfile::tempdir().unwrap();
    let (vault, _) = create(&home.path().join("a.steward"));
    let expect = |conn: &Connection, wanted: &[(&str, i64)]| {
        for (pragma, value) in wanted {
            let found: i64 = conn
                .pragma_query_value(None, pragma, |row| row.get(0))
                .unwrap();
            assert_eq!(found, *value, "{pragma}");
        }
        let mode: String = conn
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .unwrap();
        assert_eq!(mode, "wal");
        let memory: String = conn
            .query_row("PRAGMA cipher_memory_security", [], |row| row.get(0))
            .unwrap();
        assert_eq!(memory, "1");
        let schema = conn.execute("CREATE TABLE t (x) STRICT", []);
        assert!(schema.is_err());
        let page = conn.execute("UPDATE sqlite_dbpage SET data = zeroblob(4096)", []);
        assert!(page.is_err(), "raw pages can be written");
    };
    let both = [
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("cell_size_check", 1),
        ("trusted_schema", 0),
        ("application_id", i64::from(connection::APPLICATION_ID)),
        ("user_version", migrations::newest()),
    ];
    let only = |conn: &Connection, name: &str, value: i64| expect(conn, &[(name, value)]);
    vault
        .write("x.y", |tx| {
            expect(tx.sql(), &both);
            only(tx.sql(), "query_only", 0);
            Ok(())
        })
        .unwrap();
    vault
        .read(|r| {
            expect(r.sql(), &both);
            only(r.sql(), "query_only", 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn no_file_of_the_vault_holds_what_was_written_in_clear() {
    const MARKER: &str = "Marigold Wharf Trading 0451";
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, recovery) = create(&dir);
    set(&vault, "name", MARKER).unwrap();
    vault
        .write("x.y", |tx| {
            tx.sql()
                .execute_batch("CREATE TEMP TABLE sorted AS SELECT value FROM setting")?;
            Ok(())
        })
        .unwrap();
    let paper = recovery.as_text();
    for open in [true, false] {
        if !open {
            vault.check(true).unwrap();
        }
        for secret in [
            MARKER,
            "setting",
            PASSPHRASE,
            paper.as_str(),
            "SQLite format 3",
        ] {
            assert_eq!(holds(&dir, secret.as_bytes()), [""; 0], "{secret}");
        }
    }
    // The same search does find it where it is in clear.
    let plain = home.path().join("plain");
    fs::create_dir(&plain).unwrap();
    let conn = Connection::open(plain.join("plain.db")).unwrap();
    conn.execute_batch("CREATE TABLE setting (value TEXT)")
        .unwrap();
    conn.execute("INSERT INTO setting VALUES (?1)", [MARKER])
        .unwrap();
    conn.close().unwrap();
    assert_eq!(holds(&plain, MARKER.as_bytes()), ["plain.db"]);
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_enter_the_folder_and_read_its_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, _) = create(&dir);
    set(&vault, "a", "1").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    let names: Vec<String> = tree(&dir).into_keys().collect();
    let expected = [
        "keyring.a",
        "keyring.b",
        "lock",
        "vault.db",
        "vault.db-shm",
        "vault.db-wal",
    ];
    assert_eq!(names, expected);
    for name in names {
        assert_eq!(mode(&dir.join(&name)), 0o600, "{name}");
    }
}

#[test]
fn a_vault_is_made_in_a_new_or_empty_folder_only() {
    let home = tempfile::tempdir().unwrap();
    let make = |dir: &Path| Vault::create(dir, &secret(), KdfCost::for_tests(), clock()).map(drop);
    let empty = home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    make(&empty).unwrap();
    make(&home.path().join("deep/down")).unwrap();
    let before = tree(&empty);
    let e = make(&empty).unwrap_err();
    assert_eq!(
        (e.kind(), e.key()),
        (Kind::Invalid, "error.folder_not_empty")
    );
    assert!(tree(&empty) == before);
    let file = home.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert_eq!(make(&file).unwrap_err().key(), "error.folder_not_empty");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn a_vault_that_could_not_be_made_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a");
    let weak = Vault::create(
        &dir,
        &Secret::new("password1234"),
        KdfCost::for_tests(),
        clock(),
    );
    assert_eq!(weak.unwrap_err().key(), "error.passphrase_weak");
    let impossible = KdfCost {
        lanes: 0,
        ..KdfCost::for_tests()
    };
    assert!(Vault::create(&dir, &secret(), impossible, clock()).is_err());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn what_a_cut_left_of_a_beginning_is_swept_and_nothing_else_is() {
    let home = tempfile::tempdir().unwrap();
    let inside = |name: &str| home.path().join(name);
    let (left, mine, other) = (
        ".a.staging-0123456789abcdef",
        ".a.staging-of mine",
        ".b.staging-0123456789abcdef",
    );
    for name in [left, mine, other] {
        fs::create_dir(inside(name)).unwrap();
        fs::write(inside(name).join("vault.db"), "half").unwrap();
    }
    let (vault, _) = create(&inside("a"));
    assert!(vault.check(true).is_ok());
    assert!(!inside(left).exists());
    assert!(inside(mine).exists() && inside(other).exists());
}

#[test]
fn one_vault_is_open_once() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, _) = create(&dir);
    let e = unlock(&dir).unwrap_err();
    assert_eq!((e.kind(), e.key()), (Kind::InUse, "error.vault_in_use"));
    drop(vault);
    let again = unlock(&dir).unwrap();
    assert!(unlock(&dir).is_err());
    drop(again);
    assert!(unlock(&dir).is_ok());
}

#[test]
fn locking_folds_the_log_in() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, _) = create(&dir);
    set(&vault, "a", "1").unwrap();
    assert!(get(&vault, "a").is_some());
    assert!(!tree(&dir)["vault.db-wal"].is_empty());
    vault.checkpoint().unwrap();
    assert!(tree(&dir)["vault.db-wal"].is_empty());
    set(&vault, "b", "1").unwrap();
    drop(vault);
    let names: Vec<String> = tree(&dir).into_keys().collect();
    assert_eq!(names, ["keyring.a", "keyring.b", "lock", "vault.db"]);
}

#[test]
fn a_killed_program_loses_no_committed_write() {
    let home = tempfile::tempdir().unwrap();
    let (vault, _) = create(&home.path().join("a.steward"));
    let left = home.path().join("killed.steward");
    for n in 0..50 {
        set(&vault, &format!("k{n}"), "v").unwrap();
    }
    killed(&vault, &left);
    let again = unlock(&left).unwrap();
    assert_eq!(seq(&again), 50);
    assert!((0..50).all(|n| get(&again, &format!("k{n}")).is_some()));
    again.check(true).unwrap();
}

#[test]
fn refusals_tell_wrong_secret_missing_and_damaged_apart() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let refused = |unlock: &Unlock| {
        let e = Vault::unlock(&dir, unlock, clock()).unwrap_err();
        (e.kind(), e.key())
    };
    assert_eq!(
        refused(&passphrase()),
        (Kind::NotFound, "error.vault_missing")
    );
    assert!(!dir.exists());
    drop(create(&dir));
    let wrong = Unlock::Passphrase(Secret::new("four grey herons by the weir"));
    assert_eq!(
        refused(&wrong),
        (Kind::WrongSecret, "error.passphrase_wrong")
    );
    let whole = tree(&dir);
    for empty in ["", "x"] {
        fs::write(dir.join("vault.db"), empty).unwrap();
        assert_eq!(
            refused(&passphrase()),
            (Kind::Damaged, "error.database_missing")
        );
    }
    fs::remove_file(dir.join("vault.db")).unwrap();
    assert_eq!(
        refused(&passphrase()),
        (Kind::Damaged, "error.database_missing")
    );
    assert!(
        !dir.join("vault.db").exists(),
        "a missing database was made anew"
    );
    let mut foreign = whole["vault.db"].clone();
    foreign[100..200].fill(7);
    fs::write(dir.join("vault.db"), foreign).unwrap();
    assert_eq!(
        refused(&passphrase()),
        (Kind::Damaged, "error.database_damaged")
    );
    fs::write(dir.join("vault.db"), &whole["vault.db"]).unwrap();
    fs::write(dir.join("keyring.a"), "x").unwrap();
    fs::write(dir.join("keyring.b"), "x").unwrap();
    assert_eq!(
        refused(&passphrase()),
        (Kind::Damaged, "error.keyring_damaged")
    );
    fs::remove_file(dir.join("keyring.a")).unwrap();
    fs::remove_file(dir.join("keyring.b")).unwrap();
    assert_eq!(
        refused(&passphrase()),
        (Kind::Damaged, "error.keyring_missing")
    );
}

#[test]
fn a_damaged_copy_of_the_key_file_is_made_whole_at_the_next_unlock() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    drop(create(&dir));
    for name in ["keyring.a", "keyring.b"] {
        fs::write(dir.join(name), "damaged").unwrap();
        drop(unlock(&dir).unwrap());
    }
    let (a, b) = (&tree(&dir)["keyring.a"], &tree(&dir)["keyring.b"]);
    assert!(a.starts_with(b"STWDKEY\x01") && b.starts_with(b"STWDKEY\x01"));
}

#[test]
fn damage_to_any_page_is_found_by_the_deep_check() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, _) = create(&dir);
    vault
        .write("x.y", |tx| {
            for n in 0..200 {
                let row = (format!("key {n}"), "value ".repeat(40));
                tx.sql()
                    .execute("INSERT INTO setting VALUES (?1, ?2)", row)?;
            }
            Ok(())
        })
        .unwrap();
    vault.check(true).unwrap();
    vault.check(false).unwrap();
    drop(vault);
    let path = dir.join("vault.db");
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 10 * 4096);
    for page in 0..whole.len() / 4096 {
        let mut changed = whole.clone();
        changed[page * 4096 + 1000] ^= 1;
        fs::write(&path, changed).unwrap();
        let found = unlock(&dir)
            .and_then(|vault| vault.check(true))
            .unwrap_err();
        assert_eq!(found.kind(), Kind::Damaged, "page {page}");
    }
    fs::write(&path, &whole).unwrap();
    unlock(&dir).unwrap().check(true).unwrap();
}

#[test]
fn after_a_kill_every_page_is_looked_at_before_a_byte_is_changed() {
    let home = tempfile::tempdir().unwrap();
    let (dir, left) = (home.path().join("a.steward"), home.path().join("k.steward"));
    let (vault, _) = create(&dir);
    let fill = |tx: &mut Write<'_>| {
        for n in 0..200 {
            let row = (format!("key {n}"), "value ".repeat(40));
            tx.sql()
                .execute("INSERT INTO setting VALUES (?1, ?2)", row)?;
        }
        Ok(())
    };
    vault.write("x.y", fill).unwrap();
    vault.checkpoint().unwrap();
    killed(&vault, &left);
    drop(vault);
    assert!(tree(&dir)["lock"].is_empty() && !tree(&left)["lock"].is_empty());
    // A page that nobody reads on the way in.
    let hurt = |dir: &Path| {
        let path = dir.join("vault.db");
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.len() - 2 * 4096 + 1000;
        bytes[at] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let whole = tree(&left);
    hurt(&left);
    let before = tree(&left);
    for _ in 0..2 {
        let refused = unlock(&left).unwrap_err();
        assert_eq!(
            (refused.kind(), refused.key()),
            (Kind::Damaged, "error.database_damaged")
        );
        assert!(tree(&left) == before, "a byte was changed");
    }
    fs::write(left.join("vault.db"), &whole["vault.db"]).unwrap();
    drop(unlock(&left).unwrap());
    assert!(tree(&left)["lock"].is_empty(), "closed, and asked no more");
    hurt(&dir);
    assert!(unlock(&dir).is_ok(), "closed well, it opens at once");
}

#[test]
fn a_database_beside_the_vaults_own_has_a_key_of_its_own() {
    const MARKER: &[u8] = b"Marigold Wharf";
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, _) = create(&dir);
    let conn = vault.beside("search").open().unwrap();
    conn.execute_batch("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('Marigold Wharf')")
        .unwrap();
    conn.close().unwrap();
    assert_eq!(holds(&dir, MARKER), [""; 0]);
    drop(vault);
    let vault = unlock(&dir).unwrap();
    let found = |conn: &Connection| -> String {
        conn.query_row("SELECT x FROM t", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(
        found(&vault.beside("search").open().unwrap()).as_bytes(),
        MARKER
    );
    let plain = Connection::open(dir.join("search.db")).unwrap();
    assert!(plain.query_row("SELECT x FROM t", [], |_| Ok(())).is_err());
    fs::copy(dir.join("search.db"), dir.join("other.db")).unwrap();
    assert_eq!(
        vault.beside("other").open().unwrap_err().kind(),
        Kind::Damaged
    );
    assert!(
        Vault::in_memory(clock())
            .unwrap()
            .beside("search")
            .open()
            .is_ok()
    );
}

#[test]
fn passphrase_and_recovery_key_change_one_at_a_time() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, first) = create(&dir);
    let new = Secret::new("seven late swans on the mere");
    let cost = KdfCost::for_tests();
    let wrong = vault.change_passphrase(&new, &new, cost).unwrap_err();
    assert_eq!(wrong.kind(), Kind::WrongSecret);
    let weak = vault
        .change_passphrase(&secret(), &Secret::new("swan"), cost)
        .unwrap_err();
    assert_eq!(weak.kind(), Kind::Invalid);
    vault.change_passphrase(&secret(), &new, cost).unwrap();
    assert_eq!(
        vault
            .set_recovery_key(&secret(), &first)
            .unwrap_err()
            .kind(),
        Kind::WrongSecret
    );
    set(&vault, "a", "1").unwrap();
    drop(vault);
    let opens = |unlock: Unlock| Vault::unlock(&dir, &unlock, clock());
    let on_paper = |key: &RecoveryKey| Unlock::Recovery(Secret::new(key.as_text().as_str()));
    assert_eq!(opens(passphrase()).unwrap_err().kind(), Kind::WrongSecret);
    assert_eq!(
        get(&opens(on_paper(&first)).unwrap(), "a").as_deref(),
        Some("1")
    );
    let vault = opens(Unlock::Passphrase(new.clone())).unwrap();
    let second = RecoveryKey::make().unwrap();
    vault.set_recovery_key(&new, &second).unwrap();
    drop(vault);
    assert_eq!(
        opens(on_paper(&first)).unwrap_err().kind(),
        Kind::WrongSecret
    );
    assert!(opens(on_paper(&second)).is_ok());
    assert!(opens(Unlock::Passphrase(new)).is_ok());
}

#[test]
fn a_forgotten_passphrase_is_set_anew_with_the_recovery_key() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, key) = create(&dir);
    let on_paper = Unlock::Recovery(Secret::new(key.as_text().as_str()));
    let new = Secret::new("seven late swans on the mere");
    let cost = KdfCost::for_tests();
    let other = Unlock::Recovery(Secret::new(RecoveryKey::make().unwrap().as_text().as_str()));
    let wrong = vault.set_passphrase(&other, &new, cost).unwrap_err();
    assert_eq!(wrong.kind(), Kind::WrongSecret);
    vault.set_passphrase(&on_paper, &new, cost).unwrap();
    drop(vault);
    let opens = |unlock: Unlock| Vault::unlock(&dir, &unlock, clock());
    assert_eq!(opens(passphrase()).unwrap_err().kind(), Kind::WrongSecret);
    assert!(opens(Unlock::Passphrase(new)).is_ok());
    assert!(opens(on_paper).is_ok());
}

#[test]
fn the_version_probe_is_not_fooled_by_a_wrong_key() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    drop(create(&dir));
    let wrong = DbKey {
        key: Key::default(),
        salt: None,
    };
    for role in [Role::Probe, Role::Writer, Role::Reader] {
        let e = connection::open(&dir.join("vault.db"), &wrong, role).unwrap_err();
        assert_eq!(e.kind(), Kind::Damaged, "{role:?}");
    }
}

#[test]
fn a_recovery_key_is_unproved_from_the_moment_it_opens_until_it_is_typed() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let (vault, first) = create(&dir);
    assert!(!vault.recovery_is_proved());
    let typed = |key: &RecoveryKey| Secret::new(key.as_text().as_str());
    let other = vault.prove_recovery(&typed(&RecoveryKey::make().unwrap()));
    assert_eq!(other.unwrap_err().kind(), Kind::WrongSecret);
    assert!(!vault.recovery_is_proved());
    vault.prove_recovery(&typed(&first)).unwrap();
    assert!(vault.recovery_is_proved());
    drop(vault);
    let vault = unlock(&dir).unwrap();
    assert!(vault.recovery_is_proved());
    let second = RecoveryKey::make().unwrap();
    let wrong = vault.set_recovery_key(&Secret::new("not it"), &second);
    assert_eq!(wrong.unwrap_err().kind(), Kind::WrongSecret);
    assert!(vault.recovery_is_proved(), "the first key still holds");

    vault.set_recovery_key(&secret(), &second).unwrap();
    assert!(!vault.recovery_is_proved());
    let cut = home.path().join("cut.steward");
    killed(&vault, &cut);
    let after = Vault::unlock(&cut, &Unlock::Recovery(typed(&second)), clock()).unwrap();
    assert!(
        !after.recovery_is_proved(),
        "a kill does not hide the question"
    );
    drop(after);
    vault
        .change_passphrase(
            &secret(),
            &Secret::new("seven late swans on the mere"),
            KdfCost::for_tests(),
        )
        .unwrap();
    assert!(!vault.recovery_is_proved(), "a passphrase proves no paper");
}

#[test]
fn what_is_written_first_is_there_with_the_vault_or_the_vault_is_not() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a.steward");
    let refused = Vault::create_with(&dir, &secret(), KdfCost::for_tests(), clock(), |tx, _| {
        tx.sql()
            .execute("INSERT INTO setting VALUES ('a', '1')", [])?;
        Err(Error::internal("a cut"))
    });
    assert!(refused.is_err());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    let (vault, _) = Vault::create_with(&dir, &secret(), KdfCost::for_tests(), clock(), |tx, _| {
        assert!(!dir.exists());
        tx.sql()
            .execute("INSERT INTO setting VALUES ('a', '1')", [])?;
        Ok(())
    })
    .unwrap();
    assert_eq!((get(&vault, "a").as_deref(), seq(&vault)), (Some("1"), 0));
}
