//! Work on the backup drive, by the user's hand or by the clock: one run at a time, told to the
//! window.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use steward_core::backup::{Drilled, Finished, Plan, Schedule, mounted};
use steward_core::base::{Cancel, Error, Id, Kind, Progress, Report, Result};
use steward_core::session::Session;
use tauri::{AppHandle, Manager as _, Runtime};

use super::jobs::Waits;
use super::{Shell, Turn, door, notes, settling};
use crate::desktop::log;
use crate::events::{Event, Job, JobEvent, tell};

/// So long whoever leaves waits for a place to answer before it is none that is here.
const PATIENCE: Duration = Duration::from_secs(2);
/// So long whoever leaves waits for a backup: the vault stays open no longer.
const LEAVING: Duration = Duration::from_mins(5);

/// Does long work that the user can stop, and tells the window how far it is and that it ended.
///
/// # Errors
/// [`Kind::InUse`] while the same work is under way; what `work` says.
pub fn tell_work<T, R: Runtime>(
    app: &AppHandle<R>,
    job: Job,
    work: impl FnOnce(&Report) -> Result<T>,
) -> Result<T> {
    tell_work_for(app, Waits::User, job, work)
}

fn tell_work_for<T, R: Runtime>(
    app: &AppHandle<R>,
    waits: Waits,
    job: Job,
    work: impl FnOnce(&Report) -> Result<T>,
) -> Result<T> {
    let shell = app.state::<Shell>();
    let teller = app.clone();
    let event = move |progress: Option<Progress>, error| {
        let finished = progress.is_none();
        tell(
            &teller,
            Event::Job(JobEvent {
                job,
                progress,
                finished,
                error,
            }),
        );
    };
    let event = Arc::new(event);
    let step = event.clone();
    let (running, report) = shell
        .jobs
        .begin_for(waits, job, move |progress| step(Some(progress), None))?;
    let done = work(&report);
    drop(running);
    event(None, done.as_ref().err().map(Error::to_wire));
    shell.bell.notify_one();
    done
}

/// Does work of the open vault on its backup drive: one at a time, and the user can stop it. A drill
/// gives way to it.
///
/// # Errors
/// What `work` says, and as [`tell_work`].
pub fn on_the_drive<T, R: Runtime>(
    app: &AppHandle<R>,
    work: impl FnOnce(&Session, &Report) -> Result<T>,
) -> Result<T> {
    on_the_drive_for(app, Waits::User, work)
}

fn on_the_drive_for<T, R: Runtime>(
    app: &AppHandle<R>,
    waits: Waits,
    work: impl FnOnce(&Session, &Report) -> Result<T>,
) -> Result<T> {
    let shell = app.state::<Shell>();
    tell_work_for(app, waits, Job::Backup, |report| {
        shell.jobs.refuse_beside(&[Job::Look])?;
        // Begun, and seen by a drill that would begin, before it is looked whether one is under way.
        shell.jobs.give_way(Job::Drill, &report.cancel)?;
        let done = work(&shell.slot().opened()?.session, report);
        if done.is_ok() {
            door::note_backup(&shell);
        }
        done
    })
}

/// Backs the open vault up to a place because it is time to. Nobody waits for that: where the vault is
/// left meanwhile, it is stopped, and taken up again as soon as that vault is open. What was written until
/// then is found again.
///
/// # Errors
/// As [`on_the_drive`].
pub fn by_the_clock<R: Runtime>(app: &AppHandle<R>, target: Id) -> Result<Finished> {
    let shell = app.state::<Shell>();
    let turn = shell.turn();
    on_the_drive_for(app, Waits::Nobody, |session, report| {
        let made = session.back_up_to(target, report);
        let yields = made.is_err() && shell.jobs.yields(Job::Backup);
        if yields || gave_way(&shell, turn, &made) {
            session.take_up_backup(target)?;
        }
        made
    })
}

/// Whether work was stopped because the vault was left since `turn`, and not by the user, who wants rest
/// from it.
pub(super) fn gave_way<T>(shell: &Shell, turn: Turn, done: &Result<T>) -> bool {
    matches!(done, Err(error) if error.kind() == Kind::Cancelled) && shell.turn() != turn
}

/// Proves that the newest backup restores, of the place `target` where one is named; `by_itself` where the clock asked for it. That one gives way to
/// the lock, and is taken up again as soon as the vault is open; for one by hand the user waits.
///
/// # Errors
/// [`Kind::InUse`] while something is done on the drive; see [`Session::drill_backup`].
pub fn drill<R: Runtime>(
    app: &AppHandle<R>,
    target: Option<Id>,
    by_itself: bool,
) -> Result<Drilled> {
    let shell = app.state::<Shell>();
    let turn = shell.turn();
    let waits = if by_itself {
        Waits::Nobody
    } else {
        Waits::User
    };
    tell_work_for(app, waits, Job::Drill, |report| {
        shell.jobs.refuse_beside(&[Job::Backup, Job::Look])?;
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let done = session.drill_backup_at(target, by_itself, report);
        let yields = shell.jobs.yields(Job::Drill) || gave_way(&shell, turn, &done);
        if by_itself
            && done.is_err()
            && yields
            && let Err(error) = session.take_up_drill()
        {
            log::failed("the drill is due again only tomorrow", &error);
        }
        done
    })
}

