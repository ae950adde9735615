//! Power cuts: vault and drive lie on a file system of their own, which is shut down at a moment
//! nobody chose with all that it had not carried to its device, and mounted again.
//!
//! The device is a loop over a file, so the cache that is lost is the real one, and so is the
//! journal that is played back. Needs root; `possible` says what is missing. A device that lies
//! about its own cache is not played here.

use std::cell::Cell;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::hunt::{Bag, Ground, Job, hunt_in, rest, this_program};

/// Cuts after which a program that syncs nothing must have been caught.
const CONTROL_CUTS: usize = 5;

/// What vault and drive lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ext4,
    /// The journal runs ahead of the data: files may have their names and lengths, but not yet
    /// their content.
    Ext4Writeback,
    Xfs,
    /// The vault on ext4, the drive on an exFAT stick whose blocks go with it.
    Stick,
}

pub(crate) const KINDS: [Kind; 4] = [Kind::Ext4, Kind::Ext4Writeback, Kind::Xfs, Kind::Stick];

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Ext4 => "ext4",
            Self::Ext4Writeback => "ext4 without ordered data",
            Self::Xfs => "XFS",
            Self::Stick => "exFAT",
        }
    }
    /// Formats an image of a disk.
    fn format(self, image: &Path) -> Result<(), String> {
        let maker = match self {
            Self::Xfs => ["mkfs.xfs", "-q", "-f"],
            _ => ["mkfs.ext4", "-q", "-F"],
        };
        call(maker.iter().map(OsStr::new).chain([image.as_os_str()]))
    }
    fn options(self) -> &'static str {
        // Nothing is carried just because time has passed.
        match self {
            Self::Ext4 | Self::Stick => "loop,commit=300",
            Self::Ext4Writeback => "loop,commit=300,data=writeback",
            Self::Xfs => "loop",
        }
    }
}

/// Calls a program that must succeed.
fn call<'a>(words: impl IntoIterator<Item = &'a OsStr>) -> Result<(), String> {
    said_by(words).map(drop)
}

fn said_by<'a>(words: impl IntoIterator<Item = &'a OsStr>) -> Result<String, String> {
    let words: Vec<&OsStr> = words.into_iter().collect();
    let done = Command::new(words[0]).args(&words[1..]).output();
    let done = done.map_err(|e| format!("{}: {e}", words[0].display()))?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
    } else {
        let complaint = String::from_utf8_lossy(&done.stderr);
        Err(format!("{}: {}", words[0].display(), complaint.trim()))
    }
}

/// A disk with its power under our hand.
struct Powered {
    kind: Kind,
    /// Whether the children's calls to carry something to the disk do nothing.
    unsynced: bool,
    room: TempDir,
    folder: PathBuf,
    cut: Cell<bool>,
}

impl Powered {
    fn on(kind: Kind, unsynced: bool) -> Result<Self, String> {
        // What is lost is what the file system on the image has not carried to it; the image
        // itself may as well lie in memory.
        let room = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new());
        let room = room.map_err(|e| e.to_string())?;
        let folder = room.path().join("disk").join("work");
        let powered = Self {
            kind,
            unsynced,
            room,
            folder,
            cut: Cell::new(false),
        };
        let (image, disk, stick) = (powered.at("image"), powered.at("disk"), powered.at("stick"));
        let made = std::fs::File::create(&image).and_then(|file| file.set_len(400 << 20));
        let made = made.and_then(|()| std::fs::create_dir(&disk));
        let made = made.and_then(|()| std::fs::create_dir(&stick));
        made.map_err(|e| e.to_string())?;
        kind.format(&image)?;
        powered.mount_disk()?;
        std::fs::create_dir(&powered.folder).map_err(|e| e.to_string())?;
        if kind == Kind::Stick {
            // Blocks that are there before: the stick's file is not to grow when it is written to.
            std::fs::write(powered.stick_image(), vec![0; 64 << 20]).map_err(|e| e.to_string())?;
            call(["mkfs.exfat".as_ref(), powered.stick_image().as_os_str()])?;
            let drive = powered.folder.join("drive");
            call([
                "ln".as_ref(),
                "-s".as_ref(),
                stick.as_os_str(),
                drive.as_os_str(),
            ])?;
            powered.mount_stick()?;
        }
        call(["sync".as_ref(), "-f".as_ref(), disk.as_os_str()])?;
        Ok(powered)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }
    fn stick_image(&self) -> PathBuf {
        self.at("disk").join("stick.image")
    }
    fn mount_disk(&self) -> Result<(), String> {
        call([
            "mount".as_ref(),
            "-o".as_ref(),
            self.kind.options().as_ref(),
            self.at("image").as_os_str(),
            self.at("disk").as_os_str(),
        ])
    }
    fn mount_stick(&self) -> Result<(), String> {
        let image = self.stick_image();
        let device = said_by([
            "losetup".as_ref(),
            "--find".as_ref(),
            "--show".as_ref(),
            image.as_os_str(),
        ])?;
        call([
            "mount.exfat-fuse".as_ref(),
            device.as_ref(),
            self.at("stick").as_os_str(),
        ])?;
        // It goes when the stick is taken off.
        call(["losetup".as_ref(), "--detach".as_ref(), device.as_ref()])
    }
    fn unmount(&self) -> Result<(), String> {
        if self.kind == Kind::Stick {
            unmount(&self.at("stick"))?;
        }
        unmount(&self.at("disk"))?;
        self.let_go()
    }
    /// Waits until nobody holds the disk: mounted again before, it would be the one that was cut.
    fn let_go(&self) -> Result<(), String> {
        let begun = Instant::now();
        let image = self.at("image");
        while !said_by(["losetup".as_ref(), "-j".as_ref(), image.as_os_str()])?.is_empty() {
            if begun.elapsed() > Duration::from_mins(1) {
                return Err("somebody else holds the disk that was unmounted".to_owned());
            }
            rest();
        }
        Ok(())
    }
}

