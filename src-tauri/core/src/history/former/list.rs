//! The records of one kind as they were, in the order of their titles, to be looked through.

use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};

use super::differ::{Differences, Since};
use crate::base::words::{fold, pinyin_forms};
use crate::base::{Cancel, Dated, Id, Result};
use crate::records::catalog::{EntityDef, Searched};
use crate::records::query::quoted;
use crate::records::value::{FieldKind as K, Value, from_columns};
use crate::vault::Read;

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FormerAsked {
    /// The entity's key.
    pub entity: String,
    /// Words that stand in a name or a code, or in how a name is spelled; nothing for all.
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

#[derive(Debug)]
struct Line {
    id: Id,
    title: String,
    code: Option<String>,
    kind: Option<String>,
    /// All it may be found by.
    sought: String,
}

/// The list, read once.
#[derive(Debug)]
pub struct FormerList(Vec<Line>);

impl FormerList {
    /// Reads the living records of a kind.
    ///
    /// # Errors
    /// When the database fails; [`crate::base::Kind::Cancelled`].
    pub fn read(then: &Read<'_>, entity: &EntityDef, cancel: &Cancel) -> Result<Self> {
        let named = |field: &&crate::records::FieldDef| {
            let found = matches!(field.searched, Searched::Name | Searched::Code);
            found
                && matches!(field.kind, K::Text | K::Texts | K::Dated | K::OfficialId)
                && !field.own
        };
        let fields: Vec<_> = entity.fields.iter().filter(named).collect();
        let has = |key: &str| entity.fields.iter().any(|field| field.key == key);
        let column = |key: &str| {
            if has(key) {
                quoted(key)
            } else {
                "NULL".to_owned()
            }
        };
        let mut asked = vec!["id".to_owned(), quoted(entity.title)];
        asked.extend([column("code"), column("kind")]);
        asked.extend(fields.iter().map(|field| quoted(field.key)));
        let mut find = then.sql().prepare(&format!(
            "SELECT {} FROM {} WHERE deleted_at IS NULL ORDER BY {}, n",
            asked.join(", "),
            quoted(entity.key),
            quoted(entity.title_sort)
        ))?;
        let mut rows = find.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            if lines.len() % 1024 == 0 {
                cancel.check()?;
            }
            let mut sought = String::new();
            for (at, field) in fields.iter().enumerate() {
                let texts = match from_columns(field.kind, row.get::<_, Sql>(at + 4)?, None)? {
                    Value::Text(text) => vec![text],
                    Value::Texts(texts) => texts,
                    Value::Dated(texts) => Dated::texts(texts),
                    _ => Vec::new(),
                };
                for text in texts {
                    sought.push_str(&fold(&text));
                    sought.push('\n');
                    if field.searched == Searched::Name {
                        for spelling in pinyin_forms(&text) {
                            sought.push_str(&spelling.full());
                            sought.push('\n');
                            sought.push_str(&spelling.short());
                            sought.push('\n');
                        }
                    }
                }
            }
            lines.push(Line {
                id: row.get(0)?,
                title: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                code: row.get(2)?,
                kind: row.get(3)?,
                sought,
            });
        }
        Ok(Self(lines))
    }

    /// The rows that were asked for, with how they stand.
    #[must_use]
    pub fn page(&self, asked: &FormerAsked, differences: &Differences) -> FormerPage {
        let words: Vec<String> = asked.text.split_whitespace().map(fold).collect();
        let stands = |line: &Line| (differences.of(line.id), differences.beside(line.id));
        let otherwise = |line: &&Line| stands(line) != (Since::Same, 0);
        let found: Vec<&Line> = self
            .0
            .iter()
            .filter(|line| words.iter().all(|word| line.sought.contains(word.as_str())))
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