/// Looks the open vault through and notes how it was found; nobody waits for it.
///
/// # Errors
/// See [`Session::check_through`].
pub fn look_through<R: Runtime>(app: &AppHandle<R>) -> Result<()> {
    let shell = app.state::<Shell>();
    let turn = shell.turn();
    tell_work_for(app, Waits::Nobody, Job::Check, |report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let done = session.check_through(report);
        // What was found is told, also where it cannot be written down.
        if !gave_way(&shell, turn, &done)
            && let Err(error) = session.note_checked(&done)
        {
            log::failed("how the vault was found could not be noted", &error);
        }
        done
    })
}

/// Backs the open vault up to the places that are to have a backup whenever it is left by hand, as far as they
/// are here and anything was done since. That this fails keeps nobody from leaving, and who asks once more
/// leaves at once.
pub fn before_leaving<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    if shell.jobs.is_running(Job::Leave) {
        shell.jobs.cancel(Job::Leave);
        return;
    }
    let owed = match owed_on_leaving(app) {
        Ok(owed) => owed,
        Err(error) => {
            if error.kind() != Kind::Locked {
                log::failed("the vault is left without a backup", &error);
            }
            return;
        }
    };
    if owed.is_empty() {
        return;
    }
    let overdue = Arc::new(AtomicBool::new(false));
    let done = tell_work_for(app, Waits::Nobody, Job::Leave, |report| {
        let _watch = stopped_after(LEAVING, &report.cancel, &overdue);
        shell.jobs.refuse_beside(&[Job::Look])?;
        // The clock's own run is taken up again when the vault is open.
        let jobs = &shell.jobs;
        jobs.give_way_unless_waited_for(Job::Backup, &report.cancel)?;
        // Nothing else is begun on the drives meanwhile.
        let (_running, _) = jobs.begin_for(Waits::Nobody, Job::Backup, |_| {})?;
        jobs.give_way(Job::Drill, &report.cancel)?;
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let mut done = Ok(());
        for target in &owed {
            let made = session.back_up_to(*target, report).map(drop);
            report.cancel.check()?;
            done = done.and(made);
        }
        done
    });
    let Err(error) = done else { return };
    let language = shell.language();
    let note = match error.kind() {
        Kind::Cancelled if overdue.load(Ordering::SeqCst) => notes::backup_left(language),
        Kind::Cancelled | Kind::Locked => return,
        // The same backup, asked for twice at once, says so itself.
        Kind::InUse if shell.jobs.is_running(Job::Leave) => return,
        Kind::InUse => notes::backup_left(language),
        _ => notes::backup_failed(language),
    };
    log::failed("the backup on leaving did not succeed", &error);
    if let Some(notifier) = shell.notifier.get() {
        notifier.show(note);
    }
}

/// Stops work that takes longer than this, and says so in `overdue`. What is handed back ends the watch when it is
/// dropped.
fn stopped_after(
    bound: Duration,
    cancel: &Cancel,
    overdue: &Arc<AtomicBool>,
) -> Option<SyncSender<()>> {
    let (held, ended) = sync_channel(1);
    let (cancel, overdue) = (cancel.clone(), overdue.clone());
    let watch = std::thread::Builder::new().name("leaving".to_owned());
    let begun = watch.spawn(move || {
        if matches!(ended.recv_timeout(bound), Err(RecvTimeoutError::Timeout)) {
            overdue.store(true, Ordering::SeqCst);
            cancel.cancel();
        }
    });
    begun.ok().map(|_| held)
}

/// Locks the vault by the user's hand, once it is backed up where that is asked for. Whatever was opened meanwhile
/// stays open: it is not what was to be locked.
pub fn lock_by_hand<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    let turn = shell.turn();
    before_leaving(app);
    if shell.turn() == turn {
        door::lock(app);
    }
}

/// Which places those are, once the page has stored what is being typed.
fn owed_on_leaving<R: Runtime>(app: &AppHandle<R>) -> Result<Vec<Id>> {
    let shell = app.state::<Shell>();
    let plans = shell.slot().opened()?.session.backup_plans()?;
    let wanted = |plan: &Plan| plan.schedule == Schedule::Leaving && !plan.paused;
    if !plans.iter().any(wanted) {
        return Ok(Vec::new());
    }
    settling::settle(app);
    let (owed, vault) = {
        let slot = shell.slot();
        let opened = slot.opened()?;
        if opened.is_set_aside(&shell.config().replaced) {
            return Ok(Vec::new());
        }
        (
            opened.session.owed_on_leaving()?,
            opened.session.vault().id(),
        )
    };
    let seen = shell.lookout.look(&owed, (vault, &mounted()), PATIENCE);
    let here = owed.iter().zip(seen);
    let here = here.filter(|(_, (seen, answered))| *answered && seen.is_here());
    Ok(here.map(|(plan, _)| plan.id).collect())
}

/// Backs the open vault up to every place that is here.
///
/// # Errors
/// See [`Session::back_up`].
pub fn back_up<R: Runtime>(app: &AppHandle<R>) -> Result<Finished> {
    on_the_drive(app, Session::back_up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_stopped_once_it_takes_too_long_and_not_before() {
        let (cancel, overdue) = (Cancel::default(), Arc::new(AtomicBool::new(false)));
        drop(stopped_after(Duration::from_mins(1), &cancel, &overdue).unwrap());
        assert!(!cancel.is_cancelled());
        let _watch = stopped_after(Duration::from_millis(1), &cancel, &overdue).unwrap();
        let begun = std::time::Instant::now();
        while !cancel.is_cancelled() && begun.elapsed() < Duration::from_secs(10) {
            std::thread::yield_now();
        }
        assert!(cancel.is_cancelled() && overdue.load(Ordering::SeqCst));
    }
}
