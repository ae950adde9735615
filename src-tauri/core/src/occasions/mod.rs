//! What reminds by itself: days that follow from the records of every domain (money due, promises,
//! contracts that end, birthdays, customers nobody spoke to), found anew each time they are asked
//! for. Nothing here is typed or journalled; what the user says of them is which remind and how long
//! before, and of a single one that it is settled or put off.

pub mod dated;
mod days;
pub mod find;
mod found;
mod kept;
pub mod model;
pub mod plan;
mod reasons;
pub mod rhythm;
pub mod said;
pub mod settle;
pub mod sources;
pub mod sweep;

#[cfg(test)]
mod tests;
