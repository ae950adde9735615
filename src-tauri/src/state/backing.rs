//! Work on the backup drive, by the user's hand or by the clock: one run at a time, told to the
//! window.

use std::sync::Arc;

use steward_core::backup::Finished;
use steward_core::base::{Progress, Report, Result};
use steward_core::session::Session;
use tauri::{AppHandle, Manager as _, Runtime};

use super::Shell;
use crate::events::{Event, Job, JobEvent, tell};

/// Does long work that the user can stop, and tells the window how far it is and that it ended.
///
/// # Errors
/// [`steward_core::base::Kind::InUse`] while the same work is under way; what `work` says.
pub fn tell_work<T, R: Runtime>(
    app: &AppHandle<R>,
    job: Job,
    work: impl FnOnce(&Report) -> Result<T>,
) -> Result<T> {
    let shell = app.state::<Shell>();
    let teller = app.clone();
    let event = move |progress: Option<Progress>, error| {
        let finished = progress.is_none();
        tell(
            &teller,
            Event::Job(JobEvent {
                job,
                progress,
                finished,
                error,
            }),
        );
    };
    let event = Arc::new(event);
    let step = event.clone();
    let (running, report) = shell
        .jobs
        .begin(job, move |progress| step(Some(progress), None))?;
    let done = work(&report);
    drop(running);
    event(
        None,
        done.as_ref().err().map(steward_core::base::Error::to_wire),
    );
    shell.bell.notify_one();
    done
}

/// Does work of the open vault on its backup drive: one at a time, and the user can stop it.
///
/// # Errors
/// What `work` says, and as [`tell_work`].
pub fn on_the_drive<T, R: Runtime>(
    app: &AppHandle<R>,
    work: impl FnOnce(&Session, &Report) -> Result<T>,
) -> Result<T> {
    let shell = app.state::<Shell>();
    tell_work(app, Job::Backup, |report| {
        work(&shell.slot().opened()?.session, report)
    })
}

/// Backs the open vault up to every place that is here.
///
/// # Errors
/// See [`Session::back_up`].
pub fn back_up<R: Runtime>(app: &AppHandle<R>) -> Result<Finished> {
    on_the_drive(app, Session::back_up)
}
