//! What a record has to say in a letter: which sentences, what fills them, who is named. Only what a
//! customer may read is taken; a conversation's notes and a task's are ours.

use chrono::{Datelike as _, NaiveDate};

use super::model::{MailAbout, WRITTEN_ABOUT};
use crate::base::date::parse_date;
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, Money, WallTime, written};
use crate::records::labels::{Language, message};
use crate::records::secrecy::Secrecy;
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, Record, rows};
use crate::vault::Read;

/// What a letter says.
pub(super) struct Subject {
    /// Its sentences: `mail.<theme>.subject` and `.body`; none where only the writer knows.
    pub(super) theme: Option<&'static str>,
    pub(super) blanks: Vec<(&'static str, String)>,
    pub(super) unit: Option<Ref>,
    pub(super) named: Vec<Id>,
    /// Until whoever asks for it has looked.
    pub(super) confidential: bool,
}

/// Reads the record a letter is about.
///
/// # Errors
/// [`Kind::NotFound`] when it is gone, [`Kind::Invalid`] when no letter is written about its kind.
pub(super) fn read(
    read: &Read<'_>,
    catalog: &Catalog,
    about: &MailAbout,
    language: Language,
) -> Result<Subject> {
    if !WRITTEN_ABOUT.contains(&about.entity.as_str()) {
        return Err(no_subject());
    }
    let record = Reader {
        read,
        catalog,
        language,
    };
    let of = record.get(&about.entity, about.record)?;
    let mut subject = record.subject(&of, about.source.as_deref())?;
    let mut secrecy = Secrecy::of(catalog);
    subject.confidential = secrecy.covers(read, &of.entity, of.id)?;
    if let Some(unit) = &subject.unit {
        let unit = record.get("unit", unit.id)?;
        subject.confidential |= secrecy.covers(read, "unit", unit.id)?;
        subject.blanks.push(("unit", text(&unit, "legal_name")));
    }
    Ok(subject)
}

fn no_subject() -> Error {
    Error::new(Kind::Invalid, "error.mail_no_subject")
}

struct Reader<'r> {
    read: &'r Read<'r>,
    catalog: &'r Catalog,
    language: Language,
}

