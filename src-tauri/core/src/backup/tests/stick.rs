//! A stick in memory that writes down what is done to it, and can say how it would look had it been
//! pulled at any moment of that.
//!
//! It is harsher than FAT and exFAT are without a journal: until a file is carried, any of its
//! sectors may be missing; until its folder is carried, a name may have come, gone or stayed, each
//! for itself and in any order; and a file that got another name is empty under it until it is
//! carried once more, which is what real sticks did.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::backup::medium::{Entry, EntryKind, Medium};

/// Bytes that reach a medium together.
const SECTOR: usize = 512;

/// Names and what stands under them; `None` is a folder.
pub(super) type Tree = BTreeMap<PathBuf, Option<Bytes>>;

/// One thing done to a stick.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Folder(PathBuf),
    Write(PathBuf, Bytes),
    Sync(PathBuf),
    SyncFolder(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

impl Event {
    /// In a few words.
    pub(super) fn what(&self) -> String {
        match self {
            Self::Folder(at) => format!("folder {}", at.display()),
            Self::Write(at, content) => format!("write {} ({})", at.display(), content.len()),
            Self::Sync(at) => format!("sync {}", at.display()),
            Self::SyncFolder(at) => format!("sync folder {}", at.display()),
            Self::Rename(_, to) => format!("rename {}", to.display()),
            Self::Remove(at) => format!("remove {}", at.display()),
        }
    }
}

#[derive(Default)]
struct State {
    tree: Tree,
    events: Vec<Event>,
    locked: BTreeSet<PathBuf>,
}

/// A stick in memory.
#[derive(Default)]
pub(super) struct Stick(Arc<Mutex<State>>);

impl Stick {
    /// One that holds this.
    pub(super) fn of(tree: Tree) -> Arc<Self> {
        let state = State {
            tree,
            ..State::default()
        };
        Arc::new(Self(Arc::new(Mutex::new(state))))
    }
    /// An empty one, mounted at a folder.
    pub(super) fn empty(at: &Path) -> Arc<Self> {
        Self::of(Tree::from([(at.to_owned(), None)]))
    }
    fn hold(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
    pub(super) fn tree(&self) -> Tree {
        self.hold().tree.clone()
    }
    pub(super) fn events(&self) -> Vec<Event> {
        self.hold().events.clone()
    }
    pub(super) fn n_events(&self) -> usize {
        self.hold().events.len()
    }
    pub(super) fn medium(self: &Arc<Self>) -> Arc<dyn Medium> {
        self.clone()
    }
}

fn absent() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl State {
    fn file(&self, file: &Path) -> io::Result<&Bytes> {
        match self.tree.get(file) {
            Some(Some(content)) => Ok(content),
            Some(None) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(absent()),
        }
    }
    fn in_folder(&self, name: &Path) -> io::Result<()> {
        let above = name.parent().and_then(|above| self.tree.get(above));
        above
            .filter(|above| above.is_none())
            .map(drop)
            .ok_or_else(absent)
    }
}

impl Medium for Stick {
    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        let mut state = self.hold();
        state.in_folder(folder)?;
        if state.tree.contains_key(folder) {
            return Ok(false);
        }
        state.tree.insert(folder.to_owned(), None);
        state.events.push(Event::Folder(folder.to_owned()));
        Ok(true)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let state = self.hold();
        if state.tree.get(folder) != Some(&None) {
            return Err(absent());
        }
        let below = state.tree.range(folder.to_owned()..);
        let below = below.take_while(|(name, _)| name.starts_with(folder));
        let inside = below.filter(|(name, _)| name.parent() == Some(folder));
        let entries = inside.map(|(name, content)| Entry {
            name: name.file_name().unwrap().to_string_lossy().into_owned(),
            kind: match content {
                Some(content) => EntryKind::File(content.len() as u64),
                None => EntryKind::Folder,
            },
        });
        Ok(entries.collect())
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        Ok(self.hold().file(file)?.to_vec())
    }
    fn read_part(&self, file: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let state = self.hold();
        let offset = usize::try_from(offset).unwrap();
        let part = state.file(file)?.get(offset..offset + length);
        part.map(<[u8]>::to_vec)
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
    fn write(&self, file: &Path, parts: &[Bytes]) -> io::Result<()> {
        let mut state = self.hold();
        state.in_folder(file)?;
        let content = Bytes::from(parts.concat());
        state.tree.insert(file.to_owned(), Some(content.clone()));
        state.events.push(Event::Write(file.to_owned(), content));
        Ok(())
    }
    fn sync(&self, file: &Path) -> io::Result<()> {
        let mut state = self.hold();
        state.file(file)?;
        state.events.push(Event::Sync(file.to_owned()));
        Ok(())
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.hold();
        state.tree.get(folder).ok_or_else(absent)?;
        state.events.push(Event::SyncFolder(folder.to_owned()));
        Ok(())
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.hold();
        state.in_folder(to)?;
        state.file(from)?;
        let content = state.tree.remove(from).unwrap();
        state.tree.insert(to.to_owned(), content);
        let event = Event::Rename(from.to_owned(), to.to_owned());
        state.events.push(event);
        Ok(())
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        let mut state = self.hold();
        state.file(file)?;
        state.tree.remove(file);
        state.events.push(Event::Remove(file.to_owned()));
        Ok(())
    }
    fn forget(&self, _file: &Path) {}
    fn free(&self, _folder: &Path) -> Option<u64> {
        Some(1 << 32)
    }
    fn lock(&self, file: &Path) -> io::Result<Box<dyn Send + Sync>> {
        let mut state = self.hold();
        state.in_folder(file)?;
        if !state.locked.insert(file.to_owned()) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        if !state.tree.contains_key(file) {
            state.tree.insert(file.to_owned(), Some(Bytes::new()));
            let event = Event::Write(file.to_owned(), Bytes::new());
            state.events.push(event);
        }
        Ok(Box::new(Locked(self.0.clone(), file.to_owned())))
    }
}

struct Locked(Arc<Mutex<State>>, PathBuf);

impl Drop for Locked {
    fn drop(&mut self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.locked.remove(&self.1);
    }
}

/// Numbers that look random and follow from a seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }
    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % sides
    }
}

