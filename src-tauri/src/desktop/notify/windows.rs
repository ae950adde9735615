//! Notifications on Windows: toasts under the program's own id, which its installer gives to the shortcut in the
//! start menu. Without that shortcut, or with its notifications switched off, Windows takes a toast and shows none: it
//! is asked, and the notes wait.

use std::collections::HashMap;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use windows::Data::Xml::Dom::XmlDocument;
use windows::Foundation::TypedEventHandler;
use windows::UI::Notifications::{
    NotificationSetting, ToastActivatedEventArgs, ToastDismissalReason, ToastDismissedEventArgs,
    ToastFailedEventArgs, ToastNotification, ToastNotificationManager,
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
    // What an earlier run left there is heard by nobody, and may name what is locked now.
    if let Ok(history) = ToastNotificationManager::History() {
        let _unregistered = history.ClearWithId(&HSTRING::from(PROGRAM));
    }
    let connect = || async { Ok(Toasts::new()) };
    board::serve(connect, asks, board, heard).await;
}

struct Toasts {
    /// A number for each note that was ever tried: what is heard of one that was replaced is of no other.
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

    fn put(&mut self, note: &Note, id: u32) -> Result<(), String> {
        let toast = self.toast(note, id).map_err(said)?;
        let notifier = ToastNotificationManager::CreateToastNotifierWithId(&HSTRING::from(PROGRAM));
        let notifier = notifier.map_err(said)?;
        // Of a program that never showed a toast Windows cannot say: it is asked again behind the first.
        if let Ok(setting) = notifier.Setting() {
            enabled(setting)?;
        }
        notifier.Show(&toast).map_err(said)?;
        let shown = notifier.Setting().map_err(said).and_then(enabled);
        if shown.is_ok() {
            self.shown.insert(id, toast);
        } else {
            // Owed on, it must not stand where nobody knows of it.
            let _none = self.remove(id);
        }
        shown
    }

    fn toast(&self, note: &Note, id: u32) -> windows::core::Result<ToastNotification> {
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
        let tell = self.tell.clone();
        toast.Failed(
            &TypedEventHandler::<ToastNotification, ToastFailedEventArgs>::new(move |_, args| {
                let error = args.ok()?.ErrorCode()?.message();
                let _heard = tell.send(Event::Failed(id, error));
                Ok(())
            }),
        )?;
        Ok(toast)
    }

    fn remove(&mut self, id: u32) -> windows::core::Result<()> {
        self.shown.remove(&id);
        let (tag, group) = (HSTRING::from(id.to_string()), HSTRING::from(GROUP));
        let history = ToastNotificationManager::History()?;
        history.RemoveGroupedTagWithId(&tag, &group, &HSTRING::from(PROGRAM))
    }
}

fn said(error: windows::core::Error) -> String {
    error.to_string()
}

/// Refuses where Windows would take a toast and show none.
fn enabled(setting: NotificationSetting) -> Result<(), String> {
    if setting == NotificationSetting::Enabled {
        return Ok(());
    }
    Err(format!("notifications are switched off ({})", setting.0))
}

impl Desktop for Toasts {
    async fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> Event {
        let event = tokio::select! {
            biased;
            event = self.events.recv() => event.unwrap_or(Event::Lost),
            ask = asks.recv() => Event::Ask(ask),
        };
        if let Event::Closed(id) | Event::Failed(id, _) = &event {
            self.shown.remove(id);
        }
        event
    }

    async fn show(&mut self, note: &Note, replaces: u32) -> Result<Place, String> {
        self.last += 1;
        let id = self.last;
        self.put(note, id)?;
        // One that the user has closed meanwhile is refused, which is fine.
        if replaces > 0 {
            let _gone = self.remove(replaces);
        }
        Ok((PROGRAM.to_owned(), id))
    }

    async fn withdraw(&mut self, id: u32) -> Result<(), String> {
        let gone = self.remove(id).map_err(said);
        // Windows says nothing of what the program itself takes away.
        let _gone = self.tell.send(Event::Closed(id));
        gone
    }
}
