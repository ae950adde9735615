//! The fields a user defined, put into the catalog beside those of the program, so that every faculty
//! that reads the catalog has them too.
//!
//! A description lives as long as the program: what holds one keeps it without asking. It is made
//! once for each shape and holds keys only; the user's words stay in the catalog and go with it.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::catalog::{Catalog, ChoiceList, EntityDef, FieldDef, Searched};
use super::labels::{self, Language};
use super::value::FieldKind as K;

/// A field the user defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnField {
    /// The entity that has it.
    pub entity: String,
    /// Its key, its column, and the key of its list of choices.
    pub key: String,
    /// How it is typed, stored, compared and shown.
    pub kind: K,
    /// What it is called.
    pub label: String,
    /// What is written beside it.
    pub help: Option<String>,
    /// The part of the form it stands in.
    pub section: String,
    /// Must hold something.
    pub required: bool,
    /// The entity it points at.
    pub target: Option<String>,
    /// The kinds of unit that have it; every one where none is named.
    pub kinds: Vec<String>,
    /// How it is worked out, in keys.
    pub formula: Option<String>,
}

/// A field of the program's that only some kinds of unit have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLimit {
    /// The entity that has it.
    pub entity: String,
    /// Its key.
    pub field: String,
    /// The kinds.
    pub kinds: Vec<String>,
}

type Kept<T> = LazyLock<Mutex<HashMap<String, T>>>;

static WORDS: Kept<&'static str> = LazyLock::new(Mutex::default);
static KINDS: Kept<&'static [&'static str]> = LazyLock::new(Mutex::default);
static ENTITIES: Kept<&'static EntityDef> = LazyLock::new(Mutex::default);

/// What was kept under `name` before, else what is made now.
fn kept<T: Copy>(from: &Kept<T>, name: String, make: impl FnOnce() -> T) -> T {
    let mut from = from.lock().unwrap_or_else(PoisonError::into_inner);
    *from.entry(name).or_insert_with(make)
}

fn word(text: &str) -> &'static str {
    kept(&WORDS, text.to_owned(), || {
        Box::leak(text.to_owned().into_boxed_str())
    })
}

fn described(own: &OwnField, target: Option<&'static str>) -> FieldDef {
    let key = word(&own.key);
    let mut field = FieldDef::new(key, own.kind);
    field.own = true;
    field.section = word(&own.section);
    field.required = own.required && own.formula.is_none();
    field.computed = own.formula.is_some();
    field.formula = field.computed;
    field.target = target;
    field.choices = matches!(own.kind, K::Choice | K::Choices).then_some(key);
    field.searched = match own.kind {
        // What a formula comes to stands in no journal, which is what search follows.
        _ if field.computed => Searched::No,
        K::Phones | K::Emails | K::OfficialId => Searched::Code,
        K::Text | K::LongText | K::Texts => Searched::Text,
        _ => Searched::No,
    };
    field.summable = matches!(own.kind, K::Money | K::Number);
    field.kinds = listed(&own.kinds);
    field
}

fn listed(kinds: &[String]) -> &'static [&'static str] {
    kept(&KINDS, kinds.join(","), || {
        let words: Vec<_> = kinds.iter().map(|kind| word(kind)).collect();
        Box::leak(words.into_boxed_slice())
    })
}

impl Catalog {
    /// This catalog with the fields of `own`, in their order, and no others of the user's.
    #[must_use]
    pub fn with_own(&self, own: Vec<OwnField>) -> Self {
        let mut catalog = self.clone();
        catalog.entities.clone_from(&self.plain.0);
        catalog.lists.truncate(self.plain.1);
        for entity in &mut catalog.entities {
            let theirs = own.iter().filter(|field| field.entity == entity.key);
            let more: Vec<FieldDef> = theirs
                .map(|field| {
                    let target = field.target.as_deref();
                    described(
                        field,
                        target
                            .and_then(|key| self.entity(key).ok())
                            .map(|to| to.key),
                    )
                })
                .collect();
            if more.is_empty() {
                continue;
            }
            let lists = more.iter().filter_map(|field| field.choices);
            catalog
                .lists
                .extend(lists.map(|key| ChoiceList { key, codes: &[] }));
            *entity = kept(&ENTITIES, format!("{} {more:?}", entity.key), || {
                let fields = [entity.fields, &more].concat();
                Box::leak(Box::new(EntityDef {
                    fields: Box::leak(fields.into_boxed_slice()),
                    ..**entity
                }))
            });
        }
        catalog.own = own;
        catalog
    }

    /// This catalog with fields of the program's that only some kinds of unit have. What nobody may be without is
    /// of all of them, whatever a newer program wrote.
    #[must_use]
    pub fn limiting(mut self, limits: &[FieldLimit]) -> Self {
        for entity in &mut self.entities {
            let limit = |field: &FieldDef| {
                let free = !field.own && !field.required;
                let is =
                    |one: &&FieldLimit| free && one.entity == entity.key && one.field == field.key;
                limits.iter().find(is)
            };
            if !entity.fields.iter().any(|field| limit(field).is_some()) {
                continue;
            }
            let fields: Vec<FieldDef> = entity
                .fields
                .iter()
                .map(|field| match limit(field) {
                    Some(one) => FieldDef {
                        kinds: listed(&one.kinds),
                        ..*field
                    },
                    None => *field,
                })
                .collect();
            *entity = kept(&ENTITIES, format!("{} of {fields:?}", entity.key), || {
                Box::leak(Box::new(EntityDef {
                    fields: Box::leak(fields.into_boxed_slice()),
                    ..**entity
                }))
            });
        }
        self
    }

    /// The fields the user defined, in their order.
    #[must_use]
    pub fn own(&self) -> &[OwnField] {
        &self.own
    }

    /// The user's definition of a field; none for a field of the program.
    #[must_use]
    pub fn own_field(&self, entity: &str, key: &str) -> Option<&OwnField> {
        self.own
            .iter()
            .find(|own| own.entity == entity && own.key == key)
    }

    /// The name of a field, the user's own or the program's.
    #[must_use]
    pub fn field_label(&self, language: Language, entity: &str, key: &str) -> String {
        match self.own_field(entity, key) {
            Some(own) => own.label.clone(),
            None => labels::field(language, entity, key),
        }
    }
}
