//! Pages on paper, set and written as a PDF: letters, lines and the fonts they are shown in, of which only
//! the letters used go along. Says nothing of what stands on them.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Date, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use steward_core::base::{Error, Result};
use subsetter::GlyphRemapper;
use ttf_parser::{RawFace, Tag};

use super::fonts::Font;

/// A4, in points.
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// As hard as it is worth for some kilobytes.
const LEVEL: u8 = 6;
const ADOBE: &[u8] = b"Adobe";
const IDENTITY: SystemInfo<'_> = SystemInfo {
    registry: Str(ADOBE),
    ordering: Str(b"Identity"),
    supplement: 0,
};
/// These never begin a line.
const CLOSING: &str = "，。；：、！？）」』》”’…·%,.;:!?)]}";

/// A colour of ink: red, green, blue.
pub type Ink = [f32; 3];

/// How letters are set.
#[derive(Debug, Clone, Copy)]
pub struct Hand {
    /// In the strong fonts.
    pub bold: bool,
    /// In points.
    pub size: f32,
    /// In which ink.
    pub ink: Ink,
}

/// A page under way, and those before it. Places are counted from its upper left corner, text by the line it stands on.
pub struct Sheet {
    fonts: Vec<(bool, Font, Used)>,
    before: Vec<Content>,
    content: Content,
}

impl std::fmt::Debug for Sheet {
    /// Names nothing that stands on it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").finish_non_exhaustive()
    }
}

/// The letters of a font that stand on the page, by the numbers they have there.
#[derive(Debug, Default)]
struct Used {
    numbers: GlyphRemapper,
    letters: BTreeMap<u16, (char, f32)>,
}

/// What the file says of itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// The language it is in, as `zh-CN`.
    pub language: &'a str,
    /// When it was made.
    pub made: Date,
}

impl Sheet {
    /// An empty one, to be set in these.
    #[must_use]
    pub fn new(plain: Vec<Font>, bold: Vec<Font>) -> Self {
        let plain = plain.into_iter().map(|font| (false, font));
        let bold = bold.into_iter().map(|font| (true, font));
        let fonts = plain.chain(bold);
        Self {
            fonts: fonts
                .map(|(bold, font)| (bold, font, Used::default()))
                .collect(),
            before: Vec::new(),
            content: Content::new(),
        }
    }

    /// Goes on with another page.
    pub fn turn(&mut self) {
        let full = std::mem::replace(&mut self.content, Content::new());
        self.before.push(full);
    }

    /// Whether a letter can be set, in one weight or the other.
    #[must_use]
    pub fn shows(&self, c: char) -> bool {
        self.fonts
            .iter()
            .any(|(_, font, _)| font.glyphs.contains_key(&c))
    }

    /// Which font sets a letter: one of the weight asked for, else of the other.
    fn font_of(&self, c: char, bold: bool) -> Option<usize> {
        let sets = |at: &usize| {
            let font = self.fonts.get(*at);
            font.is_some_and(|(_, font, _)| font.glyphs.contains_key(&c))
        };
        let of = |wanted: bool| {
            let mut all = 0..self.fonts.len();
            all.find(|at| self.fonts.get(*at).is_some_and(|one| one.0 == wanted) && sets(at))
        };
        of(bold).or_else(|| of(!bold))
    }

    fn width_of(&self, c: char, hand: Hand) -> f32 {
        let font = self.font_of(c, hand.bold).and_then(|at| self.fonts.get(at));
        let glyph = font.and_then(|(_, font, _)| font.glyphs.get(&c));
        glyph.map_or(0.0, |glyph| glyph.width * hand.size / 1000.0)
    }

    /// How wide a text comes out.
    #[must_use]
    pub fn width(&self, text: &str, hand: Hand) -> f32 {
        text.chars().map(|c| self.width_of(c, hand)).sum()
    }

    /// A text in lines of at most `width`, broken between words and Chinese characters; what has no such place,
    /// wherever the line is full.
    #[must_use]
    pub fn lines(&self, text: &str, hand: Hand, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for part in text.lines() {
            let letters: Vec<char> = part.chars().collect();
            let (mut from, mut at, mut wide) = (0, 0, 0.0);
            let mut may = None;
            while let Some(c) = letters.get(at) {
                wide += self.width_of(*c, hand);
                if wide > width && at > from {
                    let end = may.filter(|end| *end > from).unwrap_or(at);
                    lines.push(trimmed(letters.get(from..end)));
                    (from, at, wide, may) = (end, end, 0.0, None);
                    continue;
                }
                at += 1;
                if breaks(*c, letters.get(at).copied()) {
                    may = Some(at);
                }
            }
            lines.push(trimmed(letters.get(from..)));
        }
        lines
    }

