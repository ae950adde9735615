//! A brief at its edges: what is named beside, what is out of sight, what goes by other clocks, what is over, and how
//! much more there is.

use super::*;
use crate::lessons::gather;
use crate::settings::modules::Hidden;

fn section<'b>(brief: &'b Brief, key: &str) -> &'b crate::brief::model::BriefSection {
    let found = brief.sections.iter().find(|section| section.key == key);
    found.unwrap_or_else(|| panic!("no {key} in {}", told(brief)))
}

fn zh(session: &Session, unit: Id) -> Brief {
    session.brief(unit, true, Language::Zh).unwrap()
}

fn money(currency: &str, minor: i64) -> Value {
    Value::Money(Money::new(minor, Currency::parse(currency).unwrap()))
}

fn hush(session: &Session, entity: &str, id: Id) {
    let record = session.record(entity, id).unwrap();
    change(session, &record, "label", Value::choice("confidential"));
}

#[test]
fn confidential_work_that_answered_a_lesson_is_not_named_on_paper() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let score = [
        ("date", day("2026-05-01")),
        ("scale", Value::choice("five")),
        ("score", Value::Number(2)),
    ];
    let source = put(
        &session,
        "satisfaction",
        (top, ("comment", "交付太慢")),
        &score,
    );
    let other = unit(&session, "另一家", None);
    let work = put(&session, "project", (other, ("name", "绝密工程")), &[]);
    let answer = [
        ("satisfaction", Value::to(source)),
        ("project", Value::to(work)),
        ("answer", Value::choice("answered")),
    ];
    make(&session, "lesson", answer);
    let open = zh(&session, top);
    let line = lines(&open, "learned")[0];
    assert!(line.note.contains("绝密工程") && !line.secret, "{line:?}");
    hush(&session, "project", work);
    let brief = zh(&session, top);
    assert!(lines(&brief, "learned")[0].note.contains("绝密工程"));
    assert_eq!(brief.untold, 1);
    let paper = told(&brief.on_paper());
    assert!(!paper.contains("绝密工程"), "{paper}");
}

#[test]
fn whoever_signs_for_a_customer_may_be_confidential() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let who = person(&session, "王密", "董事长", top);
    for (field, value) in [
        ("legal_rep", Value::text("王密")),
        ("legal_rep_contact", Value::to(who)),
    ] {
        let record = session.record("unit", top).unwrap();
        change(&session, &record, field, value);
    }
    let is_secret = |brief: &Brief| {
        let fact = brief.facts.iter().find(|fact| fact.value == "王密");
        fact.unwrap().secret
    };
    assert!(!is_secret(&zh(&session, top)));
    hush(&session, "contact", who);
    let brief = zh(&session, top);
    assert!(is_secret(&brief));
    let paper = told(&brief.on_paper());
    assert!(!paper.contains("王密"), "{paper}");
}

#[test]
fn a_value_to_be_verified_is_as_confidential_as_whom_it_names() {
    let (session, clock) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let who = person(&session, "王密", "董事长", top);
    let record = session.record("unit", top).unwrap();
    change(&session, &record, "legal_rep", Value::text("王密"));
    let record = session.record("unit", top).unwrap();
    change(&session, &record, "legal_rep_contact", Value::to(who));
    hush(&session, "contact", who);
    clock.advance(8 * 365 * 86_400_000);
    let brief = zh(&session, top);
    for line in lines(&brief, "questions") {
        assert!(line.secret || !line.text.contains("王密"), "{line:?}");
    }
    let paper = told(&brief.on_paper());
    assert!(!paper.contains("王密"), "{paper}");
}

#[test]
fn every_currency_is_told_and_each_with_what_is_overdue_in_it() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    for (at, currency) in ["CNY", "USD", "EUR", "GBP", "CHF", "SGD"]
        .iter()
        .enumerate()
    {
        let signed = [
            ("state", Value::choice("running")),
            ("amount", money(currency, 1_000_000)),
        ];
        let name = format!("合同 {currency}");
        let contract = put(&session, "contract", (top, ("name", &name)), &signed);
        // The yuan are overdue longest, and by the most parts.
        for part in 0..if at == 0 { 5 } else { 1 } {
            let part = [
                ("contract", Value::to(contract)),
                ("name", Value::text(format!("第 {part} 期"))),
                (
                    "due_on",
                    day(if at == 0 { "2026-01-05" } else { "2026-10-05" }),
                ),
                ("amount", money(currency, 10_000)),
            ];
            make(&session, "instalment", part);
        }
    }
    let brief = zh(&session, top);
    let (inner, sums): (Vec<_>, Vec<_>) = lines(&brief, "money").into_iter().partition(|l| l.inner);
    assert_eq!((sums.len(), inner.len()), (6, 3 + 5), "{}", told(&brief));
    assert!(sums.iter().all(|line| line.late), "{sums:?}");
    assert!(sums[0].note.ends_with("另有 2 笔逾期"), "{sums:?}");
    assert!(sums[1..].iter().all(|line| !line.note.contains("另有")));
    assert!(inner.iter().any(|line| line.text.contains("合同 CHF")));
}

