//! How often customers of each class are looked through. A setting of the vault; where nobody said
//! anything, large customers and those of value A every month, all others every quarter.

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

/// The rules as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rules {
    pub said: CycleRules,
    /// When they were begun, or begun again: what lies before nobody owes.
    #[serde(default)]
    pub began: Option<NaiveDate>,
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
    /// Those of this vault.
    pub(super) fn read(read: &Read<'_>) -> Result<Self> {
        Ok(settings::get(read, SETTING)?.unwrap_or(Self {
            said: usual(),
            began: None,
        }))
    }

    /// In how many months a customer of these classes is looked through, and by which of them; 0 for
    /// not at all.
    pub(super) fn of(&self, classes: [Option<&str>; 2]) -> (u16, Option<&ClassCycle>) {
        let said: Vec<&ClassCycle> = LISTS
            .iter()
            .zip(classes)
            .filter_map(|(list, class)| {
                let class = class?;
                let same = |one: &&ClassCycle| one.list == *list && one.class == class;
                self.said.classes.iter().find(same)
            })
            .collect();
        let months: Vec<u16> = said.iter().map(|one| one.months).collect();
        let shortest = policy::shortest(&months, self.said.otherwise);
        let by = said.into_iter().find(|one| one.months == shortest);
        (shortest, by)
    }
}

/// How often customers are looked through.
///
/// # Errors
/// When the database fails.
pub fn rules(read: &Read<'_>) -> Result<CycleRules> {
    Ok(Rules::read(read)?.said)
}

/// Says how often. Begun anew, nothing that lies before is owed.
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
    let before = Rules::read(tx)?;
    let began = if said.on && !before.said.on {
        Some(tx.today())
    } else {
        before.began
    };
    let said = said.clone();
    settings::set(tx, SETTING, &Rules { said, began })?;
    // No record, but what shows the list is to hear of it.
    tx.record(Change {
        entity: "review_cycle".to_owned(),
        id: Id::at(tx.now()),
        kind: ChangeKind::Updated,
    });
    Ok(())
}
