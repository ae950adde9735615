//! What formulas do to texts: by the names of a spreadsheet, a character being one whatever it takes to keep
//! it; nothing stays nothing, and what does not suit is a fault in the cell.

use super::{make, session, unit};
use crate::base::currency::Currency;
use crate::base::{Id, Money};
use crate::fields::FieldShape;
use crate::records::value::{FieldKind as K, Value};
use crate::session::Session;

fn customer(session: &Session) -> Id {
    let parent = unit(session, "鲲鹏集团", None);
    let made = make(
        session,
        "unit",
        [
            ("legal_name", Value::text("鲲鹏 Hua东")),
            ("parent", Value::to(parent)),
            ("level", Value::choice("a")),
            (
                "registered_capital",
                Value::Money(Money::new(123_456_789, Currency::CNY)),
            ),
            ("since_on", Value::Date("2026-03-05".to_owned())),
        ],
    );
    made.id
}

/// What a formula comes to for that customer, and for none other.
fn tried(session: &Session, kind: K, formula: &str) -> Value {
    let found = session.try_formula("unit", kind, formula).unwrap();
    let one = found.into_iter().find(|one| one.title == "鲲鹏 Hua东");
    one.unwrap().value
}

#[test]
fn texts_are_cut_joined_and_searched_by_characters() {
    let (session, _) = session();
    customer(&session);
    for (formula, comes) in [
        ("left(legal_name, 2)", "鲲鹏"),
        ("LEFT(legal_name)", "鲲"),
        ("右取(legal_name, 2)", "a东"),
        ("right(legal_name, 99)", "鲲鹏 Hua东"),
        ("mid(legal_name, 4, 3)", "Hua"),
        ("mid(legal_name, 99, 3) & \"-\"", "-"),
        ("upper(legal_name)", "鲲鹏 HUA东"),
        ("lower(legal_name)", "鲲鹏 hua东"),
        ("trim(\"  a　　b \")", "a b"),
        (
            "concat(legal_name, \"·\", founded_on, 12.5, since_on)",
            "鲲鹏 Hua东·12.52026-03-05",
        ),
        ("replace(legal_name, \"Hua\", \"华\")", "鲲鹏 华东"),
        ("substitute(\"aaa\", \"a\", \"bb\")", "bbbbbb"),
        ("replace(legal_name, \"\", \"x\")", "鲲鹏 Hua东"),
        ("left(12345, 2)", "12"),
        (
            "left(legal_name, find(\" \", legal_name) - 1) & \"!\"",
            "鲲鹏!",
        ),
        ("text(since_on, \"yyyy年m月d日\")", "2026年3月5日"),
        ("text(since_on, \"yy-MM-dd\")", "26-03-05"),
        ("text(registered_capital, \"¥#,##0.00\")", "¥1,234,567.89"),
        ("text(registered_capital, \"0\")", "1234568"),
        ("text(7, \"第000号\")", "第007号"),
        ("text(0.125, \"0.0%\")", "12.5%"),
        ("text(-1234.5, \"#,##0.0#\")", "-1,234.5"),
        ("text(0.5, \"#.##\")", ".5"),
        ("text(0.25, \".00\")", ".25"),
        ("text(1.5, \".00\")", "1.50"),
        ("text(0.125, \"0.0％\")", "12.5%"),
        ("text(2.005, \"0.00\")", "2.01"),
    ] {
        assert_eq!(
            tried(&session, K::Text, formula),
            Value::text(comes),
            "{formula}"
        );
    }
    for (kind, formula, comes) in [
        (K::Number, "len(legal_name)", Value::Number(7)),
        (K::Number, "len(\"\")", Value::Number(0)),
        (K::Number, "find(\"东\", legal_name)", Value::Number(7)),
        // A place is where exactly that stands; whether it is there is asked as a filter asks.
        (K::Number, "find(\"hua\", legal_name)", Value::Null),
        (
            K::Bool,
            "contains(legal_name, \"ＨＵＡ\")",
            Value::Bool(true),
        ),
        (K::Bool, "contains(legal_name, \"华\")", Value::Bool(false)),
        (K::Number, "value(\"1,200\") + 1", Value::Number(1201)),
        (K::Number, "value(\"1.5万\")", Value::Number(15_000)),
        (K::Percent, "value(\"12.5%\")", Value::Percent(1250)),
    ] {
        assert_eq!(tried(&session, kind, formula), comes, "{formula}");
    }
}

