//! The vault key behind its slots: one for the passphrase, one for the recovery key. Each slot
//! wraps the same random vault key, so that changing a passphrase rewrites one slot and no data.
//! Knows nothing of the database the key is for.

pub(crate) mod copies;
mod format;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::base::{Error, Id, Kind, Result, Timestamp};
use crate::crypto::wrap::{self, Wrapped};
use crate::crypto::{KdfCost, Key, RecoveryKey, Secret, derive_key, derive_root, make_bytes};

/// What a person opens a vault with.
#[derive(Debug, Clone)]
pub enum Unlock {
    /// The passphrase.
    Passphrase(Secret),
    /// The recovery key, as typed.
    Recovery(Secret),
}

/// Which secret a slot answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SlotKind {
    Passphrase,
    Recovery,
}

/// The vault key, wrapped for one secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slot {
    #[serde(with = "format::hex")]
    id: [u8; 16],
    kind: SlotKind,
    /// `None` where the secret is random enough to need no delay.
    cost: Option<KdfCost>,
    #[serde(with = "format::hex")]
    salt: [u8; 32],
    #[serde(with = "format::hex")]
    nonce: [u8; 12],
    #[serde(with = "format::hex")]
    sealed: [u8; 48],
    made_at: Timestamp,
}

/// What the key file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Keyring {
    pub(crate) vault_id: Id,
    /// Which of the two copies is newer.
    pub(crate) generation: u64,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// The program that wrote it.
    pub(crate) writer: String,
    /// The salt of the database's first page: kept here, damage to it there does not matter.
    #[serde(with = "format::hex")]
    pub(crate) db_salt: [u8; 16],
    /// How often the vault was put under a new key; its database's file is named by it. So the key
    /// file alone says which of two databases is the vault, and a switch is one rename.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(crate) db_epoch: u64,
    slots: Vec<Slot>,
    /// Whether whoever holds the recovery key has shown it since it was made. It stands beside the
    /// slot, not in the database, so that a new key and the question for it come in one step.
    pub(crate) recovery_proved: bool,
    /// What a reader must know to read on; none exist yet.
    pub(crate) features: Vec<String>,
}

impl Keyring {
    /// A keyring without slots for a new vault.
    pub(crate) fn make(vault_id: Id, now: Timestamp) -> Result<Self> {
        Ok(Self {
            vault_id,
            generation: 0,
            created_at: now,
            updated_at: now,
            writer: concat!("steward ", env!("CARGO_PKG_VERSION")).to_owned(),
            db_salt: make_bytes()?,
            db_epoch: 0,
            slots: Vec::new(),
            recovery_proved: false,
            features: Vec::new(),
        })
    }
    /// The same vault's keyring for another key and another database file; it has no slots yet, for
    /// those of this one wrap this one's key.
    pub(crate) fn for_another_key(&self, epoch: u64) -> Result<Self> {
        Ok(Self {
            db_salt: make_bytes()?,
            db_epoch: epoch,
            slots: Vec::new(),
            ..self.clone()
        })
    }
    /// The same vault's keyring for another database under the same key: whatever opens this one opens
    /// that one.
    pub(crate) fn for_another_database(&self) -> Result<Self> {
        Ok(Self {
            db_salt: make_bytes()?,
            db_epoch: 0,
            ..self.clone()
        })
    }
    /// Sets the one passphrase slot.
    pub(crate) fn set_passphrase(
        &mut self,
        vault_key: &Key,
        passphrase: &Secret,
        cost: KdfCost,
        now: Timestamp,
    ) -> Result<()> {
        let salt = make_bytes()?;
        let root = derive_root(passphrase, &salt, cost)?;
        self.set(
            SlotKind::Passphrase,
            Some(cost),
            salt,
            &root,
            vault_key,
            now,
        )
    }
    /// Sets the one recovery slot, whose key has still to be proved.
    pub(crate) fn set_recovery(
        &mut self,
        vault_key: &Key,
        recovery: &RecoveryKey,
        now: Timestamp,
    ) -> Result<()> {
        let salt = make_bytes()?;
        let root = recovery.derive_root(&salt)?;
        self.recovery_proved = false;
        self.set(SlotKind::Recovery, None, salt, &root, vault_key, now)
    }

