//! A task can be about a record of whatever kind, and goes where references go.

use super::{bin, make, session, unit};
use crate::base::Id;
use crate::records::value::Value;
use crate::reminders::catalog::about;
use crate::session::Session;

/// What nobody does anything about: the task itself, a file, whose record can have tasks, lines of sums, the
/// calendar, what says by itself when it is to be spoken of, and what only joins two others.
const NOTHING_TO_DO: [&str; 8] = [
    "task",
    "attachment",
    "allocation",
    "fx_rate",
    "holiday",
    "rhythm",
    "checklist_item",
    "precedent",
];

#[test]
fn a_record_of_any_kind_that_people_work_with_can_have_tasks() {
    let (session, _) = session();
    let catalog = session.catalog();
    let linked: Vec<&str> = about().filter_map(|field| field.target).collect();
    let without: Vec<&str> = catalog
        .entities()
        .iter()
        .map(|entity| entity.key)
        .filter(|key| !linked.contains(key))
        .collect();
    let mut expected = NOTHING_TO_DO.to_vec();
    expected.sort_unstable_by_key(|key| catalog.entities().iter().position(|of| of.key == *key));
    assert_eq!(without, expected);
}

fn task(session: &Session, field: &'static str, of: Id) -> Id {
    let values = [("title", Value::text("跟进")), (field, Value::to(of))];
    make(session, "task", values).id
}

/// What lies at a record is what its drawer shows, with a way to add one.
fn tasks_at(session: &Session, entity: &str, of: Id) -> Option<u32> {
    let relations = session.related(entity, of).unwrap();
    let tasks = relations
        .iter()
        .find(|one| (one.entity.as_str(), one.field.as_str()) == ("task", entity));
    tasks.map(|one| one.count)
}

#[test]
fn a_task_about_a_goal_stands_at_it_and_outlives_it() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let plan = [
        ("unit", Value::to(firm)),
        ("name", Value::text("规划")),
        ("year", Value::Number(2027)),
    ];
    let plan = make(&session, "account_plan", plan).id;
    let goal = [("plan", Value::to(plan)), ("name", Value::text("进短名单"))];
    let goal = make(&session, "goal", goal).id;
    assert_eq!(tasks_at(&session, "goal", goal), Some(0));
    let task = task(&session, "goal", goal);
    assert_eq!(tasks_at(&session, "goal", goal), Some(1));
    bin(&session, "goal", &[goal]);
    assert!(!session.record("task", task).unwrap().deleted);
    session.undo().unwrap();
    assert_eq!(tasks_at(&session, "goal", goal), Some(1));
    bin(&session, "task", &[task]);
    assert_eq!(tasks_at(&session, "goal", goal), Some(0));
}

#[test]
fn a_task_about_part_of_a_customers_work_is_among_what_is_next_for_them() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let whose = |field: &'static str, of: Id| {
        let task = task(&session, field, of);
        let of = session.record("task", task).unwrap();
        of.get("unit").as_ref_id()
    };
    let plan = [
        ("unit", Value::to(firm)),
        ("name", Value::text("规划")),
        ("year", Value::Number(2027)),
    ];
    let plan = make(&session, "account_plan", plan).id;
    let goal = [("plan", Value::to(plan)), ("name", Value::text("进短名单"))];
    let goal = make(&session, "goal", goal).id;
    let project = [("unit", Value::to(firm)), ("name", Value::text("二期"))];
    let project = make(&session, "project", project).id;
    let part = |entity: &'static str| {
        let values = [
            ("project", Value::to(project)),
            ("name", Value::text("到货")),
        ];
        make(&session, entity, values).id
    };
    for (field, of) in [
        ("account_plan", plan),
        ("goal", goal),
        ("project", project),
        ("project_issue", part("project_issue")),
        ("milestone", part("milestone")),
    ] {
        assert_eq!(whose(field, of), Some(firm), "{field}");
    }
    assert_eq!(session.unit_sheet(firm).unwrap().open_tasks.len(), 5);
    // What is of nobody's stays so, and one that names its customer keeps that one.
    let product = make(&session, "product", [("name", Value::text("泵"))]).id;
    assert_eq!(whose("product", product), None);
    let other = unit(&session, "乙", None);
    let values = [
        ("title", Value::text("跟进")),
        ("goal", Value::to(goal)),
        ("unit", Value::to(other)),
    ];
    let task = make(&session, "task", values);
    assert_eq!(task.get("unit").as_ref_id(), Some(other));
    // Undone and done again it is whose it was.
    session.undo().unwrap();
    session.redo().unwrap();
    let of = session.record("task", task.id).unwrap();
    assert_eq!(of.get("unit").as_ref_id(), Some(other));
}
