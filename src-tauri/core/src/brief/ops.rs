//! The verbs of the brief: putting it together, and which sections somebody does without.

use std::collections::BTreeMap;

use super::model::{Brief, BriefFact, BriefLine, BriefPart, BriefSection};
use super::policy::{self, INNER, PARTS, Part};
use super::store::{Found, Ground, Picked};
use super::words::{Words, joined};
use crate::base::{Change, ChangeKind, Id, Result, date};
use crate::business::binding::binds;
use crate::records::Catalog;
use crate::records::labels::Language;
use crate::records::plain::Plain;
use crate::records::value::{Ref, Value};
use crate::settings;
use crate::settings::modules::Hidden;
use crate::vault::{Read, Write};

/// Where it is kept what somebody does without.
const OFF: &str = "brief.off";
/// What the head tells of a unit, in order.
const FACTS: [&str; 13] = [
    "code",
    "uscc",
    "industry",
    "level",
    "size_class",
    "status",
    "activity_level",
    "owner",
    "backup_owner",
    "legal_rep",
    "phones",
    "coverage",
    "address",
];
/// What else a unit is called.
const NAMES: [&str; 4] = ["short_name", "english_name", "aliases", "former_names"];

/// What another room has to say in a brief.
#[derive(Debug, Clone)]
pub struct Aside {
    /// The kind of record it is of.
    pub entity: String,
    /// The record.
    pub id: Id,
    /// The day it is of.
    pub day: Option<String>,
    /// What it says.
    pub text: String,
    /// What else is known of it.
    pub note: String,
    /// What else is named in it, by kind and record: confidential as much as that is.
    pub also: Vec<(String, Id)>,
}

/// A brief under way.
pub struct Order<'r> {
    ground: Ground<'r>,
    words: Words<'r>,
    hidden: Hidden,
    off: Vec<String>,
    below: bool,
}

impl std::fmt::Debug for Order<'_> {
    /// Names nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").finish_non_exhaustive()
    }
}

impl<'r> Order<'r> {
    /// A brief about a unit, with all below it where `below`.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is no such unit.
    pub fn of(
        read: &'r Read<'r>,
        catalog: &'r Catalog,
        (unit, below): (Id, bool),
        language: Language,
    ) -> Result<Self> {
        Ok(Self {
            ground: Ground::of(read, catalog, unit, below)?,
            words: Words {
                catalog,
                plain: Plain::new(read, language)?,
                language,
                now: read.now(),
                zone: read.zone(),
                unit,
            },
            hidden: Hidden::read(read)?,
            off: settings::get_lossy(read, OFF)?.unwrap_or_default(),
            below,
        })
    }

    /// The unit, with all below where they are asked for.
    #[must_use]
    pub fn scope(&self) -> &[Id] {
        &self.ground.scope
    }

    /// What is out of sight.
    #[must_use]
    pub fn hidden(&self) -> &Hidden {
        &self.hidden
    }

    /// Whom a text of the unit names who is a person known here as well.
    #[must_use]
    pub fn named_by(&self, field: &str) -> Option<Id> {
        match field {
            "legal_rep" => self.ground.unit.get("legal_rep_contact").as_ref_id(),
            _ => None,
        }
    }

    /// Whether a section is wanted, and its module is in sight.
    #[must_use]
    pub fn wants(&self, key: &str) -> bool {
        let found = PARTS.iter().find(|part| part.key == key);
        found.is_some_and(|part| self.is_there(part)) && !self.off.iter().any(|off| off == key)
    }

    fn is_there(&self, part: &Part) -> bool {
        !part.kinds.iter().all(|kind| self.hidden.entity(kind))
    }

