//! What is confidential is told nowhere outside the window, by whichever link a thing is about it.

use super::every_field::Ground;
use super::{change, make, session, unit};
use crate::base::{Id, Report};
use crate::exchange::ics::Tells;
use crate::mail::model::{MailAbout, MailAsk};
use crate::records::Record;
use crate::records::labels::Language;
use crate::records::secrecy::Secrecy;
use crate::records::value::{FieldKind, Value, Wall};
use crate::session::Session;
use crate::session::calendar_files::Words;

fn covers(session: &Session, entity: &str, id: Id) -> bool {
    let catalog = session.catalog();
    let read = |read: &crate::vault::Read<'_>| Secrecy::of(&catalog).covers(read, entity, id);
    session.vault().read(read).unwrap()
}

/// The records that say how confidential they are, of this one and those it must belong to.
fn labelled(session: &Session, record: &Record) -> Vec<Record> {
    let catalog = session.catalog();
    let entity = catalog.entity(&record.entity).unwrap();
    let mut found = Vec::new();
    if entity.field("label").is_ok() {
        found.push(record.clone());
    }
    for field in entity.fields.iter().filter(|field| field.required) {
        if let (Some(target), Value::Ref(to)) = (field.target, record.get(field.key)) {
            found.extend(labelled(session, &session.record(target, to.id).unwrap()));
        }
    }
    found
}

#[test]
fn nothing_is_told_of_a_task_on_confidential_business_of_whatever_kind() {
    let (session, _) = session();
    let catalog = session.catalog();
    let links = catalog.entity("task").unwrap().fields.iter();
    let mut without = Vec::new();
    for field in links.filter(|field| field.kind == FieldKind::Ref && !field.computed) {
        let mut ground = Ground::of(&session);
        let about = ground.make(catalog.entity(field.target.unwrap()).unwrap(), None);
        let title = ("title", Value::text("x"));
        let task = make(&session, "task", [title, (field.key, Value::to(about.id))]).id;
        let about = session.record(&about.entity, about.id).unwrap();
        let labelled = labelled(&session, &about);
        if labelled.is_empty() {
            without.push(field.key);
        }
        // A bank account is confidential unless somebody says otherwise.
        for one in &labelled {
            change(&session, one, "label", Value::choice("open"));
        }
        for one in labelled {
            let way = format!("{} by {}", one.entity, field.key);
            assert!(!covers(&session, "task", task), "{way}");
            change(&session, &one, "label", Value::choice("confidential"));
            assert!(covers(&session, "task", task), "{way}");
            change(&session, &one, "label", Value::choice("open"));
        }
    }
    // A stance is somebody's or a seat's, and need not say which unit it is about.
    let free = [
        "checklist",
        "category",
        "preference",
        "address",
        "stance",
        "lesson",
    ];
    assert_eq!(
        without, free,
        "what need not belong to anything that says so"
    );
}

#[test]
fn fields_of_ones_own_are_gone_through_like_all_others() {
    let (session, _) = session();
    for entity in ["task", "promise", "contact"] {
        for kind in [FieldKind::Ref, FieldKind::Refs] {
            super::own_fields::define(&session, entity, kind, &format!("{kind:?}"));
        }
    }
    let li = make(&session, "contact", [("full_name", Value::text("Li Na"))]);
    let catalog = session.catalog();
    for field in catalog.entity("task").unwrap().fields {
        if !field.own || !matches!(field.kind, FieldKind::Ref | FieldKind::Refs) {
            continue;
        }
        let task = make(&session, "task", [("title", Value::text("x"))]);
        let to = Value::to(li.id);
        let value = match (field.kind, to) {
            (FieldKind::Refs, Value::Ref(to)) => Value::Refs(vec![to]),
            (_, to) => to,
        };
        change(&session, &task, field.key, value);
        assert!(!covers(&session, "task", task.id), "{}", field.key);
        change(&session, &li, "label", Value::choice("confidential"));
        assert!(covers(&session, "task", task.id), "{}", field.key);
        change(&session, &li, "label", Value::choice("open"));
        // Who points at them is found as well.
        let there = session.related("contact", li.id).unwrap();
        let there = there
            .iter()
            .find(|one| one.entity == "task" && one.field == field.key);
        assert_eq!(there.map(|one| one.count), Some(1), "{}", field.key);
    }
}

#[test]
fn the_rule_stays_short_enough_to_be_asked_of_a_thousand_at_once() {
    let (session, _) = session();
    let catalog = session.catalog();
    for entity in catalog.entities() {
        let rule = crate::records::secrecy::condition(&catalog, entity, "t");
        assert!(rule.len() < 40_000, "{}: {}", entity.key, rule.len());
    }
}

