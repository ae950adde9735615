//! What the scheduler asks each time it wakes. It wakes at least once a minute, so what has not changed
//! is not asked of the database again.

use super::Session;
use super::occasions::{Basis, Counted, beside, explained};
use crate::base::error::Result;
use crate::base::{GRACE_MS, Timestamp};
use crate::occasions::find::{self, Beside};
use crate::records::Catalog;
use crate::reminders::manner::Manner;
use crate::reminders::model::Due;
use crate::reminders::{arming, firing, ops, steps};
use crate::vault::Read;

/// So many of what comes next are named.
const FEW: u32 = 3;

/// What there is to be known beside what is due.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// How many tasks and other things are late or due today.
    pub waiting: u32,
    /// The next few things by time.
    pub few: Vec<Due>,
    /// Until when the user wants no disturbance, where that is so now.
    pub paused_until: Option<Timestamp>,
    /// When the next reminder speaks.
    pub next: Option<Timestamp>,
}

/// What earlier rounds of this session found.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    kept: Option<Kept>,
}

#[derive(Debug)]
struct Kept {
    /// All that the counts depend on, times of day apart.
    by: (Basis, Beside),
    /// Between these it stays as it is unless something is written.
    from: Timestamp,
    until: Option<Timestamp>,
    waiting: u32,
    few: Vec<Due>,
}

impl Kept {
    fn holds(&self, by: &(Basis, Beside), now: Timestamp) -> bool {
        self.by == *by && self.from <= now && self.until.is_none_or(|until| now < until)
    }

    fn ask(
        read: &Read<'_>,
        catalog: &Catalog,
        counted: &Counted,
        by: (Basis, Beside),
    ) -> Result<Self> {
        let tasks = ops::pressing(read)?;
        let others = find::standing(read, &by.1)?;
        // When the next hour passes for which something is promised: from then on it is told otherwise.
        let hours = others.lines.iter().filter_map(|line| line.by);
        let passes = hours
            .map(|by| Timestamp(by).plus_ms(GRACE_MS))
            .filter(|at| *at > read.now())
            .min();
        let counts = [tasks.overdue, tasks.today, others.overdue, others.today];
        Ok(Self {
            by,
            from: read.now(),
            until: firing::next_put_off(read)?.into_iter().chain(passes).min(),
            waiting: counts.into_iter().fold(0, u32::saturating_add),
            few: explained(read, catalog, counted, firing::next_few(read, FEW)?)?,
        })
    }
}

impl Session {
    /// What the scheduler has to know beside what is due.
    ///
    /// # Errors
    /// When the database fails.
    pub fn round(&self) -> Result<Round> {
        let mut rounds = self.rounds();
        self.vault.read(|read| {
            let by = (Basis::of(read)?, beside(read, &self.counted)?);
            let kept = match rounds.kept.take() {
                Some(kept) if kept.holds(&by, read.now()) => kept,
                _ => Kept::ask(read, &self.catalog(), &self.counted, by)?,
            };
            let round = Round {
                waiting: kept.waiting,
                few: kept.few.clone(),
                paused_until: Manner::of(read)?.paused_until(read.now()),
                next: firing::next_wake(read)?,
            };
            rounds.kept = Some(kept);
            Ok(round)
        })
    }

    /// Arms reminders anew where the laptop was taken to another zone, the morning hour changed or the
    /// clock was set back, and the next digest; says whether anything was to be done. Before what is due
    /// is asked for, so that whoever travels is spoken to by the clocks of here.
    ///
    /// # Errors
    /// When the database fails.
    pub fn renew_reminders(&self) -> Result<bool> {
        let strayed = self.vault.read(steps::strayed)?;
        let any = strayed.as_ref().is_some_and(|strayed| !strayed.is_empty());
        if let Some(strayed) = strayed {
            self.vault
                .write("reminders.renew", |tx| steps::bring_back(tx, &strayed))?;
        }
        if !self.vault.read(arming::is_behind)? {
            return Ok(any);
        }
        if self.vault.write("reminders.renew", arming::renew)? {
            // What has no time of its own speaks by another morning now.
            self.sweep_anew();
        }
        Ok(true)
    }

    fn rounds(&self) -> std::sync::MutexGuard<'_, Rounds> {
        // What it holds is only what was found already: half of it is asked for again.
        self.rounds
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
