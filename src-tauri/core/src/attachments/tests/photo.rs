//! The picture that shows a person.

use super::*;
use crate::base::{Clock, Result};
use crate::session::Applied;
use crate::session::tests::make;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nof a face";

fn picture(house: &House, of: Id, name: &str, content: &[u8]) -> Id {
    let path = house.write(name, content);
    let done = house
        .session()
        .attach("contact", of, &[path], &Report::silent());
    done.unwrap().records[0].id
}

fn photo(house: &House, of: Id) -> Option<Id> {
    let record = house.session().record("contact", of).unwrap();
    record.get("photo").as_ref_id()
}

fn refused(done: Result<Applied>) -> String {
    done.unwrap_err().key().to_owned()
}

#[test]
fn one_picture_shows_a_person_until_it_goes() {
    let house = House::new();
    let session = house.session();
    let who = make(session, "contact", [("full_name", Value::text("沈若兰"))]).id;
    let one = picture(&house, who, "a.png", PNG);
    let two = picture(&house, who, "b.png", b"\x89PNG\r\n\x1a\nof another");
    assert_eq!(photo(&house, who), None);
    session.use_as_photo(one).unwrap();
    assert_eq!(photo(&house, who), Some(one));
    // Only one at a time, in one step.
    session.use_as_photo(two).unwrap();
    assert_eq!(photo(&house, who), Some(two));
    let marked = session.record("attachment", one).unwrap();
    assert_eq!(marked.get("photo"), &Value::Bool(false));
    session.undo().unwrap();
    assert_eq!(photo(&house, who), Some(one));
    session.redo().unwrap();
    // It goes with its file, and comes back with it.
    bin(session, "attachment", &[two]);
    assert_eq!(photo(&house, who), None);
    session.undo().unwrap();
    assert_eq!(photo(&house, who), Some(two));
    // So it does with the person.
    bin(session, "contact", &[who]);
    session.undo().unwrap();
    assert_eq!(photo(&house, who), Some(two));
    let then = session.as_of(house.clock.now()).unwrap();
    let stood = then.record("contact", who).unwrap();
    assert_eq!(stood.get("photo").as_ref_id(), Some(two));
}

#[test]
fn only_a_picture_of_a_persons_own_shows_them() {
    let house = House::new();
    let session = house.session();
    let who = make(session, "contact", [("full_name", Value::text("沈若兰"))]).id;
    let letters = picture(&house, who, "a.txt", b"what was agreed");
    assert_eq!(refused(session.use_as_photo(letters)), "error.no_photo");
    let of_unit = house.attach("c.png", PNG);
    assert_eq!(refused(session.use_as_photo(of_unit)), "error.no_photo");
    // A mark set otherwise shows nobody either.
    let record = session.record("attachment", letters).unwrap();
    change(session, &record, "photo", Value::Bool(true));
    assert_eq!(photo(&house, who), None);
    let mut large = PNG.to_vec();
    large.resize((8 << 20) + 1, 7);
    let large = picture(&house, who, "d.png", &large);
    assert_eq!(
        refused(session.use_as_photo(large)),
        "error.photo_too_large"
    );
}

#[test]
fn one_that_is_let_go_over_a_face_comes_and_shows_it_in_one_step() {
    let house = House::new();
    let session = house.session();
    let who = make(session, "contact", [("full_name", Value::text("沈若兰"))]).id;
    let path = house.write("a.png", PNG);
    let done = session.attach_photo(who, path, &Report::silent()).unwrap();
    assert_eq!(photo(&house, who), Some(done.records[0].id));
    session.undo().unwrap();
    assert_eq!(photo(&house, who), None);
    assert!(session.attachments(who).unwrap().is_empty());
    let path = house.write("a.txt", b"what was agreed");
    let done = session.attach_photo(who, path, &Report::silent());
    assert_eq!(refused(done), "error.no_photo");
    assert!(session.attachments(who).unwrap().is_empty());
}

#[test]
fn of_two_made_one_the_other_has_the_photo() {
    let house = House::new();
    let session = house.session();
    let [a, b] = ["沈若兰", "沈若蘭"]
        .map(|name| make(session, "contact", [("full_name", Value::text(name))]).id);
    let face = picture(&house, b, "a.png", PNG);
    session.use_as_photo(face).unwrap();
    let plan = session.merge_plan("contact", a, b).unwrap();
    session
        .merge(&crate::history::merge::MergeOrder {
            entity: "contact".into(),
            winner: a,
            loser: b,
            moment: plan.moment,
            takes: std::collections::BTreeMap::new(),
            former: false,
        })
        .unwrap();
    assert_eq!((photo(&house, a), photo(&house, b)), (Some(face), None));
}

#[test]
fn of_two_with_photos_the_one_that_stays_keeps_its_own() {
    let house = House::new();
    let session = house.session();
    let [a, b] = ["沈若兰", "沈若蘭"]
        .map(|name| make(session, "contact", [("full_name", Value::text(name))]).id);
    let [face, other] = [(a, "a.png"), (b, "b.png")].map(|(of, name)| {
        let content = [PNG, name.as_bytes()].concat();
        let file = picture(&house, of, name, &content);
        session.use_as_photo(file).unwrap();
        file
    });
    let plan = session.merge_plan("contact", a, b).unwrap();
    let order = crate::history::merge::MergeOrder {
        entity: "contact".into(),
        winner: a,
        loser: b,
        moment: plan.moment,
        takes: std::collections::BTreeMap::new(),
        former: false,
    };
    session.merge(&order).unwrap();
    assert_eq!(photo(&house, a), Some(face));
    let mark = |file| {
        let file = session.record("attachment", file).unwrap();
        file.get("photo").clone()
    };
    assert_eq!(mark(other), Value::Bool(false), "no second mark is left");
    // Taken away, nobody else's comes out from under it.
    let file = session.record("attachment", face).unwrap();
    change(session, &file, "photo", Value::Bool(false));
    assert_eq!(photo(&house, a), None);
    // A mark that is set by hand goes before the one there was.
    let file = session.record("attachment", face).unwrap();
    change(session, &file, "photo", Value::Bool(true));
    let file = session.record("attachment", other).unwrap();
    change(session, &file, "photo", Value::Bool(true));
    assert_eq!(
        (photo(&house, a), mark(face)),
        (Some(other), Value::Bool(false))
    );
}
