//! Times of a calendar file: days, times of a zone, of Greenwich and of wherever one is; spans.

use chrono::{NaiveDate, NaiveDateTime, Timelike as _, Utc};
use chrono_tz::Tz;

use crate::base::WallTime;
use crate::exchange::reader::content_line::Line;

/// A time as the file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Moment {
    /// A whole day.
    Day(NaiveDate),
    /// An instant.
    Utc(NaiveDateTime),
    /// By the clocks of wherever one is.
    Floating(NaiveDateTime),
    /// By the clocks of a zone, as the file names it.
    Zoned(NaiveDateTime, String),
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const WALL: &str = "%Y%m%dT%H%M%S";
        match self {
            Self::Day(day) => write!(f, "{}", day.format("%Y%m%d")),
            Self::Utc(at) => write!(f, "{}Z", at.format(WALL)),
            Self::Floating(at) => write!(f, "{}", at.format(WALL)),
            Self::Zoned(at, zone) => write!(f, "{zone}:{}", at.format(WALL)),
        }
    }
}

/// What a time comes to.
pub(super) struct Meant {
    pub(super) due: WallTime,
    /// It is meant wherever one is.
    pub(super) floats: bool,
    /// The zone nobody knows, where it is of one; the one here was taken.
    pub(super) unknown_zone: Option<String>,
}

impl Moment {
    /// Reads it; nothing where it is no time.
    pub(super) fn read(line: &Line) -> Option<Self> {
        Self::of(&line.value, line)
    }

    /// Reads a list of them, of spans their beginnings; nothing for each that is no time.
    pub(super) fn list(line: &Line) -> impl Iterator<Item = Option<Self>> + '_ {
        let values = line.value.split(',');
        values.map(|value| Self::of(value.split('/').next().unwrap_or_default(), line))
    }

    fn of(value: &str, line: &Line) -> Option<Self> {
        let value = value.trim();
        if let Ok(day) = NaiveDate::parse_from_str(value, "%Y%m%d") {
            return sensible(day).then_some(Self::Day(day));
        }
        let (at, utc) = match value.strip_suffix(['Z', 'z']) {
            Some(at) => (at, true),
            None => (value, false),
        };
        let at = NaiveDateTime::parse_from_str(at, "%Y%m%dT%H%M%S")
            .or_else(|_| NaiveDateTime::parse_from_str(at, "%Y%m%dT%H%M"))
            .ok()?;
        if !sensible(at.date()) {
            return None;
        }
        let zone = line.parameter("TZID").map(|zone| zone.trim_matches('"'));
        Some(match zone {
            _ if utc => Self::Utc(at),
            Some(zone) if !zone.is_empty() => Self::Zoned(at, zone.to_owned()),
            _ => Self::Floating(at),
        })
    }

    /// The day it is by the clocks of `zone`.
    pub(super) fn day(&self, zone: Tz, here: Tz) -> NaiveDate {
        match self {
            Self::Day(day) => *day,
            Self::Floating(at) => at.date(),
            Self::Utc(_) | Self::Zoned(..) => {
                let at = self.meant(here).due.instant(chrono::NaiveTime::MIN);
                at.utc().with_timezone(&zone).date_naive()
            }
        }
    }

    /// What it comes to where the clocks are those of `here`.
    pub(super) fn meant(&self, here: Tz) -> Meant {
        let wall = |at: NaiveDateTime, zone| WallTime {
            date: at.date(),
            time: at.time().with_second(0),
            zone,
        };
        let plain = |due| Meant {
            due,
            floats: false,
            unknown_zone: None,
        };
        match self {
            Self::Day(date) => plain(WallTime {
                date: *date,
                time: None,
                zone: here,
            }),
            Self::Utc(at) => {
                let at = at.and_local_timezone(Utc).earliest();
                let local = at.map(|at| at.with_timezone(&here).naive_local());
                plain(wall(local.unwrap_or_default(), here))
            }
            Self::Floating(at) => Meant {
                floats: true,
                ..plain(wall(*at, here))
            },
            Self::Zoned(at, name) => match zone(name) {
                Some(zone) => plain(wall(*at, zone)),
                None => Meant {
                    unknown_zone: Some(name.clone()),
                    ..plain(wall(*at, here))
                },
            },
        }
    }
}

