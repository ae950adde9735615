//! What hangs on something in Chinese: 如果价格合适, 一旦审批通过, 没问题的话. The same rule as in English; only where
//! such a part begins and ends is told by other signs.

use super::kinds::find;
use super::time::Now;
use super::vows::{DEEDS, THEM, US};
use super::when::readings;

/// What begins a condition, and the word of English that it is one with.
const HUNG_ON: &[(&str, &str)] = &[
    ("如果", "if"),
    ("要是", "if"),
    ("假如", "if"),
    ("倘若", "if"),
    ("假使", "if"),
    ("只要", "provided"),
    ("一旦", "once"),
];

/// What ends one.
const ENDS: &str = "的话";

/// What is said of somebody or something, and makes a condition of what ends so: 没问题的话, and not 价格的话.
const SAID_OF: &[&str] = &[
    "是", "有", "没", "不", "能", "可以", "了", "到", "要", "来", "去", "会", "行", "好", "过",
    "成", "够", "想", "愿", "肯", "同意", "顺利", "方便", "合适", "通过", "需要", "开始", "结束",
    "满意", "合格", "齐", "早", "晚", "快",
];

/// Deeds that are the name of a thing as well, where nothing else is said: 报价的话.
const NAMES: &[&str] = &["报价", "培训", "调试", "验收", "审批", "反馈", "付款方式"];

/// A part that hangs on something: the word, what of the clause is beside it, and whether it stands first.
pub(super) struct Part {
    /// Nothing where 的话 only names what is spoken of.
    pub(super) on: Option<&'static str>,
    pub(super) main: String,
    pub(super) leads: bool,
    /// What has to come true.
    pub(super) condition: String,
}

/// The condition in one clause, if there is one. 要是能交货就好了 is a wish, and 客户问如果…… a question.
pub(super) fn part(text: &[char], is_last: bool, now: &Now<'_>) -> Option<Part> {
    let opens = HUNG_ON
        .iter()
        .filter_map(|(word, on)| Some((find(text, word)?, word.chars().count(), *on)))
        .min()
        .filter(|(at, ..)| !at.checked_sub(1).is_some_and(|i| is_within(text, i)));
    let (at, from, rest, on) = match opens {
        Some((at, long, on)) => (at, at + long, at + long, on),
        None => {
            let end = ended(text)?;
            let head = text.get(..end)?;
            let rest = end + ENDS.chars().count();
            if is_topic(head) {
                return Some(Part {
                    on: None,
                    main: head.iter().chain(text.get(rest..)?).collect(),
                    leads: false,
                    condition: String::new(),
                });
            }
            (0, 0, rest, "if")
        }
    };
    let before = text.get(..at)?;
    if find(before, "问").is_some() {
        return None;
    }
    let behind = rest + behind(text.get(rest..)?, is_last, now)?;
    let is_first = before.len() <= 8 && !DEEDS.iter().any(|deed| find(before, deed).is_some());
    let condition = text.get(from..behind)?.iter().collect();
    let main = before.iter().chain(text.get(behind..)?).collect();
    Some(Part {
        on: Some(on),
        main,
        leads: is_first,
        condition,
    })
}

/// 主要是, 需要是: no condition begins within another word.
fn is_within(text: &[char], before: usize) -> bool {
    text.get(before).is_some_and(|c| "主重需次".contains(*c))
}

/// Where 的话 ends a condition that no word begins. 按他的话 and 客户的话 are no conditions.
fn ended(text: &[char]) -> Option<usize> {
    let at = find(text, ENDS)?;
    let rest: String = text.get(at + 2..)?.iter().collect();
    let is_end = !rest.starts_with(|c: char| c.is_alphanumeric() && c != '就' && c != '那');
    let head: String = text.get(..at)?.iter().collect();
    let head = head.trim();
    let is_said = head.starts_with(['按', '照', '听', '据', '用']);
    let is_somebody = US.contains(&head) || THEM.contains(&head);
    (is_end && !is_said && !is_somebody && !head.is_empty()).then_some(at)
}

/// 价格的话，我们周五报价: 的话 names what is spoken of.
fn is_topic(head: &[char]) -> bool {
    let said: String = head.iter().collect();
    let has = |words: &[&str]| words.iter().any(|word| find(head, word).is_some());
    NAMES.contains(&said.trim()) || !has(SAID_OF) && !has(DEEDS)
}

