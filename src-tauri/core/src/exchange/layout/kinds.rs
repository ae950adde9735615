//! Which kind of record a sheet holds other than a ledger of customers, and what its columns mean:
//! by the names the catalog has for its fields, by other words people use (`kinds.tsv`), and where
//! a heading says nothing, by what the cells hold.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::content::Sort;
use super::guess::{Column, Guess, Held, plain};
use super::header::Name;
use crate::base::words::compact;
use crate::exchange::model::{self, IN, OUT};
use crate::records::catalog::EntityDef;
use crate::records::labels::Language;
use crate::records::{Catalog, FieldKind as K};

/// Other words, as the file has them.
struct Other {
    /// Names of sheets, compacted, and the kind.
    sheets: Vec<(String, &'static str)>,
    /// Headings, compacted, by kind and field; `*` is any kind that has the field.
    columns: Vec<(&'static str, &'static str, Vec<String>)>,
}

static OTHER: LazyLock<Other> = LazyLock::new(|| {
    let mut other = Other {
        sheets: Vec::new(),
        columns: Vec::new(),
    };
    for line in include_str!("kinds.tsv").lines() {
        let mut parts = line.splitn(3, '\t');
        let (Some(sort), Some(key), Some(words)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let said = words.split('|').map(compact);
        match (sort, key.split_once('.')) {
            ("sheet", None) => other.sheets.extend(said.map(|word| (word, key))),
            ("column", Some((entity, field))) => {
                other.columns.push((entity, field, said.collect()));
            }
            _ => {}
        }
    }
    other
});

/// Whether a heading is a word for some field of some kind.
pub(super) fn is_known(head: &str) -> bool {
    static ALL: LazyLock<std::collections::HashSet<&str>> = LazyLock::new(|| {
        let words = OTHER.columns.iter().flat_map(|(.., words)| words);
        words.map(String::as_str).collect()
    });
    !head.is_empty() && ALL.contains(head)
}

/// Every heading of a kind, with the field it means.
struct Heads {
    entity: &'static EntityDef,
    meant: HashMap<String, String>,
}

impl Heads {
    fn of(catalog: &Catalog, entity: &'static EntityDef) -> Self {
        let mut meant: HashMap<String, String> = HashMap::new();
        let target = |field: &str| format!("{}.{field}", entity.key);
        let typed = || entity.fields.iter().filter(|field| !field.computed);
        // What the program itself calls them comes first, then what others call them.
        for language in [Language::Zh, Language::En] {
            for field in typed() {
                let label = catalog.field_label(language, entity.key, field.key);
                for word in [compact(&label), plain(&label)] {
                    meant.entry(word).or_insert_with(|| target(field.key));
                }
            }
        }
        let has = |key: &str| {
            typed().any(|field| field.key == key)
                || matches!(key, IN | OUT) && model::has_in_and_out(entity)
        };
        for own in [true, false] {
            for (of, field, words) in &OTHER.columns {
                let fits = if own { *of == entity.key } else { *of == "*" };
                if !fits || !has(field) {
                    continue;
                }
                for word in words {
                    meant.entry(word.clone()).or_insert_with(|| target(field));
                }
            }
        }
        Self { entity, meant }
    }
    fn exact(&self, head: &str) -> Option<&String> {
        if head.is_empty() {
            return None;
        }
        let bare = head.trim_end_matches(|c: char| c.is_ascii_digit());
        let less = [
            "万元",
            "亿元",
            "千元",
            "元",
            "人民币",
            "rmb",
            "cny",
            "usd",
            "必填",
            "required",
        ];
        let shorter = less.iter().find_map(|less| bare.strip_suffix(less));
        [Some(head), Some(bare), shorter]
            .into_iter()
            .flatten()
            .find_map(|head| self.meant.get(head))
    }
    /// The field whose longest name stands at the end of the heading, or in it.
    fn part(&self, head: &str) -> Option<&String> {
        let long = |word: &&String| word.chars().count() >= 2 && !word.is_ascii();
        let words = self.meant.keys().filter(long);
        let inside = words.filter(|word| head.contains(word.as_str()));
        let best = inside.max_by_key(|word| (head.ends_with(word.as_str()), word.len(), *word))?;
        self.meant.get(best)
    }
    fn by_name(&self, name: &Name) -> Option<(f32, &String)> {
        let own = if name.own.is_empty() {
            &name.group
        } else {
            &name.own
        };
        let head = plain(own);
        let whole = compact(&name.joined());
        let exact = self.exact(&head).or_else(|| self.exact(&whole));
        exact
            .map(|target| (0.95, target))
            .or_else(|| Some((0.62, self.part(&head)?)))
    }
}

/// The kind a sheet holds, where that is none of a ledger of customers: told by the sheet's name and
/// headings. `ledger` is how many of its headings mean something in a ledger.
pub(super) fn find(
    catalog: &Catalog,
    sheet: &str,
    names: &[Name],
    ledger: usize,
) -> Option<&'static str> {
    let sheet = compact(sheet);
    let named: Vec<&str> = OTHER
        .sheets
        .iter()
        .filter(|(word, _)| sheet.contains(word.as_str()))
        .max_by_key(|(word, _)| word.len())
        .map(|(_, kind)| *kind)
        .into_iter()
        .collect();
    let mut best: Option<(usize, &'static str)> = None;
    for entity in model::kinds(catalog) {
        let heads = Heads::of(catalog, entity);
        let mut met: Vec<&String> = Vec::new();
        for name in names {
            let head = plain(if name.own.is_empty() {
                &name.group
            } else {
                &name.own
            });
            if let Some(target) = heads.exact(&head)
                && !met.contains(&target)
            {
                met.push(target);
            }
        }
        let has = |key: &str| {
            let key = format!("{}.{key}", entity.key);
            met.iter().any(|target| **target == key)
        };
        let whole = needed(entity).all(|field| {
            let counted = model::has_in_and_out(entity) && (has(IN) || has(OUT));
            // A line of a bank says what it was for in words of its own, or not at all.
            has(field) || counted && matches!(field, "amount" | "item")
        });
        let called = named.contains(&entity.key);
        let enough = if called {
            met.len() >= 2
        } else {
            met.len() >= 3 && met.len() > ledger
        };
        if !whole || !enough {
            continue;
        }
        let score = met.len() * 2 + if called { 5 } else { 0 };
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, entity.key));
        }
    }
    best.map(|(_, kind)| kind)
}

