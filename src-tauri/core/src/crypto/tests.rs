//! Vectors computed by another implementation (Python's `cryptography`), and what the rooms above
//! rely on.

use std::time::Duration;

use proptest::prelude::*;

use super::wrap::{derive_wrapped, make_wrapped, unwrap};
use super::*;
use crate::base::Kind;

fn hex(bytes: &[u8]) -> String {
    let two = |digits, b: &u8| format!("{digits}{b:02x}");
    bytes.iter().fold(String::new(), two)
}

fn counting<const N: usize>() -> [u8; N] {
    std::array::from_fn(|at| u8::try_from(at).unwrap())
}

fn key() -> Key {
    Key::new(counting())
}

#[test]
fn a_passphrase_gives_the_root_that_argon2id_prescribes_for_its_normal_form() {
    let typed = [
        "three fine \u{c5} herons",
        "\u{ff54}hree \u{fb01}ne A\u{30a} herons",
        "three fine \u{212b} herons",
    ];
    for text in typed {
        let root = derive_root(&Secret::new(text), &counting(), KdfCost::for_tests()).unwrap();
        let expected = "f1adbba6c2897e9b429472a1b440584f6c79eb6a23f23cd8d858fdd7020f1eda";
        assert_eq!(hex(root.as_slice()), expected, "{text}");
    }
    let four_lanes = KdfCost {
        memory_kib: 32 * 1024,
        passes: 2,
        lanes: 4,
    };
    let root = derive_root(&Secret::new(typed[0]), &counting(), four_lanes).unwrap();
    let expected = "589db21d7e373643f58b09fafbc19d11d1380ea2f387952cf3d7000bc5b17547";
    assert_eq!(hex(root.as_slice()), expected);
}

#[test]
fn keys_wrapped_and_derived_are_those_another_implementation_makes() {
    let derived = derive_key(&key(), &[b"steward/1/derived/", b"search"]).unwrap();
    let expected = "d3ea7a8c389e94428797bfe0b779231c36f760c5c266c7043d6645f836b45c87";
    assert_eq!(hex(derived.as_slice()), expected);
    let inner = Key::new(counting::<132>()[100..].try_into().unwrap());
    let wrapped = derive_wrapped(&key(), b"a place", &inner, counting()).unwrap();
    let expected = "2367b07cad8ca870e12cf9e4c1980a1ef7a3f14388022507441a9bfa9de88231\
                    ff3eacc82cb81a126aa6550035d02cfc";
    assert_eq!(hex(&wrapped.sealed), expected);
    let recovery = RecoveryKey::from_bytes(counting());
    assert_eq!(
        *recovery.as_text(),
        "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-96WH"
    );
    let root = recovery.derive_root(&counting()).unwrap();
    let expected = "8f325bf30db60cadb9e83abcb7e30696fb51463465fda87ae441f980ec872dd0";
    assert_eq!(hex(root.as_slice()), expected);
}

#[test]
fn a_wrapped_key_opens_with_its_own_key_in_its_own_place_only() {
    let inner = make_key().unwrap();
    let wrapped = make_wrapped(&key(), b"here", &inner).unwrap();
    assert_eq!(unwrap(&key(), b"here", &wrapped).unwrap().unwrap(), inner);
    assert!(unwrap(&key(), b"there", &wrapped).unwrap().is_none());
    assert!(
        unwrap(&make_key().unwrap(), b"here", &wrapped)
            .unwrap()
            .is_none()
    );
    for bit in 0..48 * 8 {
        let mut changed = wrapped.clone();
        changed.sealed[bit / 8] ^= 1 << (bit % 8);
        assert!(
            unwrap(&key(), b"here", &changed).unwrap().is_none(),
            "bit {bit}"
        );
    }
    let again = make_wrapped(&key(), b"here", &inner).unwrap();
    assert_ne!(again.nonce, wrapped.nonce);
}

