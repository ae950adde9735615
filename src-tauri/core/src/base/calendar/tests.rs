use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::{Announcement, Leap, LunarDate, LunarDay, Often, Repeat, Shift, Workdays};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn china() -> Workdays {
    Workdays::here(Tz::Asia__Shanghai)
}

/// The first `n` occurrences from `start` on.
fn first(rule: &str, start: &str, n: usize) -> Vec<String> {
    let (rule, start, days) = (Repeat::parse(rule).unwrap(), day(start), china());
    let mut at = start - Days::new(1);
    let mut all = Vec::new();
    while all.len() < n
        && let Some(next) = rule.after(start, at, &days)
    {
        all.push(next.to_string());
        at = next;
    }
    all
}

#[test]
fn the_spring_festival_and_the_leap_months_fall_where_they_fell() {
    // As the Purple Mountain Observatory has them.
    let begins = "02-05 01-24 02-12 02-01 01-22 02-09 01-29 02-18 02-07 01-26 \
        02-14 02-03 01-23 02-10 01-31 02-19 02-08 01-28 02-16 02-05 \
        01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 \
        02-03 01-23 02-11 01-31 02-19 02-08 01-28 02-15 02-04 01-24 \
        02-12 02-01 01-22 02-10 01-30 02-17 02-06 01-26 02-14 02-02 \
        01-23";
    for (year, begins) in (2000..).zip(begins.split(' ')) {
        let begins = format!("{year}-{begins}");
        let new_year = LunarDay::parse("1-1").unwrap().in_year(year).unwrap();
        assert_eq!(new_year, day(&begins), "{year}");
    }
    for (year, month) in [(2020, 4), (2023, 2), (2025, 6), (2028, 5), (2033, 11)] {
        for candidate in 1..=12 {
            let leap = LunarDay {
                month: candidate,
                leap: true,
                day: 1,
            };
            assert_eq!(
                leap.in_year(year).is_some(),
                candidate == month,
                "{year}-{candidate}"
            );
        }
    }
    let mid_autumn = LunarDay::parse("农历八月十五").unwrap();
    assert_eq!(mid_autumn.in_year(2026), Some(day("2026-09-25")));
}

#[test]
fn a_lunar_day_is_read_as_it_is_written() {
    for (text, stored) in [
        ("08-15", "08-15"),
        ("8-15", "08-15"),
        ("L06-01", "L06-01"),
        ("农历八月十五", "08-15"),
        ("正月初一", "01-01"),
        ("腊月廿三", "12-23"),
        ("闰六月初一", "L06-01"),
        ("十二月三十", "12-30"),
        ("冬月二十日", "11-20"),
    ] {
        assert_eq!(LunarDay::parse(text).unwrap().to_string(), stored, "{text}");
    }
    for text in ["", "13-01", "08-31", "八月", "8.15", "初一", "00-10"] {
        assert!(LunarDay::parse(text).is_err(), "{text}");
    }
}

