//! What befalls a unit and all below it, against a plain recount of everything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;

use crate::base::{Clock, FixedClock, Id, Money, Timestamp};
use crate::records::value::{Ref, Value};
use crate::records::{ChangeSet, Record, RecordChange};
use crate::session::Session;
use crate::session::tests::{make, session, unit};

const DAY: i64 = 86_400_000;

#[derive(Debug, Clone)]
enum Deed {
    Unit(Option<u8>),
    Move(u8, Option<u8>),
    /// With whom, who else took part, how many days ago.
    Talk(u8, Vec<u8>, i64),
    Retold(u8, u8, Vec<u8>),
    Task(u8, Option<u32>),
    Done(u8),
    Complain(u8),
    Confirm(u8),
    /// To whom, and whether abroad.
    Sell(u8, bool),
    Bin(u8, u8),
    Merge(u8, u8),
    Undo,
    Redo,
    Days(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    let others = || proptest::collection::vec(any::<u8>(), 0..3);
    prop_oneof![
        3 => proptest::option::of(any::<u8>()).prop_map(Deed::Unit),
        2 => (any::<u8>(), proptest::option::of(any::<u8>())).prop_map(|(a, b)| Deed::Move(a, b)),
        4 => (any::<u8>(), others(), 0..400_i64).prop_map(|(a, b, c)| Deed::Talk(a, b, c)),
        2 => (any::<u8>(), any::<u8>(), others()).prop_map(|(a, b, c)| Deed::Retold(a, b, c)),
        3 => (any::<u8>(), proptest::option::of(1..28_u32)).prop_map(|(a, b)| Deed::Task(a, b)),
        1 => any::<u8>().prop_map(Deed::Done),
        2 => any::<u8>().prop_map(Deed::Complain),
        1 => any::<u8>().prop_map(Deed::Confirm),
        2 => (any::<u8>(), proptest::bool::weighted(0.2)).prop_map(|(a, b)| Deed::Sell(a, b)),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Bin(a, b)),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Merge(a, b)),
        2 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
        1 => (1..200_u8).prop_map(Deed::Days),
    ]
}

fn pick(session: &Session, entity: &str, at: u8) -> Option<Record> {
    let mut all = session.records(entity, 999).unwrap();
    let n = all.len();
    (n > 0).then(|| all.swap_remove(usize::from(at) % n))
}

fn units(session: &Session, picks: &[u8]) -> Value {
    let chosen: BTreeSet<Id> = picks
        .iter()
        .filter_map(|at| Some(pick(session, "unit", *at)?.id))
        .collect();
    let listed = chosen.into_iter().map(|id| Ref {
        id,
        label: String::new(),
    });
    Value::Refs(listed.collect())
}

fn say(session: &Session, record: &Record, values: Vec<(&'static str, Value)>) {
    let set = ChangeSet::update("op.edit", &record.entity, record.id, record.rev, values);
    // A circle is refused.
    drop(session.apply(&set));
}

fn bin(session: &Session, kind: u8, of: u8) {
    let kinds = ["unit", "activity", "task", "complaint", "cooperation"];
    if let Some(of) = pick(session, kinds[usize::from(kind) % kinds.len()], of) {
        let gone = RecordChange::Delete {
            entity: of.entity,
            id: of.id,
            rev: of.rev,
        };
        let set = ChangeSet {
            label: "op.delete".into(),
            changes: vec![gone],
        };
        session.apply(&set).unwrap();
    }
}

fn merge(session: &Session, winner: u8, loser: u8) {
    let two = (pick(session, "unit", winner), pick(session, "unit", loser));
    let (Some(winner), Some(loser)) = two else {
        return;
    };
    if let Ok(plan) = session.merge_plan("unit", winner.id, loser.id) {
        let order = crate::history::merge::MergeOrder {
            entity: "unit".into(),
            winner: winner.id,
            loser: loser.id,
            moment: plan.moment,
            takes: BTreeMap::new(),
            former: false,
        };
        session.merge(&order).unwrap();
    }
}

fn perform(session: &Session, clock: &FixedClock, deed: &Deed) {
    let some = |entity, at| pick(session, entity, at);
    match deed {
        Deed::Unit(parent) => {
            let parent = parent.and_then(|at| some("unit", at));
            unit(session, "单位", parent.map(|one| one.id));
        }
        Deed::Move(of, to) => {
            let to = to.and_then(|at| some("unit", at));
            let to = to.map_or(Value::Null, |one| Value::to(one.id));
            if let Some(of) = some("unit", *of) {
                say(session, &of, vec![("parent", to)]);
            }
        }
        Deed::Talk(with, others, ago) => {
            let Some(with) = some("unit", *with) else {
                return;
            };
            let talk = [
                ("unit", Value::to(with.id)),
                ("units", units(session, others)),
                ("kind", Value::choice("call")),
                ("at", Value::Instant(clock.now().0 - ago * DAY)),
                ("content", Value::text("电话")),
            ];
            make(session, "activity", talk);
        }
        Deed::Retold(of, with, others) => {
            if let (Some(of), Some(with)) = (some("activity", *of), some("unit", *with)) {
                let values = vec![
                    ("unit", Value::to(with.id)),
                    ("units", units(session, others)),
                ];
                say(session, &of, values);
            }
        }
        Deed::Task(of, due) => {
            let Some(of) = some("unit", *of) else { return };
            let due = due.map_or(Value::Null, |day| Value::Raw(format!("2026-12-{day:02}")));
            let task = [
                ("title", Value::text("回访")),
                ("unit", Value::to(of.id)),
                ("due", due),
            ];
            make(session, "task", task);
        }
        Deed::Done(of) => {
            if let Some(of) = some("task", *of) {
                // Done twice is refused.
                drop(session.task_done(of.id, None));
            }
        }
        Deed::Complain(of) => {
            let Some(of) = some("unit", *of) else { return };
            let complaint = [
                ("name", Value::text("投诉")),
                ("unit", Value::to(of.id)),
                ("received_on", Value::Raw("2026-11-01".into())),
            ];
            make(session, "complaint", complaint);
        }
        Deed::Confirm(of) => {
            if let Some(of) = some("complaint", *of) {
                say(session, &of, vec![("state", Value::choice("confirmed"))]);
            }
        }
        Deed::Sell(to, abroad) => {
            let Some(to) = some("unit", *to) else { return };
            let amount = if *abroad { "USD 10" } else { "100" };
            let deal = [
                ("name", Value::text("项目")),
                ("unit", Value::to(to.id)),
                ("amount", Value::Raw(amount.into())),
            ];
            make(session, "cooperation", deal);
        }
        Deed::Bin(kind, of) => bin(session, *kind, *of),
        Deed::Merge(winner, loser) => merge(session, *winner, *loser),
        Deed::Undo => drop(session.undo().unwrap()),
        Deed::Redo => drop(session.redo().unwrap()),
        Deed::Days(days) => {
            clock.advance(i64::from(*days) * DAY);
            session.renew_day().unwrap();
        }
    }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Number(number) => *number,
        _ => -1,
    }
}

