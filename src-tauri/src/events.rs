//! What the window hears without asking. One kind of event for each thing that can happen; the
//! names and payloads stand in `ui/src/ipc/bindings.ts`. Only this file emits.

use serde::Serialize;
use steward_core::base::{Changed, Id, Progress, WireError};
use tauri::{AppHandle, Emitter as _, Runtime};

use crate::desktop::log;
use crate::desktop::notify::About;

/// How far the program is with a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// No vault is chosen.
    None,
    /// A vault is chosen and closed.
    Locked,
    /// A new vault waits for the user to prove the recovery key was written down.
    ConfirmRecovery,
    /// Open.
    Unlocked,
}

/// A piece of long work.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Performing an import.
    Import,
    /// Writing an export.
    Export,
    /// Writing and reading back a backup.
    Backup,
    /// Opening a backup to be looked at.
    Look,
    /// Bringing records back out of the one that is looked at.
    Bring,
    /// Proving that the newest backup restores.
    Drill,
    /// Looking the vault through, by itself.
    Check,
    /// Restoring a vault.
    Restore,
    /// Bringing files in, saving one out, or reading all of them through.
    Attach,
    /// Looking for records that are there twice.
    Sweep,
    /// Taking back, or bringing again, a step of many records.
    Undo,
    /// Putting the vault under a new key.
    Rekey,
    /// Bringing search up to date: after unlocking, a restore or a large import.
    Warm,
    /// Holding the vault to its backups after unlocking; the window shows nothing of it.
    Compare,
    /// Backing up before the vault is locked by hand or the program ended.
    Leave,
}

/// `changed`: a write was committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ChangedEvent {
    /// The journal's number of the write.
    pub seq: i64,
    /// The write, as `room.verb`.
    pub op: String,
    /// The entities it touched, each once.
    pub entities: Vec<String>,
    /// The records it touched, or none when they are too many to name.
    pub ids: Vec<Id>,
}

/// More records than this are not named one by one: the window reads all anew.
const NAMED: usize = 1000;

impl From<&Changed> for ChangedEvent {
    fn from(changed: &Changed) -> Self {
        let mut entities: Vec<String> = changed.changes.iter().map(|c| c.entity.clone()).collect();
        entities.sort_unstable();
        entities.dedup();
        let named = changed.changes.len() <= NAMED;
        let ids = changed
            .changes
            .iter()
            .filter(|_| named)
            .map(|c| c.id)
            .collect();
        Self {
            seq: changed.seq,
            op: changed.op.clone(),
            entities,
            ids,
        }
    }
}

/// `job`: how far long work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct JobEvent {
    /// Which work.
    pub job: Job,
    /// How far it is; `None` when it has ended.
    pub progress: Option<Progress>,
    /// Whether it has ended.
    pub finished: bool,
    /// Why it ended early.
    pub error: Option<WireError>,
}

/// `phase`: the vault was opened, locked or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct PhaseEvent {
    /// The phase from now on.
    pub phase: Phase,
}

/// `show`: a notification asks for a record to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ShowEvent {
    /// The record's entity; empty where the day's list is to be shown.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// What spoke of it.
    pub source: String,
}

impl From<&About> for ShowEvent {
    fn from(about: &About) -> Self {
        Self {
            entity: about.entity.clone(),
            id: about.record,
            source: about.source.clone(),
        }
    }
}

/// `reminders`: how many tasks are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct RemindersEvent {
    /// That many.
    pub waiting: u32,
}

/// `drag`: files are held over the window, taken away again, or dropped on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct DragEvent {
    /// They are held over it.
    pub over: bool,
    /// They were dropped: by this number they can be taken.
    pub drop: Option<u32>,
    /// Where that was.
    pub at: Option<Spot>,
}

/// A place in the window, in ten-thousandths of its width and height: the page has another measure of
/// its size than the system, for each zooms by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct Spot {
    /// From the left.
    pub x: u16,
    /// From the top.
    pub y: u16,
}

/// `leaving`: the vault is about to be left. What is being typed is stored now, and said to be by this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct LeavingEvent {
    /// What the shell is answered by.
    pub number: u32,
}

/// Anything the window hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// See [`ChangedEvent`].
    Changed(ChangedEvent),
    /// See [`JobEvent`].
    Job(JobEvent),
    /// See [`PhaseEvent`].
    Phase(PhaseEvent),
    /// See [`ShowEvent`].
    Show(ShowEvent),
    /// See [`RemindersEvent`].
    Reminders(RemindersEvent),
    /// See [`DragEvent`].
    Drag(DragEvent),
    /// See [`LeavingEvent`].
    Leaving(LeavingEvent),
}

/// Tells every window.
pub fn tell<R: Runtime>(app: &AppHandle<R>, event: Event) {
    let told = match event {
        Event::Changed(payload) => app.emit("changed", payload),
        Event::Job(payload) => app.emit("job", payload),
        Event::Phase(payload) => app.emit("phase", payload),
        Event::Show(payload) => app.emit("show", payload),
        Event::Reminders(payload) => app.emit("reminders", payload),
        Event::Drag(payload) => app.emit("drag", payload),
        Event::Leaving(payload) => app.emit("leaving", payload),
    };
    if let Err(error) = told {
        log::note(&format!("the window did not hear: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use steward_core::base::{Change, ChangeKind, Timestamp};

    use super::*;

    #[test]
    fn a_large_write_names_its_entities_only() {
        let change = |entity: &str| Change {
            entity: entity.into(),
            id: Id::at(Timestamp(1)),
            kind: ChangeKind::Created,
        };
        let mut changed = Changed {
            seq: 4,
            op: "exchange.import".into(),
            changes: vec![change("unit"), change("contact"), change("unit")],
        };
        let event = ChangedEvent::from(&changed);
        assert_eq!(
            (event.entities.as_slice(), event.ids.len()),
            (["contact".to_owned(), "unit".to_owned()].as_slice(), 3)
        );
        changed.changes = (0..=NAMED).map(|_| change("unit")).collect();
        let event = ChangedEvent::from(&changed);
        assert_eq!((event.entities.len(), event.ids.len()), (1, 0));
    }
}
