//! Which of several vaults of one id a backup is of: each restore makes another one, which goes its own way
//! from there and counts its writes on from where that backup stood.

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
        }
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
