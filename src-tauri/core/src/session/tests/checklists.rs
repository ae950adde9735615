//! Checklists: the days of their steps, one step of undo, the units right below, and how far they are.

use std::collections::BTreeMap;

use super::{bin, change, make, session, unit};
use crate::base::{Id, Kind};
use crate::history::merge::MergeOrder;
use crate::history::takeback::{Answers, Target};
use crate::records::Record;
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::reminders::checklists::plan::{ChecklistLine, ChecklistOrder, ChecklistPlan};
use crate::reminders::checklists::start::ChecklistTask;
use crate::session::Session;

fn list(session: &Session, purpose: &str) -> Record {
    let values = [
        ("name", Value::text("年度回访")),
        ("purpose", Value::choice(purpose)),
    ];
    make(session, "checklist", values)
}

fn step(session: &Session, list: Id, name: &str, days: i64) -> Record {
    let values = [
        ("checklist", Value::to(list)),
        ("name", Value::text(name)),
        ("offset_days", Value::Number(days)),
    ];
    make(session, "checklist_item", values)
}

fn order(list: Id, unit: Id, start: &str) -> ChecklistOrder {
    ChecklistOrder {
        checklist: list,
        unit,
        start: Some(start.into()),
    }
}

fn tasks(plan: &ChecklistPlan) -> Vec<ChecklistTask> {
    let task = |line: &ChecklistLine| ChecklistTask {
        step: line.step,
        unit: line.unit.id,
        due: line.due.clone(),
    };
    plan.lines.iter().map(task).collect()
}

fn start(session: &Session, order: &ChecklistOrder) -> Vec<Record> {
    let tasks = tasks(&session.checklist_plan(order).unwrap());
    session
        .checklist_start(order, None, &tasks)
        .unwrap()
        .records
}

/// How far the checklists of a unit are.
fn progress(session: &Session, unit: Id) -> Vec<(u32, u32)> {
    let runs = session.checklists_of_unit(unit).unwrap();
    runs.iter().map(|run| (run.done, run.all)).collect()
}

#[test]
fn steps_fall_on_working_days_counted_from_the_start_either_way() {
    let (session, _) = session();
    let customer = unit(&session, "鲲鹏", None);
    let list = list(&session, "annual_review").id;
    for (name, days, working) in [
        ("放假前", -4, false),
        ("起", 0, false),
        ("放假中", 3, false),
        ("三个工作日后", 3, true),
        ("四个工作日前", -4, true),
    ] {
        let step = step(&session, list, name, days);
        change(&session, &step, "working_days", Value::Bool(working));
    }
    // A Wednesday: the holidays are from the 1st to the 7th of October, the 10th is worked for them and
    // so is Sunday the 20th of September.
    let plan = |start: &str| {
        let plan = session
            .checklist_plan(&order(list, customer, start))
            .unwrap();
        let lines = plan.lines.into_iter();
        lines
            .map(|line| (line.title, line.due, line.moved_from))
            .collect::<Vec<_>>()
    };
    let line = |title: &str, due: &str, from: Option<&str>| {
        (title.to_owned(), due.to_owned(), from.map(str::to_owned))
    };
    assert_eq!(
        plan("2026-09-30"),
        [
            line("四个工作日前", "2026-09-23", None),
            line("放假前", "2026-09-24", Some("2026-09-26")),
            line("起", "2026-09-30", None),
            line("放假中", "2026-10-08", Some("2026-10-03")),
            line("三个工作日后", "2026-10-10", None),
        ]
    );
    // As early as the first of them can still be done.
    let early = session
        .checklist_plan(&order(list, customer, "2026-11-23"))
        .unwrap();
    assert!(early.lines[0].passed);
    assert_eq!(early.fits_from.as_deref(), Some("2026-11-27"));
    let fits = order(list, customer, "2026-11-27");
    let fits = session.checklist_plan(&fits).unwrap();
    assert_eq!(fits.fits_from, None);
    assert!(fits.lines.iter().all(|line| !line.passed));
    // Started on a holiday itself.
    let on_holiday = plan("2026-10-01");
    assert!(on_holiday.contains(&line("起", "2026-10-08", Some("2026-10-01"))));
}

