//! What the program remembers outside any vault: where the last vaults were and how the window
//! looks. Nothing of a customer is in it, so it is plain JSON in the user's configuration folder.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use steward_core::base::{Error, Id, Kind, Result};
use steward_core::exchange::ics::Tells;

use super::frame::Frame;
use super::log;
use super::replaced::AllReplaced;
use super::seen::Seen;

/// How many vaults the lock screen offers.
const RECENT: usize = 8;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? } default $default:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }
        impl Default for $name { fn default() -> Self { Self::$default } }
        impl $name {
            /// The word it is written as.
            #[must_use]
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
        }
    };
}

words! {
    /// The window's language.
    Locale {
        /// Simplified Chinese.
        Zh = "zh",
        /// English.
        En = "en",
        /// The desktop's.
        System = "system",
    } default System
}
words! {
    /// The window's colours.
    Theme {
        /// Paper.
        Light = "light",
        /// Ink.
        Dark = "dark",
        /// The desktop's.
        System = "system",
    } default System
}
words! {
    /// The height of table rows.
    Density {
        /// 28 pixels.
        Compact = "compact",
        /// 34 pixels.
        Normal = "normal",
        /// 42 pixels, wrapping.
        Roomy = "roomy",
    } default Normal
}
words! {
    /// How much a notification tells whoever looks at the screen.
    ReminderText {
        /// The task, the customer and the person.
        Full = "full",
        /// The task's title only.
        Title = "title",
        /// That something is due.
        Nothing = "none",
    } default Full
}

/// What the user chose about the program itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the user, each by its name"
)]
pub struct Settings {
    /// The window's language.
    pub locale: Locale,
    /// The window's colours.
    pub theme: Theme,
    /// The height of table rows.
    pub density: Density,
    /// The window's zoom in percent, 80 to 200.
    pub zoom: u16,
    /// Minutes without a touch until the vault locks itself; 0 for never.
    pub auto_lock_min: u16,
    /// How much a notification tells.
    pub reminder_text: ReminderText,
    /// Whether closing the window leaves the program in the tray, so that reminders keep coming.
    pub close_to_tray: bool,
    /// Whether the program starts with the desktop session.
    pub start_at_login: bool,
    /// Whether a screen reader is in use: in tables the focus then stays on the cell.
    pub screen_reader: bool,
    /// Whether single letters do something in lists, without Ctrl or Alt.
    pub letter_keys: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            locale: Locale::default(),
            theme: Theme::default(),
            density: Density::default(),
            zoom: 100,
            auto_lock_min: 10,
            reminder_text: ReminderText::default(),
            close_to_tray: true,
            start_at_login: false,
            screen_reader: false,
            letter_keys: true,
        }
    }
}

impl Settings {
    /// Refuses what no window could show and no user can mean.
    ///
    /// # Errors
    /// [`Kind::Invalid`], naming the setting.
    pub fn check(&self) -> Result<()> {
        if !(80..=200).contains(&self.zoom) {
            return Err(Error::invalid(
                "settings.zoom",
                "error.setting_out_of_range",
            ));
        }
        if self.auto_lock_min > 24 * 60 {
            return Err(Error::invalid(
                "settings.auto_lock_min",
                "error.setting_out_of_range",
            ));
        }
        Ok(())
    }
}

/// The file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Vault folders, the last opened first.
    pub recent: Vec<PathBuf>,
    /// The user's choices.
    pub settings: Settings,
    /// How far each vault was when it was last open here.
    pub seen: Seen,
    /// Vaults that were put in the place of others.
    pub replaced: AllReplaced,
    /// The calendar files that other programs follow, one of a vault at most.
    pub calendars: Vec<CalendarFile>,
    /// Where the window stood when the program ended.
    pub window: Option<Frame>,
    /// What this computer is known by to the backups of a vault; drawn at the first start.
    pub computer: Option<Id>,
}

