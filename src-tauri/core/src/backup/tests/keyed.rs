//! Whose backups they are, and what opens them.

use std::sync::Mutex;

use super::fixture::{House, anew, disk, files, keys, new_vault, recovery, restore, secret};
use crate::backup::folder::FOLDER;
use crate::backup::restore::Found;
use crate::backup::{Keys, Opener, Reach, Target, Whose};
use crate::base::{Cancel, Clock as _, Id, Kind, Report, Timestamp};
use crate::crypto::{RecoveryKey, Secret};
use crate::vault::{Unlock, Vault};

const OTHER: &str = "another long sentence of mine";

fn connected(house: &House, keys: Option<Keys>, passphrase: &str) -> crate::base::Result<Keys> {
    Reach::disk().connect(
        &house.drive(),
        &house.whose(),
        keys,
        Opener::Passphrase(&Secret::new(passphrase)),
        &house.clock(),
        &Report::silent(),
    )
}

fn opens(house: &House, opener: Opener<'_>) -> Result<usize, Kind> {
    Reach::disk()
        .look(&house.drive(), opener, &Report::silent())
        .map(|found| found[0].snapshots().len())
        .map_err(|error| error.kind())
}

#[test]
fn both_the_passphrase_and_the_recovery_key_open_it_and_nothing_else_does() {
    let house = House::with(3);
    house.back_up();
    assert_eq!(opens(&house, Opener::Passphrase(&secret())), Ok(1));
    assert_eq!(opens(&house, Opener::Recovery(&recovery())), Ok(1));
    let wrong = Secret::new("three grey herons by the sea");
    assert_eq!(
        opens(&house, Opener::Passphrase(&wrong)),
        Err(Kind::WrongSecret)
    );
    let other = RecoveryKey::from_bytes([7; 20]);
    assert_eq!(
        opens(&house, Opener::Recovery(&other)),
        Err(Kind::WrongSecret)
    );
}

#[test]
fn two_spellings_of_one_passphrase_open_the_same() {
    let house = House::with(3);
    let passphrase = "Über die Brücke und weiter";
    let keys = connected(&house, None, passphrase).unwrap();
    let report = Report::silent();
    Reach::disk()
        .open(
            &house.drive(),
            &house.whose(),
            &keys,
            &house.clock(),
            &report,
        )
        .unwrap()
        .backup(
            &house.vault,
            super::fixture::counted,
            |_| Ok(Vec::new()),
            &report,
        )
        .unwrap();
    let decomposed = passphrase.replace('Ü', "U\u{308}").replace('ü', "u\u{308}");
    assert_eq!(
        opens(&house, Opener::Passphrase(&Secret::new(decomposed))),
        Ok(1)
    );
}

#[test]
fn a_vault_without_keys_takes_those_on_the_drive_over() {
    let house = House::with(3);
    house.back_up();
    let wrong = connected(&house, None, OTHER).unwrap_err();
    assert_eq!(wrong.kind(), Kind::WrongSecret);
    let taken = connected(&house, None, super::fixture::PASSPHRASE).unwrap();
    assert_eq!(taken.to_text().unwrap(), keys().to_text().unwrap());
    // The same where the vault has keys, but others.
    let strangers = Keys::make(&[]).unwrap();
    let taken = connected(&house, Some(strangers), super::fixture::PASSPHRASE).unwrap();
    assert_eq!(taken.to_text().unwrap(), keys().to_text().unwrap());
}

#[test]
fn other_keys_are_told_from_damage_and_change_nothing() {
    let house = House::with(3);
    house.back_up();
    let before: Vec<_> = files(&house.repository());
    let report = Report::silent();
    let strangers = Keys::make(&[]).unwrap();
    let refused = Reach::disk()
        .open(
            &house.drive(),
            &house.whose(),
            &strangers,
            &house.clock(),
            &report,
        )
        .unwrap_err();
    assert_eq!(
        (refused.kind(), refused.key()),
        (Kind::WrongSecret, "error.backup_other_keys")
    );
    assert_eq!(files(&house.repository()), before);
}

