//! Who decides at a customer, judged by what is given: in which order seats stand, what is lacking at each, and
//! whom to meet next. Pure: no clock and no database.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::Id;
use crate::records::value::Ref;

/// The parts without which nothing is decided.
pub const DECIDING: [&str; 3] = ["decider", "approver", "budget"];
/// The weight that makes of any other part one of those.
const DECISIVE: &str = "3";
const AGAINST: [&str; 2] = ["m1", "m2"];

/// So many days without a conversation are long for who decides, where no rhythm of theirs says otherwise. Two
/// months: a quarter's budget is settled in the third.
pub const LONG: u32 = 60;
/// Whoever was not spoken with for so many days introduces nobody: a year, in which most see each other once.
pub const KNOWN: u32 = 365;
/// So many lines of whom to meet next are told; all are counted.
pub const TOLD: usize = 50;
/// So many seats are told, and so many people without one; all are judged.
pub const SEATS: usize = 400;

/// A part somebody, or a seat, has in a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DecisionPart {
    /// The record that says so.
    pub stance: Id,
    /// Where they have it: they may sit elsewhere. Nothing where that is not said.
    pub unit: Option<Ref>,
    /// Whose part it is: a choice of `stance_role`.
    pub role: String,
    /// How much weight it has: a choice of `influence_level`.
    pub influence: Option<String>,
    /// How they are disposed towards us: a choice of `attitude`.
    pub attitude: Option<String>,
    /// How well they are looked after: a choice of `coverage_level`.
    pub coverage: Option<String>,
    /// In which deal, where it is said of one alone.
    pub opportunity: Option<Ref>,
    /// As of which day it was said, `YYYY-MM-DD`.
    pub as_of: Option<String>,
}

impl DecisionPart {
    /// Nothing is decided without it.
    #[must_use]
    pub fn decides(&self) -> bool {
        DECIDING.contains(&self.role.as_str())
    }

    fn is_key(&self) -> bool {
        self.decides() || self.influence.as_deref() == Some(DECISIVE)
    }
}

/// The last conversation with somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LastTalk {
    /// The conversation.
    pub activity: Id,
    /// When, ms UTC.
    pub at: i64,
    /// How many days ago by the calendar here.
    pub days: u32,
}

/// Whom somebody listens to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Tie {
    /// Who has their ear.
    pub contact: Ref,
    /// How much: a choice of `tie_strength`.
    pub strength: String,
    /// Whence: a choice of `tie_kind`.
    pub kind: Option<String>,
    /// Still there, and did not ask to be let be.
    #[serde(skip)]
    pub reachable: bool,
}

/// Somebody, with their parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Decider {
    /// Who.
    pub contact: Ref,
    /// Where their part is.
    pub unit: Ref,
    /// In office here, or anywhere where they never were here, and not gone; of whom no post is known, not gone.
    pub in_office: bool,
    /// Since when they sit there, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// Their own parts.
    pub parts: Vec<DecisionPart>,
    /// Our last conversation with them; nothing where there was none.
    pub last_talk: Option<LastTalk>,
    /// After how many days without one it is long for them.
    #[serde(skip)]
    pub long: u32,
    /// They asked not to be contacted.
    pub let_be: bool,
    /// Whom they listen to, the strongest first.
    pub listens_to: Vec<Tie>,
    /// What is lacking at them, the weightiest first.
    pub lacks: Vec<Lack>,
}

/// Who sat in a chair before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FormerHolder {
    /// Who.
    pub contact: Ref,
    /// Until when, `YYYY-MM-DD`, where that is known.
    pub until: Option<String>,
}

/// A chair, and who sits there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DecisionSeat {
    /// The seat.
    pub seat: Ref,
    /// Whose it is.
    pub unit: Ref,
    /// How many of the seats told are above it.
    pub depth: u16,
    /// The parts the seat itself has, whoever sits there.
    pub parts: Vec<DecisionPart>,
    /// Who sits there today.
    pub holders: Vec<Decider>,
    /// Who sat there last, where nobody does.
    pub former: Option<FormerHolder>,
}

/// What is lacking at a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "lack")]
pub enum Lack {
    /// Nobody spoke with them yet.
    NeverMet,
    /// Whoever had this part is not in office any more.
    Gone,
    /// Nobody sits there.
    Vacant,
    /// It is not known who decides there at all.
    Unknown,
    /// The last conversation is so many days ago.
    Silent {
        /// That many.
        days: u32,
    },
    /// They have doubts, or are against us.
    Against,
}

