//! One cell edit, committed: ours against a bare, plain SQLite with the same pragmas and the same
//! rows, turn by turn.

use rusqlite::{Connection, params};
use steward_core::records::value::Value;
use steward_tests::dice::Dice;
use steward_tests::scene::change;

use crate::backups::plain_copy;
use crate::sheet::{Sheet, median, p99, timed};
use crate::stand::{Stand, UNITS};

const ROUNDS: usize = 600;

/// The vault's own rows in a plain file, with the pragmas that make a commit last.
fn bare(stand: &Stand) -> Connection {
    let path = plain_copy(stand);
    let sql = Connection::open(path).unwrap();
    sql.execute_batch(
        "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 256;
         PRAGMA cache_size = -65536; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
    )
    .unwrap();
    sql
}

pub(crate) fn measure(stand: &Stand, sheet: &mut Sheet) {
    let bare = bare(stand);
    let session = stand.open();
    let units = session
        .records("unit", u32::try_from(UNITS).unwrap())
        .unwrap();
    let mut dice = Dice::of(3);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for n in 0..ROUNDS {
        let unit = session
            .record("unit", units[dice.below(units.len())].id)
            .unwrap();
        let owner = format!("第{n}人");
        let (took, done) = timed(|| change(&session, &unit, "owner", Value::text(&owner)));
        done.unwrap();
        ours.push(took);

        let (took, rows) = timed(|| {
            let mut update = bare
                .prepare_cached(
                    "UPDATE unit SET owner = ?, updated_at = ?, rev = rev + 1 WHERE id = ?",
                )
                .unwrap();
            update.execute(params![owner, 1, unit.id]).unwrap()
        });
        assert_eq!(rows, 1, "the plain file holds the same rows");
        theirs.push(took);
    }
    sheet.note("one cell edit, p99", p99(ours.clone()), "ms");
    sheet.against(
        "one cell edit committed",
        median(ours),
        median(theirs),
        1.5,
        "ms",
    );
}
