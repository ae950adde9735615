//! The whole vault in one encrypted file, and a vault out of one.

use std::path::{Path, PathBuf};

use serde::Serialize;
use steward_core::backup::NewVault;
use steward_core::backup::parcel::ENDING;
use steward_core::base::Clock as _;
use steward_core::base::file_name::file_name;
use steward_core::crypto::Secret;
use steward_core::session::Session;
use tauri::AppHandle;

use super::super::vault::{Told, cost, place};
use super::super::{Answer, with_job, with_shell};
use super::RestoreDone;
use crate::desktop::dialogs::{FileKind, pick_file, save_file};
use crate::desktop::words::text;
use crate::events::Job;
use crate::state::opened::{Opened, Proof};
use crate::state::{Shell, backing, door};

/// Bytes of the vault's name in that of the file.
const NAME: usize = 100;

/// A vault in one file, as the window tells it.
#[derive(Debug, Serialize, specta::Type)]
pub struct ParcelDone {
    /// The file.
    place: String,
    /// How long it is.
    bytes: u64,
    /// How many files on records are in it.
    files: u32,
}

/// Writes the whole vault into one file that `passphrase` opens, at a place the user picks; nothing
/// when they thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn parcel_pack(app: AppHandle, passphrase: Secret) -> Answer<Option<ParcelDone>> {
    let asked = |app: &AppHandle, shell: &Shell| {
        let name = {
            let slot = shell.slot();
            let opened = slot.opened()?;
            let vault = opened.folder.file_stem().unwrap_or_default();
            let today = shell.clock.now().utc().with_timezone(&shell.clock.zone());
            let day = today.format("%Y-%m-%d");
            format!("{}-{day}", file_name(&vault.to_string_lossy(), NAME))
        };
        let label = text(shell.language(), "dialog.parcel", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["age"],
        };
        Ok(save_file(app, &format!("{name}{ENDING}"), kind))
    };
    let Some(picked) = with_shell(app.clone(), asked).await? else {
        return Ok(None);
    };
    // The dialog asked about the name that was typed; about no other one.
    let (to, over) = ended(picked);
    with_job(app, Job::Export, move |_, shell, report| {
        let slot = shell.slot();
        let session = &slot.opened()?.session;
        let language = shell.language().of_records();
        let done = session.pack(&to, over, &passphrase, language, report)?;
        Ok(Some(ParcelDone {
            place: to.display().to_string(),
            bytes: done.bytes,
            files: done.files,
        }))
    })
    .await
}

/// A name with the ending of such files, and whether it is the one that was picked.
fn ended(picked: PathBuf) -> (PathBuf, bool) {
    if picked.extension().is_some_and(|ending| ending == "age") {
        return (picked, true);
    }
    let mut name = picked.into_os_string();
    name.push(ENDING);
    (name.into(), false)
}

/// Asks for such a file; nothing when the user thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn parcel_pick(app: AppHandle) -> Answer<Option<String>> {
    with_shell(app, |app, shell| {
        let label = text(shell.language(), "dialog.parcel", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["age"],
        };
        let picked = pick_file(app, kind);
        Ok(picked.map(|path| path.to_string_lossy().into_owned()))
    })
    .await
}

/// Makes a new vault called `name` in the folder `into` out of such a file, and opens it. The
/// passphrase of the file opens the vault as well.
#[tauri::command]
#[specta::specta]
pub(crate) async fn parcel_unpack(
    app: AppHandle,
    file: String,
    passphrase: Secret,
    into: String,
    name: String,
) -> Answer<RestoreDone> {
    with_shell(app, move |app, shell| {
        let turn = shell.turn();
        let (session, recovery, folder) = backing::tell_work(app, Job::Restore, |report| {
            let folder = place(Path::new(&into), &name)?;
            let new = NewVault {
                folder: &folder,
                passphrase: &passphrase,
                recovery: None,
                cost: cost()?,
                clock: shell.clock.clone(),
            };
            let (session, recovery) = Session::unpack(Path::new(&file), &passphrase, &new, report)?;
            Ok((session, recovery, folder))
        })?;
        let proof = Proof::Awaited(recovery.clone());
        door::enter(app, turn, Opened::new(session, folder, proof))?;
        Ok(RestoreDone {
            recovery_key: Some(Told(recovery)),
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::ended;

    #[test]
    fn only_the_name_that_was_picked_may_stand_for_consent() {
        let typed = |name: &str| ended(PathBuf::from("/stick").join(name));
        let whole = PathBuf::from("/stick/lin-2026-11-26.tar.zst.age");
        assert_eq!(typed("lin-2026-11-26.tar.zst.age"), (whole.clone(), true));
        assert_eq!(typed("lin-2026-11-26"), (whole, false));
        assert_eq!(typed("a.age"), (PathBuf::from("/stick/a.age"), true));
    }
}
