//! Reads an amount of money out of text, exactly or not at all. Every character must be
//! understood: what is left over makes the whole text unreadable, never a guess.

use super::super::currency::Currency;
use super::super::error::{Error, Result};
use super::super::words::narrow;
use super::Money;
use super::words::{WORDS, Word, simplify};

/// A number as written: its digits without the point, and how many stood behind the point.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    digits: String,
    decimals: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(Number),
    Word(Word),
    /// The unit of a currency: 美元, where 美金 names the currency alone.
    Unit(&'static str),
    Open,
    Close,
    Minus,
    Plus,
}

/// Why a text is no amount; becomes the message.
enum Refusal {
    Unreadable,
    Scientific,
    Decimals,
    Currencies,
    TooLarge,
}

impl Refusal {
    fn told(&self, text: &str) -> Error {
        let key = match self {
            Self::Unreadable => "error.money_unreadable",
            Self::Scientific => "error.money_scientific",
            Self::Decimals => "error.money_decimals",
            Self::Currencies => "error.money_currencies",
            Self::TooLarge => "error.money_too_large",
        };
        Error::invalid("money", key).with("text", text.trim())
    }
}

/// See [`Money::parse_scaled`].
pub(super) fn money(text: &str, default: Currency, power: u32) -> Result<Money> {
    let tokens = tokens(text).map_err(|refusal| refusal.told(text))?;
    amount(&tokens, default, power).map_err(|refusal| refusal.told(text))
}

/// See [`Money::parse_under`].
pub(super) fn money_under(text: &str, default: Currency, power: u32) -> Result<Money> {
    let tokens = tokens(text).map_err(|refusal| refusal.told(text))?;
    let speaks = |token: &Token| matches!(token, Token::Word(word) if *word != Word::Noise);
    let power = if tokens.iter().any(speaks) { 0 } else { power };
    amount(&tokens, default, power).map_err(|refusal| refusal.told(text))
}

/// See [`Money::unit_in_head`].
pub(super) fn unit_in_head(head: &str) -> Option<(Option<Currency>, u32)> {
    let folded = fold(head);
    let mut rest = folded.as_slice();
    let mut before = ' ';
    while let Some((&first, tail)) = rest.split_first() {
        let inside_latin = first.is_ascii_alphabetic() && before.is_ascii_alphabetic();
        if !inside_latin {
            let apart = !before.is_alphanumeric();
            if let Some(unit) = unit(rest, apart) {
                return Some(unit);
            }
        }
        before = first;
        rest = tail;
    }
    None
}

/// The unit that `rest` consists of, if it consists of nothing else. A bare multiplier counts only
/// where it stands apart: 数百 is no unit, （百） is.
fn unit(rest: &[char], apart: bool) -> Option<(Option<Currency>, u32)> {
    let text: String = rest.iter().collect();
    let (mut power, mut named, mut money) = (None, Named::default(), apart);
    for token in tokens(&text).ok()? {
        match token {
            Token::Word(Word::Times(by)) if power.is_none() => power = Some(by),
            Token::Word(Word::Noise) | Token::Open | Token::Close => {}
            Token::Word(word @ (Word::Currency(_) | Word::Yuan | Word::YenSign | Word::Dollar)) => {
                named.hear(word).ok()?;
                money = true;
            }
            Token::Unit(code) => {
                named.hear(Word::Currency(code)).ok()?;
                money = true;
            }
            _ => return None,
        }
    }
    let explicit = named.explicit.and_then(|code| Currency::parse(code).ok());
    let says_something = power.is_some() || explicit.is_some() || named.sign.is_some();
    (money && says_something).then_some((explicit, power.unwrap_or_default()))
}

/// Half width, lower case, simplified characters of the table, ends trimmed.
fn fold(text: &str) -> Vec<char> {
    let plain: String = text.chars().map(simplify).collect();
    let folded: String = narrow(&plain)
        .to_lowercase()
        .chars()
        .map(simplify)
        .collect();
    folded.trim().chars().collect()
}

fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let folded = fold(text);
    let mut rest = folded.as_slice();
    let mut found = Vec::new();
    while let Some((&first, tail)) = rest.split_first() {
        let (token, after) = match first {
            '(' => (Token::Open, tail),
            ')' => (Token::Close, tail),
            '-' => (Token::Minus, tail),
            '+' => (Token::Plus, tail),
            c if c.is_whitespace() => {
                rest = tail;
                continue;
            }
            '0'..='9' | '.' => number(rest)?,
            _ => word(rest)?,
        };
        found.push(token);
        rest = after;
    }
    Ok(found)
}

