//! Imports run downward only. Inside one crate the compiler does not hold that; this does.

use crate::tree::{File, repository};
use crate::{none, one_about};

/// From the ground up. Rooms on one line stand side by side and do not see each other.
const CORE: &[&[&str]] = &[
    &["base"],
    &["crypto"],
    &["vault"],
    &["records"],
    &[
        "units",
        "people",
        "business",
        "voice",
        "activities",
        "attachments",
        "reminders",
        "settings",
        "fields",
    ],
    &[
        "exchange",
        "search",
        "backup",
        "sample",
        "history",
        "templates",
        "quality",
        "grading",
        "handover",
        "occasions",
        "quick",
        "mail",
        "lessons",
        "brief",
    ],
    &["session"],
];

/// The shell: `main` and `lib` stand on top and tie everything together.
const SHELL: &[&[&str]] = &[
    &["desktop"],
    &["events"],
    &["state"],
    &["scheduler", "commands"],
    &["bindings"],
];

/// Imports in the crate under `base` that do not run downward.
fn faults(files: &[File], base: &str, floors: &[&[&str]]) -> Vec<String> {
    let floor = |room: &str| floors.iter().position(|rooms| rooms.contains(&room));
    let mut faults = Vec::new();
    for file in files {
        let Some(inner) = file.path.strip_prefix(base) else {
            continue;
        };
        let steps: Vec<&str> = inner.split('/').collect();
        let room = steps
            .first()
            .map_or("", |step| step.trim_end_matches(".rs"));
        if !inner.ends_with(".rs") || matches!(inner, "lib.rs" | "main.rs") || file.is_test() {
            continue;
        }
        let Some(own) = floor(room) else {
            faults.push(format!(
                "{}: give `{room}` a floor in tests/tidy/floors.rs and in ARCHITECTURE.md",
                file.path
            ));
            continue;
        };
        // How many `super::` lead from this file out of its room.
        let out = "super::".repeat(steps.len() - usize::from(inner.ends_with("mod.rs")));
        for (at, line) in file.code() {
            let place = format!("{}:{at}", file.path);
            if line.contains(&out) {
                faults.push(format!(
                    "{place}: leave a room by `crate::`, so that the arrow can be read"
                ));
            }
            for (before, _) in line.match_indices("crate::") {
                let rest = &line[before + "crate::".len()..];
                let used: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let is_macro = rest[used.len()..].starts_with('!');
                if line[..before].ends_with(|c: char| c.is_alphanumeric() || c == '_') || is_macro {
                    continue;
                }
                if rest.starts_with('{') {
                    faults.push(format!("{place}: name one room per `use crate::`"));
                } else if used != room && floor(&used).is_none_or(|used| own <= used) {
                    faults.push(format!("{place}: {room} must not use {used}"));
                }
            }
        }
    }
    faults
}

/// Who starts other programs: the mail program, with what the core made of a record; and the program
/// itself, once more.
const STARTS: &[&str] = &["src-tauri/src/desktop/mailer.rs", "src-tauri/src/main.rs"];

/// Programs started anywhere else.
fn started(files: &[File]) -> Vec<String> {
    let product = |file: &&File| {
        let rust = file.path.starts_with("src-tauri/") && file.path.ends_with(".rs");
        rust && !file.is_test() && !STARTS.contains(&file.path.as_str())
    };
    let lines = files.iter().filter(product).flat_map(|file| {
        let started = file
            .code()
            .filter(|(_, line)| line.contains("process::Command"));
        started.map(|(at, _)| format!("{}:{at}: start no program here", file.path))
    });
    lines.collect()
}

#[test]
fn programs_are_started_in_one_place() {
    none(&started(&repository()));
    let line = "use std::process::Command;\n";
    one_about(
        "start no program",
        &started(&[File::made("src-tauri/src/commands/mail.rs", line)]),
    );
    none(&started(&[File::made(
        "src-tauri/src/desktop/mailer.rs",
        line,
    )]));
}

#[test]
fn core_rooms_use_only_rooms_below_them() {
    none(&faults(&repository(), "src-tauri/core/src/", CORE));
}

#[test]
fn shell_rooms_use_only_rooms_below_them() {
    none(&faults(&repository(), "src-tauri/src/", SHELL));
}

/// What the core's check says of one file.
fn core_faults(path: &str, text: &str) -> Vec<String> {
    faults(
        &[File::made(&format!("src-tauri/core/src/{path}"), text)],
        "src-tauri/core/src/",
        CORE,
    )
}

#[test]
fn downward_is_fine_and_so_is_ones_own_room() {
    none(&core_faults(
        "units/ops.rs",
        "use crate::base::Id;\nuse crate::units::model::Unit;\nuse super::store;\n//! [`crate::session`]\n",
    ));
    none(&core_faults(
        "units/tests.rs",
        "use crate::session::Session;",
    ));
    none(&core_faults("lib.rs", "pub use crate::session::Session;"));
}

#[test]
fn upward_is_a_fault() {
    one_about(
        "vault must not use records",
        &core_faults("vault/gate.rs", "use crate::records::Query;"),
    );
    one_about(
        "base must not use vault",
        &core_faults("base/id.rs", "    let x = Some(crate::vault::open());"),
    );
}

#[test]
fn sideways_is_a_fault() {
    one_about(
        "people must not use units",
        &core_faults("people/ops.rs", "use crate::units::ops;"),
    );
}

#[test]
fn an_arrow_that_cannot_be_read_is_a_fault() {
    one_about(
        "one room",
        &core_faults("vault/gate.rs", "use crate::{base, crypto};"),
    );
    one_about(
        "by `crate::`",
        &core_faults("vault/gate.rs", "use super::super::session;"),
    );
    one_about(
        "by `crate::`",
        &core_faults("vault/mod.rs", "use super::session;"),
    );
    one_about(
        "must not use Error",
        &core_faults("vault/mod.rs", "use crate::Error;"),
    );
}

#[test]
fn a_room_without_a_floor_is_a_fault() {
    one_about("a floor", &core_faults("cellar/mod.rs", ""));
}
