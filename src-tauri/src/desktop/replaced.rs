//! Which vaults were put in the place of another one, and where that one lies since. It stands outside
//! the vaults: it is written before two folders change places, so that a start after a cut knows what
//! lies where, and it is the way back.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use steward_core::base::{Id, Timestamp};
use steward_core::vault::Exchange;

/// More than anybody goes back through.
const MOST: usize = 16;

/// A vault that was put in the place of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The place, as the program calls it.
    pub folder: PathBuf,
    /// Which vault it is, both of them; those noted by an older program do not say.
    #[serde(default)]
    pub vault: Option<Id>,
    /// Which folders changed places.
    pub exchange: Exchange,
    /// When.
    pub at: Timestamp,
    /// When the backup was made whose vault it is about.
    pub made_at: Timestamp,
    /// How many changes that lacked.
    pub steps_since: Option<u32>,
    /// It is the other way round: what was there before the backup is there again.
    pub put_back: bool,
    /// It is done, as far as is known.
    pub done: bool,
    /// The user has read it.
    pub told: bool,
}

/// All of them, the last one first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AllReplaced(Vec<Replaced>);

impl AllReplaced {
    /// Notes one that is about to be.
    pub fn begin(&mut self, replaced: Replaced) {
        self.0.insert(0, replaced);
        let mut kept = 0;
        self.0.retain(|one| {
            kept += usize::from(one.done);
            !one.done || kept <= MOST
        });
    }

    /// It is done. What it took back is no way back any more.
    pub fn finish(&mut self, exchange: &Exchange) {
        self.0
            .retain(|one| !one.done || one.exchange.aside != exchange.incoming);
        let mut all = self.0.iter_mut();
        if let Some(one) = all.find(|one| one.exchange == *exchange) {
            one.done = true;
        }
    }

    /// It came to nothing.
    pub fn drop(&mut self, exchange: &Exchange) {
        self.0.retain(|one| one.exchange != *exchange);
    }

    /// Those of which it is not known whether they are done.
    #[must_use]
    pub fn under_way(&self) -> Vec<Replaced> {
        let open = self.0.iter().filter(|one| !one.done);
        open.cloned().collect()
    }

    /// The last one in `folder` that there is a way back from.
    #[must_use]
    pub fn latest(&self, folder: &Path) -> Option<&Replaced> {
        let mut here = self.0.iter().filter(|one| one.done && one.folder == folder);
        here.find(|one| one.exchange.aside.is_dir())
    }

    /// The user has read of those in `folder`.
    pub fn tell(&mut self, folder: &Path) {
        for one in self.0.iter_mut().filter(|one| one.folder == folder) {
            one.told = true;
        }
    }

    /// The one that the vault in `folder` was set aside for, which goes on with its backups while it
    /// is there. One that was moved since is known by being the same vault elsewhere, and not one that
    /// came out of a backup later: `vault` is which it is, and when it last did.
    #[must_use]
    pub fn aside(
        &self,
        folder: &Path,
        vault: Option<(Id, Option<Timestamp>)>,
    ) -> Option<&Replaced> {
        let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let stands = |one: &&Replaced| one.done && one.exchange.place.is_dir();
        let elsewhere = |one: &Replaced| {
            let Exchange { place, aside, .. } = &one.exchange;
            let same = vault.is_some_and(|(id, restored)| {
                one.vault == Some(id) && restored.is_none_or(|restored| restored < one.at)
            });
            same && *place != folder && !aside.is_dir()
        };
        self.0
            .iter()
            .filter(stands)
            .find(|one| one.exchange.aside == folder || elsewhere(one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(home: &Path, incoming: &str, aside: &str) -> Replaced {
        Replaced {
            folder: home.join("A.steward"),
            vault: Some(Id::from_bytes([1; 16])),
            exchange: Exchange {
                place: home.join("A.steward"),
                incoming: home.join(incoming),
                aside: home.join(aside),
            },
            at: Timestamp(2),
            made_at: Timestamp(1),
            steps_since: Some(3),
            put_back: false,
            done: false,
            told: false,
        }
    }

    #[test]
    fn the_way_back_is_to_the_last_one_that_is_still_there() {
        let home = tempfile::tempdir().unwrap();
        let home = std::fs::canonicalize(home.path()).unwrap();
        let (first, second) = (
            replaced(&home, "new", "before"),
            replaced(&home, "newer", "before 2"),
        );
        let folder = first.folder.clone();
        std::fs::create_dir(&folder).unwrap();
        let mut all = AllReplaced::default();
        for one in [&first, &second] {
            std::fs::create_dir(&one.exchange.aside).unwrap();
            all.begin(one.clone());
            assert_ne!(
                all.latest(&folder).map(|one| &one.exchange),
                Some(&one.exchange)
            );
            assert_eq!(all.under_way(), std::slice::from_ref(one));
            all.finish(&one.exchange);
            assert_eq!(all.latest(&folder).unwrap().exchange, one.exchange);
        }
        assert!(all.under_way().is_empty());
        let vault = |n: u8, restored| Some((Id::from_bytes([n; 16]), restored));
        let aside =
            |all: &AllReplaced, folder: &Path, n: u8| all.aside(folder, vault(n, None)).is_some();
        assert!(all.aside(&home.join("before"), None).is_some());
        assert!(all.aside(&folder, None).is_none());
        // Moved elsewhere, it is still the same vault; another one is another one, and so is one that
        // came out of a backup since, or stands beside the one that was set aside.
        let moved = home.join("moved");
        assert!(!aside(&all, &moved, 1));
        std::fs::rename(home.join("before 2"), &moved).unwrap();
        assert!(aside(&all, &moved, 1));
        assert!(!aside(&all, &moved, 2));
        assert!(!aside(&all, &folder, 1));
        assert!(all.aside(&moved, vault(1, Some(Timestamp(1)))).is_some());
        assert!(all.aside(&moved, vault(1, Some(Timestamp(3)))).is_none());
        std::fs::rename(&moved, home.join("before 2")).unwrap();
        // Taken back: what was aside is at the place again.
        let back = replaced(&home, "before 2", "version");
        std::fs::rename(home.join("before 2"), home.join("version")).unwrap();
        all.begin(back.clone());
        all.finish(&back.exchange);
        assert_eq!(all.latest(&folder).unwrap().exchange, back.exchange);
        assert!(all.aside(&home.join("before 2"), None).is_none());
        assert!(!all.latest(&folder).unwrap().told);
        all.tell(&folder);
        assert!(all.latest(&folder).unwrap().told);
        // Deleted by the user: the one before is the way back.
        std::fs::remove_dir(home.join("version")).unwrap();
        assert_eq!(all.latest(&folder).unwrap().exchange, first.exchange);
        assert_eq!(all.latest(&home.join("B.steward")), None);
        // With nothing in the place, the one that was set aside is the vault.
        std::fs::remove_dir(&folder).unwrap();
        assert!(all.aside(&home.join("before"), None).is_none());
        assert!(!aside(&all, &home.join("moved"), 1));
        all.drop(&first.exchange);
        assert_eq!(all.latest(&folder), None);
    }

    #[test]
    fn one_under_way_is_not_forgotten_over_others() {
        let home = Path::new("/home/lin");
        let mut all = AllReplaced::default();
        let open = replaced(home, "open", "open aside");
        all.begin(open.clone());
        for n in 0..2 * MOST {
            let one = replaced(home, &format!("in {n}"), &format!("aside {n}"));
            all.begin(one.clone());
            all.finish(&one.exchange);
        }
        assert_eq!(all.under_way(), [open]);
        assert!(all.0.len() <= MOST + 2);
    }
}
