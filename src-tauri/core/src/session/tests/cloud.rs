//! Storage behind a network as one of the places: backed up to beside a drive, looked into, drilled,
//! restored from on another machine, and not there.

use super::keeping::{Home, secret};
use crate::backup::tests::storage::Server;
use crate::backup::{NewVault, Opener, Reach};
use crate::base::{Kind, Report};
use crate::crypto::KdfCost;
use crate::session::Session;

#[test]
fn storage_is_a_place_like_any_other() {
    let (server, home) = (Server::open(), Home::connected());
    let (session, report) = (&home.session, Report::silent());
    let place = session
        .connect_cloud(server.cloud(), &secret(), &report)
        .unwrap();
    assert_eq!(place.folder, server.cloud().folder());
    assert!(place.name.starts_with("127.0.0.1"), "{}", place.name);
    let seen = session.backup_sightings().unwrap();
    assert!(seen[1].is_here());
    let before = server.n_files();
    home.back_up();
    assert!(server.n_files() > before);
    let plans = session.backup_plans().unwrap();
    assert_eq!(plans.len(), 2);
    assert!(plans.iter().all(|plan| plan.known.len() == 1));

    // It is looked into, and proved, there as anywhere.
    let newest = plans[1].known[0].id.clone();
    drop(session.look_inside(place.id, &newest, &report).unwrap());
    session.pause_backup_target(plans[0].id, true).unwrap();
    session.drill_backup(false, &report).unwrap();

    // Asked for again, it is the same place, whatever the password is by now.
    let again = session.connect_cloud(server.cloud(), &secret(), &report);
    assert_eq!(again.unwrap().id, place.id);
    assert_eq!(session.backup_plans().unwrap().len(), 2);
}

#[test]
fn when_it_is_not_there_the_drive_gets_its_backup_and_the_reason_is_kept() {
    let (server, home) = (Server::open(), Home::connected());
    let (session, report) = (&home.session, Report::silent());
    let place = session
        .connect_cloud(server.cloud(), &secret(), &report)
        .unwrap();
    server.close_down();
    let error = session.back_up(&report).unwrap_err();
    assert_eq!(error.key(), "error.cloud_busy");
    let plans = session.backup_plans().unwrap();
    assert_eq!(plans[0].known.len(), 1);
    let why = plans[1].last_error.as_ref().unwrap();
    assert_eq!(why.key, "error.cloud_busy");
    server.heal();
    session.back_up_to(place.id, &report).unwrap();
    let plans = session.backup_plans().unwrap();
    assert!(plans[1].last_error.is_none());
}

#[test]
fn a_drill_goes_to_the_next_place_when_storage_is_not_there() {
    let (server, home) = (Server::open(), Home::connected());
    let (session, report) = (&home.session, Report::silent());
    session
        .connect_cloud(server.cloud(), &secret(), &report)
        .unwrap();
    home.back_up();
    let drive = session.backup_plans().unwrap()[0].id;
    session.pause_backup_target(drive, true).unwrap();
    server.close_down();
    session.drill_backup(true, &report).unwrap();
    session.forget_backup_target(drive).unwrap();
    let error = session.drill_backup(true, &report).unwrap_err();
    assert_eq!(error.key(), "error.cloud_busy");
    let drills = session.drills(9).unwrap();
    assert_eq!(drills.len(), 1, "what cannot be asked has not failed");
}

#[test]
fn another_machine_restores_from_it_and_what_opens_it_is_in_the_vault_alone() {
    let (server, home) = (Server::open(), Home::connected());
    let report = Report::silent();
    home.session
        .connect_cloud(server.cloud(), &secret(), &report)
        .unwrap();
    home.back_up();
    let counts = home.session.counts().unwrap();
    let cloud = server.cloud();
    let passphrase = secret();
    let opener = Opener::Passphrase(&passphrase);
    let found = Reach::cloud(&cloud).look(&cloud.folder(), opener, &report);
    let found = found.unwrap();
    let folder = home.room.path().join("Restored.steward");
    let new = NewVault {
        folder: &folder,
        passphrase: &passphrase,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: home.clock.clone(),
    };
    let newest = found[0].snapshots()[0].id.clone();
    let restored = found[0].restore(&newest, &new, &report).unwrap();
    let (session, _) = Session::over_restored(restored).unwrap();
    assert_eq!(session.counts().unwrap(), counts);
    // It makes no backups before it is told to, and offers where they went.
    assert!(session.backup_plans().unwrap().is_empty());
    let former: Option<serde_json::Value> = session.setting("backup.former_targets").unwrap();
    let former = former.unwrap();
    assert_eq!(former[1]["folder"], cloud.folder().to_str().unwrap());
    assert!(former[1]["cloud"].is_null(), "the way in is not handed on");
    assert_eq!(former[1]["spoke"]["as"], "webdav");

    let wrong = crate::crypto::Secret::new("seven late swans");
    let refused = Reach::cloud(&cloud).look(&cloud.folder(), Opener::Passphrase(&wrong), &report);
    assert_eq!(refused.unwrap_err().kind(), Kind::WrongSecret);
}

#[test]
fn another_way_into_the_same_storage_is_tried_before_it_counts() {
    for server in Server::each() {
        let (home, report) = (Home::connected(), Report::silent());
        let session = &home.session;
        let place = session
            .connect_cloud(server.cloud(), &secret(), &report)
            .unwrap();
        session.rename_backup_target(place.id, "Wolke").unwrap();
        home.back_up();
        let before = session.backup_plans().unwrap()[1].clone();
        assert_eq!(before.known.len(), 1);
        // A password that does not open it changes nothing.
        let wrong = session.change_cloud_access(place.id, server.cloud_for("guess"), &report);
        assert!(wrong.unwrap_err().key().starts_with("error.cloud_"));
        assert_eq!(session.backup_plans().unwrap()[1], before);
        session.back_up_to(place.id, &report).unwrap();
        // Nor does other storage, in which nothing is of this place.
        let other = Server::open();
        let wrong = session.change_cloud_access(place.id, other.cloud(), &report);
        let wrong = wrong.unwrap_err();
        assert_eq!(
            (wrong.key(), wrong.field()),
            ("error.cloud_other_place", Some("address"))
        );
        assert_eq!(other.n_files(), 0);
        // What opens it does, and all that is known of the place stays.
        session
            .change_cloud_access(place.id, server.cloud(), &report)
            .unwrap();
        let after = session.backup_plans().unwrap()[1].clone();
        assert_eq!((after.id, after.name.as_str()), (place.id, "Wolke"));
        assert_eq!(after.known.len(), 2);
        session.back_up_to(place.id, &report).unwrap();
        // A drive has none.
        let drive = session.backup_plans().unwrap()[0].id;
        let none = session.change_cloud_access(drive, server.cloud(), &report);
        assert_eq!(none.unwrap_err().kind(), Kind::NotFound);
    }
}
