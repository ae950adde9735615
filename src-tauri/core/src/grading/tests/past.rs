//! As of a day: the class and the level of that day, by what had been written down by then.

use super::{
    change, classed, days, is, is_class, level, names, paid, query, rules, talk, unit, word,
};
use crate::base::{Clock, Id};
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::session;

/// What the table of a past day says of a unit, and what its rules explain.
fn grades(past: &Session, unit: Id) -> (Option<String>, String) {
    let told = past.unit_grades(unit).unwrap();
    let class = word(past, unit, "size_class");
    assert_eq!(told.size.class, class);
    (class, level(past, unit))
}

fn was(class: &str, level: &str) -> (Option<String>, String) {
    (Some(class.to_owned()), level.to_owned())
}

#[test]
fn a_past_day_shows_the_class_and_the_level_of_that_day() {
    let (session, clock) = classed();
    let firm = unit(&session, "华衡检测");
    let group = unit(&session, "华衡集团").id;
    let first = clock.now();
    days(&clock, 1);
    paid(&session, firm.id, "600万", "2026-11-01");
    talk(&session, firm.id, "2026-11-20 09:00", "in", "reached");
    let second = clock.now();
    days(&clock, 1);
    change(&session, &firm, "parent", Value::to(group));
    let third = clock.now();
    days(&clock, 1);
    session
        .override_class(group, Some("small"), "独立核算")
        .unwrap();
    assert_eq!(grades(&session, firm.id), was("large", "medium"));
    assert_eq!(grades(&session, group), was("small", "none"));
    for (at, expected) in [
        (first, [was("small", "none"), was("small", "none")]),
        (second, [was("large", "medium"), was("small", "none")]),
        (third, [was("large", "medium"), was("large", "none")]),
    ] {
        let past = session.as_of(at).unwrap();
        let found = [firm.id, group].map(|unit| grades(&past, unit));
        assert_eq!(found, expected, "{at:?}");
        let mut large = query(&["legal_name"]);
        large.filter = Some(is_class("size_class", "large"));
        let of_class = |(class, _): &(Option<String>, String)| class.as_deref() == Some("large");
        assert_eq!(
            names(&past, large).len(),
            expected.iter().filter(|one| of_class(one)).count()
        );
    }
    // What had been told by then, and no more.
    let told = |session: &Session| session.unit_grades(group).unwrap().size.changes.len();
    let counts = [first, second, third].map(|at| told(&session.as_of(at).unwrap()));
    assert_eq!((counts, told(&session)), ([0, 0, 1], 1));
}

#[test]
fn what_time_took_since_counts_as_of_then() {
    let (session, clock) = classed();
    let firm = unit(&session, "华衡检测").id;
    paid(&session, firm, "600万", "2026-11-01");
    talk(&session, firm, "2026-11-20 09:00", "out", "reached");
    let then = clock.now();
    days(&clock, 400);
    session.renew_grades().unwrap();
    assert_eq!(grades(&session, firm), was("small", "none"));
    let past = session.as_of(then).unwrap();
    assert_eq!(grades(&past, firm), was("large", "medium"));
    assert_eq!(past.vault().clock().now(), then);
}

#[test]
fn without_rules_a_past_class_is_what_was_said_by_then() {
    let (session, clock) = session();
    session.set_class_rules(&rules()).unwrap();
    let firm = unit(&session, "华衡检测");
    paid(&session, firm.id, "600万", "2026-11-01");
    is(&session, firm.id, "large");
    let mut off = rules();
    off.on = false;
    session.set_class_rules(&off).unwrap();
    let then = clock.now();
    days(&clock, 1);
    session
        .override_class(firm.id, Some("medium"), "客户自报")
        .unwrap();
    is(&session, firm.id, "medium");
    let past = session.as_of(then).unwrap();
    assert_eq!(word(&past, firm.id, "size_class"), None);
}
