//! A group of eleven levels that comes as a table of numbers, each with the number above it: the tree it
//! makes, what its figures come to, and that a branch of it moves and comes back.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::planning::{all, named, open, planned, text, unit};
use super::{real_data, root, session};
use crate::base::words::clean_line;
use crate::base::{Id, Money, Report};
use crate::exchange::{ImportSession, RowState};
use crate::records::value::Value;
use crate::records::{ChangeSet, Record, RecordChange};
use crate::session::Session;
use crate::units::tests::holds;

/// A line of the file: its number, its name, the number above, the share held from there.
struct Row {
    number: String,
    name: String,
    above: Option<String>,
    points: i32,
}

struct Table {
    path: PathBuf,
    rows: Vec<Row>,
}

impl Table {
    fn read(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path).unwrap();
        let rows = text.trim_start_matches('\u{feff}').lines().skip(1);
        let rows = rows.map(|line| {
            // A name may have commas of its own, and quotation marks around it then.
            let (number, rest) = line.split_once(',').unwrap();
            let [share, above, name] = rest.rsplitn(3, ',').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let (whole, part) = share.split_once('.').unwrap_or((share, ""));
            let points = format!("{whole}{part:0<2}").parse().unwrap();
            Row {
                number: number.to_owned(),
                name: name.trim_matches('"').to_owned(),
                above: Some(above)
                    .filter(|above| !above.is_empty())
                    .map(str::to_owned),
                points,
            }
        });
        Self {
            rows: rows.collect(),
            path,
        }
    }

    /// How far below the top each number stands.
    fn depths(&self) -> HashMap<&str, usize> {
        let above: HashMap<&str, Option<&str>> = self
            .rows
            .iter()
            .map(|row| (row.number.as_str(), row.above.as_deref()))
            .collect();
        let depth = |number: &str| {
            let up = std::iter::successors(above[number], |at| above[at]);
            up.count()
        };
        above
            .keys()
            .map(|number| (*number, depth(number)))
            .collect()
    }
}

/// The file with its columns said, as one says them who knows what the numbers are.
fn laid(session: &Session, path: &Path, kind: &str, targets: [Option<&str>; 4]) -> ImportSession {
    let mut import = open(session, path);
    let mut layout = import.layout_as(import.opened().sheet, None, kind).unwrap();
    for (column, target) in layout.columns.iter_mut().zip(targets) {
        column.target = target.map(str::to_owned);
    }
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    import
}

fn numbers_in(import: &ImportSession, state: RowState) -> Vec<u32> {
    let mut numbers = Vec::new();
    loop {
        let from = u32::try_from(numbers.len()).unwrap();
        let rows = import.rows(Some(state), from, 1_000).unwrap();
        if rows.is_empty() {
            return numbers;
        }
        numbers.extend(rows.iter().map(|row| row.row));
    }
}

/// The tree, then who holds how much of whom.
fn brought_in(session: &Session, table: &Table) {
    let tree = [
        Some("unit.code"),
        Some("unit.legal_name"),
        Some("unit.parent"),
        None,
    ];
    let mut import = laid(session, &table.path, "", tree);
    // Firms of nearly one name are asked about; each of these has a number of its own.
    let asked = numbers_in(&import, RowState::Doubtful);
    import.decide(session.vault(), &asked, "new").unwrap();
    assert_eq!(numbers_in(&import, RowState::New).len(), table.rows.len());
    import.perform(session.vault(), &Report::silent()).unwrap();

    let holdings = [
        Some("unit_link.child"),
        None,
        Some("unit_link.parent"),
        Some("unit_link.share"),
    ];
    let mut import = laid(session, &table.path, "unit_link", holdings);
    // The top is held by nobody of the file.
    assert_eq!(numbers_in(&import, RowState::Refused).len(), 1);
    assert_eq!(
        numbers_in(&import, RowState::New).len(),
        table.rows.len() - 1
    );
    import.perform(session.vault(), &Report::silent()).unwrap();
}

