//! Who decides at a unit: seats with and without somebody on them, and whoever has a part and no seat.

use std::collections::BTreeMap;

use super::{Id, Session, Value, bin, change, make, session, unit};
use crate::history::merge::MergeOrder;
use crate::people::chain::Lack;
use crate::records::value::Ref;
use crate::session::Decisions;

fn seat(session: &Session, unit: Id, name: &str, above: Option<Id>) -> Id {
    let values = [
        ("unit", Value::to(unit)),
        ("name", Value::text(name)),
        ("reports_to", above.map_or(Value::Null, Value::to)),
    ];
    make(session, "seat", values).id
}

fn person(session: &Session, name: &str) -> Id {
    make(session, "contact", [("full_name", Value::text(name))]).id
}

fn part(session: &Session, unit: Id, whose: (&'static str, Id), role: &str) -> Id {
    let values = [
        (whose.0, Value::to(whose.1)),
        ("unit", Value::to(unit)),
        ("role", Value::choice(role)),
    ];
    make(session, "stance", values).id
}

#[test]
fn seats_stand_by_whom_they_report_to_and_those_nobody_holds_are_told() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let buyer = seat(&session, firm, "采购经理", None);
    let chief = seat(&session, firm, "总经理", None);
    let now = session.record("seat", buyer).unwrap();
    change(&session, &now, "reports_to", Value::to(chief));
    let (zhang, li) = (person(&session, "张伟"), person(&session, "李娜"));
    let values = [
        ("contact", Value::to(zhang)),
        ("unit", Value::to(firm)),
        ("seat", Value::to(buyer)),
    ];
    let post = make(&session, "post", values);
    part(&session, firm, ("seat", chief), "decider");
    part(&session, firm, ("contact", zhang), "purchaser");
    part(&session, firm, ("contact", li), "gatekeeper");
    let told = session.decisions("unit", firm, false).unwrap();
    let seats: Vec<(&str, u16, usize, usize)> = told
        .seats
        .iter()
        .map(|one| {
            let label = one.seat.label.as_str();
            (label, one.depth, one.parts.len(), one.holders.len())
        })
        .collect();
    assert_eq!(seats, [("总经理", 0, 1, 0), ("采购经理", 1, 0, 1)]);
    assert_eq!(
        told.seats[0].parts[0].role, "decider",
        "though nobody sits there"
    );
    let holder = &told.seats[1].holders[0];
    assert_eq!(
        (holder.contact.id, holder.parts[0].role.as_str()),
        (zhang, "purchaser")
    );
    assert_eq!(told.others.len(), 1);
    assert_eq!(told.others[0].contact.id, li);
    assert!(
        told.others[0].in_office,
        "of whom no post is known, none is over"
    );
    // Whose post is over sits there no more, and is told among the others, for what was said of them stands.
    change(&session, &post, "end", Value::Raw("2026-11-01".to_owned()));
    let told = session.decisions("unit", firm, false).unwrap();
    assert!(told.seats.iter().all(|one| one.holders.is_empty()));
    let names: Vec<&str> = told
        .others
        .iter()
        .map(|one| one.contact.label.as_str())
        .collect();
    assert_eq!(names.len(), 2);
    let gone = |one: &&crate::people::chain::Decider| !one.in_office;
    let gone: Vec<Id> = told
        .others
        .iter()
        .filter(gone)
        .map(|one| one.contact.id)
        .collect();
    assert_eq!(gone, [zhang]);
}

#[test]
fn a_part_is_somebodys_or_a_seats() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let chief = seat(&session, firm, "总经理", None);
    let values = [
        ("unit", Value::to(firm)),
        ("role", Value::choice("decider")),
    ];
    let set = crate::records::ChangeSet::create("op.create", "stance", values);
    let refused = session.apply(&set).unwrap_err();
    assert_eq!(refused.key(), "error.stance_nobody");
    let id = part(&session, firm, ("seat", chief), "decider");
    let now = session.record("stance", id).unwrap();
    let set = crate::records::ChangeSet::update(
        "op.edit",
        "stance",
        id,
        now.rev,
        [("seat", Value::Null)],
    );
    assert!(session.apply(&set).is_err());
    // It goes into the bin with its seat, and comes back with it.
    bin(&session, "seat", &[chief]);
    assert!(session.record("stance", id).unwrap().deleted);
    session.undo().unwrap();
    assert!(!session.record("stance", id).unwrap().deleted);
}

/// As the clock of these tests has it: on the 22nd of November.
fn talk(session: &Session, unit: Id, with: Id, day: &str) -> Id {
    let midnight = day.parse::<chrono::NaiveDate>().unwrap();
    let at = midnight.and_hms_opt(3, 0, 0).unwrap().and_utc();
    let with = Ref {
        id: with,
        label: String::new(),
    };
    let values = [
        ("unit", Value::to(unit)),
        ("at", Value::Instant(at.timestamp_millis())),
        ("content", Value::text("谈了")),
        ("contacts", Value::Refs(vec![with])),
    ];
    make(session, "activity", values).id
}

