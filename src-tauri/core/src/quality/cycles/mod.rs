//! Customers that are looked through in turn, each class in its cycle: large ones and those of level A
//! every month, all others every quarter, or as the user says. By the calendar, so that each month has its work list:
//! it shrinks as customers are confirmed, and whoever was left out or skipped is in the next one.

pub mod list;
pub mod ops;
pub mod policy;
pub mod rules;

#[cfg(test)]
mod tests;
