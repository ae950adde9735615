//! The years with a customer.

use chrono::{TimeZone, Utc};

use crate::base::{Id, Timestamp};
use crate::lessons::years::YearLine;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{bin, make, session, unit};

fn raw(text: &str) -> Value {
    Value::Raw(text.to_owned())
}

fn contract(session: &Session, unit: Id, amount: &str, day: &str) -> Id {
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(unit)),
        ("amount", raw(amount)),
        ("state", Value::choice("signed")),
        ("signed_on", raw(day)),
    ];
    make(session, "contract", values).id
}

fn payment(session: &Session, unit: Id, amount: &str, day: &str) {
    let values = [
        ("unit", Value::to(unit)),
        ("amount", raw(amount)),
        ("received_on", raw(day)),
    ];
    make(session, "payment", values);
}

/// Year, contracted and received, complaints.
fn told(years: &[YearLine]) -> Vec<String> {
    let sums = |sums: &[Value]| {
        let all = sums.iter().map(|sum| match sum {
            Value::Money(sum) => sum.to_string().replace(".00", ""),
            _ => String::new(),
        });
        all.collect::<Vec<_>>().join("+")
    };
    let line = |line: &YearLine| {
        format!(
            "{}: {} | {} | {}/{}",
            line.year.as_deref().unwrap_or("-"),
            sums(&line.contracted),
            sums(&line.received),
            line.open_complaints,
            line.complaints
        )
    };
    years.iter().map(line).collect()
}

#[test]
fn each_year_tells_what_was_done_and_for_how_much_by_currency() {
    let (session, clock) = session();
    let group = unit(&session, "集团", None);
    let company = unit(&session, "公司", Some(group));
    contract(&session, group, "100", "2024-06-01");
    contract(&session, company, "40", "2024-07-01");
    contract(&session, company, "USD 70", "2024-08-01");
    payment(&session, company, "30", "2025-02-01");
    super::complaint(&session, company, "交货晚", "2");
    let values = [
        ("name", Value::text("维保")),
        ("unit", Value::to(company)),
        ("start", raw("2024-01-01")),
        ("state", Value::choice("ended")),
        ("amount", raw("40")),
    ];
    make(&session, "cooperation", values);
    super::project(&session, company, "没有日期的项目");

    let all = session.years(group, true).unwrap();
    let shown = told(&all);
    assert_eq!(
        shown,
        [
            "2025:  | CNY 30 | 1/1",
            "2024: CNY 140+USD 70 |  | 0/0",
            "-:  |  | 0/0"
        ]
    );
    let [_, year, undated] = &all[..] else {
        panic!("{all:?}");
    };
    assert_eq!(
        (year.cooperations, year.projects, year.contracts),
        (1, 0, 3)
    );
    assert_eq!(year.ended[0].state, "ended");
    assert_eq!(undated.projects, 1);
    let own = session.years(group, false).unwrap();
    assert_eq!(told(&own), ["2024: CNY 100 |  | 0/0"]);
    assert_eq!(own[0].works[0].unit, None);
    let below = year
        .works
        .iter()
        .find(|one| one.work.label == "维保")
        .unwrap();
    assert_eq!(below.unit.as_ref().unwrap().label, "公司");

    // As of before the last contract, and after what came in was thrown away.
    let then = clock_now(&clock);
    clock.advance(60_000);
    let more = contract(&session, group, "5", "2026-01-02");
    bin(&session, "unit", &[company]);
    assert_eq!(
        told(&session.years(group, true).unwrap()),
        ["2026: CNY 5 |  | 0/0", "2024: CNY 100 |  | 0/0"]
    );
    let past = session.as_of(then).unwrap();
    assert_eq!(told(&past.years(group, true).unwrap()), shown);
    bin(&session, "contract", &[more]);
    assert_eq!(
        told(&session.years(group, true).unwrap()),
        ["2024: CNY 100 |  | 0/0"]
    );
}

fn clock_now(clock: &crate::base::FixedClock) -> Timestamp {
    crate::base::Clock::now(clock)
}

/// New Year's night is one year's in one zone and another's in the next: a plain day is neither's.
#[test]
fn a_day_at_the_turn_of_the_year_stays_in_its_year_wherever_one_is() {
    for zone in ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"] {
        let (session, clock) = session();
        clock.travel(zone.parse().unwrap());
        clock.set(Timestamp::of(
            Utc.with_ymd_and_hms(2024, 12, 31, 20, 0, 0).unwrap(),
        ));
        let company = unit(&session, "公司", None);
        contract(&session, company, "1", "2024-12-31");
        contract(&session, company, "2", "2025-01-01");
        payment(&session, company, "3", "2025-01-01");
        assert_eq!(
            told(&session.years(company, true).unwrap()),
            ["2025: CNY 2 | CNY 3 | 0/0", "2024: CNY 1 |  | 0/0"],
            "{zone}"
        );
        // What bears no day of its own was written down on the day it was where the user lives.
        let values = [
            ("text", Value::text("要双语")),
            ("unit", Value::to(company)),
        ];
        make(&session, "need", values);
        let new = super::project(&session, company, "新产线");
        let lessons = session.lessons("project", new).unwrap();
        let day = if zone.starts_with("America") {
            "2024-12-31"
        } else {
            "2025-01-01"
        };
        assert_eq!(lessons.lines[0].day, day, "{zone}");
    }
}

/// A yen has no cents: what an amount is in its smallest coins says nothing of how large it is.
#[test]
fn the_largest_of_a_year_come_first_whatever_their_currency() {
    let (session, _) = session();
    let company = unit(&session, "公司", None);
    for (name, amount) in [
        ("两万元", "20000"),
        ("三十万日元", "JPY 300000"),
        ("百万日元", "JPY 1000000"),
        ("千元", "1000"),
        ("十欧元", "EUR 10"),
        ("没有金额", ""),
    ] {
        let values = [
            ("name", Value::text(name)),
            ("unit", Value::to(company)),
            ("start", raw("2024-06-01")),
            ("amount", raw(amount)),
        ];
        make(&session, "cooperation", values);
    }
    let named = || {
        let years = session.years(company, true).unwrap();
        let works = years[0].works.iter();
        works.map(|one| one.work.label.clone()).collect::<Vec<_>>()
    };
    // With no rate, by the number alone.
    assert_eq!(
        named(),
        ["百万日元", "三十万日元", "两万元", "千元", "十欧元"]
    );
    let rate = |from: &str, day: &str, rate: &str| {
        let values = [
            ("from_currency", Value::text(from)),
            ("to_currency", Value::text("CNY")),
            ("date", raw(day)),
            ("rate", raw(rate)),
        ];
        make(&session, "fx_rate", values);
    };
    rate("JPY", "2024-01-01", "0.05");
    // Noted for a later day, it says nothing of then.
    rate("JPY", "2024-07-01", "0.001");
    rate("EUR", "2024-01-01", "1000");
    assert_eq!(
        named(),
        ["百万日元", "两万元", "三十万日元", "十欧元", "千元"]
    );
}
