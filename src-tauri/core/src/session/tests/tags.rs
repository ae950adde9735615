//! Tags in use, and one called otherwise everywhere.

use super::{Id, Record, Session, Value, bin, make, session, unit};

fn tagged(session: &Session, name: &str, tags: &[&str]) -> Record {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    make(
        session,
        "unit",
        [
            ("legal_name", Value::text(name)),
            ("tags", Value::Texts(tags)),
        ],
    )
}

fn used(session: &Session) -> Vec<(String, u32)> {
    let used = session.tags().unwrap();
    used.into_iter().map(|one| (one.tag, one.count)).collect()
}

fn worn(session: &Session, entity: &str, id: Id) -> Value {
    session.record(entity, id).unwrap().get("tags").clone()
}

#[test]
fn one_tag_is_called_otherwise_wherever_it_is_worn_and_meant_in_one_step() {
    let (session, _) = session();
    let first = tagged(&session, "甲", &["老客户", "展会"]);
    let both = tagged(&session, "乙", &["展会", "老客户", "老客"]);
    let gone = tagged(&session, "丙", &["老客户"]);
    bin(&session, "unit", &[gone.id]);
    let at = unit(&session, "丁", None);
    let coop = make(
        &session,
        "cooperation",
        [
            ("name", Value::text("改造")),
            ("unit", Value::to(at)),
            ("tags", Value::Texts(vec!["老客户".into()])),
        ],
    );
    let rhythm = make(
        &session,
        "rhythm",
        [
            ("name", Value::text("月度")),
            ("tag", Value::text("老客户")),
            ("ideal_days", Value::Number(30)),
            ("latest_days", Value::Number(60)),
        ],
    );
    let count = |tag: &str, count| (tag.to_owned(), count);
    assert_eq!(
        used(&session),
        [count("老客户", 3), count("展会", 2), count("老客", 1)]
    );

    assert_eq!(session.rename_tag("老客户", " 老客 ").unwrap(), 3);
    assert_eq!(used(&session), [count("老客", 3), count("展会", 2)]);
    let texts = |all: &[&str]| Value::Texts(all.iter().map(|one| (*one).to_owned()).collect());
    assert_eq!(worn(&session, "unit", first.id), texts(&["老客", "展会"]));
    // What wears both wears the one, once, where the first of them stood.
    assert_eq!(worn(&session, "unit", both.id), texts(&["展会", "老客"]));
    assert_eq!(worn(&session, "cooperation", coop.id), texts(&["老客"]));
    let meant = session.record("rhythm", rhythm.id).unwrap();
    assert_eq!(meant.get("tag"), &Value::text("老客"));

    session.undo().unwrap();
    assert_eq!(used(&session)[0], count("老客户", 3));
    assert_eq!(
        session.record("rhythm", rhythm.id).unwrap().get("tag"),
        &Value::text("老客户")
    );

    assert_eq!(session.rename_tag("展会", "").unwrap(), 2);
    assert_eq!(worn(&session, "unit", first.id), texts(&["老客户"]));
    let long = "很".repeat(41);
    assert_eq!(
        session.rename_tag("老客户", &long).unwrap_err().key(),
        "error.too_long"
    );
}

#[test]
fn kept_filters_ask_for_a_tag_by_what_it_is_called_now() {
    use crate::fields::follow::Arrangement;
    use crate::records::{Filter, Op};
    let (session, _) = session();
    tagged(&session, "甲", &["老客户"]);
    let test = |tag: &str| Filter::Test {
        field: "tags".into(),
        op: Op::Contains,
        values: vec![Value::text(tag)],
    };
    let asks = |tag: &str| {
        let kept = Arrangement {
            filter: Some(Filter::All {
                all: vec![Filter::Not {
                    not: Box::new(test(tag)),
                }],
            }),
            ..Arrangement::default()
        };
        let (now, _) = session.follow_fields("unit", &kept).unwrap();
        let Some(Filter::All { all }) = now.filter else {
            panic!("it keeps its shape")
        };
        let Filter::Not { not } = &all[0] else {
            panic!("it keeps its shape")
        };
        let Filter::Test { values, .. } = &**not else {
            panic!("it keeps its shape")
        };
        values[0].as_text().unwrap().to_owned()
    };
    session.rename_tag("老客户", "老客").unwrap();
    assert_eq!(asks("老客户"), "老客");
    assert_eq!(asks("展会"), "展会");
    session.rename_tag("老客", "熟客").unwrap();
    assert_eq!(asks("老客户"), "熟客");
    // Undone, it asks as it was kept.
    session.undo().unwrap();
    // So does one that was kept while the other name stood.
    assert_eq!(asks("熟客"), "老客");
    session.undo().unwrap();
    assert_eq!(asks("老客户"), "老客户");
    assert_eq!(asks("老客"), "老客户");
    assert_eq!(asks("熟客"), "老客户");
    session.redo().unwrap();
    assert_eq!(asks("老客户"), "老客");
    assert_eq!(asks("熟客"), "老客");
    // Worn again, the old name means those who wear it.
    tagged(&session, "乙", &["老客户"]);
    assert_eq!(asks("老客户"), "老客户");
    // Taken away, it is left to be seen that nobody wears it.
    session.rename_tag("老客", "").unwrap();
    assert_eq!(asks("老客"), "老客");
}

#[test]
fn a_sign_that_parts_tags_is_in_none() {
    let (session, _) = session();
    tagged(&session, "甲", &["老客户"]);
    for name in ["老客,熟客", "老客、熟客", "a;b", "a|"] {
        let refused = session.rename_tag("老客户", name).unwrap_err();
        assert_eq!(refused.key(), "error.tag_sign", "{name}");
    }
    assert_eq!(used(&session), [("老客户".to_owned(), 1)]);
}
