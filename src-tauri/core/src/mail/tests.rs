//! Letters out of records, and what a mail program is handed.

use std::collections::BTreeSet;

use base64::Engine as _;
use proptest::prelude::*;

use super::MailTo;
use super::eml::eml;
use super::model::{MailAbout, MailAsk, MailChoice, MailDraft, WRITTEN_ABOUT};
use crate::base::{Currency, Id, Kind, Money, Result};
use crate::records::Record;
use crate::records::labels::Language;
use crate::records::value::{Ref, Value, Wall};
use crate::session::Session;
use crate::session::tests::{bin, make, session, unit};

const MOST: usize = 8_000;

fn about(entity: &str, record: Id, source: Option<&str>) -> MailAsk {
    MailAsk {
        about: MailAbout {
            entity: entity.into(),
            record,
            source: source.map(Into::into),
        },
        language: Language::Zh,
        to: None,
    }
}

fn in_english(ask: MailAsk) -> MailAsk {
    MailAsk {
        language: Language::En,
        ..ask
    }
}

fn draft(session: &Session, ask: &MailAsk) -> MailDraft {
    session.mail_draft(ask, MOST).unwrap()
}

fn to(draft: &MailDraft) -> Vec<&str> {
    let chosen = draft.people.iter().filter(|person| person.chosen);
    chosen.map(|person| person.address.as_str()).collect()
}

fn person<const N: usize>(
    session: &Session,
    at: Id,
    name: &str,
    emails: &[&str],
    more: [(&'static str, Value); N],
) -> Record {
    let emails = emails.iter().map(|one| (*one).to_owned()).collect();
    let contact = make(
        session,
        "contact",
        [
            ("full_name", Value::text(name)),
            ("emails", Value::Texts(emails)),
        ],
    );
    for (field, value) in more {
        crate::session::tests::change(session, &contact, field, value);
    }
    let post = [
        ("contact", Value::to(contact.id)),
        ("unit", Value::to(at)),
        ("title", Value::text("采购经理")),
    ];
    make(session, "post", post);
    session.record("contact", contact.id).unwrap()
}

/// What a mail program reads out of it: the addresses, and the fields in order.
fn read_back(link: &MailTo) -> (Vec<String>, Vec<(String, String)>) {
    let plain = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                let hex = std::str::from_utf8(&hex).unwrap();
                bytes.push(u8::from_str_radix(hex, 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    let rest = link.as_str().strip_prefix("mailto:").unwrap();
    let (to, fields) = rest.split_once('?').unwrap_or((rest, ""));
    let fields = fields.split('&').filter(|field| !field.is_empty());
    let fields = fields.map(|field| {
        let (name, value) = field.split_once('=').unwrap();
        (name.to_owned(), plain(value))
    });
    (to.split(',').map(plain).collect(), fields.collect())
}

#[test]
fn a_letter_to_a_contact_begins_as_they_are_addressed() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let zhang = person(
        &session,
        of,
        "张伟",
        &["zhang@hengda.cn", "zw@example.com"],
        [("gender", Value::choice("male"))],
    );
    let ask = about("contact", zhang.id, None);
    let found = draft(&session, &ask);
    assert_eq!(to(&found), ["zhang@hengda.cn"], "their first address");
    assert_eq!(found.people.len(), 2);
    assert_eq!(found.subject, "");
    assert!(
        found.body.starts_with("尊敬的张先生：\n\n"),
        "{}",
        found.body
    );
    assert_eq!(found.unit.as_ref().map(|unit| unit.id), Some(of));
    let (link, whole) = session.mail_link(&ask, false, MOST).unwrap();
    assert!(whole);
    let (to, fields) = read_back(&link);
    assert_eq!(to, ["zhang@hengda.cn"]);
    assert_eq!(fields.len(), 1, "no subject is no field");
    assert_eq!(fields[0].1, found.body.trim().replace('\n', "\r\n"));
    let english = draft(&session, &in_english(ask));
    assert!(
        english.body.starts_with("Dear 张伟,\n\n"),
        "{}",
        english.body
    );
}

#[test]
fn of_several_the_user_chooses_and_nobody_else_is_written_to() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let zhang = person(&session, of, "张伟", &["zhang@hengda.cn"], []);
    person(&session, of, "李明", &["li@hengda.cn"], []);
    let mut ask = about("unit", of, Some("rhythm"));
    let open = draft(&session, &ask);
    assert_eq!(to(&open), [""; 0], "two might be meant");
    assert!(open.fits);
    let nobody = session.mail_link(&ask, false, MOST).unwrap_err();
    assert_eq!(nobody.key(), "error.mail_nobody");
    let choice = |contact: Id, address: &str| MailChoice {
        contact: Some(contact),
        address: address.into(),
    };
    ask.to = Some(vec![choice(zhang.id, "zhang@hengda.cn")]);
    let chosen = draft(&session, &ask);
    assert_eq!(to(&chosen), ["zhang@hengda.cn"]);
    assert!(chosen.body.contains("张经理"), "{}", chosen.body);
    ask.to = Some(vec![choice(zhang.id, "somebody@else.com")]);
    let refused = session.mail_link(&ask, false, MOST).unwrap_err();
    assert_eq!(refused.key(), "error.mail_not_offered");
}

#[test]
fn the_only_one_there_is_suggests_themselves_and_the_unit_has_an_address_too() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let record = session.record("unit", of).unwrap();
    let own = Value::Texts(vec!["info@hengda.cn".into()]);
    crate::session::tests::change(&session, &record, "emails", own);
    let found = draft(&session, &in_english(about("unit", of, None)));
    assert_eq!(to(&found), ["info@hengda.cn"]);
    assert!(found.body.starts_with("Hello,\n"), "{}", found.body);
}

#[test]
fn nobody_to_write_to_and_an_address_that_is_none_are_told() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let zhang = person(&session, of, "张伟", &["zhang@hengda", "nobody"], []);
    let ask = about("contact", zhang.id, None);
    let found = draft(&session, &ask);
    assert!(found.people.is_empty());
    assert_eq!(found.unfit, ["zhang@hengda", "nobody"]);
    let refused = session.mail_link(&ask, false, MOST).unwrap_err();
    assert_eq!(refused.key(), "error.mail_nobody");
    let bad = MailTo::new(&["a@b.com,c@d.com"], "", "", MOST).unwrap_err();
    assert_eq!(bad.key(), "error.mail_address");
}

