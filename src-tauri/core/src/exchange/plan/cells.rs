//! One cell to one value, by the field its column goes to. What cannot be read is never dropped:
//! the cell's text is handed back to be kept in a note, with the reason.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta};

use crate::base::words::{clean_text, narrow};
use crate::base::{Currency, Dated, Error, Money, Result, WallTime};
use crate::exchange::export::is_wary;
use crate::exchange::layout::{ColumnGuess, WORDS};
use crate::exchange::sheet::{Cell, is_blank_char, number_text};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::choices;
use crate::records::labels::{self, Language};
use crate::records::parse::{self, Ground};
use crate::records::rows::doubts;
use crate::records::value::{Value, Wall};
use crate::records::{Catalog, FieldKind as K, Warning};

/// A column of the file that goes to a field.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its place in the file.
    pub(super) at: usize,
    /// Its heading, for notes.
    pub(super) head: String,
    /// `entity.field`.
    pub(super) key: String,
    /// The entity.
    pub(super) entity: &'static EntityDef,
    /// The field.
    pub(super) field: &'static FieldDef,
    currency: Currency,
    power: u32,
}

impl Column {
    /// The column as the user left it; none where it is left out.
    ///
    /// # Errors
    /// When the catalog has no such field, or the unit of money is not understood.
    pub(super) fn of(catalog: &Catalog, guess: &ColumnGuess) -> Result<Option<Self>> {
        let Some(key) = guess.target.clone() else {
            return Ok(None);
        };
        let (entity, field) = key.split_once('.').unwrap_or((key.as_str(), ""));
        let entity = catalog.entity(entity)?;
        let field = entity.field(field)?;
        let (scale, currency) = match guess.unit_scale.as_deref() {
            Some(text) => text.split_once(' ').unwrap_or((text, "CNY")),
            None => ("1", "CNY"),
        };
        let zeros = scale.strip_prefix('1').filter(|zeros| zeros.len() <= 12);
        let zeros = zeros.filter(|zeros| zeros.bytes().all(|byte| byte == b'0'));
        let zeros = zeros.ok_or_else(|| Error::invalid(key.clone(), "error.import_unit_scale"))?;
        Ok(Some(Self {
            at: guess.column as usize,
            head: guess
                .header
                .rsplit(" / ")
                .next()
                .unwrap_or_default()
                .to_owned(),
            entity,
            field,
            currency: Currency::parse(currency)?,
            power: u32::try_from(zeros.len()).unwrap_or_default(),
            key,
        }))
    }
}

/// What a cell came to.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The value, if there is one.
    pub(super) value: Option<Value>,
    /// The cell's text, where the value does not say all of it.
    pub(super) kept: Option<String>,
    /// Why the cell needs a look.
    pub(super) doubt: Option<Warning>,
    /// What is worth knowing though nothing is lost.
    pub(super) notices: Vec<Warning>,
}

impl Reading {
    fn of(value: Value) -> Self {
        Self {
            value: Some(value).filter(|value| !value.is_null()),
            ..Self::default()
        }
    }
    pub(super) fn doubtful(text: &str, doubt: Warning) -> Self {
        Self {
            kept: Some(text.to_owned()),
            doubt: Some(doubt),
            ..Self::default()
        }
    }
    fn kept(mut self, text: &str) -> Self {
        self.kept = Some(text.to_owned());
        self
    }
}

/// The text of a cell as a person meant it: no invisible ends, without the apostrophe that keeps
/// it from being a formula.
pub(super) fn plain(cell: &Cell) -> String {
    let text = clean_text(&cell.text());
    let text = text.trim_matches(is_blank_char);
    let bare = text
        .strip_prefix('\'')
        .filter(|rest| is_wary(rest) || rest.starts_with(|c: char| c.is_ascii_digit()));
    bare.unwrap_or(text).to_owned()
}

/// Whether a cell says nothing.
pub(super) fn is_absent(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => cell.is_blank() || WORDS.is_absent(text) && !text.contains(['★', '☆']),
        _ => false,
    }
}

/// Reads a cell that says something; `text` is its [`plain`] text.
pub(super) fn read(ground: &Ground<'_>, column: &Column, cell: &Cell, text: &str) -> Reading {
    let failed = [
        "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR",
    ];
    if *cell == Cell::Error || failed.contains(&text.to_uppercase().as_str()) {
        let doubt = Warning::new(&column.key, "warning.import_formula");
        return Reading {
            doubt: Some(doubt),
            ..Reading::default()
        };
    }
    let mut reading = match column.field.kind {
        K::Money => money(column, cell, text),
        K::Date | K::FuzzyDate | K::WallTime | K::Instant => date(ground, column, cell, text),
        K::Choice => choice(ground, column, text),
        K::Phones | K::OfficialId if has_lost_digits(cell, text) => {
            let doubt = Warning::new(&column.key, "warning.import_digits_lost").with("text", text);
            Reading::doubtful(text, doubt)
        }
        K::Bool if matches!(cell, Cell::Bool(_)) => {
            Reading::of(Value::Bool(*cell == Cell::Bool(true)))
        }
        // One value a line, where a value may hold a separator itself.
        K::Texts | K::Dated if matches!(cell, Cell::Text(whole) if whole.contains('\n')) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            let value = if column.field.kind == K::Dated {
                Value::Dated(lines.map(Dated::read).collect())
            } else {
                Value::Texts(lines.map(str::to_owned).collect())
            };
            held(ground, column, value, text)
        }
        _ => generic(ground, column, text),
    };
    if let Some(value) = &reading.value {
        let mut found = doubts(column.field, value);
        for doubt in &mut found {
            doubt.field.clone_from(&column.key);
        }
        reading.notices.extend(found);
    }
    // A reason is read in a line; the whole text stands in the note.
    for warning in reading.doubt.iter_mut().chain(&mut reading.notices) {
        for value in warning.values.values_mut() {
            if let Some((cut, _)) = value.char_indices().nth(80) {
                value.truncate(cut);
                value.push('…');
            }
        }
    }
    reading
}