#[test]
fn rules_step_as_people_mean_them() {
    assert_eq!(
        first("FREQ=MONTHLY;WORKDAY=-1", "2026-09-01", 3),
        ["2026-09-30", "2026-10-30", "2026-11-30"]
    );
    // The first days of October are the National Day.
    assert_eq!(
        first("FREQ=MONTHLY;WORKDAY=1", "2026-09-15", 2),
        ["2026-10-08", "2026-11-02"]
    );
    assert_eq!(
        first("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-11-25", 3),
        ["2026-11-25", "2026-12-09", "2026-12-23"]
    );
    assert_eq!(
        first("FREQ=YEARLY;LUNAR=08-15", "2026-01-01", 2),
        ["2026-09-25", "2027-09-15"]
    );
    // A month of 29 days: the 30th is its last.
    assert_eq!(
        first("FREQ=YEARLY;LUNAR=12-30", "2026-01-01", 1),
        ["2026-02-16"]
    );
    assert_eq!(
        first("FREQ=YEARLY;LUNAR=06-01;LEAP=BOTH", "2025-01-01", 3),
        ["2025-06-25", "2025-07-25", "2026-07-14"]
    );
    // A day of the leap month is none of the ordinary one.
    for rule in [
        "FREQ=YEARLY;LUNAR=L06-01",
        "FREQ=YEARLY;LUNAR=L06-01;LEAP=ONLY",
        "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY",
    ] {
        assert_eq!(
            first(rule, "2025-01-01", 2),
            ["2025-07-25", "2036-07-23"],
            "{rule}"
        );
        let kept = Repeat::parse(rule).unwrap().to_string();
        assert_eq!(kept, "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY");
    }
    // A Saturday and a Sunday come to one Monday.
    assert_eq!(
        first("FREQ=WEEKLY;BYDAY=SA,SU;SHIFT=NEXT", "2026-11-21", 2),
        ["2026-11-23", "2026-11-30"]
    );
    // Three days worked before the 25th, on whatever day that is, whichever day one begins with.
    for start in ["2026-11-23", "2026-12-22"] {
        assert_eq!(
            first("FREQ=MONTHLY;BYMONTHDAY=25;SHIFT=-3", start, 2),
            ["2026-12-22", "2027-01-20"],
            "{start}"
        );
    }
    assert_eq!(
        first("FREQ=MONTHLY;BYMONTHDAY=3;SHIFT=PREV", "2026-09-20", 1),
        ["2026-09-30"]
    );
    assert_eq!(first("FREQ=DAILY;COUNT=2", "2026-11-25", 9).len(), 2);
    assert_eq!(
        first("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204", "2026-11-25", 9),
        ["2026-11-27", "2026-12-04"]
    );
    // Only months that have it.
    assert_eq!(
        first("FREQ=MONTHLY;BYMONTHDAY=31", "2026-11-25", 2),
        ["2026-12-31", "2027-01-31"]
    );
    assert!(first("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", 1).is_empty());
}

