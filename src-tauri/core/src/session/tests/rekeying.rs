//! A vault under a new key, with its rooms and its backups.

use std::path::Path;
use std::sync::Arc;

use super::keeping::{Home, OTHER, secret};
use crate::backup::{Opener, Plan, Reach};
use crate::base::{Kind, Report};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::session::{Backups, Session};
use crate::vault::Unlock;

fn other() -> Secret {
    Secret::new(OTHER)
}

/// Puts the home's vault under a new key and opens it again.
fn rekeyed(home: &mut Home, passphrase: &Secret, backups: Backups) -> RecoveryKey {
    let proof = Unlock::Passphrase(secret());
    let recovery = home
        .session
        .rekey(
            &proof,
            passphrase,
            KdfCost::for_tests(),
            backups,
            &Report::silent(),
        )
        .unwrap();
    let dir = home.session.vault().dir().unwrap().to_owned();
    let mut past = std::mem::replace(
        &mut home.session,
        Arc::new(Session::in_memory(home.clock.clone()).unwrap()),
    );
    assert_eq!(
        Arc::get_mut(&mut past)
            .unwrap()
            .records("unit", 1)
            .unwrap_err()
            .kind(),
        Kind::Locked
    );
    drop(past);
    let fresh = Unlock::Passphrase(passphrase.clone());
    home.session = Arc::new(Session::unlock(&dir, &fresh, home.clock.clone()).unwrap());
    recovery
}

fn n_found(drive: &Path, opener: Opener<'_>) -> Result<usize, Kind> {
    Reach::disk()
        .look(drive, opener, &Report::silent())
        .map(|found| found[0].snapshots().len())
        .map_err(|error| error.kind())
}

#[test]
fn records_files_search_and_undo_go_on_under_a_new_key() {
    let mut home = Home::connected();
    let path = home.room.path().join("quote.txt");
    std::fs::write(&path, "nine cents each").unwrap();
    let of = home.session.records("unit", 1).unwrap()[0].id;
    let attached = home
        .session
        .attach("unit", of, &[path], &Report::silent())
        .unwrap()
        .records[0]
        .id;
    home.session.refresh_search(&Report::silent()).unwrap();
    let counts = home.session.counts().unwrap();
    rekeyed(&mut home, &other(), Backups::GoOn);
    assert_eq!(home.session.counts().unwrap(), counts);
    let (mut file, ..) = home.session.open_attachment(attached).unwrap();
    assert_eq!(file.read_at(0, u64::MAX).unwrap(), b"nine cents each");
    home.session.refresh_search(&Report::silent()).unwrap();
    assert!(!home.session.search("first", 5).unwrap().hits.is_empty());
    home.session.undo().unwrap();
    assert_eq!(
        home.session.counts().unwrap()["attachment"],
        counts["attachment"] - 1
    );
}

#[test]
fn backups_that_go_on_open_with_the_new_secrets_from_the_next_one_on() {
    let mut home = Home::connected();
    home.back_up();
    let recovery = rekeyed(&mut home, &other(), Backups::GoOn);
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&secret())), Ok(1));
    home.back_up();
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&other())), Ok(2));
    assert_eq!(n_found(&home.drive(), Opener::Recovery(&recovery)), Ok(2));
    assert_eq!(
        n_found(&home.drive(), Opener::Passphrase(&secret())),
        Err(Kind::WrongSecret)
    );
}

#[test]
fn backups_that_begin_anew_share_no_key_with_those_before() {
    let mut home = Home::connected();
    home.back_up();
    let before = home.session.backup_keys().unwrap().unwrap();
    let recovery = rekeyed(&mut home, &other(), Backups::BeginAnew);
    assert!(home.session.backup_plan().unwrap().is_none());
    assert_eq!(
        home.session.former_backup_place().unwrap(),
        Some((home.drive(), None))
    );
    let after = home.session.backup_keys().unwrap().unwrap();
    assert_ne!(before.seal(), after.seal());
    let elsewhere = home.room.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    home.session
        .connect_backup(&elsewhere, &other(), &Report::silent())
        .unwrap();
    home.back_up();
    assert_eq!(n_found(&elsewhere, Opener::Recovery(&recovery)), Ok(1));
    // The older ones open as they always did, and as nothing else.
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&secret())), Ok(1));
    assert_eq!(
        n_found(&home.drive(), Opener::Passphrase(&other())),
        Err(Kind::WrongSecret)
    );
}

#[test]
fn the_former_backup_key_is_not_taken_over_again() {
    let mut home = Home::connected();
    home.back_up();
    rekeyed(&mut home, &secret(), Backups::BeginAnew);
    let before = home.session.backup_keys().unwrap().unwrap().seal();
    let refused = home.connect("drive").unwrap_err();
    assert_eq!(refused.key(), "error.backup_former_key");
    assert_eq!(home.session.backup_keys().unwrap().unwrap().seal(), before);
    home.connect("elsewhere").unwrap();
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&secret())), Ok(1));
}