fn money(minor: i64) -> Value {
    Value::Money(Money::new(minor, Currency::CNY))
}

#[test]
fn money_that_is_due_is_asked_for_with_what_is_open_of_it() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let lin = person(&session, of, "林红", &["lin@hengda.cn"], []);
    let contract = make(
        &session,
        "contract",
        [
            ("name", Value::text("年度框架合同")),
            ("unit", Value::to(of)),
        ],
    );
    let instalment = |day: &str| {
        make(
            &session,
            "instalment",
            [
                ("contract", Value::to(contract.id)),
                ("name", Value::text("尾款")),
                ("due_on", Value::Date(day.into())),
                ("amount", money(12_000_000)),
                ("decider", Value::to(lin.id)),
            ],
        )
    };
    let coming = about(
        "instalment",
        instalment("2026-12-03").id,
        Some("instalment_due"),
    );
    let found = draft(&session, &coming);
    assert_eq!(to(&found), ["lin@hengda.cn"]);
    for said in ["年度框架合同", "尾款", "¥120,000", "2026年12月3日"] {
        assert!(
            found.subject.contains(said) && found.body.contains(said),
            "{said}"
        );
    }
    let english = draft(&session, &in_english(coming));
    assert!(english.body.contains("3 December 2026"), "{}", english.body);
    assert!(!english.body.contains('{') && !english.subject.contains('{'));
    let late = draft(
        &session,
        &about("instalment", instalment("2026-11-03").id, None),
    );
    assert!(late.subject.contains("付款提醒"), "{}", late.subject);
    // What was called off is asked of nobody.
    let off = instalment("2026-11-04");
    crate::session::tests::change(&session, &off, "state", Value::choice("void"));
    let off = draft(&session, &about("instalment", off.id, None));
    assert!(!off.subject.contains("付款提醒"), "{}", off.subject);
    assert!(!off.body.contains("¥"), "{}", off.body);
}

