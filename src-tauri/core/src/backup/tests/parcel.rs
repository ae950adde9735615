//! The vault in one file: whole or not at all, whatever happens to the file, the disk or the program.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::fixture::{House, counted, disk, image_of, new_vault, secret};
use crate::backup::parcel::{Abroad, archive_of, pack_through};
use crate::backup::{Packed, Packing, Unpacked, unpack};
use crate::base::{Cancel, Error, Kind, Report, Result};
use crate::crypto::Secret;
use crate::crypto::age::SEALED;

/// Little work for each try: there are many of them here.
const WORK: u8 = 10;
const OPENS: &str = "nine white herons over the mill";

fn plainly() -> &'static dyn Fn(&Abroad) -> Box<dyn Write + '_> {
    &|file| Box::new(file)
}

fn opens() -> Secret {
    Secret::new(OPENS)
}

/// A vault, and a folder for the file it goes into.
struct Table {
    house: House,
    files: crate::attachments::Files,
    passphrase: Secret,
}

impl Table {
    fn with(rows: usize) -> Self {
        let house = House::with(rows);
        fs::create_dir(house.room.path().join("table")).unwrap();
        let files = crate::attachments::Files::of(&house.vault).unwrap();
        Self {
            house,
            files,
            passphrase: opens(),
        }
    }
    fn folder(&self) -> PathBuf {
        self.house.room.path().join("table")
    }
    fn file(&self) -> PathBuf {
        self.folder().join("Anna-2026-11-22.tar.zst.age")
    }
    fn packing<'p>(&'p self, to: &'p Path, over: bool) -> Packing<'p> {
        Packing {
            vault: &self.house.vault,
            whose: self.house.whose(),
            files: &self.files,
            to,
            over,
            passphrase: &self.passphrase,
        }
    }
    fn pack(&self, over: bool, report: &Report) -> Result<Packed> {
        let to = self.file();
        let what = self.packing(&to, over);
        let through = (plainly(), WORK, disk());
        pack_through(&what, through, counted, |_| Ok(Vec::new()), report)
    }
    fn pack_on(&self, through: &dyn Fn(&Abroad) -> Box<dyn Write + '_>) -> Result<Packed> {
        let (to, report) = (self.file(), Report::silent());
        let what = self.packing(&to, false);
        let through = (through, WORK, disk());
        pack_through(&what, through, counted, |_| Ok(Vec::new()), &report)
    }
    fn unpack(&self, report: &Report) -> Result<Unpacked> {
        self.unpack_with(&self.passphrase, report)
    }
    fn unpack_with(&self, passphrase: &Secret, report: &Report) -> Result<Unpacked> {
        let (folder, fresh) = (self.again(), secret());
        let new = new_vault(&self.house, &folder, &fresh);
        unpack(&self.file(), passphrase, &new, report)
    }
    fn again(&self) -> PathBuf {
        self.house.room.path().join("Again.steward")
    }
    /// What lies in the folder of the file.
    fn there(&self) -> Vec<String> {
        names(&self.folder())
    }
    /// Opening it says `key`, and leaves nothing behind.
    fn refuses(&self, key: &str, when: &str) {
        let before = names(self.house.room.path());
        let error = self.unpack(&Report::silent()).unwrap_err();
        assert_eq!(error.key(), key, "{when}: {error}");
        assert_eq!(names(self.house.room.path()), before, "{when}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// Where the content of a file begins: behind its head and its nonce.
fn content_at(file: &[u8]) -> usize {
    let mark = file.windows(5).position(|part| part == b"\n--- ").unwrap();
    mark + 5 + 43 + 1 + 16
}

#[test]
fn what_comes_out_is_what_went_in_and_only_ciphertext_lies_on_the_disk() {
    let table = Table::with(300);
    let packed = table.pack(false, &Report::silent()).unwrap();
    assert_eq!(table.there(), ["Anna-2026-11-22.tar.zst.age"]);
    let file = fs::read(table.file()).unwrap();
    assert_eq!(packed.bytes, file.len() as u64);
    assert!(file.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    // The last chunk is full, so that a cut can be told.
    assert_eq!((file.len() - content_at(&file)) % SEALED, 0);
    let rows: Vec<u8> = b"first".to_vec();
    assert!(!file.windows(rows.len()).any(|part| part == rows));

    let unpacked = table.unpack(&Report::silent()).unwrap();
    assert_eq!(unpacked.manifest.counts["setting"], 300);
    assert_eq!(unpacked.vault.id(), table.house.vault.id());
    let (now, then) = (image_of(&unpacked.vault), table.house.image());
    // But for the counters that SQLite moves on by itself.
    assert_eq!(now[4096..], then[4096..]);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let table = Table::with(3);
    table.pack(false, &Report::silent()).unwrap();
    let mode = table.file().metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn another_passphrase_is_told_as_such() {
    let table = Table::with(3);
    table.pack(false, &Report::silent()).unwrap();
    let wrong = Secret::new("nine white herons over the mall");
    let error = table.unpack_with(&wrong, &Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::WrongSecret);
    assert_eq!(error.key(), "error.parcel_wrong_passphrase");
    assert!(!table.again().exists());
}

#[test]
fn a_weak_passphrase_is_refused_before_anything_is_written() {
    let mut table = Table::with(3);
    table.passphrase = Secret::new("12345678");
    let error = table.pack(false, &Report::silent()).unwrap_err();
    assert_eq!(error.key(), "error.passphrase_weak");
    assert!(table.there().is_empty());
}

#[test]
fn one_that_was_cut_anywhere_is_told_from_one_that_changed() {
    let table = Table::with(700);
    table.pack(false, &Report::silent()).unwrap();
    let whole = fs::read(table.file()).unwrap();
    let content = content_at(&whole);
    assert!(whole.len() > content + 3 * SEALED);
    let cuts = [
        3,
        30,
        content - 20,
        content - 3,
        content,
        content + 7,
        content + SEALED,
        content + SEALED + 1,
        content + 2 * SEALED,
        whole.len() - SEALED,
        whole.len() - 1,
    ];
    for cut in cuts {
        fs::write(table.file(), &whole[..cut]).unwrap();
        table.refuses("error.parcel_cut_short", &format!("cut at {cut}"));
    }
    let flips = [
        content - 40,
        content - 2,
        content,
        content + SEALED - 1,
        content + SEALED + 5,
        whole.len() - SEALED,
        whole.len() - 1,
    ];
    for flip in flips {
        let mut changed = whole.clone();
        changed[flip] ^= 1;
        fs::write(table.file(), changed).unwrap();
        table.refuses("error.parcel_damaged", &format!("flipped at {flip}"));
    }
    let mut longer = whole.clone();
    longer.extend_from_slice(b"more");
    fs::write(table.file(), longer).unwrap();
    let error = table.unpack(&Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::Damaged);
    assert!(!table.again().exists());
}

#[test]
fn what_is_no_such_file_is_told_as_such() {
    let table = Table::with(3);
    for other in [b"".as_slice(), b"PK\x03\x04 something else", b"age-key"] {
        fs::write(table.file(), other).unwrap();
        table.refuses("error.parcel_none", &String::from_utf8_lossy(other));
    }
    fs::write(table.file(), b"age-encryption.org/v2\n-> new\n").unwrap();
    table.refuses("error.parcel_newer", "a later form of age");
    fs::write(
        table.file(),
        b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n",
    )
    .unwrap();
    table.refuses("error.parcel_none", "for a key, not a passphrase");
    fs::remove_file(table.file()).unwrap();
    table.refuses("error.parcel_gone", "gone");
}

#[test]
fn one_of_a_newer_program_is_told_as_such_and_one_of_something_else_too() {
    let table = Table::with(3);
    let newer = br#"{"parcel": 2, "made_by": "Steward 9.0.0", "parts": []}"#;
    archive_of(&table.file(), &opens(), &[("MANIFEST.json", newer)]).unwrap();
    let error = table.unpack(&Report::silent()).unwrap_err();
    assert_eq!(error.kind(), Kind::NewerVersion);
    let schema = br#"{"parcel": 1, "schema": 999, "made_by": "Steward 9.0.0", "files": 7}"#;
    archive_of(&table.file(), &opens(), &[("MANIFEST.json", schema)]).unwrap();
    table.refuses("error.backup_made_newer", "a later schema");
    archive_of(&table.file(), &opens(), &[("letter.txt", b"dear")]).unwrap();
    table.refuses("error.parcel_none", "an archive of something else");
    archive_of(&table.file(), &opens(), &[("MANIFEST.json", b"[]")]).unwrap();
    table.refuses("error.parcel_none", "a manifest of something else");
}

#[test]
fn a_file_that_is_there_stays_unless_it_was_said_that_it_may_go() {
    let table = Table::with(3);
    fs::write(table.file(), b"precious").unwrap();
    let error = table.pack(false, &Report::silent()).unwrap_err();
    assert_eq!(error.key(), "error.file_exists");
    assert_eq!(fs::read(table.file()).unwrap(), b"precious");
    table.pack(true, &Report::silent()).unwrap();
    table.unpack(&Report::silent()).unwrap();
    assert_eq!(table.there().len(), 1);
    // Nor does one that comes to be there meanwhile.
    fs::remove_file(table.file()).unwrap();
    let place = table.file();
    let error = table.pack_on(&|file| {
        fs::write(&place, b"quicker").unwrap();
        Box::new(file)
    });
    assert_eq!(error.unwrap_err().key(), "error.file_exists");
    assert_eq!(fs::read(table.file()).unwrap(), b"quicker");
    assert_eq!(table.there().len(), 1);
}

/// Takes so many bytes and then fails.
struct Room<'f> {
    to: &'f Abroad,
    left: usize,
    then: fn() -> io::Error,
}

impl Write for Room<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err((self.then)());
        }
        let now = &bytes[..bytes.len().min(self.left)];
        self.to.write_all(now)?;
        self.left -= now.len();
        Ok(now.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn full() -> io::Error {
    rustix::io::Errno::NOSPC.into()
}

#[test]
fn on_a_full_disk_nothing_is_left() {
    let table = Table::with(300);
    let whole = table.pack(false, &Report::silent()).unwrap().bytes;
    fs::remove_file(table.file()).unwrap();
    let whole = usize::try_from(whole).unwrap();
    for left in [0, 100, 200, SEALED, 2 * SEALED, whole - 1] {
        let error = table.pack_on(&|to| {
            let then = full;
            Box::new(Room { to, left, then })
        });
        assert_eq!(error.unwrap_err().kind(), Kind::NoSpace, "{left}");
        assert!(table.there().is_empty(), "{left}");
    }
    let too_large = table.pack_on(&|to| {
        let then = || rustix::io::Errno::FBIG.into();
        Box::new(Room { to, left: 9, then })
    });
    assert_eq!(too_large.unwrap_err().key(), "error.parcel_too_large");
    // One that writes into the void is caught when it is read back.
    let lost = table.pack_on(&|_| Box::new(io::sink())).unwrap_err();
    assert_eq!(lost.key(), "error.parcel_not_verified", "{lost}");
    assert!(table.there().is_empty());
    table.pack(false, &Report::silent()).unwrap();
}

/// A report that stops the work at its step `at`; how many steps it saw.
fn stops_at(at: usize) -> (Report, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (cancel, seen) = (Cancel::default(), std::sync::Arc::new(AtomicUsize::new(0)));
    let (stop, count) = (cancel.clone(), seen.clone());
    let report = Report::to(cancel, move |_| {
        if count.fetch_add(1, Ordering::SeqCst) == at {
            stop.cancel();
        }
    });
    (report, seen)
}

#[test]
fn stopped_at_any_step_nothing_is_left() {
    let table = Table::with(300);
    let (report, steps) = stops_at(usize::MAX);
    table.pack(false, &report).unwrap();
    let steps = steps.load(std::sync::atomic::Ordering::SeqCst);
    assert!(steps > 8, "{steps}");
    let kept = fs::read(table.file()).unwrap();
    fs::remove_file(table.file()).unwrap();
    for at in [0, 1, steps / 3, steps / 2, steps - 1] {
        let error = table.pack(false, &stops_at(at).0).unwrap_err();
        assert_eq!(error.kind(), Kind::Cancelled, "{at}");
        assert!(table.there().is_empty(), "{at}");
    }
    fs::write(table.file(), kept).unwrap();
    let before = names(table.house.room.path());
    for at in [0, 1, 3] {
        let error = table.unpack(&stops_at(at).0).unwrap_err();
        assert_eq!(error.kind(), Kind::Cancelled, "{at}");
        assert_eq!(names(table.house.room.path()), before, "{at}");
    }
}

const DIES: &str = "STEWARD_TEST_PARCEL_DIES";

/// The program that dies, run by the test below.
#[test]
fn dying() {
    let Ok(after) = std::env::var(DIES) else {
        return;
    };
    let (left, to) = after.split_once(' ').unwrap();
    let house = House::with(300);
    let table = Table {
        files: crate::attachments::Files::of(&house.vault).unwrap(),
        house,
        passphrase: opens(),
    };
    let what = table.packing(Path::new(to), false);
    let left = left.parse().unwrap();
    let dies: fn() -> io::Error = || std::process::abort();
    let through: &dyn Fn(&Abroad) -> Box<dyn Write + '_> = &|to| {
        Box::new(Room {
            to,
            left,
            then: dies,
        })
    };
    let (through, report) = ((through, WORK, disk()), Report::silent());
    pack_through(&what, through, counted, |_| Ok(Vec::new()), &report).unwrap();
}

#[test]
fn a_program_that_dies_leaves_no_file_of_that_name_and_the_next_try_clears_up() {
    let table = Table::with(30);
    let part = ".Anna-2026-11-22.tar.zst.age.part";
    for left in [0, 100, SEALED + 9] {
        let to = table.file();
        let died = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "backup::tests::parcel::dying"])
            .env(DIES, format!("{left} {}", to.display()))
            .env("TMPDIR", table.house.room.path())
            .output()
            .unwrap();
        assert!(!died.status.success(), "{left}");
        assert_eq!(table.there(), [part], "{left}");
        let rest = fs::read(table.folder().join(part)).unwrap();
        assert_eq!(rest.len(), left, "{left}");
    }
    table.pack(false, &Report::silent()).unwrap();
    assert_eq!(table.there().len(), 1);
    table.unpack(&Report::silent()).unwrap();
}

#[test]
fn who_writes_the_same_file_already_is_not_disturbed() {
    let table = Table::with(3);
    let error = std::cell::RefCell::new(None);
    let done = table.pack_on(&|file| {
        *error.borrow_mut() = Some(table.pack(false, &Report::silent()).unwrap_err());
        Box::new(file)
    });
    done.unwrap();
    let error: Error = error.into_inner().unwrap();
    assert_eq!(error.kind(), Kind::InUse);
    table.unpack(&Report::silent()).unwrap();
}
