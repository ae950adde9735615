//! Whether two records are one, judged by what they have in common: a score and its reasons in words.
//! Pure. A name alone never makes it certain, and a code that says otherwise outweighs all else.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::Id;
use crate::base::words::{Alike, CompanyName, PersonName};

/// From this score on a pair is shown by the sweep.
pub const SHOWN: u8 = 50;
/// From this score on a record that is there is shown beneath one that is typed.
pub const OFFERED: u8 = 25;

/// What a record can have in common with another one, beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A credit code that can be right.
    Credit,
    /// Any other number an authority knows it by.
    Official,
    /// A mail address of its own.
    Mail,
    /// A mail address of an office: info@, sales@.
    RoleMail,
    /// A mobile telephone.
    Mobile,
    /// Any other telephone.
    Line,
    /// A web domain of its own.
    Domain,
    /// The legal representative.
    Head,
    /// An address.
    Address,
    /// A `WeChat` name.
    Wechat,
    /// A whole birthday.
    Birthday,
    /// The unit a person is with.
    Workplace,
}

/// One thing a record can have in common with another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub sort: Sort,
    /// What is compared, as a number.
    pub key: u64,
    /// What it is called before the user.
    pub shown: String,
}

/// What a record is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// A unit's: the name, then the others it is known by.
    Company(Vec<CompanyName>),
    /// A person's.
    Person(Vec<PersonName>),
}

/// All that is compared of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The record.
    pub id: Id,
    /// What it is called.
    pub names: Names,
    /// What it can have in common with others.
    pub marks: Vec<Mark>,
    /// The unit above a unit.
    pub above: Option<Id>,
    /// A department, a site or a branch: its name tells it apart only within the unit above.
    pub inner: bool,
}

/// What speaks for two records being one, or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is a sentence in the locales, ui.quality.why"
)]
pub enum Sign {
    SameCredit,
    SameOfficial,
    SameMail,
    SameMobile,
    SamePhone,
    SameDomain,
    SameHead,
    SameAddress,
    SameWechat,
    SameBirthday,
    SameUnit,
    NameSame,
    NameForm,
    NameOtherForm,
    NamePlace,
    NameSound,
    NameSlip,
    NamePart,
    NamesDiffer,
    OneAbove,
}

impl Sign {
    /// Whether it speaks against their being one.
    #[must_use]
    pub fn is_against(self) -> bool {
        matches!(self, Self::NamesDiffer | Self::OneAbove)
    }
}

/// A reason with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Reason {
    /// Which.
    pub why: Sign,
    /// What both have, or what the first is called.
    pub text: String,
    /// What the second is called, where that is not the same.
    pub other: String,
    /// It speaks against their being one.
    pub against: bool,
}

impl Reason {
    fn of(why: Sign, text: &str, other: &str) -> Self {
        Self {
            why,
            text: text.to_owned(),
            other: other.to_owned(),
            against: why.is_against(),
        }
    }
}

/// What is thought of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// 0 to 99: nothing is ever certain.
    pub score: u8,
    /// Why, what says most first.
    pub reasons: Vec<Reason>,
}

/// Judges a pair. `crowd` says how many records have a mark: what many share tells little.
#[must_use]
pub fn judge(a: &Print, b: &Print, crowd: impl Fn(Sort, u64) -> u32) -> Option<Judgement> {
    if a.id == b.id || codes_differ(a, b) || strangers_within(a, b) {
        return None;
    }
    let mut found = Vec::new();
    let named = name(a, b);
    found.extend(named.clone());
    let mut proved = false;
    let mut mailed = false;
    let units = matches!(a.names, Names::Company(_));
    for (mine, theirs) in common(a, b) {
        let (why, weight) = worth(mine.sort, units);
        // A workplace tells nothing of people whose names do not agree.
        if mine.sort == Sort::Workplace && !named.as_ref().is_some_and(|(_, w)| *w > PART) {
            continue;
        }
        if mine.sort == Sort::Domain && mailed {
            continue;
        }
        proved |= matches!(mine.sort, Sort::Credit | Sort::Official | Sort::Wechat);
        mailed |= mine.sort == Sort::Mail;
        let shared = match mine.sort {
            Sort::Credit | Sort::Official | Sort::Wechat | Sort::Workplace => 2,
            sort => crowd(sort, mine.key).max(2),
        };
        let weight = weight * (2.0 / f64::from(shared)).sqrt();
        let other = if mine.shown == theirs.shown {
            ""
        } else {
            &theirs.shown
        };
        found.push((Reason::of(why, &mine.shown, other), weight));
    }
    if found.is_empty() {
        return None;
    }
    let chain = a.above == Some(b.id) || b.above == Some(a.id);
    let sisters = a.above.is_some() && a.above == b.above;
    if named.is_none() && !proved && (chain || sisters) {
        // One group shares its switchboard, its domain, its address and often its head.
        return None;
    }
    found.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut score = 1.0 - found.iter().fold(1.0, |left, (_, w)| left * (1.0 - w));
    let mut reasons: Vec<Reason> = found.into_iter().map(|(reason, _)| reason).collect();
    if named.is_none()
        && let Some((mine, theirs)) = both_named(a, b)
    {
        score *= if units { 0.8 } else { 0.75 };
        reasons.push(Reason::of(Sign::NamesDiffer, mine, theirs));
    }
    if chain {
        score *= 0.6;
        reasons.push(Reason::of(Sign::OneAbove, "", ""));
    }
    Some(Judgement {
        score: percent(score),
        reasons,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of one, held to its bounds"
)]
fn percent(share: f64) -> u8 {
    (share.clamp(0.0, 0.99) * 100.0).round() as u8
}

/// Two firms with two sound codes are two, whatever they are called.
fn codes_differ(a: &Print, b: &Print) -> bool {
    let code = |print: &Print| {
        let credit = print.marks.iter().find(|mark| mark.sort == Sort::Credit);
        credit.map(|mark| mark.key)
    };
    matches!((code(a), code(b)), (Some(a), Some(b)) if a != b)
}

/// Departments of two units are two: every firm has its 财务部.
fn strangers_within(a: &Print, b: &Print) -> bool {
    (a.inner || b.inner) && (a.inner != b.inner || a.above != b.above)
}

/// What both have, each sort and key once.
fn common<'p>(a: &'p Print, b: &'p Print) -> Vec<(&'p Mark, &'p Mark)> {
    let mut seen = BTreeSet::new();
    let mut both: Vec<(&Mark, &Mark)> = a
        .marks
        .iter()
        .filter_map(|mine| {
            let same = |theirs: &&Mark| theirs.sort == mine.sort && theirs.key == mine.key;
            let theirs = b.marks.iter().find(same)?;
            seen.insert((mine.sort, mine.key)).then_some((mine, theirs))
        })
        .collect();
    both.sort_by_key(|(mine, _)| mine.sort);
    both
}

