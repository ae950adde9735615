//! A pasted signature beside the customers one has: whose it is, and that nothing comes of reading it.

use super::{make, session};
use crate::base::Id;
use crate::exchange::signature::Says;
use crate::records::value::Value;
use crate::session::Session;

fn named(session: &Session, name: &str, short: &str) -> Id {
    let values = [
        ("legal_name", Value::text(name)),
        ("short_name", Value::text(short)),
    ];
    make(session, "unit", values).id
}

#[test]
fn the_customer_is_found_by_its_name_and_by_its_short_name() {
    let (session, _) = session();
    let heavy = named(&session, "华东重工集团有限公司", "华东重工");
    named(&session, "华南重工有限公司", "华南重工");
    let acme = named(&session, "Acme Industries Ltd", "Acme");
    for (text, unit) in [
        ("张伟 | 采购部经理 | 华东重工集团有限公司", heavy),
        ("张伟 | 采购部经理 | 华东重工", heavy),
        ("张伟 | 采购部经理 | 华东重工集团", heavy),
        ("John Smith, VP Procurement, Acme", acme),
    ] {
        let draft = session.signature_read(text).expect(text);
        assert_eq!(draft.unit.map(|unit| unit.id), Some(unit), "{text}");
        assert!(
            draft.found.iter().any(|found| found.says == Says::Unit),
            "{text}"
        );
    }
}

#[test]
fn a_customer_nobody_knows_is_none_of_ours() {
    let (session, _) = session();
    named(&session, "华东重工集团有限公司", "华东重工");
    let draft = session
        .signature_read("张伟，采购经理，西北电机有限公司")
        .expect("a signature");
    assert_eq!(draft.unit, None);
    assert!(draft.units.is_empty());
}

#[test]
fn another_legal_form_is_another_firm_and_only_offered() {
    let (session, _) = session();
    let heavy = named(&session, "华东重工集团有限公司", "华东重工");
    let acme = named(&session, "Acme GmbH", "Acme");
    for (text, unit) in [
        ("张伟 | 采购部经理 | 华东重工有限公司", heavy),
        ("John Smith, VP Procurement, Acme Inc", acme),
    ] {
        let draft = session.signature_read(text).expect(text);
        assert_eq!(draft.unit, None, "{text}");
        let offered: Vec<Id> = draft.units.iter().map(|unit| unit.id).collect();
        assert_eq!(offered, [unit], "{text}");
    }
}

#[test]
fn reading_writes_nothing() {
    let (session, _) = session();
    let before = session.history_state().expect("readable");
    session
        .signature_read("张伟 13800138000")
        .expect("a signature");
    assert_eq!(session.history_state().expect("readable"), before);
}
