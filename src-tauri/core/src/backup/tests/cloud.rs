//! Storage behind a network: backed up to, restored from on another machine, and every way in which a
//! network and a server fail. The server is a small one of this file's, on this machine alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::fixture::{House, anew, back_up, keys, recovery, secret};
use crate::backup::cloud::{Cloud, Reach, is_cloud};
use crate::backup::restore::look_on;
use crate::backup::{Keys, Opener, Part, Target};
use crate::base::{Cancel, Kind, Report, Result};
use crate::crypto::Secret;

/// What the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Breaks the connection off in the middle of what is sent to it.
    CutUpload,
    /// Breaks it off in the middle of what it sends.
    CutAnswer,
    /// Sends half of a listing as if it were all.
    HalfListing,
    Status(u16),
    /// Says nothing more.
    Silent,
}

/// A fault for the requests whose line contains the text, so many times.
type Planned = (&'static str, Fault, usize);

/// Files by path; folders end in a slash.
type Stock = BTreeMap<String, Vec<u8>>;

pub(crate) struct Server {
    address: String,
    stock: Arc<Mutex<Stock>>,
    faults: Arc<Mutex<Option<Planned>>>,
    asked: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Server {
    /// One that somebody else runs.
    fn at(address: String) -> Self {
        Self {
            address,
            stock: Arc::new(Mutex::new(Stock::from([("/dav/".to_owned(), Vec::new())]))),
            faults: Arc::default(),
            asked: Arc::default(),
            over: Arc::default(),
        }
    }

    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self::at(format!(
            "http://{}/dav/%E5%A4%87",
            listener.local_addr().unwrap()
        ));
        let (stock, faults) = (server.stock.clone(), server.faults.clone());
        let (asked, over) = (server.asked.clone(), server.over.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { return };
                // An answer goes out in two writes, and the second does not wait for the first.
                stream.set_nodelay(true).unwrap();
                let (stock, faults) = (stock.clone(), faults.clone());
                let asked = asked.clone();
                std::thread::spawn(move || while serve(&stream, &stock, &faults, &asked) {});
            }
        });
        server
    }

    pub(crate) fn cloud(&self) -> Cloud {
        Cloud::new(&self.address, "lin", &Secret::new("open sesame")).unwrap()
    }
    fn fail(&self, at: &'static str, fault: Fault, times: usize) {
        *self.faults.lock().unwrap() = Some((at, fault, times));
    }
    /// From now on it answers nobody.
    pub(crate) fn close_down(&self) {
        self.fail("HTTP", Fault::Status(503), usize::MAX);
    }
    pub(crate) fn heal(&self) {
        *self.faults.lock().unwrap() = None;
    }
    fn target(&self, house: &House) -> Result<Target> {
        self.target_for(house, &Report::silent())
    }
    fn target_for(&self, house: &House, report: &Report) -> Result<Target> {
        let cloud = self.cloud();
        let (reach, folder) = (Reach::cloud(&cloud), cloud.folder());
        reach.ready(&folder)?;
        let (whose, clock) = (house.whose(), house.clock());
        Target::make_on(reach.medium(), &folder, &whose, &keys(), &clock, report)
    }
    fn back_up(&self, house: &House) -> Result<crate::backup::Finished> {
        back_up(&self.target(house)?, &house.vault, &Report::silent())
    }
    pub(crate) fn n_files(&self) -> usize {
        let stock = self.stock.lock().unwrap();
        stock.keys().filter(|path| !path.ends_with('/')).count()
    }
    /// Restores the newest as another machine would: by the address, what opens the storage, and the
    /// passphrase.
    fn rows_restored(&self, house: &House, into: &str) -> i64 {
        let cloud = self.cloud();
        let reach = Reach::cloud(&cloud);
        let (passphrase, report) = (secret(), Report::silent());
        let opener = Opener::Passphrase(&passphrase);
        let found = look_on(reach.medium(), &cloud.folder(), opener, &report).unwrap();
        let newest = found[0].snapshots()[0].id.clone();
        let folder = house.room.path().join(into);
        let recovery = recovery();
        let opens = anew(&passphrase, &recovery);
        let vault = found[0].rebuild(&newest, &folder, opens, &house.clock(), &report);
        let vault = vault.unwrap();
        let count = "SELECT count(*) FROM setting WHERE key LIKE 'row %'";
        let rows = vault.read(|read| Ok(read.sql().query_row(count, [], |row| row.get(0))?));
        rows.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let host = self.address.split('/').nth(2).unwrap();
        let _ = TcpStream::connect(host);
    }
}