#[test]
fn a_day_that_is_over_is_not_announced() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    person(&session, of, "林红", &["lin@hengda.cn"], []);
    let ending = |day: &str| {
        let values = [
            ("name", Value::text("框架合同")),
            ("unit", Value::to(of)),
            ("end", Value::Date(day.into())),
        ];
        let contract = make(&session, "contract", values);
        draft(&session, &about("contract", contract.id, None))
    };
    assert!(ending("2026-12-31").body.contains("2026年12月31日"));
    let over = ending("2024-12-31");
    assert!(
        over.body.contains("框架合同") && !over.body.contains("2024"),
        "{}",
        over.body
    );
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "a list of kinds, each with its record"
)]
fn every_kind_has_its_sentences_in_both_languages() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let lin = person(&session, of, "林红", &["lin@hengda.cn"], []);
    let day = |day: &str| Value::Date(day.into());
    let record = session.record("unit", of).unwrap();
    crate::session::tests::change(&session, &record, "since_on", day("2019-03-01"));
    let due = Value::Wall(Wall {
        at: "2026-11-27T14:00".into(),
        zone: "Asia/Shanghai".into(),
    });
    let name = |field, text| (field, Value::text(text));
    let at = ("unit", Value::to(of));
    let with = ("contact", Value::to(lin.id));
    let task = make(
        &session,
        "task",
        [
            name("title", "寄样品"),
            at.clone(),
            with.clone(),
            ("due", due),
        ],
    );
    let some_day = make(&session, "task", [name("title", "寄样品"), at.clone()]);
    let talk = |next: Value| {
        let people = vec![Ref {
            id: lin.id,
            label: String::new(),
        }];
        let values = [
            at.clone(),
            ("at", Value::Instant(1_795_314_600_000)),
            name("content", "他们的预算很紧，别报高"),
            ("contacts", Value::Refs(people)),
            ("next_step", next),
        ];
        make(&session, "activity", values).id
    };
    let (agreed, bare) = (talk(Value::to(task.id)), talk(Value::Null));
    let contract = make(
        &session,
        "contract",
        [
            name("name", "框架合同"),
            at.clone(),
            ("end", day("2026-12-31")),
        ],
    );
    let complaint = make(
        &session,
        "complaint",
        [
            name("name", "漏油"),
            at.clone(),
            ("received_on", day("2026-11-20")),
        ],
    );
    let promise = |by: &str| {
        let by = ("by", Value::choice(by));
        make(
            &session,
            "promise",
            [
                name("text", "寄样品"),
                at.clone(),
                with.clone(),
                by,
                ("due_on", day("2026-11-30")),
            ],
        )
        .id
    };
    let (ours, theirs) = (promise("us"), promise("them"));
    let project = make(&session, "project", [name("name", "二期"), at.clone()]);
    let milestone = make(
        &session,
        "milestone",
        [
            name("name", "验收"),
            ("project", Value::to(project.id)),
            ("due_on", day("2026-12-01")),
        ],
    );
    let rival = make(&session, "competitor", [name("name", "锐科")]);
    let view = make(
        &session,
        "competitor_view",
        [at.clone(), ("competitor", Value::to(rival.id))],
    );
    let owed = make(
        &session,
        "instalment",
        [
            name("name", "首付款"),
            ("contract", Value::to(contract.id)),
            ("amount", money(12_000_000)),
            ("due_on", day("2026-12-03")),
        ],
    );
    let written = [
        ("instalment", owed.id, None, "首付款"),
        ("competitor_view", view.id, None, "联系"),
        ("contact", lin.id, Some("birthday"), "生日"),
        ("contact", lin.id, Some("lunar_birthday"), "生日"),
        ("unit", of, Some("anniversary"), "2019年3月1日"),
        ("unit", of, Some("silence"), "联系"),
        ("unit", of, Some("stale"), "恒达"),
        ("task", task.id, None, "2026年11月27日 14:00"),
        ("task", some_day.id, None, "寄样品"),
        ("activity", agreed, None, "寄样品"),
        ("activity", bare, None, "2026年11月22日"),
        (
            "contract",
            contract.id,
            Some("renewal_notice"),
            "2026年12月31日",
        ),
        ("complaint", complaint.id, Some("complaint_reply"), "漏油"),
        ("promise", ours, Some("promise_ours"), "2026年11月30日"),
        ("promise", theirs, Some("promise_theirs"), "寄样品"),
        ("milestone", milestone.id, Some("milestone"), "二期"),
    ];
    let kinds: BTreeSet<&str> = written.iter().map(|(entity, ..)| *entity).collect();
    assert_eq!(kinds, BTreeSet::from(WRITTEN_ABOUT));
    let other = session.mail_draft(&about("project", project.id, None), MOST);
    assert_eq!(other.unwrap_err().key(), "error.mail_no_subject");
    for (entity, id, source, said) in written {
        let ask = about(entity, id, source);
        let chinese = draft(&session, &ask);
        assert!(chinese.body.contains(said), "{entity}: {}", chinese.body);
        assert!(!chinese.body.contains("预算"), "what was noted is ours");
        let english = draft(&session, &in_english(ask));
        for text in [chinese.subject, chinese.body, english.subject, english.body] {
            assert!(!text.is_empty(), "{entity}");
            assert!(!text.contains(['{', '}']), "{entity}: {text}");
            assert!(!text.contains("mail."), "{entity}: {text}");
        }
    }
}

