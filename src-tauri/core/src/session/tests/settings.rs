//! A setting that this program does not understand is neither guessed nor written over.

use super::keeping::{Home, secret};
use super::session;
use crate::base::{Kind, Report};
use crate::occasions::model::SourceSaid;
use crate::session::Session;

/// What a newer program may have written.
const FOREIGN: &str = r#"{"form":9}"#;

fn write(session: &Session, key: &str) {
    let written = session.vault.write("test", |tx| {
        let put = "INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)";
        tx.sql().execute(put, (key, FOREIGN))?;
        Ok(())
    });
    written.unwrap();
}

fn text(session: &Session, key: &str) -> String {
    let find = "SELECT value FROM setting WHERE key = ?1";
    let read = session
        .vault
        .read(|read| Ok(read.sql().query_row(find, [key], |row| row.get(0))?));
    read.unwrap()
}

#[test]
fn places_of_backups_that_cannot_be_read_are_said_and_stay() {
    let home = Home::connected();
    let session = &home.session;
    write(session, "backup.targets");
    let told = session.backup_plans().unwrap_err();
    assert_eq!(
        (told.kind(), told.key()),
        (Kind::Damaged, "error.setting_unreadable")
    );
    let root = home.room.path().join("second");
    std::fs::create_dir_all(&root).unwrap();
    let added = session.connect_backup(&root, &secret(), &Report::silent());
    assert_eq!(added.unwrap_err().kind(), Kind::Damaged);
    assert_eq!(text(session, "backup.targets"), FOREIGN);
}

#[test]
fn what_reminds_by_itself_goes_on_as_usual_but_no_switch_is_written_over() {
    let (session, _) = session();
    write(&session, "occasions.sources");
    assert!(!session.occasion_sources().unwrap().is_empty());
    let off = SourceSaid {
        on: false,
        leads: None,
        after: None,
    };
    let said = session.set_occasion_source("silence", &off);
    assert_eq!(said.unwrap_err().kind(), Kind::Damaged);
    assert_eq!(text(&session, "occasions.sources"), FOREIGN);
}
