//! A template saved in one vault and loaded into another one: what was said of choices, rhythms and tables
//! comes along, and codes of two vaults do not get in each other's way.

use super::{make, session};
use crate::fields::FieldShape;
use crate::records::choices::Choice;
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Filter, Op, Sort};
use crate::session::Session;
use crate::session::templates::template_of;
use crate::settings::ops::ChoiceShape;
use crate::settings::views::{ColumnSetting, MoneyScale, ViewSetting};
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

fn column(key: &str) -> ColumnSetting {
    ColumnSetting {
        key: key.to_owned(),
        width: 120,
        pinned: false,
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

#[test]
fn views_mean_the_same_fields_and_choices_in_another_vault() {
    let (one, _) = session();
    let shape = |label: &str| FieldShape {
        label: label.to_owned(),
        ..FieldShape::default()
    };
    let field = |session: &Session, choices: &[&str]| {
        let choices: Vec<String> = choices.iter().map(|&one| one.to_owned()).collect();
        session
            .define_field("unit", K::Choice, None, &shape("渠道"), &choices)
            .unwrap()
    };
    let channel = field(&one, &["展会", "官网"]);
    let level = one.add_choice("unit_level", "样板").unwrap();
    let asks = |field: &str, code: &str| Filter::Test {
        field: field.to_owned(),
        op: Op::In,
        values: vec![Value::choice(code)],
    };
    let expo = called(&one, &channel, "展会").code;
    let shown = ["legal_name", "level", channel.as_str()];
    let view = ViewSetting {
        columns: shown.map(column).to_vec(),
        sort: vec![Sort {
            field: channel.clone(),
            descending: true,
        }],
        group: Some(channel.clone()),
        filter: Some(Filter::All {
            all: vec![
                asks("level", &level),
                Filter::Not {
                    not: Box::new(asks(&channel, &expo)),
                },
            ],
        }),
        scales: [("coop_amount".to_owned(), MoneyScale::Wan)].into(),
        view: None,
    };
    one.save_view("unit", "战略客户", &view).unwrap();
    let template = saved(&one);

    // There it is another field of that name, whose choice of that name has another code.
    let (other, _) = session();
    let mine = field(&other, &["甲"]);
    let first = other.catalog_info().unwrap().choices;
    let first = first.into_iter().find(|one| one.list == mine).unwrap();
    let renamed = self::shape(Some("展会"), &[], None, false);
    other.edit_choice(&mine, &first.code, &renamed).unwrap();
    assert_ne!(first.code, expo);
    other.add_choice("unit_level", "样").unwrap();
    let plan = other.template_plan(&template, Language::Zh).unwrap();
    let item = plan.items.last().unwrap();
    assert_eq!(
        (item.what, item.of.as_str(), item.label.as_str(), item.there),
        (TemplatePart::View, "unit", "战略客户", false)
    );
    load(&other, &template);
    let loaded = other.saved_views().unwrap().remove(0);
    let level = called(&other, "unit_level", "样板").code;
    assert_eq!(
        loaded.setting.filter,
        Some(Filter::All {
            all: vec![
                asks("level", &level),
                Filter::Not {
                    not: Box::new(asks(&mine, &first.code)),
                },
            ],
        })
    );
    assert_eq!(loaded.setting.sort[0].field, mine);
    assert_eq!(loaded.setting.group.as_deref(), Some(mine.as_str()));
    let keys: Vec<_> = loaded.setting.columns.iter().map(|one| &*one.key).collect();
    assert_eq!(keys, ["legal_name", "level", &mine]);
    assert_eq!(loaded.setting.scales, view.scales);
    // Once; and with one step back all of it is gone.
    let again = other.template_plan(&template, Language::Zh).unwrap();
    assert!(again.items.iter().all(|item| item.there), "{again:?}");
    load(&other, &template);
    assert_eq!(other.saved_views().unwrap().len(), 1);
    other.undo().unwrap();
    assert!(other.saved_views().unwrap().is_empty());
}

#[test]
fn a_view_that_names_somebody_stays_in_its_vault() {
    let (one, _) = session();
    let unit = make(&one, "unit", [("legal_name", Value::text("绝密客户"))]);
    let asks = |field: &str, op: Op, value: Value| ViewSetting {
        columns: vec![column("legal_name")],
        filter: Some(Filter::Not {
            not: Box::new(Filter::Test {
                field: field.to_owned(),
                op,
                values: vec![value],
            }),
        }),
        ..ViewSetting::default()
    };
    let text = |text: &str| Value::Raw(text.to_owned());
    for (name, view) in [
        ("下属", asks("parent", Op::Under, Value::to(unit.id))),
        ("绝密的", asks("legal_name", Op::Contains, text("绝密"))),
        ("林工的", asks("owner", Op::Eq, text("林工"))),
        ("本月的", asks("since_on", Op::Eq, text("本月"))),
        ("展会的", asks("tags", Op::Contains, text("展会"))),
    ] {
        one.save_view("unit", name, &view).unwrap();
    }
    let template = saved(&one);
    let (other, _) = session();
    load(&other, &template);
    let loaded = other.saved_views().unwrap().into_iter();
    let names: Vec<String> = loaded.map(|one| one.name).collect();
    assert_eq!(names, ["本月的", "展会的"]);
}
