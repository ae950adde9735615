//! The desktop around the program, for the end-to-end stories: the notification service, the
//! tray's watcher and logind, on the bus the environment names. Says on standard output what it
//! is asked, one JSON object a line, and does what it is told on standard input. Holds no logic
//! of its own: it shows nothing and decides nothing.

#[cfg(target_os = "linux")]
#[expect(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    reason = "the shape of an interface is not ours to choose"
)]
mod linux {
    use std::collections::HashMap;
    use std::io::{BufRead as _, Read as _};
    use std::os::fd::OwnedFd;

    use serde_json::{Value, json};
    use zbus::message::Header;
    use zbus::object_server::SignalEmitter;
    use zbus::zvariant::{self, OwnedObjectPath, OwnedValue};

    type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

    fn say(word: &Value) {
        println!("{word}");
    }

    struct Notifications {
        last: u32,
    }

    #[zbus::interface(name = "org.freedesktop.Notifications")]
    impl Notifications {
        #[expect(clippy::too_many_arguments, reason = "the interface's own signature")]
        fn notify(
            &mut self,
            app: &str,
            replaces: u32,
            icon: &str,
            title: &str,
            body: &str,
            actions: Vec<String>,
            hints: HashMap<String, OwnedValue>,
            timeout: i32,
        ) -> u32 {
            let id = if replaces == 0 {
                self.last + 1
            } else {
                replaces
            };
            self.last = self.last.max(id);
            let hints: Vec<&String> = hints.keys().collect();
            say(
                &json!({"said": "notify", "id": id, "app": app, "replaces": replaces, "icon": icon,
                "title": title, "body": body, "actions": actions, "hints": hints, "timeout": timeout}),
            );
            id
        }
        fn close_notification(&self, id: u32) {
            say(&json!({"said": "withdrawn", "id": id}));
        }
        fn get_capabilities(&self) -> Vec<&str> {
            vec!["body", "actions", "persistence"]
        }
        fn get_server_information(&self) -> (&str, &str, &str, &str) {
            ("stage", "Steward", "1", "1.2")
        }
        #[zbus(signal)]
        async fn action_invoked(to: &SignalEmitter<'_>, id: u32, key: &str) -> zbus::Result<()>;
        #[zbus(signal)]
        async fn notification_closed(to: &SignalEmitter<'_>, id: u32, why: u32)
        -> zbus::Result<()>;
    }

    /// Where the program's tray icon answers: its bus name and path.
    #[derive(Default)]
    struct Watcher {
        items: Vec<(String, String)>,
    }

    #[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
    impl Watcher {
        fn register_status_notifier_item(&mut self, item: &str, #[zbus(header)] from: Header<'_>) {
            let sender = from.sender().map(ToString::to_string).unwrap_or_default();
            let path = if item.starts_with('/') {
                item
            } else {
                "/StatusNotifierItem"
            };
            self.items.push((sender, path.to_owned()));
            say(&json!({"said": "tray", "item": item}));
        }
        fn register_status_notifier_host(&self, host: &str) {
            say(&json!({"said": "host", "host": host}));
        }
        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> bool {
            true
        }
        #[zbus(property)]
        fn protocol_version(&self) -> i32 {
            0
        }
        #[zbus(property)]
        fn registered_status_notifier_items(&self) -> Vec<String> {
            self.items
                .iter()
                .map(|(name, path)| format!("{name}{path}"))
                .collect()
        }
    }

    struct Logind;

    #[zbus::interface(name = "org.freedesktop.login1.Manager")]
    impl Logind {
        #[zbus(name = "GetSessionByPID")]
        fn get_session_by_pid(&self, pid: u32) -> OwnedObjectPath {
            say(&json!({"said": "session", "pid": pid}));
            OwnedObjectPath::try_from("/org/freedesktop/login1/session/_1").unwrap_or_default()
        }
        fn inhibit(
            &self,
            what: &str,
            who: &str,
            why: &str,
            mode: &str,
        ) -> zbus::fdo::Result<zvariant::OwnedFd> {
            let (mut reader, writer) =
                std::io::pipe().map_err(|error| zbus::fdo::Error::Failed(error.to_string()))?;
            say(&json!({"said": "inhibit", "what": what, "who": who, "why": why, "mode": mode}));
            std::thread::spawn(move || {
                if reader.read_to_end(&mut Vec::new()).is_ok() {
                    say(&json!({"said": "released"}));
                }
            });
            Ok(OwnedFd::from(writer).into())
        }
        #[zbus(signal)]
        async fn prepare_for_sleep(to: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
    }

    struct Session {
        locked: bool,
    }

    #[zbus::interface(name = "org.freedesktop.login1.Session")]
    impl Session {
        #[zbus(property)]
        fn locked_hint(&self) -> bool {
            self.locked
        }
        #[zbus(signal)]
        async fn lock(to: &SignalEmitter<'_>) -> zbus::Result<()>;
    }

    pub(crate) async fn run() -> Outcome<()> {
        let bus = zbus::connection::Builder::session()?
            .name("org.freedesktop.Notifications")?
            .name("org.kde.StatusNotifierWatcher")?
            .name("org.freedesktop.login1")?
            .serve_at("/org/freedesktop/Notifications", Notifications { last: 0 })?
            .serve_at("/StatusNotifierWatcher", Watcher::default())?
            .serve_at("/org/freedesktop/login1", Logind)?
            .serve_at(
                "/org/freedesktop/login1/session/_1",
                Session { locked: false },
            )?
            .build()
            .await?;
        say(&json!({"said": "ready"}));
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        while let Some(line) = told.recv().await {
            let done = act(&bus, &serde_json::from_str(&line)?).await;
            if let Err(error) = done {
                say(&json!({"said": "trouble", "line": line, "error": error.to_string()}));
            }
        }
        Ok(())
    }

    async fn act(bus: &zbus::Connection, words: &Value) -> Outcome<()> {
        let word = |name: &str| words.get(name).and_then(Value::as_str).unwrap_or_default();
        let id = words.get("id").and_then(Value::as_u64).unwrap_or_default();
        let id = u32::try_from(id)?;
        match word("do") {
            "press" => {
                let to = SignalEmitter::new(bus, "/org/freedesktop/Notifications")?;
                Notifications::action_invoked(&to, id, word("key")).await?;
                Notifications::notification_closed(&to, id, 2).await?;
            }
            "sleep" => {
                let start = words
                    .get("start")
                    .and_then(Value::as_bool)
                    .unwrap_or_default();
                let to = SignalEmitter::new(bus, "/org/freedesktop/login1")?;
                Logind::prepare_for_sleep(&to, start).await?;
            }
            "lock" => {
                let to = SignalEmitter::new(bus, "/org/freedesktop/login1/session/_1")?;
                Session::lock(&to).await?;
            }
            "hint" => {
                let path = "/org/freedesktop/login1/session/_1";
                let session = bus.object_server().interface::<_, Session>(path).await?;
                let locked = words.get("locked").and_then(Value::as_bool);
                let mut shown = session.get_mut().await;
                shown.locked = locked.unwrap_or_default();
                shown.locked_hint_changed(session.signal_emitter()).await?;
            }
            // Nobody shows notifications, until somebody does again.
            "deaf" => {
                bus.release_name("org.freedesktop.Notifications").await?;
                say(&json!({"said": "deaf"}));
            }
            "hear" => {
                bus.request_name("org.freedesktop.Notifications").await?;
                say(&json!({"said": "hears"}));
            }
            "untray" => {
                bus.release_name("org.kde.StatusNotifierWatcher").await?;
                say(&json!({"said": "untrayed"}));
            }
            "menu" => say(&json!({"said": "menu", "items": menu(bus).await?.1})),
            "choose" => {
                let (proxy, items) = menu(bus).await?;
                let item = items.iter().find(|(_, label)| label == word("label"));
                let (item, _) = item.ok_or("no such line in the tray's menu")?;
                let nothing = zvariant::Value::from(0_i32);
                proxy
                    .call::<_, _, ()>("Event", &(item, "clicked", nothing, 0_u32))
                    .await?;
            }
            other => return Err(format!("cannot {other}").into()),
        }
        Ok(())
    }

    type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

    /// The tray's menu: its door, and the number and label of each line.
    async fn menu(bus: &zbus::Connection) -> Outcome<(zbus::Proxy<'static>, Vec<(i32, String)>)> {
        let watcher = bus
            .object_server()
            .interface::<_, Watcher>("/StatusNotifierWatcher")
            .await?;
        let last = watcher.get().await.items.last().cloned();
        let (name, path) = last.ok_or("no tray icon")?;
        let icon = zbus::Proxy::new(bus, name.clone(), path, "org.kde.StatusNotifierItem").await?;
        let menu: OwnedObjectPath = icon.get_property("Menu").await?;
        let proxy = zbus::Proxy::new(bus, name, menu, "com.canonical.dbusmenu").await?;
        let properties: Vec<&str> = vec!["label"];
        let (_, layout): (u32, Layout) = proxy
            .call("GetLayout", &(0_i32, -1_i32, properties))
            .await?;
        let mut items = Vec::new();
        for child in layout.2 {
            let (id, properties, _) = Layout::try_from(child)?;
            if let Some(label) = properties.get("label") {
                items.push((id, String::try_from(label.try_clone()?)?.replace('_', "")));
            }
        }
        Ok((proxy, items))
    }
}

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(linux::run())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
