//! Starting a checklist: its tasks, made in one step.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::plan::{ChecklistOrder, living_unit, purpose_of};
use super::{ChecklistStep, steps};
use crate::base::Id;
use crate::base::date::parse_date;
use crate::base::error::{Error, Kind, Result};
use crate::records::value::{Value, Wall};
use crate::records::{Batch, Catalog};
use crate::vault::Write;

/// Tasks of one start at most: more than a person would look through.
const MOST: usize = 2_000;

/// A task of the plan that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ChecklistTask {
    /// The step.
    pub step: Id,
    /// At which unit.
    pub unit: Id,
    /// When, as it was typed.
    pub due: String,
}

/// Makes the tasks of a checklist that is started on `order.start`: all of them or none, one step of
/// undo.
///
/// # Errors
/// [`Kind::NotFound`] when the list, one of its steps or a unit is gone since it was planned;
/// [`Kind::Invalid`] when nothing is to be made or a day cannot be read.
pub fn start(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    order: &ChecklistOrder,
    contract: Option<Id>,
    tasks: &[ChecklistTask],
) -> Result<Vec<Id>> {
    purpose_of(tx, order.checklist)?;
    living_unit(tx, order.unit)?;
    if tasks.is_empty() {
        return Err(Error::invalid("tasks", "error.checklist_nothing"));
    }
    if tasks.len() > MOST {
        return Err(Error::invalid("tasks", "error.checklist_many").with("most", MOST));
    }
    let on = match order.start.as_deref() {
        Some(text) => parse_date(text).map_err(|e| e.on("start"))?,
        None => tx.today(),
    };
    let steps: HashMap<Id, ChecklistStep> = steps(tx, order.checklist)?
        .into_iter()
        .map(|step| (step.id, step))
        .collect();
    let zone = tx.zone().name();
    let start = Id::at(tx.now()).to_string();
    let mut batch = Batch::begin(tx, catalog, "op.checklist_start")?;
    let mut made = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        let step = steps
            .get(&task.step)
            .ok_or_else(|| Error::new(Kind::NotFound, "error.checklist_step_gone"))?;
        living_unit(batch.tx(), task.unit)?;
        let due = parse_date(&task.due).map_err(|e| e.on(format!("tasks.{at}")))?;
        let code = |code: &str| match code {
            "" => Value::Null,
            code => Value::choice(code),
        };
        // What the contract's end asks for is done with whoever signed it.
        let own = contract.filter(|_| task.unit == order.unit);
        let values = [
            ("title", Value::text(&step.name)),
            ("unit", Value::to(task.unit)),
            ("kind", code(&step.kind)),
            ("priority", code(&step.priority)),
            ("note", Value::text(&step.note)),
            (
                "due",
                Value::Wall(Wall {
                    at: due.to_string(),
                    zone: zone.to_owned(),
                }),
            ),
            ("contract", own.map_or(Value::Null, Value::to)),
            ("checklist", Value::to(order.checklist)),
            ("checklist_unit", Value::to(order.unit)),
            ("checklist_on", Value::Date(on.to_string())),
            ("checklist_start", Value::text(&start)),
        ];
        made.push(batch.create("task", None, values)?);
    }
    Ok(made)
}
