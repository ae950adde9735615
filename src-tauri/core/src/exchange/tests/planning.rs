//! Files into a vault.

use std::path::Path;

use super::{real_data, session};
use crate::base::Report;
use crate::exchange::{ImportDone, ImportPlan, ImportRow, ImportSession, RowState};
use crate::records::labels::Language;
use crate::session::Session;

pub(super) fn open(session: &Session, path: &Path) -> ImportSession {
    ImportSession::open(path, 1, session.catalog(), Language::Zh, &Report::silent()).unwrap()
}

pub(super) fn plan(session: &Session, import: &mut ImportSession) -> ImportPlan {
    let sheet = import.opened().sheet;
    let layout = import.layout(sheet, None).unwrap();
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap()
}

pub(super) fn all_rows(import: &ImportSession) -> Vec<ImportRow> {
    let mut rows = Vec::new();
    loop {
        let page = import
            .rows(None, u32::try_from(rows.len()).unwrap(), 500)
            .unwrap();
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

fn told(row: &ImportRow) -> String {
    let reasons: Vec<String> = row
        .reasons
        .iter()
        .map(|r| format!("{} {} {:?}", r.field, r.key, r.values))
        .collect();
    format!(
        "{} {:?} {} [{}] {} {:?}",
        row.row,
        row.state,
        row.title,
        row.decision,
        reasons.join("; "),
        row.candidates.iter().map(|c| &c.label).collect::<Vec<_>>()
    )
}

#[test]
fn the_real_ledger_is_planned_and_imported() {
    let Some(folder) = real_data("files/ledger") else {
        return;
    };
    let session = session();
    let mut import = open(&session, &folder.join("01_utf8.csv"));
    let first = plan(&session, &mut import);
    println!("{:?} {:?}", first.counts, first.records);
    for row in all_rows(&import) {
        if row.state != RowState::New || !row.reasons.is_empty() {
            println!("{}", told(&row));
        }
    }
    let done: ImportDone = import.perform(session.vault(), &Report::silent()).unwrap();
    println!("{done:?} {:?}", session.counts().unwrap());
    let mut again = open(&session, &folder.join("01_utf8.csv"));
    let second = plan(&session, &mut again);
    println!("{:?} {:?}", second.counts, second.records);
    for row in all_rows(&again) {
        if row.state != RowState::Same {
            println!("{} {:?}", told(&row), row.differences);
        }
    }
}
