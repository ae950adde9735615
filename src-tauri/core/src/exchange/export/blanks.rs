//! The columns the core keeps of a unit that tell of records which stay here: the step that comes next, the person
//! and the number, counts and sums. They are left empty there. A figure less the confidential part would not do: it
//! would be another than the window shows, and where the two are put side by side their difference is the part.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::{Id, Result};
use crate::vault::{Read, array};

/// Which of a unit's columns tell of a record that stays here. The latest, the first and the main one is told of a
/// kind by its columns, so it is held against what they keep: nothing else is hidden but what equals it.
struct Bearing {
    /// The kind of record.
    kind: &'static str,
    /// Those of it that count.
    counts: &'static str,
    /// The units it is of, `r` being the record.
    of: &'static str,
    /// Columns of the unit itself, `u`, and when they tell of it.
    own: (&'static [&'static str], &'static str),
    /// Columns of all above it as well, `u` being one of those.
    all: (&'static [&'static str], &'static str),
}

const UNIT: &str = "SELECT r.unit";
const UNITS: &str =
    "SELECT r.unit UNION SELECT o.unit FROM activity_unit o WHERE o.activity = r.id";

const BEARINGS: [Bearing; 8] = [
    Bearing {
        kind: "post",
        counts: "1",
        of: UNIT,
        own: (
            &["contact_name", "contact_phone"],
            "u.contact_name = (SELECT full_name FROM contact WHERE id = r.contact)",
        ),
        all: (&[], ""),
    },
    Bearing {
        kind: "task",
        counts: "r.state = 'open'",
        of: UNIT,
        own: (&["next_touch", "next_step"], "u.next_touch = r.due"),
        all: (&["next_touch_all"], "u.next_touch_all = r.due"),
    },
    Bearing {
        kind: "task",
        counts: "r.state = 'open'",
        of: UNIT,
        own: (&["open_tasks"], "1"),
        all: (&["open_tasks_all"], "1"),
    },
    Bearing {
        kind: "activity",
        counts: "1",
        of: UNITS,
        own: (&["last_touch"], "u.last_touch = r.at"),
        all: (&["last_touch_all"], "u.last_touch_all = r.at"),
    },
    Bearing {
        kind: "activity",
        counts: "1",
        of: UNITS,
        own: (&["talks", "activity_level"], "1"),
        all: (&["talks_all"], "1"),
    },
    Bearing {
        kind: "complaint",
        counts: "r.state <> 'confirmed'",
        of: UNIT,
        own: (&["open_complaints"], "1"),
        all: (&["open_complaints_all"], "1"),
    },
    Bearing {
        kind: "cooperation",
        counts: "1",
        of: UNIT,
        own: (&["coop_amount", "coop_count"], "1"),
        all: (&[], ""),
    },
    Bearing {
        kind: "unit",
        counts: "1",
        of: "SELECT r.parent",
        own: (&["children"], "1"),
        all: (&[], ""),
    },
];

/// The units with columns that stay empty, and which.
#[derive(Debug, Default)]
pub(super) struct Blanks {
    of: HashMap<Id, HashSet<&'static str>>,
}

impl Blanks {
    /// Where these living records, by their kinds, stay here.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn of(read: &Read<'_>, out: &BTreeMap<&str, Vec<Id>>) -> Result<Self> {
        let mut blanks = Self::default();
        for bearing in &BEARINGS {
            let Some(ids) = out.get(bearing.kind) else {
                continue;
            };
            let Bearing {
                kind, counts, of, ..
            } = bearing;
            let found = format!(
                "FROM rarray(?1) AS gone CROSS JOIN {kind} r ON r.id = gone.value JOIN unit d ON d.id IN ({of})"
            );
            let (columns, when) = bearing.own;
            let own = format!(
                "SELECT DISTINCT u.id {found} JOIN unit u ON u.n = d.n WHERE ({counts}) AND {when}"
            );
            blanks.add(read, &own, ids, columns)?;
            let (columns, when) = bearing.all;
            let all = format!(
                "SELECT DISTINCT u.id {found} JOIN unit_tree t ON t.descendant = d.n
                 JOIN unit u ON u.n = t.ancestor WHERE ({counts}) AND {when}"
            );
            blanks.add(read, &all, ids, columns)?;
        }
        Ok(blanks)
    }

    fn add(
        &mut self,
        read: &Read<'_>,
        sql: &str,
        out: &[Id],
        columns: &'static [&'static str],
    ) -> Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        let mut find = read.sql().prepare(sql)?;
        let mut rows = find.query([array(out)])?;
        while let Some(row) = rows.next()? {
            self.of.entry(row.get(0)?).or_default().extend(columns);
        }
        Ok(())
    }

    /// Whether this column of a unit stays empty.
    pub(super) fn has(&self, unit: &Id, column: &str) -> bool {
        let columns = self.of.get(unit);
        columns.is_some_and(|columns| columns.contains(column))
    }
}
