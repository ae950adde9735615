//! A vault made of another's pages.

use std::fs;

use super::*;
use crate::vault::open::{Prover, whole_and_sealed};

type Page = (u32, Vec<u8>);

/// Every page of the snapshot, decrypted, the encryption's own bytes at its end zeroed.
fn pages(vault: &Vault) -> Vec<Page> {
    let read_out = |r: &Read<'_>| -> Result<Vec<Page>> {
        let mut asked = r
            .sql()
            .prepare("SELECT pgno, data FROM sqlite_dbpage('main')")?;
        let rows = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut pages: Vec<Page> = rows.collect::<rusqlite::Result<_>>()?;
        let kept = 4096 - usize::from(pages[0].1[20]);
        for (_, page) in &mut pages {
            page[kept..].fill(0);
        }
        Ok(pages)
    };
    vault.read(read_out).unwrap()
}

fn restore(
    dir: &Path,
    pages: &[Page],
    recovery: Option<&RecoveryKey>,
) -> Result<(Vault, RecoveryKey)> {
    let made = recovery.cloned().map_or_else(RecoveryKey::make, Ok)?;
    let (passphrase, proved) = (secret(), recovery.is_some());
    let opens = Opens::Anew {
        passphrase: &passphrase,
        recovery: &made,
        proved,
        cost: KdfCost::for_tests(),
    };
    let fill = |conn: &Connection| put(conn, pages);
    let vault = Vault::create_from(dir, opens, clock(), fill, seals, |_, _| Ok(()))?;
    Ok((vault, made))
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "what was filled in is lent to every proof"
)]
fn seals(conn: &Connection, (): &(), prover: Prover) -> Result<()> {
    whole_and_sealed(conn, prover)
}

fn put(conn: &Connection, pages: &[Page]) -> Result<()> {
    let mut put = conn.prepare("INSERT INTO sqlite_dbpage (pgno, data) VALUES (?1, ?2)")?;
    for (number, page) in pages {
        put.execute((number, page))?;
    }
    Ok(())
}

fn filled(dir: &Path) -> (Vault, RecoveryKey) {
    let (vault, recovery) = create(dir);
    vault
        .write("x.y", |tx| {
            for n in 0..500 {
                let row = (format!("key {n}"), "value ".repeat(40));
                tx.sql()
                    .execute("INSERT INTO setting VALUES (?1, ?2)", row)?;
            }
            Ok(())
        })
        .unwrap();
    vault
        .write("x.y", |tx| {
            Ok(tx
                .sql()
                .execute_batch("DELETE FROM setting WHERE key < 'key 2'")?)
        })
        .unwrap();
    (vault, recovery)
}

