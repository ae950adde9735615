//! How much each thing known of a customer counts, how old is too old, and what presses most. Pure:
//! what is given decides, no clock and no database.

/// A day, ms.
pub const DAY: i64 = 86_400_000;

/// A conversation longer ago than so many days is no contact any more.
pub const TOUCH_DAYS: i64 = 90;

/// A customer known less than this is brought up for review.
pub const THIN: i64 = 50;

/// So many questions are put at a time.
pub const QUESTIONS: usize = 3;

/// Something that can be known of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aspect {
    /// Its key: the message `coverage.<key>` names it, `question.<key>` asks for it.
    pub key: &'static str,
    /// How much it counts; all of them together are 100.
    pub weight: u16,
    /// The kinds of unit that are asked for it; every one where none is named.
    pub kinds: &'static [&'static str],
}

impl Aspect {
    /// The field of a unit it is about, where it is about one.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self.key {
            "phone" => Some("phones"),
            "mail" => Some("emails"),
            "uscc" | "legal_rep" | "industry" | "address" | "owner" | "level" => Some(self.key),
            _ => None,
        }
    }
}

const fn of_all(key: &'static str, weight: u16) -> Aspect {
    Aspect {
        key,
        weight,
        kinds: &[],
    }
}

const fn of_firms(key: &'static str, weight: u16) -> Aspect {
    Aspect {
        key,
        weight,
        kinds: &["group", "company", "branch"],
    }
}

/// What counts, and how much. What does not apply to a unit is not asked of it, and the rest counts
/// for the more.
pub const ASPECTS: [Aspect; 15] = [
    of_firms("uscc", 7),
    of_firms("legal_rep", 3),
    of_firms("industry", 3),
    of_all("address", 5),
    of_all("phone", 8),
    of_all("mail", 5),
    of_all("people", 10),
    of_all("decider", 15),
    of_all("depth", 5),
    of_all("owner", 4),
    of_all("level", 4),
    of_all("next_step", 9),
    of_all("touch", 9),
    of_all("contract", 7),
    of_all("fresh", 6),
];

/// How many of a hundred points are earned: what is had of what is asked, rounded.
#[must_use]
pub fn score(states: &[(u16, Option<bool>)]) -> i64 {
    let sum = |had: bool| -> i64 {
        states
            .iter()
            .filter(|(_, state)| state.is_some_and(|is| is || !had))
            .map(|(weight, _)| i64::from(*weight))
            .sum()
    };
    match sum(false) {
        0 => 0,
        asked => (100 * sum(true) + asked / 2) / asked,
    }
}

/// What each aspect is worth in points: those that are had come to the score to the point, those
/// that are missing to the rest of the hundred.
#[must_use]
pub fn points(states: &[(u16, Option<bool>)]) -> Vec<i64> {
    let asked: i64 = states
        .iter()
        .filter(|(_, state)| state.is_some())
        .map(|(weight, _)| i64::from(*weight))
        .sum();
    let mut points = vec![0; states.len()];
    if asked == 0 {
        return points;
    }
    let score = score(states);
    for (had, whole) in [(true, score), (false, 100 - score)] {
        let mut some: Vec<(usize, i64)> = states
            .iter()
            .enumerate()
            .filter(|(_, (_, state))| *state == Some(had))
            .map(|(at, (weight, _))| (at, 100 * i64::from(*weight)))
            .collect();
        let floors: i64 = some.iter().map(|(_, parts)| parts / asked).sum();
        // What rounding down left over goes to whom it cost most, and who comes first.
        some.sort_by_key(|(at, parts)| (std::cmp::Reverse(parts % asked), *at));
        for (rank, (at, parts)) in (0_i64..).zip(some) {
            if let Some(own) = points.get_mut(at) {
                *own = parts / asked + i64::from(rank < whole - floors);
            }
        }
    }
    points
}

/// What is known of when a field came to hold its value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Since {
    /// When the record was made, ms UTC.
    pub created: i64,
    /// When the field was changed last, where it ever was.
    pub changed: Option<i64>,
    /// Since when somebody says it is known.
    pub entered: Option<i64>,
    /// When somebody verified it.
    pub verified: Option<i64>,
}

impl Since {
    /// The instant its age is counted from. Who says since when it is known knows better than the
    /// journal, which only saw it typed.
    #[must_use]
    pub fn from(self) -> i64 {
        let typed = self.created.max(self.changed.unwrap_or(i64::MIN));
        self.entered
            .unwrap_or(typed)
            .max(self.verified.unwrap_or(i64::MIN))
    }
    /// Whole days old at `now`; nothing is younger than today, though a clock was set back.
    #[must_use]
    pub fn age(self, now: i64) -> i64 {
        now.saturating_sub(self.from()).max(0) / DAY
    }
}

/// Whether what is `age` days old is to be verified, where a value is taken to be true for `limit`.
#[must_use]
pub fn is_stale(age: i64, limit: Option<u32>) -> bool {
    limit.is_some_and(|limit| age >= i64::from(limit))
}

/// How much a customer matters: by level first, by the business within. Amounts are minor units.
#[must_use]
pub fn worth(level: Option<&str>, amount: Option<i64>) -> i64 {
    let by_level = match level {
        Some("a") => 8,
        Some("b") => 4,
        Some("c") => 2,
        _ => 1,
    };
    // By tens: ten times the business is one step, not ten times the worth.
    let steps = i64::from(amount.unwrap_or(0).max(0).checked_ilog10().unwrap_or(0));
    by_level * (2 + steps)
}

/// How much a value that outlived its time presses: by worth, and by how far it is over.
#[must_use]
pub fn pressing_stale(worth: i64, days_over: i64, limit: i64) -> i64 {
    let limit = limit.max(1);
    // At most three times its time: older is no worse.
    let over = (100 * days_over.max(0) / limit).min(300);
    worth * (100 + over)
}

/// How much a thinly known customer presses.
#[must_use]
pub fn pressing_thin(worth: i64, coverage: i64) -> i64 {
    worth * (100 - coverage.clamp(0, 100))
}
