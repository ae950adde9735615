//! What weighs how much, and what counts as alike. Given all it judges by; asks nothing.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::{Id, Money};

/// How grave a score is, as complaints are graded: 1 is critical, 2 is high. A score that is not low
/// has no grade. Of an NPS and of ten points, whoever gives six or less would advise against us.
#[must_use]
pub fn grade_of_score(scale: &str, score: i64) -> Option<u8> {
    match (scale, score) {
        ("five", ..=1) | ("ten" | "nps", ..=3) => Some(1),
        ("five", 2) | ("ten" | "nps", ..=6) => Some(2),
        _ => None,
    }
}

/// The grade that a choice of `severity` or `priority_level` says; the middle where none was said, or
/// one of the user's own.
#[must_use]
pub fn grade_of_code(code: Option<&str>) -> u8 {
    match code {
        Some("1") => 1,
        Some("2") => 2,
        Some("4") => 4,
        _ => 3,
    }
}

/// What of a piece of work others can be like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// Whose it is.
    pub unit: Option<Id>,
    /// The top of that unit's tree.
    pub group: Option<Id>,
    /// Product, service or both.
    pub kind: Option<String>,
    /// What was sold, folded, as it is written.
    pub products: BTreeSet<String>,
    /// For how much.
    pub amount: Option<Money>,
    /// The customer's industry.
    pub industry: Option<String>,
}

/// In what two pieces of work are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Common {
    /// Done for the same customer.
    Customer,
    /// Done for another unit of its group.
    Group,
    /// The same products.
    Products,
    /// Both products, or services, or both.
    Type,
    /// About as much money, of one currency.
    Amount,
    /// Customers of one industry.
    Industry,
}

/// One reason why two pieces of work are alike, and what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LikeReason {
    /// In what.
    pub alike: Common,
    /// How much that counts.
    pub points: u8,
    /// What they share, where that has names.
    pub names: Vec<String>,
}

/// What two pieces of work have to come to, to be called similar: more than any single one of the
/// weak reasons.
pub const ENOUGH: u32 = 20;

/// Why `old` is like `new`, the strongest first; the score is what the points come to.
#[must_use]
pub fn reasons(new: &Traits, old: &Traits) -> Vec<LikeReason> {
    fn same<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
        a.is_some() && a == b
    }
    let mut told = Vec::new();
    let mut tell = |alike, points, names| {
        told.push(LikeReason {
            alike,
            points,
            names,
        });
    };
    let customer = same(new.unit.as_ref(), old.unit.as_ref());
    if customer {
        tell(Common::Customer, 30, Vec::new());
    } else if same(new.group.as_ref(), old.group.as_ref()) {
        tell(Common::Group, 18, Vec::new());
    }
    let shared: Vec<String> = new.products.intersection(&old.products).cloned().collect();
    if !shared.is_empty() {
        let all = new.products.union(&old.products).count();
        // Something in common counts ten; all in common, thirty.
        let points = 10 + (20 * shared.len()).checked_div(all).unwrap_or(0);
        tell(Common::Products, u8::try_from(points).unwrap_or(30), shared);
    }
    if same(new.kind.as_ref(), old.kind.as_ref()) {
        tell(Common::Type, 12, Vec::new());
    }
    if let Some(points) = near(new.amount, old.amount) {
        tell(Common::Amount, points, Vec::new());
    }
    // One customer is of one industry: that says nothing more.
    if !customer && same(new.industry.as_ref(), old.industry.as_ref()) {
        tell(Common::Industry, 10, Vec::new());
    }
    told.sort_by_key(|reason| (Reverse(reason.points), reason.alike));
    told
}

/// What the points of reasons come to.
#[must_use]
pub fn score(reasons: &[LikeReason]) -> u32 {
    reasons.iter().map(|reason| u32::from(reason.points)).sum()
}

/// What the nearness of two amounts counts: nothing where they are of two currencies, for no rate is
/// asked here, or one is more than twice the other.
fn near(a: Option<Money>, b: Option<Money>) -> Option<u8> {
    let (a, b) = (a?, b?);
    if a.currency != b.currency || a.minor <= 0 || b.minor <= 0 {
        return None;
    }
    let (less, more) = (
        i128::from(a.minor.min(b.minor)),
        i128::from(a.minor.max(b.minor)),
    );
    if more * 10 <= less * 11 {
        Some(16)
    } else if more * 2 <= less * 3 {
        Some(12)
    } else if more <= less * 2 {
        Some(6)
    } else {
        None
    }
}
