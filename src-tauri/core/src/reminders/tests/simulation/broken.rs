//! The controls: a rule of the engine is broken on purpose, and the model must see it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::{DAY, Program, World};
use crate::base::Timestamp;
use crate::vault::Write;

/// Which rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// What was told is told once.
    OnceForAMoment,
    /// A word that was put off comes again.
    PutOffComesAgain,
    /// A task that has another time speaks for that one.
    MovedSpeaks,
    /// A clock that is set back does not make it speak again.
    ClockSetBack,
    /// What fired and was not shown is told at the next start.
    KilledIsTold,
}

impl Rule {
    fn sql(self, now: Timestamp) -> String {
        let Timestamp(now) = now;
        let breaks = match self {
            Self::OnceForAMoment => format!(
                "SET state = 'waiting'
                 WHERE state = 'fired' AND fired_at IS NOT NULL AND slot >= 0 AND fire_at > {now} - {DAY}"
            ),
            Self::PutOffComesAgain => "SET state = 'resting' WHERE put_off = fire_at".to_owned(),
            Self::MovedSpeaks => "SET state = 'fired'
                 WHERE state = 'waiting' AND spoken_for <> fire_at AND put_off IS NULL AND slot >= 0"
                .to_owned(),
            Self::ClockSetBack => format!(
                "SET state = 'waiting' WHERE state = 'fired' AND slot >= 0 AND fire_at > {now}"
            ),
            Self::KilledIsTold => "SET told_at = fired_at WHERE told_at IS NULL".to_owned(),
        };
        format!("UPDATE reminder {breaks} AND source = 'task'")
    }
}

impl World {
    pub(super) fn break_a_rule(&self) {
        let Some(rule) = self.broken else {
            return;
        };
        let broken = |tx: &mut Write<'_>| Ok(tx.sql().execute(&rule.sql(tx.now()), [])?);
        let session = self.program.session();
        let rows = session.vault().write("reminders.fire", broken).unwrap();
        self.broken_rows.set(self.broken_rows.get() + rows);
    }
}

/// What the model says where the engine does other than it must.
const SEEN: [&str; 4] = ["told too much", "lost", "told twice", "what nobody saw"];

/// How many rows were broken, and what the world ended with, if it did not end well.
fn end_of(broken: Option<Rule>) -> (usize, Option<String>) {
    let of = ("Europe/Berlin", 2021, 1);
    let mut world = World::made_by(Program::in_memory, of, 150, 8);
    world.broken = broken;
    let rows = Rc::clone(&world.broken_rows);
    let ended = catch_unwind(AssertUnwindSafe(|| world.live(3 * DAY)));
    let said = ended.err().map(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        text.unwrap_or_default()
    });
    (rows.get(), said)
}

#[test]
fn a_broken_rule_is_seen_whichever_it_is() {
    assert_eq!(end_of(None), (0, None), "nothing was broken");
    for rule in [
        Rule::OnceForAMoment,
        Rule::PutOffComesAgain,
        Rule::MovedSpeaks,
        Rule::ClockSetBack,
        Rule::KilledIsTold,
    ] {
        let (rows, said) = end_of(Some(rule));
        assert!(rows > 0, "{rule:?} was never broken");
        let said = said.unwrap_or_else(|| panic!("{rule:?} was broken, and nobody saw it"));
        let is_seen = SEEN.iter().any(|seen| said.contains(seen));
        assert!(
            is_seen,
            "{rule:?} was broken, and something else was seen: {said}"
        );
    }
}
