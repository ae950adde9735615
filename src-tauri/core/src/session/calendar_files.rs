//! Calendar files: taken in, and kept up to date for other programs.

use std::path::Path;

use chrono::{Datelike as _, NaiveDate};

use super::Session;
use super::occasions::is_secret;
use crate::base::Report;
use crate::base::calendar::LunarDate;
use crate::base::error::Result;
use crate::exchange::ics::dated::{Dated, uid};
use crate::exchange::ics::taking::{Plan, Taking};
use crate::exchange::ics::{self, Tells, kept};
use crate::occasions::dated as occasions;
use crate::occasions::sources::Source;
use crate::records::Catalog;
use crate::records::secrecy::Secrecy;
use crate::vault::Read;

/// What is said in the user's language.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// For what nothing is told of.
    pub busy: &'a str,
    /// What sort of thing a source speaks of.
    pub sort: &'a dyn Fn(&str) -> String,
}

impl Session {
    /// What taking a calendar file in would come to.
    ///
    /// # Errors
    /// When the database fails.
    pub fn calendar_plan(&self, taking: &Taking) -> Result<Plan> {
        self.vault.read(|read| taking.plan(read))
    }

    /// Takes a calendar file in as the plan said: one step of undo. How many tasks it made or changed.
    ///
    /// # Errors
    /// See [`Taking::perform`].
    pub fn calendar_take(
        &self,
        taking: &Taking,
        seen: &Plan,
        without: &[u32],
        report: &Report,
    ) -> Result<u32> {
        let take = |tx: &mut crate::vault::Write<'_>| {
            taking.perform(tx, &self.catalog(), (seen, without), report)
        };
        let tasks = self.vault.write("exchange.calendar", take)?;
        Ok(u32::try_from(tasks.len()).unwrap_or(u32::MAX))
    }

    /// Writes the open tasks and the days that remind by themselves as a calendar file, no longer
    /// encrypted; how many are in it.
    ///
    /// # Errors
    /// See [`ics::export`].
    pub fn calendar_export(&self, tells: Tells, words: Words<'_>, to: &Path) -> Result<u32> {
        let catalog = self.catalog();
        self.vault.read(|read| {
            let dated = dated(read, &catalog, words)?;
            ics::export(read, &catalog, (tells, words.busy), &dated, to)
        })
    }

    /// What the calendar file that other programs follow is to say.
    ///
    /// # Errors
    /// When the database fails.
    pub fn calendar_said(&self, tells: Tells, words: Words<'_>) -> Result<kept::Said> {
        let (vault, catalog) = (self.vault.id(), self.catalog());
        self.vault.read(|read| {
            let dated = dated(read, &catalog, words)?;
            kept::said(read, &catalog, vault, (tells, words.busy), &dated)
        })
    }

    /// Brings that file up to date; says whether it was written.
    ///
    /// # Errors
    /// See [`kept::Said::put`].
    pub fn calendar_keep(&self, tells: Tells, words: Words<'_>, to: &Path) -> Result<bool> {
        self.calendar_said(tells, words)?.put(to)
    }
}

/// The year a yearly day is of, by its own calendar: two of the Chinese one may fall into one of ours.
fn year_of(source: &Source, day: NaiveDate) -> i32 {
    let lunar = (source.key == "lunar_birthday").then(|| LunarDate::of(day));
    lunar.flatten().map_or(day.year(), |lunar| lunar.year)
}

/// The days that remind by themselves, as events.
fn dated(read: &Read<'_>, catalog: &Catalog, words: Words<'_>) -> Result<Vec<Dated>> {
    let mut secrecy = Secrecy::of(catalog);
    occasions::dated(read)?
        .into_iter()
        .map(|(source, one)| {
            let confidential = is_secret(read, &mut secrecy, &one)?;
            let whom = [one.unit, one.contact].into_iter().flatten();
            let whom = whom.map(|named| named.label);
            let hour = one.by.map(|by| {
                let here = by.utc().with_timezone(&read.zone());
                here.format("%H:%M").to_string()
            });
            Ok(Dated {
                uid: uid(
                    source.key,
                    one.record,
                    source.is_yearly().then(|| year_of(source, one.on)),
                ),
                day: one.on,
                sort: (words.sort)(source.key),
                // Whoever it is about is named once.
                whom: whom.filter(|name| *name != one.title).collect(),
                // An event of the whole day says the hour, where there is one.
                title: hour.map_or(one.title.clone(), |hour| format!("{hour} {}", one.title)),
                is_name: matches!(one.entity, "unit" | "contact" | "competitor_view"),
                confidential,
            })
        })
        .collect()
}
