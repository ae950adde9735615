//! The rooms together, over a vault in memory and a clock that stands still.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{TimeZone, Utc};

use super::Session;
use crate::activities::ops::{LogTouch, NextStep, TimelineItem};
use crate::base::{FixedClock, Id, Kind};
use crate::records::labels::Language;
use crate::records::value::{Ref, Value, Wall};
use crate::records::view::Line;
use crate::records::{ChangeSet, Filter, Op, Query, RecordChange, Sort};
use crate::reminders::model::{Lateness, Snooze};

/// 10:30 in Shanghai on a Sunday.
fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(
        Utc.with_ymd_and_hms(2026, 11, 22, 2, 30, 0).unwrap(),
    ))
}

fn session() -> (Session, Arc<FixedClock>) {
    let clock = clock();
    (Session::in_memory(clock.clone()).unwrap(), clock)
}

fn unit(session: &Session, name: &str, parent: Option<Id>) -> Id {
    let values = [
        ("legal_name", Value::text(name)),
        ("parent", parent.map_or(Value::Null, Value::to)),
    ];
    session
        .apply(&ChangeSet::create("op.create", "unit", values))
        .unwrap()
        .records[0]
        .id
}

fn query(columns: &[&str]) -> Query {
    Query {
        entity: "unit".into(),
        filter: None,
        sort: Vec::new(),
        group: None,
        folded: Vec::new(),
        search: None,
        columns: columns.iter().map(|key| (*key).to_owned()).collect(),
    }
}

fn names(session: &Session, query: Query) -> Vec<String> {
    let view = session.view(query).unwrap();
    let lines = session.view_lines(&view, 0, 1000).unwrap();
    lines
        .into_iter()
        .map(|line| match line {
            Line::Record { cells, .. } => cells[0].as_text().unwrap_or_default().to_owned(),
            Line::Group { label, records, .. } => match label {
                Value::Ref(to) => format!("[{} {records}]", to.label),
                other => format!("[{} {records}]", other.as_text().unwrap_or("-")),
            },
        })
        .collect()
}

#[test]
fn a_record_is_read_as_it_was_typed() {
    let (session, _) = session();
    let raw = |text: &str| Value::Raw(text.into());
    let made = session
        .apply(&ChangeSet::create(
            "op.create",
            "unit",
            [
                ("legal_name", raw("  鲲鹏华东装备有限公司 ")),
                ("level", raw("战略")),
                ("industry", raw("制造业")),
                ("registered_capital", raw("12.5万")),
                ("founded_on", raw("2001-02-03")),
                ("tags", raw("重点、华东")),
            ],
        ))
        .unwrap();
    let record = &made.records[0];
    assert_eq!(
        record.get("legal_name"),
        &Value::Text("鲲鹏华东装备有限公司".into())
    );
    assert_eq!(record.get("level"), &Value::Choice("a".into()));
    assert_eq!(
        record.get("industry"),
        &Value::Choice("manufacturing".into())
    );
    assert_eq!(record.get("kind"), &Value::Choice("company".into()));
    assert_eq!(
        record.get("tags"),
        &Value::Texts(vec!["重点".into(), "华东".into()])
    );
    let Value::Money(capital) = record.get("registered_capital") else {
        panic!("no money")
    };
    assert_eq!(
        (capital.minor, capital.currency.code()),
        (12_500_000, "CNY")
    );
}

