//! Which days are worked: the weekend of a place, its public holidays, and the weekend days that
//! are worked in exchange. Pure; the holidays of mainland China are shipped as far as they have
//! been announced; of the year after that the days that are off by law are, and beyond it only the weekend is
//! known. The weekends of territories are those of
//! Unicode's CLDR 48 (`weekData`: `weekendStart`, `weekendEnd`), their zones those of the IANA
//! database's `zone.tab` with the former names of its `backward`. Bangladesh, of which CLDR says
//! nothing, rests on Friday and Saturday.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use serde::Serialize;

use super::countries::country;

use crate::base::error::{Error, Result};
use crate::base::words;

/// What was announced of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Announced {
    worked: bool,
    name: String,
    /// Off by law alone: which days bridge it, and which are worked for them, nobody has said yet.
    by_law: bool,
}

/// What is known of a place's public holidays in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename = "HolidaysKnown", rename_all = "snake_case")]
pub enum Known {
    /// None.
    Nothing,
    /// Those that are off by law; days that bridge them and days worked in exchange are not announced.
    Statutory,
    /// All that was announced, or told by the user.
    Announced,
}

/// What the user knows of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// From.
    pub first: NaiveDate,
    /// To, included.
    pub last: NaiveDate,
    /// Worked, though it would not be; else at rest, though it would be worked.
    pub worked: bool,
    /// What it is called.
    pub name: String,
}

/// Nobody announces more than a year at once: a slip of the pen would fill the memory.
const MOST_DAYS: usize = 367;

type Announcements = BTreeMap<NaiveDate, Announced>;

/// The working days of a place.
#[derive(Debug, Clone)]
pub struct Workdays {
    weekend: Vec<Weekday>,
    announced: Arc<Announcements>,
    own: Arc<[OwnName]>,
}

/// Days of the user's own table that have a name.
#[derive(Debug, Clone)]
pub struct OwnName {
    /// The name, spelled as texts are read: simplified, narrow, in small letters.
    pub name: String,
    /// From.
    pub first: NaiveDate,
    /// To, included.
    pub last: NaiveDate,
}

impl OwnName {
    /// Nothing where the name is none that one would count from, and of days that are worked to make up for others.
    fn of(said: &Announcement) -> Option<Self> {
        let name = words::to_simplified(&words::narrow(said.name.trim())).to_lowercase();
        let is_name = name.chars().count() > 1 && name.chars().any(char::is_alphabetic);
        (is_name && !said.worked).then_some(Self {
            name,
            first: said.first,
            last: said.last,
        })
    }
}

/// Announced each autumn for the year to come.
const CHINA: &str = include_str!("../../../../../assets/calendar/workdays-cn.txt");

/// What is shipped is read by a test, so that it is never the empty one.
static CHINESE: LazyLock<Arc<Announcements>> =
    LazyLock::new(|| Arc::new(read(CHINA).unwrap_or_default()));

const SATURDAY_SUNDAY: &[Weekday] = &[Weekday::Sat, Weekday::Sun];

/// The days of the week at rest where the clocks show a zone.
fn weekend(zone: Tz) -> &'static [Weekday] {
    match zone {
        Tz::Asia__Kabul => &[Weekday::Thu, Weekday::Fri],
        Tz::Asia__Tehran | Tz::Iran => &[Weekday::Fri],
        Tz::Asia__Kolkata | Tz::Asia__Calcutta | Tz::Africa__Kampala => &[Weekday::Sun],
        Tz::Africa__Algiers
        | Tz::Africa__Cairo
        | Tz::Africa__Khartoum
        | Tz::Africa__Tripoli
        | Tz::Asia__Aden
        | Tz::Asia__Amman
        | Tz::Asia__Baghdad
        | Tz::Asia__Bahrain
        | Tz::Asia__Dacca
        | Tz::Asia__Damascus
        | Tz::Asia__Dhaka
        | Tz::Asia__Jerusalem
        | Tz::Asia__Kuwait
        | Tz::Asia__Muscat
        | Tz::Asia__Qatar
        | Tz::Asia__Riyadh
        | Tz::Asia__Tel_Aviv
        | Tz::Egypt
        | Tz::Israel
        | Tz::Libya => &[Weekday::Fri, Weekday::Sat],
        _ => SATURDAY_SUNDAY,
    }
}

