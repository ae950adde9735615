//! What counts how much is the user's to say: the score follows, its explanation comes to the point all
//! the same, and every word of it is taken back.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{firm, hold_true};
use crate::base::{Id, Kind};
use crate::quality::policy::ASPECTS;
use crate::quality::weights::AspectWeight;
use crate::records::journal::StepState;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{make, session, unit};

fn score(session: &Session, unit: Id) -> i64 {
    match session.record("unit", unit).unwrap().get("coverage") {
        Value::Number(score) => *score,
        other => panic!("{other:?}"),
    }
}

/// The points of what is had of an aspect, or missing; nothing where it is not asked.
fn points(session: &Session, unit: Id, aspect: &str) -> Option<i64> {
    let known = session.record_quality("unit", unit).unwrap();
    let points = known.coverage.unwrap().points;
    let point = points.into_iter().find(|point| point.key == aspect)?;
    point.had.map(|_| point.points)
}

fn of<'w>(weights: &'w [AspectWeight], aspect: &str) -> &'w AspectWeight {
    weights.iter().find(|one| one.aspect == aspect).unwrap()
}

#[test]
fn a_weight_moves_the_score_at_once_and_undo_moves_it_back() {
    let (session, clock) = session();
    let id = firm(&session).id;
    let other = unit(&session, "采购部", Some(id));
    let usual = (score(&session, id), score(&session, other));
    let then = session.vault().clock().now();
    clock.advance(60_000);

    session
        .set_coverage_weight("phone", None, Some(100))
        .unwrap();
    hold_true(&session);
    // Of 100 there was, eight were the telephone.
    assert!(score(&session, id) > usual.0);
    assert!(points(&session, id, "phone").unwrap() > 45);
    let step = session.steps(None, 1, None).unwrap().remove(0);
    assert_eq!(step.op, "op.coverage_weight");

    let past = session.as_of(then).unwrap();
    assert_eq!(score(&past, id), usual.0, "then it counted as usual");
    drop(past);

    session.undo().unwrap();
    hold_true(&session);
    assert_eq!((score(&session, id), score(&session, other)), usual);
    session.redo().unwrap();
    assert!(score(&session, id) > usual.0);

    session
        .set_coverage_weight("address", None, Some(0))
        .unwrap();
    session.reset_coverage_weights().unwrap();
    hold_true(&session);
    assert_eq!((score(&session, id), score(&session, other)), usual);
    let told = session.coverage_weights().unwrap();
    assert!(
        told.iter()
            .all(|one| one.weight == one.usual && one.by_kind.is_empty())
    );
    // One step brings all of it back.
    session.undo().unwrap();
    assert_eq!(
        of(&session.coverage_weights().unwrap(), "phone").weight,
        100
    );
    assert_eq!(
        of(&session.coverage_weights().unwrap(), "address").weight,
        0
    );
}

#[test]
fn what_counts_for_nothing_is_neither_asked_nor_explained() {
    let (session, _) = session();
    let id = firm(&session).id;
    assert!(points(&session, id, "decider").is_some());
    session
        .set_coverage_weight("decider", None, Some(0))
        .unwrap();
    hold_true(&session);
    assert_eq!(points(&session, id, "decider"), None);
    let known = session.record_quality("unit", id).unwrap();
    assert!(known.questions.iter().all(|asked| asked.key != "decider"));
    for aspect in ASPECTS {
        session
            .set_coverage_weight(aspect.key, None, Some(0))
            .unwrap();
    }
    assert_eq!(score(&session, id), 0, "nothing is asked");
    let known = session.record_quality("unit", id).unwrap();
    let points = known.coverage.unwrap().points;
    assert!(
        points
            .iter()
            .all(|one| one.had.is_none() && one.points == 0)
    );
    assert!(known.questions.is_empty());
}

