//! A second person looks at a change, and never the one who made it.

use super::{at, raw};
use crate::base::Kind;
use crate::records::value::Value;
use crate::session::tests::{change, make, session};

#[test]
fn nobody_checks_their_own_change() {
    let (session, _) = session();
    session.set_field_rule("unit", "uscc", None, true).unwrap();
    let firm = make(&session, "unit", [("legal_name", Value::text("甲"))]);
    change(&session, &firm, "uscc", raw("91350100M000100Y43"));
    let check = |by: &str| session.check(&[at(&firm, "uscc")], by);
    // As long as nobody knows what whoever typed it is called, nobody can be told from them.
    assert_eq!(session.own_name().unwrap(), None);
    assert_eq!(check("李审").unwrap_err().key(), "error.own_name_unknown");
    for myself in ["我", "本人", " Me ", "自己"] {
        assert_eq!(check(myself).unwrap_err().key(), "error.checker_myself");
    }
    session.set_own_name(" 陈 录 ").unwrap();
    assert_eq!(session.own_name().unwrap().as_deref(), Some("陈 录"));
    for same in ["陈 录", "陈录", "　陈录 "] {
        let refused = check(same).unwrap_err();
        assert_eq!(refused.key(), "error.checker_is_author", "{same}");
        assert_eq!(refused.kind(), Kind::Invalid);
    }
    assert_eq!(
        session.review().unwrap().unchecked.len(),
        1,
        "it still waits"
    );
    check("李审").unwrap();
    assert!(session.review().unwrap().unchecked.is_empty());
}

#[test]
fn a_name_is_a_name() {
    let (session, _) = session();
    let refused = session.set_own_name("我").unwrap_err();
    assert_eq!(refused.key(), "error.own_name_myself");
    let refused = session.set_own_name(&"长".repeat(61)).unwrap_err();
    assert_eq!(refused.key(), "error.too_long");
    session.set_own_name("陈录").unwrap();
    session.set_own_name(" ").unwrap();
    assert_eq!(session.own_name().unwrap(), None);
}

#[test]
fn two_colleagues_in_one_vault_check_each_other() {
    let (session, _) = session();
    session.set_field_rule("unit", "uscc", None, true).unwrap();
    session.set_own_name("陈录").unwrap();
    let first = make(&session, "unit", [("legal_name", Value::text("甲"))]);
    change(&session, &first, "uscc", raw("91350100M000100Y43"));
    // The vault goes to a colleague, who says another name and types as well.
    session.set_own_name("李审").unwrap();
    let second = make(&session, "unit", [("legal_name", Value::text("乙"))]);
    change(&session, &second, "uscc", raw("9144030071526726XG"));
    let check = |firm, by: &str| session.check(&[at(firm, "uscc")], by);
    for (firm, own) in [(&first, "陈录"), (&second, "李审")] {
        let refused = check(firm, own).unwrap_err();
        assert_eq!(refused.key(), "error.checker_is_author", "{own}");
    }
    check(&first, "李审").unwrap();
    check(&second, "陈录").unwrap();
    assert!(session.review().unwrap().unchecked.is_empty());
    session.undo().unwrap();
    assert_eq!(
        check(&second, "李审").unwrap_err().key(),
        "error.checker_is_author"
    );
}
