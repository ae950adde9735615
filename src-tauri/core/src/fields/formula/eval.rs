//! Working a formula out for one record.

use chrono::{Datelike, Months, NaiveDate};
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};

use super::Program;
use super::amount::{
    Amount as A, LARGE, MISFIT, MIXED, UNREAD, compared, days_between, divided, minus, together,
};
use super::names::{Expr, Function, How, Roll};
use super::parse::{ONE, Sign};
use super::text;
use crate::base::currency::Currency;
use crate::base::money::Money;
use crate::base::{Decimal, Id, Result, Timestamp, date};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef, Tree};
use crate::records::choices;
use crate::records::query::{exact_sum, quoted};
use crate::records::rows::{read_values, select_list};
use crate::records::value::{FieldKind as K, Value, fault, to_columns};
use crate::vault::Read;

/// The one or two columns of what `program` comes to for the record `id`.
///
/// # Errors
/// When the database fails; a fault of the formula is what it comes to.
pub(in crate::fields) fn worked_out(
    read: &Read<'_>,
    catalog: &Catalog,
    program: &Program,
    id: Id,
) -> Result<(Sql, Option<Sql>)> {
    let at = At {
        read,
        catalog,
        entity: program.entity,
        id,
        today: read.today(),
    };
    let amount = at.of(&program.expr)?;
    let field = &program.field;
    let kept =
        kept(field, amount).and_then(|value| to_columns(field.kind, &value).map_err(|_| MISFIT));
    Ok(kept.unwrap_or_else(|why| (fault(why), field.kind.second_column().map(|_| Sql::Null))))
}

/// The value of the field's kind.
fn kept(field: &FieldDef, amount: A) -> std::result::Result<Value, &'static str> {
    let whole = |parts: i128, one: i128| {
        divided(parts, one)
            .and_then(|n| i64::try_from(n).ok())
            .ok_or(LARGE)
    };
    Ok(match (field.kind, amount) {
        (_, A::Fault(why)) => return Err(why),
        (_, A::Null) => Value::Null,
        (K::Number, A::Number(parts)) => Value::Number(whole(parts, ONE)?),
        (K::Decimal, A::Number(parts)) => {
            Value::Decimal(Decimal::of_parts(i64::try_from(parts).map_err(|_| LARGE)?).to_string())
        }
        (K::Percent, A::Number(parts)) => {
            Value::Percent(i32::try_from(whole(parts, ONE / 10_000)?).map_err(|_| LARGE)?)
        }
        (K::Money, A::Money(parts, currency)) => {
            let one = 10_i128.pow(8_u32.saturating_sub(currency.exponent()));
            let money = Money::new(whole(parts, one)?, currency);
            Value::Money(money.kept().map_err(|_| LARGE)?)
        }
        (K::Date, A::Day(day)) => Value::Date(date::format_date(day)),
        (K::Bool, A::Truth(truth)) => Value::Bool(truth),
        (K::Text, amount) => {
            let text = amount.written().ok_or(MISFIT)?;
            Value::text(
                text.chars()
                    .take(field.max_len as usize)
                    .collect::<String>(),
            )
        }
        _ => return Err(MISFIT),
    })
}

struct At<'a> {
    read: &'a Read<'a>,
    catalog: &'a Catalog,
    entity: &'static EntityDef,
    id: Id,
    today: NaiveDate,
}

