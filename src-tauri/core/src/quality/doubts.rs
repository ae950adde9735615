//! Values that look filled in carelessly are written down as doubtful within the step that brings them:
//! whoever types them is never stopped, and undoing the edit takes the word back with it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rusqlite::params;

use super::ops::{self, DOUBTFUL};
use crate::base::words::fold;
use crate::base::{ChangeKind, Id, Result, careless};
use crate::fields::Kinds;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::rows::{doubts, read_values, select_list};
use crate::records::value::{FieldKind as K, Value};
use crate::records::{Batch, trail};
use crate::vault::{Hook, Read, Write, array};

/// Kinds of record whose values are judged.
const JUDGED: [&str; 3] = ["unit", "contact", "post"];

/// Writes down which new values are doubtful.
pub struct KeepDoubts(pub Arc<Kinds>);

/// A field of a record.
type At = (&'static str, Id, &'static str);

impl Hook for KeepDoubts {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        // What comes back was judged when it came first, what is moved about keeps the word it has, and
        // all the sample brings is invented.
        let again = trail::BRINGS_BACK.contains(&op) || op.starts_with("history.");
        if again || op == "sample.fill" {
            return Ok(());
        }
        let came = |kind| matches!(kind, ChangeKind::Created | ChangeKind::Updated);
        let judged = |entity: &str| JUDGED.contains(&entity);
        let mut changes = tx.changes().iter();
        if !changes.any(|change| came(change.kind) && judged(&change.entity)) {
            return Ok(());
        }
        let catalog = self.0.within(tx);
        let mut found = BTreeMap::new();
        for entity in JUDGED {
            judge(tx, catalog.entity(entity)?, &mut found)?;
        }
        if found.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::go_on(tx, &catalog, "op.edit")?;
        for (at, doubt) in found {
            let word = vec![
                ("certainty", Value::choice(DOUBTFUL)),
                ("doubt", Value::text(doubt)),
            ];
            ops::put(&mut batch, at, word)?;
        }
        Ok(())
    }
}

/// The fields of an entity that can be doubtful.
fn fields(entity: &EntityDef) -> Vec<&'static FieldDef> {
    let judged = |field: &&FieldDef| {
        let kind = matches!(field.kind, K::Phones | K::Emails | K::OfficialId);
        !field.computed && (kind || field.real)
    };
    entity.fields.iter().filter(judged).collect()
}

/// Judges the fields of an entity that this write filled or changed.
fn judge(tx: &Write<'_>, entity: &EntityDef, found: &mut BTreeMap<At, String>) -> Result<()> {
    let fields = fields(entity);
    let (mut ids, mut made): (Vec<Id>, HashSet<Id>) = (Vec::new(), HashSet::new());
    for change in tx.changes().iter().filter(|one| one.entity == entity.key) {
        match change.kind {
            ChangeKind::Created => {
                made.insert(change.id);
                ids.push(change.id);
            }
            ChangeKind::Updated => ids.push(change.id),
            ChangeKind::Deleted => {}
        }
    }
    let edited: Vec<Id> = ids
        .iter()
        .copied()
        .filter(|id| !made.contains(id))
        .collect();
    let edited = edited_fields(tx, &edited)?;
    ids.retain(|id| made.contains(id) || edited.contains_key(id));
    if ids.is_empty() {
        return Ok(());
    }
    let is_new = |id: &Id, field: &str| {
        made.contains(id) || edited.get(id).is_some_and(|keys| keys.contains(field))
    };
    let mut find = tx.sql().prepare_cached(&format!(
        "SELECT r.id, {} FROM rarray(?1) AS i CROSS JOIN {} r ON r.id = i.value
         WHERE r.deleted_at IS NULL",
        select_list(fields.iter().copied()),
        quoted(entity.key)
    ))?;
    let mut rows = find.query([array(&ids)])?;
    while let Some(row) = rows.next()? {
        let id: Id = row.get(0)?;
        let values = read_values(row, 1, fields.iter().copied())?;
        let mut texts = Vec::new();
        for (field, value) in fields.iter().zip(&values) {
            if let (true, Value::Text(text)) = (field.real, value) {
                texts.push((field.key, fold(text)));
            }
            if value.is_null() || !is_new(&id, field.key) {
                continue;
            }
            if let Some(doubt) = doubts(field, value).into_iter().next() {
                found.insert((entity.key, id, field.key), doubt.key);
            }
        }
        for key in careless::repeated(&texts) {
            if is_new(&id, key) {
                let at = (entity.key, id, key);
                found
                    .entry(at)
                    .or_insert_with(|| careless::REPEATED.to_owned());
            }
        }
    }
    if entity.key == "contact" {
        for reach in &REACHES {
            shared(tx, reach, &ids, &is_new, found)?;
        }
    }
    Ok(())
}

