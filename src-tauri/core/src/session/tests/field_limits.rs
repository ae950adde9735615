//! Fields of the program that only some kinds of unit have: out of sight elsewhere, asked of nobody there, kept, and
//! one step of undo.

use super::{change, make, session};
use crate::base::{Id, Kind};
use crate::quality::ops::FieldAt;
use crate::quality::wrong::WrongSaid;
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::session::Session;

fn of_kind(session: &Session, name: &str, kind: &str) -> Id {
    let values = [
        ("legal_name", Value::text(name)),
        ("kind", Value::choice(kind)),
    ];
    make(session, "unit", values).id
}

fn kinds(kinds: &[&str]) -> Vec<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

fn limited(session: &Session, field: &str) -> Vec<&'static str> {
    let catalog = session.catalog();
    catalog
        .entity("unit")
        .unwrap()
        .field(field)
        .unwrap()
        .kinds
        .to_vec()
}

fn had(session: &Session, unit: Id, aspect: &str) -> Option<bool> {
    let quality = session.record_quality("unit", unit).unwrap();
    let points = quality.coverage.unwrap().points;
    points.iter().find(|point| point.key == aspect).unwrap().had
}

#[test]
fn a_field_is_of_the_kinds_that_are_said_and_undo_brings_it_back_to_all() {
    let (session, _) = session();
    session
        .limit_field("website", &kinds(&["group", "company"]))
        .unwrap();
    assert_eq!(limited(&session, "website"), ["group", "company"]);
    session.limit_field("website", &kinds(&["group"])).unwrap();
    assert_eq!(limited(&session, "website"), ["group"]);
    session.limit_field("website", &[]).unwrap();
    assert!(limited(&session, "website").is_empty());
    session.undo().unwrap();
    assert_eq!(limited(&session, "website"), ["group"]);
    session.undo().unwrap();
    session.undo().unwrap();
    assert!(limited(&session, "website").is_empty());
    session.redo().unwrap();
    assert_eq!(limited(&session, "website"), ["group", "company"]);
}

#[test]
fn what_each_unit_must_have_and_what_is_none_is_refused() {
    let (session, _) = session();
    for field in [
        "legal_name",
        "kind",
        "parent",
        "group",
        "nothing",
        "coop_amount",
    ] {
        let error = session.limit_field(field, &kinds(&["group"])).unwrap_err();
        assert_eq!(
            (error.kind(), error.key()),
            (Kind::Invalid, "error.field_limit"),
            "{field}"
        );
    }
}

#[test]
fn what_a_kind_does_not_have_is_not_asked_of_it_and_counts_for_nothing() {
    let (session, _) = session();
    let department = of_kind(&session, "采购部", "department");
    let company = of_kind(&session, "华东重工有限公司", "company");
    let record = session.record("unit", department).unwrap();
    let phone = Value::Raw("0512-62958830".to_owned());
    change(&session, &record, "phones", phone);
    assert_eq!(had(&session, department, "address"), Some(false));
    let before = session
        .record_quality("unit", department)
        .unwrap()
        .coverage
        .unwrap();
    session
        .limit_field("address", &kinds(&["group", "company", "branch", "site"]))
        .unwrap();
    assert_eq!(had(&session, department, "address"), None);
    assert_eq!(had(&session, company, "address"), Some(false));
    let score = |unit: Id| {
        session
            .record("unit", unit)
            .unwrap()
            .get("coverage")
            .clone()
    };
    let after = session
        .record_quality("unit", department)
        .unwrap()
        .coverage
        .unwrap();
    assert_eq!(
        score(department),
        Value::Number(after.score),
        "the column says the same"
    );
    assert!(
        after.score > before.score,
        "what is asked of nobody there costs nothing"
    );
    assert!(before.points.len() == after.points.len());
    let told = session.coverage_weights().unwrap();
    let address = told.iter().find(|one| one.aspect == "address").unwrap();
    assert_eq!(address.kinds, ["group", "company", "branch", "site"]);
    let weigh = |kind: &str| session.set_coverage_weight("address", Some(kind), Some(9));
    assert_eq!(
        weigh("department").unwrap_err().key(),
        "error.no_such_aspect"
    );
    weigh("company").unwrap();
}