/// The record's unit and those that took part.
fn of(record: &Record) -> BTreeSet<Id> {
    let mut all: BTreeSet<Id> = record.get("unit").as_ref_id().into_iter().collect();
    if let Value::Refs(others) = record.get("units") {
        all.extend(others.iter().map(|to| to.id));
    }
    all
}

/// What the tree shows of a unit is what its subtree comes to.
fn node_agrees(
    session: &Session,
    one: &Record,
    units: &[Record],
    under: &dyn Fn(Id, Id) -> bool,
    today: chrono::NaiveDate,
) -> Result<(), String> {
    let low = || units.iter().filter(|other| under(other.id, one.id));
    let overdue = low().filter(|other| match other.get("next_touch") {
        Value::Wall(wall) => wall.at < today.to_string(),
        _ => false,
    });
    let deals = session.records("cooperation", 999).unwrap();
    let sums: Vec<Money> = deals
        .iter()
        .filter(|deal| of(deal).iter().any(|id| under(*id, one.id)))
        .filter_map(|deal| match deal.get("amount") {
            Value::Money(money) => Some(*money),
            _ => None,
        })
        .collect();
    let sum = sums
        .iter()
        .skip(1)
        .try_fold(sums.first().copied(), |sum, next| {
            sum.and_then(|sum| sum.plus(*next).ok()).map(Some)
        })
        .flatten();
    let node = session
        .tree_children(one.get("parent").as_ref_id())
        .unwrap()
        .into_iter()
        .find(|node| node.id == one.id)
        .unwrap();
    let kept = (node.descendants as usize, node.overdue as usize);
    if kept != (low().count() - 1, overdue.count()) {
        return Err(format!("below and overdue: kept {kept:?}"));
    }
    if node.amount_all != sum.map_or(Value::Null, Value::Money) {
        return Err(format!("kept {:?}, summed {sum:?}", node.amount_all));
    }
    Ok(())
}

