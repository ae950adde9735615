//! Filters that count from today: what they ask for moves on with the days, so it is put into them each
//! time they are asked.

use chrono::NaiveDate;

use super::catalog::{EntityDef, FieldDef};
use super::query::{Filter, Op};
use super::value::{FieldKind as K, Value};
use crate::base::date;
use crate::base::error::Result;

/// `filter` with the days that its words mean on `today`.
///
/// # Errors
/// When a field is unknown, or a word counts farther than can be compared.
pub(super) fn dated(entity: &EntityDef, filter: &Filter, today: NaiveDate) -> Result<Filter> {
    let each = |list: &[Filter]| {
        list.iter()
            .map(|one| dated(entity, one, today))
            .collect::<Result<Vec<_>>>()
    };
    Ok(match filter {
        Filter::All { all } => Filter::All { all: each(all)? },
        Filter::Any { any } => Filter::Any { any: each(any)? },
        Filter::Not { not } => Filter::Not {
            not: Box::new(dated(entity, not, today)?),
        },
        Filter::Test { field, op, values } => {
            let field = entity.field(field)?;
            let Some((first, last)) = meant(field, values, today)? else {
                return Ok(filter.clone());
            };
            let than = |op, day| Filter::Test {
                field: field.key.to_owned(),
                op,
                values: vec![Value::Raw(date::format_date(day))],
            };
            let within = || Filter::All {
                all: vec![than(Op::Ge, first), than(Op::Le, last)],
            };
            match op {
                Op::Lt | Op::Ge => than(*op, first),
                Op::Gt | Op::Le => than(*op, last),
                Op::Eq | Op::In => within(),
                Op::Ne => Filter::Not {
                    not: Box::new(within()),
                },
                _ => filter.clone(),
            }
        }
    })
}

fn meant(
    field: &FieldDef,
    values: &[Value],
    today: NaiveDate,
) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let dated = matches!(
        field.kind,
        K::Date | K::FuzzyDate | K::WallTime | K::Instant
    );
    match values {
        [Value::Raw(text)] if dated => {
            date::from_today(text, today).map_err(|error| error.on(field.key))
        }
        _ => Ok(None),
    }
}
