//! The desktop's clock and time zone, asked anew each time: people travel and laptops sleep.

use std::path::PathBuf;

use chrono_tz::Tz;
use steward_core::base::{Clock, SystemClock, Timestamp};

/// The real clock; in debug builds a story may shift it.
#[derive(Debug, Default)]
pub struct DesktopClock {
    shift: Option<PathBuf>,
}

impl DesktopClock {
    /// Reads the system's clock. A debug build adds the milliseconds that stand in the file named
    /// by `STEWARD_CLOCK_FILE`, so that a story can let an hour pass.
    #[must_use]
    pub fn new() -> Self {
        let shift = cfg!(debug_assertions).then(|| std::env::var_os("STEWARD_CLOCK_FILE"));
        Self {
            shift: shift.flatten().map(PathBuf::from),
        }
    }

    /// Whether time may jump at any moment, so that waiting must be short.
    #[must_use]
    pub fn is_shifted(&self) -> bool {
        self.shift.is_some()
    }
}

impl Clock for DesktopClock {
    fn now(&self) -> Timestamp {
        let shift = self
            .shift
            .as_ref()
            .and_then(|file| std::fs::read_to_string(file).ok());
        let shift = shift.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        SystemClock(Tz::UTC).now().plus_ms(shift)
    }

    fn zone(&self) -> Tz {
        let named = std::env::var("TZ").ok();
        named
            .and_then(|name| name.trim_start_matches(':').parse().ok())
            .or_else(|| {
                iana_time_zone::get_timezone()
                    .ok()
                    .and_then(|name| name.parse().ok())
            })
            .unwrap_or(Tz::UTC)
    }
}