impl At<'_> {
    fn of(&self, expr: &Expr) -> Result<A> {
        Ok(match expr {
            Expr::Unread => A::Fault(UNREAD),
            Expr::Number(number) => A::Number(*number),
            Expr::Text(text) => A::Text(text.clone()),
            Expr::Truth(truth) => A::Truth(*truth),
            Expr::Field(field) => self.held(self.entity, self.id, field)?,
            Expr::Through(by, target, field) => {
                let to: Option<Id> = self
                    .read
                    .sql()
                    .prepare_cached(&format!(
                        "SELECT {} FROM {} WHERE id = ?",
                        quoted(by.key),
                        quoted(self.entity.key)
                    ))?
                    .query_row([self.id], |row| row.get(0))?;
                match to {
                    Some(to) => self.held(target, to, field)?,
                    None => A::Null,
                }
            }
            Expr::Roll(roll) => self.gathered(roll)?,
            Expr::Minus(of) => minus(self.of(of)?),
            Expr::Not(of) => match self.of(of)? {
                A::Truth(truth) => A::Truth(!truth),
                unknown @ (A::Null | A::Fault(_)) => unknown,
                _ => A::Fault(MISFIT),
            },
            Expr::Percent(of) => together(self.of(of)?, Sign::By, A::Number(100 * ONE)),
            Expr::Pair(left, sign, right) => {
                let (left, right) = (self.of(left)?, self.of(right)?);
                let (left, right) = self.alike(left, right)?;
                together(left, *sign, right)
            }
            Expr::Call(function, given) => self.call(*function, given)?,
        })
    }

    /// A choice beside a text is compared by what the text names.
    fn alike(&self, left: A, right: A) -> Result<(A, A)> {
        let named = |list: &'static str, text: &str| -> Result<A> {
            let code = choices::code_of(self.read, self.catalog, list, text)?;
            Ok(A::Choice(list, code.unwrap_or_else(|| text.to_owned())))
        };
        Ok(match (&left, &right) {
            (A::Choice(list, _), A::Text(text)) => {
                let right = named(list, text)?;
                (left, right)
            }
            (A::Text(text), A::Choice(list, _)) => (named(list, text)?, right),
            _ => (left, right),
        })
    }

    fn held(&self, entity: &EntityDef, id: Id, field: &FieldDef) -> Result<A> {
        let found = self
            .read
            .sql()
            .prepare_cached(&format!(
                "SELECT {}, {} FROM {} WHERE id = ? AND deleted_at IS NULL",
                mixed(field),
                select_list([field]),
                quoted(entity.key)
            ))?
            .query_row([id], |row| {
                Ok((row.get::<_, bool>(0)?, read_values(row, 1, [field])))
            })
            .optional()?;
        Ok(match found {
            Some((true, _)) => A::Fault(MIXED),
            Some((false, values)) => self.amount(field, values?.pop()),
            None => A::Null,
        })
    }

    fn amount(&self, field: &FieldDef, value: Option<Value>) -> A {
        match value {
            None | Some(Value::Null) => A::Null,
            Some(Value::Text(text) | Value::Fuzzy(text)) => A::Text(text),
            Some(Value::Choice(code)) => A::Choice(field.choices.unwrap_or_default(), code),
            Some(Value::Number(number)) => A::Number(i128::from(number) * ONE),
            Some(Value::Decimal(text)) => Decimal::parse(&text)
                .map_or(A::Fault(MISFIT), |number| A::Number(number.parts().into())),
            Some(Value::Percent(points)) => A::Number(i128::from(points) * (ONE / 10_000)),
            Some(Value::Money(money)) => A::of_money(money),
            Some(Value::Date(day)) => day_of(&day),
            Some(Value::Wall(wall)) => day_of(wall.at.get(..10).unwrap_or_default()),
            Some(Value::Instant(at)) => A::Day(
                Timestamp(at)
                    .utc()
                    .with_timezone(&self.read.zone())
                    .date_naive(),
            ),
            Some(Value::Bool(truth)) => A::Truth(truth),
            Some(Value::Fault(why)) => A::Fault(known_fault(&why)),
            Some(_) => A::Fault(MISFIT),
        }
    }

    /// What the records that point here come to.
    fn gathered(&self, roll: &Roll) -> Result<A> {
        let table = quoted(roll.of.key);
        let link = quoted(roll.link.key);
        let own = quoted(self.entity.key);
        let here = match self.entity.tree {
            Some(Tree { table, .. }) if roll.below => format!(
                "{link} IN (SELECT b.id FROM {table} t JOIN {own} b ON b.n = t.descendant
                 WHERE t.ancestor = (SELECT n FROM {own} WHERE id = ?1) AND b.deleted_at IS NULL)"
            ),
            _ => format!("{link} = ?1"),
        };
        let Some(field) = roll.field else {
            let count: i64 = self
                .read
                .sql()
                .prepare_cached(&format!(
                    "SELECT count(*) FROM {table} WHERE {here} AND deleted_at IS NULL"
                ))?
                .query_row(params![self.id], |row| row.get(0))?;
            return Ok(A::Number(i128::from(count) * ONE));
        };
        if roll.how == How::Sum && is_plain_number(field) {
            return self.summed(&table, &here, field);
        }
        let last = roll.how == How::Last;
        let end = if last { latest(roll.of) } else { String::new() };
        // Counting needs no value that can be reckoned with.
        let mixed = if roll.how == How::Count {
            NEVER.to_owned()
        } else {
            mixed(field)
        };
        let mut find = self.read.sql().prepare_cached(&format!(
            "SELECT {mixed}, {} FROM {table}
             WHERE {here} AND deleted_at IS NULL AND ({} IS NOT NULL OR {mixed}) {end}",
            select_list([field]),
            quoted(field.key)
        ))?;
        let mut rows = find.query(params![self.id])?;
        let mut made = A::Null;
        let mut counted = 0;
        while let Some(row) = rows.next()? {
            let next = if row.get(0)? {
                A::Fault(MIXED)
            } else {
                self.amount(field, read_values(row, 1, [field])?.pop())
            };
            counted += 1;
            made = folded(roll.how, made, next);
            if matches!(made, A::Fault(_)) {
                return Ok(made);
            }
        }
        Ok(match roll.how {
            How::Count => A::Number(counted * ONE),
            _ => made,
        })
    }

    /// The sum of a column that holds whole numbers, by the database: there may be very many.
    fn summed(&self, table: &str, here: &str, field: &FieldDef) -> Result<A> {
        type Row = (Option<i64>, Option<String>, Option<String>, i64, bool);
        let column = quoted(field.key);
        let second = field.kind.second_column();
        let currency = second.map_or_else(
            || "''".to_owned(),
            |suffix| quoted(&format!("{}{suffix}", field.key)),
        );
        let (sum, one, other, count, mixed): Row = self
            .read
            .sql()
            .prepare_cached(&format!(
                "SELECT {}, min({currency}) FILTER (WHERE {column} IS NOT NULL),
                   max({currency}) FILTER (WHERE {column} IS NOT NULL), count({column}),
                   coalesce(max({}), 0)
                 FROM {table} WHERE {here} AND deleted_at IS NULL",
                exact_sum(&column),
                mixed(field)
            ))?
            .query_row(params![self.id], |row| {
                let (sum, one, other) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok((sum, one, other, row.get(3)?, row.get(4)?))
            })?;
        if count == 0 && !mixed {
            return Ok(A::Null);
        }
        if mixed || one != other {
            return Ok(A::Fault(MIXED));
        }
        let Some(sum) = sum else {
            return Ok(A::Fault(LARGE));
        };
        Ok(match field.kind {
            K::Money => A::of_money(Money::new(sum, Currency::parse(&one.unwrap_or_default())?)),
            K::Decimal => A::Number(sum.into()),
            K::Percent => A::Number(i128::from(sum) * (ONE / 10_000)),
            _ => A::Number(i128::from(sum) * ONE),
        })
    }

    fn call(&self, function: Function, given: &[Expr]) -> Result<A> {
        if function == Function::Today {
            return Ok(A::Day(self.today));
        }
        if let Function::Text(what) = function {
            let given = given
                .iter()
                .map(|expr| self.of(expr))
                .collect::<Result<_>>()?;
            return Ok(text::made(what, given));
        }
        let mut given = given.iter();
        let mut next = || given.next().map_or(Ok(A::Null), |expr| self.of(expr));
        let first = next()?;
        if let A::Fault(_) = first {
            return Ok(first);
        }
        Ok(match function {
            Function::If => match first {
                A::Truth(true) => next()?,
                A::Truth(false) | A::Null => {
                    given.next();
                    given.next().map_or(Ok(A::Null), |expr| self.of(expr))?
                }
                _ => A::Fault(MISFIT),
            },
            Function::Empty => A::Truth(first == A::Null),
            Function::Coalesce => {
                let mut found = first;
                while found == A::Null {
                    let Some(expr) = given.next() else { break };
                    found = self.of(expr)?;
                }
                found
            }
            Function::Min | Function::Max => {
                let how = if function == Function::Min {
                    How::Min
                } else {
                    How::Max
                };
                let mut found = first;
                for expr in given {
                    let next = self.of(expr)?;
                    found = folded(how, found, next);
                }
                found
            }
            Function::Days => match (first, next()?) {
                (A::Day(from), A::Day(to)) => days_between(from, to),
                (_, fault @ A::Fault(_)) => fault,
                (A::Null | A::Day(_), A::Null) | (A::Null, A::Day(_)) => A::Null,
                _ => A::Fault(MISFIT),
            },
            Function::AddMonths => match (first, next()?) {
                (A::Day(day), A::Number(months)) => later(day, months / ONE),
                (A::Null, _) | (_, A::Null) => A::Null,
                _ => A::Fault(MISFIT),
            },
            Function::Year | Function::Month | Function::Day => match first {
                A::Day(day) => A::Number(
                    ONE * match function {
                        Function::Year => i128::from(day.year()),
                        Function::Month => i128::from(day.month()),
                        _ => i128::from(day.day()),
                    },
                ),
                A::Null => A::Null,
                _ => A::Fault(MISFIT),
            },
            Function::Round => {
                let places = match next()? {
                    A::Number(places) => places / ONE,
                    A::Null => 0,
                    _ => return Ok(A::Fault(MISFIT)),
                };
                let unit = u32::try_from(8 - places.clamp(0, 8)).unwrap_or_default();
                let unit = 10_i128.pow(unit);
                let round = |parts| divided(parts, unit).unwrap_or_default() * unit;
                match first {
                    A::Number(parts) => A::Number(round(parts)),
                    A::Money(parts, currency) => A::Money(round(parts), currency),
                    A::Null => A::Null,
                    _ => A::Fault(MISFIT),
                }
            }
            Function::Abs => match first {
                A::Number(parts) => A::Number(parts.abs()),
                A::Money(parts, currency) => A::Money(parts.abs(), currency),
                A::Null => A::Null,
                _ => A::Fault(MISFIT),
            },
            // Answered above.
            Function::Today | Function::Text(_) => A::Null,
        })
    }
}

