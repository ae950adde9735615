//! What the model says of a whole day that is written on itself.

use chrono::Timelike as _;

use super::{DAY, MINUTE, World};
use crate::base::{Clock as _, Timestamp};

impl World {
    /// A whole day that is this one by the clocks here.
    pub(super) fn is_of_today(&self, n: usize) -> bool {
        let here = self.clock.now().utc().with_timezone(&self.clock.zone());
        self.tasks[n].time.is_none() && self.tasks[n].date == here.date_naive()
    }

    /// When a word of today speaks whose morning hour has passed: looked for minute by minute.
    pub(super) fn an_hour_on(&self) -> Timestamp {
        let now = self.clock.now();
        let zone = self.clock.zone();
        let day = now.utc().with_timezone(&zone).date_naive();
        let minutes = |from: Timestamp| {
            let whole = from.plus_ms((MINUTE - from.0.rem_euclid(MINUTE)) % MINUTE);
            (0..24 * 60).map(move |n| whole.plus_ms(n * MINUTE))
        };
        let local = |at: Timestamp| at.utc().with_timezone(&zone);
        let minute = |at: Timestamp| local(at).hour() * 60 + local(at).minute();
        let fits = |at: &Timestamp| {
            let quiet = self.quiet.is_some_and(|quiet| {
                minute(*at) >= quiet.from.into() || minute(*at) < quiet.to.into()
            });
            local(*at).date_naive() == day && !quiet
        };
        let quarter = |at: &Timestamp| minute(*at) % 15 == 0;
        let first = minutes(now.plus_ms(60 * MINUTE)).find(quarter).unwrap();
        let evening = minutes(now).find(|at| minute(*at) == 18 * 60 && fits(at));
        let soon = minutes(now.plus_ms(1)).find(quarter).unwrap();
        let then = match evening {
            Some(evening) if evening > now => first.min(evening),
            _ => soon,
        };
        let is_quiet = local(now).date_naive() == day && !fits(&now);
        if local(then).date_naive() == day && (fits(&then) || is_quiet) {
            then
        } else {
            now
        }
    }
}

#[test]
fn whole_days_written_on_themselves_are_told_that_day_whatever_the_clocks_do() {
    let mut later = 0;
    // With and without quiet hours, at one in the afternoon, at nine and at eight in the morning.
    for (zone, seed) in [
        ("Pacific/Auckland", 2),
        ("Pacific/Auckland", 3),
        ("Asia/Tokyo", 4),
        ("Asia/Shanghai", 5),
    ] {
        let world = World::of(zone, 2021, 1, seed);
        later += world.said_later.len();
        world.live(3 * DAY);
    }
    assert!(later > 1, "{later}");
}
