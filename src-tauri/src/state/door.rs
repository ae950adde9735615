//! The vault's door: what happens around it when it is opened and when it is locked. Everything
//! that can lock (the user, idleness, sleep, the tray, the end of the program) comes through here.

use std::path::{Path, PathBuf};

use steward_core::base::{Clock as _, Error, Kind, Result};
use steward_core::crypto::RecoveryKey;
use steward_core::session::Session;
use tauri::{AppHandle, Manager as _, Runtime};

use super::opened::{Opened, Proof};
use super::{Shell, Slot, held};
use crate::desktop::tray::Sight;
use crate::desktop::{log, window};
use crate::events::{ChangedEvent, Event, Job, PhaseEvent, tell};

/// While locked, this many coming reminders are remembered, by their instants only.
const COMING: u32 = 200;

/// Puts an opened vault in its place and tells the window. One that was open is locked first.
pub fn enter<R: Runtime>(app: &AppHandle<R>, opened: Opened) {
    let shell = app.state::<Shell>();
    let teller = app.clone();
    opened.session.listen(move |changed| {
        tell(&teller, Event::Changed(ChangedEvent::from(changed)));
        teller.state::<Shell>().bell.notify_one();
    });
    if opened.folder != shell.places.sample
        && let Err(error) = shell.remember(|config| config.opened(&opened.folder))
    {
        log::failed("the list of vaults was not kept", &error);
    }
    shell.touch();
    if close(&shell) {
        // Another vault was open: the window drops what it knows of it before it hears of this one.
        told_phase(app, &shell);
    }
    *shell.slot_alone() = Slot::Open(Box::new(opened));
    held(&shell.coming).clear();
    told_phase(app, &shell);
    let warm = app.clone();
    tauri::async_runtime::spawn_blocking(move || warm_up(&warm.state::<Shell>()));
}

/// What would make the first sort and the first search slow, done while the user looks at the
/// first screen. Locking stops it.
fn warm_up(shell: &Shell) {
    let Ok((_running, report)) = shell.jobs.begin(Job::Warm, |_| {}) else {
        return;
    };
    let slot = shell.slot();
    let Ok(opened) = slot.opened() else { return };
    for done in [
        opened.session.warm(),
        opened.session.refresh_search(&report),
    ] {
        match done {
            Err(error) if error.kind() != Kind::Cancelled => {
                log::failed("the search index is not up to date", &error);
            }
            _ => {}
        }
    }
}

/// Locks the vault: long work is stopped, calls under way are waited for, the session is dropped
/// with its keys, and the window is replaced, so that nothing of a record is left in a page.
/// Does nothing when no vault is open.
pub fn lock<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    if !close(&shell) {
        return;
    }
    told_phase(app, &shell);
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

/// The lock without the window: for the end of the program. Says whether a vault was open.
pub fn close(shell: &Shell) -> bool {
    shell.jobs.cancel_all();
    held(&shell.restores).forget();
    let mut slot = shell.slot_alone();
    let Slot::Open(opened) = &*slot else {
        return false;
    };
    match opened.session.coming_reminders(COMING) {
        Ok(coming) => *held(&shell.coming) = coming,
        Err(error) => log::failed("coming reminders are not known while locked", &error),
    }
    let folder = opened.folder.clone();
    // Dropped here, while the place is ours: nobody opens the vault before it is closed.
    *slot = Slot::Closed(folder);
    true
}

/// Chooses the vault in `folder` without opening it. One that was open is locked first.
///
/// # Errors
/// [`Kind::NotFound`] when there is no vault in `folder`.
pub fn choose<R: Runtime>(app: &AppHandle<R>, folder: &Path) -> Result<()> {
    let folder = vault_in(folder)?;
    lock(app);
    let shell = app.state::<Shell>();
    *shell.slot_alone() = Slot::Closed(folder);
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

/// The setting of a vault that says whether its recovery key was proved.
const PROVED: &str = "recovery_proved";

/// A new vault, whose recovery key has still to be proved.
///
/// # Errors
/// When the vault cannot be written.
pub fn newborn(session: Session, folder: PathBuf, recovery: RecoveryKey) -> Result<Opened> {
    session.set_setting(PROVED, &false)?;
    Ok(Opened::new(session, folder, Proof::Awaited(recovery)))
}

/// A vault whose recovery key was used a moment ago.
///
/// # Errors
/// When the vault cannot be written.
pub fn proven(session: Session, folder: PathBuf) -> Result<Opened> {
    session.set_setting(PROVED, &true)?;
    Ok(Opened::new(session, folder, Proof::Given))
}

/// A vault that was there before.
///
/// # Errors
/// When the vault cannot be read.
pub fn returning(session: Session, folder: PathBuf) -> Result<Opened> {
    let proof = match session.setting(PROVED)? {
        Some(false) => Proof::Overdue,
        Some(true) | None => Proof::Given,
    };
    Ok(Opened::new(session, folder, proof))
}

/// The user has proved to have the recovery key; noted in the vault, which asks no more.
///
/// # Errors
/// When the vault cannot be written.
pub fn proved<R: Runtime>(app: &AppHandle<R>) -> Result<()> {
    let shell = app.state::<Shell>();
    if let Slot::Open(opened) = &mut *shell.slot_alone() {
        opened.session.set_setting(PROVED, &true)?;
        opened.proof = Proof::Given;
    }
    told_phase(app, &shell);
    Ok(())
}

/// The open vault has a new recovery key, which has still to be proved.
///
/// # Errors
/// When the vault cannot be written.
pub fn unproved<R: Runtime>(app: &AppHandle<R>, recovery: RecoveryKey) -> Result<()> {
    let shell = app.state::<Shell>();
    if let Slot::Open(opened) = &mut *shell.slot_alone() {
        opened.session.set_setting(PROVED, &false)?;
        opened.proof = Proof::Awaited(recovery);
    }
    told_phase(app, &shell);
    Ok(())
}

fn told_phase<R: Runtime>(app: &AppHandle<R>, shell: &Shell) {
    let phase = shell.slot().phase();
    tell(app, Event::Phase(PhaseEvent { phase }));
    shell.set_waiting(None);
    show_in_tray(shell);
    shell.bell.notify_one();
}

/// Brings the tray up to date.
pub fn show_in_tray(shell: &Shell) {
    if let Some(tray) = shell.tray.get() {
        tray.show(Sight {
            language: shell.language(),
            waiting: shell.waiting(),
        });
    }
}

/// How long nobody has touched the window, in milliseconds.
#[must_use]
pub fn idle_ms(shell: &Shell) -> i64 {
    shell.clock.now().0.saturating_sub(shell.touched().0)
}
