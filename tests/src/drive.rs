//! A drive for backups: a folder, connected to a vault, backed up to and restored from.

use std::path::Path;
use std::sync::Arc;

use steward_core::backup::{Finished, Found, Keys, NewVault, Opener, Part, Reach, Restored, Whose};
use steward_core::base::{Clock, Report, Result};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::session::Session;

/// Where the keys of the backups stand in the vault's settings.
const KEYS: &str = "tests.backup_keys";
/// The same where the vault looks after its backups itself.
const OWN_KEYS: &str = "backup.keys";

fn whose(session: &Session) -> Whose {
    Whose {
        id: session.vault().id(),
        name: "Mine".to_owned(),
        instance: None,
    }
}

/// Makes `drive` ready for backups of the vault; they open with `passphrase`.
pub fn connect_drive(session: &Session, drive: &Path, passphrase: &Secret) {
    std::fs::create_dir_all(drive).unwrap();
    let keys = Reach::disk()
        .connect(
            drive,
            &whose(session),
            None,
            Opener::Passphrase(passphrase),
            session.vault().clock(),
            &Report::silent(),
        )
        .unwrap();
    let text = keys.to_text().unwrap();
    session.set_setting(KEYS, &text.as_str()).unwrap();
}

/// The keys of the backups on a drive that is connected in either way.
#[must_use]
pub fn keys_of(session: &Session) -> Keys {
    let text: Option<String> = session.setting(KEYS).unwrap();
    let text = text.or_else(|| session.setting(OWN_KEYS).unwrap());
    Keys::from_text(&text.unwrap()).unwrap()
}

/// What a drive holds, by the vault's own keys: costs none of the time that a passphrase does.
///
/// # Errors
/// What the core reports.
pub fn found_by_keys(session: &Session, drive: &Path) -> Result<Found> {
    let keys = keys_of(session);
    Reach::disk().found(drive, session.vault().id(), keys, &Report::silent())
}

/// Backs the vault up to a connected drive.
///
/// # Errors
/// What the core reports.
pub fn back_up(session: &Session, drive: &Path) -> Result<Finished> {
    back_up_told(session, drive, &Report::silent())
}

/// The same, telling `report` how far it is.
///
/// # Errors
/// What the core reports.
pub fn back_up_told(session: &Session, drive: &Path, report: &Report) -> Result<Finished> {
    let target = Reach::disk().open(
        drive,
        &whose(session),
        &keys_of(session),
        session.vault().clock(),
        report,
    )?;
    let counts = session.counts()?;
    target.backup(session.vault(), |_| Ok(counts), |_| Ok(Vec::new()), report)
}

/// Reads everything on a drive through, each part held to its hash.
///
/// # Errors
/// What the core reports.
pub fn verify(session: &Session, drive: &Path) -> Result<()> {
    let text: String = session.setting(KEYS)?.unwrap_or_default();
    let (keys, report) = (Keys::from_text(&text)?, Report::silent());
    let clock = session.vault().clock();
    Reach::disk()
        .open(drive, &whose(session), &keys, clock, &report)?
        .check(Part::ALL, &report)
}

/// What a drive holds for whoever knows `opener`.
///
/// # Errors
/// What the core reports.
pub fn found(drive: &Path, opener: Opener<'_>) -> Result<Found> {
    Reach::disk()
        .look(drive, opener, &Report::silent())
        .map(|mut found| found.remove(0))
}

/// Makes a new vault in `folder` out of the backup `id`.
///
/// # Errors
/// What the core reports.
pub fn restore(
    found: &Found,
    id: &str,
    folder: &Path,
    passphrase: &Secret,
    clock: Arc<dyn Clock>,
) -> Result<Restored> {
    restore_told(found, id, folder, (passphrase, clock), &Report::silent())
}

/// The same, telling `report` how far it is.
///
/// # Errors
/// What the core reports.
pub fn restore_told(
    found: &Found,
    id: &str,
    folder: &Path,
    (passphrase, clock): (&Secret, Arc<dyn Clock>),
    report: &Report,
) -> Result<Restored> {
    let new = NewVault {
        folder,
        passphrase,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock,
    };
    found.restore(id, &new, report)
}
