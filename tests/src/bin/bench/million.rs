//! What is promised for a million units: any window of a table, a keystroke of search, the figures of the
//! whole tree, moving a subtree, unlocking, memory; each beside plain SQLite running the query one would
//! write by hand, over the same rows and in the same run.

use std::path::Path;
use std::process::Command;

use rusqlite::{Connection, params};
use steward_core::base::Id;
use steward_core::records::Query;
use steward_core::records::query::{Filter, Op, Sort};
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_tests::dice::Dice;
use steward_tests::ledger;
use steward_tests::scene::change;

use crate::child::peak;
use crate::forest::{Forest, Shape};
use crate::sheet::{Sheet, median, p99, timed};

/// Lines on a large screen.
const SCREENFUL: u32 = 60;
const COLUMNS: [&str; 11] = [
    "legal_name",
    "kind",
    "level",
    "status",
    "contact_name",
    "coop_amount",
    "next_touch",
    "last_touch",
    "owner",
    "industry",
    "code",
];
const ROUNDS: usize = 9;

/// A table, as the core is asked for it and as one would ask by hand.
struct Table {
    what: &'static str,
    query: Query,
    /// What stands behind WHERE and behind ORDER BY.
    by_hand: (&'static str, &'static str),
}

fn table(
    what: &'static str,
    filter: Option<Filter>,
    sort: Option<(&str, bool)>,
    by_hand: (&'static str, &'static str),
) -> Table {
    let sort = sort.map(|(field, descending)| Sort {
        field: field.to_owned(),
        descending,
    });
    let query = Query {
        entity: "unit".to_owned(),
        filter,
        sort: sort.into_iter().collect(),
        group: None,
        folded: Vec::new(),
        search: None,
        columns: COLUMNS.map(str::to_owned).to_vec(),
    };
    Table {
        what,
        query,
        by_hand,
    }
}

fn test(field: &str, op: Op, values: &[&str]) -> Filter {
    let raw = values.iter().map(|value| Value::Raw((*value).to_owned()));
    Filter::Test {
        field: field.to_owned(),
        op,
        values: raw.collect(),
    }
}

fn tables() -> Vec<Table> {
    let both = Filter::All {
        all: vec![
            test("status", Op::Eq, &["active"]),
            test("level", Op::In, &["a", "b"]),
        ],
    };
    let named = Some(test("legal_name", Op::Contains, &["鸿远"]));
    vec![
        table("by name", None, None, ("1", "name_key, n")),
        table(
            "by last conversation",
            None,
            Some(("last_touch", true)),
            ("1", "last_touch IS NULL, last_touch DESC, name_key, n"),
        ),
        table(
            "by business",
            None,
            Some(("coop_amount", true)),
            ("1", "coop_amount IS NULL, coop_amount DESC, name_key, n"),
        ),
        table(
            "by owner",
            None,
            Some(("owner", false)),
            ("1", "owner IS NULL, owner, name_key, n"),
        ),
        table(
            "active at level a or b, by last conversation",
            Some(both),
            Some(("last_touch", true)),
            (
                "status = 'active' AND level IN ('a', 'b')",
                "last_touch IS NULL, last_touch DESC, name_key, n",
            ),
        ),
        table(
            "of one owner, by name",
            Some(test("owner", Op::Eq, &["林珊"])),
            None,
            ("owner = '林珊'", "name_key, n"),
        ),
        table(
            "name contains two characters",
            named,
            None,
            ("legal_name LIKE '%鸿远%'", "name_key, n"),
        ),
    ]
}

/// The rows in a plain file, opened as anybody would who wants speed.
fn plain(forest: &Forest) -> Connection {
    let sql = Connection::open(forest.plain()).unwrap();
    sql.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = EXTRA; PRAGMA cache_size = -65536;
         PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
    )
    .unwrap();
    sql
}

/// How many lines there are by hand, and those of one screen.
fn count_by_hand(sql: &Connection, table: &Table) -> u32 {
    let (holds, _) = table.by_hand;
    let asked = format!("SELECT count(*) FROM unit WHERE deleted_at IS NULL AND {holds}");
    let mut find = sql.prepare_cached(&asked).unwrap();
    find.query_row([], |row| row.get(0)).unwrap()
}

