//! Calendar files taken into a vault in memory. Today is Sunday, 22 November 2026, in Shanghai.

use std::fmt::Write as _;

use super::{Fate, Plan, Row, Taking};
use crate::base::{Id, Kind, Report};
use crate::exchange::ics::{Tells, calendar};
use crate::exchange::tests::real_data;
use crate::records::Record;
use crate::records::value::{Value, Wall};
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

pub(super) const HERE: &str = "Asia/Shanghai";

pub(super) fn due(at: &str) -> Value {
    Value::Wall(Wall {
        at: at.into(),
        zone: HERE.into(),
    })
}

fn taking(text: &str) -> Taking {
    taking_bytes(text.as_bytes().to_vec()).unwrap()
}

fn taking_bytes(bytes: Vec<u8>) -> crate::base::Result<Taking> {
    Taking::read("a.ics".into(), bytes, vec!["Busy".into(), "忙".into()])
}

/// A calendar of these entries, each `VEVENT` or `VTODO` with its lines.
pub(super) fn file(entries: &[(&str, &str)]) -> String {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".to_owned();
    for (kind, lines) in entries {
        let lines = lines.replace('\n', "\r\n");
        let _ = write!(text, "BEGIN:{kind}\r\n{lines}\r\nEND:{kind}\r\n");
    }
    text + "END:VCALENDAR\r\n"
}

pub(super) fn event(lines: &str) -> String {
    file(&[("VEVENT", lines)])
}

pub(super) fn plan(session: &Session, text: &str) -> Plan {
    session.calendar_plan(&taking(text)).unwrap()
}

pub(super) fn fates(plan: &Plan) -> Vec<Fate> {
    plan.rows.iter().map(|row| row.fate).collect()
}

fn only(session: &Session, lines: &str) -> Row {
    plan(session, &event(lines)).rows.remove(0)
}

pub(super) fn take(session: &Session, text: &str) -> u32 {
    let taking = taking(text);
    let seen = session.calendar_plan(&taking).unwrap();
    session
        .calendar_take(&taking, &seen, &[], &Report::silent())
        .unwrap()
}

/// The one task there is.
pub(super) fn task(session: &Session) -> Record {
    let id = session.vault().read(|read| {
        let sql = "SELECT id FROM task WHERE deleted_at IS NULL ORDER BY n DESC LIMIT 1";
        Ok(read.sql().query_row(sql, [], |row| row.get::<_, Id>(0))?)
    });
    session.record("task", id.unwrap()).unwrap()
}

pub(super) fn at(record: &Record) -> String {
    match record.get("due") {
        Value::Wall(wall) => format!("{} {}", wall.at, wall.zone),
        _ => String::new(),
    }
}

#[test]
fn our_own_file_is_the_same_tasks_however_much_it_tells() {
    let (session, _) = session();
    let of = unit(&session, "Hengda, Ltd; Shanghai", None);
    let values = |title: &str| {
        [
            ("title", Value::text(title)),
            ("unit", Value::to(of)),
            (
                "note",
                Value::text("Ask for the frame contract; then call, twice\n\tand again"),
            ),
        ]
    };
    let mut tasks = vec![make(&session, "task", values("Some day"))];
    for (at, also) in [
        (
            "2026-11-27T14:00",
            ("leads", Value::Choices(vec!["d1".into(), "m10".into()])),
        ),
        ("2026-11-28", ("leads", Value::Choices(vec!["w2".into()]))),
        (
            "2026-11-29",
            ("repeat", Value::text("FREQ=MONTHLY;WORKDAY=-1")),
        ),
        (
            "2026-11-30T09:30",
            ("repeat", Value::text("FREQ=WEEKLY;UNTIL=20270131")),
        ),
        ("2026-11-30T10:00", ("confidential", Value::Bool(true))),
        ("2026-11-30T11:00", ("remind", Value::Bool(false))),
        ("2026-11-02T09:30", ("repeat", Value::text("FREQ=WEEKLY"))),
        ("2026-12-02T09:30", ("kind", Value::Choice("visit".into()))),
        ("2026-12-02T10:30", ("minutes", Value::Number(45))),
    ] {
        let task = make(&session, "task", values(&format!("At {at}")));
        change(&session, &task, "due", due(at));
        let task = session.record("task", task.id).unwrap();
        change(&session, &task, also.0, also.1);
        tasks.push(task);
    }
    for tells in [Tells::Times, Tells::Titles, Tells::Names] {
        let made = session
            .vault()
            .read(|read| calendar(read, &session.catalog(), (tells, "忙"), &[]));
        let plan = plan(&session, &made.unwrap().0);
        assert_eq!(plan.rows.len(), tasks.len());
        let others: Vec<&Row> = plan
            .rows
            .iter()
            .filter(|row| row.fate != Fate::Same)
            .collect();
        assert!(others.is_empty(), "{others:?}");
    }
}

