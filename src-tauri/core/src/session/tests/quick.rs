//! A line of quick entry, read against a small vault: who is meant, when, and what is asked.

use super::{make, session, unit};
use crate::base::{Id, WallTime};
use crate::quick::{Draft, Part};
use crate::records::labels::{self, Language};
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

fn asked_of(draft: &Draft) -> Vec<&str> {
    let people = draft
        .doubts
        .iter()
        .filter(|doubt| doubt.part == Part::Contact);
    let choices = people.flat_map(|doubt| &doubt.choices);
    choices
        .map(|choice| label(choice.contact.as_ref()))
        .collect()
}

#[test]
fn nobody_is_taken_in_silence_beside_a_customer_or_a_title_that_is_not_theirs() {
    let ground = ground();
    for (line, who) in [
        ("给钱塘江公司张总打电话", "张建国"),
        ("给钱塘江公司的张伟打电话", "张伟"),
        ("华为钱塘江公司张总", "张建国"),
        ("email Mr. Smith at Foo Corp", "John Smith"),
        // Nobody called Li keeps accounts.
        ("给李会计发邮件", "李明"),
    ] {
        let draft = ground.read(line);
        assert_eq!(
            (draft.contact.as_ref(), asked_of(&draft)),
            (None, vec![who]),
            "{line}"
        );
    }
    for (line, who) in [
        ("给老客户张总打电话", "张建国"),
        ("给华为采购部张总打电话", "张建国"),
        ("提醒我问张总报价的事", "张建国"),
        ("和张伟开会1小时", "张伟"),
    ] {
        let draft = ground.read(line);
        assert_eq!(label(draft.contact.as_ref()), who, "{line}");
        assert_eq!(draft.doubts, [], "{line}");
    }
}

#[test]
fn a_customer_whose_name_sounds_like_somebody_is_the_customer() {
    let ground = ground();
    let units = [
        ("小米科技有限责任公司", "小米"),
        ("万科企业股份有限公司", "万科"),
        ("康师傅控股有限公司", "康师傅"),
        ("中国农业银行", "农行"),
        ("华工科技产业股份有限公司", "华工科技"),
    ];
    for (name, short) in units {
        let values = [
            ("legal_name", Value::text(name)),
            ("short_name", Value::text(short)),
        ];
        make(&ground.session, "unit", values);
    }
    for (name, title) in [("米雪", "出纳"), ("万里", "科长"), ("施雯", "财务")] {
        person(&ground.session, name, title, ground.plant);
    }
    for (name, short) in units {
        for line in [format!("拜访{short}"), format!("给{short}打电话")] {
            let draft = ground.read(&line);
            assert_eq!(label(draft.unit.as_ref()), name, "{line}");
            assert_eq!(
                (draft.contact.as_ref(), &draft.doubts[..]),
                (None, &[][..]),
                "{line}"
            );
        }
    }
    // A gang of workmen is no engineer called Shi.
    let draft = ground.read("联系施工队");
    assert_eq!((draft.contact.as_ref(), &draft.doubts[..]), (None, &[][..]));
}

