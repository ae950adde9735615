//! A vault that things befall at random, the same each time, and pictures of all that is in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::types::Value as Sql;
use tempfile::TempDir;

use super::super::merge::MergeOrder;
use super::super::split::{SplitOrder, SplitPart};
use super::super::takeback::{Answers, Target};
use crate::base::{FixedClock, Id, Kind, Report, Result};
use crate::fields::FieldShape;
use crate::quality::ops::FieldAt;
use crate::records::labels::Language;
use crate::records::query::quoted;
use crate::records::value::{FieldKind, Ref, Value, Wall};
use crate::records::{ChangeSet, RecordChange};
use crate::session::Session;
use crate::session::tests::session;
use crate::settings::ops::ChoiceShape;

/// Every row of every kind of record, by column.
pub(super) type Picture = BTreeMap<(String, Id), BTreeMap<String, Sql>>;

/// All that is in the vault but for some columns; with what only the core remembers, or without.
pub(super) fn picture(session: &Session, without: &[&str], quiet: bool) -> Picture {
    let catalog = session.catalog();
    let kinds: Vec<_> = if quiet {
        catalog.with_quiet().collect()
    } else {
        catalog.entities().to_vec()
    };
    session
        .vault()
        .read(|read| {
            let mut picture = Picture::new();
            for entity in kinds {
                let mut all = read
                    .sql()
                    .prepare(&format!("SELECT * FROM {}", quoted(entity.key)))?;
                let names: Vec<String> = all.column_names().map(str::to_owned).collect();
                let mut rows = all.query([])?;
                while let Some(row) = rows.next()? {
                    let mut cells = BTreeMap::new();
                    for (at, name) in names.iter().enumerate() {
                        // A column that no field of the user's has any more holds what it will.
                        let idle = name.starts_with("x_") && entity.field(name).is_err();
                        if !without.contains(&name.as_str()) && !idle {
                            cells.insert(name.clone(), row.get(at)?);
                        }
                    }
                    picture.insert((entity.key.to_owned(), row.get("id")?), cells);
                }
            }
            Ok(picture)
        })
        .unwrap()
}

/// Says where two pictures differ rather than showing both.
pub(super) fn same(one: &Picture, other: &Picture, when: &str) {
    for key in one.keys().chain(other.keys()) {
        let (a, b) = (one.get(key), other.get(key));
        assert_eq!(a.is_some(), b.is_some(), "{when}: {key:?} is in one only");
        let (Some(a), Some(b)) = (a, b) else { continue };
        // A column that came with a field of the user's later on held nothing before.
        let held =
            |cells: &BTreeMap<String, Sql>, column| cells.get(column).cloned().unwrap_or(Sql::Null);
        for column in a.keys().chain(b.keys()) {
            let (a, b) = (held(a, column), held(b, column));
            assert_eq!(a, b, "{when}: {column} of {key:?}");
        }
    }
}

pub(super) struct World {
    pub(super) session: Session,
    pub(super) clock: Arc<FixedClock>,
    dice: u64,
    made: BTreeMap<&'static str, Vec<Id>>,
    own: Vec<(&'static str, String, FieldKind)>,
    named: u32,
    room: TempDir,
}

impl World {
    pub(super) fn of(seed: u64) -> Self {
        let (session, clock) = session();
        Self {
            session,
            clock,
            dice: seed,
            made: BTreeMap::new(),
            own: Vec::new(),
            named: 0,
            room: tempfile::tempdir().unwrap(),
        }
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % sides.max(1)
    }

    fn any(&mut self, entity: &'static str) -> Option<Id> {
        let n = self.made.get(entity).map_or(0, Vec::len);
        let at = self.roll(n);
        self.made.get(entity)?.get(at).copied()
    }

    fn living(&mut self, entity: &'static str) -> Option<Id> {
        for _ in 0..4 {
            let id = self.any(entity)?;
            if self.session.record(entity, id).is_ok_and(|r| !r.deleted) {
                return Some(id);
            }
        }
        None
    }

    /// One thing befalls the vault; whether anything did.
    pub(super) fn step(&mut self) -> bool {
        self.clock.advance(1_000);
        let done = match self.roll(33) {
            0..=7 => self.create(),
            8..=13 => self.edit(),
            14 | 15 => self.delete(),
            16 => self.restore(),
            17 | 18 => self.session.undo().map(|_| ()),
            19 => self.session.redo().map(|_| ()),
            20 => self.merge("unit"),
            21 => self.merge("contact"),
            22 => self.take_back(),
            23 => self.define(),
            24 | 25 => self.fill_own(),
            26..=28 => self.attach(),
            29 | 30 => self.verify(),
            31 => self.choose(),
            _ => self.split(),
        };
        match done {
            Ok(()) => true,
            Err(e) => {
                let fair = matches!(e.kind(), Kind::Invalid | Kind::Conflict | Kind::NotFound);
                assert!(fair, "{e:?}");
                false
            }
        }
    }

