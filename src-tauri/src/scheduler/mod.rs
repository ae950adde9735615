//! What happens by itself: reminders, the lock after idleness or before sleep, and the count of
//! what waits. One loop, which sleeps until the next thing it knows of, at most a minute (clocks
//! jump and laptops sleep), and is woken by every change. What is due is decided by the core.

mod behind;
mod check;
mod compare;
mod drill;
#[cfg(test)]
mod tests;

use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono_tz::Tz;
use steward_core::backup::{Plan, mounted};
use steward_core::base::{Clock as _, Error, Id, Kind, Timestamp};
use steward_core::reminders::manner::PauseFor;
use steward_core::reminders::model::{DIGEST, Due, Key, Snooze, TASK};
use tauri::{AppHandle, Manager as _};

use crate::desktop::config::ReminderText;
use crate::desktop::notify::{About, Action, Heard, Notifier, Subject};
use crate::desktop::{log, sleep, window};
use crate::events::{Event, Job, RemindersEvent, ShowEvent, tell};
use crate::state::jobs::Jobs;
use crate::state::opened::Opened;
use crate::state::{Shell, Slot, backing, calendar, door, held, notes};

/// No sleep is longer.
const LONGEST_MS: i64 = 60_000;
/// No sleep is shorter, so that a thing that fails does not keep the processor busy.
const SHORTEST_MS: i64 = 50;
/// So long a place may take to answer before it is none that is here.
const PATIENCE: Duration = Duration::from_secs(20);

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
        let mut heard = sleep::hear();
        while let Some(news) = heard.recv().await {
            let sleep::News::Leaves(leave) = news else {
                // What was missed is said as soon as somebody is there again.
                ear.state::<Shell>().bell.notify_one();
                continue;
            };
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
    let begun = shell.clock.now();
    let idle = door::idle_left(&shell);
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
    compare::begin_if_new(app, &shell);
    let back_up = back_up_if_due(app, &shell);
    let drill = drill::begin_if_due(app, &shell);
    let check = check::begin_if_due(app, &shell);
    let kept = calendar::keep_up(app, &shell);
    let next = [next, back_up, drill, check, kept]
        .into_iter()
        .flatten()
        .min();
    shell.clock.turned(begun);
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

/// Fires what is due in the open vault, counts what waits, and says when the next one is due.
fn remind(app: &AppHandle, shell: &Shell) -> Result<Option<Timestamp>, Error> {
    let slot = shell.slot();
    let opened = slot.opened()?;
    let session = &opened.session;
    // Whoever has travelled is spoken to by the clocks of here.
    session.renew_reminders()?;
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
    session.renew_reminders()?;
    session.renew_day()?;
    session.renew_coverage()?;
    session.renew_grades()?;
    let round = session.round()?;
    let few = coming_few(&round.few, shell);
    let paused = round.paused_until.map(|until| time_of(until, shell));
    let news = shell.set_waiting(Some(round.waiting)) | shell.set_coming_few(few, paused) || spoke;
    // The tray waits for the window's own thread, and that one, when the program ends, for this
    // guard.
    drop(slot);
    if news {
        let waiting = round.waiting;
        tell(app, Event::Reminders(RemindersEvent { waiting }));
        door::show_in_tray(shell);
    }
    Ok(round.next)
}

/// A time as the tray tells it: the hour, and the day where that is another.
fn time_of(at: Timestamp, shell: &Shell) -> String {
    let here = |at: Timestamp| at.utc().with_timezone(&shell.clock.zone());
    let of_today = here(at).date_naive() == here(shell.clock.now()).date_naive();
    let form = if of_today { "%H:%M" } else { "%m-%d %H:%M" };
    here(at).format(form).to_string()
}

/// The next few things by time, as the tray tells them; what is confidential by its time alone.
fn coming_few(few: &[Due], shell: &Shell) -> Vec<String> {
    let telling = shell.config().settings.reminder_text;
    let lines = few.iter().map(|due| {
        let time = time_of(due.at, shell);
        if due.confidential || telling == ReminderText::Nothing {
            time
        } else {
            let title: String = due.title.chars().take(40).collect();
            format!("{time} {title}")
        }
    });
    lines.collect()
}

/// Hands the desktop what is due, and takes back what is settled or put off by now.
fn show_due(opened: &Opened, notifier: &Notifier, shell: &Shell) -> Result<bool, Error> {
    let session = &opened.session;
    let mut due = Vec::new();
    if !opened.caught_up.load(Ordering::SeqCst) {
        due = session.untold()?;
        // It said: unlock to see.
        notifier.withdraw(Subject::Waiting);
    }
    due.extend(session.fire_due()?);
    let telling = shell.config().settings.reminder_text;
    let morning: Vec<Key> = due
        .iter()
        .filter(|due| due.key.source == DIGEST)
        .map(|due| due.key.clone())
        .collect();
    let digest = match morning.as_slice() {
        [] => None,
        _ => Some(session.digest()?),
    };
    let notes = notes::of(&due, digest.as_ref(), telling, shell.language());
    // A day that brings nothing is not told, and not owed either.
    if !notes.iter().any(|note| note.subject == Subject::Day) && !morning.is_empty() {
        session.reminders_told(&morning)?;
    }
    for note in notes {
        notifier.show(note);
    }
    // Only now: what could not be handed over is among the untold of the next turn.
    opened.caught_up.store(true, Ordering::SeqCst);
    for (subject, reminders) in notifier.standing() {
        // What stands of the day stands until another day is told.
        if subject != Subject::Day
            && !reminders.is_empty()
            && !session.any_reminder_stands(&reminders)?
        {
            notifier.withdraw(subject);
        }
    }
    Ok(!due.is_empty())
}

/// Has the places looked for whose backups are due, and says when the next one is due. Drives that are
/// away are looked for at every turn of the loop, under whatever letter they come; a try that did not
/// end well is not repeated for an hour.
fn back_up_if_due(app: &AppHandle, shell: &Shell) -> Option<Timestamp> {
    let slot = shell.slot();
    let opened = slot.opened().ok()?;
    if opened.is_set_aside(&shell.config().replaced) {
        return None;
    }
    let plans = match opened.session.backup_plans() {
        Ok(plans) => plans,
        Err(error) => {
            log::failed("the backup plan cannot be read", &error);
            return None;
        }
    };
    let (zone, now) = (shell.clock.zone(), shell.clock.now());
    let due = |plan: &&Plan| {
        plan.begin_at(zone, now).is_some_and(|at| at <= now) || plan.waits_for_return(zone, now)
    };
    let due: Vec<Plan> = plans.iter().filter(due).cloned().collect();
    if !due.is_empty() && is_free(&shell.jobs) && !shell.looking.swap(true, Ordering::SeqCst) {
        let (app, vault) = (app.clone(), opened.session.vault().id());
        let begun = behind::apart("backup", move || {
            let here = look_for(&app, &due, vault);
            let shell = app.state::<Shell>();
            shell.looking.store(false, Ordering::SeqCst);
            let target = in_turn(&here, shell.clock.zone(), shell.clock.now());
            target.map(|target| move || back_up(&app, target))
        });
        if let Err(error) = begun {
            shell.looking.store(false, Ordering::SeqCst);
            log::failed("the backup waits", &error);
        }
    }
    let coming = plans.iter().filter_map(|plan| plan.begin_at(zone, now));
    coming.filter(|at| *at > now).min()
}

/// Whether nothing is done that works on the drives, or would be cut off by the vault's new key.
fn is_free(jobs: &Jobs) -> bool {
    let busy = [
        Job::Backup,
        Job::Look,
        Job::Drill,
        Job::Restore,
        Job::Rekey,
        Job::Compare,
    ];
    !busy.iter().any(|job| jobs.is_running(*job))
}

/// Which of these places are here. The vault is not held meanwhile, nor is the loop, and one that never
/// answers keeps nobody from the others.
fn look_for(app: &AppHandle, plans: &[Plan], vault: Id) -> Vec<Plan> {
    let shell = app.state::<Shell>();
    let roots = mounted();
    let seen = shell.lookout.look(plans, (vault, &roots), PATIENCE);
    let slot = shell.slot();
    // Closed or changed meanwhile: nothing is here for it.
    let Some(opened) = slot
        .opened()
        .ok()
        .filter(|one| one.session.vault().id() == vault)
    else {
        return Vec::new();
    };
    let mut here = Vec::new();
    for (plan, (seen, answered)) in plans.iter().zip(&seen) {
        if !*answered {
            continue;
        }
        if let Err(error) = opened.session.follow(plan, seen, &roots) {
            log::failed("where a place for backups is cannot be noted", &error);
        }
        if seen.is_here() {
            here.push(plan.clone());
        }
    }
    here
}

/// Of the places that are here, the one that has waited longest for its backup. The end of a backup
/// wakes the loop, which then finds the next.
fn in_turn(here: &[Plan], zone: Tz, now: Timestamp) -> Option<Id> {
    let turns = here
        .iter()
        .filter_map(|plan| Some((plan.begin_at(zone, now)?, plan.id)));
    let due = turns.filter(|(begin, _)| *begin <= now);
    due.min_by_key(|(begin, _)| *begin).map(|(_, id)| id)
}

fn back_up(app: &AppHandle, target: Id) {
    let shell = app.state::<Shell>();
    match backing::by_the_clock(app, target) {
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
    if coming.take(now)
        && let Some(notifier) = shell.notifier.get()
    {
        notifier.show(notes::locked(shell.language(), coming.due()));
    }
    coming.waiting.first().map(|one| one.at)
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
        Heard::Pressed(Subject::Of(about), action) => pressed(&app, about, action),
        Heard::Pressed(subject, _) => match whither(&subject) {
            Some(about) => shown(&app, about),
            None => window::bring_forward(&app),
        },
        Heard::Told(reminders) => told(&app.state::<Shell>(), &reminders),
    });
}

