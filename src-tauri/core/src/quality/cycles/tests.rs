//! Spans of the calendar against plain counting, and the work list as customers are confirmed, skipped
//! and carried over.

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::policy::{self, Known, OFFERED, period};
use super::rules::{ClassCycle, CycleRules};
use crate::base::{FixedClock, Id, Kind};
use crate::occasions::model::SourceSaid;
use crate::quality::ops::FieldAt;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{bin, change, make, session};

const DAY: i64 = 86_400_000;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn known(reviewed: Option<&str>, made: &str, began: Option<&str>) -> Known {
    Known {
        reviewed: reviewed.map(day),
        made: day(made),
        began: began.map(day),
    }
}

#[test]
fn a_review_is_owed_from_the_span_after_the_last_look() {
    let owed = |known, months, today| {
        policy::owed(known, months, day(today))
            .map(|owed| (owed.since.to_string(), owed.by.to_string(), owed.passed))
    };
    let told = |since: &str, by: &str, passed| Some((since.to_owned(), by.to_owned(), passed));
    let october = known(Some("2026-10-31"), "2020-01-01", None);
    assert_eq!(owed(october, 1, "2026-10-31"), None);
    assert_eq!(
        owed(october, 1, "2026-11-01"),
        told("2026-11-01", "2026-11-30", 0)
    );
    // Left out in November, it is carried over into December and says since when.
    assert_eq!(
        owed(october, 1, "2026-12-05"),
        told("2026-11-01", "2026-11-30", 1)
    );
    assert_eq!(owed(october, 3, "2026-12-31"), None);
    assert_eq!(
        owed(october, 3, "2027-01-01"),
        told("2027-01-01", "2027-03-31", 0)
    );
    // What is new was looked at by whoever wrote it down.
    let new = known(None, "2026-11-02", None);
    assert_eq!(owed(new, 1, "2026-11-30"), None);
    assert_eq!(
        owed(new, 1, "2026-12-01"),
        told("2026-12-01", "2026-12-31", 0)
    );
    // A ledger that was read in says when somebody looked last, and that counts.
    let read_in = known(Some("2026-09-30"), "2026-11-02", None);
    assert_eq!(
        owed(read_in, 1, "2026-11-20"),
        told("2026-10-01", "2026-10-31", 1)
    );
    // Years that lie before the cycles were begun are owed by nobody.
    let old = known(None, "2020-05-05", Some("2026-11-10"));
    assert_eq!(
        owed(old, 3, "2026-11-20"),
        told("2026-10-01", "2026-12-31", 0)
    );
    assert_eq!(
        owed(old, 3, "2027-01-02"),
        told("2026-10-01", "2026-12-31", 1)
    );
}

#[test]
fn the_shortest_that_is_said_counts() {
    assert_eq!(policy::shortest(&[], 3), 3);
    assert_eq!(policy::shortest(&[6, 1], 3), 1);
    assert_eq!(policy::shortest(&[0, 6], 3), 6);
    assert_eq!(policy::shortest(&[0], 3), 0);
    assert_eq!(policy::shortest(&[12], 3), 12, "said, though longer");
}

proptest! {
    #[test]
    fn spans_follow_each_other_without_a_gap(n in 0_u64..40_000, at in 0..OFFERED.len()) {
        let months = OFFERED[at];
        let today = day("1990-01-01") + Days::new(n);
        let here = period(today, months);
        prop_assert!(here.first <= today && today <= here.last);
        prop_assert_eq!(here.first.day(), 1);
        let next = period(here.last + Days::new(1), months);
        prop_assert_eq!(next.first, here.last + Days::new(1));
        prop_assert_eq!(period(next.first - Days::new(1), months), here);
    }
    #[test]
    fn whoever_was_looked_through_in_a_span_owes_nothing_in_it(
        n in 0_u64..4_000, back in 0_u64..800, at in 0..OFFERED.len(),
    ) {
        let months = OFFERED[at];
        let today = day("2020-01-01") + Days::new(n);
        let last = today - Days::new(back);
        let known = Known { reviewed: Some(last), made: day("2015-01-01"), began: None };
        let owed = policy::owed(known, months, today);
        prop_assert_eq!(owed.is_none(), last >= period(today, months).first);
        if let Some(owed) = owed {
            prop_assert!(last < owed.since && owed.since <= today);
            prop_assert_eq!(owed.passed == 0, owed.by >= today);
        }
    }
}

