//! A brief over a vault in memory: what it says in both languages, what it leaves out, and what paper never names.

mod edges;

use super::model::{Brief, BriefLine};
use crate::base::currency::Currency;
use crate::base::{Id, Kind, Money};
use crate::records::labels::Language;
use crate::records::value::{Value, Wall};
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

fn cny(yuan: i64) -> Value {
    Value::Money(Money::new(yuan * 100, Currency::CNY))
}

fn usd(dollars: i64) -> Value {
    Value::Money(Money::new(dollars * 100, Currency::parse("USD").unwrap()))
}

fn day(day: &str) -> Value {
    Value::Date(day.to_owned())
}

fn wall(at: &str) -> Value {
    Value::Wall(Wall {
        at: at.to_owned(),
        zone: "Asia/Shanghai".to_owned(),
    })
}

/// An instant so many days before the clock's.
fn ago(session: &Session, days: i64) -> Value {
    let now = session.vault().read(|read| Ok(read.now())).unwrap();
    Value::Instant(now.0 - days * 86_400_000)
}

fn on(unit: Id, title: (&'static str, &str)) -> [(&'static str, Value); 2] {
    [(title.0, Value::text(title.1)), ("unit", Value::to(unit))]
}

/// A record of a unit, with more said of it.
fn put(
    session: &Session,
    entity: &str,
    (unit, title): (Id, (&'static str, &str)),
    more: &[(&'static str, Value)],
) -> Id {
    let values = on(unit, title).into_iter().chain(more.iter().cloned());
    let set = crate::records::ChangeSet::create("op.create", entity, values);
    session.apply(&set).unwrap().records.remove(0).id
}

fn person(session: &Session, name: &str, title: &str, at: Id) -> Id {
    let who = make(session, "contact", [("full_name", Value::text(name))]).id;
    let post = [
        ("contact", Value::to(who)),
        ("unit", Value::to(at)),
        ("title", Value::text(title)),
    ];
    make(session, "post", post);
    who
}

struct Scene {
    session: Session,
    top: Id,
    low: Id,
    boss: Id,
}

/// A group of two, with something of everything.
fn scene() -> Scene {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团有限公司", None);
    let low = unit(&session, "鲲鹏精密", Some(top));
    let record = session.record("unit", top).unwrap();
    for (field, value) in [
        ("short_name", Value::text("鲲鹏")),
        ("code", Value::text("K-001")),
        ("level", Value::choice("a")),
        ("owner", Value::text("林珊")),
        ("address", Value::text("苏州市工业园区星湖街 1 号")),
    ] {
        change(&session, &record, field, value);
    }
    let boss = people(&session, top);
    talks(&session, (top, low), boss);
    voices(&session, (top, low));
    business(&session, (top, low));
    Scene {
        session,
        top,
        low,
        boss,
    }
}

/// Two people; who decides among them.
fn people(session: &Session, top: Id) -> Id {
    let boss = person(session, "王建国", "总经理", top);
    person(session, "李婷", "采购专员", top);
    let part = [
        ("contact", Value::to(boss)),
        ("unit", Value::to(top)),
        ("role", Value::choice("decider")),
        ("influence", Value::choice("3")),
        ("attitude", Value::choice("p1")),
    ];
    make(session, "stance", part);
    let liking = [
        ("contact", Value::to(boss)),
        ("topic", Value::text("忌讳")),
        ("value", Value::text("不喝酒，不收礼")),
    ];
    make(session, "preference", liking);
    let liking = ("value", "只收电子发票");
    put(
        session,
        "preference",
        (top, liking),
        &[
            ("topic", Value::text("发票")),
            ("origin", Value::choice("seen")),
        ],
    );
    boss
}

/// What was said and agreed.
fn talks(session: &Session, (top, low): (Id, Id), boss: Id) {
    for (days, said) in [
        (40, "最早的一次"),
        (30, "谈到二期"),
        (9, "去看了产线"),
        (2, "电话催报价"),
    ] {
        let more = [("at", ago(session, days)), ("kind", Value::choice("call"))];
        put(
            session,
            "activity",
            (if days == 9 { low } else { top }, ("content", said)),
            &more,
        );
    }
    let late = [
        ("due_on", day("2026-11-20")),
        ("by", Value::choice("us")),
        ("who", Value::text("林珊")),
    ];
    put(session, "promise", (top, ("text", "给出二期报价")), &late);
    let theirs = [
        ("due_on", day("2026-12-01")),
        ("by", Value::choice("them")),
        ("contact", Value::to(boss)),
    ];
    put(
        session,
        "promise",
        (top, ("text", "月底前付清尾款")),
        &theirs,
    );
    put(
        session,
        "promise",
        (top, ("text", "已经兑现的")),
        &[("state", Value::choice("kept"))],
    );
    put(
        session,
        "task",
        (low, ("title", "约工艺评审")),
        &[
            ("due", wall("2026-11-22T10:00")),
            ("assignee", Value::text("赵新")),
        ],
    );
}

/// What the customer complained of, needs, thinks and is about to do.
fn voices(session: &Session, (top, low): (Id, Id)) {
    let clock = [
        ("received_on", day("2026-11-18")),
        ("severity", Value::choice("2")),
        ("promised_by", wall("2026-11-22T10:00")),
    ];
    put(
        session,
        "complaint",
        (low, ("name", "备件到货晚了三周")),
        &clock,
    );
    let spec = [
        ("kind", Value::choice("service")),
        ("spec_value", Value::Decimal("4".into())),
        ("spec_unit", Value::text("小时")),
    ];
    let open = [
        ("priority", Value::choice("1")),
        ("wanted_by", day("2026-12-31")),
    ];
    let open: Vec<_> = spec.iter().cloned().chain(open).collect();
    put(session, "need", (top, ("text", "夜班报修响应")), &open);
    let agreed: Vec<_> = spec
        .iter()
        .cloned()
        .chain([("state", Value::choice("answered"))])
        .collect();
    put(session, "need", (top, ("text", "白班报修响应")), &agreed);
    for (at, said) in [
        ("2026-03-01", "三年内把产能翻一番"),
        ("2026-09-01", "明年预算收紧"),
    ] {
        put(
            session,
            "strategy_note",
            (top, ("text", said)),
            &[("as_of", day(at)), ("kind", Value::choice("budget"))],
        );
    }
    let low_score = [
        ("date", day("2026-05-01")),
        ("scale", Value::choice("five")),
        ("score", Value::Number(2)),
    ];
    put(
        session,
        "satisfaction",
        (top, ("comment", "交付太慢")),
        &low_score,
    );
}

/// Work and money.
fn business(session: &Session, (top, low): (Id, Id)) {
    let work = [
        ("stage", Value::choice("executing")),
        ("health", Value::choice("red")),
        ("end", day("2027-03-31")),
    ];
    let project = put(session, "project", (low, ("name", "二期产线")), &work);
    for (name, due) in [("设备进场", "2026-11-01"), ("验收", "2027-03-01")] {
        let step = [
            ("name", Value::text(name)),
            ("project", Value::to(project)),
            ("due_on", day(due)),
        ];
        make(session, "milestone", step);
    }
    let signed = [
        ("state", Value::choice("running")),
        ("signed_on", day("2026-01-05")),
        ("end", day("2026-12-31")),
        ("amount", cny(300_000)),
    ];
    let contract = put(
        session,
        "contract",
        (top, ("name", "年度框架合同")),
        &signed,
    );
    put(
        session,
        "contract",
        (low, ("name", "海外备件")),
        &[("state", Value::choice("signed")), ("amount", usd(12_500))],
    );
    for (name, due, yuan) in [
        ("首付款", "2026-10-01", 90_000),
        ("二期款", "2026-12-05", 60_000),
    ] {
        let part = [
            ("contract", Value::to(contract)),
            ("name", Value::text(name)),
            ("due_on", day(due)),
            ("amount", cny(yuan)),
        ];
        make(session, "instalment", part);
    }
    let came = [
        ("unit", Value::to(top)),
        ("contract", Value::to(contract)),
        ("received_on", day("2026-10-20")),
        ("amount", cny(40_000)),
    ];
    make(session, "payment", came);
}

/// A brief as plain text: what is late is marked `!`, what paper does not name `*`.
fn told(brief: &Brief) -> String {
    let mut told = vec![format!(
        "{} | {} | {}",
        brief.unit.label, brief.also, brief.day
    )];
    let facts = brief.facts.iter();
    told.extend(facts.map(|fact| format!("{}: {}", fact.label, fact.value)));
    for section in &brief.sections {
        let more = match section.more {
            0 => String::new(),
            n => format!(" +{n}"),
        };
        let hint = if section.suggested { " ?" } else { "" };
        told.push(format!("\n# {}{more}{hint}", section.title));
        for line in &section.lines {
            let inner = if line.inner { "  " } else { "" };
            let marks = [(line.late, "!"), (line.secret, "*")];
            let marks: String = marks
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, mark)| *mark)
                .collect();
            let day = line.day.as_deref().unwrap_or("-");
            let BriefLine {
                text, note, entity, ..
            } = line;
            told.push(format!("{inner}{day}{marks} {text} | {note} ({entity})"));
        }
    }
    told.join("\n") + "\n"
}

fn lines<'b>(brief: &'b Brief, key: &str) -> Vec<&'b BriefLine> {
    let found = brief.sections.iter().find(|section| section.key == key);
    found.map_or_else(Vec::new, |section| section.lines.iter().collect())
}

