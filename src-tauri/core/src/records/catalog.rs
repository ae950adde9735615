//! What a kind of record is: each field described once, and every faculty (table, form, filter,
//! sort, import, export, search, undo) reads the description. Knows no entity by name.

use rusqlite::types::Value as Sql;

pub use super::info::{EntityInfo, FieldInfo};
use super::own::OwnField;
use super::value::FieldKind;
use crate::base::Id;
use crate::base::error::{Error, Kind, Result};
use crate::vault::Read;

/// What a field holds by default that names the country where the clocks show the zone of here.
pub const COUNTRY_HERE: &str = "@country";
/// What such a field holds where no one country is meant.
pub const EVERYWHERE: &str = "*";

/// How a field takes part in search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searched {
    /// Not at all.
    No,
    /// As another name of the record: any part of it, its pinyin and its initials.
    Name,
    /// As a code or number: its beginning.
    Code,
    /// As running text.
    Text,
}

/// One field of an entity. Its label is the message `field.<entity>.<key>`; its column is named
/// as its key.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "a description, read by name")]
pub struct FieldDef {
    /// The field's key and its column.
    pub key: &'static str,
    /// How it is typed, stored, compared and shown.
    pub kind: FieldKind,
    /// The part of the form it stands in: general, sales, finance, service, confidential, time.
    pub section: &'static str,
    /// Must hold something.
    pub required: bool,
    /// Kept by the core, not typed.
    pub computed: bool,
    /// No two living records may share it.
    pub unique: bool,
    /// Characters at most, for text.
    pub max_len: u32,
    /// The list it chooses from, for choices.
    pub choices: Option<&'static str>,
    /// The entity it points at, for references.
    pub target: Option<&'static str>,
    /// Goes into the bin with the record it points at, though it need not point at one.
    pub owned: bool,
    /// What a new record holds when nothing is said; [`COUNTRY_HERE`] for the country one is in.
    pub default: Option<&'static str>,
    /// How search sees it.
    pub searched: Searched,
    /// Whether totals add it up.
    pub summable: bool,
    /// Its place among the columns shown at first, counted from 1; 0 is not shown.
    pub column: u8,
    /// Its width in the table at first, px.
    pub width: u16,
    /// The kinds of unit that have it; every one where none is named.
    pub kinds: &'static [&'static str],
    /// Worked out by a formula: its column may hold the reason why it could not be.
    pub formula: bool,
    /// The user defined it.
    pub own: bool,
    /// For how many days a value is taken to be true, where nobody says otherwise; 0 is for good.
    pub stale_after: u16,
    /// It names something real, or is left blank: a word that stands for nothing is doubtful there.
    pub real: bool,
    /// Nobody reads it: kept for the program, it goes out and comes back with a sheet, and stands on no
    /// screen.
    pub inward: bool,
    /// Whoever types it is asked to look at its parts once more, where nobody says otherwise.
    pub confirmed: bool,
    /// It names a currency, and is kept as the three letters of that.
    pub currency: bool,
    /// The time its record is of: which of several is the latest is told by it.
    pub moment: bool,
    /// The day its record waits for, while that other field holds one of these codes.
    pub pending: Option<Pending>,
}

