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

/// Titles people are called by, and what a post is called that goes with them.
const TITLES: &[(&str, &[&str])] = &[
    ("董事长", &["董事长"]),
    ("总经理", &["总经理"]),
    ("副总", &["副总"]),
    ("总监", &["总监"]),
    ("总裁", &["总裁"]),
    ("总工", &["总工"]),
    ("总", &["总", "董事长", "CEO", "负责人", "厂长"]),
    ("经理", &["经理"]),
    ("主管", &["主管"]),
    ("主任", &["主任"]),
    ("科长", &["科长"]),
    ("处长", &["处长"]),
    ("部长", &["部长", "部门经理"]),
    ("局长", &["局长"]),
    ("局", &["局长"]),
    ("厂长", &["厂长"]),
    ("院长", &["院长"]),
    ("院", &["院长"]),
    ("校长", &["校长"]),
    ("所长", &["所长"]),
    ("站长", &["站长"]),
    ("队长", &["队长"]),
    ("书记", &["书记"]),
    ("秘书", &["秘书"]),
    ("助理", &["助理"]),
    ("工程师", &["工程师"]),
    ("工", &["工程师", "技术", "工艺", "研发", "总工"]),
    ("会计", &["会计", "财务"]),
    ("出纳", &["出纳"]),
    ("老师", &[]),
    ("老板", &["总", "董事长"]),
    ("董", &["董事"]),
    ("先生", &[]),
    ("女士", &[]),
    ("小姐", &[]),
    ("博士", &[]),
    ("教授", &["教授"]),
    ("律师", &["律师"]),
    ("医生", &["医生", "医师"]),
    ("哥", &[]),
    ("姐", &[]),
    ("师傅", &[]),
    ("队", &["队长"]),
    ("处", &["处长"]),
    ("科", &["科长"]),
    ("行长", &["行长"]),
    ("行", &["行长"]),
];

const LATIN_TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "mr.", "mrs.", "ms.", "dr.", "prof.", "director",
    "manager", "engineer",
];

/// Somebody by surname and title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Called {
    pub(super) surname: Surname,
    /// The title's words, as they may stand in a post; empty where it says nothing of one.
    title: &'static [&'static str],
    /// As it was said: 张总.
    pub(super) words: String,
    pub(super) from: usize,
    pub(super) until: usize,
}

/// The first person a text calls by surname and title: `张总`, `李工`, `老王`, `Mr. Li`.
pub(super) fn called(text: &[char]) -> Option<Called> {
    chinese(text).or_else(|| latin(text))
}

fn chinese(text: &[char]) -> Option<Called> {
    for from in 0..text.len() {
        let rest = text.get(from..)?;
        let starts = |word: &str| {
            word.chars()
                .enumerate()
                .all(|(i, c)| rest.get(i) == Some(&c))
        };
        let double = DOUBLE_SURNAMES.iter().find(|name| starts(name));
        let surname: String = match double {
            Some(name) => (*name).to_owned(),
            None => match rest.first() {
                Some(c) if SURNAMES.contains(*c) => c.to_string(),
                _ => {
                    // 老王, 小李: familiar.
                    if matches!(rest.first(), Some('老' | '小'))
                        && let Some(c) = rest.get(1)
                        && SURNAMES.contains(*c)
                        && !rest.get(2).is_some_and(|c| {
                            words::is_han(*c) && !" ，。、打发约聊说见问".contains(*c)
                        })
                    {
                        return Some(Called {
                            surname: Surname::Han(c.to_string()),
                            title: &[],
                            words: rest.iter().take(2).collect(),
                            from,
                            until: from + 2,
                        });
                    }
                    continue;
                }
            },
        };
        let behind = surname.chars().count();
        let after = rest.get(behind..).unwrap_or_default();
        let title = TITLES
            .iter()
            .filter(|(word, _)| {
                word.chars()
                    .enumerate()
                    .all(|(i, c)| after.get(i) == Some(&c))
            })
            .max_by_key(|(word, _)| word.chars().count());
        let Some((word, posts)) = title else { continue };
        let long = behind + word.chars().count();
        // 三一总部, 华工科技, 马行空: the title is the first half of another word.
        let next = rest.get(long).copied().unwrap_or(' ');
        let short = word.chars().count() == 1;
        if short && "部公局行厂司会结体量数额是共程业商空银李".contains(next) {
            continue;
        }
        return Some(Called {
            surname: Surname::Han(surname),
            title: posts,
            words: rest.iter().take(long).collect(),
            from,
            until: from + long,
        });
    }
    None
}

fn latin(text: &[char]) -> Option<Called> {
    let (title, from) = LATIN_TITLES
        .iter()
        .filter_map(|title| Some((title, find(text, title)?)))
        .min_by_key(|(_, at)| *at)?;
    let mut at = from + title.chars().count();
    if text.get(at) == Some(&'.') {
        at += 1;
    }
    while text.get(at) == Some(&' ') {
        at += 1;
    }
    let name: String = text
        .get(at..)?
        .iter()
        .take_while(|c| c.is_ascii_alphabetic() || **c == '\'')
        .collect();
    (name.chars().count() >= 2).then_some(())?;
    let until = at + name.chars().count();
    let words = text.get(from..until)?.iter().collect();
    Some(Called {
        surname: Surname::Latin(name),
        title: &[],
        words,
        from,
        until,
    })
}

/// Those of some people who are called so: by the form of address if anybody is, else by title, else
/// by surname alone.
pub(super) fn fitting(people: Vec<NamedPerson>, called: &Called) -> Vec<NamedPerson> {
    let addressed = |person: &&NamedPerson| words::fold(&person.address) == called.words;
    let titled = |person: &&NamedPerson| {
        called
            .title
            .iter()
            .any(|title| person.title.contains(title))
    };
    let by_address: Vec<NamedPerson> = people.iter().filter(addressed).cloned().collect();
    if !by_address.is_empty() {
        return by_address;
    }
    let by_title: Vec<NamedPerson> = people.iter().filter(titled).cloned().collect();
    if by_title.is_empty() {
        people
    } else {
        by_title
    }
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
const TAILS: &str = "了吗吧呢啊要等先再去来见谈聊看那和跟";

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
