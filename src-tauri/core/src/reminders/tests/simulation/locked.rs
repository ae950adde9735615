//! What the model says is known while the vault is locked.

use std::collections::BTreeSet;

use super::{DAY, Slot, World};
use crate::base::{Clock as _, Timestamp};

impl World {
    /// The soonest that wait, and of those that go on each step of the next ten days.
    pub(super) fn known_locked(&mut self, limit: usize) -> Vec<Timestamp> {
        let now = self.clock.now();
        let soonest: Vec<(Timestamp, Slot)> = self.line.iter().take(limit).copied().collect();
        let mut known: Vec<Timestamp> = soonest.iter().map(|(at, _)| *at).collect();
        let mut steps = BTreeSet::new();
        for (at, slot) in soonest {
            let Some(day) = self.waits_for.get(&slot).copied() else {
                continue;
            };
            let horizon = now.plus_ms(10 * DAY);
            self.walk(slot, |step| {
                let is_later = match day {
                    Some(day) => step.1.is_some_and(|on| on > day),
                    None => step.0 > at,
                };
                if is_later && step.0 > now.max(at) && step.0 <= horizon {
                    steps.insert((step.0, slot.0));
                }
                step.0 <= horizon
            });
        }
        known.extend(steps.into_iter().map(|(at, _)| at));
        known.sort_unstable();
        known
    }
}
