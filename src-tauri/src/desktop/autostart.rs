//! Starting with the desktop session, by the XDG autostart file. Linux only; elsewhere the
//! setting is refused rather than silently kept.

use std::path::Path;

use steward_core::base::{Error, Kind, Result};

/// Makes the program start with the session, or no longer.
///
/// # Errors
/// When the autostart folder cannot be written, or this desktop has none.
pub fn set(on: bool) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return if on {
            Err(Error::new(Kind::Unavailable, "error.no_autostart"))
        } else {
            Ok(())
        };
    }
    let config = directories::BaseDirs::new()
        .ok_or_else(|| Error::new(Kind::Unavailable, "error.no_home"))?
        .config_dir()
        .to_owned();
    write(&config, on, &std::env::current_exe()?)
}

fn write(config: &Path, on: bool, program: &Path) -> Result<()> {
    let file = config.join("autostart/steward.desktop");
    if !on {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        };
    }
    std::fs::create_dir_all(config.join("autostart"))?;
    let program = program
        .display()
        .to_string()
        .replace('\\', r"\\\\")
        .replace('"', r#"\\""#);
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Steward\nName[zh_CN]=客户管家\nExec=\"{program}\" --minimized\nX-GNOME-Autostart-enabled=true\n"
    );
    std::fs::write(file, entry)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_comes_and_goes() {
        let config = tempfile::tempdir().unwrap();
        let file = config.path().join("autostart/steward.desktop");
        write(config.path(), false, Path::new("/x")).unwrap();
        write(config.path(), true, Path::new("/opt/my apps/steward")).unwrap();
        let entry = std::fs::read_to_string(&file).unwrap();
        assert!(
            entry.contains("Exec=\"/opt/my apps/steward\" --minimized\n"),
            "{entry}"
        );
        write(config.path(), false, Path::new("/x")).unwrap();
        assert!(!file.exists());
    }
}
