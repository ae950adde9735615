//! Invented expressions and sentences, with what they mean.

use chrono::NaiveDateTime;
use proptest::prelude::*;

mod hung;

use super::promises::{By, heard};
use super::time::{Found, Now, Time, Unsure, find};
use crate::base::Workdays;
use crate::base::calendar::{Announcement, Repeat};

const TIMES: &str = include_str!("../../../../tests/fixtures/quick/times.tsv");
const REPEATS: &str = include_str!("../../../../tests/fixtures/quick/repeats.tsv");
const NONE: &str = include_str!("../../../../tests/fixtures/quick/none.tsv");
const FRESH: &str = include_str!("../../../../tests/fixtures/quick/fresh.tsv");
const CAREFUL: &str = include_str!("../../../../tests/fixtures/quick/careful.tsv");
const PROMISES_FRESH: &str = include_str!("../../../../tests/fixtures/quick/promises_fresh.tsv");
const PROMISES: &str = include_str!("../../../../tests/fixtures/quick/promises.tsv");

fn said_at() -> NaiveDateTime {
    "2026-11-25T10:20:00".parse().unwrap()
}

fn china() -> Workdays {
    Workdays::here(chrono_tz::Asia::Shanghai)
}

fn read(text: &str) -> Vec<Found> {
    let days = china();
    find(
        text,
        &Now {
            at: said_at(),
            days: &days,
        },
    )
}

fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let told = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    told.map(|line| line.split('\t').collect())
}

/// Of the whole text, and nothing but one time: when it is due, and how many readings there are.
fn due(text: &str) -> Option<(String, usize)> {
    let [found] = &read(text)[..] else {
        return None;
    };
    let Time::Once(meant) = &found.time else {
        return None;
    };
    let when = meant.whens.first()?;
    let due = match when.at {
        Some(at) => when.due.and_time(at).format("%Y-%m-%dT%H:%M").to_string(),
        None => when.due.to_string(),
    };
    (found.span == (0..text.len())).then_some((due, meant.whens.len()))
}

#[test]
fn every_invented_time_is_read_to_the_day_and_minute() {
    for line in lines(TIMES) {
        let [text, day, readings] = line[..] else {
            panic!("{line:?}")
        };
        assert_eq!(
            due(text),
            Some((day.to_owned(), readings.parse().unwrap())),
            "{text}"
        );
    }
}

#[test]
fn what_one_reading_of_an_edge_leaves_behind_is_asked_about() {
    let days = china();
    for (today, text, read) in [
        (
            "2026-11-27",
            "月底前三天",
            &["2026-11-27", "2026-11-28"][..],
        ),
        (
            "2026-11-28",
            "月底前三天",
            &["2026-11-28", "2026-12-28", "2026-12-29"],
        ),
        ("2026-11-28", "本月底前三天", &["2026-11-28", "2026-11-27"]),
        ("2026-11-29", "月底前三天", &["2026-12-28", "2026-12-29"]),
        ("2026-11-30", "月底前三天", &["2026-12-28", "2026-12-29"]),
        (
            "2026-11-29",
            "月底前两天",
            &["2026-11-29", "2026-12-29", "2026-12-30"],
        ),
        (
            "2026-11-02",
            "月初前三天",
            &["2026-11-03", "2026-12-03", "2026-11-28"],
        ),
    ] {
        let at = format!("{today}T10:20:00").parse().unwrap();
        let found = find(text, &Now { at, days: &days });
        let [
            Found {
                time: Time::Once(meant),
                ..
            },
        ] = &found[..]
        else {
            panic!("{today} {text}: {found:?}")
        };
        let due: Vec<String> = meant
            .whens
            .iter()
            .map(|when| when.due.to_string())
            .collect();
        assert_eq!(due, read, "{today} {text}");
        assert_eq!(meant.unsure, Some(Unsure::WhichDay), "{today} {text}");
    }
}

