//! The choices of a vault: the lists the program brings along, with what the user made of them.
//! A choice the user never touched has no row; a row says what differs.

use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;
use serde::Serialize;

use super::catalog::{Catalog, EntityDef, FieldDef};
use super::labels::{self, Language};
use super::query::quoted;
use super::value::{FieldKind as K, Value, from_columns};
use crate::base::error::{Error, Result};
use crate::base::{Id, words};
use crate::vault::Read;

/// A choice as the window sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Choice {
    /// The list's key.
    pub list: String,
    /// The choice's code.
    pub code: String,
    /// What the user calls it; none where the message `choice.<list>.<code>` does.
    pub label: Option<String>,
    /// What an import or a paste may call it besides.
    pub aliases: Vec<String>,
    /// A colour, `#rrggbb`.
    pub colour: Option<String>,
    /// Its place in the list.
    pub seq: i32,
    /// No longer offered.
    pub retired: bool,
}

/// What the user's own choices come after, where nobody put them in order.
const BEHIND: i64 = 1 << 32;

/// The choices of `list`, in the user's order.
///
/// # Errors
/// When the database fails.
pub fn of_list(read: &Read<'_>, catalog: &Catalog, list: &str) -> Result<Vec<Choice>> {
    let codes = catalog.codes(list);
    let mut placed: Vec<(i64, Choice)> = (0_i64..)
        .zip(codes)
        .map(|(place, code)| (place, built_in(list, code)))
        .collect();
    let mut find = read.sql().prepare_cached(
        "SELECT code, label, aliases, colour, seq, retired, n FROM choice WHERE list = ?",
    )?;
    let mut rows = find.query([list])?;
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let known = placed.iter().position(|(_, choice)| choice.code == code);
        let usual = match known {
            Some(at) => placed.remove(at).0,
            None => BEHIND + row.get::<_, i64>(6)?,
        };
        placed.push((
            row.get::<_, Option<i64>>(4)?.unwrap_or(usual),
            Choice {
                label: row.get(1)?,
                aliases: texts(row.get(2)?)?,
                colour: row.get(3)?,
                retired: row.get(5)?,
                ..built_in(list, &code)
            },
        ));
    }
    placed.sort_by(|(a, one), (b, other)| (a, &one.code).cmp(&(b, &other.code)));
    Ok((0_i32..)
        .zip(placed)
        .map(|(seq, (_, choice))| Choice { seq, ..choice })
        .collect())
}

fn built_in(list: &str, code: &str) -> Choice {
    Choice {
        list: list.to_owned(),
        code: code.to_owned(),
        label: None,
        aliases: Vec::new(),
        colour: None,
        seq: 0,
        retired: false,
    }
}

fn texts(column: Sql) -> Result<Vec<String>> {
    Ok(match from_columns(K::Texts, column, None)? {
        Value::Texts(texts) => texts,
        _ => Vec::new(),
    })
}

/// The codes of `list`, in the user's order.
///
/// # Errors
/// When the database fails.
pub fn codes(read: &Read<'_>, catalog: &Catalog, list: &str) -> Result<Vec<String>> {
    let choices = of_list(read, catalog, list)?;
    Ok(choices.into_iter().map(|choice| choice.code).collect())
}

/// The code that `text` names: a code itself, what the user calls a choice, another spelling of
/// it, or the program's own words in either language. A retired one too: it still stands in
/// records, in filters and in old sheets.
///
/// # Errors
/// When the database fails.
pub fn code_of(
    read: &Read<'_>,
    catalog: &Catalog,
    list: &str,
    text: &str,
) -> Result<Option<String>> {
    if catalog.codes(list).contains(&text) || catalog.is_open_code(list, text) {
        return Ok(Some(text.to_owned()));
    }
    let mut find = read
        .sql()
        .prepare_cached("SELECT code, label, aliases FROM choice WHERE list = ? ORDER BY n")?;
    let mut rows = find.query([list])?;
    let folded = words::fold(text);
    let mut alias = None;
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let label: Option<String> = row.get(1)?;
        if code == text || label.is_some_and(|label| words::fold(&label) == folded) {
            return Ok(Some(code));
        }
        let other = texts(row.get(2)?)?;
        if alias.is_none() && other.iter().any(|other| words::fold(other) == folded) {
            alias = Some(code);
        }
    }
    Ok(alias.or_else(|| labels::choice_code(catalog, list, text)))
}

/// Whether `list` has the code, offered or not.
///
/// # Errors
/// When the database fails.
pub fn is_code(read: &Read<'_>, catalog: &Catalog, list: &str, code: &str) -> Result<bool> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT 1 FROM choice WHERE list = ? AND code = ?")?;
    let known = catalog.codes(list).contains(&code) || catalog.is_open_code(list, code);
    Ok(known || find.exists([list, code])?)
}

/// Whether the user put `list` in an order.
///
/// # Errors
/// When the database fails.
pub fn is_arranged(read: &Read<'_>, list: &str) -> Result<bool> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT 1 FROM choice WHERE list = ? AND seq IS NOT NULL")?;
    Ok(find.exists([list])?)
}

/// Whether a choice is no longer offered.
///
/// # Errors
/// When the database fails.
pub fn is_retired(read: &Read<'_>, list: &str, code: &str) -> Result<bool> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT 1 FROM choice WHERE list = ? AND code = ? AND retired = 1")?;
    Ok(find.exists([list, code])?)
}

/// What a choice is called.
///
/// # Errors
/// When the database fails.
pub fn word(read: &Read<'_>, language: Language, list: &str, code: &str) -> Result<String> {
    let own: Option<Option<String>> = read
        .sql()
        .prepare_cached("SELECT label FROM choice WHERE list = ? AND code = ?")?
        .query_row([list, code], |row| row.get(0))
        .optional()?;
    Ok(own
        .flatten()
        .unwrap_or_else(|| labels::choice(language, list, code)))
}

/// A retired choice stays where it stands, and is put nowhere anew: what `record` does not hold in
/// `field` already must still be offered.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when it is not.
pub fn hold_offered(
    read: &Read<'_>,
    entity: &EntityDef,
    field: &FieldDef,
    value: &Value,
    record: Option<Id>,
) -> Result<()> {
    let list = field.choices.unwrap_or_default();
    let mut gone = Vec::new();
    for code in codes_in(value) {
        if is_retired(read, list, code)? {
            gone.push(code);
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    let held: Option<Sql> = read
        .sql()
        .prepare_cached(&format!(
            "SELECT {} FROM {} WHERE id = ?",
            quoted(field.key),
            quoted(entity.key)
        ))?
        .query_row([record], |row| row.get(0))
        .optional()?;
    let held = from_columns(field.kind, held.unwrap_or(Sql::Null), None)?;
    if gone.iter().all(|code| codes_in(&held).contains(code)) {
        return Ok(());
    }
    Err(Error::invalid(
        format!("{}.{}", entity.key, field.key),
        "error.choice_retired",
    ))
}

fn codes_in(value: &Value) -> Vec<&str> {
    match value {
        Value::Choice(code) => vec![code],
        Value::Choices(codes) => codes.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}
