//! In which order seats stand, and whom to meet next: out of what is given alone.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::base::Id;
use crate::people::chain::{
    self, Chair, Decider, DecisionPart, DecisionSeat, Gap, Known, LONG, Lack, LastTalk, SEATS, Tie,
    gaps, in_order, latest_words,
};
use crate::records::value::Ref;

fn id(n: u8) -> Id {
    format!("{n:08x}-0000-7000-8000-000000000000")
        .parse()
        .unwrap()
}

fn named(n: u8, label: &str) -> Ref {
    Ref {
        id: id(n),
        label: label.to_owned(),
    }
}

fn part(role: &str) -> DecisionPart {
    DecisionPart {
        stance: id(200),
        unit: None,
        role: role.to_owned(),
        influence: None,
        attitude: None,
        coverage: None,
        opportunity: None,
        as_of: None,
    }
}

fn person(n: u8, days: Option<u32>, parts: Vec<DecisionPart>) -> Decider {
    Decider {
        contact: named(n, "某人"),
        unit: named(100, "甲"),
        in_office: true,
        since: None,
        parts,
        last_talk: days.map(|days| LastTalk {
            activity: id(201),
            at: 0,
            days,
        }),
        long: LONG,
        let_be: false,
        listens_to: Vec::new(),
        lacks: Vec::new(),
    }
}

fn seat(n: u8, parts: Vec<DecisionPart>, holders: Vec<Decider>) -> DecisionSeat {
    DecisionSeat {
        seat: named(n, "席位"),
        unit: named(100, "甲"),
        depth: 0,
        parts,
        holders,
        former: None,
    }
}

fn told(gaps: &[Gap]) -> Vec<(Id, Vec<Lack>)> {
    let of = |gap: &Gap| {
        let about = gap.contact.as_ref().or(gap.seat.as_ref());
        about.map_or(gap.unit.id, |one| one.id)
    };
    gaps.iter()
        .map(|gap| (of(gap), gap.lacks.clone()))
        .collect()
}

#[test]
fn who_decides_comes_before_others_and_each_line_says_why() {
    let mut against = part("approver");
    against.attitude = Some("m1".into());
    let mut weighty = part("user");
    weighty.influence = Some("3".into());
    let mut seats = [
        seat(1, vec![], vec![person(11, None, vec![])]),
        seat(
            2,
            vec![part("decider")],
            vec![person(12, Some(LONG), vec![])],
        ),
        seat(
            3,
            vec![part("decider")],
            vec![person(13, Some(LONG + 1), vec![])],
        ),
        seat(4, vec![part("budget")], vec![]),
        seat(5, vec![], vec![]),
        seat(6, vec![], vec![person(16, Some(500), vec![part("user")])]),
    ];
    let mut others = [
        person(21, None, vec![weighty]),
        person(22, Some(1), vec![against]),
    ];
    let found = gaps(&mut seats, &mut others, &Known::default());
    let expected = [
        (id(21), vec![Lack::NeverMet]),
        (id(4), vec![Lack::Vacant]),
        (id(13), vec![Lack::Silent { days: LONG + 1 }]),
        (id(22), vec![Lack::Against]),
        (id(11), vec![Lack::NeverMet]),
        (id(5), vec![Lack::Vacant]),
    ];
    assert_eq!(told(&found), expected);
    let keys = found.iter().map(|gap| gap.key).collect::<Vec<_>>();
    assert_eq!(keys, [true, true, true, true, false, false]);
    assert_eq!(seats[2].holders[0].lacks, [Lack::Silent { days: LONG + 1 }]);
    assert!(seats[5].holders[0].lacks.is_empty(), "users may be silent");
}

#[test]
fn who_asked_to_be_let_be_is_let_be_and_whoever_left_is_followed_by_somebody() {
    let mut quiet = person(11, None, vec![part("decider")]);
    quiet.let_be = true;
    let mut left = person(12, Some(3), vec![part("decider")]);
    left.in_office = false;
    let mut user = person(13, None, vec![part("user")]);
    user.in_office = false;
    let found = gaps(&mut [], &mut [quiet, left, user], &Known::default());
    assert_eq!(told(&found), [(id(12), vec![Lack::Gone])]);
}

#[test]
fn what_is_planned_comes_last_and_who_opens_the_door_is_named() {
    let mut hard = person(11, None, vec![part("decider")]);
    let tie = |n: u8| Tie {
        contact: named(n, "旁人"),
        strength: "2".into(),
        kind: None,
        reachable: n != 33,
    };
    hard.listens_to = vec![tie(31), tie(33), tie(32)];
    let twice = person(12, None, vec![part("user")]);
    let mut seats = [
        seat(1, vec![], vec![hard.clone(), twice.clone()]),
        seat(2, vec![], vec![hard, twice]),
    ];
    let known = Known {
        met: BTreeSet::from([id(32), id(33)]),
        planned: [(id(11), named(41, "拜访"))].into(),
        ..Known::default()
    };
    let found = gaps(&mut seats, &mut [], &known);
    let never = || vec![Lack::NeverMet];
    assert_eq!(told(&found), [(id(12), never()), (id(11), never())]);
    assert_eq!(found[1].planned, Some(named(41, "拜访")));
    // Of those who have their ear, the one that talks with us and is still to be had.
    assert_eq!(found[1].through, Some(named(32, "旁人")));
}

