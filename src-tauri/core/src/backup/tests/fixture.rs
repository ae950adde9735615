//! A small vault, keys made beforehand (making them takes a third of a second each), and a medium
//! that fails when told to.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tempfile::TempDir;

use crate::backup::medium::{Disk, Entry, Medium};
use crate::backup::restore::{Found, NewVault};
use crate::backup::{Counts, Keys, Target, Whose};
use crate::base::{Clock, FixedClock, Report, Result, Timestamp};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::vault::{Opens, Vault};

pub(super) const PASSPHRASE: &str = "three grey herons by the weir";
pub(super) const NOW: i64 = 1_795_305_600_000;
const DAY: i64 = 86_400_000;

/// A vault in a folder of its own and an empty drive beside it.
pub(crate) struct House {
    pub(super) room: TempDir,
    pub(crate) vault: Vault,
    pub(super) clock: Arc<FixedClock>,
}

impl House {
    /// With `rows` records of about a kilobyte.
    pub(crate) fn with(rows: usize) -> Self {
        let room = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(Timestamp(NOW).utc()));
        let (vault, _) = Vault::create(
            &room.path().join("Anna.steward"),
            &secret(),
            KdfCost::for_tests(),
            clock.clone(),
        )
        .unwrap();
        std::fs::create_dir(room.path().join("drive")).unwrap();
        let house = Self { room, vault, clock };
        house.write(0..rows, "first");
        house
    }

    /// Writes records anew, each with a text of its own.
    pub(super) fn write(&self, rows: std::ops::Range<usize>, word: &str) {
        self.vault
            .write("settings.set", |tx| {
                for row in rows {
                    let text = noise(&format!("{word} {row}"));
                    tx.sql().execute(
                        "INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)",
                        [format!("row {row}"), text],
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }

    pub(super) fn drive(&self) -> PathBuf {
        self.room.path().join("drive")
    }
    pub(super) fn home(&self) -> PathBuf {
        self.drive()
            .join("Steward Backup")
            .join(self.vault.id().to_string())
    }
    pub(super) fn repository(&self) -> PathBuf {
        self.home().join("repository")
    }
    pub(super) fn whose(&self) -> Whose {
        Whose {
            id: self.vault.id(),
            name: "Anna".to_owned(),
            instance: None,
        }
    }
    pub(super) fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }
    pub(super) fn next_day(&self) {
        self.clock.advance(DAY);
    }

    pub(super) fn target(&self) -> Target {
        self.target_on(&disk()).unwrap()
    }
    pub(super) fn target_on(&self, medium: &Arc<dyn Medium>) -> Result<Target> {
        let report = Report::silent();
        Target::make(
            medium,
            &self.drive(),
            &self.whose(),
            &keys(),
            &self.clock(),
            &report,
        )
    }
    pub(super) fn back_up(&self) -> crate::backup::Finished {
        self.back_up_on(&disk()).unwrap()
    }
    pub(super) fn back_up_on(&self, medium: &Arc<dyn Medium>) -> Result<crate::backup::Finished> {
        back_up(&self.target_on(medium)?, &self.vault, &Report::silent())
    }

    /// The pages of the vault, as a backup sees them.
    pub(crate) fn image(&self) -> Vec<u8> {
        image_of(&self.vault)
    }
}

/// A kilobyte of letters that follow from a word and do not compress to nothing.
pub(super) fn noise(word: &str) -> String {
    let mut bytes = [0; 512];
    let mut hasher = blake3::Hasher::new();
    hasher.update(word.as_bytes());
    hasher.finalize_xof().fill(&mut bytes);
    bytes
        .iter()
        .fold(String::with_capacity(1024), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
}

pub(super) fn back_up(
    target: &Target,
    vault: &Vault,
    report: &Report,
) -> Result<crate::backup::Finished> {
    target.backup(vault, counted, |_| Ok(Vec::new()), report)
}

pub(super) fn counted(read: &crate::vault::Read<'_>) -> Result<Counts> {
    let settings: i64 = read
        .sql()
        .query_row("SELECT count(*) FROM setting", [], |row| row.get(0))?;
    Ok(Counts::from([(
        "setting".to_owned(),
        settings.unsigned_abs(),
    )]))
}

pub(super) fn image_of(vault: &Vault) -> Vec<u8> {
    use crate::backup::pages::{Image, read_out};
    let mut all = Vec::new();
    vault
        .read(|read| {
            let image = Image::of(read.sql())?;
            read_out(read.sql(), image, |pages| {
                all.extend_from_slice(&pages);
                Ok(true)
            })
        })
        .unwrap();
    all
}

/// Restores a backup into a folder of the house's.
pub(super) fn restore(house: &House, id: &str, into: &str) -> Result<Vault> {
    restore_on(&disk(), house, id, into)
}

pub(super) fn restore_on(
    medium: &Arc<dyn Medium>,
    house: &House,
    id: &str,
    into: &str,
) -> Result<Vault> {
    let found = Found::with_keys(medium, &house.home(), keys(), &Report::silent())?;
    let folder = house.room.path().join(into);
    let (passphrase, recovery) = (secret(), recovery());
    let opens = anew(&passphrase, &recovery);
    let made = found.rebuild(id, &folder, opens, &house.clock(), &Report::silent());
    made.map(|(vault, _)| vault)
}

pub(super) fn anew<'s>(passphrase: &'s Secret, recovery: &'s RecoveryKey) -> Opens<'s> {
    Opens::Anew {
        passphrase,
        recovery,
        proved: false,
        cost: KdfCost::for_tests(),
    }
}

pub(super) fn new_vault<'s>(
    house: &House,
    folder: &'s Path,
    passphrase: &'s Secret,
) -> NewVault<'s> {
    NewVault {
        folder,
        passphrase,
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: house.clock(),
    }
}

pub(super) fn secret() -> Secret {
    Secret::new(PASSPHRASE)
}
pub(super) fn recovery() -> RecoveryKey {
    RecoveryKey::from_bytes(*b"twenty bytes of fate")
}
pub(super) fn disk() -> Arc<dyn Medium> {
    Arc::new(Disk)
}

/// The same keys in every test, for [`PASSPHRASE`] and [`recovery`].
pub(super) fn keys() -> Keys {
    Keys::from_text(include_str!("fixture_keys.json")).unwrap()
}

/// Copies a folder with all that is in it.
pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// All files below a folder, in a fixed order.
pub(super) fn files(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![below.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// When and how a [`Faulty`] medium fails.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// Not at all.
    None,
    /// The call of this number, once.
    At(usize, i32),
    /// From the call of this number on, as if the drive were gone.
    From(usize, i32),
    /// Every call that changes something.
    Writes(i32),
    /// Writing, once so many bytes are written.
    Full(u64),
    /// Carrying to the medium.
    Sync(i32),
    /// Says that so many bytes are free.
    Free(u64),
    /// The same until a backup is removed.
    Cramped(u64),
    /// Packs are not what was written.
    Lies,
    /// What the call of this number reads is another by one bit.
    Garbled(usize),
    /// Taking a lock of the file system's.
    Lock(i32),
    /// Reading the file of this name, until another one is put in its place: a bad sector.
    File(&'static str, i32),
}

/// The disk, with faults.
pub(super) struct Faulty {
    fault: Mutex<Fault>,
    calls: AtomicUsize,
    written: Mutex<u64>,
    /// The calls made, by name and file.
    pub(super) log: Mutex<Vec<String>>,
    /// Bytes that were read of parts of files.
    pub(super) in_parts: Mutex<usize>,
    /// The files the system was asked to forget.
    pub(super) forgotten: Mutex<Vec<String>>,
}

impl Faulty {
    pub(super) fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self {
            fault: Mutex::new(fault),
            calls: AtomicUsize::new(0),
            written: Mutex::new(0),
            log: Mutex::new(Vec::new()),
            in_parts: Mutex::new(0),
            forgotten: Mutex::new(Vec::new()),
        })
    }
    /// Fails otherwise from now on.
    pub(super) fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }
    fn call(&self, name: &str, file: &Path, writes: bool) -> io::Result<()> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst);
        let what = file.file_name().unwrap_or_default().to_string_lossy();
        self.log.lock().unwrap().push(format!("{name} {what}"));
        let reads = name == "read" || name == "part";
        match *self.fault.lock().unwrap() {
            Fault::File(name, errno) if reads && what == name => {
                Err(io::Error::from_raw_os_error(errno))
            }
            Fault::Lock(errno) if name == "lock" => Err(io::Error::from_raw_os_error(errno)),
            Fault::At(at, errno) if number == at => Err(io::Error::from_raw_os_error(errno)),
            Fault::From(at, errno) if number >= at => Err(io::Error::from_raw_os_error(errno)),
            Fault::Writes(errno) if writes => Err(io::Error::from_raw_os_error(errno)),
            _ => Ok(()),
        }
    }
    /// What was read by the latest call, as it comes over the cable.
    fn heard(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let latest = self.calls.load(Ordering::SeqCst) - 1;
        if let Fault::Garbled(at) = *self.fault.lock().unwrap()
            && at == latest
        {
            let middle = bytes.len() / 2;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte ^= 1 << (at % 8);
            }
        }
        bytes
    }
    fn carry(&self) -> io::Result<()> {
        match *self.fault.lock().unwrap() {
            Fault::Sync(errno) => Err(io::Error::from_raw_os_error(errno)),
            _ => Ok(()),
        }
    }
}

