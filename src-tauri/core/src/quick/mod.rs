//! Quick entry: one line in Chinese or English, or both, becomes a task; and from what was written
//! down of a conversation, what was promised in it.
//!
//! A line says when ([`time`]), for whom (`who`, asked of the vault through [`Ledger`]) and how
//! (`kinds`); what it says in more ways than one is asked about ([`Doubt`]), never guessed in
//! silence. Nothing is written here: the user consents, and the ordinary gate takes it.

pub mod draft;
mod hung;
mod hung_chinese;
mod kinds;
mod line;
mod names;
mod namesakes;
mod numbered;
pub mod promises;
mod things;
mod titles;
mod vows;
mod when;
mod who;

#[cfg(test)]
mod tests;

pub use crate::base::spoken as time;
pub use draft::{Choice, Doubt, Draft, Part, Said, draft};
pub use names::{Ledger, NamedPerson, NamedUnit, Surname};
pub use when::{Reading, readings};
