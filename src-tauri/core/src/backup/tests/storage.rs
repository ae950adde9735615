//! A small server on this machine alone that storage is tried against, and what it does wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use openssl::ssl::SslAcceptor;

use super::fixture::{House, anew, back_up, keys, recovery, secret};
use crate::backup::cloud::{Cloud, Speaks};
use crate::backup::{Finished, Opener, Reach, Target};
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
    manners: Manners,
}

/// How it goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manners {
    /// What it does when it is asked for a folder all the way down.
    pub(crate) deep: Deep,
    /// So many names it tells at a time, where it speaks as S3 does.
    pub(crate) page: usize,
    /// Whether it answers for a bucket under the bucket's own name only.
    pub(crate) in_host: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deep {
    Told,
    /// As Apache does.
    Refused,
    /// Nextcloud tells one floor, whatever is asked.
    OneFloor,
    /// Tells so many entries and is silent about the others.
    Cut(usize),
}

/// What it answers, status and body.
type Answers = fn(Asked, &mut Stock) -> (u16, Vec<u8>);

pub(crate) struct Server {
    pub(crate) speaks: Speaks,
    pub(crate) address: String,
    pub(crate) stock: Arc<Mutex<Stock>>,
    pub(crate) faults: Arc<Mutex<Option<Planned>>>,
    pub(crate) asked: Arc<AtomicUsize>,
    pub(crate) manners: Arc<Mutex<Manners>>,
    /// What was asked for, one line each.
    pub(crate) lines: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
}

/// Which of its sides a connection comes in by: as it is, or through TLS.
type Door = Option<SslAcceptor>;

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
            manners: Arc::new(Mutex::new(Manners {
                deep: Deep::Told,
                page: 2,
                in_host: false,
            })),
            lines: Arc::default(),
            over: Arc::default(),
        }
    }

    /// One that speaks `WebDAV`.
    pub(crate) fn open() -> Self {
        Self::listening(Speaks::Webdav, "127.0.0.1", "dav/%E5%A4%87", dav, None)
    }

    /// One that speaks as S3 does, holding every request to its signature.
    pub(crate) fn open_bucket() -> Self {
        Self::listening(Self::bucket(), "127.0.0.1", "备份", s3, None)
    }

    /// The same as `host`, through TLS.
    pub(super) fn open_as(host: &str, door: SslAcceptor) -> Self {
        Self::listening(Speaks::Webdav, host, "dav/%E5%A4%87", dav, Some(door))
    }

    /// The same, of a bucket that is the first part of the host's name.
    pub(super) fn open_bucket_as(host: &str, door: SslAcceptor) -> Self {
        let server = Self::listening(Self::bucket(), host, "备份", s3, Some(door));
        server.manners.lock().unwrap().in_host = true;
        server
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

    fn listening(speaks: Speaks, host: &str, folder: &str, answers: Answers, door: Door) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let scheme = if door.is_some() { "https" } else { "http" };
        let server = Self::at(speaks, format!("{scheme}://{host}:{port}/{folder}"));
        let (mind, over) = (server.mind(), server.over.clone());
        let door = Arc::new(door);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { return };
                // An answer goes out in two writes, and the second does not wait for the first.
                stream.set_nodelay(true).unwrap();
                let (mind, door) = (mind.clone(), door.clone());
                std::thread::spawn(move || match &*door {
                    None => {
                        let mut stream = stream;
                        while serve(&mut stream, answers, &mind) {}
                    }
                    Some(door) => {
                        // Who does not believe it says no more.
                        let Ok(mut stream) = door.accept(stream) else {
                            return;
                        };
                        while serve(&mut stream, answers, &mind) {}
                    }
                });
            }
        });
        server
    }

    fn mind(&self) -> Mind {
        Mind {
            stock: self.stock.clone(),
            faults: self.faults.clone(),
            asked: self.asked.clone(),
            manners: self.manners.clone(),
            lines: self.lines.clone(),
        }
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
        Target::make(reach.medium(), &folder, &whose, &keys(), &clock, report)
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
        let found = reach.look(&cloud.folder(), opener, &report).unwrap();
        let newest = found[0].snapshots()[0].id.clone();
        let folder = house.room.path().join(into);
        let recovery = recovery();
        let opens = anew(&passphrase, &recovery);
        let vault = found[0].rebuild(&newest, &folder, opens, &house.clock(), &report);
        let (vault, _) = vault.unwrap();
        let count = "SELECT count(*) FROM setting WHERE key LIKE 'row %'";
        let rows = vault.read(|read| Ok(read.sql().query_row(count, [], |row| row.get(0))?));
        rows.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let host = self.address.split('/').nth(2).unwrap();
        let port = host.rsplit(':').next().and_then(|port| port.parse().ok());
        if let Some(port) = port {
            let _ = TcpStream::connect(("127.0.0.1", port));
        }
    }
}

