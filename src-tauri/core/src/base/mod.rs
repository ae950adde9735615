//! The ground floor: words every other room speaks. Imports nothing of ours.

pub mod calendar;
pub mod careless;
pub mod change;
pub mod clock;
pub mod currency;
pub mod date;
pub mod dated;
pub mod decimal;
pub mod email;
pub mod entry;
pub mod error;
pub mod file_name;
pub mod id;
pub mod money;
pub mod official_id;
pub mod phone;
pub mod progress;
#[cfg(test)]
pub(crate) mod real_data;
pub mod spoken;
pub mod verdict;
pub mod words;

pub use calendar::{LunarDay, Repeat, Workdays};
pub use change::{Change, ChangeKind, Changed};
pub use clock::{Clock, FixedClock, GRACE_MS, SystemClock, Timestamp};
pub use currency::Currency;
pub use date::{FuzzyDate, WallTime};
pub use dated::Dated;
pub use decimal::Decimal;
pub use error::{Error, Kind, Result, WireError};
pub use id::Id;
pub use money::{Money, written};
pub use official_id::OfficialId;
pub use phone::{Phone, digits_of};
pub use progress::{Cancel, Progress, Report};
pub use verdict::{Doubt, Verdict};
