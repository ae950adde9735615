//! The newest backup is proved to restore, while the user works on, and a damaged one is not.

use std::fs;
use std::path::{Path, PathBuf};

use steward_core::backup::{ComparedBy, DrillRhythm, NewVault, Opener, Reach};
use steward_core::base::{Cancel, Kind, Report, Timestamp};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::occasions::model::SourceSaid;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::ledger;
use steward_tests::scene::{Scene, create, passphrase, picture};

const DAY: i64 = 86_400_000;

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

    let done = session.drill_backup(false, &Report::silent()).unwrap();
    assert_eq!(done.snapshot.id, finished.snapshot.id);
    assert_eq!(done.by, ComparedBy::Contents);
    assert_eq!(done.digests["unit"].rows, 60);
    assert_eq!(picture(&session), before);
    assert!(!scene.vault().join(".drill").exists());
}

#[test]
fn without_a_backup_there_is_nothing_to_prove() {
    let (scene, session) = Scene::set();
    let error = session.drill_backup(false, &Report::silent()).unwrap_err();
    assert_eq!(error.key(), "error.backup_not_chosen");
    let drive = scene.place("drive");
    fs::create_dir(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    let error = session.drill_backup(false, &Report::silent()).unwrap_err();
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

/// A vault with records and a file on one of them, backed up.
fn backed_up() -> (Scene, Session, PathBuf) {
    let (scene, session) = Scene::set();
    let _ = ledger::fill(&session, 60, 120);
    let unit = create(&session, "unit", [("legal_name", Value::text("华东机械"))]);
    let (file, drive) = (scene.place("合同.pdf"), scene.place("drive"));
    fs::write(&file, b"signed and sealed".repeat(5_000)).unwrap();
    session
        .attach("unit", unit.id, &[file], &Report::silent())
        .unwrap();
    fs::create_dir(&drive).unwrap();
    session
        .connect_backup(&drive, &passphrase(), &Report::silent())
        .unwrap();
    session.back_up(&Report::silent()).unwrap();
    (scene, session, drive)
}

fn packs(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(packs(&path));
        } else if path.components().any(|part| part.as_os_str() == "data") {
            found.push(path);
        }
    }
    found
}

#[test]
fn records_and_files_are_opened_and_it_is_certified() {
    let (scene, session, _) = backed_up();
    let done = session.drill_backup(true, &Report::silent()).unwrap();
    let counts = session.counts().unwrap();
    assert_eq!(done.looked.records, counts.values().sum::<u64>());
    assert!(done.looked.opened > 24, "{:?}", done.looked);
    assert!(done.looked.opened <= done.looked.records);
    assert_eq!(done.looked.files, 1);

    let kept = session.drills(10).unwrap();
    let said = kept[0].certificate.clone().unwrap();
    assert!(kept[0].genuine && kept[0].passed && said.by_itself);
    assert_eq!(said.backup.as_ref(), Some(&done.snapshot.id));
    assert_eq!(said.backup_made_at, Some(done.snapshot.manifest.made_at.0));
    assert_eq!((said.records, said.files), (done.looked.records, 1));
    assert_eq!(said.vault_name, "Mine");

    // It is kept in the vault, and no step of undo.
    drop(session);
    assert_eq!(scene.unlock().drills(10).unwrap(), kept);
}

#[test]
fn a_certificate_is_good_in_the_vault_that_comes_out_of_a_backup() {
    let (scene, session, drive) = backed_up();
    session.drill_backup(false, &Report::silent()).unwrap();
    // Which of two is the newer one is told by the clock.
    scene.clock.advance(DAY);
    session.back_up(&Report::silent()).unwrap();
    let secret = passphrase();
    let found = Reach::disk()
        .look(&drive, Opener::Passphrase(&secret), &Report::silent())
        .unwrap();
    let new = NewVault {
        folder: &scene.place("Back.steward"),
        passphrase: &secret,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: scene.clock.clone(),
    };
    let newest = found[0].snapshots()[0].id.clone();
    let restored = found[0].restore(&newest, &new, &Report::silent()).unwrap();
    let (back, _) = Session::over_restored(restored).unwrap();
    assert!(back.drills(10).unwrap()[0].genuine);
    assert_eq!(
        back.proofs().unwrap().next_at(),
        None,
        "it makes no backups yet"
    );
}

