//! How far each vault was when it was last open here. It stands outside the vaults, for a copy of
//! one from before carries everything it knows of itself back with it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use steward_core::base::{Id, Timestamp};

/// More vaults than anybody works with.
const MOST: usize = 16;

/// A vault as it was last left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    folder: PathBuf,
    vault: Id,
    commits: i64,
    /// When it was last backed up; a file of an older version did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    backed_up: Option<Timestamp>,
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

    /// Notes when the vault in `folder` was last backed up; nothing where it never was.
    pub fn note_backup(&mut self, folder: &Path, vault: Id, at: Option<Timestamp>) {
        if !self.0.iter().any(|left| left.is(folder, vault)) {
            self.go_on(folder, vault, 0);
        }
        if let Some(left) = self.0.iter_mut().find(|left| left.is(folder, vault)) {
            left.backed_up = at;
        }
    }

    /// When the vault in `folder` was last backed up, as far as this computer knows.
    #[must_use]
    pub fn backed_up(&self, folder: &Path) -> Option<Timestamp> {
        self.0.iter().find(|left| left.folder == folder)?.backed_up
    }

    /// Another vault stands in `folder`, and that is as the user wanted it.
    pub fn forget(&mut self, folder: &Path) {
        self.0.retain(|left| left.folder != folder);
    }

    /// Takes the vault in `folder` as it is.
    pub fn go_on(&mut self, folder: &Path, vault: Id, commits: i64) {
        let known = self.0.iter().find(|left| left.is(folder, vault));
        let backed_up = known.and_then(|left| left.backed_up);
        self.forget(folder);
        let folder = folder.to_owned();
        self.0.insert(
            0,
            Left {
                folder,
                vault,
                commits,
                backed_up,
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

    #[test]
    fn the_last_backup_is_known_of_a_vault_that_is_closed() {
        let (folder, vault) = (Path::new("/home/lin/A.steward"), Id::at(Timestamp(1)));
        let mut seen = Seen::default();
        assert_eq!(seen.backed_up(folder), None);
        seen.note_backup(folder, vault, Some(Timestamp(70)));
        assert_eq!(
            seen.lacks(folder, vault, 1),
            None,
            "nothing is known of its changes"
        );
        seen.leave(folder, vault, 40);
        assert_eq!(seen.backed_up(folder), Some(Timestamp(70)));
        let kept = serde_json::to_string(&seen).unwrap();
        let read: Seen = serde_json::from_str(&kept).unwrap();
        assert_eq!(read, seen);
        // Another vault in its place has backups of its own.
        seen.go_on(folder, Id::at(Timestamp(2)), 3);
        assert_eq!(seen.backed_up(folder), None);
        let older = r#"[{"folder":"/v","vault":"VAULT","commits":4}]"#;
        let older = older.replace("VAULT", &vault.to_string());
        assert!(serde_json::from_str::<Seen>(&older).is_ok());
    }
}
