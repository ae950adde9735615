//! `WebDAV` as the medium of a backup.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::Cloud;
use super::http::{Answer, Ask, Http};
use super::listing::{ASKED, ROOM, entries, room};
use crate::backup::medium::{Entry, Medium};
use crate::base::Cancel;

/// So many parts of a file are asked for one by one; who wants more of it wants all of it.
const ONE_BY_ONE: u32 = 2;
/// Files that are kept at hand: a backup is read in the order it was written, pack after pack.
const AT_HAND: usize = 3;

/// Storage that speaks `WebDAV`, from the address the user named on.
#[derive(Clone)]
pub(super) struct Dav {
    http: Http,
    /// Folders that were seen to be there: each pack is asked for its own.
    folders: Arc<Mutex<HashSet<String>>>,
    /// What was read of files in parts, in this piece of work. What is written never comes here: what
    /// is read back was asked for.
    parts: Arc<Mutex<Parts>>,
}

/// Files read in parts: a call for each would take a network's whole patience.
#[derive(Default)]
struct Parts {
    asked: HashMap<String, u32>,
    at_hand: VecDeque<(String, Vec<u8>)>,
}

impl Parts {
    fn forget(&mut self, url: &str) {
        self.asked.remove(url);
        self.at_hand.retain(|(known, _)| known != url);
    }
}

impl Dav {
    pub(super) fn new(cloud: &Cloud) -> Self {
        Self {
            http: Http::new(cloud.authorization(), cloud.is_here()),
            folders: Arc::default(),
            parts: Arc::default(),
        }
    }

    fn parts(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A part of a file that is at hand, or is worth having at hand.
    fn part_at_hand(&self, file: &Path, offset: u64, length: usize) -> io::Result<Option<Vec<u8>>> {
        let url = url(file);
        // Held while it is fetched, so that those who want other parts of it wait for all of it.
        let mut parts = self.parts();
        if !parts.at_hand.iter().any(|(known, _)| *known == url) {
            let asked = parts.asked.entry(url.clone()).or_default();
            *asked += 1;
            if *asked <= ONE_BY_ONE {
                return Ok(None);
            }
            let whole = self.read(file)?;
            parts.at_hand.truncate(AT_HAND - 1);
            parts.at_hand.push_front((url.clone(), whole));
        }
        let whole = parts.at_hand.iter().find(|(known, _)| *known == url);
        let from = usize::try_from(offset).map_err(io::Error::other)?;
        let part = whole.and_then(|(_, whole)| whole.get(from..from.saturating_add(length)));
        match part {
            Some(part) => Ok(Some(part.to_vec())),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn ask(&self, ask: &Ask) -> io::Result<Answer> {
        granted(ask, self.http.ask(ask)?)
    }
}

/// An answer that says it was done, or what stood in the way.
fn granted(ask: &Ask, answer: Answer) -> io::Result<Answer> {
    match answer.status {
        200..=299 => Ok(answer),
        // The folder it would be in is not there either.
        404 | 409 | 410 => Err(io::ErrorKind::NotFound.into()),
        413 => Err(io::ErrorKind::FileTooLarge.into()),
        423 => Err(io::ErrorKind::ResourceBusy.into()),
        507 => Err(io::ErrorKind::StorageFull.into()),
        other => Err(io::Error::other(format!(
            "{} was answered with {other}",
            ask.method
        ))),
    }
}

impl Medium for Dav {
    fn heeding(&self, cancel: &Cancel) -> Option<Arc<dyn Medium>> {
        Some(Arc::new(Self {
            http: self.http.heeding(cancel),
            folders: self.folders.clone(),
            parts: Arc::default(),
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
        let mut ask = Ask::new("PROPFIND", format!("{url}/"));
        ask.headers = vec![
            ("depth", "1".to_owned()),
            ("content-type", "application/xml; charset=utf-8".to_owned()),
        ];
        ask.body = Some(Bytes::from_static(ASKED.as_bytes()));
        // The names of very many files, by a server that thinks about each.
        ask.expects = 4 << 20;
        let answer = self.ask(&ask)?;
        if answer.status != 207 {
            return Err(io::Error::other("a folder was not told as one"));
        }
        entries(&answer.body, &url)
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
        if let Some(part) = self.part_at_hand(file, offset, length)? {
            return Ok(part);
        }
        let mut ask = Ask::new("GET", url(file));
        let last = offset + length as u64 - 1;
        ask.headers = vec![("range", format!("bytes={offset}-{last}"))];
        ask.expects = length as u64;
        let answer = self.ask(&ask)?;
        let body = match answer.status {
            206 => answer.body,
            // Some give the whole file whatever is asked.
            _ => {
                let from = usize::try_from(offset).map_err(io::Error::other)?;
                let part = answer.body.get(from..from.saturating_add(length));
                part.map(<[u8]>::to_vec).unwrap_or_default()
            }
        };
        if body.len() == length {
            Ok(body)
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        self.parts().forget(&url(file));
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
        self.parts().forget(&url(from));
        self.parts().forget(&url(to));
        let mut ask = Ask::new("MOVE", url(from));
        ask.headers = vec![("destination", url(to)), ("overwrite", "T".to_owned())];
        let answer = self.http.ask(&ask)?;
        let again = answer.again;
        match granted(&ask, answer) {
            // Asked twice because the first answer was lost: it has moved already.
            Err(error) if again && error.kind() == io::ErrorKind::NotFound => {
                let at = Ask::new("HEAD", url(to));
                self.ask(&at).map(drop).map_err(|_| error)
            }
            moved => moved.map(drop),
        }
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        self.parts().forget(&url(file));
        self.ask(&Ask::new("DELETE", url(file))).map(drop)
    }

    fn forget(&self, file: &Path) {
        self.parts().forget(&url(file));
    }

    fn free(&self, folder: &Path) -> Option<u64> {
        let mut ask = Ask::new("PROPFIND", format!("{}/", url(folder)));
        ask.headers = vec![
            ("depth", "0".to_owned()),
            ("content-type", "application/xml; charset=utf-8".to_owned()),
        ];
        ask.body = Some(Bytes::from_static(ROOM.as_bytes()));
        let answer = self.ask(&ask).ok()?;
        room(&answer.body)
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Send + Sync>> {
        // Few servers keep locks, and one left by a program that died would stay.
        Err(io::ErrorKind::Unsupported.into())
    }
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