const NEVER: &str = "0";

/// Asks whether an amount has no sum, for it would be of several currencies: what the program itself
/// keeps says so by its currency alone, and must not pass for an amount that is not there.
fn mixed(field: &FieldDef) -> String {
    match field.kind.second_column() {
        Some(suffix) if field.kind == K::Money => {
            format!("({} IS 'XXX')", quoted(&format!("{}{suffix}", field.key)))
        }
        _ => NEVER.to_owned(),
    }
}

/// Whether the column holds nothing but whole numbers.
fn is_plain_number(field: &FieldDef) -> bool {
    matches!(field.kind, K::Money | K::Number | K::Decimal | K::Percent) && !field.formula
}

/// A value more among those gathered.
fn folded(how: How, made: A, next: A) -> A {
    match (made, next) {
        (_, fault @ A::Fault(_)) | (fault @ A::Fault(_), _) => fault,
        (made, A::Null) => made,
        (A::Null, next) => next,
        (made, next) => match how {
            How::Sum => together(made, Sign::Plus, next),
            How::Count | How::Last => next,
            How::Min | How::Max => match compared(&made, &next) {
                Ok(order) if (how == How::Min) == order.is_le() => made,
                Ok(_) => next,
                Err(why) => A::Fault(why),
            },
        },
    }
}

/// The end of a question for the latest record: by the time it is of, else by when it was made.
fn latest(entity: &EntityDef) -> String {
    match entity.fields.iter().find(|field| field.moment) {
        Some(field) => format!("ORDER BY {} DESC, n DESC LIMIT 1", quoted(field.key)),
        None => "ORDER BY n DESC LIMIT 1".to_owned(),
    }
}

fn day_of(text: &str) -> A {
    date::parse_date(text).map_or(A::Fault(MISFIT), A::Day)
}

fn later(day: NaiveDate, months: i128) -> A {
    let size = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
    let there = if months < 0 {
        day.checked_sub_months(size)
    } else {
        day.checked_add_months(size)
    };
    there.map_or(A::Fault(LARGE), A::Day)
}

/// The reason as the program says it; a reason of another program reads as a misfit.
fn known_fault(why: &str) -> &'static str {
    const KNOWN: [&str; 6] = [
        LARGE,
        "error.formula_by_zero",
        MIXED,
        MISFIT,
        UNREAD,
        text::PATTERN,
    ];
    KNOWN
        .into_iter()
        .find(|known| *known == why)
        .unwrap_or(MISFIT)
}
