//! Where backups stand in a folder the user chose, and how such a place is made and recognised.
//!
//! ```text
//! <chosen>/Steward Backup/README-FIRST.txt
//!                         <vault id>/steward-backup.json   the marker
//!                                    README-FIRST.txt
//!                                    repository/           restic format
//!                                    key-copies/  quarantine/  ledger.json  ledger-copy.json
//!                                    keys.json  keys-copy.json  lock  unproved
//! ```
//! Places are told apart by vault id, so several vaults share a drive without knowing each other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use rustic_core::repofile::{Chunker, ConfigFile};
use rustic_core::{ConfigOptions, Credentials, FileType, Id as FileId, KeyOptions};
use serde::{Deserialize, Serialize};

use super::backend::REPOSITORY;
use super::drive::{Drive, is_of_one_file};
use super::keys::{KeyFile, Keys, Role, in_memory, name_of};
use super::ledger::Ledger;
use super::medium::{EntryKind, Medium};
use super::memory::Memory;
use super::newest::{Newest, Stays};
use super::sanitise::KEY_COPIES;
use super::session::Session;
use crate::base::{Error, Id, Kind, Report, Result};

/// The one folder we make in a folder the user chose.
pub(crate) const FOLDER: &str = "Steward Backup";
/// Stands in the name of a folder that was put aside, between the vault's and when.
const ASIDE: &str = " damaged ";
const MARKER: &str = "steward-backup.json";
const README: &str = "README-FIRST.txt";
const README_TEXT: &str = include_str!("../../../../assets/backup/README-FIRST.txt");
const FORMAT: u32 = 1;

/// Chunks are cut where the reserved, zeroed end of a page is, or by content: on page borders in
/// the database, large in attachments. Below 4 KiB the engine's chunker breaks.
const CHUNK: (usize, usize, usize) = (8 << 10, 1 << 20, 8 << 20);
/// zstd's level. Most chunks are two pages long, and each is a compression of its own: level 3, the
/// usual one, takes a fifth longer for a sixtieth less, and level 1 is no faster.
const COMPRESSION: i32 = 2;
/// Small enough for FAT and for reading back; the vaults of tests must fill more than one as well.
const PACK: u32 = if cfg!(test) { 64 << 10 } else { 8 << 20 };

#[derive(Serialize, Deserialize)]
struct Marker {
    format: u32,
    vault: Id,
    /// Which of the places of this vault it is; those of older programs do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<Id>,
}

/// The folder of one vault's backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) home: PathBuf,
    pub(crate) vault: Id,
    /// Which of the vault's places it says it is.
    pub(crate) target: Option<Id>,
    newer: bool,
}

impl Place {
    /// Whether it was put aside: it bears the marks of the place that was begun anew after it.
    pub(crate) fn is_aside(&self) -> bool {
        is_aside(&self.home)
    }

    /// Its folder, unless a newer program made it.
    pub(crate) fn known(self) -> Result<PathBuf> {
        if self.newer {
            return Err(Error::new(Kind::NewerVersion, "error.backup_newer"));
        }
        Ok(self.home)
    }
}

/// What the folder of a vault's backups is called once it is put aside.
pub(crate) fn aside_of(home: &Path, vault: Id, stamp: &str) -> PathBuf {
    home.with_file_name(format!("{vault}{ASIDE}{stamp}"))
}

/// Whether a folder is called as one that was put aside.
pub(crate) fn is_aside(home: &Path) -> bool {
    let name = home.file_name().and_then(|name| name.to_str());
    let parts = name.and_then(|name| name.split_once(ASIDE));
    parts.is_some_and(|(vault, _)| vault.parse::<Id>().is_ok())
}

/// Where a place begun in the stead of `home` stands: where that one does, or did before it was put aside.
pub(crate) fn in_stead_of(home: &Path) -> PathBuf {
    let name = home.file_name().and_then(|name| name.to_str());
    match name.and_then(|name| name.split_once(ASIDE)) {
        Some((vault, _)) if is_aside(home) => home.with_file_name(vault),
        _ => home.to_owned(),
    }
}

/// The places in a chosen folder: itself, in our folder inside it, or beside it if it is ours.
pub(crate) fn places(
    medium: &Arc<dyn Medium>,
    chosen: &Path,
    report: &Report,
) -> Result<Vec<Place>> {
    let drive = Drive::new(medium.clone(), chosen.to_owned(), report.clone());
    let medium = drive.medium();
    let mut candidates = vec![chosen.to_owned()];
    for folder in [chosen.to_owned(), chosen.join(FOLDER)] {
        let entries = if folder == chosen {
            drive.list(&folder)?
        } else {
            medium.list(&folder).unwrap_or_default()
        };
        let folders = entries
            .into_iter()
            .filter(|entry| entry.kind == EntryKind::Folder);
        candidates.extend(folders.map(|entry| folder.join(entry.name)));
    }
    let places = candidates
        .into_iter()
        .filter_map(|home| place_at(medium, home))
        .collect();
    drive.given_up()?;
    Ok(places)
}

