//! A set of time expressions that is no part of the repository, nearly two thousand nobody here wrote, and
//! how what is read of them is held against what they are said to mean.
//!
//! The set was cut in two by the hash of each expression's id before the first line of the grammar
//! was written; one half was looked at while it was built. The other was only counted at first, and its
//! faults were read once, when what is asked was cut down to what is ambiguous: since then it is no
//! unseen half, and what was never met is in the invented tables.

use std::ops::Range;
use std::path::Path;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde_json::Value;
use steward_core::base::Workdays;
use steward_core::quick::readings;
use steward_core::quick::time::{Grain, Now, Shape, Time, Unsure, Way, When};

/// Where the set lies, in the folder of real data.
pub const PLACE: &str = "time/time_expressions.jsonl";

/// What an expression is about, by what it is said to mean; and where that does not tell, by the
/// words of another calendar, another zone or a season in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is said in `Class::word`")]
pub enum Class {
    Day,
    Period,
    Clock,
    Moment,
    Counted,
    Units,
    DayPart,
    Span,
    Edge,
    Open,
    Holiday,
    Repeat,
    Past,
    Length,
    Vague,
    Season,
    Zone,
    Elsewhere,
}

impl Class {
    /// Every class, the supported before the others.
    pub const ALL: [Self; 18] = [
        Self::Day,
        Self::Period,
        Self::Clock,
        Self::Moment,
        Self::Counted,
        Self::Units,
        Self::DayPart,
        Self::Span,
        Self::Edge,
        Self::Open,
        Self::Holiday,
        Self::Repeat,
        Self::Past,
        Self::Length,
        Self::Vague,
        Self::Season,
        Self::Zone,
        Self::Elsewhere,
    ];

    /// What it is, and why it is supported or not.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "a day",
            Self::Period => "a week, month, quarter or year",
            Self::Clock => "a time of day",
            Self::Moment => "now, or to the second",
            Self::Counted => "counted from now",
            Self::Units => "the next or last so many",
            Self::DayPart => "a part of the day, a weekend",
            Self::Span => "from one time to another",
            Self::Edge => "beginning or end of a period",
            Self::Open => "before or after a time",
            Self::Holiday => "a holiday of business life",
            Self::Repeat => "a repeat",
            Self::Past => "a stretch gone by: no task lies there",
            Self::Length => "a length of time, or a repeat within the day: no date",
            Self::Vague => "several, a few, around: no date",
            Self::Season => "a season: begins elsewhere for everybody",
            Self::Zone => "a time of another zone: its letters mean several",
            Self::Elsewhere => "a day of another calendar or country",
        }
    }

    /// Whether quick entry means to understand it.
    #[must_use]
    pub fn is_supported(self) -> bool {
        self < Self::Past
    }
}

/// What was read of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// What it means, and nothing else offered.
    Exact,
    /// Several readings, the right one first.
    Asked,
    /// Several readings, the right one among them.
    Among,
    /// Nothing: the line stays as it is, for some day.
    Refused,
    /// Something else, or a due date beside words of it that were not understood.
    Wrong,
}

/// One expression of the set.
#[derive(Debug, Clone)]
pub struct Expression {
    /// Its name in the set.
    pub id: String,
    /// `zh` or `en`.
    pub language: String,
    /// When it is said.
    pub now: NaiveDateTime,
    /// The words.
    pub text: String,
    want: Want,
    /// What it is about.
    pub class: Class,
}

#[derive(Debug, Clone, PartialEq)]
enum Want {
    /// A stretch that ends before `until`, with the grain it was said in where that is told.
    Stretch {
        from: Option<NaiveDateTime>,
        until: Option<NaiveDateTime>,
        grain: Option<Grain>,
        is_interval: bool,
    },
    Open {
        at: NaiveDateTime,
        is_after: bool,
    },
    Again {
        grain: Grain,
        every: i64,
        point: Option<(NaiveDateTime, NaiveDateTime)>,
    },
    Nothing,
}

/// The whole set, from the folder that `STEWARD_REAL_DATA` names; nothing where it is not there.
#[must_use]
pub fn read() -> Option<Vec<Expression>> {
    let real = std::env::var_os("STEWARD_REAL_DATA")?;
    let text = std::fs::read_to_string(Path::new(&real).join(PLACE)).ok()?;
    text.lines()
        .map(|line| Expression::of(&serde_json::from_str(line).ok()?))
        .collect()
}

