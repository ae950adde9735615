//! Reading the file: opened and unpacked as it comes, told how far it is, and what was wrong with it.

use std::cell::RefCell;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use zstd::Decoder;

use super::PIECE;
use super::abroad::Abroad;
use crate::backup::errand::{Errands, told};
use crate::backup::medium::Disk;
use crate::base::{Error, Kind, Report, Result};
use crate::crypto::Secret;
use crate::crypto::age::Opening;

/// What went wrong below the readers that only know that reading failed.
#[derive(Debug, Clone, Default)]
pub(super) struct Trouble(Rc<RefCell<Option<Error>>>);

impl Trouble {
    fn note(&self, error: io::Error) -> io::Error {
        let mut noted = self.0.borrow_mut();
        match error.downcast::<Error>() {
            Ok(told) => {
                noted.get_or_insert(told);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return error,
            Err(error) => {
                noted.get_or_insert(error.into());
            }
        }
        io::Error::other("the file could not be read")
    }

    /// What was noted below, or else `error`.
    pub(super) fn or(&self, error: Error) -> Error {
        self.0.borrow_mut().take().unwrap_or(error)
    }

    /// What there is to say of a failure: what was noted below, or that the archive is none of ours.
    pub(super) fn told(&self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        self.or(none_of_ours().caused_by(error))
    }
}

pub(super) fn none_of_ours() -> Error {
    Error::new(Kind::BadFile, "error.parcel_none")
}

/// A file of ours, open: what comes out of `archive` is the plain archive.
pub(super) struct Source {
    pub(super) archive: Decoder<'static, BufReader<Noted>>,
    pub(super) trouble: Trouble,
}

impl Source {
    /// Opens a file and tries the passphrase.
    pub(super) fn open(
        file: &Path,
        passphrase: &Secret,
        phase: &'static str,
        report: &Report,
    ) -> Result<Self> {
        let calls = Errands::over(Arc::new(Disk), &report.cancel);
        let (file, found) = match Abroad::open(calls, file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::new(Kind::NotFound, "error.parcel_gone"));
            }
            opened => told(opened)?,
        };
        if !found.is_file() {
            return Err(none_of_ours());
        }
        let trouble = Trouble::default();
        report.step(phase, 0, Some(found.len()))?;
        let watched = Watched {
            file,
            done: 0,
            total: found.len(),
            phase,
            report: report.clone(),
        };
        let opening = Opening::begin(BufReader::with_capacity(PIECE, watched), passphrase);
        let noted = Noted {
            opening: opening?,
            trouble: trouble.clone(),
        };
        let archive = Decoder::with_buffer(BufReader::with_capacity(PIECE, noted))?;
        Ok(Self { archive, trouble })
    }
}

/// The file as it lies; tells how much of it was read, and stops when asked to.
struct Watched {
    file: Abroad,
    done: u64,
    total: u64,
    phase: &'static str,
    report: Report,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = (&self.file).read(buffer)?;
        self.done += n as u64;
        self.report
            .step(self.phase, self.done, Some(self.total))
            .map_err(io::Error::other)?;
        Ok(n)
    }
}

/// The opened content; takes note of what was wrong with it.
pub(super) struct Noted {
    opening: Opening<BufReader<Watched>>,
    trouble: Trouble,
}

impl Read for Noted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.opening.read(buffer);
        read.map_err(|error| self.trouble.note(error))
    }
}