/// Whoever was killed a moment ago may still be leaving.
fn unmount(place: &Path) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        match call(["umount".as_ref(), place.as_os_str()]) {
            Err(fault) if fault.contains("busy") && begun.elapsed() < Duration::from_secs(30) => {
                rest();
            }
            done => return done,
        }
    }
}

impl Ground for Powered {
    fn folder(&self) -> &Path {
        &self.folder
    }
    fn program(&self) -> Command {
        let mut program = if self.unsynced {
            let mut program = Command::new("eatmydata");
            program.arg(this_program());
            program
        } else {
            Command::new(this_program())
        };
        // It complains of the disk that is gone.
        program.stderr(Stdio::null());
        program
    }
    fn strike(&self, child: &mut Child) {
        self.cut.set(true);
        let words = ["xfs_io", "-x", "-c", "shutdown"].map(OsStr::new);
        call(words.into_iter().chain([self.at("disk").as_os_str()])).expect("a power cut");
        let _ = child.kill();
    }
    fn hears_last_words(&self) -> bool {
        false
    }
    fn enough_faults(&self) -> usize {
        // A control is caught once.
        if self.unsynced { 1 } else { 3 }
    }
    fn settle(&self) -> Result<(), String> {
        if !self.cut.take() {
            return Ok(());
        }
        self.unmount()?;
        self.mount_disk()?;
        if self.kind == Kind::Stick {
            self.mount_stick()?;
        }
        Ok(())
    }
}

impl Drop for Powered {
    fn drop(&mut self) {
        let _ = self.unmount();
    }
}

/// Whether disks can be mounted and cut at all.
pub(crate) fn is_root() -> bool {
    said_by(["id", "-u"].map(OsStr::new)).is_ok_and(|id| id == "0")
}

/// Why there can be no power cut on this machine, if there can be none.
pub(crate) fn impossible() -> Option<String> {
    if !is_root() {
        return Some("only root may mount a disk to cut".to_owned());
    }
    let tools = ["xfs_io", "mkfs.ext4", "mkfs.xfs", "mkfs.exfat", "eatmydata"];
    let tools = tools.into_iter().chain(["mount.exfat-fuse", "losetup"]);
    let looked = |tool: &str| said_by(["sh", "-c", &format!("command -v {tool}")].map(OsStr::new));
    let missing: Vec<&str> = tools.filter(|tool| looked(tool).is_err()).collect();
    if !missing.is_empty() {
        return Some(format!("{} not found", missing.join(", ")));
    }
    let devices = Path::new("/dev/loop-control").exists();
    (!devices).then(|| "no loop devices".to_owned())
}

/// Cuts the power `cuts` times under `job`, as often on each kind of disk; the number of faults.
pub(crate) fn hunt(job: &Job, cuts: usize) -> usize {
    // Two at a time, as everything here.
    let pairs = KINDS.chunks(2).enumerate().map(|(pair, kinds)| {
        std::thread::scope(|scope| {
            let lanes = kinds.iter().enumerate().map(|(n, kind)| {
                let lane = pair * 2 + n;
                let share = (cuts + lane) / KINDS.len();
                scope.spawn(move || {
                    let begun = Instant::now();
                    let name = format!("{} on {}", job.name, kind.name());
                    on(job, *kind, share, lane, false).tell(&name, "cut", begun)
                })
            });
            let lanes: Vec<_> = lanes.collect();
            let faults = lanes.into_iter().map(|lane| lane.join().expect("a lane"));
            faults.sum::<usize>()
        })
    });
    pairs.sum()
}

fn on(job: &Job, kind: Kind, cuts: usize, lane: usize, unsynced: bool) -> Bag {
    let powered = Powered::on(kind, unsynced).expect("a disk to cut the power of");
    hunt_in(&powered, job, cuts, lane)
}

/// The control: the same child with every call to carry something to the disk done away with.
/// Whether it was caught on each kind of disk.
pub(crate) fn is_control_caught(job: &Job) -> bool {
    KINDS.into_iter().all(|kind| {
        let begun = Instant::now();
        let bag = on(job, kind, CONTROL_CUTS, 0, true);
        bag.tell(
            &format!("{} on {}, unsynced", job.name, kind.name()),
            "cut",
            begun,
        ) > 0
    })
}
