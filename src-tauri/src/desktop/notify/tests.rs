//! The notification service of a desktop, played on a private bus.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use steward_core::base::Id;
use steward_core::reminders::model::Key;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use super::{About, Action, Ask, Board, Heard, Note, Subject, linux};
use crate::desktop::tests::{Bus, soon};

#[derive(Debug, PartialEq)]
struct Shown {
    id: u32,
    replaces: u32,
    title: String,
    body: String,
    actions: Vec<String>,
    timeout: i32,
}

#[derive(Debug, PartialEq)]
enum Said {
    Shown(Shown),
    Refused,
    Closed(u32),
}

struct Desktop {
    said: UnboundedSender<Said>,
    last: u32,
    refuses: Arc<AtomicBool>,
    can: &'static [&'static str],
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[expect(clippy::too_many_arguments, reason = "the interface's own signature")]
    fn notify(
        &mut self,
        app: String,
        replaces: u32,
        icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> zbus::fdo::Result<u32> {
        if self.refuses.load(Ordering::SeqCst) {
            self.said.send(Said::Refused).unwrap();
            return Err(zbus::fdo::Error::LimitsExceeded("enough".into()));
        }
        let _of_no_interest = (app, icon, hints);
        let id = if replaces == 0 {
            self.last + 1
        } else {
            replaces
        };
        self.last = self.last.max(id);
        self.said
            .send(Said::Shown(Shown {
                id,
                replaces,
                title,
                body,
                actions,
                timeout,
            }))
            .unwrap();
        Ok(id)
    }
    fn get_capabilities(&self) -> Vec<&'static str> {
        self.can.to_vec()
    }
    fn close_notification(&self, id: u32) {
        self.said.send(Said::Closed(id)).unwrap();
    }
    #[zbus(signal)]
    async fn action_invoked(to: &SignalEmitter<'_>, id: u32, key: &str) -> zbus::Result<()>;
}

struct Service {
    connection: zbus::Connection,
    said: UnboundedReceiver<Said>,
    refuses: Arc<AtomicBool>,
}

impl Service {
    async fn on(bus: &Bus) -> Self {
        Self::able(bus, &["actions", "body", "body-markup"]).await
    }

    /// One that shows only so much.
    async fn able(bus: &Bus, can: &'static [&'static str]) -> Self {
        let (said, hear) = unbounded_channel();
        let refuses = Arc::new(AtomicBool::new(false));
        let desktop = Desktop {
            said,
            last: 0,
            refuses: refuses.clone(),
            can,
        };
        let connection = zbus::connection::Builder::address(bus.address())
            .unwrap()
            .name("org.freedesktop.Notifications")
            .unwrap()
            .serve_at("/org/freedesktop/Notifications", desktop)
            .unwrap()
            .build()
            .await
            .unwrap();
        Self {
            connection,
            said: hear,
            refuses,
        }
    }

    async fn shown(&mut self) -> Shown {
        match soon(self.said.recv()).await {
            Said::Shown(shown) => shown,
            other => panic!("expected a notification, not {other:?}"),
        }
    }

    /// Goes, and whoever comes next finds the name free.
    async fn leave(self) {
        let name = "org.freedesktop.Notifications";
        self.connection.release_name(name).await.unwrap();
        self.connection.close().await.unwrap();
    }

    async fn press(&self, id: u32, key: &str) {
        let emitter =
            SignalEmitter::new(&self.connection, "/org/freedesktop/Notifications").unwrap();
        Desktop::action_invoked(&emitter, id, key).await.unwrap();
    }
}

/// The notifier at work.
struct Notifying {
    ask: UnboundedSender<Ask>,
    heard: UnboundedReceiver<Heard>,
    board: Board,
    serving: JoinHandle<()>,
}

impl Notifying {
    fn on(bus: &Bus) -> Self {
        let (ask, asks) = unbounded_channel();
        let (tell, heard) = unbounded_channel();
        let board = Board::default();
        let (address, own) = (bus.address().to_owned(), board.clone());
        let serving = tokio::spawn(async move {
            linux::serve_on(Some(&address), asks, own, move |heard| {
                tell.send(heard).unwrap();
            })
            .await;
        });
        Self {
            ask,
            heard,
            board,
            serving,
        }
    }

    fn ask(&self, ask: Ask) {
        self.ask.send(ask).unwrap();
    }

    fn show(&self, note: Note) {
        self.ask(Ask::Show(note));
    }

