//! The commands: one file for each room of the core, and `app` for the program itself. A command
//! takes its words, calls one function below, and answers; it decides nothing.

pub mod app;

use steward_core::base::{Error, Kind, Result, WireError};
use tauri::{AppHandle, Manager as _};

use crate::desktop::log;
use crate::state::Shell;

/// What a command answers.
pub type Answer<T> = Result<T, WireError>;

/// Runs `work` where it may wait, away from the window's own thread and from the timers.
pub(crate) async fn with_shell<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&AppHandle, &Shell) -> Result<T> + Send + 'static,
) -> Answer<T> {
    let done =
        tauri::async_runtime::spawn_blocking(move || work(&app, &app.state::<Shell>())).await;
    done.unwrap_or_else(|died| Err(Error::internal(died)))
        .map_err(|error| wire(&error))
}

/// An error as it crosses to the window; our own faults are noted on the way.
fn wire(error: &Error) -> WireError {
    if error.kind() == Kind::Internal {
        log::failed("a command failed", error);
    }
    error.to_wire()
}
