//! What looks filled in carelessly: written down with the edit, gone with it, settled once; and how seldom
//! real names and numbers are doubted.

use super::{
    Said, at, bin, change, days, firm, hold_true, make, mark, merge, raw, session, verify,
};
use crate::base::real_data::real_data;
use crate::base::{Phone, Report, Verdict, careless};
use crate::exchange::{ImportSession, RowState};
use crate::quality::review::Doubted;
use crate::records::Record;
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::session::Session;

fn doubted(session: &Session) -> Vec<(String, Option<String>)> {
    let mut all: Vec<_> = session.review().unwrap().doubted;
    all.sort_by(|a, b| (&a.about.label, &a.field).cmp(&(&b.about.label, &b.field)));
    let told = |one: Doubted| (format!("{}.{}", one.about.label, one.field), one.doubt);
    all.into_iter().map(told).collect()
}

fn named(pairs: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    let own = |(at, why): &(&str, &str)| ((*at).to_owned(), Some((*why).to_owned()));
    pairs.iter().map(own).collect()
}

fn person(session: &Session, name: &str, phone: &str) -> Record {
    make(
        session,
        "contact",
        [("full_name", Value::text(name)), ("phones", raw(phone))],
    )
}

#[test]
fn a_careless_value_is_kept_and_counts_as_doubtful_in_the_step_that_brought_it() {
    let (session, _) = session();
    let firm = firm(&session);
    assert!(doubted(&session).is_empty());
    let known = |field: &str| {
        let coverage = session.record_quality("unit", firm.id).unwrap().coverage;
        let points = coverage.unwrap().points;
        points
            .into_iter()
            .find(|point| point.key == field)
            .unwrap()
            .had
    };
    assert_eq!(known("phone"), Some(true));
    change(&session, &firm, "phones", raw("111111"));
    assert_eq!(
        doubted(&session),
        named(&[("华衡检测.phones", careless::RUN)])
    );
    assert_eq!(known("phone"), Some(false));
    let word = mark(&session, &firm, "phones").word;
    assert_eq!(word.certainty.as_deref(), Some("doubtful"));
    assert!(
        session
            .record("unit", firm.id)
            .unwrap()
            .warnings
            .iter()
            .any(|one| one.key == careless::RUN)
    );
    hold_true(&session);
    // One step: the value and the word go together, and come again together.
    session.undo().unwrap();
    assert!(doubted(&session).is_empty());
    assert_eq!(known("phone"), Some(true));
    session.redo().unwrap();
    assert_eq!(doubted(&session).len(), 1);
    change(&session, &firm, "phones", raw("021-58881234"));
    assert!(doubted(&session).is_empty());
    assert_eq!(mark(&session, &firm, "phones").word.doubt, None);
    hold_true(&session);
}

#[test]
fn what_is_kept_is_not_brought_up_again_before_it_changes() {
    let (session, clock) = session();
    let firm = firm(&session);
    change(&session, &firm, "legal_rep", raw("待定"));
    session
        .keep_doubtful(&at(&firm, "legal_rep"), "换届中")
        .unwrap();
    assert!(doubted(&session).is_empty());
    days(&clock, 400);
    change(&session, &firm, "address", raw("南京西路 8 号"));
    assert!(doubted(&session).is_empty());
    let word = mark(&session, &firm, "legal_rep").word;
    assert_eq!(word.certainty.as_deref(), Some("doubtful"));
    assert_eq!(word.note.as_deref(), Some("换届中"));
    session.undo().unwrap();
    session.undo().unwrap();
    assert_eq!(
        doubted(&session),
        named(&[("华衡检测.legal_rep", careless::STAND_IN)])
    );
    session.redo().unwrap();
    change(&session, &firm, "legal_rep", raw("不详"));
    assert_eq!(doubted(&session).len(), 1);
}

#[test]
fn what_was_verified_is_doubtful_no_more_and_what_was_put_off_comes_back() {
    let (session, clock) = session();
    let firm = firm(&session);
    change(&session, &firm, "phones", raw("021-88888888"));
    session.review_later(&at(&firm, "phones"), 7).unwrap();
    assert!(doubted(&session).is_empty());
    days(&clock, 8);
    assert_eq!(doubted(&session).len(), 1);
    verify(&session, &firm, "phones");
    assert!(doubted(&session).is_empty());
    assert_eq!(mark(&session, &firm, "phones").word.certainty, None);
    hold_true(&session);
}

