//! Who is responsible for what: owner, backup owner and reviewer of customers and of business with them, as a table
//! short enough for a sheet of paper. What one group's parts have in common is one line.

use std::collections::HashMap;

use serde::Serialize;

use crate::base::words::compact;
use crate::base::{Id, Result};
use crate::records::Catalog;
use crate::records::query::quoted;
use crate::records::secrecy;
use crate::records::value::Ref;
use crate::settings::modules::Hidden;
use crate::vault::Read;

/// The kinds of record that carry all three, in the order they are told.
const KINDS: [&str; 4] = ["unit", "cooperation", "opportunity", "project"];
/// So many lines, at most; who has more of them prints what the table of customers shows.
const LINES: usize = 200;
/// So many of a line's records are named.
const NAMED: usize = 4;

/// What the same three people look after in one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Duty {
    /// The group; nothing for what belongs to no customer.
    pub group: Option<Ref>,
    /// The kind of record, by its entity's key.
    pub entity: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// Who does while the owner cannot.
    pub backup_owner: Option<String>,
    /// Who looks at what the owner does.
    pub reviewer: Option<String>,
    /// The owner would look at their own work, or stand in for themselves.
    pub same: bool,
    /// How many records.
    pub count: u32,
    /// What some of them are called.
    pub titles: Vec<String>,
    /// What some of those are called of which may be told outside the window, as on paper.
    pub told: Vec<String>,
    /// Nothing may be told of the group there.
    pub untold_group: bool,
}

/// Who is responsible for what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Duties {
    /// Group by group, customers before their business.
    pub lines: Vec<Duty>,
    /// So many lines more there are.
    pub more: u32,
    /// Customers nobody looks after.
    pub unowned: u32,
}

/// Who is responsible for what.
///
/// # Errors
/// When the database fails.
pub fn duties(read: &Read<'_>, catalog: &Catalog) -> Result<Duties> {
    let hidden = Hidden::read(read)?;
    let mut all = Duties::default();
    for key in KINDS {
        if !hidden.entity(key) {
            all.lines.extend(lines(read, catalog, key)?);
        }
    }
    let unowned = all
        .lines
        .iter()
        .filter(|line| line.entity == "unit" && line.owner.is_none());
    all.unowned = unowned.map(|line| line.count).sum();
    let rank = |key: &str| KINDS.iter().position(|one| *one == key);
    all.lines.sort_by_cached_key(|line| {
        let name = line.group.as_ref().map(|group| group.label.clone());
        (
            name.is_none(),
            name,
            line.group.as_ref().map(|group| group.id),
            rank(&line.entity),
            line.owner.is_none(),
            line.owner.clone(),
            std::cmp::Reverse(line.count),
            (line.backup_owner.clone(), line.reviewer.clone()),
        )
    });
    all.more = u32::try_from(all.lines.len().saturating_sub(LINES)).unwrap_or(u32::MAX);
    all.lines.truncate(LINES);
    Ok(all)
}

/// Which group, and the owner, the backup owner and the reviewer.
type Hands = (Option<Id>, [Option<String>; 3]);

/// The lines of one kind. Every record is met once, whoever looks after it: a question for each line would walk
/// all of them again.
fn lines(read: &Read<'_>, catalog: &Catalog, key: &str) -> Result<Vec<Duty>> {
    let entity = catalog.entity(key)?;
    let unit = if key == "unit" { "r.id" } else { "r.unit" };
    // What belongs to nobody's group is its own.
    let mut find = read.sql().prepare(&format!(
        "SELECT g.id, g.legal_name, r.owner, r.backup_owner, r.reviewer, coalesce(r.{}, ''),
           {} IS TRUE, {} IS TRUE
         FROM {} r
         LEFT JOIN unit u ON u.id = {unit} LEFT JOIN unit g ON g.id = coalesce(u.\"group\", u.id)
         WHERE r.deleted_at IS NULL ORDER BY r.n",
        quoted(entity.title),
        secrecy::condition(catalog, entity, "r"),
        secrecy::condition(catalog, catalog.entity("unit")?, "g"),
        quoted(key)
    ))?;
    let mut rows = find.query([])?;
    let mut met: HashMap<Hands, Duty> = HashMap::new();
    while let Some(row) = rows.next()? {
        let hands: Hands = (row.get(0)?, [row.get(2)?, row.get(3)?, row.get(4)?]);
        let label: Option<String> = row.get(1)?;
        let line = met
            .entry(hands)
            .or_insert_with_key(|(group, hands)| blank(key, *group, label, hands));
        line.count = line.count.saturating_add(1);
        line.untold_group = row.get(7)?;
        let title: String = row.get(5)?;
        if !row.get::<_, bool>(6)? && line.told.len() < NAMED {
            line.told.push(title.clone());
        }
        if line.titles.len() < NAMED {
            line.titles.push(title);
        }
    }
    Ok(met.into_values().collect())
}

fn blank(
    key: &str,
    group: Option<Id>,
    label: Option<String>,
    [owner, backup_owner, reviewer]: &[Option<String>; 3],
) -> Duty {
    let is_owner = |other: &Option<String>| {
        let both = owner.as_deref().zip(other.as_deref());
        both.is_some_and(|(owner, other)| compact(owner) == compact(other))
    };
    Duty {
        group: group.map(|id| Ref {
            id,
            label: label.unwrap_or_default(),
        }),
        entity: key.to_owned(),
        same: is_owner(backup_owner) || is_owner(reviewer),
        owner: owner.clone(),
        backup_owner: backup_owner.clone(),
        reviewer: reviewer.clone(),
        count: 0,
        titles: Vec::new(),
        told: Vec::new(),
        untold_group: false,
    }
}
