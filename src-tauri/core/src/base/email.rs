//! E-mail addresses: split out of a cell, brought to one spelling, judged. Nothing is refused and
//! nothing is looked up.

use super::verdict::Verdict;
use super::words::{clean_line, narrow};

/// The addresses in a cell, each [`normalise`]d, none twice: `张三 <a@b.com>; c@d.com`.
#[must_use]
pub fn parse_all(cell: &str) -> Vec<String> {
    let plain = narrow(cell);
    let mut found: Vec<String> = Vec::new();
    for piece in plain.split([';', '、', ',', '\n', '\r']) {
        let words: Vec<&str> = piece.split_whitespace().collect();
        let addresses = words.iter().filter(|word| word.contains('@')).count();
        let several = addresses > 1 && addresses == words.len();
        let parts = if several { words } else { vec![piece] };
        for part in parts {
            let address = normalise(part);
            if !address.is_empty() && !found.contains(&address) {
                found.push(address);
            }
        }
    }
    found
}

/// One address in one spelling: half width, without the name around it, the domain in lower case,
/// the ideographic full stop in the domain as a point. The part before the @ keeps its case.
#[must_use]
pub fn normalise(text: &str) -> String {
    let plain = clean_line(&narrow(text));
    let inner = plain
        .rsplit_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    let inner = inner.map_or(plain.as_str(), |(address, _)| address);
    let bare = inner
        .trim()
        .trim_start_matches("mailto:")
        .trim_end_matches(['.', '>', ')']);
    match bare.rsplit_once('@') {
        Some((local, domain)) => {
            format!(
                "{}@{}",
                local.trim(),
                domain.trim().to_lowercase().replace(['。', '｡'], ".")
            )
        }
        None => bare.to_owned(),
    }
}

/// Whether mail could reach it: the lengths of RFC 5321, one @, a domain of two or more labels.
#[must_use]
pub fn verdict(address: &str) -> Verdict {
    let doubtful = || Verdict::doubtful("warning.email_doubtful", address);
    let Some((local, domain)) = address.rsplit_once('@') else {
        return doubtful();
    };
    let local_fits = (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(in_local);
    let labels: Vec<&str> = domain.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    let domain_fits = domain.len() <= 255
        && address.len() <= 254
        && labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && top.chars().any(char::is_alphabetic);
    if local_fits && domain_fits {
        Verdict::Ok
    } else {
        doubtful()
    }
}

/// Letters of any script stand before the @ since RFC 6531.
fn in_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{normalise, parse_all, verdict};
    use crate::base::verdict::Verdict;

    #[test]
    fn brings_addresses_to_one_spelling() {
        for (text, expected) in [
            ("Zhang.San@Example.COM", "Zhang.San@example.com"),
            ("  ａ＠ｂ．ｃｏｍ ", "a@b.com"),
            ("张三 <zs@example.com>", "zs@example.com"),
            ("mailto:zs@example.com", "zs@example.com"),
            ("zs@example。com", "zs@example.com"),
            ("zs @ example.com", "zs@example.com"),
            ("zs@example.com.", "zs@example.com"),
            ("无", "无"),
            ("", ""),
        ] {
            assert_eq!(normalise(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_may_hold_several() {
        for (cell, expected) in [
            ("a@b.com;c@d.com", vec!["a@b.com", "c@d.com"]),
            (
                "a@b.com，c@d.com、e@f.com\ng@h.com",
                vec!["a@b.com", "c@d.com", "e@f.com", "g@h.com"],
            ),
            ("a@b.com c@d.com", vec!["a@b.com", "c@d.com"]),
            ("张 三 <a@b.com>; a@B.com", vec!["a@b.com"]),
            ("暂无", vec!["暂无"]),
            ("", vec![]),
        ] {
            assert_eq!(parse_all(cell), expected, "{cell}");
        }
    }

    #[test]
    fn doubts_what_no_mail_reaches() {
        for good in [
            "a@b.com",
            "a.b+c@mail.example.co.uk",
            "张三@例子.公司",
            "a@xn--fiqs8s.cn",
        ] {
            assert_eq!(verdict(good), Verdict::Ok, "{good}");
        }
        let long = format!("{}@b.com", "a".repeat(65));
        let bad = [
            "",
            "a",
            "@b.com",
            "a@",
            "a@b",
            "a@@b.com",
            "a b@c.com",
            ".a@b.com",
            "a.@b.com",
            "a..b@c.com",
            "a@-b.com",
            "a@b..com",
            "a@1.2",
            "a@b_c.com",
            long.as_str(),
        ];
        for bad in bad {
            let found = verdict(bad);
            assert_eq!(
                found.doubt().map(|d| d.key),
                Some("warning.email_doubtful"),
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = normalise(&text);
            let again = normalise(&once);
            prop_assert_eq!(normalise(&again), again.clone());
            let _ = verdict(&once);
        }

        #[test]
        fn plain_addresses_pass(text in "[a-zA-Z0-9]{1,20}(\\.[a-z]{1,9})?@[a-z]{1,20}\\.[a-z]{2,6}") {
            prop_assert_eq!(verdict(&normalise(&text)), Verdict::Ok);
        }
    }
}
