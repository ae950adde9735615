//! The backup that is looked at while no vault is open. Whatever locks the program, opens a vault or leaves
//! the look ends it, and with it goes what stood of it on the disk.

use std::sync::{Arc, Mutex};

use steward_core::base::{Error, Kind, Result};
use steward_core::session::Apart;

use super::held;

/// The place for the one backup.
#[derive(Debug, Default)]
pub struct Looking(Mutex<Look>);

#[derive(Debug, Default)]
struct Look {
    open: Option<Arc<Apart>>,
    /// How many looks were ended: one that opens later than that is closed at once.
    ended: u64,
}

impl Look {
    /// From now on it is over; what is handed back was looked at.
    fn over(&mut self) -> Option<Arc<Apart>> {
        self.ended = self.ended.wrapping_add(1);
        self.open.take()
    }
}

/// A look that was asked for and opens.
#[derive(Debug, Clone, Copy)]
pub struct Begun(u64);

impl Looking {
    /// Begins a look; one that was open is closed.
    #[must_use]
    pub fn begin(&self) -> Begun {
        let mut look = held(&self.0);
        let (open, begun) = (look.over(), Begun(look.ended));
        // Closing it takes a moment.
        drop(look);
        drop(open);
        begun
    }

    /// Keeps what was opened, unless the look was ended meanwhile.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] then; it is closed again.
    pub fn keep(&self, begun: Begun, apart: Apart) -> Result<()> {
        let mut look = held(&self.0);
        if look.ended != begun.0 {
            // Closing it takes a moment.
            drop(look);
            drop(apart);
            return Err(Error::new(Kind::Cancelled, "error.cancelled"));
        }
        look.open = Some(Arc::new(apart));
        Ok(())
    }

    /// What is looked at. Whoever holds it keeps it beyond the end of the look, until done.
    #[must_use]
    pub fn open(&self) -> Option<Arc<Apart>> {
        held(&self.0).open.clone()
    }

    /// Whether anything is looked at.
    #[must_use]
    pub fn is_open(&self) -> bool {
        held(&self.0).open.is_some()
    }

    /// Ends the look, also one that still opens; says whether one was open.
    pub fn end(&self) -> bool {
        let mut look = held(&self.0);
        let open = look.over();
        drop(look);
        open.is_some()
    }
}
