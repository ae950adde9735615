//! Classes by rule at their edges, over trees, currencies and days; what was said by hand; what is told;
//! levels against what happened.

mod anew;
mod past;
mod sums;

use std::sync::Arc;

use super::rules::{ClassBasis, ClassRules, ClassStep};
use crate::base::{FixedClock, Id, Kind, Report};
use crate::exchange::ImportSession;
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::records::{ChangeSet, Filter, Op, Record, Sort};
use crate::session::Session;
use crate::session::tests::{bin, change, make, names, query, session};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn rules() -> ClassRules {
    let step = |class: &str, at_least: &str| ClassStep {
        class: class.to_owned(),
        at_least: at_least.to_owned(),
    };
    ClassRules {
        on: true,
        basis: ClassBasis::Received,
        months: 12,
        currency: "CNY".to_owned(),
        steps: vec![step("medium", "50万"), step("large", "500万")],
        otherwise: Some("small".to_owned()),
    }
}

fn classed() -> (Session, Arc<FixedClock>) {
    let (session, clock) = session();
    session.set_class_rules(&rules()).unwrap();
    (session, clock)
}

fn unit(session: &Session, name: &str) -> Record {
    make(session, "unit", [("legal_name", Value::text(name))])
}

fn paid(session: &Session, unit: Id, amount: &str, on: &str) -> Record {
    let values = [
        ("unit", Value::to(unit)),
        ("amount", raw(amount)),
        ("received_on", raw(on)),
    ];
    make(session, "payment", values)
}

fn word(session: &Session, unit: Id, field: &str) -> Option<String> {
    match session.record("unit", unit).unwrap().get(field) {
        Value::Choice(code) => Some(code.clone()),
        _ => None,
    }
}

fn class(session: &Session, unit: Id) -> Option<String> {
    word(session, unit, "size_class")
}

fn is(session: &Session, unit: Id, expected: &str) {
    assert_eq!(class(session, unit).as_deref(), Some(expected));
}

fn days(clock: &FixedClock, n: i64) {
    clock.advance(n * 86_400_000);
}

/// What Today says of classes: the message and its values.
fn told(session: &Session) -> Vec<(String, String, String)> {
    let standing = session.occasions().unwrap();
    let lines = standing
        .lines
        .into_iter()
        .filter(|line| line.source == "size_class");
    lines
        .map(|line| {
            let value = |name: &str| line.why.values.get(name).cloned().unwrap_or_default();
            (
                line.why.key.clone(),
                format!("{}>{}", value("was"), value("became")),
                format!(
                    "{} {} {}",
                    value("months"),
                    value("amount"),
                    value("number")
                ),
            )
        })
        .collect()
}

#[test]
fn a_class_begins_with_its_amount_to_the_last_fen() {
    let (session, _) = classed();
    let id = unit(&session, "华衡检测").id;
    is(&session, id, "small");
    paid(&session, id, "499999.99", "2026-11-01");
    is(&session, id, "small");
    let last = paid(&session, id, "0.01", "2026-11-02");
    is(&session, id, "medium");
    paid(&session, id, "4499999.99", "2026-11-03");
    is(&session, id, "medium");
    change(&session, &last, "amount", raw("0.02"));
    is(&session, id, "large");
    bin(&session, "payment", &[last.id]);
    is(&session, id, "medium");
    session.undo().unwrap();
    is(&session, id, "large");
}

#[test]
fn without_rules_a_class_is_what_was_said() {
    let (session, _) = session();
    let record = unit(&session, "华衡检测");
    paid(&session, record.id, "9000万", "2026-11-01");
    assert_eq!(class(&session, record.id), None);
    // Typed where no reason stands, it is refused wherever that is.
    let now = session.record("unit", record.id).unwrap();
    let said = |values: Vec<(&'static str, Value)>| {
        let set = ChangeSet::update("op.edit", "unit", record.id, now.rev, values);
        session.apply(&set)
    };
    let medium = || ("size_override", Value::choice("medium"));
    let refused = said(vec![medium()]).unwrap_err();
    assert_eq!(refused.key(), "error.class_reason");
    said(vec![medium(), ("size_reason", Value::text("只有一个门店"))]).unwrap();
    is(&session, record.id, "medium");
    let now = session.record("unit", record.id).unwrap();
    let bare = [("size_reason", Value::Null)];
    let set = ChangeSet::update("op.edit", "unit", record.id, now.rev, bare);
    assert!(session.apply(&set).is_err(), "nor does its reason go alone");
    session.set_class_rules(&rules()).unwrap();
    is(&session, record.id, "medium");
    let off = ClassRules {
        on: false,
        ..rules()
    };
    session.override_class(record.id, None, "").unwrap();
    is(&session, record.id, "large");
    session.set_class_rules(&off).unwrap();
    assert_eq!(class(&session, record.id), None);
}

