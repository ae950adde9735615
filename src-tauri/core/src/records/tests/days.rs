//! Filters that count from today ask for other days tomorrow, and none asks beyond the calendar.

use crate::base::Kind;
use crate::records::value::Value;
use crate::records::{Filter, Op};
use crate::session::Session;
use crate::session::tests::{make, names, query, session};

const DAY: i64 = 86_400_000;

fn units(session: &Session) {
    for (name, founded, touched) in [
        ("昨", "2026-11-21", "2026-11-21 23:59"),
        ("今", "2026-11-22", "2026-11-22 00:00"),
        ("末", "2026-12-22", "2026-12-22 18:00"),
        ("外", "2026-12-23", "2026-12-23 00:01"),
    ] {
        let values = [
            ("legal_name", Value::text(name)),
            ("founded_on", Value::Raw(founded.to_owned())),
        ];
        let unit = make(session, "unit", values);
        let task = [
            ("title", Value::text("回访")),
            ("unit", Value::to(unit.id)),
            ("due", Value::Raw(touched.to_owned())),
        ];
        make(session, "task", task);
        let talk = [
            ("unit", Value::to(unit.id)),
            ("kind", Value::choice("call")),
            ("at", Value::Raw(touched.to_owned())),
            ("content", Value::text("电话")),
        ];
        make(session, "activity", talk);
    }
    make(session, "unit", [("legal_name", Value::text("无"))]);
}

fn asked(session: &Session, field: &str, op: Op, text: &str) -> Vec<String> {
    let mut asked = query(&["legal_name"]);
    asked.filter = Some(Filter::Test {
        field: field.into(),
        op,
        values: vec![Value::Raw(text.into())],
    });
    let mut names = names(session, asked);
    names.sort();
    names
}

#[test]
fn of_every_kind_that_holds_a_day_they_find_what_lies_there() {
    let (session, clock) = session();
    units(&session);
    for field in ["founded_on", "next_touch", "last_touch"] {
        let asked = |op, text| asked(&session, field, op, text).concat();
        assert_eq!(asked(Op::Eq, "今天"), "今", "{field}");
        assert_eq!(asked(Op::Eq, "30天内"), "今末", "{field}");
        assert_eq!(asked(Op::In, "within 30 days"), "今末", "{field}");
        assert_eq!(asked(Op::Ne, "within 30 days"), "外无昨", "{field}");
        assert_eq!(asked(Op::Lt, "今天"), "昨", "{field}");
        assert_eq!(asked(Op::Le, "今天"), "今昨", "{field}");
        assert_eq!(asked(Op::Gt, "30 天后"), "外", "{field}");
        assert_eq!(asked(Op::Ge, "30 days from now"), "外末", "{field}");
        assert_eq!(asked(Op::Eq, "过去2天"), "今昨", "{field}");
        assert_eq!(asked(Op::Eq, "2026-11-22"), "今", "{field}");
    }
    // The same question tomorrow is another one.
    assert_eq!(asked(&session, "founded_on", Op::Eq, "昨天").concat(), "昨");
    clock.advance(DAY);
    assert_eq!(asked(&session, "founded_on", Op::Eq, "昨天").concat(), "今");
    assert_eq!(
        asked(&session, "founded_on", Op::Eq, "30天内").concat(),
        "外末"
    );
}

#[test]
fn beyond_a_hundred_years_it_is_said_and_nothing_overflows() {
    let (session, _) = session();
    units(&session);
    let refused = |field: &str, text: &str| {
        let mut asked = query(&["legal_name"]);
        asked.filter = Some(Filter::Test {
            field: field.into(),
            op: Op::Eq,
            values: vec![Value::Raw(text.into())],
        });
        let error = session.view(asked).err().unwrap();
        assert_eq!(error.kind(), Kind::Invalid, "{text}");
        (error.key(), error.field().map(str::to_owned))
    };
    for field in ["founded_on", "next_touch", "last_touch"] {
        for text in [
            "within 99999999 days",
            "99999999999999999999999天内",
            "9223372036854775807 年后",
            "101 years ago",
        ] {
            let (key, of) = refused(field, text);
            assert_eq!((key, of.as_deref()), ("error.days_too_far", Some(field)));
        }
        // The ends of what can be written.
        for (text, later) in [("9999-12-31", 0), ("1900-01-01", 4)] {
            assert_eq!(asked(&session, field, Op::Gt, text).len(), later);
            assert!(asked(&session, field, Op::Eq, text).is_empty());
        }
        assert_eq!(refused(field, "改天").0, "error.date_unreadable");
    }
    // A text field holds words.
    assert!(asked(&session, "short_name", Op::Eq, "99999999天内").is_empty());
}
