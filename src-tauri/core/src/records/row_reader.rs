//! The lines of a table, read one by one by their row numbers.

use rusqlite::OptionalExtension;

use super::catalog::{EntityDef, FieldDef};
use super::query::quoted;
use super::rows::{Labels, doubts, read_values, select_list};
use super::view::Line;
use crate::base::Id;
use crate::base::error::Result;
use crate::vault::Read;

/// Reads lines of one entity by row number.
pub(super) struct RowReader<'a> {
    find: rusqlite::CachedStatement<'a>,
    fields: &'a [&'static FieldDef],
}

impl<'a> RowReader<'a> {
    pub(super) fn new(
        read: &'a Read<'_>,
        entity: &EntityDef,
        fields: &'a [&'static FieldDef],
    ) -> Result<Self> {
        let mut list = select_list(fields.iter().copied());
        if !list.is_empty() {
            list.insert_str(0, ", ");
        }
        let find = read.sql().prepare_cached(&format!(
            "SELECT id, rev{list} FROM {} WHERE n = ? AND deleted_at IS NULL",
            quoted(entity.key)
        ))?;
        Ok(Self { find, fields })
    }

    pub(super) fn line(
        &mut self,
        n: i64,
        number: u32,
        labels: &mut Labels<'_>,
    ) -> Result<Option<Line>> {
        let fields = self.fields;
        let found = self
            .find
            .query_row([n], |row| {
                Ok((
                    row.get::<_, Id>(0)?,
                    row.get::<_, i32>(1)?,
                    read_values(row, 2, fields.iter().copied()),
                ))
            })
            .optional()?;
        let Some((id, rev, cells)) = found else {
            return Ok(None);
        };
        let mut cells = cells?;
        let mut warnings = Vec::new();
        for (field, value) in fields.iter().zip(&mut cells) {
            labels.fill(field, value)?;
            if !doubts(field, value).is_empty() {
                warnings.push(field.key.to_owned());
            }
        }
        Ok(Some(Line::Record {
            id,
            rev,
            number,
            cells,
            warnings,
        }))
    }
}