/// Whom to meet next, or which seat to ask about, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Gap {
    /// Where.
    pub unit: Ref,
    /// The seat it is about, or in which they sit.
    pub seat: Option<Ref>,
    /// Who; nobody where it is about a seat nobody holds.
    pub contact: Option<Ref>,
    /// Why, the weightiest first.
    pub lacks: Vec<Lack>,
    /// Nothing is decided without them.
    pub key: bool,
    /// Who has their ear and talks with us.
    pub through: Option<Ref>,
    /// What is planned for it already: an open task.
    pub planned: Option<Ref>,
}

/// A seat before it has its place.
#[derive(Debug, Clone)]
pub struct Chair {
    /// The seat.
    pub id: Id,
    /// The one it reports to.
    pub above: Option<Id>,
}

/// Each after the one it reports to, with how many of these are above it; seats stand beside one another in the
/// order they come in. What reports to a seat that is not among them, or in a circle, begins a line of its own.
#[must_use]
pub fn in_order(chairs: &[Chair]) -> Vec<(Id, u16)> {
    let here: BTreeSet<Id> = chairs.iter().map(|chair| chair.id).collect();
    let mut below: BTreeMap<Option<Id>, Vec<Id>> = BTreeMap::new();
    for Chair { id, above } in chairs {
        let above = above.filter(|above| here.contains(above));
        below.entry(above).or_default().push(*id);
    }
    let tops = below.get(&None).cloned().unwrap_or_default();
    let rest = chairs.iter().map(|chair| chair.id);
    let (mut order, mut placed) = (Vec::new(), BTreeSet::new());
    for top in tops.into_iter().chain(rest) {
        let mut next = vec![(top, 0_u16)];
        while let Some((seat, depth)) = next.pop() {
            if !placed.insert(seat) {
                continue;
            }
            let under = below.get(&Some(seat)).into_iter().flatten().rev();
            next.extend(under.map(|one| (*one, depth.saturating_add(1))));
            order.push((seat, depth));
        }
    }
    order
}

/// Of several words on the same part of the same one at one unit and in the same deal, the latest: two people made
/// one bring two. They come in the order they were written.
#[must_use]
pub fn latest_words(parts: Vec<DecisionPart>) -> Vec<DecisionPart> {
    let mut kept: Vec<DecisionPart> = Vec::with_capacity(parts.len());
    let of = |to: &Option<Ref>| to.as_ref().map(|to| to.id);
    for part in parts {
        let same = kept.iter_mut().find(|one| {
            one.role == part.role
                && of(&one.opportunity) == of(&part.opportunity)
                && of(&one.unit) == of(&part.unit)
        });
        match same {
            Some(one) if part.as_of >= one.as_of => *one = part,
            Some(_) => {}
            None => kept.push(part),
        }
    }
    kept
}

/// What the gaps are judged by beside the map itself.
#[derive(Debug, Default)]
pub struct Known {
    /// With whom we talk.
    pub met: BTreeSet<Id>,
    /// An open task for somebody, or about a seat or a unit's decisions.
    pub planned: BTreeMap<Id, Ref>,
    /// Units that are lost or not to be dealt with: nobody is to be met there.
    pub closed: BTreeSet<Id>,
    /// Whose the deal is that is asked about: it wants somebody who decides, whichever units they are of.
    pub deal_of: Option<Ref>,
}

/// Whom to meet next and which seats to ask about: what is planned last, then those without whom nothing is
/// decided, the weightiest lack before others. Whoever asked to be let be is not among them. Everybody is told what
/// is lacking at them.
#[must_use]
pub fn gaps(seats: &mut [DecisionSeat], others: &mut [Decider], known: &Known) -> Vec<Gap> {
    let mut found: Vec<Gap> = Vec::new();
    for seat in &mut *seats {
        if seat.holders.is_empty() {
            found.push(Gap {
                unit: seat.unit.clone(),
                seat: Some(seat.seat.clone()),
                contact: None,
                lacks: vec![Lack::Vacant],
                key: seat.parts.iter().any(DecisionPart::is_key),
                through: None,
                planned: known.planned.get(&seat.seat.id).cloned(),
            });
        }
        for holder in &mut seat.holders {
            found.extend(of_person(holder, Some((&seat.seat, &seat.parts)), known));
        }
    }
    for other in &mut *others {
        found.extend(of_person(other, None, known));
    }
    found.extend(undecided(seats, others, known));
    found.retain(|gap| !known.closed.contains(&gap.unit.id));
    once_each(found)
}

