//! One file opens connections, and only to storage the user named as a place for backups; the page opens none.

use crate::tree::{File, repository};
use crate::{none, one_about};

/// The one file that may.
const CLIENT: &str = "src-tauri/core/src/backup/cloud/http.rs";
/// What could open a connection, or wait for one.
const ABLE: [&str; 9] = [
    "ureq",
    "reqwest",
    "hyper",
    "native_tls",
    "tokio::net",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "UnixListener",
];
/// The same in the page, beside `fetch`, which reads what the program itself hands out.
const ABLE_PAGE: [&str; 4] = ["XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon"];
/// Whom the page may ask at all: the program.
const ASKED: &str =
    "\"connect-src\": \"'self' ipc: http://ipc.localhost attachment: http://attachment.localhost\"";
const POLICY: &str = "src-tauri/tauri.conf.json";

fn faults(files: &[File]) -> Vec<String> {
    let rust = |file: &&File| file.path.starts_with("src-tauri/") && file.path.ends_with(".rs");
    let page = |file: &&File| file.path.starts_with("ui/src/");
    let mut faults = named(files.iter().filter(rust), &ABLE);
    faults.extend(named(files.iter().filter(page), &ABLE_PAGE));
    faults
}

fn named<'f>(files: impl Iterator<Item = &'f File>, able: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.filter(|file| file.path != CLIENT && !file.is_test()) {
        for (at, line) in file.code() {
            let named = able.iter().filter(|able| line.contains(**able));
            faults.extend(named.map(|able| format!("{}:{at}: {able} is for {CLIENT}", file.path)));
        }
    }
    faults
}

#[test]
fn one_file_opens_connections() {
    let files = repository();
    assert!(files.iter().any(|file| file.path == CLIENT));
    none(&faults(&files));
}

#[test]
fn the_page_may_ask_the_program_alone() {
    let policy = repository().into_iter().find(|file| file.path == POLICY);
    assert!(policy.is_some_and(|file| file.text.contains(ASKED)));
}

#[test]
fn another_that_does_is_a_fault() {
    let stranger = |path: &str| faults(&[File::made(path, "use std::net::TcpStream;\n")]);
    one_about("TcpStream", &stranger("src-tauri/core/src/search/mod.rs"));
    one_about("TcpStream", &stranger("src-tauri/src/state/mod.rs"));
    none(&stranger(CLIENT));
    none(&stranger("src-tauri/core/src/backup/tests/cloud.rs"));
    let page = File::made("ui/src/app/news.ts", "new WebSocket(address);\n");
    one_about("WebSocket", &faults(&[page]));
}
