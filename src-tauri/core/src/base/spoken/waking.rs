//! Which half of the day an hour is in, where its words do not say: the one people are awake in.
//!
//! From ten in the evening to six in the morning is night. Nobody means an hour of it by 三点 or 10:30
//! alone, so that these are in the day and not asked about; eight and half past six may be either.

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use super::value::{Now, Shape, When};

/// So long a night lasts.
const NIGHT: TimeDelta = TimeDelta::hours(8);
const HALF: TimeDelta = TimeDelta::hours(12);

pub(super) fn is_night(hour: u32) -> bool {
    !(6..22).contains(&hour)
}

/// Whether a reading is, or a span reaches, into the night.
fn in_night(when: &When) -> bool {
    let reaches = || {
        let last = when.until.checked_sub_signed(TimeDelta::seconds(1));
        last.is_some_and(|last| last.date() > when.from.date() || is_night(last.hour()))
    };
    is_night(when.from.hour()) || when.shape == Shape::Interval && reaches()
}

/// Leaves out what would be in the night and in the other half of the day is not. Not where it is that
/// night already; and not where the other half is gone by, with a day that was said or because none was.
pub(super) fn by_day(whens: &mut Vec<When>, is_day_said: bool, now: &Now<'_>) {
    let all = whens.clone();
    whens.retain(|night| {
        let other = |day: &When| {
            let halves = (day.from - night.from).abs() == HALF;
            let gone = day.from <= now.at && night.from > now.at;
            let here = is_day_said || day.from.date() == now.today();
            halves && here && !gone && !in_night(day)
        };
        !in_night(night) || is_this_night(night.from, now) || !all.iter().any(other)
    });
}

fn is_this_night(at: NaiveDateTime, now: &Now<'_>) -> bool {
    is_night(now.at.hour()) && at > now.at && at - now.at < NIGHT
}