#[test]
fn what_is_below_counts_for_all_above_it() {
    let (session, _) = classed();
    let group = unit(&session, "华衡集团").id;
    let firm = unit(&session, "华衡检测");
    let other = unit(&session, "远航集团").id;
    change(&session, &firm, "parent", Value::to(group));
    let site = unit(&session, "华衡一厂");
    change(&session, &site, "parent", Value::to(firm.id));
    paid(&session, site.id, "300万", "2026-10-01");
    paid(&session, firm.id, "200万", "2026-10-02");
    is(&session, site.id, "medium");
    is(&session, firm.id, "large");
    is(&session, group, "large");
    // Whoever moves takes along what they bring.
    change(&session, &site, "parent", Value::to(other));
    is(&session, firm.id, "medium");
    is(&session, group, "medium");
    is(&session, other, "medium");
    session.undo().unwrap();
    is(&session, group, "large");
    is(&session, other, "small");
    assert_eq!(
        session.unit_grades(group).unwrap().size.amount,
        Value::Money("500万".parse_money())
    );
    bin(&session, "unit", &[site.id]);
    is(&session, group, "medium");
}

trait ParseMoney {
    fn parse_money(&self) -> crate::base::Money;
}

impl ParseMoney for str {
    fn parse_money(&self) -> crate::base::Money {
        crate::base::Money::parse(self, crate::base::Currency::CNY).unwrap()
    }
}

#[test]
fn what_came_a_year_ago_counts_no_more() {
    let (session, clock) = classed();
    let id = unit(&session, "华衡检测").id;
    paid(&session, id, "600万", "2025-11-24");
    paid(&session, id, "60万", "2026-11-24");
    is(&session, id, "large");
    assert!(session.renew_grades().unwrap());
    assert!(!session.renew_grades().unwrap(), "once a day");
    days(&clock, 1);
    session.renew_grades().unwrap();
    is(&session, id, "large");
    // The 24th: a year ago by now, while what bears this day begins to count.
    days(&clock, 1);
    session.renew_grades().unwrap();
    is(&session, id, "medium");
    assert_eq!(
        told(&session),
        [(
            "occasion.size_class.received_down".to_owned(),
            "large>medium".to_owned(),
            "12 ¥600,000 ¥5,000,000".to_owned()
        )]
    );
    // A clock set back finds it as it was.
    days(&clock, -2);
    session.renew_grades().unwrap();
    is(&session, id, "large");
}

#[test]
fn other_currencies_count_by_the_rate_of_their_day_or_are_left_out_and_said() {
    let (session, _) = classed();
    let id = unit(&session, "华衡检测").id;
    paid(&session, id, "USD 100,000", "2026-06-01");
    is(&session, id, "small");
    assert_eq!(session.unit_grades(id).unwrap().size.left_out, 1);
    assert_eq!(session.try_class_rules(&rules()).unwrap().left_out, 1);
    let values = [
        ("date", raw("2026-05-01")),
        ("from_currency", Value::text("USD")),
        ("to_currency", Value::text("CNY")),
        ("rate", raw("7")),
    ];
    let rate = make(&session, "fx_rate", values);
    is(&session, id, "medium");
    let size = session.unit_grades(id).unwrap().size;
    assert_eq!(size.left_out, 0);
    assert_eq!(size.amount, Value::Money("70万".parse_money()));
    // A rate noted for a later day says nothing of that one.
    change(&session, &rate, "date", raw("2026-06-02"));
    is(&session, id, "small");
}

