//! Years of reminders in sixty zones, against a model that knows nothing of tables: what is told
//! must be exactly what the model says, at every turn of a clock that jumps both ways, of a laptop that
//! sleeps, is killed between firing and showing, is locked, kept quiet, and carried to another zone, of
//! tasks that are put off and given another time when their word has come and nobody has heard it.

mod broken;
mod edited;
mod locked;
mod model;
mod program;
mod put_off;
mod same_day;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeZone, Timelike as _, Utc};
use chrono_tz::Tz;

use self::broken::Rule;
use self::model::{AGAIN, Clocks, Comes, Dice, ROUND, Step, Task, ZONES, is_same};
use self::program::Program;
use super::{MINUTE, SECOND};
use crate::base::{Clock as _, FixedClock, Id, Timestamp};
use crate::records::value::{Value, Wall};
use crate::records::{ChangeSet, RecordChange};
use crate::reminders::manner::{Manner, QuietHours};
use crate::reminders::model::{Due, Key, TASK};
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
    edited: u64,
    undone: u64,
    put_off: u64,
    /// Of those, words ahead of a moment that stays.
    words_put_off: u64,
    forward: u64,
    back: u64,
    reopened: u64,
    /// Steps that a clock which ran ahead had put off, and that came back.
    come_back: u64,
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
        self.edited += other.edited;
        self.undone += other.undone;
        self.put_off += other.put_off;
        self.words_put_off += other.words_put_off;
        self.forward += other.forward;
        self.back += other.back;
        self.reopened += other.reopened;
        self.come_back += other.come_back;
    }
}

type Slot = (usize, i32);

struct World {
    dice: Dice,
    years: i64,
    program: Program,
    clock: Arc<FixedClock>,
    clocks: Clocks,
    home: Tz,
    /// The day behind the last one that tasks are due on.
    last_day: NaiveDate,
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
    /// The instant each slot has spoken for, or was passed over at, when it was written.
    spent: BTreeMap<Slot, Timestamp>,
    /// Those of them that were passed over.
    passed: BTreeSet<Slot>,
    /// When each slot that spoke last was to speak.
    spoke_at: BTreeMap<Slot, Timestamp>,
    /// The words ahead of a moment that wait because they were put off.
    put_off: BTreeSet<Slot>,
    /// How often each slot was given something else to wait for.
    rounds: BTreeMap<Slot, u32>,
    /// What fired and was not shown.
    unshown: BTreeSet<Slot>,
    /// How often each was told of one thing it waited for, of slots that go on each step.
    told: BTreeMap<(Slot, u32, Option<Step>), u32>,
    open: Vec<bool>,
    /// Nobody touches a task any more, or while the clock is wrong.
    hands_off: bool,
    /// One in so many turns is killed before it has shown what it fired.
    kills: i64,
    /// The rule of the engine that is broken on purpose.
    broken: Option<Rule>,
    /// How many rows that has changed.
    broken_rows: Rc<Cell<usize>>,
    counts: Counts,
}

impl World {
    fn of(zone: &str, year: i32, years: i64, seed: u64) -> Self {
        let tasks = years * TASKS_A_YEAR;
        Self::made_by(Program::in_memory, (zone, year, years), tasks, seed)
    }

