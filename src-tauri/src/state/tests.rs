use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use steward_core::base::{Cancel, Error, FixedClock, Kind, Timestamp};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::records::labels::Language;
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, Query, RecordChange};
use steward_core::reminders::model::Unnamed;
use steward_core::session::Session;
use steward_core::vault::Unlock;

use super::jobs::{Jobs, Waits};
use super::opened::{Opened, Proof};
use super::restores::{Restore, Restores};
use super::tries::Tries;
use super::{Coming, Shell, Slot, backing, door, held, paper, sample};
use crate::desktop::config::{Places, Theme};
use crate::desktop::frame::Frame;
use crate::events::{Job, Phase};

mod apart;

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(Timestamp(1_790_000_000_000).utc()))
}

fn opened() -> Opened {
    Opened::new(
        Session::in_memory(clock()).unwrap(),
        PathBuf::from("/v/x.steward"),
        Proof::Given,
    )
}

/// Where a program in `folder` keeps what is its own; its settings in a place of their own.
pub(crate) fn places(folder: &Path, settings: &Path) -> Places {
    Places {
        config: settings.join("config.json"),
        webview: folder.into(),
        vaults: folder.into(),
        sample: folder.join("s"),
        looked_at: folder.join("looked-at"),
    }
}

fn all_units() -> Query {
    serde_json::from_value(serde_json::json!({
        "entity": "unit", "filter": null, "sort": [], "group": null, "folded": [],
        "search": null, "columns": ["legal_name"],
    }))
    .unwrap()
}

#[test]
fn the_same_work_is_not_begun_twice() {
    let jobs = Jobs::default();
    let (backup, report) = jobs.begin(Job::Backup, |_| {}).unwrap();
    let (_export, other) = jobs.begin(Job::Export, |_| {}).unwrap();
    assert_eq!(
        jobs.begin(Job::Backup, |_| {}).err().unwrap().kind(),
        Kind::InUse
    );
    jobs.cancel(Job::Backup);
    jobs.cancel(Job::Restore);
    assert!(report.cancel.is_cancelled() && !other.cancel.is_cancelled());
    drop(backup);
    assert!(!jobs.is_running(Job::Backup) && jobs.is_waited_for());
    let (_again, report) = jobs.begin(Job::Backup, |_| {}).unwrap();
    assert!(
        !report.cancel.is_cancelled(),
        "an old stop does not stop new work"
    );
    jobs.cancel_all();
    assert!(report.cancel.is_cancelled() && other.cancel.is_cancelled());
}

#[test]
fn views_are_kept_until_closed_or_too_many() {
    let opened = opened();
    let open = || opened.keep(opened.session.view(all_units()).unwrap());
    let (first, second) = (open(), open());
    opened.forget(first);
    assert_eq!(opened.view(first).err().unwrap().kind(), Kind::NotFound);
    assert!(opened.view(second).is_ok());
    let mut last = second;
    for _ in 0..super::opened::VIEWS {
        last = open();
    }
    assert!(opened.view(second).is_err(), "the oldest goes first");
    assert!(opened.view(last).is_ok());
}

#[test]
fn of_the_past_one_instant_is_in_memory() {
    let opened = opened();
    let now = opened.session.vault().clock().now();
    let first = opened.past(Timestamp(now.0 - 2)).unwrap();
    let held = Arc::downgrade(&first);
    let view = first.view(all_units()).unwrap();
    let view = opened.keep_past(view, first);
    assert!(opened.view(view).is_ok());
    opened.past(Timestamp(now.0 - 1)).unwrap();
    assert!(held.upgrade().is_none());
    assert_eq!(opened.view(view).err().unwrap().kind(), Kind::NotFound);
}

#[test]
fn a_closed_vault_gives_nothing() {
    assert_eq!(Slot::None.opened().unwrap_err().kind(), Kind::Locked);
    let closed = Slot::Closed("/v/x.steward".into());
    assert_eq!(closed.opened().unwrap_err().kind(), Kind::Locked);
    assert_eq!(
        (closed.phase(), Slot::None.phase()),
        (Phase::Locked, Phase::None)
    );
    assert_eq!(Slot::Open(Box::new(opened())).phase(), Phase::Unlocked);
}

