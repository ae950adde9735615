//! Bringing back out of a vault of then.

use super::super::former::{Reach, Wanted};
use super::world::{Picture, World, picture, same};
use super::*;
use crate::base::Report;
use crate::records::{ChangeSet, RecordChange};
use crate::session::tests::bin;

fn wanted(entity: &str, id: Id, reach: Reach) -> Wanted {
    Wanted {
        entity: entity.into(),
        id,
        reach,
    }
}

/// The vault as it stands now, apart from it.
fn set_apart(session: &Session, clock: &crate::base::FixedClock) -> Session {
    let then = session.as_of(session.vault().clock().now()).unwrap();
    clock.advance(60_000);
    then
}

fn bring(session: &Session, then: &Session, wanted: &Wanted) {
    let plan = session.bring_plan(then.vault(), wanted).unwrap();
    session
        .bring_back(then.vault(), (wanted, plan.moment), &Report::silent())
        .unwrap();
}

fn set(session: &Session, entity: &str, id: Id, field: &'static str, value: Value) {
    let record = session.record(entity, id).unwrap();
    change(session, &record, field, value);
}

#[test]
fn a_customer_comes_back_with_all_of_it_and_goes_again_with_one_undo() {
    let (session, clock) = session();
    let top = unit(&session, "集团", None);
    let low = unit(&session, "分公司", Some(top));
    let person = make(&session, "contact", [("full_name", Value::text("张三"))]).id;
    let post = [("contact", Value::to(person)), ("unit", Value::to(low))];
    let post = make(&session, "post", post).id;
    let then = set_apart(&session, &clock);

    set(&session, "unit", top, "website", Value::text("b.cn"));
    bin(&session, "post", &[post]);
    bin(&session, "contact", &[person]);
    bin(&session, "unit", &[low]);
    let made = unit(&session, "后来的", Some(top));
    let before = picture(&session, &["rev", "updated_at"], true);

    let all = wanted("unit", top, Reach::Below);
    let plan = session.bring_plan(then.vault(), &all).unwrap();
    let count = |of: &BTreeMap<String, u32>, kind: &str| of.get(kind).copied().unwrap_or(0);
    assert_eq!(count(&plan.changed, "unit"), 1);
    assert_eq!(count(&plan.revived, "unit"), 1);
    assert_eq!(count(&plan.revived, "post"), 1);
    assert_eq!(count(&plan.revived, "contact"), 1);
    assert_eq!((plan.left_all, plan.turned_all), (0, 1));
    bring(&session, &then, &all);

    let website = |session: &Session| session.record("unit", top).unwrap().get("website").clone();
    assert_eq!(website(&session), website(&then));
    for (entity, id) in [("unit", low), ("contact", person), ("post", post)] {
        assert!(!session.record(entity, id).unwrap().deleted, "{entity}");
    }
    assert!(!session.record("unit", made).unwrap().deleted);
    assert_eq!(
        session.history_state().unwrap().undo.as_deref(),
        Some("op.bring_back")
    );
    session.undo().unwrap();
    let after = picture(&session, &["rev", "updated_at"], true);
    same(&before, &after, "after the undo");
}

#[test]
fn a_field_comes_back_alone() {
    let (session, clock) = session();
    let id = unit(&session, "公司", None);
    set(&session, "unit", id, "website", Value::text("a.cn"));
    set(&session, "unit", id, "source", Value::text("展会"));
    let then = set_apart(&session, &clock);
    set(&session, "unit", id, "website", Value::text("b.cn"));
    set(&session, "unit", id, "source", Value::text("介绍"));
    let field = Reach::Field {
        field: "website".into(),
    };
    bring(&session, &then, &wanted("unit", id, field));
    let now = session.record("unit", id).unwrap();
    let was = then.record("unit", id).unwrap();
    assert_eq!(now.get("website"), was.get("website"));
    assert_eq!(now.get("source"), &Value::text("介绍"));
}

#[test]
fn a_record_that_was_never_there_today_comes_under_its_own_id_with_what_it_needs() {
    let (session, clock) = session();
    let set = ChangeSet {
        label: "op.create".into(),
        changes: vec![RecordChange::Create {
            entity: "contact".into(),
            id: None,
            asked: false,
            values: BTreeMap::from([("full_name".to_owned(), Value::text("李四"))]),
        }],
    };
    let top = unit(&session, "集团", None);
    let person = session.apply(&set).unwrap().records.remove(0).id;
    let low = unit(&session, "分公司", Some(top));
    let post = [("contact", Value::to(person)), ("unit", Value::to(low))];
    let post = make(&session, "post", post).id;
    let then = set_apart(&session, &clock);
    for _ in 0..4 {
        session.undo().unwrap();
    }
    assert!(session.record("unit", top).is_err());
    let plan = session
        .bring_plan(then.vault(), &wanted("post", post, Reach::Record))
        .unwrap();
    let along: BTreeSet<_> = plan.along.iter().map(|one| one.id).collect();
    assert_eq!(along, BTreeSet::from([person, low, top]));
    bring(&session, &then, &wanted("post", post, Reach::Record));
    assert_eq!(session.record("post", post).unwrap().id, post);
    let low = session.record("unit", low).unwrap();
    assert_eq!(
        low.get("group"),
        then.record("unit", low.id).unwrap().get("group")
    );
    session.undo().unwrap();
    assert!(session.record("unit", top).is_err());
}

