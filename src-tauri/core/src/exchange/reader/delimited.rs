//! Text with separators: finds the separator, reads quoted fields, any line end, ragged rows.
//! A quote that never closes is read as an ordinary character and its place is noted.

use std::borrow::Cow;

use crate::base::{Report, Result};
use crate::exchange::sheet::{Cell, Gather, StrayQuote, TooMuch};

const SEPARATORS: [u8; 4] = *b",;\t|";
/// A quoted field longer than this was never meant to be one.
const LONGEST: usize = 4 * 32_768;
const SAMPLE_BYTES: usize = 256 * 1024;
const SAMPLE_RECORDS: usize = 200;

/// Quotes that never close, after which no more are looked for: each costs a long look ahead.
const STRAYS: usize = 1000;

/// Reads the text as one sheet; gives the places of quotes that never close.
pub(super) fn read(text: &str, gather: &mut Gather, report: &Report) -> Result<Vec<StrayQuote>> {
    gather.sheet("", false)?;
    let mut records = match named_separator(text) {
        Some((separator, rest)) => {
            // The line that names the separator is a line all the same: rows keep their numbers.
            gather.row(Vec::new())?;
            Records::new(rest, separator)
        }
        None => Records::new(text, separator(text)),
    };
    let widest = gather.limits().columns;
    let (mut fields, mut strays) = (Vec::new(), Vec::new());
    while records.next_into(&mut fields, widest) {
        if let Some(column) = records.stray {
            let row = gather.rows();
            strays.push(StrayQuote { row, column });
        }
        if fields.len() > widest {
            return Err(TooMuch::Columns(widest).into());
        }
        let mut row = Vec::with_capacity(fields.len());
        for field in &fields {
            row.push(gather.text(field)?);
        }
        // A line of nothing but separators is as blank as an empty one.
        if row.iter().all(Cell::is_blank) {
            row.clear();
        }
        gather.row(row)?;
        if gather.rows() % 4096 == 1 {
            let total = text.len() as u64;
            report.step("progress.import_read", records.at as u64, Some(total))?;
        }
    }
    Ok(strays)
}

/// The separator that a first line `sep=;` names, and the text after that line.
fn named_separator(text: &str) -> Option<(u8, &str)> {
    let line = text.split(['\r', '\n']).next()?;
    let named = line.trim_matches('"').strip_prefix("sep=")?;
    let separator = match named.as_bytes() {
        [one] if one.is_ascii() => *one,
        _ if named.starts_with('\t') => b'\t',
        _ => return None,
    };
    let rest = text.get(line.len()..)?;
    Some((
        separator,
        rest.strip_prefix("\r\n")
            .or_else(|| rest.get(1..))
            .unwrap_or(""),
    ))
}

/// The separator by which most lines have the same number of fields, and the most of them.
fn separator(text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or(text);
    let score = |separator: u8| {
        let mut records = Records::new(sample, separator);
        let (mut fields, mut widths) = (Vec::new(), Vec::new());
        while widths.len() < SAMPLE_RECORDS && records.next_into(&mut fields, 16_384) {
            if fields.iter().any(|field| !field.trim().is_empty()) {
                widths.push(fields.len());
            }
        }
        let share = |width: usize| widths.iter().filter(|other| **other == width).count();
        let best = widths
            .iter()
            .copied()
            .filter(|width| *width > 1)
            .max_by_key(|w| (share(*w), *w));
        best.map_or((0, 0), |width| {
            (share(width) * 100 / widths.len().max(1), width)
        })
    };
    let mut best = (b',', (0, 0));
    for separator in SEPARATORS {
        let (share, width) = score(separator);
        // Much more agreement wins; with about the same, the one that makes more columns.
        let (best_share, best_width) = best.1;
        if share > best_share + 20 || share + 20 >= best_share && width > best_width {
            best = (separator, (share, width));
        }
    }
    best.0
}

/// Records of delimited text, one after another.
pub(super) struct Records<'a> {
    text: &'a str,
    separator: u8,
    at: usize,
    /// The first field of the record read last whose quote never closes.
    stray: Option<usize>,
    /// How many such fields there were.
    strays: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, separator: u8) -> Self {
        Self {
            text,
            separator,
            at: 0,
            stray: None,
            strays: 0,
        }
    }

    /// Reads the next record into `fields`; says whether there was one. Stops gathering soon
    /// after `widest` fields.
    pub(super) fn next_into(&mut self, fields: &mut Vec<Cow<'a, str>>, widest: usize) -> bool {
        fields.clear();
        self.stray = None;
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return false;
        }
        loop {
            let before = self.strays;
            let field = self.field();
            if self.strays > before {
                self.stray.get_or_insert(fields.len());
            }
            if fields.len() <= widest {
                fields.push(field);
            }
            let Some(byte) = bytes.get(self.at) else {
                return true;
            };
            self.at += 1;
            if *byte == self.separator {
                continue;
            }
            if *byte == b'\r' && bytes.get(self.at) == Some(&b'\n') {
                self.at += 1;
            }
            return true;
        }
    }

    /// Reads a field and stops before the separator or line end after it.
    fn field(&mut self) -> Cow<'a, str> {
        let quoted = self.text.as_bytes().get(self.at) == Some(&b'"');
        if quoted {
            if let Some(field) = (self.strays < STRAYS).then(|| self.quoted()).flatten() {
                return field;
            }
            self.strays += 1;
        }
        self.plain()
    }

    fn plain(&mut self) -> Cow<'a, str> {
        let start = self.at;
        let separator = self.separator;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let stop = |byte: &u8| *byte == separator || matches!(byte, b'\r' | b'\n');
        self.at = start + rest.iter().position(stop).unwrap_or(rest.len());
        Cow::Borrowed(self.text.get(start..self.at).unwrap_or_default())
    }

    /// A quoted field, if its quote closes; otherwise stays where it is.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let bytes = self.text.as_bytes();
        let open = self.at + 1;
        let mut at = open;
        let mut doubled = false;
        let close = loop {
            let ahead = bytes.get(at..bytes.len().min(open + LONGEST))?;
            at += ahead.iter().position(|byte| *byte == b'"')?;
            if bytes.get(at + 1) != Some(&b'"') {
                break at;
            }
            doubled = true;
            at += 2;
        };
        let inner = self.text.get(open..close)?;
        self.at = close + 1;
        let after = self.plain();
        // It closed where another one opens, lines below: those lines were meant to be rows.
        self.strays += usize::from(!after.is_empty() && inner.contains(['\n', '\r']));
        let plain = if doubled {
            Cow::Owned(inner.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inner)
        };
        Some(if after.is_empty() {
            plain
        } else {
            Cow::Owned(format!("{plain}{after}"))
        })
    }
}
