//! What reminds by itself: the verbs of the occasions wing, and what other rooms know of it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::drilling::Proofs;
use super::keeping::lacks_anything;
use super::{Applied, Session, drilling, paper, targets};
use crate::backup::plan::idle_since;
use crate::backup::{DrillRhythm, Schedule};
use crate::base::error::{Error, Result};
use crate::base::{Id, Timestamp, WallTime};
use crate::occasions::find::{self, Beside, Owed, WHOLE};
use crate::occasions::model::{Occasion, OccasionLine, SourceSaid, SourceState, Standing};
use crate::occasions::sources::source;
use crate::occasions::sweep::{self, HOUR_AHEAD, HOUR_LATE, PUT_OFF, Swept};
use crate::occasions::{plan, said, settle};
use crate::quality::cycles::{list as cycles, rules as cycle_rules};
use crate::records::Catalog;
use crate::records::labels::Language;
use crate::records::secrecy::Secrecy;
use crate::reminders::firing;
use crate::reminders::manner::Manner;
use crate::reminders::model::{Due, Snooze, TASK, put_off};
use crate::reminders::usual_rhythms::{self, UsualRhythm};
use crate::reminders::workdays;
use crate::vault::Read;

/// How far the sweep of this session came.
#[derive(Debug, Default)]
pub(super) struct Sweeping {
    swept: Option<Swept>,
    /// What the other rooms knew then.
    beside: Option<Beside>,
    /// Everything is to be looked at: what the journal does not tell has changed.
    anew: bool,
}

impl Session {
    /// What there is to be seen to beside the tasks.
    ///
    /// # Errors
    /// When the database fails.
    pub fn occasions(&self) -> Result<Standing> {
        self.vault
            .read(|read| find::standing(read, &beside(read, &self.counted)?))
    }

