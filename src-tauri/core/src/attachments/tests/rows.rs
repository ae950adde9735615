//! Files and their rows: which stand, which go, and which unit they are of.

use super::*;

#[test]
fn what_a_fall_left_is_swept_but_a_whole_file_only_after_weeks() {
    const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000;
    let mut house = House::new();
    let id = house.attach("a", b"first");
    let kept = house.stored().remove(0);
    let folder = kept.parent().unwrap();
    fs::write(folder.join(format!("{}.part", "0e".repeat(16))), b"left").unwrap();
    // Not ours to throw away.
    let foreign = folder.join("notes.txt");
    fs::write(&foreign, b"mine").unwrap();
    // As when an older database was put back: the newer one may yet be, too.
    let hex = format!(
        "{}{}",
        &kept.file_name().unwrap().to_string_lossy()[..2],
        "0".repeat(30)
    );
    let newer = folder.join(hex);
    fs::write(&newer, b"of a newer database").unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let opened = fs::File::options().write(true).open(&newer).unwrap();
    opened.set_modified(long_ago).unwrap();

    let all = {
        let mut all = vec![kept.clone(), foreign.clone(), newer.clone()];
        all.sort();
        all
    };
    house.reopen();
    assert_eq!(house.stored(), all);
    house.clock.advance(3 * WEEK);
    house.reopen();
    assert_eq!(house.stored(), all);
    house.clock.advance(2 * WEEK);
    house.reopen();
    assert!(!newer.exists() && foreign.exists());
    assert_eq!(house.read(id), b"first");
}

#[test]
fn the_same_file_again_takes_the_place_of_a_damaged_one() {
    let house = House::new();
    let content = long(CHUNK + 9);
    let first = house.attach("a", &content);
    let stored = house.stored();
    flip(&stored[0], 99);
    let again = house.attach("a", &content);
    assert!(house.read(again) == content);
    assert!(house.read(first) == content, "whoever had it has it again");
    let wrong = house.session().check_attachments(&Report::silent());
    assert!(wrong.unwrap().is_empty());
    // One that is whole is not kept twice; the damaged one goes.
    house.attach("b", &content);
    assert_eq!(house.session().sweep_attachments().unwrap(), 1);
    assert_eq!(house.stored().len(), 1);
    assert_ne!(house.stored(), stored);
    // One that is gone is as good as a damaged one.
    fs::remove_file(&house.stored()[0]).unwrap();
    house.attach("c", &content);
    assert!(house.read(first) == content);
}

#[test]
fn whether_a_file_stands_is_asked_of_the_rows() {
    let house = House::new();
    let session = house.session();
    let files = super::super::Files::of(session.vault()).unwrap();
    let take = |name: &str, content: &[u8]| {
        let path = house.write(name, content);
        super::super::ops::take(session.vault(), &files, &[path], &Report::silent()).unwrap()
    };
    let taken = take("a", b"committed");
    let attach = |tx: &mut crate::vault::Write<'_>, taken: &super::super::Taken<'_>| {
        super::super::ops::attach(tx, &session.catalog(), ("unit", house.unit), taken)
    };
    let done = session
        .vault()
        .write("attachments.add", |tx| attach(tx, &taken));
    // Whatever is said after the commit.
    taken.settle(session.vault());
    let (_, id) = done.unwrap().remove(0);
    assert_eq!(house.read(id), b"committed");

    let taken = take("b", b"not committed");
    let refused = session.vault().write("attachments.add", |tx| {
        attach(tx, &taken)?;
        Err::<(), _>(crate::base::Error::internal("after the rows"))
    });
    taken.settle(session.vault());
    assert!(refused.is_err() && house.stored().len() == 1);
}

#[test]
fn a_file_is_of_the_unit_its_record_is_of_whatever_moves() {
    let house = House::new();
    let session = house.session();
    let make = crate::session::tests::make::<2>;
    let other = unit(session, "别家", None);
    let person =
        crate::session::tests::make(session, "contact", [("full_name", Value::text("林晓"))]);
    let post = [
        ("contact", Value::to(person.id)),
        ("unit", Value::to(house.unit)),
    ];
    let post = make(session, "post", post);
    let deal = [
        ("name", Value::text("项目")),
        ("unit", Value::to(house.unit)),
    ];
    let project = make(session, "project", deal);
    let stone = [
        ("project", Value::to(project.id)),
        ("name", Value::text("验收")),
    ];
    let stone = make(session, "milestone", stone);
    let files = [
        ("contact", person.id),
        ("project", project.id),
        ("milestone", stone.id),
    ];
    let files = files.map(|(entity, of)| {
        let path = house.write(entity, entity.as_bytes());
        let done = session.attach(entity, of, &[path], &Report::silent());
        done.unwrap().records[0].id
    });
    let stands = || {
        files.map(|id| {
            let record = session.record("attachment", id).unwrap();
            record.get("unit").as_ref_id().map(|of| of == other)
        })
    };
    assert_eq!(stands(), [Some(false); 3]);
    change(session, &post, "unit", Value::to(other));
    assert_eq!(stands(), [Some(true), Some(false), Some(false)]);
    assert_eq!(
        session.search("contact", 9).unwrap().hits[0]
            .unit
            .as_ref()
            .unwrap()
            .id,
        other
    );
    change(session, &project, "unit", Value::to(other));
    assert_eq!(stands(), [Some(true); 3]);
    assert_eq!(session.attachments(other).unwrap().len(), 3);
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(stands(), [Some(false); 3]);
    session.redo().unwrap();
    bin(session, "post", &[post.id]);
    assert_eq!(stands(), [None, Some(false), Some(false)]);
    assert!(session.attachments(other).unwrap().is_empty());
}
