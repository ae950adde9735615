//! What the names in a formula mean: fields of the record, fields of what it points at, and records
//! that point at it. A name may be a key or the label in either language; kept are keys.

use std::ops::Range;

use super::parse::{Name, Sign, Tree};
use super::text::Text;
use crate::base::error::{Error, Result};
use crate::base::words;
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::labels::{self, Language};
use crate::records::value::FieldKind as K;

/// A formula whose names are known.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    /// Cannot be read any more: what it asked for is gone.
    Unread,
    Number(i128),
    Text(String),
    Truth(bool),
    Field(&'static FieldDef),
    /// By a reference, a field of what it points at.
    Through(&'static FieldDef, &'static EntityDef, &'static FieldDef),
    Roll(Roll),
    Minus(Box<Expr>),
    Not(Box<Expr>),
    Percent(Box<Expr>),
    Pair(Box<Expr>, Sign, Box<Expr>),
    Call(Function, Vec<Expr>),
}

/// What related records come to.
#[derive(Debug, Clone, Copy)]
pub(in crate::fields) struct Roll {
    pub(super) how: How,
    /// The records.
    pub(in crate::fields) of: &'static EntityDef,
    /// By which they point at this one.
    pub(in crate::fields) link: &'static FieldDef,
    /// What of them; counting needs none.
    pub(super) field: Option<&'static FieldDef>,
    /// Those of everything below this one as well.
    pub(in crate::fields) below: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Sum,
    Count,
    Min,
    Max,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Today,
    Days,
    Year,
    Month,
    Day,
    AddMonths,
    If,
    Round,
    Abs,
    Min,
    Max,
    Coalesce,
    Empty,
    Text(Text),
}

const ROLLS: [(&str, &str, How); 5] = [
    ("sum", "求和", How::Sum),
    ("count", "计数", How::Count),
    ("min", "最小", How::Min),
    ("max", "最大", How::Max),
    ("last", "最新", How::Last),
];

/// Name, Chinese name, function, and how many values it takes.
const FUNCTIONS: [(&str, &str, Function, Range<usize>); 28] = [
    ("today", "今天", Function::Today, 0..1),
    ("days", "天数", Function::Days, 2..3),
    ("year", "年", Function::Year, 1..2),
    ("month", "月", Function::Month, 1..2),
    ("day", "日", Function::Day, 1..2),
    ("addmonths", "加月", Function::AddMonths, 2..3),
    ("if", "如果", Function::If, 2..4),
    ("round", "四舍五入", Function::Round, 1..3),
    ("abs", "绝对值", Function::Abs, 1..2),
    ("min", "最小", Function::Min, 2..9),
    ("max", "最大", Function::Max, 2..9),
    ("coalesce", "空则", Function::Coalesce, 2..9),
    ("empty", "为空", Function::Empty, 1..2),
    ("concat", "连接", Function::Text(Text::Concat), 1..17),
    ("concatenate", "合并", Function::Text(Text::Concat), 1..17),
    ("left", "左取", Function::Text(Text::Left), 1..3),
    ("right", "右取", Function::Text(Text::Right), 1..3),
    ("mid", "截取", Function::Text(Text::Mid), 3..4),
    ("len", "字数", Function::Text(Text::Len), 1..2),
    ("upper", "大写", Function::Text(Text::Upper), 1..2),
    ("lower", "小写", Function::Text(Text::Lower), 1..2),
    ("trim", "去空格", Function::Text(Text::Trim), 1..2),
    ("contains", "包含", Function::Text(Text::Contains), 2..3),
    ("find", "查找", Function::Text(Text::Find), 2..3),
    ("substitute", "替换", Function::Text(Text::Replace), 3..4),
    ("replace", "换成", Function::Text(Text::Replace), 3..4),
    ("text", "格式", Function::Text(Text::Pattern), 2..3),
    ("value", "数值", Function::Text(Text::Value), 1..2),
];

const LANGUAGES: [Language; 2] = [Language::Zh, Language::En];

/// Where a name stands, its key, and its label in the user's words.
pub(super) struct Known {
    pub(super) at: Range<usize>,
    pub(super) key: String,
    pub(super) of: Of,
}

/// What a name is the name of.
pub(super) enum Of {
    Field(&'static str, &'static str),
    Entity(&'static str),
}

/// Finds out what names mean, and keeps what it found.
pub(super) struct Reader<'c> {
    catalog: &'c Catalog,
    entity: &'static EntityDef,
    pub(super) known: Vec<Known>,
}

impl<'c> Reader<'c> {
    pub(super) fn new(catalog: &'c Catalog, entity: &'static EntityDef) -> Self {
        Self {
            catalog,
            entity,
            known: Vec::new(),
        }
    }

    pub(super) fn expr(&mut self, tree: &Tree) -> Result<Expr> {
        let boxed = |expr: Expr| Box::new(expr);
        Ok(match tree {
            Tree::Number(number) => Expr::Number(*number),
            Tree::Text(text) => Expr::Text(text.clone()),
            Tree::Truth(truth) => Expr::Truth(*truth),
            Tree::Minus(of) => Expr::Minus(boxed(self.expr(of)?)),
            Tree::Not(of) => Expr::Not(boxed(self.expr(of)?)),
            Tree::Percent(of) => Expr::Percent(boxed(self.expr(of)?)),
            Tree::Pair(left, sign, right) => {
                Expr::Pair(boxed(self.expr(left)?), *sign, boxed(self.expr(right)?))
            }
            Tree::Path(name, None) => {
                let field = self.own(self.entity, name)?;
                Expr::Field(single(field, name)?)
            }
            Tree::Path(by, Some(name)) => {
                let by = self.own(self.entity, by)?;
                let target = by.target.filter(|_| by.kind == K::Ref);
                let target = target.and_then(|key| self.catalog.entity(key).ok());
                let target = target.ok_or_else(|| strange("error.formula_no_way", name))?;
                let field = self.own(target, name)?;
                Expr::Through(by, target, single(field, name)?)
            }
            Tree::Call(name, given) => self.call(name, given)?,
        })
    }

    fn call(&mut self, name: &Name, given: &[Tree]) -> Result<Expr> {
        let called = name.text.to_lowercase();
        let rolls = ROLLS.iter().find(|one| one.0 == called || one.1 == called);
        if let (Some((_, _, how)), Some(Tree::Path(first, further))) = (rolls, given.first())
            && (given.len() == 1 || is_below(given))
        {
            return self.roll(*how, first, further.as_ref(), given.len() > 1);
        }
        let function = FUNCTIONS
            .iter()
            .find(|one| one.0 == called || one.1 == called);
        let Some((_, _, function, takes)) = function else {
            return Err(strange("error.formula_no_function", name));
        };
        if !takes.contains(&given.len()) {
            return Err(strange("error.formula_arguments", name));
        }
        let given = given
            .iter()
            .map(|one| self.expr(one))
            .collect::<Result<_>>()?;
        Ok(Expr::Call(*function, given))
    }

    fn roll(
        &mut self,
        how: How,
        first: &Name,
        further: Option<&Name>,
        below: bool,
    ) -> Result<Expr> {
        let folded = words::fold(&first.text);
        let named = |entity: &&&'static EntityDef| {
            let key = format!("entity.{}", entity.key);
            let is = |language| words::fold(&labels::message(language, &key, &[])) == folded;
            entity.key == first.text || LANGUAGES.into_iter().any(is)
        };
        let of = self.catalog.entities().iter().find(named).copied();
        let of = of.ok_or_else(|| strange("error.formula_no_records", first))?;
        self.keep(first, of.key.to_owned(), Of::Entity(of.key));
        // Kept by the journal, so that where a record pointed before is known.
        let points = |field: &&&'static FieldDef| {
            field.kind == K::Ref && field.target == Some(self.entity.key) && !field.computed
        };
        let mut links = of.fields.iter().filter(|field| points(&field));
        let link = links
            .next()
            .ok_or_else(|| strange("error.formula_no_way", first))?;
        if below && self.entity.tree.is_none() {
            return Err(strange("error.formula_no_way", first));
        }
        let field = match further {
            Some(name) => {
                let field = self.own(of, name)?;
                Some(single(field, name)?)
            }
            None if how == How::Count => None,
            None => return Err(strange("error.formula_arguments", first)),
        };
        Ok(Expr::Roll(Roll {
            how,
            of,
            link,
            field,
            below,
        }))
    }

    fn keep(&mut self, name: &Name, key: String, of: Of) {
        let at = name.at.clone();
        self.known.push(Known { at, key, of });
    }

    /// A field by its key or its name.
    fn own(&mut self, entity: &'static EntityDef, name: &Name) -> Result<&'static FieldDef> {
        let folded = words::fold(&name.text);
        let named = |field: &&'static FieldDef| {
            LANGUAGES.into_iter().any(|language| {
                words::fold(&self.catalog.field_label(language, entity.key, field.key)) == folded
            })
        };
        let by_key = entity.fields.iter().find(|field| field.key == name.text);
        let field = by_key.or_else(|| entity.fields.iter().find(named));
        let field = field.ok_or_else(|| strange("error.formula_no_name", name))?;
        self.keep(name, field.key.to_owned(), Of::Field(entity.key, field.key));
        Ok(field)
    }
}

/// One value, that can be reckoned with.
fn single(field: &'static FieldDef, name: &Name) -> Result<&'static FieldDef> {
    match field.kind {
        K::Choices | K::Texts | K::Dated | K::Phones | K::Emails | K::Refs | K::Ref => {
            Err(strange("error.formula_kind", name))
        }
        _ => Ok(field),
    }
}

/// Whether the second value says that all below counts too.
fn is_below(given: &[Tree]) -> bool {
    match given.get(1) {
        Some(Tree::Path(name, None)) => {
            given.len() == 2 && matches!(name.text.as_str(), "subtree" | "下级")
        }
        _ => false,
    }
}

fn strange(key: &'static str, name: &Name) -> Error {
    Error::invalid("formula", key).with("text", &name.text)
}
