//! `WebDAV` as the medium of a backup.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::Cloud;
use super::http::{Answer, Ask, Http};
use super::listing::{ASKED, ROOM, entries, room, shelves};
use super::parts::{Parts, part_of};
use crate::backup::medium::{Entry, Medium, Shelves};
use crate::base::Cancel;

/// Storage that speaks `WebDAV`, from the address the user named on.
#[derive(Clone)]
pub(super) struct Dav {
    http: Http,
    /// Folders that were seen to be there: each pack is asked for its own.
    folders: Arc<Mutex<HashSet<String>>>,
    /// It tells one floor at a time.
    shallow: Arc<AtomicBool>,
    parts: Arc<Parts>,
}

impl Dav {
    pub(super) fn new(cloud: &Cloud) -> Self {
        Self {
            http: Http::new(Some(cloud.authorization()), cloud.is_here()),
            folders: Arc::default(),
            shallow: Arc::default(),
            parts: Arc::default(),
        }
    }

    fn ask(&self, ask: &Ask) -> io::Result<Answer> {
        self.http.ask(ask)?.granted(ask)
    }
}

impl Medium for Dav {
    fn heeding(&self, cancel: &Cancel) -> Option<Arc<dyn Medium>> {
        Some(Arc::new(Self {
            http: self.http.heeding(cancel),
            parts: Arc::default(),
            ..self.clone()
        }))
    }

    fn given_up(&self) -> io::Result<()> {
        self.http.given_up()
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        let url = url(folder);
        let mut known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(&url) {
            return Ok(false);
        }
        let answer = self.http.ask(&Ask::new("MKCOL", format!("{url}/")))?;
        let fresh = match answer.status {
            200..=299 => true,
            // It is there.
            405 => false,
            404 | 409 => return Err(io::ErrorKind::NotFound.into()),
            507 => return Err(io::ErrorKind::StorageFull.into()),
            other => {
                return Err(io::Error::other(format!("MKCOL was answered with {other}")));
            }
        };
        known.insert(url);
        Ok(fresh)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let url = url(folder);
        let answer = self.ask(&asking(&url, "1", ASKED))?;
        if answer.status != 207 {
            return Err(io::Error::other("a folder was not told as one"));
        }
        entries(&answer.body, &url)
    }

    fn is_far(&self) -> bool {
        true
    }

    /// Many servers do not do it and say so in many ways: whatever is no such answer, means that.
    fn list_below(&self, folder: &Path) -> io::Result<Option<Shelves>> {
        if self.shallow.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let url = url(folder);
        let answer = self.http.ask_once(&asking(&url, "infinity", ASKED))?;
        let told = answer.filter(|answer| answer.status == 207);
        let told = told.and_then(|answer| shelves(&answer.body, &url).ok().flatten());
        self.shallow.store(told.is_none(), Ordering::Relaxed);
        Ok(told)
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        let mut ask = Ask::new("GET", url(file));
        ask.expects = 64 << 20;
        Ok(self.ask(&ask)?.body)
    }

    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        if length == 0 {
            return Ok(Vec::new());
        }
        let (url, part) = (url(file), (offset, length));
        if let Some(part) = self.parts.at_hand(&url, part, || self.read(file))? {
            return Ok(part);
        }
        let mut ask = Ask::new("GET", url);
        let last = offset + length as u64 - 1;
        ask.headers = vec![("range", format!("bytes={offset}-{last}"))];
        ask.expects = length as u64;
        let answer = self.ask(&ask)?;
        part_of(answer.status, answer.body, part)
    }

    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        self.parts.forget(&url(file));
        let mut ask = Ask::new("PUT", url(file));
        ask.body = Some(match parts {
            [one] => one.clone(),
            several => several.concat().into(),
        });
        self.ask(&ask).map(drop)
    }

    fn sync(&self, _: &Path) -> io::Result<()> {
        // What was answered for has been taken; more cannot be asked.
        Ok(())
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.parts.forget(&url(from));
        self.parts.forget(&url(to));
        let mut ask = Ask::new("MOVE", url(from));
        ask.headers = vec![("destination", url(to)), ("overwrite", "T".to_owned())];
        let answer = self.http.ask(&ask)?;
        let again = answer.again;
        match answer.granted(&ask) {
            // Asked twice because the first answer was lost: it has moved already.
            Err(error) if again && error.kind() == io::ErrorKind::NotFound => {
                let at = Ask::new("HEAD", url(to));
                self.ask(&at).map(drop).map_err(|_| error)
            }
            moved => moved.map(drop),
        }
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        self.parts.forget(&url(file));
        self.ask(&Ask::new("DELETE", url(file))).map(drop)
    }

    fn forget(&self, file: &Path) {
        self.parts.forget(&url(file));
    }

    fn free(&self, folder: &Path) -> Option<u64> {
        let ask = asking(&url(folder), "0", ROOM);
        let answer = self.ask(&ask).ok()?;
        room(&answer.body)
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Send + Sync>> {
        // Few servers keep locks, and one left by a program that died would stay.
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// What is asked of a folder at an address, and how far down.
fn asking(url: &str, depth: &str, what: &'static str) -> Ask {
    let mut ask = Ask::new("PROPFIND", format!("{url}/"));
    ask.headers = vec![
        ("depth", depth.to_owned()),
        ("content-type", "application/xml; charset=utf-8".to_owned()),
    ];
    ask.body = Some(Bytes::from_static(what.as_bytes()));
    // The names of very many files, by a server that thinks about each.
    ask.expects = 4 << 20;
    ask
}

/// A place as the storage is asked for it. The address itself stays as the user gave it, but for what
/// no address may hold; names of ours are of plain letters, digits and spaces.
fn url(place: &Path) -> String {
    use std::fmt::Write as _;
    let text = place.to_string_lossy();
    let mut url = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'\\' => url.push('/'),
            // A percent sign is the user's own escape.
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'_' | b'a'..=b'z' | b'~' => url.push(byte.into()),
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}
