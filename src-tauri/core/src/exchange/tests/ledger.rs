//! One customer ledger in its many disguises, and real workbooks beside what other readers saw in
//! them. Runs where the data is.

use super::{catalog, read, real_data};
use crate::base::Kind;
use crate::exchange::layout;

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
                let (sheets, sheet) = layout::sheets(&book);
                let layout = layout::layout(&book, &catalog(), sheet, None).expect("layout");
                let cards = [".vcf", ".ics"].iter().any(|end| name.ends_with(end));
                let row = if cards {
                    1
                } else {
                    expect["header_row"].as_u64().expect("row")
                };
                let rows = ["cards", "items", "data_rows"]
                    .iter()
                    .find_map(|key| expect[*key].as_u64());
                if (u64::from(layout.header_row), Some(u64::from(layout.rows))) != (row, rows) {
                    faults.push(format!(
                        "{name}: heading in {}, {} rows",
                        layout.header_row, layout.rows
                    ));
                }
                let named = |target: &str| {
                    layout
                        .columns
                        .iter()
                        .any(|c| c.target.as_deref() == Some(target))
                };
                // In one file the code page has eaten most of the headings; one has none.
                let whole = !name.starts_with("08") && !name.starts_with("25") && !cards;
                let main = [
                    "unit.legal_name",
                    "unit.group",
                    "unit.parent",
                    "unit.kind",
                    "unit.uscc",
                    "contact.full_name",
                    "contact.phones",
                    "contact.emails",
                    "cooperation.name",
                    "cooperation.amount",
                    "cooperation.start",
                    "cooperation.end",
                    "cooperation.satisfaction",
                    "task.due",
                    "unit.owner",
                    "unit.description",
                ];
                for target in main.into_iter().filter(|target| whole && !named(target)) {
                    faults.push(format!("{name}: no column for {target}"));
                }
                println!(
                    "{name}: {:?} {:?}, sheet {sheet} of {}, {} rows",
                    book.kind,
                    book.encoding,
                    sheets.len(),
                    layout.rows
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