impl Expression {
    /// Whether it is of the half that was looked at.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        let hash = self.id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        hash >> 8 & 1 == 0
    }

    fn of(line: &Value) -> Option<Self> {
        let text = line["text"].as_str()?.to_owned();
        let now = said_at(&line["ref"])?;
        let first = line["want"].get(0)?;
        let want = if first["kind"].is_string() {
            duckling(first)
        } else {
            jionlp(first)
        };
        let class = class(&text, first, &want, now);
        Some(Self {
            id: line["id"].as_str()?.to_owned(),
            language: line["lang"].as_str()?.to_owned(),
            now,
            text,
            want,
            class,
        })
    }

    /// Why it is asked about; nothing where it is not.
    #[must_use]
    pub fn asked(&self, days: &Workdays) -> Option<Unsure> {
        let now = Now { at: self.now, days };
        readings(&self.text, &now)
            .iter()
            .find_map(|read| match &read.time {
                Time::Once(meant) => meant.unsure,
                Time::Again(again) => again.unsure,
            })
    }

    /// Reads it as a line of quick entry and holds what would become of it against what it means.
    ///
    /// The whole line is a time, so that words of it left over beside a due date are a task that is not
    /// meant, however right the rest was read.
    #[must_use]
    pub fn judge(&self, days: &Workdays) -> Outcome {
        let now = Now { at: self.now, days };
        let read = readings(&self.text, &now);
        match &read[..] {
            [] => Outcome::Refused,
            [one] if !covers(&self.text, &one.spans) => Outcome::Wrong,
            [one] => match &one.time {
                Time::Again(again) => among(again.ways.iter().map(|way| self.repeats(way))),
                Time::Once(meant) => among(meant.whens.iter().map(|when| self.is(when))),
            },
            // Several times, each beside the words of the others: none is taken before one is chosen.
            several => among(several.iter().map(|one| self.is_meant(&one.time))),
        }
    }

    fn is_meant(&self, time: &Time) -> bool {
        match time {
            Time::Again(again) => again.ways.iter().any(|way| self.repeats(way)),
            Time::Once(meant) => meant.whens.iter().any(|when| self.is(when)),
        }
    }

    fn repeats(&self, way: &Way) -> bool {
        let (rule, start, at) = (way.rule.as_str(), way.start, way.at);
        let Want::Again {
            grain,
            every,
            point,
        } = &self.want
        else {
            return false;
        };
        let (freq, every) = match (grain, every) {
            (Grain::Year, every) => ("YEARLY", *every),
            (Grain::Month, every) if every % 12 == 0 => ("YEARLY", every / 12),
            (Grain::Month, every) => ("MONTHLY", *every),
            (Grain::Week, every) => ("WEEKLY", *every),
            (Grain::Day, 7) => ("WEEKLY", 1),
            (Grain::Day, every) => ("DAILY", *every),
            _ => return false,
        };
        let told: i64 = rule
            .split(';')
            .find_map(|part| part.strip_prefix("INTERVAL="))
            .map_or(1, |n| n.parse().unwrap_or(0));
        let frequent = rule.starts_with(&format!("FREQ={freq}")) && told == every;
        frequent
            && point.is_none_or(|(from, until)| {
                let clocked = from.time() != NaiveTime::MIN || until - from < TimeDelta::hours(23);
                let same_day = match freq {
                    "WEEKLY" => start.weekday() == from.weekday(),
                    "MONTHLY" => start.day() == from.day(),
                    "YEARLY" => {
                        rule.contains("LUNAR")
                            || (start.month(), start.day()) == (from.month(), from.day())
                    }
                    _ => true,
                };
                same_day && (!clocked || at == Some(from.time()))
            })
    }

    /// Whether a reading is what is meant, the conventions of the two sources considered:
    /// - what is counted from now they name one grain finer, or as the stretch whose last unit it
    ///   is; compared is whether the one holds the other;
    /// - an end of a month or year each measures for itself; compared is the bound it is the end at;
    /// - a span of clock times one of them closes a grain later;
    /// - a stretch said by its length the same one closes a day later;
    /// - their weekend begins on Friday evening;
    /// - the bounds of a part of the day are anybody's: of one source's they need only lie within ours;
    /// - before a day, one of them means with it, as the task is due on it then.
    fn is(&self, when: &When) -> bool {
        match &self.want {
            Want::Nothing | Want::Again { .. } => false,
            Want::Open { at, is_after } => {
                let bound = when.from == *at || when.until == *at;
                match when.shape {
                    Shape::After => *is_after && when.from == *at,
                    Shape::Before => !is_after && bound,
                    Shape::Point => self.class == Class::Counted && when.from.date() == at.date(),
                    Shape::Interval => false,
                }
            }
            Want::Stretch {
                from,
                until,
                grain,
                is_interval,
            } => {
                let same = *from == Some(when.from) && *until == Some(when.until);
                if same && when.shape == Shape::Point {
                    return grain.is_none_or(|grain| {
                        when.grain == grain || when.grain < Grain::Day && grain < Grain::Day
                    });
                }
                if same && (*is_interval || grain.is_none()) {
                    return when.shape != Shape::Point;
                }
                if grain.is_none() && within_part(when, *from, *until) {
                    return true;
                }
                match self.class {
                    Class::Counted => counted(when, *from, *until, *is_interval, &self.text),
                    Class::Edge => outer(when, *from, *until, self.now),
                    Class::Open => {
                        let closes = closed(when, *until, *grain);
                        when.shape == Shape::Before
                            && (closes || with_its_day(when, *until, *grain))
                            || when.shape == Shape::After && *from == Some(when.from)
                            || ahead(when, *from, *until, self.now)
                    }
                    Class::DayPart | Class::Holiday if weekend(when, *from, *until) => true,
                    Class::Past => {
                        weekend(when, *from, *until)
                            || *from == Some(when.from)
                                && (when.shape == Shape::After
                                    || *until == Some(self.now)
                                    || closed(when, *until, *grain))
                    }
                    Class::Clock | Class::Moment | Class::Holiday => {
                        !is_interval
                            && *from == Some(when.from)
                            && when.shape == Shape::Point
                            && when.grain < Grain::Day
                    }
                    Class::Span => {
                        *from == Some(when.from)
                            && (closed(when, *until, *grain)
                                || self.text.contains("for ") && a_day_on(when, *until))
                    }
                    _ => false,
                }
            }
        }
    }
}