#[test]
fn a_half_made_place_of_other_keys_is_made_anew() {
    let house = House::with(3);
    let report = Report::silent();
    let strangers = Keys::make(&[]).unwrap();
    Target::make(
        &disk(),
        &house.drive(),
        &house.whose(),
        &strangers,
        &house.clock(),
        &report,
    )
    .unwrap();
    house.back_up();
    assert_eq!(opens(&house, Opener::Passphrase(&secret())), Ok(1));
}

#[test]
fn a_new_passphrase_reaches_a_drive_when_it_is_next_connected() {
    let house = House::with(3);
    house.back_up();
    let mut keys = keys();
    let fresh = Secret::new(OTHER);
    let now = house.clock.now();
    keys.renew(Opener::Passphrase(&fresh), now).unwrap();
    assert_eq!(
        opens(&house, Opener::Passphrase(&fresh)),
        Err(Kind::WrongSecret)
    );
    let report = Report::silent();
    Reach::disk()
        .open(
            &house.drive(),
            &house.whose(),
            &keys,
            &house.clock(),
            &report,
        )
        .unwrap();
    assert_eq!(opens(&house, Opener::Passphrase(&fresh)), Ok(1));
    assert_eq!(opens(&house, Opener::Recovery(&recovery())), Ok(1));
    assert_eq!(
        opens(&house, Opener::Passphrase(&secret())),
        Err(Kind::WrongSecret)
    );
    // The old one is gone from the copies as well: two keys and the configuration.
    assert_eq!(files(&house.home().join("key-copies")).len(), 3);
}

#[test]
fn a_key_somebody_added_by_hand_is_left_alone() {
    let house = House::with(3);
    house.back_up();
    let foreign = keys().files()[0].text.replace("\"steward\"", "\"debian\"");
    let name = crate::backup::keys::name_of(foreign.as_bytes());
    std::fs::write(house.repository().join("keys").join(&name), &foreign).unwrap();
    house.back_up();
    assert!(house.repository().join("keys").join(name).exists());
}

#[test]
fn a_key_file_that_asks_for_all_memory_is_set_aside() {
    let house = House::with(3);
    house.back_up();
    let greedy = keys().files()[0].text.replace("131072", "1073741824");
    let name = crate::backup::keys::name_of(greedy.as_bytes());
    let file = house.repository().join("keys").join(&name);
    std::fs::write(&file, &greedy).unwrap();
    assert_eq!(opens(&house, Opener::Recovery(&recovery())), Ok(1));
    house.back_up();
    assert!(!file.exists());
}

#[test]
fn vaults_stand_side_by_side_and_do_not_see_each_other() {
    let house = House::with(3);
    house.back_up();
    let second = House::with(4);
    let whose = second.whose();
    let report = Report::silent();
    let open = |folder: &std::path::Path| {
        Target::make(&disk(), folder, &whose, &keys(), &second.clock(), &report).unwrap()
    };
    let target = open(&house.drive());
    target
        .backup(
            &second.vault,
            super::fixture::counted,
            |_| Ok(Vec::new()),
            &report,
        )
        .unwrap();
    assert_eq!(target.snapshots(&report).unwrap().len(), 1);
    drop(target);
    let mut found = Reach::disk()
        .look(&house.drive(), Opener::Passphrase(&secret()), &report)
        .unwrap();
    found.sort_by_key(|found| found.whose().id);
    let mut ids = [house.vault.id(), second.vault.id()];
    ids.sort();
    assert_eq!(
        found
            .iter()
            .map(|found| found.whose().id)
            .collect::<Vec<_>>(),
        ids
    );
    // Choosing our folder, or the vault's own, finds the same places and makes no new ones.
    for chosen in [
        house.drive().join(FOLDER),
        house.drive().join(FOLDER).join(whose.id.to_string()),
    ] {
        assert_eq!(
            open(&chosen).snapshots(&report).unwrap().len(),
            1,
            "{}",
            chosen.display()
        );
    }
}

