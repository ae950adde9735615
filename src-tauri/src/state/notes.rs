//! What a notification says of what is due: as much as the user allows to stand on a screen that
//! others may see. Pure; shows nothing.

use steward_core::reminders::model::Due;

use crate::desktop::config::ReminderText;
use crate::desktop::notify::{Action, Note, Subject};
use crate::desktop::words::{Language, text};

/// Later than this after its time a reminder counts as missed, because the laptop slept or the
/// program was off.
const MISSED_MS: i64 = 10 * 60_000;

/// What to show for `due`: one notification each for what is due now, and one for all that was
/// missed together, so that a week away does not end in forty bubbles.
pub(crate) fn of(due: &[Due], telling: ReminderText, language: Language) -> Vec<Note> {
    let (missed, now): (Vec<&Due>, Vec<&Due>) = due.iter().partition(|due| due.late_ms > MISSED_MS);
    let mut notes: Vec<Note> = now
        .iter()
        .map(|due| single(due, telling, language))
        .collect();
    match missed.as_slice() {
        [] => {}
        [only] => notes.push(single(only, telling, language)),
        many => notes.push(together(many, telling, language)),
    }
    notes
}

/// That something is due in a locked vault.
pub(crate) fn locked(language: Language) -> Note {
    Note {
        subject: Subject::Waiting,
        tells: Vec::new(),
        title: text(language, "notify.due_locked", &[]),
        body: text(language, "notify.due_locked_body", &[]),
        actions: vec![open(language)],
    }
}

/// That the program started quietly, with a vault it cannot look into.
pub(crate) fn start_locked(language: Language) -> Note {
    Note {
        title: text(language, "notify.start_locked", &[]),
        body: text(language, "notify.start_locked_body", &[]),
        ..locked(language)
    }
}

/// That a backup did not succeed.
pub(crate) fn backup_failed(language: Language) -> Note {
    Note {
        subject: Subject::Backup,
        tells: Vec::new(),
        title: text(language, "notify.backup_failed", &[]),
        body: text(language, "notify.backup_failed_body", &[]),
        actions: vec![open(language)],
    }
}

fn single(due: &Due, telling: ReminderText, language: Language) -> Note {
    if due.confidential || telling == ReminderText::Nothing {
        return Note {
            subject: Subject::Of(due.key.source.clone(), due.key.record),
            tells: vec![due.key.clone()],
            title: text(language, "notify.due_many", &[("n", "1")]),
            body: String::new(),
            actions: vec![open(language)],
        };
    }
    let names = [&due.unit, &due.contact];
    let names: Vec<&str> = names
        .into_iter()
        .flatten()
        .map(|named| named.label.as_str())
        .collect();
    Note {
        subject: Subject::Of(due.key.source.clone(), due.key.record),
        tells: vec![due.key.clone()],
        title: due.title.clone(),
        body: if telling == ReminderText::Full {
            names.join(" · ")
        } else {
            String::new()
        },
        actions: vec![
            open(language),
            (Action::Done, text(language, "notify.done", &[])),
            (
                Action::SnoozeHour,
                text(language, "notify.snooze_hour", &[]),
            ),
            (
                Action::SnoozeTomorrow,
                text(language, "notify.snooze_tomorrow", &[]),
            ),
        ],
    }
}

fn together(due: &[&Due], telling: ReminderText, language: Language) -> Note {
    const NAMED: usize = 5;
    let mut titles: Vec<&str> = due
        .iter()
        .filter(|due| telling != ReminderText::Nothing && !due.confidential)
        .take(NAMED)
        .map(|due| due.title.as_str())
        .collect();
    if !titles.is_empty() && titles.len() < due.len() {
        titles.push("…");
    }
    Note {
        subject: Subject::Waiting,
        tells: due.iter().map(|due| due.key.clone()).collect(),
        title: text(
            language,
            "notify.due_many",
            &[("n", &due.len().to_string())],
        ),
        body: titles.join("\n"),
        actions: vec![open(language)],
    }
}

fn open(language: Language) -> (Action, String) {
    (Action::Open, text(language, "notify.open", &[]))
}
