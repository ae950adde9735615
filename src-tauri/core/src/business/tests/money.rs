//! Money against a reckoning by hand, whatever was done, undone or thrown away.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::base::{Id, Kind};
use crate::business::ops::{Laid, NewPayment};
use crate::business::owed::Ageing;
use crate::records::value::Value;
use crate::records::{ChangeSet, Record, RecordChange};
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn contract(session: &Session, unit: Id, amount: &str) -> Record {
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(unit)),
        ("amount", raw(amount)),
        ("signed_on", raw("2026-10-01")),
    ];
    make(session, "contract", values)
}

fn instalment(session: &Session, contract: Id, amount: &str, due: &str) -> Record {
    let values = [
        ("name", Value::text("期")),
        ("contract", Value::to(contract)),
        ("amount", raw(amount)),
        ("due_on", raw(due)),
    ];
    make(session, "instalment", values)
}

fn payment(unit: Id, contract: Option<Id>, amount: &str, allocate: bool) -> NewPayment {
    NewPayment {
        unit,
        contract,
        amount: amount.to_owned(),
        received_on: String::new(),
        method: None,
        bank_ref: String::new(),
        allocate,
    }
}

fn allocation(payment: Id, instalment: Id, amount: &str) -> ChangeSet {
    let values = [
        ("payment", Value::to(payment)),
        ("instalment", Value::to(instalment)),
        ("amount", raw(amount)),
    ];
    ChangeSet::create("op.create", "allocation", values)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Money(sum) => sum.to_string(),
        Value::Null => "-".to_owned(),
        other => other.as_text().unwrap_or_default().to_owned(),
    }
}

fn now(session: &Session, record: &Record, field: &str) -> String {
    plain(
        session
            .record(&record.entity, record.id)
            .unwrap()
            .get(field),
    )
}

#[test]
fn terms_become_instalments_and_a_payment_settles_the_oldest_first() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let contract = contract(&session, unit, "100万");
    let terms = "30% 预付，60% 到货，10% 验收后 30 天";
    assert!(
        session
            .plan_instalments(contract.id, terms)
            .unwrap()
            .is_ready()
    );
    let made = session
        .make_instalments(contract.id, terms)
        .unwrap()
        .records;
    assert_eq!(made.len(), 3);
    assert_eq!(now(&session, &contract, "terms"), terms);
    let again = session.make_instalments(contract.id, terms).unwrap_err();
    assert_eq!(again.key(), "error.instalments_exist");

    let given = payment(unit, Some(contract.id), "40万", true);
    let paid = session.record_payment(&given).unwrap().records;
    assert_eq!(paid.len(), 3, "a payment and two allocations");
    let standing: Vec<_> = made
        .iter()
        .map(|row| now(&session, row, "standing"))
        .collect();
    assert_eq!(standing, ["paid", "part", "open"]);
    assert_eq!(now(&session, &made[1], "received"), "CNY 100000.00");
    assert_eq!(now(&session, &contract, "received"), "CNY 400000.00");
    assert_eq!(now(&session, &paid[0], "allocated"), "CNY 400000.00");
    let owner = session.record("instalment", made[0].id).unwrap();
    assert_eq!(owner.get("unit").as_ref_id(), Some(unit));

    session.undo().unwrap();
    assert_eq!(now(&session, &made[0], "standing"), "open");
    assert_eq!(now(&session, &contract, "received"), "-");
    session.undo().unwrap();
    assert!(session.records("instalment", 9).unwrap().is_empty());
    assert_eq!(now(&session, &contract, "terms"), "-");
}

#[test]
fn what_is_no_plan_makes_nothing_and_says_which_words() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let contract = contract(&session, unit, "100万");
    let refused = session.make_instalments(contract.id, "面议").unwrap_err();
    assert_eq!(refused.key(), "error.terms_no_plan");
    assert_eq!(refused.to_wire().values["text"], "面议");
    assert!(session.records("instalment", 9).unwrap().is_empty());
}

