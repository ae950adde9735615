//! Files on records, over a vault on disk: what comes in, what is refused, what stays and what goes.

mod photo;
mod rows;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{TimeZone, Utc};
use tempfile::TempDir;

use super::media::{Shown, media_type, shown};
use crate::base::{Cancel, FixedClock, Id, Kind, Report};
use crate::crypto::stream::{CHUNK, sealed_at};
use crate::crypto::{KdfCost, Secret};
use crate::records::Value;
use crate::session::Session;
use crate::session::tests::{bin, change, unit};
use crate::vault::Unlock;

struct House {
    room: TempDir,
    clock: Arc<FixedClock>,
    session: Option<Session>,
    unit: Id,
}

fn secret() -> Secret {
    Secret::new("three grey herons by the weir")
}

fn clock() -> Arc<FixedClock> {
    let now = Utc.with_ymd_and_hms(2026, 11, 22, 2, 30, 0).unwrap();
    Arc::new(FixedClock::at(now))
}

impl House {
    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let dir = room.path().join("Anna.steward");
        let clock = clock();
        let (session, _) =
            Session::create(&dir, &secret(), KdfCost::for_tests(), clock.clone()).unwrap();
        let unit = unit(&session, "海蓝实业", None);
        Self {
            room,
            clock,
            session: Some(session),
            unit,
        }
    }

    fn session(&self) -> &Session {
        self.session.as_ref().unwrap()
    }

    fn reopen(&mut self) {
        self.session = None;
        let key = Unlock::Passphrase(secret());
        let dir = self.room.path().join("Anna.steward");
        self.session = Some(Session::unlock(&dir, &key, self.clock.clone()).unwrap());
    }

    fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.room.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn attach(&self, name: &str, content: &[u8]) -> Id {
        let path = self.write(name, content);
        let done = self
            .session()
            .attach("unit", self.unit, &[path], &Report::silent());
        done.unwrap().records[0].id
    }

    fn read(&self, id: Id) -> Vec<u8> {
        let (mut opened, ..) = self.session().open_attachment(id).unwrap();
        opened.read_at(0, u64::MAX).unwrap()
    }

    /// Every file under `files/`, sorted.
    fn stored(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let Ok(folders) = fs::read_dir(self.room.path().join("Anna.steward/files")) else {
            return found;
        };
        for folder in folders {
            let files = fs::read_dir(folder.unwrap().path()).unwrap();
            found.extend(files.map(|file| file.unwrap().path()));
        }
        found.sort();
        found
    }

    fn names(&self) -> Vec<String> {
        let found = self.session().attachments(self.unit).unwrap();
        let name = |record: &crate::records::Record| record.get("name").as_text().unwrap().into();
        found.iter().map(name).collect()
    }
}

fn long(len: usize) -> Vec<u8> {
    (0..len).map(|at| u8::try_from(at % 253).unwrap()).collect()
}

#[test]
fn a_file_comes_back_as_it_was_from_any_place() {
    let mut house = House::new();
    let content = long(2 * CHUNK + 5);
    let id = house.attach("报价单.bin", &content);
    house.reopen();
    assert!(house.read(id) == content);
    let (mut opened, name, _) = house.session().open_attachment(id).unwrap();
    assert_eq!(name, "报价单.bin");
    for (from, len) in [
        (0, 1),
        (CHUNK - 2, 4),
        (CHUNK, CHUNK),
        (2 * CHUNK + 4, 9),
        (0, 0),
    ] {
        let part = opened.read_at(from as u64, len as u64).unwrap();
        assert!(part == content[from..content.len().min(from + len)]);
    }
    assert!(opened.read_at(9 * CHUNK as u64, 5).unwrap().is_empty());
    let empty = house.attach("empty", b"");
    assert!(house.read(empty).is_empty());
    let record = house.session().record("attachment", id).unwrap();
    assert_eq!(record.get("unit").as_ref_id(), Some(house.unit));
    assert_eq!(
        *record.get("size"),
        Value::Number(i64::try_from(content.len()).unwrap())
    );
    assert_eq!(house.session().search("报价单", 9).unwrap().hits[0].id, id);
}

#[test]
fn the_folder_tells_nothing() {
    let house = House::new();
    house.attach("Quillfeather contract.txt", b"marmalade pelican");
    for file in house.stored() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit()),
            "{name}"
        );
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(9).any(|part| part == b"marmalade"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }
}