#[test]
fn a_damaged_pack_fails_it_and_that_is_certified_too() {
    let (_scene, session, drive) = backed_up();
    for pack in packs(&drive) {
        let mut bytes = fs::read(&pack).unwrap();
        for byte in bytes.iter_mut().step_by(97) {
            *byte ^= 0x55;
        }
        fs::write(&pack, bytes).unwrap();
    }
    let error = session.drill_backup(true, &Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::Damaged);
    let kept = session.drills(10).unwrap().remove(0);
    let said = kept.certificate.unwrap();
    assert!(kept.genuine && !kept.passed);
    assert_eq!(said.reason, Some(error.to_wire()));
    assert!(said.backup.is_some());
    assert_eq!(session.proofs().unwrap().proved_at(), None);
}

#[test]
fn neither_a_drive_that_is_pulled_nor_what_is_stopped_is_an_outcome() {
    let (scene, session, drive) = backed_up();
    let away = scene.place("in a drawer");
    fs::rename(&drive, &away).unwrap();
    let error = session.drill_backup(true, &Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
    assert_eq!(session.drills(10).unwrap(), []);
    fs::rename(&away, &drive).unwrap();

    let cancel = Cancel::default();
    cancel.cancel();
    let stopped = session.drill_backup(true, &Report::to(cancel, |_| {}));
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert_eq!(session.drills(10).unwrap(), []);
    // Stopped means stopped: by itself it begins again the next day.
    let next = session.proofs().unwrap().next_at().unwrap();
    assert_eq!(next, session.vault().clock().now().plus_ms(DAY));
}

#[test]
fn a_drive_from_which_the_backups_are_gone_fails_it() {
    let (_scene, session, drive) = backed_up();
    let mut folders = vec![drive];
    while let Some(folder) = folders.pop() {
        if folder.ends_with("snapshots") {
            for entry in fs::read_dir(&folder).unwrap() {
                fs::remove_file(entry.unwrap().path()).unwrap();
            }
            continue;
        }
        let inside = fs::read_dir(&folder).unwrap();
        folders.extend(
            inside
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_dir()),
        );
    }
    let error = session.drill_backup(true, &Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    let kept = session.drills(10).unwrap();
    assert_eq!((kept.len(), kept[0].passed), (1, false));
}

#[test]
fn a_passphrase_changed_since_the_backup_does_not_stand_in_its_way() {
    let (_scene, session, _) = backed_up();
    let fresh = Secret::new("nine calm otters under the bridge");
    let old = Unlock::Passphrase(passphrase());
    session
        .set_passphrase(&old, &fresh, KdfCost::for_tests())
        .unwrap();
    session.drill_backup(false, &Report::silent()).unwrap();
}

#[test]
fn it_runs_by_itself_as_often_as_was_said() {
    let (scene, session, _) = backed_up();
    let chosen = session.vault().clock().now();
    let next = || session.proofs().unwrap().next_at();
    assert_eq!(session.proofs().unwrap().rhythm, DrillRhythm::Monthly);
    assert_eq!(next(), Some(chosen.plus_ms(DAY)));
    session.drill_backup(true, &Report::silent()).unwrap();
    assert_eq!(session.proofs().unwrap().proved_at(), Some(chosen));
    let april = Timestamp::of("2026-04-02T02:00:00Z".parse().unwrap());
    assert_eq!(next(), Some(april));
    session.set_drill_rhythm(DrillRhythm::Never).unwrap();
    assert_eq!(next(), None);
    session.set_drill_rhythm(DrillRhythm::Weekly).unwrap();
    assert_eq!(next(), Some(chosen.plus_ms(7 * DAY)));
    scene.clock.advance(15 * DAY);
    let proofs = session.proofs().unwrap();
    assert_eq!(proofs.overdue_since(), Some(chosen.plus_ms(7 * DAY)));
}

#[test]
fn one_that_is_long_overdue_stands_in_today_until_it_passes_or_is_switched_off() {
    let (scene, session, _) = backed_up();
    session.drill_backup(true, &Report::silent()).unwrap();
    let stands = || {
        let lines = session.occasions().unwrap().lines;
        lines
            .into_iter()
            .find(|line| line.source == "drill_overdue")
    };
    scene.clock.advance(37 * DAY);
    assert!(stands().is_none(), "a month, and not yet a week");
    scene.clock.advance(2 * DAY);
    let line = stands().unwrap();
    assert_eq!(line.why.key, "occasion.drill_overdue");
    assert_eq!(line.why.values["on"], "2026-03-02");
    session.drill_backup(true, &Report::silent()).unwrap();
    assert!(stands().is_none());
    scene.clock.advance(60 * DAY);
    assert!(stands().is_some());
    let off = SourceSaid {
        on: false,
        leads: None,
        after: None,
    };
    session.set_occasion_source("drill_overdue", &off).unwrap();
    assert!(stands().is_none());
}