#[test]
fn of_a_terminated_contract_what_came_in_stands_on_both_sides() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let signed = [
        ("state", Value::choice("ended")),
        ("signed_on", day("2026-01-05")),
        ("amount", cny(100_000)),
    ];
    let contract = put(&session, "contract", (top, ("name", "中止的")), &signed);
    let came = [
        ("unit", Value::to(top)),
        ("contract", Value::to(contract)),
        ("received_on", day("2026-02-20")),
        ("amount", cny(30_000)),
    ];
    make(&session, "payment", came);
    let brief = zh(&session, top);
    assert_eq!(texts(&brief, "money"), ["合同额 ¥30,000 · 已收 ¥30,000"]);
}

#[test]
fn what_ends_is_told_once_and_by_whichever_ends() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let business = |name: &str| {
        let end = [("end", day("2026-12-22"))];
        put(&session, "cooperation", (top, ("name", name)), &end)
    };
    let contract = |name: &str, of: Option<Id>, state: &str, end: Option<&str>| {
        let signed = match state {
            "draft" => Value::Null,
            _ => day("2026-01-05"),
        };
        let more = [
            ("state", Value::choice(state)),
            ("signed_on", signed),
            ("cooperation", of.map_or(Value::Null, Value::to)),
            ("end", end.map_or(Value::Null, day)),
        ];
        put(&session, "contract", (top, ("name", name)), &more);
    };
    contract("履行完毕的合同", None, "done", Some("2026-12-01"));
    contract(
        "草稿",
        Some(business("只有草稿")),
        "draft",
        Some("2026-12-20"),
    );
    contract(
        "中止",
        Some(business("合同已中止")),
        "ended",
        Some("2026-12-20"),
    );
    contract("无期", Some(business("合同无期限")), "running", None);
    contract(
        "长约",
        Some(business("合同到 2030")),
        "running",
        Some("2030-01-01"),
    );
    contract(
        "到期的合同",
        Some(business("由合同说")),
        "running",
        Some("2026-12-20"),
    );
    let told = [
        "到期的合同",
        "只有草稿",
        "合同已中止",
        "合同无期限",
        "合同到 2030",
    ];
    assert_eq!(texts(&zh(&session, top), "renewals"), told);
    session.hide_module("contracts", true).unwrap();
    let hidden = [
        "只有草稿",
        "合同已中止",
        "合同无期限",
        "合同到 2030",
        "由合同说",
    ];
    assert_eq!(texts(&zh(&session, top), "renewals"), hidden);
}

#[test]
fn whoever_left_the_customer_is_not_met_there() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let other = unit(&session, "别家", None);
    let decides = |who: Id| {
        let part = [
            ("contact", Value::to(who)),
            ("unit", Value::to(top)),
            ("role", Value::choice("decider")),
        ];
        make(&session, "stance", part);
    };
    let gone = person(&session, "走了的", "总经理", top);
    let post = session.related_list("post", "contact", gone, 0).unwrap();
    change(&session, &post[0], "end", day("2026-06-30"));
    let elsewhere = [("contact", Value::to(gone)), ("unit", Value::to(other))];
    make(&session, "post", elsewhere);
    let outside = person(&session, "外来的", "顾问", other);
    let unposted = make(
        &session,
        "contact",
        [("full_name", Value::text("无职位的"))],
    )
    .id;
    for who in [gone, outside, unposted] {
        decides(who);
    }
    let brief = zh(&session, top);
    let met: Vec<Id> = lines(&brief, "people").iter().map(|one| one.id).collect();
    assert!(met.contains(&outside) && met.contains(&unposted), "{met:?}");
    assert!(!met.contains(&gone), "{}", told(&brief));
}

#[test]
fn all_who_are_in_office_are_counted() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    for n in 0..30 {
        person(&session, &format!("第 {n} 人"), "工程师", top);
    }
    let brief = zh(&session, top);
    let people = section(&brief, "people");
    assert_eq!((people.lines.len(), people.more), (4, 26));
}

