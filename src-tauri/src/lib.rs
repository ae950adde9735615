//! The shell: lends the core a desktop. Read `bindings` for what the window may call, `state` for
//! what is held, `scheduler` for what happens by itself, `desktop` for what the desktop lends.

pub mod bindings;
pub mod commands;
pub mod desktop;
pub mod events;
pub mod scheduler;
pub mod state;

use tauri::{AppHandle, DragDropEvent, Manager as _, RunEvent, Window, WindowEvent};

use desktop::config::Places;
use desktop::notify::Notifier;
use desktop::tray::{Choice, Sight, Tray};
use desktop::window::{Look, told};
use desktop::{asked, log, memory, window};
use events::{Event, tell};
use state::drops::measure;
use state::{Shell, backing, calendar, door, preview, settling};
use steward_core::reminders::manner::PauseFor;

/// Runs the program until it ends.
pub fn run() {
    memory::keep_out_of_core_dumps();
    if let Err(error) = start() {
        log::note(&format!("cannot start: {error}"));
        std::process::exit(1);
    }
}

fn start() -> Result<(), Box<dyn std::error::Error>> {
    let places = Places::find()?;
    let door = bindings::builder();
    let mut program = tauri::Builder::default();
    if !many_may_run() {
        let second = |app: &AppHandle, _, _| window::bring_forward(app);
        program = program.plugin(tauri_plugin_single_instance::init(second));
    }
    program
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(door.invoke_handler())
        .setup(move |app| {
            app.manage(Shell::new(places));
            settle(app.handle())?;
            Ok(())
        })
        .register_asynchronous_uri_scheme_protocol(preview::SCHEME, |context, request, answer| {
            let (app, label) = (
                context.app_handle().clone(),
                context.webview_label().to_owned(),
            );
            tauri::async_runtime::spawn_blocking(move || {
                answer.respond(preview::answer(&app.state::<Shell>(), &label, &request));
            });
        })
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } => {
                api.prevent_close();
                if !stays(window) {
                    quit(window.app_handle(), By::Hand);
                }
            }
            WindowEvent::Moved(_) | WindowEvent::Resized(_) => {
                let shell = window.state::<Shell>();
                if let Some(frame) = window::frame(window, shell.frame()) {
                    shell.stands(frame);
                }
            }
            WindowEvent::DragDrop(drag) => dragged(window, drag),
            _ => {}
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let RunEvent::Exit = event {
                let shell = app.state::<Shell>();
                // Nobody hears their buttons any more.
                if let Some(notifier) = shell.notifier.get() {
                    notifier.take_down(None);
                }
                if let Err(error) = shell.keep_frame() {
                    log::failed("where the window stands is not kept", &error);
                }
                door::close(app);
            }
        });
    Ok(())
}

/// Puts up the window, the tray, the ear for notifications and the timers.
fn settle(app: &AppHandle) -> steward_core::base::Result<()> {
    let shell = app.state::<Shell>();
    let hearer = app.clone();
    let notifier = Notifier::start(move |heard| scheduler::heard(&hearer, heard));
    let _first = shell.notifier.set(notifier);
    let sight = Sight {
        language: shell.language(),
        waiting: None,
        coming: Vec::new(),
        paused: None,
    };
    match Tray::start(app, &sight, chosen) {
        Ok(Some(tray)) => {
            tray.show(&sight);
            let _first = shell.tray.set(tray);
        }
        Ok(None) => {}
        Err(error) => log::failed("no tray", &error),
    }
    calendar::sweep(app);
    let quiet = std::env::args().any(|word| word == "--minimized");
    let hidden = quiet && in_tray(&shell);
    let window = window::make(
        app,
        &shell.places,
        Look {
            visible: !hidden,
            ..shell.look()
        },
    )?;
    if quiet && !hidden {
        told("minimise", window.minimize());
    }
    if quiet {
        scheduler::started_quietly(&shell);
    }
    scheduler::start(app);
    let ended = app.clone();
    asked::on_asked_to_end(move || quit(&ended, By::Desktop));
    Ok(())
}

/// The user chose a line of the tray's menu.
fn chosen(app: &AppHandle, choice: Choice) {
    match choice {
        Choice::Open => window::bring_forward(app),
        Choice::PauseHour => pause(app, PauseFor::Hour),
        Choice::PauseTomorrow => pause(app, PauseFor::Tomorrow),
        Choice::PauseEnd => pause(app, PauseFor::End),
        Choice::Lock => {
            let app = app.clone();
            tauri::async_runtime::spawn_blocking(move || backing::lock_by_hand(&app));
        }
        Choice::Quit => quit(app, By::Hand),
    }
}

/// Who ends the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The user, who may wait for a backup.
    Hand,
    /// The desktop, whose session ends and which waits for nobody.
    Desktop,
}

/// Ends the program, once the page has stored what is being typed.
fn quit(app: &AppHandle, by: By) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if by == By::Hand {
            backing::before_leaving(&app);
        }
        settling::settle(&app);
        app.exit(0);
    });
}

fn pause(app: &AppHandle, how: PauseFor) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || scheduler::pause(&app, how));
}

/// Files are held over the window or dropped on it. The page hears that it is so, and no path.
fn dragged(window: &Window, drag: &DragDropEvent) {
    let app = window.app_handle();
    let scale = window.scale_factor().unwrap_or(1.0);
    let size = measure(window.inner_size().unwrap_or_default(), scale);
    if let Some(event) = app.state::<Shell>().drops.hear(drag, size) {
        tell(app, Event::Drag(event));
    }
}

/// Whether a window the user closes stays: hidden, where a tray shows the way back, else
/// minimised, where the user can see it. Reminders keep coming either way.
fn stays(window: &Window) -> bool {
    let shell = window.state::<Shell>();
    if !shell.config().settings.close_to_tray {
        return false;
    }
    if in_tray(&shell) {
        told("hide", window.hide());
    } else {
        told("minimise", window.minimize());
    }
    true
}

/// Whether the user finds a hidden window again.
fn in_tray(shell: &Shell) -> bool {
    shell.tray.get().is_some_and(Tray::reachable)
}

/// Whether a story of this debug build runs beside others.
fn many_may_run() -> bool {
    cfg!(debug_assertions) && std::env::var_os("STEWARD_NO_SINGLE_INSTANCE").is_some()
}
