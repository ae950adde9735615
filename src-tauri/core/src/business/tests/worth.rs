//! Lines that come in once, contracts that are locked, and what it all is worth.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::base::{Currency, Decimal, Id, Kind, Money};
use crate::business::lines::{Line, line_hash};
use crate::business::margin::{Basis, Figures};
use crate::history::merge::MergeOrder;
use crate::history::takeback::{Answers, Target};
use crate::records::value::Value;
use crate::records::{ChangeSet, Record};
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn values<const N: usize>(list: [(&str, Value); N]) -> BTreeMap<String, Value> {
    list.into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// A line of a finance export, as the sheet has it.
fn line(unit: Id, item: &str, amount: &str) -> BTreeMap<String, Value> {
    values([
        ("unit", Value::to(unit)),
        ("date", raw("2026/10/5")),
        ("item", raw(item)),
        ("quantity", raw("2")),
        ("unit_price", raw("50")),
        ("amount", raw(amount)),
        ("order_no", raw("SO-1")),
    ])
}

fn plain(value: &Value) -> String {
    match value {
        Value::Money(sum) => sum.to_string().replace(".00", ""),
        Value::Null => "-".to_owned(),
        other => other.as_text().unwrap_or_default().to_owned(),
    }
}

fn told(session: &Session, sheet: &[BTreeMap<String, Value>]) -> (usize, usize) {
    let told = session.record_lines(sheet).unwrap();
    (told.made.len(), told.same.len())
}

/// Every line that lives has a hash, and no two of a unit the same.
fn once(session: &Session) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for record in session.records("transaction", 999).unwrap() {
        let hash = plain(record.get("line_hash"));
        if hash == "-" {
            return Err("a line without a hash".to_owned());
        }
        if !seen.insert((record.get("unit").as_ref_id(), hash.clone())) {
            return Err(format!("two lines {hash}"));
        }
    }
    Ok(())
}

#[test]
fn a_line_is_known_by_what_it_says() {
    let line = Line {
        date: "2026-10-05".to_owned(),
        item: "电缆 A".to_owned(),
        quantity: Some(Decimal::parse("2").unwrap()),
        unit_price: Some(Money::new(5_000, Currency::CNY)),
        amount: Some(Money::new(10_000, Currency::CNY)),
        order_no: Some("SO-1".to_owned()),
    };
    let hash = line_hash(&line, 0);
    assert!(hash.len() <= 80);
    let same = |change: fn(&mut Line)| {
        let mut other = line.clone();
        change(&mut other);
        line_hash(&other, 0) == hash
    };
    assert!(same(|line| line.item = "电缆  ａ".to_owned()));
    assert!(same(|line| line.order_no = Some("so-1".to_owned())));
    assert!(same(|line| line.quantity = Decimal::parse("2.000").ok()));
    assert!(!same(|line| line.date = "2026-10-06".to_owned()));
    assert!(!same(|line| line.item = "电缆 B".to_owned()));
    assert!(!same(|line| line.quantity = None));
    assert!(!same(|line| line.unit_price = None));
    assert!(!same(
        |line| line.amount = Some(Money::new(10_000, Currency::USD))
    ));
    assert!(!same(|line| line.order_no = None));
    assert!(!same(|line| line.order_no = Some(String::new())));
    assert_ne!(line_hash(&line, 1), hash);
}

#[test]
fn the_same_sheet_brings_nothing_twice_and_equal_lines_of_it_stay_two() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let mut sheet = vec![
        line(unit, "电缆", "100"),
        line(unit, "电缆", "100"),
        line(unit, "开关", "7"),
    ];
    assert_eq!(told(&session, &sheet), (3, 0));
    assert_eq!(told(&session, &sheet), (0, 3));
    sheet.push(line(unit, "电缆", "100.00"));
    assert_eq!(
        told(&session, &sheet),
        (1, 3),
        "the third of its kind is new"
    );
    once(&session).unwrap();
    session.undo().unwrap();
    assert_eq!(told(&session, &sheet), (1, 3));
    let refused = session.record_lines(&[line(unit, "", "1")]).unwrap_err();
    assert_eq!(refused.key(), "error.required");
}

