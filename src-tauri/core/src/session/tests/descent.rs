//! Vaults of one id at one place: a folder that was put back from an older copy, and one that was copied to
//! another computer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::keeping::{DAY, Home, secret};
use super::unit;
use crate::backup::{NewVault, Opener, Plan, Policy, Reach};
use crate::base::{Cancel, Kind, Report};
use crate::crypto::KdfCost;
use crate::session::{Rhythm, Session};
use crate::vault::Unlock;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let there = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &there);
        } else {
            std::fs::copy(&entry, &there).unwrap();
        }
    }
}

/// Closes the vault, has its folder copied, and opens it again.
fn copied(home: Home, name: &str) -> (Home, PathBuf) {
    let Home {
        room,
        clock,
        session,
    } = home;
    let folder = session.vault().dir().unwrap().to_owned();
    drop(session);
    let apart = room.path().join(name).join("Anna.steward");
    copy(&folder, &apart);
    let session = Arc::new(opened(&folder, &clock));
    let home = Home {
        room,
        clock,
        session,
    };
    (home, apart)
}

fn opened(folder: &Path, clock: &Arc<crate::base::FixedClock>) -> Session {
    Session::unlock(folder, &Unlock::Passphrase(secret()), clock.clone()).unwrap()
}

fn few(session: &Session, plan: &Plan, most_bytes: Option<u64>) {
    let keep = Policy {
        daily: 1,
        weekly: 0,
        monthly: 0,
        yearly: 0,
        most_bytes,
    };
    let rhythm = Rhythm {
        schedule: plan.schedule,
        at: &plan.at,
        keep,
        patience_days: 1,
    };
    session.schedule_backup(plan.id, rhythm).unwrap();
}

fn compare(session: &Session) {
    let here = session.backup_plans().unwrap();
    session
        .compare_with_places(&here, &Report::silent())
        .unwrap();
}

fn ids(session: &Session) -> Vec<String> {
    let plan = session.backup_plan().unwrap().unwrap();
    plan.known.iter().map(|one| one.id.clone()).collect()
}

#[test]
fn a_vault_that_was_put_back_from_an_older_copy_is_told_what_its_drive_knows_and_keeps_it() {
    let home = Home::connected();
    home.back_up();
    let (home, apart) = copied(home, "older");
    for _ in 0..20 {
        unit(&home.session, "später", None);
    }
    let newest = home.back_up().known[0].clone();
    assert!(home.plan().ahead.is_empty(), "its own is no news");
    let Home {
        room,
        clock,
        session,
    } = home;
    let folder = session.vault().dir().unwrap().to_owned();
    drop(session);
    std::fs::remove_dir_all(&folder).unwrap();
    copy(&apart, &folder);
    let session = Arc::new(opened(&folder, &clock));
    let home = Home {
        room,
        clock,
        session,
    };
    compare(&home.session);
    let ahead = home.plan().ahead;
    assert_eq!((ahead.len(), &ahead[0].id), (1, &newest.id));
    assert_eq!(ahead[0].made_at, newest.manifest.made_at);
    assert!((20..40).contains(&ahead[0].changes), "{ahead:?}");
    compare(&home.session);
    assert_eq!(home.plan().ahead, ahead, "told once");

    few(&home.session, &home.plan(), None);
    for _ in 0..40 {
        unit(&home.session, "anders", None);
    }
    for _ in 0..4 {
        home.back_up();
    }
    assert!(ids(&home.session).contains(&newest.id), "never cleared out");
    assert_eq!(ids(&home.session).len(), 2);
    home.session.ahead_told(home.plan().id).unwrap();
    assert!(home.plan().ahead[0].told);
    home.back_up();
    assert!(ids(&home.session).contains(&newest.id));
}

/// Puts `from` in the place of the vault's folder.
fn put_back(home: Home, from: &Path) -> Home {
    let Home {
        room,
        clock,
        session,
    } = home;
    let folder = session.vault().dir().unwrap().to_owned();
    drop(session);
    std::fs::remove_dir_all(&folder).unwrap();
    copy(from, &folder);
    let session = Arc::new(opened(&folder, &clock));
    Home {
        room,
        clock,
        session,
    }
}

