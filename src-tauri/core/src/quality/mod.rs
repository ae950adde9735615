//! How far what is kept can be relied upon: what was said of a value and when it was verified, what
//! has grown old, how well a customer is known, and what is worth asking next.

pub mod ages;
pub mod catalog;
pub mod coverage;
pub mod lapse;
pub mod ops;
pub mod policy;
pub mod review;
pub mod rules;

#[cfg(test)]
mod tests;
