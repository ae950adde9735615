//! The parts of a time as Chinese says them, simplified or traditional, and some Cantonese.

use chrono::Weekday;

use super::day_part::{self, Part};
use super::number::{figures, han, han_by_digit, whole};
use super::numbered;
use super::parts::{Counted, Edge, Piece, Rel, Whole};
use super::text::Text;

/// One part and where it ends; a word that says two of them at once (今晚) gives both.
pub(super) type Said = (Vec<Piece>, usize);

#[expect(
    clippy::unnecessary_wraps,
    reason = "the end of many a chain of options"
)]
pub(super) fn one(piece: Piece, end: usize) -> Option<Said> {
    Some((vec![piece], end))
}

/// The part that stands at `i`.
pub(super) fn piece(text: &Text, i: usize) -> Option<Said> {
    year(text, i)
        .or_else(|| edge(text, i))
        .or_else(|| nth(text, i))
        .or_else(|| lunar(text, i))
        .or_else(|| month(text, i))
        .or_else(|| week(text, i))
        .or_else(|| quarter(text, i))
        .or_else(|| day(text, i))
        .or_else(|| day_part::chinese(text, i))
}

const NOW: &[&str] = &[
    "现在",
    "此时",
    "此刻",
    "当前",
    "此时此刻",
    "宜家",
    "而家",
    "依家",
    "马上",
    "立刻",
    "立即",
];

const YEARS: &[(&str, i32)] = &[
    ("今年", 0),
    ("本年", 0),
    ("这年", 0),
    ("这一年", 0),
    ("当年", 0),
    ("本年度", 0),
    ("今个年", 0),
    ("今年度", 0),
    ("明年", 1),
    ("下年", 1),
    ("下一年", 1),
    ("来年", 1),
    ("出年", 1),
    ("次年", 1),
    ("翌年", 1),
    ("后年", 2),
    ("大后年", 3),
    ("去年", -1),
    ("上年", -1),
    ("上一年", -1),
    ("旧年", -1),
    ("前年", -2),
    ("大前年", -3),
];

/// Whether what follows a short year says which of its months: 五八年前七个月.
fn is_first_of(text: &Text, i: usize) -> bool {
    let number = text.word(i, "前").and_then(|after| whole(text, after));
    number.is_some_and(|(_, after)| text.any(after, &["个月", "个季度"]).is_some())
}

fn year(text: &Text, i: usize) -> Option<Said> {
    if let Some((years, end)) = text.meant(i, YEARS) {
        return one(Piece::Year(Rel::By(years)), end);
    }
    if !text.is_start(i) {
        return None;
    }
    let (number, end) = figures(text, i).or_else(|| han_by_digit(text, i))?;
    let after = text.any(end, &["年度", "年"])?;
    let count = text
        .any(after, &["后", "前", "以", "之", "内", "多", "半", "来"])
        .is_some();
    let year = match end - i {
        4 => number,
        2 if count && !is_first_of(text, after) => return None,
        2 if number < 50 => 2000 + number,
        2 if !count => 1900 + number,
        _ => return None,
    };
    one(Piece::Year(Rel::Is(i32::try_from(year).ok()?)), after)
}

const MONTHS: &[(&str, i32)] = &[
    ("本月", 0),
    ("这个月", 0),
    ("这月", 0),
    ("当月", 0),
    ("今个月", 0),
    ("今月", 0),
    ("同月", 0),
    ("这一个月", 0),
    ("下个月", 1),
    ("下月", 1),
    ("下一个月", 1),
    ("次月", 1),
    ("下下个月", 2),
    ("下下月", 2),
    ("出月", 1),
    ("上个月", -1),
    ("上月", -1),
    ("上一个月", -1),
    ("上上个月", -2),
    ("上上月", -2),
];

