//! Proving that the backup would restore, and that its owner could open it.

use serde::Serialize;
use steward_core::backup::{DrillEntry, DrillRhythm};
use steward_core::base::file_name::file_name;
use steward_core::base::{Clock as _, Result, Timestamp, WireError};
use steward_core::crypto::Secret;
use steward_core::session::Session;
use tauri::AppHandle;

use crate::commands::{Answer, with_shell};
use crate::desktop::dialogs::{FileKind, save_file};
use crate::desktop::fonts::Shelf;
use crate::desktop::words::text;
use crate::state::certificate::{Made, pdf};
use crate::state::{Shell, paper};

/// So many drills are listed; the vault keeps all of them.
const LISTED: u32 = 600;
/// Bytes in the name that a certificate is offered to be saved under.
const NAME: usize = 120;

/// How the proofs stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ProofState {
    /// How often a drill runs by itself.
    pub rhythm: DrillRhythm,
    /// Since when no place has been without a proof: of the last ones that passed at each, the oldest.
    pub proved_at: Option<i64>,
    /// How many places there are that need a proof.
    pub places: u32,
    /// What those are called where none has passed yet.
    pub unproved: Vec<String>,
    /// When the next one begins by itself, if the drive is there.
    pub next_at: Option<i64>,
    /// It has been due for more than a week.
    pub overdue: bool,
    /// Why the last one could not be done, where that says nothing of the backup.
    pub hindrance: Option<WireError>,
    /// The drills so far, newest first.
    pub drills: Vec<DrillEntry>,
    /// When the recovery key was last typed, or the vault was made.
    pub recovery_proved_at: i64,
    /// It is to be asked for again.
    pub recovery_asked: bool,
}

/// How the proofs stand.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_proofs(app: AppHandle) -> Answer<ProofState> {
    with_shell(app, |_, shell| state(shell)).await
}

/// Sets how often a drill runs by itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_set_drill_rhythm(
    app: AppHandle,
    rhythm: DrillRhythm,
) -> Answer<ProofState> {
    with_shell(app, move |_, shell| {
        shell.slot().opened()?.session.set_drill_rhythm(rhythm)?;
        shell.bell.notify_one();
        state(shell)
    })
    .await
}

/// Saves the certificate of a drill as a PDF; where it is, or nothing when the user thought better.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_certificate_save(app: AppHandle, n: i64) -> Answer<Option<String>> {
    with_shell(app, move |app, shell| {
        let entry = shell.slot().opened()?.session.drill(n)?;
        let (zone, language) = (shell.clock.zone(), shell.language());
        let day = Timestamp(entry.drilled_at).utc().with_timezone(&zone);
        let day = day.format("%Y-%m-%d").to_string();
        let name = text(language, "dialog.certificate_name", &[("day", &day)]);
        let label = text(language, "dialog.pdf", &[]);
        let kind = FileKind {
            label: &label,
            extensions: &["pdf"],
        };
        let name = format!("{}.pdf", file_name(&name, NAME));
        let Some(picked) = save_file(app, &name, kind) else {
            return Ok(None);
        };
        let made = Made {
            at: shell.clock.now(),
            zone,
            language,
        };
        paper::save(&picked, &pdf(&entry, made, &Shelf::of_the_system())?)?;
        Ok(Some(picked.display().to_string()))
    })
    .await
}

/// Notes that whoever typed `answer` still has the recovery key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_check(app: AppHandle, answer: Secret) -> Answer<()> {
    told(app, move |session| session.check_recovery(&answer)).await
}

/// Has the question for the recovery key wait for a month.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_put_off(app: AppHandle) -> Answer<()> {
    told(app, Session::put_off_recovery).await
}

/// What is asked of the user in Today follows at the next turn.
async fn told(
    app: AppHandle,
    verb: impl FnOnce(&Session) -> Result<()> + Send + 'static,
) -> Answer<()> {
    with_shell(app, move |_, shell| {
        verb(&shell.slot().opened()?.session)?;
        shell.bell.notify_one();
        Ok(())
    })
    .await
}

fn state(shell: &Shell) -> Result<ProofState> {
    let slot = shell.slot();
    let session = &slot.opened()?.session;
    let (proofs, paper) = (session.proofs()?, session.recovery_paper()?);
    Ok(ProofState {
        rhythm: proofs.rhythm,
        proved_at: proofs.proved_at().map(|at| at.0),
        places: u32::try_from(proofs.places.len()).unwrap_or(u32::MAX),
        unproved: proofs.unproved().map(|one| one.name.clone()).collect(),
        next_at: proofs.next_at().map(|at| at.0),
        overdue: proofs.overdue_since().is_some(),
        hindrance: proofs.hindrance,
        drills: session.drills(LISTED)?,
        recovery_proved_at: paper.proved_at.0,
        recovery_asked: paper.overdue_since(shell.clock.now()).is_some(),
    })
}
