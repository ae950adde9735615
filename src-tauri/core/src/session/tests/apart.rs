//! A backup looked at with no vault open, and files of then saved out.

use std::sync::Arc;

use super::keeping::{Home, files, secret, stopping_at};
use super::{bin, clock, unit};
use crate::backup::{Found, Opener, Reach};
use crate::base::{Clock, Error, Id, Kind, Report};
use crate::history::former::{FormerAsked, FormerBy, Since};
use crate::records::value::Value;
use crate::session::Apart;

fn asked(entity: &str, text: &str) -> FormerAsked {
    FormerAsked {
        entity: entity.into(),
        text: text.into(),
        otherwise: false,
        by: FormerBy::Name,
        descending: false,
        from: 0,
        count: 50,
    }
}

/// A home with a customer, a file on it, and a backup of both.
fn backed_up() -> (Home, Id, Id) {
    let home = Home::connected();
    let of = unit(&home.session, "南方电气集团", None);
    let path = home.room.path().join("合同.txt");
    std::fs::write(&path, "甲方与乙方约定").unwrap();
    let done = home.session.attach("unit", of, &[path], &Report::silent());
    let file = done.unwrap().records[0].id;
    home.back_up();
    (home, of, file)
}

fn found(home: &Home) -> Found {
    let secret = secret();
    let opener = Opener::Passphrase(&secret);
    let found = Reach::disk().look(&home.drive(), opener, &Report::silent());
    found.unwrap().remove(0)
}

fn open(home: &Home, report: &Report) -> Result<Apart, Error> {
    let (found, clock) = (found(home), clock() as Arc<dyn Clock>);
    let newest = found.snapshots()[0].id.clone();
    let hidden = home.room.path().join("looked-at");
    Apart::open(&found, &newest, &hidden, &clock, report)
}

#[test]
fn a_backup_is_searched_and_read_with_nothing_but_the_drive_and_its_passphrase() {
    let (home, of, file) = backed_up();
    let drive = files(&home.drive());
    let apart = open(&home, &Report::silent()).unwrap();

    let kinds: Vec<String> = apart
        .kinds()
        .unwrap()
        .into_iter()
        .map(|k| k.entity)
        .collect();
    assert!(kinds.contains(&"unit".to_owned()) && kinds.contains(&"attachment".to_owned()));
    assert!(
        apart
            .catalog()
            .unwrap()
            .entities
            .iter()
            .any(|one| one.key == "unit")
    );
    let page = apart.list(&asked("unit", "nanfang")).unwrap();
    assert_eq!((page.all, page.otherwise), (1, 0));
    assert_eq!((page.rows[0].id, page.rows[0].since), (of, Since::Same));
    let record = apart.record("unit", of, 50).unwrap();
    let name = record.fields.iter().find(|one| one.field == "legal_name");
    assert_eq!(name.unwrap().was, Value::text("南方电气集团"));
    assert!(record.belongs.iter().any(|one| one.id == file));
    let gone = apart.record("unit", file, 50).unwrap_err();
    assert_eq!(gone.kind(), Kind::NotFound);

    let to = home.room.path().join("saved.txt");
    assert_eq!(apart.file_name(file).unwrap(), "合同.txt");
    apart
        .save_file(file, &to, false, &Report::silent())
        .unwrap();
    assert_eq!(std::fs::read_to_string(to).unwrap(), "甲方与乙方约定");
    assert_eq!(files(&home.drive()), drive, "the drive is only read");
}

#[test]
fn what_is_looked_at_apart_lies_encrypted_and_goes_when_it_is_closed_or_swept() {
    let (home, ..) = backed_up();
    let hidden = home.room.path().join("looked-at");
    let apart = open(&home, &Report::silent()).unwrap();
    // Search has an index of its own by now.
    apart.list(&asked("unit", "电气")).unwrap();
    let there = files(&hidden);
    assert!(!there.is_empty());
    for file in there {
        let bytes = std::fs::read(&file).unwrap();
        for word in ["南方电气集团", "甲方与乙方约定"] {
            let plain = bytes
                .windows(word.len())
                .any(|part| part == word.as_bytes());
            assert!(!plain, "{file:?}");
        }
        assert!(!bytes.starts_with(b"SQLite format 3"), "{file:?}");
    }
    drop(apart);
    assert!(!hidden.exists());

    // As a program leaves it that was killed.
    std::fs::create_dir_all(hidden.join("x").join("Hidden.steward")).unwrap();
    Apart::sweep(&hidden).unwrap();
    assert!(!hidden.exists());
    Apart::sweep(&hidden).unwrap();
}

#[test]
fn a_look_apart_that_is_stopped_leaves_nothing_behind() {
    let (home, ..) = backed_up();
    let stopped = open(&home, &stopping_at("progress.restore_check"));
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert!(!home.room.path().join("looked-at").exists());
}

#[test]
fn a_file_that_is_gone_today_is_saved_out_of_the_backup() {
    let (home, _, file) = backed_up();
    bin(&home.session, "attachment", &[file]);
    let id = home.plan().known[0].id.clone();
    let former = home
        .session
        .look_inside(home.plan().id, &id, &Report::silent());
    let former = former.unwrap();
    let to = home.room.path().join("saved.txt");
    assert_eq!(former.file_name(file).unwrap(), "合同.txt");
    former
        .save_file(file, &to, false, &Report::silent())
        .unwrap();
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "甲方与乙方约定");
    // What stands there is written over only where the user said so.
    let refused = former.save_file(file, &to, false, &Report::silent());
    assert!(refused.is_err());
    former
        .save_file(file, &to, true, &Report::silent())
        .unwrap();

    let lost = former.file_name(home.plan().id).unwrap_err();
    assert_eq!(lost.kind(), Kind::NotFound);
}