#[test]
fn no_allocation_goes_beyond_what_came_or_what_is_owed() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let contract = contract(&session, unit, "100");
    let owed = instalment(&session, contract.id, "60", "2026-11-01");
    let given = payment(unit, None, "50", false);
    let paid = session.record_payment(&given).unwrap().records.remove(0);
    let refused = |set: &ChangeSet| session.apply(set).unwrap_err().key();
    for (amount, key) in [
        ("50.01", "error.allocation_over_payment"),
        ("0", "error.allocation_nothing"),
        ("-1", "error.allocation_nothing"),
        ("USD 1", "error.allocation_currency"),
    ] {
        assert_eq!(refused(&allocation(paid.id, owed.id, amount)), key);
    }
    session.apply(&allocation(paid.id, owed.id, "50")).unwrap();
    let more = payment(unit, None, "50", false);
    let more = session.record_payment(&more).unwrap().records.remove(0);
    let over = allocation(more.id, owed.id, "10.01");
    assert_eq!(refused(&over), "error.allocation_over_instalment");
    let edit = |record: &Record, field, value| {
        let rev = session.record(&record.entity, record.id).unwrap().rev;
        ChangeSet::update("op.edit", &record.entity, record.id, rev, [(field, value)])
    };
    let less = edit(&paid, "amount", raw("49"));
    assert_eq!(refused(&less), "error.allocation_over_payment");
    let less = edit(&owed, "amount", raw("49"));
    assert_eq!(refused(&less), "error.allocation_over_instalment");
    let void = edit(&owed, "state", Value::choice("void"));
    assert_eq!(refused(&void), "error.allocation_void");
}

#[test]
fn what_was_said_by_hand_stands_until_money_comes() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let contract = contract(&session, unit, "100");
    let old = instalment(&session, contract.id, "60", "2020-01-01");
    change(&session, &old, "state", Value::choice("done"));
    let void = instalment(&session, contract.id, "40", "2020-01-01");
    change(&session, &void, "state", Value::choice("void"));
    session
        .record_payment(&payment(unit, None, "100", true))
        .unwrap();
    assert_eq!(now(&session, &old, "state"), "done");
    assert_eq!(now(&session, &void, "state"), "void");
    assert_eq!(now(&session, &old, "standing"), "paid");
    assert_eq!(now(&session, &void, "standing"), "void");
    assert!(session.records("allocation", 9).unwrap().is_empty());
    assert!(session.unit_money(unit).unwrap().all.is_empty());
}

#[test]
fn what_was_typed_stays_whatever_comes() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let contract = contract(&session, unit, "100");
    let part = instalment(&session, contract.id, "60", "2020-01-01");
    session
        .record_payment(&payment(unit, None, "10", true))
        .unwrap();
    let both = |state: &str, standing: &str| {
        assert_eq!(now(&session, &part, "state"), state);
        assert_eq!(now(&session, &part, "standing"), standing);
    };
    both("pending", "part");
    change(&session, &part, "state", Value::choice("done"));
    both("done", "part");
    session.undo().unwrap();
    session.undo().unwrap();
    both("pending", "open");
    change(&session, &part, "state", Value::choice("done"));
    both("done", "paid");
    let told = session.unit_money(unit).unwrap().contracts.remove(0);
    assert!(!told.instalments[0].open && !told.instalments[0].late);
    change(&session, &part, "state", Value::choice("pending"));
    let told = session.unit_money(unit).unwrap().contracts.remove(0);
    assert!(told.instalments[0].open && told.instalments[0].late);
}

#[test]
fn an_instalment_without_an_amount_takes_one_currency() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let contract = contract(&session, unit, "100");
    let open = instalment(&session, contract.id, "", "");
    let paid = ["10", "USD 5"].map(|sum| {
        let given = payment(unit, None, sum, false);
        session.record_payment(&given).unwrap().records.remove(0)
    });
    session
        .apply(&allocation(paid[0].id, open.id, "10"))
        .unwrap();
    let other = allocation(paid[1].id, open.id, "USD 5");
    let refused = session.apply(&other).unwrap_err();
    assert_eq!(refused.key(), "error.allocation_currency");
    assert_eq!(now(&session, &open, "received"), "CNY 10.00");
}

