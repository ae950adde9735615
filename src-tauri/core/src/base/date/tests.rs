//! Which texts are which dates, and which are none.

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::{FuzzyDate, WallTime, format_date, from_today, parse_date};

fn read(text: &str) -> String {
    parse_date(text).map_or_else(|error| error.key().to_owned(), format_date)
}

fn fuzzy(text: &str) -> String {
    FuzzyDate::parse(text).map_or_else(|error| error.key().to_owned(), |date| date.to_string())
}

fn wall(text: &str) -> String {
    let read = WallTime::parse(text, Tz::Asia__Shanghai);
    read.map_or_else(|error| error.key().to_owned(), |wall| wall.at())
}

#[test]
fn reads_what_people_type() {
    for (text, expected) in [
        ("2026-11-22", "2026-11-22"),
        (" 2026/9/3 ", "2026-09-03"),
        ("2026.9.3", "2026-09-03"),
        ("2026. 9. 3", "2026-09-03"),
        ("２０２６／９／３", "2026-09-03"),
        ("2026年9月3日", "2026-09-03"),
        ("2026 年 9 月 3 日", "2026-09-03"),
        ("2026年9月3号", "2026-09-03"),
        ("26年9月3日", "2026-09-03"),
        ("二〇二六年十一月二十二日", "2026-11-22"),
        ("二零二六年一月十日", "2026-01-10"),
        ("20260903", "2026-09-03"),
        ("25/3/31", "2025-03-31"),
        ("98-12-31", "1998-12-31"),
        ("12/31/25", "2025-12-31"),
        ("13/03/2026", "2026-03-13"),
        ("03/13/2026", "2026-03-13"),
        ("04/04/2026", "2026-04-04"),
        ("22 Nov 2026", "2026-11-22"),
        ("Nov 22, 2026", "2026-11-22"),
        ("November 22nd, 2026", "2026-11-22"),
        ("22-Nov-26", "2026-11-22"),
        ("3 Sept 2026", "2026-09-03"),
        ("2026-11-22 00:00:00", "2026-11-22"),
        ("2026-11-22T00:00:00.000", "2026-11-22"),
        ("2024-02-29", "2024-02-29"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn refuses_by_name() {
    for (text, key) in [
        ("04/03/2026", "error.date_ambiguous"),
        ("4.3.2026", "error.date_ambiguous"),
        ("03/04/05", "error.date_ambiguous"),
        ("2026-02-30", "error.date_impossible"),
        ("2026年13月1日", "error.date_impossible"),
        ("20261301", "error.date_impossible"),
        ("2023-02-29", "error.date_impossible"),
        ("31/31/2026", "error.date_impossible"),
        ("0203-04-05", "error.date_impossible"),
        ("2026-11", "error.date_incomplete"),
        ("2026", "error.date_incomplete"),
        ("11月22日", "error.date_incomplete"),
        ("2026-11-22 14:20", "error.date_has_time"),
        ("", "error.date_unreadable"),
        ("明天", "error.date_unreadable"),
        ("45000.5", "error.date_unreadable"),
        ("260903", "error.date_unreadable"),
        ("2026-9/3", "error.date_unreadable"),
        ("2026-11-22x", "error.date_unreadable"),
        ("年月日", "error.date_unreadable"),
        ("2026年3日", "error.date_unreadable"),
        ("12345-1-1", "error.date_unreadable"),
        ("-1-1-1", "error.date_unreadable"),
    ] {
        assert_eq!(read(text), key, "{text}");
    }
}

#[test]
fn an_ambiguous_date_names_both_readings() {
    let wire = parse_date("04/03/2026").unwrap_err().to_wire();
    let value = |name: &str| wire.values.get(name).map(String::as_str);
    assert_eq!(value("text"), Some("04/03/2026"));
    assert_eq!(value("first"), Some("2026-04-03"));
    assert_eq!(value("second"), Some("2026-03-04"));
}

#[test]
fn reads_parts_of_dates() {
    for (text, expected) in [
        ("2026", "2026"),
        ("2026年", "2026"),
        ("2026-11", "2026-11"),
        ("2026/9", "2026-09"),
        ("11/2026", "2026-11"),
        ("2026年11月", "2026-11"),
        ("2026年11月份", "2026-11"),
        ("November 2026", "2026-11"),
        ("--11-22", "--11-22"),
        ("--03-04", "--03-04"),
        ("11-22", "--11-22"),
        ("03-04", "--03-04"),
        ("11/22", "--11-22"),
        ("22/11", "--11-22"),
        ("11月22日", "--11-22"),
        ("Nov 22", "--11-22"),
        ("2月29日", "--02-29"),
        ("2026-11-22", "2026-11-22"),
        ("3/4", "error.date_ambiguous"),
        ("2月30日", "error.date_impossible"),
        ("2026-13", "error.date_impossible"),
    ] {
        assert_eq!(fuzzy(text), expected, "{text}");
    }
}

#[test]
fn birthdays_come_every_year() {
    let on = |text: &str, year| {
        FuzzyDate::parse(text)
            .unwrap()
            .anniversary(year)
            .map(format_date)
    };
    assert_eq!(on("--02-29", 2024).as_deref(), Some("2024-02-29"));
    assert_eq!(on("--02-29", 2026).as_deref(), Some("2026-02-28"));
    assert_eq!(on("1980-11-22", 2026).as_deref(), Some("2026-11-22"));
    assert_eq!(on("1980-11", 2026), None);
}

#[test]
fn reads_times_on_the_wall() {
    for (text, expected) in [
        ("2026-11-23 10:00", "2026-11-23T10:00"),
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23 9:05:59", "2026-11-23T09:05"),
        ("2026-11-23", "2026-11-23"),
        ("2026/11/23 10：00", "2026-11-23T10:00"),
        ("2026年11月23日 10:00", "2026-11-23T10:00"),
        ("2026年11月23日下午3点半", "2026-11-23T15:30"),
        ("2026年11月23日15点30分", "2026-11-23T15:30"),
        ("2026-11-23 上午10点", "2026-11-23T10:00"),
        ("2026-11-23 中午12点", "2026-11-23T12:00"),
        ("2026-11-23 凌晨12点", "2026-11-23T00:00"),
        ("2026-11-23 下午三点一刻", "2026-11-23T15:15"),
        ("Nov 23, 2026 3:30 PM", "2026-11-23T15:30"),
        ("11/23/2026 12am", "2026-11-23T00:00"),
        ("11/23/2026 12pm", "2026-11-23T12:00"),
        ("2026-11-23 25:00", "error.time_impossible"),
        ("2026-11-23 10:60", "error.time_impossible"),
        ("2026-11-23 24:00", "error.time_impossible"),
        ("2026-11-23 晚上12点", "error.time_impossible"),
        ("2026-11-23 3", "error.date_unreadable"),
        ("2026-11-23 10:5", "error.date_unreadable"),
        ("04/03/2026 10:00", "error.date_ambiguous"),
        ("2026-02-30 10:00", "error.date_impossible"),
        ("2026-11", "error.date_incomplete"),
        ("10:00", "error.date_unreadable"),
        ("明天 10:00", "error.date_unreadable"),
    ] {
        assert_eq!(wall(text), expected, "{text}");
    }
}

#[test]
fn wall_times_fall_on_instants() {
    let instant = |at: &str, zone: &str| {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        WallTime::from_stored(at, zone)
            .unwrap()
            .instant(nine)
            .utc()
            .to_rfc3339()
    };
    assert_eq!(
        instant("2026-11-23T10:00", "Asia/Shanghai"),
        "2026-11-23T02:00:00+00:00"
    );
    assert_eq!(
        instant("2026-11-23", "Asia/Shanghai"),
        "2026-11-23T01:00:00+00:00"
    );
    // Clocks in New York skip 02:00–03:00 on 8 March 2026 and show 01:00–02:00 twice on 1 November.
    assert_eq!(
        instant("2026-03-08T02:30", "America/New_York"),
        "2026-03-08T07:00:00+00:00"
    );
    assert_eq!(
        instant("2026-11-01T01:30", "America/New_York"),
        "2026-11-01T05:30:00+00:00"
    );
    // Samoa had no 30 December 2011.
    assert_eq!(
        instant("2011-12-30T12:00", "Pacific/Apia"),
        "2011-12-30T10:00:00+00:00"
    );
}

#[test]
fn crosses_to_the_window_as_text() {
    let wall = WallTime::parse("2026-11-23 10:00", Tz::Asia__Shanghai).unwrap();
    let wire = serde_json::to_string(&wall).unwrap();
    assert_eq!(wire, r#"{"at":"2026-11-23T10:00","zone":"Asia/Shanghai"}"#);
    assert_eq!(serde_json::from_str::<WallTime>(&wire).unwrap(), wall);
    assert!(serde_json::from_str::<WallTime>(r#"{"at":"2026-11-23","zone":"Mars"}"#).is_err());
    let date = FuzzyDate::MonthDay(11, 22);
    assert_eq!(serde_json::to_string(&date).unwrap(), r#""--11-22""#);
    assert_eq!(
        serde_json::from_str::<FuzzyDate>(r#""--11-22""#).unwrap(),
        date
    );
}

proptest! {
    #[test]
    fn every_day_comes_back(days in 0_i32..2_900_000, style in 0..6) {
        let date = NaiveDate::from_num_days_from_ce_opt(days + 400_000).unwrap();
        let text = match style {
            0 => date.format("%Y-%m-%d"),
            1 => date.format("%Y/%-m/%-d"),
            2 => date.format("%Y年%-m月%-d日"),
            3 => date.format("%Y%m%d"),
            4 => date.format("%d %b %Y"),
            _ => date.format("%Y.%m.%d"),
        }.to_string();
        prop_assert_eq!(parse_date(&text).unwrap(), date, "{}", text);
    }

    #[test]
    fn a_western_date_is_read_only_one_way(days in 0_i32..36_000) {
        let date = NaiveDate::from_num_days_from_ce_opt(days + 720_000).unwrap();
        let text = date.format("%d/%m/%Y").to_string();
        let safe = date.day() > 12 || date.day() == date.month();
        prop_assert_eq!(parse_date(&text).is_ok(), safe, "{}", text);
    }

    #[test]
    fn fuzzy_text_comes_back(text in "(1[0-9]{3}|20[0-9]{2})(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?") {
        prop_assert_eq!(FuzzyDate::parse(&text).unwrap().to_string(), text);
    }

    #[test]
    fn never_panics(text in "[0-9年月日/. :-]{0,16}|\\PC{0,20}") {
        let _ = parse_date(&text);
        if let Ok(wall) = WallTime::parse(&text, Tz::Pacific__Apia) {
            let _ = wall.instant(NaiveTime::MIN);
            prop_assert_eq!(WallTime::parse(&wall.at(), Tz::Pacific__Apia).unwrap(), wall);
        }
    }
}

#[test]
fn words_count_days_from_today() {
    // A Tuesday.
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let counted = |text: &str| match from_today(text, today) {
        Ok(Some((first, last))) => format!("{} {}", format_date(first), format_date(last)),
        Ok(None) => "none".to_owned(),
        Err(error) => error.key().to_owned(),
    };
    for (text, expected) in [
        ("今天", "2026-11-24 2026-11-24"),
        (" Tomorrow ", "2026-11-25 2026-11-25"),
        ("前天", "2026-11-22 2026-11-22"),
        ("本周", "2026-11-23 2026-11-29"),
        ("Last week", "2026-11-16 2026-11-22"),
        ("下个月", "2026-12-01 2026-12-31"),
        ("本季度", "2026-10-01 2026-12-31"),
        ("last quarter", "2026-07-01 2026-09-30"),
        ("去年", "2025-01-01 2025-12-31"),
        ("30天内", "2026-11-24 2026-12-24"),
        ("未来 ３０ 天", "2026-11-24 2026-12-24"),
        ("within 2 weeks", "2026-11-24 2026-12-08"),
        ("the next 3 months", "2026-11-24 2027-02-24"),
        ("过去90天", "2026-08-26 2026-11-24"),
        ("past year", "none"),
        ("last 1 year", "2025-11-24 2026-11-24"),
        ("九十天前", "2026-08-26 2026-08-26"),
        ("两周后", "2026-12-08 2026-12-08"),
        ("in 1  day", "2026-11-25 2026-11-25"),
        ("3 个月之前", "2026-08-24 2026-08-24"),
        ("100年后", "2126-11-24 2126-11-24"),
        ("0天内", "2026-11-24 2026-11-24"),
        // Farther than anybody compares with, up to numbers that fit into nothing.
        ("101年后", "error.days_too_far"),
        ("36526 days ago", "error.days_too_far"),
        ("within 99999999 days", "error.days_too_far"),
        ("9223372036854775807天内", "error.days_too_far"),
        ("in 99999999999999999999999 weeks", "error.days_too_far"),
        ("99999999999999999999 quarters ago", "error.days_too_far"),
        // Days by themselves, and what is none.
        ("3月内", "none"),
        ("2026年前", "none"),
        ("2026-11-24", "none"),
        ("within days", "none"),
        ("-3天后", "none"),
        ("几天后", "none"),
        ("", "none"),
    ] {
        assert_eq!(counted(text), expected, "{text}");
    }
    // On the last day there is, too.
    for day in [NaiveDate::MAX, NaiveDate::MIN] {
        for text in [
            "明天",
            "昨天",
            "本周",
            "下个月",
            "明年",
            "去年",
            "30天内",
            "90 days ago",
        ] {
            let _ = from_today(text, day);
        }
    }
}

proptest! {
    #[test]
    fn no_text_counts_beyond_the_calendar(
        n in any::<u64>(),
        before in "|in |within |过去|未来|last ",
        behind in "天|周|个月|年|季度| days| weeks| quarters",
        end in "|后|前|内| ago",
        day in -90_000_000..90_000_000_i32,
    ) {
        let day = NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(NaiveDate::MAX);
        if let Ok(Some((first, last))) = from_today(&format!("{before}{n}{behind}{end}"), day) {
            prop_assert!(first <= last);
        }
    }
}
