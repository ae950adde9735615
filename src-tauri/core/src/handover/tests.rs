//! Work that goes from one person to another, over a vault in memory.

use super::ours::HandOver;
use super::theirs::Succession;
use crate::activities::ops::TimelineItem;
use crate::base::{Id, Kind};
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{change, make, session, unit};

const FROM: &str = "林珊";
const TO: &str = "何晨";

fn owned(session: &Session, name: &str, owner: &str, parent: Option<Id>) -> Id {
    let values = [
        ("legal_name", Value::text(name)),
        ("owner", Value::text(owner)),
        ("parent", parent.map_or(Value::Null, Value::to)),
    ];
    make(session, "unit", values).id
}

fn task(session: &Session, title: &str, unit: Id, assignee: &str) -> Id {
    let values = [
        ("title", Value::text(title)),
        ("unit", Value::to(unit)),
        ("assignee", Value::text(assignee)),
    ];
    make(session, "task", values).id
}

fn order(units: &[Id], from: Option<&str>) -> HandOver {
    HandOver {
        from: from.map(str::to_owned),
        units: units.to_vec(),
        below: true,
        to: TO.into(),
        stays_backup: false,
        without: Vec::new(),
        note: String::new(),
    }
}

fn counts(session: &Session, order: &HandOver) -> Vec<(String, u32)> {
    let plan = session.hand_over_plan(order).unwrap();
    let line =
        |line: &super::ours::HandOverLine| (format!("{}.{}", line.entity, line.field), line.count);
    plan.lines.iter().map(line).collect()
}

fn hand_over(session: &Session, order: &HandOver) -> u32 {
    let moment = session.hand_over_plan(order).unwrap().moment;
    session.hand_over(order, moment, Language::Zh).unwrap()
}

fn text(session: &Session, entity: &str, id: Id, field: &str) -> String {
    let record = session.record(entity, id).unwrap();
    record.get(field).as_text().unwrap_or_default().to_owned()
}

fn told(session: &Session, unit: Id) -> Vec<String> {
    let items = session.timeline(unit, None, 50).unwrap().items;
    let said = |item: &TimelineItem| match item {
        TimelineItem::Activity { record, .. } => record.get("content").as_text().map(str::to_owned),
        _ => None,
    };
    items.iter().filter_map(said).collect()
}

#[test]
fn a_group_goes_with_all_below_it_and_with_what_is_open() {
    let (session, _) = session();
    let top = owned(&session, "鸿远集团", FROM, None);
    let low = owned(&session, "鸿远精密", FROM, Some(top));
    let others = owned(&session, "鸿远物流", "郑凯", Some(top));
    let (mine, theirs) = (
        task(&session, "发报价", low, FROM),
        task(&session, "催款", low, "郑凯"),
    );
    let done = task(&session, "已办", low, FROM);
    session.task_done(done, None).unwrap();
    let order = order(&[top], Some(FROM));
    let expected = [
        ("unit.owner".to_owned(), 2),
        ("task.assignee".to_owned(), 1),
    ];
    assert_eq!(counts(&session, &order), expected);
    assert_eq!(hand_over(&session, &order), 3);
    assert_eq!(text(&session, "unit", top, "owner"), TO);
    assert_eq!(text(&session, "unit", low, "owner"), TO);
    assert_eq!(text(&session, "unit", others, "owner"), "郑凯");
    assert_eq!(text(&session, "task", mine, "assignee"), TO);
    assert_eq!(text(&session, "task", theirs, "assignee"), "郑凯");
    assert_eq!(text(&session, "task", done, "assignee"), FROM);
    let said = told(&session, top);
    assert_eq!(said.len(), 1);
    for part in [FROM, TO, "2026-11-22", "待办 2", "发报价", "催款"] {
        assert!(said[0].contains(part), "{part} in {}", said[0]);
    }
    assert_eq!(
        told(&session, low),
        Vec::<String>::new(),
        "the group's note tells of it"
    );
    session.undo().unwrap();
    assert_eq!(text(&session, "unit", low, "owner"), FROM);
    assert_eq!(text(&session, "task", mine, "assignee"), FROM);
    assert_eq!(told(&session, top), Vec::<String>::new());
}

