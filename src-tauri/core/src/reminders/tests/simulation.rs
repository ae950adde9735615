//! Years of reminders in sixty zones, against a model that knows nothing of tables: what is told
//! must be exactly what the model says, at every turn of a clock that jumps, of a laptop that sleeps,
//! is killed between firing and showing, is locked, kept quiet, and carried to another zone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono::{TimeDelta, Timelike as _};
use chrono_tz::Tz;

use super::{MINUTE, SECOND};
use crate::base::{Clock as _, FixedClock, Id, Timestamp, Workdays};
use crate::records::value::{Value, Wall};
use crate::records::{ChangeSet, RecordChange};
use crate::reminders::manner::{Manner, QuietHours};
use crate::reminders::model::{Due, Key, TASK};
use crate::session::Session;

/// Every kind of summer time, of half hours, of days left out and of zones that changed their mind.
const ZONES: [(&str, i32); 60] = [
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

const TASKS_A_YEAR: i64 = 400;
const DAY: i64 = 24 * 60 * MINUTE;
const LEADS: [&str; 8] = ["m10", "m30", "h1", "h4", "d1", "d3", "d14", "w5"];

/// `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, sides: i64) -> i64 {
        i64::try_from(self.roll() >> 33).unwrap() % sides.max(1)
    }
    fn one_in(&mut self, sides: i64) -> bool {
        self.below(sides) == 0
    }
}

/// A task as the model knows it.
struct Task {
    id: Id,
    date: NaiveDate,
    time: Option<NaiveTime>,
    floats: bool,
    leads: Vec<&'static str>,
}

/// Clocks that are looked at, and what was seen there.
#[derive(Default)]
struct Clocks {
    offsets: HashMap<(NaiveDate, Tz), Vec<TimeDelta>>,
    seen: HashMap<(NaiveDateTime, Tz), Timestamp>,
}

impl Clocks {
    /// The instant of a wall time, found by looking at clocks: the first of those that show it, else
    /// the first that shows a later one.
    fn instant(&mut self, wall: NaiveDateTime, zone: Tz) -> Timestamp {
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
    fn times(
        &self,
        clocks: &mut Clocks,
        worked: &Workdays,
        (home, here): (Tz, Tz),
    ) -> BTreeMap<i32, Timestamp> {
        let zone = if self.floats { here } else { home };
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
}

#[derive(Default, Debug)]
struct Counts {
    fired: u64,
    batches: u64,
    held: u64,
    killed: u64,
    jumps: u64,
    travels: u64,
    done: u64,
    locked: u64,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.fired += other.fired;
        self.batches += other.batches;
        self.held += other.held;
        self.killed += other.killed;
        self.jumps += other.jumps;
        self.travels += other.travels;
        self.done += other.done;
        self.locked += other.locked;
    }
}

type Slot = (usize, i32);

struct World {
    dice: Dice,
    years: i64,
    session: Session,
    clock: Arc<FixedClock>,
    clocks: Clocks,
    home: Tz,
    quiet: Option<QuietHours>,
    tasks: Vec<Task>,
    index: BTreeMap<Id, usize>,
    /// What has still to be told, and when.
    waiting: BTreeMap<Slot, Timestamp>,
    /// The same, by time.
    line: BTreeSet<(Timestamp, Slot)>,
    /// What fired and was not shown.
    unshown: BTreeSet<Slot>,
    told: BTreeMap<Slot, u32>,
    open: Vec<bool>,
    counts: Counts,
}

impl World {
    fn of(zone: &str, year: i32, years: i64, seed: u64) -> Self {
        let home: Tz = zone.parse().unwrap();
        let start = Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
        let clock = Arc::new(FixedClock::at(start));
        clock.travel(home);
        let session = Session::in_memory(clock.clone()).unwrap();
        let quiet = (seed % 2 == 1).then_some(QuietHours {
            from: 22 * 60,
            to: 7 * 60,
        });
        let manner = Manner {
            quiet,
            ..Manner::default()
        };
        session.set_manner(&manner).unwrap();
        let mut world = Self {
            dice: Dice(seed),
            years,
            session,
            clock,
            clocks: Clocks::default(),
            home,
            quiet,
            tasks: Vec::new(),
            index: BTreeMap::new(),
            waiting: BTreeMap::new(),
            line: BTreeSet::new(),
            unshown: BTreeSet::new(),
            told: BTreeMap::new(),
            open: Vec::new(),
            counts: Counts::default(),
        };
        world.invent(years * TASKS_A_YEAR, start.date_naive());
        world
    }

