//! What hangs on something that has yet to happen.

use super::{china, said_at};
use crate::quick::promises::{By, heard};
use crate::quick::time::Now;

/// Who promised, in which words and for which days.
fn of(text: &str) -> Vec<(By, String, String)> {
    let days = china();
    let now = Now {
        at: said_at(),
        days: &days,
    };
    let found = heard(text, &now).into_iter();
    found
        .map(|one| (one.by, one.text, one.days.join(" ")))
        .collect()
}

/// Only the condition promises nothing; of what hangs on it the day is the one that is said, and none is made up.
#[test]
fn what_hangs_on_something_is_promised_by_the_day_that_is_said_of_it() {
    for (text, told, day) in [
        (
            "After the call, we'll send the quote.",
            "After the call, we'll send the quote",
            "",
        ),
        (
            "After the call we'll send the quote",
            "After the call we'll send the quote",
            "",
        ),
        (
            "We'll send the quote once they confirm.",
            "We'll send the quote once they confirm",
            "",
        ),
        (
            "Once they confirm, we will ship on December 3.",
            "Once they confirm, we will ship on December 3",
            "2026-12-03",
        ),
        (
            "Once the deposit is in, we will ship on Monday.",
            "Once the deposit is in, we will ship on Monday",
            "2026-11-30",
        ),
        (
            "I'll send the quote after the meeting tomorrow.",
            "I'll send the quote after the meeting tomorrow",
            "2026-11-26",
        ),
        (
            "We'll call you once the visit is over on Friday.",
            "We'll call you once the visit is over on Friday",
            "2026-11-27",
        ),
        (
            "Once they confirm, we will ship on 2026-12-03.",
            "Once they confirm, we will ship on 2026-12-03",
            "2026-12-03",
        ),
        (
            "Once they confirm, we will ship on Sept 3.",
            "Once they confirm, we will ship on Sept 3",
            "2027-09-03",
        ),
        (
            "Once they confirm, we will ship on the 3rd.",
            "Once they confirm, we will ship on the 3rd",
            "2026-12-03",
        ),
        (
            "Once they confirm, we will ship on 12/3.",
            "Once they confirm, we will ship on 12/3",
            "2026-12-03 2027-03-12",
        ),
        (
            "We'll send the quote the day after tomorrow.",
            "We'll send the quote the day after tomorrow",
            "2026-11-27",
        ),
        (
            "We send it within 2 days.",
            "We send it within 2 days",
            "2026-11-27",
        ),
    ] {
        let one = (By::Us, told.to_owned(), day.to_owned());
        assert_eq!(of(text), [one], "{text}");
    }
}

/// What happened already is no condition; what is vowed beside one is the last that hangs on it.
#[test]
fn what_hangs_on_nothing_keeps_its_day() {
    assert_eq!(
        of("When I called, he said he'll pay on Friday"),
        [(
            By::Them,
            "he said he'll pay on Friday".to_owned(),
            "2026-11-27".to_owned()
        )]
    );
    let both = of("If they agree, we'll send the contract, and I'll call him on Monday");
    let told: Vec<_> = both
        .iter()
        .map(|(by, text, day)| (*by, text.as_str(), day.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (By::Us, "If they agree, we'll send the contract", ""),
            (By::Us, "and I'll call him on Monday", "2026-11-30"),
        ]
    );
    for text in [
        "We'll send the quote.",
        "When they pay, we ship on Monday.",
        "We ship once they pay.",
        "They pay within 60 days.",
        "They will sign next week, maybe",
        "Will we send the quote on Friday once they confirm?",
        "I'll ask if they can pay by Friday.",
    ] {
        assert_eq!(of(text), [], "{text}");
    }
}