fn texts<'b>(brief: &'b Brief, key: &str) -> Vec<&'b str> {
    lines(brief, key)
        .iter()
        .map(|line| line.text.as_str())
        .collect()
}

fn keys(brief: &Brief) -> Vec<&str> {
    brief
        .sections
        .iter()
        .map(|section| section.key.as_str())
        .collect()
}

#[test]
fn a_brief_reads_as_it_is_written_down() {
    let Scene { session, top, .. } = scene();
    for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
        let text = told(&session.brief(top, true, language).unwrap());
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("src/brief/tests/{name}.txt"));
        if std::env::var_os("STEWARD_WRITE_BRIEF").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let written = std::fs::read_to_string(&path)
            .unwrap()
            .replace("\r\n", "\n");
        assert_eq!(text, written, "STEWARD_WRITE_BRIEF=1 writes it down anew");
    }
}

#[test]
fn alone_it_tells_of_nothing_below() {
    let Scene {
        session, top, low, ..
    } = scene();
    let alone = session.brief(top, false, Language::Zh).unwrap();
    assert_eq!(
        texts(&alone, "talks"),
        ["电话催报价", "谈到二期", "最早的一次"]
    );
    for key in ["tasks", "complaints", "projects"] {
        assert!(!keys(&alone).contains(&key), "{key} is of the unit below");
    }
    let money = lines(&alone, "money");
    assert!(
        money.iter().all(|line| !line.text.contains("USD")),
        "{money:?}"
    );
    assert_eq!(alone.children, 1);
    let below = session.brief(top, true, Language::Zh).unwrap();
    assert_eq!(
        texts(&below, "talks"),
        ["电话催报价", "去看了产线", "谈到二期"]
    );
    let own = session.brief(low, false, Language::Zh).unwrap();
    assert_eq!(texts(&own, "talks"), ["去看了产线"]);
    let above = own.facts.last().unwrap();
    assert_eq!(
        (above.label.as_str(), above.value.as_str()),
        ("上级", "鲲鹏")
    );
}

