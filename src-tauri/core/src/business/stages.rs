//! How a project stands, said of each of its steps and problems as well: what is late of work that rests is nobody's
//! to be told of, and tables are filtered by it.

use crate::base::error::Result;
use crate::base::{Change, ChangeKind, Id};
use crate::vault::{Hook, Write, array};

/// What belongs to a project and says how that stands.
const PARTS: [&str; 2] = ["milestone", "project_issue"];

/// Keeps it, whichever way a project or a part of it changed.
pub struct KeepStages;

impl Hook for KeepStages {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let projects: Vec<Id> = tx.touched("project", "stage").collect();
        for part in PARTS {
            let own: Vec<Id> = tx.touched(part, "project").collect();
            for (which, ids) in [("project", &projects), ("id", &own)] {
                if !ids.is_empty() {
                    renew(tx, part, which, ids)?;
                }
            }
        }
        Ok(())
    }
}

fn renew(tx: &mut Write<'_>, part: &'static str, which: &str, ids: &[Id]) -> Result<()> {
    let stage = format!("(SELECT p.stage FROM project p WHERE p.id = {part}.project)");
    let told = tx
        .sql()
        .prepare_cached(&format!(
            "UPDATE {part} SET project_stage = {stage}
             WHERE {which} IN (SELECT value FROM rarray(?1)) AND project_stage IS NOT {stage}
             RETURNING id"
        ))?
        .query_map([array(ids)], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Id>>>()?;
    for id in told {
        tx.record(Change {
            entity: part.to_owned(),
            id,
            kind: ChangeKind::Updated,
        });
    }
    Ok(())
}