    /// The same of a unit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unit_occasions(&self, unit: Id) -> Result<Vec<OccasionLine>> {
        self.vault.read(|read| find::of_unit(read, unit))
    }

    /// The occasions of a span of days, both ends counted.
    ///
    /// # Errors
    /// When the database fails.
    pub fn occasions_between(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Occasion>> {
        self.vault
            .read(|read| find::between(read, &beside(read, &self.counted)?, (from, to)))
    }

    /// The same without what the user settled.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn open_occasions_between(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Occasion>> {
        self.vault
            .read(|read| find::open_between(read, &beside(read, &self.counted)?, (from, to)))
    }

    /// What reminds by itself, and how many of each come within thirty days.
    ///
    /// # Errors
    /// When the database fails.
    pub fn occasion_sources(&self) -> Result<Vec<SourceState>> {
        self.vault
            .read(|read| find::sources(read, &beside(read, &self.counted)?))
    }

    /// Says of something that reminds by itself whether it does, how long before and after how long.
    ///
    /// # Errors
    /// See [`said::set`].
    pub fn set_occasion_source(&self, key: &str, what: &SourceSaid) -> Result<()> {
        self.vault
            .write("occasions.source", |tx| said::set(tx, key, what))?;
        self.sweep_anew();
        Ok(())
    }

    /// The rhythms offered to a vault that has none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn usual_rhythms(&self, language: Language) -> Result<Vec<UsualRhythm>> {
        self.vault
            .read(|read| usual_rhythms::offered(read, language))
    }

    /// Takes them over, one step of undo.
    ///
    /// # Errors
    /// When the database fails.
    pub fn take_usual_rhythms(&self, language: Language) -> Result<Applied> {
        self.written("rhythms.take", |tx| {
            let made = usual_rhythms::take(tx, &self.catalog(), language)?;
            let made = made.into_iter();
            Ok(made.map(|id| ("rhythm".to_owned(), id)).collect())
        })
    }

    /// An occasion is settled: it does not come again for this day.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when `about` is no day.
    pub fn settle_occasion(&self, source: &str, record: Id, about: &str) -> Result<()> {
        let about = day(about)?;
        self.vault.write("occasions.settle", |tx| {
            firing::settle(tx, source, record, about)
        })?;
        self.settled(source);
        Ok(())
    }

    /// An occasion is done: its record says so, which is one step of undo; where it has no word for it, it
    /// is settled, and nothing is told.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when `about` is no day; what the record refuses.
    pub fn occasion_done(&self, source: &str, record: Id, about: &str) -> Result<Option<Applied>> {
        self.done_by_source(source, record, Some(day(about)?))
    }

    /// The same, of the day the source last spoke of where none is given.
    pub(super) fn done_by_source(
        &self,
        key: &str,
        record: Id,
        about: Option<NaiveDate>,
    ) -> Result<Option<Applied>> {
        let mut ended = false;
        let applied = self.written("occasions.settle", |tx| {
            if let Some(source) = source(key) {
                ended = settle::end(tx, &self.catalog(), source, record)?;
                if ended {
                    return Ok(vec![(source.entity.to_owned(), record)]);
                }
            }
            let about = match about {
                Some(about) => Some(about),
                None => firing::spoke_about(tx, key, record)?,
            };
            if let Some(about) = about {
                firing::settle(tx, key, record, about)?;
            }
            Ok(Vec::new())
        })?;
        self.settled(key);
        Ok(ended.then_some(applied))
    }

    /// Of a person and their customer who are due on one day the person's reminds; once that is settled
    /// and nobody was spoken to, the customer's does, of which no journal tells.
    fn settled(&self, source: &str) {
        if source == "rhythm_person" {
            self.sweep_anew();
        }
    }

    /// Takes back that an occasion is settled, or put off.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unsettle_occasion(&self, source: &str, record: Id) -> Result<()> {
        self.vault.write("occasions.unsettle", |tx| {
            firing::unsettle(tx, source, record)
        })?;
        self.sweep_anew();
        Ok(())
    }

    /// Puts an occasion off.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`] when `about` is no day or the time is none.
    pub fn put_off_occasion(
        &self,
        key: &str,
        record: Id,
        about: &str,
        snooze: &Snooze,
    ) -> Result<()> {
        let about = day(about)?;
        self.vault.write("occasions.put_off", |tx| {
            let morning = Manner::of(tx)?.morning();
            let wall = put_off(
                snooze,
                Some(morning),
                tx.now(),
                tx.zone(),
                &workdays::of(tx, tx.zone())?,
            );
            let until = WallTime::from_stored(&wall.at, &wall.zone)?.instant(morning);
            let again = source(key).is_some_and(|source| source.every.is_some());
            // What has come has its own word put off, where it has one; a day ahead keeps that.
            let switches = said::Switches::read(tx)?;
            let has_word = source(key).is_some_and(|source| switches.leads(source).contains(&0));
            let own = has_word && about <= tx.today();
            let slot = match firing::to_put_off(tx, key, record, until)? {
                _ if again => Some(0),
                // What was late before anything reminded of it has no reminder yet.
                None => Some(if own { 0 } else { PUT_OFF }),
                // What speaks only later than that speaks then all the same.
                Some(false) => Some(PUT_OFF),
                Some(true) => None,
            };
            if let Some(slot) = slot {
                firing::keep(tx, key, record, slot, Some(until), Some(about))?;
            }
            firing::put_off(tx, key, record, until, Some(about))
        })
    }

    /// Brings the reminders of the coming days in step with the occasions there are; says whether
    /// anything was to be done.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sweep_occasions(&self) -> Result<bool> {
        let mut sweeping = self.sweeping();
        self.begin_cycles()?;
        if sweeping.swept.is_none() {
            sweeping.swept = self.vault.read(sweep::last)?;
        }
        let (last, anew) = (sweeping.swept.clone(), sweeping.anew);
        let (now, beside_now, current) = self.vault.read(|read| {
            let current = match &last {
                Some(last) => last.is_current(read)?,
                None => false,
            };
            Ok((read.now(), beside(read, &self.counted)?, current))
        })?;
        // Of two turns in which nothing was written the second has nothing to find.
        if current && !anew && sweeping.beside.as_ref() == Some(&beside_now) {
            sweeping.swept = last.map(|last| last.still(now));
            return Ok(false);
        }
        let replan = self
            .vault
            .read(|read| sweep::replan(read, last.as_ref(), anew))?;
        if !replan.is_empty() {
            self.vault
                .write("occasions.plan", |tx| plan::perform(tx, &replan))?;
        }
        let found = self
            .vault
            .read(|read| sweep::look(read, &beside(read, &self.counted)?, last.as_ref(), anew))?;
        let quiet = found.is_empty();
        if !quiet {
            self.vault
                .write("occasions.sweep", |tx| sweep::perform(tx, &found))?;
        }
        sweeping.swept = Some(found.swept().clone());
        sweeping.beside = Some(beside_now);
        sweeping.anew = false;
        Ok(!quiet)
    }

    /// With the first customers that wait to be looked through it is known since when any could.
    fn begin_cycles(&self) -> Result<()> {
        let begins = self.vault.read(|read| {
            Ok(self.counted.waiting(read)?.is_some() && cycle_rules::has_no_beginning(read)?)
        })?;
        if begins {
            self.vault.write("occasions.cycles", cycle_rules::begin)?;
        }
        Ok(())
    }

    /// What the journal does not tell has changed.
    pub(super) fn sweep_anew(&self) {
        self.sweeping().anew = true;
    }

    fn sweeping(&self) -> std::sync::MutexGuard<'_, Sweeping> {
        // What it holds is only how far a sweep came: half of it is as good as none.
        self.sweeping.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says of what reminds by itself what it is about and why. What is no longer found stays without a
