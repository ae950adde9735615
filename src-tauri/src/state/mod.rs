//! What the shell holds while it runs: the one open vault, the long work under way, and what is
//! remembered outside the vault. Commands and the scheduler work on it; it calls neither.

pub mod apart;
pub mod backing;
pub mod brief_paper;
pub mod calendar;
pub mod certificate;
pub mod door;
pub mod drops;
pub mod imports;
pub mod jobs;
pub(crate) mod notes;
pub mod opened;
mod pace;
pub mod paper;
mod presence;
pub mod preview;
pub mod rekeying;
pub mod replacing;
pub mod restores;
pub mod sample;
pub mod settling;
pub mod tries;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use steward_core::backup::errand::unanswered;
use steward_core::backup::lineage::be_computer;
use steward_core::backup::{Lookout, Manifest};
use steward_core::base::{Clock, Error, Id, Kind, Result, Timestamp};
use steward_core::reminders::model::Unnamed;
use steward_core::session::Apart;

use crate::desktop::clock::DesktopClock;
use crate::desktop::config::{Config, Places, Settings};
use crate::desktop::frame::Frame;
use crate::desktop::log;
use crate::desktop::notify::{About, Action, Notifier};
use crate::desktop::tray::Tray;
use crate::desktop::window::{Look, Stand};
use crate::desktop::words::Language;
use crate::events::Phase;
use apart::{Begun, Looking};
use drops::Drops;
use jobs::Jobs;
use opened::{Opened, Proof};
use presence::Present;
use restores::Restores;
use settling::Settling;
use tries::Tries;

/// So long a lock waits for calls under way to end. It is in force by then; they are not hurried.
const PARTING: Duration = if cfg!(test) {
    Duration::from_millis(200)
} else {
    Duration::from_secs(3)
};
/// So long one who wants to open a vault waits for the one before to be gone.
const CLOSING: Duration = if cfg!(test) {
    Duration::from_millis(200)
} else {
    Duration::from_secs(5)
};

/// Coming reminders of a locked vault, by their instants only.
#[derive(Debug, Default)]
pub struct Coming {
    /// Those that wait, soonest first.
    pub waiting: Vec<Unnamed>,
    /// How many things stood on the screen when it was locked: they bear the first numbers.
    pub stood: usize,
    /// What came since, by the numbers they are told apart by.
    pub came: BTreeSet<u32>,
}

impl Coming {
    /// How many things are due by now.
    #[must_use]
    pub fn due(&self) -> usize {
        let stood = u32::try_from(self.stood).unwrap_or(u32::MAX);
        // What stood there and spoke again is still one thing.
        self.stood + self.came.range(stood..).count()
    }

    /// Takes what has come by `now`; says whether anything did, however often it was spoken of before.
    pub fn take(&mut self, now: Timestamp) -> bool {
        let due = self.waiting.partition_point(|one| one.at <= now);
        self.came
            .extend(self.waiting.drain(..due).map(|one| one.thing));
        due > 0
    }
}

/// Everything the running program holds.
#[derive(Debug)]
pub struct Shell {
    /// The desktop's clock.
    pub clock: Arc<DesktopClock>,
    /// Where the program keeps its own files.
    pub places: Places,
    /// The long work under way.
    pub jobs: Jobs,
    /// Files dropped on the window.
    pub drops: Drops,
    /// What the page is asked before the vault is left.
    pub settling: Settling,
    /// Rung when something changed that the scheduler waits for.
    pub bell: tokio::sync::Notify,
    /// The way to the desktop's notifications, from the start of the program on.
    pub notifier: OnceLock<Notifier>,
    /// The tray icon, where the desktop has one.
    pub tray: OnceLock<Tray>,
    /// What is known of coming reminders while the vault is locked. No names.
    pub coming: Mutex<Coming>,
    /// Follow-ups whose buttons were pressed while the vault was locked, to be done once it is
    /// open, and those the window has still to show.
    pub asked: Mutex<Vec<(About, Action)>>,
    /// The restore between its two steps.
    pub restores: Mutex<Restores>,
    /// The backup that is looked at while no vault is open.
    pub apart: Looking,
    /// Wrong secrets in a row.
    pub tries: Mutex<Tries>,
    /// The calendar file that other programs follow.
    pub calendar: calendar::Keeping,
    config: Mutex<Config>,
    place: Mutex<Place>,
    present: Present,
    touched: AtomicI64,
    /// The same by a clock that nobody sets.
    touched_at: Mutex<Instant>,
    /// Whether the places are being looked for, for a backup: one that does not answer keeps the one
    /// who looks, and nobody else.
    pub looking: AtomicBool,
    /// The same for a drill, which waits for no drive that is away.
    pub looking_to_drill: AtomicBool,
    /// How each place stood when the window last looked for it.
    pub lookout: Lookout,
    waiting: Mutex<Option<u32>>,
    few: Mutex<(Vec<String>, Option<String>)>,
    frame: Mutex<Option<Frame>>,
}

