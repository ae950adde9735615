//! Chinese spelled in Latin letters: a key to sort by, and the spellings to find by.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::ToPinyin;

use super::readings::{PHRASES, SEVERAL, SURNAMES, simplified};
use super::{fold, is_han, is_letter};

/// At most this many spellings of one text; a name with many ambiguous characters keeps those
/// that differ least from the likeliest.
const MOST_FORMS: usize = 12;

/// One way to spell a text, piece by piece: each Han character is a piece, and so is each run of
/// other letters or digits. Lower case, no tones, ü as `v`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The pieces in full: `hua wei ict xue yuan`.
    pub syllables: Vec<String>,
    /// The pieces in short: `h w ict x y`. A Latin word beside Han stands whole; in a text without
    /// Han it gives its first letter (`f m c` for Ford Motor Company).
    pub initials: Vec<String>,
}

impl Spelling {
    /// All syllables joined: `huaweijishu`.
    #[must_use]
    pub fn full(&self) -> String {
        self.syllables.concat()
    }

    /// All initials joined: `hwjs`.
    #[must_use]
    pub fn short(&self) -> String {
        self.initials.concat()
    }
}

/// A piece of a text. Of a Han character also the reading that its place in the text tells.
enum Piece {
    Han(char, Option<&'static str>),
    Other(String),
}

/// A key whose plain byte order sorts Chinese by pinyin, tone and character, and Latin text among
/// it by its letters. A name of two or three characters reads its surname as one (单伟 is shàn).
#[must_use]
pub fn pinyin_key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(4 * folded.len());
    for piece in pieces(&folded, true) {
        match piece {
            Piece::Han(c, told) => {
                key.extend(sounds(c, told).next().into_iter().flat_map(spelled));
                key.push(c);
            }
            Piece::Other(word) => {
                key.push_str(&word);
                key.push(' ');
            }
        }
    }
    // Texts that differ in signs only still get an order of their own.
    key.push('\u{1}');
    key.push_str(&folded);
    key
}

/// How a text is read aloud, by the likeliest reading of each character and without tones; Latin words
/// stand as they are. Two names of one sound may be one name written twice.
#[must_use]
pub fn sound(text: &str) -> String {
    let mut heard = String::with_capacity(3 * text.len());
    for piece in pieces(&fold(text), true) {
        match piece {
            Piece::Han(c, told) => {
                let reading = sounds(c, told).next().into_iter().flat_map(spelled);
                heard.extend(reading.filter(|c| !c.is_ascii_digit()));
            }
            Piece::Other(word) => heard.push_str(&word),
        }
    }
    heard
}

/// The spellings a text can be found by, the likeliest first, none twice, at most twelve. Empty
/// for a text without letters or digits.
#[must_use]
pub fn pinyin_forms(text: &str) -> Vec<Spelling> {
    let pieces = pieces(&fold(text), false);
    if pieces.is_empty() {
        return Vec::new();
    }
    let latin_only = !pieces.iter().any(|piece| matches!(piece, Piece::Han(..)));
    let choices: Vec<Vec<String>> = pieces.iter().map(spellings).collect();
    let likeliest: Vec<String> = choices.iter().map(|choice| first(choice)).collect();
    let mut forms = vec![likeliest.clone()];
    // Forms with one unlikely reading come before those with two.
    let mut wave = vec![(0, likeliest)];
    while forms.len() < MOST_FORMS && !wave.is_empty() {
        let mut next = Vec::new();
        for (from, form) in &wave {
            for (at, choice) in choices.iter().enumerate().skip(*from) {
                for other in choice.iter().skip(1) {
                    let mut fresh = form.clone();
                    if let Some(slot) = fresh.get_mut(at) {
                        slot.clone_from(other);
                    }
                    next.push((at + 1, fresh));
                }
            }
        }
        forms.extend(next.iter().map(|(_, form)| form.clone()));
        wave = next;
    }
    forms.truncate(MOST_FORMS);
    let shorten = |(syllable, piece): (&String, &Piece)| match piece {
        Piece::Other(_) if !latin_only => syllable.clone(),
        _ => syllable.chars().take(1).collect(),
    };
    let spelled = |syllables: Vec<String>| {
        let initials = syllables.iter().zip(&pieces).map(shorten).collect();
        Spelling {
            syllables,
            initials,
        }
    };
    forms.into_iter().map(spelled).collect()
}

