//! What the reader of amounts must read, and must refuse.

use proptest::prelude::*;

use super::Money;
use crate::base::currency::Currency;
use crate::base::real_data::real_data;

const CNY: Currency = Currency::CNY;

fn read(text: &str) -> Result<String, &'static str> {
    Money::parse(text, CNY)
        .map(|money| money.to_string())
        .map_err(|error| error.key())
}

#[test]
fn reads_what_people_type() {
    for (text, expected) in [
        ("12.5万", "CNY 125000.00"),
        ("3亿", "CNY 300000000.00"),
        ("1.2千万", "CNY 12000000.00"),
        ("¥1,234.50", "CNY 1234.50"),
        ("￥1,234.50", "CNY 1234.50"),
        ("１２３", "CNY 123.00"),
        ("１，２３４．５", "CNY 1234.50"),
        ("(1,234.00)", "CNY -1234.00"),
        ("（1,234.00）", "CNY -1234.00"),
        ("¥(1,234.00)", "CNY -1234.00"),
        ("-379240.80", "CNY -379240.80"),
        ("−12", "CNY -12.00"),
        ("379240.80-", "CNY -379240.80"),
        ("-¥5", "CNY -5.00"),
        ("¥-5", "CNY -5.00"),
        ("+5", "CNY 5.00"),
        ("0", "CNY 0.00"),
        (".5", "CNY 0.50"),
        ("-0.05", "CNY -0.05"),
        ("USD 1,200", "USD 1200.00"),
        ("1,200 usd", "USD 1200.00"),
        ("1234.5元", "CNY 1234.50"),
        ("人民币1234元整", "CNY 1234.00"),
        ("人民币 12万元", "CNY 120000.00"),
        ("12万元", "CNY 120000.00"),
        ("12 万 元", "CNY 120000.00"),
        ("12萬", "CNY 120000.00"),
        ("12w", "CNY 120000.00"),
        ("RMB12W", "CNY 120000.00"),
        ("30k", "CNY 30000.00"),
        ("US$1.5m", "USD 1500000.00"),
        ("$30", "USD 30.00"),
        ("HK$30", "HKD 30.00"),
        ("€1.234", "!error.money_decimals"),
        ("€ 99.90", "EUR 99.90"),
        ("1 234 567.80", "CNY 1234567.80"),
        ("1'234", "CNY 1234.00"),
        ("3亿5000万", "CNY 350000000.00"),
        ("1亿2千万", "CNY 120000000.00"),
        ("1万2000", "CNY 12000.00"),
        ("1万2000.50元", "CNY 12000.50"),
        ("2500万日元", "JPY 25000000"),
        ("JP¥300", "JPY 300"),
        ("KWD 1.234", "KWD 1.234"),
        ("SLE 12", "SLE 12.00"),
        ("424.100000", "CNY 424.10"),
        ("0.0001万", "CNY 1.00"),
        ("9,007,199,254,740,993.01", "CNY 9007199254740993.01"),
        ("92233720368547758.07", "CNY 92233720368547758.07"),
        ("-92233720368547758.08", "CNY -92233720368547758.08"),
    ] {
        let got = read(text).unwrap_or_else(|key| format!("!{key}"));
        assert_eq!(got, expected, "{text}");
    }
}

#[test]
fn refuses_what_it_cannot_read_exactly() {
    for (text, key) in [
        ("", "error.money_unreadable"),
        ("-", "error.money_unreadable"),
        ("元", "error.money_unreadable"),
        ("万元", "error.money_unreadable"),
        ("约12万", "error.money_unreadable"),
        ("12万左右", "error.money_unreadable"),
        ("10-20万", "error.money_unreadable"),
        ("12万5", "error.money_unreadable"),
        ("3亿50000万", "error.money_unreadable"),
        ("1万2亿", "error.money_unreadable"),
        ("1.5亿2000万", "error.money_unreadable"),
        ("12元5", "error.money_unreadable"),
        ("3元万", "error.money_unreadable"),
        ("3万万", "error.money_unreadable"),
        ("6,9", "error.money_unreadable"),
        ("1,23,456", "error.money_unreadable"),
        ("1234,567", "error.money_unreadable"),
        ("0,123", "error.money_unreadable"),
        ("1,234'567", "error.money_unreadable"),
        ("1.234.567", "error.money_unreadable"),
        ("1.234,50", "error.money_unreadable"),
        ("5.", "error.money_unreadable"),
        ("1 2", "error.money_unreadable"),
        ("--5", "error.money_unreadable"),
        ("-(5)", "error.money_unreadable"),
        ("(5", "error.money_unreadable"),
        ("5)", "error.money_unreadable"),
        ("5kg", "error.money_unreadable"),
        ("NaN", "error.money_unreadable"),
        ("Jean", "error.money_unreadable"),
        ("凭相关有效证件经营)**", "error.money_unreadable"),
        ("五万", "error.money_unreadable"),
        ("1e5", "error.money_scientific"),
        ("1.2E+05", "error.money_scientific"),
        ("1E-06万人民币", "error.money_scientific"),
        ("12.345", "error.money_decimals"),
        ("0.00000001万", "error.money_decimals"),
        ("JPY 1.5", "error.money_decimals"),
        ("12美元人民币", "error.money_currencies"),
        ("$12 EUR", "error.money_currencies"),
        ("¥12 USD", "error.money_currencies"),
        ("92233720368547758.08", "error.money_too_large"),
        (
            "99999999999999999999999999999999999999999",
            "error.money_too_large",
        ),
        (
            "99999999999999999999999999999999亿",
            "error.money_too_large",
        ),
    ] {
        assert_eq!(read(text), Err(key), "{text}");
    }
}

