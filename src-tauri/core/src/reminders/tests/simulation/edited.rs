//! What the model says of a task that is given another time: each of its words speaks for the new one,
//! once, whatever has been said for another; and of a change that is taken back at once.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime, Timelike as _};

use super::model::{AGAIN, ROUND, Step, Task};
use super::{DAY, MINUTE, Slot, World};
use crate::base::{Clock as _, Timestamp};
use crate::records::ChangeSet;
use crate::records::value::{Value, Wall};
use crate::reminders::model::TASK;

/// What the model knows of one task, as it was before it was edited.
struct Before {
    task: Task,
    was_said_later: bool,
    waiting: BTreeMap<Slot, Timestamp>,
    waits_for: BTreeMap<Slot, Option<NaiveDate>>,
    put_off: Vec<Slot>,
}

fn slots(n: usize) -> std::ops::RangeInclusive<Slot> {
    (n, i32::MIN)..=(n, i32::MAX)
}

impl World {
    /// Waits for something that was not waited for before.
    pub(super) fn wait_anew(&mut self, slot: Slot, at: Timestamp) {
        *self.rounds.entry(slot).or_default() += 1;
        self.wait(slot, at);
    }

    /// Another time for one of those that speak next, or have to be told already.
    pub(super) fn edit_one(&mut self) {
        let nth = usize::try_from(self.dice.below(40)).unwrap();
        let Some((_, (n, _))) = self.line.iter().nth(nth).copied() else {
            return;
        };
        let before = self.before(n);
        let edited = self.another_time(n);
        self.counts.edited += 1;
        self.write(n, &edited);
        self.is_now(n, edited);
        let now = self.clock.now();
        // What had come and was seen while it was edited, is not owed any more.
        let none_has_come = before.waiting.values().all(|at| *at > now);
        // A whole day that is today's speaks later today once it is that again: rather twice than never.
        let was_today = before.task.time.is_none() && before.task.date == self.today();
        let none_later = !was_today && !before.was_said_later && !self.said_later.contains(&n);
        if none_has_come && none_later && self.dice.one_in(4) {
            self.take_back(n, before);
        }
    }

    fn today(&self) -> NaiveDate {
        let here = self.clock.now().utc().with_timezone(&self.clock.zone());
        here.date_naive()
    }

    fn before(&self, n: usize) -> Before {
        let waiting = self.waiting.range(slots(n));
        Before {
            task: self.tasks[n].clone(),
            was_said_later: self.said_later.contains(&n),
            waiting: waiting.map(|(slot, at)| (*slot, *at)).collect(),
            waits_for: (self.waits_for.range(slots(n)))
                .map(|(slot, day)| (*slot, *day))
                .collect(),
            put_off: self.put_off.range(slots(n)).copied().collect(),
        }
    }

