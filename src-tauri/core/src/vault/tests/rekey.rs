//! A vault put under a new key: the same records, other keys, and at every moment exactly one
//! vault that opens.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use tempfile::TempDir;

use super::super::keyring::copies::Step as Saving;
use super::super::rekey::Step;
use super::*;
use crate::base::{Cancel, Report};

const FRESH: &str = "seven wet cormorants on a mooring";

fn fresh() -> Secret {
    Secret::new(FRESH)
}

fn filled(dir: &Path) -> RecoveryKey {
    let (vault, recovery) = create(dir);
    vault
        .write("x.y", |tx| {
            for n in 0..1500 {
                let row = (format!("key {n}"), format!("value {n} ").repeat(30));
                tx.sql()
                    .execute("INSERT INTO setting VALUES (?1, ?2)", row)?;
            }
            Ok(())
        })
        .unwrap();
    fs::write(dir.join("search.db"), "made of the former key").unwrap();
    recovery
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

fn names(dir: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(dir).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// The files of a vault that nobody has open, with its database of this name.
fn at_rest(database: &str) -> BTreeSet<String> {
    ["keyring.a", "keyring.b", "lock", database]
        .map(str::to_owned)
        .into()
}

fn rekey(
    vault: &Vault,
    report: &Report,
    told: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<RecoveryKey> {
    let keys = NewKeys {
        proof: &passphrase(),
        passphrase: &fresh(),
        cost: KdfCost::for_tests(),
    };
    let first = |tx: &mut Write<'_>, _: &RecoveryKey| {
        tx.sql()
            .execute("INSERT INTO setting VALUES ('put in on the way', '1')", [])?;
        Ok(())
    };
    vault.rekey_told(&keys, first, report, |_| None, told)
}

/// The folder as a kill after each step leaves it.
struct Left {
    home: TempDir,
    steps: Vec<Step>,
    before: Vec<(String, String)>,
}

impl Left {
    fn by_a_rekey() -> Self {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("whole");
        filled(&dir);
        fs::create_dir_all(home.path().join("left")).unwrap();
        let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
        // Something that stands in the log only.
        set(&vault, "late", "1").unwrap();
        let before = rows(&vault);
        let mut steps = Vec::new();
        let mut told = |step| {
            copy(
                &dir,
                &home.path().join("left").join(steps.len().to_string()),
            );
            steps.push(step);
            Ok(())
        };
        rekey(&vault, &Report::silent(), &mut told).unwrap();
        Self {
            home,
            steps,
            before,
        }
    }

    /// A copy of the folder as the step number `n` left it, to break further.
    fn folder(&self, n: usize, name: &str) -> PathBuf {
        let to = self.home.path().join(name);
        let _ = fs::remove_dir_all(&to);
        copy(&self.home.path().join("left").join(n.to_string()), &to);
        to
    }

    /// Exactly one of both vaults opens, whole, and clears the other away.
    fn look(&self, dir: &Path, moved: bool, about: &str) {
        let (right, wrong) = if moved {
            (fresh(), secret())
        } else {
            (secret(), fresh())
        };
        let refused = Vault::unlock(dir, &Unlock::Passphrase(wrong), clock());
        assert_eq!(refused.unwrap_err().kind(), Kind::WrongSecret, "{about}");
        let vault = Vault::unlock(dir, &Unlock::Passphrase(right), clock())
            .unwrap_or_else(|error| panic!("{about}: {error}"));
        vault.check(true).unwrap();
        let mut found = rows(&vault);
        if moved {
            let new = found.iter().position(|(key, _)| key == "put in on the way");
            found.remove(new.expect("what was written on the way"));
        }
        assert_eq!(found, self.before, "{about}");
        drop(vault);
        let database = if moved { "vault-1.db" } else { "vault.db" };
        let mut rest = names(dir);
        for under_way in ["keyring.a.tmp", "keyring.b.tmp"] {
            rest.remove(under_way);
        }
        if !moved {
            rest.remove("search.db");
        }
        assert_eq!(rest, at_rest(database), "{about}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for name in names(from) {
        fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}

/// Whether the vault lies under the new key after this step.
fn is_moved(step: Step) -> bool {
    use Saving::{FolderSynced, ReadBack, Renamed};
    matches!(
        step,
        Step::First(Renamed | FolderSynced | ReadBack) | Step::Second(_)
    )
}

#[test]
fn a_vault_under_a_new_key_holds_the_same_and_opens_with_the_new_keys_only() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    let paper = filled(&dir);
    let (vault, id) = {
        let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
        let id = vault.id();
        (vault, id)
    };
    let (before, derived) = (rows(&vault), vault.derived_key("search"));
    let recovery = rekey(&vault, &Report::silent(), &mut |_| Ok(())).unwrap();
    // The open value is the past of this vault.
    assert_eq!(set(&vault, "a", "1").unwrap_err().kind(), Kind::Locked);
    drop(vault);
    for old in [
        passphrase(),
        Unlock::Recovery(Secret::new(paper.as_text().as_str())),
    ] {
        let refused = Vault::unlock(&dir, &old, clock()).unwrap_err();
        assert_eq!(refused.kind(), Kind::WrongSecret);
    }
    let vault = Vault::unlock(&dir, &Unlock::Passphrase(fresh()), clock()).unwrap();
    assert_eq!(vault.id(), id);
    assert_ne!(vault.derived_key("search"), derived);
    assert!(!vault.recovery_is_proved());
    let typed = Secret::new(recovery.as_text().as_str());
    vault.prove_recovery(&typed).unwrap();
    assert_eq!(rows(&vault).len(), before.len() + 1);
    assert_eq!(get(&vault, "put in on the way").as_deref(), Some("1"));
    drop(vault);
    assert_eq!(names(&dir), at_rest("vault-1.db"));
    drop(Vault::unlock(&dir, &Unlock::Recovery(typed), clock()).unwrap());
}

#[test]
fn it_can_be_done_again_and_the_passphrase_may_stay() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    filled(&dir);
    for round in 1..4 {
        let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
        let keys = NewKeys {
            proof: &passphrase(),
            passphrase: &secret(),
            cost: KdfCost::for_tests(),
        };
        vault
            .rekey(&keys, |_, _| Ok(()), &Report::silent())
            .unwrap();
        drop(vault);
        let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
        assert_eq!(rows(&vault).len(), 1500);
        drop(vault);
        assert_eq!(names(&dir), at_rest(&format!("vault-{round}.db")));
    }
}

#[test]
fn a_kill_after_any_step_leaves_one_vault_that_opens() {
    let left = Left::by_a_rekey();
    assert!(left.steps.len() > 20, "{:?}", left.steps);
    let n_moved = left.steps.iter().filter(|step| is_moved(**step)).count();
    assert_eq!(n_moved, 9);
    for (n, step) in left.steps.iter().enumerate() {
        let dir = left.folder(n, "cut");
        left.look(&dir, is_moved(*step), &format!("{step:?}"));
    }
}

/// So many power cuts; `./dev torture` asks for ten times as many.
fn cuts() -> u32 {
    let tenths = std::env::var("STEWARD_FAULT_TENTHS").ok();
    30 * tenths.and_then(|n| n.parse().ok()).unwrap_or(1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cuts(), failure_persistence: None, ..ProptestConfig::default() })]

    /// What was not yet made to last may be there in part after a power cut.
    #[test]
    fn a_power_cut_at_any_moment_leaves_one_vault_that_opens(moment: prop::sample::Index, torn: u16, which: bool) {
        static LEFT: std::sync::LazyLock<Left> = std::sync::LazyLock::new(Left::by_a_rekey);
        static TURN: Mutex<()> = Mutex::new(());
        let _alone = hold(&TURN);
        let left = &*LEFT;
        let n = moment.index(left.steps.len());
        let step = left.steps[n];
        let dir = left.folder(n, "torn");
        let tear = |name: &str| {
            let path = dir.join(name);
            if let Ok(whole) = fs::read(&path) {
                let kept = whole.len() * usize::from(torn) / usize::from(u16::MAX);
                fs::write(&path, &whole[..kept]).unwrap();
            }
        };
        let mut moved = is_moved(step);
        match step {
            Step::First(Saving::Created | Saving::Written) | Step::Second(Saving::Created | Saving::Written) => {
                tear("keyring.a.tmp");
                tear("keyring.b.tmp");
            }
            // A name that had not reached the disk: the file before is there again.
            Step::First(Saving::Renamed) if which => {
                let before = left.folder(n - 1, "before");
                for name in ["keyring.a", "keyring.b"] {
                    fs::copy(before.join(name), dir.join(name)).unwrap();
                }
                moved = false;
            }
            Step::Synced | Step::First(_) | Step::Second(_) => {}
            _ => {
                tear("vault-1.db");
                if which {
                    tear("vault-1.db-wal");
                }
            }
        }
        left.look(&dir, moved, &format!("{step:?}, torn to {torn}"));
    }
}

