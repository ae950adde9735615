//! How far what is kept is true, by trying: a run draws values by lot, the important ones more often,
//! somebody looks each of them up and says whether it is right, and what it is where it is not. The share
//! that was right says how far values that are drawn like this can be relied upon.

pub mod draw;
mod here;
pub mod ops;
pub mod policy;
pub mod results;

#[cfg(test)]
mod tests;
