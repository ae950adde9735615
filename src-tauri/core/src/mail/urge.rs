//! A letter to a colleague: which of their customers are to be looked over, and what of each. Pure.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::eml::eml;
use super::uri::MailTo;
use crate::base::error::Result;
use crate::records::labels::{Language, message};

/// No address is longer (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;

/// What is to be looked over at one customer, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrgeLine {
    /// The customer.
    pub customer: String,
    /// Values that grew old.
    pub old: Vec<String>,
    /// What is not known.
    pub missing: Vec<String>,
}

/// How many customers are not in a letter, by why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct LeftOut {
    /// They are confidential.
    pub confidential: u32,
    /// All that is to be looked over is put off.
    pub put_off: u32,
    /// Others come first; these follow in another letter.
    pub later: u32,
}

/// Such a letter, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Urge {
    /// To whom.
    pub owner: String,
    /// Where to, if that is known.
    pub address: Option<String>,
    /// What it is about.
    pub subject: String,
    /// Its words, lines ended by `\n`.
    pub body: String,
    /// So many customers it names.
    pub customers: u32,
    /// Those that are not in it.
    pub left_out: LeftOut,
    /// The words can be handed to the mail program with it; else they are to be copied.
    pub fits: bool,
}

impl Urge {
    /// The letter that asks `owner` about these customers. `most` is how long a `mailto:` the machine
    /// takes.
    #[must_use]
    pub fn about(
        (owner, address): (&str, Option<String>),
        lines: &[UrgeLine],
        left_out: LeftOut,
        language: Language,
        most: usize,
    ) -> Self {
        let say = |key: &str, blanks: &[(&str, &str)]| message(language, key, blanks);
        let comma = say("mail.urge.comma", &[]);
        let customers: Vec<String> = lines
            .iter()
            .zip(1..)
            .map(|(line, n)| {
                let mut text = format!("{n}. {}", line.customer);
                for (key, what) in [("old", &line.old), ("missing", &line.missing)] {
                    if !what.is_empty() {
                        let what = what.join(&comma);
                        text.push_str("\n   ");
                        text.push_str(&say(&format!("mail.urge.{key}"), &[("what", &what)]));
                    }
                }
                text
            })
            .collect();
        let n = lines.len().to_string();
        let dear = say("mail.dear_colleague", &[("name", owner)]);
        let (what, thanks) = (
            say("mail.urge.body", &[("n", &n)]),
            say("mail.urge.thanks", &[]),
        );
        let body = format!("{dear}\n\n{what}\n\n{}\n\n{thanks}\n", customers.join("\n"));
        let mut urge = Self {
            owner: owner.to_owned(),
            address,
            subject: say("mail.urge.subject", &[("n", &n)]),
            body,
            customers: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            left_out,
            fits: true,
        };
        // Before it is known where to, as to the longest address there is.
        let room = most.saturating_sub(if urge.address.is_none() { LONGEST } else { 0 });
        let to = urge.address.as_deref().unwrap_or("a@b.cn");
        urge.fits = MailTo::new(&[to], &urge.subject, &urge.body, room).is_ok();
        urge
    }

    /// What is handed to the mail program, with its words where it takes so much.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when no address is known, or the one that is is none.
    pub fn link(&self, most: usize) -> Result<MailTo> {
        self.handed(if self.fits { &self.body } else { "" }, most)
    }

    /// The same as a file, whole however long it is; to nobody yet where no address is known.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when the address that is known is none.
    pub fn file(&self, at: DateTime<FixedOffset>) -> Result<String> {
        let to: Vec<&str> = self.address.as_deref().into_iter().collect();
        eml(&to, &self.subject, &self.body, at)
    }

    fn handed(&self, body: &str, most: usize) -> Result<MailTo> {
        let to: Vec<&str> = self.address.as_deref().into_iter().collect();
        MailTo::new(&to, &self.subject, body, most)
    }
}
