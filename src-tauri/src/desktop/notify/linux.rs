//! Notifications on Linux: `org.freedesktop.Notifications` on the session bus, spoken directly,
//! so that the buttons come back to us and a test can stand in for the desktop.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::mpsc::UnboundedReceiver;
use zbus::proxy::{OwnerChangedStream, SignalStream};
use zbus::zvariant::Value;

use super::board::{self, Board, Desktop, Event, Place};
use super::{Action, Ask, Heard, Note};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A service that hangs must not keep the notes after it waiting for ever.
const ANSWER: Duration = Duration::from_secs(10);

/// Shows what is asked for and hears the buttons, until nobody asks any more.
pub(super) async fn serve(
    asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: impl Fn(Heard) + Send + Sync + 'static,
) {
    serve_on(None, asks, board, heard).await;
}

/// As [`serve`], on the bus at `address` or, without one, the session's.
pub(super) async fn serve_on(
    address: Option<&str>,
    asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: impl Fn(Heard) + Send + Sync + 'static,
) {
    let connect = move || async move {
        let connected = Service::connect(address).await;
        connected.map_err(|error| error.to_string())
    };
    board::serve(connect, asks, board, heard).await;
}

/// What a service says it can show. One that does not say is taken to show all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Capabilities {
    actions: bool,
    body: bool,
    markup: bool,
}

impl Capabilities {
    /// What whoever answers now can show, and who that is.
    async fn of(proxy: &zbus::Proxy<'static>) -> (Self, Option<String>) {
        let answer = proxy.call_method("GetCapabilities", &()).await;
        let owner = answer.as_ref().ok().and_then(sender);
        let said = answer.and_then(|answer| answer.body().deserialize::<Vec<String>>());
        let Ok(said) = said else {
            let all = Self {
                actions: true,
                body: true,
                markup: true,
            };
            return (all, owner);
        };
        let has = |name: &str| said.iter().any(|one| one == name);
        let can = Self {
            actions: has("actions"),
            body: has("body"),
            markup: has("body-markup"),
        };
        (can, owner)
    }
}

struct Service {
    proxy: zbus::Proxy<'static>,
    pressed: SignalStream<'static>,
    closed: SignalStream<'static>,
    owners: OwnerChangedStream<'static>,
    /// What it says it can show.
    can: Capabilities,
    /// Who said so.
    asked: Option<String>,
}

impl Service {
    /// Listens before the first notification is shown, so that no button is missed.
    async fn connect(address: Option<&str>) -> zbus::Result<Self> {
        let bus = match address {
            Some(address) => zbus::connection::Builder::address(address)?,
            None => zbus::connection::Builder::session()?,
        };
        let bus = bus.method_timeout(ANSWER).build().await?;
        let proxy = zbus::Proxy::new(&bus, NAME, PATH, NAME).await?;
        let pressed = proxy.receive_signal("ActionInvoked").await?;
        let closed = proxy.receive_signal("NotificationClosed").await?;
        let owners = proxy.receive_owner_changed().await?;
        let (can, asked) = Capabilities::of(&proxy).await;
        Ok(Self {
            proxy,
            pressed,
            closed,
            owners,
            can,
            asked,
        })
    }

    /// Has whoever shows notes by now say what it can show.
    async fn ask_anew(&mut self) {
        (self.can, self.asked) = Capabilities::of(&self.proxy).await;
    }

    /// The same where that is somebody else than was asked. Word that another took over comes behind the note
    /// that it is to show, when the note was quicker.
    async fn hold_asked(&mut self) {
        let bus = "org.freedesktop.DBus";
        let at = "/org/freedesktop/DBus";
        let call = self.proxy.connection();
        let answer = call.call_method(Some(bus), at, Some(bus), "GetNameOwner", &NAME);
        let owner = answer.await.and_then(|answer| answer.body().deserialize());
        // Nobody there yet: whoever is started for the note is asked when word of it comes.
        if owner.is_ok_and(|owner: String| self.asked.as_ref() != Some(&owner)) {
            self.ask_anew().await;
        }
    }

    async fn notify(&self, note: &Note, replaces: u32) -> zbus::Result<(String, u32)> {
        // A button that is not shown would be text to some services; what it does, the window does.
        let offered = if self.can.actions {
            note.actions.as_slice()
        } else {
            &[]
        };
        let actions: Vec<&str> = offered
            .iter()
            .flat_map(|(action, label)| [action.key(), label])
            .collect();
        let hints: HashMap<&str, Value<'_>> = HashMap::from([
            ("desktop-entry", Value::from("steward")),
            ("category", Value::from("presence")),
        ]);
        let (title, body) = match (self.can.body, note.body.is_empty()) {
            (true, _) if self.can.markup => (note.title.clone(), escaped(&note.body)),
            (true, _) => (note.title.clone(), note.body.clone()),
            (false, true) => (note.title.clone(), String::new()),
            (false, false) => (format!("{} · {}", note.title, note.body), String::new()),
        };
        let call = (
            "Steward",
            replaces,
            "steward",
            title.as_str(),
            body,
            actions,
            hints,
            0_i32, // stays until the user takes it away: a promise is not a passing remark
        );
        let answer = self.proxy.call_method("Notify", &call).await?;
        let owner = sender(&answer).unwrap_or_default();
        Ok((owner, answer.body().deserialize()?))
    }
}

impl Desktop for Service {
    async fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> Event {
        tokio::select! {
            biased;
            owner = self.owners.next() => owner.map_or(Event::Lost, |owner| {
                Event::Owner(owner.map(|name| name.to_string()))
            }),
            signal = self.pressed.next() => signal.map_or(Event::Lost, |signal| {
                let body: Result<(u32, String), _> = signal.body().deserialize();
                body.map_or(Event::Noise, |(id, key)| Event::Pressed(id, Action::of(&key)))
            }),
            signal = self.closed.next() => signal.map_or(Event::Lost, |signal| {
                let body: Result<(u32, u32), _> = signal.body().deserialize();
                body.map_or(Event::Noise, |(id, _)| Event::Closed(id))
            }),
            ask = asks.recv() => Event::Ask(ask),
        }
    }

    async fn anew(&mut self) {
        self.ask_anew().await;
    }

    async fn ready(&mut self) {
        self.hold_asked().await;
    }

    async fn show(&mut self, note: &Note, replaces: u32) -> Result<Place, String> {
        let shown = self.notify(note, replaces).await;
        shown.map_err(|error| error.to_string())
    }

    /// One that the user has closed meanwhile is refused, which is fine.
    async fn withdraw(&mut self, id: u32) -> Result<(), String> {
        let closed: zbus::Result<()> = self.proxy.call("CloseNotification", &id).await;
        closed.map_err(|error| error.to_string())
    }
}

/// Who sent a message.
fn sender(message: &zbus::Message) -> Option<String> {
    message.header().sender().map(ToString::to_string)
}

/// The body may hold markup, so what a user typed is escaped.
fn escaped(body: &str) -> String {
    body.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
