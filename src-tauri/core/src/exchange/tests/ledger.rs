//! One customer ledger in its many disguises, and real workbooks beside what other readers saw in
//! them. Runs where the data is.

use super::{read, real_data};
use crate::base::Kind;
use crate::exchange::sheet::Cell;

#[test]
fn every_disguise_of_the_ledger_reads() {
    let Some(folder) = real_data("files/ledger") else {
        return;
    };
    let expect = std::fs::read_to_string(folder.join("expect.json")).expect("expect.json");
    let expect: serde_json::Value = serde_json::from_str(&expect).expect("json");
    let mut faults = Vec::new();
    for (name, expect) in expect.as_object().expect("object") {
        let bytes = std::fs::read(folder.join(name)).expect("file");
        let rejected = expect["expect"] == "reject";
        match read(&bytes) {
            Ok(book) if !rejected => {
                let rows: usize = book
                    .sheets
                    .iter()
                    .map(|s| {
                        s.rows
                            .iter()
                            .filter(|r| !r.iter().all(Cell::is_blank))
                            .count()
                    })
                    .sum();
                println!(
                    "{name}: {:?} {:?} {} sheets, {rows} rows, {} columns",
                    book.kind,
                    book.encoding,
                    book.sheets.len(),
                    book.sheets[0].columns()
                );
            }
            Ok(_) => faults.push(format!("{name}: should be refused")),
            Err(error) if rejected && error.kind() == Kind::BadFile => {
                println!("{name}: refused, {error}");
            }
            Err(error) => faults.push(format!("{name}: {error}")),
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
