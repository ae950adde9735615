//! Reads a formula: signs, precedence, names as they stand. What a name means is for `names.rs`.
//!
//! From loose to tight: or, and, not, comparison, `&` (texts joined), `+ -`, `* /`, a sign before,
//! `%` behind.

use std::ops::Range;

use crate::base::error::{Error, Result};

/// A name in a formula and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// A formula as it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tree {
    /// A number in hundred-millionths.
    Number(i128),
    Text(String),
    Truth(bool),
    /// One name, or two with a point between.
    Path(Name, Option<Name>),
    Minus(Box<Tree>),
    Not(Box<Tree>),
    Percent(Box<Tree>),
    Pair(Box<Tree>, Sign, Box<Tree>),
    Call(Name, Vec<Tree>),
}

/// What stands between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Join,
    Plus,
    Minus,
    Times,
    By,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(i128),
    Text(String),
    Name(String),
    Sign(Sign),
    Not,
    Percent,
    Open,
    Close,
    Comma,
    Point,
}

/// A number's one, in hundred-millionths.
pub(super) const ONE: i128 = 100_000_000;

/// How deep brackets may stand in one another.
const DEEPEST: u32 = 40;

fn wrong(key: &'static str, text: &str, at: usize) -> Error {
    let rest: String = text
        .get(at..)
        .unwrap_or_default()
        .chars()
        .take(12)
        .collect();
    Error::invalid("formula", key).with("text", rest)
}

/// Reads a whole formula.
pub(super) fn read(text: &str) -> Result<Tree> {
    let tokens = tokens(text)?;
    let mut reader = Reader {
        text,
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    let tree = reader.any(0)?;
    if reader.at < tokens.len() {
        return Err(reader.lost());
    }
    Ok(tree)
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' | '（' => Token::Open,
            ')' | '）' => Token::Close,
            ',' | '，' | ';' | '；' => Token::Comma,
            '.' if !chars.peek().is_some_and(|(_, next)| next.is_ascii_digit()) => Token::Point,
            '+' | '＋' => Token::Sign(Sign::Plus),
            '-' | '－' | '−' => Token::Sign(Sign::Minus),
            '*' | '×' | '＊' => Token::Sign(Sign::Times),
            '/' | '÷' | '／' => Token::Sign(Sign::By),
            '&' => Token::Sign(Sign::Join),
            '%' | '％' => Token::Percent,
            '=' | '＝' => {
                chars.next_if(|(_, next)| *next == '=');
                Token::Sign(Sign::Eq)
            }
            '≠' => Token::Sign(Sign::Ne),
            '≤' => Token::Sign(Sign::Le),
            '≥' => Token::Sign(Sign::Ge),
            '!' if chars.next_if(|(_, next)| *next == '=').is_some() => Token::Sign(Sign::Ne),
            '<' | '＜' => {
                if chars.next_if(|(_, next)| *next == '=').is_some() {
                    Token::Sign(Sign::Le)
                } else if chars.next_if(|(_, next)| *next == '>').is_some() {
                    Token::Sign(Sign::Ne)
                } else {
                    Token::Sign(Sign::Lt)
                }
            }
            '>' | '＞' => {
                if chars.next_if(|(_, next)| *next == '=').is_some() {
                    Token::Sign(Sign::Ge)
                } else {
                    Token::Sign(Sign::Gt)
                }
            }
            '"' | '“' | '”' | '\'' => {
                let ends = |c: char| matches!(c, '"' | '“' | '”' | '\'');
                let mut inner = String::new();
                loop {
                    match chars.next() {
                        Some((_, c)) if ends(c) => break,
                        Some((_, c)) => inner.push(c),
                        None => return Err(wrong("error.formula_open_text", text, start)),
                    }
                }
                Token::Text(inner)
            }
            '{' => {
                let mut inner = String::new();
                loop {
                    match chars.next() {
                        Some((_, '}')) => break,
                        Some((_, c)) => inner.push(c),
                        None => return Err(wrong("error.formula_open_name", text, start)),
                    }
                }
                Token::Name(inner.trim().to_owned())
            }
            c if c.is_ascii_digit() || c == '.' => {
                let mut digits = String::from(c);
                while let Some((_, next)) =
                    chars.next_if(|(_, next)| next.is_ascii_digit() || *next == '.')
                {
                    digits.push(next);
                }
                let times = match chars.next_if(|(_, next)| matches!(next, '万' | '亿')) {
                    Some((_, '万')) => 10_000,
                    Some(_) => 100_000_000,
                    None => 1,
                };
                let number = number(&digits)
                    .and_then(|number| number.checked_mul(times))
                    .ok_or_else(|| wrong("error.formula_number", text, start))?;
                Token::Number(number)
            }
            c if is_name(c) => {
                let mut name = String::from(c);
                while let Some((_, next)) = chars.next_if(|(_, next)| is_name(*next)) {
                    name.push(next);
                }
                match name.to_lowercase().as_str() {
                    "or" | "或" => Token::Sign(Sign::Or),
                    "and" | "且" => Token::Sign(Sign::And),
                    "not" | "非" => Token::Not,
                    _ => Token::Name(name),
                }
            }
            _ => return Err(wrong("error.formula_sign", text, start)),
        };
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        found.push((token, start..end));
    }
    Ok(found)
}

