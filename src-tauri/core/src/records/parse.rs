//! Reads what a person typed by the kind of its field, and holds values to the field's rules.
//! The window and the importer hand over text; nobody else interprets it.

use chrono::NaiveTime;
use chrono_tz::Tz;

use super::catalog::{Catalog, EntityDef, FieldDef, Shadow};
use super::choices;
use super::labels;
use super::query::quoted;
use super::value::{FieldKind as K, Ref, Value, Wall, id_of};
use crate::base::currency::Currency;
use crate::base::error::{Error, Result};
use crate::base::money::{self, Money};
use crate::base::spoken::{self, Found, Now, Time};
use crate::base::{
    Dated, Decimal, FuzzyDate, LunarDay, OfficialId, Phone, Repeat, WallTime, Workdays, date,
    email, words,
};
use crate::vault::Read;

/// What reading needs beyond the text: the catalog, and the vault where names are to be found.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// Where names of records are looked up; without it references must come as ids.
    pub read: Option<&'a Read<'a>>,
    /// The lists of choices and the entities.
    pub catalog: &'a Catalog,
}

/// What field `field` of `entity` holds after `value` was put there: text read, spaces trimmed,
/// rules held.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] naming the field when it cannot be read or breaks a rule.
pub fn value(
    ground: &Ground<'_>,
    entity: &EntityDef,
    field: &FieldDef,
    value: Value,
) -> Result<Value> {
    let name = || format!("{}.{}", entity.key, field.key);
    let value = match value {
        Value::Raw(text) => {
            if text.trim().is_empty() {
                Value::Null
            } else {
                typed(ground, field, &tidied(field, &text)).map_err(|e| e.on(name()))?
            }
        }
        Value::Text(text)
            if matches!(field.kind, K::Text | K::LongText | K::Url | K::OfficialId) =>
        {
            Value::text(tidied(field, &text))
        }
        // In whatever words: kept is the one way to write it.
        Value::Text(text) if matches!(field.kind, K::Repeat | K::LunarDay) => {
            typed(ground, field, &text).map_err(|e| e.on(name()))?
        }
        other => other,
    };
    let value = match value {
        Value::Text(word) if field.currency => {
            let currency = money::currency_named(&word).map_err(|e| e.on(name()))?;
            Value::text(currency.code())
        }
        other => other,
    };
    check(ground, field, &value).map_err(|e| e.on(name()))?;
    Ok(value)
}

/// As [`value`], of what a person types into a field at that moment: a time may be said as one would say it,
/// 下周三上午 or "tomorrow 10am". A sheet that comes in is read word for word.
///
/// # Errors
/// As for [`value`]; what may be meant in several ways names them.
pub fn said(
    ground: &Ground<'_>,
    entity: &EntityDef,
    field: &FieldDef,
    typed: Value,
) -> Result<Value> {
    said_at(ground, entity, field, typed, None)
}

/// As [`said`], by the clocks of `place`: three hours from now is another hour there. Without one by those of here.
///
/// # Errors
/// As for [`said`].
pub fn said_at(
    ground: &Ground<'_>,
    entity: &EntityDef,
    field: &FieldDef,
    typed: Value,
    place: Option<Tz>,
) -> Result<Value> {
    let text = match &typed {
        Value::Raw(text) if field.kind == K::WallTime => text.trim().to_owned(),
        _ => return value(ground, entity, field, typed),
    };
    let mut read = value(ground, entity, field, typed);
    if let (Ok(Value::Wall(wall)), Some(zone), (_, None)) = (&mut read, place, by_clocks(&text)) {
        zone.name().clone_into(&mut wall.zone);
    }
    let (Err(_), Some(vault)) = (&read, ground.read) else {
        return read;
    };
    let zone = place.unwrap_or_else(|| vault.zone());
    let days = Workdays::here(zone);
    let at = vault.now().utc().with_timezone(&zone).naive_local();
    let found = spoken::find(&text, &Now { at, days: &days });
    let [
        Found {
            time: Time::Once(meant),
            span,
        },
    ] = &found[..]
    else {
        return read;
    };
    if *span != (0..text.len()) {
        return read;
    }
    let walls: Vec<String> = meant
        .whens
        .iter()
        .map(|when| {
            let (date, time) = (when.due, when.at);
            WallTime { date, time, zone }.at()
        })
        .collect();
    match &walls[..] {
        [at] => Ok(Value::Wall(Wall {
            at: at.clone(),
            zone: zone.name().to_owned(),
        })),
        several => {
            let choices = several.join(" / ").replace('T', " ");
            let name = format!("{}.{}", entity.key, field.key);
            Err(Error::invalid(name, "error.which_of_times")
                .with("text", text)
                .with("choices", choices))
        }
    }
}

