//! The engine's rules over the product's own records: reading, holding, undoing, viewing.

mod copies;
mod days;
mod several;

use std::collections::BTreeMap;

use crate::base::{Change, ChangeKind, Changed, Clock, Id, Kind};
use crate::records::query::Over;
use crate::records::value::Value;
use crate::records::{ChangeSet, Filter, Mirror, Op, RecordChange, Sort, View, Warning};
use crate::session::tests::{bin, change, make, name_of, names, query, session, unit};
use crate::vault::Read;

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
            asked: false,
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
    for (text, found) in [("100%", 2), ("_", 1), ("\\", 1), ("'; DROP", 1), ("100", 2)] {
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
                    let view =
                        crate::records::View::open(read, read.sql(), &session.catalog(), q, None)?;
                    view.lines(read, &session.catalog(), 0, 100)
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
fn the_copy_in_memory_orders_as_the_vault_does() {
    let (session, _) = session();
    let word = |n: usize, of: &[&str]| Value::Raw(of[n % of.len()].to_owned());
    let units: Vec<Id> = (0..40)
        .map(|n| {
            unit(
                &session,
                &format!("{}{n}", ["重庆", "安徽", "北京"][n % 3]),
                None,
            )
        })
        .collect();
    let edit = |n: usize, field: &'static str, value: Value| {
        let rev = session.record("unit", units[n]).unwrap().rev;
        let set = ChangeSet::update("op.edit", "unit", units[n], rev, [(field, value)]);
        session.apply(&set).unwrap();
    };
    let test = |field: &str, op: Op, value: &str| Filter::Test {
        field: field.into(),
        op,
        values: vec![Value::Raw(value.into())],
    };
    let filters = [
        None,
        Some(test("owner", Op::Eq, "林珊")),
        Some(test("legal_name", Op::Contains, "庆")),
        Some(test("level", Op::In, "a")),
        Some(test("level", Op::Ne, "a")),
        Some(Filter::Not {
            not: Box::new(Filter::Any {
                any: vec![test("owner", Op::Eq, "何晨"), test("level", Op::Eq, "b")],
            }),
        }),
        Some(Filter::All {
            all: vec![
                test("owner", Op::Ne, "林珊"),
                test("legal_name", Op::Contains, "庆"),
            ],
        }),
    ];
    let fields = [
        "level",
        "status",
        "owner",
        "legal_name",
        "founded_on",
        "registered_capital",
    ];
    for round in 0..4 {
        for n in (round..40).step_by(3) {
            edit(n, "level", word(n + round, &["a", "b", "c"]));
            edit(
                n,
                "owner",
                word(n * 7 + round, &["林珊", "何晨", "郑凯", ""]),
            );
            edit(
                n,
                "founded_on",
                word(n / 2, &["2020-01-02", "2019-05-06", ""]),
            );
            edit(
                n,
                "registered_capital",
                word(n / 3, &["100", "2.5万", "USD 7", ""]),
            );
        }
        for field in fields {
            for descending in [false, true] {
                for filter in &filters {
                    let mut asked = query(&["legal_name"]);
                    asked.sort = vec![Sort {
                        field: field.into(),
                        descending,
                    }];
                    asked.filter.clone_from(filter);
                    let quick = names(&session, asked.clone());
                    let truth = session.vault().read(|read| {
                        let catalog = session.catalog();
                        let view = View::open(read, read.sql(), &catalog, asked.clone(), None)?;
                        view.lines(read, &catalog, 0, 100)
                    });
                    let truth: Vec<String> = truth.unwrap().iter().map(name_of).collect();
                    assert_eq!(quick, truth, "round {round}: {asked:?}");
                }
            }
        }
        // One is thrown away, brought back, renamed and made anew between two looks.
        bin(&session, "unit", &[units[round + 20]]);
        session.undo().unwrap();
        edit(
            round + 30,
            "legal_name",
            Value::text(format!("广庆{round}")),
        );
        unit(&session, "天庆", None);
        session.undo().unwrap();
        unit(&session, "临庆", None);
        // The user turns a list round: the ranks are others from then on.
        let mut codes = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        codes.rotate_left(round + 1);
        session.order_choices("unit_level", &codes).unwrap();
    }
}

