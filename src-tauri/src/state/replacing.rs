//! A vault put in the place of the one that is there, which stays beside it under a name of its own.
//! Both are closed while they change places; what stands there then is opened again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use steward_core::base::{Clock, Error, Id, Kind, Result, Timestamp};
use steward_core::session::{Replacement, Session};
use steward_core::vault::{Latch, Settled};
use tauri::{AppHandle, Manager as _, Runtime};

use super::opened::{Opened, Proof};
use super::{Shell, Slot, Turn, backing, door};
use crate::desktop::config::Config;
use crate::desktop::log;
use crate::desktop::replaced::Replaced;
use crate::desktop::words::text;
use crate::events::Job;

/// Ends what a program that died was at, or takes it back. Says whether there was anything.
pub fn settle(config: &mut Config) -> bool {
    let open = config.replaced.under_way();
    for one in &open {
        match one.exchange.settle() {
            Ok(Settled::Finished) => done(config, one),
            Ok(Settled::TakenBack) => config.replaced.drop(&one.exchange),
            // The drive is away, or the vault is open elsewhere: the next start sees to it.
            Err(error) => log::failed("two vaults may not be where they belong", &error),
        }
    }
    !open.is_empty()
}

/// An older vault in that place is no surprise.
fn done(config: &mut Config, one: &Replaced) {
    config.replaced.finish(&one.exchange);
    config.seen.forget(&one.folder);
    config
        .recent
        .retain(|known| *known != one.exchange.incoming);
}

/// Puts backup `snapshot` of those in `drive` in the place of the open vault.
///
/// # Errors
/// See [`Session::restore_beside`]; the vault is open as before then. [`Kind::Locked`] when somebody
/// locked it meanwhile.
pub fn replace<R: Runtime>(app: &AppHandle<R>, drive: &Path, snapshot: &str) -> Result<()> {
    let shell = app.state::<Shell>();
    let turn = shell.turn();
    let (ready, folder, vault) = backing::tell_work(app, Job::Restore, |report| {
        // It would be cut off by the exchange, and told as failed.
        shell.jobs.refuse_beside(&[Job::Backup, Job::Look])?;
        shell.jobs.give_way(Job::Drill, &report.cancel)?;
        shell.jobs.give_way(Job::Check, &report.cancel)?;
        let slot = shell.slot();
        let opened = slot.opened()?;
        let ready = opened.session.restore_beside(drive, snapshot, report)?;
        Ok((ready, opened.folder.clone(), opened.session.vault().id()))
    })?;
    let noted = noted(&shell, (&folder, vault), &ready)?;
    change_open(app, turn, &noted)
}

/// Puts a vault that was made in a hidden place in that of the closed one in `folder`, and opens it.
///
/// # Errors
/// See [`steward_core::vault::Exchange::perform`]; all is as before then.
pub fn replace_closed<R: Runtime>(
    app: &AppHandle<R>,
    turn: Turn,
    (folder, vault): (&Path, Id),
    (ready, latch): (&Replacement, &Latch),
    proof: Proof,
) -> Result<()> {
    let shell = app.state::<Shell>();
    change(&shell, &noted(&shell, (folder, vault), ready)?)?;
    let session = Session::reopen(folder, latch, clock(&shell))?;
    door::enter(app, turn, Opened::new(session, folder.to_owned(), proof))
}

/// Puts the vault back in its place that was there before; the one that is there now stays beside.
///
/// # Errors
/// [`Kind::NotFound`] when there is none; as [`replace`].
pub fn put_back<R: Runtime>(app: &AppHandle<R>) -> Result<()> {
    let shell = app.state::<Shell>();
    let turn = shell.turn();
    let gone = || Error::new(Kind::NotFound, "error.exchange_no_former");
    let (folder, open) = match &*shell.slot() {
        Slot::None => return Err(gone()),
        Slot::Closed(folder) => (folder.clone(), false),
        Slot::Open(opened) => (opened.folder.clone(), true),
    };
    let config = shell.config();
    let last = config.replaced.latest(&folder).ok_or_else(gone)?;
    let called = called(&shell, &folder, !last.put_back, last.made_at);
    let exchange = steward_core::vault::Exchange::plan(&folder, &last.exchange.aside, &called)?;
    let noted = Replaced {
        exchange,
        at: shell.clock.now(),
        put_back: !last.put_back,
        done: false,
        told: false,
        ..last.clone()
    };
    if open {
        return change_open(app, turn, &noted);
    }
    shell.wait_closed()?;
    change(&shell, &noted)?;
    door::told_phase(app, &shell);
    Ok(())
}

fn noted(shell: &Shell, (folder, vault): (&Path, Id), ready: &Replacement) -> Result<Replaced> {
    let from = ready.from();
    let called = called(shell, folder, false, from.made_at);
    Ok(Replaced {
        folder: folder.to_owned(),
        vault: Some(vault),
        exchange: ready.exchange(folder, &called)?,
        at: shell.clock.now(),
        made_at: from.made_at,
        steps_since: from.steps_since,
        put_back: false,
        done: false,
        told: false,
    })
}

