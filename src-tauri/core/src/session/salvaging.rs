//! What a vault lacks that came out of a damaged backup, kept in it until the user has read it.

use serde::{Deserialize, Serialize};

use super::Session;
use crate::backup::Losses;
use crate::base::Result;

/// Beside what a restored vault says of where it came from.
const SALVAGED: &str = "backup.salvaged";

/// What the vault says of itself for good: somebody may ask one day why a record is not there.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    losses: Losses,
    told: bool,
}

impl Session {
    /// Notes that this vault holds what could be read of a damaged backup, and what it lacks.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_salvaged(&self, losses: Losses) -> Result<()> {
        let told = false;
        self.set_setting(SALVAGED, &Kept { losses, told })
    }

    /// What it lacks, until the user has read it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn salvaged(&self) -> Result<Option<Losses>> {
        let kept: Option<Kept> = self.setting(SALVAGED)?;
        Ok(kept.filter(|kept| !kept.told).map(|kept| kept.losses))
    }

    /// The user has read it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn salvaged_told(&self) -> Result<()> {
        let kept: Option<Kept> = self.setting(SALVAGED)?;
        match kept {
            Some(kept) => self.set_setting(SALVAGED, &Kept { told: true, ..kept }),
            None => Ok(()),
        }
    }
}
