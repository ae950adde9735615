//! A vault and its drive over the days: what the plan says after each run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::super::{Rhythm, Session};
use super::{clock, unit};
use crate::backup::{NewVault, Opener, Plan, Policy, Reach, Schedule};
use crate::base::{Cancel, Error, FixedClock, Kind, Report, Timestamp, WireError};
use crate::crypto::{KdfCost, Secret};
use crate::vault::Unlock;

const PASSPHRASE: &str = "three grey herons by the weir";
pub(super) const OTHER: &str = "seven late swans on the mere";
pub(super) const DAY: i64 = 86_400_000;

pub(super) struct Home {
    pub(super) room: TempDir,
    pub(super) clock: Arc<FixedClock>,
    pub(super) session: Arc<Session>,
}

impl Home {
    /// A vault with a record and a connected drive.
    pub(super) fn connected() -> Self {
        let (room, clock) = (tempfile::tempdir().unwrap(), clock());
        let folder = room.path().join("Anna.steward");
        let made = Session::create(&folder, &secret(), KdfCost::for_tests(), clock.clone());
        let session = Arc::new(made.unwrap().0);
        let home = Self {
            room,
            clock,
            session,
        };
        unit(&home.session, "first", None);
        home.connect("drive").unwrap();
        home
    }
    pub(super) fn drive(&self) -> PathBuf {
        self.room.path().join("drive")
    }
    pub(super) fn connect(&self, drive: &str) -> Result<Plan, Error> {
        let drive = self.room.path().join(drive);
        std::fs::create_dir_all(&drive).unwrap();
        self.session
            .connect_backup(&drive, &secret(), &Report::silent())
    }
    pub(super) fn plan(&self) -> Plan {
        self.session.backup_plan().unwrap().unwrap()
    }
    /// A backup of a day on which something was written.
    pub(super) fn back_up(&self) -> Plan {
        self.clock.advance(DAY);
        unit(&self.session, &format!("{}", self.clock_now()), None);
        self.session.back_up(&Report::silent()).unwrap();
        self.plan()
    }
    fn zone(&self) -> chrono_tz::Tz {
        self.session.vault().clock().zone()
    }
    pub(super) fn clock_now(&self) -> i64 {
        self.session.vault().clock().now().0
    }
    pub(super) fn below(&self, folder: &str) -> Vec<PathBuf> {
        let home = self.drive().join("Steward Backup");
        let home = home.join(self.session.vault().id().to_string());
        files(&home.join(folder))
    }
}

pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

pub(super) fn secret() -> Secret {
    Secret::new(PASSPHRASE)
}

fn key(plan: &Plan) -> Option<&str> {
    plan.older_error.as_ref().map(|error| error.key.as_str())
}

/// Stops the work at the first step of a phase.
pub(super) fn stopping_at(phase: &'static str) -> Report {
    let cancel = Cancel::default();
    let flag = cancel.clone();
    Report::to(cancel, move |step| {
        if step.phase == phase {
            flag.cancel();
        }
    })
}

#[test]
fn a_backup_is_owed_on_leaving_where_anything_was_done_since_the_last_one() {
    let home = Home::connected();
    let owed = || home.session.owed_on_leaving().unwrap().len();
    assert_eq!(owed(), 0, "nobody asked for that");
    let target = home.plan().id;
    let keep = Policy::default();
    let rhythm = |schedule| Rhythm {
        schedule,
        at: "18:00",
        keep,
        patience_days: 1,
    };
    let leaving = rhythm(Schedule::Leaving);
    home.session.schedule_backup(target, leaving).unwrap();
    assert_eq!(owed(), 1, "never backed up");
    home.back_up();
    assert_eq!(
        owed(),
        0,
        "what the program notes for itself is nothing done"
    );
    unit(&home.session, "one more", None);
    assert_eq!(owed(), 1);
    home.session.pause_backup_target(target, true).unwrap();
    assert_eq!(owed(), 0);
}

