//! Terms as they stand in contracts, and what they come to.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Ground, Plan, planned, read};
use crate::base::{Currency, Money, date};
use crate::records::value::Value;

fn day(text: &str) -> NaiveDate {
    date::parse_date(text).unwrap()
}

/// A contract over a million yuan, signed on a Friday, running for a year.
fn ground() -> Ground<'static> {
    Ground {
        amount: Some(Money::new(100_000_000, Currency::CNY)),
        signed_on: Some(day("2026-01-09")),
        start: Some(day("2026-02-01")),
        end: Some(day("2027-01-31")),
        worked: None,
    }
}

/// `name trigger days due share amount`, absent parts as `-`.
fn shown(plan: &Plan) -> Vec<String> {
    let or_dash = |value: &Value| match value {
        Value::Percent(points) => format!("{}%", f64::from(*points) / 100.0),
        Value::Date(day) => day.clone(),
        Value::Money(sum) => sum.format_plain().trim_end_matches(".00").to_owned(),
        _ => "-".to_owned(),
    };
    plan.rows
        .iter()
        .map(|row| {
            let months = if row.offset_unit == "month" { "mo" } else { "" };
            let days = row.days.map_or("-".to_owned(), |n| format!("{n}{months}"));
            let parts = [
                row.name.as_str(),
                &row.trigger,
                &days,
                &or_dash(&row.due_on),
                &or_dash(&row.share),
                &or_dash(&row.amount),
            ];
            parts.join(" ")
        })
        .collect()
}

fn sum(plan: &Plan) -> i64 {
    plan.rows
        .iter()
        .map(|row| match row.amount {
            Value::Money(sum) => sum.minor,
            _ => 0,
        })
        .sum()
}

