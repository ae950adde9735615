//! The vault in one file, as the session hands it over.

use std::path::Path;
use std::process::Command;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::super::Session;
use super::super::descent::lineage_in;
use super::clock;
use super::keeping::{Home, secret};
use crate::backup::NewVault;
use crate::base::Report;
use crate::crypto::{KdfCost, Secret};
use crate::records::labels::Language;

const OPENS: &str = "nine white herons over the mill";
const MANY: usize = 300;
/// Fewer than there are files, more than an open vault needs.
const DESCRIPTORS: u64 = 120;
const CRAMPED: &str = "STEWARD_TEST_PARCEL_CRAMPED";

fn pack(home: &Home, to: &Path) -> u32 {
    let report = Report::silent();
    let done = home
        .session
        .pack(to, false, &Secret::new(OPENS), Language::En, &report);
    done.unwrap().files
}

fn unpacked(home: &Home, from: &Path) -> Session {
    let folder = home.room.path().join("Theirs.steward");
    let new = NewVault {
        folder: &folder,
        passphrase: &secret(),
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: clock(),
    };
    let unpacked = Session::unpack(from, &Secret::new(OPENS), &new, &Report::silent());
    unpacked.unwrap().0
}

/// The program that may open few files at a time, run by the test below.
#[test]
fn cramped() {
    if std::env::var(CRAMPED).is_err() {
        return;
    }
    let home = Home::connected();
    let files: Vec<_> = (0..MANY)
        .map(|n| home.room.path().join(format!("letter {n}.txt")))
        .collect();
    for file in &files {
        std::fs::write(file, file.display().to_string()).unwrap();
    }
    let of = home.session.records("unit", 1).unwrap()[0].id;
    let report = Report::silent();
    home.session.attach("unit", of, &files, &report).unwrap();
    let few = Rlimit {
        current: Some(DESCRIPTORS),
        maximum: Some(DESCRIPTORS),
    };
    setrlimit(Resource::Nofile, few).unwrap();
    let to = home.room.path().join("Anna.tar.zst.age");
    assert_eq!(pack(&home, &to), u32::try_from(MANY).unwrap());
    let theirs = unpacked(&home, &to);
    assert_eq!(theirs.attachments(of).unwrap().len(), MANY);
    assert!(theirs.check_attachments(&report).unwrap().is_empty());
}

#[test]
fn more_files_than_a_program_may_hold_open_go_into_one() {
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "session::tests::parcel::cramped"])
        .env(CRAMPED, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
fn what_comes_out_of_the_one_file_is_a_vault_of_its_own() {
    let home = Home::connected();
    let to = home.room.path().join("Anna.tar.zst.age");
    pack(&home, &to);
    let lineage = |session: &Session| session.vault().read(lineage_in).unwrap();
    let theirs = unpacked(&home, &to);
    let (ours, other) = (lineage(&home.session).unwrap(), lineage(&theirs).unwrap());
    assert_ne!(ours.id, other.id);
    // It came out of the other: what that backed up until then is this one's past as well.
    home.back_up();
    let known = &home.plan().known[0].manifest;
    assert!(ours.holds(known));
    assert!(!other.holds(known), "made after the file was");
}

#[test]
fn a_vault_that_does_not_know_which_it_is_goes_into_one_file_all_the_same() {
    let home = Home::connected();
    home.session
        .vault()
        .write("test", |tx| {
            crate::settings::set(tx, "backup.lineage", &"garbled")
        })
        .unwrap();
    let file = home.room.path().join("Anna.age");
    pack(&home, &file);
    let theirs = unpacked(&home, &file);
    assert_eq!(theirs.records("unit", 10).unwrap().len(), 1);
    // What came out of it is a vault of its own, and knows it.
    assert!(theirs.vault().read(lineage_in).unwrap().is_some());
}