/// Business, tasks and conversations here and there, in one step.
fn busied(session: &Session, ids: &[Id]) {
    let made = |entity: &str, values: Vec<(&str, Value)>| RecordChange::Create {
        entity: entity.to_owned(),
        id: None,
        asked: false,
        values: values
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    };
    let mut changes = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let to = || ("unit", Value::to(*id));
        if at % 3 == 0 {
            let amount = Value::Raw(format!("{}", 100 + at));
            let name = ("name", Value::text("项目"));
            changes.push(made("cooperation", vec![to(), name, ("amount", amount)]));
        }
        if at % 5 == 0 {
            let day = Value::Raw(format!("2026-12-{:02}", 1 + at % 28));
            let title = ("title", Value::text("回访"));
            changes.push(made("task", vec![to(), title, ("due", day)]));
        }
        if at % 7 == 0 {
            let when = Value::Raw("2026-11-01 09:30".to_owned());
            let said = ("content", Value::text("电话"));
            let kind = ("kind", Value::choice("call"));
            changes.push(made("activity", vec![to(), kind, said, ("at", when)]));
        }
    }
    let label = "op.import".to_owned();
    session.apply(&ChangeSet { label, changes }).unwrap();
}

fn money(value: &Value) -> i64 {
    match value {
        Value::Money(Money { minor, .. }) => *minor,
        _ => 0,
    }
}

/// Every figure of every unit of the tree is what walking down from it comes to.
fn adds_up(session: &Session) {
    holds(session);
    let units = all(session, "unit");
    let mut below: HashMap<Option<Id>, Vec<&Record>> = HashMap::new();
    for unit in &units {
        let parent = unit.get("parent").as_ref_id();
        below.entry(parent).or_default().push(unit);
    }
    let count = |entity: &str| {
        let mut counts: HashMap<Id, u32> = HashMap::new();
        for record in all(session, entity) {
            *counts
                .entry(record.get("unit").as_ref_id().unwrap())
                .or_default() += 1;
        }
        counts
    };
    let (tasks, talks) = (count("task"), count("activity"));
    let mut deals: HashMap<Id, i64> = HashMap::new();
    for deal in all(session, "cooperation") {
        *deals
            .entry(deal.get("unit").as_ref_id().unwrap())
            .or_default() += money(deal.get("amount"));
    }
    for parent in below.keys() {
        for node in session.tree_children(*parent).unwrap() {
            let (mut open, mut under) = (vec![node.id], Vec::new());
            while let Some(at) = open.pop() {
                under.push(at);
                open.extend(below.get(&Some(at)).into_iter().flatten().map(|one| one.id));
            }
            let sum = |of: &HashMap<Id, u32>| under.iter().filter_map(|id| of.get(id)).sum::<u32>();
            assert_eq!(node.descendants as usize, under.len() - 1, "{}", node.label);
            assert_eq!(
                (node.open_tasks_all, node.talks_all),
                (sum(&tasks), sum(&talks)),
                "{}",
                node.label
            );
            let worth: i64 = under.iter().filter_map(|id| deals.get(id)).sum();
            assert_eq!(money(&node.amount_all), worth, "{}", node.label);
        }
    }
}

/// What every unit holds and comes to.
fn stands(session: &Session) -> BTreeMap<Id, BTreeMap<String, Value>> {
    let units = all(session, "unit").into_iter();
    units
        .map(|mut unit| {
            // When it was touched last is the one thing that undoing changes too.
            unit.values.remove("updated_at");
            (unit.id, unit.values)
        })
        .collect()
}