impl Workdays {
    /// As they are where the clocks show `zone`.
    #[must_use]
    pub fn here(zone: Tz) -> Self {
        let announced = if country(zone) == Some("CN") {
            CHINESE.clone()
        } else {
            Arc::default()
        };
        Self {
            weekend: weekend(zone).to_vec(),
            announced,
            own: Arc::default(),
        }
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_worked(&self, day: NaiveDate) -> bool {
        match self.announced.get(&day) {
            Some(said) => said.worked,
            None => !self.weekend.contains(&day.weekday()),
        }
    }

    /// The holiday that a day belongs to, worked or not.
    #[must_use]
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        self.announced.get(&day).map(|said| said.name.as_str())
    }

    /// The days of the user's own table, by their names.
    #[must_use]
    pub fn own_names(&self) -> &[OwnName] {
        &self.own
    }

    /// What is known of the public holidays of a year. Every place that announces any has one on the first
    /// of January.
    #[must_use]
    pub fn known(&self, year: i32) -> Known {
        let of = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let (Some(first), Some(last)) = (of(1, 1), of(12, 31)) else {
            return Known::Nothing;
        };
        let mut told = self.announced.range(first..=last);
        if told.any(|(_, said)| said.by_law) {
            Known::Statutory
        } else if self.announced.contains_key(&first) {
            Known::Announced
        } else {
            Known::Nothing
        }
    }

    /// The first working day after `day`.
    #[must_use]
    pub fn next(&self, day: NaiveDate) -> NaiveDate {
        self.walk(day, 1, NaiveDate::succ_opt)
    }

    /// The `n`-th working day after `day`; `day` itself for none.
    #[must_use]
    pub fn forward(&self, day: NaiveDate, n: u32) -> NaiveDate {
        self.walk(day, n, NaiveDate::succ_opt)
    }

    /// The `n`-th working day before `day`; `day` itself for none.
    #[must_use]
    pub fn back(&self, day: NaiveDate, n: u32) -> NaiveDate {
        self.walk(day, n, NaiveDate::pred_opt)
    }

    /// The `n`-th working day from `first` to `last`, from the end where negative; none where there
    /// are fewer.
    #[must_use]
    pub fn nth(&self, first: NaiveDate, last: NaiveDate, n: i8) -> Option<NaiveDate> {
        let at = usize::from(n.unsigned_abs()).checked_sub(1)?;
        let mut worked = first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| self.is_worked(*day));
        if n > 0 {
            return worked.nth(at);
        }
        let worked: Vec<NaiveDate> = worked.collect();
        worked.into_iter().rev().nth(at)
    }

    /// The same place with days the user knows better: they go before what is shipped. Whoever tells a whole
    /// year, as it was announced, tells all that is off by law in it as well.
    #[must_use]
    pub fn with(&self, own: impl IntoIterator<Item = Announcement>) -> Self {
        let mut announced = Announcements::clone(&self.announced);
        let mut names = self.own.to_vec();
        for said in own {
            names.extend(OwnName::of(&said));
            let days = said.first.iter_days().take(MOST_DAYS);
            for day in days.take_while(|day| *day <= said.last) {
                let name = said.name.clone();
                let worked = said.worked;
                let by_law = false;
                announced.insert(
                    day,
                    Announced {
                        worked,
                        name,
                        by_law,
                    },
                );
            }
        }
        Self {
            weekend: self.weekend.clone(),
            announced: Arc::new(announced),
            own: names.into(),
        }
    }

    /// The same holidays with other days of the week at rest.
    #[must_use]
    pub fn resting_on(&self, weekend: Vec<Weekday>) -> Self {
        // Somebody who rests every day would never be reminded.
        if weekend.len() >= 7 {
            return self.clone();
        }
        Self {
            weekend,
            announced: Arc::clone(&self.announced),
            own: Arc::clone(&self.own),
        }
    }

    /// The days of the week that are not worked.
    #[must_use]
    pub fn weekend(&self) -> &[Weekday] {
        &self.weekend
    }

    /// Steps over days until `n` that are worked have been met. What is announced is finite and
    /// some day of the week is worked, so it ends.
    fn walk(
        &self,
        mut day: NaiveDate,
        n: u32,
        step: impl Fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> NaiveDate {
        let mut left = n;
        while left > 0 {
            // At the end of all dates one stays.
            let Some(next) = step(&day) else { return day };
            day = next;
            left -= u32::from(self.is_worked(day));
        }
        day
    }
}

