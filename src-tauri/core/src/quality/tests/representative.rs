//! Another legal representative: one task in the step that says so, gone with it, and those before with
//! their days; and what is asked after a conversation.

use super::{at, change, days, import, make, raw, session, verify};
use crate::base::{Clock, Id};
use crate::records::Record;
use crate::records::value::Value;
use crate::session::Session;

fn firm(session: &Session) -> Record {
    make(session, "unit", [("legal_name", Value::text("华衡检测"))])
}

fn tasks(session: &Session) -> Vec<Record> {
    session.records("task", 100).unwrap()
}

#[test]
fn another_representative_asks_for_the_firm_to_be_verified_in_the_same_step() {
    let (session, clock) = session();
    let firm = firm(&session);
    change(&session, &firm, "legal_rep", raw("王一"));
    assert!(tasks(&session).is_empty(), "a first name is no change");
    days(&clock, 30);
    change(&session, &firm, "legal_rep", raw("李二"));
    let made = tasks(&session);
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].get("title"), &Value::text("重新核实 华衡检测"));
    let note = made[0].get("note").as_text().unwrap().to_owned();
    assert!(note.contains("王一") && note.contains("李二"), "{note}");
    let Value::Wall(due) = made[0].get("due") else {
        panic!("{:?}", made[0].values)
    };
    assert!(due.at.as_str() > "2026-01-01", "{due:?}");
    // It counts for the unit as any task does.
    let unit = session.record("unit", firm.id).unwrap();
    assert!(!unit.get("next_touch").is_null());
    session.undo().unwrap();
    assert!(tasks(&session).is_empty());
    session.redo().unwrap();
    assert_eq!(tasks(&session).len(), 1);
    // Not twice while one is open; again once it is done.
    change(&session, &firm, "legal_rep", raw("赵三"));
    assert_eq!(tasks(&session).len(), 1);
    change(&session, &made[0], "state", Value::choice("done"));
    change(&session, &firm, "legal_rep", raw("钱四"));
    assert_eq!(tasks(&session).len(), 2);
}

#[test]
fn a_name_that_becomes_a_link_to_its_bearer_is_no_change_and_another_person_is() {
    let (session, _) = session();
    let firm = firm(&session);
    let person = |name: &str| make(&session, "contact", [("full_name", Value::text(name))]).id;
    let (wang, li): (Id, Id) = (person("王一"), person("李二"));
    change(&session, &firm, "legal_rep", raw("王一"));
    change(&session, &firm, "legal_rep_contact", Value::to(wang));
    assert!(tasks(&session).is_empty());
    change(&session, &firm, "legal_rep_contact", Value::to(li));
    assert_eq!(tasks(&session).len(), 1);
    change(&session, &firm, "legal_rep_contact", Value::Null);
    change(&session, &firm, "legal_rep", Value::Null);
    assert_eq!(tasks(&session).len(), 1);
}

#[test]
fn a_sheet_asks_for_each_firm_of_which_it_says_another_and_for_no_other() {
    let (session, _) = session();
    import(
        &session,
        "客户名称,法定代表人\n甲公司,王一\n乙公司,李二\n丙公司,\n丁公司,赵三\n戊公司,钱四\n己公司,孙五\n",
    );
    let named = |name: &str| {
        let units = session.records("unit", 9).unwrap();
        let found = units
            .into_iter()
            .find(|one| one.get("legal_name").as_text() == Some(name));
        found.unwrap()
    };
    // Of one it is asked already, of another a person is the representative.
    change(&session, &named("乙公司"), "legal_rep", raw("周六"));
    let sun = make(&session, "contact", [("full_name", Value::text("孙五"))]).id;
    change(
        &session,
        &named("己公司"),
        "legal_rep_contact",
        Value::to(sun),
    );
    assert_eq!(tasks(&session).len(), 1);
    import(
        &session,
        "客户名称,法定代表人\n甲公司,王二\n乙公司,李三\n丙公司,沈立\n丁公司,赵 三\n戊公司,钱五\n己公司,孙六\n",
    );
    let mut asked: Vec<(String, String)> = tasks(&session)
        .iter()
        .map(|task| {
            let note = task.get("note").as_text().unwrap_or_default();
            let names = ["王一", "王二", "李二", "周六", "钱四", "钱五"];
            let told: Vec<&str> = names.into_iter().filter(|one| note.contains(one)).collect();
            let title = task.get("title").as_text().unwrap_or_default();
            (title.to_owned(), told.join(">"))
        })
        .collect();
    asked.sort();
    let expected = [
        ("重新核实 乙公司", "李二>周六"),
        ("重新核实 戊公司", "钱四>钱五"),
        ("重新核实 甲公司", "王一>王二"),
    ];
    let expected = expected.map(|(title, names)| (title.to_owned(), names.to_owned()));
    assert_eq!(asked, expected);
}

