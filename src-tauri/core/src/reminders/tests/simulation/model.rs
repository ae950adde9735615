//! What the model knows: tasks, the clocks of sixty zones looked at minute by minute, and when each word of
//! a task is due by them. It knows nothing of tables, and shares no rule with what it is held against.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{
    DateTime, Datelike as _, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::base::{Id, Timestamp, Workdays};
use crate::reminders::tests::MINUTE;

/// Every kind of summer time, of half hours, of days left out and of zones that changed their mind.
pub(super) const ZONES: [(&str, i32); 60] = [
    ("Asia/Shanghai", 1984),
    ("Asia/Shanghai", 2020),
    ("Australia/Lord_Howe", 2018),
    ("Africa/Casablanca", 2018),
    ("Pacific/Apia", 2008),
    ("Pacific/Kwajalein", 1990),
    ("Asia/Pyongyang", 2012),
    ("America/Caracas", 2006),
    ("Asia/Kathmandu", 1984),
    ("Pacific/Chatham", 2018),
    ("Africa/Cairo", 2018),
    ("Africa/El_Aaiun", 2018),
    ("Africa/Johannesburg", 2018),
    ("Africa/Juba", 2018),
    ("Africa/Lagos", 2018),
    ("Africa/Sao_Tome", 2016),
    ("Africa/Windhoek", 2014),
    ("America/Argentina/San_Luis", 2006),
    ("America/Asuncion", 2018),
    ("America/Chicago", 2018),
    ("America/Denver", 2018),
    ("America/Halifax", 2018),
    ("America/Havana", 2018),
    ("America/Los_Angeles", 2002),
    ("America/Mexico_City", 2018),
    ("America/New_York", 2002),
    ("America/Nuuk", 2018),
    ("America/Phoenix", 2018),
    ("America/Port-au-Prince", 2012),
    ("America/Santiago", 2014),
    ("America/Sao_Paulo", 2014),
    ("America/Scoresbysund", 2018),
    ("America/St_Johns", 2005),
    ("Antarctica/Casey", 2016),
    ("Antarctica/Troll", 2018),
    ("Asia/Amman", 2018),
    ("Asia/Beirut", 2018),
    ("Asia/Dhaka", 2006),
    ("Asia/Gaza", 2018),
    ("Asia/Hong_Kong", 1972),
    ("Asia/Jerusalem", 2018),
    ("Asia/Kolkata", 2018),
    ("Asia/Tehran", 2018),
    ("Asia/Tokyo", 2018),
    ("Asia/Ulaanbaatar", 2012),
    ("Asia/Urumqi", 2018),
    ("Atlantic/Azores", 2018),
    ("Australia/Adelaide", 2018),
    ("Australia/Sydney", 2018),
    ("Europe/Berlin", 2018),
    ("Europe/Dublin", 2018),
    ("Europe/Istanbul", 2012),
    ("Europe/London", 2018),
    ("Europe/Moscow", 2008),
    ("Europe/Volgograd", 2016),
    ("Pacific/Auckland", 2018),
    ("Pacific/Easter", 2018),
    ("Pacific/Fakaofo", 2008),
    ("Pacific/Norfolk", 2014),
    ("UTC", 2018),
];

/// The slots that go on: again and again until it is done, and each time its rule comes round.
pub(super) const AGAIN: i32 = -2;
pub(super) const ROUND: i32 = -3;

/// `SplitMix64`.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub(super) fn below(&mut self, sides: i64) -> i64 {
        i64::try_from(self.roll() >> 33).unwrap() % sides.max(1)
    }
    pub(super) fn one_in(&mut self, sides: i64) -> bool {
        self.below(sides) == 0
    }
}

/// A task as the model knows it.
#[derive(Clone)]
pub(super) struct Task {
    pub(super) id: Id,
    pub(super) date: NaiveDate,
    pub(super) time: Option<NaiveTime>,
    /// The zone it is written in.
    pub(super) zone: Tz,
    pub(super) floats: bool,
    pub(super) leads: Vec<&'static str>,
    /// Minutes from one word to the next until it is done.
    pub(super) every: Option<i64>,
    pub(super) comes: Option<Comes>,
    /// The day its rule counts from, which stays where the task itself is moved.
    pub(super) first: NaiveDate,
    /// The hour at which its rule comes round, where the task itself was put off.
    pub(super) comes_at: Option<(Option<NaiveTime>, Tz)>,
}

/// How a task comes again.
#[derive(Clone, Copy)]
pub(super) enum Comes {
    /// Each so many days.
    Days(u64),
    /// On the same day of each month, and on the first one worked from there.
    Months,
}

impl Comes {
    pub(super) fn rule(self, date: NaiveDate) -> String {
        match self {
            Self::Days(7) => {
                let day = date.weekday().to_string().to_uppercase();
                format!("FREQ=WEEKLY;BYDAY={}", &day[..2])
            }
            Self::Days(days) => format!("FREQ=DAILY;INTERVAL={days}"),
            Self::Months => format!("FREQ=MONTHLY;BYMONTHDAY={};SHIFT=NEXT", date.day()),
        }
    }

    /// Its days after the first.
    fn days(self, first: NaiveDate, worked: &Workdays) -> impl Iterator<Item = NaiveDate> {
        (1..).map(move |n: u32| match self {
            Self::Days(days) => first + Days::new(days * u64::from(n)),
            Self::Months => {
                let day = first + Months::new(n);
                let mut all = day.iter_days();
                all.find(|day| worked.is_worked(*day)).unwrap()
            }
        })
    }
}

/// A step of a slot that goes on: when it speaks, and the day of its rule.
pub(super) type Step = (Timestamp, Option<NaiveDate>);

