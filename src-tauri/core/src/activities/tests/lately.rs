//! The last conversations, as they are read in passing.

use crate::activities::lately::LateTalk;
use crate::base::Id;
use crate::records::value::{Ref, Value};
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

const DAY: i64 = 86_400_000;

fn talk(session: &Session, unit: Id, at: i64, content: &str) -> crate::records::Record {
    let values = [
        ("unit", Value::to(unit)),
        ("kind", Value::choice("call")),
        ("at", Value::Instant(at)),
        ("content", Value::text(content)),
    ];
    make(session, "activity", values)
}

fn told(session: &Session, unit: Id) -> Vec<LateTalk> {
    session.late_talks(unit).unwrap()
}

fn texts(session: &Session, unit: Id) -> Vec<String> {
    told(session, unit)
        .into_iter()
        .map(|one| one.text)
        .collect()
}

#[test]
fn the_last_three_are_told_newest_first_wherever_they_were_logged() {
    let (session, _) = session();
    let (one, other) = (unit(&session, "甲", None), unit(&session, "乙", None));
    assert!(told(&session, one).is_empty());
    for day in 1..=4 {
        talk(&session, one, day * DAY, &format!("第{day}天"));
    }
    assert_eq!(texts(&session, one), ["第4天", "第3天", "第2天"]);
    // One logged with another customer concerns this one as well.
    let joint = talk(&session, other, 9 * DAY, "一起开会");
    let also = Ref {
        id: one,
        label: String::new(),
    };
    change(&session, &joint, "units", Value::Refs(vec![also]));
    assert_eq!(texts(&session, one), ["一起开会", "第4天", "第3天"]);
    bin(&session, "activity", &[joint.id]);
    assert_eq!(texts(&session, one), ["第4天", "第3天", "第2天"]);
}

#[test]
fn only_the_beginning_is_told_and_with_whom() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let who = make(&session, "contact", [("full_name", Value::text("张伟"))]);
    let record = talk(&session, id, DAY, "谈了报价\n\n下周再来\n还要样品");
    let with = Ref {
        id: who.id,
        label: String::new(),
    };
    change(&session, &record, "contacts", Value::Refs(vec![with]));
    let talk = told(&session, id).remove(0);
    assert_eq!(
        (talk.text.as_str(), talk.more),
        ("谈了报价\n下周再来", true)
    );
    assert_eq!(talk.kind, "call");
    let names: Vec<&str> = talk.with.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(names, ["张伟"]);
    change(&session, &record, "content", Value::text("长".repeat(500)));
    let talk = told(&session, id).remove(0);
    assert_eq!((talk.text.chars().count(), talk.more), (160, true));
    change(&session, &record, "content", Value::text("短"));
    assert!(!told(&session, id).remove(0).more);
}

#[test]
fn of_what_is_confidential_only_that_it_took_place() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let who = make(&session, "contact", [("full_name", Value::text("李娜"))]);
    let record = talk(&session, id, DAY, "并购的事");
    let with = Ref {
        id: who.id,
        label: String::new(),
    };
    change(&session, &record, "contacts", Value::Refs(vec![with]));
    let tells = |session: &Session| {
        let talk = told(session, id).remove(0);
        assert_eq!(talk.confidential, talk.text.is_empty());
        assert_eq!(talk.confidential, talk.with.is_empty());
        !talk.confidential
    };
    assert!(tells(&session));
    change(&session, &record, "label", Value::choice("confidential"));
    assert!(!tells(&session), "it says so itself");
    change(&session, &record, "label", Value::choice("open"));
    change(&session, &who, "label", Value::choice("confidential"));
    assert!(!tells(&session), "it was held with somebody who is");
}
