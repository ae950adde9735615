//! The room's tests, by what they are about.

mod bulk;
mod exporting;
mod exporting_files;
mod identity;
mod kinds;
mod layouts;
mod ledger;
mod levels;
mod losses;
mod planning;
mod reading;

use std::path::PathBuf;
use std::sync::Arc;

use super::sheet::{Limits, Workbook};
use crate::base::{FixedClock, Report, Result};
use crate::session::Session;

/// The repository's root.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of `tests/fixtures/import`.
pub(super) fn fixture(name: &str) -> Vec<u8> {
    let path = root().join("tests/fixtures/import").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A folder of real data beside the repository, or a word that the test was left out.
pub(super) fn real_data(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("left out: no real data at {}", path.display());
    None
}

pub(super) fn read(bytes: &[u8]) -> Result<Workbook> {
    super::reader::read_bytes(bytes.to_vec(), &Limits::default(), &Report::silent())
}

pub(super) use crate::session::catalog;

/// A vault in memory with the hooks of the product, at noon of the same day everywhere.
pub(super) fn session() -> Session {
    let noon = chrono::NaiveDate::from_ymd_opt(2026, 11, 22)
        .unwrap()
        .and_hms_opt(4, 0, 0)
        .unwrap();
    Session::in_memory(Arc::new(FixedClock::at(noon.and_utc()))).unwrap()
}