#[test]
fn what_the_rules_refuse_names_its_field_and_writes_nothing() {
    let (session, _) = session();
    let cases = [
        ("legal_name", "", "error.required"),
        ("level", "特级", "error.no_such_choice"),
        ("short_name", &"长".repeat(81), "error.too_long"),
        ("parent", "没有这家", "error.no_such_name"),
        ("founded_on", "2026-02-30", "error.date_unreadable"),
        ("coop_count", "7", "error.computed_field"),
    ];
    for (field, text, key) in cases {
        let mut values = BTreeMap::from([("legal_name".to_owned(), Value::text("甲"))]);
        values.insert(field.to_owned(), Value::Raw(text.to_owned()));
        let change = RecordChange::Create {
            entity: "unit".into(),
            id: None,
            values,
        };
        let refused = session
            .apply(&ChangeSet {
                label: "op.create".into(),
                changes: vec![change],
            })
            .unwrap_err();
        assert_eq!(refused.field(), Some(format!("unit.{field}").as_str()));
        if field != "founded_on" {
            assert_eq!(refused.key(), key, "{field}");
        }
    }
    assert_eq!(session.counts().unwrap()["unit"], 0);
    assert_eq!(session.history_state().unwrap().undo, None);
}

#[test]
fn an_edit_on_what_somebody_else_changed_is_a_conflict() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let edit = |rev, name: &str| {
        session.apply(&ChangeSet::update(
            "op.edit",
            "unit",
            id,
            rev,
            [("legal_name", Value::text(name))],
        ))
    };
    assert_eq!(edit(1, "乙").unwrap().records[0].rev, 2);
    assert_eq!(edit(1, "丙").unwrap_err().kind(), Kind::Conflict);
    assert_eq!(
        session.record("unit", id).unwrap().get("legal_name"),
        &Value::text("乙")
    );
    assert_eq!(
        edit(2, "乙").unwrap().records[0].rev,
        2,
        "nothing changed, nothing counted"
    );
}

#[test]
fn undo_and_redo_walk_the_steps_both_ways() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let child = unit(&session, "乙", Some(id));
    let name = || {
        session
            .record("unit", id)
            .unwrap()
            .get("legal_name")
            .clone()
    };
    session
        .apply(&ChangeSet::update(
            "op.edit",
            "unit",
            id,
            1,
            [("legal_name", Value::text("丙"))],
        ))
        .unwrap();
    assert_eq!(
        session.history_state().unwrap().undo.as_deref(),
        Some("op.edit")
    );
    let state = session.undo().unwrap();
    assert_eq!(name(), Value::text("甲"));
    assert_eq!(
        (state.undo.as_deref(), state.redo.as_deref()),
        (Some("op.create"), Some("op.edit"))
    );
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(session.counts().unwrap()["unit"], 0);
    assert_eq!(session.undo().unwrap().undo, None);
    for _ in 0..3 {
        session.redo().unwrap();
    }
    assert_eq!(name(), Value::text("丙"));
    assert_eq!(
        session
            .record("unit", child)
            .unwrap()
            .get("group")
            .as_ref_id(),
        Some(id)
    );
    assert_eq!(
        session.record("unit", id).unwrap().get("children"),
        &Value::Number(1)
    );
    assert_eq!(session.redo().unwrap().redo, None);
    // Again, over the same ground.
    for _ in 0..3 {
        session.undo().unwrap();
    }
    assert_eq!(session.counts().unwrap()["unit"], 0);
    for _ in 0..2 {
        session.redo().unwrap();
    }
    // A new edit drops what could be redone.
    unit(&session, "丁", None);
    assert_eq!(session.history_state().unwrap().redo, None);
}

#[test]
fn the_tree_is_kept_and_cycles_are_refused() {
    let (session, _) = session();
    let a = unit(&session, "A", None);
    let b = unit(&session, "B", Some(a));
    let c = unit(&session, "C", Some(b));
    let d = unit(&session, "D", None);
    let set_parent = |of: Id, to: Option<Id>| {
        let rev = session.record("unit", of).unwrap().rev;
        session.apply(&ChangeSet::update(
            "op.edit",
            "unit",
            of,
            rev,
            [("parent", to.map_or(Value::Null, Value::to))],
        ))
    };
    for bad in [a, b, c] {
        assert_eq!(
            set_parent(a, Some(bad)).unwrap_err().key(),
            "error.tree_cycle"
        );
    }
    set_parent(b, Some(d)).unwrap();
    let group = |of: Id| session.record("unit", of).unwrap().get("group").as_ref_id();
    assert_eq!((group(b), group(c), group(a)), (Some(d), Some(d), Some(a)));
    let tree = session.tree_children(None).unwrap();
    let shape: Vec<_> = tree
        .iter()
        .map(|n| (n.label.as_str(), n.children, n.descendants))
        .collect();
    assert_eq!(shape, [("A", 0, 0), ("D", 1, 2)]);
    let mut under = query(&["legal_name"]);
    under.filter = Some(Filter::Test {
        field: "parent".into(),
        op: Op::Under,
        values: vec![Value::to(d)],
    });
    assert_eq!(names(&session, under), ["B", "C", "D"]);
    session.undo().unwrap();
    assert_eq!((group(b), group(c)), (Some(a), Some(a)));
}

