//! What storage says of a folder: a multistatus of `PROPFIND`, read whole or not at all.

use std::io;

use super::xml::{Seen, odd, walk};
use crate::backup::medium::{Entry, EntryKind, Shelves};

const DAV: &str = "DAV:";

/// What is asked of each entry.
pub(super) const ASKED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
    <propfind xmlns=\"DAV:\"><prop><resourcetype/><getcontentlength/></prop></propfind>";
/// What is asked of a folder's room.
pub(super) const ROOM: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
    <propfind xmlns=\"DAV:\"><prop><quota-available-bytes/></prop></propfind>";

/// One entry as it is told.
#[derive(Default)]
struct Told {
    href: String,
    folder: bool,
    length: Option<u64>,
    status: Option<String>,
}

impl Told {
    fn entry(&self) -> io::Result<Entry> {
        let name = names_in(&self.href).pop().unwrap_or_default();
        let kind = match (self.folder, self.length) {
            (true, _) => EntryKind::Folder,
            (false, Some(length)) => EntryKind::File(length),
            (false, None) => return Err(odd("a file without a length")),
        };
        let status = self.status.as_ref();
        if status.is_some_and(|status| !status.contains(" 200")) && kind != EntryKind::Folder {
            return Err(odd("an entry that cannot be told"));
        }
        Ok(Entry { name, kind })
    }
}

/// The entries of the folder at `path`, which is how the server was asked for it.
pub(super) fn entries(text: &[u8], path: &str) -> io::Result<Vec<Entry>> {
    let own = names_in(path).len();
    let mut entries = Vec::new();
    for told in responses(text)? {
        // The folder itself is told as well.
        if names_in(&told.href).len() > own {
            entries.push(told.entry()?);
        }
    }
    Ok(entries)
}

/// The folders in the folder at `path` and what is in each, out of an answer that goes all the way down.
/// None where it does not: some servers tell the folders alone, whatever was asked.
pub(super) fn shelves(text: &[u8], path: &str) -> io::Result<Option<Shelves>> {
    let own = names_in(path).len();
    let (mut shelves, mut deep) = (Shelves::new(), false);
    for told in responses(text)? {
        let names = names_in(&told.href);
        let entry = told.entry()?;
        match (names.get(own..), entry.kind) {
            (Some([name]), EntryKind::Folder) => drop(shelves.entry(name.clone()).or_default()),
            (Some([shelf, _]), _) => {
                deep = true;
                shelves.entry(shelf.clone()).or_default().push(entry);
            }
            _ => {}
        }
    }
    Ok((deep || shelves.is_empty()).then_some(shelves))
}

/// The room that is left, where it is told.
pub(super) fn room(text: &[u8]) -> Option<u64> {
    let mut room = None;
    let told = walk(text, Some(DAV), "multistatus", |seen| {
        if let Seen::Ends {
            name: "quota-available-bytes",
            text,
            ..
        } = seen
        {
            room = text.trim().parse().ok();
        }
        Ok(())
    });
    told.ok().and(room)
}

fn responses(text: &[u8]) -> io::Result<Vec<Told>> {
    let (mut all, mut now) = (Vec::new(), Told::default());
    walk(text, Some(DAV), "multistatus", |seen| {
        match seen {
            Seen::Begins("response") => now = Told::default(),
            Seen::Begins("collection") => now.folder = true,
            Seen::Begins(_) => {}
            Seen::Ends { name, within, text } => match name {
                "href" if now.href.is_empty() => text.trim().clone_into(&mut now.href),
                "getcontentlength" if !text.trim().is_empty() => {
                    now.length = Some(text.trim().parse().map_err(odd)?);
                }
                // Of several, the one that has what was asked.
                "status" if within == Some("response") => now.status = Some(text.to_owned()),
                "response" => all.push(std::mem::take(&mut now)),
                _ => {}
            },
        }
        Ok(())
    })?;
    Ok(all)
}

/// The names in a path or an address, as they are meant.
fn names_in(href: &str) -> Vec<String> {
    let path = match href.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => href,
    };
    let names = path.split('/').filter(|name| !name.is_empty());
    names.map(unescaped).collect()
}

pub(super) fn unescaped(name: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(name.len()), name.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = r#"<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">
 <d:response><d:href>/dav/lin/%E5%A4%87%E4%BB%BD/</d:href><d:propstat><d:prop>
  <d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status>
 </d:propstat></d:response>
 <d:response><d:href>https://host/dav/lin/%E5%A4%87%E4%BB%BD/a%20&amp;b</d:href><d:propstat><d:prop>
  <d:resourcetype/><d:getcontentlength>42</d:getcontentlength></d:prop>
  <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>
 <d:response><d:href>/dav/lin/%E5%A4%87%E4%BB%BD/data/</d:href><d:propstat><d:prop>
  <d:resourcetype><d:collection></d:collection></d:resourcetype></d:prop>
  <d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><d:getcontentlength/></d:prop>
  <d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>
</d:multistatus>"#;

    #[test]
    fn a_folder_is_told_whole_or_not_at_all() {
        let told = entries(TOLD.as_bytes(), "/dav/lin/%E5%A4%87%E4%BB%BD").unwrap();
        let named = |name: &str, kind| Entry {
            name: name.to_owned(),
            kind,
        };
        assert_eq!(
            told,
            [
                named("a &b", EntryKind::File(42)),
                named("data", EntryKind::Folder)
            ]
        );
        for cut in (0..TOLD.len()).filter(|at| TOLD.is_char_boundary(*at)) {
            let told = entries(&TOLD.as_bytes()[..cut], "/dav/lin/%E5%A4%87%E4%BB%BD");
            assert!(told.is_err(), "cut at {cut}");
        }
        let lengthless = TOLD.replace(">42<", "><");
        assert!(entries(lengthless.as_bytes(), "/dav/lin/x").is_err());
    }

    #[test]
    fn room_is_told_or_unknown() {
        let told = r#"<D:multistatus xmlns:D="DAV:"><D:response><D:propstat><D:prop>
            <D:quota-available-bytes>123456</D:quota-available-bytes></D:prop></D:propstat>
            </D:response></D:multistatus>"#;
        assert_eq!(room(told.as_bytes()), Some(123_456));
        assert_eq!(room(b"<html>"), None);
        assert_eq!(room(told.replace("123456", "-3").as_bytes()), None);
    }
}