#[test]
fn reads_real_registers() {
    for (text, expected) in [
        ("137(万元人民币)", "CNY 1370000.00"),
        ("1,000(万元人民币)", "CNY 10000000.00"),
        ("60万人民币", "CNY 600000.00"),
        ("200(万人民币元)", "CNY 2000000.00"),
        ("36(万美元)", "USD 360000.00"),
        ("5()", "CNY 5.00"),
        ("300( 万人民币元)", "CNY 3000000.00"),
        ("27,850.0875(万)", "CNY 278500875.00"),
        ("1,065(万元(港币))", "HKD 10650000.00"),
        ("1,000((万美元))", "USD 10000000.00"),
        ("300,000(万日元)", "JPY 3000000000"),
        ("589.8000(万香港元)", "HKD 5898000.00"),
        ("290(万德国马克)", "DEM 2900000.00"),
        ("3,000(万美)", "USD 30000000.00"),
        ("1.5元人民币", "CNY 1.50"),
        ("-,-", "!error.money_unreadable"),
    ] {
        let got = read(text).unwrap_or_else(|key| format!("!{key}"));
        assert_eq!(got, expected, "{text}");
    }
}

#[test]
fn signs_of_two_currencies_follow_the_default() {
    let read = |text: &str, code: &str| {
        let default = Currency::parse(code).unwrap();
        Money::parse(text, default).unwrap().to_string()
    };
    assert_eq!(read("¥300", "JPY"), "JPY 300");
    assert_eq!(read("¥300", "USD"), "CNY 300.00");
    assert_eq!(read("$300", "HKD"), "HKD 300.00");
    assert_eq!(read("$300", "EUR"), "USD 300.00");
    assert_eq!(read("300元", "HKD"), "HKD 300.00");
    assert_eq!(read("300元", "EUR"), "CNY 300.00");
    assert_eq!(read("300", "EUR"), "EUR 300.00");
}

#[test]
fn a_head_tells_the_unit() {
    let power = |head: &str| Money::unit_in_head(head);
    assert_eq!(power("合同额（万元）"), Some((None, 4)));
    assert_eq!(power("合同额(万美元)"), Some((Some(Currency::USD), 4)));
    assert_eq!(power("金额/元"), Some((None, 0)));
    assert_eq!(power("注册资本(万)"), Some((None, 4)));
    assert_eq!(power("Amount (USD)"), Some((Some(Currency::USD), 0)));
    assert_eq!(power("销售额万元"), Some((None, 4)));
    assert_eq!(power("客户名称"), None);
    assert_eq!(power("订单数百"), None);
    assert_eq!(power("Rank"), None);
    assert_eq!(power(""), None);
}

#[test]
fn a_head_in_ten_thousands_leaves_alone_what_names_its_own_unit() {
    let usd = Currency::parse("USD").unwrap();
    let read = |text: &str, of| Money::parse_scaled(text, of, 4).unwrap().to_string();
    for (text, of, said) in [
        ("USD 330,395", CNY, "USD 330395.00"),
        ("$5", CNY, "USD 5.00"),
        ("5 EUR", CNY, "EUR 5.00"),
        ("125000元", CNY, "CNY 125000.00"),
        ("￥8元", CNY, "CNY 8.00"),
        ("人民币125000元整", CNY, "CNY 125000.00"),
        ("5美元", usd, "USD 5.00"),
        ("125000元", usd, "USD 125000.00"),
        ("125000人民币", usd, "CNY 125000.00"),
        ("USD 3万", CNY, "USD 30000.00"),
        ("3.7万元", CNY, "CNY 37000.00"),
        ("3.7", usd, "USD 37000.00"),
        ("USD 3.7", usd, "USD 37000.00"),
        ("¥3.7", CNY, "CNY 37000.00"),
    ] {
        assert_eq!(read(text, of), said, "{text} under {of}");
    }
}

#[test]
fn a_scale_applies_only_where_the_text_names_none() {
    let read = |text: &str| Money::parse_scaled(text, CNY, 4).unwrap().minor;
    assert_eq!(read("12.5"), 12_500_000);
    assert_eq!(read("12.5万"), 12_500_000);
    assert_eq!(read("3亿"), 30_000_000_000);
}

