//! Looking for the places within a time that is bearable: a folder behind a network may never answer, nor a
//! drive that is about to fail, and whoever asks it waits in the system, where nobody can call them back.
//!
//! Each place is asked for on each drive by somebody of its own, so that one drive that hangs keeps only
//! what stands on it from being seen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::plan::Plan;
use super::sighting::{Sighting, Spot, Whereabouts, spot, sum};
use crate::base::Id;

/// Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Lookout(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    known: Mutex<Known>,
    /// Somebody answered.
    answered: Condvar,
}

/// A place, and the drive on which it is asked for; none where it was last.
type Question = (Id, Option<PathBuf>);

#[derive(Debug, Default)]
struct Known {
    /// How each place stood when it was last seen.
    last: BTreeMap<Id, Sighting>,
    /// What was answered to those who look just now.
    told: BTreeMap<Question, Spot>,
    /// How many look just now and go by the answer: with the last of them it is forgotten, so that nothing
    /// stays of a place or a drive that went.
    wanted: BTreeMap<Question, usize>,
    /// What was asked and is not answered yet, and since when: nobody else asks it meanwhile.
    asked: BTreeMap<Question, Instant>,
}

impl Lookout {
    /// Looks for the places where each was last and on every drive, for so long at most. One that does not
    /// answer in time is told as it stood last, or as away. Says beside each whether it was seen just now.
    #[must_use]
    pub fn look(
        &self,
        plans: &[Plan],
        (vault, roots): (Id, &[PathBuf]),
        within: Duration,
    ) -> Vec<(Sighting, bool)> {
        let ask = move |plan: &Plan, root: Option<&Path>| spot(plan, vault, root);
        self.look_by(plans, roots, |_| within, ask)
    }

    pub(super) fn look_by(
        &self,
        plans: &[Plan],
        roots: &[PathBuf],
        within: impl Fn(&Question) -> Duration,
        ask: impl Fn(&Plan, Option<&Path>) -> Spot + Clone + Send + 'static,
    ) -> Vec<(Sighting, bool)> {
        let mut questions: Vec<Question> = Vec::new();
        for plan in plans {
            // Of one behind a network no drive is asked, nor is anything else before it is needed.
            let none = plan.cloud.is_some();
            let drives = roots.iter().filter(|_| !none).cloned().map(Some);
            for root in std::iter::once(None).chain(drives) {
                let question = (plan.id, root);
                self.ask(plan, &question, ask.clone());
                questions.push(question);
            }
        }
        let mut known = self.wait_for(&questions, within);
        let seen = plans.iter().map(|plan| known.say(plan, roots)).collect();
        known.forget(&questions);
        seen
    }

    fn ask(
        &self,
        plan: &Plan,
        question: &Question,
        ask: impl Fn(&Plan, Option<&Path>) -> Spot + Send + 'static,
    ) {
        {
            let mut known = self.known();
            *known.wanted.entry(question.clone()).or_default() += 1;
            if known.asked.contains_key(question) {
                return;
            }
            known.asked.insert(question.clone(), Instant::now());
            known.told.remove(question);
        }
        let (all, place, asked) = (self.clone(), plan.clone(), question.clone());
        let asking = thread::Builder::new().name("lookout".to_owned());
        let begun = asking.spawn(move || {
            let found = ask(&place, asked.1.as_deref());
            let mut known = all.known();
            known.asked.remove(&asked);
            if known.wanted.contains_key(&asked) {
                known.told.insert(asked, found);
            }
            drop(known);
            all.0.answered.notify_all();
        });
        if begun.is_err() {
            // Nobody asks: it is as if it were never answered.
            self.known().asked.remove(question);
        }
    }

