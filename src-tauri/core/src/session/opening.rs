//! What opens the backups on a drive: the vault's secrets of the day the drive was last here. A drive
//! that was away while one of them became another is told apart, and brought up to date on demand.
//! Drives are known by the mark they bear.

use std::collections::BTreeMap;
use std::path::Path;

use super::Session;
use super::keeping::keep_keys;
use super::targets::{leave_former, not_chosen};
use crate::backup::{Cloud, Keys, Opener, Reach, Role, Target};
use crate::base::{Error, Id, Kind, Report, Result, Timestamp, WireError};
use crate::crypto::Secret;
use crate::settings;
use crate::vault::{Unlock, Write};

/// Which key files each place was last given.
const CARRIED: &str = "backup.carried";
/// The backups were begun anew: no folder's former key is taken over again.
const ANEW: &str = "backup.anew";

/// What a place says that opens with other secrets than the vault.
const OF_KEYS: [&str; 3] = [
    "error.backup_passphrase_changed",
    "error.backup_recovery_changed",
    "error.backup_keys_unclear",
];

/// Secrets of the vault that became others since a drive was last here: it still opens with those of
/// before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OlderSecrets {
    /// Which of the places backups go to.
    pub target: Id,
    /// What the user calls it.
    pub name: String,
    /// When the passphrase became another.
    pub passphrase_before: Option<Timestamp>,
    /// When the recovery key became another.
    pub recovery_before: Option<Timestamp>,
}

impl OlderSecrets {
    fn any(&self) -> bool {
        self.passphrase_before.is_some() || self.recovery_before.is_some()
    }
}

