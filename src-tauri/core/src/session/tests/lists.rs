//! The lists of choices as the user wants them.

use super::*;
use crate::base::{Report, Result};
use crate::exchange::ImportSession;
use crate::records::choices::Choice;
use crate::records::{Filter, Op, Sort};
use crate::settings::ops::ChoiceShape;

fn of(session: &Session, list: &str) -> Vec<Choice> {
    let all = session.catalog_info().unwrap().choices;
    all.into_iter()
        .filter(|choice| choice.list == list)
        .collect()
}

fn codes(session: &Session, list: &str) -> Vec<String> {
    of(session, list)
        .into_iter()
        .map(|choice| choice.code)
        .collect()
}

fn shape(session: &Session, list: &str, code: &str) -> ChoiceShape {
    let found = of(session, list)
        .into_iter()
        .find(|choice| choice.code == code);
    let Choice {
        label,
        aliases,
        colour,
        retired,
        ..
    } = found.unwrap();
    ChoiceShape {
        label,
        aliases,
        colour,
        retired,
    }
}

fn change(
    session: &Session,
    list: &str,
    code: &str,
    how: impl FnOnce(&mut ChoiceShape),
) -> Result<()> {
    let mut shape = shape(session, list, code);
    how(&mut shape);
    session.edit_choice(list, code, &shape)
}

fn at_level(session: &Session, name: &str, level: &str) -> Result<Id> {
    let values = [
        ("legal_name", Value::text(name)),
        ("level", Value::Raw(level.into())),
    ];
    let made = session.apply(&ChangeSet::create("op.create", "unit", values))?;
    Ok(made.records[0].id)
}

fn level(session: &Session, id: Id) -> Value {
    session.record("unit", id).unwrap().get("level").clone()
}

fn set_level(session: &Session, id: Id, code: &str) -> Result<()> {
    let rev = session.record("unit", id).unwrap().rev;
    let values = [("level", Value::choice(code))];
    let set = ChangeSet::update("op.edit", "unit", id, rev, values);
    session.apply(&set).map(|_| ())
}

#[test]
fn a_choice_of_ones_own_is_read_by_name_and_other_spellings() {
    let (session, _) = session();
    let code = session.add_choice("unit_level", " 重要客户 ").unwrap();
    assert_eq!(code, "zhongyaokehu");
    assert_eq!(session.add_choice("unit_level", "VIP 1").unwrap(), "vip1");
    assert_eq!(
        codes(&session, "unit_level"),
        ["a", "b", "c", "d", "zhongyaokehu", "vip1"]
    );
    let colours: Vec<_> = of(&session, "unit_level")
        .into_iter()
        .map(|c| c.colour)
        .collect();
    assert!(colours[4].is_some() && colours[4] != colours[5]);
    change(&session, "unit_level", "vip1", |vip| {
        vip.label = Some("贵宾".into());
        vip.aliases = vec!["VIP".into(), "五星".into()];
    })
    .unwrap();
    for text in ["贵宾", "vip", "五星", "vip1"] {
        let id = at_level(&session, &format!("甲{text}"), text).unwrap();
        assert_eq!(level(&session, id), Value::choice("vip1"), "{text}");
    }
    let pasted = session
        .paste_plan(&crate::session::Paste {
            entity: "unit".into(),
            rows: vec![at_level(&session, "乙", "a").unwrap()],
            columns: text_columns(&["level"], 0),
            text: vec![vec!["重要客户".into()]],
        })
        .unwrap();
    assert_eq!(pasted.cells[0].value, Some(Value::choice("zhongyaokehu")));
    // A built-in choice called otherwise gives its word free, and still answers to it till then.
    change(&session, "unit_level", "a", |a| {
        a.label = Some("核心".into());
    })
    .unwrap();
    let id = at_level(&session, "丙", "战略").unwrap();
    assert_eq!(level(&session, id), Value::choice("a"));
    let own = session.add_choice("unit_level", "战略").unwrap();
    let id = at_level(&session, "丁", "战略").unwrap();
    assert_eq!(level(&session, id), Value::choice(own));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (session, _) = session();
    let key = |result: Result<()>| result.unwrap_err().key().to_owned();
    let add = |list: &str, label: &str| key(session.add_choice(list, label).map(|_| ()));
    assert_eq!(add("unit_level", "  "), "error.required");
    assert_eq!(add("unit_level", "B"), "error.choice_taken");
    assert_eq!(add("unit_kind", "GROUP"), "error.choice_taken");
    assert_eq!(add("task_state", "等待"), "error.choices_fixed");
    assert_eq!(add("no_such_list", "等待"), "error.choices_fixed");
    let edit =
        |list: &str, code: &str, how: fn(&mut ChoiceShape)| key(change(&session, list, code, how));
    assert_eq!(
        edit("unit_level", "b", |b| b.aliases = vec!["ａ".into()]),
        "error.choice_taken"
    );
    assert_eq!(
        edit("unit_level", "b", |b| b.colour = Some("red".into())),
        "error.not_a_colour"
    );
    assert_eq!(
        edit("unit_kind", "company", |c| c.retired = true),
        "error.choice_needed"
    );
    assert_eq!(
        edit("task_state", "done", |c| c.retired = true),
        "error.choice_needed"
    );
    let wild = session.order_choices("unit_level", &["x".to_owned()]);
    assert_eq!(key(wild), "error.no_such_choice");
    assert_eq!(codes(&session, "unit_level"), ["a", "b", "c", "d"]);
    // A value must be a code, not what a code is called.
    let id = at_level(&session, "甲", "a").unwrap();
    assert_eq!(key(set_level(&session, id, "重点")), "error.no_such_choice");
}

