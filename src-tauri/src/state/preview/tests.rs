//! Who is answered with what.

use std::path::Path;
use std::sync::Arc;

use steward_core::base::{FixedClock, Id, Report, Timestamp};
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use tauri::http::{Method, Request, StatusCode};

use super::{Answer, answer};
use crate::desktop::config::Places;
use crate::state::Shell;
use crate::state::opened::{Opened, Proof};

fn asked(shell: &Shell, label: &str, method: Method, path: &str, origin: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("attachment://localhost/{path}"))
        .header("origin", origin)
        .body(Vec::new())
        .unwrap();
    answer(shell, label, &request)
}

fn get(shell: &Shell, id: &Id) -> Answer {
    asked(
        shell,
        "main-0",
        Method::GET,
        &id.to_string(),
        "tauri://localhost",
    )
}

fn attach(session: &Session, room: &Path, of: Id, name: &str, content: &[u8]) -> Id {
    let path = room.join(name);
    std::fs::write(&path, content).unwrap();
    let done = session.attach("unit", of, &[path], &Report::silent());
    done.unwrap().records[0].id
}

#[test]
fn only_the_living_files_of_an_open_vault_are_served_and_script_only_as_letters() {
    let room = tempfile::tempdir().unwrap();
    let shell = Shell::new(Places {
        config: room.path().join("config.json"),
        webview: room.path().into(),
        vaults: room.path().into(),
        sample: room.path().join("s"),
        looked_at: room.path().join("looked-at"),
    });
    let clock = Arc::new(FixedClock::at(Timestamp(1_790_000_000_000).utc()));
    let session = Session::in_memory(clock).unwrap();
    let set = ChangeSet::create("op.create", "unit", [("legal_name", Value::text("海蓝"))]);
    let unit = session.apply(&set).unwrap().records[0].id;
    let file = |name, content| attach(&session, room.path(), unit, name, content);
    let picture = file("a.png", b"\x89PNG\r\n\x1a\n....");
    let drawing = file("b.svg", b"<svg xmlns='x' onload='alert(1)'></svg>");
    let page = file("c.html", b"<html><script>alert(1)</script></html>");
    let package = file("d.zip", b"PK\x03\x04....");
    let binned = file("e.txt", b"gone");
    let delete = RecordChange::Delete {
        entity: "attachment".into(),
        id: binned,
        rev: 1,
    };
    let set = ChangeSet {
        label: "op.delete".into(),
        changes: vec![delete],
    };
    session.apply(&set).unwrap();
    assert_eq!(
        get(&shell, &picture).status(),
        StatusCode::NOT_FOUND,
        "while closed"
    );

    let opened = Opened::new(session, "/v/x.steward".into(), Proof::Given);
    shell.put(shell.turn(), opened).unwrap();
    let told = |id: &Id| {
        let answer = get(&shell, id);
        let media = answer.headers().get("content-type");
        let media = media.map(|media| media.to_str().unwrap().to_owned());
        (answer.status().as_u16(), media)
    };
    assert_eq!(told(&picture), (200, Some("image/png".to_owned())));
    for script in [&drawing, &page] {
        let letters = "text/plain; charset=utf-8".to_owned();
        assert_eq!(told(script), (200, Some(letters)));
        let answer = get(&shell, script);
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let policy = &answer.headers()["content-security-policy"];
        assert_eq!(policy, "default-src 'none'; sandbox");
    }
    assert_eq!(told(&package), (413, None));
    assert_eq!(told(&binned), (404, None));
    assert_eq!(told(&unit), (404, None));

    let id = picture.to_string();
    let ours = "tauri://localhost";
    let status = |answer: Answer| answer.status().as_u16();
    assert_eq!(
        status(asked(&shell, "paper-0", Method::GET, &id, ours)),
        403
    );
    assert_eq!(
        status(asked(&shell, "main-0", Method::POST, &id, ours)),
        403
    );
    for path in ["", "../vault.db", "x"] {
        assert_eq!(
            status(asked(&shell, "main-0", Method::GET, path, ours)),
            403
        );
    }
    let allowed = |origin: &str| {
        let answer = asked(&shell, "main-0", Method::GET, &id, origin);
        answer.headers().contains_key("access-control-allow-origin")
    };
    assert!(allowed(ours) && !allowed("https://example.com") && !allowed("null"));

    drop(shell.leave());
    assert_eq!(
        get(&shell, &picture).status(),
        StatusCode::NOT_FOUND,
        "when locked"
    );
}
