//! The sample: three invented groups with people, business, conversations, tasks and whatever else
//! there is a kind of record for, to practise on. The records are data (`assets/sample`); days are
//! counted from now, so it never looks old.

mod more;

use std::collections::HashMap;

use chrono::{Days, Months, NaiveDate, TimeDelta};
use serde::Deserialize;

use crate::base::calendar::{LunarDate, LunarDay};
use crate::base::currency::Currency;
use crate::base::money::Money;
use crate::base::{Error, Id, Result, Timestamp};
use crate::records::labels::Language;
use crate::records::query::day_start;
use crate::records::value::{Ref, Value, Wall};
use crate::records::{Batch, Catalog};
use crate::vault::Write;

pub use more::{SampleFile, files};

/// Where the records of the sample are, by the names its files go by.
pub type Places = HashMap<String, (&'static str, Id)>;

#[derive(Deserialize)]
struct Sample {
    units: Vec<Unit>,
    people: Vec<Person>,
    cooperations: Vec<Cooperation>,
    activities: Vec<Activity>,
    tasks: Vec<Task>,
}

#[derive(Deserialize)]
struct Unit {
    key: String,
    parent: Option<String>,
    legal_name: String,
    kind: String,
    level: String,
    status: String,
    industry: String,
    owner: String,
    code: String,
    uscc: Option<String>,
    address: Option<String>,
    /// Working together began years ago; its day comes so many days from now.
    since_days: Option<i64>,
    /// It was looked through so many days from now.
    reviewed_days: Option<i64>,
}

#[derive(Deserialize)]
struct Person {
    unit: String,
    full_name: String,
    title: String,
    form_of_address: String,
    phone: String,
    email: String,
    /// So many days from now.
    birthday_days: Option<i64>,
    /// By the Chinese calendar, so many days from now.
    lunar_days: Option<i64>,
}

#[derive(Deserialize)]
struct Cooperation {
    unit: String,
    name: String,
    amount_minor: i64,
    state: String,
    start_days: i64,
    end_days: i64,
    payment_method: String,
    satisfaction: Option<String>,
}

#[derive(Deserialize)]
struct Activity {
    unit: String,
    days: i64,
    hour: i64,
    kind: String,
    contact: Option<String>,
    content: String,
    result: String,
    duration_min: Option<i64>,
}

#[derive(Deserialize)]
struct Task {
    unit: String,
    contact: Option<String>,
    title: String,
    days: i64,
    time: Option<String>,
    kind: String,
    priority: String,
}

/// Puts the sample into an empty vault, one step of undo; says where its records are.
///
/// # Errors
/// When the database fails.
pub fn fill(tx: &mut Write<'_>, catalog: &Catalog, language: Language) -> Result<Places> {
    let json = match language {
        Language::Zh => include_str!("../../../../assets/sample/zh.json"),
        Language::En => include_str!("../../../../assets/sample/en.json"),
    };
    let sample: Sample = serde_json::from_str(json).map_err(Error::internal)?;
    let zone = tx.zone();
    let now = tx.now();
    let today = now.utc().with_timezone(&zone).date_naive();
    let day = |days: i64| Value::Date(shifted(today, days).to_string());
    let mut filling = Filling {
        batch: Batch::begin(tx, catalog, "op.sample")?,
        catalog,
        units: HashMap::new(),
        people: HashMap::new(),
        places: Places::new(),
    };
    for unit in &sample.units {
        filling.unit(unit)?;
    }
    let more = more::read()?;
    for (person, key) in sample.people.iter().zip(&more.people) {
        filling.person(person, key)?;
    }
    for (at, it) in sample.cooperations.iter().enumerate() {
        let amount = Money {
            minor: it.amount_minor,
            currency: Currency::CNY,
        };
        let values = [
            ("unit", filling.unit_of(&it.unit)?),
            ("name", Value::text(&it.name)),
            ("amount", Value::Money(amount)),
            ("state", Value::choice(&it.state)),
            ("start", day(it.start_days)),
            ("end", day(it.end_days)),
            ("payment_method", Value::choice(&it.payment_method)),
            (
                "satisfaction",
                it.satisfaction.as_ref().map_or(Value::Null, Value::choice),
            ),
        ];
        let id = filling.batch.create("cooperation", None, values)?;
        filling.place(format!("coop{at}"), "cooperation", id);
    }
    for (at, it) in sample.activities.iter().enumerate() {
        let start = day_start(shifted(today, it.days), zone);
        let when = Timestamp(start.0 + TimeDelta::hours(it.hour).num_milliseconds());
        let with = filling.person_of(it.contact.as_ref());
        let values = [
            ("unit", filling.unit_of(&it.unit)?),
            ("at", Value::Instant(when.0.min(now.0))),
            ("kind", Value::choice(&it.kind)),
            (
                "contacts",
                with.map_or(Value::Null, |id| Value::Refs(vec![to(id)])),
            ),
            ("content", Value::text(&it.content)),
            ("result", Value::choice(&it.result)),
            (
                "duration_min",
                it.duration_min.map_or(Value::Null, Value::Number),
            ),
        ];
        let id = filling.batch.create("activity", None, values)?;
        filling.place(format!("act{at}"), "activity", id);
    }
    for it in &sample.tasks {
        let on = shifted(today, it.days);
        let at = it
            .time
            .as_ref()
            .map_or_else(|| on.to_string(), |time| format!("{on}T{time}"));
        let with = filling.person_of(it.contact.as_ref());
        let values = [
            ("unit", filling.unit_of(&it.unit)?),
            ("contact", with.map_or(Value::Null, Value::to)),
            ("title", Value::text(&it.title)),
            (
                "due",
                Value::Wall(Wall {
                    at,
                    zone: zone.name().to_owned(),
                }),
            ),
            ("kind", Value::choice(&it.kind)),
            ("priority", Value::choice(&it.priority)),
        ];
        filling.batch.create("task", None, values)?;
    }
    more.fill(&mut filling, language)?;
    Ok(filling.places)
}

fn to(id: Id) -> Ref {
    Ref {
        id,
        label: String::new(),
    }
}

/// The same day so many years ago; the day before where that year has none.
fn years_ago(day: NaiveDate, years: u32) -> Option<String> {
    let then = day.checked_sub_months(Months::new(years * 12))?;
    Some(then.to_string())
}

fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    let count = Days::new(days.unsigned_abs());
    if days < 0 { day - count } else { day + count }
}

