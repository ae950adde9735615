//! Backups of a vault on a drive, and the way back.
//!
//! A backup is a snapshot in a repository of the restic format (version 2), so that Debian's own
//! `restic` and `sqlite3` open it when this program is gone. What goes in is the database's
//! decrypted pages, streamed through memory; the repository encrypts, compresses and stores what
//! it has only once. The engine is `rustic_core`; the storage under it is ours (`backend`,
//! `drive`, `medium`), because a USB stick and a person who pulls it out ask for more care
//! than the engine takes.
//!
//! A backup that was not read back is not reported as done. Restoring always makes a new vault.

mod ahead;
pub(crate) mod backend;
pub mod certificate;
pub mod cloud;
pub mod digest;
pub mod drill;
pub(crate) mod drive;
pub mod errand;
pub(crate) mod files;
mod folder;
pub(crate) mod held;
pub(crate) mod hidden;
pub mod inside;
pub mod keys;
pub(crate) mod ledger;
pub mod lineage;
pub(crate) mod lock;
pub mod lookout;
pub(crate) mod medium;
pub(crate) mod memory;
pub mod model;
mod newest;
pub(crate) mod ops;
pub(crate) mod pages;
pub mod parcel;
pub(crate) mod plain;
pub mod plan;
pub mod reach;
pub mod restore;
pub mod retention;
pub mod rhythm;
pub mod salvage;
pub(crate) mod sanitise;
pub(crate) mod session;
pub mod sighting;
pub mod source;
pub mod target;
pub(crate) mod upkeep;
pub(crate) mod verify;

pub use certificate::{Certificate, DrillEntry};
pub use cloud::{Cloud, Speaks};
pub use digest::{Digests, TableDigest};
pub use drill::{ComparedBy, Drilled, Looked, drill};
pub use files::Lost;
pub(crate) use folder::aside_of;
pub use inside::Inside;
pub(crate) use keys::Role;
pub use keys::{Keys, Opener};
pub use lineage::{Lineage, computer};
pub use lookout::Lookout;
pub use model::{Cleared, Counts, Finished, Manifest, Newer, Part, Policy, SnapshotInfo, Whose};
pub use parcel::{Enclosed, Packed, Packing, Unpacked, pack, unpack};
pub use plan::{Plan, Schedule};
pub use reach::{Finds, Reach};
pub use restore::{Found, NewVault, Restored};
pub use rhythm::DrillRhythm;
pub use salvage::{Losses, Salvaged, TableLoss};
pub use sighting::{Sighting, Whereabouts, mounted};
pub use source::Extra;
pub use target::Target;

#[cfg(test)]
pub(crate) mod tests;
