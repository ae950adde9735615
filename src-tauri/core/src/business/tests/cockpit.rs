//! What units come to in money, with all below them, against looking at everything.

use std::collections::HashMap;

use proptest::prelude::*;

use crate::base::{Id, Money};
use crate::records::value::Value;
use crate::records::{ChangeSet, Record};
use crate::session::Session;
use crate::session::tests::{bin, make, session, unit};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

/// The sum of one currency; nothing where there is no amount, or there are several.
fn total(sums: &[Money]) -> Value {
    let first = sums.first().copied();
    let sum = sums.iter().skip(1).try_fold(first, |sum, next| {
        sum.and_then(|sum| sum.plus(*next).ok()).map(Some)
    });
    sum.flatten().map_or(Value::Null, Value::Money)
}

fn hold(session: &Session) -> Result<(), String> {
    let all = |entity: &str| session.records(entity, 999).unwrap();
    let (units, contracts) = (all("unit"), all("contract"));
    let (instalments, payments) = (all("instalment"), all("payment"));
    let today = session
        .vault()
        .read(|read| Ok(read.today().to_string()))
        .unwrap();
    let binding = |one: &Record| {
        let state = one.get("state").as_text().unwrap_or_default();
        state != "ended" && (state != "draft" || !one.get("signed_on").is_null())
    };
    let money = |one: &Record, key: &str| match one.get(key) {
        Value::Money(sum) => Some(*sum),
        _ => None,
    };
    let parents: HashMap<Id, Option<Id>> = units
        .iter()
        .map(|one| (one.id, one.get("parent").as_ref_id()))
        .collect();
    let under = |of: Id, top: Id| {
        let mut at = Some(of);
        while let Some(here) = at {
            if here == top {
                return true;
            }
            at = parents.get(&here).copied().flatten();
        }
        false
    };
    for one in &units {
        for below in [false, true] {
            let here = |record: &&Record| {
                record
                    .get("unit")
                    .as_ref_id()
                    .is_some_and(|id| id == one.id || (below && under(id, one.id)))
            };
            let signed: Vec<Money> = contracts
                .iter()
                .filter(here)
                .filter(|one| binding(one))
                .filter_map(|one| money(one, "amount"))
                .collect();
            let came: Vec<Money> = payments
                .iter()
                .filter(here)
                .filter_map(|one| money(one, "amount"))
                .collect();
            let late: Vec<Money> = instalments
                .iter()
                .filter(here)
                .filter(|row| {
                    let of = row.get("contract").as_ref_id();
                    let due = row.get("falls_on").as_text();
                    let standing = row.get("standing").as_text().unwrap_or_default();
                    due.is_some_and(|due| due < today.as_str())
                        && matches!(standing, "open" | "part")
                        && contracts
                            .iter()
                            .any(|one| Some(one.id) == of && binding(one))
                })
                .filter_map(|row| {
                    let open = money(row, "amount")?;
                    let came = money(row, "received").map_or(0, |sum| sum.minor);
                    Some(Money::new(open.minor - came, open.currency))
                })
                .collect();
            for (key, sums) in [
                ("contracted", signed),
                ("received", came),
                ("owed_late", late),
            ] {
                let key = if below {
                    format!("{key}_all")
                } else {
                    key.to_owned()
                };
                let (kept, summed) = (one.get(&key), total(&sums));
                if *kept != summed {
                    return Err(format!("{key}: kept {kept:?}, summed {summed:?}"));
                }
            }
        }
    }
    Ok(())
}

#[derive(Debug, Clone)]
enum Deed {
    Contract(usize, u32, bool),
    Instalment(usize, u32, u8),
    Paid(usize, u32),
    State(usize, u8),
    Move(usize, usize),
    Bin(usize),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..6_usize, 1..999_u32, any::<bool>()).prop_map(|(a, b, c)| Deed::Contract(a, b, c)),
        3 => (0..6_usize, 1..999_u32, 1..28_u8).prop_map(|(a, b, c)| Deed::Instalment(a, b, c)),
        2 => (0..6_usize, 1..999_u32).prop_map(|(a, b)| Deed::Paid(a, b)),
        2 => (0..6_usize, 0..3_u8).prop_map(|(a, b)| Deed::State(a, b)),
        2 => (0..6_usize, 0..6_usize).prop_map(|(a, b)| Deed::Move(a, b)),
        1 => (0..6_usize).prop_map(Deed::Bin),
        2 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ]
}

