//! The vault's door: what happens around it when it is opened and when it is locked. Everything
//! that can lock (the user, idleness, sleep, the tray, the end of the program) comes through here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use steward_core::base::{Clock as _, Error, Id, Kind, Progress, Result, Timestamp};
use steward_core::crypto::{RecoveryKey, Secret};
use steward_core::session::Session;
use tauri::{AppHandle, Manager as _, Runtime};

use super::calendar::Leaving;
use super::jobs::Waits;
use super::opened::{Opened, Proof};
use super::{Coming, Shell, Slot, Turn, calendar, held, settling};
use crate::desktop::clipboard;
use crate::desktop::config::Config;
use crate::desktop::notify::Notifier;
use crate::desktop::tray::Sight;
use crate::desktop::{log, window};
use crate::events::{ChangedEvent, Event, Job, JobEvent, PhaseEvent, tell};

/// While locked, so many coming reminders are remembered, by their instants only: more than come to anybody
/// before the next unlocking, for beyond them nothing is said. Each takes a few bytes.
const COMING: u32 = 100_000;

/// Puts an opened vault in its place and tells the window. One that was open is locked: its window
/// goes with it.
///
/// # Errors
/// [`Kind::Locked`] when somebody locked the program, or opened or chose a vault, since `turn`:
/// what was restored or made meanwhile is whole, and waits to be unlocked.
pub fn enter<R: Runtime>(app: &AppHandle<R>, turn: Turn, opened: Opened) -> Result<()> {
    settling::settle(app);
    let shell = app.state::<Shell>();
    let teller = app.clone();
    opened.session.listen(move |changed| {
        tell(&teller, Event::Changed(ChangedEvent::from(changed)));
        let shell = teller.state::<Shell>();
        shell.calendar.changed(shell.clock.now());
        shell.bell.notify_one();
        follow(&teller);
    });
    let vault = opened.session.vault().id();
    if opened.folder != shell.places.sample
        && let Err(error) = shell.remember(|config| config.opened(&opened.folder, vault))
    {
        log::failed("the list of vaults was not kept", &error);
    }
    note_behind(&shell, &opened)?;
    shell.touch();
    shell.calendar.changed(shell.clock.now());
    let left = shell.put(turn, opened)?;
    *held(&shell.coming) = Coming::default();
    told_phase(app, &shell);
    let mut leaving = None;
    if let Slot::Open(old) = &*left {
        shell.jobs.cancel_all();
        fresh_window(app, &shell);
        leaving = left_behind(&shell, old);
    }
    drop(left);
    if let Some(leaving) = leaving {
        calendar::finish(app, leaving);
    }
    let warm = app.clone();
    tauri::async_runtime::spawn_blocking(move || warm_up(&warm));
    Ok(())
}

/// Whether the vault is older than when it was last open here: an older copy may have been put in its
/// place.
fn note_behind(shell: &Shell, opened: &Opened) -> Result<()> {
    let (vault, commits) = (opened.session.vault().id(), opened.commits()?);
    *held(&opened.behind) = shell.config().seen.lacks(&opened.folder, vault, commits);
    Ok(())
}

/// Goes on with an open vault that is older than it was: it is not told any more.
///
/// # Errors
/// [`Kind::Locked`]; when the configuration folder cannot be written.
pub fn go_on_behind(shell: &Shell) -> Result<()> {
    let slot = shell.slot();
    let opened = slot.opened()?;
    let (vault, commits) = (opened.session.vault().id(), opened.commits()?);
    shell.remember(|config| config.seen.go_on(&opened.folder, vault, commits))?;
    *held(&opened.behind) = None;
    Ok(())
}

/// Remembers how far a vault is that is being closed.
fn note_left(shell: &Shell, opened: &Opened) -> Result<()> {
    if opened.folder == shell.places.sample {
        return Ok(());
    }
    let (vault, commits) = (opened.session.vault().id(), opened.commits()?);
    // Whatever is not known of the backups, how far the vault is must be.
    let backed_up = last_backup(shell, opened);
    let noted = |config: &mut Config| {
        config.seen.leave(&opened.folder, vault, commits);
        if let Ok(at) = backed_up {
            config.seen.note_backup(&opened.folder, vault, at);
        }
    };
    shell.remember(noted).map(drop)
}

