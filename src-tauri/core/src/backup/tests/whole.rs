//! What a backup is when nothing goes wrong.

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::fixture::{
    House, NOW, PASSPHRASE, back_up, disk, files, image_of, keys, recovery, secret,
};
use crate::backup::restore::{NewVault, Restored, look};
use crate::backup::{Extra, Keys, Opener, Policy, Target, connect};
use crate::base::{Cancel, Error, Kind, Report, Timestamp};
use crate::crypto::{KdfCost, Secret};
use crate::vault::{Unlock, Vault};

/// Set the variable to a file's path to make the fixture anew.
#[test]
fn the_keys_the_tests_use_are_two() {
    if let Some(file) = std::env::var_os("STEWARD_MAKE_FIXTURE_KEYS") {
        let openers = [Opener::Passphrase(&secret()), Opener::Recovery(&recovery())];
        let text = Keys::make(&openers).unwrap().to_text().unwrap();
        std::fs::write(file, text.as_str()).unwrap();
    }
    assert_eq!(keys().files().len(), 2);
}

fn restore(house: &House, id: &str, into: &str) -> Result<Restored, Error> {
    let found = look(
        &house.drive(),
        Opener::Passphrase(&secret()),
        &Report::silent(),
    )?;
    let new = NewVault {
        folder: &house.room.path().join(into),
        passphrase: &Secret::new("another long sentence of mine"),
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: house.clock(),
    };
    found[0].restore(id, &new, &Report::silent())
}

#[test]
fn what_comes_back_is_what_went_in_page_by_page() {
    let house = House::with(300);
    let first = house.back_up();
    let before = house.image();
    assert!(first.snapshot.verified_at.is_some());
    assert_eq!(first.snapshot.manifest.bytes(), before.len() as u64);
    assert_eq!(first.snapshot.manifest.counts["setting"], 300);
    assert_eq!(first.snapshot.manifest.commit_seq, 1);
    assert_eq!(first.snapshot.manifest.made_at, Timestamp(NOW));
    house.next_day();
    house.write(10..13, "second");
    let second = house.back_up();
    let after = house.image();
    assert_ne!(before, after);
    // Three rows of three hundred: a small part of what the first one took.
    assert!(
        second.snapshot.bytes_added * 5 < first.snapshot.bytes_added,
        "{second:?}"
    );

    for (id, image) in [(&first.snapshot.id, before), (&second.snapshot.id, after)] {
        let restored = restore(&house, id, &format!("{id}.steward")).unwrap();
        let mut given = image_of(&restored.vault);
        let mut expected = image;
        for counters in [24..28, 92..100] {
            given[counters.clone()].fill(0);
            expected[counters].fill(0);
        }
        assert_eq!(given.len(), expected.len());
        let differing: Vec<_> = (0..given.len() / 4096)
            .filter(|page| {
                given[page * 4096..(page + 1) * 4096] != expected[page * 4096..(page + 1) * 4096]
            })
            .collect();
        assert!(differing.is_empty(), "pages {differing:?}");
        restored.vault.check(true).unwrap();
        assert_eq!(restored.vault.id(), house.vault.id());
    }
}