#[test]
fn what_was_said_stands_until_it_is_taken_back() {
    let (session, _) = classed();
    let id = unit(&session, "华衡检测").id;
    let refused = session.override_class(id, Some("large"), " ").unwrap_err();
    assert_eq!(
        (refused.kind(), refused.key()),
        (Kind::Invalid, "error.class_reason")
    );
    session
        .override_class(id, Some("large"), "战略客户")
        .unwrap();
    is(&session, id, "large");
    paid(&session, id, "60万", "2026-11-01");
    let size = session.unit_grades(id).unwrap().size;
    assert_eq!(size.class.as_deref(), Some("large"));
    assert_eq!(size.said.as_deref(), Some("large"));
    assert_eq!(size.by_rule.as_deref(), Some("medium"));
    assert_eq!(size.reason.as_deref(), Some("战略客户"));
    assert_eq!(told(&session), [], "what holds has not changed");
    session.override_class(id, None, "").unwrap();
    is(&session, id, "medium");
    assert_eq!(session.unit_grades(id).unwrap().size.reason, None);
    session.undo().unwrap();
    is(&session, id, "large");
    session.undo().unwrap();
    session.undo().unwrap();
    is(&session, id, "small");
}

#[test]
fn a_change_is_told_once_and_not_where_it_was_taken_back() {
    let (session, _) = classed();
    let id = unit(&session, "华衡检测").id;
    assert_eq!(told(&session), [], "what is new has not changed");
    paid(&session, id, "60万", "2026-11-01");
    paid(&session, id, "463万", "2026-11-02");
    let expected = (
        "occasion.size_class.received_up".to_owned(),
        "small>large".to_owned(),
        "12 ¥5,230,000 ¥5,000,000".to_owned(),
    );
    assert_eq!(told(&session), [expected]);
    let line = session.timeline(id, None, 10).unwrap();
    assert!(
        line.items.iter().any(|item| matches!(item,
            crate::activities::ops::TimelineItem::Change { field, to, .. }
                if field == "size_class" && *to == Value::choice("large"))),
        "{line:?}"
    );
    assert_eq!(session.unit_grades(id).unwrap().size.changes.len(), 1);
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(told(&session), []);
    assert_eq!(session.unit_grades(id).unwrap().size.changes, []);
}

#[test]
fn other_rules_class_everyone_anew_without_a_word() {
    let (session, _) = classed();
    let id = unit(&session, "华衡检测").id;
    paid(&session, id, "40万", "2026-11-01");
    let mut other = rules();
    "30万".clone_into(&mut other.steps[1].at_least);
    "3万".clone_into(&mut other.steps[0].at_least);
    session.set_class_rules(&other).unwrap();
    is(&session, id, "large");
    assert_eq!(told(&session), []);
    other.basis = ClassBasis::Cooperations;
    other.otherwise = None;
    session.set_class_rules(&other).unwrap();
    assert_eq!(class(&session, id), None);
    let values = [
        ("name", Value::text("年度检测")),
        ("unit", Value::to(id)),
        ("amount", raw("5万")),
        ("start", raw("2026-03-01")),
    ];
    make(&session, "cooperation", values);
    is(&session, id, "medium");
}

#[test]
fn rules_that_make_no_sense_are_refused_and_change_nothing() {
    let (session, _) = classed();
    let with = |change: fn(&mut ClassRules)| {
        let mut rules = rules();
        change(&mut rules);
        let refused = session.set_class_rules(&rules).unwrap_err();
        (
            refused.field().unwrap_or_default().to_owned(),
            refused.key(),
        )
    };
    let cases = [
        (with(|r| r.months = 0), ("months", "error.class_months")),
        (with(|r| r.steps.clear()), ("steps", "error.class_no_steps")),
        (
            with(|r| "很多".clone_into(&mut r.steps[1].at_least)),
            ("steps.1", "error.money_unreadable"),
        ),
        (
            with(|r| "0".clone_into(&mut r.steps[0].at_least)),
            ("steps.0", "error.class_nothing"),
        ),
        (
            with(|r| "50万".clone_into(&mut r.steps[1].at_least)),
            ("steps.1", "error.class_twice"),
        ),
        (
            with(|r| "USD 9万".clone_into(&mut r.steps[1].at_least)),
            ("steps.1", "error.class_currency"),
        ),
        (
            with(|r| "huge".clone_into(&mut r.steps[0].class)),
            ("steps.0", "error.class_unknown"),
        ),
        (
            with(|r| r.otherwise = Some("large".to_owned())),
            ("otherwise", "error.class_twice"),
        ),
    ];
    for ((field, key), (on, expected)) in cases {
        assert_eq!((field.as_str(), key), (on, expected));
    }
    assert_eq!(
        session.class_rules().unwrap().steps[0].at_least,
        "5,000,000"
    );
}

