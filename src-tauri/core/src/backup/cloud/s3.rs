//! S3-compatible storage as the medium of a backup.
//!
//! An object is there whole or not at all, so nothing is written under a draft's name, and folders are
//! only the beginnings of names. Each request carries its signature in its address and is good for some
//! hours; the secret itself is never sent.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rustic_core::jiff::Timestamp;
use rusty_s3::signing::sign;
use rusty_s3::{Bucket, Credentials, Method, S3Action, UrlStyle};

use super::http::{Answer, Ask, Http};
use super::parts::{Parts, part_of};
use super::xml::{Seen, odd, walk};
use super::{Cloud, InBucket};
use crate::backup::medium::{Entry, EntryKind, Medium, Shelves};
use crate::base::{Cancel, Error, Kind};

/// How long a signed request is good for: all its tries, however long they take.
const GOOD_FOR: Duration = Duration::from_hours(12);
/// The most pages of names one folder is told in: a million objects.
const PAGES: usize = 1_000;

/// A bucket, from the folder in it on that the user named.
#[derive(Clone)]
pub(super) struct S3 {
    http: Http,
    /// None where its address is none, which [`Cloud::new`] refuses.
    bucket: Option<Arc<Bucket>>,
    credentials: Arc<Credentials>,
    /// Where the names of objects begin in a place's address.
    root: String,
    parts: Arc<Parts>,
}

impl S3 {
    pub(super) fn new(cloud: &Cloud, within: &InBucket) -> Self {
        let style = if within.in_host {
            UrlStyle::VirtualHost
        } else {
            UrlStyle::Path
        };
        let (name, region) = (within.name.clone(), within.region.clone());
        let endpoint = within.endpoint.parse().ok();
        let bucket = endpoint.and_then(|at| Bucket::new(at, style, name, region).ok());
        Self {
            http: Http::new(None, cloud.is_here()),
            bucket: bucket.map(Arc::new),
            credentials: Arc::new(Credentials::new(&cloud.user, &cloud.password)),
            root: within.root.clone(),
            parts: Arc::default(),
        }
    }

    pub(super) fn bucket(&self) -> io::Result<&Bucket> {
        self.bucket.as_deref().ok_or_else(|| odd("no address"))
    }

    /// What an object is called in the bucket.
    fn key(&self, place: &Path) -> String {
        let text = place.to_string_lossy().replace('\\', "/");
        let key = text.strip_prefix(&self.root).unwrap_or(&text);
        key.trim_matches('/').to_owned()
    }

    fn ask(&self, ask: &Ask) -> io::Result<Answer> {
        self.http.ask(ask)?.granted(ask)
    }

    fn get(&self, key: &str) -> io::Result<Ask> {
        let get = self.bucket()?.get_object(Some(&self.credentials), key);
        Ok(Ask::new("GET", get.sign(GOOD_FOR).into()))
    }

    fn whole(&self, key: &str) -> io::Result<Vec<u8>> {
        let mut ask = self.get(key)?;
        ask.expects = 64 << 20;
        Ok(self.ask(&ask)?.body)
    }

    /// The names that begin with `prefix`: up to the next slash, or all the way.
    fn names(&self, prefix: &str, deep: bool) -> io::Result<Vec<Entry>> {
        let (mut all, mut from) = (Vec::new(), None);
        for _ in 0..PAGES {
            let answer = self.page(prefix, from.as_deref(), deep)?;
            let page = names(&answer.body, prefix)?;
            all.extend(page.entries);
            match page.next {
                None => return Ok(all),
                next => from = next,
            }
        }
        Err(odd("a folder without an end"))
    }

    /// What names of objects in a folder begin with.
    fn prefix(&self, folder: &Path) -> String {
        match self.key(folder) {
            key if key.is_empty() => key,
            key => format!("{key}/"),
        }
    }