#[test]
fn what_is_empty_switched_off_or_out_of_sight_is_left_out() {
    let (session, _) = session();
    let bare = unit(&session, "空白公司", None);
    let brief = session.brief(bare, true, Language::Zh).unwrap();
    assert_eq!(
        keys(&brief),
        ["questions"],
        "nothing is known but what to ask"
    );
    let Scene { session, top, .. } = scene();
    let all = session.brief(top, true, Language::Zh).unwrap();
    assert_eq!(
        keys(&all).len(),
        all.parts.len(),
        "the scene has something of everything"
    );
    session.set_brief_part("talks", true).unwrap();
    let off = session.brief(top, true, Language::Zh).unwrap();
    assert!(!keys(&off).contains(&"talks"));
    let part = off
        .parts
        .iter()
        .find(|part| part.off)
        .map(|part| part.key.as_str());
    assert_eq!(part, Some("talks"), "it is offered, to be had again");
    session.hide_module("complaints", true).unwrap();
    session.hide_module("needs", true).unwrap();
    session.hide_module("contracts", true).unwrap();
    session.hide_module("decisions", true).unwrap();
    let hidden = session.brief(top, true, Language::Zh).unwrap();
    for key in [
        "complaints",
        "needs",
        "standards",
        "likings",
        "money",
        "renewals",
    ] {
        assert!(!keys(&hidden).contains(&key), "{key}");
    }
    assert!(
        hidden.parts.iter().all(|part| part.key != "complaints"),
        "what is out of sight is not offered"
    );
    let people = lines(&hidden, "people");
    assert_eq!(people.len(), 2, "no liking: {people:?}");
    assert!(
        people.iter().all(|line| !line.note.contains("决策者")),
        "no part: {people:?}"
    );
}

