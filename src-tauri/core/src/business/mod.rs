//! Business: the business done with a unit, and the money it brings. The engine keeps the records;
//! this room describes them and knows what their amounts have to do with each other.

pub mod amend;
pub mod binding;
pub mod catalog;
pub mod contracts;
mod due;
pub mod lines;
pub mod margin;
pub mod offers;
pub mod ops;
pub mod owed;
pub mod projects;
pub mod rates;
pub mod rollup;
pub mod stages;
pub mod terms;
pub mod whitespace;
pub mod worth;

#[cfg(test)]
mod tests;