/// How much a thing in common says, between two units or two people.
fn worth(sort: Sort, units: bool) -> (Sign, f64) {
    match (sort, units) {
        (Sort::Credit, _) => (Sign::SameCredit, 0.97),
        (Sort::Official, _) => (Sign::SameOfficial, 0.93),
        (Sort::Mail, true) => (Sign::SameMail, 0.6),
        (Sort::Mail, false) => (Sign::SameMail, 0.8),
        (Sort::RoleMail, _) => (Sign::SameMail, 0.25),
        (Sort::Mobile, true) => (Sign::SameMobile, 0.5),
        (Sort::Mobile, false) => (Sign::SameMobile, 0.75),
        (Sort::Line, true) => (Sign::SamePhone, 0.5),
        (Sort::Line, false) => (Sign::SamePhone, 0.2),
        (Sort::Domain, _) => (Sign::SameDomain, 0.35),
        (Sort::Head, _) => (Sign::SameHead, 0.25),
        (Sort::Address, _) => (Sign::SameAddress, 0.35),
        (Sort::Wechat, _) => (Sign::SameWechat, 0.85),
        (Sort::Birthday, _) => (Sign::SameBirthday, 0.3),
        (Sort::Workplace, _) => (Sign::SameUnit, 0.45),
    }
}

/// What a part of a name says, the least of all.
const PART: f64 = 0.25;

fn weight(alike: Alike, units: bool) -> (Sign, f64) {
    match alike {
        Alike::Same => (Sign::NameSame, if units { 0.72 } else { 0.4 }),
        Alike::Form => (Sign::NameForm, 0.62),
        Alike::OtherForm => (Sign::NameOtherForm, 0.5),
        Alike::Place => (Sign::NamePlace, 0.45),
        Alike::Sound => (Sign::NameSound, if units { 0.4 } else { 0.3 }),
        Alike::Slip => (Sign::NameSlip, 0.35),
        Alike::Part => (Sign::NamePart, PART),
    }
}

/// How the names agree at best: the one's own name with any the other is known by. What both are
/// called in short tells too little.
fn name(a: &Print, b: &Print) -> Option<(Reason, f64)> {
    let units = matches!(a.names, Names::Company(_));
    let mut best: Option<(Reason, f64)> = None;
    let mut hold = |alike: Alike, first: bool, text: &str, other: &str| {
        let (why, weight) = weight(alike, units);
        let weight = if first { weight } else { weight * 0.85 };
        if best.as_ref().is_none_or(|(_, known)| *known < weight) {
            best = Some((Reason::of(why, text, other), weight));
        }
    };
    match (&a.names, &b.names) {
        (Names::Company(a), Names::Company(b)) => {
            for (at, mine) in a.iter().enumerate() {
                for (to, theirs) in b.iter().enumerate().filter(|(to, _)| at == 0 || *to == 0) {
                    if let Some(alike) = mine.likeness(theirs) {
                        hold(alike, at + to == 0, &mine.shown, &theirs.shown);
                    }
                }
            }
        }
        (Names::Person(a), Names::Person(b)) => {
            for (at, mine) in a.iter().enumerate() {
                for (to, theirs) in b.iter().enumerate().filter(|(to, _)| at == 0 || *to == 0) {
                    if let Some(alike) = mine.likeness(theirs) {
                        hold(alike, at + to == 0, &mine.shown, &theirs.shown);
                    }
                }
            }
        }
        _ => {}
    }
    best
}

/// What both are called, where each has a whole name.
fn both_named<'p>(a: &'p Print, b: &'p Print) -> Option<(&'p str, &'p str)> {
    match (&a.names, &b.names) {
        (Names::Company(a), Names::Company(b)) => {
            let (a, b) = (a.first()?, b.first()?);
            (!a.whole.is_empty() && !b.whole.is_empty()).then_some((&a.shown, &b.shown))
        }
        (Names::Person(a), Names::Person(b)) => {
            let (a, b) = (a.first()?, b.first()?);
            (a.is_whole() && b.is_whole()).then_some((&a.shown, &b.shown))
        }
        _ => None,
    }
}
