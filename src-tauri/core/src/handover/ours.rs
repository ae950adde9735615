//! What one of our people looks after goes to another one: units with or without all below them, or
//! everything of a person.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{NAMED, Open, OpenPoints, hold_moment, note, open, points, today, with_note};
use crate::base::words::{clean_line, compact};
use crate::base::{Error, Id, Result};
use crate::records::catalog::EntityDef;
use crate::records::labels::{self, Language};
use crate::records::query::quoted;
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// Fields that name the one of us who looks after a record, wherever a kind of record has them. Who
/// signed or said something stays who it was.
const ROLES: [&str; 6] = [
    "owner",
    "backup_owner",
    "reviewer",
    "assignee",
    "manager",
    "our_person",
];

/// What is handed over to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct HandOver {
    /// Whose; with units nothing means whoever looks after each of them.
    pub from: Option<String>,
    /// Which units; none means everything of `from`.
    pub units: Vec<Id>,
    /// With all units below them.
    pub below: bool,
    /// To whom.
    pub to: String,
    /// The former owner stays on as backup owner.
    pub stays_backup: bool,
    /// Fields that stay as they are, as `entity.field`.
    pub without: Vec<String>,
    /// What to add to the timeline.
    pub note: String,
}

/// Records of one kind that change hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct HandOverLine {
    /// The entity's key.
    pub entity: String,
    /// The field that names who looks after it.
    pub field: String,
    /// How many.
    pub count: u32,
    /// What some of them are called.
    pub titles: Vec<String>,
    /// Whether they change; otherwise they were left out.
    pub taken: bool,
}

/// What a hand-over comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct HandOverPlan {
    /// The moment the plan was made at; hand it back.
    pub moment: i64,
    /// What changes, by kind.
    pub lines: Vec<HandOverLine>,
    /// Units whose timeline gets a note.
    pub noted: u32,
    /// What is open at the units.
    pub open: OpenPoints,
}

/// One of our people, as the records name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct OurPerson {
    /// Their name.
    pub name: String,
    /// How many records they look after.
    pub count: u32,
}

/// One field of one record that changes.
struct Step {
    entity: &'static str,
    field: &'static str,
    id: Id,
    title: String,
    to: Option<String>,
}

/// All that changes.
struct Work {
    steps: Vec<Step>,
    /// Units that change hands, with who had them; those with none above among them get the note.
    noted: Vec<(Id, Option<String>)>,
    /// The unit whose note tells of each unit.
    told_by: HashMap<Id, Id>,
}

/// Every field of every kind of record that names one of us.
fn roles(catalog: &Catalog) -> impl Iterator<Item = (&'static EntityDef, &'static str)> + '_ {
    catalog.entities().iter().flat_map(|entity| {
        let own = entity.fields.iter().filter(|field| {
            !field.computed
                && (ROLES.contains(&field.key) || (entity.key == "promise" && field.key == "who"))
        });
        own.map(|field| (*entity, field.key))
    })
}

/// Of what is over nothing changes hands.
fn still(entity: &str) -> &'static str {
    match entity {
        "task" => "AND r.state = 'open'",
        "promise" => "AND r.state = 'open' AND r.\"by\" = 'us'",
        "project_issue" => "AND r.closed_on IS NULL",
        _ => "",
    }
}

fn same(a: &str, b: &str) -> bool {
    compact(a) == compact(b)
}

/// What a hand-over would do.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when it is not said whose or to whom.
pub fn plan(read: &Read<'_>, catalog: &Catalog, order: &HandOver) -> Result<HandOverPlan> {
    let work = work(read, catalog, order, true)?;
    let mut lines: BTreeMap<(usize, &str, &str), HandOverLine> = BTreeMap::new();
    let places: Vec<_> = roles(catalog).collect();
    for step in &work.steps {
        let at = places
            .iter()
            .position(|(entity, field)| entity.key == step.entity && *field == step.field);
        let line = lines
            .entry((at.unwrap_or(usize::MAX), step.entity, step.field))
            .or_insert_with(|| HandOverLine {
                entity: step.entity.to_owned(),
                field: step.field.to_owned(),
                count: 0,
                titles: Vec::new(),
                taken: !order
                    .without
                    .contains(&format!("{}.{}", step.entity, step.field)),
            });
        line.count += 1;
        if line.titles.len() < NAMED {
            line.titles.push(step.title.clone());
        }
    }
    let all = open(read, catalog)?;
    let concerned = all.iter().filter(|one| {
        one.unit
            .is_some_and(|unit| work.told_by.contains_key(&unit))
    });
    Ok(HandOverPlan {
        moment: read.commit_seq()?,
        lines: lines.into_values().collect(),
        noted: u32::try_from(work.noted.len()).unwrap_or(u32::MAX),
        open: points(concerned),
    })
}

