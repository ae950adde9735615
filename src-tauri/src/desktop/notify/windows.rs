//! Notifications on Windows: toasts under the program's own id, which its installer gives to the shortcut in the
//! start menu. Without that shortcut Windows shows none, and the notes wait.

use std::collections::HashMap;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use windows::Data::Xml::Dom::XmlDocument;
use windows::Foundation::TypedEventHandler;
use windows::UI::Notifications::{
    ToastActivatedEventArgs, ToastDismissalReason, ToastDismissedEventArgs, ToastNotification,
    ToastNotificationManager,
};
use windows::core::{HSTRING, IInspectable, Interface as _};

use super::board::{self, Board, Desktop, Event, Place};
use super::{Action, Ask, Heard, Note, toast};

/// As in `tauri.conf.json`, under which the installer registers the program.
const PROGRAM: &str = "app.steward.desktop";
/// All notes of ours, among those of the program.
const GROUP: &str = "steward";

/// Shows what is asked for and hears the buttons, until nobody asks any more.
pub(super) async fn serve(
    asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: impl Fn(Heard) + Send + Sync + 'static,
) {
    let connect = || async { Ok(Toasts::new()) };
    board::serve(connect, asks, board, heard).await;
}

struct Toasts {
    /// A number for each note that was ever shown: what is heard of one that was replaced is of no other.
    last: u32,
    /// Those on the screen, held so that they are heard.
    shown: HashMap<u32, ToastNotification>,
    tell: UnboundedSender<Event>,
    events: UnboundedReceiver<Event>,
}

impl Toasts {
    fn new() -> Self {
        let (tell, events) = unbounded_channel();
        Self {
            last: 0,
            shown: HashMap::new(),
            tell,
            events,
        }
    }

    fn put(&mut self, note: &Note, id: u32) -> windows::core::Result<()> {
        let document = XmlDocument::new()?;
        document.LoadXml(&HSTRING::from(toast::text(note)))?;
        let toast = ToastNotification::CreateToastNotification(&document)?;
        toast.SetTag(&HSTRING::from(id.to_string()))?;
        toast.SetGroup(&HSTRING::from(GROUP))?;
        let tell = self.tell.clone();
        toast.Activated(&TypedEventHandler::<ToastNotification, IInspectable>::new(
            move |_, args| {
                let pressed = args.ok()?.cast::<ToastActivatedEventArgs>()?.Arguments()?;
                // Nobody listens any more when the program ends.
                let _heard = tell.send(Event::Pressed(id, Action::of(&pressed.to_string())));
                let _gone = tell.send(Event::Closed(id));
                Ok(())
            },
        ))?;
        let tell = self.tell.clone();
        toast.Dismissed(&TypedEventHandler::<
            ToastNotification,
            ToastDismissedEventArgs,
        >::new(move |_, args| {
            // What only left the corner of the screen still stands among the notifications.
            if args.ok()?.Reason()? != ToastDismissalReason::TimedOut {
                let _heard = tell.send(Event::Closed(id));
            }
            Ok(())
        }))?;
        let notifier =
            ToastNotificationManager::CreateToastNotifierWithId(&HSTRING::from(PROGRAM))?;
        notifier.Show(&toast)?;
        self.shown.insert(id, toast);
        Ok(())
    }

    fn remove(&mut self, id: u32) -> windows::core::Result<()> {
        self.shown.remove(&id);
        let (tag, group) = (HSTRING::from(id.to_string()), HSTRING::from(GROUP));
        let history = ToastNotificationManager::History()?;
        history.RemoveGroupedTagWithId(&tag, &group, &HSTRING::from(PROGRAM))
    }
}

impl Desktop for Toasts {
    async fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> Event {
        let event = tokio::select! {
            biased;
            event = self.events.recv() => event.unwrap_or(Event::Lost),
            ask = asks.recv() => Event::Ask(ask),
        };
        if let Event::Closed(id) = event {
            self.shown.remove(&id);
        }
        event
    }

    async fn show(&mut self, note: &Note, replaces: u32) -> Result<Place, String> {
        let id = self.last + 1;
        self.put(note, id).map_err(|error| error.to_string())?;
        self.last = id;
        // One that the user has closed meanwhile is refused, which is fine.
        if replaces > 0 {
            let _gone = self.remove(replaces);
        }
        Ok((PROGRAM.to_owned(), id))
    }

    async fn withdraw(&mut self, id: u32) -> Result<(), String> {
        self.remove(id).map_err(|error| error.to_string())
    }
}
