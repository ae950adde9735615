//! A paper that was lost is missed in time: once a year the user is asked whether it is there.

use steward_core::base::Kind;
use steward_core::crypto::{RecoveryKey, Secret};
use steward_core::session::Session;
use steward_tests::scene::{Scene, passphrase};

const DAY: i64 = 86_400_000;

fn asked(session: &Session) -> bool {
    let lines = session.occasions().unwrap().lines;
    lines.iter().any(|line| line.source == "recovery_asked")
}

#[test]
fn it_is_asked_for_a_year_after_it_was_last_seen_and_whoever_types_it_is_left_alone() {
    let (scene, session) = Scene::set();
    scene.clock.advance(364 * DAY);
    assert!(!asked(&session));
    scene.clock.advance(2 * DAY);
    assert!(asked(&session));

    let other = RecoveryKey::make().unwrap();
    let wrong = session.check_recovery(&Secret::new(other.as_text().as_str()));
    assert_eq!(wrong.unwrap_err().kind(), Kind::WrongSecret);
    let nonsense = session.check_recovery(&Secret::new("on the shelf"));
    assert_eq!(nonsense.unwrap_err().kind(), Kind::Invalid);
    assert!(asked(&session), "a wrong key proves nothing");

    let keys =
        || ["keyring.a", "keyring.b"].map(|name| std::fs::read(scene.vault().join(name)).unwrap());
    let before = keys();
    session
        .check_recovery(&Secret::new(scene.recovery.as_text().as_str()))
        .unwrap();
    assert!(!asked(&session));
    assert_eq!(keys(), before, "the key file is only read");
    let seen = session.recovery_paper().unwrap();
    assert_eq!(seen.proved_at, session.vault().clock().now());
    drop(session);
    let session = scene.unlock();
    assert_eq!(session.recovery_paper().unwrap(), seen);
    scene.clock.advance(366 * DAY);
    assert!(asked(&session));
}

#[test]
fn the_question_waits_for_a_month_where_it_is_put_off() {
    let (scene, session) = Scene::set();
    scene.clock.advance(366 * DAY);
    session.put_off_recovery().unwrap();
    assert!(!asked(&session));
    scene.clock.advance(30 * DAY);
    assert!(!asked(&session));
    scene.clock.advance(2 * DAY);
    assert!(asked(&session));
}

#[test]
fn a_new_key_that_was_typed_back_is_there() {
    let (scene, session) = Scene::set();
    scene.clock.advance(366 * DAY);
    let fresh = session.new_recovery_key(&passphrase()).unwrap();
    session
        .prove_recovery(&Secret::new(fresh.as_text().as_str()))
        .unwrap();
    assert!(!asked(&session));
}
