//! Of very many records only some columns are copied: which ones, that what is asked for besides comes
//! along, and that a narrow copy answers as the vault does.

use crate::records::query::Over;
use crate::records::value::Value;
use crate::records::view::numbers;
use crate::records::{Filter, Mirror, Op, Query, Sort};
use crate::session::Session;
use crate::session::tests::{bin, make, query, session};

fn units(session: &Session, n: usize) {
    for at in 0..n {
        let values = [
            ("legal_name", Value::text(format!("单位{at:02}"))),
            ("level", Value::choice(["a", "b", "c"][at % 3])),
            ("founded_on", Value::Raw(format!("20{:02}-03-01", 40 - at))),
            ("employees_band", Value::choice("1_49")),
            ("source", Value::text(format!("来源{}", at % 4))),
        ];
        make(session, "unit", values);
    }
}

fn by(field: &str) -> Query {
    let mut asked = query(&["legal_name"]);
    asked.sort = vec![Sort {
        field: field.into(),
        descending: false,
    }];
    asked
}

fn of(field: &str, value: Value) -> Query {
    let mut asked = by("level");
    asked.filter = Some(Filter::Test {
        field: field.into(),
        op: Op::Eq,
        values: vec![value],
    });
    asked
}

/// Row numbers by the copy, which are those that the vault itself gives.
fn asked(session: &Session, mirror: &Mirror, query: &Query) -> Vec<i64> {
    let catalog = session.catalog();
    let copied = session
        .vault()
        .read(|read| mirror.rows(read, &catalog, query))
        .unwrap();
    let whole = session
        .vault()
        .read(|read| numbers(read, read.sql(), &catalog, query, None, Over::Vault))
        .unwrap();
    assert_eq!(*copied, whole, "{query:?}");
    copied.to_vec()
}

#[test]
fn a_small_crowd_is_copied_whole_and_a_large_one_as_far_as_it_is_asked_for() {
    let (session, _) = session();
    units(&session, 10);
    let small = Mirror::whole_up_to(10);
    asked(&session, &small, &by("level"));
    assert_eq!(small.narrowed("unit"), None);

    let large = Mirror::whole_up_to(9);
    asked(&session, &large, &by("level"));
    let held = large.narrowed("unit").unwrap();
    let unit = session.catalog().entity("unit").unwrap();
    for field in unit.fields {
        // What the table shows first, computed names apart, and what it was asked by.
        let computed_name = field.computed && field.kind == crate::records::FieldKind::Text;
        let shown = field.column > 0 && !computed_name;
        assert_eq!(held.contains(field.key), shown, "{}", field.key);
    }
    assert!(held.contains("level") && !held.contains("founded_on"));

    // What it lacks it fetches, and keeps from then on.
    asked(&session, &large, &by("founded_on"));
    asked(&session, &large, &of("source", Value::text("来源1")));
    let more = large.narrowed("unit").unwrap();
    for field in ["founded_on", "source"] {
        assert!(more.contains(field), "{field}");
    }
    assert!(held.is_subset(&more), "nothing is let go");
    assert!(!more.contains("employees_band"), "nobody asked for it");
}

#[test]
fn a_narrow_copy_answers_as_the_vault_does_through_every_edit() {
    let (session, _) = session();
    units(&session, 24);
    let narrow = Mirror::whole_up_to(3);
    let all = || {
        for field in ["level", "founded_on", "legal_name", "source", "owner"] {
            asked(&session, &narrow, &by(field));
        }
        let found = asked(&session, &narrow, &of("source", Value::text("来源2")));
        asked(&session, &narrow, &of("level", Value::choice("b")));
        found.len()
    };
    assert_eq!(all(), 6);
    let hear = |changed| narrow.note(&changed);
    let watch = |edit: &dyn Fn()| {
        let before = session.vault().read(|read| read.commit_seq()).unwrap();
        edit();
        let seq = session.vault().read(|read| read.commit_seq()).unwrap();
        assert!(seq > before);
        let changes = session
            .vault()
            .read(|read| {
                let mut find = read
                    .sql()
                    .prepare("SELECT entity, id FROM journal_entry WHERE seq = ?")?;
                let rows = find.query_map([seq], |row| {
                    Ok(crate::base::Change {
                        entity: row.get(0)?,
                        id: row.get(1)?,
                        kind: crate::base::ChangeKind::Updated,
                    })
                })?;
                Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
            })
            .unwrap();
        hear(crate::base::Changed {
            seq,
            op: "records.apply".into(),
            changes,
        });
    };
    let units = session.records("unit", 100).unwrap();
    watch(&|| {
        crate::session::tests::change(&session, &units[3], "source", Value::text("来源2"));
    });
    assert_eq!(all(), 7);
    watch(&|| bin(&session, "unit", &[units[2].id]));
    assert_eq!(all(), 6);
    watch(&|| {
        session.undo().unwrap();
    });
    assert_eq!(all(), 7);
}