/// Whose backups stand in a folder, if any do. The folder's own name stands in for a lost marker.
fn place_at(medium: &Arc<dyn Medium>, home: PathBuf) -> Option<Place> {
    if let Some(marker) = marker_at(medium, &home) {
        return Some(Place {
            home,
            vault: marker.vault,
            target: marker.target,
            newer: marker.format > FORMAT,
        });
    }
    let named = home.file_name().and_then(|name| name.to_str());
    let vault = named.and_then(|name| name.parse().ok())?;
    // Some storage knows no folder that is missing, only one in which nothing is.
    let there = medium.list(&home.join(REPOSITORY)).ok()?;
    (!there.is_empty()).then_some(Place {
        home,
        vault,
        target: None,
        newer: false,
    })
}

/// Whether the place of a vault's that bears the mark `target` stands in one of the usual ways in
/// `chosen`. Reads three small files at most and lists nothing: it is asked of every drive there is.
pub(crate) fn marked_in(
    medium: &Arc<dyn Medium>,
    chosen: &Path,
    (vault, target): (Id, Id),
) -> Option<PathBuf> {
    usual(chosen, vault).into_iter().find(|home| {
        marker_at(medium, home)
            .is_some_and(|marker| marker.vault == vault && marker.target == Some(target))
    })
}