fn lives_through_it(table: &Table) {
    let session = session();
    brought_in(&session, table);
    let depths = table.depths();
    assert_eq!(depths.values().max(), Some(&10), "eleven levels");

    let units = all(&session, "unit");
    assert_eq!(units.len(), table.rows.len());
    let by_number: HashMap<String, &Record> =
        units.iter().map(|one| (text(one, "code"), one)).collect();
    for row in &table.rows {
        let unit = by_number[&row.number];
        assert_eq!(text(unit, "legal_name"), clean_line(&row.name));
        let above = row.above.as_ref().map(|above| by_number[above].id);
        assert_eq!(unit.get("parent").as_ref_id(), above, "{}", row.name);
    }
    let shares: HashMap<Id, (Id, Value)> = all(&session, "unit_link")
        .iter()
        .map(|link| {
            let end = |key: &str| link.get(key).as_ref_id().unwrap();
            (end("child"), (end("parent"), link.get("share").clone()))
        })
        .collect();
    for row in &table.rows {
        let held = row.above.as_ref().map(|above| by_number[above].id);
        let said = held.map(|above| (above, Value::Percent(row.points)));
        assert_eq!(shares.get(&by_number[&row.number].id), said.as_ref());
    }

    let ids: Vec<Id> = table
        .rows
        .iter()
        .map(|row| by_number[&row.number].id)
        .collect();
    busied(&session, &ids);
    adds_up(&session);
    moves(&session, table, &by_number, &depths);
}

/// The branch of the third level that reaches the lowest goes below another unit of the second, and
/// comes back.
fn moves(
    session: &Session,
    table: &Table,
    by_number: &HashMap<String, &Record>,
    depths: &HashMap<&str, usize>,
) {
    let above: HashMap<&str, Option<&str>> = table
        .rows
        .iter()
        .map(|row| (row.number.as_str(), row.above.as_deref()))
        .collect();
    let lowest = *depths.iter().find(|(_, depth)| **depth == 10).unwrap().0;
    let line: Vec<&str> = std::iter::successors(Some(lowest), |at| above[at]).collect();
    let (branch, top, old) = (line[8], line[10], line[9]);
    let new = *depths
        .iter()
        .find(|(number, depth)| **depth == 1 && **number != old)
        .unwrap()
        .0;
    let put = |of: &str, to: &str| {
        let record = session.record("unit", by_number[of].id).unwrap();
        let to = [("parent", Value::to(by_number[to].id))];
        session.apply(&ChangeSet::update(
            "op.move", "unit", record.id, record.rev, to,
        ))
    };
    let before = stands(session);
    for bad in [branch, top] {
        assert_eq!(put(bad, lowest).unwrap_err().key(), "error.tree_cycle");
    }
    assert_eq!(stands(session), before, "what was refused left no trace");

    put(branch, new).unwrap();
    adds_up(session);
    let after = stands(session);
    assert_ne!(after, before);
    session.undo().unwrap();
    adds_up(session);
    let same = |is: &BTreeMap<Id, BTreeMap<String, Value>>| is == &before;
    assert!(same(&stands(session)), "undone");
    session.redo().unwrap();
    adds_up(session);
    assert!(stands(session) == after, "done again");
}

#[test]
fn eleven_of_an_invented_group() {
    let path = root().join("tests/fixtures/import/eleven_levels.csv");
    lives_through_it(&Table::read(path));
}

#[test]
fn eleven_of_a_real_group() {
    if let Some(folder) = real_data("hierarchy") {
        lives_through_it(&Table::read(folder.join("jinghai_group.csv")));
    }
}

#[test]
fn a_number_above_that_the_vault_knows_is_that_unit() {
    let session = session();
    let top = unit(
        &session,
        vec![
            ("legal_name", Value::text("澜湾控股集团有限公司")),
            ("code", Value::text("N001")),
        ],
    );
    let file = "客户编号,单位名称,上级单位编号\nN007,澜湾港务有限公司,N001\n";
    let (mut import, _) = planned(&session, file);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(all(&session, "unit").len(), 2, "none is called N001");
    let low = named(&session, "unit", "澜湾港务有限公司");
    assert_eq!(low.get("parent").as_ref_id(), Some(top));
}
