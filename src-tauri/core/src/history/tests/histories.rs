//! Random histories: as of any instant is what stood then, and undoing all gives the beginning.

use super::super::story;
use super::super::takeback::{Answers, Target};
use super::world::{World, picture, same};
use crate::base::Timestamp;
use crate::session::Session;

/// How many things befall the vault whose every step is taken back; the others, which look at all there is
/// every few steps, go on for a share of it.
fn many() -> usize {
    let said = std::env::var("STEWARD_HISTORY_STEPS").ok();
    said.and_then(|n| n.parse().ok()).unwrap_or(1_000)
}

/// Which of the many histories.
fn seed() -> u64 {
    let said = std::env::var("STEWARD_HISTORY_SEED").ok();
    said.and_then(|n| n.parse().ok()).unwrap_or(7)
}

#[test]
fn as_of_any_instant_is_what_stood_then() {
    let mut world = World::of(seed());
    let mut stood: Vec<(Timestamp, _)> = Vec::new();
    for n in 0..many() * 6 / 25 {
        world.step();
        if n % 6 == 0 {
            let all = picture(&world.session, &[], true);
            stood.push((world.session.vault().clock().now(), all));
        }
    }
    for (at, was) in &stood {
        let past = world.session.as_of(*at).unwrap();
        same(&picture(&past, &[], true), was, &format!("as of {at:?}"));
    }
}

#[test]
fn a_record_of_any_instant_is_what_it_was() {
    let mut world = World::of(seed());
    let mut stood = Vec::new();
    for n in 0..many() / 5 {
        world.step();
        if n % 20 == 0 {
            let at = world.session.vault().clock().now();
            let kinds = [
                "unit",
                "contact",
                "post",
                "task",
                "activity",
                "attachment",
                "contract",
                "instalment",
                "payment",
                "allocation",
                "seat",
                "need",
            ];
            for entity in kinds {
                for record in world.session.records(entity, 50).unwrap() {
                    stood.push((at, record));
                }
            }
        }
    }
    assert!(stood.len() > many() / 40, "only {} stood", stood.len());
    for (at, mut was) in stood {
        let entity = world.session.catalog().entity(&was.entity).unwrap();
        was.values.retain(|key, _| {
            let field = entity.field(key).unwrap();
            !field.computed || story::ALWAYS.contains(&field.key)
        });
        let told = world.session.record_at(&was.entity, was.id, at).unwrap();
        assert_eq!(told, Some(was));
    }
}

#[test]
fn undoing_all_gives_the_beginning() {
    let mut world = World::of(seed());
    for _ in 0..60 {
        world.step();
    }
    // The history that is taken back begins here.
    let begun = world
        .session
        .vault()
        .read(|read| read.commit_seq())
        .unwrap();
    let stands = |session: &Session| -> bool {
        let asked = "SELECT 1 FROM journal WHERE state = 'done' AND seq > ?";
        let vault = session.vault();
        vault
            .read(|read| Ok(read.sql().prepare(asked)?.exists([begun])?))
            .unwrap()
    };
    let first = picture(&world.session, &["rev"], true);
    for _ in 0..many() {
        world.step();
    }
    let last = picture(&world.session, &["rev"], true);
    let mut depth = 0;
    while stands(&world.session) {
        world.session.undo().unwrap();
        depth += 1;
    }
    assert!(depth > many() / 4, "only {depth} steps stood");
    same(&picture(&world.session, &["rev"], true), &first, "undone");
    // And all of it again, what had been undone before too.
    let mut again = 0;
    while again < depth {
        world.session.redo().unwrap();
        again += 1;
    }
    same(&picture(&world.session, &["rev"], true), &last, "redone");
}

#[test]
fn a_merge_taken_apart_is_as_if_it_had_never_been() {
    let mut world = World::of(seed());
    let mut apart = 0;
    for n in 0..many() * 2 / 5 {
        world.step();
        let entity = if n % 2 == 0 { "unit" } else { "contact" };
        if n % 5 != 0 {
            continue;
        }
        // The core remembers both steps; nothing else does.
        let stands = |world: &World| picture(&world.session, &["rev", "updated_at"], false);
        let before = stands(&world);
        // Two that cannot be one are refused.
        if world.merge(entity).is_err() {
            continue;
        }
        // A short history may have nothing yet that could be merged, and no step at all.
        let steps = world.session.steps(None, 1, None).unwrap();
        let Some(step) = steps.into_iter().next() else {
            continue;
        };
        if step.op != "op.merge" || stands(&world) == before {
            continue;
        }
        let target = Target {
            seq: step.seq,
            only: None,
        };
        let answers = Answers::default();
        let plan = world.session.take_back_plan(target, &answers).unwrap();
        assert_eq!(plan.asked, 0, "nothing stands against it yet");
        world
            .session
            .take_back(target, &answers, plan.moment)
            .unwrap();
        same(&stands(&world), &before, &format!("after {n} steps"));
        apart += 1;
    }
    assert!(apart > many() / 100, "only {apart} merges were taken apart");
}
