//! What the model says of what is put off: by its own look at clocks, not by the rules it is held against.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use chrono_tz::Tz;

use super::{DAY, MINUTE, Slot, World};
use crate::base::{Clock as _, Timestamp};
use crate::records::value::Wall;
use crate::reminders::model::Snooze;

impl World {
    /// Of what was just told the user puts some off, by the buttons of the note.
    pub(super) fn put_some_off(&mut self, told: &BTreeSet<Slot>) {
        for (n, slot) in told.iter().copied() {
            if !self.dice.one_in(12) || !self.open[n] {
                continue;
            }
            let now = self.clock.now();
            let moment = self.waiting.get(&(n, 0)).copied();
            match moment.filter(|at| slot > 0 && *at > now) {
                Some(moment) => self.put_word_off((n, slot), moment),
                None => self.put_task_off(n),
            }
        }
    }

    /// How, and until when by these clocks, for something of that time of day.
    fn how(&mut self, zone: Tz, time: Option<NaiveTime>) -> (Snooze, NaiveDateTime) {
        let here = self.clock.now().utc().with_timezone(&zone).naive_local();
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        let on = |day: chrono::NaiveDate| day.and_time(time.unwrap_or(nine));
        match self.dice.below(4) {
            0 => {
                let minute = here.date().and_hms_opt(here.hour(), here.minute(), 0);
                (Snooze::Hour, minute.unwrap() + TimeDelta::hours(1))
            }
            1 => (Snooze::Tomorrow, on(here.date() + Days::new(1))),
            2 => {
                let worked = self.clocks.worked(zone);
                let mut days = here.date().iter_days().skip(1);
                let next = days.find(|day| worked.is_worked(*day)).unwrap();
                (Snooze::NextWorkday, on(next))
            }
            _ => {
                let minutes = 1 + self.dice.below(4 * DAY / MINUTE);
                let minute = here.date().and_hms_opt(here.hour(), here.minute(), 0);
                let until = minute.unwrap() + TimeDelta::minutes(minutes);
                let wall = Wall {
                    at: until.format("%Y-%m-%dT%H:%M").to_string(),
                    zone: zone.name().into(),
                };
                (Snooze::Until(wall), until)
            }
        }
    }

    /// A word ahead of a moment that is still to come: it comes again, unless the moment comes first.
    fn put_word_off(&mut self, (n, slot): Slot, moment: Timestamp) {
        let zone = self.clock.zone();
        let said = self.spoke_at[&(n, slot)].utc().with_timezone(&zone);
        let (how, until) = self.how(zone, Some(said.time()));
        let id = self.tasks[n].id;
        let session = self.program.session();
        session.task_put_off_said(id, &how).unwrap();
        self.counts.put_off += 1;
        let until = self.clocks.instant(until, zone);
        if until < moment {
            self.put_off.insert((n, slot));
            self.wait_anew((n, slot), until);
            self.counts.words_put_off += 1;
        }
    }

    /// The task itself is due later, with those of its words ahead that still lie ahead.
    fn put_task_off(&mut self, n: usize) {
        let (task, here) = (self.tasks[n].clone(), self.clock.zone());
        let zone = if task.floats { here } else { task.zone };
        let (how, until) = self.how(zone, task.time);
        let session = self.program.session();
        session.task_put_off_said(task.id, &how).unwrap();
        self.counts.put_off += 1;
        let mut put_off = task.clone();
        (put_off.date, put_off.time) = (until.date(), Some(until.time()));
        put_off.zone = zone;
        if put_off.comes.is_some() && put_off.comes_at.is_none() {
            put_off.comes_at = Some((task.time, task.zone));
        }
        let now = self.clock.now();
        let times = put_off.times(&mut self.clocks, here);
        put_off.leads.retain(|lead| {
            let number: i32 = lead[1..].parse().unwrap();
            let slot = match &lead[..1] {
                "m" => number,
                "h" => number * 60,
                "d" => 100_000 + number,
                _ => 200_000 + number,
            };
            how != Snooze::Hour && times[&slot] > now
        });
        self.is_now(n, put_off);
    }
}