#[test]
fn a_drive_that_was_away_says_which_passphrase_opens_it_and_catches_up() {
    let home = Home::connected();
    home.back_up();
    let older = |home: &Home| home.session.backups_open_with_older().unwrap();
    assert_eq!(older(&home), []);
    let at = home.session.vault().clock().now();
    let proof = Unlock::Passphrase(secret());
    home.session
        .set_passphrase(&proof, &other(), KdfCost::for_tests())
        .unwrap();
    home.clock.advance(86_400_000);
    let drive = home.plan().id;
    let [first] = &older(&home)[..] else {
        panic!("one place opens with the former passphrase");
    };
    assert_eq!(
        (first.target, first.passphrase_before, first.recovery_before),
        (drive, Some(at), None)
    );
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&secret())), Ok(1));
    let recovery = home.session.new_recovery_key(&other()).unwrap();
    let both = older(&home);
    assert!(both[0].recovery_before > both[0].passphrase_before);
    // A drive that is chosen now opens with the present ones, and says nothing of the other.
    let elsewhere = home.room.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    home.session
        .connect_backup(&elsewhere, &other(), &Report::silent())
        .unwrap();
    assert_eq!(older(&home).len(), 1);

    home.session
        .carry_backup_keys(drive, &Report::silent())
        .unwrap();
    assert_eq!(older(&home), []);
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&other())), Ok(1));
    assert_eq!(n_found(&home.drive(), Opener::Recovery(&recovery)), Ok(1));
    assert_eq!(
        n_found(&home.drive(), Opener::Passphrase(&secret())),
        Err(Kind::WrongSecret)
    );
    let known = |plan: &Plan| (plan.id == drive).then_some(plan.known.len());
    let plans = home.session.backup_plans().unwrap();
    assert_eq!(plans.iter().find_map(known), Some(1));
}

/// The key files of another computer that changed each secret once for each of these, and brought them to the
/// drive.
fn changed_elsewhere(home: &Home, passphrases: &[&str]) {
    let mut keys = home.session.backup_keys().unwrap().unwrap();
    let now = home.session.vault().clock().now();
    for (n, passphrase) in (40..).zip(passphrases) {
        let passphrase = Secret::new(*passphrase);
        keys.renew(Opener::Passphrase(&passphrase), now).unwrap();
        let recovery = RecoveryKey::from_bytes([n; 20]);
        keys.renew(Opener::Recovery(&recovery), now).unwrap();
    }
    let (disk, report) = (Reach::disk(), Report::silent());
    let place = home.session.open_in(&disk, &home.drive(), &keys, &report);
    place.unwrap().opens_as_the_vault().unwrap();
}

fn wrong(home: &Home) -> Option<String> {
    home.plan().older_error.map(|error| error.key)
}

const THIRD: &str = "a third sentence, longer still";

#[test]
fn whoever_changes_a_secret_last_comes_after_who_changed_it_twice() {
    let home = Home::connected();
    home.session.new_recovery_key(&secret()).unwrap();
    home.back_up();
    changed_elsewhere(&home, &["a second one, soon given up", THIRD]);
    home.back_up();
    assert_eq!(
        wrong(&home).as_deref(),
        Some("error.backup_passphrase_changed")
    );
    let proof = Unlock::Passphrase(secret());
    home.session
        .set_passphrase(&proof, &other(), KdfCost::for_tests())
        .unwrap();
    home.back_up();
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&other())), Ok(3));
    assert_eq!(
        wrong(&home).as_deref(),
        Some("error.backup_recovery_changed")
    );
    let recovery = home.session.new_recovery_key(&other()).unwrap();
    home.back_up();
    assert_eq!(wrong(&home), None);
    assert_eq!(n_found(&home.drive(), Opener::Recovery(&recovery)), Ok(4));
    let given_up = Secret::new(THIRD);
    assert_eq!(
        n_found(&home.drive(), Opener::Passphrase(&given_up)),
        Err(Kind::WrongSecret)
    );
}

#[test]
fn where_it_is_unclear_what_opens_a_place_nothing_untrue_is_said_and_only_the_user_settles_it() {
    let home = Home::connected();
    home.back_up();
    changed_elsewhere(&home, &[THIRD]);
    let proof = Unlock::Passphrase(secret());
    home.session
        .set_passphrase(&proof, &other(), KdfCost::for_tests())
        .unwrap();
    let place = home.drive().join("Steward Backup");
    let place = place.join(home.session.vault().id().to_string());
    for name in ["keys.json", "keys-copy.json"] {
        std::fs::write(place.join(name), "torn").unwrap();
    }
    home.back_up();
    let unclear = Some("error.backup_keys_unclear");
    assert_eq!(wrong(&home).as_deref(), unclear);
    // That it opens with the passphrase of before is not so.
    assert_eq!(home.session.backups_open_with_older().unwrap(), []);
    let (drive, report) = (home.plan().id, Report::silent());
    let asked = home.session.carry_backup_keys(drive, &report).unwrap_err();
    assert_eq!(Some(asked.key()), unclear);
    assert_eq!(wrong(&home).as_deref(), unclear);
    let theirs = Secret::new(THIRD);
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&theirs)), Ok(2));
    home.session.use_own_backup_keys(drive, &report).unwrap();
    assert_eq!(wrong(&home), None);
    assert_eq!(n_found(&home.drive(), Opener::Passphrase(&other())), Ok(2));
    assert_eq!(home.session.backups_open_with_older().unwrap(), []);
}