#[test]
fn a_number_alone_is_in_the_unit_its_column_says() {
    let read = |text: &str| Money::parse_under(text, CNY, 4).unwrap();
    assert_eq!(read("3280").minor, 3_280_000_000);
    assert_eq!(read(" 3,280.5 ").minor, 3_280_500_000);
    assert_eq!(read("１２３").minor, 123_000_000);
    assert_eq!(read("-0.000001").minor, -1);
    assert_eq!(read("3亿").minor, 30_000_000_000);
    assert_eq!(read("3280元").minor, 328_000);
    assert_eq!(read("¥3280").minor, 328_000);
    assert_eq!(read("USD 1200"), Money::new(120_000, Currency::USD));
    for minor in [0, 1, -7, 12_345, 120_000_000, i64::MAX, i64::MIN + 1] {
        let money = Money::new(minor, CNY);
        assert_eq!(read(&money.format_under(4)), money, "{minor}");
    }
    assert_eq!(Money::new(120_000_000, CNY).format_under(4), "120");
}

#[test]
fn crosses_as_text_never_as_a_float() {
    let money = Money::new(i64::MAX, CNY);
    let wire = serde_json::to_string(&money).unwrap();
    assert_eq!(wire, r#"{"minor":"9223372036854775807","currency":"CNY"}"#);
    assert_eq!(serde_json::from_str::<Money>(&wire).unwrap(), money);
    assert!(serde_json::from_str::<Money>(r#"{"minor":"1.5","currency":"CNY"}"#).is_err());
    assert!(serde_json::from_str::<Money>(r#"{"minor":"1","currency":"XYZ"}"#).is_err());
}

#[test]
fn adds_within_one_currency_only() {
    let yuan = Money::new(1, CNY);
    assert_eq!(yuan.plus(Money::new(2, CNY)).unwrap().minor, 3);
    let mixed = yuan.plus(Money::new(2, Currency::USD)).unwrap_err();
    assert_eq!(mixed.key(), "error.money_currencies");
    let over = Money::new(i64::MAX, CNY).plus(yuan).unwrap_err();
    assert_eq!(over.key(), "error.money_too_large");
}

#[test]
fn a_vault_takes_no_amount_beyond_reason() {
    for minor in [0, 9_000_000_000_000_000, -9_000_000_000_000_000] {
        assert_eq!(Money::new(minor, CNY).kept().unwrap().minor, minor);
    }
    for minor in [9_000_000_000_000_001, i64::MAX, i64::MIN] {
        let refused = Money::new(minor, CNY).kept().unwrap_err();
        assert_eq!(refused.key(), "error.money_too_large");
    }
}

#[test]
fn reads_the_spellings_of_real_registers() {
    let Some(file) = real_data("companies/money_spellings.csv") else {
        return;
    };
    let text = std::fs::read_to_string(file).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let (mut amounts, mut read) = (0, 0);
    for row in reader.records() {
        let row = row.unwrap();
        let example = row.get(0).unwrap_or_default();
        if !example.chars().any(|c| c.is_ascii_digit()) {
            assert!(Money::parse(example, CNY).is_err(), "{example}");
            continue;
        }
        amounts += 1;
        match Money::parse(example, CNY) {
            Ok(_) => read += 1,
            Err(error) => {
                let fair = ["error.money_scientific", "error.money_decimals"];
                assert!(
                    fair.contains(&error.key()) || example == "6,9",
                    "{example}: {error}"
                );
            }
        }
    }
    assert!(amounts > 50 && read + 5 >= amounts, "{read} of {amounts}");
}

proptest! {
    #[test]
    fn plain_text_comes_back(minor: i64, code in "(CNY|JPY|KWD|CLF|USD)") {
        let money = Money::new(minor, Currency::parse(&code).unwrap());
        prop_assert_eq!(Money::parse(&money.format_plain(), money.currency).unwrap(), money);
        prop_assert_eq!(Money::parse(&money.to_string(), CNY).unwrap(), money);
    }

    #[test]
    fn grouped_text_comes_back(minor in 0_i64..i64::MAX) {
        let money = Money::new(minor, CNY);
        let plain = money.format_plain();
        let (whole, part) = plain.split_once('.').unwrap();
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        prop_assert_eq!(Money::parse(&format!("¥{grouped}.{part}"), CNY).unwrap(), money);
    }

    #[test]
    fn ten_thousands_are_exact(whole in 0_i64..900_000_000, part in 0_i64..1_000_000) {
        let text = format!("{whole}.{part:06}万");
        prop_assert_eq!(Money::parse(&text, CNY).unwrap().minor, whole * 1_000_000 + part);
    }

    #[test]
    fn never_panics(text in "[-+0-9.,e万亿元()（） ¥$a-z]{0,24}|\\PC{0,24}", power in 0_u32..40) {
        let _ = Money::parse_scaled(&text, CNY, power);
        let _ = Money::unit_in_head(&text);
    }
}
