//! Times that say of what something is, by the word behind them: 中秋月饼, 12月回款明细, "the Nov 20 minutes".

use chrono::{Datelike, NaiveDateTime, TimeDelta};

use super::time::{self, Grain, Meant, Now, Shape, Time, Unsure, When};
use super::when::Reading;

/// Behind a feast these are given or printed, whenever they are seen to. What one does is done then: 中秋慰问,
/// "Christmas dinner".
const OF_FEASTS: &[&str] = &[
    "台历",
    "挂历",
    "日历",
    "月饼",
    "粽子",
    "汤圆",
    "年货",
    "礼品",
    "礼盒",
    "礼物",
    "礼包",
    "大礼包",
    "贺卡",
    "贺礼",
    "贺词",
    "卡片",
    "红包",
    "福利",
    "套餐",
    "海报",
    "物资",
    "排班",
    "特惠",
    "福袋",
    "gift",
    "card",
    "hamper",
    "calendar",
    "mooncake",
    "greeting",
    "decoration",
    "present",
    "basket",
];

/// Behind a month or a quarter these are of it, whenever they are seen to.
const OF_MONTHS: &[&str] = &[
    "回款",
    "明细",
    "报表",
    "账单",
    "对账单",
    "发票",
    "报告",
    "月报",
    "季报",
    "业绩",
    "数据",
    "流水",
    "工资",
    "费用",
    "预算",
    "用量",
    "产量",
    "库存",
    "考勤",
    "货款",
    "销售额",
    "销量",
    "订单明细",
    "台账",
    "清单",
    "计划表",
    "statement",
    "report",
    "invoice",
    "figures",
    "numbers",
    "sales",
    "review deck",
    "summary",
    "budget",
    "minutes",
];

/// Behind a day that has gone by these were of it.
const OF_DAYS: &[&str] = &[
    "的",
    "会议",
    "纪要",
    "例会",
    "记录",
    "报告",
    "日报",
    "订单",
    "发票",
    "邮件",
    "来函",
    "合同",
    "账单",
    "对账单",
    "minutes",
    "meeting",
    "report",
    "note",
    "invoice",
    "letter",
    "statement",
    "agenda",
];

/// Who says a day without its year may mean the one gone by where it lies no further back.
const BACK: i64 = 90;

fn behind<'l>(line: &'l str, one: &Reading) -> &'l str {
    let end = one.spans.last().map_or(0, |span| span.end);
    line.get(end..).unwrap_or_default()
}

fn begins(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start().to_lowercase();
    let text = text.strip_prefix("'s ").unwrap_or(&text);
    words.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| {
            let rest = rest.strip_prefix('s').unwrap_or(rest);
            !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        })
    })
}

/// Whether a feast or a month is said of the thing behind it.
pub(super) fn is_of_a_thing(line: &str, one: &Reading) -> bool {
    let [span] = &one.spans[..] else {
        return false;
    };
    let word = line.get(span.clone()).unwrap_or_default().to_lowercase();
    let Time::Once(meant) = &one.time else {
        return false;
    };
    let after = behind(line, one);
    let led = [
        "by ", "before ", "until ", "on ", "in ", "after ", "at ", "for ",
    ];
    let is_led = led.iter().any(|lead| word.starts_with(lead))
        || word.ends_with(['前', '后', '内', '底', '初', '末', '中']);
    if is_led {
        return false;
    }
    if time::is_holiday(&word) {
        let is_day = meant.whens.iter().all(|when| when.grain == Grain::Day);
        return is_day && begins(after, OF_FEASTS);
    }
    let is_long = |when: &When| {
        matches!(when.grain, Grain::Month | Grain::Quarter) && when.shape == Shape::Point
    };
    // 下个月对账 is to be done then; 12月对账单 is of December.
    let is_named = word
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十第q".contains(c))
        || word.chars().all(|c| c.is_ascii_alphabetic());
    is_named && meant.whens.iter().all(is_long) && begins(after, OF_MONTHS)
}

/// Whether a day and its month are said without a year.
fn is_without_year(word: &str) -> bool {
    let digits = word.split(|c: char| !c.is_ascii_digit());
    let has_year = digits.clone().any(|run| run.len() == 4)
        || ["年", "year", "next", "coming", "明", "后"]
            .iter()
            .any(|said| word.contains(said));
    let in_figures = digits.filter(|run| !run.is_empty()).count() >= 2;
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let named = word.contains('月') && word.contains(['日', '号'])
        || in_figures && word.contains(['/', '-', '月'])
        || months.iter().any(|month| word.contains(month))
            && word.contains(|c: char| c.is_ascii_digit());
    named && !has_year
}

/// A day without its year that lies close behind: the one gone by may be meant as well. Nothing remains of it
/// where the thing behind it was of that day.
pub(super) fn gone_by(line: &str, mut one: Reading, now: &Now<'_>) -> Option<Reading> {
    let today = now.at.date();
    let word = one.spans.first().and_then(|span| line.get(span.clone()));
    let is_such = word.is_some_and(|word| is_without_year(&word.to_lowercase()));
    let Time::Once(meant) = &mut one.time else {
        return Some(one);
    };
    let [when] = &meant.whens[..] else {
        return Some(one);
    };
    let year_before = |at: NaiveDateTime| at.with_year(at.year() - 1);
    let due = when.due.with_year(when.due.year() - 1);
    let (Some(due), Some(from), Some(until)) =
        (due, year_before(when.from), year_before(when.until))
    else {
        return Some(one);
    };
    let is_close = due < today && today - due <= TimeDelta::days(BACK);
    let is_day = when.grain <= Grain::Day && when.shape == Shape::Point;
    if !is_such || !is_close || !is_day {
        return Some(one);
    }
    let gone = When {
        from,
        until,
        due,
        ..*when
    };
    let whens = vec![*when, gone];
    *meant = Meant {
        whens,
        unsure: Some(Unsure::GoneBy),
    };
    (!begins(behind(line, &one), OF_DAYS)).then_some(one)
}