/// Three customers, of whom the first is large, the day after their first month is over: the 1st of
/// December 2026.
fn three() -> (Session, std::sync::Arc<FixedClock>, [Id; 3]) {
    let (session, clock) = session();
    let firm = |name: &str, level: &str| {
        let values = [
            ("legal_name", Value::text(name)),
            ("level", Value::choice(level)),
        ];
        make(&session, "unit", values).id
    };
    let all = [firm("甲", "a"), firm("乙", "b"), firm("丙", "d")];
    clock.advance(9 * DAY);
    // With the first that waits to be looked through the cycles have begun.
    session.sweep_occasions().unwrap();
    (session, clock, all)
}

fn open(session: &Session) -> Vec<(String, String, u32)> {
    let list = session.review_cycle().unwrap();
    assert_eq!(list.open as usize, list.items.len());
    let told = list.items.into_iter();
    told.map(|one| (one.unit.label, one.since, one.passed))
        .collect()
}

fn line(name: &str, since: &str, passed: u32) -> (String, String, u32) {
    (name.to_owned(), since.to_owned(), passed)
}

#[test]
fn the_list_shrinks_as_customers_are_confirmed_and_undo_brings_them_back() {
    let (session, clock, [first, second, _]) = three();
    assert_eq!(open(&session), [line("甲", "2026-12-01", 0)]);
    let item = session.review_cycle().unwrap().items.remove(0);
    assert_eq!((item.months, item.class.unwrap().class.as_str()), (1, "a"));
    session.unit_reviewed(first).unwrap();
    assert!(open(&session).is_empty());
    let progress = session.review_cycle().unwrap().progress;
    let [monthly] = progress.as_slice() else {
        panic!("{progress:?}");
    };
    assert_eq!(
        (monthly.done, monthly.of, monthly.first.as_str()),
        (1, 1, "2026-12-01")
    );
    let step = session.steps(None, 1, None).unwrap().remove(0);
    assert_eq!(step.op, "op.reviewed");
    session.undo().unwrap();
    assert_eq!(open(&session).len(), 1);
    session.redo().unwrap();
    // With the year the quarter is over: the two others come up, and the large one anew.
    clock.advance(31 * DAY);
    assert_eq!(
        open(&session),
        [
            line("甲", "2027-01-01", 0),
            line("乙", "2027-01-01", 0),
            line("丙", "2027-01-01", 0),
        ]
    );
    session.unit_reviewed(second).unwrap();
    let of = |months| {
        let all = session.review_cycle().unwrap().progress;
        let one = all.into_iter().find(|one| one.months == months).unwrap();
        (one.done, one.of, one.skipped)
    };
    assert_eq!((of(1), of(3)), ((0, 1, 0), (1, 2, 0)));
    assert_eq!(session.review_cycle().unwrap().open, 2);
}

#[test]
fn what_is_skipped_is_carried_over_and_says_so() {
    let (session, clock, [first, ..]) = three();
    session.skip_review(first).unwrap();
    let list = session.review_cycle().unwrap();
    assert!(list.items.is_empty());
    assert_eq!((list.skipped, list.aside.len()), (1, 1));
    assert_eq!(list.aside[0].skipped_on.as_deref(), Some("2026-12-01"));
    let [one] = list.progress.as_slice() else {
        panic!("{:?}", list.progress);
    };
    assert_eq!((one.done, one.of, one.skipped), (0, 1, 1));
    clock.advance(31 * DAY);
    let list = session.review_cycle().unwrap();
    let here = list.items.iter().find(|one| one.unit.id == first).unwrap();
    assert_eq!((here.since.as_str(), here.passed), ("2026-12-01", 1));
    assert_eq!(here.skipped_on.as_deref(), Some("2026-12-01"));
    assert_eq!(
        list.items[0].unit.id, first,
        "what was carried over is first"
    );
    session.unit_reviewed(first).unwrap();
    session.undo().unwrap();
    session.undo().unwrap();
    let list = session.review_cycle().unwrap();
    assert!(list.items.iter().all(|one| one.skipped_on.is_none()));
}

