//! A step of a project says how that stands, whichever of the two changed.

use crate::records::Record;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

fn project(session: &Session, stage: &str) -> Record {
    let firm = unit(session, "甲公司", None);
    let values = [
        ("name", Value::text("一期")),
        ("unit", Value::to(firm)),
        ("stage", Value::choice(stage)),
    ];
    make(session, "project", values)
}

#[test]
fn steps_and_problems_say_how_their_project_stands() {
    let (session, _) = session();
    let first = project(&session, "executing");
    let rests = project(&session, "paused");
    for part in ["milestone", "project_issue"] {
        let values = [
            ("project", Value::to(first.id)),
            ("name", Value::text("终验")),
        ];
        let part = make(&session, part, values);
        let now = || session.record(&part.entity, part.id).unwrap();
        let stage = || now().get("project_stage").as_text().unwrap().to_owned();
        assert_eq!(stage(), "executing");
        let of = session.record("project", first.id).unwrap();
        change(&session, &of, "stage", Value::choice("paused"));
        assert_eq!(stage(), "paused");
        session.undo().unwrap();
        assert_eq!(stage(), "executing");
        change(&session, &now(), "project", Value::to(rests.id));
        assert_eq!(stage(), "paused");
    }
}
