//! Once after a vault was opened: whether a place that is here holds more of it than it does itself.

use std::sync::atomic::Ordering;

use steward_core::base::{Kind, Report};
use tauri::{AppHandle, Manager as _};

use super::{behind, is_free, look_for};
use crate::desktop::log;
use crate::state::Shell;

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
            let slot = shell.slot();
            let Ok(opened) = slot.opened() else { return };
            if opened.session.vault().id() != vault {
                return;
            }
            let compared = opened.session.compare_with_places(&here, &Report::silent());
            if let Err(error) = compared
                && error.kind() != Kind::Locked
            {
                log::failed("the vault was not held to its backups", &error);
            }
        })
    });
    if let Err(error) = begun {
        log::failed("the vault was not held to its backups", &error);
    }
}