#[test]
fn clearing_takes_the_doubtful_number_and_leaves_the_sound_one() {
    let (session, _) = session();
    let firm = firm(&session);
    change(&session, &firm, "phones", raw("021-58881234; 111111"));
    session.clear_doubtful(&at(&firm, "phones")).unwrap();
    let phones = session.record("unit", firm.id).unwrap().values["phones"].clone();
    assert_eq!(phones, Value::Phones(Phone::parse_all("021-58881234")));
    assert!(doubted(&session).is_empty());
    session.undo().unwrap();
    assert_eq!(doubted(&session).len(), 1);
    // A name must stand: it is mended, not cleared.
    let name = person(&session, "测试", "13912345670");
    assert!(session.clear_doubtful(&at(&name, "full_name")).is_err());
}

#[test]
fn clearing_takes_what_the_reason_names_and_all_of_it_where_it_names_none() {
    let (session, _) = session();
    let phones = |record: &Record| {
        let record = session.record(&record.entity, record.id).unwrap();
        record.get("phones").clone()
    };
    // Five have the same first number, and each another one beside.
    let people: Vec<Record> = (1..=5)
        .map(|n| {
            let both = format!("13912345670; 021-5888123{n}");
            person(&session, &format!("甲{n}"), &both)
        })
        .collect();
    assert_eq!(doubted(&session).len(), 5);
    session.clear_doubtful(&at(&people[2], "phones")).unwrap();
    assert_eq!(
        phones(&people[2]),
        Value::Phones(Phone::parse_all("021-58881233"))
    );
    // Somebody said that what stands there is doubtful: not which of it.
    let firm = firm(&session);
    change(&session, &firm, "phones", raw("021-58881234; 021-58885678"));
    let said = Said {
        certainty: Some("doubtful".to_owned()),
        ..Said::default()
    };
    session.say_provenance(&at(&firm, "phones"), &said).unwrap();
    session.clear_doubtful(&at(&firm, "phones")).unwrap();
    assert_eq!(phones(&firm), Value::Null);
    session.undo().unwrap();
    assert_eq!(
        phones(&firm),
        Value::Phones(Phone::parse_all("021-58881234; 021-58885678"))
    );
}

#[test]
fn what_is_doubtful_is_counted_as_it_is_shown() {
    let (session, clock) = session();
    let counted = |n: u32| {
        let review = session.review().unwrap();
        assert_eq!((review.doubtful, review.doubted.len()), (n, n as usize));
    };
    let firm = firm(&session);
    change(&session, &firm, "legal_rep", raw("待定"));
    change(&session, &firm, "phones", raw("111111"));
    let values = [
        ("legal_name", Value::text("远航")),
        ("phones", raw("111111")),
    ];
    let other = make(&session, "unit", values).id;
    let people = ["甲", "乙"].map(|name| person(&session, name, "111111"));
    counted(5);
    bin(&session, "contact", &[people[0].id]);
    counted(4);
    merge(&session, firm.id, other, &[]);
    counted(3);
    session
        .keep_doubtful(&at(&firm, "legal_rep"), "换届中")
        .unwrap();
    counted(2);
    session.review_later(&at(&firm, "phones"), 7).unwrap();
    counted(1);
    days(&clock, 8);
    counted(2);
    // More than a page of them are counted all the same.
    for n in 0..120 {
        person(&session, &format!("测试{n}"), "");
    }
    let review = session.review().unwrap();
    assert_eq!((review.doubtful, review.doubted.len()), (122, 100));
}

#[test]
fn the_same_text_in_unlike_fields_and_a_day_nobody_was_born() {
    let (session, _) = session();
    let values = ["legal_name", "legal_rep", "address"].map(|key| (key, Value::text("金陵")));
    make(&session, "unit", values);
    let born = [
        ("full_name", Value::text("周敏")),
        ("birthday", raw("1900-01-01")),
    ];
    make(&session, "contact", born);
    assert_eq!(
        doubted(&session),
        named(&[
            ("周敏.birthday", careless::BLANK_DAY),
            ("金陵.address", careless::REPEATED),
            ("金陵.legal_name", careless::REPEATED),
            ("金陵.legal_rep", careless::REPEATED),
        ])
    );
}

