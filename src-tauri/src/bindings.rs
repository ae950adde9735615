//! The door between window and core: every command the window may call, and the TypeScript that
//! calls it. `ui/src/ipc/bindings.ts` is written from here and committed; a test keeps it current.

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::{commands, events};

/// All commands and all types that cross.
#[must_use]
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::app::app_state,
            commands::app::set_settings,
            commands::app::pick_folder,
        ])
        .typ::<events::ChangedEvent>()
        .typ::<events::JobEvent>()
        .typ::<events::PhaseEvent>()
        .typ::<events::ShowEvent>()
        .typ::<events::RemindersEvent>()
}

#[cfg(test)]
mod tests;
