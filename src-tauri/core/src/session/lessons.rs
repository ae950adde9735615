//! The verbs of what was learned: what is laid before new work, how it answers it, what it is like, and
//! the years gone by.

use super::{Applied, Session};
use crate::base::{Id, Result};
use crate::lessons::gather::{self, Lessons};
use crate::lessons::ops::{self, RecordAt};
use crate::lessons::similar::{self, Similar};
use crate::lessons::years::{self, YearLine};

impl Session {
    /// What is laid before a project or a cooperation.
    ///
    /// # Errors
    /// See [`gather::lessons`].
    pub fn lessons(&self, entity: &str, id: Id) -> Result<Lessons> {
        self.vault.read(|read| gather::lessons(read, entity, id))
    }

    /// Says how work answers something that was learned; with no answer, takes back what was said.
    ///
    /// # Errors
    /// See [`ops::answer`].
    pub fn answer_lesson(
        &self,
        of: &RecordAt,
        from: &RecordAt,
        answer: Option<&str>,
        note: Option<&str>,
    ) -> Result<Applied> {
        self.written("lessons.answer", |tx| {
            ops::answer(tx, &self.catalog(), of, from, answer, note)
        })
    }

    /// The earlier work most like a project or a cooperation.
    ///
    /// # Errors
    /// See [`similar::similar`].
    pub fn similar(&self, entity: &str, id: Id) -> Result<Vec<Similar>> {
        self.vault.read(|read| similar::similar(read, entity, id))
    }

    /// Says that work is like earlier work, or takes that back.
    ///
    /// # Errors
    /// See [`ops::liken`].
    pub fn liken(&self, of: &RecordAt, like: &RecordAt, alike: bool) -> Result<Applied> {
        self.written("lessons.liken", |tx| {
            ops::liken(tx, &self.catalog(), of, like, alike)
        })
    }

    /// The years with a unit, with all below it where `below`.
    ///
    /// # Errors
    /// See [`years::years`].
    pub fn years(&self, unit: Id, below: bool) -> Result<Vec<YearLine>> {
        self.vault.read(|read| years::years(read, unit, below))
    }
}
