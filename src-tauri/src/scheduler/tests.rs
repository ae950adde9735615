use steward_core::backup::Plan;
use steward_core::base::{Id, Timestamp};
use steward_core::records::value::Ref;
use steward_core::reminders::digest::{Digest, Share};
use steward_core::reminders::model::{Due, Key, Moment, Why};

use super::{LONGEST_MS, SHORTEST_MS, in_turn, is_free, wait, whither};
use crate::desktop::config::ReminderText::{Full, Nothing, Title};
use crate::desktop::notify::{About, Action, Subject};
use crate::desktop::words::Language::{En, Zh};
use crate::events::{Job, ShowEvent};
use crate::state::jobs::Jobs;
use crate::state::notes;
use crate::state::opened::Compared;

fn due(n: i64, late_ms: i64) -> Due {
    let named = |label: &str| {
        Some(Ref {
            id: Id::at(Timestamp(7)),
            label: label.into(),
        })
    };
    Due {
        key: Key {
            source: "task".into(),
            record: Id::at(Timestamp(n)),
            slot: 0,
        },
        about: None,
        entity: "task".into(),
        title: format!("Ring about step {n}"),
        unit: named("华东机械"),
        contact: named("张伟"),
        moment: None,
        why: None,
        confidential: false,
        of_day: false,
        at: Timestamp(n),
        late_ms,
    }
}

#[test]
fn sleep_ends_with_the_next_thing_but_never_lasts_long() {
    let now = Timestamp(1_000_000);
    assert_eq!(wait(now, None, None), LONGEST_MS);
    assert_eq!(wait(now, Some(now.plus_ms(5_000)), None), 5_000);
    assert_eq!(wait(now, Some(now.plus_ms(5_000)), Some(3_000)), 3_000);
    assert_eq!(
        wait(now, Some(now.plus_ms(86_400_000)), None),
        LONGEST_MS,
        "clocks jump"
    );
    assert_eq!(
        wait(now, Some(now.plus_ms(-5_000)), None),
        SHORTEST_MS,
        "no busy loop"
    );
    assert_eq!(wait(now, Some(Timestamp(i64::MIN)), None), SHORTEST_MS);
}

#[test]
fn a_note_tells_no_more_than_allowed() {
    let one = |telling| notes::of(&[due(1, 0)], None, telling, Zh).remove(0);
    let full = one(Full);
    assert_eq!(
        (full.title.as_str(), full.body.as_str()),
        ("Ring about step 1", "华东机械 · 张伟")
    );
    let keys: Vec<Action> = full.actions.iter().map(|(action, _)| *action).collect();
    assert_eq!(
        keys,
        [
            Action::Open,
            Action::Done,
            Action::SnoozeHour,
            Action::SnoozeTomorrow,
            Action::SnoozeWorkday
        ]
    );
    assert_eq!(one(Title).body, "");
    let nothing = one(Nothing);
    assert_eq!(
        (nothing.title.as_str(), nothing.body.as_str()),
        ("1 项待办到期", "")
    );
    assert_eq!(
        nothing.actions.len(),
        1,
        "nobody finishes what they cannot read"
    );
    let secret = notes::of(
        &[Due {
            confidential: true,
            ..due(1, 0)
        }],
        None,
        Full,
        En,
    )
    .remove(0);
    assert_eq!(
        (secret.title.as_str(), secret.body.as_str()),
        ("1 task is due", "")
    );
}