#[test]
fn a_line_is_known_again_after_all_that_may_befall_it() {
    let (session, _) = session();
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let typed = make(
        &session,
        "transaction",
        [
            ("unit", Value::to(a)),
            ("date", raw("2026-10-05")),
            ("item", raw("电缆")),
            ("quantity", raw("2")),
            ("unit_price", raw("50")),
            ("amount", raw("100")),
            ("order_no", raw("SO-1")),
        ],
    );
    let sheet = [line(a, "电缆", "100")];
    assert_eq!(told(&session, &sheet), (0, 1), "typed by hand");
    change(&session, &typed, "item", raw("电缆（更正）"));
    assert_eq!(told(&session, &sheet), (0, 1), "corrected here");
    // Two customers become one: their lines are known there.
    change(&session, &typed, "unit", Value::to(b));
    assert_eq!(told(&session, &[line(b, "电缆", "100")]), (0, 1));
    assert_eq!(told(&session, &sheet), (1, 0), "the other has none now");
    let moved = session.records("transaction", 9).unwrap().pop().unwrap();
    change(&session, &moved, "unit", Value::to(b));
    once(&session).unwrap();
    let both = [line(b, "电缆", "100"), line(b, "电缆", "100")];
    assert_eq!(told(&session, &both), (0, 2));
    // What was thrown away comes again, and does not stand in the way of what is brought back.
    bin(&session, "transaction", &[typed.id]);
    assert_eq!(told(&session, &both), (1, 1));
    session.undo().unwrap();
    session.undo().unwrap();
    once(&session).unwrap();
    assert_eq!(told(&session, &both), (0, 2));
}

fn signed(session: &Session, unit: Id) -> Record {
    make(
        session,
        "contract",
        [
            ("name", Value::text("合同")),
            ("unit", Value::to(unit)),
            ("amount", raw("100")),
            ("signed_on", raw("2026-10-01")),
            ("terms", raw("货到付款")),
            ("locked", Value::Bool(true)),
        ],
    )
}

#[test]
fn what_was_signed_changes_only_with_a_reason() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let made = signed(&session, unit);
    let now = || session.record("contract", made.id).unwrap();
    let edit = |list: Vec<(&'static str, Value)>| {
        session.apply(&ChangeSet::update(
            "op.edit",
            "contract",
            made.id,
            now().rev,
            list,
        ))
    };
    for (field, value) in [
        ("amount", raw("90")),
        ("amount", Value::Null),
        ("amount", raw("USD 100")),
        ("signed_on", raw("2026-10-02")),
        ("start", raw("2026-10-02")),
        ("end", raw("2027-10-02")),
        ("terms", raw("预付")),
        ("tax_rate", raw("13")),
        ("locked", Value::Bool(false)),
    ] {
        let refused = edit(vec![(field, value)]).unwrap_err();
        assert_eq!(refused.key(), "error.contract_locked", "{field}");
        assert_eq!(refused.field(), Some("contract.locked"));
    }
    let unlocked = vec![("locked", Value::Bool(false)), ("amount", raw("90"))];
    assert_eq!(edit(unlocked).unwrap_err().key(), "error.contract_locked");
    assert_eq!(now(), made, "a refusal leaves all as it was");
    edit(vec![("note", raw("电话确认")), ("amount", raw("100.00"))]).unwrap();

    let amend = |amount: &str, reason: &str| {
        let values = values([("amount", raw(amount))]);
        session.contract_amend(made.id, now().rev, &values, reason)
    };
    assert_eq!(amend("90", " ").unwrap_err().key(), "error.reason_required");
    amend("90", "客户减项").unwrap();
    assert_eq!(plain(now().get("amount")), "CNY 90");
    assert_eq!(plain(now().get("amend_reason")), "客户减项");
    amend("80", "客户减项").unwrap();
    let stale = session.contract_amend(made.id, 1, &BTreeMap::new(), "旧");
    assert_eq!(stale.unwrap_err().kind(), Kind::Conflict);
    for expected in ["CNY 90", "CNY 100"] {
        session.undo().unwrap();
        assert_eq!(plain(now().get("amount")), expected);
    }
    assert_eq!(plain(now().get("amend_reason")), "-");
    session.redo().unwrap();
    assert_eq!(plain(now().get("amount")), "CNY 90");
    // A reason given in the same step is one, wherever it is typed.
    edit(vec![
        ("amount", raw("70")),
        ("amend_reason", raw("再次减项")),
    ])
    .unwrap();
    assert_eq!(plain(now().get("amount")), "CNY 70");
    bin(&session, "contract", &[made.id]);
    session.undo().unwrap();
    assert_eq!(plain(now().get("amount")), "CNY 70");
}