#[test]
fn what_came_from_elsewhere_keeps_its_uid_on_its_way_out_and_back() {
    let (session, _) = session();
    let text = event(
        "UID:abc-1@example.com\nSUMMARY:Call Lin\nDTSTART;TZID=Asia/Shanghai:20261201T140000\nDTEND;TZID=Asia/Shanghai:20261201T144500",
    );
    assert_eq!(take(&session, &text), 1);
    assert_eq!(at(&task(&session)), "2026-12-01T14:00 Asia/Shanghai");
    assert_eq!(task(&session).get("minutes"), &Value::Number(45));
    assert_eq!(fates(&plan(&session, &text)), [Fate::Same]);
    let out = session
        .vault()
        .read(|read| calendar(read, &session.catalog(), (Tells::Titles, "Busy"), &[]));
    let out = out.unwrap().0;
    assert!(out.contains("UID:abc-1@example.com"), "{out}");
    assert_eq!(fates(&plan(&session, &out)), [Fate::Same]);
    let later = text
        .replace("20261201T1", "20261202T1")
        .replace("Call", "Visit");
    let row = plan(&session, &later).rows.remove(0);
    assert_eq!(
        (row.fate, row.fields),
        (Fate::Changed, vec!["title".to_owned(), "due".into()])
    );
    assert_eq!(take(&session, &later), 1);
    assert_eq!(at(&task(&session)), "2026-12-02T14:00 Asia/Shanghai");
    session.undo().unwrap();
    assert_eq!(at(&task(&session)), "2026-12-01T14:00 Asia/Shanghai");
    session.undo().unwrap();
    assert_eq!(
        fates(&plan(&session, &text)),
        [Fate::New],
        "taken back as one step"
    );
}

#[test]
fn a_series_stays_one_entry_when_its_tasks_are_done() {
    let (session, _) = session();
    let text = event("UID:w\nSUMMARY:Weekly\nDTSTART:20261124T090000\nRRULE:FREQ=WEEKLY");
    take(&session, &text);
    session.task_done(task(&session).id, None).unwrap();
    assert_eq!(at(&task(&session)), "2026-12-01T09:00 Asia/Shanghai");
    assert_eq!(fates(&plan(&session, &text)), [Fate::Same]);
}

#[test]
fn times_of_every_kind_come_to_the_clocks_they_mean() {
    let (session, _) = session();
    for (said, told) in [
        ("DTSTART:20261201T060000Z", "2026-12-01T14:00 Asia/Shanghai"),
        ("DTSTART:20261201T140000", "2026-12-01T14:00 Asia/Shanghai"),
        ("DTSTART;VALUE=DATE:20261201", "2026-12-01 Asia/Shanghai"),
        (
            "DTSTART;TZID=Europe/Berlin:20261201T140000",
            "2026-12-01T14:00 Europe/Berlin",
        ),
        (
            "DTSTART;TZID=\"/x.org/Olson/America/New_York\":20261201T140000",
            "2026-12-01T14:00 America/New_York",
        ),
        (
            "DTSTART;TZID=China Standard Time:20261201T140000",
            "2026-12-01T14:00 Asia/Shanghai",
        ),
        (
            "DTSTART;TZID=Nowhere:20261201T140000",
            "2026-12-01T14:00 Asia/Shanghai",
        ),
    ] {
        let text = event(&format!("UID:{said}\nSUMMARY:x\n{said}"));
        let unknown = plan(&session, &text).rows[0]
            .notes
            .iter()
            .any(|note| note.key == "zone");
        assert_eq!(unknown, said.contains("Nowhere"), "{said}");
        take(&session, &text);
        assert_eq!(at(&task(&session)), told, "{said}");
    }
    let floats = |said: &str| {
        take(&session, &event(&format!("UID:f{said}\nSUMMARY:x\n{said}")));
        task(&session).get("zone_policy").clone()
    };
    assert_eq!(
        floats("DTSTART:20261201T140000"),
        Value::Choice("floating".into())
    );
    assert_eq!(
        floats("DTSTART:20261201T140000Z"),
        Value::Choice("pinned".into())
    );
}

