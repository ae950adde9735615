//! What any desktop is asked to show, held against one that only says what it was asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use steward_core::base::Id;
use steward_core::reminders::model::Key;
use tokio::sync::RwLock;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::super::About;
use super::*;

#[derive(Debug, PartialEq)]
enum Said {
    Connected,
    Shown { title: String, replaces: u32 },
    Refused,
    Withdrawn(u32),
}

/// A screen that numbers what it shows, across all that were connected.
struct Played {
    said: UnboundedSender<Said>,
    events: Arc<tokio::sync::Mutex<UnboundedReceiver<Event>>>,
    last: Arc<AtomicU32>,
    refuses: Arc<AtomicBool>,
    pace: Arc<RwLock<()>>,
}

impl Desktop for Played {
    async fn next(&mut self, asks: &mut UnboundedReceiver<Ask>) -> Event {
        let mut events = self.events.lock().await;
        tokio::select! {
            biased;
            event = events.recv() => event.unwrap(),
            ask = asks.recv() => Event::Ask(ask),
        }
    }

    async fn show(&mut self, note: &Note, replaces: u32) -> Result<Place, String> {
        if self.refuses.load(Ordering::SeqCst) {
            self.said.send(Said::Refused).unwrap();
            return Err("enough".to_owned());
        }
        let title = note.title.clone();
        self.said.send(Said::Shown { title, replaces }).unwrap();
        let _go = self.pace.read().await;
        let id = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(("played".to_owned(), id))
    }

    async fn withdraw(&mut self, id: u32) -> Result<(), String> {
        self.said.send(Said::Withdrawn(id)).unwrap();
        Ok(())
    }
}

struct Stage {
    ask: UnboundedSender<Ask>,
    tell: UnboundedSender<Event>,
    said: UnboundedReceiver<Said>,
    heard: UnboundedReceiver<Heard>,
    refuses: Arc<AtomicBool>,
    away: Arc<AtomicBool>,
    tried: Arc<AtomicU32>,
    /// Held, the desktop is slow: it lends no screen and shows no note.
    pace: Arc<RwLock<()>>,
    board: Board,
    serving: JoinHandle<()>,
}

impl Stage {
    fn new() -> Self {
        let (ask, asks) = unbounded_channel();
        let (tell, events) = unbounded_channel();
        let (say, said) = unbounded_channel();
        let (told, heard) = unbounded_channel();
        let (refuses, away) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicBool::new(false)),
        );
        let events = Arc::new(tokio::sync::Mutex::new(events));
        let pace = Arc::new(RwLock::new(()));
        let going = pace.clone();
        let last = Arc::new(AtomicU32::new(0));
        let tried = Arc::new(AtomicU32::new(0));
        let trying = tried.clone();
        let board = Board::default();
        let (own, gone, refusing) = (board.clone(), away.clone(), refuses.clone());
        let connect = move || {
            let played = Played {
                said: say.clone(),
                events: events.clone(),
                last: last.clone(),
                refuses: refusing.clone(),
                pace: going.clone(),
            };
            let is_away = gone.load(Ordering::SeqCst);
            trying.fetch_add(1, Ordering::SeqCst);
            async move {
                let _go = played.pace.clone().read_owned().await;
                if is_away {
                    return Err("nobody there".to_owned());
                }
                played.said.send(Said::Connected).unwrap();
                Ok(played)
            }
        };
        let serving = tokio::spawn(serve(connect, asks, own, move |heard| {
            told.send(heard).unwrap();
        }));
        Self {
            ask,
            tell,
            said,
            heard,
            refuses,
            away,
            tried,
            pace,
            board,
            serving,
        }
    }

    fn show(&self, note: Note) {
        self.ask.send(Ask::Show(note)).unwrap();
    }

    /// Takes all down and waits until that is done, with all that was asked before.
    async fn take_down(&self, instead: Option<Note>) {
        let (done, wait) = channel();
        self.ask.send(Ask::TakeDown(instead, done)).unwrap();
        tokio::task::spawn_blocking(move || wait.recv().unwrap())
            .await
            .unwrap();
    }

    async fn shown(&mut self) -> (String, u32) {
        match self.said.recv().await.unwrap() {
            Said::Shown { title, replaces } => (title, replaces),
            other => panic!("expected a note, not {other:?}"),
        }
    }

    /// Waits until the screen was asked for so often.
    async fn tried(&self, times: u32) {
        while self.tried.load(Ordering::SeqCst) < times {
            tokio::task::yield_now().await;
        }
    }

    fn standing(&self) -> Vec<Subject> {
        let notes = self.board.notes();
        notes.iter().map(|s| s.note.subject.clone()).collect()
    }

    async fn end(self) {
        drop(self.ask);
        self.serving.await.unwrap();
    }
}

