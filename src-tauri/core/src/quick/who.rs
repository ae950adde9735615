//! Whom a line is about and where, asked of the vault. Somebody is taken in silence only where all that is
//! said fits them and nothing that was not found stands beside them; else it is asked.

use super::draft::{Choice, Doubt, Draft, MOST, Part, Said};
use super::line::original;
use super::names::{self, Ledger, NamedPerson, NamedUnit, Surname};
use super::titles::{self, Called};
use crate::base::{Result, words};
use crate::records::value::Value;

/// A line is looked up in the vault so often at most, for units and for people.
const LOOKS: usize = 12;
/// So many of one surname are all that the vault names: there may be more.
const MANY: usize = 20;

/// Who and where.
pub(super) fn named(
    draft: &mut Draft,
    line: &str,
    text: &[char],
    taken: &[(usize, usize)],
    ledger: &dyn Ledger,
) -> Result<()> {
    let called = whom(line, text, ledger)?;
    let mut taken = taken.to_vec();
    taken.extend(called.iter().map(|called| (called.from, called.until)));
    let mut looks = LOOKS;
    let mut person_looks = LOOKS;
    let mut units: Vec<NamedUnit> = Vec::new();
    let mut people: Vec<NamedPerson> = Vec::new();
    // Where what was found as a unit ends, and where the person begins.
    let mut unit_ends = None;
    let mut person_from = called.as_ref().map(|called| called.from);
    let mut is_sure = true;
    let segments = names::segments(text, &taken);
    for &(segment_start, segment_end) in &segments {
        if units.is_empty()
            && let Some((found, from, until)) =
                unit_within(line, segment_start, segment_end, &mut looks, ledger)?
        {
            draft.said.push(Said {
                part: Part::Unit,
                words: original(line, from, until),
            });
            units = found;
            unit_ends = Some(until);
            // 华为张伟: who stands behind the unit, or 和王强在苏州二厂: before it.
            for (from, until) in [(until, segment_end), (segment_start, from)] {
                if called.is_none() && people.is_empty() && until > from + 1 {
                    let place = (text, from, until);
                    people = person_within(draft, line, place, &units, &mut person_looks, ledger)?;
                }
            }
            continue;
        }
        if called.is_none() && people.is_empty() {
            let place = (text, segment_start, segment_end);
            people = person_within(draft, line, place, &units, &mut person_looks, ledger)?;
            if people.is_empty() {
                (people, is_sure) = by_surname(draft, line, place, &units, ledger)?;
            }
            if !people.is_empty() {
                person_from = Some(segment_start);
            }
        }
    }
    if let Some(called) = &called {
        (people, is_sure) = by_title(called, &units, ledger)?;
        is_sure &= !called.is_company;
        if !people.is_empty() {
            draft.said.push(Said {
                part: Part::Contact,
                words: original(line, called.from, called.until),
            });
        }
    }
    let strange = person_from.is_some_and(|from| is_strange(text, &segments, unit_ends, from))
        || units.is_empty()
            && called
                .as_ref()
                .is_some_and(|called| is_elsewhere(text, called.until));
    settle(draft, &units, &people, is_sure && !strange);
    Ok(())
}

/// Who is called by surname and title: somebody there is, before anybody whose title nobody has. A unit
/// that is called so goes before (小米, 万科).
fn whom(line: &str, text: &[char], ledger: &dyn Ledger) -> Result<Option<Called>> {
    let mut doubtful = None;
    for called in titles::called(text).into_iter().take(LOOKS) {
        let there = ledger.of_surname(&called.surname, None)?;
        if there.is_empty() {
            continue;
        }
        let units = ledger.units(&original(line, called.from, called.until))?;
        if units.iter().any(|unit| unit.is_whole || unit.is_start) {
            continue;
        }
        if !titles::fitting(&there, &called).is_empty() {
            return Ok(Some(called));
        }
        if doubtful.is_none() && called.is_word {
            doubtful = Some(called);
        }
    }
    Ok(doubtful)
}

/// Words that go before a person and name no customer.
const PLAIN: &[&str] = &[
    "客户",
    "老客户",
    "新客户",
    "大客户",
    "领导",
    "老板",
    "同事",
    "我们",
    "咱们",
    "甲方",
    "乙方",
    "对方",
    "公司",
    "贵司",
    "经销商",
    "供应商",
    "代理商",
    "他们",
    "那边",
    "你们",
    "采购",
    "财务",
    "技术",
    "设备",
    "销售",
    "生产",
    "质量",
    "工程",
    "行政",
    "人事",
    "法务",
    "总部",
    "分公司",
    "工厂",
    "our",
    "the",
    "my",
];