#[test]
fn a_code_that_is_anothers_by_now_stays_there_and_one_that_is_swapped_goes_back() {
    let (session, clock) = session();
    let (a, b) = (
        unit(&session, "甲", None),
        unit(&session, "乙", Some(unit(&session, "丙", None))),
    );
    set(&session, "unit", a, "code", Value::text("A-1"));
    set(&session, "unit", b, "code", Value::text("B-1"));
    set(&session, "unit", b, "parent", Value::to(a));
    let then = set_apart(&session, &clock);
    set(&session, "unit", a, "code", Value::Null);
    set(&session, "unit", b, "code", Value::text("A-1"));
    let alone = wanted("unit", a, Reach::Record);
    let plan = session.bring_plan(then.vault(), &alone).unwrap();
    assert_eq!(plan.left.len(), 1);
    assert!(plan.is_nothing());
    let refused = session.bring_back(then.vault(), (&alone, plan.moment), &Report::silent());
    assert_eq!(refused.unwrap_err().key(), "error.nothing_to_bring");
    set(&session, "unit", a, "code", Value::text("B-1"));
    bring(&session, &then, &wanted("unit", a, Reach::Below));
    let code = |id: Id| session.record("unit", id).unwrap().get("code").clone();
    assert_eq!((code(a), code(b)), (Value::text("A-1"), Value::text("B-1")));
}

#[test]
fn what_was_signed_of_a_locked_contract_stays_and_says_why() {
    let (session, clock) = session();
    let id = unit(&session, "公司", None);
    let values = [
        ("name", Value::text("合同")),
        ("unit", Value::to(id)),
        ("amount", Value::Raw("100".into())),
    ];
    let contract = make(&session, "contract", values).id;
    let then = set_apart(&session, &clock);
    set(
        &session,
        "contract",
        contract,
        "amount",
        Value::Raw("900".into()),
    );
    set(
        &session,
        "contract",
        contract,
        "name",
        Value::text("新合同"),
    );
    set(&session, "contract", contract, "locked", Value::Bool(true));
    bring(&session, &then, &wanted("unit", id, Reach::Own));
    let now = session.record("contract", contract).unwrap();
    assert_eq!(now.get("name"), &Value::text("合同"));
    assert_eq!(now.get("locked"), &Value::Bool(true));
    assert_ne!(
        now.get("amount"),
        then.record("contract", contract).unwrap().get("amount")
    );
    let again = session
        .bring_plan(then.vault(), &wanted("contract", contract, Reach::Record))
        .unwrap();
    assert_eq!(again.left_all, 2);
}

/// Only what is typed and lives.
fn typed(session: &Session) -> Picture {
    let catalog = session.catalog();
    let mut all = picture(session, &["rev", "updated_at", "created_at"], false);
    all.retain(|_, cells| matches!(cells.get("deleted_at"), Some(rusqlite::types::Value::Null)));
    for ((kind, _), cells) in &mut all {
        let entity = catalog.entity(kind).unwrap();
        cells.retain(|column, _| {
            entity.fields.iter().any(|field| {
                !field.computed && super::super::net::columns_of(field).any(|own| own == *column)
            })
        });
    }
    all
}

/// Random pasts and random presents: what a customer was is what it comes to be, but for what the
/// plan said would stay; the one undo brings all of it to what it was before.
#[test]
fn in_any_history_a_customer_comes_to_be_what_it_was_and_undo_leaves_no_trace() {
    let (mut brought, mut whole) = (0, 0);
    for seed in 0..8 {
        let mut world = World::of(seed);
        for _ in 0..60 {
            world.step();
        }
        let then = set_apart(&world.session, &world.clock);
        for _ in 0..40 {
            world.step();
        }
        let was = typed(&then);
        let roots: Vec<Id> = then
            .tree_children(None)
            .unwrap()
            .into_iter()
            .map(|node| node.id)
            .collect();
        for root in roots.into_iter().take(4) {
            let asked = wanted("unit", root, Reach::Below);
            let plan = world.session.bring_plan(then.vault(), &asked).unwrap();
            if plan.is_nothing() {
                continue;
            }
            let before = picture(&world.session, &["rev", "updated_at"], true);
            let when = format!("seed {seed}");
            match world
                .session
                .bring_back(then.vault(), (&asked, plan.moment), &Report::silent())
            {
                Ok(_) => {}
                // What the rules of money refuse, they refuse whole.
                Err(error) if error.kind() == crate::base::Kind::Invalid => continue,
                Err(error) => panic!("{when}: {error:?}"),
            }
            brought += 1;
            let now = typed(&world.session);
            let again = world.session.bring_plan(then.vault(), &asked).unwrap();
            assert!(again.is_nothing(), "{when}: {again:?}");
            if plan.left_all == 0 {
                whole += 1;
                let root_cell = rusqlite::types::Value::Blob(root.bytes().to_vec());
                for (key, cells) in &was {
                    let of = |column: &str| cells.get(column) == Some(&root_cell);
                    if key.1 != root && !(of("unit") || of("parent")) {
                        continue;
                    }
                    for (column, held) in cells {
                        let is = now.get(key).and_then(|cells| cells.get(column));
                        // A field that was defined then and is not today says nothing today.
                        let idle = is.is_none() && now.contains_key(key);
                        assert!(idle || is == Some(held), "{when}: {column} of {key:?}");
                    }
                }
            }
            world.session.undo().unwrap();
            let after = picture(&world.session, &["rev", "updated_at"], true);
            same(&before, &after, &when);
        }
    }
    assert!(brought > 5 && whole > 2, "{brought} {whole}");
}