fn lines_by_hand(sql: &Connection, table: &Table, from: u32) -> Vec<Id> {
    let (holds, order) = table.by_hand;
    let asked = format!(
        "SELECT id, rev, coop_amount_currency, {} FROM unit WHERE deleted_at IS NULL AND {holds}
         ORDER BY {order} LIMIT {SCREENFUL} OFFSET ?",
        COLUMNS.join(", ")
    );
    let mut find = sql.prepare_cached(&asked).unwrap();
    let rows = find.query_map([from], |row| {
        for at in 1..COLUMNS.len() + 3 {
            row.get::<_, rusqlite::types::Value>(at)?;
        }
        row.get(0)
    });
    rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// Milliseconds to the first lines, how many there are, and the first lines.
fn opened(session: &Session, table: &Table) -> (f64, u32, Vec<Id>) {
    let (took, (of, lines)) = timed(|| {
        let view = session.view(table.query.clone()).unwrap();
        let lines = session.view_lines(&view, 0, SCREENFUL).unwrap();
        (view.extent().records, lines)
    });
    (took, of, ids(&lines))
}

fn ids(lines: &[steward_core::records::view::Line]) -> Vec<Id> {
    use steward_core::records::view::Line;
    let id = |line: &Line| match line {
        Line::Record { id, .. } => Some(*id),
        Line::Group { .. } => None,
    };
    lines.iter().filter_map(id).collect()
}

fn several(mut one: impl FnMut() -> f64) -> f64 {
    median((0..ROUNDS).map(|_| one()).collect())
}

/// Has the system forget what it holds of a file in memory.
fn forget(file: &Path) {
    let of = format!("if={}", file.display());
    let dropped = Command::new("dd")
        .args([&of, "iflag=nocache", "count=0", "status=none"])
        .status();
    assert!(dropped.unwrap().success(), "dd advises the system");
}

/// What the core took, to be held against the plain file afterwards: that one's cache is not our memory.
struct Ours {
    first: f64,
    again: f64,
    of: u32,
    top: Vec<Id>,
    /// Of a screenful at the start, in the middle, at the end.
    windows: Vec<(u32, f64)>,
}

fn ours(session: &Session, table: &Table) -> Ours {
    let (first, of, top) = opened(session, table);
    let again = several(|| opened(session, table).0);
    let view = session.view(table.query.clone()).unwrap();
    let last = of.saturating_sub(SCREENFUL);
    let windows = [0, last / 2, last].map(|from| {
        let look = || timed(|| session.view_lines(&view, from, SCREENFUL).unwrap()).0;
        (from, several(look))
    });
    Ours {
        first,
        again,
        of,
        top,
        windows: windows.to_vec(),
    }
}

fn against(sheet: &mut Sheet, sql: &Connection, table: &Table, ours: &Ours) {
    let what = table.what;
    let (cold, top) = timed(|| {
        assert_eq!(count_by_hand(sql, table), ours.of, "{what}: as many");
        lines_by_hand(sql, table, 0)
    });
    assert!(
        what == "by owner" || top == ours.top,
        "{what}: the same lines"
    );
    let again = several(|| {
        timed(|| {
            count_by_hand(sql, table);
            lines_by_hand(sql, table, 0)
        })
        .0
    });
    sheet.against(
        &format!("{what}, asked for the first time"),
        ours.first,
        cold,
        3.0,
        "ms",
    );
    sheet.at_most(&format!("{what}, asked again"), ours.again, 50.0, "ms");
    sheet.against(
        &format!("{what}, asked again"),
        ours.again,
        again,
        1.5,
        "ms",
    );
    for (from, took) in &ours.windows {
        let theirs = several(|| timed(|| lines_by_hand(sql, table, *from)).0);
        let what = format!("{what}, lines from {from}");
        sheet.at_most(&what, *took, 50.0, "ms");
        sheet.against(&what, *took, theirs, 1.5, "ms");
    }
}

/// What is in the field after each key of some searches for units.
fn typed(shape: Shape) -> Vec<String> {
    let mut dice = Dice::of(77);
    let mut typed = Vec::new();
    for n in 0..140 {
        let of = dice.below(shape.units);
        let unit = ledger::unit(of);
        let text = |key: &str| {
            let value = unit.get(key).and_then(Value::as_text);
            value.unwrap_or_default().to_owned()
        };
        let whole: String = match n % 5 {
            0 => text("short_name"),
            1 => text("legal_name").chars().skip(2).take(6).collect(),
            2 => format!("kh-{of:07}"),
            3 => steward_core::base::words::pinyin_forms(&text("short_name"))
                .remove(0)
                .short(),
            _ => steward_core::base::words::pinyin_forms(&text("short_name"))
                .remove(0)
                .full()
                .chars()
                .take(9)
                .collect(),
        };
        let ends = whole.char_indices().map(|(at, c)| at + c.len_utf8());
        typed.extend(ends.map(|end| whole[..end].to_owned()));
    }
    typed
}

fn unit_ids(sql: &Connection, wanted: &[usize]) -> Vec<Id> {
    let code = |n: &usize| format!("KH-{n:07}");
    let mut find = sql.prepare("SELECT id FROM unit WHERE code = ?").unwrap();
    let one = |n| find.query_row([code(n)], |row| row.get(0)).unwrap();
    wanted.iter().map(one).collect()
}

const FIGURES: &str = "
  SELECT count(*), sum(d.coop_amount), max(d.last_touch), min(d.next_touch),
    sum(d.next_touch < '2026-03-02'), sum(d.talks), sum(d.open_tasks)
  FROM unit u JOIN unit_tree t ON t.ancestor = u.n JOIN unit d ON d.n = t.descendant
  WHERE u.id = ? AND d.deleted_at IS NULL";

/// The figures of the whole tree, and of the crowd below one parent.
fn figures(sheet: &mut Sheet, session: &Session, sql: &Connection, forest: &Forest) {
    let [root, crowded] = unit_ids(sql, &[0, Shape::CROWDED])[..] else {
        unreachable!()
    };
    let branch = |parent, from| {
        let look = || session.tree_branch(parent, from, SCREENFUL).unwrap();
        several(|| timed(look).0)
    };
    let whole = branch(None, 0);
    let node = session.tree_branch(None, 0, 1).unwrap().nodes.remove(0);
    let (theirs, counted) = timed(|| {
        sql.query_row(FIGURES, [root], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, Option<i64>>(1)?))
        })
        .unwrap()
    });
    assert_eq!(node.descendants + 1, counted.0, "the tree counts them all");
    assert_eq!(node.descendants as usize + 1, forest.shape.units);
    let Value::Money(sum) = node.amount_all else {
        unreachable!("no sum")
    };
    assert_eq!(Some(sum.minor), counted.1, "and adds them all up");
    sheet.at_most("figures of the whole tree", whole, 150.0, "ms");
    sheet.against("figures of the whole tree", whole, theirs, 1.5, "ms");
    let wide = u32::try_from(forest.shape.wide).unwrap();
    for from in [0, wide / 2, wide - SCREENFUL] {
        let ours = branch(Some(crowded), from);
        let mut find = sql
            .prepare(
                "SELECT id, legal_name, kind, talks_all FROM unit
                 WHERE parent = ? AND deleted_at IS NULL ORDER BY name_key, n LIMIT 60 OFFSET ?",
            )
            .unwrap();
        let mut by_hand = || {
            let rows = find.query_map(params![crowded, from], |row| row.get::<_, Id>(0));
            rows.unwrap().count()
        };
        let theirs = several(|| timed(&mut by_hand).0);
        let what = format!("branch of {wide}, from {from}");
        sheet.at_most(&what, ours, 50.0, "ms");
        sheet.note(&format!("{what}: by hand, without figures"), theirs, "ms");
    }
}

