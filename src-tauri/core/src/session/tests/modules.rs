//! Modules that nobody uses: out of sight wherever something is offered, asked or reminded of; kept all
//! the same, and back at once.

use std::collections::BTreeSet;

use super::{make, session, unit};
use crate::base::{Id, Report};
use crate::exchange::ImportSession;
use crate::records::labels::{self, Language};
use crate::records::value::Value;
use crate::session::Session;
use crate::session::templates::template_of;
use crate::settings::modules::{HIDDEN_MODULE, Hidden, MODULES};
use crate::templates::{TemplatePart, built_in};

fn hidden(session: &Session) -> Vec<String> {
    let all = session.modules().unwrap().into_iter();
    all.filter(|one| one.hidden).map(|one| one.key).collect()
}

fn complaint(session: &Session, unit: Id) -> Id {
    let values = [
        ("unit", Value::to(unit)),
        ("name", Value::text("渗漏")),
        ("received_on", Value::Date("2026-11-10".parse().unwrap())),
        ("promised_by", Value::Raw("2026-11-20".into())),
    ];
    make(session, "complaint", values).id
}

#[test]
fn each_module_is_of_the_catalog_has_a_name_and_leaves_what_a_record_must_have() {
    let (session, _) = session();
    let catalog = session.catalog();
    let mut seen = BTreeSet::new();
    for module in &MODULES {
        for entity in module.entities {
            assert!(catalog.entity(entity).is_ok(), "{entity}");
            assert!(seen.insert(*entity), "{entity} is in two modules");
        }
        for (entity, field) in module.fields {
            catalog.entity(entity).unwrap().field(field).unwrap();
        }
        for language in [Language::Zh, Language::En] {
            let key = format!("module.{}", module.key);
            assert_ne!(labels::message(language, &key, &[]), key);
        }
        session.hide_module(module.key, true).unwrap();
        let info = session.catalog_info().unwrap();
        assert_eq!(info.hidden, module.entities);
        let shown = info
            .entities
            .iter()
            .filter(|one| !info.hidden.contains(&one.key));
        for entity in shown {
            let lost = entity.fields.iter().find(|one| one.required && one.hidden);
            assert!(lost.is_none(), "{}: {lost:?}", entity.key);
        }
        session.hide_module(module.key, false).unwrap();
    }
    let why = session.hide_module("customers", true).unwrap_err();
    assert_eq!(why.key(), "error.no_such_module");
}

#[test]
fn what_is_hidden_is_kept_and_comes_back_by_undo_or_by_being_shown() {
    let (session, _) = session();
    let firm = unit(&session, "鲲鹏", None);
    let kept = complaint(&session, firm);
    session.hide_module("complaints", true).unwrap();
    assert_eq!(hidden(&session), ["complaints"]);
    let mut states = session.modules().unwrap().into_iter();
    let state = states.find(|one| one.key == "complaints").unwrap();
    assert_eq!(state.records, 1);
    let info = session.catalog_info().unwrap();
    assert_eq!(info.hidden, ["complaint", "complaint_step"]);
    let of = |entity: &str| info.entities.iter().find(|one| one.key == entity).unwrap();
    let fields = |entity: &str| -> Vec<String> {
        let fields = of(entity).fields.iter().filter(|field| field.hidden);
        fields.map(|field| field.key.clone()).collect()
    };
    assert_eq!(fields("unit"), ["open_complaints", "open_complaints_all"]);
    assert_eq!(fields("task"), ["complaint", "complaint_step"]);
    // Nothing of it is gone, and it is still found and counted.
    assert!(!session.record("complaint", kept).unwrap().deleted);
    assert_eq!(
        session.record("unit", firm).unwrap().get("open_complaints"),
        &Value::Number(1)
    );
    session.undo().unwrap();
    assert!(hidden(&session).is_empty());
    session.redo().unwrap();
    assert_eq!(hidden(&session), ["complaints"]);
    session.hide_module("complaints", false).unwrap();
    assert!(hidden(&session).is_empty());
    assert!(session.records(HIDDEN_MODULE.key, 9).unwrap().is_empty());
    // Said twice it is one step.
    session.hide_module("complaints", false).unwrap();
    session.undo().unwrap();
    assert_eq!(hidden(&session), ["complaints"]);
}

