//! What a copied table is sorted and filtered by most, held beside the copy as plain numbers by row: a word
//! by its place in a list of words, all else as it is. The order by name, which an index of the vault keeps,
//! is put in any other order out of these without comparing anything; a statement over the copy compares
//! texts, and spells them in pinyin, row by row.
//!
//! What they cannot say (an order by another record's name, by title from the end) is left to that statement,
//! and a condition they know nothing of as well: only the rows that meet it are asked for then.

use std::collections::HashMap;

use rusqlite::types::{Value as Sql, ValueRef};

use super::catalog::{Catalog, EntityDef, FieldDef};
use super::choices;
use super::parse::{self, Ground};
use super::query::{Filter, Op, Query};
use super::value::{FieldKind as K, Value, to_columns};
use crate::base::error::Result;
use crate::base::words;
use crate::vault::Read;

/// A field of more different words than this is not held: each word costs more than a row.
const WORDS: usize = 1 << 16;
/// No row has a higher number, or holes between them would cost more than the rows.
const ROWS: usize = 1 << 24;
/// A row that holds nothing, among numbers and among words.
const NO_NUMBER: i64 = i64::MIN;
const NO_WORD: u32 = u32::MAX;
/// Rows are dealt out by so many bits at a time: the piles of one deal fit into the cache.
const DIGIT: u32 = 11;

pub(super) struct Keys {
    held: Vec<(&'static FieldDef, Column)>,
}

enum Column {
    Numbers(Vec<i64>),
    Words(Words),
    /// It turned out not to be held.
    Gone,
}

#[derive(Default)]
struct Words {
    of: Vec<u32>,
    list: Vec<Box<str>>,
    known: HashMap<Box<str>, u32>,
}

impl Keys {
    /// Whether a field is of a kind that can be held.
    pub(super) fn hold(field: &FieldDef) -> bool {
        !field.formula && (is_number(field.kind) || is_word(field.kind))
    }

    /// Nothing yet of these fields.
    pub(super) fn of(fields: impl Iterator<Item = &'static FieldDef>) -> Self {
        let column = |field: &'static FieldDef| {
            if is_number(field.kind) {
                (field, Column::Numbers(Vec::new()))
            } else {
                (field, Column::Words(Words::default()))
            }
        };
        Self {
            held: fields.map(column).collect(),
        }
    }

    /// Notes what row `n` holds in the `at`th of the fields.
    pub(super) fn put(&mut self, n: i64, at: usize, value: ValueRef<'_>) {
        let Some((_, column)) = self.held.get_mut(at) else {
            return;
        };
        let place = usize::try_from(n).ok().filter(|place| *place < ROWS);
        let taken = place.is_some_and(|place| match (&mut *column, value) {
            (Column::Numbers(of), ValueRef::Integer(number)) => put(of, place, number, NO_NUMBER),
            (Column::Numbers(of), ValueRef::Null) => put(of, place, NO_NUMBER, NO_NUMBER),
            (Column::Words(words), ValueRef::Text(text)) => words.put(place, text),
            (Column::Words(words), ValueRef::Null) => put(&mut words.of, place, NO_WORD, NO_WORD),
            _ => false,
        });
        if !taken {
            *column = Column::Gone;
        }
    }

    fn column(&self, field: &FieldDef) -> Option<&Column> {
        let found = self.held.iter().find(|(held, _)| held.key == field.key);
        let column = found.map(|(_, column)| column);
        column.filter(|column| !matches!(column, Column::Gone))
    }

    /// The rows that `query` asks for, in its order, out of all in the order of their titles; nothing
    /// where only the database can say. `meets` tells which rows meet its condition, where that is beyond
    /// what is held.
    pub(super) fn rows(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        query: &Query,
        by_title: &[i64],
        meets: impl FnOnce() -> Result<Vec<i64>>,
    ) -> Result<Option<Vec<i64>>> {
        let entity = catalog.entity(&query.entity)?;
        let mut sorts = Vec::new();
        for (at, sort) in query.sort.iter().enumerate() {
            let field = entity.field(&sort.field)?;
            if field.key == entity.title && !sort.descending && at + 1 == query.sort.len() {
                continue;
            }
            match self.column(field) {
                Some(column) => sorts.push((field, column, sort.descending)),
                None => return Ok(None),
            }
        }
        let mut rows: Vec<i64> = match &query.filter {
            None => by_title.to_vec(),
            Some(filter) => match self.test(read, catalog, entity, filter)? {
                Some(test) => {
                    let meets = |n: &&i64| usize::try_from(**n).is_ok_and(|n| test.holds(n));
                    by_title.iter().filter(meets).copied().collect()
                }
                None => among(by_title, &meets()?),
            },
        };
        // The last term first: each deal leaves those that are alike as they lay.
        for (field, column, descending) in sorts.into_iter().rev() {
            let Some(sorted) = column.sorted(read, catalog, field, descending, rows)? else {
                return Ok(None);
            };
            rows = sorted;
        }
        Ok(Some(rows))
    }

