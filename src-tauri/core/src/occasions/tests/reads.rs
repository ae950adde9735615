//! What a source says it reads, held against what its statement does read: what is left out there is not
//! looked at again when it changes. And what follows from that for the contacts that are planned.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::person::{person, planned, rhythm, talk};
use super::{bin, change, edit, ledger, wait};
use crate::base::{FixedClock, Id};
use crate::occasions::sources::SOURCES;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{make, unit};

const SCHEMA: &str = include_str!("../../../schema.sql");

/// The columns, and the tables as a whole, that are worked out, and the kinds of record they follow from
/// beside the one they stand in.
const WORKED_OUT: [(&str, &str, &[&str]); 14] = [
    ("contact", "unit", &["post"]),
    ("instalment", "unit", &["contract"]),
    ("instalment", "received", &["allocation", "payment"]),
    ("instalment", "standing", &["allocation", "payment"]),
    ("instalment", "falls_on", &["contract", "holiday"]),
    ("unit", "last_touch", &["activity"]),
    ("unit", "last_touch_all", &["activity"]),
    (
        "unit",
        "size_by_rule",
        &["payment", "contract", "cooperation", "fx_rate"],
    ),
    ("unit", "stale_at", &["provenance", "field_def"]),
    // Only whether there is any yet.
    ("unit", "coverage", &[]),
    // Whether somebody has a rhythm; when they are spoken to is another matter.
    ("touch_plan", "whom", &["rhythm", "unit", "activity"]),
    (
        "touch_plan",
        "",
        &["rhythm", "unit", "activity", "contact", "post"],
    ),
    (
        "size_change",
        "",
        &["payment", "contract", "cooperation", "fx_rate"],
    ),
    // What the user says of an occasion: whoever writes it has the sweep look at all.
    ("reminder", "", &[]),
];

/// The columns that say what a record is and not what is in it.
const OF_ANY: [&str; 5] = ["id", "n", "created_at", "deleted_at", ""];

fn columns_read(sql: &str) -> BTreeSet<(String, String)> {
    let mut conn = Connection::open_in_memory().unwrap();
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("pinyin_key", 1, flags, |_| Ok(0))
        .unwrap();
    conn.execute_batch(SCHEMA).unwrap();
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let note = Arc::clone(&seen);
    let hook = move |asked: AuthContext<'_>| {
        if let AuthAction::Read {
            table_name,
            column_name,
        } = asked.action
        {
            let column = (table_name.to_owned(), column_name.to_owned());
            note.lock().unwrap().insert(column);
        }
        Authorization::Allow
    };
    conn.authorizer(Some(hook)).unwrap();
    conn.prepare(sql).unwrap();
    let seen = seen.lock().unwrap();
    seen.clone()
}

#[test]
fn a_source_names_every_kind_of_record_its_days_follow_from() {
    let (session, _, _) = ledger();
    let catalog = session.catalog();
    let mut left_out = BTreeSet::new();
    for source in SOURCES.iter().filter(|source| !source.sql.is_empty()) {
        let read = columns_read(source.sql);
        assert!(!read.is_empty(), "{}", source.key);
        // Words of lists are only shown.
        for (table, column) in read.into_iter().filter(|(table, _)| table != "choice") {
            let worked_out = WORKED_OUT
                .iter()
                .find(|(of, key, _)| *of == table && (key.is_empty() || *key == column));
            let mut needs: Vec<&str> = worked_out.map_or(Vec::new(), |of| of.2.to_vec());
            match catalog.entity(&table) {
                Ok(entity) => {
                    needs.push(entity.key);
                    let typed = entity.fields.iter().any(|field| {
                        !field.computed && (field.key == column || column.starts_with(field.key))
                    });
                    let known = worked_out.is_some() || OF_ANY.contains(&column.as_str()) || typed;
                    if !known {
                        left_out.insert(format!("{table}.{column} follows from what?"));
                    }
                }
                Err(_) if worked_out.is_some() => {}
                Err(_) => {
                    left_out.insert(format!("{table} is made of what?"));
                }
            }
            let reads = |kind: &str| {
                source.reads.iter().any(|one| match one.split_once('.') {
                    Some((of, field)) => {
                        kind == of && (field == column || OF_ANY.contains(&column.as_str()))
                    }
                    None => *one == kind,
                })
            };
            for kind in needs.into_iter().filter(|kind| !reads(kind)) {
                let of = format!("{} by {table}.{column} follows from {kind}", source.key);
                left_out.insert(of);
            }
        }
    }
    assert!(left_out.is_empty(), "{left_out:#?}");
}

