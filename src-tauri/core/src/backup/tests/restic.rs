//! The promise that outlives this program: Debian's own `restic` and `sqlite3` open our backups.
//!
//! Where they are not installed these tests say so and pass; the continuous integration has them.

use std::path::Path;
use std::process::{Command, Output};

use super::fixture::{House, PASSPHRASE, recovery};
use crate::backup::Policy;
use crate::base::Report;

/// Whether both tools are there; says so if not.
fn tools() -> bool {
    let missing: Vec<_> = ["restic", "sqlite3"]
        .into_iter()
        .filter(|tool| Command::new(tool).arg("version").output().is_err())
        .collect();
    if !missing.is_empty() {
        eprintln!("left out: {} not installed", missing.join(" and "));
    }
    missing.is_empty()
}

fn restic(house: &House, password: &str, arguments: &[&str]) -> Output {
    Command::new("restic")
        .arg("--no-cache")
        .arg("-r")
        .arg("repository")
        .args(arguments)
        .env("RESTIC_PASSWORD", password)
        .current_dir(house.home())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{text}");
    text
}

fn sqlite3(file: &Path, sql: &str) -> String {
    said(&Command::new("sqlite3").arg(file).arg(sql).output().unwrap())
        .trim()
        .to_owned()
}

#[test]
fn restic_lists_checks_and_restores_and_sqlite3_opens_what_comes_out() {
    if !tools() {
        return;
    }
    let house = House::with(60);
    let first = house.back_up().snapshot;
    house.next_day();
    house.write(60..90, "second");
    house.back_up();

    let listed = said(&restic(&house, PASSPHRASE, &["snapshots", "--json"]));
    assert_eq!(listed.matches("\"short_id\"").count(), 2, "{listed}");
    assert!(listed.contains(&first.id[..8]), "{listed}");
    let checked = said(&restic(&house, PASSPHRASE, &["check", "--read-data"]));
    assert!(checked.contains("no errors were found"), "{checked}");

    let out = house.room.path().join("restored");
    let to = out.to_str().unwrap();
    said(&restic(
        &house,
        PASSPHRASE,
        &["restore", "latest", "--target", to],
    ));
    let database = out.join("vault.sqlite");
    assert_eq!(std::fs::read(&database).unwrap(), house.image());
    assert_eq!(sqlite3(&database, "PRAGMA integrity_check"), "ok");
    assert_eq!(sqlite3(&database, "SELECT count(*) FROM setting"), "90");
    let manifest = std::fs::read_to_string(out.join("MANIFEST.json")).unwrap();
    assert!(manifest.contains("\"setting\": 90"), "{manifest}");
    let line = std::fs::read_to_string(out.join("vault.sqlite.b3")).unwrap();
    assert_eq!(
        line,
        format!("{}  vault.sqlite\n", blake3::hash(&house.image()))
    );

    let out = house.room.path().join("older");
    let to = out.to_str().unwrap();
    let paper = recovery().as_text();
    said(&restic(
        &house,
        &paper,
        &["restore", &first.id, "--target", to],
    ));
    assert_eq!(
        sqlite3(&out.join("vault.sqlite"), "SELECT count(*) FROM setting"),
        "60"
    );
    let wrong = restic(&house, "three grey herons by the sea", &["snapshots"]);
    assert!(!wrong.status.success());
}

#[test]
fn restic_finds_everything_in_order_after_clearing_out_and_healing() {
    if !tools() {
        return;
    }
    let house = House::with(60);
    for turn in 0..4 {
        house.write(turn * 15..turn * 15 + 15, &format!("turn {turn}"));
        house.back_up();
        house.next_day();
    }
    let pack = super::fixture::files(&house.repository().join("data")).remove(0);
    let mut content = std::fs::read(&pack).unwrap();
    content[40] ^= 1;
    std::fs::write(pack, content).unwrap();
    let report = Report::silent();
    let target = house.target();
    target.check(crate::backup::Part::ALL, &report).unwrap_err();
    super::fixture::back_up(&target, &house.vault, &report).unwrap();
    target.set_broken_aside(&report).unwrap();
    let policy = Policy {
        daily: 1,
        weekly: 0,
        monthly: 0,
        yearly: 0,
        most_bytes: None,
    };
    target
        .clear_out(policy, "2026-11-26".parse().unwrap(), &report)
        .unwrap();
    target.check(crate::backup::Part::ALL, &report).unwrap();
    // As long as we hold it, restic waits.
    drop(target);
    let checked = said(&restic(&house, PASSPHRASE, &["check", "--read-data"]));
    assert!(checked.contains("no errors were found"), "{checked}");
    let out = house.room.path().join("restored");
    said(&restic(
        &house,
        PASSPHRASE,
        &["restore", "latest", "--target", out.to_str().unwrap()],
    ));
    assert_eq!(
        std::fs::read(out.join("vault.sqlite")).unwrap(),
        house.image()
    );
}

#[test]
fn the_text_on_the_drive_names_commands_that_work() {
    if !tools() {
        return;
    }
    let house = House::with(5);
    house.back_up();
    // As a backup that broke off leaves it: locked by nobody.
    let _held = house.target();
    let above = house.drive().join("Steward Backup");
    let name = house.vault.id().to_string();
    for (folder, inside) in [(house.home(), "."), (above, name.as_str())] {
        let text = std::fs::read_to_string(folder.join("README-FIRST.txt")).unwrap();
        assert!(text.contains("恢复"));
        assert!(!text.contains("{folder}"));
        let commands = [
            "snapshots",
            "restore latest --target restored",
            "check --read-data",
        ];
        for command in commands {
            let line = format!("restic -r \"{inside}/repository\" --no-lock {command}");
            // Once in each language.
            assert_eq!(text.matches(&line).count(), 2, "{line}");
            let run = Command::new("sh")
                .args(["-c", &line])
                .env("RESTIC_PASSWORD", PASSPHRASE)
                .env("XDG_CACHE_HOME", house.room.path())
                .current_dir(&folder)
                .output()
                .unwrap();
            said(&run);
        }
        let unlock = format!("restic -r \"{inside}/repository\" unlock");
        assert_eq!(text.matches(&unlock).count(), 2);
        assert!(text.contains("sqlite3 restored/vault.sqlite"));
        let database = folder.join("restored").join("vault.sqlite");
        assert_eq!(sqlite3(&database, "SELECT count(*) FROM setting"), "5");
    }
}