/// Where the right one is among several readings.
fn among(right: impl ExactSizeIterator<Item = bool>) -> Outcome {
    let all = right.len();
    match (right.into_iter().position(|right| right), all) {
        (Some(_), 1) => Outcome::Exact,
        (Some(0), _) => Outcome::Asked,
        (Some(_), _) => Outcome::Among,
        (None, _) => Outcome::Wrong,
    }
}

/// What is counted: whether the day or minute read is the last unit of the stretch looked ahead to,
/// or the first of one looked back to.
fn counted(
    when: &When,
    from: Option<NaiveDateTime>,
    until: Option<NaiveDateTime>,
    is_interval: bool,
    text: &str,
) -> bool {
    let said = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let back = said(&["前", "ago"]);
    let unit = if said(&["年", "year"]) {
        TimeDelta::days(366)
    } else if said(&["月", "month"]) {
        TimeDelta::days(31)
    } else if said(&["周", "週", "星期", "礼拜", "禮拜", "week"]) {
        TimeDelta::days(7)
    } else if said(&["天", "日", "day"]) {
        TimeDelta::days(1)
    } else if said(&["时", "時", "钟头", "鐘", "hour"]) && !said(&["分"]) {
        TimeDelta::hours(1)
    } else if said(&["秒", "second"]) {
        TimeDelta::seconds(1)
    } else {
        TimeDelta::minutes(1)
    };
    if when.shape != Shape::Point {
        return until == Some(when.until);
    }
    // Years on they name the month, and with an hour the first day of it.
    let years = unit == TimeDelta::days(366) && from.is_some_and(|from| from.day() == 1);
    if let Some(from) = from.filter(|_| years && when.grain < Grain::Day) {
        let month = |at: NaiveDateTime| (at.year(), at.month(), at.time());
        return month(when.from) == month(from);
    }
    match (from, until) {
        (Some(from), Some(until)) if is_interval => {
            let holds = when.from >= from && when.from < until;
            holds
                && if back {
                    when.from - from <= unit
                } else {
                    until - when.from <= unit
                }
        }
        // A time of day said with it stands for itself.
        (Some(from), Some(_)) if when.grain < Grain::Day && from.time() != NaiveTime::MIN => {
            when.from == from || from - TimeDelta::minutes(1) < when.from && when.from <= from
        }
        (Some(from), Some(until)) => {
            when.from >= from && when.from < until
                || until - from < TimeDelta::days(1) && when.from.date() == from.date()
        }
        (None, Some(until)) => when.from < until && until - when.from <= unit,
        (Some(from), None) => when.from == from || when.from.date() == from.date(),
        (None, None) => false,
    }
}

