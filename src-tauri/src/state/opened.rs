//! One open vault as the window works with it: the session, the views it looks at, and the
//! recovery key that has still to be written down. All of it is gone when the vault is locked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use steward_core::backup::Plan;
use steward_core::base::{Error, Id, Kind, Result, Timestamp};
use steward_core::crypto::RecoveryKey;
use steward_core::exchange::ics::taking::{Plan as CalendarPlan, Taking};
use steward_core::records::View;
use steward_core::session::{Former, Session};
use steward_core::templates::Template;

use super::held;
use super::imports::Imports;
use super::presence::Presence;
use crate::desktop::replaced::AllReplaced;

/// More views than the window ever shows at once: the oldest beyond that were forgotten by it.
pub(super) const VIEWS: usize = 64;

/// Whether the user has proved to have the recovery key.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// Yes.
    Given,
    /// Not yet; it can still be told.
    Awaited(RecoveryKey),
    /// Not yet, and after a new start only the user may know it.
    Overdue,
}

/// An open vault.
pub struct Opened {
    /// The backup that is looked at. Before the vault, within whose folder it stands.
    pub inside: Mutex<Option<Arc<Former>>>,
    /// Counts the looks that were ended: one that opens later than that is closed at once.
    pub looks: AtomicU64,
    /// The vault with all its rooms.
    pub session: Session,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether the user has proved to have the recovery key.
    pub proof: Mutex<Proof>,
    /// How many changes it lacks of those it had when it was last open here.
    pub behind: Mutex<Option<i64>>,
    /// At which of its places it was held to the backups of its own.
    pub compared: Compared,
    /// The imports under way.
    pub imports: Imports,
    /// Whether the reminders that earlier runs fired and could not tell were handed out again.
    pub caught_up: AtomicBool,
    /// The calendar file that was read last, and what the user saw it would come to.
    pub calendar: Mutex<Option<(Taking, CalendarPlan)>>,
    /// The template that was read last out of a file, to be added once the user has seen what it is.
    pub template: Mutex<Option<Template>>,
    views: Mutex<Views>,
    /// The vault as it stood at the instant that was asked about last.
    past: Mutex<Option<(Timestamp, Arc<Session>)>>,
    /// Dropped last: then nothing of the vault is left in memory.
    pub(super) presence: Option<Presence>,
}

/// At which places the open vault was held to its backups. One that was not here yet, or whose turn was cut
/// off, has it still before it.
#[derive(Debug, Default)]
pub struct Compared {
    places: Mutex<BTreeSet<Id>>,
    under_way: AtomicBool,
}

impl Compared {
    /// Begins with the places that have it before them; nothing where there is none, or it is under way. Storage
    /// behind a network is asked by nobody but the user, and what they set a time for.
    #[must_use]
    pub fn begin(&self, plans: &[Plan]) -> Option<Vec<Plan>> {
        let done = held(&self.places);
        let left = plans.iter().filter(|plan| plan.cloud.is_none());
        let left: Vec<Plan> = left
            .filter(|plan| !done.contains(&plan.id))
            .cloned()
            .collect();
        let begun = !left.is_empty() && !self.under_way.swap(true, Ordering::SeqCst);
        begun.then_some(left)
    }

    /// It has ended, having come through these.
    pub fn end(&self, places: &[Plan]) {
        held(&self.places).extend(places.iter().map(|plan| plan.id));
        self.under_way.store(false, Ordering::SeqCst);
    }
}

#[derive(Default)]
struct Views {
    last: u32,
    open: BTreeMap<u32, (Arc<View>, Over)>,
}

/// What a view was asked of.
#[derive(Clone)]
pub enum Over {
    /// The vault.
    Now,
    /// The vault as it stood once.
    Past(Arc<Session>),
}

impl Over {
    /// What the view's lines are read from.
    #[must_use]
    pub fn session<'o>(&'o self, opened: &'o Opened) -> &'o Session {
        match self {
            Self::Now => &opened.session,
            Self::Past(past) => past,
        }
    }
}

impl std::fmt::Debug for Opened {
    /// Names nothing that is inside.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

impl Opened {
    /// An open vault nobody has looked at yet.
    #[must_use]
    pub fn new(session: Session, folder: PathBuf, proof: Proof) -> Self {
        Self {
            inside: Mutex::default(),
            looks: AtomicU64::new(0),
            session,
            folder,
            proof: Mutex::new(proof),
            behind: Mutex::default(),
            compared: Compared::default(),
            imports: Imports::default(),
            caught_up: AtomicBool::new(false),
            calendar: Mutex::default(),
            template: Mutex::default(),
            views: Mutex::default(),
            past: Mutex::default(),
            presence: None,
        }
    }

    /// How many changes were made to it so far.
    ///
    /// # Errors
    /// When the database fails.
    pub fn commits(&self) -> Result<i64> {
        self.session.vault().read(|read| read.commit_seq())
    }

    /// Whether it was set aside for another one, which goes on with its backups and proves them.
    #[must_use]
    pub fn is_set_aside(&self, replaced: &AllReplaced) -> bool {
        replaced.aside(&self.folder, self.known_as()).is_some()
    }

    /// Which vault it is, and when it last came out of a backup.
    #[must_use]
    pub fn known_as(&self) -> Option<(Id, Option<Timestamp>)> {
        let restored = self.session.restored_at().ok()?;
        Some((self.session.vault().id(), restored))
    }

    /// Keeps a view for the window and numbers it.
    pub fn keep(&self, view: View) -> u32 {
        self.keep_over(view, Over::Now)
    }

    /// Keeps a view of the past.
    pub fn keep_past(&self, view: View, past: Arc<Session>) -> u32 {
        self.keep_over(view, Over::Past(past))
    }

    /// The vault as it stood at an instant; made once, as long as no other instant is asked about.
    ///
    /// # Errors
    /// When the database fails.
    pub fn past(&self, at: Timestamp) -> Result<Arc<Session>> {
        let mut past = held(&self.past);
        match &*past {
            Some((of, session)) if *of == at => Ok(session.clone()),
            _ => {
                // Before the next is made: two would be twice the memory. Whoever still looks at the
                // one before is told that its view is closed, and asks anew.
                *past = None;
                let is_now = |_: &u32, view: &mut (Arc<View>, Over)| matches!(view.1, Over::Now);
                held(&self.views).open.retain(is_now);
                let session = Arc::new(self.session.as_of(at)?);
                // Of an instant that has not passed more may come to be known.
                if at < self.session.vault().clock().now() {
                    *past = Some((at, session.clone()));
                }
                Ok(session)
            }
        }
    }

    fn keep_over(&self, view: View, over: Over) -> u32 {
        let mut views = held(&self.views);
        views.last += 1;
        let number = views.last;
        views.open.insert(number, (Arc::new(view), over));
        while views.open.len() > VIEWS {
            views.open.pop_first();
        }
        number
    }

    /// A view kept before, and what it was asked of.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when it was closed; the window then asks its question anew.
    pub fn view(&self, number: u32) -> Result<(Arc<View>, Over)> {
        let view = held(&self.views).open.get(&number).cloned();
        view.ok_or_else(|| Error::new(Kind::NotFound, "error.view_closed"))
    }

    /// Forgets a view.
    pub fn forget(&self, number: u32) {
        held(&self.views).open.remove(&number);
    }
}