#[test]
fn what_is_confidential_goes_only_knowingly() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let lin = person(&session, of, "林红", &["lin@hengda.cn"], []);
    let values = [
        ("title", Value::text("谈收购")),
        ("unit", Value::to(of)),
        ("contact", Value::to(lin.id)),
        ("confidential", Value::Bool(true)),
    ];
    let task = make(&session, "task", values);
    let ask = about("task", task.id, None);
    assert!(draft(&session, &ask).confidential);
    let refused = session.mail_link(&ask, false, MOST).unwrap_err();
    assert_eq!(refused.key(), "error.mail_confidential");
    assert!(session.mail_link(&ask, true, MOST).is_ok());
    // So is a letter about a conversation that is confidential, and about what came of it.
    let secret = Value::choice("confidential");
    let talk = [
        ("unit", Value::to(of)),
        ("content", Value::text("谈收购")),
        ("kind", Value::choice("call")),
        ("at", Value::Raw("2026-11-20 09:00".into())),
        ("label", secret.clone()),
    ];
    let talk = make(&session, "activity", talk).id;
    let came = |entity: &'static str, title: &'static str| {
        let values = [
            (title, Value::text("寄方案")),
            ("unit", Value::to(of)),
            ("activity", Value::to(talk)),
        ];
        (entity, make(&session, entity, values).id)
    };
    for (entity, id) in [
        ("activity", talk),
        came("task", "title"),
        came("promise", "text"),
    ] {
        assert!(
            draft(&session, &about(entity, id, None)).confidential,
            "{entity}"
        );
    }
    let record = session.record("unit", of).unwrap();
    crate::session::tests::change(&session, &record, "label", secret);
    let plain = about("contact", lin.id, None);
    assert!(draft(&session, &plain).confidential, "as the customer is");
}

#[test]
fn who_left_or_is_to_be_left_alone_is_marked() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let why = ("do_not_contact", Value::text("已要求不再打扰"));
    let lin = person(
        &session,
        of,
        "林红",
        &["lin@hengda.cn"],
        [why, ("left", Value::Bool(true))],
    );
    let found = draft(&session, &about("contact", lin.id, None));
    assert!(found.people[0].left);
    let avoid = found.people[0].avoid.as_ref().unwrap();
    assert_eq!(
        (avoid.why.as_str(), &avoid.until),
        ("已要求不再打扰", &None)
    );
}

#[test]
fn who_is_to_be_left_alone_until_a_day_is_marked_up_to_that_day() {
    let (session, clock) = session();
    let of = unit(&session, "恒达", None);
    let today = session.vault().read(|read| Ok(read.today())).unwrap();
    let until = ("do_not_contact_until", Value::Raw(today.to_string()));
    let lin = person(&session, of, "林红", &["lin@hengda.cn"], [until]);
    let ask = about("contact", lin.id, None);
    let marked = draft(&session, &ask).people[0].avoid.clone().unwrap();
    assert_eq!(
        marked.until,
        Some(today.to_string()),
        "without a reason too"
    );
    clock.advance(24 * 60 * 60 * 1000);
    assert_eq!(draft(&session, &ask).people[0].avoid, None);
}

