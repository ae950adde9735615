//! How alive the tie to a customer is, by what happened lately. Pure: what is given decides, no clock
//! and no database.

use serde::Serialize;

/// Conversations count for so many days.
pub const TALK_DAYS: u16 = 90;

/// Business counts for so many days.
pub const BUSINESS_DAYS: u16 = 180;

/// What happened with a unit within the windows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Conversations we began in which somebody was reached.
    pub talks: u32,
    /// Conversations they began: replies and calls.
    pub replies: u32,
    /// Attempts that reached nobody.
    pub tried: u32,
    /// Orders, each once however many lines it has.
    pub orders: u32,
    /// Payments that came in.
    pub payments: u32,
    /// Contracts that were signed, and pieces of business without one that began.
    pub signed: u32,
}

/// How alive a tie is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Spoken to often, or doing business.
    High,
    /// Something goes on.
    Medium,
    /// Hardly anything.
    Low,
    /// Nothing at all.
    None,
}

impl Level {
    /// Its code in the list `activity_level`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::None => "none",
        }
    }
}

/// So many points make a tie very much alive.
pub const HIGH: i64 = 10;

/// So many, alive.
pub const MEDIUM: i64 = 4;

/// What something that happened counts.
struct Counted {
    key: &'static str,
    of: fn(&Facts) -> u32,
    each: i64,
    /// Not more than this: twenty calls are no order.
    most: i64,
    days: u16,
}

/// What they do themselves counts for more than what we try.
const COUNTED: [Counted; 6] = [
    Counted {
        key: "talks",
        of: |facts| facts.talks,
        each: 2,
        most: 8,
        days: TALK_DAYS,
    },
    Counted {
        key: "replies",
        of: |facts| facts.replies,
        each: 3,
        most: 9,
        days: TALK_DAYS,
    },
    // Whoever never picks up is not alive, however often one tries.
    Counted {
        key: "tried",
        of: |facts| facts.tried,
        each: 1,
        most: 2,
        days: TALK_DAYS,
    },
    Counted {
        key: "orders",
        of: |facts| facts.orders,
        each: 3,
        most: 9,
        days: BUSINESS_DAYS,
    },
    Counted {
        key: "payments",
        of: |facts| facts.payments,
        each: 2,
        most: 6,
        days: BUSINESS_DAYS,
    },
    Counted {
        key: "signed",
        of: |facts| facts.signed,
        each: 4,
        most: 8,
        days: BUSINESS_DAYS,
    },
];

/// Something that happened lately, and what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ActivityReason {
    /// What: the message `activity.reason.<key>`.
    pub key: String,
    /// How often.
    pub count: u32,
    /// Within so many days.
    pub days: u16,
    /// What it counts.
    pub points: i64,
}

/// Each thing that happened and what it counts; what did not happen is told too, for it is what could be done.
#[must_use]
pub fn reasons(facts: &Facts) -> Vec<ActivityReason> {
    COUNTED
        .iter()
        .map(|one| {
            let count = (one.of)(facts);
            ActivityReason {
                key: one.key.to_owned(),
                count,
                days: one.days,
                points: (one.each * i64::from(count)).min(one.most),
            }
        })
        .collect()
}

/// The sum of the points.
#[must_use]
pub fn points(facts: &Facts) -> i64 {
    reasons(facts).iter().map(|reason| reason.points).sum()
}

/// How alive that makes the tie.
#[must_use]
pub fn level(facts: &Facts) -> Level {
    match points(facts) {
        HIGH.. => Level::High,
        MEDIUM.. => Level::Medium,
        1.. => Level::Low,
        _ => Level::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Facts, level, points, reasons};

    #[test]
    fn what_happened_makes_the_level() {
        // talks, replies, tried, orders, payments, signed → points, level
        let table = [
            ([0, 0, 0, 0, 0, 0], 0, "none"),
            ([0, 0, 1, 0, 0, 0], 1, "low"),
            // However often nobody picks up.
            ([0, 0, 50, 0, 0, 0], 2, "low"),
            ([1, 0, 0, 0, 0, 0], 2, "low"),
            ([0, 1, 0, 0, 0, 0], 3, "low"),
            ([1, 0, 1, 0, 0, 0], 3, "low"),
            ([2, 0, 0, 0, 0, 0], 4, "medium"),
            ([0, 0, 0, 0, 0, 1], 4, "medium"),
            ([3, 1, 0, 0, 0, 0], 9, "medium"),
            // Talk alone, ours, is not what makes a tie very much alive.
            ([99, 0, 0, 0, 0, 0], 8, "medium"),
            ([2, 2, 0, 0, 0, 0], 10, "high"),
            ([3, 0, 0, 1, 1, 0], 11, "high"),
            ([0, 0, 0, 9, 9, 9], 23, "high"),
        ];
        for ([talks, replies, tried, orders, payments, signed], sum, word) in table {
            let facts = Facts {
                talks,
                replies,
                tried,
                orders,
                payments,
                signed,
            };
            assert_eq!(points(&facts), sum, "{facts:?}");
            assert_eq!(level(&facts).code(), word, "{facts:?}");
            let told: i64 = reasons(&facts).iter().map(|reason| reason.points).sum();
            assert_eq!(
                told, sum,
                "the level is the sum of what it explains itself by"
            );
        }
    }
}
