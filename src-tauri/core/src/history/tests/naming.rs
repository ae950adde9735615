//! No step goes without a name: what it did is a sentence in both languages, and it says to whom.

use super::super::steps::Step;
use super::world::World;
use crate::base::{Clock, Id};
use crate::fields::FieldShape;
use crate::quality::ops::{FieldAt, Said};
use crate::records::journal::StepState;
use crate::records::labels::{Language, message};
use crate::records::value::{FieldKind, Value};
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

fn latest(session: &Session) -> Step {
    session.steps(None, 1, None).unwrap().remove(0)
}

fn at(id: Id, field: &str) -> FieldAt {
    FieldAt {
        entity: "unit".into(),
        id,
        field: field.into(),
    }
}

/// What it is called is not its key in either language.
fn is_named(op: &str) -> bool {
    let languages = [Language::Zh, Language::En];
    op.starts_with("op.") && languages.iter().all(|one| message(*one, op, &[]) != op)
}

#[test]
fn a_step_that_only_verified_says_of_whom_and_how_many_fields() {
    let (session, clock) = session();
    let id = unit(&session, "云岭有限公司", None);
    let other = unit(&session, "鹤岭有限公司", None);
    let told = || {
        let step = latest(&session);
        assert!(is_named(&step.op), "{}", step.op);
        (step.op, step.titles.join(" "), step.fields)
    };
    assert_eq!(told().2, 0);

    let fields = ["legal_name", "address", "level"].map(|field| at(id, field));
    session.verify(&fields, Some("名片"), None).unwrap();
    assert_eq!(told(), ("op.verified".into(), "云岭有限公司".into(), 3));
    clock.advance(1_000);
    let both = [at(id, "level"), at(other, "level")];
    session.verify(&both, None, None).unwrap();
    let (op, titles, n) = told();
    assert_eq!((op.as_str(), n), ("op.verified", 2));
    assert_eq!(titles, "云岭有限公司 鹤岭有限公司");

    let said = Said {
        source: Some("官网".into()),
        ..Said::default()
    };
    session.say_provenance(&at(id, "website"), &said).unwrap();
    assert_eq!(told(), ("op.provenance".into(), "云岭有限公司".into(), 1));
    session.review_later(&at(id, "website"), 7).unwrap();
    assert_eq!(told(), ("op.review_later".into(), "云岭有限公司".into(), 1));

    // Taken back, it is still known what it was about.
    session.undo().unwrap();
    session.undo().unwrap();
    let steps = session.steps(None, 4, Some("op.provenance")).unwrap();
    assert_eq!(steps[0].state, StepState::Undone);
    assert_eq!(steps[0].titles, ["云岭有限公司"]);

    // An edit is about its record, though what was said of it lapsed along.
    clock.advance(1_000);
    let record = session.record("unit", id).unwrap();
    crate::session::tests::change(&session, &record, "level", Value::choice("a"));
    let step = latest(&session);
    assert_eq!((step.op.as_str(), step.titles.len()), ("op.edit", 1));
    assert_eq!(step.touched["unit"], 1);
}

#[test]
fn what_only_defines_something_goes_by_its_name() {
    let (session, _) = session();
    let shape = FieldShape {
        label: "配送方式".into(),
        section: "general".into(),
        ..FieldShape::default()
    };
    session
        .define_field("unit", FieldKind::Text, None, &shape, &[])
        .unwrap();
    assert_eq!(latest(&session).titles, ["配送方式"]);
    session.add_choice("unit_level", "观察").unwrap();
    assert_eq!(latest(&session).titles, ["观察"]);
    session.set_numbering("unit", None, "JT-{0001}").unwrap();
    assert_eq!(latest(&session).titles, ["JT-{0001}"]);
}

#[test]
fn every_step_of_a_long_history_has_a_name_and_an_object() {
    let mut world = World::of(11);
    for _ in 0..600 {
        world.step();
    }
    let steps = world.session.steps(None, 500, None).unwrap();
    assert!(steps.len() > 200);
    let mut ops: Vec<&str> = steps.iter().map(|step| step.op.as_str()).collect();
    ops.sort_unstable();
    ops.dedup();
    assert!(ops.len() > 9, "{ops:?}");
    for step in &steps {
        assert!(is_named(&step.op), "{}", step.op);
        assert!(
            !step.titles.is_empty() || !step.touched.is_empty(),
            "{step:?}"
        );
    }
}

#[test]
fn a_record_without_a_name_is_told_by_its_kind() {
    let (session, _) = session();
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let values = [("from_unit", Value::to(a)), ("to_unit", Value::to(b))];
    make(&session, "unit_relation", values);
    let step = latest(&session);
    assert!(step.titles.is_empty());
    assert_eq!(step.touched["unit_relation"], 1);
}

#[test]
fn a_record_tells_who_entered_it_and_who_changed_it_last() {
    let (session, clock) = session();
    let id = unit(&session, "云岭有限公司", None);
    let at = clock.now().0;
    let hands = || session.hands(id).unwrap();
    let entered = hands().entered.unwrap();
    assert_eq!((entered.at, entered.by.as_str()), (at, "me"));
    assert_eq!(hands().changed, None);
    clock.advance(60_000);
    let record = session.record("unit", id).unwrap();
    change(
        &session,
        &record,
        "website",
        Value::text("https://a.example"),
    );
    let changed = hands().changed.unwrap();
    assert_eq!((changed.at, changed.op.as_str()), (at + 60_000, "op.edit"));
    // What was taken back changed nothing.
    clock.advance(60_000);
    session.undo().unwrap();
    assert_eq!(hands().changed, None);
    assert_eq!(hands().entered, Some(entered));
}
