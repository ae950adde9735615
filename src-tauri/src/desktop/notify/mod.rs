//! Notifications: what the desktop shows outside our window, and which button the user pressed
//! there. Knows no vault; who asks decides how much a text may tell. What is owed, replaced, taken back and offered
//! again is `board`'s, whatever desktop it is; a file for each of them lends its screen.

mod board;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod mac;
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
mod other;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
#[cfg(any(windows, test))]
mod toast;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as desktop;
#[cfg(target_os = "macos")]
use mac as desktop;
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
use other as desktop;
#[cfg(windows)]
use windows as desktop;

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use steward_core::base::Id;
use steward_core::reminders::model::{DIGEST, Key};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::log;
use board::Board;

/// The desktop is waited for no longer than this when notes must be gone before the vault is.
const PATIENCE: Duration = Duration::from_secs(1);

/// A record that is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct About {
    /// `task`, or the key of what reminds by itself.
    pub source: String,
    /// Which kind of record it is.
    pub entity: String,
    /// The record.
    pub record: Id,
}

impl About {
    /// No record: the day's list.
    #[must_use]
    pub fn of_day() -> Self {
        Self {
            source: DIGEST.to_owned(),
            entity: String::new(),
            record: Id::from_bytes([0; 16]),
        }
    }
}

/// What a notification is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One record.
    Of(About),
    /// The day, told at its morning hour.
    Day,
    /// Several tasks at once, or one whose name may not be told. A later one replaces it.
    Waiting,
    /// A backup that failed or is overdue. A later one replaces it.
    Backup,
}

/// A button on a notification, or a press on the notification itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Show it in the window.
    Open,
    /// The task is done.
    Done,
    /// What cannot be done, a birthday say, was seen: settled as what is done is, under a name of its own, for a desktop
    /// that keeps one label for each name.
    Seen,
    /// Remind again in an hour.
    SnoozeHour,
    /// Remind again tomorrow.
    SnoozeTomorrow,
    /// Remind again on the next working day.
    SnoozeWorkday,
}

impl Action {
    /// The name under which the desktop gives it back.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "default",
            Self::Done => "done",
            Self::Seen => "seen",
            Self::SnoozeHour => "snooze-hour",
            Self::SnoozeTomorrow => "snooze-tomorrow",
            Self::SnoozeWorkday => "snooze-workday",
        }
    }
    fn of(key: &str) -> Option<Self> {
        [
            Self::Open,
            Self::Done,
            Self::Seen,
            Self::SnoozeHour,
            Self::SnoozeTomorrow,
            Self::SnoozeWorkday,
        ]
        .into_iter()
        .find(|action| action.key() == key)
    }
}

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about; comes back with the button.
    pub subject: Subject,
    /// The reminders it tells of.
    pub tells: Vec<Key>,
    /// The first line.
    pub title: String,
    /// What stands below; may be empty.
    pub body: String,
    /// The buttons with their labels, in order.
    pub actions: Vec<(Action, String)>,
}

#[cfg(any(target_os = "macos", test))]
impl Note {
    /// The buttons where a press on the note itself opens it: beside others none says so. Alone it stays, for of a note
    /// without a button that desktop does not say that it was closed.
    fn buttons(&self) -> impl Iterator<Item = &(Action, String)> {
        let others = self.actions.iter().any(|(one, _)| *one != Action::Open);
        let shown = move |(action, _): &&(Action, String)| !others || *action != Action::Open;
        self.actions.iter().filter(shown)
    }
}

/// What comes back from the desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A button was pressed.
    Pressed(Subject, Action),
    /// A note that tells of these reminders is on the screen.
    Told(Vec<Key>),
}

/// Hands notifications to the desktop. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Notifier {
    ask: UnboundedSender<Ask>,
    board: Board,
}

#[derive(Debug)]
enum Ask {
    Show(Note),
    Withdraw(Subject),
    TakeDown(Option<Note>, Sender<()>),
    Again,
}

impl Notifier {
    /// Starts talking with the desktop's notification service; `heard` is told what comes back.
    /// A note the desktop does not take is kept and offered again, until it is withdrawn.
    pub fn start(heard: impl Fn(Heard) + Send + Sync + 'static) -> Self {
        let (ask, asks) = unbounded_channel();
        let board = Board::default();
        tauri::async_runtime::spawn(desktop::serve(asks, board.clone(), heard));
        Self { ask, board }
    }

    /// Shows a notification. Never waits for the desktop.
    pub fn show(&self, note: Note) {
        self.ask(Ask::Show(note));
    }

    /// Takes back the notification about `subject`, if it still stands.
    pub fn withdraw(&self, subject: Subject) {
        self.ask(Ask::Withdraw(subject));
    }

    /// Takes back every note about tasks and, where there was one, shows `instead`. Returns
    /// once they are gone, or when the desktop takes too long.
    pub fn take_down(&self, instead: Option<Note>) {
        let (done, wait) = channel();
        self.ask(Ask::TakeDown(instead, done));
        if wait.recv_timeout(PATIENCE).is_err() {
            log::note("the desktop is slow to take notifications back");
        }
    }

    /// Offers again what the desktop did not take.
    pub fn again(&self) {
        self.ask(Ask::Again);
    }

    /// What stands on the screen or is still to be shown, with the reminders it tells of.
    #[must_use]
    pub fn standing(&self) -> Vec<(Subject, Vec<Key>)> {
        let board = self.board.notes();
        board
            .iter()
            .map(|standing| (standing.note.subject.clone(), standing.note.tells.clone()))
            .collect()
    }

    fn ask(&self, ask: Ask) {
        if self.ask.send(ask).is_err() {
            log::note("the notification task is gone");
        }
    }
}
