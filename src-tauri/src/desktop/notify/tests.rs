//! The notification service of a desktop, played on a private bus.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use steward_core::base::{Id, Timestamp};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use super::{Action, Ask, Note, Subject, linux};

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
    Closed(u32),
}

struct Desktop {
    said: UnboundedSender<Said>,
    last: u32,
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
    ) -> u32 {
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
        id
    }
    fn close_notification(&self, id: u32) {
        self.said.send(Said::Closed(id)).unwrap();
    }
    #[zbus(signal)]
    async fn action_invoked(to: &SignalEmitter<'_>, id: u32, key: &str) -> zbus::Result<()>;
}

/// A bus of its own, which ends with the test.
struct Bus(Child, String);

impl Bus {
    fn start() -> Self {
        let mut child = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self(child, address.trim().to_owned())
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

async fn desktop(bus: &Bus) -> (zbus::Connection, UnboundedReceiver<Said>) {
    let (said, hear) = unbounded_channel();
    let connection = zbus::connection::Builder::address(bus.1.as_str())
        .unwrap()
        .name("org.freedesktop.Notifications")
        .unwrap()
        .serve_at("/org/freedesktop/Notifications", Desktop { said, last: 0 })
        .unwrap()
        .build()
        .await
        .unwrap();
    (connection, hear)
}

async fn soon<T>(what: impl Future<Output = Option<T>>) -> T {
    timeout(Duration::from_secs(10), what)
        .await
        .expect("nothing came")
        .expect("channel closed")
}

fn follow_up(id: Id) -> Note {
    Note {
        subject: Subject::Task(id),
        title: "致电 张伟".into(),
        body: "R&D <华东>".into(),
        actions: vec![
            (Action::Open, "打开".into()),
            (Action::SnoozeHour, "1 小时后".into()),
        ],
    }
}

#[tokio::test]
async fn a_notification_arrives_and_its_button_comes_back() {
    let bus = Bus::start();
    let (desktop, mut said) = desktop(&bus).await;
    let (ask, asks) = unbounded_channel();
    let (tell, mut pressed) = unbounded_channel();
    let address = bus.1.clone();
    let serving = tokio::spawn(async move {
        linux::serve_on(Some(&address), asks, move |subject, action| {
            tell.send((subject, action)).unwrap();
        })
        .await;
    });
    let id = Id::at(Timestamp(1));
    ask.send(Ask::Show(follow_up(id))).unwrap();
    let Said::Shown(shown) = soon(said.recv()).await else {
        panic!("expected a notification")
    };
    assert_eq!(shown.title, "致电 张伟");
    assert_eq!(
        shown.body, "R&amp;D &lt;华东&gt;",
        "what a user typed is no markup"
    );
    assert_eq!(
        shown.actions,
        ["default", "打开", "snooze-hour", "1 小时后"]
    );
    assert_eq!(shown.timeout, 0, "it stays until taken away");

    let press = |id: u32, key: &'static str| {
        let desktop = desktop.clone();
        async move {
            let emitter = SignalEmitter::new(&desktop, "/org/freedesktop/Notifications").unwrap();
            Desktop::action_invoked(&emitter, id, key).await.unwrap();
        }
    };
    press(shown.id + 7, "snooze-hour").await; // somebody else's notification
    press(shown.id, "snooze-hour").await;
    assert_eq!(
        soon(pressed.recv()).await,
        (Subject::Task(id), Action::SnoozeHour)
    );

    ask.send(Ask::Show(follow_up(id))).unwrap();
    let Said::Shown(again) = soon(said.recv()).await else {
        panic!("expected a notification")
    };
    assert_eq!(
        again.replaces, shown.id,
        "the same follow-up does not pile up"
    );
    ask.send(Ask::Withdraw(Subject::Task(id))).unwrap();
    assert_eq!(soon(said.recv()).await, Said::Closed(shown.id));
    drop(ask);
    serving.await.unwrap();
}

#[tokio::test]
async fn without_the_service_nothing_breaks_and_the_next_one_is_tried_again() {
    let bus = Bus::start();
    let (ask, asks) = unbounded_channel();
    let address = bus.1.clone();
    let serving =
        tokio::spawn(async move { linux::serve_on(Some(&address), asks, |_, _| {}).await });
    ask.send(Ask::Show(follow_up(Id::at(Timestamp(1)))))
        .unwrap();
    // The failed call is answered by the bus before the service below can own the name, because
    // the second notification is only asked for once it does.
    let (_desktop, mut said) = desktop(&bus).await;
    ask.send(Ask::Show(follow_up(Id::at(Timestamp(2)))))
        .unwrap();
    let Said::Shown(_) = soon(said.recv()).await else {
        panic!("expected a notification")
    };
    drop(ask);
    serving.await.unwrap();
}
