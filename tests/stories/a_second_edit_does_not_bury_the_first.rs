//! Two places edit one record: the later one is told, and the first edit stands.

use steward_core::base::Kind;
use steward_core::records::value::Value;
use steward_tests::scene::{Scene, change, company};

#[test]
fn the_later_edit_is_refused_and_the_first_stands() {
    let (_scene, session) = Scene::set();
    let seen = company(&session, "宁波金桥国际贸易有限公司");
    change(&session, &seen, "owner", Value::text("林珊")).unwrap();

    let late = change(&session, &seen, "owner", Value::text("何晨"));
    assert_eq!(late.unwrap_err().kind(), Kind::Conflict);

    let stands = session.record("unit", seen.id).unwrap();
    assert_eq!(stands.get("owner"), &Value::text("林珊"));
    change(&session, &stands, "owner", Value::text("何晨")).unwrap();
}