#[test]
fn a_binned_unit_takes_its_own_along_and_undo_brings_all_back() {
    let (session, _) = session();
    let top = unit(&session, "集团", None);
    let mid = unit(&session, "中间", Some(top));
    let low = unit(&session, "下级", Some(mid));
    session
        .apply(&ChangeSet::create(
            "op.create",
            "task",
            [("title", Value::text("打电话")), ("unit", Value::to(mid))],
        ))
        .unwrap();
    let bin = RecordChange::Delete {
        entity: "unit".into(),
        id: mid,
        rev: 1,
    };
    session
        .apply(&ChangeSet {
            label: "op.delete".into(),
            changes: vec![bin],
        })
        .unwrap();
    assert!(session.record("unit", mid).unwrap().deleted);
    assert_eq!(
        session
            .record("unit", low)
            .unwrap()
            .get("parent")
            .as_ref_id(),
        Some(top)
    );
    assert!(session.today().unwrap().tasks.is_empty());
    session.undo().unwrap();
    assert!(!session.record("unit", mid).unwrap().deleted);
    assert_eq!(
        session
            .record("unit", low)
            .unwrap()
            .get("parent")
            .as_ref_id(),
        Some(mid)
    );
    assert_eq!(session.today().unwrap().tasks.len(), 1);
}

#[test]
fn views_filter_sort_and_gather() {
    let (session, _) = session();
    let group = unit(&session, "远澜航运集团", None);
    for (name, level) in [("重庆远澜", "b"), ("安徽远澜", "a"), ("北京远澜", "b")] {
        let values = [
            ("legal_name", Value::text(name)),
            ("parent", Value::to(group)),
            ("level", Value::choice(level)),
        ];
        session
            .apply(&ChangeSet::create("op.create", "unit", values))
            .unwrap();
    }
    assert_eq!(
        names(&session, query(&["legal_name"])),
        ["安徽远澜", "北京远澜", "重庆远澜", "远澜航运集团"],
        "by pinyin, 重庆 read as chóng"
    );
    let mut sorted = query(&["legal_name"]);
    sorted.sort = vec![Sort {
        field: "level".into(),
        descending: true,
    }];
    assert_eq!(
        names(&session, sorted)[..3],
        ["北京远澜", "重庆远澜", "安徽远澜"]
    );
    let mut gathered = query(&["legal_name"]);
    gathered.group = Some("level".into());
    assert_eq!(
        names(&session, gathered.clone()),
        [
            "[a 1]",
            "安徽远澜",
            "[b 2]",
            "北京远澜",
            "重庆远澜",
            "[- 1]",
            "远澜航运集团"
        ]
    );
    gathered.folded = vec!["b".into()];
    assert_eq!(
        names(&session, gathered.clone()),
        ["[a 1]", "安徽远澜", "[b 2]", "[- 1]", "远澜航运集团"]
    );
    let view = session.view(gathered).unwrap();
    assert_eq!(session.view_find(&view, group).unwrap(), Some(4));
    let mut filtered = query(&["legal_name"]);
    filtered.filter = Some(Filter::All {
        all: vec![
            Filter::Test {
                field: "level".into(),
                op: Op::In,
                values: vec![Value::Raw("重点".into())],
            },
            Filter::Not {
                not: Box::new(Filter::Test {
                    field: "legal_name".into(),
                    op: Op::Contains,
                    values: vec![Value::text("北京")],
                }),
            },
        ],
    });
    assert_eq!(names(&session, filtered), ["重庆远澜"]);
    let mut searched = query(&["legal_name"]);
    searched.search = Some("徽".into());
    assert_eq!(names(&session, searched), ["安徽远澜"]);
}

