//! A person with a rhythm of their own: asked for by name, whatever their customer's rhythm is.

use super::{bin, day, edit, ledger, raw, shown, wait};
use crate::base::{Clock, FixedClock, Id};
use crate::records::Record;
use crate::records::labels::Language;
use crate::records::value::{Ref, Value};
use crate::session::Session;
use crate::session::tests::make;

pub(super) fn rhythm(
    session: &Session,
    of: (&'static str, Value),
    ideal: &str,
    latest: &str,
) -> Record {
    let values = [
        ("name", Value::text("节奏")),
        ("ideal_days", raw(ideal)),
        ("latest_days", raw(latest)),
        of,
        ("spread", Value::Bool(false)),
    ];
    make(session, "rhythm", values)
}

pub(super) fn person(session: &Session, firm: Id, name: &str) -> Record {
    let person = make(session, "contact", [("full_name", Value::text(name))]);
    let post = [("contact", Value::to(person.id)), ("unit", Value::to(firm))];
    make(session, "post", post);
    session.record("contact", person.id).unwrap()
}

pub(super) fn talk(session: &Session, clock: &FixedClock, firm: Id, with: &[Id]) -> Record {
    let refs = with.iter().map(|id| Ref {
        id: *id,
        label: String::new(),
    });
    let values = [
        ("unit", Value::to(firm)),
        ("at", Value::Instant(clock.now().0)),
        ("kind", Value::choice("call")),
        ("content", Value::text("谈了进度")),
        ("contacts", Value::Refs(refs.collect())),
    ];
    make(session, "activity", values)
}

/// Source and day of each contact that is planned.
pub(super) fn planned(session: &Session) -> Vec<(&'static str, String)> {
    session.sweep_occasions().unwrap();
    let all = session.occasions_between(day("2026-11-01"), day("2027-12-31"));
    let all = all.unwrap().into_iter();
    all.filter(|one| one.source.starts_with("rhythm"))
        .map(|one| (one.source, one.on.to_string()))
        .collect()
}

#[test]
fn a_person_is_asked_for_though_their_customer_is_spoken_to() {
    let (session, clock, firm) = ledger();
    let zhang = person(&session, firm, "张总");
    let li = person(&session, firm, "李工");
    rhythm(&session, ("unit", Value::to(firm)), "10", "20");
    rhythm(&session, ("contact", Value::to(zhang.id)), "30", "45");
    talk(&session, &clock, firm, &[zhang.id]);
    let both = |unit: &str, person: &str| {
        let mut both = vec![
            ("rhythm", unit.to_owned()),
            ("rhythm_person", person.to_owned()),
        ];
        both.sort_by(|a, b| a.1.cmp(&b.1));
        both
    };
    assert_eq!(planned(&session), both("2026-12-02", "2026-12-22"));
    // Somebody else there is spoken to: the customer's day moves, his does not.
    wait(&clock, 8);
    talk(&session, &clock, firm, &[li.id]);
    assert_eq!(planned(&session), both("2026-12-10", "2026-12-22"));
    wait(&clock, 10);
    talk(&session, &clock, firm, &[]);
    wait(&clock, 20);
    talk(&session, &clock, firm, &[li.id]);
    session.sweep_occasions().unwrap();
    let line = shown(&session)
        .into_iter()
        .find(|line| line.source == "rhythm_person")
        .unwrap();
    assert_eq!(line.entity, "contact");
    assert_eq!((line.record, line.late_days), (zhang.id, 8));
    assert_eq!(line.unit.as_ref().unwrap().id, firm);
    assert_eq!(line.why.key, "occasion.rhythm_person");
    assert_eq!(line.why.values["title"], "张总");
    assert_eq!(line.why.values["days"], "38");
    assert_eq!(line.why.values["text"], "30");
    // Speaking to him is what ends it.
    talk(&session, &clock, firm, &[li.id, zhang.id]);
    assert!(planned(&session).contains(&("rhythm_person", "2027-01-29".to_owned())));
}

#[test]
fn of_a_person_and_their_customer_one_is_asked_for_on_a_day() {
    let (session, clock, firm) = ledger();
    let zhang = person(&session, firm, "张总");
    rhythm(&session, ("unit", Value::to(firm)), "30", "45");
    let own = rhythm(&session, ("contact", Value::to(zhang.id)), "30", "45");
    talk(&session, &clock, firm, &[zhang.id]);
    let person = [("rhythm_person", "2026-12-22".to_owned())];
    assert_eq!(planned(&session), person);
    // Late by different days, one of them is enough in the day's list as well.
    edit(&session, "rhythm", own.id, "ideal_days", raw("28"));
    edit(&session, "rhythm", own.id, "latest_days", raw("40"));
    session.sweep_occasions().unwrap();
    wait(&clock, 31);
    let late = || -> Vec<String> {
        let lines = shown(&session).into_iter();
        lines.map(|line| line.source).collect()
    };
    assert_eq!(late(), ["rhythm_person"]);
    // Only seen, the customer still waits.
    let line = shown(&session).remove(0);
    session
        .occasion_done("rhythm_person", zhang.id, &line.about)
        .unwrap();
    assert_eq!(late(), ["rhythm"]);
    // Without a rhythm of his own the customer's is left.
    bin(&session, "rhythm", &[own.id]);
    assert_eq!(planned(&session), [("rhythm", "2026-12-22".to_owned())]);
}

#[test]
fn nobody_is_asked_for_who_left_or_is_to_be_left_alone() {
    let (session, clock, firm) = ledger();
    let zhang = person(&session, firm, "张总");
    rhythm(&session, ("contact", Value::to(zhang.id)), "10", "20");
    talk(&session, &clock, firm, &[zhang.id]);
    let next = || {
        let all = planned(&session).into_iter();
        let own = all.filter(|(source, _)| *source == "rhythm_person");
        own.map(|(_, on)| on).collect::<Vec<_>>()
    };
    assert_eq!(next(), ["2026-12-02"]);
    edit(
        &session,
        "contact",
        zhang.id,
        "do_not_contact",
        Value::text("在休产假"),
    );
    assert_eq!(next(), [""; 0]);
    edit(
        &session,
        "contact",
        zhang.id,
        "do_not_contact_until",
        raw("2026-12-04"),
    );
    assert_eq!(next(), ["2026-12-07"], "the first day worked after it");
    edit(
        &session,
        "contact",
        zhang.id,
        "do_not_contact_until",
        Value::Null,
    );
    assert_eq!(next(), [""; 0]);
    edit(&session, "contact", zhang.id, "do_not_contact", Value::Null);
    assert_eq!(next(), ["2026-12-02"]);
    edit(&session, "unit", firm, "status", Value::choice("lost"));
    assert_eq!(next(), [""; 0]);
    edit(&session, "unit", firm, "status", Value::choice("active"));
    assert_eq!(next().len(), 1);
    edit(&session, "contact", zhang.id, "left", Value::Bool(true));
    assert_eq!(next(), [""; 0]);
    edit(&session, "contact", zhang.id, "left", Value::Bool(false));
    bin(&session, "contact", &[zhang.id]);
    assert_eq!(next(), [""; 0]);
}

#[test]
fn a_vault_without_a_rhythm_is_offered_one_for_each_level_and_asks_for_nobody_before() {
    let (session, _, firm) = ledger();
    edit(&session, "unit", firm, "level", Value::choice("a"));
    assert_eq!(planned(&session), []);
    let offered = session.usual_rhythms(Language::Zh).unwrap();
    let levels: Vec<&str> = offered.iter().map(|one| one.level.as_str()).collect();
    assert_eq!(levels, ["a", "b", "c", "d"]);
    assert!(offered.iter().all(|one| one.ideal_days < one.latest_days));
    let taken = session.take_usual_rhythms(Language::Zh).unwrap();
    assert_eq!(taken.records.len(), 4);
    assert_eq!(planned(&session).len(), 1);
    assert_eq!(session.usual_rhythms(Language::Zh).unwrap(), []);
    session.undo().unwrap();
    assert_eq!(session.usual_rhythms(Language::Zh).unwrap(), offered);
    assert_eq!(planned(&session), []);
}
