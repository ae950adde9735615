use std::path::PathBuf;
use std::sync::Arc;

use steward_core::base::{Error, FixedClock, Kind, Timestamp};
use steward_core::records::Query;
use steward_core::session::Session;

use super::jobs::Jobs;
use super::opened::{Opened, Proof};
use super::tries::Tries;
use super::{Shell, Slot};
use crate::desktop::config::{Places, Theme};
use crate::events::{Job, Phase};

fn opened() -> Opened {
    let clock = Arc::new(FixedClock::at(Timestamp(1_790_000_000_000).utc()));
    Opened::new(
        Session::in_memory(clock).unwrap(),
        PathBuf::from("/v/x.steward"),
        Proof::Given,
    )
}

fn units() -> Query {
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
    assert!(!jobs.is_running(Job::Backup) && jobs.is_any_running());
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
    let open = || opened.keep(opened.session.view(units()).unwrap());
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
fn what_cannot_be_written_is_not_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let places = |config| Places {
        config,
        webview: folder.path().into(),
        vaults: folder.path().into(),
        sample: folder.path().join("s"),
    };
    let shell = Shell::new(places(folder.path().join("config.json")));
    assert_eq!(
        shell
            .remember(|config| config.settings.theme = Theme::Dark)
            .unwrap()
            .theme,
        Theme::Dark
    );
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let shell = Shell::new(places(blocked.join("config.json")));
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
    let shell = Shell::new(Places {
        config: folder.path().join("config.json"),
        webview: folder.path().into(),
        vaults: folder.path().into(),
        sample: folder.path().join("s"),
    });
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
