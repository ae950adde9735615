//! Whom a line names: units by any part of what they are called, people by their name or by surname
//! and title. What stands in the vault is asked through [`Ledger`]; this room knows no database.

use super::kinds::find;
use crate::base::words::{DOUBLE_SURNAMES, SURNAMES};
use crate::base::{Id, Result, words};
use crate::records::value::Ref;

/// A unit one might mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedUnit {
    /// The unit.
    pub unit: Ref,
    /// The words are its whole name, short name or alias, and no part of it.
    pub is_whole: bool,
    /// The words are the start of a name of it.
    pub is_start: bool,
}

/// A person one might mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPerson {
    /// The person.
    pub contact: Ref,
    /// What they are at their unit.
    pub title: String,
    /// How they are addressed.
    pub address: String,
    /// Where their main post is.
    pub unit: Option<Ref>,
    /// That is at the unit asked about, or below it.
    pub is_there: bool,
}

/// A surname, as people say it of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surname {
    /// `张`, `欧阳`.
    Han(String),
    /// `li`, `smith`.
    Latin(String),
}

/// Whoever knows the vault.
pub trait Ledger {
    /// The units found by these words, the best first.
    ///
    /// # Errors
    /// When they cannot be read.
    fn units(&self, text: &str) -> Result<Vec<NamedUnit>>;
    /// The people found by these words as their name, the best first; whether they are at `at` is
    /// said of each.
    ///
    /// # Errors
    /// When they cannot be read.
    fn people(&self, text: &str, at: Option<Id>) -> Result<Vec<NamedPerson>>;
    /// The people of this surname at a unit and below it, or anywhere.
    ///
    /// # Errors
    /// When they cannot be read.
    fn of_surname(&self, surname: &Surname, at: Option<Id>) -> Result<Vec<NamedPerson>>;
}

/// Words that are no part of a name, wherever they stand.
const CUTS: &[&str] = &[
    "打电话",
    "打个电话",
    "电话联系",
    "电话",
    "致电",
    "打给",
    "回电话",
    "回电",
    "通话",
    "拜访",
    "走访",
    "登门",
    "上门",
    "回访",
    "面谈",
    "见面",
    "约见",
    "开会",
    "会议",
    "例会",
    "拜会",
    "会见",
    "接待",
    "宴请",
    "招待",
    "答复",
    "邀请",
    "陪同",
    "慰问",
    "感谢",
    "请教",
    "咨询",
    "帮我",
    "安排",
    "参加",
    "转告",
    "汇报",
    "反馈",
    "视频会议",
    "碰头",
    "吃饭",
    "午餐",
    "晚餐",
    "发邮件",
    "发个邮件",
    "写邮件",
    "邮件",
    "发信",
    "发送",
    "发给",
    "发",
    "寄给",
    "寄",
    "送",
    "报价单",
    "报价",
    "合同",
    "协议",
    "回款",
    "催款",
    "催收",
    "收款",
    "付款",
    "尾款",
    "货款",
    "对账",
    "发票",
    "开票",
    "续签",
    "签约",
    "签",
    "确认",
    "跟进",
    "样品",
    "方案",
    "资料",
    "提醒我",
    "提醒",
    "记得",
    "别忘了",
    "需要",
    "联系",
    "沟通",
    "讨论",
    "回复",
    "通知",
    "告诉",
    "月饼",
    "礼物",
    "生日",
    "项目",
    "订单",
    "交货",
    "发货",
    "到货",
    "验收",
    "安装",
    "投诉",
    "进度",
    "情况",
    "问题",
    "给",
    "向",
    "跟",
    "催",
    "找",
    "约",
    "请",
    "把",
    "去",
    "前往",
    "陪",
    "的",
    "，",
    "。",
    "、",
    ",",
    "；",
    ";",
    "：",
    ":",
    "！",
    "!",
    "？",
    "?",
    "（",
    "）",
    "(",
    ")",
    "「",
    "」",
    "“",
    "”",
    "\"",
    "remind me to",
    "remind me",
    "remember to",
    "follow up with",
    "follow up",
    "call",
    "phone",
    "ring",
    "visit",
    "meet with",
    "meet",
    "meeting",
    "with",
    "email",
    "e-mail",
    "mail",
    "send",
    "the",
    "a",
    "an",
    "quote",
    "quotation",
    "contract",
    "to",
    "for",
    "from",
    "at",
    "about",
    "please",
    "and",
    "of",
    "on",
    "in",
    "by",
    "invoice",
    "pay",
    "payment",
    "ask",
    "discuss",
    "lunch",
    "dinner",
    "offer",
    "proposal",
    "samples",
    "sample",
    "get",
    "back",
    "check",
    "write",
    "talk",
    "is",
    "are",
    "will",
    "need",
    "must",
    "do",
    "our",
    "my",
    "their",
    "his",
    "her",
    "this",
    "that",
    "it",
    "new",
    "sync",
    "prepare",
    "review",
    "renew",
    "report",
    "order",
];

