//! The record through time, the bin, merging and taking back: the verbs of the history wing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Applied, Session, cascade};
use crate::base::{Clock, Id, Result, Timestamp};
use crate::fields;
use crate::grading::keep;
use crate::history::bin::{self, BinMark, BinPage};
use crate::history::merge::{self, MergeOrder, MergePlan, Merged};
use crate::history::past;
use crate::history::split::{self, SplitOrder, SplitPlan};
use crate::history::steps::{self, Step};
use crate::history::story::{self, Chapter, Hands};
use crate::history::takeback::{self, Answers, TakeBack, Target};
use crate::quality::ages;
use crate::quality::former::{self, Noted};
use crate::quality::ops::follow_merge;
use crate::records::journal::StepState;
use crate::records::value::Value;
use crate::records::{Batch, Record};

/// A clock that stands at an instant of the past.
struct Then {
    at: Timestamp,
    zone: chrono_tz::Tz,
}

impl Clock for Then {
    fn now(&self) -> Timestamp {
        self.at
    }
    fn zone(&self) -> chrono_tz::Tz {
        self.zone
    }
}

impl Session {
    /// The whole vault as it stood at an instant, in memory, for looking at: every question can be
    /// asked of it, and nothing that is written into it is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn as_of(&self, at: Timestamp) -> Result<Self> {
        let now = self.vault.clock().now();
        let clock = Then {
            at: at.min(now),
            zone: self.vault.clock().zone(),
        };
        let then = Self::in_memory(Arc::new(clock))?;
        self.vault.read(|read| {
            then.vault.write("history.as_of", |tx| {
                past::fill(read, tx, &self.catalog(), at)?;
                ages::carry(read, tx, at)?;
                keep::carry(read, tx, at)
            })
        })?;
        Ok(then)
    }

    /// A record as it stood at an instant; nothing where it was not there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn record_at(&self, entity: &str, id: Id, at: Timestamp) -> Result<Option<Record>> {
        let entity = self.catalog().entity(entity)?;
        self.vault
            .read(|read| story::record_at(read, &self.catalog(), entity, id, at))
    }

    /// All that befell a record, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn story(&self, entity: &str, id: Id) -> Result<Vec<Chapter>> {
        let catalog = self.catalog();
        let entity = catalog.entity(entity)?;
        self.vault.read(|read| {
            let mut chapters = story::story(read, &catalog, entity, id)?;
            let mut settled = BTreeSet::new();
            for Noted { seq, field, note } in former::noted(read, &catalog, id)? {
                if takeback::is_taken_back(read, seq)? {
                    continue;
                }
                // What is said of a value goes with it: it is about the latest step before that changed it.
                let of = chapters
                    .iter_mut()
                    .filter(|chapter| chapter.seq <= seq && chapter.state == StepState::Done)
                    .find_map(|chapter| {
                        let mut fields = chapter.fields.iter_mut();
                        let became = fields.find(|became| became.field == field)?;
                        Some((chapter.seq, became))
                    });
                // The latest word counts, also where it says nothing any more.
                if let Some((step, became)) = of
                    && settled.insert((step, field))
                {
                    became.why = note;
                }
            }
            Ok(chapters)
        })
    }

    /// Who entered a record, and who changed it last.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hands(&self, id: Id) -> Result<Hands> {
        self.vault.read(|read| story::hands(read, id))
    }

    /// Has fields hold again what they once held, also choices that are no longer offered.
    ///
    /// # Errors
    /// See [`Batch::update`].
    pub fn put_back(
        &self,
        entity: &str,
        id: Id,
        rev: i32,
        values: &BTreeMap<String, Value>,
    ) -> Result<Applied> {
        self.written("history.put_back", |tx| {
            let catalog = self.catalog();
            let mut batch = Batch::begin(tx, &catalog, "op.put_back")?.with_retired();
            let values = values
                .iter()
                .map(|(key, value)| (key.as_str(), value.clone()));
            batch.update(entity, id, Some(rev), values)?;
            Ok(vec![(entity.to_owned(), id)])
        })
    }

    /// The steps before the write `before`, the latest first; those called `op`, where it is said.
    ///
    /// # Errors
    /// When the database fails.
    pub fn steps(&self, before: Option<i64>, limit: u32, op: Option<&str>) -> Result<Vec<Step>> {
        self.vault
            .read(|read| steps::steps(read, &self.catalog(), before, limit, op))
    }

    /// What is in the bin, the latest first, a page at a time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn bin(&self, from: Option<BinMark>) -> Result<BinPage> {
        self.vault
            .read(|read| bin::list(read, &self.catalog(), from))
    }

    /// What taking back a step would do.
    ///
    /// # Errors
    /// See [`takeback::plan`].
    pub fn take_back_plan(&self, target: Target, answers: &Answers) -> Result<TakeBack> {
        self.vault
            .read(|read| takeback::plan(read, &self.catalog(), target, answers))
    }

    /// Takes back a step, or out of the bin a record with all that went along.
    ///
    /// # Errors
    /// See [`takeback::perform`].
    pub fn take_back(&self, target: Target, answers: &Answers, moment: i64) -> Result<Applied> {
        let op = if target.only.is_some() {
            "op.bin_restore"
        } else {
            "op.take_back"
        };
        self.written("history.take_back", |tx| {
            takeback::perform(
                tx,
                &self.catalog(),
                cascade::follow,
                target,
                answers,
                moment,
                op,
            )
        })
    }

    /// Two records side by side, and what merging them would re-point.
    ///
    /// # Errors
    /// See [`merge::plan`].
    pub fn merge_plan(&self, entity: &str, winner: Id, loser: Id) -> Result<MergePlan> {
        self.vault
            .read(|read| merge::plan(read, &self.catalog(), entity, winner, loser))
    }

    /// Makes two records one.
    ///
    /// # Errors
    /// See [`merge::perform`].
    pub fn merge(&self, order: &MergeOrder) -> Result<Applied> {
        self.written("history.merge", |tx| {
            // What points at the loser by a field that is put away points at it again once that is back.
            let catalog = fields::with_retired(tx, &self.catalog())?;
            let winner = merge::perform(tx, &catalog, cascade::follow, order)?;
            follow_merge(tx, &catalog, &order.entity, winner, order.loser)?;
            Ok(vec![(order.entity.clone(), winner)])
        })
    }

    /// What was merged into a record and can be taken apart.
    ///
    /// # Errors
    /// When the database fails.
    pub fn merged(&self, winner: Id) -> Result<Vec<Merged>> {
        self.vault.read(|read| merge::merged(read, winner))
    }

    /// What is at a unit and could go to a new one.
    ///
    /// # Errors
    /// See [`split::plan`].
    pub fn split_plan(&self, unit: Id) -> Result<SplitPlan> {
        self.vault
            .read(|read| split::plan(read, &self.catalog(), unit))
    }

    /// Makes one unit two.
    ///
    /// # Errors
    /// See [`split::perform`].
    pub fn split(&self, order: &SplitOrder) -> Result<Applied> {
        self.written("history.split", |tx| {
            let made = split::perform(tx, &self.catalog(), order)?;
            Ok(vec![("unit".to_owned(), made)])
        })
    }
}
