//! How much is inside its limit.

use super::{raw, verify};
use crate::quality::limits::{FieldLimit, Limits};
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{bin, change, make, session};

const DAY: i64 = 86_400_000;

fn of(limits: &Limits, entity: &str, field: &str) -> FieldLimit {
    let found = limits
        .fields
        .iter()
        .find(|one| one.entity == entity && one.field == field);
    found.unwrap().clone()
}

fn firm(session: &Session, name: &str) -> crate::records::Record {
    let values = [
        ("legal_name", Value::text(name)),
        ("website", raw("https://example.com")),
        ("phones", raw("010-66778899")),
    ];
    make(session, "unit", values)
}

#[test]
fn each_field_says_how_much_of_it_is_inside_its_limit() {
    let (session, clock) = session();
    let old = firm(&session, "老单位");
    clock.advance(100 * DAY);
    let _young = firm(&session, "新单位");
    clock.advance(100 * DAY);
    let phones = of(&session.limits().unwrap(), "unit", "phones");
    assert_eq!((phones.days, phones.filled, phones.inside), (180, 2, 1));
    let oldest = phones.oldest.unwrap();
    assert_eq!(
        (oldest.about.id, oldest.about.label.as_str(), oldest.age),
        (old.id, "老单位", 200)
    );
    let limits = session.limits().unwrap();
    assert_eq!(limits.fields[0].field, "phones", "the worst first");
    assert_eq!(of(&limits, "unit", "website").inside, 2);
    assert_eq!(
        limits.filled,
        limits.fields.iter().map(|one| one.filled).sum::<u32>()
    );
    assert_eq!(limits.filled - limits.inside, 1);
    let blank = of(&limits, "contact", "phones");
    assert_eq!((blank.filled, blank.inside, blank.oldest), (0, 0, None));

    // Verified or changed, it is young again; undone, it is not.
    verify(&session, &old, "phones");
    assert_eq!(of(&session.limits().unwrap(), "unit", "phones").inside, 2);
    session.undo().unwrap();
    assert_eq!(of(&session.limits().unwrap(), "unit", "phones").inside, 1);
    change(&session, &old, "phones", raw("010-66778800"));
    assert_eq!(of(&session.limits().unwrap(), "unit", "phones").inside, 2);
    session.undo().unwrap();
    // By the user's own limit, and of what is in the bin nothing is counted.
    session
        .set_field_rule("unit", "phones", Some(365), false)
        .unwrap();
    let phones = of(&session.limits().unwrap(), "unit", "phones");
    assert_eq!((phones.days, phones.inside), (365, 2));
    session
        .set_field_rule("unit", "phones", Some(0), false)
        .unwrap();
    let limits = session.limits().unwrap();
    assert!(
        !limits
            .fields
            .iter()
            .any(|one| one.entity == "unit" && one.field == "phones")
    );
    bin(&session, "unit", &[old.id]);
    assert_eq!(of(&session.limits().unwrap(), "unit", "website").filled, 1);
}