/// A time and the place whose clocks it says it goes by, as a sheet writes it: `2026-11-24 16:00 America/New_York`.
fn by_clocks(text: &str) -> (&str, Option<Tz>) {
    let named = text.rsplit_once(' ').and_then(|(time, place)| {
        let zone = place.parse().ok()?;
        (place.contains('/') || place == Tz::UTC.name()).then_some((time.trim_end(), zone))
    });
    named.map_or((text, None), |(time, zone)| (time, Some(zone)))
}

/// Text as it is kept: many lines only where the field has room for them.
fn tidied(field: &FieldDef, text: &str) -> String {
    match field.kind {
        K::Text | K::Url | K::OfficialId | K::Repeat | K::LunarDay => words::clean_line(text),
        K::Texts | K::Dated | K::Choices | K::Refs => {
            let clean = words::clean_text(text);
            // The line's end says that this is one value, whatever signs are in it.
            let whole = !clean.contains('\n') && text.trim_start().contains(['\n', '\r']);
            if whole { clean + "\n" } else { clean }
        }
        _ => words::clean_text(text),
    }
}

fn typed(ground: &Ground<'_>, field: &FieldDef, text: &str) -> Result<Value> {
    let trimmed = text.trim();
    Ok(match field.kind {
        K::Text | K::LongText => Value::text(text),
        K::Url => Value::text(trimmed),
        K::OfficialId => Value::text(OfficialId::read(trimmed).value),
        K::Repeat => Value::text(Repeat::read(trimmed)?.to_string()),
        K::LunarDay => Value::text(LunarDay::parse(trimmed)?.to_string()),
        K::Choice => Value::Choice(choice(ground, field, trimmed)?),
        K::Choices => Value::Choices(each(text, |part| choice(ground, field, part))?),
        K::Texts => Value::Texts(words::split_list(text).map(str::to_owned).collect()),
        K::Dated => Value::Dated(words::split_list(text).map(Dated::read).collect()),
        K::Emails => Value::Texts(email::parse_all(text)),
        K::Phones => Value::Phones(Phone::parse_all(text)),
        K::Number => Value::Number(number(trimmed)?),
        K::Decimal => Value::Decimal(Decimal::parse(trimmed)?.to_string()),
        K::Percent => Value::Percent(percent(trimmed)?),
        K::Money => Value::Money(Money::parse(trimmed, Currency::CNY)?),
        K::Date => Value::Date(date::format_date(date::parse_date(trimmed)?)),
        K::FuzzyDate => Value::Fuzzy(FuzzyDate::parse(trimmed)?.to_string()),
        K::WallTime => {
            let here = || ground.read.map_or(chrono_tz::UTC, Read::zone);
            let (time, named) = by_clocks(trimmed);
            let zone = named.unwrap_or_else(here);
            Value::Wall(Wall {
                at: WallTime::parse(time, zone)?.at(),
                zone: zone.name().to_owned(),
            })
        }
        K::Instant => {
            let zone = ground.read.map_or(chrono_tz::UTC, Read::zone);
            Value::Instant(WallTime::parse(trimmed, zone)?.instant(NaiveTime::MIN).0)
        }
        K::Bool => Value::Bool(yes_or_no(trimmed)?),
        K::Ref => Value::Ref(named(ground, field, trimmed)?),
        K::Refs => Value::Refs(each(text, |part| named(ground, field, part))?),
    })
}

