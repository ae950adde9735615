//! Reads the text of a signature, line by line: what is labelled is what its label says, what has a shape (numbers,
//! mail, pages) is that, and the rest is judged by its words.

use super::lexicon::{DISCLAIMERS, GREETINGS, Label};
use super::line::{Piece, pieces};
use super::name::{self, len};
use super::{Says, Signature};
use crate::base::phone::{Phone, PhoneKind, PhoneOk};
use crate::base::{Verdict, email, words};

/// So many lines are looked at, the last of them: nobody signs with more, and a signature stands last.
const LINES: usize = 30;

/// What is being read, and what the line before it was.
#[derive(Default)]
struct Reading {
    signature: Signature,
    /// The last piece was an address: what follows may go on with it.
    in_address: bool,
    /// The last piece was an English title: `Manager, Strategic Sourcing`.
    in_title: bool,
}

/// See [`super::read`].
pub(super) fn read(text: &str) -> Signature {
    let plain = words::narrow(&words::clean_text(text));
    let lines: Vec<&str> = plain.lines().map(str::trim).collect();
    // A letter came along: what is signed stands below the sign for it.
    let below = lines
        .iter()
        .rposition(|line| matches!(*line, "--" | "—" | "——"));
    let own = lines
        .get(below.map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    let all: Vec<&str> = own
        .iter()
        .copied()
        .filter(|line| !line.is_empty())
        .collect();
    let disclaims = |line: &&str| {
        let low = line.to_lowercase();
        DISCLAIMERS.iter().any(|word| low.starts_with(word))
    };
    let until = all.iter().position(disclaims).unwrap_or(all.len());
    let (signed, disclaimed) = all.split_at(until);
    let (before, signed) = signed.split_at(signed.len().saturating_sub(LINES));
    let mut reading = Reading::default();
    for line in signed {
        let low = line.to_lowercase();
        let said = low.trim_matches([
            ',', '!', '.', ' ', '，', '！', '。', '~', '-', '_', '=', '*', ':',
        ]);
        if said.is_empty() || GREETINGS.contains(&said) {
            continue;
        }
        reading.line(line);
    }
    reading.split_name();
    // What was not looked at is no more understood than the rest; it comes last, for it is the least of it.
    for line in before.iter().chain(disclaimed) {
        reading.leave(line);
    }
    reading.signature
}

impl Reading {
    fn line(&mut self, line: &str) {
        self.in_title = false;
        // A sentence is somebody's message, whatever names and numbers it holds.
        if line.contains(['。', '?', '!', '？', '！']) && !line.contains("//") {
            return self.leave(line);
        }
        for piece in pieces(line) {
            match piece.label {
                Some(label) => self.labelled(label, piece),
                None => self.free(piece.text),
            }
        }
    }

    fn leave(&mut self, text: &str) {
        self.in_title = false;
        self.in_address = false;
        self.signature.unread.push(text.trim().to_owned());
    }

    fn note(&mut self, says: Says, value: &str, words: &str) {
        self.in_address = says == Says::Address;
        self.in_title = false;
        self.signature.take(says, value, words);
    }

    fn labelled(&mut self, label: Label, piece: Piece<'_>) {
        let Piece { text, words, .. } = piece;
        match label {
            Label::Phone | Label::Mobile | Label::Fax => {
                let left = self.numbers(text, words, Some(label));
                let left = left.trim_matches([' ', '(', ')', ',', ';', '/', '+', '-']);
                if left.chars().any(|c| words::is_han(c) || c.is_alphabetic())
                    && !left.contains("同号")
                {
                    self.free(left);
                }
            }
            Label::Is(Says::Email) => {
                let left = self.reaches(text, words);
                self.free(&left);
            }
            Label::Is(Says::Unit) if text.contains('@') => {
                let left = self.reaches(text, words);
                self.note(Says::Unit, &left, words);
            }
            Label::Is(Says::Title) => self.title(text, words),
            Label::Is(Says::Name) => self.named(text, words),
            // 微信同号, and a number that is one's name there: it is the phone's.
            Label::Is(Says::Wechat) if text.contains("同号") => {}
            Label::Is(says) => self.note(says, text, words),
            Label::Other => self.leave(words),
        }
    }

    /// What stands behind a label for names: `何平 <heping@midea.com>`, `司马云 女士`.
    fn named(&mut self, text: &str, words: &str) {
        let left = self.reaches(text, words);
        let bare = name::plain_name(left.trim());
        if name::is_han_name(bare) {
            self.note(Says::Name, bare, words);
        } else if let Some(name) = name::latin_name(&left) {
            self.note(Says::Name, &name, words);
        } else {
            self.free(&left);
        }
    }

    /// Words without a label.
    fn free(&mut self, text: &str) {
        let address = name::is_address(text);
        let left = self.reaches(text, text);
        let left = if address {
            left
        } else {
            self.numbers(&left, text, None)
        };
        let left = left.trim_matches([' ', ',', ';', '/', '(', ')', '<', '>', '-', '、']);
        if left.is_empty() {
            return;
        }
        if name::is_address(left) && !self.go_on(left) {
            return self.note(Says::Address, left, left);
        } else if name::is_address(left) {
            return;
        }
        for part in at_commas(left) {
            if part.chars().any(words::is_han) {
                self.han(part);
            } else {
                self.latin(part);
            }
        }
    }

    /// An address goes on in the line below.
    fn go_on(&mut self, text: &str) -> bool {
        let own = &mut self.signature.found;
        let found = own
            .last_mut()
            .filter(|found| found.says == Says::Address && self.in_address);
        let Some(found) = found else { return false };
        let between = if text.chars().any(words::is_han) {
            ""
        } else {
            ", "
        };
        found.value = format!("{}{between}{text}", found.value.trim_end_matches(','));
        found.words = format!("{} {text}", found.words);
        true
    }

    /// Notes mail addresses and pages, and hands back what is left.
    fn reaches(&mut self, text: &str, words: &str) -> String {
        let mut left: Vec<&str> = Vec::new();
        for token in text.split_whitespace() {
            let bare =
                token.trim_matches(['<', '>', '(', ')', ',', ';', '[', ']', '"', '，', '；']);
            let address = email::normalise(bare);
            if bare.contains('@') && email::verdict(&address) == Verdict::Ok {
                self.note(Says::Email, &address, words);
            } else if is_page(bare) {
                self.note(Says::Website, bare, words);
            } else {
                left.push(token);
            }
        }
        left.join(" ")
    }

    /// Notes telephone numbers, and hands back what is left.
    fn numbers(&mut self, text: &str, words: &str, label: Option<Label>) -> String {
        let mut left = String::new();
        for part in text.split_inclusive([',', ';', '/', '、']) {
            let phones = Phone::parse_all(part);
            let [phone] = phones.as_slice() else {
                for phone in &phones {
                    self.number(phone, words, label);
                }
                continue;
            };
            let run = run_of(part);
            let digits = run.chars().filter(char::is_ascii_digit).count();
            let sure = phone.ok == PhoneOk::Yes
                || (phone.ok == PhoneOk::Unknown && (label.is_some() || run.starts_with('+')));
            if digits >= 7 && sure {
                self.number(&Phone::parse(run), words, label);
                left.push_str(&part.replacen(run, " ", 1));
            } else {
                left.push_str(part);
            }
        }
        left
    }

    fn number(&mut self, phone: &Phone, words: &str, label: Option<Label>) {
        let raw = phone.raw.as_str();
        if label == Some(Label::Fax) || phone.kind == PhoneKind::Fax {
            return self.note(Says::WorkPhone, &format!("{raw} (fax)"), words);
        }
        let carried = phone.kind == PhoneKind::Mobile
            || (label == Some(Label::Mobile) && phone.kind != PhoneKind::Switch);
        let says = if carried {
            Says::Mobile
        } else {
            Says::WorkPhone
        };
        self.note(says, raw, words);
    }

    fn title(&mut self, text: &str, words: &str) {
        if let Some((department, title)) = name::department_of(text) {
            self.signature.note(Says::Department, department, words);
            self.note(Says::Title, title, words);
        } else {
            self.note(Says::Title, text, words);
        }
    }

    fn han(&mut self, part: &str) {
        if name::is_han_unit(part) && !part.contains([' ', '/']) {
            return self.note(Says::Unit, part, part);
        }
        let mut tokens = part
            .split([' ', '/', '(', ')', '【', '】', '[', ']'])
            .filter(|one| !one.is_empty());
        let mut latin: Vec<&str> = Vec::new();
        let mut one: Option<&str> = None;
        let mut next = tokens.next();
        while let Some(token) = next {
            next = tokens.next();
            if !token.chars().any(words::is_han) {
                latin.push(token);
                continue;
            }
            if len(token) == 1 {
                // 张 伟 is one name, written wide.
                match one.take() {
                    Some(before) => self.word(&format!("{before}{token}"), part),
                    None => one = Some(token),
                }
                continue;
            }
            self.word(token, part);
        }
        if !latin.is_empty() {
            self.latin(&latin.join(" "));
        }
    }

    /// One Chinese word, however much is written together in it.
    fn word(&mut self, word: &str, words: &str) {
        // Somebody presents themselves: 我是华东重工的张伟.
        let word = ["我是", "我叫", "的"]
            .iter()
            .find_map(|said| word.strip_prefix(said))
            .unwrap_or(word);
        let bare = name::plain_name(word);
        if name::is_han_unit(word) {
            self.note(Says::Unit, word, words);
        } else if let Some((unit, rest)) = name::unit_before(word) {
            self.note(Says::Unit, unit, words);
            self.word(rest, words);
        } else if name::is_han_title(word) {
            self.title(word, words);
        } else if self.signature.first(Says::Name).is_none() && name::is_han_name(bare) {
            self.note(Says::Name, bare, words);
        } else if name::is_han_department(word) {
            self.note(Says::Department, word, words);
        } else if let Some((title, name)) = name::titled_name(word) {
            self.title(title, words);
            self.note(Says::Name, name, words);
        } else if let Some((department, rest)) = name::department_before(word) {
            self.note(Says::Department, department, words);
            self.word(rest, words);
        } else if !word.contains("同号") {
            self.leave(word);
        }
    }

    fn latin(&mut self, part: &str) {
        for at in [" at ", " @ "] {
            if let Some((post, unit)) = part.split_once(at) {
                self.latin(post);
                return self.note(Says::Unit, unit, part);
            }
        }
        let went_on = std::mem::take(&mut self.in_title);
        // The full stop of `Ltd.` belongs to it; of anything else it ends a line.
        let part = if name::has_legal_form(part) {
            part
        } else {
            part.trim_end_matches('.')
        };
        let has = |says| self.signature.first(says).is_some();
        if name::has_legal_form(part) {
            self.note(Says::Unit, part, part);
        } else if name::is_latin_title(part) && !has(Says::Title) {
            self.note(Says::Title, part, part);
            self.in_title = true;
        } else if name::is_latin_department(part) {
            self.note(Says::Department, part, part);
        } else if name::is_latin_unit(part) && !has(Says::Unit) {
            self.note(Says::Unit, part, part);
        } else if let Some(name) = name::latin_name(part).filter(|_| !has(Says::Name)) {
            self.note(Says::Name, &name, part);
        } else if went_on && let Some(title) = self.last_title() {
            title.push_str(", ");
            title.push_str(part);
        } else if part.chars().any(char::is_alphanumeric) {
            self.leave(part);
        }
    }

    fn last_title(&mut self) -> Option<&mut String> {
        let last = self.signature.found.last_mut()?;
        (last.says == Says::Title).then_some(&mut last.value)
    }

    /// Nobody was named by themselves: the name may be written together with the title.
    fn split_name(&mut self) {
        let own = &mut self.signature;
        if own.first(Says::Name).is_some() {
            return;
        }
        let title = own.found.iter_mut().find(|found| found.says == Says::Title);
        let Some(title) = title else { return };
        let Some((name, rest)) = name::named_title(&title.value) else {
            return;
        };
        let (name, rest, words) = (name.to_owned(), rest.to_owned(), title.words.clone());
        title.value = rest;
        own.note(Says::Name, &name, &words);
    }
}

/// The stretch that is written like a number, its extension with it.
fn run_of(text: &str) -> &str {
    let number = |c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '+' | '–' | '#' | '转')
    };
    let digits = |run: &str| run.chars().filter(char::is_ascii_digit).count();
    let run = text.split(|c| !number(c)).max_by_key(|run| digits(run));
    run.unwrap_or_default()
        .trim_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '('))
}

