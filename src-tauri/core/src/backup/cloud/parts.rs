//! Files read in parts: a call for each part would take a network's whole patience.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many parts of a file are asked for one by one; who wants more of it wants all of it.
const ONE_BY_ONE: u32 = 2;
/// Files that are kept at hand: a backup is read in the order it was written, pack after pack.
const AT_HAND: usize = 3;

/// What was read of files in parts, in one piece of work. What is written never comes here: what is
/// read back was asked for.
#[derive(Default)]
pub(super) struct Parts(Mutex<Known>);

#[derive(Default)]
struct Known {
    asked: HashMap<String, u32>,
    at_hand: VecDeque<(String, Vec<u8>)>,
}

impl Parts {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A part of the file called `name` that is at hand, or is worth having at hand; then `whole`
    /// fetches it.
    pub(super) fn at_hand(
        &self,
        name: &str,
        (offset, length): (u64, usize),
        whole: impl FnOnce() -> io::Result<Vec<u8>>,
    ) -> io::Result<Option<Vec<u8>>> {
        // Held while it is fetched, so that those who want other parts of it wait for all of it.
        let mut parts = self.known();
        if !parts.at_hand.iter().any(|(known, _)| known == name) {
            let asked = parts.asked.entry(name.to_owned()).or_default();
            *asked += 1;
            if *asked <= ONE_BY_ONE {
                return Ok(None);
            }
            let whole = whole()?;
            parts.at_hand.truncate(AT_HAND - 1);
            parts.at_hand.push_front((name.to_owned(), whole));
        }
        let whole = parts.at_hand.iter().find(|(known, _)| known == name);
        let from = usize::try_from(offset).map_err(io::Error::other)?;
        let part = whole.and_then(|(_, whole)| whole.get(from..from.saturating_add(length)));
        match part {
            Some(part) => Ok(Some(part.to_vec())),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// The file is another one now.
    pub(super) fn forget(&self, name: &str) {
        let mut parts = self.known();
        parts.asked.remove(name);
        parts.at_hand.retain(|(known, _)| known != name);
    }
}

/// The part of a file out of an answer: some give the whole file whatever is asked.
pub(super) fn part_of(
    status: u16,
    body: Vec<u8>,
    (offset, length): (u64, usize),
) -> io::Result<Vec<u8>> {
    let part = if status == 206 {
        body
    } else {
        let from = usize::try_from(offset).map_err(io::Error::other)?;
        let part = body.get(from..from.saturating_add(length));
        part.map(<[u8]>::to_vec).unwrap_or_default()
    };
    if part.len() == length {
        Ok(part)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}
