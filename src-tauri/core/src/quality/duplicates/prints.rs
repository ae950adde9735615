//! What is compared of a record: its names, numbers, telephones, addresses and people, each brought to
//! one spelling.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::OptionalExtension;

use crate::base::official_id::{OfficialId, Scheme};
use crate::base::phone::PhoneKind;
use crate::base::words::{CompanyName, PersonName, compact, name_core, pinyin_key, to_simplified};
use crate::base::{Error, Id, Kind, Phone, Report, Result, email};
use crate::quality::likeness::{Mark, Names, Print, Sort};
use crate::records::Catalog;
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::parse::{self, Ground};
use crate::records::query::quoted;
use crate::records::rows::{read_values, select_list};
use crate::records::value::Value;
use crate::vault::Read;

/// How often the user hears of it, and can stop it.
const STEP: u64 = 2_000;

/// Kinds of record that can be there twice, with the fields that are compared.
const KINDS: [(&str, &[&str]); 2] = [
    (
        "unit",
        &[
            "legal_name",
            "short_name",
            "english_name",
            "aliases",
            "former_names",
            "kind",
            "parent",
            "uscc",
            "legal_rep",
            "website",
            "phones",
            "emails",
            "address",
        ],
    ),
    (
        "contact",
        &[
            "full_name",
            "aliases",
            "phones",
            "emails",
            "wechat",
            "birthday",
        ],
    ),
];

/// Mail that says nothing of whom it belongs to: anybody may have an address there.
const PUBLIC_MAIL: &str = "qq.com foxmail.com 163.com 126.com yeah.net 139.com 189.cn sina.com sina.cn \
     sohu.com aliyun.com 21cn.com tom.com gmail.com outlook.com hotmail.com live.com msn.com \
     yahoo.com yahoo.com.cn icloud.com me.com gmx.de gmx.net web.de protonmail.com proton.me";
/// Addresses of an office, not of a person.
const ROLES: &str = "info sales service support contact office hr admin market marketing webmaster kefu \
     mail enquiry inquiry purchase purchasing finance hello";

/// How records of a kind are read.
pub(super) struct Shape {
    pub(super) entity: &'static EntityDef,
    fields: Vec<&'static FieldDef>,
}

/// Whether a kind of record is named as firms are.
#[must_use]
pub fn is_company(entity: &str) -> bool {
    entity == "unit"
}

/// What stands in tables beside a record, by the record.
#[derive(Default)]
struct Beside {
    numbers: HashMap<Id, Vec<(String, String)>>,
    addresses: HashMap<Id, Vec<String>>,
    workplaces: HashMap<Id, Vec<(Id, String)>>,
}

impl Shape {
    /// # Errors
    /// [`Kind::Invalid`] for a kind that is not compared.
    pub(super) fn of(catalog: &Catalog, entity: &str) -> Result<Self> {
        let keys = KINDS.iter().find(|(kind, _)| *kind == entity);
        let (_, keys) = keys.ok_or_else(|| Error::new(Kind::Invalid, "error.not_mergeable"))?;
        let entity = catalog.entity(entity)?;
        let fields = keys
            .iter()
            .map(|key| entity.field(key))
            .collect::<Result<_>>()?;
        Ok(Self { entity, fields })
    }

