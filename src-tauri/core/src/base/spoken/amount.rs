//! Amounts of time, and the words that count them from now: `三天后`, `in 2.5 hours`, `一周内`.

use chrono::Weekday;

use super::english::WEEKDAYS;
use super::number::{ONE, amount as number, han_digit};
use super::text::Text;
use super::value::Grain;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Grain(Grain),
    Workday,
    Weekday(Weekday),
}

/// So much of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    sixtieths: i64,
    pub(super) unit: Unit,
    /// What smaller was said with it, in the unit below: 1小时30分.
    rest: i64,
}

impl Amount {
    /// So many of a unit of the calendar.
    pub(super) fn of(n: i64, grain: Grain) -> Self {
        Self {
            sixtieths: n * ONE,
            unit: Unit::Grain(grain),
            rest: 0,
        }
    }

    /// As a whole number of its unit.
    pub(super) fn whole(self) -> Option<i64> {
        (self.sixtieths % ONE == 0 && self.rest == 0).then_some(self.sixtieths / ONE)
    }

    /// Whether it is counted in days or longer.
    pub(super) fn is_days(self) -> bool {
        !matches!(
            self.unit,
            Unit::Grain(Grain::Second | Grain::Minute | Grain::Hour)
        )
    }

    /// As whole steps of the calendar.
    pub(super) fn steps(self, grain: Grain) -> Option<Vec<(Grain, i64)>> {
        let (n, part) = (self.sixtieths / ONE, self.sixtieths % ONE);
        let half = |grain: Grain, all: i64| Some((grain, all * part / ONE));
        let rest = match grain {
            Grain::Minute => half(Grain::Second, 60),
            Grain::Hour => Some((Grain::Minute, part + self.rest)),
            Grain::Day => half(Grain::Hour, 24),
            Grain::Month => half(Grain::Day, 30),
            Grain::Year => half(Grain::Month, 12),
            Grain::Second | Grain::Quarter | Grain::Week if part == 0 => None,
            _ => return None,
        };
        Some(
            std::iter::once((grain, n))
                .chain(rest.filter(|(_, n)| *n != 0))
                .collect(),
        )
    }
}

const UNITS: &[(&str, Unit)] = {
    use Grain::{Day, Hour, Minute, Month, Quarter, Second, Week, Year};
    use Unit::{Grain as G, Workday};
    &[
        ("秒", G(Second)),
        ("秒钟", G(Second)),
        ("分", G(Minute)),
        ("分钟", G(Minute)),
        ("刻钟", G(Minute)),
        ("小时", G(Hour)),
        ("个小时", G(Hour)),
        ("个钟", G(Hour)),
        ("个钟头", G(Hour)),
        ("钟头", G(Hour)),
        ("天", G(Day)),
        ("日", G(Day)),
        ("周", G(Week)),
        ("个周", G(Week)),
        ("星期", G(Week)),
        ("个星期", G(Week)),
        ("礼拜", G(Week)),
        ("个礼拜", G(Week)),
        ("个月", G(Month)),
        ("月", G(Month)),
        ("季度", G(Quarter)),
        ("个季度", G(Quarter)),
        ("年", G(Year)),
        ("个工作日", Workday),
        ("工作日", Workday),
        ("个工作天", Workday),
        ("个交易日", Workday),
        ("个自然日", G(Day)),
        ("second", G(Second)),
        ("seconds", G(Second)),
        ("sec", G(Second)),
        ("secs", G(Second)),
        ("minute", G(Minute)),
        ("minutes", G(Minute)),
        ("min", G(Minute)),
        ("mins", G(Minute)),
        ("hour", G(Hour)),
        ("hours", G(Hour)),
        ("hr", G(Hour)),
        ("hrs", G(Hour)),
        ("h", G(Hour)),
        ("day", G(Day)),
        ("days", G(Day)),
        ("week", G(Week)),
        ("weeks", G(Week)),
        ("wk", G(Week)),
        ("wks", G(Week)),
        ("month", G(Month)),
        ("months", G(Month)),
        ("quarter", G(Quarter)),
        ("quarters", G(Quarter)),
        ("qtr", G(Quarter)),
        ("qtrs", G(Quarter)),
        ("year", G(Year)),
        ("years", G(Year)),
        ("yr", G(Year)),
        ("yrs", G(Year)),
        ("working day", Workday),
        ("working days", Workday),
        ("business day", Workday),
        ("business days", Workday),
        ("workday", Workday),
        ("workdays", Workday),
    ]
};

const FORTNIGHTS: &[(&str, i64)] = &[("a fortnight", 2), ("fortnight", 2)];

