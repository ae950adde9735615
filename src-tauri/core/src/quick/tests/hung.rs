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

/// Only the condition promises nothing; no day is made up for what hangs on it.
#[test]
fn what_hangs_on_something_is_promised_without_a_day_of_its_own() {
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
            "",
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
        "They will sign next week if the price is right.",
        "They will sign next week, maybe",
        "Will we send the quote on Friday once they confirm?",
        "I'll ask if they can pay by Friday.",
    ] {
        assert_eq!(of(text), [], "{text}");
    }
}
