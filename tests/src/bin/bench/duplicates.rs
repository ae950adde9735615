//! Looking for units that are there twice among 100,000, with known ones sown in: how long it takes, how
//! many of those it shows are meant (precision), and how many of those meant it shows (recall).

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use steward_core::base::{Id, Report};
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_tests::dice::Dice;
use steward_tests::ledger;

use crate::sheet::{Sheet, timed};
use crate::stand::{UNITS, clock};

/// Every so many units one is sown a second time.
const EVERY: usize = 50;
/// As often one is sown that looks alike and is another firm.
const ALIKE: usize = 70;
const STEP: usize = 2_000;
/// Pairs from this score on are what the program calls likely.
const LIKELY: u8 = 65;

type Fields = BTreeMap<String, Value>;

/// Names of firms: real ones where `STEWARD_REAL_DATA` holds a list of them, made-up ones otherwise.
fn brands() -> Vec<String> {
    let list = std::env::var_os("STEWARD_REAL_DATA")
        .map(|real| PathBuf::from(real).join("companies/parts.json"));
    let Some(Ok(text)) = list.map(std::fs::read_to_string) else {
        return Vec::new();
    };
    let parts: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let brands = parts.get("brands").and_then(|list| list.as_array());
    let name = |pair: &serde_json::Value| pair.get(0)?.as_str().map(str::to_owned);
    brands.into_iter().flatten().filter_map(name).collect()
}

fn text<'f>(fields: &'f Fields, key: &str) -> &'f str {
    fields.get(key).and_then(Value::as_text).unwrap_or_default()
}

/// A telephone that no other unit has.
fn phone(n: usize) -> String {
    format!("1{}{:08}", 30 + n % 9, n)
}

/// The `n`th firm; no two have one name.
fn firm(n: usize, brands: &[String]) -> Fields {
    let mut fields = ledger::unit(n);
    let mut dice = Dice::of(n as u64 ^ 0x0d0e);
    let name = text(&fields, "legal_name").to_owned();
    let brand = match brands {
        [] => String::new(),
        all => all[n % all.len()].clone(),
    };
    // A syllable of its own for each: made-up names repeat, and would be duplicates by chance.
    let place: String = name.chars().take(2).collect();
    let rest: String = name.chars().skip(2).collect();
    let own: String = [n, n / 60, n / 3_600]
        .iter()
        .map(|part| SYLLABLES[part % SYLLABLES.len()])
        .collect();
    fields.insert(
        "legal_name".into(),
        Value::text(format!("{place}{brand}{own}{rest}")),
    );
    fields.insert("phones".into(), Value::Raw(phone(n)));
    fields.insert(
        "address".into(),
        Value::text(format!(
            "{place}市{own}路{}号{}室",
            dice.below(900) + 1,
            n % 1_000
        )),
    );
    fields.remove("short_name");
    fields.insert("kind".into(), Value::choice("company"));
    fields
}

const SYLLABLES: [&str; 60] = [
    "岭", "川", "桦", "槐", "榕", "枫", "柏", "杉", "桐", "梓", "琪", "琳", "瑜", "璟", "瑾", "珂",
    "玥", "珈", "浩", "瀚", "泓", "沐", "泽", "渊", "湛", "澄", "煜", "炜", "焱", "烽", "灿", "辉",
    "钰", "铭", "锦", "镇", "钧", "铠", "锋", "钊", "轩", "宸", "宇", "宏", "弘", "毅", "彦", "哲",
    "睿", "昊", "昱", "晟", "曦", "晖", "旭", "朗", "骏", "骁", "骥", "驰",
];

/// The same firm as somebody else wrote it down.
fn again(fields: &Fields, n: usize) -> Fields {
    let name = text(fields, "legal_name").to_owned();
    let phone = fields.get("phones").cloned();
    let address = fields.get("address").cloned();
    let mut other = Fields::from([("kind".to_owned(), Value::choice("company"))]);
    let bare = name
        .replace("集团有限公司", "")
        .replace("有限公司分公司", "")
        .replace("有限公司", "");
    let placeless: String = name.chars().skip(2).collect();
    let mut keep = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            other.insert(key.to_owned(), value);
        }
    };
    let said = match n / EVERY % 6 {
        // Letter for letter but for width and spaces.
        0 => format!(" {} ", name.replace("有限公司", "（有限公司）")),
        // Without its legal form.
        1 => bare,
        // Without its place, with the telephone.
        2 => {
            keep("phones", phone);
            placeless
        }
        // Misheard, with the address.
        3 => {
            keep("address", address);
            swapped(&name)
        }
        // Another form, with the head.
        4 => {
            keep("legal_rep", fields.get("legal_rep").cloned());
            format!("{bare}股份有限公司")
        }
        // A former name: nothing but telephone and address in common.
        _ => {
            keep("phones", phone);
            keep("address", address);
            format!("旧名{n}商行")
        }
    };
    keep("legal_name", Some(Value::text(said)));
    other
}

