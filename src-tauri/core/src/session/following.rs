//! Where each place for backups was last seen, and that one which was away has come back.

use std::path::PathBuf;
use std::sync::PoisonError;

use super::Session;
use crate::backup::sighting::within;
use crate::backup::{Plan, Sighting};
use crate::base::{Result, Timestamp};

/// When a place was last there is written down so often: each writing is a write of the vault.
const SEEN_AGAIN_MS: i64 = 86_400_000;

impl Session {
    /// When a place was last there, as far as it was looked for while this vault is open.
    #[must_use]
    pub fn backup_seen_at(&self, plan: &Plan) -> Option<Timestamp> {
        let seen = self.seen.at.lock().unwrap_or_else(PoisonError::into_inner);
        plan.seen_at().max(seen.get(&plan.id).copied())
    }

    /// Notes where a place is and that it is there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn follow(&self, plan: &Plan, seen: &Sighting, roots: &[PathBuf]) -> Result<()> {
        if plan.cloud.is_some() {
            // Nobody asked it: that it answered is known of what was done there.
            return Ok(());
        }
        let now = self.vault().clock().now();
        let mut known = self.seen.at.lock().unwrap_or_else(PoisonError::into_inner);
        let mut away = self
            .seen
            .away
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let returned = match &seen.folder {
            Some(_) => away.remove(&plan.id),
            None => {
                away.insert(plan.id);
                false
            }
        };
        drop(away);
        let Some(folder) = &seen.folder else {
            // What was only remembered is written down when the drive goes.
            let left = known.remove(&plan.id);
            drop(known);
            return match left.filter(|left| plan.last_seen_at.is_none_or(|at| at < *left)) {
                Some(left) => self.note(plan.id, |plan| plan.last_seen_at = Some(left)),
                None => Ok(()),
            };
        };
        known.insert(plan.id, now);
        drop(known);
        if returned && plan.failed_away() {
            self.note(plan.id, Plan::returned)?;
        }
        let below = within(folder, roots);
        let fresh = plan
            .last_seen_at
            .is_some_and(|at| at <= now && now <= at.plus_ms(SEEN_AGAIN_MS));
        if fresh && *folder == plan.folder && below == plan.within {
            return Ok(());
        }
        self.note(plan.id, |plan| {
            folder.clone_into(&mut plan.folder);
            plan.within = below;
            plan.last_seen_at = Some(now);
        })
    }
}
