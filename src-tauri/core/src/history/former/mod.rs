//! Another past of the same vault, opened beside it: how its records stand against today's, and
//! bringing them back.
//!
//! The other vault is only read. What is brought comes under its own id, as one step of undo, after
//! a plan the user reads; what was made since stays.

pub mod bring;
pub mod differ;
mod holds;
pub mod list;
pub mod look;
mod pieces;

pub use bring::{Bring, Reach, Wanted};
pub use differ::{Differences, Since};
pub use list::{FormerAsked, FormerBy, FormerKind, FormerList, FormerPage, Sought};
pub use look::FormerRecord;