fn outer(
    when: &When,
    from: Option<NaiveDateTime>,
    until: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> bool {
    let ends = until == Some(when.until);
    let begins = from == Some(when.from);
    if from == Some(now) {
        ends
    } else {
        ends || begins
    }
}

fn a_day_on(when: &When, until: Option<NaiveDateTime>) -> bool {
    until == Some(when.until + TimeDelta::days(1)) && when.grain == Grain::Day
}

/// Whether a part of a day lies within the one read.
fn within_part(when: &When, from: Option<NaiveDateTime>, until: Option<NaiveDateTime>) -> bool {
    let part = when.shape == Shape::Interval
        && when.grain == Grain::Hour
        && when.until - when.from <= TimeDelta::hours(12);
    let bounds = from.zip(until);
    part && bounds.is_some_and(|(from, until)| {
        when.from <= from && until <= when.until && until - from >= TimeDelta::hours(2)
    })
}

/// Before a day, with the day itself.
fn with_its_day(when: &When, until: Option<NaiveDateTime>, grain: Option<Grain>) -> bool {
    grain.is_none() && when.grain == Grain::Day && a_day_on(when, until)
}

/// So many days ahead, counted from this instant or in whole days.
fn ahead(
    when: &When,
    from: Option<NaiveDateTime>,
    until: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> bool {
    let day = TimeDelta::days(1);
    when.shape == Shape::Interval
        && when.grain == Grain::Day
        && from == Some(now)
        && when.from - now <= day
        && until.is_some_and(|until| until <= when.until && when.until - until <= day)
}

fn weekend(when: &When, from: Option<NaiveDateTime>, until: Option<NaiveDateTime>) -> bool {
    let (Some(from), Some(until)) = (from, until) else {
        return false;
    };
    let days = when.until - when.from;
    until == when.until
        && (days == TimeDelta::days(2) || days == TimeDelta::days(3))
        && from <= when.from
        && when.from - from <= TimeDelta::hours(6)
}

/// One source ends a span of clock times with the unit its last time lies in.
fn closed(when: &When, until: Option<NaiveDateTime>, grain: Option<Grain>) -> bool {
    let Some(until) = until else { return false };
    let less = match grain {
        Some(Grain::Second) | None => TimeDelta::seconds(1),
        Some(Grain::Minute) => TimeDelta::minutes(1),
        Some(Grain::Hour) => TimeDelta::hours(1),
        _ => return false,
    };
    // The other one ends it within the last minute or hour named.
    until - less == when.until
        || grain.is_none() && until > when.until && until - when.until <= TimeDelta::hours(1)
}

/// Whether the words found are all of it, but for signs and words that say nothing.
fn covers(text: &str, spans: &[Range<usize>]) -> bool {
    let mut at = 0;
    let mut rest = Vec::new();
    for span in spans {
        rest.push(text.get(at..span.start).unwrap_or_default());
        at = span.end;
    }
    rest.push(text.get(at..).unwrap_or_default());
    rest.iter().all(|part| {
        part.split(|c: char| !c.is_alphanumeric()).all(|word| {
            word.is_empty()
                || ["the", "a", "on", "at", "of", "in", "for"]
                    .contains(&word.to_lowercase().as_str())
        })
    })
}

fn said_at(value: &Value) -> Option<NaiveDateTime> {
    let number = |value: &Value| value.as_i64().and_then(|n| u32::try_from(n).ok());
    let at = |part: &dyn Fn(usize, &str) -> Option<u32>| {
        let year = i32::try_from(part(0, "year")?).ok()?;
        let day = NaiveDate::from_ymd_opt(
            year,
            part(1, "month").unwrap_or(1),
            part(2, "day").unwrap_or(1),
        )?;
        day.and_hms_opt(
            part(3, "hour").unwrap_or(0),
            part(4, "minute").unwrap_or(0),
            part(5, "second").unwrap_or(0),
        )
    };
    match value {
        Value::String(text) => Some(DateTime::parse_from_rfc3339(text).ok()?.naive_local()),
        Value::Array(parts) => at(&|i, _| number(parts.get(i)?)),
        Value::Object(parts) => at(&|_, key| number(parts.get(key)?)),
        // A length of time is said at no time.
        _ => NaiveDate::from_ymd_opt(2021, 6, 14)?.and_hms_opt(1, 6, 40),
    }
}

/// `2013-02-12T04:30:00`, and `2012-12-00` and `2011-00-00` for the first of them.
fn instant(text: &str) -> Option<NaiveDateTime> {
    let text = text
        .replace(' ', "T")
        .replace("-00-00T", "-01-01T")
        .replace("-00T", "-01T");
    text.parse().ok()
}

fn grain_of(word: &str) -> Option<Grain> {
    Some(match word {
        "Second" => Grain::Second,
        "Minute" => Grain::Minute,
        "Hour" => Grain::Hour,
        "Day" => Grain::Day,
        "Week" => Grain::Week,
        "Month" => Grain::Month,
        "Quarter" => Grain::Quarter,
        "Year" => Grain::Year,
        _ => return None,
    })
}

fn duckling(want: &Value) -> Want {
    let at = |i: usize| instant(want["at"].get(i)?.as_str()?);
    let grain = want["grain"].as_str().and_then(grain_of);
    if want["kind"] == "datetimeOpenInterval" {
        return at(0).map_or(Want::Nothing, |at| Want::Open {
            at,
            is_after: want["dir"] == "After",
        });
    }
    let (Some(from), Some(grain)) = (at(0), grain) else {
        return Want::Nothing;
    };
    let is_interval = at(1).is_some();
    let until = at(1).or_else(|| end_of(from, grain));
    Want::Stretch {
        from: Some(from),
        until,
        grain: Some(grain),
        is_interval,
    }
}

fn end_of(from: NaiveDateTime, grain: Grain) -> Option<NaiveDateTime> {
    let months = |n| from.checked_add_months(chrono::Months::new(n));
    match grain {
        Grain::Second => Some(from + TimeDelta::seconds(1)),
        Grain::Minute => Some(from + TimeDelta::minutes(1)),
        Grain::Hour => Some(from + TimeDelta::hours(1)),
        Grain::Day => from.checked_add_days(Days::new(1)),
        Grain::Week => from.checked_add_days(Days::new(7)),
        Grain::Month => months(1),
        Grain::Quarter => months(3),
        Grain::Year => months(12),
    }
}

fn jionlp(want: &Value) -> Want {
    if want["type"] == "time_period" {
        return period(&want["time"]).unwrap_or(Want::Nothing);
    }
    let at = |i: usize| instant(want["time"].get(i)?.as_str()?);
    let until = at(1).map(|last| {
        if last.time() == NaiveTime::MIN || last.format("%S").to_string() != "59" {
            last
        } else {
            last + TimeDelta::seconds(1)
        }
    });
    match (at(0), until) {
        (None, None) => Want::Nothing,
        (from, until) => Want::Stretch {
            from,
            until,
            grain: None,
            is_interval: want["type"] == "time_span",
        },
    }
}

fn period(time: &Value) -> Option<Want> {
    let delta = time["delta"].as_object()?;
    let (unit, n) = delta.iter().next()?;
    let n = n.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
    let (grain, every) = match (unit.as_str(), n) {
        ("year", n) if n < 1.0 => (Grain::Month, (n * 12.0) as i64),
        ("year", n) => (Grain::Year, n as i64),
        ("month", n) => (Grain::Month, n as i64),
        ("day", n) => (Grain::Day, n as i64),
        ("hour", n) => (Grain::Hour, n as i64),
        ("minute", n) => (Grain::Minute, n as i64),
        _ => (Grain::Second, n as i64),
    };
    let times = &time["point"]["time"];
    let pair = if times.get(0).is_some_and(Value::is_array) {
        &times[0]
    } else {
        times
    };
    let point = pair
        .get(0)
        .and_then(Value::as_str)
        .and_then(instant)
        .zip(pair.get(1).and_then(Value::as_str).and_then(instant));
    Some(Want::Again {
        grain,
        every,
        point,
    })
}

const ZONES: &[&str] = &[
    "GMT", "gmt", "CET", "PST", "pst", "CST", "BST", " ist", "IST", "UTC", "EST",
];
const SEASONS: &[&str] = &[
    "summer", "Summer", "winter", "season", "spring", "autumn", "春季", "夏", "秋季", "冬季",
    "年春", "年秋", "年冬",
];
const VAGUE: &[&str] = &[
    "few",
    "ish",
    "多",
    "几",
    "半以",
    "B.C.",
    "a.d.",
    "A.D.",
    "rest of",
    "all week",
    "season",
    "last night",
    "soon as possible",
    "ASAP",
    "前后",
    "upcoming",
    "全天",
];

/// The class of an expression.
#[expect(
    clippy::too_many_lines,
    reason = "one list of signs, read from the top; apart, their order would be lost"
)]
fn class(text: &str, first: &Value, want: &Want, now: NaiveDateTime) -> Class {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if first["type"] == "time_delta" {
        return Class::Length;
    }
    let sort = first["kind"]
        .as_str()
        .or(first["type"].as_str())
        .unwrap_or_default();
    if text.contains("closest") {
        return Class::Vague;
    }
    if sort.contains("Holiday") {
        return if at_home(text) {
            Class::Holiday
        } else {
            Class::Elsewhere
        };
    }
    if has(ZONES) && !text.contains("AIST") {
        return Class::Zone;
    }
    if has(SEASONS) && !text.contains("春节") {
        return Class::Season;
    }
    if has(VAGUE) {
        return Class::Vague;
    }
    // By the Roman calendar.
    if has(&["ides"]) {
        return Class::Elsewhere;
    }
    let blurred = first["definition"] == "blur";
    if blurred && has(&["今后", "过", "近", "午"]) {
        return Class::Vague;
    }
    match want {
        Want::Again {
            grain: Grain::Second | Grain::Minute | Grain::Hour,
            ..
        } => Class::Length,
        Want::Again { .. } => Class::Repeat,
        Want::Nothing => Class::Vague,
        Want::Open { .. } => {
            if has_count(text) {
                Class::Counted
            } else {
                Class::Open
            }
        }
        Want::Stretch {
            from,
            until,
            grain,
            is_interval,
        } => {
            if has_count(text) {
                return Class::Counted;
            }
            let stretch = *is_interval
                || grain.is_none()
                    && until.zip(*from).is_some_and(|(until, from)| {
                        until - from > TimeDelta::days(1) && until == now
                    });
            // One source closes it with the minute it is said in.
            if stretch && until.is_some_and(|until| until <= now + TimeDelta::minutes(1)) {
                return Class::Past;
            }
            if from.is_none()
                || until.is_none()
                || *from == Some(now) && *is_interval && !has(EDGES)
                || has(&["起", "以后", "之前", "以前", "以来"])
            {
                return Class::Open;
            }
            if has(EDGES) {
                return Class::Edge;
            }
            if has(&["by ", "within", "Within"]) && *from == Some(now) {
                return Class::Open;
            }
            let length = until
                .zip(*from)
                .map(|(until, from)| until - from)
                .unwrap_or_default();
            if !is_interval {
                return match grain {
                    Some(Grain::Second) => Class::Moment,
                    Some(Grain::Minute | Grain::Hour) => Class::Clock,
                    Some(Grain::Day) => Class::Day,
                    None if length <= TimeDelta::hours(1) => Class::Clock,
                    None if length <= TimeDelta::days(1) => Class::Day,
                    _ => Class::Period,
                };
            }
            if has(&[
                "weekend",
                "wkend",
                "week-end",
                "周末",
                "週末",
                "早",
                "上午",
                "下午",
                "晚",
                "morning",
                "afternoon",
                "evening",
                "night",
                "夜",
                "午",
            ]) && !has(&["到", "至", "-1", "—", " to "])
                && grain.is_none_or(|grain| grain == Grain::Hour)
            {
                return Class::DayPart;
            }
            if [
                "next", "last", "past", "upcoming", "下", "后", "後", "接下", "未来", "前",
            ]
            .iter()
            .any(|word| text.starts_with(word))
                && grain.is_some()
            {
                return Class::Units;
            }
            if grain.is_none() && !has(&["到", "至", "-", "~", "—"]) {
                return Class::Period;
            }
            Class::Span
        }
    }
}