/// The longest word at the start. Latin letters must be used up as a whole: `kg` is not `k`.
fn word(text: &[char]) -> Result<(Token, &[char]), Refusal> {
    let letters = text.iter().take_while(|c| c.is_ascii_alphabetic()).count();
    if letters > 0 {
        for length in [letters + 1, letters] {
            let Some((head, tail)) = text.split_at_checked(length) else {
                continue;
            };
            if let Some(word) = known(head) {
                return Ok((Token::Word(word), tail));
            }
        }
        let (head, tail) = text.split_at_checked(letters).ok_or(Refusal::Unreadable)?;
        let code: String = head.iter().collect();
        let listed = Currency::parse(&code).map_err(|_| Refusal::Unreadable)?;
        let code = WORDS.iter().find_map(|(_, word)| match word {
            Word::Currency(code) if *code == listed.code() => Some(*code),
            _ => None,
        });
        // A currency the table has no word for still has its letters.
        let word = code.map_or(Word::Other(listed), Word::Currency);
        return Ok((Token::Word(word), tail));
    }
    (1..=7)
        .rev()
        .filter_map(|length| text.split_at_checked(length))
        .find_map(|(head, tail)| {
            let token = match known(head)? {
                Word::Currency(code) if head.ends_with(&['元']) => Token::Unit(code),
                word => Token::Word(word),
            };
            Some((token, tail))
        })
        .ok_or(Refusal::Unreadable)
}

fn known(head: &[char]) -> Option<Word> {
    WORDS
        .iter()
        .find(|(word, _)| word.chars().eq(head.iter().copied()))
        .map(|(_, word)| *word)
}

/// A number at the start: `1234.5`, `1,234.50`, `1 234`, `1'234`, `.5`. Groups must be of three
/// and one separator must serve throughout; anything else is left standing and refused as junk.
fn number(text: &[char]) -> Result<(Token, &[char]), Refusal> {
    let (mut digits, mut rest) = take_digits(text);
    let groupable = (1..=3).contains(&digits.len()) && !digits.starts_with('0');
    if let Some(&separator @ (',' | ' ' | '\'')) = rest.first().filter(|_| groupable) {
        while let Some((first, tail)) = rest.split_first() {
            let (group, after) = take_digits(tail);
            if *first != separator || group.len() != 3 {
                break;
            }
            digits.push_str(&group);
            rest = after;
        }
    }
    let mut decimals = String::new();
    if let Some(('.', tail)) = rest.split_first().map(|(first, tail)| (*first, tail)) {
        (decimals, rest) = take_digits(tail);
        if decimals.is_empty() {
            return Err(Refusal::Unreadable);
        }
    }
    if let ['e', '0'..='9', ..] | ['e', '+' | '-', '0'..='9', ..] = rest {
        return Err(Refusal::Scientific);
    }
    let decimals = decimals.trim_end_matches('0');
    digits.push_str(decimals);
    let decimals = u32::try_from(decimals.len()).map_err(|_| Refusal::Decimals)?;
    Ok((Token::Number(Number { digits, decimals }), rest))
}

fn take_digits(text: &[char]) -> (String, &[char]) {
    let count = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let (head, tail) = text.split_at_checked(count).unwrap_or((&[], text));
    (head.iter().collect(), tail)
}

/// Which currency the words name.
#[derive(Default)]
struct Named {
    explicit: Option<&'static str>,
    other: Option<Currency>,
    sign: Option<Word>,
    /// A whole unit was named, `元` or `美元`, not merely a currency.
    says_unit: bool,
}

impl Named {
    fn hear(&mut self, word: Word) -> Result<(), Refusal> {
        self.says_unit |= word == Word::Yuan;
        match word {
            Word::Currency(code) => match self.explicit.replace(code) {
                Some(before) if before != code => Err(Refusal::Currencies),
                _ => Ok(()),
            },
            Word::Other(currency) => match self.other.replace(currency) {
                Some(before) if before != currency => Err(Refusal::Currencies),
                _ => Ok(()),
            },
            Word::Yuan => {
                self.sign.get_or_insert(word);
                Ok(())
            }
            Word::YenSign | Word::Dollar => match self.sign.replace(word) {
                Some(before) if before != word && before != Word::Yuan => Err(Refusal::Currencies),
                _ => Ok(()),
            },
            Word::Times(_) | Word::Noise => Ok(()),
        }
    }

    fn currency(&self, default: Currency) -> Result<Currency, Refusal> {
        let explicit = self.explicit.and_then(|code| Currency::parse(code).ok());
        let named = match (explicit, self.other) {
            (Some(_), Some(_)) => return Err(Refusal::Currencies),
            (one, other) => one.or(other),
        };
        let yen_or_yuan = |c: Currency| c == Currency::CNY || c == Currency::JPY;
        match (self.sign, named) {
            (Some(Word::YenSign), Some(c)) if !yen_or_yuan(c) => Err(Refusal::Currencies),
            (Some(Word::Dollar), Some(c)) if !c.is_dollar() => Err(Refusal::Currencies),
            (_, Some(c)) => Ok(c),
            (Some(Word::YenSign), None) if !yen_or_yuan(default) => Ok(Currency::CNY),
            (Some(Word::Dollar), None) if !default.is_dollar() => Ok(Currency::USD),
            (Some(Word::Yuan), None) if !default.is_dollar() => Ok(Currency::CNY),
            _ => Ok(default),
        }
    }
}