fn month(text: &Text, i: usize) -> Option<Said> {
    if let Some((months, end)) = text.meant(i, MONTHS) {
        let month = Piece::Month(Rel::By(months));
        // Behind its month 20日前 counts nothing.
        if let Some((day, end)) = dated(text, end) {
            return Some((vec![month, day], end));
        }
        let end = text.word(end, "份").unwrap_or(end);
        return one(month, end);
    }
    if !text.is_start(i) {
        return None;
    }
    if let Some(end) = text.word(i, "首月") {
        return one(Piece::Nth(1, Counted::Month), end);
    }
    let (number, end) = whole(text, i)?;
    let number = i32::try_from(number)
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    let end = text.any(end, &["月份", "月"])?;
    let rel = Piece::Month(Rel::Is(number));
    if let Some((day, end)) = dated(text, end) {
        return Some((vec![rel, day], end));
    }
    // 十月31, with no word behind it.
    if let Some((day, after)) = figures(text, end)
        && (1..=31).contains(&day)
        && !text.get(after).is_alphanumeric()
        && !matches!(
            text.get(after),
            '-' | '~' | ':' | '.' | '/' | '%' | ',' | '、' | '到' | '至'
        )
    {
        let day = Piece::Day(u32::try_from(day).ok()?);
        return Some((vec![rel, day], after));
    }
    one(rel, end)
}

/// The day behind a month, said as one.
fn dated(text: &Text, end: usize) -> Option<(Piece, usize)> {
    let (day, after) = whole(text, text.space(end))?;
    let day = u32::try_from(day)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    // Behind a month it is a day, whatever is done then: 12月5号厂房验收.
    Some((Piece::Day(day), text.any(after, &["号", "日"])?))
}

/// Which day of the week, behind its word: `一`, `天`, `3`.
pub(super) fn weekday_figure(text: &Text, i: usize) -> Option<(Weekday, usize)> {
    let weekday = match text.get(i) {
        '一' | '1' => Weekday::Mon,
        '二' | '2' => Weekday::Tue,
        '三' | '3' => Weekday::Wed,
        '四' | '4' => Weekday::Thu,
        '五' | '5' => Weekday::Fri,
        '六' | '6' => Weekday::Sat,
        '日' | '天' | '7' => Weekday::Sun,
        _ => return None,
    };
    // 周1点, 周三十号: no day of the week. 周五3点 is one, and its hour.
    let longer = text.get(i).is_ascii_digit() && text.get(i + 1).is_ascii_digit();
    let alone = !longer
        && text.any(i + 1, &["个月", "号", "点钟", "年"]).is_none()
        && !(text.get(i) == '天' && text.get(i + 1) == '数');
    alone.then_some((weekday, i + 1))
}

const WEEK: &[&str] = &["周", "星期", "礼拜"];

/// `周三`, `礼拜天`.
pub(super) fn weekday(text: &Text, i: usize) -> Option<(Weekday, usize)> {
    weekday_figure(text, text.any(i, WEEK)?)
}

const WEEKS: &[(&str, i64)] = &[
    ("这一个", 0),
    ("这一", 0),
    ("这个", 0),
    ("这", 0),
    ("本", 0),
    ("今个", 0),
    ("今", 0),
    ("当", 0),
    ("下一个", 1),
    ("下一", 1),
    ("下个", 1),
    ("下", 1),
    ("次", 1),
    ("下下个", 2),
    ("下下", 2),
    ("下下下", 3),
    ("上一个", -1),
    ("上一", -1),
    ("上个", -1),
    ("上", -1),
    ("上上个", -2),
    ("上上", -2),
];

fn week(text: &Text, i: usize) -> Option<Said> {
    if let Some((weeks, after)) = text.meant(i, WEEKS)
        && let Some(end) = text.any(after, WEEK)
    {
        let mut said = vec![Piece::Week(weeks)];
        if let Some((weekday, end)) = weekday_figure(text, end) {
            said.push(Piece::Weekday(weekday));
            return Some((said, end));
        }
        if let Some(end) = text.word(end, "末") {
            said.push(Piece::Weekend);
            return Some((said, end));
        }
        return Some((said, end));
    }
    if let Some(end) = text.any(i, &["周末", "礼拜末"]) {
        return one(Piece::Weekend, end);
    }
    let (weekday, end) = weekday(text, i)?;
    one(Piece::Weekday(weekday), end)
}

