//! `fuzz [SECONDS] [SEED]`: files no program ever wrote, through the whole import: read, laid out,
//! planned, and now and then performed and undone. Good files, of the fixtures and of any folders
//! named in `STEWARD_REAL_DATA`, are cut, bent and spliced by dice. Between two files a hundred lines go
//! through quick entry and the rules of repetition.
//!
//! A refusal is what such a file deserves. A fault is a panic outside the reader's own thread, an
//! error without a name, a vault that undo does not bring back, or a file that takes too long; its
//! input is kept in `target/fuzz/`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test program may fall over"
)]

mod words;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use steward_core::base::{FixedClock, Kind, Report};
use steward_core::exchange::ImportSession;
use steward_core::records::labels::Language;
use steward_core::session::Session;
use steward_tests::dice::Dice;
use steward_tests::scene::{company, monday, picture};

/// No file of the sizes here may keep a user waiting longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// So many lines between two files.
const LINES: u64 = 100;
/// A line is read with every key: this much is a hang, in a build that is not optimised too.
const PATIENCE_LINE: Duration = Duration::from_secs(2);
/// Larger files only slow the dice down.
const SEED_BYTES: usize = 256 << 10;
/// What has meaning to some reader, strewn in.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b"\r",
    b"\n",
    b"\0",
    b",",
    b"\t",
    b";",
    b"=",
    b"sep=",
    b"<table>",
    b"</tr>",
    b"<!DOCTYPE x [<!ENTITY a \"b\">]>",
    b"&#x110000;",
    b"BEGIN:VCARD\r\n",
    b"END:VCARD\r\n",
    b"PK\x03\x04",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\x81\x30\x81\x30",
    b"\xed\xa0\x80",
    b"9999999999999999999",
    b"-1",
    b"1e308",
    b"2026-02-30",
    "合计".as_bytes(),
    "万元".as_bytes(),
    "单位名称".as_bytes(),
    "客户编号".as_bytes(),
];

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|n| n.parse::<u64>().unwrap());
    let seconds = Duration::from_secs(numbers.next().unwrap_or(60));
    let mut seed = numbers.next().unwrap_or(1);
    let good = good_files();
    let place = tempfile::tempdir().unwrap();
    let session = Session::in_memory(Arc::new(FixedClock::at(monday()))).unwrap();
    let _ = company(&session, "云岭（昆明）茶业有限公司");
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    let (begun, mut faults) = (Instant::now(), 0_u64);
    while begun.elapsed() < seconds && faults < 10 {
        let bytes = bent(&good, &mut Dice::of(seed));
        let file = place.path().join("input");
        std::fs::write(&file, &bytes).unwrap();
        let started = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| through(&session, &file, seed)))
            .unwrap_or_else(|_| Err("a panic".to_owned()));
        let ended = match ended {
            Ok(_) if started.elapsed() > PATIENCE => Err("too slow".to_owned()),
            ended => ended,
        };
        match ended {
            Ok(end) => *ends.entry(end).or_default() += 1,
            Err(fault) => {
                faults += 1;
                println!(
                    "seed {seed}: {fault}; kept as {}",
                    keep(seed, &bytes).display()
                );
            }
        }
        for n in 0..LINES {
            let line = words::bent(&mut Dice::of(seed.wrapping_mul(LINES).wrapping_add(n)));
            let started = Instant::now();
            let ended = catch_unwind(AssertUnwindSafe(|| words::through(&session, &line)))
                .unwrap_or_else(|_| Err("a panic".to_owned()));
            match ended {
                Ok(_) if started.elapsed() > PATIENCE_LINE => {
                    faults += 1;
                    println!("too slow: {line:?}");
                }
                Ok(end) => *ends.entry(end).or_default() += 1,
                Err(fault) => {
                    faults += 1;
                    println!("{fault}: {line:?}");
                }
            }
        }
        seed += 1;
    }
    for (end, times) in &ends {
        println!("{times:>8}  {end}");
    }
    println!(
        "{} files and lines, {faults} faults",
        ends.values().sum::<u64>() + faults
    );
    if faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Takes a file through the import; how it ended, or the fault.