fn number(digits: &str) -> Option<i128> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.contains('.') || part.len() > 8 || whole.len() > 18 {
        return None;
    }
    let whole: i128 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let part: i128 = format!("{part:0<8}").parse().ok()?;
    whole.checked_mul(ONE)?.checked_add(part)
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [(Token, Range<usize>)],
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn take(&mut self, token: &Token) -> bool {
        let is = self.peek() == Some(token);
        self.at += usize::from(is);
        is
    }

    fn lost(&self) -> Error {
        let at = self
            .tokens
            .get(self.at)
            .map_or(self.text.len(), |(_, at)| at.start);
        if at == self.text.len() {
            return wrong("error.formula_ends", self.text, at);
        }
        wrong("error.formula_lost", self.text, at)
    }

    /// Whatever binds at least as tightly as `least`.
    fn any(&mut self, least: u8) -> Result<Tree> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.lost());
        }
        let mut left = self.single()?;
        while let Some(Token::Sign(sign)) = self.peek() {
            let sign = *sign;
            let binds = binds(sign);
            if binds < least {
                break;
            }
            self.at += 1;
            let right = self.any(binds + 1)?;
            left = Tree::Pair(Box::new(left), sign, Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn single(&mut self) -> Result<Tree> {
        if self.take(&Token::Not) {
            return Ok(Tree::Not(Box::new(self.any(2)?)));
        }
        if self.take(&Token::Sign(Sign::Minus)) {
            return Ok(Tree::Minus(Box::new(self.any(6)?)));
        }
        let mut tree = self.plain()?;
        while self.take(&Token::Percent) {
            tree = Tree::Percent(Box::new(tree));
        }
        Ok(tree)
    }

    fn plain(&mut self) -> Result<Tree> {
        let Some((token, at)) = self.tokens.get(self.at) else {
            return Err(self.lost());
        };
        self.at += 1;
        Ok(match token {
            Token::Number(number) => Tree::Number(*number),
            Token::Text(text) => Tree::Text(text.clone()),
            Token::Open => {
                let inner = self.any(0)?;
                if !self.take(&Token::Close) {
                    return Err(self.lost());
                }
                inner
            }
            Token::Name(text) => {
                let name = Name {
                    text: text.clone(),
                    at: at.clone(),
                };
                match text.to_lowercase().as_str() {
                    "true" | "真" => return Ok(Tree::Truth(true)),
                    "false" | "假" => return Ok(Tree::Truth(false)),
                    _ => {}
                }
                if self.take(&Token::Open) {
                    return Ok(Tree::Call(name, self.arguments()?));
                }
                if !self.take(&Token::Point) {
                    return Ok(Tree::Path(name, None));
                }
                let Some((Token::Name(text), at)) = self.tokens.get(self.at) else {
                    return Err(self.lost());
                };
                self.at += 1;
                let further = Name {
                    text: text.clone(),
                    at: at.clone(),
                };
                Tree::Path(name, Some(further))
            }
            _ => {
                self.at -= 1;
                return Err(self.lost());
            }
        })
    }

    fn arguments(&mut self) -> Result<Vec<Tree>> {
        let mut given = Vec::new();
        if self.take(&Token::Close) {
            return Ok(given);
        }
        loop {
            given.push(self.any(0)?);
            if self.take(&Token::Close) {
                return Ok(given);
            }
            if !self.take(&Token::Comma) {
                return Err(self.lost());
            }
        }
    }
}

fn binds(sign: Sign) -> u8 {
    match sign {
        Sign::Or => 0,
        Sign::And => 1,
        Sign::Eq | Sign::Ne | Sign::Lt | Sign::Le | Sign::Gt | Sign::Ge => 2,
        Sign::Join => 3,
        Sign::Plus | Sign::Minus => 4,
        Sign::Times | Sign::By => 5,
    }
}