    /// Tasks over all the years, many of them in the small hours in which clocks are changed.
    fn invent(&mut self, tasks: i64, start: NaiveDate) {
        let mut changes = Vec::new();
        for n in 0..tasks {
            let date = start + Days::new(self.dice.below(self.years * 365).unsigned_abs());
            let minute = match self.dice.below(4) {
                0 => self.dice.below(4 * 60),
                _ => self.dice.below(24 * 60),
            };
            let seconds = u32::try_from(minute * 60).unwrap();
            let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0);
            let time = time.filter(|_| !self.dice.one_in(5));
            let leads: Vec<&str> = LEADS.into_iter().filter(|_| !self.dice.one_in(4)).collect();
            let floats = self.dice.one_in(3);
            let id = Id::at(Timestamp(n));
            let at = match time {
                Some(time) => format!("{date}T{}", time.format("%H:%M")),
                None => date.to_string(),
            };
            let due = Wall {
                at,
                zone: self.home.name().into(),
            };
            let codes = leads.iter().map(ToString::to_string).collect();
            let policy = if floats { "floating" } else { "pinned" };
            changes.push(RecordChange::Create {
                entity: TASK.into(),
                id: Some(id),
                values: [
                    ("title".to_owned(), Value::text(format!("{n}"))),
                    ("due".to_owned(), Value::Wall(due)),
                    ("leads".to_owned(), Value::Choices(codes)),
                    ("zone_policy".to_owned(), Value::choice(policy)),
                ]
                .into(),
            });
            self.index.insert(id, self.tasks.len());
            self.tasks.push(Task {
                id,
                date,
                time,
                floats,
                leads,
            });
            self.open.push(true);
        }
        let label = "op.create".to_owned();
        self.session.apply(&ChangeSet { label, changes }).unwrap();
        let now = self.clock.now();
        let worked = Workdays::here(self.home);
        for n in 0..self.tasks.len() {
            let here = (self.home, self.home);
            for (slot, at) in self.tasks[n].times(&mut self.clocks, &worked, here) {
                if at >= now.plus_ms(-MINUTE) {
                    self.wait((n, slot), at);
                }
            }
        }
    }

    fn wait(&mut self, slot: Slot, at: Timestamp) {
        if let Some(before) = self.waiting.insert(slot, at) {
            self.line.remove(&(before, slot));
        }
        self.line.insert((at, slot));
    }

    fn over(&mut self, slot: Slot) {
        if let Some(at) = self.waiting.remove(&slot) {
            self.line.remove(&(at, slot));
        }
    }

    fn is_quiet(&self) -> bool {
        let here = self.clock.now().utc().with_timezone(&self.clock.zone());
        let minute = here.num_seconds_from_midnight() / 60;
        self.quiet
            .is_some_and(|quiet| minute >= quiet.from.into() || minute < quiet.to.into())
    }

    /// What the model says must be told now: the moment itself before all else, then that it is
    /// overdue, then its longest lead.
    fn expected(&mut self) -> BTreeSet<Slot> {
        let now = self.clock.now();
        let due: Vec<Slot> = self
            .line
            .range(..=(now, (usize::MAX, i32::MAX)))
            .map(|(_, slot)| *slot)
            .collect();
        let mut says: BTreeMap<usize, i32> = BTreeMap::new();
        let rank = |slot: i32| match slot {
            0 => (0, 0),
            -1 => (1, 0),
            lead => (2, lead),
        };
        for (task, slot) in due {
            self.over((task, slot));
            let most = says.entry(task).or_insert(slot);
            if rank(slot) < rank(*most) {
                *most = slot;
            }
        }
        says.into_iter().collect()
    }

    fn slots(&self, due: &[Due]) -> BTreeSet<Slot> {
        let follow_ups = due.iter().filter(|due| due.key.source == TASK);
        follow_ups
            .map(|due| (self.index[&due.key.record], due.key.slot))
            .collect()
    }

    fn turn(&mut self) {
        let fired = self.session.fire_due().unwrap();
        assert!(
            fired.is_sorted_by_key(|due| due.at),
            "the longest overdue first"
        );
        let told = self.slots(&fired);
        if self.is_quiet() {
            assert!(fired.is_empty(), "in quiet nothing speaks");
            self.counts.held += 1;
            return;
        }
        let expected = self.expected();
        assert_eq!(
            told,
            expected,
            "in {} at {:?}",
            self.home,
            self.clock.now().utc()
        );
        assert!(
            fired.len() <= told.len() + 1,
            "at most one digest, none twice"
        );
        self.counts.batches += 1;
        self.counts.fired += u64::try_from(told.len()).unwrap();
        if self.dice.one_in(25) && !fired.is_empty() {
            // Killed before the desktop had shown it: the next start tells it.
            self.unshown.extend(told);
            self.counts.killed += 1;
            self.start();
        } else {
            self.show(&fired);
        }
        self.session.renew_reminders().unwrap();
    }

    fn show(&mut self, due: &[Due]) {
        let keys: Vec<Key> = due.iter().map(|due| due.key.clone()).collect();
        self.session.reminders_told(&keys).unwrap();
        for slot in self.slots(due) {
            self.unshown.remove(&slot);
            let told = self.told.entry(slot).or_default();
            *told += 1;
            assert_eq!(*told, 1, "told twice");
        }
    }

    fn start(&mut self) {
        let untold = self.session.untold().unwrap();
        assert_eq!(self.slots(&untold), self.unshown, "what nobody saw");
        self.show(&untold);
    }

