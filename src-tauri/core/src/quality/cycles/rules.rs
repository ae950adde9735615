//! How often customers of each class are looked through. A setting of the vault; where nobody said
//! anything, large customers and those of value A every month, all others every quarter.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::policy::{self, OFFERED};
use crate::base::{Change, ChangeKind, Error, Id, Result};
use crate::records::Catalog;
use crate::records::choices;
use crate::settings;
use crate::vault::{Read, Write};

/// Where they are kept.
const SETTING: &str = "quality.cycles";

/// Where the first day is kept on which a vault owed anything by them.
const BEGAN: &str = "quality.cycles.began";

/// What everything is asked by: whether at all, a kind of unit, a class, all the rest.
const ON: &str = "on";
const REST: &str = "rest";

fn of_kind(kind: &str) -> String {
    format!("kind:{kind}")
}

fn of_class(list: &str, class: &str) -> String {
    format!("{list}:{class}")
}

/// The lists that class customers, those that are asked first at the front.
pub const LISTS: [&str; 2] = ["size_class", "unit_level"];

/// What is said of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ClassCycle {
    /// The list it is of: `size_class` or `unit_level`.
    pub list: String,
    /// The class, by code.
    pub class: String,
    /// Once in so many months; 0 for not at all.
    pub months: u16,
}

/// How often customers are looked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CycleRules {
    /// They are looked through in turn at all.
    pub on: bool,
    /// The kinds of unit that are.
    pub kinds: Vec<String>,
    /// Classes of which something is said; the others go with the rest.
    pub classes: Vec<ClassCycle>,
    /// All the rest: once in so many months; 0 for not at all.
    pub otherwise: u16,
}

/// Since when something is asked at least once in so many months.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    /// Since that day; nothing where it was so from the beginning.
    since: Option<NaiveDate>,
    /// It is so no more since that day.
    until: Option<NaiveDate>,
}

/// The rules as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rules {
    pub said: CycleRules,
    /// When they were begun: what lies before nobody owes.
    #[serde(default)]
    began: Option<NaiveDate>,
    /// What came to be asked, or more often, later than that: by what it is asked and by how often.
    #[serde(default)]
    asked: BTreeMap<String, BTreeMap<u16, Asked>>,
}

fn usual() -> CycleRules {
    let monthly = |list: &str, class: &str| ClassCycle {
        list: list.to_owned(),
        class: class.to_owned(),
        months: 1,
    };
    CycleRules {
        on: true,
        kinds: ["group", "company", "branch"].map(str::to_owned).to_vec(),
        classes: vec![monthly("size_class", "large"), monthly("unit_level", "a")],
        otherwise: 3,
    }
}

impl Rules {
    /// Those of this vault. Where nothing is known of when they were begun, that is today.
    pub(super) fn read(read: &Read<'_>) -> Result<Self> {
        let mut rules: Self = settings::get_lossy(read, SETTING)?.unwrap_or_else(|| Self {
            said: usual(),
            began: None,
            asked: BTreeMap::new(),
        });
        if rules.began.is_none() {
            let kept: Option<NaiveDate> = settings::get_lossy(read, BEGAN)?;
            rules.began = Some(kept.unwrap_or_else(|| read.today()));
        }
        Ok(rules)
    }

    /// In how many months a customer of these classes is looked through, and by which of them; 0 for
    /// not at all.
    pub(super) fn of(&self, classes: [Option<&str>; 2]) -> (u16, Option<&ClassCycle>) {
        let said = self.said_of(classes);
        let months: Vec<u16> = said.iter().map(|one| one.months).collect();
        let shortest = policy::shortest(&months, self.said.otherwise);
        let by = said.into_iter().find(|one| one.months == shortest);
        (shortest, by)
    }

    fn said_of(&self, classes: [Option<&str>; 2]) -> Vec<&ClassCycle> {
        let said = LISTS.iter().zip(classes).filter_map(|(list, class)| {
            let class = class?;
            let same = |one: &&ClassCycle| one.list == *list && one.class == class;
            self.said.classes.iter().find(same)
        });
        said.collect()
    }

    /// Since when a customer of this kind and these classes is asked for once in so many months, by what
    /// the rules say of them: nobody is late with what nobody had asked for.
    pub(super) fn begun(
        &self,
        kind: &str,
        classes: [Option<&str>; 2],
        months: u16,
    ) -> Option<NaiveDate> {
        let since = |key: &str, months: u16| self.asked.get(key)?.get(&months)?.since;
        let said = self.said_of(classes);
        let by = if said.is_empty() {
            // A class of which something was said goes with the rest since then.
            let own = LISTS.iter().zip(classes).filter_map(|(list, class)| {
                let class = class?;
                since(&of_class(list, class), months)
            });
            own.chain(since(REST, months)).max()
        } else {
            // Of two that ask as often, the one that asked first.
            let as_often = said.into_iter().filter(|one| one.months == months);
            as_often
                .map(|one| since(&of_class(&one.list, &one.class), months))
                .min()
                .flatten()
        };
        [self.began, since(ON, 1), since(&of_kind(kind), 1), by]
            .into_iter()
            .flatten()
            .max()
    }

