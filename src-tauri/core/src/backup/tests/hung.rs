//! A drive that answers nothing: whoever works there is called back within a moment and lets go of the vault.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::fixture::{House, back_up, counted, disk, files, keys, restore};
use crate::backup::errand::{Errands, is_left, unanswered, wait_for_left};
use crate::backup::medium::{Disk, Entry, Medium};
use crate::backup::parcel::{Abroad, pack_through};
use crate::backup::{Finished, Packing, Target};
use crate::base::{Cancel, Kind, Report, Result};
use crate::crypto::Secret;

/// For what ends in a moment: who does not fails by the watch.
const SOON: Duration = Duration::from_secs(10);

/// The disk, of which one call does not return before it is let go.
struct Hung {
    /// Of calls of this name, so many return.
    call: (&'static str, usize),
    calls: AtomicUsize,
    kept: Sender<()>,
    free: Arc<Gate>,
}

impl Hung {
    fn at(call: &'static str, after: usize) -> (Arc<dyn Medium>, Receiver<()>, Arc<Gate>) {
        let (hung, kept, gate) = Self::on_the_disk(call, after);
        (
            Arc::new(Errands::over(hung, &Cancel::default())),
            kept,
            gate,
        )
    }

    /// With nobody between.
    fn on_the_disk(call: &'static str, after: usize) -> (Arc<dyn Medium>, Receiver<()>, Arc<Gate>) {
        let (kept, hear) = channel();
        let gate = Arc::new(Gate::default());
        let hung: Arc<dyn Medium> = Arc::new(Self {
            call: (call, after),
            calls: AtomicUsize::new(0),
            kept,
            free: gate.clone(),
        });
        (hung, hear, gate)
    }

    fn call(&self, name: &str) {
        let (call, after) = self.call;
        if name == call && self.calls.fetch_add(1, Ordering::SeqCst) >= after {
            let _ = self.kept.send(());
            let (free, changed) = &*self.free;
            let mut free = free.lock().unwrap();
            while !*free {
                free = changed.wait(free).unwrap();
            }
        }
    }
}

type Gate = (Mutex<bool>, Condvar);

fn open(gate: &Gate) {
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
}

impl Medium for Hung {
    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        self.call("mkdir");
        Disk.make_folder(folder)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.call("list");
        Disk.list(folder)
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.call("read");
        Disk.read(file)
    }
    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.call("part");
        Disk.read_part(file, offset, length)
    }
    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        self.call("write");
        Disk.write(file, parts)
    }
    fn sync(&self, file: &Path) -> io::Result<()> {
        self.call("sync");
        Disk.sync(file)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.call("sync folder");
        Disk.sync_folder(folder)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call("rename");
        Disk.rename(from, to)
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        self.call("remove");
        Disk.remove(file)
    }
    fn forget(&self, file: &Path) {
        self.call("forget");
        Disk.forget(file);
    }
    fn free(&self, folder: &Path) -> Option<u64> {
        self.call("free");
        Disk.free(folder)
    }
    fn lock(&self, file: &Path) -> io::Result<Box<dyn Send + Sync>> {
        self.call("lock");
        Disk.lock(file)
    }
}

fn work(house: &House, medium: &Arc<dyn Medium>, report: &Report) -> Result<Finished> {
    let (drive, whose) = (house.drive(), house.whose());
    let target = Target::make(medium, &drive, &whose, &keys(), &house.clock(), report)?;
    back_up(&target, &house.vault, report)
}

/// Backs up on a drive of which one call hangs, and stops that once it does. Whether it ended in a moment.
fn stopped_at(call: &'static str, after: usize) {
    let house = House::with(40);
    house.back_up();
    house.write(0..20, call);
    house.next_day();
    let (medium, kept, gate) = Hung::at(call, after);
    let cancel = Cancel::default();
    let report = Report::to(cancel.clone(), |_| {});
    let (tell, ended) = channel();
    let house = Arc::new(house);
    let working = std::thread::spawn({
        let (house, medium) = (house.clone(), medium.clone());
        move || {
            let done = work(&house, &medium, &report);
            drop(house);
            tell.send(done.err().map(|error| error.kind())).unwrap();
        }
    });
    kept.recv_timeout(SOON)
        .unwrap_or_else(|_| panic!("{call} was never called"));
    cancel.cancel();
    let why = ended.recv_timeout(SOON);
    let why = why.unwrap_or_else(|_| panic!("a {call} that hangs keeps the vault"));
    assert_eq!(why, Some(Kind::Cancelled), "{call}");
    working.join().unwrap();
    assert_eq!(
        Arc::strong_count(&house),
        1,
        "nobody holds the vault: {call}"
    );
    open(&gate);
}

#[test]
fn a_call_that_never_returns_keeps_nobody_who_is_stopped() {
    let calls = [
        ("mkdir", 0),
        ("list", 8),
        ("read", 5),
        ("part", 1),
        ("write", 3),
        ("sync", 2),
        ("sync folder", 2),
        ("rename", 1),
        ("lock", 0),
        ("free", 0),
        ("forget", 0),
    ];
    std::thread::scope(|all| {
        for (call, after) in calls {
            all.spawn(move || stopped_at(call, after));
        }
    });
}

