//! The earlier work most like a project or a cooperation. Whatever shares something strong with it is met
//! by an index and weighed; of what shares only something that thousands do (an industry, a product sold
//! everywhere), the latest are. So it costs the same in a vault of a hundred thousand.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Row, ToSql, params};
use serde::Serialize;

use super::policy::{ENOUGH, LikeReason, Traits, reasons, score};
use super::{Work, day_of};
use crate::base::currency::Currency;
use crate::base::{Id, Money, Result};
use crate::records::value::{Ref, Value};
use crate::vault::{Read, array};

/// So many are shown.
const SHOWN: usize = 3;
/// So many are met by one thing they share.
const MET: usize = 400;
/// So many units of a large group are looked through.
const UNITS: usize = 4_000;

/// Earlier work, and why it is like this one.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Similar {
    /// `project` or `cooperation`.
    pub entity: String,
    /// The record.
    pub work: Ref,
    /// Whose it was.
    pub unit: Ref,
    /// When it began and ended, as far as is known.
    pub start: Option<String>,
    /// When it ended.
    pub end: Option<String>,
    /// How it stands: a choice of `project_stage` or `coop_state`.
    pub state: Option<String>,
    /// For how much.
    pub amount: Value,
    /// How content the customer was, of five.
    pub satisfaction: Option<String>,
    /// Why, the strongest first.
    pub reasons: Vec<LikeReason>,
    /// What the reasons come to.
    pub score: u32,
    /// The record by which somebody confirmed it.
    pub precedent: Option<Id>,
}

/// One piece of work as it is weighed.
struct Weighed {
    similar: Similar,
    traits: Traits,
    /// The piece of business it is, or is part of; itself where it is part of none.
    family: Id,
    since: String,
}

/// What somebody confirmed, and so many of what is most like it that there are three.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is no such work.
pub fn similar(read: &Read<'_>, entity: &str, id: Id) -> Result<Vec<Similar>> {
    let work = Work::of(read, entity, id)?;
    let Some(new) = weighed(read, work.entity, &BTreeSet::from([id]))?.pop() else {
        return Ok(Vec::new());
    };
    let confirmed = confirmed(read, &work)?;
    let mut ids = met(read, &new.traits, &new.since)?;
    for (like, (entity, _)) in &confirmed {
        ids.entry(entity).or_default().insert(*like);
    }
    let mut chosen = Vec::new();
    let mut best: BTreeMap<Id, Weighed> = BTreeMap::new();
    for (kind, ids) in ids {
        for mut old in weighed(read, kind, &ids)? {
            old.similar.reasons = reasons(&new.traits, &old.traits);
            old.similar.score = score(&old.similar.reasons);
            if let Some((_, precedent)) = confirmed.get(&old.similar.work.id) {
                old.similar.precedent = Some(*precedent);
                chosen.push(old);
                continue;
            }
            let kin = [Some(new.family), work.parent].contains(&Some(old.family));
            if kin || old.similar.score < ENOUGH || old.since > new.since {
                continue;
            }
            // A piece of business and its projects are told once, by whichever is most like this.
            let rank = |one: &Weighed| {
                (
                    one.similar.score,
                    one.similar.entity == work.entity,
                    one.since.clone(),
                    one.similar.work.id,
                )
            };
            match best.get(&old.family) {
                Some(known) if rank(known) >= rank(&old) => {}
                _ => {
                    best.insert(old.family, old);
                }
            }
        }
    }
    let order = |all: &mut Vec<Weighed>| {
        all.sort_by(|a, b| {
            (b.similar.score, &b.since, b.similar.work.id).cmp(&(
                a.similar.score,
                &a.since,
                a.similar.work.id,
            ))
        });
    };
    let told: BTreeSet<Id> = chosen.iter().map(|one| one.family).collect();
    let mut rest: Vec<Weighed> = best
        .into_values()
        .filter(|one| !told.contains(&one.family))
        .collect();
    order(&mut chosen);
    order(&mut rest);
    rest.truncate(SHOWN.saturating_sub(chosen.len()));
    chosen.append(&mut rest);
    Ok(chosen.into_iter().map(|one| one.similar).collect())
}

