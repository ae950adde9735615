//! Several places for the backups of one vault: each known by its mark, wherever its drive is.

use std::path::{Path, PathBuf};

use super::super::Session;
use super::keeping::{DAY, Home, OTHER, secret};
use crate::backup::{Opener, Plan, Reach, Sighting, Whereabouts};
use crate::base::{Kind, Report, Timestamp};
use crate::crypto::{KdfCost, Secret};
use crate::settings;

/// A folder that stands for a mounted drive.
fn mount(home: &Home, name: &str) -> PathBuf {
    let root = home.room.path().join(name);
    std::fs::create_dir_all(&root).unwrap();
    root
}

fn connect(home: &Home, root: &Path) -> Plan {
    let connected = home
        .session
        .connect_backup(root, &secret(), &Report::silent());
    connected.unwrap()
}

fn sightings(home: &Home, roots: &[PathBuf]) -> Vec<Sighting> {
    home.session.backup_sightings_among(roots).unwrap()
}

fn standing(home: &Home, roots: &[PathBuf]) -> Vec<Whereabouts> {
    let seen = sightings(home, roots).into_iter();
    seen.map(|seen| seen.standing).collect()
}

fn plans(home: &Home) -> Vec<Plan> {
    home.session.backup_plans().unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

#[test]
fn a_place_that_comes_back_does_not_wait_for_the_try_that_failed_without_it() {
    let home = Home::connected();
    home.back_up();
    home.clock.advance(2 * DAY);
    let target = home.plan().id;
    let again = || {
        let (clock, plan) = (home.session.vault().clock(), home.plan());
        let (zone, now) = (clock.zone(), clock.now());
        let waits = plan.waits_for_return(zone, now);
        (plan.begin_at(zone, now).is_some_and(|at| at <= now), waits)
    };
    assert_eq!(again(), (true, false));
    let drawer = home.room.path().join("drawer");
    std::fs::rename(home.drive(), &drawer).unwrap();
    let failed = home.session.back_up_to(target, &Report::silent());
    assert_eq!(failed.unwrap_err().kind(), Kind::Unavailable);
    assert_eq!(standing(&home, &[]), [Whereabouts::Away]);
    assert_eq!(again(), (false, true), "it is looked for, and not tried");
    std::fs::rename(&drawer, home.drive()).unwrap();
    assert_eq!(standing(&home, &[]), [Whereabouts::Here]);
    assert_eq!(again(), (true, false));
}

#[test]
fn what_does_not_open_beside_what_does_is_told() {
    let home = Home::connected();
    home.back_up();
    let (other, report) = (Secret::new(OTHER), Report::silent());
    let folder = home.room.path().join("Bo.steward");
    let made = Session::create(&folder, &other, KdfCost::for_tests(), home.clock.clone());
    let beside = made.unwrap().0;
    let drive = home.drive();
    beside.connect_backup(&drive, &other, &report).unwrap();
    beside.back_up(&report).unwrap();
    let look = |secret: &Secret| {
        Reach::disk()
            .look_through(&drive, Opener::Passphrase(secret), &report)
            .unwrap()
    };
    let finds = look(&other);
    let name = &finds.found[0].whose().name;
    assert_eq!((finds.found.len(), name.as_str()), (1, "Bo"));
    assert_eq!(finds.refused.unwrap().kind(), Kind::WrongSecret);
    let finds = look(&secret());
    assert_eq!(finds.found[0].whose().name, "Anna");
    assert_eq!(finds.refused.unwrap().kind(), Kind::WrongSecret);
}

#[test]
fn each_place_has_its_backups_and_none_waits_for_another() {
    let home = Home::connected();
    let second = mount(&home, "second");
    let plan = connect(&home, &second);
    assert_eq!(plan.name, "second");
    home.session.back_up(&Report::silent()).unwrap();
    let both = plans(&home);
    assert_eq!(
        both.iter().map(|p| p.known.len()).collect::<Vec<_>>(),
        [1, 1]
    );
    assert!(both[0].id != both[1].id && both.iter().all(|p| p.marked));

    // One drive away: the other gets its backup, and nothing is said to have failed.
    std::fs::rename(home.drive(), home.room.path().join("drawer")).unwrap();
    home.clock.advance(86_400_000);
    home.session.back_up(&Report::silent()).unwrap();
    let both = plans(&home);
    assert_eq!(
        both.iter().map(|p| p.known.len()).collect::<Vec<_>>(),
        [1, 2]
    );
    assert!(both[0].last_error.is_none());
    assert_eq!(standing(&home, &[]), [Whereabouts::Away, Whereabouts::Here]);
    assert_eq!(
        home.plan().id,
        both[1].id,
        "the one with the newest speaks for all"
    );

    // A paused one is left out; one that fails does not keep the other from its backup.
    home.session.pause_backup_target(both[1].id, true).unwrap();
    std::fs::rename(home.room.path().join("drawer"), home.drive()).unwrap();
    home.clock.advance(86_400_000);
    home.session.back_up(&Report::silent()).unwrap();
    let both = plans(&home);
    assert_eq!(
        both.iter().map(|p| p.known.len()).collect::<Vec<_>>(),
        [2, 2]
    );
}

#[test]
fn a_drive_is_followed_to_another_mount_point() {
    let home = Home::connected();
    let root = mount(&home, "mnt");
    std::fs::create_dir(root.join("deep")).unwrap();
    let plan = connect(&home, &root.join("deep"));
    home.session
        .forget_backup_target(plans(&home)[0].id)
        .unwrap();
    sightings(&home, std::slice::from_ref(&root));
    assert_eq!(plans(&home)[0].within, Path::new("deep"));
    let moved = home.room.path().join("mnt1");
    std::fs::rename(&root, &moved).unwrap();
    assert_eq!(standing(&home, &[]), [Whereabouts::Away]);
    // Another drive stands where it was.
    mount(&home, "mnt");
    let roots = [root, moved.clone()];
    let seen = sightings(&home, &roots).remove(0);
    assert_eq!(
        (seen.standing, seen.folder),
        (Whereabouts::Here, Some(moved.join("deep")))
    );
    assert_eq!(plans(&home)[0].folder, moved.join("deep"));
    home.session.back_up_to(plan.id, &Report::silent()).unwrap();
    assert_eq!(plans(&home)[0].known.len(), 1);
}

#[test]
fn of_a_copied_drive_the_user_says_which_is_meant() {
    let home = Home::connected();
    home.back_up();
    let (drive, twin) = (home.drive(), home.room.path().join("twin"));
    copy(&drive, &twin);
    let roots = [drive.clone(), twin.clone()];
    let seen = sightings(&home, &roots).remove(0);
    assert_eq!(seen.standing, Whereabouts::Cloned);
    assert_eq!(
        (seen.folder, seen.clones),
        (None, vec![drive.clone(), twin.clone()])
    );
    let (session, report) = (&home.session, Report::silent());
    let id = home.plan().id;
    let other = session.settle_backup_clones_among(id, home.room.path(), &roots, &report);
    assert_eq!(other.unwrap_err().kind(), Kind::Unavailable);

    session
        .settle_backup_clones_among(id, &twin, &roots, &report)
        .unwrap();
    let seen = sightings(&home, &roots).remove(0);
    assert_eq!(
        (seen.standing, seen.folder),
        (Whereabouts::Here, Some(twin.clone()))
    );
    assert_ne!(home.plan().id, id);
    home.back_up();
    assert_eq!(home.plan().known.len(), 2);
    // The other keeps what it has, and can be a place of its own.
    let plan = connect(&home, &drive);
    assert_eq!((plan.id, plan.known.len()), (id, 1));
    assert_eq!(
        standing(&home, &roots),
        [Whereabouts::Here, Whereabouts::Here]
    );
}

#[test]
fn a_folder_of_somebody_else_is_not_taken_for_ours() {
    let (home, other) = (Home::connected(), Home::connected());
    home.back_up();
    other.back_up();
    std::fs::rename(home.drive(), home.room.path().join("away")).unwrap();
    copy(&other.drive(), &home.drive());
    assert_eq!(standing(&home, &[home.drive()]), [Whereabouts::Foreign]);
    let refused = home.session.back_up(&Report::silent()).unwrap_err();
    assert_eq!(refused.key(), "error.backup_foreign");
    // Nor is another place of this vault's, whose drive stands where the other's was: that one is away.
    std::fs::remove_dir_all(home.drive()).unwrap();
    let second = mount(&home, "second");
    connect(&home, &second);
    std::fs::rename(&second, home.drive()).unwrap();
    let roots = [home.drive()];
    assert_eq!(
        standing(&home, &roots),
        [Whereabouts::Away, Whereabouts::Here]
    );
}

#[test]
fn a_place_that_is_let_go_keeps_what_it_holds_and_can_be_taken_back() {
    let home = Home::connected();
    home.back_up();
    let before = home.below(".");
    let id = home.plan().id;
    home.session.forget_backup_target(id).unwrap();
    assert!(plans(&home).is_empty());
    assert_eq!(home.below("."), before);
    home.session.take_back_backup_target(id).unwrap();
    assert_eq!(home.plan().known.len(), 1);
    home.session.forget_backup_target(id).unwrap();
    // Chosen again, it is the same place.
    home.connect("drive").unwrap();
    assert_eq!((home.plan().id, home.plan().known.len()), (id, 1));
    home.connect("drive").unwrap();
    assert_eq!(plans(&home).len(), 1);
}

#[test]
fn the_one_place_of_an_older_vault_goes_on_without_a_word() {
    let home = Home::connected();
    home.back_up();
    // As it was written then: no id in the plan, none in the folder.
    let mut old = serde_json::to_value(home.plan()).unwrap();
    let fields = old.as_object_mut().unwrap();
    for later in [
        "id",
        "name",
        "within",
        "marked",
        "paused",
        "patience_days",
        "last_seen_at",
    ] {
        fields.remove(later);
    }
    let vault = home.session.vault();
    vault
        .write("settings.set", |tx| {
            tx.sql()
                .execute("DELETE FROM setting WHERE key = 'backup.targets'", [])?;
            settings::set(tx, "backup.plan", &old)
        })
        .unwrap();
    let marker = home.below(".");
    let marker = marker
        .iter()
        .find(|file| file.ends_with("steward-backup.json"));
    let text = format!("{{\"format\":1,\"vault\":\"{}\"}}", vault.id());
    std::fs::write(marker.unwrap(), text).unwrap();

    assert_eq!(standing(&home, &[]), [Whereabouts::Here]);
    let plan = home.back_up();
    assert_eq!((plan.name.as_str(), plan.known.len()), ("drive", 2));
    assert!(plan.marked);
    // Now it is known by its mark.
    let moved = home.room.path().join("moved");
    std::fs::rename(home.drive(), &moved).unwrap();
    assert_eq!(standing(&home, &[moved]), [Whereabouts::Here]);
}

#[test]
fn a_place_marked_by_another_computer_first_is_the_same_place() {
    let home = Home::connected();
    home.back_up();
    let mine = home.plan();
    // What this computer knew before places bore marks.
    let mut old = mine.clone();
    (old.id, old.marked) = (crate::base::Id::at(Timestamp(7)), false);
    let write = |plan: &Plan| {
        let plans = vec![plan.clone()];
        let vault = home.session.vault();
        vault
            .write("settings.set", |tx| {
                settings::set(tx, "backup.targets", &plans)
            })
            .unwrap();
    };
    write(&old);
    assert_eq!(standing(&home, &[]), [Whereabouts::Here]);
    assert_eq!(home.back_up().id, mine.id);
}

#[test]
fn when_a_drive_was_last_there_is_known_to_the_minute_and_seldom_written() {
    let home = Home::connected();
    let session: &Session = &home.session;
    let seq = || session.vault().read(|read| read.commit_seq()).unwrap();
    let before = seq();
    for _ in 0..10 {
        home.clock.advance(60_000);
        sightings(&home, &[]);
    }
    assert_eq!(seq(), before);
    let now = session.vault().clock().now();
    assert_eq!(session.backup_seen_at(&home.plan()), Some(now));
    std::fs::rename(home.drive(), home.room.path().join("drawer")).unwrap();
    home.clock.advance(60_000);
    assert_eq!(standing(&home, &[]), [Whereabouts::Away]);
    assert_eq!(home.plan().last_seen_at, Some(now));
    assert_eq!(session.backup_seen_at(&home.plan()), Some(now));
}

#[test]
fn a_place_that_waits_too_long_is_named() {
    let home = Home::connected();
    home.back_up();
    let id = home.plan().id;
    home.session
        .rename_backup_target(id, " 蓝色 U 盘 ")
        .unwrap();
    assert!(home.session.rename_backup_target(id, "  ").is_err());
    home.clock.advance(4 * 86_400_000);
    let said = |lines: &[crate::occasions::model::OccasionLine]| {
        lines
            .iter()
            .filter(|line| line.source == "backup_overdue")
            .map(|line| (line.record, line.why.values["name"].clone()))
            .collect::<Vec<_>>()
    };
    let standing = home.session.occasions().unwrap();
    assert_eq!(said(&standing.lines), [(id, "蓝色 U 盘".to_owned())]);
    // Paused, it is named all the same while there is no other: nothing is backed up any more.
    home.session.pause_backup_target(id, true).unwrap();
    let standing = home.session.occasions().unwrap();
    assert_eq!(said(&standing.lines), [(id, "蓝色 U 盘".to_owned())]);
    home.connect("second").unwrap();
    assert!(said(&home.session.occasions().unwrap().lines).is_empty());
}