    /// Waits until each question was answered or waited for long enough, whoever asked it.
    fn wait_for(
        &self,
        questions: &[Question],
        within: impl Fn(&Question) -> Duration,
    ) -> MutexGuard<'_, Known> {
        let known = self.known();
        let now = Instant::now();
        let ends = |one: &Question, known: &Known| Some(*known.asked.get(one)? + within(one));
        let until = questions.iter().filter_map(|one| ends(one, &known)).max();
        let until = until.unwrap_or(now);
        let waiting = |known: &mut Known| {
            let mut ends = questions.iter().filter_map(|one| ends(one, known));
            ends.any(|end| Instant::now() < end)
        };
        let left = until.saturating_duration_since(now);
        let waited = self.0.answered.wait_timeout_while(known, left, waiting);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// One who looked for these is done.
    fn forget(&mut self, questions: &[Question]) {
        for question in questions {
            let left = self.wanted.get_mut(question).map(|many| {
                *many -= 1;
                *many
            });
            if left == Some(0) {
                self.wanted.remove(question);
                self.told.remove(question);
            }
        }
    }

    /// How a place stands by what was answered, and whether that is enough to go by: a drive that says
    /// nothing says nothing of places that are seen elsewhere, or were never on it.
    fn say(&mut self, plan: &Plan, roots: &[PathBuf]) -> (Sighting, bool) {
        let told = |root: Option<&PathBuf>| self.told.get(&(plan.id, root.cloned())).cloned();
        if let Some(own) = told(None) {
            let others = roots.iter().filter_map(|root| told(Some(root)));
            let seen = sum(plan, own, others);
            let silent = |root: &&PathBuf| plan.cloud.is_none() && told(Some(root)).is_none();
            let mut silent = roots.iter().filter(silent);
            let was = self.last.get(&plan.id).and_then(|last| last.folder.clone());
            let was = was.as_deref().unwrap_or(&plan.folder);
            if !seen.standing.is_missing() || !silent.any(|root| was.starts_with(root)) {
                self.last.insert(plan.id, seen.clone());
                return (seen, true);
            }
        }
        match self.last.get(&plan.id) {
            Some(last) => (last.clone(), false),
            None => (silent(plan), false),
        }
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

    /// Nobody waits for this one.
    const AT_ONCE: Duration = Duration::ZERO;
    /// For what answers: whoever fails to notice an answer fails by the watch.
    const LONG: Duration = Duration::from_mins(1);

    fn plan(folder: &str) -> Plan {
        Plan::new(folder.into(), Timestamp(1_795_305_600_000))
    }

    fn here(plan: &Plan) -> Spot {
        Spot::at(&plan.folder)
    }

    #[test]
    fn a_folder_that_never_answers_keeps_nobody() {
        let (share, drive) = (plan("/share"), plan("/drive"));
        let plans = [share.clone(), drive];
        let (answer, gate) = sync_channel::<()>(0);
        let gate: Arc<Mutex<Receiver<()>>> = Arc::new(Mutex::new(gate));
        let sight = move |plan: &Plan, _: Option<&Path>| {
            if plan.id == share.id {
                let _ = gate.lock().unwrap().recv();
            }
            here(plan)
        };
        let lookout = Lookout::default();
        let silent = plans[0].id;
        let within = |(of, _): &Question| if *of == silent { AT_ONCE } else { LONG };
        let seen = lookout.look_by(&plans, &[], within, sight.clone());
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Away, false));
        assert_eq!((seen[1].0.standing, seen[1].1), (Whereabouts::Here, true));
        // It is asked by one at a time, however often it is looked for.
        let seen = lookout.look_by(&plans[..1], &[], within, sight.clone());
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Away, false));
        // The server is back.
        answer.send(()).unwrap();
        drop(answer);
        while lookout.known().asked.contains_key(&(plans[0].id, None)) {
            thread::yield_now();
        }
        let seen = lookout.look_by(&plans, &[], |_| LONG, sight);
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Here, true));
        assert_eq!((seen[1].0.standing, seen[1].1), (Whereabouts::Here, true));
    }

    #[test]
    fn one_that_is_silent_is_told_as_it_stood_last() {
        let plans = [plan("/share")];
        let lookout = Lookout::default();
        let seen = lookout.look_by(&plans, &[], |_| LONG, |plan, _| here(plan));
        assert!(seen[0].1);
        let (_never, gate) = sync_channel::<()>(0);
        let gate = Arc::new(Mutex::new(gate));
        let hung = move |_: &Plan, _: Option<&Path>| {
            let _ = gate.lock().unwrap().recv();
            Spot::default()
        };
        let seen = lookout.look_by(&plans, &[], |_| AT_ONCE, hung);
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Here, false));
    }

    #[test]
    fn a_drive_that_hangs_is_the_only_one_that_does_not_answer() {
        let roots = ["/media/dead", "/media/stick"].map(PathBuf::from);
        let plans = [
            plan("/home/lin/backups"),
            plan("/media/was/backups"),
            plan("/media/dead/backups"),
            plan("/media/gone/backups"),
        ];
        let [folder, stick, dead, _] = plans.clone().map(|plan| plan.id);
        let (_never, gate) = sync_channel::<()>(0);
        let gate = Arc::new(Mutex::new(gate));
        let ask = move |plan: &Plan, root: Option<&Path>| {
            if root == Some(Path::new("/media/dead")) || root.is_none() && plan.id == dead {
                let _ = gate.lock().unwrap().recv();
            }
            match root {
                None if plan.id == folder => here(plan),
                // Mounted elsewhere than last time.
                Some(root) if plan.id == stick => Spot::at(&root.join("backups")),
                _ => Spot::default(),
            }
        };
        let lookout = Lookout::default();
        let hung = |(of, root): &Question| {
            root.as_deref() == Some(Path::new("/media/dead")) || root.is_none() && *of == dead
        };
        let within = |one: &Question| if hung(one) { AT_ONCE } else { LONG };
        let seen = lookout.look_by(&plans, &roots, within, ask.clone());
        let told: Vec<_> = seen
            .iter()
            .map(|(seen, answered)| (seen.standing, *answered))
            .collect();
        assert_eq!(
            told,
            [
                (Whereabouts::Here, true),
                (Whereabouts::Here, true),
                (Whereabouts::Away, false),
                (Whereabouts::NeverSeen, true),
            ]
        );
        let found = seen[1].0.folder.as_deref();
        assert_eq!(found, Some(Path::new("/media/stick/backups")));
        // It was waited for; nobody waits for it again.
        let mut known = lookout.known();
        for since in known.asked.values_mut() {
            *since = since.checked_sub(LONG).unwrap();
        }
        drop(known);
        let again = lookout.look_by(&plans, &roots, |_| LONG, ask);
        assert_eq!(again, seen);
    }

    #[test]
    fn nothing_stays_of_what_was_answered_but_for_those_who_look() {
        let plans = [plan("/share"), plan("/drive")];
        let roots = [PathBuf::from("/media/stick")];
        let lookout = Lookout::default();
        let (asked, begun) = sync_channel::<()>(0);
        let (answer, gate) = sync_channel::<()>(0);
        let gate = Arc::new(Mutex::new(gate));
        let slow = move |plan: &Plan, root: Option<&Path>| {
            if root.is_some() {
                asked.send(()).unwrap();
                let _ = gate.lock().unwrap().recv();
            }
            here(plan)
        };
        let (one, both) = (plans[..1].to_vec(), plans.to_vec());
        let (all, drives) = (lookout.clone(), roots.to_vec());
        let looking = thread::spawn(move || all.look_by(&one, &drives, |_| LONG, slow));
        // While that one waits, another looks for both, where no drive is mounted, and is done.
        begun.recv().unwrap();
        let seen = lookout.look_by(&both, &[], |_| LONG, |plan, _| here(plan));
        assert!(seen.iter().all(|(_, answered)| *answered));
        assert!(
            lookout.known().told.keys().all(|(of, _)| *of == both[0].id),
            "of the place nobody looks for any more nothing is kept"
        );
        answer.send(()).unwrap();
        let seen = looking.join().unwrap();
        assert_eq!((seen[0].0.standing, seen[0].1), (Whereabouts::Here, true));
        let known = lookout.known();
        assert!(
            known.told.is_empty() && known.wanted.is_empty(),
            "{known:?}"
        );
    }
}