impl Session {
    /// The places whose backups still open with secrets of before. Of one that another computer gave later
    /// ones, or that cannot tell which are the later, its last run says what opens it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn backups_open_with_older(&self) -> Result<Vec<OlderSecrets>> {
        let Some(keys) = self.usable_keys()? else {
            return Ok(Vec::new());
        };
        let carried = self.carried_keys()?;
        let plans = self.backup_plans()?.into_iter();
        let older = plans.filter_map(|plan| {
            let names = carried.get(&plan.id.to_string())?;
            Some(OlderSecrets {
                passphrase_before: keys.renewed_since(Role::Passphrase, names),
                recovery_before: keys.renewed_since(Role::Recovery, names),
                target: plan.id,
                name: plan.name,
            })
        });
        Ok(older.filter(OlderSecrets::any).collect())
    }

    /// Has the backups of a place open with the present passphrase and recovery key, all of them,
    /// and with the former no more. Makes no backup.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where there is no such place, [`Kind::Unavailable`] when its drive is not
    /// there, [`Kind::WrongSecret`] when another computer brought it later ones, or which are the later
    /// cannot be made out.
    pub fn carry_backup_keys(&self, target: Id, report: &Report) -> Result<()> {
        let plan = self.plan_of(target)?;
        let (place, id) = self.target_of(&plan, report)?;
        self.note_opens(id, &place)
    }

    /// Where a place cannot tell which secrets are the later, has those of this vault be it, for the user said
    /// so. One that can tell is none to be overruled.
    ///
    /// # Errors
    /// As [`Session::carry_backup_keys`].
    pub fn use_own_backup_keys(&self, target: Id, report: &Report) -> Result<()> {
        let plan = self.plan_of(target)?;
        let (mut place, id) = self.target_of(&plan, report)?;
        place.settle_keys(report)?;
        self.note_carried(id, &place)?;
        self.note_opens(id, &place)
    }

    /// Notes whether a place opens with what opens this vault.
    fn note_opens(&self, id: Id, place: &Target) -> Result<()> {
        let opens = place.opens_as_the_vault();
        let wrong = opens.as_ref().err().map(Error::to_wire);
        self.note(id, |plan| {
            let of_keys = |error: &WireError| OF_KEYS.contains(&error.key.as_str());
            // What else is wrong with the older ones stays so, whatever opens them.
            if plan.older_error.as_ref().is_none_or(of_keys) {
                plan.older_error = wrong;
            }
        })?;
        opens
    }

    /// Whether the recovery key opens the backups; they may have been begun anew with the passphrase alone.
    ///
    /// # Errors
    /// When the database fails.
    pub fn recovery_opens_backups(&self) -> Result<bool> {
        let keys = self.usable_keys()?;
        Ok(keys.is_none_or(|keys| keys.have_recovery()))
    }

    /// Has a place behind a network be reached by another way in: another key or password, another user, another
    /// address. It stays the place it was, with all that is known of it.
    ///
    /// # Errors
    /// [`Kind::NotFound`] where it is no such place, [`Kind::Invalid`] when what the new way leads to is another
    /// place; what the storage or the network between says. The way in of before stays then.
    pub fn change_cloud_access(&self, target: Id, cloud: Cloud, report: &Report) -> Result<()> {
        let plan = self.plan_of(target)?;
        plan.cloud.as_ref().ok_or_else(not_chosen)?;
        let keys = self.backup_keys()?.ok_or_else(not_chosen)?;
        let folder = cloud.folder();
        // Read and written to: a lock is laid there and taken away.
        let place = self.open_in(&Reach::cloud(&cloud), &folder, &keys, report);
        let place = place.map_err(|error| match error.key() {
            "error.backup_drive_missing" | "error.backup_other_keys" => other_place(),
            _ => error,
        })?;
        if plan.marked && place.mark(report)? != Some(target) {
            return Err(other_place());
        }
        self.change(target, |plan| {
            plan.folder = folder;
            plan.cloud = Some(cloud);
            plan.last_error = None;
            Ok(())
        })
    }

    /// The vault's keys for its backups, to make `folder` ready by. Where its own cannot be read and `folder` has
    /// none of its backups, those of another of its places, if `opener` opens them: with keys of its own a
    /// fresh place would part the vault from all it has backed up so far.
    ///
    /// # Errors
    /// [`Kind::Unavailable`], naming them, when none of its places is here; else what is wrong with the first
    /// that is.
    pub(super) fn keys_for(
        &self,
        reach: &Reach,
        folder: &Path,
        opener: Opener<'_>,
        report: &Report,
    ) -> Result<Option<Keys>> {
        let damaged = |error: &Error| error.key() == "error.backup_keys_damaged";
        match self.backup_keys() {
            Err(error) if damaged(&error) => {}
            keys => return keys,
        }
        let vault = self.vault().id();
        if reach.holds_backups(folder, vault, report)? {
            return Ok(None);
        }
        let asked = self.ask_places(opener, |_| true, report)?;
        if asked.found.is_some() || asked.places == 0 {
            return Ok(asked.found);
        }
        Err(asked.refused("error.backup_keys_elsewhere"))
    }

    /// Asks the places that are here, one after the other, for the keys of their backups, until `wanted` has those
    /// it wants.
    fn ask_places(
        &self,
        opener: Opener<'_>,
        wanted: impl Fn(&Keys) -> bool,
        report: &Report,
    ) -> Result<Asked> {
        let vault = self.vault().id();
        let mut asked = Asked::default();
        for (seen, plan) in self.backup_sightings()?.iter().zip(self.backup_plans()?) {
            asked.places += 1;
            let there = seen.folder.as_ref();
            match there.map(|place| plan.reach().keys(place, vault, opener, report)) {
                Some(Ok(keys)) if wanted(&keys) => {
                    asked.found = Some(keys);
                    return Ok(asked);
                }
                Some(Ok(_)) => {}
                Some(Err(error)) if error.kind() == Kind::Cancelled => return Err(error),
                // Storage that does not answer is away, as a drive is.
                Some(Err(error)) if error.kind() != Kind::Unavailable => {
                    let of_place = of_place(error, &plan.name);
                    asked.wrong = asked.wrong.or(Some(of_place));
                }
                Some(Err(_)) | None => asked.away.push(plan.name),
            }
        }
        Ok(asked)
    }

    /// Begins the backups anew under a key of their own, for the vault's own is lost: what was backed up so
    /// far stays where it is and opens with the secrets of its day.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when `passphrase` is not this vault's; [`Kind::Invalid`] while its keys can be
    /// read.
    pub fn begin_backups_anew(&self, passphrase: &Secret) -> Result<()> {
        let key = Unlock::Passphrase(passphrase.clone());
        self.vault().check_key(&key)?;
        if self.usable_keys()?.is_some() {
            return Err(Error::new(Kind::Invalid, "error.backup_keys_whole"));
        }
        let keys = Keys::make(&[Opener::Passphrase(passphrase)])?;
        self.vault().write("settings.set", |tx| {
            leave_former(tx)?;
            begin_anew(tx)?;
            keep_keys(tx, &keys)
        })
    }

    /// Notes which key files a place has now, and how many secrets another computer brought it.
    pub(super) fn note_carried(&self, target: Id, place: &Target) -> Result<()> {
        let later = place.later();
        if !later.is_empty() {
            self.come_after(&later)?;
        }
        let (mut carried, names) = (self.carried_keys()?, place.carries());
        if carried.get(&target.to_string()) == names.as_ref() {
            return Ok(());
        }
        match names {
            Some(names) => carried.insert(target.to_string(), names),
            None => carried.remove(&target.to_string()),
        };
        self.vault()
            .write("settings.set", |tx| settings::set(tx, CARRIED, &carried))
    }

    /// Refuses the key of backups that were left behind when they were begun anew: whoever knew the
    /// vault's former key may know it. Where the vault's own cannot be read any more, the key of a place it
    /// backs up to is its own: all of those were chosen since.
    pub(super) fn refuse_former(
        &self,
        keys: &Keys,
        (folder, opener): (&Path, Opener<'_>),
        report: &Report,
    ) -> Result<()> {
        let anew: Option<bool> = self.setting(ANEW)?;
        if anew != Some(true) {
            return Ok(());
        }
        let is_own = match self.backup_keys() {
            Ok(own) => own.is_none_or(|own| own.seal() == keys.seal()),
            Err(_) => self.is_of_a_place(keys, opener, report)?,
        };
        if is_own { Ok(()) } else { Err(former(folder)) }
    }

    /// Whether these are the keys of one of the places backups go to. While one of those cannot be asked, that is
    /// no, and nobody knows it: what is wrong with it is told.
    fn is_of_a_place(&self, keys: &Keys, opener: Opener<'_>, report: &Report) -> Result<bool> {
        let is_it = |there: &Keys| there.seal() == keys.seal();
        let asked = self.ask_places(opener, is_it, report)?;
        if asked.found.is_some() || asked.is_sure() {
            return Ok(asked.found.is_some());
        }
        Err(asked.refused("error.backup_former_unsure"))
    }

    /// What it means that the vault's own passphrase does not open a folder: where backups were begun
    /// anew, that it is one of before.
    pub(super) fn or_former(&self, error: Error, folder: &Path) -> Error {
        let anew = self
            .setting::<bool>(ANEW)
            .is_ok_and(|anew| anew == Some(true));
        if anew && error.kind() == Kind::WrongSecret {
            return former(folder);
        }
        error
    }

    fn carried_keys(&self) -> Result<BTreeMap<String, Vec<String>>> {
        Ok(self.setting(CARRIED)?.unwrap_or_default())
    }
}