fn rows(vault: &Vault) -> Vec<(String, String)> {
    vault
        .read(|r| {
            let mut asked = r
                .sql()
                .prepare("SELECT key, value FROM setting ORDER BY key")?;
            let rows = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap()
}

#[test]
fn a_vault_made_of_anothers_pages_holds_the_same_under_other_keys() {
    let home = tempfile::tempdir().unwrap();
    let (old, paper) = filled(&home.path().join("old"));
    let pages = pages(&old);
    assert!(pages.len() > 10);
    let (new, kept) = restore(&home.path().join("new"), &pages, Some(&paper)).unwrap();
    assert_eq!((kept, new.id()), (paper.clone(), old.id()));
    assert_eq!(rows(&new), rows(&old));
    assert_eq!(seq(&new), seq(&old));
    new.check(true).unwrap();
    assert_ne!(new.derived_key("search"), old.derived_key("search"));
    set(&new, "after", "1").unwrap();
    drop((old, new));
    let typed = Secret::new(paper.as_text().as_str());
    let new = Vault::unlock(&home.path().join("new"), &Unlock::Recovery(typed), clock()).unwrap();
    assert_eq!(get(&new, "after").as_deref(), Some("1"));
    let file = |name: &str| fs::read(home.path().join(name).join("vault.db")).unwrap();
    drop(new);
    assert_ne!(file("old")[..4096], file("new")[..4096]);
    let (newer, made) = restore(&home.path().join("newer"), &pages, None).unwrap();
    assert_ne!(made, paper);
    assert_eq!(rows(&newer).len(), 388);
}

#[test]
fn a_vault_made_for_anothers_place_opens_with_whatever_opens_that_one() {
    let home = tempfile::tempdir().unwrap();
    let (living, paper) = filled(&home.path().join("living"));
    let then = pages(&living);
    set(&living, "since", "1").unwrap();
    let dir = home.path().join("former");
    let former = Vault::create_from(
        &dir,
        Opens::As(&living),
        clock(),
        |conn| put(conn, &then),
        seals,
        |_, _| Ok(()),
    );
    let former = former.unwrap();
    assert_eq!((former.id(), get(&former, "since")), (living.id(), None));
    let latch = living.latch();
    drop((living, former));
    let typed = Secret::new(paper.as_text().as_str());
    for key in [passphrase(), Unlock::Recovery(typed)] {
        let former = Vault::unlock(&dir, &key, clock()).unwrap();
        assert_eq!(rows(&former).len(), 388);
        former.check(true).unwrap();
    }
    drop(Vault::reopen(&dir, &latch, clock()).unwrap());
    // Another vault's key opens nothing here, and another vault takes no place of this one.
    let (other, _) = create(&home.path().join("other"));
    let error = Vault::reopen(&dir, &other.latch(), clock()).unwrap_err();
    assert_eq!(error.kind(), Kind::WrongSecret);
    let error = Vault::expect_at(&dir, other.id()).unwrap_err();
    assert_eq!(error.key(), "error.exchange_another_vault");
    let error = Vault::create_from(
        &home.path().join("mixed"),
        Opens::As(&other),
        clock(),
        |conn| put(conn, &then),
        seals,
        |_, _| Ok(()),
    );
    assert_eq!(error.unwrap_err().key(), "error.exchange_another_vault");
    assert!(!home.path().join("mixed").exists());
}

#[test]
fn the_stream_of_the_same_data_is_the_same_and_is_a_plain_database() {
    let home = tempfile::tempdir().unwrap();
    let (vault, _) = filled(&home.path().join("a"));
    let first = pages(&vault);
    vault.checkpoint().unwrap();
    assert!(pages(&vault) == first);
    let mut image: Vec<u8> = first.into_iter().flat_map(|(_, page)| page).collect();
    assert!(image.starts_with(b"SQLite format 3\0"));
    // Only a test puts it on the disk; without its own log, a rollback-journal database.
    image[18..20].fill(1);
    let path = home.path().join("plain.db");
    fs::write(&path, image).unwrap();
    let plain = Connection::open(path).unwrap();
    let count = |conn: &Connection| -> i64 {
        conn.query_row("SELECT count(*) FROM setting", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(count(&plain), 388);
    let ok: String = plain
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(ok, "ok");
}

#[test]
fn pages_that_are_no_whole_vault_leave_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let (old, paper) = filled(&home.path().join("old"));
    let whole = pages(&old);
    drop(old);
    let without = |number: u32| {
        whole
            .iter()
            .filter(|(n, _)| *n != number)
            .cloned()
            .collect()
    };
    let mut garbled = whole.clone();
    garbled[5].1[..200].fill(0xEE);
    let last = u32::try_from(whole.len()).unwrap();
    let cases: [(&str, Vec<Page>); 4] = [
        ("none", Vec::new()),
        ("cut short", whole[..whole.len() / 2].to_vec()),
        ("the last missing", without(last)),
        ("garbled", garbled),
    ];
    for (what, pages) in cases {
        let e = restore(&home.path().join("new"), &pages, Some(&paper)).unwrap_err();
        assert_eq!(e.kind(), Kind::Damaged, "{what}: {e}");
        let names: Vec<_> = fs::read_dir(home.path())
            .unwrap()
            .flatten()
            .map(|e| e.file_name())
            .collect();
        assert_eq!(names, ["old"], "{what}");
    }
    let (passphrase, recovery) = (secret(), RecoveryKey::make().unwrap());
    let opens = Opens::Anew {
        passphrase: &passphrase,
        recovery: &recovery,
        proved: false,
        cost: KdfCost::for_tests(),
    };
    let stopped = Vault::create_from(
        &home.path().join("new"),
        opens,
        clock(),
        |_| Err(Error::new(Kind::Cancelled, "error.cancelled")),
        seals,
        |_, _| Ok(()),
    );
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}