fn quarter(text: &Text, i: usize) -> Option<Said> {
    const NAMED: &[(&str, i32)] = &[
        ("本季度", 0),
        ("这个季度", 0),
        ("这季度", 0),
        ("本季", 0),
        ("当季", 0),
        ("下个季度", 1),
        ("下季度", 1),
        ("下一季度", 1),
        ("下一个季度", 1),
        ("下季", 1),
        ("上个季度", -1),
        ("上季度", -1),
        ("上一季度", -1),
        ("上一个季度", -1),
        ("上季", -1),
    ];
    if let Some((quarters, end)) = text.meant(i, NAMED) {
        return one(Piece::Quarter(Rel::By(quarters)), end);
    }
    if let Some((half, end)) = text.meant(i, &[("上半年", 1), ("下半年", 2)]) {
        return one(Piece::Half(half), end);
    }
    let from = text.word(i, "第").unwrap_or(i);
    let (number, end) = match text.word(i, "首") {
        Some(end) => (1, end),
        None if text.is_start(from) => whole(text, from)?,
        None => return None,
    };
    (1..=4).contains(&number).then_some(())?;
    let end = text.any(
        end,
        if from > i {
            &["个季度", "季度", "季"]
        } else {
            &["季度"]
        },
    )?;
    one(Piece::Quarter(Rel::Is(i32::try_from(number).ok()?)), end)
}

const DAYS: &[(&str, i64)] = &[
    ("今天", 0),
    ("今日", 0),
    ("今儿", 0),
    ("今儿个", 0),
    ("当天", 0),
    ("当日", 0),
    ("本日", 0),
    ("明天", 1),
    ("明日", 1),
    ("明儿", 1),
    ("明儿个", 1),
    ("听日", 1),
    ("次日", 1),
    ("翌日", 1),
    ("后天", 2),
    ("后日", 2),
    ("大后天", 3),
    ("大后日", 3),
    ("昨天", -1),
    ("昨日", -1),
    ("寻日", -1),
    ("琴日", -1),
    ("前天", -2),
    ("前日", -2),
    ("大前天", -3),
    ("大前日", -3),
];

const DAY_AND_PART: &[(&str, (i64, Part))] = &[
    ("今晚", (0, Part::Evening)),
    ("今夜", (0, Part::Night)),
    ("今早", (0, Part::Morning)),
    ("今晨", (0, Part::Morning)),
    ("明晚", (1, Part::Evening)),
    ("听晚", (1, Part::Evening)),
    ("明早", (1, Part::Morning)),
    ("明晨", (1, Part::Morning)),
    ("听朝", (1, Part::Morning)),
    ("后晚", (2, Part::Evening)),
    ("昨晚", (-1, Part::Evening)),
    ("昨夜", (-1, Part::Night)),
    ("寻晚", (-1, Part::Evening)),
    ("今午", (0, Part::Noon)),
];

fn day(text: &Text, i: usize) -> Option<Said> {
    if let Some((days, end)) = text.meant(i, DAYS) {
        return one(Piece::Days(days), end);
    }
    if let Some(end) = text.any(i, NOW) {
        return one(Piece::Now, end);
    }
    if let Some(((days, part), end)) = text.meant(i, DAY_AND_PART) {
        let end = text.word(end, "上").unwrap_or(end);
        return Some((vec![Piece::Days(days), Piece::Part(part)], end));
    }
    if !text.is_start(i) {
        return None;
    }
    let (number, end) = whole(text, i)?;
    let number = u32::try_from(number)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    let mark = text.get(end);
    let end = text.any(end, &["号", "日"])?;
    // 两日 are two of them.
    if matches!(text.get(i), '两' | '俩' | '仨') {
        return None;
    }
    // 三日内, 两日后 and 5日游 count days.
    if mark == '日'
        && text
            .any(end, &["后", "前", "内", "以", "之", "游", "均", "元", "间"])
            .is_some()
    {
        return None;
    }
    // 3号楼 is a house.
    if mark == '号' && numbered::is_of_a_thing(text, end) {
        return None;
    }
    one(Piece::Day(number), end)
}

