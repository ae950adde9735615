//! The sums that are kept, against a plain recount of everything.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::params;

use super::{change, classed, make, paid, raw, unit};
use crate::base::{FixedClock, Id};
use crate::grading::amounts::{self, Own};
use crate::grading::rules::Rules;
use crate::history::merge::MergeOrder;
use crate::records::value::Value;
use crate::records::{ChangeSet, Record, RecordChange};
use crate::session::Session;

/// What is kept of a unit: its own, what is left out of that, until when, the whole, what is left out.
type Kept = (i64, u32, Option<String>, i64, u32);

fn kept(session: &Session) -> BTreeMap<Id, (Option<Id>, Kept)> {
    let sql = "SELECT unit, parent, own, own_left_out, until, whole, left_out FROM size_sum";
    let read = session.vault().read(|read| {
        let mut find = read.sql().prepare(sql)?;
        let rows = find.query_map([], |row| {
            let sums = (
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            );
            Ok((row.get(0)?, (row.get(1)?, sums)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    });
    read.unwrap()
}

/// Whether the sums are what counting everything comes to, and the classes what they make.
fn recounted(session: &Session) -> Result<(), String> {
    let (rules, own, all) = session
        .vault()
        .read(|read| {
            let rules = Rules::in_force(read)?.expect("the rules are on");
            let own = amounts::own(read, &rules, None)?;
            let all = amounts::with_below(read, &own)?;
            Ok((rules, own, all))
        })
        .unwrap();
    let mut kept = kept(session);
    let every = "SELECT id, parent, size_class FROM unit";
    let units: Vec<(Id, Option<Id>, Option<String>)> = session
        .vault()
        .read(|read| {
            let mut find = read.sql().prepare(every)?;
            let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    for (unit, parent, is) in units {
        let own: Own = own.get(&unit).copied().unwrap_or_default();
        let (whole, left_out) = all.get(&unit).copied().unwrap_or_default();
        let until = own.until.map(|day| day.to_string());
        let expected: Kept = (own.minor, own.left_out, until, whole, left_out);
        let (under, sums) = kept.remove(&unit).unwrap_or((parent, Kept::default()));
        if (under, &sums) != (parent, &expected) {
            return Err(format!(
                "kept {sums:?} under {under:?}, counted {expected:?} under {parent:?}"
            ));
        }
        if is.as_deref() != rules.class_of(whole) {
            return Err(format!("{whole} is {is:?}"));
        }
    }
    if kept.is_empty() {
        Ok(())
    } else {
        Err(format!("of units that are no more: {kept:?}"))
    }
}

#[derive(Debug, Clone)]
enum Deed {
    Unit(Option<u8>),
    Move(u8, Option<u8>),
    /// Two units change places in one step, as far as that makes no circle.
    Both(u8, Option<u8>, u8, Option<u8>),
    /// By whom, how much, how many days ago, whether abroad.
    Pay(u8, u32, i64, bool),
    Amend(u8, u32),
    Payer(u8, u8),
    Rate(u32),
    Bin(bool, u8),
    Merge(u8, u8),
    Undo,
    Redo,
    Days(u16),
}

fn deed() -> impl Strategy<Value = Deed> {
    let place = || proptest::option::of(any::<u8>());
    prop_oneof![
        4 => place().prop_map(Deed::Unit),
        3 => (any::<u8>(), place()).prop_map(|(a, b)| Deed::Move(a, b)),
        2 => (any::<u8>(), place(), any::<u8>(), place())
            .prop_map(|(a, b, c, d)| Deed::Both(a, b, c, d)),
        6 => (any::<u8>(), 1..4_000_000_u32, -30..400_i64, proptest::bool::weighted(0.2))
            .prop_map(|(a, b, c, d)| Deed::Pay(a, b, c, d)),
        2 => (any::<u8>(), 1..4_000_000_u32).prop_map(|(a, b)| Deed::Amend(a, b)),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Payer(a, b)),
        1 => (1..9_u32).prop_map(Deed::Rate),
        2 => (any::<bool>(), any::<u8>()).prop_map(|(a, b)| Deed::Bin(a, b)),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Deed::Merge(a, b)),
        4 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
        1 => (1..200_u16).prop_map(Deed::Days),
    ]
}

fn pick(session: &Session, entity: &str, at: u8) -> Option<Record> {
    let mut all = session.records(entity, 999).unwrap();
    let n = all.len();
    (n > 0).then(|| all.swap_remove(usize::from(at) % n))
}

/// One step; a circle, and what goes twice, is refused.
fn apply(session: &Session, changes: Vec<RecordChange>) {
    let label = "op.edit".into();
    drop(session.apply(&ChangeSet { label, changes }));
}

fn edit(of: &Record, field: &'static str, value: Value) -> RecordChange {
    let set = ChangeSet::update("op.edit", &of.entity, of.id, of.rev, [(field, value)]);
    set.changes.into_iter().next().unwrap()
}

fn under(session: &Session, of: u8, to: Option<u8>) -> Option<RecordChange> {
    let of = pick(session, "unit", of)?;
    let to = to.and_then(|at| pick(session, "unit", at));
    let to = to.map_or(Value::Null, |one| Value::to(one.id));
    Some(edit(&of, "parent", to))
}

fn merge(session: &Session, winner: u8, loser: u8) {
    let two = (pick(session, "unit", winner), pick(session, "unit", loser));
    let (Some(winner), Some(loser)) = two else {
        return;
    };
    if let Ok(plan) = session.merge_plan("unit", winner.id, loser.id) {
        let order = MergeOrder {
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
    match deed {
        Deed::Unit(parent) => {
            let parent = parent.and_then(|at| pick(session, "unit", at));
            let values = [
                ("legal_name", Value::text("单位")),
                (
                    "parent",
                    parent.map_or(Value::Null, |one| Value::to(one.id)),
                ),
            ];
            make(session, "unit", values);
        }
        Deed::Move(of, to) => apply(session, under(session, *of, *to).into_iter().collect()),
        Deed::Both(of, to, other, there) => {
            let two = [under(session, *of, *to), under(session, *other, *there)];
            apply(session, two.into_iter().flatten().collect());
        }
        Deed::Pay(by, amount, ago, abroad) => {
            let Some(by) = pick(session, "unit", *by) else {
                return;
            };
            let day = session.vault().read(|read| Ok(read.today())).unwrap();
            let day = day - chrono::TimeDelta::days(*ago);
            let currency = if *abroad { "USD " } else { "" };
            paid(
                session,
                by.id,
                &format!("{currency}{amount}"),
                &day.to_string(),
            );
        }
        Deed::Amend(of, amount) => {
            if let Some(of) = pick(session, "payment", *of) {
                apply(session, vec![edit(&of, "amount", raw(&amount.to_string()))]);
            }
        }
        Deed::Payer(of, by) => {
            if let (Some(of), Some(by)) =
                (pick(session, "payment", *of), pick(session, "unit", *by))
            {
                apply(session, vec![edit(&of, "unit", Value::to(by.id))]);
            }
        }
        Deed::Rate(rate) => {
            let values = [
                ("date", raw("2025-01-01")),
                ("from_currency", Value::text("USD")),
                ("to_currency", Value::text("CNY")),
                ("rate", raw(&rate.to_string())),
            ];
            make(session, "fx_rate", values);
        }
        Deed::Bin(whole, of) => {
            let of = pick(session, if *whole { "unit" } else { "payment" }, *of);
            let gone = of.map(|of| RecordChange::Delete {
                entity: of.entity,
                id: of.id,
                rev: of.rev,
            });
            apply(session, gone.into_iter().collect());
        }
        Deed::Merge(winner, loser) => merge(session, *winner, *loser),
        Deed::Undo => drop(session.undo().unwrap()),
        Deed::Redo => drop(session.redo().unwrap()),
        Deed::Days(days) => {
            super::days(clock, i64::from(*days));
            session.renew_grades().unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_written_the_sums_are_what_everything_comes_to(
        deeds in proptest::collection::vec(deed(), 1..60),
    ) {
        let (session, clock) = classed();
        for (n, deed) in deeds.iter().enumerate() {
            perform(&session, &clock, deed);
            if let Err(wrong) = recounted(&session) {
                prop_assert!(false, "after {:?}: {}", &deeds[..=n], wrong);
            }
        }
    }
}

fn whole(session: &Session, unit: Id) -> i64 {
    kept(session).get(&unit).map_or(0, |(_, sums)| sums.3)
}

#[test]
fn an_edit_asks_those_above_it_and_nobody_beside_them() {
    let (session, _) = classed();
    let under = |name: &str, parent: Id| {
        let made = unit(&session, name);
        change(&session, &made, "parent", Value::to(parent));
        made
    };
    let group = unit(&session, "华衡集团").id;
    let firm = under("华衡检测", group);
    let site = under("华衡一厂", firm.id);
    let beside = under("华衡物流", group).id;
    paid(&session, beside, "100", "2026-11-01");
    paid(&session, site.id, "20", "2026-11-01");
    // Whoever asked it would find something else.
    let wrong = "UPDATE size_sum SET own = own + 77, whole = whole + 77 WHERE unit = ?";
    session
        .vault()
        .write("test", |tx| Ok(tx.sql().execute(wrong, params![beside])?))
        .unwrap();
    paid(&session, site.id, "3", "2026-11-01");
    assert_eq!(whole(&session, group), 12_300);
    // Nor does what moves within the group.
    change(&session, &site, "parent", Value::to(group));
    assert_eq!(
        (whole(&session, group), whole(&session, firm.id)),
        (12_300, 0)
    );
    change(&session, &firm, "parent", Value::Null);
    change(&session, &site, "parent", Value::to(firm.id));
    assert_eq!(
        (whole(&session, group), whole(&session, firm.id)),
        (10_000, 2_300)
    );
}