    fn name(&mut self) -> Value {
        self.named += 1;
        Value::text(format!("名字{}", self.named))
    }

    fn to(&mut self, entity: &'static str) -> Value {
        self.living(entity).map_or(Value::Null, Value::to)
    }

    fn create(&mut self) -> Result<()> {
        let (entity, values): (&'static str, Vec<(&'static str, Value)>) = match self.roll(16) {
            9..=15 => self.money_or_seat(),
            0..=2 => {
                let code = self.code();
                (
                    "unit",
                    vec![
                        ("legal_name", self.name()),
                        ("parent", self.to("unit")),
                        ("code", code),
                    ],
                )
            }
            3 => ("contact", vec![("full_name", self.name())]),
            4 => (
                "post",
                vec![
                    ("contact", self.to("contact")),
                    ("unit", self.to("unit")),
                    ("title", self.name()),
                ],
            ),
            5 => (
                "cooperation",
                vec![
                    ("name", self.name()),
                    ("unit", self.to("unit")),
                    ("amount", Value::Raw(format!("{}", self.named * 7))),
                ],
            ),
            6 => (
                "activity",
                vec![
                    ("at", Value::Instant(i64::from(self.named) * 1_000)),
                    ("unit", self.to("unit")),
                    ("content", self.name()),
                    ("contacts", self.several("contact")),
                    ("units", self.several("unit")),
                ],
            ),
            7 => (
                "task",
                vec![
                    ("title", self.name()),
                    ("unit", self.to("unit")),
                    ("contact", self.to("contact")),
                    ("due", due(self.named)),
                ],
            ),
            _ => (
                "unit_relation",
                vec![
                    ("from_unit", self.to("unit")),
                    ("to_unit", self.to("unit")),
                    ("kind", Value::choice("supplier_of")),
                ],
            ),
        };
        let applied = self
            .session
            .apply(&ChangeSet::create("op.create", entity, values))?;
        self.made
            .entry(entity)
            .or_default()
            .push(applied.records[0].id);
        Ok(())
    }

