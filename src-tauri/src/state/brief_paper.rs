//! The brief before a visit on one or two sheets of A4: set as large as two sheets allow, without what is
//! confidential, which is counted. What finds no room even in the smallest letters is counted as well.

use steward_core::base::{Error, Kind, Result};
use steward_core::brief::model::{Brief, BriefFact, BriefLine, BriefSection};
use steward_core::records::labels::Language as Words;

use crate::desktop::fonts::Shelf;
use crate::desktop::pdf::{About, Hand, Ink, PAGE, Sheet};
use crate::desktop::words::{Language, text};
use crate::state::certificate::{Made, date, sheet_for, spell, when};

const INK: Ink = [0.11, 0.13, 0.17];
const QUIET: Ink = [0.36, 0.39, 0.44];
const LINE: Ink = [0.78, 0.8, 0.84];
const BAD: Ink = [0.68, 0.16, 0.13];

const EDGE: f32 = 46.0;
const TOP: f32 = 44.0;
const WIDE: f32 = PAGE.0 - 2.0 * EDGE;
/// Where text ends above the foot.
const LOW: f32 = PAGE.1 - 52.0;
/// More is not read before a visit.
const PAGES: usize = 2;
/// The sizes of letters that are tried, the largest first.
const SIZES: [f32; 6] = [9.5, 9.0, 8.5, 8.0, 7.5, 7.0];

/// What is drawn, by its place in the block.
enum Piece {
    Text(String, Hand, f32, f32),
    Rule(f32),
    /// That something is late: whoever sees no colours sees it as well.
    Late(f32),
}

/// What stands together.
#[derive(Default)]
struct Block {
    pieces: Vec<Piece>,
    high: f32,
    /// It does not end a page.
    holds: bool,
    /// So many lines of the brief are in it.
    lines: usize,
}

/// The brief as a PDF; `told` puts it together in a language.
///
/// # Errors
/// [`Kind::Invalid`] when nothing may be told of the customer; when no font shows even English; as for `told`.
pub fn pdf(told: impl Fn(Words) -> Result<Brief>, made: Made, shelf: &Shelf) -> Result<Vec<u8>> {
    let mut made = made;
    let mut said = Said::of(told(made.language.of_records())?, made)?;
    let mut sheet = sheet_for(&said.all(), shelf);
    if !said.title.chars().all(|c| sheet.shows(c)) {
        made.language = Language::En;
        said = Said::of(told(made.language.of_records())?, made)?;
        let no_font = text(Language::En, "paper.no_chinese", &[]);
        said.foot = format!("{no_font} {}", said.foot);
        sheet = sheet_for(&said.all(), shelf);
    }
    if !said.title.chars().all(|c| sheet.shows(c)) {
        return Err(Error::new(Kind::Unavailable, "error.no_font"));
    }
    said.each(|text| spell(text, |c| sheet.shows(c)));
    let mut pages = Vec::new();
    for size in SIZES {
        pages = paged(blocks(&sheet, &said, size));
        if pages.len() <= PAGES {
            break;
        }
    }
    let cut: usize = pages
        .iter()
        .skip(PAGES)
        .flatten()
        .map(|block| block.lines)
        .sum();
    pages.truncate(PAGES);
    if cut > 0 {
        let cut = text(made.language, "paper.brief.cut", &[("n", &cut.to_string())]);
        said.foot = format!("{} · {cut}", said.foot);
    }
    draw(&mut sheet, &pages, &said, made.language);
    sheet.finish(About {
        title: &format!("{} · {}", said.title, said.brief.day),
        language: match made.language {
            Language::En => "en",
            Language::Zh => "zh-CN",
        },
        made: date(made),
    })
}

/// What the sheets say, before they are set.
struct Said {
    brief: Brief,
    title: String,
    foot: String,
    /// Behind a section of which there is more.
    more: Vec<String>,
    suggested: String,
    /// What the foot's count of pages may be made of.
    page: String,
}

