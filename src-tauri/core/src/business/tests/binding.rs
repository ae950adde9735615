//! Drafts and contracts that were terminated: what is owed of them, what reminds, what they count for.

use crate::base::Id;
use crate::business::margin::{Basis, CooperationMargin};
use crate::business::ops::NewPayment;
use crate::grading::rules::{ClassBasis, ClassRules, ClassStep};
use crate::records::Record;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn contract(session: &Session, unit: Id, state: &str, signed_on: &str, amount: &str) -> Record {
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(unit)),
        ("state", Value::choice(state)),
        ("signed_on", raw(signed_on)),
        ("amount", raw(amount)),
    ];
    make(session, "contract", values)
}

fn instalment(session: &Session, contract: Id, amount: &str) -> Record {
    let values = [
        ("name", Value::text("期")),
        ("contract", Value::to(contract)),
        ("amount", raw(amount)),
        ("due_on", raw("2026-11-01")),
    ];
    make(session, "instalment", values)
}

/// Records a payment; how many instalments it settled.
fn pay(session: &Session, unit: Id, contract: Option<Id>, amount: &str) -> usize {
    let given = NewPayment {
        unit,
        contract,
        amount: amount.to_owned(),
        received_on: "2026-11-05".to_owned(),
        method: None,
        bank_ref: String::new(),
        allocate: true,
    };
    session.record_payment(&given).unwrap().records.len() - 1
}

fn plain(value: &Value) -> String {
    match value {
        Value::Money(sum) => sum.to_string().replace(".00", "").replace("CNY ", ""),
        _ => "-".to_owned(),
    }
}

/// What is open, and what of it is late.
fn owed(session: &Session, unit: Id) -> Vec<String> {
    let rows = session.unit_money(unit).unwrap().own;
    rows.iter()
        .map(|row| format!("{} {}", plain(&row.open), plain(&row.to_30)))
        .collect()
}

/// What reminds of contracts; a class that changed is another matter.
fn reminded(session: &Session) -> Vec<String> {
    let lines = session.occasions().unwrap().lines;
    let sources = lines.into_iter().map(|line| line.source);
    sources.filter(|source| source != "size_class").collect()
}

fn revenue(session: &Session, unit: Id) -> Vec<String> {
    let worth = session.margin(unit, Basis::Contracts, None).unwrap();
    worth
        .own
        .iter()
        .map(|of| format!("{} {}", plain(&of.revenue), plain(&of.received)))
        .collect()
}

/// What a customer brings by its class, which counts from one yuan on.
fn by_class(session: &Session, unit: Id) -> String {
    plain(&session.unit_grades(unit).unwrap().size.amount)
}

fn class_by_contracts(session: &Session) {
    let rules = ClassRules {
        on: true,
        basis: ClassBasis::Contracted,
        months: 12,
        currency: "CNY".to_owned(),
        steps: vec![ClassStep {
            class: "large".to_owned(),
            at_least: "1".to_owned(),
        }],
        otherwise: None,
    };
    session.set_class_rules(&rules).unwrap();
}

/// The one contract as the panel shows it: how many of its instalments are open, and how many late.
fn on_it(session: &Session, unit: Id) -> (usize, usize) {
    let told = session.unit_money(unit).unwrap().contracts.remove(0);
    let count = |of: fn(&crate::business::owed::InstalmentMoney) -> bool| {
        told.instalments.iter().filter(|one| of(one)).count()
    };
    (count(|one| one.open), count(|one| one.late))
}

#[test]
fn of_a_draft_nothing_is_owed_until_it_bears_the_day_it_was_signed() {
    let (session, _) = session();
    class_by_contracts(&session);
    let id = unit(&session, "甲", None);
    let draft = contract(&session, id, "draft", "", "100");
    instalment(&session, draft.id, "100");
    assert!(owed(&session, id).is_empty());
    assert_eq!(on_it(&session, id), (1, 0), "it is shown, and not late");
    assert!(reminded(&session).is_empty());
    assert!(revenue(&session, id).is_empty());
    assert_eq!(by_class(&session, id), "0");

    change(&session, &draft, "signed_on", raw("2026-10-01"));
    assert_eq!(owed(&session, id), ["100 100"]);
    assert_eq!(on_it(&session, id), (1, 1));
    assert_eq!(reminded(&session), ["instalment_overdue"]);
    assert_eq!(revenue(&session, id), ["100 0"]);
    assert_eq!(by_class(&session, id), "100");
}

#[test]
fn of_what_was_terminated_nothing_more_is_owed_and_what_came_is_what_it_brought() {
    let (session, _) = session();
    class_by_contracts(&session);
    let id = unit(&session, "甲", None);
    let made = contract(&session, id, "running", "2026-10-01", "100");
    instalment(&session, made.id, "60");
    instalment(&session, made.id, "40");
    pay(&session, id, Some(made.id), "70");
    assert_eq!(owed(&session, id), ["30 30"]);
    assert_eq!(revenue(&session, id), ["100 70"]);
    assert_eq!(by_class(&session, id), "100");

    change(&session, &made, "state", Value::choice("ended"));
    assert!(owed(&session, id).is_empty());
    assert_eq!(on_it(&session, id), (1, 0), "it is still shown as unpaid");
    assert!(reminded(&session).is_empty());
    assert_eq!(revenue(&session, id), ["70 70"]);
    assert_eq!(by_class(&session, id), "70");
    let years = session.years(id, false).unwrap();
    assert_eq!(plain(&years[0].contracted[0]), "70");

    // What still comes, as a settlement does, counts as well.
    assert_eq!(pay(&session, id, Some(made.id), "5"), 0);
    assert_eq!(revenue(&session, id), ["75 75"]);
    assert_eq!(by_class(&session, id), "75");
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(owed(&session, id), ["30 30"]);
    assert_eq!(by_class(&session, id), "100");
}

