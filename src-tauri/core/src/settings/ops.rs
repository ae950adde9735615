//! The user's own choices: added, called otherwise, coloured, put in order, retired. A choice is
//! never taken away, for records hold its code; each verb is one step of undo.

use rusqlite::OptionalExtension;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::base::error::{Error, Result};
use crate::base::{Id, words};
use crate::records::choices::{self, Choice};
use crate::records::labels::{self, Language};
use crate::records::value::Value;
use crate::records::{Batch, Catalog};
use crate::vault::{Read, Write};

/// The colours a choice may have: alike in weight, and told apart on light and on dark.
pub const COLOURS: [&str; 8] = [
    "#3d8b7d", "#4a7fc1", "#8a6bc0", "#c0608f", "#c8574b", "#c07f2c", "#7b9440", "#7d8187",
];

/// The setting under which the window keeps how tables were left.
const VIEWS: &str = "views";

/// What the user says of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
pub struct ChoiceShape {
    /// What it is called; nothing for the program's own word.
    pub label: Option<String>,
    /// What an import or a paste may call it besides.
    pub aliases: Vec<String>,
    /// A colour, `#rrggbb`.
    pub colour: Option<String>,
    /// No longer offered.
    pub retired: bool,
}

/// Adds a choice called `label` at the end of a list; its code.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when the list takes none or the name is taken.
pub fn add(tx: &mut Write<'_>, catalog: &Catalog, list: &str, label: &str) -> Result<String> {
    if !catalog.has_list(list) || catalog.is_fixed(list) {
        return Err(Error::invalid("list", "error.choices_fixed"));
    }
    let mut batch = Batch::begin(tx, catalog, "op.choice_add")?;
    add_in(&mut batch, catalog, list, label)
}

/// As [`add`], as part of a larger step; the list may be one that the step itself makes.
///
/// # Errors
/// As [`add`].
pub fn add_in(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    list: &str,
    label: &str,
) -> Result<String> {
    let shape = ChoiceShape {
        label: Some(label.to_owned()),
        aliases: Vec::new(),
        colour: None,
        retired: false,
    };
    bring_in(batch, catalog, list, None, &shape)
}

/// As [`add_in`], with all that is said of the choice, by the code `wanted` where that is free; its code.
///
/// # Errors
/// As [`add`], and where the colour is none.
pub fn bring_in(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    list: &str,
    wanted: Option<&str>,
    shape: &ChoiceShape,
) -> Result<String> {
    let label = words::clean_line(shape.label.as_deref().unwrap_or_default());
    let there = choices::of_list(batch.tx(), catalog, list)?;
    hold_free(&there, None, &label)?;
    hold_colour(shape.colour.as_deref())?;
    let wanted = wanted.filter(|code| is_code(code) && there.iter().all(|c| c.code != *code));
    let code = wanted.map_or_else(|| make_code(&there, &label), str::to_owned);
    let unused = || {
        COLOURS
            .iter()
            .find(|colour| !there.iter().any(|c| c.colour.as_deref() == Some(**colour)))
            .or(COLOURS.last())
            .copied()
    };
    let colour = shape.colour.as_deref().or_else(unused);
    // A word that another choice goes by stays that one's.
    let aliases = shape.aliases.iter().map(|alias| words::clean_line(alias));
    let aliases: Vec<String> = aliases
        .filter(|alias| hold_free(&there, None, alias).is_ok())
        .collect();
    let said = [
        ("list", Value::text(list)),
        ("code", Value::text(&code)),
        ("label", Value::text(label)),
        ("colour", colour.map_or(Value::Null, Value::text)),
    ];
    let more = [
        (!aliases.is_empty()).then_some(("aliases", Value::Texts(aliases))),
        shape.retired.then_some(("retired", Value::Bool(true))),
    ];
    batch.create(
        "choice",
        None,
        said.into_iter().chain(more.into_iter().flatten()),
    )?;
    Ok(code)
}

/// Makes a choice what the user says of it.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when there is none such, a name is taken, or the program cannot
/// do without it.
pub fn edit(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    list: &str,
    code: &str,
    shape: &ChoiceShape,
) -> Result<()> {
    let mut batch = Batch::begin(tx, catalog, "op.choice_edit")?;
    edit_in(&mut batch, catalog, list, code, shape)
}

/// As [`edit`], as part of a larger step.
///
/// # Errors
/// As [`edit`].
pub fn edit_in(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    list: &str,
    code: &str,
    shape: &ChoiceShape,
) -> Result<()> {
    let there = choices::of_list(batch.tx(), catalog, list)?;
    let was = there
        .iter()
        .find(|choice| choice.code == code)
        .ok_or_else(|| Error::invalid("code", "error.no_such_choice").with("text", code))?;
    let label = shape.label.as_deref().map(words::clean_line);
    let label = label.filter(|label| !label.is_empty());
    let own = !catalog.codes(list).contains(&code);
    match &label {
        Some(label) => hold_free(&there, Some(code), label)?,
        None if own => return Err(Error::invalid("choice.label", "error.required")),
        None => {}
    }
    let mut aliases: Vec<String> = Vec::new();
    for alias in &shape.aliases {
        let alias = words::clean_line(alias);
        if !alias.is_empty() && !aliases.contains(&alias) {
            hold_free(&there, Some(code), &alias)?;
            aliases.push(alias);
        }
    }
    hold_colour(shape.colour.as_deref())?;
    if shape.retired && !was.retired && is_needed(catalog, list, code) {
        return Err(Error::invalid("choice.retired", "error.choice_needed"));
    }
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    let values = [
        ("label", text(label)),
        ("aliases", Value::Texts(aliases)),
        ("colour", text(shape.colour.clone())),
        ("retired", Value::Bool(shape.retired)),
    ];
    put(batch, list, code, values)
}

