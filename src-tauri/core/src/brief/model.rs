//! A brief, as the window shows it and paper holds it: words throughout, each line with the record it is of.

use serde::Serialize;

use crate::base::Id;
use crate::records::value::Ref;

/// One thing to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BriefLine {
    /// The kind of record it is of, by its entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// The day, or the moment, it is of.
    pub day: Option<String>,
    /// What it says.
    pub text: String,
    /// What else is known of it.
    pub note: String,
    /// It should be over by now.
    pub late: bool,
    /// It belongs to the line above.
    pub inner: bool,
    /// Nothing may be told of it outside the window.
    pub secret: bool,
}

/// What is known of one matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BriefSection {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Its lines, what matters most first.
    pub lines: Vec<BriefLine>,
    /// So many more there are.
    pub more: u32,
    /// The program thought of it; nobody said it.
    pub suggested: bool,
}

/// What the head says of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BriefFact {
    /// Of what.
    pub label: String,
    /// What.
    pub value: String,
    /// Nothing may be told of it outside the window.
    pub secret: bool,
}

/// A section that can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BriefPart {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// The user does without it.
    pub off: bool,
}

/// A brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Brief {
    /// Whom it is about.
    pub unit: Ref,
    /// What else they are called.
    pub also: String,
    /// What is known of them.
    pub facts: Vec<BriefFact>,
    /// It tells of all below as well.
    pub below: bool,
    /// So many units report to them.
    pub children: u32,
    /// The day it is of, `YYYY-MM-DD`.
    pub day: String,
    /// What is to be known, in order; none of them is empty.
    pub sections: Vec<BriefSection>,
    /// Every section there can be.
    pub parts: Vec<BriefPart>,
    /// Nothing may be told of the customer outside the window: there is no paper.
    pub secret: bool,
    /// So much is not told on paper.
    pub untold: u32,
}

impl Brief {
    /// The same for paper, which lies about: without what is confidential.
    #[must_use]
    pub fn on_paper(mut self) -> Self {
        self.facts.retain(|fact| !fact.secret);
        for section in &mut self.sections {
            section.lines.retain(|line| !line.secret);
        }
        self.sections.retain(|section| !section.lines.is_empty());
        self
    }
}
