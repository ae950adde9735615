//! Templates: each of the program's fits, says what it adds, adds it once, and goes with one undo.

use super::own_fields::define;
use super::{make, session};
use crate::base::Kind;
use crate::fields::FieldShape;
use crate::records::journal::HistoryState;
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Filter, Op};
use crate::session::templates::template_of;
use crate::templates::{TemplateItem, TemplatePart, built_in, read};

#[test]
fn each_of_the_programs_is_added_once_and_taken_back_in_one_step() {
    for template in built_in().unwrap() {
        for language in [Language::Zh, Language::En] {
            let (session, _) = session();
            let unit = make(&session, "unit", [("legal_name", Value::text("鲲鹏"))]);
            let before = session.catalog().own().len();
            let plan = session.template_plan(&template, language).unwrap();
            assert!(plan.items.len() > 5, "{}", plan.key);
            assert!(plan.items.iter().all(|item| !item.there), "{}", plan.key);
            session.apply_template(&template, language).unwrap();
            let after = session.template_plan(&template, language).unwrap();
            assert!(after.items.iter().all(|item| item.there), "{after:?}");
            let own = session.catalog().own().len();
            let fields = plan
                .items
                .iter()
                .filter(|item| item.what == TemplatePart::Field);
            assert_eq!(own - before, fields.count());
            // Its formulas read, and it is there in the other language too.
            for state in session.own_fields(language).unwrap() {
                if let Some(formula) = &state.shape.formula {
                    let tried = session.try_formula(&state.entity, state.kind, formula);
                    assert_eq!(tried.unwrap().len(), 1, "{formula}");
                }
            }
            // Its views show what they name, and nothing of them is lost on the way.
            let views = session.saved_views().unwrap();
            let named = plan.items.iter();
            let named = named.filter(|item| item.what == TemplatePart::View);
            assert_eq!(views.len(), named.count());
            assert!(!views.is_empty(), "{}", plan.key);
            for view in views {
                assert!(view.mended.is_empty(), "{:?}", view.mended);
                assert!(view.setting.columns.len() > 4 && view.setting.columns[0].pinned);
                let mut asked = crate::records::Query::all_of(&view.entity);
                asked.columns = view
                    .setting
                    .columns
                    .into_iter()
                    .map(|one| one.key)
                    .collect();
                asked.sort = view.setting.sort;
                asked.filter = view.setting.filter;
                assert!(asked.filter.is_some() && asked.sort.len() == 1);
                assert_eq!(
                    session.view(asked).unwrap().extent().records,
                    0,
                    "{}",
                    view.name
                );
            }
            let other = match language {
                Language::Zh => Language::En,
                Language::En => Language::Zh,
            };
            let again = session.template_plan(&template, other).unwrap();
            assert!(again.items.iter().all(|item| item.there), "{again:?}");
            session.apply_template(&template, other).unwrap();
            assert_eq!(session.catalog().own().len(), own);
            session.undo().unwrap();
            assert!(session.catalog().own().is_empty(), "{}", plan.key);
            assert!(session.numberings().unwrap().is_empty());
            assert!(session.saved_views().unwrap().is_empty());
            assert!(!session.record("unit", unit.id).unwrap().deleted);
        }
    }
}

