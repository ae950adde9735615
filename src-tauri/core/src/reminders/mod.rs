//! Tasks and the reminders that speak up for them.

pub mod agenda;
pub mod arming;
pub mod catalog;
pub mod firing;
pub mod model;
pub mod moving;
pub mod ops;
pub mod rhythms;
pub mod series;

#[cfg(test)]
mod tests;
