//! How files look: a head that says what they are, a size one can read, a name that means
//! something, nothing left open, nothing of somebody's own machine.

use crate::tree::{File, repository};
use crate::{none, one_about};

const RUST_LINES: usize = 600;
const SCRIPT_LINES: usize = 350;
const LARGEST: usize = 1024 * 1024;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "service", "misc",
];

/// Written by a program, from end to end.
fn is_generated(file: &File) -> bool {
    file.path == "ui/src/ipc/bindings.ts" || file.name_and_kind().0.ends_with("-lock")
}

fn is_script(kind: &str) -> bool {
    matches!(kind, "ts" | "tsx" | "mjs" | "cjs" | "js")
}

/// A source file opens by saying what it holds; of `tests.rs` the name says it.
fn heads(files: &[File]) -> Vec<String> {
    let lacks = |file: &File| {
        let (name, kind) = file.name_and_kind();
        let text = file.text.trim_start();
        // A script may begin by naming its interpreter.
        let text = match text.strip_prefix("#!/") {
            Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
            None => text,
        };
        (kind == "rs" && name != "tests" && !text.starts_with("//!"))
            || (is_script(kind) && !text.starts_with("/**"))
    };
    files
        .iter()
        .filter(|file| !is_generated(file) && lacks(file))
        .map(|file| {
            format!(
                "{}: open with what the file holds (//! or /** */)",
                file.path
            )
        })
        .collect()
}

/// One reads a file, one does not search it.
fn sizes(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let (_, kind) = file.name_and_kind();
        let most = match kind {
            "rs" => RUST_LINES,
            kind if is_script(kind) => SCRIPT_LINES,
            _ => usize::MAX,
        };
        let lines = file.text.lines().count();
        if lines > most && !file.is_test() && !is_generated(file) {
            faults.push(format!(
                "{}: {lines} lines, at most {most}: split it by verb, then by noun",
                file.path
            ));
        }
        if file.size > LARGEST {
            faults.push(format!(
                "{}: {} bytes; nothing over 1 MiB is kept in the repository",
                file.path, file.size
            ));
        }
    }
    faults
}

/// Names of files and folders mean something; a room of the core opens with mod.rs.
fn names(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let (_, kind) = file.name_and_kind();
        if kind != "rs" && !is_script(kind) {
            continue;
        }
        let words = file.path.split(['/', '.', '_', '-']);
        for word in words.filter(|word| EMPTY_NAMES.contains(&word.to_lowercase().as_str())) {
            faults.push(format!(
                "{}: `{word}` says nothing; name the thing",
                file.path
            ));
        }
        let core = file.path.strip_prefix("src-tauri/core/src/");
        if let Some((room, _)) = core.and_then(|inner| inner.split_once('/')) {
            let door = format!("src-tauri/core/src/{room}/mod.rs");
            if !files.iter().any(|other| other.path == door) {
                faults.push(format!("{}: its room has no {door}", file.path));
            }
        }
    }
    faults
}

/// Nothing is put off in the code, and no test is put to sleep.
fn open_ends(files: &[File]) -> Vec<String> {
    // Taken apart so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("#[ign", "ore"),
        concat!("test.", "skip("),
        concat!(".on", "ly("),
    ];
    find(files, &marks, "left open", |kind| {
        kind == "rs" || is_script(kind) || matches!(kind, "css" | "sql" | "sh" | "toml")
    })
}

/// No path of the machine a line happened to be written on.
fn machine_paths(files: &[File]) -> Vec<String> {
    let marks = [
        concat!("/wo", "rk/"),
        concat!("/fa", "rm/"),
        concat!("/ro", "ot/"),
        concat!("bash_", "jobs"),
        concat!("C:\\Us", "ers"),
    ];
    let mut faults = find(files, &marks, "a path of one machine", |_| true);
    // What is part of a longer path or address is something else.
    faults.retain(|fault| !fault.contains("://"));
    faults
}

fn find(files: &[File], marks: &[&str], what: &str, is_meant: fn(&str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        if !is_meant(file.name_and_kind().1) || is_generated(file) {
            continue;
        }
        for (at, line) in file.text.lines().enumerate() {
            let at_word = |mark: &str| {
                line.match_indices(mark)
                    .any(|(before, _)| !line[..before].ends_with(char::is_alphanumeric))
            };
            if let Some(mark) = marks.iter().find(|mark| at_word(mark)) {
                faults.push(format!("{}:{}: {what}: {mark}: {line}", file.path, at + 1));
            }
        }
    }
    faults
}

#[test]
fn files_open_with_what_they_hold() {
    none(&heads(&repository()));
    none(&heads(&[File::made(
        "a.mjs",
        "#!/usr/bin/env node\n/** Plays. */",
    )]));
    one_about("a.rs", &heads(&[File::made("a.rs", "use std::fs;")]));
    one_about("a.tsx", &heads(&[File::made("a.tsx", "import x from 'y'")]));
}

#[test]
fn files_can_be_read() {
    none(&sizes(&repository()));
    let long = "\n".repeat(RUST_LINES + 1);
    one_about("601", &sizes(&[File::made("src-tauri/a.rs", &long)]));
    one_about("601", &sizes(&[File::made("ui/src/a.ts", &long)]));
    none(&sizes(&[File::made("src-tauri/tests.rs", &long)]));
    let heavy = "a".repeat(LARGEST + 1);
    one_about("1 MiB", &sizes(&[File::made("assets/a.png", &heavy)]));
}

#[test]
fn names_mean_something() {
    none(&names(&repository()));
    one_about(
        "helpers",
        &names(&[File::made("ui/src/lib/date-helpers.ts", "")]),
    );
    one_about("Manager", &names(&[File::made("ui/src/Manager.tsx", "")]));
    one_about(
        "no src-tauri",
        &names(&[File::made("src-tauri/core/src/units/ops.rs", "")]),
    );
}

#[test]
fn nothing_is_left_open() {
    none(&open_ends(&repository()));
    let open = format!("fn f() {{ {}() }}", concat!("todo", "!"));
    one_about("left open", &open_ends(&[File::made("a.rs", &open)]));
    let asleep = format!("{}]\nfn f() {{}}", concat!("#[ign", "ore"));
    one_about("left open", &open_ends(&[File::made("a.rs", &asleep)]));
}

#[test]
fn nothing_names_one_machine() {
    none(&machine_paths(&repository()));
    let path = format!("read {}a/b", concat!("/wo", "rk/"));
    one_about("one machine", &machine_paths(&[File::made("a.md", &path)]));
    let address = format!("see https://example.org{}a", concat!("/wo", "rk/"));
    none(&machine_paths(&[File::made("a.md", &address)]));
}