/// Each value of a list: a line as a whole where something is called that, else what it holds.
fn each<T>(text: &str, one: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    let mut values = Vec::new();
    for line in words::split_list(text) {
        match one(line) {
            Ok(value) => values.push(value),
            Err(_) if words::split_line(line).nth(1).is_some() => {
                for part in words::split_line(line) {
                    values.push(one(part)?);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(values)
}

fn choice(ground: &Ground<'_>, field: &FieldDef, text: &str) -> Result<String> {
    let list = field.choices.unwrap_or_default();
    match ground.read {
        Some(read) => choices::code_of(read, ground.catalog, list, text)?,
        None => labels::choice_code(ground.catalog, list, text),
    }
    .ok_or_else(|| no_such_choice(field, text))
}

fn known_choice(ground: &Ground<'_>, field: &FieldDef, code: &str) -> Result<()> {
    let list = field.choices.unwrap_or_default();
    let known = match ground.read {
        Some(read) => choices::is_code(read, ground.catalog, list, code)?,
        None => {
            ground.catalog.codes(list).contains(&code) || ground.catalog.is_open_code(list, code)
        }
    };
    if known {
        Ok(())
    } else {
        Err(no_such_choice(field, code))
    }
}

fn no_such_choice(field: &FieldDef, text: &str) -> Error {
    Error::invalid(field.key, "error.no_such_choice").with("text", text)
}

fn number(text: &str) -> Result<i64> {
    let plain: String = words::fold(text)
        .chars()
        .filter(|c| !matches!(c, ',' | ' '))
        .collect();
    plain
        .parse()
        .map_err(|_| Error::invalid("", "error.not_a_number").with("text", text))
}

fn percent(text: &str) -> Result<i32> {
    let plain = words::fold(text).replace('%', "");
    let bad = || Error::invalid("", "error.not_a_percent").with("text", text);
    let (whole, part) = plain.trim().split_once('.').unwrap_or((plain.trim(), ""));
    if part.len() > 2 || !part.chars().all(|c| c.is_ascii_digit()) {
        return Err(bad());
    }
    let whole: i32 = whole.parse().map_err(|_| bad())?;
    let part: i32 = format!("{part:0<2}").parse().map_err(|_| bad())?;
    if !(0..=100).contains(&whole) || whole * 100 + part > 10_000 {
        return Err(bad());
    }
    Ok(whole * 100 + part)
}

fn yes_or_no(text: &str) -> Result<bool> {
    match words::fold(text).as_str() {
        "1" | "true" | "yes" | "y" | "是" | "有" | "对" | "√" | "✓" | "上班" | "班" | "work" => {
            Ok(true)
        }
        "0" | "false" | "no" | "n" | "否" | "无" | "不" | "×" | "x" | "休息" | "休" | "放假"
        | "off" => Ok(false),
        _ => Err(Error::invalid("", "error.not_yes_or_no").with("text", text)),
    }
}

/// The one living record with this title.
fn named(ground: &Ground<'_>, field: &FieldDef, text: &str) -> Result<Ref> {
    let target = ground.catalog.entity(field.target.unwrap_or_default())?;
    let missing = || Error::invalid(field.key, "error.no_such_name").with("name", text);
    let Some(read) = ground.read else {
        return Err(missing());
    };
    // Names of one sound lie together: the index that sorts them finds one as well.
    let of_title =
        |shadow: &&Shadow| (shadow.of, shadow.column) == (target.title, target.title_sort);
    let sounds = target.shadows.iter().find(of_title);
    let (column, key) = sounds.map_or((target.title, text.to_owned()), |shadow| {
        (shadow.column, (shadow.make)(text))
    });
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT id FROM {} WHERE {} = ? AND {} = ? AND deleted_at IS NULL LIMIT 2",
        quoted(target.key),
        quoted(column),
        quoted(target.title)
    ))?;
    let found = find
        .query_map([key.as_str(), text], |row| row.get::<_, Vec<u8>>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    match found.as_slice() {
        [one] => Ok(Ref {
            id: id_of(one)?,
            label: text.to_owned(),
        }),
        [] => Err(missing()),
        _ => Err(Error::invalid(field.key, "error.name_not_unique").with("name", text)),
    }
}

/// Holds a typed value to its field's rules.
fn check(ground: &Ground<'_>, field: &FieldDef, value: &Value) -> Result<()> {
    use Value as V;
    let fits = matches!(
        (field.kind, value),
        (_, V::Null)
            | (
                K::Text | K::LongText | K::Url | K::OfficialId | K::Repeat | K::LunarDay,
                V::Text(_)
            )
            | (K::Choice, V::Choice(_))
            | (K::Choices, V::Choices(_))
            | (K::Texts | K::Emails, V::Texts(_))
            | (K::Dated, V::Dated(_))
            | (K::Phones, V::Phones(_))
            | (K::Number, V::Number(_))
            | (K::Decimal, V::Decimal(_))
            | (K::Percent, V::Percent(_))
            | (K::Money, V::Money(_))
            | (K::Date, V::Date(_))
            | (K::FuzzyDate, V::Fuzzy(_))
            | (K::WallTime, V::Wall(_))
            | (K::Instant, V::Instant(_))
            | (K::Bool, V::Bool(_))
            | (K::Ref, V::Ref(_))
            | (K::Refs, V::Refs(_))
    );
    if !fits {
        return Err(Error::invalid(field.key, "error.wrong_kind"));
    }
    match value {
        V::Null if field.required => Err(Error::invalid(field.key, "error.required")),
        V::Text(text) if text.chars().count() > field.max_len as usize => {
            Err(Error::invalid(field.key, "error.too_long").with("max", field.max_len))
        }
        V::Texts(list)
            if list.len() > 200 || list.iter().any(|text| text.chars().count() > 500) =>
        {
            Err(Error::invalid(field.key, "error.too_long").with("max", 500))
        }
        V::Dated(list) if list.len() > 200 => {
            Err(Error::invalid(field.key, "error.too_long").with("max", 200))
        }
        V::Dated(list) => list.iter().try_for_each(Dated::hold),
        V::Money(money) => money.kept().map(|_| ()),
        V::Decimal(number) => Decimal::parse(number).map(|_| ()),
        V::Date(day) => date::parse_date(day).map(|_| ()),
        V::Fuzzy(day) => FuzzyDate::parse(day).map(|_| ()),
        V::Wall(wall) => WallTime::from_stored(&wall.at, &wall.zone).map(|_| ()),
        V::Choice(code) => known_choice(ground, field, code),
        V::Choices(codes) => codes
            .iter()
            .try_for_each(|code| known_choice(ground, field, code)),
        _ => Ok(()),
    }
}
