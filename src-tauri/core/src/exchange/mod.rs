//! Import and export. From a file of rows to records and back: reading (`reader`, knows no
//! database), guessing what the columns mean, planning, performing, and writing files others can
//! open. A file the user chose is hostile until it has been read within limits.

mod columns;
pub mod export;
pub mod ics;
pub mod layout;
mod marks;
pub mod model;
mod perform;
mod plan;
pub mod reader;
mod repair;
pub mod session;
pub mod sheet;
pub mod signature;
mod store;

#[cfg(test)]
mod tests;

pub use export::{ExportFormat, Exported};
pub use layout::{ColumnGuess, ImportLayout, ImportPart, SheetInfo};
pub use model::{
    Difference, ImportDone, ImportOpened, ImportPlan, ImportRow, ImportTarget, RowState,
};
pub use session::ImportSession;