#[test]
fn a_review_confirms_what_is_out_of_date_but_nothing_that_is_doubtful() {
    let (session, clock, [first, ..]) = three();
    let record = session.record("unit", first).unwrap();
    change(
        &session,
        &record,
        "phones",
        Value::Raw("021-58881234".into()),
    );
    let record = session.record("unit", first).unwrap();
    change(&session, &record, "address", Value::text("世纪大道 100 号"));
    let address = FieldAt {
        entity: "unit".into(),
        id: first,
        field: "address".into(),
    };
    let doubt = crate::quality::ops::Said {
        certainty: Some("doubtful".into()),
        ..Default::default()
    };
    session.say_provenance(&address, &doubt).unwrap();
    clock.advance(400 * DAY);
    let item = session.review_cycle().unwrap().items.remove(0);
    assert_eq!(item.unit.id, first);
    let confirmed = session.unit_reviewed(first).unwrap();
    assert_eq!(item.fields, confirmed, "what is shown is what is confirmed");
    assert!(confirmed.contains(&"phones".to_owned()));
    assert!(!confirmed.contains(&"address".to_owned()));
    let marks = session.record_quality("unit", first).unwrap().marks;
    let stale = |field| marks.iter().any(|mark| mark.field == field && mark.stale);
    assert!(!stale("phones") && stale("address"));
    session.undo().unwrap();
    let marks = session.record_quality("unit", first).unwrap().marks;
    assert!(
        marks
            .iter()
            .any(|mark| mark.field == "phones" && mark.stale)
    );
}

#[test]
fn rules_say_who_is_looked_through_and_how_often() {
    let (session, clock, [first, second, third]) = three();
    clock.advance(31 * DAY);
    let usual = session.cycle_rules().unwrap();
    assert!(usual.on);
    let level = |class: &str, months| ClassCycle {
        list: "unit_level".into(),
        class: class.into(),
        months,
    };
    let rules = CycleRules {
        classes: vec![level("a", 12), level("d", 0)],
        otherwise: 1,
        ..usual.clone()
    };
    session.set_cycle_rules(&rules).unwrap();
    let list = session.review_cycle().unwrap();
    let all: Vec<(Id, u16)> = list
        .items
        .iter()
        .map(|one| (one.unit.id, one.months))
        .collect();
    assert_eq!(all, [(second, 1), (first, 12)], "and nothing of {third}");
    // Whoever is lost is nobody to look through, nor is a department, nor what is in the bin.
    let record = session.record("unit", second).unwrap();
    change(&session, &record, "status", Value::choice("lost"));
    let record = session.record("unit", first).unwrap();
    change(&session, &record, "kind", Value::choice("department"));
    assert!(open(&session).is_empty());
    session.undo().unwrap();
    assert_eq!(open(&session).len(), 1);
    bin(&session, "unit", &[first]);
    assert!(open(&session).is_empty());

    let off = CycleRules {
        on: false,
        ..usual.clone()
    };
    session.set_cycle_rules(&off).unwrap();
    assert!(!session.review_cycle().unwrap().on);
    for wrong in [
        CycleRules {
            otherwise: 5,
            ..usual.clone()
        },
        CycleRules {
            classes: vec![level("z", 1)],
            ..usual.clone()
        },
        CycleRules {
            kinds: vec!["planet".into()],
            ..usual
        },
    ] {
        let refused = session.set_cycle_rules(&wrong).unwrap_err();
        assert_eq!(refused.kind(), Kind::Invalid);
    }
}

#[test]
fn cycles_begun_anew_owe_nothing_of_before() {
    let (session, clock, _) = three();
    let usual = session.cycle_rules().unwrap();
    let off = CycleRules {
        on: false,
        ..usual.clone()
    };
    session.set_cycle_rules(&off).unwrap();
    clock.advance(400 * DAY);
    session.set_cycle_rules(&usual).unwrap();
    let list = session.review_cycle().unwrap();
    assert_eq!(list.open, 3);
    assert!(list.items.iter().all(|one| one.passed == 0));
}

#[test]
fn a_waiting_list_reminds_before_its_span_is_over_unless_it_is_switched_off() {
    let (session, clock, [first, ..]) = three();
    let told = |session: &Session| {
        let lines = session.occasions().unwrap().lines.into_iter();
        let mut here = lines.filter(|line| line.source == "review_cycle");
        here.next()
            .map(|line| (line.on, line.why.key, line.why.values["number"].clone()))
    };
    assert_eq!(told(&session), None, "the 1st is early for the 31st");
    clock.advance(15 * DAY);
    let left = Some((
        "2026-12-31".to_owned(),
        "occasion.review_cycle.left".to_owned(),
        "1".to_owned(),
    ));
    assert_eq!(told(&session), left);
    session.sweep_occasions().unwrap();
    session.skip_review(first).unwrap();
    assert_eq!(told(&session), None);
    session.undo().unwrap();
    // Left out, it is carried over, and is reminded of anew before the next turn is over.
    clock.advance(30 * DAY);
    let why = |session: &Session| {
        let lines = session.occasions().unwrap().lines.into_iter();
        let mut here = lines.filter(|line| line.source == "review_cycle");
        here.next().unwrap().why
    };
    assert_eq!(told(&session).unwrap().0, "2027-01-31");
    let left = why(&session);
    assert_eq!(left.key, "occasion.review_cycle.left_carried");
    assert_eq!(
        (
            left.values["number"].as_str(),
            left.values["carried"].as_str()
        ),
        ("3", "1")
    );
    // Settled for this turn, it is not for the next one.
    session.sweep_occasions().unwrap();
    let whole = crate::occasions::find::WHOLE;
    session
        .settle_occasion("review_cycle", whole, "2027-01-31")
        .unwrap();
    clock.advance(35 * DAY);
    assert_eq!(told(&session).unwrap().0, "2027-02-28");
    let said = SourceSaid {
        on: false,
        leads: None,
        after: None,
    };
    session.set_occasion_source("review_cycle", &said).unwrap();
    assert_eq!(told(&session), None);
}