/// Real phrasings, and the instalments a reader takes them for.
const PHRASES: &[(&str, &[&str])] = &[
    (
        "30% 预付，60% 到货，10% 验收后 30 天",
        &[
            "预付款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 60% 600000",
            "验收款 acceptance 30 - 10% 100000",
        ],
    ),
    (
        "合同签订后7日内付30%，货到验收合格后付60%，余10%质保期满一年后付清",
        &[
            "签约款 signing 7 2026-01-16 30% 300000",
            "验收款 acceptance - - 60% 600000",
            "质保金 warranty - - 10% 100000",
        ],
    ),
    (
        "3/6/1",
        &[
            "第 1 期 other - - 30% 300000",
            "第 2 期 other - - 60% 600000",
            "第 3 期 other - - 10% 100000",
        ],
    ),
    (
        "付款方式：3:6:1（预付/到货/质保）",
        &[
            "预付款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 60% 600000",
            "质保金 warranty - - 10% 100000",
        ],
    ),
    (
        "3331",
        &[
            "第 1 期 other - - 30% 300000",
            "第 2 期 other - - 30% 300000",
            "第 3 期 other - - 30% 300000",
            "第 4 期 other - - 10% 100000",
        ],
    ),
    ("月结30天", &["月结 other 30 - 100% 1000000"]),
    ("月结 60 天，电汇", &["月结 other 60 - 100% 1000000"]),
    (
        "分三期，每月 10 日付",
        &[
            "第 1 期 date - 2026-02-10 - 333333.33",
            "第 2 期 date - 2026-03-10 - 333333.33",
            "第 3 期 date - 2026-04-10 - 333333.34",
        ],
    ),
    (
        "30% deposit, 60% on delivery, 10% 30 days after acceptance",
        &[
            "Advance signing - 2026-01-09 30% 300000",
            "On delivery delivery - - 60% 600000",
            "On acceptance acceptance 30 - 10% 100000",
        ],
    ),
    ("Net 30", &["On invoice invoice 30 - 100% 1000000"]),
    (
        "Payment terms: net 60 days from invoice date",
        &["On invoice invoice 60 - 100% 1000000"],
    ),
    ("Due on receipt", &["On invoice invoice - - 100% 1000000"]),
    (
        "预付10万，余款到货付清",
        &[
            "预付款 signing - 2026-01-09 - 100000",
            "到货款 delivery - - - 900000",
        ],
    ),
    (
        "签约付5万元，上线后付8万，尾款验收后付",
        &[
            "签约款 signing - 2026-01-09 - 50000",
            "上线 other - - - 80000",
            "验收款 acceptance - - - 870000",
        ],
    ),
    ("货到付款", &["到货款 delivery - - 100% 1000000"]),
    ("款到发货", &["款到发货 other - - 100% 1000000"]),
    (
        "验收合格后一次性付清",
        &["验收款 acceptance - - 100% 1000000"],
    ),
    (
        "收到发票后30天内付款",
        &["开票款 invoice 30 - 100% 1000000"],
    ),
    ("全款预付", &["预付款 signing - 2026-01-09 100% 1000000"]),
    (
        "预付30%到货60%质保10%",
        &[
            "预付款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 60% 600000",
            "质保金 warranty - - 10% 100000",
        ],
    ),
    (
        "30%预付60%到货10%质保",
        &[
            "预付款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 60% 600000",
            "质保金 warranty - - 10% 100000",
        ],
    ),
    (
        "三成定金，七成提货前付清",
        &[
            "预付款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 70% 700000",
        ],
    ),
    (
        "预付一半，货到付一半",
        &[
            "预付款 signing - 2026-01-09 50% 500000",
            "到货款 delivery - - 50% 500000",
        ],
    ),
    (
        "1、合同生效后10个工作日内，甲方支付合同总价的30%作为预付款；\n2、设备到货并验收合格后15日内，支付至合同总价的95%；\n3、余款5%作为质保金，质保期满后无息支付。",
        &[
            "签约款 signing 10 2026-01-23 30% 300000",
            "验收款 acceptance 15 - 65% 650000",
            "质保金 warranty - - 5% 50000",
        ],
    ),
    (
        "首付20万元，余款分4期每季度末支付",
        &[
            "预付款 signing - 2026-01-09 - 200000",
            "第 2 期 date - 2026-03-31 - 200000",
            "第 3 期 date - 2026-06-30 - 200000",
            "第 4 期 date - 2026-09-30 - 200000",
            "第 5 期 date - 2026-12-31 - 200000",
        ],
    ),
    (
        "按季度支付",
        &[
            "第 1 期 other - - 25% 250000",
            "第 2 期 other - - 25% 250000",
            "第 3 期 other - - 25% 250000",
            "第 4 期 other - - 25% 250000",
        ],
    ),
    (
        "2026年6月30日前付40%，2026-12-31前付60%",
        &[
            "第 1 期 date - 2026-06-30 40% 400000",
            "第 2 期 date - 2026-12-31 60% 600000",
        ],
    ),
    (
        "50% upfront and 50% upon acceptance",
        &[
            "Advance signing - 2026-01-09 50% 500000",
            "On acceptance acceptance - - 50% 500000",
        ],
    ),
    (
        "40% down payment by T/T, balance before shipment against L/C",
        &[
            "Advance signing - 2026-01-09 40% 400000",
            "On delivery delivery - - 60% 600000",
        ],
    ),
    (
        "CNY 200,000 on signing, the rest within 60 days after delivery",
        &[
            "On signing signing - 2026-01-09 - 200000",
            "On delivery delivery 60 - - 800000",
        ],
    ),
    (
        "Half on order, half on delivery",
        &[
            "On signing signing - 2026-01-09 50% 500000",
            "On delivery delivery - - 50% 500000",
        ],
    ),
    (
        "In 3 equal monthly instalments on the 15th",
        &[
            "Instalment 1 date - 2026-02-15 - 333333.33",
            "Instalment 2 date - 2026-03-15 - 333333.33",
            "Instalment 3 date - 2026-04-15 - 333333.34",
        ],
    ),
    (
        "90% on delivery, 10% retention after 12 months warranty period",
        &[
            "On delivery delivery - - 90% 900000",
            "Retention warranty - - 10% 100000",
        ],
    ),
    (
        "1/3 on signing, 1/3 on delivery, balance 30 days after acceptance",
        &[
            "On signing signing - 2026-01-09 - 333333.33",
            "On delivery delivery - - - 333333.33",
            "On acceptance acceptance 30 - - 333333.34",
        ],
    ),
    (
        "合同簽訂後預付30%，貨到付60%，餘款驗收後付清",
        &[
            "签约款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 60% 600000",
            "验收款 acceptance - - 10% 100000",
        ],
    ),
    (
        "第一期30%签约后付，第二期40%到货后付，第三期30%验收后付",
        &[
            "签约款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 40% 400000",
            "验收款 acceptance - - 30% 300000",
        ],
    ),
    (
        "预付百分之三十，发货前付百分之七十",
        &[
            "预付款 signing - 2026-01-09 30% 300000",
            "到货款 delivery - - 70% 700000",
        ],
    ),
    (
        "33.33% 预付，33.33% 到货，33.34% 验收",
        &[
            "预付款 signing - 2026-01-09 33.33% 333300",
            "到货款 delivery - - 33.33% 333300",
            "验收款 acceptance - - 33.34% 333400",
        ],
    ),
    (
        "分12个月平均支付，每月月底付款",
        &[
            "第 1 期 date - 2026-02-28 - 83333.33",
            "第 2 期 date - 2026-03-31 - 83333.33",
            "第 3 期 date - 2026-04-30 - 83333.33",
            "第 4 期 date - 2026-05-31 - 83333.33",
            "第 5 期 date - 2026-06-30 - 83333.33",
            "第 6 期 date - 2026-07-31 - 83333.33",
            "第 7 期 date - 2026-08-31 - 83333.33",
            "第 8 期 date - 2026-09-30 - 83333.33",
            "第 9 期 date - 2026-10-31 - 83333.33",
            "第 10 期 date - 2026-11-30 - 83333.33",
            "第 11 期 date - 2026-12-31 - 83333.33",
            "第 12 期 date - 2027-01-31 - 83333.37",
        ],
    ),
    (
        "验收后3个月内付90%，10%质保金质保期满后30天内付清",
        &[
            "验收款 acceptance 3mo - 90% 900000",
            "质保金 warranty 30 - 10% 100000",
        ],
    ),
];