#[test]
fn what_is_planned_is_made_in_one_step_on_the_right_units() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let east = unit(&session, "鲲鹏华东", Some(top));
    let west = unit(&session, "鲲鹏西部", Some(top));
    unit(&session, "鲲鹏上海", Some(east));
    let list = list(&session, "annual_review").id;
    step(&session, list, "约时间", 0);
    let each = step(&session, list, "核对联系人", 1);
    change(&session, &each, "each_below", Value::Bool(true));
    change(&session, &each, "kind", Value::choice("call"));
    let order = order(list, top, "2026-11-23");
    let made = start(&session, &order);
    let units: Vec<_> = made
        .iter()
        .filter_map(|task| task.get("unit").as_ref_id())
        .collect();
    assert_eq!(units, [top, east, west], "not those further below");
    for task in &made {
        assert_eq!(task.get("checklist").as_ref_id(), Some(list));
    }
    assert_eq!(made[1].get("kind"), &Value::choice("call"));
    assert_eq!(progress(&session, top), [(0, 3)]);
    assert_eq!(
        progress(&session, east),
        [(0, 3)],
        "it is told there as well"
    );
    let named = session.unit_tasks(east).unwrap().remove(0);
    assert_eq!(named.checklist.unwrap().label, "年度回访");
    session.undo().unwrap();
    assert!(session.today().unwrap().tasks.is_empty());
    assert!(progress(&session, top).is_empty());
    session.redo().unwrap();
    assert_eq!(progress(&session, top), [(0, 3)]);
}

#[test]
fn progress_counts_what_is_done_and_the_last_step_says_so() {
    let (session, clock) = session();
    let customer = unit(&session, "鲲鹏", None);
    let list = list(&session, "annual_review").id;
    for name in ["一", "二", "三"] {
        step(&session, list, name, 2);
    }
    let order = order(list, customer, "2026-11-23");
    let made = start(&session, &order);
    let plan = session.checklist_plan(&order).unwrap();
    assert_eq!(plan.running.unwrap().all, 3, "it is under way already");
    let first = session.task_done(made[0].id, None).unwrap();
    let at = first.checklist.unwrap();
    assert_eq!((at.done, at.all), (1, 3));
    assert_eq!(at.checklist.label, "年度回访");
    change(&session, &made[1], "state", Value::choice("dropped"));
    assert_eq!(
        progress(&session, customer),
        [(1, 2)],
        "what is dropped is none of it"
    );
    let last = session
        .task_done(made[2].id, None)
        .unwrap()
        .checklist
        .unwrap();
    assert_eq!((last.done, last.all), (2, 2));
    let plan = session.checklist_plan(&order).unwrap();
    assert!(plan.running.is_none(), "finished, it may be started anew");
    let struck = session
        .checklists_of_unit(customer)
        .unwrap()
        .remove(0)
        .steps;
    assert!(struck.iter().all(|step| step.done));
    session.undo().unwrap();
    assert_eq!(progress(&session, customer), [(1, 2)]);
    session.redo().unwrap();
    clock.advance(8 * 86_400_000);
    assert!(progress(&session, customer).is_empty(), "told for a week");
    // A task of its own is of no list.
    let plain = make(&session, "task", [("title", Value::text("打电话"))]);
    assert!(
        session
            .task_done(plain.id, None)
            .unwrap()
            .checklist
            .is_none()
    );
}