    fn made_by(
        program: impl Fn(Arc<FixedClock>) -> Program,
        (zone, year, years): (&str, i32, i64),
        tasks: i64,
        seed: u64,
    ) -> Self {
        let home: Tz = zone.parse().unwrap();
        let start = Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
        let clock = Arc::new(FixedClock::at(start));
        clock.travel(home);
        let program = program(clock.clone());
        let quiet = (seed % 2 == 1).then_some(QuietHours {
            from: 22 * 60,
            to: 7 * 60,
        });
        let manner = Manner {
            quiet,
            ..Manner::default()
        };
        program.session().set_manner(&manner).unwrap();
        let mut world = Self {
            dice: Dice(seed),
            years,
            program,
            clock,
            clocks: Clocks::default(),
            home,
            last_day: start.date_naive() + Days::new((years * 365).unsigned_abs()),
            quiet,
            tasks: Vec::new(),
            index: BTreeMap::new(),
            waiting: BTreeMap::new(),
            line: BTreeSet::new(),
            waits_for: BTreeMap::new(),
            spoke: BTreeMap::new(),
            jumped: false,
            said_later: BTreeSet::new(),
            spent: BTreeMap::new(),
            passed: BTreeSet::new(),
            spoke_at: BTreeMap::new(),
            put_off: BTreeSet::new(),
            rounds: BTreeMap::new(),
            unshown: BTreeSet::new(),
            told: BTreeMap::new(),
            open: Vec::new(),
            hands_off: false,
            kills: 25,
            broken: None,
            broken_rows: Rc::default(),
            counts: Counts::default(),
        };
        world.invent(tasks, start.date_naive());
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
                zone: self.home,
                floats,
                leads,
                every,
                comes,
                first: date,
                comes_at: None,
            });
            self.open.push(true);
        }
        let label = "op.create".to_owned();
        let set = ChangeSet { label, changes };
        self.program.session().apply(&set).unwrap();
        let now = self.clock.now();
        for n in 0..self.tasks.len() {
            for (slot, at) in self.tasks[n].times(&mut self.clocks, self.home) {
                if at >= now.plus_ms(-MINUTE) {
                    self.wait((n, slot), at);
                } else if slot == 0 && self.is_of_today(n) {
                    self.said_later.insert(n);
                    let at = self.an_hour_on();
                    self.wait((n, slot), at);
                } else {
                    self.spent.insert((n, slot), at);
                    self.passed.insert((n, slot));
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
            2 if date.day() <= 28 && self.clocks.worked(self.home).is_worked(date) => {
                Some(Comes::Months)
            }
            _ => None,
        };
        (every, comes)
    }

    fn step(&mut self, (n, slot): Slot, is_one: impl Fn(Step) -> bool) -> Step {
        self.tasks[n].step(slot, &mut self.clocks, self.clock.zone(), is_one)
    }

    fn walk(&mut self, (n, slot): Slot, wants_more: impl FnMut(Step) -> bool) {
        self.tasks[n].walk(slot, &mut self.clocks, self.clock.zone(), wants_more);
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
        self.program.session().renew_reminders().unwrap();
        if std::mem::take(&mut self.jumped) {
            // No step is further off than it is.
            for (slot, at) in self.waiting_steps() {
                let step = self.next_step(slot);
                if at > self.clock.now() && step.0 < at {
                    // Of those told while the clock ran ahead the last is known; the others come once more on
                    // their own day, which is what they are for.
                    *self.rounds.entry(slot).or_default() += 1;
                    self.counts.come_back += 1;
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
                let at = self.waiting[&(task, slot)];
                self.spoke_at.insert((task, slot), at);
                // A word that was put off goes on being that of its own time.
                if !self.put_off.remove(&(task, slot)) {
                    self.spent.insert((task, slot), at);
                    self.passed.remove(&(task, slot));
                }
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
        self.break_a_rule();
        let fired = self.program.session().fire_due().unwrap();
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
        if let Some(slot) = told.symmetric_difference(&expected).next() {
            panic!("{}", self.differs(*slot, told.contains(slot)));
        }
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
        if self.dice.one_in(self.kills) && !fired.is_empty() {
            // Killed before the desktop had shown it: the next start tells it.
            self.unshown.extend(told.iter().copied());
            self.counts.killed += 1;
            self.reopen();
            self.start();
        } else {
            self.show(&fired);
        }
        self.renew();
        if !self.hands_off {
            self.put_some_off(&told);
        }
        // Whoever is told again and again does it in the end.
        for n in nagged {
            if self.dice.one_in(4) {
                self.finish(n);
            }
        }
    }

    /// What is known of a task of which the model says one thing and the engine another.
    fn differs(&self, (n, slot): Slot, is_told: bool) -> String {
        let task = &self.tasks[n];
        let rows = self.program.session().vault().read(|read| {
            let mut find = read.sql().prepare(
                "SELECT slot, state, fire_at, spoken_for, about, settled, put_off, fired_at, told_at
                 FROM reminder WHERE record = ? ORDER BY slot",
            )?;
            let row = |row: &rusqlite::Row<'_>| {
                let all: rusqlite::Result<Vec<rusqlite::types::Value>> =
                    (0..9).map(|at| row.get(at)).collect();
                Ok(format!("{:?}", all?))
            };
            let rows = find.query_map([task.id], row)?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        });
        let of: Vec<_> = (self.waiting.range((n, i32::MIN)..=(n, i32::MAX))).collect();
        format!(
            "{} in {} at {:?} {}: slot {slot} of {n} ({} {:?} {} floats {} first {} {:?} every {:?}), waits {of:?},
             day {:?}, spent {:?}, passed {}, put off {}, later {}, spoke {:?}; {:#?}",
            if is_told { "told too much" } else { "lost" },
            self.clock.zone(),
            self.clock.now().utc(),
            self.clock.now().0,
            task.date,
            task.time,
            task.zone,
            task.floats,
            task.first,
            task.comes_at,
            task.every,
            self.waits_for.get(&(n, slot)),
            self.spent.get(&(n, slot)),
            self.passed.contains(&(n, slot)),
            self.put_off.contains(&(n, slot)),
            self.said_later.contains(&n),
            self.spoke.get(&(n, slot)),
            rows.unwrap(),
        )
    }

    fn show(&mut self, due: &[Due]) {
        let keys: Vec<Key> = due.iter().map(|due| due.key.clone()).collect();
        self.program.session().reminders_told(&keys).unwrap();
        for slot in self.slots(due) {
            self.unshown.remove(&slot);
            let step = self.spoke.get(&slot).copied();
            let round = self.rounds.get(&slot).copied().unwrap_or_default();
            let told = self.told.entry((slot, round, step)).or_default();
            *told += 1;
            let is_once = *told == 1;
            assert!(is_once, "told twice: {}", self.differs(slot, true));
        }
    }

    fn start(&mut self) {
        let untold = self.program.session().untold().unwrap();
        assert_eq!(self.slots(&untold), self.unshown, "what nobody saw");
        self.show(&untold);
    }

    fn travel(&mut self) {
        let (to, _) = ZONES[usize::try_from(self.dice.below(60)).unwrap()];
        let (was, here): (Tz, Tz) = (self.clock.zone(), to.parse().unwrap());
        self.clock.travel(here);
        self.renew();
        self.counts.travels += 1;
        for n in 0..self.tasks.len() {
            let slots: Vec<i32> = self
                .waiting
                .range((n, i32::MIN)..=(n, i32::MAX))
                .map(|((_, slot), _)| *slot)
                .collect();
            if !self.open[n] {
                continue;
            }
            let times = self.tasks[n].times(&mut self.clocks, here);
            self.carry_spent(n, was, &times);
            for slot in slots {
                match times.get(&slot) {
                    // What is said later today is said then, wherever one is, and so is what was put off.
                    Some(_) if slot == 0 && self.said_later.contains(&n) => {}
                    Some(_) if self.put_off.contains(&(n, slot)) => {}
                    Some(at) => self.wait((n, slot), *at),
                    None => self.carry((n, slot)),
                }
            }
        }
    }

    /// In another zone what was told of a time of day is told of that time of day.
    fn carry_spent(&mut self, n: usize, was: Tz, times: &BTreeMap<i32, Timestamp>) {
        let before = self.tasks[n].times(&mut self.clocks, was);
        for (slot, at) in times {
            let spent = self.spent.get_mut(&(n, *slot));
            if let Some(spent) = spent.filter(|spent| before.get(slot) == Some(*spent)) {
                *spent = *at;
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
        let session = self.program.session();
        let done = session.task_done(self.tasks[n].id, None).unwrap();
        // What comes after it is another story.
        if let Some(next) = done.next {
            bin(session, TASK, &[next.task]);
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
        let coming = self.program.session().coming_reminders(50, &[]).unwrap();
        let coming: Vec<Timestamp> = coming.iter().map(|one| one.at).collect();
        if self.quiet.is_none() {
            assert_eq!(coming, self.known_locked(50), "known by time alone");
        }
        let away = self.dice.below(2 * DAY);
        self.clock.advance(away);
        self.reopen();
        self.start();
    }

    /// The program ends, as it would when it is killed, and begins anew.
    fn reopen(&mut self) {
        self.break_a_rule();
        if self.program.reopen(&self.clock) {
            self.counts.reopened += 1;
        }
    }

    /// Lives through the years, in sleeps of some length and wakes at the right moment.
    fn live(mut self, longest_sleep: i64) -> Counts {
        let end = self.clock.now().plus_ms((self.years * 366 + 30) * DAY);
        while self.clock.now() < end {
            if self.dice.one_in(2)
                && let Some(wake) = self.program.session().next_wake().unwrap()
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
            if self.dice.one_in(5) {
                self.edit_one();
            }
            self.turn();
            if self.dice.one_in(120) {
                self.jump();
            }
        }
        self.quiet = None;
        self.program
            .session()
            .set_manner(&Manner::default())
            .unwrap();
        self.hands_off = true;
        self.turn();
        // What was put off beyond the years is told as well.
        let goes_on = |slot: &Slot| self.waits_for.contains_key(slot);
        let last = self.waiting.iter().filter(|(slot, _)| !goes_on(slot));
        if let Some(last) = last.map(|(_, at)| *at).max() {
            self.clock.set(last.max(self.clock.now()));
            self.turn();
        }
        let now = self.clock.now();
        let is_over =
            |(slot, at): (&Slot, &Timestamp)| self.waits_for.contains_key(slot) && *at > now;
        let all_over = self.waiting.iter().all(is_over);
        assert!(all_over && self.unshown.is_empty(), "lost");
        self.counts
    }

    /// A clock that is wrong for a while, by hours or years, ahead as often and as far as behind, and set
    /// right again.
    fn jump(&mut self) {
        self.counts.jumps += 1;
        let most = match self.dice.below(20) {
            0 => 5 * 365 * DAY,
            1..=8 => 60 * DAY,
            _ => 2 * DAY,
        };
        let far = self.dice.below(most) + SECOND;
        let off = if self.dice.one_in(2) {
            self.counts.forward += 1;
            far
        } else {
            self.counts.back += 1;
            -far
        };
        self.hands_off = true;
        self.clock.advance(off);
        self.jumped = true;
        self.turn();
        for _ in 0..self.dice.below(3) {
            let asleep = self.dice.below(DAY);
            self.clock.advance(asleep);
            self.turn();
        }
        self.clock.advance(-off);
        self.jumped = true;
        self.hands_off = false;
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

/// The same over a vault on the disk, which each kill leaves as it lies there and the next start opens.
#[test]
fn a_year_over_a_vault_that_is_killed_and_opened_again_loses_none_and_doubles_none() {
    let years = std::env::var("STEWARD_REMINDER_YEARS").ok();
    let years: i64 = years.and_then(|years| years.parse().ok()).unwrap_or(1);
    let mut counts = Counts::default();
    // With quiet hours and without, and of many years in more zones.
    for ((zone, year), seed) in
        ZONES
            .into_iter()
            .zip(0..)
            .skip(2)
            .take(if years == 1 { 1 } else { 8 })
    {
        let of = (zone, year + 3, 1);
        let mut world = World::made_by(Program::in_a_folder, of, 120, seed);
        world.kills = 4;
        counts.add(&world.live(6 * DAY));
    }
    println!("{counts:?}: 0 lost, 0 doubled, over a vault opened again");
    assert!(counts.reopened > 5 && counts.put_off > 5, "{counts:?}");
}
