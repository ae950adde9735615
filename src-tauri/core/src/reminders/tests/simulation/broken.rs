//! The controls: a rule of the engine is broken on purpose, and the model must see it.

use std::panic::{AssertUnwindSafe, catch_unwind};

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
        let broken = |tx: &mut Write<'_>| {
            tx.sql().execute(&rule.sql(tx.now()), [])?;
            Ok(())
        };
        let session = self.program.session();
        session.vault().write("reminders.fire", broken).unwrap();
    }
}

#[test]
fn a_broken_rule_is_seen_whichever_it_is() {
    let is_seen = |broken| {
        let of = ("Europe/Berlin", 2021, 1);
        let mut world = World::made_by(Program::in_memory, of, 150, 8);
        world.broken = broken;
        catch_unwind(AssertUnwindSafe(|| world.live(3 * DAY))).is_err()
    };
    assert!(!is_seen(None), "nothing was broken");
    for rule in [
        Rule::OnceForAMoment,
        Rule::PutOffComesAgain,
        Rule::MovedSpeaks,
        Rule::ClockSetBack,
        Rule::KilledIsTold,
    ] {
        assert!(
            is_seen(Some(rule)),
            "{rule:?} was broken, and nobody saw it"
        );
    }
}
