//! A place whose backups can no longer be opened, begun anew where it stands: what lies there is kept aside until
//! a drill has proved what came after it.

use super::Session;
use super::targets::not_chosen;
use crate::backup::plan::Aside;
use crate::backup::{aside_of, certificate, errand};
use crate::base::{Error, Id, Kind, Report, Result};

impl Session {
    /// Begins a place anew. It stays the place it was, with its rhythm; what stands there keeps its folder under
    /// another name. Makes no backup.
    ///
    /// # Errors
    /// [`Kind::Invalid`] where the place can still be opened, or is behind a network;
    /// [`Kind::NotFound`], [`Kind::Unavailable`]. Where it cannot be begun, it stands as it stood, or the error says
    /// where it lies.
    pub fn begin_place_anew(&self, target: Id, report: &Report) -> Result<()> {
        let plan = self.plan_of(target)?;
        if plan.cloud.is_some() {
            return Err(Error::new(Kind::Invalid, "error.backup_anew_cloud"));
        }
        let folder = self.found(&plan)?;
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let (whose, clock, reach) = (self.whose()?, self.vault().clock(), plan.reach());
        let home = reach.past_opening(&folder, whose.id, &keys, report)?;
        if home == folder {
            return Err(Error::new(Kind::Invalid, "error.backup_anew_itself"));
        }
        let now = clock.now();
        let day = now.utc().with_timezone(&clock.zone());
        let stamp = day.format("%Y-%m-%d %H%M%S").to_string();
        let aside = aside_of(&home, whose.id, &stamp);
        // Written down before anything moves: wherever this breaks off, the plan names what lies aside, and until
        // something stands in its stead it is still the place.
        self.change(target, |plan| {
            plan.begun_anew(Aside {
                folder: aside.clone(),
                since: now,
            });
            Ok(())
        })?;
        let as_it_was = || {
            self.change(target, |now| {
                now.not_begun(plan.clone());
                Ok(())
            })
        };
        let moved = match reach.put_aside(&home, aside.clone(), &keys, clock, report) {
            Ok(moved) => moved,
            Err(error) => {
                // What was left behind may still give it its other name, which the plan knows then.
                if !errand::is_left(&home) {
                    as_it_was()?;
                }
                return Err(error);
            }
        };
        let made = reach.make_anew(&moved, &whose, &keys, clock, report);
        let made = made.and_then(|place| {
            place.set_mark(target, report)?;
            self.note_carried(target, &place)
        });
        let Err(error) = made else { return Ok(()) };
        if moved.take_back().is_ok() {
            as_it_was()?;
            return Err(error);
        }
        Err(Error::new(error.kind(), "error.backup_aside_left")
            .with("folder", aside.display())
            .caused_by(error))
    }

    /// Whether a drill has proved what is at a place by now, since all that is kept aside there was put aside.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_proved_since_aside(&self, target: Id) -> Result<bool> {
        let aside = self.plan_of(target)?.aside;
        let proved = self.vault().read(certificate::proved_at)?;
        let proved = proved.get(&target.to_string()).copied();
        let last = aside.iter().map(|one| one.since).max();
        Ok(last.is_none_or(|last| proved.is_some_and(|proved| proved >= last)))
    }

    /// Removes what was put aside last of a place, once what came after it is proved.
    ///
    /// # Errors
    /// [`Kind::Invalid`] before that; [`Kind::Cancelled`]; when it cannot be removed. Then it is still named.
    pub fn remove_aside(&self, target: Id, report: &Report) -> Result<()> {
        if !self.is_proved_since_aside(target)? {
            return Err(Error::new(Kind::Invalid, "error.backup_aside_unproved"));
        }
        let plan = self.plan_of(target)?;
        let Some(last) = plan.aside.last() else {
            return Ok(());
        };
        // Only while the place is here: the same path may lead to another drive by now.
        let folder = self.found(&plan)?;
        let reach = plan.reach();
        reach.remove_aside(&folder, self.vault().id(), &last.folder, report)?;
        self.change(target, |plan| {
            plan.aside.retain(|one| one != last);
            Ok(())
        })
    }
}
