//! An entity and its fields as the window sees them.

use serde::Serialize;

use super::catalog::{COUNTRY_HERE, EntityDef, FieldDef};
use super::value::FieldKind;

/// A field as the window sees it.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[expect(clippy::struct_excessive_bools, reason = "a description, read by name")]
pub struct FieldInfo {
    /// The field's key.
    pub key: String,
    /// What the user called it; none where the message `field.<entity>.<key>` does.
    pub label: Option<String>,
    /// What the user wrote beside it.
    pub help: Option<String>,
    /// The kinds of unit that have it; every one where none is named.
    pub kinds: Vec<String>,
    /// Its kind.
    pub kind: FieldKind,
    /// The part of the form it stands in.
    pub section: String,
    /// Must hold something.
    pub required: bool,
    /// Kept by the core, not typed.
    pub computed: bool,
    /// Characters at most.
    pub max_len: u32,
    /// The list it chooses from.
    pub choices: Option<String>,
    /// The entity it points at.
    pub target: Option<String>,
    /// What a new record holds when nothing is said.
    pub default: Option<String>,
    /// Can be sorted by.
    pub sortable: bool,
    /// Can be grouped by.
    pub groupable: bool,
    /// Totals add it up.
    pub summable: bool,
    /// Shown at first.
    pub default_column: bool,
    /// Its width at first, px.
    pub width: u16,
    /// Of a module that is out of sight: kept, and offered nowhere.
    pub hidden: bool,
}

/// An entity as the window sees it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct EntityInfo {
    /// The entity's key.
    pub key: String,
    /// The field that names a record.
    pub title_field: String,
    /// Made by a person, not by what the core takes in.
    pub made_by_hand: bool,
    /// Its fields; those shown at first come first, in their order.
    pub fields: Vec<FieldInfo>,
}

impl EntityDef {
    /// The description that crosses to the window.
    #[must_use]
    pub fn info(&self) -> EntityInfo {
        let mut fields: Vec<&FieldDef> = self.fields.iter().filter(|field| !field.inward).collect();
        fields.sort_by_key(|field| {
            if field.column == 0 {
                u8::MAX
            } else {
                field.column
            }
        });
        EntityInfo {
            key: self.key.to_owned(),
            title_field: self.title.to_owned(),
            made_by_hand: self.made_by_hand(),
            fields: fields.into_iter().map(FieldDef::info).collect(),
        }
    }
}

impl FieldDef {
    fn info(&self) -> FieldInfo {
        use FieldKind as K;
        let plural = matches!(
            self.kind,
            K::Choices | K::Texts | K::Dated | K::Phones | K::Emails | K::Refs
        );
        FieldInfo {
            key: self.key.to_owned(),
            label: None,
            help: None,
            kinds: self.kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            kind: self.kind,
            section: self.section.to_owned(),
            required: self.required,
            computed: self.computed,
            max_len: self.max_len,
            choices: self.choices.map(str::to_owned),
            target: self.target.map(str::to_owned),
            // What follows from where one is the core puts in; nobody has to say it.
            default: self
                .default
                .map(|text| if text == COUNTRY_HERE { "" } else { text }.to_owned()),
            sortable: !plural && self.kind != K::LongText,
            groupable: matches!(self.kind, K::Choice | K::Ref | K::Bool)
                || (self.kind == K::Text && self.max_len <= 80),
            summable: self.summable,
            default_column: self.column > 0,
            width: self.width,
            hidden: false,
        }
    }
}