#[test]
fn a_place_is_in_use_by_one_at_a_time() {
    let house = House::with(3);
    let held = house.target();
    let second = house.target_on(&disk()).unwrap_err();
    assert_eq!(
        (second.kind(), second.key()),
        (Kind::InUse, "error.backup_in_use")
    );
    drop(held);
    house.target();
}

#[test]
fn what_is_on_a_drive_can_be_asked_while_a_backup_runs() {
    let house = House::with(3);
    let id = house.vault.id();
    house.back_up();
    let held = house.target();
    let report = Report::silent();
    let asked = held.backup(
        &house.vault,
        |read| {
            let listed = Reach::disk().listed(&house.drive(), id, &keys(), &report)?;
            assert_eq!(listed.len(), 1);
            super::fixture::counted(read)
        },
        |_| Ok(Vec::new()),
        &report,
    );
    asked.unwrap();
    let listed = Reach::disk()
        .listed(&house.drive(), id, &keys(), &report)
        .unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed[0].verified_at.is_some());
}

#[test]
fn an_empty_folder_and_a_missing_one_are_told_apart() {
    let house = House::with(3);
    assert_eq!(
        opens(&house, Opener::Recovery(&recovery())),
        Err(Kind::NotFound)
    );
    let absent = house.drive().join("absent");
    let opener = Opener::Recovery(&recovery());
    let missing = Reach::disk()
        .look(&absent, opener, &Report::silent())
        .unwrap_err();
    assert_eq!(missing.kind(), Kind::Unavailable);
    let whose = Whose {
        id: Id::at(Timestamp(1)),
        name: String::new(),
        instance: None,
    };
    let report = Report::silent();
    let missing = Reach::disk()
        .open(&absent, &whose, &keys(), &house.clock(), &report)
        .unwrap_err();
    assert_eq!(missing.key(), "error.backup_drive_missing");
    assert!(!absent.exists());
}

#[test]
fn a_restored_vault_opens_with_its_new_secrets_and_goes_on_backing_up() {
    let house = House::with(30);
    let id = house.back_up().snapshot.id;
    let folder = house.room.path().join("back.steward");
    let fresh = Secret::new(OTHER);
    let report = Report::silent();
    let recovery = recovery();
    let found = Reach::disk()
        .look(&house.drive(), Opener::Recovery(&recovery), &report)
        .unwrap();
    let new = new_vault(&house, &folder, &fresh);
    let restored = found[0].restore(&id, &new, &report).unwrap();
    let recovery = Secret::new(restored.recovery.as_text().as_str());
    let (keys, whose) = (restored.keys, house.whose());
    // It was made here, so it has still to be written down, after a new start as well.
    assert!(!restored.vault.recovery_is_proved());
    drop(restored.vault);
    let vault = Vault::unlock(&folder, &Unlock::Recovery(recovery), house.clock()).unwrap();
    assert!(!vault.recovery_is_proved());
    drop(vault);
    let unlock = Unlock::Passphrase(Secret::new(OTHER));
    let vault = Vault::unlock(&folder, &unlock, house.clock()).unwrap();
    let target = Reach::disk()
        .open(&house.drive(), &whose, &keys, &house.clock(), &report)
        .unwrap();
    let again = target
        .backup(&vault, super::fixture::counted, |_| Ok(Vec::new()), &report)
        .unwrap();
    assert!(again.snapshot.bytes_added < 8192, "{again:?}");
    drop(target);
    assert_eq!(
        opens(&house, Opener::Passphrase(&Secret::new(OTHER))),
        Ok(2)
    );
    assert_eq!(
        opens(&house, Opener::Passphrase(&secret())),
        Err(Kind::WrongSecret)
    );
}

#[test]
fn a_restore_refuses_a_folder_that_holds_something() {
    let house = House::with(3);
    let id = house.back_up().snapshot.id;
    let folder = house.room.path().join("full.steward");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("letter.txt"), "dear").unwrap();
    let refused = restore(&house, &id, "full.steward").unwrap_err();
    assert_eq!(refused.kind(), Kind::Invalid);
    assert_eq!(files(&folder), [folder.join("letter.txt")]);
    let living = restore(&house, &id, "Anna.steward").unwrap_err();
    assert_eq!(living.kind(), Kind::Invalid);
}