/// When the newest backup was made that is known to be good.
fn last_backup(shell: &Shell, opened: &Opened) -> Result<Option<Timestamp>> {
    let now = shell.clock.now();
    let plans = opened.session.backup_plans()?;
    Ok(plans.iter().filter_map(|plan| plan.last_good(now)).max())
}

/// Remembers when the open vault was last backed up: the screen that unlocks it says so, also after a
/// program that did not end in order.
pub(super) fn note_backup(shell: &Shell) {
    let slot = shell.slot();
    let Ok(opened) = slot.opened() else { return };
    if opened.folder == shell.places.sample {
        return;
    }
    let vault = opened.session.vault().id();
    let noted = last_backup(shell, opened)
        .and_then(|at| shell.remember(|config| config.seen.note_backup(&opened.folder, vault, at)));
    if let Err(error) = noted {
        log::failed("the last backup is not known while locked", &error);
    }
}

/// What would make the first sort and the first search slow, done while the user looks at the
/// first screen.
fn warm_up<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    if let Ok(opened) = shell.slot().opened()
        && let Err(error) = opened.session.warm()
    {
        log::failed("the first sort will take longer", &error);
    }
    keep_up(&shell, &teller(app));
}

fn teller<R: Runtime>(app: &AppHandle<R>) -> Teller {
    let app = app.clone();
    Arc::new(move |event| tell(&app, Event::Job(event)))
}

/// Has search brought up to date behind whatever the user does, where that is much: after an
/// import or its undoing, and when the index turned out damaged.
pub fn follow<R: Runtime>(app: &AppHandle<R>) {
    let app = app.clone();
    // On a thread of its own: whoever wrote still holds the vault. Not one that the writer starts, who may
    // be put behind all other work.
    tauri::async_runtime::spawn(async move {
        let work = move || keep_up(&app.state::<Shell>(), &teller(&app));
        if tauri::async_runtime::spawn_blocking(work).await.is_err() {
            log::note("search was not brought up to date");
        }
    });
}

/// Asked again after the work has ended, for what was written meanwhile found it running; but not
/// for ever, where a disk breaks every index it is given.
const AGAIN: usize = 8;

/// Hears how far search is.
pub(super) type Teller = Arc<dyn Fn(JobEvent) + Send + Sync>;

/// Brings search up to date where it lags, and tells the window how far that is and that it ended: what was
/// asked meanwhile was answered in part. Locking stops it.
pub(super) fn keep_up(shell: &Shell, tell: &Teller) {
    for _ in 0..AGAIN {
        if !lags(shell) {
            return;
        }
        let event = |progress: Option<Progress>, error| JobEvent {
            job: Job::Warm,
            finished: progress.is_none(),
            progress,
            error,
        };
        let step = tell.clone();
        let begun = shell
            .jobs
            .begin_for(Waits::Nobody, Job::Warm, move |progress| {
                step(event(Some(progress), None));
            });
        let Ok((running, report)) = begun else {
            return;
        };
        let slot = shell.slot();
        let Ok(opened) = slot.opened() else { return };
        let done = opened.session.refresh_search(&report);
        // Before the vault is let go of: whoever waits for that opens one that is warmed up in its
        // turn.
        drop(running);
        tell(event(None, done.as_ref().err().map(Error::to_wire)));
        if let Err(error) = done {
            if error.kind() != Kind::Cancelled {
                log::failed("the search index is not up to date", &error);
            }
            return;
        }
    }
}

fn lags(shell: &Shell) -> bool {
    let slot = shell.slot();
    match slot
        .opened()
        .and_then(|opened| opened.session.search_lags())
    {
        Ok(lags) => lags,
        Err(error) => {
            if error.kind() != Kind::Locked {
                log::failed("the search index cannot be read", &error);
            }
            false
        }
    }
}