    /// Sets a line of text.
    pub fn text(&mut self, text: &str, hand: Hand, (left, down): (f32, f32)) {
        let mut runs: Vec<(usize, Vec<u8>)> = Vec::new();
        for c in text.chars() {
            let Some(at) = self.font_of(c, hand.bold) else {
                continue;
            };
            let Some((_, font, used)) = self.fonts.get_mut(at) else {
                continue;
            };
            let Some(glyph) = font.glyphs.get(&c) else {
                continue;
            };
            let number = used.numbers.remap(glyph.number);
            used.letters.insert(number, (c, glyph.width));
            match runs.last_mut() {
                Some((last, bytes)) if *last == at => bytes.extend(number.to_be_bytes()),
                _ => runs.push((at, number.to_be_bytes().to_vec())),
            }
        }
        let [red, green, blue] = hand.ink;
        self.content.begin_text();
        self.content.set_fill_rgb(red, green, blue);
        self.content.next_line(left, PAGE.1 - down);
        for (at, bytes) in runs {
            let name = called(at);
            self.content.set_font(Name(name.as_bytes()), hand.size);
            self.content.show(Str(&bytes));
        }
        self.content.end_text();
    }

    /// Draws a line from left to right.
    pub fn rule(&mut self, (left, down): (f32, f32), long: f32, ink: Ink) {
        let [red, green, blue] = ink;
        let up = PAGE.1 - down;
        self.content
            .set_stroke_rgb(red, green, blue)
            .set_line_width(0.6);
        self.content
            .move_to(left, up)
            .line_to(left + long, up)
            .stroke();
    }

    /// Draws a frame.
    pub fn frame(&mut self, (left, down): (f32, f32), (wide, high): (f32, f32), ink: Ink) {
        let [red, green, blue] = ink;
        self.content
            .set_stroke_rgb(red, green, blue)
            .set_line_width(0.8);
        let lower = PAGE.1 - down - high;
        self.content.rect(left, lower, wide, high).stroke();
    }

    /// Fills what lies within these corners.
    pub fn fill(&mut self, corners: &[(f32, f32)], ink: Ink) {
        let [red, green, blue] = ink;
        self.content.set_fill_rgb(red, green, blue);
        for (at, (left, down)) in corners.iter().enumerate() {
            if at == 0 {
                self.content.move_to(*left, PAGE.1 - down);
            } else {
                self.content.line_to(*left, PAGE.1 - down);
            }
        }
        self.content.close_path().fill_nonzero();
    }

    /// The file.
    ///
    /// # Errors
    /// When a font of the system is not what it said it is.
    pub fn finish(self, about: About<'_>) -> Result<Vec<u8>> {
        let mut last = 0;
        let mut next = || {
            last += 1;
            Ref::new(last)
        };
        let (catalog, pages, info) = (next(), next(), next());
        let sheets = self.before.into_iter().chain([self.content]);
        let sheets: Vec<_> = sheets.map(|drawn| (drawn, next(), next())).collect();
        let mut pdf = Pdf::new();
        pdf.catalog(catalog)
            .pages(pages)
            .lang(TextStr(about.language));
        let kids = sheets.iter().map(|(_, page, _)| *page);
        pdf.pages(pages)
            .kids(kids)
            .count(i32::try_from(sheets.len()).unwrap_or(i32::MAX));
        let used = self.fonts.iter().enumerate();
        let used: Vec<_> = used
            .filter(|(_, (_, _, used))| !used.letters.is_empty())
            .map(|(at, (_, font, used))| (at, font, used, [next(), next(), next(), next(), next()]))
            .collect();
        for (drawn, page, content) in sheets {
            let mut writer = pdf.page(page);
            writer.parent(pages).contents(content);
            writer.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
            let mut resources = writer.resources();
            let mut fonts = resources.fonts();
            for (at, _, _, [font, ..]) in &used {
                fonts.pair(Name(called(*at).as_bytes()), *font);
            }
            fonts.finish();
            resources.finish();
            writer.finish();
            let drawn = compress_to_vec_zlib(&drawn.finish(), LEVEL);
            pdf.stream(content, &drawn).filter(Filter::FlateDecode);
        }
        for (at, font, letters, refs) in used {
            embed(&mut pdf, at, font, letters, refs)?;
        }
        let mut says = pdf.document_info(info);
        says.title(TextStr(about.title)).creator(TextStr("Steward"));
        says.creation_date(about.made);
        says.finish();
        Ok(pdf.finish())
    }
}