/// Which field says that something waits still, and by which of its codes.
pub type Pending = (&'static str, &'static [&'static str]);

impl FieldDef {
    /// Whether a unit of that kind has it.
    #[must_use]
    pub fn is_of(&self, kind: Option<&str>) -> bool {
        self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.contains(&kind))
    }
    /// A field of `kind` in the general section, nothing special about it.
    #[must_use]
    pub const fn new(key: &'static str, kind: FieldKind) -> Self {
        let (max_len, width) = match kind {
            FieldKind::LongText => (20_000, 220),
            FieldKind::Date | FieldKind::FuzzyDate => (40, 104),
            FieldKind::Money => (40, 124),
            FieldKind::Choice => (40, 96),
            FieldKind::WallTime | FieldKind::Instant => (40, 132),
            _ => (200, 140),
        };
        Self {
            key,
            kind,
            section: "general",
            required: false,
            computed: false,
            unique: false,
            max_len,
            choices: None,
            target: None,
            owned: false,
            default: None,
            searched: Searched::No,
            summable: false,
            column: 0,
            width,
            kinds: &[],
            formula: false,
            own: false,
            stale_after: 0,
            real: false,
            inward: false,
            confirmed: false,
            currency: false,
            moment: false,
            pending: None,
        }
    }
    /// Whether what it points at owns its record, which goes into the bin with it. A field the user
    /// defined only ever points: that it must hold something makes nobody's record another's.
    #[must_use]
    pub fn owns(&self) -> bool {
        self.kind == FieldKind::Ref
            && self.target.is_some()
            && !self.computed
            && !self.own
            && (self.required || self.owned)
    }
    /// A choice from `list`.
    #[must_use]
    pub const fn choice(key: &'static str, list: &'static str) -> Self {
        let mut field = Self::new(key, FieldKind::Choice);
        field.choices = Some(list);
        field
    }
    /// Several choices from `list`.
    #[must_use]
    pub const fn choices(key: &'static str, list: &'static str) -> Self {
        let mut field = Self::new(key, FieldKind::Choices);
        field.choices = Some(list);
        field
    }
    /// A reference to an `entity`.
    #[must_use]
    pub const fn to(key: &'static str, entity: &'static str) -> Self {
        let mut field = Self::new(key, FieldKind::Ref);
        field.target = Some(entity);
        field
    }
    /// References to several of an `entity`.
    #[must_use]
    pub const fn to_many(key: &'static str, entity: &'static str) -> Self {
        let mut field = Self::new(key, FieldKind::Refs);
        field.target = Some(entity);
        field
    }
    /// When the record was made: every kind of record has it.
    #[must_use]
    pub const fn created() -> Self {
        Self::new("created_at", FieldKind::Instant)
            .computed()
            .section("time")
    }
    /// When it was last changed: every kind of record has it.
    #[must_use]
    pub const fn updated() -> Self {
        Self::new("updated_at", FieldKind::Instant)
            .computed()
            .section("time")
    }
    /// Who looks after it.
    #[must_use]
    pub const fn owner() -> Self {
        Self::new("owner", FieldKind::Text)
            .max(60)
            .section("service")
    }
    /// Who looks after it while the owner cannot.
    #[must_use]
    pub const fn backup_owner() -> Self {
        Self::new("backup_owner", FieldKind::Text)
            .max(60)
            .section("service")
    }
    /// Who looks at what the owner does.
    #[must_use]
    pub const fn reviewer() -> Self {
        Self::new("reviewer", FieldKind::Text)
            .max(60)
            .section("service")
    }
    /// Where it is known from.
    #[must_use]
    pub const fn source() -> Self {
        Self::new("source", FieldKind::Text)
            .max(120)
            .section("sales")
    }
    /// Words of the user's own.
    #[must_use]
    pub const fn tags() -> Self {
        Self::new("tags", FieldKind::Texts).searched(Searched::Text)
    }
    /// How confidential it is.
    #[must_use]
    pub const fn label() -> Self {
        Self::choice("label", "label")
            .required()
            .default("open")
            .section("confidential")
    }
    /// Its record waits for it while `state` holds one of `codes`: what is late then stands first.
    #[must_use]
    pub const fn pending(mut self, state: &'static str, codes: &'static [&'static str]) -> Self {
        self.pending = Some((state, codes));
        self
    }
    /// Must hold something.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Goes into the bin with the record it points at.
    #[must_use]
    pub const fn owned(mut self) -> Self {
        self.owned = true;
        self
    }
    /// Kept by the core.
    #[must_use]
    pub const fn computed(mut self) -> Self {
        self.computed = true;
        self
    }
    /// No two living records share it.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
    /// Holds `default` when nothing is said.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
    /// Stands in `section` of the form.
    #[must_use]
    pub const fn section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }
    /// Found by search as `how`.
    #[must_use]
    pub const fn searched(mut self, how: Searched) -> Self {
        self.searched = how;
        self
    }
    /// Totals add it up.
    #[must_use]
    pub const fn summed(mut self) -> Self {
        self.summable = true;
        self
    }
    /// Shown at first as the `place`-th column, `width` px wide.
    #[must_use]
    pub const fn column(mut self, place: u8, width: u16) -> Self {
        self.column = place;
        self.width = width;
        self
    }
    /// Taken to be true for so many days.
    #[must_use]
    pub const fn stale(mut self, days: u16) -> Self {
        self.stale_after = days;
        self
    }
    /// It names something real.
    #[must_use]
    pub const fn real(mut self) -> Self {
        self.real = true;
        self
    }
    /// Whoever types it looks at its parts once more.
    #[must_use]
    pub const fn confirmed(mut self) -> Self {
        self.confirmed = true;
        self
    }
    /// It names a currency.
    #[must_use]
    pub const fn currency(mut self) -> Self {
        self.currency = true;
        self
    }
    /// Its record is of this time.
    #[must_use]
    pub const fn moment(mut self) -> Self {
        self.moment = true;
        self
    }
    /// Nobody reads it.
    #[must_use]
    pub const fn inward(mut self) -> Self {
        self.inward = true;
        self
    }
    /// At most `max` characters.
    #[must_use]
    pub const fn max(mut self, max: u32) -> Self {
        self.max_len = max;
        self
    }
}

/// A column kept beside a text field so that it can be sorted or matched.
#[derive(Debug, Clone, Copy)]
pub struct Shadow {
    /// The column.
    pub column: &'static str,
    /// The field it follows.
    pub of: &'static str,
    /// What it holds for a text.
    pub make: fn(&str) -> String,
}

/// A kind of record. Its name is the message `entity.<key>`; its table is named as its key.
#[derive(Debug, Clone, Copy)]
pub struct EntityDef {
    /// The entity's key and its table.
    pub key: &'static str,
    /// The field that names a record.
    pub title: &'static str,
    /// The column that sorts records by their title.
    pub title_sort: &'static str,
    /// Every field, in the order of the form.
    pub fields: &'static [FieldDef],
    /// Columns that follow a text field.
    pub shadows: &'static [Shadow],
    /// For records that form a tree.
    pub tree: Option<Tree>,
}

/// How the records of an entity form a tree.
#[derive(Debug, Clone, Copy)]
pub struct Tree {
    /// The field that says what a record stands under.
    pub parent: &'static str,
    /// The table of ancestors and descendants by row number.
    pub table: &'static str,
    /// The columns that say where a new record stands, given its id and its parent, as far as that
    /// can be told when it is made: what is known then need not be written into it later.
    pub place: fn(&Read<'_>, Id, Option<Id>) -> Result<Place>,
}

/// Where a record that belongs to one of any kind says of which kind that is.
pub const OF_ENTITY: &str = "of_entity";
/// Where it says which record it is.
pub const OF: &str = "of";

/// Columns that say where a record stands in its tree.
pub type Place = Vec<(&'static str, Sql)>;

impl EntityDef {
    /// The fields by which a record of this kind belongs to one of `target`: what it points at goes
    /// into the bin, and so does it.
    pub fn belongs_to(&self, target: &str) -> impl Iterator<Item = &'static FieldDef> {
        self.fields
            .iter()
            .filter(move |field| field.owns() && field.target == Some(target))
    }
    /// The field by which a record of a tree stands under another. Other references to its own kind
    /// build no tree.
    #[must_use]
    pub fn parent(&self) -> Option<&'static FieldDef> {
        let tree = self.tree?;
        self.fields.iter().find(|field| field.key == tree.parent)
    }
    /// Whether a person makes one by typing what it holds; the others are made by their room, which
    /// keeps a field that nobody types.
    #[must_use]
    pub fn made_by_hand(&self) -> bool {
        !self
            .fields
            .iter()
            .any(|field| field.required && field.computed)
    }
    /// Whether a record that holds `kind` in its field of that name must hold `field`; where it says
    /// nothing it is of the usual kind.
    #[must_use]
    pub fn requires(&self, field: &FieldDef, kind: Option<&str>) -> bool {
        let usual = || self.field("kind").ok()?.default;
        let of_it = || {
            kind.or_else(usual)
                .is_some_and(|kind| field.kinds.contains(&kind))
        };
        field.required && !field.computed && (field.kinds.is_empty() || of_it())
    }
    /// The first required field of the user's own that a record of `kind` would lack.
    #[must_use]
    pub fn own_lacking(
        &self,
        kind: Option<&str>,
        has: impl Fn(&FieldDef) -> bool,
    ) -> Option<&'static FieldDef> {
        let wanted = |field: &&FieldDef| field.own && self.requires(field, kind);
        self.fields
            .iter()
            .find(|field| wanted(field) && !has(field))
    }
    /// The field `key`.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is none.
    pub fn field(&self, key: &str) -> Result<&'static FieldDef> {
        self.fields
            .iter()
            .find(|field| field.key == key)
            .ok_or_else(|| {
                Error::new(Kind::NotFound, "error.no_such_field")
                    .with("field", key)
                    .on(key)
            })
    }
}

