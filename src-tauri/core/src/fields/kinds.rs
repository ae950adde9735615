//! The catalog as it stands: the program's, and the fields in use. It is made anew within the write
//! that changes a definition, for what that write works out; others see it once it is committed.

use std::sync::{Arc, Mutex, PoisonError};

use super::limit::{self, FIELD_LIMIT};
use super::store;
use crate::base::{Changed, Result};
use crate::records::Catalog;
use crate::vault::{Hook, Read, Write};

/// Holds the catalog.
pub struct Kinds {
    built_in: Catalog,
    state: Mutex<State>,
}

struct State {
    now: Arc<Catalog>,
    /// What a write made, with its number; it may yet fail.
    coming: Option<(i64, Arc<Catalog>)>,
}

impl Kinds {
    /// The program's own catalog, until [`Kinds::read`].
    #[must_use]
    pub fn new(built_in: Catalog) -> Self {
        let now = Arc::new(built_in.clone());
        Self {
            built_in,
            state: Mutex::new(State { now, coming: None }),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn made(&self, read: &Read<'_>) -> Result<Arc<Catalog>> {
        let made = self.built_in.with_own(store::in_use(read)?);
        Ok(Arc::new(made.limiting(&limit::limits(read)?)))
    }

    /// Takes the definitions in that stand in the vault.
    ///
    /// # Errors
    /// When the database fails.
    pub fn read(&self, read: &Read<'_>) -> Result<()> {
        let made = self.made(read)?;
        self.state().now = made;
        Ok(())
    }

    /// The catalog.
    #[must_use]
    pub fn now(&self) -> Arc<Catalog> {
        Arc::clone(&self.state().now)
    }

    /// The catalog as `tx` has made it.
    #[must_use]
    pub fn within(&self, tx: &Write<'_>) -> Arc<Catalog> {
        let state = self.state();
        match &state.coming {
            Some((seq, made)) if *seq == tx.seq() => Arc::clone(made),
            _ => Arc::clone(&state.now),
        }
    }

    /// Shows what the commit made to everybody.
    pub fn note(&self, changed: &Changed) {
        let mut state = self.state();
        if let Some((seq, made)) = state.coming.take() {
            if seq <= changed.seq {
                state.now = made;
            } else {
                state.coming = Some((seq, made));
            }
        }
    }
}

/// Makes the catalog anew where a definition changed.
pub struct KeepKinds(pub Arc<Kinds>);

impl Hook for KeepKinds {
    fn before_commit(&self, tx: &mut Write<'_>, _op: &str) -> Result<()> {
        let kinds = ["field_def", FIELD_LIMIT.key];
        let mut changes = tx.changes().iter();
        let changed = changes.any(|one| kinds.contains(&one.entity.as_str()));
        let made = if changed {
            Some((tx.seq(), self.0.made(tx)?))
        } else {
            None
        };
        let mut state = self.0.state();
        // The write before is committed if this one has another number, though its listeners may not
        // have heard yet; else it failed, and what it made never was.
        if let Some((seq, before)) = state.coming.take()
            && seq < tx.seq()
        {
            state.now = before;
        }
        state.coming = made;
        Ok(())
    }
}
