//! The tree of units after every kind of step, and what its figures add up to.

mod below;
mod control;
mod posts;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;

use crate::base::{Clock, Dated, FixedClock, Id, Result};
use crate::records::value::{Value, Wall};
use crate::records::{ChangeSet, Filter, Op, RecordChange};
use crate::session::Session;
use crate::session::tests::{bin, change, make, names, query, session, unit};

#[test]
fn the_tree_is_kept_and_cycles_are_refused() {
    let (session, _) = session();
    let a = unit(&session, "A", None);
    let b = unit(&session, "B", Some(a));
    let c = unit(&session, "C", Some(b));
    let d = unit(&session, "D", None);
    let set_parent = |of: Id, to: Option<Id>| {
        let rev = session.record("unit", of).unwrap().rev;
        session.apply(&ChangeSet::update(
            "op.edit",
            "unit",
            of,
            rev,
            [("parent", to.map_or(Value::Null, Value::to))],
        ))
    };
    for bad in [a, b, c] {
        assert_eq!(
            set_parent(a, Some(bad)).unwrap_err().key(),
            "error.tree_cycle"
        );
    }
    set_parent(b, Some(d)).unwrap();
    let group = |of: Id| session.record("unit", of).unwrap().get("group").as_ref_id();
    assert_eq!((group(b), group(c), group(a)), (Some(d), Some(d), Some(a)));
    let tree = session.tree_children(None).unwrap();
    let shape: Vec<_> = tree
        .iter()
        .map(|n| (n.label.as_str(), n.children, n.descendants))
        .collect();
    assert_eq!(shape, [("A", 0, 0), ("D", 1, 2)]);
    let mut under = query(&["legal_name"]);
    under.filter = Some(Filter::Test {
        field: "parent".into(),
        op: Op::Under,
        values: vec![Value::to(d)],
    });
    assert_eq!(names(&session, under), ["B", "C", "D"]);
    session.undo().unwrap();
    assert_eq!((group(b), group(c)), (Some(a), Some(a)));
}

/// One row of the tree as the vault holds it.
struct Row {
    n: i64,
    parent: Option<Id>,
    group: Option<Id>,
    children: i64,
    living: bool,
}

type Tree = (HashMap<Id, Row>, BTreeSet<(i64, i64)>);