/// Brings a block of a hundredth below another unit and back, by turns with the plain file.
fn moves(sheet: &mut Sheet, session: &Session, sql: &Connection, forest: &Forest) {
    let heads = [forest.shape.head(1), forest.shape.head(2)];
    let [of, to] = unit_ids(sql, &heads)[..] else {
        unreachable!()
    };
    let (mut ours, mut theirs, mut back) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        let unit = session.record("unit", of).unwrap();
        ours.push(timed(|| change(session, &unit, "parent", Value::to(to)).unwrap()).0);
        back.push(timed(|| session.undo().unwrap()).0);
        let was: Id = sql
            .query_row("SELECT parent FROM unit WHERE id = ?", [of], |row| {
                row.get(0)
            })
            .unwrap();
        theirs.push(timed(|| move_by_hand(sql, of, to).unwrap()).0);
        move_by_hand(sql, of, was).unwrap();
    }
    let what = format!("a subtree of {} moved", forest.shape.block);
    sheet.at_most(&what, median(ours.clone()), 1_000.0, "ms");
    sheet.note(&format!("{what} back by undo"), median(back), "ms");
    sheet.against(&what, median(ours), median(theirs), 1.5, "ms");
}

/// Writes as little as can be: only the pairs that differ.
fn move_by_hand(sql: &Connection, of: Id, to: Id) -> rusqlite::Result<()> {
    let number = |id: Id| -> rusqlite::Result<i64> {
        sql.query_row("SELECT n FROM unit WHERE id = ?", [id], |row| row.get(0))
    };
    let (n, above) = (number(of)?, number(to)?);
    sql.execute_batch("BEGIN IMMEDIATE")?;
    sql.execute(
        "DELETE FROM unit_tree WHERE descendant IN
           (SELECT descendant FROM unit_tree WHERE ancestor = ?1)
         AND ancestor IN (SELECT ancestor FROM unit_tree WHERE descendant = ?1 AND ancestor <> ?1)
         AND ancestor NOT IN (SELECT ancestor FROM unit_tree WHERE descendant = ?2)",
        [n, above],
    )?;
    sql.execute(
        "INSERT INTO unit_tree (ancestor, descendant)
         SELECT a.ancestor, d.descendant
         FROM unit_tree d CROSS JOIN unit_tree a WHERE d.ancestor = ?2 AND a.descendant = ?1
         AND a.ancestor NOT IN (SELECT ancestor FROM unit_tree WHERE descendant = ?2)
         ORDER BY d.descendant, a.ancestor",
        [above, n],
    )?;
    sql.execute("UPDATE unit SET parent = ?1 WHERE n = ?2", params![to, n])?;
    sql.execute_batch("COMMIT")
}