#[test]
fn nothing_is_written_about_what_is_gone_or_nobody_writes_about() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let lin = person(&session, of, "林红", &["lin@hengda.cn"], []);
    bin(&session, "contact", &[lin.id]);
    let gone = session.mail_draft(&about("contact", lin.id, None), MOST);
    assert_eq!(gone.unwrap_err().kind(), Kind::NotFound);
    let product = make(&session, "product", [("name", Value::text("泵"))]);
    let none = session.mail_draft(&about("product", product.id, None), MOST);
    assert_eq!(none.unwrap_err().key(), "error.mail_no_subject");
    let unknown = session.mail_draft(&about("vault", Id::from_bytes([0; 16]), None), MOST);
    assert!(unknown.is_err());
}

#[test]
fn what_is_too_long_is_said_and_goes_without_its_words() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let lin = person(&session, of, "林红", &["lin@hengda.cn"], []);
    let values = [
        ("title", Value::text("说".repeat(400))),
        ("unit", Value::to(of)),
        ("contact", Value::to(lin.id)),
    ];
    let task = make(&session, "task", values);
    let ask = about("task", task.id, None);
    let found = session.mail_draft(&ask, 2_000).unwrap();
    assert!(!found.fits);
    assert_eq!(found.subject.chars().count(), 121, "cut, with a sign of it");
    let (link, whole) = session.mail_link(&ask, false, 2_000).unwrap();
    assert!(!whole && !link.as_str().contains("body="));
    assert!(link.as_str().len() <= 2_000);
    let hopeless = session.mail_link(&ask, false, 40).unwrap_err();
    assert_eq!(hopeless.key(), "error.mail_too_long");
}

#[test]
fn what_a_record_says_is_no_blank_and_no_header() {
    let (session, _) = session();
    let of = unit(&session, "恒达", None);
    let lin = person(
        &session,
        of,
        "林红\r\nBcc: all@evil.com",
        &["lin@hengda.cn"],
        [],
    );
    let values = [
        ("title", Value::text("{on}&bcc=all@evil.com\r\nBcc: x@y.z")),
        ("unit", Value::to(of)),
        ("contact", Value::to(lin.id)),
    ];
    let task = make(&session, "task", values);
    let ask = about("task", task.id, None);
    let (link, _) = session.mail_link(&ask, false, MOST).unwrap();
    let (to, fields) = read_back(&link);
    assert_eq!(to, ["lin@hengda.cn"]);
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["subject", "body"]);
    assert!(!fields[0].1.contains(['\r', '\n']));
    assert!(fields[0].1.contains("{on}"), "{}", fields[0].1);
}

fn link(subject: &str, body: &str) -> Result<MailTo> {
    MailTo::new(&["Zhang.San+x@example.com"], subject, body, 1 << 20)
}

#[test]
fn line_ends_are_those_of_mail() {
    let link = link("甲 乙", "a\nb\r\nc\rd").unwrap();
    let expected = "mailto:Zhang.San%2Bx@example.com?subject=%E7%94%B2%20%E4%B9%99&body=a%0D%0Ab%0D%0Ac%0D%0Ad";
    assert_eq!(link.as_str(), expected);
    assert_eq!(format!("{link:?}"), "MailTo(…)");
}

proptest! {
    #[test]
    fn any_words_come_back_and_nothing_else(subject in any::<String>(), body in any::<String>()) {
        let link = link(&subject, &body).unwrap();
        let safe = |c: char| c.is_ascii_alphanumeric() || "-._~%@?&=:".contains(c);
        prop_assert!(link.as_str().chars().all(safe));
        let (to, fields) = read_back(&link);
        prop_assert_eq!(to, vec!["Zhang.San+x@example.com".to_owned()]);
        for (name, value) in &fields {
            prop_assert!(name == "subject" || name == "body");
            if name == "subject" {
                prop_assert!(!value.contains(['\r', '\n']));
                prop_assert_eq!(value, &crate::base::words::clean_line(&subject));
            } else {
                prop_assert_eq!(value.replace("\r\n", "\n"), crate::base::words::clean_text(&body));
            }
        }
    }

    #[test]
    fn an_address_is_one_or_is_refused(
        address in "[\\PC]{1,6}@[a-z0-9.-]{1,8}\\.[a-z甲]{1,3}",
    ) {
        let link = MailTo::new(&[&address], "", "", 1 << 20);
        prop_assert_eq!(link.is_ok(), crate::base::email::verdict(&address).doubt().is_none());
        if let Ok(link) = link {
            let (to, fields) = read_back(&link);
            prop_assert_eq!(to, vec![address]);
            prop_assert!(fields.is_empty());
        }
    }

    #[test]
    fn hostile_addresses_get_nothing_in(tail in "[a-z@.,?&=%:/\\r\\n \"'<>]{0,30}") {
        let address = format!("a@b.com{tail}");
        if let Ok(link) = MailTo::new(&[&address], "", "", 1 << 20) {
            prop_assert_eq!(read_back(&link).0, vec![address]);
            prop_assert!(!link.as_str().contains(['?', ',', ' ', '"']));
        }
    }
}