/// Which fields of existing records this write changed.
fn edited_fields(tx: &Write<'_>, ids: &[Id]) -> Result<HashMap<Id, HashSet<String>>> {
    let mut all: HashMap<Id, HashSet<String>> = HashMap::new();
    if ids.is_empty() {
        return Ok(all);
    }
    // By the record, not by the step: a step may hold a hundred thousand entries.
    let mut find = tx.sql().prepare_cached(
        "SELECT e.id, k.key FROM rarray(?1) AS r CROSS JOIN journal_entry e, json_each(e.before) k
         WHERE e.id = r.value AND +e.seq = ?2 AND e.act <> 'create' AND e.act = 'update'",
    )?;
    let mut rows = find.query(params![array(ids), tx.seq()])?;
    while let Some(row) = rows.next()? {
        all.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    Ok(all)
}

/// By what a person is reached, and how it is asked who else is: by an index, as the statements stand.
pub(super) struct Reach {
    field: &'static str,
    /// Those of `?1` whose first one so many others have that it is worth counting.
    pub(super) crowded: &'static str,
    /// Who has `?1`, at most `?2` of them.
    pub(super) holders: &'static str,
}

pub(super) const REACHES: [Reach; 2] = [
    Reach {
        field: "phones",
        crowded: "
          SELECT c.id, json_extract(c.phones, '$[0].e164'),
                 json_extract(c.phones, '$[0].kind') IN ('mobile', 'wechat_phone')
          FROM rarray(?1) AS i CROSS JOIN contact c ON c.id = i.value
          WHERE c.phones IS NOT NULL AND c.deleted_at IS NULL AND EXISTS (
            SELECT 1 FROM contact o
            WHERE json_extract(o.phones, '$[0].e164') = json_extract(c.phones, '$[0].e164')
              AND o.phones IS NOT NULL AND o.deleted_at IS NULL LIMIT 1 OFFSET 4)",
        holders: "
          SELECT o.id, o.unit FROM contact o WHERE json_extract(o.phones, '$[0].e164') = ?1
            AND o.phones IS NOT NULL AND o.deleted_at IS NULL LIMIT ?2",
    },
    Reach {
        field: "emails",
        crowded: "
          SELECT c.id, json_extract(c.emails, '$[0]'), 0
          FROM rarray(?1) AS i CROSS JOIN contact c ON c.id = i.value
          WHERE c.emails IS NOT NULL AND c.deleted_at IS NULL AND EXISTS (
            SELECT 1 FROM contact o
            WHERE json_extract(o.emails, '$[0]') = json_extract(c.emails, '$[0]')
              AND o.emails IS NOT NULL AND o.deleted_at IS NULL LIMIT 1 OFFSET 4)",
        holders: "
          SELECT o.id, o.unit FROM contact o WHERE json_extract(o.emails, '$[0]') = ?1
            AND o.emails IS NOT NULL AND o.deleted_at IS NULL LIMIT ?2",
    },
];

/// A number that a great many have now is doubtful with all of them, except where somebody has said
/// something of it.
fn shared(
    tx: &Read<'_>,
    reach: &Reach,
    ids: &[Id],
    is_new: &impl Fn(&Id, &str) -> bool,
    found: &mut BTreeMap<At, String>,
) -> Result<()> {
    let mut crowded: BTreeMap<String, bool> = BTreeMap::new();
    let mut find = tx.sql().prepare_cached(reach.crowded)?;
    let mut rows = find.query([array(ids)])?;
    while let Some(row) = rows.next()? {
        if is_new(&row.get(0)?, reach.field) {
            crowded.insert(row.get(1)?, row.get(2)?);
        }
    }
    for (number, personal) in crowded {
        let mut find = tx.sql().prepare_cached(reach.holders)?;
        let holders = find
            .query_map(params![number, careless::HOLDERS], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<rusqlite::Result<Vec<(Id, Option<Id>)>>>()?;
        let units: HashSet<Id> = holders.iter().filter_map(|(_, unit)| *unit).collect();
        let n = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        if !careless::shared(personal, n(holders.len()), n(units.len())) {
            continue;
        }
        for (id, _) in holders {
            let mut said = tx.sql().prepare_cached(
                "SELECT 1 FROM provenance WHERE \"of\" = ? AND field = ? AND deleted_at IS NULL
                   AND (certainty IS NOT NULL OR verified_at IS NOT NULL)",
            )?;
            if !said.exists(params![id, reach.field])? {
                let at = ("contact", id, reach.field);
                found
                    .entry(at)
                    .or_insert_with(|| careless::SHARED.to_owned());
            }
        }
    }
    Ok(())
}
