//! Notifications on Linux: `org.freedesktop.Notifications` on the session bus, spoken directly,
//! so that the buttons come back to us and a test can stand in for the desktop.

use std::collections::HashMap;

use futures_util::StreamExt as _;
use tokio::sync::mpsc::UnboundedReceiver;
use zbus::proxy::SignalStream;
use zbus::zvariant::Value;

use super::{Action, Ask, Note, Subject};
use crate::desktop::log;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Shows what is asked for and hears the buttons, until nobody asks any more.
pub(super) async fn serve(
    asks: UnboundedReceiver<Ask>,
    heard: impl Fn(Subject, Action) + Send + Sync + 'static,
) {
    serve_on(None, asks, heard).await;
}

/// As [`serve`], on the bus at `address` or, without one, the session's.
pub(super) async fn serve_on(
    address: Option<&str>,
    mut asks: UnboundedReceiver<Ask>,
    heard: impl Fn(Subject, Action) + Send + Sync + 'static,
) {
    let mut service: Option<Service> = None;
    loop {
        let event = match &mut service {
            Some(service) => service.next(&mut asks).await,
            None => Event::Ask(asks.recv().await),
        };
        match event {
            Event::Ask(None) => return,
            Event::Ask(Some(ask)) => {
                if let Err(error) = answer(&mut service, address, ask).await {
                    log::note(&format!("no notification: {error}"));
                    service = None;
                }
            }
            Event::Pressed(id, action) => {
                let subject = service.as_ref().and_then(|s| s.subject(id));
                if let (Some(subject), Some(action)) = (subject, action) {
                    heard(subject, action);
                }
            }
            Event::Closed(id) => {
                if let Some(service) = &mut service {
                    service.shown.retain(|_, shown| *shown != id);
                }
            }
            Event::Lost => {
                log::note("the session bus is gone");
                service = None;
            }
        }
    }
}

async fn answer(
    service: &mut Option<Service>,
    address: Option<&str>,
    ask: Ask,
) -> zbus::Result<()> {
    match ask {
        Ask::Show(note) => {
            let service = match service {
                Some(service) => service,
                None => service.insert(Service::connect(address).await?),
            };
            service.show(note).await
        }
        Ask::Withdraw(subject) => match service {
            Some(service) => service.withdraw(&subject).await,
            None => Ok(()),
        },
    }
}

enum Event {
    Ask(Option<Ask>),
    Pressed(u32, Option<Action>),
    Closed(u32),
    Lost,
}

struct Service {
    proxy: zbus::Proxy<'static>,
    pressed: SignalStream<'static>,
    closed: SignalStream<'static>,
    /// Which notification stands for which subject.
    shown: HashMap<Subject, u32>,
}

impl Service {
    /// Listens before the first notification is shown, so that no button is missed.
    async fn connect(address: Option<&str>) -> zbus::Result<Self> {
        let bus = match address {
            Some(address) => zbus::connection::Builder::address(address)?.build().await?,
            None => zbus::Connection::session().await?,
        };
        let proxy = zbus::Proxy::new(&bus, NAME, PATH, NAME).await?;
        let pressed = proxy.receive_signal("ActionInvoked").await?;
        let closed = proxy.receive_signal("NotificationClosed").await?;
        Ok(Self {
            proxy,
            pressed,
            closed,
            shown: HashMap::new(),
        })
    }

    fn subject(&self, id: u32) -> Option<Subject> {
        self.shown
            .iter()
            .find(|(_, shown)| **shown == id)
            .map(|(subject, _)| subject.clone())
    }

    async fn show(&mut self, note: Note) -> zbus::Result<()> {
        let replaces = self.shown.get(&note.subject).copied().unwrap_or(0);
        let actions: Vec<&str> = note
            .actions
            .iter()
            .flat_map(|(action, label)| [action.key(), label])
            .collect();
        let hints: HashMap<&str, Value<'_>> = HashMap::from([
            ("desktop-entry", Value::from("steward")),
            ("category", Value::from("presence")),
        ]);
        let call = (
            "Steward",
            replaces,
            "steward",
            note.title.as_str(),
            escaped(&note.body),
            actions,
            hints,
            0_i32, // stays until the user takes it away: a promise is not a passing remark
        );
        let id: u32 = self.proxy.call("Notify", &call).await?;
        self.shown.insert(note.subject, id);
        Ok(())
    }

    async fn withdraw(&mut self, subject: &Subject) -> zbus::Result<()> {
        match self.shown.remove(subject) {
            Some(id) => self.proxy.call("CloseNotification", &id).await,
            None => Ok(()),
        }
    }

    async fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> Event {
        tokio::select! {
            biased;
            signal = self.pressed.next() => signal.map_or(Event::Lost, |signal| {
                let body: Result<(u32, String), _> = signal.body().deserialize();
                body.map_or(Event::Lost, |(id, key)| Event::Pressed(id, Action::of(&key)))
            }),
            signal = self.closed.next() => signal.map_or(Event::Lost, |signal| {
                let body: Result<(u32, u32), _> = signal.body().deserialize();
                body.map_or(Event::Lost, |(id, _)| Event::Closed(id))
            }),
            ask = asks.recv() => Event::Ask(ask),
        }
    }
}

/// The body may hold markup, so what a user typed is escaped.
fn escaped(body: &str) -> String {
    body.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
