//! Looking the vault through by the clock: behind everything else the computer does, and giving way to all
//! that somebody waits for.

use steward_core::base::{Clock as _, Kind, Timestamp};
use tauri::AppHandle;

use super::{behind, is_free};
use crate::desktop::log;
use crate::events::Job;
use crate::state::{Shell, backing, door};

/// Begins the look that is due, where nothing is done that it would delay, and says when the next is.
pub(super) fn begin_if_due(app: &AppHandle, shell: &Shell) -> Option<Timestamp> {
    let slot = shell.slot();
    let opened = slot.opened().ok()?;
    let due = match opened.session.check_due_at() {
        Ok(due) => due,
        Err(error) => {
            log::failed("looking the vault through waits", &error);
            return None;
        }
    };
    if due > shell.clock.now() {
        return Some(due);
    }
    let mut busy = [Job::Check, Job::Warm].iter();
    if is_free(&shell.jobs) && !busy.any(|job| shell.jobs.is_running(*job)) {
        let app = app.clone();
        if let Err(error) = behind::apart("check", move || Some(move || look(&app))) {
            log::failed("looking the vault through waits", &error);
        }
    }
    None
}

fn look(app: &AppHandle) {
    match backing::look_through(app) {
        Ok(()) => door::follow(app),
        Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::InUse | Kind::Locked) => {}
        Err(error) => log::failed("the vault was not found whole", &error),
    }
}