/// Whether a name that was not found stands right before a person: 钱塘江公司 in 给钱塘江公司张总打电话.
fn is_strange(
    text: &[char],
    segments: &[(usize, usize)],
    unit_ends: Option<usize>,
    person: usize,
) -> bool {
    let before = segments.iter().rev().find(|(from, _)| *from < person);
    let Some(&(from, until)) = before else {
        return false;
    };
    let joint = text.get(until.min(person)..person).unwrap_or_default();
    if !joint.iter().all(|c| c.is_whitespace() || *c == '的') {
        return false;
    }
    let from = unit_ends.filter(|end| *end > from).unwrap_or(from);
    let name: String = text.get(from..until).unwrap_or_default().iter().collect();
    let name = name.trim();
    let is_part = name.ends_with(['部', '科', '处', '室', '组', '办']) && unit_ends.is_some();
    !name.is_empty() && !is_part && !PLAIN.contains(&name)
}

/// Whether somebody is said to be at a place: `Mr. Smith at Foo`.
fn is_elsewhere(text: &[char], until: usize) -> bool {
    let rest: String = text.get(until..).unwrap_or_default().iter().collect();
    let rest = rest.trim_start();
    ["at ", "of ", "from ", "("].iter().any(|lead| {
        rest.strip_prefix(lead)
            .is_some_and(|name| name.trim_start().starts_with(char::is_alphabetic))
    })
}

type Within = Option<(Vec<NamedUnit>, usize, usize)>;

/// The units that a stretch of the line names: all of it, or as much of its beginning or end as is a
/// name.
fn unit_within(
    line: &str,
    from: usize,
    until: usize,
    looks: &mut usize,
    ledger: &dyn Ledger,
) -> Result<Within> {
    let mut tries = vec![(from, until)];
    let is_word = |i: usize| line.chars().nth(i).is_some_and(|c| !words::is_han(c));
    for end in (from + 2..until).rev() {
        // A Latin word is never cut.
        if !(is_word(end) && is_word(end - 1))
            || line.chars().nth(end).is_some_and(char::is_whitespace)
        {
            tries.push((from, end));
        }
    }
    for start in from + 1..until.saturating_sub(1) {
        if !(is_word(start) && is_word(start - 1))
            || line.chars().nth(start - 1).is_some_and(char::is_whitespace)
        {
            tries.push((start, until));
        }
    }
    for (start, end) in tries {
        if *looks == 0 {
            return Ok(None);
        }
        *looks -= 1;
        let words = original(line, start, end);
        let found = ledger.units(words.trim())?;
        let cut = (start, end) != (from, until) || names::is_common(words.trim());
        // Half of what was said may be half of a name only where it begins one.
        let found: Vec<NamedUnit> = found
            .into_iter()
            .filter(|unit| !cut || unit.is_start || unit.is_whole)
            .collect();
        if found.is_empty() {
            continue;
        }
        let whole: Vec<NamedUnit> = found.iter().filter(|unit| unit.is_whole).cloned().collect();
        let start_of: Vec<NamedUnit> = found.iter().filter(|unit| unit.is_start).cloned().collect();
        let best = [whole, start_of, found]
            .into_iter()
            .find(|some| !some.is_empty())
            .unwrap_or_default();
        return Ok(Some((best, start, end)));
    }
    Ok(None)
}

fn person_within(
    draft: &mut Draft,
    line: &str,
    (text, from, until): (&[char], usize, usize),
    units: &[NamedUnit],
    looks: &mut usize,
    ledger: &dyn Ledger,
) -> Result<Vec<NamedPerson>> {
    let at = match units {
        [unit] => Some(unit.unit.id),
        _ => None,
    };
    let parts = names::person_at(text, from, until);
    let tries = std::iter::once((from, until))
        .chain(parts.into_iter().filter(|part| *part != (from, until)));
    for place in tries {
        if *looks == 0 {
            break;
        }
        *looks -= 1;
        let words = original(line, place.0, place.1);
        let mut people = ledger.people(words.trim(), at)?;
        // A part of what was said is a name only where it is all of one.
        people.retain(|person| place == (from, until) || person.contact.label == words);
        let there: Vec<NamedPerson> = people
            .iter()
            .filter(|person| person.is_there)
            .cloned()
            .collect();
        let people = if there.is_empty() { people } else { there };
        if !people.is_empty() {
            draft.said.push(Said {
                part: Part::Contact,
                words,
            });
            return Ok(people);
        }
    }
    Ok(Vec::new())
}

