//! What was typed into a small form outlives the lock, and is no step of undo.

use std::collections::BTreeMap;

use super::{session, unit};
use crate::activities::drafts::{NoteDraft, TypedMoment};
use crate::base::{Id, Kind};
use crate::history::merge::MergeOrder;
use crate::history::takeback::{Answers, Target};
use crate::session::Session;

#[test]
fn a_form_begun_is_kept_by_its_place_and_undone_by_nobody() {
    let (session, _) = session();
    let undo = session.history_state().unwrap().undo;
    assert_eq!(session.form_draft("task@1").unwrap(), None);
    let typed = r#"{"title":"催第二笔"}"#;
    session.keep_form_draft("task@1", Some(typed)).unwrap();
    assert_eq!(
        session.form_draft("task@1").unwrap().as_deref(),
        Some(typed)
    );
    assert_eq!(session.form_draft("task@2").unwrap(), None);
    assert_eq!(session.history_state().unwrap().undo, undo);
    let much = "字".repeat(64 * 1024);
    let refused = session.keep_form_draft("task@1", Some(&much)).unwrap_err();
    assert_eq!(refused.kind(), Kind::Invalid);
    session.keep_form_draft("task@1", None).unwrap();
    assert_eq!(session.form_draft("task@1").unwrap(), None);
    let refused = session.keep_form_draft(&"甲".repeat(200), Some(typed));
    assert_eq!(refused.unwrap_err().kind(), Kind::Invalid);
}

fn note(text: &str) -> NoteDraft {
    NoteDraft {
        text: text.to_owned(),
        kind: "call".to_owned(),
        contacts: Vec::new(),
        at: None,
        result: None,
        duration_min: None,
        next: String::new(),
        due: TypedMoment {
            day: String::new(),
            time: String::new(),
        },
        confidential: false,
    }
}

/// Begins a form and a conversation about a unit.
fn begin(session: &Session, unit: Id, text: &str) {
    let place = format!("need@unit.{unit}");
    session.keep_form_draft(&place, Some(text)).unwrap();
    session.keep_note_draft(unit, Some(&note(text))).unwrap();
}

/// What was begun about a unit, in the form and in the box.
fn begun(session: &Session, unit: Id) -> (Option<String>, Option<String>) {
    (
        session.form_draft(&format!("need@unit.{unit}")).unwrap(),
        session.note_draft(unit).unwrap().map(|note| note.text),
    )
}

fn both(text: &str) -> (Option<String>, Option<String>) {
    (Some(text.to_owned()), Some(text.to_owned()))
}

#[test]
fn what_was_begun_about_a_record_goes_with_it_and_no_other() {
    let (session, _) = session();
    session.keep_form_draft("new@unit", Some("{}")).unwrap();
    let stays = unit(&session, "甲公司", None);
    begin(&session, stays, "甲");
    let goes = unit(&session, "乙公司", None);
    begin(&session, goes, "乙");
    session.undo().unwrap();
    assert_eq!(begun(&session, goes), (None, None));
    assert_eq!(begun(&session, stays), both("甲"));
    assert_eq!(
        session.form_draft("new@unit").unwrap().as_deref(),
        Some("{}")
    );
}

fn merge(session: &Session, winner: Id, loser: Id) {
    let order = MergeOrder {
        entity: "unit".into(),
        winner,
        loser,
        takes: BTreeMap::new(),
        former: false,
        moment: session.merge_plan("unit", winner, loser).unwrap().moment,
    };
    session.merge(&order).unwrap();
}

#[test]
fn what_was_begun_about_the_merged_one_waits_at_the_one_it_became_or_where_it_was() {
    let (session, _) = session();
    let [company, double, third] =
        ["甲公司", "甲有限公司", "甲股份公司"].map(|name| unit(&session, name, None));
    begin(&session, double, "乙");
    merge(&session, company, double);
    assert_eq!(begun(&session, company), both("乙"));
    assert_eq!(begun(&session, double), (None, None));
    begin(&session, third, "丙");
    merge(&session, company, third);
    assert_eq!(begun(&session, company), both("乙"));
    assert_eq!(begun(&session, third), both("丙"));
}

#[test]
fn what_was_begun_about_the_merged_one_is_there_again_where_they_are_taken_apart() {
    let (session, _) = session();
    let [company, double, third] =
        ["甲公司", "甲有限公司", "甲股份公司"].map(|name| unit(&session, name, None));
    begin(&session, double, "乙");
    merge(&session, company, double);
    merge(&session, third, company);
    assert_eq!(begun(&session, third), both("乙"));
    session.undo().unwrap();
    assert_eq!(begun(&session, company), both("乙"));
    // Typed on where it waits, it is still the same.
    begin(&session, company, "乙方");
    session.undo().unwrap();
    assert_eq!(begun(&session, double), both("乙方"));
    assert_eq!(begun(&session, company), (None, None));
    session.redo().unwrap();
    assert_eq!(begun(&session, company), both("乙方"));
    // Sent there, and another one begun: that is of the one where it stands.
    let place = format!("need@unit.{company}");
    session.keep_form_draft(&place, None).unwrap();
    session.keep_note_draft(company, None).unwrap();
    begin(&session, company, "丙");
    let merged = session.merged(company).unwrap();
    let target = Target {
        seq: merged[0].step,
        only: None,
    };
    let answers = Answers::default();
    let plan = session.take_back_plan(target, &answers).unwrap();
    session.take_back(target, &answers, plan.moment).unwrap();
    assert_eq!(begun(&session, company), both("丙"));
    assert_eq!(begun(&session, double), (None, None));
}

#[test]
fn what_was_begun_comes_home_in_whatever_order_merges_are_taken_apart() {
    let (session, _) = session();
    let [company, double, third] =
        ["甲公司", "甲有限公司", "甲股份公司"].map(|name| unit(&session, name, None));
    begin(&session, double, "乙");
    merge(&session, company, double);
    let first = session.merged(company).unwrap()[0].step;
    merge(&session, third, company);
    let second = session.merged(third).unwrap();
    let second = second.iter().find(|one| one.loser.id == company).unwrap();
    let second = second.step;
    assert_eq!(begun(&session, third), both("乙"));
    for step in [first, second] {
        let target = Target {
            seq: step,
            only: None,
        };
        let answers = Answers::default();
        let plan = session.take_back_plan(target, &answers).unwrap();
        session.take_back(target, &answers, plan.moment).unwrap();
        assert_eq!(begun(&session, double), both("乙"));
        assert_eq!(begun(&session, third), (None, None));
        assert_eq!(begun(&session, company), (None, None));
    }
}
