//! Hears when the laptop is about to sleep or the session is locked, through logind, and holds
//! sleep back for the moment it takes to lock the vault. Linux only; elsewhere nobody is heard.

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

/// A reason to lock. Dropping it lets the laptop go on to sleep.
#[derive(Debug)]
pub struct Leaving(#[expect(dead_code, reason = "its drop is the signal")] oneshot::Sender<()>);

/// Hears of sleep and session lock from now on. Without logind the channel just closes.
#[must_use]
pub fn hear() -> UnboundedReceiver<Leaving> {
    let (tell, heard) = tokio::sync::mpsc::unbounded_channel();
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn(async move {
        if let Err(error) = logind::watch(tell).await {
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
    use zbus::zvariant::{OwnedFd, OwnedObjectPath};

    use super::Leaving;

    const NAME: &str = "org.freedesktop.login1";

    pub(super) async fn watch(tell: UnboundedSender<Leaving>) -> zbus::Result<()> {
        let bus = zbus::Connection::system().await?;
        let manager = zbus::Proxy::new(
            &bus,
            NAME,
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
        )
        .await?;
        let mut sleeps = manager.receive_signal("PrepareForSleep").await?;
        let session = own_session(&bus, &manager).await;
        let mut locks = match &session {
            Ok(session) => Some(session.receive_signal("Lock").await?),
            Err(_) => None,
        };
        let mut brake = hold(&manager).await;
        loop {
            let heard = tokio::select! {
                Some(signal) = sleeps.next() => {
                    if signal.body().deserialize()? { Heard::Sleeping } else { Heard::Woken }
                }
                Some(_) = next(&mut locks) => Heard::Locked,
                else => return Ok(()),
            };
            if matches!(heard, Heard::Woken) {
                brake = hold(&manager).await;
                continue;
            }
            let (done, wait) = oneshot::channel();
            if tell.send(Leaving(done)).is_err() {
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

    async fn next(signals: &mut Option<zbus::proxy::SignalStream<'_>>) -> Option<zbus::Message> {
        match signals {
            Some(signals) => signals.next().await,
            None => std::future::pending().await,
        }
    }

    async fn own_session<'a>(
        bus: &zbus::Connection,
        manager: &zbus::Proxy<'_>,
    ) -> zbus::Result<zbus::Proxy<'a>> {
        let path: OwnedObjectPath = manager.call("GetSessionByPID", &std::process::id()).await?;
        zbus::Proxy::new(bus, NAME, path, "org.freedesktop.login1.Session").await
    }

    /// Asks logind to wait for us. Refused, we lock as fast as we can.
    async fn hold(manager: &zbus::Proxy<'_>) -> Option<OwnedFd> {
        manager
            .call("Inhibit", &("sleep", "Steward", "lock the vault", "delay"))
            .await
            .ok()
    }
}
