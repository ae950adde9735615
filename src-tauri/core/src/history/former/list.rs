//! The records of one kind as they were, in the order of their titles, to be looked through.

use serde::{Deserialize, Serialize};

use super::differ::{Differences, Since};
use crate::base::words::{compact, fold, pinyin_forms};
use crate::base::{Cancel, Id, Result};
use crate::records::catalog::EntityDef;
use crate::records::query::quoted;
use crate::vault::Read;

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FormerAsked {
    /// The entity's key.
    pub entity: String,
    /// Words that stand in what it is found by, or in how a name is spelled; nothing for all.
    pub text: String,
    /// Only what stands otherwise today, or has something that does.
    pub otherwise: bool,
    /// From which row.
    pub from: u32,
    /// How many.
    pub count: u32,
}

/// A record as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FormerRow {
    /// The record.
    pub id: Id,
    /// What it was called.
    pub title: String,
    /// The customer or unit it was of.
    pub about: String,
    /// Its code.
    pub code: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// What has become of it.
    pub since: Since,
    /// How many records that belonged to it stand otherwise.
    pub beside: u32,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct FormerPage {
    /// How many rows there are by what was asked.
    pub all: u32,
    /// How many of the kind stand otherwise, or have something that does.
    pub otherwise: u32,
    /// Those asked for.
    pub rows: Vec<FormerRow>,
}

/// What a record of then may be found by, which is what it would be found by today.
#[derive(Debug, Default)]
pub struct Sought {
    /// What it is called, where its row does not say.
    pub title: String,
    /// The customer or unit it is of.
    pub about: String,
    /// Its names, which are found by how they are spelled as well.
    pub names: Vec<String>,
    /// Whatever else: codes, numbers, notes.
    pub texts: Vec<String>,
    /// Telephone numbers, however they are written.
    pub phones: Vec<String>,
}

#[derive(Debug)]
struct Line {
    id: Id,
    title: String,
    about: String,
    code: Option<String>,
    kind: Option<String>,
    /// All it may be found by.
    sought: String,
}

/// The list, read once.
#[derive(Debug)]
pub struct FormerList(Vec<Line>);

impl FormerList {
    /// Reads the living records of a kind; `sought` says what one may be found by.
    ///
    /// # Errors
    /// When the database fails; [`crate::base::Kind::Cancelled`].
    pub fn read(
        then: &Read<'_>,
        entity: &EntityDef,
        mut sought: impl FnMut(Id) -> Result<Sought>,
        cancel: &Cancel,
    ) -> Result<Self> {
        let has = |key: &str| entity.fields.iter().any(|field| field.key == key);
        let column = |key: &str| {
            if has(key) {
                quoted(key)
            } else {
                "NULL".to_owned()
            }
        };
        let mut find = then.sql().prepare(&format!(
            "SELECT id, {}, {} FROM {} WHERE deleted_at IS NULL ORDER BY {}, n",
            column("code"),
            column("kind"),
            quoted(entity.key),
            quoted(entity.title_sort)
        ))?;
        let mut rows = find.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            if lines.len() % 1024 == 0 {
                cancel.check()?;
            }
            let id = row.get(0)?;
            let found = sought(id)?;
            lines.push(Line {
                id,
                sought: words_of(&found),
                title: found.title,
                about: found.about,
                code: row.get(1)?,
                kind: row.get(2)?,
            });
        }
        Ok(Self(lines))
    }

    /// The rows that were asked for, with how they stand.
    #[must_use]
    pub fn page(&self, asked: &FormerAsked, differences: &Differences) -> FormerPage {
        let words: Vec<String> = asked.text.split_whitespace().map(fold).collect();
        let number = compact(&asked.text);
        let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        let fits = |line: &Line| {
            words.iter().all(|word| line.sought.contains(word.as_str()))
                || is_number && line.sought.contains(&number)
        };
        let stands = |line: &Line| (differences.of(line.id), differences.beside(line.id));
        let otherwise = |line: &&Line| stands(line) != (Since::Same, 0);
        let found: Vec<&Line> = self
            .0
            .iter()
            .filter(|line| fits(line))
            .filter(|line| !asked.otherwise || otherwise(line))
            .collect();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let rows = found
            .iter()
            .skip(asked.from as usize)
            .take(asked.count as usize);
        FormerPage {
            all: number(found.len()),
            otherwise: number(self.0.iter().filter(otherwise).count()),
            rows: rows
                .map(|line| {
                    let (since, beside) = stands(line);
                    FormerRow {
                        id: line.id,
                        title: line.title.clone(),
                        about: line.about.clone(),
                        code: line.code.clone(),
                        kind: line.kind.clone(),
                        since,
                        beside,
                    }
                })
                .collect(),
        }
    }
}

fn words_of(found: &Sought) -> String {
    let mut words = String::new();
    let mut add = |text: &str| {
        words.push_str(text);
        words.push('\n');
    };
    let names = std::iter::once(&found.title).chain(&found.names);
    for name in names.filter(|name| !name.is_empty()) {
        let folded = fold(name);
        // As a name is found that is typed without its gaps and brackets.
        let close = compact(&folded);
        if close != folded {
            add(&close);
        }
        add(&folded);
        for spelling in pinyin_forms(name) {
            add(&spelling.full());
            add(&spelling.short());
        }
    }
    for text in found.texts.iter().chain([&found.about]) {
        add(&fold(text));
    }
    for phone in &found.phones {
        add(&compact(phone));
    }
    words
}