/// `月底`, `季度末`, `年初`, `中旬`.
fn edge(text: &Text, i: usize) -> Option<Said> {
    const EDGES: &[(&str, (Edge, Option<Whole>))] = &[
        ("月底", (Edge::End, Some(Whole::Month))),
        ("月末", (Edge::End, Some(Whole::Month))),
        ("月尾", (Edge::End, Some(Whole::Month))),
        ("月初", (Edge::Begin, Some(Whole::Month))),
        ("月头", (Edge::Begin, Some(Whole::Month))),
        ("月中", (Edge::Middle, Some(Whole::Month))),
        ("年底", (Edge::End, Some(Whole::Year))),
        ("年末", (Edge::End, Some(Whole::Year))),
        ("年终", (Edge::End, Some(Whole::Year))),
        ("岁末", (Edge::End, Some(Whole::Year))),
        ("年内", (Edge::End, Some(Whole::Year))),
        ("年初", (Edge::Begin, Some(Whole::Year))),
        ("年中", (Edge::Middle, Some(Whole::Year))),
        ("季度末", (Edge::End, Some(Whole::Quarter))),
        ("季末", (Edge::End, Some(Whole::Quarter))),
        ("季度底", (Edge::End, Some(Whole::Quarter))),
        ("季度初", (Edge::Begin, Some(Whole::Quarter))),
        ("季初", (Edge::Begin, Some(Whole::Quarter))),
        ("上旬", (Edge::Tens(0), Some(Whole::Month))),
        ("中旬", (Edge::Tens(1), Some(Whole::Month))),
        ("下旬", (Edge::Tens(2), Some(Whole::Month))),
        ("周初", (Edge::Begin, Some(Whole::Week))),
        // Behind a month, year or quarter that was already said: 三月底, 明年初, 一季度末.
        ("底", (Edge::End, None)),
        ("末", (Edge::End, None)),
        ("初", (Edge::Begin, None)),
        ("中", (Edge::Middle, None)),
    ];
    let ((edge, whole), end) = text.meant(i, EDGES)?;
    if end == i + 1 {
        // 中 is many a word's first half.
        let said = i > 0 && matches!(text.get(i - 1), '月' | '年' | '度' | '份');
        let strange = text
            .any(
                i,
                &[
                    "初步", "初稿", "初级", "末尾", "底稿", "初一", "初二", "初三", "初四", "初五",
                    "初六", "初七", "初八", "初九", "初十", "中秋", "中午", "中国", "中心", "中间",
                    "中旬",
                ],
            )
            .is_some();
        // 下月初三天内 counts days, and 八月初三 is one.
        let counts = han(text, i + 1)
            .is_some_and(|(_, end)| text.any(end, &["天", "周", "个工作日"]).is_some());
        if !said || strange && !counts {
            return None;
        }
    }
    if text.any(i, &["年初一"]).is_some()
        || text.any(i, &["年终奖", "年中会"]).is_some() && end == i + 2
    {
        return None;
    }
    one(Piece::Edge(edge, whole), end)
}

const COUNTED: &[(&str, Counted)] = &[
    ("工作日", Counted::Workday),
    ("工作天", Counted::Workday),
    ("上班日", Counted::Workday),
    ("交易日", Counted::Workday),
    ("周末", Counted::Weekend),
    ("天", Counted::Day),
    ("日", Counted::Day),
    ("周", Counted::Week),
    ("星期", Counted::Week),
    ("礼拜", Counted::Week),
    ("月", Counted::Month),
];

