//! The promised speed of search: an index of many made-up units and notes, and what a keystroke
//! costs in it. Measures; whoever calls it judges.

use std::sync::Arc;
use std::time::{Duration, Instant};

use steward_core::base::words::pinyin_forms;
use steward_core::base::{FixedClock, Id, Report, Result, Timestamp};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::search::{Doc, SearchIndex};
use steward_core::vault::Vault;

use crate::dice::Dice;

const NOW: i64 = 1_795_300_000_000;

/// Characters that names and notes are made of, the commonest first.
const CHARACTERS: &str = "的中国公司技科有限华大天金海新东方建工业信息安电子力合成达通海江南北山水和平\
    文化传媒生物医药品食机械设备造制服务商贸易投资产管理发展实股份团集物流运输能源环保材料汽车交\
    银行网络软件数据智云创明远瑞丰恒泰盛德博雅鼎同利康宝嘉永正元宏伟业兴隆鑫顺福祥吉庆长春秋光辉\
    星月日火木石土田林森花草叶龙凤马牛羊鸟鱼虎豹王李张刘陈杨赵黄周吴徐孙朱高何郭罗梁宋郑谢韩唐冯\
    谈价格期付款合同交货质量验收客户要求提出意见满意改进下周拜访电话会议邮件报采购总监经理预算批审";
const TRADES: &[&str] = &[
    "科技", "技术", "贸易", "机械", "电子", "生物", "物流", "建设", "投资", "文化", "能源", "材料",
];
const PLACES: &[&str] = &[
    "北京", "上海", "深圳", "广州", "杭州", "重庆", "厦门", "长沙", "苏州", "",
];
const FORMS: &[&str] = &["有限公司", "股份有限公司", "集团有限公司", "有限责任公司"];

/// What was measured.
#[derive(Debug)]
pub struct Measured {
    /// Filling the empty index.
    pub rebuild: Duration,
    /// Bytes of the index on disk.
    pub bytes: u64,
    /// Taking in one changed record, sorted.
    pub apply: Vec<Duration>,
    /// Every keystroke with what had been typed, sorted by duration.
    pub keys: Vec<(Duration, String)>,
    /// Opening the index of an unlocked vault.
    pub open: Duration,
}

impl Measured {
    /// The duration below which `per_cent` of the keystrokes stay.
    #[must_use]
    pub fn key(&self, per_cent: usize) -> Duration {
        let at = (self.keys.len() * per_cent / 100).min(self.keys.len() - 1);
        self.keys[at].0
    }
}

/// Fills the index of a fresh vault below `home` and types into it.
///
/// # Errors
/// When the vault or the index cannot be written.
pub fn measure(
    home: &std::path::Path,
    units: usize,
    notes: usize,
    words: usize,
) -> Result<Measured> {
    let clock = Arc::new(FixedClock::at(Timestamp(NOW).utc()));
    let secret = Secret::new("a passphrase long enough");
    let dir = home.join("Load.steward");
    let (vault, _) = Vault::create(&dir, &secret, KdfCost::for_tests(), clock)?;
    let index = SearchIndex::open(&vault)?;
    let docs = (0..units)
        .map(unit)
        .chain((0..notes).map(|n| note(n, units)));
    let begun = Instant::now();
    index.rebuild(docs.map(Ok), 1, &Report::silent())?;
    let rebuild = begun.elapsed();
    let bytes = std::fs::metadata(dir.join("search.db"))?.len();

    let mut apply = Vec::new();
    for n in 0..300 {
        let changed = if n % 2 == 0 {
            unit(units + n)
        } else {
            note(notes + n, units)
        };
        let begun = Instant::now();
        index.apply(&[changed], &[], 2)?;
        apply.push(begun.elapsed());
    }
    apply.sort_unstable();
    drop(index);

    let begun = Instant::now();
    let index = SearchIndex::open(&vault)?;
    let open = begun.elapsed();
    let mut keys = Vec::new();
    let typed = typed(
        words,
        |dice| unit(dice.below(units)).title,
        |dice| note(dice.below(notes), units).texts.remove(0),
        |dice| format!("kh-{:05}", dice.below(units)),
    );
    for text in typed {
        let begun = Instant::now();
        let found = index.search(&text, 20)?;
        keys.push((begun.elapsed(), text));
        drop(found);
    }
    keys.sort_unstable();
    Ok(Measured {
        rebuild,
        bytes,
        apply,
        keys,
        open,
    })
}