#[test]
fn what_is_retired_stays_where_it_stands_and_goes_nowhere_else() {
    let (session, _) = session();
    let (one, other) = (
        at_level(&session, "甲", "c").unwrap(),
        at_level(&session, "乙", "a").unwrap(),
    );
    change(&session, "unit_level", "c", |c| c.retired = true).unwrap();
    assert_eq!(level(&session, one), Value::choice("c"));
    set_level(&session, one, "c").unwrap();
    let refused = |result: Result<()>| result.unwrap_err().key().to_owned();
    assert_eq!(
        refused(set_level(&session, other, "c")),
        "error.choice_retired"
    );
    assert_eq!(
        refused(at_level(&session, "丙", "c").map(|_| ())),
        "error.choice_retired"
    );
    let pasted = session
        .paste_plan(&crate::session::Paste {
            entity: "unit".into(),
            rows: vec![one, other],
            columns: text_columns(&["level"], 0),
            text: vec![vec!["c".into()], vec!["c".into()]],
        })
        .unwrap();
    assert_eq!((pasted.accepted, pasted.refused), (1, 1));
    assert_eq!(
        pasted.cells[1].refused.as_ref().unwrap().key,
        "error.choice_retired"
    );
    // It can still be asked for.
    let mut held = query(&["legal_name"]);
    held.filter = Some(Filter::Test {
        field: "level".into(),
        op: Op::In,
        values: vec![Value::choice("c")],
    });
    assert_eq!(names(&session, held), ["甲"]);
    change(&session, "unit_level", "c", |c| c.retired = false).unwrap();
    set_level(&session, other, "c").unwrap();
}

#[test]
fn tables_follow_the_users_order_and_every_verb_is_undone() {
    let (session, _) = session();
    let own = session.add_choice("unit_level", "特级").unwrap();
    for (name, level) in [("甲", "a"), ("乙", "b"), ("丙", own.as_str())] {
        at_level(&session, name, level).unwrap();
    }
    let sorted = |descending| {
        let mut q = query(&["legal_name"]);
        q.sort = vec![Sort {
            field: "level".into(),
            descending,
        }];
        names(&session, q)
    };
    let grouped = || {
        let mut q = query(&["legal_name"]);
        q.group = Some("level".into());
        names(&session, q)
    };
    assert_eq!(sorted(false), ["甲", "乙", "丙"]);
    let wanted = [own.clone(), "b".to_owned()];
    session.order_choices("unit_level", &wanted).unwrap();
    assert_eq!(
        codes(&session, "unit_level"),
        [own.as_str(), "b", "a", "c", "d"]
    );
    assert_eq!(sorted(false), ["丙", "乙", "甲"]);
    assert_eq!(sorted(true), ["甲", "乙", "丙"]);
    assert_eq!(grouped()[0], "[teji 1]");
    assert_eq!(
        session.history_state().unwrap().undo.as_deref(),
        Some("op.choice_order")
    );
    session.undo().unwrap();
    assert_eq!(
        codes(&session, "unit_level"),
        ["a", "b", "c", "d", own.as_str()]
    );
    assert_eq!(grouped()[4], "[teji 1]");
    session.redo().unwrap();
    assert_eq!(sorted(false), ["丙", "乙", "甲"]);
    change(&session, "unit_level", "b", |b| {
        b.label = Some("骨干".into());
    })
    .unwrap();
    session.undo().unwrap();
    assert_eq!(shape(&session, "unit_level", "b").label, None);
    let counted = session.counts().unwrap();
    assert!(!counted.contains_key("choice"), "it is nobody's record");
    assert!(
        !session.search_lags().unwrap_or(false)
            || session.search("特级", 5).unwrap().hits.is_empty()
    );
}

#[test]
fn an_import_reads_own_choices_by_every_name_and_keeps_retired_ones() {
    let (session, _) = session();
    let own = session.add_choice("unit_level", "贵宾").unwrap();
    change(&session, "unit_level", &own, |vip| {
        vip.aliases = vec!["VIP".into()];
    })
    .unwrap();
    change(&session, "unit_level", "c", |c| c.retired = true).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.csv");
    std::fs::write(
        &path,
        "公司名称,客户级别\n甲公司,vip\n乙公司,贵宾\n丙公司,C\n",
    )
    .unwrap();
    let silent = Report::silent();
    let mut import =
        ImportSession::open(&path, 1, &session.catalog(), Language::Zh, &silent).unwrap();
    let layout = import.layout(import.opened().sheet, None).unwrap();
    import.plan(session.vault(), layout, &silent).unwrap();
    let rows = import.rows(None, 0, 9).unwrap();
    let told: Vec<_> = rows
        .iter()
        .flat_map(|row| &row.reasons)
        .map(|reason| reason.key.as_str())
        .collect();
    assert_eq!(told, ["warning.import_choice_retired"]);
    import.perform(session.vault(), &silent).unwrap();
    let levels: Vec<_> = session
        .records("unit", 9)
        .unwrap()
        .iter()
        .map(|unit| unit.get("level").clone())
        .collect();
    let own = Value::choice(own);
    assert_eq!(levels, [own.clone(), own, Value::choice("c")]);
}