fn sits(session: &Session, who: Id, unit: Id, seat: Id, since: &str) -> crate::records::Record {
    let values = [
        ("contact", Value::to(who)),
        ("unit", Value::to(unit)),
        ("seat", Value::to(seat)),
        ("start", Value::Raw(since.to_owned())),
    ];
    make(session, "post", values)
}

fn labels(told: &Decisions) -> Vec<(&str, u16)> {
    let seats = told.seats.iter();
    seats
        .map(|one| (one.seat.label.as_str(), one.depth))
        .collect()
}

fn lacks(told: &Decisions) -> Vec<(&str, &[Lack])> {
    let gaps = told.gaps.iter();
    gaps.map(|gap| {
        let about = gap.contact.as_ref().or(gap.seat.as_ref());
        (about.unwrap_or(&gap.unit).label.as_str(), &*gap.lacks)
    })
    .collect()
}

#[test]
fn a_seat_outlives_who_sits_there_and_says_when_we_last_talked() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let chief = seat(&session, firm, "总经理", None);
    let buyer = seat(&session, firm, "采购经理", Some(chief));
    part(&session, firm, ("seat", chief), "decider");
    let (zhang, li) = (person(&session, "张伟"), person(&session, "李娜"));
    let post = sits(&session, zhang, firm, chief, "2024-03-01");
    sits(&session, li, firm, buyer, "2025-01-15");
    talk(&session, firm, zhang, "2026-11-01");
    talk(&session, firm, zhang, "2026-08-01");
    // One that is still to come is none.
    talk(&session, firm, li, "2026-12-01");
    let told = session.decisions("unit", firm, false).unwrap();
    let holder = &told.seats[0].holders[0];
    assert_eq!(holder.since.as_deref(), Some("2024-03-01"));
    assert_eq!(holder.last_talk.as_ref().unwrap().days, 21);
    assert_eq!(lacks(&told), [("李娜", &[Lack::NeverMet][..])]);
    change(&session, &post, "end", Value::Raw("2026-11-10".to_owned()));
    let told = session.decisions("unit", firm, false).unwrap();
    assert_eq!(labels(&told), [("总经理", 0), ("采购经理", 1)]);
    let former = told.seats[0].former.as_ref().unwrap();
    assert_eq!(
        (former.contact.id, former.until.as_deref()),
        (zhang, Some("2026-11-10"))
    );
    assert_eq!(
        lacks(&told),
        [
            ("总经理", &[Lack::Vacant][..]),
            ("李娜", &[Lack::NeverMet][..])
        ]
    );
    // What is planned for it is told, and comes last.
    let values = [
        ("title", Value::text("打听谁接任")),
        ("unit", Value::to(firm)),
        ("seat", Value::to(chief)),
    ];
    make(&session, "task", values);
    let told = session.decisions("unit", firm, false).unwrap();
    assert_eq!(told.gaps[1].planned.as_ref().unwrap().label, "打听谁接任");
    session.undo().unwrap();
    assert!(
        session.decisions("unit", firm, false).unwrap().gaps[0]
            .planned
            .is_none()
    );
}

#[test]
fn who_decides_is_silent_by_a_rhythm_of_their_own_or_after_two_months() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let zhang = person(&session, "张伟");
    let post = [("contact", Value::to(zhang)), ("unit", Value::to(firm))];
    make(&session, "post", post);
    part(&session, firm, ("contact", zhang), "decider");
    talk(&session, firm, zhang, "2026-10-01");
    let told = || session.decisions("unit", firm, false).unwrap();
    assert!(told().gaps.is_empty(), "52 days are not long");
    let values = [
        ("name", Value::text("每月")),
        ("contact", Value::to(zhang)),
        ("ideal_days", Value::Number(30)),
        ("latest_days", Value::Number(45)),
    ];
    make(&session, "rhythm", values);
    assert_eq!(lacks(&told()), [("张伟", &[Lack::Silent { days: 52 }][..])]);
    let now = session.record("contact", zhang).unwrap();
    change(&session, &now, "do_not_contact", Value::text("勿扰"));
    assert!(told().gaps.is_empty(), "they asked to be let be");
    let until = Value::Raw("2026-11-21".to_owned());
    change(&session, &now, "do_not_contact_until", until);
    assert_eq!(told().gaps.len(), 1, "that is over");
}