/// Words before a surname that say it is one: somebody is called, a price is not.
pub(super) const CALLS: &[&str] = &[
    "call", "phone", "ring", "email", "e-mail", "mail", "meet", "visit", "ask", "tell", "text",
    "remind", "thank", "write to", "talk to", "speak to", "reply to", "with",
];

/// The people a surname alone names behind a word that calls somebody: `call Smith`. Written small it may be
/// another word, and of whoever is only sounded so nobody is taken in silence.
fn by_surname(
    draft: &mut Draft,
    line: &str,
    (text, from, until): (&[char], usize, usize),
    units: &[NamedUnit],
    ledger: &dyn Ledger,
) -> Result<(Vec<NamedPerson>, bool)> {
    let none = Ok((Vec::new(), true));
    let name = text.get(from..until).unwrap_or_default();
    let is_one = name
        .iter()
        .all(|c| c.is_ascii_alphabetic() || matches!(c, '\'' | '-'));
    let before: String = text.get(..from).unwrap_or_default().iter().collect();
    let before = before.trim_end();
    let is_called = CALLS.iter().any(|word| {
        before
            .strip_suffix(word)
            .is_some_and(|head| !head.ends_with(|c: char| c.is_alphanumeric()))
    });
    if !is_one || name.len() < 2 || !is_called {
        return none;
    }
    let surname: String = name.iter().collect();
    let at = match units {
        [unit] => Some(unit.unit.id),
        _ => None,
    };
    let mut people = ledger.of_surname(&Surname::Latin(surname.clone()), at)?;
    let is_han = |person: &NamedPerson| person.contact.label.chars().any(words::is_han);
    people.retain(|person| {
        let own = words::fold(&person.contact.label);
        is_han(person) || own.rsplit(' ').next() == Some(surname.as_str())
    });
    if people.is_empty() {
        return none;
    }
    let words = original(line, from, until);
    let is_sure = words.starts_with(char::is_uppercase) && !people.iter().any(is_han);
    draft.said.push(Said {
        part: Part::Contact,
        words,
    });
    Ok((people, is_sure && units.len() <= 1))
}

/// People by surname and title: at the units named first, then anywhere; and whether they are called so.
fn by_title(
    called: &Called,
    units: &[NamedUnit],
    ledger: &dyn Ledger,
) -> Result<(Vec<NamedPerson>, bool)> {
    let mut there = Vec::new();
    for unit in units.iter().take(MOST) {
        there.extend(ledger.of_surname(&called.surname, Some(unit.unit.id))?);
    }
    let is_there = !there.is_empty();
    let all = if is_there {
        distinct(there)
    } else {
        ledger.of_surname(&called.surname, None)?
    };
    let fits = titles::fitting(&all, called);
    if fits.is_empty() {
        return Ok((all, false));
    }
    Ok((fits, all.len() < MANY))
}

fn distinct(people: Vec<NamedPerson>) -> Vec<NamedPerson> {
    let mut kept: Vec<NamedPerson> = Vec::new();
    for person in people {
        if !kept
            .iter()
            .any(|other| other.contact.id == person.contact.id)
        {
            kept.push(person);
        }
    }
    kept
}

/// What is sure is set, what is not is asked.
fn settle(draft: &mut Draft, units: &[NamedUnit], people: &[NamedPerson], is_sure: bool) {
    match people {
        [] => {}
        // Where a unit was named, somebody of that name elsewhere is no match to take in silence.
        [person] if is_sure && (units.is_empty() || person.is_there) => {
            draft.contact = Some(person.contact.clone());
            if units.len() != 1 {
                draft.unit.clone_from(&person.unit);
            }
        }
        several => {
            let choices = several.iter().take(MOST).map(|person| Choice {
                due: Value::Null,
                unit: person.unit.clone(),
                contact: Some(person.contact.clone()),
                detail: person.title.clone(),
                repeat: None,
                title: None,
                leads: Vec::new(),
            });
            let doubt = Doubt {
                part: Part::Contact,
                why: "which_person".to_owned(),
                choices: choices.collect(),
                is_likely: false,
            };
            draft.doubts.push(doubt);
        }
    }
    match units {
        [unit] if draft.unit.is_none() => draft.unit = Some(unit.unit.clone()),
        [_, _, ..] if draft.unit.is_none() && people.is_empty() => {
            let choices = units.iter().take(MOST).map(|unit| Choice {
                due: Value::Null,
                unit: Some(unit.unit.clone()),
                contact: None,
                detail: String::new(),
                repeat: None,
                title: None,
                leads: Vec::new(),
            });
            let doubt = Doubt {
                part: Part::Unit,
                why: "which_unit".to_owned(),
                choices: choices.collect(),
                is_likely: false,
            };
            draft.doubts.push(doubt);
        }
        _ => {}
    }
}
