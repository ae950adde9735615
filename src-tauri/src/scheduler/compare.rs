//! Once after a vault was opened: whether a place that is here holds more of it than it does itself.

use std::sync::atomic::Ordering;

use steward_core::base::Kind;
use tauri::{AppHandle, Manager as _};

use super::{behind, is_free, look_for};
use crate::desktop::log;
use crate::events::Job;
use crate::state::Shell;
use crate::state::jobs::Waits;

/// Begins it where nothing is done on the drives; later otherwise. A backup that goes first finds the same.
pub(super) fn begin_if_new(app: &AppHandle, shell: &Shell) {
    let slot = shell.slot();
    let Ok(opened) = slot.opened() else { return };
    let set_aside = opened.is_set_aside(&shell.config().replaced);
    if set_aside || !is_free(&shell.jobs) || opened.compared.swap(true, Ordering::SeqCst) {
        return;
    }
    let (Ok(plans), vault) = (opened.session.backup_plans(), opened.session.vault().id()) else {
        return;
    };
    if plans.is_empty() {
        return;
    }
    let app = app.clone();
    let begun = behind::apart("compare", move || {
        let here = look_for(&app, &plans, vault);
        (!here.is_empty()).then_some(move || {
            let shell = app.state::<Shell>();
            // As work: a drive may take its time, and the lock does not wait for it.
            let begun = shell.jobs.begin_for(Waits::Nobody, Job::Compare, |_| {});
            let slot = shell.slot();
            let Ok(opened) = slot.opened() else { return };
            let Ok((_running, report)) = begun else {
                // Done elsewhere just now: at the next turn.
                opened.compared.store(false, Ordering::SeqCst);
                return;
            };
            if opened.session.vault().id() != vault {
                return;
            }
            let compared = opened.session.compare_with_places(&here, &report);
            if let Err(error) = compared
                && !matches!(error.kind(), Kind::Cancelled | Kind::Locked)
            {
                log::failed("the vault was not held to its backups", &error);
            }
        })
    });
    if let Err(error) = begun {
        log::failed("the vault was not held to its backups", &error);
    }
}
