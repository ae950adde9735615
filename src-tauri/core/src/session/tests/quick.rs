//! A line of quick entry, read against a small vault: who is meant, when, and what is asked.

use super::{make, session, unit};
use crate::base::Id;
use crate::quick::{Draft, Part};
use crate::records::value::Value;
use crate::session::Session;

const EVERYDAY: &str = include_str!("../../../../../tests/fixtures/quick/everyday.tsv");

/// The vault stands at half past ten on Sunday, 22 November 2026, in Shanghai.
struct Ground {
    session: Session,
    huawei: Id,
    plant: Id,
}

fn person(session: &Session, name: &str, title: &str, unit: Id) -> Id {
    let contact = make(session, "contact", [("full_name", Value::text(name))]).id;
    let post = [
        ("contact", Value::to(contact)),
        ("unit", Value::to(unit)),
        ("title", Value::text(title)),
    ];
    make(session, "post", post);
    contact
}

fn ground() -> Ground {
    let (session, _) = session();
    let named = |name: &str, short: &str, parent: Option<Id>| {
        let values = [
            ("legal_name", Value::text(name)),
            ("short_name", Value::text(short)),
            ("parent", parent.map_or(Value::Null, Value::to)),
        ];
        make(&session, "unit", values).id
    };
    let huawei = named("华为技术有限公司", "华为", None);
    let plant = named("苏州第二机械厂", "苏州二厂", None);
    named("鲲鹏数据系统有限公司", "鲲鹏", None);
    named("Acme Industries Ltd", "Acme", None);
    named("和平医院", "和平医院", None);
    let lab = unit(&session, "华为终端研究所", Some(huawei));
    person(&session, "张建国", "总经理", huawei);
    person(&session, "李明", "高级工程师", lab);
    person(&session, "张伟", "销售经理", plant);
    person(&session, "王芳", "财务经理", plant);
    person(&session, "王强", "采购经理", plant);
    person(&session, "John Smith", "Buyer", plant);
    Ground {
        session,
        huawei,
        plant,
    }
}

impl Ground {
    fn read(&self, line: &str) -> Draft {
        self.session.quick_draft(line).unwrap()
    }
}

fn due(draft: &Draft) -> &str {
    match &draft.due {
        Value::Wall(wall) => &wall.at,
        Value::Null => "",
        other => panic!("{other:?}"),
    }
}

fn label(of: Option<&crate::records::value::Ref>) -> &str {
    of.map_or("", |found| found.label.as_str())
}

#[test]
fn a_line_of_chinese_is_a_task_for_the_person_at_the_unit() {
    let ground = ground();
    let draft = ground.read("下周三上午给华为张总打电话");
    assert_eq!(due(&draft), "2026-11-25T09:00");
    assert_eq!(label(draft.unit.as_ref()), "华为技术有限公司");
    assert_eq!(label(draft.contact.as_ref()), "张建国");
    assert_eq!(draft.kind, "call");
    assert_eq!(draft.title, "给华为张总打电话");
    assert_eq!(draft.doubts, []);
}

#[test]
fn the_sentences_one_types_say_when_for_whom_and_how() {
    let ground = ground();
    for (line, when, unit, contact, kind) in [
        (
            "每月最后一个工作日催鲲鹏回款",
            "2026-11-30",
            "鲲鹏数据系统有限公司",
            "",
            "payment",
        ),
        (
            "拜访苏州二厂 明天下午3点",
            "2026-11-23T15:00",
            "苏州第二机械厂",
            "",
            "visit",
        ),
        (
            "三天后 remind me to send the quote to Acme",
            "2026-11-25",
            "Acme Industries Ltd",
            "",
            "quote",
        ),
        (
            "周五给李工发邮件",
            "2026-11-27",
            "华为终端研究所",
            "李明",
            "mail",
        ),
        (
            "call huawei tomorrow at 3pm",
            "2026-11-23T15:00",
            "华为技术有限公司",
            "",
            "call",
        ),
        (
            "明天给王芳打电话",
            "2026-11-23",
            "苏州第二机械厂",
            "王芳",
            "call",
        ),
        (
            "12月1日去和平医院拜访",
            "2026-12-01",
            "和平医院",
            "",
            "visit",
        ),
        (
            "email Mr. Smith on Friday",
            "2026-11-27",
            "苏州第二机械厂",
            "John Smith",
            "mail",
        ),
        (
            "华为张建国 周二",
            "2026-11-24",
            "华为技术有限公司",
            "张建国",
            "",
        ),
        ("给钱塘江公司打电话", "", "", "", "call"),
    ] {
        let draft = ground.read(line);
        assert_eq!(due(&draft), when, "{line}");
        assert_eq!(label(draft.unit.as_ref()), unit, "{line}");
        assert_eq!(label(draft.contact.as_ref()), contact, "{line}");
        assert_eq!(draft.kind, kind, "{line}");
        assert_eq!(draft.doubts, [], "{line}");
    }
    let again = ground.read("每月最后一个工作日催鲲鹏回款");
    assert_eq!(again.repeat.as_deref(), Some("FREQ=MONTHLY;WORKDAY=-1"));
    assert_eq!(again.title, "催鲲鹏回款");
    let english = ground.read("三天后 remind me to send the quote to Acme");
    assert_eq!(english.title, "send the quote to Acme");
}