/// Which of a program's calls to carry something to the medium are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    All,
    /// None: the control.
    Nothing,
    /// Not the second one, after a file got its name.
    NotAgain,
    /// Not those of folders.
    NotFolders,
}

/// A change that may or may not have reached the medium.
#[derive(Debug)]
enum Pending {
    Name {
        at: PathBuf,
        /// `None` is a folder.
        body: Option<usize>,
        /// Its length is still to be written beside its name.
        bare: bool,
    },
    Gone(PathBuf),
    Body(usize, Bytes),
}

/// What stands on a medium under a name.
#[derive(Debug, Clone, Copy)]
struct Standing {
    body: Option<usize>,
    bare: bool,
}

#[derive(Default)]
struct Platter {
    names: BTreeMap<PathBuf, Standing>,
    bodies: BTreeMap<usize, Bytes>,
    /// As programs see it.
    seen: BTreeMap<PathBuf, Option<usize>>,
    pending: Vec<Pending>,
    n_bodies: usize,
}

impl Platter {
    fn of(tree: &Tree) -> Self {
        let mut platter = Self::default();
        for (name, content) in tree {
            let body = content.as_ref().map(|content| {
                platter.n_bodies += 1;
                platter.bodies.insert(platter.n_bodies, content.clone());
                platter.n_bodies
            });
            platter.seen.insert(name.clone(), body);
            platter
                .names
                .insert(name.clone(), Standing { body, bare: false });
        }
        platter
    }

    fn settle(&mut self, done: Pending) {
        match done {
            Pending::Name { at, body, bare } => {
                self.names.insert(at, Standing { body, bare });
            }
            Pending::Gone(at) => drop(self.names.remove(&at)),
            Pending::Body(body, content) => drop(self.bodies.insert(body, content)),
        }
    }

