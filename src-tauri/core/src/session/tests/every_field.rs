//! No field is decoration: each one of each kind of record is typed, kept, changed, found by, sorted
//! by, copied out and read back, emptied, and taken back step by step.

use std::collections::HashMap;

use super::{bin, session};
use crate::base::words::pinyin_key;
use crate::base::{Id, Report, Result};
use crate::records::catalog::{EntityDef, FieldDef, FieldInfo};
use crate::records::choices;
use crate::records::labels::Language;
use crate::records::plain::Plain;
use crate::records::value::{FieldKind as K, Value};
use crate::records::view::Line;
use crate::records::{ChangeSet, Filter, Op, Query, Record, RecordChange, Sort};
use crate::session::Session;

/// A vault in which one record of any kind can be had to point at.
pub(super) struct Ground<'s> {
    session: &'s Session,
    pointed_at: HashMap<(&'static str, bool), Id>,
    /// For a second link to the same kind: none holds itself.
    beside: HashMap<&'static str, Id>,
    made: u32,
}

impl<'s> Ground<'s> {
    pub(super) fn of(session: &'s Session) -> Self {
        Self {
            session,
            pointed_at: HashMap::new(),
            beside: HashMap::new(),
            made: 0,
        }
    }

    fn entity(&self, key: &str) -> &'static EntityDef {
        self.session.catalog().entity(key).unwrap()
    }

    /// One of two records of `entity` to point at.
    fn target(&mut self, entity: &'static str, other: bool) -> Id {
        if let Some(id) = self.pointed_at.get(&(entity, other)) {
            return *id;
        }
        // A payment can be allocated only as far as it goes: one for all that is tried.
        let also = (entity == "payment").then(|| ("amount", Value::Raw("1亿".to_owned())));
        let id = self.make(self.entity(entity), also).id;
        self.pointed_at.insert((entity, other), id);
        id
    }

    fn beside(&mut self, entity: &'static str) -> Value {
        let there = self.beside.get(entity).copied();
        let id = there.unwrap_or_else(|| self.make(self.entity(entity), None).id);
        self.beside.insert(entity, id);
        Value::to(id)
    }

    /// What a person might put there: one thing, or quite another that sorts after it.
    pub(super) fn sample(&mut self, field: &FieldDef, other: bool) -> Value {
        self.made += 1;
        let raw = |text: &str| Value::Raw(text.to_owned());
        let pick = |one: &str, two: &str| raw(if other { two } else { one });
        match field.kind {
            K::Ref => Value::to(self.target(field.target.unwrap(), other)),
            K::Refs => {
                let id = self.target(field.target.unwrap(), other);
                let Value::Ref(to) = Value::to(id) else {
                    unreachable!()
                };
                Value::Refs(vec![to])
            }
            K::Choice | K::Choices => {
                let list = field.choices.unwrap();
                let catalog = self.session.catalog();
                let vault = self.session.vault();
                let codes = vault
                    .read(|read| choices::codes(read, &catalog, list))
                    .unwrap();
                raw(&codes[usize::from(other)])
            }
            K::Text if field.max_len == 2 => pick("CN", "DE"),
            K::Text if field.max_len <= 3 => pick("EUR", "USD"),
            // A name with a comma is one of them, here as in a copy and in a sheet.
            K::Texts => {
                let name = if other { "Zenith" } else { "Acme" };
                raw(&format!("{name} {} Co., Ltd\n", self.made))
            }
            K::Dated => pick("Acme Co., Ltd (2019-03)\n", "Zenith (2020-01-02)"),
            K::Text | K::LongText => {
                let text = format!("{}{}", if other { "乙" } else { "甲" }, self.made);
                raw(&text)
            }
            K::Url => pick("https://a.example", "https://b.example"),
            K::OfficialId => pick("91350100M000100Y43", "9144030071526726XG"),
            K::Repeat => pick("每月最后一个工作日", "every 2 weeks"),
            K::LunarDay => pick("八月十五", "L06-01"),
            K::Emails => pick("a@example.com", "b@example.com"),
            K::Phones => pick("13800138000", "13900139000"),
            // On its scale.
            K::Number if field.key == "score" => pick("3", "4"),
            K::Number => pick("3", "1,200"),
            K::Decimal => pick("0.5", "１２.25"),
            K::Percent => pick("12.5%", "60"),
            K::Money => pick("12.5万", "¥3,000,000.01"),
            K::Date | K::FuzzyDate => pick("2025-03-01", "2026年3月2日"),
            K::WallTime => pick("2026-12-01 09:30", "2026-12-02"),
            K::Instant => pick("2026-11-01 09:30", "2026-11-02 10:00"),
            K::Bool => pick("否", "是"),
        }
    }

    /// A record with what it must have, and `also`.
    pub(super) fn make(
        &mut self,
        entity: &'static EntityDef,
        also: Option<(&'static str, Value)>,
    ) -> Record {
        if !entity.made_by_hand() {
            let record = self.attach();
            return match also {
                Some((field, value)) => self.edit(&record, field, value),
                None => record,
            };
        }
        let mut values = Vec::new();
        for field in entity.fields {
            let needed = field.required && field.default.is_none() || field.key == entity.title;
            let given = also.as_ref().is_some_and(|(key, _)| *key == field.key);
            // Said with a reason; of somebody or of a seat: with both, either of them can go.
            let beside = match (entity.key, field.key) {
                ("unit", "size_reason") => also
                    .as_ref()
                    .is_some_and(|(key, _)| *key == "size_override"),
                ("stance", "contact" | "seat") => true,
                _ => false,
            };
            if (needed || beside) && !field.computed && !given {
                let linked = |key: &str| {
                    let other = entity.fields.iter().find(|other| other.key == key);
                    other.is_some_and(|other| other.kind == K::Ref && other.target == field.target)
                };
                let again = values.iter().chain(&also).any(|(key, _)| linked(key));
                let value = match field.target.filter(|_| field.kind == K::Ref && again) {
                    Some(target) => self.beside(target),
                    None => self.sample(field, false),
                };
                values.push((field.key, value));
            }
        }
        values.extend(also);
        let set = ChangeSet::create("op.create", entity.key, values);
        self.session.apply(&set).unwrap().records.remove(0)
    }

    /// The one kind of record that is not typed.
    fn attach(&mut self) -> Record {
        self.made += 1;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("{}.txt", self.made));
        std::fs::write(&path, "what was agreed").unwrap();
        let of = self.target("unit", false);
        let done = self.session.attach("unit", of, &[path], &Report::silent());
        done.unwrap().records.remove(0)
    }

    fn edit(&self, record: &Record, field: &'static str, value: Value) -> Record {
        self.try_edit(record, field, value).unwrap()
    }

    fn try_edit(&self, record: &Record, field: &'static str, value: Value) -> Result<Record> {
        let now = self.session.record(&record.entity, record.id).unwrap();
        let set = ChangeSet::update(
            "op.edit",
            &record.entity,
            record.id,
            now.rev,
            [(field, value)],
        );
        Ok(self.session.apply(&set)?.records.remove(0))
    }

    fn holds(&self, record: &Record, field: &str) -> Value {
        let record = self.session.record(&record.entity, record.id).unwrap();
        record.get(field).clone()
    }

    /// The records of a question, in its order.
    fn asked(&self, entity: &str, filter: Option<Filter>, sort: Vec<Sort>) -> Vec<Id> {
        let title = self.entity(entity).title.to_owned();
        let view = self
            .session
            .view(Query {
                entity: entity.to_owned(),
                filter,
                sort,
                group: None,
                folded: Vec::new(),
                search: None,
                columns: vec![title],
            })
            .unwrap();
        let lines = self.session.view_lines(&view, 0, 1000).unwrap();
        let id = |line: &Line| match line {
            Line::Record { id, .. } => Some(*id),
            Line::Group { .. } => None,
        };
        lines.iter().filter_map(id).collect()
    }

    /// Under which head each record stands where they are gathered by a field.
    fn grouped(&self, entity: &str, field: &str) -> HashMap<Id, String> {
        let view = self
            .session
            .view(Query {
                entity: entity.to_owned(),
                filter: None,
                sort: Vec::new(),
                group: Some(field.to_owned()),
                folded: Vec::new(),
                search: None,
                columns: vec![self.entity(entity).title.to_owned()],
            })
            .unwrap();
        let mut head = String::new();
        let mut heads = HashMap::new();
        for line in self.session.view_lines(&view, 0, 1000).unwrap() {
            match line {
                Line::Group { key, .. } => head = key,
                Line::Record { id, .. } => drop(heads.insert(id, head.clone())),
            }
        }
        heads
    }

    fn copied(&self, field: &FieldDef, value: &Value) -> String {
        self.session
            .vault()
            .read(|read| Ok(Plain::new(read, Language::Zh)?.text(field, value, 0)))
            .unwrap()
    }
}