/// Everything counted by looking at everything.
fn recounted(session: &Session) -> Result<(), String> {
    let all = |entity: &str| session.records(entity, 999).unwrap();
    let (units, talks, tasks) = (all("unit"), all("activity"), all("task"));
    let complaints = all("complaint");
    let clock = session.vault().clock();
    let today = clock.now().utc().with_timezone(&clock.zone()).date_naive();
    let parents: HashMap<Id, Option<Id>> = units
        .iter()
        .map(|one| (one.id, one.get("parent").as_ref_id()))
        .collect();
    let under = |of: Id, top: Id| {
        let mut at = Some(of);
        while let Some(here) = at {
            if here == top {
                return true;
            }
            at = parents.get(&here).copied().flatten();
        }
        false
    };
    let recent = |talk: &Record| {
        let Value::Instant(at) = talk.get("at") else {
            return false;
        };
        let day = crate::base::Timestamp(*at)
            .utc()
            .with_timezone(&clock.zone());
        (today - day.date_naive()).num_days() <= 365
    };
    for one in &units {
        for below in [false, true] {
            let here = |record: &Record| {
                let near = |id: &Id| *id == one.id || (below && under(*id, one.id));
                of(record).iter().any(near)
            };
            let key = |key: &str| {
                if below {
                    format!("{key}_all")
                } else {
                    key.to_owned()
                }
            };
            let open = tasks
                .iter()
                .filter(|task| here(task) && task.get("state").as_text() == Some("open"));
            let dues = open.clone().filter_map(|task| match task.get("due") {
                Value::Wall(wall) => Some(wall.at.clone()),
                _ => None,
            });
            let next = match one.get(&key("next_touch")) {
                Value::Wall(wall) => Some(wall.at.clone()),
                _ => None,
            };
            let last = talks
                .iter()
                .filter(|talk| here(talk))
                .map(|talk| match talk.get("at") {
                    Value::Instant(at) => *at,
                    _ => 0,
                });
            let told = match one.get(&key("last_touch")) {
                Value::Instant(at) => Some(*at),
                _ => None,
            };
            let count = |n: usize| i64::try_from(n).unwrap();
            let talked = talks
                .iter()
                .filter(|talk| here(talk) && recent(talk))
                .count();
            let complained = complaints
                .iter()
                .filter(|one| here(one) && one.get("state").as_text() != Some("confirmed"))
                .count();
            let kept =
                ["talks", "open_tasks", "open_complaints"].map(|of| number(one.get(&key(of))));
            let counted = [count(talked), count(open.count()), count(complained)];
            if kept != counted {
                return Err(format!("below {below}: kept {kept:?}, counted {counted:?}"));
            }
            if (&next, told) != (&dues.min(), last.max()) {
                return Err(format!("below {below}: next {next:?}, last {told:?}"));
            }
        }
        node_agrees(session, one, &units, &under, today)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_befalls_a_subtree_is_what_a_recount_says(walk in proptest::collection::vec(deed(), 1..40)) {
        let (session, clock) = session();
        let top = unit(&session, "集团", None);
        let low = unit(&session, "公司", Some(top));
        unit(&session, "部门", Some(low));
        for deed in &walk {
            clock.advance(1);
            perform(&session, &clock, deed);
            if let Err(fault) = recounted(&session) {
                prop_assert!(false, "after {:?}: {}", deed, fault);
            }
        }
    }
}

/// A group, with a conversation that was held with both units below it.
fn met_by_two(session: &Session, at: Timestamp) -> (Id, Record) {
    let top = unit(session, "集团", None);
    let [a, b] = ["甲", "乙"].map(|name| unit(session, name, Some(top)));
    let both = [a, b].map(|id| Ref {
        id,
        label: String::new(),
    });
    let talk = [
        ("unit", Value::to(a)),
        ("units", Value::Refs(both.to_vec())),
        ("kind", Value::choice("visit")),
        ("at", Value::Instant(at.0)),
        ("content", Value::text("走访")),
    ];
    (top, make(session, "activity", talk))
}

#[test]
fn a_conversation_of_two_below_is_one_above_and_counts_for_a_year() {
    let (session, clock) = session();
    let (top, _) = met_by_two(&session, clock.now());
    let told = || {
        let tree = session.tree_children(None).unwrap().remove(0);
        let low = session.tree_children(Some(top)).unwrap();
        (tree.talks, tree.talks_all, low[0].talks, low[1].talks_all)
    };
    assert_eq!(told(), (0, 1, 1, 1));
    clock.advance(365 * DAY);
    session.renew_day().unwrap();
    assert_eq!(told(), (0, 1, 1, 1));
    clock.advance(DAY);
    assert!(session.renew_day().unwrap());
    assert_eq!(told(), (0, 0, 0, 0));
    assert!(!session.renew_day().unwrap());
    // As of then it still counts.
    let then = Timestamp(clock.now().0 - 2 * DAY);
    let past = session.as_of(then).unwrap();
    assert_eq!(past.tree_children(None).unwrap()[0].talks_all, 1);
}

#[test]
fn the_last_conversation_of_two_taken_away_leaves_what_is_left() {
    let (session, clock) = session();
    let (top, made) = met_by_two(&session, clock.now());
    let told = || {
        let tree = session.tree_children(None).unwrap().remove(0);
        let low = session.tree_children(Some(top)).unwrap();
        (tree.talks_all, low[0].talks_all, low[1].talks_all)
    };
    assert_eq!(told(), (1, 1, 1));
    session.undo().unwrap();
    assert_eq!(told(), (0, 0, 0));
    session.redo().unwrap();
    let talk = session.record("activity", made.id).unwrap();
    let none = [("units", Value::Refs(Vec::new()))];
    let set = ChangeSet::update("op.edit", "activity", talk.id, talk.rev, none);
    session.apply(&set).unwrap();
    assert_eq!(told(), (1, 1, 0));
}
