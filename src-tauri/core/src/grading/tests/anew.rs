//! What comes again: a day that was planned, a class that changes twice on one day.

use super::{change, classed, days, is, level, paid, talk, told, unit};
use crate::grading::keep;
use crate::records::value::{Ref, Value, Wall};
use crate::reminders::model::Snooze;
use crate::session::Session;
use crate::session::tests::session;

#[test]
fn a_conversation_that_is_planned_counts_from_its_day_on() {
    let (session, clock) = session();
    let id = unit(&session, "华衡检测").id;
    let meeting = talk(&session, id, "2026-11-25 09:00", "in", "reached");
    assert_eq!(level(&session, id), "none");
    let other = unit(&session, "远航物流").id;
    let both = Value::Refs(vec![Ref {
        id: other,
        label: String::new(),
    }]);
    change(&session, &meeting, "units", both);
    session.renew_grades().unwrap();
    days(&clock, 2);
    session.renew_grades().unwrap();
    assert_eq!(level(&session, id), "none");
    days(&clock, 1);
    session.renew_grades().unwrap();
    assert_eq!(level(&session, id), "low");
    assert_eq!(level(&session, other), "low");
    // Ninety days from its day, and not from the one on which it was written down.
    days(&clock, 89);
    session.renew_grades().unwrap();
    assert_eq!(level(&session, id), "low");
    days(&clock, 1);
    session.renew_grades().unwrap();
    assert_eq!(level(&session, id), "none");
}

fn turns(session: &Session) -> Vec<String> {
    told(session).into_iter().map(|(_, turn, _)| turn).collect()
}

#[test]
fn a_further_change_on_the_same_day_is_told_though_the_first_was_settled() {
    let (session, _) = classed();
    let id = unit(&session, "华衡检测").id;
    paid(&session, id, "60万", "2026-11-01");
    assert_eq!(turns(&session), ["small>medium"]);
    session
        .settle_occasion("size_class", id, "2026-11-22")
        .unwrap();
    assert!(turns(&session).is_empty());
    // Not another class: nothing new is to be said.
    paid(&session, id, "1万", "2026-11-02");
    assert!(turns(&session).is_empty());
    paid(&session, id, "463万", "2026-11-02");
    assert_eq!(turns(&session), ["small>large"]);
    session
        .settle_occasion("size_class", id, "2026-11-22")
        .unwrap();
    // Taken back, and there again.
    session.undo().unwrap();
    assert_eq!(turns(&session), ["small>medium"]);
    session
        .settle_occasion("size_class", id, "2026-11-22")
        .unwrap();
    session.redo().unwrap();
    assert_eq!(turns(&session), ["small>large"]);
}

#[test]
fn a_further_change_is_told_though_the_first_was_put_off() {
    let (session, _) = classed();
    let id = unit(&session, "华衡检测").id;
    paid(&session, id, "60万", "2026-11-01");
    let until = Snooze::Until(Wall {
        at: "2026-11-30T09:00".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
    });
    session
        .put_off_occasion("size_class", id, "2026-11-22", &until)
        .unwrap();
    let on = |session: &Session| {
        let lines = session.occasions().unwrap().lines.into_iter();
        let mut lines = lines.filter(|line| line.source == "size_class");
        lines.next().map(|line| line.on)
    };
    assert_eq!(on(&session).as_deref(), Some("2026-11-30"));
    paid(&session, id, "463万", "2026-11-02");
    assert_eq!(on(&session).as_deref(), Some("2026-11-22"));
}

/// Time takes from the sum above what came in below on the same day: one change more, and no line more.
#[test]
fn a_change_by_time_after_another_on_that_day_is_looked_at_anew() {
    let (session, clock) = classed();
    // Made first, so that its change is the one noted first.
    let site = unit(&session, "华衡一厂");
    let firm = unit(&session, "华衡检测").id;
    change(&session, &site, "parent", Value::to(firm));
    paid(&session, firm, "40万", "2025-11-23");
    session.renew_grades().unwrap();
    days(&clock, 1);
    paid(&session, site.id, "465万", "2026-11-23");
    is(&session, firm, "large");
    let anew = session.vault().write("grading.renew", keep::today).unwrap();
    is(&session, firm, "medium");
    assert!(anew, "what is to be told is another");
}
