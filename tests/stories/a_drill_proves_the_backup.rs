//! The newest backup is proved to restore, while the user works on, and a damaged one is not.

use std::fs;

use steward_core::backup::ComparedBy;
use steward_core::base::{Kind, Report};
use steward_core::records::value::Value;
use steward_tests::ledger;
use steward_tests::scene::{Scene, create, passphrase, picture};

#[test]
fn the_newest_backup_passes_and_leaves_no_trace() {
    let (scene, session) = Scene::set();
    let _ = ledger::fill(&session, 60, 120);
    let drive = scene.place("drive");
    fs::create_dir(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    let finished = session.back_up(&Report::silent()).unwrap();
    let name = [("legal_name", Value::text("备份之后的客户"))];
    let _ = create(&session, "unit", name);
    let before = picture(&session);

    let done = session.drill_backup(&Report::silent()).unwrap();
    assert_eq!(done.snapshot.id, finished.snapshot.id);
    assert_eq!(done.by, ComparedBy::Contents);
    assert_eq!(done.digests["unit"].rows, 60);
    assert_eq!(picture(&session), before);
    assert!(!scene.vault().join(".drill").exists());
}

#[test]
fn without_a_backup_there_is_nothing_to_prove() {
    let (scene, session) = Scene::set();
    let error = session.drill_backup(&Report::silent()).unwrap_err();
    assert_eq!(error.key(), "error.backup_not_chosen");
    let drive = scene.place("drive");
    fs::create_dir(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    let error = session.drill_backup(&Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
}

#[test]
fn what_a_killed_drill_left_is_gone_when_the_vault_is_next_opened() {
    let (scene, session) = Scene::set();
    drop(session);
    let left = scene.vault().join(".drill/Drill.steward");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("vault.db"), b"half").unwrap();
    let _session = scene.unlock();
    assert!(!scene.vault().join(".drill").exists());
}