#[test]
fn with_all_below_seats_report_across_units_and_a_deal_narrows_to_who_has_a_part_in_it() {
    let (session, _) = session();
    let group = unit(&session, "集团", None);
    let firm = unit(&session, "甲", Some(group));
    let elsewhere = unit(&session, "乙", None);
    let boss = seat(&session, group, "集团总裁", None);
    let chief = seat(&session, firm, "总经理", Some(boss));
    seat(&session, firm, "设备经理", Some(chief));
    seat(&session, elsewhere, "别处", None);
    let zhang = person(&session, "张伟");
    sits(&session, zhang, firm, chief, "2024-03-01");
    let li = person(&session, "李娜");
    let named = [("name", Value::text("扩产")), ("unit", Value::to(firm))];
    let deal = make(&session, "opportunity", named).id;
    let of_deal = |whose: (&'static str, Id), role: &str| {
        let values = [
            (whose.0, Value::to(whose.1)),
            ("opportunity", Value::to(deal)),
            ("role", Value::choice(role)),
        ];
        make(&session, "stance", values)
    };
    of_deal(("contact", zhang), "evaluator");
    of_deal(("contact", li), "decider");
    part(&session, firm, ("contact", zhang), "user");
    let alone = session.decisions("unit", firm, false).unwrap();
    assert_eq!(labels(&alone), [("总经理", 0), ("设备经理", 1)]);
    let deals: Vec<Option<&str>> = alone.seats[0].holders[0]
        .parts
        .iter()
        .map(|one| one.opportunity.as_ref().map(|deal| deal.label.as_str()))
        .collect();
    assert_eq!(deals, [Some("扩产"), None]);
    let wide = session.decisions("unit", group, true).unwrap();
    let seats = [("集团总裁", 0), ("总经理", 1), ("设备经理", 2)];
    assert_eq!(labels(&wide), seats);
    assert_eq!(wide.seats[1].unit.id, firm);
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(firm)),
        ("opportunity", Value::to(deal)),
    ];
    let contract = make(&session, "contract", values).id;
    let values = [
        ("name", Value::text("项目")),
        ("unit", Value::to(firm)),
        ("contract", Value::to(contract)),
    ];
    let project = make(&session, "project", values).id;
    for (entity, id) in [
        ("opportunity", deal),
        ("contract", contract),
        ("project", project),
    ] {
        let narrow = session.decisions(entity, id, false).unwrap();
        assert_eq!(narrow.opportunity.as_ref().unwrap().id, deal, "{entity}");
        assert_eq!(labels(&narrow), [("集团总裁", 0), ("总经理", 1)]);
        let parts = &narrow.seats[1].holders[0].parts;
        assert_eq!(parts.len(), 1, "what they are elsewhere is not asked");
        assert_eq!(narrow.others[0].contact.id, li);
        // Somebody decides in it: which units the seats above are of is no matter.
        let expected = [
            ("李娜", &[Lack::NeverMet][..]),
            ("张伟", &[Lack::NeverMet][..]),
            ("集团总裁", &[Lack::Vacant][..]),
        ];
        assert_eq!(lacks(&narrow), expected);
    }
    // Without deals in sight nothing speaks of one; without decisions nothing is told at all.
    session.hide_module("opportunities", true).unwrap();
    let alone = session.decisions("unit", firm, false).unwrap();
    let held = &alone.seats[0].holders[0].parts;
    assert!(held.iter().all(|one| one.opportunity.is_none()));
    assert!(alone.others.is_empty(), "known of a deal alone");
    let narrow = session.decisions("project", project, false).unwrap();
    assert_eq!(narrow, Decisions::default());
    session.hide_module("decisions", true).unwrap();
    let wide = session.decisions("unit", group, true).unwrap();
    assert_eq!(wide, Decisions::default());
}

#[test]
fn what_is_asked_of_a_unit_is_planned_until_it_is_done_and_nothing_is_asked_of_a_lost_one() {
    let (session, _) = session();
    let group = unit(&session, "集团", None);
    let firm = unit(&session, "甲", Some(group));
    let boss = seat(&session, group, "集团总裁", None);
    let chief = seat(&session, firm, "总经理", Some(boss));
    let li = person(&session, "李娜");
    sits(&session, li, group, boss, "2024-03-01");
    talk(&session, group, li, "2026-11-01");
    part(&session, firm, ("contact", li), "decider");
    let zhang = person(&session, "张伟");
    sits(&session, zhang, firm, chief, "2024-03-01");
    talk(&session, firm, zhang, "2026-11-01");
    let told = || session.decisions("unit", group, true).unwrap();
    // She sits at the one and decides at the other.
    assert_eq!(lacks(&told()), [("集团", &[Lack::Unknown][..])]);
    let other = [("title", Value::text("别的")), ("unit", Value::to(group))];
    make(&session, "task", other);
    assert!(told().gaps[0].planned.is_none());
    let task = session.ask_who_decides(group, None, "打听").unwrap();
    assert_eq!(told().gaps[0].planned.as_ref().unwrap().label, "打听");
    session.undo().unwrap();
    assert!(told().gaps[0].planned.is_none());
    session.redo().unwrap();
    let task = &task.records[0];
    assert_eq!(told().gaps[0].planned.as_ref().unwrap().id, task.id);
    change(&session, task, "state", Value::choice("done"));
    assert!(told().gaps[0].planned.is_none());
    let lost = session.record("unit", group).unwrap();
    change(&session, &lost, "status", Value::choice("lost"));
    let told = told();
    assert!(told.gaps.is_empty());
    assert_eq!(told.seats.len(), 2, "the map stands");
}