#[test]
fn a_unit_alone_goes_without_those_below() {
    let (session, _) = session();
    let top = owned(&session, "鸿远集团", FROM, None);
    let low = owned(&session, "鸿远精密", FROM, Some(top));
    let mut order = order(&[top], None);
    order.below = false;
    order.note = "客户资料在共享盘".into();
    assert_eq!(hand_over(&session, &order), 1);
    assert_eq!(text(&session, "unit", low, "owner"), FROM);
    assert!(told(&session, top)[0].ends_with("客户资料在共享盘"));
}

#[test]
fn everything_of_a_person_goes_wherever_it_is() {
    let (session, _) = session();
    let (a, b) = (
        owned(&session, "甲公司", FROM, None),
        owned(&session, "乙公司", " 林珊 ", None),
    );
    let others = owned(&session, "丙公司", "郑凯", None);
    let person = make(
        &session,
        "contact",
        [
            ("full_name", Value::text("张伟")),
            ("owner", Value::text(FROM)),
        ],
    );
    let free = make(
        &session,
        "task",
        [
            ("title", Value::text("写总结")),
            ("assignee", Value::text(FROM)),
        ],
    );
    let promise = |by: &str| {
        let values = [
            ("unit", Value::to(others)),
            ("text", Value::text("送样品")),
            ("by", Value::choice(by)),
            ("who", Value::text(FROM)),
        ];
        make(&session, "promise", values)
    };
    let (ours, theirs) = (promise("us"), promise("them"));
    assert_eq!(session.our_people().unwrap()[0].name, FROM);
    let mut order = order(&[], Some(FROM));
    order.without = vec!["promise.who".into()];
    let plan = session.hand_over_plan(&order).unwrap();
    let left: Vec<_> = plan
        .lines
        .iter()
        .filter(|line| !line.taken)
        .map(|line| &*line.field)
        .collect();
    assert_eq!(left, ["who"]);
    hand_over(&session, &order);
    for (entity, id, field, who) in [
        ("unit", a, "owner", TO),
        ("unit", b, "owner", TO),
        ("unit", others, "owner", "郑凯"),
        ("contact", person.id, "owner", TO),
        ("task", free.id, "assignee", TO),
        ("promise", ours.id, "who", FROM),
        ("promise", theirs.id, "who", FROM),
    ] {
        assert_eq!(text(&session, entity, id, field), who, "{entity}.{field}");
    }
    assert_eq!((told(&session, a).len(), told(&session, b).len()), (1, 1));
}

#[test]
fn business_goes_along_with_its_customer_and_remembers_whose_it_was() {
    let (session, _) = session();
    let unit = owned(&session, "鸿远集团", FROM, None);
    let mine: Vec<_> = ["project", "cooperation", "opportunity", "contract"]
        .into_iter()
        .map(|entity| {
            let values = [
                ("name", Value::text("二期")),
                ("unit", Value::to(unit)),
                ("owner", Value::text(FROM)),
                ("reviewer", Value::text("王审")),
            ];
            (entity, make(&session, entity, values).id)
        })
        .collect();
    let values = [
        ("name", Value::text("别人的")),
        ("unit", Value::to(unit)),
        ("owner", Value::text("郑凯")),
    ];
    let theirs = make(&session, "project", values).id;
    let order = order(&[unit], None);
    let counted = counts(&session, &order);
    for (entity, id) in &mine {
        assert!(
            counted.contains(&(format!("{entity}.owner"), 1)),
            "{entity}: {counted:?}"
        );
        assert_eq!(text(&session, entity, *id, "owner"), FROM);
    }
    hand_over(&session, &order);
    for (entity, id) in &mine {
        assert_eq!(text(&session, entity, *id, "owner"), TO, "{entity}");
        assert_eq!(text(&session, entity, *id, "reviewer"), "王审", "{entity}");
        let at = crate::quality::ops::FieldAt {
            entity: (*entity).to_owned(),
            id: *id,
            field: "owner".into(),
        };
        let before = session.former_values(&at).unwrap();
        let held: Vec<_> = before
            .iter()
            .filter_map(|one| one.value.as_text())
            .collect();
        assert_eq!(held, [FROM], "{entity}");
    }
    assert_eq!(text(&session, "project", theirs, "owner"), "郑凯");
}

