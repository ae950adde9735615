//! What stands in a brief: which sections in which order, how much of each, what counts as late, and in which words.
//! Given all it says, and the day.

use super::model::{BriefLine, BriefSection};
use super::ops::Aside;
use super::store::{Found, Picked, Somebody, Sums};
use super::words::{Words, joined, short};
use crate::base::{Id, Money};
use crate::records::Record;
use crate::records::value::Value;

/// A section: its key, and of which kinds of record it is made. Where all of these are out of sight, so is it.
pub(super) struct Part {
    pub key: &'static str,
    pub kinds: &'static [&'static str],
    /// So many lines of it at most: all sections together hold what two pages do.
    pub most: usize,
}

const fn part(key: &'static str, kinds: &'static [&'static str], most: usize) -> Part {
    Part { key, kinds, most }
}

/// All of them, in order: whom one meets, what was said last, what is owed, what is under way, what to ask.
pub(super) static PARTS: [Part; 14] = [
    part("people", &["contact"], 8),
    part("likings", &["preference"], 4),
    part("talks", &["activity"], 3),
    part("promises", &["promise"], 6),
    part("tasks", &["task"], 6),
    part("complaints", &["complaint"], 5),
    part("needs", &["need"], 5),
    part("standards", &["need"], 4),
    part("projects", &["project"], 4),
    part("money", &["contract"], usize::MAX),
    part("renewals", &["contract", "cooperation"], 5),
    part("strategy", &["strategy_note"], 3),
    part("questions", &["unit"], 3),
    part("learned", &["lesson"], 3),
];

/// The parts people have in decisions, the weightiest first.
pub(super) const DECIDES: [&str; 8] = [
    "decider",
    "approver",
    "budget",
    "evaluator",
    "purchaser",
    "gatekeeper",
    "coach",
    "user",
];
/// Until when somebody is not to be contacted.
const UNTIL: &str = "do_not_contact_until";
/// So many people without a part are named as well.
pub(super) const MOST_OF_OTHERS: usize = 4;
/// So many lines below one: somebody's likings, a project's late steps, a currency's overdue instalments.
pub(super) const INNER: usize = 3;

/// Which records a section is made of: a condition and an order of SQL.
pub(super) fn asked(key: &str) -> (&'static str, &'static str) {
    match key {
        "likings" => ("r.contact IS NULL", "r.as_of IS NULL, r.as_of DESC"),
        "promises" => ("r.state = 'open'", "r.due_on IS NULL, r.due_on"),
        "tasks" => (
            "r.state = 'open'",
            "r.due IS NULL, wall_instant(r.due, iif(r.zone_policy = 'floating', ?4, r.due_zone))",
        ),
        // What was answered waits for the customer, and pushes nothing off that waits for us.
        "complaints" => (
            "r.state <> 'confirmed'",
            "r.state NOT IN ('open', 'reopened'), r.promised_by IS NULL,
             wall_instant(r.promised_by, r.promised_by_zone), r.severity, r.received_on",
        ),
        "needs" => (
            "r.state IN ('stated', 'latent')",
            "r.priority IS NULL, r.priority, r.wanted_by IS NULL, r.wanted_by",
        ),
        // What was agreed on once goes on being what delivery is measured by.
        "standards" => (
            "r.state = 'answered' AND (r.spec_value IS NOT NULL OR r.kind IN ('service', 'spec'))",
            "r.spec_value IS NULL",
        ),
        "projects" => (
            "r.stage NOT IN ('done', 'cancelled')",
            "r.stage = 'paused', NOT EXISTS (
               SELECT 1 FROM milestone m WHERE m.project = r.id AND m.deleted_at IS NULL
                 AND m.done_on IS NULL AND m.due_on < ?2),
             coalesce(r.health, '') <> 'red', coalesce(r.health, '') <> 'amber',
             r.\"end\" IS NULL, r.\"end\"",
        ),
        "strategy" => ("1", "r.as_of DESC"),
        _ => ("0", "r.n"),
    }
}

/// A line of a record that was found.
fn line(found: &Found, text: String, note: String) -> BriefLine {
    BriefLine {
        entity: found.record.entity.clone(),
        id: found.record.id,
        day: None,
        text,
        note,
        late: false,
        inner: false,
        secret: found.secret,
    }
}

fn dated(line: BriefLine, record: &Record, key: &str, words: &Words<'_>) -> BriefLine {
    let day = words.value(record, key);
    let late = words.is_past(record, key);
    BriefLine {
        day: (!day.is_empty()).then_some(day),
        late,
        ..line
    }
}

fn inner(line: BriefLine) -> BriefLine {
    BriefLine {
        inner: true,
        ..line
    }
}

