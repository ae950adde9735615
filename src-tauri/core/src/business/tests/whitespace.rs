//! What could still be sold: against counting by hand, cell by cell; and out of the records themselves.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::base::currency::Currency;
use crate::base::{Id, Money};
use crate::business::whitespace::{
    CellState, ColumnIn, Fact, GridCell, Sale, UnitIn, What, Whitespace, Work, grid,
};
use crate::records::value::{Ref, Value};
use crate::session::tests::{bin, change, make, session, unit};
use crate::session::{GridBy, Session};

fn id(n: usize) -> Id {
    format!("{n:08x}-0000-7000-8000-000000000000")
        .parse()
        .unwrap()
}

fn named(n: usize) -> Ref {
    Ref {
        id: id(n),
        label: format!("{n}"),
    }
}

fn work(n: usize) -> Work {
    Work {
        entity: "opportunity".into(),
        work: named(n),
    }
}

const PRODUCTS: usize = 1_000;

/// A tree, what is offered, and what came of it, all by their numbers.
#[derive(Debug, Clone)]
struct World {
    /// Of each unit but the first, which of those before it is its parent; its kind; its industry.
    units: Vec<(usize, u8, u8)>,
    active: Vec<bool>,
    /// Unit, product, what, and how much of it.
    facts: Vec<(usize, usize, u8, i64)>,
}

impl World {
    fn kind(&self, unit: usize) -> &'static str {
        match unit.checked_sub(1).map(|at| self.units[at].1) {
            None => "group",
            Some(0) => "department",
            Some(1) => "division",
            Some(_) => "company",
        }
    }

    fn parent(&self, unit: usize) -> Option<usize> {
        unit.checked_sub(1).map(|at| self.units[at].0 % unit)
    }

    fn industry(&self, unit: usize) -> Option<String> {
        let of = unit.checked_sub(1).map_or(0, |at| self.units[at].2);
        (of > 0).then(|| format!("i{of}"))
    }

    /// The unit as whose it counts.
    fn company(&self, unit: usize) -> usize {
        match self.parent(unit) {
            Some(over) if matches!(self.kind(unit), "department" | "division") => {
                self.company(over)
            }
            _ => unit,
        }
    }

    fn what(&self, at: usize) -> What {
        let (_, _, what, amount) = self.facts[at];
        match what {
            0 | 1 | 5 => What::Bought {
                by: match what {
                    0 => Sale::Line,
                    1 => Sale::Cooperation,
                    _ => Sale::Deal,
                },
                times: 1,
                amount: (amount % 3 != 0).then(|| {
                    let currency = if amount % 2 == 0 { "CNY" } else { "USD" };
                    (Currency::parse(currency).unwrap(), i128::from(amount))
                }),
                last: (amount % 5 != 0)
                    .then(|| format!("2026-01-{:02}", 1 + amount.rem_euclid(28))),
            },
            2 => What::Open(work(2_000 + at)),
            3 => What::Lost(work(2_000 + at)),
            _ => What::Competitor(named(3_000 + at)),
        }
    }

    fn grid(&self) -> Whitespace {
        let units: Vec<UnitIn> = (0..=self.units.len())
            .map(|at| UnitIn {
                unit: named(at),
                parent: self.parent(at).map(id),
                kind: self.kind(at).into(),
                industry: self.industry(at),
                confidential: false,
                closed: at % 7 == 6,
            })
            .collect();
        let columns: Vec<ColumnIn> = (0..self.active.len())
            .map(|at| ColumnIn {
                entity: "product",
                of: named(PRODUCTS + at),
                active: self.active[at],
                written: String::new(),
            })
            .collect();
        let facts = (0..self.facts.len()).map(|at| Fact {
            unit: id(self.facts[at].0),
            column: id(PRODUCTS + self.facts[at].1),
            what: self.what(at),
        });
        grid(id(0), &units, &columns, facts.collect(), 0).unwrap()
    }

    /// The facts of a cell, by their numbers.
    fn of(&self, company: usize, product: usize) -> Vec<usize> {
        let all = 0..self.facts.len();
        all.filter(|at| {
            let (unit, of, ..) = self.facts[*at];
            self.company(unit) == company && of == product
        })
        .collect()
    }

    fn bought(&self, company: usize, product: usize) -> bool {
        let facts = self.of(company, product);
        let bought = [0, 1, 5];
        facts
            .into_iter()
            .any(|at| bought.contains(&self.facts[at].2))
    }

    fn companies(&self) -> Vec<usize> {
        let all = 0..=self.units.len();
        all.filter(|unit| self.company(*unit) == *unit).collect()
    }

    /// Holds a cell, or that there is none, to what is counted by hand.
    fn check(&self, company: usize, product: usize, cell: Option<&GridCell>, suggested: bool) {
        let facts = self.of(company, product);
        let count = |kind: u8| facts.iter().filter(|at| self.facts[**at].2 == kind).count();
        let [lines, works, open, lost, theirs, won] = [0, 1, 2, 3, 4, 5].map(count);
        // A deal, the business that came of it and its lines are one sale.
        let times = if lines > 0 { lines } else { works.max(won) };
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        let mut last: Option<String> = None;
        for at in &facts {
            if let What::Bought {
                amount, last: day, ..
            } = self.what(*at)
            {
                if let Some((currency, minor)) = amount {
                    *sums.entry(currency).or_default() += i64::try_from(minor).unwrap();
                }
                last = last.max(day);
            }
        }
        let mut buyers = 0;
        let mut close = false;
        for other in self.companies() {
            if !self.bought(other, product) {
                continue;
            }
            buyers += 1;
            let shared = (0..self.active.len())
                .any(|each| self.bought(company, each) && self.bought(other, each));
            let industry = self.industry(company);
            close |= shared && industry.is_some() && industry == self.industry(other);
        }
        let never = facts.is_empty();
        let wanted = never && self.active[product] && company % 7 != 6 && (buyers >= 2 || close);
        assert_eq!(suggested, wanted, "{company} {product}");
        let Some(cell) = cell else {
            assert!(never, "{company} {product}");
            return;
        };
        let state = match (times, open, theirs, lost) {
            (1.., ..) => CellState::Bought,
            (_, 1.., ..) => CellState::Open,
            (_, _, 1.., _) => CellState::Competitor,
            (.., 1..) => CellState::Lost,
            _ => CellState::Never,
        };
        assert_eq!(cell.state, state, "{company} {product}");
        let came = [
            cell.times as usize,
            cell.open.len(),
            cell.lost.len(),
            cell.competitors.len(),
        ];
        assert_eq!(came, [times, open, lost, theirs]);
        let amounts: Vec<Value> = sums
            .into_iter()
            .map(|(currency, minor)| Value::Money(Money::new(minor, currency)))
            .collect();
        assert_eq!(cell.amounts, amounts);
        assert_eq!(cell.last, last);
    }
}

