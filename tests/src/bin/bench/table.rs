//! What the table asks of the core: the first screenful, a filter with an order, a jump, a sum.

use steward_core::base::Report;
use steward_core::records::Query;
use steward_core::records::query::{Filter, Op, Sort};
use steward_core::records::value::Value;
use steward_core::session::Session;

use crate::sheet::{Sheet, median, timed};
use crate::stand::Stand;

/// Lines on a large screen.
const SCREENFUL: u32 = 60;
const COLUMNS: [&str; 12] = [
    "legal_name",
    "group",
    "kind",
    "level",
    "status",
    "contact_name",
    "contact_phone",
    "coop_amount",
    "next_touch",
    "last_touch",
    "owner",
    "industry",
];

fn all() -> Query {
    Query {
        entity: "unit".to_owned(),
        filter: None,
        sort: Vec::new(),
        group: None,
        folded: Vec::new(),
        search: None,
        columns: COLUMNS.map(str::to_owned).to_vec(),
    }
}

fn test(field: &str, op: Op, values: &[&str]) -> Filter {
    Filter::Test {
        field: field.to_owned(),
        op,
        values: values
            .iter()
            .map(|value| Value::Raw((*value).to_owned()))
            .collect(),
    }
}

fn sorted(filter: Option<Filter>, field: &str, descending: bool) -> Query {
    let sort = Sort {
        field: field.to_owned(),
        descending,
    };
    Query {
        filter,
        sort: vec![sort],
        ..all()
    }
}

/// What is typed into the box over the table.
fn boxed(text: &str) -> Query {
    Query {
        search: Some(text.to_owned()),
        ..all()
    }
}

/// Milliseconds from asking to the first lines.
fn first_lines(session: &Session, query: &Query) -> f64 {
    let (took, lines) = timed(|| {
        let view = session.view(query.clone()).unwrap();
        session.view_lines(&view, 0, SCREENFUL).unwrap()
    });
    assert!(!lines.is_empty(), "nothing found: {query:?}");
    took
}

/// Vaults opened one after the other, in each of which every question is new once.
const FRESH: usize = 5;

/// What is asked of the table: a filter, an order, both, or words in the box over it.
fn asked() -> [(&'static str, Query); 9] {
    let both = Filter::All {
        all: vec![
            test("status", Op::Eq, &["active"]),
            test("level", Op::In, &["a", "b"]),
        ],
    };
    [
        ("all, by name", all()),
        ("all, by status", sorted(None, "status", false)),
        (
            "all, by last conversation, newest first",
            sorted(None, "last_touch", true),
        ),
        ("all, by owner", sorted(None, "owner", false)),
        (
            "active at level a or b, by last conversation",
            sorted(Some(both), "last_touch", true),
        ),
        (
            "one owner, by name",
            sorted(Some(test("owner", Op::Eq, &["林珊"])), "legal_name", false),
        ),
        (
            "name contains two characters, by name",
            sorted(
                Some(test("legal_name", Op::Contains, &["鸿远"])),
                "legal_name",
                false,
            ),
        ),
        ("box, two characters", boxed("鸿远")),
        ("box, initials", boxed("hy")),
    ]
}

/// Each question when it was never asked before, and when its order is kept already.
fn questions(stand: &Stand, sheet: &mut Sheet) {
    let asked = asked();
    let mut first: [Vec<f64>; 9] = Default::default();
    let mut again: [Vec<f64>; 9] = Default::default();
    for round in 0..FRESH {
        let session = stand.open();
        // As the window does behind the first screen.
        session.warm().unwrap();
        session.refresh_search(&Report::silent()).unwrap();
        for n in 0..asked.len() {
            // Another one begins each time: what one question leaves in memory serves the next.
            let at = (n + round * 2) % asked.len();
            first[at].push(first_lines(&session, &asked[at].1));
        }
        for ((_, query), took) in asked.iter().zip(&mut again) {
            took.extend((0..3).map(|_| first_lines(&session, query)));
        }
    }
    for ((what, _), (first, again)) in asked.iter().zip(first.into_iter().zip(again)) {
        sheet.at_most(&format!("{what}: never asked"), median(first), 50.0, "ms");
        sheet.at_most(&format!("{what}: asked again"), median(again), 50.0, "ms");
    }
}

pub(crate) fn measure(stand: &Stand, sheet: &mut Sheet) {
    let opened = (0..7).map(|_| {
        let (took, lines) = timed(|| {
            let session = stand.open();
            let view = session.view(all()).unwrap();
            session.view_lines(&view, 0, SCREENFUL).unwrap()
        });
        assert_eq!(lines.len(), SCREENFUL as usize);
        took
    });
    sheet.at_most(
        "unlocked key to first screenful",
        median(opened.collect()),
        400.0,
        "ms",
    );

    questions(stand, sheet);

    let session = stand.open();
    let view = session.view(all()).unwrap();
    let jumps =
        (0..50).map(|n| timed(|| session.view_lines(&view, n * 1_900, SCREENFUL).unwrap()).0);
    sheet.note(
        "lines of any other screenful",
        median(jumps.collect()),
        "ms",
    );
    let grouped = Query {
        group: Some("status".to_owned()),
        ..all()
    };
    let grouping = (0..5).map(|_| first_lines(&session, &grouped)).collect();
    sheet.note("grouped by status with sums", median(grouping), "ms");
}
