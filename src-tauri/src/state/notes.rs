//! What a notification says of what is due: as much as the user allows to stand on a screen that
//! others may see. Pure; shows nothing.

use steward_core::occasions::sources::source;
use steward_core::reminders::digest::{Digest, Share};
use steward_core::reminders::model::{DIGEST, Due, Moment, TASK};
use steward_core::reminders::ops::MISSED_MS;

use crate::desktop::config::ReminderText;
use crate::desktop::notify::{About, Action, Note, Subject};
use crate::desktop::words::{Language, text};

/// How much more of a list is named than counted.
const NAMED: usize = 5;

/// What to show for `due`: one notification each for what is due now, one for all that was missed
/// together, so that a week away does not end in forty bubbles, and at the morning hour one for the
/// day, with what has no time of its own.
pub(crate) fn of(
    due: &[Due],
    digest: Option<&Digest>,
    telling: ReminderText,
    language: Language,
) -> Vec<Note> {
    let is_digest = |due: &&Due| due.key.source == DIGEST;
    let morning: Vec<&Due> = due.iter().filter(is_digest).collect();
    let told: Vec<&Due> = due.iter().filter(|due| due.key.source != DIGEST).collect();
    let (of_day, told): (Vec<&Due>, Vec<&Due>) = told
        .into_iter()
        .partition(|due| !morning.is_empty() && due.of_day && due.late_ms <= MISSED_MS);
    let (missed, now): (Vec<&Due>, Vec<&Due>) =
        told.into_iter().partition(|due| due.late_ms > MISSED_MS);
    let mut notes: Vec<Note> = now
        .iter()
        .map(|due| single(due, telling, language))
        .collect();
    match missed.as_slice() {
        [] => {}
        [only] => notes.push(single(only, telling, language)),
        many => notes.push(together(many, telling, language)),
    }
    if let (Some(digest), false) = (digest, morning.is_empty()) {
        notes.extend(day(digest, &morning, &of_day, telling, language));
    }
    notes
}

/// The day in one note. A day that brings nothing and owes nothing is no news.
fn day(
    digest: &Digest,
    morning: &[&Due],
    of_day: &[&Due],
    telling: ReminderText,
    language: Language,
) -> Option<Note> {
    let mut parts: Vec<String> = digest
        .shares
        .iter()
        .map(|share| counted(share, language))
        .collect();
    if parts.is_empty() && digest.overdue == 0 && of_day.is_empty() {
        return None;
    }
    if parts.is_empty() {
        // What speaks days ahead is about none of today's things.
        parts.push(match of_day.len() {
            0 => text(language, "notify.nothing", &[]),
            n => text(language, "notify.ahead", &[("n", &n.to_string())]),
        });
    }
    let all = parts.join(&text(language, "notify.comma", &[]));
    let overdue = (digest.overdue > 0).then(|| {
        let n = digest.overdue.to_string();
        text(language, "notify.overdue_many", &[("n", &n)])
    });
    let lines: Vec<String> = overdue
        .into_iter()
        .chain(titles(of_day, telling, language))
        .collect();
    let tells = morning.iter().chain(of_day);
    Some(Note {
        subject: Subject::Day,
        tells: tells.map(|due| due.key.clone()).collect(),
        title: text(language, "notify.today", &[("what", &all)]),
        body: lines.join("\n"),
        actions: vec![open(language)],
    })
}

fn counted(share: &Share, language: Language) -> String {
    let key = match (share.source.as_str(), share.kind.as_str()) {
        (TASK, "call") => "notify.kind.call",
        (TASK, "visit") => "notify.kind.visit",
        (TASK, "meeting") => "notify.kind.meeting",
        (TASK, "mail") => "notify.kind.mail",
        (TASK, "quote") => "notify.kind.quote",
        (TASK, "payment") => "notify.kind.payment",
        (TASK, "contract") => "notify.kind.contract",
        (TASK, _) => "notify.kind.task",
        ("birthday" | "lunar_birthday", _) => "notify.kind.birthday",
        ("instalment_due" | "instalment_overdue", _) => "notify.kind.instalment",
        _ => "notify.kind.other",
    };
    text(language, key, &[("n", &share.count.to_string())])
}

/// That so many things came due in a locked vault.
pub(crate) fn locked(language: Language, count: usize) -> Note {
    Note {
        subject: Subject::Waiting,
        tells: Vec::new(),
        title: text(language, "notify.due_locked", &[("n", &count.to_string())]),
        body: text(language, "notify.due_locked_body", &[]),
        actions: vec![open(language)],
    }
}