#[test]
fn a_recovery_key_is_read_as_people_write() {
    let text = RecoveryKey::from_bytes(counting()).as_text();
    let spellings = [
        text.to_lowercase(),
        text.replace('-', ""),
        text.replace('-', " "),
        text.replace('0', "O"),
        text.replace('0', "o").replace('1', "l"),
        text.replace('1', "I"),
        text.replace('-', "\u{2013}"),
        text.replace('-', "\u{3000}").replace('4', "\u{ff14}"),
        format!("  {}\n", *text),
    ];
    for spelling in spellings {
        let read = RecoveryKey::parse(&Secret::new(spelling.as_str()));
        assert_eq!(
            read.unwrap(),
            RecoveryKey::from_bytes(counting()),
            "{spelling}"
        );
    }
}

#[test]
fn a_slip_of_the_pen_is_told_from_a_wrong_key() {
    let text = RecoveryKey::from_bytes(counting()).as_text();
    let refused = |text: &str| {
        let e = RecoveryKey::parse(&Secret::new(text)).unwrap_err();
        assert_eq!(e.kind(), Kind::Invalid);
        e.key()
    };
    assert_eq!(
        refused(&text[..text.len() - 1]),
        "error.recovery_key_length"
    );
    assert_eq!(
        refused(&text.replace('G', "U")),
        "error.recovery_key_letter"
    );
    assert_eq!(refused(""), "error.recovery_key_length");
    assert_eq!(refused(&"é".repeat(36)), "error.recovery_key_letter");
    for at in (0..text.len()).filter(|at| text.as_bytes()[*at] != b'-') {
        let other = if text.as_bytes()[at] == b'Z' {
            "Y"
        } else {
            "Z"
        };
        let mut slipped = text.to_string();
        slipped.replace_range(at..=at, other);
        assert_eq!(refused(&slipped), "error.recovery_key_check", "letter {at}");
    }
}

proptest! {
    #[test]
    fn any_recovery_key_reads_back(bytes: [u8; 20]) {
        let key = RecoveryKey::from_bytes(bytes);
        prop_assert_eq!(RecoveryKey::parse(&Secret::new(key.as_text().as_str())).unwrap(), key);
    }

    #[test]
    fn any_text_is_read_or_refused(text: String) {
        let _ = RecoveryKey::parse(&Secret::new(text.as_str()));
        let _ = Strength::of(&Secret::new(text), &[]);
    }
}

#[test]
fn whatever_this_machine_measures_is_never_below_the_floor() {
    let cost = KdfCost::calibrate().unwrap();
    assert!(cost.memory_kib >= 64 << 10 && cost.passes >= 3, "{cost:?}");
    assert!(cost.lanes == 4 && cost.is_readable(), "{cost:?}");
}

#[test]
fn the_cost_follows_the_machine_and_never_falls_under_the_floor() {
    let at = |ms| KdfCost::for_speed(Duration::from_millis(ms));
    let mib = |m: u32, passes| KdfCost {
        memory_kib: m * 1024,
        passes,
        lanes: 4,
    };
    assert_eq!(at(60_000), mib(64, 3));
    assert_eq!(at(1_000), mib(64, 3));
    assert_eq!(at(400), mib(128, 3));
    assert_eq!(at(250), mib(256, 3));
    assert_eq!(at(125), mib(256, 6));
    assert_eq!(at(1), mib(256, 9));
    assert_eq!(at(0), mib(256, 9));
    assert!((0..3000).all(|ms| at(ms).is_readable()));
}

#[test]
fn a_cost_no_slot_of_ours_asks_for_is_refused_before_memory_is_taken() {
    let ours = KdfCost::default();
    for cost in [
        KdfCost {
            memory_kib: u32::MAX,
            ..ours
        },
        KdfCost {
            memory_kib: 1024,
            ..ours
        },
        KdfCost { passes: 0, ..ours },
        KdfCost { passes: 17, ..ours },
        KdfCost { lanes: 0, ..ours },
        KdfCost {
            lanes: 1000,
            ..ours
        },
    ] {
        let refused = derive_root(&Secret::new("x"), &[0; 32], cost).unwrap_err();
        assert_eq!(refused.kind(), Kind::Damaged, "{cost:?}");
    }
}