#[test]
fn one_kind_of_unit_may_be_weighed_by_itself() {
    let (session, _) = session();
    let firm = firm(&session).id;
    let values = [
        ("legal_name", Value::text("采购部")),
        ("kind", Value::choice("department")),
        ("phones", Value::Raw("021-58881234".into())),
    ];
    let low = make(&session, "unit", values).id;
    let (before, lower) = (score(&session, firm), score(&session, low));
    let set = |kind, weight| session.set_coverage_weight("phone", kind, weight).unwrap();
    set(Some("department"), Some(90));
    hold_true(&session);
    assert_eq!(score(&session, firm), before);
    assert!(score(&session, low) > lower);
    let kept = score(&session, low);
    // What is said of all units leaves the one kind where it was.
    set(None, Some(50));
    hold_true(&session);
    assert_ne!(score(&session, firm), before);
    assert_eq!(score(&session, low), kept);
    set(Some("department"), None);
    hold_true(&session);
    let told = session.coverage_weights().unwrap();
    assert_eq!(
        (of(&told, "phone").weight, of(&told, "phone").by_kind.len()),
        (50, 0)
    );
    // Saying what is usual, or what is said already, is no step.
    let steps = || session.steps(None, 500, None).unwrap().len();
    let n = steps();
    set(Some("department"), None);
    session.reset_coverage_weights().unwrap();
    session.reset_coverage_weights().unwrap();
    assert_eq!(steps(), n + 1);
}

#[test]
fn what_cannot_be_weighed_is_refused() {
    let (session, _) = session();
    let cases = [
        ("legs", None, Some(5), "error.no_such_aspect"),
        ("uscc", Some("department"), Some(5), "error.no_such_aspect"),
        ("phone", Some("planet"), Some(5), "error.no_such_aspect"),
        ("phone", None, Some(101), "error.weight_range"),
        ("phone", Some("site"), Some(u16::MAX), "error.weight_range"),
    ];
    for (aspect, kind, weight, key) in cases {
        let refused = session
            .set_coverage_weight(aspect, kind, weight)
            .unwrap_err();
        assert_eq!((refused.kind(), refused.key()), (Kind::Invalid, key));
    }
    assert!(session.steps(None, 9, None).unwrap().is_empty());
}

#[derive(Debug, Clone)]
enum Deed {
    Set(usize, Option<usize>, Option<u16>),
    Reset,
    Unit(usize),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    let kind = || proptest::option::of(0..6_usize);
    let weight = || proptest::option::of(0..=100_u16);
    prop_oneof![
        6 => (0..15_usize, kind(), weight()).prop_map(|(a, b, c)| Deed::Set(a, b, c)),
        1 => Just(Deed::Reset),
        2 => (0..6_usize).prop_map(Deed::Unit),
        3 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_is_said_the_points_come_to_the_score(walk in proptest::collection::vec(deed(), 1..16)) {
        let kinds = ["group", "company", "branch", "division", "department", "site"];
        let (session, _) = session();
        for (at, kind) in kinds.into_iter().enumerate() {
            let values = [
                ("legal_name", Value::text(format!("单位{at}"))),
                ("kind", Value::choice(kind)),
                ("phones", Value::Raw(format!("1390000000{at}"))),
                ("owner", if at % 2 == 0 { Value::text("林珊") } else { Value::Null }),
            ];
            make(&session, "unit", values);
        }
        let scores = || -> BTreeMap<Id, Value> {
            let units = session.records("unit", 100).unwrap().into_iter();
            units.map(|one| (one.id, one.get("coverage").clone())).collect()
        };
        let before = scores();
        let begun = session.vault().read(|read| read.commit_seq()).unwrap();
        for deed in &walk {
            match deed {
                Deed::Set(aspect, kind, weight) => {
                    // Not every kind is asked for everything.
                    let kind = kind.map(|at| kinds[at]);
                    drop(session.set_coverage_weight(ASPECTS[*aspect].key, kind, *weight));
                }
                Deed::Reset => session.reset_coverage_weights().unwrap(),
                Deed::Unit(kind) => {
                    let values = [
                        ("legal_name", Value::text("新单位")),
                        ("kind", Value::choice(kinds[*kind])),
                    ];
                    make(&session, "unit", values);
                }
                Deed::Undo => {
                    // Not beyond where the walk began.
                    let stands = session.steps(None, 500, None).unwrap();
                    if stands.iter().any(|step| step.seq > begun && step.state == StepState::Done) {
                        session.undo().unwrap();
                    }
                }
                Deed::Redo => drop(session.redo().unwrap()),
            }
            hold_true(&session);
        }
        session.reset_coverage_weights().unwrap();
        hold_true(&session);
        let after = scores();
        for (id, score) in before {
            prop_assert_eq!(after.get(&id), Some(&score));
        }
    }
}