    async fn heard(&mut self) -> Heard {
        soon(self.heard.recv()).await
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

fn task(n: i64) -> Id {
    format!("00000000-0000-7000-8000-{n:012}").parse().unwrap()
}

fn about(n: i64) -> Subject {
    Subject::Of(About {
        source: "task".into(),
        entity: "task".into(),
        record: task(n),
    })
}

fn key(n: i64) -> Key {
    Key {
        source: "task".into(),
        record: task(n),
        slot: 0,
    }
}

fn told(n: i64) -> Heard {
    Heard::Told(vec![key(n)])
}

fn follow_up(n: i64) -> Note {
    Note {
        subject: about(n),
        tells: vec![key(n)],
        title: format!("致电 {n}"),
        body: "R&D <华东>".into(),
        actions: vec![
            (Action::Open, "打开".into()),
            (Action::SnoozeHour, "1 小时后".into()),
        ],
    }
}

fn nameless() -> Note {
    Note {
        subject: Subject::Waiting,
        tells: Vec::new(),
        title: "有一项跟进到期".into(),
        body: String::new(),
        actions: Vec::new(),
    }
}

#[tokio::test]
async fn a_notification_arrives_and_its_button_comes_back() {
    let bus = Bus::start();
    let mut desktop = Service::on(&bus).await;
    let mut notifying = Notifying::on(&bus);
    notifying.show(follow_up(1));
    let shown = desktop.shown().await;
    assert_eq!(shown.title, "致电 1");
    assert_eq!(
        shown.body, "R&amp;D &lt;华东&gt;",
        "what a user typed is no markup"
    );
    assert_eq!(
        shown.actions,
        ["default", "打开", "snooze-hour", "1 小时后"]
    );
    assert_eq!(shown.timeout, 0, "it stays until taken away");
    assert_eq!(notifying.heard().await, told(1));

    desktop.press(shown.id + 7, "snooze-hour").await; // somebody else's notification
    desktop.press(shown.id, "snooze-hour").await;
    let pressed = Heard::Pressed(about(1), Action::SnoozeHour);
    assert_eq!(notifying.heard().await, pressed);

    notifying.show(follow_up(1));
    let again = desktop.shown().await;
    assert_eq!(again.replaces, shown.id, "the same task does not pile up");
    notifying.ask(Ask::Withdraw(about(1)));
    assert_eq!(soon(desktop.said.recv()).await, Said::Closed(shown.id));
    assert!(notifying.standing().is_empty());
    notifying.end().await;
}

#[tokio::test]
async fn only_what_the_desktop_can_show_is_offered_and_one_that_takes_over_is_asked_anew() {
    let bus = Bus::start();
    let mut plain = Service::able(&bus, &["body"]).await;
    let mut notifying = Notifying::on(&bus);
    notifying.show(follow_up(1));
    let shown = plain.shown().await;
    assert!(shown.actions.is_empty(), "no button that nobody sees");
    assert_eq!(shown.body, "R&D <华东>", "no markup is read there");
    assert_eq!(notifying.heard().await, told(1));
    plain.leave().await;

    let mut bare = Service::able(&bus, &[]).await;
    notifying.show(follow_up(2));
    let shown = bare.shown().await;
    assert_eq!(
        (shown.title.as_str(), shown.body.as_str()),
        ("致电 2 · R&D <华东>", ""),
        "what stood below is not lost"
    );
    assert_eq!(notifying.heard().await, told(2));
    bare.leave().await;

    let mut full = Service::on(&bus).await;
    notifying.show(follow_up(3));
    let shown = full.shown().await;
    assert_eq!(
        shown.actions,
        ["default", "打开", "snooze-hour", "1 小时后"]
    );
    assert_eq!(notifying.heard().await, told(3));
    notifying.end().await;
}

#[tokio::test]
async fn what_the_service_refuses_is_kept_and_the_others_still_answer() {
    let bus = Bus::start();
    let mut desktop = Service::on(&bus).await;
    let mut notifying = Notifying::on(&bus);
    notifying.show(follow_up(1));
    let first = desktop.shown().await;
    assert_eq!(notifying.heard().await, told(1));
    desktop.refuses.store(true, Ordering::SeqCst);
    notifying.show(follow_up(2));
    assert_eq!(soon(desktop.said.recv()).await, Said::Refused);

    desktop.press(first.id, "snooze-hour").await;
    let pressed = Heard::Pressed(about(1), Action::SnoozeHour);
    assert_eq!(
        notifying.heard().await,
        pressed,
        "the button of the one on the screen is no worse for it, and the other was not told"
    );
    desktop.refuses.store(false, Ordering::SeqCst);
    notifying.ask(Ask::Again);
    assert_eq!(desktop.shown().await.title, "致电 2");
    assert_eq!(notifying.heard().await, told(2));
    notifying.ask(Ask::Again);
    notifying.show(follow_up(3));
    assert_eq!(desktop.shown().await.title, "致电 3", "none comes twice");
    notifying.end().await;
}

#[tokio::test]
async fn what_is_shown_before_the_service_is_there_comes_once_it_is() {
    let bus = Bus::start();
    let mut notifying = Notifying::on(&bus);
    notifying.show(follow_up(1));
    let (tried, wait) = channel();
    notifying.ask(Ask::Show(follow_up(2)));
    notifying.ask(Ask::Withdraw(about(2)));
    notifying.ask(Ask::TakeDown(None, tried));
    tokio::task::spawn_blocking(move || wait.recv().unwrap())
        .await
        .unwrap();
    assert!(notifying.standing().is_empty());
    notifying.show(follow_up(3));
    let mut desktop = Service::on(&bus).await;
    assert_eq!(desktop.shown().await.title, "致电 3");
    assert_eq!(notifying.heard().await, told(3));
    notifying.end().await;
}

#[tokio::test]
async fn a_service_started_anew_is_told_what_it_missed_and_its_numbers_are_its_own() {
    let bus = Bus::start();
    let mut old = Service::on(&bus).await;
    let mut notifying = Notifying::on(&bus);
    notifying.show(follow_up(1));
    let shown = old.shown().await;
    assert_eq!(notifying.heard().await, told(1));
    old.refuses.store(true, Ordering::SeqCst);
    notifying.show(follow_up(2));
    assert_eq!(soon(old.said.recv()).await, Said::Refused);
    old.connection.close().await.unwrap();

    let mut fresh = Service::on(&bus).await;
    let again = fresh.shown().await;
    assert_eq!(
        (again.title.as_str(), again.id, again.replaces),
        ("致电 2", shown.id, 0),
        "the one that was told is not told again"
    );
    assert_eq!(notifying.heard().await, told(2));
    fresh.press(again.id, "default").await;
    let pressed = Heard::Pressed(about(2), Action::Open);
    assert_eq!(notifying.heard().await, pressed);
    assert_eq!(notifying.standing(), [about(2)]);
    notifying.end().await;
}

#[tokio::test]
async fn taken_down_the_notes_leave_one_without_names() {
    let bus = Bus::start();
    let mut desktop = Service::on(&bus).await;
    let mut notifying = Notifying::on(&bus);
    let (done, _unheard) = channel();
    notifying.ask(Ask::TakeDown(Some(nameless()), done.clone()));
    let group = Note {
        subject: Subject::Waiting,
        tells: vec![key(7), key(8)],
        ..follow_up(7)
    };
    let backup = Note {
        subject: Subject::Backup,
        ..nameless()
    };
    for note in [follow_up(1), group, backup] {
        notifying.show(note);
    }
    let first = desktop.shown().await;
    assert_eq!(
        first.title, "致电 1",
        "where nothing stood, nothing is said"
    );
    let (group, backup) = (desktop.shown().await, desktop.shown().await);
    assert_eq!(notifying.heard().await, told(1));
    assert_eq!(notifying.heard().await, Heard::Told(vec![key(7), key(8)]));

    notifying.ask(Ask::TakeDown(Some(nameless()), done.clone()));
    assert_eq!(soon(desktop.said.recv()).await, Said::Closed(first.id));
    let instead = desktop.shown().await;
    assert_eq!(
        (instead.title.as_str(), instead.replaces),
        ("有一项跟进到期", group.id)
    );
    desktop.press(first.id, "default").await;
    let pressed = Heard::Pressed(about(1), Action::Open);
    assert_eq!(
        notifying.heard().await,
        pressed,
        "a press that was under way is still heard"
    );
    notifying.ask(Ask::TakeDown(None, done));
    assert_eq!(soon(desktop.said.recv()).await, Said::Closed(instead.id));
    assert_eq!(notifying.standing(), [Subject::Backup]);
    desktop.press(backup.id, "default").await;
    assert_eq!(
        notifying.heard().await,
        Heard::Pressed(Subject::Backup, Action::Open)
    );
    notifying.end().await;
}

#[tokio::test]
async fn what_was_not_yet_shown_counts_as_taken_down() {
    let bus = Bus::start();
    let mut desktop = Service::on(&bus).await;
    let notifying = Notifying::on(&bus);
    desktop.refuses.store(true, Ordering::SeqCst);
    notifying.show(follow_up(1));
    assert_eq!(soon(desktop.said.recv()).await, Said::Refused);
    desktop.refuses.store(false, Ordering::SeqCst);
    let (done, _unheard) = channel();
    notifying.ask(Ask::TakeDown(Some(nameless()), done));
    assert_eq!(desktop.shown().await.title, "有一项跟进到期");
    notifying.end().await;
}
