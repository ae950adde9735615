//! "One file to hand over": the whole vault, files and all, comes out of it again, with this program
//! or with Debian's own tools.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use steward_core::backup::NewVault;
use steward_core::base::{Id, Report};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::records::labels::Language;
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::ledger;
use steward_tests::scene::{Scene, create, picture};

const OPENS: &str = "nine white herons over the mill";
const CONTRACT: &[u8] = b"signed and sealed";

fn contract() -> Vec<u8> {
    CONTRACT.repeat(90_000)
}

/// A vault with records, a file of more than a chunk on one of them, an empty one, and one in the bin.
fn furnished() -> (Scene, Session, Id) {
    let (scene, session) = Scene::set();
    let _ = ledger::fill(&session, 40, 80);
    let unit = create(
        &session,
        "unit",
        [("legal_name", Value::text("华东机械/苏州"))],
    );
    let long = format!("{}.txt", "报价与往来函件".repeat(7));
    let files = ["合同.pdf", long.as_str(), "旧.txt"].map(|name| scene.place(name));
    for (file, text) in files.iter().zip([&*contract(), b"", b"old"]) {
        fs::write(file, text).unwrap();
    }
    let report = Report::silent();
    let done = session.attach("unit", unit.id, &files, &report).unwrap();
    let gone = &done.records[2];
    let away = ChangeSet {
        label: "op.delete".to_owned(),
        changes: vec![RecordChange::Delete {
            entity: "attachment".to_owned(),
            id: gone.id,
            rev: gone.rev,
        }],
    };
    session.apply(&away).unwrap();
    (scene, session, unit.id)
}

fn pack(scene: &Scene, session: &Session) -> PathBuf {
    let to = scene.place("Mine-2026-03-02.tar.zst.age");
    let (opens, report) = (Secret::new(OPENS), Report::silent());
    let done = session.pack(&to, false, &opens, Language::Zh, &report);
    let done = done.unwrap();
    assert_eq!(done.bytes, to.metadata().unwrap().len());
    assert_eq!(done.files, 2);
    to
}

#[test]
fn all_of_it_comes_back_on_another_machine() {
    let (scene, session, unit) = furnished();
    let file = pack(&scene, &session);
    let before = picture(&session);
    drop(session);
    fs::remove_dir_all(scene.vault()).unwrap();

    let (folder, opens) = (scene.place("Theirs.steward"), Secret::new(OPENS));
    let new = NewVault {
        folder: &folder,
        passphrase: &opens,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: scene.clock.clone(),
    };
    let (session, recovery) = Session::unpack(&file, &opens, &new, &Report::silent()).unwrap();
    assert_eq!(picture(&session), before);
    assert!(
        session
            .check_attachments(&Report::silent())
            .unwrap()
            .is_empty()
    );
    let there = session.attachments(unit).unwrap();
    let sizes = there.iter().map(|one| {
        let (mut opened, _, _) = session.open_attachment(one.id).unwrap();
        opened.read_at(0, u64::MAX).unwrap()
    });
    let mut texts: Vec<_> = sizes.collect();
    texts.sort();
    assert_eq!(texts, [Vec::new(), contract()]);
    // What lies in the bin comes out of it with its file.
    session.undo().unwrap();
    assert_eq!(session.attachments(unit).unwrap().len(), 3);
    assert!(
        session
            .check_attachments(&Report::silent())
            .unwrap()
            .is_empty()
    );
    assert!(session.backup_plan().unwrap().is_none());
    drop(session);

    for key in [
        Unlock::Passphrase(opens.clone()),
        Unlock::Recovery(Secret::new(recovery.as_text().as_str())),
    ] {
        Session::unlock(&folder, &key, scene.clock.clone()).unwrap();
    }
}

fn run(within: &Path, line: &str) -> String {
    let mut command = Command::new("sh");
    let done = command.args(["-c", line]).current_dir(within).output();
    let done = done.unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{line}: {said}");
    String::from_utf8(done.stdout).unwrap()
}

/// `age` asks at a terminal and nowhere else.
fn at_a_terminal(within: &Path, line: &str, typed: &str) {
    let mut asked = Command::new("script")
        .args(["--quiet", "--return", "--command", line, "/dev/null"])
        .current_dir(within)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = asked.stdin.take().unwrap();
    writeln!(keyboard, "{typed}").unwrap();
    let done = asked.wait_with_output().unwrap();
    drop(keyboard);
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{line}: {said}");
}

#[test]
fn with_age_zstd_tar_and_sqlite3_by_the_commands_it_names_itself() {
    let (scene, session, _) = furnished();
    let file = pack(&scene, &session);
    let head = fs::read(&file).unwrap();
    let head = String::from_utf8_lossy(&head[..80]).into_owned();
    // 2^17 · 8 · 128 bytes: 128 MiB.
    assert!(head.lines().nth(1).unwrap().ends_with(" 17"), "{head}");
    let there = scene.place("there");
    fs::create_dir(&there).unwrap();
    fs::copy(&file, there.join("NAME.tar.zst.age")).unwrap();
    at_a_terminal(
        &there,
        "age --decrypt -o vault.tar.zst NAME.tar.zst.age",
        OPENS,
    );
    run(&there, "zstd -q -d vault.tar.zst");
    let listed = run(&there, "tar -tf vault.tar");
    let order: Vec<_> = listed.lines().take(4).collect();
    assert_eq!(
        order,
        [
            "README.txt",
            "MANIFEST.json",
            "vault.sqlite",
            "vault.sqlite.b3"
        ]
    );
    run(&there, "tar -xf vault.tar");

    let readme = fs::read_to_string(there.join("README.txt")).unwrap();
    for line in [
        "age --decrypt -o vault.tar.zst NAME.tar.zst.age",
        "zstd -d vault.tar.zst",
        "tar -xf vault.tar",
        "sqlite3 vault.sqlite",
    ] {
        // Once in each language.
        assert_eq!(
            readme.matches(&format!("    {line}\n")).count(),
            2,
            "{line}"
        );
    }
    let said = run(
        &there,
        "sqlite3 vault.sqlite 'PRAGMA integrity_check; SELECT count(*) FROM unit'",
    );
    assert_eq!(said, "ok\n41\n");

    let folder = there.join("attachments/华东机械-苏州");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort_by_key(|file| file.metadata().unwrap().len());
    assert_eq!(files.len(), 2);
    assert_eq!(fs::read(&files[1]).unwrap(), contract());
    assert!(files[1].ends_with("合同.pdf"));
    assert!(there.join("sealed").is_dir());
}