#[test]
fn each_start_is_counted_by_itself_though_list_unit_and_day_are_the_same() {
    let (session, _) = session();
    let customer = unit(&session, "鲲鹏", None);
    let list = list(&session, "annual_review").id;
    for name in ["一", "二"] {
        step(&session, list, name, 2);
    }
    let order = order(list, customer, "2026-11-23");
    let first = start(&session, &order);
    let second = start(&session, &order);
    assert_eq!(progress(&session, customer), [(0, 2), (0, 2)]);
    let done = session.task_done(second[0].id, None).unwrap();
    let at = done.checklist.unwrap();
    assert_eq!((at.done, at.all), (1, 2));
    assert_eq!(progress(&session, customer), [(1, 2), (0, 2)]);
    let asked = session.checklist_plan(&order).unwrap().running.unwrap();
    assert_eq!(
        (asked.done, asked.all),
        (1, 2),
        "the later one is asked about"
    );
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(
        progress(&session, customer),
        [(0, 2)],
        "one start is taken back"
    );
    session.redo().unwrap();
    session.redo().unwrap();
    assert_eq!(progress(&session, customer), [(1, 2), (0, 2)]);

    // Nobody reads by what they are told apart: no screen has it, nor has the story of a task.
    let inward = "checklist_start";
    assert!(first[0].get(inward).as_text().is_some());
    let story = session.story("task", first[0].id).unwrap();
    let told = |field: &str| {
        story
            .iter()
            .flat_map(|chapter| &chapter.fields)
            .any(|became| became.field == field)
    };
    assert!(told("checklist_on") && !told(inward));

    // What a sheet brought without it is one start by list, unit and day.
    for task in &second {
        let now = session.record("task", task.id).unwrap();
        change(&session, &now, inward, Value::Null);
    }
    assert_eq!(progress(&session, customer), [(0, 2), (1, 2)]);
}

#[test]
fn starts_at_two_units_stay_two_when_those_are_merged_and_go_back_with_them() {
    let (session, _) = session();
    let company = unit(&session, "甲公司", None);
    let double = unit(&session, "甲有限公司", None);
    let list = list(&session, "annual_review").id;
    step(&session, list, "约时间", 2);
    step(&session, list, "回访", 4);
    start(&session, &order(list, company, "2026-11-23"));
    let theirs = start(&session, &order(list, double, "2026-11-23"));
    session.task_done(theirs[0].id, None).unwrap();
    let order = MergeOrder {
        entity: "unit".into(),
        winner: company,
        loser: double,
        takes: BTreeMap::new(),
        former: false,
        moment: session.merge_plan("unit", company, double).unwrap().moment,
    };
    session.merge(&order).unwrap();
    assert_eq!(progress(&session, company), [(1, 2), (0, 2)]);
    let step = Target {
        seq: session.merged(company).unwrap()[0].step,
        only: None,
    };
    let plan = session.take_back_plan(step, &Answers::default()).unwrap();
    session
        .take_back(step, &Answers::default(), plan.moment)
        .unwrap();
    assert_eq!(progress(&session, company), [(0, 2)]);
    assert_eq!(progress(&session, double), [(1, 2)]);
}

#[test]
fn a_renewal_starts_where_the_contract_ends() {
    let (session, _) = session();
    let customer = unit(&session, "鲲鹏", None);
    let list = list(&session, "renewal").id;
    step(&session, list, "谈条款", -20);
    let plain = ChecklistOrder {
        start: None,
        ..order(list, customer, "")
    };
    assert_eq!(
        session.checklist_plan(&plain).unwrap().start,
        "2026-11-22",
        "today"
    );
    for (name, end, state) in [
        ("旧合同", "2026-03-31", "running"),
        ("已解约", "2026-12-01", "ended"),
        ("框架合同", "2027-03-31", "running"),
    ] {
        let values = [
            ("name", Value::text(name)),
            ("unit", Value::to(customer)),
            ("end", Value::Date(end.into())),
            ("state", Value::choice(state)),
        ];
        make(&session, "contract", values);
    }
    let plan = session.checklist_plan(&plain).unwrap();
    assert_eq!(plan.start, "2027-03-31");
    let contract = plan.contract.clone().unwrap();
    assert_eq!(contract.label, "框架合同");
    let order = order(list, customer, &plan.start);
    let made = session.checklist_start(&order, Some(contract.id), &tasks(&plan));
    let task = made.unwrap().records.remove(0);
    assert_eq!(task.get("contract").as_ref_id(), Some(contract.id));
}