#[test]
fn a_backup_from_a_newer_program_is_left_alone() {
    let house = House::with(3);
    let snapshot = house.back_up().snapshot;
    let opener = Opener::Passphrase(&secret());
    let mut found = Reach::disk()
        .look(&house.drive(), opener, &Report::silent())
        .unwrap()
        .remove(0);
    found.pretend(|snapshots| snapshots[0].manifest.format += 1);
    let (folder, passphrase) = (house.room.path().join("new.steward"), secret());
    let new = new_vault(&house, &folder, &passphrase);
    let refused = found
        .restore(&snapshot.id, &new, &Report::silent())
        .unwrap_err();
    assert_eq!(refused.kind(), Kind::NewerVersion);
    // It says which program it needs, also where only the database is of a newer shape.
    found.pretend(|snapshots| {
        snapshots[0].manifest.format -= 1;
        snapshots[0].manifest.schema += 1;
        snapshots[0].manifest.made_by = "Steward 9.1.0".into();
    });
    let refused = found
        .restore(&snapshot.id, &new, &Report::silent())
        .unwrap_err()
        .to_wire();
    assert_eq!(refused.key, "error.backup_made_newer");
    assert_eq!(refused.values["made_by"], "Steward 9.1.0");
    assert!(!folder.exists());
    let marker = house.home().join("steward-backup.json");
    let text = std::fs::read_to_string(&marker)
        .unwrap()
        .replace("\"format\":1", "\"format\":2");
    std::fs::write(marker, text).unwrap();
    assert_eq!(opens(&house, opener), Err(Kind::NewerVersion));
    assert_eq!(
        house.target_on(&disk()).unwrap_err().kind(),
        Kind::NewerVersion
    );
    // Nor does it hide the backups of other vaults beside it.
    let second = House::with(2);
    let whose = second.whose();
    let report = Report::silent();
    let clock = second.clock();
    let target = Target::make(&disk(), &house.drive(), &whose, &keys(), &clock, &report).unwrap();
    target
        .backup(
            &second.vault,
            super::fixture::counted,
            |_| Ok(Vec::new()),
            &report,
        )
        .unwrap();
    assert_eq!(opens(&house, opener), Ok(1));
    let beside = Reach::disk().listed(&house.drive(), whose.id, &keys(), &report);
    assert_eq!(beside.unwrap().len(), 1);
}

#[test]
fn a_restore_stopped_at_any_step_leaves_nothing_and_can_be_tried_again() {
    let house = House::with(30);
    let id = house.back_up().snapshot.id;
    let (folder, passphrase) = (house.room.path().join("back.steward"), secret());
    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
    let (clock, recovery) = (house.clock(), recovery());
    let opens = anew(&passphrase, &recovery);
    let before = std::fs::read_dir(house.room.path()).unwrap().count();
    let mut stops = 0;
    loop {
        let cancel = Cancel::default();
        let (flag, seen) = (cancel.clone(), Mutex::new(0));
        let report = Report::to(cancel, move |_| {
            let mut seen = seen.lock().unwrap();
            if *seen == stops {
                flag.cancel();
            }
            *seen += 1;
        });
        match found.rebuild(&id, &folder, opens, &clock, &report) {
            Ok(_) => break,
            Err(stopped) => assert_eq!(stopped.kind(), Kind::Cancelled, "step {stops}"),
        }
        assert_eq!(
            std::fs::read_dir(house.room.path()).unwrap().count(),
            before,
            "step {stops} left something behind"
        );
        stops += 1;
    }
    assert!(stops >= 2, "{stops}");
}