#[test]
fn what_is_owed_is_told_by_age_for_a_unit_and_all_below() {
    let (session, _) = session();
    let top = unit(&session, "集团", None);
    let low = unit(&session, "下级", Some(top));
    // Today is 22 November 2026.
    let own = contract(&session, top, "100");
    instalment(&session, own.id, "1", "2026-11-22");
    instalment(&session, own.id, "2", "2026-11-21");
    let below = contract(&session, low, "100");
    for (amount, due) in [
        ("4", "2026-10-23"),
        ("8", "2026-10-22"),
        ("16", "2026-09-23"),
        ("32", "2026-09-22"),
        ("64", "2026-08-24"),
        ("128", "2026-08-23"),
        ("256", ""),
        ("USD 512", "2025-01-01"),
    ] {
        instalment(&session, below.id, amount, due);
    }
    let shown = |rows: &[Ageing]| -> Vec<String> {
        rows.iter()
            .map(|row| {
                [
                    &row.open,
                    &row.not_due,
                    &row.to_30,
                    &row.to_60,
                    &row.to_90,
                    &row.over_90,
                ]
                .map(|sum| plain(sum).replace(".00", ""))
                .join(" ")
                .replace("CNY ", "")
            })
            .collect()
    };
    let told = session.unit_money(top).unwrap();
    assert_eq!(shown(&told.own), ["3 1 2 0 0 0"]);
    let dollars = "USD 512 USD 0 USD 0 USD 0 USD 0 USD 512";
    assert_eq!(shown(&told.all), ["511 257 6 24 96 128", dollars]);
    assert_eq!(shown(&session.unit_money(low).unwrap().own).len(), 2);
    session
        .record_payment(&payment(low, None, "130", true))
        .unwrap();
    let told = session.unit_money(top).unwrap();
    assert_eq!(shown(&told.all)[0], "381 257 6 24 94 0");
    // Its instalments follow a contract to another unit.
    change(&session, &below, "unit", Value::to(top));
    assert_eq!(
        shown(&session.unit_money(top).unwrap().own)[0],
        "381 257 6 24 94 0"
    );
}

#[test]
fn instalments_that_do_not_come_to_their_contract_are_told() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let made = contract(&session, unit, "100");
    let difference = || now(&session, &made, "difference");
    assert_eq!(difference(), "-");
    let first = instalment(&session, made.id, "60", "");
    assert_eq!(difference(), "CNY 40.00");
    instalment(&session, made.id, "50", "");
    assert_eq!(difference(), "CNY -10.00");
    change(&session, &first, "amount", raw("50"));
    assert_eq!(difference(), "-");
    change(&session, &first, "state", Value::choice("void"));
    assert_eq!(difference(), "CNY 50.00");
}

/// One thing somebody does; numbers pick records, and wrap around.
#[derive(Debug, Clone)]
enum Act {
    Instalment(usize, u32),
    Pay(usize, u32, bool),
    Allocate(usize, usize, u32),
    LayOut(usize),
    Amount(usize, usize, u32),
    Void(usize),
    Pending(usize),
    Move(usize, usize, usize),
    Bin(usize, usize),
    Undo,
    Redo,
}

fn acts() -> impl Strategy<Value = Act> {
    let n = 0_usize..9;
    let sum = 1_u32..100;
    prop_oneof![
        (n.clone(), sum.clone()).prop_map(|(a, b)| Act::Instalment(a, b)),
        (n.clone(), sum.clone(), any::<bool>()).prop_map(|(a, b, c)| Act::Pay(a, b, c)),
        (n.clone(), n.clone(), sum.clone()).prop_map(|(a, b, c)| Act::Allocate(a, b, c)),
        n.clone().prop_map(Act::LayOut),
        (n.clone(), n.clone(), sum).prop_map(|(a, b, c)| Act::Amount(a, b, c)),
        n.clone().prop_map(Act::Void),
        n.clone().prop_map(Act::Pending),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Act::Move(a, b, c)),
        (n.clone(), n).prop_map(|(a, b)| Act::Bin(a, b)),
        Just(Act::Undo),
        Just(Act::Undo),
        Just(Act::Redo),
    ]
}

fn pick(records: Vec<Record>, n: usize) -> Option<Record> {
    let count = records.len();
    records.into_iter().nth(n.checked_rem(count)?)
}

