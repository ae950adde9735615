//! The vaults in memory: the open one, and those locked a moment ago whose last calls have not
//! ended yet. Whoever needs one to be gone waits here.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::held;

/// The vaults in memory. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub(super) struct Present(Arc<(Mutex<Kept>, Condvar)>);

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    here: BTreeSet<u64>,
}

/// One vault in memory, until dropped.
#[derive(Debug)]
pub(super) struct Presence {
    present: Present,
    number: u64,
}

impl Present {
    /// Notes that a vault is there.
    pub(super) fn arrive(&self) -> Presence {
        let mut kept = held(&self.0.0);
        kept.last += 1;
        let number = kept.last;
        kept.here.insert(number);
        Presence {
            present: self.clone(),
            number,
        }
    }

    /// Waits until this one is gone, or all that are there now; one that arrives meanwhile may
    /// stay. Says whether they went, where it is waited `within` some time only.
    pub(super) fn wait_gone(&self, one: Option<u64>, within: Option<Duration>) -> bool {
        let kept = held(&self.0.0);
        let awaited = one.map_or_else(|| kept.here.clone(), |number| BTreeSet::from([number]));
        let here = |kept: &mut Kept| !kept.here.is_disjoint(&awaited);
        let Some(within) = within else {
            let gone = self.0.1.wait_while(kept, here);
            drop(gone.unwrap_or_else(PoisonError::into_inner));
            return true;
        };
        let waited = self.0.1.wait_timeout_while(kept, within, here);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

impl Presence {
    /// Which one it is.
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let (kept, changed) = &*self.present.0;
        held(kept).here.remove(&self.number);
        changed.notify_all();
    }
}