fn record(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn about(n: u8) -> Subject {
    Subject::Of(About {
        source: "task".into(),
        entity: "task".into(),
        record: record(n),
    })
}

fn told(n: u8) -> Vec<Key> {
    vec![Key {
        source: "task".into(),
        record: record(n),
        slot: 0,
    }]
}

fn note(n: u8) -> Note {
    Note {
        subject: about(n),
        tells: told(n),
        title: format!("致电 {n}"),
        body: String::new(),
        actions: vec![(Action::Open, "打开".into())],
    }
}

fn nameless() -> Note {
    Note {
        subject: Subject::Waiting,
        tells: Vec::new(),
        title: "有一项跟进到期".into(),
        ..note(0)
    }
}

#[tokio::test]
async fn a_note_is_told_once_replaced_by_its_like_and_heard_until_it_is_gone() {
    let mut stage = Stage::new();
    stage.show(note(1));
    assert_eq!(stage.said.recv().await.unwrap(), Said::Connected);
    assert_eq!(stage.shown().await, ("致电 1".to_owned(), 0));
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(1)));
    stage.show(note(1));
    assert_eq!(stage.shown().await, ("致电 1".to_owned(), 1));
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(1)));

    // What was heard of the one that was replaced is of no note, and neither is what nobody offered.
    stage.tell.send(Event::Closed(1)).unwrap();
    stage
        .tell
        .send(Event::Pressed(1, Some(Action::Done)))
        .unwrap();
    stage.tell.send(Event::Pressed(2, None)).unwrap();
    stage
        .tell
        .send(Event::Pressed(2, Some(Action::Done)))
        .unwrap();
    let done = Heard::Pressed(about(1), Action::Done);
    assert_eq!(stage.heard.recv().await.unwrap(), done);

    stage.ask.send(Ask::Withdraw(about(1))).unwrap();
    assert_eq!(stage.said.recv().await.unwrap(), Said::Withdrawn(2));
    assert!(stage.standing().is_empty());
    stage
        .tell
        .send(Event::Pressed(2, Some(Action::Open)))
        .unwrap();
    let opened = Heard::Pressed(about(1), Action::Open);
    assert_eq!(stage.heard.recv().await.unwrap(), opened, "under way");
    stage.tell.send(Event::Closed(2)).unwrap();
    stage
        .tell
        .send(Event::Pressed(2, Some(Action::Open)))
        .unwrap();
    stage.show(note(2));
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(2)));
    stage.end().await;
}

#[tokio::test]
async fn what_is_refused_is_offered_again_and_nothing_twice() {
    let mut stage = Stage::new();
    stage.refuses.store(true, Ordering::SeqCst);
    stage.show(note(1));
    assert_eq!(stage.said.recv().await.unwrap(), Said::Connected);
    assert_eq!(stage.said.recv().await.unwrap(), Said::Refused);
    stage.refuses.store(false, Ordering::SeqCst);
    stage.ask.send(Ask::Again).unwrap();
    assert_eq!(stage.shown().await, ("致电 1".to_owned(), 0));
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(1)));
    stage.ask.send(Ask::Again).unwrap();
    stage.show(note(2));
    assert_eq!(stage.shown().await.0, "致电 2");
    // Closed by the user it is closed, and is not offered again.
    stage.tell.send(Event::Closed(1)).unwrap();
    stage.show(note(3));
    assert_eq!(stage.shown().await.0, "致电 3");
    assert_eq!(stage.standing(), [about(2), about(3)]);
    stage.end().await;
}

