//! Looking inside a backup, and bringing back out of it.

use std::sync::{Arc, Mutex};

use super::keeping::{Home, files, secret, stopping_at};
use super::{bin, make, session, unit};
use crate::base::{Cancel, Clock as _, Id, Kind, Report, Timestamp};
use crate::history::former::bring::BringBar;
use crate::history::former::{FormerAsked, FormerBy, Reach, Since, Wanted};
use crate::records::value::{Value, Wall};
use crate::session::{RestoredFrom, Session};
use crate::vault::Unlock;

fn asked(text: &str, otherwise: bool) -> FormerAsked {
    FormerAsked {
        entity: "unit".into(),
        text: text.into(),
        otherwise,
        by: FormerBy::Name,
        descending: false,
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
    let shown = session.former_record(&former, "unit", kept, 50).unwrap();
    assert_eq!((shown.belongs.len(), shown.belongs_otherwise), (1, 1));
    assert_eq!(shown.belongs[0].title, "张三");

    let plan = session.bring_plan(former.vault(), &all(lost)).unwrap();
    session
        .bring_back(former.vault(), (&all(lost), plan.moment), &Report::silent())
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
    let stale = session.bring_back(former.vault(), (&all(lost), plan.moment), &Report::silent());
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

fn attach(home: &Home, of: Id, name: &str) -> Id {
    let path = home.room.path().join(name);
    std::fs::write(&path, name.repeat(40_000)).unwrap();
    let done = home.session.attach("unit", of, &[path], &Report::silent());
    done.unwrap().records[0].id
}

/// A vault whose customer with two files is gone for good, row, bytes and all, as a vault that was put
/// back from before they came has none of them.
fn without_the_customer(home: &Home) -> (Id, [Id; 2], String) {
    let lost = unit(&home.session, "丢掉的", None);
    let both = [
        attach(home, lost, "合同.pdf"),
        attach(home, lost, "图纸.pdf"),
    ];
    home.back_up();
    let version = newest(home);
    home.session
        .vault()
        .write("test", |tx| {
            tx.sql().execute("DELETE FROM attachment", [])?;
            tx.sql().execute("DELETE FROM stored_file", [])?;
            tx.sql().execute("DELETE FROM unit WHERE id = ?", [lost])?;
            Ok(())
        })
        .unwrap();
    std::fs::remove_dir_all(home.session.vault().dir().unwrap().join("files")).unwrap();
    (lost, both, version)
}

fn holds(session: &Session, file: Id, name: &str) -> bool {
    let opened = session.open_attachment(file);
    opened.is_ok_and(|(mut opened, ..)| {
        opened.read_at(0, u64::MAX).unwrap() == name.repeat(40_000).as_bytes()
    })
}

#[test]
fn what_comes_back_brings_its_files_along_and_the_undo_takes_them_away() {
    for reach in [Reach::Record, Reach::Own, Reach::Below] {
        let home = Home::connected();
        let session = &home.session;
        let (lost, [first, second], version) = without_the_customer(&home);
        let former = session
            .look_inside(home.plan().id, &version, &Report::silent())
            .unwrap();
        let wanted = Wanted {
            entity: "unit".into(),
            id: lost,
            reach,
        };
        let plan = session.bring_plan(former.vault(), &wanted).unwrap();
        assert_eq!((plan.made["attachment"], plan.left_all), (2, 0));
        session
            .bring_back(former.vault(), (&wanted, plan.moment), &Report::silent())
            .unwrap();
        drop(former);
        assert!(holds(session, first, "合同.pdf") && holds(session, second, "图纸.pdf"));
        session.undo().unwrap();
        assert!(session.record("unit", lost).is_err());
        assert!(session.attachments(lost).unwrap().is_empty());
        session.redo().unwrap();
        assert!(holds(session, first, "合同.pdf"));
        assert!(
            session
                .check_attachments(&Report::silent())
                .unwrap()
                .is_empty()
        );
    }
}

#[test]
fn what_is_stopped_while_it_comes_back_has_not_come_at_all() {
    for phase in ["progress.bring_files", "progress.bring_records"] {
        let home = Home::connected();
        let session = &home.session;
        let (lost, [first, second], version) = without_the_customer(&home);
        let former = session
            .look_inside(home.plan().id, &version, &Report::silent())
            .unwrap();
        let plan = session.bring_plan(former.vault(), &all(lost)).unwrap();
        let steps = session.vault().read(|read| read.commit_seq()).unwrap();
        let wanted = all(lost);
        let stopped = session.bring_back(
            former.vault(),
            (&wanted, plan.moment),
            &stopping_after(phase, 1),
        );
        assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled, "{phase}");
        assert!(session.record("unit", lost).is_err());
        let lying = session.vault().dir().unwrap().join("files");
        assert!(files(&lying).is_empty(), "no file of it either: {phase}");
        let now = session.vault().read(|read| read.commit_seq()).unwrap();
        assert_eq!(now, steps, "no step was made: {phase}");
        // The same plan still holds, and is told how far it is.
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = told.clone();
        let report = Report::to(Cancel::default(), move |progress| {
            heard
                .lock()
                .unwrap()
                .push((progress.phase, progress.done, progress.total));
        });
        session
            .bring_back(former.vault(), (&wanted, plan.moment), &report)
            .unwrap();
        assert!(holds(session, first, "合同.pdf") && holds(session, second, "图纸.pdf"));
        let told = told.lock().unwrap();
        let mut files = told
            .iter()
            .filter(|(phase, ..)| *phase == "progress.bring_files");
        let (_, done, all) = files.next_back().unwrap();
        assert_eq!(Some(*done), *all, "of both files together");
    }
}

/// Stops when this phase was told more than so many times.
fn stopping_after(phase: &'static str, times: usize) -> Report {
    let (cancel, told) = (Cancel::default(), Mutex::new(0));
    let stop = cancel.clone();
    Report::to(cancel, move |progress| {
        if progress.phase == phase {
            let mut told = told.lock().unwrap();
            *told += 1;
            if *told > times {
                stop.cancel();
            }
        }
    })
}

#[test]
fn a_file_that_the_backup_has_lost_is_told_and_the_rest_comes() {
    let home = Home::connected();
    let session = &home.session;
    let (lost, [first, second], version) = without_the_customer(&home);
    let former = session
        .look_inside(home.plan().id, &version, &Report::silent())
        .unwrap();
    let there = files(&former.vault().dir().unwrap().join("files"));
    let hit = there
        .iter()
        .find(|file| std::fs::metadata(file).is_ok())
        .unwrap();
    // One that is damaged only by the time it is copied: nothing comes, and then it is told as lost.
    let mut bytes = std::fs::read(hit).unwrap();
    bytes[1_000] ^= 1;
    std::fs::write(hit, bytes).unwrap();
    let plan = session.bring_plan(former.vault(), &all(lost)).unwrap();
    let refused = session.bring_back(former.vault(), (&all(lost), plan.moment), &Report::silent());
    assert_eq!(refused.unwrap_err().key(), "error.attachment_damaged");
    assert!(session.record("unit", lost).is_err());
    let lying = home.session.vault().dir().unwrap().join("files");
    assert!(files(&lying).is_empty(), "nothing is left behind");

    let plan = session.bring_plan(former.vault(), &all(lost)).unwrap();
    assert_eq!((plan.made["attachment"], plan.left_all), (1, 1));
    assert_eq!(plan.left[0].bar, Some(BringBar::Lost));
    session
        .bring_back(former.vault(), (&all(lost), plan.moment), &Report::silent())
        .unwrap();
    let came = [
        holds(session, first, "合同.pdf"),
        holds(session, second, "图纸.pdf"),
    ];
    assert_eq!(came.iter().filter(|came| **came).count(), 1);
    assert!(!session.record("unit", lost).unwrap().deleted);
}

#[test]
fn every_kind_is_looked_through_by_the_words_it_is_found_by_today() {
    let home = Home::connected();
    let session = &home.session;
    let kept = unit(session, "华为技术", None);
    let person = make(
        session,
        "contact",
        [
            ("full_name", Value::text("张三")),
            ("note", Value::text("爱喝龙井")),
        ],
    )
    .id;
    let post = [("contact", Value::to(person)), ("unit", Value::to(kept))];
    make(session, "post", post);
    let task = [("title", Value::text("寄样品")), ("unit", Value::to(kept))];
    let task = make(session, "task", task).id;
    let talk = [
        ("kind", Value::choice("visit")),
        ("at", Value::Instant(0)),
        ("content", Value::text("谈到了延期付款")),
        ("unit", Value::to(kept)),
    ];
    let talk = make(session, "activity", talk).id;
    for number in 0..230 {
        let title = Value::text(format!("第{number}件事"));
        make(
            session,
            "task",
            [("title", title), ("unit", Value::to(kept))],
        );
    }
    home.back_up();
    let former = session
        .look_inside(home.plan().id, &newest(&home), &Report::silent())
        .unwrap();
    let found = |entity: &str, text: &str| {
        let asked = FormerAsked {
            entity: entity.into(),
            ..asked(text, false)
        };
        let page = session.former_list(&former, &asked).unwrap();
        page.rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found("contact", "zhangsan"), [person]);
    assert_eq!(found("contact", "龙井"), [person], "what is noted of them");
    assert_eq!(found("task", "jiyangpin"), [task]);
    assert_eq!(found("task", "华为 样品"), [task], "with whom it is of");
    assert_eq!(found("activity", "延期付款"), [talk]);
    assert!(found("cooperation", "").is_empty());
    let last = FormerAsked {
        entity: "task".into(),
        from: 200,
        ..asked("", false)
    };
    let page = session.former_list(&former, &last).unwrap();
    assert_eq!((page.all, page.rows.len()), (231, 31), "any number");
    assert_eq!(page.rows[0].about, "华为技术");
    let whole = session.former_record(&former, "unit", kept, 1_000).unwrap();
    assert!(whole.belongs_all > 230 && whole.belongs.len() == whole.belongs_all as usize);
}

#[test]
fn a_kind_that_is_out_of_sight_is_offered_where_the_backup_holds_any() {
    let home = Home::connected();
    let session = &home.session;
    let kept = unit(session, "华为技术", None);
    let task = [("title", Value::text("寄样品")), ("unit", Value::to(kept))];
    make(session, "task", task);
    home.back_up();
    let former = session
        .look_inside(home.plan().id, &newest(&home), &Report::silent())
        .unwrap();
    let kinds = session.former_kinds(&former).unwrap();
    let of = |entity: &str| kinds.iter().find(|kind| kind.entity == entity);
    assert_eq!(of("task").unwrap().count, 1);
    assert!(of("unit").unwrap().count > 1);
    assert!(of("contract").is_none(), "of which there are none");
}

#[test]
fn what_was_is_listed_with_its_main_fields_by_name_and_by_day() {
    let home = Home::connected();
    let session = &home.session;
    let of = unit(session, "华为技术", None);
    let talk = |content: &str, at: i64, kind: &'static str| {
        let talk = [
            ("kind", Value::choice(kind)),
            ("at", Value::Instant(at)),
            ("content", Value::text(content)),
            ("unit", Value::to(of)),
        ];
        make(session, "activity", talk).id
    };
    let (late, early) = (talk("甲", 5_000, "call"), talk("乙", 1_000, "visit"));
    let task = |title: &str, due: Option<&str>| {
        let due = due.map_or(Value::Null, |due| {
            let (at, zone) = (due.to_owned(), "Asia/Shanghai".to_owned());
            Value::Wall(Wall { at, zone })
        });
        let task = [
            ("title", Value::text(title)),
            ("unit", Value::to(of)),
            ("due", due),
        ];
        make(session, "task", task).id
    };
    let (none, second, first) = (
        task("甲", None),
        task("乙", Some("2027-02-01")),
        task("丙", Some("2027-01-01")),
    );
    home.back_up();
    let former = session
        .look_inside(home.plan().id, &newest(&home), &Report::silent())
        .unwrap();
    let page = |entity: &str, by, descending| {
        let asked = FormerAsked {
            entity: entity.into(),
            by,
            descending,
            ..asked("", false)
        };
        session.former_list(&former, &asked).unwrap()
    };
    let ids = |entity: &str, by, descending| {
        let rows = page(entity, by, descending).rows;
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("activity", FormerBy::Date, false), [early, late]);
    assert_eq!(ids("activity", FormerBy::Date, true), [late, early]);
    assert_eq!(ids("task", FormerBy::Date, false), [first, second, none]);
    assert_eq!(ids("task", FormerBy::Date, true), [second, first, none]);
    let named = ids("task", FormerBy::Name, false);
    let mut other = ids("task", FormerBy::Name, true);
    other.reverse();
    assert_eq!(named, other);
    let talks = page("activity", FormerBy::Date, false);
    assert_eq!(talks.date.as_deref(), Some("at"));
    assert_eq!(talks.rows[0].date, Value::Instant(1_000));
    let kind = talks.columns.iter().position(|key| key == "kind").unwrap();
    assert_eq!(talks.rows[0].cells[kind], Value::choice("visit"));
    assert!(
        !talks
            .columns
            .iter()
            .any(|key| key == "unit" || key == "content")
    );
}
