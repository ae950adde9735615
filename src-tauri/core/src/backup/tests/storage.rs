//! A small server on this machine alone that storage is tried against, and what it does wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::fixture::{House, anew, back_up, keys, recovery, secret};
use crate::backup::cloud::{Cloud, Reach, Speaks};
use crate::backup::restore::look_on;
use crate::backup::{Finished, Opener, Target};
use crate::base::{Report, Result};
use crate::crypto::Secret;

/// What the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Breaks the connection off in the middle of what is sent to it.
    CutUpload,
    /// Breaks it off in the middle of what it sends.
    CutAnswer,
    /// Sends half of a listing as if it were all.
    HalfListing,
    Status(u16),
    /// The same with the word in which such storage says why.
    Says(u16, &'static str),
    /// Says nothing more.
    Silent,
}

/// A fault for the requests whose line contains the text, so many times.
type Planned = (&'static str, Fault, usize);

/// Files by path; folders end in a slash.
pub(crate) type Stock = BTreeMap<String, Vec<u8>>;

/// What is asked of it.
struct Asked {
    method: String,
    /// Path and query, as they stand in the first line.
    target: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// What it answers, status and body.
type Answers = fn(Asked, &mut Stock) -> (u16, Vec<u8>);

pub(crate) struct Server {
    pub(crate) speaks: Speaks,
    pub(crate) address: String,
    pub(crate) stock: Arc<Mutex<Stock>>,
    pub(crate) faults: Arc<Mutex<Option<Planned>>>,
    pub(crate) asked: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

/// The password, and the secret key.
pub(crate) const PASSWORD: &str = "open sesame";

impl Server {
    /// One that somebody else runs.
    pub(crate) fn at(speaks: Speaks, address: String) -> Self {
        Self {
            speaks,
            address,
            stock: Arc::new(Mutex::new(Stock::from([("/dav/".to_owned(), Vec::new())]))),
            faults: Arc::default(),
            asked: Arc::default(),
            over: Arc::default(),
        }
    }

    /// One that speaks `WebDAV`.
    pub(crate) fn open() -> Self {
        Self::listening(Speaks::Webdav, "dav/%E5%A4%87", dav)
    }

    /// One that speaks as S3 does, holding every request to its signature.
    pub(crate) fn open_bucket() -> Self {
        Self::listening(Self::bucket(), "备份", s3)
    }

    pub(crate) fn bucket() -> Speaks {
        Speaks::S3 {
            bucket: "customers-1".to_owned(),
            region: "eu-north-7".to_owned(),
        }
    }

    /// One of each kind.
    pub(crate) fn each() -> [Self; 2] {
        [Self::open(), Self::open_bucket()]
    }

    fn listening(speaks: Speaks, folder: &str, answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/{folder}", listener.local_addr().unwrap());
        let server = Self::at(speaks, address);
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
                std::thread::spawn(
                    move || while serve(&stream, answers, &stock, &faults, &asked) {},
                );
            }
        });
        server
    }

    pub(crate) fn cloud(&self) -> Cloud {
        self.cloud_for(PASSWORD)
    }
    /// As it would be reached by somebody who gives this password.
    pub(crate) fn cloud_for(&self, password: &str) -> Cloud {
        Cloud::new(&self.speaks, &self.address, "lin", &Secret::new(password)).unwrap()
    }
    pub(super) fn fail(&self, at: &'static str, fault: Fault, times: usize) {
        *self.faults.lock().unwrap() = Some((at, fault, times));
    }
    /// From now on it answers nobody.
    pub(crate) fn close_down(&self) {
        self.fail("HTTP", Fault::Status(503), usize::MAX);
    }
    pub(crate) fn heal(&self) {
        *self.faults.lock().unwrap() = None;
    }
    pub(super) fn target(&self, house: &House) -> Result<Target> {
        self.target_for(house, &Report::silent())
    }
    pub(super) fn target_for(&self, house: &House, report: &Report) -> Result<Target> {
        let cloud = self.cloud();
        let (reach, folder) = (Reach::cloud(&cloud), cloud.folder());
        reach.ready(&folder, report)?;
        let (whose, clock) = (house.whose(), house.clock());
        Target::make_on(reach.medium(), &folder, &whose, &keys(), &clock, report)
    }
    pub(super) fn back_up(&self, house: &House) -> Result<Finished> {
        back_up(&self.target(house)?, &house.vault, &Report::silent())
    }
    pub(crate) fn n_files(&self) -> usize {
        let stock = self.stock.lock().unwrap();
        stock.keys().filter(|path| !path.ends_with('/')).count()
    }
    /// Restores the newest as another machine would: by the address, what opens the storage, and the
    /// passphrase.
    pub(super) fn rows_restored(&self, house: &House, into: &str) -> i64 {
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
    answers: Answers,
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
    let (status, answer) = if let Some(Fault::Status(status)) = fault {
        (status, b"<html>not now</html>".to_vec())
    } else if let Some(Fault::Says(status, why)) = fault {
        let text = format!("<?xml version=\"1.0\"?><Error><Code>{why}</Code></Error>");
        (status, text.into_bytes())
    } else {
        let mut parts = line.split(' ').map(str::to_owned);
        let (method, target) = (parts.next().unwrap(), parts.next().unwrap());
        let asked = Asked {
            method,
            target,
            headers,
            body,
        };
        answers(asked, &mut stock.lock().unwrap())
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

/// `WebDAV` (RFC 4918), as much of it as is asked for.
fn dav(asked: Asked, stock: &mut Stock) -> (u16, Vec<u8>) {
    let Asked { headers, body, .. } = asked;
    if headers.get("authorization").map(String::as_str) != Some("Basic bGluOm9wZW4gc2VzYW1l") {
        return (401, Vec::new());
    }
    let path = asked.target.as_str();
    let file = path.trim_end_matches('/').to_owned();
    let folder = format!("{file}/");
    let above = |path: &str| {
        let path = path.trim_end_matches('/');
        path[..=path.rfind('/').unwrap()].to_owned()
    };
    match asked.method.as_str() {
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
        "GET" | "HEAD" => given(stock.get(&file), headers.get("range")),
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

/// A file, or the part of it that is asked for.
fn given(content: Option<&Vec<u8>>, range: Option<&String>) -> (u16, Vec<u8>) {
    match (content, range) {
        (None, _) => (404, Vec::new()),
        (Some(content), None) => (200, content.clone()),
        (Some(content), Some(range)) => {
            let range = range.strip_prefix("bytes=").unwrap();
            let (from, last) = range.split_once('-').unwrap();
            let (from, last): (usize, usize) = (from.parse().unwrap(), last.parse().unwrap());
            (206, content[from..=last.min(content.len() - 1)].to_vec())
        }
    }
}

/// What S3 speaks, as much of it as is asked for. Tells two names of a folder at a time.
fn s3(asked: Asked, stock: &mut Stock) -> (u16, Vec<u8>) {
    let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
    let query: BTreeMap<&str, &str> = query
        .split('&')
        .filter_map(|one| one.split_once('='))
        .collect();
    if signature(&asked, path, &query) != query.get("X-Amz-Signature").copied().unwrap_or("none") {
        return (
            403,
            b"<Error><Code>SignatureDoesNotMatch</Code></Error>".to_vec(),
        );
    }
    let Some(key) = path.strip_prefix("/customers-1/") else {
        return (404, b"<Error><Code>NoSuchBucket</Code></Error>".to_vec());
    };
    match (asked.method.as_str(), key) {
        ("GET", "") => {
            let prefix = query["prefix"].replace("%2F", "/");
            let after = query.get("continuation-token").copied().unwrap_or_default();
            let names = stock.keys().filter_map(|path| path.strip_prefix(&prefix));
            let mut names: Vec<&str> = names
                .map(|rest| rest.split_inclusive('/').next().unwrap_or_default())
                .filter(|name| *name > after)
                .collect();
            names.dedup();
            let mut text = String::from("<?xml version=\"1.0\"?><ListBucketResult>");
            for name in names.iter().take(2) {
                let meant = meant(&format!("{prefix}{name}"));
                match stock.get(&format!("{prefix}{name}")) {
                    Some(content) => write!(
                        text,
                        "<Contents><Key>{meant}</Key><Size>{}</Size></Contents>",
                        content.len()
                    ),
                    None => write!(
                        text,
                        "<CommonPrefixes><Prefix>{meant}</Prefix></CommonPrefixes>"
                    ),
                }
                .unwrap();
            }
            if names.len() > 2 {
                write!(text, "<IsTruncated>true</IsTruncated><NextContinuationToken>{}</NextContinuationToken>", names[1]).unwrap();
            }
            text.push_str("</ListBucketResult>");
            (200, text.into_bytes())
        }
        ("GET", key) => given(stock.get(key), asked.headers.get("range")),
        ("PUT", key) => {
            stock.insert(key.to_owned(), asked.body);
            (200, Vec::new())
        }
        ("DELETE", key) => {
            stock.remove(key);
            (204, Vec::new())
        }
        other => unreachable!("{other:?}"),
    }
}

/// A name without its escapes.
fn meant(name: &str) -> String {
    let mut parts = name.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

/// The signature that a request must bear in its query: AWS Signature Version 4, written down here a
/// second time from its description.
fn signature(asked: &Asked, path: &str, query: &BTreeMap<&str, &str>) -> String {
    let said = |name: &str| query.get(name).copied().unwrap_or_default();
    let signed: Vec<String> = query
        .iter()
        .filter(|(name, _)| **name != "X-Amz-Signature")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let request = format!(
        "{}\n{path}\n{}\nhost:{}\n\nhost\nUNSIGNED-PAYLOAD",
        asked.method,
        signed.join("&"),
        asked.headers["host"],
    );
    let date = said("X-Amz-Date");
    let day = date.get(..8).unwrap_or_default();
    let scope = format!("{day}/eu-north-7/s3/aws4_request");
    assert_eq!(
        said("X-Amz-Credential"),
        format!("lin/{scope}").replace('/', "%2F")
    );
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    let text = format!(
        "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
        hex(&Sha256::digest(request.as_bytes()))
    );
    let mac = |key: &[u8], text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let key = mac(format!("AWS4{PASSWORD}").as_bytes(), day);
    let key = mac(&mac(&mac(&key, "eu-north-7"), "s3"), "aws4_request");
    hex(&mac(&key, &text))
}