impl CalendarFile {
    /// Whether it is of the vault in `folder`.
    #[must_use]
    pub fn is_of(&self, folder: &Path, vault: Id) -> bool {
        self.vault == folder && self.id.is_none_or(|id| id == vault)
    }
}

/// A calendar file that other programs follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFile {
    /// The folder of the vault it is of, as it was last.
    pub vault: PathBuf,
    /// That vault; a file of an older version did not say.
    #[serde(default)]
    pub id: Option<Id>,
    /// Where it is.
    pub file: PathBuf,
    /// How much it tells.
    pub tells: Tells,
    /// It goes while the vault is locked.
    pub goes_when_locked: bool,
}

impl Config {
    /// Reads the file. A missing one means a first start; one that cannot be read is kept beside
    /// under another name, and the program starts as on the first day.
    #[must_use]
    pub fn load(file: &Path) -> Self {
        let read = match fs::read(file) {
            Err(gone) if gone.kind() == ErrorKind::NotFound => return Self::default(),
            // It may hold the way back of a vault: what cannot be read now must not be written over.
            Err(_) => None,
            Ok(bytes) => Self::read(&bytes),
        };
        read.unwrap_or_else(|| {
            log::note("the configuration file is damaged; it was set aside as config.json.damaged");
            if fs::rename(file, file.with_extension("json.damaged")).is_err() {
                log::note("the damaged configuration file could not be set aside");
            }
            Self::default()
        })
    }

    /// Lays what the text says over the defaults, so that a file of an older version still reads.
    fn read(text: &[u8]) -> Option<Self> {
        let mut read: Value = serde_json::from_slice(text).ok()?;
        let mut settings = serde_json::to_value(Settings::default()).ok()?;
        if let (Some(Value::Object(over)), Value::Object(under)) =
            (read.get("settings"), &mut settings)
        {
            under.extend(over.clone());
        }
        read.as_object_mut()?
            .insert("settings".to_owned(), settings);
        serde_json::from_value(read).ok()
    }

