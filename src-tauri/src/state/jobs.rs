//! Long work under way: one of each kind, told how far it is, and stopped when asked.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use steward_core::base::{Cancel, Error, Kind, Progress, Report, Result};

use super::held;
use crate::events::Job;

/// The work under way. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Jobs(Arc<UnderWay>);

#[derive(Debug, Default)]
struct UnderWay {
    jobs: Mutex<BTreeMap<Job, Cancel>>,
    ended: Condvar,
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
        let cancel = Cancel::default();
        match held(&self.0.jobs).entry(job) {
            Entry::Occupied(_) => return Err(Error::new(Kind::InUse, "error.job_running")),
            Entry::Vacant(place) => place.insert(cancel.clone()),
        };
        Ok((
            Running {
                jobs: self.clone(),
                job,
            },
            Report::to(cancel, tell),
        ))
    }

    /// Asks work to stop; says nothing when there is none.
    pub fn cancel(&self, job: Job) {
        if let Some(cancel) = held(&self.0.jobs).get(&job) {
            cancel.cancel();
        }
    }

    /// Stops work and waits until it has ended.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] when the one who waits is stopped itself.
    pub fn give_way(&self, job: Job, waiter: &Cancel) -> Result<()> {
        let mut jobs = held(&self.0.jobs);
        while let Some(cancel) = jobs.get(&job) {
            cancel.cancel();
            waiter.check()?;
            let waited = self.0.ended.wait_timeout(jobs, LOOK);
            jobs = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(())
    }

    /// Asks all work to stop.
    pub fn cancel_all(&self) {
        held(&self.0.jobs).values().for_each(Cancel::cancel);
    }

    /// Whether this work is under way.
    #[must_use]
    pub fn is_running(&self, job: Job) -> bool {
        held(&self.0.jobs).contains_key(&job)
    }

    /// Whether any work is under way that the user waits for: a drill gives way to the lock too.
    #[must_use]
    pub fn is_any_running(&self) -> bool {
        held(&self.0.jobs).keys().any(|job| *job != Job::Drill)
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
