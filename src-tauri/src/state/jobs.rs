//! Long work under way: one of each kind, told how far it is, and stopped when asked.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use steward_core::base::{Cancel, Error, Kind, Progress, Report, Result};

use super::held;
use super::pace::Pace;
use crate::events::Job;

/// The work under way. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Jobs(Arc<UnderWay>);

#[derive(Debug, Default)]
struct UnderWay {
    jobs: Mutex<BTreeMap<Job, Work>>,
    ended: Condvar,
}

#[derive(Debug)]
struct Work {
    cancel: Cancel,
    waits: Waits,
    /// Other work was let go first: this is taken up again.
    yields: bool,
}

/// Who waits for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// The user asked for it: the vault stays open until it has ended.
    User,
    /// Begun by the clock or behind other work: it gives way to the lock and is taken up again.
    Nobody,
}

/// How often one who waits looks whether it is to wait no more.
const LOOK: Duration = Duration::from_millis(200);

impl Jobs {
    /// Begins work that the user can stop; `tell` hears how far it is.
    ///
    /// # Errors
    /// [`Kind::InUse`] while the same work is under way.
    pub fn begin(
        &self,
        job: Job,
        tell: impl Fn(Progress) + Send + Sync + 'static,
    ) -> Result<(Running, Report)> {
        self.begin_for(Waits::User, job, tell)
    }

    /// The same, for whoever waits.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn begin_for(
        &self,
        waits: Waits,
        job: Job,
        tell: impl Fn(Progress) + Send + Sync + 'static,
    ) -> Result<(Running, Report)> {
        let cancel = Cancel::default();
        let pace = Mutex::new(Pace::default());
        match held(&self.0.jobs).entry(job) {
            Entry::Occupied(_) => return Err(Error::new(Kind::InUse, "error.job_running")),
            Entry::Vacant(place) => place.insert(Work {
                cancel: cancel.clone(),
                waits,
                yields: false,
            }),
        };
        Ok((
            Running {
                jobs: self.clone(),
                job,
            },
            Report::to(cancel, move |step| {
                let told = held(&pace).lets(&step, Instant::now());
                if told {
                    tell(step);
                }
            }),
        ))
    }

    /// Asks work to stop; says nothing when there is none.
    pub fn cancel(&self, job: Job) {
        if let Some(work) = held(&self.0.jobs).get(&job) {
            work.cancel.cancel();
        }
    }

    /// Stops work and waits until it has ended.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] when the one who waits is stopped itself.
    pub fn give_way(&self, job: Job, waiter: &Cancel) -> Result<()> {
        let mut jobs = held(&self.0.jobs);
        while let Some(work) = jobs.get_mut(&job) {
            work.cancel.cancel();
            work.yields = true;
            waiter.check()?;
            let waited = self.0.ended.wait_timeout(jobs, LOOK);
            jobs = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(())
    }

    /// The same of work that nobody waits for.
    ///
    /// # Errors
    /// [`Kind::InUse`] while the user waits for that work; as [`Self::give_way`].
    pub fn give_way_unless_waited_for(&self, job: Job, waiter: &Cancel) -> Result<()> {
        let waits = held(&self.0.jobs).get(&job).map(|work| work.waits);
        match waits {
            Some(Waits::User) => Err(Error::new(Kind::InUse, "error.job_running")),
            Some(Waits::Nobody) => self.give_way(job, waiter),
            None => Ok(()),
        }
    }

    /// Whether work that is under way was asked to let other work go first.
    #[must_use]
    pub fn yields(&self, job: Job) -> bool {
        held(&self.0.jobs).get(&job).is_some_and(|work| work.yields)
    }

    /// Asks all work to stop.
    pub fn cancel_all(&self) {
        for work in held(&self.0.jobs).values() {
            work.cancel.cancel();
        }
    }

    /// Whether this work is under way.
    #[must_use]
    pub fn is_running(&self, job: Job) -> bool {
        held(&self.0.jobs).contains_key(&job)
    }

    /// Refuses what cannot be done beside any of these.
    ///
    /// # Errors
    /// [`Kind::InUse`] while one of them is under way.
    pub fn refuse_beside(&self, jobs: &[Job]) -> Result<()> {
        if jobs.iter().any(|job| self.is_running(*job)) {
            return Err(Error::new(Kind::InUse, "error.job_beside"));
        }
        Ok(())
    }

    /// Whether any work is under way that the user waits for: the rest gives way to the lock.
    #[must_use]
    pub fn is_waited_for(&self) -> bool {
        let jobs = held(&self.0.jobs);
        jobs.values().any(|work| work.waits == Waits::User)
    }
}

/// Work under way; dropping it says that it has ended.
#[derive(Debug)]
pub struct Running {
    jobs: Jobs,
    job: Job,
}

impl Drop for Running {
    fn drop(&mut self) {
        held(&self.jobs.0.jobs).remove(&self.job);
        self.jobs.0.ended.notify_all();
    }
}