/// Does it; what is refused is refused, and must have changed nothing.
fn act(session: &Session, units: [Id; 2], act: &Act) {
    let some = |entity: &str, n: usize| pick(session.records(entity, 99).unwrap(), n);
    let edit = |record: &Record, field: &'static str, value: Value| {
        let set = ChangeSet::update(
            "op.edit",
            &record.entity,
            record.id,
            record.rev,
            [(field, value)],
        );
        let _ = session.apply(&set);
    };
    match *act {
        Act::Instalment(n, sum) => {
            if let Some(contract) = some("contract", n) {
                let due = format!("2026-10-{:02}", sum % 28 + 1);
                instalment(session, contract.id, &sum.to_string(), &due);
            }
        }
        Act::Pay(n, sum, allocate) => {
            let contract = some("contract", n).filter(|_| n % 3 > 0);
            let sum = if n == 7 {
                format!("USD {sum}")
            } else {
                sum.to_string()
            };
            let given = payment(units[n % 2], contract.map(|found| found.id), &sum, allocate);
            let stands = session.record("unit", given.unit).is_ok();
            match session.record_payment(&given) {
                Ok(_) => assert!(stands),
                Err(error) => {
                    assert_eq!((stands, error.kind()), (false, Kind::NotFound), "{error}");
                }
            }
        }
        Act::Allocate(n, m, sum) => {
            if let (Some(from), Some(to)) = (some("payment", n), some("instalment", m)) {
                let _ = session.apply(&allocation(from.id, to.id, &sum.to_string()));
            }
        }
        Act::LayOut(n) => {
            if let Some(found) = some("payment", n) {
                session.allocate_payment(found.id).unwrap();
            }
        }
        Act::Amount(n, m, sum) => {
            let entity = ["payment", "instalment", "allocation"][m % 3];
            if let Some(found) = some(entity, n) {
                edit(&found, "amount", raw(&sum.to_string()));
            }
        }
        Act::Void(n) => {
            if let Some(found) = some("instalment", n) {
                edit(&found, "state", Value::choice("void"));
            }
        }
        Act::Pending(n) => {
            if let Some(found) = some("instalment", n) {
                edit(&found, "state", Value::choice("pending"));
            }
        }
        Act::Move(n, m, to) => {
            let (entity, field) = [
                ("payment", "contract"),
                ("instalment", "contract"),
                ("allocation", "payment"),
                ("allocation", "instalment"),
                ("contract", "unit"),
            ][m % 5];
            let target = if field == "unit" {
                Some(units[to % 2])
            } else {
                some(field, to).map(|found| found.id)
            };
            if let (Some(found), Some(target)) = (some(entity, n), target) {
                edit(&found, field, Value::to(target));
            }
        }
        Act::Bin(n, m) => {
            let entity = ["contract", "payment", "instalment", "allocation"][m % 4];
            if let Some(found) = some(entity, n) {
                let gone = RecordChange::Delete {
                    entity: entity.to_owned(),
                    id: found.id,
                    rev: found.rev,
                };
                let set = ChangeSet {
                    label: "op.delete".to_owned(),
                    changes: vec![gone],
                };
                session.apply(&set).unwrap();
            }
        }
        Act::Undo => {
            session.undo().unwrap();
        }
        Act::Redo => {
            session.redo().unwrap();
        }
    }
}

type Sums = BTreeMap<Id, BTreeMap<String, i64>>;

fn minor(value: &Value) -> (i64, String) {
    match value {
        Value::Money(sum) => (sum.minor, sum.currency.to_string()),
        _ => (0, String::new()),
    }
}

fn add(sums: &mut Sums, id: Option<Id>, value: &Value) {
    let (minor, currency) = minor(value);
    if let Some(id) = id {
        *sums.entry(id).or_default().entry(currency).or_default() += minor;
    }
}

