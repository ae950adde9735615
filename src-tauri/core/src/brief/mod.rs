//! What one reads in half a minute before a visit: one page about a customer, alone or with all below, out of what
//! is there. It stands up here for it looks at units, people, conversations, business and the customer's voice at
//! once. What comes first, how much of it and in which words is in `policy.rs`, which is given all it says.

pub mod model;
pub mod ops;
mod policy;
mod store;
mod words;

#[cfg(test)]
mod tests;
