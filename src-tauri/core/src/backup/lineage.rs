//! Which of several vaults of one id a backup is of: each restore makes another one, which goes its own way
//! from there and counts its writes on from where that backup stood. So does a folder that was copied to
//! another computer.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::model::Manifest;
use crate::base::{Id, Timestamp};

/// What a vault knows of where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// What its own backups say they are of.
    pub id: Id,
    /// Those it came out of, each up to which write.
    #[serde(default)]
    before: Vec<(Id, i64)>,
    /// Under which id it works on which computer.
    #[serde(default)]
    seats: Vec<(String, Id)>,
}

impl Lineage {
    /// A new one, of a vault that came out of `former` as it stood after write `seq`.
    #[must_use]
    pub fn begun(now: Timestamp, former: Option<Self>, seq: i64) -> Self {
        let mut before = Vec::new();
        if let Some(former) = former {
            before = former.before;
            before.push((former.id, seq));
        }
        Self {
            id: Id::at(now),
            before,
            seats: Vec::new(),
        }
    }

    /// The same vault on the computer `here`, where it stands after write `seq`; nothing where it is known
    /// to be there. One that comes back to a computer, on a stick, is again the one it was there.
    #[must_use]
    pub fn on(&self, here: &str, now: Timestamp, seq: i64) -> Option<Self> {
        let seat = self.seats.iter().find(|(_, id)| *id == self.id);
        let mut next = self.clone();
        match seat {
            Some((known, _)) if known == here => return None,
            // Begun here, by a restore or with its first place.
            None => next.seats.push((here.to_owned(), self.id)),
            Some(_) => {
                next.before.retain(|(id, _)| *id != self.id);
                next.before.push((self.id, seq));
                let known = self.seats.iter().find(|(computer, _)| computer == here);
                next.id = known.map_or_else(|| Id::at(now), |(_, id)| *id);
                next.seats.retain(|(computer, _)| computer != here);
                next.seats.push((here.to_owned(), next.id));
            }
        }
        Some(next)
    }

    /// Whether a backup is of this vault as it once stood: what was written since can be counted then.
    #[must_use]
    pub fn holds(&self, manifest: &Manifest) -> bool {
        let of = manifest.vault.instance;
        of == Some(self.id)
            || self
                .before
                .iter()
                .any(|(id, seq)| of == Some(*id) && manifest.commit_seq <= *seq)
    }
}

/// What the program calls the computer it runs on.
static COMPUTER: OnceLock<String> = OnceLock::new();

/// Has this computer be known by `mark` as long as the program runs: its name may be another with every
/// network it is in.
pub fn be_computer(mark: Id) {
    // Said twice, it stays what it was.
    let _ = COMPUTER.set(mark.to_string());
}

/// What people call this computer. It stands in what is sealed, and nothing goes by it.
#[must_use]
pub fn computer_name() -> Option<String> {
    let name = gethostname::gethostname().to_string_lossy().into_owned();
    Some(name).filter(|name| !name.is_empty())
}

/// Which computer this is, as far as a vault must know it. Where nobody said, by its name, of which nothing
/// is kept.
#[must_use]
pub fn computer() -> String {
    if let Some(mark) = COMPUTER.get() {
        return mark.clone();
    }
    let name = gethostname::gethostname();
    let hash = blake3::derive_key("steward/1/computer", name.as_encoded_bytes());
    hash.iter().take(8).fold(String::new(), |mut text, byte| {
        use std::fmt::Write;
        let _ = write!(text, "{byte:02x}");
        text
    })
}
