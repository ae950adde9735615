//! The sheets are read back: what they say, that they are two at most, and what is not on them.

use steward_core::base::{Id, Timestamp};
use steward_core::brief::model::BriefPart;
use steward_core::records::value::Ref;

use super::*;
use crate::state::certificate::tests::{pages, shows_chinese};

fn id() -> Id {
    Id::from_bytes([7; 16])
}

fn line(text: &str, secret: bool) -> BriefLine {
    BriefLine {
        entity: "task".to_owned(),
        id: id(),
        day: Some("2026-11-20".to_owned()),
        text: text.to_owned(),
        note: "Anna".to_owned(),
        late: true,
        inner: false,
        secret,
    }
}

fn brief(lines: Vec<BriefLine>) -> Brief {
    let fact = |label: &str, value: &str| BriefFact {
        label: label.to_owned(),
        value: value.to_owned(),
        secret: false,
    };
    let untold = lines.iter().filter(|line| line.secret).count();
    Brief {
        unit: Ref {
            id: id(),
            label: "Kunpeng Group 鲲鹏集团".to_owned(),
        },
        also: "Kunpeng".to_owned(),
        facts: vec![
            fact("Owner", "Lin"),
            fact("Address", &"Long Road 1, ".repeat(20)),
        ],
        below: true,
        children: 3,
        day: "2026-11-22".to_owned(),
        sections: vec![BriefSection {
            key: "tasks".to_owned(),
            title: "Open tasks".to_owned(),
            lines,
            more: 4,
            suggested: false,
        }],
        parts: Vec::<BriefPart>::new(),
        secret: false,
        untold: u32::try_from(untold).unwrap(),
    }
}

fn made(language: Language) -> Made {
    Made {
        at: Timestamp(1_795_420_000_000),
        zone: chrono_tz::Asia::Shanghai,
        language,
    }
}

fn read(brief: &Brief, language: Language, shelf: &Shelf) -> Vec<String> {
    let told = |_| Ok(brief.clone());
    pages(&pdf(told, made(language), shelf).unwrap())
}

#[test]
fn a_sheet_says_what_the_brief_says_and_how_much_it_leaves_out() {
    let shelf = Shelf::of_the_system();
    let brief = brief(vec![
        line("Send the offer", false),
        line("Hidden plan", true),
    ]);
    let pages = read(&brief, Language::En, &shelf);
    let [page] = &pages[..] else {
        panic!("one page");
    };
    for said in [
        "Visit brief · 2026-11-22",
        "Owner",
        "Lin",
        "Open tasks",
        "Send the offer",
        "Anna",
        "4 more",
        "confidential lines left out: 1",
        "Page 1 of 1",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(!page.contains("Hidden plan"), "{page}");
    if shows_chinese() {
        let page = &read(&brief, Language::Zh, &shelf)[0];
        for said in ["拜访简报", "鲲鹏集团", "另有 4 条", "保密内容 1 条未列出"]
        {
            assert!(page.contains(said), "{said} in {page}");
        }
    }
}

#[test]
fn two_sheets_hold_what_a_brief_holds_and_say_what_they_do_not() {
    let shelf = Shelf::of_the_system();
    let long =
        "All that was said of it, and what else one ought to know before the visit. ".to_owned();
    // As much as all sections together may hold.
    let full = brief(
        (0..90)
            .map(|n| line(&format!("{n} {long}"), false))
            .collect(),
    );
    let sheets = read(&full, Language::En, &shelf);
    assert_eq!(sheets.len(), 2);
    let all = sheets.concat();
    assert!(
        (0..90).all(|n| all.contains(&format!("{n} All that"))),
        "{all}"
    );
    assert!(!all.contains("without room"), "{all}");
    let far = brief(
        (0..400)
            .map(|n| line(&format!("{n} {long}"), false))
            .collect(),
    );
    let sheets = read(&far, Language::En, &shelf);
    assert_eq!(sheets.len(), 2, "never more");
    let all = sheets.concat();
    let shown = (0..400)
        .filter(|n| all.contains(&format!("\n{n} All that")))
        .count();
    assert!(
        all.contains(&format!(
            "lines without room on paper, see the window: {}",
            400 - shown
        )),
        "{shown}"
    );
}

#[test]
fn of_whoever_is_confidential_there_is_no_paper_and_without_chinese_letters_it_is_english() {
    let shelf = Shelf::of_the_system();
    let secret = Brief {
        secret: true,
        ..brief(vec![line("x", true)])
    };
    let refused = pdf(|_| Ok(secret.clone()), made(Language::En), &shelf).unwrap_err();
    assert_eq!(refused.key(), "error.brief_secret");
    let latin = shelf.without(|c| ('\u{2e80}'..='\u{9fff}').contains(&c));
    let brief = brief(vec![line("Send the offer", false)]);
    let page = &read(&brief, Language::Zh, &latin)[0];
    assert!(
        page.contains("Visit brief") && page.contains(r"\u{9cb2}"),
        "{page}"
    );
}
