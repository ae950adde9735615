//! What a backup is when nothing goes wrong.

use std::io::Read;
use std::sync::{Arc, Mutex};

use super::fixture::{House, NOW, back_up, counted, disk, files, image_of, noise, restore};
use crate::backup::session::Session;
use crate::backup::verify::{dump, find};
use crate::backup::{Extra, Part};
use crate::base::{Cancel, Error, Kind, Report, Timestamp};

/// The image without the counters SQLite moves on by itself.
fn settled(mut image: Vec<u8>) -> Vec<u8> {
    image[24..28].fill(0);
    image[92..100].fill(0);
    image
}

#[test]
fn what_comes_back_is_what_went_in_page_by_page() {
    let house = House::with(300);
    let first = house.back_up();
    let before = house.image();
    assert!(first.snapshot.verified_at.is_some());
    assert_eq!(first.snapshot.manifest.bytes(), before.len() as u64);
    assert_eq!(first.snapshot.manifest.counts["setting"], 300);
    assert_eq!(first.snapshot.manifest.commit_seq, 1);
    assert_eq!(first.snapshot.manifest.made_at, Timestamp(NOW));
    house.next_day();
    house.write(10..13, "second");
    let second = house.back_up();
    let after = house.image();
    assert_ne!(before, after);
    // Three rows of three hundred: a small part of what the first one took.
    assert!(
        second.snapshot.bytes_added * 5 < first.snapshot.bytes_added,
        "{second:?}"
    );

    for (id, image) in [(&first.snapshot.id, before), (&second.snapshot.id, after)] {
        let restored = restore(&house, id, &format!("{id}.steward")).unwrap();
        let (given, expected) = (settled(image_of(&restored)), settled(image));
        assert_eq!(given.len(), expected.len());
        let pages = given.chunks(4096).zip(expected.chunks(4096)).enumerate();
        let differing: Vec<_> = pages.filter(|(_, (a, b))| a != b).map(|(n, _)| n).collect();
        assert!(differing.is_empty(), "pages {differing:?}");
        restored.check(true).unwrap();
        assert_eq!(restored.id(), house.vault.id());
    }
}

#[test]
fn an_unchanged_vault_adds_next_to_nothing() {
    let house = House::with(300);
    let first = house.back_up();
    house.next_day();
    let second = house.back_up();
    // A manifest and a folder's list.
    assert!(
        second.snapshot.bytes_added * 10 < first.snapshot.bytes_added,
        "{second:?}"
    );
    assert!(first.snapshot.bytes_added > 100_000, "{first:?}");
    let listed = house.target().snapshots(&Report::silent()).unwrap();
    let ids: Vec<_> = listed.iter().map(|snapshot| &snapshot.id).collect();
    assert_eq!(ids, [&second.snapshot.id, &first.snapshot.id]);
    assert!(listed.iter().all(|snapshot| snapshot.verified_at.is_some()));
}

#[test]
fn the_pages_hold_nothing_of_the_encryption() {
    let house = House::with(20);
    for page in house.image().chunks(4096) {
        assert_eq!(page[4096 - 80..], [0; 80]);
    }
    assert!(house.image().starts_with(b"SQLite format 3\0"));
}