/// What stands in the vault's place, and how often that has changed.
#[derive(Debug)]
struct Place {
    slot: Arc<Slot>,
    turn: Turn,
}

/// How often a vault was opened, locked or chosen. Work that ends in another turn than it began in
/// opens no vault: the user has locked or moved on meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn(u64);

/// The place for the one vault.
#[derive(Debug)]
pub enum Slot {
    /// None is chosen.
    None,
    /// This folder is chosen and closed.
    Closed(PathBuf),
    /// Open.
    Open(Box<Opened>),
}

impl Place {
    /// Puts `slot` in the place of the other, which is handed back.
    fn turn_to(&mut self, slot: Slot) -> Arc<Slot> {
        self.turn = Turn(self.turn.0 + 1);
        std::mem::replace(&mut self.slot, Arc::new(slot))
    }
}

impl Slot {
    /// The open vault.
    ///
    /// # Errors
    /// [`Kind::Locked`] when none is open.
    pub fn opened(&self) -> Result<&Opened> {
        match self {
            Self::Open(opened) => Ok(opened),
            Self::None | Self::Closed(_) => Err(Error::new(Kind::Locked, "error.locked")),
        }
    }

    /// How many steps the open vault has made since a backup; nothing where that is not known, or none is open
    /// any more.
    #[must_use]
    pub fn steps_since(&self, backup: &Manifest) -> Option<u32> {
        let session = &self.opened().ok()?.session;
        let since = session.steps_since(&[backup]).ok()?;
        since.into_iter().next().flatten()
    }

    /// The chosen vault's folder.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::None => None,
            Self::Closed(folder) => Some(folder),
            Self::Open(opened) => Some(&opened.folder),
        }
    }

    /// How far the program is with the vault.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self {
            Self::None => Phase::None,
            Self::Closed(_) => Phase::Locked,
            Self::Open(opened) if *held(&opened.proof) != Proof::Given => Phase::ConfirmRecovery,
            Self::Open(_) => Phase::Unlocked,
        }
    }
}

/// Has the backups know this computer from others. Where it cannot be written down it would be another one
/// with every start: then its name has to do.
fn know_computer(config: &mut Config, file: &Path, now: Timestamp) {
    if config.computer.is_none() {
        config.computer = Some(Id::at(now));
        if let Err(error) = config.save(file) {
            log::failed("this computer has no mark of its own yet", &error);
            config.computer = None;
        }
    }
    if let Some(mark) = config.computer {
        be_computer(mark);
    }
}

impl Shell {
    /// Remembers what earlier runs left, with the last vault chosen and closed.
    #[must_use]
    pub fn new(places: Places) -> Self {
        let clock = Arc::new(DesktopClock::new());
        let mut config = Config::load(&places.config);
        // Before anything is looked for where it is said to be.
        if replacing::settle(&mut config)
            && let Err(error) = config.save(&places.config)
        {
            log::failed("the next start sees to two vaults", &error);
        }
        know_computer(&mut config, &places.config, clock.now());
        if let Err(error) = Apart::sweep(&places.looked_at) {
            log::failed("a backup that was looked at is still on the disk", &error);
        }
        let slot = match config.recent.first() {
            Some(folder) if folder.is_dir() => Slot::Closed(folder.clone()),
            _ => Slot::None,
        };
        Self {
            touched: clock.now().0.into(),
            touched_at: Mutex::new(Instant::now()),
            clock,
            places,
            jobs: Jobs::default(),
            drops: Drops::default(),
            settling: Settling::default(),
            bell: tokio::sync::Notify::new(),
            notifier: OnceLock::new(),
            tray: OnceLock::new(),
            coming: Mutex::default(),
            asked: Mutex::default(),
            restores: Mutex::default(),
            apart: Looking::default(),
            tries: Mutex::default(),
            calendar: calendar::Keeping::default(),
            config: Mutex::new(config),
            place: Mutex::new(Place {
                slot: Arc::new(slot),
                turn: Turn(0),
            }),
            present: Present::default(),
            looking: AtomicBool::new(false),
            looking_to_drill: AtomicBool::new(false),
            lookout: Lookout::default(),
            waiting: Mutex::default(),
            few: Mutex::default(),
            frame: Mutex::default(),
        }
    }