    /// One page of them.
    fn page(&self, prefix: &str, from: Option<&str>, deep: bool) -> io::Result<Answer> {
        // In the order of their names, as they are signed.
        let query = from.map(|from| ("continuation-token", from)).into_iter();
        let query = query.chain((!deep).then_some(("delimiter", "/")));
        let query = query.chain([("list-type", "2"), ("prefix", prefix)]);
        let bucket = self.bucket()?;
        let url = sign(
            &Timestamp::now(),
            Method::Get,
            bucket.base_url().clone(),
            self.credentials.key(),
            self.credentials.secret(),
            None,
            bucket.region(),
            GOOD_FOR.as_secs(),
            query,
            std::iter::empty(),
        );
        let mut ask = Ask::new("GET", url.into());
        ask.expects = 4 << 20;
        let answer = self.http.ask(&ask)?;
        if answer.status == 404 {
            let error = Error::new(Kind::Unavailable, "error.cloud_no_bucket");
            return Err(io::Error::other(error.with("bucket", bucket.name())));
        }
        answer.granted(&ask)
    }
}

impl Medium for S3 {
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

    fn needs_drafts(&self) -> bool {
        false
    }

    fn make_folder(&self, _: &Path) -> io::Result<bool> {
        Ok(false)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.names(&self.prefix(folder), false)
    }

    fn is_far(&self) -> bool {
        true
    }

    fn list_below(&self, folder: &Path) -> io::Result<Option<Shelves>> {
        let mut shelves = Shelves::new();
        for entry in self.names(&self.prefix(folder), true)? {
            if let Some((shelf, name)) = entry.name.split_once('/') {
                let (name, kind) = (name.to_owned(), entry.kind);
                let shelf = shelves.entry(shelf.to_owned()).or_default();
                shelf.push(Entry { name, kind });
            }
        }
        Ok(Some(shelves))
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.whole(&self.key(file))
    }

    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        if length == 0 {
            return Ok(Vec::new());
        }
        let (key, part) = (self.key(file), (offset, length));
        if let Some(part) = self.parts.at_hand(&key, part, || self.whole(&key))? {
            return Ok(part);
        }
        let mut ask = self.get(&key)?;
        let last = offset + length as u64 - 1;
        ask.headers = vec![("range", format!("bytes={offset}-{last}"))];
        ask.expects = length as u64;
        let answer = self.ask(&ask)?;
        part_of(answer.status, answer.body, part)
    }

    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        let key = self.key(file);
        self.parts.forget(&key);
        let put = self.bucket()?.put_object(Some(&self.credentials), &key);
        let mut ask = Ask::new("PUT", put.sign(GOOD_FOR).into());
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

    /// For what is damaged and set aside: objects have no other way to another name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let content = self.read(from)?;
        self.write(to, &[content.into()])?;
        self.remove(from)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        let key = self.key(file);
        self.parts.forget(&key);
        let delete = self.bucket()?.delete_object(Some(&self.credentials), &key);
        self.ask(&Ask::new("DELETE", delete.sign(GOOD_FOR).into()))
            .map(drop)
    }

    fn forget(&self, file: &Path) {
        self.parts.forget(&self.key(file));
    }

    fn free(&self, _: &Path) -> Option<u64> {
        None
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Send + Sync>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// A page of a folder's names.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    entries: Vec<Entry>,
    /// Where the next one begins.
    next: Option<String>,
}