#[test]
fn no_page_is_in_clear_anywhere_on_the_drive() {
    let house = House::with(20);
    house.back_up();
    let text = &noise("first 3")[..64];
    let image = house.image();
    assert!(image.windows(64).any(|at| at == text.as_bytes()));
    for file in files(&house.drive()) {
        let content = std::fs::read(&file).unwrap();
        for secret in [text.as_bytes(), b"SQLite format", b"Anna"] {
            assert!(
                !content.windows(secret.len()).any(|at| at == secret),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn a_writer_during_the_backup_changes_nothing_in_it() {
    let house = House::with(60);
    let before = house.image();
    let target = house.target();
    let writes = Mutex::new(0);
    let finished = target
        .backup(
            &house.vault,
            |read| {
                // The transaction has begun; this commits outside of it.
                std::thread::scope(|scope| {
                    scope
                        .spawn(|| house.write(0..60, "meanwhile"))
                        .join()
                        .unwrap();
                });
                *writes.lock().unwrap() += 1;
                counted(read)
            },
            |_| Ok(Vec::new()),
            &Report::silent(),
        )
        .unwrap();
    assert_eq!(*writes.lock().unwrap(), 1);
    assert_ne!(house.image(), before);
    drop(target);
    let restored = restore(&house, &finished.snapshot.id, "back.steward").unwrap();
    assert_eq!(settled(image_of(&restored)), settled(before));
}

#[test]
fn other_files_go_along_and_come_back() {
    let house = House::with(5);
    let extras = ["a1", "b2"].map(|name| Extra {
        name: name.to_owned(),
        size: 70_000,
        seal: None,
        reader: Box::new(std::io::repeat(name.as_bytes()[1]).take(70_000)),
    });
    let target = house.target();
    let report = Report::silent();
    let finished = target
        .backup(&house.vault, counted, |_| Ok(extras.into()), &report)
        .unwrap();
    let mut session = Session::begin_reading(&disk(), &house.home(), &report).unwrap();
    let opened = session
        .open(&super::fixture::keys().credentials().unwrap())
        .unwrap();
    let (indexed, file) = find(&mut session, opened, &finished.snapshot.id).unwrap();
    let mut content = Vec::new();
    session
        .run(|| dump(&indexed, &file, "attachments/b2", &mut content))
        .unwrap();
    assert_eq!(content, vec![b'2'; 70_000]);
}

#[test]
fn an_attachment_that_cannot_be_read_makes_no_backup() {
    struct Unreadable;
    impl Read for Unreadable {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let house = House::with(5);
    let first = house.back_up();
    let target = house.target();
    let extra = Extra {
        name: "a".to_owned(),
        size: 9,
        seal: None,
        reader: Box::new(Unreadable),
    };
    let report = Report::silent();
    target
        .backup(&house.vault, counted, |_| Ok(vec![extra]), &report)
        .unwrap_err();
    let listed = target.snapshots(&report).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, first.snapshot.id);
}

#[test]
fn progress_rises_to_its_total_and_the_phases_follow_each_other() {
    let house = House::with(300);
    let steps = Arc::new(Mutex::new(Vec::new()));
    let heard = steps.clone();
    let report = Report::to(Cancel::default(), move |step| {
        heard.lock().unwrap().push(step);
    });
    back_up(&house.target(), &house.vault, &report).unwrap();
    let steps = steps.lock().unwrap();
    let mut phases: Vec<_> = steps.iter().map(|step| step.phase).collect();
    phases.dedup();
    assert_eq!(
        phases,
        [
            "progress.backup_prepare",
            "progress.backup_copy",
            "progress.backup_write",
            "progress.backup_verify"
        ]
    );
    for phase in ["progress.backup_copy", "progress.backup_verify"] {
        let of_phase: Vec<_> = steps.iter().filter(|step| step.phase == phase).collect();
        assert!(of_phase.is_sorted_by_key(|step| step.done));
        assert_eq!(Some(of_phase.last().unwrap().done), of_phase[0].total);
    }
}

#[test]
fn stopping_at_any_step_leaves_the_older_backup_and_the_next_one_whole() {
    let house = House::with(200);
    let first = house.back_up();
    for stop in [0, 1, 2, 3, 4, 6] {
        house.write(0..200, &format!("try {stop}"));
        let cancel = Cancel::default();
        let (flag, seen) = (cancel.clone(), Mutex::new(0));
        let report = Report::to(cancel, move |_| {
            let mut seen = seen.lock().unwrap();
            if *seen == stop {
                flag.cancel();
            }
            *seen += 1;
        });
        let stopped = back_up(&house.target(), &house.vault, &report).unwrap_err();
        assert_eq!(stopped.kind(), Kind::Cancelled, "step {stop}: {stopped}");
    }
    let last = house.back_up();
    house.target().check(Part::ALL, &Report::silent()).unwrap();
    for id in [first.snapshot.id, last.snapshot.id] {
        restore(&house, &id, &format!("{id}.steward")).unwrap();
    }
}

#[test]
fn a_backup_that_cannot_count_says_why_and_leaves_nothing_to_wait_for() {
    let house = House::with(20);
    house.back_up();
    let target = house.target();
    let why = || Error::new(Kind::Invalid, "error.field_empty");
    let failed = target.backup(
        &house.vault,
        |_| Err(why()),
        |_| Ok(Vec::new()),
        &Report::silent(),
    );
    assert_eq!(failed.unwrap_err().key(), why().key());
    // It holds the place.
    drop(target);
    let again = house.back_up();
    assert!(again.snapshot.verified_at.is_some());
}