fn act(session: &Session, deed: &Deed) {
    let all = |entity: &str| session.records(entity, 999).unwrap();
    let pick = |entity: &str, at: usize| {
        let all = all(entity);
        (!all.is_empty()).then(|| all[at % all.len()].clone())
    };
    let create = |entity: &str, values: Vec<(&'static str, Value)>| {
        let _ = session.apply(&ChangeSet::create("op.create", entity, values));
    };
    let update = |record: &Record, values: Vec<(&'static str, Value)>| {
        let set = ChangeSet::update("op.edit", &record.entity, record.id, record.rev, values);
        let _ = session.apply(&set);
    };
    match deed {
        Deed::Contract(at, amount, foreign) => {
            let Some(unit) = pick("unit", *at) else {
                return;
            };
            let currency = if *foreign && amount % 5 == 0 {
                "USD "
            } else {
                ""
            };
            let values = vec![
                ("name", Value::text("合同")),
                ("unit", Value::to(unit.id)),
                ("amount", raw(&format!("{currency}{amount}"))),
                ("signed_on", raw("2026-10-01")),
            ];
            create("contract", values);
        }
        Deed::Instalment(at, amount, day) => {
            let Some(contract) = pick("contract", *at) else {
                return;
            };
            let values = vec![
                ("name", Value::text("期")),
                ("contract", Value::to(contract.id)),
                ("amount", raw(&amount.to_string())),
                ("due_on", raw(&format!("2026-11-{day:02}"))),
            ];
            create("instalment", values);
        }
        Deed::Paid(at, amount) => {
            let Some(contract) = pick("contract", *at) else {
                return;
            };
            let _ = session.record_payment(&crate::business::ops::NewPayment {
                unit: contract.get("unit").as_ref_id().unwrap(),
                contract: Some(contract.id),
                amount: amount.to_string(),
                received_on: String::new(),
                method: None,
                bank_ref: String::new(),
                allocate: true,
            });
        }
        Deed::State(at, to) => {
            let Some(contract) = pick("contract", *at) else {
                return;
            };
            let state = ["draft", "running", "ended"][usize::from(*to) % 3];
            let signed = if *to == 0 {
                Value::Null
            } else {
                raw("2026-10-01")
            };
            let values = vec![("state", Value::choice(state)), ("signed_on", signed)];
            update(&contract, values);
        }
        Deed::Move(at, to) => {
            let (Some(unit), Some(to)) = (pick("unit", *at), pick("unit", *to)) else {
                return;
            };
            update(&unit, vec![("parent", Value::to(to.id))]);
        }
        Deed::Bin(at) => {
            if let Some(unit) = pick("unit", *at).filter(|_| all("unit").len() > 3) {
                bin(session, "unit", &[unit.id]);
            }
        }
        Deed::Undo => {
            // The units themselves stay.
            let next = session.history_state().unwrap().undo;
            if next.is_some() && all("contract").len() + all("payment").len() > 0 {
                let _ = session.undo();
            }
        }
        Deed::Redo => drop(session.redo()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn money_with_all_below_is_what_looking_at_everything_says(
        walk in prop::collection::vec(deed(), 1..24),
    ) {
        let (session, _) = session();
        let top = unit(&session, "甲", None);
        let middle = unit(&session, "乙", Some(top));
        for name in ["丙", "丁"] {
            unit(&session, name, Some(middle));
        }
        unit(&session, "戊", None);
        for deed in &walk {
            act(&session, deed);
            if let Err(why) = hold(&session) {
                return Err(TestCaseError::fail(format!("{deed:?}: {why}")));
            }
        }
    }
}

#[test]
fn what_falls_due_overnight_is_overdue_in_the_morning_all_the_way_up() {
    let (session, clock) = session();
    let top = unit(&session, "甲", None);
    let low = unit(&session, "乙", Some(top));
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(low)),
        ("amount", raw("100")),
        ("signed_on", raw("2026-10-01")),
    ];
    let signed = make(&session, "contract", values);
    let values = [
        ("name", Value::text("期")),
        ("contract", Value::to(signed.id)),
        ("amount", raw("100")),
        ("due_on", raw("2026-11-22")),
    ];
    make(&session, "instalment", values);
    let late = || {
        let node = session.tree_children(None).unwrap().remove(0);
        node.owed_late_all
    };
    assert_eq!(late(), Value::Null);
    clock.advance(24 * 3_600_000);
    session.renew_day().unwrap();
    assert!(matches!(late(), Value::Money(sum) if sum.minor == 10_000));
    // Beside what comes with all below stands what is the unit's own.
    let node = |parent| session.tree_children(parent).unwrap().remove(0);
    assert_eq!(node(None).owed_late, Value::Null);
    let own = node(Some(top));
    assert_eq!(own.owed_late, own.owed_late_all);
    assert!(matches!(own.contracted, Value::Money(sum) if sum.minor == 10_000));
    assert_eq!(own.received, Value::Null);
    hold(&session).unwrap();
    // Of several currencies there is no sum, which is not nothing.
    let foreign = |unit, amount: &str| {
        let values = [
            ("name", Value::text("出口")),
            ("unit", Value::to(unit)),
            ("amount", raw(amount)),
            ("signed_on", raw("2026-10-01")),
        ];
        let signed = make(&session, "contract", values);
        let values = [
            ("name", Value::text("期")),
            ("contract", Value::to(signed.id)),
            ("amount", raw(amount)),
            ("due_on", raw("2026-11-01")),
        ];
        make(&session, "instalment", values)
    };
    let one = foreign(low, "USD 50");
    assert!(matches!(late(), Value::Fault(_)));
    let sheet = session.unit_sheet(top).unwrap().record;
    assert!(matches!(sheet.get("owed_late_all"), Value::Fault(_)));
    assert!(sheet.get("owed_late").is_null());
    hold(&session).unwrap();
    let other = unit(&session, "丙", Some(top));
    let more = foreign(other, "USD 70");
    assert!(matches!(late(), Value::Fault(_)));
    hold(&session).unwrap();
    bin(&session, "instalment", &[one.id]);
    assert!(
        matches!(late(), Value::Fault(_)),
        "丙 is of the other still"
    );
    bin(&session, "instalment", &[more.id]);
    assert!(matches!(late(), Value::Money(sum) if sum.minor == 10_000));
    hold(&session).unwrap();
}