#[test]
fn whatever_fails_on_the_way_changes_nothing_and_it_succeeds_when_tried_again() {
    let steps = Left::by_a_rekey().steps;
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    filled(&dir);
    fs::remove_file(dir.join("search.db")).unwrap();
    let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    let before = rows(&vault);
    for (n, step) in steps.iter().enumerate() {
        if is_moved(*step) {
            break;
        }
        let mut seen = 0;
        let failed = rekey(&vault, &Report::silent(), &mut |_| {
            seen += 1;
            if seen > n {
                return Err(Error::new(Kind::NoSpace, "error.no_space"));
            }
            Ok(())
        });
        assert_eq!(failed.unwrap_err().kind(), Kind::NoSpace, "{step:?}");
        assert_eq!(rows(&vault), before, "{step:?}");
        let mut rest = names(&dir);
        for open in [
            "vault.db-wal",
            "vault.db-shm",
            "keyring.a.tmp",
            "keyring.b.tmp",
        ] {
            rest.remove(open);
        }
        assert_eq!(rest, at_rest("vault.db"), "{step:?}");
    }
    set(&vault, "it goes on", "1").unwrap();
    rekey(&vault, &Report::silent(), &mut |_| Ok(())).unwrap();
    drop(vault);
    let vault = Vault::unlock(&dir, &Unlock::Passphrase(fresh()), clock()).unwrap();
    assert_eq!(get(&vault, "it goes on").as_deref(), Some("1"));
}

