//! Storage behind a network as a place for backups: whatever speaks `WebDAV`.
//!
//! The one room that opens connections, and it opens them only to storage the user named and only for
//! what they asked for: no connection at a start, none to anybody else. What it sends is the
//! repository's ciphertext; what opens the storage is kept in the vault and goes to that storage
//! alone, encrypted on the way.

mod dav;
mod http;
mod listing;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use self::dav::Dav;
use super::keys::{Keys, Opener};
use super::medium::{Disk, Medium};
use super::model::{SnapshotInfo, Whose};
use super::restore::{Found, listed_on, look_on};
use super::target::{Target, connect_on};
use crate::base::{Clock, Error, Id, Report, Result};
use crate::crypto::Secret;

/// The longest address, user's name and password.
const LONGEST: usize = 1024;

/// Storage behind a network, and what opens it. Keep it in the vault's settings and nowhere else.
#[derive(Clone, Serialize, Deserialize, ZeroizeOnDrop)]
pub struct Cloud {
    /// Where it is, without a slash at its end.
    #[zeroize(skip)]
    address: String,
    #[zeroize(skip)]
    user: String,
    password: String,
}

/// The same storage for the same user; passwords are compared by nobody but it.
impl PartialEq for Cloud {
    fn eq(&self, other: &Self) -> bool {
        (&self.address, &self.user) == (&other.address, &other.user)
    }
}
impl Eq for Cloud {}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cloud")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Cloud {
    /// Storage at `address`, for `user` with `password`.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`], naming the field, when the address is none, is not encrypted on
    /// the way, or one of them is missing or too long.
    pub fn new(address: &str, user: &str, password: &Secret) -> Result<Self> {
        let address = address.trim().trim_end_matches('/');
        let wrong = |key| Error::invalid("address", key);
        let (scheme, rest) = address
            .split_once("://")
            .ok_or_else(|| wrong("error.cloud_address"))?;
        let host = rest.split('/').next().unwrap_or_default();
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '\\');
        if host.is_empty() || host.contains('@') || rest.contains(odd) || address.len() > LONGEST {
            return Err(wrong("error.cloud_address"));
        }
        match scheme {
            "https" => {}
            // To this very computer.
            "http" if is_here(host) => {}
            "http" => return Err(wrong("error.cloud_unencrypted")),
            _ => return Err(wrong("error.cloud_address")),
        }
        let user = user.trim();
        if user.is_empty() || user.contains(':') || user.len() > LONGEST {
            return Err(Error::invalid("user", "error.cloud_user"));
        }
        if password.is_empty() || password.expose().len() > LONGEST {
            return Err(Error::invalid("password", "error.cloud_password"));
        }
        Ok(Self {
            address: address.to_owned(),
            user: user.to_owned(),
            password: password.expose().to_owned(),
        })
    }

    /// Where it is, as a place is called in the plan.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        PathBuf::from(&self.address)
    }

    /// Whether it is this very computer.
    fn is_here(&self) -> bool {
        let host = self.address.split("://").nth(1).unwrap_or_default();
        is_here(host.split('/').next().unwrap_or_default())
    }

    /// What is sent to say who asks.
    fn authorization(&self) -> Zeroizing<String> {
        use base64::Engine as _;
        let pair = Zeroizing::new(format!("{}:{}", self.user, self.password));
        let text = base64::engine::general_purpose::STANDARD.encode(pair.as_bytes());
        Zeroizing::new(format!("Basic {text}"))
    }
}

fn is_here(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// Whether a place is behind a network, by what it is called in the plan.
#[must_use]
pub fn is_cloud(folder: &Path) -> bool {
    let text = folder.to_string_lossy();
    text.starts_with("https://") || text.starts_with("http://")
}

/// Whether an error says that a storage did not answer as it should, and nothing of what stands there.
#[must_use]
pub fn is_out_of_reach(error: &Error) -> bool {
    matches!(
        error.key(),
        "error.cloud_unreachable"
            | "error.cloud_failing"
            | "error.cloud_busy"
            | "error.cloud_refused"
            | "error.cloud_forbidden"
            | "error.cloud_moved"
            | "error.cloud_certificate"
    )
}

/// What reaches a place.
#[derive(Clone)]
pub struct Reach(Arc<dyn Medium>);

impl std::fmt::Debug for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reach(…)")
    }
}

impl Reach {
    /// The computer's own file systems.
    #[must_use]
    pub fn disk() -> Self {
        Self(Arc::new(Disk))
    }

    /// Storage behind a network. Opens no connection yet.
    #[must_use]
    pub fn cloud(cloud: &Cloud) -> Self {
        Self(Arc::new(Dav::new(cloud)))
    }

    #[cfg(test)]
    pub(crate) fn medium(&self) -> &Arc<dyn Medium> {
        &self.0
    }

    /// As [`crate::backup::connect`], there.
    ///
    /// # Errors
    /// As that.
    pub fn connect(
        &self,
        folder: &Path,
        whose: &Whose,
        keys: Option<Keys>,
        secret: Opener<'_>,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Keys> {
        self.ready(folder)?;
        connect_on(&self.0, folder, whose, keys, secret, clock, report)
    }

    /// As [`Target::open`], there.
    ///
    /// # Errors
    /// As that.
    pub fn open(
        &self,
        folder: &Path,
        whose: &Whose,
        keys: &Keys,
        clock: &Arc<dyn Clock>,
        report: &Report,
    ) -> Result<Target> {
        Target::open_on(&self.0, folder, whose, keys, clock, report)
    }

    /// As [`crate::backup::listed`], there.
    ///
    /// # Errors
    /// As that.
    pub fn listed(
        &self,
        folder: &Path,
        vault: Id,
        keys: &Keys,
        report: &Report,
    ) -> Result<Vec<SnapshotInfo>> {
        listed_on(&self.0, folder, vault, keys, report)
    }

    /// As [`Found::by_keys`], there.
    ///
    /// # Errors
    /// As that.
    pub fn found(&self, folder: &Path, vault: Id, keys: Keys, report: &Report) -> Result<Found> {
        Found::by_keys_on(&self.0, folder, vault, keys, report)
    }

    /// As [`crate::backup::look`], there.
    ///
    /// # Errors
    /// As that.
    pub fn look(&self, folder: &Path, secret: Opener<'_>, report: &Report) -> Result<Vec<Found>> {
        look_on(&self.0, folder, secret, report)
    }

    /// Has the folder itself there: storage begins empty, and a folder in it is made where a drive's
    /// would be missing.
    pub(crate) fn ready(&self, folder: &Path) -> Result<()> {
        if is_cloud(folder) {
            let made = self.0.make_folder(folder).map(drop);
            return made.map_err(|error| error.downcast::<Error>().unwrap_or_else(Error::from));
        }
        Ok(())
    }
}
