//! One file opens connections, and only to storage the user named as a place for backups.

use crate::tree::{File, repository};
use crate::{none, one_about};

/// The one file that may.
const CLIENT: &str = "src-tauri/core/src/backup/cloud/http.rs";
/// What could open a connection, or wait for one.
const ABLE: [&str; 4] = ["ureq", "native_tls", "TcpStream", "TcpListener"];

fn faults(files: &[File]) -> Vec<String> {
    let ours = files.iter().filter(|file| {
        file.path.starts_with("src-tauri/") && file.path.ends_with(".rs") && !file.is_test()
    });
    let mut faults = Vec::new();
    for file in ours.filter(|file| file.path != CLIENT) {
        for (at, line) in file.code() {
            let named = ABLE.iter().filter(|able| line.contains(**able));
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
fn another_that_does_is_a_fault() {
    let stranger = |path: &str| faults(&[File::made(path, "use std::net::TcpStream;\n")]);
    one_about("TcpStream", &stranger("src-tauri/core/src/search/mod.rs"));
    one_about("TcpStream", &stranger("src-tauri/src/state/mod.rs"));
    none(&stranger(CLIENT));
    none(&stranger("src-tauri/core/src/backup/tests/cloud.rs"));
}
