//! From a passphrase to a key: Argon2id, at a cost that makes guessing dear.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::derive::Key;
use super::secret::Secret;
use crate::base::{Error, Kind, Result};

/// What deriving a key from a passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes that can be filled at the same time.
    pub lanes: u32,
}

impl Default for KdfCost {
    /// 256 MiB, three passes, four lanes.
    fn default() -> Self {
        Self {
            memory_kib: 256 * MIB,
            passes: 3,
            lanes: 4,
        }
    }
}

const MIB: u32 = 1024;
/// Least memory of a new passphrase.
const FLOOR: KdfCost = KdfCost {
    memory_kib: 64 * MIB,
    passes: 3,
    lanes: 4,
};
/// How long a new passphrase may take to check on the machine it was made on.
const AIM: Duration = Duration::from_secs(1);

impl KdfCost {
    /// The least cost that is read back from a file. For tests: about ten milliseconds.
    #[must_use]
    pub fn for_tests() -> Self {
        Self {
            memory_kib: 19 * MIB,
            passes: 1,
            lanes: 1,
        }
    }
    /// For a secret that is as long as a key: nobody guesses it, so a guess need cost nothing.
    #[must_use]
    pub(crate) fn for_keys() -> Self {
        Self {
            memory_kib: 19 * MIB,
            passes: 1,
            lanes: 1,
        }
    }
    /// A cost of about one second on this machine, measured: never under 64 MiB and three
    /// passes, and 256 MiB with more passes on a fast one. Takes up to a second itself.
    ///
    /// # Errors
    /// When the memory cannot be had.
    pub fn calibrate() -> Result<Self> {
        let start = Instant::now();
        derive_root(&Secret::new("measure"), &[0; 32], FLOOR)?;
        Ok(Self::for_speed(start.elapsed()))
    }
    /// The cost that takes about a second where the floor takes `floor_time`.
    #[must_use]
    pub fn for_speed(floor_time: Duration) -> Self {
        let times = AIM.as_micros() / floor_time.as_micros().max(1);
        let times = u32::try_from(times).unwrap_or(u32::MAX).clamp(1, 12);
        if times < 4 {
            return Self {
                memory_kib: FLOOR.memory_kib * times,
                ..FLOOR
            };
        }
        Self {
            passes: (FLOOR.passes * times / 4).clamp(3, 9),
            ..Self::default()
        }
    }
    /// Whether the cost lies in the bounds within which a file may ask for it: a hostile or
    /// damaged file must not make us allocate the whole machine.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        (19 * MIB..=2048 * MIB).contains(&self.memory_kib)
            && (1..=16).contains(&self.passes)
            && (1..=16).contains(&self.lanes)
    }
}

/// The root key of a passphrase slot: Argon2id v1.3 of the passphrase's normal form.
///
/// # Errors
/// [`Kind::Invalid`] for an empty or overlong passphrase, [`Kind::Damaged`] for a cost outside
/// the bounds, [`Kind::Internal`] when the memory cannot be had.
pub fn derive_root(passphrase: &Secret, salt: &[u8; 32], cost: KdfCost) -> Result<Key> {
    if !cost.is_readable() {
        return Err(Error::new(Kind::Damaged, "error.keyring_damaged")
            .caused_by(format!("key derivation cost out of bounds: {cost:?}")));
    }
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|e| Error::internal(e.to_string()))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut memory = Zeroizing::new(Vec::<Block>::new());
    let blocks = argon.params().block_count();
    memory.try_reserve_exact(blocks).map_err(Error::internal)?;
    memory.resize(blocks, Block::default());
    let mut root = Key::default();
    argon
        .hash_password_into_with_memory(
            passphrase.normal_form()?.as_bytes(),
            salt,
            root.as_mut_slice(),
            memory.as_mut_slice(),
        )
        .map_err(|e| Error::internal(e.to_string()))?;
    Ok(root)
}
