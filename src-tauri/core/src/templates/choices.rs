//! The choices a template brings: what is there goes by its name, for codes of two vaults know nothing of
//! each other; what the file says of a code is told to all that uses it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::file::{ChoiceShape as Shape, FieldChoice, NewChoice, Template, Words};
use crate::base::error::{Error, Result};
use crate::base::words;
use crate::records::choices::{self, Choice};
use crate::records::labels::{self, Language};
use crate::records::{Batch, Catalog};
use crate::settings::ops::{self, ChoiceShape};
use crate::vault::Read;

/// Codes in the user's order, by list.
type Orders = BTreeMap<String, Vec<String>>;

/// Codes of the vault by those of the file.
#[derive(Debug, Default)]
pub(super) struct Codes(HashMap<(String, String), String>);

impl Codes {
    /// Notes which code of the vault one of the file is.
    pub(super) fn note(&mut self, list: &str, shape: &Shape, code: String) {
        if let Some(said) = &shape.code {
            self.0.insert((list.to_owned(), said.clone()), code);
        }
    }
    /// The vault's code for one of the file; one it says nothing of is the program's own.
    pub(super) fn of<'c>(&'c self, list: &str, code: &'c str) -> &'c str {
        let mine = self.0.get(&(list.to_owned(), code.to_owned()));
        mine.map_or(code, String::as_str)
    }
    /// As [`Codes::of`], of several.
    pub(super) fn each(&self, list: &str, codes: &[String]) -> Vec<String> {
        codes
            .iter()
            .map(|code| self.of(list, code).to_owned())
            .collect()
    }
}

/// How a choice of the file stands to the vault.
pub(super) enum Standing {
    /// It is there, by this code, and stays as it is.
    There(String),
    /// The program's own, which nobody made another here.
    Plain(String),
    /// There is none such.
    New,
}

/// How a choice of the file stands to the vault's list.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when the list is none, or takes none.
pub(super) fn standing(
    read: &Read<'_>,
    catalog: &Catalog,
    list: &str,
    shape: &Shape,
) -> Result<Standing> {
    let fixed = || Error::invalid("list", "error.choices_fixed");
    if !catalog.has_list(list) {
        return Err(fixed());
    }
    if let Some(code) = shape
        .code
        .as_deref()
        .filter(|code| catalog.codes(list).contains(code))
    {
        let all = choices::of_list(read, catalog, list)?;
        let made_another = all.iter().any(|one| one.code == code && is_said(one));
        let code = code.to_owned();
        let names = shape.label.iter().flat_map(Words::all);
        let names = names.chain(shape.aliases.iter().map(String::as_str));
        return Ok(if made_another || taken(&all, &code, names) {
            Standing::There(code)
        } else {
            Standing::Plain(code)
        });
    }
    if catalog.is_fixed(list) {
        return Err(fixed());
    }
    for name in shape.label.iter().flat_map(Words::all) {
        if let Some(code) = choices::code_of(read, catalog, list, name)? {
            return Ok(Standing::There(code));
        }
    }
    Ok(Standing::New)
}

/// Whether the user said anything of a choice.
fn is_said(one: &Choice) -> bool {
    one.label.is_some() || one.colour.is_some() || one.retired || !one.aliases.is_empty()
}

/// Whether another choice of the list goes by one of these names.
fn taken<'n>(all: &[Choice], code: &str, names: impl Iterator<Item = &'n str>) -> bool {
    let others = all.iter().filter(|one| one.code != code);
    let others: HashSet<String> = others
        .flat_map(|one| match &one.label {
            Some(label) => vec![words::fold(label)],
            None => [Language::Zh, Language::En]
                .map(|language| words::fold(&labels::choice(language, &one.list, &one.code)))
                .to_vec(),
        })
        .collect();
    names.map(words::fold).any(|name| others.contains(&name))
}

fn said(shape: &Shape, language: Language) -> ChoiceShape {
    ChoiceShape {
        label: shape
            .label
            .as_ref()
            .map(|label| label.told(language).to_owned()),
        aliases: shape.aliases.clone(),
        colour: shape.colour.clone(),
        retired: shape.retired,
    }
}

/// Brings one choice to a list, and notes its code.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when the file says of it what cannot be.
pub(super) fn bring(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    list: &str,
    shape: &Shape,
    language: Language,
    codes: &mut Codes,
) -> Result<()> {
    let code = match standing(batch.tx(), catalog, list, shape)? {
        Standing::There(code) => code,
        Standing::Plain(code) => {
            ops::edit_in(batch, catalog, list, &code, &said(shape, language))?;
            code
        }
        Standing::New => ops::bring_in(
            batch,
            catalog,
            list,
            shape.code.as_deref(),
            &said(shape, language),
        )?,
    };
    codes.note(list, shape, code);
    Ok(())
}

/// Puts lists in the file's order, where nobody put them in one of their own.
///
/// # Errors
/// When the database fails.
pub(super) fn arrange(
    batch: &mut Batch<'_, '_>,
    catalog: &Catalog,
    template: &Template,
    codes: &Codes,
) -> Result<()> {
    for (list, wanted) in &template.orders {
        if !catalog.has_list(list) || choices::is_arranged(batch.tx(), list)? {
            continue;
        }
        let there = choices::codes(batch.tx(), catalog, list)?;
        let mut met = HashSet::new();
        let wanted = codes.each(list, wanted).into_iter();
        let wanted: Vec<String> = wanted
            .filter(|code| there.contains(code) && met.insert(code.clone()))
            .collect();
        ops::order_in(batch, catalog, list, &wanted)?;
    }
    Ok(())
}

/// What the user made of the lists that are no field's of their own, and in which order they put them.
///
/// # Errors
/// When the database fails.
pub(super) fn of_vault(read: &Read<'_>, catalog: &Catalog) -> Result<(Vec<NewChoice>, Orders)> {
    let mut made = Vec::new();
    let mut orders = BTreeMap::new();
    for list in catalog.lists() {
        if catalog.own().iter().any(|own| own.key == list.key) {
            continue;
        }
        let all = choices::of_list(read, catalog, list.key)?;
        if choices::is_arranged(read, list.key)? {
            let codes = all.iter().map(|one| one.code.clone()).collect();
            orders.insert(list.key.to_owned(), codes);
        }
        made.extend(all.into_iter().filter(is_said).map(|one| NewChoice {
            list: list.key.to_owned(),
            is: shape(one),
        }));
    }
    Ok((made, orders))
}

/// The choices of a field of the user's own, in their order.
///
/// # Errors
/// When the database fails.
pub(super) fn of_field(read: &Read<'_>, catalog: &Catalog, list: &str) -> Result<Vec<FieldChoice>> {
    let all = choices::of_list(read, catalog, list)?.into_iter();
    Ok(all.map(|one| FieldChoice::Whole(shape(one))).collect())
}

fn shape(one: Choice) -> Shape {
    Shape {
        code: Some(one.code),
        label: one.label.map(Words::One),
        aliases: one.aliases,
        colour: one.colour,
        retired: one.retired,
    }
}
