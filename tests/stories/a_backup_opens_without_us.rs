//! "You can leave, with or without this program": Debian's own restic and sqlite3 open a backup.

use std::path::{Path, PathBuf};
use std::process::Command;

use steward_tests::drive::{back_up, connect_drive};
use steward_tests::ledger;
use steward_tests::scene::{PASSPHRASE, Scene, passphrase};

/// Runs a tool and gives what it prints.
fn run(tool: &mut Command) -> String {
    let done = tool
        .output()
        .unwrap_or_else(|error| unreachable!("{tool:?}: {error}"));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{tool:?}: {said}");
    String::from_utf8(done.stdout).unwrap()
}

/// The folder below `drive` that restic calls a repository.
fn repository(drive: &Path) -> PathBuf {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect()
    };
    let mut look_in = vec![drive.to_owned()];
    while let Some(folder) = look_in.pop() {
        if folder.join("config").is_file() {
            return folder;
        }
        look_in.extend(entries(&folder));
    }
    unreachable!("no repository on the drive");
}

#[test]
fn with_restic_and_sqlite3() {
    let (scene, session) = Scene::set();
    ledger::fill(&session, 40, 80);
    let drive = scene.place("drive");
    connect_drive(&session, &drive, &passphrase());
    back_up(&session, &drive).unwrap();
    drop(session);

    let there = scene.place("there");
    let restic = |args: &[&str]| {
        run(Command::new("restic")
            .arg("--no-cache")
            .arg("-r")
            .arg(repository(&drive))
            .args(args)
            .env("RESTIC_PASSWORD", PASSPHRASE))
    };
    restic(&["check", "--read-data"]);
    restic(&["restore", "latest", "--target", there.to_str().unwrap()]);

    let ask = |sql: &str| {
        run(Command::new("sqlite3")
            .arg(there.join("vault.sqlite"))
            .arg(sql))
    };
    assert_eq!(ask("PRAGMA integrity_check").trim(), "ok");
    assert_eq!(ask("SELECT count(*) FROM unit").trim(), "40");
    assert_eq!(
        ask("SELECT count(*) FROM activity WHERE length(content) > 0").trim(),
        "80"
    );
    let name = ledger::unit(7).remove("legal_name").unwrap();
    let named = ask("SELECT legal_name FROM unit WHERE code = 'KH-000007'");
    assert_eq!(named.trim(), name.as_text().unwrap());
}
