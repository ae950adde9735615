//! How far each vault was when it was last open here. It stands outside the vaults, for a copy of
//! one from before carries everything it knows of itself back with it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use steward_core::base::Id;

/// More vaults than anybody works with.
const MOST: usize = 16;

/// A vault as it was last left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    folder: PathBuf,
    vault: Id,
    commits: i64,
}

/// The vaults as they were last left, the last one first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seen(Vec<Left>);

impl Seen {
    /// How many changes the vault in `folder`, which has so many, lacks of those it once had.
    #[must_use]
    pub fn lacks(&self, folder: &Path, vault: Id, commits: i64) -> Option<i64> {
        let left = self.0.iter().find(|left| left.is(folder, vault))?;
        let lacks = left.commits.saturating_sub(commits);
        (lacks > 0).then_some(lacks)
    }

    /// Notes how far the vault in `folder` is. One that turned out older stays known as it was,
    /// until the user says to go on with it.
    pub fn leave(&mut self, folder: &Path, vault: Id, commits: i64) {
        if self.lacks(folder, vault, commits).is_none() {
            self.go_on(folder, vault, commits);
        }
    }

    /// Another vault stands in `folder`, and that is as the user wanted it.
    pub fn forget(&mut self, folder: &Path) {
        self.0.retain(|left| left.folder != folder);
    }

    /// Takes the vault in `folder` as it is.
    pub fn go_on(&mut self, folder: &Path, vault: Id, commits: i64) {
        self.forget(folder);
        let folder = folder.to_owned();
        self.0.insert(
            0,
            Left {
                folder,
                vault,
                commits,
            },
        );
        self.0.truncate(MOST);
    }
}

impl Left {
    fn is(&self, folder: &Path, vault: Id) -> bool {
        self.folder == folder && self.vault == vault
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use steward_core::base::{Id, Timestamp};

    use super::{MOST, Seen};

    #[test]
    fn an_older_copy_in_the_same_folder_is_told_until_the_user_goes_on_with_it() {
        let (folder, vault) = (Path::new("/home/lin/A.steward"), Id::at(Timestamp(1)));
        let mut seen = Seen::default();
        assert_eq!(seen.lacks(folder, vault, 4), None);
        seen.leave(folder, vault, 40);
        assert_eq!(seen.lacks(folder, vault, 40), None);
        assert_eq!(seen.lacks(folder, vault, 41), None);
        assert_eq!(seen.lacks(folder, vault, 37), Some(3));
        // Writing on in the older copy and closing it does not make it the newer one.
        seen.leave(folder, vault, 38);
        assert_eq!(seen.lacks(folder, vault, 38), Some(2));
        seen.forget(folder);
        assert_eq!(seen.lacks(folder, vault, 2), None);
        seen.leave(folder, vault, 40);
        seen.go_on(folder, vault, 38);
        assert_eq!(seen.lacks(folder, vault, 38), None);
    }

    #[test]
    fn another_vault_and_another_folder_have_a_history_of_their_own() {
        let (folder, vault) = (Path::new("/home/lin/A.steward"), Id::at(Timestamp(1)));
        let mut seen = Seen::default();
        seen.leave(folder, vault, 40);
        assert_eq!(seen.lacks(folder, Id::at(Timestamp(2)), 1), None);
        assert_eq!(seen.lacks(Path::new("/home/lin/B.steward"), vault, 1), None);
        for n in 0..MOST {
            seen.leave(Path::new(&format!("/home/lin/{n}.steward")), vault, 1);
        }
        assert_eq!(seen.0.len(), MOST);
    }
}
