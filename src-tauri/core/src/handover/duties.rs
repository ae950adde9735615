//! Who is responsible for what: owner, backup owner and reviewer of customers, cooperations and projects, as a table
//! short enough for a sheet of paper. What one group's parts have in common is one line.

use rusqlite::params;
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
const KINDS: [&str; 3] = ["unit", "cooperation", "project"];
/// So many lines, at most; who has more of them prints what the table of customers shows.
const LINES: usize = 200;
/// So many of a line's records are named.
const NAMED: u32 = 4;

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
        let entity = catalog.entity(key)?;
        if hidden.entity(key) {
            continue;
        }
        let unit = if key == "unit" { "r.id" } else { "r.unit" };
        // What belongs to nobody's group is its own.
        let from = format!(
            "FROM {} r LEFT JOIN unit u ON u.id = {unit} LEFT JOIN unit g ON g.id = coalesce(u.\"group\", u.id)
             WHERE r.deleted_at IS NULL",
            quoted(key)
        );
        let mut find = read.sql().prepare(&format!(
            "SELECT g.id, g.legal_name, r.owner, r.backup_owner, r.reviewer, count(*), {} IS TRUE {from}
             GROUP BY g.id, r.owner, r.backup_owner, r.reviewer",
            secrecy::condition(catalog, catalog.entity("unit")?, "g")
        ))?;
        let mut rows = find.query([])?;
        let named = |which: &str| {
            let sql = format!(
                "SELECT coalesce(r.{}, '') {from} AND g.id IS ?1 AND r.owner IS ?2 AND r.backup_owner IS ?3
                 AND r.reviewer IS ?4 {which} ORDER BY r.n LIMIT ?5",
                quoted(entity.title)
            );
            read.sql().prepare(&sql)
        };
        let secret = secrecy::condition(catalog, entity, "r");
        let mut named = [named("")?, named(&format!("AND {secret} IS NOT TRUE"))?];
        while let Some(row) = rows.next()? {
            let id: Option<Id> = row.get(0)?;
            let label: Option<String> = row.get(1)?;
            let (owner, backup, reviewer): (Option<String>, Option<String>, Option<String>) =
                (row.get(2)?, row.get(3)?, row.get(4)?);
            let count: u32 = row.get(5)?;
            if key == "unit" && owner.is_none() {
                all.unowned = all.unowned.saturating_add(count);
            }
            let of = params![id, owner, backup, reviewer, NAMED];
            let [titles, told] = named.each_mut().map(|named| {
                let titles = named.query_map(of, |row| row.get(0))?;
                titles.collect::<rusqlite::Result<Vec<String>>>()
            });
            let is_owner = |other: Option<&str>| {
                let both = owner.as_deref().zip(other);
                both.is_some_and(|(owner, other)| compact(owner) == compact(other))
            };
            let same = is_owner(backup.as_deref()) || is_owner(reviewer.as_deref());
            all.lines.push(Duty {
                group: id.map(|id| Ref {
                    id,
                    label: label.unwrap_or_default(),
                }),
                entity: key.to_owned(),
                owner,
                backup_owner: backup,
                reviewer,
                same,
                count,
                titles: titles?,
                told: told?,
                untold_group: row.get(6)?,
            });
        }
    }
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
        )
    });
    all.more = u32::try_from(all.lines.len().saturating_sub(LINES)).unwrap_or(u32::MAX);
    all.lines.truncate(LINES);
    Ok(all)
}
