//! A stick without a journal, pulled at every moment of its life: of what reached it before only
//! what it was made to carry is sure to be there. An everyday run takes a tenth of the moments.

use super::endurance::tenths;
use super::fixture::{House, keys};
use super::stick::{Dice, Event, Heard, Stick, Tree, after_cut};
use crate::backup::restore::Found;
use crate::backup::verify::read_back;
use crate::backup::{Looked, Part, Policy, drill};
use crate::base::Report;
use crate::vault::Vault;

/// How often each moment is played, each time with other luck.
const EACH: usize = 8;

/// A backup that was reported: it must be there from one moment on, and until it was let go.
struct Reported {
    id: String,
    image: blake3::Hash,
    from: usize,
    until: usize,
}

/// What happened to a stick.
struct Life {
    house: House,
    before: Tree,
    events: Vec<Event>,
    reported: Vec<Reported>,
}

impl Life {
    /// From a new stick to the third backup, old ones cleared out, all of it read through.
    fn lived() -> Self {
        let house = House::with(12);
        let stick = Stick::empty(&house.drive());
        let before = stick.tree();
        let mut reported: Vec<Reported> = Vec::new();
        for round in 0..3 {
            house.next_day();
            house.write(0..4 + round, &format!("round {round}"));
            let made = house.back_up_on(&stick.medium()).unwrap();
            reported.push(Reported {
                id: made.snapshot.id,
                image: blake3::hash(&house.image()),
                from: stick.n_events(),
                until: usize::MAX,
            });
            if round > 0 {
                let clearing = stick.n_events();
                let keep = Policy {
                    daily: 2,
                    weekly: 0,
                    monthly: 0,
                    yearly: 0,
                    most_bytes: None,
                };
                let today = house.clock().now().utc().date_naive();
                let target = house.target_on(&stick.medium()).unwrap();
                target.check(Part::ALL, &Report::silent()).unwrap();
                let cleared = target.clear_out(keep, today, &Report::silent()).unwrap();
                for gone in reported
                    .iter_mut()
                    .filter(|one| cleared.removed.contains(&one.id))
                {
                    gone.until = clearing;
                }
            }
        }
        assert!(reported.iter().any(|one| one.until != usize::MAX));
        Self {
            events: stick.events(),
            house,
            before,
            reported,
        }
    }

    /// Every backup that was reported by then is listed, verified and whole; and whatever else is
    /// called verified is whole as well.
    fn is_all_there(&self, stick: &Tree, moment: usize) -> Result<usize, String> {
        let medium = Stick::of(stick.clone()).medium();
        let home = self.house.home();
        let mut due = self
            .reported
            .iter()
            .filter(|one| one.from <= moment && moment < one.until)
            .peekable();
        let found = match Found::with_keys(&medium, &home, keys(), &Report::silent()) {
            Err(error) if due.peek().is_none() => {
                // There is nothing to open yet.
                drop(error);
                return Ok(0);
            }
            found => found.map_err(|error| format!("does not open: {error}"))?,
        };
        for one in due {
            let listed = found.snapshots().iter().find(|listed| listed.id == one.id);
            let listed = listed.ok_or("a backup that was reported is not listed")?;
            if listed.verified_at.is_none() {
                return Err("a backup that was verified no longer counts as such".to_owned());
            }
        }
        let mut n_whole = 0;
        for listed in found.snapshots() {
            if listed.verified_at.is_none() {
                continue;
            }
            let hash = read_back(&medium, &home, &keys(), listed, &Report::silent())
                .map_err(|error| format!("a verified backup does not read: {error}"))?;
            if !self.reported.iter().any(|one| one.image == hash) {
                return Err("a verified backup holds something else".to_owned());
            }
            n_whole += 1;
        }
        Ok(n_whole)
    }

    /// The newest verified backup goes the whole way of a restore.
    fn restores(&self, stick: &Tree) -> Result<usize, String> {
        let medium = Stick::of(stick.clone()).medium();
        let Ok(found) = Found::with_keys(&medium, &self.house.home(), keys(), &Report::silent())
        else {
            return Ok(0);
        };
        let mut verified = found.snapshots().iter();
        let Some(newest) = verified.find(|one| one.verified_at.is_some()) else {
            return Ok(0);
        };
        let hidden = self.house.room.path().join("hidden");
        let look = |_: Vault, _: &Report| Ok(Looked::default());
        drill(
            &found,
            &newest.id,
            (&hidden, &self.house.clock()),
            look,
            &Report::silent(),
        )
        .map(|_| 1)
        .map_err(|error| format!("a verified backup does not restore: {error}"))
    }