#[test]
fn an_older_copy_that_was_worked_in_more_than_it_lacks_is_noticed_all_the_same() {
    let home = Home::connected();
    home.back_up();
    let (home, apart) = copied(home, "older");
    for _ in 0..20 {
        unit(&home.session, "später", None);
    }
    let newest = home.back_up().known[0].clone();
    let home = put_back(home, &apart);
    // Nobody looked at the drive, and by now it counts more writes than that backup.
    for _ in 0..60 {
        unit(&home.session, "anders", None);
    }
    compare(&home.session);
    let ahead = home.plan().ahead;
    assert_eq!((ahead.len(), &ahead[0].id), (1, &newest.id));
    assert!((20..40).contains(&ahead[0].changes), "{ahead:?}");
    // Nor is it told to be so many steps older than this vault, of whose past it is none.
    let since = home.session.steps_since(&[&newest.manifest]).unwrap();
    assert_eq!(since, [None]);
    few(&home.session, &home.plan(), None);
    for _ in 0..3 {
        home.back_up();
    }
    assert!(ids(&home.session).contains(&newest.id), "never cleared out");
}

#[test]
fn what_is_kept_as_newer_is_let_go_of_once_the_vault_holds_it() {
    let home = Home::connected();
    home.back_up();
    let (home, apart) = copied(home, "older");
    unit(&home.session, "später", None);
    let newest = home.back_up().known[0].clone();
    let (home, whole) = copied(home, "whole");
    let home = put_back(home, &apart);
    few(&home.session, &home.plan(), None);
    home.back_up();
    assert_eq!(home.plan().ahead.len(), 1);
    // The one that has it all comes to its place again, and the user reads nothing of it.
    let home = put_back(home, &whole);
    few(&home.session, &home.plan(), None);
    for _ in 0..3 {
        home.clock.advance(DAY);
        unit(&home.session, "danach", None);
        home.back_up();
    }
    // Kept now is what the older copy made meanwhile, which this one lacks; what it holds itself is not.
    let ahead = home.plan().ahead;
    assert!(ahead.iter().all(|one| one.id != newest.id), "{ahead:?}");
    assert!(!ids(&home.session).contains(&newest.id), "held for ever");
}

#[test]
fn a_vault_that_was_restored_from_what_was_kept_lets_go_of_it() {
    let home = Home::connected();
    home.back_up();
    let (home, apart) = copied(home, "older");
    unit(&home.session, "später", None);
    let newest = home.back_up().known[0].clone();
    let restored = restored_from(&home, &newest.id);
    let home = put_back(home, &apart);
    // Of its own line it has more writes soon, so that only what it noted keeps the other one.
    for _ in 0..30 {
        unit(&home.session, "anders", None);
    }
    few(&home.session, &home.plan(), None);
    home.back_up();
    home.back_up();
    assert_eq!(home.plan().ahead[0].id, newest.id);
    assert!(ids(&home.session).contains(&newest.id));
    let plan = restored.connect_backup(&home.drive(), &secret(), &Report::silent());
    few(&restored, &plan.unwrap(), None);
    let plan = restored.backup_plan().unwrap().unwrap();
    home.clock.advance(DAY);
    unit(&restored, "danach", None);
    restored.back_up_to(plan.id, &Report::silent()).unwrap();
    assert!(!ids(&restored).contains(&newest.id), "held for ever");
}

