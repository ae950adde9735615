//! When a drill begins by itself.

use crate::backup::rhythm::{Before, DrillRhythm};
use crate::base::Timestamp;

const DAY: i64 = 86_400_000;

fn at(text: &str) -> Timestamp {
    Timestamp::of(text.parse().unwrap())
}

fn before(since: &str, proved: Option<&str>, tried: Option<&str>) -> Before {
    Before {
        since: at(since),
        proved: proved.map(at),
        tried: tried.map(at),
    }
}

#[test]
fn the_first_is_due_a_day_after_the_folder_was_chosen() {
    let new = before("2026-03-02T02:00:00Z", None, None);
    let next_day = at("2026-03-03T02:00:00Z");
    for rhythm in [
        DrillRhythm::Weekly,
        DrillRhythm::Monthly,
        DrillRhythm::Quarterly,
    ] {
        assert!(!rhythm.due(new, next_day.plus_ms(-1)), "{rhythm:?}");
        assert!(rhythm.due(new, next_day), "{rhythm:?}");
    }
    assert_eq!(DrillRhythm::Never.begin_at(new, next_day), None);
    assert_eq!(DrillRhythm::default(), DrillRhythm::Monthly);
}

#[test]
fn the_next_is_due_a_week_a_month_or_a_quarter_after_the_last() {
    let proved = before("2026-01-01T00:00:00Z", Some("2026-01-31T09:00:00Z"), None);
    let now = at("2026-02-01T00:00:00Z");
    let due = |rhythm: DrillRhythm| rhythm.begin_at(proved, now);
    assert_eq!(due(DrillRhythm::Weekly), Some(at("2026-02-07T09:00:00Z")));
    assert_eq!(due(DrillRhythm::Monthly), Some(at("2026-02-28T09:00:00Z")));
    assert_eq!(
        due(DrillRhythm::Quarterly),
        Some(at("2026-04-30T09:00:00Z"))
    );
    assert_eq!(due(DrillRhythm::Never), None);
}

#[test]
fn what_failed_is_tried_again_the_next_day_and_not_at_each_turn() {
    let since = "2026-01-01T00:00:00Z";
    let failed = before(
        since,
        Some("2026-01-05T00:00:00Z"),
        Some("2026-02-06T00:00:00Z"),
    );
    let tried = at("2026-02-06T00:00:00Z");
    for minutes in [0, 1, 60, 23 * 60] {
        let now = tried.plus_ms(minutes * 60_000);
        assert!(
            !DrillRhythm::Monthly.due(failed, now),
            "{minutes} minutes later"
        );
    }
    assert!(DrillRhythm::Monthly.due(failed, tried.plus_ms(DAY)));
    // The proof itself is no vain try.
    let passed = before(
        since,
        Some("2026-01-05T00:00:00Z"),
        Some("2026-01-05T00:00:00Z"),
    );
    assert!(DrillRhythm::Monthly.due(passed, at("2026-02-05T00:00:00Z")));
}

#[test]
fn a_clock_that_was_set_back_neither_starves_the_drill_nor_repeats_it() {
    // Proved and tried while the clock was a year ahead.
    let ahead = before(
        "2026-01-01T00:00:00Z",
        Some("2027-03-01T00:00:00Z"),
        Some("2027-03-01T00:00:00Z"),
    );
    let now = at("2026-03-02T00:00:00Z");
    assert!(
        DrillRhythm::Monthly.due(ahead, now),
        "a year without a drill"
    );
    // Chosen while it was ahead, too.
    let chosen = before("2027-02-01T00:00:00Z", Some("2027-03-01T00:00:00Z"), None);
    assert!(DrillRhythm::Monthly.due(chosen, now));
    // Once one has passed by the clock as it is now, the next one is a month away.
    let after = before(
        "2027-02-01T00:00:00Z",
        Some("2026-03-02T00:00:00Z"),
        Some("2026-03-02T00:00:00Z"),
    );
    assert!(!DrillRhythm::Monthly.due(after, now.plus_ms(DAY)));
    assert!(DrillRhythm::Monthly.due(after, at("2026-04-02T00:00:00Z")));
    // A few minutes are what a clock is put right by.
    let just_now = before("2026-01-01T00:00:00Z", Some("2026-03-02T00:04:00Z"), None);
    assert!(!DrillRhythm::Monthly.due(just_now, now));
}

#[test]
fn a_proof_from_another_drive_is_none() {
    let moved = before("2026-03-01T00:00:00Z", Some("2026-02-20T00:00:00Z"), None);
    assert!(DrillRhythm::Monthly.due(moved, at("2026-03-02T00:00:00Z")));
}

#[test]
fn it_is_overdue_a_week_after_it_is_due() {
    let proved = before("2026-01-01T00:00:00Z", Some("2026-02-01T00:00:00Z"), None);
    let due = at("2026-03-01T00:00:00Z");
    let overdue = |now| DrillRhythm::Monthly.overdue_since(proved, now);
    assert_eq!(overdue(due.plus_ms(7 * DAY - 1)), None);
    assert_eq!(overdue(due.plus_ms(7 * DAY)), Some(due));
    assert_eq!(
        DrillRhythm::Never.overdue_since(proved, due.plus_ms(99 * DAY)),
        None
    );
}
