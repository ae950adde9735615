//! What the desktop lends: its clock, its dialogs, its notifications, its tray, its windows. The
//! lowest floor of the shell: no file here knows a vault, a session or a command.

pub mod asked;
pub mod autostart;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod dialogs;
pub mod fonts;
pub mod frame;
pub mod log;
pub mod mailer;
pub mod memory;
pub mod notify;
pub mod pdf;
pub mod replaced;
pub mod seen;
pub mod sleep;
pub mod tray;
pub mod window;
pub mod words;

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
