//! Where the places for backups are just now: found by the mark each bears, wherever its drive is
//! mounted and whatever letter it got.
//!
//! Looking is cheap (a few small files of each mounted drive) and writes nothing, for it is done
//! every minute while a backup is due. It may take as long as a drive does not answer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::folder::{marked_in, places};
use super::medium::{Disk, Medium};
use super::plan::Plan;
use crate::base::{Id, Report};

/// How a place stands just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// It is there.
    Here,
    /// Its drive is not plugged in.
    Away,
    /// Nor ever was, since it was chosen.
    NeverSeen,
    /// Where it was, there are backups of somebody else, or of another place.
    Foreign,
    /// There are two of it: somebody copied it, and only one can be backed up to.
    Cloned,
}

impl Whereabouts {
    /// Whether nothing of it is to be seen anywhere.
    pub(super) fn is_missing(self) -> bool {
        matches!(self, Self::Away | Self::NeverSeen)
    }
}

/// A place as it was seen just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Which.
    pub target: Id,
    /// How it stands.
    pub standing: Whereabouts,
    /// The folder it stands in; none unless it is there once.
    pub folder: Option<PathBuf>,
    /// The folders it stands in, where it is there twice.
    pub clones: Vec<PathBuf>,
    /// Bytes free, where the system says.
    pub free_bytes: Option<u64>,
}

impl Sighting {
    /// Whether it can be backed up to.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.standing == Whereabouts::Here
    }
}

/// What was found of a place in one spot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// The folder it stands in there, what tells its own folder from others, and the bytes free.
    here: Option<(PathBuf, Identity, Option<u64>)>,
    /// Backups of somebody else stand there, and none of this vault.
    taken: bool,
}

#[cfg(test)]
impl Spot {
    /// It stands in `folder`.
    pub(super) fn at(folder: &Path) -> Self {
        Self {
            here: Some((folder.to_owned(), (0, 0, folder.to_owned()), None)),
            taken: true,
        }
    }
}

/// Looks for the place of `plan` on the drive mounted at `root`, or else where it was last.
pub(super) fn spot(plan: &Plan, vault: Id, root: Option<&Path>) -> Spot {
    if plan.cloud.is_some() {
        return Spot::default();
    }
    let medium: Arc<dyn Medium> = Arc::new(Disk);
    let here =
        |chosen: &Path, home: &Path| Some((chosen.to_owned(), identity(home), medium.free(home)));
    if let Some(root) = root {
        for chosen in [root.join(&plan.within), root.to_owned()] {
            if let Some(home) = marked_in(&medium, &chosen, (vault, plan.id)) {
                let here = here(&chosen, &home);
                return Spot { here, taken: true };
            }
        }
        return Spot::default();
    }
    let there = places(&medium, &plan.folder, &Report::silent()).unwrap_or_default();
    let mine = |target: Option<Id>| target == Some(plan.id) || !plan.marked || target.is_none();
    let of_vault = || there.iter().filter(|place| place.vault == vault);
    // What was put aside bears the same mark, and is the place only while nothing was begun in its stead.
    let begun = of_vault().any(|place| !place.is_aside());
    let ours = of_vault().find(|place| mine(place.target) && !(begun && place.is_aside()));
    Spot {
        here: ours.and_then(|place| here(&plan.folder, &place.home)),
        // Where another place of this vault stands, its drive took this one's path: this one is away.
        taken: !there.is_empty() && of_vault().next().is_none(),
    }
}

/// How a place stands by what was found where it was last, and on the drives there are.
pub(super) fn sum(plan: &Plan, own: Spot, others: impl Iterator<Item = Spot>) -> Sighting {
    if plan.cloud.is_some() {
        // Whether it answers is found out when something is asked of it.
        return Sighting {
            target: plan.id,
            standing: Whereabouts::Here,
            folder: Some(plan.folder.clone()),
            clones: Vec::new(),
            free_bytes: None,
        };
    }
    let taken = own.taken;
    let mut seen = BTreeSet::new();
    let found = std::iter::once(own).chain(others);
    let found = found.filter_map(|spot| spot.here);
    let mut found: Vec<_> = found
        .filter(|(_, identity, _)| seen.insert(identity.clone()))
        .collect();
    let standing = match found.as_slice() {
        [] if taken => Whereabouts::Foreign,
        [] if plan.seen_at().is_none() => Whereabouts::NeverSeen,
        [] => Whereabouts::Away,
        [_] => Whereabouts::Here,
        _ => Whereabouts::Cloned,
    };
    let here = (standing == Whereabouts::Here).then(|| found.pop());
    let (folder, free_bytes) = match here.flatten() {
        Some((folder, _, free)) => (Some(folder), free),
        None => (None, None),
    };
    Sighting {
        target: plan.id,
        standing,
        folder,
        clones: found.into_iter().map(|(chosen, ..)| chosen).collect(),
        free_bytes,
    }
}