    fn set(
        &mut self,
        kind: SlotKind,
        cost: Option<KdfCost>,
        salt: [u8; 32],
        root: &Key,
        vault_key: &Key,
        now: Timestamp,
    ) -> Result<()> {
        let mut slot = Slot {
            id: make_bytes()?,
            kind,
            cost,
            salt,
            nonce: [0; 12],
            sealed: [0; 48],
            made_at: now,
        };
        let place = self.place(&slot);
        let wrapped = wrap::make_wrapped(&self.kek(root, &slot)?, &place, vault_key)?;
        (slot.nonce, slot.sealed) = (wrapped.nonce, wrapped.sealed);
        self.slots.retain(|old| old.kind != kind);
        self.slots.push(slot);
        self.updated_at = now;
        Ok(())
    }

    /// The vault key, if `unlock` fits.
    ///
    /// # Errors
    /// [`Kind::WrongSecret`] when it does not; [`Kind::Damaged`] when the slot asks for what no
    /// slot of ours asks for; [`Kind::Invalid`] for a recovery key with a slip of the pen.
    pub(crate) fn open(&self, unlock: &Unlock) -> Result<Key> {
        let damaged = || Error::new(Kind::Damaged, "error.keyring_damaged");
        let wrong;
        let (kind, recovery) = match unlock {
            Unlock::Passphrase(_) => {
                wrong = "error.passphrase_wrong";
                (SlotKind::Passphrase, None)
            }
            Unlock::Recovery(typed) => {
                wrong = "error.recovery_key_wrong";
                (SlotKind::Recovery, Some(RecoveryKey::parse(typed)?))
            }
        };
        let slot = self
            .slots
            .iter()
            .find(|slot| slot.kind == kind)
            .ok_or_else(damaged)?;
        let root = match (unlock, recovery, slot.cost) {
            (Unlock::Passphrase(secret), None, Some(cost)) => {
                derive_root(secret, &slot.salt, cost)?
            }
            (Unlock::Recovery(_), Some(key), None) => key.derive_root(&slot.salt)?,
            _ => return Err(damaged()),
        };
        let wrapped = Wrapped {
            nonce: slot.nonce,
            sealed: slot.sealed,
        };
        wrap::unwrap(&self.kek(&root, slot)?, &self.place(slot), &wrapped)?
            .ok_or_else(|| Error::new(Kind::WrongSecret, wrong))
    }

    /// Everything that says where a wrapped key belongs, each part of a fixed length.
    fn place(&self, slot: &Slot) -> Vec<u8> {
        let mut place = b"steward/1/wrap".to_vec();
        place.extend(self.vault_id.bytes());
        place.extend(slot.id);
        place.push(slot.kind.code());
        let cost = slot
            .cost
            .map_or([0; 3], |c| [c.memory_kib, c.passes, c.lanes]);
        place.extend(cost.iter().flat_map(|n| n.to_be_bytes()));
        place.extend(slot.salt);
        place
    }
    fn kek(&self, root: &Key, slot: &Slot) -> Result<Key> {
        let id = self.vault_id;
        derive_key(
            root,
            &[
                b"steward/1/slot-kek",
                id.bytes(),
                &slot.id,
                &[slot.kind.code()],
            ],
        )
    }
    /// Whether both say the same but for their generation.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        Self {
            generation: 0,
            ..self.clone()
        } == Self {
            generation: 0,
            ..other.clone()
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_first(epoch: &u64) -> bool {
    *epoch == 0
}

impl SlotKind {
    fn code(self) -> u8 {
        match self {
            Self::Passphrase => 1,
            Self::Recovery => 2,
        }
    }
}
