//! How often work tells the window how far it is: ten times a second, however small its steps are. A window that
//! draws thousands of steps answers nothing else meanwhile. Knows no clock; whoever asks says how late it is.

use std::time::{Duration, Instant};

use steward_core::base::Progress;

/// So long nothing is told after something was.
const QUIET: Duration = Duration::from_millis(100);

/// What was told last, and which phases were.
#[derive(Debug, Default)]
pub(super) struct Pace {
    told: Option<Instant>,
    phases: Vec<&'static str>,
}

impl Pace {
    /// Whether this step is told: the first of a phase always is. The end of one that was told of is left to what
    /// comes next.
    pub(super) fn lets(&mut self, step: &Progress, now: Instant) -> bool {
        let first = !self.phases.contains(&step.phase);
        if first {
            self.phases.push(step.phase);
        }
        let due = self
            .told
            .is_none_or(|told| now.saturating_duration_since(told) >= QUIET);
        if first || due {
            self.told = Some(now);
        }
        first || due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_thousands_of_steps_ten_a_second_are_told_and_the_first_of_each_phase() {
        let (mut pace, begun) = (Pace::default(), Instant::now());
        let mut told = Vec::new();
        for ms in 0..2_000_u64 {
            // Two phases by turns, as files are read while pages are packed.
            for phase in ["progress.backup_files", "progress.backup_write"] {
                let step = Progress {
                    phase,
                    done: ms,
                    total: Some(2_000),
                };
                if pace.lets(&step, begun + Duration::from_millis(ms)) {
                    told.push((phase, ms));
                }
            }
        }
        assert_eq!(
            told.first_chunk(),
            Some(&[("progress.backup_files", 0), ("progress.backup_write", 0)])
        );
        assert!(told.len() <= 22, "{told:?}");
        assert!(told.iter().any(|(_, ms)| *ms >= 1_900), "{told:?}");
    }
}