/// Nobody plans for other years, and the calendar's arithmetic ends somewhere.
fn sensible(day: NaiveDate) -> bool {
    use chrono::Datelike as _;
    (1900..=2200).contains(&day.year())
}

/// Zones as Windows and Outlook call them, of where most customers are.
const WINDOWS: [(&str, Tz); 28] = [
    ("China Standard Time", Tz::Asia__Shanghai),
    ("Taipei Standard Time", Tz::Asia__Taipei),
    ("Tokyo Standard Time", Tz::Asia__Tokyo),
    ("Korea Standard Time", Tz::Asia__Seoul),
    ("Singapore Standard Time", Tz::Asia__Singapore),
    ("SE Asia Standard Time", Tz::Asia__Bangkok),
    ("India Standard Time", Tz::Asia__Kolkata),
    ("Arabian Standard Time", Tz::Asia__Dubai),
    ("Arab Standard Time", Tz::Asia__Riyadh),
    ("Israel Standard Time", Tz::Asia__Jerusalem),
    ("Turkey Standard Time", Tz::Europe__Istanbul),
    ("Russian Standard Time", Tz::Europe__Moscow),
    ("GMT Standard Time", Tz::Europe__London),
    ("Greenwich Standard Time", Tz::Africa__Abidjan),
    ("W. Europe Standard Time", Tz::Europe__Berlin),
    ("Central Europe Standard Time", Tz::Europe__Budapest),
    ("Central European Standard Time", Tz::Europe__Warsaw),
    ("Romance Standard Time", Tz::Europe__Paris),
    ("FLE Standard Time", Tz::Europe__Kiev),
    ("South Africa Standard Time", Tz::Africa__Johannesburg),
    ("E. South America Standard Time", Tz::America__Sao_Paulo),
    ("Eastern Standard Time", Tz::America__New_York),
    ("Central Standard Time", Tz::America__Chicago),
    ("Mountain Standard Time", Tz::America__Denver),
    ("Pacific Standard Time", Tz::America__Los_Angeles),
    ("AUS Eastern Standard Time", Tz::Australia__Sydney),
    ("New Zealand Standard Time", Tz::Pacific__Auckland),
    ("UTC", Tz::UTC),
];

/// The zone a file names: by IANA's name, behind a path of some program's own, or by Windows' name.
fn zone(name: &str) -> Option<Tz> {
    let known = WINDOWS.iter().find(|(windows, _)| *windows == name);
    if let Some((_, zone)) = known {
        return Some(*zone);
    }
    let starts = std::iter::once(0).chain(name.match_indices('/').map(|(at, _)| at + 1));
    starts
        .filter_map(|at| name.get(at..))
        .find_map(|name| name.parse().ok())
}

/// Minutes of a span such as `P1DT2H` or `PT15M`, each day as long as most are; seconds are cut off.
pub(super) fn minutes(text: &str) -> Option<i64> {
    let (days, minutes) = span(text)?;
    Some(days * 24 * 60 + minutes)
}

/// Days of the calendar and minutes of a span such as `-P1DT2H`; seconds are cut off.
pub(super) fn span(text: &str) -> Option<(i64, i64)> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut number = String::new();
    let (mut days, mut minutes) = (0_i64, 0_i64);
    for letter in text.strip_prefix(['P', 'p'])?.chars() {
        if letter.is_ascii_digit() && number.len() < 7 {
            number.push(letter);
            continue;
        }
        let (sum, each) = match letter.to_ascii_uppercase() {
            'T' if number.is_empty() => continue,
            'W' => (&mut days, 7),
            'D' => (&mut days, 1),
            'H' => (&mut minutes, 60),
            'M' => (&mut minutes, 1),
            'S' => (&mut minutes, 0),
            _ => return None,
        };
        *sum += number.parse::<i64>().ok()? * each;
        number.clear();
    }
    number.is_empty().then_some((sign * days, sign * minutes))
}
