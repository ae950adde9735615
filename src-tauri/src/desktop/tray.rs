//! The tray: how many tasks wait, and the way back to a hidden window. Where the desktop
//! has no tray, there is none, and [`Tray::reachable`] says so: a window must never hide where
//! nobody can find it.

use std::path::{Path, PathBuf};

use steward_core::base::{Error, Result};
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

use super::log;
use super::window::told;
use super::words::{Language, text};

/// So many coming things have a line in the menu.
const COMING: usize = 3;
/// A line that says nothing: menus do not take lines away.
const NOTHING: &str = "–";

/// What the user chose in the tray's menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Show the window.
    Open,
    /// Let nothing speak for an hour.
    PauseHour,
    /// Let nothing speak until tomorrow's morning hour.
    PauseTomorrow,
    /// Let it speak again.
    PauseEnd,
    /// Lock the vault.
    Lock,
    /// End the program.
    Quit,
}

impl Choice {
    const ALL: [Self; 6] = [
        Self::Open,
        Self::PauseHour,
        Self::PauseTomorrow,
        Self::PauseEnd,
        Self::Lock,
        Self::Quit,
    ];
    fn key(self) -> &'static str {
        match self {
            Self::Open => "tray.open",
            Self::PauseHour => "tray.pause_hour",
            Self::PauseTomorrow => "tray.pause_tomorrow",
            Self::PauseEnd => "tray.pause_end",
            Self::Lock => "tray.lock",
            Self::Quit => "tray.quit",
        }
    }
}

/// What the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The language of the menu.
    pub language: Language,
    /// Follow-ups that are due; `None` while locked, when nobody may know.
    pub waiting: Option<u32>,
    /// The next few things by time; none while locked.
    pub coming: Vec<String>,
    /// Until when nothing may speak, as the clocks here show it; none when it may.
    pub paused: Option<String>,
}

/// The tray icon and its menu.
pub struct Tray {
    icon: TrayIcon,
    count: MenuItem<Wry>,
    coming: Vec<MenuItem<Wry>>,
    items: Vec<(Choice, MenuItem<Wry>)>,
    #[cfg(target_os = "linux")]
    hosts: zbus::blocking::Connection,
}

impl std::fmt::Debug for Tray {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tray")
            .field("icon", self.icon.id())
            .finish_non_exhaustive()
    }
}

impl Tray {
    /// Puts the icon up. `Ok(None)` where the desktop cannot show one.
    ///
    /// # Errors
    /// When the desktop has a tray but refuses the icon.
    pub fn start(
        app: &AppHandle,
        sight: &Sight,
        chosen: impl Fn(&AppHandle, Choice) + Send + Sync + 'static,
    ) -> Result<Option<Self>> {
        if cfg!(target_os = "linux") && !library_is_there() {
            log::note("no tray: libayatana-appindicator3 is not installed");
            return Ok(None);
        }
        Self::build(app, sight, chosen)
            .map(Some)
            .map_err(Error::internal)
    }

    fn build(
        app: &AppHandle,
        sight: &Sight,
        chosen: impl Fn(&AppHandle, Choice) + Send + Sync + 'static,
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let menu = Menu::new(app)?;
        let count = MenuItem::new(app, counted(sight), false, None::<&str>)?;
        menu.append(&count)?;
        let mut coming = Vec::new();
        for _ in 0..COMING {
            let item = MenuItem::new(app, NOTHING, false, None::<&str>)?;
            menu.append(&item)?;
            coming.push(item);
        }
        menu.append(&PredefinedMenuItem::separator(app)?)?;
        let mut items = Vec::new();
        for choice in Choice::ALL {
            let label = text(sight.language, choice.key(), &[]);
            let item = MenuItem::with_id(app, choice.key(), label, true, None::<&str>)?;
            menu.append(&item)?;
            items.push((choice, item));
        }
        let mut icon = TrayIconBuilder::with_id("steward")
            .menu(&menu)
            .tooltip("Steward")
            .on_menu_event(move |app, event| {
                let choice = Choice::ALL
                    .into_iter()
                    .find(|choice| *event.id() == choice.key());
                if let Some(choice) = choice {
                    chosen(app, choice);
                }
            });
        if let Some(image) = app.default_window_icon() {
            icon = icon.icon(image.clone());
        }
        if let Some(own) = std::env::var_os("XDG_RUNTIME_DIR") {
            icon = icon.temp_dir_path(Path::new(&own));
        }
        Ok(Self {
            icon: icon.build(app)?,
            count,
            coming,
            items,
            #[cfg(target_os = "linux")]
            hosts: zbus::blocking::Connection::session()?,
        })
    }

