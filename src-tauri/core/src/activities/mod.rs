//! Conversations: logging one in a breath, and the timeline of a unit.

pub mod backdated;
pub mod catalog;
pub mod drafts;
pub mod lately;
pub mod ops;
pub mod promises;

#[cfg(test)]
mod tests;
