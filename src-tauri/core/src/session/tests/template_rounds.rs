//! A template saved in one vault and loaded into another one: what was said of choices, rhythms and tables
//! comes along, and codes of two vaults do not get in each other's way.

use super::{make, session};
use crate::fields::FieldShape;
use crate::records::choices::Choice;
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::session::Session;
use crate::session::templates::template_of;
use crate::settings::ops::ChoiceShape;
use crate::templates::{Template, TemplatePart};

fn saved(session: &Session) -> Template {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("我们的.json");
    session.save_template(Language::Zh, &path).unwrap();
    template_of(&path).unwrap()
}

fn load(session: &Session, template: &Template) {
    session.apply_template(template, Language::Zh).unwrap();
}

fn of(session: &Session, list: &str) -> Vec<Choice> {
    let mut all = session.catalog_info().unwrap().choices;
    all.retain(|one| one.list == list);
    all
}

fn called(session: &Session, list: &str, label: &str) -> Choice {
    let all = of(session, list).into_iter();
    let mut all = all.filter(|one| one.label.as_deref() == Some(label));
    all.next().unwrap()
}

fn shape(
    label: Option<&str>,
    aliases: &[&str],
    colour: Option<&str>,
    retired: bool,
) -> ChoiceShape {
    ChoiceShape {
        label: label.map(str::to_owned),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        colour: colour.map(str::to_owned),
        retired,
    }
}

#[test]
fn a_rhythm_that_counts_visits_alone_still_does() {
    let (one, _) = session();
    let values = [
        ("name", Value::text("只算拜访")),
        ("level", Value::choice("a")),
        ("kinds", Value::Choices(vec!["visit".into()])),
    ];
    make(&one, "rhythm", values);
    let (other, _) = session();
    load(&other, &saved(&one));
    let rhythm = other.records("rhythm", 9).unwrap().remove(0);
    assert_eq!(rhythm.get("kinds"), &Value::Choices(vec!["visit".into()]));
    assert_eq!(rhythm.get("level"), &Value::choice("a"));
}

#[test]
fn a_renamed_level_of_ones_own_loads_with_all_that_is_of_it() {
    let (one, _) = session();
    let level = one.add_choice("unit_level", "战略").unwrap();
    let kind = one.add_choice("unit_kind", "合资企业").unwrap();
    let renamed = shape(Some("核心"), &["HX"], Some("#c8574b"), false);
    one.edit_choice("unit_level", &level, &renamed).unwrap();
    let renamed = shape(Some("联营企业"), &[], None, false);
    one.edit_choice("unit_kind", &kind, &renamed).unwrap();
    let rhythm = [
        ("name", Value::text("核心客户")),
        ("level", Value::choice(&*level)),
    ];
    make(&one, "rhythm", rhythm);
    let field = FieldShape {
        label: "出资比例".to_owned(),
        kinds: vec![kind.clone()],
        ..FieldShape::default()
    };
    one.define_field("unit", K::Text, None, &field, &[])
        .unwrap();
    one.set_numbering("unit", Some(&kind), "LY-{0001}").unwrap();
    let template = saved(&one);

    // A code that is free is kept; one that is another's here becomes another one.
    for taken in [false, true] {
        let (other, _) = session();
        if taken {
            for (list, label) in [("unit_level", "战略"), ("unit_kind", "合资企业")] {
                other.add_choice(list, label).unwrap();
            }
            let taken = called(&other, "unit_kind", "合资企业").code;
            other
                .set_numbering("unit", Some(&taken), "HZ-{0001}")
                .unwrap();
        }
        load(&other, &template);
        let loaded = called(&other, "unit_level", "核心");
        assert_eq!(loaded.code == level, !taken);
        assert_eq!(loaded.aliases, ["HX"]);
        assert_eq!(loaded.colour.as_deref(), Some("#c8574b"));
        let rhythm = other.records("rhythm", 9).unwrap().remove(0);
        assert_eq!(rhythm.get("level"), &Value::Choice(loaded.code));
        let kind = called(&other, "unit_kind", "联营企业").code;
        let own = other.catalog().own()[0].clone();
        assert_eq!(own.kinds, std::slice::from_ref(&kind));
        let rules = other.numberings().unwrap();
        assert!(rules.iter().any(|one| one.kind.as_ref() == Some(&kind)));
        let again = other.template_plan(&template, Language::Zh).unwrap();
        assert!(again.items.iter().all(|item| item.there), "{again:?}");
        other.undo().unwrap();
        let left = of(&other, "unit_level");
        assert!(left.iter().all(|one| one.label.as_deref() != Some("核心")));
    }
}

