//! Files and pictures on any record. What a file is called and belongs to is a record like any
//! other; its bytes lie sealed under `files/` in the vault's folder, each under a key of its own
//! that stands in the database alone. So a file is read only through its row, and a row that goes
//! for good takes the key with it.
//!
//! A file is whole on the medium before the row that names it is committed, and goes from it only
//! after the last row that needs it. A file without a row may be what a fall in between left, or may
//! belong to a newer database than the one that was put back: it goes after weeks.

mod again;
pub mod catalog;
pub mod files;
pub mod media;
pub mod ops;
pub mod over;
pub mod photo;
pub mod reading;
pub mod store;
mod units;

#[cfg(test)]
mod tests;

pub use files::Files;
pub use ops::{Taken, Wrong};
pub use photo::KeepPhotos;
pub use reading::Opened;
pub use units::KeepUnits;