#[test]
fn what_is_to_be_done_is_due_when_it_says_and_may_be_done() {
    let (session, _) = session();
    let todo = |lines: &str| file(&[("VTODO", lines)]);
    take(
        &session,
        &todo("UID:1\nSUMMARY:Report\nDTSTART:20261201T080000\nDUE:20261203T170000"),
    );
    assert_eq!(at(&task(&session)), "2026-12-03T17:00 Asia/Shanghai");
    take(
        &session,
        &todo("UID:2\nSUMMARY:Late\nDUE;VALUE=DATE:20261101"),
    );
    assert_eq!(
        at(&task(&session)),
        "2026-11-01 Asia/Shanghai",
        "still to be done"
    );
    take(&session, &todo("UID:3\nSUMMARY:Some day"));
    assert_eq!(task(&session).get("due"), &Value::Null);
    let done = todo("UID:3\nSUMMARY:Some day\nSTATUS:COMPLETED\nCOMPLETED:20261120T100000Z");
    take(&session, &done);
    assert_eq!(task(&session).get("state"), &Value::Choice("done".into()));
    assert_ne!(task(&session).get("done_at"), &Value::Null);
    assert_eq!(fates(&plan(&session, &done)), [Fate::Same]);
    let moved = todo("UID:3\nSUMMARY:Some day\nDUE:20261203T170000");
    assert_eq!(plan(&session, &moved).rows[0].why, "settled");
}

#[test]
fn a_rule_of_ours_repeats_and_another_is_kept_once_with_a_word() {
    let (session, _) = session();
    let again = |rule: &str| {
        only(
            &session,
            &format!("UID:{rule}\nSUMMARY:x\nDTSTART:20261102T090000\n{rule}"),
        )
    };
    let row = again("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20");
    assert_eq!(
        row.due.as_deref(),
        Some("2026-11-23T09:00"),
        "the first that has not passed"
    );
    assert_eq!(row.repeat, "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=14");
    // By Greenwich it ends on the second of January.
    let row = again("RRULE:FREQ=DAILY;UNTIL=20270102T200000Z");
    assert_eq!(row.repeat, "FREQ=DAILY;UNTIL=20270103");
    assert_eq!(again("RRULE:FREQ=DAILY;COUNT=3").why, "past");
    let row = only(
        &session,
        "UID:h\nSUMMARY:x\nDTSTART:20261202T090000\nRRULE:FREQ=HOURLY",
    );
    assert_eq!((row.fate, row.repeat.as_str()), (Fate::New, ""));
    assert_eq!(row.notes[0].text, "FREQ=HOURLY");
    let row = again("RRULE:FREQ=DAILY\nEXDATE:20261224T090000");
    assert_eq!(row.repeat, "FREQ=DAILY;EXCEPT=20261224");
    assert!(row.notes.is_empty(), "{:?}", row.notes);
    let row = again("RRULE:FREQ=DAILY\nEXDATE:soon");
    assert_eq!(row.notes[0].key, "but_days");
    let row = again("RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY");
    assert_eq!(row.notes[0].key, "named_days");
}

