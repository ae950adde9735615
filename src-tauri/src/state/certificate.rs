//! A drill's certificate on a sheet of A4: what was compared, with what outcome, and the seal as the vault
//! keeps it. In the user's language; where no font of the computer shows Chinese, in English, and it says so.

use chrono_tz::Tz;
use pdf_writer::Date;
use steward_core::backup::{Certificate, ComparedBy, DrillEntry};
use steward_core::base::{Error, Kind, Result, Timestamp, WireError};

use crate::desktop::fonts::Shelf;
use crate::desktop::pdf::{About, Hand, Ink, PAGE, Sheet};
use crate::desktop::words::{Language, text};

const INK: Ink = [0.11, 0.13, 0.17];
const QUIET: Ink = [0.4, 0.43, 0.48];
const LINE: Ink = [0.82, 0.84, 0.87];
const GOOD: Ink = [0.09, 0.42, 0.27];
const BAD: Ink = [0.68, 0.16, 0.13];

const EDGE: f32 = 64.0;
const FRAME: f32 = 30.0;
const NAMES: f32 = 132.0;
const WIDE: f32 = PAGE.0 - 2.0 * EDGE;
/// What is sealed is for programs to read; it takes what room is left.
const SEALED: [f32; 6] = [7.5, 6.5, 5.5, 4.5, 3.5, 2.5];

/// When and where a sheet is made.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// Now.
    pub at: Timestamp,
    /// Where the user is.
    pub zone: Tz,
    /// What they read.
    pub language: Language,
}

/// What a sheet says, before it is set.
#[derive(Debug)]
struct Said {
    program: String,
    title: String,
    outcome: String,
    meaning: String,
    facts: Vec<(String, String)>,
    seal: Vec<(String, String)>,
    sealed: String,
    note: String,
    foot: String,
}

/// The certificate of a drill as a PDF of one page.
///
/// # Errors
/// When no font shows even English; when a font of the system is not what it said it is.
pub fn pdf(entry: &DrillEntry, made: Made, shelf: &Shelf) -> Result<Vec<u8>> {
    let mut made = made;
    let mut said = said(entry, made);
    let mut sheet = sheet_for(&said.all(), shelf);
    // What names hold is the user's; whether the words can be read is asked of the words.
    let words = text(made.language, "paper.drill.title", &[]);
    if !words.chars().all(|c| sheet.shows(c)) {
        made.language = Language::En;
        said = self::said(entry, made);
        let no_font = text(Language::En, "paper.no_chinese", &[]);
        said.foot = format!("{no_font} {}", said.foot);
        sheet = sheet_for(&said.all(), shelf);
    }
    let words = text(made.language, "paper.drill.title", &[]);
    if !words.chars().all(|c| sheet.shows(c)) {
        return Err(Error::new(Kind::Unavailable, "error.no_font"));
    }
    said.spell(|c| sheet.shows(c));
    set(&mut sheet, &said, entry);
    let title = format!("{} · {}", said.title, when(entry.drilled_at, made.zone));
    let language = match made.language {
        Language::En => "en",
        Language::Zh => "zh-CN",
    };
    sheet.finish(About {
        title: &title,
        language,
        made: date(made),
    })
}

/// A sheet in the fonts that `all` can be set in.
pub(super) fn sheet_for(all: &str, shelf: &Shelf) -> Sheet {
    // What stands for letters that no font shows.
    let all = format!("{all}\\u{{0123456789abcdef}}");
    Sheet::new(shelf.fit(&all, false), shelf.fit(&all, true))
}

/// Letters that no font shows are told by their numbers, so that none is left out.
pub(super) fn spell(text: &mut String, shows: impl Fn(char) -> bool) {
    if text.chars().any(|c| !shows(c) && !c.is_control()) {
        let letters = text.chars().map(|c| match c {
            c if shows(c) || c.is_control() => c.to_string(),
            c => c.escape_unicode().to_string(),
        });
        *text = letters.collect();
    }
}

impl Said {
    fn all(&self) -> String {
        let mut all = String::new();
        let pairs = self.facts.iter().chain(&self.seal);
        let pairs = pairs.flat_map(|(name, value)| [name, value]);
        let others = [
            &self.program,
            &self.title,
            &self.outcome,
            &self.meaning,
            &self.sealed,
            &self.note,
            &self.foot,
        ];
        for text in pairs.chain(others) {
            all.push_str(text);
        }
        all
    }

    /// Letters of names that no font shows are told by their numbers, so that none is left out.
    fn spell(&mut self, shows: impl Fn(char) -> bool) {
        let spelled = |text: &mut String| spell(text, &shows);
        for (name, value) in self.facts.iter_mut().chain(&mut self.seal) {
            spelled(name);
            spelled(value);
        }
        spelled(&mut self.meaning);
        spelled(&mut self.sealed);
        spelled(&mut self.foot);
    }
}

