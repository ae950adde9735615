//! What the journal says of a record, of a step, or of all that came after an instant: the entries
//! as history reads them, the latest first.

use std::collections::{BTreeMap, HashMap};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};

use super::catalog::{EntityDef, FieldDef};
use super::journal::{Act, Columns, StepState, from_json};
use super::query::quoted;
use super::value::{Value, from_columns};
use crate::base::error::Result;
use crate::base::{Id, Timestamp};
use crate::vault::{Read, Write, array};

/// The writes that bring back what stood before and say nothing new: what comes with them has what
/// it had then.
pub const BRINGS_BACK: [&str; 5] = [
    "records.undo",
    "records.redo",
    "history.take_back",
    "history.bring_back",
    AS_OF,
];

/// The write that makes a vault of the past.
pub const AS_OF: &str = "history.as_of";

/// One entry of the journal, with the step it belongs to.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The write.
    pub seq: i64,
    /// When, ms UTC.
    pub at: i64,
    /// The message key of the step.
    pub op: String,
    /// What became of the step.
    pub state: StepState,
    /// The entity's key.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What befell it.
    pub act: Act,
    /// The columns as they were.
    pub before: Columns,
    /// The columns as they became.
    pub after: Columns,
}

/// Which entries are meant.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// Those of one write.
    Step(i64),
    /// Those of one record.
    Record(Id),
    /// Those of one record after a write.
    RecordSince(Id, i64),
    /// All after a write.
    Since(i64),
}

/// A record's entries after a write, out of both parts of the index by the record.
const OF_RECORD: &str = "(e.id = ?1 AND e.seq > ?2 AND e.act = 'create'
    OR e.id = ?1 AND e.seq > ?2 AND e.act <> 'create')";

/// The entries, the latest first.
///
/// # Errors
/// When the database fails.
pub fn marks(read: &Read<'_>, of: Of) -> Result<Vec<Mark>> {
    let mut marks = Vec::new();
    each(read, of, |mark| {
        marks.push(mark);
        Ok(())
    })?;
    Ok(marks)
}

/// Hands over the entries one by one, the latest first.
///
/// # Errors
/// What `hear` returns, or when the database fails.
pub fn each(read: &Read<'_>, of: Of, mut hear: impl FnMut(Mark) -> Result<()>) -> Result<()> {
    let (which, bound): (&str, Vec<Sql>) = match of {
        Of::Step(seq) => ("e.seq = ?", vec![Sql::Integer(seq)]),
        Of::Record(id) => (OF_RECORD, vec![blob(id), Sql::Integer(i64::MIN)]),
        Of::RecordSince(id, seq) => (OF_RECORD, vec![blob(id), Sql::Integer(seq)]),
        Of::Since(seq) => ("e.seq > ?", vec![Sql::Integer(seq)]),
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT j.seq, j.at, j.op, j.state, e.entity, e.id, e.act, e.before, e.after
         FROM journal_entry e JOIN journal j ON j.seq = e.seq
         WHERE {which} ORDER BY e.seq DESC, e.item DESC"
    ))?;
    let mut rows = find.query(rusqlite::params_from_iter(bound))?;
    while let Some(row) = rows.next()? {
        let columns = |at| -> Result<Columns> {
            let text: Option<String> = row.get(at)?;
            text.as_deref().map_or(Ok(Columns::new()), from_json)
        };
        hear(Mark {
            seq: row.get(0)?,
            at: row.get(1)?,
            op: row.get(2)?,
            state: row.get(3)?,
            entity: row.get(4)?,
            id: row.get(5)?,
            act: row.get(6)?,
            before: columns(7)?,
            after: columns(8)?,
        })?;
    }
    Ok(())
}

/// What edits of this write found in the columns of these records, by record.
///
/// # Errors
/// When the database fails.
pub fn found_by(tx: &Write<'_>, ids: &[Id]) -> Result<HashMap<Id, Cells>> {
    // By the record, not by the step: a step may hold a hundred thousand entries.
    let mut find = tx.sql().prepare_cached(
        "SELECT e.id, e.before FROM rarray(?1) AS r CROSS JOIN journal_entry e
         WHERE e.id = r.value AND +e.seq = ?2 AND e.act <> 'create' AND e.act = 'update'
         ORDER BY e.item",
    )?;
    let mut rows = find.query(params![array(ids), tx.seq()])?;
    let mut found: HashMap<Id, Cells> = HashMap::new();
    while let Some(row) = rows.next()? {
        let cells = found.entry(row.get(0)?).or_default();
        for (column, was) in from_json(&row.get::<_, String>(1)?)? {
            // Edited twice: what the first one found.
            cells.entry(column).or_insert(was);
        }
    }
    Ok(found)
}

fn blob(id: Id) -> Sql {
    Sql::Blob(id.bytes().to_vec())
}

