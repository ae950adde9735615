//! Somebody says that a value is wrong: it is doubtful and listed first until it is mended, whose reason that is, or
//! found right; each is a step of undo.

use super::{change, session, unit};
use crate::base::{Id, Kind};
use crate::quality::ages::Word;
use crate::quality::ops::{FieldAt, Said};
use crate::quality::wrong::{SAID_WRONG, WrongSaid};
use crate::records::value::Value;
use crate::session::Session;

fn address(unit: Id) -> FieldAt {
    FieldAt {
        entity: "unit".to_owned(),
        id: unit,
        field: "address".to_owned(),
    }
}

fn said() -> WrongSaid {
    WrongSaid {
        note: "去年已搬走".to_owned(),
        should_be: Some("星湖街328号".to_owned()),
        from: Some("前台李女士".to_owned()),
    }
}

fn type_in(session: &Session, unit: Id, field: &'static str, text: &str) {
    let record = session.record("unit", unit).unwrap();
    change(session, &record, field, Value::Raw(text.to_owned()));
}

fn word(session: &Session, unit: Id) -> Word {
    let marks = session.record_quality("unit", unit).unwrap().marks;
    let mark = marks.into_iter().find(|mark| mark.field == "address");
    mark.map(|mark| mark.word).unwrap_or_default()
}

fn ground() -> (Session, Id) {
    let (session, _) = session();
    let one = unit(&session, "华东重工有限公司", None);
    type_in(&session, one, "address", "人民路1号");
    (session, one)
}

#[test]
fn it_is_doubtful_with_what_was_said_and_stands_before_what_only_looks_careless() {
    let (session, one) = ground();
    session.say_wrong(&address(one), &said()).unwrap();
    // Later, and yet behind it.
    type_in(&session, one, "legal_rep", "待定");
    let told = word(&session, one);
    assert_eq!(told.certainty.as_deref(), Some("doubtful"));
    assert_eq!(told.doubt.as_deref(), Some(SAID_WRONG));
    assert_eq!(told.wrong.as_deref(), Some("去年已搬走"));
    assert_eq!(told.should_be.as_deref(), Some("星湖街328号"));
    assert_eq!(told.wrong_by.as_deref(), Some("前台李女士"));
    let doubted = session.review().unwrap().doubted;
    let fields: Vec<&str> = doubted.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["address", "legal_rep"]);
    assert_eq!(doubted[0].should_be.as_deref(), Some("星湖街328号"));
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(word(&session, one), Word::default());
}

#[test]
fn mending_it_wherever_that_is_done_takes_what_was_said_as_its_reason() {
    let (session, one) = ground();
    session.say_wrong(&address(one), &said()).unwrap();
    type_in(&session, one, "address", "星湖街328号");
    let told = word(&session, one);
    assert_eq!(
        (told.certainty, told.doubt, told.wrong, told.should_be),
        (None, None, None, None)
    );
    assert_eq!(told.note.as_deref(), Some("去年已搬走"));
    assert_eq!(told.source.as_deref(), Some("前台李女士"));
    assert!(session.review().unwrap().doubted.is_empty());
    let story = session.story("unit", one).unwrap();
    let why = |at: usize| {
        let mut fields = story.iter().flat_map(|chapter| &chapter.fields);
        fields
            .by_ref()
            .filter(|field| field.field == "address")
            .nth(at)
            .and_then(|field| field.why.clone())
    };
    assert_eq!(
        why(0).as_deref(),
        Some("去年已搬走"),
        "the reason is that of the mending"
    );
    assert_eq!(why(1), None, "and not of what was typed first");
    session.undo().unwrap();
    assert_eq!(
        word(&session, one).wrong.as_deref(),
        Some("去年已搬走"),
        "undone it is wrong again"
    );
    session.redo().unwrap();
    type_in(&session, one, "address", "星湖街330号");
    assert_eq!(
        word(&session, one).note,
        None,
        "a later change has a reason of its own or none"
    );
}

#[test]
fn what_is_found_right_is_doubtful_no_more() {
    let (session, one) = ground();
    session.say_wrong(&address(one), &said()).unwrap();
    session.verify(&[address(one)], None, None).unwrap();
    let told = word(&session, one);
    assert_eq!(
        (told.certainty, told.wrong, told.should_be, told.wrong_by),
        (None, None, None, None)
    );
    assert!(told.verified_at.is_some());
    assert!(session.review().unwrap().doubted.is_empty());
}

#[test]
fn it_is_said_what_is_wrong_and_of_a_field_that_is_typed() {
    let (session, one) = ground();
    let silent = WrongSaid {
        note: "  ".to_owned(),
        ..said()
    };
    let error = session.say_wrong(&address(one), &silent).unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::Invalid, "error.wrong_unsaid")
    );
    let reckoned = FieldAt {
        field: "coop_amount".to_owned(),
        ..address(one)
    };
    let error = session.say_wrong(&reckoned, &said()).unwrap_err();
    assert_eq!(error.key(), "error.computed_field");
}

#[test]
fn what_was_dismissed_is_no_reason_of_what_is_written_next() {
    let (session, one) = ground();
    session.say_wrong(&address(one), &said()).unwrap();
    session
        .keep_doubtful(&address(one), "营业执照如此")
        .unwrap();
    assert_eq!(word(&session, one).wrong, None);
    type_in(&session, one, "address", "人民路2号");
    let told = word(&session, one);
    assert_eq!((told.note, told.source), (None, None));
}

#[test]
fn saying_more_of_a_value_does_not_put_a_complaint_aside() {
    let (session, one) = ground();
    let from = |certainty: Option<&str>| Said {
        certainty: certainty.map(str::to_owned),
        note: Some("发票上如此".to_owned()),
        ..Said::default()
    };
    session.say_provenance(&address(one), &from(None)).unwrap();
    session.say_wrong(&address(one), &said()).unwrap();
    // As the form stands, with the note of before.
    session
        .say_provenance(&address(one), &from(Some("doubtful")))
        .unwrap();
    assert_eq!(word(&session, one).kept_at, None);
    assert_eq!(session.review().unwrap().doubted.len(), 1);
    session.keep_doubtful(&address(one), "").unwrap();
    assert!(session.review().unwrap().doubted.is_empty());
}

#[test]
fn what_was_said_of_several_numbers_is_said_of_all_of_them() {
    let (session, one) = ground();
    type_in(&session, one, "phones", "0512-62958830; 12345678");
    let phones = FieldAt {
        field: "phones".to_owned(),
        ..address(one)
    };
    session.say_wrong(&phones, &said()).unwrap();
    session.clear_doubtful(&phones).unwrap();
    let held = session.record("unit", one).unwrap().get("phones").clone();
    assert!(held.is_null(), "{held:?}");
}
