//! What the user defines of their own: fields of any kind, formulas and sums over related records,
//! and the rules by which records are numbered. A definition is a record of the engine, so that
//! defining, renaming and retiring are steps of undo; the column it stands for stays.

pub mod catalog;
pub mod follow;
pub mod formula;
mod kinds;
pub mod limit;
mod model;
pub mod numbering;
pub mod ops;
pub mod recast;
pub mod renew;
mod store;

pub use kinds::{KeepKinds, Kinds};
pub use model::{FieldShape, FieldState};
pub use store::{FormulaSample, current, in_turn, states, tried, with_retired};
