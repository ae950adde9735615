//! The keys of a vault's backups, kept inside the vault.
//!
//! All repositories of one vault share one master key. It is wrapped for the passphrase and for
//! the recovery key in two small key files of the restic format; their text and the master key
//! live in the vault's settings, so that an unattended backup needs no passphrase, a new drive
//! needs none either, and a drive that was in a drawer when the passphrase was changed gets the
//! new key file and loses the old one as soon as it is plugged in.
//! It must not write to a drive; `folder` does.

use rustic_core::repofile::MasterKey;
use rustic_core::{
    Credentials, FileType, Id, KeyOptions, Repository, RepositoryBackends, RepositoryOptions,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::memory::Memory;
use crate::base::{Error, Kind, Result, Timestamp};
use crate::crypto::{RecoveryKey, RepositoryKey, Secret};

/// What opens a backup.
#[derive(Debug, Clone, Copy)]
pub enum Opener<'s> {
    /// The vault's passphrase of the day the drive was last connected.
    Passphrase(&'s Secret),
    /// The recovery key.
    Recovery(&'s RecoveryKey),
}

impl Opener<'_> {
    /// The password as Debian's `restic` must be given it.
    pub(crate) fn password(&self) -> Result<Zeroizing<String>> {
        match self {
            Self::Passphrase(secret) => secret.normal_form(),
            Self::Recovery(key) => Ok(key.as_text()),
        }
    }
    /// Which key file it opens.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Passphrase(_) => Role::Passphrase,
            Self::Recovery(_) => Role::Recovery,
        }
    }
}

/// Whom a key file is for; written into it as its user name, where `restic key list` shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Passphrase,
    Recovery,
}

/// The host name in key files of ours; others may add their own with `restic key add`.
const OURS: &str = "steward";

/// A key file: the master key wrapped for one secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    pub(crate) role: Role,
    pub(crate) text: String,
}

impl KeyFile {
    /// Its name in a repository: the hash of its content.
    pub(crate) fn name(&self) -> String {
        name_of(self.text.as_bytes())
    }

    /// Whether a secret opens it; takes a third of a second.
    pub(crate) fn opens_with(&self, secret: Opener<'_>) -> Result<bool> {
        let file: rustic_core::repofile::KeyFile =
            serde_json::from_str(&self.text).map_err(unreadable)?;
        let password = secret.password()?;
        Ok(file.key_from_password(&password.as_str()).is_ok())
    }
}

