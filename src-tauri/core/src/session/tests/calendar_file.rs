//! The days that remind by themselves in a calendar file, and that file read back.

use super::{make, session, unit};
use crate::base::{Id, Report};
use crate::exchange::ics::Tells;
use crate::exchange::ics::taking::{Fate, Taking};
use crate::occasions::model::SourceSaid;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::calendar_files::Words;

const WORDS: Words<'_> = Words {
    busy: "Busy",
    sort: &|source| source.to_owned(),
};

fn exported(session: &Session, tells: Tells) -> String {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("agenda.ics");
    session.calendar_export(tells, WORDS, &to).unwrap();
    let text = std::fs::read_to_string(&to).unwrap();
    let kept = folder.path().join("kept.ics");
    session.calendar_keep(tells, WORDS, &kept).unwrap();
    assert!(
        !session.calendar_keep(tells, WORDS, &kept).unwrap(),
        "the same"
    );
    let kept = std::fs::read_to_string(&kept).unwrap();
    let events = |text: &str| {
        text.split_once("BEGIN:VEVENT")
            .map(|(_, rest)| rest.to_owned())
    };
    assert_eq!(
        events(&kept),
        events(&text),
        "the followed file says as much"
    );
    text.replace("\r\n ", "")
}

/// The day and what is said of each event whose name begins so.
fn events<'a>(text: &'a str, uid: &str) -> Vec<(&'a str, &'a str)> {
    let all = text.split("BEGIN:VEVENT\r\n").skip(1);
    let of = |event: &'a str, start: &str| {
        let mut lines = event.lines().filter_map(|line| line.strip_prefix(start));
        lines.next().unwrap_or_default()
    };
    all.filter(|event| of(event, "UID:").starts_with(uid))
        .map(|event| (of(event, "DTSTART;VALUE=DATE:"), of(event, "SUMMARY:")))
        .collect()
}

fn contract(session: &Session, firm: Id, name: &str, label: &str) -> Id {
    let values = [
        ("name", Value::text(name)),
        ("unit", Value::to(firm)),
        ("amount", Value::Raw("400000".into())),
        ("state", Value::choice("running")),
        ("end", Value::Date("2027-03-31".into())),
        ("label", Value::choice(label)),
    ];
    make(session, "contract", values).id
}

/// The session's clock stands on 2026-11-22.
fn ledger() -> (Session, Id, Id) {
    let (session, _) = session();
    let firm = unit(&session, "华衡检测", None);
    let contract = contract(&session, firm, "框架合同", "open");
    let instalment = [
        ("contract", Value::to(contract)),
        ("name", Value::text("到货款")),
        ("due_on", Value::Date("2026-12-01".into())),
        ("amount", Value::Raw("120000".into())),
    ];
    make(&session, "instalment", instalment);
    let zhang = [
        ("full_name", Value::text("张伟")),
        ("birthday", Value::Raw("1980-01-15".into())),
    ];
    let zhang = make(&session, "contact", zhang).id;
    let post = [("contact", Value::to(zhang)), ("unit", Value::to(firm))];
    make(&session, "post", post);
    make(&session, "task", [("title", Value::text("写方案"))]);
    (session, firm, contract)
}

