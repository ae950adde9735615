//! What is in the bin comes back with what went along, under its parent or without.

use super::*;
use crate::records::ChangeSet;
use crate::session::tests::bin;

fn binned(session: &Session) -> Vec<(String, usize)> {
    let steps = session.bin(None).unwrap().steps;
    steps
        .iter()
        .flat_map(|step| &step.records)
        .map(|one| {
            (
                one.title.clone(),
                one.along.values().map(|n| *n as usize).sum(),
            )
        })
        .collect()
}

fn restore(session: &Session, id: Id, answers: &Answers) {
    let steps = session.bin(None).unwrap().steps;
    let step = steps
        .iter()
        .find(|step| step.records.iter().any(|one| one.id == id))
        .unwrap();
    let target = Target {
        seq: step.seq,
        only: Some(id),
    };
    let plan = session.take_back_plan(target, answers).unwrap();
    session.take_back(target, answers, plan.moment).unwrap();
}

fn is_gone(session: &Session, entity: &str, id: Id) -> bool {
    session.record(entity, id).unwrap().deleted
}

fn parent(session: &Session, id: Id) -> Option<Id> {
    session
        .record("unit", id)
        .unwrap()
        .get("parent")
        .as_ref_id()
}

#[test]
fn a_record_comes_back_with_all_that_went_along_and_only_that() {
    let (session, _) = session();
    let (a, b) = (unit(&session, "甲", None), unit(&session, "乙", None));
    let low = unit(&session, "甲下", Some(a));
    let task = |of: Id| {
        make(
            &session,
            "task",
            [("title", Value::text("电话")), ("unit", Value::to(of))],
        )
        .id
    };
    let (of_a, early, of_b) = (task(a), task(a), task(b));
    bin(&session, "task", &[early]);
    bin(&session, "unit", &[a, b]);
    assert_eq!(
        binned(&session),
        [
            ("甲".to_owned(), 1),
            ("乙".to_owned(), 1),
            ("电话".to_owned(), 0)
        ]
    );
    assert_eq!(parent(&session, low), None);
    restore(&session, a, &Answers::default());
    assert!(!is_gone(&session, "unit", a) && !is_gone(&session, "task", of_a));
    assert_eq!(
        parent(&session, low),
        Some(a),
        "what moved up comes under it again"
    );
    assert!(is_gone(&session, "unit", b) && is_gone(&session, "task", of_b));
    assert!(is_gone(&session, "task", early), "it went before");
    session.undo().unwrap();
    assert!(is_gone(&session, "unit", a) && is_gone(&session, "task", of_a));
}

#[test]
fn under_a_parent_in_the_bin_both_come_back_or_one_stands_alone() {
    let (session, _) = session();
    let top = unit(&session, "集团", None);
    let low = unit(&session, "公司", Some(top));
    bin(&session, "unit", &[low]);
    bin(&session, "unit", &[top]);
    let steps = session.bin(None).unwrap().steps;
    let step = steps.iter().find(|s| s.records[0].id == low).unwrap();
    let target = Target {
        seq: step.seq,
        only: Some(low),
    };
    let plan = session.take_back_plan(target, &Answers::default()).unwrap();
    assert_eq!(plan.revived["unit"], 2);
    assert_eq!(plan.questions.len(), 1);
    assert_eq!(plan.questions[0].why, Why::ParentBinned);
    let alone = anyway(&[plan.questions[0].key.clone()]);
    restore(&session, low, &alone);
    assert!(is_gone(&session, "unit", top));
    assert_eq!(parent(&session, low), None);
    session.undo().unwrap();
    restore(&session, low, &Answers::default());
    assert!(!is_gone(&session, "unit", top));
    assert_eq!(parent(&session, low), Some(top));
}

#[test]
fn what_belongs_to_something_in_the_bin_brings_it_along() {
    let (session, _) = session();
    let a = unit(&session, "甲", None);
    let values = [("name", Value::text("合作")), ("unit", Value::to(a))];
    let coop = make(&session, "cooperation", values).id;
    bin(&session, "cooperation", &[coop]);
    bin(&session, "unit", &[a]);
    restore(&session, coop, &Answers::default());
    assert!(!is_gone(&session, "unit", a) && !is_gone(&session, "cooperation", coop));
}

#[test]
fn a_code_taken_meanwhile_stays_with_who_has_it() {
    let (session, _) = session();
    let coded = |name: &str| {
        let values = [
            ("legal_name", Value::text(name)),
            ("code", Value::text("K-1")),
        ];
        make(&session, "unit", values).id
    };
    let a = coded("甲");
    bin(&session, "unit", &[a]);
    let b = coded("乙");
    restore(&session, a, &Answers::default());
    assert_eq!(session.record("unit", a).unwrap().get("code"), &Value::Null);
    assert_eq!(
        session.record("unit", b).unwrap().get("code"),
        &Value::text("K-1")
    );
}