    /// A condition as a question about what is held; nothing where it asks for more.
    fn test(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        entity: &'static EntityDef,
        filter: &Filter,
    ) -> Result<Option<Test<'_>>> {
        let each = |list: &[Filter]| -> Result<Option<Vec<Test<'_>>>> {
            list.iter()
                .map(|filter| self.test(read, catalog, entity, filter))
                .collect()
        };
        Ok(match filter {
            Filter::All { all } => each(all)?.map(Test::All),
            Filter::Any { any } => each(any)?.map(Test::Any),
            Filter::Not { not } => self
                .test(read, catalog, entity, not)?
                .map(|test| Test::Not(Box::new(test))),
            Filter::Test { field, op, values } => {
                let field = entity.field(field)?;
                let Some(Column::Words(words)) = self.column(field) else {
                    return Ok(None);
                };
                let asked: &[Value] = match op {
                    Op::In => values,
                    Op::Eq | Op::Ne => values.get(..1).unwrap_or_default(),
                    _ => return Ok(None),
                };
                // A day is compared with the day of a time: no question about words.
                if !matches!(field.kind, K::Choice | K::Text) || (asked.is_empty() && *op != Op::In)
                {
                    return Ok(None);
                }
                let ground = Ground {
                    read: Some(read),
                    catalog,
                };
                let mut wanted = vec![false; words.list.len()];
                for value in asked {
                    let value = parse::value(&ground, entity, field, value.clone())?;
                    let (Sql::Text(text), _) = to_columns(field.kind, &value)? else {
                        return Ok(None);
                    };
                    if let Some(known) = words.known.get(text.as_str())
                        && let Some(wanted) = wanted.get_mut(*known as usize)
                    {
                        *wanted = true;
                    }
                }
                let test = Test::Among(words, wanted);
                Some(if *op == Op::Ne {
                    Test::Not(Box::new(test))
                } else {
                    test
                })
            }
        })
    }
}

fn is_number(kind: K) -> bool {
    matches!(
        kind,
        K::Number | K::Money | K::Percent | K::Instant | K::Bool
    )
}

fn is_word(kind: K) -> bool {
    matches!(
        kind,
        K::Choice | K::Text | K::Date | K::FuzzyDate | K::WallTime
    )
}

fn put<T: Copy>(of: &mut Vec<T>, place: usize, value: T, nothing: T) -> bool {
    if of.len() <= place {
        of.resize(place + 1, nothing);
    }
    if let Some(there) = of.get_mut(place) {
        *there = value;
    }
    true
}

/// Those of `rows` that are among `some`.
fn among(rows: &[i64], some: &[i64]) -> Vec<i64> {
    let last = some.iter().copied().max().unwrap_or_default();
    let mut is = vec![false; usize::try_from(last).unwrap_or_default() + 1];
    let place = |n: &i64| usize::try_from(*n).unwrap_or(usize::MAX);
    for n in some {
        if let Some(is) = is.get_mut(place(n)) {
            *is = true;
        }
    }
    let is = |n: &&i64| is.get(place(n)).copied().unwrap_or_default();
    rows.iter().filter(is).copied().collect()
}

impl Words {
    fn put(&mut self, place: usize, text: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(text) else {
            return false;
        };
        let word = match self.known.get(text) {
            Some(word) => *word,
            None if self.list.len() >= WORDS => return false,
            None => {
                let word = u32::try_from(self.list.len()).unwrap_or(NO_WORD);
                self.list.push(text.into());
                self.known.insert(text.into(), word);
                word
            }
        };
        put(&mut self.of, place, word, NO_WORD)
    }

    /// Where each word stands among the others; the same where two sound alike.
    fn ranks(&self, read: &Read<'_>, catalog: &Catalog, field: &FieldDef) -> Result<Vec<u64>> {
        let codes = match field.choices {
            Some(list) if field.kind == K::Choice => choices::codes(read, catalog, list)?,
            _ => Vec::new(),
        };
        if !codes.is_empty() {
            let place = |word: &str| codes.iter().position(|code| code == word);
            let rank = |word: &str| place(word).unwrap_or(codes.len()) as u64;
            return Ok(self.list.iter().map(|word| rank(word)).collect());
        }
        let sound = |word: &str| match field.kind {
            K::Text => words::pinyin_key(word),
            _ => word.to_owned(),
        };
        let mut sounds: Vec<(String, usize)> =
            self.list.iter().map(|word| sound(word)).zip(0..).collect();
        sounds.sort_unstable();
        let mut ranks = vec![0; self.list.len()];
        let mut rank = 0;
        let mut before: Option<&str> = None;
        for (sound, word) in &sounds {
            rank += u64::from(before.is_some_and(|before| before != sound));
            before = Some(sound);
            if let Some(of) = ranks.get_mut(*word) {
                *of = rank;
            }
        }
        Ok(ranks)
    }
}

