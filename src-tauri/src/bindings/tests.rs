//! The committed door is the one this program opens.

use std::path::{Path, PathBuf};

use specta_typescript::Typescript;

const HEAD: &str = "\
/** The typed door between window and core. Written by Rust; do not edit by hand. */
";

const LISTEN: &str = "\
import { listen, type UnlistenFn } from \"@tauri-apps/api/event\";
";

const COMMANDS: &str = "
/** Every call rejects with a WireError. */";

const EVENTS: &str = r"
export type Events = {
  /** records changed */ changed: ChangedEvent;
  /** long work: import, export, backup, restore */ job: JobEvent;
  /** the vault was locked or unlocked */ phase: PhaseEvent;
  /** a notification or tray asked to show a record */ show: ShowEvent;
  /** reminders fired or changed */ reminders: RemindersEvent;
  /** files are held over the window or dropped on it */ drag: DragEvent;
  /** the vault is about to be left */ leaving: LeavingEvent;
};
/** Sums of the fields that add up, by field; absent where the amounts are of several currencies. */
export type Totals = { [key in string]: Value };
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
    let builder = super::builder();
    builder.export(Typescript::default(), &file).unwrap();
    std::fs::read_to_string(file).unwrap()
}

/// The whole file: what the generator writes, less its own taste, and the events, which it would
/// name otherwise.
fn door() -> String {
    let text = written();
    let (head, rest) = text.split_once("/** Commands */").unwrap();
    let import = head
        .lines()
        .find(|line| line.starts_with("import"))
        .unwrap();
    let import = import.replace(" as __TAURI_INVOKE", "");
    let rest = rest
        .replace("__TAURI_INVOKE", "invoke")
        .replace("/**  ", "/** ")
        .replace('\t', "  ");
    let lines: Vec<String> = rest.trim_end().lines().map(narrowed).collect();
    format!(
        "{HEAD}{import}\n{LISTEN}{COMMANDS}{}\n{EVENTS}",
        lines.join("\n")
    )
}

/// A line without the `& { other?: never }` after a variant of an untagged union: with it, TypeScript
/// no longer tells the variants apart by `"key" in value`.
fn narrowed(line: &str) -> String {
    let line = line.trim_end();
    match (line.find(" & { "), line.contains("?: never")) {
        (Some(at), true) => {
            let end = line.rfind('}').map_or(line.len(), |end| end + 1);
            format!("{}{}", &line[..at], &line[end..])
        }
        _ => line.to_owned(),
    }
}

#[test]
fn the_committed_door_is_this_one() {
    let file = root().join("ui/src/ipc/bindings.ts");
    let door = door();
    if std::env::var_os("STEWARD_WRITE_BINDINGS").is_some() {
        std::fs::write(&file, &door).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    let differs = door
        .lines()
        .zip(committed.lines())
        .find(|(now, was)| now != was);
    assert!(
        door == committed,
        "run with STEWARD_WRITE_BINDINGS=1; first difference: {differs:?}"
    );
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
