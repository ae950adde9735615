//! Two records made one, taken apart again, and one made two.

use super::super::merge::Take;
use super::super::split::{SplitOrder, SplitPart};
use super::world::{picture, same};
use super::*;
use crate::base::Dated;
use crate::records::ChangeSet;

struct Two {
    session: Session,
    a: Id,
    b: Id,
}

/// Two units with all sorts of things at each.
fn two() -> Two {
    let (session, clock) = session();
    let make_unit = |name: &str, code: Option<&str>, tag: &str| {
        let values = [
            ("legal_name", Value::text(name)),
            ("code", code.map_or(Value::Null, Value::text)),
            ("tags", Value::Texts(vec![tag.into(), "共同".into()])),
        ];
        make(&session, "unit", values).id
    };
    let a = make_unit("华为技术有限公司", None, "甲");
    let b = make_unit("华为公司", Some("HW"), "乙");
    for of in [a, b] {
        let person = make(&session, "contact", [("full_name", Value::text("张三"))]).id;
        let post = [("contact", Value::to(person)), ("unit", Value::to(of))];
        make(&session, "post", post);
        let coop = [
            ("name", Value::text("合作")),
            ("unit", Value::to(of)),
            ("amount", Value::Raw("100".into())),
        ];
        make(&session, "cooperation", coop);
        make(
            &session,
            "task",
            [("title", Value::text("电话")), ("unit", Value::to(of))],
        );
        unit(&session, "下级", Some(of));
        clock.advance(1_000);
    }
    let both = [a, b].map(|id| crate::records::value::Ref {
        id,
        label: String::new(),
    });
    let talk = [
        ("at", Value::Instant(1)),
        ("unit", Value::to(b)),
        ("content", Value::text("谈话")),
        ("units", Value::Refs(both.to_vec())),
    ];
    make(&session, "activity", talk);
    let tie = [
        ("from_unit", Value::to(a)),
        ("to_unit", Value::to(b)),
        ("kind", Value::choice("supplier_of")),
    ];
    make(&session, "unit_relation", tie);
    clock.advance(1_000);
    Two { session, a, b }
}

const EVER: [&str; 2] = ["rev", "updated_at"];

#[test]
fn a_merge_moves_everything_and_taking_it_apart_is_as_if_it_had_never_been() {
    let Two { session, a, b } = two();
    let before = picture(&session, &EVER, false);
    let step = merge(&session, "unit", a, b);
    let stays = session.record("unit", a).unwrap();
    assert_eq!(stays.get("code"), &Value::text("HW"));
    assert_eq!(stays.get("aliases"), &Value::Texts(vec!["华为公司".into()]));
    let tags = ["甲", "共同", "乙"].map(str::to_owned);
    assert_eq!(stays.get("tags"), &Value::Texts(tags.to_vec()));
    assert_eq!(stays.get("coop_count"), &Value::Number(2));
    assert_eq!(stays.get("children"), &Value::Number(2));
    assert!(session.record("unit", b).unwrap().deleted);
    let left = session.split_plan(a).unwrap();
    assert!(
        left.groups
            .iter()
            .all(|group| group.entity != "unit_relation"),
        "no tie to itself"
    );
    assert_eq!(session.merged(a).unwrap()[0].loser.id, b);
    let plan = session
        .take_back_plan(whole(step), &Answers::default())
        .unwrap();
    assert_eq!(plan.questions, []);
    take_back(&session, step, &Answers::default());
    same(&picture(&session, &EVER, false), &before, "taken apart");
    assert!(session.merged(a).unwrap().is_empty());
    // Undoing both is the beginning too.
    session.undo().unwrap();
    assert_eq!(session.merged(a).unwrap().len(), 1);
    session.undo().unwrap();
    same(&picture(&session, &EVER, false), &before, "undone");
}

#[test]
fn taking_apart_later_keeps_what_came_since_and_asks_about_what_was_changed() {
    let Two { session, a, b } = two();
    let step = merge(&session, "unit", a, b);
    // Since then: a name more, another code, one of the loser's tasks given to a third.
    let mut aliases = vec!["华为公司".to_owned(), "HUAWEI".to_owned()];
    let record = session.record("unit", a).unwrap();
    change(&session, &record, "aliases", Value::Texts(aliases.clone()));
    let record = session.record("unit", a).unwrap();
    change(&session, &record, "code", Value::text("HW-2"));
    let third = unit(&session, "第三", None);
    let task = session.records("task", 9).unwrap().remove(1);
    change(&session, &task, "unit", Value::to(third));
    let fresh = make(
        &session,
        "task",
        [("title", Value::text("新")), ("unit", Value::to(a))],
    )
    .id;

    let plan = session
        .take_back_plan(whole(step), &Answers::default())
        .unwrap();
    let asked: Vec<_> = plan
        .questions
        .iter()
        .map(|q| (q.entity.as_str(), q.field.as_deref(), q.why))
        .collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.contains(&("unit", Some("code"), Why::Edited)));
    assert!(asked.contains(&("task", Some("unit"), Why::Edited)));
    take_back(&session, step, &Answers::default());
    let (one, other) = (
        session.record("unit", a).unwrap(),
        session.record("unit", b).unwrap(),
    );
    aliases.remove(0);
    assert_eq!(
        one.get("aliases"),
        &Value::Texts(aliases),
        "only the loser's name goes"
    );
    assert_eq!(one.get("code"), &Value::text("HW-2"));
    assert_eq!(other.get("code"), &Value::text("HW"));
    let at = |id: Id| session.record("task", id).unwrap().get("unit").as_ref_id();
    assert_eq!(at(task.id), Some(third));
    assert_eq!(at(fresh), Some(a), "what came since stays with the winner");
}