/// What the places that are here said of their keys.
#[derive(Default)]
struct Asked {
    /// Those that were wanted.
    found: Option<Keys>,
    /// How many places were asked, or would have been.
    places: usize,
    /// What those are called that are not here.
    away: Vec<String>,
    /// What is wrong with the first that is here and cannot say.
    wrong: Option<Error>,
}

impl Asked {
    /// Whether none was kept from answering.
    fn is_sure(&self) -> bool {
        self.wrong.is_none() && self.away.is_empty()
    }

    /// Why the wanted ones were not found.
    fn refused(self, away: &'static str) -> Error {
        self.wrong.unwrap_or_else(|| {
            let told = Error::new(Kind::Unavailable, away);
            told.with("name", self.away.join(", "))
        })
    }
}

/// What opens the keys at a place is asked for by its name: another folder was chosen.
fn of_place(error: Error, name: &str) -> Error {
    match error.key() {
        "error.backup_secret_wrong" => {
            let told = Error::new(Kind::WrongSecret, "error.backup_keys_secret");
            told.with("name", name).caused_by(error)
        }
        _ => error,
    }
}

fn other_place() -> Error {
    Error::invalid("address", "error.cloud_other_place")
}

/// Has every folder's former key refused from now on.
pub(super) fn begin_anew(tx: &mut Write<'_>) -> Result<()> {
    settings::set(tx, ANEW, &true)
}

fn former(folder: &Path) -> Error {
    Error::new(Kind::Invalid, "error.backup_former_key")
        .on("folder")
        .with("folder", folder.display())
}