#[test]
fn an_older_step_of_a_locked_contract_is_not_taken_back_without_a_reason() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let made = signed(&session, unit);
    let values = values([("amount", raw("90"))]);
    session
        .contract_amend(made.id, made.rev, &values, "客户减项")
        .unwrap();
    let step = session.steps(None, 1, None).unwrap()[0].seq;
    make(&session, "unit", [("legal_name", Value::text("乙"))]);
    let target = Target {
        seq: step,
        only: None,
    };
    let plan = session.take_back_plan(target, &Answers::default()).unwrap();
    let refused = session
        .take_back(target, &Answers::default(), plan.moment)
        .unwrap_err();
    assert_eq!(refused.key(), "error.contract_locked_before");
    assert_eq!(refused.to_wire().values["name"], "合同");
    let now = session.record("contract", made.id).unwrap();
    assert_eq!(plain(now.get("amount")), "CNY 90");
}

#[test]
fn instalments_write_no_terms_into_a_locked_contract() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let made = make(
        &session,
        "contract",
        [
            ("name", Value::text("合同")),
            ("unit", Value::to(unit)),
            ("amount", raw("100")),
            ("signed_on", raw("2026-10-01")),
            ("locked", Value::Bool(true)),
        ],
    );
    let terms = "30% 预付，70% 到货";
    let refused = session.make_instalments(made.id, terms).unwrap_err();
    assert_eq!(refused.key(), "error.contract_locked_terms");
    assert!(session.records("instalment", 9).unwrap().is_empty());
    let values = values([("terms", raw(terms))]);
    session
        .contract_amend(made.id, made.rev, &values, "补写条款")
        .unwrap();
    session.make_instalments(made.id, terms).unwrap();
}

#[test]
fn a_sheet_is_known_again_after_a_merge_that_was_taken_apart() {
    let (session, _) = session();
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, None));
    let sheet = [line(a, "电缆", "100"), line(b, "电缆", "100")];
    assert_eq!(told(&session, &sheet), (2, 0));
    let plan = session.merge_plan("unit", a, b).unwrap();
    let order = MergeOrder {
        entity: "unit".into(),
        winner: a,
        loser: b,
        moment: plan.moment,
        takes: BTreeMap::new(),
        former: false,
    };
    session.merge(&order).unwrap();
    let both = [line(a, "电缆", "100"), line(a, "电缆", "100")];
    assert_eq!(told(&session, &both), (0, 2));
    session.undo().unwrap();
    assert_eq!(told(&session, &sheet), (0, 2), "neither twice nor missed");
    // The first of two goes elsewhere: the one that stays is still the sheet's one line.
    assert_eq!(told(&session, &both), (1, 1));
    let first = session.records("transaction", 1).unwrap().remove(0);
    assert_eq!(first.get("unit").as_ref_id(), Some(a));
    change(&session, &first, "unit", Value::to(b));
    assert_eq!(told(&session, &sheet), (0, 2));
    once(&session).unwrap();
}

#[test]
fn the_reason_stands_in_the_history_beside_what_changed() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let made = signed(&session, unit);
    let values = values([("amount", raw("90"))]);
    session
        .contract_amend(made.id, made.rev, &values, "客户减项")
        .unwrap();
    let edits = session
        .vault()
        .read(|read| crate::records::journal::edits(read, made.id, &(0..i64::MAX)))
        .unwrap();
    let columns: Vec<&str> = edits[0]
        .columns
        .iter()
        .map(|(name, ..)| name.as_str())
        .collect();
    assert_eq!(edits[0].op, "op.contract_amended");
    assert!(columns.contains(&"amount") && columns.contains(&"amend_reason"));
}

fn shown(figures: &[Figures]) -> Vec<String> {
    figures
        .iter()
        .map(|of| {
            let share = of.share.map_or("-".to_owned(), |share| share.to_string());
            let sums = [&of.revenue, &of.received, &of.cost, &of.margin].map(plain);
            format!("{} {share}", sums.join(" | "))
        })
        .collect()
}