/// What somebody said it is like, by its id, with the record that says so.
fn confirmed(read: &Read<'_>, work: &Work) -> Result<BTreeMap<Id, (&'static str, Id)>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT coalesce(like_project, like_cooperation), like_project IS NULL, id
         FROM precedent WHERE {} = ? AND deleted_at IS NULL
           AND coalesce(like_project, like_cooperation) IS NOT NULL",
        work.entity
    ))?;
    let found = find.query_map([work.id], |row| {
        let kind = if row.get(1)? {
            "cooperation"
        } else {
            "project"
        };
        Ok((row.get(0)?, (kind, row.get(2)?)))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What shares something with it and did not begin after `since`, by kind.
pub(super) fn met(
    read: &Read<'_>,
    traits: &Traits,
    since: &str,
) -> Result<BTreeMap<&'static str, BTreeSet<Id>>> {
    let mut met: BTreeMap<&'static str, BTreeSet<Id>> = BTreeMap::new();
    for kind in ["cooperation", "project"] {
        let ids = met.entry(kind).or_default();
        if let Some(unit) = traits.unit {
            let of_unit =
                "SELECT id FROM {} WHERE unit = ?1 AND deleted_at IS NULL ORDER BY n DESC";
            take(read, kind, of_unit, &[&unit], ids)?;
            near(read, kind, unit, ids)?;
        }
        if let Some(industry) = &traits.industry {
            of_industry(read, kind, industry, traits.amount, since, ids)?;
        }
    }
    let ids = met.entry("cooperation").or_default();
    for product in &traits.products {
        let sold = "SELECT o.cooperation FROM cooperation_product o
           JOIN {} c ON c.id = o.cooperation
           WHERE o.product = ?1 AND c.deleted_at IS NULL ORDER BY o.cooperation DESC";
        take(read, "cooperation", sold, &[product], ids)?;
    }
    if let Some(amount) = traits.amount.filter(|amount| amount.minor > 0) {
        let currency = amount.currency.to_string();
        let (least, most) = about(amount);
        let from = "SELECT id FROM {} WHERE amount_currency = ?1 AND deleted_at IS NULL AND amount";
        let up = format!("{from} BETWEEN ?2 AND ?3 ORDER BY amount");
        let bound: [&dyn ToSql; 3] = [&currency, &amount.minor, &most];
        take(read, "cooperation", &up, &bound, ids)?;
        let bound: [&dyn ToSql; 3] = [&currency, &least, &amount.minor];
        take(read, "cooperation", &format!("{up} DESC"), &bound, ids)?;
    }
    // With a piece of business come its projects.
    let mut find = read.sql().prepare_cached(
        "SELECT p.id FROM rarray(?1) AS o CROSS JOIN project p ON p.cooperation = o.value
         WHERE p.deleted_at IS NULL",
    )?;
    let projects = find
        .query_map(params![array(ids.iter())], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<Id>>>()?;
    met.entry("project").or_default().extend(projects);
    Ok(met)
}

/// Work for customers of an industry, of those with the most business first; what was for about as much
/// before the rest, and the latest that is not later than what it is compared with.
fn of_industry(
    read: &Read<'_>,
    kind: &str,
    industry: &str,
    amount: Option<Money>,
    since: &str,
    ids: &mut BTreeSet<Id>,
) -> Result<()> {
    let amount = amount.filter(|amount| amount.minor > 0 && kind == "cooperation");
    let (least, most) = amount.map_or((0, 0), about);
    let currency = amount.map(|amount| amount.currency.to_string());
    let mut bound: Vec<&dyn ToSql> = vec![&industry, &since];
    let nearest = if currency.is_some() {
        bound.extend([&currency as &dyn ToSql, &least, &most]);
        "coalesce(w.amount_currency = ?3 AND w.amount BETWEEN ?4 AND ?5, 0) DESC,"
    } else {
        ""
    };
    let day = "coalesce(w.\"start\", w.\"end\", '')";
    let sql = format!(
        "SELECT w.id FROM (SELECT id FROM unit WHERE industry = ?1 AND deleted_at IS NULL
           ORDER BY coop_count DESC, n DESC LIMIT {UNITS}) d
         CROSS JOIN {{}} w ON w.unit = d.id
         WHERE w.deleted_at IS NULL AND {day} <= ?2 ORDER BY {nearest} {day} DESC, w.n DESC"
    );
    take(read, kind, &sql, &bound, ids)
}

/// Half as much and twice as much.
fn about(amount: Money) -> (i64, i64) {
    (amount.minor / 2, amount.minor.saturating_mul(2))
}

/// Work of the units nearest in the tree: those under the same unit before those of the whole group.
fn near(read: &Read<'_>, kind: &str, unit: Id, ids: &mut BTreeSet<Id>) -> Result<()> {
    let above: Vec<i64> = read
        .sql()
        .prepare_cached(
            "SELECT t.ancestor FROM unit u JOIN unit_tree t ON t.descendant = u.n WHERE u.id = ?1
             ORDER BY (SELECT count(*) FROM unit_tree WHERE descendant = t.ancestor) DESC",
        )?
        .query_map([unit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let of_tree = format!(
        "SELECT w.id FROM (SELECT descendant FROM unit_tree WHERE ancestor = ?1 LIMIT {UNITS}) t
         CROSS JOIN unit d ON d.n = t.descendant CROSS JOIN {{}} w ON w.unit = d.id
         WHERE w.deleted_at IS NULL"
    );
    for top in above {
        let mut found = BTreeSet::new();
        take(read, kind, &of_tree, &[&top], &mut found)?;
        let enough = found.len() >= MET;
        ids.append(&mut found);
        if enough {
            break;
        }
    }
    Ok(())
}

fn take(
    read: &Read<'_>,
    kind: &str,
    sql: &str,
    bound: &[&dyn ToSql],
    ids: &mut BTreeSet<Id>,
) -> Result<()> {
    let sql = format!("{} LIMIT {MET}", sql.replace("{}", kind));
    let mut find = read.sql().prepare_cached(&sql)?;
    for id in find.query_map(bound, |row| row.get(0))? {
        ids.insert(id?);
    }
    Ok(())
}

/// Work of one kind, with all it is weighed by. What a project is for, and for how much, its contract and
/// its piece of business say.
fn weighed(read: &Read<'_>, kind: &str, ids: &BTreeSet<Id>) -> Result<Vec<Weighed>> {
    let (columns, from) = match kind {
        "project" => (
            "w.stage, CASE WHEN x.amount IS NULL THEN c.amount ELSE x.amount END,
             CASE WHEN x.amount IS NULL THEN c.amount_currency ELSE x.amount_currency END,
             c.satisfaction, c.type, c.products, coalesce(w.cooperation, w.id)",
            "project w ON w.id = o.value LEFT JOIN cooperation c ON c.id = w.cooperation
             LEFT JOIN contract x ON x.id = w.contract",
        ),
        _ => (
            "w.state, w.amount, w.amount_currency, w.satisfaction, w.type, w.products, w.id",
            "cooperation w ON w.id = o.value",
        ),
    };
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT w.id, w.name, u.id, u.legal_name, u.\"group\", u.industry, w.\"start\", w.\"end\",
           w.created_at, {columns}
         FROM rarray(?1) AS o CROSS JOIN {from} CROSS JOIN unit u ON u.id = w.unit
         WHERE w.deleted_at IS NULL"
    ))?;
    let mut rows = find.query(params![array(ids.iter())])?;
    let mut all = Vec::with_capacity(ids.len());
    while let Some(row) = rows.next()? {
        all.push(one(read, kind, row)?);
    }
    Ok(all)
}

fn one(read: &Read<'_>, kind: &str, row: &Row<'_>) -> Result<Weighed> {
    let amount = match (
        row.get::<_, Option<i64>>(10)?,
        row.get::<_, Option<String>>(11)?,
    ) {
        (Some(minor), Some(code)) => Some(Money::new(minor, Currency::parse(&code)?)),
        _ => None,
    };
    let products: Option<String> = row.get(14)?;
    let products: Vec<String> = products
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    let unit: Id = row.get(2)?;
    let start: Option<String> = row.get(6)?;
    let end: Option<String> = row.get(7)?;
    let since = match start.as_ref().or(end.as_ref()) {
        Some(day) => day.clone(),
        None => day_of(read, row.get(8)?),
    };
    Ok(Weighed {
        traits: Traits {
            unit: Some(unit),
            group: row.get(4)?,
            kind: row.get(13)?,
            // As the index folds them.
            products: products
                .iter()
                .map(|name| name.trim_matches(' ').to_ascii_lowercase())
                .collect(),
            amount,
            industry: row.get(5)?,
        },
        similar: Similar {
            entity: kind.to_owned(),
            work: Ref {
                id: row.get(0)?,
                label: row.get(1)?,
            },
            unit: Ref {
                id: unit,
                label: row.get(3)?,
            },
            start,
            end,
            state: row.get(9)?,
            amount: amount.map_or(Value::Null, Value::Money),
            satisfaction: row.get(12)?,
            reasons: Vec::new(),
            score: 0,
            precedent: None,
        },
        family: row.get(15)?,
        since,
    })
}