/// Hands over as the plan made at `moment` said: one step of undo; how many fields changed.
///
/// # Errors
/// [`crate::base::Kind::Conflict`] when the vault has changed since; otherwise as for [`plan`].
pub fn perform(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    order: &HandOver,
    moment: i64,
    language: Language,
) -> Result<u32> {
    hold_moment(tx, moment)?;
    let work = work(tx, catalog, order, false)?;
    if work.steps.is_empty() {
        return Err(Error::invalid("to", "error.nothing_to_hand_over"));
    }
    let all = open(tx, catalog)?;
    let mut by_note: HashMap<Id, Vec<&Open>> = HashMap::new();
    for one in &all {
        if let Some(told_by) = one.unit.and_then(|unit| work.told_by.get(&unit)) {
            by_note.entry(*told_by).or_default().push(one);
        }
    }
    let day = today(tx);
    let to = clean_line(&order.to);
    let mut batch = Batch::begin(tx, catalog, "op.hand_over")?;
    for step in &work.steps {
        let value = step.to.as_ref().map_or(Value::Null, Value::text);
        batch.update(step.entity, step.id, None, [(step.field, value)])?;
    }
    for (unit, had) in &work.noted {
        let left = by_note.get(unit).into_iter().flatten().copied();
        let left = points(left);
        let open = left.told(language);
        let text = match had {
            Some(from) => labels::message(
                language,
                "record.handed_over",
                &[("from", from), ("to", &to), ("day", &day), ("open", &open)],
            ),
            None => labels::message(
                language,
                "record.taken_over",
                &[("to", &to), ("day", &day), ("open", &open)],
            ),
        };
        let ours: Vec<&str> = had
            .iter()
            .map(String::as_str)
            .chain([to.as_str()])
            .collect();
        let text = with_note(text, &order.note);
        note(&mut batch, *unit, &[], &ours, (&text, left.secret))?;
    }
    Ok(u32::try_from(work.steps.len()).unwrap_or(u32::MAX))
}

/// All that changes; with what was left out as well, for showing.
fn work(read: &Read<'_>, catalog: &Catalog, order: &HandOver, all: bool) -> Result<Work> {
    let to = clean_line(&order.to);
    let from = order
        .from
        .as_deref()
        .map(clean_line)
        .filter(|from| !from.is_empty());
    if to.is_empty() {
        return Err(Error::invalid("to", "error.required"));
    }
    if order.units.is_empty() && from.is_none() {
        return Err(Error::invalid("from", "error.required"));
    }
    let within = match order.units.as_slice() {
        [] => None,
        units => Some(scope(read, units, order.below)?),
    };
    let had = owners(read)?;
    let mut work = Work {
        steps: Vec::new(),
        noted: Vec::new(),
        told_by: HashMap::new(),
    };
    for (entity, field) in roles(catalog) {
        if !all && order.without.contains(&format!("{}.{field}", entity.key)) {
            continue;
        }
        for row in rows(read, entity, field)? {
            let unit = row.unit;
            if within
                .as_ref()
                .is_some_and(|within| !unit.is_some_and(|unit| within.contains(&unit)))
            {
                continue;
            }
            let of_unit = entity.key == "unit" && field == "owner";
            let held = row.who.as_deref();
            let mine = match &from {
                Some(from) => held.is_some_and(|held| same(held, from)),
                None if of_unit => true,
                // Nobody said whose: what is the owner's goes, what is another one's stays.
                None => {
                    let owner = unit
                        .and_then(|unit| had.get(&unit))
                        .and_then(Option::as_deref);
                    held.is_some_and(|held| owner.is_some_and(|owner| same(held, owner)))
                }
            };
            if mine && !held.is_some_and(|held| same(held, &to)) {
                work.steps.push(Step {
                    entity: entity.key,
                    field,
                    id: row.id,
                    title: row.title,
                    to: Some(to.clone()),
                });
            }
        }
    }
    backups(read, order, &to, &had, all, &mut work)?;
    tell(read, &had, &mut work)?;
    Ok(work)
}

/// Who is owner now is not backup owner as well; who was may be from now on.
fn backups(
    read: &Read<'_>,
    order: &HandOver,
    to: &str,
    had: &HashMap<Id, Option<String>>,
    all: bool,
    work: &mut Work,
) -> Result<()> {
    let field = "backup_owner";
    if !all && order.without.iter().any(|left| left == "unit.backup_owner") {
        return Ok(());
    }
    let owned: Vec<(Id, String)> = work
        .steps
        .iter()
        .filter(|step| step.entity == "unit" && step.field == "owner")
        .map(|step| (step.id, step.title.clone()))
        .collect();
    let mut find = read
        .sql()
        .prepare_cached("SELECT backup_owner FROM unit WHERE id = ?")?;
    for (id, title) in owned {
        let backup: Option<String> = find.query_row([id], |row| row.get(0))?;
        let former = had.get(&id).cloned().flatten();
        let is =
            |who: &Option<String>, name: &str| who.as_deref().is_some_and(|who| same(who, name));
        let freed = is(&backup, to)
            || former.as_ref().is_some_and(|former| is(&backup, former))
            || backup.is_none();
        let next = former.filter(|_| order.stays_backup);
        work.steps
            .retain(|step| step.id != id || step.field != field);
        if freed && next != backup {
            work.steps.push(Step {
                entity: "unit",
                field,
                id,
                title,
                to: next,
            });
        }
    }
    Ok(())
}

