//! A message bus for one test, so that the tests of what speaks to the desktop can play it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::timeout;

/// A bus of its own, which ends with the test.
pub(super) struct Bus(Child, String);

impl Bus {
    pub(super) fn start() -> Self {
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

    pub(super) fn address(&self) -> &str {
        &self.1
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Waits for what must come.
pub(super) async fn soon<T>(what: impl Future<Output = Option<T>>) -> T {
    timeout(Duration::from_secs(10), what)
        .await
        .expect("nothing came")
        .expect("channel closed")
}
