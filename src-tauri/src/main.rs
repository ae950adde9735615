//! The program: settles what the toolkit reads before it starts, then hands over to the library,
//! so that tests can reach everything.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    #[cfg(target_os = "linux")]
    without_dmabuf();
    steward_shell::run();
}

/// WebKit's default renderer scrolls at twenty frames a second without a graphics card and shows
/// blank windows on some with one. The other renderer does neither, but is chosen by environment
/// only, and a process may not safely change its own: so start once more, in the same place, with
/// it set. Whoever sets the variable themselves, to `0` or `1`, keeps their choice.
#[cfg(target_os = "linux")]
fn without_dmabuf() {
    use std::os::unix::process::CommandExt;
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let why = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(SWITCH, "1")
            .exec();
        eprintln!("steward: keeps WebKit's default renderer: {why}");
    }
}
