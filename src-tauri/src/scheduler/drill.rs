//! Proving by the clock that the backup would restore: after whatever else waits for the drive, and
//! behind everything else the computer does.

use std::sync::atomic::Ordering;
use std::thread;

use steward_core::backup::Plan;
use steward_core::backup::cloud::is_out_of_reach;
use steward_core::base::{Clock as _, Error, Kind, Timestamp};
use steward_core::session::Proofs;
use tauri::{AppHandle, Manager as _};

use super::look_for;
use crate::desktop::log;
use crate::events::Job;
use crate::state::{Shell, backing, notes};

/// How far a drill stands behind other work, in the steps that Unix knows (19 is the farthest).
#[cfg(target_os = "linux")]
const BEHIND: i32 = 15;

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
    let next = proofs.next_at?;
    if next > now {
        return Some(next);
    }
    let is_free = || {
        [Job::Backup, Job::Drill, Job::Restore]
            .iter()
            .all(|job| !shell.jobs.is_running(*job))
    };
    if is_free() && !shell.looking_to_drill.swap(true, Ordering::SeqCst) {
        let (app, vault) = (app.clone(), session.vault().id());
        // A thread of its own: what was put behind cannot come forward again.
        let begun = thread::Builder::new()
            .name("drill".to_owned())
            .spawn(move || {
                let here = look_for(&app, &plans, vault);
                let shell = app.state::<Shell>();
                shell.looking_to_drill.store(false, Ordering::SeqCst);
                let now = (shell.clock.zone(), shell.clock.now());
                if begins(&here, &proofs, now) {
                    drill(&app);
                }
            });
        if let Err(error) = begun {
            shell.looking_to_drill.store(false, Ordering::SeqCst);
            log::failed("the drill waits", &Error::internal(error));
        }
    }
    None
}

/// Whether the drill is due and one of the places is `here` for it with a backup, and no backup to
/// these is due: that one goes first. One that waits for another drive keeps no drill from this one.
fn begins(here: &[Plan], proofs: &Proofs, (zone, now): (chrono_tz::Tz, Timestamp)) -> bool {
    let due = |plan: &Plan| plan.begin_at(zone, now).is_some_and(|at| at <= now);
    let some = here.iter().any(|plan| plan.last_good(now).is_some());
    some && !here.iter().any(due) && proofs.next_at.is_some_and(|at| at <= now)
}

fn drill(app: &AppHandle) {
    stand_behind();
    let shell = app.state::<Shell>();
    match backing::drill(app, true) {
        Ok(_) => {}
        Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::InUse | Kind::Locked) => {}
        Err(error) if is_out_of_reach(&error) => {
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

/// On Linux a thread has a priority of its own, and what it starts inherits it. Elsewhere Unix means
/// the whole program by it, which must not be put behind.
fn stand_behind() {
    #[cfg(target_os = "linux")]
    {
        // The engine's threads serve backups as well: they are born before this one is put behind.
        rayon::spawn(|| ());
        // Refused, it is only done sooner.
        let _ = rustix::process::setpriority_process(None, BEHIND);
    }
}

#[cfg(test)]
mod tests {
    use steward_core::backup::DrillRhythm;

    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn a_backup_that_is_due_goes_first() {
        let (zone, since) = (chrono_tz::Asia::Shanghai, Timestamp(1_795_305_600_000));
        let now = since.plus_ms(40 * DAY);
        let mut plan = Plan::new("/media/drive".into(), since);
        let proofs = |next: i64| Proofs {
            rhythm: DrillRhythm::Monthly,
            proved_at: Some(since),
            next_at: Some(now.plus_ms(next)),
            overdue_since: None,
        };
        assert!(!begins(&[plan.clone()], &proofs(-DAY), (zone, now)));
        plan.last_ok_at = Some(now.plus_ms(-1));
        plan.last_try_at = plan.last_ok_at;
        assert!(begins(&[plan.clone()], &proofs(-DAY), (zone, now)));
        assert!(!begins(&[plan], &proofs(1), (zone, now)));
        assert!(!begins(&[], &proofs(-DAY), (zone, now)));
        // A place that has no backup yet has nothing to prove.
        let mut empty = Plan::new("/media/other".into(), now);
        empty.paused = true;
        assert!(!begins(&[empty], &proofs(-DAY), (zone, now)));
    }
}
