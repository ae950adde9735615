//! A step of thousands of records is taken back and brought again with a word on how far that is, and can be stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{query, session};
use crate::base::{Cancel, Kind, Report};
use crate::records::Batch;
use crate::records::value::Value;
use crate::session::Session;

const MADE: usize = 2_500;

fn make(session: &Session) {
    let catalog = session.catalog();
    let write = session.vault().write("exchange.import", |tx| {
        let mut batch = Batch::begin(tx, &catalog, "op.import")?;
        for n in 0..MADE {
            let name = Value::Raw(format!("客户 {n}"));
            batch.create("unit", None, [("legal_name", name)])?;
        }
        Ok(())
    });
    write.unwrap();
}

fn units(session: &Session) -> u32 {
    session
        .view(query(&["legal_name"]))
        .unwrap()
        .extent()
        .records
}

/// Counts what is told, and stops after so many words.
fn counting(stop_after: usize) -> (Arc<AtomicUsize>, Report) {
    let told = Arc::new(AtomicUsize::new(0));
    let cancel = Cancel::default();
    let (count, stop) = (told.clone(), cancel.clone());
    let report = Report::to(cancel, move |step| {
        assert_eq!(step.phase, "progress.undo");
        if count.fetch_add(1, Ordering::SeqCst) + 1 == stop_after {
            stop.cancel();
        }
    });
    (told, report)
}

#[test]
fn a_step_of_thousands_tells_how_far_it_is_and_stopped_takes_nothing_back() {
    let (session, _) = session();
    make(&session);
    let all = units(&session);
    assert!(all as usize >= MADE);
    assert!(session.is_long_step(false).unwrap());

    let (_, stopped) = counting(3);
    let error = session.undo_told(&stopped).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    assert_eq!(units(&session), all);

    let (told, report) = counting(usize::MAX);
    session.undo_told(&report).unwrap();
    assert!(told.load(Ordering::SeqCst) > 5);
    assert_eq!(units(&session) as usize, all as usize - MADE);

    assert!(session.is_long_step(true).unwrap());
    let (told, report) = counting(usize::MAX);
    session.redo_told(&report).unwrap();
    assert!(told.load(Ordering::SeqCst) > 5);
    assert_eq!(units(&session), all);
}

#[test]
fn a_step_of_few_says_nothing() {
    let (session, _) = session();
    super::unit(&session, "鲲鹏", None);
    assert!(!session.is_long_step(false).unwrap());
    let (told, report) = counting(usize::MAX);
    session.undo_told(&report).unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 0);
}
