//! After a vault was opened, once at each place that comes to be here: whether that holds more of it than it does
//! itself.

use steward_core::backup::Plan;
use steward_core::base::{Id, Kind};
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
    if set_aside || !is_free(&shell.jobs) {
        return;
    }
    let (Ok(plans), vault) = (opened.session.backup_plans(), opened.session.vault().id()) else {
        return;
    };
    let Some(plans) = opened.compared.begin(&plans) else {
        return;
    };
    let app = app.clone();
    let begun = behind::apart("compare", move || {
        let here = look_for(&app, &plans, vault);
        if here.is_empty() {
            end(&app, vault, &[]);
            return None;
        }
        Some(move || {
            let through = compare(&app, vault, &here);
            end(&app, vault, if through { &here } else { &[] });
        })
    });
    if let Err(error) = begun {
        opened.compared.end(&[]);
        log::failed("the vault was not held to its backups", &error);
    }
}

/// Whether it came through. What cannot be read says nothing, and is not asked again.
fn compare(app: &AppHandle, vault: Id, here: &[Plan]) -> bool {
    let shell = app.state::<Shell>();
    // As work: a drive may take its time, and the lock does not wait for it.
    let begun = shell.jobs.begin_for(Waits::Nobody, Job::Compare, |_| {});
    let (Ok((_running, report)), slot) = (begun, shell.slot()) else {
        // Done elsewhere just now: at the next turn.
        return false;
    };
    let Ok(opened) = slot.opened() else {
        return false;
    };
    if opened.session.vault().id() != vault {
        return false;
    }
    match opened.session.compare_with_places(here, &report) {
        Ok(()) => true,
        Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::Locked) => false,
        Err(error) => {
            log::failed("the vault was not held to its backups", &error);
            true
        }
    }
}

/// Another vault that was opened meanwhile has nothing to do with it.
fn end(app: &AppHandle, vault: Id, places: &[Plan]) {
    let shell = app.state::<Shell>();
    let slot = shell.slot();
    if let Ok(opened) = slot.opened()
        && opened.session.vault().id() == vault
    {
        opened.compared.end(places);
    }
    // What waited for the drives has its turn.
    if !places.is_empty() {
        shell.bell.notify_one();
    }
}
