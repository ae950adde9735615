//! What was begun in a customer's box outlives the lock, and is no step of undo.

use super::{make, session};
use crate::activities::drafts::{NoteDraft, TypedMoment};
use crate::records::value::{Ref, Value};

#[test]
fn a_conversation_begun_is_kept_by_its_unit_and_undone_by_nobody() {
    let (session, _) = session();
    let unit = make(
        &session,
        "unit",
        [("legal_name", Value::text("甲子有限公司"))],
    );
    let other = make(
        &session,
        "unit",
        [("legal_name", Value::text("乙丑有限公司"))],
    );
    let person = make(&session, "contact", [("full_name", Value::text("沈若兰"))]);
    let undo = session.history_state().unwrap().undo;
    let draft = NoteDraft {
        text: "电话里说下季度要扩产".to_owned(),
        kind: "call".to_owned(),
        contacts: vec![Ref {
            id: person.id,
            label: "沈若兰".to_owned(),
        }],
        at: None,
        result: Some("agreed".to_owned()),
        duration_min: Some(45),
        next: "寄样品".to_owned(),
        due: TypedMoment {
            day: "2026-12-01".to_owned(),
            time: String::new(),
        },
        confidential: true,
    };
    assert_eq!(session.note_draft(unit.id).unwrap(), None);
    session.keep_note_draft(unit.id, Some(&draft)).unwrap();
    assert_eq!(session.note_draft(unit.id).unwrap(), Some(draft));
    assert_eq!(session.note_draft(other.id).unwrap(), None);
    assert_eq!(session.history_state().unwrap().undo, undo);
    // One that was begun in an older program says neither how it went nor how long it took.
    let older = serde_json::json!({ "text": "甲", "kind": "call", "contacts": [], "at": null, "next": "",
        "due": { "day": "", "time": "" } });
    let key = format!("note_draft.{}", unit.id);
    session.set_setting(&key, &older).unwrap();
    let kept = session.note_draft(unit.id).unwrap().unwrap();
    assert_eq!((kept.result, kept.duration_min), (None, None));
    session.keep_note_draft(unit.id, None).unwrap();
    assert_eq!(session.note_draft(unit.id).unwrap(), None);
    let kept = session.vault().read(|read| {
        let sql = "SELECT count(*) FROM setting WHERE key LIKE 'note_draft%'";
        Ok(read.sql().query_row(sql, [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(kept.unwrap(), 0, "nothing of it is left");
}