#[test]
fn the_phone_of_a_great_many_is_doubtful_with_each_of_them() {
    let (session, _) = session();
    for n in 1..=4 {
        person(&session, &format!("甲{n}"), "13912345670");
    }
    assert!(doubted(&session).is_empty());
    person(&session, "甲5", "139 1234 5670");
    let all = doubted(&session);
    assert_eq!(all.len(), 5);
    assert!(
        all.iter()
            .all(|(_, why)| why.as_deref() == Some(careless::SHARED))
    );
    // Colleagues share a switchboard.
    for n in 1..=12 {
        person(&session, &format!("乙{n}"), "021-60001000");
    }
    assert_eq!(doubted(&session).len(), 5);
    for _ in 1..=13 {
        session.undo().unwrap();
    }
    assert!(doubted(&session).is_empty());
}

#[test]
fn a_doubt_taken_back_gives_every_holders_customer_what_it_was_known_by() {
    let (session, _) = session();
    let mut firms = Vec::new();
    for n in 1..=5 {
        let values = [("legal_name", Value::text(format!("客户{n}")))];
        let firm = make(&session, "unit", values).id;
        let who = person(
            &session,
            &format!("甲{n}"),
            if n < 5 { "13912345670" } else { "" },
        );
        let values = [
            ("contact", Value::to(who.id)),
            ("unit", Value::to(firm)),
            ("is_primary", Value::Bool(true)),
        ];
        make(&session, "post", values);
        firms.push((firm, who));
    }
    let known = |session: &Session| -> Vec<Value> {
        let of = |(firm, _): &(crate::base::Id, Record)| {
            session
                .record("unit", *firm)
                .unwrap()
                .get("coverage")
                .clone()
        };
        firms.iter().map(of).collect()
    };
    let before = known(&session);
    let last = session.record("contact", firms[4].1.id).unwrap();
    change(&session, &last, "phones", raw("13912345670"));
    assert_eq!(doubted(&session).len(), 5);
    assert_ne!(known(&session), before, "what is doubtful does not count");
    hold_true(&session);
    session.undo().unwrap();
    assert_eq!(known(&session), before);
    hold_true(&session);
}

