//! What rots where nobody looks is found by itself, and told until it is whole again.

use std::fs::OpenOptions;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::config::DbConfig;

use super::keeping::{DAY, Home, stopping_at};
use crate::base::{Kind, Report, Timestamp};

/// Turns a bit at a place of a file, and with the next call back.
fn flip(file: &Path, at: u64) {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(file)
        .unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
}

#[test]
fn a_flipped_bit_in_a_page_is_found_and_told_until_it_is_whole() {
    let home = Home::connected();
    let session = &home.session;
    let silent = Report::silent();
    let look = || {
        let done = session.check_through(&silent);
        session.note_checked(&done).unwrap();
        done
    };
    assert!(session.check_due_at().unwrap().0 > home.clock_now());
    home.clock.advance(7 * DAY);
    assert!(session.check_due_at().unwrap().0 <= home.clock_now());
    look().unwrap();
    let whole = session.checked().unwrap();
    assert_eq!(whole.whole_at, Some(Timestamp(home.clock_now())));
    assert!(session.check_due_at().unwrap().0 > home.clock_now());

    session.vault().checkpoint().unwrap();
    let database = session.vault().dir().unwrap().join("vault.db");
    let at = database.metadata().unwrap().len() - 2_000;
    flip(&database, at);
    home.clock.advance(8 * DAY);
    let found = Timestamp(home.clock_now());
    assert_eq!(look().unwrap_err().kind(), Kind::Damaged);
    home.clock.advance(2 * DAY);
    assert!(
        session.check_due_at().unwrap().0 <= home.clock_now(),
        "sooner"
    );
    assert_eq!(look().unwrap_err().kind(), Kind::Damaged);
    assert_eq!(
        session.checked().unwrap().damaged_at,
        Some(found),
        "since when"
    );
    assert_eq!(session.checked().unwrap().whole_at, whole.whole_at);

    session.vault().checkpoint().unwrap();
    flip(&database, at);
    look().unwrap();
    assert_eq!(session.checked().unwrap().damaged_at, None);
}

#[test]
fn a_look_that_is_stopped_finds_nothing() {
    let home = Home::connected();
    let stopped = home.session.check_through(&stopping_at("progress.check"));
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
}

#[test]
fn an_index_of_search_that_is_not_whole_is_made_anew() {
    let home = Home::connected();
    let session = &home.session;
    session.refresh_search(&Report::silent()).unwrap();
    assert!(!session.search_lags().unwrap());
    session.check_through(&Report::silent()).unwrap();
    assert!(!session.search_lags().unwrap());
    let conn = session.vault().beside("search").open().unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)
        .unwrap();
    let gone = conn.execute("DELETE FROM names_data WHERE id > 10", []);
    assert!(gone.unwrap() > 0, "words that the index says it has");
    drop(conn);
    session.check_through(&Report::silent()).unwrap();
    assert!(session.search_lags().unwrap(), "emptied");
    session.refresh_search(&Report::silent()).unwrap();
    assert!(!session.search_lags().unwrap());
}
