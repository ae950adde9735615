//! The desktop's clock and time zone, asked anew each time: people travel and laptops sleep.

use std::path::PathBuf;

use chrono_tz::Tz;
use steward_core::base::{Clock, SystemClock, Timestamp};

/// The real clock; in debug builds a story may shift it.
#[derive(Debug, Default)]
pub struct DesktopClock {
    shift: Option<PathBuf>,
}

/// By how much a story has shifted the clock, and where it says the laptop is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shift {
    ms: i64,
    zone: Option<Tz>,
}

impl Shift {
    /// Milliseconds, and after them the name of a zone where the laptop was taken to one.
    fn read(text: &str) -> Self {
        let mut words = text.split_whitespace();
        Self {
            ms: words.next().and_then(|ms| ms.parse().ok()).unwrap_or(0),
            zone: words.next().and_then(|name| name.parse().ok()),
        }
    }
}

impl DesktopClock {
    /// Reads the system's clock. A debug build adds what stands in the file named by
    /// `STEWARD_CLOCK_FILE`, so that a story can let an hour pass, or travel.
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

    /// Tells a story up to when everything was done that was due, in a file beside the one that
    /// shifts the clock: else it could only guess how long to wait for what must not come.
    pub fn turned(&self, at: Timestamp) {
        if let Some(file) = &self.shift {
            let (new, told) = (file.with_extension("turn"), file.with_extension("turned"));
            // A story that cannot be told waits, and says so itself.
            let _ =
                std::fs::write(&new, at.0.to_string()).and_then(|()| std::fs::rename(&new, told));
        }
    }

    fn shifted(&self) -> Shift {
        let text = self
            .shift
            .as_ref()
            .and_then(|file| std::fs::read_to_string(file).ok());
        text.map(|text| Shift::read(&text)).unwrap_or_default()
    }
}

impl Clock for DesktopClock {
    fn now(&self) -> Timestamp {
        SystemClock(Tz::UTC).now().plus_ms(self.shifted().ms)
    }

    fn zone(&self) -> Tz {
        if let Some(zone) = self.shifted().zone {
            return zone;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_shifts_the_clock_and_travels() {
        let read = |text| {
            let Shift { ms, zone } = Shift::read(text);
            (ms, zone)
        };
        assert_eq!(read("-60000\n"), (-60_000, None));
        assert_eq!(read("0 Europe/Berlin"), (0, Some(Tz::Europe__Berlin)));
        assert_eq!(read(""), (0, None));
    }
}