/// See [`identity`].
type Identity = (u64, u64, PathBuf);

/// What tells one folder from another by whatever path it is reached: the same drive mounted twice
/// is one drive.
fn identity(home: &Path) -> Identity {
    #[cfg(unix)]
    if let Ok(about) = std::fs::metadata(home) {
        use std::os::unix::fs::MetadataExt as _;
        return (about.dev(), about.ino(), PathBuf::new());
    }
    let real = std::fs::canonicalize(home).unwrap_or_else(|_| home.to_owned());
    (0, 0, real)
}

/// The part of `folder` below the drive it is on; all of it where its drive is not among `roots`.
#[must_use]
pub fn within(folder: &Path, roots: &[PathBuf]) -> PathBuf {
    let below = roots
        .iter()
        .filter_map(|root| folder.strip_prefix(root).ok())
        .min_by_key(|rest| rest.as_os_str().len());
    below.map(Path::to_owned).unwrap_or_default()
}

/// Where drives are mounted that may hold a place: those of this computer, not the system's own
/// and none behind a network, which can take minutes to answer.
#[must_use]
pub fn mounted() -> Vec<PathBuf> {
    if cfg!(target_os = "linux") {
        let table = std::fs::read("/proc/self/mounts").unwrap_or_default();
        return mounts_in(&String::from_utf8_lossy(&table));
    }
    if cfg!(windows) {
        // Which of them are there is found out by asking each, for one may never answer.
        return ('C'..='Z')
            .map(|letter| PathBuf::from(format!("{letter}:\\")))
            .collect();
    }
    let volumes = std::fs::read_dir("/Volumes")
        .into_iter()
        .flatten()
        .flatten();
    volumes.map(|volume| volume.path()).collect()
}

/// File systems that lie on a drive.
const ON_DRIVES: &[&str] = &[
    "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfs", "hfsplus",
    "iso9660", "jfs", "msdos", "ntfs", "ntfs3", "udf", "vfat", "xfs", "zfs",
];
/// Where the system's own are.
const SYSTEM: &[&str] = &[
    "/boot", "/dev", "/etc", "/proc", "/snap", "/sys", "/usr", "/var",
];

/// The mount points of drives in a table as Linux tells it.
fn mounts_in(table: &str) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = table
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(' ').skip(1);
            let (at, kind) = (parts.next()?, parts.next()?);
            let at = PathBuf::from(unescaped(at));
            let drive = ON_DRIVES.contains(&kind);
            let system = at == Path::new("/") || SYSTEM.iter().any(|above| at.starts_with(above));
            (drive && !system).then_some(at)
        })
        .collect();
    roots.sort();
    roots.dedup();
    roots
}

/// A blank in a mount point stands as `\040` in the table.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut said = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..3).map(|code| u8::from_str_radix(code, 8)) {
            Some(Ok(byte)) => {
                said.push(byte);
                said.extend_from_slice(part.get(3..).unwrap_or_default().as_bytes());
            }
            _ => {
                said.push(b'\\');
                said.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_are_told_from_what_else_is_mounted() {
        let table = "/dev/vda1 / ext4 rw 0 0\n\
            proc /proc proc rw 0 0\n\
            tmpfs /run tmpfs rw 0 0\n\
            /dev/vda2 /boot/efi vfat rw 0 0\n\
            nas:/share /mnt/nas nfs4 rw 0 0\n\
            /dev/sdb1 /media/lin/MY\\040STICK exfat rw 0 0\n\
            /dev/sdc1 /run/media/lin/\\345\\244\\207\\344\\273\\275 fuseblk rw 0 0\n\
            gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0\n";
        assert_eq!(
            mounts_in(table),
            [
                PathBuf::from("/media/lin/MY STICK"),
                PathBuf::from("/run/media/lin/备份"),
            ]
        );
    }

    #[test]
    fn what_lies_below_a_drive_is_told_from_the_drive() {
        let roots = [
            PathBuf::from("/media/lin"),
            PathBuf::from("/media/lin/STICK"),
        ];
        let below = |folder: &str| within(Path::new(folder), &roots);
        assert_eq!(below("/media/lin/STICK/a/b"), Path::new("a/b"));
        assert_eq!(below("/media/lin/STICK"), Path::new(""));
        assert_eq!(below("/home/lin/backups"), Path::new(""));
    }
}