#[test]
fn a_sheet_that_names_another_one_asks_and_one_that_names_the_first_does_not() {
    let (session, _) = session();
    import(&session, "客户名称,法定代表人\n华衡检测,王一\n远航船务,\n");
    assert!(tasks(&session).is_empty());
    import(
        &session,
        "客户名称,法定代表人\n华衡检测,李二\n远航船务,沈立\n",
    );
    assert_eq!(tasks(&session).len(), 1);
    session.undo().unwrap();
    assert!(tasks(&session).is_empty());
}

#[test]
fn those_before_are_told_with_their_days() {
    let (session, clock) = session();
    let firm = firm(&session);
    let of = at(&firm, "legal_rep");
    let mut told = Vec::new();
    for name in ["王一", "李二", "赵三"] {
        days(&clock, 10);
        told.push(clock.now().0);
        change(&session, &firm, "legal_rep", raw(name));
    }
    let former = session.former_values(&of).unwrap();
    let of: Vec<_> = former
        .iter()
        .map(|one| (one.value.clone(), one.since, one.until))
        .collect();
    assert_eq!(
        of,
        [
            (Value::text("李二"), told[1], told[2]),
            (Value::text("王一"), told[0], told[1]),
        ]
    );
    session.undo().unwrap();
    assert_eq!(
        session
            .former_values(&at(&firm, "legal_rep"))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn after_a_conversation_the_few_fields_are_asked_that_likely_changed() {
    let (session, clock) = session();
    let firm = firm(&session);
    let person = make(&session, "contact", [("full_name", Value::text("周敏"))]);
    let post = [
        ("contact", Value::to(person.id)),
        ("unit", Value::to(firm.id)),
        ("title", Value::text("部长")),
    ];
    make(&session, "post", post);
    let next = [
        ("unit", Value::to(firm.id)),
        ("title", Value::text("回访")),
        ("due", raw("2027-03-01")),
    ];
    make(&session, "task", next);
    change(&session, &firm, "address", raw("世纪大道 100 号"));
    let asked = |people: &[Id]| -> Vec<String> {
        let all = session.likely_changes(firm.id, people).unwrap();
        all.iter()
            .map(|one| format!("{}.{}", one.record.entity, one.field))
            .collect()
    };
    assert_eq!(asked(&[]), ["unit.status", "task.due"]);
    let all = [
        "post.title",
        "contact.phones",
        "contact.emails",
        "unit.status",
        "task.due",
    ];
    assert_eq!(asked(&[person.id]), all);
    days(&clock, 400);
    assert!(asked(&[]).contains(&"unit.address".to_owned()));
    verify(&session, &firm, "address");
    assert_eq!(asked(&[]), ["unit.status", "task.due"]);
    session.set_asks_changes(false).unwrap();
    assert!(asked(&[person.id]).is_empty() && !session.asks_changes().unwrap());
    session.set_asks_changes(true).unwrap();
    assert_eq!(asked(&[]).len(), 2);
}