    /// The brief; `asides` is what other rooms have to say, by the section.
    ///
    /// # Errors
    /// When the database fails.
    pub fn brief(mut self, asides: &BTreeMap<&str, Vec<Aside>>) -> Result<Brief> {
        let mut facts = self.facts()?;
        let path = self.words.say("path", &[]);
        facts.extend(self.ground.above(path)?);
        let mut sections = Vec::new();
        for part in &PARTS {
            if self.wants(part.key) {
                sections
                    .extend(self.section(part, asides.get(part.key).map_or(&[], Vec::as_slice))?);
            }
        }
        let parts = PARTS.iter().filter(|part| self.is_there(part));
        let parts = parts.map(|part| BriefPart {
            key: part.key.to_owned(),
            title: self.words.say(&format!("part.{}", part.key), &[]),
            off: self.off.iter().any(|off| off == part.key),
        });
        let record = &self.ground.unit;
        let names = NAMES.map(|key| self.words.value(record, key));
        let told = sections
            .iter()
            .flat_map(|section: &BriefSection| &section.lines);
        let untold = told.filter(|line| line.secret).count();
        let untold = untold + facts.iter().filter(|fact| fact.secret).count();
        Ok(Brief {
            unit: Ref {
                id: record.id,
                label: self.words.value(record, "legal_name"),
            },
            also: joined(names),
            below: self.below,
            children: match record.get("children") {
                Value::Number(n) => u32::try_from(*n).unwrap_or_default(),
                _ => 0,
            },
            day: date::format_date(self.words.today()),
            parts: parts.collect(),
            facts,
            sections,
            secret: self.ground.secret,
            untold: u32::try_from(untold).unwrap_or(u32::MAX),
        })
    }

    fn facts(&mut self) -> Result<Vec<BriefFact>> {
        let entity = self.words.catalog.entity("unit")?;
        let mut facts = Vec::new();
        for key in FACTS {
            if self.hidden.field(entity, entity.field(key)?) {
                continue;
            }
            let value = self.words.value(&self.ground.unit, key);
            if !value.is_empty() {
                let mut secret = self.ground.secret;
                if let Some(who) = self.named_by(key) {
                    secret |= self.ground.covers("contact", who)?;
                }
                facts.push(BriefFact {
                    label: self
                        .words
                        .catalog
                        .field_label(self.words.language, "unit", key),
                    value,
                    secret,
                });
            }
        }
        Ok(facts)
    }

    fn section(&mut self, part: &Part, asides: &[Aside]) -> Result<Option<BriefSection>> {
        let Part { key, most, .. } = *part;
        let (lines, all) = match key {
            "people" => {
                let parts = !self.hidden.entity("stance");
                let likings = !self.hidden.entity("preference");
                let (people, all) = self.ground.people(parts, likings, most)?;
                let lines = people
                    .iter()
                    .flat_map(|who| policy::somebody(who, &self.words));
                (lines.collect(), all)
            }
            "talks" => {
                let talks = self.ground.talks(most)?;
                (policy::lines(key, &talks, &self.words), 0)
            }
            "projects" => self.projects(most)?,
            "money" => (self.money()?, 0),
            "renewals" => self.renewals(most)?,
            "questions" | "learned" => {
                let mut lines = Vec::new();
                for aside in asides.iter().take(most) {
                    let mut secret = self.ground.covers(&aside.entity, aside.id)?;
                    for (entity, id) in &aside.also {
                        secret |= self.ground.covers(entity, *id)?;
                    }
                    lines.push(policy::aside(aside, secret));
                }
                (lines, 0)
            }
            _ => {
                let entity = part.kinds.first().copied().unwrap_or_default();
                let picked = self.ground.pick(entity, policy::asked(key), most)?;
                let mut lines = policy::lines(key, &picked, &self.words);
                if entity == "need" && !self.hidden.entity("attachment") {
                    let mut filed = Vec::new();
                    for line in lines {
                        let names = self.ground.files(line.id)?;
                        filed.push(policy::with_files(line, &names, &self.words));
                    }
                    lines = filed;
                }
                (lines, picked.all)
            }
        };
        Ok(policy::section(key, lines, all, &self.words))
    }

