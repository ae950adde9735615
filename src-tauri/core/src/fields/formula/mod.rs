//! Formulas: `合作金额 * 13%`, `days(last_touch, today())`, `sum(contract.amount, subtree)`.
//!
//! A reader of our own, for the ready-made ones reckon in floats, know no money that belongs to a
//! currency and end at the first fault; here a fault is a value and shows in its cell.

mod amount;
mod eval;
mod names;
mod parse;
mod text;

use std::collections::HashSet;

use self::names::{Expr, Function, Known, Of, Reader};
use crate::base::error::{Error, Result};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::labels::{self, Language};

pub(super) use eval::worked_out;
pub(super) use names::Roll;

/// A formula ready to be worked out.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub(super) entity: &'static EntityDef,
    /// The field that keeps what it comes to.
    pub(super) field: FieldDef,
    expr: Expr,
}

/// A formula with every name as its key.
pub(super) fn in_keys(catalog: &Catalog, entity: &str, text: &str) -> Result<String> {
    let mut reader = Reader::new(catalog, catalog.entity(entity)?);
    reader.expr(&parse::read(text)?)?;
    Ok(renamed(
        text,
        reader.known.into_iter().map(|one| (one.at, one.key)),
    ))
}

/// A formula kept in keys, in the words of a language; as it is where it cannot be read any more.
pub(super) fn told(catalog: &Catalog, language: Language, entity: &str, text: &str) -> String {
    let told = || -> Result<String> {
        let mut reader = Reader::new(catalog, catalog.entity(entity)?);
        reader.expr(&parse::read(text)?)?;
        Ok(renamed(
            text,
            reader.known.into_iter().map(|one| {
                let label = match one.of {
                    Of::Field(entity, field) => catalog.field_label(language, entity, field),
                    Of::Entity(entity) => {
                        labels::message(language, &format!("entity.{entity}"), &[])
                    }
                };
                (one.at, in_braces(label))
            }),
        ))
    };
    told().unwrap_or_else(|_| text.to_owned())
}

/// A name that could be taken for something else stands in braces.
fn in_braces(label: String) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let first = label.chars().next();
    let sign = [
        "or", "或", "and", "且", "not", "非", "true", "真", "false", "假",
    ];
    if label.chars().all(word)
        && first.is_some_and(|c| !c.is_ascii_digit())
        && !sign.contains(&label.to_lowercase().as_str())
    {
        return label;
    }
    format!("{{{label}}}")
}

fn renamed(text: &str, names: impl Iterator<Item = (std::ops::Range<usize>, String)>) -> String {
    let mut names: Vec<_> = names.collect();
    names.sort_by_key(|(at, _)| at.start);
    let mut made = String::new();
    let mut from = 0;
    for (at, name) in names {
        made.push_str(text.get(from..at.start).unwrap_or_default());
        made.push_str(&name);
        from = at.end;
    }
    made.push_str(text.get(from..).unwrap_or_default());
    made
}

/// A formula of `entity` that is yet to be kept, as field `field`.
pub(super) fn program(
    catalog: &Catalog,
    entity: &'static EntityDef,
    field: FieldDef,
    text: &str,
) -> Result<Program> {
    Ok(Program {
        entity,
        field,
        expr: Reader::new(catalog, entity).expr(&parse::read(text)?)?,
    })
}

/// Every formula, each after those it asks for. One that can no longer be read comes to a fault,
/// rather than leave its cells at what they were.
///
/// # Errors
/// `error.formula_cycle` when one asks for itself.
pub(super) fn programs(catalog: &Catalog) -> Result<Vec<Program>> {
    let mut left = Vec::new();
    for own in catalog.own() {
        let Some(text) = &own.formula else { continue };
        let entity = catalog.entity(&own.entity)?;
        let field = *entity.field(&own.key)?;
        left.push(program(catalog, entity, field, text).unwrap_or(Program {
            entity,
            field,
            expr: Expr::Unread,
        }));
    }
    let mut placed: Vec<Program> = Vec::new();
    while !left.is_empty() {
        let waits: HashSet<_> = left.iter().map(Program::keeps).collect();
        let (ready, rest): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|one| one.asks().iter().all(|asked| !waits.contains(asked)));
        if ready.is_empty() {
            return Err(Error::invalid("formula", "error.formula_cycle"));
        }
        placed.extend(ready);
        left = rest;
    }
    Ok(placed)
}