/// A section of these lines; nothing where there are none.
pub(super) fn section(
    key: &str,
    lines: Vec<BriefLine>,
    all: u32,
    words: &Words<'_>,
) -> Option<BriefSection> {
    let shown = lines.iter().filter(|line| !line.inner).count();
    let shown = u32::try_from(shown).unwrap_or(u32::MAX);
    (!lines.is_empty()).then(|| BriefSection {
        key: key.to_owned(),
        title: words.say(&format!("part.{key}"), &[]),
        lines,
        more: all.saturating_sub(shown),
        suggested: key == "questions",
    })
}

/// The lines of what was picked, by what the section says of one of them.
pub(super) fn lines(key: &str, picked: &Picked, words: &Words<'_>) -> Vec<BriefLine> {
    let of = |found: &Found| match key {
        "likings" => liking(found, words),
        "talks" => talk(found, words),
        "promises" => promise(found, words),
        "tasks" => task(found, words),
        "complaints" => complaint(found, words),
        "strategy" => strategy(found, words),
        _ => need(found, words),
    };
    picked.found.iter().map(of).collect()
}

fn liking(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let topic = words.value(record, "topic");
    let text = words.say(
        "liking",
        &[("topic", &topic), ("value", &words.short(record, "value"))],
    );
    let origin = match record.get("origin").as_text() {
        // What was said needs no word; what was seen or guessed does.
        Some("told") | None => String::new(),
        _ => words.value(record, "origin"),
    };
    line(found, text, joined([origin, words.place(record)]))
}

fn talk(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let note = joined([
        words.value(record, "kind"),
        words.value(record, "contacts"),
        words.value(record, "result"),
        words.place(record),
    ]);
    BriefLine {
        day: words.day_of(record.get("at")),
        ..line(found, words.short(record, "content"), note)
    }
}

fn promise(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let ours = record.get("by").as_text() == Some("us");
    let by = words.say(if ours { "by_us" } else { "by_them" }, &[]);
    let who = words.value(record, if ours { "who" } else { "contact" });
    let note = joined([by, who, words.place(record)]);
    dated(
        line(found, words.short(record, "text"), note),
        record,
        "due_on",
        words,
    )
}

fn task(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let note = joined([
        words.value(record, "contact"),
        words.value(record, "assignee"),
        words.place(record),
    ]);
    dated(
        line(found, words.short(record, "title"), note),
        record,
        "due",
        words,
    )
}

fn complaint(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let state = record.get("state").as_text().unwrap_or_default();
    // Once it is answered, its clock stands.
    let runs = matches!(state, "open" | "reopened");
    let late = runs && words.is_past(record, "promised_by");
    let at = words.value(record, "promised_by");
    let clock = match (runs, late) {
        (true, true) => words.with("clock_late", "at", &at),
        (true, false) => words.with("clock", "at", &at),
        (false, _) => String::new(),
    };
    let days = words
        .days_to(record.get("received_on"))
        .filter(|days| *days < 0);
    let open = days.map_or_else(String::new, |days| {
        words.with("open_days", "n", &days.abs().to_string())
    });
    let note = joined([
        words.value(record, "severity"),
        words.value(record, "state"),
        clock,
        open,
        words.value(record, "contact"),
        words.place(record),
    ]);
    let day = words.value(record, "received_on");
    BriefLine {
        day: (!day.is_empty()).then_some(day),
        late,
        ..line(found, words.short(record, "name"), note)
    }
}

fn need(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let figure = words.value(record, "spec_value");
    let spec = if figure.is_empty() {
        String::new()
    } else {
        let unit = words.value(record, "spec_unit");
        words.say("spec", &[("value", &figure), ("unit", &unit)])
    };
    let open = record.get("state").as_text() != Some("answered");
    let wanted = words.value(record, "wanted_by");
    let note = joined([
        spec,
        words.value(record, "kind"),
        if open {
            words.value(record, "priority")
        } else {
            String::new()
        },
        if open {
            words.with("wanted_by", "day", &wanted)
        } else {
            words.short(record, "answered_by")
        },
        words.value(record, "contact"),
        words.place(record),
    ]);
    BriefLine {
        late: open && words.is_past(record, "wanted_by"),
        ..line(found, words.short(record, "text"), note)
    }
}

fn strategy(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let note = joined([
        words.value(record, "kind"),
        words.value(record, "horizon"),
        words.place(record),
    ]);
    BriefLine {
        late: false,
        ..dated(
            line(found, words.short(record, "text"), note),
            record,
            "as_of",
            words,
        )
    }
}

/// What is known of the files on a need, behind the rest.
pub(super) fn with_files(mut line: BriefLine, names: &[String], words: &Words<'_>) -> BriefLine {
    let files = words.with("files", "names", &names.join("; "));
    line.note = joined([line.note, files]);
    line
}