#[test]
fn a_restore_is_forgotten_when_the_user_goes_back() {
    let restore = || Restore {
        found: Vec::new(),
        secret: Unlock::Passphrase(Secret::new("seven slow herons")),
    };
    let mut restores = Restores::default();
    let older = restores.keep(restore());
    let number = restores.keep(restore());
    restores.close(older);
    let looked = restores.look(number).unwrap();
    assert_eq!(restores.look(older).unwrap_err().kind(), Kind::NotFound);
    // Looking is in nobody's way.
    let taken = restores.take(number).unwrap();
    restores.put_back(number, taken);
    restores.close(number);
    drop(looked);
    assert_eq!(restores.look(number).unwrap_err().kind(), Kind::NotFound);
    assert_eq!(restores.take(number).unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn search_is_brought_up_to_date_behind_a_large_write() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::new(places(folder.path(), folder.path()));
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = told.clone();
    let tell: door::Teller = Arc::new(move |event| hears.lock().unwrap().push(event));
    let keep_up = || door::keep_up(&shell, &tell);
    keep_up();
    let opened = opened();
    let changes = (0..300).map(|n| RecordChange::Create {
        entity: "unit".into(),
        id: None,
        asked: false,
        values: [("legal_name".to_owned(), Value::text(format!("U{n}")))].into(),
    });
    let set = ChangeSet {
        label: "op.import".into(),
        changes: changes.collect(),
    };
    opened.session.search("u", 5).unwrap();
    opened.session.apply(&set).unwrap();
    drop(shell.put(shell.turn(), opened).unwrap());
    let lags = || {
        shell
            .slot()
            .opened()
            .unwrap()
            .session
            .search_lags()
            .unwrap()
    };
    assert!(lags());
    let busy = shell.jobs.begin(Job::Warm, |_| {}).unwrap();
    keep_up();
    assert!(lags(), "one at a time");
    assert!(told.lock().unwrap().is_empty());
    drop(busy);
    keep_up();
    assert!(!lags() && !shell.jobs.is_running(Job::Warm));
    // Whoever asked meanwhile hears that there is more to be found now.
    let mut told = told.lock().unwrap();
    let last = told.pop().unwrap();
    assert!(last.job == Job::Warm && last.finished && last.error.is_none());
    assert!(told.iter().all(|event| !event.finished));
    assert_eq!(told[0].progress.as_ref().unwrap().total, Some(300));
}

#[test]
fn a_restore_under_way_is_not_put_back_after_the_lock() {
    let restore = || Restore {
        found: Vec::new(),
        secret: Unlock::Passphrase(Secret::new("three grey herons by the weir")),
    };
    let mut restores = Restores::default();
    let number = restores.keep(restore());
    let taken = restores.take(number).unwrap();
    restores.put_back(number, taken);
    let taken = restores.take(number).unwrap();
    restores.forget();
    restores.put_back(number, taken);
    let gone = restores.take(number).unwrap_err();
    assert_eq!(gone.kind(), Kind::NotFound);
    assert_ne!(restores.keep(restore()), number);
}

#[test]
fn where_the_window_stood_is_known_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Shell::new(places(folder.path(), folder.path()));
    let shell = start();
    assert_eq!(shell.frame(), None, "a first start");
    let frame = Frame {
        x: 40,
        y: 60,
        width: 1100,
        height: 700,
        maximised: false,
    };
    shell.stands(frame);
    assert_eq!(start().frame(), None, "kept at the end alone");
    shell.keep_frame().unwrap();
    assert_eq!(start().frame(), Some(frame));
}

#[test]
fn what_cannot_be_written_is_not_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::new(places(folder.path(), folder.path()));
    assert_eq!(
        shell
            .remember(|config| config.settings.theme = Theme::Dark)
            .unwrap()
            .theme,
        Theme::Dark
    );
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let shell = Shell::new(places(folder.path(), &blocked));
    assert!(
        shell
            .remember(|config| config.settings.theme = Theme::Dark)
            .is_err()
    );
    assert_eq!(shell.config().settings.theme, Theme::System);
}

