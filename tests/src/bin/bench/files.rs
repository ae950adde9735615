//! A file of two gigabytes put on a record and saved out again: how fast, and that it is never in
//! memory but for a chunk.

use std::fs::File;
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

pub(crate) fn measure(stand: &Stand, sheet: &mut Sheet) {
    let [vault, from, to] = ["Files.steward", "large", "saved"].map(|name| stand.place(name));
    // Zeros that take no room: what is sealed is as long either way.
    File::create(&from).unwrap().set_len(SIZE).unwrap();
    let run = child::run("files", &[&vault, &from, &to]);
    sheet.note("a file of 2 GB: in and out", run.took, "ms");
    sheet.at_most("a file of 2 GB: memory", run.peak, MOST, "MB");
    for file in [&from, &to] {
        std::fs::remove_file(file).unwrap();
    }
    std::fs::remove_dir_all(vault).unwrap();
}
