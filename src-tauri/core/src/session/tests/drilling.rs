//! What a drill finds in a backup that is whole by itself and yet not all there.

use crate::backup::Reach;
use crate::base::{Kind, Report};
use crate::crypto::{KdfCost, Secret};
use crate::records::value::Value;
use crate::session::Session;

use super::{clock, make};

#[test]
fn attachments_that_are_not_in_the_backup_fail_it() {
    let room = tempfile::tempdir().unwrap();
    let passphrase = Secret::new("three grey herons by the weir");
    let (session, _) = Session::create(
        &room.path().join("Anna.steward"),
        &passphrase,
        KdfCost::for_tests(),
        clock(),
    )
    .unwrap();
    let unit = make(&session, "unit", [("legal_name", Value::text("Harbour"))]);
    let file = room.path().join("offer.txt");
    std::fs::write(&file, "an offer").unwrap();
    let report = Report::silent();
    session.attach("unit", unit.id, &[file], &report).unwrap();
    let drive = room.path().join("drive");
    std::fs::create_dir(&drive).unwrap();
    let plan = session
        .connect_backup(&drive, &passphrase, &report)
        .unwrap();
    let keys = session.backup_keys().unwrap().unwrap();
    let (whose, vault) = (session.whose(), session.vault());
    Reach::disk()
        .open(&plan.folder, &whose, &keys, vault.clock(), &report)
        .unwrap()
        .backup(
            vault,
            |read| session.counts_in(read),
            |_| Ok(Vec::new()),
            &report,
        )
        .unwrap();

    let error = session.drill_backup(false, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Damaged);
    assert_eq!(error.to_wire().values["name"], "offer.txt");
    let kept = session.drills(1).unwrap().remove(0);
    assert!(kept.genuine && !kept.passed);
}
