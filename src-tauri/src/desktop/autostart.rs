//! Starting when the user logs in: by a file that the desktop (Linux) or `launchd` (macOS) reads, or by the list
//! in the registry (Windows). Of these only Linux's was run; what the others read is tested as text.

use std::path::Path;
#[cfg(any(unix, test))]
use std::path::PathBuf;

use steward_core::base::{Error, Kind, Result};

/// What a system reads when a session begins, and where.
#[cfg(any(unix, test))]
struct Entry {
    file: PathBuf,
    text: String,
}

/// Makes the program start with the session, or no longer.
///
/// # Errors
/// When the place it is to be said in cannot be written.
pub fn set(on: bool) -> Result<()> {
    let program = std::env::current_exe()?;
    system::set(on, &program)
}

#[cfg(any(unix, test))]
impl Entry {
    /// The autostart file of the XDG desktops.
    #[cfg(any(not(target_os = "macos"), test))]
    fn of_desktop(config: &Path, program: &Path) -> Self {
        let program = program.display().to_string();
        let program = program.replace('\\', r"\\\\").replace('"', r#"\\""#);
        Self {
            file: config.join("autostart/steward.desktop"),
            text: format!(
                "[Desktop Entry]\nType=Application\nName=Steward\nName[zh_CN]=客户管家\nExec=\"{program}\" --minimized\nX-GNOME-Autostart-enabled=true\n"
            ),
        }
    }

    /// The agent that `launchd` starts once when somebody logs in; one that was quit stays so.
    #[cfg(any(target_os = "macos", test))]
    fn of_launchd(home: &Path, program: &Path) -> Self {
        let program = program.display().to_string();
        let program = program.replace('&', "&amp;").replace('<', "&lt;");
        Self {
            file: home.join("Library/LaunchAgents/app.steward.desktop.plist"),
            text: format!(
                r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>app.steward.desktop</string>
<key>ProgramArguments</key><array><string>{program}</string><string>--minimized</string></array>
<key>RunAtLoad</key><true/>
</dict></plist>
"#
            ),
        }
    }

    fn set(&self, on: bool) -> Result<()> {
        if !on {
            return match std::fs::remove_file(&self.file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            };
        }
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(&self.file, &self.text)?)
    }
}

#[cfg(unix)]
mod system {
    use super::{Entry, Error, Kind, Path, Result};

    pub(super) fn set(on: bool, program: &Path) -> Result<()> {
        let dirs = directories::BaseDirs::new();
        let dirs = dirs.ok_or_else(|| Error::new(Kind::Unavailable, "error.no_home"))?;
        #[cfg(target_os = "macos")]
        let entry = Entry::of_launchd(dirs.home_dir(), program);
        #[cfg(not(target_os = "macos"))]
        let entry = Entry::of_desktop(dirs.config_dir(), program);
        entry.set(on)
    }
}

#[cfg(windows)]
mod system {
    use windows_registry::CURRENT_USER;

    use super::{Error, Kind, Path, Result};

    const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
    const NAME: &str = "Steward";

    pub(super) fn set(on: bool, program: &Path) -> Result<()> {
        let refused = |error| Error::new(Kind::Unavailable, "error.no_autostart").caused_by(error);
        let list = CURRENT_USER.create(RUN).map_err(refused)?;
        if on {
            let line = format!("\"{}\" --minimized", program.display());
            return list.set_string(NAME, line).map_err(refused);
        }
        match list.get_string(NAME) {
            Ok(_) => list.remove_value(NAME).map_err(refused),
            // It is not in the list.
            Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_comes_and_goes() {
        let place = tempfile::tempdir().unwrap();
        let program = Path::new("/opt/my apps/R&D/steward");
        for (entry, says) in [
            (
                Entry::of_desktop(place.path(), program),
                "Exec=\"/opt/my apps/R&D/steward\" --minimized\n",
            ),
            (
                Entry::of_launchd(place.path(), program),
                "<array><string>/opt/my apps/R&amp;D/steward</string><string>--minimized</string></array>",
            ),
        ] {
            entry.set(false).unwrap();
            entry.set(true).unwrap();
            let text = std::fs::read_to_string(&entry.file).unwrap();
            assert!(text.contains(says), "{text}");
            entry.set(true).unwrap();
            entry.set(false).unwrap();
            assert!(!entry.file.exists());
        }
    }
}
