//! Rules as a person types them into a sheet or a field: `每两周`, `每月15日`, `每月最后一个工作日`,
//! `农历八月十五`, `weekly`, `every 2 weeks`, `last working day of each month`. Whatever else is said is
//! the quick entry's affair.

use super::lunar::{LunarDay, number};
use super::repeat::{Often, Repeat};

/// The rule that `text` says; none where it says none of these.
pub(super) fn read(text: &str) -> Option<Repeat> {
    let text = text.trim().to_lowercase();
    chinese(&text).or_else(|| english(&text))
}

fn chinese(text: &str) -> Option<Repeat> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    if let Some(day) = text.strip_prefix("每年").or(Some(&text))
        && (day.starts_with("农历") || day.starts_with("阴历"))
    {
        return Some(Repeat::every(Often::Yearly, 1).on_lunar(LunarDay::parse(day).ok()?));
    }
    let rest = text.strip_prefix('每').or(text.strip_prefix('各'))?;
    let (n, rest) = counted(rest);
    let rest = rest.trim_start_matches('个');
    let of = |often, months: u16| Repeat::every(often, n.saturating_mul(months));
    let period = [
        ("工作日", Often::Weekly, 1),
        ("季度", Often::Monthly, 3),
        ("季", Often::Monthly, 3),
        ("半年", Often::Monthly, 6),
        ("星期", Often::Weekly, 1),
        ("礼拜", Often::Weekly, 1),
        ("周", Often::Weekly, 1),
        ("月", Often::Monthly, 1),
        ("年", Often::Yearly, 1),
        ("天", Often::Daily, 1),
        ("日", Often::Daily, 1),
    ];
    let (word, often, times) = period
        .into_iter()
        .find(|(word, ..)| rest.starts_with(word))?;
    let (rule, said) = (of(often, times), rest.strip_prefix(word)?);
    if word == "工作日" {
        let all = rule.with("BYDAY", "MO,TU,WE,TH,FR");
        return said.is_empty().then_some(all);
    }
    let said = said.trim_start_matches(['的', '，']);
    if said.is_empty() {
        return Some(rule);
    }
    match said {
        "末" | "底" | "最后一天" if often == Often::Monthly => {
            return Some(rule.with("BYMONTHDAY", "-1"));
        }
        "最后一个工作日" | "最后工作日" | "末工作日" if often != Often::Daily => {
            return Some(rule.on_workday(-1));
        }
        _ => {}
    }
    if let Some(nth) = said
        .strip_suffix("个工作日")
        .and_then(|nth| nth.strip_prefix('第'))
    {
        return Some(rule.on_workday(i8::try_from(number(nth)?).ok()?));
    }
    match often {
        Often::Weekly => {
            let days: Option<Vec<&str>> = said
                .trim_start_matches(['周', '、'])
                .split(['、', ',', '，', '和'])
                .map(|day| weekday(day.trim_start_matches(['周', '逢'])))
                .collect();
            Some(rule.with("BYDAY", days?.join(",")))
        }
        Often::Monthly => {
            let day = number(said.trim_end_matches(['日', '号']))?;
            (1..=31)
                .contains(&day)
                .then(|| rule.with("BYMONTHDAY", day.to_string()))
        }
        Often::Yearly => {
            let (month, day) = said.split_once('月')?;
            let (month, day) = (number(month)?, number(day.trim_end_matches(['日', '号']))?);
            ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| {
                rule.with("BYMONTH", month.to_string())
                    .with("BYMONTHDAY", day.to_string())
            })
        }
        Often::Daily => None,
    }
}

/// How many stand before the period: `每两周`, `每隔3天` (every fourth), `每3个月`.
fn counted(text: &str) -> (u16, &str) {
    let skipped = text.strip_prefix('隔');
    let rest = skipped.unwrap_or(text);
    let end = rest
        .find(|sign: char| !(sign.is_ascii_digit() || "一二两三四五六七八九十".contains(sign)))
        .unwrap_or(rest.len());
    let (said, after) = rest.split_at(end);
    match (number(said), skipped) {
        (Some(n), None) => (n.into(), after),
        (Some(n), Some(_)) => (u16::from(n) + 1, after),
        (None, Some(_)) => (2, rest),
        (None, None) => (1, text),
    }
}

fn weekday(text: &str) -> Option<&'static str> {
    Some(match text {
        "一" | "1" => "MO",
        "二" | "2" => "TU",
        "三" | "3" => "WE",
        "四" | "4" => "TH",
        "五" | "5" => "FR",
        "六" | "6" => "SA",
        "日" | "天" | "七" | "7" => "SU",
        _ => return None,
    })
}

fn english(text: &str) -> Option<Repeat> {
    let once = |often, n| Some(Repeat::every(often, n));
    match text {
        "daily" => return once(Often::Daily, 1),
        "weekly" => return once(Often::Weekly, 1),
        "biweekly" | "fortnightly" => return once(Often::Weekly, 2),
        "monthly" => return once(Often::Monthly, 1),
        "quarterly" => return once(Often::Monthly, 3),
        "half-yearly" => return once(Often::Monthly, 6),
        "yearly" | "annually" => return once(Often::Yearly, 1),
        "weekdays" | "every weekday" => {
            return Some(Repeat::every(Often::Weekly, 1).with("BYDAY", "MO,TU,WE,TH,FR"));
        }
        _ => {}
    }
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !["the", "of", "on", "in"].contains(word))
        .collect();
    match words.as_slice() {
        [which, "working", "day", "each" | "every", period] => {
            let n: i8 = match *which {
                "last" => -1,
                "first" => 1,
                "second" => 2,
                "third" => 3,
                _ => return None,
            };
            let often = match *period {
                "week" => Often::Weekly,
                "month" => Often::Monthly,
                "year" => Often::Yearly,
                _ => return None,
            };
            Some(Repeat::every(often, 1).on_workday(n))
        }
        ["every" | "each", period] => period_of(period, 1).or_else(|| {
            let day = day_named(period)?;
            Some(Repeat::every(Often::Weekly, 1).with("BYDAY", day))
        }),
        ["every" | "each", n, period] => {
            let n = match *n {
                "two" | "other" | "second" => 2,
                "three" => 3,
                n => n.parse().ok().filter(|n| (1..=1000).contains(n))?,
            };
            period_of(period, n)
        }
        _ => None,
    }
}

fn period_of(word: &str, n: u16) -> Option<Repeat> {
    let (often, times) = match word.trim_end_matches('s') {
        "day" => (Often::Daily, 1),
        "week" => (Often::Weekly, 1),
        "month" => (Often::Monthly, 1),
        "quarter" => (Often::Monthly, 3),
        "year" => (Often::Yearly, 1),
        _ => return None,
    };
    Some(Repeat::every(often, n.saturating_mul(times)))
}

fn day_named(word: &str) -> Option<&'static str> {
    Some(match word.trim_end_matches('s') {
        "monday" => "MO",
        "tuesday" => "TU",
        "wednesday" => "WE",
        "thursday" => "TH",
        "friday" => "FR",
        "saturday" => "SA",
        "sunday" => "SU",
        _ => return None,
    })
}
