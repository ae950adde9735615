//! Which backups may go: a pure function of the list, the policy and the day.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::model::{Policy, SnapshotInfo};
use crate::base::Id;

/// The ids that `policy` lets go, oldest first. `proven` are those that a drill restored.
///
/// Of each of the last `daily` days, `weekly` weeks, `monthly` months and `yearly` years *in which there
/// is a backup* one stays: the newest verified one, or the newest where none is. A long pause in which
/// nothing was backed up therefore costs no old backup. Always kept: everything of `today`,
/// everything dated after it (a clock was wrong; such ones take nobody's place), the newest
/// backup, the newest verified one, the newest that a drill restored, and the one that holds most writes,
/// for a clock may have been set back since.
///
/// Each vault's backups by themselves: one that was restored from here and goes its own way, or an older
/// copy that somebody works in, takes no place from the others.
#[must_use]
pub fn removable(
    snapshots: &[SnapshotInfo],
    (policy, proven): (Policy, &BTreeSet<String>),
    today: NaiveDate,
    zone: Tz,
) -> Vec<String> {
    gone(snapshots, zone, |own, kept| {
        keep_of_one(own, (policy, proven), today, kept);
    })
}

/// Those that go where of each vault's, newest first, `keep` says what stays: oldest first.
fn gone<'s>(
    snapshots: &'s [SnapshotInfo],
    zone: Tz,
    keep: impl Fn(&[(NaiveDate, &'s SnapshotInfo)], &mut BTreeSet<&'s str>),
) -> Vec<String> {
    let mut dated: Vec<(NaiveDate, &SnapshotInfo)> =
        snapshots.iter().map(|s| (day_of(s, zone), s)).collect();
    dated.sort_by(|(_, a), (_, b)| (b.manifest.made_at, &b.id).cmp(&(a.manifest.made_at, &a.id)));
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let instances: BTreeSet<Option<Id>> = dated.iter().map(|(_, s)| instance(s)).collect();
    for one in instances {
        let own = dated.iter().filter(|(_, s)| instance(s) == one).copied();
        keep(&own.collect::<Vec<_>>(), &mut kept);
    }
    let oldest_first = dated.iter().rev();
    let gone = oldest_first.filter(|(_, s)| !kept.contains(s.id.as_str()));
    gone.map(|(_, s)| s.id.clone()).collect()
}

fn instance(snapshot: &SnapshotInfo) -> Option<Id> {
    snapshot.manifest.vault.instance
}

/// What goes beyond that where a limit asks for it, oldest first: all but what always stays of each vault's.
#[must_use]
pub fn expendable(
    snapshots: &[SnapshotInfo],
    proven: &BTreeSet<String>,
    today: NaiveDate,
    zone: Tz,
) -> Vec<String> {
    gone(snapshots, zone, |own, kept| {
        // Of a day that has not come the clock knows nothing.
        let ahead = own.iter().filter(|(day, _)| *day > today);
        kept.extend(ahead.map(|(_, s)| s.id.as_str()));
        always(own, proven, today, kept);
    })
}

/// What always stays of one vault's, `dated` newest first.
fn always<'s>(
    dated: &[(NaiveDate, &'s SnapshotInfo)],
    proven: &BTreeSet<String>,
    today: NaiveDate,
    kept: &mut BTreeSet<&'s str>,
) {
    let verified = |s: &SnapshotInfo| s.verified_at.is_some();
    let mut past = dated.iter().filter(|(day, _)| *day <= today).peekable();
    let most = dated
        .iter()
        .rev()
        .max_by_key(|(_, s)| (verified(s), s.manifest.commit_seq));
    let newest = past.peek().copied();
    let mut past = past.filter(|(_, s)| verified(s)).peekable();
    let newest_verified = past.peek().copied();
    let newest_proven = past.find(|(_, s)| proven.contains(&s.id));
    let always = [newest, newest_verified, newest_proven, most];
    kept.extend(always.into_iter().flatten().map(|(_, s)| s.id.as_str()));
}

/// What stays of one vault's, `dated` newest first.
fn keep_of_one<'s>(
    dated: &[(NaiveDate, &'s SnapshotInfo)],
    (policy, proven): (Policy, &BTreeSet<String>),
    today: NaiveDate,
    kept: &mut BTreeSet<&'s str>,
) {
    let ahead = dated.iter().filter(|(day, _)| *day >= today);
    kept.extend(ahead.map(|(_, s)| s.id.as_str()));
    let past = dated.iter().filter(|(day, _)| *day <= today).copied();
    let past: Vec<_> = past.collect();
    always(dated, proven, today, kept);
    keep(&past, policy.daily, |day| (day.year(), day.ordinal()), kept);
    keep(
        &past,
        policy.weekly,
        |day| (day.iso_week().year(), day.iso_week().week()),
        kept,
    );
    keep(&past, policy.monthly, |day| (day.year(), day.month()), kept);
    keep(&past, policy.yearly, |day| (day.year(), 0), kept);
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
