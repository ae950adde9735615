//! What was typed into a small form outlives the lock, and is no step of undo.

use super::session;
use crate::base::Kind;

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
}
