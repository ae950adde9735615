//! A command file carries the name of the room of the core that it leads to.

use crate::tree::{File, repository};
use crate::{none, one_about};

/// Command files about the desktop itself, which no room of the core knows.
const DESKTOP: &[&str] = &["app", "jobs", "window"];

/// Command files whose name is neither a room of the core nor a thing of the desktop.
fn strangers(files: &[File]) -> Vec<String> {
    let core = |name: &str| {
        let room = format!("src-tauri/core/src/{name}");
        files
            .iter()
            .any(|file| file.path == format!("{room}/mod.rs") || file.path == format!("{room}.rs"))
    };
    files
        .iter()
        .filter_map(|file| {
            let name = file
                .path
                .strip_prefix("src-tauri/src/commands/")?
                .strip_suffix(".rs")?;
            let known = matches!(name, "mod" | "tests") || DESKTOP.contains(&name) || core(name);
            (!known).then(|| format!("{}: the core has no room of that name", file.path))
        })
        .collect()
}

#[test]
fn command_files_mirror_the_core() {
    none(&strangers(&repository()));
}

#[test]
fn a_command_file_without_a_room_is_a_fault() {
    let room = File::made("src-tauri/core/src/units/mod.rs", "");
    let fits = File::made("src-tauri/src/commands/units.rs", "");
    let stranger = File::made("src-tauri/src/commands/customers.rs", "");
    one_about("customers", &strangers(&[room, fits, stranger]));
}
