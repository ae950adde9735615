//! Scores on their scales, the stream of what came from a customer, and how content they are.

use super::stream::{Mean, Satisfaction, Voices};
use crate::base::Id;
use crate::records::ChangeSet;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{bin, change, session, unit};

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

/// A group, its daughter, and one of each kind that came from them, on days of the calendar of here.
fn heard(session: &Session) -> (Id, Id) {
    let group = unit(session, "华衡集团", None);
    let daughter = unit(session, "华衡检测", Some(group));
    let raw = |text: &str| Value::Raw(text.into());
    let put = |entity: &'static str, at: Id, values: &[(&'static str, Value)]| {
        let mut all = vec![("unit", Value::to(at))];
        all.extend(values.iter().cloned());
        session
            .apply(&ChangeSet::create("op.create", entity, all))
            .unwrap();
    };
    put(
        "complaint",
        daughter,
        &[
            ("name", Value::text("漏油")),
            ("received_on", raw("2026-03-02")),
        ],
    );
    put(
        "feedback",
        group,
        // One in the morning of the third, by the clocks of here.
        &[
            ("text", Value::text("交货快")),
            ("at", raw("2026-03-03T01:00")),
        ],
    );
    put("need", group, &[("text", Value::text("静音型号"))]);
    put(
        "suggestion",
        group,
        &[
            ("text", Value::text("换包装")),
            ("made_on", raw("2026-03-03")),
        ],
    );
    put(
        "preference",
        group,
        &[
            ("topic", Value::text("联系")),
            ("value", Value::text("下午")),
            ("as_of", raw("2025-01-01")),
        ],
    );
    (group, daughter)
}

fn told(voices: &Voices) -> Vec<(String, String)> {
    let told = voices.voices.iter();
    told.map(|one| (one.day.clone(), one.record.entity.clone()))
        .collect()
}

#[test]
fn all_that_came_from_a_customer_stands_in_one_stream_the_latest_first() {
    let (session, _) = session();
    let (group, daughter) = heard(&session);
    let own = session.voices(group, false, &[], 0).unwrap();
    let line = |day: &str, entity: &str| (day.to_owned(), entity.to_owned());
    assert_eq!(
        told(&own),
        [
            line("2026-11-22", "need"),
            line("2026-03-03", "feedback"),
            line("2026-03-03", "suggestion"),
            line("2025-01-01", "preference"),
        ]
    );
    let all = session.voices(group, true, &[], 0).unwrap();
    assert_eq!(told(&all)[3], line("2026-03-02", "complaint"));
    assert_eq!(all.voices.len(), 5);
    assert_eq!(
        told(&session.voices(daughter, true, &[], 0).unwrap()).len(),
        1
    );

    // Of chosen kinds, from a place on; the counts tell of all of them in any case.
    let only = ["complaint".to_owned(), "need".to_owned()];
    let chosen = session.voices(group, true, &only, 1).unwrap();
    assert_eq!(told(&chosen), [line("2026-03-02", "complaint")]);
    assert_eq!(chosen.counts, all.counts);
    assert_eq!(chosen.counts.iter().map(|one| one.count).sum::<u32>(), 5);
    assert!(
        session
            .voices(group, true, &["unit".to_owned()], 0)
            .unwrap()
            .voices
            .is_empty()
    );

    // What is in the bin is not heard.
    bin(&session, "complaint", &[all.voices[3].record.id]);
    assert_eq!(session.voices(group, true, &[], 0).unwrap().voices.len(), 4);
}

#[test]
fn a_complaint_that_waits_too_long_stands_before_all_that_came_later() {
    let (session, _) = session();
    let (group, daughter) = heard(&session);
    let first = || {
        let voices = session.voices(group, true, &[], 0).unwrap().voices;
        voices[0].record.entity.clone()
    };
    assert_eq!(first(), "need");
    let only = ["complaint".to_owned()];
    let complaint = session
        .voices(daughter, false, &only, 0)
        .unwrap()
        .voices
        .remove(0)
        .record;
    let promised = |by: &str| {
        let now = session.record("complaint", complaint.id).unwrap();
        change(&session, &now, "promised_by", Value::Raw(by.into()));
    };
    // The clock shows half past ten.
    promised("2026-11-22 10:31");
    assert_eq!(first(), "need");
    promised("2026-11-22");
    assert_eq!(first(), "need");
    promised("2026-11-22 10:29");
    assert_eq!(first(), "complaint");
    let now = session.record("complaint", complaint.id).unwrap();
    change(&session, &now, "state", Value::choice("answered"));
    assert_eq!(first(), "need");
}

#[test]
fn how_content_they_are_is_told_by_scale_with_the_year_before() {
    let (session, _) = session();
    let group = unit(&session, "华衡集团", None);
    let daughter = unit(&session, "华衡检测", Some(group));
    for (at, scale, score, on) in [
        (group, "five", 5, "2026-11-22"),
        (group, "five", 4, "2026-02-01"),
        (daughter, "five", 4, "2025-11-23"),
        // A year ago to the day: of the year before.
        (daughter, "five", 3, "2025-11-22"),
        (group, "five", 1, "2024-11-22"),
        (group, "ten", 9, "2020-01-01"),
        // Dated ahead.
        (group, "nps", 9, "2026-11-23"),
    ] {
        let values = [
            ("unit", Value::to(at)),
            ("date", Value::Raw(on.into())),
            ("scale", Value::choice(scale)),
            ("score", Value::Number(score)),
        ];
        session
            .apply(&ChangeSet::create("op.create", "satisfaction", values))
            .unwrap();
    }
    let mean = |hundredths, count| Some(Mean { hundredths, count });
    let satisfied = |scale: &str, last, on: &str, year, before| Satisfaction {
        scale: scale.to_owned(),
        last,
        on: on.to_owned(),
        year,
        before,
    };
    assert_eq!(
        session.satisfaction(group, false).unwrap(),
        [
            satisfied("five", 5, "2026-11-22", mean(450, 2), None),
            satisfied("ten", 9, "2020-01-01", None, None),
        ]
    );
    assert_eq!(
        session.satisfaction(group, true).unwrap()[0],
        satisfied("five", 5, "2026-11-22", mean(433, 3), mean(300, 1))
    );
    assert_eq!(
        session
            .satisfaction(unit(&session, "无", None), true)
            .unwrap(),
        []
    );
}
