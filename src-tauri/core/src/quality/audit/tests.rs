//! The draw is fair and repeatable, the figure is honest, and an answer is one step with what it does.

use std::collections::HashMap;

use proptest::prelude::*;

use super::ops::AuditAnswer;
use super::policy::{self, Draw, Drawn, FIELDS};
use super::results::AuditLine;
use crate::base::{Id, Kind};
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{bin, change, make, session};

const DAY: i64 = 86_400_000;

fn id(n: u32) -> Id {
    let mut bytes = [7; 16];
    bytes[12..].copy_from_slice(&n.to_be_bytes());
    Id::from_bytes(bytes)
}

const LIGHT: Drawn = Drawn {
    entity: "unit",
    field: "website",
    weight: 1,
};
const HEAVY: Drawn = Drawn {
    entity: "unit",
    field: "address",
    weight: 4,
};

fn drawn(seed: u64, size: u16, all: &[(Id, Drawn)]) -> Vec<(Id, &'static str)> {
    let mut draw = Draw::of(seed, size);
    for (id, of) in all {
        draw.enter(*id, *of);
    }
    let lots = draw.done().into_iter();
    lots.map(|lot| (lot.id, lot.of.field)).collect()
}

#[test]
fn important_values_are_drawn_more_often() {
    let all: Vec<_> = (0..400)
        .map(|n| (id(n), if n % 2 == 0 { LIGHT } else { HEAVY }))
        .collect();
    let mut times: HashMap<&str, u32> = HashMap::new();
    for seed in 0..200 {
        for (_, field) in drawn(seed, 20, &all) {
            *times.entry(field).or_default() += 1;
        }
    }
    let (light, heavy) = (times["website"], times["address"]);
    assert_eq!(light + heavy, 4_000);
    // Four times as often, within what chance allows.
    assert!(
        (3.5..4.5).contains(&(f64::from(heavy) / f64::from(light))),
        "{heavy} to {light}"
    );
}

proptest! {
    #[test]
    fn a_draw_is_the_same_whatever_comes_first(seed: u64, size in 1_u16..60, n in 1_u32..120) {
        let mut all: Vec<_> = (0..n).map(|n| (id(n), if n % 3 == 0 { HEAVY } else { LIGHT })).collect();
        let one = drawn(seed, size, &all);
        all.reverse();
        prop_assert_eq!(&one, &drawn(seed, size, &all));
        prop_assert_eq!(one.len(), usize::from(size).min(all.len()));
        let mut unlike = one.clone();
        unlike.dedup();
        prop_assert_eq!(unlike.len(), one.len(), "none is drawn twice");
    }
    #[test]
    fn the_bounds_hold_the_figure_and_narrow_with_answers(right in 0_u32..500, wrong in 0_u32..500) {
        prop_assume!(right + wrong > 0);
        let of = policy::accuracy(right, wrong).unwrap();
        prop_assert!(of.low <= of.percent && of.percent <= of.high && of.high <= 100);
        let more = policy::accuracy(right * 4, wrong * 4).unwrap();
        prop_assert!(more.high - more.low <= of.high - of.low);
    }
}

#[test]
fn the_figure_is_what_the_books_say() {
    assert_eq!(policy::accuracy(0, 0), None);
    // Wilson's interval of 18 of 20 is 69.9 to 97.2 %, of 20 of 20 is 83.9 to 100 %.
    let of = policy::accuracy(18, 2).unwrap();
    assert_eq!((of.percent, of.low, of.high), (90, 69, 98));
    let all = policy::accuracy(20, 0).unwrap();
    assert_eq!((all.percent, all.low, all.high), (100, 83, 100));
    // With one wrong of a thousand, not all is right.
    let most = policy::accuracy(999, 1).unwrap();
    assert_eq!((most.percent, most.low, most.high), (99, 99, 99));
}

/// A customer with its person, and a confidential one with another.
fn filled(session: &Session) -> [Id; 2] {
    [("甲", "open"), ("乙", "confidential")].map(|(name, label)| {
        let values = [
            ("legal_name", Value::text(name)),
            ("label", Value::choice(label)),
            ("address", Value::text("世纪大道 100 号")),
            ("phones", Value::Raw("021-58881234".into())),
        ];
        let unit = make(session, "unit", values).id;
        let values = [
            ("full_name", Value::text("张伟")),
            ("phones", Value::Raw("13800138000".into())),
        ];
        let contact = make(session, "contact", values).id;
        let values = [
            ("contact", Value::to(contact)),
            ("unit", Value::to(unit)),
            ("title", Value::text("采购总监")),
        ];
        make(session, "post", values);
        unit
    })
}

fn begun(session: &Session) -> Vec<AuditLine> {
    session.start_audit(20, false).unwrap();
    session.audit().unwrap().lines
}

fn line<'l>(lines: &'l [AuditLine], entity: &str, field: &str) -> &'l AuditLine {
    let mut found = lines
        .iter()
        .filter(|one| one.entity == entity && one.field == field);
    found.next().unwrap()
}

