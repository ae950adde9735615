//! What points at a record is found whatever its kind, and only while it lives.

use super::{bin, change, make, session, unit};
use crate::base::{Id, Kind, Timestamp};
use crate::records::value::{FieldKind, Value};

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
fn who_stands_in_a_list_of_references_is_found_from_the_other_end() {
    let (session, _) = session();
    let at = unit(&session, "甲", None);
    let [met, other] = ["周敏", "李工"]
        .map(|name| make(&session, "contact", [("full_name", Value::text(name))]).id);
    let talk = |content: &str, with: &[Id]| {
        let with = with.iter().map(|id| Value::to(*id));
        let with = with.filter_map(|one| match one {
            Value::Ref(to) => Some(to),
            _ => None,
        });
        let values = [
            ("content", Value::text(content)),
            ("unit", Value::to(at)),
            ("at", Value::Instant(1)),
            ("contacts", Value::Refs(with.collect())),
        ];
        make(&session, "activity", values)
    };
    let both = talk("报价", &[met, other]);
    let one = talk("交期", &[met]);
    let told = |who| -> (u32, Vec<Id>) {
        let relations = session.related("contact", who).unwrap();
        let found = relations
            .iter()
            .find(|one| (one.entity.as_str(), one.field.as_str()) == ("activity", "contacts"));
        let list = session
            .related_list("activity", "contacts", who, 0)
            .unwrap();
        let ids = list.iter().map(|record| record.id).collect();
        (found.unwrap().count, ids)
    };
    assert_eq!(told(met), (2, vec![one.id, both.id]));
    assert_eq!(told(other), (1, vec![both.id]));
    bin(&session, "activity", &[both.id]);
    assert_eq!((told(met), told(other)), ((1, vec![one.id]), (0, vec![])));
    session.undo().unwrap();
    assert_eq!(told(other), (1, vec![both.id]));
}

/// A list of references is asked the other way round by a table of its own; see `records::related`.
#[test]
fn every_list_of_references_can_be_asked_the_other_way_round() {
    let (session, _) = session();
    for entity in session.catalog_info().unwrap().entities {
        let of = Id::at(Timestamp(1));
        for field in entity
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Refs)
        {
            session
                .related_list(&entity.key, &field.key, of, 0)
                .unwrap();
        }
    }
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

#[test]
fn what_waits_too_long_is_listed_first_until_it_is_over() {
    let (session, _) = session();
    let at = unit(&session, "甲", None);
    let raw = |text: &str| Value::Raw(text.to_owned());
    let promise = |text: &str, due: &str| {
        let values = [
            ("unit", Value::to(at)),
            ("text", Value::text(text)),
            ("due_on", raw(due)),
        ];
        make(&session, "promise", values)
    };
    let late = promise("报价", "2026-11-21");
    promise("样品", "2026-11-22");
    let kept = promise("图纸", "2026-11-01");
    change(&session, &kept, "state", Value::choice("kept"));
    let names = |entity: &str, field: &str, id| {
        let listed = session.related_list(entity, field, id, 0).unwrap();
        let rest = session.related_list(entity, field, id, 1).unwrap();
        assert_eq!(rest, listed[1..], "from a place on");
        let title = session.catalog().entity(entity).unwrap().title;
        let names = listed
            .iter()
            .map(|one| one.get(title).as_text().unwrap_or_default().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names("promise", "unit", at), ["报价", "图纸", "样品"]);
    change(&session, &late, "state", Value::choice("dropped"));
    assert_eq!(names("promise", "unit", at), ["图纸", "样品", "报价"]);
    // The clock shows half past ten.
    for (name, by) in [
        ("漏水", "2026-11-22 10:00"),
        ("噪音", "2026-11-22"),
        ("异味", "2026-11-22 11:00"),
    ] {
        let values = [
            ("unit", Value::to(at)),
            ("name", Value::text(name)),
            ("received_on", raw("2026-11-20")),
            ("promised_by", raw(by)),
        ];
        make(&session, "complaint", values);
    }
    assert_eq!(names("complaint", "unit", at), ["漏水", "异味", "噪音"]);
}