/// What is read of a line, in the columns of the table.
fn told(draft: &Draft) -> String {
    let due = match &draft.repeat {
        Some(rule) => format!("{rule} {}", due(draft)),
        None => due(draft).to_owned(),
    };
    let doubts: Vec<&str> = draft
        .doubts
        .iter()
        .map(|doubt| {
            if doubt.part == Part::When {
                &doubt.why
            } else {
                "*"
            }
        })
        .collect();
    let columns = [
        &due,
        label(draft.unit.as_ref()),
        label(draft.contact.as_ref()),
        &draft.kind,
        &doubts.join(","),
        &draft.title,
    ];
    columns.join("\t")
}

#[test]
fn what_one_types_in_a_day_is_read_to_the_last_word() {
    let ground = ground();
    let mut faults = Vec::new();
    for line in EVERYDAY
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let (line, want) = line.split_once('\t').unwrap();
        let read = told(&ground.read(line));
        if read != want {
            faults.push(format!("{line}: {read}, and not {want}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_day_here_and_an_hour_there_are_one_time() {
    let draft = ground().read("周三给华为打电话，下午3点");
    assert_eq!(due(&draft), "2026-11-25T15:00");
    assert_eq!(draft.title, "给华为打电话");
}

#[test]
fn several_who_fit_are_asked_about_and_none_is_taken() {
    let ground = ground();
    let draft = ground.read("明天给苏州二厂王经理打电话");
    assert_eq!(draft.unit.as_ref().map(|unit| unit.id), Some(ground.plant));
    assert_eq!(draft.contact, None);
    let [doubt] = &draft.doubts[..] else {
        panic!("{:?}", draft.doubts)
    };
    assert_eq!((doubt.part, doubt.is_likely), (Part::Contact, false));
    let names: Vec<&str> = doubt
        .choices
        .iter()
        .map(|choice| label(choice.contact.as_ref()))
        .collect();
    assert_eq!(names, ["王芳", "王强"]);
    assert_eq!(doubt.choices[0].detail, "财务经理");
}

#[test]
fn a_namesake_elsewhere_is_asked_about() {
    let ground = ground();
    // Nobody called Wang is at Huawei.
    let draft = ground.read("明天给华为王经理打电话");
    assert_eq!(draft.unit.as_ref().map(|unit| unit.id), Some(ground.huawei));
    assert_eq!(draft.contact, None);
    assert_eq!(draft.doubts.len(), 1);
}

#[test]
fn an_hour_that_may_be_either_is_asked_about_with_the_likelier_first() {
    let draft = ground().read("call Acme at 7");
    let [doubt] = &draft.doubts[..] else {
        panic!("{:?}", draft.doubts)
    };
    assert_eq!((doubt.why.as_str(), doubt.is_likely), ("half_of_day", true));
    assert_eq!(due(&draft), "2026-11-22T19:00");
    assert_eq!(doubt.choices.len(), 2);
}

#[test]
fn without_a_time_it_is_for_some_day() {
    let draft = ground().read("给华为寄样品");
    assert_eq!(draft.due, Value::Null);
    assert_eq!(draft.repeat, None);
    assert_eq!(draft.title, "给华为寄样品");
    assert_eq!(label(draft.unit.as_ref()), "华为技术有限公司");
}

#[test]
fn a_year_whose_holidays_are_not_announced_is_said_so() {
    let ground = ground();
    assert!(
        ground
            .read("国庆后第一个工作日拜访苏州二厂")
            .holidays_unknown
    );
    assert!(!ground.read("明天拜访苏州二厂").holidays_unknown);
}

#[test]
fn reading_writes_nothing() {
    let ground = ground();
    let before = ground.session.records("task", 10).unwrap().len();
    ground.read("下周三上午给华为张总打电话");
    assert_eq!(ground.session.records("task", 10).unwrap().len(), before);
}

#[test]
fn how_long_before_is_said_beside_the_time_and_never_taken_for_one() {
    let ground = ground();
    for (line, title, leads) in [
        (
            "周五给张总打电话，提前一天提醒",
            "给张总打电话",
            &["d1"][..],
        ),
        ("下周三上午10点拜访华为 提前半小时", "拜访华为", &["m30"]),
        (
            "周五交报告，提前三天和两小时提醒我",
            "交报告",
            &["d3", "h2"],
        ),
        ("12月25日续约，提前3个工作日提醒", "续约", &["w3"]),
        (
            "call Acme on Friday, remind me 2 days before",
            "call Acme",
            &["d2"],
        ),
        (
            "call Acme on Friday at 3pm, remind me 1 day and 30 minutes before",
            "call Acme",
            &["d1", "m30"],
        ),
        // How the work is done, and a span that is no choice, stay in the title.
        ("周五提前一天到场", "提前一天到场", &[]),
        ("周五交报告，提前四天提醒", "交报告，提前四天提醒", &[]),
        (
            "remind me 2 days before Friday to call Acme",
            "call Acme",
            &[],
        ),
    ] {
        let draft = ground.read(line);
        assert_eq!(draft.leads, leads, "{line}");
        assert_eq!(draft.title, title, "{line}");
        assert_ne!(draft.due, Value::Null, "{line}");
    }
    // A lead of nothing is left in the text.
    let draft = ground.read("提前一天提醒");
    assert_eq!(
        (draft.leads.len(), draft.title.as_str()),
        (0, "提前一天提醒")
    );
}
