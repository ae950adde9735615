//! Making the copy of a table, whole or record by record.

use std::collections::BTreeSet;

use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::catalog::{Catalog, EntityDef, FieldDef, Searched};
use super::keys::Keys;
use super::query::{self, quoted};
use super::value::FieldKind as K;
use crate::base::Id;
use crate::base::error::Result;
use crate::vault::Read;

/// Whether a large copy holds a field before it is asked for: what the table shows, its long names
/// apart.
pub(super) fn is_shown(field: &FieldDef) -> bool {
    field.column > 0 && !(field.kind == K::Text && field.computed)
}

/// Whether the copy holds a field.
pub(super) fn mirrored(entity: &EntityDef, field: &FieldDef) -> bool {
    field.key == entity.title
        || matches!(field.searched, Searched::Name | Searched::Code)
        || matches!(
            field.kind,
            K::Choice
                | K::Ref
                | K::Number
                | K::Money
                | K::Decimal
                | K::Percent
                | K::Date
                | K::FuzzyDate
                | K::WallTime
                | K::Instant
                | K::Bool
        )
        || (field.kind == K::Text && field.max_len <= 100)
}

/// The columns a field is stored in.
fn stored(field: &FieldDef) -> Vec<String> {
    let mut columns = vec![quoted(field.key)];
    if let Some(suffix) = field.kind.second_column() {
        columns.push(quoted(&format!("{}{suffix}", field.key)));
    }
    columns
}

/// What is copied of an entity: the columns' names here, and how they are asked of the vault.
pub(super) struct Columns {
    entity: &'static EntityDef,
    names: Vec<String>,
    asked: Vec<String>,
    bound: Vec<Sql>,
    /// The fields that keys are held of, and where their columns are.
    keyed: Vec<(usize, &'static FieldDef)>,
}

impl Columns {
    /// `n`, `id`, the title's order, then the fields and the ranks of choices.
    pub(super) fn of(
        read: &Read<'_>,
        catalog: &Catalog,
        entity: &'static EntityDef,
        only: Option<&BTreeSet<String>>,
    ) -> Result<Self> {
        let mut names = vec!["n".to_owned(), "id".to_owned()];
        let known = |field: &FieldDef| field.key == entity.title_sort;
        if !entity.fields.iter().any(known) {
            names.push(quoted(entity.title_sort));
        }
        let wanted = |field: &&FieldDef| {
            mirrored(entity, field)
                && (field.key == entity.title_sort
                    || only.is_none_or(|only| only.contains(field.key)))
        };
        let fields = entity.fields.iter().filter(wanted);
        let mut keyed = Vec::new();
        for field in fields.clone() {
            let wanted = is_shown(field) || only.is_some_and(|only| only.contains(field.key));
            if wanted && field.key != entity.title && Keys::hold(field) {
                keyed.push((names.len(), field));
            }
            names.extend(stored(field));
        }
        let mut asked = names.clone();
        let mut bound = Vec::new();
        for field in fields.filter(|field| field.kind == K::Choice) {
            let rank = query::rank(read, catalog, field)?;
            names.push(query::rank_column(field));
            asked.push(rank.sql);
            bound.extend(rank.bound);
        }
        Ok(Self {
            entity,
            names,
            asked,
            bound,
            keyed,
        })
    }

    /// Notes what a row holds; its number comes first.
    fn note(&self, keys: &mut Keys, row: &Row<'_>) -> rusqlite::Result<()> {
        let n = row.get(0)?;
        for (at, (column, _)) in self.keyed.iter().enumerate() {
            keys.put(n, at, row.get_ref(*column)?);
        }
        Ok(())
    }

    fn table(&self) -> String {
        quoted(self.entity.key)
    }

    fn insertion(&self) -> String {
        let marks = vec!["?"; self.names.len()].join(", ");
        format!(
            "INSERT INTO {} ({}) VALUES ({marks})",
            self.table(),
            self.names.join(", ")
        )
    }
}

pub(super) fn copy_all(
    read: &Read<'_>,
    conn: &Connection,
    from: &Columns,
    whole: bool,
) -> Result<Keys> {
    let mut keys = Keys::of(from.keyed.iter().map(|(_, field)| *field));
    let table = from.table();
    let rest = from.names.get(1..).unwrap_or_default().join(", ");
    conn.execute_batch(&format!(
        "DROP TABLE IF EXISTS {table};
         CREATE TABLE {table} (n INTEGER PRIMARY KEY, {rest}, deleted_at);
         BEGIN;"
    ))?;
    let mut find = read.sql().prepare(&format!(
        "SELECT {} FROM {table} WHERE deleted_at IS NULL",
        from.asked.join(", ")
    ))?;
    {
        let mut insert = conn.prepare(&from.insertion())?;
        let mut rows = find.query(params_from_iter(&from.bound))?;
        while let Some(row) = rows.next()? {
            for at in 0..from.names.len() {
                insert.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(row.get_ref(at)?))?;
            }
            insert.raw_execute()?;
            from.note(&mut keys, row)?;
        }
    }
    // What a search found comes by id and is put in the order of titles: the index that finds it
    // holds those as well, so that ten thousand rows need not be looked at one by one. Of very many
    // records it would be as large as the copy.
    let also = if whole {
        format!(", {}, deleted_at", quoted(from.entity.title_sort))
    } else {
        String::new()
    };
    conn.execute_batch(&format!(
        "CREATE INDEX {} ON {table}(id{also}); COMMIT;",
        quoted(&format!("{}_id", from.entity.key)),
    ))?;
    Ok(keys)
}

/// Copies some records anew. All that stood goes first: a new record may have the row number of
/// one that is no more.
pub(super) fn copy_some(
    read: &Read<'_>,
    conn: &Connection,
    from: &Columns,
    ids: &[Id],
    keys: &mut Keys,
) -> Result<()> {
    let table = from.table();
    let mut remove = conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?"))?;
    for id in ids {
        remove.execute([id])?;
    }
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {} FROM {table} WHERE id = ? AND deleted_at IS NULL",
        from.asked.join(", ")
    ))?;
    let mut insert = conn.prepare_cached(&from.insertion())?;
    for id in ids {
        let id = [Sql::Blob(id.bytes().to_vec())];
        let row: Option<Vec<Sql>> = find
            .query_row(params_from_iter(from.bound.iter().chain(&id)), |row| {
                from.note(keys, row)?;
                (0..from.names.len()).map(|at| row.get(at)).collect()
            })
            .optional()?;
        if let Some(row) = row {
            insert.execute(params_from_iter(row))?;
        }
    }
    Ok(())
}
