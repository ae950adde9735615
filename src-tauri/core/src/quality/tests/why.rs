//! Why a value is another one stands with it in the record's history, and with no other value.

use super::{at, raw};
use crate::history::takeback::{Answers, Target};
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

/// What the history says of the values of a field, the latest first.
fn told(session: &Session, of: &crate::records::Record, field: &str) -> Vec<Option<String>> {
    let story = session.story(&of.entity, of.id).unwrap().into_iter();
    let fields = story.flat_map(|chapter| chapter.fields);
    let of_field = fields.filter(|became| became.field == field);
    of_field.map(|became| became.why).collect()
}

#[test]
fn a_reason_stands_with_the_change_it_is_about() {
    let (session, _) = session();
    let values = [
        ("name", Value::text("二期")),
        ("unit", Value::to(unit(&session, "甲公司", None))),
        ("amount", raw("100万")),
    ];
    let deal = make(&session, "cooperation", values);
    let said = |reason| session.say_why(&at(&deal, "amount"), reason).unwrap();
    let why = || told(&session, &deal, "amount");
    change(&session, &deal, "amount", raw("90万"));
    assert_eq!(why(), [None, None]);
    said("客户减项");
    let reason = |text: &str| Some(text.to_owned());
    assert_eq!(why(), [reason("客户减项"), None]);
    // Put in other words, and no longer said of what the amount becomes next.
    said("客户减了一项");
    change(&session, &deal, "amount", raw("95万"));
    assert_eq!(why(), [None, reason("客户减了一项"), None]);
    said("又加回一半");
    assert_eq!(why(), [reason("又加回一半"), reason("客户减了一项"), None]);
    session.undo().unwrap();
    assert_eq!(why(), [None, reason("客户减了一项"), None]);
    // What else was said of a value stays beside it.
    let mark = |field: &str| {
        let marks = session
            .record_quality("cooperation", deal.id)
            .unwrap()
            .marks;
        marks.into_iter().find(|mark| mark.field == field)
    };
    session
        .verify(&[at(&deal, "amount")], Some("合同"), None)
        .unwrap();
    said("按补充协议");
    let word = mark("amount").unwrap().word;
    assert_eq!(
        (word.source, word.note),
        (reason("合同"), reason("按补充协议"))
    );
}

/// A cooperation of another amount than at first, for a reason that was said.
fn reasoned(session: &Session) -> crate::records::Record {
    let values = [
        ("name", Value::text("二期")),
        ("unit", Value::to(unit(session, "甲公司", None))),
        ("amount", raw("100万")),
    ];
    let deal = make(session, "cooperation", values);
    change(session, &deal, "amount", raw("90万"));
    session.say_why(&at(&deal, "amount"), "客户减项").unwrap();
    deal
}

fn take_back(session: &Session, seq: i64) {
    let target = Target { seq, only: None };
    let answers = Answers::default();
    let plan = session.take_back_plan(target, &answers).unwrap();
    session.take_back(target, &answers, plan.moment).unwrap();
}

#[test]
fn a_reason_that_was_taken_back_stands_nowhere() {
    let (session, _) = session();
    let deal = reasoned(&session);
    let why = || told(&session, &deal, "amount");
    let reason = |text: &str| Some(text.to_owned());
    let latest = || session.steps(None, 1, None).unwrap()[0].seq;
    assert_eq!(why(), [reason("客户减项"), None]);
    take_back(&session, latest());
    assert_eq!(why(), [None, None]);
    session.undo().unwrap();
    assert_eq!(why(), [reason("客户减项"), None]);
    // Put in other words that are taken back: the first stand again.
    session
        .say_why(&at(&deal, "amount"), "客户减了一项")
        .unwrap();
    take_back(&session, latest());
    assert_eq!(why(), [reason("客户减项"), None]);
    // The taking back is taken back as well.
    take_back(&session, latest());
    assert_eq!(why(), [reason("客户减了一项"), None]);
}

#[test]
fn a_reason_that_was_emptied_stands_nowhere() {
    let (session, _) = session();
    let deal = reasoned(&session);
    let said = |reason| session.say_why(&at(&deal, "amount"), reason).unwrap();
    let why = || told(&session, &deal, "amount");
    said("");
    assert_eq!(why(), [None, None]);
    said("按补充协议");
    assert_eq!(why(), [Some("按补充协议".to_owned()), None]);
    change(&session, &deal, "amount", raw("95万"));
    assert_eq!(why(), [None, Some("按补充协议".to_owned()), None]);
}
