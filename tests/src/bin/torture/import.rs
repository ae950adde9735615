//! A sheet coming in: killed, it leaves all of its rows or none; reported, they are all there, and
//! one step of undo takes them back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use steward_core::base::Report;
use steward_core::exchange::ImportSession;
use steward_core::records::labels::Language;
use steward_core::session::Session;

use crate::hunt::{Counts, Job, say};
use crate::write::{make_vault, open};

pub(crate) const JOB: Job = Job {
    name: "import",
    prepare,
    child,
    inspect,
    last: None,
};

const UNITS: usize = 60;
const ROWS: usize = 240;

fn prepare(folder: &Path) {
    drop(make_vault(folder, UNITS));
}

/// What the rows of a child's sheet are called, and nothing else is.
fn name(seed: u64, row: usize) -> String {
    format!("第{seed}批第{row}家有限公司")
}

fn sheet(folder: &Path, seed: u64) -> PathBuf {
    let mut text = "客户名称,所属集团,联系人,手机,级别,备注\r\n".to_owned();
    for row in 0..ROWS {
        let group = row / 20;
        writeln!(
            text,
            "{},第{seed}批第{group}集团,王{row},138{:08},A,说过的话{row}\r",
            name(seed, row),
            seed * 1_000 + u64::try_from(row).unwrap(),
        )
        .unwrap();
    }
    let path = folder.join(format!("sheet-{seed}.csv"));
    std::fs::write(&path, text).unwrap();
    path
}

fn child(folder: &Path, seed: u64) {
    let session = open(folder, seed).unwrap();
    let path = sheet(folder, seed);
    let silent = Report::silent();
    let mut import =
        ImportSession::open(&path, 1, &session.catalog(), Language::Zh, &silent).unwrap();
    let layout = import.layout(import.opened().sheet, None).unwrap();
    import.plan(session.vault(), layout, &silent).unwrap();
    // Reading and planning write nothing; the blow is to fall on the writing.
    say("begun");
    import.perform(session.vault(), &silent).unwrap();
    say("imported");
}

/// How many rows of a child's sheet are in the vault.
fn there(session: &Session, seed: u64) -> usize {
    let units = session.records("unit", 1_000_000).unwrap();
    let batch = format!("第{seed}批");
    let named = units
        .iter()
        .filter(|unit| matches!(unit.get("legal_name").as_text(), Some(name) if name.starts_with(&batch) && name.ends_with("有限公司")));
    named.count()
}

fn inspect(folder: &Path, seed: u64, said: &[String]) -> Result<Counts, String> {
    let session = open(folder, seed)?;
    session
        .vault()
        .check(true)
        .map_err(|e| format!("not whole: {e}"))?;
    std::fs::remove_file(folder.join(format!("sheet-{seed}.csv"))).unwrap();
    let rows = there(&session, seed);
    if rows != 0 && rows != ROWS {
        return Err(format!("half an import: {rows} of {ROWS} rows"));
    }
    if !said.is_empty() && rows == 0 {
        return Err("the import was reported and is not there".to_owned());
    }
    if rows == 0 {
        return Ok(vec![("left nothing", 1), ("vaults whole", 1)]);
    }
    session.undo().map_err(|e| format!("not undone: {e}"))?;
    if there(&session, seed) != 0 {
        return Err("one step of undo does not take the import back".to_owned());
    }
    Ok(vec![
        ("whole and undone in one step", 1),
        ("vaults whole", 1),
    ])
}
