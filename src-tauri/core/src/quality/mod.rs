//! How far what is kept can be relied upon: what was said of a value and when it was verified, what
//! has grown old, how well a customer is known, and what is worth asking next; and which records are
//! there twice. Nothing is ever merged or thrown away by this room; it says, and the user decides.

pub mod ages;
pub mod asked;
pub mod audit;
pub mod catalog;
pub mod coverage;
pub mod cycles;
pub mod doubts;
pub mod duplicates;
pub mod former;
mod known;
pub mod lapse;
pub mod likeness;
pub mod limits;
pub mod ops;
pub mod owed;
pub mod policy;
pub mod representative;
pub mod review;
pub mod rules;
pub mod second;
pub mod weights;
pub mod wrong;

#[cfg(test)]
mod tests;
