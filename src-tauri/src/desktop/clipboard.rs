//! What was copied in our window and still lies on the desktop's clipboard. Only what is ours is ever taken away:
//! what another program put there since is not looked at.

use tauri::{AppHandle, Runtime};

use super::log;

/// Takes what was copied here off the clipboard, if nothing else lies there since. Linux only: there the toolkit's
/// web view puts it up in this very process, so that whose it is need not be guessed.
pub fn clear_ours<R: Runtime>(app: &AppHandle<R>) {
    #[cfg(target_os = "linux")]
    {
        let cleared = app.run_on_main_thread(|| {
            // Without a screen nothing was copied.
            if !gtk::is_initialized_main_thread() {
                return;
            }
            for which in [&gtk::gdk::SELECTION_CLIPBOARD, &gtk::gdk::SELECTION_PRIMARY] {
                // Does nothing to what this process does not own.
                gtk::Clipboard::get(which).clear();
            }
        });
        if let Err(error) = cleared {
            log::note(&format!("what was copied stays on the clipboard: {error}"));
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = app;
}