#[test]
fn a_given_up_passphrase_is_not_brought_back_by_a_copy_that_missed_the_change() {
    let house = House::with(3);
    house.back_up();
    let open = |keys: &Keys| {
        Reach::disk().open(
            &house.drive(),
            &house.whose(),
            keys,
            &house.clock(),
            &Report::silent(),
        )
    };
    let (mut changed, old) = (keys(), keys());
    let fresh = Secret::new(OTHER);
    changed
        .renew(Opener::Passphrase(&fresh), house.clock.now())
        .unwrap();
    open(&changed).unwrap().opens_as_the_vault().unwrap();
    // The other laptop, with the passphrase of before.
    for _ in 0..2 {
        let there = files(&house.repository().join("keys"));
        let told = open(&old).unwrap().opens_as_the_vault().unwrap_err();
        assert_eq!(told.key(), "error.backup_passphrase_changed");
        assert_eq!(files(&house.repository().join("keys")), there);
        assert_eq!(opens(&house, Opener::Passphrase(&fresh)), Ok(1));
        let given_up = opens(&house, Opener::Passphrase(&secret()));
        assert_eq!(given_up, Err(Kind::WrongSecret));
        assert_eq!(files(&house.home().join("key-copies")).len(), 3);
    }
    open(&changed).unwrap().opens_as_the_vault().unwrap();
    // It may change its own later; then the first is the one that missed it.
    house.next_day();
    let (mut later, third) = (old, Secret::new("a third sentence, longer still"));
    later
        .renew(Opener::Passphrase(&third), house.clock.now())
        .unwrap();
    open(&later).unwrap().opens_as_the_vault().unwrap();
    assert_eq!(opens(&house, Opener::Passphrase(&third)), Ok(1));
    open(&changed).unwrap().opens_as_the_vault().unwrap_err();
    assert_eq!(opens(&house, Opener::Passphrase(&third)), Ok(1));
    // Whoever takes the keys on the drive over has them as they are.
    let taken = connected(&house, None, "a third sentence, longer still").unwrap();
    let since = |keys: &Keys| keys.since(crate::backup::Role::Passphrase);
    assert_eq!(since(&taken), since(&later));
    // One that is gone is later than none: something must open the place.
    for folder in [
        house.repository().join("keys"),
        house.home().join("key-copies"),
    ] {
        for file in files(&folder) {
            if !file.to_string_lossy().contains("config-") {
                std::fs::remove_file(file).unwrap();
            }
        }
    }
    open(&changed).unwrap().opens_as_the_vault().unwrap();
    assert_eq!(opens(&house, Opener::Passphrase(&fresh)), Ok(1));
}

fn opened_with(house: &House, keys: &Keys) -> Target {
    let (whose, clock) = (house.whose(), house.clock());
    let opened = Reach::disk().open(&house.drive(), &whose, keys, &clock, &Report::silent());
    opened.unwrap()
}

#[test]
fn the_later_of_two_passphrases_is_told_by_their_number_and_by_no_clock() {
    let house = House::with(3);
    house.back_up();
    let mut ours = keys();
    let (second, third) = (
        Secret::new(OTHER),
        Secret::new("a third sentence, longer still"),
    );
    ours.renew(Opener::Passphrase(&second), house.clock.now())
        .unwrap();
    opened_with(&house, &ours).opens_as_the_vault().unwrap();
    let before = ours.clone();
    // The clock was set back since.
    let earlier = house.clock.now().plus_ms(-900_000_000);
    ours.renew(Opener::Passphrase(&third), earlier).unwrap();
    opened_with(&house, &ours).opens_as_the_vault().unwrap();
    assert_eq!(opens(&house, Opener::Passphrase(&third)), Ok(1));
    // And a copy that missed that does not bring the second one back, though it bears a later date.
    let told = opened_with(&house, &before).opens_as_the_vault();
    assert_eq!(told.unwrap_err().key(), "error.backup_passphrase_changed");
    assert_eq!(opens(&house, Opener::Passphrase(&third)), Ok(1));
    let taken = connected(&house, None, "a third sentence, longer still").unwrap();
    assert_eq!(taken.revision(crate::backup::Role::Passphrase), 2);
}