#[test]
fn a_template_of_a_vault_holds_definitions_alone_and_loads_into_another() {
    let (one, _) = session();
    let template = built_in().unwrap().remove(1);
    one.apply_template(&template, Language::Zh).unwrap();
    make(&one, "unit", [("legal_name", Value::text("绝密客户"))]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("我们的.json");
    one.save_template(Language::Zh, &path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("授信额度") && !text.contains("绝密"));
    let (other, _) = session();
    let saved = template_of(&path).unwrap();
    other.apply_template(&saved, Language::Zh).unwrap();
    let labels = |session: &super::Session| {
        let own = session.own_fields(Language::Zh).unwrap();
        let mut told: Vec<_> = own
            .into_iter()
            .map(|one| (one.shape.label, one.kind as u8, one.shape.formula))
            .collect();
        told.sort();
        told
    };
    assert_eq!(labels(&other), labels(&one));
    let plan = other.template_plan(&template, Language::En).unwrap();
    assert!(plan.items.iter().all(|item| item.there), "{plan:?}");
}

#[test]
fn a_view_that_could_not_be_shown_whole_is_left_out() {
    let names = |session: &super::Session| -> Vec<String> {
        let all = session.saved_views().unwrap();
        all.into_iter().map(|one| one.name).collect()
    };
    let (session, _) = session();
    // Of that name there is a field that no percentage can be asked of.
    define(&session, "unit", K::Bool, "授信使用率");
    let finance = built_in().unwrap().remove(1);
    session.apply_template(&finance, Language::Zh).unwrap();
    let brought = names(&session);
    assert!(
        !brought.is_empty() && !brought.contains(&"授信将用完".to_owned()),
        "{brought:?}"
    );

    let headcount = define(&session, "unit", K::Number, "人数");
    let more = Filter::Test {
        field: headcount.clone(),
        op: Op::Gt,
        values: vec![Value::Raw("100".into())],
    };
    let mut view = session.saved_views().unwrap().remove(0).setting;
    view.filter = Some(more);
    session.save_view("unit", "百人以上", &view).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ours.json");
    let has_it = || {
        session.save_template(Language::Zh, &path).unwrap();
        std::fs::read_to_string(&path).unwrap().contains("百人以上")
    };
    assert!(has_it());
    let own = session.own_fields(Language::Zh).unwrap();
    let mut shape = own
        .into_iter()
        .find(|one| one.key == headcount)
        .unwrap()
        .shape;
    shape.retired = true;
    session.edit_field("unit", &headcount, &shape).unwrap();
    assert!(!has_it(), "without what it asks for it is another view");
}

#[test]
fn checklists_go_along_with_their_steps_and_come_in_once() {
    let (one, _) = session();
    let list = [
        ("name", Value::text("新客户开户")),
        ("purpose", Value::choice("renewal")),
    ];
    let list = make(&one, "checklist", list).id;
    for (seq, name, days) in [(2, "回访", Some(7)), (1, "建档", None)] {
        let step = [
            ("checklist", Value::to(list)),
            ("seq", Value::Number(seq)),
            ("name", Value::text(name)),
            ("offset_days", days.map_or(Value::Null, Value::Number)),
            ("working_days", Value::Bool(days.is_some())),
        ];
        make(&one, "checklist_item", step);
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("我们的.json");
    one.save_template(Language::Zh, &path).unwrap();
    let saved = template_of(&path).unwrap();
    let (other, _) = session();
    // Twice: what is there stays as it is.
    for there in [false, true] {
        let plan = other.template_plan(&saved, Language::Zh).unwrap();
        let item = |item: &&TemplateItem| item.what == TemplatePart::Checklist;
        let told: Vec<_> = plan.items.iter().filter(item).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].label.as_str(), told[0].there),
            ("新客户开户", there)
        );
        other.apply_template(&saved, Language::Zh).unwrap();
    }
    let lists = other.records("checklist", 9).unwrap();
    assert_eq!(lists.len(), 1);
    assert_eq!(lists[0].get("purpose"), &Value::choice("renewal"));
    let mut steps = other.records("checklist_item", 9).unwrap();
    steps.sort_by_key(|step| format!("{:?}", step.get("seq")));
    let told = steps
        .iter()
        .map(|step| (step.get("name"), step.get("offset_days")));
    assert!(told.eq([
        (&Value::text("建档"), &Value::Null),
        (&Value::text("回访"), &Value::Number(7)),
    ]));
    assert_eq!(steps[1].get("working_days"), &Value::Bool(true));
    // In one step of undo.
    other.undo().unwrap();
    assert!(other.records("checklist", 9).unwrap().is_empty());
}

#[test]
fn formulas_are_saved_after_what_they_ask_for_and_rhythms_with_whom_they_are_for() {
    let (one, _) = session();
    let field = |label: &str, formula: Option<&str>| {
        let shape = FieldShape {
            label: label.to_owned(),
            formula: formula.map(str::to_owned),
            ..FieldShape::default()
        };
        one.define_field("unit", K::Number, None, &shape, &[])
            .unwrap()
    };
    let [a, b] = [field("底数", None), field("两倍", Some("底数 * 2"))];
    let c = field("四倍", Some("两倍 * 2"));
    one.order_fields("unit", &[c, b, a.clone()]).unwrap();
    let rhythm = [
        ("name", Value::text("重点")),
        ("tag", Value::text("战略客户")),
        ("skip_holidays", Value::Bool(false)),
    ];
    make(&one, "rhythm", rhythm);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("我们的.json");
    one.save_template(Language::Zh, &path).unwrap();
    let saved = template_of(&path).unwrap();
    let (other, _) = session();
    other.apply_template(&saved, Language::Zh).unwrap();
    assert_eq!(other.catalog().own().len(), 3);
    let rhythm = other.records("rhythm", 1).unwrap().remove(0);
    assert_eq!(rhythm.get("tag"), &Value::text("战略客户"));
    assert_eq!(rhythm.get("skip_holidays"), &Value::Bool(false));
    // A field that is put away comes back with what others ask of it.
    for key in other.catalog().own().iter().rev() {
        let states = other.own_fields(Language::Zh).unwrap();
        let state = states.into_iter().find(|one| one.key == key.key).unwrap();
        let shape = FieldShape {
            retired: true,
            ..state.shape
        };
        other.edit_field("unit", &key.key, &shape).unwrap();
    }
    assert!(other.catalog().own().is_empty());
    other.save_template(Language::Zh, &path).unwrap();
    let plan = other.template_plan(&saved, Language::Zh).unwrap();
    let fields = plan
        .items
        .iter()
        .filter(|item| item.what == TemplatePart::Field);
    assert!(fields.clone().all(|item| !item.there));
    other.apply_template(&saved, Language::Zh).unwrap();
    assert_eq!(other.catalog().own().len(), 3);
}