struct Filling<'w, 'c> {
    batch: Batch<'w, 'c>,
    catalog: &'w Catalog,
    units: HashMap<String, Id>,
    people: HashMap<String, Id>,
    places: Places,
}

impl Filling<'_, '_> {
    fn unit(&mut self, it: &Unit) -> Result<()> {
        let parent = match &it.parent {
            Some(key) => self.unit_of(key)?,
            None => Value::Null,
        };
        let text = |text: &Option<String>| text.as_ref().map_or(Value::Null, Value::text);
        let today = self.batch.tx().today();
        let reviewed = it
            .reviewed_days
            .map(|days| shifted(today, days).to_string());
        let since = it
            .since_days
            .and_then(|days| years_ago(shifted(today, days), 6));
        let values = [
            ("legal_name", Value::text(&it.legal_name)),
            ("parent", parent),
            ("kind", Value::choice(&it.kind)),
            ("level", Value::choice(&it.level)),
            ("status", Value::choice(&it.status)),
            ("industry", Value::choice(&it.industry)),
            ("owner", Value::text(&it.owner)),
            ("code", Value::text(&it.code)),
            ("uscc", text(&it.uscc)),
            ("address", text(&it.address)),
            ("since_on", since.map_or(Value::Null, Value::Date)),
            ("reviewed_on", reviewed.map_or(Value::Null, Value::Date)),
        ];
        let id = self.batch.create("unit", None, values)?;
        self.units.insert(it.key.clone(), id);
        self.place(it.key.clone(), "unit", id);
        Ok(())
    }

    fn place(&mut self, key: String, entity: &'static str, id: Id) {
        self.places.insert(key, (entity, id));
    }

    fn person(&mut self, it: &Person, key: &str) -> Result<()> {
        let today = self.batch.tx().today();
        let birthday = it
            .birthday_days
            .and_then(|days| years_ago(shifted(today, days), 45));
        let lunar = it
            .lunar_days
            .and_then(|days| LunarDate::of(shifted(today, days)));
        // A leap month does not come again each year.
        let lunar = lunar.map(|date| LunarDay {
            leap: false,
            ..date.day
        });
        let values = [
            ("full_name", Value::text(&it.full_name)),
            ("form_of_address", Value::text(&it.form_of_address)),
            ("phones", Value::Raw(it.phone.clone())),
            ("emails", Value::Raw(it.email.clone())),
            ("birthday", birthday.map_or(Value::Null, Value::Raw)),
            (
                "lunar_birthday",
                lunar.map_or(Value::Null, |day| Value::Raw(day.to_string())),
            ),
        ];
        let id = self.batch.create("contact", None, values)?;
        self.people.insert(it.full_name.clone(), id);
        self.place(key.to_owned(), "contact", id);
        let values = [
            ("contact", Value::to(id)),
            ("unit", self.unit_of(&it.unit)?),
            ("title", Value::text(&it.title)),
        ];
        self.batch.create("post", None, values).map(|_| ())
    }

    fn unit_of(&self, key: &str) -> Result<Value> {
        let id = self.units.get(key).copied();
        id.map(Value::to)
            .ok_or_else(|| Error::internal(format!("the sample names no unit {key}")))
    }

    fn person_of(&self, name: Option<&String>) -> Option<Id> {
        name.and_then(|name| self.people.get(name)).copied()
    }
}