#[tokio::test]
async fn without_a_desktop_the_notes_wait_and_one_that_went_shows_what_it_did_not() {
    let mut stage = Stage::new();
    stage.away.store(true, Ordering::SeqCst);
    let asks = [
        Ask::Show(note(1)),
        Ask::Show(note(2)),
        Ask::Withdraw(about(2)),
        Ask::Again,
    ];
    // Each of them tries for the note that waits.
    for (tries, ask) in (1..).zip(asks) {
        stage.ask.send(ask).unwrap();
        stage.tried(tries).await;
    }
    stage.away.store(false, Ordering::SeqCst);
    stage.ask.send(Ask::Again).unwrap();
    assert_eq!(stage.said.recv().await.unwrap(), Said::Connected);
    assert_eq!(stage.shown().await.0, "致电 1");
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(1)));
    stage.refuses.store(true, Ordering::SeqCst);
    stage.show(note(3));
    assert_eq!(stage.said.recv().await.unwrap(), Said::Refused);
    stage.refuses.store(false, Ordering::SeqCst);
    stage.tell.send(Event::Lost).unwrap();
    stage.ask.send(Ask::Again).unwrap();
    // The one that was told is not told again.
    let mut said = Vec::new();
    while said.len() < 2 {
        match stage.said.recv().await.unwrap() {
            // Asked before the loss was heard of.
            Said::Withdrawn(_) => {}
            other => said.push(other),
        }
    }
    let third = Said::Shown {
        title: "致电 3".to_owned(),
        replaces: 0,
    };
    assert_eq!(said, [Said::Connected, third]);
    stage.end().await;
}

#[tokio::test]
async fn taken_down_at_a_lock_one_without_names_stays_and_the_backups_own() {
    let mut stage = Stage::new();
    stage.take_down(Some(nameless())).await;
    let backup = Note {
        subject: Subject::Backup,
        title: "备份失败".into(),
        ..nameless()
    };
    stage.show(note(1));
    stage.show(backup);
    assert_eq!(
        stage.said.recv().await.unwrap(),
        Said::Connected,
        "where nothing stood, nothing is said"
    );
    assert_eq!(stage.shown().await.0, "致电 1");
    assert_eq!(stage.shown().await.0, "备份失败");
    stage.take_down(Some(nameless())).await;
    assert_eq!(stage.said.recv().await.unwrap(), Said::Withdrawn(1));
    assert_eq!(stage.shown().await, ("有一项跟进到期".to_owned(), 0));
    stage.take_down(Some(nameless())).await;
    assert_eq!(stage.standing(), [Subject::Backup, Subject::Waiting]);
    stage.take_down(None).await;
    assert_eq!(
        stage.said.recv().await.unwrap(),
        Said::Withdrawn(3),
        "what stood already was not said twice"
    );
    assert_eq!(stage.standing(), [Subject::Backup]);
    stage.end().await;
}

#[tokio::test]
async fn a_lock_does_not_wait_for_a_screen_and_no_name_is_shown_behind_it() {
    let mut stage = Stage::new();
    let slow = stage.pace.clone().write_owned().await;
    stage.show(note(1));
    stage.tried(1).await;
    // The user has not said yet whether notes may be shown.
    let down = stage.take_down(Some(nameless()));
    let down = tokio::time::timeout(Duration::from_secs(5), down).await;
    down.expect("a lock waits for nobody's answer");
    drop(slow);
    assert_eq!(stage.said.recv().await.unwrap(), Said::Connected);
    assert_eq!(stage.shown().await, ("有一项跟进到期".to_owned(), 0));
    assert_eq!(stage.tried.load(Ordering::SeqCst), 1, "asked for once");
    assert_eq!(stage.standing(), [Subject::Waiting]);
    stage.end().await;
}