#[test]
fn terms_are_read_as_a_reader_takes_them() {
    let mut faults = Vec::new();
    for (text, expected) in PHRASES {
        let plan = planned(text, &ground());
        let rows = shown(&plan);
        if rows != *expected {
            faults.push(format!("{text}\n  {}", rows.join("\n  ")));
        }
        if !plan.is_ready() || sum(&plan) != 100_000_000 {
            faults.push(format!("{text}: {:?}, {}", plan.problems, sum(&plan)));
        }
        if !plan.unread.is_empty() {
            faults.push(format!("{text}: unread {:?}", plan.unread));
        }
    }
    assert!(PHRASES.len() >= 30);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_series_from_the_signing_on_is_not_due_all_at_once() {
    let rows = |text: &str| shown(&planned(text, &ground()));
    let monthly = rows("签约后每月支付，分3期");
    let expected = [
        "第 1 期 signing 0mo 2026-01-09 - 333333.33",
        "第 2 期 signing 1mo 2026-02-09 - 333333.33",
        "第 3 期 signing 2mo 2026-03-09 - 333333.34",
    ];
    assert_eq!(monthly, expected);
    // Days and months do not add up to either: no day is said.
    let waits = rows("签约后10天内每月支付，分3期");
    assert_eq!(waits.len(), 3);
    for row in &waits {
        assert!(row.contains(" date - - "), "{row}");
    }
}

#[test]
fn what_is_no_plan_says_why() {
    let none = Ground::default();
    let zero = Ground {
        amount: Some(Money::new(0, Currency::CNY)),
        ..ground()
    };
    let minus = Ground {
        amount: Some(Money::new(-100, Currency::CNY)),
        ..ground()
    };
    let usual = ground();
    for (text, ground, key) in [
        ("", &usual, "warning.terms_unread"),
        ("面议", &usual, "warning.terms_unread"),
        ("另行协商确定", &usual, "warning.terms_unread"),
        ("30%预付，69.99%到货", &usual, "warning.terms_not_whole"),
        ("99.99% 验收后付", &usual, "warning.terms_not_whole"),
        ("60%预付，60%到货", &usual, "warning.terms_not_whole"),
        ("预付120万，余款到货付清", &usual, "warning.terms_over"),
        ("预付10万，到货付20万", &usual, "warning.terms_short"),
        (
            "预付1万美元，余款到货付清",
            &usual,
            "warning.terms_currency",
        ),
        ("余款到货付，尾款验收付", &usual, "warning.terms_two_rests"),
        ("分500期支付", &usual, "warning.terms_too_many"),
        (
            "到货支付至90%，验收支付至80%，余款质保",
            &usual,
            "warning.terms_up_to",
        ),
        ("预付30%，70%到货", &none, "warning.terms_no_amount"),
        ("预付30%，70%到货", &zero, "warning.terms_no_amount"),
        ("预付30%，70%到货", &minus, "warning.terms_no_amount"),
        ("按月支付", &none, "warning.terms_how_many"),
    ] {
        let plan = planned(text, ground);
        let keys: Vec<&str> = plan.problems.iter().map(|told| told.key.as_str()).collect();
        assert_eq!(keys, [key], "{text}: {:?}", shown(&plan));
        assert!(!plan.is_ready(), "{text}");
    }
}

#[test]
fn what_is_left_over_is_said_and_nothing_of_it_becomes_money() {
    for (text, unread) in [
        (
            "30%预付，70%到货；逾期每日按未付金额的0.5%支付违约金",
            "逾期每日按未付金额的0.5%支付违约金",
        ),
        ("预付30%，70%到货，其他事宜另行协商", "其他事宜另行协商"),
        (
            "100% on delivery. Late payment bears interest of 2%",
            "Late payment bears interest of 2%",
        ),
    ] {
        let plan = planned(text, &ground());
        assert!(plan.is_ready(), "{text}: {:?}", plan.problems);
        assert_eq!(plan.unread, [unread], "{text}");
    }
}

#[test]
fn no_day_is_made_up() {
    let unsigned = Ground {
        signed_on: None,
        ..ground()
    };
    let plan = planned("30% 预付，70% 到货后 10 个工作日", &unsigned);
    assert!(plan.rows.iter().all(|row| row.due_on.is_null()));
    let keys: Vec<&str> = plan.remarks.iter().map(|told| told.key.as_str()).collect();
    assert_eq!(keys, ["warning.terms_workdays", "warning.terms_no_day"]);
}

proptest! {
    #[test]
    fn instalments_add_up_to_the_last_unit(
        minor in 1_i64..9_000_000_000_000_000,
        cuts in prop::collection::vec(1_u32..10_000, 1..8),
    ) {
        // Shares in basis points that add up to the whole.
        let mut places: Vec<u32> = cuts;
        places.push(10_000);
        places.sort_unstable();
        places.dedup();
        let mut from = 0;
        let text: Vec<String> = places.iter().map(|to| {
            let points = to - from;
            from = *to;
            format!("{}.{:02}%验收后付", points / 100, points % 100)
        }).collect();
        let ground = Ground { amount: Some(Money::new(minor, Currency::CNY)), ..ground() };
        let plan = planned(&text.join("，"), &ground);
        prop_assert!(plan.is_ready(), "{:?}", plan.problems);
        prop_assert_eq!(sum(&plan), minor);
        prop_assert!(plan.rows.iter().all(|row| matches!(row.amount, Value::Money(sum) if sum.minor >= 0)));
    }

    #[test]
    fn equal_parts_add_up(minor in 1_i64..9_000_000_000_000_000, n in 1_u32..121) {
        let ground = Ground { amount: Some(Money::new(minor, Currency::JPY)), ..ground() };
        let plan = planned(&format!("分{n}期支付"), &ground);
        prop_assert!(plan.is_ready());
        prop_assert_eq!(sum(&plan), minor);
    }

    #[test]
    fn no_text_stops_the_reader(text in "[0-9%/,.，。；余款预付到货验收分期月末天日前后至第成万元$a-z \n]{0,60}") {
        let terms = read(&text, Currency::CNY);
        let plan = super::plan(&terms, &ground());
        prop_assert!(!plan.is_ready() || sum(&plan) == 100_000_000);
    }
}
