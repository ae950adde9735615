//! Reads a file the user chose into sheets. Decides by what the file holds, never by its name;
//! runs apart from the rest, so that a reader that breaks down takes nothing with it. Writes
//! nothing, and knows no database.

mod calendar;
mod compound;
pub(super) mod content_line;
mod delimited;
mod encoding;
mod fault;
mod html;
mod markup;
mod ods;
mod package;
mod spreadsheetml;
mod values;
mod vcard;
mod xls;
mod xlsx;

use std::io::Read as _;
use std::panic::{self, PanicHookInfo};
use std::path::Path;
use std::sync::Once;

use self::fault::Alien;
use self::package::{Bytes, Package};
use super::sheet::{Cell, FileKind, Gather, Limits, Workbook};
use crate::base::{Error, Kind, Report, Result};

/// Reads the file at `path`.
///
/// # Errors
/// [`Kind::Unavailable`] when the file cannot be opened, [`Kind::BadFile`] when it is no table,
/// damaged, protected or beyond `limits`, [`Kind::Cancelled`] when asked to stop.
pub fn read_path(path: &Path, limits: &Limits, report: &Report) -> Result<Workbook> {
    read_bytes(load(path, limits, report)?, limits, report)
}

/// The text of a calendar file, and what `work` makes of it on a thread of its own.
///
/// # Errors
/// As [`read_path`].
pub(super) fn read_calendar<T: Send + 'static>(
    bytes: Vec<u8>,
    work: impl FnOnce(&str) -> Result<T> + Send + 'static,
) -> Result<T> {
    apart(move || {
        if bytes.is_empty() {
            return Err(fault::empty());
        }
        let magic = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(compound::MAGIC);
        let text = encoding::decode(&bytes, None).text;
        if magic
            || by_magic(&bytes).is_some()
            || kind_of_text(&text).ok() != Some(FileKind::Calendar)
        {
            return Err(Error::new(Kind::BadFile, "error.calendar_not_one"));
        }
        work(&text)
    })
}

/// How much of a file is read at once.
const PIECE: u64 = 1 << 20;

/// The bytes of the file at `path`, within `limits`.
///
/// # Errors
/// As [`read_path`].
pub(super) fn load(path: &Path, limits: &Limits, report: &Report) -> Result<Vec<u8>> {
    let open = || -> std::io::Result<_> {
        let about = std::fs::metadata(path)?;
        if !about.is_file() {
            return Err(std::io::ErrorKind::InvalidInput.into());
        }
        Ok((std::fs::File::open(path)?, about.len()))
    };
    let unreadable =
        |e: std::io::Error| Error::new(Kind::Unavailable, "error.import_unreadable").caused_by(e);
    let (file, size) = open().map_err(unreadable)?;
    if size > limits.file_bytes {
        return Err(fault::too_large(limits.file_bytes));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    loop {
        // A share whose server is slow can be given up between two pieces.
        let had = bytes.len() as u64;
        report.step("progress.import_open", had, Some(size.max(had)))?;
        let most = PIECE.min((limits.file_bytes + 1).saturating_sub(had));
        let mut piece = (&file).take(most);
        if piece.read_to_end(&mut bytes).map_err(unreadable)? == 0 {
            return Ok(bytes);
        }
    }
}

/// Reads a file's bytes.
///
/// # Errors
/// As [`read_path`].
pub fn read_bytes(bytes: Vec<u8>, limits: &Limits, report: &Report) -> Result<Workbook> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(fault::too_large(limits.file_bytes));
    }
    let (limits, report) = (*limits, report.clone());
    apart(move || read(bytes.into(), limits, &report))
}

/// The name of the thread that reads; a break-down in it is no news to anybody.
const READER: &str = "steward-reader";

/// Runs `work` on a thread of its own and turns a break-down of it into an error.
pub(super) fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if std::thread::current().name() != Some(READER) {
                loud(info);
            }
        }));
    });
    let reader = std::thread::Builder::new()
        .name(READER.to_owned())
        .stack_size(16 << 20);
    let reader = reader.spawn(work).map_err(Error::internal)?;
    reader
        .join()
        .unwrap_or_else(|_| Err(fault::reader_failed()))
}

