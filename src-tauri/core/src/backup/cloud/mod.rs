//! Storage behind a network as a place for backups: whatever speaks `WebDAV` or is S3-compatible.
//!
//! The one room that opens connections, and it opens them only to storage the user named and only for
//! what they asked for: no connection at a start, none to anybody else. What it sends is the
//! repository's ciphertext; what opens the storage is kept in the vault and goes to that storage
//! alone, encrypted on the way.

mod dav;
mod http;
mod listing;
mod parts;
mod s3;
mod xml;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use self::dav::Dav;
use self::listing::unescaped;
use self::s3::S3;
use super::medium::Medium;
use crate::base::{Error, Result};
use crate::crypto::Secret;

/// The longest address, user's name and password.
const LONGEST: usize = 1024;
/// The longest name of a bucket or a region.
const LONGEST_NAME: usize = 255;

/// Storage behind a network, and what opens it. Keep it in the vault's settings and nowhere else.
#[derive(Clone, Serialize, Deserialize, ZeroizeOnDrop)]
pub struct Cloud {
    /// Where it is, without a slash at its end.
    #[zeroize(skip)]
    address: String,
    #[zeroize(skip)]
    user: String,
    password: String,
    /// Where it is S3-compatible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[zeroize(skip)]
    bucket: Option<InBucket>,
}

/// What a storage is spoken to in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Speaks {
    /// `WebDAV`.
    Webdav,
    /// What Amazon S3 speaks, and many besides.
    S3 {
        /// The bucket.
        bucket: String,
        /// Where it is; found out from the address where it is empty.
        region: String,
    },
}

