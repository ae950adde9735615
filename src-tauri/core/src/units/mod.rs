//! Units: the customer as a tree of groups, companies, branches, divisions, departments and sites,
//! and the columns the core keeps for each.

pub mod below;
pub mod catalog;
pub mod control;
mod day;
pub mod holdings;
pub(crate) mod office;
pub mod rollup;
pub mod tree;

#[cfg(test)]
pub(crate) mod tests;
