//! A backup that lacks a part for good: a restore refuses it, and what can be read of it comes back all the same.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::keeping::{Home, OTHER, secret};
use super::{make, unit};
use crate::backup::{Found, NewVault, Opener, Reach};
use crate::base::{Id, Kind, Report};
use crate::crypto::{KdfCost, Secret};
use crate::records::value::Value;
use crate::session::Session;

/// A vault of some hundred customers below one another, with people and a file, in more than a few packs.
fn well_filled() -> Home {
    let home = Home::connected();
    let mut above: Vec<Id> = Vec::new();
    for n in 0..240_usize {
        let parent = above.get(n / 3).copied().filter(|_| n % 4 > 0);
        let hash = blake3::hash(&n.to_le_bytes()).to_hex();
        above.push(unit(&home.session, &format!("{n} {hash}"), parent));
        let name = ("full_name", Value::text(hash.as_str()));
        make(&home.session, "contact", [name]);
    }
    home
}

fn packs(home: &Home) -> Vec<PathBuf> {
    home.below("repository/data")
}

fn found(home: &Home) -> Found {
    let secret = secret();
    let report = Report::silent();
    let found = Reach::disk().look(&home.drive(), Opener::Passphrase(&secret), &report);
    found.unwrap().remove(0)
}

fn units(session: &Session) -> BTreeSet<Id> {
    let records = session.records("unit", 9_999).unwrap().into_iter();
    records.map(|record| record.id).collect()
}

fn ids(session: &Session, sql: &str) -> Vec<i64> {
    let rows = session.vault().read(|read| {
        let mut asked = read.sql().prepare(sql)?;
        let rows = asked.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<Vec<i64>>>()?)
    });
    rows.unwrap()
}

#[test]
fn what_can_be_read_of_a_damaged_backup_comes_back_and_what_does_not_is_named() {
    let home = well_filled();
    let id = home.back_up().known[0].id.clone();
    let all = units(&home.session);
    let (other, report) = (Secret::new(OTHER), Report::silent());
    let (mut salvaged, mut customers) = (0, 0);
    for (n, pack) in packs(&home).into_iter().enumerate() {
        let whole = std::fs::read(&pack).unwrap();
        let mut spoilt = whole.clone();
        let middle = spoilt.len() / 2;
        // A sector of it.
        spoilt[middle..]
            .iter_mut()
            .take(512)
            .for_each(|byte| *byte ^= 0x55);
        std::fs::write(&pack, spoilt).unwrap();
        let folder = home.room.path().join(format!("New {n}.steward"));
        let new = NewVault {
            folder: &folder,
            passphrase: &other,
            recovery: None,
            cost: KdfCost::for_tests(),
            clock: home.clock.clone(),
        };
        let found = found(&home);
        let restored = found.restore(&id, &new, &report);
        if let Err(error) = restored {
            assert_eq!(error.kind(), Kind::Damaged);
            match found.salvage(&id, &new, &report) {
                Ok(made) => {
                    salvaged += 1;
                    let losses = made.losses.clone();
                    let (session, _) = Session::over_restored(made.restored).unwrap();
                    session.note_salvaged(losses.clone()).unwrap();
                    assert_eq!(session.salvaged().unwrap(), Some(losses.clone()));
                    let came = units(&session);
                    assert!(came.is_subset(&all));
                    assert_eq!(
                        all.len() - came.len(),
                        usize::try_from(losses.customers).unwrap()
                    );
                    customers += losses.customers;
                    let sum: u64 = losses.tables.iter().map(|table| table.lost).sum();
                    assert_eq!(sum, losses.rows);
                    session.vault().check(true).unwrap();
                    session.check_through(&report).unwrap();
                    // Nothing points at what is not there, and the tree is that of those who are.
                    let astray =
                        "SELECT count(*) FROM unit WHERE parent NOT IN (SELECT id FROM unit)";
                    assert_eq!(ids(&session, astray), [0]);
                    let own = "SELECT count(*) FROM unit_tree WHERE ancestor = descendant";
                    assert_eq!(
                        ids(&session, own),
                        ids(&session, "SELECT count(*) FROM unit")
                    );
                    unit(&session, "worked in again", came.first().copied());
                    session.salvaged_told().unwrap();
                    assert_eq!(session.salvaged().unwrap(), None);
                }
                Err(error) => {
                    let kinds = [Kind::Damaged];
                    assert!(kinds.contains(&error.kind()), "{error}");
                    assert!(!folder.exists());
                }
            }
        }
        let beside = std::fs::read_dir(home.room.path()).unwrap();
        let hidden = beside.filter(|one| {
            let name = one.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with('.')
        });
        assert_eq!(hidden.count(), 0, "nothing is left beside");
        std::fs::write(&pack, whole).unwrap();
    }
    assert!(salvaged > 1 && customers > 0, "{salvaged} {customers}");
}