/// Answers one request; whether there may be another one on this connection.
fn serve(
    mut stream: &TcpStream,
    stock: &Mutex<Stock>,
    faults: &Mutex<Option<Planned>>,
    asked: &AtomicUsize,
) -> bool {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return false;
    }
    asked.fetch_add(1, Ordering::SeqCst);
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).unwrap_or(0) == 0 {
            return false;
        }
        match header.trim().split_once(':') {
            Some((name, value)) => {
                headers.insert(name.to_lowercase(), value.trim().to_owned());
            }
            None => break,
        }
    }
    let fault = {
        let mut faults = faults.lock().unwrap();
        match faults.as_mut() {
            Some((at, fault, times)) if line.contains(*at) && *times > 0 => {
                *times -= 1;
                Some(*fault)
            }
            _ => None,
        }
    };
    let length: usize = headers
        .get("content-length")
        .map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    match fault {
        Some(Fault::Silent) => {
            let _ = reader.read_to_end(&mut body);
            return false;
        }
        Some(Fault::CutUpload) => {
            let _ = reader.read_exact(&mut body[..length / 2]);
            return false;
        }
        _ => reader.read_exact(&mut body).unwrap(),
    }
    let (status, answer) =
        if headers.get("authorization").map(String::as_str) != Some("Basic bGluOm9wZW4gc2VzYW1l") {
            (401, Vec::new())
        } else if let Some(Fault::Status(status)) = fault {
            (status, b"<html>not now</html>".to_vec())
        } else {
            let mut parts = line.split(' ');
            let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
            done(method, path, &headers, body, &mut stock.lock().unwrap())
        };
    let (mut answer, whole) = (answer, line.starts_with("HEAD"));
    if fault == Some(Fault::HalfListing) {
        answer.truncate(answer.len() / 2);
    }
    let mut text = format!(
        "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n",
        answer.len()
    );
    text.push_str("\r\n");
    let _ = stream.write_all(text.as_bytes());
    if fault == Some(Fault::CutAnswer) {
        let _ = stream.write_all(&answer[..answer.len() / 2]);
        return false;
    }
    if !whole {
        let _ = stream.write_all(&answer);
    }
    true
}