    fn projects(&mut self, most: usize) -> Result<(Vec<BriefLine>, u32)> {
        let picked = self
            .ground
            .pick("project", policy::asked("projects"), most)?;
        let mut lines = Vec::new();
        for found in &picked.found {
            let late = self.ground.late_steps(found.record.id, INNER)?;
            lines.extend(policy::project(found, &late, &self.words));
        }
        Ok((lines, picked.all))
    }

    /// Every currency is told of: none can be counted together with another.
    fn money(&mut self) -> Result<Vec<BriefLine>> {
        let mut lines = Vec::new();
        for sums in self.ground.sums()? {
            let late = match sums.overdue {
                Some(owed) => {
                    let which = format!(
                        "r.amount_currency = '{}' AND r.falls_on < ?2 AND r.standing IN ('open', 'part')
                         AND EXISTS (SELECT 1 FROM contract c
                           WHERE c.id = r.contract AND c.deleted_at IS NULL AND {})",
                        owed.currency,
                        binds!("c"),
                    );
                    let order = (which.as_str(), "r.falls_on");
                    self.ground.pick("instalment", order, INNER)?
                }
                None => Picked::default(),
            };
            lines.extend(policy::money(&sums, &late, self.words.unit, &self.words));
        }
        Ok(lines)
    }

    /// Contracts that end soon, and business that does without one of these.
    fn renewals(&mut self, most: usize) -> Result<(Vec<BriefLine>, u32)> {
        let soon = "r.\"end\" BETWEEN ?2 AND ?3";
        let mut found: Vec<Found> = Vec::new();
        let mut all = 0;
        if !self.hidden.entity("contract") {
            let which = format!("r.state <> 'done' AND {} AND {soon}", binds!("r"));
            let picked = self.ground.pick("contract", (&which, "r.\"end\""), most)?;
            all += picked.all;
            found.extend(picked.found);
        }
        // What no contract above speaks of speaks for itself: none that is a draft, over, of years to come or out of
        // sight does.
        let untold = if self.hidden.entity("contract") {
            "1"
        } else {
            concat!(
                "NOT EXISTS (SELECT 1 FROM contract c WHERE c.cooperation = r.id AND c.deleted_at IS NULL
                   AND c.unit IN (SELECT value FROM rarray(?1)) AND c.state <> 'done' AND ",
                binds!("c"),
                " AND c.\"end\" BETWEEN ?2 AND ?3)"
            )
        };
        let which =
            format!("{soon} AND coalesce(r.state, '') NOT IN ('done', 'ended') AND {untold}");
        let picked = self
            .ground
            .pick("cooperation", (&which, "r.\"end\""), most)?;
        all += picked.all;
        found.extend(picked.found);
        found.sort_by(|a, b| {
            a.record
                .get("end")
                .as_text()
                .cmp(&b.record.get("end").as_text())
        });
        found.truncate(most);
        let lines = found.iter().map(|one| policy::renewal(one, &self.words));
        Ok((lines.collect(), all))
    }
}

/// Keeps that somebody does without a section, or no longer; what was said of the others stays, of those out of sight
/// too. One that does not exist is none to do without.
///
/// # Errors
/// When the database fails.
pub fn set_part(tx: &mut Write<'_>, part: &str, off: bool) -> Result<()> {
    let kept: Vec<String> = settings::get_lossy(tx, OFF)?.unwrap_or_default();
    let is_off = |key: &str| {
        if key == part {
            off
        } else {
            kept.iter().any(|one| one == key)
        }
    };
    let keys = PARTS.iter().map(|part| part.key);
    let off: Vec<&str> = keys.filter(|key| is_off(key)).collect();
    settings::set(tx, OFF, &off)?;
    // No record, but what shows a brief is to hear of it.
    tx.record(Change {
        entity: "brief".to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}
