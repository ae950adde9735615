//! What the business done with a unit adds up to on it.

mod binding;
mod cockpit;
mod due;
mod money;
mod stages;
mod whitespace;
mod worth;

use crate::base::Id;
use crate::records::Record;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{bin, change, make, query, session, unit};

fn deal(session: &Session, unit: Id, amount: &str) -> Record {
    let values = [
        ("unit", Value::to(unit)),
        ("name", Value::text("项目")),
        ("amount", Value::Raw(amount.into())),
    ];
    make(session, "cooperation", values)
}

/// The sum in cents, and of how many pieces of business.
fn sum(session: &Session, unit: Id) -> (Option<i64>, i64) {
    let record = session.record("unit", unit).unwrap();
    let minor = match record.get("coop_amount") {
        Value::Money(money) => Some(money.minor),
        _ => None,
    };
    let Value::Number(count) = record.get("coop_count") else {
        panic!("no count")
    };
    (minor, *count)
}

#[test]
fn amounts_of_one_currency_add_up_on_their_unit() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    deal(&session, id, "100");
    deal(&session, id, "2.5万");
    assert_eq!(sum(&session, id), (Some(2_510_000), 2));
    let view = session.view(query(&["legal_name", "coop_amount"])).unwrap();
    let Value::Money(total) = &session.view_totals(&view).unwrap()["coop_amount"] else {
        panic!("no total")
    };
    assert_eq!(total.minor, 2_510_000);
    let foreign = deal(&session, id, "USD 10");
    assert_eq!(sum(&session, id), (None, 3), "no sum over two currencies");
    bin(&session, "cooperation", &[foreign.id]);
    assert_eq!(sum(&session, id), (Some(2_510_000), 2));
}

#[test]
fn a_deal_without_an_amount_counts_and_adds_nothing() {
    let (session, _) = session();
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let first = deal(&session, a, "");
    assert_eq!(sum(&session, a), (None, 1));
    deal(&session, a, "100");
    assert_eq!(sum(&session, a), (Some(10_000), 2));
    change(&session, &first, "amount", Value::Raw("50".into()));
    assert_eq!(sum(&session, a), (Some(15_000), 2));
    change(&session, &first, "unit", Value::to(b));
    assert_eq!(
        (sum(&session, a), sum(&session, b)),
        ((Some(10_000), 1), (Some(5_000), 1))
    );
}

#[test]
fn a_deal_is_open_to_all_until_somebody_says_otherwise() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let made = deal(&session, id, "100");
    assert_eq!(made.get("label"), &Value::choice("open"));
    change(&session, &made, "label", Value::Raw("保密".into()));
    change(&session, &made, "tags", Value::Raw("续签、年框".into()));
    let record = session.record("cooperation", made.id).unwrap();
    assert_eq!(record.get("label"), &Value::choice("confidential"));
    assert_eq!(
        record.get("tags"),
        &Value::Texts(vec!["续签".into(), "年框".into()])
    );
}
