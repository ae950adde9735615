//! What kind of content a file has. What the window may show is decided by the first bytes, never
//! by the name: a page of script that calls itself a picture is not served as one.

/// So many bytes tell.
pub const TOLD_BY: usize = 512;

/// How the window may show a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// As a picture.
    Image,
    /// As pages.
    Pdf,
    /// As letters, and nothing but letters.
    Text,
    /// Not at all: it can be saved out.
    Not,
}

const PDF: &str = "application/pdf";
const TEXT: &str = "text/plain";

/// By their first bytes.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", "application/zip"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "application/x-ole-storage",
    ),
];

/// What a package of the kind that `MAGIC` tells is by its name. None of them is shown.
const ENDINGS: &[(&str, &str)] = &[
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("ofd", "application/ofd"),
];

/// The kind of content that begins with `head` and is called `name`. `whole` says that `head` is
/// all there is.
#[must_use]
pub fn media_type(head: &[u8], name: &str, whole: bool) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let by_name = || {
        let known = ENDINGS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(ending));
        known.map(|(_, media)| *media)
    };
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return "image/webp";
    }
    if head.starts_with(b"BM") && ending.eq_ignore_ascii_case("bmp") {
        return "image/bmp";
    }
    match MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, media @ ("application/zip" | "application/x-ole-storage"))) => {
            by_name().unwrap_or(media)
        }
        Some((_, media)) => media,
        None if is_text(head, whole) => TEXT,
        None => "application/octet-stream",
    }
}

/// How the window may show content of this kind.
#[must_use]
pub fn shown(media: &str) -> Shown {
    match media {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp" => Shown::Image,
        PDF => Shown::Pdf,
        TEXT => Shown::Text,
        _ => Shown::Not,
    }
}

/// Letters in UTF-8, perhaps cut in the middle of one. Drawings and pages of markup are letters, too.
fn is_text(head: &[u8], whole: bool) -> bool {
    let letters = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => !whole && error.error_len().is_none(),
    };
    let stray = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    letters && !head.iter().any(stray)
}
