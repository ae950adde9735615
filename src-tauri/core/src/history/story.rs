//! One record through time: as it stood at an instant, and all that befell it, field by field.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;
use serde::Serialize;

use crate::base::{Id, Result, Timestamp};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::journal::{Act, StepState};
use crate::records::rows::{doubts, entitle};
use crate::records::trail::{self, Cells, Of, value_in};
use crate::records::value::Value;
use crate::records::{Catalog, Record};
use crate::vault::Read;

/// A field that became another.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Became {
    /// The field's key.
    pub field: String,
    /// What it held.
    pub before: Value,
    /// What it holds after.
    pub after: Value,
    /// What was noted of that value: why it is another one, where somebody said so.
    pub why: Option<String>,
}

/// What one step did to a record.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Chapter {
    /// The write.
    pub seq: i64,
    /// When, ms UTC.
    pub at: i64,
    /// The message key of the step.
    pub op: String,
    /// What became of the step.
    pub state: StepState,
    /// What befell the record.
    pub act: Act,
    /// The fields that became others.
    pub fields: Vec<Became>,
}

/// A record as it stood at an instant, with the names of then; nothing where it was not there. What
/// the core computes is not told: only a whole vault of then knows it.
///
/// # Errors
/// When the database fails.
pub fn record_at(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    id: Id,
    at: Timestamp,
) -> Result<Option<Record>> {
    let seq = trail::write_at(read, at)?;
    let Some(cells) = trail::row_after(read, entity, id, seq)? else {
        return Ok(None);
    };
    let mut names = Names {
        read,
        catalog,
        seq: Some(seq),
        known: BTreeMap::new(),
    };
    let number = |column: &str| match cells.get(column) {
        Some(rusqlite::types::Value::Integer(n)) => Some(*n),
        _ => None,
    };
    let mut record = Record {
        entity: entity.key.to_owned(),
        id,
        rev: number("rev")
            .and_then(|rev| i32::try_from(rev).ok())
            .unwrap_or_default(),
        values: BTreeMap::new(),
        warnings: Vec::new(),
        deleted: number("deleted_at").is_some(),
    };
    for field in entity.fields.iter().filter(|field| is_told(field)) {
        let mut value = value_in(field, &cells)?;
        if value.is_null() {
            continue;
        }
        names.fill(field, &mut value)?;
        record.warnings.extend(doubts(field, &value));
        record.values.insert(field.key.to_owned(), value);
    }
    Ok(Some(record))
}

/// What the core keeps itself and the journal knows all the same.
pub(super) const ALWAYS: [&str; 3] = ["created_at", "updated_at", "done_at"];

/// Whether the journal knows a field: all that is typed, and the instants every record has.
fn is_told(field: &FieldDef) -> bool {
    !field.computed || ALWAYS.contains(&field.key)
}

/// All that befell a record, the latest first; its beginning says what it held then.
///
/// # Errors
/// When the database fails.
pub fn story(
    read: &Read<'_>,
    catalog: &Catalog,
    entity: &EntityDef,
    id: Id,
) -> Result<Vec<Chapter>> {
    let mut names = Names {
        read,
        catalog,
        seq: None,
        known: BTreeMap::new(),
    };
    let mut stood = trail::row(read, entity, id)?.unwrap_or_default();
    let mut chapters: Vec<Chapter> = Vec::new();
    for mark in trail::marks(read, Of::Record(id))? {
        let mut fields = Vec::new();
        match mark.act {
            Act::Create => {
                fields = names.became(entity, &Cells::new(), &stood)?;
                stood = Cells::new();
            }
            Act::Erase => stood = mark.before.into_iter().collect(),
            Act::Update | Act::Delete | Act::Restore => {
                let (before, after): (Cells, Cells) = (
                    mark.before.into_iter().collect(),
                    mark.after.into_iter().collect(),
                );
                fields = names.became(entity, &before, &after)?;
                stood.extend(before);
            }
        }
        let within = chapters.last_mut().filter(|last| last.seq == mark.seq);
        match within {
            // Several entries of one step are one chapter; the earlier ones come later here.
            Some(last) if last.act == Act::Update && mark.act == Act::Update => {
                for became in fields {
                    match last.fields.iter_mut().find(|f| f.field == became.field) {
                        Some(later) => later.before = became.before,
                        None => last.fields.push(became),
                    }
                }
            }
            _ if mark.act == Act::Update && fields.is_empty() => {}
            _ => chapters.push(Chapter {
                seq: mark.seq,
                at: mark.at,
                op: mark.op,
                state: mark.state,
                act: mark.act,
                fields,
            }),
        }
    }
    Ok(chapters)
}