#[test]
fn every_invented_repeat_is_its_rule_and_its_first_day() {
    let mut faults = Vec::new();
    for line in lines(REPEATS) {
        let [text, rule, start, at] = line[..] else {
            panic!("{line:?}")
        };
        assert_eq!(Repeat::parse(rule).unwrap().to_string(), rule, "{text}");
        let first = format!("{start} {at}").trim_end().to_owned();
        let told = told(text);
        if told != Some((rule.to_owned(), first)) {
            faults.push(format!("{text}: {told:?}, and not {rule} {start} {at}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_rule_that_may_be_two_is_asked_about() {
    for (text, rules) in [
        (
            "每隔两周",
            ["FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=3"],
        ),
        (
            "每隔三天",
            ["FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;INTERVAL=4"],
        ),
        (
            "每月底前三天",
            ["FREQ=MONTHLY;BYMONTHDAY=-4", "FREQ=MONTHLY;BYMONTHDAY=-3"],
        ),
        (
            "每月月底前三个工作日",
            ["FREQ=MONTHLY;WORKDAY=-3", "FREQ=MONTHLY;WORKDAY=-4"],
        ),
        (
            "2 working days before the end of each month",
            ["FREQ=MONTHLY;WORKDAY=-2", "FREQ=MONTHLY;WORKDAY=-3"],
        ),
        (
            "every Monday until March",
            [
                "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270228",
                "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270331",
            ],
        ),
        (
            "每周五到明年3月",
            [
                "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270228",
                "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270331",
            ],
        ),
    ] {
        let found = read(text);
        let [
            Found {
                time: Time::Again(again),
                span,
            },
        ] = &found[..]
        else {
            panic!("{text}: {found:?}")
        };
        let told: Vec<&str> = again.ways.iter().map(|way| way.rule.as_str()).collect();
        assert_eq!(
            (told.as_slice(), span),
            (&rules[..], &(0..text.len())),
            "{text}"
        );
        assert_eq!(again.unsure, Some(Unsure::WhichRule), "{text}");
    }
    // A week between is every other week for everybody.
    assert!(matches!(&read("每隔一周")[0].time, Time::Again(again) if again.ways.len() == 1));
}

/// What is read of an expression, in the words of the table of fresh ones; nothing where words of it are
/// left over.
fn told(text: &str) -> Option<(String, String)> {
    if let Some((due, readings)) = due(text) {
        return Some((due, readings.to_string()));
    }
    let [found] = &read(text)[..] else {
        return None;
    };
    let Time::Again(again) = &found.time else {
        return None;
    };
    let way = &again.ways[0];
    let mut first = way.start.to_string();
    if let Some(at) = way.at {
        first.push_str(&at.format(" %H:%M").to_string());
    }
    (found.span == (0..text.len())).then(|| (way.rule.clone(), first))
}

#[test]
fn what_was_never_met_is_understood_or_left_alone() {
    for han in [true, false] {
        let (mut all, mut exact, mut wrong, mut faults) = (0_u32, 0_u32, 0_u32, Vec::new());
        for line in lines(FRESH) {
            let [text, what, how] = line[..] else {
                panic!("{line:?}")
            };
            if text.chars().any(crate::base::words::is_han) != han {
                continue;
            }
            all += 1;
            match told(text) {
                None if what == "-" => exact += 1,
                Some((read, readings)) if read == what && readings == how => exact += 1,
                told => {
                    wrong += u32::from(told.is_some());
                    faults.push(format!("{text}: {told:?}, and not {what} {how}"));
                }
            }
        }
        assert!(f64::from(exact) >= 0.95 * f64::from(all), "{faults:#?}");
        assert!(f64::from(wrong) <= 0.01 * f64::from(all), "{faults:#?}");
    }
}

#[test]
fn nothing_is_asked_that_a_careful_reader_knows_nor_is_anything_half_understood() {
    let mut faults = Vec::new();
    for line in lines(CAREFUL) {
        let [text, what, how] = line[..] else {
            panic!("{line:?}")
        };
        let told = told(text);
        let want = (what != "-").then(|| (what.to_owned(), how.to_owned()));
        if told != want {
            faults.push(format!("{text}: {told:?}, and not {want:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The first time in a text: when it is due.
fn first(text: &str) -> Option<String> {
    let found = read(text);
    let Time::Once(meant) = &found.first()?.time else {
        return None;
    };
    let when = meant.whens.first()?;
    Some(match when.at {
        Some(at) => when.due.and_time(at).format("%Y-%m-%dT%H:%M").to_string(),
        None => when.due.to_string(),
    })
}

#[test]
fn an_hour_is_one_whatever_is_to_be_done_then_and_a_count_and_another_zone_are_none() {
    for (text, due) in [
        ("tomorrow at 3 Acme demo", "2026-11-26T15:00"),
        ("tomorrow at 3 pumps arrive", "2026-11-26T15:00"),
        ("Friday at 10 John", "2026-11-27T10:00"),
        ("Friday at ten John", "2026-11-27T10:00"),
        ("Friday, at 10 go through the list", "2026-11-27T10:00"),
        ("at 4 quote Acme", "2026-11-25T16:00"),
        ("at 4 Acme demo", "2026-11-25T16:00"),
        ("tomorrow at 5 pay the invoice", "2026-11-26T17:00"),
        ("tomorrow at 1500 hours", "2026-11-26T15:00"),
        ("tomorrow at 1400h Acme", "2026-11-26T14:00"),
        ("at 1500 hours call Acme", "2026-11-25T15:00"),
        ("明天 @3 张总", "2026-11-26T15:00"),
        ("@3 张总", "2026-11-25T15:00"),
        ("@10 万科", "2026-11-25T22:00"),
        ("tomorrow at 12 each", "2026-11-26"),
        ("tomorrow at 1200 USD", "2026-11-26"),
        ("明天 @3 张图纸", "2026-11-26"),
    ] {
        assert_eq!(first(text).as_deref(), Some(due), "{text}");
    }
    for text in [
        "at 15 pumps",
        "for 1500 hours",
        "@10 万元",
        "@3 家客户",
        "sell at 1200 USD",
        "Thu at 8 GMT",
        "Thu at 8 gmt",
        "Friday at 3 EST",
        "tomorrow at 1030 UTC",
    ] {
        assert_eq!(first(text), None, "{text}");
    }
}

#[test]
fn what_is_counted_from_an_event_is_left_alone_altogether() {
    for text in [
        "收到样品后三天内给客户反馈",
        "合同签完一周后催首付款",
        "下单后45天交货",
        "验收后30天内付款",
        "发货后两周跟进",
        "within 5 days of receipt call Acme",
        "两三天后给张总打电话",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
    // The same words with nothing that happened before them.
    for text in [
        "三天内反馈",
        "我们后两天都在",
        "张总三天后回来",
        "客户两周内付款",
    ] {
        assert_eq!(read(text).len(), 1, "{text}");
    }
}

#[test]
fn figures_that_may_be_a_date_or_not_are_asked_about_with_all_there_is() {
    // Chinese writes the month first: which of the two was a slip is asked.
    assert_eq!(due("周五3/4"), Some(("2026-11-27".to_owned(), 2)));
    assert_eq!(due("Friday 3/4"), Some(("2026-11-27".to_owned(), 3)));
    assert_eq!(due("周五12/18"), Some(("2026-12-18".to_owned(), 1)));
    assert_eq!(due("Friday 12/18"), Some(("2026-12-18".to_owned(), 1)));
    // What is gone by within the day is asked about; what is gone by for good is no task.
    assert_eq!(due("今天上午9点"), Some(("2026-11-26T09:00".to_owned(), 2)));
    assert_eq!(due("25号"), Some(("2026-11-25".to_owned(), 2)));
    assert_eq!(due("2025年底"), None);
    assert_eq!(due("过去三天"), None);
}

#[test]
fn what_is_no_time_is_left_alone() {
    for line in lines(NONE) {
        let text = line[0];
        let found = read(text);
        let spans: Vec<&str> = found
            .iter()
            .map(|found| &text[found.span.clone()])
            .collect();
        assert!(spans.is_empty(), "{text}: {spans:?}");
    }
}

#[test]
fn a_time_is_found_within_a_sentence_as_alone() {
    for line in lines(TIMES) {
        let text = line[0];
        let alone = due(text);
        for sentence in [
            format!("{text}给张总打电话"),
            format!("{text} call Acme"),
            format!("给张总打电话，{text}"),
        ] {
            let found = read(&sentence);
            let words = found
                .first()
                .map(|found| sentence[found.span.clone()].trim().to_owned());
            assert_eq!(
                words.as_deref().and_then(due),
                alone,
                "{sentence}: {words:?}"
            );
        }
    }
}

/// Nobody but the user knows when it is; a word like any other where nothing is counted from it.
#[test]
fn days_of_the_users_own_table_are_counted_from_by_their_names() {
    let span = |first: &str, last: &str, name: &str| Announcement {
        first: first.parse().unwrap(),
        last: last.parse().unwrap(),
        worked: false,
        name: name.to_owned(),
    };
    let days = china().with([
        span("2025-12-18", "2025-12-19", "公司年会"),
        span("2026-12-17", "2026-12-18", "公司年会"),
        span("2026-12-03", "2026-12-03", "Founders Day"),
        span("2026-12-01", "2026-12-01", "春节"),
    ]);
    let now = Now {
        at: said_at(),
        days: &days,
    };
    let due = |text: &str| {
        let found = find(text, &now);
        let days = found.iter().map(|one| match &one.time {
            Time::Once(meant) => meant.whens[0].due.to_string(),
            Time::Again(_) => "again".to_owned(),
        });
        days.collect::<Vec<_>>()
    };
    for (text, day) in [
        ("公司年会后第一个工作日", "2026-12-21"),
        ("公司年会前两个工作日回访张总", "2026-12-15"),
        ("公司年会后三天", "2026-12-21"),
        ("the first working day after Founders Day", "2026-12-04"),
        // What everybody calls so stays what everybody calls so.
        ("春节前一天", "2027-02-05"),
    ] {
        assert_eq!(due(text), [day], "{text}");
    }
    for text in [
        "公司年会订酒店",
        "公司年会",
        "给公司年会发请柬",
        "公司年会后勤安排",
        "公司年会前台接待",
        "公司年会前期准备",
    ] {
        assert!(due(text).is_empty(), "{text}");
    }
    // What is worked to make up for it has its name, and is not it.
    let make_up = Announcement {
        worked: true,
        ..span("2026-11-28", "2026-11-28", "公司年会")
    };
    let days = china().with([make_up, span("2026-12-17", "2026-12-18", "公司年会")]);
    let now = Now {
        at: said_at(),
        days: &days,
    };
    let found = find("公司年会后第一个工作日", &now);
    let Time::Once(meant) = &found[0].time else {
        panic!("{found:?}")
    };
    assert_eq!(meant.whens[0].due.to_string(), "2026-12-21");
    let none = Now {
        at: said_at(),
        days: &china(),
    };
    let found = find("公司年会后第一个工作日", &none);
    assert!(found.is_empty(), "nobody knows when that is: {found:?}");
}

/// What has a number and what is done on a day.
#[test]
fn a_number_before_a_thing_is_no_day_and_one_before_a_deed_is() {
    for (text, day) in [
        ("5号机场接人", Some("2026-12-05")),
        ("8号线上开会", Some("2026-12-08")),
        ("3号厂家来访", Some("2026-12-03")),
        ("15号订单交货", Some("2026-12-15")),
        ("12月5号3号楼封顶", Some("2026-12-05")),
        ("去5号线工地", None),
        ("检查2号厂房和3号厂房", None),
        ("在1号门等张总", None),
        ("更换3号水泵密封件", None),
        // Behind a month it is a day whatever follows, and of goods that are sent.
        ("12月5号厂房验收", Some("2026-12-05")),
        ("12月20号门店开业", Some("2026-12-20")),
        ("下月15号车间检查", Some("2026-12-15")),
        ("25号出口报关", Some("2026-11-25")),
        ("15号吊装设备", Some("2026-12-15")),
        ("15号球阀发货", Some("2026-12-15")),
        ("18号变压器发货", Some("2026-12-18")),
        ("20号服务器到货", Some("2026-12-20")),
        ("20号矿石到港", Some("2026-12-20")),
        ("15号文件归档", Some("2026-12-15")),
        ("18号餐厅订位", Some("2026-12-18")),
        ("15号门窗安装", Some("2026-12-15")),
    ] {
        let found = read(text);
        let days: Vec<String> = found
            .iter()
            .filter_map(|one| match &one.time {
                Time::Once(meant) => Some(meant.whens.first()?.due.to_string()),
                Time::Again(_) => None,
            })
            .collect();
        assert_eq!(days.first().map(String::as_str), day, "{text}");
        assert!(days.len() < 2, "{text}: {days:?}");
    }
}

/// The second number of a span is a day, though a place stands behind it; a range of houses is none.
#[test]
fn a_span_of_days_is_one_before_a_place_as_well() {
    let lasts = |text: &str| {
        let found = read(text);
        let [one] = &found[..] else {
            return None;
        };
        let Time::Once(meant) = &one.time else {
            return None;
        };
        let when = meant.whens.first()?;
        let last = when.until.date().pred_opt()?;
        Some((when.from.date().to_string(), last.to_string()))
    };
    for text in [
        "12月15号到20号车间停产",
        "15号到20号车间停产",
        "15-20号仓库盘点",
    ] {
        let days = ("2026-12-15".to_owned(), "2026-12-20".to_owned());
        assert_eq!(lasts(text), Some(days), "{text}");
    }
    let monthly = read("每月15号车间检查");
    let Time::Again(again) = &monthly[0].time else {
        panic!("{monthly:?}")
    };
    assert_eq!(again.ways[0].rule, "FREQ=MONTHLY;BYMONTHDAY=15");
    assert_eq!(lasts("1-3号楼验收"), None);
    // On the fifteenth, or to the third: no days in between in any case.
    assert_eq!(lasts("15号到3号楼"), None);
}

#[test]
fn promises_are_heard_and_what_only_looks_like_one_is_not() {
    heard_of(PROMISES);
    heard_of(PROMISES_FRESH);
}

/// Holds a table of sentences against what is heard of them.
fn heard_of(table: &'static str) {
    let days = china();
    let now = Now {
        at: said_at(),
        days: &days,
    };
    let (mut right, mut wrong, mut missed) = (0_u32, 0_u32, 0_u32);
    let mut faults = Vec::new();
    for line in lines(table) {
        let [by, day, text] = line[..] else {
            panic!("{line:?}")
        };
        let found = heard(text, &now);
        let told: Vec<(&str, String)> = found
            .iter()
            .map(|one| {
                let by = if one.by == By::Us { "us" } else { "them" };
                let depends = if one.depends { "?" } else { "" };
                let day = one.days.first().map(|day| format!("{day}{depends}"));
                (by, day.unwrap_or_else(|| "open".to_owned()))
            })
            .collect();
        match (by, &told[..]) {
            ("-", []) => {}
            (by, [(told_by, told_day)]) if by == *told_by && day == *told_day => right += 1,
            (_, []) => {
                missed += 1;
                faults.push(format!("missed {text}"));
            }
            _ => {
                wrong += 1;
                faults.push(format!("wrong {text}: {told:?}"));
            }
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    assert!(precision >= 0.95, "{precision}: {faults:#?}");
    assert!(recall >= 0.85, "{recall}: {faults:#?}");
}

#[test]
fn a_conversation_gives_its_promises_in_their_order() {
    let days = china();
    let now = Now {
        at: said_at(),
        days: &days,
    };
    let text = "和张总聊了二期备件。我们下周五前给报价，他们月底付首付款。竞争对手也在报价。\nWe'll send the samples by Dec 3.";
    let found = heard(text, &now);
    let told: Vec<(By, &str)> = found
        .iter()
        .map(|one| (one.by, one.days[0].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (By::Us, "2026-12-04"),
            (By::Them, "2026-11-30"),
            (By::Us, "2026-12-03")
        ]
    );
    assert_eq!(found[0].text, "我们下周五前给报价");
    // What is done again and again is none, and hides none that stands beside it.
    let both = heard("我们12月4日前给报价并每周一给报表", &now);
    assert_eq!(both[0].days, ["2026-12-04"]);
    assert!(
        heard("我们每周一给报表。", &now)
            .iter()
            .all(|one| one.days.is_empty())
    );
}

/// Said on a Wednesday.
#[test]
fn a_promise_whose_day_is_in_doubt_names_every_day_it_may_be() {
    let days = china();
    let now = Now {
        at: said_at(),
        days: &days,
    };
    for (text, may_be) in [
        ("我们周三给报价", &["2026-12-02", "2026-11-25"][..]),
        ("我们下周三给报价", &["2026-12-02"]),
        (
            "We will send the quote next Friday.",
            &["2026-12-04", "2026-11-27"],
        ),
        (
            "We will send the quote on 4/12.",
            &["2026-12-04", "2027-04-12"],
        ),
        ("我们周四或周五给报价", &["2026-11-26", "2026-11-27"]),
        ("我们周四和下周五寄样品", &["2026-11-26", "2026-12-04"]),
        // Only the hour is in doubt, and a promise has none.
        ("我们明天七点给报价", &["2026-11-26"]),
    ] {
        let found = heard(text, &now);
        assert_eq!(found.len(), 1, "{text}");
        let mut told = found[0].days.clone();
        let mut may_be = may_be.to_vec();
        told.sort();
        may_be.sort_unstable();
        assert_eq!(told, may_be, "{text}");
    }
}

/// Pieces of times, thrown together.
const PIECES: &[&str] = &[
    "下",
    "周",
    "三",
    "上午",
    "十",
    "点",
    "半",
    "每",
    "月",
    "最后",
    "一个",
    "工作日",
    "国庆",
    "后",
    "第",
    "前",
    "到",
    "-",
    "/",
    "年",
    "2026",
    "3",
    "31",
    "日",
    "号",
    "农历",
    "闰",
    "初",
    "at ",
    "every ",
    "next ",
    "monday ",
    "of ",
    "the ",
    "first ",
    "in ",
    "days ",
    "ago ",
    "pm ",
    ":",
    "999999999",
    "之",
    "内",
    "的",
    "，",
    " ",
    "隔",
    "半年",
    "二十",
    "百",
    "quarter ",
    "past ",
    "to ",
    "from ",
    "end of ",
    "q4",
    "h",
    "30",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_brings_it_down(text in "\\PC{0,500}") {
        let _ = read(&text);
        let days = china();
        let _ = heard(&text, &Now { at: said_at(), days: &days });
    }

    #[test]
    fn no_heap_of_pieces_brings_it_down(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..120)) {
        let text = pieces.concat();
        for found in read(&text) {
            prop_assert!(text.get(found.span).is_some());
        }
    }
}