#[test]
fn nobody_is_owner_and_backup_owner_at_once() {
    let (session, _) = session();
    let unit = |backup: &str| {
        let values = [
            ("legal_name", Value::text("甲公司")),
            ("owner", Value::text(FROM)),
            ("backup_owner", Value::text(backup)),
        ];
        make(&session, "unit", values).id
    };
    let (theirs, free, others) = (unit(TO), unit(""), unit("郑凯"));
    hand_over(&session, &order(&[theirs], None));
    assert_eq!(text(&session, "unit", theirs, "backup_owner"), "");
    session.undo().unwrap();
    let mut order = order(&[theirs, free, others], None);
    order.stays_backup = true;
    hand_over(&session, &order);
    assert_eq!(text(&session, "unit", theirs, "backup_owner"), FROM);
    assert_eq!(text(&session, "unit", free, "backup_owner"), FROM);
    assert_eq!(text(&session, "unit", others, "backup_owner"), "郑凯");
}

#[test]
fn what_cannot_be_handed_over_changes_nothing() {
    let (session, _) = session();
    let unit = make(&session, "unit", [("legal_name", Value::text("甲公司"))]);
    let mut order = order(&[], None);
    assert_eq!(
        session.hand_over_plan(&order).unwrap_err().kind(),
        Kind::Invalid
    );
    order.units = vec![unit.id];
    order.to = "  ".into();
    assert_eq!(
        session.hand_over_plan(&order).unwrap_err().kind(),
        Kind::Invalid
    );
    order.to = TO.into();
    let moment = session.hand_over_plan(&order).unwrap().moment;
    change(&session, &unit, "owner", Value::text(TO));
    let late = session.hand_over(&order, moment, Language::Zh);
    assert_eq!(late.unwrap_err().kind(), Kind::Conflict);
    let plan = session.hand_over_plan(&order).unwrap();
    assert!(plan.lines.is_empty());
    let again = session.hand_over(&order, plan.moment, Language::Zh);
    assert_eq!(again.unwrap_err().kind(), Kind::Invalid);
    // A unit that was nobody's is taken over, and says so.
    session.undo().unwrap();
    hand_over(&session, &order);
    assert!(told(&session, unit.id)[0].contains(TO));
}

fn succession(contact: Id, successor: Option<Id>, new_name: &str) -> Succession {
    Succession {
        contact,
        successor,
        new_name: new_name.into(),
        on: Some("2026-12-01".into()),
        posts: true,
        tasks: true,
        promises: false,
        left: true,
        note: String::new(),
    }
}

