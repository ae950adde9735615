//! Each part as it is seen, and what is wrong with it.

use super::{Part, in_words, of_account, of_amount, of_official_id, of_phones};
use crate::base::{Currency, Money};

fn told(parts: &[Part]) -> Vec<(&str, &str, Option<bool>)> {
    parts
        .iter()
        .map(|part| {
            let value = part.values.get("value").map_or("", String::as_str);
            (part.key.as_str(), value, part.ok)
        })
        .collect()
}

#[test]
fn a_credit_code_says_who_gave_it_where_and_whether_it_can_be_right() {
    assert_eq!(
        told(&of_official_id("91350100m000100y43")),
        [
            ("entry.uscc.authority.9", "9", Some(true)),
            ("entry.uscc.region.35", "350100", Some(true)),
            ("entry.uscc.organisation", "M000100Y-4", Some(true)),
            ("entry.uscc.check_ok", "3", Some(true)),
        ]
    );
    let wrong = of_official_id("91350100M000100Y44");
    assert_eq!(
        told(&wrong)[3],
        ("entry.uscc.check_wrong", "3", Some(false))
    );
    let nowhere = of_official_id("01990100M000100Y43");
    assert_eq!(told(&nowhere)[0].2, Some(false));
    let firm_of_lawyers = of_official_id("31110000E00017891P");
    assert_eq!(told(&firm_of_lawyers)[0].0, "entry.uscc.authority.3");
    assert!(firm_of_lawyers.iter().all(|part| part.ok != Some(false)));
    assert_eq!(told(&nowhere)[1].0, "entry.uscc.region.none");
    let letter = of_official_id("9I350100M000100Y43");
    assert_eq!(told(&letter)[3], ("entry.uscc.letter", "I", Some(false)));
    assert_eq!(
        told(&of_official_id("91350100M000100Y4")),
        [("entry.uscc.length", "17", Some(false))]
    );
}

#[test]
fn an_amount_is_in_words_as_the_rules_for_bills_have_it() {
    for (minor, words) in [
        (120_000_000, "人民币壹佰贰拾万元整"),
        (1_640_905, "人民币壹万陆仟肆佰零玖元零伍分"),
        (10_000_050, "人民币壹拾万元伍角整"),
        (10_010_000, "人民币壹拾万零壹佰元整"),
        (1_000_000_010_000, "人民币壹佰亿零壹佰元整"),
        (100_050_000_000_000, "人民币壹万零伍亿元整"),
        (-32_512, "人民币负叁佰贰拾伍元壹角贰分"),
        (0, "人民币零元整"),
    ] {
        let money = Money::new(minor, Currency::CNY);
        assert_eq!(in_words(money).as_deref(), Some(words));
    }
    let small = Money::new(999_999, Currency::CNY);
    assert_eq!(of_amount(small), []);
    let yuan = Money::new(120_000_000, Currency::CNY);
    let parts = of_amount(yuan);
    assert_eq!(
        told(&parts)[0],
        ("entry.amount.grouped", "¥1,200,000", None)
    );
    assert_eq!(parts.len(), 2);
    let dollars = Money::parse("USD 1200000", Currency::CNY).unwrap();
    assert_eq!(of_amount(dollars).len(), 1);
}

#[test]
fn an_account_is_in_fours_and_a_card_is_checked() {
    let parts = of_account("6222 0212-3456 7890 128");
    assert_eq!(
        told(&parts)[..2],
        [
            ("entry.account.fours", "6222 0212 3456 7890 128", None),
            ("entry.account.length", "19", None)
        ]
    );
    let checked = |text: &str| of_account(text).get(2).and_then(|part| part.ok);
    assert_eq!(checked("6222020000000000000"), Some(true));
    assert_eq!(checked("6222020000000000001"), Some(false));
    // A company's own account is no card.
    assert_eq!(checked("1202021219900123456"), None);
    assert_eq!(checked("12020212A9900123456"), None);
    assert_eq!(of_account("  "), []);
}

#[test]
fn a_telephone_says_what_it_reaches() {
    assert_eq!(
        told(&of_phones("13800138000；010-12345678")),
        [
            ("entry.phone.mobile", "+86 138 0013 8000", Some(true)),
            ("entry.phone.direct", "010-12345678", Some(false)),
        ]
    );
    assert_eq!(told(&of_phones("1380013800"))[0].2, Some(false));
}
