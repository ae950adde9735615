//! What the shell holds while it runs: the one open vault, the long work under way, and what is
//! remembered outside the vault. Commands and the scheduler work on it; it calls neither.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use steward_core::base::{Cancel, Clock, Error, Kind, Report, Result, Timestamp};

use crate::desktop::clock::DesktopClock;
use crate::desktop::config::{Config, Places, Settings};
use crate::desktop::window::Look;
use crate::events::{Job, Phase};

/// Everything the running program holds.
#[derive(Debug)]
pub struct Shell {
    /// The desktop's clock.
    pub clock: Arc<DesktopClock>,
    /// Where the program keeps its own files.
    pub places: Places,
    /// Rung when something changed that the scheduler waits for.
    pub bell: tokio::sync::Notify,
    config: Mutex<Config>,
    slot: Mutex<Slot>,
    jobs: Mutex<BTreeMap<Job, Cancel>>,
    touched: AtomicI64,
}

/// The place for the one vault.
#[derive(Debug)]
pub enum Slot {
    /// None is chosen.
    None,
    /// This folder is chosen and closed.
    Closed(PathBuf),
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
            bell: tokio::sync::Notify::new(),
            config: Mutex::new(config),
            slot: Mutex::new(slot),
            jobs: Mutex::default(),
        }
    }

    /// The phase the vault is in.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match &*self.slot() {
            Slot::None => Phase::None,
            Slot::Closed(_) => Phase::Locked,
        }
    }

    /// The vault's place, held while the guard lives.
    pub fn slot(&self) -> MutexGuard<'_, Slot> {
        held(&self.slot)
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

    /// The user touched the window now.
    pub fn touch(&self) {
        self.touched.store(self.clock.now().0, Ordering::SeqCst);
    }

    /// When the user last touched the window.
    #[must_use]
    pub fn touched(&self) -> Timestamp {
        Timestamp(self.touched.load(Ordering::SeqCst))
    }

    /// Begins long work that the user can stop. One of each kind at a time.
    ///
    /// # Errors
    /// [`Kind::InUse`] while the same work is under way.
    pub fn begin(
        &self,
        job: Job,
        tell: impl Fn(Job, steward_core::base::Progress) + Send + Sync + 'static,
    ) -> Result<(Running<'_>, Report)> {
        let cancel = Cancel::default();
        match held(&self.jobs).entry(job) {
            std::collections::btree_map::Entry::Occupied(_) => {
                return Err(Error::new(Kind::InUse, "error.job_running"));
            }
            std::collections::btree_map::Entry::Vacant(place) => place.insert(cancel.clone()),
        };
        let report = Report::to(cancel, move |progress| tell(job, progress));
        Ok((Running { shell: self, job }, report))
    }

    /// Asks long work to stop; says nothing when there is none.
    pub fn cancel(&self, job: Job) {
        if let Some(cancel) = held(&self.jobs).get(&job) {
            cancel.cancel();
        }
    }

    /// Asks all long work to stop.
    pub fn cancel_all(&self) {
        held(&self.jobs).values().for_each(Cancel::cancel);
    }

    /// Whether this work is under way.
    #[must_use]
    pub fn is_running(&self, job: Job) -> bool {
        held(&self.jobs).contains_key(&job)
    }
}

/// Long work under way; dropping it ends the entry.
#[derive(Debug)]
pub struct Running<'a> {
    shell: &'a Shell,
    job: Job,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        held(&self.shell.jobs).remove(&self.job);
    }
}

/// A lock's content, also when a thread died holding it: what we keep is whole at every step.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
