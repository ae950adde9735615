//! Posts that end: whoever holds one is there on its last day, and no longer on the next.

use super::*;

fn person(session: &Session, name: &str, phone: &str) -> Id {
    let values = [
        ("full_name", Value::text(name)),
        ("phones", Value::Raw(phone.into())),
        ("emails", Value::Raw(format!("{phone}@example.com"))),
    ];
    make(session, "contact", values).id
}

fn post(session: &Session, contact: Id, at: Id, title: &str, end: &str) {
    let values = [
        ("contact", Value::to(contact)),
        ("unit", Value::to(at)),
        ("title", Value::text(title)),
        ("start", Value::Raw("2024-01-01".into())),
        ("end", Value::Raw(end.into())),
    ];
    make(session, "post", values);
}

fn says(session: &Session, entity: &str, id: Id, field: &str) -> String {
    let record = session.record(entity, id).unwrap();
    match record.get(field) {
        Value::Ref(to) => to.label.clone(),
        other => other.as_text().unwrap_or("-").to_owned(),
    }
}

#[test]
fn a_post_that_ends_later_is_still_held_and_is_over_the_day_after() {
    let (session, clock) = session();
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let zhang = person(&session, "张伟", "13900010001");
    let li = person(&session, "李娜", "13900010002");
    // Today is 22 November 2026.
    post(&session, zhang, a, "总监", "2026-11-23");
    post(&session, li, a, "经理", "2026-12-31");
    post(&session, zhang, b, "顾问", "2026-11-30");
    let known = |key: &str| {
        let told = session.record_quality("unit", a).unwrap().coverage.unwrap();
        let mut points = told.points.iter();
        points
            .find(|point| point.key == key)
            .and_then(|point| point.had)
    };
    let there = || {
        (
            says(&session, "unit", a, "contact_name"),
            says(&session, "unit", b, "contact_name"),
            says(&session, "contact", zhang, "unit"),
            known("depth"),
        )
    };
    let told = |a: &str, b: &str, unit: &str, deep: bool| {
        (a.to_owned(), b.to_owned(), unit.to_owned(), Some(deep))
    };
    let renew = || {
        let done = session.renew_day().unwrap();
        session.renew_coverage().unwrap();
        done
    };
    renew();
    assert_eq!(there().0, "张伟");
    assert_eq!(known("depth"), Some(true));
    let last = |n: i64| {
        clock.advance(n * 86_400_000);
        assert!(renew());
    };
    last(1);
    assert_eq!(there().0, "张伟", "there on the last day");
    last(1);
    assert_eq!(there(), told("李娜", "张伟", "乙", false));
    assert_eq!(session.succession_plan(zhang).unwrap().posts.len(), 1);
    last(7);
    assert_eq!(there().1, "-", "on the first of December nobody is there");
    // A clock set back brings all of it back.
    last(-9);
    assert_eq!(there().0, "张伟");
    assert_eq!(there().1, "张伟");
    assert_eq!(known("depth"), Some(true));
}
