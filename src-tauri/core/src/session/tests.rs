//! The rooms together, over a vault in memory and a clock that stands still.

mod agenda;
mod anew;
mod apart;
mod calendar;
mod calendar_file;
mod carrying;
mod checking;
mod checklists;
mod cloud;
mod decisions;
mod descent;
mod drilling;
mod every_field;
mod every_sheet;
mod field_limits;
mod finding;
mod form_drafts;
mod frozen;
mod inside;
mod keeping;
mod lists;
mod long_step;
mod modules;
mod near;
mod note_drafts;
mod older;
mod own_beside;
mod own_fields;
mod own_kinds;
pub(crate) mod own_required;
mod own_search;
mod own_texts;
mod own_views;
#[cfg(unix)]
mod parcel;
mod quick;
mod rekeying;
mod related;
mod replacing;
mod rounds;
mod salvaging;
mod saved_views;
mod secrecy;
mod series;
mod settings;
mod signature;
mod tags;
mod targets;
mod task_links;
mod template_rounds;
mod templates;
mod wrong;

use std::sync::Arc;

use chrono::{TimeZone, Utc};

use super::Session;
use crate::activities::ops::{LogTouch, NextStep};
use crate::base::currency::Currency;
use crate::base::{FixedClock, Id, Kind, Money};
use crate::crypto::{KdfCost, Secret};
use crate::records::labels::Language;
use crate::records::value::{Value, Wall};
use crate::records::view::Line;
use crate::records::{ChangeSet, Query, Record, RecordChange};
use crate::reminders::model::{Lateness, Snooze};

/// 10:30 in Shanghai on a Sunday.
fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(
        Utc.with_ymd_and_hms(2026, 11, 22, 2, 30, 0).unwrap(),
    ))
}

pub(crate) fn session() -> (Session, Arc<FixedClock>) {
    let clock = clock();
    (Session::in_memory(clock.clone()).unwrap(), clock)
}