#[test]
fn paper_names_nothing_confidential_and_says_how_much_it_leaves_out() {
    let Scene {
        session,
        top,
        low,
        boss,
    } = scene();
    let count = |brief: &Brief| {
        brief
            .sections
            .iter()
            .map(|section| section.lines.len())
            .sum::<usize>()
    };
    let open = session.brief(top, true, Language::Zh).unwrap();
    assert_eq!(open.untold, 0);
    assert_eq!(count(&open.clone().on_paper()), count(&open));
    let secret = session.record("unit", low).unwrap();
    change(&session, &secret, "label", Value::choice("confidential"));
    let who = session.record("contact", boss).unwrap();
    change(&session, &who, "label", Value::choice("confidential"));
    let brief = session.brief(top, true, Language::Zh).unwrap();
    assert_eq!(count(&brief), count(&open), "the window tells all");
    assert!(!brief.secret);
    let paper = brief.clone().on_paper();
    let text = told(&paper);
    for name in [
        "鲲鹏精密",
        "去看了产线",
        "备件到货",
        "二期产线",
        "设备进场",
        "王建国",
        "不喝酒",
        "月底前付清",
        "USD",
        "海外备件",
    ] {
        assert!(!text.contains(name), "{name} in {text}");
    }
    assert!(
        text.contains("李婷") && text.contains("给出二期报价"),
        "{text}"
    );
    assert_eq!(
        count(&paper) + usize::try_from(brief.untold).unwrap(),
        count(&brief)
    );
    // Of whoever is below it the confidential name above is not told either.
    let under = unit(&session, "鲲鹏精密一车间", Some(low));
    let brief = session.brief(under, false, Language::Zh).unwrap();
    assert!(
        brief
            .facts
            .iter()
            .any(|fact| fact.label == "上级" && fact.secret)
    );
    assert!(
        brief
            .on_paper()
            .facts
            .iter()
            .all(|fact| fact.label != "上级")
    );
    let brief = session.brief(low, false, Language::Zh).unwrap();
    assert!(
        brief.secret
            && brief
                .sections
                .iter()
                .all(|section| section.lines.iter().all(|line| line.secret))
    );
    assert!(brief.on_paper().sections.is_empty());
}

#[test]
fn a_clock_runs_until_it_is_answered_and_then_stands() {
    let Scene {
        session, top, low, ..
    } = scene();
    let brief = |language| session.brief(top, true, language).unwrap();
    let late = brief(Language::Zh);
    let [line] = lines(&late, "complaints")[..] else {
        panic!("one complaint");
    };
    assert!(line.late && line.note.contains("答复已超期"), "{line:?}");
    let found = session.record("complaint", line.id).unwrap();
    change(&session, &found, "promised_by", wall("2026-11-22T11:00"));
    let soon = brief(Language::Zh);
    let line = lines(&soon, "complaints")[0];
    assert!(
        !line.late && line.note.contains("须在 2026-11-22 11:00 前答复"),
        "{line:?}"
    );
    change(&session, &found, "promised_by", wall("2026-11-22T10:00"));
    change(&session, &found, "state", Value::choice("answered"));
    let answered = brief(Language::Zh);
    let line = lines(&answered, "complaints")[0];
    assert!(!line.late && !line.note.contains("超期"), "{line:?}");
    change(&session, &found, "state", Value::choice("confirmed"));
    assert!(lines(&brief(Language::Zh), "complaints").is_empty());
    // Of work that rests nothing is late.
    let project = lines(&late, "projects")[0].id;
    let record = session.record("project", project).unwrap();
    change(&session, &record, "stage", Value::choice("paused"));
    let rests = brief(Language::Zh);
    assert_eq!(texts(&rests, "projects"), ["二期产线"]);
    bin(&session, "unit", &[low]);
    assert!(lines(&brief(Language::Zh), "projects").is_empty());
}

#[test]
fn more_than_a_page_holds_is_counted() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    for n in 0..9 {
        put(
            &session,
            "task",
            (top, ("title", &format!("第 {n} 件"))),
            &[],
        );
    }
    let long = "很长的话".repeat(60);
    put(&session, "need", (top, ("text", &long)), &[]);
    let brief = session.brief(top, false, Language::Zh).unwrap();
    let tasks = brief
        .sections
        .iter()
        .find(|section| section.key == "tasks")
        .unwrap();
    assert_eq!((tasks.lines.len(), tasks.more), (6, 3));
    let need = texts(&brief, "needs")[0];
    assert!(need.ends_with('…') && need.chars().count() <= 121, "{need}");
}

#[test]
fn of_what_is_gone_there_is_no_brief() {
    let (session, _) = session();
    let gone = unit(&session, "鲲鹏集团", None);
    bin(&session, "unit", &[gone]);
    let refused = session.brief(gone, false, Language::Zh).unwrap_err();
    assert_eq!(refused.kind(), Kind::NotFound);
}

#[test]
fn whoever_holds_a_seat_has_its_part() {
    let (session, _) = session();
    let top = unit(&session, "鲲鹏集团", None);
    let seat = put(&session, "seat", (top, ("name", "采购总监")), &[]);
    let part = [
        ("seat", Value::to(seat)),
        ("role", Value::choice("approver")),
    ];
    make(&session, "stance", part);
    let who = person(&session, "周密", "采购总监", top);
    person(&session, "吴用", "助理", top);
    let post = session
        .related_list("post", "contact", who, 0)
        .unwrap()
        .remove(0);
    change(&session, &post, "seat", Value::to(seat));
    let brief = session.brief(top, false, Language::Zh).unwrap();
    let people = lines(&brief, "people");
    assert_eq!(people.len(), 2);
    assert!(
        people[0].text.starts_with("周密") && people[0].note.contains("审批"),
        "{people:?}"
    );
    assert!(people[1].note.is_empty(), "{people:?}");
}