/// A font with the letters that stand on the page, and what they mean, so that they can be read out of it.
fn embed(pdf: &mut Pdf, at: usize, font: &Font, used: &Used, refs: [Ref; 5]) -> Result<()> {
    let [font_ref, cid_ref, descriptor_ref, cmap_ref, file_ref] = refs;
    let whole =
        subsetter::subset(&font.data, font.index, &used.numbers).map_err(Error::internal)?;
    let outlines = RawFace::parse(&whole, 0)
        .ok()
        .and_then(|face| face.table(Tag::from_bytes(b"CFF ")))
        .map(<[u8]>::to_vec);
    let tag: String = (0..6)
        .map(|place| letter(at / 26_usize.pow(place) % 26))
        .collect();
    let base = format!("{tag}+{}", font.name);
    let of_outlines = format!("{base}-Identity-H");
    let shown = if outlines.is_some() {
        &of_outlines
    } else {
        &base
    };
    pdf.type0_font(font_ref)
        .base_font(Name(shown.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid_ref)
        .to_unicode(cmap_ref);
    let mut cid = pdf.cid_font(cid_ref);
    cid.subtype(if outlines.is_some() {
        CidFontType::Type0
    } else {
        CidFontType::Type2
    });
    cid.base_font(Name(base.as_bytes())).system_info(IDENTITY);
    cid.font_descriptor(descriptor_ref).default_width(0.0);
    if outlines.is_none() {
        cid.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = cid.widths();
    for (number, (_, width)) in &used.letters {
        widths.same(*number, *number, *width);
    }
    widths.finish();
    cid.finish();
    let [left, lower, right, upper] = font.bounds;
    let mut descriptor = pdf.font_descriptor(descriptor_ref);
    descriptor
        .name(Name(base.as_bytes()))
        .flags(FontFlags::SYMBOLIC);
    descriptor
        .bbox(Rect::new(left, lower, right, upper))
        .italic_angle(0.0);
    descriptor
        .ascent(font.reach.0)
        .descent(font.reach.1)
        .cap_height(font.capitals);
    // Nobody knows it of a font, and nothing is drawn by it.
    descriptor.stem_v(80.0);
    if outlines.is_some() {
        descriptor.font_file3(file_ref);
    } else {
        descriptor.font_file2(file_ref);
    }
    descriptor.finish();
    let mut cmap = UnicodeCmap::new(Name(b"Steward"), IDENTITY);
    for (number, (c, _)) in &used.letters {
        cmap.pair(*number, *c);
    }
    let cmap = compress_to_vec_zlib(&cmap.finish(), LEVEL);
    pdf.stream(cmap_ref, &cmap).filter(Filter::FlateDecode);
    let is_outlines = outlines.is_some();
    let file = compress_to_vec_zlib(&outlines.unwrap_or(whole), LEVEL);
    let mut stream = pdf.stream(file_ref, &file);
    stream.filter(Filter::FlateDecode);
    if is_outlines {
        stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    }
    stream.finish();
    Ok(())
}

/// What a font is called on the page.
fn called(at: usize) -> String {
    format!("F{at}")
}

fn letter(number: usize) -> char {
    u8::try_from(number).map_or('A', |number| char::from(b'A' + number))
}

fn trimmed(letters: Option<&[char]>) -> String {
    let text: String = letters.unwrap_or_default().iter().collect();
    text.trim_end().to_owned()
}

/// Whether a line may end after `c`.
fn breaks(c: char, next: Option<char>) -> bool {
    let wide =
        |c: char| ('\u{2e80}'..'\u{ff00}').contains(&c) || ('\u{20000}'..='\u{3ffff}').contains(&c);
    let closes = next.is_some_and(|next| CLOSING.contains(next));
    let opens = "（「『《“‘(".contains(c);
    !closes && !opens && (c == ' ' || c == '-' || c == '/' || wide(c) || next.is_some_and(wide))
}
