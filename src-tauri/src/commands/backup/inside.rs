//! Looking inside a backup, and bringing back out of it: beside the open vault, or with none open, from a drive
//! and what opens it alone.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;
use steward_core::base::{Clock, Error, Id, Kind, Report, Result};
use steward_core::history::former::{
    Bring, FormerAsked, FormerKind, FormerPage, FormerRecord, Wanted,
};
use steward_core::session::{Apart, Applied, CatalogInfo, Former, Session};
use tauri::AppHandle;

use super::Snapshot;
use crate::commands::attachments::ask_where;
use crate::commands::{Answer, with_job, with_opened, with_shell};
use crate::events::Job;
use crate::state::opened::Opened;
use crate::state::{Shell, Slot, held};

/// A backup that was opened with no vault open: which it is, and what kinds of record it knew.
#[derive(Debug, Serialize, specta::Type)]
pub struct ApartOpened {
    /// The backup.
    version: Snapshot,
    /// Every kind of record, with the user's own fields and choices.
    catalog: CatalogInfo,
}

/// What is looked at.
enum Looked<'l> {
    /// A backup of the open vault, held to it.
    Beside(&'l Session, &'l Former),
    /// One by itself.
    Apart(&'l Apart),
}

impl Looked<'_> {
    fn file_name(&self, id: Id) -> Result<String> {
        match self {
            Self::Beside(_, former) => former.file_name(id),
            Self::Apart(apart) => apart.file_name(id),
        }
    }

    fn save_file(&self, id: Id, to: &Path, report: &Report) -> Result<()> {
        // The dialog has asked whether what stands there may go.
        match self {
            Self::Beside(_, former) => former.save_file(id, to, true, report),
            Self::Apart(apart) => apart.save_file(id, to, true, report),
        }
    }
}

/// Has `ask` know what is looked at.
fn looked<T>(shell: &Shell, ask: impl FnOnce(Looked<'_>) -> Result<T>) -> Result<T> {
    if let Some(apart) = shell.apart.open() {
        return ask(Looked::Apart(&apart));
    }
    let slot = shell.slot();
    let Slot::Open(opened) = &*slot else {
        // With no vault open there is none to be unlocked: what is over is the look.
        return Err(closed());
    };
    let former = former(opened)?;
    ask(Looked::Beside(&opened.session, &former))
}

/// Opens a backup that was found by `restore_open` in this session, to be looked at with no vault open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apart_open(
    app: AppHandle,
    session: u32,
    snapshot: String,
) -> Answer<ApartOpened> {
    with_job(app, Job::Look, move |_, shell, report| {
        let begun = shell.begin_apart()?;
        let restore = held(&shell.restores).look(session)?;
        let clock: Arc<dyn Clock> = shell.clock.clone();
        let hidden = &shell.places.looked_at;
        let found = restore.place_of(&snapshot)?;
        let apart = Apart::open(found, &snapshot, hidden, &clock, report)?;
        let told = ApartOpened {
            version: apart.snapshot().into(),
            catalog: apart.catalog()?,
        };
        shell.keep_apart(begun, apart)?;
        // It closes after idleness, as a vault does.
        shell.touch();
        shell.bell.notify_one();
        Ok(told)
    })
    .await
}

/// Opens a backup on one of the vault's places to be looked at; one that was open is closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_open(app: AppHandle, target: Id, id: String) -> Answer<Snapshot> {
    with_job(app, Job::Look, move |_, shell, report| {
        shell.jobs.refuse_beside(&[Job::Backup])?;
        let slot = shell.slot();
        let opened = slot.opened()?;
        let looks = opened.looks.load(Ordering::SeqCst);
        *held(&opened.inside) = None;
        let former = opened.session.look_inside(target, &id, report)?;
        let since = opened.session.steps_since(&[&former.snapshot().manifest])?;
        let told = Snapshot {
            steps_since: since.into_iter().next().flatten(),
            ..former.snapshot().into()
        };
        let mut inside = held(&opened.inside);
        // Left meanwhile: nobody would close it.
        if opened.looks.load(Ordering::SeqCst) != looks {
            return Err(Error::new(Kind::Cancelled, "error.cancelled"));
        }
        *inside = Some(Arc::new(former));
        Ok(told)
    })
    .await
}

