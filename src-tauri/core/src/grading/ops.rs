//! The verbs of grading: rules proposed, tried and set, a unit's class said by hand.

use std::collections::BTreeMap;

use serde::Serialize;

use super::activity::{self, Activity};
use super::amounts;
use super::class::{self, SizeClass};
use super::rules::{ClassBasis, ClassRules, LIST, Rules, Step};
use crate::base::{Currency, Error, Id, Result, words};
use crate::records::value::Value;
use crate::records::{Batch, Catalog, choices};
use crate::vault::{Read, Write};

/// What a unit is by the rules.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct UnitGrades {
    /// Its class.
    pub size: SizeClass,
    /// How alive the tie is.
    pub activity: Activity,
}

/// What a unit is by the rules, with the reasons.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when it is gone.
pub fn of_unit(read: &Read<'_>, unit: Id) -> Result<UnitGrades> {
    Ok(UnitGrades {
        size: class::explain(read, unit)?,
        activity: activity::explain(read, unit)?,
    })
}

/// How many units a class would have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ClassCount {
    /// The class; none for those that would be in none.
    pub class: Option<String>,
    /// How many.
    pub units: u32,
}

/// What rules would come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ClassTrial {
    /// Each class of the rules, the largest first.
    pub counts: Vec<ClassCount>,
    /// Units of which somebody said the class, which stands above the rules.
    pub said: u32,
    /// Amounts that are left out for want of a rate.
    pub left_out: u32,
}

/// The rules of this vault; a suggestion, and off, where none were ever set.
///
/// # Errors
/// When the database fails.
pub fn rules(read: &Read<'_>) -> Result<ClassRules> {
    match Rules::kept(read)? {
        Some(rules) => Ok(rules.told()),
        None => suggested(read, None),
    }
}

