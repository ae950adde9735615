//! The notes that should be on the screen, whoever lends it: what is owed, what replaces what, what is taken down at a
//! lock, what is offered again, and whose button was pressed.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::UnboundedReceiver;

use super::{Action, Ask, Heard, Note, Subject};
use crate::desktop::log;

/// Where a note stands: who shows it, and that one's number for it.
pub(super) type Place = (String, u32);

/// A screen that a desktop lends.
pub(super) trait Desktop: Send {
    /// What comes next: what is asked for, or what became of a note.
    fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> impl Future<Output = Event> + Send;

    /// Somebody else shows the notes from now on.
    fn anew(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }

    /// Notes are about to be shown.
    fn ready(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }

    /// Shows a note, in place of the one of that number; beside the others for nought.
    fn show(
        &mut self,
        note: &Note,
        replaces: u32,
    ) -> impl Future<Output = Result<Place, String>> + Send;

    /// Takes the note of a number off the screen; one that the user has closed meanwhile is gone.
    fn withdraw(&mut self, id: u32) -> impl Future<Output = Result<(), String>> + Send;
}

/// What comes of a desktop.
#[derive(Debug)]
#[cfg_attr(
    not(any(target_os = "linux", test)),
    expect(dead_code, reason = "only there who shows the notes may change")
)]
pub(super) enum Event {
    /// Something is asked for; nothing when nobody asks any more.
    Ask(Option<Ask>),
    /// A button of the note of a number.
    Pressed(u32, Option<Action>),
    /// It is on the screen no more.
    Closed(u32),
    /// Who shows the notes from now on.
    Owner(Option<String>),
    /// A signal that says nothing.
    Noise,
    /// The desktop is gone.
    Lost,
}

/// The notes that should be on the screen, the oldest first. Only the task that talks with the
/// desktop changes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Board(Arc<Mutex<Vec<Standing>>>);

#[derive(Debug)]
pub(super) struct Standing {
    pub(super) note: Note,
    /// Where it stands.
    pub(super) place: Option<Place>,
    /// The desktop has not taken it as it is now.
    pub(super) owed: bool,
}

/// Shows what is asked for and hears the buttons, until nobody asks any more. The screen is asked for when a note is
/// owed, and anew when it is gone.
pub(super) async fn serve<D, F>(
    connect: impl Fn() -> F + Send,
    mut asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: impl Fn(Heard) + Send + Sync,
) where
    D: Desktop,
    F: Future<Output = Result<D, String>> + Send,
{
    let mut desktop: Option<D> = None;
    // Notes taken back whose end the desktop has not confirmed: a button pressed meanwhile is still heard.
    let mut leaving: HashMap<u32, Subject> = HashMap::new();
    loop {
        let event = match &mut desktop {
            Some(desktop) => desktop.next(&mut asks).await,
            None => Event::Ask(asks.recv().await),
        };
        match event {
            Event::Ask(None) => return,
            Event::Ask(Some(ask)) => {
                // What waits for the desktop is noted once, not with every try.
                let first = matches!(ask, Ask::Show(_) | Ask::TakeDown(Some(_), _));
                let (gone, done) = board.take(ask);
                if desktop.is_none() && board.is_owing() {
                    match connect().await {
                        Ok(fresh) => desktop = Some(fresh),
                        Err(error) if first => log::note(&format!("no notification: {error}")),
                        Err(_) => {}
                    }
                }
                if let Some(desktop) = &mut desktop {
                    for (id, subject) in gone {
                        leaving.insert(id, subject);
                        if let Err(error) = desktop.withdraw(id).await {
                            log::note(&format!("a notification was not taken back: {error}"));
                        }
                    }
                    let shown = show_owed(desktop, &board, &heard).await;
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
                let subject = board.subject(id).or_else(|| leaving.get(&id).cloned());
                if let (Some(subject), Some(action)) = (subject, action) {
                    heard(Heard::Pressed(subject, action));
                }
            }
            Event::Closed(id) => {
                leaving.remove(&id);
                board.leave(|place| place.is_some_and(|place| place.1 == id));
            }
            Event::Owner(owner) => {
                // Who went took the screen along, and its numbers mean nothing to the next.
                leaving.clear();
                board.leave(|place| place.map(|place| &place.0) != owner.as_ref());
                if let (Some(desktop), true) = (&mut desktop, owner.is_some()) {
                    desktop.anew().await;
                    // Unheard again, the notes wait on: the next ask tries them.
                    let _noted = show_owed(desktop, &board, &heard).await;
                }
            }
            Event::Noise => {}
            Event::Lost => {
                log::note("the desktop's notifications are gone");
                board.leave(|_| true);
                leaving.clear();
                desktop = None;
            }
        }
    }
}

/// Shows what is owed, the oldest first. One that fails does not keep the others back.
async fn show_owed<D: Desktop>(
    desktop: &mut D,
    board: &Board,
    heard: &impl Fn(Heard),
) -> Result<(), String> {
    let owed = board.owed();
    if !owed.is_empty() {
        desktop.ready().await;
    }
    let mut all = Ok(());
    for (note, replaces) in owed {
        match desktop.show(&note, replaces).await {
            Ok(place) => {
                board.shown(&note.subject, place);
                if !note.tells.is_empty() {
                    heard(Heard::Told(note.tells));
                }
            }
            Err(error) => all = Err(error),
        }
    }
    all
}

impl Board {
    pub(super) fn notes(&self) -> MutexGuard<'_, Vec<Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the desktop has yet to take a note.
    fn is_owing(&self) -> bool {
        self.notes().iter().any(|standing| standing.owed)
    }

    /// The notes it has yet to take, each with the number of the one it replaces.
    fn owed(&self) -> Vec<(Note, u32)> {
        self.notes()
            .iter()
            .filter(|standing| standing.owed)
            .map(|s| (s.note.clone(), s.place.as_ref().map_or(0, |place| place.1)))
            .collect()
    }

    /// A note stands there now.
    fn shown(&self, subject: &Subject, place: Place) {
        let mut notes = self.notes();
        if let Some(standing) = notes.iter_mut().find(|s| s.note.subject == *subject) {
            standing.place = Some(place);
            standing.owed = false;
        }
    }

    /// What the note of a number is about.
    fn subject(&self, id: u32) -> Option<Subject> {
        let notes = self.notes();
        let standing = notes
            .iter()
            .find(|standing| standing.place.as_ref().is_some_and(|place| place.1 == id));
        standing.map(|standing| standing.note.subject.clone())
    }

    /// Forgets what left the screen; what is still owed stays to be shown.
    fn leave(&self, left: impl Fn(Option<&Place>) -> bool) {
        self.notes().retain_mut(|standing| {
            if left(standing.place.as_ref()) {
                standing.place = None;
                return standing.owed;
            }
            true
        });
    }

    /// Notes what is asked for. Says what must leave the screen, and who waits for that.
    fn take(&self, ask: Ask) -> (Vec<(u32, Subject)>, Option<std::sync::mpsc::Sender<()>>) {
        let mut notes = self.notes();
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
