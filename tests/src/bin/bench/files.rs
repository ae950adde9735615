//! A file of two gigabytes put on a record and saved out again: how fast, and that it is never in
//! memory but for a chunk.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use steward_core::base::Report;
use steward_core::crypto::KdfCost;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_tests::scene::{create, passphrase};

use crate::child;
use crate::sheet::{Sheet, timed};
use crate::stand::{Stand, clock};

const SIZE: u64 = 2 << 30;
/// Two chunks, the database's cache and the program itself.
const MOST: f64 = 96.0;

/// In a process of its own: `args` are a folder for a vault, the file, and where to save it.
pub(crate) fn child(args: &[String]) {
    let (dir, from, to) = (
        Path::new(&args[0]),
        Path::new(&args[1]),
        Path::new(&args[2]),
    );
    let cost = KdfCost::for_tests();
    let (session, _) = Session::create(dir, &passphrase(), cost, clock()).unwrap();
    let unit = create(&session, "unit", [("legal_name", Value::text("海蓝"))]);
    let report = Report::silent();
    let (in_took, done) = timed(|| session.attach("unit", unit.id, &[from.into()], &report));
    let id = done.unwrap().records[0].id;
    let (out_took, saved) = timed(|| session.save_attachment(id, to, false, &report));
    saved.unwrap();
    assert_eq!(std::fs::metadata(to).unwrap().len(), SIZE);
    let speed = |took: f64| SIZE as f64 / 1e3 / took;
    eprintln!(
        "in {:.0} MB/s, out {:.0} MB/s",
        speed(in_took),
        speed(out_took)
    );
    child::tell(in_took + out_took);
}

/// Bytes that lie on the disk: a file of holes is read faster than any real one.
fn fill(path: &Path) {
    let mut to = File::create(path).unwrap();
    let mut block: Vec<u8> = vec![0; 1 << 20];
    for number in 0..SIZE >> 20 {
        let mut dice = number;
        for word in block.chunks_exact_mut(8) {
            dice = dice.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            word.copy_from_slice(&dice.to_le_bytes());
        }
        to.write_all(&block).unwrap();
    }
    to.sync_all().unwrap();
}

pub(crate) fn measure(stand: &Stand, sheet: &mut Sheet) {
    let [vault, from, to] = ["Files.steward", "large", "saved"].map(|name| stand.place(name));
    fill(&from);
    let run = child::run("files", &[&vault, &from, &to]);
    sheet.note("a file of 2 GB: in and out", run.took, "ms");
    sheet.at_most("a file of 2 GB: memory", run.peak, MOST, "MB");
    for file in [&from, &to] {
        std::fs::remove_file(file).unwrap();
    }
    std::fs::remove_dir_all(vault).unwrap();
}