impl Said {
    fn of(brief: Brief, made: Made) -> Result<Self> {
        if brief.secret {
            return Err(Error::new(Kind::Invalid, "error.brief_secret"));
        }
        let word = |key: &str, blanks: &[(&str, &str)]| text(made.language, key, blanks);
        let mut foot = word("paper.brief.foot", &[("on", &when(made.at.0, made.zone))]);
        if brief.untold > 0 {
            let n = brief.untold.to_string();
            foot = format!("{foot} · {}", word("paper.brief.untold", &[("n", &n)]));
        }
        let brief = brief.on_paper();
        let more = brief.sections.iter().map(|section| match section.more {
            0 => String::new(),
            n => word("ui.brief.more", &[("n", &n.to_string())]),
        });
        Ok(Self {
            title: word("ui.brief.title", &[]),
            more: more.collect(),
            suggested: word("ui.brief.suggested", &[]),
            page: word("paper.brief.page", &[("page", "0123456789"), ("pages", "")]),
            foot,
            brief,
        })
    }

    fn each(&mut self, mut of: impl FnMut(&mut String)) {
        let Self {
            brief, foot, more, ..
        } = self;
        of(&mut brief.unit.label);
        of(&mut brief.also);
        of(foot);
        for fact in &mut brief.facts {
            of(&mut fact.label);
            of(&mut fact.value);
        }
        for section in &mut brief.sections {
            of(&mut section.title);
            for line in &mut section.lines {
                of(&mut line.text);
                of(&mut line.note);
                if let Some(day) = &mut line.day {
                    of(day);
                }
            }
        }
        more.iter_mut().for_each(of);
    }

    fn all(&mut self) -> String {
        let mut all = format!("{}{}{}", self.title, self.suggested, self.page);
        self.each(|text| all.push_str(text));
        // The count of what is cut comes last, of letters that may stand nowhere else.
        for language in [Language::En, Language::Zh] {
            all.push_str(&text(language, "paper.brief.cut", &[("n", "")]));
        }
        all
    }
}

fn hand(bold: bool, size: f32, ink: Ink) -> Hand {
    Hand { bold, size, ink }
}

fn blocks(sheet: &Sheet, said: &Said, size: f32) -> Vec<Block> {
    let mut all = vec![head(sheet, said, size)];
    for (section, more) in said.brief.sections.iter().zip(&said.more) {
        let mut title = section_head(sheet, section, &said.suggested, size);
        title.holds = true;
        all.push(title);
        let column = column(section, size);
        for line in &section.lines {
            all.push(entry(sheet, line, column, size));
        }
        if !more.is_empty() {
            all.push(Block {
                pieces: vec![Piece::Text(
                    more.clone(),
                    hand(false, size - 1.0, QUIET),
                    column,
                    size,
                )],
                high: size * 1.4,
                ..Block::default()
            });
        }
    }
    all
}

/// The customer's names, and what is known of them, as many facts in a row as fit.
fn head(sheet: &Sheet, said: &Said, size: f32) -> Block {
    let mut block = Block::default();
    let quiet = hand(false, size, QUIET);
    let mut down = size;
    let day = format!("{} · {}", said.title, said.brief.day);
    block.pieces.push(Piece::Text(day, quiet, 0.0, down));
    down += size * 0.9 + 14.0;
    for line in sheet.lines(&said.brief.unit.label, hand(true, 17.0, INK), WIDE) {
        block
            .pieces
            .push(Piece::Text(line, hand(true, 17.0, INK), 0.0, down));
        down += 20.0;
    }
    for line in sheet.lines(&said.brief.also, quiet, WIDE) {
        block.pieces.push(Piece::Text(line, quiet, 0.0, down));
        down += size * 1.4;
    }
    down += size * 0.4;
    let mut left = 0.0;
    for BriefFact { label, value, .. } in &said.brief.facts {
        let named = sheet.width(label, quiet) + size * 0.5;
        let ink = hand(false, size, INK);
        let wide = named + sheet.width(value, ink);
        if left > 0.0 && left + wide > WIDE {
            left = 0.0;
            down += size * 1.45;
        }
        block
            .pieces
            .push(Piece::Text(label.clone(), quiet, left, down));
        let lines = sheet.lines(value, ink, WIDE - left - named);
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 {
                down += size * 1.35;
            }
            block
                .pieces
                .push(Piece::Text(line, ink, left + named, down));
        }
        left += wide + size * 1.6;
    }
    block.high = down + size * 0.6;
    block
}

fn section_head(sheet: &Sheet, section: &BriefSection, suggested: &str, size: f32) -> Block {
    let strong = hand(true, size + 0.5, INK);
    let mut block = Block {
        high: size * 2.75,
        ..Block::default()
    };
    let down = size * 1.9;
    let wide = sheet.width(&section.title, strong);
    block
        .pieces
        .push(Piece::Text(section.title.clone(), strong, 0.0, down));
    if section.suggested {
        let quiet = hand(false, size - 1.0, QUIET);
        block
            .pieces
            .push(Piece::Text(suggested.to_owned(), quiet, wide + size, down));
    }
    block.pieces.push(Piece::Rule(size * 2.3));
    block
}

