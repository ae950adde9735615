//! The notes that should be on the screen, whoever lends it: what is owed, what replaces what, what is taken down at a
//! lock, what is offered again, and whose button was pressed.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::future::Future;
use std::mem::take;
use std::pin::Pin;
use std::sync::mpsc::Sender;
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

    /// Takes the note of a number off the screen; one that the user has closed meanwhile is gone. That it is gone is
    /// then told.
    fn withdraw(&mut self, id: u32) -> impl Future<Output = Result<(), String>> + Send;
}

/// What comes of a desktop.
#[derive(Debug)]
pub(super) enum Event {
    /// Something is asked for; nothing when nobody asks any more.
    Ask(Option<Ask>),
    /// A button of the note of a number.
    Pressed(u32, Option<Action>),
    /// It is on the screen no more.
    Closed(u32),
    /// The screen that was asked for is there, or is refused.
    Lent(Result<(), String>),
    /// The note of a number was taken, and is not shown after all.
    #[cfg_attr(
        not(any(windows, test)),
        expect(dead_code, reason = "only there a note is refused afterwards")
    )]
    Failed(u32, String),
    /// Who shows the notes from now on.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only there who shows the notes may change")
    )]
    Owner(Option<String>),
    /// A signal that says nothing.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only there a signal may not be read")
    )]
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

/// The screen, as far as it is lent.
enum Screen<D, F> {
    /// It is asked for when a note is owed.
    Unasked,
    /// Whoever lends it has yet to answer, the user perhaps.
    Asked(Pin<Box<F>>),
    Lent(D),
}

impl<D: Desktop, F: Future<Output = Result<D, String>>> Screen<D, F> {
    /// What comes next. What is asked for is heard while the screen is waited for.
    async fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> Event {
        let lent = match self {
            Self::Lent(desktop) => return desktop.next(asks).await,
            Self::Unasked => return Event::Ask(asks.recv().await),
            Self::Asked(asked) => tokio::select! {
                biased;
                ask = asks.recv() => return Event::Ask(ask),
                lent = asked => lent,
            },
        };
        match lent {
            Ok(desktop) => {
                *self = Self::Lent(desktop);
                Event::Lent(Ok(()))
            }
            Err(error) => {
                *self = Self::Unasked;
                Event::Lent(Err(error))
            }
        }
    }
}

/// Shows what is asked for and hears the buttons, until nobody asks any more. The screen is asked for when a note is
/// owed, and anew when it is gone.
pub(super) async fn serve<D, F>(
    connect: impl Fn() -> F + Send,
    asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: impl Fn(Heard) + Send + Sync,
) where
    D: Desktop,
    F: Future<Output = Result<D, String>> + Send,
{
    let mut screen: Screen<D, F> = Screen::Unasked;
    let mut serving = Serving {
        asks,
        board,
        heard,
        leaving: HashMap::new(),
        gone: Vec::new(),
        waiting: Vec::new(),
        news: false,
    };
    loop {
        match screen.next(&mut serving.asks).await {
            Event::Ask(None) => return,
            Event::Ask(Some(ask)) => {
                serving.take(ask);
                serving.take_all();
                if matches!(screen, Screen::Unasked) && serving.board.is_owing() {
                    screen = Screen::Asked(Box::pin(connect()));
                }
                match &mut screen {
                    Screen::Lent(desktop) => serving.offer(desktop).await,
                    // Nothing stands on a screen that is not there.
                    Screen::Unasked | Screen::Asked(_) => serving.answer(),
                }
            }
            Event::Lent(Ok(())) => {
                if let Screen::Lent(desktop) = &mut screen {
                    serving.offer(desktop).await;
                }
            }
            Event::Lent(Err(error)) => serving.say("no notification", &error),
            Event::Owner(owner) => {
                // Who went took the screen along, and its numbers mean nothing to the next.
                serving.leaving.clear();
                let board = &serving.board;
                board.leave(|place| place.map(|place| &place.0) != owner.as_ref());
                if let (Screen::Lent(desktop), true) = (&mut screen, owner.is_some()) {
                    desktop.anew().await;
                    // Unheard again, the notes wait on: the next ask tries them.
                    serving.offer(desktop).await;
                }
            }
            Event::Lost => {
                log::note("the desktop's notifications are gone");
                serving.board.leave(|_| true);
                serving.leaving.clear();
                screen = Screen::Unasked;
            }
            Event::Noise => {}
            Event::Pressed(id, action) => serving.pressed(id, action),
            Event::Closed(id) => {
                serving.leaving.remove(&id);
                let board = &serving.board;
                board.leave(|place| place.is_some_and(|place| place.1 == id));
            }
            Event::Failed(id, error) => {
                log::note(&format!("a notification was not shown: {error}"));
                serving.leaving.remove(&id);
                serving.board.owe(id);
            }
        }
    }
}