#[test]
fn what_the_core_reckons_sorts_out_of_what_is_held_as_it_does_in_the_vault() {
    let (session, clock) = session();
    let units: Vec<Id> = (0..30)
        .map(|n| {
            unit(
                &session,
                &format!("{}公司", ["甲", "乙", "丙"][n % 3]),
                None,
            )
        })
        .collect();
    for round in 0..3 {
        for (n, id) in units.iter().enumerate().skip(round).step_by(3) {
            clock.advance(60_000);
            let of = ("unit", Value::to(*id));
            // Below nothing as well, and of two currencies in one.
            let amount = Value::Raw(["3", "-5", "3", "USD 4"][(n + round) % 4].into());
            let business = [
                of.clone(),
                ("name", Value::text("合作")),
                ("amount", amount),
            ];
            make(&session, "cooperation", business);
            let due = Value::Raw(["2026-04-01", "2026-03-02 09:30", "2025-12-31"][n % 3].into());
            make(
                &session,
                "task",
                [of.clone(), ("title", Value::text("回访")), ("due", due)],
            );
            if n % 2 == 0 {
                let ago = [0, 1_000, 2_000][n % 3];
                let at = Value::Instant(clock.now().0 - ago);
                let kind = ("kind", Value::choice("call"));
                let talk = [of, ("at", at), kind, ("content", Value::text("谈"))];
                make(&session, "activity", talk);
            }
        }
        for fields in [
            &["coop_amount"][..],
            &["last_touch"],
            &["next_touch"],
            &["kind", "next_touch"],
            &["next_touch", "coop_amount", "legal_name"],
        ] {
            for descending in [false, true] {
                let mut asked = query(&["legal_name"]);
                let sort = |field: &&str| Sort {
                    field: (*field).into(),
                    descending: descending && *field != "legal_name",
                };
                asked.sort = fields.iter().map(sort).collect();
                let ask = |read: &Read<'_>| {
                    let catalog = session.catalog();
                    let mirror = Mirror::default();
                    let quick = mirror.rows(read, &catalog, &asked)?;
                    let sql = read.sql();
                    let truth =
                        super::view::numbers(read, sql, &catalog, &asked, None, Over::Vault)?;
                    assert_eq!(*quick, truth, "{asked:?}");
                    Ok(())
                };
                session.vault().read(ask).unwrap();
            }
        }
    }
}

#[test]
fn a_doubtful_code_phone_and_mail_are_kept_with_a_warning() {
    let (session, _) = session();
    let raw = |text: &str| Value::Raw(text.into());
    // A letter too many, a digit too few, no dot behind the at sign.
    let record = make(
        &session,
        "unit",
        [
            ("legal_name", Value::text("甲")),
            ("uscc", raw("91310000MA1FL4567XX9")),
            ("phones", raw("1390001")),
            ("emails", raw("wang@example")),
        ],
    );
    assert_eq!(record.get("uscc"), &Value::text("91310000MA1FL4567XX9"));
    let Value::Phones(phones) = record.get("phones") else {
        panic!("no phones")
    };
    assert_eq!(phones[0].raw, "1390001");
    assert_eq!(
        record.get("emails"),
        &Value::Texts(vec!["wang@example".into()])
    );
    let warned: Vec<&str> = record.warnings.iter().map(|w| w.field.as_str()).collect();
    assert_eq!(warned, ["uscc", "phones", "emails"]);
    assert!(
        record
            .warnings
            .iter()
            .all(|Warning { key, .. }| key.starts_with("warning."))
    );
}

#[test]
fn no_amount_is_taken_that_could_not_be_added_up() {
    let (session, _) = session();
    for amount in ["90000000000001", "-90000000000001", "9223372036854775"] {
        let set = ChangeSet::create(
            "op.create",
            "unit",
            [
                ("legal_name", Value::text("甲")),
                ("credit_limit", Value::Raw(amount.into())),
            ],
        );
        let refused = session.apply(&set).unwrap_err();
        assert_eq!(refused.key(), "error.money_too_large", "{amount}");
        assert_eq!(refused.field(), Some("unit.credit_limit"));
    }
    let most = [
        ("legal_name", Value::text("甲")),
        ("credit_limit", Value::Raw("90000000000000".into())),
    ];
    make(&session, "unit", most);
}

#[test]
fn the_copy_in_memory_keeps_no_more_orders_than_it_has_room_for() {
    let (session, _) = session();
    unit(&session, "甲", None);
    let ask = |mirror: &Mirror, field: &str| {
        let mut asked = query(&["legal_name"]);
        asked.sort = vec![Sort {
            field: field.into(),
            descending: true,
        }];
        session
            .vault()
            .read(|read| mirror.rows(read, &session.catalog(), &asked))
            .unwrap();
        mirror.orders()
    };
    // Each takes eight bytes; one is that by name, out of which the others are made.
    let (narrow, none) = (Mirror::with_room(16), Mirror::with_room(0));
    let kept: Vec<_> = ["level", "status", "owner", "founded_on"]
        .map(|field| (ask(&narrow, field), ask(&none, field)))
        .into();
    assert_eq!(kept, [(2, 2), (3, 2), (3, 2), (3, 2)]);
}