/// Which units are told of it: those that change hands and stand under none that does.
fn tell(read: &Read<'_>, had: &HashMap<Id, Option<String>>, work: &mut Work) -> Result<()> {
    let changed: HashSet<Id> = work
        .steps
        .iter()
        .filter(|step| step.entity == "unit" && step.field == "owner")
        .map(|step| step.id)
        .collect();
    let mut above = read
        .sql()
        .prepare_cached("SELECT parent FROM unit WHERE id = ?")?;
    for id in &changed {
        // To the highest of an unbroken line of units that change hands from the same person.
        let mut top = *id;
        while let Some(up) = above.query_row([top], |row| row.get::<_, Option<Id>>(0))? {
            if !changed.contains(&up) || had.get(&up) != had.get(id) {
                break;
            }
            top = up;
        }
        work.told_by.insert(*id, top);
    }
    let tops: HashSet<Id> = work.told_by.values().copied().collect();
    // In the order in which they were found.
    let steps = work
        .steps
        .iter()
        .filter(|step| step.field == "owner" && tops.contains(&step.id));
    work.noted = steps
        .map(|step| (step.id, had.get(&step.id).cloned().flatten()))
        .collect();
    Ok(())
}

/// The living units named, with all below them where that is meant.
fn scope(read: &Read<'_>, units: &[Id], below: bool) -> Result<HashSet<Id>> {
    let mut all: HashSet<Id> = units.iter().copied().collect();
    if below {
        let mut find = read.sql().prepare_cached(
            "SELECT d.id FROM unit u JOIN unit_tree t ON t.ancestor = u.n
             JOIN unit d ON d.n = t.descendant WHERE u.id = ? AND d.deleted_at IS NULL",
        )?;
        for unit in units {
            let found = find.query_map([unit], |row| row.get::<_, Id>(0))?;
            all.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
        }
    }
    Ok(all)
}

/// Who looks after each living unit.
fn owners(read: &Read<'_>) -> Result<HashMap<Id, Option<String>>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT id, owner FROM unit WHERE deleted_at IS NULL")?;
    let owners = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(owners.collect::<rusqlite::Result<_>>()?)
}

/// A living record with who looks after it.
struct Held {
    id: Id,
    unit: Option<Id>,
    title: String,
    who: Option<String>,
}

fn rows(read: &Read<'_>, entity: &EntityDef, field: &str) -> Result<Vec<Held>> {
    let of_unit = entity.key == "unit";
    let unit = if of_unit {
        "r.id"
    } else if entity.fields.iter().any(|field| field.key == "unit") {
        "r.unit"
    } else if entity.fields.iter().any(|field| field.key == "project") {
        "(SELECT p.unit FROM project p WHERE p.id = r.project)"
    } else {
        "NULL"
    };
    // Only a unit is handed over that was nobody's.
    let held = if of_unit && field == "owner" {
        String::new()
    } else {
        format!("AND r.{} IS NOT NULL", quoted(field))
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT r.id, {unit}, r.{}, r.{} FROM {} r WHERE r.deleted_at IS NULL {held} {} ORDER BY r.n",
        quoted(entity.title),
        quoted(field),
        quoted(entity.key),
        still(entity.key)
    ))?;
    let rows = find.query_map([], |row| {
        Ok(Held {
            id: row.get(0)?,
            unit: row.get(1)?,
            title: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            who: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Our people as the records name them, who looks after most first.
///
/// # Errors
/// When the database fails.
pub fn people(read: &Read<'_>, catalog: &Catalog) -> Result<Vec<OurPerson>> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for (entity, field) in roles(catalog) {
        let column = quoted(field);
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT r.{column}, count(*) FROM {} r
             WHERE r.deleted_at IS NULL AND r.{column} IS NOT NULL {} GROUP BY r.{column}",
            quoted(entity.key),
            still(entity.key)
        ))?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            *counts.entry(row.get(0)?).or_default() += row.get::<_, u32>(1)?;
        }
    }
    let mut people: Vec<OurPerson> = counts
        .into_iter()
        .map(|(name, count)| OurPerson { name, count })
        .collect();
    people.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    Ok(people)
}