#[test]
fn a_run_draws_what_may_be_drawn_and_says_what_it_left_out() {
    let (session, _) = session();
    assert_eq!(
        session.start_audit(20, false).unwrap_err().kind(),
        Kind::Invalid
    );
    let [open, secret] = filled(&session);
    let lines = begun(&session);
    let run = session.audit().unwrap().open.unwrap();
    assert_eq!((run.size, run.drawn_from, run.left_out), (4, 4, 4));
    let title = line(&lines, "post", "title");
    assert_eq!(title.about.label, "张伟");
    assert_eq!(title.unit.as_ref().unwrap().id, open);
    assert!(lines.iter().all(|one| one.about.id != secret));
    assert_eq!(
        session.start_audit(20, false).unwrap_err().kind(),
        Kind::Conflict
    );
    for size in [0, 201] {
        let refused = session.start_audit(size, false).unwrap_err();
        assert_eq!(refused.kind(), Kind::Invalid);
    }
    session.finish_audit(run.id).unwrap();
    session.start_audit(6, true).unwrap();
    let run = session.audit().unwrap().open.unwrap();
    assert_eq!((run.size, run.drawn_from, run.left_out), (6, 8, 0));
    assert!(run.confidential);
}

#[test]
fn an_answer_does_what_it_says_and_is_taken_back_with_it() {
    let (session, clock) = session();
    let [unit, _] = filled(&session);
    let lines = begun(&session);
    // The run is there again another day, with what was answered.
    clock.advance(DAY);
    let address = line(&lines, "unit", "address");
    session
        .answer_audit(address.id, &AuditAnswer::Confirmed)
        .unwrap();
    let verified = || {
        let marks = session.record_quality("unit", unit).unwrap().marks;
        let mark = marks.into_iter().find(|mark| mark.field == "address");
        mark.unwrap().word.verified_at.is_some()
    };
    assert!(verified());
    let refused = session
        .answer_audit(address.id, &AuditAnswer::Unknown)
        .unwrap_err();
    assert_eq!(refused.kind(), Kind::Conflict);

    let phones = line(&lines, "unit", "phones");
    let same = AuditAnswer::Changed(Value::Raw("021-58881234".into()));
    assert_eq!(
        session.answer_audit(phones.id, &same).unwrap_err().kind(),
        Kind::Invalid
    );
    let other = AuditAnswer::Changed(Value::Raw("021-58889999".into()));
    let tally = || session.audit().unwrap().open.unwrap().tally;
    session.answer_audit(phones.id, &other).unwrap();
    let held = || session.record("unit", unit).unwrap().get("phones").clone();
    assert!(format!("{:?}", held()).contains("58889999"), "{:?}", held());
    assert_eq!(
        (tally().confirmed, tally().changed, tally().left),
        (1, 1, 2)
    );
    assert_eq!(
        (tally().accuracy, tally().between),
        (Some(50), None),
        "too few for bounds"
    );

    session.undo().unwrap();
    assert!(format!("{:?}", held()).contains("58881234"));
    session.undo().unwrap();
    assert!(!verified());
    assert_eq!(tally().left, 4);
}

#[test]
fn with_the_last_answer_a_run_is_over_and_its_month_is_counted() {
    let (session, clock) = session();
    filled(&session);
    let lines = begun(&session);
    for (at, one) in lines.iter().enumerate() {
        if at == 2 {
            clock.advance(20 * DAY);
        }
        let answer = if at == 0 {
            AuditAnswer::Unknown
        } else {
            AuditAnswer::Confirmed
        };
        session.answer_audit(one.id, &answer).unwrap();
    }
    let audit = session.audit().unwrap();
    assert!(audit.open.is_none() && audit.lines.is_empty());
    let [run] = audit.runs.as_slice() else {
        panic!("{:?}", audit.runs)
    };
    assert_eq!(run.finished_on.as_deref(), Some("2026-12-12"));
    assert_eq!((run.tally.accuracy, run.tally.unknown), (Some(100), 1));
    let months: Vec<_> = audit
        .months
        .iter()
        .map(|one| (one.month.as_str(), one.tally))
        .collect();
    let [(first, november), (second, december)] = months.as_slice() else {
        panic!("{months:?}")
    };
    assert_eq!((*first, *second), ("2026-11", "2026-12"));
    assert_eq!(
        (november.confirmed, november.unknown, november.accuracy),
        (1, 1, Some(100))
    );
    assert_eq!(december.confirmed, 2);
    session.undo().unwrap();
    assert!(
        session.audit().unwrap().open.is_some(),
        "the last answer is taken back with the end"
    );
}

