//! Backing up, by the user's hand or by the clock: one run at a time, told to the window.

use std::sync::Arc;

use steward_core::backup::Finished;
use steward_core::base::{Progress, Report, Result};
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

/// Backs the open vault up to its folder.
///
/// # Errors
/// See [`steward_core::session::Session::back_up`].
pub fn back_up<R: Runtime>(app: &AppHandle<R>) -> Result<Finished> {
    let shell = app.state::<Shell>();
    tell_work(app, Job::Backup, |report| {
        shell.slot().opened()?.session.back_up(report)
    })
}
