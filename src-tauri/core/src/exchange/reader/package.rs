//! Looks through a packed workbook before any parser may see it: how many parts, how large they
//! unpack, by the directory's word and by really unpacking; and whether their XML is such that a
//! parser's memory stays bounded (depth, length of a tag, text of a cell, counts). Reads nothing
//! of the content.

use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::{CompressionMethod, ZipArchive};

use super::fault::{self, Alien};
use crate::base::{Report, Result};
use crate::exchange::sheet::Limits;

/// A file, shared between the parsers that look at it.
pub(super) type Bytes = Arc<[u8]>;

/// What a package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    /// A workbook of Office Open XML; `merges` says whether any sheet shows cells as one.
    Xlsx {
        /// Whether any sheet has merged cells.
        merges: bool,
    },
    /// An Open Document spreadsheet.
    Ods,
}

const MIB: u64 = 1 << 20;
/// No sheet's tag or single run of text is longer.
const RUN_BYTES: usize = 1 << 20;
/// No honest document nests deeper.
const DEPTH: usize = 128;
/// Parts other than sheets, shared texts and spreadsheet content are never larger.
const SMALL_PART: u64 = 64 * MIB;
const SHARED_TEXTS: usize = 5_000_000;
const CELL_FORMATS: usize = 200_000;

/// Checks the package and says what it is.
pub(super) fn check(bytes: &Bytes, limits: &Limits, report: &Report) -> Result<Package> {
    let mut zip = ZipArchive::new(Cursor::new(Arc::clone(bytes))).map_err(fault::damaged)?;
    if zip.len() > limits.parts {
        return Err(fault::unpacks_too_large());
    }
    let kind = recognise(&zip)?;
    let mut declared = 0_u64;
    for index in 0..zip.len() {
        let part = zip.by_index_raw(index).map_err(fault::damaged)?;
        if part.encrypted() {
            return Err(fault::encrypted());
        }
        if !matches!(
            part.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(fault::damaged("unknown packing of a part"));
        }
        let (packed, unpacked) = (part.compressed_size().max(1), part.size());
        declared = declared.saturating_add(unpacked);
        if declared > limits.unpacked_bytes || unpacked > MIB && unpacked / packed > limits.ratio {
            return Err(fault::unpacks_too_large());
        }
    }
    let mut scan = Scan {
        limits: *limits,
        unpacked: 0,
        text: 0,
        merges: false,
    };
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(fault::damaged)?;
        scan.part(part, declared, report)?;
    }
    Ok(match kind {
        Package::Xlsx { .. } => Package::Xlsx {
            merges: scan.merges,
        },
        Package::Ods => Package::Ods,
    })
}

fn recognise(zip: &ZipArchive<Cursor<Bytes>>) -> Result<Package> {
    let has = |wanted: &[u8]| {
        zip.file_names_raw().any(|name| {
            let name = name.strip_prefix(b"/").unwrap_or(name);
            name.len() >= wanted.len()
                && name.iter().zip(wanted).all(|(a, b)| {
                    *b == if *a == b'\\' {
                        b'/'
                    } else {
                        a.to_ascii_lowercase()
                    }
                })
        })
    };
    if has(b"xl/workbook.bin") {
        Err(fault::alien(Alien::Xlsb))
    } else if has(b"word/") {
        Err(fault::alien(Alien::Word))
    } else if has(b"ppt/") {
        Err(fault::alien(Alien::Slides))
    } else if has(b"index/document.iwa") || has(b"index.zip") {
        Err(fault::alien(Alien::Numbers))
    } else if has(b"xl/") || has(b"[content_types].xml") {
        Ok(Package::Xlsx { merges: false })
    } else if has(b"content.xml") {
        Ok(Package::Ods)
    } else {
        Err(fault::alien(Alien::Archive))
    }
}

/// What has been seen of the whole package.
struct Scan {
    limits: Limits,
    unpacked: u64,
    text: usize,
    merges: bool,
}

impl Scan {
    fn part(&mut self, mut part: impl Read, declared: u64, report: &Report) -> Result<()> {
        let mut chunk = vec![0; 64 * 1024];
        let mut markup = None;
        let mut size = 0_u64;
        loop {
            let read = part.read(&mut chunk).map_err(fault::damaged)?;
            if read == 0 {
                return Ok(());
            }
            let read = chunk.get(..read).unwrap_or_default();
            size += read.len() as u64;
            self.unpacked += read.len() as u64;
            if self.unpacked > self.limits.unpacked_bytes {
                return Err(fault::unpacks_too_large());
            }
            report.step("progress.import_unpack", self.unpacked, Some(declared))?;
            let markup = markup.get_or_insert_with(|| Markup::begin(read));
            if let Some(markup) = markup {
                markup.feed(read, self)?;
            }
            let large = markup
                .as_ref()
                .is_some_and(|markup| markup.root.may_be_large());
            if !large && size > SMALL_PART {
                return Err(fault::unpacks_too_large());
            }
        }
    }
}

/// The kind of part, by its first tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Unknown,
    Sheet,
    SharedTexts,
    Content,
    Other,
}

impl Root {
    fn may_be_large(self) -> bool {
        self != Self::Other
    }
}

/// A part of XML on its way by.
struct Markup {
    root: Root,
    depth: usize,
    run: usize,
    cell: usize,
    counted: usize,
    inside: bool,
    quote: Option<u8>,
    slash: bool,
    head: Vec<u8>,
}

/// Of each tag only this much is kept to be looked at.
const HEAD: usize = 4096;