#[test]
fn a_passphrase_is_enough_when_it_is_long_and_hard_to_guess() {
    let of = |text: &str| Strength::of(&Secret::new(text), &[]);
    for weak in [
        "",
        "password",
        "passwordpassword",
        "qwertyuiop123",
        "Xk7#qP2!w",
        "1234567890123",
    ] {
        assert!(!of(weak).enough, "{weak}");
    }
    for strong in [
        "three grey herons by the weir",
        "\u{79cb}\u{6c34}\u{5171}\u{957f}\u{5929}\u{4e00}\u{8272}\u{843d}\u{971e}\u{4e0e}\u{5b64}",
    ] {
        assert!(of(strong).enough, "{strong}: {:?}", of(strong));
    }
    let known = Strength::of(&Secret::new("Anna Lindqvist"), &["anna", "lindqvist"]);
    assert!(known.score < of("Anna Lindqvist").score);
    let endless = "horse battery ".repeat(10_000);
    assert!(Strength::of(&Secret::new(endless), &[]).score <= 4);
}

#[test]
fn a_secret_is_never_printed_and_has_a_limit() {
    assert_eq!(format!("{:?}", Secret::new("three herons")), "Secret(…)");
    assert_eq!(
        format!("{:?}", RecoveryKey::from_bytes([7; 20])),
        "RecoveryKey(…)"
    );
    let refused = |text: String| Secret::new(text).normal_form().unwrap_err().key();
    assert_eq!(refused(String::new()), "error.passphrase_empty");
    assert_eq!(refused("a".repeat(1025)), "error.passphrase_long");
    assert_eq!(refused("\u{fdfa}".repeat(200)), "error.passphrase_long");
    assert!(Secret::new("a".repeat(1024)).normal_form().is_ok());
    let sent: Secret = serde_json::from_str("\"typed\"").unwrap();
    assert_eq!(sent.expose(), "typed");
}

mod streams {
    use super::super::stream::{CHUNK, HEAD, MARKED_HEAD, TAG, derive_stream, make_stream};
    use super::super::stream::{n_chunks, sealed_at, sealed_len};
    use super::super::{Key, make_key};
    use crate::base::{Kind, Result};

    const PLACE: &[u8] = b"sixteen bytes ..";

    fn sealed(key: &Key, place: &[u8], plain: &[u8]) -> Vec<u8> {
        let stream = make_stream(key, place).unwrap();
        let mut out = stream.head().to_vec();
        let n = n_chunks(plain.len() as u64);
        for number in 0..n {
            let start = usize::try_from(number).unwrap() * CHUNK;
            let mut chunk = plain[start..plain.len().min(start + CHUNK)].to_vec();
            stream.seal(number, number + 1 == n, &mut chunk).unwrap();
            out.extend(chunk);
        }
        assert_eq!(out.len() as u64, sealed_len(plain.len() as u64));
        out
    }

    /// Reads as a reader does that is told nothing but the sealed bytes.
    fn opened(key: &Key, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let (head, mut rest) = sealed.split_at(HEAD.min(sealed.len()));
        let mut whole = [0; HEAD];
        whole[..head.len()].copy_from_slice(head);
        let stream = derive_stream(key, place, whole)?;
        let (mut plain, mut number) = (Vec::new(), 0);
        loop {
            let (chunk, after) = rest.split_at(rest.len().min(CHUNK + TAG));
            let mut chunk = chunk.to_vec();
            stream.open(number, after.is_empty(), &mut chunk)?;
            plain.extend(chunk);
            if after.is_empty() {
                return Ok(plain);
            }
            (rest, number) = (after, number + 1);
        }
    }

    fn long() -> Vec<u8> {
        (0..2 * CHUNK + 77)
            .map(|at| u8::try_from(at % 251).unwrap())
            .collect()
    }