const EDGES: &[&str] = &[
    "early",
    "late ",
    "beginning",
    "end of",
    "EOM",
    "BOM",
    "EOY",
    "BOY",
    "底",
    "末",
    "初",
    "mid-",
    "旬",
];

/// Whether it is counted from now.
fn has_count(text: &str) -> bool {
    let text = &text.to_lowercase();
    // Before a date is nothing counted.
    let dated = text.contains('月') && text.contains(['号', '日']);
    if text.starts_with("再过") {
        return true;
    }
    let zh = ["后", "後", "前"]
        .iter()
        .any(|word| text.trim_end_matches("之").ends_with(word))
        && !text.starts_with(['大', '前', '后', '後'])
        && text
            .chars()
            .any(|c| "一二三四五六七八九十两兩半个個0123456789".contains(c))
        && !text.contains('点')
        && !dated;
    let en = !text.starts_with("for ")
        && [
            "ago",
            "hence",
            "from now",
            "in a ",
            "in one",
            "days from",
            "year from",
            "in 1",
            "in 2",
            "in 3",
            "in 6",
            "in 7",
            "in 4",
            "after 5",
            "in half",
            "in about",
        ]
        .iter()
        .any(|word| text.contains(word))
        && !text.contains("in 20")
        && !text.contains("in 14");
    zh || en
}