/// What the threads of a server share with it.
#[derive(Clone)]
struct Mind {
    stock: Arc<Mutex<Stock>>,
    faults: Arc<Mutex<Option<Planned>>>,
    asked: Arc<AtomicUsize>,
    manners: Arc<Mutex<Manners>>,
    lines: Arc<Mutex<Vec<String>>>,
}

/// Answers one request; whether there may be another one on this connection.
fn serve(
    stream: &mut (impl std::io::Read + std::io::Write),
    answers: Answers,
    mind: &Mind,
) -> bool {
    let mut reader = BufReader::new(&mut *stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return false;
    }
    mind.asked.fetch_add(1, Ordering::SeqCst);
    let said = line.split('?').next().unwrap_or_default();
    mind.lines.lock().unwrap().push(said.trim().to_owned());
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
        let mut faults = mind.faults.lock().unwrap();
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
            manners: *mind.manners.lock().unwrap(),
        };
        answers(asked, &mut mind.stock.lock().unwrap())
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
    let Asked {
        headers,
        body,
        manners,
        ..
    } = asked;
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
            let (deep, most) = match (headers["depth"].as_str(), manners.deep) {
                ("infinity", Deep::Refused) => return (403, Vec::new()),
                ("infinity", Deep::Told) => (usize::MAX, usize::MAX),
                ("infinity", Deep::Cut(most)) => (usize::MAX, most),
                ("infinity", Deep::OneFloor) => (1, usize::MAX),
                (depth, _) => (depth.parse().unwrap(), usize::MAX),
            };
            let below = |path: &str| {
                let rest = path.strip_prefix(&folder)?.trim_end_matches('/');
                Some(usize::from(!rest.is_empty()) + rest.matches('/').count())
            };
            let told = stock.iter();
            let told = told.filter(|(path, _)| below(path).is_some_and(|floor| floor <= deep));
            for (path, content) in told.take(most) {
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

/// What S3 speaks, as much of it as is asked for. Tells so many names at a time as its manners say.
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
    let at = if asked.manners.in_host {
        let named = asked.headers["host"].starts_with("customers-1.");
        named.then_some("/")
    } else {
        Some("/customers-1/")
    };
    let Some(key) = at.and_then(|at| path.strip_prefix(at)) else {
        return (404, b"<Error><Code>NoSuchBucket</Code></Error>".to_vec());
    };
    let page = asked.manners.page;
    match (asked.method.as_str(), key) {
        ("GET", "") => {
            let prefix = query["prefix"].replace("%2F", "/");
            let after = query.get("continuation-token").copied().unwrap_or_default();
            let after = meant(after);
            let names = stock.keys().filter_map(|path| path.strip_prefix(&prefix));
            let floors = query.contains_key("delimiter");
            let mut names: Vec<&str> = names
                .map(|rest| match rest.split_inclusive('/').next() {
                    Some(name) if floors => name,
                    _ => rest,
                })
                .filter(|name| *name > after.as_str())
                .collect();
            names.dedup();
            let mut text = String::from("<?xml version=\"1.0\"?><ListBucketResult>");
            for name in names.iter().take(page) {
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
            if names.len() > page {
                write!(text, "<IsTruncated>true</IsTruncated><NextContinuationToken>{}</NextContinuationToken>", names[page - 1]).unwrap();
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