fn tree(session: &Session) -> Tree {
    let ask = |read: &crate::vault::Read<'_>| -> Result<Tree> {
        let mut find = read
            .sql()
            .prepare("SELECT id, n, parent, \"group\", children, deleted_at IS NULL FROM unit")?;
        let units = find
            .query_map([], |row| {
                let found = Row {
                    n: row.get(1)?,
                    parent: row.get(2)?,
                    group: row.get(3)?,
                    children: row.get(4)?,
                    living: row.get(5)?,
                };
                Ok((row.get(0)?, found))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut find = read
            .sql()
            .prepare("SELECT ancestor, descendant FROM unit_tree")?;
        let pairs = find
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok((units, pairs))
    };
    session.vault().read(ask).unwrap()
}

/// Everything the core keeps of the tree is what the parents alone say.
pub(crate) fn holds(session: &Session) {
    let (units, pairs) = tree(session);
    let mut wanted = BTreeSet::new();
    for (id, row) in &units {
        let (mut above, mut root) = (Some(*id), *id);
        while let Some(at) = above {
            wanted.insert((units[&at].n, row.n));
            (root, above) = (at, units[&at].parent);
        }
        assert_eq!(row.group, Some(root));
        let below = units
            .values()
            .filter(|of| of.living && of.parent == Some(*id));
        assert_eq!(row.children, i64::try_from(below.count()).unwrap());
    }
    assert_eq!(pairs, wanted);
}

fn creation(id: Id, parent: Option<Id>) -> RecordChange {
    RecordChange::Create {
        entity: "unit".into(),
        id: Some(id),
        asked: false,
        values: BTreeMap::from([
            ("legal_name".to_owned(), Value::text("新")),
            ("parent".to_owned(), parent.map_or(Value::Null, Value::to)),
        ]),
    }
}

fn movement(session: &Session, id: Id, parent: Option<Id>) -> RecordChange {
    RecordChange::Update {
        entity: "unit".into(),
        id,
        rev: session.record("unit", id).map_or(1, |record| record.rev),
        values: BTreeMap::from([("parent".to_owned(), parent.map_or(Value::Null, Value::to))]),
    }
}

fn steps(changes: Vec<RecordChange>) -> ChangeSet {
    ChangeSet {
        label: "op.move".into(),
        changes,
    }
}

#[test]
fn a_circle_is_found_among_many_that_move_at_once() {
    let (session, clock) = session();
    let ids: Vec<Id> = (0..300).map(|_| Id::at(clock.now())).collect();
    let chain = |at: usize| at.checked_sub(1).map(|over| ids[over]);
    let making = (0..300).map(|at| creation(ids[at], chain(at)));
    session.apply(&steps(making.collect())).unwrap();
    holds(&session);
    // All change places, each above the one that stood over it; the last closes the circle or not.
    let turned = |last: Option<Id>| {
        let below = (0..299).map(|at| movement(&session, ids[at], Some(ids[at + 1])));
        let last = movement(&session, ids[299], last);
        steps(below.chain([last]).collect())
    };
    let before = tree(&session).1;
    let error = session.apply(&turned(Some(ids[150]))).unwrap_err();
    assert_eq!(error.key(), "error.tree_cycle");
    assert_eq!(tree(&session).1, before);
    session.apply(&turned(None)).unwrap();
    holds(&session);
    session.undo().unwrap();
    holds(&session);
    assert_eq!(tree(&session).1, before);
}

#[test]
fn undoing_a_unit_put_between_two_puts_both_back() {
    let (session, clock) = session();
    let group = unit(&session, "G", None);
    let root = unit(&session, "X", None);
    unit(&session, "Y", Some(root));
    let between = Id::at(clock.now());
    let moved = movement(&session, root, Some(between));
    session
        .apply(&steps(vec![creation(between, Some(group)), moved]))
        .unwrap();
    holds(&session);
    session.undo().unwrap();
    holds(&session);
    session.redo().unwrap();
    holds(&session);
}

#[test]
fn a_unit_is_never_its_own_parent() {
    let (session, clock) = session();
    let id = Id::at(clock.now());
    let own = session.apply(&steps(vec![creation(id, Some(id))]));
    assert_eq!(own.unwrap_err().key(), "error.tree_cycle");
    let other = Id::at(clock.now());
    let circle = session.apply(&steps(vec![
        creation(id, None),
        creation(other, Some(id)),
        movement(&session, id, Some(other)),
    ]));
    assert_eq!(circle.unwrap_err().key(), "error.tree_cycle");
    assert_eq!(session.counts().unwrap()["unit"], 0);
}

#[test]
fn two_units_may_change_places_in_one_step() {
    let (session, _) = session();
    let upper = unit(&session, "上", None);
    let lower = unit(&session, "下", Some(upper));
    unit(&session, "末", Some(lower));
    let set = steps(vec![
        movement(&session, upper, Some(lower)),
        movement(&session, lower, None),
    ]);
    session.apply(&set).unwrap();
    holds(&session);
    let shape = session.tree_children(None).unwrap();
    assert_eq!(
        (shape.len(), shape[0].id, shape[0].descendants),
        (1, lower, 2)
    );
}

/// What a random step does; a number picks a unit among those there are.
#[derive(Debug, Clone)]
enum Deed {
    Create(Option<u8>),
    Move(u8, Option<u8>),
    /// A unit and the one above it change places.
    Swap(u8),
    Delete(u8),
}

#[derive(Debug, Clone)]
enum Step {
    Set(Vec<Deed>),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => proptest::option::of(any::<u8>()).prop_map(Deed::Create),
        3 => (any::<u8>(), proptest::option::of(any::<u8>())).prop_map(|(a, b)| Deed::Move(a, b)),
        1 => any::<u8>().prop_map(Deed::Swap),
        1 => any::<u8>().prop_map(Deed::Delete),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => proptest::collection::vec(deed(), 1..5).prop_map(Step::Set),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

fn changes(session: &Session, clock: &FixedClock, deeds: &[Deed]) -> Vec<RecordChange> {
    let mut living: Vec<Id> = session
        .records("unit", 1000)
        .unwrap()
        .iter()
        .map(|r| r.id)
        .collect();
    let mut changes = Vec::new();
    let pick = |living: &[Id], at: u8| living.get(usize::from(at) % living.len().max(1)).copied();
    for deed in deeds {
        match deed {
            Deed::Create(parent) => {
                let id = Id::at(clock.now());
                changes.push(creation(id, parent.and_then(|at| pick(&living, at))));
                living.push(id);
            }
            Deed::Move(of, to) => {
                let to = to.and_then(|at| pick(&living, at));
                changes.extend(pick(&living, *of).map(|of| movement(session, of, to)));
            }
            Deed::Swap(of) => {
                let parent = |of: Id| session.record("unit", of).ok()?.get("parent").as_ref_id();
                let lower = pick(&living, *of);
                if let (Some(lower), Some(upper)) = (lower, lower.and_then(parent)) {
                    changes.push(movement(session, upper, Some(lower)));
                    changes.push(movement(session, lower, parent(upper)));
                }
            }
            Deed::Delete(of) => {
                if let Some(record) =
                    pick(&living, *of).and_then(|id| session.record("unit", id).ok())
                {
                    changes.push(RecordChange::Delete {
                        entity: "unit".into(),
                        id: record.id,
                        rev: record.rev,
                    });
                }
            }
        }
    }
    changes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_tree_is_what_the_parents_say(walk in proptest::collection::vec(step(), 1..24)) {
        let (session, clock) = session();
        for step in walk {
            clock.advance(1);
            match step {
                // What is refused, a circle say, must leave no trace either.
                Step::Set(deeds) => drop(session.apply(&steps(changes(&session, &clock, &deeds)))),
                Step::Undo => drop(session.undo().unwrap()),
                Step::Redo => drop(session.redo().unwrap()),
            }
            holds(&session);
        }
    }
}

fn business(session: &Session, unit: Id, amount: &str) {
    let values = [
        ("unit", Value::to(unit)),
        ("name", Value::text("项目")),
        ("amount", Value::Raw(amount.into())),
    ];
    make(session, "cooperation", values);
}

#[test]
fn a_unit_of_two_currencies_leaves_no_sum_above_it_either() {
    let (session, _) = session();
    let group = unit(&session, "集团", None);
    let mixed = unit(&session, "两种", Some(group));
    let plain = unit(&session, "一种", Some(group));
    business(&session, plain, "100");
    business(&session, mixed, "200");
    let sums = || {
        let view = session.view(query(&["legal_name", "coop_amount"])).unwrap();
        let all = session.view_totals(&view).unwrap().remove("coop_amount");
        let mut gathered = query(&["legal_name", "coop_amount"]);
        gathered.group = Some("group".into());
        let view = session.view(gathered).unwrap();
        let head = session.view_lines(&view, 0, 1).unwrap().remove(0);
        let crate::records::view::Line::Group { mut totals, .. } = head else {
            panic!("no group")
        };
        let tree = session.tree_children(None).unwrap().remove(0);
        [
            all.unwrap_or(Value::Null),
            totals.remove("coop_amount").unwrap_or(Value::Null),
            tree.amount_all,
        ]
    };
    let minor = |value: &Value| match value {
        Value::Money(money) => Some(money.minor),
        _ => None,
    };
    assert_eq!(sums().map(|sum| minor(&sum)), [Some(30_000); 3]);
    business(&session, mixed, "USD 10");
    assert_eq!(sums(), [Value::Null, Value::Null, Value::Null]);
    session.undo().unwrap();
    assert_eq!(sums().map(|sum| minor(&sum)), [Some(30_000); 3]);
    // Two units, each of one currency of its own.
    let other = unit(&session, "外币", Some(group));
    business(&session, other, "USD 10");
    assert_eq!(sums(), [Value::Null, Value::Null, Value::Null]);
}

#[test]
fn a_sum_too_large_to_hold_is_left_out_and_fails_nothing() {
    let (session, _) = session();
    let group = unit(&session, "集团", None);
    let vast = unit(&session, "天文", Some(group));
    let all = (0..1025).map(|_| RecordChange::Create {
        entity: "cooperation".into(),
        id: None,
        asked: false,
        values: BTreeMap::from([
            ("unit".to_owned(), Value::to(vast)),
            ("name".to_owned(), Value::text("项目")),
            ("amount".to_owned(), Value::Raw("90000000000000".into())),
        ]),
    });
    let half: Vec<RecordChange> = all.clone().take(512).collect();
    session.apply(&steps(half)).unwrap();
    let Value::Money(sum) = session
        .record("unit", vast)
        .unwrap()
        .get("coop_amount")
        .clone()
    else {
        panic!("no sum")
    };
    assert_eq!(sum.minor, 512 * 9_000_000_000_000_000, "to the last cent");
    session.apply(&steps(all.collect())).unwrap();
    assert!(
        session
            .record("unit", vast)
            .unwrap()
            .get("coop_amount")
            .is_null()
    );
    business(&session, group, "100");
    assert_eq!(
        session.tree_children(None).unwrap()[0].amount_all,
        Value::Null
    );
    let view = session.view(query(&["legal_name", "coop_amount"])).unwrap();
    assert!(session.view_totals(&view).unwrap().is_empty());
    let mut deals = query(&["name", "amount"]);
    deals.entity = "cooperation".into();
    let view = session.view(deals).unwrap();
    assert!(session.view_totals(&view).unwrap().is_empty());
}

#[test]
fn the_tree_tells_the_same_figures_of_a_root_and_of_a_branch() {
    let (session, clock) = session();
    let root = unit(&session, "根", None);
    let branch = unit(&session, "枝", Some(root));
    let leaf = unit(&session, "叶", Some(branch));
    unit(&session, "独", None);
    business(&session, leaf, "100");
    business(&session, branch, "20");
    for (of, due) in [(leaf, "2026-11-20"), (branch, "2026-12-01")] {
        let task = [
            ("title", Value::text("回访")),
            ("unit", Value::to(of)),
            ("due", Value::Raw(due.into())),
        ];
        make(&session, "task", task);
    }
    let talk = [
        ("unit", Value::to(leaf)),
        ("kind", Value::choice("call")),
        ("at", Value::Instant(clock.now().0)),
        ("content", Value::text("电话")),
    ];
    make(&session, "activity", talk);
    let roots = session.tree_children(None).unwrap();
    let told: Vec<_> = roots
        .iter()
        .map(|n| (n.label.as_str(), n.descendants, n.overdue))
        .collect();
    assert_eq!(told, [("独", 0, 0), ("根", 2, 1)]);
    let below = session.tree_children(Some(root)).unwrap();
    assert_eq!((below[0].descendants, below[0].overdue), (1, 1));
    for (a, b) in [
        (&roots[1].amount_all, &below[0].amount_all),
        (&roots[1].next_touch, &below[0].next_touch),
        (&roots[1].last_touch, &below[0].last_touch),
    ] {
        assert!(!a.is_null());
        assert_eq!(a, b);
    }
    assert!(roots[0].amount_all.is_null() && roots[0].last_touch.is_null());
    let leaf = session.record("unit", leaf).unwrap();
    change(&session, &leaf, "parent", Value::Null);
    assert_eq!(session.tree_children(None).unwrap().len(), 3);
}

fn wall(at: &str, zone: &str) -> Value {
    Value::Wall(Wall {
        at: at.to_owned(),
        zone: zone.to_owned(),
    })
}

/// A task that is due when clocks of a zone show `at`.
fn task(session: &Session, unit: Id, title: &str, (at, zone): (&str, &str)) {
    let values = [
        ("unit", Value::to(unit)),
        ("title", Value::text(title)),
        ("due", wall(at, zone)),
    ];
    make(session, "task", values);
}

#[test]
fn the_next_step_is_the_one_that_comes_first_whatever_the_clocks_there_show() {
    let (session, _) = session();
    let group = unit(&session, "G", None);
    let (a, b) = (
        unit(&session, "A", Some(group)),
        unit(&session, "B", Some(group)),
    );
    // Ten in the evening in New York is eleven the next morning in Shanghai.
    let late = ("2026-03-02T22:00", "America/New_York");
    let soon = ("2026-03-03T09:00", "Asia/Shanghai");
    task(&session, a, "late", late);
    task(&session, a, "soon", soon);
    let next = |of: Id, field: &str| session.record("unit", of).unwrap().get(field).clone();
    let when = |(at, zone)| wall(at, zone);
    assert_eq!(next(a, "next_step"), Value::text("soon"));
    assert_eq!(next(a, "next_touch"), when(soon));
    // Among children alike: told by the difference, and asked of all of them.
    task(
        &session,
        b,
        "later",
        ("2026-03-02T21:59", "America/New_York"),
    );
    assert_eq!(next(group, "next_touch_all"), when(soon));
    unit(&session, "C", Some(group));
    assert_eq!(next(group, "next_touch_all"), when(soon));
    session.undo().unwrap();
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(next(group, "next_touch_all"), when(late));
}

#[test]
fn a_former_name_still_finds_its_unit() {
    let (session, _) = session();
    let values = [
        ("legal_name", Value::text("银汉储能有限公司")),
        (
            "former_names",
            Value::Raw("星川新能源（至2019年3月）、星川电气".into()),
        ),
        ("listing", Value::Raw("科创板 688001".into())),
    ];
    let made = make(&session, "unit", values);
    let dated = |text: &str, until: Option<&str>| Dated {
        text: text.into(),
        until: until.map(str::to_owned),
    };
    let both = vec![
        dated("星川新能源", Some("2019-03")),
        dated("星川电气", None),
    ];
    assert_eq!(made.get("former_names"), &Value::Dated(both));
    // A part of it finds the unit in a table; the notation it is kept in does not.
    let found = |text: &str| {
        let mut asked = query(&["legal_name"]);
        asked.filter = Some(Filter::Test {
            field: "former_names".into(),
            op: Op::Contains,
            values: vec![Value::text(text)],
        });
        names(&session, asked).len()
    };
    assert_eq!((found("新能"), found("until"), found("text")), (1, 0, 0));
    for text in ["星川电气", "xcxny", "688001"] {
        assert_eq!(
            session.search(text, 5).unwrap().hits[0].id,
            made.id,
            "{text}"
        );
    }
}

#[test]
fn a_branch_of_the_tree_is_asked_for_piece_by_piece() {
    let (session, _) = session();
    let root = unit(&session, "根", None);
    for name in ["丁", "丙", "乙", "甲"] {
        let top = unit(&session, name, None);
        unit(&session, "支", Some(top));
        unit(&session, name, Some(root));
    }
    let gone = unit(&session, "戊", None);
    bin(&session, "unit", &[gone]);
    for parent in [None, Some(root)] {
        let whole = session.tree_children(parent).unwrap();
        let many = whole.len();
        assert_eq!(many, if parent.is_none() { 5 } else { 4 });
        for (from, count) in [(0, 2), (1, 3), (3, 100), (9, 2)] {
            let branch = session.tree_branch(parent, from, count).unwrap();
            assert_eq!(branch.of as usize, many);
            let asked: Vec<_> = whole
                .iter()
                .skip(from as usize)
                .take(count as usize)
                .collect();
            assert_eq!(branch.nodes.iter().collect::<Vec<_>>(), asked);
        }
    }
    // They stand in the order of their names, each with all below it.
    let told: Vec<_> = session
        .tree_branch(None, 1, 2)
        .unwrap()
        .nodes
        .into_iter()
        .map(|node| (node.label, node.descendants))
        .collect();
    assert_eq!(told, [("丁".into(), 1), ("根".into(), 4)]);
}