    fn travel(&mut self) {
        let (to, _) = ZONES[usize::try_from(self.dice.below(60)).unwrap()];
        let here: Tz = to.parse().unwrap();
        self.clock.travel(here);
        self.session.renew_reminders().unwrap();
        self.counts.travels += 1;
        let worked = Workdays::here(here);
        for n in 0..self.tasks.len() {
            let slots: Vec<i32> = self
                .waiting
                .range((n, i32::MIN)..=(n, i32::MAX))
                .map(|((_, slot), _)| *slot)
                .collect();
            if slots.is_empty() || !self.open[n] {
                continue;
            }
            let times = self.tasks[n].times(&mut self.clocks, &worked, (self.home, here));
            for slot in slots {
                self.wait((n, slot), times[&slot]);
            }
        }
    }

    fn finish_one(&mut self) {
        let n = usize::try_from(self.dice.below(i64::try_from(self.tasks.len()).unwrap())).unwrap();
        if !self.open[n] {
            return;
        }
        self.session.task_done(self.tasks[n].id, None).unwrap();
        self.open[n] = false;
        self.counts.done += 1;
        let slots: Vec<Slot> = self
            .waiting
            .range((n, i32::MIN)..=(n, i32::MAX))
            .map(|(slot, _)| *slot)
            .collect();
        for slot in slots {
            self.over(slot);
        }
    }

    /// What is remembered while locked must be what would have been told.
    fn lock(&mut self) {
        self.counts.locked += 1;
        let coming: Vec<Timestamp> = (self.session.coming_reminders(50).unwrap().iter())
            .map(|one| one.at)
            .collect();
        if self.quiet.is_none() {
            let known: Vec<Timestamp> = self.line.iter().take(50).map(|(at, _)| *at).collect();
            assert_eq!(coming, known, "known by time alone");
        }
        let away = self.dice.below(2 * DAY);
        self.clock.advance(away);
        self.start();
    }

    /// Lives through the years, in sleeps of some length and wakes at the right moment.
    fn live(mut self, longest_sleep: i64) -> Counts {
        let end = self.clock.now().plus_ms((self.years * 366 + 30) * DAY);
        while self.clock.now() < end {
            if self.dice.one_in(2)
                && let Some(wake) = self.session.next_wake().unwrap()
                && wake > self.clock.now()
                && wake < self.clock.now().plus_ms(longest_sleep)
            {
                self.clock.set(wake);
                assert!(!self.is_quiet(), "nobody is woken in quiet");
            } else {
                let asleep = self.dice.below(longest_sleep) + SECOND;
                self.clock.advance(asleep);
            }
            if self.dice.one_in(150) {
                self.travel();
            }
            if self.dice.one_in(60) {
                self.lock();
            }
            if self.dice.one_in(30) {
                self.finish_one();
            }
            self.turn();
            if self.dice.one_in(400) {
                self.jump();
            }
        }
        self.quiet = None;
        self.session.set_manner(&Manner::default()).unwrap();
        self.turn();
        assert!(self.waiting.is_empty() && self.unshown.is_empty(), "lost");
        self.counts
    }

    /// A clock that is wrong by years for a while, and set right again.
    fn jump(&mut self) {
        self.counts.jumps += 1;
        let right = self.clock.now();
        let off = self.dice.below(2 * 5 * 365 * DAY) - 5 * 365 * DAY;
        // Not so far ahead that the years would be over.
        self.clock.advance(off.min(60 * DAY));
        self.turn();
        self.clock.set(right);
        self.turn();
    }
}

/// A year in every third zone, and in a torture run ten in each of the sixty.
#[test]
fn years_in_sixty_zones_lose_none_double_none_and_keep_their_order() {
    let years = std::env::var("STEWARD_REMINDER_YEARS").ok();
    let years: i64 = years.and_then(|years| years.parse().ok()).unwrap_or(1);
    let step = if years == 1 { 3 } else { 1 };
    let zones: Vec<(&str, i32)> = ZONES.into_iter().step_by(step).collect();
    // A vault of its own for each zone, one on every processor until none is left.
    let next = AtomicUsize::new(0);
    let run = || {
        let mut counts = Counts::default();
        while let Some((zone, year)) = zones.get(next.fetch_add(1, Ordering::Relaxed)) {
            let seed = ZONES.iter().position(|one| one == &(*zone, *year));
            let seed = u64::try_from(seed.unwrap()).unwrap();
            // Of ten years the fourth holds what the zone is here for.
            let first = if years == 1 { year + 3 } else { *year };
            let world = World::of(zone, first, years, seed);
            counts.add(&world.live(3 * DAY));
        }
        counts
    };
    let counts = std::thread::scope(|scope| {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let running: Vec<_> = (0..processors).map(|_| scope.spawn(run)).collect();
        let mut all = Counts::default();
        for one in running {
            all.add(&one.join().unwrap());
        }
        all
    });
    println!("{counts:?}: 0 lost, 0 doubled, order kept");
    // In a torture run more than a million.
    let many = if years >= 10 {
        1_000_000
    } else {
        1_000 * years * i64::try_from(zones.len()).unwrap()
    };
    assert!(counts.fired > many.unsigned_abs());
}
