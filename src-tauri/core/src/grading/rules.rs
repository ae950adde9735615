//! By which rules a unit is of a class: what counts, over how long, and from how much on. A setting of
//! the vault, as typed and as kept.

use serde::{Deserialize, Serialize};

use crate::base::{Currency, Error, Money, Result, written};
use crate::records::Catalog;
use crate::records::choices;
use crate::settings;
use crate::vault::{Read, Write};

/// Where they are kept.
const SETTING: &str = "grading.rules";

/// The list of classes.
pub const LIST: &str = "size_class";

/// The longest time that is looked back over, months.
const LONGEST: u16 = 120;

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ClassBasis {
    /// Money that came in.
    Received,
    /// The amounts of contracts that were signed.
    Contracted,
    /// The amounts of business that began.
    Cooperations,
}

impl ClassBasis {
    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Contracted => "contracted",
            Self::Cooperations => "cooperations",
        }
    }
}

/// From how much on a unit is of a class, as it is typed and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ClassStep {
    /// The class, by code of `size_class`.
    pub class: String,
    /// From how much on, as a person writes it: `500万`.
    pub at_least: String,
}

/// The rules, as they are typed and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ClassRules {
    /// They are kept up with.
    pub on: bool,
    /// What counts.
    pub basis: ClassBasis,
    /// Over the last so many months.
    pub months: u16,
    /// In which currency; amounts of others are counted by the rates on record.
    pub currency: String,
    /// From how much on, the largest first.
    pub steps: Vec<ClassStep>,
    /// The class of all others; none where nothing is named.
    pub otherwise: Option<String>,
}

/// A step as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    pub class: String,
    pub at_least: i64,
}

/// The rules as they are kept: in order, the largest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rules {
    pub on: bool,
    pub basis: ClassBasis,
    pub months: u16,
    pub currency: Currency,
    pub steps: Vec<Step>,
    pub otherwise: Option<String>,
}

impl Rules {
    /// Those of this vault, where some were ever set.
    pub(super) fn kept(read: &Read<'_>) -> Result<Option<Self>> {
        settings::get_lossy(read, SETTING)
    }

    /// Those that are kept up with.
    pub(super) fn in_force(read: &Read<'_>) -> Result<Option<Self>> {
        Ok(Self::kept(read)?.filter(|rules| rules.on))
    }

    pub(super) fn keep(&self, tx: &mut Write<'_>) -> Result<()> {
        settings::replace(tx, SETTING, self)
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`], on the field that is wrong.
    pub(super) fn typed(read: &Read<'_>, catalog: &Catalog, typed: &ClassRules) -> Result<Self> {
        let currency = Currency::parse(&typed.currency)?;
        if typed.months == 0 || typed.months > LONGEST {
            return Err(Error::invalid("months", "error.class_months").with("most", LONGEST));
        }
        let known = |class: &str| {
            if choices::is_code(read, catalog, LIST, class)? {
                Ok(())
            } else {
                Err(Error::invalid("class", "error.class_unknown").with("class", class))
            }
        };
        let mut steps: Vec<Step> = Vec::with_capacity(typed.steps.len());
        for (at, step) in typed.steps.iter().enumerate() {
            let on = format!("steps.{at}");
            known(&step.class).map_err(|error| error.on(on.clone()))?;
            let sum = Money::parse(&step.at_least, currency)
                .and_then(Money::kept)
                .map_err(|error| error.on(on.clone()))?;
            if sum.currency != currency {
                let other = sum.currency.code().to_owned();
                let refused = Error::invalid(on, "error.class_currency");
                return Err(refused.with("one", currency.code()).with("other", other));
            }
            if sum.minor <= 0 {
                return Err(Error::invalid(on, "error.class_nothing"));
            }
            let twice = |one: &Step| one.class == step.class || one.at_least == sum.minor;
            if steps.iter().any(twice) {
                return Err(Error::invalid(on, "error.class_twice"));
            }
            steps.push(Step {
                class: step.class.clone(),
                at_least: sum.minor,
            });
        }
        if steps.is_empty() {
            return Err(Error::invalid("steps", "error.class_no_steps"));
        }
        if let Some(class) = &typed.otherwise {
            known(class).map_err(|error| error.on("otherwise"))?;
            if steps.iter().any(|one| one.class == *class) {
                return Err(Error::invalid("otherwise", "error.class_twice"));
            }
        }
        steps.sort_by_key(|step| std::cmp::Reverse(step.at_least));
        Ok(Self {
            on: typed.on,
            basis: typed.basis,
            months: typed.months,
            currency,
            steps,
            otherwise: typed.otherwise.clone(),
        })
    }

    /// As a person writes them.
    pub(super) fn told(&self) -> ClassRules {
        // Without the currency's mark, for that may be chosen otherwise beside it.
        let plain = |minor| {
            let whole = written(self.money(minor));
            let digits = whole.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.to_owned()
        };
        let steps = self.steps.iter().map(|step| ClassStep {
            class: step.class.clone(),
            at_least: plain(step.at_least),
        });
        ClassRules {
            on: self.on,
            basis: self.basis,
            months: self.months,
            currency: self.currency.code().to_owned(),
            steps: steps.collect(),
            otherwise: self.otherwise.clone(),
        }
    }

    pub(super) const fn money(&self, minor: i64) -> Money {
        Money {
            minor,
            currency: self.currency,
        }
    }

    /// The step that is reached; nothing where none is.
    pub(super) fn reached(&self, sum: i64) -> Option<&Step> {
        self.steps.iter().find(|step| sum >= step.at_least)
    }

    /// The next step that is not.
    pub(super) fn missed(&self, sum: i64) -> Option<&Step> {
        self.steps.iter().rev().find(|step| sum < step.at_least)
    }

    /// The class of a unit that brings so much.
    pub(super) fn class_of(&self, sum: i64) -> Option<&str> {
        let reached = self.reached(sum).map(|step| step.class.as_str());
        reached.or(self.otherwise.as_deref())
    }

    /// How high a class stands: the number of those above it.
    pub(super) fn rank(&self, class: Option<&str>) -> usize {
        let at = |class| {
            self.steps
                .iter()
                .position(|step| Some(step.class.as_str()) == class)
        };
        at(class).unwrap_or(self.steps.len())
    }
}