fn worlds() -> impl Strategy<Value = World> {
    (1_usize..14, 1_usize..7).prop_flat_map(|(units, products)| {
        (
            proptest::collection::vec((0_usize..20, 0_u8..6, 0_u8..3), units),
            proptest::collection::vec(proptest::bool::weighted(0.8), products),
            proptest::collection::vec((0..=units, 0..products, 0_u8..6, -50_i64..500), 0..30),
        )
            .prop_map(|(units, active, facts)| World {
                units,
                active,
                facts,
            })
    })
}

proptest! {
    #[test]
    fn every_cell_is_what_counting_by_hand_says(world in worlds()) {
        let told = world.grid();
        let number = |of: &Ref| of.label.parse::<usize>().unwrap();
        let mut rows: Vec<usize> = told.rows.iter().map(|row| number(&row.unit)).collect();
        let columns: Vec<usize> = told
            .columns
            .iter()
            .map(|column| number(&column.of) - PRODUCTS)
            .collect();
        let mut seen = 0;
        for (row, company) in rows.iter().enumerate() {
            for (column, product) in columns.iter().enumerate() {
                let place = (u32::try_from(row).unwrap(), u32::try_from(column).unwrap());
                let mut here = told.cells.iter().filter(|cell| (cell.row, cell.column) == place);
                let cell = here.next();
                prop_assert!(here.next().is_none(), "a cell stands there once");
                seen += usize::from(cell.is_some());
                let suggested = told.rows[row].suggested.contains(&place.1);
                world.check(*company, *product, cell, suggested);
            }
        }
        prop_assert_eq!(seen, told.cells.len());
        let marked: usize = told.rows.iter().map(|row| row.suggested.len()).sum();
        prop_assert_eq!(marked, told.suggested as usize);
        // What is offered no more stands there where something came of it.
        for product in 0..world.active.len() {
            let came = world.facts.iter().any(|fact| fact.1 == product);
            prop_assert_eq!(columns.contains(&product), world.active[product] || came);
        }
        rows.sort_unstable();
        prop_assert_eq!(rows, world.companies());
    }
}