/// Where what is said behind a condition begins that no comma ends: at 就, with who does it: 我们就下周发货. Within
/// the condition 就 stands as well, 如果客户今天就下单: so somebody stands before it, or nothing is said behind it any
/// more, and a time is said of it. Nothing at all where it is a wish.
fn behind(text: &[char], is_last: bool, now: &Now<'_>) -> Option<usize> {
    const WISHED: [&str; 4] = ["就好", "就行", "就太好", "就更好"];
    if WISHED.iter().any(|wish| find(text, wish).is_some()) {
        return None;
    }
    let is_timed = |at: usize| {
        let said: String = text.get(at + 1..).unwrap_or_default().iter().collect();
        !readings(&said, now).is_empty()
    };
    let then: Vec<usize> = (0..text.len())
        .filter(|at| text.get(*at) == Some(&'就') && text.get(at + 1) != Some(&'是'))
        .filter(|at| is_timed(*at))
        .collect();
    let led_by = then.iter().find_map(|at| who_before(text.get(..*at)?));
    let last = then.last().copied().filter(|_| is_last);
    Some(led_by.or(last).unwrap_or(text.len()))
}

/// Where somebody begins who is named at the end of this.
fn who_before(text: &[char]) -> Option<usize> {
    US.iter().chain(THEM).find_map(|who| {
        let from = text.len().checked_sub(who.chars().count())?;
        let is_who = text.get(from..)?.iter().copied().eq(who.chars());
        is_who.then_some(from)
    })
}

/// Whether a clause between a condition and what hangs on it is of the condition: 数量也够.
pub(super) fn goes_on(text: &[char]) -> bool {
    const AND: [&str; 6] = ["也", "并且", "而且", "又", "同时", "且"];
    AND.iter().any(|and| find(text, and).is_some())
}

/// Whether it is said of what did not come about: 我们这周五就能发货了.
pub(super) fn is_unreal(text: &[char]) -> bool {
    let is_ended = text.iter().rev().find(|c| c.is_alphanumeric()) == Some(&'了');
    let has = |word: &&str| find(text, word).is_some();
    has(&"早就") || is_ended && ["就能", "就可以"].iter().any(has)
}

/// Whether a condition is said for the sake of form, with nothing of which it is said.
pub(super) fn is_form(condition: &str) -> bool {
    const FORM: &[&str] = &[
        "没问题",
        "没有问题",
        "没什么问题",
        "没有什么问题",
        "没啥问题",
        "顺利",
        "不出意外",
        "没有意外",
        "没意外",
        "无意外",
        "没有异议",
        "没异议",
        "无异议",
        "方便",
        "可以",
    ];
    const BEFORE: &[&str] = &["一切", "都", "进展", "到时候", "到时", "您", "大家"];
    const BEHIND: &[&str] = &["的话", "那么", "那", "就", "了"];
    let said: String = condition.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut said = said.as_str();
    while let Some(rest) = BEFORE.iter().find_map(|word| said.strip_prefix(word)) {
        said = rest;
    }
    while let Some(rest) = BEHIND.iter().find_map(|word| said.strip_suffix(word)) {
        said = rest;
    }
    FORM.contains(&said)
}

/// Whether its day is counted from what it hangs on: 三天内, 两周之后, 5个工作日内, 次日, 当天. By that no day is
/// known.
pub(super) fn is_counted_from_then(text: &[char]) -> bool {
    const THEN: [&str; 8] = [
        "当天",
        "当日",
        "次日",
        "翌日",
        "第二天",
        "隔天",
        "隔日",
        "当周",
    ];
    const SPANS: [&str; 11] = [
        "天",
        "工作日",
        "日",
        "周",
        "星期",
        "礼拜",
        "月",
        "小时",
        "钟头",
        "年",
        "季度",
    ];
    const ENDS: [&str; 6] = ["内", "以内", "之内", "后", "之后", "以后"];
    let is_number =
        |c: char| c.is_ascii_digit() || "零一二两三四五六七八九十百半几数多".contains(c);
    let is_counted = |at: usize, span: &str| {
        let before = text.get(..at).unwrap_or_default();
        let before: Vec<char> = before.iter().copied().filter(|c| *c != ' ').collect();
        let is_each = before.last() == Some(&'个');
        let many = before.len() - usize::from(is_each);
        let many = before.get(..many).unwrap_or_default();
        let digits = many.iter().rev().take_while(|c| is_number(**c)).count();
        let ahead = many.get(..many.len() - digits).and_then(<[char]>::last);
        // 12月3日后 and 12月后 are of the calendar.
        let is_date = span == "日" && ahead == Some(&'月') || span == "年" && digits == 4;
        let is_month = span == "月" && !is_each && many.last() != Some(&'半');
        digits > 0 && !is_date && !is_month
    };
    let starts = |at: usize, word: &str| {
        let rest = text.get(at..).unwrap_or_default();
        word.chars()
            .enumerate()
            .all(|(i, c)| rest.get(i) == Some(&c))
    };
    let ends = |at: usize| ENDS.iter().any(|end| starts(at, end));
    let is_span = |at: usize| {
        let mut spans = SPANS.iter().filter(|span| starts(at, span));
        spans.any(|span| is_counted(at, span) && ends(at + span.chars().count()))
    };
    (0..text.len()).any(is_span) || THEN.iter().any(|then| find(text, then).is_some())
}
