//! The whole vault in one file: `<vault>-<date>.tar.zst.age`, to hand over, to send or to lay down
//! somewhere. Debian's own `age`, `zstd`, `tar` and `sqlite3` open it.
//!
//! ```text
//! README.txt       how to open it, in both languages
//! MANIFEST.json    what is in it; which attachment each file is
//! vault.sqlite     the database's decrypted pages
//! vault.sqlite.b3  their hash, as b3sum -c reads it
//! attachments/     the files on records, plain, a folder a customer
//! sealed/          files that only the bin needs, as they lie in the vault
//! ```
//! The order is fixed: who reads on from the beginning knows what a part is before it comes, and has
//! the key of each file by then. Both ways are streams in constant memory, and no plain byte of it
//! stands on a disk. What was written is read back and compared before it takes its name.

mod abroad;
mod pack;
mod part;
mod source;
mod tape;
mod unpack;

use serde::{Deserialize, Serialize};

use super::model::Manifest;
use crate::attachments::store::Stored;
use crate::base::Id;

#[cfg(test)]
pub(super) use abroad::Abroad;
#[cfg(test)]
pub(super) use pack::pack_through;
pub use pack::{Packed, Packing, pack};
pub use unpack::{Unpacked, unpack};

const README: &str = "README.txt";
const README_TEXT: &str = include_str!("../../../../../assets/backup/README.txt");
const PLAIN: &str = "attachments";
const SEALED: &str = "sealed";

/// Bytes that are read at a time.
const PIECE: usize = 64 << 10;

/// What a file of this kind ends in.
pub const ENDING: &str = ".tar.zst.age";

/// A file on a record that goes along.
#[derive(Debug)]
pub struct Enclosed {
    /// Its place below `attachments/`; none for one that only the bin needs, which goes as it lies.
    pub name: Option<String>,
    /// Its row.
    pub stored: Stored,
}

/// `MANIFEST.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Contents {
    /// The form of the file.
    parcel: u32,
    #[serde(flatten)]
    manifest: Manifest,
    files: Vec<Kept>,
}

impl Contents {
    /// The only form so far.
    const FORM: u32 = 1;
}

/// What a later program may have changed is not read before it is known that none did.
#[derive(Debug, Deserialize)]
struct Version {
    parcel: u32,
    #[serde(default)]
    schema: i64,
    #[serde(default)]
    made_by: String,
}

/// A file on a record, in the manifest.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// Its place in the archive.
    name: String,
    /// Which of the vault's sealed files it is.
    file: Id,
    /// How that begins, in hexadecimal digits; none where it lies in the archive as it is.
    head: Option<String>,
}

fn hex(bytes: &[u8]) -> String {
    let two = |text: String, byte: &u8| format!("{text}{byte:02x}");
    bytes.iter().fold(String::new(), two)
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if !text.is_ascii() || text.len() != 2 * N {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Writes an archive of other content, for tests.
#[cfg(test)]
pub(super) fn archive_of(
    to: &std::path::Path,
    passphrase: &crate::crypto::Secret,
    entries: &[(&str, &[u8])],
) -> crate::base::Result<()> {
    let mut tape = tape::Tape::begin(std::fs::File::create(to)?, (passphrase, 10), 0)?;
    for (name, text) in entries {
        tape.text(name, text)?;
    }
    tape.finish().map(|_| ())
}