#[test]
fn what_is_no_whole_file_is_refused_and_leaves_nothing() {
    let house = House::new();
    let good = house.write("good", b"good");
    let report = Report::silent();
    let refused = |path: PathBuf| {
        let paths = [good.clone(), path];
        let error = house.session().attach("unit", house.unit, &paths, &report);
        error.unwrap_err()
    };
    assert_eq!(
        refused(house.room.path().into()).key(),
        "error.attachment_no_file"
    );
    assert_eq!(
        refused("/dev/zero".into()).key(),
        "error.attachment_no_file"
    );
    let gone = refused(house.room.path().join("gone"));
    assert_eq!(
        (gone.kind(), gone.key()),
        (Kind::NotFound, "error.attachment_vanished")
    );
    assert!(house.stored().is_empty() && house.names().is_empty());
    let nobody = house
        .session()
        .attach("unit", Id::from_bytes([7; 16]), &[good], &report);
    assert_eq!(nobody.unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let house = House::new();
    let path = house.write("growing", &long(3 * CHUNK));
    let grows = path.clone();
    let report = Report::to(Cancel::default(), move |_| {
        let mut file = fs::OpenOptions::new().append(true).open(&grows).unwrap();
        std::io::Write::write_all(&mut file, b"more").unwrap();
    });
    let refused = house.session().attach("unit", house.unit, &[path], &report);
    assert_eq!(refused.unwrap_err().key(), "error.attachment_changed");
    assert!(house.stored().is_empty());
}

#[test]
fn stopped_halfway_nothing_is_left() {
    let house = House::new();
    let path = house.write("long", &long(3 * CHUNK));
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let report = Report::to(cancel, move |step| {
        assert_eq!(step.total, Some(3 * CHUNK as u64));
        if step.done > CHUNK as u64 {
            stop.cancel();
        }
    });
    let stopped = house.session().attach("unit", house.unit, &[path], &report);
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert!(house.stored().is_empty() && house.names().is_empty());
}

#[test]
fn several_files_are_one_step_and_one_content_is_kept_once() {
    let house = House::new();
    let paths =
        ["a", "b", "c"].map(|name| house.write(name, if name == "c" { b"2" } else { b"1" }));
    house
        .session()
        .attach("unit", house.unit, &paths, &Report::silent())
        .unwrap();
    assert_eq!(house.names(), ["c", "b", "a"]);
    assert_eq!(house.stored().len(), 2);
    house.session().undo().unwrap();
    assert!(house.names().is_empty());
    house.session().redo().unwrap();
    assert_eq!(house.names(), ["c", "b", "a"]);
    for record in house.session().attachments(house.unit).unwrap() {
        assert_eq!(house.read(record.id).len(), 1);
    }
}

#[test]
fn the_bin_and_undo_keep_a_file_and_the_end_of_both_lets_it_go() {
    let mut house = House::new();
    let id = house.attach("a", b"first");
    bin(house.session(), "attachment", &[id]);
    assert!(house.session().open_attachment(id).is_err());
    house.reopen();
    house.session().undo().unwrap();
    assert_eq!(house.read(id), b"first");

    // Taking back the adding: while it can be brought again, the file is needed.
    let other = house.attach("b", b"second");
    house.session().undo().unwrap();
    house.reopen();
    assert_eq!(house.stored().len(), 2);
    house.session().redo().unwrap();
    assert_eq!(house.read(other), b"second");
    house.session().undo().unwrap();
    let record = house.session().record("attachment", id).unwrap();
    change(house.session(), &record, "name", Value::text("renamed"));
    assert_eq!(house.session().sweep_attachments().unwrap(), 1);
    assert_eq!(house.stored().len(), 1);
    assert_eq!(house.names(), ["renamed"]);
    assert_eq!(house.read(id), b"first");
    house.session().vault().check(true).unwrap();
}

#[test]
fn files_go_into_the_bin_with_their_record_and_come_back_with_it() {
    let house = House::new();
    let id = house.attach("a", b"first");
    bin(house.session(), "unit", &[house.unit]);
    assert!(house.session().record("attachment", id).unwrap().deleted);
    house.session().undo().unwrap();
    assert_eq!(house.read(id), b"first");
}

#[test]
fn what_is_missing_or_damaged_is_named() {
    let house = House::new();
    let ids = ["a", "b", "c"].map(|name| house.attach(name, name.repeat(2 * CHUNK).as_bytes()));
    let path = |id: Id| {
        let hidden = house.stored().into_iter().find(|file| {
            let whole = fs::read(file).unwrap();
            fs::write(file, &whole[1..]).unwrap();
            let broken = house.session().open_attachment(id).is_err();
            fs::write(file, &whole).unwrap();
            broken
        });
        hidden.unwrap()
    };
    fs::remove_file(path(ids[0])).unwrap();
    flip(&path(ids[1]), usize::try_from(sealed_at(1)).unwrap() + 9);
    let wrong = house
        .session()
        .check_attachments(&Report::silent())
        .unwrap();
    let told: Vec<_> = wrong
        .iter()
        .map(|one| (one.id, one.name.as_str(), one.missing))
        .collect();
    assert_eq!(told, [(ids[0], "a", true), (ids[1], "b", false)]);
    let error = house.session().open_attachment(ids[0]).unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::Damaged, "error.attachment_missing")
    );
    let (mut opened, ..) = house.session().open_attachment(ids[1]).unwrap();
    assert!(opened.read_at(0, 5).is_ok());
    assert_eq!(
        opened.read_at(CHUNK as u64, 5).unwrap_err().kind(),
        Kind::Damaged
    );
    assert!(opened.read_at(0, 5).is_ok());
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn saving_out_writes_over_nothing_unless_told_and_leaves_nothing_half_done() {
    let house = House::new();
    let content = long(2 * CHUNK);
    let id = house.attach("a", &content);
    let out = house.room.path().join("out");
    fs::create_dir(&out).unwrap();
    let to = out.join("a");
    let save = |over| {
        house
            .session()
            .save_attachment(id, &to, over, &Report::silent())
    };
    save(false).unwrap();
    assert!(fs::read(&to).unwrap() == content);
    fs::write(&to, b"mine").unwrap();
    assert_eq!(save(false).unwrap_err().key(), "error.file_exists");
    assert_eq!(fs::read(&to).unwrap(), b"mine");
    save(true).unwrap();
    assert!(fs::read(&to).unwrap() == content);

    flip(&house.stored()[0], usize::try_from(sealed_at(1)).unwrap());
    fs::write(&to, b"mine").unwrap();
    assert_eq!(save(true).unwrap_err().kind(), Kind::Damaged);
    assert_eq!(fs::read(&to).unwrap(), b"mine");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn nobody_makes_one_by_typing() {
    let house = House::new();
    let set =
        crate::records::ChangeSet::create("op.create", "attachment", [("name", Value::text("x"))]);
    let error = house.session().apply(&set).unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::Invalid, "error.not_made_by_hand")
    );
    let targets = crate::exchange::model::targets(&house.session().catalog());
    assert!(targets.iter().all(|target| target.entity != "attachment"));
}

