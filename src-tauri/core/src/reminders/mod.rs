//! Tasks and the reminders that speak up for them.

pub mod arming;
pub mod catalog;
pub mod digest;
pub mod firing;
pub mod leads;
pub mod manner;
pub mod model;
pub mod ops;
pub mod rhythms;
pub mod series;

#[cfg(test)]
mod tests;