    /// The next backup is made at the first try, and everything is in order then. Returns what it
    /// did to the stick.
    fn goes_on(&self, stick: &Tree) -> Result<Vec<Event>, String> {
        let next = Stick::of(stick.clone());
        let made = self
            .house
            .back_up_on(&next.medium())
            .map_err(|error| format!("the next backup is not made: {error}"))?;
        let events = next.events();
        if made.snapshot.verified_at.is_none() {
            return Err("the next backup is not verified".to_owned());
        }
        self.house
            .target_on(&next.medium())
            .and_then(|target| target.check(Part::ALL, &Report::silent()))
            .map_err(|error| format!("not in order after the next backup: {error}"))?;
        let home = self.house.home();
        let drafts = next.tree();
        let mut drafts = drafts.keys().filter(|name| name.starts_with(&home));
        match drafts.find(|name| name.to_string_lossy().ends_with("-tmp-")) {
            Some(draft) => Err(format!("{} is left", draft.display())),
            None => Ok(events),
        }
    }
}

impl Life {
    fn pull(&self, number: usize, counts: &mut Counts) -> Result<(), String> {
        let (moment, mut dice) = (number / EACH, Dice::of(number as u64));
        let stick = after_cut(&self.before, &self.events, moment, Heard::All, &mut dice);
        counts.cuts += 1;
        counts.whole += self.is_all_there(&stick, moment)?;
        if number.is_multiple_of(8) {
            counts.restored += self.restores(&stick)?;
        }
        let next = self.goes_on(&stick)?;
        counts.next += 1;
        // Once more while the next backup mends what the first cut left.
        let again = dice.below(next.len());
        let stick = after_cut(&stick, &next, again, Heard::All, &mut dice);
        let again = |fault| format!("pulled again before {:?}: {fault}", next[again].what());
        self.is_all_there(&stick, moment).map_err(again)?;
        counts.cut_again += 1;
        if number.is_multiple_of(8) {
            self.goes_on(&stick).map_err(again)?;
            counts.next += 1;
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Counts {
    cuts: usize,
    whole: usize,
    restored: usize,
    next: usize,
    cut_again: usize,
}

#[test]
fn pulled_at_any_moment_a_stick_loses_nothing_that_was_reported() {
    let life = Life::lived();
    let mut counts = Counts::default();
    let n = life.events.len() * EACH;
    // Not in a row: what is done comes in patterns.
    let taken = |number: usize| (number * 7 + number / 10) % 10 < tenths();
    for number in (0..n).filter(|number| taken(*number)) {
        life.pull(number, &mut counts).unwrap_or_else(|fault| {
            let next = life.events.get(number / EACH).map(Event::what);
            panic!("luck {number}, pulled before {next:?}: {fault}")
        });
    }
    println!("{} events; {counts:?}", life.events.len());
    assert!(counts.cuts >= 20 * tenths(), "{counts:?}");
}

/// On a stick a file that was just renamed is empty until it is carried again; were it the only
/// record of what was verified, no backup would count as such.
#[test]
fn pulled_while_the_ledger_gets_its_name_a_stick_still_has_verified_backups() {
    let life = Life::lived();
    let mut n_cuts = 0;
    for (moment, event) in life.events.iter().enumerate() {
        if !event.what().starts_with("rename") || !event.what().contains("/ledger") {
            continue;
        }
        for luck in 0..10 {
            let mut dice = Dice::of(luck);
            let stick = after_cut(&life.before, &life.events, moment, Heard::All, &mut dice);
            life.is_all_there(&stick, moment).unwrap();
            n_cuts += 1;
        }
    }
    assert!(n_cuts >= 60);
}

/// The controls: the same life, with calls to carry something to the stick that do nothing.
#[test]
fn a_stick_that_is_not_made_to_carry_loses_backups() {
    let life = Life::lived();
    let last = life.events.len();
    for heard in [Heard::Nothing, Heard::NotAgain, Heard::NotFolders] {
        let lost = (0..20).filter(|luck| {
            let stick = after_cut(
                &life.before,
                &life.events,
                last,
                heard,
                &mut Dice::of(*luck),
            );
            life.is_all_there(&stick, last).is_err()
        });
        let lost = lost.count();
        println!("{heard:?}: 20 cuts, {lost} of them lost a backup that was reported");
        assert!(lost >= 5, "{heard:?}: {lost}");
    }
}
