//! The one history of the schema, and vaults of programs newer than this one.

use std::collections::BTreeMap;
use std::fs;

use super::open::{killed, tree, unlock};
use super::*;
use crate::vault::connection::{self, DbKey};
use crate::vault::keyring::copies;
use crate::vault::migrations::{self, Birth, Migration};

#[test]
fn a_newer_vault_is_refused_and_not_a_byte_of_it_changes() {
    let home = tempfile::tempdir().unwrap();
    for (what, sql) in [
        (
            "version",
            format!("PRAGMA user_version = {}", migrations::newest() + 1),
        ),
        (
            "min_reader",
            format!("UPDATE meta SET min_reader = {}", migrations::newest() + 1),
        ),
    ] {
        let dir = home.path().join(what);
        let (vault, _) = create(&dir);
        vault
            .write("x.y", |tx| Ok(tx.sql().execute_batch(&sql)?))
            .unwrap();
        let left = home.path().join(format!("{what} killed"));
        killed(&vault, &left);
        drop(vault);
        for dir in [dir, left] {
            let hashes = || -> BTreeMap<String, blake3::Hash> {
                tree(&dir)
                    .into_iter()
                    .map(|(name, bytes)| (name, blake3::hash(&bytes)))
                    .collect()
            };
            let before = hashes();
            let e = unlock(&dir).unwrap_err();
            assert_eq!(
                (e.kind(), e.key()),
                (Kind::NewerVersion, "error.vault_newer")
            );
            assert_eq!(before, hashes(), "{what}");
        }
    }
}

#[test]
fn steps_run_in_order_once_each_and_whole_or_not_at_all() {
    let conn = connection::open_in_memory(&DbKey {
        key: Key::default(),
        salt: None,
    })
    .unwrap();
    let birth = Birth {
        vault_id: Id::from_bytes([3; 16]),
        at: Timestamp(5),
    };
    let base = migrations::MIGRATIONS[0];
    let second = Migration {
        name: "0002_second",
        sql: "-- Older programs may still open it: yes\nCREATE TABLE t (x INTEGER) STRICT;",
    };
    let broken = Migration {
        name: "0003_broken",
        sql: "-- Older programs may still open it: no\nINSERT INTO t VALUES (1); DROP TABLE nowhere;",
    };
    let third = Migration {
        name: "0003_third",
        sql: "-- Older programs may still open it: no\nINSERT INTO t VALUES (1);",
    };
    let state = || {
        let version: i64 = conn
            .pragma_query_value(None, "user_version", |r| r.get(0))
            .unwrap();
        let reader: i64 = conn
            .query_row("SELECT min_reader FROM meta", [], |r| r.get(0))
            .unwrap();
        (version, reader)
    };
    migrations::walk(&conn, birth, &[base]).unwrap();
    assert_eq!(state(), (1, 1));
    migrations::walk(&conn, birth, &[base, second]).unwrap();
    assert_eq!(state(), (2, 1));
    assert!(migrations::walk(&conn, birth, &[base, second, broken]).is_err());
    assert_eq!(state(), (2, 1));
    migrations::walk(&conn, birth, &[base, second, third]).unwrap();
    migrations::walk(&conn, birth, &[base, second, third]).unwrap();
    assert_eq!(state(), (3, 3));
    let rows: i64 = conn
        .query_row("SELECT count(*) FROM t", [], |r| r.get(0))
        .unwrap();
    assert_eq!(rows, 1);
    let e = migrations::walk(&conn, birth, &[base, second]).unwrap_err();
    assert_eq!(e.kind(), Kind::NewerVersion);
}

#[test]
fn every_step_opens_with_what_why_and_who_may_still_read() {
    for (number, step) in (1..).zip(migrations::MIGRATIONS) {
        assert!(
            step.name.starts_with(&format!("{number:04}_")),
            "{}",
            step.name
        );
        let comment = step.sql.lines().take_while(|line| line.starts_with("--"));
        let comment = comment.collect::<Vec<_>>().join("\n");
        assert!(comment.contains("\n-- Why: "), "{}", step.name);
        let says =
            |word| comment.contains(&format!("\n-- Older programs may still open it: {word}"));
        assert!(says("yes") ^ says("no"), "{}", step.name);
    }
}