#[test]
fn who_has_a_number_is_asked_of_an_index() {
    let (session, _) = session();
    session
        .vault()
        .read(|read| {
            for reach in &super::super::doubts::REACHES {
                for sql in [reach.crowded, reach.holders] {
                    let mut plan = read.sql().prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                    let n = plan.parameter_count();
                    let none = vec![rusqlite::types::Null; n];
                    let steps: Vec<String> = plan
                        .query_map(rusqlite::params_from_iter(none), |row| row.get(3))?
                        .collect::<rusqlite::Result<_>>()?;
                    assert!(
                        steps
                            .iter()
                            .any(|step| step.contains("USING INDEX contact_")),
                        "{steps:?}"
                    );
                    assert!(
                        steps
                            .iter()
                            .all(|step| !step.starts_with("SCAN o") && !step.starts_with("SCAN c")),
                        "{steps:?}"
                    );
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_sheet_says_which_rows_are_doubtful_and_they_count_as_such() {
    let (session, _) = session();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sheet.csv");
    let text = "客户名称,法定代表人,联系人,电话\n华衡检测,王一,周敏,13912345670\n远航船务,李二,沈立,13800000000\n";
    std::fs::write(&path, text).unwrap();
    let (catalog, silent) = (session.catalog(), Report::silent());
    let mut import = ImportSession::open(&path, 1, &catalog, Language::Zh, &silent).unwrap();
    let layout = import.layout(0, None).unwrap();
    import.plan(session.vault(), layout, &silent).unwrap();
    let doubtful = import.rows(Some(RowState::Doubtful), 0, 10).unwrap();
    assert_eq!(doubtful.len(), 1);
    assert!(
        doubtful[0]
            .reasons
            .iter()
            .any(|why| why.key == careless::RUN)
    );
    let rows: Vec<u32> = doubtful.iter().map(|row| row.row).collect();
    import.decide(session.vault(), &rows, "new").unwrap();
    import.perform(session.vault(), &silent).unwrap();
    assert_eq!(doubted(&session), named(&[("沈立.phones", careless::RUN)]));
    session.undo().unwrap();
    assert!(doubted(&session).is_empty());
}

/// How many of the texts there are, and which of them are doubted.
fn alarms<'a>(
    what: &str,
    texts: impl IntoIterator<Item = &'a str>,
    judge: impl Fn(&str) -> Verdict,
) -> Vec<String> {
    let (mut n, mut wrong) = (0, Vec::new());
    for text in texts.into_iter().filter(|text| !text.trim().is_empty()) {
        n += 1;
        if judge(text).doubt().is_some() {
            wrong.push(text.to_owned());
        }
    }
    println!("{what}: {} of {n} doubted {wrong:?}", wrong.len());
    assert!(wrong.len() * 1000 <= n, "{what}: {wrong:?}");
    wrong
}

/// A column of a sheet that stands before any cell with separators, by its place.
fn column(text: &str, at: usize) -> Vec<&str> {
    let cells = text.lines().skip(1);
    cells
        .filter_map(|line| line.split('"').next()?.split(',').nth(at))
        // What was put into the ledger as dirt is meant to be found.
        .filter(|cell| !["NULL", "N/A", "无", "/", "-"].contains(cell))
        .collect()
}

#[test]
fn real_names_and_numbers_are_seldom_doubted() {
    let Some(dir) = real_data("companies") else {
        return;
    };
    let parts = std::fs::read_to_string(dir.join("parts.json")).unwrap();
    let parts: serde_json::Value = serde_json::from_str(&parts).unwrap();
    let list = |key: &str| -> Vec<String> {
        let all = parts[key].as_array().unwrap();
        all.iter()
            .filter_map(|one| one[0].as_str().map(str::to_owned))
            .collect()
    };
    let (surnames, given) = (list("surnames"), list("given2"));
    let people: Vec<String> = given
        .iter()
        .chain(&list("given1"))
        .enumerate()
        .map(|(n, given)| format!("{}{given}", surnames[n % surnames.len()]))
        .collect();
    alarms("people", people.iter().map(String::as_str), careless::words);
    let brands = list("brands");
    alarms("brands", brands.iter().map(String::as_str), careless::words);
    let sp500 = std::fs::read_to_string(dir.join("sp500.csv")).unwrap();
    alarms("S&P 500", column(&sp500, 1), careless::words);
    let codes = std::fs::read_to_string(dir.join("usci_codes.csv")).unwrap();
    let sound = codes.lines().filter(|line| line.ends_with("_ok"));
    alarms(
        "codes",
        sound.filter_map(|line| line.split(',').next()),
        careless::official_id,
    );
    let tree = std::fs::read_to_string(dir.join("../hierarchy/jinghai_group.csv")).unwrap();
    alarms("a group", column(&tree, 1), careless::words);
    let wind = std::fs::read_to_string(dir.join("../crm/northwind/customers.csv")).unwrap();
    alarms("companies", column(&wind, 1), careless::words);
    alarms("contacts", column(&wind, 2), careless::words);
    alarms("phones", column(&wind, 9), |text| {
        careless::phone(&Phone::parse(text))
    });
    let ledger = std::fs::read_to_string(dir.join("../files/ledger/01_utf8.csv")).unwrap();
    for at in [0, 2, 5, 6, 11] {
        alarms("ledger", column(&ledger, at), careless::words);
    }
    alarms("ledger phones", column(&ledger, 12), |text| {
        let doubts = Phone::parse_all(text)
            .iter()
            .map(careless::phone)
            .find(|one| one.doubt().is_some());
        doubts.unwrap_or(Verdict::Ok)
    });
    alarms("ledger mails", column(&ledger, 13), careless::mail);
}

#[test]
fn no_fixture_is_doubted_and_no_invented_customer_either() {
    let (session, _) = session();
    session.fill_sample(Language::Zh).unwrap();
    let mut n = 0;
    for entity in ["unit", "contact", "post"] {
        for record in session.records(entity, 10_000).unwrap() {
            n += record.values.len();
            let doubted = record
                .warnings
                .iter()
                .filter(|one| careless::is_doubt(&one.key));
            assert_eq!(doubted.count(), 0, "{:?}", record.warnings);
        }
    }
    assert!(n > 500, "{n}");
}
