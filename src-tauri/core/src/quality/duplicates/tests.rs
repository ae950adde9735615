//! Records that are there twice, over a vault in memory.

use std::collections::BTreeMap;

use super::DuplicatePair;
use crate::base::{Cancel, Id, Kind, Report};
use crate::history::merge::MergeOrder;
use crate::quality::likeness::Sign;
use crate::records::value::Value;
use crate::records::{ChangeSet, RecordChange};
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

/// A unit with some fields said as one types them.
fn firm(session: &Session, fields: &[(&'static str, &str)]) -> Id {
    record(session, "unit", fields)
}

fn record(session: &Session, entity: &str, fields: &[(&'static str, &str)]) -> Id {
    let values = fields
        .iter()
        .map(|(key, text)| (*key, Value::Raw((*text).to_owned())));
    let set = ChangeSet::create("op.create", entity, values);
    session.apply(&set).unwrap().records.remove(0).id
}

fn swept(session: &Session, entity: &str) -> Vec<DuplicatePair> {
    session.sweep_duplicates(entity, &Report::silent()).unwrap();
    left(session, entity)
}

fn left(session: &Session, entity: &str) -> Vec<DuplicatePair> {
    session.duplicates(entity, 0, 1_000).unwrap().pairs
}

fn whys(pair: &DuplicatePair) -> Vec<Sign> {
    pair.reasons.iter().map(|reason| reason.why).collect()
}

#[test]
fn what_is_there_twice_is_found_with_its_reasons() {
    let (session, _) = session();
    firm(
        &session,
        &[
            ("legal_name", "苏州鸿远精密机械有限公司"),
            ("phones", "0512-66668888"),
        ],
    );
    firm(&session, &[("legal_name", "鸿远精密机械（苏州）有限公司")]);
    firm(
        &session,
        &[
            ("legal_name", "蘇州鴻遠精密機械有限公司"),
            ("phones", "0512 6666 8888"),
        ],
    );
    firm(&session, &[("legal_name", "南京鸿远精密机械有限公司")]);
    let pairs = swept(&session, "unit");
    let named = |pair: &DuplicatePair| (pair.first.label.clone(), pair.second.label.clone());
    let best = &pairs[0];
    assert_eq!(
        named(best),
        (
            "苏州鸿远精密机械有限公司".into(),
            "蘇州鴻遠精密機械有限公司".into()
        )
    );
    assert_eq!(whys(best), [Sign::NameSame, Sign::SamePhone]);
    assert_eq!(best.reasons[1].text, "0512-66668888");
    assert_eq!(best.reasons[1].other, "0512 6666 8888");
    assert!(
        pairs.iter().all(|pair| !named(pair).1.starts_with("南京")),
        "{pairs:?}"
    );
}

#[test]
fn one_code_is_enough_and_two_codes_are_two_firms() {
    let (session, _) = session();
    let one = "91350100M000100Y43";
    firm(
        &session,
        &[("legal_name", "鸿远精密有限公司"), ("uscc", one)],
    );
    firm(
        &session,
        &[("legal_name", "瑞丰商贸行"), ("uscc", "91350100m000100y43")],
    );
    let pairs = swept(&session, "unit");
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0].reasons[0].why, Sign::SameCredit);
    assert!(pairs[0].reasons.iter().any(|reason| reason.against));
    let (two, _) = self::session();
    for code in [one, "9144030071526726XG"] {
        let name = ("legal_name", "鸿远精密有限公司");
        firm(&two, &[name, ("uscc", code), ("phones", "13800138000")]);
    }
    assert_eq!(swept(&two, "unit"), []);
}

#[test]
fn names_that_tell_nobody_find_nobody() {
    let (session, _) = session();
    for name in ["华", "华", "——", "——", "有限公司", "A", "a"] {
        firm(&session, &[("legal_name", name)]);
    }
    for name in ["王", "王", "张总", "张总", "——"] {
        record(&session, "contact", &[("full_name", name)]);
    }
    assert_eq!(left(&session, "unit"), [], "nobody has looked yet");
    let same = swept(&session, "unit");
    assert!(same.is_empty(), "{same:?}");
    assert_eq!(swept(&session, "contact"), []);
}

#[test]
fn a_department_is_one_only_beside_its_like() {
    let (session, _) = session();
    let (a, b) = (
        unit(&session, "甲集团", None),
        unit(&session, "乙集团", None),
    );
    let department = |above: Id| {
        let values = [
            ("legal_name", Value::text("财务管理部")),
            ("kind", Value::choice("department")),
            ("parent", Value::to(above)),
        ];
        make(&session, "unit", values).id
    };
    let (first, _, second) = (department(a), department(b), department(a));
    let pairs = swept(&session, "unit");
    let ids: Vec<_> = pairs
        .iter()
        .map(|pair| (pair.first.id, pair.second.id))
        .collect();
    assert_eq!(ids, [(first, second)]);
}

#[test]
fn sisters_share_a_switchboard_and_are_not_one() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏重工集团", None);
    for name in ["华东装备制造有限公司", "海外事业发展有限公司"] {
        let values = [
            ("legal_name", Value::text(name)),
            ("parent", Value::to(top)),
            ("phones", Value::Raw("021-66668888".into())),
            ("emails", Value::Raw("office@kunpeng.cn".into())),
            ("website", Value::text("www.kunpeng.cn")),
            ("address", Value::text("上海市浦东新区世纪大道100号")),
            ("legal_rep", Value::text("周建国")),
        ];
        make(&session, "unit", values);
    }
    assert_eq!(swept(&session, "unit"), []);
}

#[test]
fn a_person_is_told_by_more_than_a_name() {
    let (session, _) = session();
    let (a, b) = (
        unit(&session, "甲公司", None),
        unit(&session, "乙公司", None),
    );
    let person = |name: &str, phone: &str, at: Id| {
        let id = record(
            &session,
            "contact",
            &[("full_name", name), ("phones", phone)],
        );
        make(
            &session,
            "post",
            [("contact", Value::to(id)), ("unit", Value::to(at))],
        );
        id
    };
    person("张伟", "", a);
    person("张伟", "", b);
    assert_eq!(swept(&session, "contact"), [], "a name alone");
    let here = person("李娜", "13800138000", a);
    let there = person("李 娜", "138 0013 8000", b);
    let twice = person("李娜", "", a);
    let pairs = swept(&session, "contact");
    let ids: Vec<_> = pairs
        .iter()
        .map(|pair| (pair.first.id, pair.second.id))
        .collect();
    assert_eq!(ids, [(here, there), (here, twice)]);
    assert_eq!(whys(&pairs[0]), [Sign::SameMobile, Sign::NameSame]);
    assert_eq!(whys(&pairs[1]), [Sign::SameUnit, Sign::NameSame]);
}

#[test]
fn what_is_not_the_same_is_remembered_until_it_changes() {
    let (session, _) = session();
    let one = make(
        &session,
        "unit",
        [("legal_name", Value::text("鸿远精密有限公司"))],
    );
    let other = make(
        &session,
        "unit",
        [("legal_name", Value::text("鸿远精密股份有限公司"))],
    );
    assert_eq!(swept(&session, "unit").len(), 1);
    session.not_the_same("unit", other.id, one.id).unwrap();
    assert_eq!(left(&session, "unit"), []);
    assert_eq!(swept(&session, "unit"), [], "a new sweep knows it as well");
    session.undo().unwrap();
    assert_eq!(left(&session, "unit").len(), 1, "undone");
    session.redo().unwrap();
    assert_eq!(left(&session, "unit"), []);
    change(&session, &one, "description", Value::text("与此无关"));
    assert_eq!(left(&session, "unit"), [], "nothing that was compared");
    change(&session, &one, "phones", Value::Raw("0512-66668888".into()));
    assert_eq!(left(&session, "unit").len(), 1, "one of them changed");
    session.not_the_same("unit", one.id, other.id).unwrap();
    assert_eq!(left(&session, "unit"), [], "said anew");
    let gone = session.not_the_same("unit", one.id, Id::from_bytes([7; 16]));
    assert_eq!(gone.unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn a_pair_merged_meanwhile_is_no_pair() {
    let (session, _) = session();
    let names = ["鸿远精密有限公司", "鸿远精密", "鸿远精密（集团）有限公司"];
    let [a, b, c] = names.map(|name| firm(&session, &[("legal_name", name)]));
    assert_eq!(swept(&session, "unit").len(), 3);
    let moment = session.merge_plan("unit", a, b).unwrap().moment;
    let order = MergeOrder {
        entity: "unit".into(),
        winner: a,
        loser: b,
        moment,
        takes: BTreeMap::new(),
        former: false,
    };
    session.merge(&order).unwrap();
    let pairs = left(&session, "unit");
    let ids: Vec<_> = pairs
        .iter()
        .map(|pair| (pair.first.id, pair.second.id))
        .collect();
    assert_eq!(ids, [(a, c)]);
    session.undo().unwrap();
    assert_eq!(left(&session, "unit").len(), 3);
}

#[test]
fn a_sweep_can_be_stopped_and_what_was_found_before_stays() {
    let (session, _) = session();
    for name in ["鸿远精密有限公司", "鸿远精密"] {
        firm(&session, &[("legal_name", name)]);
    }
    assert_eq!(swept(&session, "unit").len(), 1);
    let cancel = Cancel::default();
    cancel.cancel();
    let report = Report::to(cancel, |_| {});
    let stopped = session.sweep_duplicates("unit", &report);
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert_eq!(left(&session, "unit").len(), 1);
    let unknown = session.sweep_duplicates("task", &Report::silent());
    assert_eq!(unknown.unwrap_err().kind(), Kind::Invalid);
}

/// Ten thousand of one name, and among them two that are one by their telephone.
#[test]
fn a_crowd_of_one_name_costs_no_square() {
    let (session, _) = session();
    let create = |n: usize| {
        let mut values =
            BTreeMap::from([("legal_name".to_owned(), Value::text("鸿远精密机械有限公司"))]);
        if n % 5_000 == 7 {
            values.insert("phones".to_owned(), Value::Raw("13800138000".into()));
        }
        RecordChange::Create {
            entity: "unit".into(),
            id: None,
            asked: false,
            values,
        }
    };
    let set = ChangeSet {
        label: "op.import".into(),
        changes: (0..10_000).map(create).collect(),
    };
    session.apply(&set).unwrap();
    let found = session.sweep_duplicates("unit", &Report::silent()).unwrap();
    let list = session.duplicates("unit", 0, 3).unwrap();
    assert_eq!((found, list.total), (5_000, 5_000));
    assert!(
        list.left_out > 20_000 && list.left_out < 40_000,
        "{}",
        list.left_out
    );
    assert_eq!(whys(&list.pairs[0]), [Sign::NameSame, Sign::SameMobile]);
    assert!(list.pairs[0].score > list.pairs[1].score);
}

#[test]
fn who_types_a_record_is_told_of_those_that_are_there() {
    let (session, _) = session();
    let one = firm(
        &session,
        &[
            ("legal_name", "苏州鸿远精密机械有限公司"),
            ("phones", "0512-66668888"),
        ],
    );
    firm(&session, &[("legal_name", "瑞丰商贸有限公司")]);
    let typed = |fields: &[(&str, &str)]| {
        let values = fields
            .iter()
            .map(|(key, text)| ((*key).to_owned(), Value::Raw((*text).to_owned())))
            .collect();
        let found = session.likely_same("unit", &values).unwrap();
        found
            .into_iter()
            .map(|one| (one.record.id, one.reasons[0].why))
            .collect::<Vec<_>>()
    };
    assert_eq!(typed(&[("legal_name", "")]), []);
    assert_eq!(typed(&[("legal_name", "鸿")]), []);
    assert_eq!(typed(&[("legal_name", "鸿远")]), [(one, Sign::NamePart)]);
    assert_eq!(
        typed(&[("legal_name", "鸿远精密机械")]),
        [(one, Sign::NamePlace)]
    );
    assert_eq!(
        typed(&[("legal_name", "鸿源精密机械")]),
        [(one, Sign::NameSound)]
    );
    assert_eq!(
        typed(&[("legal_name", "蘇州鴻遠精密機械")]),
        [(one, Sign::NameForm)]
    );
    let other = [("legal_name", "什么都行"), ("phones", "051266668888")];
    assert_eq!(typed(&other), [(one, Sign::SamePhone)]);
    assert_eq!(typed(&[("legal_name", "南京鸿远精密机械有限公司")]), []);
    let person = record(
        &session,
        "contact",
        &[("full_name", "李娜"), ("phones", "13800138000")],
    );
    let values = BTreeMap::from([
        ("full_name".to_owned(), Value::Raw("李小姐".into())),
        ("phones".to_owned(), Value::Raw("138 0013 8000".into())),
    ]);
    let found = session.likely_same("contact", &values).unwrap();
    assert_eq!(found[0].record.id, person);
}

#[test]
fn what_is_stored_beside_the_same_of_another_is_told_until_they_are_said_to_be_two() {
    let (session, _) = session();
    let code = "91350100M000100Y43";
    let one = firm(
        &session,
        &[("legal_name", "苏州鸿远精密机械有限公司"), ("uscc", code)],
    );
    let other = firm(
        &session,
        &[
            ("legal_name", "瑞丰商贸有限公司"),
            ("phones", "0512-66668888"),
        ],
    );
    let told = |entity: &str, id: Id, field: &str| {
        let found = session.same_beside(entity, id, field).unwrap();
        let told = found
            .into_iter()
            .map(|one| (one.record.id, one.reasons[0].why));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told("unit", other, "phones"), []);
    let put = |id: Id, field: &'static str, text: &str| {
        let record = session.record("unit", id).unwrap();
        let values = [(field, Value::Raw(text.to_owned()))];
        let set = ChangeSet::update("op.edit", "unit", id, record.rev, values);
        session.apply(&set).unwrap();
    };
    put(one, "phones", "051266668888；13800138000");
    assert_eq!(told("unit", one, "phones"), [(other, Sign::SamePhone)]);
    // What else they share is not this field's to say.
    assert_eq!(told("unit", one, "emails"), []);
    session.not_the_same("unit", one, other).unwrap();
    assert_eq!(told("unit", one, "phones"), []);
    put(other, "uscc", code);
    assert_eq!(told("unit", other, "uscc"), [(one, Sign::SameCredit)]);
    put(other, "uscc", "");
    let number = record(
        &session,
        "official_id",
        &[
            ("unit", "瑞丰商贸有限公司"),
            ("scheme", "uscc"),
            ("value", code),
        ],
    );
    assert_eq!(told("official_id", number, "value").len(), 1);
    let person = |name: &str| {
        record(
            &session,
            "contact",
            &[("full_name", name), ("emails", "lina@hongyuan.cn")],
        )
    };
    let [a, b] = [person("李娜"), person("Lina Li")];
    assert_eq!(told("contact", a, "emails"), [(b, Sign::SameMail)]);
}