#[tokio::test]
async fn what_is_taken_down_while_the_desktop_is_slow_is_shown_no_more() {
    let mut stage = Stage::new();
    stage.show(note(1));
    assert_eq!(stage.said.recv().await.unwrap(), Said::Connected);
    assert_eq!(stage.shown().await.0, "致电 1");
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(1)));
    let slow = stage.pace.clone().write_owned().await;
    stage.show(note(2));
    assert_eq!(stage.shown().await.0, "致电 2", "under way");
    stage.show(note(3));
    stage.show(note(4));
    let (done, _wait) = channel();
    let down = Ask::TakeDown(Some(nameless()), done);
    stage.ask.send(down).unwrap();
    drop(slow);
    assert_eq!(stage.said.recv().await.unwrap(), Said::Withdrawn(1));
    assert_eq!(stage.said.recv().await.unwrap(), Said::Withdrawn(2));
    assert_eq!(stage.shown().await, ("有一项跟进到期".to_owned(), 0));
    assert_eq!(stage.standing(), [Subject::Waiting]);
    stage.end().await;
}

#[tokio::test]
async fn what_cannot_be_replaced_is_taken_back() {
    let mut stage = Stage::new();
    let named = Note {
        title: "致电 1、致电 2".into(),
        ..nameless()
    };
    stage.show(named);
    assert_eq!(stage.said.recv().await.unwrap(), Said::Connected);
    assert_eq!(stage.shown().await.0, "致电 1、致电 2");
    stage.refuses.store(true, Ordering::SeqCst);
    stage.take_down(Some(nameless())).await;
    assert_eq!(stage.said.recv().await.unwrap(), Said::Refused);
    assert_eq!(stage.said.recv().await.unwrap(), Said::Withdrawn(1));
    stage.refuses.store(false, Ordering::SeqCst);
    stage.ask.send(Ask::Again).unwrap();
    assert_eq!(stage.shown().await, ("有一项跟进到期".to_owned(), 0));
    stage.end().await;
}

#[tokio::test]
async fn a_note_that_was_taken_and_not_shown_is_owed_again() {
    let mut stage = Stage::new();
    stage.show(note(1));
    assert_eq!(stage.said.recv().await.unwrap(), Said::Connected);
    assert_eq!(stage.shown().await, ("致电 1".to_owned(), 0));
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(1)));
    // Of a number that stands for no note nothing follows.
    for id in [1, 7] {
        let failed = Event::Failed(id, "switched off".to_owned());
        stage.tell.send(failed).unwrap();
    }
    stage.ask.send(Ask::Again).unwrap();
    assert_eq!(stage.shown().await, ("致电 1".to_owned(), 0));
    assert_eq!(stage.heard.recv().await.unwrap(), Heard::Told(told(1)));
    stage.end().await;
}

#[test]
fn each_name_stands_for_one_label_and_no_note_is_without_a_button() {
    let actions = [
        Action::Open,
        Action::Done,
        Action::Seen,
        Action::SnoozeHour,
        Action::SnoozeTomorrow,
        Action::SnoozeWorkday,
    ];
    for action in actions {
        assert_eq!(Action::of(action.key()), Some(action));
    }
    let buttons = |note: &Note| -> Vec<Action> { note.buttons().map(|(one, _)| *one).collect() };
    assert_eq!(buttons(&note(1)), [Action::Open], "alone it stays");
    let many = Note {
        actions: actions.map(|action| (action, String::new())).to_vec(),
        ..note(1)
    };
    assert_eq!(buttons(&many), actions[1..]);
}