    /// What stands in the vault's place, to work with. Whoever holds it keeps an open vault in
    /// memory beyond its lock, until done; whoever comes after the lock finds it closed.
    pub fn slot(&self) -> Arc<Slot> {
        held(&self.place).slot.clone()
    }

    /// The turn it is, for work that will open a vault.
    pub fn turn(&self) -> Turn {
        held(&self.place).turn
    }

    /// Puts an opened vault in its place, if it is still the turn in which it was asked for. Hands
    /// back what stood there.
    ///
    /// # Errors
    /// [`Kind::Locked`] in another turn; the vault is closed again then.
    fn put(&self, turn: Turn, mut opened: Opened) -> Result<Arc<Slot>> {
        let mut place = held(&self.place);
        if place.turn != turn {
            return Err(Error::new(Kind::Locked, "error.vault_not_entered")
                .with("path", opened.folder.display()));
        }
        opened.presence = Some(self.present.arrive());
        let left = place.turn_to(Slot::Open(Box::new(opened)));
        drop(place);
        self.apart.end();
        Ok(left)
    }

    /// Begins to look at a backup with no vault open; one that was looked at is closed.
    ///
    /// # Errors
    /// [`Kind::InUse`] while a vault is open: its own backups are looked at beside it.
    pub fn begin_apart(&self) -> Result<Begun> {
        let begun = self.apart.begin();
        // In this order: a vault that is put in its place after it was found closed ends the look.
        self.refuse_apart()?;
        Ok(begun)
    }

    /// Keeps the backup that was opened to be looked at.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] when the look was ended meanwhile; as [`Shell::begin_apart`].
    pub fn keep_apart(&self, begun: Begun, apart: Apart) -> Result<()> {
        self.refuse_apart()?;
        self.apart.keep(begun, apart)
    }

    fn refuse_apart(&self) -> Result<()> {
        match &*self.slot() {
            Slot::Open(_) => Err(Error::new(Kind::InUse, "error.apart_beside")),
            Slot::None | Slot::Closed(_) => Ok(()),
        }
    }

    /// Closes the place, so that nobody finds an open vault from now on, and stops long work.
    /// Hands back what stood there, which is gone once the last call that holds it has ended, and whether a
    /// backup was looked at.
    fn leave(&self) -> (Arc<Slot>, bool) {
        self.leave_place(held(&self.place))
    }

    /// The same, if it is still this turn.
    fn leave_in(&self, turn: Turn) -> Option<Arc<Slot>> {
        let place = held(&self.place);
        (place.turn == turn).then(|| self.leave_place(place).0)
    }

    fn leave_place(&self, mut place: MutexGuard<'_, Place>) -> (Arc<Slot>, bool) {
        let closed = place.slot.folder().map(Path::to_owned);
        let left = place.turn_to(closed.map_or(Slot::None, Slot::Closed));
        drop(place);
        // After the place is closed: work that begins now finds no vault.
        self.jobs.cancel_all();
        self.drops.forget();
        held(&self.restores).forget();
        let looked = self.apart.end();
        (left, looked)
    }

    /// Chooses the vault in `folder`; none may be open.
    fn choose(&self, folder: PathBuf) {
        held(&self.place).turn_to(Slot::Closed(folder));
    }

    /// Lets go of what was taken from the place, and waits until nobody else holds it either, but not for
    /// long: whoever waits for a drive that answers nothing may hold it for ever. Says whether it went.
    fn part(&self, left: Arc<Slot>) -> bool {
        let presence = left.opened().ok().and_then(|opened| {
            let presence = opened.presence.as_ref()?;
            Some(presence.number())
        });
        drop(left);
        presence.is_none() || self.present.wait_gone(presence, Some(PARTING))
    }

    /// Waits until no vault locked before is left in memory, however long that takes. Call it while none
    /// is open.
    fn wait_until_closed(&self) {
        self.present.wait_gone(None, None);
    }