#[test]
fn nobody_is_introduced_by_whoever_left_asked_to_be_let_be_or_was_not_met_for_years() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let chief = seat(&session, firm, "总经理", None);
    let li = person(&session, "李娜");
    sits(&session, li, firm, chief, "2024-03-01");
    let friends = ["走了", "勿扰", "多年", "常见"].map(|name| person(&session, name));
    for friend in friends {
        let tie = [
            ("from_contact", Value::to(friend)),
            ("to_contact", Value::to(li)),
        ];
        make(&session, "influence", tie);
    }
    let [left, quiet, old, near] = friends;
    talk(&session, firm, left, "2026-11-01");
    talk(&session, firm, quiet, "2026-11-01");
    talk(&session, firm, old, "2024-11-01");
    let set = |who: Id, field: &'static str, value: Value| {
        change(
            &session,
            &session.record("contact", who).unwrap(),
            field,
            value,
        );
    };
    set(left, "left", Value::Bool(true));
    set(quiet, "do_not_contact", Value::text("勿扰"));
    let through = || {
        let told = session.decisions("unit", firm, false).unwrap();
        let gap = told.gaps.into_iter().find(|gap| gap.contact.is_some());
        gap.unwrap().through.map(|one| one.id)
    };
    assert_eq!(through(), None);
    talk(&session, firm, near, "2026-11-01");
    assert_eq!(through(), Some(near));
}

#[test]
fn two_people_made_one_are_one_on_the_map() {
    let (session, _) = session();
    let firm = unit(&session, "甲", None);
    let chief = seat(&session, firm, "总经理", None);
    let [one, other, friend] = ["张伟", "张玮", "李娜"].map(|name| person(&session, name));
    sits(&session, one, firm, chief, "2024-03-01");
    sits(&session, other, firm, chief, "2023-03-01");
    part(&session, firm, ("contact", one), "decider");
    part(&session, firm, ("contact", other), "decider");
    talk(&session, firm, other, "2026-11-01");
    for (from, to) in [(one, other), (friend, one), (friend, other)] {
        let values = [
            ("from_contact", Value::to(from)),
            ("to_contact", Value::to(to)),
        ];
        make(&session, "influence", values);
    }
    let plan = session.merge_plan("contact", one, other).unwrap();
    let order = MergeOrder {
        entity: "contact".into(),
        winner: one,
        loser: other,
        moment: plan.moment,
        takes: BTreeMap::new(),
        former: false,
    };
    session.merge(&order).unwrap();
    let told = session.decisions("unit", firm, false).unwrap();
    let [holder] = &*told.seats[0].holders else {
        panic!("{:?}", told.seats)
    };
    assert_eq!(holder.since.as_deref(), Some("2023-03-01"));
    assert_eq!(holder.parts.len(), 1);
    assert_eq!(holder.last_talk.as_ref().unwrap().days, 21);
    let ears: Vec<Id> = holder.listens_to.iter().map(|tie| tie.contact.id).collect();
    assert_eq!(ears, [friend], "nobody listens to themselves");
}

#[test]
fn as_of_a_day_it_is_as_it_stood_by_what_is_out_of_sight_today() {
    let (session, clock) = session();
    let firm = unit(&session, "甲", None);
    let chief = seat(&session, firm, "总经理", None);
    let zhang = person(&session, "张伟");
    sits(&session, zhang, firm, chief, "2024-03-01");
    clock.advance(60_000);
    let then = session.vault().clock().now();
    clock.advance(60_000);
    bin(&session, "seat", &[chief]);
    assert!(
        session
            .decisions("unit", firm, false)
            .unwrap()
            .seats
            .is_empty()
    );
    let past = session.as_of(then).unwrap();
    let shown = |session: &Session| {
        let hidden = session.hidden().unwrap();
        past.decisions_shown("unit", firm, false, &hidden).unwrap()
    };
    assert_eq!(shown(&session).seats[0].holders[0].contact.id, zhang);
    session.hide_module("decisions", true).unwrap();
    assert_eq!(shown(&session), Decisions::default());
}
