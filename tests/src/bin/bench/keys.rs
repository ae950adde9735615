//! Search as it is typed: an index of many made-up units and notes, and what each keystroke costs.

use std::time::Duration;

use steward_tests::search_load;

use crate::sheet::{Sheet, ms};
use crate::stand::{ACTIVITIES, Stand, UNITS};

const SEARCHES: usize = 350;

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
    sheet.note("search keystroke, median", ms(found.key(50)), "ms");
    sheet.at_most("search keystroke, p99", ms(found.key(99)), 16.0, "ms");
    std::fs::remove_dir_all(home).unwrap();
}