/// One character of its own is another one.
fn swapped(name: &str) -> String {
    let mut all: Vec<char> = name.chars().collect();
    let at = all.len() / 2;
    all[at] = if all[at] == '鑫' { '森' } else { '鑫' };
    all.into_iter().collect()
}

/// Another firm of that name in another place, or one at the same switchboard.
fn stranger(fields: &Fields, n: usize) -> Fields {
    let name: String = text(fields, "legal_name").chars().skip(2).collect();
    let mut other = Fields::from([("kind".to_owned(), Value::choice("company"))]);
    if (n / ALIKE).is_multiple_of(2) {
        other.insert("legal_name".into(), Value::text(format!("拉萨{name}")));
        other.insert(
            "legal_rep".into(),
            Value::text(format!("赵{}", SYLLABLES[n % 60])),
        );
    } else {
        other.insert("legal_name".into(), Value::text(format!("邻居{n}号贸易行")));
        other.insert(
            "phones".into(),
            fields.get("phones").cloned().unwrap_or(Value::Null),
        );
    }
    other
}

pub(crate) fn measure(sheet: &mut Sheet) {
    let session = Session::in_memory(clock()).unwrap();
    let now = session.vault().clock().now();
    let brands = brands();
    eprintln!("  {} real brands", brands.len());
    let mut all: Vec<(Id, Fields)> = Vec::new();
    let mut meant: HashSet<(Id, Id)> = HashSet::new();
    for n in 0..UNITS {
        let (id, fields) = (Id::at(now), firm(n, &brands));
        if n.is_multiple_of(EVERY) {
            let twin = Id::at(now);
            meant.insert((id, twin));
            all.push((twin, again(&fields, n)));
        }
        if n % ALIKE == 1 {
            all.push((Id::at(now), stranger(&fields, n)));
        }
        all.push((id, fields));
    }
    for step in all.chunks(STEP) {
        session
            .apply(&ledger::creation("unit", step.iter().cloned()))
            .unwrap();
    }
    let (took, found) = timed(|| session.sweep_duplicates("unit", &Report::silent()).unwrap());
    let (mut right, mut wrong, mut likely, mut likely_wrong) = (0_u32, 0_u32, 0_u32, 0_u32);
    for from in (0..found).step_by(500) {
        for pair in session.duplicates("unit", from, 500).unwrap().pairs {
            let ids = (pair.first.id, pair.second.id);
            let is = meant.contains(&ids) || meant.contains(&(ids.1, ids.0));
            let sure = pair.score >= LIKELY;
            match (is, sure) {
                (true, _) => right += 1,
                (false, true) => {
                    wrong += 1;
                    likely_wrong += 1;
                }
                (false, false) => wrong += 1,
            }
            likely += u32::from(sure);
            if !is && wrong <= 5 {
                eprintln!(
                    "  not meant: {} / {} ({})",
                    pair.first.label, pair.second.label, pair.score
                );
            }
        }
    }
    let share = |part: u32, of: u32| 100.0 * f64::from(part) / f64::from(of.max(1));
    let sown = u32::try_from(meant.len()).unwrap();
    sheet.at_most(
        "looking for duplicates among 100,000 units",
        took,
        8_000.0,
        "ms",
    );
    sheet.at_least(
        "of the pairs shown, those meant",
        share(right, right + wrong),
        90.0,
        "%",
    );
    let sure = share(likely - likely_wrong, likely);
    sheet.at_least("of the pairs called likely, those meant", sure, 98.0, "%");
    sheet.at_least(
        "of the pairs meant, those shown",
        share(right, sown),
        90.0,
        "%",
    );
    let typed = Fields::from([(
        "legal_name".to_owned(),
        Value::Raw(text(&all[5_000].1, "legal_name").to_owned()),
    )]);
    session.likely_same("unit", &typed).unwrap();
    let (took, _) = timed(|| session.likely_same("unit", &typed).unwrap());
    sheet.at_most("the likely ones beneath a form", took, 100.0, "ms");
}
