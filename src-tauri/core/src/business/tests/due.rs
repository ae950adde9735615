//! When instalments fall due: with what they wait for, or on the day somebody typed.

use crate::base::Id;
use crate::records::Record;
use crate::records::value::Value;
use crate::reminders::workdays;
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn contract(session: &Session, signed_on: Option<&str>) -> Record {
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(unit(session, "甲", None))),
        ("amount", raw("100万")),
        ("signed_on", signed_on.map_or(Value::Null, raw)),
    ];
    make(session, "contract", values)
}

fn planned(session: &Session, contract: Id, terms: &str) -> Vec<Record> {
    session.make_instalments(contract, terms).unwrap().records
}

/// The day an instalment falls due, as text; `-` for none.
fn due(session: &Session, instalment: &Record) -> String {
    let now = session.record("instalment", instalment.id).unwrap();
    now.get("falls_on").as_text().unwrap_or("-").to_owned()
}

#[test]
fn what_waits_for_an_event_falls_due_once_that_took_place() {
    let (session, _) = session();
    let one = contract(&session, Some("2026-10-08"));
    let terms = "30% 预付，30% 到货后 10 天，30% 验收后 3 个月内，10% 质保期满";
    let made = planned(&session, one.id, terms);
    let days = || -> Vec<String> { made.iter().map(|row| due(&session, row)).collect() };
    assert_eq!(days(), ["2026-10-08", "-", "-", "-"]);
    for (row, day) in made
        .iter()
        .skip(1)
        .zip(["2026-10-20", "2026-11-30", "2027-11-30"])
    {
        change(&session, row, "happened_on", raw(day));
    }
    let all = ["2026-10-08", "2026-10-30", "2027-02-28", "2027-11-30"];
    assert_eq!(days(), all, "of months the last day where there is no such");
    // What is late is told as such, where nothing was ever typed.
    let money = session
        .unit_money(one.get("unit").as_ref_id().unwrap())
        .unwrap();
    let late: Vec<bool> = money.contracts[0]
        .instalments
        .iter()
        .map(|row| row.late)
        .collect();
    assert_eq!(late, [true, true, false, false]);
    // With the contract's day goes what waits for the signing, and nothing else.
    change(&session, &one, "signed_on", raw("2026-10-15"));
    assert_eq!(days()[0], "2026-10-15");
    assert_eq!(days()[1..], all[1..]);
    session.undo().unwrap();
    assert_eq!(days(), all);
    session.undo().unwrap();
    assert_eq!(days()[3], "-", "the warranty has not run out again");
    session.redo().unwrap();
    assert_eq!(days(), all);
    // What somebody types stands above what is reckoned, and what is reckoned comes back without it.
    change(&session, &made[1], "due_on", raw("2026-12-24"));
    change(&session, &made[1], "happened_on", raw("2026-10-25"));
    assert_eq!(days()[1], "2026-12-24");
    change(&session, &made[1], "due_on", Value::Null);
    assert_eq!(days()[1], "2026-11-04");
}

#[test]
fn each_trigger_waits_for_its_own_event() {
    let (session, _) = session();
    let signed = contract(&session, Some("2026-10-08"));
    let row = |trigger: &str, unit: &str, days: Option<i64>| {
        let values = [
            ("contract", Value::to(signed.id)),
            ("name", Value::text(trigger)),
            ("amount", raw("1万")),
            ("trigger", Value::choice(trigger)),
            ("offset_unit", Value::choice(unit)),
            ("days", days.map_or(Value::Null, Value::Number)),
        ];
        make(&session, "instalment", values)
    };
    for trigger in ["delivery", "acceptance", "invoice", "warranty", "other"] {
        let one = row(trigger, "month", Some(1));
        assert_eq!(due(&session, &one), "-", "{trigger}");
        change(&session, &one, "happened_on", raw("2027-01-31"));
        assert_eq!(due(&session, &one), "2027-02-28", "{trigger}");
        change(&session, &one, "offset_unit", Value::choice("day"));
        assert_eq!(due(&session, &one), "2027-02-01", "{trigger}");
        change(&session, &one, "days", Value::Null);
        assert_eq!(due(&session, &one), "2027-01-31", "{trigger}");
    }
    let before = row("signing", "day", Some(-5));
    assert_eq!(due(&session, &before), "-", "nothing waits backwards");
    let signing = row("signing", "day", Some(30));
    assert_eq!(due(&session, &signing), "2026-11-07");
    change(&session, &signing, "happened_on", raw("2026-10-10"));
    assert_eq!(due(&session, &signing), "2026-11-09", "somebody says when");
    let dated = row("date", "day", None);
    change(&session, &dated, "happened_on", raw("2026-10-10"));
    assert_eq!(
        due(&session, &dated),
        "-",
        "a day is typed, and waits for nothing"
    );
}

