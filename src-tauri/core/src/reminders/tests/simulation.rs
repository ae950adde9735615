//! Years of reminders in sixty zones, against a model that knows nothing of tables: what is told
//! must be exactly what the model says, at every turn of a clock that jumps, of a laptop that sleeps,
//! is killed between firing and showing, is locked, kept quiet, and carried to another zone.

mod locked;
mod model;
mod same_day;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeZone, Timelike as _, Utc};
use chrono_tz::Tz;

use self::model::{AGAIN, Clocks, Comes, Dice, ROUND, Step, Task, ZONES, is_same};
use super::{MINUTE, SECOND};
use crate::base::{Clock as _, FixedClock, Id, Timestamp, Workdays};
use crate::records::value::{Value, Wall};
use crate::records::{ChangeSet, RecordChange};
use crate::reminders::manner::{Manner, QuietHours};
use crate::reminders::model::{Due, Key, TASK};
use crate::session::Session;
use crate::session::tests::bin;

const TASKS_A_YEAR: i64 = 400;
const DAY: i64 = 24 * 60 * MINUTE;
const LEADS: [&str; 8] = ["m10", "m30", "h1", "h4", "d1", "d3", "d14", "w5"];

#[derive(Default, Debug)]
struct Counts {
    fired: u64,
    again: u64,
    rounds: u64,
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
        self.again += other.again;
        self.rounds += other.rounds;
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
    worked: Workdays,
    quiet: Option<QuietHours>,
    tasks: Vec<Task>,
    index: BTreeMap<Id, usize>,
    /// What has still to be told, and when.
    waiting: BTreeMap<Slot, Timestamp>,
    /// The same, by time.
    line: BTreeSet<(Timestamp, Slot)>,
    /// Of slots that go on, the day each waits for, and the step each has spoken for last.
    waits_for: BTreeMap<Slot, Option<NaiveDate>>,
    spoke: BTreeMap<Slot, Step>,
    /// The clock was wrong since reminders were renewed last.
    jumped: bool,
    /// Those written for their day after its morning hour.
    said_later: BTreeSet<usize>,
    /// What fired and was not shown.
    unshown: BTreeSet<Slot>,
    /// How often each was told, of slots that go on each step.
    told: BTreeMap<(Slot, Option<Step>), u32>,
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
            worked: Workdays::here(home),
            quiet,
            tasks: Vec::new(),
            index: BTreeMap::new(),
            waiting: BTreeMap::new(),
            line: BTreeSet::new(),
            waits_for: BTreeMap::new(),
            spoke: BTreeMap::new(),
            jumped: false,
            said_later: BTreeSet::new(),
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
            // Some on the very day they are written.
            let after = match self.dice.below(40) {
                0 => 0,
                _ => self.dice.below(self.years * 365),
            };
            let date = start + Days::new(after.unsigned_abs());
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
            let (every, comes) = self.invent_steps(date);
            let codes = leads.iter().map(ToString::to_string).collect();
            let policy = if floats { "floating" } else { "pinned" };
            let again = every.map_or(Value::Null, |hours| {
                Value::Choice(format!("h{}", hours / 60))
            });
            let rule = comes.map_or(Value::Null, |comes| Value::text(comes.rule(date)));
            changes.push(RecordChange::Create {
                entity: TASK.into(),
                id: Some(id),
                asked: false,
                values: [
                    ("title".to_owned(), Value::text(format!("{n}"))),
                    ("due".to_owned(), Value::Wall(due)),
                    ("leads".to_owned(), Value::Choices(codes)),
                    ("zone_policy".to_owned(), Value::choice(policy)),
                    ("again".to_owned(), again),
                    ("repeat".to_owned(), rule),
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
                every,
                comes,
            });
            self.open.push(true);
        }
        let label = "op.create".to_owned();
        self.session.apply(&ChangeSet { label, changes }).unwrap();
        let now = self.clock.now();
        for n in 0..self.tasks.len() {
            let here = (self.home, self.home);
            for (slot, at) in self.tasks[n].times(&mut self.clocks, here) {
                if at >= now.plus_ms(-MINUTE) {
                    self.wait((n, slot), at);
                } else if slot == 0 && self.is_of_today(n) {
                    self.said_later.insert(n);
                    let at = self.an_hour_on();
                    self.wait((n, slot), at);
                }
            }
            let goes_on: Vec<i32> = self.tasks[n].goes_on().collect();
            for slot in goes_on {
                self.wait_for_next((n, slot));
            }
        }
    }

    /// Some speak again until they are done, some come again by a rule.
    fn invent_steps(&mut self, date: NaiveDate) -> (Option<i64>, Option<Comes>) {
        let every = match self.dice.below(60) {
            0 => Some(60),
            1 => Some(240),
            _ => None,
        };
        let comes = match self.dice.below(160) {
            0 => Some(Comes::Days(7)),
            1 => Some(Comes::Days(10)),
            2 if date.day() <= 28 && self.worked.is_worked(date) => Some(Comes::Months),
            _ => None,
        };
        (every, comes)
    }

    fn step(&mut self, (n, slot): Slot, is_one: impl Fn(Step) -> bool) -> Step {
        let zones = (self.home, self.clock.zone());
        self.tasks[n].step(slot, &mut self.clocks, &self.worked, zones, is_one)
    }

    fn walk(&mut self, (n, slot): Slot, wants_more: impl FnMut(Step) -> bool) {
        let zones = (self.home, self.clock.zone());
        self.tasks[n].walk(slot, &mut self.clocks, &self.worked, zones, wants_more);
    }

    /// The next step after now that was not told.
    fn next_step(&mut self, slot: Slot) -> Step {
        let (now, told) = (self.clock.now(), self.spoke.get(&slot).copied());
        self.step(slot, |step| {
            step.0 > now && told.is_none_or(|told| !is_same(step, told))
        })
    }

    fn wait_for_next(&mut self, slot: Slot) {
        let step = self.next_step(slot);
        self.wait_for(slot, step);
    }

    fn wait_for(&mut self, slot: Slot, (at, day): Step) {
        self.waits_for.insert(slot, day);
        self.wait(slot, at);
    }

    fn waiting_steps(&self) -> Vec<(Slot, Timestamp)> {
        let all = self.waits_for.keys();
        all.filter_map(|slot| Some((*slot, *self.waiting.get(slot)?)))
            .collect()
    }

    fn renew(&mut self) {
        self.session.renew_reminders().unwrap();
        if std::mem::take(&mut self.jumped) {
            // No step is further off than it is.
            for (slot, at) in self.waiting_steps() {
                let step = self.next_step(slot);
                if at > self.clock.now() && step.0 < at {
                    self.wait_for(slot, step);
                }
            }
        }
    }

    /// A step that waits though a later one was told is one that a clock which stood back had wait: the
    /// one after what was told is what is still to come.
    fn pass_over(&mut self, slot: Slot, at: Timestamp) -> bool {
        let now = self.clock.now();
        let told = self.spoke.get(&slot).copied();
        let Some(told) = told.filter(|told| told.0 > at && told.0 <= now) else {
            return false;
        };
        let step = self.step(slot, |step| match told.1 {
            Some(day) => step.1.is_some_and(|on| on > day),
            None => step.0 > told.0,
        });
        self.wait_for(slot, step);
        step.0 > now
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

    /// What the model says must be told now: the moment itself before all else, then that its rule came
    /// round, that it is overdue, that it is not done yet, then its shortest lead.
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
            ROUND => (1, 0),
            -1 => (2, 0),
            AGAIN => (3, 0),
            lead => (4, lead),
        };
        for (task, slot) in due {
            if self.waits_for.contains_key(&(task, slot)) {
                let at = self.waiting[&(task, slot)];
                if self.pass_over((task, slot), at) {
                    continue;
                }
                let step = (self.waiting[&(task, slot)], self.waits_for[&(task, slot)]);
                self.spoke.insert((task, slot), step);
                self.wait_for_next((task, slot));
            } else {
                self.over((task, slot));
            }
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
        let of = |kind| told.iter().filter(|(_, slot)| *slot == kind).count();
        self.counts.again += u64::try_from(of(AGAIN)).unwrap();
        self.counts.rounds += u64::try_from(of(ROUND)).unwrap();
        let nagged: Vec<usize> = told
            .iter()
            .filter(|(_, slot)| *slot == AGAIN)
            .map(|(n, _)| *n)
            .collect();
        if self.dice.one_in(25) && !fired.is_empty() {
            // Killed before the desktop had shown it: the next start tells it.
            self.unshown.extend(told);
            self.counts.killed += 1;
            self.start();
        } else {
            self.show(&fired);
        }
        self.renew();
        // Whoever is told again and again does it in the end.
        for n in nagged {
            if self.dice.one_in(4) {
                self.finish(n);
            }
        }
    }

    fn show(&mut self, due: &[Due]) {
        let keys: Vec<Key> = due.iter().map(|due| due.key.clone()).collect();
        self.session.reminders_told(&keys).unwrap();
        for slot in self.slots(due) {
            self.unshown.remove(&slot);
            let step = self.spoke.get(&slot).copied();
            let told = self.told.entry((slot, step)).or_default();
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
        self.renew();
        self.counts.travels += 1;
        for n in 0..self.tasks.len() {
            let slots: Vec<i32> = self
                .waiting
                .range((n, i32::MIN)..=(n, i32::MAX))
                .map(|((_, slot), _)| *slot)
                .collect();
            if slots.is_empty() || !self.open[n] {
                continue;
            }
            let times = self.tasks[n].times(&mut self.clocks, (self.home, here));
            for slot in slots {
                match times.get(&slot) {
                    // What is said later today is said then, wherever one is.
                    Some(_) if slot == 0 && self.said_later.contains(&n) => {}
                    Some(at) => self.wait((n, slot), *at),
                    None => self.carry((n, slot)),
                }
            }
        }
    }

    /// In another zone a step that has come waits to be told, and one to come waits for its day; of what
    /// is said again and again the next is counted from its moment there.
    fn carry(&mut self, slot: Slot) {
        if self.waiting[&slot] <= self.clock.now() {
            return;
        }
        match self.waits_for[&slot] {
            Some(day) => {
                let step = self.step(slot, |step| step.1 == Some(day));
                self.wait_for(slot, step);
            }
            None => self.wait_for_next(slot),
        }
    }

    fn finish_one(&mut self) {
        let n = usize::try_from(self.dice.below(i64::try_from(self.tasks.len()).unwrap())).unwrap();
        self.finish(n);
    }

    fn finish(&mut self, n: usize) {
        if !self.open[n] {
            return;
        }
        let done = self.session.task_done(self.tasks[n].id, None).unwrap();
        // What comes after it is another story.
        if let Some(next) = done.next {
            bin(&self.session, TASK, &[next.task]);
        }
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
        let coming: Vec<Timestamp> = (self.session.coming_reminders(50, &[]).unwrap().iter())
            .map(|one| one.at)
            .collect();
        if self.quiet.is_none() {
            assert_eq!(coming, self.known_locked(50), "known by time alone");
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
        let now = self.clock.now();
        let is_over =
            |(slot, at): (&Slot, &Timestamp)| self.waits_for.contains_key(slot) && *at > now;
        let all_over = self.waiting.iter().all(is_over);
        assert!(all_over && self.unshown.is_empty(), "lost");
        self.counts
    }

    /// A clock that is wrong by years for a while, and set right again.
    fn jump(&mut self) {
        self.counts.jumps += 1;
        let right = self.clock.now();
        let off = self.dice.below(2 * 5 * 365 * DAY) - 5 * 365 * DAY;
        // Not so far ahead that the years would be over.
        self.clock.advance(off.min(60 * DAY));
        self.jumped = true;
        self.turn();
        self.clock.set(right);
        self.jumped = true;
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