#[test]
fn a_parent_and_its_child_are_merged_either_way_round() {
    for flip in [false, true] {
        let (session, _) = session();
        let top = unit(&session, "总部", None);
        let mid = unit(&session, "中间", Some(top));
        let low = unit(&session, "分部", Some(mid));
        let leaf = unit(&session, "末端", Some(low));
        let before = picture(&session, &EVER, false);
        let (winner, loser) = if flip { (low, top) } else { (top, low) };
        let step = merge(&session, "unit", winner, loser);
        let parent = |id: Id| {
            session
                .record("unit", id)
                .unwrap()
                .get("parent")
                .as_ref_id()
        };
        assert_eq!(parent(winner), None);
        assert_eq!(parent(mid), Some(winner));
        assert_eq!(parent(leaf), Some(winner));
        take_back(&session, step, &Answers::default());
        same(&picture(&session, &EVER, false), &before, "taken apart");
    }
}

#[test]
fn contacts_are_merged_with_their_posts_and_conversations() {
    let (session, _) = session();
    let at = unit(&session, "公司", None);
    let [one, other] = ["张伟", "张 伟"].map(|name| {
        let id = make(&session, "contact", [("full_name", Value::text(name))]).id;
        make(
            &session,
            "post",
            [("contact", Value::to(id)), ("unit", Value::to(at))],
        );
        id
    });
    let talk = [
        ("at", Value::Instant(1)),
        ("unit", Value::to(at)),
        ("content", Value::text("谈话")),
        (
            "contacts",
            Value::Refs(vec![crate::records::value::Ref {
                id: other,
                label: String::new(),
            }]),
        ),
    ];
    let talk = make(&session, "activity", talk).id;
    let before = picture(&session, &EVER, false);
    let step = merge(&session, "contact", one, other);
    let stays = session.record("contact", one).unwrap();
    assert_eq!(stays.get("aliases"), &Value::Texts(vec!["张 伟".into()]));
    let Value::Refs(with) = session
        .record("activity", talk)
        .unwrap()
        .get("contacts")
        .clone()
    else {
        panic!();
    };
    assert_eq!(with[0].id, one);
    take_back(&session, step, &Answers::default());
    same(&picture(&session, &EVER, false), &before, "taken apart");
}

#[test]
fn the_user_says_whose_value_stays_and_a_former_name_is_one() {
    let Two { session, a, b } = two();
    let plan = session.merge_plan("unit", a, b).unwrap();
    let name = plan
        .fields
        .iter()
        .find(|f| f.field == "legal_name")
        .unwrap();
    assert!(name.clash && name.take == Take::Winner);
    let order = MergeOrder {
        entity: "unit".into(),
        winner: a,
        loser: b,
        moment: plan.moment,
        takes: BTreeMap::from([("legal_name".into(), Take::Loser)]),
        former: true,
    };
    session.merge(&order).unwrap();
    let stays = session.record("unit", a).unwrap();
    assert_eq!(stays.get("legal_name"), &Value::text("华为公司"));
    assert_eq!(
        stays.get("former_names"),
        &Value::Dated(vec![Dated {
            text: "华为技术有限公司".into(),
            until: Some("2026-11-22".into()),
        }])
    );
    // A plan of another moment is not carried out.
    let again = MergeOrder {
        winner: b,
        loser: a,
        ..order
    };
    assert!(
        session
            .merge(&again)
            .unwrap_err()
            .key()
            .contains("plan_stale")
    );
}

