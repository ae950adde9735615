//! Letters to customers and to colleagues, as drafts for the mail program of the machine: to whom, about what, in which
//! words. Nothing is sent; what may be handed to that program is a [`MailTo`], and none is made but here, from a
//! record, or a file that the user saves.

mod called;
mod draft;
mod eml;
pub mod model;
mod people;
mod subject;
pub mod urge;
mod uri;

#[cfg(test)]
mod tests;

pub use draft::{draft, link};
pub use uri::MailTo;