#[test]
fn nothing_typed_becomes_sql() {
    let (session, _) = session();
    unit(&session, "100%_\\'; DROP TABLE unit; --", None);
    unit(&session, "100x", None);
    for (text, found) in [("100%", 1), ("_", 1), ("\\", 1), ("'; DROP", 1), ("100", 2)] {
        let mut q = query(&["legal_name"]);
        q.search = Some(text.into());
        assert_eq!(session.view(q).unwrap().extent().records, found, "{text}");
    }
    let mut bad = query(&["legal_name"]);
    bad.sort = vec![Sort {
        field: "legal_name; DROP TABLE unit".into(),
        descending: false,
    }];
    assert_eq!(session.view(bad).err().unwrap().kind(), Kind::NotFound);
}

#[test]
fn a_conversation_with_its_next_step_is_one_step() {
    let (session, clock) = session();
    let id = unit(&session, "甲", None);
    let touch = LogTouch {
        unit: id,
        kind: "call".into(),
        at: None,
        contacts: Vec::new(),
        content: "说好周二报价".into(),
        result: Some("agreed".into()),
        duration_min: Some(12),
        next_step: Some(NextStep {
            title: "发报价".into(),
            due: Wall {
                at: "2026-11-24T09:30".into(),
                zone: "Asia/Shanghai".into(),
            },
            remind: true,
        }),
    };
    clock.advance(1000);
    let made = session.log_touch(&touch).unwrap();
    assert_eq!(made.records.len(), 2);
    let sheet = session.unit_sheet(id).unwrap();
    assert_eq!(sheet.activities, 1);
    assert_eq!(sheet.next_task.unwrap().title, "发报价");
    assert_eq!(sheet.record.get("next_step"), &Value::text("发报价"));
    assert!(!sheet.record.get("last_touch").is_null());
    let timeline = session.timeline(id, None, 10).unwrap();
    assert!(
        matches!(&timeline.items[0], TimelineItem::Activity { record, .. }
        if record.get("content") == &Value::text("说好周二报价"))
    );
    session.undo().unwrap();
    let record = session.record("unit", id).unwrap();
    assert!(record.get("last_touch").is_null() && record.get("next_touch").is_null());
    assert!(session.next_wake().unwrap().is_none());
}

#[test]
fn a_reminder_fires_once_late_or_not() {
    let (session, clock) = session();
    let task = |title: &str, at: &str| {
        let due = Value::Wall(Wall {
            at: at.into(),
            zone: "Asia/Shanghai".into(),
        });
        let values = [("title", Value::text(title)), ("due", due)];
        session
            .apply(&ChangeSet::create("op.create", "task", values))
            .unwrap()
            .records[0]
            .clone()
    };
    let early = task("早", "2026-11-22T11:00");
    task("晚", "2026-11-22T18:00");
    task("过去", "2026-11-20T09:00");
    assert!(
        session.fire_due().unwrap().is_empty(),
        "nothing is due, and the past does not speak"
    );
    clock.advance(30 * 60_000);
    let due = session.fire_due().unwrap();
    assert_eq!(
        due.iter()
            .map(|d| (d.title.as_str(), d.late_ms))
            .collect::<Vec<_>>(),
        [("早", 0)]
    );
    assert!(session.fire_due().unwrap().is_empty());
    // The clock is set back, then the laptop sleeps through the second one.
    clock.advance(-3 * 3_600_000);
    assert!(session.fire_due().unwrap().is_empty());
    clock.advance(13 * 3_600_000);
    let due = session.fire_due().unwrap();
    assert_eq!(due.len(), 1);
    assert!(due[0].late_ms > 3_600_000);
    let today = session.today().unwrap();
    assert_eq!(today.tasks.iter().filter(|t| t.missed).count(), 1);
    session.reminders_seen().unwrap();
    assert_eq!(
        session
            .today()
            .unwrap()
            .tasks
            .iter()
            .filter(|t| t.missed)
            .count(),
        0
    );
    // Put off, it speaks again; done, it does not.
    let rev = session.record("task", early.id).unwrap().rev;
    session
        .task_snooze(early.id, Some(rev), &Snooze::Hour)
        .unwrap();
    let wake = session.next_wake().unwrap().unwrap();
    clock.set(wake);
    assert_eq!(session.fire_due().unwrap().len(), 1);
    session.task_done(early.id, None).unwrap();
    assert!(session.next_wake().unwrap().is_none());
    assert_eq!(session.today().unwrap().done_today, 1);
}

