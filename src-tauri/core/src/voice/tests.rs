//! Scores on their scales.

use crate::records::ChangeSet;
use crate::records::value::Value;
use crate::session::tests::{change, session, unit};

#[test]
fn a_score_lies_on_its_scale() {
    let (session, _) = session();
    let id = unit(&session, "甲", None);
    let put = |scale: &str, score: i64| {
        let values = [
            ("unit", Value::to(id)),
            ("date", Value::Raw("2026-11-01".into())),
            ("scale", Value::choice(scale)),
            ("score", Value::Number(score)),
        ];
        session.apply(&ChangeSet::create("op.create", "satisfaction", values))
    };
    for (scale, score) in [
        ("five", 1),
        ("five", 5),
        ("ten", 0),
        ("ten", 10),
        ("nps", 0),
        ("nps", 10),
    ] {
        put(scale, score).unwrap();
    }
    for (scale, score) in [
        ("five", 0),
        ("five", 6),
        ("ten", 11),
        ("nps", -1),
        ("nps", 95),
    ] {
        let refused = put(scale, score).unwrap_err();
        assert_eq!(
            (refused.key(), refused.field()),
            ("error.score_beyond_scale", Some("satisfaction.score")),
            "{scale} {score}"
        );
    }
    let made = put("ten", 9).unwrap().records.remove(0);
    let set = ChangeSet::update(
        "op.edit",
        "satisfaction",
        made.id,
        made.rev,
        [("scale", Value::choice("five"))],
    );
    let refused = session.apply(&set).unwrap_err();
    assert_eq!(refused.to_wire().values["most"], "5");
    change(&session, &made, "comment", Value::text("很好"));
}
