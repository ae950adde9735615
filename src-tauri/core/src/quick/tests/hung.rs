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
    ] {
        let found = heard(text, &now);
        let [one] = &found[..] else {
            panic!("{text}: {found:?}")
        };
        assert_eq!(one.depends, depends, "{text}");
        assert!(!one.days.is_empty(), "{text}");
    }
    // Two promises of one sentence: only the first hangs on what is said before it.
    let found = heard("如果样品确认，我们下周发货，他们月底付款", &now);
    let told: Vec<(By, bool)> = found.iter().map(|one| (one.by, one.depends)).collect();
    assert_eq!(told, [(By::Us, true), (By::Them, false)]);
}
