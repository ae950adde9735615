//! What happens by itself: reminders, the lock after idleness or before sleep, and the count of
//! what waits. One loop, which sleeps until the next thing it knows of, at most a minute (clocks
//! jump and laptops sleep), and is woken by every change. What is due is decided by the core.

mod notes;
#[cfg(test)]
mod tests;

use std::time::Duration;

use steward_core::base::{Clock as _, Error, Kind, Timestamp};
use steward_core::reminders::model::{Due, Snooze};
use tauri::{AppHandle, Manager as _};

use crate::desktop::notify::{Action, Subject};
use crate::desktop::{log, sleep, window};
use crate::events::{Event, Job, RemindersEvent, ShowEvent, tell};
use crate::state::{Shell, Slot, backing, door, held};

/// No sleep is longer.
const LONGEST_MS: i64 = 60_000;
/// No sleep is shorter, so that a thing that fails does not keep the processor busy.
const SHORTEST_MS: i64 = 50;

/// Starts the loop and the ear for sleep.
pub fn start(app: &AppHandle) {
    let loops = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let here = loops.clone();
            let turned = tauri::async_runtime::spawn_blocking(move || turn(&here)).await;
            let wait = turned.unwrap_or(LONGEST_MS);
            let wait = Duration::from_millis(wait.unsigned_abs());
            let shell = loops.state::<Shell>();
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = shell.bell.notified() => {}
            }
        }
    });
    let ear = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut leaving = sleep::hear();
        while let Some(leave) = leaving.recv().await {
            let here = ear.clone();
            let locked = tauri::async_runtime::spawn_blocking(move || door::lock(&here)).await;
            if locked.is_err() {
                log::note("the vault could not be locked before sleep");
            }
            drop(leave);
        }
    });
}

/// Does what is due and says how long to sleep, in milliseconds.
fn turn(app: &AppHandle) -> i64 {
    let shell = app.state::<Shell>();
    let idle = idle_left(&shell);
    if idle.is_some_and(|left| left <= 0) {
        door::lock(app);
    }
    let next = match remind(app, &shell) {
        Ok(next) => next,
        Err(error) if error.kind() == Kind::Locked => remind_locked(&shell),
        Err(error) => {
            log::failed("reminders wait", &error);
            None
        }
    };
    let back_up = back_up_if_due(app, &shell);
    let next = [next, back_up].into_iter().flatten().min();
    let now = shell.clock.now();
    let longest = if shell.clock.is_shifted() {
        SHORTEST_MS
    } else {
        LONGEST_MS
    };
    wait(now, next, idle.filter(|left| *left > 0)).min(longest)
}

/// How long to sleep: until the next reminder or the lock, within bounds.
fn wait(now: Timestamp, next: Option<Timestamp>, idle_left: Option<i64>) -> i64 {
    let next = next.map(|at| at.0.saturating_sub(now.0));
    let soonest = [next, idle_left]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(LONGEST_MS);
    soonest.clamp(SHORTEST_MS, LONGEST_MS)
}

/// Milliseconds until the vault locks itself; none while it is closed, while the user set no
/// limit, and while long work is under way.
fn idle_left(shell: &Shell) -> Option<i64> {
    let minutes = i64::from(shell.config().settings.auto_lock_min);
    let open = matches!(&*shell.slot(), Slot::Open(_));
    if minutes == 0 || !open || shell.jobs.is_any_running() {
        return None;
    }
    Some(minutes * 60_000 - door::idle_ms(shell))
}

/// Fires what is due in the open vault, counts what waits, and says when the next one is due.
fn remind(app: &AppHandle, shell: &Shell) -> Result<Option<Timestamp>, Error> {
    let slot = shell.slot();
    let session = &slot.opened()?.session;
    let due = session.fire_due()?;
    if !due.is_empty() {
        show(shell, &due);
    }
    let today = session.today()?;
    let waiting = today.overdue.saturating_add(today.today);
    if shell.set_waiting(Some(waiting)) || !due.is_empty() {
        tell(app, Event::Reminders(RemindersEvent { waiting }));
        door::show_in_tray(shell);
    }
    session.next_wake()
}

/// Starts the backup that is due, if its drive is there, and says when the next one is due. A
/// drive that is away is looked for at every turn of the loop; a try that did not end well is not
/// repeated for an hour.
fn back_up_if_due(app: &AppHandle, shell: &Shell) -> Option<Timestamp> {
    let slot = shell.slot();
    let session = &slot.opened().ok()?.session;
    let plan = match session.backup_plan() {
        Ok(plan) => plan?,
        Err(error) => {
            log::failed("the backup plan cannot be read", &error);
            return None;
        }
    };
    let begin = plan.begin_at(shell.clock.zone())?;
    if shell.clock.now() < begin {
        return Some(begin);
    }
    if session.backup_drive(&plan).connected && !shell.jobs.is_running(Job::Backup) {
        let app = app.clone();
        tauri::async_runtime::spawn_blocking(move || back_up(&app));
    }
    None
}

fn back_up(app: &AppHandle) {
    let shell = app.state::<Shell>();
    match backing::back_up(app) {
        Ok(_) => {
            if let Some(notifier) = shell.notifier.get() {
                notifier.withdraw(Subject::Backup);
            }
        }
        Err(error) if matches!(error.kind(), Kind::Cancelled | Kind::InUse | Kind::Locked) => {}
        Err(error) => {
            log::failed("the backup did not succeed", &error);
            if let Some(notifier) = shell.notifier.get() {
                notifier.show(notes::backup_failed(shell.language()));
            }
        }
    }
}

fn show(shell: &Shell, due: &[Due]) {
    let Some(notifier) = shell.notifier.get() else {
        return;
    };
    let telling = shell.config().settings.reminder_text;
    for note in notes::of(due, telling, shell.language()) {
        notifier.show(note);
    }
}

/// Says, without names, that something came due while the vault is locked.
fn remind_locked(shell: &Shell) -> Option<Timestamp> {
    let now = shell.clock.now();
    let mut coming = held(&shell.coming);
    let due = coming.iter().take_while(|at| **at <= now).count();
    coming.drain(..due);
    if due > 0
        && let Some(notifier) = shell.notifier.get()
    {
        notifier.show(notes::locked(shell.language()));
    }
    coming.first().copied()
}

/// A button on a notification was pressed.
pub fn pressed(app: &AppHandle, subject: Subject, action: Action) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let shell = app.state::<Shell>();
        let done = match (&subject, action) {
            (Subject::Task(id), Action::Done | Action::SnoozeHour | Action::SnoozeTomorrow) => {
                shell.slot().opened().and_then(|opened| match action {
                    Action::SnoozeHour => opened.session.task_snooze(*id, None, &Snooze::Hour),
                    Action::SnoozeTomorrow => {
                        opened.session.task_snooze(*id, None, &Snooze::Tomorrow)
                    }
                    _ => opened.session.task_done(*id, None),
                })
            }
            _ => Err(Error::new(Kind::NotFound, "error.record_gone")),
        };
        if done.is_ok() {
            if let Some(notifier) = shell.notifier.get() {
                notifier.withdraw(subject);
            }
            return;
        }
        // Locked meanwhile, gone meanwhile, or only to be looked at: the window says how it is.
        window::bring_forward(&app);
        if let Subject::Task(id) = subject {
            tell(
                &app,
                Event::Show(ShowEvent {
                    entity: "task".to_owned(),
                    id,
                }),
            );
        }
    });
}
