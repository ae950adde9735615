//! Notifications on Linux: `org.freedesktop.Notifications` on the session bus, spoken directly,
//! so that the buttons come back to us and a test can stand in for the desktop.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::mpsc::UnboundedReceiver;
use zbus::proxy::{OwnerChangedStream, SignalStream};
use zbus::zvariant::Value;

use super::{Action, Ask, Board, Heard, Note, Standing, Subject};
use crate::desktop::log;

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
    mut asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: impl Fn(Heard) + Send + Sync + 'static,
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
                // What waits for the service is noted once, not with every try.
                let first = matches!(ask, Ask::Show(_) | Ask::TakeDown(Some(_), _));
                let (gone, done) = take(&board, ask);
                let owed = board.notes().iter().any(|standing| standing.owed);
                if service.is_none() && owed {
                    match Service::connect(address).await {
                        Ok(fresh) => service = Some(fresh),
                        Err(error) if first => log::note(&format!("no notification: {error}")),
                        Err(_) => {}
                    }
                }
                if let Some(service) = &mut service {
                    service.withdraw(gone).await;
                    let shown = service.show_owed(&board, &heard).await;
                    if let (Err(error), true) = (shown, first) {
                        log::note(&format!("a notification waits: {error}"));
                    }
                }
                if let Some(done) = done {
                    // Nobody waits any more when it took too long.
                    let _late = done.send(());
                }
            }
            Event::Pressed(id, action) => {
                let subject = service.as_ref().and_then(|s| s.subject(&board, id));
                if let (Some(subject), Some(action)) = (subject, action) {
                    heard(Heard::Pressed(subject, action));
                }
            }
            Event::Closed(id) => {
                if let Some(service) = &mut service {
                    service.leaving.remove(&id);
                }
                let is = |place: &Option<(String, u32)>| place.as_ref().is_some_and(|p| p.1 == id);
                leave(&board, |place| is(place));
            }
            Event::Owner(owner) => {
                // A service that went took its screen along, and its numbers mean nothing to the next.
                if let Some(service) = &mut service {
                    service.leaving.clear();
                    let here = |place: &Option<(String, u32)>| {
                        place.as_ref().is_some_and(|p| Some(&p.0) == owner.as_ref())
                    };
                    leave(&board, |place| !here(place));
                    if owner.is_some() {
                        service.ask_anew().await;
                        // Unheard again, the notes wait on: the next ask tries them.
                        let _noted = service.show_owed(&board, &heard).await;
                    }
                }
            }
            Event::Noise => {}
            Event::Lost => {
                log::note("the session bus is gone");
                leave(&board, |_| true);
                service = None;
            }
        }
    }
}

/// Forgets what left the screen; what is still owed stays to be shown.
fn leave(board: &Board, left: impl Fn(&Option<(String, u32)>) -> bool) {
    board.notes().retain_mut(|standing| {
        if left(&standing.place) {
            standing.place = None;
            return standing.owed;
        }
        true
    });
}

/// Notes on the board what is asked for. Says what must leave the screen, and who waits for that.
fn take(board: &Board, ask: Ask) -> (Vec<(u32, Subject)>, Option<std::sync::mpsc::Sender<()>>) {
    let mut notes = board.notes();
    match ask {
        Ask::Again => (Vec::new(), None),
        Ask::Show(note) => {
            put(&mut notes, note);
            (Vec::new(), None)
        }
        Ask::Withdraw(subject) => (remove(&mut notes, |about| *about == subject), None),
        Ask::TakeDown(instead, done) => {
            let follow_up = |about: &Subject| *about != Subject::Backup;
            let any = notes.iter().any(|s| follow_up(&s.note.subject));
            let instead = instead.filter(|_| any);
            // The one that comes instead takes the place of its like.
            let like = instead.as_ref().map(|note| note.subject.clone());
            let gone = remove(&mut notes, |about| {
                follow_up(about) && Some(about) != like.as_ref()
            });
            // What stands already is not said twice.
            if let Some(note) = instead
                && !notes.iter().any(|standing| standing.note == note)
            {
                put(&mut notes, note);
            }
            (gone, Some(done))
        }
    }
}

fn put(notes: &mut Vec<Standing>, note: Note) {
    match notes.iter_mut().find(|s| s.note.subject == note.subject) {
        Some(standing) => {
            standing.note = note;
            standing.owed = true;
        }
        None => notes.push(Standing {
            note,
            place: None,
            owed: true,
        }),
    }
}

fn remove(notes: &mut Vec<Standing>, which: impl Fn(&Subject) -> bool) -> Vec<(u32, Subject)> {
    let removed = notes.extract_if(.., |standing| which(&standing.note.subject));
    removed
        .filter_map(|standing| Some((standing.place?.1, standing.note.subject)))
        .collect()
}

enum Event {
    Ask(Option<Ask>),
    Pressed(u32, Option<Action>),
    Closed(u32),
    Owner(Option<String>),
    /// A signal that says nothing.
    Noise,
    Lost,
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
    /// Notes taken back whose end the service has not confirmed: a button pressed meanwhile is
    /// still heard.
    leaving: HashMap<u32, Subject>,
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
            can,
            asked,
            proxy,
            pressed,
            closed,
            owners,
            leaving: HashMap::new(),
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

    fn subject(&self, board: &Board, id: u32) -> Option<Subject> {
        let notes = board.notes();
        let standing = notes
            .iter()
            .find(|standing| standing.place.as_ref().is_some_and(|place| place.1 == id));
        standing
            .map(|standing| standing.note.subject.clone())
            .or_else(|| self.leaving.get(&id).cloned())
    }

    /// Shows what is owed, the oldest first. One that fails does not keep the others back.
    async fn show_owed(&mut self, board: &Board, heard: &impl Fn(Heard)) -> zbus::Result<()> {
        let owed: Vec<(Note, u32)> = board
            .notes()
            .iter()
            .filter(|standing| standing.owed)
            .map(|s| (s.note.clone(), s.place.as_ref().map_or(0, |place| place.1)))
            .collect();
        if !owed.is_empty() {
            self.hold_asked().await;
        }
        let mut all = Ok(());
        for (note, replaces) in owed {
            match self.show(&note, replaces).await {
                Ok(place) => {
                    let mut notes = board.notes();
                    let standing = notes.iter_mut().find(|s| s.note.subject == note.subject);
                    if let Some(standing) = standing {
                        standing.place = Some(place);
                        standing.owed = false;
                    }
                    drop(notes);
                    if !note.tells.is_empty() {
                        heard(Heard::Told(note.tells));
                    }
                }
                Err(error) => all = Err(error),
            }
        }
        all
    }

    async fn show(&self, note: &Note, replaces: u32) -> zbus::Result<(String, u32)> {
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

    /// Takes notes off the screen; those the user has closed meanwhile are refused, which is fine.
    async fn withdraw(&mut self, gone: Vec<(u32, Subject)>) {
        for (id, subject) in gone {
            self.leaving.insert(id, subject);
            let closed: zbus::Result<()> = self.proxy.call("CloseNotification", &id).await;
            if let Err(error) = closed {
                log::note(&format!("a notification was not taken back: {error}"));
            }
        }
    }

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