/// `第一个星期一`, `最后一个工作日`, `第二周`, `头三天` not.
pub(super) fn nth(text: &Text, i: usize) -> Option<Said> {
    let (n, after) = if let Some(after) = text.any(i, &["倒数第"]) {
        let (n, after) = whole(text, after)?;
        (-i32::try_from(n).ok()?, after)
    } else if let Some(after) = text.word(i, "第") {
        let (n, after) = whole(text, after)?;
        (i32::try_from(n).ok()?, after)
    } else if let Some(after) = text.any(i, &["最后一个", "最后一", "最后", "最末一个"])
    {
        (-1, after)
    } else if let Some(after) = text.any(i, &["首个", "头一个", "头个", "首"]) {
        (1, after)
    } else {
        return None;
    };
    (1..=400).contains(&n.abs()).then_some(())?;
    let after = text.word(after, "个").unwrap_or(after);
    if let Some((weekday, end)) = weekday(text, after) {
        return one(Piece::Nth(n, Counted::Weekday(weekday)), end);
    }
    let (counted, end) = text.meant(after, COUNTED)?;
    one(Piece::Nth(n, counted), end)
}

const LUNAR_MONTHS: &[(&str, u32)] = &[("正月", 1), ("冬月", 11), ("腊月", 12)];

pub(super) const LUNAR: &[&str] = &["农历", "阴历", "旧历"];

/// `农历八月十五`, `正月初八`, `大年初三`, `腊月廿三`, `闰四月`, `农历二〇二七年八月`.
fn lunar(text: &Text, i: usize) -> Option<Said> {
    if let Some(after) = text.any(i, &["大年", "年"])
        && text.get(after) == '初'
        && let Some((day, end)) = lunar_day(text, after, true)
    {
        return Some((vec![Piece::LunarMonth(1, false), Piece::LunarDay(day)], end));
    }
    let marked = text.any(i, LUNAR);
    let mut said = Vec::new();
    let mut from = marked.unwrap_or(i);
    if marked.is_some()
        && let Some((year, after)) = year(text, from)
    {
        said = year;
        from = after;
    }
    let (leap, from) = match text.word(from, "闰") {
        Some(after) => (true, after),
        None => (false, from),
    };
    let named = text.meant(from, LUNAR_MONTHS);
    let (month, after) = match named {
        Some(named) => named,
        None => {
            let (number, end) = whole(text, from)?;
            let month = u32::try_from(number)
                .ok()
                .filter(|month| (1..=12).contains(month))?;
            (month, text.word(end, "月")?)
        }
    };
    let day = lunar_day(text, after, marked.is_some() || named.is_some() || leap);
    // 五月初五 and 九月廿二 say by the day that they are of the Chinese calendar.
    if marked.is_none() && named.is_none() && !leap && day.is_none() {
        return None;
    }
    said.push(Piece::LunarMonth(month, leap));
    let Some((day, end)) = day else {
        return Some((said, after));
    };
    said.push(Piece::LunarDay(day));
    Some((said, end))
}

fn lunar_day(text: &Text, i: usize, told: bool) -> Option<(u32, usize)> {
    if let Some(after) = text.word(i, "初") {
        let (day, end) = han(text, after)?;
        return Some((u32::try_from(day).ok().filter(|day| *day <= 10)?, end));
    }
    let (day, end) = if told { whole(text, i)? } else { han(text, i)? };
    if !told && (text.get(i) != '廿' || text.any(end, &["号", "日"]).is_some()) {
        return None;
    }
    let end = text.any(end, &["日", "号"]).unwrap_or(end);
    Some((
        u32::try_from(day)
            .ok()
            .filter(|day| (1..=30).contains(day))?,
        end,
    ))
}