#[test]
fn what_came_over_two_currencies_for_a_terminated_contract_is_told_in_both() {
    let (session, _) = session();
    class_by_contracts(&session);
    let id = unit(&session, "甲", None);
    let made = contract(&session, id, "ended", "2026-10-01", "100");
    pay(&session, id, Some(made.id), "10");
    pay(&session, id, Some(made.id), "USD 5");
    assert_eq!(revenue(&session, id), ["10 10", "USD 5 USD 5"]);
    let size = session.unit_grades(id).unwrap().size;
    assert_eq!((plain(&size.amount), size.left_out), ("0".to_owned(), 1));
}

#[test]
fn a_payment_settles_only_contracts_that_bind() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let parts = [
        ("draft", ""),
        ("ended", "2026-01-01"),
        ("draft", "2026-09-01"),
        ("running", ""),
    ]
    .map(|(state, signed_on)| {
        let made = contract(&session, id, state, signed_on, "10");
        instalment(&session, made.id, "10")
    });
    let came = || {
        parts.each_ref().map(|part| {
            let now = session.record("instalment", part.id).unwrap();
            plain(now.get("received"))
        })
    };
    assert_eq!(pay(&session, id, None, "40"), 2);
    assert_eq!(came(), ["-", "-", "10", "10"]);
    // One that names a draft waits for it to be signed.
    let draft = parts[0].get("contract").as_ref_id().unwrap();
    assert_eq!(pay(&session, id, Some(draft), "10"), 0);
    let record = session.record("contract", draft).unwrap();
    assert_eq!(plain(record.get("received")), "10");
    change(&session, &record, "state", Value::choice("signed"));
    let waiting = session.unit_money(id).unwrap().payments;
    let waiting = waiting
        .iter()
        .find(|one| one.record.get("contract").as_ref_id() == Some(draft))
        .unwrap();
    session.allocate_payment(waiting.record.id).unwrap();
    assert_eq!(came(), ["10", "-", "10", "10"]);
}

#[test]
fn a_signed_draft_that_ends_soon_is_told() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let made = contract(&session, id, "draft", "", "10");
    change(&session, &made, "end", raw("2026-11-25"));
    assert!(reminded(&session).is_empty());
    change(&session, &made, "signed_on", raw("2026-10-01"));
    assert_eq!(reminded(&session), ["contract_end"]);
    change(&session, &made, "state", Value::choice("done"));
    assert!(reminded(&session).is_empty());
}

/// What each piece of business took in and cost, in the order of their names.
fn by_business(told: &[CooperationMargin]) -> Vec<String> {
    let mut lines: Vec<String> = told
        .iter()
        .map(|one| {
            let name = one.cooperation.as_ref().map_or("-", |to| to.label.as_str());
            let sums: Vec<String> = one
                .figures
                .iter()
                .map(|of| format!("{} {}", plain(&of.received), plain(&of.cost)))
                .collect();
            format!("{name}: {}", sums.join(", "))
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn what_came_and_what_was_spent_count_for_the_business_they_belong_to() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let business = ["A", "B", "C"].map(|name| {
        let values = [("name", Value::text(name)), ("unit", Value::to(id))];
        make(&session, "cooperation", values).id
    });
    let contracts = business.map(|of| {
        let made = contract(&session, id, "running", "2026-10-01", "100");
        change(&session, &made, "cooperation", Value::to(of));
        made.id
    });
    instalment(&session, contracts[0], "60");
    instalment(&session, contracts[1], "30");
    // Over two contracts, and what is left of it for none; then one that names its contract alone.
    assert_eq!(pay(&session, id, None, "100"), 2);
    assert_eq!(pay(&session, id, Some(contracts[2]), "7"), 0);
    let project = make(
        &session,
        "project",
        [
            ("name", Value::text("项目")),
            ("unit", Value::to(id)),
            ("cooperation", Value::to(business[0])),
        ],
    );
    for (of, amount) in [(Value::Null, "3"), (Value::to(business[1]), "4")] {
        let values = [
            ("unit", Value::to(id)),
            ("project", Value::to(project.id)),
            ("cooperation", of),
            ("date", raw("2026-11-05")),
            ("amount", raw(amount)),
        ];
        make(&session, "cost", values);
    }
    let worth = session.margin(id, Basis::Contracts, None).unwrap();
    assert_eq!(
        by_business(&worth.cooperations),
        ["-: 10 0", "A: 60 3", "B: 30 4", "C: 7 0"]
    );
    assert_eq!(plain(&worth.all[0].received), "107");
}

#[test]
fn a_payment_that_is_cut_up_is_one_amount_without_a_rate() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    for amount in ["USD 10", "USD 20"] {
        let made = contract(&session, id, "running", "2026-10-01", "");
        instalment(&session, made.id, amount);
    }
    assert_eq!(pay(&session, id, None, "USD 30"), 2);
    let into = Some(crate::base::Currency::CNY);
    let worth = session.margin(id, Basis::Contracts, into).unwrap();
    assert_eq!(worth.without_rate, 1);
    assert_eq!(plain(&worth.all[0].received), "USD 30");
}
