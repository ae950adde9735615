//! Packs read ahead: who reads one part of a pack after the other, each a page or two, is given them out of
//! stretches that were fetched at once.
//!
//! Only what is asked for in a row is read ahead, as far as the pack is long, and by one at a time. A stretch that
//! cannot be read is no error, for the part that is wanted may lie before the spot that is bad; that pack is
//! then read part by part: each try costs a failing disk seconds. What was fetched is kept for one piece of work.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use rustic_core::Id;

/// Bytes fetched at once.
const STRETCH: u64 = 1 << 20;
/// Parts so near each other are asked for in a row.
const NEAR: u64 = 64 << 10;
/// So many stretches are kept: an old version's parts lie in the packs of many days.
const KEPT: usize = 4;

/// See the module.
#[derive(Default)]
pub(super) struct Ahead(Mutex<State>);

#[derive(Default)]
struct State {
    /// How long packs are, as they were listed.
    sizes: HashMap<Id, u64>,
    /// Where the last part that was asked for of each ended.
    ends: HashMap<Id, u64>,
    /// Of which somebody fetches a stretch now.
    under_way: HashSet<Id>,
    kept: VecDeque<Stretch>,
}

struct Stretch {
    pack: Id,
    from: u64,
    bytes: Bytes,
}

/// What is to be done for a part.
pub(super) enum Plan {
    /// Nothing: here it is.
    Here(Bytes),
    /// Fetch a stretch of so many bytes, which begins with it.
    Stretch(usize),
    /// Fetch it alone.
    Alone,
}

impl Ahead {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how long packs are.
    pub(super) fn listed(&self, packs: impl Iterator<Item = (Id, u64)>) {
        self.state().sizes = packs.collect();
    }

    /// What to do for `length` bytes of a pack from `from` on.
    pub(super) fn plan(&self, pack: &Id, from: u64, length: usize) -> Plan {
        let mut state = self.state();
        let end = from.saturating_add(length as u64);
        let before = state.ends.insert(*pack, end);
        if let Some(part) = state
            .kept
            .iter()
            .find_map(|kept| kept.part(pack, from, length))
        {
            return Plan::Here(part);
        }
        let left = state
            .sizes
            .get(pack)
            .and_then(|size| size.checked_sub(from));
        let stretch = left.map_or(0, |left| left.min(STRETCH));
        // Several read at once, so that the next part is not always asked for next.
        let in_a_row = before.is_some_and(|before| before.abs_diff(from) <= NEAR);
        match usize::try_from(stretch) {
            Ok(stretch) if in_a_row && stretch > length && state.under_way.insert(*pack) => {
                Plan::Stretch(stretch)
            }
            _ => Plan::Alone,
        }
    }

    /// Keeps the stretch of a pack that was planned, and gives its beginning; or notes that it did not come.
    pub(super) fn came(
        &self,
        pack: &Id,
        from: u64,
        bytes: Option<Vec<u8>>,
        length: usize,
    ) -> Option<Bytes> {
        let mut state = self.state();
        state.under_way.remove(pack);
        let bytes = bytes.map(Bytes::from);
        let Some(bytes) = bytes.filter(|bytes| bytes.len() >= length) else {
            state.sizes.remove(pack);
            return None;
        };
        let part = bytes.slice(..length);
        state.kept.retain(|kept| kept.pack != *pack);
        state.kept.truncate(KEPT - 1);
        state.kept.push_front(Stretch {
            pack: *pack,
            from,
            bytes,
        });
        Some(part)
    }
}

impl Stretch {
    fn part(&self, pack: &Id, from: u64, length: usize) -> Option<Bytes> {
        if self.pack != *pack {
            return None;
        }
        let start = usize::try_from(from.checked_sub(self.from)?).ok()?;
        let end = start.checked_add(length)?;
        (end <= self.bytes.len()).then(|| self.bytes.slice(start..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(n: u8) -> Id {
        Id::new([n; 32])
    }

    fn told(plan: &Plan) -> String {
        match plan {
            Plan::Here(part) => format!("here {}", part.len()),
            Plan::Stretch(length) => format!("stretch {length}"),
            Plan::Alone => "alone".to_owned(),
        }
    }

    fn ask(ahead: &Ahead, pack: &Id, from: u64, length: usize) -> String {
        told(&ahead.plan(pack, from, length))
    }

    #[test]
    fn what_is_read_in_a_row_is_read_ahead_as_far_as_the_pack_is_long() {
        let ahead = Ahead::default();
        let one = pack(1);
        ahead.listed([(one, 1_000_000)].into_iter());
        assert_eq!(ask(&ahead, &one, 0, 100), "alone");
        assert_eq!(ask(&ahead, &one, 300_000, 100), "alone");
        assert_eq!(ask(&ahead, &one, 300_100, 100), "stretch 699900");
        assert_eq!(ask(&ahead, &one, 300_200, 100), "alone", "it is under way");
        let bytes: Vec<u8> = (0..699_900_u32).map(|n| (n % 251) as u8).collect();
        let first = ahead.came(&one, 300_100, Some(bytes.clone()), 100);
        assert_eq!(first.unwrap()[..], bytes[..100]);
        let Plan::Here(next) = ahead.plan(&one, 300_300, 200) else {
            panic!("it was fetched");
        };
        assert_eq!(next[..], bytes[200..400]);
        // One byte more than there is of it.
        assert_eq!(ask(&ahead, &one, 999_900, 101), "alone");
        assert_eq!(ask(&ahead, &pack(2), 0, 100), "alone");
        assert_eq!(
            ask(&ahead, &pack(2), 100, 100),
            "alone",
            "its length is not known"
        );
    }

    #[test]
    fn a_stretch_that_does_not_come_is_not_tried_again() {
        let ahead = Ahead::default();
        let one = pack(1);
        ahead.listed([(one, 1000)].into_iter());
        assert_eq!(ask(&ahead, &one, 0, 10), "alone");
        assert_eq!(ask(&ahead, &one, 10, 10), "stretch 990");
        assert_eq!(ahead.came(&one, 10, None, 10), None);
        for from in [20, 30, 40] {
            assert_eq!(ask(&ahead, &one, from, 10), "alone");
        }
    }

    #[test]
    fn several_packs_are_read_side_by_side() {
        let ahead = Ahead::default();
        ahead.listed((0..6).map(|n| (pack(n), 1000)));
        for n in 0..6 {
            assert_eq!(ask(&ahead, &pack(n), 0, 10), "alone");
            assert_eq!(ask(&ahead, &pack(n), 10, 10), "stretch 990");
            assert!(ahead.came(&pack(n), 10, Some(vec![n; 990]), 10).is_some());
        }
        for n in 0..6 {
            let expected = if n < 2 { "stretch 980" } else { "here 10" };
            assert_eq!(ask(&ahead, &pack(n), 20, 10), expected, "{n}");
        }
    }
}