impl Markup {
    /// A scanner for the part that opens with `chunk`, if it is XML.
    fn begin(chunk: &[u8]) -> Option<Self> {
        let text = chunk.strip_prefix(b"\xef\xbb\xbf").unwrap_or(chunk);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        let wide = matches!(chunk, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..]);
        (first == Some(&b'<') || wide).then(|| Self {
            root: Root::Unknown,
            depth: 0,
            run: 0,
            cell: 0,
            counted: 0,
            inside: false,
            quote: None,
            slash: false,
            head: Vec::new(),
        })
    }

    fn feed(&mut self, chunk: &[u8], scan: &mut Scan) -> Result<()> {
        let mut rest = chunk;
        while let Some(first) = rest.first() {
            if self.inside {
                let quote = self.quote;
                let stop =
                    |byte: &u8| quote.map_or(matches!(byte, b'>' | b'"' | b'\''), |q| *byte == q);
                let end = rest.iter().position(stop).unwrap_or(rest.len());
                let (tag, after) = rest.split_at(end);
                self.keep(tag)?;
                rest = after;
                let Some((byte, after)) = rest.split_first() else {
                    break;
                };
                rest = after;
                self.keep(&[*byte])?;
                match (*byte, self.quote) {
                    (b'>', None) => self.close(scan)?,
                    (_, Some(_)) => self.quote = None,
                    // Comments and declarations may hold a lone quote.
                    (quote, None) if !matches!(self.head.first(), Some(b'!' | b'?')) => {
                        self.quote = Some(quote);
                    }
                    _ => {}
                }
            } else if *first == b'<' {
                rest = rest.get(1..).unwrap_or_default();
                (self.inside, self.quote, self.run) = (true, None, 0);
                self.head.clear();
            } else {
                let end = rest
                    .iter()
                    .position(|byte| *byte == b'<')
                    .unwrap_or(rest.len());
                let (text, after) = rest.split_at(end);
                rest = after;
                self.text(text, scan)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, tag: &[u8]) -> Result<()> {
        self.run += tag.len();
        if self.run > RUN_BYTES {
            return Err(fault::unpacks_too_large());
        }
        if tag.contains(&0) {
            return Err(fault::damaged("a part in UTF-16"));
        }
        if let Some(last) = tag.iter().rev().find(|byte| **byte != b'>') {
            self.slash = *last == b'/';
        }
        let room = HEAD.saturating_sub(self.head.len()).min(tag.len());
        self.head
            .extend_from_slice(tag.get(..room).unwrap_or_default());
        Ok(())
    }

    fn text(&mut self, text: &[u8], scan: &mut Scan) -> Result<()> {
        self.run += text.len();
        self.cell += text.len();
        scan.text += text.len();
        if self.run > RUN_BYTES
            || self.cell > RUN_BYTES && self.root != Root::Other
            || scan.text > scan.limits.text_bytes
        {
            return Err(fault::unpacks_too_large());
        }
        Ok(())
    }

    /// A tag has ended: `head` holds its beginning.
    fn close(&mut self, scan: &mut Scan) -> Result<()> {
        (self.inside, self.run) = (false, 0);
        match self.head.first() {
            Some(b'!') if !self.head.starts_with(b"!--") && !self.head.starts_with(b"![CDATA[") => {
                return Err(fault::damaged("a document type inside a workbook"));
            }
            Some(b'!' | b'?') => return Ok(()),
            Some(b'/') => {
                self.depth = self.depth.saturating_sub(1);
                return Ok(());
            }
            _ => {}
        }
        if !self.slash {
            self.depth += 1;
        }
        if self.depth > DEPTH {
            return Err(fault::damaged("tags nested too deep"));
        }
        let name = local_name(&self.head);
        if self.root == Root::Unknown {
            self.root = match name {
                b"worksheet" => Root::Sheet,
                b"sst" => Root::SharedTexts,
                b"document-content" => Root::Content,
                _ => Root::Other,
            };
        }
        let most = match (self.root, name) {
            (Root::SharedTexts, b"sst") => return self.announced(scan),
            (Root::SharedTexts, b"si") => SHARED_TEXTS,
            (Root::Other, b"xf") => CELL_FORMATS,
            (Root::Sheet, b"mergeCell") => {
                scan.merges = true;
                usize::MAX
            }
            (Root::Sheet, b"c" | b"row") | (Root::Content, b"table-cell" | b"table-row") => {
                usize::MAX
            }
            _ => return Ok(()),
        };
        self.cell = 0;
        self.counted += 1;
        if self.counted > most {
            return Err(fault::unpacks_too_large());
        }
        Ok(())
    }

    /// Room is made for as many shared texts as the part announces: it must not lie wildly.
    fn announced(&self, scan: &Scan) -> Result<()> {
        let head = String::from_utf8_lossy(&self.head);
        let announced = head.split("uniqueCount").skip(1).map(|after| {
            let after = after.trim_start_matches(|c: char| !c.is_ascii_digit());
            let digits = after
                .split(|c: char| !c.is_ascii_digit())
                .next()
                .unwrap_or_default();
            if digits.is_empty() {
                0
            } else {
                digits.parse::<usize>().unwrap_or(usize::MAX)
            }
        });
        let most = announced.max().unwrap_or(0);
        if most > scan.limits.cells || self.head.len() >= HEAD {
            return Err(fault::unpacks_too_large());
        }
        Ok(())
    }
}

/// A tag's name without its prefix.
fn local_name(tag: &[u8]) -> &[u8] {
    let end = tag
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
    let colon = name.iter().position(|byte| *byte == b':');
    colon.map_or(name, |colon| name.get(colon + 1..).unwrap_or_default())
}