/// Clocks that are looked at, and what was seen there.
#[derive(Default)]
pub(super) struct Clocks {
    offsets: HashMap<(NaiveDate, Tz), Vec<TimeDelta>>,
    seen: HashMap<(NaiveDateTime, Tz), Timestamp>,
    worked: HashMap<Tz, Arc<Workdays>>,
}

impl Clocks {
    /// The days worked where these clocks hang.
    pub(super) fn worked(&mut self, zone: Tz) -> Arc<Workdays> {
        let worked = self.worked.entry(zone);
        worked
            .or_insert_with(|| Arc::new(Workdays::here(zone)))
            .clone()
    }

    /// The instant of a wall time, found by looking at clocks: the first of those that show it, else
    /// the first that shows a later one.
    pub(super) fn instant(&mut self, wall: NaiveDateTime, zone: Tz) -> Timestamp {
        if let Some(seen) = self.seen.get(&(wall, zone)) {
            return *seen;
        }
        let shows = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
        let offsets = self.offsets.entry((wall.date(), zone)).or_insert_with(|| {
            let midnight = Utc.from_utc_datetime(&wall.date().and_time(NaiveTime::MIN));
            let offsets: BTreeSet<TimeDelta> = (-30..=54)
                .map(|hours| midnight + TimeDelta::hours(hours))
                .map(|at| shows(at) - at.naive_utc())
                .collect();
            offsets.into_iter().collect()
        });
        let around = Utc.from_utc_datetime(&wall);
        let found = offsets
            .iter()
            .map(|offset| around - *offset)
            .filter(|at| shows(*at) == wall)
            .min();
        let found = found.unwrap_or_else(|| {
            let mut at = around - *offsets.last().unwrap();
            while shows(at) < wall {
                at += TimeDelta::minutes(1);
            }
            // Back to the first that shows a later one: nothing between shows an earlier one.
            while shows(at - TimeDelta::minutes(1)) > wall {
                at -= TimeDelta::minutes(1);
            }
            at
        });
        let found = Timestamp::of(found);
        self.seen.insert((wall, zone), found);
        found
    }
}

impl Task {
    /// When each slot speaks where the clocks show `here`.
    pub(super) fn times(&self, clocks: &mut Clocks, here: Tz) -> BTreeMap<i32, Timestamp> {
        let zone = if self.floats { here } else { self.zone };
        let worked = clocks.worked(zone);
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        let morning =
            |clocks: &mut Clocks, date: NaiveDate| clocks.instant(date.and_time(nine), zone);
        let louder = morning(clocks, self.date + Days::new(3));
        let moment = clocks.instant(self.date.and_time(self.time.unwrap_or(nine)), zone);
        let mut times = BTreeMap::from([(0, moment), (-1, louder)]);
        for lead in &self.leads {
            let number: i32 = lead[1..].parse().unwrap();
            let days = Days::new(u64::try_from(number).unwrap());
            let (slot, at) = match &lead[..1] {
                "m" => (number, moment.plus_ms(-i64::from(number) * MINUTE)),
                "h" => (
                    number * 60,
                    moment.plus_ms(-i64::from(number) * 60 * MINUTE),
                ),
                "d" => (100_000 + number, morning(clocks, self.date - days)),
                _ => {
                    let back = |n: u64| self.date - Days::new(n);
                    let mut before = (1..).map(back).filter(|day| worked.is_worked(*day));
                    let nth = usize::try_from(number - 1).unwrap();
                    (200_000 + number, morning(clocks, before.nth(nth).unwrap()))
                }
            };
            times.insert(slot, at);
        }
        times
    }

    /// The first step of a slot that goes on which is one of those asked for.
    pub(super) fn step(
        &self,
        slot: i32,
        clocks: &mut Clocks,
        here: Tz,
        is_one: impl Fn(Step) -> bool,
    ) -> Step {
        let mut found = None;
        self.walk(slot, clocks, here, |step| {
            found = Some(step).filter(|step| is_one(*step));
            found.is_none()
        });
        found.unwrap()
    }

    /// Shows the steps of a slot that goes on, the first before the second, for as long as more are wanted.
    pub(super) fn walk(
        &self,
        slot: i32,
        clocks: &mut Clocks,
        here: Tz,
        mut wants_more: impl FnMut(Step) -> bool,
    ) {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        let by = |zone: Tz| if self.floats { here } else { zone };
        if slot == AGAIN {
            let time = self.time.unwrap_or(nine);
            let moment = clocks.instant(self.date.and_time(time), by(self.zone));
            let every = self.every.unwrap() * MINUTE;
            let mut all = (1..).map(|n: i64| (moment.plus_ms(n * every), None));
            all.find(|step| !wants_more(*step));
            return;
        }
        let (time, zone) = self.comes_at.unwrap_or((self.time, self.zone));
        let (time, zone) = (time.unwrap_or(nine), by(zone));
        // Putting it off elsewhere does not have its rule go by the days worked there.
        let worked = clocks.worked(self.comes_at.map_or(self.zone, |at| at.1));
        let days = self.comes.unwrap().days(self.first, &worked);
        // A day that the task itself was moved to, or beyond, is not one more.
        let days = days.filter(|day| *day > self.date);
        let mut all = days.map(|day| (clocks.instant(day.and_time(time), zone), Some(day)));
        all.find(|step| !wants_more(*step));
    }

    pub(super) fn goes_on(&self) -> impl Iterator<Item = i32> {
        let again = self.every.map(|_| AGAIN);
        again.into_iter().chain(self.comes.map(|_| ROUND))
    }
}

/// Whether two are one step, in whatever zone.
pub(super) fn is_same(one: Step, other: Step) -> bool {
    match (one.1, other.1) {
        (Some(day), Some(other)) => day == other,
        _ => one.0 == other.0,
    }
}
