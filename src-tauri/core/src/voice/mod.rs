//! The voice of the customer: needs, likings, complaints, suggestions, scores, and what they think of
//! others. The engine does the work; this room describes it, and tells it in one
//! stream.

pub mod catalog;
pub mod scores;
pub mod stream;

#[cfg(test)]
mod tests;
