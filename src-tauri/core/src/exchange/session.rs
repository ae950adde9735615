//! One import from the file to the vault, as the shell keeps it while the window walks through
//! its steps: open, say what the columns mean, look at the plan, decide, perform.

use std::path::Path;

use super::layout::{self, Held, ImportLayout};
use super::model::{self, ImportDone, ImportOpened, ImportPlan, ImportRow, ImportTarget, RowState};
use super::plan::{Ingredients, Planned};
use super::sheet::{Limits, Workbook};
use super::{perform, reader, repair};
use crate::base::{Error, Kind, Report, Result};
use crate::records::Catalog;
use crate::records::labels::Language;
use crate::settings::modules::Hidden;
use crate::vault::Vault;

/// An import under way.
pub struct ImportSession {
    number: u32,
    file_name: String,
    book: Workbook,
    catalog: Catalog,
    language: Language,
    /// No column is guessed to go there.
    hidden: Hidden,
    plan: Option<Planned>,
}

impl ImportSession {
    /// Reads the file at `path`. `number` is how the window calls the import; `language` is for
    /// what the file has no words for.
    ///
    /// # Errors
    /// See [`reader::read_path`].
    pub fn open(
        path: &Path,
        number: u32,
        catalog: &Catalog,
        language: Language,
        report: &Report,
    ) -> Result<Self> {
        let name = |part: Option<&std::ffi::OsStr>| {
            part.map(|part| part.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let mut book = reader::read_path(path, &Limits::default(), report)?;
        // A file without named sheets is called after itself.
        if let [sheet] = book.sheets.as_mut_slice()
            && sheet.name.is_empty()
        {
            sheet.name = name(path.file_stem());
        }
        Ok(Self {
            number,
            file_name: name(path.file_name()),
            book,
            catalog: catalog.clone(),
            language,
            hidden: Hidden::default(),
            plan: None,
        })
    }

    /// The same where modules are out of sight: what a foreign sheet calls like one of their fields is
    /// guessed to be none. What the user says goes where they say, and a sheet of our own comes back whole.
    #[must_use]
    pub fn hiding(mut self, hidden: Hidden) -> Self {
        self.hidden = hidden;
        self
    }

    /// What was opened.
    #[must_use]
    pub fn opened(&self) -> ImportOpened {
        let (sheets, sheet) = layout::sheets(&self.book);
        let whole = layout::whole_of(&self.book, &self.catalog);
        let kinds = model::kinds(&self.catalog);
        ImportOpened {
            session: self.number,
            file_name: self.file_name.clone(),
            encoding: self.book.encoding.map(str::to_owned),
            sheets,
            sheet: whole.unwrap_or(sheet),
            whole,
            kinds: kinds.map(|kind| kind.key.to_owned()).collect(),
        }
    }

    /// Guesses how a sheet is to be read. `header_row` counts from one, nought is none; without
    /// it the heading is looked for.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is no such sheet.
    pub fn layout(&self, sheet: u32, header_row: Option<u32>) -> Result<ImportLayout> {
        let mut layout = layout::layout(&self.book, &self.catalog, sheet, header_row)?;
        self.leave_out(&mut layout);
        Ok(layout)
    }

    fn leave_out(&self, layout: &mut ImportLayout) {
        // Who says that a sheet holds such records, or has one that can hold nothing else, wants them.
        let wanted = layout.kind.as_deref();
        for column in &mut layout.columns {
            let hides = |target: &String| {
                let (entity, field) = target.split_once('.').unwrap_or_default();
                let entity = self.catalog.entity(entity);
                entity.is_ok_and(|entity| {
                    let field = entity.field(field);
                    wanted != Some(entity.key)
                        && field.is_ok_and(|field| self.hidden.field(entity, field))
                })
            };
            if column.confidence < layout::OURS && column.target.as_ref().is_some_and(hides) {
                column.target = None;
                column.confidence = 0.0;
            }
        }
    }

    /// As [`ImportSession::layout`], of a sheet that holds what the user says: records of a kind, or
    /// a ledger of customers where the kind is empty.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is no such sheet or kind.
    pub fn layout_as(
        &self,
        sheet: u32,
        header_row: Option<u32>,
        kind: &str,
    ) -> Result<ImportLayout> {
        let held = match kind {
            "" => Held::Ledger,
            kind => Held::Kind(kind),
        };
        let mut layout = layout::layout_of(&self.book, &self.catalog, sheet, header_row, held)?;
        self.leave_out(&mut layout);
        Ok(layout)
    }

    /// The fields a column can go to.
    #[must_use]
    pub fn targets(&self) -> Vec<ImportTarget> {
        model::all_targets(&self.catalog)
    }

    /// Plans the import for a layout; what was decided before is forgotten.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when no column names anything or two go to one field.
    pub fn plan(
        &mut self,
        vault: &Vault,
        layout: ImportLayout,
        report: &Report,
    ) -> Result<ImportPlan> {
        self.plan = None;
        let from = self.ingredients(report);
        let plan = vault.read(|read| Planned::make(&from, read, layout))?;
        let summary = plan.summary(self.number);
        self.plan = Some(plan);
        Ok(summary)
    }

    /// Rows of the plan, in a state or all, from the `from`-th on.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is no plan yet.
    pub fn rows(&self, state: Option<RowState>, from: u32, count: u32) -> Result<Vec<ImportRow>> {
        Ok(self
            .plan
            .as_ref()
            .ok_or_else(no_plan)?
            .rows(state, from, count))
    }

    /// Takes the user's choice for some rows, by their numbers: `same:<id>`, `new`, `skip`, or
    /// nothing to take a choice back.
    ///
    /// # Errors
    /// [`Kind::NotFound`] when there is no plan yet or no such unit.
    pub fn decide(&mut self, vault: &Vault, rows: &[u32], decision: &str) -> Result<ImportPlan> {
        let catalog = self.catalog.clone();
        let plan = self.plan.as_mut().ok_or_else(no_plan)?;
        match plan {
            Planned::Ledger(plan) => {
                if plan.decide(&catalog, rows, decision)? {
                    self.again(vault, &Report::silent())?;
                }
            }
            Planned::Kinds(plan) => {
                if plan.decide(rows, decision)? {
                    vault.read(|read| plan.settle(&catalog, read))?;
                }
            }
        }
        Ok(self.plan.as_ref().ok_or_else(no_plan)?.summary(self.number))
    }

    /// Carries the plan out.
    ///
    /// # Errors
    /// [`Kind::Conflict`] when the vault has changed since; the plan is then made anew for the
    /// user to look at again. [`Kind::Cancelled`]; nothing is changed then.
    pub fn perform(&mut self, vault: &Vault, report: &Report) -> Result<ImportDone> {
        let plan = self.plan.as_ref().ok_or_else(no_plan)?;
        match perform::perform(vault, &self.catalog, plan, report) {
            Ok((seq, counts)) => {
                let refused = u32::try_from(plan.left_out().len()).unwrap_or(u32::MAX);
                Ok(ImportDone {
                    seq,
                    counts,
                    refused,
                    unreasoned: plan.unreasoned(),
                })
            }
            Err(error) => {
                if error.kind() == Kind::Conflict {
                    self.again(vault, report)?;
                }
                Err(error)
            }
        }
    }

    /// Saves the rows that are left out as a workbook to repair, with a column that says why.
    /// Gives how many there are.
    ///
    /// # Errors
    /// When the file cannot be written, or there is no plan yet.
    pub fn save_refused(&self, to: &Path) -> Result<u32> {
        let plan = self.plan.as_ref().ok_or_else(no_plan)?;
        repair::save(
            &self.book,
            plan.layout(),
            &self.catalog,
            &plan.left_out(),
            self.language,
            to,
        )
    }

    fn again(&mut self, vault: &Vault, report: &Report) -> Result<()> {
        let plan = self.plan.take().ok_or_else(no_plan)?;
        let from = self.ingredients(report);
        self.plan = Some(vault.read(|read| plan.again(&from, read))?);
        Ok(())
    }

    fn ingredients<'a>(&'a self, report: &'a Report) -> Ingredients<'a> {
        Ingredients {
            book: &self.book,
            catalog: &self.catalog,
            language: self.language,
            report,
        }
    }
}

fn no_plan() -> Error {
    Error::new(Kind::NotFound, "error.import_no_plan")
}