/// One number with its multiplier: 3亿5000万 has two.
struct Part {
    number: Number,
    times: Option<u32>,
}

/// What the walk over the tokens has gathered.
#[derive(Default)]
struct Walk {
    parts: Vec<Part>,
    named: Named,
    /// Whether a sign was seen, and whether it was minus.
    minus: Option<bool>,
    /// An open bracket stands before the number: `(1,234.00)` is minus.
    ledger: bool,
    /// Brackets open after the number.
    depth: u32,
    /// The last token still lets a multiplier belong to the number.
    fresh: bool,
}

fn amount(tokens: &[Token], default: Currency, power: u32) -> Result<Money, Refusal> {
    let mut walk = Walk::default();
    for (at, token) in tokens.iter().enumerate() {
        walk.step(token, at + 1 == tokens.len())?;
    }
    if walk.ledger || walk.depth > 0 {
        return Err(Refusal::Unreadable);
    }
    let currency = walk.named.currency(default)?;
    // A head's 万 is meant for bare numbers in its own currency: `125000元` and `USD 330,395` say
    // themselves what they count.
    let power = if walk.named.says_unit || currency != default {
        0
    } else {
        power
    };
    let size = sum(&walk.parts, currency.exponent(), power)?;
    let minor = if walk.minus == Some(true) {
        -size
    } else {
        size
    };
    let minor = i64::try_from(minor).map_err(|_| Refusal::TooLarge)?;
    Ok(Money { minor, currency })
}

impl Walk {
    fn step(&mut self, token: &Token, last: bool) -> Result<(), Refusal> {
        let before = self.parts.is_empty();
        match token {
            Token::Number(number) => {
                let follows = self.parts.last().is_none_or(|part| part.times.is_some());
                if !follows || self.depth > 0 || (!before && !self.fresh) {
                    return Err(Refusal::Unreadable);
                }
                self.parts.push(Part {
                    number: number.clone(),
                    times: None,
                });
                self.fresh = true;
            }
            Token::Word(Word::Times(by)) => {
                let part = self.parts.last_mut().filter(|_| self.fresh);
                let part = part
                    .filter(|part| part.times.is_none())
                    .ok_or(Refusal::Unreadable)?;
                part.times = Some(*by);
            }
            Token::Word(word) => {
                self.named.hear(*word)?;
                // `3万元人民币` may go on; `3元万` may not.
                self.fresh = self.fresh && matches!(word, Word::Currency(_) | Word::Other(_));
            }
            Token::Unit(code) => {
                self.named.hear(Word::Currency(code))?;
                self.named.says_unit = true;
            }
            Token::Open if before && !self.ledger && self.minus.is_none() => {
                (self.ledger, self.minus) = (true, Some(true));
            }
            Token::Open if !before && !self.ledger => self.depth += 1,
            Token::Close if !before && self.ledger => self.ledger = false,
            Token::Close if self.depth > 0 => self.depth -= 1,
            Token::Minus if self.minus.is_none() && (before || last) => {
                self.minus = Some(true);
            }
            Token::Plus if before && self.minus.is_none() => self.minus = Some(false),
            _ => return Err(Refusal::Unreadable),
        }
        Ok(())
    }
}

/// The parts in minor units, added up.
fn sum(parts: &[Part], exponent: u32, power: u32) -> Result<i128, Refusal> {
    let mut total = 0_i128;
    let mut ceiling: Option<u32> = None;
    for (at, part) in parts.iter().enumerate() {
        let compound = parts.len() > 1;
        let by = match part.times {
            Some(by) => by,
            None if compound => {
                // 1万2000 is whole; 12万5 is said for 125,000 and written for 120,005.
                let digits = u32::try_from(part.number.digits.len()).unwrap_or(u32::MAX);
                if ceiling != digits.checked_sub(part.number.decimals) {
                    return Err(Refusal::Unreadable);
                }
                0
            }
            None => power,
        };
        if compound && at + 1 < parts.len() && part.number.decimals > 0 {
            return Err(Refusal::Unreadable);
        }
        let minor = scaled(&part.number, by + exponent)?;
        if let Some(ceiling) = ceiling {
            let limit = 10_i128
                .checked_pow(ceiling + exponent)
                .ok_or(Refusal::TooLarge)?;
            if by >= ceiling || minor >= limit {
                return Err(Refusal::Unreadable);
            }
        }
        ceiling = Some(by);
        total = total.checked_add(minor).ok_or(Refusal::TooLarge)?;
    }
    if parts.is_empty() {
        Err(Refusal::Unreadable)
    } else {
        Ok(total)
    }
}

/// The number times ten to `power`, which must come out whole.
fn scaled(number: &Number, power: u32) -> Result<i128, Refusal> {
    let shift = power
        .checked_sub(number.decimals)
        .ok_or(Refusal::Decimals)?;
    let digits: i128 = number.digits.parse().map_err(|_| Refusal::TooLarge)?;
    let factor = 10_i128.checked_pow(shift).ok_or(Refusal::TooLarge)?;
    digits.checked_mul(factor).ok_or(Refusal::TooLarge)
}
