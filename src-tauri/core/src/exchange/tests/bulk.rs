//! A sheet of many rows: what is done for all of them at once is what one by one would come to.

use std::fmt::Write as _;

use super::planning::{all, planned, text};
use super::session;
use crate::base::{Cancel, Id, Kind, Report};
use crate::records::Record;
use crate::records::value::Value;
use crate::session::Session;
use crate::units::tests::holds;

const ROWS: usize = 1_200;

fn name(n: usize) -> String {
    format!("第{n}号客户有限公司")
}

/// Every unit stands below the one of a third of its number, and on a row before it.
fn sheet() -> String {
    let mut text = "客户名称,上级单位,联系人,手机,合作金额,下次联系时间\n".to_owned();
    for n in (0..ROWS).rev() {
        let over = if n == 0 { String::new() } else { name(n / 3) };
        let day = 1 + n % 28;
        let amount = if n % 2 == 0 {
            n.to_string()
        } else {
            String::new()
        };
        let line = format!(
            "{},{over},张{n},139{n:08},{amount},2031-02-{day:02}",
            name(n)
        );
        writeln!(text, "{line}").unwrap();
    }
    text
}

/// All records with what the core has computed of them.
fn everything(session: &Session) -> Vec<(Id, Vec<(String, Value)>)> {
    let plain = |record: Record| {
        let values = record.values.into_iter();
        let kept = values.filter(|(key, _)| key != "updated_at");
        (record.id, kept.collect())
    };
    let entities = ["unit", "contact", "post", "cooperation", "task"];
    let records = entities.into_iter().flat_map(|of| all(session, of));
    records.map(plain).collect()
}

/// Has everything computed anew, a record at a time.
fn compute_each(session: &Session) {
    for entity in ["contact", "unit"] {
        for record in all(session, entity) {
            let stale = format!("INSERT INTO {entity}_stale VALUES (?)");
            session
                .vault()
                .write("test", |tx| Ok(tx.sql().execute(&stale, [record.id])?))
                .unwrap();
        }
    }
}

fn rows_of(session: &Session, table: &str) -> i64 {
    let count = format!("SELECT count(*) FROM {table}");
    session
        .vault()
        .read(|read| Ok(read.sql().query_row(&count, [], |row| row.get(0))?))
        .unwrap()
}

#[test]
fn a_big_sheet_comes_to_what_row_by_row_would() {
    let session = session();
    let (mut import, plan) = planned(&session, sheet());
    assert_eq!(plan.records["unit"], u32::try_from(ROWS).unwrap());
    import.perform(session.vault(), &Report::silent()).unwrap();
    holds(&session);
    let units = all(&session, "unit");
    assert_eq!(units.len(), ROWS);
    let of = |n: usize| {
        let found = units
            .iter()
            .find(|unit| text(unit, "legal_name") == name(n));
        found.unwrap()
    };
    for n in [0, 1, 7, 600, 1_199] {
        assert_eq!(text(of(n), "contact_name"), format!("张{n}"));
        assert!(!of(n).get("next_touch").is_null());
    }
    let made = everything(&session);
    compute_each(&session);
    assert_eq!(everything(&session), made);
    session.undo().unwrap();
    for table in [
        "unit",
        "contact",
        "post",
        "cooperation",
        "task",
        "unit_tree",
    ] {
        assert_eq!(rows_of(&session, table), 0, "{table}");
    }
    session.redo().unwrap();
    holds(&session);
    assert_eq!(everything(&session), made);
}

#[test]
fn a_big_sheet_stopped_half_way_leaves_nothing() {
    let session = session();
    let (mut import, _) = planned(&session, sheet());
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let report = Report::to(cancel, move |progress| {
        if progress.done > 600 {
            stop.cancel();
        }
    });
    let error = import.perform(session.vault(), &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    for table in [
        "unit",
        "contact",
        "unit_tree",
        "unit_stale",
        "journal",
        "journal_entry",
    ] {
        assert_eq!(rows_of(&session, table), 0, "{table}");
    }
}
