//! Working days and rules of repetition, as the window asks for them.

use serde::Serialize;

use super::Session;
use crate::base::date::parse_date;
use crate::base::error::Result;
use crate::base::{Repeat, Workdays};
use crate::reminders::workdays::{self, WorkYear};

/// A rule as it is kept, and the days it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RepeatTrial {
    /// The one way to write it.
    pub rule: String,
    /// The first days of it, `YYYY-MM-DD`.
    pub days: Vec<String>,
}

/// So many days are shown of a rule.
const SHOWN: usize = 3;

impl Session {
    /// The days worked where the user is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn workdays(&self) -> Result<Workdays> {
        self.vault.read(|read| workdays::of(read, read.zone()))
    }

    /// A year's days, as the user knows them.
    ///
    /// # Errors
    /// See [`workdays::year`].
    pub fn work_year(&self, year: i32) -> Result<WorkYear> {
        self.vault.read(|read| workdays::year(read, year))
    }

    /// Makes a day worked that was not, or the other way round.
    ///
    /// # Errors
    /// See [`workdays::turn`].
    pub fn turn_workday(&self, day: &str, name: &str) -> Result<()> {
        self.vault.write("workdays.turn", |tx| {
            workdays::turn(tx, &self.catalog(), day, name)
        })
    }

    /// Has the user rest on other days of the week, Monday being 1.
    ///
    /// # Errors
    /// See [`workdays::rest_on`].
    pub fn set_weekend(&self, weekend: &[u8]) -> Result<()> {
        self.vault
            .write("workdays.weekend", |tx| workdays::rest_on(tx, weekend))?;
        // The weekend is a setting, and no line of the journal a sweep would see.
        self.sweep_anew();
        Ok(())
    }

    /// What a rule comes to that somebody typed, from `start` or else from today on.
    ///
    /// # Errors
    /// As for [`Repeat::read`].
    pub fn try_repeat(&self, text: &str, start: Option<&str>) -> Result<RepeatTrial> {
        let rule = Repeat::read(text)?;
        self.vault.read(|read| {
            // A day half typed is none yet.
            let start = start.and_then(|day| parse_date(day).ok());
            let start = start.unwrap_or_else(|| read.today());
            let worked = workdays::of(read, read.zone())?;
            let mut days = Vec::new();
            let mut after = start.pred_opt().unwrap_or(start);
            // As the series will go on that is due on it first.
            let start = rule.stands_for(start, &worked);
            while days.len() < SHOWN
                && let Some(day) = rule.after(start, after, &worked)
            {
                days.push(day.to_string());
                after = day;
            }
            Ok(RepeatTrial {
                rule: rule.to_string(),
                days,
            })
        })
    }
}