#[test]
fn a_place_for_leaving_that_lacks_nothing_is_not_overdue_however_old_its_backup_is() {
    let home = Home::connected();
    let leaving = Rhythm {
        schedule: Schedule::Leaving,
        at: "18:00",
        keep: Policy::default(),
        patience_days: 1,
    };
    home.session
        .schedule_backup(home.plan().id, leaving)
        .unwrap();
    home.back_up();
    home.clock.advance(30 * DAY);
    let overdue = || {
        let beside = home.session.vault().read(|read| {
            let counted = crate::session::occasions::Counted::default();
            crate::session::occasions::beside(read, &counted)
        });
        let owed = beside.unwrap().owed.into_iter();
        owed.filter(|one| one.source == "backup_overdue").count()
    };
    assert_eq!(overdue(), 0, "nothing was done since");
    unit(&home.session, "one more", None);
    assert_eq!(overdue(), 1);
}

#[test]
fn a_run_is_noted_whichever_way_it_went() {
    let home = Home::connected();
    assert_eq!(
        (home.plan().last_ok_at, home.plan().last_try_at),
        (None, None)
    );
    let plan = home.back_up();
    assert_eq!(plan.last_ok_at, plan.known[0].verified_at);
    assert_eq!(plan.last_try_at, plan.last_ok_at);
    assert!(plan.last_error.is_none() && plan.older_error.is_none());
    assert_eq!((plan.known.len(), plan.checks), (1, 1));
    assert_eq!((plan.unsynced, plan.set_aside), (false, 0));

    home.clock.advance(DAY);
    let away = home.room.path().join("away");
    std::fs::rename(home.drive(), &away).unwrap();
    let missing = home.session.back_up(&Report::silent()).unwrap_err();
    assert_eq!(missing.kind(), Kind::Unavailable);
    let plan = home.plan();
    assert_eq!(plan.last_error.unwrap().key, "error.backup_drive_missing");
    assert_eq!(plan.last_try_at.unwrap().0, home.clock_now());
    assert_eq!(plan.known.len(), 1);
}

#[test]
fn a_stopped_run_waits_an_hour_before_it_begins_by_itself() {
    let home = Home::connected();
    home.clock.advance(DAY);
    let report = stopping_at("progress.backup_copy");
    let stopped = home.session.back_up(&report).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Cancelled);
    let plan = home.plan();
    assert!(plan.last_error.is_none());
    let begin = plan
        .begin_at(home.zone(), Timestamp(home.clock_now()))
        .unwrap();
    assert_eq!(begin.0, home.clock_now() + 3_600_000);
    // Where it was the vault that was left, it goes on as soon as that is open.
    home.session.take_up_backup(plan.id).unwrap();
    let begin = home
        .plan()
        .begin_at(home.zone(), Timestamp(home.clock_now()));
    assert!(begin.unwrap().0 <= home.clock_now());
}

#[test]
fn stopped_while_looking_after_the_older_ones_it_is_a_good_backup() {
    for phase in ["progress.backup_check", "progress.backup_clear"] {
        let home = Home::connected();
        home.session.back_up(&stopping_at(phase)).unwrap();
        let plan = home.plan();
        assert!(plan.last_ok_at.is_some() && plan.last_ok_at == plan.last_try_at);
        assert!(plan.last_error.is_none() && plan.older_error.is_none());
        assert_eq!(plan.known.len(), 1, "{phase}");
    }
}

#[test]
fn what_the_user_changes_during_a_run_stays_changed() {
    let home = Home::connected();
    let session = home.session.clone();
    let (target, keep) = (home.plan().id, Policy::default());
    let report = Report::to(Cancel::default(), move |step| {
        if step.phase == "progress.backup_verify" {
            let rhythm = Rhythm {
                schedule: Schedule::Weekly,
                at: "07:30",
                keep,
                patience_days: 3,
            };
            session.schedule_backup(target, rhythm).unwrap();
        }
    });
    home.session.back_up(&report).unwrap();
    let plan = home.plan();
    assert_eq!(
        (plan.schedule, plan.at.as_str()),
        (Schedule::Weekly, "07:30")
    );
    assert!(plan.last_ok_at.is_some());

    let (session, other) = (home.session.clone(), home.room.path().join("other"));
    std::fs::create_dir(&other).unwrap();
    let chosen = other.clone();
    let moved = std::sync::Once::new();
    let report = Report::to(Cancel::default(), move |step| {
        if step.phase == "progress.backup_verify" {
            moved.call_once(|| {
                let connected = session.connect_backup(&chosen, &secret(), &Report::silent());
                connected.map(drop).unwrap();
            });
        }
    });
    home.session.back_up(&report).unwrap();
    let plans = home.session.backup_plans().unwrap();
    assert_eq!(plans.len(), 2);
    assert_eq!((plans[0].known.len(), &plans[0].folder), (2, &home.drive()));
    let plan = &plans[1];
    assert_eq!((&plan.folder, plan.schedule), (&other, Schedule::Weekly));
    assert!(plan.known.is_empty() && plan.last_ok_at.is_none() && plan.last_try_at.is_none());
}