/// Unlocking with nothing of the file in the system's memory, to the first lines.
fn unlocking(sheet: &mut Sheet, forest: &Forest) {
    let first = &tables()[0];
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        forget(&forest.vault().join("vault.db"));
        for took in [&mut cold, &mut warm] {
            took.push(timed(|| opened(&forest.open(), first)).0);
        }
    }
    sheet.at_most("unlocked to first lines", median(warm), 1_500.0, "ms");
    sheet.at_most("the same, from the disk", median(cold), 1_500.0, "ms");
}

pub(crate) fn measure(sheet: &mut Sheet) {
    let forest = Forest::set();
    unlocking(sheet, &forest);
    let session = forest.open();
    let (warmed, ()) = timed(|| session.warm().unwrap());
    sheet.note("tables made ready in the background", warmed, "ms");
    let tables = tables();
    let measured: Vec<Ours> = tables.iter().map(|one| ours(&session, one)).collect();
    let keys: Vec<f64> = typed(forest.shape)
        .iter()
        .map(|text| timed(|| session.search(text, 20).unwrap()).0)
        .collect();
    sheet.note("search keystroke, median", median(keys.clone()), "ms");
    sheet.at_most("search keystroke, p99", p99(keys), 30.0, "ms");
    sheet.at_most("memory at its most", peak("self").unwrap(), 500.0, "MB");
    forget(&forest.plain());
    let sql = plain(&forest);
    for (table, ours) in tables.iter().zip(&measured) {
        against(sheet, &sql, table, ours);
    }
    figures(sheet, &session, &sql, &forest);
    moves(sheet, &session, &sql, &forest);
    after_an_edit(sheet, &session, &sql, &tables);
}

/// A table asked for again when one record in it is another.
fn after_an_edit(sheet: &mut Sheet, session: &Session, sql: &Connection, tables: &[Table]) {
    let id = unit_ids(sql, &[Shape::CROWDED + 700])[0];
    let (mut edits, mut looks) = (Vec::new(), Vec::new());
    for n in 0..ROUNDS {
        let unit = session.record("unit", id).unwrap();
        let owner = Value::text(format!("第{n}人"));
        edits.push(timed(|| change(session, &unit, "owner", owner).unwrap()).0);
        looks.extend(tables.iter().map(|table| opened(session, table).0));
    }
    // The vault is kept for the next run.
    for _ in 0..ROUNDS {
        session.undo().unwrap();
    }
    sheet.note("one cell edited", median(edits), "ms");
    sheet.at_most(
        "any of the tables after that",
        median(looks.clone()),
        50.0,
        "ms",
    );
    sheet.note("the slowest of them", p99(looks), "ms");
}
