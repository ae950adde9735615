//! The window: made, brought forward, hidden, and replaced. Knows no vault and no command.

use std::sync::atomic::{AtomicU32, Ordering};

use steward_core::base::{Error, Result};
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, LogicalSize, Manager as _, Monitor, PhysicalPosition, PhysicalRect, PhysicalSize,
    Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window,
};

use super::config::{Places, Theme};
use super::frame::{Area, Frame};
use super::log;

/// Windows are numbered, so that a new one can stand before the old one is gone.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The size of the first window, where the screen has room for it.
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 800.0;
/// What the desktop draws above a window, at most, as far as nobody can ask before it is shown.
const TITLE: f64 = 40.0;

/// Makes the window and shows it, unless the program was asked to start quietly.
///
/// It goes nowhere but to our own page, opens no second window, downloads nothing, and keeps
/// nothing: what the web view would write to disk is held in memory.
///
/// # Errors
/// When the desktop cannot give a window.
pub fn make<R: Runtime>(
    app: &AppHandle<R>,
    places: &Places,
    look: Look,
) -> Result<WebviewWindow<R>> {
    let label = format!("main-{}", NUMBER.fetch_add(1, Ordering::SeqCst));
    let window = WebviewWindowBuilder::new(app, label, WebviewUrl::default())
        .title("Steward · 客户管家")
        .inner_size(WIDTH, HEIGHT)
        .min_inner_size(880.0, 560.0)
        .visible(false)
        .focused(look.focused)
        .theme(native(look.theme))
        .incognito(!is_driven())
        .data_directory(places.webview.clone())
        .general_autofill_enabled(false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()
        .map_err(Error::internal)?;
    zoom(&window, look.zoom);
    look.stand.take(&window);
    if look.visible {
        told("show", window.show());
    }
    Ok(window)
}

/// How a new window looks.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Its colours.
    pub theme: Theme,
    /// Percent.
    pub zoom: u16,
    /// Whether it is shown at once.
    pub visible: bool,
    /// Whether it gets the keyboard; one that comes by itself must not take it from another program.
    pub focused: bool,
    /// Where and how it stands.
    pub stand: Stand,
}

/// Where a window stands and how it fills the screen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stand {
    place: Option<(PhysicalPosition<i32>, PhysicalSize<u32>)>,
    minimised: bool,
    maximised: bool,
    full_screen: bool,
}

impl From<Frame> for Stand {
    fn from(kept: Frame) -> Self {
        Self {
            place: Some((
                PhysicalPosition::new(kept.x, kept.y),
                PhysicalSize::new(kept.width, kept.height),
            )),
            maximised: kept.maximised,
            ..Self::default()
        }
    }
}

impl Stand {
    fn of<R: Runtime>(window: &WebviewWindow<R>) -> Self {
        let place = || Some((window.outer_position().ok()?, window.inner_size().ok()?));
        Self {
            place: place(),
            minimised: window.is_minimized().unwrap_or_default(),
            maximised: window.is_maximized().unwrap_or_default(),
            full_screen: window.is_fullscreen().unwrap_or_default(),
        }
    }

    /// Makes a window that is not shown yet stand so, within the screens that are there.
    fn take<R: Runtime>(self, window: &WebviewWindow<R>) {
        match self.fitted(window) {
            // One that fills the screen has no size of its own to go back to.
            Some((position, size)) if !self.maximised && !self.full_screen => {
                told("move", window.set_position(position));
                told("size", window.set_size(size));
            }
            Some((position, _)) => told("move", window.set_position(position)),
            None => {}
        }
        if self.maximised {
            told("maximise", window.maximize());
        }
        if self.full_screen {
            told("fill the screen", window.set_fullscreen(true));
        }
        if self.minimised {
            told("minimise", window.minimize());
        }
    }

    /// Where it stands, brought within the screens; a first window in the middle of the main one.
    fn fitted<R: Runtime>(
        self,
        window: &WebviewWindow<R>,
    ) -> Option<(PhysicalPosition<i32>, PhysicalSize<u32>)> {
        let scale = window.scale_factor().unwrap_or(1.0);
        let areas = areas(window);
        let title = pixels(TITLE, scale);
        let frame = match self.place {
            Some((position, size)) => Frame {
                x: position.x,
                y: position.y,
                width: size.width,
                height: size.height,
                maximised: self.maximised,
            }
            .within(&areas, title),
            None => Frame::first(pixels(WIDTH, scale), pixels(HEIGHT, scale), &areas, title)?,
        };
        Some((
            PhysicalPosition::new(frame.x, frame.y),
            PhysicalSize::new(frame.width, frame.height),
        ))
    }
}

