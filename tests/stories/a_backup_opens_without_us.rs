//! "You can leave, with or without this program": Debian's own restic and sqlite3 open a backup.

use std::path::Path;
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

/// The commands of a README that take a backup apart, each word by word as a shell would read it.
fn told_by(readme: &str) -> Vec<Vec<String>> {
    let fenced = readme.split("```").skip(1).step_by(2);
    let lines = fenced.flat_map(str::lines);
    lines
        .filter(|line| line.starts_with("restic ") || line.starts_with("sqlite3 "))
        .map(|line| {
            let quoted = line.split('"').enumerate();
            quoted
                .flat_map(|(n, part)| match n % 2 {
                    1 => vec![part],
                    _ => part.split_whitespace().collect(),
                })
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

/// Does what a README tells somebody to do who has nothing but the drive, in the folder `home`.
fn follow(readme: &str, drive: &Path, vault: &str, home: &Path) {
    std::fs::create_dir(home).unwrap();
    let told = told_by(readme);
    let tools: Vec<&str> = told.iter().map(|words| words[0].as_str()).collect();
    assert_eq!(tools, ["restic", "restic", "sqlite3"]);
    let mut said = String::new();
    for words in told {
        let words = words.iter().map(|word| {
            word.replace("/media/you/DRIVE", drive.to_str().unwrap())
                .replace("VAULT-ID", vault)
        });
        let words: Vec<String> = words.collect();
        said = run(Command::new(&words[0])
            .args(&words[1..])
            .current_dir(home)
            .env("XDG_CACHE_HOME", home)
            .env("RESTIC_PASSWORD", PASSPHRASE));
    }
    assert!(said.contains("activity"), "{said}");
}

#[test]
fn with_restic_and_sqlite3() {
    let (scene, session) = Scene::set();
    ledger::fill(&session, 40, 80);
    let drive = scene.place("drive");
    connect_drive(&session, &drive, &passphrase());
    back_up(&session, &drive).unwrap();
    let vault = session.vault().id().to_string();
    drop(session);

    // Word for word what both READMEs say of how to leave.
    let english = include_str!("../../README.md");
    follow(english, &drive, &vault, &scene.place("english"));
    let chinese = include_str!("../../README.zh-CN.md");
    follow(chinese, &drive, &vault, &scene.place("chinese"));

    let there = scene.place("there");
    let repository = drive.join("Steward Backup").join(&vault).join("repository");
    let restic = |args: &[&str]| {
        run(Command::new("restic")
            .arg("--no-cache")
            .arg("-r")
            .arg(&repository)
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