#[test]
fn a_successor_takes_posts_seats_and_what_is_open() {
    let (session, _) = session();
    let unit = owned(&session, "鸿远精密", FROM, None);
    let seat = make(
        &session,
        "seat",
        [
            ("unit", Value::to(unit)),
            ("name", Value::text("采购总监席")),
        ],
    );
    let gone = make(&session, "contact", [("full_name", Value::text("张伟"))]).id;
    let post = make(
        &session,
        "post",
        [
            ("contact", Value::to(gone)),
            ("unit", Value::to(unit)),
            ("title", Value::text("采购总监")),
            ("seat", Value::to(seat.id)),
        ],
    );
    let open = make(
        &session,
        "task",
        [
            ("title", Value::text("确认合同")),
            ("unit", Value::to(unit)),
            ("contact", Value::to(gone)),
        ],
    );
    let promise = make(
        &session,
        "promise",
        [
            ("unit", Value::to(unit)),
            ("contact", Value::to(gone)),
            ("text", Value::text("月底付款")),
        ],
    );
    let plan = session.succession_plan(gone).unwrap();
    assert_eq!(plan.posts[0].seat, "采购总监席");
    assert_eq!((plan.open.tasks, plan.open.promises), (1, 1));
    let order = succession(gone, None, "李娜");
    let made = session.succeed(&order, plan.moment, Language::En).unwrap();
    let next = made.records[0].id;
    assert_eq!(text(&session, "contact", next, "full_name"), "李娜");
    assert_eq!(text(&session, "post", post.id, "end"), "2026-12-01");
    let sheet = session.unit_sheet(unit).unwrap();
    let theirs = sheet
        .people
        .iter()
        .find(|person| person.contact.id == next)
        .unwrap();
    assert_eq!(
        theirs.post.as_ref().unwrap().get("title").as_text(),
        Some("采购总监")
    );
    assert_eq!(
        theirs.post.as_ref().unwrap().get("seat").as_ref_id(),
        Some(seat.id)
    );
    let task = session.record("task", open.id).unwrap();
    assert_eq!(task.get("contact").as_ref_id(), Some(next));
    let promise = session.record("promise", promise.id).unwrap();
    assert_eq!(
        promise.get("contact").as_ref_id(),
        Some(gone),
        "left with the one who made it"
    );
    assert_eq!(
        session.record("contact", gone).unwrap().get("left"),
        &Value::Bool(true)
    );
    assert!(told(&session, unit)[0].contains("李娜"));
    session.undo().unwrap();
    assert_eq!(text(&session, "post", post.id, "end"), "");
    assert_eq!(
        session.record("contact", gone).unwrap().get("left"),
        &Value::Bool(false)
    );
    assert_eq!(told(&session, unit), Vec::<String>::new());
}

#[test]
fn who_is_there_already_gets_no_second_post() {
    let (session, _) = session();
    let unit = owned(&session, "鸿远精密", FROM, None);
    let person = |name: &str, title: &str| {
        let id = make(&session, "contact", [("full_name", Value::text(name))]).id;
        let values = [
            ("contact", Value::to(id)),
            ("unit", Value::to(unit)),
            ("title", Value::text(title)),
        ];
        make(&session, "post", values);
        id
    };
    let (gone, next) = (person("张伟", "厂长"), person("李娜", ""));
    let moment = session.succession_plan(gone).unwrap().moment;
    session
        .succeed(&succession(gone, Some(next), ""), moment, Language::Zh)
        .unwrap();
    let people = session.unit_sheet(unit).unwrap().people;
    let theirs: Vec<_> = people
        .iter()
        .filter(|person| person.contact.id == next)
        .collect();
    assert_eq!(theirs.len(), 1);
    assert_eq!(
        theirs[0].post.as_ref().unwrap().get("title").as_text(),
        Some("厂长")
    );
    let moment = session.succession_plan(next).unwrap().moment;
    for order in [
        succession(next, Some(next), ""),
        succession(next, None, " "),
    ] {
        let refused = session.succeed(&order, moment, Language::Zh);
        assert_eq!(refused.unwrap_err().kind(), Kind::Invalid);
    }
}