#[test]
fn a_split_takes_what_was_chosen_and_is_one_step() {
    let Two { session, a, .. } = two();
    let before = picture(&session, &EVER, false);
    let plan = session.split_plan(a).unwrap();
    let group = |entity: &str| {
        plan.groups
            .iter()
            .find(|group| group.entity == entity)
            .unwrap()
    };
    let part = |entity: &str, all: bool| SplitPart {
        entity: entity.into(),
        field: group(entity).field.clone(),
        all,
        ids: if all {
            Vec::new()
        } else {
            vec![group(entity).records[0].id]
        },
    };
    let order = SplitOrder {
        unit: a,
        moment: plan.moment,
        name: "新公司".into(),
        under: false,
        parts: vec![part("post", true), part("unit", false)],
    };
    let made = session.split(&order).unwrap().records.remove(0).id;
    assert_eq!(session.unit_sheet(made).unwrap().people.len(), 1);
    assert_eq!(session.unit_sheet(made).unwrap().children, 1);
    assert_eq!(session.unit_sheet(a).unwrap().people.len(), 0);
    assert_eq!(session.unit_sheet(a).unwrap().cooperations.len(), 1);
    let step = latest(&session);
    take_back(&session, step, &Answers::default());
    let mut after = picture(&session, &EVER, false);
    assert!(session.record("unit", made).unwrap().deleted);
    after.remove(&("unit".into(), made));
    same(&after, &before, "taken back");
    session.undo().unwrap();
    session.undo().unwrap();
    same(&picture(&session, &EVER, false), &before, "undone");
}

/// What a merge of two records proposes for some fields.
fn proposes<const N: usize>(
    session: &Session,
    (entity, a, b): (&str, Id, Id),
    fields: [&str; N],
) -> [Option<Take>; N] {
    let plan = session.merge_plan(entity, a, b).unwrap();
    fields.map(|key| {
        let field = plan.fields.iter().find(|field| field.field == key);
        field.map(|field| field.take)
    })
}

#[test]
fn two_made_one_are_as_confidential_as_the_stricter() {
    let (session, _) = session();
    let labelled = |label: &str| {
        let values = [
            ("legal_name", Value::text("华为公司")),
            ("label", Value::choice(label)),
        ];
        make(&session, "unit", values).id
    };
    for (winner, loser, take, outcome) in [
        ("open", "confidential", Take::Loser, "confidential"),
        ("open", "internal", Take::Loser, "internal"),
        ("internal", "open", Take::Winner, "internal"),
        ("confidential", "open", Take::Winner, "confidential"),
    ] {
        let (a, b) = (labelled(winner), labelled(loser));
        assert_eq!(
            proposes(&session, ("unit", a, b), ["label"]),
            [Some(take)],
            "{winner} {loser}"
        );
        merge(&session, "unit", a, b);
        let stays = session.record("unit", a).unwrap();
        assert_eq!(stays.get("label"), &Value::choice(outcome));
    }
}

#[test]
fn what_belongs_together_comes_from_one_side() {
    let (session, _) = session();
    let day = || Value::Raw("2027-01-01".into());
    let contact = |values: Vec<(&'static str, Value)>| {
        let named = [("full_name", Value::text("张三"))];
        let set = ChangeSet::create("op.create", "contact", named.into_iter().chain(values));
        session.apply(&set).unwrap().records[0].id
    };
    // For good, and not until the day that was said of something else.
    let a = contact(vec![("do_not_contact", Value::text("不要联系"))]);
    let b = contact(vec![
        ("do_not_contact", Value::text("休假")),
        ("do_not_contact_until", day()),
        ("consent", Value::text("口头同意")),
        ("consent_on", day()),
    ]);
    let fields = [
        "do_not_contact",
        "do_not_contact_until",
        "consent",
        "consent_on",
    ];
    let proposed = proposes(&session, ("contact", a, b), fields);
    let [winner, loser] = [Some(Take::Winner), Some(Take::Loser)];
    assert_eq!(proposed, [winner, winner, loser, loser]);
    merge(&session, "contact", a, b);
    let stays = session.record("contact", a).unwrap();
    assert_eq!(stays.get("do_not_contact_until"), &Value::Null);
    assert_eq!(stays.get("do_not_contact"), &Value::text("不要联系"));
    assert_eq!(stays.get("consent"), &Value::text("口头同意"));
    assert!(!stays.get("consent_on").is_null());
    // Where both say the same, the day of one is the day of both; what is about nothing goes.
    let a = contact(vec![
        ("do_not_contact", Value::text("休假")),
        ("consent_on", day()),
    ]);
    let b = contact(vec![
        ("do_not_contact", Value::text("休假")),
        ("do_not_contact_until", day()),
        ("consent", Value::text("书面同意")),
    ]);
    let proposed = proposes(&session, ("contact", a, b), fields);
    assert_eq!(proposed, [winner, loser, loser, loser]);
    let unit = |values: Vec<(&'static str, Value)>| {
        let named = [("legal_name", Value::text("华为公司"))];
        let set = ChangeSet::create("op.create", "unit", named.into_iter().chain(values));
        session.apply(&set).unwrap().records[0].id
    };
    let a = unit(vec![
        ("size_override", Value::choice("large")),
        ("size_reason", Value::text("新厂投产")),
    ]);
    let b = unit(vec![
        ("size_override", Value::choice("small")),
        ("size_reason", Value::text("只有一个门店")),
    ]);
    let proposed = proposes(&session, ("unit", a, b), ["size_override", "size_reason"]);
    assert_eq!(proposed, [winner, winner]);
}