#[test]
fn a_suggestion_makes_about_a_fifth_large_and_counts_before_it_holds() {
    let (session, _) = session();
    let empty = session.class_rules().unwrap();
    assert!(!empty.on);
    assert_eq!(empty.steps[0].at_least, "5,000,000");
    for n in 1..=10 {
        let id = unit(&session, &format!("客户 {n}")).id;
        paid(&session, id, &format!("{n}7万"), "2026-10-01");
    }
    let mut rules = session.class_rules().unwrap();
    assert!(!rules.on);
    assert_eq!(rules.basis, ClassBasis::Received);
    let amounts: Vec<&str> = rules
        .steps
        .iter()
        .map(|step| step.at_least.as_str())
        .collect();
    assert_eq!(amounts, ["900,000", "500,000"]);
    let trial = session.try_class_rules(&rules).unwrap();
    let counts: Vec<u32> = trial.counts.iter().map(|one| one.units).collect();
    assert_eq!(counts, [2, 4, 4]);
    rules.on = true;
    session.set_class_rules(&rules).unwrap();
    let mut large = query(&["legal_name"]);
    large.filter = Some(is_class("size_class", "large"));
    assert_eq!(names(&session, large), ["客户 10", "客户 9"]);
}

fn is_class(field: &str, code: &str) -> Filter {
    Filter::Test {
        field: field.to_owned(),
        op: Op::Eq,
        values: vec![Value::choice(code)],
    }
}

fn talk(session: &Session, unit: Id, at: &str, direction: &str, result: &str) -> Record {
    let values = [
        ("unit", Value::to(unit)),
        ("at", raw(at)),
        ("kind", Value::choice("call")),
        ("content", Value::text("谈了交期")),
        ("direction", Value::choice(direction)),
        ("result", Value::choice(result)),
    ];
    make(session, "activity", values)
}

fn level(session: &Session, unit: Id) -> String {
    let kept = word(session, unit, "activity_level").unwrap();
    let told = session.unit_grades(unit).unwrap().activity;
    assert_eq!(kept, told.level, "the column is what its reasons say");
    kept
}

#[test]
fn a_level_follows_what_happens_and_the_days_that_pass() {
    let (session, clock) = session();
    let id = unit(&session, "华衡检测").id;
    let other = unit(&session, "远航物流").id;
    assert_eq!(level(&session, id), "none");
    let call = talk(&session, id, "2026-11-20 09:00", "out", "no_answer");
    assert_eq!(level(&session, id), "low");
    talk(&session, id, "2026-11-20 10:00", "in", "reached");
    assert_eq!(level(&session, id), "medium");
    paid(&session, id, "1万", "2026-10-01");
    let order = [
        ("unit", Value::to(id)),
        ("date", raw("2026-10-02")),
        ("item", Value::text("压力表")),
        ("order_no", Value::text("A-1")),
    ];
    make(&session, "transaction", order.clone());
    make(&session, "transaction", order);
    let told = session.unit_grades(id).unwrap().activity;
    let counts: Vec<u32> = told.reasons.iter().map(|reason| reason.count).collect();
    assert_eq!(
        counts,
        [0, 1, 1, 1, 1, 0],
        "an order is one, whatever its lines"
    );
    assert_eq!(level(&session, id), "medium");
    change(&session, &call, "result", Value::choice("reached"));
    assert_eq!(level(&session, id), "high");
    change(&session, &call, "unit", Value::to(other));
    assert_eq!(
        (level(&session, id), level(&session, other)),
        ("medium".into(), "low".into())
    );
    session.undo().unwrap();
    assert_eq!(
        (level(&session, id), level(&session, other)),
        ("high".into(), "none".into())
    );
    session.renew_grades().unwrap();
    // Ninety days after the calls only business is left of it.
    days(&clock, 88);
    session.renew_grades().unwrap();
    assert_eq!(level(&session, id), "medium");
    days(&clock, 100);
    session.renew_grades().unwrap();
    assert_eq!(level(&session, id), "none");
}

