//! Steps taken back though others came after.

use super::*;
use crate::records::{ChangeSet, RecordChange};
use crate::session::tests::bin;

/// What an import is to the journal: many records in one step, called so.
fn import(session: &Session, names: &[&str]) -> (Vec<(Id, Id, Id)>, i64) {
    let mut changes = Vec::new();
    let mut ids = Vec::new();
    let now = session.vault().clock().now();
    for name in names {
        let (unit, contact, post) = (Id::at(now), Id::at(now), Id::at(now));
        let mut create = |entity: &str, id: Id, values: Vec<(&str, Value)>| {
            changes.push(RecordChange::Create {
                entity: entity.into(),
                id: Some(id),
                asked: false,
                values: values
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect(),
            });
        };
        create("unit", unit, vec![("legal_name", Value::text(*name))]);
        create(
            "contact",
            contact,
            vec![("full_name", Value::text(format!("{name}的人")))],
        );
        create(
            "post",
            post,
            vec![("contact", Value::to(contact)), ("unit", Value::to(unit))],
        );
        ids.push((unit, contact, post));
    }
    let set = ChangeSet {
        label: "op.import".into(),
        changes,
    };
    session.apply(&set).unwrap();
    (ids, latest(session))
}

fn gone(session: &Session, entity: &str, id: Id) -> bool {
    session.record(entity, id).unwrap().deleted
}

#[test]
fn an_import_goes_even_after_later_work_but_for_what_was_touched() {
    let (session, _) = session();
    let (ids, step) = import(&session, &["甲", "乙", "丙", "丁"]);
    let [clean, edited, pointed, undone] = ids[..] else {
        panic!()
    };
    let record = session.record("unit", edited.0).unwrap();
    change(&session, &record, "website", Value::text("a.cn"));
    let record = session.record("unit", undone.0).unwrap();
    change(&session, &record, "website", Value::text("a.cn"));
    session.undo().unwrap();
    let coop = [
        ("name", Value::text("合作")),
        ("unit", Value::to(pointed.0)),
    ];
    let coop = make(&session, "cooperation", coop).id;

    assert_eq!(
        session.steps(None, 9, Some("op.import")).unwrap()[0].seq,
        step
    );
    let plan = session
        .take_back_plan(whole(step), &Answers::default())
        .unwrap();
    let open: Vec<_> = plan
        .questions
        .iter()
        .filter(|q| q.open)
        .map(|q| (q.id, q.why))
        .collect();
    assert_eq!(open, [(edited.0, Why::Edited), (pointed.0, Why::Pointed)]);
    take_back(&session, step, &Answers::default());
    for all in [clean, undone] {
        assert!(
            gone(&session, "unit", all.0)
                && gone(&session, "contact", all.1)
                && gone(&session, "post", all.2)
        );
    }
    for stays in [edited, pointed] {
        assert!(
            !gone(&session, "unit", stays.0),
            "its person and post stay with it too"
        );
        assert!(!gone(&session, "contact", stays.1) && !gone(&session, "post", stays.2));
    }
    assert!(session.steps(None, 9, Some("op.import")).unwrap()[0].taken_back);
    // What is left can be taken back all the same, with what was put there since.
    let all = Answers {
        all: true,
        ..Answers::default()
    };
    take_back(&session, step, &all);
    for id in [edited.0, pointed.0] {
        assert!(gone(&session, "unit", id));
    }
    assert!(
        gone(&session, "cooperation", coop),
        "it belongs to what went"
    );
    session.undo().unwrap();
    session.undo().unwrap();
    assert!(!gone(&session, "unit", clean.0) && !gone(&session, "cooperation", coop));
}

#[test]
fn updated_values_go_back_unless_they_were_edited_since() {
    let (session, _) = session();
    let (a, b) = (unit(&session, "甲", None), unit(&session, "乙", None));
    let update = |id: Id, site: &str| RecordChange::Update {
        entity: "unit".into(),
        id,
        rev: session.record("unit", id).unwrap().rev,
        values: BTreeMap::from([
            ("website".to_owned(), Value::text(site)),
            ("address".to_owned(), Value::text("深圳")),
        ]),
    };
    let changes = vec![update(a, "a.cn"), update(b, "b.cn")];
    session
        .apply(&ChangeSet {
            label: "op.import".into(),
            changes,
        })
        .unwrap();
    let step = latest(&session);
    let record = session.record("unit", b).unwrap();
    change(&session, &record, "website", Value::text("mine.cn"));
    let plan = session
        .take_back_plan(whole(step), &Answers::default())
        .unwrap();
    assert_eq!(plan.changed["unit"], 2);
    let [question] = &plan.questions[..] else {
        panic!("{:?}", plan.questions)
    };
    assert_eq!(
        (question.id, question.field.as_deref()),
        (b, Some("website"))
    );
    assert_eq!(question.was, Value::Null);
    take_back(&session, step, &Answers::default());
    let site = |id: Id| session.record("unit", id).unwrap().get("website").clone();
    assert_eq!((site(a), site(b)), (Value::Null, Value::text("mine.cn")));
    assert_eq!(
        session.record("unit", b).unwrap().get("address"),
        &Value::Null
    );
    let again = session
        .take_back_plan(whole(step), &Answers::default())
        .unwrap();
    take_back(&session, step, &anyway(&[again.questions[0].key.clone()]));
    assert_eq!(site(b), Value::Null);
}

#[test]
fn what_cannot_be_says_why() {
    let (session, _) = session();
    let values = [
        ("legal_name", Value::text("甲")),
        ("code", Value::text("K")),
    ];
    let a = make(&session, "unit", values).id;
    let (b, c) = (unit(&session, "乙", None), unit(&session, "丙", None));
    let record = session.record("unit", a).unwrap();
    change(&session, &record, "code", Value::Null);
    let code = latest(&session);
    let record = session.record("unit", b).unwrap();
    change(&session, &record, "code", Value::text("K"));
    let why = |step: i64| {
        let plan = session
            .take_back_plan(
                whole(step),
                &Answers {
                    all: true,
                    ..Answers::default()
                },
            )
            .unwrap();
        assert_eq!(plan.changed.len(), 0);
        assert!(
            session
                .take_back(whole(step), &Answers::default(), plan.moment)
                .is_err()
        );
        plan.questions[0].why
    };
    assert_eq!(why(code), Why::Taken);
    // a stood under c, went away, c came under a: back would be a circle.
    let record = session.record("unit", a).unwrap();
    change(&session, &record, "parent", Value::to(c));
    let record = session.record("unit", a).unwrap();
    change(&session, &record, "parent", Value::Null);
    let away = latest(&session);
    let record = session.record("unit", c).unwrap();
    change(&session, &record, "parent", Value::to(a));
    assert_eq!(why(away), Why::Circle);
    // It stood under one that is in the bin now.
    let record = session.record("unit", c).unwrap();
    change(&session, &record, "parent", Value::to(b));
    let record = session.record("unit", c).unwrap();
    change(&session, &record, "parent", Value::Null);
    let away = latest(&session);
    bin(&session, "unit", &[b]);
    assert_eq!(why(away), Why::TargetBinned);
}