/// How wide the column of the days is; where a section has none, there is room for the sign of what is late.
fn column(section: &BriefSection, size: f32) -> f32 {
    if section.lines.iter().any(|line| line.day.is_some()) {
        size * 9.6
    } else {
        size * 0.9
    }
}

fn entry(sheet: &Sheet, line: &BriefLine, column: f32, size: f32) -> Block {
    let (said, quiet) = (hand(false, size, INK), hand(false, size, QUIET));
    let left = column + if line.inner { size * 1.4 } else { 0.0 };
    let room = WIDE - left;
    let mut block = Block {
        lines: 1,
        ..Block::default()
    };
    let mut down = size * 1.05;
    if line.late {
        block.pieces.push(Piece::Late(down));
    }
    if let Some(day) = &line.day {
        let ink = if line.late { BAD } else { QUIET };
        block.pieces.push(Piece::Text(
            day.clone(),
            hand(false, size, ink),
            size * 0.9,
            down,
        ));
    }
    let texts = sheet.lines(&line.text, said, room);
    let last = texts.last().map_or(0.0, |text| sheet.width(text, said));
    let rows = texts.len();
    for (at, text) in texts.into_iter().enumerate() {
        block.pieces.push(Piece::Text(text, said, left, down));
        if at + 1 < rows {
            down += size * 1.35;
        }
    }
    let beside = last + size * 1.2;
    if beside + sheet.width(&line.note, quiet) <= room {
        block
            .pieces
            .push(Piece::Text(line.note.clone(), quiet, left + beside, down));
    } else {
        for note in sheet.lines(&line.note, quiet, room) {
            down += size * 1.35;
            block.pieces.push(Piece::Text(note, quiet, left, down));
        }
    }
    block.high = down + size * 0.5;
    block
}

/// The blocks by page; a head stays with what it heads.
fn paged(blocks: Vec<Block>) -> Vec<Vec<Block>> {
    let mut pages: Vec<Vec<Block>> = Vec::new();
    let mut page = Vec::new();
    let mut down = TOP;
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let next = blocks.peek().filter(|_| block.holds);
        let needs = block.high + next.map_or(0.0, |next| next.high);
        if down + needs > LOW && !page.is_empty() {
            pages.push(std::mem::take(&mut page));
            down = TOP;
        }
        down += block.high;
        page.push(block);
    }
    pages.push(page);
    pages
}

fn draw(sheet: &mut Sheet, pages: &[Vec<Block>], said: &Said, language: Language) {
    let quiet = hand(false, 7.5, QUIET);
    for (at, page) in pages.iter().enumerate() {
        if at > 0 {
            sheet.turn();
        }
        let mut top = TOP;
        for block in page {
            for piece in &block.pieces {
                match piece {
                    Piece::Text(text, hand, left, down) => {
                        sheet.text(text, *hand, (EDGE + left, top + down));
                    }
                    Piece::Rule(down) => sheet.rule((EDGE, top + down), WIDE, LINE),
                    Piece::Late(down) => {
                        let foot = top + down;
                        sheet.fill(
                            &[(EDGE, foot), (EDGE + 5.0, foot), (EDGE + 2.5, foot - 5.5)],
                            BAD,
                        );
                    }
                }
            }
            top += block.high;
        }
        let count = [
            ("page", (at + 1).to_string()),
            ("pages", pages.len().to_string()),
        ];
        let count = count.each_ref().map(|(name, n)| (*name, n.as_str()));
        let count = text(language, "paper.brief.page", &count);
        let wide = sheet.width(&count, quiet);
        let low = PAGE.1 - 30.0;
        sheet.rule((EDGE, low - 11.0), WIDE, LINE);
        sheet.text(&count, quiet, (PAGE.0 - EDGE - wide, low));
        let foot = sheet.lines(&said.foot, quiet, WIDE - wide - 20.0);
        for (line, foot) in foot.into_iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a few lines")]
            let down = low + line as f32 * 9.0;
            sheet.text(&foot, quiet, (EDGE, down));
        }
    }
}

#[cfg(test)]
mod tests;