fn done(
    method: &str,
    path: &str,
    headers: &BTreeMap<String, String>,
    body: Vec<u8>,
    stock: &mut Stock,
) -> (u16, Vec<u8>) {
    let file = path.trim_end_matches('/').to_owned();
    let folder = format!("{file}/");
    let above = |path: &str| {
        let path = path.trim_end_matches('/');
        path[..=path.rfind('/').unwrap()].to_owned()
    };
    match method {
        "MKCOL" if stock.contains_key(&folder) => (405, Vec::new()),
        "MKCOL" if !stock.contains_key(&above(&folder)) => (409, Vec::new()),
        "MKCOL" => {
            stock.insert(folder, Vec::new());
            (201, Vec::new())
        }
        "PUT" if !stock.contains_key(&above(&file)) => (409, Vec::new()),
        "PUT" => {
            stock.insert(file, body);
            (201, Vec::new())
        }
        "GET" | "HEAD" => match (stock.get(&file), headers.get("range")) {
            (None, _) => (404, Vec::new()),
            (Some(content), None) => (200, content.clone()),
            (Some(content), Some(range)) => {
                let range = range.strip_prefix("bytes=").unwrap();
                let (from, last) = range.split_once('-').unwrap();
                let (from, last): (usize, usize) = (from.parse().unwrap(), last.parse().unwrap());
                (206, content[from..=last.min(content.len() - 1)].to_vec())
            }
        },
        "DELETE" => match stock.remove(&file) {
            Some(_) => (204, Vec::new()),
            None => (404, Vec::new()),
        },
        "MOVE" => {
            let to = headers["destination"]
                .splitn(4, '/')
                .nth(3)
                .unwrap()
                .to_owned();
            match stock.remove(&file) {
                Some(content) => {
                    stock.insert(format!("/{to}"), content);
                    (201, Vec::new())
                }
                None => (404, Vec::new()),
            }
        }
        "PROPFIND" if !stock.contains_key(&folder) => (404, Vec::new()),
        "PROPFIND" => {
            let mut text = String::from("<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">");
            let deep = headers.get("depth").is_some_and(|depth| depth == "1");
            for (path, content) in &*stock {
                let own = *path == folder;
                if !(own || deep && above(path) == folder) {
                    continue;
                }
                let kind = if path.ends_with('/') {
                    "<D:collection/>"
                } else {
                    ""
                };
                write!(
                    text,
                    "<D:response><D:href>{path}</D:href><D:propstat><D:prop>\
                     <D:resourcetype>{kind}</D:resourcetype>\
                     <D:getcontentlength>{}</D:getcontentlength></D:prop>\
                     <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>",
                    content.len()
                )
                .unwrap();
            }
            text.push_str("</D:multistatus>");
            (207, text.into_bytes())
        }
        other => unreachable!("{other}"),
    }
}

#[test]
fn a_vault_is_backed_up_to_storage_and_comes_back_on_another_machine() {
    let (server, house) = (Server::open(), House::with(60));
    let first = server.back_up(&house).unwrap();
    assert!(first.snapshot.verified_at.is_some());
    assert!(!first.unsynced);
    house.next_day();
    house.write(60..90, "second");
    server.back_up(&house).unwrap();
    let target = server.target(&house).unwrap();
    assert_eq!(target.snapshots(&Report::silent()).unwrap().len(), 2);
    target.check(Part::ALL, &Report::silent()).unwrap();
    assert_eq!(server.rows_restored(&house, "again"), 90);
    // Nothing half-written is left, and nothing of what opens it.
    let stock = server.stock.lock().unwrap();
    assert!(!stock.keys().any(|path| path.contains("-tmp-")));
    let said = |content: &Vec<u8>| content.windows(11).any(|part| part == b"open sesame");
    assert!(!stock.values().any(said));
}

#[test]
fn a_backup_is_read_pack_by_pack_and_not_part_by_part() {
    let (server, house) = (Server::open(), House::with(400));
    server.back_up(&house).unwrap();
    let n_packs = {
        let stock = server.stock.lock().unwrap();
        let packs = stock.keys().filter(|path| path.contains("/data/"));
        packs.filter(|path| !path.ends_with('/')).count()
    };
    let before = server.asked.load(Ordering::SeqCst);
    assert_eq!(server.rows_restored(&house, "again"), 400);
    let asked = server.asked.load(Ordering::SeqCst) - before;
    // Some four hundred chunks in a few packs: most of what is asked is listing.
    assert!(n_packs > 2);
    assert!(asked < 200, "{asked} for {n_packs} packs");
}

#[test]
fn a_place_in_storage_is_told_from_a_folder() {
    assert!(is_cloud(&Server::open().cloud().folder()));
    assert!(!is_cloud(std::path::Path::new("/media/lin/https")));
}

#[test]
fn only_an_address_that_is_encrypted_on_the_way_is_taken() {
    let password = Secret::new("open sesame");
    let said = |address: &str, user: &str| {
        let error = Cloud::new(address, user, &password).unwrap_err();
        (error.field().unwrap().to_owned(), error.key())
    };
    let address = |key| ("address".to_owned(), key);
    assert_eq!(
        said("http://nas.example/dav", "lin"),
        address("error.cloud_unencrypted")
    );
    for wrong in [
        "",
        "nas.example/dav",
        "ftp://nas/dav",
        "https://",
        "https://a:b@nas/dav",
        "https://nas/dav?x",
    ] {
        assert_eq!(
            said(wrong, "lin"),
            address("error.cloud_address"),
            "{wrong}"
        );
    }
    assert_eq!(said("https://nas/dav", " ").0, "user");
    let error = Cloud::new("https://nas/dav", "lin", &Secret::new("")).unwrap_err();
    assert_eq!(error.field(), Some("password"));
    let cloud = Cloud::new(" https://nas.example/dav/ ", "lin", &password).unwrap();
    assert_eq!(
        cloud.folder(),
        std::path::Path::new("https://nas.example/dav")
    );
    assert!(!format!("{cloud:?}").contains("sesame"));
}

#[test]
fn wrong_credentials_are_told_and_nothing_is_written() {
    let (server, house) = (Server::open(), House::with(3));
    let cloud = Cloud::new(&server.address, "lin", &Secret::new("guess")).unwrap();
    let (reach, passphrase) = (Reach::cloud(&cloud), secret());
    let error = reach.ready(&cloud.folder()).unwrap_err();
    assert_eq!(error.key(), "error.cloud_refused");
    let opener = Opener::Passphrase(&passphrase);
    let (whose, clock, report) = (house.whose(), house.clock(), Report::silent());
    let keys: Option<Keys> = Some(keys());
    let tried = reach.connect(&cloud.folder(), &whose, keys, opener, &clock, &report);
    assert_eq!(tried.unwrap_err().key(), "error.cloud_refused");
    assert_eq!(server.n_files(), 0);
}

#[test]
fn what_fails_once_is_tried_again_and_the_backup_is_whole() {
    for (at, fault, times) in [
        ("PUT", Fault::CutUpload, 1),
        ("PUT", Fault::Status(503), 3),
        ("GET", Fault::CutAnswer, 2),
        ("PROPFIND", Fault::CutAnswer, 1),
        ("PROPFIND", Fault::Status(429), 2),
        ("MOVE", Fault::Status(502), 1),
        ("MKCOL", Fault::Status(500), 1),
    ] {
        let (server, house) = (Server::open(), House::with(40));
        server.fail(at, fault, times);
        let done = server.back_up(&house);
        done.unwrap_or_else(|error| panic!("{at} {fault:?}: {error}"));
        assert_eq!(server.faults.lock().unwrap().unwrap().2, 0, "{at}");
        assert_eq!(server.rows_restored(&house, "again"), 40);
    }
}

#[test]
fn what_goes_on_failing_is_told_and_the_older_backup_stays() {
    let (server, house) = (Server::open(), House::with(40));
    server.back_up(&house).unwrap();
    let before = server.stock.lock().unwrap().clone();
    house.next_day();
    house.write(0..30, "second");
    for (at, fault, key) in [
        ("PUT", Fault::CutUpload, "error.cloud_unreachable"),
        ("PUT", Fault::Status(503), "error.cloud_busy"),
        ("PUT", Fault::Status(502), "error.cloud_failing"),
        ("PUT", Fault::Status(507), "error.backup_drive_full"),
        ("PUT", Fault::Status(403), "error.cloud_forbidden"),
        ("PUT", Fault::Status(401), "error.cloud_refused"),
        // While it is looked for what stands there: a network that went is no empty folder.
        (
            "steward-backup.json",
            Fault::CutAnswer,
            "error.cloud_unreachable",
        ),
        ("/data/", Fault::Status(500), "error.cloud_failing"),
        ("PROPFIND", Fault::CutAnswer, "error.cloud_unreachable"),
        ("PROPFIND", Fault::Status(301), "error.cloud_moved"),
        ("PROPFIND", Fault::HalfListing, "error.backup_drive_failed"),
        ("snapshots", Fault::Status(500), "error.cloud_failing"),
    ] {
        server.fail(at, fault, usize::MAX);
        let error = server.back_up(&house).unwrap_err();
        assert_eq!(error.key(), key, "{at} {fault:?}: {error}");
        server.heal();
        // What was there is there, and nothing was taken for missing.
        let stock = server.stock.lock().unwrap().clone();
        for (path, content) in &before {
            let kept = path.ends_with("ledger.json") || stock.get(path) == Some(content);
            assert!(kept, "{at} {fault:?}: {path}");
        }
    }
    assert_eq!(server.rows_restored(&house, "older"), 40);
    server.back_up(&house).unwrap();
    let target = server.target(&house).unwrap();
    target.check(Part::ALL, &Report::silent()).unwrap();
}

#[test]
fn one_that_says_nothing_keeps_nobody_who_stops() {
    let (server, house) = (Server::open(), House::with(3));
    let cancel = Cancel::default();
    let report = Report::to(cancel.clone(), |_| {});
    let target = server.target_for(&house, &report).unwrap();
    server.fail("PUT", Fault::Silent, usize::MAX);
    let asked = server.asked.clone();
    let before = asked.load(Ordering::SeqCst);
    let stopping = std::thread::spawn(move || {
        // As soon as something was asked that is never answered.
        while asked.load(Ordering::SeqCst) < before + 9 && !cancel.is_cancelled() {
            std::thread::yield_now();
            if asked.load(Ordering::SeqCst) > before + 3 {
                cancel.cancel();
            }
        }
        cancel.cancel();
    });
    let error = back_up(&target, &house.vault, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    stopping.join().unwrap();
}

/// `rclone` serving a folder, ended when this is dropped.
struct Rclone(std::process::Child);

impl Drop for Rclone {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server of other people's, where it is installed; says so if not.
fn rclone(folder: &std::path::Path) -> Option<(Rclone, String)> {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = free.local_addr().unwrap().to_string();
    drop(free);
    let mut serve = std::process::Command::new("rclone");
    serve.args(["serve", "webdav", "--addr", &host, "--config", "/dev/null"]);
    serve
        .args(["--user", "lin", "--pass", "open sesame"])
        .arg(folder);
    serve.stderr(std::process::Stdio::null());
    let Ok(child) = serve.spawn() else {
        eprintln!("left out: rclone not installed");
        return None;
    };
    let mut serving = Rclone(child);
    while TcpStream::connect(&host).is_err() {
        assert!(serving.0.try_wait().unwrap().is_none(), "rclone ended");
        std::thread::yield_now();
    }
    Some((serving, format!("http://{host}/deep")))
}

#[test]
fn a_server_of_other_peoples_is_understood() {
    let house = House::with(60);
    let Some((_serving, address)) = rclone(&house.drive()) else {
        return;
    };
    let server = Server::at(address);
    server.back_up(&house).unwrap();
    house.next_day();
    house.write(60..90, "second");
    let second = server.back_up(&house).unwrap();
    assert!(second.snapshot.verified_at.is_some());
    let target = server.target(&house).unwrap();
    target.check(Part::ALL, &Report::silent()).unwrap();
    assert_eq!(server.rows_restored(&house, "again"), 90);
    // What it wrote is what a drive would hold.
    let home = house.drive().join("deep/Steward Backup");
    assert!(
        home.join(house.vault.id().to_string())
            .join("repository/config")
            .is_file()
    );
}