#[test]
fn what_a_kind_does_not_have_waits_for_nobody_in_the_review() {
    let (session, _) = session();
    let department = of_kind(&session, "采购部", "department");
    let company = of_kind(&session, "华东重工有限公司", "company");
    session
        .set_field_rule("unit", "address", None, true)
        .unwrap();
    for unit in [department, company] {
        let record = session.record("unit", unit).unwrap();
        let street = Value::Raw("人民路1号".to_owned());
        change(&session, &record, "address", street);
        let at = FieldAt {
            entity: "unit".to_owned(),
            id: unit,
            field: "address".to_owned(),
        };
        let said = WrongSaid {
            note: "已搬走".to_owned(),
            ..WrongSaid::default()
        };
        session.say_wrong(&at, &said).unwrap();
    }
    let seen = || {
        let review = session.review().unwrap();
        let doubted: Vec<Id> = review.doubted.iter().map(|one| one.record.id).collect();
        let unchecked: Vec<Id> = review.unchecked.iter().map(|one| one.record.id).collect();
        (doubted, review.doubtful, unchecked)
    };
    assert_eq!(seen().1, 2);
    assert_eq!(seen().2.len(), 2);
    session
        .limit_field("address", &kinds(&["company"]))
        .unwrap();
    assert_eq!(seen(), (vec![company], 1, vec![company]));
    session.undo().unwrap();
    assert_eq!(seen().1, 2);
}

#[test]
fn what_it_holds_is_kept_and_grows_old_only_where_it_is_seen() {
    let (session, clock) = session();
    let department = of_kind(&session, "采购部", "department");
    let record = session.record("unit", department).unwrap();
    change(
        &session,
        &record,
        "website",
        Value::Raw("www.example.com".to_owned()),
    );
    clock.advance(800 * 24 * 3_600_000);
    session.renew_coverage().unwrap();
    let marks = |session: &Session| session.record_quality("unit", department).unwrap().marks;
    assert!(
        marks(&session)
            .iter()
            .any(|mark| mark.field == "website" && mark.stale)
    );
    let stale_count = |session: &Session| {
        session
            .record("unit", department)
            .unwrap()
            .get("stale_count")
            .clone()
    };
    assert_eq!(stale_count(&session), Value::Number(1));
    session
        .limit_field("website", &kinds(&["company"]))
        .unwrap();
    assert!(marks(&session).iter().all(|mark| mark.field != "website"));
    assert_eq!(stale_count(&session), Value::Number(0));
    let held = session
        .record("unit", department)
        .unwrap()
        .get("website")
        .clone();
    assert!(!held.is_null(), "out of sight is not gone");
    session.undo().unwrap();
    assert_eq!(stale_count(&session), Value::Number(1));
}

#[test]
fn a_template_carries_it() {
    let (first, _) = session();
    first
        .limit_field("website", &kinds(&["group", "company"]))
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ours.json");
    first.save_template(Language::Zh, &file).unwrap();
    let template = crate::session::template_of(&file).unwrap();
    let (second, _) = session();
    let plan = second.template_plan(&template, Language::Zh).unwrap();
    assert!(
        plan.items
            .iter()
            .any(|item| item.label == "网址" && !item.there)
    );
    second.apply_template(&template, Language::Zh).unwrap();
    assert_eq!(limited(&second, "website"), ["group", "company"]);
    let again = second.template_plan(&template, Language::Zh).unwrap();
    assert!(again.items.iter().all(|item| item.there));
    second.undo().unwrap();
    assert!(limited(&second, "website").is_empty());
}
