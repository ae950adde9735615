//! The calendar people work by: which days are worked, days of the Chinese calendar, and rules by
//! which something comes again. Pure, and by the day: times of day and zones are `date`'s affair.

mod countries;
mod lunar;
mod repeat;
mod rfc;
mod shift;
mod workdays;

#[cfg(test)]
mod tests;

pub use countries::{country, country_called, country_in, is_country};
pub use lunar::{LunarDate, LunarDay};
pub use repeat::{EXCEPTIONS, Leap, Next, Often, Repeat};
pub use shift::Shift;
pub use workdays::{Announcement, Known, OwnName, Workdays};