fn product(session: &Session, name: &str, code: &str, category: Option<Id>) -> Id {
    let values = [
        ("name", Value::text(name)),
        ("code", Value::text(code)),
        ("category", category.map_or(Value::Null, Value::to)),
    ];
    make(session, "product", values).id
}

fn line(session: &Session, unit: Id, product: Option<Id>, item: &str, amount: &str, day: &str) {
    let values = [
        ("unit", Value::to(unit)),
        ("product", product.map_or(Value::Null, Value::to)),
        ("item", Value::text(item)),
        ("amount", Value::Raw(amount.into())),
        ("date", Value::Raw(day.into())),
    ];
    make(session, "transaction", values);
}

fn cell<'w>(told: &'w Whitespace, unit: &str, column: &str) -> Option<&'w GridCell> {
    let row = told.rows.iter().position(|one| one.unit.label == unit)?;
    let at = told.columns.iter().position(|one| one.of.label == column)?;
    let mut cells = told.cells.iter();
    cells.find(|one| (one.row as usize, one.column as usize) == (row, at))
}

fn is_suggested(told: &Whitespace, unit: &str, column: &str) -> bool {
    let mut rows = told.rows.iter();
    let row = rows.find(|one| one.unit.label == unit).unwrap();
    let at = told.columns.iter().position(|one| one.of.label == column);
    let at = u32::try_from(at.unwrap()).unwrap();
    row.suggested.contains(&at)
}

fn business(session: &Session, unit: Id, state: &str, start: &str, parent: Option<Id>) -> Id {
    let values = [
        ("unit", Value::to(unit)),
        ("name", Value::text("供泵")),
        ("products", Value::Texts(vec!["水泵".into()])),
        ("state", Value::choice(state)),
        ("start", Value::Raw(start.into())),
        ("parent", parent.map_or(Value::Null, Value::to)),
    ];
    make(session, "cooperation", values).id
}

#[test]
fn a_deal_the_business_that_came_of_it_and_its_lines_are_one_sale() {
    let (session, _) = session();
    let [a, b, c] = ["甲", "乙", "丙"].map(|name| unit(&session, name, None));
    let pump = product(&session, "水泵", "P1", None);
    for firm in [a, b] {
        let won = [
            ("name", Value::text("水泵")),
            ("unit", Value::to(firm)),
            ("products", Value::Texts(vec!["水泵".into()])),
            ("stage", Value::choice("won")),
            ("close_on", Value::Raw("2027-03-31".into())),
        ];
        make(&session, "opportunity", won);
        let whole = business(&session, firm, "signed", "2026-02-01", None);
        business(&session, firm, "delivering", "2027-01-01", Some(whole));
    }
    line(&session, b, Some(pump), "泵", "100", "2026-03-01");
    business(&session, c, "ended", "2026-02-01", None);
    let bought = |unit: Id, name: &str| {
        let told = session.whitespace(unit, GridBy::Product).unwrap();
        let one = cell(&told, name, "水泵").unwrap();
        (one.state, one.times, one.last.clone())
    };
    // Nothing that lies ahead is the last time.
    let last = |day: &str| Some(day.to_owned());
    assert_eq!(bought(a, "甲"), (CellState::Bought, 1, last("2026-02-01")));
    assert_eq!(bought(b, "乙"), (CellState::Bought, 1, last("2026-03-01")));
    assert_eq!(
        bought(c, "丙"),
        (CellState::Lost, 0, None),
        "it was broken off"
    );
}

