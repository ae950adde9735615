//! Notifications where the desktop's own service is not spoken directly: noted, not shown. What
//! is due still stands in the window and in the tray.

use tokio::sync::mpsc::UnboundedReceiver;

use super::{Action, Ask, Subject};
use crate::desktop::log;

/// Takes what is asked for until nobody asks any more.
pub(super) async fn serve(
    mut asks: UnboundedReceiver<Ask>,
    _heard: impl Fn(Subject, Action) + Send + Sync + 'static,
) {
    while let Some(ask) = asks.recv().await {
        if matches!(ask, Ask::Show(_)) {
            log::note("this build shows no notifications on this desktop");
        }
    }
}