#[test]
fn working_days_pass_over_holidays_and_follow_the_calendar() {
    let (session, _) = session();
    let one = contract(&session, Some("2026-09-28"));
    let terms = "50% 预付，50% 验收后 5 个工作日";
    let made = planned(&session, one.id, terms);
    change(&session, &made[1], "happened_on", raw("2026-09-28"));
    let reckoned = || {
        let forward = |read: &crate::vault::Read<'_>| {
            let worked = workdays::of(read, read.zone())?;
            Ok(worked.forward("2026-09-28".parse().unwrap(), 5).to_string())
        };
        session.vault().read(forward).unwrap()
    };
    let first = due(&session, &made[1]);
    assert_eq!(first, reckoned());
    assert!(
        first.as_str() > "2026-10-05",
        "the holidays of October: {first}"
    );
    // A day more off, and each that counts in working days is a day later.
    let values = [("name", Value::text("厂休")), ("first", raw("2026-09-29"))];
    make(&session, "holiday", values);
    let later = due(&session, &made[1]);
    assert_eq!(later, reckoned());
    assert!(later > first);
    session.undo().unwrap();
    assert_eq!(due(&session, &made[1]), first);
    // The plan shows what will be.
    let other = contract(&session, Some("2026-09-28"));
    let plan = session
        .plan_instalments(other.id, "100% 签约后 5 个工作日")
        .unwrap();
    assert_eq!(plan.rows[0].due_on.as_text(), Some(first.as_str()));
    let made = planned(&session, other.id, "100% 签约后 5 个工作日");
    assert_eq!(due(&session, &made[0]), first);
    assert!(
        made[0].get("due_on").is_null(),
        "nothing is said to be typed"
    );
}

#[test]
fn who_pays_for_others_sees_their_contracts_and_they_what_was_paid() {
    let (session, _) = session();
    let [buyer, payer] = ["买方", "付款方"].map(|name| unit(&session, name, None));
    let values = [
        ("name", Value::text("代付合同")),
        ("unit", Value::to(buyer)),
        ("payer", Value::to(payer)),
        ("amount", raw("10万")),
        ("signed_on", raw("2026-10-08")),
    ];
    let signed = make(&session, "contract", values);
    let made = planned(&session, signed.id, "50% 预付，50% 到货");
    let paid = crate::business::ops::NewPayment {
        unit: payer,
        contract: Some(signed.id),
        amount: "5万".to_owned(),
        received_on: String::new(),
        method: Some("transfer".to_owned()),
        bank_ref: "B-1".to_owned(),
        allocate: true,
    };
    session.record_payment(&paid).unwrap();
    for unit in [buyer, payer] {
        let money = session.unit_money(unit).unwrap();
        assert_eq!(money.contracts.len(), 1);
        assert_eq!(money.contracts[0].instalments.len(), made.len());
        assert_eq!(money.payments.len(), 1, "each payment once");
        let from = money.payments[0].record.get("unit").as_ref_id();
        assert_eq!(from, Some(payer));
        assert_eq!(money.allocations.len(), 1);
    }
}