/// What the vault is called that makes room: a version by its day, else by today's.
fn called(shell: &Shell, folder: &Path, version: bool, made_at: Timestamp) -> String {
    let name = folder.file_stem().unwrap_or_default().to_string_lossy();
    let (key, at) = if version {
        ("dialog.vault_version", made_at)
    } else {
        ("dialog.vault_before", shell.clock.now())
    };
    let when = at.utc().with_timezone(&shell.clock.zone());
    // No colon: not every disk takes one.
    let when = when.format("%Y-%m-%d %H.%M").to_string();
    text(shell.language(), key, &[("name", &name), ("when", &when)])
}

/// Closes the open vault, has the other one change places with it, and opens what is there then.
fn change_open<R: Runtime>(app: &AppHandle<R>, turn: Turn, noted: &Replaced) -> Result<()> {
    let shell = app.state::<Shell>();
    let folder: PathBuf = noted.folder.clone();
    let latch = shell.slot().opened()?.session.vault().latch();
    if !door::part_in(app, turn) {
        return Err(Error::new(Kind::Locked, "error.locked"));
    }
    let turn = shell.turn();
    let changed = shell.wait_closed().and_then(|()| change(&shell, noted));
    let entered = Session::reopen(&folder, &latch, clock(&shell))
        .and_then(|session| door::enter(app, turn, door::returning(session, folder)));
    if entered.is_err() {
        door::told_phase(app, &shell);
    }
    // Nothing of another vault stays in a page; where all is as it was, the page says why.
    if changed.is_ok() || entered.is_err() {
        door::fresh_window(app, &shell);
    }
    changed?;
    match entered {
        // Under a former key, it waits to be unlocked.
        Err(error) if error.kind() == Kind::WrongSecret => Ok(()),
        entered => entered,
    }
}

/// Has two closed vaults change places. It is noted first, so that a cut is settled at the next start.
fn change(shell: &Shell, noted: &Replaced) -> Result<()> {
    shell.remember(|config| config.replaced.begin(noted.clone()))?;
    let performed = noted.exchange.perform();
    let settled = match &performed {
        Ok(()) => Ok(Settled::Finished),
        Err(_) => noted.exchange.settle(),
    };
    let kept = match settled {
        Ok(Settled::Finished) => shell.remember(|config| done(config, noted)),
        Ok(Settled::TakenBack) => shell.remember(|config| config.replaced.drop(&noted.exchange)),
        Err(error) => Err(error),
    };
    if let Err(error) = kept {
        log::failed("the next start sees to two vaults", &error);
    }
    performed
}

fn clock(shell: &Shell) -> Arc<dyn Clock> {
    shell.clock.clone()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use steward_core::vault::{Exchange, Incoming};

    use super::*;

    #[test]
    fn a_start_after_a_cut_knows_where_both_vaults_are() {
        let home = tempfile::tempdir().unwrap();
        let folder = fs::canonicalize(home.path()).unwrap().join("A.steward");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("vault.db"), "living").unwrap();
        let incoming = Incoming::beside(&folder).unwrap();
        fs::create_dir(incoming.folder()).unwrap();
        fs::write(incoming.folder().join("vault.db"), "version").unwrap();
        let there = |folder: &Path| fs::read_to_string(folder.join("vault.db")).unwrap();
        let one = Replaced {
            folder: folder.clone(),
            vault: None,
            exchange: Exchange::plan(&folder, &incoming.folder(), "A before").unwrap(),
            at: Timestamp(2),
            made_at: Timestamp(1),
            steps_since: None,
            put_back: false,
            done: false,
            told: false,
        };
        let vault = Id::at(Timestamp(1));
        let mut config = Config::default();
        config.opened(&folder, vault);
        config.seen.leave(&folder, vault, 40);
        assert!(!settle(&mut config), "nothing was cut off");

        config.replaced.begin(one.clone());
        assert!(settle(&mut config));
        assert_eq!(
            (config.replaced.latest(&folder), there(&folder)),
            (None, "living".into())
        );
        assert_eq!(config.seen.lacks(&folder, vault, 4), Some(36));

        // Cut off before it was noted that it is done.
        config.replaced.begin(one.clone());
        one.exchange.perform().unwrap();
        assert!(settle(&mut config));
        assert!(!settle(&mut config), "settled once");
        assert_eq!(there(&folder), "version");
        assert_eq!(
            there(&config.replaced.latest(&folder).unwrap().exchange.aside),
            "living"
        );
        assert_eq!(config.seen.lacks(&folder, vault, 4), None, "no surprise");
        assert_eq!(config.recent, [folder]);
    }

    #[test]
    fn a_drive_that_is_away_at_the_start_is_settled_at_a_later_one() {
        let home = tempfile::tempdir().unwrap();
        let away = home.path().join("away");
        let one = Replaced {
            folder: away.join("A.steward"),
            vault: None,
            exchange: Exchange {
                place: away.join("A.steward"),
                incoming: away.join("in"),
                aside: away.join("aside"),
            },
            at: Timestamp(2),
            made_at: Timestamp(1),
            steps_since: None,
            put_back: false,
            done: false,
            told: false,
        };
        let mut config = Config::default();
        config.replaced.begin(one.clone());
        settle(&mut config);
        assert_eq!(config.replaced.under_way(), [one]);
    }
}