fn is(field: &FieldDef, value: &Value) -> Filter {
    Filter::Test {
        field: field.key.to_owned(),
        op: Op::Eq,
        values: vec![value.clone()],
    }
}

/// As the window knows it; nothing of what nobody reads.
fn info_of(entity: &EntityDef, field: &FieldDef) -> Option<FieldInfo> {
    let mut fields = entity.info().fields.into_iter();
    let info = fields.find(|info| info.key == field.key);
    assert_eq!(info.is_none(), field.inward, "{}.{}", entity.key, field.key);
    info
}

/// Whether the one sorts before the other: what a record points at by what that is called, where that is
/// what its kind is sorted by.
fn rises(ground: &Ground<'_>, field: &FieldDef, one: &Value, other: &Value) -> bool {
    let (Value::Ref(one), Value::Ref(other)) = (one, other) else {
        return true;
    };
    let target = ground.entity(field.target.unwrap());
    let otherwise = |of: &&FieldDef| of.key == target.title_sort && of.key != target.title;
    pinyin_key(&one.label) < pinyin_key(&other.label)
        && !target.fields.iter().any(|of| otherwise(&of))
}

/// Everything a field is asked to do.
fn lives(ground: &mut Ground<'_>, entity: &'static EntityDef, field: &'static FieldDef) {
    let name = format!("{}.{}", entity.key, field.key);
    let one = ground.sample(field, false);
    let two = ground.sample(field, true);
    let first = ground.make(entity, Some((field.key, one)));
    let second = ground.make(entity, Some((field.key, two.clone())));
    let (one, kept) = (
        ground.holds(&first, field.key),
        ground.holds(&second, field.key),
    );
    assert!(
        !one.is_null() && !kept.is_null(),
        "{name}: nothing was kept"
    );
    assert_ne!(one, kept, "{name}: two things are kept as one");

    let found = ground.asked(entity.key, Some(is(field, &kept)), Vec::new());
    assert!(
        found.contains(&second.id),
        "{name}: not found by what it holds"
    );
    assert!(
        !found.contains(&first.id),
        "{name}: found by what it does not hold"
    );

    let several = match &kept {
        Value::Choices(codes) => codes.iter().map(Value::choice).collect(),
        Value::Refs(list) => list.iter().map(|to| Value::to(to.id)).collect(),
        _ => Vec::new(),
    };
    if !several.is_empty() {
        let among = Filter::Test {
            field: field.key.to_owned(),
            op: Op::In,
            values: several,
        };
        let found = ground.asked(entity.key, Some(among), Vec::new());
        assert!(
            found.contains(&second.id),
            "{name}: not found by one of several"
        );
        assert!(!found.contains(&first.id), "{name}: found by one of others");
    }

    for descending in [false, true] {
        let sort = Sort {
            field: field.key.to_owned(),
            descending,
        };
        let order = ground.asked(entity.key, None, vec![sort]);
        let at = |id| order.iter().position(|other| *other == id).unwrap();
        let sortable = info_of(entity, field).is_some_and(|info| info.sortable);
        if sortable && rises(ground, field, &one, &kept) {
            let rises = at(first.id) < at(second.id);
            assert_eq!(rises, !descending, "{name}: not in its order");
        }
    }
    if info_of(entity, field).is_some_and(|info| info.groupable) {
        let heads = ground.grouped(entity.key, field.key);
        let told = (heads[&first.id].clone(), heads[&second.id].clone());
        assert_ne!(told.0, told.1, "{name}: gathered as one");
    }

    // A unique field cannot be read back beside the record that holds it.
    if !matches!(field.kind, K::Ref | K::Refs) && !field.unique {
        let text = ground.copied(field, &kept);
        ground.edit(&first, field.key, Value::Raw(text.clone()));
        assert_eq!(
            ground.holds(&first, field.key),
            kept,
            "{name}: “{text}” does not read as what it was copied from"
        );
        ground.session.undo().unwrap();
        assert_eq!(
            ground.holds(&first, field.key),
            one,
            "{name}: the edit was not taken back"
        );
    }
    if field.required {
        let now = ground.holds(&second, field.key);
        let refused = ground
            .try_edit(&second, field.key, Value::Null)
            .unwrap_err();
        assert_eq!(refused.key(), "error.required", "{name}");
        assert_eq!(ground.holds(&second, field.key), now, "{name}");
    } else {
        ground.edit(&second, field.key, Value::Null);
        assert!(
            ground.holds(&second, field.key).is_null(),
            "{name}: could not be emptied"
        );
        ground.session.undo().unwrap();
        assert_eq!(
            ground.holds(&second, field.key),
            kept,
            "{name}: did not come back"
        );
    }
    for id in [first.id, second.id] {
        bin(ground.session, entity.key, &[id]);
    }
}