/// What is under way between those who ask and the screen.
struct Serving<H> {
    asks: UnboundedReceiver<Ask>,
    board: Board,
    heard: H,
    /// Notes taken back whose end the desktop has not confirmed: a button pressed meanwhile is still heard.
    leaving: HashMap<u32, Subject>,
    /// Those to be taken off the screen.
    gone: Vec<(u32, Subject)>,
    /// Who waits for that.
    waiting: Vec<Sender<()>>,
    /// Something new was asked for. What waits for the desktop is noted once, not with every try.
    news: bool,
}

impl<H: Fn(Heard)> Serving<H> {
    fn take(&mut self, ask: Ask) {
        self.news |= matches!(ask, Ask::Show(_) | Ask::TakeDown(Some(_), _));
        let (gone, done) = self.board.take(ask);
        self.gone.extend(gone);
        self.waiting.extend(done);
    }

    /// Takes all that was asked for meanwhile.
    fn take_all(&mut self) {
        while let Ok(ask) = self.asks.try_recv() {
            self.take(ask);
        }
    }

    fn answer(&mut self) {
        for done in self.waiting.drain(..) {
            // Nobody waits any more when it took too long.
            let _late = done.send(());
        }
    }

    fn say(&mut self, what: &str, error: &str) {
        if take(&mut self.news) {
            log::note(&format!("{what}: {error}"));
        }
    }

    fn pressed(&self, id: u32, action: Option<Action>) {
        let subject = self.board.subject(id);
        let subject = subject.or_else(|| self.leaving.get(&id).cloned());
        if let (Some(subject), Some(action)) = (subject, action) {
            (self.heard)(Heard::Pressed(subject, action));
        }
    }

    /// Takes off the screen what is gone, and shows what is owed, the oldest first. One that fails does not keep the
    /// others back.
    async fn offer<D: Desktop>(&mut self, desktop: &mut D) {
        let mut refused: Vec<Note> = Vec::new();
        let mut failed = None;
        let mut is_ready = false;
        loop {
            // A desktop may be slow, and a lock come meanwhile: what it takes down is shown no more.
            self.take_all();
            for (id, subject) in take(&mut self.gone) {
                self.leaving.insert(id, subject);
                if let Err(error) = desktop.withdraw(id).await {
                    log::note(&format!("a notification was not taken back: {error}"));
                }
            }
            let Some((note, replaces)) = self.board.owed(&refused) else {
                break;
            };
            if !is_ready {
                desktop.ready().await;
                is_ready = true;
                continue;
            }
            match desktop.show(&note, replaces).await {
                Ok(place) => {
                    self.board.shown(&note.subject, place);
                    if !note.tells.is_empty() {
                        (self.heard)(Heard::Told(note.tells));
                    }
                }
                Err(error) => {
                    // The one it should replace is true no more, and may name what a lock hides.
                    if replaces > 0 {
                        let board = &self.board;
                        board.leave(|place| place.is_some_and(|place| place.1 == replaces));
                        self.gone.push((replaces, note.subject.clone()));
                    }
                    refused.push(note);
                    failed = Some(error);
                }
            }
        }
        if let Some(error) = failed {
            self.say("a notification waits", &error);
        }
        self.news = false;
        self.answer();
    }
}

impl Board {
    pub(super) fn notes(&self) -> MutexGuard<'_, Vec<Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the desktop has yet to take a note.
    fn is_owing(&self) -> bool {
        self.notes().iter().any(|standing| standing.owed)
    }

    /// The oldest note it has yet to take and has not just refused, with the number of the one it replaces.
    fn owed(&self, refused: &[Note]) -> Option<(Note, u32)> {
        let notes = self.notes();
        let owed = notes
            .iter()
            .find(|standing| standing.owed && !refused.contains(&standing.note))?;
        let replaces = owed.place.as_ref().map_or(0, |place| place.1);
        Some((owed.note.clone(), replaces))
    }

    /// The note of a number stands nowhere, and is to be shown.
    fn owe(&self, id: u32) {
        let is_there = |s: &&mut Standing| s.place.as_ref().is_some_and(|place| place.1 == id);
        if let Some(standing) = self.notes().iter_mut().find(is_there) {
            standing.place = None;
            standing.owed = true;
        }
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
    fn take(&self, ask: Ask) -> (Vec<(u32, Subject)>, Option<Sender<()>>) {
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