/// Whether a field's formula can be read.
fn reads(catalog: &Catalog, (entity, key): (&str, &str)) -> bool {
    let own = catalog.own_field(entity, key);
    own.and_then(|own| own.formula.as_ref())
        .is_some_and(|text| {
            let entity = catalog.entity(entity);
            entity.is_ok_and(|entity| {
                let tree = parse::read(text);
                tree.is_ok_and(|tree| Reader::new(catalog, entity).expr(&tree).is_ok())
            })
        })
}

/// A formula kept in keys, with another key for one of the fields it asks for.
pub(super) fn with_key(
    catalog: &Catalog,
    entity: &str,
    text: &str,
    (of, key): (&str, &str),
    new: &str,
) -> Result<String> {
    let mut reader = Reader::new(catalog, catalog.entity(entity)?);
    reader.expr(&parse::read(text)?)?;
    let it =
        |one: &Known| matches!(one.of, Of::Field(entity, field) if entity == of && field == key);
    let known = reader.known.into_iter().filter(it);
    Ok(renamed(text, known.map(|one| (one.at, new.to_owned()))))
}

/// Whether a formula kept in keys asks for a field.
pub(super) fn asks_for(catalog: &Catalog, entity: &str, text: &str, of: &str, key: &str) -> bool {
    let read = || -> Result<bool> {
        let entity = catalog.entity(entity)?;
        let mut reader = Reader::new(catalog, entity);
        reader.expr(&parse::read(text)?)?;
        Ok(reader
            .known
            .iter()
            .any(|one| matches!(one.of, Of::Field(entity, field) if entity == of && field == key)))
    };
    read().unwrap_or(false)
}

impl Program {
    /// Whether what was said of fields since `before` makes it come to something else, whatever the
    /// records hold: of its own, or of one it asks for.
    pub(super) fn is_another(&self, before: &Catalog, now: &Catalog) -> bool {
        let said = |catalog: &Catalog, (entity, key): (&str, &str)| {
            let own = catalog.own_field(entity, key);
            own.map(|own| (own.kind, own.target.clone(), own.formula.clone()))
        };
        let differs = |of| said(before, of) != said(now, of);
        differs(self.keeps())
            || self.asks().into_iter().any(differs)
            || self.is_read() != reads(before, self.keeps())
    }

    fn is_read(&self) -> bool {
        !matches!(self.expr, Expr::Unread)
    }

    fn keeps(&self) -> (&'static str, &'static str) {
        (self.entity.key, self.field.key)
    }

    /// Every field it asks for, with its entity.
    fn asks(&self) -> Vec<(&'static str, &'static str)> {
        let mut asked = Vec::new();
        self.walk(&mut |expr| match expr {
            Expr::Field(field) => asked.push((self.entity.key, field.key)),
            Expr::Through(_, target, field) => asked.push((target.key, field.key)),
            Expr::Roll(roll) => {
                asked.extend(roll.field.map(|field| (roll.of.key, field.key)));
            }
            _ => {}
        });
        asked
    }

    /// The references it goes through, with what they point at.
    pub(super) fn ways(&self) -> Vec<(&'static FieldDef, &'static EntityDef)> {
        let mut ways = Vec::new();
        self.walk(&mut |expr| {
            if let Expr::Through(by, target, _) = expr {
                ways.push((*by, *target));
            }
        });
        ways
    }

    /// What it gathers of related records.
    pub(super) fn rolls(&self) -> Vec<Roll> {
        let mut rolls = Vec::new();
        self.walk(&mut |expr| {
            if let Expr::Roll(roll) = expr {
                rolls.push(*roll);
            }
        });
        rolls
    }

    /// Whether it comes to something else tomorrow.
    pub(super) fn is_of_today(&self) -> bool {
        let mut is = false;
        self.walk(&mut |expr| is |= matches!(expr, Expr::Call(Function::Today, _)));
        is
    }

    fn walk(&self, see: &mut dyn FnMut(&Expr)) {
        fn down(expr: &Expr, see: &mut dyn FnMut(&Expr)) {
            see(expr);
            match expr {
                Expr::Minus(of) | Expr::Not(of) | Expr::Percent(of) => down(of, see),
                Expr::Pair(left, _, right) => {
                    down(left, see);
                    down(right, see);
                }
                Expr::Call(_, given) => given.iter().for_each(|one| down(one, see)),
                _ => {}
            }
        }
        down(&self.expr, see);
    }
}
