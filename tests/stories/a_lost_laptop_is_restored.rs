//! The laptop is gone; the drive and what is in the user's head or safe are left.

use std::fs;

use steward_core::backup::Opener;
use steward_core::base::Kind;
use steward_core::crypto::Secret;
use steward_core::records::value::{Value, Wall};
use steward_core::session::Session;
use steward_tests::drive::{back_up, connect_drive, found, restore};
use steward_tests::ledger;
use steward_tests::scene::{Scene, change, create, passphrase, picture};

const NEW: &str = "eleven quiet lanterns over the river";

/// A vault worth losing: a tree of units, conversations, a person, business, a reminder.
fn lived_in() -> (Scene, Session) {
    let (scene, session) = Scene::set();
    let units = ledger::fill(&session, 60, 120);
    let person = create(
        &session,
        "contact",
        [("full_name", Value::text("欧阳雨桐"))],
    );
    let at_unit =
        |more: Vec<(&'static str, Value)>| [vec![("unit", Value::to(units[3]))], more].concat();
    let post = at_unit(vec![
        ("contact", Value::to(person.id)),
        ("title", Value::text("采购总监")),
    ]);
    let _ = create(&session, "post", post);
    let business = at_unit(vec![
        ("name", Value::text("年度框架")),
        ("amount", Value::Raw("125万".to_owned())),
    ]);
    let _ = create(&session, "cooperation", business);
    let due = Wall {
        at: "2026-03-02T10:30".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
    };
    let task = at_unit(vec![
        ("title", Value::text("寄样品")),
        ("due", Value::Wall(due)),
    ]);
    let _ = create(&session, "task", task);
    (scene, session)
}

#[test]
fn everything_is_back_and_lives_on() {
    let (scene, session) = lived_in();
    let drive = scene.place("drive");
    connect_drive(&session, &drive, &passphrase());
    let finished = back_up(&session, &drive).unwrap();
    assert!(
        finished.snapshot.verified_at.is_some(),
        "read back before it is reported"
    );
    let before = picture(&session);
    let lost = create(
        &session,
        "unit",
        [("legal_name", Value::text("备份之后的客户"))],
    );

    drop(session);
    fs::remove_dir_all(scene.vault()).unwrap();

    let found = found(&drive, Opener::Passphrase(&passphrase())).unwrap();
    let new = Secret::new(NEW);
    let folder = scene.place("New.steward");
    let id = &found.snapshots()[0].id;
    let restored = restore(&found, id, &folder, &new, scene.clock.clone()).unwrap();
    let session = Session::over(restored.vault).unwrap();

    assert_eq!(picture(&session), before);
    let gone = session.record("unit", lost.id).unwrap_err();
    assert_eq!(gone.kind(), Kind::NotFound, "made after the backup");

    // The reminder still comes, once, and an edit and its undo work.
    scene.clock.advance(30 * 60_000);
    assert_eq!(session.fire_due().unwrap().len(), 1);
    assert_eq!(session.fire_due().unwrap().len(), 0);
    let unit = session.records("unit", 1).unwrap().remove(0);
    let edited = change(&session, &unit, "owner", Value::text("新负责人")).unwrap();
    assert_eq!(edited.get("owner"), &Value::text("新负责人"));
    session.undo().unwrap();
    assert_eq!(
        session.record("unit", unit.id).unwrap().get("owner"),
        unit.get("owner")
    );
}

#[test]
fn an_older_day_can_be_chosen() {
    let (scene, session) = lived_in();
    let drive = scene.place("drive");
    connect_drive(&session, &drive, &passphrase());
    back_up(&session, &drive).unwrap();
    let monday = picture(&session);
    scene.clock.advance(24 * 60 * 60_000);
    let _ = create(
        &session,
        "unit",
        [("legal_name", Value::text("周二的客户"))],
    );
    back_up(&session, &drive).unwrap();

    let found = found(&drive, Opener::Passphrase(&passphrase())).unwrap();
    assert_eq!(found.snapshots().len(), 2, "newest first");
    let folder = scene.place("Monday.steward");
    let id = &found.snapshots()[1].id;
    let restored = restore(&found, id, &folder, &passphrase(), scene.clock.clone()).unwrap();
    assert_eq!(picture(&Session::over(restored.vault).unwrap()), monday);
}

#[test]
fn a_stranger_with_the_drive_gets_nothing() {
    let (scene, session) = lived_in();
    let drive = scene.place("drive");
    connect_drive(&session, &drive, &passphrase());
    back_up(&session, &drive).unwrap();

    let stranger = Secret::new(NEW);
    let refused = found(&drive, Opener::Passphrase(&stranger)).unwrap_err();
    assert_eq!(refused.kind(), Kind::WrongSecret);
}

#[test]
fn no_vault_is_written_over() {
    let (scene, session) = lived_in();
    let drive = scene.place("drive");
    connect_drive(&session, &drive, &passphrase());
    back_up(&session, &drive).unwrap();
    let before = picture(&session);

    let found = found(&drive, Opener::Passphrase(&passphrase())).unwrap();
    let id = &found.snapshots()[0].id;
    let refused = restore(
        &found,
        id,
        &scene.vault(),
        &passphrase(),
        scene.clock.clone(),
    );
    assert_eq!(refused.unwrap_err().kind(), Kind::Invalid);
    assert_eq!(picture(&session), before);
}
