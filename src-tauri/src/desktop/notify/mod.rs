//! Notifications: what the desktop shows outside our window, and which button the user pressed
//! there. Knows no vault; who asks decides how much a text may tell.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

#[cfg(target_os = "linux")]
use linux as desktop;
#[cfg(not(target_os = "linux"))]
use other as desktop;

use steward_core::base::Id;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::log;

/// What a notification is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One follow-up.
    Task(Id),
    /// Several follow-ups at once, or one whose name may not be told. A later one replaces it.
    Waiting,
    /// A backup that failed or is overdue. A later one replaces it.
    Backup,
}

/// A button on a notification, or a press on the notification itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Show it in the window.
    Open,
    /// The follow-up is done.
    Done,
    /// Remind again in an hour.
    SnoozeHour,
    /// Remind again tomorrow.
    SnoozeTomorrow,
}

impl Action {
    /// The name under which the desktop gives it back.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "default",
            Self::Done => "done",
            Self::SnoozeHour => "snooze-hour",
            Self::SnoozeTomorrow => "snooze-tomorrow",
        }
    }
    fn of(key: &str) -> Option<Self> {
        [
            Self::Open,
            Self::Done,
            Self::SnoozeHour,
            Self::SnoozeTomorrow,
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
    /// The first line.
    pub title: String,
    /// What stands below; may be empty.
    pub body: String,
    /// The buttons with their labels, in order.
    pub actions: Vec<(Action, String)>,
}

/// Hands notifications to the desktop. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Notifier(UnboundedSender<Ask>);

#[derive(Debug)]
enum Ask {
    Show(Note),
    Withdraw(Subject),
}

impl Notifier {
    /// Starts talking with the desktop's notification service. `heard` is told of each button.
    /// A desktop without the service is noted once for each notification, and nothing else
    /// happens: what is due still stands in the window.
    pub fn start(heard: impl Fn(Subject, Action) + Send + Sync + 'static) -> Self {
        let (ask, asks) = unbounded_channel();
        tauri::async_runtime::spawn(desktop::serve(asks, heard));
        Self(ask)
    }
    /// Shows a notification.
    pub fn show(&self, note: Note) {
        self.ask(Ask::Show(note));
    }
    /// Takes back the notification about `subject`, if it still stands.
    pub fn withdraw(&self, subject: Subject) {
        self.ask(Ask::Withdraw(subject));
    }
    fn ask(&self, ask: Ask) {
        if self.0.send(ask).is_err() {
            log::note("the notification task is gone");
        }
    }
}