/// As one would reckon with paper and pencil.
fn reckoned(session: &Session) -> Result<(), String> {
    let all = |entity: &str| session.records(entity, 999).unwrap();
    let (contracts, instalments) = (all("contract"), all("instalment"));
    let (payments, allocations) = (all("payment"), all("allocation"));
    let to = |record: &Record, field: &str| record.get(field).as_ref_id();
    let (mut by_payment, mut by_instalment, mut by_contract) =
        (Sums::new(), Sums::new(), Sums::new());
    for found in &allocations {
        add(&mut by_payment, to(found, "payment"), found.get("amount"));
        add(
            &mut by_instalment,
            to(found, "instalment"),
            found.get("amount"),
        );
        let of = instalments
            .iter()
            .find(|other| Some(other.id) == to(found, "instalment"));
        let contract = of.and_then(|of| to(of, "contract"));
        add(&mut by_contract, contract, found.get("amount"));
    }
    let told = |sums: &Sums, id: Id| match sums.get(&id) {
        Some(sums) if sums.len() == 1 => sums.iter().next().map(|(code, sum)| (*sum, code.clone())),
        _ => None,
    };
    let kept = |record: &Record, field: &str| match record.get(field) {
        Value::Null => None,
        value => Some(minor(value)),
    };
    let same = |record: &Record, field: &str, sum: Option<(i64, String)>| {
        let kept = kept(record, field);
        (kept == sum)
            .then_some(())
            .ok_or_else(|| format!("{} {field}: kept {kept:?}, reckoned {sum:?}", record.entity))
    };
    for found in &payments {
        let allocated = told(&by_payment, found.id);
        let (amount, currency) = minor(found.get("amount"));
        let left = amount - allocated.as_ref().map_or(0, |(sum, _)| *sum);
        if left < 0 && allocated.is_some() {
            return Err(format!("payment of {amount} allocated {allocated:?}"));
        }
        if let Some(contract) = to(found, "contract") {
            *by_contract
                .entry(contract)
                .or_default()
                .entry(currency)
                .or_default() += left;
        }
        same(found, "allocated", allocated)?;
    }
    for found in &instalments {
        let received = told(&by_instalment, found.id);
        let (amount, _) = minor(found.get("amount"));
        let came = received.as_ref().map_or(0, |(sum, _)| *sum);
        if came > amount {
            return Err(format!("instalment of {amount} received {came}"));
        }
        let standing = match found.get("state").as_text() {
            Some("void") => "void",
            _ if came == amount => "paid",
            _ if came > 0 => "part",
            _ => "open",
        };
        if found.get("standing").as_text() != Some(standing) {
            return Err(format!("{:?} is {standing}", found.get("standing")));
        }
        let contract = contracts
            .iter()
            .find(|other| Some(other.id) == to(found, "contract"));
        if contract.is_none_or(|contract| to(contract, "unit") != to(found, "unit")) {
            return Err("an instalment of another unit than its contract".to_owned());
        }
        same(found, "received", received)?;
    }
    for found in &contracts {
        same(found, "received", told(&by_contract, found.id))?;
    }
    let left: i64 = session
        .vault()
        .read(|read| {
            let sql = "SELECT count(*) FROM money_stale";
            Ok(read.sql().query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    (left == 0)
        .then_some(())
        .ok_or_else(|| "something is still stale".to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn money_is_kept_whatever_is_done(acts in prop::collection::vec(acts(), 1..40)) {
        let (session, _) = session();
        let units = [unit(&session, "甲", None), unit(&session, "乙", None)];
        for at in [0, 0, 1] {
            let made = contract(&session, units[at], "100");
            instalment(&session, made.id, "40", "2026-10-05");
        }
        for step in &acts {
            act(&session, units, step);
            if let Err(fault) = reckoned(&session) {
                prop_assert!(false, "after {:?}: {}", step, fault);
            }
        }
    }
}

#[test]
fn what_is_due_within_thirty_days_is_told_among_what_is_not_due() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let made = contract(&session, unit, "100");
    // Today is 22 November 2026.
    for (amount, due) in [
        ("1", "2026-11-21"),
        ("2", "2026-11-22"),
        ("4", "2026-12-22"),
        ("8", "2026-12-23"),
        ("16", ""),
    ] {
        instalment(&session, made.id, amount, due);
    }
    let owed = session.unit_money(unit).unwrap().own.remove(0);
    assert_eq!(plain(&owed.soon), "CNY 6.00");
    assert_eq!(plain(&owed.not_due), "CNY 30.00");
}

#[test]
fn what_is_laid_out_by_hand_takes_the_place_of_what_was() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let made = contract(&session, unit, "100");
    let [a, b] = ["60", "40"].map(|sum| instalment(&session, made.id, sum, "2026-11-01"));
    let given = payment(unit, Some(made.id), "50", true);
    let paid = session.record_payment(&given).unwrap().records.remove(0);
    assert_eq!(now(&session, &a, "received"), "CNY 50.00");
    let by_hand = |parts: &[(Id, &str)]| {
        let parts: Vec<_> = parts.iter().map(|(id, sum)| Laid::new(*id, sum)).collect();
        session.allocate_by_hand(paid.id, &parts)
    };
    by_hand(&[(a.id, "10"), (b.id, "4万")]).unwrap_err();
    assert_eq!(
        now(&session, &a, "received"),
        "CNY 50.00",
        "a refusal changes nothing"
    );
    by_hand(&[(a.id, "10"), (b.id, "40")]).unwrap();
    assert_eq!(now(&session, &a, "received"), "CNY 10.00");
    assert_eq!(now(&session, &b, "standing"), "paid");
    by_hand(&[(a.id, ""), (b.id, "40")]).unwrap();
    assert_eq!(now(&session, &a, "standing"), "open");
    assert_eq!(now(&session, &paid, "allocated"), "CNY 40.00");
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(now(&session, &a, "received"), "CNY 50.00");
    assert_eq!(now(&session, &b, "standing"), "open");
}

#[test]
fn a_payment_for_a_customer_that_undo_took_away_is_refused_in_words() {
    let (session, _) = session();
    let gone = unit(&session, "远澜", None);
    session.undo().unwrap();
    let error = session
        .record_payment(&payment(gone, None, "100", true))
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::NotFound, "error.record_gone")
    );
}
