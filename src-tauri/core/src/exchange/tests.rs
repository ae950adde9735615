//! The room's tests, by what they are about.

mod bounds;
mod bulk;
mod classes;
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
mod required;

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

pub(super) use crate::base::real_data::real_data;

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
