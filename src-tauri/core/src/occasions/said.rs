//! What the user said of the things that remind by themselves: whether, how long before, after how
//! long. Kept in the vault; of what nobody spoke, the table of sources stands.

use std::collections::BTreeMap;

use super::model::SourceSaid;
use super::sources::{Source, source};
use crate::base::{Change, ChangeKind, Error, Id, Result};
use crate::settings;
use crate::settings::modules::Hidden;
use crate::vault::{Read, Write};

/// Where it is kept.
const SETTING: &str = "occasions.sources";

/// Nobody wants to hear of it longer before.
const LONGEST: u16 = 366;

/// So many leads at most.
const MOST: usize = 5;

/// What was said of every source.
#[derive(Debug, Clone, Default)]
pub struct Switches {
    said: BTreeMap<String, SourceSaid>,
    hidden: Hidden,
}

impl Switches {
    /// As they stand.
    ///
    /// # Errors
    /// When the database fails.
    pub fn read(read: &Read<'_>) -> Result<Self> {
        Ok(Self {
            said: settings::get_lossy(read, SETTING)?.unwrap_or_default(),
            hidden: Hidden::read(read)?,
        })
    }

    /// Whether it is of a module that is out of sight.
    #[must_use]
    pub fn hides(&self, source: &Source) -> bool {
        self.hidden.entity(source.entity)
    }

    /// Whether it reminds.
    #[must_use]
    pub fn on(&self, source: &Source) -> bool {
        !self.hides(source) && self.said.get(source.key).map_or(source.on, |said| said.on)
    }

    /// How many days before it speaks, the longest first.
    #[must_use]
    pub fn leads(&self, source: &Source) -> Vec<u16> {
        let said = self
            .said
            .get(source.key)
            .and_then(|said| said.leads.clone());
        let mut leads = said.unwrap_or_else(|| source.leads.to_vec());
        leads.sort_unstable_by(|a, b| b.cmp(a));
        leads.dedup();
        leads
    }

    /// After how many days, where that is to be said.
    #[must_use]
    pub fn after(&self, source: &Source) -> Option<u16> {
        let said = self.said.get(source.key).and_then(|said| said.after);
        source.after.map(|usual| said.unwrap_or(usual))
    }
}

/// Whether the leads of a source can be chosen: what comes when it comes has none.
#[must_use]
pub fn takes_leads(source: &Source) -> bool {
    source.every.is_none()
        && !matches!(
            source.key,
            "rhythm" | "rhythm_person" | "silence" | "stale" | "size_class"
        )
}

/// Says of a source whether it reminds, how long before and after how long.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when there is no such source, a lead or span is longer than a
/// year, or no lead is left.
pub fn set(tx: &mut Write<'_>, key: &str, said: &SourceSaid) -> Result<()> {
    let source = source(key)
        .ok_or_else(|| Error::invalid("source", "error.no_such_source").with("text", key))?;
    if let Some(leads) = &said.leads {
        let fits = !leads.is_empty() && leads.len() <= MOST;
        if !fits || leads.iter().any(|days| *days > LONGEST) {
            return Err(Error::invalid("leads", "error.leads").with("most", LONGEST));
        }
    }
    if said
        .after
        .is_some_and(|days| !(1..=LONGEST).contains(&days))
    {
        return Err(Error::invalid("after", "error.silence_days").with("most", LONGEST));
    }
    let mut switches = Switches::read(tx)?.said;
    let said = SourceSaid {
        on: said.on,
        leads: said
            .leads
            .clone()
            .filter(|leads| takes_leads(source) && leads != source.leads),
        after: said
            .after
            .filter(|days| source.after.is_some_and(|usual| usual != *days)),
    };
    switches.insert(key.to_owned(), said);
    settings::replace(tx, SETTING, &switches)?;
    // No record, but what shows occasions is to hear of it.
    tx.record(Change {
        entity: "occasion".to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}