#[test]
fn what_was_missed_comes_as_one() {
    let hour = 3_600_000;
    let many: Vec<Due> = (1..=9)
        .map(|n| due(n, hour))
        .chain([due(10, 1_000)])
        .collect();
    let notes = notes::of(&many, None, Full, En);
    assert_eq!(notes.len(), 2, "one for now, one for all that was missed");
    assert_eq!(notes[0].title, "Ring about step 10");
    assert_eq!(notes[1].subject, Subject::Waiting);
    assert_eq!(notes[1].title, "9 tasks are due");
    assert!(
        notes[1]
            .body
            .ends_with("Ring about step 5 · late by 1 h\n…"),
        "{}",
        notes[1].body
    );
    let mixed = [
        Due {
            confidential: true,
            ..due(1, hour)
        },
        due(2, hour),
    ];
    assert_eq!(
        notes::of(&mixed, None, Full, En)[0].body,
        "Ring about step 2 · late by 1 h\n…"
    );
    let only = due(1, hour);
    let note = notes::of(std::slice::from_ref(&only), None, Full, En).remove(0);
    assert_eq!(
        note.subject,
        Subject::Of(About {
            source: "task".into(),
            entity: "task".into(),
            record: only.key.record,
        }),
        "one alone keeps its buttons"
    );
}

#[test]
fn a_note_of_several_leads_to_the_days_list() {
    let shows = |subject| whither(&subject).map(|about| ShowEvent::from(&about).entity);
    assert_eq!(shows(Subject::Waiting), Some(String::new()));
    assert_eq!(shows(Subject::Day), Some(String::new()));
    assert_eq!(shows(Subject::Backup), None);
}

#[test]
fn the_morning_gathers_what_has_no_time_of_its_own() {
    let digest = Digest {
        date: "2026-03-03".into(),
        shares: vec![
            Share {
                source: "task".into(),
                kind: "call".into(),
                count: 3,
            },
            Share {
                source: "birthday".into(),
                kind: String::new(),
                count: 2,
            },
        ],
        overdue: 4,
    };
    let mut morning = due(3, 0);
    morning.key.source = "digest".into();
    let all_day = Due {
        of_day: true,
        ..due(1, 0)
    };
    let notes = notes::of(&[all_day, due(2, 0), morning], Some(&digest), Full, En);
    assert_eq!(notes.len(), 2, "what has a time speaks for itself");
    assert_eq!(notes[1].title, "Today: 3 calls, 2 birthdays");
    assert_eq!(notes[1].body, "4 overdue\nRing about step 1");
    assert_eq!(
        (&notes[1].subject, notes[1].tells.len()),
        (&Subject::Day, 2)
    );
}

#[test]
fn a_morning_that_brings_nothing_of_its_own_tells_what_is_ahead() {
    let digest = Digest {
        date: "2026-03-03".into(),
        shares: Vec::new(),
        overdue: 0,
    };
    let mut morning = due(3, 0);
    morning.key.source = "digest".into();
    let ahead = Due {
        of_day: true,
        ..due(1, 0)
    };
    let notes = notes::of(&[ahead, morning.clone()], Some(&digest), Full, En);
    assert_eq!(
        notes.len(),
        1,
        "what was taken out of the single notes is told"
    );
    assert_eq!(notes[0].title, "Today: 1 thing ahead");
    assert_eq!(notes[0].body, "Ring about step 1");
    assert_eq!(notes::of(&[morning], Some(&digest), Full, En), []);
}