#[test]
fn what_is_gone_since_it_was_drawn_can_only_be_unknown() {
    let (session, _) = session();
    let [unit, _] = filled(&session);
    let lines = begun(&session);
    let record = session.record("unit", unit).unwrap();
    change(&session, &record, "address", Value::text("另一处 2 号"));
    let now = session.audit().unwrap().lines;
    let address = line(&now, "unit", "address");
    let held = address.record.as_ref().unwrap().get("address").clone();
    assert_eq!(held, Value::text("另一处 2 号"), "it is asked as it stands");
    bin(&session, "unit", &[unit]);
    let gone = session.audit().unwrap().lines;
    assert!(line(&gone, "unit", "address").record.is_none());
    let refused = session
        .answer_audit(lines[0].id, &AuditAnswer::Confirmed)
        .unwrap_err();
    assert_eq!(refused.kind(), Kind::NotFound);
    let address = line(&gone, "unit", "address").id;
    session
        .answer_audit(address, &AuditAnswer::Unknown)
        .unwrap();
}

#[test]
fn every_field_that_is_drawn_is_there() {
    let (session, _) = session();
    let catalog = session.catalog();
    for of in FIELDS {
        let field = catalog.entity(of.entity).unwrap().field(of.field).unwrap();
        assert!(
            !field.computed && of.weight > 0,
            "{}.{}",
            of.entity,
            of.field
        );
    }
}

#[test]
fn what_was_corrected_after_the_draw_is_no_right_answer() {
    let (session, _) = session();
    let [unit, _] = filled(&session);
    let lines = begun(&session);
    let record = session.record("unit", unit).unwrap();
    change(&session, &record, "address", Value::text("另一处 2 号"));
    let record = session.record("unit", unit).unwrap();
    change(&session, &record, "phones", Value::Null);
    let answer = |field| {
        let item = line(&lines, "unit", field).id;
        session.answer_audit(item, &AuditAnswer::Confirmed)
    };
    assert_eq!(answer("address").unwrap(), "changed");
    assert_eq!(answer("phones").unwrap_err().kind(), Kind::Invalid);
    let tally = || session.audit().unwrap().open.unwrap().tally;
    assert_eq!((tally().confirmed, tally().changed), (0, 1));
    // Changed and changed back, it is what was drawn.
    session.undo().unwrap();
    session.undo().unwrap();
    session.undo().unwrap();
    answer("address").unwrap();
    assert_eq!((tally().confirmed, tally().changed), (1, 0));
}

#[test]
fn nobody_is_asked_about_who_left_before_the_draw_or_after_it() {
    let (session, _) = session();
    filled(&session);
    let lines = begun(&session);
    let post = line(&lines, "post", "title").record.clone().unwrap();
    // Nobody said of them that they left: their only post is over.
    change(&session, &post, "end", Value::Date("2020-01-01".into()));
    let now = session.audit().unwrap();
    let asked: Vec<_> = now.lines.iter().map(|one| one.entity.as_str()).collect();
    assert_eq!(asked, ["unit", "unit"]);
    assert_eq!(now.open.unwrap().tally.left, 2);
    for one in &now.lines {
        session.answer_audit(one.id, &AuditAnswer::Unknown).unwrap();
    }
    assert!(
        session.audit().unwrap().open.is_none(),
        "nothing is left to ask"
    );
    session.start_audit(20, false).unwrap();
    let open = session.audit().unwrap().open.unwrap();
    assert_eq!((open.size, open.drawn_from), (2, 2));
}

#[test]
fn a_run_is_over_when_the_last_who_was_asked_about_left() {
    let (session, clock) = session();
    filled(&session);
    let lines = begun(&session);
    let post = line(&lines, "post", "title").record.clone().unwrap();
    for one in lines.iter().filter(|one| one.entity == "unit") {
        session.answer_audit(one.id, &AuditAnswer::Unknown).unwrap();
    }
    let open = || session.audit().unwrap().open.is_some();
    // They leave in two days: until then they are asked about.
    change(&session, &post, "end", Value::Date("2026-11-23".into()));
    assert!(open());
    clock.advance(2 * DAY);
    let audit = session.audit().unwrap();
    assert!(audit.open.is_none() && audit.lines.is_empty());
    assert_eq!(audit.runs[0].tally.left, 0);
    // Another one can be begun, and the former is not there beside it when they come back.
    session.start_audit(20, false).unwrap();
    assert_eq!(session.audit().unwrap().runs[0].tally.left, 0);
    let post = session.record("post", post.id).unwrap();
    change(&session, &post, "end", Value::Null);
    let audit = session.audit().unwrap();
    assert!(audit.open.is_some_and(|run| run.size == 2));
    assert_eq!(audit.runs[0].finished_on.as_deref(), Some("2026-11-24"));
}

#[test]
fn a_field_the_kind_of_unit_does_not_have_is_not_drawn() {
    let (session, _) = session();
    let values = [
        ("legal_name", Value::text("采购部")),
        ("kind", Value::choice("department")),
        ("address", Value::text("人民路1号")),
        ("website", Value::text("www.example.com")),
    ];
    make(&session, "unit", values);
    session
        .limit_field("address", &["company".to_owned()])
        .unwrap();
    let lines = begun(&session);
    let fields: Vec<&str> = lines.iter().map(|line| line.field.as_str()).collect();
    assert_eq!(fields, ["website"]);
}