    /// Other rules from `today` on. What they ask that was not asked, or not as often, is asked from
    /// today; what was given up goes on as if it had not been, where no span passed meanwhile.
    fn become_other(&mut self, next: &CycleRules, today: NaiveDate) {
        let keys: BTreeSet<String> = keys(&self.said)
            .chain(keys(next))
            .chain(self.asked.keys().cloned())
            .collect();
        for key in keys {
            let (before, after) = (months(&self.said, &key), months(next, &key));
            let spans = OFFERED.into_iter();
            for span in
                spans.filter(|span| (1..=*span).contains(&before) != (1..=*span).contains(&after))
            {
                let of = self.asked.entry(key.clone()).or_default();
                if (1..=span).contains(&before) {
                    of.entry(span).or_default().until = Some(today);
                    continue;
                }
                let again = of.get(&span).copied().filter(|was| {
                    let last = was.until.map(|day| policy::period(day, span).last);
                    last.is_some_and(|last| today <= last)
                });
                let since = again.map_or(Some(today), |was| was.since);
                of.insert(span, Asked { since, until: None });
            }
        }
        self.said = next.clone();
    }
}

/// All that something is asked by.
fn keys(said: &CycleRules) -> impl Iterator<Item = String> {
    let kinds = said.kinds.iter().map(|kind| of_kind(kind));
    let classes = said
        .classes
        .iter()
        .map(|one| of_class(&one.list, &one.class));
    let all = [ON, REST].map(str::to_owned).into_iter();
    all.chain(kinds).chain(classes)
}

/// Once in how many months by one of these; 0 for not at all. What is only asked or not is asked monthly.
fn months(said: &CycleRules, key: &str) -> u16 {
    match key.split_once(':') {
        None if key == ON => u16::from(said.on),
        None => said.otherwise,
        Some(("kind", kind)) => u16::from(said.kinds.iter().any(|one| one == kind)),
        Some((list, class)) => {
            let mut own = said.classes.iter();
            let own = own.find(|one| one.list == list && one.class == class);
            own.map_or(said.otherwise, |one| one.months)
        }
    }
}

/// Whether the vault does not know yet since when anything is owed by the rules.
///
/// # Errors
/// When the database fails.
pub fn has_no_beginning(read: &Read<'_>) -> Result<bool> {
    Ok(settings::get::<NaiveDate>(read, BEGAN)?.is_none())
}

/// They begin today, in a vault that did not know them.
///
/// # Errors
/// When the database fails.
pub fn begin(tx: &mut Write<'_>) -> Result<()> {
    if has_no_beginning(tx)? {
        let today = tx.today();
        settings::set(tx, BEGAN, &today)?;
    }
    Ok(())
}

/// How often customers are looked through.
///
/// # Errors
/// When the database fails.
pub fn rules(read: &Read<'_>) -> Result<CycleRules> {
    Ok(Rules::read(read)?.said)
}

/// Says how often. What was not asked before is owed from today on; what was given up and is asked again
/// within its span is owed as it was.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when a class, a kind or a number of months is none that is offered.
pub fn set(tx: &mut Write<'_>, catalog: &Catalog, said: &CycleRules) -> Result<()> {
    let refused = |field: &str, key: &'static str| Err(Error::invalid(field, key));
    for kind in &said.kinds {
        if !choices::is_code(tx, catalog, "unit_kind", kind)? {
            return refused("kinds", "error.cycle_kind");
        }
    }
    let offered = |months: u16| months == 0 || OFFERED.contains(&months);
    if !offered(said.otherwise) {
        return refused("otherwise", "error.cycle_months");
    }
    for one in &said.classes {
        let is_list = LISTS.contains(&one.list.as_str());
        if !is_list || !choices::is_code(tx, catalog, &one.list, &one.class)? {
            return refused("classes", "error.cycle_class");
        }
        if !offered(one.months) {
            return refused("classes", "error.cycle_months");
        }
    }
    let mut rules = Rules::read(tx)?;
    rules.become_other(said, tx.today());
    settings::replace(tx, SETTING, &rules)?;
    // No record, but what shows the list is to hear of it.
    tx.record(Change {
        entity: "review_cycle".to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}
