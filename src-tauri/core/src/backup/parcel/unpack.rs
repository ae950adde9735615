//! The way back: a new vault out of the file, made as it is read.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::rc::Rc;

use rusqlite::Connection;
use serde::de::DeserializeOwned;
use tar::{Archive, EntryType};

use super::source::{Source, Trouble, none_of_ours};
use super::{Contents, Kept, PIECE, Version, unhex};
use crate::attachments::files::Files;
use crate::attachments::store::{Stored, needed};
use crate::backup::model::Manifest;
use crate::backup::pages::{Image, PageWriter, Settled};
use crate::backup::restore::{NewVault, gives_back};
use crate::backup::source::{HASH, MANIFEST, PAGES, hash_line};
use crate::base::{Error, Id, Kind, Report, Result};
use crate::crypto::{RecoveryKey, Secret};
use crate::vault::{Opens, Read, Vault, create_private, newest_schema, sync_folder};

/// No manifest is longer: a line for each of half a million files.
const LONGEST: u64 = 128 << 20;

/// A vault made out of such a file.
#[derive(Debug)]
pub struct Unpacked {
    /// It, open.
    pub vault: Vault,
    /// Its recovery key. Show it to the user, if it is a new one.
    pub recovery: RecoveryKey,
    /// What the file said it holds.
    pub manifest: Manifest,
}

/// Makes a vault out of the file at `from` and opens it.
///
/// # Errors
/// [`Kind::WrongSecret`]; [`Kind::BadFile`] where it is no such file; [`Kind::Damaged`] where it was
/// cut short or something in it changed; [`Kind::NewerVersion`]; [`Kind::Invalid`] when the folder is
/// not empty or the passphrase too weak; [`Kind::NoSpace`], [`Kind::Cancelled`]. Nothing is left
/// behind then.
pub fn unpack(
    from: &Path,
    passphrase: &Secret,
    new: &NewVault<'_>,
    report: &Report,
) -> Result<Unpacked> {
    let source = Source::open(from, passphrase, "progress.parcel_unpack", report)?;
    let trouble = source.trouble;
    let plain = Shared(Rc::new(RefCell::new(source.archive)));
    let mut archive = Archive::new(plain.clone());
    let entries = archive.entries().map_err(|error| trouble.told(error))?;
    let mut unpacking = Unpacking { entries, trouble };
    let contents = unpacking.contents()?;
    let unpacking = RefCell::new(unpacking);

    let recovery = new.recovery.cloned().map_or_else(RecoveryKey::make, Ok)?;
    let opens = Opens::Anew {
        passphrase: new.passphrase,
        recovery: &recovery,
        proved: new.recovery.is_some(),
        cost: new.cost,
    };
    let vault = Vault::create_from(
        new.folder,
        opens,
        new.clock.clone(),
        |sql| unpacking.borrow_mut().pages(sql, &contents.manifest),
        |sql, settled, prover| gives_back(sql, settled, prover, report),
        |tx, dir| {
            let mut unpacking = unpacking.borrow_mut();
            unpacking.files(tx, dir, &contents.files)?;
            // What was cut off behind the archive is cut off all the same.
            unpacking.pour(&mut plain.clone(), |_| Ok(()))
        },
    )?;
    Ok(Unpacked {
        vault,
        recovery,
        manifest: contents.manifest,
    })
}

/// The archive, entry by entry.
struct Unpacking<'a, R: io::Read> {
    entries: tar::Entries<'a, R>,
    trouble: Trouble,
}

impl<'a, R: io::Read> Unpacking<'a, R> {
    /// The next file, and its place in the archive.
    fn next(&mut self) -> Result<Option<(String, tar::Entry<'a, R>)>> {
        for entry in self.entries.by_ref() {
            let entry = entry.map_err(|error| self.trouble.told(error))?;
            if entry.header().entry_type() == EntryType::Regular {
                let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                let name = name.strip_prefix("./").map_or(name.clone(), str::to_owned);
                return Ok(Some((name, entry)));
            }
        }
        Ok(None)
    }

