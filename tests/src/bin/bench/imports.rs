//! A workbook of 100,000 rows coming into an empty vault, against calamine reading it and nothing
//! more. Each run is a process of its own, so that its peak memory is its own.

use std::path::Path;

use calamine::{Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use steward_core::base::Report;
use steward_core::crypto::KdfCost;
use steward_core::exchange::ImportSession;
use steward_core::records::labels::Language;
use steward_core::session::Session;
use steward_tests::ledger;
use steward_tests::scene::passphrase;

use crate::child;
use crate::sheet::{Sheet, median, timed};
use crate::stand::{Stand, UNITS, clock};

const ROUNDS: usize = 3;
const HEADS: [(&str, &str); 12] = [
    ("客户编号", "code"),
    ("客户名称", "legal_name"),
    ("简称", "short_name"),
    ("客户级别", "level"),
    ("法定代表人", "legal_rep"),
    ("联系电话", "phones"),
    ("地址", "address"),
    ("备注", "description"),
    ("责任人", "owner"),
    ("上级单位", "parent"),
    ("联系人", "contact"),
    ("手机", "mobile"),
];

/// The workbook an account manager would have of the units of the ledger.
fn write_workbook(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    for (column, (head, _)) in (0_u16..).zip(HEADS) {
        sheet.write(0, column, head).unwrap();
    }
    let named = |n: usize, key: &str| {
        let unit = ledger::unit(n);
        let text = unit.get(key).and_then(|value| value.as_text());
        text.unwrap_or_default().to_owned()
    };
    // Names of so many made-up companies repeat; the number tells them apart, as a branch would.
    let name = |n: usize| format!("{}第{n}部", named(n, "legal_name"));
    for n in 0..UNITS {
        let row = u32::try_from(n).unwrap() + 1;
        for (column, (_, key)) in (0_u16..).zip(HEADS) {
            let text = match key {
                "legal_name" => name(n),
                "parent" => ledger::parent(n).map(name).unwrap_or_default(),
                "contact" => named(n, "legal_rep"),
                "mobile" => format!("139{n:08}"),
                key => named(n, key),
            };
            sheet.write(row, column, text).unwrap();
        }
    }
    book.save(path).unwrap();
}

/// Imports a workbook into a new vault at a path: read, plan, perform.
pub(crate) fn child_ours(args: &[String]) {
    let (session, _) = Session::create(
        Path::new(&args[0]),
        &passphrase(),
        KdfCost::for_tests(),
        clock(),
    )
    .unwrap();
    let silent = Report::silent();
    let (read, mut import) = timed(|| {
        let (path, catalog) = (Path::new(&args[1]), &session.catalog());
        ImportSession::open(path, 1, catalog, Language::Zh, &silent).unwrap()
    });
    let (planned, ()) = timed(|| {
        let layout = import.layout(import.opened().sheet, None).unwrap();
        import.plan(session.vault(), layout, &silent).unwrap();
    });
    let (written, made) = timed(|| import.perform(session.vault(), &silent).unwrap().counts);
    eprintln!("  read in {read:.0} ms, planned in {planned:.0} ms, written in {written:.0} ms");
    assert_eq!(
        made.get("unit").copied(),
        u32::try_from(UNITS).ok(),
        "every row became a unit: {made:?}"
    );
    child::tell(read + planned + written);
}

/// Reads every cell of the workbook, and that is all.
pub(crate) fn child_theirs(args: &[String]) {
    let (took, rows) = timed(|| {
        let mut book: Xlsx<_> = open_workbook(&args[0]).unwrap();
        book.worksheet_range_at(0).unwrap().unwrap().height()
    });
    assert_eq!(rows, UNITS + 1);
    child::tell(took);
}

pub(crate) fn measure(stand: &Stand, sheet: &mut Sheet) {
    let book = stand.place("customers.xlsx");
    write_workbook(&book);
    let (mut ours, mut theirs, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
    let mut least = Vec::new();
    for _ in 0..ROUNDS {
        theirs.push(child::run("calamine", &[&book]).took);
        let plain = stand.place("floor.db");
        least.push(child::run("floor", &[&plain, &book]).took);
        std::fs::remove_file(plain).unwrap();
        let vault = stand.place("Import.steward");
        let run = child::run("import", &[&vault, &book]);
        ours.push(run.took);
        peaks.push(run.peak);
        std::fs::remove_dir_all(vault).unwrap();
    }
    let ours = median(ours);
    sheet.against(
        "the same (calamine, then bare SQLite taking the rows)",
        ours,
        median(least),
        5.0,
        "ms",
    );
    sheet.against(
        "import of 100,000 rows of XLSX (calamine alone)",
        ours,
        median(theirs),
        3.0,
        "ms",
    );
    let most = peaks.into_iter().fold(0.0, f64::max);
    sheet.at_most("peak memory of that import", most, 600.0, "MB");
}
