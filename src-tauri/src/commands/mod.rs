//! The commands: one file for each room of the core, and a few for the program itself. A command
//! takes its words, calls one function below, and answers; it decides nothing.

pub mod activities;
pub mod app;
pub mod attachments;
pub mod backup;
pub mod brief;
pub mod business;
pub mod exchange;
pub mod fields;
pub mod grading;
pub mod handover;
pub mod history;
pub mod jobs;
pub mod lessons;
pub mod mail;
pub mod occasions;
pub mod quality;
pub mod quick;
pub mod records;
pub mod reminders;
pub mod search;
pub mod settings;
pub mod templates;
pub mod units;
pub mod vault;

use steward_core::base::{Error, Kind, Report, Result, WireError};
use steward_core::session::Session;
use tauri::{AppHandle, Manager as _};

use crate::desktop::log;
use crate::events::Job;
use crate::state::Shell;
use crate::state::backing;
use crate::state::opened::Opened;

/// What a command answers.
pub type Answer<T> = Result<T, WireError>;

/// Runs `work` where it may wait, away from the window's own thread and from the timers.
pub(crate) async fn with_shell<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&AppHandle, &Shell) -> Result<T> + Send + 'static,
) -> Answer<T> {
    let run = move || work(&app, &app.state::<Shell>());
    let done = tauri::async_runtime::spawn_blocking(run).await;
    done.unwrap_or_else(|died| Err(Error::internal(died)))
        .map_err(|error| wire(&error))
}

/// Runs `work` on the open vault. It cannot be locked before the work is done.
pub(crate) async fn with_opened<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&Opened) -> Result<T> + Send + 'static,
) -> Answer<T> {
    with_shell(app, |_, shell| work(shell.slot().opened()?)).await
}

/// As [`with_opened`], for work that needs no more than the session.
pub(crate) async fn with_session<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&Session) -> Result<T> + Send + 'static,
) -> Answer<T> {
    with_opened(app, |opened| work(&opened.session)).await
}

/// Runs long work, which the user can stop and whose progress the window hears.
pub(crate) async fn with_job<T: Send + 'static>(
    app: AppHandle,
    job: Job,
    work: impl FnOnce(&AppHandle, &Shell, &Report) -> Result<T> + Send + 'static,
) -> Answer<T> {
    with_shell(app, move |app, shell| {
        backing::tell_work(app, job, |report| work(app, shell, report))
    })
    .await
}

/// An error as it crosses to the window; our own faults are noted on the way.
fn wire(error: &Error) -> WireError {
    if error.kind() == Kind::Internal {
        log::failed("a command failed", error);
    }
    error.to_wire()
}