#[test]
fn what_was_said_of_the_programs_choices_loads_where_nobody_said_otherwise() {
    let (one, _) = session();
    let say = |session: &Session, code: &str, shape: &ChoiceShape| {
        session.edit_choice("unit_level", code, shape).unwrap();
    };
    say(
        &one,
        "a",
        &shape(Some("重点"), &["VIP"], Some("#4a7fc1"), false),
    );
    say(&one, "c", &shape(None, &[], None, true));
    let own = one.add_choice("unit_level", "观察").unwrap();
    say(&one, &own, &shape(Some("观察"), &[], Some("#7d8187"), true));
    let mut order: Vec<String> = of(&one, "unit_level")
        .into_iter()
        .map(|one| one.code)
        .collect();
    order.reverse();
    one.order_choices("unit_level", &order).unwrap();
    let template = saved(&one);

    let (other, _) = session();
    load(&other, &template);
    let told = |session: &Session| {
        let all = of(session, "unit_level").into_iter();
        all.map(|one| (one.code, one.label, one.aliases, one.colour, one.retired))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&other), told(&one));

    let (third, _) = session();
    say(&third, "a", &shape(Some("甲级"), &[], None, false));
    let plan = third.template_plan(&template, Language::Zh).unwrap();
    let there = plan
        .items
        .iter()
        .filter(|item| item.what == TemplatePart::Choice && item.there);
    assert_eq!(there.count(), 1, "{plan:?}");
    load(&third, &template);
    let a = of(&third, "unit_level")
        .into_iter()
        .find(|one| one.code == "a")
        .unwrap();
    assert_eq!(a.label.as_deref(), Some("甲级"));
}

#[test]
fn choices_of_a_field_of_ones_own_keep_what_was_said_of_them() {
    let (one, _) = session();
    let field = FieldShape {
        label: "渠道".to_owned(),
        ..FieldShape::default()
    };
    let choices = ["直销", "代理"].map(str::to_owned);
    let key = one
        .define_field("unit", K::Choice, None, &field, &choices)
        .unwrap();
    let mut codes: Vec<String> = of(&one, &key).into_iter().map(|one| one.code).collect();
    one.edit_choice(
        &key,
        &codes[0],
        &shape(Some("自营"), &["直"], Some("#7b9440"), false),
    )
    .unwrap();
    codes.reverse();
    one.order_choices(&key, &codes).unwrap();
    let (other, _) = session();
    load(&other, &saved(&one));
    let loaded = other.catalog().own()[0].key.clone();
    let told = |session: &Session, key: &str| {
        let all = of(session, key).into_iter();
        all.map(|one| (one.code, one.label, one.aliases, one.colour))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&other, &loaded), told(&one, &key));
}

#[test]
fn a_table_shows_the_columns_it_showed_where_it_was_saved() {
    let (one, _) = session();
    let field = |session: &Session, label: &str| {
        let shape = FieldShape {
            label: label.to_owned(),
            ..FieldShape::default()
        };
        session
            .define_field("unit", K::Text, None, &shape, &[])
            .unwrap()
    };
    let own = field(&one, "投标编号");
    let column = |key: &str| serde_json::json!({"key": key, "width": 120, "pinned": false});
    let view = serde_json::json!({"columns": [column("legal_name"), column("website"), column(&own)],
        "sort": [], "group": null, "filter": null});
    one.set_setting("views", &serde_json::json!({ "customers": view }))
        .unwrap();
    let (other, _) = session();
    // Its keys are others here.
    field(&other, "别的");
    load(&other, &saved(&one));
    let views: serde_json::Value = other.setting("views").unwrap().unwrap();
    let shown = views["customers"]["columns"].as_array().unwrap();
    let keys: Vec<&str> = shown.iter().filter_map(|one| one["key"].as_str()).collect();
    let states = other.own_fields(Language::Zh).unwrap();
    let mine = states
        .into_iter()
        .find(|one| one.shape.label == "投标编号")
        .unwrap();
    assert!(keys.contains(&mine.key.as_str()), "{keys:?}");
    assert!(keys.contains(&"website"), "{keys:?}");
}
