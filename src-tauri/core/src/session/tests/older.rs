//! A vault and a backup of an older program, with all rooms over them.

use std::path::Path;

use super::clock;
use super::keeping::secret;
use crate::backup::{Opener, Reach, Whose};
use crate::base::Report;
use crate::crypto::KdfCost;
use crate::history::former::{FormerAsked, FormerBy};
use crate::session::Session;
use crate::vault::{Unlock, Vault, older};

/// Made by the program of an older `schema`, over which no session stands: so many customers, and a backup of them
/// in `drive`.
pub(super) fn made(folder: &Path, drive: &Path, schema: usize, customers: u8) {
    older::program(schema, || {
        let cost = KdfCost::for_tests();
        let (vault, _) = Vault::create(folder, &secret(), cost, clock()).unwrap();
        vault
            .write("x.y", |tx| {
                let sql = tx.sql();
                for n in 1..=customers {
                    let id = [n; 16];
                    sql.execute(
                        "INSERT INTO unit (id, created_at, updated_at, legal_name, \"group\")
                         VALUES (?1, 1, 1, ?2, ?1)",
                        (&id, format!("客户 {n}")),
                    )?;
                    sql.execute(
                        "INSERT INTO unit_tree SELECT n, n FROM unit WHERE id = ?1",
                        [&id],
                    )?;
                }
                Ok(())
            })
            .unwrap();
        let whose = Whose {
            id: vault.id(),
            name: "Anna".to_owned(),
            instance: None,
        };
        let (opener, report) = (secret(), Report::silent());
        let opener = Opener::Passphrase(&opener);
        let keys = Reach::disk()
            .connect(drive, &whose, None, opener, vault.clock(), &report)
            .unwrap();
        let target = Reach::disk()
            .open(drive, &whose, &keys, vault.clock(), &report)
            .unwrap();
        target
            .backup(&vault, |_| Ok([].into()), |_| Ok(Vec::new()), &report)
            .unwrap();
    });
}

#[test]
fn a_backup_of_an_older_program_is_drilled_looked_into_and_put_in_place() {
    let room = tempfile::tempdir().unwrap();
    let (folder, drive) = (room.path().join("Anna.steward"), room.path().join("drive"));
    std::fs::create_dir(&drive).unwrap();
    made(&folder, &drive, 6, 9);
    let key = Unlock::Passphrase(secret());
    let session = Session::unlock(&folder, &key, clock()).unwrap();
    let report = Report::silent();
    let plan = session.connect_backup(&drive, &secret(), &report).unwrap();
    let id = plan.known[0].id.clone();
    assert_eq!(plan.known[0].manifest.schema, 6);

    let drilled = session.drill_backup(false, &report).unwrap();
    assert_eq!(drilled.looked.records, 9);

    let lost = session.records("unit", 1).unwrap().remove(0);
    super::bin(&session, "unit", &[lost.id]);
    let former = session.look_inside(plan.id, &id, &report).unwrap();
    let asked = FormerAsked {
        entity: "unit".into(),
        text: String::new(),
        otherwise: false,
        by: FormerBy::Name,
        descending: false,
        from: 0,
        count: 50,
    };
    assert_eq!(session.former_list(&former, &asked).unwrap().all, 9);
    let shown = session.former_record(&former, "unit", lost.id, 50).unwrap();
    assert_eq!(shown.title, "客户 1");
    drop(former);

    let ready = session.restore_beside(&drive, &id, &report).unwrap();
    let exchange = ready.exchange(&folder, "Anna before").unwrap();
    drop(session);
    exchange.perform().unwrap();
    let session = Session::unlock(&folder, &key, clock()).unwrap();
    assert_eq!(session.records("unit", 20).unwrap().len(), 9);
    // It is a vault of today: what is written in it is kept as in any other.
    super::unit(&session, "新客户", None);
    session.undo().unwrap();
    session.vault().check(true).unwrap();
}
