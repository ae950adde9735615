//! Business: the business done with a unit. The engine does the work; this room describes it.

pub mod catalog;
pub mod contracts;
pub mod offers;
pub mod projects;

#[cfg(test)]
mod tests;
