//! Views with a name: kept, changed and dropped as steps of undo, in the vault and so in its backups, and
//! brought to the fields as they are now.

use super::own_fields::define;
use super::{make, query, session, unit};
use crate::base::Id;
use crate::base::error::Kind;
use crate::fields::follow::{Asking, Going};
use crate::fields::recast::KindOrder;
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Filter, Op, Sort};
use crate::session::{NamedView, Session};
use crate::settings::views::{ColumnSetting, MoneyScale, ViewSetting};

fn column(key: &str) -> ColumnSetting {
    ColumnSetting {
        key: key.to_owned(),
        width: 120,
        pinned: false,
    }
}

fn test(field: &str, op: Op, value: Value) -> Filter {
    Filter::Test {
        field: field.into(),
        op,
        values: vec![value],
    }
}

/// The important customers, by what is done with them.
fn important(also: &[&str]) -> ViewSetting {
    let shown = ["legal_name", "level", "coop_amount"];
    ViewSetting {
        columns: shown.iter().chain(also).map(|key| column(key)).collect(),
        sort: vec![Sort {
            field: "coop_amount".into(),
            descending: true,
        }],
        group: Some("level".into()),
        filter: Some(Filter::All {
            all: vec![test("level", Op::In, Value::choice("a"))],
        }),
        scales: [("coop_amount".to_owned(), MoneyScale::Yi)].into(),
        view: None,
    }
}

fn one(session: &Session, id: Id) -> NamedView {
    let all = session.saved_views().unwrap();
    all.into_iter().find(|one| one.id == id).unwrap()
}

fn names(session: &Session) -> Vec<String> {
    let all = session.saved_views().unwrap();
    all.into_iter().map(|one| one.name).collect()
}

#[test]
fn a_view_is_kept_changed_and_dropped_as_steps_of_undo() {
    let (session, _) = session();
    let kept = important(&[]);
    let id = session.save_view("unit", " 大客户·华东 ", &kept).unwrap();
    let found = one(&session, id);
    assert_eq!(
        (found.entity.as_str(), found.name.as_str()),
        ("unit", "大客户·华东")
    );
    assert_eq!((&found.setting, found.mended.len()), (&kept, 0));

    let wider = ViewSetting {
        group: None,
        // What was chosen belongs to the table and not to the view.
        view: Some(id),
        ..important(&["owner"])
    };
    session.save_over_view(id, &wider).unwrap();
    assert_eq!(
        one(&session, id).setting,
        ViewSetting {
            view: None,
            ..wider
        }
    );
    session.rename_view(id, "大客户").unwrap();
    session.delete_view(id).unwrap();
    assert!(names(&session).is_empty());
    session.undo().unwrap();
    assert_eq!(names(&session), ["大客户"]);
    session.undo().unwrap();
    assert_eq!(names(&session), ["大客户·华东"]);
    session.undo().unwrap();
    assert_eq!(one(&session, id).setting, kept);
    session.undo().unwrap();
    assert!(names(&session).is_empty());
    for _ in 0..4 {
        session.redo().unwrap();
    }
    assert!(names(&session).is_empty());
    // Nobody's record: no table shows it, none counts it.
    assert!(
        session
            .catalog()
            .entities()
            .iter()
            .all(|one| one.key != "saved_view")
    );
}

#[test]
fn two_views_of_a_table_have_two_names() {
    let (session, _) = session();
    let key = |result: crate::base::Result<Id>| result.unwrap_err().key();
    let view = ViewSetting::default();
    let first = session.save_view("unit", "重点 ABC", &view).unwrap();
    assert_eq!(
        key(session.save_view("unit", "重点　abc", &view)),
        "error.view_taken"
    );
    // Another table's may.
    session.save_view("contact", "重点 ABC", &view).unwrap();
    assert_eq!(
        key(session.save_view("unit", "  ", &view)),
        "error.required"
    );
    assert_eq!(
        key(session.save_view("unit", &"长".repeat(41), &view)),
        "error.too_long"
    );
    assert_eq!(
        key(session.save_view("field_def", "甲", &view)),
        "error.view_of_no_table"
    );
    let second = session.save_view("unit", "其他", &view).unwrap();
    let taken = session.rename_view(second, "重点 abc").unwrap_err();
    assert_eq!(taken.key(), "error.view_taken");
    // It may be called as it is, in other letters.
    session.rename_view(first, "重点 abc").unwrap();
    session.delete_view(second).unwrap();
    for gone in [
        session.rename_view(second, "x"),
        session.save_over_view(second, &view),
    ] {
        assert_eq!(gone.unwrap_err().kind(), Kind::NotFound);
    }
    // The name of one that was dropped is free; bringing that back makes two, and neither is lost.
    session.save_view("unit", "其他", &view).unwrap();
}