fn first(choice: &[String]) -> String {
    choice.first().cloned().unwrap_or_default()
}

/// How a piece may be typed: without tones, ü as `v`, `yu` (passports) or `u`; none twice.
fn spellings(piece: &Piece) -> Vec<String> {
    let readings = match piece {
        Piece::Other(word) => return vec![word.clone()],
        Piece::Han(c, told) => readings(*c, *told),
    };
    let mut typed: Vec<String> = Vec::new();
    for reading in readings {
        let plain = reading.trim_end_matches(|c: char| c.is_ascii_digit());
        let forms = match plain.split_once('v') {
            Some((head, tail)) => {
                vec![
                    plain.to_owned(),
                    format!("{head}yu{tail}"),
                    format!("{head}u{tail}"),
                ]
            }
            None => vec![plain.to_owned()],
        };
        for form in forms {
            if !typed.contains(&form) {
                typed.push(form);
            }
        }
    }
    typed
}

fn pieces(folded: &str, as_name: bool) -> Vec<Piece> {
    let folded: Vec<char> = folded.chars().map(simplified).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = folded.as_slice();
    let mut parted = true;
    while let Some((&c, tail)) = rest.split_first() {
        if let Some((word, sounds)) = phrase(rest) {
            for (c, sound) in word.chars().zip(sounds.split(' ')) {
                pieces.push(Piece::Han(c, Some(sound)));
            }
            rest = rest.get(word.chars().count()..).unwrap_or_default();
            parted = true;
            continue;
        }
        if is_han(c) {
            pieces.push(Piece::Han(c, None));
            parted = true;
        } else if is_letter(c) {
            match pieces.last_mut() {
                Some(Piece::Other(word)) if !parted => word.push(c),
                _ => pieces.push(Piece::Other(c.to_string())),
            }
            parted = false;
        } else {
            parted = true;
        }
        rest = tail;
    }
    if as_name {
        read_surname(&folded, &mut pieces);
    }
    pieces
}

/// A phrase and how it is read.
type Phrase = (&'static str, &'static str);

/// The phrases by their first character.
static PHRASES_BY_FIRST: LazyLock<HashMap<char, Vec<Phrase>>> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<Phrase>> = HashMap::new();
    for phrase in PHRASES {
        by_first
            .entry(phrase.0.chars().next().unwrap_or_default())
            .or_default()
            .push(*phrase);
    }
    by_first
});

/// The characters of several readings.
static SEVERAL_BY_CHARACTER: LazyLock<HashMap<char, &'static str>> =
    LazyLock::new(|| SEVERAL.iter().copied().collect());

/// The longest phrase that the text begins with.
fn phrase(text: &[char]) -> Option<Phrase> {
    let starts = |word: &str| {
        let mut own = text.iter();
        word.chars().all(|c| own.next() == Some(&c))
    };
    let known = PHRASES_BY_FIRST.get(text.first()?)?;
    known
        .iter()
        .filter(|(word, _)| starts(word))
        .max_by_key(|(word, _)| word.len())
        .copied()
}

/// How a character sounds: as `told`, then in all other ways, tones as a digit at the end.
fn sounds(c: char, told: Option<&'static str>) -> impl Iterator<Item = &'static str> {
    let several = SEVERAL_BY_CHARACTER.get(&c);
    let only = c.to_pinyin().filter(|_| several.is_none());
    let own = several.into_iter().flat_map(|sounds| sounds.split(' '));
    told.into_iter()
        .chain(own)
        .chain(only.map(|sound| sound.with_tone_num_end()))
}

/// A sound as it is kept: ü is `v`.
fn spelled(sound: &'static str) -> impl Iterator<Item = char> {
    sound.chars().map(|c| if c == 'ü' { 'v' } else { c })
}

/// All readings of a character, `told` before the others, none twice.
fn readings(c: char, told: Option<&'static str>) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    for sound in sounds(c, told) {
        let reading = spelled(sound).collect();
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// A text of two or three Han characters is likely a person: its first is read as a surname.
fn read_surname(folded: &[char], pieces: &mut [Piece]) {
    if !(2..=3).contains(&folded.len()) || !folded.iter().copied().all(is_han) {
        return;
    }
    if phrase(folded).is_some() {
        return;
    }
    if let Some(Piece::Han(c, told)) = pieces.first_mut()
        && let Some((_, sound)) = SURNAMES.iter().find(|(known, _)| known == c)
    {
        *told = Some(sound);
    }
}