/// What the window goes to for a note that is about no record: what speaks of several, to the day's list.
fn whither(subject: &Subject) -> Option<About> {
    match subject {
        Subject::Day | Subject::Waiting => Some(About::of_day()),
        Subject::Of(_) | Subject::Backup => None,
    }
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

/// A button on a note was pressed.
fn pressed(app: &AppHandle, about: About, action: Action) {
    let shell = app.state::<Shell>();
    match settle(&shell, &about, action) {
        Ok(true) => {
            if let Some(notifier) = shell.notifier.get() {
                notifier.withdraw(Subject::Of(about));
            }
        }
        Err(error) if error.kind() == Kind::Locked => {
            held(&shell.asked).push((about, action));
            window::bring_forward(app);
        }
        // Gone or settled meanwhile, or only to be looked at: the window says how it is. Noted
        // too, for a page that does not listen yet.
        Ok(false) | Err(_) => shown(app, about),
    }
}

/// Has the window show it, once it can.
fn shown(app: &AppHandle, about: About) {
    window::bring_forward(app);
    let show = ShowEvent::from(&about);
    held(&app.state::<Shell>().asked).push((about, Action::Open));
    tell(app, Event::Show(show));
}

/// Does what a button says; `false` when it only asks to see the record.
fn settle(shell: &Shell, about: &About, action: Action) -> Result<bool, Error> {
    let slot = shell.slot();
    let session = &slot.opened()?.session;
    let snooze = match action {
        Action::Open => return Ok(false),
        Action::Done | Action::Seen => None,
        Action::SnoozeHour => Some(Snooze::Hour),
        Action::SnoozeTomorrow => Some(Snooze::Tomorrow),
        Action::SnoozeWorkday => Some(Snooze::NextWorkday),
    };
    let record = about.record;
    match (about.source == TASK, snooze) {
        (true, None) => session.task_done(record, None).map(drop)?,
        (true, Some(snooze)) => session.task_put_off_said(record, &snooze)?,
        (false, None) => session.reminder_settled(&about.source, record)?,
        (false, Some(snooze)) => session.reminder_put_off(&about.source, record, &snooze)?,
    }
    Ok(true)
}

/// Does what was asked for while the vault was locked. What is only to be shown, the window asks
/// for itself once it can show it.
fn do_asked(app: &AppHandle, shell: &Shell) {
    let asked: Vec<(About, Action)> = held(&shell.asked)
        .extract_if(.., |(_, action)| *action != Action::Open)
        .collect();
    for (about, action) in asked {
        pressed(app, about, action);
    }
}

/// Lets nothing speak for a while, as the tray was asked to.
pub fn pause(app: &AppHandle, how: PauseFor) {
    let shell = app.state::<Shell>();
    let slot = shell.slot();
    let paused = slot
        .opened()
        .and_then(|opened| opened.session.pause_reminders(how));
    if let Err(error) = paused {
        log::failed("reminders are not paused", &error);
    }
    shell.bell.notify_one();
}
