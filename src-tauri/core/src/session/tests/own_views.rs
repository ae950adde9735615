//! How a table was left goes on with the user's own fields, and what cannot is told: never is a table
//! silently another one.

use super::own_fields::define;
use super::{make, query, session, unit};
use crate::base::Id;
use crate::fields::follow::{Arrangement, Asking, Going, Mended};
use crate::fields::recast::KindOrder;
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{ChangeSet, Filter, Op, RecordChange, Sort};
use crate::session::Session;

fn recast(session: &Session, key: &str, kind: K, lost: u32) -> String {
    let order = KindOrder {
        entity: "unit".to_owned(),
        key: key.to_owned(),
        kind,
        lost,
    };
    session.change_field_kind(&order, Language::Zh).unwrap()
}

fn retire(session: &Session, key: &str, retired: bool) {
    let own = session.own_fields(Language::Zh).unwrap();
    let mut shape = own.into_iter().find(|one| one.key == key).unwrap().shape;
    shape.retired = retired;
    session.edit_field("unit", key, &shape).unwrap();
}

fn put(session: &Session, id: Id, key: &str, text: &str) {
    let change = RecordChange::Update {
        entity: "unit".into(),
        id,
        rev: session.record("unit", id).unwrap().rev,
        values: [(key.to_owned(), Value::Raw(text.into()))].into(),
    };
    let label = "op.edit".to_owned();
    let changes = vec![change];
    session.apply(&ChangeSet { label, changes }).unwrap();
}

fn sort(field: &str) -> Sort {
    Sort {
        field: field.into(),
        descending: true,
    }
}

fn test(field: &str, op: Op, text: &str) -> Filter {
    Filter::Test {
        field: field.into(),
        op,
        values: vec![Value::Raw(text.into())],
    }
}

/// A table ordered and gathered by a field, that asks for it in two ways.
fn left(key: &str) -> Arrangement {
    let asked = vec![
        test("legal_name", Op::Contains, "甲"),
        test(key, Op::Contains, "2"),
        Filter::Not {
            not: Box::new(test(key, Op::Eq, "20")),
        },
    ];
    Arrangement {
        sort: vec![sort("legal_name"), sort(key)],
        group: Some(key.into()),
        filter: Some(Filter::All { all: asked }),
    }
}

fn told(mended: &[Mended]) -> Vec<(Asking, &str, Going)> {
    let told = mended.iter();
    told.map(|one| (one.asking, one.label.as_str(), one.became))
        .collect()
}

/// The table can be shown as it is said.
fn shows(session: &Session, table: &Arrangement) {
    let mut asked = query(&["legal_name"]);
    asked.sort.clone_from(&table.sort);
    asked.group.clone_from(&table.group);
    asked.filter.clone_from(&table.filter);
    session.view(asked).unwrap();
}

#[test]
fn what_a_field_of_another_kind_can_still_be_asked_goes_on() {
    use {Asking as A, Going as B};
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let key = define(&session, "unit", K::Text, "人数");
    put(&session, id, &key, "20");
    let kept = left(&key);
    let (same, nothing) = session.follow_fields("unit", &kept).unwrap();
    assert_eq!((same, nothing.len()), (kept.clone(), 0));

    let new = recast(&session, &key, K::Number, 0);
    let (now, mended) = session.follow_fields("unit", &kept).unwrap();
    assert_eq!(now.sort, [sort("legal_name"), sort(&new)]);
    // Numbers are not gathered, and part of one is no part of it.
    assert_eq!(now.group, None);
    let all = vec![
        test("legal_name", Op::Contains, "甲"),
        Filter::Not {
            not: Box::new(test(&new, Op::Eq, "20")),
        },
    ];
    assert_eq!(now.filter, Some(Filter::All { all }));
    assert_eq!(
        told(&mended),
        [
            (A::Sort, "人数", B::Followed),
            (A::Group, "人数", B::Unfit),
            (A::Filter, "人数", B::Unfit),
            (A::Filter, "人数", B::Followed),
        ]
    );
    shows(&session, &now);

    // Two kinds on, and what was kept in between.
    let third = recast(&session, &new, K::Money, 0);
    for kept in [&kept, &now] {
        let (later, _) = session.follow_fields("unit", kept).unwrap();
        assert_eq!(later.sort[1], sort(&third));
        shows(&session, &later);
    }
    let (from_third, _) = session.follow_fields("unit", &left(&third)).unwrap();
    shows(&session, &from_third);
    session.undo().unwrap();
    session.undo().unwrap();
    // Undone, all of it is as it was left; and what was kept meanwhile goes back along.
    assert_eq!(
        session.follow_fields("unit", &kept).unwrap(),
        (kept, vec![])
    );
    let (back, mended) = session.follow_fields("unit", &now).unwrap();
    assert_eq!(back.sort[1], sort(&key));
    assert!(!mended.is_empty());
    shows(&session, &back);
}

#[test]
fn a_value_that_cannot_be_read_any_more_leaves_its_condition_out() {
    let (session, _) = session();
    let key = define(&session, "unit", K::Text, "渠道");
    let id = unit(&session, "甲", None);
    put(&session, id, &key, "展会");
    let kept = Arrangement {
        filter: Some(test(&key, Op::Eq, "展会")),
        ..Arrangement::default()
    };
    let choice = recast(&session, &key, K::Choice, 0);
    // A word that is a choice by now is asked for as one.
    let (now, mended) = session.follow_fields("unit", &kept).unwrap();
    assert_eq!(now.filter, Some(test(&choice, Op::Eq, "展会")));
    assert_eq!(mended[0].became, Going::Followed);
    shows(&session, &now);
    let text = recast(&session, &choice, K::Text, 0);
    recast(&session, &text, K::Date, 1);
    let (now, mended) = session.follow_fields("unit", &kept).unwrap();
    assert_eq!((now.filter, mended[0].became), (None, Going::Unfit));
}

#[test]
fn a_retired_field_and_one_that_never_was_are_told() {
    use {Asking as A, Going as B};
    let (session, _) = session();
    unit(&session, "甲", None);
    let key = define(&session, "unit", K::Text, "人数");
    let kept = left(&key);
    retire(&session, &key, true);
    let (now, mended) = session.follow_fields("unit", &kept).unwrap();
    assert_eq!(
        told(&mended),
        [A::Sort, A::Group, A::Filter].map(|asking| (asking, "人数", B::Retired))
    );
    assert_eq!((now.sort.len(), now.group.as_deref()), (1, None));
    shows(&session, &now);
    retire(&session, &key, false);
    assert_eq!(session.follow_fields("unit", &kept).unwrap().1, []);

    // Its making taken back, nobody knows what it was called.
    let (session, _) = super::session();
    let key = define(&session, "unit", K::Text, "人数");
    session.undo().unwrap();
    make(&session, "unit", [("legal_name", Value::text("甲"))]);
    let (now, mended) = session.follow_fields("unit", &left(&key)).unwrap();
    assert_eq!(told(&mended)[0], (A::Sort, "", B::Gone));
    shows(&session, &now);
    assert!(session.follow_fields("planet", &left(&key)).is_err());
}
