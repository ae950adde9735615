//! The brief before a visit: put together of what the rooms say, for what is worth asking and what was learned are
//! rooms beside it.

use std::collections::BTreeMap;

use super::Session;
use crate::base::{Id, Result};
use crate::brief::model::Brief;
use crate::brief::ops::{self, Aside, Order};
use crate::lessons::gather::{self, Lesson};
use crate::quality::ages::{self, NextQuestion};
use crate::records::Catalog;
use crate::records::labels::{Language, message};
use crate::records::plain::Plain;

/// So much of what was learned is handed over.
const LEARNED: usize = 3;

impl Session {
    /// The brief about a unit, with all below it where `below`.
    ///
    /// # Errors
    /// [`crate::base::Kind::NotFound`] when there is no such unit.
    pub fn brief(&self, unit: Id, below: bool, language: Language) -> Result<Brief> {
        let catalog = self.catalog();
        self.vault.read(|read| {
            let order = Order::of(read, &catalog, (unit, below), language)?;
            let mut asides: BTreeMap<&str, Vec<Aside>> = BTreeMap::new();
            if order.wants("questions") {
                let plain = Plain::new(read, language)?;
                let known = ages::of_record(read, &catalog, "unit", unit)?;
                let asked = known.questions.iter();
                let asked = asked.map(|one| -> Result<Aside> {
                    let mut aside = question(&catalog, &plain, one, language)?;
                    let named = one.field.as_deref().filter(|_| one.entity == "unit");
                    let named = named.and_then(|field| order.named_by(field));
                    aside
                        .also
                        .extend(named.map(|who| ("contact".to_owned(), who)));
                    Ok(aside)
                });
                asides.insert("questions", asked.collect::<Result<_>>()?);
            }
            if order.wants("learned") {
                let learned = gather::learned(read, order.scope(), order.hidden(), LEARNED)?;
                let learned = learned.into_iter().map(|one| lesson(one, language));
                asides.insert("learned", learned.collect());
            }
            order.brief(&asides)
        })
    }

    /// Keeps that somebody does without a section of a brief, or no longer.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_brief_part(&self, part: &str, off: bool) -> Result<()> {
        self.vault
            .write("settings.set", |tx| ops::set_part(tx, part, off))
    }
}

/// What one would ask, in the words the window asks it in.
fn question(
    catalog: &Catalog,
    plain: &Plain,
    one: &NextQuestion,
    language: Language,
) -> Result<Aside> {
    let mut also = Vec::new();
    let (field, value) = match &one.field {
        Some(key) => {
            let field = catalog.entity(&one.entity)?.field(key)?;
            if let (Some(target), Some(to)) = (field.target, one.value.as_ref_id()) {
                also.push((target.to_owned(), to));
            }
            let label = catalog.field_label(language, &one.entity, key);
            (label, plain.text(field, &one.value, 0))
        }
        None => (String::new(), String::new()),
    };
    let key = match one.entity.as_str() {
        "contact" => format!("question.{}_of", one.key),
        _ => format!("question.{}", one.key),
    };
    let blanks = [
        ("name", one.about.label.as_str()),
        ("field", &field),
        ("value", &value),
    ];
    Ok(Aside {
        entity: one.entity.clone(),
        id: one.about.id,
        day: None,
        text: message(language, &key, &blanks),
        note: String::new(),
        also,
    })
}

/// What was learned, with what came of it and how later work answered it.
fn lesson(one: Lesson, language: Language) -> Aside {
    let answer = one.elsewhere.first();
    let also = answer.map_or_else(Vec::new, |answer| {
        let work = (answer.entity.clone(), answer.work.id);
        vec![work, ("lesson".to_owned(), answer.id)]
    });
    let answered = answer.map(|answer| {
        let how = answer.note.as_deref().unwrap_or(&answer.work.label);
        message(language, "brief.answered", &[("how", how)])
    });
    let kind = message(language, &format!("entity.{}", one.entity), &[]);
    let parts = [Some(kind), one.score, one.outcome, answered];
    let note: Vec<String> = parts.into_iter().flatten().collect();
    Aside {
        entity: one.entity,
        id: one.source.id,
        day: Some(one.day),
        text: match one.source.label.as_str() {
            "" => one.unit.label,
            said => said.to_owned(),
        },
        note: note.join(" · "),
        also,
    }
}