#[test]
fn what_is_typed_is_kept_as_a_rule() {
    for (text, stored) in [
        ("每天", "FREQ=DAILY"),
        ("每两周", "FREQ=WEEKLY;INTERVAL=2"),
        ("每隔一天", "FREQ=DAILY;INTERVAL=2"),
        ("每周三", "FREQ=WEEKLY;BYDAY=WE"),
        ("每周一、周四", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("每星期五", "FREQ=WEEKLY;BYDAY=FR"),
        ("每个工作日", "FREQ=DAILY;WORKDAY=EACH"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("每月15日下午3点", ""),
        ("各季度", "FREQ=MONTHLY;INTERVAL=3"),
        ("half-yearly", "FREQ=MONTHLY;INTERVAL=6"),
        // What quick entry knows, a field knows.
        ("每月第二个周三", "FREQ=MONTHLY;BYDAY=2WE"),
        ("每周一到周五", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every other Monday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("每月15日", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("每月底", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("每月最后一个工作日", "FREQ=MONTHLY;WORKDAY=-1"),
        ("每月第一个工作日", "FREQ=MONTHLY;WORKDAY=1"),
        ("每季度", "FREQ=MONTHLY;INTERVAL=3"),
        ("每季度最后一个工作日", "FREQ=MONTHLY;INTERVAL=3;WORKDAY=-1"),
        ("每半年", "FREQ=MONTHLY;INTERVAL=6"),
        ("每3个月", "FREQ=MONTHLY;INTERVAL=3"),
        ("每年", "FREQ=YEARLY"),
        ("每年10月1日", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1"),
        ("农历八月十五", "FREQ=YEARLY;LUNAR=08-15"),
        ("每年农历正月初一", "FREQ=YEARLY;LUNAR=01-01"),
        ("每年农历六月初一", "FREQ=YEARLY;LUNAR=06-01"),
        ("每年农历六月初一（闰月不算）", "FREQ=YEARLY;LUNAR=06-01"),
        (
            "每年农历六月初一（闰月也算）",
            "FREQ=YEARLY;LUNAR=06-01;LEAP=BOTH",
        ),
        ("农历六月初一，含闰月", "FREQ=YEARLY;LUNAR=06-01;LEAP=BOTH"),
        (
            "每年农历六月初一（只在闰月）",
            "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY",
        ),
        ("每年农历闰六月初一", "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY"),
        ("农历閏六月初一", "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY"),
        ("每年农历闰六月初一（闰月不算）", ""),
        (
            "每年八月十五（闰月也算）",
            "FREQ=YEARLY;LUNAR=08-15;LEAP=BOTH",
        ),
        (
            "every year on day 1 of lunar month 6",
            "FREQ=YEARLY;LUNAR=06-01",
        ),
        (
            "every year on day 1 of lunar month 6 (leap month too)",
            "FREQ=YEARLY;LUNAR=06-01;LEAP=BOTH",
        ),
        (
            "every year on day 1 of lunar month 6 (leap month only)",
            "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY",
        ),
        (
            "every year on the 1st day of the sixth lunar month, including leap months",
            "FREQ=YEARLY;LUNAR=06-01;LEAP=BOTH",
        ),
        (
            "every 2 years on the first of the leap sixth month",
            "FREQ=YEARLY;INTERVAL=2;LUNAR=06-01;LEAP=ONLY",
        ),
        ("lunar 8/15", "FREQ=YEARLY;LUNAR=08-15"),
        (
            "every year on lunar leap month 6 day 1",
            "FREQ=YEARLY;LUNAR=06-01;LEAP=ONLY",
        ),
        ("lunar 13/1", ""),
        ("weekly", "FREQ=WEEKLY"),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("every Friday", "FREQ=WEEKLY;BYDAY=FR"),
        ("last working day of each month", "FREQ=MONTHLY;WORKDAY=-1"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("rrule", ""),
        ("", ""),
        ("每月三十二日", ""),
        ("有空", ""),
        (
            "freq=monthly;workday=-1;shift=none",
            "FREQ=MONTHLY;WORKDAY=-1",
        ),
    ] {
        let read = Repeat::read(text).map(|rule| rule.to_string());
        assert_eq!(read.ok().unwrap_or_default(), stored, "{text}");
    }
}

#[test]
fn each_day_worked_keeps_to_the_table() {
    let days = china();
    let rule = Repeat::parse("FREQ=DAILY;WORKDAY=EACH").unwrap();
    // Around the National Day of 2026 a Saturday is worked, and a week is not.
    let found = rule.between(
        day("2026-09-01"),
        (day("2026-09-29"), day("2026-10-12")),
        &days,
    );
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "2026-09-29",
            "2026-09-30",
            "2026-10-08",
            "2026-10-09",
            "2026-10-10",
            "2026-10-12"
        ]
    );
    assert!(!rule.is_rfc());
    for wrong in [
        "FREQ=WEEKLY;WORKDAY=EACH",
        "FREQ=DAILY;WORKDAY=EACH;BYDAY=MO",
        "FREQ=DAILY;WORKDAY=EACH;LUNAR=08-15",
    ] {
        assert!(Repeat::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_part_that_makes_no_sense_is_named() {
    for (rule, part) in [
        ("INTERVAL=2", "FREQ"),
        ("FREQ=WEEKLY;BYDAY=T月底", "BYDAY=T月底"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
        ("FREQ=DAILY;WORKDAY=1", "WORKDAY"),
        ("FREQ=MONTHLY;WORKDAY=0", "WORKDAY=0"),
        ("FREQ=MONTHLY;SHIFT=-0", "SHIFT=-0"),
        ("FREQ=MONTHLY;SHIFT=-21", "SHIFT=-21"),
        ("FREQ=MONTHLY;SHIFT=3", "SHIFT=3"),
        ("FREQ=MONTHLY;LUNAR=08-15", "LUNAR"),
        ("FREQ=YEARLY;LUNAR=13-15", "LUNAR=13-15"),
        ("FREQ=MONTHLY;BYDAY=XX", "FREQ=MONTHLY;INTERVAL=1;BYDAY=XX"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=DAILY;X=1", "X=1"),
        ("FREQ=MONTHLY;LEAP=BOTH", "LUNAR"),
        ("FREQ=YEARLY;LUNAR=L06-01;LEAP=SKIP", "LEAP"),
    ] {
        let error = Repeat::parse(rule).unwrap_err().to_wire();
        assert_eq!(error.key, "error.repeat_part", "{rule}");
        assert_eq!(error.values["part"], part, "{rule}");
    }
}

#[test]
fn days_of_ones_own_go_before_those_shipped() {
    let own = Announcement {
        first: day("2027-02-05"),
        last: day("2027-02-11"),
        worked: false,
        name: "春节".into(),
    };
    let make_up = Announcement {
        first: day("2027-02-13"),
        last: day("2027-02-13"),
        worked: true,
        name: "春节".into(),
    };
    let days = china().with([own, make_up]);
    assert_eq!(days.next(day("2027-02-04")), day("2027-02-12"));
    assert_eq!(days.next(day("2027-02-12")), day("2027-02-13"));
    assert_eq!(days.back(day("2027-02-12"), 1), day("2027-02-04"));
    assert_eq!(
        china().next(day("2027-02-04")),
        day("2027-02-09"),
        "the shipped ones stand"
    );
    let friday = china().resting_on(vec![chrono::Weekday::Fri]);
    assert_eq!(friday.next(day("2026-11-26")), day("2026-11-28"));
}

fn rules() -> impl Strategy<Value = Repeat> {
    let often = prop_oneof![
        Just(Often::Weekly),
        Just(Often::Monthly),
        Just(Often::Yearly)
    ];
    let shift = prop_oneof![
        Just(Shift::None),
        Just(Shift::Next),
        Just(Shift::Prev),
        Just(Shift::Before(3))
    ];
    (
        often,
        1_u16..4,
        shift,
        -3_i8..=3,
        0_u8..4,
        (1_u8..=12, 1_u8..=30),
    )
        .prop_map(|(often, n, shift, nth, how, (month, date))| {
            let rule = Repeat::every(often, n).shifted(shift);
            match how {
                0 if nth != 0 => rule.on_workday(nth),
                1 => Repeat::every(Often::Yearly, n).shifted(shift).on_lunar(
                    LunarDay {
                        month,
                        leap: false,
                        day: date,
                    },
                    [Leap::Skip, Leap::Only, Leap::Both][usize::from(date % 3)],
                ),
                2 => Repeat::every(Often::Monthly, n)
                    .shifted(shift)
                    .with("BYMONTHDAY", date.min(28).to_string()),
                _ => rule,
            }
        })
}

proptest! {
    #[test]
    fn a_rule_survives_being_written_down(rule in rules()) {
        prop_assert_eq!(Repeat::parse(&rule.to_string()).unwrap(), rule);
    }

    #[test]
    fn what_comes_next_comes_later_and_off_days_are_shunned(rule in rules(), start in 0_u64..3000) {
        let (days, start) = (china(), day("2020-01-01") + Days::new(start));
        let mut at = start - Days::new(40);
        for _ in 0..5 {
            let Some(next) = rule.after(start, at, &days) else { break };
            prop_assert!(next > at);
            if rule.to_string().contains("SHIFT") || rule.to_string().contains("WORKDAY") {
                prop_assert!(days.is_worked(next));
            }
            at = next;
        }
    }

    #[test]
    fn stepping_agrees_with_looking_at_every_day(rule in rules(), start in 0_u64..3000) {
        let (days, start) = (china(), day("2020-01-01") + Days::new(start));
        let span = (start, start + Days::new(800));
        let listed = rule.between(start, span, &days);
        let mut at = span.0 - Days::new(1);
        let mut stepped = Vec::new();
        while let Some(next) = rule.after(start, at, &days).filter(|day| *day <= span.1) {
            stepped.push(next);
            at = next;
        }
        // Moved back before the start, it is not in the span.
        let listed: Vec<NaiveDate> = listed.into_iter().filter(|day| *day >= start).collect();
        prop_assert_eq!(listed, stepped);
    }

    #[test]
    fn a_lunar_date_is_the_day_it_came_from(n in 0_u64..50_000) {
        let day = day("1950-01-01") + Days::new(n);
        let lunar = LunarDate::of(day).unwrap();
        prop_assert_eq!(lunar.day.in_year(lunar.year), Some(day));
        prop_assert!((lunar.year - day.year()).abs() <= 1);
    }

    #[test]
    fn no_text_breaks_it(text in ".{0,60}", parts in "(FREQ|COUNT|BYDAY|LUNAR|WORKDAY|[=;A-Z0-9-]){0,30}") {
        let _ = Repeat::read(&text);
        if let Ok(rule) = Repeat::read(&parts) {
            let _ = rule.after(day("2026-01-01"), day("2026-06-01"), &china());
        }
        let _ = LunarDay::parse(&text);
    }

    #[test]
    fn the_nth_day_worked_has_so_many_before_it(n in 1_i8..6, year in 2007_i32..2027, back: bool) {
        let (days, start) = (china(), NaiveDate::from_ymd_opt(year, 1, 1).unwrap());
        let rule = Repeat::every(Often::Monthly, 1).on_workday(if back { -n } else { n });
        let all = rule.between(start, (start, NaiveDate::from_ymd_opt(year, 12, 31).unwrap()), &days);
        prop_assert_eq!(all.len(), 12);
        for day in all {
            prop_assert!(days.is_worked(day));
            let month = start.iter_days().take(366).filter(|one| one.month() == day.month() && one.year() == year);
            let beyond = month.filter(|one| days.is_worked(*one) && if back { *one > day } else { *one < day });
            prop_assert_eq!(beyond.count(), usize::from(n.unsigned_abs()) - 1);
        }
    }

    #[test]
    fn a_lunar_day_comes_once_in_each_lunar_year(month in 1_u8..=12, date in 1_u8..=30) {
        let days = china();
        let rule = Repeat::every(Often::Yearly, 1).on_lunar(LunarDay { month, leap: false, day: date }, Leap::Skip);
        let all = rule.between(day("2000-06-01"), (day("2001-01-01"), day("2049-12-31")), &days);
        prop_assert!(all.len() >= 48);
        let mut before = None;
        for one in all {
            let lunar = LunarDate::of(one).unwrap();
            prop_assert_eq!((lunar.day.month, lunar.day.leap), (month, false));
            prop_assert!(lunar.day.day == date || (date == 30 && lunar.day.day == 29));
            prop_assert!(before.is_none_or(|year| lunar.year == year + 1));
            before = Some(lunar.year);
        }
    }

    #[test]
    fn looking_at_every_day_finds_the_same(date in 1_u32..=28, weekday in 0_u32..7, start in 0_u64..3000) {
        let (days, start) = (china(), day("2018-01-01") + Days::new(start));
        let span = (start, start + Days::new(700));
        let codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let code = codes[weekday as usize];
        let monthly = Repeat::every(Often::Monthly, 1).with("BYMONTHDAY", date.to_string());
        let weekly = Repeat::every(Often::Weekly, 1).with("BYDAY", code);
        let seen = |fits: &dyn Fn(NaiveDate) -> bool| -> Vec<NaiveDate> {
            start.iter_days().take(701).filter(|day| fits(*day)).collect()
        };
        prop_assert_eq!(monthly.between(start, span, &days), seen(&|day| day.day() == date));
        let on = |day: NaiveDate| day.weekday().num_days_from_monday() == weekday;
        prop_assert_eq!(weekly.between(start, span, &days), seen(&on));
    }
}

#[test]
fn a_working_day_no_month_has_is_not_looked_for_to_the_end_of_time() {
    let rule = Repeat::parse("FREQ=MONTHLY;WORKDAY=25").unwrap();
    let last = day("2026-01-01");
    assert_eq!(rule.after(last, last, &china()), None);
}

#[test]
fn a_rule_leaves_out_the_days_it_names_and_counts_them_all_the_same() {
    let rule = "FREQ=DAILY;COUNT=5;EXCEPT=20261126,20261124";
    assert_eq!(
        first(rule, "2026-11-23", 9),
        ["2026-11-23", "2026-11-25", "2026-11-27"]
    );
    let read = Repeat::parse(rule).unwrap();
    let kept = "FREQ=DAILY;COUNT=5;EXCEPT=20261124,20261126";
    assert_eq!(read.to_string(), kept, "in order");
    assert_eq!(Repeat::parse(kept).unwrap(), read);
    let next = read
        .next(day("2026-11-23"), day("2026-11-23"), &china())
        .unwrap();
    assert_eq!(next.on, day("2026-11-25"));
    assert_eq!(next.skipped, 0, "what was left out did not pass");
    assert_eq!(next.rest.to_string(), "FREQ=DAILY;COUNT=3;EXCEPT=20261126");
    // The day by the rule, before it is moved off a day that is not worked.
    assert_eq!(
        first("FREQ=WEEKLY;SHIFT=NEXT;EXCEPT=20261128", "2026-11-28", 1),
        ["2026-12-07"]
    );
    for bad in ["FREQ=DAILY;EXCEPT=soon", "FREQ=DAILY;EXCEPT=20261301"] {
        assert!(Repeat::parse(bad).is_err(), "{bad}");
    }
}
