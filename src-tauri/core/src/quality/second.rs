//! The second person: nobody looks at their own change. Whoever opened the vault is nobody by name in the
//! journal, so they say once what they are called; then it can be told whether it is another who checked.

use super::ops::FieldAt;
use super::review::actor;
use crate::base::words::{clean_line, compact};
use crate::base::{Change, ChangeKind, Error, Id, Kind, Result};
use crate::settings;
use crate::vault::{Read, Write};

/// Where it is kept what whoever works in this vault is called.
const NAME: &str = "quality.own_name";
/// So long may a name be.
const LONGEST: usize = 60;
/// Whoever opened the vault, as the journal has them.
const ME: &str = "me";
/// As people say it of themselves.
const MYSELF: [&str; 8] = ["me", "i", "myself", "self", "我", "本人", "自己", "我自己"];

/// What whoever works in this vault is called; nothing where they did not say.
///
/// # Errors
/// When the database fails.
pub fn own_name(read: &Read<'_>) -> Result<Option<String>> {
    settings::get_lossy(read, NAME)
}

/// Says what whoever works in this vault is called.
///
/// # Errors
/// [`Kind::Invalid`] where the name is too long or none; when the database fails.
pub fn set_own_name(tx: &mut Write<'_>, name: &str) -> Result<()> {
    let name = clean_line(name);
    if name.chars().count() > LONGEST {
        return Err(Error::invalid("own_name", "error.too_long").with("max", LONGEST as u64));
    }
    if is_myself(&name) {
        return Err(Error::invalid("own_name", "error.own_name_myself"));
    }
    if name.is_empty() {
        settings::forget(tx, NAME)?;
    } else {
        settings::set(tx, NAME, &name)?;
    }
    // No record, but what shows the name is to hear of it.
    tx.record(Change {
        entity: "own_name".to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}

fn is_myself(name: &str) -> bool {
    MYSELF.contains(&compact(name).as_str())
}

/// Refuses that `by` looks at a change they made themselves, when and by whoever it was made. What that one
/// was called then counts: the vault may have gone to a colleague since, who says another name. Only where
/// nobody had said a name, whoever works here now is taken for them.
pub(super) fn hold_other(
    read: &Read<'_>,
    at: &FieldAt,
    (changed, called): &(i64, Option<String>),
    by: &str,
) -> Result<()> {
    let typed = actor(read, at.id, *changed)?.unwrap_or_else(|| ME.to_owned());
    let own = if typed == ME {
        if is_myself(by) {
            return Err(Error::invalid(BY, "error.checker_myself"));
        }
        let known = match called {
            Some(called) => Some(called.clone()),
            None => own_name(read)?,
        };
        let Some(own) = known else {
            return Err(Error::new(Kind::Conflict, "error.own_name_unknown"));
        };
        own
    } else {
        typed
    };
    if compact(&own) == compact(by) {
        return Err(Error::invalid(BY, "error.checker_is_author").with("name", own));
    }
    Ok(())
}

const BY: &str = "provenance.checked_by";
