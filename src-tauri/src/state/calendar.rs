//! The calendar file that other programs follow: brought up to date soon after a change, while the
//! vault is open. Where it is, is this machine's affair and stands in its configuration.

use std::sync::Mutex;

use steward_core::base::{Clock as _, Error, Timestamp, WireError};
use steward_core::exchange::ics::kept::remove;

use super::opened::Opened;
use super::{Shell, held};
use crate::desktop::config::CalendarFile;
use crate::desktop::log;
use crate::desktop::words::text;

/// What changes within this time is written once.
const SOON_MS: i64 = 2_000;

/// After a failure it is tried again: a drive may be put back.
const AGAIN_MS: i64 = 60_000;

/// How far the file is behind.
#[derive(Debug, Default)]
pub struct Keeping(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    due: Option<Timestamp>,
    failed: Option<WireError>,
}

impl Keeping {
    /// Something changed, or the vault was opened.
    pub fn changed(&self, now: Timestamp) {
        held(&self.0).due.get_or_insert(now.plus_ms(SOON_MS));
    }

    /// Why the file could not be written last.
    pub fn failed(&self) -> Option<WireError> {
        held(&self.0).failed.clone()
    }

    fn ended(&self, failed: Option<&Error>, now: Timestamp) {
        let mut state = held(&self.0);
        state.failed = failed.map(Error::to_wire);
        state.due = failed.map(|_| now.plus_ms(AGAIN_MS));
    }
}

/// The file of this vault, where the user asked for one.
pub fn of(shell: &Shell, opened: &Opened) -> Option<CalendarFile> {
    let mut files = shell.config().calendars.into_iter();
    files.find(|file| file.vault == opened.folder)
}

/// Brings the file up to date where that is due; when to come again.
pub fn keep_up(shell: &Shell) -> Option<Timestamp> {
    let due = held(&shell.calendar.0).due?;
    if shell.clock.now() < due {
        return Some(due);
    }
    let slot = shell.slot();
    write(shell, slot.opened().ok()?);
    held(&shell.calendar.0).due
}

/// Brings the file up to date now.
pub fn write(shell: &Shell, opened: &Opened) {
    let now = shell.clock.now();
    let Some(kept) = of(shell, opened) else {
        shell.calendar.ended(None, now);
        return;
    };
    let busy = text(shell.language(), "dialog.calendar_busy", &[]);
    let done = opened.session.calendar_keep(kept.tells, &busy, &kept.file);
    if let Err(error) = &done {
        log::failed("the calendar file is not up to date", error);
    }
    shell.calendar.ended(done.as_ref().err(), now);
}

/// The vault is about to be locked: the file says what it has to say, or goes.
pub fn part(shell: &Shell, opened: &Opened) {
    let Some(kept) = of(shell, opened) else {
        return;
    };
    if kept.goes_when_locked {
        if let Err(error) = remove(&kept.file) {
            log::failed("the calendar file was not taken away", &error);
        }
    } else if held(&shell.calendar.0).due.is_some() {
        write(shell, opened);
    }
}