fn read(bytes: Bytes, limits: Limits, report: &Report) -> Result<Workbook> {
    if bytes.is_empty() {
        return Err(fault::empty());
    }
    let mut gather = Gather::new(limits);
    let (mut encoding, mut stray_quotes) = (None, Vec::new());
    let kind = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        match package::check(&bytes, &limits, report)? {
            Package::Xlsx { merges } => {
                xlsx::read(&bytes, merges, &mut gather, report)?;
                FileKind::Xlsx
            }
            Package::Ods => {
                ods::read(&bytes, &mut gather, report)?;
                FileKind::Ods
            }
        }
    } else if bytes.starts_with(compound::MAGIC) {
        xls::read(&bytes, &mut gather, report)?;
        FileKind::Xls
    } else if let Some(alien) = by_magic(&bytes) {
        return Err(fault::alien(alien));
    } else {
        let text = encoding::decode(&bytes, declared(&bytes).as_deref());
        drop(bytes);
        encoding = Some(text.encoding);
        let kind = kind_of_text(&text.text)?;
        match kind {
            FileKind::SpreadsheetXml => spreadsheetml::read(&text.text, &mut gather, report)?,
            FileKind::Html => html::read(&text.text, &mut gather, report)?,
            FileKind::VCard => vcard::read(&text.text, &mut gather, report)?,
            FileKind::Calendar => calendar::read(&text.text, &mut gather, report)?,
            _ => stray_quotes = delimited::read(&text.text, &mut gather, report)?,
        }
        kind
    };
    let sheets = gather.finish();
    if !sheets.iter().any(|sheet| {
        sheet
            .rows
            .iter()
            .flatten()
            .any(|cell| !Cell::is_blank(cell))
    }) {
        return Err(fault::empty());
    }
    Ok(Workbook {
        kind,
        encoding,
        sheets,
        stray_quotes,
    })
}

fn by_magic(bytes: &[u8]) -> Option<Alien> {
    const KNOWN: [(&[u8], Alien); 17] = [
        (b"%PDF", Alien::Pdf),
        (b"\x89PNG", Alien::Picture),
        (b"\xff\xd8\xff", Alien::Picture),
        (b"GIF8", Alien::Picture),
        (b"BM\x36", Alien::Picture),
        (b"II*\0", Alien::Picture),
        (b"MM\0*", Alien::Picture),
        (b"Rar!", Alien::Archive),
        (b"7z\xbc\xaf", Alien::Archive),
        (b"\x1f\x8b", Alien::Archive),
        (b"BZh", Alien::Archive),
        (b"\xfd7zXZ", Alien::Archive),
        (b"{\\rtf", Alien::Word),
        (b"\x09\x00\x04\x00", Alien::OldOffice),
        (b"\x09\x02\x06\x00", Alien::OldOffice),
        (b"\x09\x04\x06\x00", Alien::OldOffice),
        (b"\x09\x08\x08\x00", Alien::OldOffice),
    ];
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, alien)| *alien)
}

/// The encoding that a page or an XML file says it is in.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(2048))?;
    if head.trim_ascii_start().first() != Some(&b'<') {
        return None;
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let after = head
        .split_once("charset=")
        .or_else(|| head.split_once("encoding="))?
        .1;
    let name = after.trim_start_matches(['"', '\'', ' ']);
    Some(
        name.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
            .collect(),
    )
}

fn kind_of_text(text: &str) -> Result<FileKind> {
    let text = text.trim_start_matches(super::sheet::is_blank_char);
    let head: String = text.chars().take(4096).collect();
    let lower = head.to_ascii_lowercase();
    if lower.starts_with('<') {
        if lower.contains("urn:schemas-microsoft-com:office:spreadsheet")
            && lower.contains("workbook")
        {
            return Ok(FileKind::SpreadsheetXml);
        }
        let page = [
            "<html",
            "<!doctype html",
            "<table",
            "<head",
            "<meta",
            "<style",
            "<body",
        ];
        if page.iter().any(|tag| lower.contains(tag)) || lower.starts_with("<?xml") {
            return Ok(FileKind::Html);
        }
    }
    if lower.starts_with("mime-version:") {
        return Err(fault::alien(Alien::WebArchive));
    }
    if lower.starts_with("begin:vcard") {
        return Ok(FileKind::VCard);
    }
    if lower.starts_with("begin:vcalendar") {
        return Ok(FileKind::Calendar);
    }
    if encoding::is_binary(text) {
        return Err(fault::alien(Alien::Binary));
    }
    Ok(FileKind::Delimited)
}