#[test]
fn each_post_and_each_seat_is_taken_over() {
    let (session, _) = session();
    let unit = owned(&session, "鸿远精密", FROM, None);
    let part = owned(&session, "采购部", FROM, Some(unit));
    let seat = |name: &str| {
        let values = [("unit", Value::to(unit)), ("name", Value::text(name))];
        make(&session, "seat", values).id
    };
    let (chief, board, other) = (seat("总监席"), seat("董事席"), seat("顾问席"));
    let person = |name: &str| make(&session, "contact", [("full_name", Value::text(name))]).id;
    let post = |contact: Id, title: &str, seat: Option<Id>| {
        let values = [
            ("contact", Value::to(contact)),
            ("unit", Value::to(unit)),
            ("title", Value::text(title)),
            ("department_unit", Value::to(part)),
            ("seat", seat.map_or(Value::Null, Value::to)),
        ];
        make(&session, "post", values);
    };
    let held = |contact: Id| {
        let mut held: Vec<(String, Option<Id>, Option<Id>)> = session
            .records("post", 20)
            .unwrap()
            .iter()
            .filter(|post| post.get("contact").as_ref_id() == Some(contact))
            .map(|post| {
                let title = post.get("title").as_text().unwrap_or_default().to_owned();
                let to = |field: &str| post.get(field).as_ref_id();
                (title, to("seat"), to("department_unit"))
            })
            .collect();
        held.sort();
        held
    };
    let succeed = |gone: Id, next: Id| {
        let moment = session.succession_plan(gone).unwrap().moment;
        let order = succession(gone, Some(next), "");
        session.succeed(&order, moment, Language::Zh).unwrap();
    };
    let (first, second, third) = (person("张伟"), person("李娜"), person("王强"));
    post(first, "总监", Some(chief));
    post(first, "董事", Some(board));
    succeed(first, second);
    let both = [
        ("总监".to_owned(), Some(chief), Some(part)),
        ("董事".to_owned(), Some(board), Some(part)),
    ];
    assert_eq!(held(second), both, "each of two posts at one unit");
    // Who sits elsewhere at the unit keeps that seat and gets those of who leaves.
    post(third, "顾问", Some(other));
    succeed(second, third);
    let mut all = both.to_vec();
    all.push(("顾问".to_owned(), Some(other), Some(part)));
    all.sort();
    assert_eq!(held(third), all);
    // Without a seat it is the one post; what they are not called from now on is told.
    let fourth = person("赵敏");
    post(fourth, "经理", None);
    let fifth = person("孙悦");
    post(fifth, "助理", None);
    succeed(fourth, fifth);
    assert_eq!(held(fifth), [("助理".to_owned(), None, Some(part))]);
    let said = told(&session, unit);
    assert!(
        said.iter()
            .any(|text| text.contains("孙悦仍任“助理”，未接任“经理”")),
        "{said:?}"
    );
}

#[test]
fn a_note_that_names_what_is_confidential_is_so_too() {
    for secret in [false, true] {
        let (session, _) = session();
        let id = owned(&session, "恒达", FROM, None);
        let talk = [
            ("unit", Value::to(id)),
            ("content", Value::text("谈收购")),
            ("kind", Value::choice("call")),
            ("at", Value::Raw("2026-11-20 09:00".into())),
            (
                "label",
                Value::choice(if secret { "confidential" } else { "open" }),
            ),
        ];
        let talk = make(&session, "activity", talk).id;
        let step = task(&session, "收购方案", id, FROM);
        let step = session.record("task", step).unwrap();
        change(&session, &step, "activity", Value::to(talk));
        hand_over(&session, &order(&[id], Some(FROM)));
        let all = session.records("activity", 9).unwrap();
        let note = all.iter().find(|one| one.id != talk).unwrap();
        assert!(note.get("content").as_text().unwrap().contains("收购方案"));
        let label = if secret { "confidential" } else { "open" };
        assert_eq!(note.get("label"), &Value::choice(label));
    }
    // By whatever it is about.
    let (session, _) = session();
    let id = owned(&session, "恒达", FROM, None);
    let complaint = [
        ("name", Value::text("测错了")),
        ("unit", Value::to(id)),
        ("received_on", Value::Raw("2026-11-20".into())),
        ("label", Value::choice("confidential")),
    ];
    let complaint = make(&session, "complaint", complaint).id;
    let step = task(&session, "说明事故", id, FROM);
    let step = session.record("task", step).unwrap();
    change(&session, &step, "complaint", Value::to(complaint));
    hand_over(&session, &order(&[id], Some(FROM)));
    let note = session.records("activity", 9).unwrap().remove(0);
    assert_eq!(note.get("label"), &Value::choice("confidential"));
}

