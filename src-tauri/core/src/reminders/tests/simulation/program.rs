//! The program over its vault: in memory, or in a folder that is opened anew as a kill has left it.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::base::FixedClock;
use crate::crypto::{KdfCost, Secret};
use crate::session::Session;
use crate::vault::Unlock;

pub(super) struct Program {
    session: Option<Session>,
    folder: Option<TempDir>,
}

fn secret() -> Secret {
    Secret::new("a vault for tests only")
}

/// Copies what lies in a folder as it lies there, an open journal of the database too.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

impl Program {
    pub(super) fn in_memory(clock: Arc<FixedClock>) -> Self {
        Self {
            session: Some(Session::in_memory(clock).unwrap()),
            folder: None,
        }
    }

    pub(super) fn in_a_folder(clock: Arc<FixedClock>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("a.steward");
        let made = Session::create(&dir, &secret(), KdfCost::for_tests(), clock).unwrap();
        Self {
            session: Some(made.0),
            folder: Some(folder),
        }
    }

    pub(super) fn session(&self) -> &Session {
        self.session.as_ref().unwrap()
    }

    /// Ends without closing anything, and begins anew over what was written by then. Says whether there
    /// was anything to open.
    pub(super) fn reopen(&mut self, clock: &Arc<FixedClock>) -> bool {
        let Some(was) = self.folder.take() else {
            return false;
        };
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("a.steward");
        std::fs::create_dir(&dir).unwrap();
        copy(&was.path().join("a.steward"), &dir);
        self.session = None;
        let key = Unlock::Passphrase(secret());
        self.session = Some(Session::unlock(&dir, &key, clock.clone()).unwrap());
        self.folder = Some(folder);
        true
    }
}