/// Makes one record.
pub(crate) fn make<const N: usize>(
    session: &Session,
    entity: &str,
    values: [(&'static str, Value); N],
) -> Record {
    let set = ChangeSet::create("op.create", entity, values);
    session.apply(&set).unwrap().records.remove(0)
}

pub(crate) fn unit(session: &Session, name: &str, parent: Option<Id>) -> Id {
    let values = [
        ("legal_name", Value::text(name)),
        ("parent", parent.map_or(Value::Null, Value::to)),
    ];
    make(session, "unit", values).id
}

fn text_columns(fields: &[&str], power: u32) -> Vec<super::TextColumn> {
    let column = |field: &&str| super::TextColumn {
        field: (*field).to_owned(),
        power,
    };
    fields.iter().map(column).collect()
}

/// Gives one field of a record as it stands another value.
pub(crate) fn change(session: &Session, record: &Record, field: &'static str, value: Value) {
    let rev = session.record(&record.entity, record.id).unwrap().rev;
    let set = ChangeSet::update("op.edit", &record.entity, record.id, rev, [(field, value)]);
    session.apply(&set).unwrap();
}

/// Puts records as they stand into the bin, in one step.
pub(crate) fn bin(session: &Session, entity: &str, ids: &[Id]) {
    let changes = ids.iter().map(|id| RecordChange::Delete {
        entity: entity.to_owned(),
        id: *id,
        rev: session.record(entity, *id).unwrap().rev,
    });
    let set = ChangeSet {
        label: "op.delete".into(),
        changes: changes.collect(),
    };
    session.apply(&set).unwrap();
}

pub(crate) fn query(columns: &[&str]) -> Query {
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

pub(crate) fn names(session: &Session, query: Query) -> Vec<String> {
    let view = session.view(query).unwrap();
    let lines = session.view_lines(&view, 0, 1000).unwrap();
    lines.iter().map(name_of).collect()
}

/// What a line shows first.
pub(crate) fn name_of(line: &Line) -> String {
    match line {
        Line::Record { cells, .. } => cells[0].as_text().unwrap_or_default().to_owned(),
        Line::Group { label, records, .. } => match label {
            Value::Ref(to) => format!("[{} {records}]", to.label),
            other => format!("[{} {records}]", other.as_text().unwrap_or("-")),
        },
    }
}

#[test]
fn a_binned_unit_takes_its_own_along_and_undo_brings_all_back() {
    let (session, _) = session();
    let top = unit(&session, "集团", None);
    let mid = unit(&session, "中间", Some(top));
    let low = unit(&session, "下级", Some(mid));
    let task = [("title", Value::text("打电话")), ("unit", Value::to(mid))];
    make(&session, "task", task);
    let parent = |of: Id| {
        let record = session.record("unit", of).unwrap();
        record.get("parent").as_ref_id()
    };
    bin(&session, "unit", &[mid]);
    assert!(session.record("unit", mid).unwrap().deleted);
    assert_eq!(parent(low), Some(top));
    assert!(session.today().unwrap().tasks.is_empty());
    session.undo().unwrap();
    assert!(!session.record("unit", mid).unwrap().deleted);
    assert_eq!(parent(low), Some(mid));
    assert_eq!(session.today().unwrap().tasks.len(), 1);
}

#[test]
fn a_selection_may_hold_a_parent_its_child_and_what_is_theirs() {
    let (session, _) = session();
    let top = unit(&session, "集团", None);
    let mid = unit(&session, "中间", Some(top));
    let low = unit(&session, "下级", Some(mid));
    let leaf = unit(&session, "末端", Some(low));
    for selected in [[mid, low], [low, mid]] {
        bin(&session, "unit", &selected);
        assert!(session.record("unit", mid).unwrap().deleted);
        assert!(session.record("unit", low).unwrap().deleted);
        let stays = session.record("unit", leaf).unwrap();
        assert_eq!(
            stays.get("parent").as_ref_id(),
            Some(top),
            "the next above that stays"
        );
        session.undo().unwrap();
        let back = session.record("unit", leaf).unwrap();
        assert_eq!(back.get("parent").as_ref_id(), Some(low));
    }
    let task = [("title", Value::text("打电话")), ("unit", Value::to(low))];
    let task = make(&session, "task", task);
    let gone = |entity: &str, id: Id, rev: i32| RecordChange::Delete {
        entity: entity.into(),
        id,
        rev,
    };
    let rev = session.record("unit", low).unwrap().rev;
    let both = |rev: i32| ChangeSet {
        label: "op.delete".into(),
        changes: vec![gone("unit", low, rev), gone("task", task.id, 1)],
    };
    session.apply(&both(rev)).unwrap();
    assert!(session.record("task", task.id).unwrap().deleted);
    session.undo().unwrap();
    let late = session.apply(&both(rev)).unwrap_err();
    assert_eq!(
        late.kind(),
        Kind::Conflict,
        "an older picture is still refused"
    );
}

#[test]
fn a_reminder_fires_once_late_or_not() {
    let (session, clock) = session();
    let task = |title: &str, at: &str| {
        let due = Value::Wall(Wall {
            at: at.into(),
            zone: "Asia/Shanghai".into(),
        });
        make(
            &session,
            "task",
            [("title", Value::text(title)), ("due", due)],
        )
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
    assert_eq!(today.tasks.iter().filter(|t| t.missed.is_some()).count(), 1);
    session
        .reminders_seen("task", &[due[0].key.record])
        .unwrap();
    assert_eq!(
        session
            .today()
            .unwrap()
            .tasks
            .iter()
            .filter(|t| t.missed.is_some())
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
    assert!(session.fire_due().unwrap().is_empty());
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
        assert!(session.today().unwrap().counts.overdue > 0);
        let roots = session.tree_children(None).unwrap();
        assert!(roots.iter().any(|root| root.descendants >= 7));
        for record in session.records("unit", 100).unwrap() {
            assert_eq!(record.warnings, [], "{:?}", record.get("legal_name"));
        }
        // Every place in the window has something to show.
        let catalog = session.catalog();
        for entity in catalog
            .entities()
            .iter()
            .filter(|one| !["fx_rate", "holiday"].contains(&one.key))
        {
            let made = session.records(entity.key, 1_000).unwrap();
            assert!(!made.is_empty(), "nothing of {}", entity.key);
            for record in made {
                assert_eq!(record.warnings, [], "{} {:?}", entity.key, record.values);
            }
        }
        let instalments = session.records("instalment", 100).unwrap();
        let states: Vec<_> = ["paid", "part", "open"]
            .map(|state| {
                instalments
                    .iter()
                    .filter(|one| *one.get("standing") == Value::choice(state))
                    .count()
            })
            .to_vec();
        assert!(states.iter().all(|count| *count > 0), "{states:?}");
        let files = session.records("attachment", 10).unwrap();
        let media: Vec<_> = files
            .iter()
            .filter_map(|file| file.get("media_type").as_text())
            .collect();
        assert_eq!(media.len(), 3);
        for of in ["image/png", "application/pdf", "text/plain"] {
            assert!(media.contains(&of), "{media:?}");
        }
        for _ in 0..=files.len() {
            session.undo().unwrap();
        }
        assert_eq!(session.counts().unwrap()["unit"], 0);
    }
}

#[test]
fn a_paste_is_weighed_cell_by_cell() {
    let (session, _) = session();
    let plan = session
        .paste_plan(&super::Paste {
            entity: "unit".into(),
            rows: Vec::new(),
            columns: text_columns(&["level", "status", "children"], 0),
            text: vec![vec!["重点".into(), "哪里".into(), "3".into()]],
        })
        .unwrap();
    assert_eq!((plan.accepted, plan.refused), (1, 2));
    assert_eq!(plan.cells[0].value, Some(Value::choice("b")));
}

#[test]
fn an_amount_is_copied_and_pasted_in_the_unit_its_column_says() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let columns = text_columns(&["registered_capital"], 4);
    let read = |text: &str| {
        let plan = session
            .paste_plan(&super::Paste {
                entity: "unit".into(),
                rows: Vec::new(),
                columns: columns.clone(),
                text: vec![vec![text.into()]],
            })
            .unwrap();
        plan.cells[0].value.clone().unwrap()
    };
    let yuan = |minor| Value::Money(Money::new(minor, Currency::CNY));
    assert_eq!(read("3280.5"), yuan(3_280_500_000));
    assert_eq!(read("3亿"), yuan(30_000_000_000));
    assert_eq!(read("3280元"), yuan(328_000));
    assert_eq!(read(""), Value::Null);
    let set = ChangeSet {
        label: "op.edit".into(),
        changes: vec![RecordChange::Update {
            entity: "unit".into(),
            id,
            rev: session.record("unit", id).unwrap().rev,
            values: [("registered_capital".to_owned(), yuan(123_456))].into(),
        }],
    };
    session.apply(&set).unwrap();
    let view = session.view(query(&["registered_capital"])).unwrap();
    let copied = session
        .view_text(&view, 0, 1, &columns, Language::Zh)
        .unwrap();
    assert_eq!(copied, [["0.123456"]]);
    assert_eq!(read(&copied[0][0]), yuan(123_456));
}

#[test]
fn parts_of_a_view_add_up_within_one_currency() {
    let (session, _) = session();
    let unit_with = |name: &str, capital: &str| {
        let values = [
            ("legal_name", Value::text(name)),
            ("registered_capital", Value::Raw(capital.into())),
        ];
        session
            .apply(&ChangeSet::create("op.create", "unit", values))
            .unwrap();
    };
    unit_with("甲", "100");
    unit_with("乙", "2.5万");
    unit_with("丙", "USD 7");
    let asked = query(&["legal_name", "registered_capital"]);
    let view = session.view(asked).unwrap();
    let lines = session.view_lines(&view, 0, 3).unwrap();
    let line_of = |name: &str| {
        let found = lines.iter().position(
            |line| matches!(line, Line::Record { cells, .. } if cells[0] == Value::text(name)),
        );
        u32::try_from(found.unwrap()).unwrap()
    };
    let sum = |names: &[&str]| {
        let bands: Vec<super::Band> = names
            .iter()
            .map(|name| super::Band {
                first: line_of(name),
                last: line_of(name),
                columns: vec!["registered_capital".into()],
            })
            .collect();
        session.view_sum(&view, &bands).unwrap()
    };
    assert_eq!(
        sum(&["甲", "乙"]),
        Some(Money::new(2_510_000, Currency::CNY))
    );
    assert_eq!(sum(&["丙"]), Some(Money::new(700, Currency::USD)));
    assert_eq!(sum(&["甲", "丙"]), None);
    assert_eq!(sum(&[]), None);
}

#[test]
fn a_next_step_may_be_for_some_day() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    session
        .log_touch(&LogTouch {
            unit: id,
            kind: "call".into(),
            at: None,
            contacts: Vec::new(),
            content: "改日再谈".into(),
            result: None,
            duration_min: None,
            label: None,
            next_step: Some(NextStep {
                title: "约时间".into(),
                due: None,
                remind: true,
            }),
        })
        .unwrap();
    let task = session.unit_sheet(id).unwrap().open_tasks.remove(0);
    assert_eq!((task.title.as_str(), task.due), ("约时间", Value::Null));
    assert!(session.next_wake().unwrap().is_none());
}

#[test]
fn one_box_finds_units_people_and_notes_as_they_change() {
    let (session, _) = session();
    session.fill_sample(Language::Zh).unwrap();
    let titles = |text: &str| -> Vec<String> {
        session
            .search(text, 20)
            .unwrap()
            .hits
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
    let by_phone = session.search("0138", 5).unwrap().hits;
    assert_eq!(
        (by_phone[0].title.as_str(), by_phone[0].entity.as_str()),
        ("张伟", "contact")
    );
    let note = session.search("稼动率", 5).unwrap().hits;
    assert_eq!(note[0].entity, "activity");
    assert_eq!(note[0].unit.as_ref().unwrap().label, "鲲鹏苏州二厂");
    // A rename is found at once, under both the unit and its people.
    let id = session.search("星川", 1).unwrap().hits[0].id;
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
    unit(&session, "鲲鹏重工集团", None);
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
            .view_text(
                &view,
                0,
                100,
                &text_columns(&fields.map(|(key, _)| key), 0),
                language,
            )
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
                rows: Vec::new(),
                columns: text_columns(&fields.map(|(key, _)| key), 0),
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
        .view_text(&view, 1, 1, &text_columns(&["tags"], 0), Language::En)
        .unwrap();
    assert_eq!(two.len(), 1);
    let refused = session.view_text(&view, 0, 1, &text_columns(&["note"], 0), Language::En);
    assert_eq!(refused.unwrap_err().kind(), Kind::Invalid);
}

#[test]
fn every_write_has_the_next_number_whether_it_is_a_step_or_not() {
    let (session, _) = session();
    let seq = || session.vault().read(|read| read.commit_seq()).unwrap();
    let before = seq();
    let unit = unit(&session, "远澜", None);
    assert_eq!(seq(), before + 1);
    session.set_setting("tests.any", &1).unwrap();
    assert_eq!(seq(), before + 2);
    let record = session.record("unit", unit).unwrap();
    change(&session, &record, "owner", Value::text("林珊"));
    assert_eq!(seq(), before + 3);
    session.undo().unwrap();
    session.set_setting("tests.any", &2).unwrap();
    session.redo().unwrap();
    assert_eq!(seq(), before + 6);
}

#[test]
fn an_edit_writes_its_record_and_its_history_and_no_other_page() {
    let room = tempfile::tempdir().unwrap();
    let folder = room.path().join("Mine.steward");
    let phrase = Secret::new("seven slow herons cross the canal");
    let (session, _) = Session::create(&folder, &phrase, KdfCost::for_tests(), clock()).unwrap();
    let unit = unit(&session, "远澜", None);
    let record = session.record("unit", unit).unwrap();
    // That somebody looks after it makes it better known; who that is does not.
    change(&session, &record, "owner", Value::text("何晨"));
    session.vault().checkpoint().unwrap();
    change(&session, &record, "owner", Value::text("林珊"));
    let log = std::fs::metadata(folder.join("vault.db-wal"))
        .unwrap()
        .len();
    // The unit, the step, its entry, and where the entry is found by the record.
    assert_eq!(log, 32 + 4 * (24 + 4096));
}
