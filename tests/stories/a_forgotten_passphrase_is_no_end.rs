//! "Opened by your passphrase or by the recovery key you printed", and by nothing else.

use std::sync::Arc;

use steward_core::backup::{Opener, Reach};
use steward_core::base::{FixedClock, Kind, Report};
use steward_core::crypto::{KdfCost, RecoveryKey, Secret};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::scene::{Scene, company, monday, passphrase};

const NEW: &str = "eleven quiet lanterns over the river";

fn open(scene: &Scene, key: &Unlock) -> steward_core::base::Result<Session> {
    Session::unlock(&scene.vault(), key, scene.clock.clone())
}

fn recovery(scene: &Scene) -> Unlock {
    // As read off the paper: lower case, no dashes.
    let typed = scene.recovery.as_text().to_lowercase().replace('-', " ");
    Unlock::Recovery(Secret::new(typed))
}

fn refused(scene: &Scene, key: &Unlock) {
    let refused = open(scene, key).err().map(|error| error.kind());
    assert_eq!(refused, Some(Kind::WrongSecret));
}

#[test]
fn the_printed_key_opens_it() {
    let (scene, session) = Scene::set();
    let _ = company(&session, "青岛海川食品有限公司");
    drop(session);
    refused(&scene, &Unlock::Passphrase(Secret::new(NEW)));
    assert_eq!(
        open(&scene, &recovery(&scene)).unwrap().counts().unwrap()["unit"],
        1
    );
}

#[test]
fn a_new_passphrase_takes_the_old_ones_place_and_the_printed_key_stays() {
    let (scene, session) = Scene::set();
    let _ = company(&session, "青岛海川食品有限公司");
    let cost = KdfCost::for_tests();
    let wrong = session
        .vault()
        .change_passphrase(&Secret::new(NEW), &Secret::new(NEW), cost);
    assert_eq!(wrong.unwrap_err().kind(), Kind::WrongSecret);
    session
        .vault()
        .change_passphrase(&passphrase(), &Secret::new(NEW), cost)
        .unwrap();
    drop(session);

    refused(&scene, &Unlock::Passphrase(passphrase()));
    assert!(open(&scene, &Unlock::Passphrase(Secret::new(NEW))).is_ok());
    assert!(open(&scene, &recovery(&scene)).is_ok());
}

#[test]
fn whoever_made_the_vault_opens_its_backups_with_either_key_and_with_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, drive) = (folder.path().join("Mine.steward"), folder.path().join("d"));
    std::fs::create_dir(&drive).unwrap();
    let clock = Arc::new(FixedClock::at(monday()));
    let cost = KdfCost::for_tests();
    let (session, first) = Session::establish(&vault, &passphrase(), cost, clock.clone()).unwrap();
    let silent = Report::silent();
    session
        .connect_backup(&drive, &passphrase(), &silent)
        .unwrap();
    let _ = company(&session, "青岛海川食品有限公司");
    session.back_up(&silent).unwrap();
    let opens = |key: &RecoveryKey| {
        Reach::disk()
            .look(&drive, Opener::Recovery(key), &silent)
            .is_ok()
    };
    assert!(opens(&first));

    assert!(!session.vault().recovery_is_proved());
    let second = session.new_recovery_key(&passphrase()).unwrap();
    let typed = |key: &RecoveryKey| Secret::new(key.as_text().as_str());
    let old = session.prove_recovery(&typed(&first)).unwrap_err();
    assert_eq!(old.kind(), Kind::WrongSecret);
    session.prove_recovery(&typed(&second)).unwrap();
    assert!(session.vault().recovery_is_proved());
    session.back_up(&silent).unwrap();
    assert!(opens(&second) && !opens(&first));
}
