//! Tasks and the reminders that speak up for them.

pub mod agenda;
pub mod ahead;
pub mod arming;
pub mod catalog;
pub mod checklists;
mod clocks;
pub mod digest;
pub mod firing;
pub mod leads;
pub mod load;
pub mod locked;
pub mod manner;
pub mod model;
pub mod moving;
pub mod occurrence;
pub mod ops;
pub mod rhythms;
pub mod same_day;
pub mod series;
pub mod steps;
pub mod usual_rhythms;
pub mod whose;
pub mod workdays;

#[cfg(test)]
mod tests;