/// That the program started quietly, with a vault it cannot look into.
pub(crate) fn start_locked(language: Language) -> Note {
    Note {
        title: text(language, "notify.start_locked", &[]),
        body: text(language, "notify.start_locked_body", &[]),
        ..locked(language, 1)
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

/// That the vault was locked without the backup that is made then.
pub(crate) fn backup_left(language: Language) -> Note {
    Note {
        title: text(language, "notify.backup_left", &[]),
        body: text(language, "notify.backup_left_body", &[]),
        ..backup_failed(language)
    }
}

/// That the backup did not pass its drill.
pub(crate) fn drill_failed(language: Language) -> Note {
    Note {
        title: text(language, "notify.drill_failed", &[]),
        body: text(language, "notify.drill_failed_body", &[]),
        ..backup_failed(language)
    }
}

fn subject(due: &Due) -> Subject {
    Subject::Of(About {
        source: due.key.source.clone(),
        entity: due.entity.clone(),
        record: due.key.record,
    })
}

fn single(due: &Due, telling: ReminderText, language: Language) -> Note {
    if due.confidential || telling == ReminderText::Nothing {
        return Note {
            subject: subject(due),
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
    let full = telling == ReminderText::Full;
    let lines = [
        full.then(|| names.join(" · ")),
        due.why.as_ref().filter(|_| full).map(|why| {
            let classed = why.key.starts_with("occasion.size_class.");
            let values = why.values.iter().map(|(name, value)| match name.as_str() {
                "was" | "became" if classed => (name.as_str(), class_word(language, value)),
                name => (name, value.clone()),
            });
            let values: Vec<(&str, String)> = values.collect();
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            text(language, &why.key, &values)
        }),
        moment(due, language),
        late(due, language),
    ];
    let lines: Vec<String> = lines
        .into_iter()
        .flatten()
        .filter(|line| !line.is_empty())
        .collect();
    Note {
        subject: subject(due),
        tells: vec![due.key.clone()],
        title: headline(due, language),
        body: lines.join("\n"),
        actions: vec![
            open(language),
            end(due, language),
            (
                Action::SnoozeHour,
                text(language, "notify.snooze_hour", &[]),
            ),
            (
                Action::SnoozeTomorrow,
                text(language, "notify.snooze_tomorrow", &[]),
            ),
            (
                Action::SnoozeWorkday,
                text(language, "notify.snooze_workday", &[]),
            ),
        ],
    }
}

fn headline(due: &Due, language: Language) -> String {
    if due.is_overdue() {
        text(language, "notify.still_overdue", &[("title", &due.title)])
    } else {
        due.title.clone()
    }
}

/// The button that settles it: of what cannot be done, a birthday say, it can only be said that it was seen.
fn end(due: &Due, language: Language) -> (Action, String) {
    let ends = source(&due.key.source).is_some_and(|source| source.ends.is_some());
    if due.key.source == TASK || ends {
        (Action::Done, text(language, "notify.done", &[]))
    } else {
        (Action::Seen, text(language, "notify.seen", &[]))
    }
}

/// When it is due, of what speaks ahead; and what is still open, of a rule that came round once more.
fn moment(due: &Due, language: Language) -> Option<String> {
    let Moment {
        date,
        time,
        in_days,
    } = due.moment?;
    let time = time.map_or(String::new(), |time| time.format(" %H:%M").to_string());
    let date = date.format("%m-%d").to_string();
    let key = match in_days {
        _ if due.is_round() => "notify.still_open",
        _ if !due.is_ahead() => return None,
        ..1 => "notify.due_today",
        1 => "notify.due_tomorrow",
        _ => "notify.due_in",
    };
    let n = in_days.to_string();
    Some(text(
        language,
        key,
        &[("n", &n), ("date", &date), ("time", &time)],
    ))
}

/// A class by its code, or as the user calls it.
fn class_word(language: Language, class: &str) -> String {
    for key in [
        format!("choice.size_class.{class}"),
        format!("class.{class}"),
    ] {
        let word = text(language, &key, &[]);
        if word != key {
            return word;
        }
    }
    class.to_owned()
}

/// How late it comes, where that is worth a word.
fn late(due: &Due, language: Language) -> Option<String> {
    const HOUR_MS: i64 = 3_600_000;
    if due.late_ms <= MISSED_MS {
        return None;
    }
    let (key, n) = match due.late_ms {
        ..HOUR_MS => ("notify.late_minutes", due.late_ms / 60_000),
        HOUR_MS..172_800_000 => ("notify.late_hours", due.late_ms / HOUR_MS),
        _ => ("notify.late_days", due.late_ms / (24 * HOUR_MS)),
    };
    Some(text(language, key, &[("n", &n.to_string())]))
}

/// The first few by name; that there are more is said.
fn titles(due: &[&Due], telling: ReminderText, language: Language) -> Vec<String> {
    let mut titles: Vec<String> = due
        .iter()
        .filter(|due| telling != ReminderText::Nothing && !due.confidential)
        .take(NAMED)
        .map(|due| match late(due, language) {
            Some(late) => format!("{} · {late}", headline(due, language)),
            None => headline(due, language),
        })
        .collect();
    if !titles.is_empty() && titles.len() < due.len() {
        titles.push("…".to_owned());
    }
    titles
}

fn together(due: &[&Due], telling: ReminderText, language: Language) -> Note {
    Note {
        subject: Subject::Waiting,
        tells: due.iter().map(|due| due.key.clone()).collect(),
        title: text(
            language,
            "notify.due_many",
            &[("n", &due.len().to_string())],
        ),
        body: titles(due, telling, language).join("\n"),
        actions: vec![open(language)],
    }
}

fn open(language: Language) -> (Action, String) {
    (Action::Open, text(language, "notify.open", &[]))
}
