//! The committed door is the one this program opens.

use std::path::{Path, PathBuf};

use specta_typescript::Typescript;

const HEAD: &str = "\
/** The typed door between window and core. Written by Rust; do not edit by hand. */
";

const EVENTS: &str = r"
export type Events = {
  /** records changed */ changed: ChangedEvent;
  /** long work: import, export, backup, restore */ job: JobEvent;
  /** the vault was locked or unlocked */ phase: PhaseEvent;
  /** a notification or tray asked to show a record */ show: ShowEvent;
  /** reminders fired or changed */ reminders: RemindersEvent;
};
export const events = {
  on: <K extends keyof Events>(name: K, hear: (payload: Events[K]) => void): Promise<UnlistenFn> =>
    listen<Events[K]>(name, (event) => hear(event.payload)),
};
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn written() -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bindings.ts");
    super::builder()
        .export(Typescript::default(), &file)
        .unwrap();
    std::fs::read_to_string(file).unwrap()
}

/// Written for a person to look at; becomes the committed file once every command has landed.
#[test]
fn the_door_can_be_written() {
    let file = root().join("target/bindings.ts");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, format!("{HEAD}{}{EVENTS}", written())).unwrap();
}

#[test]
fn the_window_may_call_exactly_these() {
    let file = root().join("src-tauri/capabilities/main.json");
    let capability: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut allowed: Vec<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
        .map(|name| name.replace('-', "_"))
        .collect();
    allowed.sort();
    let text = written();
    let mut called: Vec<&str> = text
        .split("__TAURI_INVOKE<")
        .skip(1)
        .filter_map(|call| call.split('"').nth(1))
        .collect();
    called.sort_unstable();
    assert_eq!(
        allowed, called,
        "capabilities/main.json and bindings.rs name different commands"
    );
}
