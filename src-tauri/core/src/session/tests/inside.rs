//! Looking inside a backup, and bringing back out of it.

use super::keeping::{Home, files, secret, stopping_at};
use super::{bin, make, session, unit};
use crate::base::{Clock as _, Id, Kind, Report, Timestamp};
use crate::history::former::{FormerAsked, Reach, Since, Wanted};
use crate::records::value::Value;
use crate::session::{RestoredFrom, Session};
use crate::vault::Unlock;

fn asked(text: &str, otherwise: bool) -> FormerAsked {
    FormerAsked {
        entity: "unit".into(),
        text: text.into(),
        otherwise,
        from: 0,
        count: 50,
    }
}

fn newest(home: &Home) -> String {
    home.plan().known.first().unwrap().id.clone()
}

fn all(id: Id) -> Wanted {
    Wanted {
        entity: "unit".into(),
        id,
        reach: Reach::Below,
    }
}

#[test]
fn a_backup_is_looked_into_and_a_lost_customer_brought_back() {
    let home = Home::connected();
    let session = &home.session;
    let (kept, lost) = (unit(session, "留下的", None), unit(session, "丢掉的", None));
    let person = make(session, "contact", [("full_name", Value::text("张三"))]).id;
    let post = [("contact", Value::to(person)), ("unit", Value::to(kept))];
    let post = make(session, "post", post).id;
    home.back_up();
    bin(session, "unit", &[lost]);
    bin(session, "post", &[post]);

    let former = session
        .look_inside(home.plan().id, &newest(&home), &Report::silent())
        .unwrap();
    let page = session.former_list(&former, &asked("", true)).unwrap();
    let told: Vec<_> = page
        .rows
        .iter()
        .map(|row| (row.id, row.since, row.beside))
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&(lost, Since::Binned, 0)));
    assert!(told.contains(&(kept, Since::Same, 1)));
    let found = session
        .former_list(&former, &asked("diudiao", false))
        .unwrap();
    assert_eq!((found.all, found.rows[0].id), (1, lost));
    let shown = session.former_record(&former, "unit", kept).unwrap();
    assert_eq!((shown.belongs.len(), shown.belongs_otherwise), (1, 1));
    assert_eq!(shown.belongs[0].title, "张三");

    let plan = session.bring_plan(former.vault(), &all(lost)).unwrap();
    session
        .bring_back(former.vault(), &all(lost), plan.moment)
        .unwrap();
    assert!(!session.record("unit", lost).unwrap().deleted);
    // What was brought is no longer told as missing, and with an undo it is again.
    let otherwise = || {
        let page = session.former_list(&former, &asked("", true)).unwrap();
        page.rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(otherwise(), [kept]);
    session.undo().unwrap();
    assert_eq!(otherwise().len(), 2);
    let stale = session.bring_back(former.vault(), &all(lost), plan.moment);
    assert_eq!(stale.unwrap_err().key(), "error.plan_stale");
}

#[test]
fn what_is_looked_at_lies_encrypted_and_is_gone_afterwards_and_after_a_fall() {
    let home = Home::connected();
    unit(&home.session, "南方电气集团", None);
    home.back_up();
    let folder = home.session.vault().dir().unwrap().to_owned();
    let hidden = folder.join(".inside");
    let former = home
        .session
        .look_inside(home.plan().id, &newest(&home), &Report::silent())
        .unwrap();
    let there = files(&hidden);
    assert!(!there.is_empty());
    for file in there {
        let bytes = std::fs::read(&file).unwrap();
        let word = "南方电气集团".as_bytes();
        assert!(
            !bytes.windows(word.len()).any(|part| part == word),
            "{file:?}"
        );
        assert!(!bytes.starts_with(b"SQLite format 3"), "{file:?}");
    }
    drop(former);
    assert!(!hidden.exists());

    std::fs::create_dir_all(hidden.join("Inside.steward")).unwrap();
    let Home {
        room: _room,
        session,
        ..
    } = home;
    let clock = session.vault().clock().clone();
    drop(session);
    let again = Session::unlock(&folder, &Unlock::Passphrase(secret()), clock).unwrap();
    assert!(!hidden.exists());
    drop(again);
}

#[test]
fn a_look_that_is_stopped_leaves_nothing_behind() {
    let home = Home::connected();
    home.back_up();
    let report = stopping_at("progress.restore_check");
    let stopped = home
        .session
        .look_inside(home.plan().id, &newest(&home), &report);
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert!(!home.session.vault().dir().unwrap().join(".inside").exists());
}

#[test]
fn a_backup_says_how_many_steps_older_it_is() {
    let home = Home::connected();
    home.back_up();
    let first = home.plan().known.first().unwrap().manifest.clone();
    let mut ahead = first.clone();
    ahead.commit_seq += 1_000;
    let mut another = first.clone();
    another.vault.instance = Some(home.plan().id);
    unit(&home.session, "甲", None);
    unit(&home.session, "乙", None);
    home.session.undo().unwrap();
    let since = home.session.steps_since(&[&first, &ahead, &another]);
    assert_eq!(
        since.unwrap(),
        [Some(1), None, None],
        "one that went its own way is none of ours"
    );
}

#[test]
fn a_restored_vault_says_how_much_older_it_is_until_it_makes_backups_of_its_own() {
    let (restored, clock) = session();
    assert_eq!(restored.restored_from().unwrap(), None);
    let from = RestoredFrom {
        made_at: Timestamp(0),
        restored_at: clock.now(),
        steps_since: Some(142),
    };
    restored.note_restored_from(from).unwrap();
    assert_eq!(restored.restored_from().unwrap(), Some(from));
    let home = Home::connected();
    home.session.note_restored_from(from).unwrap();
    assert_eq!(home.session.restored_from().unwrap(), None);
}
