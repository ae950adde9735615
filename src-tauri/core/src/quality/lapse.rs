//! What was said of a value goes with the value: a field that changes without a new word is no longer
//! verified, and one that a second person is to look at waits for them. Written within the step that
//! changed the field, so that undoing it brings the word back.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::params;

use super::rules::Rules;
use super::{ops, second, wrong};
use crate::base::{ChangeKind, Id, Result};
use crate::fields::Kinds;
use crate::records::query::quoted;
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Hook, Write, array};

/// Has words lapse, and changes wait for their check.
pub struct KeepProvenance(pub Arc<Kinds>);

impl Hook for KeepProvenance {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        let changes = || tx.changes().iter().filter(|one| one.entity != "provenance");
        if changes().next().is_none() {
            return Ok(());
        }
        let edited: BTreeSet<Id> = changes()
            .filter(|change| change.kind == ChangeKind::Updated)
            .map(|change| change.id)
            .collect();
        let catalog = self.0.within(tx);
        // Both are read before either is written: each goes by what the write itself said.
        let lapsed = lapsed(tx, &edited)?;
        let due = match op {
            // What comes back, and what the sample brings, was looked at.
            "records.undo" | "records.redo" | "sample.fill" => Vec::new(),
            // A new line of a sheet was looked at in its plan; a value it replaces was not.
            _ => due(tx, &catalog, op == "exchange.import")?,
        };
        if lapsed.is_empty() && due.is_empty() {
            return Ok(());
        }
        let now = tx.now().0;
        // What they are called now: another may work in this vault tomorrow.
        let by = second::own_name(tx)?.map_or(Value::Null, Value::text);
        let mut batch = Batch::go_on(tx, &catalog, "op.edit")?;
        for (id, said, from) in lapsed {
            let why = wrong::mended(said, from);
            let gone = ops::WORD.map(|field| (field, Value::Null));
            let kept = gone.into_iter().filter(|(field, _)| {
                let said = |(of, _): &(&str, Value)| of == field;
                !why.iter().any(said)
            });
            let values: Vec<_> = kept.chain(why.clone()).collect();
            batch.update("provenance", id, None, values)?;
        }
        for (entity, id, field) in due {
            let waits = vec![
                ("unchecked_at", Value::Instant(now)),
                ("unchecked_by", by.clone()),
                ("checked_at", Value::Null),
                ("checked_by", Value::Null),
            ];
            ops::put(&mut batch, (&entity, id, &field), waits)?;
        }
        Ok(())
    }
}

/// The words on fields that this write changed and said nothing new of, with what was said to be wrong, and by whom.
const LAPSED: &str = "
  SELECT DISTINCT p.id, p.wrong, p.wrong_by FROM rarray(?1) AS t CROSS JOIN provenance p ON p.\"of\" = t.value
  WHERE p.deleted_at IS NULL
    AND (p.source IS NOT NULL OR p.certainty IS NOT NULL OR p.entered_at IS NOT NULL
      OR p.verified_at IS NOT NULL OR p.note IS NOT NULL OR p.later_on IS NOT NULL)
    AND EXISTS (
      SELECT 1 FROM journal_entry e
      WHERE e.id = t.value AND +e.seq = ?2 AND e.act <> 'create' AND e.act = 'update'
        AND json_type(e.before, '$.' || p.field) IS NOT NULL)
    AND NOT EXISTS (
      SELECT 1 FROM journal_entry w WHERE w.id = p.id AND +w.seq = ?2 AND w.act = 'create')
    AND NOT EXISTS (
      SELECT 1 FROM journal_entry w WHERE w.id = p.id AND +w.seq = ?2 AND w.act <> 'create')";

type Lapsed = (Id, Option<String>, Option<String>);

fn lapsed(tx: &Write<'_>, edited: &BTreeSet<Id>) -> Result<Vec<Lapsed>> {
    if edited.is_empty() {
        return Ok(Vec::new());
    }
    let mut find = tx.sql().prepare_cached(LAPSED)?;
    let found = find.query_map(params![array(edited), tx.seq()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// A field of a record.
type At = (String, Id, String);

/// The changes of this write that wait for a second person.
fn due(tx: &Write<'_>, catalog: &Catalog, by_sheet: bool) -> Result<Vec<At>> {
    let rules = Rules::read(tx)?;
    let mut due = Vec::new();
    for (entity, fields) in rules.checked() {
        if tx.changes().iter().any(|change| change.entity == entity) {
            changed(tx, catalog, entity, &fields, by_sheet, &mut due)?;
        }
    }
    Ok(due)
}

/// The fields among `fields` that this write changed, or filled in a record it made.
fn changed(
    tx: &Write<'_>,
    catalog: &Catalog,
    entity: &str,
    fields: &[&str],
    by_sheet: bool,
    due: &mut Vec<At>,
) -> Result<()> {
    let def = catalog.entity(entity)?;
    let fields: Vec<&str> = fields
        .iter()
        .copied()
        .filter(|key| def.field(key).is_ok())
        .collect();
    let listed = serde_json::to_string(&fields).map_err(crate::base::Error::internal)?;
    let mut found: BTreeSet<(Id, String)> = BTreeSet::new();
    let mut edited = tx.sql().prepare_cached(
        "SELECT DISTINCT e.id, f.value FROM journal_entry e, json_each(?3) f
         WHERE e.seq = ?1 AND e.entity = ?2 AND e.act = 'update'
           AND json_type(e.before, '$.' || f.value) IS NOT NULL",
    )?;
    let mut rows = edited.query(params![tx.seq(), entity, listed])?;
    while let Some(row) = rows.next()? {
        found.insert((row.get(0)?, row.get(1)?));
    }
    drop(rows);
    if !by_sheet {
        for field in &fields {
            let mut made = tx.sql().prepare_cached(&format!(
                "SELECT r.id FROM journal_entry e JOIN {} r ON r.id = e.id
                 WHERE e.seq = ?1 AND e.entity = ?2 AND e.act = 'create' AND r.{} IS NOT NULL",
                quoted(entity),
                quoted(field)
            ))?;
            for id in made.query_map(params![tx.seq(), entity], |row| row.get(0))? {
                found.insert((id?, (*field).to_owned()));
            }
        }
    }
    // Where the write itself said that it was looked at, or took it back, that stands.
    let mut said = tx.sql().prepare_cached(
        "SELECT 1 FROM provenance p WHERE p.\"of\" = ?2 AND p.field = ?3 AND (
           EXISTS (SELECT 1 FROM journal_entry e
                   WHERE e.id = p.id AND +e.seq = ?1 AND e.act = 'create')
           OR EXISTS (SELECT 1 FROM journal_entry e
                      WHERE e.id = p.id AND +e.seq = ?1 AND e.act <> 'create'))",
    )?;
    for (id, field) in found {
        if !said.exists(params![tx.seq(), id, field])? {
            due.push((entity.to_owned(), id, field));
        }
    }
    Ok(())
}