impl Medium for Faulty {
    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        self.call("mkdir", folder, true)?;
        Disk.make_folder(folder)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.call("list", folder, false)?;
        Disk.list(folder)
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.call("read", file, false)?;
        Disk.read(file).map(|bytes| self.heard(bytes))
    }
    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.call("part", file, false)?;
        *self.in_parts.lock().unwrap() += length;
        let read = Disk.read_part(file, offset, length);
        read.map(|bytes| self.heard(bytes))
    }
    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        self.call("write", file, true)?;
        if let Fault::Full(room) = *self.fault.lock().unwrap() {
            let size: u64 = parts.iter().map(|part| part.len() as u64).sum();
            let mut written = self.written.lock().unwrap();
            if *written + size > room {
                let half: Vec<u8> = parts.concat();
                std::fs::write(file, &half[..half.len() / 2])?;
                return Err(io::Error::from_raw_os_error(
                    rustix::io::Errno::NOSPC.raw_os_error(),
                ));
            }
            *written += size;
        }
        let pack = file.components().any(|part| part.as_os_str() == "data");
        if pack && matches!(*self.fault.lock().unwrap(), Fault::Lies) {
            let mut content = parts.concat();
            content[0] ^= 1;
            return std::fs::write(file, content);
        }
        Disk.write(file, parts)
    }
    fn sync(&self, file: &Path) -> io::Result<()> {
        self.call("sync", file, true)?;
        self.carry()?;
        Disk.sync(file)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.call("sync folder", folder, true)?;
        self.carry()?;
        Disk.sync_folder(folder)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call("rename", to, true)?;
        let fault = *self.fault.lock().unwrap();
        if let Fault::File(name, _) = fault
            && to.ends_with(name)
        {
            self.set(Fault::None);
        }
        Disk.rename(from, to)
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        self.call("remove", file, true)?;
        let backup = file
            .parent()
            .is_some_and(|folder| folder.ends_with("snapshots"));
        let fault = *self.fault.lock().unwrap();
        if let (true, Fault::Cramped(_)) = (backup, fault) {
            self.set(Fault::None);
        }
        Disk.remove(file)
    }
    fn forget(&self, file: &Path) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        self.forgotten.lock().unwrap().push(name.into_owned());
        Disk.forget(file);
    }
    fn free(&self, folder: &Path) -> Option<u64> {
        match *self.fault.lock().unwrap() {
            Fault::Free(free) | Fault::Cramped(free) => Some(free),
            _ => Disk.free(folder),
        }
    }
    fn lock(&self, file: &Path) -> io::Result<Box<dyn Send + Sync>> {
        self.call("lock", file, true)?;
        Disk.lock(file)
    }
}