/// Reads days announced, one span a line: `2026-10-01..2026-10-07 off 国庆节`, `2026-10-10 work
/// 国庆节`; `law` is off by law where the rest is not announced. Empty lines and those that begin with `#` say nothing.
fn read(text: &str) -> Result<Announcements> {
    let mut days = Announcements::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let told = || {
            Error::invalid("workdays", "error.workdays_unreadable")
                .with("line", number + 1)
                .with("text", line)
        };
        let mut words = line.splitn(3, char::is_whitespace);
        let (Some(span), Some(sort)) = (words.next(), words.next()) else {
            return Err(told());
        };
        let (worked, by_law) = match sort {
            "off" => (false, false),
            "law" => (false, true),
            "work" => (true, false),
            _ => return Err(told()),
        };
        let name = words.next().unwrap_or_default().trim();
        let (first, last) = span.split_once("..").unwrap_or((span, span));
        let day = |text: &str| text.parse::<NaiveDate>().map_err(|_| told());
        let (first, last) = (day(first)?, day(last)?);
        // Nobody announces more than a year at once: a slip of the pen would fill the memory.
        if last < first || (last - first).num_days() > 366 {
            return Err(told());
        }
        for day in first.iter_days().take_while(|day| *day <= last) {
            let name = name.to_owned();
            days.insert(
                day,
                Announced {
                    worked,
                    name,
                    by_law,
                },
            );
        }
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::super::LunarDay;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_announced_goes_before_the_weekend() {
        let china = Workdays::here(Tz::Asia__Shanghai);
        // The week around the National Day of 2026, as announced.
        for (text, worked) in [
            ("2026-09-20", true),
            ("2026-09-25", false),
            ("2026-09-28", true),
            ("2026-09-30", true),
            ("2026-10-01", false),
            ("2026-10-07", false),
            ("2026-10-08", true),
            ("2026-10-10", true),
            ("2026-10-11", false),
        ] {
            assert_eq!(china.is_worked(day(text)), worked, "{text}");
        }
        assert_eq!(china.holiday(day("2026-10-10")), Some("国庆节"));
        assert_eq!(china.holiday(day("2026-10-12")), None);
        assert_eq!(china.next(day("2026-09-30")), day("2026-10-08"));
        assert_eq!(china.next(day("2026-10-09")), day("2026-10-10"));
    }

    #[test]
    fn every_year_from_2007_on_is_known_until_the_last_announced() {
        let china = Workdays::here(Tz::Asia__Shanghai);
        for year in 2007..=2026 {
            let off = |month, day| {
                let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
                assert!(!china.is_worked(day), "{day}");
            };
            off(1, 1);
            off(10, 1);
            off(10, 3);
        }
        assert_eq!(china.known(2026), Known::Announced);
        // Not announced yet: only the weekend is known.
        assert!(china.is_worked(day("2028-10-02")));
        assert_eq!(china.known(2028), Known::Nothing);
    }

    /// By the order on public holidays as it stands since 2025: one day, the eve and three, one, two, one, one,
    /// three.
    #[test]
    fn of_the_year_not_announced_yet_the_days_that_are_off_by_law_are_known() {
        let china = Workdays::here(Tz::Asia__Shanghai);
        let lunar = |text: &str| LunarDay::parse(text).unwrap().in_year(2027).unwrap();
        let spring = lunar("01-01");
        let mut by_law = vec![day("2027-01-01"), spring.pred_opt().unwrap()];
        by_law.extend(spring.iter_days().take(3));
        // The sun stands at 15 degrees of longitude on the 5th of April.
        by_law.extend([day("2027-04-05"), day("2027-05-01"), day("2027-05-02")]);
        by_law.extend([lunar("05-05"), lunar("08-15")]);
        by_law.extend(day("2027-10-01").iter_days().take(3));
        let year = day("2027-01-01").iter_days().take(365);
        let shipped: Vec<NaiveDate> = year.filter(|day| china.holiday(*day).is_some()).collect();
        assert_eq!(shipped, by_law);
        assert!(by_law.iter().all(|day| !china.is_worked(*day)));
        assert_eq!(china.known(2027), Known::Statutory);
    }

    #[test]
    fn a_years_table_of_the_users_own_takes_the_place_of_what_is_by_law() {
        let china = Workdays::here(Tz::Asia__Shanghai);
        let off = |first: &str, last: &str| Announcement {
            first: day(first),
            last: day(last),
            worked: false,
            name: "own".into(),
        };
        let some = china.with([
            off("2026-12-28", "2027-01-03"),
            off("2027-03-03", "2027-03-03"),
        ]);
        assert_eq!(some.known(2027), Known::Statutory);
        assert!(!some.is_worked(day("2027-04-05")));
        // As a notice might have it: each of its spans holds the days by law.
        let table = china.with([
            off("2027-01-01", "2027-01-03"),
            off("2027-02-05", "2027-02-11"),
            off("2027-04-03", "2027-04-05"),
            off("2027-05-01", "2027-05-05"),
            off("2027-06-09", "2027-06-09"),
            off("2027-09-15", "2027-09-15"),
            off("2027-10-01", "2027-10-07"),
        ]);
        assert_eq!(table.known(2027), Known::Announced);
        assert!(!table.is_worked(day("2027-10-05")));
        assert_eq!(table.known(2026), Known::Announced);
    }

    #[test]
    fn other_places_have_their_own_weekend_and_no_holidays_of_ours() {
        assert!(Workdays::here(Tz::Europe__Berlin).is_worked(day("2026-10-01")));
        let riyadh = Workdays::here(Tz::Asia__Riyadh);
        assert_eq!(riyadh.next(day("2026-11-26")), day("2026-11-29"));
    }

    #[test]
    fn a_place_rests_alike_by_each_of_its_names() {
        use Weekday::{Fri, Sat, Sun, Thu};
        for (names, rest) in [
            (&["Asia/Kabul"][..], &[Thu, Fri][..]),
            (&["Asia/Tehran", "Iran"], &[Fri]),
            (&["Asia/Kolkata", "Asia/Calcutta", "Africa/Kampala"], &[Sun]),
            (&["Africa/Cairo", "Egypt", "Africa/Tripoli"], &[Fri, Sat]),
            (&["Asia/Jerusalem", "Asia/Tel_Aviv", "Israel"], &[Fri, Sat]),
            (&["Asia/Damascus", "Asia/Aden", "Asia/Dacca"], &[Fri, Sat]),
            (&["Asia/Dubai", "US/Pacific", "Asia/Kathmandu"], &[Sat, Sun]),
        ] {
            for name in names {
                let zone: Tz = name.parse().unwrap();
                assert_eq!(Workdays::here(zone).weekend(), rest, "{name}");
            }
        }
        let former: Tz = "PRC".parse().unwrap();
        assert!(!Workdays::here(former).is_worked(day("2026-10-01")));
    }

    #[test]
    fn a_line_that_says_nothing_is_named() {
        for (text, line) in [
            ("2026-01-01 off A\nnonsense", 2),
            ("2026-02-30 off A", 1),
            ("2026-01-05..2026-01-01 off A", 1),
            ("2026-01-01..2999-01-01 off A", 1),
            ("# one\n\n2026-01-01 perhaps A", 3),
        ] {
            let error = read(text).unwrap_err().to_wire();
            assert_eq!(error.key, "error.workdays_unreadable");
            assert_eq!(error.values["line"], line.to_string());
        }
        assert!(read("# nothing\n\n").unwrap().is_empty());
    }
}
