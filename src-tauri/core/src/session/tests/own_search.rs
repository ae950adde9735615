//! What is written in a field of the user's own is found like a note, whatever befalls it.

use std::collections::BTreeMap;

use super::own_fields::define;
use super::*;
use crate::base::Report;
use crate::exchange::ImportSession;
use crate::fields::FieldShape;
use crate::records::value::FieldKind as K;

fn found(session: &Session, text: &str) -> Vec<Id> {
    session.refresh_search(&Report::silent()).unwrap();
    let hits = session.search(text, 9).unwrap().hits;
    hits.iter().map(|hit| hit.id).collect()
}

fn put(session: &Session, entity: &str, id: Id, key: &str, value: Value) {
    let change = RecordChange::Update {
        entity: entity.to_owned(),
        id,
        rev: session.record(entity, id).unwrap().rev,
        values: BTreeMap::from([(key.to_owned(), value)]),
    };
    session
        .apply(&super::super::one("op.edit", change))
        .unwrap();
}

fn retire(session: &Session, key: &str, retired: bool) {
    let fields = session.own_fields(Language::Zh).unwrap();
    let field = fields.into_iter().find(|field| field.key == key).unwrap();
    let shape = FieldShape {
        retired,
        ..field.shape
    };
    session.edit_field(&field.entity, key, &shape).unwrap();
}

#[test]
fn an_own_text_is_found_as_it_stands() {
    let (session, _) = session();
    let at = unit(&session, "鲲鹏", None);
    let person = make(&session, "contact", [("full_name", Value::text("王一"))]).id;
    for (entity, id) in [("unit", at), ("contact", person)] {
        let short = define(&session, entity, K::Text, "短");
        let long = define(&session, entity, K::LongText, "长");
        let list = define(&session, entity, K::Texts, "多");
        for (key, value) in [
            (&short, Value::text("磷酸铁锂")),
            (&long, Value::text("偏爱青瓷茶具")),
            (&list, Value::Texts(vec!["热泵".into(), "光伏".into()])),
        ] {
            put(&session, entity, id, key, value);
        }
        for text in ["磷酸铁锂", "青瓷", "光伏"] {
            assert_eq!(found(&session, text), [id], "{text}");
        }
        put(&session, entity, id, &short, Value::text("三元"));
        assert!(found(&session, "磷酸铁锂").is_empty());
        assert_eq!(found(&session, "三元"), [id]);
        session.undo().unwrap();
        assert_eq!(found(&session, "磷酸铁锂"), [id]);
        assert!(found(&session, "三元").is_empty());
        for (key, list) in [(&short, false), (&long, false), (&list, true)] {
            let none = if list {
                Value::Texts(Vec::new())
            } else {
                Value::Null
            };
            put(&session, entity, id, key, none);
        }
        assert!(found(&session, "青瓷").is_empty());
    }
}

#[test]
fn what_is_not_shown_any_more_is_not_found_before_it_is_again() {
    let (session, _) = session();
    let at = unit(&session, "鲲鹏", None);
    let key = define(&session, "unit", K::Text, "材料");
    put(&session, "unit", at, &key, Value::text("磷酸铁锂"));
    assert_eq!(found(&session, "磷酸铁锂"), [at]);
    retire(&session, &key, true);
    assert!(found(&session, "磷酸铁锂").is_empty());
    retire(&session, &key, false);
    assert_eq!(found(&session, "磷酸铁锂"), [at]);
    session.undo().unwrap();
    assert!(found(&session, "磷酸铁锂").is_empty());
    session.redo().unwrap();
    assert_eq!(found(&session, "磷酸铁锂"), [at]);
}

#[test]
fn what_a_sheet_brings_into_one_is_found() {
    let (session, _) = session();
    define(&session, "unit", K::Text, "主要材料");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("台账.csv");
    std::fs::write(&path, "客户名称,主要材料\n鲲鹏重工有限公司,磷酸铁锂\n").unwrap();
    let silent = Report::silent();
    let catalog = session.catalog();
    let mut import = ImportSession::open(&path, 1, &catalog, Language::Zh, &silent).unwrap();
    let layout = import.layout(0, None).unwrap();
    import.plan(session.vault(), layout, &silent).unwrap();
    import.perform(session.vault(), &silent).unwrap();
    assert_eq!(found(&session, "磷酸铁锂").len(), 1);
    session.undo().unwrap();
    assert!(found(&session, "磷酸铁锂").is_empty());
}