/// A group with a company below it, a contract each, and what they cost.
fn business(session: &Session) -> (Id, Id) {
    let top = unit(session, "集团", None);
    let low = unit(session, "下级", Some(top));
    let coop = make(
        session,
        "cooperation",
        [("name", Value::text("年框")), ("unit", Value::to(low))],
    );
    for (of, amount, state, signed_on) in [
        (top, "1000", "signed", "2025-03-01"),
        (top, "5000", "draft", ""),
        (low, "2000", "draft", "2026-03-01"),
        (low, "USD 100", "running", "2026-03-01"),
    ] {
        let on = if of == low {
            Value::to(coop.id)
        } else {
            Value::Null
        };
        make(
            session,
            "contract",
            [
                ("name", Value::text("合同")),
                ("unit", Value::to(of)),
                ("cooperation", on),
                ("amount", raw(amount)),
                ("state", Value::choice(state)),
                ("signed_on", raw(signed_on)),
            ],
        );
    }
    for (of, amount) in [(top, "300"), (low, "2500")] {
        let on = if of == low {
            Value::to(coop.id)
        } else {
            Value::Null
        };
        make(
            session,
            "cost",
            [
                ("unit", Value::to(of)),
                ("cooperation", on),
                ("date", raw("2026-04-01")),
                ("amount", raw(amount)),
            ],
        );
    }
    make(
        session,
        "payment",
        [
            ("unit", Value::to(low)),
            ("received_on", raw("2026-05-01")),
            ("amount", raw("700")),
        ],
    );
    session.record_lines(&[line(low, "电缆", "40")]).unwrap();
    (top, low)
}

#[test]
fn revenue_and_cost_make_the_margin_of_a_unit_and_of_all_below() {
    let (session, _) = session();
    let (top, low) = business(&session);
    let worth = session.margin(top, Basis::Contracts, None).unwrap();
    assert_eq!(
        shown(&worth.own),
        ["CNY 1000 | CNY 0 | CNY 300 | CNY 700 7000"]
    );
    let dollars = "USD 100 | USD 0 | USD 0 | USD 100 10000";
    assert_eq!(
        shown(&worth.all),
        ["CNY 3000 | CNY 700 | CNY 2800 | CNY 200 666", dollars],
        "a draft without a day is not signed"
    );
    let named = worth
        .cooperations
        .iter()
        .find(|of| of.cooperation.is_some());
    assert_eq!(
        shown(&named.unwrap().figures),
        ["CNY 2000 | CNY 0 | CNY 2500 | CNY -500 -2500", dollars]
    );
    let years: Vec<&str> = worth.years.iter().map(|of| of.year.as_str()).collect();
    assert_eq!(years, ["2025", "2026"]);
    assert_eq!(
        shown(&worth.years[0].figures),
        ["CNY 1000 | CNY 0 | CNY 0 | CNY 1000 10000"]
    );
    let lines = session.margin(low, Basis::Transactions, None).unwrap();
    assert_eq!(
        shown(&lines.own),
        ["CNY 40 | CNY 700 | CNY 2500 | CNY -2460 -615000"]
    );
    bin(&session, "unit", &[low]);
    let worth = session.margin(top, Basis::Contracts, None).unwrap();
    assert_eq!(shown(&worth.all), shown(&worth.own));
    let none = unit(&session, "空", None);
    assert!(
        session
            .margin(none, Basis::Contracts, None)
            .unwrap()
            .all
            .is_empty()
    );
}

