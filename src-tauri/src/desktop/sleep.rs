//! Hears when the laptop is about to sleep or the session is locked, through logind, and holds
//! sleep back for the moment it takes to lock the vault. Linux only; elsewhere nobody is heard.

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

/// A reason to lock. Dropping it lets the laptop go on to sleep.
#[derive(Debug)]
pub struct Leaving(#[expect(dead_code, reason = "its drop is the signal")] oneshot::Sender<()>);

/// What is heard of the laptop.
#[derive(Debug)]
pub enum News {
    /// It goes to sleep, or its session is locked.
    Leaves(Leaving),
    /// It was asleep, and whatever came due meanwhile is late.
    Woken,
}

/// Hears of sleep and session lock from now on. Without logind the channel just closes.
#[must_use]
pub fn hear() -> UnboundedReceiver<News> {
    let (tell, heard) = tokio::sync::mpsc::unbounded_channel();
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn(async move {
        let named = std::env::var("XDG_SESSION_ID").ok();
        let watched = match zbus::Connection::system().await {
            Ok(bus) => logind::watch(&bus, named.as_deref(), tell).await,
            Err(error) => Err(error),
        };
        if let Err(error) = watched {
            super::log::note(&format!("sleep is not heard: {error}"));
        }
    });
    #[cfg(not(target_os = "linux"))]
    drop(tell);
    heard
}

#[cfg(target_os = "linux")]
mod logind {
    use futures_util::StreamExt as _;
    use tokio::sync::mpsc::UnboundedSender;
    use tokio::sync::oneshot;
    use zbus::proxy::{PropertyStream, SignalStream};
    use zbus::zvariant::{OwnedFd, OwnedObjectPath};

    use super::{Leaving, News};
    use crate::desktop::log;

    const NAME: &str = "org.freedesktop.login1";

    /// Watches over sleep and over the session of this process; `named` is the session's id, where
    /// the desktop told us.
    pub(super) async fn watch(
        bus: &zbus::Connection,
        named: Option<&str>,
        tell: UnboundedSender<News>,
    ) -> zbus::Result<()> {
        let manager = zbus::Proxy::new(
            bus,
            NAME,
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
        )
        .await?;
        let mut sleeps = manager.receive_signal("PrepareForSleep").await?;
        let mut session = match Session::own(bus, &manager, named).await {
            Ok(session) => Some(session),
            Err(error) => {
                log::note(&format!("the session's lock is not heard: {error}"));
                None
            }
        };
        let mut brake = hold(&manager).await;
        loop {
            let heard = tokio::select! {
                Some(signal) = sleeps.next() => {
                    if signal.body().deserialize()? { Heard::Sleeping } else { Heard::Woken }
                }
                () = locked(&mut session) => Heard::Locked,
                else => return Ok(()),
            };
            if matches!(heard, Heard::Woken) {
                if tell.send(News::Woken).is_err() {
                    return Ok(());
                }
                brake = hold(&manager).await;
                continue;
            }
            let (done, wait) = oneshot::channel();
            if tell.send(News::Leaves(Leaving(done))).is_err() {
                return Ok(());
            }
            let _dropped = wait.await;
            if matches!(heard, Heard::Sleeping) {
                drop(brake.take());
            }
        }
    }

    enum Heard {
        Sleeping,
        Woken,
        Locked,
    }

    /// The session of this process. `Lock` asks for a lock; `LockedHint` says that the screen is
    /// locked, however that came about, and some desktops say only one of the two.
    struct Session {
        asked: SignalStream<'static>,
        hint: PropertyStream<'static, bool>,
    }

    impl Session {
        async fn own(
            bus: &zbus::Connection,
            manager: &zbus::Proxy<'_>,
            named: Option<&str>,
        ) -> zbus::Result<Self> {
            let path = path(bus, manager, named).await?;
            let session =
                zbus::Proxy::new(bus, NAME, path, "org.freedesktop.login1.Session").await?;
            Ok(Self {
                asked: session.receive_signal("Lock").await?,
                hint: session.receive_property_changed("LockedHint").await,
            })
        }
    }

    /// A program started by the desktop's service manager belongs to no session: then the one the
    /// desktop named counts, and else the one logind takes for the user's.
    async fn path(
        bus: &zbus::Connection,
        manager: &zbus::Proxy<'_>,
        named: Option<&str>,
    ) -> zbus::Result<OwnedObjectPath> {
        let by_process = manager.call("GetSessionByPID", &std::process::id()).await;
        if by_process.is_ok() {
            return by_process;
        }
        if let Some(named) = named
            && let Ok(path) = manager.call("GetSession", &named).await
        {
            return Ok(path);
        }
        // Its signals come from the path with its name, not from this one.
        let users = zbus::Proxy::new(
            bus,
            NAME,
            "/org/freedesktop/login1/session/auto",
            "org.freedesktop.login1.Session",
        )
        .await?;
        let id: String = users.get_property("Id").await?;
        manager.call("GetSession", &id).await
    }

    /// Waits until the session is locked; for ever where there is none.
    async fn locked(session: &mut Option<Session>) {
        let Some(session) = session else {
            return std::future::pending().await;
        };
        loop {
            tokio::select! {
                Some(_) = session.asked.next() => return,
                Some(hint) = session.hint.next() => {
                    if hint.get().await.unwrap_or(false) {
                        return;
                    }
                }
                else => return std::future::pending().await,
            }
        }
    }

    /// Asks logind to wait for us. Refused, we lock as fast as we can.
    async fn hold(manager: &zbus::Proxy<'_>) -> Option<OwnedFd> {
        manager
            .call("Inhibit", &("sleep", "Steward", "lock the vault", "delay"))
            .await
            .ok()
    }
}