    /// The same, for whoever wants to open one.
    ///
    /// # Errors
    /// [`Kind::InUse`] where it takes longer than anybody would look at an empty window, with the drive that
    /// does not answer where that is known.
    pub fn wait_closed(&self) -> Result<()> {
        if self.present.wait_gone(None, Some(CLOSING)) {
            return Ok(());
        }
        Err(match unanswered().first() {
            Some(place) => {
                Error::new(Kind::InUse, "error.vault_closing_drive").with("folder", place.display())
            }
            None => Error::new(Kind::InUse, "error.vault_closing"),
        })
    }

    /// A copy of what is remembered outside the vault.
    #[must_use]
    pub fn config(&self) -> Config {
        held(&self.config).clone()
    }

    /// Changes what is remembered outside the vault and writes it down; unwritten, unchanged.
    ///
    /// # Errors
    /// When the configuration folder cannot be written.
    pub fn remember(&self, change: impl FnOnce(&mut Config)) -> Result<Settings> {
        let mut config = held(&self.config);
        let mut fresh = config.clone();
        change(&mut fresh);
        fresh.save(&self.places.config)?;
        *config = fresh;
        Ok(config.settings.clone())
    }

    /// Where the window stands, or stood when the program ended last.
    #[must_use]
    pub fn frame(&self) -> Option<Frame> {
        (*held(&self.frame)).or_else(|| held(&self.config).window)
    }

    /// The window was moved, or made another size.
    pub fn stands(&self, frame: Frame) {
        *held(&self.frame) = Some(frame);
    }

    /// Keeps where the window stands for the next start.
    ///
    /// # Errors
    /// When the configuration folder cannot be written.
    pub fn keep_frame(&self) -> Result<()> {
        let frame = self.frame();
        if frame == held(&self.config).window {
            return Ok(());
        }
        self.remember(|config| config.window = frame).map(drop)
    }

    /// How a window looks by the settings.
    #[must_use]
    pub fn look(&self) -> Look {
        let settings = self.config().settings;
        Look {
            theme: settings.theme,
            zoom: settings.zoom,
            visible: true,
            focused: true,
            stand: self.frame().map(Stand::from).unwrap_or_default(),
        }
    }

    /// The language the shell speaks.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::of(self.config().settings.locale.word())
    }

    /// The user touched the window now.
    pub fn touch(&self) {
        self.touched.store(self.clock.now().0, Ordering::SeqCst);
        *held(&self.touched_at) = Instant::now();
    }

    /// For how many milliseconds nobody touched the window. By two clocks, whichever says more: the one may be
    /// set back by hours, the other stands while the machine sleeps.
    #[must_use]
    pub fn idle(&self) -> i64 {
        let touched = self.touched.load(Ordering::SeqCst);
        let by_the_wall = self.clock.now().0.saturating_sub(touched);
        let passed = held(&self.touched_at).elapsed().as_millis();
        by_the_wall.max(i64::try_from(passed).unwrap_or(i64::MAX))
    }

    /// Takes every note that may name something off the screen; where one stood, one without names
    /// says that something is due.
    pub fn hush(&self) {
        if let Some(notifier) = self.notifier.get() {
            let due = held(&self.coming).due();
            notifier.take_down(Some(notes::locked(self.language(), due.max(1))));
        }
    }

    /// How many tasks are due; none while locked, when nobody may know.
    #[must_use]
    pub fn waiting(&self) -> Option<u32> {
        *held(&self.waiting)
    }

    /// The next few things by time, and until when nothing may speak; nothing while locked.
    #[must_use]
    pub fn coming_few(&self) -> (Vec<String>, Option<String>) {
        held(&self.few).clone()
    }

    /// Notes the next few things by time, and until when nothing may speak. Says whether that is news.
    pub fn set_coming_few(&self, few: Vec<String>, paused: Option<String>) -> bool {
        let now = (few, paused);
        let before = std::mem::replace(&mut *held(&self.few), now.clone());
        before != now
    }

    /// Notes how many tasks are due; says whether that is news.
    pub fn set_waiting(&self, waiting: Option<u32>) -> bool {
        let before = std::mem::replace(&mut *held(&self.waiting), waiting);
        before != waiting
    }
}

/// A lock's content, also when a thread died holding it: what we keep is whole at every step.
pub fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