fn pixels(size: f64, scale: f64) -> u32 {
    PhysicalSize::<u32>::from_logical(LogicalSize::new(size, size), scale).width
}

/// What the screens leave to windows, the main one first.
fn areas<R: Runtime>(window: &WebviewWindow<R>) -> Vec<Area> {
    let main = window.primary_monitor().ok().flatten();
    let all = window.available_monitors().unwrap_or_default();
    let area = |screen: &Monitor| {
        let PhysicalRect { position, size } = *screen.work_area();
        Area {
            x: position.x,
            y: position.y,
            width: size.width,
            height: size.height,
        }
    };
    main.iter().chain(&all).map(area).collect()
}

/// How a window stands that is to come back so; nothing while it is hidden, minimised or fills the screen. One that
/// is maximised comes back maximised, with the size it had before: `last`.
#[must_use]
pub fn frame<R: Runtime>(window: &Window<R>, last: Option<Frame>) -> Option<Frame> {
    let is = |asked: tauri::Result<bool>| asked.unwrap_or_default();
    if !is(window.is_visible()) || is(window.is_minimized()) || is(window.is_fullscreen()) {
        return None;
    }
    if is(window.is_maximized()) {
        return last.map(|last| Frame {
            maximised: true,
            ..last
        });
    }
    let (position, size) = (window.outer_position().ok()?, window.inner_size().ok()?);
    Some(Frame {
        x: position.x,
        y: position.y,
        width: size.width,
        height: size.height,
        maximised: false,
    })
}

/// Puts a fresh window in the place of every old one, standing as it stood: the only way to be sure that nothing of a
/// vault is left in the pages' memory, since the strings of a script cannot be wiped.
///
/// # Errors
/// When the desktop cannot give a window; then the old ones stand.
pub fn replace<R: Runtime>(app: &AppHandle<R>, places: &Places, look: Look) -> Result<()> {
    let old = app.webview_windows();
    let look = match old.values().next() {
        Some(was) => Look {
            visible: was.is_visible().unwrap_or(look.visible),
            focused: was.is_focused().unwrap_or_default(),
            stand: Stand::of(was),
            ..look
        },
        None => look,
    };
    make(app, places, look)?;
    for window in old.values() {
        told("close", window.destroy());
    }
    Ok(())
}

/// Shows the window and gives it the keyboard.
pub fn bring_forward<R: Runtime>(app: &AppHandle<R>) {
    for window in app.webview_windows().values() {
        told("show", window.show());
        told("unminimise", window.unminimize());
        told("focus", window.set_focus());
    }
}

fn native(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
        Theme::System => None,
    }
}

/// Puts the window in the user's colours: its title bar, and what its page takes for the system's.
pub fn colour<R: Runtime>(window: &WebviewWindow<R>, theme: Theme) {
    told("change its colours", window.set_theme(native(theme)));
}

/// Zooms the page, in percent.
pub fn zoom<R: Runtime>(window: &WebviewWindow<R>, percent: u16) {
    told("zoom", window.set_zoom(f64::from(percent) / 100.0));
}

/// Notes what the desktop refused; a window that cannot be moved is no reason to stop.
pub fn told(what: &str, done: tauri::Result<()>) {
    if let Err(error) = done {
        log::note(&format!("the window refused to {what}: {error}"));
    }
}

/// Our own page, from the binary or, while developing, from this machine.
fn is_ours(url: &tauri::Url) -> bool {
    let page = (url.scheme(), url.host_str());
    let developing = cfg!(debug_assertions) && page == ("http", Some("localhost"));
    developing
        || matches!(
            page,
            ("tauri", _) | ("http" | "https", Some("tauri.localhost"))
        )
}

/// Whether a story drives this debug build: WebKit cannot drive an incognito page.
fn is_driven() -> bool {
    cfg!(debug_assertions) && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn the_window_goes_nowhere_else() {
        for ours in [
            "tauri://localhost/",
            "tauri://localhost/index.html#/units",
            "http://tauri.localhost/",
        ] {
            assert!(is_ours(&ours.parse().unwrap()), "{ours}");
        }
        for foreign in [
            "https://example.com/",
            "file:///etc/passwd",
            "http://tauri.localhost.example.com/",
            "javascript:alert(1)",
            "data:text/html,x",
            "about:blank",
        ] {
            assert!(!is_ours(&foreign.parse().unwrap()), "{foreign}");
        }
    }
}