#[test]
fn missing_backups_are_told_until_the_user_confirms_it() {
    let home = Home::connected();
    home.back_up();
    std::fs::remove_file(&home.below("repository/snapshots")[0]).unwrap();
    let plan = home.back_up();
    assert_eq!(key(&plan), Some("error.backup_snapshots_missing"));
    assert!(plan.last_error.is_none() && plan.last_ok_at.is_some());
    home.session
        .accept_missing_backups(home.plan().id, &Report::silent())
        .unwrap();
    assert_eq!((key(&home.plan()), home.plan().known.len()), (None, 1));
}

#[test]
fn broken_backups_do_not_count_as_verified_and_can_be_set_aside() {
    let home = Home::connected();
    home.back_up();
    for pack in home.below("repository/data") {
        std::fs::remove_file(pack).unwrap();
    }
    let plan = home.back_up();
    assert_eq!(key(&plan), Some("error.backup_broken"));
    let verified: Vec<_> = plan.known.iter().map(|k| k.verified_at.is_some()).collect();
    assert_eq!(verified, [true, false]);
    home.session
        .set_broken_backups_aside(home.plan().id, &Report::silent())
        .unwrap();
    assert_eq!((key(&home.plan()), home.plan().known.len()), (None, 1));
}

#[test]
fn damage_in_older_backups_is_found_within_seven_runs() {
    let home = Home::connected();
    home.back_up();
    let pack = home.below("repository/data").remove(0);
    let mut content = std::fs::read(&pack).unwrap();
    content[7] ^= 1;
    std::fs::write(&pack, content).unwrap();
    // Which file it was is left to chance: whether the newest needs it, and in which run its turn
    // comes to be read.
    let mut heard = Vec::new();
    for _ in 0..7 {
        home.clock.advance(DAY);
        let made = home.session.back_up(&Report::silent());
        let told = key(&home.plan()).map(str::to_owned);
        heard.extend(made.err().map(|error| error.key().to_owned()).or(told));
    }
    assert!(!heard.is_empty(), "within seven runs");
    for key in &heard {
        let damage = [
            "error.backup_not_verified",
            "error.backup_damaged_parts",
            "error.backup_broken",
        ];
        assert!(damage.contains(&key.as_str()), "{key}");
    }
    home.clock.advance(DAY);
    home.session.back_up(&Report::silent()).unwrap();
    assert!(home.plan().known[0].verified_at.is_some());
}

#[test]
fn a_restored_copy_leaves_the_drive_alone_until_it_is_given_a_folder() {
    let home = Home::connected();
    home.back_up();
    let before = home.below(".");
    let (folder, other) = (home.room.path().join("Copy.steward"), Secret::new(OTHER));
    let report = Report::silent();
    let found = Reach::disk()
        .look(&home.drive(), Opener::Passphrase(&secret()), &report)
        .unwrap();
    let new = NewVault {
        folder: &folder,
        passphrase: &other,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: home.clock.clone(),
    };
    let id = &found[0].snapshots()[0].id;
    let restored = found[0].restore(id, &new, &report).unwrap();
    let (copy, _) = Session::over_restored(restored).unwrap();
    assert_eq!(copy.backup_plan().unwrap(), None);
    assert_eq!(
        copy.former_backup_place().unwrap(),
        Some((home.drive(), None))
    );
    assert_eq!(
        copy.back_up(&report).unwrap_err().key(),
        "error.backup_not_chosen"
    );
    assert_eq!(
        home.below("."),
        before,
        "the living vault's drive is untouched"
    );
    home.back_up();

    // The rhythm goes along once a folder is chosen.
    let own = home.room.path().join("own");
    std::fs::create_dir(&own).unwrap();
    let plan = copy.connect_backup(&own, &other, &report).unwrap();
    assert_eq!(plan.schedule, home.plan().schedule);
    assert_eq!(copy.former_backup_place().unwrap(), None);
    copy.back_up(&report).unwrap();
    assert!(
        Reach::disk()
            .look(&own, Opener::Passphrase(&other), &report)
            .is_ok()
    );
}