#[test]
fn a_file_that_is_no_template_is_named() {
    for (text, kind, key) in [
        ("", Kind::Damaged, "error.template_damaged"),
        ("{\"format\": 1}", Kind::Damaged, "error.template_damaged"),
        ("PK\u{3}\u{4}", Kind::Damaged, "error.template_damaged"),
        (
            "{\"format\": 2}",
            Kind::NewerVersion,
            "error.template_newer",
        ),
    ] {
        let why = read(text.as_bytes()).unwrap_err();
        assert_eq!((why.kind(), why.key()), (kind, key), "{text}");
    }
    // One that defines what cannot be adds nothing at all.
    let (session, _) = session();
    let wrong = r#"{"format":1,"key":"","name":"坏","about":"","fields":[
        {"id":"a","entity":"unit","kind":"text","label":"好"},
        {"id":"b","entity":"unit","kind":"number","label":"坏","formula":"没有 + 1"}]}"#;
    let template = read(wrong.as_bytes()).unwrap();
    let why = session.apply_template(&template, Language::Zh).unwrap_err();
    assert_eq!(why.key(), "error.formula_no_name");
    assert!(session.catalog().own().is_empty());
}

#[test]
fn a_new_vault_asks_for_its_customers_by_a_rhythm_each_level_until_that_is_switched_off() {
    let ask = |session: &crate::session::Session| {
        let values = [
            ("legal_name", Value::text("鲲鹏")),
            ("level", Value::choice("a")),
        ];
        make(session, "unit", values);
        session.sweep_occasions().unwrap();
        let sources = session.occasion_sources().unwrap();
        let rhythm = sources.into_iter().find(|one| one.key == "rhythm");
        rhythm.map(|one| (one.on, one.coming))
    };
    let (session, _) = session();
    session.furnish(None, Language::Zh).unwrap();
    assert_eq!(session.records("rhythm", 9).unwrap().len(), 4);
    assert_eq!(session.usual_rhythms(Language::Zh).unwrap(), []);
    // Nobody has done anything yet, and what was laid there stands in the journal.
    let nothing = HistoryState::default();
    assert_eq!(session.history_state().unwrap(), nothing);
    assert_eq!(session.undo().unwrap(), nothing);
    let steps = session.steps(None, 9, None).unwrap();
    assert_eq!(steps.len(), 1, "{steps:?}");
    let rhythm = session.records("rhythm", 9).unwrap()[0].id;
    let entered = session.hands(rhythm).unwrap().entered.unwrap();
    assert_eq!(entered.by, "Steward");
    assert_eq!(ask(&session), Some((true, 1)));
    // The first step of the user's is undone, and nothing before it.
    assert!(session.history_state().unwrap().undo.is_some());
    assert_eq!(session.undo().unwrap().undo, None);
    assert_eq!(session.records("rhythm", 9).unwrap().len(), 4);
    session.redo().unwrap();
    // A template that brings its own is left alone.
    let brings = built_in().unwrap();
    let brings = brings.iter().find(|one| {
        let plan = session.template_plan(one, Language::Zh).unwrap();
        plan.items
            .iter()
            .any(|item| item.what == TemplatePart::Rhythm)
    });
    let (other, _) = super::session();
    other.furnish(brings, Language::Zh).unwrap();
    let plan = other.template_plan(brings.unwrap(), Language::Zh).unwrap();
    let of_it = plan
        .items
        .iter()
        .filter(|item| item.what == TemplatePart::Rhythm);
    assert_eq!(other.records("rhythm", 20).unwrap().len(), of_it.count());
}