#[test]
fn what_cannot_be_says_why_and_makes_nothing() {
    let (session, _) = session();
    let customer = unit(&session, "鲲鹏", None);
    let below = unit(&session, "鲲鹏华东", Some(customer));
    let list = list(&session, "other").id;
    let order = order(list, customer, "2026-11-23");
    let refused = |order: &ChecklistOrder| session.checklist_plan(order).unwrap_err();
    assert_eq!(refused(&order).key(), "error.checklist_empty");
    let far = step(&session, list, "太远", 99_999);
    assert_eq!(refused(&order).key(), "error.checklist_far");
    change(&session, &far, "offset_days", Value::Number(1));
    change(&session, &far, "each_below", Value::Bool(true));
    let unread = ChecklistOrder {
        start: Some("改天".into()),
        ..order.clone()
    };
    assert_eq!(refused(&unread).field(), Some("start"));
    let planned = tasks(&session.checklist_plan(&order).unwrap());
    let start = |tasks: &[ChecklistTask]| session.checklist_start(&order, None, tasks);
    assert_eq!(start(&[]).unwrap_err().key(), "error.checklist_nothing");
    let mut typed = planned.clone();
    typed[0].due = "2026-02-30".into();
    assert_eq!(start(&typed).unwrap_err().field(), Some("tasks.0"));
    bin(&session, "unit", &[below]);
    let gone = start(&planned).unwrap_err();
    assert_eq!(
        (gone.kind(), gone.key()),
        (Kind::NotFound, "error.checklist_unit_gone")
    );
    session.undo().unwrap();
    bin(&session, "checklist_item", &[far.id]);
    assert_eq!(
        start(&planned).unwrap_err().key(),
        "error.checklist_step_gone"
    );
    session.undo().unwrap();
    bin(&session, "checklist", &[list]);
    assert_eq!(start(&planned).unwrap_err().key(), "error.checklist_gone");
    assert!(session.today().unwrap().tasks.is_empty());
    session.undo().unwrap();
    assert_eq!(
        session.checklists().unwrap()[0].steps.len(),
        1,
        "its steps come back with it"
    );
}

#[test]
fn ours_are_taken_over_once_in_one_step_and_each_can_be_started() {
    for language in [Language::Zh, Language::En] {
        let (session, _) = session();
        let top = unit(&session, "鲲鹏集团", None);
        unit(&session, "鲲鹏华东", Some(top));
        let offered = session.our_checklists(language).unwrap();
        let purposes: Vec<_> = offered.iter().map(|one| one.purpose.clone()).collect();
        assert_eq!(
            purposes,
            ["new_subsidiary", "annual_review", "renewal", "hand_over"]
        );
        session.take_our_checklists(&purposes, language).unwrap();
        let lists = session.checklists().unwrap();
        assert_eq!(lists.len(), 4);
        for list in &lists {
            assert!(list.steps.len() > 5);
            assert_eq!(
                start(&session, &order(list.id, top, "2027-03-01")).len(),
                list.steps.len()
            );
        }
        let twice = session
            .take_our_checklists(&purposes, language)
            .unwrap_err();
        assert_eq!(twice.key(), "error.checklist_there");
        assert!(
            session
                .our_checklists(language)
                .unwrap()
                .iter()
                .all(|one| one.there)
        );
        for _ in 0..=lists.len() {
            session.undo().unwrap();
        }
        assert!(
            session.checklists().unwrap().is_empty(),
            "one step took all over"
        );
    }
}
