//! Letters, as drafts for the mail program of the machine.

use super::Session;
use crate::base::error::{Error, Kind, Result};
use crate::mail::model::{MailAsk, MailDraft};
use crate::mail::{self, MailTo};

impl Session {
    /// The draft of a letter; `most` is how long a `mailto:` the machine takes.
    ///
    /// # Errors
    /// See [`mail::draft`].
    pub fn mail_draft(&self, ask: &MailAsk, most: usize) -> Result<MailDraft> {
        let catalog = self.catalog();
        self.vault
            .read(|read| mail::draft(read, &catalog, ask, most))
    }

    /// What is handed to the mail program, and whether its words go along. What is confidential goes
    /// when the user, who was warned, says so.
    ///
    /// # Errors
    /// See [`mail::draft`] and [`mail::link`]; [`Kind::Invalid`] when it is confidential and nobody
    /// said so.
    pub fn mail_link(&self, ask: &MailAsk, knowing: bool, most: usize) -> Result<(MailTo, bool)> {
        let draft = self.mail_draft(ask, most)?;
        if draft.confidential && !knowing {
            return Err(Error::new(Kind::Invalid, "error.mail_confidential"));
        }
        Ok((mail::link(&draft, most)?, draft.fits))
    }
}