    /// The prints of all living records, in the order they were made.
    pub(super) fn all(&self, read: &Read<'_>, report: &Report) -> Result<Vec<Print>> {
        let count: u64 = read.sql().query_row(
            &format!(
                "SELECT count(*) FROM {} WHERE deleted_at IS NULL",
                self.table()
            ),
            [],
            |row| row.get::<_, i64>(0).map(i64::unsigned_abs),
        )?;
        report.step("progress.duplicates_read", 0, Some(count))?;
        let beside = self.beside(read, None)?;
        let mut prints = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT id, {} FROM {} WHERE deleted_at IS NULL ORDER BY n",
            select_list(self.fields.iter().copied()),
            self.table()
        ))?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let done = prints.len() as u64;
            if done.is_multiple_of(STEP) {
                report.step("progress.duplicates_read", done, Some(count))?;
            }
            let values = read_values(row, 1, self.fields.iter().copied())?;
            prints.push(self.print(row.get(0)?, values, &beside));
        }
        Ok(prints)
    }

    /// The prints of the living among `ids`, in their order.
    pub(super) fn some(&self, read: &Read<'_>, ids: &[Id]) -> Result<Vec<Print>> {
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT {} FROM {} WHERE id = ? AND deleted_at IS NULL",
            select_list(self.fields.iter().copied()),
            self.table()
        ))?;
        let mut prints = Vec::new();
        for id in ids {
            let values = find
                .query_row([id], |row| {
                    Ok(read_values(row, 0, self.fields.iter().copied()))
                })
                .optional()?;
            if let Some(values) = values {
                let beside = self.beside(read, Some(*id))?;
                prints.push(self.print(*id, values?, &beside));
            }
        }
        Ok(prints)
    }

    /// The print of what is being typed; what cannot be read yet is left out.
    pub(super) fn typed(
        &self,
        read: &Read<'_>,
        catalog: &Catalog,
        values: &BTreeMap<String, Value>,
    ) -> Print {
        let ground = Ground {
            read: Some(read),
            catalog,
        };
        let one = |field: &&'static FieldDef| {
            let said = values.get(field.key).cloned().unwrap_or(Value::Null);
            parse::value(&ground, self.entity, field, said).unwrap_or(Value::Null)
        };
        let mut beside = Beside::default();
        let nobody = Id::at(read.now());
        if let Some(Value::Ref(unit)) = values.get("unit") {
            let at = vec![(unit.id, unit.label.clone())];
            beside.workplaces.insert(nobody, at);
        }
        self.print(nobody, self.fields.iter().map(one).collect(), &beside)
    }

    /// Records that have the name or the code that is typed.
    pub(super) fn same_keys(
        &self,
        read: &Read<'_>,
        values: &BTreeMap<String, Value>,
    ) -> Result<Vec<Id>> {
        let text = |key: &str| values.get(key).and_then(Value::as_text).unwrap_or_default();
        let mut found = Vec::new();
        let mut ask = |sql: &str, bound: String| -> Result<()> {
            if bound.is_empty() {
                return Ok(());
            }
            let mut find = read.sql().prepare_cached(sql)?;
            let ids = find.query_map([bound], |row| row.get::<_, Id>(0))?;
            found.extend(ids.collect::<rusqlite::Result<Vec<_>>>()?);
            Ok(())
        };
        if is_company(self.entity.key) {
            ask(
                "SELECT id FROM unit WHERE match_key = ? AND deleted_at IS NULL LIMIT 20",
                name_core(text("legal_name")),
            )?;
            let code = OfficialId::read(text("uscc")).value;
            ask(
                "SELECT id FROM unit WHERE uscc = ? AND deleted_at IS NULL LIMIT 5",
                code.clone(),
            )?;
            ask(
                "SELECT unit FROM official_id WHERE value = ? AND deleted_at IS NULL LIMIT 5",
                code,
            )?;
        } else if !text("full_name").is_empty() {
            ask(
                "SELECT id FROM contact WHERE name_key = ? AND deleted_at IS NULL LIMIT 20",
                pinyin_key(text("full_name")),
            )?;
        }
        Ok(found)
    }

    /// The records of this kind that something touched changes in what is compared.
    pub(super) fn owners(&self, read: &Read<'_>, touched: &[(String, Id)]) -> Result<HashSet<Id>> {
        let company = is_company(self.entity.key);
        let mut owners = HashSet::new();
        for (entity, id) in touched {
            let sql = match (entity.as_str(), company) {
                (own, _) if own == self.entity.key => {
                    owners.insert(*id);
                    continue;
                }
                ("official_id", true) => "SELECT unit FROM official_id WHERE id = ?",
                ("address", true) => "SELECT unit FROM address WHERE id = ?",
                ("address", false) => "SELECT contact FROM address WHERE id = ?",
                ("post", false) => "SELECT contact FROM post WHERE id = ?",
                _ => continue,
            };
            let owner = read.sql().prepare_cached(sql)?;
            let mut owner = owner;
            let owner: Option<Option<Id>> = owner.query_row([id], |row| row.get(0)).optional()?;
            owners.extend(owner.flatten());
        }
        Ok(owners)
    }

    fn table(&self) -> String {
        quoted(self.entity.key)
    }

    fn beside(&self, read: &Read<'_>, of: Option<Id>) -> Result<Beside> {
        let mut beside = Beside::default();
        let company = is_company(self.entity.key);
        let own = if company { "unit" } else { "contact" };
        let only = |column: &str| match of {
            Some(_) => format!("{column} = ?1"),
            None => format!("{column} IS NOT NULL AND ?1 IS NULL"),
        };
        let mut find = read.sql().prepare_cached(&format!(
            "SELECT {own}, line FROM address WHERE deleted_at IS NULL AND {}",
            only(own)
        ))?;
        let mut rows = find.query([of])?;
        while let Some(row) = rows.next()? {
            beside
                .addresses
                .entry(row.get(0)?)
                .or_default()
                .push(row.get(1)?);
        }
        if company {
            let mut find = read.sql().prepare_cached(&format!(
                "SELECT unit, scheme, value FROM official_id WHERE deleted_at IS NULL AND {}",
                only("unit")
            ))?;
            let mut rows = find.query([of])?;
            while let Some(row) = rows.next()? {
                let number = (row.get(1)?, row.get(2)?);
                beside.numbers.entry(row.get(0)?).or_default().push(number);
            }
        } else {
            let mut find = read.sql().prepare_cached(&format!(
                "SELECT p.contact, p.unit, u.legal_name FROM post p JOIN unit u ON u.id = p.unit
                 WHERE p.deleted_at IS NULL AND {}",
                only("p.contact")
            ))?;
            let mut rows = find.query([of])?;
            while let Some(row) = rows.next()? {
                let place = (row.get(1)?, row.get(2)?);
                beside
                    .workplaces
                    .entry(row.get(0)?)
                    .or_default()
                    .push(place);
            }
        }
        Ok(beside)
    }

    fn print(&self, id: Id, values: Vec<Value>, beside: &Beside) -> Print {
        let held: HashMap<&str, Value> = self
            .fields
            .iter()
            .map(|field| field.key)
            .zip(values)
            .filter(|(_, value)| !value.is_null())
            .collect();
        let marks = marks(&held, beside, id);
        if !is_company(self.entity.key) {
            let names = texts(&held, &["full_name", "aliases"]);
            return Print {
                id,
                names: Names::Person(names.iter().map(|name| PersonName::of(name)).collect()),
                marks,
                above: None,
                inner: false,
            };
        }
        let names = texts(
            &held,
            &[
                "legal_name",
                "short_name",
                "english_name",
                "aliases",
                "former_names",
            ],
        );
        let kind = held.get("kind").and_then(Value::as_text);
        Print {
            id,
            names: Names::Company(names.iter().map(|name| CompanyName::of(name)).collect()),
            marks,
            above: held.get("parent").and_then(Value::as_ref_id),
            inner: matches!(kind, Some("department" | "division" | "site" | "branch")),
        }
    }
}