/// Closes the backup that is looked at; what stood of it on the disk goes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_close(app: AppHandle) -> Answer<()> {
    with_shell(app, |_, shell| {
        shell.apart.end();
        if let Slot::Open(opened) = &*shell.slot() {
            let mut inside = held(&opened.inside);
            opened.looks.fetch_add(1, Ordering::SeqCst);
            *inside = None;
        }
        Ok(())
    })
    .await
}

/// The kinds of record of which it holds any.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_kinds(app: AppHandle) -> Answer<Vec<FormerKind>> {
    with_shell(app, |_, shell| {
        looked(shell, |looked| match looked {
            Looked::Beside(session, former) => session.former_kinds(former),
            Looked::Apart(apart) => apart.kinds(),
        })
    })
    .await
}

/// A part of the list of one kind of record as it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_list(app: AppHandle, asked: FormerAsked) -> Answer<FormerPage> {
    with_shell(app, move |_, shell| {
        looked(shell, |looked| match looked {
            Looked::Beside(session, former) => session.former_list(former, &asked),
            Looked::Apart(apart) => apart.list(&asked),
        })
    })
    .await
}

/// A record as it was, beside what it is where a vault is open, with so many of those that belonged to it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_record(
    app: AppHandle,
    entity: String,
    id: Id,
    most: u32,
) -> Answer<FormerRecord> {
    with_shell(app, move |_, shell| {
        looked(shell, |looked| match looked {
            Looked::Beside(session, former) => session.former_record(former, &entity, id, most),
            Looked::Apart(apart) => apart.record(&entity, id, most),
        })
    })
    .await
}

/// Saves a file of then out, no longer encrypted; where it is, or nothing when the user thought better.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_save(app: AppHandle, id: Id) -> Answer<Option<String>> {
    let asked = move |app: &AppHandle, shell: &Shell| {
        let name = looked(shell, |looked| looked.file_name(id))?;
        Ok(ask_where(app, shell, &name))
    };
    let Some(to) = with_shell(app.clone(), asked).await? else {
        return Ok(None);
    };
    with_job(app, Job::Attach, move |_, shell, report| {
        looked(shell, |looked| looked.save_file(id, &to, report))?;
        Ok(Some(to.display().to_string()))
    })
    .await
}

/// What bringing something back would do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn bring_plan(app: AppHandle, wanted: Wanted) -> Answer<Bring> {
    with_opened(app, move |opened| {
        opened.session.bring_plan(former(opened)?.vault(), &wanted)
    })
    .await
}

/// Brings it back as the plan made at `moment` said. A file of gigabytes may be on it: the user sees how far it
/// is and can stop it, and so does the lock.
#[tauri::command]
#[specta::specta]
pub(crate) async fn bring_back(app: AppHandle, wanted: Wanted, moment: i64) -> Answer<Applied> {
    with_job(app, Job::Bring, move |_, shell, report| {
        let slot = shell.slot();
        let opened = slot.opened()?;
        let former = former(opened)?;
        let asked = (&wanted, moment);
        opened.session.bring_back(former.vault(), asked, report)
    })
    .await
}

fn former(opened: &Opened) -> Result<Arc<Former>> {
    let former = held(&opened.inside).clone();
    former.ok_or_else(closed)
}

fn closed() -> Error {
    Error::new(Kind::NotFound, "error.inside_closed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::tests::places;

    #[test]
    fn a_look_that_is_over_with_no_vault_open_is_said_to_be_over() {
        let room = tempfile::tempdir().unwrap();
        let shell = Shell::new(places(room.path(), room.path()));
        let refused = looked(&shell, |_| Ok(())).unwrap_err();
        assert_eq!(refused.kind(), Kind::NotFound);
        assert_eq!(refused.to_wire().key, "error.inside_closed");
    }
}