#[test]
fn nothing_stays_nothing_and_only_joining_passes_it_over() {
    let (session, _) = session();
    customer(&session);
    for (kind, formula) in [
        (K::Text, "left(short_name, 2)"),
        (K::Text, "right(short_name, 2)"),
        (K::Text, "mid(short_name, 1, 2)"),
        (K::Number, "len(short_name)"),
        (K::Text, "upper(short_name)"),
        (K::Text, "lower(short_name)"),
        (K::Text, "trim(short_name)"),
        (K::Bool, "contains(short_name, \"a\")"),
        (K::Number, "find(\"a\", short_name)"),
        (K::Text, "replace(short_name, \"a\", \"b\")"),
        (K::Text, "text(founded_on, \"yyyy\")"),
        (K::Number, "value(short_name)"),
        (K::Text, "concat(short_name)"),
    ] {
        assert_eq!(tried(&session, kind, formula), Value::Null, "{formula}");
    }
    assert_eq!(
        tried(&session, K::Text, "concat(short_name, \"x\")"),
        Value::text("x")
    );
}

#[test]
fn what_does_not_suit_a_text_function_is_a_fault_in_the_cell() {
    let (session, _) = session();
    let made = customer(&session);
    let long = format!(
        "replace(replace(\"{}\", \"a\", \"{}\"), \"b\", \"{}\")",
        "a".repeat(100),
        "b".repeat(100),
        "c".repeat(100)
    );
    for (kind, formula, why) in [
        (K::Text, "left(1 > 2, 1)", "misfit"),
        (K::Text, "left(level, 1)", "misfit"),
        (K::Text, "left(legal_name, \"2\")", "misfit"),
        (K::Text, "left(legal_name, 0 - 1)", "misfit"),
        (K::Text, "right(legal_name, since_on)", "misfit"),
        (K::Text, "mid(legal_name, 0, 1)", "misfit"),
        (K::Number, "len(1 > 2)", "misfit"),
        (K::Text, "upper(level)", "misfit"),
        (K::Text, "lower(1 = 1)", "misfit"),
        (K::Text, "trim(true)", "misfit"),
        (K::Bool, "contains(legal_name, true)", "misfit"),
        (K::Number, "find(true, legal_name)", "misfit"),
        (K::Text, "replace(legal_name, \"a\", true)", "misfit"),
        (K::Text, "concat(legal_name, true)", "misfit"),
        (K::Text, "text(legal_name, \"0\")", "misfit"),
        (K::Text, "text(1, 2)", "misfit"),
        (K::Text, "text(1, \"个\")", "pattern"),
        (K::Text, "text(1, \"0.0.0\")", "pattern"),
        (K::Text, "text(1, \"0 0\")", "pattern"),
        (K::Text, "text(since_on, \"0\")", "pattern"),
        (K::Text, "text(since_on, \"mmm\")", "pattern"),
        (K::Text, "text(since_on, \"yyyy-mm-dd hh:mm\")", "pattern"),
        (
            K::Text,
            "text(1, \"00000000000000000000000000000000000000000\")",
            "pattern",
        ),
        (K::Text, "concat(legal_name, level)", "misfit"),
        (K::Number, "value(legal_name)", "misfit"),
        (K::Number, "value(since_on)", "misfit"),
        (K::Text, "upper(1 / 0)", "by_zero"),
        (K::Text, "concat(\"a\", 1 / 0)", "by_zero"),
        (K::Text, long.as_str(), "large"),
    ] {
        assert_eq!(
            tried(&session, kind, formula),
            Value::Fault(format!("error.formula_{why}")),
            "{formula}"
        );
    }
    // As it is kept, and read again by what asks for it.
    let define = |label: &str, formula: &str| {
        let shape = FieldShape {
            label: label.to_owned(),
            section: "general".to_owned(),
            formula: Some(formula.to_owned()),
            ..FieldShape::default()
        };
        session
            .define_field("unit", K::Text, None, &shape, &[])
            .unwrap()
    };
    define("编号样", "text(since_on, \"0\")");
    let key = define("其后", "upper(编号样)");
    let record = session.record("unit", made).unwrap();
    assert_eq!(
        *record.get(&key),
        Value::Fault("error.formula_pattern".to_owned())
    );
}
