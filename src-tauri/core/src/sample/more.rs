//! The rest of the sample: records of every kind, in both languages at once (`more.json`). A value is
//! text as a person would type it, in one language or both; a day or an hour counted from now; or
//! another record by its key.

use std::collections::BTreeMap;

use chrono::{Datelike, TimeDelta};
use serde::Deserialize;

use super::{Filling, shifted, to};
use crate::base::{Error, Result};
use crate::records::labels::Language;
use crate::records::query::day_start;
use crate::records::value::Value;

/// As the file says it.
#[derive(Deserialize)]
pub(super) struct More {
    /// The keys of the people, in their order.
    pub(super) people: Vec<String>,
    files: Vec<File>,
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    entity: String,
    key: Option<String>,
    values: BTreeMap<String, Given>,
}

/// A value as the file gives it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Plain(String),
    Several(Vec<String>),
    Words(Words),
    At { at: i64, hour: i64 },
    When { day: i64, time: String },
    Day { day: i64 },
    Year { year: i32 },
}

#[derive(Deserialize)]
struct Words {
    zh: String,
    en: String,
}

impl Words {
    fn told(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

#[derive(Deserialize)]
struct File {
    of: String,
    name: Words,
    bytes: Option<String>,
    text: Option<Words>,
}

/// A file of the sample.
pub struct SampleFile {
    /// The key of the record it is on.
    pub of: String,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Reads what the program brings along.
pub(super) fn read() -> Result<More> {
    serde_json::from_str(include_str!("../../../../assets/sample/more.json"))
        .map_err(Error::internal)
}

/// The files of the sample, with the records they are on.
///
/// # Errors
/// When the sample is damaged; a test holds that it is not.
pub fn files(language: Language) -> Result<Vec<SampleFile>> {
    let bytes = |file: &File| match (file.bytes.as_deref(), &file.text) {
        (Some("line.png"), _) => include_bytes!("../../../../assets/sample/line.png").to_vec(),
        (Some(_), _) => include_bytes!("../../../../assets/sample/sheet.pdf").to_vec(),
        (None, text) => text
            .as_ref()
            .map_or(Vec::new(), |text| text.told(language).into()),
    };
    let files = read()?.files.into_iter();
    Ok(files
        .map(|file| SampleFile {
            bytes: bytes(&file),
            name: file.name.told(language).to_owned(),
            of: file.of.trim_start_matches('@').to_owned(),
        })
        .collect())
}

impl More {
    /// Makes the records, in their order.
    pub(super) fn fill(&self, filling: &mut Filling<'_, '_>, language: Language) -> Result<()> {
        for record in &self.records {
            let mut values: Vec<(&str, Value)> = Vec::with_capacity(record.values.len());
            for (field, given) in &record.values {
                values.push((field, value(filling, given, language)?));
            }
            let id = filling.batch.create(&record.entity, None, values)?;
            if let Some(key) = &record.key {
                let entity = filling.catalog.entity(&record.entity)?.key;
                filling.place(key.clone(), entity, id);
            }
        }
        Ok(())
    }
}

fn value(filling: &mut Filling<'_, '_>, given: &Given, language: Language) -> Result<Value> {
    let (zone, now) = (filling.batch.tx().zone(), filling.batch.tx().now());
    let today = now.utc().with_timezone(&zone).date_naive();
    let known = |key: &str| {
        let place = filling.places.get(key).map(|(_, id)| *id);
        place.ok_or_else(|| Error::internal(format!("the sample has no record {key}")))
    };
    Ok(match given {
        Given::Plain(text) => match text.strip_prefix('@') {
            Some(key) => Value::to(known(key)?),
            None => Value::Raw(text.clone()),
        },
        Given::Several(list) if list.iter().all(|one| one.starts_with('@')) => Value::Refs(
            list.iter()
                .map(|key| Ok(to(known(key.trim_start_matches('@'))?)))
                .collect::<Result<_>>()?,
        ),
        Given::Several(list) => Value::Raw(list.join("; ")),
        Given::Words(words) => Value::Raw(words.told(language).to_owned()),
        Given::When { day, time } => Value::Raw(format!("{} {time}", shifted(today, *day))),
        // As text: some days may have an hour, and are of another kind for it.
        Given::Day { day } => Value::Raw(shifted(today, *day).to_string()),
        Given::At { at, hour } => {
            let start = day_start(shifted(today, *at), zone).0;
            Value::Instant((start + TimeDelta::hours(*hour).num_milliseconds()).min(now.0))
        }
        Given::Year { year } => Value::Number(i64::from(today.year() + year)),
    })
}
