//! Wrong secrets in a row, and how long the next try has to wait: a courtesy to whoever is robbed
//! of an unlocked laptop, no protection of the file, which can be tried elsewhere.

use steward_core::base::{Error, Kind, Result, Timestamp};

/// So many may go wrong before a wait: people mistype.
const FREE: u32 = 3;
/// No wait is longer, in seconds.
const LONGEST: i64 = 30;

/// The wrong tries so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    wrong: u32,
    last: Timestamp,
}

impl Tries {
    /// Whether a try may be made at `now`.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] with the seconds still to wait.
    pub fn check(&self, now: Timestamp) -> Result<()> {
        match self.wait(now) {
            0 => Ok(()),
            seconds => {
                Err(Error::new(Kind::WrongSecret, "error.wait_to_try").with("seconds", seconds))
            }
        }
    }

    /// Notes what came of a try made at `now`, and adds the wait to a refusal.
    ///
    /// # Errors
    /// What came of it.
    pub fn note<T>(&mut self, now: Timestamp, came: Result<T>) -> Result<T> {
        match came {
            Err(error) if error.kind() == Kind::WrongSecret => {
                *self = Self {
                    wrong: self.wrong.saturating_add(1),
                    last: now,
                };
                Err(match self.wait(now) {
                    0 => error,
                    seconds => error.with("seconds", seconds),
                })
            }
            came => {
                if came.is_ok() {
                    *self = Self::default();
                }
                came
            }
        }
    }

    /// Seconds to wait: 2, 4, 8, … from the first wrong try beyond the free ones on.
    fn wait(&self, now: Timestamp) -> i64 {
        let Some(beyond) = self.wrong.checked_sub(FREE) else {
            return 0;
        };
        let whole = 2_i64
            .checked_pow(beyond.saturating_add(1))
            .unwrap_or(LONGEST)
            .min(LONGEST);
        let passed = now.0.saturating_sub(self.last.0).max(0) / 1000;
        (whole - passed).max(0)
    }
}
