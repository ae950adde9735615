//! Asking a field that holds several whether one is among them.

use rusqlite::types::Value as Sql;

use super::catalog::FieldDef;
use super::query::{Piece, quoted};
use super::value::{FieldKind as K, Value};

/// The condition that `value` is one of those the field holds; nothing where it is not asked so.
pub(super) fn holds(field: &FieldDef, value: &Value) -> Option<Piece> {
    let one = match (field.kind, value) {
        (K::Choices, Value::Choice(code)) => code.clone(),
        (K::Refs, Value::Ref(to)) => to.id.to_string(),
        _ => return None,
    };
    Some(Piece {
        sql: format!(
            "EXISTS (SELECT 1 FROM json_each({}) WHERE value = ?)",
            quoted(field.key)
        ),
        bound: vec![Sql::Text(one)],
    })
}