#[test]
fn a_snooze_to_the_next_workday_skips_the_weekend() {
    let (session, _) = session();
    let due = Value::Wall(Wall {
        at: "2026-11-20T16:15".into(),
        zone: "Asia/Shanghai".into(),
    });
    let made = session
        .apply(&ChangeSet::create(
            "op.create",
            "task",
            [("title", Value::text("x")), ("due", due)],
        ))
        .unwrap();
    let id = made.records[0].id;
    assert_eq!(
        session.today().unwrap().tasks[0].lateness,
        Lateness::Overdue
    );
    assert_eq!(session.today().unwrap().tasks[0].late_days, 2);
    let put = session.task_snooze(id, None, &Snooze::NextWorkday).unwrap();
    let Value::Wall(wall) = put.records[0].get("due") else {
        panic!("no due")
    };
    assert_eq!(wall.at, "2026-11-23T16:15");
}

#[test]
fn the_sample_fills_a_vault_in_both_languages() {
    for language in [Language::Zh, Language::En] {
        let (session, _) = session();
        session.fill_sample(language).unwrap();
        let counts = session.counts().unwrap();
        assert!(counts["unit"] >= 20 && counts["contact"] >= 15 && counts["task"] >= 9);
        assert!(session.today().unwrap().overdue > 0);
        let roots = session.tree_children(None).unwrap();
        assert!(roots.iter().any(|root| root.descendants >= 7));
        for record in session.records("unit", 100).unwrap() {
            assert_eq!(record.warnings, [], "{:?}", record.get("legal_name"));
        }
        session.undo().unwrap();
        assert_eq!(session.counts().unwrap()["unit"], 0);
    }
}

#[test]
fn a_paste_is_weighed_cell_by_cell() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let plan = session
        .paste_plan(&super::Paste {
            entity: "unit".into(),
            rows: vec![super::PasteRow { id, rev: 1 }],
            columns: vec!["level".into(), "status".into(), "children".into()],
            text: vec![vec!["重点".into(), "哪里".into(), "3".into()]],
        })
        .unwrap();
    assert_eq!((plan.accepted, plan.refused), (1, 2));
    assert_eq!(plan.cells[0].value, Some(Value::choice("b")));
}