fn is_page(word: &str) -> bool {
    let low = word.to_lowercase();
    if low.starts_with("http://") || low.starts_with("https://") || low.starts_with("www.") {
        return low.contains('.');
    }
    let host = low.split('/').next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let fits = labels.iter().all(|label| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    let known = [
        "com", "cn", "net", "org", "de", "io", "uk", "eu", "hk", "tw", "jp", "fr",
    ];
    let top = labels.last().copied().unwrap_or_default();
    // `Co.` and `Ltd.` end in a point as well, and `St.Gallen` has one within.
    labels.len() >= 2 && fits && known.contains(&top) && host.len() >= 5
}

/// Parted at commas, but not before a legal form: `Acme Co., Ltd.` is one name.
fn at_commas(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, comma) in text.match_indices([',', ';', '，', '；', '、']) {
        let behind = text
            .get(at + comma.len()..)
            .unwrap_or_default()
            .trim_start();
        let next: String = behind
            .chars()
            .take_while(|c| c.is_ascii_alphabetic() || *c == '.')
            .collect();
        let next = next.trim_matches('.').replace('.', "").to_lowercase();
        let form = matches!(
            next.as_str(),
            "ltd" | "limited" | "inc" | "llc" | "corp" | "sa" | "plc" | "gmbh" | "llp" | "spa"
        );
        if !form {
            parts.push(text.get(from..at).unwrap_or_default());
            from = at + comma.len();
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
        .into_iter()
        .map(|part| part.trim_matches([' ', '(', ')']))
        .filter(|part| !part.is_empty())
        .collect()
}