/// One-character words cut from the ends of what is left, never from within: 华为, 和平医院.
const HEADS: &str = "与对到在由将让向给跟找等先再就去来见问谈聊看办交";
const TAILS: &str = "了吗吧呢啊要等先再去来见谈聊看那和跟开";

/// Words that stand within the names of many units, and say none of them.
const COMMON: &[&str] = &[
    "技术", "科技", "设备", "系统", "数据", "机械", "工业", "工程", "服务", "产品", "材料", "电子",
    "信息", "集团", "公司", "有限", "股份", "研究", "中心", "国际", "实业", "贸易", "销售", "制造",
    "价格", "市场",
];

pub(super) fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}

/// Where the name of a person may stand at the beginning of a stretch that goes on behind it, 王芳 in
/// 和王芳问一下: the longer first.
pub(super) fn person_at(text: &[char], from: usize, until: usize) -> Vec<(usize, usize)> {
    let led = text.get(from).is_some_and(|c| "和与同".contains(*c));
    let from = from + usize::from(led);
    let two: String = text.iter().skip(from).take(2).collect();
    let most = if DOUBLE_SURNAMES.contains(&two.as_str()) {
        4
    } else if text.get(from).is_some_and(|c| SURNAMES.contains(*c)) {
        3
    } else {
        return Vec::new();
    };
    (from + most - 1..=from + most)
        .rev()
        .filter(|end| *end <= until && text.get(from..*end).is_some_and(all_han))
        .map(|end| (from, end))
        .collect()
}

fn all_han(text: &[char]) -> bool {
    text.iter().all(|c| words::is_han(*c))
}

/// What is left of a line between the words that are no names.
pub(super) fn segments(text: &[char], taken: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut open: Vec<bool> = vec![true; text.len()];
    for (from, until) in taken {
        for slot in open.iter_mut().take(*until).skip(*from) {
            *slot = false;
        }
    }
    for word in CUTS {
        let long = word.chars().count();
        let mut at = 0;
        while let Some(found) = text
            .get(at..)
            .and_then(|rest| find_from(text, rest, at, word))
        {
            for slot in open.iter_mut().take(found + long).skip(found) {
                *slot = false;
            }
            at = found + long;
        }
    }
    let mut segments = Vec::new();
    let mut from = None;
    for i in 0..=text.len() {
        let is_open = open.get(i).copied().unwrap_or(false);
        match (from, is_open) {
            (None, true) => from = Some(i),
            (Some(start), false) => {
                segments.extend(trimmed(text, start, i));
                from = None;
            }
            _ => {}
        }
    }
    segments
}

fn find_from(text: &[char], rest: &[char], at: usize, word: &str) -> Option<usize> {
    let found = at + find(rest, word)?;
    // A Latin word cut off at its beginning would seem to stand alone.
    let before = found.checked_sub(1).and_then(|i| text.get(i));
    let first = word.chars().next()?;
    let joined = before.is_some_and(|c| c.is_ascii_alphanumeric() && first.is_ascii_alphanumeric());
    (!joined).then_some(found)
}

fn trimmed(text: &[char], mut from: usize, mut until: usize) -> Option<(usize, usize)> {
    let sign = |c: char| c.is_whitespace() || c.is_ascii_punctuation();
    let cut = |i: usize, words: &str| text.get(i).is_some_and(|c| sign(*c) || words.contains(*c));
    while from < until && cut(from, HEADS) {
        from += 1;
    }
    while until > from && cut(until - 1, TAILS) {
        until -= 1;
    }
    let name = text.get(from..until)?;
    let letters = name.iter().filter(|c| c.is_alphanumeric()).count();
    (letters >= 2 && !name.iter().all(char::is_ascii_digit)).then_some((from, until))
}
