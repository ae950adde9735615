//! Notifications on macOS: the notification center, which asks the user once whether it may and serves a bundled and
//! signed program alone. Where it may not the notes wait.

use std::collections::HashMap;

use mac_usernotifications::{
    Action as Button, Notification, check_bundle, close_delivered, get_delivered_notification_ids,
    request_auth,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

use super::board::{self, Board, Desktop, Event, Place};
use super::{Action, Ask, Heard, Note, PATIENCE};

/// Shows what is asked for and hears the buttons, until nobody asks any more.
pub(super) async fn serve(
    asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: impl Fn(Heard) + Send + Sync + 'static,
) {
    let _slow = tokio::time::timeout(PATIENCE, clear()).await;
    board::serve(Center::connect, asks, board, heard).await;
}

/// What an earlier run left there is heard by nobody, and may name what is locked now.
async fn clear() {
    // Asked without a bundle, the center ends the program.
    if check_bundle().is_ok() {
        for left in get_delivered_notification_ids().await {
            close_delivered(&left).await;
        }
    }
}

struct Center {
    /// A number for each note that was ever shown: what is heard of one that was replaced is of no other.
    last: u32,
    /// Whoever waits for what is done with a note that stands.
    waiting: HashMap<u32, AbortHandle>,
    tell: UnboundedSender<Event>,
    events: UnboundedReceiver<Event>,
}

impl Center {
    /// Has the user asked, who may take hours to answer; the board goes on meanwhile.
    async fn connect() -> Result<Self, String> {
        let may = request_auth().await.map_err(|error| error.to_string())?;
        if !may {
            return Err("the user allows no notifications".to_owned());
        }
        let (tell, events) = unbounded_channel();
        Ok(Self {
            last: 0,
            waiting: HashMap::new(),
            tell,
            events,
        })
    }
}

/// The name of a note in the center.
fn name(id: u32) -> String {
    format!("steward-{id}")
}

impl Desktop for Center {
    async fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> Event {
        let event = tokio::select! {
            biased;
            event = self.events.recv() => event.unwrap_or(Event::Lost),
            ask = asks.recv() => Event::Ask(ask),
        };
        if let Event::Closed(id) = event {
            self.waiting.remove(&id);
        }
        event
    }

    async fn show(&mut self, note: &Note, replaces: u32) -> Result<Place, String> {
        let id = self.last + 1;
        let new = Notification::new()
            .id(&name(id))
            .title(&note.title)
            .message(&note.body)
            .default_sound();
        let new = note.buttons().fold(new, |new, (action, label)| {
            new.action(Button::button(action.key(), label))
        });
        let handle = new.send().await.map_err(|error| error.to_string())?;
        self.last = id;
        let tell = self.tell.clone();
        let waits = tokio::spawn(async move {
            if let Ok(done) = handle.response().await
                && !done.is_dismiss_action()
            {
                let pressed = if done.is_default_action() {
                    Some(Action::Open)
                } else {
                    Action::of(&done.action_identifier)
                };
                // Nobody listens any more when the program ends.
                let _heard = tell.send(Event::Pressed(id, pressed));
            }
            let _gone = tell.send(Event::Closed(id));
        });
        self.waiting.insert(id, waits.abort_handle());
        if replaces > 0 {
            self.withdraw(replaces).await?;
        }
        Ok(("center".to_owned(), id))
    }

    async fn withdraw(&mut self, id: u32) -> Result<(), String> {
        if let Some(waits) = self.waiting.remove(&id) {
            waits.abort();
        }
        close_delivered(&name(id)).await;
        let _gone = self.tell.send(Event::Closed(id));
        Ok(())
    }
}
