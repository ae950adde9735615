//! What happens by itself: reminders, the lock after idleness or before sleep, and the count of
//! what waits. One loop, which sleeps until the next thing it knows of, at most a minute (clocks
//! jump and laptops sleep), and is woken by every change. What is due is decided by the core.

#[cfg(test)]
mod tests;

use std::sync::atomic::Ordering;
use std::time::Duration;

use steward_core::base::{Clock as _, Error, Id, Kind, Timestamp};
use steward_core::reminders::model::{Key, Snooze, TASK};
use tauri::{AppHandle, Manager as _};

use crate::desktop::notify::{Action, Heard, Notifier, Subject};
use crate::desktop::{log, sleep, window};
use crate::events::{Event, Job, RemindersEvent, ShowEvent, tell};
use crate::state::opened::Opened;
use crate::state::{Shell, Slot, backing, door, held, notes};

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
        Ok(next) => {
            do_asked(app, &shell);
            next
        }
        Err(error) if error.kind() == Kind::Locked => remind_locked(&shell),
        Err(error) => {
            log::failed("reminders wait", &error);
            None
        }
    };
    if let Some(notifier) = shell.notifier.get() {
        notifier.again();
    }
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
    let opened = slot.opened()?;
    let session = &opened.session;
    // Before what is due speaks: what was settled meanwhile keeps silent. That it could not be done
    // is no reason for the tasks to be silent too.
    if let Err(error) = session.sweep_occasions() {
        log::failed("what reminds by itself waits", &error);
    }
    // Asked for while the vault cannot be locked: what takes the notes down comes after this.
    let spoke = match shell.notifier.get() {
        Some(notifier) => show_due(opened, notifier, shell)?,
        None => false,
    };
    let counts = session.task_counts()?;
    let waiting = counts
        .overdue
        .saturating_add(counts.today)
        .saturating_add(session.occasions_waiting()?);
    let news = shell.set_waiting(Some(waiting)) || spoke;
    session.renew_day()?;
    session.renew_coverage()?;
    let next = session.next_wake()?;
    // The tray waits for the window's own thread, and that one, when the program ends, for this
    // guard.
    drop(slot);
    if news {
        tell(app, Event::Reminders(RemindersEvent { waiting }));
        door::show_in_tray(shell);
    }
    Ok(next)
}

/// Hands the desktop what is due, and takes back what is settled or put off by now.
fn show_due(opened: &Opened, notifier: &Notifier, shell: &Shell) -> Result<bool, Error> {
    let session = &opened.session;
    let mut due = Vec::new();
    if !opened.caught_up.load(Ordering::SeqCst) {
        due = session.untold()?;
        opened.caught_up.store(true, Ordering::SeqCst);
        // It said: unlock to see.
        notifier.withdraw(Subject::Waiting);
    }
    due.extend(session.fire_due()?);
    let telling = shell.config().settings.reminder_text;
    for note in notes::of(&due, telling, shell.language()) {
        notifier.show(note);
    }
    for (subject, reminders) in notifier.standing() {
        if !reminders.is_empty() && !session.any_reminder_stands(&reminders)? {
            notifier.withdraw(subject);
        }
    }
    Ok(!due.is_empty())
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

/// Says at a quiet start that nothing can remind before the vault is open.
pub fn started_quietly(shell: &Shell) {
    let closed = matches!(&*shell.slot(), Slot::Closed(_));
    if closed && let Some(notifier) = shell.notifier.get() {
        notifier.show(notes::start_locked(shell.language()));
    }
}

/// The desktop answered.
pub fn heard(app: &AppHandle, heard: Heard) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || match heard {
        Heard::Pressed(Subject::Of(source, task), action) if source == TASK => {
            pressed(&app, task, action);
        }
        Heard::Pressed(..) => window::bring_forward(&app),
        Heard::Told(reminders) => told(&app.state::<Shell>(), &reminders),
    });
}

/// Notes in the vault who was told of what. Locked meanwhile, it is told once more: better twice
/// than never.
fn told(shell: &Shell, reminders: &[Key]) {
    let slot = shell.slot();
    let noted = slot
        .opened()
        .and_then(|opened| opened.session.reminders_told(reminders));
    if let Err(error) = noted
        && error.kind() != Kind::Locked
    {
        log::failed("what was told is not noted", &error);
    }
}

/// A button on the note about `task` was pressed.
fn pressed(app: &AppHandle, task: Id, action: Action) {
    let shell = app.state::<Shell>();
    match settle(&shell, task, action) {
        Ok(true) => {
            if let Some(notifier) = shell.notifier.get() {
                notifier.withdraw(Subject::Of(TASK.to_owned(), task));
            }
        }
        Err(error) if error.kind() == Kind::Locked => {
            held(&shell.asked).push((task, action));
            window::bring_forward(app);
        }
        // Gone or settled meanwhile, or only to be looked at: the window says how it is. Noted
        // too, for a page that does not listen yet.
        Ok(false) | Err(_) => {
            window::bring_forward(app);
            held(&shell.asked).push((task, Action::Open));
            let entity = "task".to_owned();
            tell(app, Event::Show(ShowEvent { entity, id: task }));
        }
    }
}

/// Does what a button says; `false` when it only asks to see the task.
fn settle(shell: &Shell, task: Id, action: Action) -> Result<bool, Error> {
    let slot = shell.slot();
    let session = &slot.opened()?.session;
    match action {
        Action::Open => return Ok(false),
        Action::Done => session.task_done(task, None)?.applied,
        Action::SnoozeHour => session.task_snooze(task, None, &Snooze::Hour)?,
        Action::SnoozeTomorrow => session.task_snooze(task, None, &Snooze::Tomorrow)?,
    };
    Ok(true)
}

/// Does what was asked for while the vault was locked. What is only to be shown, the window asks
/// for itself once it can show it.
fn do_asked(app: &AppHandle, shell: &Shell) {
    let asked: Vec<(Id, Action)> = held(&shell.asked)
        .extract_if(.., |(_, action)| *action != Action::Open)
        .collect();
    for (task, action) in asked {
        pressed(app, task, action);
    }
}