fn parsed(ground: &Ground<'_>, column: &Column, value: Value) -> Result<Value> {
    parse::value(ground, column.entity, column.field, value)
}

fn generic(ground: &Ground<'_>, column: &Column, text: &str) -> Reading {
    held(ground, column, Value::Raw(text.to_owned()), text)
}

/// A value as the field takes it, or the cell's text with the reason why it does not.
fn held(ground: &Ground<'_>, column: &Column, value: Value, text: &str) -> Reading {
    match parsed(ground, column, value) {
        Ok(value) => Reading::of(value),
        Err(error) => Reading::doubtful(text, refused(column, &error)),
    }
}

/// Why a cell's text was refused, said of the column's field.
fn refused(column: &Column, error: &Error) -> Warning {
    let mut warning = Warning::of(error);
    warning.field.clone_from(&column.key);
    warning
}

/// A long number that a spreadsheet has shown or stored with its last digits gone.
fn has_lost_digits(cell: &Cell, text: &str) -> bool {
    let short = text.to_ascii_uppercase();
    let scientific = short
        .split_once("E+")
        .is_some_and(|(head, tail)| head.parse::<f64>().is_ok() && tail.parse::<u32>().is_ok());
    scientific || matches!(cell, Cell::Number(number) if number.abs() >= 1e15)
}

fn money(column: &Column, cell: &Cell, text: &str) -> Reading {
    let read = Money::parse_scaled(text, column.currency, column.power).and_then(Money::kept);
    let mut reading = match (read, cell) {
        (Ok(money), _) => Reading::of(Value::Money(money)),
        (Err(error), Cell::Number(number)) if error.key() == "error.money_decimals" => {
            // A computed amount: the sheet itself shows no more than the currency's decimals.
            let places = column.power + column.currency.exponent();
            let minor = (number * 10_f64.powi(i32::try_from(places).unwrap_or(0))).round();
            if minor.abs() >= 9e15 {
                return Reading::doubtful(text, refused(column, &error));
            }
            #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
            let money = Money::new(minor as i64, column.currency);
            let notice = Warning::new(&column.key, "warning.import_rounded")
                .with("text", &number_text(*number))
                .with("amount", &money.to_string());
            Reading {
                notices: vec![notice],
                ..Reading::of(Value::Money(money))
            }
        }
        (Err(error), _) => return Reading::doubtful(text, refused(column, &error)),
    };
    if matches!(&reading.value, Some(Value::Money(money)) if money.minor < 0) {
        let doubt = Warning::new(&column.key, "warning.import_negative").with("text", text);
        reading.doubt = Some(doubt);
    } else if let Some(Value::Money(money)) = &reading.value
        && is_bare_currency(column, text, *money)
    {
        let doubt = Warning::new(&column.key, "warning.import_currency_scaled");
        reading.doubt = Some(doubt.with("text", text).with("amount", &money.to_string()));
    }
    reading
}

/// `RMB 3.7` under 万元: the currency is the heading's own, so its 万 was taken to be meant, but
/// whoever writes a currency out may have written out the amount too. A mere sign comes with the
/// format of a whole column.
fn is_bare_currency(column: &Column, text: &str, money: Money) -> bool {
    column.power > 0
        && text.chars().any(char::is_alphabetic)
        && Money::parse(text, column.currency).is_ok_and(|unscaled| unscaled != money)
}

fn choice(ground: &Ground<'_>, column: &Column, text: &str) -> Reading {
    let list = column.field.choices.unwrap_or_default();
    let exact = parsed(ground, column, Value::Raw(text.to_owned()));
    let known = match exact {
        Ok(Value::Choice(code)) => Some(code),
        _ => WORDS.also(list, text).map(str::to_owned),
    };
    if let Some(code) = known {
        let retired = ground
            .read
            .map_or(Ok(false), |read| choices::is_retired(read, list, &code));
        let mut reading = Reading::of(Value::Choice(code));
        if retired.unwrap_or(false) {
            let notice =
                Warning::new(&column.key, "warning.import_choice_retired").with("text", text);
            reading.notices.push(notice);
        }
        // 月结30天 is more than monthly.
        let more = list == "payment_method" && text.chars().any(|c| c.is_ascii_digit());
        return if more { reading.kept(text) } else { reading };
    }
    match about(list, text) {
        Some(code) => Reading::of(Value::choice(code)).kept(text),
        None => {
            let doubt =
                Warning::new(&column.key, "warning.import_no_such_choice").with("text", text);
            Reading::doubtful(text, doubt)
        }
    }
}

