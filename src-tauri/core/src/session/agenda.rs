//! The agenda: what is due, day by day, and what becomes of several tasks at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Applied, Session};
use crate::base::Id;
use crate::base::error::Result;
use crate::records::value::Ref;
use crate::reminders::agenda::{self, Agenda, AgendaItem};
use crate::reminders::model::Why;
use crate::reminders::moving::{self, MovePlan, MoveTo, TaskAt};
use crate::reminders::occurrence;

/// What reminds by itself on a day of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct AgendaBeside {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The first of them.
    pub lines: Vec<AgendaOccasion>,
    /// How many there are, listed or not.
    pub all: u32,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct AgendaOccasion {
    /// The key of what reminds.
    pub source: String,
    /// Which kind of record it speaks of.
    pub entity: String,
    /// The record.
    pub record: Id,
    /// At which unit.
    pub unit: Option<Ref>,
    /// Why it is there.
    pub why: Why,
}

/// Lines of one day at most: the day says how many there are.
const MOST: usize = 20;

impl Session {
    /// What reminds by itself on the days from `from` to `to`, both included; days without are left
    /// out.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] where the span is turned round or longer than the agenda's.
    pub fn agenda_beside(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<AgendaBeside>> {
        agenda::hold_span(from, to)?;
        let mut days: BTreeMap<NaiveDate, AgendaBeside> = BTreeMap::new();
        for one in self.open_occasions_between(from, to)? {
            let day = days.entry(one.on).or_insert_with(|| AgendaBeside {
                date: one.on.to_string(),
                lines: Vec::new(),
                all: 0,
            });
            // On the day itself, what falls due and what begins to be late say the same.
            let same = |line: &AgendaOccasion| line.record == one.record && line.why == one.why;
            if day.lines.iter().any(same) {
                continue;
            }
            day.all = day.all.saturating_add(1);
            if day.lines.len() < MOST {
                day.lines.push(AgendaOccasion {
                    source: one.source.to_owned(),
                    entity: one.entity.to_owned(),
                    record: one.record,
                    unit: one.unit,
                    why: one.why,
                });
            }
        }
        Ok(days.into_values().collect())
    }

    /// The days from `from` to `to`, both included.
    ///
    /// # Errors
    /// See [`agenda::agenda`].
    pub fn agenda(&self, from: NaiveDate, to: NaiveDate) -> Result<Agenda> {
        self.vault.read(|read| agenda::agenda(read, from, to))
    }

    /// All that is due on a day, however much it is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn agenda_day(&self, day: NaiveDate) -> Result<Vec<AgendaItem>> {
        self.vault.read(|read| agenda::of_day(read, day, u32::MAX))
    }

    /// What moving these tasks would come to.
    ///
    /// # Errors
    /// See [`moving::plan`].
    pub fn tasks_move_plan(&self, tasks: &[TaskAt], how: &MoveTo) -> Result<MovePlan> {
        self.vault.read(|read| moving::plan(read, tasks, how))
    }

    /// Moves these tasks: all of them or none, one step of undo.
    ///
    /// # Errors
    /// See [`moving::perform`].
    pub fn tasks_move(&self, tasks: &[TaskAt], how: &MoveTo) -> Result<Applied> {
        self.written("reminders.move", |tx| {
            moving::perform(tx, &self.catalog(), tasks, how)?;
            let ids = tasks.iter().map(|task| ("task".to_owned(), task.id));
            Ok(ids.collect())
        })
    }

    /// Moves the occurrence of a task that stands on this day of the agenda: a task by itself, one step of undo.
    ///
    /// # Errors
    /// See [`occurrence::shift`].
    pub fn occurrence_move(&self, task: TaskAt, day: NaiveDate, how: &MoveTo) -> Result<Applied> {
        self.written(occurrence::OP, |tx| {
            let made = occurrence::shift(tx, &self.catalog(), task, day, how)?;
            Ok([task.id, made].map(|id| ("task".to_owned(), id)).into())
        })
    }

    /// Lets the occurrence of a task that stands on this day of the agenda not come.
    ///
    /// # Errors
    /// See [`occurrence::skip`].
    pub fn occurrence_skip(&self, task: TaskAt, day: NaiveDate) -> Result<Applied> {
        self.written(occurrence::OP, |tx| {
            occurrence::skip(tx, &self.catalog(), task, day)?;
            Ok(vec![("task".to_owned(), task.id)])
        })
    }
}
