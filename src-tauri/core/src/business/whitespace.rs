//! What could still be sold: the units of a group by what we offer, each cell with what came of it, and those
//! nobody was ever offered that companies like this one bought. Pure: what is given decides, no database.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::base::currency::Currency;
use crate::base::{Id, Money, Result};
use crate::records::value::{Ref, Value};

/// So many units are rows, and so many products columns; what is beyond is counted.
pub const ROWS: usize = 1_000;
/// See [`ROWS`].
pub const COLUMNS: usize = 120;
/// So many companies that bought it make a suggestion, however little they are like this one.
const ENOUGH: usize = 2;

/// The kinds of unit that buy nothing for themselves: it counts for the company they belong to.
const PARTS: [&str; 2] = ["division", "department"];

/// A unit as it comes in.
#[derive(Debug, Clone)]
pub struct UnitIn {
    /// The unit.
    pub unit: Ref,
    /// The one it reports to.
    pub parent: Option<Id>,
    /// A choice of `unit_kind`.
    pub kind: String,
    /// A choice of `industry`.
    pub industry: Option<String>,
    /// Nothing of it may be told outside the window.
    pub confidential: bool,
    /// Lost, or not to be dealt with: nothing is suggested there.
    pub closed: bool,
}

/// A product, or the category it is counted under.
#[derive(Debug, Clone)]
pub struct ColumnIn {
    /// Of which kind of record: `product` or `category`.
    pub entity: &'static str,
    /// The record.
    pub of: Ref,
    /// Still offered; what is not stands there only where something came of it.
    pub active: bool,
    /// The name by which a deal leads back to this column.
    pub written: String,
}

/// By what it is known that something was bought. A sale may be known by all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sale {
    /// The lines of it.
    Line,
    /// A cooperation.
    Cooperation,
    /// A deal that was won.
    Deal,
}

/// What came of a product at a unit.
#[derive(Debug, Clone)]
pub enum What {
    /// It was bought: so often, for how much of one currency, last on a day.
    Bought {
        /// By what that is known.
        by: Sale,
        /// So often.
        times: u32,
        /// For how much; nothing where business names several products and one amount.
        amount: Option<(Currency, i128)>,
        /// `YYYY-MM-DD`.
        last: Option<String>,
    },
    /// It is being offered.
    Open(Work),
    /// It was offered in vain.
    Lost(Work),
    /// They have it of a competitor.
    Competitor(Ref),
}

/// What was, or is, being done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Work {
    /// `opportunity` or `cooperation`.
    pub entity: String,
    /// The record.
    pub work: Ref,
}

/// Something that came of a column at a unit.
#[derive(Debug, Clone)]
pub struct Fact {
    /// At which unit.
    pub unit: Id,
    /// Of which column.
    pub column: Id,
    /// What.
    pub what: What,
}

/// How a cell stands; what is further to the left counts before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// They bought it.
    Bought,
    /// It is being offered.
    Open,
    /// They have it of a competitor.
    Competitor,
    /// It was offered in vain.
    Lost,
    /// Nobody ever offered it.
    Never,
}