/// `seat`: where they sit, with the parts that it has itself.
fn of_person(
    who: &mut Decider,
    seat: Option<(&Ref, &[DecisionPart])>,
    known: &Known,
) -> Option<Gap> {
    let of_seat = seat.map(|(_, parts)| parts).unwrap_or_default();
    let parts: Vec<&DecisionPart> = of_seat.iter().chain(&who.parts).collect();
    let key = parts.iter().any(|part| part.is_key());
    let mut lacks = Vec::new();
    if !who.in_office {
        // What anybody else had to say left with them.
        lacks.extend(key.then_some(Lack::Gone));
    } else if !who.let_be {
        match &who.last_talk {
            None => lacks.push(Lack::NeverMet),
            Some(LastTalk { days, .. }) if key && *days > who.long => {
                lacks.push(Lack::Silent { days: *days });
            }
            Some(_) => {}
        }
        let against = |part: &&DecisionPart| {
            let attitude = part.attitude.as_deref();
            attitude.is_some_and(|attitude| AGAINST.contains(&attitude))
        };
        if key && parts.iter().any(against) {
            lacks.push(Lack::Against);
        }
    }
    who.lacks.clone_from(&lacks);
    if lacks.is_empty() {
        return None;
    }
    let through = who.listens_to.iter().filter(|tie| tie.reachable);
    let through = through
        .map(|tie| &tie.contact)
        .filter(|_| who.in_office)
        .find(|one| known.met.contains(&one.id));
    Some(Gap {
        unit: who.unit.clone(),
        seat: seat.map(|(seat, _)| seat.clone()),
        contact: Some(who.contact.clone()),
        lacks,
        key,
        through: through.cloned(),
        planned: known.planned.get(&who.contact.id).cloned(),
    })
}

/// The units of which seats or parts are known and nobody who decides; of a deal, whose it is where nobody decides
/// in it. Where somebody decides their part says: they may sit at another unit.
fn undecided(seats: &[DecisionSeat], others: &[Decider], known: &Known) -> Vec<Gap> {
    let mut decided: BTreeMap<Id, (&Ref, bool)> = BTreeMap::new();
    let mut say = |unit, decides| {
        let unit = known.deal_of.as_ref().unwrap_or(unit);
        decided.entry(unit.id).or_insert((unit, false)).1 |= decides;
    };
    for seat in seats {
        say(&seat.unit, seat.parts.iter().any(DecisionPart::decides));
    }
    let held = seats.iter().flat_map(|seat| &seat.holders);
    for who in held.chain(others) {
        for part in &who.parts {
            say(part.unit.as_ref().unwrap_or(&who.unit), part.decides());
        }
    }
    let without = decided.into_values().filter(|(_, is)| !is);
    without
        .map(|(unit, _)| Gap {
            unit: unit.clone(),
            seat: None,
            contact: None,
            lacks: vec![Lack::Unknown],
            key: true,
            through: None,
            planned: known.planned.get(&unit.id).cloned(),
        })
        .collect()
}

/// Of more seats than are told those that stay, in their order: whichever have a part, or whose holders have one,
/// with all they report to; then the first.
#[must_use]
pub fn told(seats: Vec<DecisionSeat>) -> Vec<DecisionSeat> {
    if seats.len() <= SEATS {
        return seats;
    }
    let mut stays = BTreeSet::new();
    let mut above: Vec<usize> = Vec::new();
    for (at, seat) in seats.iter().enumerate() {
        above.truncate(seat.depth.into());
        above.push(at);
        let has_part = |one: &Decider| !one.parts.is_empty();
        if !seat.parts.is_empty() || seat.holders.iter().any(has_part) {
            stays.extend(above.iter().copied());
        }
    }
    let mut stays: BTreeSet<usize> = stays.into_iter().take(SEATS).collect();
    for at in 0..seats.len() {
        if stays.len() >= SEATS {
            break;
        }
        stays.insert(at);
    }
    let all = seats.into_iter().enumerate();
    all.filter(|(at, _)| stays.contains(at))
        .map(|(_, seat)| seat)
        .collect()
}

/// Whoever holds several seats is met once; in the order they are told in.
fn once_each(mut found: Vec<Gap>) -> Vec<Gap> {
    let days = |gap: &Gap| {
        gap.lacks.iter().find_map(|lack| match lack {
            Lack::Silent { days } => Some(*days),
            _ => None,
        })
    };
    let kind = |gap: &Gap| match gap.lacks.first() {
        Some(Lack::Silent { .. }) => Some(Lack::Silent { days: 0 }),
        first => first.copied(),
    };
    found.sort_by(|a, b| {
        let rank = |gap: &Gap| {
            let several = Reverse(gap.lacks.len());
            (
                gap.planned.is_some(),
                !gap.key,
                kind(gap),
                several,
                Reverse(days(gap)),
            )
        };
        rank(a).cmp(&rank(b))
    });
    let mut met = BTreeSet::new();
    found.retain(|gap| {
        gap.contact
            .as_ref()
            .is_none_or(|contact| met.insert(contact.id))
    });
    found
}
