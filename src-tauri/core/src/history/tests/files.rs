//! What becomes of the files on a record when it is merged, split, binned, brought back.

use super::super::split::{SplitOrder, SplitPart};
use super::*;
use crate::base::Report;
use crate::session::tests::bin;

fn attach(session: &Session, entity: &str, of: Id, name: &str) -> Id {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join(name);
    std::fs::write(&path, name).unwrap();
    let done = session.attach(entity, of, &[path], &Report::silent());
    done.unwrap().records[0].id
}

fn holds(session: &Session, of: Id) -> Vec<String> {
    let found = session.attachments(of).unwrap();
    found
        .iter()
        .map(|record| record.get("name").as_text().unwrap().to_owned())
        .collect()
}

#[test]
fn the_files_of_the_one_that_goes_are_the_others_and_come_back() {
    let (session, _) = session();
    let (a, b) = (unit(&session, "甲", None), unit(&session, "乙", None));
    let file = attach(&session, "unit", b, "执照.pdf");
    let own = attach(&session, "unit", a, "章程.pdf");
    let tie = [
        ("from_unit", Value::to(a)),
        ("to_unit", Value::to(b)),
        ("kind", Value::choice("supplier_of")),
    ];
    let tie = make(&session, "unit_relation", tie).id;
    let on_tie = attach(&session, "unit_relation", tie, "协议.pdf");

    let plan = session.merge_plan("unit", a, b).unwrap();
    let files = plan.repointed.iter().find(|one| one.entity == "attachment");
    assert_eq!(files.unwrap().count, 1);
    assert_eq!(files.unwrap().titles, ["执照.pdf"]);

    let step = merge(&session, "unit", a, b);
    assert_eq!(holds(&session, a), ["章程.pdf", "执照.pdf"]);
    assert!(session.open_attachment(file).is_ok());
    // What would tie the unit to itself is gone, and its file with it.
    assert!(session.record("attachment", on_tie).unwrap().deleted);

    take_back(&session, step, &Answers::default());
    assert_eq!(holds(&session, b), ["协议.pdf", "执照.pdf"][1..]);
    assert!(holds(&session, a).contains(&"章程.pdf".to_owned()));
    assert!(!session.record("attachment", on_tie).unwrap().deleted);
    assert!(!session.record("attachment", own).unwrap().deleted);
}

#[test]
fn a_file_binned_before_the_merge_comes_back_to_the_one_that_stays() {
    let (session, _) = session();
    let (a, b) = (unit(&session, "甲", None), unit(&session, "乙", None));
    let file = attach(&session, "unit", b, "执照.pdf");
    bin(&session, "attachment", &[file]);
    let binned = latest(&session);
    merge(&session, "unit", a, b);
    take_back(&session, binned, &Answers::default());
    assert_eq!(holds(&session, a), ["执照.pdf"]);
}

#[test]
fn a_record_comes_out_of_the_bin_with_its_files() {
    let (session, _) = session();
    let a = unit(&session, "甲", None);
    attach(&session, "unit", a, "执照.pdf");
    let task = [("title", Value::text("电话")), ("unit", Value::to(a))];
    let task = make(&session, "task", task).id;
    attach(&session, "task", task, "录音.mp3");
    bin(&session, "unit", &[a]);
    let binned = session.bin(None).unwrap().steps.remove(0);
    assert_eq!(binned.records.len(), 1, "files are told with their record");
    assert_eq!(binned.records[0].along["attachment"], 2);
    let target = Target {
        seq: binned.seq,
        only: Some(a),
    };
    let plan = session.take_back_plan(target, &Answers::default()).unwrap();
    assert_eq!(plan.revived["attachment"], 2);
    session
        .take_back(target, &Answers::default(), plan.moment)
        .unwrap();
    assert_eq!(holds(&session, a), ["录音.mp3", "执照.pdf"]);
}

#[test]
fn a_file_alone_out_of_the_bin_brings_its_record() {
    let (session, _) = session();
    let a = unit(&session, "甲", None);
    let file = attach(&session, "unit", a, "执照.pdf");
    bin(&session, "attachment", &[file]);
    let first = latest(&session);
    bin(&session, "unit", &[a]);
    take_back(&session, first, &Answers::default());
    assert!(!session.record("unit", a).unwrap().deleted);
    assert_eq!(holds(&session, a), ["执照.pdf"]);
}

#[test]
fn taking_back_a_making_asks_about_files_that_came_since() {
    let (session, _) = session();
    let a = unit(&session, "甲", None);
    let made = latest(&session);
    let file = attach(&session, "unit", a, "执照.pdf");
    let plan = session
        .take_back_plan(whole(made), &Answers::default())
        .unwrap();
    assert_eq!(plan.questions.len(), 1);
    assert_eq!(plan.questions[0].why, Why::Pointed);
    let answers = anyway(&[plan.questions[0].key.clone()]);
    take_back(&session, made, &answers);
    assert!(session.record("unit", a).unwrap().deleted);
    assert!(session.record("attachment", file).unwrap().deleted);
}

#[test]
fn files_can_go_to_the_new_unit_of_a_split() {
    let (session, _) = session();
    let a = unit(&session, "甲", None);
    let file = attach(&session, "unit", a, "执照.pdf");
    attach(&session, "unit", a, "章程.pdf");
    let plan = session.split_plan(a).unwrap();
    let group = plan
        .groups
        .iter()
        .find(|group| group.entity == "attachment");
    assert_eq!(group.unwrap().count, 2);
    let order = SplitOrder {
        unit: a,
        moment: plan.moment,
        name: "新".into(),
        under: false,
        parts: vec![SplitPart {
            entity: "attachment".into(),
            field: group.unwrap().field.clone(),
            all: false,
            ids: vec![file],
        }],
    };
    let made = session.split(&order).unwrap().records[0].id;
    assert_eq!(holds(&session, made), ["执照.pdf"]);
    assert_eq!(holds(&session, a), ["章程.pdf"]);
}
