//! The file on a drive that may answer nothing: each call on it is made by somebody else, so that whoever waits
//! for one can be called back, and lets go of the vault.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::backup::errand::{Errands, leave_to, told};
use crate::backup::medium::Medium as _;
use crate::base::Result;

/// So long a drive that answers may take to let go of a file.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// An open file.
pub(in crate::backup) struct Abroad {
    calls: Arc<Errands>,
    at: PathBuf,
    /// Shared with a call that was left behind; none once it is closed.
    file: Option<Arc<File>>,
}

impl Abroad {
    /// Opens the file at `at`, and says what the system knows of it.
    pub(super) fn open(calls: Errands, at: &Path) -> io::Result<(Self, Metadata)> {
        let opened = calls.ask(at, |_, at| {
            let file = File::open(at)?;
            let about = file.metadata()?;
            io::Result::Ok((file, about))
        });
        let (file, about) = opened??;
        Ok((Self::of(Arc::new(calls), at, file), about))
    }

    /// One that was opened already.
    pub(super) fn of(calls: Arc<Errands>, at: &Path, file: File) -> Self {
        Self {
            calls,
            at: at.to_owned(),
            file: Some(Arc::new(file)),
        }
    }

    /// Has somebody ask about the file.
    pub(in crate::backup) fn ask<T: Send + 'static>(
        &self,
        what: impl FnOnce(&File, &Path) -> T + Send + 'static,
    ) -> Result<T> {
        told(self.call(what))
    }

    fn call<T: Send + 'static>(
        &self,
        what: impl FnOnce(&File, &Path) -> T + Send + 'static,
    ) -> io::Result<T> {
        let closed = || io::Error::other("a file was asked after it was closed");
        let file = self.file.clone().ok_or_else(closed)?;
        self.calls.ask(&self.at, move |_, at| what(&file, at))
    }

    pub(super) fn at(&self) -> &Path {
        &self.at
    }

    /// Closes it, and does `last` before that.
    pub(super) fn close(&mut self, last: impl FnOnce(&Path) + Send + 'static) {
        let Some(file) = self.file.take() else {
            return;
        };
        // One that has not answered once is not waited for again.
        let patience = match self.calls.given_up() {
            Ok(()) => PATIENCE,
            Err(_) => Duration::ZERO,
        };
        let at = self.at.clone();
        leave_to(patience, move || {
            last(&at);
            drop(file);
        });
    }
}

impl Drop for Abroad {
    fn drop(&mut self) {
        self.close(|_| {});
    }
}

impl Read for &Abroad {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len();
        let bytes = self.call(move |mut file, _| {
            let mut bytes = vec![0; most];
            let n = file.read(&mut bytes)?;
            bytes.truncate(n);
            io::Result::Ok(bytes)
        })??;
        for (to, from) in buffer.iter_mut().zip(&bytes) {
            *to = *from;
        }
        Ok(bytes.len())
    }
}

impl Write for &Abroad {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bytes = bytes.to_vec();
        self.call(move |mut file, _| file.write(&bytes))?
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