    /// The next file, which is `wanted`; others before it are passed over.
    fn find(&mut self, wanted: &str) -> Result<tar::Entry<'a, R>> {
        while let Some((name, entry)) = self.next()? {
            if name == wanted {
                return Ok(entry);
            }
        }
        Err(none_of_ours())
    }

    fn contents(&mut self) -> Result<Contents> {
        let entry = self.find(MANIFEST)?;
        let mut text = Vec::new();
        let read = entry.take(LONGEST).read_to_end(&mut text);
        read.map_err(|error| self.trouble.told(error))?;
        let version: Version = parsed(&text)?;
        if version.parcel > Contents::FORM || version.schema > newest_schema() {
            return Err(Error::new(Kind::NewerVersion, "error.backup_made_newer")
                .with("made_by", version.made_by));
        }
        parsed(&text)
    }

    /// Fills an empty database. Returns what it must now give back.
    fn pages(&mut self, sql: &Connection, manifest: &Manifest) -> Result<Settled> {
        let image = Image {
            page_size: manifest.page_size,
            reserved: manifest.reserved,
            pages: manifest.pages,
        };
        let mut entry = self.find(PAGES)?;
        let mut writer = PageWriter::new(sql, image, |_| Ok(()))?;
        self.pour(&mut entry, |bytes| {
            let taken = writer.take(bytes);
            taken.map_err(|error| match error.kind() {
                Kind::Damaged => damaged(),
                _ => error,
            })
        })?;
        let (stream, settled) = writer.finish().map_err(|_| damaged())?;
        let mut line = String::new();
        let read = self.find(HASH)?.take(1 << 10).read_to_string(&mut line);
        read.map_err(|error| self.trouble.told(error))?;
        if line == hash_line(&stream) {
            Ok(settled)
        } else {
            Err(damaged())
        }
    }

    /// Brings the files that the rows of `read` need into the folder of the vault being made. One
    /// that only the bin needs may be missing.
    fn files(&mut self, read: &Read<'_>, dir: &Path, kept: &[Kept]) -> Result<()> {
        let files = Files::beside(dir);
        let needed = needed(read)?;
        let rows: HashMap<Id, &Stored> = needed.iter().map(|one| (one.id, one)).collect();
        let kept: HashMap<&str, &Kept> = kept.iter().map(|one| (one.name.as_str(), one)).collect();
        let mut brought = HashSet::new();
        while let Some((name, mut entry)) = self.next()? {
            let Some(kept) = kept.get(name.as_str()) else {
                continue;
            };
            // A file that lies on several records is there several times.
            let Some(row) = rows.get(&kept.file).filter(|row| brought.insert(row.id)) else {
                continue;
            };
            match &kept.head {
                Some(head) => {
                    let head = unhex(head).ok_or_else(damaged)?;
                    let sealed = files.seal_again(row, head, &mut entry, |_| Ok(()));
                    sealed.map_err(|error| self.trouble.or(error))?;
                }
                None => self.as_it_lies(&files, row, &mut entry)?,
            }
        }
        let missing = needed.iter().find_map(|one| {
            let name = one.name.as_ref()?;
            (!brought.contains(&one.id)).then_some(name)
        });
        match missing {
            Some(name) => {
                Err(Error::new(Kind::Damaged, "error.parcel_file_missing").with("name", name))
            }
            None => Ok(()),
        }
    }

    fn as_it_lies(&self, files: &Files, row: &Stored, entry: &mut impl io::Read) -> Result<()> {
        let path = files.path(row.id);
        files.ready_folder(&path)?;
        let mut to = create_private(&path)?;
        self.pour(entry, |bytes| Ok(to.write_all(bytes)?))?;
        to.sync_all()?;
        path.parent().map_or(Ok(()), sync_folder)
    }

    fn pour(
        &self,
        from: &mut impl io::Read,
        mut each: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut bytes = vec![0; PIECE];
        loop {
            match from.read(&mut bytes) {
                Ok(0) => return Ok(()),
                Ok(n) => each(bytes.get(..n).unwrap_or_default())?,
                Err(error) => return Err(self.trouble.told(error)),
            }
        }
    }
}

/// The plain archive, for whoever reads it by entries and for whoever reads on behind them.
struct Shared<R>(Rc<RefCell<R>>);

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: io::Read> io::Read for Shared<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(buffer)
    }
}

fn damaged() -> Error {
    Error::new(Kind::Damaged, "error.parcel_damaged")
}

fn parsed<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    serde_json::from_slice(text).map_err(|error| none_of_ours().caused_by(error))
}
