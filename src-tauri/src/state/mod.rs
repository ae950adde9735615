//! What the shell holds while it runs: the one open vault, the long work under way, and what is
//! remembered outside the vault. Commands and the scheduler work on it; it calls neither.

pub mod backing;
pub mod door;
pub mod imports;
pub mod jobs;
pub mod opened;
pub mod restores;
pub mod tries;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
};

use steward_core::base::{Clock, Error, Kind, Result, Timestamp};

use crate::desktop::clock::DesktopClock;
use crate::desktop::config::{Config, Places, Settings};
use crate::desktop::notify::Notifier;
use crate::desktop::tray::Tray;
use crate::desktop::window::Look;
use crate::desktop::words::Language;
use crate::events::Phase;
use jobs::Jobs;
use opened::{Opened, Proof};
use restores::Restores;
use tries::Tries;

/// Everything the running program holds.
#[derive(Debug)]
pub struct Shell {
    /// The desktop's clock.
    pub clock: Arc<DesktopClock>,
    /// Where the program keeps its own files.
    pub places: Places,
    /// The long work under way.
    pub jobs: Jobs,
    /// Rung when something changed that the scheduler waits for.
    pub bell: tokio::sync::Notify,
    /// The way to the desktop's notifications, from the start of the program on.
    pub notifier: OnceLock<Notifier>,
    /// The tray icon, where the desktop has one.
    pub tray: OnceLock<Tray>,
    /// The instants of coming reminders while the vault is locked, soonest first. No names.
    pub coming: Mutex<Vec<Timestamp>>,
    /// The restore between its two steps.
    pub restores: Mutex<Restores>,
    /// Wrong secrets in a row.
    pub tries: Mutex<Tries>,
    config: Mutex<Config>,
    slot: RwLock<Slot>,
    touched: AtomicI64,
    waiting: Mutex<Option<u32>>,
}

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
            Self::Open(opened) if opened.proof != Proof::Given => Phase::ConfirmRecovery,
            Self::Open(_) => Phase::Unlocked,
        }
    }
}

impl Shell {
    /// Remembers what earlier runs left, with the last vault chosen and closed.
    #[must_use]
    pub fn new(places: Places) -> Self {
        let clock = Arc::new(DesktopClock::new());
        let config = Config::load(&places.config);
        let slot = match config.recent.first() {
            Some(folder) if folder.is_dir() => Slot::Closed(folder.clone()),
            _ => Slot::None,
        };
        Self {
            touched: clock.now().0.into(),
            clock,
            places,
            jobs: Jobs::default(),
            bell: tokio::sync::Notify::new(),
            notifier: OnceLock::new(),
            tray: OnceLock::new(),
            coming: Mutex::default(),
            restores: Mutex::default(),
            tries: Mutex::default(),
            config: Mutex::new(config),
            slot: RwLock::new(slot),
            waiting: Mutex::default(),
        }
    }

    /// The vault's place, to work in. Locking waits until every such guard is gone.
    pub fn slot(&self) -> RwLockReadGuard<'_, Slot> {
        self.slot.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The vault's place, to put another vault in.
    fn slot_alone(&self) -> RwLockWriteGuard<'_, Slot> {
        self.slot.write().unwrap_or_else(PoisonError::into_inner)
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

    /// How a window looks by the settings.
    #[must_use]
    pub fn look(&self) -> Look {
        let settings = self.config().settings;
        Look {
            theme: settings.theme,
            zoom: settings.zoom,
            visible: true,
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
    }

    /// When the user last touched the window.
    #[must_use]
    pub fn touched(&self) -> Timestamp {
        Timestamp(self.touched.load(Ordering::SeqCst))
    }

    /// How many follow-ups are due; none while locked, when nobody may know.
    #[must_use]
    pub fn waiting(&self) -> Option<u32> {
        *held(&self.waiting)
    }

    /// Notes how many follow-ups are due; says whether that is news.
    pub fn set_waiting(&self, waiting: Option<u32>) -> bool {
        let before = std::mem::replace(&mut *held(&self.waiting), waiting);
        before != waiting
    }
}

/// A lock's content, also when a thread died holding it: what we keep is whole at every step.
pub fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