/// The master key of a vault's backups and its key files. Keep it in the vault's settings and
/// nowhere else: whoever has it reads every backup.
#[derive(Clone, Serialize, Deserialize, ZeroizeOnDrop)]
pub struct Keys {
    master: String,
    #[zeroize(skip)]
    files: Vec<KeyFile>,
    /// Key files for secrets that may not open the vault yet: it is written twice, here and in the
    /// vault's own key file, and a fall between the two must not part them.
    #[serde(default)]
    #[zeroize(skip)]
    pending: Vec<KeyFile>,
    /// When each kind of secret last became another, so that it can be told what opens a drive that
    /// was away since.
    #[serde(default)]
    #[zeroize(skip)]
    renewed: Vec<(Role, Timestamp)>,
    /// How many times each became another: which of two is the later is told by it, for the clocks of two
    /// computers need not agree, and one may have been set back.
    #[serde(default)]
    #[zeroize(skip)]
    revisions: Vec<(Role, u32)>,
    /// How many times each became another on another computer, as a place told: whoever changes it here next
    /// comes after all of those.
    #[serde(default)]
    #[zeroize(skip)]
    floors: Vec<(Role, u32)>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Makes a master key and wraps it for each opener. Takes a third of a second for each.
    ///
    /// # Errors
    /// When a secret is empty or the system gives no randomness.
    pub fn make(openers: &[Opener<'_>]) -> Result<Self> {
        let master = MasterKey::new();
        let files = openers
            .iter()
            .map(|opener| wrap(&master, *opener))
            .collect::<Result<_>>()?;
        Ok(Self {
            master: text_of(&master)?,
            files,
            pending: Vec::new(),
            renewed: Vec::new(),
            revisions: Vec::new(),
            floors: Vec::new(),
        })
    }

    /// Those of a repository that was opened.
    pub(crate) fn adopted(master: &MasterKey, mut files: Vec<KeyFile>) -> Result<Self> {
        files.sort_by_key(|file| file.role);
        Ok(Self {
            master: text_of(master)?,
            files,
            pending: Vec::new(),
            renewed: Vec::new(),
            revisions: Vec::new(),
            floors: Vec::new(),
        })
    }

    /// Replaces the key file for this kind of opener, from this instant on. Drives follow when they are next
    /// opened.
    ///
    /// # Errors
    /// When the secret is empty.
    pub fn renew(&mut self, opener: Opener<'_>, at: Timestamp) -> Result<()> {
        let fresh = self.wrapped(opener)?;
        self.adopt(fresh, at);
        Ok(())
    }

    /// Whether the key file for this kind of opener is one for this very secret.
    pub(crate) fn opens_with(&self, opener: Opener<'_>) -> Result<bool> {
        let file = self.files.iter().find(|file| file.role == opener.role());
        file.map_or(Ok(false), |file| file.opens_with(opener))
    }

    /// A key file for a secret that is to open the vault from now on.
    pub(crate) fn wrapped(&self, opener: Opener<'_>) -> Result<KeyFile> {
        wrap(&self.master()?, opener)
    }

    /// Keeps a key file until it is known that its secret opens the vault.
    pub(crate) fn await_proof(&mut self, fresh: KeyFile) {
        self.pending.retain(|file| file.role != fresh.role);
        self.pending.push(fresh);
    }

    /// Its secret opens the vault, as was found at this instant.
    pub(crate) fn adopt(&mut self, fresh: KeyFile, at: Timestamp) {
        self.pending.retain(|file| *file != fresh);
        let known = self.revision(fresh.role).max(self.floor(fresh.role));
        let revision = known.saturating_add(1);
        self.note_since(fresh.role, at, revision);
        self.replace(fresh);
    }

    /// Since when the secret of this kind is the vault's, as far as that is known.
    pub(crate) fn since(&self, role: Role) -> Option<Timestamp> {
        let renewed = self.renewed.iter().find(|(known, _)| *known == role);
        renewed.map(|(_, at)| *at)
    }

    /// How many times the secret of this kind became another, as far as that is known.
    pub(crate) fn revision(&self, role: Role) -> u32 {
        let known = self.revisions.iter().find(|(known, _)| *known == role);
        known.map_or(0, |(_, revision)| *revision)
    }

    fn floor(&self, role: Role) -> u32 {
        let known = self.floors.iter().find(|(known, _)| *known == role);
        known.map_or(0, |(_, revision)| *revision)
    }

    /// Notes that the secret of this kind became another so many times elsewhere; whether that is news.
    pub(crate) fn raise_floor(&mut self, role: Role, revision: u32) -> bool {
        let news = revision > self.floor(role);
        if news {
            self.floors.retain(|(known, _)| *known != role);
            self.floors.push((role, revision));
        }
        news
    }

    /// Whether there is a key file for the recovery key.
    pub(crate) fn have_recovery(&self) -> bool {
        self.files.iter().any(|file| file.role == Role::Recovery)
    }

    pub(crate) fn note_since(&mut self, role: Role, at: Timestamp, revision: u32) {
        self.renewed.retain(|(known, _)| *known != role);
        self.renewed.push((role, at));
        self.revisions.retain(|(known, _)| *known != role);
        self.revisions.push((role, revision));
    }

    /// When the secret of this kind became another whose key file is not among `carried`.
    pub(crate) fn renewed_since(&self, role: Role, carried: &[String]) -> Option<Timestamp> {
        let ours = self.files.iter().find(|file| file.role == role)?;
        if carried.contains(&ours.name()) {
            return None;
        }
        self.since(role)
    }

    /// Its secret does not open the vault.
    pub(crate) fn drop_pending(&mut self, fresh: &KeyFile) {
        self.pending.retain(|file| file != fresh);
    }

    /// Nothing waits any more: what opens the vault from now on is known.
    pub(crate) fn drop_all_pending(&mut self) {
        self.pending.clear();
    }

    /// The key file that waits for proof by this kind of opener.
    pub(crate) fn pending(&self, role: Role) -> Option<&KeyFile> {
        self.pending.iter().find(|file| file.role == role)
    }

    fn replace(&mut self, fresh: KeyFile) {
        self.files.retain(|file| file.role != fresh.role);
        self.files.push(fresh);
    }

    /// Makes sure that there is a key file for this kind of opener.
    pub(crate) fn ensure(&mut self, opener: Opener<'_>) -> Result<()> {
        if self.files.iter().any(|file| file.role == opener.role()) {
            return Ok(());
        }
        let fresh = self.wrapped(opener)?;
        self.replace(fresh);
        Ok(())
    }

    /// As a text for the vault's settings.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_text(&self) -> Result<Zeroizing<String>> {
        serde_json::to_string(self)
            .map(Zeroizing::new)
            .map_err(Error::internal)
    }