/// An amount of time at `i`.
pub(super) fn amount(text: &Text, i: usize) -> Option<(Amount, usize)> {
    if !text.is_start(i) {
        return None;
    }
    // 两天零三小时 is not reckoned, and its end alone would be another time.
    if i > 0 && text.get(i - 1) == '零' {
        return None;
    }
    // 两三天 and 三五天 are no number of days, nor is the second half of them.
    let digit = |at: usize| han_digit(text.get(at)).is_some();
    if i > 0 && digit(i) && (digit(i - 1) || matches!(text.get(i - 1), '十' | '几')) {
        return None;
    }
    if let Some((weeks, end)) = text.meant(i, FORTNIGHTS) {
        return Some((
            Amount {
                sixtieths: weeks * ONE,
                unit: Unit::Grain(Grain::Week),
                rest: 0,
            },
            end,
        ));
    }
    let (mut sixtieths, mut end) = number(text, i)?;
    let counter = text.word(end, "个").is_some();
    // 一个半小时, 两个半月, "2 and a half hours".
    if let Some(after) = text.any(end, &["个半"]) {
        sixtieths += ONE / 2;
        end = after;
    } else if let Some(after) = text.then(end, &["and a half", "and an half", "and half"]) {
        sixtieths += ONE / 2;
        end = after;
    }
    // 十几天 and 三五天 are no number of days.
    if text.any(end, &["多", "几", "来"]).is_some() {
        return None;
    }
    end = text.then(end, &["more"]).unwrap_or(end);
    let at = text.space(end);
    if let Some((grain, end)) = strokes(text, at) {
        let unit = Unit::Grain(grain);
        let rest = 0;
        return Some((
            Amount {
                sixtieths,
                unit,
                rest,
            },
            end,
        ));
    }
    let (unit, mut end) = match text.meant(at, UNITS) {
        Some(found) => found,
        None => {
            let (weekday, end) = text.meant(at, WEEKDAYS)?;
            (Unit::Weekday(weekday), end)
        }
    };
    if text.slice(at, end) == "刻钟" {
        sixtieths *= 15;
    }
    // 三月后 is after March; only two or a half, as in 两月, may count months so.
    if text.slice(at, end) == "月" && !counter && text.get(i) != '两' && text.get(i) != '俩' {
        return None;
    }
    // 2021年 is a year, and no amount of them.
    if text.slice(at, end) == "年" && sixtieths >= 1000 * ONE {
        return None;
    }
    let mut amount = Amount {
        sixtieths,
        unit,
        rest: 0,
    };
    if let Some(after) = text.word(end, "半") {
        // 两天半, 一年半; 半 before 年 is its own word.
        if text
            .any(after, &["年", "天", "小时", "个月", "月"])
            .is_none()
        {
            amount.sixtieths += ONE / 2;
            end = after;
            end = text.word(end, "钟").unwrap_or(end);
        }
    }
    // An hour and a half.
    if sixtieths % ONE == 0
        && let Some(after) = text.then(end, &["and a half", "and half"])
    {
        amount.sixtieths += ONE / 2;
        end = after;
    }
    if unit == Unit::Grain(Grain::Hour)
        && let Some((minutes, after)) = minutes_behind(text, end)
    {
        amount.rest = minutes;
        end = after;
    }
    Some((amount, end))
}

/// 一小时三十分, an hour and 20 minutes.
fn minutes_behind(text: &Text, end: usize) -> Option<(i64, usize)> {
    const MINUTES: &[&str] = &["分钟", "分", "minutes", "minute", "mins", "min", "m"];
    let link = text.then(end, &["and", "零", "又"]).unwrap_or(end);
    let (minutes, after) = number(text, text.space(link))?;
    Some((minutes / ONE, text.then(after, MINUTES)?))
}

const FROM_NOW: &[(&str, i64)] = &[
    ("后", 1),
    ("之后", 1),
    ("以后", 1),
    ("过后", 1),
    ("前", -1),
    ("之前", -1),
    ("以前", -1),
];

const FROM_NOW_ENGLISH: &[(&str, i64)] = &[
    ("from now", 1),
    ("from today", 1),
    ("hence", 1),
    ("later", 1),
    ("from right now", 1),
    ("ago", -1),
    ("back", -1),
];

/// Minutes and seconds as strokes: `15'`, `1"`.
fn strokes(text: &Text, at: usize) -> Option<(Grain, usize)> {
    let (grain, end) = match (text.get(at), text.get(at + 1)) {
        ('\'', _) => (Grain::Minute, at + 1),
        ('"', _) => (Grain::Second, at + 1),
        ('\\', '"') => (Grain::Second, at + 2),
        _ => return None,
    };
    (!text.get(end).is_alphanumeric()).then_some((grain, end))
}