fn said(entry: &DrillEntry, made: Made) -> Said {
    let word = |key: &str| text(made.language, key, &[]);
    let passed = entry.passed;
    let (outcome, meaning) = if passed {
        ("ui.proof.passed", "paper.drill.passed")
    } else {
        ("ui.proof.failed", "paper.drill.failed")
    };
    let zone = made.zone.name();
    let printed = when(made.at.0, made.zone);
    let certificate = entry.certificate.as_ref();
    let mut seal = Vec::new();
    if let Some(said) = certificate.filter(|said| !said.contents.is_empty()) {
        let name = word("paper.drill.contents");
        seal.push((format!("{name} · BLAKE3"), said.contents.clone()));
    }
    let name = word("paper.drill.seal");
    seal.push((format!("{name} · HMAC-SHA-256"), entry.seal.clone()));
    let program = certificate.map_or("Steward", |said| said.program.as_str());
    Said {
        program: program.to_owned(),
        title: word("paper.drill.title"),
        outcome: word(outcome),
        meaning: word(meaning),
        facts: certificate.map_or_else(
            || vec![(word("ui.proof.certificate"), word("ui.proof.unreadable"))],
            |said| facts(entry, said, made),
        ),
        seal,
        sealed: entry.text.clone(),
        note: word("ui.proof.sealed_note"),
        foot: text(
            made.language,
            "paper.drill.foot",
            &[("on", &printed), ("zone", zone)],
        ),
    }
}

fn facts(entry: &DrillEntry, said: &Certificate, made: Made) -> Vec<(String, String)> {
    let language = made.language;
    let word = |key: &str| text(language, key, &[]);
    let fact = |key: &str, value: String| (word(&format!("ui.proof.fact.{key}")), value);
    let none = || "–".to_owned();
    let at = |at: i64| when(at, made.zone);
    let own = |name: &str, id: &str| format!("{name}\n{id}");
    let backup = match (said.backup_made_at, &said.backup) {
        (Some(made_at), Some(id)) => own(&at(made_at), id),
        (Some(made_at), None) => at(made_at),
        (None, _) => none(),
    };
    let by = if said.by_itself {
        "ui.proof.by_itself"
    } else {
        "ui.proof.by_hand"
    };
    let mut facts = vec![
        fact("vault", own(&said.vault_name, &said.vault)),
        fact("begun", at(said.drilled_at)),
        fact("backup", backup),
        fact("place", said.place_name.clone().unwrap_or_else(none)),
        fact("by", word(by)),
        fact(
            "took",
            text(
                language,
                "ui.proof.seconds",
                &[("seconds", &seconds(said.took_ms))],
            ),
        ),
    ];
    if said.passed {
        let (rows, tables) = (grouped(said.rows), grouped(said.tables));
        let compared = text(
            language,
            compared(said),
            &[("rows", &rows), ("tables", &tables)],
        );
        let (records, opened) = (grouped(said.records), grouped(said.opened));
        let opened = [("records", records.as_str()), ("opened", opened.as_str())];
        facts.push(fact("compared", compared));
        facts.push(fact("records", text(language, "ui.proof.opened", &opened)));
        facts.push(fact("files", grouped(said.files)));
    } else if let Some(reason) = &said.reason {
        facts.push(fact("reason", sentence(reason, language)));
    }
    let state = if entry.genuine {
        "ui.proof.genuine"
    } else {
        "ui.proof.altered"
    };
    facts.push((word("ui.proof.certificate"), word(state)));
    facts
}

fn compared(said: &Certificate) -> &'static str {
    match (said.compared, said.by_contents) {
        (Some(ComparedBy::Nothing), _) => "ui.proof.by_nothing",
        (_, true) => "ui.proof.by_contents",
        (_, false) => "ui.proof.by_counts",
    }
}

/// Why it did not pass; a table is called as the user knows it.
fn sentence(reason: &WireError, language: Language) -> String {
    let called = |table: &str| {
        let key = format!("entity.{table}");
        match text(language, &key, &[]) {
            name if name == key => text(language, "ui.drill.own_table", &[("table", table)]),
            name => name,
        }
    };
    let values = reason
        .values
        .iter()
        .map(|(name, value)| match name.as_ref() {
            "table" => (name.as_ref(), called(value)),
            name => (name, value.clone()),
        });
    let values: Vec<(&str, String)> = values.collect();
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    text(language, &reason.key, &values)
}