/// Byte for byte, so that whatever opens it reads the same.
#[test]
fn a_letter_is_saved_as_a_draft_that_any_mail_program_opens() {
    let at = chrono::DateTime::parse_from_rfc3339("2026-11-27T14:05:09+08:00").unwrap();
    let file = eml(
        &["lin@hengda.cn"],
        "Customers to look over: 3",
        "Dear Lin,\n\n1. Acme\n",
        at,
    );
    assert_eq!(
        file.unwrap(),
        concat!(
            "Date: Fri, 27 Nov 2026 14:05:09 +0800\r\n",
            "To: lin@hengda.cn\r\n",
            "Subject: Customers to look over: 3\r\n",
            "X-Unsent: 1\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "\r\n",
            "RGVhciBMaW4sDQoNCjEuIEFjbWU=\r\n",
        )
    );
    // Chinese, more of it than one encoded word holds, and to nobody yet.
    let subject = "请核实 12 家客户的资料：鲲鹏数据系统有限公司等";
    let body = format!("林红：\n{}\n", "请逐条核对。".repeat(20));
    let file = eml(&[], subject, &body, at).unwrap();
    let (head, words) = file.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        head,
        concat!(
            "Date: Fri, 27 Nov 2026 14:05:09 +0800\r\n",
            "Subject: =?utf-8?B?6K+35qC45a6eIDEyIOWutuWuouaIt+eahOi1hOaWme+8mumysg==?=\r\n",
            " =?utf-8?B?6bmP5pWw5o2u57O757uf5pyJ6ZmQ5YWs5Y+4562J?=\r\n",
            "X-Unsent: 1\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Transfer-Encoding: base64",
        )
    );
    let lines: Vec<&str> = words.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    assert!(lines.iter().rev().skip(1).all(|line| line.len() == 76));
    let read = base64::engine::general_purpose::STANDARD.decode(lines.concat());
    let said = crate::base::words::clean_text(&body).replace('\n', "\r\n");
    assert_eq!(String::from_utf8(read.unwrap()).unwrap(), said);
    assert!(file.lines().all(|line| line.is_ascii() && line.len() <= 76));
    // However the characters fall, the name of the header counts with its first line.
    for before in 0..4 {
        let subject = format!("{}{}", "a".repeat(before), "鲲鹏é".repeat(20));
        let file = eml(&[], &subject, "", at).unwrap();
        let long = file.lines().find(|line| line.len() > 76);
        assert_eq!(long, None, "{before}");
    }
}

#[test]
fn no_words_of_a_letter_begin_a_header_and_no_address_is_two() {
    let at = chrono::DateTime::parse_from_rfc3339("2026-01-02T03:04:05+00:00").unwrap();
    let file = eml(
        &["a@b.com"],
        "甲\r\nBcc: all@evil.com",
        "=?utf-8?B?QUJD?=\r\nBcc: x@y.z",
        at,
    );
    let file = file.unwrap();
    let (head, _) = file.split_once("\r\n\r\n").unwrap();
    let names: Vec<&str> = head
        .split("\r\n")
        .filter_map(|line| line.split_once(": "))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        [
            "Date",
            "To",
            "Subject",
            "X-Unsent",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding"
        ]
    );
    // What looks like an encoded word is one of the letter's own, and is put into one.
    let file = eml(&[], "=?utf-8?B?QUJD?=", "", at).unwrap();
    assert!(
        file.contains("Subject: =?utf-8?B?PT91dGYtOD9CP1FVSkQ/PQ==?=\r\n"),
        "{file}"
    );
    for address in [
        "nobody",
        "a@b.com,c@d.com",
        "a@b.com\r\nBcc: c@d.com",
        "<a@b.com>",
    ] {
        assert_eq!(
            eml(&[address], "", "", at).unwrap_err().key(),
            "error.mail_address"
        );
    }
}