/// The fields without which there is no record of a kind. Those of the user's own are not among them: a
/// sheet that lacks one is of that kind all the same, and each of its rows says what it lacks.
pub(in crate::exchange) fn needed(
    entity: &'static EntityDef,
) -> impl Iterator<Item = &'static str> {
    entity
        .fields
        .iter()
        .filter(|field| field.required && !field.own && !field.computed && field.default.is_none())
        .map(|field| field.key)
}

/// What the columns of a sheet of a kind mean.
pub(super) fn guess(
    catalog: &Catalog,
    entity: &'static EntityDef,
    columns: &[Column<'_>],
) -> Vec<Guess> {
    let heads = Heads::of(catalog, entity);
    let mut bids: Vec<(f32, usize, String)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let meant = column.name.and_then(|name| heads.by_name(name));
        bids.extend(meant.map(|(sure, target)| (sure, at, target.clone())));
    }
    bids.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut guesses = vec![Guess::default(); columns.len()];
    let mut taken: Vec<String> = Vec::new();
    let mut take = |guesses: &mut Vec<Guess>, sure: f32, at: usize, target: String| {
        let Some(guess) = guesses.get_mut(at) else {
            return;
        };
        if guess.target.is_none() && !taken.contains(&target) {
            taken.push(target.clone());
            guess.target = Some(target);
            guess.sure = sure;
        }
    };
    for (sure, at, target) in bids {
        take(&mut guesses, sure, at, target);
    }
    // The unit above stands beside the unit, where two have one name.
    for (at, column) in columns.iter().enumerate() {
        let above = column.name.is_some_and(|name| {
            let head = plain(&name.own);
            super::WORDS
                .exact(&head)
                .iter()
                .any(|meaning| meaning.target == "unit.parent")
        });
        if above && entity.field("unit").is_ok_and(|unit| !unit.computed) {
            take(&mut guesses, 0.9, at, "unit.parent".to_owned());
        }
    }
    for (at, column) in columns.iter().enumerate() {
        let held = Held::of(column.samples);
        let first = |sorts: &[Sort], fits: fn(&K) -> bool, to: Option<&str>| {
            (held.share(sorts) >= 0.6).then(|| {
                let fields = entity.fields.iter().filter(|field| !field.computed);
                let named = |target: Option<&'static str>| to.is_none() || target == to;
                fields
                    .filter(|field| fits(&field.kind) && named(field.target))
                    .max_by_key(|field| field.required)
                    .map(|field| format!("{}.{}", heads.entity.key, field.key))
            })
        };
        let by_content = first(&[Sort::Firm], |kind| *kind == K::Ref, Some("unit"))
            .or_else(|| first(&[Sort::Person], |kind| *kind == K::Ref, Some("contact")))
            .or_else(|| {
                first(
                    &[Sort::Date],
                    |kind| matches!(kind, K::Date | K::Instant),
                    None,
                )
            })
            .flatten();
        // A heading that means something else is believed.
        let silent = column.name.is_none_or(|name| {
            let head = plain(&name.own);
            head.is_empty() || super::WORDS.exact(&head).is_empty()
        });
        if let Some(target) = by_content.filter(|_| silent) {
            take(&mut guesses, 0.55, at, target);
        }
    }
    guesses
}
