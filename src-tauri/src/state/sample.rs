//! The vault of invented customers: opened, made where there is none, and made anew where what is
//! there does not open. Nothing in it is anybody's, but somebody may have practised in it, so it is
//! set aside and not deleted.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use steward_core::base::{Clock, Kind, Result};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::records::labels::Language;
use steward_core::session::Session;
use steward_core::vault::Unlock;

/// Opens the sample for everyone.
const PASSPHRASE: &str = "practice makes a good steward";

/// Opens the sample at `place`.
///
/// # Errors
/// [`Kind::InUse`] while another program has it open, and what the medium refuses.
pub fn open(
    place: &Path,
    language: Language,
    clock: &Arc<impl Clock + 'static>,
) -> Result<Session> {
    let unlock = || {
        let key = Unlock::Passphrase(Secret::new(PASSPHRASE));
        Session::unlock(place, &key, clock.clone())
    };
    match unlock() {
        Err(error)
            if matches!(
                error.kind(),
                Kind::NotFound | Kind::WrongSecret | Kind::Damaged | Kind::NewerVersion
            ) => {}
        opened => return opened,
    }
    // Filled under another name, so that a cut leaves no half of it.
    let fresh = beside(place, ".new");
    remove(&fresh)?;
    let secret = Secret::new(PASSPHRASE);
    let (session, _) = Session::create(&fresh, &secret, KdfCost::for_tests(), clock.clone())?;
    session.fill_sample(language)?;
    drop(session);
    if place.exists() {
        let aside = beside(place, ".old");
        remove(&aside)?;
        fs::rename(place, aside)?;
    }
    fs::rename(&fresh, place)?;
    unlock()
}

fn beside(place: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(place);
    name.push(end);
    name.into()
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