#[test]
fn a_conversation_with_several_units_counts_for_each() {
    let (session, _) = session();
    let id = unit(&session, "华衡检测").id;
    let other = unit(&session, "远航物流").id;
    let call = talk(&session, id, "2026-11-20 09:00", "in", "reached");
    let both = Value::Refs(vec![crate::records::value::Ref {
        id: other,
        label: String::new(),
    }]);
    change(&session, &call, "units", both);
    assert_eq!(
        (level(&session, id), level(&session, other)),
        ("low".into(), "low".into())
    );
    bin(&session, "activity", &[call.id]);
    assert_eq!(
        (level(&session, id), level(&session, other)),
        ("none".into(), "none".into())
    );
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(
        (level(&session, id), level(&session, other)),
        ("low".into(), "none".into())
    );
}

#[test]
fn both_columns_sort_by_rank_and_nobody_types_them() {
    let (session, _) = classed();
    let [a, b, c, d] = ["甲", "乙", "丙", "丁"].map(|name| unit(&session, name));
    paid(&session, b.id, "600万", "2026-11-01");
    paid(&session, c.id, "60万", "2026-11-01");
    talk(&session, c.id, "2026-11-20 09:00", "in", "reached");
    for hour in ["09", "10", "11", "12"] {
        let at = format!("2026-11-19 {hour}:00");
        talk(&session, d.id, &at, "in", "reached");
    }
    talk(&session, d.id, "2026-11-19 13:00", "out", "reached");
    // By their codes, low would come before medium.
    let levels = [&a, &b, &c, &d].map(|one| level(&session, one.id));
    assert_eq!(levels, ["none", "low", "medium", "high"]);
    for (field, mut expected) in [
        ("size_class", ["乙", "丙", "丁", "甲"]),
        ("activity_level", ["丁", "丙", "乙", "甲"]),
    ] {
        for descending in [false, true] {
            let mut sorted = query(&["legal_name"]);
            sorted.sort = [(field, descending), ("legal_name", false)]
                .map(|(field, descending)| Sort {
                    field: field.to_owned(),
                    descending,
                })
                .into();
            if descending {
                expected.reverse();
                if field == "size_class" {
                    // Of one class both ways: by their names, 丁 before 甲.
                    expected.swap(0, 1);
                }
            }
            assert_eq!(names(&session, sorted), expected, "{field} {descending}");
        }
        let typed = crate::records::ChangeSet::update(
            "op.edit",
            "unit",
            a.id,
            session.record("unit", a.id).unwrap().rev,
            [(field, Value::choice("large"))],
        );
        let refused = session.apply(&typed).unwrap_err();
        assert_eq!(refused.key(), "error.computed_field");
    }
}

#[test]
fn a_sheet_says_a_class_by_hand_and_never_what_is_reckoned() {
    let (session, _) = classed();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.csv");
    let sheet = "客户编号,客户名称,规模分类,活跃度,企业规模\nK1,甲公司,中客户,高,大型\nK2,乙公司,中客户,高,\n";
    std::fs::write(&path, sheet).unwrap();
    let silent = Report::silent();
    let catalog = session.catalog();
    let mut import = ImportSession::open(&path, 1, &catalog, Language::Zh, &silent).unwrap();
    let layout = import.layout(0, None).unwrap();
    import.plan(session.vault(), layout, &silent).unwrap();
    import.perform(session.vault(), &silent).unwrap();
    let records = session.records("unit", 9).unwrap();
    let told: Vec<_> = records
        .iter()
        .map(|one| (class(&session, one.id).unwrap(), level(&session, one.id)))
        .collect();
    let expected = [("large", "none"), ("small", "none")];
    assert_eq!(
        told,
        expected.map(|(class, level)| (class.to_owned(), level.to_owned()))
    );
    // The sheet gave no reason, and nobody is asked for one who does something else.
    let said = records[0].id;
    let below = unit(&session, "甲一厂");
    change(&session, &below, "parent", Value::to(said));
    talk(&session, said, "2026-11-20 09:00", "in", "reached");
    let values = [
        ("name", Value::text("供货合同")),
        ("unit", Value::to(below.id)),
        ("amount", raw("10万")),
        ("signed_on", raw("2026-10-08")),
    ];
    make(&session, "contract", values);
    is(&session, said, "large");
}
