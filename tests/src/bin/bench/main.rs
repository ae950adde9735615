//! `bench [PART…]`: the promised speeds, measured against their baselines in the same run, on a
//! vault of 100,000 units and 300,000 conversations made up the same way each time.
//!
//! Prints a table and fails when a promise is not kept.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a measuring program may fall over, and milliseconds need no more digits"
)]

mod backups;
mod brief;
mod child;
mod duplicates;
mod edits;
mod files;
mod floor;
mod forest;
mod imports;
mod keys;
mod million;
mod quick;
mod reminders;
mod restores;
mod sheet;
mod stand;
mod table;

use std::process::ExitCode;

use sheet::Sheet;
use stand::Stand;

/// One part: its name, and what measures it.
type Part = (&'static str, fn(&Stand, &mut Sheet));

const PARTS: [Part; 6] = [
    ("table", table::measure),
    ("search", keys::measure),
    ("edits", edits::measure),
    ("imports", imports::measure),
    ("backups", backups::measure),
    ("files", files::measure),
];

/// A part that brings records of its own.
type Alone = (&'static str, fn(&mut Sheet));

const ALONE: [Alone; 6] = [
    ("brief", brief::measure),
    ("duplicates", duplicates::measure),
    ("million", million::measure),
    ("quick", quick::measure),
    ("reminders", reminders::measure),
    ("restores", restores::measure),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, name, rest @ ..] = &args[..]
        && word == "child"
    {
        match name.as_str() {
            "backup" => backups::child(rest),
            "edits" => backups::child_edits(rest),
            "files" => files::child(rest),
            "restore" => restores::child_restore(rest),
            "verify" => restores::child_verify(rest),
            "vault" => drop(stand::make(std::path::Path::new(&rest[0]))),
            "import" => imports::child_ours(rest),
            "floor" => floor::child(rest),
            "forest" => forest::child(rest),
            "calamine" => imports::child_theirs(rest),
            _ => unreachable!("no such child: {name}"),
        }
        return ExitCode::SUCCESS;
    }
    // The window is measured from outside, by tests/e2e/bench.mjs.
    if args == ["window"] {
        return ExitCode::SUCCESS;
    }
    let mut sheet = Sheet::default();
    let wanted = |name: &str| args.is_empty() || args.iter().any(|wanted| wanted == name);
    for (name, measure) in ALONE {
        // A million takes gigabytes and most of an hour to make: only where it is asked for.
        if wanted(name) && (name != "million" || !args.is_empty()) {
            measure(&mut sheet);
        }
    }
    if PARTS.iter().any(|(name, _)| wanted(name)) {
        let stand = Stand::set();
        for (_, measure) in PARTS.iter().filter(|(name, _)| wanted(name)) {
            measure(&stand, &mut sheet);
        }
    }
    sheet.close()
}
