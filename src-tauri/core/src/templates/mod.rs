//! Templates by industry: fields, choices, rhythms, checklists, numbering, columns and views, from a file. A template
//! says what it would add before it adds anything, adds it in one step of undo, and takes nothing
//! away. One saved from a vault holds definitions only, no word of a customer.

mod checklists;
mod choices;
mod file;
mod offer;
mod ops;
mod views;

pub use file::{Template, built_in, read};
pub use offer::{TemplateOffer, offers};
pub use ops::{TemplateItem, TemplatePart, TemplatePlan, perform, plan, save};