#[test]
fn a_fall_between_the_vaults_key_and_the_backups_key_is_made_good_at_the_next_unlocking() {
    let home = Home::connected();
    let (session, other) = (&home.session, Secret::new(OTHER));
    let folder = home.room.path().join("Anna.steward");
    let fell = || Err(Error::internal("fell"));
    let (cost, clock) = (KdfCost::for_tests(), home.clock.clone());
    let old = Unlock::Passphrase(secret());

    // Before the vault's own key file was written: the old passphrase stays that of both.
    session
        .with_backup_keys(Opener::Passphrase(&other), fell)
        .unwrap_err();
    session.settle_backup_keys(&old).unwrap();
    session.back_up(&Report::silent()).unwrap();
    let opens = |passphrase: &Secret| {
        Reach::disk()
            .look(
                &home.drive(),
                Opener::Passphrase(passphrase),
                &Report::silent(),
            )
            .is_ok()
    };
    assert!(opens(&secret()) && !opens(&other));

    // After it: the new one becomes that of both.
    session
        .with_backup_keys(Opener::Passphrase(&other), || {
            session.vault().set_passphrase(&old, &other, cost)?;
            fell()
        })
        .unwrap_err();
    let Home { session, room, .. } = home;
    drop(session);
    let unlocked = Session::unlock(&folder, &Unlock::Passphrase(other.clone()), clock).unwrap();
    unlocked.back_up(&Report::silent()).unwrap();
    let drive = room.path().join("drive");
    assert!(
        Reach::disk()
            .look(&drive, Opener::Passphrase(&other), &Report::silent())
            .is_ok()
    );
    assert!(
        Reach::disk()
            .look(&drive, Opener::Passphrase(&secret()), &Report::silent())
            .is_err()
    );
}

#[test]
fn a_new_recovery_key_and_a_new_passphrase_reach_the_drive() {
    let home = Home::connected();
    let other = Secret::new(OTHER);
    let wrong = home.session.new_recovery_key(&other).unwrap_err();
    assert_eq!(wrong.kind(), Kind::WrongSecret);
    let recovery = home.session.new_recovery_key(&secret()).unwrap();
    let old = Unlock::Passphrase(secret());
    home.session
        .set_passphrase(&old, &other, KdfCost::for_tests())
        .unwrap();
    home.session.back_up(&Report::silent()).unwrap();
    let open = |opener| Reach::disk().look(&home.drive(), opener, &Report::silent());
    assert!(open(Opener::Recovery(&recovery)).is_ok());
    assert!(open(Opener::Passphrase(&other)).is_ok());
    assert!(open(Opener::Passphrase(&secret())).is_err());
}

/// The keys of the backups in the vault's settings become something else.
fn break_keys(home: &Home) {
    let broken = "not keys at all".to_owned();
    let written = home.session.vault().write("settings.set", |tx| {
        crate::settings::set(tx, "backup.keys", &broken)
    });
    written.unwrap();
    let told = home.session.back_up(&Report::silent()).unwrap_err();
    assert_eq!(told.key(), "error.backup_keys_damaged");
}

#[test]
fn damaged_keys_are_mended_by_choosing_the_folder_again() {
    let home = Home::connected();
    let before = home.back_up().known.len();
    break_keys(&home);
    assert_eq!(home.session.backups_open_with_older().unwrap(), []);
    // Those of the drive are taken over.
    home.connect("drive").unwrap();
    assert_eq!(home.back_up().known.len(), before + 1);
    // Where nothing stands yet, they are read from the drive as well: with others the vault would be parted
    // from all it has backed up so far.
    break_keys(&home);
    home.connect("fresh").unwrap();
    assert_eq!(home.back_up().known.len(), before + 2);
    let plans = home.session.backup_plans().unwrap();
    assert!(plans.iter().all(|plan| plan.last_error.is_none()));
    let fresh = plans.iter().find(|plan| plan.folder.ends_with("fresh"));
    assert_eq!(fresh.unwrap().known.len(), 1);
}

