//! Reads the capability file, the one list of what a window may call, and has permissions made
//! for exactly those commands: a command not named there cannot be called from any window.

use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    let path = "capabilities/main.json";
    println!("cargo:rerun-if-changed={path}");
    let capability: serde_json::Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let permissions = capability
        .get("permissions")
        .and_then(|list| list.as_array());
    let permissions = permissions.ok_or("the capability names no permissions")?;
    let commands: Vec<&'static str> = permissions
        .iter()
        .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
        .map(|name| &*name.replace('-', "_").leak())
        .collect();
    let manifest = tauri_build::AppManifest::new().commands(commands.leak());
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