/// The newest step: it is another as soon as a record is, and the same whatever the program notes for
/// itself (a reminder that fired, how a table was left).
///
/// # Errors
/// When the database fails.
pub fn newest(read: &Read<'_>) -> Result<i64> {
    let sql = "SELECT coalesce(max(seq), 0) FROM journal";
    let mut find = read.sql().prepare_cached(sql)?;
    Ok(find.query_row([], |row| row.get(0))?)
}

/// The last write at or before an instant; 0 where there was none. Writes stand in the order they
/// were made in, whatever the clock said.
///
/// # Errors
/// When the database fails.
pub fn write_at(read: &Read<'_>, at: Timestamp) -> Result<i64> {
    let seq: Option<i64> = read
        .sql()
        .prepare_cached("SELECT seq FROM journal WHERE at <= ? ORDER BY seq DESC LIMIT 1")?
        .query_row(params![at], |row| row.get(0))
        .optional()?;
    Ok(seq.unwrap_or_default())
}

/// A row, by column.
pub type Cells = BTreeMap<String, Sql>;

/// The row of a record as it stands, in the bin or not.
///
/// # Errors
/// When the database fails.
pub fn row(read: &Read<'_>, entity: &EntityDef, id: Id) -> Result<Option<Cells>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT * FROM {} WHERE id = ?",
        quoted(entity.key)
    ))?;
    let names: Vec<String> = find.column_names().map(str::to_owned).collect();
    Ok(find
        .query_row([id], |row| {
            names
                .iter()
                .enumerate()
                .map(|(at, name)| Ok((name.clone(), row.get(at)?)))
                .collect()
        })
        .optional()?)
}

/// How a record stood otherwise than it does now.
#[derive(Debug, Clone)]
pub enum Then {
    /// It was not there.
    Absent,
    /// It was there and is no more: its row.
    Whole(Cells),
    /// Some columns were others, and it had been changed so many times less.
    Other(Cells, i64),
}

impl Then {
    /// The row as it was, from the row as it is.
    #[must_use]
    pub fn from(self, now: Option<Cells>) -> Option<Cells> {
        match (self, now) {
            (Self::Absent, _) | (Self::Other(..), None) => None,
            (Self::Whole(cells), _) => Some(cells),
            (Self::Other(cells, fewer), Some(mut now)) => {
                now.extend(cells);
                grow(&mut now, -fewer);
                Some(now)
            }
        }
    }
}

fn grow(cells: &mut Cells, by: i64) {
    if let Some(Sql::Integer(rev)) = cells.get_mut("rev") {
        *rev += by;
    }
}

/// Walks one entry further back.
pub fn back(then: &mut Option<Then>, mark: Mark) {
    match mark.act {
        Act::Create => *then = Some(Then::Absent),
        Act::Erase => *then = Some(Then::Whole(mark.before.into_iter().collect())),
        Act::Update | Act::Delete | Act::Restore => {
            match then.get_or_insert_with(|| Then::Other(Cells::new(), 0)) {
                Then::Absent => {}
                Then::Whole(cells) => {
                    cells.extend(mark.before);
                    grow(cells, -1);
                }
                Then::Other(cells, fewer) => {
                    cells.extend(mark.before);
                    *fewer += 1;
                }
            }
        }
    }
}

/// How the records changed after a write stood right after it.
///
/// # Errors
/// When the database fails.
pub fn stood_otherwise(read: &Read<'_>, seq: i64) -> Result<HashMap<Id, (String, Then)>> {
    let mut stood: HashMap<Id, (String, Option<Then>)> = HashMap::new();
    each(read, Of::Since(seq), |mark| {
        let (_, then) = stood
            .entry(mark.id)
            .or_insert_with(|| (mark.entity.clone(), None));
        back(then, mark);
        Ok(())
    })?;
    Ok(stood
        .into_iter()
        .filter_map(|(id, (entity, then))| Some((id, (entity, then?))))
        .collect())
}

/// The row of a record as it stood right after a write.
///
/// # Errors
/// When the database fails.
pub fn row_after(read: &Read<'_>, entity: &EntityDef, id: Id, seq: i64) -> Result<Option<Cells>> {
    let mut then = None;
    each(read, Of::RecordSince(id, seq), |mark| {
        back(&mut then, mark);
        Ok(())
    })?;
    let now = row(read, entity, id)?;
    Ok(match then {
        Some(then) => then.from(now),
        None => now,
    })
}

/// The value of a field in a row.
///
/// # Errors
/// When the column holds what it cannot.
pub fn value_in(field: &FieldDef, cells: &Cells) -> Result<Value> {
    let held = |name: &str| cells.get(name).cloned().unwrap_or(Sql::Null);
    let second = field
        .kind
        .second_column()
        .map(|suffix| held(&format!("{}{suffix}", field.key)));
    from_columns(field.kind, held(field.key), second)
}
