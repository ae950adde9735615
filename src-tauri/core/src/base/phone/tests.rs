//! Numbers as real cells hold them.

use proptest::prelude::*;

use super::{Phone, PhoneKind, PhoneOk, join};

/// `e164 or - / extension or - / kind / ok`.
fn told(phone: &Phone) -> String {
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let kind = serde_json::to_value(phone.kind).unwrap();
    let ok = serde_json::to_value(phone.ok).unwrap();
    let (kind, ok) = (kind.as_str().unwrap(), ok.as_str().unwrap());
    format!("{}/{}/{kind}/{ok}", word(&phone.e164), word(&phone.ext))
}

#[test]
fn reads_what_stands_in_cells() {
    for (raw, expected) in [
        ("13800138000", "+8613800138000/-/mobile/yes"),
        ("138 0013 8000", "+8613800138000/-/mobile/yes"),
        ("138-0013-8000", "+8613800138000/-/mobile/yes"),
        ("１３８００１３８０００", "+8613800138000/-/mobile/yes"),
        ("+86 138 0013 8000", "+8613800138000/-/mobile/yes"),
        ("＋86-13800138000", "+8613800138000/-/mobile/yes"),
        ("(+86)13800138000", "+8613800138000/-/mobile/yes"),
        ("0086 13800138000", "+8613800138000/-/mobile/yes"),
        ("8613800138000", "+8613800138000/-/mobile/yes"),
        ("86-13800138000", "+8613800138000/-/mobile/yes"),
        ("013800138000", "+8613800138000/-/mobile/yes"),
        (
            "手机：13800138000（微信同号）",
            "+8613800138000/-/mobile/yes",
        ),
        ("13800138000 张三", "+8613800138000/-/mobile/yes"),
        ("微信 13800138000", "+8613800138000/-/wechat_phone/yes"),
        ("1380013800", "-/-/mobile/no"),
        ("138001380000", "-/-/mobile/no"),
        ("+86 1380013800", "-/-/mobile/no"),
        ("138001380O0", "-/-/mobile/no"),
        ("010-62341234", "+861062341234/-/direct/yes"),
        ("01062341234", "+861062341234/-/direct/yes"),
        ("(010) 6234 1234", "+861062341234/-/direct/yes"),
        ("+86 10 6234 1234", "+861062341234/-/direct/yes"),
        ("+86 (0)755-26780000", "+8675526780000/-/direct/yes"),
        ("86-755-26780000", "+8675526780000/-/direct/yes"),
        ("0755-2678000", "+867552678000/-/direct/yes"),
        ("010-6234123", "-/-/direct/no"),
        ("010-62341234转8012", "+861062341234/8012/switch/yes"),
        ("010-62341234-8012", "+861062341234/8012/switch/yes"),
        ("010-62341234 分机 8012", "+861062341234/8012/switch/yes"),
        ("010-62341234 ext. 8012", "+861062341234/8012/switch/yes"),
        ("010-62341234 x12", "+861062341234/12/switch/yes"),
        ("010-62341234#12", "+861062341234/12/switch/yes"),
        ("总机 010-62341234", "+861062341234/-/switch/yes"),
        ("传真：010-62341234", "+861062341234/-/fax/yes"),
        ("Fax 010 62341234", "+861062341234/-/fax/yes"),
        ("62341234", "-/-/direct/unknown"),
        ("400-123-4567", "-/-/400/yes"),
        ("4001234567转1", "-/1/400/yes"),
        ("400-123-4567-801", "-/801/400/yes"),
        ("400123456", "-/-/400/no"),
        ("8008101234", "-/-/400/yes"),
        ("95588", "-/-/400/yes"),
        ("10086", "-/-/400/yes"),
        ("12345", "-/-/400/yes"),
        ("110", "-/-/400/yes"),
        ("+852 2345 6789", "+85223456789/-/unknown/yes"),
        ("+852 2345 678", "-/-/unknown/no"),
        ("+1 (212) 555-0123", "+12125550123/-/unknown/yes"),
        ("+44 (0)20 7946 0958", "+442079460958/-/unknown/yes"),
        ("+353 (0)1 234 5678", "+35312345678/-/unknown/unknown"),
        ("+2001(0)0001", "+200100001/-/unknown/unknown"),
        ("+998 71 123 4567", "+998711234567/-/unknown/unknown"),
        ("0755-26780000/01", "+8675526780000/-/direct/unknown"),
        ("暂无", "-/-/unknown/no"),
        ("", "-/-/unknown/no"),
        ("12", "-/-/unknown/no"),
    ] {
        assert_eq!(told(&Phone::parse(raw)), expected, "{raw}");
    }
}

#[test]
fn a_cell_may_hold_several() {
    for (cell, expected) in [
        (
            "13800138000;13900139000",
            vec!["13800138000", "13900139000"],
        ),
        (
            "13800138000；010-62341234、95588",
            vec!["13800138000", "010-62341234", "95588"],
        ),
        (
            "13800138000，13900139000\n13700137000",
            vec!["13800138000", "13900139000", "13700137000"],
        ),
        (
            "13800138000/13900139000",
            vec!["13800138000", "13900139000"],
        ),
        (
            "13800138000 13900139000",
            vec!["13800138000", "13900139000"],
        ),
        ("010 62341234", vec!["010 62341234"]),
        ("138 0013 8000", vec!["138 0013 8000"]),
        ("0755-26780000/01", vec!["0755-26780000/01"]),
        ("张三，13800138000", vec!["张三 13800138000"]),
        ("13800138000，张三", vec!["13800138000/张三"]),
        ("暂无", vec!["暂无"]),
        ("; ，", vec![]),
        ("", vec![]),
    ] {
        let raws: Vec<String> = Phone::parse_all(cell)
            .into_iter()
            .map(|phone| phone.raw)
            .collect();
        assert_eq!(raws, expected, "{cell}");
    }
}