#[test]
fn of_every_kind_of_record_does_its_work() {
    let (session, _) = session();
    let mut ground = Ground::of(&session);
    let mut tried = 0;
    for entity in session.catalog().entities() {
        for field in entity.fields.iter().filter(|field| !field.computed) {
            lives(&mut ground, entity, field);
            tried += 1;
        }
    }
    assert!(tried > 300, "only {tried} fields were tried");
}

/// Kinds that the tests of this file leave out, and why.
const LEFT_OUT: [(&str, &str); 13] = [
    (
        "choice",
        "no table shows it; `lists.rs` adds, edits, retires and undoes it",
    ),
    (
        "merge_event",
        "the core's own memory of a merge, for taking it apart",
    ),
    ("taken_back", "the core's own memory of a step taken back"),
    (
        "distinct_pair",
        "the answer to a question; tried with the duplicates",
    ),
    (
        "field_def",
        "made and changed by verbs of its own: `own_fields.rs`",
    ),
    (
        "numbering",
        "made and changed by a verb of its own: `own_fields.rs`",
    ),
    (
        "field_limit",
        "said by a verb of its own: the tests of fields by kind",
    ),
    (
        "provenance",
        "said of another's field by verbs of its own: the tests of quality",
    ),
    (
        "aspect_weight",
        "said by a verb of its own: the tests of quality",
    ),
    ("audit_run", "drawn by lot: the tests of the audit"),
    ("audit_item", "drawn by lot: the tests of the audit"),
    (
        "hidden_module",
        "hidden by a verb of its own: the tests of modules",
    ),
    (
        "saved_view",
        "kept and changed by verbs of its own: the tests of views",
    ),
];