#[test]
fn what_one_computer_keeps_as_newer_no_other_one_clears_out() {
    let home = Home::connected();
    home.back_up();
    let (home, apart) = copied(home, "older");
    let elsewhere = home.room.path().join("laptop").join("Anna.steward");
    copy(&apart, &elsewhere);
    unit(&home.session, "später", None);
    let newest = home.back_up().known[0].clone();
    let home = put_back(home, &apart);
    for _ in 0..30 {
        unit(&home.session, "anders", None);
    }
    few(&home.session, &home.plan(), None);
    home.back_up();
    // Another computer's copy, which holds none of it either and knows nothing of what is kept.
    let other = opened(&elsewhere, &home.clock);
    other.be_on("the other laptop").unwrap();
    let plan = other.backup_plan().unwrap().unwrap();
    few(&other, &plan, None);
    for _ in 0..3 {
        home.clock.advance(DAY);
        unit(&other, "dort", None);
        other.back_up_here(&plan);
    }
    assert!(other.backup_plan().unwrap().unwrap().ahead.is_empty());
    assert!(ids(&other).contains(&newest.id), "the place itself knows");
}

#[test]
fn a_comparison_that_was_stopped_says_nothing_and_is_made_anew() {
    let home = Home::connected();
    home.back_up();
    let (home, apart) = copied(home, "older");
    unit(&home.session, "später", None);
    home.back_up();
    let home = put_back(home, &apart);
    let cancel = Cancel::default();
    cancel.cancel();
    let here = home.session.backup_plans().unwrap();
    let stopped = home
        .session
        .compare_with_places(&here, &Report::to(cancel, |_| {}));
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert!(home.plan().ahead.is_empty());
    compare(&home.session);
    assert_eq!(home.plan().ahead.len(), 1);
}

fn restored_from(home: &Home, id: &str) -> Session {
    let report = Report::silent();
    let secret = secret();
    let opener = Opener::Passphrase(&secret);
    let found = Reach::disk().look(&home.drive(), opener, &report).unwrap();
    let new = NewVault {
        folder: &home.room.path().join("Restored.steward"),
        passphrase: &secret,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: home.clock.clone(),
    };
    let restored = found[0].restore(id, &new, &report).unwrap();
    Session::over_restored(restored).unwrap().0
}

#[test]
fn two_laptops_with_copies_of_one_folder_do_not_clear_out_each_others_backups() {
    let home = Home::connected();
    home.back_up();
    let (home, apart) = copied(home, "laptop");
    let other = opened(&apart, &home.clock);
    other.be_on("the other laptop").unwrap();
    let due = other.backup_plan().unwrap().unwrap();
    assert_eq!(due.last_ok_at, None, "none of its own yet");

    // What was made there, and proved: on the computer that knows of it.
    home.clock.advance(DAY);
    unit(&other, "dort", None);
    let there = other.back_up_here(&due);
    few(&other, &due, None);
    few(&home.session, &home.plan(), None);
    other.drill_backup(false, &Report::silent()).unwrap();
    home.clock.advance(DAY);
    unit(&other, "dort", None);
    let later = other.back_up_here(&due);
    let own = ids(&home.session)[0].clone();
    for _ in 0..5 {
        home.back_up();
    }
    let left = ids(&home.session);
    assert!(left.contains(&later), "the newest of the other one stays");
    assert!(left.contains(&there), "and the one it proved");
    assert!(!left.contains(&own), "of one's own the old ones go");
    // And the other way round, though it has fewer writes.
    home.clock.advance(DAY);
    let mine = left[0].clone();
    unit(&other, "dort", None);
    other.back_up_here(&due);
    let left = ids(&other);
    assert!(left.contains(&mine) && left.contains(&there), "{left:?}");
    assert!(!left.contains(&later), "{left:?}");
}

impl Session {
    /// A backup as on the computer the vault was last said to be on.
    fn back_up_here(&self, plan: &Plan) -> String {
        self.back_up_on("the other laptop", plan.id, &Report::silent())
            .unwrap()
            .snapshot
            .id
    }
}

#[test]
fn a_stick_that_goes_to_and_fro_is_the_same_vault_at_each_computer() {
    let home = Home::connected();
    home.back_up();
    let was = home.plan().lineage;
    let first = home.plan().known[0].manifest.clone();
    home.session.be_on("elsewhere").unwrap();
    let there = home.plan().lineage;
    assert_ne!(was, there);
    assert_eq!(home.session.steps_since(&[&first]).unwrap(), [Some(0)]);
    home.session.be_here().unwrap();
    assert_eq!(home.plan().lineage, was);
    assert!(home.plan().last_ok_at.is_some());
    home.session.be_on("elsewhere").unwrap();
    assert_eq!(home.plan().lineage, there);
}

