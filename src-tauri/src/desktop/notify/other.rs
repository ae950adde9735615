//! Notifications where the desktop's own service is not spoken directly: noted, not shown. What
//! is due still stands in the window and in the tray.

use tokio::sync::mpsc::UnboundedReceiver;

use super::{Ask, Board, Heard};
use crate::desktop::log;

/// Takes what is asked for until nobody asks any more.
pub(super) async fn serve(
    mut asks: UnboundedReceiver<Ask>,
    _board: Board,
    _heard: impl Fn(Heard) + Send + Sync + 'static,
) {
    while let Some(ask) = asks.recv().await {
        match ask {
            Ask::Show(_) => log::note("this build shows no notifications on this desktop"),
            // Dropping its sender says that nothing stands.
            Ask::TakeDown(..) | Ask::Withdraw(_) | Ask::Again => {}
        }
    }
}