#[test]
fn what_is_learned_of_a_hidden_module_is_not_told() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let settled = [
        ("severity", Value::choice("1")),
        ("received_on", day("2026-03-01")),
        ("state", Value::choice("confirmed")),
    ];
    put(&session, "complaint", (top, ("name", "备件晚到")), &settled);
    let low = [
        ("satisfaction", Value::choice("1")),
        ("feedback", Value::text("再也不了")),
        ("end", day("2025-01-01")),
    ];
    put(&session, "cooperation", (top, ("name", "旧合作")), &low);
    let learned = |brief: &Brief| {
        let all = lines(brief, "learned").into_iter();
        all.map(|line| (line.text.clone(), line.note.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(learned(&zh(&session, top)).len(), 2);
    session.hide_module("complaints", true).unwrap();
    session.hide_module("feedback", true).unwrap();
    let left = learned(&zh(&session, top));
    assert!(left.len() == 1 && left[0].0 == "旧合作", "{left:?}");
    assert!(!left[0].1.contains("再也不了"), "{left:?}");
    session.hide_module("satisfaction", true).unwrap();
    assert!(learned(&zh(&session, top)).is_empty());
    let all = |read: &crate::vault::Read<'_>| gather::learned(read, &[top], &Hidden::default(), 9);
    assert_eq!(
        session.vault().read(all).unwrap().len(),
        2,
        "kept all the same"
    );
}

#[test]
fn an_hour_has_passed_with_its_minute_and_what_was_answered_pushes_nothing_off() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    // It is 10:30.
    let now = [
        ("received_on", day("2026-11-20")),
        ("promised_by", wall("2026-11-22T10:30")),
    ];
    put(&session, "complaint", (top, ("name", "正到点")), &now);
    for n in 0..5 {
        let answered = [
            ("state", Value::choice("answered")),
            ("received_on", day("2026-10-30")),
            ("promised_by", wall("2026-11-01T10:00")),
        ];
        put(
            &session,
            "complaint",
            (top, ("name", &format!("已答 {n}"))),
            &answered,
        );
    }
    let brief = zh(&session, top);
    let first = lines(&brief, "complaints")[0];
    assert_eq!(
        (first.text.as_str(), first.late),
        ("正到点", false),
        "{first:?}"
    );
    assert_eq!(section(&brief, "complaints").more, 1);
}

#[test]
fn what_is_due_elsewhere_is_told_by_the_clocks_of_here() {
    let (session, clock) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let task = |title: &str, at: &str, zone: &str, policy: &str| {
        let due = Value::Wall(Wall {
            at: at.to_owned(),
            zone: zone.to_owned(),
        });
        let more = [("due", due), ("zone_policy", Value::choice(policy))];
        put(&session, "task", (top, ("title", title)), &more);
    };
    let york = "America/New_York";
    task("纽约九点", "2026-11-23T09:00", york, "pinned");
    task("晚上八点", "2026-11-23T20:00", "Asia/Shanghai", "pinned");
    task("随身九点", "2026-11-23T09:00", york, "floating");
    let told = |session: &Session| {
        let brief = zh(session, top);
        let all = lines(&brief, "tasks").into_iter();
        all.map(|line| {
            (
                line.text.clone(),
                line.day.clone().unwrap_or_default(),
                line.late,
            )
        })
        .collect::<Vec<_>>()
    };
    let line = |text: &str, day: &str, late: bool| (text.to_owned(), day.to_owned(), late);
    let expected = |late: bool| {
        [
            line("随身九点", "2026-11-23 09:00", late),
            line("晚上八点", "2026-11-23 20:00", false),
            line("纽约九点", "2026-11-23 22:00", false),
        ]
    };
    assert_eq!(told(&session), expected(false));
    // 09:30 of the day after, when it is evening still in New York.
    clock.advance(23 * 3_600_000);
    assert_eq!(told(&session), expected(true));
}

#[test]
fn a_section_is_switched_by_itself() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let off = || {
        let brief = zh(&session, top);
        let off = brief.parts.into_iter().filter(|part| part.off);
        off.map(|part| part.key).collect::<Vec<_>>()
    };
    session.set_brief_part("complaints", true).unwrap();
    session.hide_module("complaints", true).unwrap();
    // What is out of sight is in no list that a window could send.
    session.set_brief_part("talks", true).unwrap();
    session.set_brief_part("no such section", true).unwrap();
    assert_eq!(off(), ["talks"]);
    session.hide_module("complaints", false).unwrap();
    assert_eq!(off(), ["talks", "complaints"]);
    session.set_brief_part("talks", false).unwrap();
    assert_eq!(off(), ["complaints"]);
}