fn through(session: &Session, file: &Path, seed: u64) -> Result<String, String> {
    let silent = Report::silent();
    let refused = |error: steward_core::base::Error| match error.kind() {
        Kind::Internal => Err(format!("an error without a name: {error}")),
        _ => Ok(error.key().to_owned()),
    };
    let mut import = match ImportSession::open(file, 1, &session.catalog(), Language::Zh, &silent) {
        Ok(import) => import,
        Err(error) => return refused(error),
    };
    let opened = import.opened();
    for (sheet, _) in (0..).zip(&opened.sheets) {
        import.layout(sheet, None).map_err(|e| e.to_string())?;
    }
    let layout = match import.layout(opened.sheet, None) {
        Ok(layout) => layout,
        Err(error) => return refused(error),
    };
    if let Err(error) = import.plan(session.vault(), layout, &silent) {
        return refused(error);
    }
    import.rows(None, 0, 1_000).map_err(|e| e.to_string())?;
    if !seed.is_multiple_of(4) {
        return Ok("planned".to_owned());
    }
    let before = picture(session);
    match import.perform(session.vault(), &silent) {
        Ok(done) if done.counts.values().all(|n| *n == 0) => return Ok("nothing to do".to_owned()),
        Ok(_) => {}
        Err(error) => return Err(format!("planned, but not performed: {error}")),
    }
    session.undo().map_err(|e| e.to_string())?;
    let after = picture(session);
    for (record, values) in &before {
        for (field, value) in values {
            let now = after.get(record).and_then(|values| values.get(field));
            if now != Some(value) {
                return Err(format!("undo leaves {field} as {now:?}, not {value:?}"));
            }
        }
    }
    if after.len() != before.len() {
        return Err("undo leaves records behind".to_owned());
    }
    Ok("performed and undone".to_owned())
}

/// A good file with some faults.
fn bent(good: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good[dice.below(good.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let to = (at + dice.below(64)).min(bytes.len());
        match dice.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let again = bytes[at..to].repeat(1 + dice.below(200));
                bytes.splice(at..at, again);
            }
            4 => {
                let other = &good[dice.below(good.len())];
                let from = dice.below(other.len());
                bytes.truncate(at);
                bytes.extend(&other[from..]);
            }
            _ => {
                let token = TOKENS[dice.below(TOKENS.len())];
                bytes.splice(
                    at..to.min(at + dice.below(2) * token.len()),
                    token.iter().copied(),
                );
            }
        }
    }
    bytes
}

fn good_files() -> Vec<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import");
    let real = std::env::var_os("STEWARD_REAL_DATA").map(PathBuf::from);
    let mut good = vec![workbook()];
    for folder in [Some(fixtures), real.map(|real| real.join("files/ledger"))] {
        let Some(entries) = folder.and_then(|folder| std::fs::read_dir(folder).ok()) else {
            continue;
        };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let read = paths.iter().filter(|path| path.is_file());
        good.extend(read.map(|path| std::fs::read(path).unwrap()));
    }
    good.retain(|bytes| !bytes.is_empty() && bytes.len() <= SEED_BYTES);
    good
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip([
        ["客户名称", "所属集团", "联系人", "合同金额（万元）"],
        ["云岭茶业有限公司", "云岭集团", "沈若兰", "12.5"],
        ["镕泰精密机械有限公司", "", "祝青", "￥8"],
    ]) {
        sheet.write_row(row, 0, cells).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn keep(seed: u64, bytes: &[u8]) -> PathBuf {
    let program = std::env::current_exe().expect("this program");
    let folder = program.ancestors().nth(2).unwrap().join("fuzz");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{seed}.input"));
    std::fs::write(&file, bytes).unwrap();
    file
}