impl Column {
    /// `rows` in the order of this column, those alike as they lay. What is not known comes last either
    /// way; nothing where a field that should always be known is not.
    fn sorted(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        field: &FieldDef,
        descending: bool,
        rows: Vec<i64>,
    ) -> Result<Option<Vec<i64>>> {
        let mut known: Vec<(u64, u32)> = Vec::with_capacity(rows.len());
        let mut unknown = Vec::new();
        let mut deal = |row: u32, key: Option<u64>| match key {
            Some(key) => known.push((key, row)),
            None => unknown.push(i64::from(row)),
        };
        match self {
            Self::Numbers(of) => {
                for row in rows.iter().filter_map(|row| u32::try_from(*row).ok()) {
                    let number = of.get(row as usize).filter(|number| **number != NO_NUMBER);
                    // As the sign says, from the smallest.
                    deal(row, number.map(|number| number.cast_unsigned() ^ (1 << 63)));
                }
            }
            Self::Words(words) => {
                let ranks = words.ranks(read, catalog, field)?;
                for row in rows.iter().filter_map(|row| u32::try_from(*row).ok()) {
                    let word = words.of.get(row as usize).copied().unwrap_or(NO_WORD);
                    deal(row, ranks.get(word as usize).copied());
                }
            }
            Self::Gone => return Ok(None),
        }
        if (field.required && !unknown.is_empty()) || known.len() + unknown.len() != rows.len() {
            return Ok(None);
        }
        drop(rows);
        let least = known.iter().map(|(key, _)| *key).min().unwrap_or_default();
        let most = known.iter().map(|(key, _)| *key).max().unwrap_or_default();
        for (key, _) in &mut known {
            *key = if descending {
                most - *key
            } else {
                *key - least
            };
        }
        let mut sorted: Vec<i64> = dealt(known, most - least)
            .into_iter()
            .map(|(_, row)| i64::from(row))
            .collect();
        sorted.append(&mut unknown);
        Ok(Some(sorted))
    }
}

/// Sorted by the number before each, those alike as they lay; none is greater than `most`.
fn dealt(mut rows: Vec<(u64, u32)>, most: u64) -> Vec<(u64, u32)> {
    // Of few rows the piles would be more than the rows.
    if rows.len() < 1 << DIGIT {
        rows.sort_by_key(|(key, _)| *key);
        return rows;
    }
    let mut other = vec![(0, 0); rows.len()];
    let mut shift = 0;
    while shift < u64::BITS && most >> shift > 0 {
        let digit =
            |key: u64| usize::try_from((key >> shift) & ((1 << DIGIT) - 1)).unwrap_or_default();
        let mut begins = vec![0_usize; 1 << DIGIT];
        for (key, _) in &rows {
            if let Some(count) = begins.get_mut(digit(*key)) {
                *count += 1;
            }
        }
        let mut so_far = 0;
        for begin in &mut begins {
            so_far += std::mem::replace(begin, so_far);
        }
        for row in &rows {
            if let Some(next) = begins.get_mut(digit(row.0)) {
                if let Some(there) = other.get_mut(*next) {
                    *there = *row;
                }
                *next += 1;
            }
        }
        std::mem::swap(&mut rows, &mut other);
        shift += DIGIT;
    }
    rows
}

/// Whether a row meets a condition. What is unknown is not among anything.
enum Test<'k> {
    All(Vec<Test<'k>>),
    Any(Vec<Test<'k>>),
    Not(Box<Test<'k>>),
    Among(&'k Words, Vec<bool>),
}

impl Test<'_> {
    fn holds(&self, row: usize) -> bool {
        match self {
            Self::All(all) => all.iter().all(|test| test.holds(row)),
            Self::Any(any) => any.iter().any(|test| test.holds(row)),
            Self::Not(test) => !test.holds(row),
            Self::Among(words, wanted) => {
                let word = words.of.get(row).copied().unwrap_or(NO_WORD);
                wanted.get(word as usize).copied().unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::dealt;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_is_dealt_out_is_sorted_and_leaves_alike_as_they_lay(
            keys in proptest::collection::vec(any::<u64>(), 0..6_000),
            narrow in 0..63_u32,
        ) {
            let rows: Vec<(u64, u32)> = keys.iter().map(|key| key >> narrow).zip(0..).collect();
            let most = rows.iter().map(|(key, _)| *key).max().unwrap_or_default();
            let mut sorted = rows.clone();
            sorted.sort_unstable();
            prop_assert_eq!(dealt(rows, most), sorted);
        }
    }
}