#[test]
fn nothing_is_begun_at_a_place_before_what_was_left_behind_there_has_ended() {
    let house = House::with(40);
    let first = house.back_up();
    house.write(0..20, "second");
    house.next_day();
    // The ledger, under a name that the next run writes too.
    let (medium, kept, gate) = Hung::at("rename", 2);
    let cancel = Cancel::default();
    let report = Report::to(cancel.clone(), |_| {});
    let made = std::thread::scope(|both| {
        let working = both.spawn(|| work(&house, &medium, &report));
        kept.recv_timeout(SOON).unwrap();
        cancel.cancel();
        working.join().unwrap()
    });
    assert_eq!(made.err().unwrap().kind(), Kind::Cancelled);
    assert_eq!(unanswered(), [house.drive()], "as the user knows it");
    let locks = files(&house.repository().join("locks"));
    assert_eq!(locks.len(), 1, "no other computer comes between");
    let (tell, ended) = channel();
    std::thread::scope(|both| {
        both.spawn(|| {
            let made = house.back_up_on(&disk());
            tell.send(made.unwrap()).unwrap();
        });
        assert!(ended.recv_timeout(Duration::from_millis(300)).is_err());
        open(&gate);
        let second = ended.recv_timeout(SOON).unwrap();
        assert!(unanswered().is_empty());
        for (id, into) in [(&first.snapshot.id, "one"), (&second.snapshot.id, "two")] {
            drop(restore(&house, id, into).unwrap());
        }
    });
}

#[test]
fn a_drive_that_is_well_is_asked_to_the_end_though_the_work_was_stopped() {
    let room = tempfile::tempdir().unwrap();
    let cancel = Cancel::default();
    let errands = Errands::over(Arc::new(Disk), &cancel);
    let file = room.path().join("draft");
    errands
        .write(&file, &[Bytes::from_static(b"half")])
        .unwrap();
    cancel.cancel();
    // What was begun is cleared away.
    errands.remove(&file).unwrap();
    assert!(!file.exists() && unanswered().is_empty());
}

/// What stands between the archive and its file.
type Through<'t> = dyn Fn(&Abroad) -> Box<dyn io::Write + '_> + 't;

/// Packs the vault into one file on a drive that hangs, and stops that once it does; what stands between the archive
/// and the file is for the caller. Whether it ended in a moment, and let go of the vault.
fn packed_and_stopped(
    house: &House,
    medium: &Arc<dyn Medium>,
    (kept, gate): (&Receiver<()>, &Gate),
    through: impl for<'f> Fn(&'f Abroad) -> Box<dyn io::Write + 'f> + Sync,
) {
    let cancel = Cancel::default();
    let report = Report::to(cancel.clone(), |_| {});
    let files = crate::attachments::Files::of(&house.vault).unwrap();
    let passphrase = Secret::new("nine white herons over the mill");
    let to = house.drive().join("Anna.tar.zst.age");
    let what = Packing {
        vault: &house.vault,
        whose: house.whose(),
        files: &files,
        to: &to,
        over: false,
        passphrase: &passphrase,
    };
    let (tell, ended) = channel();
    std::thread::scope(|both| {
        both.spawn(|| {
            let through: &Through<'_> = &through;
            let way = (through, 10, medium.clone());
            let made = pack_through(&what, way, counted, |_| Ok(Vec::new()), &report);
            tell.send(made.err().map(|error| error.kind())).unwrap();
        });
        kept.recv_timeout(SOON).unwrap();
        cancel.cancel();
        let why = ended.recv_timeout(SOON);
        if why.is_err() {
            // Who is kept goes on, so that this is told and not waited for.
            open(gate);
        }
        assert_eq!(why, Ok(Some(Kind::Cancelled)), "it keeps the vault");
    });
    house.write(20..30, "while it hangs");
}

/// The vault goes into one file on such a drive.
#[test]
fn one_file_that_hangs_on_its_drive_lets_go_of_the_vault_as_well() {
    let house = House::with(20);
    let (medium, kept, gate) = Hung::on_the_disk("sync", 0);
    packed_and_stopped(&house, &medium, (&kept, &gate), |file| Box::new(file));
    open(&gate);
}

/// What writes to the file and is kept by the drive in the middle of it.
struct Kept<'f> {
    file: &'f Abroad,
    tell: Sender<()>,
    gate: Arc<Gate>,
}

impl io::Write for Kept<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (tell, gate, bytes) = (self.tell.clone(), self.gate.clone(), bytes.to_vec());
        let written = self.file.ask(move |mut file, _| {
            let _ = tell.send(());
            let (free, changed) = &*gate;
            let mut free = free.lock().unwrap();
            while !*free {
                free = changed.wait(free).unwrap();
            }
            file.write(&bytes)
        });
        written.map_err(io::Error::other)?
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// While it writes, the vault is being read.
#[test]
fn a_write_of_the_one_file_that_hangs_lets_go_of_the_vault_and_leaves_nothing() {
    let house = House::with(20);
    let (kept, hear) = channel();
    let gate = Arc::new(Gate::default());
    packed_and_stopped(&house, &disk(), (&hear, &gate), |file| {
        Box::new(Kept {
            file,
            tell: kept.clone(),
            gate: gate.clone(),
        })
    });
    assert!(is_left(&house.drive()), "it hangs still");
    open(&gate);
    // Whoever ran the errand lets go of the file behind it.
    let drive = house.drive();
    wait_for_left(&drive, &Cancel::default()).unwrap();
    let begun = Instant::now();
    while std::fs::read_dir(&drive).unwrap().next().is_some() {
        assert!(begun.elapsed() < SOON, "what was begun stays there");
        std::thread::yield_now();
    }
}