/// The choice that a text is about, where it says more than the choice.
fn about(list: &str, text: &str) -> Option<&'static str> {
    let plain = narrow(text);
    let number = |text: &str| text.trim().parse::<f64>().ok();
    match list {
        "satisfaction" => {
            let stars = plain.chars().filter(|c| *c == '★').count();
            let fifth = plain
                .split_once('/')
                .and_then(|(a, b)| Some(number(a)? / number(b)? * 5.0));
            let hundred = number(plain.trim_end_matches(['分', '%']));
            let hundred = hundred.filter(|score| (5.0..=100.0).contains(score) && *score > 5.0);
            let score = if stars > 0 {
                None
            } else {
                fifth.or(hundred.map(|score| score / 20.0))
            };
            let score = match score {
                Some(score) => score.round(),
                None => f64::from(u32::try_from(stars).ok()?),
            };
            ["1", "2", "3", "4", "5"]
                .into_iter()
                .find(|code| number(code) == Some(score))
        }
        "employees_band" => {
            let count = number(plain.trim_end_matches('人').trim_end_matches('+'))?;
            let bands = [
                (50.0, "1_49"),
                (300.0, "50_299"),
                (1000.0, "300_999"),
                (5000.0, "1000_4999"),
            ];
            if count < 1.0 {
                return None;
            }
            Some(
                bands
                    .iter()
                    .find(|(below, _)| count < *below)
                    .map_or("5000_up", |(_, code)| code),
            )
        }
        _ => WORDS.contained(list, &plain),
    }
}

fn date(ground: &Ground<'_>, column: &Column, cell: &Cell, text: &str) -> Reading {
    if ["1900-01-00", "0000-00-00", "1900/1/0", "0"].contains(&text) {
        return Reading::default();
    }
    let zone = ground.read.map_or(chrono_tz::UTC, crate::vault::Read::zone);
    let kind = column.field.kind;
    // An instant with its zone says all; a wall shows it in the user's.
    let instant = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(&text.replace('Z', "+0000"), "%Y%m%dT%H%M%S%z"));
    let local = match (instant, cell) {
        (Ok(at), _) if kind == K::Instant => {
            return Reading::of(Value::Instant(at.timestamp_millis()));
        }
        (Ok(at), _) if text.contains("T00:00:00") => Some(at.naive_local()),
        (Ok(at), _) => Some(at.with_timezone(&zone).naive_local()),
        (Err(_), Cell::Date(at)) => Some(*at),
        (Err(_), _) => serial(text),
    };
    let Some(at) = local else {
        let read = generic(ground, column, text);
        let timed = read
            .doubt
            .as_ref()
            .is_some_and(|doubt| doubt.key == "error.date_has_time");
        // A time of day in a column of days: the day is what counts.
        let day = timed.then(|| WallTime::parse(text, zone).ok()).flatten();
        return day.map_or(read, |wall| day_of(kind, wall.date));
    };
    if kind == K::Date || kind == K::FuzzyDate {
        return day_of(kind, at.date());
    }
    if !(1000..=9999).contains(&at.year()) {
        return Reading::default().kept(text);
    }
    let time = Some(at.time()).filter(|time| *time != NaiveTime::MIN);
    let wall = WallTime {
        date: at.date(),
        time,
        zone,
    };
    Reading::of(if kind == K::Instant {
        Value::Instant(wall.instant(NaiveTime::MIN).0)
    } else {
        Value::Wall(Wall {
            at: wall.at(),
            zone: zone.name().to_owned(),
        })
    })
}

fn day_of(kind: K, day: NaiveDate) -> Reading {
    let text = day.format("%Y-%m-%d").to_string();
    if !(1000..=9999).contains(&day.year()) {
        return Reading::default().kept(&text);
    }
    Reading::of(if kind == K::Date {
        Value::Date(text)
    } else {
        Value::Fuzzy(text)
    })
}

/// A day by its number in a spreadsheet, left over in a column of dates: `46092`.
fn serial(text: &str) -> Option<chrono::NaiveDateTime> {
    let days: f64 = text
        .parse()
        .ok()
        .filter(|_| (5..=12).contains(&text.len()))?;
    if !(20_000.0..80_000.0).contains(&days) || text.contains('-') {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
    let minutes = (days * 1440.0).round() as i64;
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    start.checked_add_signed(TimeDelta::minutes(minutes))
}

/// A line of a note that keeps a cell's text: its heading and what it said.
pub(super) fn note_line(language: Language, head: &str, text: &str) -> String {
    labels::message(
        language,
        "record.imported_line",
        &[("head", head), ("text", text)],
    )
}