#[test]
fn news_is_what_was_not_known() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::new(places(folder.path(), folder.path()));
    assert!(shell.set_waiting(Some(2)) && !shell.set_waiting(Some(2)) && shell.set_waiting(None));
}

#[test]
fn wrong_secrets_wait_longer_and_longer() {
    let wrong = || Err::<(), _>(Error::new(Kind::WrongSecret, "error.passphrase_wrong"));
    let mut tries = Tries::default();
    let mut now = Timestamp(1_000_000);
    let mut waits = Vec::new();
    for _ in 0..8 {
        assert!(tries.check(now).is_ok());
        let refused = tries.note(now, wrong()).unwrap_err().to_wire();
        let wait: i64 = refused
            .values
            .get("seconds")
            .map_or(0, |s| s.parse().unwrap());
        if wait > 0 {
            assert!(tries.check(now.plus_ms(wait * 1000 - 1)).is_err());
            assert!(
                tries.check(now.plus_ms(-3_600_000)).is_err(),
                "nor by setting the clock back"
            );
        }
        waits.push(wait);
        now = now.plus_ms(wait * 1000);
    }
    assert_eq!(waits, [0, 0, 2, 4, 8, 16, 30, 30]);
    let other = tries.note(
        now,
        Err::<(), _>(Error::new(Kind::InUse, "error.vault_in_use")),
    );
    assert!(other.is_err() && tries.check(now).is_ok());
    tries.note(now, Ok(())).unwrap();
    assert_eq!(tries, Tries::default());
}

/// A program in a folder of its own, with an open vault.
fn open_shell() -> (tempfile::TempDir, Shell) {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::new(places(folder.path(), folder.path()));
    drop(shell.put(shell.turn(), opened()).unwrap());
    (folder, shell)
}

#[test]
fn a_lock_is_in_force_while_calls_are_still_ending() {
    let (_folder, shell) = open_shell();
    let (running, report) = shell.jobs.begin(Job::Export, |_| {}).unwrap();
    let call = shell.slot();
    let (left, _) = shell.leave();
    assert!(report.cancel.is_cancelled(), "long work is told to stop");
    assert_eq!(shell.slot().opened().unwrap_err().kind(), Kind::Locked);
    assert_eq!(shell.slot().phase(), Phase::Locked);
    assert_eq!(
        call.opened().unwrap().session.counts().unwrap()["unit"],
        0,
        "what is under way ends in peace"
    );
    let parted = AtomicBool::new(false);
    std::thread::scope(|threads| {
        let lock = threads.spawn(|| {
            shell.part(left);
            assert!(parted.load(Ordering::SeqCst), "gone before its last call");
        });
        parted.store(true, Ordering::SeqCst);
        drop(running);
        drop(call);
        lock.join().unwrap();
    });
    shell.wait_closed().unwrap();
}

#[test]
fn a_call_that_never_ends_keeps_neither_the_lock_nor_whoever_would_unlock() {
    let (_folder, shell) = open_shell();
    let call = shell.slot();
    assert!(!shell.part(shell.leave().0), "in force, and not waited for");
    assert_eq!(shell.slot().phase(), Phase::Locked);
    let closing = shell.wait_closed().unwrap_err();
    assert_eq!(
        (closing.kind(), closing.key()),
        (Kind::InUse, "error.vault_closing")
    );
    drop(call);
    shell.wait_closed().unwrap();
}

#[test]
fn the_lock_comes_though_work_is_under_way_that_nobody_waits_for() {
    let (_folder, shell) = open_shell();
    shell.touch();
    assert!(door::idle_left(&shell).is_some_and(|left| left > 0));
    for job in [Job::Backup, Job::Drill, Job::Warm] {
        let by_itself = shell.jobs.begin_for(Waits::Nobody, job, |_| {}).unwrap();
        assert!(door::idle_left(&shell).is_some(), "{job:?}");
        drop(by_itself);
        let asked = shell.jobs.begin(job, |_| {}).unwrap();
        assert_eq!(door::idle_left(&shell), None, "{job:?}");
        drop(asked);
    }
}

