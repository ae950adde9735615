//! Business: the business done with a unit. The engine does the work; this room describes it.

pub mod amend;
pub mod catalog;
pub mod contracts;
pub mod lines;
pub mod margin;
pub mod offers;
pub mod projects;
pub mod rates;

#[cfg(test)]
mod tests;