#[test]
fn a_failure_after_the_switch_is_told_as_done() {
    for at in [Saving::Renamed, Saving::FolderSynced, Saving::ReadBack] {
        for second in [false, true] {
            let home = tempfile::tempdir().unwrap();
            let dir = home.path().join("Anna.steward");
            filled(&dir);
            let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
            let bad = if second {
                Step::Second(at)
            } else {
                Step::First(at)
            };
            rekey(&vault, &Report::silent(), &mut |step| {
                if step == bad {
                    return Err(Error::internal("the medium failed"));
                }
                Ok(())
            })
            .unwrap();
            drop(vault);
            let vault = Vault::unlock(&dir, &Unlock::Passphrase(fresh()), clock()).unwrap();
            drop(vault);
            assert_eq!(names(&dir), at_rest("vault-1.db"), "{bad:?}");
        }
    }
}

#[test]
fn it_can_be_stopped_while_it_copies() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    filled(&dir);
    fs::remove_file(dir.join("search.db")).unwrap();
    let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    let cancel = Cancel::default();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (teller, stop) = (heard.clone(), cancel.clone());
    let report = Report::to(cancel, move |progress| {
        hold(&teller).push((progress.phase, progress.done, progress.total));
        if progress.done > 0 {
            stop.cancel();
        }
    });
    let stopped = rekey(&vault, &report, &mut |_| Ok(())).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Cancelled);
    let heard = hold(&heard);
    assert!(
        matches!(heard.last(), Some(("progress.rekey", done, Some(total))) if done < total),
        "{heard:?}"
    );
    drop(vault);
    drop(Vault::unlock(&dir, &passphrase(), clock()).unwrap());
    assert_eq!(names(&dir), at_rest("vault.db"));
}