    /// From the text in the vault's settings.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when it is not one.
    pub fn from_text(text: &str) -> Result<Self> {
        let keys: Self = serde_json::from_str(text).map_err(unreadable)?;
        keys.master()?;
        Ok(keys)
    }

    pub(crate) fn master(&self) -> Result<MasterKey> {
        serde_json::from_str(&self.master).map_err(unreadable)
    }
    pub(crate) fn credentials(&self) -> Result<Credentials> {
        self.master().map(Credentials::Masterkey)
    }
    /// The same for the small files that the engine does not write.
    pub(crate) fn repository_key(&self) -> Result<RepositoryKey> {
        let master = self.master()?;
        let key = RepositoryKey::from_parts(&master.encrypt, &master.mac.k, &master.mac.r);
        key.ok_or_else(|| Error::new(Kind::Damaged, "error.backup_keys_damaged"))
    }
    pub(crate) fn files(&self) -> &[KeyFile] {
        &self.files
    }

    /// A key that seals our own small files on the drive; says nothing of the master key.
    pub(crate) fn seal(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(
            "steward/1/backup-ledger",
            self.master.as_bytes(),
        ))
    }
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::new(Kind::Damaged, "error.backup_keys_damaged").caused_by(error)
}

fn text_of(master: &MasterKey) -> Result<String> {
    serde_json::to_string(master).map_err(Error::internal)
}

/// The name a repository gives to content.
pub(crate) fn name_of(content: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(content)
        .iter()
        .fold(String::with_capacity(64), |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        })
}

/// What a key file on a drive is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// One of ours.
    Ours(KeyFile),
    /// One that somebody added by hand.
    Foreign,
    /// No key file, or one that asks for more memory or time to be opened than any program would:
    /// an attack.
    Refused,
}

/// Reads a key file found on a drive.
pub(crate) fn read_key_file(content: &[u8]) -> Found {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        hostname: String,
        #[serde(default)]
        username: String,
        #[serde(rename = "N")]
        n: u32,
        r: u32,
        p: u32,
    }
    let Ok(head) = serde_json::from_slice::<Head>(content) else {
        return Found::Refused;
    };
    let memory = u64::from(head.n) * u64::from(head.r) * 128;
    let fair = head.n.is_power_of_two() && head.r > 0 && (1..=16).contains(&head.p);
    if !fair || memory > 512 << 20 {
        return Found::Refused;
    }
    let role = match head.username.as_str() {
        "passphrase" if head.hostname == OURS => Role::Passphrase,
        "recovery" if head.hostname == OURS => Role::Recovery,
        _ => return Found::Foreign,
    };
    match String::from_utf8(content.to_vec()) {
        Ok(text) => Found::Ours(KeyFile { role, text }),
        Err(_) => Found::Refused,
    }
}

/// Has the engine make a key file, in memory.
fn wrap(master: &MasterKey, opener: Opener<'_>) -> Result<KeyFile> {
    let role = opener.role();
    let user = match role {
        Role::Passphrase => "passphrase",
        Role::Recovery => "recovery",
    };
    let options = KeyOptions::default()
        .hostname(OURS.to_owned())
        .username(user.to_owned());
    let password = opener.password()?;
    let memory = Arc::new(Memory::default());
    let id: Id = in_memory(&memory)
        .and_then(|repository| {
            repository.init(
                &Credentials::Masterkey(master.clone()),
                &KeyOptions::default(),
                &rustic_core::ConfigOptions::default(),
            )
        })
        .and_then(|repository| repository.add_key(&password, &options))
        .map(rustic_core::repofile::KeyId::into_inner)
        .map_err(Error::internal)?;
    let content = memory.file(FileType::Key, id).unwrap_or_default();
    let text = String::from_utf8(content.to_vec()).map_err(Error::internal)?;
    Ok(KeyFile { role, text })
}

/// A repository in memory, not yet initialised.
pub(crate) fn in_memory(memory: &Arc<Memory>) -> rustic_core::RusticResult<Repository<()>> {
    let backends = RepositoryBackends::new(memory.clone(), None);
    Repository::new(&RepositoryOptions::default().no_cache(true), &backends)
}