/// Shows the column `new` in every table that shows the column `key`, beside it. How a table was left
/// is no step of undo: which of the two has a field is the one that is shown.
///
/// # Errors
/// When the database fails.
pub fn show_beside(tx: &mut Write<'_>, key: &str, new: &str) -> Result<()> {
    fn walk(json: &mut Json, key: &str, new: &str) {
        match json {
            Json::Array(list) => {
                let is = |one: &Json| one.get("key").is_some_and(|shown| shown == key);
                if let Some(at) = list.iter().position(is)
                    && let Some(mut beside) = list.get(at).cloned()
                {
                    if let Some(shown) = beside.get_mut("key") {
                        *shown = Json::from(new);
                    }
                    list.insert(at + 1, beside);
                }
                for one in list {
                    walk(one, key, new);
                }
            }
            Json::Object(parts) => {
                for one in parts.values_mut() {
                    walk(one, key, new);
                }
            }
            _ => {}
        }
    }
    let Some(was) = super::get::<Json>(tx, VIEWS)? else {
        return Ok(());
    };
    let mut is = was.clone();
    walk(&mut is, key, new);
    if is == was {
        return Ok(());
    }
    super::set(tx, VIEWS, &is)
}

/// Puts a list in the order of `codes`; what is not among them comes after.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when a code is not of the list.
pub fn order(tx: &mut Write<'_>, catalog: &Catalog, list: &str, codes: &[String]) -> Result<()> {
    let mut batch = Batch::begin(tx, catalog, "op.choice_order")?;
    order_in(&mut batch, catalog, list, codes)
}

/// As [`order`], as part of a larger step.
///
/// # Errors
/// As [`order`].
pub fn order_in(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    list: &str,
    codes: &[String],
) -> Result<()> {
    let there = choices::codes(batch.tx(), catalog, list)?;
    if let Some(strange) = codes.iter().find(|code| !there.contains(code)) {
        return Err(Error::invalid("code", "error.no_such_choice").with("text", strange));
    }
    let rest = there.iter().filter(|code| !codes.contains(code));
    for (at, code) in (0_i64..).zip(codes.iter().chain(rest)) {
        put(batch, list, code, [("seq", Value::Number(at))])?;
    }
    Ok(())
}

/// Writes what differs of a choice, into its row or the first it gets.
fn put<const N: usize>(
    batch: &mut Batch<'_, '_>,
    list: &str,
    code: &str,
    values: [(&'static str, Value); N],
) -> Result<()> {
    match row_of(batch.tx(), list, code)? {
        Some(row) => batch.update("choice", row, None, values).map(|_| ()),
        None => {
            let names = [("list", Value::text(list)), ("code", Value::text(code))];
            batch
                .create("choice", None, names.into_iter().chain(values))
                .map(|_| ())
        }
    }
}

fn row_of(read: &Read<'_>, list: &str, code: &str) -> Result<Option<Id>> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT id FROM choice WHERE list = ? AND code = ?")?;
    Ok(find.query_row([list, code], |row| row.get(0)).optional()?)
}

/// Nobody else in the list goes by `name`. A built-in choice that was renamed gives its word free.
fn hold_free(there: &[Choice], own: Option<&str>, name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::invalid("choice.label", "error.required"));
    }
    let folded = words::fold(name);
    let is = |other: &str| words::fold(other) == folded;
    let taken = there
        .iter()
        .filter(|choice| own != Some(choice.code.as_str()))
        .any(|choice| {
            let named = match &choice.label {
                Some(label) => is(label),
                None => [Language::Zh, Language::En]
                    .iter()
                    .any(|language| is(&labels::choice(*language, &choice.list, &choice.code))),
            };
            named || choice.aliases.iter().any(|alias| is(alias))
        });
    if taken {
        return Err(Error::invalid("choice.label", "error.choice_taken").with("text", name));
    }
    Ok(())
}

/// A code that says what it means to whoever reads an export: the name's letters or its pinyin.
fn make_code(there: &[Choice], label: &str) -> String {
    let spelled = words::pinyin_forms(label);
    let full = spelled.first().map(words::Spelling::full);
    let letters = full.iter().flat_map(|full| full.chars());
    let mut stem: String = letters
        .filter(char::is_ascii_alphanumeric)
        .take(32)
        .collect();
    if stem.is_empty() {
        stem.push_str("own");
    }
    let free = |code: &str| !there.iter().any(|choice| choice.code == code);
    if free(&stem) {
        return stem;
    }
    // One of so many is free: there are fewer choices.
    (2..there.len() + 3)
        .map(|n| format!("{stem}_{n}"))
        .find(|code| free(code))
        .unwrap_or(stem)
}

/// Whether a file may call a choice by it: as the program itself calls them.
fn is_code(code: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=40).contains(&code.len()) && code.bytes().all(plain)
}

fn hold_colour(colour: Option<&str>) -> Result<()> {
    match colour.filter(|colour| !is_colour(colour)) {
        Some(colour) => {
            Err(Error::invalid("choice.colour", "error.not_a_colour").with("text", colour))
        }
        None => Ok(()),
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether the program itself sets the choice: the list is one it acts upon, or a new record
/// begins with it.
fn is_needed(catalog: &Catalog, list: &str, code: &str) -> bool {
    let mut fields = catalog.entities().iter().flat_map(|entity| entity.fields);
    catalog.is_fixed(list)
        || fields.any(|field| field.choices == Some(list) && field.default == Some(code))
}