#[test]
fn who_leaves_comes_before_work_that_nobody_waits_for_and_not_before_the_users() {
    let (_folder, shell) = open_shell();
    let waiter = Cancel::default();
    let leave = || shell.jobs.give_way_unless_waited_for(Job::Backup, &waiter);
    leave().unwrap();
    let asked = shell.jobs.begin(Job::Backup, |_| {}).unwrap();
    assert_eq!(leave().unwrap_err().kind(), Kind::InUse);
    assert!(asked.1.cancel.check().is_ok());
    drop(asked);
    let (running, report) = shell
        .jobs
        .begin_for(Waits::Nobody, Job::Backup, |_| {})
        .unwrap();
    std::thread::scope(|both| {
        both.spawn(move || {
            while report.cancel.check().is_ok() {
                std::thread::yield_now();
            }
            drop(running);
        });
        leave().unwrap();
    });
    assert!(!shell.jobs.is_running(Job::Backup));
}

#[test]
fn what_gave_way_to_the_lock_is_told_from_what_the_user_stopped() {
    let (_folder, shell) = open_shell();
    let begun = shell.jobs.begin_for(Waits::Nobody, Job::Backup, |_| {});
    let (_running, report) = begun.unwrap();
    let turn = shell.turn();
    shell.jobs.cancel(Job::Backup);
    let stopped = report.cancel.check();
    assert!(stopped.is_err() && !backing::gave_way(&shell, turn, &stopped));
    shell.part(shell.leave().0);
    assert!(backing::gave_way(&shell, turn, &stopped));
    assert!(!backing::gave_way(&shell, turn, &Ok(())));
}

#[test]
fn what_ends_in_another_turn_opens_nothing() {
    let (_folder, shell) = open_shell();
    let turn = shell.turn();
    shell.part(shell.leave().0);
    let late = shell.put(turn, opened()).unwrap_err().to_wire();
    assert_eq!(
        (late.kind, late.key.as_str()),
        (Kind::Locked, "error.vault_not_entered")
    );
    assert_eq!(shell.slot().phase(), Phase::Locked);
    // Nor does it take the place of a vault the user has opened meanwhile.
    let turn = shell.turn();
    drop(shell.put(turn, opened()).unwrap());
    assert!(shell.put(turn, opened()).is_err());
    assert_eq!(shell.slot().phase(), Phase::Unlocked);
}

#[test]
fn a_vault_waits_for_its_recovery_key_and_no_other_call_waits_for_that() {
    let (_folder, shell) = open_shell();
    let reading = shell.slot();
    let slot = shell.slot();
    *super::held(&slot.opened().unwrap().proof) = Proof::Overdue;
    assert_eq!(reading.phase(), Phase::ConfirmRecovery);
    *super::held(&slot.opened().unwrap().proof) = Proof::Given;
    assert_eq!(reading.phase(), Phase::Unlocked);
}

fn units(session: &Session) -> u64 {
    session.counts().unwrap()["unit"]
}

#[test]
fn the_sample_is_made_once_and_found_again() {
    let home = tempfile::tempdir().unwrap();
    let at = home.path().join("deep/Sample.steward");
    let open = || sample::open(&at, Language::En, &clock());
    let session = open().unwrap();
    let made = units(&session);
    assert!(made > 0);
    assert_eq!(open().err().unwrap().kind(), Kind::InUse);
    let id = session.vault().id();
    drop(session);
    let again = open().unwrap();
    assert_eq!((again.vault().id(), units(&again)), (id, made));
    let names: Vec<_> = std::fs::read_dir(home.path().join("deep"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["Sample.steward"], "nothing is left of the making");
}

#[test]
fn a_sample_that_does_not_open_is_set_aside_and_made_anew() {
    let home = tempfile::tempdir().unwrap();
    let at = home.path().join("Sample.steward");
    let aside = home.path().join("Sample.steward.old");
    let open = || sample::open(&at, Language::Zh, &clock()).unwrap();
    // Of an older program, with another passphrase.
    let other = Secret::new("seven slow herons cross the canal");
    drop(Session::create(&at, &other, KdfCost::for_tests(), clock()).unwrap());
    assert!(units(&open()) > 0);
    assert!(aside.join("vault.db").is_file());
    // Damaged, then cut while it was made.
    std::fs::write(at.join("vault.db"), "x").unwrap();
    assert!(units(&open()) > 0);
    std::fs::remove_dir_all(&at).unwrap();
    std::fs::create_dir(&at).unwrap();
    std::fs::create_dir(home.path().join("Sample.steward.new")).unwrap();
    assert!(units(&open()) > 0);
}

#[test]
fn the_recovery_key_is_saved_for_its_owner_alone() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("key.txt");
    std::fs::write(&file, "an older one, which everybody may read").unwrap();
    paper::save(&file, b"a page").unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), b"a page");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(paper::save(&home.path().join("gone/key.txt"), b"a page").is_err());
}

