//! What the posts of people leave on them and on their units.

mod chain;

use crate::base::Id;
use crate::records::Record;
use crate::records::value::{Ref, Value};
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

fn person(session: &Session, name: &str, phone: &str) -> Record {
    let values = [
        ("full_name", Value::text(name)),
        ("phones", Value::Raw(phone.into())),
    ];
    make(session, "contact", values)
}

fn post(session: &Session, contact: Id, unit: Id, title: &str, start: &str) -> Record {
    let values = [
        ("contact", Value::to(contact)),
        ("unit", Value::to(unit)),
        ("title", Value::text(title)),
        ("start", Value::Raw(start.into())),
    ];
    make(session, "post", values)
}

#[test]
fn a_unit_shows_its_main_person_and_a_person_their_main_post() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let contact = person(&session, "张伟", "13900010001");
    post(&session, contact.id, id, "总监", "2020-01-01");
    let record = session.record("unit", id).unwrap();
    assert_eq!(record.get("contact_name"), &Value::text("张伟"));
    assert_eq!(record.get("contact_phone"), &Value::text("13900010001"));
    let contact = session.record("contact", contact.id).unwrap();
    assert_eq!(
        contact.get("unit"),
        &Value::Ref(Ref {
            id,
            label: "甲".into()
        })
    );
    assert_eq!(contact.get("title"), &Value::text("总监"));
}

#[test]
fn who_leaves_a_unit_is_its_main_person_no_longer() {
    let (session, _) = session();
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let contact = person(&session, "张伟", "13900010001");
    let old = post(&session, contact.id, a, "经理", "2020-01-01");
    let main = |of: Id| {
        let record = session.record("unit", of).unwrap();
        record
            .get("contact_name")
            .as_text()
            .unwrap_or_default()
            .to_owned()
    };
    let place = || {
        let record = session.record("contact", contact.id).unwrap();
        record.get("unit").as_ref_id()
    };
    let new = post(&session, contact.id, b, "总监", "2024-01-01");
    change(&session, &old, "end", Value::Raw("2023-12-31".into()));
    assert_eq!(
        (main(a), main(b), place()),
        (String::new(), "张伟".into(), Some(b))
    );
    bin(&session, "post", &[new.id]);
    assert_eq!(
        (main(b), place()),
        (String::new(), Some(a)),
        "the last known post"
    );
    session.undo().unwrap();
    bin(&session, "contact", &[contact.id]);
    assert_eq!((main(a), main(b)), (String::new(), String::new()));
    session.undo().unwrap();
    assert_eq!((main(b), place()), ("张伟".into(), Some(b)));
}

#[test]
fn a_person_holds_their_names_accounts_and_wishes() {
    let (session, _) = session();
    let made = make(
        &session,
        "contact",
        [
            ("full_name", Value::text("欧阳明")),
            ("family", Value::text("欧阳")),
            ("given", Value::text("明")),
            ("handles", Value::Raw("QQ 1234567；企业微信 ouyang".into())),
            ("do_not_contact", Value::text("已书面拒绝推广")),
            ("consent", Value::text("2026-03 名片交换时同意")),
        ],
    );
    assert_eq!(
        made.get("handles"),
        &Value::Texts(vec!["QQ 1234567".into(), "企业微信 ouyang".into()])
    );
    assert_eq!(made.get("family"), &Value::text("欧阳"));
    assert_eq!(session.search("1234567", 5).unwrap().hits[0].id, made.id);
}
