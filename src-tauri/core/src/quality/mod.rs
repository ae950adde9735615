//! How good the records are: whether two of them are one, found and told with reasons. Nothing is ever
//! merged or thrown away by this room; it says, and the user decides.

pub mod duplicates;
pub mod likeness;

#[cfg(test)]
mod tests;