#[test]
fn where_it_cannot_be_made_out_which_passphrase_is_the_later_none_is_replaced() {
    let house = House::with(3);
    house.back_up();
    let (mut changed, old) = (keys(), keys());
    let fresh = Secret::new(OTHER);
    changed
        .renew(Opener::Passphrase(&fresh), house.clock.now())
        .unwrap();
    opened_with(&house, &changed);
    let told = [
        house.home().join("keys.json"),
        house.home().join("keys-copy.json"),
    ];
    // One of two is enough.
    std::fs::write(&told[0], "torn").unwrap();
    let late = opened_with(&house, &old).opens_as_the_vault().unwrap_err();
    assert_eq!(late.key(), "error.backup_passphrase_changed");
    for file in &told {
        std::fs::write(file, "torn").unwrap();
    }
    let place = opened_with(&house, &old);
    let unclear = place.opens_as_the_vault().unwrap_err();
    assert_eq!(
        (unclear.kind(), unclear.key()),
        (Kind::WrongSecret, "error.backup_keys_unclear")
    );
    assert_eq!(opens(&house, Opener::Passphrase(&fresh)), Ok(1));
    assert_eq!(
        opens(&house, Opener::Passphrase(&secret())),
        Err(Kind::WrongSecret)
    );
    // Backups are made all the same.
    place
        .backup(
            &house.vault,
            super::fixture::counted,
            |_| Ok(Vec::new()),
            &Report::silent(),
        )
        .unwrap();
    drop(place);
    // Whose files are there as they are decides nothing and mends it.
    opened_with(&house, &changed).opens_as_the_vault().unwrap();
    for file in &told {
        std::fs::write(file, "torn").unwrap();
    }
    let mut place = opened_with(&house, &old);
    place.opens_as_the_vault().unwrap_err();
    place.settle_keys(&Report::silent()).unwrap();
    place.opens_as_the_vault().unwrap();
    assert_eq!(opens(&house, Opener::Passphrase(&secret())), Ok(2));
}

#[test]
fn where_it_is_unclear_no_key_file_goes_though_ours_stands_beside_it() {
    let house = House::with(3);
    house.back_up();
    let (mut changed, old) = (keys(), keys());
    let fresh = Secret::new(OTHER);
    changed
        .renew(Opener::Passphrase(&fresh), house.clock.now())
        .unwrap();
    opened_with(&house, &changed);
    // Both stand there, as after a cut, and nothing tells which is the later.
    let mut former = old.files().iter();
    let former = former.find(|file| file.role == crate::backup::Role::Passphrase);
    let former = former.unwrap();
    let file = house.repository().join("keys").join(former.name());
    std::fs::write(&file, &former.text).unwrap();
    for name in ["keys.json", "keys-copy.json"] {
        std::fs::write(house.home().join(name), "torn").unwrap();
    }
    for keys in [&old, &changed] {
        let told = opened_with(&house, keys).opens_as_the_vault().unwrap_err();
        assert_eq!(told.key(), "error.backup_keys_unclear");
        assert_eq!(opens(&house, Opener::Passphrase(&fresh)), Ok(1));
        assert_eq!(opens(&house, Opener::Passphrase(&secret())), Ok(1));
    }
    let mut place = opened_with(&house, &changed);
    place.settle_keys(&Report::silent()).unwrap();
    place.opens_as_the_vault().unwrap();
    assert!(!file.exists());
}

#[test]
fn the_note_of_the_newest_key_files_is_made_whole_whenever_the_place_is_opened() {
    let house = House::with(3);
    house.back_up();
    let mut changed = keys();
    changed
        .renew(Opener::Passphrase(&Secret::new(OTHER)), house.clock.now())
        .unwrap();
    opened_with(&house, &changed);
    let [first, copy] = ["keys.json", "keys-copy.json"].map(|name| house.home().join(name));
    let told = std::fs::read(&first).unwrap();
    // As an earlier program left it.
    std::fs::remove_file(&copy).unwrap();
    opened_with(&house, &changed);
    assert_eq!(std::fs::read(&copy).unwrap(), told);
    for torn in [&first, &copy] {
        std::fs::write(torn, "torn").unwrap();
        opened_with(&house, &changed);
        assert_eq!(std::fs::read(&first).unwrap(), told);
        assert_eq!(std::fs::read(&copy).unwrap(), told);
    }
}