#[test]
fn a_view_goes_on_with_the_fields_and_says_what_is_gone() {
    use {Asking as A, Going as B};
    let (session, _) = session();
    unit(&session, "甲", None);
    let [headcount, gone] = ["人数", "渠道"].map(|label| define(&session, "unit", K::Text, label));
    let kept = ViewSetting {
        sort: vec![Sort {
            field: headcount.clone(),
            descending: false,
        }],
        filter: Some(test(&gone, Op::Eq, Value::text("展会"))),
        ..important(&[&headcount, &gone, "x_nobody"])
    };
    let id = session.save_view("unit", "按人数", &kept).unwrap();
    assert_eq!(
        one(&session, id).mended.len(),
        1,
        "but for the one nobody made"
    );
    let order = KindOrder {
        entity: "unit".to_owned(),
        key: headcount.clone(),
        kind: K::Number,
        lost: 0,
    };
    let number = session.change_field_kind(&order, Language::Zh).unwrap();
    let own = session.own_fields(Language::Zh).unwrap();
    let mut shape = own.into_iter().find(|one| one.key == gone).unwrap().shape;
    shape.retired = true;
    session.edit_field("unit", &gone, &shape).unwrap();

    let now = one(&session, id);
    let keys: Vec<_> = now.setting.columns.iter().map(|one| &*one.key).collect();
    assert_eq!(keys, ["legal_name", "level", "coop_amount", &number]);
    assert_eq!(now.setting.sort[0].field, number);
    assert_eq!(now.setting.filter, None);
    let mut told: Vec<_> = now
        .mended
        .iter()
        .map(|one| (one.asking, one.label.as_str(), one.became))
        .collect();
    told.sort_by_key(|one| format!("{one:?}"));
    assert_eq!(
        told,
        [
            (A::Column, "", B::Gone),
            (A::Column, "人数", B::Followed),
            (A::Column, "渠道", B::Retired),
            (A::Filter, "渠道", B::Retired),
            (A::Sort, "人数", B::Followed),
        ]
    );
    // The table can be shown so; and what was kept is all there again once the field is.
    let mut asked = query(&["legal_name"]);
    asked.sort.clone_from(&now.setting.sort);
    session.view(asked).unwrap();
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(one(&session, id).setting.filter, kept.filter);
}

#[test]
fn a_filter_of_a_view_follows_a_tag_that_is_called_otherwise() {
    let (session, _) = session();
    let tags = |tag: &str| ("tags", Value::Texts(vec![tag.to_owned()]));
    make(
        &session,
        "unit",
        [("legal_name", Value::text("甲")), tags("老客户")],
    );
    let asks = |tag: &str| Some(test("tags", Op::Contains, Value::text(tag)));
    let kept = ViewSetting {
        filter: asks("老客户"),
        ..important(&[])
    };
    let id = session.save_view("unit", "老", &kept).unwrap();
    session.rename_tag("老客户", "重点").unwrap();
    assert_eq!(one(&session, id).setting.filter, asks("重点"));
}

#[test]
fn what_another_program_kept_in_another_way_is_passed_over_and_stays() {
    let (session, _) = session();
    let id = session.save_view("unit", "甲", &important(&[])).unwrap();
    let put = |text: &str| {
        session
            .vault()
            .write("test", |tx| {
                tx.sql()
                    .execute("UPDATE saved_view SET setting = ?", [text])
                    .map_err(Into::into)
            })
            .unwrap();
    };
    put("{\"shape\": 2}");
    assert!(session.saved_views().unwrap().is_empty());
    put("{\"columns\":[],\"sort\":[],\"group\":null,\"filter\":null,\"newer\":1}");
    assert_eq!(one(&session, id).setting, ViewSetting::default());
}