    /// Brings what `is` says to the medium, in the order in which it was done.
    fn carry(&mut self, is: impl Fn(&Pending) -> bool) {
        let (now, later) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|pending| is(pending));
        self.pending = later;
        let now: Vec<_> = now;
        for done in now {
            self.settle(done);
        }
    }

    fn carry_body(&mut self, file: &Path) {
        let Some(body) = self.seen.get(file).copied().flatten() else {
            return;
        };
        self.carry(|pending| matches!(pending, Pending::Body(of, _) if *of == body));
    }

    fn clothe(&mut self, file: &Path) {
        for pending in &mut self.pending {
            if let Pending::Name { at, bare, .. } = pending
                && at == file
            {
                *bare = false;
            }
        }
        if let Some(standing) = self.names.get_mut(file) {
            standing.bare = false;
        }
    }

    /// Does what a program did. The part of it that needs a call to be heard is left out where it
    /// is `cut` in the middle.
    fn take(&mut self, event: &Event, heard: Heard, cut: Option<&mut Dice>) {
        let whole = cut.is_none();
        match event {
            Event::Folder(at) => {
                self.seen.insert(at.clone(), None);
                self.pending.push(Pending::Name {
                    at: at.clone(),
                    body: None,
                    bare: false,
                });
            }
            Event::Write(at, content) => {
                let body = self.seen.get(at).copied().flatten().unwrap_or_else(|| {
                    self.n_bodies += 1;
                    let body = self.n_bodies;
                    self.pending.push(Pending::Name {
                        at: at.clone(),
                        body: Some(body),
                        bare: false,
                    });
                    body
                });
                self.seen.insert(at.clone(), Some(body));
                let content = match cut {
                    Some(dice) => torn(content, dice),
                    None => content.clone(),
                };
                self.pending.push(Pending::Body(body, content));
                if whole && heard != Heard::Nothing {
                    self.carry_body(at);
                }
            }
            Event::Sync(at) if whole && matches!(heard, Heard::All | Heard::NotFolders) => {
                self.carry_body(at);
                self.clothe(at);
            }
            Event::SyncFolder(at) if whole && matches!(heard, Heard::All | Heard::NotAgain) => {
                self.carry(|pending| match pending {
                    Pending::Name { at: name, .. } | Pending::Gone(name) => {
                        name.parent() == Some(at)
                    }
                    Pending::Body(..) => false,
                });
            }
            Event::Sync(_) | Event::SyncFolder(_) => {}
            Event::Rename(from, to) => {
                let body = self.seen.remove(from).flatten();
                self.seen.insert(to.clone(), body);
                self.pending.push(Pending::Gone(from.clone()));
                self.pending.push(Pending::Name {
                    at: to.clone(),
                    body,
                    bare: true,
                });
            }
            Event::Remove(at) => {
                self.seen.remove(at);
                self.pending.push(Pending::Gone(at.clone()));
            }
        }
    }

    /// What is found when it is plugged in again.
    fn pulled(mut self, dice: &mut Dice) -> Tree {
        // Between nothing of what was under way and all of it.
        let luck = dice.below(5);
        for pending in std::mem::take(&mut self.pending) {
            if dice.below(4) < luck {
                let done = match pending {
                    Pending::Body(body, content) => Pending::Body(body, torn(&content, dice)),
                    other => other,
                };
                self.settle(done);
            }
        }
        let mut tree = Tree::new();
        let roots: BTreeSet<PathBuf> = self.names.keys().take(1).cloned().collect();
        for (name, standing) in self.names {
            let above = name.parent().and_then(|above| tree.get(above));
            if above != Some(&None) && !roots.contains(&name) {
                continue;
            }
            let content = standing.body.map(|body| {
                let bare = standing.bare && dice.below(2) == 0;
                let content = self.bodies.get(&body).filter(|_| !bare);
                content.cloned().unwrap_or_default()
            });
            tree.insert(name, content);
        }
        tree
    }
}

/// Content of which not every sector has arrived.
fn torn(content: &Bytes, dice: &mut Dice) -> Bytes {
    let n_sectors = content.len().div_ceil(SECTOR);
    let luck = dice.below(5);
    let mut left = content.to_vec();
    let mut long = 0;
    for sector in 0..n_sectors {
        let part = sector * SECTOR..content.len().min((sector + 1) * SECTOR);
        if dice.below(4) < luck {
            long = part.end;
        } else {
            left[part].fill(0);
        }
    }
    // The length may have been written or not.
    if dice.below(2) == 0 {
        left.truncate(long);
    }
    left.into()
}

/// How a stick that held `before` may look when it is pulled after `done` of the `events`, in the
/// middle of the next.
pub(super) fn after_cut(
    before: &Tree,
    events: &[Event],
    done: usize,
    heard: Heard,
    dice: &mut Dice,
) -> Tree {
    let mut platter = Platter::of(before);
    for event in &events[..done] {
        platter.take(event, heard, None);
    }
    if let Some(next) = events.get(done) {
        platter.take(next, heard, Some(dice));
    }
    platter.pulled(dice)
}
