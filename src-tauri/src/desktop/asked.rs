//! Hears that the system asks the program to end, as it does at log-out and shutdown. Unix only: elsewhere the
//! toolkit's windows are asked, and answer as to a user who quits.

#[cfg(unix)]
use super::log;

/// Runs `end` the first time the system asks. What it still does then is done in order; a system that waits no
/// longer kills.
pub fn on_asked_to_end(end: impl FnOnce() + Send + 'static) {
    #[cfg(unix)]
    tauri::async_runtime::spawn(async move {
        match heard().await {
            Ok(()) => end(),
            Err(error) => log::note(&format!("the system's call to end is not heard: {error}")),
        }
    });
    #[cfg(not(unix))]
    drop(end);
}

#[cfg(unix)]
async fn heard() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut ended = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = ended.recv() => {}
        _ = interrupted.recv() => {}
        _ = hung_up.recv() => {}
    }
    Ok(())
}
