//! Who decides at a unit: seats with and without somebody on them, and whoever has a part and no seat.

use super::{Id, Session, Value, bin, change, make, session, unit};

fn seat(session: &Session, unit: Id, name: &str, above: Option<Id>) -> Id {
    let values = [
        ("unit", Value::to(unit)),
        ("name", Value::text(name)),
        ("reports_to", above.map_or(Value::Null, Value::to)),
    ];
    make(session, "seat", values).id
}

fn person(session: &Session, name: &str) -> Id {
    make(session, "contact", [("full_name", Value::text(name))]).id
}

fn part(session: &Session, unit: Id, whose: (&'static str, Id), role: &str) -> Id {
    let values = [
        (whose.0, Value::to(whose.1)),
        ("unit", Value::to(unit)),
        ("role", Value::choice(role)),
    ];
    make(session, "stance", values).id
}

#[test]
fn seats_stand_by_whom_they_report_to_and_those_nobody_holds_are_told() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let buyer = seat(&session, firm, "采购经理", None);
    let chief = seat(&session, firm, "总经理", None);
    let now = session.record("seat", buyer).unwrap();
    change(&session, &now, "reports_to", Value::to(chief));
    let (zhang, li) = (person(&session, "张伟"), person(&session, "李娜"));
    let values = [
        ("contact", Value::to(zhang)),
        ("unit", Value::to(firm)),
        ("seat", Value::to(buyer)),
    ];
    let post = make(&session, "post", values);
    part(&session, firm, ("seat", chief), "decider");
    part(&session, firm, ("contact", zhang), "purchaser");
    part(&session, firm, ("contact", li), "gatekeeper");
    let told = session.decisions(firm).unwrap();
    let seats: Vec<(&str, u16, usize, usize)> = told
        .seats
        .iter()
        .map(|one| {
            let label = one.seat.label.as_str();
            (label, one.depth, one.parts.len(), one.holders.len())
        })
        .collect();
    assert_eq!(seats, [("总经理", 0, 1, 0), ("采购经理", 1, 0, 1)]);
    assert_eq!(
        told.seats[0].parts[0].role, "decider",
        "though nobody sits there"
    );
    let holder = &told.seats[1].holders[0];
    assert_eq!(
        (holder.contact.id, holder.parts[0].role.as_str()),
        (zhang, "purchaser")
    );
    assert_eq!(told.others.len(), 1);
    assert_eq!(told.others[0].contact.id, li);
    assert!(!told.others[0].in_office, "nobody knows a post of theirs");
    // Whose post is over sits there no more, and is told among the others, for what was said of them stands.
    change(&session, &post, "end", Value::Raw("2026-11-01".to_owned()));
    let told = session.decisions(firm).unwrap();
    assert!(told.seats.iter().all(|one| one.holders.is_empty()));
    let names: Vec<&str> = told
        .others
        .iter()
        .map(|one| one.contact.label.as_str())
        .collect();
    assert_eq!(names.len(), 2);
    assert!(told.others.iter().all(|one| !one.in_office));
}

#[test]
fn a_part_is_somebodys_or_a_seats() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let chief = seat(&session, firm, "总经理", None);
    let values = [
        ("unit", Value::to(firm)),
        ("role", Value::choice("decider")),
    ];
    let set = crate::records::ChangeSet::create("op.create", "stance", values);
    let refused = session.apply(&set).unwrap_err();
    assert_eq!(refused.key(), "error.stance_nobody");
    let id = part(&session, firm, ("seat", chief), "decider");
    let now = session.record("stance", id).unwrap();
    let set = crate::records::ChangeSet::update(
        "op.edit",
        "stance",
        id,
        now.rev,
        [("seat", Value::Null)],
    );
    assert!(session.apply(&set).is_err());
    // It goes into the bin with its seat, and comes back with it.
    bin(&session, "seat", &[chief]);
    assert!(session.record("stance", id).unwrap().deleted);
    session.undo().unwrap();
    assert!(!session.record("stance", id).unwrap().deleted);
}
