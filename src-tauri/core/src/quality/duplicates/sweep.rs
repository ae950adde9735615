//! The sweep: records that have a key in common are compared, no others. What a crowd shares is not
//! compared pair by pair, so that ten thousand units of one name cost no more than ten thousand others.

use std::collections::{HashMap, HashSet};

use super::prints::{self, key_of};
use crate::base::{Id, Report, Result, Timestamp};
use crate::quality::likeness::{self, Judgement, Names, Print, Reason, SHOWN, Sort};
use crate::vault::Read;

/// So many pairs are kept, the likeliest.
const KEPT: usize = 5_000;
/// Within so many records that share a key, each is compared with each.
const EACH: usize = 40;
/// In a larger crowd each is compared with so many that stand beside it.
const BESIDE: usize = 3;
/// How often the user hears of it, and can stop it.
const STEP: usize = 2_048;

/// A pair found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) first: Id,
    pub(super) second: Id,
    pub(super) score: u8,
    pub(super) reasons: Vec<Reason>,
    /// What was compared of each, as fingerprints.
    pub(super) marks: (String, String),
}

/// What a sweep found.
#[derive(Debug)]
pub(super) struct Swept {
    pub(super) at: Timestamp,
    pub(super) seq: i64,
    pub(super) pairs: Vec<Found>,
    pub(super) left_out: usize,
}

/// A key by which records meet: whether a crowd that shares it is still looked into, and the key.
type Key = (bool, u64);

/// Compares all that have something in common.
pub(super) fn sweep(prints: &[Print], read: &Read<'_>, report: &Report) -> Result<Swept> {
    let mut keys: Vec<(Key, u32)> = Vec::with_capacity(prints.len() * 6);
    let mut crowds: HashMap<(Sort, u64), u32> = HashMap::new();
    for (at, print) in (0_u32..).zip(prints) {
        for key in keys_of(print) {
            keys.push((key, at));
        }
        for mark in &print.marks {
            *crowds.entry((mark.sort, mark.key)).or_default() += 1;
        }
    }
    // Two is what a pair has at least; most marks are one record's own.
    crowds.retain(|_, count| *count > 2);
    let crowd = |sort: Sort, key: u64| crowds.get(&(sort, key)).copied().unwrap_or(2);
    keys.sort_unstable();
    keys.dedup();
    let total = u64::try_from(keys.len()).ok();
    let (mut done, mut told) = (0, 0);
    let mut scores: Vec<(u8, u32, u32)> = Vec::new();
    let mut seen: HashSet<(u32, u32)> = HashSet::new();
    let mut compare = |a: u32, b: u32| {
        let pair = (a.min(b), a.max(b));
        let (Some(one), Some(other)) = (at(prints, pair.0), at(prints, pair.1)) else {
            return;
        };
        let judged = likeness::judge(one, other, crowd);
        if let Some(judged) = judged.filter(|judged| judged.score >= SHOWN)
            && seen.insert(pair)
        {
            scores.push((judged.score, pair.0, pair.1));
        }
    };
    for group in keys.chunk_by(|a, b| a.0 == b.0) {
        if done >= told {
            report.step("progress.duplicates_compare", done as u64, total)?;
            told = done + STEP;
        }
        done += group.len();
        let telling = group.first().is_some_and(|((telling, _), _)| *telling);
        let reach = match group.len() {
            0 | 1 => continue,
            2..=EACH => EACH,
            _ if telling => BESIDE,
            _ => continue,
        };
        for (at, (_, one)) in group.iter().enumerate() {
            for (_, other) in group.iter().skip(at + 1).take(reach) {
                compare(*one, *other);
            }
        }
    }
    scores.sort_unstable_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let left_out = scores.len().saturating_sub(KEPT);
    scores.truncate(KEPT);
    let kept = |(_, a, b): (u8, u32, u32)| {
        let (a, b) = (at(prints, a)?, at(prints, b)?);
        let Judgement { score, reasons } = likeness::judge(a, b, crowd)?;
        Some(Found {
            first: a.id,
            second: b.id,
            score,
            reasons,
            marks: (prints::fingerprint(a), prints::fingerprint(b)),
        })
    };
    report.step("progress.duplicates_compare", keys.len() as u64, total)?;
    Ok(Swept {
        at: read.now(),
        seq: read.commit_seq()?,
        pairs: scores.into_iter().filter_map(kept).collect(),
        left_out,
    })
}

fn at(prints: &[Print], at: u32) -> Option<&Print> {
    prints.get(usize::try_from(at).ok()?)
}

/// By what a record meets others. What would not bring a pair to be shown by itself (a place, a sound,
/// a head) is a key only together with something else.
fn keys_of(print: &Print) -> Vec<Key> {
    let mut keys = Vec::new();
    for mark in &print.marks {
        let telling = matches!(mark.sort, Sort::Credit | Sort::Official | Sort::Wechat);
        if !matches!(mark.sort, Sort::Head | Sort::Birthday | Sort::Workplace) {
            keys.push((telling, key_of(&[&format!("{:?}", mark.sort)], mark.key)));
        }
    }
    let heads = |sorts: &'static [Sort]| {
        let marks = print.marks.iter();
        marks
            .filter(move |mark| sorts.contains(&mark.sort))
            .map(|mark| mark.key)
    };
    match &print.names {
        Names::Company(names) => {
            // A department meets those beside it alone.
            let within = print.above.filter(|_| print.inner);
            let within = within.map(|id| id.to_string()).unwrap_or_default();
            for (nth, name) in names.iter().enumerate() {
                if name.core.chars().count() < 2 {
                    continue;
                }
                keys.push((true, key_of(&["name", &within, &name.whole], 0)));
                if nth == 0 {
                    keys.push((true, key_of(&["core", &within, &name.core], 0)));
                }
                for head in heads(&[Sort::Head]) {
                    keys.push((false, key_of(&["own", &name.own], head)));
                    keys.push((false, key_of(&["sound", &name.sound], head)));
                }
            }
        }
        Names::Person(names) => {
            for name in names.iter().filter(|name| !name.whole.is_empty()) {
                for mark in heads(&[Sort::Workplace, Sort::Birthday, Sort::Line]) {
                    keys.push((true, key_of(&["whole", &name.whole], mark)));
                    keys.push((true, key_of(&["sound", &name.sound], mark)));
                }
            }
        }
    }
    keys
}