/// What is in the field after each key of `words` searches of every sort, for parts of what is drawn: a
/// unit's name, what was said, a code.
#[must_use]
pub fn typed(
    words: usize,
    name: impl Fn(&mut Dice) -> String,
    said: impl Fn(&mut Dice) -> String,
    code: impl Fn(&mut Dice) -> String,
) -> Vec<String> {
    let mut dice = Dice::of(77);
    let mut typed = Vec::new();
    for n in 0..words {
        let characters: Vec<char> = name(&mut dice).chars().collect();
        let from = dice.below(characters.len() - 2);
        let part: String = characters[from..].iter().take(4).collect();
        let form = pinyin_forms(&characters[from..].iter().collect::<String>()).remove(0);
        let said: Vec<char> = said(&mut dice).chars().collect();
        let at = dice.below(said.len() - 4);
        let said: String = said[at..at + 3].iter().collect();
        let whole = match n % 7 {
            0 => part,
            1 => form.full().chars().take(10).collect(),
            2 => form.short().chars().take(5).collect(),
            3 => said,
            4 => format!("13{}", dice.below(1_000_000)),
            5 => format!("{} {said}", part.chars().take(2).collect::<String>()),
            _ => code(&mut dice),
        };
        let ends = whole.char_indices().map(|(at, c)| at + c.len_utf8());
        typed.extend(ends.map(|end| whole[..end].to_owned()));
    }
    typed
}

fn id(kind: u128, n: usize) -> Id {
    Id::from_bytes((kind << 64 | n as u128).to_be_bytes())
}

/// A character; the first of the list far oftener than the last, as in any language.
fn character(dice: &mut Dice, of: &[char]) -> char {
    let (a, b) = (dice.below(of.len()), dice.below(of.len()));
    of[a.min(b)]
}

fn unit(n: usize) -> Doc {
    let characters: Vec<char> = CHARACTERS.chars().filter(|c| !c.is_whitespace()).collect();
    let mut dice = Dice::of(n as u64 ^ 0x5eed);
    let own: String = (0..2 + dice.below(3))
        .map(|_| character(&mut dice, &characters))
        .collect();
    let (place, trade) = (dice.pick(PLACES), dice.pick(TRADES));
    Doc {
        entity: "unit".to_owned(),
        id: id(1, n),
        unit: None,
        title: format!("{place}{own}{trade}{}", dice.pick(FORMS)),
        about: String::new(),
        aliases: vec![own],
        codes: vec![format!("KH-{n:05}"), format!("info{n}@example.com")],
        phones: vec![format!("138{:08}", dice.below(100_000_000))],
        texts: Vec::new(),
        at: Some(Timestamp(NOW - ms(n) * 1000)),
    }
}

/// A count of something, to reckon times with.
fn ms(n: usize) -> i64 {
    i64::try_from(n).unwrap_or_default()
}

fn note(n: usize, units: usize) -> Doc {
    let characters: Vec<char> = CHARACTERS.chars().filter(|c| !c.is_whitespace()).collect();
    let mut dice = Dice::of(n as u64 ^ 0x0bed);
    let length = 20 + dice.below(100);
    let mut text: String = (0..length)
        .map(|_| character(&mut dice, &characters))
        .collect();
    if n.is_multiple_of(5) {
        text.push_str("，ERP 项目 2026Q4 报价");
    }
    let of = unit(dice.below(units));
    let day = i64::try_from(dice.below(900)).unwrap_or_default();
    Doc {
        entity: "activity".to_owned(),
        id: id(2, n),
        unit: Some(of.id),
        title: String::new(),
        about: of.title,
        aliases: Vec::new(),
        codes: Vec::new(),
        phones: Vec::new(),
        texts: vec![text],
        at: Some(Timestamp(
            NOW - day * 86_400_000 - ms(dice.below(600)) * 60_000,
        )),
    }
}