#[test]
fn currencies_meet_only_by_a_rate_of_that_day_or_before() {
    let (session, _) = session();
    let (top, _) = business(&session);
    let into = |code: &str| {
        let currency = Currency::parse(code).unwrap();
        session
            .margin(top, Basis::Contracts, Some(currency))
            .unwrap()
    };
    let worth = into("CNY");
    assert_eq!(
        (worth.without_rate, worth.all.len()),
        (1, 2),
        "no rate, no sum"
    );
    let rate = |day: &str, from: &str, to: &str, rate: &str| {
        make(
            &session,
            "fx_rate",
            [
                ("date", raw(day)),
                ("from_currency", raw(from)),
                ("to_currency", raw(to)),
                ("rate", raw(rate)),
            ],
        )
    };
    rate("2026-03-02", "USD", "CNY", "9");
    rate("2026-01-01", "USD", "CNY", "0");
    assert_eq!(
        into("CNY").without_rate,
        1,
        "neither a later day's nor none at all"
    );
    rate("2025-01-01", "usd", "cny", "7.1");
    let worth = into("CNY");
    assert_eq!(
        shown(&worth.all),
        ["CNY 3710 | CNY 700 | CNY 2800 | CNY 910 2452"]
    );
    let days: Vec<_> = worth.rates.iter().map(|rate| rate.day.as_str()).collect();
    assert_eq!((days, worth.without_rate), (vec!["2025-01-01"], 0));
    let kept = rate("2026-02-28", "CNY", "USD", "0.125");
    let worth = into("CNY");
    assert_eq!(
        shown(&worth.all)[0],
        "CNY 3800 | CNY 700 | CNY 2800 | CNY 1000 2631"
    );
    assert_eq!(
        worth.rates[0].from, "CNY",
        "the rate is told as it was kept"
    );
    bin(&session, "fx_rate", &[kept.id]);
    assert_eq!(
        shown(&into("CNY").all)[0],
        "CNY 3710 | CNY 700 | CNY 2800 | CNY 910 2452"
    );
}

#[test]
fn a_rate_is_of_currencies_there_are_by_letters_or_by_name() {
    let (session, _) = session();
    let rate = |from: &str, to: &str| {
        let values = [
            ("date", raw("2026-01-01")),
            ("from_currency", raw(from)),
            ("to_currency", raw(to)),
            ("rate", raw("7")),
        ];
        session
            .apply(&ChangeSet::create("op.create", "fx_rate", values))
            .map(|applied| {
                let made = &applied.records[0];
                ["from_currency", "to_currency"].map(|key| plain(made.get(key)))
            })
            .map_err(|error| (error.key(), error.field().unwrap_or_default().to_owned()))
    };
    for (from, to) in [
        ("usd", "RMB"),
        ("美元", "人民币"),
        ("USD", "cnh"),
        ("ＵＳＤ", "CNY"),
    ] {
        assert_eq!(rate(from, to), Ok(["USD".to_owned(), "CNY".to_owned()]));
    }
    let unknown = |field: &str| Err(("error.currency_unknown", format!("fx_rate.{field}")));
    assert_eq!(rate("XYZ", "CNY"), unknown("from_currency"));
    assert_eq!(rate("USD", "元"), unknown("to_currency"));
    // One that was noted in words is used.
    let id = unit(&session, "甲", None);
    make(
        &session,
        "contract",
        [
            ("name", Value::text("合同")),
            ("unit", Value::to(id)),
            ("state", Value::choice("running")),
            ("signed_on", raw("2026-02-01")),
            ("amount", raw("USD 10")),
        ],
    );
    let worth = session
        .margin(id, Basis::Contracts, Some(Currency::CNY))
        .unwrap();
    assert_eq!(
        (plain(&worth.all[0].revenue), worth.without_rate),
        ("CNY 70".to_owned(), 0)
    );
}

#[test]
fn sums_beyond_all_bounds_are_refused_not_wrapped() {
    let (session, _) = session();
    let unit = unit(&session, "甲", None);
    let sheet: Vec<_> = (0..1100)
        .map(|n| line(unit, &format!("件 {n}"), "90000000000000"))
        .collect();
    session.record_lines(&sheet).unwrap();
    let refused = session.margin(unit, Basis::Transactions, None).unwrap_err();
    assert_eq!(refused.key(), "error.money_too_large");
}

#[derive(Debug, Clone)]
enum Act {
    Sheet(Vec<usize>),
    Type(usize, usize),
    Move(usize, usize),
    Bin(usize),
    Undo,
    Redo,
}