#[test]
fn who_gives_way_has_ended_before_the_other_begins() {
    let jobs = Jobs::default();
    let (running, report) = jobs.begin(Job::Drill, |_| {}).unwrap();
    let drilling = std::thread::spawn(move || {
        while !report.cancel.is_cancelled() {
            std::thread::yield_now();
        }
        drop(running);
    });
    let waiter = Cancel::default();
    jobs.give_way(Job::Drill, &waiter).unwrap();
    assert!(!jobs.is_running(Job::Drill));
    drilling.join().unwrap();
    // Who waits for one that does not end can be stopped too.
    let (_running, _) = jobs.begin(Job::Drill, |_| {}).unwrap();
    jobs.cancel(Job::Drill);
    assert!(!jobs.yields(Job::Drill), "stopped for its own sake");
    waiter.cancel();
    let stopped = jobs.give_way(Job::Drill, &waiter).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Cancelled);
    assert!(jobs.yields(Job::Drill), "to be taken up again");
}

#[test]
fn locked_each_step_is_said_and_the_number_is_of_things() {
    let one = |at, thing| Unnamed {
        at: Timestamp(at),
        thing,
    };
    let mut coming = Coming {
        waiting: vec![one(10, 0), one(20, 1), one(30, 0), one(40, 1)],
        stood: 1,
        came: [].into(),
    };
    assert!(!coming.take(Timestamp(9)));
    for (at, due) in [(10, 1), (20, 2), (30, 2), (40, 2)] {
        assert!(coming.take(Timestamp(at)), "said once more");
        assert_eq!(coming.due(), due, "what stood on the screen is one thing");
    }
    assert!(!coming.take(Timestamp(50)));
}

#[test]
fn locked_no_reminder_is_forgotten_however_many_come_before_it() {
    let (_folder, shell) = open_shell();
    let call = shell.slot();
    let opened = call.opened().unwrap();
    for n in 0..300 {
        let due = format!("2027-01-01 {:02}:{:02}", n / 60, n % 60);
        let values = [("title", Value::text("回电")), ("due", Value::Raw(due))];
        let set = ChangeSet::create("op.create", "task", values);
        opened.session.apply(&set).unwrap();
    }
    door::remember(&shell, opened);
    let coming = held(&shell.coming);
    let things: std::collections::BTreeSet<u32> =
        coming.waiting.iter().map(|one| one.thing).collect();
    assert_eq!(things.len(), 300);
}

#[test]
fn a_clock_that_is_set_back_does_not_keep_the_vault_open() {
    let (_folder, shell) = open_shell();
    shell.touch();
    let limit = i64::from(shell.config().settings.auto_lock_min) * 60_000;
    // The clock was three hours fast when the window was touched, and is set right.
    shell.touched.fetch_add(3 * 3_600_000, Ordering::SeqCst);
    assert!(door::idle_left(&shell).is_some_and(|left| left <= limit));
    // Set forward, or asleep meanwhile: the time has passed.
    shell.touched.fetch_sub(6 * 3_600_000, Ordering::SeqCst);
    assert!(door::idle_left(&shell).is_some_and(|left| left <= 0));
}

#[test]
fn the_last_backup_is_remembered_outside_the_vault() {
    let (_folder, shell) = open_shell();
    let folder = shell.slot().folder().unwrap().to_owned();
    door::note_backup(&shell);
    assert_eq!(
        shell.config().seen.backed_up(&folder),
        None,
        "never backed up"
    );
}
