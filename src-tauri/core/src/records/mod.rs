//! The record engine: kinds of record described once, and every faculty built on the description.
//!
//! Knows no entity by name: the domains bring their catalogs, the session gathers them. All SQL
//! text over records is composed in `query.rs` or beside it; all writes go through `engine.rs`,
//! which keeps the journal.

pub mod above;
mod among;
pub mod catalog;
pub mod change;
pub mod choices;
mod copy;
pub mod engine;
mod from_today;
mod info;
pub mod journal;
mod keys;
pub mod labels;
pub mod mirror;
mod orders;
pub mod own;
pub mod parse;
pub mod plain;
pub mod query;
pub mod related;
mod row_reader;
pub mod rows;
pub mod secrecy;
mod step;
pub mod tags;
pub mod trail;
pub mod value;
pub mod view;

#[cfg(test)]
mod tests;

pub use catalog::{Catalog, EntityDef, FieldDef};
pub use change::{ChangeSet, RecordChange};
pub use engine::Batch;
pub use mirror::Mirror;
pub use own::{FieldLimit, OwnField};
pub use query::{Filter, Op, Query, Sort};
pub use rows::{Record, Warning};
pub use value::{FieldKind, Ref, Value, Wall};
pub use view::View;
