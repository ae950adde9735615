//! Business: the business done with a unit. The engine does the work; this room describes it.

pub mod catalog;

#[cfg(test)]
mod tests;