#[test]
fn of_two_times_neither_is_taken_in_silence() {
    let ground = ground();
    for (line, choices) in [
        (
            "把周五的会议资料周三发给张总",
            &[
                ("2026-11-27", "把的会议资料周三发给张总"),
                ("2026-11-25", "把周五的会议资料发给张总"),
            ][..],
        ),
        (
            "下周三打电话，下周五发报价",
            &[
                ("2026-11-25", "打电话，下周五发报价"),
                ("2026-11-27", "下周三打电话，发报价"),
            ],
        ),
        (
            "周三和周四去苏州二厂",
            &[("2026-11-25", "去苏州二厂"), ("2026-11-26", "去苏州二厂")],
        ),
        (
            "call Acme on Wednesday and Thursday",
            &[("2026-11-25", "call Acme"), ("2026-11-26", "call Acme")],
        ),
        (
            "明天上午去华为，下午去鲲鹏",
            &[
                ("2026-11-23T09:00", "去华为，下午去鲲鹏"),
                ("2026-11-23T14:00", "明天上午去华为，去鲲鹏"),
            ],
        ),
    ] {
        let draft = ground.read(line);
        assert_eq!(
            (&draft.due, draft.title.as_str()),
            (&Value::Null, line),
            "{line}"
        );
        let times = draft.doubts.iter().find(|doubt| doubt.part == Part::When);
        let times = times.unwrap_or_else(|| panic!("{line}"));
        assert_eq!(
            (times.why.as_str(), times.is_likely),
            ("which_time", false),
            "{line}"
        );
        let told: Vec<(&str, &str)> = times
            .choices
            .iter()
            .map(|choice| match &choice.due {
                Value::Wall(wall) => (wall.at.as_str(), choice.title.as_deref().unwrap_or("")),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(told, choices, "{line}");
    }
    // What is gone by, and what only says of which week something is, are no due date.
    for (line, day) in [
        ("把昨天的纪要明天发给张总", "2026-11-23"),
        ("周五把下周的计划发给张总", "2026-11-27"),
        ("send the Q1 plan to Acme on Friday", "2026-11-27"),
        ("明天（周一）下午3点拜访华为", "2026-11-23T15:00"),
        ("昨天给张总打了电话", ""),
        ("跟进鲲鹏12月的回款", ""),
        ("给王芳寄3月发票", ""),
        ("call John Smith about the Friday meeting", ""),
        ("send Acme the Monday report on Tuesday", "2026-11-24"),
        ("下个月给华为汇报本季度的进展", "2026-12-31"),
        ("12月拜访华为", "2026-12-31"),
    ] {
        let draft = ground.read(line);
        assert_eq!((due(&draft), &draft.doubts[..]), (day, &[][..]), "{line}");
    }
}

#[test]
fn words_of_time_that_were_not_understood_leave_the_line_for_some_day() {
    let ground = ground();
    for line in [
        "每月第三周周五下午3点开会",
        "每周三次给华为打电话，下午3点",
        "每年春节前给华为张总寄礼品",
        "黑色星期六给华为打电话",
        "每周一（节假日除外）开例会",
        "每天早晚各给华为打一次电话",
        "单周周五拜访华为",
        "月底前三天内给华为打电话",
        "3月底前两个月内给华为打电话",
        "within three days of month end call Acme",
    ] {
        let draft = ground.read(line);
        assert_eq!(
            (&draft.due, draft.repeat.as_ref()),
            (&Value::Null, None),
            "{line}"
        );
        assert_eq!(draft.title, line);
    }
}

#[test]
fn a_rule_with_two_meanings_waits_for_an_answer() {
    let draft = ground().read("每隔两周周一给华为打电话");
    assert_eq!((&draft.due, draft.repeat.as_ref()), (&Value::Null, None));
    let [doubt] = &draft.doubts[..] else {
        panic!("{:?}", draft.doubts)
    };
    assert_eq!((doubt.why.as_str(), doubt.is_likely), ("which_rule", false));
    let rules: Vec<_> = doubt
        .choices
        .iter()
        .map(|one| one.repeat.as_deref())
        .collect();
    let every = |n| format!("FREQ=WEEKLY;INTERVAL={n};BYDAY=MO");
    assert_eq!(rules, [Some(every(2).as_str()), Some(every(3).as_str())]);
}

#[test]
fn from_when_to_when_is_how_long_it_takes() {
    let ground = ground();
    for (line, minutes) in [
        ("明天下午2点到4点评审", Some(120)),
        ("周五 10:00-11:30 Acme 视频会议", Some(90)),
        ("每周三下午2点到3点半开例会", Some(90)),
        ("demo for Acme on Dec 10 from 2 to 3:30", Some(90)),
        // Within these hours, and not for all of them.
        ("call Acme between 2 and 4pm tomorrow", None),
        ("明天下午给华为打电话", None),
        ("12月7日到9日在苏州二厂", None),
    ] {
        assert_eq!(ground.read(line).minutes, minutes, "{line}");
    }
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

/// Months are not counted back from the end of the month one is in: that is said, and no day is made up.
#[test]
fn what_counts_back_to_no_day_is_told_and_left_to_the_user() {
    let ground = ground();
    for line in [
        "月底前两个月催鲲鹏付款",
        "每月底前两个月催款",
        "send the report two months before the end of the month",
    ] {
        let draft = ground.read(line);
        assert_eq!((due(&draft), draft.repeat.as_deref()), ("", None), "{line}");
        let asked: Vec<_> = draft
            .doubts
            .iter()
            .filter(|doubt| doubt.part == Part::When)
            .map(|doubt| (doubt.why.as_str(), doubt.choices.len(), doubt.is_likely))
            .collect();
        assert_eq!(asked, [("gone_back", 0, false)], "{line}");
        assert!(draft.title.contains("两个月") || draft.title.contains("two months"));
    }
    let draft = ground.read("月底前催鲲鹏付款");
    assert!(draft.doubts.iter().all(|doubt| doubt.why != "gone_back"));
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
        // Any number of them, and not only those a list offers.
        ("12月25日续约，提前4个工作日提醒", "续约", &["w4"]),
        ("12月25日续约，提前45天和6小时提醒", "续约", &["d45", "h6"]),
        ("周五上午10点开会，提前20分钟提醒我", "开会", &["m20"]),
        (
            "renew the contract on Dec 25, remind me 4 working days before",
            "renew the contract",
            &["w4"],
        ),
        (
            "call Acme on Friday at 3pm and remind me an hour before it",
            "call Acme",
            &["h1"],
        ),
        (
            "remind me an hour before the call with Acme tomorrow at 3pm",
            "the call with Acme",
            &["h1"],
        ),
        (
            "remind me 2 days before to send Acme the quote on Friday",
            "send Acme the quote",
            &["d2"],
        ),
        (
            "send Acme the quote on Friday. Remind me the day before.",
            "send Acme the quote",
            &["d1"],
        ),
        (
            "visit Acme on Friday (remind me one day before)",
            "visit Acme",
            &["d1"],
        ),
        (
            "visit Acme on Friday at 10, remind me before by 30 minutes",
            "visit Acme",
            &["m30"],
        ),
        (
            "visit Acme on Friday at 10 with a 30 minute reminder",
            "visit Acme",
            &["m30"],
        ),
        (
            "visit Acme on Friday, please remind me 3 days prior",
            "visit Acme",
            &["d3"],
        ),
        // How the work is done stays in the title.
        ("周五提前一天到场", "提前一天到场", &[]),
        ("周五交报告，提前四天提醒", "交报告", &["d4"]),
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
    // Further off than any lead.
    let draft = ground.read("12月25日续约，提前4000天提醒");
    assert!(draft.leads.is_empty());
    assert!(draft.title.contains("提前4000天"), "{}", draft.title);
    // A lead of nothing is left in the text.
    let draft = ground.read("提前一天提醒");
    assert_eq!(
        (draft.leads.len(), draft.title.as_str()),
        (0, "提前一天提醒")
    );
}

#[test]
fn a_part_of_a_name_is_nobody() {
    let ground = ground();
    assert_eq!(
        label(ground.read("call John tomorrow").contact.as_ref()),
        "John Smith"
    );
    assert_eq!(label(ground.read("call Smi tomorrow").contact.as_ref()), "");
    assert_eq!(label(ground.read("call Jo tomorrow").contact.as_ref()), "");
}

#[test]
fn a_surname_alone_is_somebody_where_somebody_is_called() {
    let ground = ground();
    for line in ["call Smith tomorrow", "email Ms. Smith", "lunch with Smith"] {
        let draft = ground.read(line);
        assert_eq!(label(draft.contact.as_ref()), "John Smith", "{line}");
        assert_eq!(draft.doubts, [], "{line}");
    }
    let asks = |line: &str| {
        let draft = ground.read(line);
        assert_eq!(draft.contact, None, "{line}");
        let asked = asked_of(&draft).into_iter();
        asked.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(asks("ask smith for the samples"), ["John Smith"]);
    assert_eq!(asks("send the Smith samples"), [""; 0], "nobody is called");
    person(&ground.session, "Ann Smith", "Buyer", ground.huawei);
    assert_eq!(asks("call Smith tomorrow").len(), 2);
}

/// The vault stands on a Sunday; logged is the visit of the Friday before.
#[test]
fn promises_are_read_against_the_day_of_the_conversation() {
    let ground = ground();
    let text = "我们下周三给报价。明天给张总发样品。";
    let heard = |at| {
        let found = ground.session.promises_heard(text, at).unwrap();
        let days = found.into_iter().map(|one| one.days.join(" "));
        days.collect::<Vec<_>>()
    };
    assert_eq!(heard(None), ["2026-11-25", "2026-11-23"]);
    let friday = WallTime::from_stored("2026-11-20T22:00", "Asia/Shanghai").unwrap();
    let at = friday.instant(chrono::NaiveTime::MIN).0;
    assert_eq!(heard(Some(at)), ["2026-11-25", "2026-11-21"]);
    let night = WallTime::from_stored("2026-11-21T00:30", "Asia/Shanghai").unwrap();
    let at = night.instant(chrono::NaiveTime::MIN).0;
    assert_eq!(
        heard(Some(at)),
        ["2026-11-25", "2026-11-22"],
        "by the clocks here"
    );
    // A week before, and the day has gone by: it is said all the same.
    let before = WallTime::from_stored("2026-11-13T10:00", "Asia/Shanghai").unwrap();
    let at = before.instant(chrono::NaiveTime::MIN).0;
    assert_eq!(heard(Some(at)), ["2026-11-18", "2026-11-14"]);
}

#[test]
fn a_lead_that_no_list_offers_is_kept_and_read_by_its_name_in_both_languages() {
    let ground = ground();
    let values = [
        ("title", Value::text("续约")),
        ("leads", Value::Choices(vec!["w4".into(), "m20".into()])),
    ];
    let task = make(&ground.session, "task", values);
    assert_eq!(
        task.get("leads"),
        &Value::Choices(vec!["w4".into(), "m20".into()])
    );
    for (typed, kept) in [
        ("提前 4 个工作日", "w4"),
        ("提前4天", "d4"),
        ("6 hours before", "h6"),
        ("4 working days before", "w4"),
        ("20 min before", "m20"),
    ] {
        let values = [
            ("title", Value::text("续约")),
            ("leads", Value::Raw(typed.into())),
        ];
        let task = make(&ground.session, "task", values);
        assert_eq!(
            task.get("leads"),
            &Value::Choices(vec![kept.into()]),
            "{typed}"
        );
    }
    let named = |language| labels::choice(language, "lead", "w4");
    assert_eq!(named(Language::Zh), "提前 4 个工作日");
    assert_eq!(named(Language::En), "4 working days before");
}

/// When a line is due, and why that is asked.
fn when(draft: &Draft) -> (String, Vec<String>) {
    let asked = draft.doubts.iter().filter(|doubt| doubt.part == Part::When);
    let why = asked.map(|doubt| doubt.why.clone()).collect();
    (due(draft).to_owned(), why)
}

#[test]
fn names_that_sound_like_times_are_names() {
    let ground = ground();
    let sure = |line: &str| {
        let (due, asked) = when(&ground.read(line));
        assert!(asked.is_empty(), "{line}: {asked:?}");
        due
    };
    // Of nobody here, they are the times they say.
    assert_eq!(sure("国庆拜访华为"), "2027-10-01");
    for (name, title) in [
        ("周一鸣", "经理"),
        ("李国庆", "科长"),
        ("Li Jun", "Manager"),
    ] {
        person(&ground.session, name, title, ground.plant);
    }
    for name in ["今日头条", "每日互动"] {
        let values = [
            ("legal_name", Value::text(format!("{name}科技有限公司"))),
            ("short_name", Value::text(name)),
        ];
        make(&ground.session, "unit", values);
    }
    for (line, due) in [
        ("给周一鸣打电话", ""),
        ("周三给周一鸣打电话", "2026-11-25"),
        ("约李国庆下周三吃饭", "2026-11-25"),
        ("给今日头条发方案", ""),
        ("明天给今日头条发方案", "2026-11-23"),
        ("给每日互动发合同", ""),
        ("周五和每日互动签合同", "2026-11-27"),
        ("email Li Jun", ""),
        ("email Li Jun tomorrow", "2026-11-23"),
        ("call Mr. Sun about the contract", ""),
        ("call Mr. Sun on Friday about the contract", "2026-11-27"),
        ("call Jan", ""),
        ("明天周一鸣来访", "2026-11-23"),
        ("今天和平医院验收", "2026-11-22"),
        ("talk to June tomorrow", "2026-11-23"),
        ("visit Acme in June", "2027-06-30"),
        ("Postpone the Acme visit to March", "2027-03-31"),
        ("move review to August", "2027-08-31"),
        ("from April to June", "2027-06-30"),
        ("don't miss Friday's deadline", "2026-11-27"),
        ("miss tomorrow's call", "2026-11-23"),
    ] {
        assert_eq!(sure(line), due, "{line}");
    }
    assert!(ground.read("给每日互动发合同").repeat.is_none());
    assert_eq!(ground.read("给周一鸣打电话").title, "给周一鸣打电话");
}

#[test]
fn what_a_thing_is_of_is_not_when_it_is_due() {
    let ground = ground();
    for (line, due) in [
        ("给华为寄新年台历", ""),
        ("送中秋月饼", ""),
        ("下周三送中秋月饼", "2026-11-25"),
        ("12月回款明细发给王总", ""),
        ("明天把12月回款明细发给王总", "2026-11-23"),
        ("把11月20日的会议纪要发给张总", ""),
        ("send the Nov 20 minutes", ""),
        ("给Acme报3号泵的价格", ""),
        ("和张总确认三点事项", ""),
        ("send quote for 20 pumps to Acme", ""),
        ("talk to Zhang about 2 contracts", ""),
        ("offer the pump at 15% discount", ""),
        ("quote 5 pumps at 12 each", ""),
        // And what only looks like one of those.
        ("元旦祝福张总", "2027-01-01"),
        ("中秋慰问华为", "2027-09-15"),
        ("国庆通知客户", "2027-10-01"),
        ("国庆安排拜访", "2027-10-01"),
        ("国庆值班", "2027-10-01"),
        ("参加中秋晚会", "2027-09-15"),
        ("Christmas dinner with Bob", "2026-12-25"),
        ("12月对账", "2026-12-31"),
        ("12月对账单发给王总", ""),
        ("12月拜访华为", "2026-12-31"),
        ("中秋前给华为送月饼", "2027-09-14"),
        ("12.5寄样品", "2026-12-05"),
        (
            "call Acme tomorrow at 3 about the quote",
            "2026-11-23T15:00",
        ),
        ("at 2 call Acme", "2026-11-22T14:00"),
        ("visit Acme the week after next", "2026-12-04"),
        ("call Acme next week's Tuesday", "2026-11-24"),
        ("周末前把报价发出", "2026-11-22"),
        ("明天中午前回复", "2026-11-23T12:00"),
        ("今晚之前发出", "2026-11-22T18:00"),
    ] {
        let (told, asked) = when(&ground.read(line));
        assert_eq!((told.as_str(), &asked[..]), (due, &[][..]), "{line}");
    }
    // The day gone by may be meant, or the one of next year.
    let draft = ground.read("11月20日拜访华为");
    assert_eq!(
        when(&draft),
        ("2027-11-20".to_owned(), vec!["gone_by".to_owned()])
    );
    assert_eq!(draft.doubts[0].choices.len(), 2);
}

#[test]
fn a_number_that_is_of_a_day_or_of_a_place_is_asked_about() {
    let ground = ground();
    let asked = |line: &str| {
        let draft = ground.read(line);
        assert_eq!(draft.due, Value::Null, "{line}");
        let [doubt] = &draft.doubts[..] else {
            return None;
        };
        assert_eq!(
            (&*doubt.why, doubt.is_likely),
            ("day_or_place", false),
            "{line}"
        );
        let Value::Wall(at) = &doubt.choices[0].due else {
            panic!("{line}")
        };
        assert_eq!(draft.title, line, "until it is answered");
        Some((
            at.at.clone(),
            doubt.choices[0].title.clone().unwrap_or_default(),
        ))
    };
    let is = |day: &str, title: &str| Some((day.to_owned(), title.to_owned()));
    assert_eq!(asked("15号车间检查"), is("2026-12-15", "车间检查"));
    assert_eq!(asked("28号仓库盘点"), is("2026-11-28", "仓库盘点"));
    // How long before it speaks is said of the day, and of nothing where it is a place.
    let ahead = "15号车间检查，提前1天提醒";
    assert_eq!(asked(ahead), is("2026-12-15", "车间检查"));
    let draft = ground.read(ahead);
    assert_eq!(draft.doubts[0].choices[0].leads, ["d1"]);
    assert_eq!(draft.leads, [""; 0]);
    for line in [
        "3号楼验收",
        "15号车间的钥匙",
        "检查2号厂房和3号厂房",
        "40号车间检查",
        "15号车间",
    ] {
        assert_eq!(asked(line), None, "{line}");
    }
}
