//! Nothing is final: records and tables as they stood, what befell them, the bin, steps taken back
//! though much came after, two records made one and one made two.
//!
//! All of it is read out of the journal, and all that is written is a step like any other. Whatever
//! changes more than one record comes in two steps: a plan the user reads, then its performance.

pub mod bin;
pub mod catalog;
pub mod former;
pub mod merge;
mod net;
pub mod past;
mod pointing;
mod sides;
pub mod split;
pub mod steps;
pub mod story;
pub mod takeback;
mod weigh;

#[cfg(test)]
mod tests;

use crate::base::{Error, Id, Kind, Result};
use crate::records::{Batch, Catalog};
use crate::vault::Read;

/// Takes into the bin, or up the tree, what belongs to a record that goes: the session knows what.
pub type Along = fn(&mut Batch<'_, '_>, &Catalog, &str, Id) -> Result<()>;

/// Refuses to carry out a plan that was made of another moment.
fn hold_moment(read: &Read<'_>, moment: i64) -> Result<()> {
    if read.commit_seq()? == moment {
        return Ok(());
    }
    Err(Error::new(Kind::Conflict, "error.plan_stale"))
}
