//! Bytes of a text file into characters: finds out the encoding by marks, by form and, last, by
//! how likely each guess is in a Chinese or English office.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Text, and the name of the encoding it was in.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static str,
}

/// As much as the guess is based on.
const SAMPLE: usize = 1 << 20;

/// Decodes; `declared` is what the file itself names, as web pages do. Characters that cannot be
/// decoded become U+FFFD.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return with(encoding, bytes);
    }
    if is_mostly_utf8(bytes) {
        return with(UTF_8, bytes);
    }
    let declared = declared.and_then(|name| Encoding::for_label(name.as_bytes()));
    if let Some(encoding) = declared.map(widen).filter(|encoding| *encoding != UTF_8)
        && decodes(encoding, bytes)
    {
        return with(encoding, bytes);
    }
    with(guess(bytes), bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
    }
}

/// The larger character set of those that share their codes.
fn widen(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

fn decodes(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or_default();
    let (text, broken) = encoding.decode_without_bom_handling(sample);
    // The sample may end in the middle of a character.
    !broken || sample.len() == SAMPLE && text.matches('\u{fffd}').count() <= 1
}

/// UTF-16 shows by the noughts beside its ASCII characters: separators and line ends are enough.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..8192.min(bytes.len())).unwrap_or_default();
    let (mut even, mut odd, mut narrow) = (0_usize, 0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        match pair {
            [0, ascii] if is_plain(*ascii) => even += 1,
            [ascii, 0] if is_plain(*ascii) => odd += 1,
            [one, other] if is_plain(*one) && is_plain(*other) => narrow += 1,
            _ => {}
        }
    }
    let pairs = sample.len() / 2;
    let (encoding, most, least) = if odd >= even {
        (UTF_16LE, odd, even)
    } else {
        (UTF_16BE, even, odd)
    };
    // Pairs of two ASCII characters are rare among the wide ones, and the rule in narrow text
    // that a stray nought has got into.
    let clear = most >= 2 && most * 50 >= pairs && least * 20 <= most && narrow * 2 <= pairs;
    (clear && decodes(encoding, sample.get(..pairs * 2).unwrap_or_default())).then_some(encoding)
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~')
}

/// Valid UTF-8, or UTF-8 with a few broken characters, as cut or patched files have.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    let (mut broken, mut sound) = (0_usize, 0_usize);
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                sound += text.bytes().filter(|byte| *byte >= 0xC0).count();
                return broken == 0 || sound > broken * 50;
            }
            Err(error) => {
                let (valid, after) = rest.split_at(error.valid_up_to());
                sound += valid.iter().filter(|byte| **byte >= 0xC0).count();
                broken += 1;
                // A broken character at the very end is a cut file.
                let Some(skip) = error.error_len() else {
                    return sound + 1 > broken * 20;
                };
                if broken > 8 && sound < broken * 20 {
                    return false;
                }
                rest = after.get(skip..).unwrap_or_default();
            }
        }
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let guessed = widen(detector.guess(Some(b"cn"), Utf8Detection::Deny));
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    // A list of western names has a stray accent here and there; a Chinese one is full of pairs.
    let chinese = guessed == GB18030 || guessed == BIG5 || high * 10 > sample.len();
    if chinese && is_big5(sample) {
        BIG5
    } else if guessed == BIG5 || chinese && decodes(GB18030, bytes) {
        GB18030
    } else {
        guessed
    }
}

/// Of Big5's characters two in five end in a byte below 0x7F, of the common ones of GB 18030 none.
fn is_big5(sample: &[u8]) -> bool {
    let (mut pairs, mut low, mut foreign) = (0_usize, 0_usize, 0_usize);
    let mut rest = sample;
    while let Some((lead, after)) = rest.split_first() {
        rest = after;
        if *lead < 0x80 {
            continue;
        }
        let Some((trail, after)) = rest.split_first() else {
            break;
        };
        rest = after;
        pairs += 1;
        match (lead, trail) {
            (0x87..=0xFE, 0x40..=0x7E) => low += 1,
            (0x87..=0xFE, 0xA1..=0xFE) => {}
            _ => foreign += 1,
        }
    }
    low * 6 > pairs && foreign * 20 <= pairs
}

/// Whether decoded text is no text at all: full of controls and of what could not be decoded.
pub(super) fn is_binary(text: &str) -> bool {
    let sample = text
        .char_indices()
        .nth(200_000)
        .map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    let odd = |c: &char| *c == '\u{fffd}' || c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    let odd = sample.chars().filter(odd).count();
    odd > 4 && odd * 20 > sample.chars().count()
}
