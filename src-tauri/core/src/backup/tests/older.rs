//! Backups of programs older and newer than this one.

use std::path::Path;
use std::sync::Arc;

use super::fixture::{House, disk, files, keys, new_vault, restore, secret};
use crate::backup::digest::{self, Digests};
use crate::backup::model::Newer;
use crate::backup::restore::Found;
use crate::backup::session::Session;
use crate::backup::{ComparedBy, Inside, Looked, Opener, Reach, SnapshotInfo, drill};
use crate::base::{Cancel, Clock, Error, Kind, Report};
use crate::vault::{Vault, newest_schema, older};

/// Of so many steps the older program knows.
const OLDER: u8 = 6;

fn schema(vault: &Vault) -> i64 {
    let asked = vault.read(|read| {
        let asked = read.sql();
        Ok(asked.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    });
    asked.unwrap()
}

fn held(vault: &Vault) -> Digests {
    let digests = vault.read(|read| digest::of(read.sql(), &Cancel::default()));
    digests.unwrap()
}

/// A vault of a program before the last step, with customers in it, and a backup made by that program.
fn of_older() -> (House, SnapshotInfo, Digests) {
    older::program(OLDER.into(), || {
        let house = House::with(20);
        house
            .vault
            .write("x.y", |tx| {
                for n in 0..50_i64 {
                    let id = blake3::hash(&n.to_le_bytes());
                    tx.sql().execute(
                        "INSERT INTO unit (id, created_at, updated_at, legal_name)
                         VALUES (?1, 1, 1, ?2)",
                        (&id.as_bytes()[..16], format!("客户 {n}")),
                    )?;
                }
                Ok(())
            })
            .unwrap();
        let snapshot = house.back_up().snapshot;
        assert_eq!(schema(&house.vault), i64::from(OLDER));
        assert_eq!(snapshot.manifest.schema, i64::from(OLDER));
        let was = held(&house.vault);
        (house, snapshot, was)
    })
}

/// Brought to today's shape, with every row of then.
fn is_of_today(vault: &Vault, was: &Digests) {
    assert_eq!(schema(vault), newest_schema());
    let is = held(vault);
    for (table, digest) in was {
        assert!(is[table].rows >= digest.rows, "{table}");
    }
    assert_eq!(is["unit"].rows, 50);
    // Of a shape that gained columns the rows read otherwise; what did not is the same to the byte.
    assert_eq!(is["setting"], was["setting"]);
    vault.check(true).unwrap();
}

fn bytes(below: &Path) -> Vec<(std::path::PathBuf, blake3::Hash)> {
    let hashed = |file| {
        let hash = blake3::hash(&std::fs::read(&file).unwrap());
        (file, hash)
    };
    files(below).into_iter().map(hashed).collect()
}

#[test]
fn a_backup_of_an_older_program_is_brought_to_todays_shape_in_a_copy() {
    let (house, snapshot, was) = of_older();
    let drive = bytes(&house.repository());
    let vault = restore(&house, &snapshot.id, "new").unwrap();
    is_of_today(&vault, &was);

    let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
    let (hidden, clock) = (house.room.path().join("hidden"), house.clock());
    let look = |vault: Vault, _: &Report| {
        is_of_today(&vault, &was);
        Ok(Looked::default())
    };
    let drilled = drill(
        &found,
        &snapshot.id,
        (&hidden, &clock),
        look,
        &Report::silent(),
    );
    // No row may be lost; that none is another one cannot be said of another shape.
    assert_eq!(drilled.unwrap().by, ComparedBy::Counts);

    let inside = Inside::open(&found, &snapshot.id, &hidden, &clock, &Report::silent()).unwrap();
    is_of_today(inside.vault(), &was);
    drop(inside);
    assert!(!hidden.exists());
    // The backup itself is as that program made it.
    assert!(bytes(&house.repository()) == drive);
    older::program(OLDER.into(), || {
        let vault = restore(&house, &snapshot.id, "as it was").unwrap();
        assert!(held(&vault) == was);
    });
}

#[test]
fn rows_that_an_older_shape_had_and_the_copy_lacks_fail_the_drill() {
    let (house, snapshot, _) = of_older();
    let mut found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
    // As if bringing it to today's shape had lost one.
    let mut said = snapshot.manifest.clone();
    said.digests.get_mut("unit").unwrap().rows += 1;
    let vault = restore(&house, &snapshot.id, "new").unwrap();
    let error = crate::backup::drill::compare(&said, &held(&vault), schema(&vault)).unwrap_err();
    assert_eq!(error.key(), "error.drill_differs");
    assert_eq!(error.to_wire().values["table"], "unit");
    found.pretend(|snapshots| snapshots[0].manifest = said);
    let place = (house.room.path().join("hidden"), house.clock());
    let look = |_: Vault, _: &Report| Ok(Looked::default());
    let refused = drill(
        &found,
        &snapshot.id,
        (&place.0, &place.1),
        look,
        &Report::silent(),
    );
    assert_eq!(refused.unwrap_err().kind(), Kind::Damaged);
}

#[test]
fn a_backup_of_a_newer_program_names_it_however_it_is_opened() {
    let house = House::with(3);
    let snapshot = house.back_up().snapshot;
    let drive = bytes(&house.repository());
    let asked = |error: Error| {
        let wire = error.to_wire();
        assert_eq!(
            (error.kind(), wire.key.as_str()),
            (Kind::NewerVersion, "error.backup_made_newer")
        );
        assert_eq!(wire.values["made_by"], snapshot.manifest.made_by);
    };
    older::program(OLDER.into(), || {
        let found = Found::with_keys(&disk(), &house.home(), keys(), &Report::silent()).unwrap();
        let (folder, passphrase) = (house.room.path().join("new.steward"), secret());
        let new = new_vault(&house, &folder, &passphrase);
        asked(
            found
                .restore(&snapshot.id, &new, &Report::silent())
                .unwrap_err(),
        );
        let hidden = house.room.path().join("hidden");
        let clock: Arc<dyn Clock> = house.clock();
        let inside = Inside::open(&found, &snapshot.id, &hidden, &clock, &Report::silent());
        asked(inside.unwrap_err());
        let look = |_: Vault, _: &Report| Ok(Looked::default());
        let drilled = drill(
            &found,
            &snapshot.id,
            (&hidden, &clock),
            look,
            &Report::silent(),
        );
        asked(drilled.unwrap_err());
        assert!(!folder.exists() && !hidden.exists());
    });
    assert!(bytes(&house.repository()) == drive);
}

/// The house's newest backup, saying of itself what `change` makes of it.
fn retold(house: &House, change: impl Fn(&mut serde_json::Value)) {
    let session = Session::unseen(&disk(), &house.home(), &Report::silent());
    let opened = session.open(&keys().credentials().unwrap()).unwrap();
    let mut told = opened.get_all_snapshots().unwrap();
    let ids: Vec<_> = told.iter().map(|file| file.id).collect();
    for file in &mut told {
        let said = file.description.as_deref().unwrap();
        let mut said = serde_json::from_str(said).unwrap();
        change(&mut said);
        file.description = Some(said.to_string());
    }
    opened.save_snapshots(told).unwrap();
    opened.delete_snapshots(&ids).unwrap();
}

#[test]
fn backups_whose_manifest_cannot_be_read_name_the_program_that_made_them() {
    let house = House::with(5);
    house.back_up();
    retold(&house, |said| {
        said["format"] = 2.into();
        said["made_by"] = "Steward 9.1.0".into();
        // Once a number.
        said["pages"] = serde_json::json!({"database": 7});
    });
    let report = Report::silent();
    let looks = [
        Reach::disk()
            .look(&house.drive(), Opener::Passphrase(&secret()), &report)
            .unwrap_err(),
        Reach::disk()
            .found(&house.drive(), house.vault.id(), keys(), &report)
            .unwrap_err(),
    ];
    for newer in looks {
        assert_eq!(newer.kind(), Kind::NewerVersion);
        assert_eq!(newer.key(), "error.backup_made_newer");
        assert!(format!("{newer:?}").contains("Steward 9.1.0"), "{newer:?}");
    }
    // Beside one that can be read, that one is offered.
    house.next_day();
    house.back_up();
    let found = Reach::disk().found(&house.drive(), house.vault.id(), keys(), &report);
    let found = found.unwrap();
    assert_eq!(found.snapshots().len(), 1);
    // And the others are named all the same.
    let newer = Newer {
        count: 1,
        made_by: "Steward 9.1.0".into(),
    };
    assert_eq!(found.newer(), Some(&newer));
    assert_eq!(house.target().newer(&report).unwrap(), Some(newer));
}

#[test]
fn what_somebody_else_keeps_in_the_repository_is_no_backup_of_ours() {
    let house = House::with(5);
    house.back_up();
    retold(&house, |said| {
        *said = serde_json::json!({"note": "by hand"});
    });
    let report = Report::silent();
    let none = Reach::disk().look(&house.drive(), Opener::Passphrase(&secret()), &report);
    assert_eq!(none.unwrap_err().key(), "error.backup_none_here");
}