impl Reader<'_> {
    fn get(&self, entity: &str, id: Id) -> Result<Record> {
        let record = rows::get(self.read, self.catalog, self.catalog.entity(entity)?, id)?;
        if record.deleted {
            let gone = Error::new(Kind::NotFound, "error.record_gone");
            return Err(gone.with("entity", entity));
        }
        Ok(record)
    }

    fn subject(&self, of: &Record, source: Option<&str>) -> Result<Subject> {
        let title = |field| ("title", text(of, field));
        let base = |theme, named: &str, blanks| Subject {
            theme,
            blanks,
            unit: link(of, "unit"),
            named: link(of, named).iter().map(|who| who.id).collect(),
            confidential: true,
        };
        Ok(match of.entity.as_str() {
            "contact" => Subject {
                named: vec![of.id],
                ..base(
                    source
                        .filter(|source| source.ends_with("birthday"))
                        .map(|_| "birthday"),
                    "",
                    Vec::new(),
                )
            },
            "unit" => {
                let unit = Ref {
                    id: of.id,
                    label: text(of, "legal_name"),
                };
                let since = self.day(of.get("since_on"));
                let theme = match source {
                    Some("anniversary") if since.is_some() => Some("anniversary"),
                    Some("stale") => Some("details"),
                    Some(_) => Some("touch"),
                    None => None,
                };
                Subject {
                    unit: Some(unit),
                    ..base(theme, "", filled([], since))
                }
            }
            "task" => {
                let on = self.day(of.get("due"));
                let theme = if on.is_some() {
                    "task"
                } else {
                    "task_some_day"
                };
                base(Some(theme), "contact", filled([title("title")], on))
            }
            "activity" => self.activity(of)?,
            "instalment" => self.instalment(of)?,
            "contract" => {
                let on = self.coming(of.get("end"));
                let theme = if on.is_some() {
                    "contract"
                } else {
                    "contract_bare"
                };
                base(Some(theme), "signer", filled([title("name")], on))
            }
            "complaint" => {
                let on = self.day(of.get("received_on"));
                let theme = on.is_some().then_some("complaint");
                base(theme, "contact", filled([title("name")], on))
            }
            "promise" => {
                let on = self.day(of.get("due_on"));
                let ours = of.get("by").as_text() == Some("us");
                let theme = match (ours, on.is_some()) {
                    (true, true) => "promise_ours",
                    (true, false) => "promise_ours_bare",
                    (false, true) => "promise_theirs",
                    (false, false) => "promise_theirs_bare",
                };
                base(Some(theme), "contact", filled([title("text")], on))
            }
            "milestone" => {
                let project = self.linked(of, "project", "project")?;
                let on = self.coming(of.get("due_on"));
                let theme = on.is_some().then_some("milestone");
                let mut subject = base(theme, "", filled([title("name")], on));
                if let Some(project) = project {
                    subject.unit = link(&project, "unit");
                    subject.blanks.push(("project", text(&project, "name")));
                }
                subject
            }
            "competitor_view" => base(Some("touch"), "", Vec::new()),
            _ => return Err(no_subject()),
        })
    }

    /// A conversation: thanks for it, and what was agreed to come next.
    fn activity(&self, of: &Record) -> Result<Subject> {
        let at = match of.get("at") {
            Value::Instant(ms) => crate::base::Timestamp(*ms),
            _ => self.read.now(),
        };
        let day = at.utc().with_timezone(&self.read.zone()).date_naive();
        let next = self.linked(of, "next_step", "task")?;
        let next = next.filter(|task| !task.deleted);
        let mut blanks = vec![("on", said(day, None, self.language))];
        let theme = match &next {
            None => "talk",
            Some(task) => {
                let due = self.day(task.get("due"));
                let title = text(task, "title");
                let next = match due {
                    Some(due) => message(
                        self.language,
                        "mail.next",
                        &[("title", &title), ("on", &due)],
                    ),
                    None => title,
                };
                blanks.push(("next", next));
                "talk_next"
            }
        };
        let named = match of.get("contacts") {
            Value::Refs(people) => people.iter().map(|who| who.id).collect(),
            _ => Vec::new(),
        };
        Ok(Subject {
            theme: Some(theme),
            blanks,
            unit: link(of, "unit"),
            named,
            confidential: true,
        })
    }

    /// Money that is due, or was.
    fn instalment(&self, of: &Record) -> Result<Subject> {
        let contract = self.linked(of, "contract", "contract")?;
        let on = self.day(of.get("falls_on"));
        let late = date(of.get("falls_on")).is_some_and(|day| day < self.read.today());
        let open = match (of.get("amount"), of.get("received")) {
            (Value::Money(due), Value::Money(came)) if due.currency == came.currency => Some(
                Money::new(due.minor.saturating_sub(came.minor), due.currency),
            ),
            (Value::Money(due), _) => Some(*due),
            _ => None,
        };
        // What was paid or called off is asked of nobody.
        let settled = matches!(of.get("standing").as_text(), Some("paid" | "void"));
        let open = open.filter(|open| open.minor > 0 && !settled);
        let theme = match (&on, &open) {
            (Some(_), Some(_)) if late => "overdue",
            (Some(_), Some(_)) => "due",
            _ => "due_bare",
        };
        let mut blanks = filled([("title", text(of, "name"))], on);
        blanks.extend(open.map(|open| ("amount", written(open))));
        let named = link(of, "decider");
        let mut subject = Subject {
            theme: Some(theme),
            blanks,
            unit: link(of, "unit"),
            named: named.iter().map(|who| who.id).collect(),
            confidential: true,
        };
        if let Some(contract) = contract {
            subject.blanks.push(("contract", text(&contract, "name")));
        }
        Ok(subject)
    }

    fn linked(&self, of: &Record, field: &str, entity: &str) -> Result<Option<Record>> {
        let Some(id) = of.get(field).as_ref_id() else {
            return Ok(None);
        };
        rows::find(self.read, self.catalog, self.catalog.entity(entity)?, id)
    }

    /// A day that is not over, as a letter says it.
    fn coming(&self, value: &Value) -> Option<String> {
        let today = self.read.today();
        date(value)
            .filter(|day| *day >= today)
            .map(|day| said(day, None, self.language))
    }

    /// A day as a letter says it.
    fn day(&self, value: &Value) -> Option<String> {
        if let Value::Wall(wall) = value {
            let wall = WallTime::from_stored(&wall.at, &wall.zone).ok()?;
            return Some(said(wall.date, wall.time, self.language));
        }
        date(value).map(|day| said(day, None, self.language))
    }
}

fn date(value: &Value) -> Option<NaiveDate> {
    value.as_text().and_then(|day| parse_date(day).ok())
}

fn filled<const N: usize>(
    blanks: [(&'static str, String); N],
    on: Option<String>,
) -> Vec<(&'static str, String)> {
    let mut blanks: Vec<(&'static str, String)> = blanks.into();
    blanks.extend(on.map(|on| ("on", on)));
    blanks
}

fn said(day: NaiveDate, time: Option<chrono::NaiveTime>, language: Language) -> String {
    let date = match language {
        Language::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::En => day.format("%-d %B %Y").to_string(),
    };
    match time {
        Some(time) => format!("{date} {}", time.format("%H:%M")),
        None => date,
    }
}

fn text(record: &Record, field: &str) -> String {
    record.get(field).as_text().unwrap_or_default().to_owned()
}

fn link(record: &Record, field: &str) -> Option<Ref> {
    match record.get(field) {
        Value::Ref(to) => Some(to.clone()),
        _ => None,
    }
}
