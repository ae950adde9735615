//! People: the people at a customer and the posts they hold. The engine does the work; this room describes it.

pub mod catalog;
pub mod chain;
pub mod standing;

#[cfg(test)]
mod tests;
