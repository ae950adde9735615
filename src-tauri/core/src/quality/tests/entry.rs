//! Which fields are looked at once more when they are typed: as the catalog has it, or as the user says.

use crate::records::value::FieldKind;
use crate::session::Session;
use crate::session::tests::session;

fn asks(session: &Session, entity: &str, field: &str, text: &str) -> (usize, bool) {
    let seen = session.entry_check(entity, field, text, 0).unwrap();
    (seen.parts.len(), seen.confirm)
}

#[test]
fn what_matters_is_looked_at_once_more_and_nothing_else() {
    let (session, _) = session();
    assert_eq!(
        asks(&session, "unit", "uscc", "91350100M000100Y43"),
        (4, true)
    );
    assert_eq!(asks(&session, "unit", "uscc", " "), (0, false));
    assert_eq!(asks(&session, "contract", "amount", "120万"), (2, true));
    // Nobody miscounts the noughts of a small one, and what is no amount is refused where it is kept.
    assert_eq!(asks(&session, "contract", "amount", "1200"), (0, false));
    assert_eq!(asks(&session, "contract", "amount", "很多"), (0, false));
    assert_eq!(
        asks(&session, "bank_account", "number", "1202021219900123456"),
        (2, true)
    );
    assert_eq!(asks(&session, "unit", "phones", "13800138000"), (1, false));
    assert_eq!(asks(&session, "unit", "address", "建国路 1 号"), (0, false));
    // A bare number under 万元 is so many of them.
    let seen = session.entry_check("contract", "amount", "120", 4).unwrap();
    assert_eq!(seen.parts.len(), 2);
}

#[test]
fn the_user_says_which() {
    let (session, _) = session();
    session.set_field_confirm("unit", "uscc", false).unwrap();
    session.set_field_confirm("unit", "phones", true).unwrap();
    assert_eq!(
        asks(&session, "unit", "uscc", "91350100M000100Y43"),
        (4, false)
    );
    assert_eq!(asks(&session, "unit", "phones", "13800138000"), (1, true));
    // What is said of its age beside it stays, and so does this when that is said.
    session
        .set_field_rule("unit", "phones", Some(30), true)
        .unwrap();
    let rules = session.field_rules("unit").unwrap();
    let rule = |key: &str| rules.iter().find(|rule| rule.field == key).unwrap();
    let phones = rule("phones");
    assert_eq!(
        (phones.confirm, phones.check, phones.stale_after),
        (Some(true), true, Some(30))
    );
    assert_eq!(rule("uscc").confirm, Some(false));
    assert_eq!(rule("address").confirm, None, "it has no parts to look at");
    session.set_field_confirm("unit", "phones", false).unwrap();
    let rules = session.field_rules("unit").unwrap();
    let phones = rules.iter().find(|rule| rule.field == "phones").unwrap();
    assert_eq!((phones.confirm, phones.check), (Some(false), true));
}

#[test]
fn only_what_can_be_taken_apart_is_confirmed_by_the_catalog() {
    let (session, _) = session();
    let mut found = Vec::new();
    for entity in session.catalog().entities() {
        for field in entity.fields.iter().filter(|field| field.confirmed) {
            found.push(format!("{}.{}", entity.key, field.key));
            let apart = [FieldKind::OfficialId, FieldKind::Money].contains(&field.kind);
            assert!(apart || entity.key == "bank_account", "{found:?}");
        }
    }
    found.sort();
    let expected = [
        "bank_account.number",
        "contract.amount",
        "invoice.amount",
        "payment.amount",
        "unit.uscc",
    ];
    assert_eq!(found, expected);
}