/// What is decided by something else bears a mark, in both languages; what is said for the sake of form does not.
#[test]
fn what_depends_on_something_says_so() {
    let days = china();
    let now = Now {
        at: said_at(),
        days: &days,
    };
    for (text, depends) in [
        ("Once the deposit is in, we will ship on Monday.", true),
        ("They will sign next week if the price is right.", true),
        (
            "We'll send the quote on Friday if they haven't cancelled.",
            true,
        ),
        ("If all goes well, we will send the quote next week.", false),
        ("After the call, we'll send the quote by Friday.", false),
        ("We'll call you once the visit is over on Friday.", false),
        ("They will confirm by Friday when they can visit.", false),
        ("We'll send the quote on Friday.", false),
        ("如果没问题，下周给报价", false),
        ("顺利的话，我们下周给报价", false),
        ("如果价格合适，他们下周下单", true),
        ("他们付定金的话，我们下周发货", true),
        ("我们下周发货，如果定金到账", true),
        ("如果他们确认我们就下周发货", true),
        ("一旦样品确认，我们周五发货", true),
        ("我们下周发货", false),
        // Form is all that is said, and nothing of which it is said.
        ("如果一切都顺利的话，我们下周给报价", false),
        ("我们下周给报价，如果没问题的话", false),
        ("如果没问题我们就下周给报价", false),
        ("如果样品测试没问题，他们下周下单", true),
        ("要是验收没问题，他们月底付款", true),
        ("如果试产顺利，我们下周报价", true),
        ("如果不顺利，我们下周派人过去", true),
        ("如果他们不方便，我们下周上门", true),
        (
            "If there is no problem with the samples, we will ship on Friday.",
            true,
        ),
        ("We will ship on Friday if there is no problem.", false),
        // 就 within the condition ends none.
        ("如果客户今天就下单，我们下周交货", true),
        ("要是他们下周就付款，我们周五发货", true),
        ("我们周五发货，如果他们今天就付款", true),
        ("如果他们今天就确认我们就下周发货", true),
        ("如果价格合适，数量也够，他们下周下单", true),
        ("如果没问题，数量也够，他们下周下单", true),
        // Of what is only spoken of, and of an answer.
        ("价格的话，我们周五报价", false),
        ("报价的话，我们周五给他们", false),
        ("I'll confirm by Friday if we can deliver.", false),
        ("They will decide by Friday if they order.", false),
    ] {
        let found = heard(text, &now);
        let [one] = &found[..] else {
            panic!("{text}: {found:?}")
        };
        assert_eq!(one.depends, depends, "{text}");
        assert!(!one.days.is_empty(), "{text}");
    }
    // Two promises of one sentence: in Chinese both hang on what is said before them.
    let both = |text: &str| {
        let found = heard(text, &now).into_iter();
        found
            .map(|one| (one.by, one.text, one.depends))
            .collect::<Vec<_>>()
    };
    let of = |by, text: &str| (by, text.to_owned(), true);
    assert_eq!(
        both("如果样品确认，我们下周发货，他们月底付款"),
        [
            of(By::Us, "如果样品确认，我们下周发货"),
            of(By::Them, "如果样品确认，他们月底付款"),
        ]
    );
    assert_eq!(
        both("如果他们确认，我们周五报价，下周发货。"),
        [
            of(By::Us, "如果他们确认，我们周五报价"),
            of(By::Us, "如果他们确认，下周发货"),
        ]
    );
    assert_eq!(
        both("如果价格合适，数量也够，他们下周下单"),
        [of(By::Them, "如果价格合适，数量也够，他们下周下单")]
    );
}

/// A day that is counted from what it hangs on is not reckoned from today, and what did not come about is none.
#[test]
fn what_is_counted_from_a_condition_has_no_day() {
    for text in [
        "如果他们确认，我们两周之后发货",
        "如果他们确认，我们三个礼拜后发货",
        "如果他们确认，我们48小时内回复",
        "如果他们确认，我们5个工作日以后发货",
        "一旦到账，我们次日发货",
        "只要他们付款，我们当天发货",
        "要是他们早点付款，我们这周五就能发货了",
        "如果他们早说，我们周五就可以发货了",
    ] {
        assert_eq!(of(text), [], "{text}");
    }
    for text in [
        "Once they pay, we'll ship two weeks later.",
        "Once they pay, we'll ship the next day.",
        "Once they pay, we'll ship the following Friday.",
        "Once they pay, we'll ship the same day.",
        "As soon as they pay, we'll ship next business day.",
    ] {
        let days: Vec<String> = of(text).into_iter().map(|(_, _, days)| days).collect();
        assert_eq!(days, [""], "{text}");
    }
    for (text, day) in [
        ("只要他们付款，我们周五就能发货", "2026-11-27"),
        ("Once they pay, we'll ship next week.", "2026-12-04"),
    ] {
        let days: Vec<String> = of(text).into_iter().map(|(_, _, days)| days).collect();
        assert_eq!(days, [day], "{text}");
    }
    // A day of the calendar is none that is counted.
    let after = of("如果他们确认，我们12月3日之后发货");
    assert!(after[0].2.starts_with("2026-12-0"), "{after:?}");
}
