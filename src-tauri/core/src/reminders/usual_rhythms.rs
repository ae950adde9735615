//! The rhythms the program offers to a vault that has none, one for each level: taken over,
//! they are the user's to edit. Until then nobody is asked to contact anyone by them.

use serde::Serialize;

use crate::base::Id;
use crate::base::error::Result;
use crate::records::labels::{self, Language};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// A rhythm of the program's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct UsualRhythm {
    /// The level it is for, by code.
    pub level: String,
    /// What it is called.
    pub name: String,
    /// Days from one contact to the next.
    pub ideal_days: u32,
    /// At most.
    pub latest_days: u32,
}

/// Level, ideal and latest gap in days. What each is called stands as `rhythm.usual.<level>` with the other
/// sentences.
const USUAL: [(&str, u32, u32); 4] = [
    ("a", 14, 21),
    ("b", 30, 45),
    ("c", 90, 120),
    ("d", 180, 240),
];

/// What is offered: nothing where there is any rhythm.
///
/// # Errors
/// When the database fails.
pub fn offered(read: &Read<'_>, language: Language) -> Result<Vec<UsualRhythm>> {
    let any = read
        .sql()
        .prepare_cached("SELECT 1 FROM rhythm WHERE deleted_at IS NULL LIMIT 1")?
        .exists([])?;
    if any {
        return Ok(Vec::new());
    }
    let offered = USUAL.iter().map(|(level, ideal, latest)| UsualRhythm {
        level: (*level).to_owned(),
        name: labels::message(language, &format!("rhythm.usual.{level}"), &[]),
        ideal_days: *ideal,
        latest_days: *latest,
    });
    Ok(offered.collect())
}

/// Takes over what is offered, in one step of undo.
///
/// # Errors
/// When the database fails.
pub fn take(tx: &mut Write<'_>, catalog: &Catalog, language: Language) -> Result<Vec<Id>> {
    let offered = offered(tx, language)?;
    let mut made = Vec::new();
    if offered.is_empty() {
        return Ok(made);
    }
    let mut batch = Batch::begin(tx, catalog, "op.rhythms_usual")?;
    for one in offered {
        let values = [
            ("name", Value::text(one.name)),
            ("level", Value::choice(&one.level)),
            ("ideal_days", Value::Number(one.ideal_days.into())),
            ("latest_days", Value::Number(one.latest_days.into())),
        ];
        made.push(batch.create("rhythm", None, values)?);
    }
    Ok(made)
}
