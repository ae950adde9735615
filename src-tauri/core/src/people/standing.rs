//! Where people stand: the seats they hold, their part in a decision, and who listens to whom.

use crate::base::{Error, Id, Result};
use crate::records::catalog::{ChoiceList, EntityDef, FieldDef as F, Searched as S};
use crate::records::trail::BRINGS_BACK;
use crate::records::value::FieldKind as K;
use crate::vault::{Hook, Write, array};

/// Refuses a part in a decision that is nobody's: neither a person's nor a seat's.
pub struct HoldWhose;

impl Hook for HoldWhose {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        if BRINGS_BACK.contains(&op) {
            return Ok(());
        }
        let changes = tx.changes().iter();
        let said: Vec<Id> = changes
            .filter(|change| change.entity == STANCE.key)
            .map(|change| change.id)
            .collect();
        if said.is_empty() {
            return Ok(());
        }
        let nobody = tx
            .sql()
            .prepare_cached(
                "SELECT 1 FROM rarray(?1) AS m JOIN stance s ON s.id = m.value
                 WHERE s.contact IS NULL AND s.seat IS NULL AND s.deleted_at IS NULL",
            )?
            .exists([array(&said)])?;
        if nobody {
            return Err(Error::invalid("stance.contact", "error.stance_nobody"));
        }
        Ok(())
    }
}

/// A chair in the organisation chart; whoever holds it says so in their post.
pub static SEAT: EntityDef = EntityDef {
    key: "seat",
    title: "name",
    title_sort: "name",
    fields: &[
        F::to("unit", "unit").required().column(2, 220),
        F::new("name", K::Text)
            .required()
            .max(100)
            .searched(S::Text)
            .column(1, 180),
        F::new("level", K::Number),
        F::to("reports_to", "seat").column(3, 180),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Where somebody stands in a decision, and how they are disposed towards us.
pub static STANCE: EntityDef = EntityDef {
    key: "stance",
    title: "note",
    title_sort: "note",
    fields: &[
        // Of somebody, or of a seat, whoever holds it.
        F::to("contact", "contact").owned().column(1, 140),
        F::to("seat", "seat").owned().column(7, 140),
        F::to("unit", "unit").owned().column(2, 220),
        F::to("opportunity", "opportunity").owned(),
        F::choice("role", "stance_role")
            .required()
            .default("user")
            .column(3, 112),
        F::choice("influence", "influence_level").column(4, 96),
        F::choice("attitude", "attitude").column(5, 96),
        F::choice("coverage", "coverage_level"),
        F::new("our_person", K::Text).max(60),
        F::new("as_of", K::Date).moment().column(6, 104),
        F::to("evidence", "activity"),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// Who has the ear of whom.
pub static INFLUENCE: EntityDef = EntityDef {
    key: "influence",
    title: "note",
    title_sort: "note",
    fields: &[
        F::to("from_contact", "contact").required().column(1, 140),
        F::to("to_contact", "contact").required().column(2, 140),
        F::choice("strength", "tie_strength")
            .required()
            .default("2")
            .column(3, 96),
        F::choice("kind", "tie_kind").column(4, 112),
        F::new("note", K::Text),
        F::created(),
        F::updated(),
    ],
    shadows: &[],
    tree: None,
};

/// The kinds of record of this file.
pub const ENTITIES: &[&EntityDef] = &[&SEAT, &STANCE, &INFLUENCE];

/// The lists they choose from.
pub const LISTS: &[ChoiceList] = &[
    ChoiceList {
        key: "stance_role",
        codes: &[
            "decider",
            "approver",
            "budget",
            "evaluator",
            "user",
            "purchaser",
            "gatekeeper",
            "coach",
        ],
    },
    ChoiceList {
        key: "influence_level",
        codes: &["0", "1", "2", "3"],
    },
    ChoiceList {
        key: "attitude",
        codes: &["m2", "m1", "0", "p1", "p2"],
    },
    ChoiceList {
        key: "coverage_level",
        codes: &["0", "1", "2", "3"],
    },
    ChoiceList {
        key: "tie_strength",
        codes: &["1", "2", "3"],
    },
    ChoiceList {
        key: "tie_kind",
        codes: &["formal", "trust", "family", "school", "former_colleague"],
    },
];