#[test]
fn alarms_become_leads_and_never_speak_later_than_they_should() {
    let (session, _) = session();
    let alarm = |trigger: &str| format!("BEGIN:VALARM\nACTION:DISPLAY\n{trigger}\nEND:VALARM");
    let leads = |start: &str, alarms: &[&str]| {
        let uid = alarms.concat();
        let alarms: Vec<String> = alarms.iter().map(|one| alarm(one)).collect();
        let lines = format!("UID:{uid}\nSUMMARY:x\n{start}\n{}", alarms.join("\n"));
        let exact = only(&session, &lines).notes.is_empty();
        take(&session, &event(&lines));
        match task(&session).get("leads") {
            Value::Choices(codes) => (codes.join(" "), exact),
            _ => (String::new(), exact),
        }
    };
    let timed = "DTSTART:20261204T140000\nDTEND:20261204T150000";
    assert_eq!(
        leads(timed, &["TRIGGER:-PT15M", "TRIGGER:-PT1H"]),
        ("h1 m15".into(), true)
    );
    // Any number of minutes there is a lead for; more than a month before there is none.
    assert_eq!(
        leads(
            timed,
            &["TRIGGER:-PT20M", "TRIGGER:-PT45M", "TRIGGER:-PT3H"]
        ),
        ("h3 m45 m20".into(), true)
    );
    assert!(!leads(timed, &["TRIGGER:-P40DT1M"]).1);
    assert_eq!(
        leads(timed, &["TRIGGER;RELATED=END:-PT1H5M"]),
        ("m5".into(), true)
    );
    assert_eq!(
        leads(timed, &["TRIGGER;VALUE=DATE-TIME:20261204T053000Z"]),
        ("m30".into(), true)
    );
    // What speaks after it has begun speaks when it begins, and that is told.
    assert_eq!(
        leads(timed, &["TRIGGER:PT10M", "TRIGGER:-PT5M"]),
        ("m5".into(), false)
    );
    let day = "DTSTART;VALUE=DATE:20261204";
    assert_eq!(
        leads(day, &["TRIGGER:PT9H", "TRIGGER:-PT15H"]),
        ("d1".into(), true)
    );
    // In a file that has alarms, none means silence; in one without, they were left out.
    let silent = "UID:s\nSUMMARY:Silent\nDTSTART:20261204T140000";
    let loud = format!(
        "UID:l\nSUMMARY:Loud\nDTSTART:20261204T140000\n{}",
        alarm("TRIGGER:PT0S")
    );
    take(&session, &file(&[("VEVENT", &loud), ("VEVENT", silent)]));
    assert_eq!(task(&session).get("remind"), &Value::Bool(false));
    take(
        &session,
        &event("UID:g\nSUMMARY:x\nDTSTART:20261204T140000"),
    );
    assert_eq!(task(&session).get("remind"), &Value::Bool(true));
}

#[test]
fn what_is_left_out_says_why() {
    let (session, _) = session();
    let known = make(&session, "task", [("title", Value::text("Gone"))]);
    bin(&session, "task", &[known.id]);
    for (lines, why) in [
        ("UID:1\nDTSTART:20261204T140000", "untitled"),
        ("UID:1\nSUMMARY:x\nDTSTART:20261304T140000", "time"),
        ("UID:1\nSUMMARY:x", "no_day"),
        ("UID:1\nSUMMARY:x\nDTSTART:20261104T140000", "past"),
        (
            "UID:1\nSUMMARY:x\nDTSTART:20261204T140000\nSTATUS:CANCELLED",
            "cancelled",
        ),
        (
            "UID:1\nSUMMARY:x\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261203T140000\nDTSTART:20261204T140000",
            "of_another",
        ),
        (
            &format!(
                "UID:{}@steward\nSUMMARY:x\nDTSTART:20261204T140000",
                known.id
            ),
            "in_bin",
        ),
    ] {
        let row = only(&session, lines);
        assert_eq!(
            (row.fate, row.why.as_str()),
            (Fate::Refused, why),
            "{lines}"
        );
    }
    let one = "UID:1\nSUMMARY:x\nDTSTART:20261204T140000";
    let twice = plan(&session, &file(&[("VEVENT", one), ("VEVENT", one)]));
    assert_eq!(fates(&twice), [Fate::New, Fate::Refused]);
    assert_eq!(twice.rows[1].why, "twice");
}

#[test]
fn lines_folded_escaped_marked_and_in_chinese_encodings_read_as_they_are_meant() {
    let (session, _) = session();
    let text = event(
        "UID:1\nSUMMARY:拜访上海\\, 恒大\\;分公\n 司\nDESCRIPTION:一\\n二\\\\三\nLOCATION:浦东\nDTSTART:20261204T140000",
    );
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
        encoding_rs::GB18030.encode(&text).0.into_owned(),
        text.replace("\r\n", "\n").into_bytes(),
    ] {
        let taking = taking_bytes(bytes).unwrap();
        let plan = session.calendar_plan(&taking).unwrap();
        assert_eq!(plan.rows[0].title, "拜访上海, 恒大;分公司");
    }
    take(&session, &text);
    assert_eq!(task(&session).get("note"), &Value::text("一\n二\\三\n浦东"));
}