/// Kinds that no sheet brings in or has, and why.
const NOT_IN_A_SHEET: [(&str, &str); 1] = [(
    "attachment",
    "its bytes lie beside the database; it goes out as a file beside the sheet",
)];

#[test]
fn nothing_is_left_out_without_a_reason() {
    let (session, _) = session();
    let catalog = session.catalog();
    let keys = |all: &[&'static EntityDef]| all.iter().map(|one| one.key).collect::<Vec<_>>();
    let shown = keys(catalog.entities());
    let mut quiet = keys(&catalog.with_quiet().collect::<Vec<_>>());
    quiet.retain(|key| !shown.contains(key));
    assert_eq!(quiet, LEFT_OUT.map(|(key, _)| key));
    let by_hand = |entity: &&&EntityDef| !entity.made_by_hand();
    let made = catalog.entities().iter().filter(by_hand);
    let made: Vec<_> = made.map(|entity| entity.key).collect();
    assert_eq!(made, NOT_IN_A_SHEET.map(|(key, _)| key));
}

/// What the core keeps is asked for as what is typed is, and nobody types it.
#[test]
fn that_the_core_keeps_is_found_sorted_and_never_typed() {
    let (session, _) = session();
    session.fill_sample(Language::Zh).unwrap();
    let ground = Ground::of(&session);
    let (mut tried, mut held) = (0, 0);
    for entity in session.catalog().entities() {
        let records = session.records(entity.key, 10_000).unwrap();
        for field in entity.fields.iter().filter(|field| field.computed) {
            let name = format!("{}.{}", entity.key, field.key);
            tried += 1;
            let test = |op, values| Filter::Test {
                field: field.key.to_owned(),
                op,
                values,
            };
            let asked = |filter| ground.asked(entity.key, Some(filter), Vec::new());
            let (filled, blank) = (
                asked(test(Op::NotEmpty, vec![])),
                asked(test(Op::Empty, vec![])),
            );
            assert_eq!(filled.len() + blank.len(), records.len(), "{name}");
            for descending in [false, true] {
                let sort = Sort {
                    field: field.key.to_owned(),
                    descending,
                };
                let order = ground.asked(entity.key, None, vec![sort]);
                assert_eq!(order.len(), records.len(), "{name}");
                let blanks = &order[filled.len()..];
                assert!(
                    blanks.iter().all(|id| blank.contains(id)),
                    "{name}: what is not known comes last"
                );
            }
            let Some(record) = records.iter().find(|one| !one.get(field.key).is_null()) else {
                continue;
            };
            held += 1;
            let found = asked(is(field, record.get(field.key)));
            assert!(
                found.contains(&record.id),
                "{name}: not found by what it holds"
            );
            let refused = ground.try_edit(record, field.key, Value::Raw("1".to_owned()));
            assert_eq!(refused.unwrap_err().key(), "error.computed_field", "{name}");
        }
    }
    assert!(tried > 80 && held > 60, "{held} of {tried} held something");
}

#[test]
fn of_the_users_own_does_its_work_in_every_kind() {
    let (session, _) = session();
    for (at, kind) in super::own_fields::KINDS.into_iter().enumerate() {
        super::own_fields::define(&session, "unit", kind, &format!("自定义{at}"));
    }
    let mut ground = Ground::of(&session);
    let unit = session.catalog().entity("unit").unwrap();
    let own = unit
        .fields
        .iter()
        .filter(|field| field.key.starts_with("x_"));
    let own: Vec<_> = own.collect();
    assert_eq!(own.len(), super::own_fields::KINDS.len());
    for field in own {
        lives(&mut ground, unit, field);
    }
}

/// Each kind of record with some of the kinds of field, so that every one of both is tried.
#[test]
fn of_the_users_own_does_its_work_on_every_record() {
    let (session, _) = session();
    let all = super::own_fields::KINDS;
    let keys: Vec<&'static str> = session
        .catalog()
        .entities()
        .iter()
        .map(|entity| entity.key)
        .filter(|key| *key != "unit")
        .collect();
    for (at, key) in keys.iter().enumerate() {
        for kind in [all[at % all.len()], all[(at * 5 + 7) % all.len()]] {
            super::own_fields::define(&session, key, kind, &format!("自定义{at}{kind:?}"));
        }
    }
    let mut ground = Ground::of(&session);
    let mut tried = 0;
    for key in keys {
        let entity = session.catalog().entity(key).unwrap();
        for field in entity.fields.iter().filter(|field| field.own) {
            lives(&mut ground, entity, field);
            tried += 1;
        }
    }
    assert!(tried > 60, "only {tried} fields were tried");
}

#[test]
fn what_belongs_to_a_record_goes_and_comes_back_with_it() {
    let (session, _) = session();
    let mut ground = Ground::of(&session);
    for entity in session.catalog().entities() {
        for field in entity.fields {
            let Some(target) = field.target.filter(|target| {
                entity
                    .belongs_to(target)
                    .any(|owned| owned.key == field.key)
            }) else {
                continue;
            };
            let whole = ground.make(ground.entity(target), None);
            let part = ground.make(entity, Some((field.key, Value::to(whole.id))));
            let gone = RecordChange::Delete {
                entity: target.to_owned(),
                id: whole.id,
                rev: session.record(target, whole.id).unwrap().rev,
            };
            let set = ChangeSet {
                label: "op.delete".to_owned(),
                changes: vec![gone],
            };
            session.apply(&set).unwrap();
            let is_gone = || session.record(entity.key, part.id).unwrap().deleted;
            assert!(is_gone(), "{}.{} stays behind", entity.key, field.key);
            session.undo().unwrap();
            assert!(!is_gone(), "{}.{} did not come back", entity.key, field.key);
        }
    }
}
