//! "Every change can be undone, across restarts."

use std::collections::BTreeMap;

use steward_core::base::Id;
use steward_core::records::Record;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_tests::dice::Dice;
use steward_tests::ledger;
use steward_tests::scene::{Scene, change, create};

/// Everything a user could see of the living units: their fields, without when they were changed.
fn picture(session: &Session) -> BTreeMap<Id, BTreeMap<String, Value>> {
    let seen = |record: Record| {
        let mut values = record.values;
        values.retain(|field, _| field != "updated_at");
        (record.id, values)
    };
    session
        .records("unit", 10_000)
        .unwrap()
        .into_iter()
        .map(seen)
        .collect()
}

/// One step a user might take; the same for the same dice.
fn step(session: &Session, dice: &mut Dice, n: usize) {
    let units = session.records("unit", 10_000).unwrap();
    if units.is_empty() || dice.below(3) == 0 {
        let name = ledger::unit(n).remove("legal_name").unwrap();
        let _ = create(session, "unit", [("legal_name", name)]);
        return;
    }
    let unit = &units[dice.below(units.len())];
    let other = &units[dice.below(units.len())];
    let (field, value) = match dice.below(3) {
        0 => ("owner", Value::text(format!("第{n}人"))),
        1 => ("level", Value::choice("a")),
        _ => ("parent", Value::to(other.id)),
    };
    // A unit cannot stand below itself: the core refuses, the user does something else.
    let _ = change(session, unit, field, value);
}

#[test]
fn every_step_back_and_forth_again() {
    let (scene, mut session) = Scene::set();
    let mut dice = Dice::of(7);
    let mut pictures = vec![picture(&session)];
    for n in 0..60 {
        let steps = session.vault().read(|read| read.commit_seq()).unwrap();
        step(&session, &mut dice, n);
        if session.vault().read(|read| read.commit_seq()).unwrap() > steps {
            let now = picture(&session);
            if pictures.last() != Some(&now) {
                pictures.push(now);
            }
        }
        if n % 20 == 0 {
            drop(session);
            session = scene.unlock();
        }
    }
    assert!(
        pictures.len() > 30,
        "the story must be long enough to tell something"
    );

    for before in pictures.iter().rev().skip(1) {
        session.undo().unwrap();
        assert_eq!(&picture(&session), before);
    }
    assert_eq!(
        session.history_state().unwrap().undo,
        None,
        "back at the beginning"
    );

    drop(session);
    session = scene.unlock();
    for after in pictures.iter().skip(1) {
        session.redo().unwrap();
        assert_eq!(&picture(&session), after);
    }
}
