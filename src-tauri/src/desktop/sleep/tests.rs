//! logind, played on a private bus.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedObjectPath;

use super::{News, logind};
use crate::desktop::tests::{Bus, soon};

const OWN: &str = "/org/freedesktop/login1/session/_37";

/// Knows one session by its id, and by a process where `by_process`.
struct Manager {
    id: &'static str,
    by_process: bool,
    /// Told when sleep is to be held back, which is asked for once everything is listened to.
    inhibited: UnboundedSender<String>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    #[zbus(name = "GetSessionByPID")]
    fn get_session_by_pid(&self, pid: u32) -> zbus::fdo::Result<OwnedObjectPath> {
        if self.by_process {
            return Ok(OwnedObjectPath::try_from(OWN).unwrap());
        }
        Err(zbus::fdo::Error::Failed(format!("no session of {pid}")))
    }
    fn get_session(&self, id: &str) -> zbus::fdo::Result<OwnedObjectPath> {
        if id == self.id {
            return Ok(OwnedObjectPath::try_from(OWN).unwrap());
        }
        Err(zbus::fdo::Error::Failed(format!("no session {id}")))
    }
    fn inhibit(&self, what: &str, who: &str, why: &str, mode: &str) -> zbus::fdo::Result<()> {
        let asked = [what, who, why, mode].join(", ");
        self.inhibited.send(asked).unwrap();
        Err(zbus::fdo::Error::AccessDenied("not on this stage".into()))
    }
    #[zbus(signal)]
    async fn prepare_for_sleep(to: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

struct Session {
    id: String,
    locked: bool,
}

impl Session {
    fn seven() -> Self {
        Self {
            id: "7".into(),
            locked: false,
        }
    }
}

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn id(&self) -> &str {
        &self.id
    }
    #[zbus(property)]
    fn locked_hint(&self) -> bool {
        self.locked
    }
    #[zbus(signal)]
    async fn lock(to: &SignalEmitter<'_>) -> zbus::Result<()>;
}

struct Played {
    logind: zbus::Connection,
    leaving: UnboundedReceiver<News>,
    _bus: Bus,
}

impl Played {
    /// Watches, where logind knows our process or does not; `named` is the session's id as the
    /// desktop tells it.
    async fn watched(by_process: bool, named: Option<&'static str>) -> Self {
        let bus = Bus::start();
        let (inhibited, mut ready) = unbounded_channel();
        let manager = Manager {
            id: "7",
            by_process,
            inhibited,
        };
        let logind = zbus::connection::Builder::address(bus.address())
            .unwrap()
            .name("org.freedesktop.login1")
            .unwrap()
            .serve_at("/org/freedesktop/login1", manager)
            .unwrap()
            .serve_at(OWN, Session::seven())
            .unwrap()
            .serve_at("/org/freedesktop/login1/session/auto", Session::seven())
            .unwrap()
            .build()
            .await
            .unwrap();
        let ours = zbus::connection::Builder::address(bus.address())
            .unwrap()
            .build()
            .await
            .unwrap();
        let (tell, leaving) = unbounded_channel();
        tokio::spawn(async move { logind::watch(&ours, named, tell).await });
        let asked = soon(ready.recv()).await;
        assert_eq!(asked, "sleep, Steward, lock the vault, delay");
        Self {
            logind,
            leaving,
            _bus: bus,
        }
    }

    async fn lock(&self) {
        let to = SignalEmitter::new(&self.logind, OWN).unwrap();
        Session::lock(&to).await.unwrap();
    }

    async fn hint(&self, locked: bool) {
        let server = self.logind.object_server();
        let session = server.interface::<_, Session>(OWN).await.unwrap();
        let mut shown = session.get_mut().await;
        shown.locked = locked;
        let to = session.signal_emitter();
        shown.locked_hint_changed(to).await.unwrap();
    }

    async fn leaves(&mut self) {
        let news = soon(self.leaving.recv()).await;
        assert!(matches!(news, News::Leaves(_)), "{news:?}");
    }
}

#[tokio::test]
async fn the_sessions_lock_is_heard_however_the_session_is_found() {
    for (by_process, named) in [
        (true, None),
        (false, Some("7")),
        (false, Some("9")),
        (false, None),
    ] {
        let mut played = Played::watched(by_process, named).await;
        played.lock().await;
        played.leaves().await;
    }
}

#[tokio::test]
async fn a_screen_that_says_only_that_it_is_locked_is_heard_too() {
    let mut played = Played::watched(false, None).await;
    for _ in 0..2 {
        played.hint(true).await;
        played.leaves().await;
        played.hint(false).await;
    }
    let to = SignalEmitter::new(&played.logind, "/org/freedesktop/login1").unwrap();
    Manager::prepare_for_sleep(&to, true).await.unwrap();
    played.leaves().await;
}

#[tokio::test]
async fn whoever_wakes_is_heard_at_once() {
    let mut played = Played::watched(true, None).await;
    let to = SignalEmitter::new(&played.logind, "/org/freedesktop/login1").unwrap();
    Manager::prepare_for_sleep(&to, false).await.unwrap();
    let news = soon(played.leaving.recv()).await;
    assert!(matches!(news, News::Woken), "{news:?}");
}