#[test]
fn damaged_keys_and_a_fresh_folder_ask_for_the_drive_that_has_them() {
    let home = Home::connected();
    home.back_up();
    break_keys(&home);
    let drawer = home.room.path().join("drawer");
    std::fs::rename(home.drive(), &drawer).unwrap();
    let told = home.connect("fresh").unwrap_err().to_wire();
    assert_eq!(told.key, "error.backup_keys_elsewhere");
    assert_eq!(told.values["name"], home.plan().name);
    assert!(files(&home.room.path().join("fresh")).is_empty());
    // It is plugged in, and all goes on.
    std::fs::rename(&drawer, home.drive()).unwrap();
    home.connect("fresh").unwrap();
    home.session.back_up(&Report::silent()).unwrap();
    let needless = home.session.begin_backups_anew(&secret()).unwrap_err();
    assert_eq!(needless.key(), "error.backup_keys_whole");

    // It is lost, and the user begins anew.
    let home = Home::connected();
    home.back_up();
    break_keys(&home);
    std::fs::remove_dir_all(home.drive()).unwrap();
    home.connect("fresh").unwrap_err();
    let wrong = home.session.begin_backups_anew(&Secret::new(OTHER));
    assert_eq!(wrong.unwrap_err().kind(), Kind::WrongSecret);
    home.session.begin_backups_anew(&secret()).unwrap();
    home.connect("fresh").unwrap();
    assert_eq!(home.back_up().known.len(), 1);
    assert_eq!(home.session.backup_plans().unwrap().len(), 1);
}

#[test]
fn backups_of_another_passphrase_are_taken_over_by_whoever_knows_it() {
    let home = Home::connected();
    home.back_up();
    std::fs::rename(home.drive(), home.room.path().join("drawer")).unwrap();
    let (old, new) = (Unlock::Passphrase(secret()), Secret::new(OTHER));
    let cost = KdfCost::for_tests();
    home.session.set_passphrase(&old, &new, cost).unwrap();
    std::fs::rename(home.room.path().join("drawer"), home.drive()).unwrap();
    break_keys(&home);
    let report = Report::silent();
    let connect = |other: Option<&Secret>| {
        home.session
            .connect_place(&home.drive(), None, (&new, other), &report)
    };
    assert_eq!(
        connect(None).unwrap_err().key(),
        "error.backup_secret_wrong"
    );
    assert_eq!(
        connect(Some(&new)).unwrap_err().key(),
        "error.backup_secret_wrong"
    );
    connect(Some(&secret())).unwrap();
    home.back_up();
    // From now on they open with the vault's own.
    let found = Reach::disk().look(&home.drive(), Opener::Passphrase(&new), &report);
    assert_eq!(found.unwrap()[0].snapshots().len(), 2);
    let former = Reach::disk().look(&home.drive(), Opener::Passphrase(&secret()), &report);
    assert_eq!(former.unwrap_err().kind(), Kind::WrongSecret);
}

#[test]
fn a_place_that_is_here_and_opens_with_the_former_passphrase_is_not_called_away() {
    let home = Home::connected();
    home.back_up();
    let (old, new) = (Unlock::Passphrase(secret()), Secret::new(OTHER));
    let cost = KdfCost::for_tests();
    home.session.set_passphrase(&old, &new, cost).unwrap();
    break_keys(&home);
    let fresh = home.room.path().join("fresh");
    std::fs::create_dir(&fresh).unwrap();
    let connect = |other: Option<&Secret>| {
        let opens = (&new, other);
        home.session
            .connect_place(&fresh, None, opens, &Report::silent())
    };
    let told = connect(None).unwrap_err().to_wire();
    assert_eq!(
        (told.kind, told.key.as_str()),
        (Kind::WrongSecret, "error.backup_keys_secret")
    );
    assert_eq!(told.values["name"], home.plan().name);
    assert!(files(&fresh).is_empty());
    connect(Some(&secret())).unwrap();
    assert_eq!(home.back_up().known.len(), 2);
    let found = Reach::disk().look(&fresh, Opener::Passphrase(&new), &Report::silent());
    assert_eq!(found.unwrap()[0].snapshots().len(), 1);
}

#[test]
fn backups_begun_anew_say_that_the_recovery_key_does_not_open_them() {
    let home = Home::connected();
    home.session.new_recovery_key(&secret()).unwrap();
    home.back_up();
    assert!(home.session.recovery_opens_backups().unwrap());
    break_keys(&home);
    home.session.begin_backups_anew(&secret()).unwrap();
    home.connect("fresh").unwrap();
    assert!(!home.session.recovery_opens_backups().unwrap());
    let recovery = home.session.new_recovery_key(&secret()).unwrap();
    assert!(home.session.recovery_opens_backups().unwrap());
    home.back_up();
    let fresh = home.room.path().join("fresh");
    let found = Reach::disk().look(&fresh, Opener::Recovery(&recovery), &Report::silent());
    assert_eq!(found.unwrap()[0].snapshots().len(), 1);
}