fn set(sheet: &mut Sheet, said: &Said, entry: &DrillEntry) {
    let hand = |size, ink| Hand {
        bold: false,
        size,
        ink,
    };
    let strong = |size, ink| Hand {
        bold: true,
        size,
        ink,
    };
    let low = PAGE.1 - FRAME;
    sheet.frame(
        (FRAME, FRAME),
        (PAGE.0 - 2.0 * FRAME, PAGE.1 - 2.0 * FRAME),
        LINE,
    );
    let mut down = 84.0;
    sheet.text("Steward", hand(10.0, QUIET), (EDGE, down));
    let wide = sheet.width(&said.program, hand(10.0, QUIET));
    sheet.text(
        &said.program,
        hand(10.0, QUIET),
        (PAGE.0 - EDGE - wide, down),
    );
    down += 40.0;
    sheet.text(&said.title, strong(25.0, INK), (EDGE, down));
    down += 36.0;
    let ink = if entry.passed { GOOD } else { BAD };
    mark(sheet, entry.passed, (EDGE, down - 14.0), ink);
    sheet.text(&said.outcome, strong(15.0, ink), (EDGE + 26.0, down));
    down += 22.0;
    for line in sheet.lines(&said.meaning, hand(10.5, QUIET), WIDE) {
        sheet.text(&line, hand(10.5, QUIET), (EDGE, down));
        down += 15.0;
    }
    down += 5.0;
    for (name, value) in &said.facts {
        sheet.rule((EDGE, down), WIDE, LINE);
        down += 16.0;
        sheet.text(name, hand(9.5, QUIET), (EDGE, down));
        for (at, part) in value.lines().enumerate() {
            let set_in = if at == 0 {
                hand(10.5, INK)
            } else {
                hand(7.5, QUIET)
            };
            let step = if at == 0 { 14.5 } else { 11.0 };
            for line in sheet.lines(part, set_in, WIDE - NAMES) {
                sheet.text(&line, set_in, (EDGE + NAMES, down));
                down += step;
            }
        }
        down -= 7.0;
    }
    sheet.rule((EDGE, down), WIDE, LINE);
    down += 20.0;
    for (name, value) in &said.seal {
        sheet.text(name, hand(8.5, QUIET), (EDGE, down));
        down += 11.0;
        for line in sheet.lines(value, hand(8.5, INK), WIDE) {
            sheet.text(&line, hand(8.5, INK), (EDGE, down));
            down += 11.0;
        }
        down += 4.0;
    }
    for line in sheet.lines(&said.note, hand(8.5, QUIET), WIDE) {
        sheet.text(&line, hand(8.5, QUIET), (EDGE, down));
        down += 11.0;
    }
    down += 3.0;
    let foot = sheet.lines(&said.foot, hand(8.5, QUIET), WIDE);
    let top_of_foot = low - 14.0 - 11.0 * lines_of(&foot);
    let sizes = SEALED.iter().map(|size| hand(*size, QUIET));
    let fitting = sizes.map(|hand| (hand, sheet.lines(&said.sealed, hand, WIDE)));
    let room = top_of_foot - 8.0 - down;
    let mut fitting = fitting.filter(|(hand, lines)| lines_of(lines) * hand.size * 1.3 <= room);
    // One that no size makes room for is in the vault; its seal stands above.
    if let Some((hand, lines)) = fitting.next() {
        for line in lines {
            sheet.text(&line, hand, (EDGE, down));
            down += hand.size * 1.3;
        }
    }
    down = top_of_foot + 11.0;
    for line in foot {
        sheet.text(&line, hand(8.5, QUIET), (EDGE, down));
        down += 11.0;
    }
}

#[expect(clippy::cast_precision_loss, reason = "lines of one page")]
fn lines_of(lines: &[String]) -> f32 {
    lines.len() as f32
}

/// A tick or a cross: whoever sees no colours sees it as well.
fn mark(sheet: &mut Sheet, good: bool, (left, down): (f32, f32), ink: Ink) {
    let tick = [
        (0.0, 8.0),
        (2.4, 5.6),
        (6.2, 9.4),
        (14.2, 1.4),
        (16.6, 3.8),
        (6.2, 14.2),
    ];
    let slash = [(1.0, 3.0), (3.0, 1.0), (15.0, 13.0), (13.0, 15.0)];
    let back = [(13.0, 1.0), (15.0, 3.0), (3.0, 15.0), (1.0, 13.0)];
    let shapes: &[&[(f32, f32)]] = if good { &[&tick] } else { &[&slash, &back] };
    for shape in shapes {
        let corners: Vec<_> = shape.iter().map(|(x, y)| (left + x, down + y)).collect();
        sheet.fill(&corners, ink);
    }
}

/// An instant where the user is, with how far that is from the world's time.
pub(super) fn when(at: i64, zone: Tz) -> String {
    let there = Timestamp(at).utc().with_timezone(&zone);
    there.format("%Y-%m-%d %H:%M:%S (UTC%:z)").to_string()
}

/// The same for what a file says of itself.
pub(super) fn date(made: Made) -> Date {
    let there = made.at.utc().with_timezone(&chrono_tz::UTC);
    let part = |format| {
        there
            .format(format)
            .to_string()
            .parse::<u16>()
            .unwrap_or_default()
    };
    let small = |format| u8::try_from(part(format)).unwrap_or_default();
    Date::new(part("%Y"))
        .month(small("%m"))
        .day(small("%d"))
        .hour(small("%H"))
        .minute(small("%M"))
        .second(small("%S"))
        .utc_offset_hour(0)
}

fn seconds(took_ms: i64) -> String {
    if took_ms < 10_000 {
        return format!("{}.{}", took_ms / 1000, took_ms % 1000 / 100);
    }
    grouped(((took_ms + 500) / 1000).unsigned_abs())
}

/// With a comma for every thousand.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
pub(crate) mod tests;