#[test]
fn who_is_responsible_for_what_is_told_group_by_group() {
    let (session, _) = session();
    let group = unit(&session, "鲲鹏集团", None);
    let below: Vec<_> = (1..=5)
        .map(|n| unit(&session, &format!("鲲鹏{n}厂"), Some(group)))
        .collect();
    let look = |id, owner: &str, backup: &str, reviewer: &str| {
        let record = session.record("unit", id).unwrap();
        change(&session, &record, "owner", Value::text(owner));
        change(&session, &record, "backup_owner", Value::text(backup));
        change(&session, &record, "reviewer", Value::text(reviewer));
    };
    look(group, "陈思远", "李娜", "王审");
    for id in &below[..4] {
        look(*id, "陈思远", "李娜", "王审");
    }
    look(below[4], "赵新", "李娜", "赵新");
    unit(&session, "无主公司", None);
    let project = [
        ("name", Value::text("改造")),
        ("unit", Value::to(below[0])),
        ("owner", Value::text("周工")),
    ];
    make(&session, "project", project);

    let duties = session.duties().unwrap();
    let lines: Vec<_> = duties
        .lines
        .iter()
        .map(|one| {
            let group = one.group.as_ref().unwrap().label.as_str();
            (
                group,
                one.entity.as_str(),
                one.owner.as_deref(),
                one.count,
                one.same,
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("无主公司", "unit", None, 1, false),
            ("鲲鹏集团", "unit", Some("赵新"), 1, true),
            ("鲲鹏集团", "unit", Some("陈思远"), 5, false),
            ("鲲鹏集团", "project", Some("周工"), 1, false),
        ]
    );
    assert_eq!((duties.unowned, duties.more), (1, 0));
    let many = &duties.lines[2];
    assert_eq!(many.titles, ["鲲鹏集团", "鲲鹏1厂", "鲲鹏2厂", "鲲鹏3厂"]);
    assert_eq!(many.backup_owner.as_deref(), Some("李娜"));
    assert_eq!(many.reviewer.as_deref(), Some("王审"));
}

#[test]
fn paper_names_nothing_confidential_among_what_people_are_responsible_for() {
    let (session, _) = session();
    let (open, secret) = (
        unit(&session, "公开集团", None),
        unit(&session, "秘密集团", None),
    );
    unit(&session, "公开一厂", Some(open));
    let hidden = unit(&session, "秘密二厂", Some(open));
    for id in [secret, hidden] {
        let record = session.record("unit", id).unwrap();
        change(&session, &record, "label", Value::choice("confidential"));
    }
    for (name, unit) in [("公开改造", open), ("秘密改造", secret)] {
        let project = [("name", Value::text(name)), ("unit", Value::to(unit))];
        make(&session, "project", project);
    }
    let duties = session.duties().unwrap();
    let lines: Vec<_> = duties
        .lines
        .iter()
        .map(|line| {
            let group = line.group.as_ref().unwrap().label.as_str();
            let titles = line.titles.join(" ");
            let told = line.told.join(" ");
            (group, line.untold_group, titles, told, line.count)
        })
        .collect();
    let line = |group, untold, titles: &str, told: &str, count| {
        (group, untold, titles.to_owned(), told.to_owned(), count)
    };
    assert_eq!(
        lines,
        [
            line(
                "公开集团",
                false,
                "公开集团 公开一厂 秘密二厂",
                "公开集团 公开一厂",
                3
            ),
            line("公开集团", false, "公开改造", "公开改造", 1),
            line("秘密集团", true, "秘密集团", "", 1),
            line("秘密集团", true, "秘密改造", "", 1),
        ]
    );
}