/// A cell in which something stands.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct GridCell {
    /// Its row, from nought.
    pub row: u32,
    /// Its column, from nought.
    pub column: u32,
    /// How it stands.
    pub state: CellState,
    /// How often it was bought: by the lines of it, or else by the business or the deals, whichever are more.
    pub times: u32,
    /// For how much, a sum for each currency.
    pub amounts: Vec<Value>,
    /// When last, `YYYY-MM-DD`.
    pub last: Option<String>,
    /// What is being offered.
    pub open: Vec<Work>,
    /// What was offered in vain.
    pub lost: Vec<Work>,
    /// Of whom they have it.
    pub competitors: Vec<Ref>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct GridRow {
    /// The unit, with its departments.
    pub unit: Ref,
    /// How many rows are above it in the tree.
    pub depth: u32,
    /// Nothing of it may be told outside the window.
    pub confidential: bool,
    /// A choice of `industry`: what it has in common with others.
    pub industry: Option<String>,
    /// The columns that are suggested to it: nobody offered them, and companies like it, or several, bought them.
    pub suggested: Vec<u32>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct GridColumn {
    /// `product` or `category`.
    pub entity: String,
    /// The record.
    pub of: Ref,
    /// How many of the rows bought it.
    pub buyers: u32,
    /// What a deal names to stand in this column.
    pub written: String,
}

/// The grid.
#[derive(Debug, Clone, Default, PartialEq, Serialize, specta::Type)]
pub struct Whitespace {
    /// The units, each after the one above it.
    pub rows: Vec<GridRow>,
    /// What we offer, what most of them bought first.
    pub columns: Vec<GridColumn>,
    /// The cells that hold something, row by row.
    pub cells: Vec<GridCell>,
    /// So many cells are suggested.
    pub suggested: u32,
    /// So many lines of business name nothing we offer, and stand nowhere.
    pub unplaced: u32,
    /// So many more units there are than rows.
    pub more_rows: u32,
    /// So many more columns there are.
    pub more_columns: u32,
}

/// What gathers in a cell before it is judged.
#[derive(Default)]
struct Gathered {
    lines: u32,
    cooperations: u32,
    deals: u32,
    sums: BTreeMap<Currency, i128>,
    last: Option<String>,
    open: Vec<Work>,
    lost: Vec<Work>,
    competitors: Vec<Ref>,
}

impl Gathered {
    fn take(&mut self, what: What) {
        match what {
            What::Bought {
                by,
                times,
                amount,
                last,
            } => {
                let of = match by {
                    Sale::Line => &mut self.lines,
                    Sale::Cooperation => &mut self.cooperations,
                    Sale::Deal => &mut self.deals,
                };
                *of = of.saturating_add(times);
                if let Some((currency, minor)) = amount {
                    *self.sums.entry(currency).or_default() += minor;
                }
                self.last = self.last.take().max(last);
            }
            What::Open(work) => push(&mut self.open, work),
            What::Lost(work) => push(&mut self.lost, work),
            What::Competitor(who) => push(&mut self.competitors, who),
        }
    }

    /// A deal, the business that came of it and its lines are one sale.
    fn times(&self) -> u32 {
        if self.lines > 0 {
            self.lines
        } else {
            self.cooperations.max(self.deals)
        }
    }

    fn state(&self) -> CellState {
        if self.times() > 0 {
            CellState::Bought
        } else if !self.open.is_empty() {
            CellState::Open
        } else if !self.competitors.is_empty() {
            CellState::Competitor
        } else if !self.lost.is_empty() {
            CellState::Lost
        } else {
            CellState::Never
        }
    }

    fn cell(self, row: usize, column: usize) -> Result<GridCell> {
        let (state, times) = (self.state(), self.times());
        let sums = self.sums.into_iter();
        let amounts = sums.map(|(currency, minor)| Ok(Value::Money(summed(minor, currency)?)));
        Ok(GridCell {
            row: count(row),
            column: count(column),
            state,
            times,
            amounts: amounts.collect::<Result<_>>()?,
            last: self.last,
            open: self.open,
            lost: self.lost,
            competitors: self.competitors,
        })
    }
}

fn push<T: PartialEq>(to: &mut Vec<T>, one: T) {
    if !to.contains(&one) {
        to.push(one);
    }
}

fn summed(minor: i128, currency: Currency) -> Result<Money> {
    // Beyond what a vault holds there is no such amount, and the sum says so.
    let minor = i64::try_from(minor).unwrap_or(i64::MAX);
    Money::new(minor, currency).kept()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The grid of a unit with all below it: `units` name `top` and everything that reports to it, in the order in
/// which those beside one another stand.
///
/// # Errors
/// `error.money_too_large` where a sum is beyond what a vault holds.
pub fn grid(
    top: Id,
    units: &[UnitIn],
    columns: &[ColumnIn],
    facts: Vec<Fact>,
    unplaced: u32,
) -> Result<Whitespace> {
    let (rows, row_of) = rows(top, units);
    let more_rows = rows.len().saturating_sub(ROWS);
    let mut cells: HashMap<(usize, Id), Gathered> = HashMap::new();
    for Fact { unit, column, what } in facts {
        if let Some(row) = row_of.get(&unit).filter(|row| **row < ROWS) {
            cells.entry((*row, column)).or_default().take(what);
        }
    }
    let mut buyers: HashMap<Id, u32> = HashMap::new();
    let mut told: BTreeSet<Id> = BTreeSet::new();
    for ((_, column), cell) in &cells {
        told.insert(*column);
        if cell.times() > 0 {
            *buyers.entry(*column).or_default() += 1;
        }
    }
    let mut shown: Vec<GridColumn> = columns
        .iter()
        .filter(|one| one.active || told.contains(&one.of.id))
        .map(|one| GridColumn {
            entity: one.entity.to_owned(),
            of: one.of.clone(),
            buyers: buyers.get(&one.of.id).copied().unwrap_or(0),
            written: one.written.clone(),
        })
        .collect();
    // They come in the order of their names, a category with the first of its products.
    shown.sort_by_key(|one| std::cmp::Reverse(one.buyers));
    let more_columns = shown.len().saturating_sub(COLUMNS);
    shown.truncate(COLUMNS);
    let rows: Vec<(usize, u32)> = rows.into_iter().take(ROWS).collect();
    let inside: Vec<&UnitIn> = rows.iter().filter_map(|(at, _)| units.get(*at)).collect();
    let mut by_place: HashMap<(usize, usize), Gathered> = HashMap::with_capacity(cells.len());
    for (column, one) in shown.iter().enumerate() {
        for row in 0..rows.len() {
            if let Some(cell) = cells.remove(&(row, one.of.id)) {
                by_place.insert((row, column), cell);
            }
        }
    }
    let offered: Vec<bool> = shown
        .iter()
        .map(|one| columns.iter().any(|c| c.of.id == one.of.id && c.active))
        .collect();
    let bought = Bought::of(inside.len(), offered.len(), &by_place);
    let suggested: Vec<Vec<u32>> = inside
        .iter()
        .enumerate()
        .map(|(row, unit)| {
            let columns = offered.iter().enumerate();
            let columns = columns.filter(|(column, offered)| {
                **offered
                    && !unit.closed
                    && !by_place.contains_key(&(row, *column))
                    && bought.suggests(row, *column, &inside)
            });
            columns.map(|(column, _)| count(column)).collect()
        })
        .collect();
    let all: usize = suggested.iter().map(Vec::len).sum();
    let mut made = by_place
        .into_iter()
        .map(|((row, column), gathered)| gathered.cell(row, column))
        .collect::<Result<Vec<GridCell>>>()?;
    made.sort_unstable_by_key(|cell| (cell.row, cell.column));
    let rows = rows.iter().zip(&inside).zip(suggested);
    Ok(Whitespace {
        rows: rows
            .map(|(((_, depth), unit), suggested)| GridRow {
                unit: unit.unit.clone(),
                depth: *depth,
                confidential: unit.confidential,
                industry: unit.industry.clone(),
                suggested,
            })
            .collect(),
        columns: shown,
        cells: made,
        suggested: count(all),
        unplaced,
        more_rows: count(more_rows),
        more_columns: count(more_columns),
    })
}

/// The places in `units` of those that are rows, with how deep they stand, each after the one above it; and the
/// row of every unit: its own, or that of the company it is a part of.
fn rows(top: Id, units: &[UnitIn]) -> (Vec<(usize, u32)>, HashMap<Id, usize>) {
    let mut below: HashMap<Id, Vec<usize>> = HashMap::new();
    for (at, one) in units.iter().enumerate() {
        if let Some(parent) = one.parent.filter(|_| one.unit.id != top) {
            below.entry(parent).or_default().push(at);
        }
    }
    let (mut rows, mut row_of) = (Vec::new(), HashMap::new());
    let start = units.iter().position(|one| one.unit.id == top);
    let mut next: Vec<(usize, Option<usize>, u32)> =
        start.map(|at| (at, None, 0)).into_iter().collect();
    while let Some((at, over, depth)) = next.pop() {
        let Some(one) = units.get(at) else { continue };
        let part = over.filter(|_| PARTS.contains(&one.kind.as_str()));
        let row = part.unwrap_or_else(|| {
            rows.push((at, depth));
            rows.len() - 1
        });
        // The tree knows no circles; one that came in all the same is gone round once.
        if row_of.insert(one.unit.id, row).is_some() {
            continue;
        }
        let deeper = depth + u32::from(part.is_none());
        let under = below.get(&one.unit.id).into_iter().flatten().rev();
        next.extend(under.map(|child| (*child, Some(row), deeper)));
    }
    (rows, row_of)
}

/// Who bought what.
struct Bought {
    /// As bits, column by column.
    by_row: Vec<Vec<u64>>,
    by_column: Vec<Vec<usize>>,
}

impl Bought {
    fn of(rows: usize, columns: usize, cells: &HashMap<(usize, usize), Gathered>) -> Self {
        let mut by_row = vec![vec![0_u64; columns.div_ceil(64)]; rows];
        let mut by_column = vec![Vec::new(); columns];
        for ((row, column), cell) in cells {
            if cell.times() == 0 {
                continue;
            }
            if let Some(word) = by_row
                .get_mut(*row)
                .and_then(|row| row.get_mut(column / 64))
            {
                *word |= 1 << (column % 64);
            }
            if let Some(buyers) = by_column.get_mut(*column) {
                buyers.push(*row);
            }
        }
        Self { by_row, by_column }
    }

    /// Whether who bought it is a reason to offer it: several did, or one that is close.
    fn suggests(&self, row: usize, column: usize, units: &[&UnitIn]) -> bool {
        let buyers = self.by_column.get(column).map_or(&[][..], Vec::as_slice);
        buyers.len() >= ENOUGH || buyers.iter().any(|buyer| self.is_close(row, *buyer, units))
    }

    /// Of one industry, and both bought something: like enough that it alone makes a suggestion.
    fn is_close(&self, one: usize, other: usize, units: &[&UnitIn]) -> bool {
        let industry = |row: usize| units.get(row).and_then(|unit| unit.industry.as_ref());
        let bits = |row: usize| self.by_row.get(row).into_iter().flatten();
        industry(one).is_some()
            && industry(one) == industry(other)
            && bits(one).zip(bits(other)).any(|(a, b)| a & b != 0)
    }
}