#[test]
fn a_portrait_that_is_confidential_silences_nobody() {
    let (session, _) = session();
    let li = make(&session, "contact", [("full_name", Value::text("Li Na"))]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("li.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\nof a face").unwrap();
    let done = session.attach_photo(li.id, path, &Report::silent());
    let file = done.unwrap().records.remove(0).id;
    let file = session.record("attachment", file).unwrap();
    change(&session, &file, "label", Value::choice("confidential"));
    assert!(covers(&session, "attachment", file.id));
    assert!(!covers(&session, "contact", li.id));
}

#[test]
fn whoever_is_named_with_it_keeps_it_back_and_nobody_beyond() {
    let (session, _) = session();
    let firm = unit(&session, "华衡检测", None);
    let below = unit(&session, "二厂", Some(firm));
    let li = make(&session, "contact", [("full_name", Value::text("Li Na"))]);
    let contract = [
        ("name", Value::text("框架合同")),
        ("unit", Value::to(below)),
        ("amount", Value::Raw("400000".into())),
        ("signer", Value::to(li.id)),
    ];
    let contract = make(&session, "contract", contract).id;
    let head = session.record("unit", firm).unwrap();
    change(&session, &head, "legal_rep_contact", Value::to(li.id));
    assert!(!covers(&session, "contract", contract));
    change(&session, &li, "label", Value::choice("confidential"));
    assert!(covers(&session, "contract", contract));
    assert!(!covers(&session, "unit", firm));
    change(&session, &li, "label", Value::choice("open"));
    change(&session, &head, "label", Value::choice("confidential"));
    assert!(covers(&session, "unit", firm) && !covers(&session, "unit", below));
    assert!(!covers(&session, "contract", contract));
}

#[test]
fn a_file_is_as_confidential_as_what_it_is_on() {
    let (session, _) = session();
    let mut ground = Ground::of(&session);
    let catalog = session.catalog();
    let contract = ground.make(catalog.entity("contract").unwrap(), None);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("draft.txt");
    std::fs::write(&path, "what was agreed").unwrap();
    let done = session.attach("contract", contract.id, &[path], &Report::silent());
    let file = done.unwrap().records.remove(0).id;
    assert!(!covers(&session, "attachment", file));
    change(&session, &contract, "label", Value::choice("confidential"));
    assert!(covers(&session, "attachment", file));
}

#[test]
fn neither_note_nor_tray_nor_calendar_nor_letter_tells_of_confidential_business() {
    let (session, clock) = session();
    let firm = unit(&session, "华衡检测", None);
    let complaint = make(
        &session,
        "complaint",
        [
            ("name", Value::text("测错了")),
            ("unit", Value::to(firm)),
            ("received_on", Value::Date("2026-11-20".into())),
            ("promised_by", Value::Raw("2026-11-23".into())),
        ],
    );
    let promise = [
        ("text", Value::text("发报告")),
        ("unit", Value::to(firm)),
        ("by", Value::choice("us")),
        ("due_on", Value::Date("2026-11-23".into())),
    ];
    make(&session, "promise", promise);
    let at = Wall {
        at: "2026-11-23T09:00".into(),
        zone: "Asia/Shanghai".into(),
    };
    let task = make(
        &session,
        "task",
        [
            ("title", Value::text("回电")),
            ("due", Value::Wall(at)),
            ("complaint", Value::to(complaint.id)),
        ],
    );
    change(&session, &complaint, "label", Value::choice("confidential"));
    session.sweep_occasions().unwrap();
    let few = session.round().unwrap().few;
    let secret = |due: &[crate::reminders::model::Due], source: &str| {
        let mut of = due.iter().filter(|due| due.key.source == source);
        of.next().map(|due| due.confidential)
    };
    assert_eq!(secret(&few, "task"), Some(true), "{few:?}");
    assert_eq!(secret(&few, "promise_ours"), Some(false));
    clock.advance(86_400_000);
    session.renew_reminders().unwrap();
    session.sweep_occasions().unwrap();
    let due = session.fire_due().unwrap();
    assert_eq!(secret(&due, "task"), Some(true));
    assert_eq!(secret(&due, "complaint_reply"), Some(true));
    assert_eq!(secret(&due, "promise_ours"), Some(false));
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("agenda.ics");
    let words = Words {
        busy: "Busy",
        sort: &|source| source.to_owned(),
    };
    session.calendar_export(Tells::Names, words, &to).unwrap();
    let file = std::fs::read_to_string(&to).unwrap();
    assert!(!file.contains("回电") && !file.contains("测错了"), "{file}");
    assert!(file.contains("发报告"));
    let ask = MailAsk {
        about: MailAbout {
            entity: "task".into(),
            record: task.id,
            source: None,
        },
        to: None,
        language: Language::Zh,
    };
    assert!(session.mail_draft(&ask, 2000).unwrap().confidential);
}
