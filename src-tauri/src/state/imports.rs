//! The imports the window walks through, each from its file to the vault. Gone with the lock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use steward_core::base::{Error, Kind, Result};
use steward_core::exchange::ImportSession;

use super::held;

/// The window walks through one; a second may be opened before the first is closed. A whole
/// workbook is in memory for each, so older ones go.
const MOST: usize = 2;

/// The imports under way, by number.
#[derive(Default)]
pub struct Imports(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u32,
    open: BTreeMap<u32, Arc<Mutex<ImportSession>>>,
}

impl Imports {
    /// A number for a new import.
    pub fn number(&self) -> u32 {
        let mut kept = held(&self.0);
        kept.last += 1;
        kept.last
    }

    /// Keeps an import.
    pub fn keep(&self, number: u32, import: ImportSession) {
        let mut kept = held(&self.0);
        kept.open.insert(number, Arc::new(Mutex::new(import)));
        while kept.open.len() > MOST {
            kept.open.pop_first();
        }
    }

    /// An import kept before.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when it was closed.
    pub fn get(&self, number: u32) -> Result<Arc<Mutex<ImportSession>>> {
        let import = held(&self.0).open.get(&number).cloned();
        import.ok_or_else(|| Error::new(Kind::NotFound, "error.import_closed"))
    }

    /// Forgets an import and the file it read.
    pub fn forget(&self, number: u32) {
        held(&self.0).open.remove(&number);
    }
}
