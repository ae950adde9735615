//! The last few conversations with a customer, in so few words that they are read in passing.

use rusqlite::params;
use serde::Serialize;

use crate::base::{Id, Result};
use crate::records::value::{Ref, Value};
use crate::records::{Catalog, rows, secrecy};
use crate::vault::Read;

/// So many are told.
const SHOWN: u32 = 3;
/// So many letters of each, at most: the first lines.
const LETTERS: usize = 160;

/// One of the last conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LateTalk {
    /// The activity.
    pub id: Id,
    /// When, ms UTC.
    pub at: i64,
    /// How, by code of `activity_kind`.
    pub kind: String,
    /// With whom; nobody where it is confidential.
    pub with: Vec<Ref>,
    /// How it began; nothing where it is confidential.
    pub text: String,
    /// There is more of it than is told here.
    pub more: bool,
    /// Nothing is told but that there was one: whoever wants to know opens the customer.
    pub confidential: bool,
}

/// The last conversations that concern a unit, newest first. What is shown in passing may be read by
/// whoever stands beside: of a confidential one, or of one about what is confidential, only when and how.
///
/// # Errors
/// When the database fails.
pub fn lately(read: &Read<'_>, catalog: &Catalog, unit: Id) -> Result<Vec<LateTalk>> {
    let entity = catalog.entity("activity")?;
    // Each of the two ways gives its own newest out of its index; the newest of both are among them.
    let mut find = read.sql().prepare_cached(&format!(
        "WITH near(id, at, n) AS (
           SELECT * FROM (SELECT id, at, n FROM activity
             WHERE unit = ?1 AND deleted_at IS NULL ORDER BY at DESC, n DESC LIMIT ?2)
           UNION
           SELECT * FROM (SELECT a.id, a.at, a.n FROM activity_unit u JOIN activity a ON a.id = u.activity
             WHERE u.unit = ?1 AND a.deleted_at IS NULL ORDER BY a.at DESC, a.n DESC LIMIT ?2)),
         last(id) AS (SELECT id FROM near ORDER BY at DESC, n DESC LIMIT ?2)
         SELECT t.id, t.at, t.kind, t.content, {}
         FROM last JOIN activity t ON t.id = last.id ORDER BY t.at DESC, t.n DESC",
        secrecy::condition(catalog, entity, "t")
    ))?;
    let found = find
        .query_map(params![unit, SHOWN], |row| {
            Ok((
                row.get::<_, Id>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, bool>(4)?,
            ))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut talks = Vec::with_capacity(found.len());
    for (id, at, kind, content, confidential) in found {
        let mut talk = LateTalk {
            id,
            at,
            kind,
            with: Vec::new(),
            text: String::new(),
            more: false,
            confidential,
        };
        if !confidential {
            (talk.text, talk.more) = beginning(&content);
            if let Value::Refs(people) = rows::get(read, catalog, entity, id)?.get("contacts") {
                talk.with.clone_from(people);
            }
        }
        talks.push(talk);
    }
    Ok(talks)
}

/// The first lines of a text, blank ones left out, and whether there is more.
fn beginning(content: &str) -> (String, bool) {
    let mut lines = content
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let first: Vec<&str> = lines.by_ref().take(2).collect();
    let text = first.join("\n");
    let short: String = text.chars().take(LETTERS).collect();
    let more = short.len() < text.len() || lines.next().is_some();
    (short, more)
}