/// Somebody one may meet: what they are, their part and attitude, and how they like things.
pub(super) fn somebody(who: &Somebody, words: &Words<'_>) -> Vec<BriefLine> {
    let Found { record, secret } = &who.contact;
    let title = words.value(record, "title");
    let text = joined([words.value(record, "full_name"), title]);
    let mut said: Vec<String> = Vec::new();
    for part in &who.parts {
        // One part may be said of several units; it is one all the same.
        for key in ["role", "influence", "attitude"] {
            let mut value = words.value(&part.record, key);
            if key == "influence" {
                value = words.with("influence", "value", &value);
            }
            if !value.is_empty() && !said.contains(&value) {
                said.push(value);
            }
        }
    }
    let note = joined([
        said.join(" · "),
        words.short(record, "preferences"),
        words.rest("more_likings", &who.likings),
        words.place(record),
    ]);
    // That somebody has a part may be as confidential as they are.
    let secret = *secret || who.parts.iter().any(|part| part.secret);
    let mut lines = vec![BriefLine {
        secret,
        ..line(&who.contact, text, note)
    }];
    let rests = !words.value(record, "do_not_contact").is_empty();
    if rests && (record.get(UNTIL).is_null() || !words.is_past(record, UNTIL)) {
        let why = words.short(record, "do_not_contact");
        let until = words.with("until", "day", &words.value(record, UNTIL));
        let text = words.say("do_not_contact", &[("why", &why)]);
        lines.push(inner(BriefLine {
            late: true,
            ..line(&who.contact, text, until)
        }));
    }
    let likings = who.likings.found.iter();
    lines.extend(likings.map(|one| inner(liking(one, words))));
    for line in &mut lines {
        line.secret |= secret;
    }
    lines
}

/// A project, and what of it is late.
pub(super) fn project(found: &Found, late: &Picked, words: &Words<'_>) -> Vec<BriefLine> {
    let Found { record, .. } = found;
    let rests = record.get("stage").as_text() == Some("paused");
    let rest = words.rest("more_steps", late);
    let note = joined([
        words.value(record, "stage"),
        words.value(record, "health"),
        words.value(record, "manager"),
        words.with("project_end", "day", &words.value(record, "end")),
        if rests { String::new() } else { rest },
        words.place(record),
    ]);
    let mut lines = vec![BriefLine {
        late: !rests && words.is_past(record, "end"),
        ..line(found, words.value(record, "name"), note)
    }];
    if !rests {
        lines.extend(late.found.iter().map(|step| {
            let name = words.value(&step.record, "name");
            let late = words.say("late_step", &[]);
            inner(dated(line(step, name, late), &step.record, "due_on", words))
        }));
    }
    lines
}

/// What there is of money in one currency, with what is overdue of it.
pub(super) fn money(sum: &Sums, late: &Picked, unit: Id, words: &Words<'_>) -> Vec<BriefLine> {
    let text = joined([
        words.sum("contracted", sum.contracted),
        words.sum("received", sum.received),
    ]);
    let owed = words.sum("overdue", sum.overdue);
    let is_late = !owed.is_empty();
    let rest = words.rest("more_overdue", late);
    let note = joined([words.sum("due_soon", sum.soon), owed, rest]);
    let (text, note) = if text.is_empty() {
        (note, text)
    } else {
        (text, note)
    };
    if text.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![BriefLine {
        entity: "unit".to_owned(),
        id: unit,
        day: None,
        text,
        note,
        late: is_late,
        inner: false,
        secret: sum.secret,
    }];
    lines.extend(late.found.iter().map(|one| overdue(one, words)));
    lines
}

/// An instalment that is overdue.
fn overdue(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let open = match (record.get("amount"), record.get("received")) {
        (Value::Money(due), Value::Money(came)) => Some(Money::new(
            due.minor.saturating_sub(came.minor),
            due.currency,
        )),
        (Value::Money(due), _) => Some(*due),
        _ => None,
    };
    let text = joined([words.value(record, "contract"), words.value(record, "name")]);
    let note = joined([
        words.sum("instalment_open", open),
        words.value(record, "decider"),
        words.place(record),
    ]);
    inner(dated(line(found, text, note), record, "falls_on", words))
}

/// What ends soon.
pub(super) fn renewal(found: &Found, words: &Words<'_>) -> BriefLine {
    let Found { record, .. } = found;
    let days = words.days_to(record.get("end")).unwrap_or_default();
    let notice = words.value(record, "renewal_notice_days");
    let note = joined([
        words.say("days_left", &[("n", &days.to_string())]),
        words.value(record, "amount"),
        words.with("notice", "n", &notice),
        words.place(record),
    ]);
    dated(
        line(found, words.value(record, "name"), note),
        record,
        "end",
        words,
    )
}

/// What another room has to say, and whether it may be told.
pub(super) fn aside(aside: &Aside, secret: bool) -> BriefLine {
    BriefLine {
        entity: aside.entity.clone(),
        id: aside.id,
        day: aside.day.clone(),
        text: short(&aside.text),
        note: short(&aside.note),
        late: false,
        inner: false,
        secret,
    }
}