/// The texts of some fields, the first one's first, none twice.
fn texts(held: &HashMap<&str, Value>, fields: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for key in fields {
        let found: Vec<String> = match held.get(key) {
            Some(Value::Texts(list)) => list.clone(),
            Some(Value::Dated(list)) => list.iter().map(|one| one.text.clone()).collect(),
            Some(value) => value.as_text().map(str::to_owned).into_iter().collect(),
            None => Vec::new(),
        };
        for text in found {
            if !all.contains(&text) {
                all.push(text);
            }
        }
    }
    all
}

/// Takes what can be had in common down as it goes.
struct Marks(Vec<Mark>);

impl Marks {
    fn note(&mut self, sort: Sort, compared: &str, shown: &str) {
        if compared.is_empty() {
            return;
        }
        let key = key_of(&[compared], 0);
        if !self
            .0
            .iter()
            .any(|mark| mark.sort == sort && mark.key == key)
        {
            self.0.push(Mark {
                sort,
                key,
                shown: shown.to_owned(),
            });
        }
    }

    fn number(&mut self, scheme: &str, text: &str) {
        let id = OfficialId::read(text);
        if id.scheme == Scheme::Uscc && id.verdict.doubt().is_none() {
            self.note(Sort::Credit, &id.value, &id.value);
        } else {
            // A code that fails its check is compared as it stands, and proves nothing against.
            let scheme = match id.scheme {
                Scheme::Other => scheme,
                _ => "",
            };
            self.note(
                Sort::Official,
                &format!("{scheme} {}", compact(&id.value)),
                &id.value,
            );
        }
    }

    fn phone(&mut self, phone: &Phone) {
        let digits = phone.digits();
        if digits.len() < 7 {
            return;
        }
        let sort = match phone.kind {
            PhoneKind::Mobile | PhoneKind::WechatPhone => Sort::Mobile,
            _ => Sort::Line,
        };
        self.note(sort, &digits, &phone.raw);
    }

    fn mail(&mut self, address: &str) {
        let address = email::normalise(address).to_lowercase();
        let Some((local, domain)) = address.rsplit_once('@') else {
            return;
        };
        let role = ROLES.split_ascii_whitespace().any(|role| role == local);
        let sort = if role { Sort::RoleMail } else { Sort::Mail };
        self.note(sort, &address, &address);
        if !PUBLIC_MAIL
            .split_ascii_whitespace()
            .any(|public| public == domain)
        {
            self.domain(domain);
        }
    }

