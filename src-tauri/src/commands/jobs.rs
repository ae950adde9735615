//! Long work: how the user stops it.

use tauri::AppHandle;

use super::{Answer, with_shell};
use crate::events::Job;

/// Asks long work to stop at its next step; nothing happens when there is none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn job_cancel(app: AppHandle, job: Job) -> Answer<()> {
    with_shell(app, move |_, shell| {
        shell.jobs.cancel(job);
        Ok(())
    })
    .await
}