#[test]
fn days_that_remind_by_themselves_go_out_and_tell_as_much_as_is_asked_for() {
    let (session, firm, contract_id) = ledger();
    for (tells, end, due, born) in [
        (Tells::Times, "Busy", "Busy", "Busy"),
        (
            Tells::Titles,
            "contract_end: 框架合同",
            "instalment_due: 到货款",
            "birthday",
        ),
        (
            Tells::Names,
            "contract_end: 框架合同 (华衡检测)",
            "instalment_due: 到货款 (华衡检测)",
            "birthday: 张伟 (华衡检测)",
        ),
    ] {
        let text = exported(&session, tells);
        assert_eq!(events(&text, "contract_end."), [("20270331", end)]);
        assert_eq!(events(&text, "instalment_due."), [("20261201", due)]);
        assert_eq!(events(&text, "birthday."), [("20270115", born)]);
        assert!(text.contains("写方案") == (tells != Tells::Times));
    }
    let text = exported(&session, Tells::Names);
    let alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:contract_end: 框架合同 (华衡检测)\r\nTRIGGER:PT540M\r\nEND:VALARM\r\nEND:VEVENT";
    assert!(text.contains(alarm), "at nine: {text}");
    let named = format!("UID:contract_end.{contract_id}@days.steward");
    assert!(text.contains(&named), "{text}");
    // What is confidential is time taken and no more, whatever was asked for.
    contract(&session, firm, "保密合同", "confidential");
    let text = exported(&session, Tells::Names);
    assert!(!text.contains("保密合同"));
    assert!(events(&text, "contract_end.").contains(&("20270331", "Busy")));
    // So is what was promised in a conversation that is confidential.
    for (title, label) in [("寄样品", "open"), ("保密方案", "confidential")] {
        let talk = [
            ("unit", Value::to(firm)),
            ("content", Value::text("谈过")),
            ("kind", Value::choice("call")),
            ("at", Value::Raw("2026-11-20 09:00".into())),
            ("label", Value::choice(label)),
        ];
        let talk = make(&session, "activity", talk).id;
        let promise = [
            ("unit", Value::to(firm)),
            ("text", Value::text(title)),
            ("due_on", Value::Date("2026-12-04".into())),
            ("activity", Value::to(talk)),
        ];
        make(&session, "promise", promise);
    }
    let text = exported(&session, Tells::Names);
    assert!(text.contains("寄样品") && !text.contains("保密方案"));
}

#[test]
fn what_does_not_remind_or_is_settled_does_not_go_out() {
    let (session, _, contract) = ledger();
    session
        .settle_occasion("contract_end", contract, "2027-03-31")
        .unwrap();
    let off = SourceSaid {
        on: false,
        leads: None,
        after: None,
    };
    session.set_occasion_source("birthday", &off).unwrap();
    let text = exported(&session, Tells::Names);
    assert_eq!(events(&text, "contract_end."), []);
    assert_eq!(events(&text, "birthday."), []);
    assert_eq!(events(&text, "instalment_due.").len(), 1);
    // A day that moves keeps its name.
    let record = session.records("instalment", 9).unwrap().remove(0);
    let was = text
        .lines()
        .find(|line| line.starts_with("UID:instalment_due"));
    super::change(
        &session,
        &record,
        "due_on",
        Value::Date("2026-12-09".into()),
    );
    let moved = exported(&session, Tells::Names);
    assert!(moved.contains(was.unwrap()));
    assert_eq!(events(&moved, "instalment_due.")[0].0, "20261209");
}

#[test]
fn our_own_file_read_back_makes_no_tasks_of_them() {
    let (session, ..) = ledger();
    for tells in [Tells::Times, Tells::Titles, Tells::Names] {
        let text = exported(&session, tells).into_bytes();
        let busy = vec!["Busy".to_owned()];
        let taking = Taking::read("agenda.ics".into(), text, busy).unwrap();
        let plan = session.calendar_plan(&taking).unwrap();
        assert_eq!(plan.rows.len(), 4);
        assert!(plan.rows.iter().all(|row| row.fate == Fate::Same));
        let taken = session.calendar_take(&taking, &plan, &[], &Report::silent());
        assert_eq!(taken.unwrap(), 0);
    }
}

#[test]
fn a_reply_that_is_promised_for_an_hour_says_it_in_its_day() {
    let (session, firm, _) = ledger();
    let complaint = [
        ("unit", Value::to(firm)),
        ("name", Value::text("漏水")),
        ("received_on", Value::Raw("2026-11-20".into())),
        ("promised_by", Value::Raw("2026-11-24 16:00".into())),
    ];
    make(&session, "complaint", complaint);
    let text = exported(&session, Tells::Titles);
    let [(day, said)] = events(&text, "complaint_reply.")[..] else {
        panic!("it is told once");
    };
    assert_eq!(day, "20261124");
    assert!(said.contains("16:00 漏水"), "{said}");
}