fn acts() -> impl Strategy<Value = Act> {
    let n = 0_usize..6;
    prop_oneof![
        prop::collection::vec(0_usize..4, 1..5).prop_map(Act::Sheet),
        (n.clone(), n.clone()).prop_map(|(a, b)| Act::Type(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Act::Move(a, b)),
        n.prop_map(Act::Bin),
        Just(Act::Undo),
        Just(Act::Undo),
        Just(Act::Redo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_line_stands_twice_whatever_is_done(acts in prop::collection::vec(acts(), 1..25)) {
        let (session, _) = session();
        let units = ["甲", "乙"].map(|name| unit(&session, name, None));
        let some = |n: usize| {
            let all = session.records("transaction", 999).unwrap();
            let at = n.checked_rem(all.len())?;
            all.into_iter().nth(at)
        };
        for step in &acts {
            match step {
                Act::Sheet(items) => {
                    let sheet: Vec<_> = items
                        .iter()
                        .map(|n| line(units[n % 2], ["电缆", "开关"][n / 2], "100"))
                        .collect();
                    session.record_lines(&sheet).unwrap();
                    // At once again: all of it is there.
                    let again = session.record_lines(&sheet).unwrap();
                    prop_assert!(again.made.is_empty(), "after {:?}", step);
                }
                Act::Type(of, item) => {
                    let values = line(units[of % 2], ["电缆", "开关"][item % 2], "100");
                    let change = crate::records::RecordChange::Create {
                        entity: "transaction".to_owned(),
                        id: None,
                        asked: false,
                        values,
                    };
                    session.apply(&crate::session::one("op.create", change)).unwrap();
                }
                Act::Move(n, of) => {
                    if let Some(record) = some(*n) {
                        change(&session, &record, "unit", Value::to(units[of % 2]));
                    }
                }
                Act::Bin(n) => {
                    if let Some(record) = some(*n) {
                        bin(&session, "transaction", &[record.id]);
                    }
                }
                Act::Undo => {
                    session.undo().unwrap();
                    if session.records("unit", 9).unwrap().len() < units.len() {
                        session.redo().unwrap();
                    }
                }
                Act::Redo => {
                    session.redo().unwrap();
                }
            }
            if let Err(fault) = once(&session) {
                prop_assert!(false, "after {:?}: {}", step, fault);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// A cost counts for the business it names, else for its project's, else for that of the project's
    /// contract: held to what the records say.
    #[test]
    fn what_a_cost_is_of_is_found_by_its_project_and_by_that_ones_contract(
        contracts in prop::collection::vec(prop::option::of(0_usize..3), 3),
        projects in prop::collection::vec(
            (prop::option::of(0_usize..3), prop::option::of(0_usize..3)), 4),
        costs in prop::collection::vec(
            (prop::option::of(0_usize..3), prop::option::of(0_usize..4), 1_i64..1000), 1..8),
    ) {
        let (session, _) = session();
        let of = unit(&session, "甲", None);
        let to = |ids: &[Id], at: &Option<usize>| at.map_or(Value::Null, |at| Value::to(ids[at]));
        let coops = ["一", "二", "三"].map(|name| {
            let values = [("name", Value::text(name)), ("unit", Value::to(of))];
            make(&session, "cooperation", values).id
        });
        let signed: Vec<Id> = contracts.iter().map(|coop| {
            let values = [
                ("name", Value::text("合同")),
                ("unit", Value::to(of)),
                ("cooperation", to(&coops, coop)),
            ];
            make(&session, "contract", values).id
        }).collect();
        let under: Vec<Id> = projects.iter().map(|(coop, contract)| {
            let values = [
                ("name", Value::text("项目")),
                ("unit", Value::to(of)),
                ("cooperation", to(&coops, coop)),
                ("contract", to(&signed, contract)),
            ];
            make(&session, "project", values).id
        }).collect();
        let mut sums: BTreeMap<Option<Id>, i64> = BTreeMap::new();
        for (coop, project, yuan) in &costs {
            let values = [
                ("unit", Value::to(of)),
                ("cooperation", to(&coops, coop)),
                ("project", to(&under, project)),
                ("date", raw("2026-04-01")),
                ("amount", raw(&yuan.to_string())),
            ];
            make(&session, "cost", values);
            let project = project.map(|at| projects[at]);
            let by_contract = project.and_then(|(_, contract)| contracts[contract?]);
            let counts = coop.or(project.and_then(|(coop, _)| coop)).or(by_contract);
            *sums.entry(counts.map(|at| coops[at])).or_default() += yuan * 100;
        }
        let margin = session.margin(of, Basis::Contracts, None).unwrap();
        let told: BTreeMap<Option<Id>, i64> = margin.cooperations.iter().map(|one| {
            let Value::Money(cost) = &one.figures[0].cost else { panic!("{one:?}") };
            (one.cooperation.as_ref().map(|to| to.id), cost.minor)
        }).collect();
        prop_assert_eq!(told, sums);
    }
}
