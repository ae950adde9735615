//! How long work tells how far it is, and how it is told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::error::{Error, Kind, Result};

/// How far a piece of work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Progress {
    /// What is being done, a message key `progress.…`.
    pub phase: &'static str,
    /// Done so far, in the phase's unit (rows or bytes).
    pub done: u64,
    /// All there is to do in this phase, where it is known.
    pub total: Option<u64>,
}

/// A flag that stops work at its next step.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
    /// Whether it was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
    /// Fails with [`Kind::Cancelled`] when asked to stop.
    ///
    /// # Errors
    /// When asked to stop.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(Kind::Cancelled, "error.cancelled"));
        }
        Ok(())
    }
}

/// Hears of progress and can stop the work. Long work takes one `&Report`.
#[derive(Clone)]
pub struct Report {
    /// Stops the work.
    pub cancel: Cancel,
    sink: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl Report {
    /// Hands each step to `sink`.
    pub fn to(cancel: Cancel, sink: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self {
            cancel,
            sink: Arc::new(sink),
        }
    }
    /// Nobody listens, nobody stops it.
    #[must_use]
    pub fn silent() -> Self {
        Self::to(Cancel::default(), |_| {})
    }
    /// Tells how far it is, and stops if asked to.
    ///
    /// # Errors
    /// [`Kind::Cancelled`] when asked to stop.
    pub fn step(&self, phase: &'static str, done: u64, total: Option<u64>) -> Result<()> {
        (self.sink)(Progress { phase, done, total });
        self.cancel.check()
    }
}