#[test]
fn what_a_deal_names_leads_back_to_its_column() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let machines = make(&session, "category", [("name", Value::text("设备"))]).id;
    product(&session, "水泵", "P1", Some(machines));
    product(&session, "水泵", "P2", None);
    let written = |by: GridBy| {
        let told = session.whitespace(firm, by).unwrap();
        let columns = told.columns.into_iter();
        columns.map(|one| one.written).collect::<Vec<_>>()
    };
    assert_eq!(written(GridBy::Product), ["水泵", "P2"]);
    assert_eq!(written(GridBy::Category), ["设备", "P2"]);
    let names = ["P2", "设备"].map(String::from);
    let deal = [
        ("name", Value::text("两样")),
        ("unit", Value::to(firm)),
        ("products", Value::Texts(names.into())),
    ];
    make(&session, "opportunity", deal);
    let told = session.whitespace(firm, GridBy::Product).unwrap();
    let open: Vec<u32> = told.cells.iter().map(|one| one.column).collect();
    assert_eq!(open, [1], "of a category no product is meant");
    assert_eq!(told.unplaced, 0);
    let told = session.whitespace(firm, GridBy::Category).unwrap();
    assert_eq!(told.cells.len(), 2);
}

#[test]
fn the_records_say_what_was_bought_offered_lost_and_of_others() {
    let (session, _) = session();
    let group = unit(&session, "集团", None);
    let [a, b, c] = ["甲", "乙", "丙"].map(|name| unit(&session, name, Some(group)));
    let office = unit(&session, "采购部", Some(a));
    let now = session.record("unit", office).unwrap();
    change(&session, &now, "kind", Value::choice("department"));
    let outside = unit(&session, "别家", None);
    let machines = make(&session, "category", [("name", Value::text("设备"))]).id;
    let pump = product(&session, "水泵", "P1", Some(machines));
    let valve = product(&session, "阀门", "V1", Some(machines));
    let advice = product(&session, "巡检", "S1", None);
    line(&session, a, Some(pump), "泵", "100", "2026-01-05");
    line(&session, office, None, "ｐ1", "50", "2026-03-01");
    line(&session, b, Some(pump), "泵", "USD 7", "2026-02-01");
    line(&session, b, None, "不知何物", "9", "2026-02-01");
    line(&session, b, None, "不知何物", "9", "2026-02-02");
    line(&session, outside, Some(pump), "泵", "1000", "2026-02-01");
    let deal = |unit: Id, name: &str, what: &str, stage: &str| {
        let values = [
            ("name", Value::text(name)),
            ("unit", Value::to(unit)),
            ("products", Value::Texts(vec![what.into()])),
            ("stage", Value::choice(stage)),
        ];
        make(&session, "opportunity", values)
    };
    let open = deal(c, "阀门改造", "阀门", "proposal");
    deal(b, "阀门", "V1", "lost");
    deal(a, "巡检", "巡检", "won");
    let rival = make(&session, "competitor", [("name", Value::text("对手"))]).id;
    let uses = [
        ("unit", Value::to(b)),
        ("competitor", Value::to(rival)),
        ("product", Value::to(advice)),
        ("uses", Value::Bool(true)),
    ];
    make(&session, "competitor_view", uses);
    let told = session.whitespace(group, GridBy::Product).unwrap();
    let rows: Vec<(&str, u32)> = told
        .rows
        .iter()
        .map(|row| (row.unit.label.as_str(), row.depth))
        .collect();
    assert_eq!(
        rows,
        [("集团", 0), ("丙", 1), ("甲", 1), ("乙", 1)],
        "by pinyin"
    );
    let columns: Vec<&str> = told
        .columns
        .iter()
        .map(|one| one.of.label.as_str())
        .collect();
    assert_eq!(columns[0], "水泵", "what most bought comes first");
    assert_eq!(told.unplaced, 2, "each line");
    let money =
        |minor: i64, code: &str| Value::Money(Money::new(minor, Currency::parse(code).unwrap()));
    let own = cell(&told, "甲", "水泵").unwrap();
    // With what its department bought, named by a code in wide letters.
    assert_eq!(
        (own.times, &own.amounts[..]),
        (2, &[money(15_000, "CNY")][..])
    );
    assert_eq!(own.last.as_deref(), Some("2026-03-01"));
    assert_eq!(
        cell(&told, "乙", "水泵").unwrap().amounts,
        [money(700, "USD")]
    );
    let state = |unit: &str, column: &str| cell(&told, unit, column).map(|one| one.state);
    assert_eq!(state("丙", "阀门"), Some(CellState::Open));
    assert_eq!(cell(&told, "丙", "阀门").unwrap().open[0].work.id, open.id);
    assert_eq!(state("乙", "阀门"), Some(CellState::Lost));
    assert_eq!(state("甲", "巡检"), Some(CellState::Bought));
    assert_eq!(state("乙", "巡检"), Some(CellState::Competitor));
    assert!(
        state("甲", "阀门").is_none() && !is_suggested(&told, "甲", "阀门"),
        "nobody bought it, nothing is suggested"
    );
    // Two sister companies bought pumps: that is suggested to the third, unless it is lost.
    assert_eq!(state("丙", "水泵"), None);
    assert!(is_suggested(&told, "丙", "水泵"));
    let lost = session.record("unit", c).unwrap();
    change(&session, &lost, "status", Value::choice("lost"));
    let told = session.whitespace(group, GridBy::Product).unwrap();
    assert!(!is_suggested(&told, "丙", "水泵"));
    // A line whose product is in the bin is known by its words.
    bin(&session, "product", &[pump]);
    let told = session.whitespace(group, GridBy::Product).unwrap();
    assert_eq!(told.unplaced, 5);
    session.undo().unwrap();
    let told = session.whitespace(group, GridBy::Category).unwrap();
    let columns: Vec<(&str, &str)> = told
        .columns
        .iter()
        .map(|one| (one.entity.as_str(), one.of.label.as_str()))
        .collect();
    assert_eq!(columns, [("category", "设备"), ("product", "巡检")]);
    assert_eq!(cell(&told, "乙", "设备").unwrap().lost.len(), 1);
    assert!(told.columns.iter().all(|one| one.of.id != valve));
}