#[test]
fn schema_sql_is_the_sum_of_the_steps() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.sql");
    let vault = Vault::in_memory(clock()).unwrap();
    let parts: Vec<String> = vault
        .read(|r| {
            let mut asked = r
                .sql()
                .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")?;
            let rows = asked.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    let head = "-- The sum of the migrations; generated, do not edit. After a new migration:\n\
                -- STEWARD_WRITE_SCHEMA=1 cargo test -p steward-core schema_sql\n";
    let sum = parts
        .iter()
        .fold(head.to_owned(), |sum, sql| format!("{sum}\n{sql};\n"));
    if std::env::var_os("STEWARD_WRITE_SCHEMA").is_some() {
        fs::write(path, &sum).unwrap();
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == sum,
        "schema.sql is not the sum of the migrations; its head says how to write it anew"
    );
}

#[test]
fn a_records_entries_are_found_without_walking_the_journal() {
    let vault = Vault::in_memory(clock()).unwrap();
    for (part, asked) in [
        ("made", "e.id = x'00' AND e.act = 'create'"),
        ("made", "e.id = x'00' AND +e.seq = 0 AND e.act = 'create'"),
        ("edited", "e.id = x'00' AND e.act <> 'create'"),
        (
            "edited",
            "e.id = x'00' AND e.act <> 'create' AND e.act = 'update'",
        ),
        (
            "edited",
            "e.id = x'00' AND e.act <> 'create' AND e.act = 'delete'",
        ),
        (
            "edited",
            "e.id = x'00' AND +e.seq = 0 AND e.act <> 'create'",
        ),
        (
            "edited",
            "e.id = x'00' AND e.seq > 0 AND e.act = 'create'
               OR e.id = x'00' AND e.seq > 0 AND e.act <> 'create'",
        ),
    ] {
        let plan: Vec<String> = vault
            .read(|r| {
                let mut plan = r.sql().prepare(&format!(
                    "EXPLAIN QUERY PLAN SELECT j.at, e.before
                     FROM journal_entry e JOIN journal j ON j.seq = e.seq WHERE {asked}"
                ))?;
                let rows = plan.query_map([], |row| row.get::<_, String>(3))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap();
        let index = format!("USING INDEX journal_entry_{part}");
        let by_index = plan.iter().any(|line| line.contains(&index));
        let walks = plan.iter().any(|line| line.starts_with("SCAN"));
        assert!(by_index && !walks, "{asked}: {plan:?}");
    }
}

/// Whether this process holds a lock on `file`, as the system knows it.
#[cfg(target_os = "linux")]
fn is_locked_by_us(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let inode = format!(":{}", fs::metadata(file).unwrap().ino());
    let us = std::process::id().to_string();
    fs::read_to_string("/proc/locks")
        .unwrap()
        .lines()
        .any(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.contains(&us.as_str()) && words.iter().any(|word| word.ends_with(&inode))
        })
}

#[test]
fn a_vault_is_kept_as_it_was_before_its_shape_changes() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    let kept = dir.join("before-update");
    let past = usize::try_from(migrations::newest() - 1).unwrap();
    let as_it_was = |dir: &Path| {
        migrations::older::program(past, || {
            let vault = unlock(dir).unwrap();
            let found = "SELECT value FROM setting WHERE key = ?1";
            vault
                .read(|read| {
                    Ok(read
                        .sql()
                        .query_row(found, ["word"], |row| row.get::<_, String>(0))?)
                })
                .unwrap()
        })
    };
    migrations::older::program(past, || {
        let (vault, _) = create(&dir);
        set(&vault, "word", "\"before\"").unwrap();
    });
    assert!(!kept.exists());
    let vault = unlock(&dir).unwrap();
    set(&vault, "word", "\"after\"").unwrap();
    #[cfg(target_os = "linux")]
    assert!(
        is_locked_by_us(&dir.join(crate::vault::folder::DATABASE)),
        "the copy took the database's locks along"
    );
    drop(vault);
    assert_eq!(as_it_was(&kept), "\"before\"");
    // Nothing is to be done the next time, and what is kept stays until it is no longer needed.
    let vault = unlock(&dir).unwrap();
    assert!(kept.exists());
    vault.forget_before_update().unwrap();
    assert!(!kept.exists());
    drop(vault);
    drop(unlock(&dir).unwrap());
    assert!(!kept.exists());
}

#[test]
fn what_is_kept_opens_with_the_passphrase_of_today_alone_and_a_later_update_keeps_its_own() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    let kept = dir.join("before-update");
    let past = usize::try_from(migrations::newest() - 1).unwrap();
    migrations::older::program(past, || drop(create(&dir)));
    let vault = unlock(&dir).unwrap();
    let new = Secret::new("nine pale owls at the ford");
    vault
        .change_passphrase(&secret(), &new, KdfCost::for_tests())
        .unwrap();
    drop(vault);
    let opens = |with: &Secret| copies::open(&kept, &Unlock::Passphrase(with.clone())).is_ok();
    assert!(opens(&new));
    assert!(!opens(&secret()));
    // The update came to its end: what the next one keeps goes in its place.
    assert!(kept.join("over").exists());
}