/// name: that it was to speak is not kept back.
pub(super) fn explained(
    read: &Read<'_>,
    catalog: &Catalog,
    counted: &Counted,
    mut due: Vec<Due>,
) -> Result<Vec<Due>> {
    let mut secrecy = Secrecy::of(catalog);
    // After a time away a thousand speak at once, of few days: what each day has is asked for once.
    let mut known: HashMap<(&str, NaiveDate), HashMap<Id, Occasion>> = HashMap::new();
    let mut others = None;
    for one in &mut due {
        if one.key.source == TASK {
            one.confidential = secrecy.covers(read, TASK, one.key.record)?;
            continue;
        }
        let (Some(source), Some(about)) = (source(&one.key.source), one.about) else {
            continue;
        };
        let there = match known.entry((source.key, about)) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(free) => {
                let others = match &others {
                    Some(others) => others,
                    None => others.insert(beside(read, counted)?),
                };
                free.insert(find::of_day(read, others, source, about)?)
            }
        };
        if let Some(of) = there.get(&one.key.record) {
            of.entity.clone_into(&mut one.entity);
            one.title.clone_from(&of.title);
            one.unit.clone_from(&of.unit);
            one.contact.clone_from(&of.contact);
            one.confidential = is_secret(read, &mut secrecy, of)?;
            one.why = Some(of.why.clone());
            // Around its hour it is told by itself, and not with what the morning brings.
            let by_hour = [0, HOUR_AHEAD, HOUR_LATE, PUT_OFF].contains(&one.key.slot);
            one.of_day = !(of.by.is_some() && by_hour);
        }
    }
    Ok(due)
}

/// Whether nothing may be told of an occasion; of the vault itself all may.
pub(super) fn is_secret(
    read: &Read<'_>,
    secrecy: &mut Secrecy<'_>,
    one: &Occasion,
) -> Result<bool> {
    Ok(one.entity != "vault" && secrecy.covers(read, one.entity, one.record)?)
}

/// How many customers wait to be looked through, as it was counted last: whoever asks walks all of them,
/// and the scheduler asks each time it wakes.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Option<(cycles::Ground, Option<cycles::Waiting>)>>);

/// All that a count of a day depends on: what is written, the rules among it, and which day it is where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Basis {
    seq: i64,
    day: NaiveDate,
    zone: Tz,
}

impl Basis {
    pub(super) fn of(read: &Read<'_>) -> Result<Self> {
        Ok(Self {
            seq: read.commit_seq()?,
            day: read.today(),
            zone: read.zone(),
        })
    }
}

impl Counted {
    fn waiting(&self, read: &Read<'_>) -> Result<Option<cycles::Waiting>> {
        let by = cycles::Ground::of(read)?;
        // What it holds is only what was counted already: half of it is counted again.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((basis, waiting)) = &*kept
            && *basis == by
        {
            return Ok(waiting.clone());
        }
        let waiting = cycles::waiting(read)?;
        *kept = Some((by, waiting.clone()));
        Ok(waiting)
    }
}

/// What the other rooms know that reminds by itself.
pub(super) fn beside(read: &Read<'_>, counted: &Counted) -> Result<Beside> {
    let waiting = counted.waiting(read)?;
    let day = |at: Timestamp| at.utc().with_timezone(&read.zone()).date_naive();
    let whole = |source, since: Option<Timestamp>, last: Option<Timestamp>| {
        since.map(|since| Owed {
            source,
            record: WHOLE,
            name: None,
            since: day(since),
            last: last.map(day),
            count: None,
            carried: 0,
        })
    };
    let paper = paper::in_vault(read)?;
    let recovery = paper.overdue_since(read.now());
    // Where these cannot be read, Backup says so; no task is silent for it.
    let proofs = readable(drilling::proofs_in(read))?.unwrap_or(Proofs {
        rhythm: DrillRhythm::Never,
        places: Vec::new(),
        hindrance: None,
    });
    let plans = readable(targets::plans_in(read))?.unwrap_or_default();
    let idle = idle_since(&plans, read.now());
    let idle = idle.map(|(plan, since)| Owed {
        source: "backup_overdue",
        record: plan.id,
        since: day(since),
        last: plan.last_good(read.now()).map(day),
        name: Some(plan.name.clone()),
        count: None,
        carried: 0,
    });
    let late = plans.iter().filter_map(|plan| {
        let missed = plan.missed_since(read.zone(), read.now())?;
        // Nobody who left had anything to back up.
        let by_leaving = plan.schedule == Schedule::Leaving;
        if by_leaving && matches!(lacks_anything(read, plan), Ok(false)) {
            return None;
        }
        Some(Owed {
            source: "backup_overdue",
            record: plan.id,
            since: day(missed),
            last: plan.last_good(read.now()).map(day),
            name: Some(plan.name.clone()),
            count: None,
            carried: 0,
        })
    });
    let owed = late
        .chain(idle)
        .chain(whole(
            "drill_overdue",
            proofs.overdue_since(),
            proofs.proved_at(),
        ))
        .chain(whole("recovery_asked", recovery, Some(paper.proved_at)))
        .chain(waiting.map(|waiting| Owed {
            source: "review_cycle",
            record: WHOLE,
            name: None,
            since: waiting.by,
            last: None,
            count: Some(waiting.open),
            carried: waiting.carried,
        }))
        .collect();
    Ok(Beside { owed })
}

/// Nothing where a setting is of another shape.
fn readable<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Err(error) if error.key() == "error.setting_unreadable" => Ok(None),
        found => found.map(Some),
    }
}

fn day(text: &str) -> Result<NaiveDate> {
    text.parse()
        .map_err(|_| Error::invalid("about", "error.date_incomplete").with("text", text))
}