/// Days that business life in China or the west knows, by the words quick entry states it knows.
fn at_home(text: &str) -> bool {
    steward_core::quick::time::is_holiday(text)
}

/// What holds of either half, the one looked at first: how many in a hundred of the supported are
/// understood at least, and how many of all are read as something else at most.
pub const FLOORS: [(f64, f64); 2] = [(97.0, 1.0), (93.0, 1.2)];

/// The same of both halves together, which is what was promised, and no more wrong of the supported alone; and
/// how many in a hundred of the supported are read exactly with nothing asked.
pub const PROMISED: (f64, f64) = (95.0, 1.0);
/// See [`PROMISED`].
pub const EXACT: f64 = 95.0;

#[cfg(test)]
mod tests {
    use super::*;
    use steward_core::base::{Clock, FixedClock};

    #[test]
    fn the_expressions_are_understood_as_far_as_is_said() {
        let Some(all) = read() else {
            println!("{PLACE} is not there and was left out");
            return;
        };
        let days = Workdays::here(FixedClock::at(crate::scene::monday()).zone());
        let counted = |of: &dyn Fn(&&Expression) -> bool| {
            let (mut supported, mut understood, mut wrong, mut every) = (0.0, 0.0, 0.0, 0.0);
            let (mut exact, mut mistaken) = (0.0, 0.0);
            for one in all.iter().filter(of) {
                let outcome = one.judge(&days);
                every += 1.0;
                wrong += f64::from(u8::from(outcome == Outcome::Wrong));
                if one.class.is_supported() {
                    supported += 1.0;
                    let right = matches!(outcome, Outcome::Exact | Outcome::Asked | Outcome::Among);
                    understood += f64::from(u8::from(right));
                    exact += f64::from(u8::from(outcome == Outcome::Exact));
                    if outcome == Outcome::Wrong {
                        mistaken += 1.0;
                        println!("read as something else: {}", one.text);
                    }
                }
            }
            let share = |part: f64| 100.0 * part / supported;
            let wrong = 100.0 * wrong / every;
            (share(understood), wrong, share(exact), share(mistaken))
        };
        let whole = counted(&|_| true);
        assert!(whole.0 >= PROMISED.0 && whole.1 <= PROMISED.1, "{whole:?}");
        assert!(whole.2 >= EXACT && whole.3 <= PROMISED.1, "{whole:?}");
        for (half, (least, most)) in [true, false].into_iter().zip(FLOORS) {
            let found = counted(&|one| one.is_seen() == half);
            assert!(found.0 >= least && found.1 <= most, "{half}: {found:?}");
        }
    }
}