fn marker_at(medium: &Arc<dyn Medium>, home: &Path) -> Option<Marker> {
    let text = medium.read(&home.join(MARKER)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Has a place bear the mark `target` from now on.
pub(crate) fn mark(drive: &Drive, vault: Id, target: Id) -> Result<()> {
    let marker = Marker {
        format: FORMAT,
        vault,
        target: Some(target),
    };
    let text = serde_json::to_vec(&marker).map_err(Error::internal)?;
    put_once(drive, &drive.path(MARKER), text)
}

/// The same, where it matters that it bears none.
pub(crate) fn mark_at(drive: &Drive) -> Result<Option<Id>> {
    let mark = mark_of(drive.medium(), drive.home());
    drive.given_up()?;
    Ok(mark)
}

/// The mark a place bears.
pub(crate) fn mark_of(medium: &Arc<dyn Medium>, home: &Path) -> Option<Id> {
    marker_at(medium, home)?.target
}

fn standing(
    medium: &Arc<dyn Medium>,
    chosen: &Path,
    vault: Id,
    report: &Report,
) -> Result<Option<PathBuf>> {
    // Where it usually is, without looking through all there is.
    let drive = Drive::new(medium.clone(), chosen.to_owned(), report.clone());
    let mut usual = usual(chosen, vault)
        .into_iter()
        .filter_map(|home| place_at(drive.medium(), home));
    let usual = usual.find(|place| place.vault == vault && !place.is_aside());
    drive.given_up()?;
    let place = match usual {
        Some(place) => Some(place),
        None => {
            let places = places(medium, chosen, report)?.into_iter();
            // Where nothing was begun in its stead, what was put aside is the place as it was.
            places
                .filter(|place| place.vault == vault)
                .min_by_key(Place::is_aside)
        }
    };
    place.map(Place::known).transpose()
}

/// Where the place of a vault's stands in a folder, as a rule.
fn usual(chosen: &Path, vault: Id) -> [PathBuf; 3] {
    let own = vault.to_string();
    [
        chosen.join(FOLDER).join(&own),
        chosen.to_owned(),
        chosen.join(&own),
    ]
}

/// Where a vault's backups stand in a chosen folder. Where they do not, the drive is another one
/// or is not plugged in: an empty mount point is a folder too.
pub(crate) fn place_in(
    medium: &Arc<dyn Medium>,
    chosen: &Path,
    vault: Id,
    report: &Report,
) -> Result<PathBuf> {
    standing(medium, chosen, vault, report)?.ok_or_else(|| {
        Error::new(Kind::Unavailable, "error.backup_drive_missing").with("folder", chosen.display())
    })
}

/// Where a vault's backups stand, or are to stand, in a chosen folder.
pub(crate) fn place_for(
    medium: &Arc<dyn Medium>,
    chosen: &Path,
    vault: Id,
    report: &Report,
) -> Result<PathBuf> {
    if let Some(home) = standing(medium, chosen, vault, report)? {
        return Ok(home);
    }
    let ours = chosen.file_name().is_some_and(|name| name == FOLDER);
    let above = if ours {
        chosen.to_owned()
    } else {
        chosen.join(FOLDER)
    };
    Ok(above.join(vault.to_string()))
}

/// Whether a repository stands in `home`, or the remains of one: anything that must not be taken
/// for a fresh start.
pub(crate) fn is_made(medium: &Arc<dyn Medium>, home: &Path, report: &Report) -> Result<bool> {
    let drive = Drive::new(medium.clone(), home.to_owned(), report.clone());
    let marked = [home.join(MARKER), home.join(REPOSITORY).join("config")];
    let marked = marked.iter().any(|file| drive.medium().read(file).is_ok());
    drive.given_up()?;
    Ok(marked || holds_data(&Session::unseen(medium, home, report))?)
}

/// Makes the folders themselves.
pub(crate) fn make_folders(medium: &Arc<dyn Medium>, home: &Path, report: &Report) -> Result<()> {
    let above = home.parent().unwrap_or(home);
    let around = above.parent().unwrap_or(above);
    let drive = Drive::new(medium.clone(), around.to_owned(), report.clone());
    drive.make_folder(above)?;
    drive.make_folder(home)
}

/// Makes a place whole: repository, keys, their copies, texts and marker. What is there and right
/// stays as it is; run after every opening, it also carries new key files to the drive and takes
/// old ones away. Of which kinds the drive keeps a later one than ours is returned.
pub(crate) fn furnish(session: &Session, vault: Id, keys: &Keys) -> Result<Vec<Stays>> {
    let drive = session.drive();
    drive.make_folder(&drive.path(REPOSITORY))?;
    drive.make_folder(&drive.path(KEY_COPIES))?;
    let config = session.files().folder(FileType::Config);
    if drive.get_if_any(&config)?.is_none() {
        make_repository(session, keys)?;
    }
    prove_keys(session, keys)?;
    let stay = sync_keys(session, keys)?;
    copy_config(drive, &config)?;

    let marker = serde_json::to_vec(&Marker {
        format: FORMAT,
        vault,
        target: mark_of(drive.medium(), drive.home()),
    })
    .map_err(Error::internal)?;
    put_once(drive, &drive.path(MARKER), marker)?;
    put_once(drive, &drive.path(README), readme(".").into_bytes())?;
    let home = drive.home();
    if let (Some(above), Some(name)) = (home.parent(), home.file_name().and_then(|n| n.to_str())) {
        let text = above.join(README);
        if above.file_name().is_some_and(|name| name == FOLDER) && readable(drive, &text)?.is_none()
        {
            drive.put(&text, &[readme(name).into_bytes().into()])?;
        }
    }
    Ok(stay)
}

/// Opens the repository, to prove that the keys fit before any key file is touched. One that does
/// not open but holds nothing was left half-made by an earlier attempt, and is made anew.
fn prove_keys(session: &Session, keys: &Keys) -> Result<()> {
    let credentials = keys.credentials()?;
    match session.open(&credentials) {
        Err(error) if error.kind() == Kind::Damaged => {
            if holds_data(session)? {
                return Err(Error::new(Kind::WrongSecret, "error.backup_other_keys")
                    .with("folder", session.drive().home().display())
                    .caused_by(error));
            }
            session
                .drive()
                .quarantine(&session.files().folder(FileType::Config))?;
            for (name, _) in session.key_files()? {
                session
                    .drive()
                    .quarantine(&session.files().folder(FileType::Key).join(name))?;
            }
            make_repository(session, keys)?;
            session.open(&credentials).map(drop)
        }
        opened => opened.map(drop),
    }
}

/// Whether a repository that our keys do not open is damaged, as against one under other keys: no key opens it, for
/// it has no configuration; or it bears our key files or our record.
pub(crate) fn is_past_opening(session: &Session, keys: &Keys) -> Result<bool> {
    if !session.has_config()? || Ledger::is_ours(session.drive(), keys)? {
        return Ok(true);
    }
    let there = session.key_files()?;
    let ours: Vec<String> = keys.files().iter().map(KeyFile::name).collect();
    Ok(there.iter().any(|(name, _)| ours.contains(name)))
}

/// Whether anything was ever backed up into the repository.
fn holds_data(session: &Session) -> Result<bool> {
    for kind in [FileType::Pack, FileType::Index, FileType::Snapshot] {
        let folder = session.files().folder(kind);
        if session.drive().medium().list(&folder).is_ok()
            && !session.files().listed(kind)?.is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps a copy of the configuration, and of no other.
fn copy_config(drive: &Drive, config: &Path) -> Result<()> {
    let content = drive.get(config)?;
    let folder = drive.path(KEY_COPIES);
    let name = copy_name("config", &content);
    if readable(drive, &folder.join(&name))?.is_none() {
        // It is to stand in for the configuration one day: not as it came garbled over the cable.
        drive.medium().forget(config);
        if drive.get(config)? != content {
            return Ok(());
        }
    }
    put_once(drive, &folder.join(&name), content)?;
    for entry in drive.list(&folder)? {
        if entry.name.starts_with("config-") && entry.name != name {
            drive.remove(&folder.join(entry.name))?;
        }
    }
    Ok(())
}

fn readme(folder: &str) -> String {
    README_TEXT.replace("{folder}", folder)
}

fn copy_name(what: &str, content: &[u8]) -> String {
    format!("{what}-{}", name_of(content))
}

/// What stands in a file; nothing where it cannot be read: written anew, it stands in another spot.
fn readable(drive: &Drive, file: &Path) -> Result<Option<Vec<u8>>> {
    match drive.get_if_any(file) {
        Err(error) if is_of_one_file(&error) => Ok(None),
        there => there,
    }
}

fn put_once(drive: &Drive, file: &Path, content: Vec<u8>) -> Result<()> {
    if readable(drive, file)?.as_ref() == Some(&content) {
        return Ok(());
    }
    drive.put(file, &[Bytes::from(content)])
}

/// Makes an empty repository under our keys. Refuses where there is data without a configuration:
/// that is a damaged repository, not a new one.
fn make_repository(session: &Session, keys: &Keys) -> Result<()> {
    if holds_data(session)? {
        return Err(Error::new(Kind::Damaged, "error.backup_damaged")
            .with("folder", session.drive().home().display()));
    }
    let closed = session.closed()?;
    let config = new_config()?;
    let credentials = keys.credentials()?;
    session.run(|| closed.init_with_config(&credentials, &KeyOptions::default(), config))?;
    Ok(())
}

/// A configuration with an identity of its own, made by the engine, and our measures in it.
fn new_config() -> Result<ConfigFile> {
    let memory = Arc::new(Memory::default());
    let credentials = Credentials::Masterkey(rustic_core::repofile::MasterKey::new());
    let drawn = in_memory(&memory)
        .and_then(|closed| {
            closed.init(
                &credentials,
                &KeyOptions::default(),
                &ConfigOptions::default(),
            )
        })
        .map_err(Error::internal)?;
    let (min, average, max) = CHUNK;
    let mut config = drawn.config().clone();
    config.chunker = Some(Chunker::Rabin);
    config.chunk_min_size = Some(min);
    config.chunk_size = Some(average);
    config.chunk_max_size = Some(max);
    config.datapack_size = Some(PACK);
    config.datapack_growfactor = Some(0);
    config.datapack_size_limit = Some(PACK);
    config.compression = Some(COMPRESSION);
    // The engine would decrypt and unpack each chunk right after making it. Every backup is read
    // back from the drive, which finds that and all that can go wrong later.
    config.extra_verify = Some(false);
    Ok(config)
}

/// Makes the key files on the drive those of `keys`. It is told first which are the newest, then the new
/// ones go, then the copies of the old ones, then the old ones: at every moment one that opens is there.
/// Key files that somebody added by hand are not ours to touch, nor are those for a later secret than ours;
/// of which kinds there are any is returned.
fn sync_keys(session: &Session, keys: &Keys) -> Result<Vec<Stays>> {
    let (drive, backend) = (session.drive(), session.files());
    let copies = drive.path(KEY_COPIES);
    let there = session.key_files()?;
    let told = Newest::read(drive, keys)?;
    let mut newest = told.newest.clone().unwrap_or_default();
    let mut news = !told.whole;
    let mut stay = Vec::new();
    for file in keys.files() {
        let other =
            |(name, other): &(String, KeyFile)| other.role == file.role && *name != file.name();
        if told.newest.is_none() && there.iter().any(other) {
            stay.push(Stays::Unclear(file.role));
        } else if let Some(revision) = newest.overtakes(file, keys, &there) {
            stay.push(Stays::Later(file.role, revision));
        } else {
            news |= newest.note(file, keys);
        }
    }
    // As long as it is unclear it stays so, for whoever knows.
    if news && !stay.iter().any(|one| matches!(one, Stays::Unclear(_))) {
        newest.write(drive, keys)?;
    }
    let stays = |role: Role| stay.iter().any(|one| one.role() == role);
    let ours = keys.files().iter();
    for file in ours.filter(|file| !stays(file.role)) {
        let id: FileId = file.name().parse().map_err(Error::internal)?;
        let content = file.text.clone().into_bytes();
        put_once(
            drive,
            &copies.join(copy_name("key", &content)),
            content.clone(),
        )?;
        put_once(drive, &backend.file(FileType::Key, &id), content)?;
    }
    for (name, file) in there {
        let mut same = keys
            .files()
            .iter()
            .filter(|ours| ours.role == file.role && !stays(ours.role))
            .peekable();
        if same.peek().is_none() || same.any(|ours| ours.name() == name) {
            continue;
        }
        drive.remove(&copies.join(format!("key-{name}")))?;
        drive.remove(&backend.folder(FileType::Key).join(&name))?;
    }
    Ok(stay)
}
