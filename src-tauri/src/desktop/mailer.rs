//! The machine's own mail program, for a letter to be finished and sent there. The only thing that is
//! ever opened outside the window: a [`MailTo`], which the core makes of a record and nobody else can;
//! the page names records and is given no way to name an address of any kind.
//!
//! Debug builds write it to the file named by `STEWARD_MAIL_FILE` instead, so that a story can read it.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use steward_core::base::{Error, Kind, Result};
use steward_core::mail::MailTo;

use super::log;

/// How long a `mailto:` is taken here. Windows cuts off, or refuses, at 2083 characters; elsewhere it is
/// an argument of a program, and the programs behind it are not trusted with more.
pub const MOST: usize = if cfg!(windows) { 2_000 } else { 16_000 };

/// What opens it ends at once, or has become the mail program by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hands a letter to the mail program. Blocks: call off the main thread.
///
/// # Errors
/// [`Kind::Unavailable`] when no mail program answers.
pub fn open(letter: &MailTo) -> Result<()> {
    let told = match instead() {
        Some(file) => std::fs::write(file, letter.as_str()).is_ok(),
        None => system::open(letter.as_str()),
    };
    if told {
        return Ok(());
    }
    log::note("no mail program answered");
    Err(Error::new(Kind::Unavailable, "error.mail_no_program"))
}

fn instead() -> Option<PathBuf> {
    let named = cfg!(debug_assertions).then(|| std::env::var_os("STEWARD_MAIL_FILE"));
    named.flatten().map(PathBuf::from)
}

/// Runs what opens something; says whether it did. Where it goes on running, it is what was opened.
fn run(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
    let Ok(mut child) = quiet.stderr(Stdio::null()).spawn() else {
        return false;
    };
    let (tell, ended) = channel();
    std::thread::spawn(move || {
        let ended = child.wait();
        // Nobody waits any more where it is the mail program itself.
        let _late = tell.send(ended.is_ok_and(|status| status.success()));
    });
    ended.recv_timeout(PATIENCE).unwrap_or(true)
}

#[cfg(target_os = "linux")]
mod system {
    use std::collections::HashMap;
    use std::process::{Command, Output};

    use zbus::zvariant::{OwnedObjectPath, Value};

    /// By the desktop's own opener where it knows a mail program, else by its portal, which is there
    /// where a program is shut in and may ask the user for one.
    pub(super) fn open(uri: &str) -> bool {
        let mut opener = Command::new("xdg-open");
        // Ours alone, see `main`: a mail program may draw by WebKit too.
        opener.arg(uri).env_remove("WEBKIT_DISABLE_DMABUF_RENDERER");
        known() && super::run(&mut opener) || portal(None, uri).is_ok()
    }

    /// Whether the desktop has a mail program; where nobody can say, it may. Without one, `xdg-open`
    /// would show the address in the browser and call that done.
    fn known() -> bool {
        let asked = Command::new("xdg-mime")
            .args(["query", "default", "x-scheme-handler/mailto"])
            .output();
        let none = |said: Output| said.status.success() && said.stdout.trim_ascii().is_empty();
        !asked.is_ok_and(none)
    }

    /// Asks the portal on the bus at `address` or, without one, the session's.
    pub(super) fn portal(address: Option<&str>, uri: &str) -> zbus::Result<OwnedObjectPath> {
        let bus = match address {
            Some(address) => zbus::blocking::connection::Builder::address(address)?.build()?,
            None => zbus::blocking::Connection::session()?,
        };
        let portal = zbus::blocking::Proxy::new(
            &bus,
            "org.freedesktop.portal.Desktop",
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.OpenURI",
        )?;
        let options: HashMap<&str, Value<'_>> = HashMap::new();
        portal.call("OpenURI", &("", uri, options))
    }
}

#[cfg(target_os = "macos")]
mod system {
    use std::process::Command;

    pub(super) fn open(uri: &str) -> bool {
        super::run(Command::new("/usr/bin/open").arg(uri))
    }
}

#[cfg(windows)]
mod system {
    use std::path::PathBuf;
    use std::process::Command;

    /// What a double click does, without a shell that would read the percent signs: the library is asked
    /// by the program made for that, out of the system's own folder and from nowhere else.
    pub(super) fn open(uri: &str) -> bool {
        let system =
            std::env::var_os("SystemRoot").map_or_else(|| "C:\\Windows".into(), PathBuf::from);
        let program = system.join("System32").join("rundll32.exe");
        super::run(Command::new(program).args(["url.dll,FileProtocolHandler", uri]))
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::collections::HashMap;

    use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
    use zbus::zvariant::{OwnedObjectPath, OwnedValue};

    use super::*;
    use crate::desktop::tests::{Bus, soon};

    #[test]
    fn what_ends_well_opened_it_and_what_is_missing_or_refuses_did_not() {
        assert!(run(&mut Command::new("true")));
        assert!(!run(&mut Command::new("false")));
        assert!(!run(&mut Command::new("/nowhere/xdg-open")));
    }

    struct Portal(UnboundedSender<String>);

    #[zbus::interface(name = "org.freedesktop.portal.OpenURI")]
    impl Portal {
        #[zbus(name = "OpenURI")]
        fn open_uri(
            &self,
            window: &str,
            uri: &str,
            options: HashMap<String, OwnedValue>,
        ) -> OwnedObjectPath {
            assert!(window.is_empty() && options.into_keys().next().is_none());
            self.0.send(uri.to_owned()).unwrap();
            OwnedObjectPath::try_from("/org/freedesktop/portal/desktop/request/1").unwrap()
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_portal_is_given_the_letter_and_a_bus_without_one_refuses() {
        let bus = Bus::start();
        let ask = |address: &str| {
            let address = address.to_owned();
            tokio::task::spawn_blocking(move || system::portal(Some(&address), "mailto:a@b.cn"))
        };
        assert!(ask(bus.address()).await.unwrap().is_err());
        let (tell, mut heard) = unbounded_channel();
        let _desktop = zbus::connection::Builder::address(bus.address())
            .unwrap()
            .name("org.freedesktop.portal.Desktop")
            .unwrap()
            .serve_at("/org/freedesktop/portal/desktop", Portal(tell))
            .unwrap()
            .build()
            .await
            .unwrap();
        ask(bus.address()).await.unwrap().unwrap();
        assert_eq!(soon(heard.recv()).await, "mailto:a@b.cn");
    }
}
