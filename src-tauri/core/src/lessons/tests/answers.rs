//! What is laid before new work, and how that answers it.

use std::collections::BTreeMap;

use super::{at, complaint, project, said};
use crate::base::{Id, Kind};
use crate::history::merge::MergeOrder;
use crate::lessons::policy::{grade_of_code, grade_of_score};
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::{bin, change, make, session, unit};

fn need(session: &Session, unit: Id, text: &str, state: &str) -> Id {
    let values = [
        ("text", Value::text(text)),
        ("unit", Value::to(unit)),
        ("state", Value::choice(state)),
    ];
    make(session, "need", values).id
}

fn score(session: &Session, unit: Id, comment: &str, score: i64, scale: &str) -> Id {
    let values = [
        ("comment", Value::text(comment)),
        ("unit", Value::to(unit)),
        ("date", Value::Raw("2025-05-01".into())),
        ("score", Value::Number(score)),
        ("scale", Value::choice(scale)),
    ];
    make(session, "satisfaction", values).id
}

#[test]
fn work_is_not_taught_by_its_own_scores() {
    let (session, _) = session();
    let company = unit(&session, "恒达", None);
    let values = [("name", Value::text("一期")), ("unit", Value::to(company))];
    let work = make(&session, "cooperation", values).id;
    let values = [
        ("name", Value::text("实施")),
        ("unit", Value::to(company)),
        ("cooperation", Value::to(work)),
    ];
    let project = make(&session, "project", values).id;
    let own = score(&session, company, "自己的", 1, "five");
    let own = session.record("satisfaction", own).unwrap();
    change(&session, &own, "project", Value::to(project));
    score(&session, company, "以往的", 2, "five");
    for (entity, id) in [("cooperation", work), ("project", project)] {
        let told = session.lessons(entity, id).unwrap();
        let told: Vec<&str> = told
            .lines
            .iter()
            .map(|one| one.source.label.as_str())
            .collect();
        assert_eq!(told, ["以往的"], "{entity}");
    }
}

#[test]
fn a_score_is_low_by_its_scale() {
    for (scale, score, grade) in [
        ("five", 1, Some(1)),
        ("five", 2, Some(2)),
        ("five", 3, None),
        ("ten", 0, Some(1)),
        ("ten", 6, Some(2)),
        ("ten", 7, None),
        ("nps", 3, Some(1)),
        ("nps", 4, Some(2)),
        ("nps", 9, None),
        ("own", 1, None),
    ] {
        assert_eq!(grade_of_score(scale, score), grade, "{scale} {score}");
    }
    for (code, grade) in [
        (Some("1"), 1),
        (Some("2"), 2),
        (Some("3"), 3),
        (Some("4"), 4),
        (Some("own"), 3),
        (None, 3),
    ] {
        assert_eq!(grade_of_code(code), grade, "{code:?}");
    }
}

#[test]
fn new_work_is_shown_what_the_unit_and_those_above_and_below_it_were_unhappy_with() {
    let (session, _) = session();
    let group = unit(&session, "集团", None);
    let company = unit(&session, "公司", Some(group));
    let branch = unit(&session, "分公司", Some(company));
    let sister = unit(&session, "姊妹公司", Some(group));
    let elsewhere = unit(&session, "别家", None);

    complaint(&session, branch, "交货晚", "2");
    complaint(&session, sister, "与此无关", "1");
    complaint(&session, elsewhere, "别家的", "1");
    let settled = complaint(&session, company, "发票开错", "2");
    change(&session, &settled, "state", Value::choice("confirmed"));
    complaint(&session, group, "停产一天", "1");
    need(&session, company, "双语说明书", "latent");
    let refused = need(&session, company, "降价", "refused");
    let refused = session.record("need", refused).unwrap();
    change(&session, &refused, "priority", Value::choice("4"));
    need(&session, company, "已满足的", "answered");
    score(&session, company, "验收拖延", 2, "five");
    score(&session, company, "很好", 5, "five");
    let unhappy = [
        ("name", Value::text("去年的维保")),
        ("unit", Value::to(company)),
        ("satisfaction", Value::choice("1")),
        ("end", Value::Raw("2025-01-31".into())),
        ("feedback", Value::text("响应太慢")),
    ];
    make(&session, "cooperation", unhappy);

    let new = project(&session, company, "新产线");
    let lessons = session.lessons("project", new).unwrap();
    assert_eq!(
        said(&lessons),
        [
            "停产一天",
            "去年的维保",
            "验收拖延",
            "交货晚",
            "发票开错",
            "双语说明书",
            "降价"
        ]
    );
    assert_eq!((lessons.total, lessons.answered), (7, 0));
    assert_eq!(lessons.lines[0].unit.label, "集团");
    assert_eq!(lessons.lines[1].outcome.as_deref(), Some("响应太慢"));
    assert_eq!(lessons.lines[2].score.as_deref(), Some("2/5"));
    assert!(lessons.lines[4].settled);
}