#[test]
fn what_stays_overdue_is_said_louder_and_why_something_speaks_below_it() {
    let mut louder = due(1, 0);
    louder.key.slot = -1;
    let said = |due| notes::of(&[due], None, Full, En).remove(0);
    assert_eq!(said(louder).title, "Still open: Ring about step 1");
    let moment = |in_days| Moment {
        date: "2026-11-27".parse().unwrap(),
        time: "15:00:00".parse().ok(),
        in_days,
    };
    for (slot, in_days, english, chinese) in [
        (15, 0, "Due today 15:00", "到期：今天 15:00"),
        (100_001, 1, "Due tomorrow 15:00", "到期：明天 15:00"),
        (
            100_003,
            3,
            "Due in 3 days, 11-27 15:00",
            "到期：3 天后，11-27 15:00",
        ),
        (
            -3,
            -7,
            "The one of 11-27 is still open",
            "11-27 的那一次还没完成",
        ),
    ] {
        let mut ahead = due(1, 0);
        ahead.key.slot = slot;
        ahead.moment = Some(moment(in_days));
        let note =
            |language| notes::of(std::slice::from_ref(&ahead), None, Full, language).remove(0);
        assert_eq!(note(En).body, format!("华东机械 · 张伟\n{english}"));
        assert_eq!(note(Zh).body, format!("华东机械 · 张伟\n{chinese}"));
        let short = notes::of(std::slice::from_ref(&ahead), None, Title, En).remove(0);
        assert_eq!(short.body, english, "no names, as the user has it");
    }
    for (source, action, word) in [
        ("task", Action::Done, "Done"),
        ("promise_ours", Action::Done, "Done"),
        ("birthday", Action::Seen, "Seen"),
    ] {
        let mut one = due(1, 0);
        one.key.source = source.into();
        let note = notes::of(&[one], None, Full, En).remove(0);
        assert_eq!(note.actions[1], (action, word.into()), "{source}");
    }
    let own = Due {
        why: Some(Why {
            key: "notify.snooze_hour".into(),
            values: [].into(),
        }),
        ..due(2, 0)
    };
    assert_eq!(said(own).body, "华东机械 · 张伟\nIn an hour");
}

#[test]
fn of_the_drives_that_are_here_the_one_that_waited_longest_comes_first() {
    const DAY: i64 = 86_400_000;
    let zone = chrono_tz::UTC;
    let now = Timestamp(1_795_305_600_000);
    let waiting = |days: i64| {
        let mut plan = Plan::new("/drive".into(), now.plus_ms(-days * DAY));
        plan.last_ok_at = Some(now.plus_ms(-days * DAY));
        plan
    };
    let (old, older, fresh) = (waiting(2), waiting(9), waiting(0));
    let plans = [old.clone(), older.clone(), fresh.clone()];
    let begin = fresh.begin_at(zone, now);
    assert!(begin.is_some_and(|at| at > now));
    assert_eq!(in_turn(&plans, zone, now), Some(older.id));
    // Away, it waits, and keeps nobody else from theirs.
    assert_eq!(in_turn(std::slice::from_ref(&old), zone, now), Some(old.id));
    assert_eq!(in_turn(std::slice::from_ref(&fresh), zone, now), None);
    // A clock set back: what was made in days to come is not waited for.
    let mut ahead = waiting(0);
    ahead.last_ok_at = Some(now.plus_ms(4_000 * DAY));
    ahead.since = now.plus_ms(4_000 * DAY);
    let id = ahead.id;
    assert_eq!(in_turn(&[ahead], zone, now), Some(id));
}

#[test]
fn nothing_is_begun_on_the_drives_while_the_vault_gets_a_new_key() {
    let jobs = Jobs::default();
    assert!(is_free(&jobs));
    for job in [
        Job::Backup,
        Job::Look,
        Job::Drill,
        Job::Restore,
        Job::Rekey,
        Job::Compare,
    ] {
        let running = jobs.begin(job, |_| {}).unwrap();
        assert!(!is_free(&jobs), "{job:?}");
        drop(running);
    }
    let _typing = jobs.begin(Job::Export, |_| {}).unwrap();
    assert!(is_free(&jobs));
}

#[test]
fn a_place_that_was_not_here_or_was_cut_off_is_compared_with_later_and_each_once() {
    let place = |folder: &str, n| Plan::new(folder.into(), Timestamp(n));
    let (near, far) = (place("/near", 1), place("/far", 2));
    let plans = [near.clone(), far.clone()];
    let compared = Compared::default();
    assert_eq!(compared.begin(&plans).unwrap().len(), 2);
    assert!(compared.begin(&plans).is_none(), "one at a time");
    // Neither was here, or it was stopped.
    compared.end(&[]);
    assert_eq!(compared.begin(&plans).unwrap().len(), 2);
    compared.end(std::slice::from_ref(&near));
    assert_eq!(compared.begin(&plans).unwrap(), std::slice::from_ref(&far));
    compared.end(&[far]);
    assert!(compared.begin(&plans).is_none());
}