/// Merges as proposed but for some fields.
fn merge_taking(session: &Session, (entity, a, b): (&str, Id, Id), takes: &[(&str, Take)]) {
    let plan = session.merge_plan(entity, a, b).unwrap();
    let order = MergeOrder {
        entity: entity.into(),
        winner: a,
        loser: b,
        moment: plan.moment,
        takes: takes
            .iter()
            .map(|(key, take)| ((*key).to_owned(), *take))
            .collect(),
        former: false,
    };
    session.merge(&order).unwrap();
}

#[test]
fn of_what_belongs_together_no_half_is_taken() {
    let (session, _) = session();
    let contact = |consent: &str, source: &str, on: &str| {
        let values = [
            ("full_name", Value::text("张三")),
            ("consent", Value::text(consent)),
            ("consent_source", Value::text(source)),
            ("consent_on", Value::Raw(on.into())),
        ];
        make(&session, "contact", values).id
    };
    let held = |id: Id| {
        let record = session.record("contact", id).unwrap();
        ["consent", "consent_source", "consent_on"].map(|key| record.get(key).clone())
    };
    let both = || {
        let a = contact("口头同意", "电话", "2026-01-01");
        let b = contact("书面同意", "", "2027-01-01");
        (a, b)
    };
    let (a, b) = both();
    let plan = session.merge_plan("contact", a, b).unwrap();
    let field = plan.fields.iter().find(|one| one.field == "consent_source");
    assert_eq!(field.unwrap().with, ["consent", "consent_on"]);
    let name = plan.fields.iter().find(|one| one.field == "full_name");
    assert_eq!(name.unwrap().with, [""; 0], "both are called the same");
    let other = held(b);
    merge_taking(&session, ("contact", a, b), &[("consent_on", Take::Loser)]);
    assert_eq!(held(a), other, "all three are the other's");
    // Where two of them are said otherwise, what the others are about decides.
    let (a, b) = both();
    let own = held(a);
    let takes = [("consent", Take::Winner), ("consent_on", Take::Loser)];
    merge_taking(&session, ("contact", a, b), &takes);
    assert_eq!(held(a), own);
    // Where both say the same of it, each goes by itself.
    let (a, b) = (
        contact("书面同意", "电话", "2026-01-01"),
        contact("书面同意", "邮件", "2027-01-01"),
    );
    merge_taking(&session, ("contact", a, b), &[("consent_on", Take::Loser)]);
    assert_eq!(held(a)[1], Value::text("电话"));
    assert_eq!(held(a)[2], held(b)[2]);
}

#[test]
fn holdings_that_would_close_a_circle_are_told_before_and_go() {
    let (session, _) = session();
    let [a, b, x, y] = ["甲", "甲公司", "丙", "丁"].map(|name| unit(&session, name, None));
    let holds = |[parent, child]: [Id; 2], share: &str, [from, to]: [&str; 2]| {
        let raw = |text: &str| Value::Raw(text.to_owned());
        let values = [
            ("parent", Value::to(parent)),
            ("child", Value::to(child)),
            ("kind", Value::choice("owns")),
            ("share", raw(share)),
            ("valid_from", raw(from)),
            ("valid_to", raw(to)),
        ];
        make(&session, "unit_link", values).id
    };
    let ever = ["", ""];
    holds([a, x], "60", ["2015-01-01", ""]);
    let back = holds([x, b], "70", ever);
    let former = holds([x, b], "80", ["2010-01-01", "2015-01-01"]);
    let small = holds([x, b], "10", ever);
    let other = holds([b, y], "60", ever);
    let itself = holds([a, b], "20", ever);
    let before = picture(&session, &EVER, false);
    let plan = session.merge_plan("unit", a, b).unwrap();
    let circled: Vec<_> = plan
        .circled
        .iter()
        .map(|one| (one.id, &*one.label))
        .collect();
    assert_eq!(circled, [(back, "丙")]);
    let told: u32 = plan.repointed.iter().map(|one| one.count).sum();
    let looped: u32 = plan.repointed.iter().map(|one| one.looped).sum();
    assert_eq!((told, looped), (3, 1), "{plan:?}");
    let step = merge(&session, "unit", a, b);
    for (link, gone) in [
        (back, true),
        (itself, true),
        (former, false),
        (small, false),
        (other, false),
    ] {
        assert_eq!(session.record("unit_link", link).unwrap().deleted, gone);
    }
    take_back(&session, step, &Answers::default());
    same(&picture(&session, &EVER, false), &before, "taken apart");
}