    /// Shows what is waiting now.
    pub fn show(&self, sight: &Sight) {
        told("count in the tray", self.count.set_text(counted(sight)));
        for (choice, item) in &self.items {
            told(
                "name in the tray",
                item.set_text(text(sight.language, choice.key(), &[])),
            );
            let open = sight.waiting.is_some();
            let may = match choice {
                Choice::Open | Choice::Quit => true,
                Choice::Lock => open,
                Choice::PauseHour | Choice::PauseTomorrow => open && sight.paused.is_none(),
                Choice::PauseEnd => open && sight.paused.is_some(),
            };
            told("grey in the tray", item.set_enabled(may));
        }
        for (n, item) in self.coming.iter().enumerate() {
            let line = sight.coming.get(n).map_or(NOTHING, String::as_str);
            told("line in the tray", item.set_text(line));
        }
        told("word of the tray", self.icon.set_tooltip(Some(tip(sight))));
        let title = sight
            .waiting
            .filter(|waiting| *waiting > 0)
            .map(|waiting| waiting.to_string());
        told("label the tray", self.icon.set_title(title));
    }

    /// Whether somebody shows the icon to the user right now.
    #[must_use]
    pub fn reachable(&self) -> bool {
        #[cfg(target_os = "linux")]
        {
            let asked = self.hosts.call_method(
                Some("org.freedesktop.DBus"),
                "/org/freedesktop/DBus",
                Some("org.freedesktop.DBus"),
                "NameHasOwner",
                &"org.kde.StatusNotifierWatcher",
            );
            asked
                .ok()
                .and_then(|answer| answer.body().deserialize().ok())
                .unwrap_or(false)
        }
        #[cfg(not(target_os = "linux"))]
        true
    }
}

/// How much waits, and until when nothing is said of it.
fn counted(sight: &Sight) -> String {
    let Some(n) = sight.waiting else {
        return text(sight.language, "tray.locked", &[]);
    };
    let n = n.to_string();
    match sight.paused.as_deref() {
        None => text(sight.language, "tray.waiting", &[("n", &n)]),
        Some(until) => text(
            sight.language,
            "tray.waiting_paused",
            &[("n", &n), ("until", until)],
        ),
    }
}

/// What is told of the icon: the same, and the next few things.
fn tip(sight: &Sight) -> String {
    let coming = sight.coming.iter().cloned();
    let lines: Vec<String> = ["Steward".to_owned(), counted(sight)]
        .into_iter()
        .chain(coming)
        .collect();
    lines.join("\n")
}

/// The tray library is opened by name when the icon is made, and the program dies without it.
fn library_is_there() -> bool {
    let named = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&named).collect();
    for root in [
        "/usr/lib",
        "/lib",
        "/usr/lib64",
        "/usr/local/lib",
        "/app/lib",
    ] {
        folders.push(root.into());
        folders.push(Path::new(root).join(format!("{}-linux-gnu", std::env::consts::ARCH)));
    }
    let libraries = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    folders.iter().any(|folder| {
        libraries
            .iter()
            .any(|library| folder.join(library).exists())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(language: Language, paused: Option<&str>) -> Sight {
        Sight {
            language,
            waiting: Some(3),
            coming: vec!["14:00 回电".to_owned()],
            paused: paused.map(str::to_owned),
        }
    }

    #[test]
    fn it_says_until_when_nothing_is_said() {
        let told = |language, paused| tip(&sight(language, paused));
        assert_eq!(
            told(Language::Zh, Some("14:30")),
            "Steward\n3 项待办到期 · 免打扰到 14:30\n14:00 回电"
        );
        assert_eq!(
            counted(&sight(Language::En, Some("11-28 09:00"))),
            "3 tasks due · Do not disturb until 11-28 09:00"
        );
        assert_eq!(told(Language::En, None), "Steward\n3 tasks due\n14:00 回电");
        let locked = Sight {
            waiting: None,
            ..sight(Language::Zh, Some("14:30"))
        };
        assert_eq!(counted(&locked), "已锁定");
    }
}