#[test]
fn where_nobody_decides_that_is_told_once() {
    let mut seats = [seat(
        1,
        vec![part("user")],
        vec![person(11, Some(1), vec![])],
    )];
    let found = gaps(&mut seats, &mut [], &Known::default());
    assert_eq!(told(&found), [(id(100), vec![Lack::Unknown])]);
    assert!(gaps(&mut [], &mut [], &Known::default()).is_empty());
}

#[test]
fn where_somebody_decides_their_part_says_and_not_their_seat() {
    let at = |role: &str, n: u8| DecisionPart {
        unit: Some(named(n, "乙")),
        ..part(role)
    };
    let chief = person(11, Some(1), vec![at("decider", 101)]);
    let mut seats = [
        seat(1, vec![], vec![chief]),
        DecisionSeat {
            unit: named(101, "乙"),
            ..seat(2, vec![], vec![person(12, Some(1), vec![])])
        },
    ];
    let found = gaps(&mut seats, &mut [], &Known::default());
    assert_eq!(told(&found), [(id(100), vec![Lack::Unknown])]);
    // In a deal somebody decides, wherever they sit.
    let deal = Known {
        deal_of: Some(named(102, "丙")),
        ..Known::default()
    };
    assert!(gaps(&mut seats, &mut [], &deal).is_empty());
    let nobody = &mut seats[1..];
    let found = gaps(nobody, &mut [], &deal);
    assert_eq!(told(&found), [(id(102), vec![Lack::Unknown])]);
    let closed = Known {
        closed: BTreeSet::from([id(101)]),
        ..Known::default()
    };
    assert!(gaps(nobody, &mut [], &closed).is_empty());
}

#[test]
fn of_too_many_seats_those_with_a_part_stay_with_all_they_report_to() {
    let count = u16::try_from(SEATS).unwrap() + 50;
    let mut seats: Vec<DecisionSeat> = (0..count)
        .map(|n| DecisionSeat {
            depth: u16::from(n > 0),
            ..seat(u8::try_from(n % 200).unwrap(), vec![], vec![])
        })
        .collect();
    let last = seats.last_mut().unwrap();
    last.parts = vec![part("decider")];
    last.depth = 2;
    let kept = chain::told(seats);
    assert_eq!(kept.len(), SEATS);
    let depths: Vec<u16> = kept.iter().rev().take(3).map(|one| one.depth).collect();
    assert_eq!(depths, [2, 1, 1]);
    assert_eq!(kept[SEATS - 1].parts.len(), 1);
    assert_eq!(kept[0].depth, 0);
}

#[test]
fn of_two_words_on_one_part_the_later_day_counts() {
    let dated = |role: &str, day: Option<&str>, attitude: &str| DecisionPart {
        as_of: day.map(str::to_owned),
        attitude: Some(attitude.to_owned()),
        ..part(role)
    };
    let elsewhere = DecisionPart {
        unit: Some(named(101, "乙")),
        ..dated("decider", Some("2025-01-01"), "m2")
    };
    let said = vec![
        elsewhere,
        dated("decider", Some("2026-05-01"), "p1"),
        dated("user", None, "0"),
        dated("decider", Some("2026-03-01"), "m2"),
        dated("user", None, "p2"),
    ];
    let kept: Vec<(String, Option<String>)> = latest_words(said)
        .into_iter()
        .map(|one| (one.role, one.attitude))
        .collect();
    let pair = |role: &str, attitude: &str| (role.to_owned(), Some(attitude.to_owned()));
    let expected = [
        pair("decider", "m2"),
        pair("decider", "p1"),
        pair("user", "p2"),
    ];
    assert_eq!(kept, expected, "what they are elsewhere stands");
}

proptest! {
    /// Whatever reports to whatever, in circles too.
    #[test]
    fn each_seat_stands_once_below_the_one_it_reports_to(
        above in proptest::collection::vec(proptest::option::of(0_u8..30), 0..24)
    ) {
        let chairs: Vec<Chair> = (0_u8..)
            .zip(&above)
            .map(|(n, above)| Chair { id: id(n), above: above.map(id) })
            .collect();
        let order = in_order(&chairs);
        prop_assert_eq!(order.len(), chairs.len());
        let depths: std::collections::BTreeMap<Id, u16> = order.iter().copied().collect();
        prop_assert_eq!(depths.len(), chairs.len());
        for (at, (seat, depth)) in order.iter().enumerate() {
            // What stands right above it, one step out, is what it reports to.
            let over = order[..at].iter().rev().find(|(_, over)| over < depth);
            let chair = chairs.iter().find(|chair| chair.id == *seat).unwrap();
            match over {
                Some((over, out)) => {
                    prop_assert_eq!(chair.above, Some(*over));
                    prop_assert_eq!(out + 1, *depth);
                }
                None => prop_assert_eq!(*depth, 0),
            }
        }
        // Whoever leads up to the top without a circle stands as deep as that way is long.
        for chair in &chairs {
            let (mut now, mut steps, mut seen) = (chair, 0_u16, BTreeSet::new());
            let ends = loop {
                if !seen.insert(now.id) {
                    break false;
                }
                match chairs.iter().find(|one| Some(one.id) == now.above) {
                    Some(next) => {
                        now = next;
                        steps += 1;
                    }
                    None => break true,
                }
            };
            if ends {
                prop_assert_eq!(depths[&chair.id], steps);
            }
        }
    }
}