fn names(text: &[u8], prefix: &str) -> io::Result<Page> {
    let (mut page, mut cut) = (Page::default(), false);
    let (mut key, mut size) = (String::new(), None);
    let name = |key: &str| {
        let name = key
            .strip_prefix(prefix)
            .map(|name| name.trim_end_matches('/'));
        name.map(str::to_owned)
            .ok_or_else(|| odd("a name that was not asked for"))
    };
    // Few servers agree on the namespace.
    walk(text, None, "ListBucketResult", |seen| {
        let Seen::Ends {
            name: element,
            within,
            text,
        } = seen
        else {
            return Ok(());
        };
        match (within, element) {
            (Some("Contents"), "Key") => text.clone_into(&mut key),
            (Some("Contents"), "Size") => size = Some(text.trim().parse().map_err(odd)?),
            (_, "Contents") => {
                let size = size.take().ok_or_else(|| odd("a file without a length"))?;
                // What stands for the folder itself is told as well.
                match name(&key)? {
                    own if own.is_empty() => {}
                    name => page.entries.push(Entry {
                        name,
                        kind: EntryKind::File(size),
                    }),
                }
            }
            (Some("CommonPrefixes"), "Prefix") => page.entries.push(Entry {
                name: name(text)?,
                kind: EntryKind::Folder,
            }),
            (_, "IsTruncated") => cut = text.trim() == "true",
            (_, "NextContinuationToken") => page.next = Some(text.to_owned()),
            _ => {}
        }
        Ok(())
    })?;
    match (cut, &page.next) {
        (true, None) => Err(odd("a page without the next one")),
        (false, _) => Ok(Page { next: None, ..page }),
        _ => Ok(page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::cloud::Speaks;
    use crate::crypto::Secret;

    fn medium(address: &str, bucket: &str) -> S3 {
        let speaks = Speaks::S3 {
            bucket: bucket.to_owned(),
            region: String::new(),
        };
        let cloud = Cloud::new(&speaks, address, "AK", &Secret::new("open sesame")).unwrap();
        S3::new(&cloud, cloud.bucket.as_ref().unwrap())
    }

    /// Where a file in the place is asked for, without its signature.
    fn asked(address: &str, bucket: &str, name: &str) -> String {
        let s3 = medium(address, bucket);
        let place = format!("{}{name}", s3.root);
        let ask = s3.get(&s3.key(Path::new(&place))).unwrap();
        ask.url.split('?').next().unwrap().to_owned()
    }

    #[test]
    fn what_a_file_is_called_in_the_bucket_is_one_thing_however_it_is_written() {
        let in_path = "https://s3.example.com";
        assert_eq!(
            asked(in_path, "b", r"/备份\Steward Backup\a+b%c"),
            "https://s3.example.com/b/%E5%A4%87%E4%BB%BD/Steward%20Backup/a%2Bb%25c"
        );
        let in_host = "https://b-1250000000.cos.ap-guangzhou.myqcloud.com";
        assert_eq!(
            asked(in_host, "b-1250000000", "/x/y"),
            "https://b-1250000000.cos.ap-guangzhou.myqcloud.com/x/y"
        );
        let behind_a_path = "https://nas.example.com/storage/v1/s3/b";
        assert_eq!(
            asked(behind_a_path, "b", "/x"),
            "https://nas.example.com/storage/v1/s3/b/x"
        );
    }

    const TOLD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>备 &amp; x/</Prefix>
<KeyCount>3</KeyCount><IsTruncated>true</IsTruncated>
<NextContinuationToken>1ueGcxLPRx1Tr</NextContinuationToken>
<Contents><Key>备 &amp; x/</Key><Size>0</Size></Contents>
<Contents><Key>备 &amp; x/a b&lt;</Key><ETag>"x"</ETag><Size>42</Size></Contents>
<CommonPrefixes><Prefix>备 &amp; x/data/</Prefix></CommonPrefixes></ListBucketResult>"#;

    #[test]
    fn a_page_is_told_whole_or_not_at_all() {
        let named = |name: &str, kind| Entry {
            name: name.to_owned(),
            kind,
        };
        let expected = Page {
            entries: vec![
                named("a b<", EntryKind::File(42)),
                named("data", EntryKind::Folder),
            ],
            next: Some("1ueGcxLPRx1Tr".to_owned()),
        };
        assert_eq!(names(TOLD.as_bytes(), "备 & x/").unwrap(), expected);
        for cut in (0..TOLD.len()).filter(|at| TOLD.is_char_boundary(*at)) {
            assert!(
                names(&TOLD.as_bytes()[..cut], "备 & x/").is_err(),
                "cut at {cut}"
            );
        }
        let last = TOLD.replace(">true<", ">false<");
        assert_eq!(names(last.as_bytes(), "备 & x/").unwrap().next, None);
        let endless = TOLD.replace("NextContinuationToken", "Other");
        assert!(names(endless.as_bytes(), "备 & x/").is_err());
        assert!(names(TOLD.as_bytes(), "elsewhere/").is_err());
        assert!(names(b"<html></html>", "").is_err());
    }
}
