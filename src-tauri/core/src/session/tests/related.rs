//! What points at a record is found whatever its kind, and only while it lives.

use super::{bin, make, session, unit};
use crate::base::Kind;
use crate::records::value::Value;

#[test]
fn whatever_points_at_a_record_is_counted_and_listed_while_it_lives() {
    let (session, _) = session();
    let [id, other] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let need = |text: &str, of| {
        let values = [("text", Value::text(text)), ("unit", Value::to(of))];
        make(&session, "need", values)
    };
    let first = need("交期", id);
    let second = need("质保", id);
    need("别家的", other);
    let stake = [("parent", Value::to(other)), ("child", Value::to(id))];
    make(&session, "unit_link", stake);
    let count = |entity: &str, field: &str| {
        let relations = session.related("unit", id).unwrap();
        let found = relations
            .iter()
            .find(|one| one.entity == entity && one.field == field);
        found.unwrap().count
    };
    assert_eq!(count("need", "unit"), 2);
    assert_eq!(
        (count("unit_link", "parent"), count("unit_link", "child")),
        (0, 1)
    );
    let listed = session.related_list("need", "unit", id, 0).unwrap();
    let ids: Vec<_> = listed.iter().map(|record| record.id).collect();
    assert_eq!(ids, [second.id, first.id], "the latest first");
    bin(&session, "need", &[second.id]);
    assert_eq!(count("need", "unit"), 1);
}

#[test]
fn a_field_that_points_nowhere_is_refused() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    for (entity, field) in [("need", "text"), ("need", "nothing"), ("nothing", "unit")] {
        let refused = session.related_list(entity, field, id, 0).unwrap_err();
        assert_eq!(refused.kind(), Kind::NotFound, "{entity}.{field}");
    }
}

#[test]
fn a_long_list_comes_page_by_page_and_none_comes_twice() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let values = |n: i32| {
        [
            ("text", Value::text(format!("第 {n} 条"))),
            ("unit", Value::to(id)),
        ]
    };
    let made: Vec<_> = (0..53)
        .map(|n| make(&session, "need", values(n)).id)
        .collect();
    let page = |from| -> Vec<_> {
        let listed = session.related_list("need", "unit", id, from).unwrap();
        listed.iter().map(|record| record.id).collect()
    };
    let [first, second] = [page(0), page(50)];
    assert_eq!((first.len(), second.len(), page(53).len()), (50, 3, 0));
    let all: Vec<_> = first.into_iter().chain(second).rev().collect();
    assert_eq!(all, made);
}

#[test]
fn what_has_a_place_in_a_sequence_is_listed_in_it() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let contract = make(
        &session,
        "contract",
        [("name", Value::text("框架")), ("unit", Value::to(id))],
    );
    let part = |name: &str, seq| {
        let values = [
            ("contract", Value::to(contract.id)),
            ("name", Value::text(name)),
            ("seq", Value::Number(seq)),
        ];
        make(&session, "instalment", values);
    };
    part("到货款", 2);
    part("预付款", 1);
    part("验收款", 3);
    let listed = session
        .related_list("instalment", "contract", contract.id, 1)
        .unwrap();
    let names: Vec<_> = listed.iter().map(|one| one.get("name").as_text()).collect();
    assert_eq!(names, [Some("到货款"), Some("验收款")]);
}

#[test]
fn every_kind_that_has_a_table_has_columns_in_it() {
    let (session, _) = session();
    let without: Vec<_> = session
        .catalog_info()
        .unwrap()
        .entities
        .into_iter()
        .filter(|one| !one.fields.iter().any(|field| field.default_column))
        .map(|one| one.key)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}
