//! What is kept on paper: the recovery key's page made up, and pages saved so that only their owner reads them.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use steward_core::base::Result;
use steward_core::crypto::RecoveryKey;
use zeroize::Zeroizing;

use super::Shell;
use crate::desktop::words::text;

/// The page the user keeps.
#[must_use]
pub fn sheet(shell: &Shell, recovery: &RecoveryKey, folder: &Path) -> Zeroizing<String> {
    let (key, vault) = (recovery.as_text(), folder.display().to_string());
    Zeroizing::new(text(
        shell.language(),
        "dialog.recovery_sheet",
        &[("key", &key), ("vault", &vault)],
    ))
}

/// Writes the page so that it lasts and nobody else reads it. A file of that name, which the
/// user agreed to replace, gives way first: its permissions would stay.
///
/// # Errors
/// When the folder refuses.
pub fn save(file: &Path, sheet: &[u8]) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut out = options.open(file)?;
    out.write_all(sheet)?;
    Ok(out.sync_all()?)
}