    fn another_time(&mut self, n: usize) -> Task {
        let mut task = self.tasks[n].clone();
        let (now, here) = (self.clock.now(), self.clock.zone());
        if self.dice.one_in(6) {
            // Another word in its title, say.
            return task;
        }
        if self.dice.one_in(4) {
            task.zone = here;
        }
        let local = |at: Timestamp| at.utc().with_timezone(&here).naive_local();
        let minute = |time: NaiveTime| NaiveTime::from_hms_opt(time.hour(), time.minute(), 0);
        match self.dice.below(4) {
            // Around now, half a day ago too.
            0 => {
                let off = self.dice.below(3 * DAY) - DAY / 2;
                let at = local(now.plus_ms(off));
                (task.date, task.time) = (at.date(), minute(at.time()));
            }
            // A whole day, today's too.
            1 => {
                let on = Days::new(self.dice.below(30).unsigned_abs());
                (task.date, task.time) = (local(now).date() + on, None);
            }
            // Another hour of its day.
            2 => {
                let seconds = u32::try_from(self.dice.below(24 * 60) * 60).unwrap();
                task.time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0);
            }
            _ => {
                let at = local(now.plus_ms(self.dice.below(400 * DAY) + MINUTE));
                (task.date, task.time) = (at.date(), minute(at.time()));
            }
        }
        task.date = task.date.min(self.last_day);
        task
    }

    fn write(&mut self, n: usize, task: &Task) {
        let due = Wall {
            at: match task.time {
                Some(time) => format!("{}T{}", task.date, time.format("%H:%M")),
                None => task.date.to_string(),
            },
            zone: task.zone.name().into(),
        };
        let title = format!("{n} of {}", self.counts.edited);
        let values = [("title", Value::text(title)), ("due", Value::Wall(due))];
        let session = self.program.session();
        let rev = session.record(TASK, task.id).unwrap().rev;
        let set = ChangeSet::update("op.edit", TASK, task.id, rev, values);
        session.apply(&set).unwrap();
    }

    /// What each word of a task waits for by now, which was written as it is.
    pub(super) fn is_now(&mut self, n: usize, task: Task) {
        let (now, here) = (self.clock.now(), self.clock.zone());
        let was = std::mem::replace(&mut self.tasks[n], task);
        let is_same_day = was.time.is_none() && was.date == self.tasks[n].date;
        let keeps_its_moment =
            self.said_later.contains(&n) && self.tasks[n].time.is_none() && is_same_day;
        if !keeps_its_moment {
            self.said_later.remove(&n);
        }
        let times = self.tasks[n].times(&mut self.clocks, here);
        let gone: Vec<Slot> = (self.waiting.range(slots(n)))
            .map(|(slot, _)| *slot)
            .filter(|slot| slot.1 != AGAIN && slot.1 != ROUND && !times.contains_key(&slot.1))
            .collect();
        for slot in gone {
            self.put_off.remove(&slot);
            self.over(slot);
        }
        for (slot, at) in times {
            let slot = (n, slot);
            if slot.1 == 0 && keeps_its_moment {
                continue;
            }
            let spent = self.spent.get(&slot).copied();
            let waits = self.waiting.get(&slot).copied();
            let is_put_off = self.put_off.contains(&slot);
            // About the same moment it stays as it is.
            if is_put_off && spent == Some(at) {
                continue;
            }
            self.put_off.remove(&slot);
            // So does what waits for that instant already, be it because it was put off to it.
            if waits == Some(at) {
                continue;
            }
            let was_passed = self.passed.contains(&slot);
            let is_of_today = slot.1 == 0 && self.is_of_today(n);
            if spent == Some(at) && !(was_passed && is_of_today) {
                self.over(slot);
            } else if at >= now.plus_ms(-MINUTE) {
                self.wait_anew(slot, at);
            } else if is_of_today {
                self.later_today(n);
            } else {
                if spent.is_none_or(|spent| spent < at) {
                    self.spent.insert(slot, at);
                    self.passed.insert(slot);
                }
                self.over(slot);
            }
        }
        let goes_on: Vec<i32> = self.tasks[n].goes_on().collect();
        for slot in goes_on {
            self.step_anew((n, slot));
        }
    }

    /// A whole day that is written on itself after its morning, unless it has spoken today.
    fn later_today(&mut self, n: usize) {
        self.said_later.insert(n);
        let here = self.clock.zone();
        let day = |at: Timestamp| at.utc().with_timezone(&here).date_naive();
        let morning = self.tasks[n].times(&mut self.clocks, here)[&0];
        let heard = self.spent.get(&(n, 0)).copied();
        let heard = heard.filter(|_| !self.passed.contains(&(n, 0)));
        if heard.is_some_and(|at| at >= morning && day(at) == day(morning)) {
            self.over((n, 0));
        } else {
            let at = self.an_hour_on();
            self.wait_anew((n, 0), at);
        }
    }

    /// The next step after now of a task that was written; one that has come and was not told yet stays if
    /// it is a step still.
    fn step_anew(&mut self, slot: Slot) {
        let now = self.clock.now();
        let waits: Option<Step> = self
            .waiting
            .get(&slot)
            .map(|at| (*at, self.waits_for[&slot]));
        let mut step = self.next_step(slot);
        if let Some(waits) = waits.filter(|waits| waits.0 <= now)
            && self.step(slot, |one| one.0 >= waits.0) == waits
        {
            step = waits;
        }
        self.wait_for(slot, step);
    }

    /// Undone before anything else happened, it waits for what it waited for.
    fn take_back(&mut self, n: usize, before: Before) {
        self.counts.undone += 1;
        self.program.session().undo().unwrap();
        let here = self.clock.zone();
        let edited = self.tasks[n].times(&mut self.clocks, here);
        let again = before.task.times(&mut self.clocks, here);
        self.tasks[n] = before.task;
        self.put_off.retain(|slot| slot.0 != n);
        let now: Vec<Slot> = self
            .waiting
            .range(slots(n))
            .map(|(slot, _)| *slot)
            .collect();
        for slot in now {
            self.over(slot);
        }
        self.waits_for.extend(before.waits_for);
        for (slot, at) in before.waiting {
            if before.put_off.contains(&slot) {
                // Its word is about another moment for good once the task has had another one.
                if edited.get(&slot.1) != again.get(&slot.1) {
                    continue;
                }
                self.put_off.insert(slot);
            }
            self.wait(slot, at);
        }
    }
}
