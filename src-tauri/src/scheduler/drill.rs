//! Proving by the clock that the backup would restore: after whatever else waits for the drive, and
//! behind everything else the computer does.

use std::sync::atomic::Ordering;

use steward_core::backup::Plan;
use steward_core::backup::drill::could_not_be_done;
use steward_core::base::{Clock as _, Kind, Timestamp};
use steward_core::session::Proofs;
use tauri::{AppHandle, Manager as _};

use super::{behind, is_free, look_for};
use crate::desktop::log;
use crate::state::{Shell, backing, notes};

/// Begins the drill that is due, if its drive is there and nothing else is done on it, and says when
/// the next one is due. That a drive is away is no failure: it is looked for at every turn.
pub(super) fn begin_if_due(app: &AppHandle, shell: &Shell) -> Option<Timestamp> {
    let slot = shell.slot();
    let opened = slot.opened().ok()?;
    let session = &opened.session;
    if opened.is_set_aside(&shell.config().replaced) {
        return None;
    }
    let (plans, proofs) = match (session.backup_plans(), session.proofs()) {
        (Ok(plans), Ok(proofs)) => (plans, proofs),
        (Err(error), _) | (_, Err(error)) => {
            log::failed("the drill waits", &error);
            return None;
        }
    };
    let now = shell.clock.now();
    let next = proofs.next_at()?;
    if next > now {
        return Some(next);
    }
    if is_free(&shell.jobs) && !shell.looking_to_drill.swap(true, Ordering::SeqCst) {
        let (app, vault) = (app.clone(), session.vault().id());
        let begun = behind::apart("drill", move || {
            let here = look_for(&app, &plans, vault);
            let shell = app.state::<Shell>();
            shell.looking_to_drill.store(false, Ordering::SeqCst);
            let now = (shell.clock.zone(), shell.clock.now());
            begins(&here, &proofs, now).then_some(move || drill(&app))
        });
        if let Err(error) = begun {
            shell.looking_to_drill.store(false, Ordering::SeqCst);
            log::failed("the drill waits", &error);
        }
    }
    None
}

/// Whether the drill is due of one of the places that are `here`, and no backup to these is due: that one
/// goes first. One that waits for another drive keeps no drill from this one.
fn begins(here: &[Plan], proofs: &Proofs, (zone, now): (chrono_tz::Tz, Timestamp)) -> bool {
    let due = |plan: &Plan| plan.begin_at(zone, now).is_some_and(|at| at <= now);
    let owed = proofs.places.iter().any(|place| {
        let is_here = here.iter().any(|plan| plan.id == place.target);
        is_here && place.next_at.is_some_and(|at| at <= now)
    });
    owed && !here.iter().any(due)
}

fn drill(app: &AppHandle) {
    let shell = app.state::<Shell>();
    match backing::drill(app, None, true) {
        Ok(_) => {}
        Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::InUse | Kind::Locked) => {}
        Err(error) if could_not_be_done(&error) => {
            log::failed("the drill waits", &error);
        }
        Err(error) => {
            log::failed("the drill did not pass", &error);
            if let Some(notifier) = shell.notifier.get() {
                notifier.show(notes::drill_failed(shell.language()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use steward_core::backup::DrillRhythm;
    use steward_core::session::PlaceProof;

    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn a_backup_that_is_due_goes_first() {
        let (zone, since) = (chrono_tz::Asia::Shanghai, Timestamp(1_795_305_600_000));
        let now = since.plus_ms(40 * DAY);
        let mut plan = Plan::new("/media/drive".into(), since);
        let target = plan.id;
        let proofs = |next: i64| Proofs {
            rhythm: DrillRhythm::Monthly,
            places: vec![PlaceProof {
                target,
                name: "drive".into(),
                proved_at: Some(since),
                next_at: Some(now.plus_ms(next)),
                overdue_since: None,
            }],
            hindrance: None,
        };
        assert!(!begins(&[plan.clone()], &proofs(-DAY), (zone, now)));
        plan.last_ok_at = Some(now.plus_ms(-1));
        plan.last_try_at = plan.last_ok_at;
        assert!(begins(&[plan.clone()], &proofs(-DAY), (zone, now)));
        assert!(!begins(&[plan], &proofs(1), (zone, now)));
        assert!(!begins(&[], &proofs(-DAY), (zone, now)));
        // That one is owed elsewhere is no reason to repeat it here.
        let mut other = Plan::new("/media/other".into(), now);
        other.paused = true;
        assert!(!begins(&[other], &proofs(-DAY), (zone, now)));
    }
}