#[test]
fn switched_off_and_on_again_in_one_turn_owes_what_it_owed() {
    let (session, clock, _) = three();
    clock.advance(45 * DAY);
    let usual = session.cycle_rules().unwrap();
    let before = session.review_cycle().unwrap();
    assert!(before.items.iter().any(|one| one.passed == 1));
    let off = CycleRules {
        on: false,
        ..usual.clone()
    };
    let fewer = CycleRules {
        classes: Vec::new(),
        kinds: Vec::new(),
        ..usual.clone()
    };
    for other in [off, fewer] {
        session.set_cycle_rules(&other).unwrap();
        assert!(session.review_cycle().unwrap().items.is_empty());
        session.set_cycle_rules(&usual).unwrap();
        assert_eq!(session.review_cycle().unwrap(), before);
    }
}

#[test]
fn nobody_misses_what_nobody_had_asked_for() {
    let (session, clock, [_, second, third]) = three();
    let record = session.record("unit", third).unwrap();
    change(&session, &record, "kind", Value::choice("department"));
    clock.advance(120 * DAY);
    let passed = |id: Id| {
        let items = session.review_cycle().unwrap().items;
        items
            .into_iter()
            .find(|one| one.unit.id == id)
            .map(|one| one.passed)
    };
    assert_eq!((passed(second), passed(third)), (Some(0), None));
    // A kind that is looked through from today on.
    let mut rules = session.cycle_rules().unwrap();
    rules.kinds.push("department".into());
    rules.otherwise = 1;
    session.set_cycle_rules(&rules).unwrap();
    assert_eq!((passed(second), passed(third)), (Some(0), Some(0)));
    // What was quarterly was owed since January by then, and says so when it is quarterly again.
    rules.otherwise = 3;
    session.set_cycle_rules(&rules).unwrap();
    clock.advance(10 * DAY);
    assert_eq!(passed(second), Some(1));
    // A customer that becomes a large one is looked through monthly since then.
    let record = session.record("unit", second).unwrap();
    change(&session, &record, "level", Value::choice("a"));
    assert_eq!(passed(second), Some(0));
}

#[test]
fn the_first_day_of_the_cycles_is_when_the_vault_first_owed_any() {
    let (session, clock) = session();
    make(&session, "unit", [("legal_name", Value::text("甲"))]);
    clock.advance(1000 * DAY);
    assert_eq!(session.review_cycle().unwrap().items[0].passed, 0);
    session.sweep_occasions().unwrap();
    clock.advance(100 * DAY);
    assert_eq!(session.review_cycle().unwrap().items[0].passed, 1);
}

#[test]
fn who_waits_is_counted_anew_only_after_what_bears_on_it() {
    let (session, _, [first, ..]) = three();
    let ground = || session.vault().read(super::list::Ground::of).unwrap();
    let mut before = ground();
    let mut after = |what: &str, counts: bool| {
        let now = ground();
        assert_eq!(now != before, counts, "{what}");
        before = now;
    };
    let set = |field: &'static str, value: Value| {
        let unit = session.record("unit", first).unwrap();
        change(&session, &unit, field, value);
    };
    set("short_name", Value::text("甲"));
    after("a name", false);
    set("status", Value::choice("lost"));
    after("a status", true);
    set("level", Value::choice("c"));
    after("a level", true);
    set("size_reason", Value::text("新厂投产"));
    set("size_override", Value::choice("large"));
    after("a size", true);
    session.undo().unwrap();
    after("an undo", true);
    make(&session, "unit", [("legal_name", Value::text("乙"))]);
    after("another customer", true);
    let mut rules = session.cycle_rules().unwrap();
    rules.otherwise = 6;
    session.set_cycle_rules(&rules).unwrap();
    after("the rules", true);
}
