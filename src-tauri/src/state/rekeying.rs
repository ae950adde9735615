//! The open vault put under a new key: it stays open until the switch, and is opened anew right
//! after it, so that the window sees no lock in between.

use std::sync::Arc;

use steward_core::base::{Clock, Error, Kind, Result};
use steward_core::crypto::{KdfCost, RecoveryKey, Secret};
use steward_core::session::{Backups, Session};
use steward_core::vault::Unlock;
use tauri::{AppHandle, Manager as _, Runtime};

use super::opened::{Opened, Proof};
use super::{Shell, backing, door};
use crate::events::Job;

/// Puts the open vault under a new key. `passphrase` opens it now, `fresh` from now on; the new
/// recovery key has still to be proved.
///
/// # Errors
/// See [`Session::rekey`]; the vault is open as before then. [`Kind::Locked`] when somebody locked it
/// meanwhile: whether it was switched shows by what opens it.
pub fn rekey<R: Runtime>(
    app: &AppHandle<R>,
    passphrase: Secret,
    fresh: &Secret,
    cost: KdfCost,
    backups: Backups,
) -> Result<RecoveryKey> {
    let shell = app.state::<Shell>();
    let turn = shell.turn();
    let proof = Unlock::Passphrase(passphrase);
    let (recovery, folder) = backing::tell_work(app, Job::Rekey, |report| {
        // It would be cut off by the switch, and told as failed.
        shell.jobs.refuse_beside(&[Job::Backup, Job::Look])?;
        shell.jobs.give_way(Job::Drill, &report.cancel)?;
        shell.jobs.give_way(Job::Check, &report.cancel)?;
        let slot = shell.slot();
        let opened = slot.opened()?;
        let recovery = opened.session.rekey(&proof, fresh, cost, backups, report)?;
        Ok((recovery, opened.folder.clone()))
    })?;
    let left = shell.leave_in(turn).ok_or_else(|| {
        Error::new(Kind::Locked, "error.vault_not_entered").with("path", folder.display())
    })?;
    shell.part(left);
    let turn = shell.turn();
    let clock = shell.clock.clone() as Arc<dyn Clock>;
    let closed = shell.wait_closed();
    let unlocked =
        closed.and_then(|()| Session::unlock(&folder, &Unlock::Passphrase(fresh.clone()), clock));
    let entered = unlocked.and_then(|session| {
        let proof = Proof::Awaited(recovery.clone());
        door::enter(app, turn, Opened::new(session, folder, proof))
    });
    if let Err(error) = entered {
        // It is switched and closed: whoever unlocks it is told that no recovery key was proved.
        door::told_phase(app, &shell);
        door::fresh_window(app, &shell);
        return Err(error);
    }
    Ok(recovery)
}
