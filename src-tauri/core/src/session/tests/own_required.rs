//! A field of the user's own that must hold something: a form asks for it, and what is made without a
//! form is made without it.

use std::collections::BTreeMap;

use super::{make, session, unit};
use crate::activities::ops::{LogTouch, NextStep};
use crate::base::Id;
use crate::business::ops::NewPayment;
use crate::fields::FieldShape;
use crate::handover::ours::HandOver;
use crate::handover::theirs::Succession;
use crate::history::split::SplitOrder;
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value};
use crate::records::{ChangeSet, RecordChange};
use crate::reminders::checklists::plan::ChecklistOrder;
use crate::reminders::checklists::start::ChecklistTask;
use crate::session::Session;

/// A text of the user's own that each record of this kind must hold.
pub(crate) fn require(session: &Session, entity: &str, kinds: &[&str]) -> String {
    let shape = FieldShape {
        label: "内部编号".to_owned(),
        required: true,
        kinds: kinds.iter().map(|&kind| kind.to_owned()).collect(),
        ..FieldShape::default()
    };
    session
        .define_field(entity, K::Text, None, &shape, &[])
        .unwrap()
}

fn without_a_form(entity: &str, values: &[(&str, Value)]) -> ChangeSet {
    let values: BTreeMap<_, _> = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    ChangeSet {
        label: "op.create".to_owned(),
        changes: vec![RecordChange::Create {
            entity: entity.to_owned(),
            id: None,
            asked: false,
            values,
        }],
    }
}

#[test]
fn a_form_is_held_to_it_and_what_has_none_is_not() {
    let (session, _) = session();
    let key = require(&session, "unit", &[]);
    let named = [("legal_name", Value::text("甲"))];
    let refused = session
        .apply(&ChangeSet::create("op.create", "unit", named.clone()))
        .unwrap_err();
    assert_eq!(refused.key(), "error.required");
    assert_eq!(refused.field(), Some(format!("unit.{key}").as_str()));
    let made = session.apply(&without_a_form("unit", &named)).unwrap();
    assert!(made.records[0].get(&key).is_null());
    // What the program cannot do without is wanted of everybody.
    let refused = session.apply(&without_a_form("unit", &[])).unwrap_err();
    assert_eq!(refused.field(), Some("unit.legal_name"));
    // Once it holds something it is not emptied.
    let id = made.records[0].id;
    let put = |rev, value: Value| {
        let values = BTreeMap::from([(key.clone(), value)]);
        let change = RecordChange::Update {
            entity: "unit".to_owned(),
            id,
            rev,
            values,
        };
        session.apply(&super::super::one("op.edit", change))
    };
    let rev = put(made.records[0].rev, Value::text("A-1"))
        .unwrap()
        .records[0]
        .rev;
    assert_eq!(put(rev, Value::Null).unwrap_err().key(), "error.required");
}

/// A customer goes to a colleague, and a contact's successor takes over.
fn hand_on(session: &Session, unit: Id, person: Id) {
    let order = HandOver {
        from: None,
        units: vec![unit],
        below: false,
        to: "李四".into(),
        stays_backup: false,
        without: Vec::new(),
        note: "交接".into(),
    };
    let moment = session.hand_over_plan(&order).unwrap().moment;
    session.hand_over(&order, moment, Language::Zh).unwrap();
    let moment = session.succession_plan(person).unwrap().moment;
    let order = Succession {
        contact: person,
        successor: None,
        new_name: "赵新".into(),
        on: Some("2026-12-01".into()),
        posts: true,
        tasks: true,
        promises: false,
        left: true,
        note: "接任".into(),
    };
    session.succeed(&order, moment, Language::Zh).unwrap();
}

#[test]
fn what_the_program_makes_by_itself_is_made_without_it() {
    let (session, _) = session();
    let a = unit(&session, "甲", None);
    let person = make(&session, "contact", [("full_name", Value::text("王一"))]).id;
    let at = [("contact", Value::to(person)), ("unit", Value::to(a))];
    make(&session, "post", at);
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(a)),
        ("amount", Value::Raw("100万".into())),
        ("signed_on", Value::Raw("2026-10-01".into())),
    ];
    let contract = make(&session, "contract", values).id;
    let values = [
        ("name", Value::text("年度回访")),
        ("purpose", Value::choice("other")),
    ];
    let list = make(&session, "checklist", values).id;
    let values = [
        ("checklist", Value::to(list)),
        ("name", Value::text("上门")),
    ];
    let step = make(&session, "checklist_item", values).id;
    for entity in [
        "unit",
        "contact",
        "post",
        "task",
        "activity",
        "payment",
        "allocation",
        "instalment",
    ] {
        require(&session, entity, &[]);
    }

    let plan = session.split_plan(a).unwrap();
    let order = SplitOrder {
        unit: a,
        moment: plan.moment,
        name: "甲二".into(),
        under: false,
        parts: Vec::new(),
    };
    session.split(&order).unwrap();
    let touch = LogTouch {
        unit: a,
        kind: "call".to_owned(),
        at: None,
        contacts: vec![person],
        content: "谈了价格".to_owned(),
        result: None,
        duration_min: None,
        label: None,
        next_step: Some(NextStep {
            title: "发报价".to_owned(),
            due: None,
            remind: false,
        }),
    };
    session.log_touch(&touch).unwrap();
    let order = ChecklistOrder {
        checklist: list,
        unit: a,
        start: Some("2026-11-25".into()),
    };
    let line = &session.checklist_plan(&order).unwrap().lines[0];
    assert_eq!(line.step, step);
    let tasks = [ChecklistTask {
        step,
        unit: a,
        due: line.due.clone(),
    }];
    session.checklist_start(&order, None, &tasks).unwrap();
    session
        .make_instalments(contract, "30%预付，70%验收")
        .unwrap();
    let payment = NewPayment {
        unit: a,
        contract: Some(contract),
        amount: "40万".to_owned(),
        received_on: String::new(),
        method: None,
        bank_ref: String::new(),
        allocate: true,
    };
    session.record_payment(&payment).unwrap();
    assert!(!session.records("allocation", 9).unwrap().is_empty());
    hand_on(&session, a, person);
    assert_eq!(session.records("contact", 9).unwrap().len(), 2);
}