#[test]
fn content_tells_what_it_is_and_script_is_only_ever_letters() {
    let said = |head: &[u8], name| {
        (
            media_type(head, name, true),
            shown(media_type(head, name, true)),
        )
    };
    assert_eq!(
        said(b"\x89PNG\r\n\x1a\n..", "x.txt"),
        ("image/png", Shown::Image)
    );
    assert_eq!(said(b"%PDF-1.7", "x"), ("application/pdf", Shown::Pdf));
    assert_eq!(said(b"RIFF....WEBP", "x"), ("image/webp", Shown::Image));
    for script in [
        &b"<svg onload='alert(1)'/>"[..],
        b"<!doctype html><script>1</script>",
        "\u{feff}<html>".as_bytes(),
    ] {
        for name in ["x.svg", "x.html", "x.png", "x.pdf"] {
            assert_eq!(said(script, name), ("text/plain", Shown::Text));
        }
    }
    assert_eq!(
        said(b"\0\x01", "x.png"),
        ("application/octet-stream", Shown::Not)
    );
    assert_eq!(said("中".as_bytes(), "x"), ("text/plain", Shown::Text));
    assert_eq!(media_type(&"中".as_bytes()[..2], "x", false), "text/plain");
    assert_eq!(said(b"PK\x03\x04", "a.DOCX").1, Shown::Not);
}

/// Sixty-four megabytes: many chunks, and neither way holds more of them than one at a time.
#[test]
fn a_large_file_goes_through_whole() {
    let house = House::new();
    let path = house.room.path().join("large");
    let mut to = fs::File::create(&path).unwrap();
    let block = long(CHUNK);
    for number in 0..64_u64 {
        std::io::Write::write_all(&mut to, &number.to_le_bytes()).unwrap();
        std::io::Write::write_all(&mut to, &block[8..]).unwrap();
    }
    let done = house
        .session()
        .attach("unit", house.unit, &[path], &Report::silent())
        .unwrap();
    let (mut opened, ..) = house.session().open_attachment(done.records[0].id).unwrap();
    let mut number = 0_u64;
    opened
        .each_chunk(|chunk| {
            assert!(chunk[..8] == number.to_le_bytes() && chunk[8..] == block[8..]);
            number += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(number, 64);
}

#[test]
fn a_units_files_are_also_those_on_its_people() {
    let house = House::new();
    let session = house.session();
    let person =
        crate::session::tests::make(session, "contact", [("full_name", Value::text("林晓"))]);
    let post = [
        ("contact", Value::to(person.id)),
        ("unit", Value::to(house.unit)),
    ];
    crate::session::tests::make(session, "post", post);
    let path = house.write("名片.txt", b"card");
    let done = session.attach("contact", person.id, &[path], &Report::silent());
    let id = done.unwrap().records[0].id;
    house.attach("b", b"of the unit");
    assert_eq!(house.names(), ["b", "名片.txt"]);
    let own = session.attachments(person.id).unwrap();
    assert_eq!((own.len(), own[0].id), (1, id));
    let found = session.search("名片", 9).unwrap().hits;
    assert_eq!(found[0].unit.as_ref().map(|unit| unit.id), Some(house.unit));
}

#[test]
fn a_vault_with_files_can_be_looked_at_as_it_stood() {
    let house = House::new();
    let id = house.attach("报价单.pdf", b"%PDF-1.7");
    let now = house.session().vault().clock().now();
    let past = house.session().as_of(now).unwrap();
    let record = past.record("attachment", id).unwrap();
    assert_eq!(record.get("name").as_text(), Some("报价单.pdf"));
    assert!(past.open_attachment(id).is_err(), "its bytes are of today");
}