/// Which contacts will be reminded of, of the customer or of the person, and when.
fn armed(session: &Session) -> BTreeSet<(String, Id)> {
    session.sweep_occasions().unwrap();
    session
        .vault()
        .read(|read| {
            let mut find = read.sql().prepare(
                "SELECT source, record FROM reminder
                 WHERE state = 'waiting' AND source IN ('rhythm', 'rhythm_person', 'silence')",
            )?;
            let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap()
}

fn of_customer(firm: Id) -> (String, Id) {
    ("rhythm".to_owned(), firm)
}

/// What becomes of somebody who has a rhythm of their own.
type Became = fn(&Session, &FixedClock, Id, Id);

const BECAME: [(&str, Became); 8] = [
    ("left", |session, _, zhang, _| {
        edit(session, "contact", zhang, "left", Value::Bool(true));
    }),
    ("to be left alone", |session, _, zhang, _| {
        edit(
            session,
            "contact",
            zhang,
            "do_not_contact",
            Value::text("退休"),
        );
    }),
    ("in the bin", |session, _, zhang, _| {
        bin(session, "contact", &[zhang]);
    }),
    ("another rhythm", |session, _, zhang, _| {
        let of = ("contact", Value::to(zhang));
        rhythm(session, of, "5", "9");
    }),
    ("no longer at a post", |session, _, zhang, _| {
        bin(session, "post", &[post_of(session, zhang)]);
    }),
    ("at another customer", |session, _, zhang, other| {
        let post = post_of(session, zhang);
        edit(session, "post", post, "unit", Value::to(other));
    }),
    ("spoken to elsewhere", |session, clock, zhang, other| {
        wait(clock, 3);
        talk(session, clock, other, &[zhang]);
    }),
    ("seen", |session, _, zhang, _| {
        session
            .settle_occasion("rhythm_person", zhang, "2026-12-22")
            .unwrap();
    }),
];

fn post_of(session: &Session, contact: Id) -> Id {
    session
        .vault()
        .read(|read| {
            let sql = "SELECT id FROM post WHERE contact = ?";
            Ok(read.sql().query_row(sql, [contact], |row| row.get(0))?)
        })
        .unwrap()
}

#[test]
fn a_customer_is_reminded_of_again_once_their_person_is_not() {
    for (what, became) in BECAME {
        let (session, clock, firm) = ledger();
        let other = unit(&session, "苏州二厂", None);
        let zhang = person(&session, firm, "张总").id;
        rhythm(&session, ("unit", Value::to(firm)), "30", "45");
        rhythm(&session, ("contact", Value::to(zhang)), "30", "45");
        talk(&session, &clock, firm, &[zhang]);
        assert!(
            !armed(&session).contains(&of_customer(firm)),
            "the person's stands for both"
        );
        became(&session, &clock, zhang, other);
        assert!(armed(&session).contains(&of_customer(firm)), "{what}");
    }
}

#[test]
fn a_person_who_comes_to_a_customer_speaks_for_both() {
    let (session, clock, firm) = ledger();
    let zhang = make(&session, "contact", [("full_name", Value::text("张总"))]).id;
    rhythm(&session, ("unit", Value::to(firm)), "30", "45");
    rhythm(&session, ("contact", Value::to(zhang)), "30", "45");
    talk(&session, &clock, firm, &[zhang]);
    assert!(armed(&session).contains(&of_customer(firm)));
    let post = [("contact", Value::to(zhang)), ("unit", Value::to(firm))];
    make(&session, "post", post);
    assert!(!armed(&session).contains(&of_customer(firm)));
}

#[test]
fn a_day_that_comes_with_an_edit_brings_what_it_has_to_everybody() {
    let (session, clock, firm) = ledger();
    rhythm(&session, ("unit", Value::to(firm)), "36", "36");
    talk(&session, &clock, firm, &[]);
    let other = unit(&session, "苏州二厂", None);
    assert!(!armed(&session).contains(&of_customer(firm)), "too far off");
    // The last thing of an evening, and then the program is off until the morning.
    let record = session.record("unit", other).unwrap();
    change(&session, &record, "legal_name", Value::text("苏州三厂"));
    wait(&clock, 3);
    assert!(armed(&session).contains(&of_customer(firm)));
    assert_eq!(planned(&session).len(), 1);
}

#[test]
fn a_head_office_is_not_called_silent_once_anybody_below_was_spoken_to() {
    let (session, clock, head) = ledger();
    let below = unit(&session, "苏州二厂", Some(head));
    wait(&clock, 30);
    let silent = ("silence".to_owned(), head);
    assert!(armed(&session).contains(&silent));
    talk(&session, &clock, below, &[]);
    assert!(!armed(&session).contains(&silent));
}

#[test]
fn a_birthday_is_silent_and_speaks_again_with_what_becomes_of_the_customer() {
    let (session, _, firm) = ledger();
    let zhang = person(&session, firm, "张总").id;
    edit(
        &session,
        "contact",
        zhang,
        "birthday",
        Value::Raw("1980-12-10".into()),
    );
    let speaks = || {
        session.sweep_occasions().unwrap();
        let coming = session.coming_reminders(9, &[]).unwrap();
        coming.len()
    };
    assert_eq!(speaks(), 2, "some days before and on the day");
    edit(&session, "unit", firm, "status", Value::choice("blocked"));
    assert_eq!(speaks(), 0);
    edit(&session, "unit", firm, "status", Value::choice("active"));
    assert_eq!(speaks(), 2);
}
