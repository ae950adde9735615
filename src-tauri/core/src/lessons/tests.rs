//! What is learned, how it is answered, what is alike, and the years gone by.

mod alike;
mod answers;
mod years;

use crate::base::Id;
use crate::lessons::gather::Lessons;
use crate::lessons::ops::RecordAt;
use crate::records::Record;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::make;

fn at(entity: &str, id: Id) -> RecordAt {
    RecordAt {
        entity: entity.to_owned(),
        id,
    }
}

fn complaint(session: &Session, unit: Id, name: &str, severity: &str) -> Record {
    let values = [
        ("name", Value::text(name)),
        ("unit", Value::to(unit)),
        ("severity", Value::choice(severity)),
        ("received_on", Value::Raw("2025-03-04".into())),
    ];
    make(session, "complaint", values)
}

fn project(session: &Session, unit: Id, name: &str) -> Id {
    let values = [("name", Value::text(name)), ("unit", Value::to(unit))];
    make(session, "project", values).id
}

/// What is laid before a project, in order.
fn said(lessons: &Lessons) -> Vec<&str> {
    lessons
        .lines
        .iter()
        .map(|line| line.source.label.as_str())
        .collect()
}