/// Locks the vault, once the page has stored what is being typed. From the first moment nobody finds it
/// open; the window is told and replaced, so that nothing of a record is left in a page, while calls under
/// way are still ending; then the session is dropped with its keys. A backup that is looked at is closed in the
/// same way. Does nothing when neither is open.
pub fn lock<R: Runtime>(app: &AppHandle<R>) {
    settling::settle(app);
    let shell = app.state::<Shell>();
    let (left, looked) = shell.leave();
    if looked || matches!(&*left, Slot::Open(_)) {
        clipboard::clear_ours(app);
        told_phase(app, &shell);
        fresh_window(app, &shell);
    }
    let (leaving, gone) = part(&shell, left);
    if let Some(leaving) = leaving {
        calendar::finish(app, leaving);
    }
    // Once more, for what such a turn told the tray meanwhile.
    forget_names(&shell);
    if !gone {
        hush_once_gone(app);
    }
}

/// Does the last of a lock when the calls that still hold the vault have ended, for nobody waits for them.
fn hush_once_gone<R: Runtime>(app: &AppHandle<R>) {
    log::note("the vault is locked, and what was under way has not ended yet");
    let app = app.clone();
    let waiting = std::thread::Builder::new().name("parting".to_owned());
    let begun = waiting.spawn(move || {
        let shell = app.state::<Shell>();
        shell.wait_until_closed();
        if !matches!(&*shell.slot(), Slot::Open(_)) {
            shell.hush();
            forget_names(&shell);
            shell.bell.notify_one();
        }
    });
    if let Err(error) = begun {
        log::failed(
            "a note may name somebody though it is locked",
            &Error::internal(error),
        );
    }
}

pub(super) fn fresh_window<R: Runtime>(app: &AppHandle<R>, shell: &Shell) {
    if let Err(error) = window::replace(app, &shell.places, shell.look()) {
        log::failed(
            "the window could not be replaced, so its page is loaded anew",
            &error,
        );
        for page in app.webview_windows().values() {
            window::told("reload", page.reload());
        }
    }
}

/// The lock without the window: for the end of the program, which no drive that hangs keeps from ending.
pub fn close<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    if let (Some(leaving), _) = part(&shell, shell.leave().0) {
        calendar::finish(app, leaving);
    }
}

/// Drops a vault that was taken from its place, and waits until nobody holds it any more, within bounds;
/// whether that came to pass stands beside. Its coming reminders are remembered first. What is to be done
/// with its calendar file is for the caller.
fn part(shell: &Shell, left: Arc<Slot>) -> (Option<Leaving>, bool) {
    let Slot::Open(opened) = &*left else {
        return (None, true);
    };
    remember(shell, opened);
    let leaving = left_behind(shell, opened);
    shell.hush();
    let gone = shell.part(left);
    // A turn of the scheduler that was under way may have named somebody after all.
    shell.hush();
    shell.bell.notify_one();
    (leaving, gone)
}

/// Keeps what is to be said while the vault is locked: when, and which of it is of one thing.
pub(super) fn remember(shell: &Shell, opened: &Opened) {
    let standing = shell.notifier.get().map(Notifier::standing);
    let told: BTreeSet<(String, Id)> = standing
        .into_iter()
        .flatten()
        .flat_map(|(_, tells)| tells)
        .map(|key| (key.source, key.record))
        .collect();
    let told: Vec<(String, Id)> = told.into_iter().collect();
    match opened.session.coming_reminders(COMING, &told) {
        Ok(waiting) => {
            *held(&shell.coming) = Coming {
                waiting,
                stood: told.len(),
                came: BTreeSet::new(),
            };
        }
        Err(error) => log::failed("coming reminders are not known while locked", &error),
    }
}

/// Closes the open vault in this turn, without a word to the window; whether it was still that one.
pub(super) fn part_in<R: Runtime>(app: &AppHandle<R>, turn: Turn) -> bool {
    settling::settle(app);
    let shell = app.state::<Shell>();
    let Some(left) = shell.leave_in(turn) else {
        return false;
    };
    if let (Some(leaving), _) = part(&shell, left) {
        calendar::finish(app, leaving);
    }
    true
}

