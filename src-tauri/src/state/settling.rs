//! Before the vault is left, by whatever it is, the page is asked to store what is being typed in it: its
//! window goes with the vault. It is waited for, but never long, so that a page that hangs keeps no vault open.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tauri::{AppHandle, Manager as _, Runtime};

use super::{Shell, Slot, held};
use crate::desktop::log;
use crate::events::{Event, LeavingEvent, tell};

/// How long the page has. Storing takes some milliseconds; whoever closes the lid waits no longer.
const MOST: Duration = Duration::from_secs(1);

/// What the page was asked, and what it answered.
#[derive(Debug, Default)]
pub struct Settling {
    asked: Mutex<Asked>,
    answered: Condvar,
}

#[derive(Debug, Default)]
struct Asked {
    last: u32,
    answered: u32,
}

impl Settling {
    /// Begins to ask; the number to answer by.
    pub(super) fn ask(&self) -> u32 {
        let mut asked = held(&self.asked);
        asked.last = asked.last.wrapping_add(1);
        asked.last
    }

    /// The page stored what was typed when it was asked by this number, or before.
    pub fn answer(&self, number: u32) {
        let mut asked = held(&self.asked);
        asked.answered = asked.answered.max(number.min(asked.last));
        self.answered.notify_all();
    }

    /// Waits for the answer, `most` at the longest; whether it came.
    pub(super) fn wait(&self, number: u32, most: Duration) -> bool {
        let waited = self
            .answered
            .wait_timeout_while(held(&self.asked), most, |asked| asked.answered < number);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

/// Has the page store what is being typed, where a vault is open. Never on the window's own thread, which
/// carries the answer.
pub fn settle<R: Runtime>(app: &AppHandle<R>) {
    let shell = app.state::<Shell>();
    let open = matches!(&*shell.slot(), Slot::Open(_));
    if !open || app.webview_windows().is_empty() {
        return;
    }
    let number = shell.settling.ask();
    tell(app, Event::Leaving(LeavingEvent { number }));
    if !shell.settling.wait(number, MOST) {
        log::note("the page did not say in time that what was typed is stored");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn the_page_is_waited_for_until_it_answers_and_no_longer_than_the_bound() {
        let settling = Arc::new(Settling::default());
        let first = settling.ask();
        assert!(!settling.wait(first, Duration::ZERO), "nobody answered");
        let second = settling.ask();
        settling.answer(first);
        assert!(
            !settling.wait(second, Duration::ZERO),
            "an answer that came late is not the one that is waited for"
        );
        let page = settling.clone();
        let answers = thread::spawn(move || page.answer(second));
        assert!(settling.wait(second, Duration::from_mins(1)));
        answers.join().unwrap();
        settling.answer(900);
        let third = settling.ask();
        assert!(
            !settling.wait(third, Duration::ZERO),
            "nobody can answer before being asked"
        );
    }
}