/// An amount counted from now, and whether later or earlier: `三天后`, `in 3 days`, `a week ago`.
pub(super) fn from_now(text: &Text, i: usize) -> Option<(Amount, i64, usize)> {
    if let Some(after) = text.any(i, &["再过", "过", "等", "隔"])
        && let Some((amount, end)) = amount(text, after)
    {
        let marked = text.any(end, &["之后", "以后", "后", "再"]);
        // 过两天 is some day soon.
        if marked.is_none() && amount.sixtieths == 2 * ONE && amount.unit == Unit::Grain(Grain::Day)
        {
            return None;
        }
        return Some((amount, 1, marked.unwrap_or(end)));
    }
    if let Some(after) = text.any(
        i,
        &[
            "in",
            "in about",
            "after",
            "in around",
            "today in",
            "in just",
        ],
    ) && let Some((amount, end)) = amount(text, text.space(after))
        && text
            .then(end, &["ago", "of", "after", "before", "from"])
            .is_none()
        && !matches!(amount.unit, Unit::Weekday(_))
    {
        let end = text
            .then(end, &["time"])
            .or_else(|| text.any(end, &["' time", "'s time", "s' time"]))
            .unwrap_or(end);
        return Some((amount, 1, end));
    }
    let (amount, end) = amount(text, i)?;
    if let Some((sign, end)) = text.meant(end, FROM_NOW) {
        return Some((amount, sign, end));
    }
    let (sign, end) = text.meant(text.space(end), FROM_NOW_ENGLISH)?;
    // Two Fridays from now are read where the days of the week are.
    let weekdays = matches!(amount.unit, Unit::Weekday(_)) && sign > 0;
    (!weekdays).then_some((amount, sign, end))
}

/// An amount with a day behind it that it is counted from: `3 days before`, `a week after`,
/// `first working day after`, `third tuesday after`.
pub(super) fn before_other(text: &Text, i: usize) -> Option<(Amount, i64, usize)> {
    const WAYS: &[(&str, i64)] = &[
        ("after", 1),
        ("from", 1),
        ("past", 1),
        ("following", 1),
        ("before", -1),
        ("prior to", -1),
    ];
    // The day before: one.
    let from = text.any(i, &["the"]).map_or(i, |end| text.space(end));
    let whole = text
        .meant(from, &[("day", Grain::Day), ("week", Grain::Week)])
        .map(|(grain, end)| {
            (
                Amount {
                    sixtieths: ONE,
                    unit: Unit::Grain(grain),
                    rest: 0,
                },
                end,
            )
        });
    let (amount, end) = whole.or_else(|| amount(text, i)).or_else(|| {
        let i = text.any(i, &["the"]).map_or(i, |end| text.space(end));
        let (n, after) = super::number::ordinal(text, i)
            .or_else(|| text.any(i, &["last"]).map(|end| (1, end)))?;
        let at = text.space(after);
        let (unit, end) = match text.meant(at, WEEKDAYS) {
            Some((weekday, end)) => (Unit::Weekday(weekday), end),
            None => text
                .meant(at, UNITS)
                .filter(|(unit, _)| matches!(unit, Unit::Workday | Unit::Grain(Grain::Day)))?,
        };
        Some((
            Amount {
                sixtieths: n * ONE,
                unit,
                rest: 0,
            },
            end,
        ))
    })?;
    let (sign, end) = text.meant(text.space(end), WAYS)?;
    Some((amount, sign, end))
}

/// A span that ends so much from now: `三天内`, `within 2 weeks`.
pub(super) fn within(text: &Text, i: usize) -> Option<(Amount, usize)> {
    if let Some(after) = text.any(i, &["within", "within the next"]) {
        return amount(text, text.space(after));
    }
    let from = text
        .any(i, &["在", "未来", "接下来", "今后", "最近", "近"])
        .unwrap_or(i);
    let (amount, end) = amount(text, from)?;
    let end = text.any(end, &["之内", "以内", "内"])?;
    Some((amount, end))
}

/// A span of so many whole units that follow or went before: `next 3 days`, `下三周`, `前两天`.
pub(super) fn coming(text: &Text, i: usize) -> Option<(Amount, i64, usize)> {
    const WAYS: &[(&str, i64)] = &[
        ("下", 1),
        ("后", 1),
        ("未来", 1),
        ("接下来", 1),
        ("接下来的", 1),
        ("未来的", 1),
        ("今后", 1),
        ("往后", 1),
        ("上", -1),
        ("前", -1),
        ("过去", -1),
        ("过去的", -1),
        ("next", 1),
        ("the next", 1),
        ("coming", 1),
        ("the coming", 1),
        ("following", 1),
        ("for the next", 1),
        ("over the next", 1),
        ("last", -1),
        ("past", -1),
        ("the last", -1),
        ("the past", -1),
        ("previous", -1),
    ];
    let (sign, after) = text.meant(i, WAYS)?;
    let after = text.space(after);
    // 下一周, 下个月 are the one that follows; 前半年 and 后半夜 are halves.
    if text.get(after) == '半'
        || text.get(after) == '个'
        || text.any(after, &["a ", "an "]).is_some()
    {
        return None;
    }
    let (amount, end) = amount(text, after)?;
    let whole = amount.whole()?;
    let han = matches!(text.get(i), '下' | '上' | '后' | '前');
    if han && whole == 1 {
        return None;
    }
    matches!(amount.unit, Unit::Grain(_)).then_some((amount, sign, end))
}
