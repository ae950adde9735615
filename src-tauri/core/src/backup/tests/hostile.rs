//! A drive that somebody prepared: nothing outside it is written to, and nothing on it holds the program up.

use std::fs::File;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::fixture::{House, disk, files, restore, secret};
use crate::backup::medium::{Disk, Medium as _};
use crate::backup::{Opener, Part, Reach};
use crate::base::{Kind, Report};

const PRECIOUS: &[u8] = b"a letter of last year";

#[test]
fn a_link_in_a_drafts_place_is_taken_away_and_never_followed() {
    let house = House::with(10);
    house.back_up();
    let letter = house.room.path().join("letter.txt");
    let unmade = house.room.path().join("unmade.txt");
    std::fs::write(&letter, PRECIOUS).unwrap();
    let home = house.home();
    for (name, to) in [
        ("ledger.json-tmp-", &letter),
        ("ledger-copy.json-tmp-", &unmade),
        ("steward-backup.json-tmp-", &letter),
    ] {
        symlink(to, home.join(name)).unwrap();
    }
    // So that it is written anew.
    std::fs::remove_file(home.join("steward-backup.json")).unwrap();
    house.write(0..10, "second");
    house.back_up();
    assert_eq!(std::fs::read(&letter).unwrap(), PRECIOUS);
    assert!(!unmade.exists());
    for name in ["ledger.json", "ledger-copy.json", "steward-backup.json"] {
        assert!(
            home.join(name).symlink_metadata().unwrap().is_file(),
            "{name}"
        );
        let draft = home.join(format!("{name}-tmp-"));
        assert!(draft.symlink_metadata().is_err(), "{name}");
    }
    house.target().check(Part::ALL, &Report::silent()).unwrap();
}

/// Moves what stands at `at` elsewhere and leaves a link to it.
fn link_away(at: &Path, elsewhere: &Path) {
    if at.exists() {
        std::fs::rename(at, elsewhere).unwrap();
    } else {
        std::fs::create_dir(elsewhere).unwrap();
    }
    symlink(elsewhere, at).unwrap();
}

#[test]
fn a_folder_that_leads_elsewhere_is_refused_and_nothing_is_written_there() {
    let house = House::with(10);
    house.back_up();
    let elsewhere = house.room.path().join("elsewhere");
    let shelf = std::fs::read_dir(house.repository().join("data"));
    let shelf = shelf.unwrap().next().unwrap().unwrap().path();
    let links = [
        house.repository(),
        house.repository().join("data"),
        house.repository().join("keys"),
        house.repository().join("locks"),
        house.repository().join("snapshots"),
        shelf,
        house.home().join("key-copies"),
        house.home().join("quarantine"),
    ];
    for at in links {
        let was_there = at.exists();
        link_away(&at, &elsewhere);
        let before = files(&elsewhere);
        house.write(0..10, "second");
        let when = at.display().to_string();
        let refused = house.back_up_on(&disk()).expect_err(&when);
        assert_eq!(refused.key(), "error.backup_linked", "{when}");
        assert_eq!(refused.kind(), Kind::Unavailable, "{when}");
        assert_eq!(files(&elsewhere), before, "{when}");
        std::fs::remove_file(&at).unwrap();
        if was_there {
            std::fs::rename(&elsewhere, &at).unwrap();
        } else {
            std::fs::remove_dir(&elsewhere).unwrap();
        }
    }
    house.back_up();
}

/// What never ends, keeps whoever opens it, or is said to be very long.
fn bottomless(at: &Path) -> [Box<dyn Fn() + '_>; 4] {
    let away = move || {
        let _ = std::fs::remove_file(at);
    };
    [
        Box::new(move || {
            away();
            symlink("/dev/zero", at).unwrap();
        }),
        Box::new(move || {
            away();
            let mode = rustix::fs::Mode::from_raw_mode(0o600);
            rustix::fs::mknodat(rustix::fs::CWD, at, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        }),
        Box::new(move || {
            away();
            File::create(at).unwrap().set_len(1 << 40).unwrap();
        }),
        Box::new(move || {
            away();
            std::os::unix::net::UnixListener::bind(at)
                .map(drop)
                .unwrap();
        }),
    ]
}

#[test]
fn a_mark_that_never_ends_is_none_and_is_written_anew() {
    let house = House::with(10);
    let made = house.back_up().snapshot.id;
    let home = house.home();
    // The name of a socket may not be long.
    let short = house.room.path().join("mark");
    for (turn, lay) in bottomless(&short).iter().enumerate() {
        for name in [
            "steward-backup.json",
            "ledger.json",
            "keys.json",
            "unproved",
        ] {
            lay();
            let at = home.join(name);
            let _ = std::fs::remove_file(&at);
            std::fs::rename(&short, &at).unwrap();
            let when = format!("{name}, {turn}");
            let report = Report::silent();
            let found = Reach::disk().look(&house.drive(), Opener::Passphrase(&secret()), &report);
            assert_eq!(found.unwrap().len(), 1, "{when}");
            let read = Disk.read(&at).unwrap_err();
            assert_eq!(read.kind(), std::io::ErrorKind::InvalidData, "{when}");
            Disk.read_part(&at, 0, 1 << 30).unwrap_err();
            Disk.forget(&at);
            house.write(0..10, &when);
            house.back_up();
            house.target().check(Part::ALL, &report).unwrap();
        }
    }
    drop(restore(&house, &made, "back.steward").unwrap());
}

#[test]
fn what_never_ends_in_a_packs_or_a_keys_place_is_set_aside() {
    let house = House::with(10);
    house.back_up();
    let short = house.room.path().join("pack");
    let lays = bottomless(&short);
    // Only what is listed as a file is read at all.
    let long = &lays[2];
    for folder in ["data", "keys", "snapshots", "index", "locks"] {
        let name = "a7".repeat(32);
        let at = match folder {
            "data" => house.repository().join("data/a7"),
            other => house.repository().join(other),
        };
        std::fs::create_dir_all(&at).unwrap();
        long();
        std::fs::rename(&short, at.join(&name)).unwrap();
        house.write(0..10, folder);
        let done = house.back_up_on(&disk());
        done.unwrap_or_else(|error| panic!("{folder}: {error}"));
        assert!(!at.join(&name).exists(), "{folder}");
    }
    house.target().check(Part::ALL, &Report::silent()).unwrap();
}