#[test]
fn what_was_merged_meanwhile_belongs_to_who_stayed() {
    let (session, _) = session();
    let (a, b) = (unit(&session, "甲", None), unit(&session, "乙", None));
    let values = [("name", Value::text("合作")), ("unit", Value::to(b))];
    let coop = make(&session, "cooperation", values).id;
    bin(&session, "cooperation", &[coop]);
    merge(&session, "unit", a, b);
    let lying = session.bin(None).unwrap().steps;
    let merged = &lying[0].records[0];
    assert_eq!(merged.merged_into.as_ref().unwrap().id, a);
    restore(&session, coop, &Answers::default());
    let back = session.record("cooperation", coop).unwrap();
    assert_eq!(back.get("unit").as_ref_id(), Some(a));
    assert!(is_gone(&session, "unit", b));
}

#[test]
fn the_bin_is_told_page_by_page_to_its_end() {
    let (session, _) = session();
    let sheet = |many: usize, name: &str| -> Vec<Id> {
        let changes = (0..many).map(|n| {
            let values = [("legal_name", Value::text(format!("{name}{n:04}")))];
            ChangeSet::create("op.create", "unit", values)
                .changes
                .remove(0)
        });
        let set = ChangeSet {
            label: "op.create".into(),
            changes: changes.collect(),
        };
        let made = session.apply(&set).unwrap().records;
        made.iter().map(|one| one.id).collect()
    };
    // One step larger than a page, then some that share one.
    let many = sheet(450, "大");
    bin(&session, "unit", &many);
    let mut all: BTreeSet<Id> = many.into_iter().collect();
    for name in ["甲", "乙", "丙"] {
        let some = sheet(90, name);
        bin(&session, "unit", &some);
        all.extend(some);
    }
    let (mut told, mut pages, mut from) = (Vec::new(), Vec::new(), None);
    loop {
        let page = session.bin(from).unwrap();
        let records = page.steps.iter().flat_map(|step| &step.records);
        let ids: Vec<Id> = records.map(|one| one.id).collect();
        pages.push((page.steps.len(), ids.len()));
        told.extend(ids);
        from = page.more;
        if from.is_none() {
            break;
        }
    }
    assert_eq!(pages, [(3, 200), (2, 200), (1, 200), (1, 120)]);
    assert_eq!(told.len(), all.len(), "each once");
    assert_eq!(told.into_iter().collect::<BTreeSet<Id>>(), all);
}

#[test]
fn pages_of_any_size_tell_what_the_whole_tells() {
    let (session, clock) = session();
    let mut ids = Vec::new();
    for name in ["甲", "乙", "丙", "丁"] {
        let of = unit(&session, name, None);
        for n in 0..3 {
            let values = [
                ("title", Value::text(format!("{name}{n}"))),
                ("unit", Value::to(of)),
            ];
            ids.push(("task", make(&session, "task", values).id));
        }
        let values = [("name", Value::text("合作")), ("unit", Value::to(of))];
        make(&session, "cooperation", values);
        ids.push(("unit", of));
    }
    // Alone, together, back again and once more, along with whom they belong to, and one into another.
    bin(&session, "task", &[ids[0].1]);
    bin(&session, "task", &[ids[1].1, ids[4].1, ids[5].1]);
    clock.advance(1_000);
    session.undo().unwrap();
    bin(&session, "task", &[ids[5].1]);
    bin(&session, "unit", &[ids[3].1, ids[7].1]);
    restore(&session, ids[7].1, &Answers::default());
    clock.advance(1_000);
    bin(&session, "unit", &[ids[7].1]);
    merge(&session, "unit", ids[11].1, ids[15].1);

    let catalog = session.catalog();
    let page = |from, room| {
        let told =
            |read: &crate::vault::Read<'_>| crate::history::bin::page(read, &catalog, from, room);
        session.vault().read(told).unwrap()
    };
    let whole = page(None, usize::MAX);
    assert_eq!(whole.more, None);
    let told = |page: &crate::history::bin::BinPage| -> Vec<(i64, crate::history::bin::Binned)> {
        let steps = page.steps.iter();
        steps
            .flat_map(|step| step.records.iter().map(|one| (step.seq, one.clone())))
            .collect()
    };
    let all = told(&whole);
    let mut lying: Vec<(&str, &str, u32)> = all
        .iter()
        .map(|(_, one)| (&*one.entity, &*one.title, one.along.values().sum()))
        .collect();
    lying.sort_unstable();
    assert_eq!(
        lying,
        [
            ("task", "乙1", 0),
            ("task", "甲0", 0),
            ("unit", "丁", 0),
            ("unit", "乙", 3),
            ("unit", "甲", 3),
        ]
    );
    for room in 1..=6 {
        let (mut parts, mut from) = (Vec::new(), None);
        loop {
            let part = page(from, room);
            let some = told(&part);
            assert!(some.len() <= room);
            parts.extend(some);
            from = part.more;
            if from.is_none() {
                break;
            }
        }
        assert_eq!(parts, all, "{room} at a time");
    }
}