    /// Something of what is signed and paid, of who sits where, or of what a customer needs.
    fn money_or_seat(&mut self) -> (&'static str, Vec<(&'static str, Value)>) {
        let amount = |named: u32| Value::Raw(format!("{}", 100 + named * 3));
        match self.roll(7) {
            0 | 1 => (
                "contract",
                vec![
                    ("name", self.name()),
                    ("unit", self.to("unit")),
                    ("payer", self.to("unit")),
                    ("amount", amount(self.named)),
                    ("signed_on", Value::Raw("2026-10-01".into())),
                ],
            ),
            2 => (
                "instalment",
                vec![
                    ("name", self.name()),
                    ("contract", self.to("contract")),
                    ("amount", amount(self.named)),
                    ("trigger", Value::choice("signing")),
                    ("days", Value::Number(i64::from(self.named % 90))),
                    ("offset_unit", Value::choice("workday")),
                ],
            ),
            3 => (
                "payment",
                vec![
                    ("unit", self.to("unit")),
                    ("contract", self.to("contract")),
                    ("received_on", Value::Raw("2026-11-02".into())),
                    ("amount", amount(self.named)),
                ],
            ),
            4 => (
                "allocation",
                vec![
                    ("payment", self.to("payment")),
                    ("instalment", self.to("instalment")),
                    ("amount", Value::Raw("7".into())),
                ],
            ),
            5 => (
                "seat",
                vec![("unit", self.to("unit")), ("name", self.name())],
            ),
            _ => (
                "need",
                vec![
                    ("unit", self.to("unit")),
                    ("contact", self.to("contact")),
                    ("text", self.name()),
                ],
            ),
        }
    }

    fn code(&mut self) -> Value {
        match self.roll(3) {
            0 => Value::text(format!("C-{}", self.roll(6))),
            _ => Value::Null,
        }
    }

    fn several(&mut self, entity: &'static str) -> Value {
        let mut list: Vec<Ref> = Vec::new();
        for _ in 0..self.roll(3) {
            if let Some(id) = self.living(entity)
                && list.iter().all(|to| to.id != id)
            {
                list.push(Ref {
                    id,
                    label: String::new(),
                });
            }
        }
        if list.is_empty() {
            Value::Null
        } else {
            Value::Refs(list)
        }
    }

    fn edit(&mut self) -> Result<()> {
        let (entity, values): (&'static str, Vec<(&'static str, Value)>) = match self.roll(13) {
            9 => (
                "contract",
                vec![
                    ("unit", self.to("unit")),
                    (
                        "signed_on",
                        Value::Raw(format!("2026-10-{:02}", 1 + self.named % 28)),
                    ),
                ],
            ),
            10 => (
                "instalment",
                vec![
                    ("happened_on", Value::Raw("2026-11-03".into())),
                    ("amount", Value::Raw(format!("{}", 90 + self.named))),
                ],
            ),
            11 => ("post", vec![("seat", self.to("seat"))]),
            0 => ("unit", vec![("legal_name", self.name())]),
            1 => ("unit", vec![("parent", self.to("unit"))]),
            2 => (
                "unit",
                vec![("code", self.code()), ("website", Value::text("a.cn"))],
            ),
            3 => (
                "unit",
                vec![("tags", Value::Texts(vec![format!("t{}", self.roll(5))]))],
            ),
            4 => ("contact", vec![("full_name", self.name())]),
            5 => ("post", vec![("unit", self.to("unit"))]),
            6 => (
                "cooperation",
                vec![
                    ("unit", self.to("unit")),
                    ("amount", Value::Raw("55".into())),
                ],
            ),
            7 => ("activity", vec![("contacts", self.several("contact"))]),
            8 => ("attachment", vec![("name", self.name())]),
            _ => (
                "task",
                vec![("due", due(self.named)), ("unit", self.to("unit"))],
            ),
        };
        let Some(id) = self.living(entity) else {
            return Ok(());
        };
        let rev = self.session.record(entity, id)?.rev;
        let set = ChangeSet::update("op.edit", entity, id, rev, values);
        self.session.apply(&set).map(|_| ())
    }

    fn delete(&mut self) -> Result<()> {
        let kinds = [
            "unit",
            "unit",
            "contact",
            "cooperation",
            "activity",
            "attachment",
            "contract",
            "payment",
            "seat",
        ];
        let entity = kinds[self.roll(kinds.len())];
        let Some(id) = self.living(entity) else {
            return Ok(());
        };
        let rev = self.session.record(entity, id)?.rev;
        let delete = RecordChange::Delete {
            entity: entity.into(),
            id,
            rev,
        };
        let set = ChangeSet {
            label: "op.delete".into(),
            changes: vec![delete],
        };
        self.session.apply(&set).map(|_| ())
    }

    /// A file on a record of some kind; now and then one the vault has already.
    fn attach(&mut self) -> Result<()> {
        let kinds = ["unit", "contact", "cooperation", "task", "unit_relation"];
        let entity = kinds[self.roll(kinds.len())];
        let Some(of) = self.living(entity) else {
            return Ok(());
        };
        let path = self.room.path().join("文件.txt");
        std::fs::write(&path, self.roll(12).to_string())?;
        let done = self
            .session
            .attach(entity, of, &[path], &Report::silent())?;
        let made = self.made.entry("attachment").or_default();
        made.push(done.records[0].id);
        Ok(())
    }

    /// A field of the user's own; every second that can be is worked out.
    fn define(&mut self) -> Result<()> {
        if self.own.len() >= 9 {
            return Ok(());
        }
        self.named += 1;
        let entity = ["unit", "contact", "cooperation"][self.roll(3)];
        let number = self
            .own
            .iter()
            .rev()
            .find(|(of, _, kind)| *of == entity && *kind == FieldKind::Number);
        let formula = number
            .filter(|_| self.named.is_multiple_of(2))
            .and_then(|(_, key, _)| Some(format!("{} * 2", self.label(key)?)));
        let kinds = [FieldKind::Text, FieldKind::Number, FieldKind::Texts];
        let kind = match &formula {
            Some(_) => FieldKind::Number,
            None => kinds[self.roll(kinds.len())],
        };
        let computed = formula.is_some();
        let shape = FieldShape {
            label: format!("自定{}", self.named),
            section: "general".to_owned(),
            formula,
            ..FieldShape::default()
        };
        let key = self.session.define_field(entity, kind, None, &shape, &[])?;
        if !computed {
            self.own.push((entity, key, kind));
        }
        Ok(())
    }

    /// What a field of the user's own is called in a formula; nothing when it was taken back.
    fn label(&self, key: &str) -> Option<String> {
        let own = self.session.own_fields(Language::Zh).unwrap();
        own.into_iter()
            .find(|own| own.key == key)
            .map(|own| own.shape.label)
    }

    fn fill_own(&mut self) -> Result<()> {
        let at = self.roll(self.own.len());
        let Some((entity, key, kind)) = self.own.get(at).cloned() else {
            return Ok(());
        };
        let value = match kind {
            FieldKind::Number => Value::Number(i64::try_from(self.roll(99)).unwrap_or_default()),
            FieldKind::Texts => Value::Texts(vec![format!("t{}", self.roll(5))]),
            _ => self.name(),
        };
        let Some(id) = self.living(entity) else {
            return Ok(());
        };
        let change = RecordChange::Update {
            entity: entity.to_owned(),
            id,
            rev: self.session.record(entity, id)?.rev,
            values: BTreeMap::from([(key, value)]),
        };
        let set = ChangeSet {
            label: "op.edit".into(),
            changes: vec![change],
        };
        self.session.apply(&set).map(|_| ())
    }

    /// Something is said of fields, one of which may hold nothing.
    fn verify(&mut self) -> Result<()> {
        let entity = ["unit", "contact"][self.roll(2)];
        let Some(id) = self.living(entity) else {
            return Ok(());
        };
        let title = self.session.catalog().entity(entity)?.title;
        let fields = [title, "tags"].map(|field| FieldAt {
            entity: entity.to_owned(),
            id,
            field: field.to_owned(),
        });
        let some = fields.get(..=self.roll(2)).unwrap_or_default();
        self.session.verify(some, None, None)
    }

    /// The user's own choices: one more, or one called otherwise.
    fn choose(&mut self) -> Result<()> {
        self.named += 1;
        let label = format!("选项{}", self.named);
        if self.roll(2) == 0 {
            return self.session.add_choice("unit_level", &label).map(|_| ());
        }
        let shape = ChoiceShape {
            label: Some(label),
            aliases: Vec::new(),
            colour: None,
            retired: false,
        };
        self.session.edit_choice("unit_level", "b", &shape)
    }

    fn restore(&mut self) -> Result<()> {
        let bin = self.session.bin(None)?.steps;
        if bin.is_empty() {
            return Ok(());
        }
        let step = &bin[self.roll(bin.len())];
        let one = &step.records[self.roll(step.records.len())];
        self.take(Target {
            seq: step.seq,
            only: Some(one.id),
        })
    }

    fn take(&mut self, target: Target) -> Result<()> {
        let answers = Answers {
            all: self.roll(2) == 0,
            ..Answers::default()
        };
        let plan = self.session.take_back_plan(target, &answers)?;
        self.session
            .take_back(target, &answers, plan.moment)
            .map(|_| ())
    }

    pub(super) fn merge(&mut self, entity: &'static str) -> Result<()> {
        let (Some(winner), Some(loser)) = (self.living(entity), self.living(entity)) else {
            return Ok(());
        };
        let plan = self.session.merge_plan(entity, winner, loser)?;
        let order = MergeOrder {
            entity: entity.into(),
            winner,
            loser,
            moment: plan.moment,
            takes: BTreeMap::new(),
            former: self.roll(2) == 0,
        };
        self.session.merge(&order).map(|_| ())
    }

    fn take_back(&mut self) -> Result<()> {
        let steps = self.session.steps(None, 40, None)?;
        let at = self.roll(steps.len());
        let Some(step) = steps.get(at) else {
            return Ok(());
        };
        self.take(Target {
            seq: step.seq,
            only: None,
        })
    }

    fn split(&mut self) -> Result<()> {
        let Some(unit) = self.living("unit") else {
            return Ok(());
        };
        let plan = self.session.split_plan(unit)?;
        let parts = plan.groups.iter().map(|group| SplitPart {
            entity: group.entity.clone(),
            field: group.field.clone(),
            all: false,
            ids: group.records.iter().step_by(2).map(|to| to.id).collect(),
        });
        let order = SplitOrder {
            unit,
            moment: plan.moment,
            name: format!("分出{}", plan.moment),
            under: self.roll(2) == 0,
            parts: parts.collect(),
        };
        let made = self.session.split(&order)?;
        self.made
            .entry("unit")
            .or_default()
            .push(made.records[0].id);
        Ok(())
    }
}

fn due(day: u32) -> Value {
    Value::Wall(Wall {
        at: format!("2026-12-{:02}T09:00", day % 28 + 1),
        zone: "Asia/Shanghai".into(),
    })
}