/// A bucket as requests are signed for it.
#[derive(Clone, Serialize, Deserialize)]
struct InBucket {
    /// The storage without the bucket.
    endpoint: String,
    name: String,
    region: String,
    /// The bucket's name is the first part of the host's.
    in_host: bool,
    /// The address up to where names of objects begin.
    root: String,
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
    /// Storage at `address`, for `user` with `password`; where it is S3-compatible, for the one with
    /// this access key, in a folder of its bucket or in the bucket itself.
    ///
    /// # Errors
    /// [`crate::base::Kind::Invalid`], naming the field, when the address is none, is not encrypted on
    /// the way, or one of them is missing or too long.
    pub fn new(speaks: &Speaks, address: &str, user: &str, password: &Secret) -> Result<Self> {
        let address = address.trim().trim_end_matches('/');
        // What is asked for has other names there.
        let [none, nobody, unopened] = match speaks {
            Speaks::Webdav => [
                "error.cloud_address",
                "error.cloud_user",
                "error.cloud_password",
            ],
            Speaks::S3 { .. } => [
                "error.cloud_endpoint",
                "error.cloud_access_key",
                "error.cloud_secret_key",
            ],
        };
        let wrong = |key| Error::invalid("address", key);
        let (scheme, rest) = address.split_once("://").ok_or_else(|| wrong(none))?;
        let host = rest.split('/').next().unwrap_or_default();
        let odd = |c: char| {
            c != ' ' && c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '\\')
        };
        let no_host = host.is_empty() || host.contains(['@', ' ']);
        if no_host || rest.contains(odd) || address.len() > LONGEST {
            return Err(wrong(none));
        }
        match scheme {
            "https" => {}
            // To this very computer.
            "http" if is_here(host) => {}
            "http" => return Err(wrong("error.cloud_unencrypted")),
            _ => return Err(wrong(none)),
        }
        let user = user.trim();
        if user.is_empty() || user.contains(':') || user.len() > LONGEST {
            return Err(Error::invalid("user", nobody));
        }
        if password.is_empty() || password.expose().len() > LONGEST {
            return Err(Error::invalid("password", unopened));
        }
        let (address, bucket) = match speaks {
            Speaks::Webdav => (address.to_owned(), None),
            Speaks::S3 { bucket, region } => {
                let folder = rest.get(host.len()..).unwrap_or_default();
                let (bucket, address) = in_bucket((scheme, host, folder), bucket, region)?;
                (address, Some(bucket))
            }
        };
        let cloud = Self {
            address,
            user: user.to_owned(),
            password: password.expose().to_owned(),
            bucket,
        };
        let bucket = cloud.bucket.as_ref();
        let fits = bucket.is_none_or(|bucket| S3::new(&cloud, bucket).bucket().is_ok());
        fits.then_some(cloud)
            .ok_or_else(|| wrong("error.cloud_address"))
    }

    /// What it is spoken to in: with the address, all there is to know but who asks.
    #[must_use]
    pub fn speaks(&self) -> Speaks {
        match &self.bucket {
            None => Speaks::Webdav,
            Some(bucket) => Speaks::S3 {
                bucket: bucket.name.clone(),
                region: bucket.region.clone(),
            },
        }
    }

    /// Who asks: the user's name, or the access key. What proves it is told to nobody.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// What reaches it.
    pub(super) fn medium(&self) -> Arc<dyn Medium> {
        match &self.bucket {
            None => Arc::new(Dav::new(self)),
            Some(bucket) => Arc::new(S3::new(self, bucket)),
        }
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

/// Those who answer for a bucket under its own name in front of theirs, and some of them only so.
const IN_HOST: [&str; 9] = [
    ".aliyuncs.com",
    ".myqcloud.com",
    ".myhuaweicloud.com",
    ".volces.com",
    ".bcebos.com",
    ".qiniucs.com",
    ".digitaloceanspaces.com",
    ".backblazeb2.com",
    ".wasabisys.com",
];

/// The bucket called `name` at an address of three parts, and the whole address of the folder in it.
fn in_bucket(
    (scheme, host, folder): (&str, &str, &str),
    name: &str,
    region: &str,
) -> Result<(InBucket, String)> {
    let plain = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        !text.is_empty() && text.len() <= LONGEST_NAME && text.chars().all(fits)
    };
    let (name, region) = (name.trim(), region.trim());
    if !plain(name) {
        return Err(Error::invalid("bucket", "error.cloud_bucket"));
    }
    let store = host
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix('.'))
        .filter(|store| in_front(store));
    let in_host = store.is_some();
    let store = store.unwrap_or(host);
    let region = match region {
        "" => region_of(store),
        said if plain(said) => said,
        _ => return Err(Error::invalid("region", "error.cloud_region_name")),
    };
    let parts: Vec<String> = folder.split('/').skip(1).map(unescaped).collect();
    if parts
        .iter()
        .any(|part| part.is_empty() || part == "." || part == "..")
    {
        return Err(Error::invalid("address", "error.cloud_endpoint"));
    }
    // Who gave the bucket with the address meant that one; what stands before it is the storage's own.
    let given = parts.iter().position(|part| part == name && !in_host);
    let (before, after) = match given {
        Some(at) => (parts.get(..at), parts.get(at + 1..)),
        None => (None, Some(parts.as_slice())),
    };
    let path = |parts: Option<&[String]>| {
        let parts = parts.unwrap_or_default().iter();
        parts.fold(String::new(), |path, part| path + "/" + part)
    };
    let endpoint = format!("{scheme}://{store}{}", path(before));
    let root = if in_host {
        format!("{scheme}://{host}")
    } else {
        format!("{endpoint}/{name}")
    };
    let address = format!("{root}{}", path(after));
    let bucket = InBucket {
        endpoint,
        name: name.to_owned(),
        region: region.to_owned(),
        in_host,
        root,
    };
    Ok((bucket, address))
}

/// Whether a storage answers for a bucket under the bucket's name in front of its own.
fn in_front(store: &str) -> bool {
    let store = store.split(':').next().unwrap_or_default();
    let amazon = store.ends_with(".amazonaws.com") || store.ends_with(".amazonaws.com.cn");
    amazon && store.starts_with("s3") || IN_HOST.iter().any(|end| store.ends_with(end))
}

/// The region that a host's name speaks of, as the great providers name theirs: `s3.eu-west-1.…`,
/// `oss-cn-hangzhou.…`, `cos.ap-guangzhou.…`. Where it speaks of none, what those expect who have but one.
fn region_of(host: &str) -> &str {
    let name = host.split(':').next().unwrap_or_default();
    let mut labels = name.split('.').peekable();
    while let Some(label) = labels.next() {
        let numbered = label.ends_with(|c: char| c.is_ascii_digit());
        if label.starts_with("oss-") || numbered && label.split('-').count() > 2 {
            return label;
        }
        if let ("cos" | "obs", Some(next)) = (label, labels.peek()) {
            return next;
        }
    }
    "us-east-1"
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
            | "error.cloud_key_refused"
            | "error.cloud_forbidden"
            | "error.cloud_moved"
            | "error.cloud_certificate"
            | "error.cloud_certificate_expired"
            | "error.cloud_certificate_name"
            | "error.cloud_certificate_unknown"
            | "error.cloud_clock"
            | "error.cloud_region"
            | "error.cloud_no_bucket"
    )
}