#[test]
fn what_is_hidden_reminds_of_nothing_and_does_again() {
    let (session, _) = session();
    let firm = unit(&session, "鲲鹏", None);
    complaint(&session, firm);
    let sources = || -> Vec<String> {
        session.sweep_occasions().unwrap();
        let lines = session.occasions().unwrap().lines.into_iter();
        lines.map(|line| line.source).collect()
    };
    let offered = || {
        let all = session.occasion_sources().unwrap();
        all.iter().any(|one| one.key == "complaint_reply")
    };
    assert!(sources().contains(&"complaint_reply".to_owned()));
    assert!(offered());
    session.hide_module("complaints", true).unwrap();
    assert!(!sources().contains(&"complaint_reply".to_owned()));
    assert!(!offered());
    assert!(
        session.fire_due().unwrap().is_empty(),
        "nor does it speak by itself"
    );
    session.hide_module("complaints", false).unwrap();
    assert!(sources().contains(&"complaint_reply".to_owned()));
}

#[test]
fn what_is_hidden_is_not_asked_of_a_customer() {
    let (session, _) = session();
    let firm = unit(&session, "鲲鹏", None);
    let asked = || {
        let known = session.record_quality("unit", firm).unwrap();
        let coverage = known.coverage.unwrap();
        let sum: i64 = coverage
            .points
            .iter()
            .filter(|point| point.had.is_some())
            .map(|point| point.points)
            .sum();
        assert_eq!(sum, 100);
        let kept = session.record("unit", firm).unwrap();
        assert_eq!(kept.get("coverage"), &Value::Number(coverage.score));
        let mut points = coverage.points.iter();
        let decider = points.find(|point| point.key == "decider");
        let asks = known.questions.iter().any(|one| one.key == "decider");
        (decider.unwrap().had.is_some(), asks)
    };
    assert_eq!(asked(), (true, true));
    session.hide_module("decisions", true).unwrap();
    assert_eq!(asked(), (false, false));
    let weights = session.coverage_weights().unwrap();
    assert!(weights.iter().all(|one| one.aspect != "decider"));
    session.undo().unwrap();
    assert_eq!(asked(), (true, true));
}

#[test]
fn a_template_carries_what_is_hidden() {
    let (one, _) = session();
    one.hide_module("projects", true).unwrap();
    one.hide_module("lessons", true).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("我们的.json");
    one.save_template(Language::Zh, &path).unwrap();
    let saved = template_of(&path).unwrap();
    let (other, _) = session();
    let plan = other.template_plan(&saved, Language::Zh).unwrap();
    let items: Vec<_> = plan
        .items
        .iter()
        .filter(|item| item.what == TemplatePart::Hidden)
        .map(|item| (item.of.as_str(), item.label.as_str(), item.there))
        .collect();
    assert_eq!(
        items,
        [("projects", "项目", false), ("lessons", "经验教训", false)]
    );
    other.apply_template(&saved, Language::Zh).unwrap();
    assert_eq!(hidden(&other), ["projects", "lessons"]);
    other.undo().unwrap();
    assert!(hidden(&other).is_empty(), "one step takes all of it back");
    // One without a word of it hides nothing and shows nothing again.
    other.hide_module("files", true).unwrap();
    let plain = built_in().unwrap().remove(0);
    other.apply_template(&plain, Language::Zh).unwrap();
    assert_eq!(hidden(&other), ["files"]);
}

#[test]
fn a_foreign_column_is_not_guessed_to_be_hidden_and_goes_where_it_is_said_to() {
    let (session, _) = session();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sheet.csv");
    std::fs::write(&path, "客户名称,合作项目,满意度\n鲲鹏,产线,非常满意\n").unwrap();
    let silent = Report::silent();
    let open = |hidden: Hidden| {
        ImportSession::open(&path, 1, &session.catalog(), Language::Zh, &silent)
            .unwrap()
            .hiding(hidden)
    };
    let target = "cooperation.satisfaction";
    let plain = open(session.hidden().unwrap()).layout(0, None).unwrap();
    assert_eq!(plain.columns[2].target.as_deref(), Some(target));
    session.hide_module("satisfaction", true).unwrap();
    let mut import = open(session.hidden().unwrap());
    let mut layout = import.layout(0, None).unwrap();
    assert_eq!(layout.columns[2].target, None);
    layout.columns[2].target = Some(target.to_owned());
    import.plan(session.vault(), layout, &silent).unwrap();
    import.perform(session.vault(), &silent).unwrap();
    let made = session.records("cooperation", 1).unwrap().remove(0);
    assert_eq!(made.get("satisfaction"), &Value::choice("5"));
}
