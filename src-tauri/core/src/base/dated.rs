//! A text that held for a time, with the day until which it did: `星川新能源 (2019-03-01)`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::FuzzyDate;
use super::error::{Error, Result};

/// A text, and until when it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Dated {
    /// The text.
    pub text: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; nothing where nobody knows.
    pub until: Option<String>,
}

/// Longest text.
const LONGEST: usize = 500;
/// What stands around the day.
const BRACKETS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];
/// What people write before it, and behind it.
const BEFORE: [&str; 9] = ["until", "till", "to", "截至", "截止", "至", "到", "–", "-"];
const BEHIND: [&str; 3] = ["为止", "止", "前"];

impl Dated {
    /// Reads a text, with the day in brackets at its end where there is one. What stands in brackets and
    /// is no day is part of the text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let whole = text.trim();
        let cut = BRACKETS.iter().find_map(|(open, close)| {
            let (before, within) = whole.strip_suffix(*close)?.rsplit_once(*open)?;
            Some((before.trim_end(), until(within)?))
        });
        match cut {
            Some((text, until)) if !text.is_empty() => Self {
                text: text.to_owned(),
                until: Some(until),
            },
            _ => Self {
                text: whole.to_owned(),
                until: None,
            },
        }
    }

    /// Refuses one that no reading could have come to.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`].
    pub fn hold(&self) -> Result<()> {
        if self.text.trim().is_empty() {
            return Err(Error::invalid("", "error.required"));
        }
        if self.text.chars().count() > LONGEST {
            return Err(Error::invalid("", "error.too_long").with("max", LONGEST));
        }
        match self.until.as_deref() {
            Some(day) if until(day).is_none() => {
                Err(Error::invalid("", "error.date_unreadable").with("text", day))
            }
            _ => Ok(()),
        }
    }

    /// The texts alone.
    #[must_use]
    pub fn texts(all: Vec<Self>) -> Vec<String> {
        all.into_iter().map(|one| one.text).collect()
    }

    /// Two lists as one, no text twice: a day that is known stays, and one that was not is taken over.
    #[must_use]
    pub fn joined(own: &[Self], other: &[Self]) -> Vec<Self> {
        Self::with(own, other, |known, _| known.is_none())
    }

    /// A list with what is said now: a day that is said takes the place of the one that was known.
    #[must_use]
    pub fn told(own: &[Self], said: &[Self]) -> Vec<Self> {
        Self::with(own, said, |_, said| said.is_some())
    }

    fn with(
        own: &[Self],
        other: &[Self],
        takes: fn(&Option<String>, &Option<String>) -> bool,
    ) -> Vec<Self> {
        let mut all = own.to_vec();
        for one in other {
            let known = all
                .iter_mut()
                .find(|known| known.text.eq_ignore_ascii_case(&one.text));
            match known {
                Some(known) if takes(&known.until, &one.until) => {
                    known.until.clone_from(&one.until);
                }
                Some(_) => {}
                None => all.push(one.clone()),
            }
        }
        all
    }
}

/// A day as it is kept; nothing for what is none, or is one of any year.
fn until(text: &str) -> Option<String> {
    let mut day = text.trim();
    for word in BEFORE {
        if let Some((head, rest)) = day.split_at_checked(word.len())
            && head.eq_ignore_ascii_case(word)
        {
            day = rest.trim_start();
            break;
        }
    }
    for word in BEHIND {
        day = day.strip_suffix(word).unwrap_or(day).trim_end();
    }
    match FuzzyDate::parse(day) {
        Ok(FuzzyDate::MonthDay(..)) | Err(_) => None,
        Ok(day) => Some(day.to_string()),
    }
}

impl fmt::Display for Dated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.until {
            Some(day) => write!(f, "{} ({day})", self.text),
            None => f.write_str(&self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dated;

    fn dated(text: &str, until: Option<&str>) -> Dated {
        Dated {
            text: text.into(),
            until: until.map(str::to_owned),
        }
    }

    #[test]
    fn the_day_is_read_from_the_brackets_at_the_end() {
        for (text, name, until) in [
            (
                "星川新能源（至2019年3月1日）",
                "星川新能源",
                Some("2019-03-01"),
            ),
            ("星川新能源 (2019-03)", "星川新能源", Some("2019-03")),
            (
                "Xingchuan Energy (until 2019)",
                "Xingchuan Energy",
                Some("2019"),
            ),
            ("星川（集团）有限公司", "星川（集团）有限公司", None),
            (
                "星川（集团）【截止2001-12-31】",
                "星川（集团）",
                Some("2001-12-31"),
            ),
            ("星川（中国）", "星川（中国）", None),
            ("(2019)", "(2019)", None),
            ("上海（3月1日）", "上海（3月1日）", None),
        ] {
            let read = Dated::read(text);
            assert_eq!(read, dated(name, until), "{text}");
            assert_eq!(Dated::read(&read.to_string()), read, "{text}");
        }
    }

    #[test]
    fn two_lists_become_one_and_a_day_fills_a_gap() {
        let own = [dated("甲", None), dated("Acme", Some("2001"))];
        let other = [
            dated("甲", Some("2020")),
            dated("ACME", Some("2005")),
            dated("乙", None),
        ];
        let all = [
            dated("甲", Some("2020")),
            dated("Acme", Some("2001")),
            dated("乙", None),
        ];
        assert_eq!(Dated::joined(&own, &other), all);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        assert!(dated("甲", Some("gestern")).hold().is_err());
        assert!(dated(" ", None).hold().is_err());
        assert!(dated("甲", Some("2019-03")).hold().is_ok());
    }
}