    /// Writes the file whole: beside first, then over the old one.
    ///
    /// # Errors
    /// When the configuration folder cannot be written.
    pub fn save(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = file.with_extension("json.new");
        let mut out = fs::File::create(&beside)?;
        out.write_all(&serde_json::to_vec_pretty(self).map_err(Error::internal)?)?;
        out.sync_all()?;
        fs::rename(&beside, file)?;
        // It may say what two vaults are about to do: it is there before they do it.
        #[cfg(unix)]
        if let Some(folder) = file.parent() {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Puts `folder`, in which `vault` is, first among the recent vaults. Its calendar file follows it
    /// there where the folder was renamed or moved.
    pub fn opened(&mut self, folder: &Path, vault: Id) {
        self.recent.retain(|known| known != folder);
        self.recent.insert(0, folder.to_owned());
        self.recent.truncate(RECENT);
        let there = |file: &CalendarFile| file.is_of(folder, vault);
        // Where the old folder is still there, this one is a copy, and the file stays with that one.
        let left = |file: &CalendarFile| file.id == Some(vault) && !file.vault.exists();
        let at = self.calendars.iter().position(there);
        let at = at.or_else(|| self.calendars.iter().position(left));
        if let Some(file) = at.and_then(|at| self.calendars.get_mut(at)) {
            folder.clone_into(&mut file.vault);
            file.id = Some(vault);
        }
    }
}

/// Where the program keeps its own files, and where it offers to put vaults.
#[derive(Debug, Clone)]
pub struct Places {
    /// The configuration file.
    pub config: PathBuf,
    /// The web view's own folder; it keeps nothing there, being incognito.
    pub webview: PathBuf,
    /// The folder offered for a new vault.
    pub vaults: PathBuf,
    /// The vault of invented customers.
    pub sample: PathBuf,
    /// Where a backup stands, encrypted, that is looked at while no vault is open.
    pub looked_at: PathBuf,
}

impl Places {
    /// The places this desktop gives a program.
    ///
    /// # Errors
    /// When the user has no home.
    pub fn find() -> Result<Self> {
        let homeless = || Error::new(Kind::Unavailable, "error.no_home");
        let own =
            directories::ProjectDirs::from("app", "steward", "Steward").ok_or_else(homeless)?;
        let user = directories::UserDirs::new().ok_or_else(homeless)?;
        let vaults = user
            .document_dir()
            .unwrap_or_else(|| user.home_dir())
            .to_owned();
        Ok(Self {
            config: own.config_dir().join("config.json"),
            webview: own.cache_dir().join("webview"),
            vaults,
            sample: own.data_dir().join("Sample.steward"),
            looked_at: own.data_local_dir().join("looked-at"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_read_back_and_damage_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/config.json");
        assert_eq!(Config::load(&file), Config::default(), "a first start");
        let mut config = Config::default();
        for n in 0..10 {
            config.opened(
                Path::new(&format!("/v/{n}.steward")),
                Id::from_bytes([0; 16]),
            );
        }
        config.opened(Path::new("/v/5.steward"), Id::from_bytes([0; 16]));
        config.settings.theme = Theme::Dark;
        config.window = Some(Frame {
            x: 10,
            y: 20,
            width: 1000,
            height: 700,
            maximised: true,
        });
        config.save(&file).unwrap();
        let read = Config::load(&file);
        assert_eq!(read, config);
        assert_eq!(read.recent.len(), RECENT);
        assert_eq!(
            read.recent[0],
            Path::new("/v/5.steward"),
            "opened again means first again"
        );
        let aside = folder.path().join("deep/config.json.damaged");
        for damaged in [&b"{ half a fi"[..], b"{\"recent\":[\"\xff\"]}"] {
            fs::write(&file, damaged).unwrap();
            assert_eq!(Config::load(&file), Config::default());
            assert_eq!(fs::read(&aside).unwrap(), damaged);
            assert!(!file.exists());
        }
    }

    #[test]
    fn a_calendar_file_follows_its_vault_to_a_renamed_folder_and_no_copy_of_it() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        let [one, other] = [1, 2].map(|n| Id::from_bytes([n; 16]));
        fs::create_dir(at("Old.steward")).unwrap();
        let written = format!(
            r#"{{"calendars":[{{"vault":{:?},"file":"/c/a.ics","tells":"times","goes_when_locked":true}}]}}"#,
            at("Old.steward")
        );
        let mut config = Config::read(written.as_bytes()).unwrap();
        config.opened(&at("Old.steward"), one);
        assert_eq!(
            config.calendars[0].id,
            Some(one),
            "an older version did not say"
        );
        let is_of = |config: &Config, name, vault| config.calendars[0].is_of(&at(name), vault);
        config.opened(&at("Copy.steward"), one);
        assert!(is_of(&config, "Old.steward", one), "it is still there");
        fs::rename(at("Old.steward"), at("New.steward")).unwrap();
        config.opened(&at("New.steward"), other);
        assert!(
            is_of(&config, "Old.steward", one),
            "another vault has its own"
        );
        config.opened(&at("New.steward"), one);
        assert!(is_of(&config, "New.steward", one));
        assert!(!is_of(&config, "New.steward", other));
    }

    #[test]
    fn an_older_file_without_a_setting_still_reads() {
        let config = Config::read(br#"{"settings":{"theme":"dark"}}"#).unwrap();
        assert_eq!(
            config.settings,
            Settings {
                theme: Theme::Dark,
                ..Settings::default()
            }
        );
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        let default = Settings::default();
        assert!(default.check().is_ok());
        assert_eq!(default.auto_lock_min, 10, "as promised");
        assert_eq!(
            Settings {
                zoom: 20,
                ..Settings::default()
            }
            .check()
            .unwrap_err()
            .field(),
            Some("settings.zoom")
        );
    }
}
