//! Which class a customer is of by what it brings, and how alive the tie is: columns the core keeps by
//! rules and explains to the point. What bears on them spans units, conversations and business, which
//! do not know each other: hence up here and not in a domain.

pub mod activity;
mod amounts;
pub mod class;
pub mod keep;
pub mod ops;
pub mod policy;
pub mod rules;
mod sums;

#[cfg(test)]
mod tests;