#[test]
fn an_answer_is_kept_counted_undone_and_told_at_its_complaint() {
    let (session, _) = session();
    let company = unit(&session, "公司", None);
    let late = complaint(&session, company, "交货晚", "2").id;
    let wish = need(&session, company, "双语说明书", "stated");
    let new = project(&session, company, "新产线");
    let of = at("project", new);
    let count = || {
        let lessons = session.lessons("project", new).unwrap();
        (lessons.answered, lessons.total)
    };

    let from = at("complaint", late);
    session
        .answer_lesson(&of, &from, Some("answered"), Some("合同写明违约金"))
        .unwrap();
    let from_need = at("need", wish);
    session
        .answer_lesson(&of, &from_need, Some("open"), None)
        .unwrap();
    assert_eq!(count(), (1, 2));
    session
        .answer_lesson(&of, &from_need, Some("not_applicable"), None)
        .unwrap();
    assert_eq!(count(), (2, 2));
    assert_eq!(session.records("lesson", 9).unwrap().len(), 2);
    session.undo().unwrap();
    assert_eq!(count(), (1, 2));
    session.redo().unwrap();
    assert_eq!(count(), (2, 2));

    // The answer stands by itself: what it answers is as it was.
    assert_eq!(
        session.record("need", wish).unwrap().get("state").as_text(),
        Some("stated")
    );
    let at_complaint = session
        .related_list("lesson", "complaint", late, 0)
        .unwrap();
    assert_eq!(
        at_complaint[0].get("note").as_text(),
        Some("合同写明违约金")
    );

    // Another project sees how this one answered it; a note that is changed keeps the answer.
    let other = project(&session, company, "二期");
    let told = session.lessons("project", other).unwrap();
    assert_eq!(told.answered, 0);
    let [elsewhere] = &told.lines[0].elsewhere[..] else {
        panic!("answered elsewhere once: {told:?}");
    };
    assert_eq!(elsewhere.work.label, "新产线");
    assert_eq!(elsewhere.note.as_deref(), Some("合同写明违约金"));

    // Taken back, nothing is left but the question.
    session.answer_lesson(&of, &from, None, None).unwrap();
    session.answer_lesson(&of, &from, None, None).unwrap();
    assert_eq!(count(), (1, 2));
    session.undo().unwrap();
    assert_eq!(count(), (2, 2));

    let stranger = session.answer_lesson(&of, &at("unit", company), Some("open"), None);
    assert_eq!(stranger.unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn what_was_answered_stays_when_the_need_is_met_and_goes_with_its_complaint() {
    let (session, _) = session();
    let company = unit(&session, "公司", None);
    let late = complaint(&session, company, "交货晚", "2").id;
    let wish = need(&session, company, "双语说明书", "stated");
    let new = project(&session, company, "新产线");
    for from in [at("complaint", late), at("need", wish)] {
        session
            .answer_lesson(&at("project", new), &from, Some("answered"), None)
            .unwrap();
    }
    let record = session.record("need", wish).unwrap();
    change(&session, &record, "state", Value::choice("answered"));
    let lessons = session.lessons("project", new).unwrap();
    assert_eq!((lessons.answered, lessons.total), (2, 2));
    let other = project(&session, company, "二期");
    assert_eq!(session.lessons("project", other).unwrap().total, 1);

    bin(&session, "complaint", &[late]);
    let lessons = session.lessons("project", new).unwrap();
    assert_eq!(said(&lessons), ["双语说明书"]);
    session.undo().unwrap();
    let lessons = session.lessons("project", new).unwrap();
    assert_eq!((lessons.answered, lessons.total), (2, 2));
}

#[test]
fn answers_outlast_the_merging_of_their_units() {
    let (session, _) = session();
    let company = unit(&session, "甲公司", None);
    let double = unit(&session, "甲有限公司", None);
    let late = complaint(&session, double, "交货晚", "2").id;
    let new = project(&session, company, "新产线");
    assert_eq!(session.lessons("project", new).unwrap().total, 0);
    let theirs = project(&session, double, "旧产线");
    session
        .answer_lesson(
            &at("project", theirs),
            &at("complaint", late),
            Some("answered"),
            Some("换了承运人"),
        )
        .unwrap();
    let order = MergeOrder {
        entity: "unit".into(),
        winner: company,
        loser: double,
        takes: BTreeMap::new(),
        former: false,
        moment: session.merge_plan("unit", company, double).unwrap().moment,
    };
    session.merge(&order).unwrap();
    let lessons = session.lessons("project", theirs).unwrap();
    assert_eq!((lessons.answered, lessons.total), (1, 1));
    let lessons = session.lessons("project", new).unwrap();
    assert_eq!(
        lessons.lines[0].elsewhere[0].note.as_deref(),
        Some("换了承运人")
    );
    session.undo().unwrap();
    assert_eq!(session.lessons("project", new).unwrap().total, 0);
}

#[test]
fn work_that_is_over_learned_only_from_what_was_before_it() {
    let (session, _) = session();
    let company = unit(&session, "公司", None);
    complaint(&session, company, "交货晚", "2");
    for (start, total) in [("2025-03-04", 0), ("2025-03-05", 1)] {
        let values = [
            ("name", Value::text(start)),
            ("unit", Value::to(company)),
            ("start", Value::Raw(start.into())),
            ("state", Value::choice("done")),
            ("satisfaction", Value::choice("2")),
        ];
        let over = make(&session, "cooperation", values);
        let lessons = session.lessons("cooperation", over.id).unwrap();
        // Nor does its own discontent count, nor that of one that began later.
        assert_eq!(lessons.total, total, "{start}: {lessons:?}");
        bin(&session, "cooperation", &[over.id]);
    }
}

/// Two pieces of work that became one, or a sheet, may have brought two answers to the same.
#[test]
fn what_is_taken_back_does_not_show_an_older_answer() {
    let (session, clock) = session();
    let company = unit(&session, "公司", None);
    let late = complaint(&session, company, "交货晚", "2").id;
    let new = project(&session, company, "新产线");
    let other = project(&session, company, "二期");
    let earlier = project(&session, company, "一期");
    for answer in ["answered", "open"] {
        let values = [
            ("project", Value::to(new)),
            ("complaint", Value::to(late)),
            ("answer", Value::choice(answer)),
        ];
        make(&session, "lesson", values);
        let values = [
            ("project", Value::to(new)),
            ("like_project", Value::to(earlier)),
        ];
        make(&session, "precedent", values);
        clock.advance(1_000);
    }
    // Elsewhere the latest counts as well: by now it is open again.
    let elsewhere = || {
        let told = session.lessons("project", other).unwrap();
        told.lines[0].elsewhere.len()
    };
    let answer = || {
        let told = session.lessons("project", new).unwrap();
        told.lines[0].answer.as_ref().map(|one| one.answer.clone())
    };
    assert_eq!((answer().as_deref(), elsewhere()), (Some("open"), 0));
    let (of, from) = (at("project", new), at("complaint", late));
    session
        .answer_lesson(&of, &from, Some("answered"), None)
        .unwrap();
    assert_eq!((answer().as_deref(), elsewhere()), (Some("answered"), 1));
    session.answer_lesson(&of, &from, None, None).unwrap();
    assert_eq!((answer(), elsewhere()), (None, 0));
    session.undo().unwrap();
    assert_eq!((answer().as_deref(), elsewhere()), (Some("answered"), 1));

    let like = at("project", earlier);
    let kept = || {
        let all = session.similar("project", new).unwrap();
        all.iter().filter(|one| one.precedent.is_some()).count()
    };
    assert_eq!(kept(), 1);
    session.liken(&of, &like, false).unwrap();
    assert_eq!(kept(), 0);
    session.undo().unwrap();
    assert_eq!(kept(), 1);
}