#[test]
fn a_vault_that_does_not_know_which_it_is_backs_up_nothing_until_the_place_is_chosen_anew() {
    let home = Home::connected();
    home.back_up();
    home.session
        .vault()
        .write("test", |tx| {
            crate::settings::set(tx, "backup.lineage", &"garbled")
        })
        .unwrap();
    let refused = home.session.back_up(&Report::silent()).unwrap_err();
    assert_eq!(
        (refused.kind(), refused.key()),
        (Kind::Damaged, "error.backup_lineage_damaged")
    );
    assert_eq!(home.below("repository/snapshots").len(), 1);
    // It is told, and tried again only after an hour.
    let plan = home.plan();
    assert_eq!(plan.last_error.unwrap().key, "error.backup_lineage_damaged");
    assert_eq!(plan.last_try_at, Some(home.session.vault().clock().now()));
    // What is there is still listed and looked into.
    let manifest = &home.plan().known[0].manifest.clone();
    assert_eq!(home.session.steps_since(&[manifest]).unwrap(), [None]);
    home.connect("drive").unwrap();
    home.back_up();
    assert_eq!(home.below("repository/snapshots").len(), 2);
}

#[test]
fn a_place_holds_no_more_than_it_was_told_but_never_lets_go_of_the_last() {
    let home = Home::connected();
    let attach = |seed: u8| {
        let mut bytes = vec![0; 400_000];
        blake3::Hasher::new_derive_key("a test")
            .update(&[seed])
            .finalize_xof()
            .fill(&mut bytes);
        let path = home.room.path().join(format!("{seed}.bin"));
        std::fs::write(&path, bytes).unwrap();
        let of = home.session.records("unit", 1).unwrap()[0].id;
        let done = home
            .session
            .attach("unit", of, &[path], &Report::silent())
            .unwrap();
        done.records[0].id
    };
    // Each holds a file that no other one does.
    for seed in 0..6 {
        let file = attach(seed);
        home.back_up();
        super::bin(&home.session, "attachment", &[file]);
        home.session
            .vault()
            .write("test", |tx| {
                tx.sql().execute("DELETE FROM attachment", [])?;
                Ok(())
            })
            .unwrap();
        home.session.sweep_attachments().unwrap();
    }
    assert_eq!(ids(&home.session).len(), 6, "without a limit all stay");
    let plan = home.plan();
    let keep = Policy {
        most_bytes: Some(1_500_000),
        ..plan.keep
    };
    let rhythm = |keep| Rhythm {
        schedule: plan.schedule,
        at: &plan.at,
        keep,
        patience_days: 1,
    };
    home.session.schedule_backup(plan.id, rhythm(keep)).unwrap();
    let oldest = ids(&home.session)[5].clone();
    let plan_now = home.back_up();
    assert!(
        (2..6).contains(&plan_now.known.len()),
        "{}",
        plan_now.known.len()
    );
    assert!(!ids(&home.session).contains(&oldest), "the oldest go first");
    assert_eq!(plan_now.over_limit, None);
    // What went is still lying there, for a day; that is no reason to let more go.
    let again = home.back_up();
    assert_eq!(again.known.len(), plan_now.known.len() + 1);
    assert_eq!(again.over_limit, None);
    // Less than even one takes: that one stays, and it is said.
    let keep = Policy {
        most_bytes: Some(10_000),
        ..plan.keep
    };
    home.session.schedule_backup(plan.id, rhythm(keep)).unwrap();
    let plan = home.back_up();
    assert_eq!(plan.known.len(), 1);
    assert!(plan.over_limit.is_some_and(|bytes| bytes > 10_000));
    assert!(plan.older_error.is_none(), "{:?}", plan.older_error);
}