#[test]
fn a_cell_joined_reads_the_same() {
    let phones = Phone::parse_all("13800138000/010-62341234转8012; 暂缺");
    assert_eq!(Phone::parse_all(&join(&phones)), phones);
}

#[test]
fn gives_digits_to_find_by() {
    for (raw, digits) in [
        ("+86 138 0013 8000", "13800138000"),
        ("010-62341234转8012", "01062341234"),
        ("+86 10 62341234", "01062341234"),
        ("400-123-4567转1", "4001234567"),
        ("+852 2345 6789", "85223456789"),
        ("1380013800", "1380013800"),
        ("暂无", ""),
    ] {
        assert_eq!(Phone::parse(raw).digits(), digits, "{raw}");
    }
}

#[test]
fn crosses_to_the_window_with_plain_words() {
    let wire = serde_json::to_value(Phone::parse("4001234567")).unwrap();
    let expected = serde_json::json!({
        "raw": "4001234567", "e164": null, "ext": null, "kind": "400", "ok": "yes",
    });
    assert_eq!(wire, expected);
    assert_eq!(
        serde_json::from_value::<Phone>(wire).unwrap().kind,
        PhoneKind::Service
    );
}

proptest! {
    #[test]
    fn every_mobile_is_read_however_it_is_parted(
        digits in "1[3-9][0-9]{9}", gap in "[ -]?", country in "(\\+86|0086|86|0|)[ -]?",
    ) {
        let (a, rest) = digits.split_at(3);
        let (b, c) = rest.split_at(4);
        let phone = Phone::parse(&format!("{country}{a}{gap}{b}{gap}{c}"));
        prop_assert_eq!(phone.e164, Some(format!("+86{digits}")));
        prop_assert_eq!(phone.ok, PhoneOk::Yes);
    }

    #[test]
    fn a_mobile_of_another_length_is_never_right(digits in "1[3-9]([0-9]{6,8}|[0-9]{10,12})") {
        prop_assert_eq!(Phone::parse(&digits).ok, PhoneOk::No);
    }

    #[test]
    fn a_number_never_gains_digits(raw in "[0-9+() -]{0,24}") {
        let phone = Phone::parse(&raw);
        if let Some(e164) = phone.e164 {
            let own: String = raw.chars().filter(char::is_ascii_digit).collect();
            // Without the zero one dials at home, too.
            let abroad: String = raw.replacen("(0)", "", 1).chars().filter(char::is_ascii_digit).collect();
            let is_part = |whole: &str| whole.contains(&e164[3..]) || whole.contains(&e164[1..]);
            prop_assert!(is_part(&own) || is_part(&abroad), "{} {}", own, e164);
        }
    }

    #[test]
    fn nothing_written_is_lost(cell in "\\PC{0,30}") {
        let phones = Phone::parse_all(&cell);
        let kept: String = phones.iter().map(|phone| phone.raw.as_str()).collect();
        for c in cell.chars().filter(char::is_ascii_alphanumeric) {
            prop_assert!(kept.contains(c));
        }
    }
}

#[test]
fn a_number_that_reaches_nobody_is_kept_and_known_as_such() {
    for raw in [
        "13800138000（停用）",
        "13800138000 (dead)",
        "空号 13800138000",
        "138-0013-8000 已停机",
        "13800138000, disconnected",
    ] {
        let all = Phone::parse_all(raw);
        assert_eq!(all.len(), 1, "{raw}");
        assert!(all[0].dead, "{raw}");
        assert_eq!(all[0].e164.as_deref(), Some("+8613800138000"), "{raw}");
        assert_eq!(all[0].ok, PhoneOk::Yes, "{raw}");
    }
    let apart = Phone::parse("13800138000 停用 8002");
    assert_eq!(apart.e164.as_deref(), Some("+8613800138000"));
    // All the rest of it reads as it did.
    for (raw, alive) in [
        ("010-62341234转8012（停用）", "010-62341234转8012"),
        ("62341234转8012（2024年停用）", "62341234转8012"),
        ("010-62341234 ext. 12 (dead)", "010-62341234 ext. 12"),
    ] {
        let (dead, alive) = (Phone::parse(raw), Phone::parse(alive));
        assert!(dead.dead && !alive.dead);
        let read = |one: &Phone| {
            (
                one.e164.clone(),
                one.ext.clone(),
                one.kind,
                one.ok,
                one.digits(),
            )
        };
        assert_eq!(read(&dead), read(&alive), "{raw}");
    }
    let two = Phone::parse_all("13800138000（停用）；13900139000");
    assert_eq!(
        two.iter().map(|one| one.dead).collect::<Vec<_>>(),
        [true, false]
    );
    // As it was stored before there was such a word.
    let old = r#"{"raw":"1","e164":null,"ext":null,"kind":"unknown","ok":"no"}"#;
    assert!(!serde_json::from_str::<Phone>(old).unwrap().dead);
}
