//! A place whose backups can no longer be opened, begun anew where it stands: what lies there is kept aside until
//! a drill has proved what came after it.

use super::Session;
use super::targets::not_chosen;
use crate::backup::plan::Aside;
use crate::backup::{Reach, certificate};
use crate::base::{Error, Id, Kind, Report, Result};

impl Session {
    /// Begins a place anew. It stays the place it was, with its rhythm; what stands there keeps its folder under
    /// another name. Makes no backup.
    ///
    /// # Errors
    /// [`Kind::Invalid`] where the place can still be opened, or is behind a network;
    /// [`Kind::NotFound`], [`Kind::Unavailable`]. Where it cannot be begun, it stands as it stood.
    pub fn begin_place_anew(&self, target: Id, report: &Report) -> Result<()> {
        let plan = self.plan_of(target)?;
        if plan.cloud.is_some() {
            return Err(Error::new(Kind::Invalid, "error.backup_anew_cloud"));
        }
        let folder = self.found(&plan)?;
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let (whose, clock, reach) = (self.whose()?, self.vault().clock(), plan.reach());
        match reach.listed(&folder, whose.id, &keys, report) {
            Ok(_) => return Err(Error::new(Kind::Invalid, "error.backup_place_whole")),
            Err(error) if error.kind() == Kind::Damaged => {}
            Err(error) => return Err(error),
        }
        let day = clock.now().utc().with_timezone(&clock.zone());
        let called = format!("damaged {}", day.format("%Y-%m-%d %H%M%S"));
        let moved = reach.put_aside(&folder, whose.id, &called, report)?;
        let made = reach.make(&folder, &whose, &keys, clock, report);
        let made = made.and_then(|place| {
            place.set_mark(target)?;
            self.note_carried(target, &place)
        });
        if let Err(error) = made {
            // What went wrong is told first, whether it could be put back or not.
            let _ = moved.take_back();
            return Err(error);
        }
        let aside = Aside {
            folder: moved.aside,
            since: clock.now(),
        };
        self.change(target, |plan| {
            plan.begun_anew(aside);
            Ok(())
        })
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

    /// Removes what is kept aside of a place, once what came after it is proved.
    ///
    /// # Errors
    /// [`Kind::Invalid`] before that; when it cannot be removed.
    pub fn remove_aside(&self, target: Id) -> Result<()> {
        if !self.is_proved_since_aside(target)? {
            return Err(Error::new(Kind::Invalid, "error.backup_aside_unproved"));
        }
        let plan = self.plan_of(target)?;
        // Only while the place is here: the same path may lead to another drive by now.
        let folder = self.found(&plan)?;
        for one in &plan.aside {
            Reach::remove_aside(&folder, &one.folder)?;
        }
        self.change(target, |plan| {
            plan.aside.clear();
            Ok(())
        })
    }
}