/// What records are called, now or after a write.
pub(super) struct Names<'a> {
    pub(super) read: &'a Read<'a>,
    pub(super) catalog: &'a Catalog,
    /// After which write; now, where none is said.
    pub(super) seq: Option<i64>,
    pub(super) known: BTreeMap<Id, String>,
}

impl<'a> Names<'a> {
    pub(super) fn now(read: &'a Read<'a>, catalog: &'a Catalog) -> Self {
        Self {
            read,
            catalog,
            seq: None,
            known: BTreeMap::new(),
        }
    }

    pub(super) fn of(&mut self, target: &str, id: Id) -> Result<String> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let entity = self.catalog.entity(target)?;
        let cells = match self.seq {
            Some(seq) => trail::row_after(self.read, entity, id, seq)?,
            None => trail::row(self.read, entity, id)?,
        };
        let cells = match cells {
            Some(cells) => Some(cells),
            // What is no more is called what it was called last.
            None => trail::marks(self.read, Of::Record(id))?
                .into_iter()
                .find(|mark| mark.act == Act::Erase)
                .map(|mark| mark.before.into_iter().collect()),
        };
        let title = match cells {
            Some(cells) => value_in(entity.field(entity.title)?, &cells)?
                .as_text()
                .unwrap_or_default()
                .to_owned(),
            None => String::new(),
        };
        self.known.insert(id, title.clone());
        Ok(title)
    }

    pub(super) fn fill(&mut self, field: &FieldDef, value: &mut Value) -> Result<()> {
        entitle(field, value, |target, id| self.of(target, id))
    }

    /// The typed fields among the columns of `after` that differ from `before`.
    fn became(&mut self, entity: &EntityDef, before: &Cells, after: &Cells) -> Result<Vec<Became>> {
        let mut fields = Vec::new();
        for field in entity.fields {
            let told = (!field.computed || field.key == "done_at") && !field.inward;
            if !told || !(before.contains_key(field.key) || after.contains_key(field.key)) {
                continue;
            }
            let (mut was, mut is) = (value_in(field, before)?, value_in(field, after)?);
            if was == is {
                continue;
            }
            self.fill(field, &mut was)?;
            self.fill(field, &mut is)?;
            fields.push(Became {
                field: field.key.to_owned(),
                before: was,
                after: is,
                why: None,
            });
        }
        Ok(fields)
    }
}

/// Who wrote a record, when and with which step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Hand {
    /// When, ms UTC.
    pub at: i64,
    /// Who; `me` is whoever opens the vault.
    pub by: String,
    /// The message key of the step.
    pub op: String,
}

/// Who entered a record, and who changed it last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Hands {
    /// Nothing where the journal does not reach back so far.
    pub entered: Option<Hand>,
    /// Nothing where it was never changed since.
    pub changed: Option<Hand>,
}

/// Whose hands a record went through. A step that was taken back changed nothing, and neither did
/// taking it back.
///
/// # Errors
/// When the database fails.
pub fn hands(read: &Read<'_>, id: Id) -> Result<Hands> {
    let hand = |which: &str| -> Result<Option<Hand>> {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT j.at, j.actor, j.op FROM journal_entry e JOIN journal j ON j.seq = e.seq
             WHERE e.id = ? AND {which} AND j.state = 'done' ORDER BY e.seq DESC LIMIT 1"
        ))?;
        let found = find.query_row([id], |row| {
            Ok(Hand {
                at: row.get(0)?,
                by: row.get(1)?,
                op: row.get(2)?,
            })
        });
        Ok(found.optional()?)
    };
    Ok(Hands {
        entered: hand("e.act = 'create'")?,
        changed: hand("e.act <> 'create'")?,
    })
}