#[test]
fn people_and_business_roll_up_to_their_unit() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let make = |entity: &str, values: Vec<(&'static str, Value)>| {
        session
            .apply(&ChangeSet::create("op.create", entity, values))
            .unwrap()
            .records[0]
            .clone()
    };
    let person = make(
        "contact",
        vec![
            ("full_name", Value::text("张伟")),
            ("phones", Value::Raw("13900010001".into())),
        ],
    );
    make(
        "post",
        vec![
            ("contact", Value::to(person.id)),
            ("unit", Value::to(id)),
            ("title", Value::text("总监")),
        ],
    );
    for amount in ["100", "2.5万"] {
        make(
            "cooperation",
            vec![
                ("unit", Value::to(id)),
                ("name", Value::text("项目")),
                ("amount", Value::Raw(amount.into())),
            ],
        );
    }
    let record = session.record("unit", id).unwrap();
    assert_eq!(record.get("contact_name"), &Value::text("张伟"));
    let Value::Money(sum) = record.get("coop_amount") else {
        panic!("no sum")
    };
    assert_eq!(sum.minor, 2_510_000);
    let contact = session.record("contact", person.id).unwrap();
    assert_eq!(
        contact.get("unit"),
        &Value::Ref(Ref {
            id,
            label: "甲".into()
        })
    );
    let view = session.view(query(&["legal_name", "coop_amount"])).unwrap();
    let totals = session.view_totals(&view).unwrap();
    assert_eq!(totals["coop_amount"], Value::Money(*sum));
    make(
        "cooperation",
        vec![
            ("unit", Value::to(id)),
            ("name", Value::text("外币")),
            ("amount", Value::Raw("USD 10".into())),
        ],
    );
    assert!(
        session
            .record("unit", id)
            .unwrap()
            .get("coop_amount")
            .is_null(),
        "no sum over two currencies"
    );
}

#[test]
fn the_copy_in_memory_follows_every_commit() {
    let (session, _) = session();
    let ids: Vec<Id> = ["丙", "甲", "乙"]
        .iter()
        .map(|name| unit(&session, name, None))
        .collect();
    let mut by_level = query(&["legal_name"]);
    by_level.sort = vec![Sort {
        field: "level".into(),
        descending: false,
    }];
    let same = |step: &str| {
        let mut kept = Vec::new();
        for mut q in [by_level.clone(), {
            let mut q = by_level.clone();
            q.group = Some("level".into());
            q
        }] {
            q.search = Some(String::new());
            let quick = names(&session, q.clone());
            let truth = session
                .vault()
                .read(|read| {
                    let view = crate::records::View::open(read, read.sql(), session.catalog(), q)?;
                    view.lines(read, session.catalog(), 0, 100)
                })
                .unwrap();
            assert_eq!(quick.len(), truth.len(), "{step}");
            kept.push(quick);
        }
        kept.swap_remove(0)
    };
    assert_eq!(same("at first").len(), 3);
    let set = |id: Id, field: &'static str, value: Value| {
        let rev = session.record("unit", id).unwrap().rev;
        session
            .apply(&ChangeSet::update(
                "op.edit",
                "unit",
                id,
                rev,
                [(field, value)],
            ))
            .unwrap();
    };
    set(ids[0], "level", Value::choice("b"));
    set(ids[2], "level", Value::choice("a"));
    assert_eq!(same("edited"), ["乙", "丙", "甲"]);
    set(ids[0], "legal_name", Value::text("丁"));
    assert_eq!(same("renamed"), ["乙", "丁", "甲"]);
    session.undo().unwrap();
    assert_eq!(same("undone"), ["乙", "丙", "甲"]);
    let bin = RecordChange::Delete {
        entity: "unit".into(),
        id: ids[2],
        rev: 2,
    };
    session
        .apply(&ChangeSet {
            label: "op.delete".into(),
            changes: vec![bin],
        })
        .unwrap();
    assert_eq!(same("binned"), ["丙", "甲"]);
    session.undo().unwrap();
    assert_eq!(same("back"), ["乙", "丙", "甲"]);
    unit(&session, "戊", Some(ids[1]));
    assert_eq!(same("new").len(), 4);
}