/// What rules would come to; nothing is written.
///
/// # Errors
/// [`crate::base::Kind::Invalid`], on the field that is wrong.
pub fn trial(read: &Read<'_>, catalog: &Catalog, typed: &ClassRules) -> Result<ClassTrial> {
    let rules = Rules::typed(read, catalog, typed)?;
    let own = amounts::own(read, &rules, None)?;
    let all = amounts::with_below(read, &own)?;
    let (units, said): (u32, u32) = read.sql().query_row(
        "SELECT count(*), count(size_override) FROM unit WHERE deleted_at IS NULL",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut in_class: BTreeMap<Option<&str>, u32> = BTreeMap::new();
    for (sum, _) in all.values() {
        *in_class.entry(rules.class_of(*sum)).or_default() += 1;
    }
    // Those that bring nothing.
    let counted = u32::try_from(all.len()).unwrap_or(u32::MAX);
    *in_class.entry(rules.class_of(0)).or_default() += units.saturating_sub(counted);
    let classes = rules.steps.iter().map(|step| Some(step.class.as_str()));
    let counts = classes
        .chain([rules.otherwise.as_deref()])
        .map(|class| ClassCount {
            class: class.map(str::to_owned),
            units: in_class.get(&class).copied().unwrap_or_default(),
        });
    Ok(ClassTrial {
        counts: counts.collect(),
        said,
        left_out: own.values().map(|own| own.left_out).sum(),
    })
}

/// Rules that suit the amounts of this vault: about a fifth of the units that bring anything are
/// large, two fifths medium. Of what is said, or of what most is known about.
///
/// # Errors
/// When the database fails.
pub fn suggested(read: &Read<'_>, basis: Option<ClassBasis>) -> Result<ClassRules> {
    let mut rules = Rules {
        on: false,
        basis: basis.unwrap_or(ClassBasis::Received),
        months: 12,
        currency: Currency::CNY,
        steps: Vec::new(),
        otherwise: Some("small".to_owned()),
    };
    let offered = match basis {
        Some(basis) => vec![basis],
        None => vec![
            ClassBasis::Received,
            ClassBasis::Contracted,
            ClassBasis::Cooperations,
        ],
    };
    let mut sums: Vec<i64> = Vec::new();
    for one in offered {
        let currency = main_currency(read, one)?;
        let of = Rules {
            basis: one,
            currency,
            ..rules.clone()
        };
        let all = amounts::with_below(read, &amounts::own(read, &of, None)?)?;
        let found: Vec<i64> = all
            .into_values()
            .map(|(sum, _)| sum)
            .filter(|sum| *sum > 0)
            .collect();
        if found.len() > sums.len() {
            (sums, rules.basis, rules.currency) = (found, one, currency);
        }
    }
    let minor = 10_i64.pow(rules.currency.exponent());
    sums.sort_unstable_by(|one, other| other.cmp(one));
    // Where nothing is known, what is usual.
    let nth = |share: usize, usual: i64| {
        let at = (sums.len() * share).div_ceil(5).saturating_sub(1);
        sums.get(at).map_or(usual, |sum| plain_below(sum / minor))
    };
    let large = nth(1, 5_000_000).max(2);
    let medium = nth(3, 500_000).min(plain_below(large - 1)).max(1);
    let step = |class: &str, whole: i64| Step {
        class: class.to_owned(),
        at_least: whole.saturating_mul(minor),
    };
    rules.steps = vec![step("large", large), step("medium", medium)];
    Ok(rules.told())
}

/// The largest number not above that one says without thinking: a figure and noughts, or a half more
/// of the small ones.
fn plain_below(whole: i64) -> i64 {
    let mut power = 1_i64;
    while whole / power >= 10 {
        power *= 10;
    }
    let step = if whole / power < 3 && power > 1 {
        power / 2
    } else {
        power
    };
    whole / step * step
}

/// The currency in which most amounts are.
fn main_currency(read: &Read<'_>, basis: ClassBasis) -> Result<Currency> {
    let mut find = read.sql().prepare(&format!(
        "SELECT amount_currency FROM {} WHERE amount_currency IS NOT NULL AND deleted_at IS NULL
         GROUP BY amount_currency ORDER BY count(*) DESC, amount_currency = 'CNY' DESC LIMIT 1",
        amounts::table(basis)
    ))?;
    let mut rows = find.query([])?;
    match rows.next()? {
        Some(row) => Currency::parse(&row.get::<_, String>(0)?),
        None => Ok(Currency::CNY),
    }
}

/// Sets the rules and classes every unit by them.
///
/// # Errors
/// [`crate::base::Kind::Invalid`], on the field that is wrong; nothing is written then.
pub fn set(tx: &mut Write<'_>, catalog: &Catalog, typed: &ClassRules) -> Result<()> {
    let rules = Rules::typed(tx, catalog, typed)?;
    rules.keep(tx)?;
    if rules.on {
        class::recount(tx, &rules)
    } else {
        class::lapse(tx)
    }
}

/// Says a unit's class, whatever the rules say, and why; or that the rules hold for it again.
///
/// # Errors
/// [`crate::base::Kind::Invalid`] when there is no such class, or no reason is given.
pub fn override_class(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    unit: Id,
    class: Option<&str>,
    reason: &str,
) -> Result<()> {
    let reason = words::clean_line(reason);
    let (label, class, reason) = match class {
        Some(class) => {
            if !choices::is_code(tx, catalog, LIST, class)? {
                return Err(Error::invalid("class", "error.class_unknown").with("class", class));
            }
            if reason.is_empty() {
                return Err(Error::invalid("reason", "error.class_reason"));
            }
            ("op.size_said", Value::choice(class), Value::text(reason))
        }
        None => ("op.size_by_rule", Value::Null, Value::Null),
    };
    let mut batch = Batch::begin(tx, catalog, label)?;
    let values = [("size_override", class), ("size_reason", reason)];
    batch.update("unit", unit, None, values).map(|_| ())
}
