//! Real codes that must pass, slips that must be told.

use proptest::prelude::*;

use super::{OfficialId, Scheme};
use crate::base::real_data::real_data;
use crate::base::verdict::Verdict;

const GOOD: [&str; 7] = [
    "91350100M000100Y43",
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
    "91440300708461136T",
    "9111000071093107XN",
    "91110108551385082Q",
];

fn key(text: &str) -> Option<&'static str> {
    OfficialId::read(text)
        .verdict
        .doubt()
        .map(|doubt| doubt.key)
}

#[test]
fn real_codes_pass() {
    for code in GOOD {
        let id = OfficialId::read(code);
        assert_eq!(id.scheme, Scheme::Uscc);
        assert_eq!(
            (id.verdict, id.value.as_str(), id.repair),
            (Verdict::Ok, code, None)
        );
    }
    for lei in ["5493001KJTIIGC8Y1R12", "HWUPKR0MPOU8FGXBT394"] {
        assert_eq!(OfficialId::read(lei).scheme, Scheme::Lei);
        assert_eq!(key(lei), None, "{lei}");
    }
}

#[test]
fn slips_are_told() {
    for (text, expected) in [
        ("91350100M000100Y4Z", "warning.uscc_letter"),
        ("91350100M000100Y44", "warning.uscc_check_digit"),
        ("9I350100M000100Y43", "warning.uscc_letter"),
        ("9135A100M000100Y43", "warning.uscc_letter"),
        ("5493001KJTIIGC8Y1R13", "warning.lei_check_digit"),
        ("320504000062644", "warning.registration_check_digit"),
        ("91350100M000100Y4", "warning.official_id_unknown"),
        ("无", "warning.official_id_unknown"),
        ("", "warning.official_id_unknown"),
    ] {
        assert_eq!(key(text), Some(expected), "{text}");
    }
    let doubt = OfficialId::read("91350100M000100Y44")
        .verdict
        .doubt()
        .cloned()
        .unwrap();
    assert_eq!(doubt.values.get("expected").map(String::as_str), Some("3"));
}

#[test]
fn the_inner_check_is_made_too() {
    // Digits 16 and 17 changed so that the outer sum still agrees.
    let id = OfficialId::read("914403001922038216");
    let body = "91440300192203822";
    let forged = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|c| format!("{body}{c}"));
    let mut inner = forged.filter(|code| key(code) == Some("warning.uscc_inner_check"));
    assert!(inner.next().is_some());
    assert_eq!(id.verdict, Verdict::Ok);
}

#[test]
fn writing_does_not_matter() {
    for text in [
        "９１３５０１００Ｍ０００１００Ｙ４３",
        " 91350100m000100y43 ",
        "91350100-M000100Y-43",
    ] {
        let id = OfficialId::read(text);
        assert_eq!(
            (id.value.as_str(), id.verdict),
            ("91350100M000100Y43", Verdict::Ok),
            "{text}"
        );
    }
}

#[test]
fn letters_for_digits_are_repaired_on_offer_only() {
    let id = OfficialId::read("9135O1OOMOOO1OOY43");
    assert_eq!(id.value, "9135O1OOMOOO1OOY43");
    assert_eq!(id.repair.as_deref(), Some("91350100M000100Y43"));
    assert_eq!(
        OfficialId::read("9I350100M000100Y43").repair.as_deref(),
        Some(GOOD[0])
    );
    assert_eq!(OfficialId::read("9I350100M000100Y44").repair, None);
}

#[test]
fn agrees_with_real_registers() {
    let Some(file) = real_data("companies/usci_codes.csv") else {
        return;
    };
    let text = std::fs::read_to_string(file).unwrap();
    let mut read = 0;
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        let (code, kind) = (row.get(0).unwrap(), row.get(1).unwrap());
        read += 1;
        match kind {
            "usci_ok" | "legacy15_ok" => assert_eq!(key(code), None, "{code}"),
            "usci_bad_check" => assert!(key(code).is_some(), "{code}"),
            // Some of these are right but for a lower-case letter, which is folded.
            _ => drop(OfficialId::read(code)),
        }
    }
    assert!(read > 300);
}

proptest! {
    #[test]
    fn one_wrong_character_is_noticed(which in 0..GOOD.len(), at in 0_usize..18, other in 0_usize..31) {
        let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY".as_bytes();
        let mut bytes = GOOD[which].as_bytes().to_vec();
        prop_assume!(bytes[at] != alphabet[other]);
        bytes[at] = alphabet[other];
        prop_assert!(key(std::str::from_utf8(&bytes).unwrap()).is_some());
    }

    #[test]
    fn never_panics(text in "[0-9A-Z]{18}|[0-9A-Z]{20}|[0-9]{15}|\\PC{0,24}") {
        let id = OfficialId::read(&text);
        if let Some(repair) = id.repair {
            prop_assert_eq!(OfficialId::read(&repair).verdict, Verdict::Ok);
        }
    }
}