#[test]
fn one_box_finds_units_people_and_notes_as_they_change() {
    let (session, _) = session();
    session.fill_sample(Language::Zh).unwrap();
    let titles = |text: &str| -> Vec<String> {
        session
            .search(text, 20)
            .unwrap()
            .into_iter()
            .map(|hit| hit.title)
            .collect()
    };
    assert!(titles("精密").contains(&"鲲鹏苏州精密制造有限公司".to_owned()));
    assert!(titles("ylwhyjy").contains(&"远澜武汉研究院有限公司".to_owned()));
    assert!(
        titles("shanwenjing").contains(&"单文静".to_owned()),
        "a surname read as one"
    );
    assert!(titles("qzq").contains(&"仇志强".to_owned()));
    let by_phone = session.search("0138", 5).unwrap();
    assert_eq!(
        (by_phone[0].title.as_str(), by_phone[0].entity.as_str()),
        ("张伟", "contact")
    );
    let note = session.search("稼动率", 5).unwrap();
    assert_eq!(note[0].entity, "activity");
    assert_eq!(note[0].unit.as_ref().unwrap().label, "鲲鹏苏州二厂");
    // A rename is found at once, under both the unit and its people.
    let id = session.search("星川", 1).unwrap()[0].id;
    let rev = session.record("unit", id).unwrap().rev;
    let rename = |rev, name| {
        session.apply(&ChangeSet::update(
            "op.edit",
            "unit",
            id,
            rev,
            [("legal_name", Value::text(name))],
        ))
    };
    rename(rev, "银汉储能").unwrap();
    assert!(titles("星川").is_empty());
    assert_eq!(titles("yhcn"), ["银汉储能"]);
    session.undo().unwrap();
    assert_eq!(titles("xcxny"), ["星川新能源有限公司"]);
}

#[test]
fn what_is_copied_pastes_back_as_it_was() {
    let (session, _) = session();
    let group = unit(&session, "鲲鹏重工集团", None);
    let fields = [
        ("kind", "branch"),
        ("parent", "鲲鹏重工集团"),
        ("level", "重点"),
        ("registered_capital", "USD 1,234.56"),
        ("credit_limit", "120万"),
        ("founded_on", "2009-03-01"),
        ("website", "https://example.com/a"),
        ("phones", "021-5566 7788; 13800138000"),
        ("emails", "a@example.com; b@example.com"),
        ("address", "苏州\n工业园区"),
        ("tags", "海外; 重点"),
        ("label", "confidential"),
    ];
    let values = fields
        .map(|(key, text)| (key, Value::Raw(text.to_owned())))
        .into_iter()
        .chain([("legal_name", Value::text("甲"))]);
    let made = session
        .apply(&ChangeSet::create("op.create", "unit", values))
        .unwrap();
    let columns: Vec<String> = fields.iter().map(|(key, _)| (*key).to_owned()).collect();
    let mut asked = query(&[]);
    asked.columns = columns.clone();
    asked.group = Some("group".into());
    let view = session.view(asked).unwrap();
    for language in [Language::Zh, Language::En] {
        let text = session
            .view_text(&view, 0, 100, &columns, language)
            .unwrap();
        assert_eq!(text.len(), 3, "a head and two units");
        assert_eq!(text[0], vec![String::new(); columns.len()]);
        let own = text
            .iter()
            .find(|row| row.contains(&"a@example.com; b@example.com".to_owned()))
            .unwrap();
        assert_eq!(own[4], "1200000.00");
        let pasted = session
            .paste_plan(&super::Paste {
                entity: "unit".into(),
                rows: vec![super::PasteRow { id: group, rev: 1 }],
                columns: columns.clone(),
                text: vec![own.clone()],
            })
            .unwrap();
        for (cell, key) in pasted.cells.iter().zip(&columns) {
            let was = made.records[0].get(key);
            match (cell.value.as_ref().unwrap(), was) {
                (Value::Ref(now), Value::Ref(was)) => assert_eq!(now.id, was.id),
                (now, was) => assert_eq!(now, was, "{key} in {language:?}"),
            }
        }
    }
    let two = session
        .view_text(&view, 1, 1, &["tags".to_owned()], Language::En)
        .unwrap();
    assert_eq!(two.len(), 1);
    let refused = session.view_text(&view, 0, 1, &["note".to_owned()], Language::En);
    assert_eq!(refused.unwrap_err().kind(), Kind::Invalid);
}
