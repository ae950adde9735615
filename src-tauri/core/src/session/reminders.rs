//! Follow-ups, and the reminders that speak up for them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::occasions::{beside, explained};
use super::{Applied, Session};
use crate::base::error::Result;
use crate::base::{Id, Timestamp, WallTime};
use crate::occasions::find;
use crate::reminders::checklists::progress::{self, ChecklistProgress};
use crate::reminders::digest::{self, Digest};
use crate::reminders::manner::{Manner, PauseFor};
use crate::reminders::model::{Due, Key, Lateness, Snooze, TaskLine, Today, Unnamed, put_off};
use crate::reminders::series::Followed;
use crate::reminders::{ahead, arming, firing, locked, ops, workdays};

/// What came of a task's being done.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct TaskDone {
    /// The write.
    pub applied: Applied,
    /// The next one, where it repeats.
    pub next: Option<Followed>,
    /// How far the checklist is that it is a step of.
    pub checklist: Option<ChecklistProgress>,
}

impl Session {
    /// The day's list.
    ///
    /// # Errors
    /// When the database fails.
    pub fn today(&self) -> Result<Today> {
        self.vault.read(ops::today)
    }

    /// The open tasks of a unit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unit_tasks(&self, unit: Id) -> Result<Vec<TaskLine>> {
        self.vault.read(|read| ops::of_unit(read, unit))
    }

    /// Marks a task as done.
    ///
    /// # Errors
    /// See [`ops::done`].
    pub fn task_done(&self, task: Id, rev: Option<i32>) -> Result<TaskDone> {
        let (mut next, mut checklist) = (None, None);
        let applied = self.written("reminders.done", |tx| {
            next = ops::done(tx, &self.catalog(), task, rev)?;
            checklist = progress::of_task(tx, task)?;
            Ok(vec![("task".to_owned(), task)])
        })?;
        Ok(TaskDone {
            applied,
            next,
            checklist,
        })
    }

    /// Puts a task off.
    ///
    /// # Errors
    /// See [`ops::snooze`].
    pub fn task_snooze(&self, task: Id, rev: Option<i32>, snooze: &Snooze) -> Result<Applied> {
        self.written("reminders.snooze", |tx| {
            ops::snooze(tx, &self.catalog(), task, rev, snooze)?;
            Ok(vec![("task".to_owned(), task)])
        })
    }

    /// Puts off what was said of a task: the word ahead of its moment, else the task itself.
    ///
    /// # Errors
    /// See [`ops::snooze`].
    pub fn task_put_off_said(&self, task: Id, snooze: &Snooze) -> Result<()> {
        self.vault.write("reminders.snooze", |tx| {
            ahead::put_off_said(tx, &self.catalog(), task, snooze)
        })
    }

    /// Notes that the user has seen which reminders came late.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reminders_seen(&self, source: &str, records: &[Id]) -> Result<()> {
        self.vault
            .write("reminders.seen", |tx| firing::seen(tx, source, records))
    }

    /// When the next reminder is due.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_wake(&self) -> Result<Option<Timestamp>> {
        self.vault.read(firing::next_wake)
    }

    /// The next reminders without names, to be kept while locked; what stands on the screen bears the
    /// first numbers.
    ///
    /// # Errors
    /// When the database fails.
    pub fn coming_reminders(&self, limit: u32, standing: &[(String, Id)]) -> Result<Vec<Unnamed>> {
        self.vault
            .read(|read| locked::coming(read, limit, standing))
    }

    /// Hands out the reminders that are due, each exactly once.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fire_due(&self) -> Result<Vec<Due>> {
        if !self.vault.read(firing::any_due)? {
            return Ok(Vec::new());
        }
        let due = self.vault.write("reminders.fire", |tx| {
            digest::set_right(tx)?;
            firing::fire_due(tx)
        })?;
        self.vault
            .read(|read| explained(read, &self.catalog(), &self.counted, due))
    }

    /// The reminders that fired and were never told.
    ///
    /// # Errors
    /// When the database fails.
    pub fn untold(&self) -> Result<Vec<Due>> {
        self.vault
            .read(|read| explained(read, &self.catalog(), &self.counted, firing::untold(read)?))
    }

    /// Notes that the desktop has shown these reminders.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reminders_told(&self, reminders: &[Key]) -> Result<()> {
        self.vault
            .write("reminders.told", |tx| firing::told(tx, reminders))
    }

    /// Whether any of these is still as it said.
    ///
    /// # Errors
    /// When the database fails.
    pub fn any_reminder_stands(&self, reminders: &[Key]) -> Result<bool> {
        self.vault.read(|read| firing::any_stands(read, reminders))
    }

    /// What this day brings.
    ///
    /// # Errors
    /// When the database fails.
    pub fn digest(&self) -> Result<Digest> {
        self.vault.read(|read| {
            let standing = find::standing(read, &beside(read, &self.counted)?)?;
            let mut others: BTreeMap<&str, u32> = BTreeMap::new();
            for line in &standing.lines {
                if line.lateness == Lateness::Today && !line.waits {
                    *others.entry(&line.source).or_default() += 1;
                }
            }
            digest::of_today(read, &others, standing.overdue)
        })
    }

    /// How reminders speak.
    ///
    /// # Errors
    /// When the database fails.
    pub fn manner(&self) -> Result<Manner> {
        self.vault.read(Manner::of)
    }

    /// Sets how reminders speak. A pause stays as it is: it is set by its own verb.
    ///
    /// # Errors
    /// See [`Manner::keep`].
    pub fn set_manner(&self, manner: &Manner) -> Result<()> {
        self.vault.write("reminders.manner", |tx| {
            let pause = Manner::of(tx)?.pause;
            let manner = Manner {
                pause,
                ..manner.clone()
            };
            manner.keep(tx)?;
            arming::renew(tx)?;
            Ok(())
        })?;
        // What has no time of its own speaks at another hour now.
        self.sweep_anew();
        Ok(())
    }

    /// Lets nothing speak for a while, or lets it again; until when.
    ///
    /// # Errors
    /// When the database fails.
    pub fn pause_reminders(&self, how: PauseFor) -> Result<Option<Timestamp>> {
        self.vault.write("reminders.pause", |tx| {
            let manner = Manner::of(tx)?.paused(how, tx.now(), tx.zone());
            manner.keep(tx)?;
            Ok(manner.paused_until(tx.now()))
        })
    }

    /// Until when nothing speaks, because the user wants no disturbance now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn paused_until(&self) -> Result<Option<Timestamp>> {
        self.vault
            .read(|read| Ok(Manner::of(read)?.paused_until(read.now())))
    }

    /// What `source` says of a record is done: the record says so where it can, and otherwise it is settled
    /// for the day it last spoke of.
    ///
    /// # Errors
    /// When the database fails, or the record does not take it.
    pub fn reminder_settled(&self, source: &str, record: Id) -> Result<()> {
        self.done_by_source(source, record, None).map(drop)
    }

    /// Puts off what `source` says of a record.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reminder_put_off(&self, source: &str, record: Id, snooze: &Snooze) -> Result<()> {
        self.vault.write("reminders.put_off", |tx| {
            let morning = Manner::of(tx)?.morning();
            let wall = put_off(
                snooze,
                Some(morning),
                tx.now(),
                tx.zone(),
                &workdays::of(tx, tx.zone())?,
            );
            let until = WallTime::from_stored(&wall.at, &wall.zone)?.instant(morning);
            firing::put_off(tx, source, record, until, None)
        })
    }
}
