//! The search index follows whatever befalls the records, however much at once.

use std::collections::BTreeMap;

use super::*;
use crate::base::{Cancel, Report};
use crate::session::Among;

fn many(range: std::ops::Range<u32>, prefix: &str) -> ChangeSet {
    ChangeSet {
        label: "op.import".into(),
        changes: range
            .map(|n| RecordChange::Create {
                entity: "unit".into(),
                id: None,
                asked: false,
                values: BTreeMap::from([(
                    "legal_name".to_owned(),
                    Value::text(format!("{prefix}{n:03}")),
                )]),
            })
            .collect(),
    }
}

fn found(session: &Session, text: &str) -> usize {
    session.search(text, 200).unwrap().hits.len()
}

fn note(session: &Session, unit: Id, content: &str) {
    let values = [
        ("unit", Value::to(unit)),
        ("at", Value::Raw("2026-11-20 10:00".into())),
        ("content", Value::text(content)),
    ];
    session
        .apply(&ChangeSet::create("op.create", "activity", values))
        .unwrap();
}

fn rename(session: &Session, unit: Id, name: &str) {
    let rev = session.record("unit", unit).unwrap().rev;
    let set = ChangeSet::update(
        "op.edit",
        "unit",
        unit,
        rev,
        [("legal_name", Value::text(name))],
    );
    session.apply(&set).unwrap();
}

#[test]
fn hundreds_touched_at_once_are_followed_and_so_is_their_undoing() {
    let (session, _) = session();
    unit(&session, "远澜", None);
    assert_eq!(found(&session, "yl"), 1);
    session.apply(&many(0..300, "星川")).unwrap();
    assert!(
        session.search_lags().unwrap(),
        "more than anybody waits for"
    );
    session.refresh_search(&Report::silent()).unwrap();
    assert!(!session.search_lags().unwrap());
    assert_eq!(found(&session, "星川"), 200);
    session.undo().unwrap();
    assert_eq!(found(&session, "星川"), 0, "what is gone is not shown");
    assert!(session.search_lags().unwrap());
    session.refresh_search(&Report::silent()).unwrap();
    assert!(!session.search_lags().unwrap());
    assert_eq!((found(&session, "星川"), found(&session, "远澜")), (0, 1));
}

#[test]
fn catching_up_stops_when_asked_and_goes_on_later() {
    let (session, _) = session();
    assert_eq!(found(&session, "x"), 0);
    session.apply(&many(0..900, "星川")).unwrap();
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let stopping = Report::to(cancel, move |progress| {
        assert_eq!(progress.total, Some(900));
        if progress.done > 0 {
            stop.cancel();
        }
    });
    let stopped = session.refresh_search(&stopping).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Cancelled);
    assert!(session.search_lags().unwrap());
    session.refresh_search(&Report::silent()).unwrap();
    assert!(!session.search_lags().unwrap());
    assert_eq!(found(&session, "星川899"), 1);
}

#[test]
fn notes_are_found_and_shown_by_the_name_their_unit_has_now() {
    let (session, _) = session();
    let id = unit(&session, "星川", None);
    for n in 0..250 {
        note(&session, id, &format!("合同第{n}版"));
    }
    session.refresh_search(&Report::silent()).unwrap();
    let by = |text: &str| session.search(text, 10).unwrap().hits;
    assert_eq!(by("星川 合同").len(), 10);
    rename(&session, id, "银汉");
    assert!(session.search_lags().unwrap(), "its notes carry its name");
    let shown = by("合同");
    assert_eq!(shown[0].unit.as_ref().unwrap().label, "银汉");
    session.refresh_search(&Report::silent()).unwrap();
    assert_eq!((by("银汉 合同").len(), by("星川 合同").len()), (10, 0));
    session.undo().unwrap();
    session.refresh_search(&Report::silent()).unwrap();
    assert_eq!((by("银汉 合同").len(), by("星川 合同").len()), (0, 10));
    assert_eq!(by("合同")[0].unit.as_ref().unwrap().label, "星川");
}

#[test]
fn a_work_number_finds_its_person_and_stands_with_the_unit() {
    let (session, _) = session();
    let at = unit(&session, "星川", None);
    let person = session
        .apply(&ChangeSet::create(
            "op.create",
            "contact",
            [("full_name", Value::text("单文静"))],
        ))
        .unwrap()
        .records[0]
        .id;
    let post = session
        .apply(&ChangeSet::create(
            "op.create",
            "post",
            [("contact", Value::to(person)), ("unit", Value::to(at))],
        ))
        .unwrap()
        .records[0]
        .clone();
    assert_eq!(found(&session, "6677"), 0);
    session
        .apply(&ChangeSet::update(
            "op.edit",
            "post",
            post.id,
            post.rev,
            [("work_phone", Value::Raw("0512-55886677".into()))],
        ))
        .unwrap();
    let hits = session.search("6677", 5).unwrap().hits;
    assert_eq!((hits[0].title.as_str(), hits.len()), ("单文静", 1));
    assert_eq!(hits[0].detail, "0512-55886677");
    let unit = session.record("unit", at).unwrap();
    assert_eq!(unit.get("contact_phone"), &Value::text("0512-55886677"));
    // The post is unmade: its person is at no unit and has no such number.
    session.undo().unwrap();
    assert_eq!(found(&session, "6677"), 0);
    assert_eq!(
        session.search("单文静", 5).unwrap().hits[0]
            .unit
            .as_ref()
            .unwrap()
            .id,
        at
    );
    session.undo().unwrap();
    assert_eq!(session.search("单文静", 5).unwrap().hits[0].unit, None);
}