    fn domain(&mut self, text: &str) {
        let text = text.trim().to_lowercase();
        let host = text
            .split_once("://")
            .map_or(text.as_str(), |(_, rest)| rest);
        let host = host.split(['/', ':', '?', '#']).next().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        let labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
        // com.cn and co.uk are no one's.
        let second = labels.iter().rev().nth(1).copied().unwrap_or_default();
        let keep = match second {
            "com" | "net" | "org" | "gov" | "edu" | "co" | "ac" => 3,
            _ => 2,
        };
        if labels.len() < 2 {
            return;
        }
        let from = labels.len().saturating_sub(keep);
        let own = labels.get(from..).unwrap_or_default().join(".");
        self.note(Sort::Domain, &own, &own);
    }

    fn address(&mut self, line: &str) {
        let spoken = compact(&to_simplified(line));
        // 上海市浦东新区 alone is where thousands are.
        let place: String = spoken
            .chars()
            .filter(|c| !matches!(c, '省' | '市' | '号' | '楼' | '室' | '层'))
            .collect();
        if place.chars().any(|c| c.is_ascii_digit()) && place.chars().count() >= 6 {
            self.note(Sort::Address, &place, line);
        }
    }
}

fn marks(held: &HashMap<&str, Value>, beside: &Beside, id: Id) -> Vec<Mark> {
    let mut marks = Marks(Vec::new());
    let text = |key: &str| held.get(key).and_then(Value::as_text);
    if let Some(code) = text("uscc") {
        marks.number("", code);
    }
    for (scheme, value) in beside.numbers.get(&id).into_iter().flatten() {
        marks.number(scheme, value);
    }
    if let Some(Value::Phones(phones)) = held.get("phones") {
        for phone in phones {
            marks.phone(phone);
        }
    }
    if let Some(Value::Texts(mails)) = held.get("emails") {
        for mail in mails {
            marks.mail(mail);
        }
    }
    if let Some(site) = text("website") {
        marks.domain(site);
    }
    if let Some(head) = text("legal_rep") {
        let name = compact(&to_simplified(head));
        if name.chars().count() >= 2 {
            marks.note(Sort::Head, &name, head);
        }
    }
    let lines = beside.addresses.get(&id).into_iter().flatten();
    for line in text("address").into_iter().chain(lines.map(String::as_str)) {
        marks.address(line);
    }
    if let Some(handle) = text("wechat") {
        let handle = compact(handle);
        if handle.chars().count() >= 3 {
            marks.note(Sort::Wechat, &handle, &handle);
        }
    }
    if let Some(day) = text("birthday").filter(|day| day.len() == 10) {
        marks.note(Sort::Birthday, day, day);
    }
    for (unit, name) in beside.workplaces.get(&id).into_iter().flatten() {
        marks.note(Sort::Workplace, &unit.to_string(), name);
    }
    if !held.contains_key("legal_name") {
        // Colleagues share their firm's domain.
        marks.0.retain(|mark| mark.sort != Sort::Domain);
    }
    marks.0
}

/// The texts to look for candidates by: names first, then whatever else tells one.
pub(super) fn asked_by(entity: &str, values: &BTreeMap<String, Value>) -> Vec<String> {
    let text = |key: &str| values.get(key).and_then(Value::as_text).unwrap_or_default();
    let mut asked = Vec::new();
    if is_company(entity) {
        let name = CompanyName::of(text("legal_name"));
        if name.own.chars().count() >= 2 {
            asked.extend([name.own, name.core, name.sound]);
        }
        asked.push(text("uscc").to_owned());
    } else {
        let name = PersonName::of(text("full_name"));
        if name.is_whole() {
            asked.extend([name.whole, name.sound]);
        }
        asked.push(text("wechat").to_owned());
    }
    asked.extend(Phone::parse_all(text("phones")).iter().map(Phone::digits));
    asked.extend(email::parse_all(text("emails")));
    let mut seen = HashSet::new();
    asked.retain(|text| text.chars().count() >= 2 && seen.insert(text.clone()));
    asked
}

/// A text and a number as one number, the same in every run.
pub(super) fn key_of(parts: &[&str], also: u64) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    hasher.update(&also.to_le_bytes());
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    u64::from_le_bytes(first)
}

/// All that is compared of a record, as a short text that changes with any of it.
pub(super) fn fingerprint(print: &Print) -> String {
    let mut marks: Vec<String> = print
        .marks
        .iter()
        .map(|mark| format!("{:?} {:x}", mark.sort, mark.key))
        .collect();
    match &print.names {
        Names::Company(names) => marks.extend(names.iter().map(|name| name.whole.clone())),
        Names::Person(names) => marks.extend(names.iter().map(|name| name.whole.clone())),
    }
    marks.sort();
    let parts: Vec<&str> = marks.iter().map(String::as_str).collect();
    format!("{:016x}", key_of(&parts, 0))
}