    #[test]
    fn what_was_sealed_opens() {
        let key = make_key().unwrap();
        let long = long();
        for len in [0, 1, 77, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, long.len()] {
            let sealed = sealed(&key, PLACE, &long[..len]);
            assert!(
                opened(&key, PLACE, &sealed).unwrap() == long[..len],
                "{len}"
            );
        }
    }

    #[test]
    fn every_flipped_bit_is_seen() {
        let key = make_key().unwrap();
        let good = sealed(&key, PLACE, b"what the customer signed on a Tuesday");
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut bad = good.clone();
                bad[at] ^= 1 << bit;
                let seen = opened(&key, PLACE, &bad).unwrap_err().kind();
                assert!(matches!(seen, Kind::Damaged | Kind::NewerVersion), "{at}");
            }
        }
    }

    #[test]
    fn every_cut_and_every_addition_is_seen() {
        let key = make_key().unwrap();
        let good = sealed(&key, PLACE, &long());
        let second = usize::try_from(sealed_at(1)).unwrap();
        let third = usize::try_from(sealed_at(2)).unwrap();
        for cut in [
            0,
            1,
            HEAD - 1,
            HEAD,
            HEAD + 1,
            second - 1,
            second,
            second + 1,
            third - 1,
            third,
            third + 1,
            good.len() - 1,
        ] {
            assert!(opened(&key, PLACE, &good[..cut]).is_err(), "cut at {cut}");
        }
        for more in [&good[third..], &good[HEAD..second], &[0][..], &[0; TAG]] {
            assert!(opened(&key, PLACE, &[&good, more].concat()).is_err());
        }
        let short = sealed(&key, PLACE, b"short");
        for cut in 0..short.len() {
            assert!(opened(&key, PLACE, &short[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn no_chunk_stands_in_for_another() {
        let key = make_key().unwrap();
        let long = long();
        let good = sealed(&key, PLACE, &long);
        let again = sealed(&key, PLACE, &long);
        let chunk = |of: &[u8], number: u64| {
            let (from, to) = (sealed_at(number), sealed_at(number + 1));
            let (from, to) = (usize::try_from(from).unwrap(), usize::try_from(to).unwrap());
            of[from..to.min(of.len())].to_vec()
        };
        let head = &good[..HEAD];
        let (one, two, three) = (chunk(&good, 0), chunk(&good, 1), chunk(&good, 2));
        for wrong in [
            vec![&two, &one, &three],
            vec![&one, &one, &three],
            vec![&two, &three],
            vec![&one, &three],
            vec![&one, &two, &two],
            // Of another sealing of the same content under the same key.
            vec![&one, &chunk(&again, 1), &three],
        ] {
            let bad = [
                head.to_vec(),
                wrong.into_iter().flatten().copied().collect(),
            ]
            .concat();
            assert!(opened(&key, PLACE, &bad).is_err());
        }
        let whole = [head, &one, &two, &three].concat();
        assert!(opened(&key, PLACE, &whole).unwrap() == long);
    }

    #[test]
    fn a_stream_opens_at_its_own_place_with_its_own_key() {
        let (key, other) = (make_key().unwrap(), make_key().unwrap());
        let good = sealed(&key, PLACE, b"the contract");
        assert!(opened(&other, PLACE, &good).is_err());
        assert!(opened(&key, b"another place ..", &good).is_err());
        assert_eq!(opened(&key, PLACE, &good).unwrap(), b"the contract");
    }

    /// What OpenSSL seals with the same words: a file sealed today opens as long as there are vaults.
    #[test]
    fn the_format_stands() {
        let key = Key::new(std::array::from_fn(|at| u8::try_from(at).unwrap()));
        let stream = derive_stream(&key, PLACE, MARKED_HEAD).unwrap();
        let mut chunk = b"steward".to_vec();
        stream.seal(0, true, &mut chunk).unwrap();
        let hex = chunk
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(hex, "29acb490566e6119794468b25da2d535c27efd1892259c");
    }
}