#[test]
fn what_is_out_of_sight_says_nothing_and_a_unit_made_one_with_another_brings_what_it_bought() {
    let (session, clock) = session();
    let group = unit(&session, "集团", None);
    let [a, b] = ["甲", "乙"].map(|name| unit(&session, name, Some(group)));
    let pump = product(&session, "水泵", "P1", None);
    line(&session, a, Some(pump), "泵", "100", "2026-01-05");
    line(&session, b, Some(pump), "泵", "20", "2026-01-06");
    let offer = [
        ("name", Value::text("再买")),
        ("unit", Value::to(group)),
        ("products", Value::Texts(vec!["水泵".into()])),
    ];
    make(&session, "opportunity", offer);
    let state = |session: &Session| {
        let told = session.whitespace(group, GridBy::Product).unwrap();
        let state = cell(&told, "集团", "水泵").map(|one| one.state);
        (state, is_suggested(&told, "集团", "水泵"))
    };
    assert_eq!(state(&session), (Some(CellState::Open), false));
    session.hide_module("opportunities", true).unwrap();
    assert_eq!(state(&session), (None, true), "suggested again");
    session.hide_module("opportunities", false).unwrap();
    clock.advance(60_000);
    let then = session.vault().clock().now();
    clock.advance(60_000);
    let plan = session.merge_plan("unit", a, b).unwrap();
    let order = crate::history::merge::MergeOrder {
        entity: "unit".into(),
        winner: a,
        loser: b,
        moment: plan.moment,
        takes: BTreeMap::new(),
        former: false,
    };
    session.merge(&order).unwrap();
    let told = session.whitespace(group, GridBy::Product).unwrap();
    assert_eq!(told.rows.len(), 2);
    assert_eq!(cell(&told, "甲", "水泵").unwrap().times, 2);
    let past = session.as_of(then).unwrap();
    let hidden = session.hidden().unwrap();
    let before = past
        .whitespace_shown(group, GridBy::Product, &hidden)
        .unwrap();
    assert_eq!(before.rows.len(), 3);
    let times = |name: &str| cell(&before, name, "水泵").unwrap().times;
    assert_eq!([times("甲"), times("乙")], [1, 1]);
    session.hide_module("products", true).unwrap();
    let told = session.whitespace(group, GridBy::Product).unwrap();
    assert_eq!(told, Whitespace::default());
    let hidden = session.hidden().unwrap();
    let before = past
        .whitespace_shown(group, GridBy::Product, &hidden)
        .unwrap();
    assert_eq!(before, Whitespace::default());
}
