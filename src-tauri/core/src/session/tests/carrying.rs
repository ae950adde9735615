//! The files of a vault in its backups: all that the rows need goes along, is read back, and comes
//! back with them.

use std::path::{Path, PathBuf};

use super::keeping::{Home, files, secret};
use super::{bin, clock, unit};
use crate::backup::{NewVault, Opener, Reach};
use crate::base::{Error, Id, Kind, Report};
use crate::crypto::KdfCost;
use crate::session::Session;

fn attach(home: &Home, name: &str, content: &[u8]) -> Id {
    let path = home.room.path().join(name);
    std::fs::write(&path, content).unwrap();
    let of = home.session.records("unit", 1).unwrap()[0].id;
    let done = home.session.attach("unit", of, &[path], &Report::silent());
    done.unwrap().records[0].id
}

fn noise(seed: u8) -> Vec<u8> {
    let mut bytes = vec![0; 700_000];
    blake3::Hasher::new_derive_key("a test")
        .update(&[seed])
        .finalize_xof()
        .fill(&mut bytes);
    bytes
}

fn held(session: &Session, id: Id) -> Vec<u8> {
    let (mut opened, ..) = session.open_attachment(id).unwrap();
    opened.read_at(0, u64::MAX).unwrap()
}

/// The newest backup, made a new vault.
fn restored(home: &Home, number: usize, name: &str) -> Result<Session, Error> {
    let report = Report::silent();
    let found = Reach::disk().look(&home.drive(), Opener::Passphrase(&secret()), &report)?;
    let folder = home.room.path().join(name);
    let new = NewVault {
        folder: &folder,
        passphrase: &secret(),
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: clock(),
    };
    let id = &found[0].snapshots()[number].id;
    let restored = found[0].restore(id, &new, &report)?;
    Ok(Session::over_restored(restored)?.0)
}

fn stored(home: &Home) -> Vec<PathBuf> {
    files(&home.room.path().join("Anna.steward/files"))
}

fn size(files: &[PathBuf]) -> u64 {
    files
        .iter()
        .map(|file| std::fs::metadata(file).unwrap().len())
        .sum()
}

#[test]
fn files_come_back_with_the_vault_and_what_stands_there_once_costs_nothing() {
    let home = Home::connected();
    let first = attach(&home, "合同.pdf", &noise(1));
    home.back_up();
    let before = size(&home.below("repository"));
    assert!(before > 700_000);

    home.back_up();
    let unchanged = size(&home.below("repository")) - before;
    assert!(unchanged < 100_000, "{unchanged} bytes for nothing new");

    let second = attach(&home, "b", &noise(2));
    bin(&home.session, "attachment", &[first]);
    home.back_up();
    let session = restored(&home, 0, "new").unwrap();
    assert!(held(&session, second) == noise(2));
    // The day's new customer, then the bin.
    session.undo().unwrap();
    session.undo().unwrap();
    assert!(held(&session, first) == noise(1));
    assert!(
        session
            .check_attachments(&Report::silent())
            .unwrap()
            .is_empty()
    );

    let older = restored(&home, 1, "older").unwrap();
    assert!(held(&older, first) == noise(1));
    assert_eq!(older.records("attachment", 9).unwrap().len(), 1);
}

#[test]
fn what_could_be_brought_again_is_in_the_backup_too() {
    let home = Home::connected();
    let id = attach(&home, "合同.pdf", &noise(1));
    home.session.undo().unwrap();
    home.session.back_up(&Report::silent()).unwrap();
    let session = restored(&home, 0, "new").unwrap();
    session.redo().unwrap();
    assert!(held(&session, id) == noise(1));
}

#[test]
fn a_file_that_is_missing_or_damaged_is_named_and_nothing_is_called_verified() {
    let home = Home::connected();
    let id = attach(&home, "合同.pdf", &noise(1));
    home.back_up();
    let file = stored(&home).remove(0);
    let whole = std::fs::read(&file).unwrap();
    let refused = |key: &str| {
        let error = home.session.back_up(&Report::silent()).unwrap_err();
        assert_eq!((error.kind(), error.key()), (Kind::Damaged, key));
        assert_eq!(error.to_wire().values["name"], "合同.pdf");
    };
    let mut flipped = whole.clone();
    flipped[40_000] ^= 1;
    std::fs::write(&file, flipped).unwrap();
    refused("error.attachment_damaged");
    std::fs::write(&file, &whole[..9]).unwrap();
    refused("error.attachment_damaged");
    std::fs::remove_file(&file).unwrap();
    refused("error.attachment_missing");

    // Given up by the user, it stands in nobody's way, and the older backup still has it.
    bin(&home.session, "attachment", &[id]);
    home.back_up();
    assert!(restored(&home, 0, "new").is_ok());
    assert!(held(&restored(&home, 1, "older").unwrap(), id) == noise(1));
}

#[test]
fn what_the_drive_spoils_of_a_file_is_named_and_costs_nothing_else() {
    let home = Home::connected();
    attach(&home, "a", &noise(1));
    home.back_up();
    let packs = home.below("repository/data");
    let largest = packs
        .iter()
        .max_by_key(|pack| std::fs::metadata(pack).unwrap().len());
    flip(largest.unwrap());
    let session = restored(&home, 0, "new").unwrap();
    assert_eq!(session.restored_without().unwrap(), ["a"]);
    let wrong = session.check_attachments(&Report::silent()).unwrap();
    assert!(wrong.iter().all(|one| one.missing) && wrong.len() == 1);

    // What is left is backed up at once, and the backup says what the vault had lost.
    let report = Report::silent();
    let drive = home.room.path().join("second");
    std::fs::create_dir_all(&drive).unwrap();
    session.restored_without_told().unwrap();
    session.connect_backup(&drive, &secret(), &report).unwrap();
    let done = session.back_up(&report).unwrap();
    assert_eq!(done.snapshot.manifest.lost, ["a"]);
    session.drill_backup(false, &report).unwrap();
    // One that is damaged besides still stands in the way.
    let path = home.room.path().join("b");
    std::fs::write(&path, noise(2)).unwrap();
    let of = session.records("unit", 1).unwrap()[0].id;
    let paths = [path];
    let done = session.attach("unit", of, &paths, &report).unwrap();
    let other = files(&home.room.path().join("new/files")).remove(0);
    let whole = std::fs::read(&other).unwrap();
    std::fs::remove_file(&other).unwrap();
    let refused = session.back_up(&report).unwrap_err();
    assert_eq!(refused.key(), "error.attachment_missing");
    std::fs::write(&other, whole).unwrap();
    assert!(held(&session, done.records[0].id) == noise(2));
    // Attached again, it is lost no more.
    let path = home.room.path().join("a");
    session.attach("unit", of, &[path], &report).unwrap();
    let done = session.back_up(&report).unwrap();
    assert!(done.snapshot.manifest.lost.is_empty());
    let wrong = session.check_attachments(&report).unwrap();
    assert!(wrong.is_empty(), "the record has its file again");
}

fn flip(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn a_backup_without_files_still_becomes_a_vault() {
    let home = Home::connected();
    home.back_up();
    let session = restored(&home, 0, "new").unwrap();
    let of = unit(&session, "新", None);
    assert!(session.attachments(of).unwrap().is_empty());
}
