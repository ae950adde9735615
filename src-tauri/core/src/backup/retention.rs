//! Which backups may go: a pure function of the list, the policy and the day.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::model::{Policy, SnapshotInfo};

/// The ids that `policy` lets go, oldest first.
///
/// Of each of the last `daily` days, `weekly` weeks and `monthly` months *in which there is a
/// backup* one stays: the newest verified one, or the newest where none is. A long pause in which
/// nothing was backed up therefore costs no old backup. Always kept: everything of `today`,
/// everything dated after it (a clock was wrong; such ones take nobody's place), the newest
/// backup and the newest verified one.
#[must_use]
pub fn removable(
    snapshots: &[SnapshotInfo],
    policy: Policy,
    today: NaiveDate,
    zone: Tz,
) -> Vec<String> {
    let mut dated: Vec<(NaiveDate, &SnapshotInfo)> =
        snapshots.iter().map(|s| (day_of(s, zone), s)).collect();
    dated.sort_by(|(_, a), (_, b)| (b.manifest.made_at, &b.id).cmp(&(a.manifest.made_at, &a.id)));

    let mut kept: BTreeSet<&str> = BTreeSet::new();
    kept.extend(
        dated
            .iter()
            .filter(|(day, _)| *day >= today)
            .map(|(_, s)| s.id.as_str()),
    );
    let past: Vec<_> = dated
        .iter()
        .filter(|(day, _)| *day <= today)
        .copied()
        .collect();
    kept.extend(past.first().map(|(_, s)| s.id.as_str()));
    let verified = past.iter().find(|(_, s)| s.verified_at.is_some());
    kept.extend(verified.map(|(_, s)| s.id.as_str()));
    keep(
        &past,
        policy.daily,
        |day| (day.year(), day.ordinal()),
        &mut kept,
    );
    keep(
        &past,
        policy.weekly,
        |day| (day.iso_week().year(), day.iso_week().week()),
        &mut kept,
    );
    keep(
        &past,
        policy.monthly,
        |day| (day.year(), day.month()),
        &mut kept,
    );

    let gone = dated
        .iter()
        .rev()
        .filter(|(_, s)| !kept.contains(s.id.as_str()));
    gone.map(|(_, s)| s.id.clone()).collect()
}

/// Keeps one backup of each of the newest `most` spans that have any. `past` is newest first.
fn keep<'s>(
    past: &[(NaiveDate, &'s SnapshotInfo)],
    most: u32,
    span: impl Fn(&NaiveDate) -> (i32, u32),
    kept: &mut BTreeSet<&'s str>,
) {
    let spans = past.chunk_by(|(a, _), (b, _)| span(a) == span(b));
    for backups in spans.take(most as usize) {
        let best = backups
            .iter()
            .find(|(_, s)| s.verified_at.is_some())
            .or(backups.first());
        kept.extend(best.map(|(_, s)| s.id.as_str()));
    }
}

fn day_of(snapshot: &SnapshotInfo, zone: Tz) -> NaiveDate {
    snapshot
        .manifest
        .made_at
        .utc()
        .with_timezone(&zone)
        .date_naive()
}
