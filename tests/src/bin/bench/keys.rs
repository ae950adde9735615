//! Search as it is typed: what each keystroke costs over the vault, asked as the window asks, and in an
//! index alone whose names and notes are as varied as a language is.

use std::time::Duration;

use steward_core::base::{Id, Report};
use steward_tests::ledger;
use steward_tests::scene::monday;
use steward_tests::search_load;

use crate::sheet::{Sheet, median, ms, p99, timed};
use crate::stand::{ACTIVITIES, Stand, UNITS};

const SEARCHES: usize = 350;
/// So many hits the window asks for.
const FOUND: u32 = 40;

/// The text of a made-up record.
fn text(
    values: &std::collections::BTreeMap<String, steward_core::records::value::Value>,
    field: &str,
) -> String {
    values[field].as_text().unwrap().to_owned()
}

/// Milliseconds of every keystroke, through all that the window's call goes through.
fn through_the_vault(stand: &Stand) -> Vec<f64> {
    let session = stand.open();
    session.refresh_search(&Report::silent()).unwrap();
    let now = monday().timestamp_millis();
    let nobody = Id::at(steward_core::base::Timestamp(now));
    let typed = search_load::typed(
        SEARCHES,
        |dice| text(&ledger::unit(dice.below(UNITS)), "legal_name"),
        |dice| {
            text(
                &ledger::activity(dice.below(ACTIVITIES), nobody, now),
                "content",
            )
        },
        |dice| format!("kh-{:06}", dice.below(UNITS)),
    );
    let keys = typed.iter().map(|text| {
        let asked = || {
            session.search(text, FOUND).unwrap();
            session.search_lags().unwrap()
        };
        let (took, lags) = timed(asked);
        assert!(!lags, "all of it is searched");
        took
    });
    keys.collect()
}

pub(crate) fn measure(stand: &Stand, sheet: &mut Sheet) {
    let home = stand.place("search");
    let found = search_load::measure(&home, UNITS, ACTIVITIES, SEARCHES).unwrap();
    sheet.note("search index: filled anew", ms(found.rebuild), "ms");
    sheet.note("search index: on disk", found.bytes as f64 / 1e6, "MB");
    sheet.note("search index: opened", ms(found.open), "ms");
    let middle = found.apply.get(found.apply.len() / 2).copied();
    sheet.note(
        "search index: one changed record taken in",
        ms(middle.unwrap_or(Duration::ZERO)),
        "ms",
    );
    sheet.note("index alone: keystroke, median", ms(found.key(50)), "ms");
    sheet.at_most("index alone: keystroke, p99", ms(found.key(99)), 16.0, "ms");
    std::fs::remove_dir_all(home).unwrap();
    let keys = through_the_vault(stand);
    sheet.note("search keystroke, median", median(keys.clone()), "ms");
    sheet.at_most("search keystroke, p99", p99(keys), 16.0, "ms");
}
