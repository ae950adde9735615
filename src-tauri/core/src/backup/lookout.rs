//! Looking for the places within a time that is bearable: a folder behind a network may never answer, and
//! whoever asks it waits in the system, where nobody can call them back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::plan::Plan;
use super::sighting::{Sighting, Whereabouts, sight};
use crate::base::Id;

/// Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Lookout(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    known: Mutex<Known>,
    /// A place answered.
    answered: Condvar,
}

#[derive(Debug, Default)]
struct Known {
    /// How each place stood when it last answered.
    last: BTreeMap<Id, Sighting>,
    /// Those that were asked and have not answered yet: nobody else asks them meanwhile.
    asked: BTreeSet<Id>,
}

impl Lookout {
    /// Looks for the places, as [`sight`] does, for so long at most. One that does not answer in time is
    /// told as it stood last, or as away. Says beside each whether it was seen just now.
    #[must_use]
    pub fn look(
        &self,
        plans: &[Plan],
        (vault, roots): (Id, &[PathBuf]),
        within: Duration,
    ) -> Vec<(Sighting, bool)> {
        let roots: Arc<[PathBuf]> = roots.into();
        self.look_by(plans, within, move |plan| sight(plan, vault, &roots))
    }

    pub(super) fn look_by(
        &self,
        plans: &[Plan],
        within: Duration,
        sight: impl Fn(&Plan) -> Sighting + Clone + Send + 'static,
    ) -> Vec<(Sighting, bool)> {
        let until = Instant::now() + within;
        for plan in plans {
            if !self.known().asked.insert(plan.id) {
                continue;
            }
            let (all, sight, place) = (self.clone(), sight.clone(), plan.clone());
            let asking = thread::Builder::new().name("lookout".to_owned());
            let begun = asking.spawn(move || {
                let seen = sight(&place);
                let mut known = all.known();
                known.asked.remove(&place.id);
                known.last.insert(place.id, seen);
                drop(known);
                all.0.answered.notify_all();
            });
            if begun.is_err() {
                // Nobody asks it: it is told as one that never answered.
                let mut known = self.known();
                known.asked.remove(&plan.id);
                known.last.remove(&plan.id);
            }
        }
        let known = self.wait_for(plans, until);
        let told = plans.iter().map(|plan| match known.last.get(&plan.id) {
            Some(last) => (last.clone(), !known.asked.contains(&plan.id)),
            None => (silent(plan), false),
        });
        told.collect()
    }

    /// Waits until none of the places is being asked any more, by whomever.
    fn wait_for(&self, plans: &[Plan], until: Instant) -> MutexGuard<'_, Known> {
        let left = until.saturating_duration_since(Instant::now());
        let asked = |known: &mut Known| plans.iter().any(|plan| known.asked.contains(&plan.id));
        let waited = self
            .0
            .answered
            .wait_timeout_while(self.known(), left, asked);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One that never answered.
pub(crate) fn silent(plan: &Plan) -> Sighting {
    Sighting {
        target: plan.id,
        standing: Whereabouts::Away,
        folder: None,
        clones: Vec::new(),
        free_bytes: None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, sync_channel};

    use super::*;
    use crate::base::Timestamp;

    fn plan(folder: &str) -> Plan {
        Plan::new(folder.into(), Timestamp(1_795_305_600_000))
    }

    fn here(plan: &Plan) -> Sighting {
        Sighting {
            standing: Whereabouts::Here,
            folder: Some(plan.folder.clone()),
            ..silent(plan)
        }
    }

    #[test]
    fn a_folder_that_never_answers_keeps_nobody() {
        let (share, drive) = (plan("/share"), plan("/drive"));
        let plans = [share.clone(), drive];
        let (answer, gate) = sync_channel::<()>(0);
        let gate: Arc<Mutex<Receiver<()>>> = Arc::new(Mutex::new(gate));
        let sight = move |plan: &Plan| {
            if plan.id == share.id {
                let _ = gate.lock().unwrap().recv();
            }
            here(plan)
        };
        let lookout = Lookout::default();
        let soon = Duration::from_millis(100);
        let seen = lookout.look_by(&plans, soon, sight.clone());
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Away, false));
        // It is asked by one at a time, however often it is looked for.
        let seen = lookout.look_by(&plans[..1], soon, sight.clone());
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Away, false));
        // The server is back.
        answer.send(()).unwrap();
        drop(answer);
        while lookout.known().asked.contains(&plans[0].id) {
            thread::yield_now();
        }
        let seen = lookout.look_by(&plans, Duration::from_mins(1), sight);
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Here, true));
        assert_eq!((seen[1].0.standing, seen[1].1), (Whereabouts::Here, true));
    }

    #[test]
    fn one_that_is_silent_is_told_as_it_stood_last() {
        let plans = [plan("/share")];
        let lookout = Lookout::default();
        let seen = lookout.look_by(&plans, Duration::from_mins(1), here);
        assert!(seen[0].1);
        let (_never, gate) = sync_channel::<()>(0);
        let gate = Arc::new(Mutex::new(gate));
        let hung = move |plan: &Plan| {
            let _ = gate.lock().unwrap().recv();
            silent(plan)
        };
        let seen = lookout.look_by(&plans, Duration::ZERO, hung);
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Here, false));
    }
}
