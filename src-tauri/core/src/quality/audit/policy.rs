//! Which values are drawn and how often each, and what the answers come to. Pure: the lot a value draws
//! depends on the run's seed and on whose it is, never on the order in which values are looked at.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::base::Id;

/// So many are drawn at most.
pub const MOST: u16 = 200;

/// Fewer answers than these say too little for a figure to be relied upon.
pub const FEW: u32 = 10;

/// A field that is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// The entity's key.
    pub entity: &'static str,
    /// The field's key.
    pub field: &'static str,
    /// How many times as often as one of weight one it is drawn.
    pub weight: u8,
}

const fn of(entity: &'static str, field: &'static str, weight: u8) -> Drawn {
    Drawn {
        entity,
        field,
        weight,
    }
}

/// All of them: what a call, a letter, a contract or an invoice goes wrong by.
pub const FIELDS: [Drawn; 10] = [
    of("unit", "phones", 4),
    of("unit", "address", 4),
    of("unit", "uscc", 4),
    of("unit", "legal_rep", 4),
    of("unit", "emails", 3),
    of("unit", "website", 1),
    of("contact", "phones", 5),
    of("contact", "emails", 3),
    of("contact", "wechat", 1),
    of("post", "title", 4),
];

/// A value that was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lot {
    ticket: f64,
    /// The record.
    pub id: Id,
    /// Its field.
    pub of: Drawn,
}

impl Eq for Lot {}
impl Ord for Lot {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_ticket = self.ticket.total_cmp(&other.ticket);
        by_ticket
            .then(self.id.cmp(&other.id))
            .then(self.of.field.cmp(other.of.field))
    }
}
impl PartialOrd for Lot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Steele, Lea and Flood: every bit of what goes in bears on every bit of what comes out.
const fn mixed(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The ticket of a value: the smallest win. A value of weight two draws twice and keeps the better one
/// (Efraimidis and Spirakis).
#[expect(
    clippy::cast_precision_loss,
    reason = "fifty-three bits of chance are plenty"
)]
fn ticket(seed: u64, id: Id, of: Drawn) -> f64 {
    let bytes = id.bytes();
    let whose = bytes.iter().chain(of.field.as_bytes());
    let drawn = whose.fold(mixed(seed), |x, byte| mixed(x ^ u64::from(*byte)));
    let chance = ((drawn >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    -chance.ln() / f64::from(of.weight.max(1))
}

/// Draws by lot without putting back; what was drawn, in the order it is to be looked up.
#[derive(Debug)]
pub struct Draw {
    seed: u64,
    size: usize,
    kept: BinaryHeap<Lot>,
}

impl Draw {
    /// Of so many values.
    #[must_use]
    pub fn of(seed: u64, size: u16) -> Self {
        Self {
            seed,
            size: usize::from(size),
            kept: BinaryHeap::new(),
        }
    }

    /// One value more takes part.
    pub fn enter(&mut self, id: Id, of: Drawn) {
        let ticket = ticket(self.seed, id, of);
        self.kept.push(Lot { ticket, id, of });
        if self.kept.len() > self.size {
            self.kept.pop();
        }
    }

    /// What was drawn: what belongs to one record together.
    #[must_use]
    pub fn done(self) -> Vec<Lot> {
        let mut all = self.kept.into_sorted_vec();
        all.sort_by_key(|lot| (lot.id, lot.of.field));
        all
    }
}

/// How much of what was answered was right, in percent, with the bounds within which that lies in nineteen
/// of twenty cases were all looked up that are drawn in this way, the important ones more often. It says
/// nothing of all values alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accuracy {
    /// The share.
    pub percent: u8,
    /// The lower bound.
    pub low: u8,
    /// The upper bound.
    pub high: u8,
}

/// What so many right and so many wrong values come to, with Wilson's interval: it is honest with few
/// answers and where all were right. What nobody could find out says nothing and is counted beside. Where
/// something was wrong, not all was right, however little that is.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a percentage"
)]
pub fn accuracy(confirmed: u32, changed: u32) -> Option<Accuracy> {
    let n = f64::from(confirmed) + f64::from(changed);
    if n <= 0.0 {
        return None;
    }
    let z = 1.96_f64;
    let share = f64::from(confirmed) / n;
    let shrink = 1.0 + z * z / n;
    let middle = (share + z * z / (2.0 * n)) / shrink;
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / shrink;
    let most = if changed > 0 { 99.0 } else { 100.0 };
    let whole = |part: f64| (100.0 * part).clamp(0.0, most).floor() as u8;
    Some(Accuracy {
        percent: whole(share + 0.005),
        // Rounded outwards: never narrower than it is.
        low: whole(middle - half),
        high: whole(middle + half + 0.009_999),
    })
}
