//! Keys and how they are made, wrapped and typed. Pure functions of their arguments, apart from
//! `make_*`, which draw from the system's randomness. Touches no file and knows no vault.

pub mod age;
pub mod derive;
pub mod kdf;
pub mod recovery;
pub(crate) mod repository;
pub mod secret;
pub mod stream;
pub mod strength;
pub mod wrap;

pub use derive::{Key, derive_key, make_bytes, make_key};
pub use kdf::{KdfCost, derive_root};
pub use recovery::RecoveryKey;
pub(crate) use repository::RepositoryKey;
pub use secret::Secret;
pub use stream::{Stream, derive_stream, make_stream};
pub use strength::Strength;

#[cfg(test)]
mod tests;
