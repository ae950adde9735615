//! Looking inside a backup, and bringing back out of it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use steward_core::base::{Error, Id, Kind, Result};
use steward_core::history::former::{
    Bring, FormerAsked, FormerKind, FormerPage, FormerRecord, Wanted,
};
use steward_core::session::{Applied, Former};
use tauri::AppHandle;

use super::Snapshot;
use crate::commands::{Answer, with_job, with_opened};
use crate::events::Job;
use crate::state::held;
use crate::state::opened::Opened;

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
    with_opened(app, |opened| {
        let mut inside = held(&opened.inside);
        opened.looks.fetch_add(1, Ordering::SeqCst);
        *inside = None;
        Ok(())
    })
    .await
}

/// The kinds of record of which it holds any.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_kinds(app: AppHandle) -> Answer<Vec<FormerKind>> {
    with_opened(app, |opened| opened.session.former_kinds(&*former(opened)?)).await
}

/// A part of the list of one kind of record as it was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_list(app: AppHandle, asked: FormerAsked) -> Answer<FormerPage> {
    with_opened(app, move |opened| {
        opened.session.former_list(&*former(opened)?, &asked)
    })
    .await
}

/// A record as it was, beside what it is, with so many of those that belonged to it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inside_record(
    app: AppHandle,
    entity: String,
    id: Id,
    most: u32,
) -> Answer<FormerRecord> {
    with_opened(app, move |opened| {
        let former = former(opened)?;
        opened.session.former_record(&former, &entity, id, most)
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
    former.ok_or_else(|| Error::new(Kind::NotFound, "error.inside_closed"))
}
