//! The shell: lends the core a desktop. Read `bindings` for what the window may call, `state` for
//! what is held, `scheduler` for what happens by itself, `desktop` for what the desktop lends.

pub mod bindings;
pub mod commands;
pub mod desktop;
pub mod events;
pub mod state;

use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};

use desktop::config::Places;
use desktop::{log, window};
use state::Shell;

/// Runs the program until it ends.
pub fn run() {
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
            let app = app.handle();
            let shell = app.state::<Shell>();
            let quiet = std::env::args().any(|word| word == "--minimized");
            window::make(
                app,
                &shell.places,
                window::Look {
                    visible: !quiet,
                    ..shell.look()
                },
            )?;
            Ok(())
        })
        .on_window_event(
            |_, event| {
                if let WindowEvent::CloseRequested { .. } = event {}
            },
        )
        .build(tauri::generate_context!())?
        .run(|_, event| if let RunEvent::Exit = event {});
    Ok(())
}

/// Whether a story of this debug build runs beside others.
fn many_may_run() -> bool {
    cfg!(debug_assertions) && std::env::var_os("STEWARD_NO_SINGLE_INSTANCE").is_some()
}