#[test]
fn keys_damaged_once_more_are_read_from_a_place_chosen_since_they_were_begun_anew() {
    let home = Home::connected();
    home.back_up();
    break_keys(&home);
    home.session.begin_backups_anew(&secret()).unwrap();
    let refused = home.connect("drive").unwrap_err();
    assert_eq!(refused.key(), "error.backup_former_key");
    home.connect("fresh").unwrap();
    home.back_up();
    break_keys(&home);
    let refused = home.connect("drive").unwrap_err();
    assert_eq!(refused.key(), "error.backup_former_key");
    home.connect("fresh").unwrap();
    assert_eq!(home.back_up().known.len(), 2);
    break_keys(&home);
    home.connect("third").unwrap();
    assert_eq!(home.back_up().known.len(), 3);
}

#[test]
fn what_opens_a_place_takes_no_note_of_damage_away() {
    let home = Home::connected();
    home.back_up();
    let id = home.plan().id;
    let damage = Error::new(Kind::Damaged, "error.backup_damaged_parts").to_wire();
    let note = |error: Option<WireError>| home.session.note(id, |plan| plan.older_error = error);
    note(Some(damage.clone())).unwrap();
    home.session
        .carry_backup_keys(id, &Report::silent())
        .unwrap();
    assert_eq!(home.plan().older_error, Some(damage.clone()));
    // A later passphrase that another computer brought: told now, and no reason to forget the damage.
    newer_elsewhere(&home);
    home.session
        .carry_backup_keys(id, &Report::silent())
        .unwrap_err();
    assert_eq!(home.plan().older_error, Some(damage));
    note(None).unwrap();
    home.session
        .carry_backup_keys(id, &Report::silent())
        .unwrap_err();
    assert_eq!(key(&home.plan()), Some("error.backup_passphrase_changed"));
}

/// Another computer's copy of the vault brings the place a later passphrase.
fn newer_elsewhere(home: &Home) {
    let folder = home.session.vault().dir().unwrap().to_owned();
    let apart = home.room.path().join("laptop").join("Anna.steward");
    std::fs::create_dir_all(apart.join("files")).unwrap();
    for file in files(&folder).iter().filter(|file| file.is_file()) {
        let within = file.strip_prefix(&folder).unwrap();
        std::fs::create_dir_all(apart.join(within).parent().unwrap()).unwrap();
        std::fs::copy(file, apart.join(within)).unwrap();
    }
    let key = Unlock::Passphrase(secret());
    let other = Session::unlock(&apart, &key, home.clock.clone()).unwrap();
    let cost = KdfCost::for_tests();
    other
        .set_passphrase(&key, &Secret::new(OTHER), cost)
        .unwrap();
    let id = home.plan().id;
    other.carry_backup_keys(id, &Report::silent()).unwrap();
}

#[test]
fn a_place_that_cannot_tell_whose_keys_they_are_is_named_and_no_folder_called_former_by_it() {
    let home = Home::connected();
    home.back_up();
    break_keys(&home);
    home.session.begin_backups_anew(&secret()).unwrap();
    home.connect("fresh").unwrap();
    home.back_up();
    break_keys(&home);
    // The one place that would know is away.
    let (fresh, drawer) = (
        home.room.path().join("fresh"),
        home.room.path().join("drawer"),
    );
    std::fs::rename(&fresh, &drawer).unwrap();
    let told = home.connect("drive").unwrap_err().to_wire();
    assert_eq!(told.key, "error.backup_former_unsure");
    assert_eq!(told.values["name"], home.plan().name);
    // It is here, and what says its keys is damaged.
    std::fs::rename(&drawer, &fresh).unwrap();
    let keys = files(&fresh).into_iter().filter(|file| {
        let folder = file.parent().unwrap();
        folder.ends_with("keys") || folder.ends_with("key-copies")
    });
    for file in keys {
        std::fs::write(file, b"{").unwrap();
    }
    let told = home.connect("drive").unwrap_err();
    assert_ne!(told.key(), "error.backup_former_key", "{told:?}");
}