/// A list of choices that the program brings along, in order.
#[derive(Debug, Clone, Copy)]
pub struct ChoiceList {
    /// The list's key.
    pub key: &'static str,
    /// Its codes, in order; each is labelled by the message `choice.<list>.<code>`.
    pub codes: &'static [&'static str],
}

/// A list with more choices than it names, and what one of those looks like.
type OpenList = (&'static str, fn(&str) -> bool);

/// Every kind of record and every list of choices.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub(super) entities: Vec<&'static EntityDef>,
    quiet: Vec<&'static EntityDef>,
    pub(super) lists: Vec<ChoiceList>,
    fixed: Vec<&'static str>,
    open: Vec<OpenList>,
    on_any: Vec<&'static str>,
    pub(super) own: Vec<OwnField>,
    /// The program's own entities and how many lists it has, to put other fields of the user's to.
    pub(super) plain: (Vec<&'static EntityDef>, usize),
}

impl Catalog {
    /// The catalog of these entities and lists.
    #[must_use]
    pub fn of(
        entities: impl IntoIterator<Item = &'static EntityDef>,
        lists: impl IntoIterator<Item = ChoiceList>,
    ) -> Self {
        let entities: Vec<_> = entities.into_iter().collect();
        let lists: Vec<_> = lists.into_iter().collect();
        Self {
            plain: (entities.clone(), lists.len()),
            entities,
            lists,
            ..Self::default()
        }
    }
    /// Also with `entity`, which is written and undone like any other but is nobody's record: no
    /// table shows it, no search finds it.
    #[must_use]
    pub fn and_quietly(mut self, entity: &'static EntityDef) -> Self {
        self.quiet.push(entity);
        self
    }
    /// With lists the program itself acts upon: their choices may be called otherwise, but are
    /// neither more nor fewer.
    #[must_use]
    pub fn with_fixed(mut self, lists: impl IntoIterator<Item = &'static str>) -> Self {
        self.fixed.extend(lists);
        self
    }
    /// Whether the choices of a list are neither more nor fewer than the program's own.
    #[must_use]
    pub fn is_fixed(&self, list: &str) -> bool {
        self.fixed.contains(&list)
    }
    /// With a list whose choices are only the usual ones: a code of a letter and a number that `is_code`
    /// knows is one as well, named by the message `choice_open.<list>.<letter>`.
    #[must_use]
    pub fn with_open(mut self, list: &'static str, is_code: fn(&str) -> bool) -> Self {
        self.open.push((list, is_code));
        self
    }
    /// Whether a list has the code though it does not name it.
    #[must_use]
    pub fn is_open_code(&self, list: &str, code: &str) -> bool {
        self.open
            .iter()
            .any(|(open, is_code)| *open == list && is_code(code))
    }
    /// With kinds whose records belong to a record of any kind, and go where that goes. A field points
    /// at one kind; these hold beside their fields, in [`OF_ENTITY`] and [`OF`], which record it is.
    #[must_use]
    pub fn with_on_any(mut self, kinds: impl IntoIterator<Item = &'static str>) -> Self {
        self.on_any.extend(kinds);
        self
    }
    /// Whether records of a kind belong to a record of any kind.
    #[must_use]
    pub fn is_on_any(&self, entity: &EntityDef) -> bool {
        self.on_any.contains(&entity.key)
    }
    /// The kinds whose records may belong to one of `target`, whatever kind that is.
    pub fn on_any(&self, target: &str) -> impl Iterator<Item = &'static EntityDef> {
        let theirs = !self.on_any.contains(&target);
        self.entities
            .iter()
            .copied()
            .filter(move |entity| theirs && self.is_on_any(entity))
    }
    /// Every entity.
    #[must_use]
    pub fn entities(&self) -> &[&'static EntityDef] {
        &self.entities
    }
    /// Every entity, those that are nobody's record too.
    pub fn with_quiet(&self) -> impl Iterator<Item = &'static EntityDef> {
        self.entities.iter().chain(&self.quiet).copied()
    }
    /// Whether there is such a list, though it may have no choice of the program's own.
    #[must_use]
    pub fn has_list(&self, list: &str) -> bool {
        self.lists.iter().any(|known| known.key == list)
    }
    /// Every list of choices.
    #[must_use]
    pub fn lists(&self) -> &[ChoiceList] {
        &self.lists
    }
    /// The codes of a list, in order; none for a list nobody knows.
    #[must_use]
    pub fn codes(&self, list: &str) -> &'static [&'static str] {
        self.lists
            .iter()
            .find(|known| known.key == list)
            .map_or(&[], |known| known.codes)
    }
    /// The entity `key`.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is none.
    pub fn entity(&self, key: &str) -> Result<&'static EntityDef> {
        self.entities
            .iter()
            .chain(&self.quiet)
            .copied()
            .find(|entity| entity.key == key)
            .ok_or_else(|| Error::new(Kind::NotFound, "error.no_such_entity").with("entity", key))
    }
}
