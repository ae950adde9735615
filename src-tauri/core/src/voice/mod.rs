//! The voice of the customer: needs, likings, complaints, suggestions, scores, and what they think of
//! others. The engine does the work; this room describes it.

pub mod catalog;
pub mod scores;

#[cfg(test)]
mod tests;