#[test]
fn a_disk_without_room_is_told_before_anything_is_written() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    filled(&dir);
    let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    let before = names(&dir);
    let keys = NewKeys {
        proof: &passphrase(),
        passphrase: &fresh(),
        cost: KdfCost::for_tests(),
    };
    let mut told = Vec::new();
    let refused = vault.rekey_told(
        &keys,
        |_, _| Ok(()),
        &Report::silent(),
        |_| Some(1 << 20),
        &mut |step| {
            told.push(step);
            Ok(())
        },
    );
    assert_eq!(refused.unwrap_err().kind(), Kind::NoSpace);
    assert_eq!((told, names(&dir)), (Vec::new(), before));
    set(&vault, "it goes on", "1").unwrap();
}

#[test]
fn a_wrong_or_weak_passphrase_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    filled(&dir);
    let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    let before = names(&dir);
    let try_with = |proof: &str, passphrase: &str| {
        let keys = NewKeys {
            proof: &Unlock::Passphrase(Secret::new(proof)),
            passphrase: &Secret::new(passphrase),
            cost: KdfCost::for_tests(),
        };
        let refused = vault.rekey(&keys, |_, _| Ok(()), &Report::silent());
        refused.unwrap_err().kind()
    };
    assert_eq!(try_with(FRESH, FRESH), Kind::WrongSecret);
    assert_eq!(try_with(PASSPHRASE, "short"), Kind::Invalid);
    assert_eq!(names(&dir), before);
}

#[test]
fn nobody_else_opens_the_vault_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    filled(&dir);
    let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    let mut n_refused = 0;
    rekey(&vault, &Report::silent(), &mut |_| {
        for key in [passphrase(), Unlock::Passphrase(fresh())] {
            let refused = Vault::unlock(&dir, &key, clock()).unwrap_err();
            assert_eq!(refused.kind(), Kind::InUse);
            n_refused += 1;
        }
        Ok(())
    })
    .unwrap();
    assert!(n_refused > 40);
}

#[test]
fn older_key_files_put_back_cost_the_newer_database_nothing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Anna.steward");
    filled(&dir);
    let old = home.path().join("old");
    copy(&dir, &old);
    let vault = Vault::unlock(&dir, &passphrase(), clock()).unwrap();
    rekey(&vault, &Report::silent(), &mut |_| Ok(())).unwrap();
    drop(vault);
    drop(Vault::unlock(&dir, &Unlock::Passphrase(fresh()), clock()).unwrap());
    for name in ["keyring.a", "keyring.b"] {
        fs::copy(dir.join(name), home.path().join(name)).unwrap();
        fs::copy(old.join(name), dir.join(name)).unwrap();
    }
    let missing = Vault::unlock(&dir, &passphrase(), clock()).unwrap_err();
    assert_eq!(missing.key(), "error.database_missing");
    fs::copy(old.join("vault.db"), dir.join("vault.db")).unwrap();
    drop(Vault::unlock(&dir, &passphrase(), clock()).unwrap());
    assert!(dir.join("vault-1.db").is_file());
    for name in ["keyring.a", "keyring.b"] {
        fs::copy(home.path().join(name), dir.join(name)).unwrap();
    }
    drop(Vault::unlock(&dir, &Unlock::Passphrase(fresh()), clock()).unwrap());
}

#[test]
fn a_note_that_says_nothing_sensible_clears_nothing() {
    for note in ["", "0", "1 0\n", "0 1", "../x 1\n", "0 one\n"] {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("Anna.steward");
        filled(&dir);
        fs::write(dir.join("rekey"), note).unwrap();
        fs::write(dir.join("vault-1.db"), "x").unwrap();
        drop(Vault::unlock(&dir, &passphrase(), clock()).unwrap());
        assert!(!dir.join("rekey").exists(), "{note:?}");
        assert!(dir.join("vault-1.db").exists(), "{note:?}");
    }
}