/// What a vault that is left leaves behind on this machine.
fn left_behind(shell: &Shell, opened: &Opened) -> Option<Leaving> {
    if let Err(error) = note_left(shell, opened) {
        log::failed("an older copy of the vault will not be noticed", &error);
    }
    calendar::leave(shell, opened)
}

/// Chooses the vault in `folder` without opening it. One that was open is locked first.
///
/// # Errors
/// [`Kind::NotFound`] when there is no vault in `folder`.
pub fn choose<R: Runtime>(app: &AppHandle<R>, folder: &Path) -> Result<()> {
    let folder = vault_in(folder)?;
    lock(app);
    let shell = app.state::<Shell>();
    shell.choose(folder);
    told_phase(app, &shell);
    Ok(())
}

/// The vault that `folder` is, or the only one it holds.
fn vault_in(folder: &Path) -> Result<PathBuf> {
    let is_vault =
        |folder: &Path| folder.join("keyring.a").is_file() || folder.join("keyring.b").is_file();
    if is_vault(folder) {
        return Ok(folder.to_owned());
    }
    let inside = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut vaults = inside.filter(|path| is_vault(path));
    match (vaults.next(), vaults.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Error::new(Kind::NotFound, "error.vault_missing").with("path", folder.display())),
    }
}

/// A vault that was there before.
#[must_use]
pub fn returning(session: Session, folder: PathBuf) -> Opened {
    let proof = if session.vault().recovery_is_proved() {
        Proof::Given
    } else {
        Proof::Overdue
    };
    Opened::new(session, folder, proof)
}

/// The user proves to have the recovery key by typing it; the vault asks no more.
///
/// # Errors
/// See [`Session::prove_recovery`].
pub fn prove<R: Runtime>(app: &AppHandle<R>, typed: &Secret) -> Result<()> {
    let shell = app.state::<Shell>();
    let slot = shell.slot();
    let opened = slot.opened()?;
    {
        let mut proof = held(&opened.proof);
        opened.session.prove_recovery(typed)?;
        *proof = Proof::Given;
    }
    told_phase(app, &shell);
    Ok(())
}

/// Gives the open vault a new recovery key, which has still to be proved.
///
/// # Errors
/// See [`Session::new_recovery_key`]; the old key opens the vault then.
pub fn renew<R: Runtime>(app: &AppHandle<R>, passphrase: &Secret) -> Result<RecoveryKey> {
    let shell = app.state::<Shell>();
    let slot = shell.slot();
    let opened = slot.opened()?;
    let recovery = {
        let mut proof = held(&opened.proof);
        let recovery = opened.session.new_recovery_key(passphrase)?;
        *proof = Proof::Awaited(recovery.clone());
        recovery
    };
    told_phase(app, &shell);
    Ok(recovery)
}

pub(super) fn told_phase<R: Runtime>(app: &AppHandle<R>, shell: &Shell) {
    let phase = shell.slot().phase();
    tell(app, Event::Phase(PhaseEvent { phase }));
    forget_names(shell);
    shell.bell.notify_one();
}

/// The tray neither counts nor names, until a turn of the scheduler finds a vault open.
fn forget_names(shell: &Shell) {
    shell.set_waiting(None);
    shell.set_coming_few(Vec::new(), None);
    show_in_tray(shell);
}

/// Brings the tray up to date.
pub fn show_in_tray(shell: &Shell) {
    if let Some(tray) = shell.tray.get() {
        let (coming, paused) = shell.coming_few();
        tray.show(&Sight {
            language: shell.language(),
            waiting: shell.waiting(),
            coming,
            paused,
        });
    }
}

/// Milliseconds until the vault, or a backup that is looked at, locks itself; none while both are closed, while
/// the user set no limit, and while work is under way that they wait for.
#[must_use]
pub fn idle_left(shell: &Shell) -> Option<i64> {
    let minutes = i64::from(shell.config().settings.auto_lock_min);
    let open = matches!(&*shell.slot(), Slot::Open(_)) || shell.apart.is_open();
    if minutes == 0 || !open || shell.jobs.is_waited_for() {
        return None;
    }
    Some(minutes * 60_000 - shell.idle())
}