#[test]
fn neither_a_write_nor_the_table_by_name_waits_for_a_copy() {
    let (session, _) = session();
    let mirror = Mirror::default();
    let by_name = || {
        let asked = query(&["legal_name"]);
        let rows = session
            .vault()
            .read(|read| mirror.rows(read, &session.catalog(), &asked));
        rows.unwrap().len()
    };
    let heard = |id, kind| {
        let entity = "unit".to_owned();
        let changes = vec![Change { entity, id, kind }];
        let seq = session.vault().read(|read| read.commit_seq()).unwrap();
        mirror.note(&Changed {
            seq,
            op: "records.apply".into(),
            changes,
        });
    };
    mirror.while_copying(|| {
        assert_eq!(by_name(), 0);
        heard(unit(&session, "甲", None), ChangeKind::Created);
        assert_eq!(by_name(), 1);
    });
    let mut by_level = query(&["legal_name"]);
    by_level.sort = vec![Sort {
        field: "level".into(),
        descending: false,
    }];
    let rows = session
        .vault()
        .read(|read| mirror.rows(read, &session.catalog(), &by_level));
    assert_eq!(rows.unwrap().len(), 1);
}

#[test]
fn the_copy_in_memory_outlives_the_reuse_of_row_numbers() {
    let (session, _) = session();
    let mut by_level = query(&["legal_name"]);
    by_level.sort = vec![Sort {
        field: "level".into(),
        descending: false,
    }];
    let many = |prefix: &str| ChangeSet {
        label: "op.import".into(),
        changes: (0..300)
            .map(|n| RecordChange::Create {
                entity: "unit".into(),
                id: None,
                asked: false,
                values: BTreeMap::from([(
                    "legal_name".to_owned(),
                    Value::text(format!("{prefix}{n:03}")),
                )]),
            })
            .collect(),
    };
    session.apply(&many("甲")).unwrap();
    assert_eq!(names(&session, by_level.clone()).len(), 300);
    session.undo().unwrap();
    session.apply(&many("乙")).unwrap();
    let found = names(&session, by_level);
    assert_eq!((found.len(), found[0].as_str()), (300, "乙000"));
}

#[test]
fn a_binned_record_is_neither_changed_nor_binned_again() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    bin(&session, "unit", &[id]);
    let record = session.record("unit", id).unwrap();
    let edit = [("legal_name", Value::text("乙"))];
    let edited = ChangeSet::update("op.edit", "unit", id, record.rev, edit);
    let binned = ChangeSet {
        label: "op.delete".into(),
        changes: vec![RecordChange::Delete {
            entity: "unit".into(),
            id,
            rev: record.rev,
        }],
    };
    for set in [edited, binned] {
        assert_eq!(session.apply(&set).unwrap_err().kind(), Kind::NotFound);
    }
    assert_eq!(session.record("unit", id).unwrap(), record);
}

#[test]
fn what_a_set_makes_it_may_also_change() {
    let (session, clock) = session();
    let id = Id::at(crate::base::Clock::now(&*clock));
    let made = RecordChange::Create {
        entity: "unit".into(),
        id: Some(id),
        asked: false,
        values: BTreeMap::from([("legal_name".to_owned(), Value::text("甲"))]),
    };
    let changed = RecordChange::Update {
        entity: "unit".into(),
        id,
        rev: 1,
        values: BTreeMap::from([("level".to_owned(), Value::choice("a"))]),
    };
    let set = ChangeSet {
        label: "op.import".into(),
        changes: vec![made, changed],
    };
    let applied = session.apply(&set).unwrap();
    assert_eq!(applied.records[0].get("level"), &Value::choice("a"));
}

#[test]
fn the_journal_says_who() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let record = session.record("unit", id).unwrap();
    change(&session, &record, "owner", Value::text("林珊"));
    session.undo().unwrap();
    let who: Vec<String> = session
        .vault()
        .read(|read| {
            let mut find = read
                .sql()
                .prepare("SELECT actor FROM journal ORDER BY seq")?;
            let who = find
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(who)
        })
        .unwrap();
    assert_eq!(who, ["me", "me", "me"]);
}