#[test]
fn no_calendar_one_cut_off_and_one_too_long_are_refused() {
    let key = |bytes: Vec<u8>| {
        let error = taking_bytes(bytes).unwrap_err();
        assert_eq!(error.kind(), Kind::BadFile);
        error.key()
    };
    assert_eq!(key(b"a,b\n1,2".to_vec()), "error.calendar_not_one");
    assert_eq!(
        key(b"PK\x03\x04BEGIN:VCALENDAR".to_vec()),
        "error.calendar_not_one"
    );
    assert_eq!(
        key(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR".to_vec()),
        "error.calendar_empty"
    );
    let cut = event("UID:1\nSUMMARY:x").replace("END:VEVENT", "");
    assert_eq!(key(cut.into_bytes()), "error.calendar_cut_off");
    let many = vec![("VEVENT", "UID:1"); 5_001];
    assert_eq!(key(file(&many).into_bytes()), "error.calendar_too_many");
}

#[test]
fn a_plan_that_no_longer_holds_is_not_carried_out() {
    let (session, _) = session();
    let taking = taking(&event("UID:1\nSUMMARY:x\nDTSTART:20261204T140000"));
    let seen = session.calendar_plan(&taking).unwrap();
    session
        .calendar_take(&taking, &seen, &[], &Report::silent())
        .unwrap();
    let again = session.calendar_take(&taking, &seen, &[], &Report::silent());
    assert_eq!(again.unwrap_err().key(), "error.calendar_plan_old");
}

#[test]
fn entries_that_were_left_out_stay_out_and_can_be_taken_later() {
    let (session, _) = session();
    let text = file(&[
        ("VEVENT", "UID:1\nSUMMARY:One\nDTSTART:20261204T140000"),
        ("VEVENT", "UID:2\nSUMMARY:Two\nDTSTART:20261205T140000"),
    ]);
    let taking = taking(&text);
    let seen = session.calendar_plan(&taking).unwrap();
    let take = |without: &[u32]| {
        let seen = session.calendar_plan(&taking).unwrap();
        session
            .calendar_take(&taking, &seen, without, &Report::silent())
            .unwrap()
    };
    assert_eq!(seen.rows.len(), 2);
    assert_eq!(take(&[1]), 1);
    let titles = session.today().unwrap().tasks;
    assert_eq!(titles.len(), 1);
    assert_eq!(titles[0].title, "Two");
    assert_eq!(take(&[]), 1, "the other one, later");
}

#[test]
fn calendars_of_real_programs_are_read_or_refused_with_a_reason() {
    let Some(folder) = real_data("pim") else {
        return;
    };
    let mut folders = vec![folder];
    let (mut read, mut refused, mut rows) = (0, 0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|ending| ending != "ics") {
                continue;
            }
            match Taking::open(&path, Vec::new(), &Report::silent()) {
                Ok(taking) => {
                    let (session, _) = session();
                    let plan = session.calendar_plan(&taking).unwrap();
                    let take = session.calendar_take(&taking, &plan, &[], &Report::silent());
                    let wanted = plan.rows.iter().filter(|row| row.fate == Fate::New).count();
                    assert_eq!(take.unwrap() as usize, wanted, "{}", path.display());
                    let again = session.calendar_plan(&taking).unwrap();
                    let left = again
                        .rows
                        .iter()
                        .find(|row| row.fate == Fate::New || row.fate == Fate::Changed);
                    assert_eq!(left, None, "{}", path.display());
                    read += 1;
                    rows += plan.rows.len();
                }
                Err(error) => {
                    assert_eq!(error.kind(), Kind::BadFile, "{}", path.display());
                    refused += 1;
                }
            }
        }
    }
    println!("{read} files with {rows} entries read, {refused} refused");
    assert!(read > 50);
}

#[test]
fn what_had_no_name_is_known_again_and_betrays_nothing_by_the_one_it_gets() {
    let (session, _) = session();
    let nameless = event("DTSTART:20261130T090000Z\nCLASS:PRIVATE\nSUMMARY:Layoffs at Acme");
    assert_eq!(take(&session, &nameless), 1);
    assert_eq!(fates(&plan(&session, &nameless)), [Fate::Same]);
    let (text, _) = session
        .vault()
        .read(|read| calendar(read, &session.catalog(), (Tells::Names, "Busy"), &[]))
        .unwrap();
    assert!(
        !text.contains("Layoffs") && !text.contains("Acme"),
        "{text}"
    );
}

#[test]
fn a_file_taken_in_twice_settles_one_of_a_series_once() {
    let (session, _) = session();
    let todo = |state: &str| {
        let lines = format!(
            "UID:x\nDUE;VALUE=DATE:20261123\nRRULE:FREQ=WEEKLY\nSUMMARY:Report\nSTATUS:{state}"
        );
        file(&[("VTODO", &lines)])
    };
    take(&session, &todo("NEEDS-ACTION"));
    take(&session, &todo("COMPLETED"));
    assert_eq!(at(&task(&session)), format!("2026-11-30 {HERE}"));
    take(&session, &todo("COMPLETED"));
    assert_eq!(at(&task(&session)), format!("2026-11-30 {HERE}"));
}
