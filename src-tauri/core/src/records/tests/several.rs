//! Fields that hold several, asked in every way the page offers, against the same asked by hand.

use super::*;
use crate::base::digits_of;
use crate::records::value::FieldKind;

const NUMBERS: [&str; 5] = [
    "138 0013 8000",
    "+86 13900138000; 010-62341234",
    "13800138001",
    "",
    "021-55667788转12",
];
const TAGS: [&str; 5] = ["重点、华东", "重点", "次重点", "", "raw、e164"];

fn fill(session: &crate::session::Session) {
    for (at, phones) in NUMBERS.iter().enumerate() {
        let values = [
            ("full_name", Value::text(format!("P{at}"))),
            ("phones", Value::Raw((*phones).to_owned())),
        ];
        make(session, "contact", values);
        let values = [
            ("legal_name", Value::text(format!("U{at}"))),
            ("tags", Value::Raw(TAGS[at].to_owned())),
        ];
        make(session, "unit", values);
    }
}

fn found(session: &crate::session::Session, filter: Filter) -> Vec<usize> {
    let of_unit = serde_json::to_string(&filter).unwrap().contains("tags");
    let (entity, title) = if of_unit {
        ("unit", "legal_name")
    } else {
        ("contact", "full_name")
    };
    let mut asked = query(&[title]);
    asked.entity = entity.into();
    asked.filter = Some(filter);
    let mut found: Vec<usize> = names(session, asked)
        .iter()
        .map(|name| name[1..].parse().unwrap())
        .collect();
    found.sort_unstable();
    found
}

fn test(field: &str, op: Op, text: &str) -> Filter {
    let values = match op {
        Op::Empty | Op::NotEmpty => Vec::new(),
        _ => vec![Value::Raw(text.into())],
    };
    Filter::Test {
        field: field.into(),
        op,
        values,
    }
}

/// The texts each person holds, as typed.
fn held(of: &[&str; 5], at: usize) -> Vec<String> {
    let parts = of[at].split(['；', ';', '、']);
    let parts = parts.map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

#[test]
fn a_tag_is_found_among_the_others_and_by_its_own_words() {
    let (session, _) = session();
    fill(&session);
    let holds = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let any = |at: &usize| held(&TAGS, *at).iter().any(|tag| test(tag));
        (0..5).filter(any).collect()
    };
    for text in ["重点", "华东", "raw", "e164", "[", "\"", "重"] {
        let ask = |op| found(&session, test("tags", op, text));
        assert_eq!(
            ask(Op::Contains),
            holds(&|tag| tag.contains(text)),
            "{text}"
        );
        assert_eq!(
            ask(Op::Starts),
            holds(&|tag| tag.starts_with(text)),
            "{text}"
        );
        assert_eq!(ask(Op::Eq), holds(&|tag| tag == text), "{text}");
        let others: Vec<usize> = (0..5)
            .filter(|at| !ask(Op::Contains).contains(at))
            .collect();
        let not = Filter::Not {
            not: Box::new(test("tags", Op::Contains, text)),
        };
        assert_eq!(found(&session, not), others, "{text}");
    }
    assert_eq!(found(&session, test("tags", Op::Eq, "华东、重点")), [0]);
    assert_eq!(found(&session, test("tags", Op::Empty, "")), [3]);
    assert_eq!(
        found(&session, test("tags", Op::NotEmpty, "")),
        [0, 1, 2, 4]
    );
}

#[test]
fn a_number_is_found_however_it_is_written() {
    let (session, _) = session();
    fill(&session);
    let ask = |op, text: &str| found(&session, test("phones", op, text));
    assert_eq!(ask(Op::Starts, "138"), [0, 2]);
    assert_eq!(ask(Op::Starts, "139"), [1], "the country is not typed");
    assert_eq!(ask(Op::Starts, "+86139"), [1]);
    assert_eq!(ask(Op::Starts, "010"), [1]);
    assert_eq!(ask(Op::Contains, "0013-8000"), [0, 1]);
    assert_eq!(ask(Op::Contains, "转12"), [4]);
    for nothing in ["raw", "e164", "ok", "mobile", "[", "{"] {
        assert_eq!(ask(Op::Contains, nothing), Vec::<usize>::new(), "{nothing}");
    }
    for same in [
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "１３８００１３８０００",
    ] {
        assert_eq!(ask(Op::Eq, same), [0], "{same}");
    }
    assert_eq!(ask(Op::Eq, "1380013800"), Vec::<usize>::new());
    assert_eq!(ask(Op::Empty, ""), [3]);
    for digits in ["1380", "6234", "5566", "8000", "9", "613"] {
        let by_hand: Vec<usize> = (0..5)
            .filter(|at| {
                held(&NUMBERS, *at)
                    .iter()
                    .any(|one| digits_of(one).contains(digits))
            })
            .collect();
        assert_eq!(ask(Op::Contains, digits), by_hand, "{digits}");
    }
}

#[test]
fn whoever_was_there_is_asked_for_and_left_out() {
    let (session, _) = session();
    let at = unit(&session, "星川", None);
    let person = |name: &str| make(&session, "contact", [("full_name", Value::text(name))]).id;
    let (one, other) = (person("甲"), person("乙"));
    let talk = |content: &str, with: Vec<Id>| {
        let with = with.into_iter().map(|id| match Value::to(id) {
            Value::Ref(to) => to,
            _ => unreachable!(),
        });
        let values = [
            ("unit", Value::to(at)),
            ("at", Value::Raw("2026-11-20 10:00".into())),
            ("content", Value::text(content)),
            ("contacts", Value::Refs(with.collect())),
        ];
        make(&session, "activity", values);
    };
    talk("both", vec![one, other]);
    talk("one", vec![one]);
    talk("nobody", Vec::new());
    let field = session.catalog().entity("activity").unwrap();
    assert_eq!(field.field("contacts").unwrap().kind, FieldKind::Refs);
    let asked = |filter| {
        let mut asked = query(&["content"]);
        asked.entity = "activity".into();
        asked.filter = Some(filter);
        let mut found = names(&session, asked);
        found.sort();
        found
    };
    let among = |ids: &[Id]| Filter::Test {
        field: "contacts".into(),
        op: Op::In,
        values: ids.iter().copied().map(Value::to).collect(),
    };
    let none = |ids: &[Id]| Filter::Not {
        not: Box::new(among(ids)),
    };
    assert_eq!(asked(among(&[one])), ["both", "one"]);
    assert_eq!(asked(among(&[other, one])), ["both", "one"]);
    assert_eq!(asked(none(&[other])), ["nobody", "one"]);
    assert_eq!(asked(none(&[one])), ["nobody"]);
}