fn shown(session: &Session, entity: &str, search: &str) -> Vec<String> {
    let title = if entity == "unit" {
        "legal_name"
    } else {
        "full_name"
    };
    let mut query = query(&[title]);
    query.entity = entity.into();
    query.search = Some(search.into());
    names(session, query)
}

#[test]
fn the_box_over_a_table_finds_by_pinyin_initials_and_number() {
    let (session, _) = session();
    let phones = ["13800138000", "13912345678", "021-55667788"];
    let people = ["张伟", "单文静", "仇志强"].into_iter().zip(phones);
    for (name, phone) in people {
        let values = [
            ("full_name", Value::text(name)),
            ("phones", Value::Raw(phone.into())),
        ];
        session
            .apply(&ChangeSet::create("op.create", "contact", values))
            .unwrap();
    }
    for name in ["华为技术有限公司", "远澜武汉研究院", "Okra 86 贸易"] {
        unit(&session, name, None);
    }
    let units = |text: &str| shown(&session, "unit", text);
    let people = |text: &str| shown(&session, "contact", text);
    assert_eq!(units("华为"), ["华为技术有限公司"]);
    assert_eq!(units("huawei"), ["华为技术有限公司"]);
    assert_eq!(units("hwjs"), ["华为技术有限公司"]);
    assert_eq!(units("ylwh"), ["远澜武汉研究院"]);
    assert_eq!(units("2"), Vec::<String>::new());
    assert_eq!(people("8000"), ["张伟"]);
    assert_eq!(people("shanwenjing"), ["单文静"]);
    for nothing in ["86", "ok", "raw", "e164", "n"] {
        assert_eq!(people(nothing), Vec::<String>::new(), "{nothing}");
    }
    assert_eq!(units("86"), ["Okra 86 贸易"]);
    assert_eq!(units("的"), Vec::<String>::new());
    let options = |text: &str| -> Vec<String> {
        let found = session.ref_options("unit", text, 5).unwrap();
        found.into_iter().map(|option| option.label).collect()
    };
    assert_eq!(options("hwjs"), ["华为技术有限公司"]);
    assert_eq!(options("").len(), 3);
    assert_eq!(options("k"), Vec::<String>::new());
}

#[test]
fn while_search_fills_up_the_box_compares_names_as_they_are_written() {
    let (session, _) = session();
    found(&session, "x");
    session.apply(&many(0..300, "星川")).unwrap();
    assert!(session.search_lags().unwrap());
    assert_eq!(shown(&session, "unit", "川29").len(), 10);
    assert_eq!(shown(&session, "unit", "xc29"), Vec::<String>::new());
    let option = session.ref_options("unit", "星川299", 5).unwrap();
    assert_eq!(option[0].label, "星川299");
    session.refresh_search(&Report::silent()).unwrap();
    assert_eq!(shown(&session, "unit", "xc29").len(), 10);
}

#[test]
fn while_search_fills_up_names_are_found_and_it_is_said_that_more_may_come() {
    let (session, _) = session();
    let whole = session.search("星川", 5).unwrap();
    assert!(whole.complete && whole.hits.is_empty());
    session.apply(&many(0..300, "星川")).unwrap();
    let id = unit(&session, "远澜", None);
    note(&session, id, "稼动率");
    assert!(session.search_lags().unwrap());
    let now = |text: &str| session.search(text, 5).unwrap();
    let called = now("星川299");
    assert!(!called.complete);
    assert_eq!(called.hits.len(), 1, "{called:?}");
    assert_eq!(called.hits[0].title, "星川299");
    assert_eq!(now("稼动率").hits.len(), 1);
    let half = now("xc299");
    assert!(half.hits.is_empty() && !half.complete, "no fact");
    assert_eq!(now("星川").hits.len(), 5, "as many as were asked for");
    session.refresh_search(&Report::silent()).unwrap();
    for text in ["星川299", "稼动率", "xc299"] {
        let found = now(text);
        assert!(found.complete && found.hits.len() == 1, "{text}: {found:?}");
    }
}

#[test]
fn a_rebuild_under_way_is_not_taken_for_an_empty_vault() {
    let (session, _) = session();
    // More than is indexed before anybody would notice.
    for from in (0..2_400_u32).step_by(800) {
        session.apply(&many(from..from + 800, "星川")).unwrap();
    }
    for taken_in in [false, true] {
        let cancel = Cancel::default();
        let stop = cancel.clone();
        let report = Report::to(cancel, move |progress| {
            if (progress.done > 0) == taken_in {
                stop.cancel();
            }
        });
        let stopped = session.refresh_search(&report).unwrap_err();
        assert_eq!(stopped.kind(), Kind::Cancelled);
        let answer = session.search("星川2399", 5).unwrap();
        assert!(!answer.complete && answer.hits.len() == 1, "{answer:?}");
    }
    session.refresh_search(&Report::silent()).unwrap();
    let answer = session.search("星川2399", 5).unwrap();
    assert!(answer.complete && answer.hits.len() == 1, "{answer:?}");
}

#[test]
fn people_and_groups_can_be_searched_by_themselves() {
    let (session, _) = session();
    let group = unit(&session, "星川集团", None);
    unit(&session, "星川苏州", Some(group));
    unit(&session, "星川独立店", None);
    session
        .apply(&ChangeSet::create(
            "op.create",
            "contact",
            [("full_name", Value::text("星川"))],
        ))
        .unwrap();
    let by = |among| {
        let hits = session.search_among(among, "星川", 9).unwrap().hits;
        hits.into_iter().map(|hit| hit.title).collect::<Vec<_>>()
    };
    assert_eq!(by(Among::Groups), ["星川集团"]);
    assert_eq!(by(Among::People), ["星川"]);
    assert_eq!(by(Among::All).len(), 4);
}
